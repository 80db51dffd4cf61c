/* number.c: the number that starts at a token, in digits, in words or in both.
 *
 *   number   = [minus] sum [ "فاصلة" group ] [ و fraction [scale] ]        ordinal = الثالث [عشر] [ و tens ] [ بعد المئة ]
 *   sum      = term { [ و ] term }             each term of a smaller scale than the one before; without و only hundreds and scales
 *   term     = dual | [ group | digits | fraction ] { scale }
 *   group    = hundreds [ و below ] | below
 *   below    = tens | unit [ عشر | و tens ]
 *
 *   ثلاثمئة وخمسة وعشرون ألفا ومئتان      ((300 + 5 + 20) * 1000) + 200
 *
 * Gender and case are not asked for: ثلاث, ثلاثة, عشرون, عشرين, اثنا, اثني are members of the same classes. Source of the grammar: Ryding,
 * A Reference Grammar of Modern Standard Arabic (2005), ch. 15; Wright, A Grammar of the Arabic Language, vol. 1 §318-329.
 */
#include "decimal.h"
#include "digits.h"

enum { MAX_TERMS = 12, MAX_SCALES = 3 };

#define NUMERAL (KHB_BIT(W_CARDINAL) | KHB_BIT(W_TENS) | KHB_BIT(W_HUNDRED) | KHB_BIT(W_HUNDREDS))
#define FRACTIONS (KHB_BIT(W_FRACTION) | KHB_BIT(W_FRACTIONS) | KHB_BIT(W_FRACTION_DUAL))

typedef struct reader {
  const khb_figures *f;
  const khb_context *cx;
  uint32_t t;     /* next token */
  uint32_t limit; /* no token from here on */
} reader;

/* How the next word hangs on: first of its number (with any clitic), without و, with و. */
typedef enum joint { J_FIRST, J_BARE, J_WA } joint;

/* A word of those kinds. With J_WA the و may be a word of its own. On success the reader stands behind it. */
static const khb_word *take(reader *r, uint64_t kinds, joint j, uint8_t *form) {
  uint32_t t = r->t, count = 0;
  if (t >= r->limit) return NULL;
  if (j == J_WA && khb_is_wa(r->cx, t)) {
    t++;
    j = J_BARE;
  }
  if (t < r->limit && r->cx->kinds && !(r->cx->kinds[t].numbers & kinds)) return NULL;
  const khb_word *w = khb_word_at(r->f, r->cx, t, kinds,
                                  j == J_FIRST  ? KHB_ANY_FORM
                                  : j == J_BARE ? 0
                                                : 1,
                                  &count, form);
  if (!w || t + count > r->limit) return NULL;
  r->t = t + count;
  return w;
}

static bool at_end_of_clause(const reader *r) {
  return r->t >= r->cx->scan->n_tok || r->cx->scan->tok[r->t].kind != KHB_TOK_WORD;
}

/* ---- words below a thousand ---------------------------------------------------------------------------------------------- */

/* What follows 1 … 9 without و: عشر makes it a teen, مئة a hundred. */
static int64_t after_unit(reader *r, int64_t unit, bool hundred_allowed) {
  reader look = *r;
  const khb_word *w = take(&look, KHB_BIT(W_CARDINAL) | KHB_BIT(W_HUNDRED), J_BARE, NULL);
  if (!w || khb_has_article(r->cx, look.t - 1, 0)) return unit;
  if (w->kind == W_CARDINAL && w->number == 10) {
    *r = look;
    return unit + 10;
  }
  if (w->kind == W_HUNDRED && hundred_allowed && unit >= 3) {
    *r = look;
    return unit * 100;
  }
  return unit;
}

/* 1 … 999 in words; 0 where none stands there. صفر is read by the caller. */
static int64_t read_group(reader *r, joint j, uint8_t *form) {
  enum { NOTHING, UNIT, WHOLE, HUNDRED } rank = NOTHING;
  int64_t sum = 0;
  for (;;) {
    reader look = *r;
    uint8_t f = 0;
    const khb_word *w = take(&look, NUMERAL, rank == NOTHING ? j : J_WA, &f);
    if (!w || w->number == 0) break;
    bool below = w->kind == W_CARDINAL || w->kind == W_TENS;
    uint32_t n = 0;
    if (w->kind == W_CARDINAL && rank != NOTHING && khb_word_at(r->f, r->cx, look.t, KHB_BIT(W_FRACTIONS), 0, &n, NULL))
      break;
    bool fits = rank == NOTHING || (rank == HUNDRED && below) || (rank == UNIT && w->kind == W_TENS);
    if (!fits) break;
    if (rank == NOTHING && form) *form = f;
    int64_t value = w->number;
    if (w->kind == W_CARDINAL && value < 10) {
      int64_t more = after_unit(&look, value, rank == NOTHING);
      rank = more == value ? UNIT : more < 20 ? WHOLE : HUNDRED;
      value = more;
    } else {
      rank = below ? WHOLE : HUNDRED;
    }
    sum += value;
    *r = look;
    if (rank == WHOLE) break;
  }
  return sum;
}

/* ---- fractions ----------------------------------------------------------------------------------------------------------- */

/* نصف · ثلثا · ثلاثة أرباع · عشرون خمسا is no longer said; عشرون أخماس is. */
static bool read_fraction(reader *r, joint j, khb_decimal *out, uint8_t *form) {
  reader look = *r;
  uint8_t f = 0;
  const khb_word *w = take(&look, FRACTIONS, j, &f);
  int64_t count = 1;
  if (!w) {
    count = read_group(&look, j, &f);
    if (count < 3) return false;
    w = take(&look, KHB_BIT(W_FRACTIONS), J_BARE, NULL);
    if (!w) return false;
  } else if (w->kind == W_FRACTIONS) {
    return false; /* أرباع by itself says no number */
  } else if (w->kind == W_FRACTION_DUAL) {
    count = 2;
  }
  if (w->number < 2 || w->number > 1000) return false;
  *out = khb_decimal_divide(khb_decimal_int(count), w->number);
  if (form) *form = f;
  *r = look;
  return true;
}

/* ---- sums ---------------------------------------------------------------------------------------------------------------- */

typedef struct term {
  khb_decimal value;
  int64_t scale; /* of its last scale word; 1: none */
  bool digits, fraction, plain, percent, thousands, lone_scale;
  uint8_t form;
} term;

/* 10K, $5M: letters behind digits that stand for thousands and more. One digit alone is more often a name (5G, 4K), but for a sum. */
static void read_suffix(reader *r, uint32_t first, term *m) {
  reader look = *r;
  if (!khb_attached(r->cx, r->t)) return;
  const khb_word *w = take(&look, KHB_BIT(W_SUFFIX), J_BARE, NULL);
  if (!w || w->number < 2) return;
  uint32_t count = 0;
  bool sum = (first > 0 && khb_sign_at(r->f, r->cx, first - 1)) || khb_sign_at(r->f, r->cx, look.t) ||
             khb_word_at(r->f, r->cx, look.t, KHB_BIT(W_MONEY) | KHB_BIT(W_CURRENCY) | KHB_BIT(W_NOUN), 0, &count, NULL);
  if (r->cx->scan->tok[first].n_codes < 2 && !sum) return;
  m->value = khb_decimal_multiply(m->value, khb_decimal_int(w->number));
  m->scale = w->number;
  m->plain = m->thousands = false;
  *r = look;
}

/* 4،9 بالمئة: an Arabic comma between digits is decimal where what stands behind says that it is one number. The press of the Maghreb. */
static void read_arabic_comma(reader *r, term *m) {
  const uint64_t counted = KHB_BIT(W_PERCENT) | KHB_BIT(W_SCALE) | KHB_BIT(W_UNIT) | KHB_BIT(W_MONEY) | KHB_BIT(W_CURRENCY);
  khb_digits part;
  uint32_t comma = r->t, count = 0, mark = khb_mark_at(r->cx, comma + 2);
  if (comma + 1 >= r->limit || khb_mark_at(r->cx, comma) != 0x60c || !khb_attached(r->cx, comma) || !khb_attached(r->cx, comma + 1)) return;
  if (khb_read_digits(r->cx, comma + 1, comma + 2, &part) != 1 || !(part.plain || part.percent) || !part.value.exact) return;
  if (!part.percent && mark != '%' && mark != 0x66a && !khb_word_at(r->f, r->cx, comma + 2, counted, 0, &count, NULL)) return;
  int32_t places = r->cx->scan->tok[comma + 1].n_codes - (part.percent ? 1 : 0);
  if (places > 3) return;
  khb_decimal scaled = khb_decimal_multiply(part.value, khb_decimal_make(1, -places));
  m->value = khb_decimal_add(m->value, scaled);
  m->percent = part.percent;
  m->plain = false;
  r->t = comma + 2;
}

/* ألف, مليون behind a count: several multiply, مئة ألف مليون. */
static void read_scales(reader *r, term *m) {
  for (int i = 0; i < MAX_SCALES; i++) {
    reader look = *r;
    const khb_word *w = take(&look, KHB_BIT(W_SCALE), J_BARE, NULL);
    if (!w || w->number < 2) return;
    if (khb_has_article(r->cx, look.t - 1, 0) && !m->fraction && !m->digits && !khb_has_article(r->cx, r->t - 1, 0))
      return;
    m->value = khb_decimal_multiply(m->value, khb_decimal_int(w->number));
    m->scale = w->number;
    m->fraction = m->plain = false;
    *r = look;
  }
}

/* 3 مئة */
static void read_hundreds(reader *r, term *m) {
  reader look = *r;
  if (!take(&look, KHB_BIT(W_HUNDRED), J_BARE, NULL) || khb_has_article(r->cx, r->t, 0)) return;
  m->value = khb_decimal_multiply(m->value, khb_decimal_int(100));
  m->scale = 100;
  m->plain = false;
  *r = look;
}

/* ثلاثة وعشرون خمسا: behind 11 and more the fraction is counted in the singular, like all that is (Ryding 15.1). Its name is that of a
   number too (خمس), so only where nothing is counted behind it. */
static void read_singular_fraction(reader *r, int64_t group, term *m) {
  reader look = *r;
  const khb_word *w = group > 10 ? take(&look, KHB_BIT(W_SHARE), J_BARE, NULL) : NULL;
  if (!w || w->number < 2 || !at_end_of_clause(&look)) return;
  m->value = khb_decimal_divide(m->value, w->number);
  m->fraction = true;
  *r = look;
}

/* ألفا, مليونا at token t: two only right before what is counted (ألفا شخص), for elsewhere the dual keeps its ن; else one in the
   accusative, and always so with its tanwin written. Ryding 2005, ch. 15, on duals as first term of a construct. */
static bool is_one_in_accusative(const reader *r, uint32_t t, uint8_t form) {
  const uint64_t counted = KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY) | KHB_BIT(W_CURRENCY) | KHB_BIT(W_SCALE);
  uint32_t count = 0;
  if (!khb_word_at(r->f, r->cx, t, KHB_BIT(W_SCALE), form, &count, NULL)) return false;
  const khb_tok *k = &r->cx->scan->tok[t];
  for (uint32_t i = k->start; i + 1 < k->end; i++)
    if (memcmp(r->cx->text + i, "\xD9\x8B", 2) == 0) return true;
  return t + 1 >= r->limit || !khb_word_at(r->f, r->cx, t + 1, counted, 0, &count, NULL);
}

static bool read_term(reader *r, joint j, term *m) {
  *m = (term){.scale = 1};
  khb_digits d;
  uint32_t at = r->t + (j == J_WA && khb_is_wa(r->cx, r->t) ? 1 : 0);
  size_t used = j == J_WA && at == r->t ? 0 : khb_read_digits(r->cx, at, r->limit, &d);
  if (used) {
    r->t = at + (uint32_t)used;
    m->value = d.value;
    m->digits = true;
    m->fraction = d.fraction;
    m->percent = d.percent;
    m->plain = d.plain;
    m->thousands = d.thousands;
    if (d.plain && used == 1) read_arabic_comma(r, m);
    if (!d.percent && !d.fraction) read_hundreds(r, m);
    if (!d.percent && !d.fraction && used == 1) read_suffix(r, at, m);
    if (!d.percent) read_scales(r, m);
    return true;
  }
  reader look = *r;
  const khb_word *w = take(&look, KHB_BIT(W_DUAL), j, &m->form);
  if (w && !khb_has_article(r->cx, look.t - 1, khb_proclitic_form[m->form].n) &&
      !is_one_in_accusative(&look, look.t - 1, m->form)) {
    *r = look;
    m->value = khb_decimal_int(2 * w->number);
    m->scale = w->number;
    read_scales(r, m);
    return true;
  }
  if (read_fraction(r, j, &m->value, &m->form)) {
    m->fraction = true;
    read_scales(r, m);
    return true;
  }
  int64_t group = read_group(r, j, &m->form);
  if (group) {
    m->value = khb_decimal_int(group);
    if (group > 10 && group < 100) read_hundreds(r, m); /* خمسة وتسعون مئة */
    read_singular_fraction(r, group, m);
    read_scales(r, m);
    return true;
  }
  w = take(r, KHB_BIT(W_SCALE), j, &m->form);
  if (!w || w->number < 2) return false;
  m->value = khb_decimal_int(w->number);
  m->scale = w->number;
  m->lone_scale = true;
  read_scales(r, m);
  return true;
}

/* A term without و, as it is said fast: ألف خمسمئة, 4 آلاف 3 مئة. Only one that can be no number of its own: with hundreds or a scale. */
static bool read_bare_term(reader *r, term *m) {
  uint32_t count = 0;
  bool hundreds = khb_word_at(r->f, r->cx, r->t, KHB_BIT(W_HUNDREDS), 0, &count, NULL) ||
                  khb_word_at(r->f, r->cx, r->t + 1, KHB_BIT(W_HUNDRED), 0, &count, NULL);
  return r->t < r->limit && hundreds && !khb_has_article(r->cx, r->t, 0) && read_term(r, J_BARE, m) && m->form == 0;
}

/* و term, of a smaller scale. */
static void read_rest(reader *r, khb_decimal *sum, int64_t *scale) {
  for (int i = 0; i < MAX_TERMS && *scale > 1; i++) {
    reader look = *r, bare = *r;
    term m;
    if (!read_term(&look, J_WA, &m)) {
      if (!read_bare_term(&bare, &m)) return;
      look = bare;
    }
    if (m.scale >= *scale || m.fraction || m.percent || m.value.value >= (double)*scale) return;
    *sum = khb_decimal_add(*sum, m.value);
    *scale = m.scale;
    *r = look;
  }
}

/* Halves, thirds and quarters; 4/5 is a date more often. */
static bool is_small_part(double x) {
  double twelfths = x * 12;
  return x > 0 && x < 1 && twelfths - (double)(int)(twelfths + 1e-6) < 1e-6;
}

/* ونصف: half of the scale, where there is one (مليون ونصف, ثلاثة ملايين ونصف المليون), else half of one. */
static bool read_and_half(reader *r, khb_decimal *sum, int64_t scale) {
  reader look = *r;
  khb_decimal part;
  khb_digits digits;
  uint32_t slash = khb_is_wa(r->cx, r->t) && scale == 1 ? r->t + 1 : r->limit;
  if (slash < r->limit && khb_read_digits(r->cx, slash, r->limit, &digits) == 1 && digits.fraction && is_small_part(digits.value.value)) {
    *sum = khb_decimal_add(*sum, digits.value); /* 103 و2/3 */
    r->t = slash + 1;
    return true;
  }
  if (!read_fraction(&look, J_WA, &part, NULL)) {
    /* ثلاثة وخمس: no number goes on so, hence a fifth, unless something is counted behind it. */
    const khb_word *share = scale == 1 ? take(&look, KHB_BIT(W_SHARE), J_WA, NULL) : NULL;
    if (!share || share->number < 2 || !at_end_of_clause(&look)) return false;
    part = khb_decimal_divide(khb_decimal_int(1), share->number);
  }
  if (look.t < look.limit && khb_word_at(look.f, look.cx, look.t, KHB_BIT(W_NOT_SHARE), 0, &(uint32_t){0}, NULL))
    return false;
  reader named = look;
  const khb_word *w = take(&named, KHB_BIT(W_SCALE), J_BARE, NULL);
  if (w && w->number >= 2) {
    if (w->number > scale && scale > 1) return false;
    scale = w->number;
    look = named;
  }
  *sum = khb_decimal_add(*sum, khb_decimal_multiply(part, khb_decimal_int(scale)));
  *r = look;
  return true;
}

/* 10, 100, 1000 … as one word behind من or جزء من: the part counts so many. 0: none. */
static int64_t read_parts_of(reader *r) {
  reader look = *r;
  if (!take(&look, KHB_BIT(W_FROM) | KHB_BIT(W_PARTS), J_BARE, NULL)) return 0;
  khb_digits d;
  const khb_word *w = take(&look, KHB_BIT(W_HUNDRED) | KHB_BIT(W_SCALE) | KHB_BIT(W_CARDINAL), J_BARE, NULL);
  int64_t of = w ? w->number : 0;
  if (!w && khb_read_digits(look.cx, look.t, look.limit, &d) == 1 && d.plain && d.value.exact && d.value.value < 1e7) {
    of = (int64_t)d.value.value;
    look.t++;
  }
  int64_t power = 10;
  while (power < of) power *= 10;
  if (of != power) return 0;
  *r = look;
  return of;
}

/* Single numerals one by one behind the first, as decimals are said: فاصلة اثنين ثلاثة أربعة. Nothing may be counted behind them. */
static void read_spelled_out(reader *r, int64_t *part, int32_t *places) {
  enum { MOST_PLACES = 9 };
  reader look = *r;
  int64_t sum = *part;
  int32_t n = *places;
  while (n < MOST_PLACES) {
    const khb_word *w = take(&look, KHB_BIT(W_CARDINAL), J_BARE, NULL);
    if (!w || w->number > 9) break;
    sum = sum * 10 + w->number;
    n++;
  }
  if (n == *places || !at_end_of_clause(&look)) return;
  *r = look;
  *part = sum;
  *places = n;
}

/* فاصلة: the digits behind it in words or digits, واحد فاصلة خمسة, or parts: مئتان فاصلة ثلاثة من مئة. نقطة is the same between numerals in
   words, where it can be no point that is counted. */
static void read_comma(reader *r, khb_decimal *sum, bool words) {
  reader look = *r;
  if (!take(&look, KHB_BIT(W_COMMA) | (words ? KHB_BIT(W_POINT) : 0), J_BARE, NULL)) return;
  khb_digits d;
  size_t used = khb_read_digits(look.cx, look.t, look.limit, &d);
  int64_t part = 0;
  int32_t places = 0;
  for (; !used && places < 9; places++) { /* فاصلة صفر سبعة */
    reader zero = look;
    const khb_word *w = take(&zero, KHB_BIT(W_CARDINAL), J_BARE, NULL);
    if (!w || w->number != 0) break;
    look = zero;
  }
  if (used && d.plain && d.value.exact && d.value.value < 1e6) part = (int64_t)d.value.value;
  look.t += (uint32_t)used;
  if (!used) part = read_group(&look, J_BARE, NULL);
  if (!part) return;
  int64_t of = read_parts_of(&look);
  if (of > part) {
    *sum = khb_decimal_add(*sum, khb_decimal_divide(khb_decimal_int(part), of));
  } else {
    places++;
    if (!used && part < 10) read_spelled_out(&look, &part, &places);
    else
      for (int64_t p = part; p >= 10; p /= 10) places++;
    *sum = khb_decimal_add(*sum, khb_decimal_make(part, -places));
  }
  *r = look;
}

/* ---- ordinals ------------------------------------------------------------------------------------------------------------ */

/* العشرين, definite, behind the unit: الحادي والعشرين. بعد المئة adds a hundred. */
static int64_t read_ordinal(reader *r, uint8_t *form) {
  reader look = *r;
  const khb_word *w = take(&look, KHB_BIT(W_ORDINAL), J_FIRST, form);
  bool word_one = false;
  if (!w) {
    w = take(&look, KHB_BIT(W_CARDINAL), J_FIRST, form); /* الواحد والعشرون */
    if (!w || w->number != 1 || !khb_has_article(r->cx, r->t, khb_proclitic_form[*form].n)) return 0;
    word_one = true;
  }
  int64_t value = w->number;
  reader more = look;
  const khb_word *ten = value < 10 ? take(&more, KHB_BIT(W_CARDINAL), J_BARE, NULL) : NULL;
  if (ten && ten->number == 10 && !word_one) {
    value += 10;
    look = more;
  } else if (value < 10) {
    more = look;
    ten = take(&more, KHB_BIT(W_TENS), J_WA, NULL);
    bool article = ten && khb_has_article(r->cx, more.t - 1, khb_word_form(r->cx, more.t - 1, 1));
    bool loose = ten && !article && !word_one && khb_has_article(r->cx, r->t, khb_proclitic_form[*form].n) && at_end_of_clause(&more);
    if (ten && (word_one || article || loose)) { /* loose: الخامسة وعشرون */
      value += ten->number;
      look = more;
      word_one = false;
    }
  }
  if (word_one) return 0;
  more = look;
  if (take(&more, KHB_BIT(W_AFTER_HUNDRED), J_BARE, NULL)) {
    value += 100;
    look = more;
  }
  *r = look;
  return value;
}

/* المئة والخامسة والعشرون */
static int64_t read_hundred_ordinal(reader *r, uint8_t *form) {
  reader look = *r;
  const khb_word *w = take(&look, KHB_BIT(W_HUNDRED), J_FIRST, form);
  if (!w || !khb_has_article(r->cx, r->t, khb_proclitic_form[*form].n)) return 0;
  const khb_word *unit = take(&look, KHB_BIT(W_ORDINAL), J_WA, NULL);
  if (!unit) return 0;
  int64_t value = 100 + unit->number;
  reader more = look;
  const khb_word *ten = unit->number < 10 ? take(&more, KHB_BIT(W_TENS), J_WA, NULL) : NULL;
  if (ten) {
    value += ten->number;
    look = more;
  }
  *r = look;
  return value;
}

static int64_t read_any_ordinal(reader *r, uint8_t *form) {
  int64_t value = read_ordinal(r, form);
  return value ? value : read_hundred_ordinal(r, form);
}

/* ---- the whole ----------------------------------------------------------------------------------------------------------- */

static void fill(khb_number *out, khb_decimal d) {
  out->value = d.value;
  out->digits = d.digits;
  out->exponent = (int8_t)d.exponent;
  out->exact = d.exact;
}

/* سالب, ناقص before the number, or a sign that is attached to its digits and to nothing before it. */
static bool read_minus(reader *r, uint8_t *form) {
  uint32_t c = khb_mark_at(r->cx, r->t);
  if (c == '-' || c == 0x2212) {
    bool number =
        r->t + 1 < r->limit && r->cx->scan->tok[r->t + 1].kind == KHB_TOK_NUMBER && khb_attached(r->cx, r->t + 1);
    bool after_number = r->t > 0 && r->cx->scan->tok[r->t - 1].kind == KHB_TOK_NUMBER;
    uint8_t before = r->t > 0 ? r->cx->scan->tok[r->t - 1].kind : KHB_TOK_PUNCT;
    bool hangs = khb_attached(r->cx, r->t) && before != KHB_TOK_PUNCT && before != KHB_TOK_SYMBOL;
    if (!number || hangs || after_number || (r->t > 0 && khb_mark_at(r->cx, r->t - 1) == ')')) return false;
    r->t++;
    return true;
  }
  return take(r, KHB_BIT(W_MINUS), J_FIRST, form) != NULL;
}

size_t khb_read_number_to(const khb_figures *f, const khb_context *cx, uint32_t t, uint32_t limit, khb_number *out) {
  reader r = {f, cx, t, limit};
  if (t >= limit || !khb_may_start_number(cx, t)) return 0;
  *out = (khb_number){0};
  const uint64_t kinds = cx->kinds ? cx->kinds[t].numbers : UINT64_MAX;
  int64_t ordinal = 0;
  if (kinds & (KHB_BIT(W_ORDINAL) | KHB_BIT(W_CARDINAL) | KHB_BIT(W_HUNDRED)))
    ordinal = read_any_ordinal(&r, &out->form);
  if (ordinal) {
    fill(out, khb_decimal_int(ordinal));
    out->ordinal = true;
    out->definite = khb_has_article(cx, t, khb_proclitic_form[out->form].n);
    return r.t - t;
  }
  uint8_t minus_form = 0;
  bool minus = read_minus(&r, &minus_form);
  term m;
  khb_decimal sum;
  int64_t scale = 1;
  const khb_word *zero = NULL;
  if (read_term(&r, minus ? J_BARE : J_FIRST, &m)) {
    sum = m.value;
    scale = m.scale;
    if (!m.percent && scale > 1) read_rest(&r, &sum, &scale);
    if (!m.percent && !m.fraction && scale < 1000) read_comma(&r, &sum, !m.digits);
    if (!m.percent && !m.fraction && read_and_half(&r, &sum, scale)) m.plain = false;
  } else {
    m = (term){0};
    zero = take(&r, KHB_BIT(W_CARDINAL), minus ? J_BARE : J_FIRST, &m.form);
    if (!zero || zero->number != 0) return 0;
    sum = khb_decimal_int(0);
    read_comma(&r, &sum, true);
  }
  fill(out, minus ? khb_decimal_negate(sum) : sum);
  out->form = minus ? minus_form : m.form;
  out->fraction = m.fraction;
  out->plain_digits = m.plain && !minus && r.t - t == 1;
  out->percent = m.percent;
  out->thousands = m.thousands && (r.t - t == 1 || (r.t - t == 3 && khb_attached(cx, t + 1))); /* 4.800, 225ر29 */
  out->definite = khb_has_article(cx, t, khb_proclitic_form[out->form].n);
  for (int64_t s = scale; s >= 10; s /= 10) out->scale++;
  return r.t - t;
}

size_t khb_read_number(const khb_figures *f, const khb_context *cx, uint32_t t, khb_number *out) {
  khb_numbers_read *read = cx->numbers;
  uint32_t n = (uint32_t)cx->scan->n_tok, at = t % KHB_NUMBERS_READ;
  if (t >= n || !khb_may_start_number(cx, t)) return 0;
  if (!read) return khb_read_number_to(f, cx, t, n, out);
  if (read->after[at] != t + 1) {
    read->after[at] = t + 1;
    read->used[at] = (uint32_t)khb_read_number_to(f, cx, t, n, &read->number[at]);
  }
  *out = read->number[at];
  return read->used[at];
}
