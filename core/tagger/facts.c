/* facts.c: what is known of each token, before features are made of it: its word and stem, what the lexicon and the patterns
 * say of it, whether it stands in quotation marks.
 *
 *   وبالقاهرة   word  hash of all letters        stem  hash of القاهرة: the reading whose word is the more frequent one
 *               known frequency, classes and name count of the word, or of the stem where only that is known
 */
#include "features.h"

#include <stdlib.h>

#include "../lexicon/layers.h"

/* ---- binding ------------------------------------------------------------------------------------------------------------- */

bool khb_binding_make(khb_binding *b, const khb_model *model, const khb_lexicon *lexicon) {
  uint32_t n = khb_lexicon_class_count(lexicon);
  uint8_t *head = calloc((size_t)n + 1, 1);
  if (!head) return false;
  free(b->head);
  *b = (khb_binding){.lexicon = lexicon, .model = model, .head = head, .n_classes = n};
  for (uint32_t i = 0, next = 0; i < model->n_classes; i++) { /* mostly in the order of the lexicon: the next one first */
    const char *name = khb_model_string(model, model->classes[i]);
    uint32_t c = next < n && strcmp(lexicon->classes[next], name) == 0 ? next : khb_lexicon_class(lexicon, name, strlen(name));
    if (c >= n) continue;
    head[c] = (uint8_t)(i + 1);
    next = c + 1;
  }
  for (uint32_t i = 0; i < model->n_attributes; i++) {
    const char *name = khb_model_string(model, model->attributes[i]);
    uint32_t bit = khb_lexicon_attribute(lexicon, name, strlen(name));
    if (bit < 16) b->attribute[bit] = (uint16_t)(1u << i);
  }
  const uint32_t maqsura = khb_lexicon_attribute(lexicon, "maqsura-word", 12);
  if (maqsura < 16) b->maqsura = (uint16_t)(1u << maqsura);
  return true;
}

void khb_binding_free(khb_binding *b) {
  free(b->head);
  *b = (khb_binding){0};
}

static uint16_t attributes_of(const khb_binding *b, uint16_t attr) {
  uint16_t out = 0;
  for (uint32_t mask = attr; mask; mask &= mask - 1) out |= b->attribute[__builtin_ctz(mask)];
  return out;
}

/* ---- words --------------------------------------------------------------------------------------------------------------- */

/* The letters of a reading, the hidden article written out. Returns their number; 0: too short or too long to be one. */
static size_t read_form(const khb_scan *scan, const khb_tok *k, uint32_t form,
                        uint8_t out[KHB_MAX_WORD_CODES + KHB_CODE_PAD]) {
  const khb_proclitic *p = &khb_proclitic_form[form];
  if (k->n_codes > KHB_MAX_WORD_CODES - 2 || k->n_codes < p->n + 2u) return 0;
  size_t rest = k->n_codes - (size_t)p->n, n = rest + p->al_hidden;
  out[0] = KHB_C_ALEF;
  out[1] = KHB_C_LAM;
  memcpy(out + p->al_hidden, scan->codes + k->code + p->n, rest);
  memset(out + n, 0, 8);
  return n;
}

static uint32_t frequency(const khb_f_mword *w) { return w ? w->frequency : 0; }

/* Frequencies are eighths of a power of two: the stem must be about twice as frequent as the word to be preferred. */
enum { STEM_BIAS = 8 };

static void choose_stem(const khb_model *m, const khb_scan *scan, const khb_tok *k, khb_facts *f) {
  uint8_t codes[KHB_MAX_WORD_CODES + KHB_CODE_PAD];
  const khb_f_mword *whole = khb_model_word(m, f->word);
  uint32_t best = frequency(whole) + STEM_BIAS;
  f->stem = f->word;
  f->known = whole;
  f->names = whole ? whole->names : 0;
  for (uint32_t mask = k->proclitics & ~1u; mask; mask &= mask - 1) {
    uint32_t i = (uint32_t)__builtin_ctz(mask);
    if (i >= KHB_N_PROCLITICS) return;
    size_t n = read_form(scan, k, i, codes);
    if (n < 3) continue;
    uint32_t key = khb_word_key(codes, n);
    const khb_f_mword *w = khb_model_word(m, key);
    if (frequency(w) <= best) continue;
    best = frequency(w);
    f->stem = key;
    f->clitic = (uint8_t)i;
    if (!whole || !whole->grain[0]) f->known = w;
    if (w->names > f->names) f->names = w->names;
  }
}

static uint32_t hash_bytes(const char *text, uint32_t from, uint32_t to) {
  uint8_t buf[24] = {0};
  size_t n = to - from < 8 ? to - from : 8;
  memcpy(buf, text + from, n);
  return (uint32_t)(khb_hash(buf, n) >> 32) ^ 0x5bd1e995u;
}

static void affixes(const uint8_t *c, uint32_t n, khb_facts *f) {
  uint32_t front = 0, back = 0;
  for (uint32_t i = 0; i < 4 && i < n; i++) {
    front |= (uint32_t)c[i] << (8 * i);
    back |= (uint32_t)c[n - 1 - i] << (8 * i);
    f->prefix[i] = front;
    f->suffix[i] = back;
  }
}

static void word_facts(const khb_model *m, const khb_context *cx, const khb_tok *k, khb_facts *f) {
  f->kind = k->kind;
  f->length = (uint8_t)(k->n_codes < 12 ? k->n_codes : 12);
  const uint32_t flags = k->flags & (KHB_TOKF_ARABIC | KHB_TOKF_LATIN | KHB_TOKF_DIGIT | KHB_TOKF_UPPER);
  f->shape = 1u + k->kind + 16u * flags + 4096u * (k->n_codes < 8 ? k->n_codes : 8);
  const uint8_t *c = cx->scan->codes + k->code;
  if (k->kind == KHB_TOK_NUMBER) {
    bool year = k->n_codes == 4 && ((c[0] == '1' && c[1] == '9') || (c[0] == '2' && c[1] == '0'));
    f->word = f->stem = 0x77000000u + f->length + (year ? 64 : 0);
    return;
  }
  if (k->n_codes == 0) {
    f->word = f->stem = hash_bytes(cx->text, k->start, k->end);
    return;
  }
  f->word = f->stem = khb_word_key(c, k->n_codes);
  affixes(c, k->n_codes, f);
  if (k->kind == KHB_TOK_WORD) choose_stem(m, cx->scan, k, f);
}

/* ---- words that folding confounds ------------------------------------------------------------------------------------------ */

/* The letters of the whole word and of its stem, as the lexicon's own attributes. */
static uint16_t lexicon_attributes(const khb_binding *b, const khb_context *cx, uint32_t t, const khb_facts *f) {
  uint16_t attr = cx->matches->attr[t];
  if (f->clitic) {
    uint8_t codes[KHB_MAX_WORD_CODES + KHB_CODE_PAD];
    size_t n = read_form(cx->scan, &cx->scan->tok[t], f->clitic, codes);
    attr |= khb_lexicon_attr_of(b->lexicon, codes, n);
  }
  return attr;
}

static bool ends_in(const khb_context *cx, const khb_tok *k, const char *letter) {
  return k->end - k->start >= 2 && memcmp(cx->text + k->end - 2, letter, 2) == 0;
}

static const char ya[] = "ي", maqsura[] = "ى", alef_madda[] = "آ";

/* Some write علي for على throughout; who writes a ى anywhere does not. */
static bool writes_ya_for_maqsura(const khb_binding *b, const khb_context *cx, uint32_t from, uint32_t to) {
  uint32_t dotted = 0;
  for (uint32_t t = from; t < to; t++) {
    if (!(cx->matches->attr[t] & b->maqsura)) continue;
    if (ends_in(cx, &cx->scan->tok[t], maqsura)) return false;
    dotted += ends_in(cx, &cx->scan->tok[t], ya);
  }
  return dotted > 1;
}

/* Folding makes علي the same as على, which is a hundred times as frequent, and آن and آل the same as أن and ال: what is known of those
   says nothing of these. */
static void tell_apart(const khb_binding *b, const khb_context *cx, uint32_t t, uint16_t attr, bool dots, khb_facts *f) {
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_WORD || k->end - k->start < 4) return;
  const bool name = (attr & b->maqsura) && !dots && ends_in(cx, k, ya);
  if (!name && !(k->n_codes == 2 && memcmp(cx->text + k->start, alef_madda, 2) == 0)) return;
  f->word ^= 0x9e3779b9u;
  f->stem ^= 0x9e3779b9u;
  f->known = NULL;
}

/* ---- what others found ------------------------------------------------------------------------------------------------------ */

enum { INSIDE = 0, BEGIN = 1, END = 2 }; /* BEGIN | END: alone */

static uint32_t place_in(uint32_t t, uint32_t first, uint32_t last) {
  return (t == first ? (uint32_t)BEGIN : 0) | (t + 1 == last ? (uint32_t)END : 0);
}

static void add_hit(const khb_match *m, uint32_t t, khb_facts *f) {
  uint32_t place = place_in(t, m->first, m->first + m->count);
  f->types |= 1u << (m->type & 15) << (place & BEGIN ? 0 : 16);
  if (m->count <= f->hit_words) return; /* the longest; of equals the first, which the lexicon puts first */
  f->hit_words = m->count;
  f->hit = 1u + m->type + 32u * place + 128u * (m->flags & (KHB_NAMEF_COMMON | KHB_NAMEF_DERIVED)) +
           1024u * (m->proclitic != 0) + 2048u * (m->count > 1) + 4096u * (m->kind == KHB_NAME_DEMONYM);
}

static void add_head(const khb_binding *b, const khb_match *m, khb_facts *f) {
  uint8_t head = m->ref < b->n_classes ? b->head[m->ref] : 0;
  if (!head || f->n_heads == 4) return;
  for (uint32_t i = 0; i < f->n_heads; i++)
    if (f->heads[i] == head) return;
  f->heads[f->n_heads++] = head;
  f->heads_hash = f->heads_hash * 97u + head;
}

/* The longest name has 16 words with 15 joining hyphens. */
enum { MAX_SPAN = 2 * KHB_MAX_NAME_WORDS };

static void match_facts(const khb_binding *b, const khb_context *cx, uint32_t from, uint32_t to, khb_facts *facts) {
  uint32_t start = from > MAX_SPAN ? from - MAX_SPAN : 0;
  for (uint32_t i = cx->first_match[start]; i < cx->first_match[to]; i++) {
    const khb_match *m = &cx->matches->item[i];
    uint32_t end = m->first + m->count < to ? m->first + m->count : to;
    for (uint32_t t = m->first > from ? m->first : from; t < end; t++) {
      if (m->what == KHB_MATCH_ENTITY) add_hit(m, t, &facts[t - from]);
      else if (m->what == KHB_MATCH_CLASS) add_head(b, m, &facts[t - from]);
    }
  }
}

static void pattern_facts(const khb_candidate *cand, size_t n, uint32_t from, uint32_t to, khb_facts *facts) {
  for (size_t i = 0; i < n; i++) {
    const khb_candidate *c = &cand[i];
    if (c->source != KHB_FROM_PATTERN || c->last <= from || c->first >= to) continue;
    uint32_t end = c->last < to ? c->last : to;
    for (uint32_t t = c->first > from ? c->first : from; t < end; t++) {
      khb_facts *f = &facts[t - from];
      uint32_t width = c->last - c->first < 15 ? c->last - c->first : 15;
      uint32_t value = (1u + c->type + 32u * place_in(t, c->first, c->last)) | width << 12;
      if (width > f->pattern >> 12) f->pattern = value;
    }
  }
  for (uint32_t t = from; t < to; t++) facts[t - from].pattern &= 0xfffu;
}

/* ---- quotation marks and brackets ---------------------------------------------------------------------------------------- */

/* 1, 2: opens quotation, bracket; 4, 8: closes it; " does both. */
static uint32_t mark_of(const khb_context *cx, const khb_tok *k) {
  const unsigned char *p = (const unsigned char *)cx->text + k->start;
  uint32_t n = k->end - k->start;
  if (k->kind != KHB_TOK_PUNCT) return 0;
  if (n == 1) return *p == '"' ? 5 : *p == '(' || *p == '[' ? 2 : *p == ')' || *p == ']' ? 8 : 0;
  if (n == 2 && p[0] == 0xC2) return p[1] == 0xAB ? 1 : p[1] == 0xBB ? 4 : 0;
  if (n == 3 && p[0] == 0xE2 && p[1] == 0x80) return p[2] == 0x9C || p[2] == 0x9D ? 5 : 0;
  return 0;
}

enum { MAX_QUOTED = 7 };

static void quote_facts(const khb_context *cx, uint32_t from, uint32_t to, khb_facts *facts) {
  uint32_t n = (uint32_t)cx->scan->n_tok;
  for (uint32_t t = from > MAX_QUOTED ? from - MAX_QUOTED - 1 : 0; t < to; t++) {
    uint32_t opens = mark_of(cx, &cx->scan->tok[t]) & 3;
    if (!opens) continue;
    uint32_t end = t + 1;
    while (end < n && end <= t + MAX_QUOTED && !mark_of(cx, &cx->scan->tok[end])) end++;
    if (end >= n || !(mark_of(cx, &cx->scan->tok[end]) >> 2 & opens) || end == t + 1) continue;
    for (uint32_t k = t + 1; k < end; k++)
      if (k >= from && k < to) facts[k - from].quotes = opens + 4 * place_in(k, t + 1, end) + 16 * (end - t);
    t = end;
  }
}

/* ---- further away ---------------------------------------------------------------------------------------------------------- */

enum { MAX_CHAIN = 6, MIN_REPEATED = 3, COMMON_FREQUENCY = 88 /* 2,000 times in the text of the classes */ };

static bool is_definite(const khb_facts *f) { return (f->prefix[1] & 0xffff) == (KHB_C_ALEF | KHB_C_LAM << 8); }

/* جهاز حماية المنافسة ومنع الممارسات: how the words hang on a head that stands up to MAX_CHAIN words before. */
static void chain_facts(khb_facts *f, uint32_t n) {
  uint32_t head = 0, distance = 0, between = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (f[i].kind != KHB_TOK_WORD) head = 0;
    if (head && distance <= MAX_CHAIN) f[i].chain = head + 256u * distance + 4096u * between;
    if (f[i].n_heads) {
      head = f[i].heads[0];
      distance = 1;
      between = 0;
    } else if (head) {
      distance++;
      between = between == 3 ? 3 : is_definite(&f[i]) ? (between | 1) : f[i].attributes ? 3 : (between | 2);
    }
  }
}

/* A rare word that comes twice: where one of the two stands after a title or in a pattern, the other is the same person. */
static void elsewhere_facts(khb_facts *f, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    if (f[i].kind != KHB_TOK_WORD || f[i].length < MIN_REPEATED ||
        (f[i].known && f[i].known->frequency > COMMON_FREQUENCY))
      continue;
    for (uint32_t j = 0; j < n; j++) {
      if (j == i || f[j].stem != f[i].stem) continue;
      uint32_t head = j && f[j - 1].n_heads ? f[j - 1].heads[0] : 0, given = j ? f[j - 1].attributes : 0;
      uint32_t value = 1u + (f[j].pattern ? 2u * (f[j].pattern & 127u) : 0) + 256u * head + 65536u * given;
      if (value > f[i].elsewhere) f[i].elsewhere = value;
    }
  }
}

/* ---- all ------------------------------------------------------------------------------------------------------------------- */

void khb_facts_make(const khb_binding *b, const khb_context *cx, const khb_candidate *cand, size_t n_cand,
                    uint32_t from, uint32_t to, khb_facts *facts) {
  memset(facts, 0, (to - from) * sizeof *facts);
  const bool dots = writes_ya_for_maqsura(b, cx, from, to);
  for (uint32_t t = from; t < to; t++) {
    khb_facts *f = &facts[t - from];
    word_facts(b->model, cx, &cx->scan->tok[t], f);
    const uint16_t attr = lexicon_attributes(b, cx, t, f);
    f->attributes = attributes_of(b, attr);
    tell_apart(b, cx, t, attr, dots, f);
  }
  for (uint32_t i = 1; i < to - from; i++) {
    if (facts[i].kind != KHB_TOK_WORD || facts[i - 1].kind != KHB_TOK_WORD) continue;
    const khb_f_mword *pair = khb_model_word(b->model, khb_pair_key(facts[i - 1].word, facts[i].word));
    if (!pair && facts[i - 1].stem != facts[i - 1].word)
      pair = khb_model_word(b->model, khb_pair_key(facts[i - 1].stem, facts[i].word));
    if (pair) facts[i].pair = pair->grain[KHB_N_GRAINS - 1];
  }
  match_facts(b, cx, from, to, facts);
  pattern_facts(cand, n_cand, from, to, facts);
  quote_facts(cx, from, to, facts);
  chain_facts(facts, to - from);
  elsewhere_facts(facts, to - from);
}
