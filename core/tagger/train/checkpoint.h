/* checkpoint.h: the state of a training between two epochs, so that one that was ended goes on where it was.
 *
 *   header     "KHBTRAI" and a 0, fingerprint, epochs done, rows, labels, epochs in the average, best score, its epoch
 *   numbers    float: weights, squares and sums of rows, then those of the chain
 *   checksum   u64
 *
 * The fingerprint is of everything that the weights depend on: options, corpora, features. A file of another training is not read.
 * Weights and random numbers are the same as without the break, so the model is the same byte for byte.
 */
#ifndef KHB_TRAIN_CHECKPOINT_H
#define KHB_TRAIN_CHECKPOINT_H

#include "crf.h"

typedef struct train_progress {
  uint32_t done; /* epochs */
  uint32_t best_epoch;
  double best; /* score on the dev part; below 0: none yet */
} train_progress;

uint64_t train_fingerprint(const train_corpus *corpus, const train_options *o, const train_weights *w);
khb_status train_checkpoint_write(const char *path, uint64_t fingerprint, const train_weights *w,
                                  const train_progress *progress, khb_error *err);
/* false: there is none, or it is of another training, or it is damaged; nothing is changed then. */
bool train_checkpoint_read(const char *path, uint64_t fingerprint, train_weights *w, train_progress *progress);

#endif
