/* record.h: what the trainer of the encoder (annotations/tools/train-net) learns from: facts of tokens as the encoder sees them.
 *
 *   header      "KHBFACTS", u32 slots, u32 buckets, u32 labels, u32 0
 *   paragraph   u32 tokens, u8 part, u8 corpus, u8 1: read through a map, u8 1: labelled by a model; then its tokens:
 *   token       u16 [slots] buckets (net.h), u16 class of the word among about 1,000, u32 allowed labels as bits,
 *               u8 [labels] probability of each label by a first model in 255ths; rounded up to a multiple of 4 bytes
 *
 * All little-endian. No text is in it.
 */
#ifndef KHB_TRAIN_RECORD_H
#define KHB_TRAIN_RECORD_H

#include "corpus.h"

typedef struct train_recorder train_recorder;
khb_status train_recorder_open(const char *path, uint32_t n_buckets, uint32_t n_labels, const khb_model *facts_model,
                               const khb_lexicon *lexicon, train_recorder **out, khb_error *err);
/* Writes one paragraph. `teacher`, which may be NULL, says how likely each label is. */
bool train_record(train_recorder *recorder, const train_para *p, const khb_model *teacher);
/* Tells whether all was written. */
bool train_recorder_close(train_recorder *recorder);

#endif
