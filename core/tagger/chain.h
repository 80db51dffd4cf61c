/* chain.h: the best path through the labels of one window of tokens, and the probability of a span.
 *
 * Labels O, B-0, I-0, B-1, I-1 … stand in lanes. I-x follows only B-x and I-x, whose lanes have the same place in their half:
 *
 *   lane    0   1     2     …  15  │  16  17    18    …  31
 *   label   O   B-0   B-1          │  –   I-0   I-1              –: none; lanes behind the last type are empty too
 *
 * So a step of n types is n + 1 sums into one half from each lane, and one into the other from the same place of both halves.
 *
 *   score[t]    a number for each lane; KHB_IMPOSSIBLE where there is no label
 *   best[t]     of the best path to this lane: its score                     label[t]  on the best of them
 *   odds[t]     exp(score - the highest)                                     what sums multiply
 *   ahead[t]    forward sums, each scaled by 1 / scale[t] to sum 1           back[t]   backward sums, scaled likewise
 *
 *   P(span x of t … u) = ahead[t][B-x] · Π keep · odds · (sum over what may follow, not I-x) / total
 *
 * Vectors of eight: plain C, compiled twice, once for processors with AVX2; both give the same numbers.
 */
#ifndef KHB_CHAIN_H
#define KHB_CHAIN_H

#include "features.h"

/* Large; of one thread. */
typedef struct khb_chain {
  khb_lanes score[KHB_WINDOW], best[KHB_WINDOW], odds[KHB_WINDOW], ahead[KHB_WINDOW], back[KHB_WINDOW];
  float scale[KHB_WINDOW];
  uint8_t label[KHB_WINDOW];
} khb_chain;

static inline uint32_t khb_lane_of(uint32_t label) { return label & 1 ? label / 2 + 1 : label ? KHB_HALF + label / 2 : 0; }

/* Writes the labels of the best path through n tokens, at least one; returns its score. */
float khb_chain_best(khb_chain *chain, const khb_model *model, uint32_t n);

/* Makes ready for the probabilities of spans that end at n or not before `first`. */
void khb_chain_sum(khb_chain *chain, const khb_model *model, uint32_t n, uint32_t first);

/* Of a name of exactly this type over exactly the tokens [first, last), by all paths. */
float khb_chain_probability(const khb_chain *chain, const khb_model *model, uint32_t n, uint32_t first, uint32_t last,
                            uint32_t type);

/* khb_chain_best and khb_chain_sum without AVX2, for tests. */
float khb_chain_plain(khb_chain *chain, const khb_model *model, uint32_t n);

#endif
