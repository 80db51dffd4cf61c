/* convert.c: a measured figure in another unit. convert.h draws where the rates come from.
 *
 * Rounding: a figure says no more than was said, NIST Special Publication 1038 (2006), on rounding: as many significant digits as the source
 * has, one more where the result's first digit is smaller than the source's (66 miles, 106.194 km: 106 km), and never fewer than
 * two, for the noughts of 100 miles or 10 million barrels may be meant. A unit with an offset has no such digits: it keeps the decimal
 * places (100 °F, 37.8 °C: 38 °C). All numbers of a figure, such as both ends of a range, are rounded at one place, the finest.
 */
#include "convert.h"

#include "words.h"

#include <math.h>

enum { MIN_DIGITS = 2, MAX_DIGITS = 15, MAX_PLACES = 6 };

/* ---- rates --------------------------------------------------------------------------------------------------------------- */

/* 1609.344 at *p, moved past it. 0 where there is none: no rate is nothing. */
static double read_decimal(const char **p) {
  double value = 0, place = 1;
  bool point = false;
  for (int n = 0; n < 32 && ((**p >= '0' && **p <= '9') || (**p == '.' && !point)); n++, (*p)++) {
    if (**p == '.') {
      point = true;
      continue;
    }
    value = value * 10 + (**p - '0');
    if (point) place *= 10;
  }
  return value / place;
}

/* 5/9 */
static double read_ratio(const char **p) {
  double above = read_decimal(p);
  if (**p != '/') return above;
  (*p)++;
  double below = read_decimal(p);
  return below > 0 ? above / below : 0;
}

static khb_slice field(const char **p) {
  khb_slice f = {*p, strcspn(*p, " ")};
  *p += f.n;
  if (**p == ' ') (*p)++;
  return f;
}

static bool slice_is(khb_slice a, const char *s, size_t n) { return a.n == n && memcmp(a.s, s, n) == 0; }

bool khb_rate_read(const char *name, khb_rate *out) {
  const char *p = name;
  khb_rate r = {.quantity = field(&p)};
  khb_slice system = field(&p);
  if (slice_is(system, "metric", 6)) r.system = KHB_METRIC;
  else if (slice_is(system, "imperial", 8)) r.system = KHB_IMPERIAL;
  else if (!slice_is(system, "other", 5)) return false;
  r.factor = read_ratio(&p);
  if (*p == '+' || *p == '-') {
    double sign = *p++ == '-' ? -1 : 1;
    r.offset = sign * read_ratio(&p);
  }
  if (!(r.factor > 0) || *p++ != ' ') return false;
  r.symbol = field(&p);
  if (slice_is(r.symbol, "-", 1)) r.symbol.n = 0;
  const char *bracket = strstr(p, " (");
  r.unit = (khb_slice){p, bracket ? (size_t)(bracket - p) : strlen(p)};
  if (bracket) r.reading = (khb_slice){bracket + 2, strcspn(bracket + 2, ")")};
  *out = r;
  return r.quantity.n && r.unit.n;
}

/* Copies as many whole letters as there is room for. */
static void copy(char *out, size_t cap, khb_slice from) {
  size_t n = from.n < cap ? from.n : cap - 1;
  while (n && n < from.n && ((uint8_t)from.s[n] & 0xc0) == 0x80) n--;
  if (n) memcpy(out, from.s, n);
  out[n] = 0;
}

size_t khb_figures_measures(const khb_figures *f, khb_measure *out, size_t cap) {
  for (size_t i = 0; i < f->n_rates && i < cap; i++) {
    const khb_rate *r = &f->rate[i];
    copy(out[i].unit, sizeof out[i].unit, r->unit);
    copy(out[i].symbol, sizeof out[i].symbol, r->symbol);
    copy(out[i].reading, sizeof out[i].reading, r->reading);
    copy(out[i].quantity, sizeof out[i].quantity, r->quantity);
    out[i].system = r->system;
  }
  return f->n_rates;
}

/* ---- rounding ------------------------------------------------------------------------------------------------------------ */

static double ten_to(int n) {
  double r = 1;
  for (int i = n < 0 ? -n : n; i > 0; i--) r *= 10;
  return n < 0 ? 1 / r : r;
}

/* What digits can be counted of; anything else is converted and not rounded. */
static bool is_sized(double x) { return fabs(x) > 1e-30 && fabs(x) < 1e30; }

/* The place of the first digit: 2 for 345, -1 for 0.5. x > 0, sized. */
static int first_place(double x) {
  int place = (int)floor(log10(x));
  if (x >= ten_to(place + 1)) place++;
  return place;
}

/* Divided or multiplied by a whole power of ten, so that what is decimal comes out decimal. */
static double rounded(double x, int places) {
  double by = ten_to(places < 0 ? -places : places);
  return places >= 0 ? round(x * by) / by : round(x / by) * by;
}

static int first_digit(double x) { return (int)floor(x / ten_to(first_place(x)) * (1 + 1e-12)); }

/* Significant digits, noughts at the end of a whole number left out. */
static int digits_of(double x) {
  x = fabs(x);
  if (!is_sized(x)) return 0;
  for (int n = 1, place = first_place(x); n < MAX_DIGITS; n++)
    if (fabs(rounded(x, n - 1 - place) - x) <= 1e-12 * x) return n;
  return MAX_DIGITS;
}

static int places_of(double x) {
  int n = 0;
  while (n < MAX_PLACES && fabs(rounded(x, n) - x) > 1e-9) n++;
  return n;
}

static double converted(double x, const khb_rate *from, const khb_rate *to) {
  return (x * from->factor + from->offset - to->offset) / to->factor;
}

/* The decimal places to which y, which x has become, is said: negative ones are before the point. */
static int places_for(double x, double y, int digits, bool offset) {
  if (offset) return places_of(x);
  digits += first_digit(fabs(y)) < first_digit(fabs(x)) ? 1 : 0;
  return (digits < MIN_DIGITS ? MIN_DIGITS : digits) - 1 - first_place(fabs(y));
}

/* ---- conversion ---------------------------------------------------------------------------------------------------------- */

static bool same(const khb_rate *a, const khb_rate *b) { return a->factor == b->factor && a->offset == b->offset; }

static bool same_quantity(const khb_rate *a, const khb_rate *b) {
  return slice_is(a->quantity, b->quantity.s, b->quantity.n);
}

/* The unit of a system in which the value is at least one, else its smallest. NULL: the figure is in that system already, or the system
   has no such quantity. */
static const khb_rate *of_system(const khb_figures *f, const khb_rate *from, double value, uint8_t system) {
  const khb_rate *best = NULL;
  double base = fabs(value * from->factor + from->offset);
  if (from->system == system) return NULL;
  for (size_t i = 0; i < f->n_rates; i++) {
    const khb_rate *r = &f->rate[i];
    if (r->system != system || !same_quantity(r, from)) continue;
    if (same(r, from)) return NULL; /* كيلوجرام */
    bool fits = base >= r->factor, best_fits = best && base >= best->factor;
    if (!best || (fits ? !best_fits || r->factor > best->factor : !best_fits && r->factor < best->factor)) best = r;
  }
  return best;
}

static void fill(const khb_value *v, const khb_rate *from, const khb_rate *to, khb_conversion *out) {
  const double said[3] = {v->number, v->low, v->high};
  const uint8_t bit[3] = {KHB_VALUE_NUMBER, KHB_VALUE_LOW, KHB_VALUE_HIGH};
  double result[3] = {0};
  bool offset = from->offset != 0 || to->offset != 0, any = false;
  int digits = 0, places = 0;
  for (int i = 0; i < 3; i++)
    if (v->has & bit[i] && digits_of(said[i]) > digits) digits = digits_of(said[i]);
  for (int i = 0; i < 3; i++) {
    if (!(v->has & bit[i])) continue;
    result[i] = converted(said[i], from, to);
    bool sized = offset ? isfinite(result[i]) : is_sized(result[i]) && is_sized(said[i]);
    int here = sized ? places_for(said[i], result[i], digits, offset) : 0;
    if (sized && (!any || here > places)) places = here;
    any = any || sized;
  }
  for (int i = 0; any && i < 3; i++) result[i] = isfinite(result[i]) ? rounded(result[i], places) : result[i];
  *out = (khb_conversion){.number = result[0], .low = result[1], .high = result[2]};
  out->has = v->has & (KHB_VALUE_NUMBER | KHB_VALUE_LOW | KHB_VALUE_HIGH);
  copy(out->unit, sizeof out->unit, to->unit);
  copy(out->symbol, sizeof out->symbol, to->symbol);
  copy(out->reading, sizeof out->reading, to->reading);
  copy(out->of, sizeof out->of, from->reading);
}

size_t khb_figures_convert(const khb_figures *f, const khb_value *v, const char *name, size_t len, khb_conversion *out,
                           size_t cap) {
  size_t n = 0, unit = strlen(v->unit);
  double size = v->has & KHB_VALUE_NUMBER ? v->number : v->has & KHB_VALUE_HIGH ? v->high : v->low;
  uint8_t system = len == 6 && memcmp(name, "metric", 6) == 0     ? KHB_METRIC
                   : len == 8 && memcmp(name, "imperial", 8) == 0 ? KHB_IMPERIAL
                                                                  : 0;
  if (!unit || !(v->has & (KHB_VALUE_NUMBER | KHB_VALUE_LOW | KHB_VALUE_HIGH)) || !isfinite(size)) return 0;
  for (size_t i = 0; i < f->n_rates; i++) {
    const khb_rate *from = &f->rate[i], *to = NULL;
    if (!slice_is(from->unit, v->unit, unit)) continue;
    if (system) {
      if ((to = of_system(f, from, size, system)) && n++ < cap) fill(v, from, to, &out[n - 1]);
      continue;
    }
    for (size_t k = 0; k < f->n_rates; k++) {
      to = &f->rate[k];
      bool named = slice_is(to->unit, name, len) || (to->symbol.n && slice_is(to->symbol, name, len));
      if (named && same_quantity(from, to) && !same(from, to) && n++ < cap) fill(v, from, to, &out[n - 1]);
    }
  }
  return n;
}
