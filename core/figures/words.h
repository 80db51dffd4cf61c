/* words.h: what the figure classes of the lexicon mean, resolved once.
 *
 *   class name                  kind            value
 *   number.cardinal.3           W_CARDINAL      0 … 10; 10 is also the second word of 11 … 19
 *   number.tens.20              W_TENS          20 … 90
 *   number.hundred.100          W_HUNDRED       100, alone or after 3 … 9
 *   number.hundreds.300         W_HUNDREDS      200 … 900 in one word
 *   number.scale.1000000        W_SCALE
 *   number.dual.1000000         W_DUAL          two of that scale
 *   number.fraction.4           W_FRACTION      ربع; number.fractions.4 أرباع; number.fraction-dual.3 ثلثا
 *   number.share.5              W_SHARE         خمس, a fraction only before a definite noun: else it is the number
 *   number.ordinal.3            W_ORDINAL       1 … 10
 *   number.minus, .comma, .percent, .after-hundred, .out-of, .below-zero, .stop, .not-share, 
 *   .label, .not-ordinal, .ordinal-head, .plural, .rate, .parts, .part, .of, .over, .point, .each, .general, .former, .pronoun, .vague, .rank
 *                                               the words beside numbers
 *   number.suffix.1000          W_SUFFIX        10K: letters that are attached to digits
 *   number.often.P1D            W_OFTEN         يوميا: by the period that is between
 *   bound.MOD, bound-after.MOD  W_BOUND …       what stands before and behind a number
 *   range.between, .from, .to, .or, .change
 *   unit.X  unit-dual.X  noun.X  noun-dual.X  money.X  money-dual.X  cent.X.FAMILY.100  cent-dual…    X: dictionary form
 *   currency.EGP.جنيه.Q79       W_CURRENCY      members name that currency in full; the fourth part is its country or "default"
 *   sign.$.USD, unit-sign.°.درجة   signs of one character
 *   convert.…                   what a unit is worth: convert.h
 */
#ifndef KHB_WORDS_H
#define KHB_WORDS_H

#include "../text/utf8.h"
#include "convert.h"
#include "dates.h"

typedef enum khb_word_kind {
  W_NONE = 0,
  W_CARDINAL,
  W_TENS,
  W_HUNDRED,
  W_HUNDREDS,
  W_SCALE,
  W_DUAL,
  W_FRACTION,
  W_FRACTIONS,
  W_FRACTION_DUAL,
  W_SHARE,
  W_ORDINAL,
  W_MINUS,
  W_COMMA,
  W_PERCENT,
  W_AFTER_HUNDRED,
  W_STOP,
  W_NOT_SHARE,
  W_LABEL,
  W_NOT_ORDINAL,
  W_BOUND,
  W_BOUND_AFTER,
  W_BETWEEN,
  W_FROM,
  W_TO,
  W_OR,
  W_CHANGE,
  W_UNIT,
  W_UNIT_DUAL,
  W_NOUN,
  W_NOUN_DUAL,
  W_MONEY,
  W_MONEY_DUAL,
  W_CENT,
  W_CENT_DUAL,
  W_CURRENCY,
  W_OUT_OF,
  W_BELOW_ZERO,
  W_ORDINAL_HEAD,
  W_PLURAL,
  W_RATE,
  W_PARTS,
  W_OF,
  W_PRONOUN,
  W_VAGUE,
  W_RANK,
  W_PART,
  W_POINT,
  W_OVER,
  W_SUFFIX,
  W_EACH,
  W_OFTEN,
  W_GENERAL,
  W_FORMER,
  W_KINDS
} khb_word_kind;

#define KHB_BIT(kind) (UINT64_C(1) << (kind))

/* Kinds with which a number can begin. */
#define KHB_NUMBER_STARTS                                                                                       \
  (KHB_BIT(W_CARDINAL) | KHB_BIT(W_TENS) | KHB_BIT(W_HUNDRED) | KHB_BIT(W_HUNDREDS) | KHB_BIT(W_SCALE) |        \
   KHB_BIT(W_DUAL) | KHB_BIT(W_FRACTION) | KHB_BIT(W_FRACTIONS) | KHB_BIT(W_FRACTION_DUAL) | KHB_BIT(W_SHARE) | \
   KHB_BIT(W_ORDINAL) | KHB_BIT(W_MINUS))

typedef struct khb_word {
  uint8_t kind;
  uint8_t mod; /* bounds: khb_modifier */
  uint16_t lemma_len;
  uint32_t family; /* money, cents, currencies: number of the lemma among those of money */
  int64_t number;
  const char *lemma; /* in the class's name; not NUL-terminated */
} khb_word;

/* A currency of a country. `family` as in khb_word. */
typedef struct khb_currency {
  char code[4];
  uint32_t family;
  char country[16];
  bool is_default;
} khb_currency;
typedef struct khb_sign {
  char text[8];
  uint8_t len;
  char code[4];
  const char *unit;
} khb_sign; /* code "": of a unit */

enum { KHB_MAX_FAMILIES = 64, KHB_MAX_CURRENCIES = 256, KHB_MAX_SIGNS = 32, KHB_MAX_RATES = 256 };

struct khb_figures {
  const khb_lexicon *lexicon;
  khb_dates *dates;
  khb_word *word; /* for each class of the lexicon */
  uint32_t n_classes;
  const char *family[KHB_MAX_FAMILIES];
  uint16_t family_len[KHB_MAX_FAMILIES];
  uint32_t n_families;
  khb_currency currency[KHB_MAX_CURRENCIES];
  uint32_t n_currencies;
  khb_sign sign[KHB_MAX_SIGNS];
  uint32_t n_signs;
  khb_rate rate[KHB_MAX_RATES];
  uint32_t n_rates;
};

khb_status khb_words_open(khb_figures *figures, khb_error *err);
void khb_words_close(khb_figures *figures);

/* The longest figure word at token t of one of those kinds (bits), with that proclitic form or KHB_ANY_FORM (the word as a whole
   first). NULL: none. *count gets its tokens, *form (may be NULL) its form. */
const khb_word *khb_word_at(const khb_figures *figures, const khb_context *context, uint32_t t, uint64_t kinds,
                            uint32_t form, uint32_t *count, uint8_t *found);
/* The longest one that ends right before token t; *first gets where it starts. */
const khb_word *khb_word_before(const khb_figures *figures, const khb_context *context, uint32_t t, uint64_t kinds,
                                uint32_t *first);

/* Does the word without `skip` codes start with the article? آلاف, ألف and their duals do not. */
bool khb_has_article(const khb_context *context, uint32_t t, uint32_t skip);
/* The character that token t is, when it is punctuation or a symbol of one character; 0 otherwise. */
uint32_t khb_mark_at(const khb_context *context, uint32_t t);
/* Most tokens start no number: digits, a word of numbers, a mark before digits may. */
static inline bool khb_may_start_number(const khb_context *cx, uint32_t t) {
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind == KHB_TOK_NUMBER) return true;
  if (k->kind == KHB_TOK_WORD) return !cx->kinds || (cx->kinds[t].numbers & KHB_NUMBER_STARTS);
  return (k->kind == KHB_TOK_SYMBOL || k->kind == KHB_TOK_PUNCT) && t + 1 < cx->scan->n_tok &&
         k[1].kind == KHB_TOK_NUMBER;
}
/* No white space between tokens t - 1 and t. */
bool khb_attached(const khb_context *context, uint32_t t);

/* quantity.c: numbers of the tokens [from, to) with what they count, appended to *out. false: out of memory. */
bool khb_quantities_run(const khb_figures *figures, const khb_context *context, uint32_t from, uint32_t to,
                        khb_figure_list *out);

/* money.c: a sum's currency. `end` is where it may start; returns past it, or `end` when none stands there. */
uint32_t khb_read_currency(const khb_figures *figures, const khb_context *context, uint32_t end, khb_value *value);
/* The sign at token t, of money or of a unit; NULL: none. */
const khb_sign *khb_sign_at(const khb_figures *figures, const khb_context *context, uint32_t t);
/* One of those of money. */
bool khb_read_sign(const khb_figures *figures, const khb_context *context, uint32_t t, khb_value *value);
/* Leaves the codes that a currency word may mean, or the only one. */
void khb_currency_open(const khb_figures *figures, uint32_t family, khb_value *value);
/* Settles an open currency by the id of a country; false: that country has no such currency. */
bool khb_currency_settle(const khb_figures *figures, const char *country, khb_value *value);

#endif
