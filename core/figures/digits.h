/* digits.h: numbers written in digits, and the small questions that readers of numbers share. */
#ifndef KHB_DIGITS_H
#define KHB_DIGITS_H

#include "decimal.h"
#include "words.h"

typedef struct khb_digits {
  khb_decimal value;
  bool fraction;  /* 3/4 */
  bool percent;   /* the sign stands at the digits */
  bool plain;     /* one token, digits only */
  bool thousands; /* one separator and three digits behind it, 4.800: perhaps thousands */
} khb_digits;

/* Digits at token t, of the tokens before `limit`: 1,000,000 · ١٬٠٠٠٫٥ · 1.000.000 · 18,25 · 1 234 567 · 3/4 · 2 1/4. Returns how many
   tokens; 0: none, or a date, a time, a version. */
size_t khb_read_digits(const khb_context *context, uint32_t t, uint32_t limit, khb_digits *out);

/* A و that stands alone, before digits or by a slip of the keyboard. */
bool khb_is_wa(const khb_context *context, uint32_t t);
/* The codes of the proclitic form. */
static inline uint32_t khb_word_form(const khb_context *cx, uint32_t t, uint8_t form) {
  const khb_tok *k = &cx->scan->tok[t];
  uint8_t c = k->n_codes ? cx->scan->codes[k->code] : 0;
  return form == 1 && c == KHB_C_WAW ? 1 : 0;
}
/* khb_read_number over the tokens before `limit`. */
size_t khb_read_number_to(const khb_figures *figures, const khb_context *context, uint32_t t, uint32_t limit,
                          khb_number *out);

#endif
