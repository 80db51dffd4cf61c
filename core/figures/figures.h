/* figures.h: the figures of a paragraph as values: numbers, percentages, quantities, money (here), dates, times, durations
 * (dates.h).
 *
 *   matches of figure classes ─┐
 *   number tokens ─────────────┴─► dates ──► numbers ──► figures ──► fusion, which lets no figure break a name
 *
 * The words come from the lexicon: a class with dots in its name says what its members mean, and the one walk of the lexicon finds
 * them with their clitics. The names of classes are taken apart once, when the engine opens:
 *
 *   number.cardinal.3   number.tens.20   number.hundred.300   number.scale.1000000   number.dual.1000000   number.fraction.4
 *   number.ordinal.3    unit.كيلومتر     noun.طائرة           money.دولار            currency.USD.دولار.Q30
 *   bound.more   range.between   …                            month.g.1  weekday.4 … (dates)
 *
 * Everything is local to the paragraph, so that an edit stays cheap. No token is read more than a bounded number of times.
 */
#ifndef KHB_FIGURES_H
#define KHB_FIGURES_H

#include "../patterns/patterns.h"

typedef struct khb_figures khb_figures;

/* Resolves the classes of the lexicon. `date` is "YYYY-MM-DD", the day the text speaks from, or "". Both must outlive it. */
khb_status khb_figures_open(const khb_lexicon *lexicon, const char *date, khb_figures **out, khb_error *err);
void khb_figures_close(khb_figures *figures);

/* A figure: tokens [first, last), of which the number itself is [first, core). */
typedef struct khb_figure {
  uint32_t first, last, core;
  uint32_t start, end; /* bytes */
  uint8_t skip;        /* proclitic codes of the first token that are left out */
  uint8_t proclitics;  /* KHB_PRO_… */
  uint8_t type;        /* khb_type */
  float score;
  khb_value value;
} khb_figure;

typedef struct khb_figure_list {
  khb_figure *item;
  size_t n, cap;
  khb_kinds *kinds; /* scratch of khb_figures_run */
  size_t cap_kinds;
} khb_figure_list;
void khb_figure_list_free(khb_figure_list *list);

/* Appends the figures of a paragraph in reading order; they do not overlap. false: out of memory. */
bool khb_figures_run(const khb_figures *figures, const khb_context *context, khb_figure_list *out);

/* Adds one; `first_form` is the number in khb_proclitic_form of what the first token carries. Fills start, end, skip and
   proclitics. For the readers of figures. false: out of memory. */
bool khb_figure_add(const khb_context *context, khb_figure_list *out, uint32_t first, uint32_t core, uint32_t last,
                    uint8_t first_form, khb_type type, const khb_value *value);

/* ---- words of figures ---- */

/* A class of figures by its name, resolved at open by whoever needs it: khb_lexicon_class. Is a member of it at token t? Returns
   how many tokens the longest has, 0: none. `form`: only with this proclitic form, KHB_ANY_FORM: any; then *found gets it. */
enum { KHB_ANY_FORM = 255 };
uint32_t khb_figure_word_at(const khb_context *context, uint32_t t, uint32_t cls, uint32_t form, uint8_t *found);

/* ---- numbers ---- */

typedef struct khb_number {
  double value;
  int64_t digits; /* value == digits * 10^exponent when exact */
  int8_t exponent;
  bool exact;
  bool ordinal;      /* الثالث, الحادي والعشرين */
  bool definite;     /* الثلاثة, الـ17 */
  bool fraction;     /* نصف, ثلاثة أرباع, 3/4: no whole part */
  bool plain_digits; /* one token of digits only: perhaps a year */
  bool percent;      /* the sign stood at the digits */
  bool thousands;    /* 4.800: read as 4.8, perhaps 4800 was meant */
  uint8_t form;      /* proclitic form of its first token */
  uint32_t scale;    /* 0, or the power of ten of the last scale word (ألف 3, مليون 6) */
} khb_number;

/* The numbers that were read last, by the low bits of their tokens: the readers of dates ask for the same ones again and again.
   Of one paragraph while it is read; zeroed, nothing is in it. */
enum { KHB_NUMBERS_READ = 16 };
typedef struct khb_numbers_read {
  uint32_t after[KHB_NUMBERS_READ]; /* the token + 1 */
  uint32_t used[KHB_NUMBERS_READ];
  khb_number number[KHB_NUMBERS_READ];
} khb_numbers_read;

/* Reads the number that starts at token t, in digits, words or both: 1,000,000 · ٢٬٤ مليون · ثلاثمائة وخمسة وعشرون ألفا · نصف · الثالث.
   Returns how many tokens it has, 0: none starts there. Dates, times of day, scores, phone numbers are no numbers here. */
size_t khb_read_number(const khb_figures *figures, const khb_context *context, uint32_t t, khb_number *out);

/* What stands around a number: نحو, أكثر من … before it (read backwards from token t), أو أكثر, على الأقل after it, and a second number
   in بين … و…, من … إلى …, 10-15. `low`, `high`, `mod` and `has` of *value are set, `number` too. [*first, *end) are the tokens of
   the number or numbers, bounds excluded; *after: past a bound that stood behind. Returns false when no number starts at t. */
bool khb_read_amount(const khb_figures *figures, const khb_context *context, uint32_t t, khb_number *number,
                     khb_value *value, uint32_t *end, uint32_t *after);
/* Only the bounds: for a duration or date whose number was read already. `t` first token, `end` past the last. */
void khb_read_bounds(const khb_figures *figures, const khb_context *context, uint32_t t, uint32_t end,
                     khb_value *value);

/* A change tells two numbers, not a range: ارتفع من 5 إلى 7. Does a word of it stand before token t? */
bool khb_tells_change(const khb_figures *figures, const khb_context *context, uint32_t t);

/* Sets value->number, digits, exponent and has from a number. */
void khb_value_set(khb_value *value, const khb_number *number);

#endif
