/* variants.c: more names for the index, by rule: see variants.h.
 *
 *   أنطونيو غوتيريش | Antonio Guterres
 *           │          g: غ ج ق ك           ──>  أنطونيو جوتيريش, أنطونيو قوتيريش, أنطونيو كوتيريش
 *           │          e: written ي or not  ──>  أنطونيو غوتيرش, أنطونيو غتيريش …
 *   عبد الفتاح السيسي  joined or not        ──>  عبدالفتاح السيسي
 *   وزارة الشؤون       words                ──>  وزارة الشئون
 *
 * One change a variant, and never into a short common word (إيلي, إلى) or a given name (محمد حمزة is not محمود حمزة). Vowels of Arabic
 * names are never changed, where they tell them apart (حسن, حسين): names of Arabic countries, and words with a letter of Arabic alone.
 * A name of one word is changed by sound only when it is long enough for its rule, and into a word that stands nowhere among names and
 * words of names: short foreign names become ordinary words easily (غوادر, غادر). Places of little weight, of which lists have tens of
 * thousands, have no variants.
 */
#include "variants.h"

#include "../text/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { MAX_VARIANTS = 10, MAX_WORDS = 8, MAX_WORD = 96, MAX_NAME = 400, LEAST_PRIOR = 40 };

typedef struct word {
  const char *text; /* in the copy of the name */
  size_t len;
  uint32_t letter[KHB_MAX_LETTERS], written[KHB_MAX_LETTERS]; /* as folding sees them, as they are */
  size_t n; /* letters; 0: a word that is not of plain Arabic letters, or too long */
} word;

typedef struct maker {
  khb_builder *b;
  uint32_t entity;
  uint8_t flags;
  uint16_t common, given; /* the attributes of common words and of given names, as bits */
  unsigned made;
  char name[MAX_NAME];
  word word[MAX_WORDS];
  size_t n_words;
  char english[MAX_WORDS][KHB_MAX_LETTERS + 1];
  size_t n_english;
} maker;

/* ---- taking names apart --------------------------------------------------------------------------------------------------- */

/* The letters of a word as folding sees them, so that أ and ا are one; 0 where there is more than letters. */
static size_t read_letters(const char *s, size_t len, uint32_t out[KHB_MAX_LETTERS]) {
  char folded[4 * KHB_MAX_LETTERS];
  size_t bytes = khb_fold(s, len, folded, sizeof folded, NULL), n = 0;
  if (bytes > sizeof folded) return 0;
  for (const uint8_t *p = (const uint8_t *)folded, *end = p + bytes; p < end; n++) {
    uint32_t cp;
    p += khb_utf8_next(p, end, &cp);
    if (n == KHB_MAX_LETTERS || cp < 0x621 || cp > 0x6D3) return 0;
    out[n] = cp;
  }
  return n;
}

/* The letters as they are written, without marks: as many as there are folded ones. */
static void read_written(word *w) {
  size_t n = 0;
  for (const uint8_t *p = (const uint8_t *)w->text, *end = p + w->len; p < end;) {
    uint32_t cp;
    p += khb_utf8_next(p, end, &cp);
    if (cp == 0x640 || (cp >= 0x64B && cp <= 0x65F) || cp == 0x670) continue;
    if (n == w->n) break;
    w->written[n++] = cp;
  }
  if (n != w->n) memcpy(w->written, w->letter, sizeof w->written);
}

static bool split_name(maker *m, const char *text) {
  size_t len = strlen(text);
  if (len >= sizeof m->name) return false;
  memcpy(m->name, text, len + 1);
  m->n_words = 0;
  for (char *p = m->name; *p;) {
    size_t n = strcspn(p, " ");
    if (n) {
      if (m->n_words == MAX_WORDS) return false;
      word *w = &m->word[m->n_words++];
      *w = (word){.text = p, .len = n};
      w->n = read_letters(p, n, w->letter);
      read_written(w);
    }
    p += n + (p[n] == ' ');
  }
  return m->n_words > 0;
}

/* The English words in small letters without marks; articles (al-, el-, the) are no words of their own. */
static void split_english(maker *m, const char *text) {
  m->n_english = 0;
  utf8proc_uint8_t *plain = NULL;
  utf8proc_ssize_t got = utf8proc_map((const utf8proc_uint8_t *)text, 0, &plain,
                                      UTF8PROC_NULLTERM | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
  if (got < 0) return;
  static const char *const articles[] = {"al", "el", "the"};
  size_t n = 0;
  for (const char *p = (const char *)plain; n <= MAX_WORDS;) {
    size_t len = strcspn(p, " -");
    bool article = false;
    for (size_t i = 0; i < 3; i++) article = article || (strlen(articles[i]) == len && memcmp(p, articles[i], len) == 0);
    if (len && !article) {
      if (n == MAX_WORDS || len > KHB_MAX_LETTERS) {
        n = 0;
        break;
      }
      memcpy(m->english[n], p, len);
      m->english[n++][len] = 0;
    }
    if (!p[len]) break;
    p += len + 1;
  }
  m->n_english = n;
  free(plain);
}

/* ---- putting them together ------------------------------------------------------------------------------------------------ */

/* The name with words [from, to) replaced by a text. */
static khb_status add(maker *m, size_t from, size_t to, const char *text, size_t len) {
  char out[MAX_NAME + 2 * MAX_WORD];
  size_t n = 0;
  if (m->made == MAX_VARIANTS || len > 2 * MAX_WORD) return KHB_OK;
  for (size_t i = 0; i < m->n_words; i++) {
    if (i > from && i < to) continue;
    if (n) out[n++] = ' ';
    const char *part = i == from ? text : m->word[i].text;
    size_t size = i == from ? len : m->word[i].len;
    memcpy(out + n, part, size);
    n += size;
  }
  khb_name_fault fault;
  size_t first = m->b->n_names;
  khb_status status = khb_build_name(m->b, out, n, KHB_NAME_ALIAS, (uint8_t)(m->flags | KHB_NAMEF_DERIVED), &fault);
  if (status == KHB_OK && fault == KHB_NAME_FINE) status = khb_build_adopt(m->b, m->entity, first);
  m->made++;
  return status;
}

/* A word that gives the name another meaning: another given name, or a common word. Frequent words, as they are counted, hold names as
   well; the short ones are words. */
static bool is_someone_else(const maker *m, uint32_t number) {
  const khb_b_word *w = &m->b->words[number];
  return (w->attributes & m->given) || ((w->attributes & m->common) && w->length <= 4);
}

/* Word i with its letters [from, to) replaced. */
static khb_status change(maker *m, const khb_variant_rule *rule, size_t i, size_t from, size_t to, const char *letters) {
  const word *w = &m->word[i];
  char out[MAX_WORD];
  size_t n = 0;
  for (size_t k = 0; k <= w->n; k++) {
    if (k == from) {
      size_t len = strlen(letters);
      if (n + len > sizeof out) return KHB_OK;
      memcpy(out + n, letters, len);
      n += len;
    }
    if (k == w->n || (k >= from && k < to)) continue;
    if (n + 4 > sizeof out) return KHB_OK;
    n += khb_utf8_put(w->written[k], (uint8_t *)out + n);
  }
  if (m->n_words == 1 && w->n < rule->least) return KHB_OK;
  uint32_t known;
  khb_status status = khb_build_known_word(m->b, out, n, &known);
  if (status != KHB_OK || (known != KHB_NONE && (m->n_words == 1 || is_someone_else(m, known)))) return status;
  return add(m, i, i + 1, out, n);
}

/* ---- the rules -------------------------------------------------------------------------------------------------------------- */

static bool is_text(const word *w, const char *text) { return w->len == strlen(text) && memcmp(w->text, text, w->len) == 0; }

static khb_status exchange_sounds(maker *m, size_t i, const khb_aligned *a) {
  const khb_variant_rule *rule = &m->b->rules[a->rule];
  char now[KHB_RULE_TEXT * 2];
  size_t n = 0;
  for (size_t k = a->from; k < a->to && n + 4 < sizeof now; k++) n += khb_utf8_put(m->word[i].letter[k], (uint8_t *)now + n);
  now[n] = 0;
  for (size_t t = 0; t < rule->n_texts; t++) {
    if (strcmp(rule->text[t], now) == 0) continue;
    khb_status status = change(m, rule, i, a->from, a->to, rule->text[t]);
    if (status != KHB_OK) return status;
  }
  return KHB_OK;
}

static bool is_long(uint32_t letter) { return letter == 0x627 || letter == 0x648 || letter == 0x64A; }

/* A vowel inside the word that is written long is left out; one that is not is written, unless a long one stands beside it. */
static khb_status vowels(maker *m, size_t i, const khb_aligned *a) {
  const word *w = &m->word[i];
  if (a->from == 0 || a->to >= w->n) return KHB_OK;
  for (size_t r = 0; r < m->b->n_rules; r++) {
    const khb_variant_rule *rule = &m->b->rules[r];
    if (rule->kind != KHB_RULE_VOWEL || m->english[i][a->e_from] != rule->english[0]) continue;
    khb_status status = KHB_OK;
    if (a->how == KHB_HOW_LONG) {
      status = change(m, rule, i, a->from, a->to, "");
    } else if (!is_long(w->letter[a->from - 1]) && !is_long(w->letter[a->from])) {
      for (size_t t = 0; status == KHB_OK && t < rule->n_texts; t++) status = change(m, rule, i, a->from, a->from, rule->text[t]);
    }
    if (status != KHB_OK) return status;
  }
  return KHB_OK;
}

static bool has_own_letter(const maker *m, const word *w) {
  for (size_t r = 0; r < m->b->n_rules; r++) {
    const khb_variant_rule *rule = &m->b->rules[r];
    for (size_t t = 0; rule->kind == KHB_RULE_OWN_LETTER && t < rule->n_texts; t++) {
      uint32_t letter;
      khb_utf8_next((const uint8_t *)rule->text[t], (const uint8_t *)rule->text[t] + strlen(rule->text[t]), &letter);
      for (size_t k = 0; k < w->n; k++) {
        if (w->letter[k] == letter) return true;
      }
    }
  }
  return false;
}

/* The changes of one kind: exchanged letters, which people do write, come before vowels, of which there are many. */
static khb_status by_sound(maker *m, bool exchange) {
  if (m->n_english != m->n_words) return KHB_OK;
  for (size_t i = 0; i < m->n_words; i++) {
    if (!exchange && has_own_letter(m, &m->word[i])) continue;
    khb_aligned step[2 * KHB_MAX_LETTERS];
    const char *english = m->english[i];
    size_t n = khb_align(m->b->rules, m->b->n_rules, m->word[i].letter, m->word[i].n, english, strlen(english), step);
    for (size_t k = 0; k < n; k++) {
      khb_status status = KHB_OK;
      bool exchanged = step[k].rule != KHB_RULE_NONE && m->b->rules[step[k].rule].kind == KHB_RULE_EXCHANGE;
      if (exchange && exchanged) status = exchange_sounds(m, i, &step[k]);
      if (!exchange && (step[k].how == KHB_HOW_LONG || step[k].how == KHB_HOW_SHORT)) status = vowels(m, i, &step[k]);
      if (status != KHB_OK) return status;
    }
  }
  return KHB_OK;
}

static khb_status other_words(maker *m, const khb_variant_rule *rule) {
  for (size_t i = 0; i < m->n_words; i++) {
    bool there = false;
    for (size_t t = 0; t < rule->n_texts; t++) there = there || is_text(&m->word[i], rule->text[t]);
    for (size_t t = 0; there && m->n_words > 1 && t < rule->n_texts; t++) {
      if (is_text(&m->word[i], rule->text[t])) continue;
      khb_status status = add(m, i, i + 1, rule->text[t], strlen(rule->text[t]));
      if (status != KHB_OK) return status;
    }
  }
  return KHB_OK;
}

/* عبد الله <-> عبدالله: `at` is the first of the two words. */
static khb_status join(maker *m, size_t at) {
  char out[2 * MAX_WORD];
  const word *a = &m->word[at], *b = a + 1;
  if (a->len + b->len > sizeof out) return KHB_OK;
  memcpy(out, a->text, a->len);
  memcpy(out + a->len, b->text, b->len);
  return add(m, at, at + 2, out, a->len + b->len);
}

static khb_status split(maker *m, size_t at, size_t cut) {
  char out[2 * MAX_WORD];
  const word *w = &m->word[at];
  if (w->len + 1 > sizeof out) return KHB_OK;
  memcpy(out, w->text, cut);
  out[cut] = ' ';
  memcpy(out + cut + 1, w->text + cut, w->len - cut);
  return add(m, at, at + 1, out, w->len + 1);
}

/* What is left after taking a word off must be long enough to be one: two letters and the article, or three. */
enum { LEAST_REST = 6 };

static khb_status joins(maker *m, const khb_variant_rule *rule) {
  static const char al[] = "\xD8\xA7\xD9\x84";
  bool first = rule->kind == KHB_RULE_JOIN_FIRST;
  for (size_t i = 0; i < m->n_words; i++) {
    const word *w = &m->word[i];
    for (size_t t = 0; t < rule->n_texts; t++) {
      size_t len = strlen(rule->text[t]);
      khb_status status = KHB_OK;
      if (is_text(w, rule->text[t])) {
        if (first && i + 1 < m->n_words) status = join(m, i);
        if (!first && i > 0 && m->word[i - 1].len >= 4) status = join(m, i - 1);
      } else if (w->len >= len + LEAST_REST) {
        if (first && memcmp(w->text, rule->text[t], len) == 0 && memcmp(w->text + len, al, 4) == 0) status = split(m, i, len);
        if (!first && memcmp(w->text + w->len - len, rule->text[t], len) == 0) status = split(m, i, w->len - len);
      }
      if (status != KHB_OK) return status;
    }
  }
  return KHB_OK;
}

/* ---- all names -------------------------------------------------------------------------------------------------------------- */

static bool is_place(uint8_t type) { return type == KHB_GPE || type == KHB_LOC || type == KHB_FAC; }
static bool is_minor_place(const khb_b_entity *e) { return is_place(e->type) && e->has_prior && e->prior < LEAST_PRIOR; }

static bool is_of_own_country(const maker *m, const khb_b_entity *e) {
  for (size_t r = 0; e->country && r < m->b->n_rules; r++) {
    const khb_variant_rule *rule = &m->b->rules[r];
    for (size_t t = 0; rule->kind == KHB_RULE_OWN_COUNTRY && t < rule->n_texts; t++) {
      if (strcmp(rule->text[t], khb_build_text(m->b, e->country)) == 0) return true;
    }
  }
  return false;
}

static bool sounds_matter(uint8_t type) { return type == KHB_PERS || type == KHB_PRODUCT || is_place(type); }

static khb_status vary(maker *m, const khb_b_name *name) {
  const khb_b_entity *e = &m->b->entities[name->entity];
  m->entity = name->entity;
  m->flags = name->flags;
  m->made = 0;
  if (!split_name(m, khb_build_text(m->b, name->text))) return KHB_OK;
  khb_status status = KHB_OK;
  for (size_t r = 0; status == KHB_OK && r < m->b->n_rules; r++) {
    const khb_variant_rule *rule = &m->b->rules[r];
    if (rule->kind == KHB_RULE_WORD) status = other_words(m, rule);
    if (rule->kind == KHB_RULE_JOIN_FIRST || rule->kind == KHB_RULE_JOIN_SECOND) status = joins(m, rule);
  }
  if (status != KHB_OK || !sounds_matter(e->type) || !e->name_en) return status;
  split_english(m, khb_build_text(m->b, e->name_en));
  status = by_sound(m, true);
  return status == KHB_OK && !is_of_own_country(m, e) ? by_sound(m, false) : status;
}

static void find_attributes(maker *m) {
  for (size_t i = 0; i < m->b->n_attributes; i++) {
    const char *name = khb_build_text(m->b, m->b->attributes[i]);
    if (strcmp(name, "common") == 0) m->common = (uint16_t)(1u << i);
    if (strcmp(name, "given-name") == 0) m->given = (uint16_t)(1u << i);
  }
}

khb_status khb_build_variants(khb_builder *b) {
  if (!b->n_rules) return KHB_OK;
  maker *m = calloc(1, sizeof *m);
  if (!m) return KHB_ERR_NOMEM;
  m->b = b;
  find_attributes(m);
  khb_status status = KHB_OK;
  for (size_t i = 0, n = b->n_names; status == KHB_OK && i < n; i++) {
    khb_b_name name = b->names[i]; /* a copy: the array grows */
    if (name.entity == KHB_NONE || name.dropped || name.kind > KHB_NAME_ALIAS || is_minor_place(&b->entities[name.entity])) continue;
    status = vary(m, &name);
  }
  free(m);
  return status;
}
