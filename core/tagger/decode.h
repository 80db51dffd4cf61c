/* decode.h: the part of decoding that the trainer uses too. */
#ifndef KHB_DECODE_H
#define KHB_DECODE_H

#include "features.h"

/* The number in khb_proclitic_form of what stands before a name of `type` over the tokens [t, last). */
uint32_t khb_choose_clitic(const khb_binding *binding, const khb_context *cx, const khb_facts *facts, uint32_t t,
                           uint32_t last, uint8_t type);

#endif
