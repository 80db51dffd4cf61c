/* decimal.h: exact small decimals: digits * 10^exponent. What does not fit becomes inexact, never wrong and never undefined. */
#ifndef KHB_DECIMAL_H
#define KHB_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct khb_decimal {
  int64_t digits; /* |digits| <= KHB_DIGITS_MAX */
  int32_t exponent;
  bool exact;
  double value; /* always set */
} khb_decimal;

#define KHB_DIGITS_MAX INT64_C(999999999999999999) /* 18 digits */
enum { KHB_EXPONENT_MAX = 60 };

khb_decimal khb_decimal_int(int64_t n);
khb_decimal khb_decimal_make(int64_t digits, int32_t exponent);
/* Of a value that no decimal holds: a third. */
khb_decimal khb_decimal_double(double value);
khb_decimal khb_decimal_add(khb_decimal a, khb_decimal b);
khb_decimal khb_decimal_multiply(khb_decimal a, khb_decimal b);
/* a / b; exact where b is made of twos and fives. b != 0. */
khb_decimal khb_decimal_divide(khb_decimal a, int64_t b);
khb_decimal khb_decimal_negate(khb_decimal a);

#endif
