/* score.h: from features to the scores of labels: rows of weights, added up.
 *
 *   feature ── hash ──> place in TAGS ──> row of ROWS        model.h draws it
 *
 * Half of the features of a token hang on plain facts (features.h) of one of the five tokens around it. The rows of a plain value,
 * one for each of the five places, are looked up once and stand side by side from then on:
 *
 *   ready[fact][number]     FREE ─► BUSY ─► READY
 *   rows [(fact * KHB_PLAIN_VALUES + number) * stride]      int8 [KHB_NEIGHBOURS][labels, rounded up to eights]
 *
 * They are the model's, which any number of threads read: who finds FREE and makes it BUSY writes, others look up by themselves.
 */
#ifndef KHB_SCORE_H
#define KHB_SCORE_H

#include "features.h"

#define KHB_PLAIN_VALUES 4096u

/* Makes room for them. false: out of memory. */
bool khb_score_prepare(khb_model *model);
void khb_score_release(khb_model *model);

/* Scores of the tokens facts[lead, lead + n) of n_facts, the first of which is token `at` of the paragraph, in the lanes of
   chain.h. */
void khb_score_window(const khb_model *model, const khb_context *cx, const khb_facts *facts, uint32_t n_facts, uint32_t lead,
                      uint32_t n, uint32_t at, khb_lanes *out);

#endif
