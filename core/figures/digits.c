/* digits.c: what a token of digits says.
 *
 *   1,000,000   1.000.000   1٬000   groups of three behind one and the same separator, more than one or never the decimal one
 *   18.25   18,25   0,234   1.234,56   the last separator is the decimal point where it is another than the first, or what follows it
 *                                      are not three digits, or a lone zero stands before it. 4.800 is 4.8, 4,800 is 4800
 *   1 234 567   groups of three behind white space
 *   7ر2         agencies of Kuwait, Jordan and the Maghreb: ر is the point, and what stands before it are the decimals: 2.7
 *   1.2e10  2^3  a power of ten, a power
 *
 * Source of the separators: Unicode CLDR, numbers of ar (٬ ٫), ar-001 and ar-MA (. and ,); ISO 80000-1 §7.3.1 (space).
 */
#include "digits.h"

enum { MAX_DIGITS = 60, MAX_GROUPS = 6 };

bool khb_is_wa(const khb_context *cx, uint32_t t) {
  if (t + 1 >= cx->scan->n_tok) return false;
  const khb_tok *k = &cx->scan->tok[t];
  return k->kind == KHB_TOK_WORD && k->n_codes == 1 && cx->scan->codes[k->code] == KHB_C_WAW;
}

static bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

typedef struct shape {
  uint32_t n, separators; /* codes without the sign of percent; separators in them */
  uint32_t place[8];      /* where they stand */
  bool percent;
} shape;

/* false: more than digits and at most 7 points and commas. */
static bool look_at(const uint8_t *c, uint32_t n, shape *s) {
  *s = (shape){.n = n};
  if (n && c[n - 1] == '%') {
    s->percent = true;
    s->n--;
  }
  if (s->n == 0 || s->n > MAX_DIGITS) return false;
  for (uint32_t i = 0; i < s->n; i++) {
    if (is_digit(c[i])) continue;
    if ((c[i] != '.' && c[i] != ',') || s->separators == 7) return false;
    s->place[s->separators++] = i;
  }
  return true;
}

/* Three digits behind each of the first `n` separators, which are alike, and one to three before the first. */
static bool grouped(const uint8_t *c, const shape *s, uint32_t n) {
  if (s->place[0] < 1 || s->place[0] > 3) return false;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t end = i + 1 < s->separators ? s->place[i + 1] : s->n;
    if (c[s->place[i]] != c[s->place[0]] || end - s->place[i] != 4) return false;
  }
  return true;
}

/* Which separator is the decimal point: s->separators where none is. UINT32_MAX: no number. */
static uint32_t decimal_point(const uint8_t *c, const shape *s) {
  uint32_t k = s->separators;
  if (k == 0) return 0;
  if (k == 1) {
    bool three = s->n - s->place[0] == 4 && s->place[0] >= 1 && s->place[0] <= 3;
    bool zero = s->place[0] == 1 && c[0] == '0';
    return c[s->place[0]] == ',' && three && !zero ? 1 : 0;
  }
  if (c[s->place[k - 1]] != c[s->place[0]]) return grouped(c, s, k - 1) ? k - 1 : UINT32_MAX;
  if (grouped(c, s, k)) return k;
  return c[s->place[0]] == ',' && s->n - s->place[k - 1] != 4 && grouped(c, s, k - 1) ? k - 1 : UINT32_MAX;
}

static khb_decimal value_of(const uint8_t *c, uint32_t n, uint32_t point) {
  int64_t digits = 0;
  int32_t exponent = 0;
  bool exact = true;
  double value = 0, unit = 1;
  for (uint32_t i = 0; i < n; i++) {
    if (!is_digit(c[i])) continue;
    int v = c[i] - '0';
    bool behind = i > point;
    if (exact && digits > (KHB_DIGITS_MAX - v) / 10) exact = false;
    if (exact) {
      digits = digits * 10 + v;
      exponent -= behind;
    }
    if (behind) unit /= 10;
    value = behind ? value + v * unit : value * 10 + v;
  }
  return exact ? khb_decimal_make(digits, exponent) : khb_decimal_double(value);
}

/* a/b of small whole numbers. */
static bool read_slash(const uint8_t *c, uint32_t n, khb_decimal *out) {
  int64_t part[2] = {0, 0};
  uint32_t which = 0, len = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (c[i] == '/' && which == 0 && len) {
      which = 1;
      len = 0;
    } else if (is_digit(c[i]) && ++len <= 4) {
      part[which] = part[which] * 10 + (c[i] - '0');
    } else {
      return false;
    }
  }
  if (which == 0 || len == 0 || part[1] < 2) return false;
  *out = khb_decimal_divide(khb_decimal_int(part[0]), part[1]);
  return true;
}

/* Between groups: one space, or a no-break or thin one. */
static bool spaced(const khb_context *cx, uint32_t t) {
  const khb_tok *a = &cx->scan->tok[t - 1], *b = &cx->scan->tok[t];
  const char *p = cx->text + a->end;
  uint32_t n = b->start - a->end;
  if (n == 1) return *p == ' ';
  if (n == 2) return memcmp(p, "\xc2\xa0", 2) == 0;
  return n == 3 && (memcmp(p, "\xe2\x80\xaf", 3) == 0 || memcmp(p, "\xe2\x80\x89", 3) == 0);
}

static bool only_digits(const khb_context *cx, uint32_t t) {
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_NUMBER || k->n_codes == 0) return false;
  for (uint32_t i = 0; i < k->n_codes; i++)
    if (!is_digit(cx->scan->codes[k->code + i])) return false;
  return true;
}

/* 234 567 behind a first group of one to three digits. Returns how many groups follow. The last may have decimals. */
static uint32_t groups_after(const khb_context *cx, uint32_t t, uint32_t limit) {
  const khb_tok *k = &cx->scan->tok[t];
  if (k->n_codes > 3 || !only_digits(cx, t) || cx->scan->codes[k->code] == '0') return 0;
  if (t > 0 && cx->scan->tok[t - 1].kind == KHB_TOK_NUMBER && spaced(cx, t)) return 0;
  uint32_t n = 0;
  while (n < MAX_GROUPS && t + n + 1 < limit) {
    const khb_tok *next = &cx->scan->tok[t + n + 1];
    const uint8_t *c = cx->scan->codes + next->code;
    if (next->kind != KHB_TOK_NUMBER || !spaced(cx, t + n + 1) || next->n_codes < 3) break;
    if (!is_digit(c[0]) || !is_digit(c[1]) || !is_digit(c[2]) || (next->n_codes > 3 && is_digit(c[3]))) break;
    n++;
    if (next->n_codes > 3) break;
  }
  return n;
}

static size_t read_spaced(const khb_context *cx, uint32_t t, uint32_t groups, khb_digits *out) {
  uint8_t all[MAX_DIGITS + 4];
  uint32_t n = 0;
  for (uint32_t i = 0; i <= groups; i++) {
    const khb_tok *k = &cx->scan->tok[t + i];
    if (n + k->n_codes > MAX_DIGITS) return 0;
    memcpy(all + n, cx->scan->codes + k->code, k->n_codes);
    n += k->n_codes;
  }
  shape s;
  if (!look_at(all, n, &s) || s.separators > 1) return 0;
  out->value = value_of(all, s.n, s.separators ? s.place[0] : s.n);
  out->percent = s.percent;
  return groups + 1;
}

/* .77: a point that is attached to the digits and to nothing before it. */
static bool lone_point(const khb_context *cx, uint32_t t) {
  uint32_t c = khb_mark_at(cx, t);
  return (c == '.' || c == 0x66b) && t + 1 < cx->scan->n_tok && !khb_attached(cx, t) && khb_attached(cx, t + 1) &&
         only_digits(cx, t + 1);
}

/* ---- powers -------------------------------------------------------------------------------------------------------------- */

enum { MAX_POWER = 64 };

/* A digit of either script at *p. -1: none. */
static int digit_at(const uint8_t **p, const uint8_t *end) {
  const uint8_t *c = *p;
  if (c < end && is_digit(*c)) {
    *p = c + 1;
    return *c - '0';
  }
  if (end - c < 2) return -1;
  int base = c[0] == 0xd9 ? 0xa0 : c[0] == 0xdb ? 0xb0 : 0x100; /* U+0660 …, U+06F0 … */
  if (c[1] < base || c[1] > base + 9) return -1;
  *p = c + 2;
  return c[1] - base;
}

static khb_decimal raise(khb_decimal base, int power) {
  khb_decimal r = khb_decimal_int(1);
  for (int i = 0; i < (power < 0 ? -power : power); i++) r = khb_decimal_multiply(r, base);
  return power < 0 ? khb_decimal_double(1 / r.value) : r;
}

/* e10, E+14, ^-1 attached behind the digits that end before token t, whatever tokens it is made of. Returns how many they are. */
static uint32_t read_power(const khb_context *cx, uint32_t t, uint32_t limit, khb_decimal *value) {
  if (t >= limit || !khb_attached(cx, t)) return 0;
  const uint8_t *text = (const uint8_t *)cx->text, *p = text + cx->scan->tok[t].start,
                *end = text + cx->scan->tok[cx->scan->n_tok - 1].end;
  bool ten = *p == 'e' || *p == 'E', minus = false;
  if (!ten && *p != '^') return 0;
  p++;
  if (p < end && (*p == '+' || *p == '-')) minus = *p++ == '-';
  int power = 0, n = 0;
  for (int v; n < 3 && (v = digit_at(&p, end)) >= 0; n++) power = power * 10 + v;
  uint32_t last = t;
  while (last < limit && text + cx->scan->tok[last].end < p) last++;
  if (n == 0 || power > MAX_POWER || last >= limit || text + cx->scan->tok[last].end != p) return 0;
  if (minus) power = -power;
  khb_decimal r = ten ? khb_decimal_multiply(*value, khb_decimal_make(1, power)) : raise(*value, power);
  if (r.value - r.value != 0) return 0; /* more than a double holds */
  *value = r;
  return last + 1 - t;
}

/* 7ر2, 54ر107: read from right to left, as they are written. Returns 3, or 0. */
static uint32_t read_ra(const khb_context *cx, uint32_t t, uint32_t limit, khb_digits *out) {
  enum { MOST = 6 };
  if (t + 2 >= limit || !khb_attached(cx, t + 1) || !khb_attached(cx, t + 2)) return 0;
  const khb_tok *a = &cx->scan->tok[t], *ra = a + 1, *b = a + 2;
  if (ra->kind != KHB_TOK_WORD || ra->n_codes != 1 || cx->scan->codes[ra->code] != KHB_C_RA || b->kind != KHB_TOK_NUMBER) return 0;
  shape s;
  if (!only_digits(cx, t) || a->n_codes > MOST || !look_at(cx->scan->codes + b->code, b->n_codes, &s) || s.separators || s.n > MOST) return 0;
  khb_decimal part = value_of(cx->scan->codes + a->code, a->n_codes, a->n_codes), whole = value_of(cx->scan->codes + b->code, s.n, s.n);
  *out = (khb_digits){.percent = s.percent, .thousands = a->n_codes == 3 && s.n <= 3 && whole.value > 0};
  out->value = khb_decimal_add(whole, khb_decimal_multiply(part, khb_decimal_make(1, -(int32_t)a->n_codes)));
  return 3;
}

/* ---- all ----------------------------------------------------------------------------------------------------------------- */

size_t khb_read_digits(const khb_context *cx, uint32_t t, uint32_t limit, khb_digits *out) {
  *out = (khb_digits){0};
  if (t >= limit) return 0;
  if (t + 1 < limit && lone_point(cx, t)) {
    const khb_tok *k = &cx->scan->tok[t + 1];
    if (k->n_codes > 15) return 0;
    khb_decimal d = value_of(cx->scan->codes + k->code, k->n_codes, k->n_codes);
    out->value = khb_decimal_make(d.digits, d.exponent - (int32_t)k->n_codes);
    return 2;
  }
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_NUMBER) return 0;
  const uint8_t *c = cx->scan->codes + k->code;
  if (read_ra(cx, t, limit, out)) return 3;
  uint32_t groups = groups_after(cx, t, limit);
  if (groups) return read_spaced(cx, t, groups, out);
  shape s;
  if (!look_at(c, k->n_codes, &s)) {
    out->fraction = true;
    return read_slash(c, k->n_codes, &out->value) ? 1 : 0;
  }
  uint32_t point = decimal_point(c, &s);
  if (point == UINT32_MAX) return 0;
  out->value = value_of(c, s.n, point < s.separators ? s.place[point] : s.n);
  out->percent = s.percent;
  out->plain = !s.separators && !s.percent;
  out->thousands = s.separators == 1 && point == 0 && s.n - s.place[0] == 4 && s.place[0] <= 3 && c[0] != '0';
  uint32_t power = s.percent ? 0 : read_power(cx, t + 1, limit, &out->value);
  if (power) {
    out->plain = out->thousands = false;
    return 1 + power;
  }
  khb_digits part;
  if (out->plain && t + 1 < limit && spaced(cx, t + 1) && cx->scan->tok[t + 1].kind == KHB_TOK_NUMBER &&
      khb_read_digits(cx, t + 1, t + 2, &part) == 1 && part.fraction && part.value.value < 1) { /* 2 1/4 */
    out->value = khb_decimal_add(out->value, part.value);
    out->plain = false;
    return 2;
  }
  return 1;
}
