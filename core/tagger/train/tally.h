/* tally.h: classes of words from what a first model says of them in text without annotation. */
#ifndef KHB_TRAIN_TALLY_H
#define KHB_TRAIN_TALLY_H

#include "../model.h"

typedef struct train_tally train_tally;
train_tally *train_tally_open(void);
void train_tally_close(train_tally *tally);
/* Counts one paragraph; c[0, n) is what the model found in it. */
bool train_tally_add(train_tally *tally, const khb_model *model, const khb_scan *scan, const khb_candidate *c,
                     size_t n);
/* 0: never seen. */
uint16_t train_tally_class(const train_tally *tally, uint32_t key);

/* Words and pairs of words that are often enough inside names, one after the other: *at starts at 0. 0: no more. */
uint32_t train_tally_next(const train_tally *tally, size_t *at, uint16_t *class_number);

#endif
