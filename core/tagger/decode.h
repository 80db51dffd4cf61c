/* decode.h: the part of decoding that the trainer uses too. */
#ifndef KHB_DECODE_H
#define KHB_DECODE_H

#include "features.h"

/* The number in khb_proclitic_form of what stands before a name of `type` over the tokens [t, last). */
uint32_t khb_choose_clitic(const khb_binding *binding, const khb_context *cx, const khb_facts *facts, uint32_t t,
                           uint32_t last, uint8_t type);

/* The probability of each label at each token of the paragraph, in 255ths: out[n_tok * labels of the model]. For the trainer of the
   encoder, which learns from them. false: out of memory. */
bool khb_model_marginals(const khb_model *model, const khb_context *context, khb_tagger_work *work,
                         const khb_candidate *candidate, size_t n, uint8_t *out);

#endif
