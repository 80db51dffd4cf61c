/* quantity.c: numbers with what they count.
 *
 *   number or range ──► unit behind it ──► type
 *     %  ٪  بالمئة                          PERCENT
 *     $  دولارا                             MONEY         also before it: $20
 *     كيلومترا, طائرة                        QUANTITY      its dictionary form as unit
 *     of a whole: نصف السكان                 PERCENT 50
 *     nothing                              CARDINAL, ORDINAL
 *
 * A dual is a number by itself: طائرتان. So is a lone thing with its half: لتر ونصف; and شخص واحد.
 * What names something and counts nothing: no_figure.c; years: dates.h.
 * Counted nouns: those of annotations/lexicon/nouns.yaml, and by the shape that the number asks for (Ryding 2005, 15.1): a plural
 * in ين or ات behind 3 to 10, an accusative in ا behind 11 to 99, a singular in ة behind 11 and more.
 */
#include "quantity.h"

/* Copies at most 63 bytes, whole letters only. */
static void set_unit(khb_value *v, const char *s, size_t n) {
  if (n >= sizeof v->unit) {
    n = sizeof v->unit - 1;
    while (n && ((uint8_t)s[n] & 0xc0) == 0x80) n--;
  }
  memcpy(v->unit, s, n);
  v->unit[n] = 0;
}

/* ---- counted nouns that no list knows ------------------------------------------------------------------------------------ */

static uint32_t last_letter(const khb_context *cx, const khb_tok *k) {
  uint32_t cp = 0, at = khb_code_offset(cx->text, k, k->n_codes - 1u);
  khb_utf8_next((const uint8_t *)cx->text + at, (const uint8_t *)cx->text + k->end, &cp);
  return cp;
}

enum { TA_MARBUTA = 0x629, ALEF = 0x627 };

static bool is_name(const khb_context *cx, uint32_t t) {
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++)
    if (cx->matches->item[i].what == KHB_MATCH_ENTITY && cx->matches->item[i].proclitic == 0) return true;
  return false;
}

/* Words of numbers, in any guise: لعشرين is no noun. */
#define NEVER_COUNTED                                                                                           \
  (KHB_BIT(W_STOP) | KHB_BIT(W_CARDINAL) | KHB_BIT(W_TENS) | KHB_BIT(W_HUNDRED) | KHB_BIT(W_HUNDREDS) |         \
   KHB_BIT(W_SCALE) | KHB_BIT(W_DUAL) | KHB_BIT(W_FRACTION) | KHB_BIT(W_FRACTIONS) | KHB_BIT(W_FRACTION_DUAL) | \
   KHB_BIT(W_ORDINAL) | KHB_BIT(W_BOUND) | KHB_BIT(W_BOUND_AFTER) | KHB_BIT(W_NOT_SHARE) | KHB_BIT(W_CHANGE))

static bool read_shape(const khb_figures *f, const khb_context *cx, uint32_t t, double n, khb_value *v) {
  const khb_tok *k = tok_at(cx, t);
  if (!k || k->kind != KHB_TOK_WORD || !(k->flags & KHB_TOKF_ARABIC) || k->n_codes < 4 || k->n_codes > 20) return false;
  if (khb_is_definite(cx, t) || word_here(f, cx, t, NEVER_COUNTED) || is_name(cx, t)) return false;
  const uint8_t *end = cx->scan->codes + k->code + k->n_codes;
  if (end[-1] == KHB_C_ALEF && end[-2] == KHB_C_HA && end[-3] == KHB_C_TA) return false; /* لإقامتها */
  const char *s = cx->text + k->start;
  if (!(n >= 3 && n < 9e15) || n != (double)(int64_t)n) return false;
  uint32_t rest = (uint32_t)(n - 100 * (double)(int64_t)(n / 100)), cp = last_letter(cx, k);
  if (rest >= 3 && rest <= 10) {
    bool human = end[-1] == KHB_C_NUN && end[-2] == KHB_C_YA && k->n_codes >= 5;
    if (human) set_unit(v, s, khb_code_offset(cx->text, k, k->n_codes - 2u) - k->start);
    bool feminine = end[-1] == KHB_C_TA && end[-2] == KHB_C_ALEF && k->n_codes >= 5;
    if (feminine) set_unit(v, s, k->end - k->start);
    return human || feminine;
  }
  if (cp == TA_MARBUTA) {
    set_unit(v, s, k->end - k->start);
    return true;
  }
  bool verb = end[-2] == KHB_C_WAW; /* وصلوا */
  if (rest >= 11 && cp == ALEF && end[-2] != KHB_C_ALEF && !verb) {
    set_unit(v, s, khb_code_offset(cx->text, k, k->n_codes - 1u) - k->start);
    return true;
  }
  return false;
}

#define COUNTED (KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY) | KHB_BIT(W_CURRENCY) | KHB_BIT(W_PERCENT))

/* ---- units --------------------------------------------------------------------------------------------------------------- */

static void scale_value(khb_value *v, double by, const khb_number *n) {
  bool exact = n->exact && (v->has & KHB_VALUE_NUMBER);
  khb_decimal d = exact ? khb_decimal_make(v->digits, v->exponent) : khb_decimal_double(v->number);
  khb_decimal factor =
      by >= 1 ? khb_decimal_int((int64_t)by) : khb_decimal_divide(khb_decimal_int(1), (int64_t)(1 / by + 0.5));
  d = khb_decimal_multiply(d, factor);
  if (v->has & KHB_VALUE_NUMBER) {
    v->number = d.value;
    v->digits = d.digits;
    v->exponent = (int8_t)d.exponent;
    v->has = (uint8_t)((v->has & ~KHB_VALUE_EXACT) | (d.exact ? KHB_VALUE_EXACT : 0));
  }
  v->low *= by;
  v->high *= by;
}

static void add_value(khb_value *v, khb_decimal part) {
  if (!(v->has & KHB_VALUE_NUMBER)) return;
  khb_decimal d = v->has & KHB_VALUE_EXACT ? khb_decimal_make(v->digits, v->exponent) : khb_decimal_double(v->number);
  d = khb_decimal_add(d, part);
  v->number = d.value;
  v->digits = d.digits;
  v->exponent = (int8_t)d.exponent;
  v->has = (uint8_t)((v->has & ~KHB_VALUE_EXACT) | (d.exact ? KHB_VALUE_EXACT : 0));
  if (v->has & KHB_VALUE_LOW) v->low = d.value;
  if (v->has & KHB_VALUE_HIGH) v->high = d.value;
}

/* ونصف, وربع behind a unit: درجة ونصف. Not when it begins something else: ونصف السكان. */
static uint32_t read_half(const khb_figures *f, const khb_context *cx, uint32_t t, khb_decimal *part) {
  uint32_t count = 0, at = khb_is_wa(cx, t) ? t + 1 : t;
  const khb_word *w = khb_word_at(f, cx, at, KHB_BIT(W_FRACTION), at > t ? 0 : 1, &count, NULL);
  if (!w || w->number < 2 || w->number > 100) return t;
  uint32_t end = at + count;
  bool word = is_kind(cx, end, KHB_TOK_WORD);
  if (word && (khb_has_article(cx, end, 0) || word_here(f, cx, end, KHB_BIT(W_SCALE) | KHB_BIT(W_NOT_SHARE)))) return t;
  *part = khb_decimal_divide(khb_decimal_int(1), w->number);
  return end;
}

static void negate(khb_value *v) {
  v->number = -v->number;
  v->digits = -v->digits;
  double low = v->low;
  v->low = -v->high;
  v->high = -low;
}

/* و43 سنتا behind dollars. */
static uint32_t read_cents(const khb_figures *f, const khb_context *cx, uint32_t t, khb_value *v) {
  khb_number n;
  bool wa = khb_is_wa(cx, t);
  uint32_t at = wa ? t + 1 : t, count = 0;
  if (!is_kind(cx, at, KHB_TOK_NUMBER) && !word_here(f, cx, at, KHB_BIT(W_CARDINAL) | KHB_BIT(W_TENS))) return t;
  size_t used = khb_read_number(f, cx, at, &n);
  if (!used || n.ordinal || n.value >= 1000 || (!wa && n.form != 1 && !is_kind(cx, at, KHB_TOK_NUMBER))) return t;
  const khb_word *w = khb_word_at(f, cx, at + (uint32_t)used, KHB_BIT(W_CENT), 0, &count, NULL);
  if (!w || n.value >= (double)w->number || !n.exact) return t;
  add_value(v, khb_decimal_divide(khb_decimal_make(n.digits, n.exponent), w->number));
  return at + (uint32_t)used + count;
}

static bool percent_mark(const khb_context *cx, uint32_t t) {
  uint32_t c = khb_mark_at(cx, t);
  return c == '%' || c == 0x66a;
}

static void take_percent(item *x, uint32_t last) {
  x->last = last;
  x->type = KHB_PERCENT;
}

static bool read_percent(const khb_figures *f, const khb_context *cx, item *x) {
  uint32_t count = 0;
  bool first_has = x->value.has & KHB_VALUE_LOW && percent_mark(cx, x->first + 1);
  if (x->number.percent) {
    take_percent(x, x->core);
    return true;
  }
  if (percent_mark(cx, x->core)) {
    take_percent(x, x->core + 1);
    return true;
  }
  const khb_tok *k = tok_at(cx, x->core - 1);
  if (k->kind == KHB_TOK_NUMBER && k->n_codes && cx->scan->codes[k->code + k->n_codes - 1u] == '%') {
    take_percent(x, x->core);
    return true;
  }
  if (khb_word_at(f, cx, x->core, KHB_BIT(W_PERCENT), 0, &count, NULL)) {
    take_percent(x, x->core + count);
    return true;
  }
  if (first_has) take_percent(x, x->core);
  return first_has;
}

static bool read_money(const khb_figures *f, const khb_context *cx, item *x) {
  uint32_t count = 0, end = khb_read_currency(f, cx, x->core, &x->value);
  if (end != x->core) {
    x->type = KHB_MONEY;
    khb_decimal part;
    x->last = read_half(f, cx, end, &part);
    if (x->last != end) add_value(&x->value, part);
    else x->last = read_cents(f, cx, end, &x->value);
    return true;
  }
  const khb_word *w = khb_word_at(f, cx, x->core, KHB_BIT(W_CENT), 0, &count, NULL);
  if (!w) return false;
  scale_value(&x->value, 1.0 / (double)w->number, &x->number);
  khb_currency_open(f, w->family, &x->value);
  x->type = KHB_MONEY;
  x->last = x->core + count;
  return true;
}

static bool read_measure(const khb_figures *f, const khb_context *cx, item *x) {
  uint32_t count = 0;
  if (khb_word_at(f, cx, x->core, KHB_BIT(W_BELOW_ZERO), 0, &count, NULL)) {
    negate(&x->value);
    set_unit(&x->value, "درجة", strlen("درجة"));
    x->last = x->core + count;
    x->type = KHB_QUANTITY;
    return true;
  }
  const khb_sign *sign = khb_sign_at(f, cx, x->core);
  const khb_word *w = khb_word_at(f, cx, x->core, KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN), 0, &count, NULL);
  if (sign && !sign->code[0]) {
    set_unit(&x->value, sign->unit, strlen(sign->unit));
    x->last = x->core + 1;
    w = khb_word_at(f, cx, x->last, KHB_BIT(W_UNIT), 0, &count, NULL);
    size_t n = strlen(sign->unit);
    if (w && w->lemma_len > n && memcmp(w->lemma, sign->unit, n) == 0) { /* 37° مئوية */
      set_unit(&x->value, w->lemma, w->lemma_len);
      x->last += count;
    }
  } else if (w) {
    set_unit(&x->value, w->lemma, w->lemma_len);
    x->last = x->core + count;
    if (w->kind == W_NOUN && x->number.thousands && (x->value.has & KHB_VALUE_NUMBER))
      scale_value(&x->value, 1000, &x->number);
  } else {
    double n = x->value.has & KHB_VALUE_HIGH && !(x->value.has & KHB_VALUE_NUMBER) ? x->value.high : x->value.number;
    if (x->number.fraction || !read_shape(f, cx, x->core, n, &x->value)) return false;
    x->last = x->core + 1;
  }
  x->type = KHB_QUANTITY;
  khb_decimal part;
  uint32_t end = read_half(f, cx, x->last, &part);
  if (end != x->last) add_value(&x->value, part);
  x->last = end;
  if (khb_word_at(f, cx, x->last, KHB_BIT(W_BELOW_ZERO), 0, &count, NULL)) {
    negate(&x->value);
    x->last += count;
  }
  return true;
}

/* نصف السكان, ثلاثة أرباع المستعمرات: a share of a whole. */
static bool read_share(const khb_figures *f, const khb_context *cx, item *x) {
  const khb_tok *k = tok_at(cx, x->core);
  if (!x->number.fraction || x->number.definite || !k || k->kind != KHB_TOK_WORD) return false;
  if (!khb_has_article(cx, x->core, 0) || word_here(f, cx, x->core, KHB_BIT(W_NOT_SHARE))) return false;
  scale_value(&x->value, 100, &x->number);
  x->type = KHB_PERCENT;
  return true;
}

/* Small enough to be divided by. */
static bool is_whole(double n) { return n >= 1 && n <= 1e9 && n == (double)(int64_t)n; }

/* واحد من كل عشرة */
static bool read_out_of(const khb_figures *f, const khb_context *cx, item *x) {
  uint32_t count = 0;
  khb_number whole;
  if (!(x->value.has & KHB_VALUE_NUMBER) || !khb_word_at(f, cx, x->core, KHB_BIT(W_OUT_OF), 0, &count, NULL))
    return false;
  size_t n = khb_read_number(f, cx, x->core + count, &whole);
  if (!n || whole.ordinal || whole.form || whole.value <= x->value.number || !is_whole(whole.value)) return false;
  khb_decimal d =
      x->number.exact ? khb_decimal_make(x->number.digits, x->number.exponent) : khb_decimal_double(x->number.value);
  d = khb_decimal_divide(khb_decimal_multiply(d, khb_decimal_int(100)), (int64_t)whole.value);
  x->value = (khb_value){.number = d.value,
                         .digits = d.digits,
                         .exponent = (int8_t)d.exponent,
                         .has = (uint8_t)(KHB_VALUE_NUMBER | (d.exact ? KHB_VALUE_EXACT : 0))};
  x->type = KHB_PERCENT;
  x->last = x->core = x->core + count + (uint32_t)n;
  return true;
}

/* 9 على 10 with nothing counted behind it. Years, equals (24 على 24) and what stands behind a definite noun are no quotients. */
static bool is_quotient(const khb_context *cx, const item *x, const khb_number *by, uint32_t end) {
  const khb_tok *k = tok_at(cx, end);
  bool year = by->plain_digits && by->value >= 1800 && by->value < 2100;
  return !year && by->value != x->value.number && !(k && k->kind == KHB_TOK_WORD && (k->flags & KHB_TOKF_ARABIC));
}

/* واحد من ثلاثة, واحد على عشرين, 3 أجزاء من ألف: a ratio, where a lone one would say nothing. */
static bool read_ratio(const khb_figures *f, const khb_context *cx, item *x) {
  uint32_t count = 0, at = x->core;
  khb_number whole;
  if (!(x->value.has & KHB_VALUE_NUMBER) || x->number.definite) return false;
  bool parts = khb_word_at(f, cx, at, KHB_BIT(W_PARTS), 0, &count, NULL) != NULL;
  bool over = !parts && khb_word_at(f, cx, at, KHB_BIT(W_OVER), 0, &count, NULL) != NULL;
  if (x->number.scale && !over) return false;
  if (parts || over) at += count;
  else if (x->number.value != 1 && x->number.value != -1) return false;
  else if (khb_word_at(f, cx, at, KHB_BIT(W_OF), 0, &count, NULL)) at += count;
  else return false;
  size_t n = khb_read_number(f, cx, at, &whole);
  if (!n || whole.ordinal || whole.form || whole.definite || whole.value < 2 || !is_whole(whole.value)) return false;
  bool one = x->number.value == 1 || x->number.value == -1;
  if (word_here(f, cx, at + (uint32_t)n, KHB_BIT(W_NOUN) | KHB_BIT(W_UNIT)) && !parts && !(over && one))
    return false; /* واحد من خمسة أشخاص */
  if (!x->number.exact || (over && !one && !is_quotient(cx, x, &whole, at + (uint32_t)n))) return false;
  khb_decimal of = khb_decimal_make(x->value.digits, x->value.exponent),
              d = khb_decimal_divide(of, (int64_t)whole.value);
  bool decimal = whole.value == 10 || whole.value == 100 || whole.value == 1000;
  int64_t left =
      parts && decimal && x->value.number > whole.value ? (int64_t)x->value.number % (int64_t)whole.value : 0;
  if (left &&
      is_whole(x->value.number)) { /* مئتان وثلاثة أجزاء من مئة: hundredths are said for decimals, hence 200.03 */
    khb_decimal part = khb_decimal_divide(khb_decimal_int(left), (int64_t)whole.value);
    d = khb_decimal_add(khb_decimal_int((int64_t)x->value.number - left), part);
  }
  x->value = (khb_value){.number = d.value,
                         .digits = d.digits,
                         .exponent = (int8_t)d.exponent,
                         .mod = x->value.mod,
                         .has = (uint8_t)(KHB_VALUE_NUMBER | (d.exact ? KHB_VALUE_EXACT : 0))};
  x->last = x->core = at + (uint32_t)n;
  khb_read_bounds(f, cx, x->first, x->last, &x->value);
  return true;
}

/* نسبة 22, بالمائة 210: percent that is said before the number. */
static bool read_rate(const khb_figures *f, const khb_context *cx, item *x) {
  uint32_t first = 0;
  if (khb_word_before(f, cx, x->first, KHB_BIT(W_RATE), NULL) && x->value.has & KHB_VALUE_NUMBER &&
      !x->number.fraction) {
    x->type = KHB_PERCENT;
    return true;
  }
  if (!khb_word_before(f, cx, x->first, KHB_BIT(W_PERCENT), &first)) return false;
  if (first > 0 && (is_kind(cx, first - 1, KHB_TOK_NUMBER) || word_here(f, cx, first - 1, NEVER_COUNTED))) return false;
  x->type = KHB_PERCENT;
  return true;
}

/* ---- one number ---------------------------------------------------------------------------------------------------------- */

/* خمس السكان: a word that is a number too is a share only before a definite noun. */
static bool read_ambiguous_share(const khb_figures *f, const khb_context *cx, uint32_t t, item *x) {
  uint32_t count = 0;
  const khb_word *w = khb_word_at(f, cx, t, KHB_BIT(W_SHARE), KHB_ANY_FORM, &count, &x->form);
  if (!w || w->number < 2 || !is_kind(cx, t + count, KHB_TOK_WORD) || !khb_has_article(cx, t + count, 0)) return false;
  if (word_here(f, cx, t + count, KHB_BIT(W_NOT_SHARE)) || khb_has_article(cx, t, khb_proclitic_form[x->form].n))
    return false;
  khb_number of;
  size_t n = khb_read_number(f, cx, t + count, &of);
  bool number = n && !of.ordinal && of.exact && !of.fraction; /* خمس العشرين is four, خمس السكان 20 % */
  khb_decimal d =
      khb_decimal_divide(number ? khb_decimal_make(of.digits, of.exponent) : khb_decimal_int(100), w->number);
  x->first = t;
  x->core = x->last = t + count + (number ? (uint32_t)n : 0);
  x->value = (khb_value){.number = d.value,
                         .digits = d.digits,
                         .exponent = (int8_t)d.exponent,
                         .has = (uint8_t)(KHB_VALUE_NUMBER | (d.exact ? KHB_VALUE_EXACT : 0))};
  x->type = number ? KHB_CARDINAL : KHB_PERCENT;
  return true;
}

/* $20, €1.5 مليار */
static bool read_sign_first(const khb_figures *f, const khb_context *cx, uint32_t t, item *x) {
  khb_value sign = {0};
  if (!khb_read_sign(f, cx, t, &sign) || !is_kind(cx, t + 1, KHB_TOK_NUMBER)) return false;
  uint32_t end, after;
  if (!khb_read_amount(f, cx, t + 1, &x->number, &x->value, &end, &after)) return false;
  khb_read_bounds(f, cx, t, after, &x->value);
  memcpy(x->value.currency, sign.currency, sizeof sign.currency);
  x->first = t;
  x->core = end;
  x->last = khb_read_sign(f, cx, end, &sign) ? end + 1 : end;
  x->form = 0;
  x->type = KHB_MONEY;
  return true;
}

/* Returns the token to go on from; *found says whether x is a figure. */
static uint32_t read_item(const khb_figures *f, const khb_context *cx, uint32_t t, item *x, bool *found) {
  uint32_t end, after;
  *found = false;
  *x = (item){0};
  if (read_ambiguous_share(f, cx, t, x) || read_sign_first(f, cx, t, x)) {
    *found = true;
    return x->last;
  }
  if (!khb_read_amount(f, cx, t, &x->number, &x->value, &end, &after)) return t + 1;
  x->first = t;
  x->core = x->last = end;
  x->form = x->number.form;
  x->type = x->number.ordinal ? KHB_ORDINAL : KHB_CARDINAL;
  if (x->number.ordinal) {
    *found = khb_ordinal_stands(f, cx, x);
    return end;
  }
  uint32_t phone = is_kind(cx, t, KHB_TOK_NUMBER) ? khb_phone_end(cx, t) : 0;
  if (phone && !word_here(f, cx, end, COUNTED) && !percent_mark(cx, end)) return phone > end ? phone : end;
  if (khb_is_label(f, cx, x)) return end;
  if (read_ratio(f, cx, x)) {
    *found = true;
    return x->last;
  }
  uint32_t look = 0; /* لست: I am not, but لست ساعات */
  bool alike = x->form && khb_word_at(f, cx, t, KHB_BIT(W_STOP), 0, &look, NULL) && !word_here(f, cx, end, COUNTED);
  if (alike || khb_says_nothing(f, cx, x) || khb_proclitic_form[x->form].bits & KHB_PRO_KA)
    return end; /* كمية is no hundred */
  bool year = khb_like_year(x) && !word_here(f, cx, end, KHB_BIT(W_NOUN) | KHB_BIT(W_UNIT));
  bool typed = read_percent(f, cx, x) || read_money(f, cx, x) || (!year && read_measure(f, cx, x)) ||
               read_share(f, cx, x) || read_out_of(f, cx, x);
  if (x->last != end) khb_read_bounds(f, cx, t, x->last, &x->value); /* the bound behind the unit: 5 أشخاص على الأقل */
  if (typed) {
    *found = true;
    return x->last;
  }
  uint32_t score = khb_score_end(f, cx, t);
  if (score && (x->value.has & KHB_VALUE_NUMBER || x->value.high <= 30)) return score > end ? score : end;
  if (read_rate(f, cx, x)) {
    *found = true;
    return x->last;
  }
  if (khb_says_which(f, cx, x) || khb_is_rank(f, cx, x)) x->type = KHB_ORDINAL;
  *found = khb_bare_stands(f, cx, x);
  return end;
}

/* ---- things that are numbers by themselves ------------------------------------------------------------------------------- */

/* طائرتان, دولارين; شخص واحد; لتر ونصف. */
static uint32_t read_thing(const khb_figures *f, const khb_context *cx, uint32_t t, item *x, bool *found) {
  const uint64_t duals = KHB_BIT(W_UNIT_DUAL) | KHB_BIT(W_NOUN_DUAL) | KHB_BIT(W_MONEY_DUAL) | KHB_BIT(W_CENT_DUAL);
  const uint64_t things = KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY);
  uint32_t count = 0, more = 0;
  *found = false;
  const khb_word *w = khb_word_at(f, cx, t, duals | things, KHB_ANY_FORM, &count, &x->form);
  if (!w || khb_proclitic_form[x->form].bits & KHB_PRO_KA) return t + 1; /* كبيرين are no two wells */
  uint8_t form = x->form;
  bool definite = khb_has_article(cx, t, khb_proclitic_form[form].n); /* إلى الضعف; نقاط الضعف is something else */
  if (definite && !khb_word_before(f, cx, t, KHB_BIT(W_TO) | KHB_BIT(W_BOUND), NULL)) return t + 1;
  *x = (item){.first = t, .core = t + count, .last = t + count, .form = form};
  bool dual = duals >> w->kind & 1;
  const khb_word *n = khb_word_at(f, cx, x->last, KHB_BIT(W_CARDINAL), 0, &more, NULL);
  khb_decimal part, sum = khb_decimal_int(dual ? 2 : 1);
  uint32_t half = read_half(f, cx, x->last, &part);
  bool stressed = n && n->number == (dual ? 2 : 1) && !khb_has_article(cx, x->last, 0) &&
                  !khb_word_at(f, cx, x->last, KHB_BIT(W_PRONOUN), 0, &(uint32_t){0}, NULL);
  if (stressed) x->last += more;
  else if (half != x->last) sum = khb_decimal_add(sum, part);
  else if (!dual) return t + 1;
  if (half != x->core && x->last == x->core) x->last = half;
  khb_number number = {.value = sum.value, .digits = sum.digits, .exponent = (int8_t)sum.exponent, .exact = sum.exact};
  khb_value_set(&x->value, &number);
  x->number = number;
  if (w->kind == W_MONEY || w->kind == W_MONEY_DUAL) {
    x->type = KHB_MONEY;
    khb_currency_open(f, w->family, &x->value);
  } else if (w->kind == W_CENT_DUAL) {
    x->type = KHB_MONEY;
    scale_value(&x->value, 1.0 / (double)w->number, &number);
    khb_currency_open(f, w->family, &x->value);
  } else {
    x->type = KHB_QUANTITY;
    set_unit(&x->value, w->lemma, w->lemma_len);
    if (khb_word_at(f, cx, x->last, KHB_BIT(W_BELOW_ZERO), 0, &more, NULL)) {
      negate(&x->value);
      x->last += more;
    }
  }
  khb_read_bounds(f, cx, t, x->last, &x->value);
  *found = true;
  return x->last;
}

/* جزء من مئة: one of so many, where nothing is counted behind it. */
static uint32_t read_part_of(const khb_figures *f, const khb_context *cx, uint32_t t, item *x, bool *found) {
  uint32_t count = 0;
  *x = (item){.first = t, .type = KHB_CARDINAL};
  if (!khb_word_at(f, cx, t, KHB_BIT(W_PART), KHB_ANY_FORM, &count, &x->form)) return t + 1;
  size_t n = khb_read_number(f, cx, t + count, &x->number);
  uint32_t end = t + count + (uint32_t)n;
  if (!n || x->number.ordinal || x->number.form || x->number.definite || x->number.value < 3 ||
      !is_whole(x->number.value) || word_here(f, cx, end, COUNTED) || khb_sign_at(f, cx, end) || percent_mark(cx, end))
    return t + 1;
  khb_decimal d = khb_decimal_divide(khb_decimal_int(1), (int64_t)x->number.value);
  khb_number part = {.value = d.value, .digits = d.digits, .exponent = (int8_t)d.exponent, .exact = d.exact};
  khb_value_set(&x->value, &part);
  x->core = x->last = end;
  *found = true;
  return end;
}

/* يوميا, سنويا where no quantity has taken it (برميل يوميا): a set of TIMEX3. */
static uint32_t read_adverb(const khb_figures *f, const khb_context *cx, uint32_t t, item *x, bool *found) {
  uint32_t count = 0;
  uint8_t form = 0;
  const khb_word *w = khb_word_at(f, cx, t, KHB_BIT(W_OFTEN), KHB_ANY_FORM, &count, &form);
  if (!w || w->lemma_len < 3 || w->lemma_len > 7) return t + 1;
  *x = (item){
      .first = t, .form = form, .core = t + count, .last = t + count, .type = w->lemma[1] == 'T' ? KHB_TIME : KHB_DATE};
  memcpy(x->value.timex, w->lemma, w->lemma_len);
  x->value.mod = KHB_MOD_EVERY;
  *found = true;
  return x->last;
}

/* ---- a paragraph --------------------------------------------------------------------------------------------------------- */

#define THINGS                                                                                                    \
  (KHB_BIT(W_UNIT_DUAL) | KHB_BIT(W_NOUN_DUAL) | KHB_BIT(W_MONEY_DUAL) | KHB_BIT(W_CENT_DUAL) | KHB_BIT(W_UNIT) | \
   KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY))

bool khb_quantities_run(const khb_figures *f, const khb_context *cx, uint32_t from, uint32_t to, khb_figure_list *out) {
  for (uint32_t t = from; t < to;) {
    const uint64_t kinds = cx->kinds[t].numbers;
    if (!kinds && cx->scan->tok[t].kind == KHB_TOK_WORD) {
      t++;
      continue;
    }
    item x;
    bool found = false;
    uint32_t next = khb_may_start_number(cx, t) ? read_item(f, cx, t, &x, &found) : t + 1;
    if (!found && next == t + 1 && kinds & (THINGS | KHB_BIT(W_PART) | KHB_BIT(W_OFTEN)) &&
        is_kind(cx, t, KHB_TOK_WORD)) {
      if (kinds & THINGS) next = read_thing(f, cx, t, &x, &found);
      if (!found && kinds & KHB_BIT(W_PART)) next = read_part_of(f, cx, t, &x, &found);
      if (!found && kinds & KHB_BIT(W_OFTEN)) next = read_adverb(f, cx, t, &x, &found);
    }
    if (found && x.last <= to && !khb_figure_add(cx, out, x.first, x.core, x.last, x.form, x.type, &x.value))
      return false;
    t = next > t ? next : t + 1;
  }
  return true;
}
