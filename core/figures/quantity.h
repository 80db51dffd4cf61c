/* quantity.h: the number that is being read, between quantity.c, which finds out what it counts, and no_figure.c, which finds out that
 * it counts nothing.
 *
 *   نحو [first] خمسة آلاف [core] دولار [last]         tokens, half-open
 */
#ifndef KHB_QUANTITY_H
#define KHB_QUANTITY_H

#include "digits.h"

typedef struct item {
  uint32_t first, core, last; /* tokens */
  khb_number number;
  khb_value value;
  khb_type type;
  uint8_t form;
} item;

static inline const khb_tok *tok_at(const khb_context *cx, uint32_t t) {
  return t < cx->scan->n_tok ? &cx->scan->tok[t] : NULL;
}

static inline bool is_kind(const khb_context *cx, uint32_t t, khb_token_kind kind) {
  const khb_tok *k = tok_at(cx, t);
  return k && k->kind == kind;
}

static inline bool word_here(const khb_figures *f, const khb_context *cx, uint32_t t, uint64_t kinds) {
  uint32_t count = 0;
  return khb_word_at(f, cx, t, kinds, KHB_ANY_FORM, &count, NULL) != NULL;
}

/* المرة, بالمرة, وللمرة */
bool khb_is_definite(const khb_context *cx, uint32_t t);

/* The token past a telephone number, past a score (2-1) that start at t; 0: there is none. */
uint32_t khb_phone_end(const khb_context *cx, uint32_t t);
uint32_t khb_score_end(const khb_figures *f, const khb_context *cx, uint32_t t);

bool khb_like_year(const item *x);
/* Digits that name something. */
bool khb_is_label(const khb_figures *f, const khb_context *cx, const item *x);
/* المركز 102; القرن العشرين: which one, not how many. */
bool khb_is_rank(const khb_figures *f, const khb_context *cx, const item *x);
bool khb_says_which(const khb_figures *f, const khb_context *cx, const item *x);
/* Whether an ordinal, a number with nothing behind it, is a figure at all. */
bool khb_ordinal_stands(const khb_figures *f, const khb_context *cx, const item *x);
bool khb_bare_stands(const khb_figures *f, const khb_context *cx, item *x);
/* أحد المسؤولين, آلاف المتظاهرين */
bool khb_says_nothing(const khb_figures *f, const khb_context *cx, const item *x);

#endif
