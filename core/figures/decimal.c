/* decimal.c: exact small decimals. */
#include "decimal.h"

static double ten_to(int32_t n) {
  double r = 1, base = 10; /* exact up to 10^22 */
  for (uint32_t k = (uint32_t)(n < 0 ? -n : n); k; k >>= 1, base *= base)
    if (k & 1) r *= base;
  return r;
}

khb_decimal khb_decimal_double(double value) { return (khb_decimal){.value = value}; }

/* Trailing zeros go to the exponent, so that equal numbers are alike: 18.250 is 1825 * 10^-2, 5000 is 5 * 10^3. */
khb_decimal khb_decimal_make(int64_t digits, int32_t exponent) {
  double value = exponent >= 0 ? (double)digits * ten_to(exponent) : (double)digits / ten_to(exponent);
  if (digits > KHB_DIGITS_MAX || digits < -KHB_DIGITS_MAX || exponent > KHB_EXPONENT_MAX ||
      exponent < -KHB_EXPONENT_MAX)
    return khb_decimal_double(value);
  while (digits && digits % 10 == 0) {
    digits /= 10;
    exponent++;
  }
  if (!digits) exponent = 0;
  return (khb_decimal){digits, exponent, true, value};
}

khb_decimal khb_decimal_int(int64_t n) { return khb_decimal_make(n, 0); }

khb_decimal khb_decimal_add(khb_decimal a, khb_decimal b) {
  khb_decimal sum = khb_decimal_double(a.value + b.value);
  if (!a.exact || !b.exact) return sum;
  int32_t e = a.exponent < b.exponent ? a.exponent : b.exponent;
  for (; a.exponent > e; a.exponent--)
    if (__builtin_mul_overflow(a.digits, 10, &a.digits)) return sum;
  for (; b.exponent > e; b.exponent--)
    if (__builtin_mul_overflow(b.digits, 10, &b.digits)) return sum;
  int64_t digits;
  return __builtin_add_overflow(a.digits, b.digits, &digits) ? sum : khb_decimal_make(digits, e);
}

khb_decimal khb_decimal_multiply(khb_decimal a, khb_decimal b) {
  int64_t digits;
  if (!a.exact || !b.exact || __builtin_mul_overflow(a.digits, b.digits, &digits))
    return khb_decimal_double(a.value * b.value);
  return khb_decimal_make(digits, a.exponent + b.exponent);
}

khb_decimal khb_decimal_divide(khb_decimal a, int64_t b) {
  khb_decimal r = a;
  for (; r.exact && b % 10 == 0; b /= 10) r = khb_decimal_make(r.digits, r.exponent - 1);
  for (; r.exact && b % 2 == 0; b /= 2) r = khb_decimal_multiply(r, khb_decimal_make(5, -1));
  for (; r.exact && b % 5 == 0; b /= 5) r = khb_decimal_multiply(r, khb_decimal_make(2, -1));
  if (r.exact && r.digits % b == 0) return khb_decimal_make(r.digits / b, r.exponent);
  return khb_decimal_double(r.value / (double)b);
}

khb_decimal khb_decimal_negate(khb_decimal a) {
  a.digits = -a.digits;
  a.value = -a.value;
  return a;
}
