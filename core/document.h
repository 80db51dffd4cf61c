/* document.h: what a document keeps: its text, and of each paragraph what the stages have found.
 *
 *   text    one buffer                     ┌──────────────────────────────────────────┐
 *   para[]  start ─────────────────────────┘ block ─► header │ spans │ tokens │ sentences │ faults │ roles │ words │ codes
 *
 * A block is one allocation with offsets counted from its paragraph's start: an edit before it moves `start` alone. A block that was put
 * off (`later`) is empty, or what was found before the decisions changed, until khb_document_catch_up. What needs the whole document
 * (mentions, quotes: discourse/) is worked out from the blocks when it is asked for, and dropped by an edit.
 */
#ifndef KHB_DOCUMENT_H
#define KHB_DOCUMENT_H

#include "engine.h"
#include "fusion/decisions.h"

/* The value of a figure, found by its place. */
typedef struct figure_value {
  uint32_t start, end;
  uint32_t type;
  khb_value value;
} figure_value;

/* Results of one paragraph; the arrays follow the header. */
typedef struct block {
  uint32_t n_tokens, n_sentences, n_spans, n_faults, n_figures, n_roles, n_codes;
  bool later;
  figure_value *figures;
  khb_tok *tokens;
  khb_sentence *sentences;
  khb_span *spans;
  khb_range *faults;
  khb_role_match *roles; /* for mentions and quotes, with a byte for each token and the letters */
  uint8_t *words, *codes;
} block;

typedef struct para {
  uint32_t start;
  block *block;
} para;

typedef struct paras { para *item; size_t n, cap; } paras;

struct khb_document {
  const khb_engine *engine;
  char *text;
  size_t len, cap;
  paras paras;
  khb_settled_names settled; /* what a person has decided */
  khb_work *w;             /* while paragraphs are analysed: lent by the engine */
  khb_discourse *discourse; /* NULL until asked for */
  uint32_t at_once;         /* bytes that one call analyses before it puts paragraphs off */
  size_t n_later;           /* paragraphs that are put off */
  khb_totals totals;
};

/* The paragraph that holds byte `at`: the last one that starts at or before it. */
size_t khb_document_para_at(const khb_document *d, uint32_t at);

#endif
