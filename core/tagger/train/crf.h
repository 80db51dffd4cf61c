/* crf.h: fitting the weights. */
#ifndef KHB_TRAIN_CRF_H
#define KHB_TRAIN_CRF_H

#include "corpus.h"

typedef struct train_options {
  uint32_t epochs;
  float rate, l1, l2;
  float caution;         /* added to the sum of squares: how small the first steps are */
  float dropout;         /* share of features that are left out of each token at random */
  float word_dropout;    /* share of tokens that lose all features that name words */
  float list_dropout;    /* the same for what lexicon and patterns say */
  float other_weight;    /* of corpora with another set of types */
  float o_bias;          /* taken off the score of O when the model is used */
  float mix;             /* weight of the encoder's output in the scores; 0: it gives features */
  float own;             /* weight of all other scores */
  uint32_t min_count;    /* features seen in fewer tokens are left out */
  uint32_t average_from; /* epoch whose weights are the first to go into the average */
  uint32_t groups;       /* KHB_FG_… */
  size_t bytes;          /* of the model file, at most */
  uint64_t seed;
  bool final;     /* train on dev too */
  bool with_test; /* … and on test */
} train_options;

/* Rows of weights while they are trained. */
typedef struct train_weights {
  uint32_t n_labels, n_rows;
  uint32_t *hash; /* feature of a row */
  uint32_t *count;
  float *w, *squares, *sum; /* n_rows * n_labels; sum of the averaged epochs */
  float chain[KHB_MAX_LABELS * (KHB_MAX_LABELS + 1)], chain_squares[KHB_MAX_LABELS * (KHB_MAX_LABELS + 1)],
      chain_sum[KHB_MAX_LABELS * (KHB_MAX_LABELS + 1)];
  uint32_t n_summed;
  float *clitics; /* KHB_CLITIC_WEIGHTS */
} train_weights;

#define KHB_CLITIC_WEIGHTS 16384u

/* Makes the features of all paragraphs and the rows for those that are frequent enough. `facts_model` brings the tables of words
   and the names of classes. */
bool train_make_features(train_corpus *corpus, const khb_model *facts_model, const khb_lexicon *lexicon,
                         const train_options *o, train_weights *w);
void train_weights_free(train_weights *w);
/* One pass over the training part; returns the mean loss of a token. */
double train_epoch(train_corpus *corpus, const train_options *o, train_weights *w, uint32_t epoch);
/* The weights of clitics from all names of the training part. */
bool train_clitics(const train_corpus *corpus, const khb_model *facts_model, const khb_lexicon *lexicon,
                   const train_options *o, train_weights *w);

static inline bool train_uses(const train_para *p, const train_options *o) {
  return p->part == PART_TRAIN || (p->part == PART_DEV && o->final) || (p->part == PART_TEST && o->with_test);
}

#endif
