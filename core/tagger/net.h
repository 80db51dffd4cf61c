/* net.h: the encoder: a small convolutional network that reads what is known of each token and its neighbours.
 *
 *   facts of a token ── 26 slots, hashed ──> rows of NET_EMBED, added up          h: `width` numbers a token
 *   a layer          h += a * gate(b);  (a, b) = W · (x[t - d], x[t], x[t + d]) + bias,  x = h with mean 0 and variance 1, shift, gain
 *   output           W · x + bias                                                 a number for each label of the encoder
 *
 *   gate(b) = b / 6 + 1/2, between 0 and 1 (Howard et al. 2019: hard sigmoid). d: the distance of a layer; with 1, 2, 4 a token sees
 *   seven others on either side (Strubell et al. 2017: iterated dilated convolutions).
 *
 * Weights are int8 with a scale for each output; x is rounded to whole numbers, so that sums are exact, whatever the processor.
 *
 * The file holds four sections, all empty where there is no encoder:
 *
 *   NET          one khb_f_net
 *   NET_EMBED    int8 [buckets][width], row 0 is never read
 *   NET_WEIGHTS  int8, for each layer [3 * width / 2][2 * width][2], then [width / 2][KHB_LANES][2]: of two neighbouring inputs the
 *                weights for all outputs stand together
 *   NET_NUMBERS  float, for each layer gain, shift [width], scale, bias [2 * width]; then gain, shift [width], scale, bias [KHB_LANES]
 */
#ifndef KHB_NET_H
#define KHB_NET_H

#include "features.h"

#define KHB_NET_SLOTS 26u
#define KHB_NET_MAX_WIDTH 64u
#define KHB_NET_MAX_REACH 8u /* of one layer */
#define KHB_NET_MAX_TOKENS 520u

/* Memory of one run: what each layer reads, and the output. */
typedef struct khb_net_work {
  float h[KHB_NET_MAX_LAYERS + 1][KHB_NET_MAX_TOKENS][KHB_NET_MAX_WIDTH];
  int16_t x[KHB_NET_MAX_TOKENS + 4 * KHB_NET_MAX_REACH][KHB_NET_MAX_WIDTH]; /* from token -KHB_NET_MAX_REACH on */
  khb_lanes out[KHB_NET_MAX_TOKENS];
} khb_net_work;

/* What is wrong with the sections, or NULL; checks sizes only, in constant time. */
const char *khb_net_wrong(const khb_model *model);
/* Makes the weights ready for use. false: out of memory. */
bool khb_net_prepare(khb_model *model);

/* The buckets of a token's facts; 0: nothing is known in this slot. */
void khb_net_slots(const khb_facts *facts, uint32_t n_buckets, uint32_t out[KHB_NET_SLOTS]);

/* Reads n tokens, at most KHB_NET_MAX_TOKENS, into work->out. */
void khb_net_run(const khb_model *model, const khb_facts *facts, uint32_t n, khb_net_work *work);

/* The same after a run over the same n tokens of which only [first, last) have other facts now: computes no more than they
   reach. */
void khb_net_run_part(const khb_model *model, const khb_facts *facts, uint32_t n, uint32_t first, uint32_t last,
                      khb_net_work *work);
/* What a run left behind of the tokens [from, from + n) counts as that of [to, to + n). */
void khb_net_move(const khb_model *model, uint32_t from, uint32_t to, uint32_t n, khb_net_work *work);

/* The ways there are; all give the same numbers, bit by bit. BEST: the quickest that this processor knows. */
typedef enum khb_net_way { KHB_NET_BEST, KHB_NET_PLAIN, KHB_NET_SSE2, KHB_NET_AVX2, KHB_NET_VNNI } khb_net_way;
/* khb_net_run in one of them, for tests. false: not with this processor. */
bool khb_net_run_as(khb_net_way way, const khb_model *model, const khb_facts *facts, uint32_t n, khb_net_work *work);

/* Runs over any number of tokens and writes what the encoder thinks of each into its facts, for features. */
void khb_net_opine(const khb_model *model, khb_facts *facts, uint32_t n, khb_net_work *work);

#endif
