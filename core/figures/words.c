/* words.c: takes the names of figure classes apart when the engine opens, and finds their members at a token. */
#include "words.h"

#include <stdlib.h>

/* ---- names of classes ---------------------------------------------------------------------------------------------------- */

static const struct {
  const char *prefix;
  uint8_t kind, mod;
} kinds[] = {{"number.cardinal.", W_CARDINAL, 0},
             {"number.tens.", W_TENS, 0},
             {"number.hundred.", W_HUNDRED, 0},
             {"number.hundreds.", W_HUNDREDS, 0},
             {"number.scale.", W_SCALE, 0},
             {"number.dual.", W_DUAL, 0},
             {"number.fraction.", W_FRACTION, 0},
             {"number.fractions.", W_FRACTIONS, 0},
             {"number.fraction-dual.", W_FRACTION_DUAL, 0},
             {"number.share.", W_SHARE, 0},
             {"number.ordinal.", W_ORDINAL, 0},
             {"number.minus", W_MINUS, 0},
             {"number.comma", W_COMMA, 0},
             {"number.percent", W_PERCENT, 0},
             {"number.after-hundred", W_AFTER_HUNDRED, 0},
             {"number.stop", W_STOP, 0},
             {"number.not-share", W_NOT_SHARE, 0},
             {"number.label", W_LABEL, 0},
             {"number.not-ordinal", W_NOT_ORDINAL, 0},
             {"range.between", W_BETWEEN, 0},
             {"range.from", W_FROM, 0},
             {"range.to", W_TO, 0},
             {"range.or", W_OR, 0},
             {"range.change", W_CHANGE, 0},
             {"bound.about", W_BOUND, KHB_MOD_APPROX},
             {"bound.less", W_BOUND, KHB_MOD_LESS_THAN},
             {"bound.more", W_BOUND, KHB_MOD_MORE_THAN},
             {"bound.most", W_BOUND, KHB_MOD_EQUAL_OR_LESS},
             {"bound.least", W_BOUND, KHB_MOD_EQUAL_OR_MORE},
             {"bound-after.about", W_BOUND_AFTER, KHB_MOD_APPROX},
             {"bound-after.less", W_BOUND_AFTER, KHB_MOD_LESS_THAN},
             {"bound-after.more", W_BOUND_AFTER, KHB_MOD_MORE_THAN},
             {"bound-after.most", W_BOUND_AFTER, KHB_MOD_EQUAL_OR_LESS},
             {"bound-after.least", W_BOUND_AFTER, KHB_MOD_EQUAL_OR_MORE},
             {"unit.", W_UNIT, 0},
             {"unit-dual.", W_UNIT_DUAL, 0},
             {"noun.", W_NOUN, 0},
             {"noun-dual.", W_NOUN_DUAL, 0},
             {"money.", W_MONEY, 0},
             {"money-dual.", W_MONEY_DUAL, 0},
             {"cent.", W_CENT, 0},
             {"cent-dual.", W_CENT_DUAL, 0},
             {"currency.", W_CURRENCY, 0},
             {"number.out-of", W_OUT_OF, 0},
             {"number.below-zero", W_BELOW_ZERO, 0},
             {"number.ordinal-head", W_ORDINAL_HEAD, 0},
             {"number.plural", W_PLURAL, 0},
             {"number.rate", W_RATE, 0},
             {"number.parts", W_PARTS, 0},
             {"number.of", W_OF, 0},
             {"number.pronoun", W_PRONOUN, 0},
             {"number.vague", W_VAGUE, 0},
             {"number.rank", W_RANK, 0},
             {"number.part", W_PART, 0},
             {"number.point", W_POINT, 0},
             {"number.over", W_OVER, 0},
             {"number.each", W_EACH, 0},
             {"number.often.", W_OFTEN, 0},
             {"number.general", W_GENERAL, 0},
             {"number.former", W_FORMER, 0},
             {"number.suffix.", W_SUFFIX, 0}};

_Static_assert(W_KINDS <= 64, "kinds are bits");

static int64_t read_int(const char *s) {
  int64_t v = 0;
  for (int i = 0; s[i] >= '0' && s[i] <= '9' && i < 18; i++) v = v * 10 + (s[i] - '0');
  return v;
}

/* Number of a family of money words, added when it is new; KHB_NONE when there are too many. */
static uint32_t family_of(khb_figures *f, const char *s, size_t n) {
  for (uint32_t i = 0; i < f->n_families; i++)
    if (f->family_len[i] == n && memcmp(f->family[i], s, n) == 0) return i;
  if (f->n_families == KHB_MAX_FAMILIES || n > UINT16_MAX) return KHB_NONE;
  f->family[f->n_families] = s;
  f->family_len[f->n_families] = (uint16_t)n;
  return f->n_families++;
}

static size_t part(const char *s) { return strcspn(s, "."); }

/* EGP.جنيه.Q79 */
static void read_currency(khb_figures *f, const char *s, khb_word *w) {
  if (part(s) != 3 || s[3] != '.') return;
  const char *family = s + 4, *country = family + part(family);
  w->family = family_of(f, family, (size_t)(country - family));
  w->lemma = s;
  w->lemma_len = 3;
  if (*country == '.') country++;
  if (f->n_currencies == KHB_MAX_CURRENCIES || strlen(country) >= sizeof f->currency[0].country ||
      w->family == KHB_NONE)
    return;
  khb_currency *c = &f->currency[f->n_currencies++];
  memcpy(c->code, s, 3);
  c->family = w->family;
  c->is_default = strcmp(country, "default") == 0;
  memcpy(c->country, country, strlen(country) + 1);
}

/* $.USD, °.درجة مئوية */
static void read_sign(khb_figures *f, const char *s, bool money) {
  size_t n = part(s);
  if (f->n_signs == KHB_MAX_SIGNS || n == 0 || n > 7 || s[n] != '.' || (money && strlen(s + n + 1) != 3)) return;
  khb_sign *sign = &f->sign[f->n_signs++];
  memcpy(sign->text, s, n);
  sign->len = (uint8_t)n;
  sign->unit = s + n + 1;
  if (money) memcpy(sign->code, s + n + 1, 4);
}

/* سنت.دولار.100 */
static void read_cent(khb_figures *f, const char *s, khb_word *w) {
  const char *family = s + part(s);
  w->lemma_len = (uint16_t)(family - s);
  if (*family == '.') family++;
  const char *number = family + part(family);
  w->family = family_of(f, family, (size_t)(number - family));
  w->number = *number == '.' ? read_int(number + 1) : 0;
  if (w->number < 1 || w->number > 1000 || w->family == KHB_NONE) w->kind = W_NONE;
}

static void read_class(khb_figures *f, const char *name, khb_word *w) {
  if (strncmp(name, "sign.", 5) == 0) {
    read_sign(f, name + 5, true);
    return;
  }
  if (strncmp(name, "unit-sign.", 10) == 0) {
    read_sign(f, name + 10, false);
    return;
  }
  if (strncmp(name, "convert.", 8) == 0) {
    if (f->n_rates < KHB_MAX_RATES && khb_rate_read(name + 8, &f->rate[f->n_rates])) f->n_rates++;
    return;
  }
  size_t head = strcspn(name, ".");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t n = strlen(kinds[i].prefix);
    if (kinds[i].prefix[0] != name[0] || (head < n && kinds[i].prefix[head] != '.')) continue; /* open in little time */
    bool open = kinds[i].prefix[n - 1] == '.';
    if (strncmp(name, kinds[i].prefix, n) != 0 || (!open && name[n])) continue;
    size_t len = strlen(name + n);
    if (len > 512) return;
    *w = (khb_word){.kind = kinds[i].kind, .mod = kinds[i].mod, .lemma = name + n, .lemma_len = (uint16_t)len};
    if (w->kind == W_CURRENCY) read_currency(f, name + n, w);
    else if (w->kind == W_CENT || w->kind == W_CENT_DUAL) read_cent(f, name + n, w);
    else if (w->kind == W_MONEY || w->kind == W_MONEY_DUAL) w->family = family_of(f, w->lemma, w->lemma_len);
    else w->number = read_int(name + n);
    return;
  }
}

khb_status khb_words_open(khb_figures *f, khb_error *err) {
  f->n_classes = khb_lexicon_class_count(f->lexicon);
  f->word = calloc((size_t)f->n_classes + 1, sizeof *f->word);
  if (!f->word) return khb_fail_nomem(err);
  for (uint32_t i = 0; i < f->n_classes; i++) {
    const char *name = khb_lexicon_class_name(f->lexicon, i);
    if (strchr(name, '.')) read_class(f, name, &f->word[i]);
  }
  return KHB_OK;
}

void khb_words_close(khb_figures *f) { free(f->word); }

/* ---- words of the text --------------------------------------------------------------------------------------------------- */

/* أثنى, he praised, is folded like اثني: with its hamza it is no two. */
static bool is_praise(const khb_context *cx, uint32_t t, uint8_t form) {
  const khb_tok *k = &cx->scan->tok[t];
  uint32_t at = khb_code_offset(cx->text, k, khb_proclitic_form[form].n);
  return k->n_codes == khb_proclitic_form[form].n + 4u && k->end - at >= 4 && memcmp(cx->text + at, "\xd8\xa3", 2) == 0 &&
         memcmp(cx->text + k->end - 2, "\xd9\x89", 2) == 0;
}

/* ميت is dead and ميتا a company: of two hundred the hamza must be written. */
static bool is_spelled(const khb_context *cx, uint32_t t, const khb_word *w, uint8_t form) {
  if (w->kind == W_CARDINAL && w->number == 2) return !is_praise(cx, t, form);
  if (w->kind != W_HUNDREDS || w->number != 200) return true;
  const khb_tok *k = &cx->scan->tok[t];
  const char *p = cx->text + k->start, *end = cx->text + k->end;
  for (; p + 1 < end; p++)
    if (memcmp(p, "\xd8\xa6", 2) == 0) return true;
  return false;
}

const khb_word *khb_word_at(const khb_figures *f, const khb_context *cx, uint32_t t, uint64_t mask, uint32_t form,
                            uint32_t *count, uint8_t *found) {
  const khb_word *best = NULL;
  uint8_t best_form = 0;
  if (t >= cx->scan->n_tok || (cx->kinds && !(cx->kinds[t].numbers & mask))) return NULL;
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what != KHB_MATCH_FIGURE || m->ref >= f->n_classes || (form != KHB_ANY_FORM && m->proclitic != form))
      continue;
    const khb_word *w = &f->word[m->ref];
    if (!(mask >> w->kind & 1) || w->kind == W_NONE || !is_spelled(cx, t, w, m->proclitic)) continue;
    if (best && (m->count < *count || (m->count == *count && best_form <= m->proclitic))) continue;
    best = w;
    best_form = m->proclitic;
    *count = m->count;
  }
  if (best && found) *found = best_form;
  return best;
}

/* ليصل إلى, لتصل إلى: what was reached, no bound. */
static bool tells_result(const khb_context *cx, uint32_t t, const khb_match *m, const khb_word *w) {
  if (w->kind != W_BOUND || w->mod != KHB_MOD_EQUAL_OR_LESS || !(khb_proclitic_form[m->proclitic].bits & KHB_PRO_LI)) return false;
  const khb_tok *k = &cx->scan->tok[t];
  const uint32_t n = khb_proclitic_form[m->proclitic].n;
  const uint8_t c = n < k->n_codes ? cx->scan->codes[k->code + n] : 0;
  return c == KHB_C_YA || c == KHB_C_TA;
}

enum { MAX_BACK = 6 };

const khb_word *khb_word_before(const khb_figures *f, const khb_context *cx, uint32_t t, uint64_t mask,
                                uint32_t *first) {
  const khb_word *best = NULL;
  for (uint32_t back = 1; back <= MAX_BACK && back <= t; back++) {
    if (cx->kinds && !(cx->kinds[t - back].numbers & mask)) continue;
    for (uint32_t i = cx->first_match[t - back]; i < cx->first_match[t - back + 1]; i++) {
      const khb_match *m = &cx->matches->item[i];
      if (m->what != KHB_MATCH_FIGURE || m->ref >= f->n_classes || m->count != back ||
          !(mask >> f->word[m->ref].kind & 1) || tells_result(cx, t - back, m, &f->word[m->ref]))
        continue;
      best = &f->word[m->ref];
      if (first) *first = t - back;
    }
  }
  return best;
}

bool khb_has_article(const khb_context *cx, uint32_t t, uint32_t skip) {
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_WORD || k->n_codes < skip + 3u) return false;
  const uint8_t *c = cx->scan->codes + k->code + skip;
  uint32_t n = k->n_codes - skip;
  if (c[0] != KHB_C_ALEF || c[1] != KHB_C_LAM) return false;
  /* ألف, ألفان, ألفين, ألفا; آلاف */
  if (c[2] == KHB_C_FA && (n == 3 || c[3] == KHB_C_ALEF || c[3] == KHB_C_YA) && n <= 5) return false;
  return !(n >= 4 && n <= 5 && c[2] == KHB_C_ALEF && c[3] == KHB_C_FA);
}

uint32_t khb_mark_at(const khb_context *cx, uint32_t t) {
  if (t >= cx->scan->n_tok) return 0;
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_PUNCT && k->kind != KHB_TOK_SYMBOL) return 0;
  const uint8_t *p = (const uint8_t *)cx->text + k->start;
  uint32_t cp, used = khb_utf8_next(p, (const uint8_t *)cx->text + k->end, &cp);
  return k->start + used == k->end ? cp : 0;
}

bool khb_attached(const khb_context *cx, uint32_t t) {
  return t > 0 && t < cx->scan->n_tok && cx->scan->tok[t].start == cx->scan->tok[t - 1].end;
}
