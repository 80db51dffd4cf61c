/* exchange.h: classes of words by their neighbours. */
#ifndef KHB_TRAIN_EXCHANGE_H
#define KHB_TRAIN_EXCHANGE_H

#include "../../base/base.h"

/* pair[0, n): two words that follow one another, as first << 32 | second; the array is used up. Word 0 stands for all words that
   get no class. class_of[n_words] gets 1 .. n_classes - 1. false: out of memory. */
bool train_exchange(uint64_t *pair, size_t n, uint32_t n_words, uint32_t n_classes, uint32_t rounds,
                    uint16_t *class_of);

#endif
