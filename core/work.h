/* work.h: what the stages need while they analyse a paragraph: arrays that grow and are used again, and the words that were met.
 *
 * It belongs to the engine, which keeps one that nobody uses; a document borrows it for as long as it analyses. So opening many
 * drafts costs no memory for each, and what the lexicon said of a word is known in the next draft too.
 */
#ifndef KHB_WORK_H
#define KHB_WORK_H

#include "discourse/discourse.h"
#include "fusion/fusion.h"
#include "tagger/tagger.h"

typedef struct khb_work {
  khb_scan scan;
  khb_matches matches;
  khb_candidates candidates;
  khb_spans spans;
  khb_figure_list figures;
  khb_sents sents;
  khb_kept kept;
  uint32_t *first_match;
  size_t cap_first_match;
  khb_tagger_work *tagger; /* NULL without a model */
  khb_constraint *orders;
  size_t n_orders, cap_orders;
} khb_work;

/* The place of an engine for a work that nobody uses. */
typedef struct khb_idle khb_idle;
khb_idle *khb_idle_open(void); /* NULL: out of memory */
void khb_idle_close(khb_idle *idle);

/* The engine's work, or a new one where that is lent already; NULL: out of memory. Any number of threads may take and give. */
khb_work *khb_work_take(const khb_engine *engine);
/* work may be NULL. */
void khb_work_give(const khb_engine *engine, khb_work *work);

#endif
