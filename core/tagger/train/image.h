/* image.h: writing the model file, and measuring what it finds. */
#ifndef KHB_TRAIN_IMAGE_H
#define KHB_TRAIN_IMAGE_H

#include "crf.h"
#include "tally.h"

/* The encoder of a model: its sections, see net.h. */
typedef struct train_net {
  khb_f_net head; /* width 0: none */
  int8_t *embed, *weights;
  float *numbers;
  size_t n_embed, n_weights, n_numbers;
} train_net;

/* What a model says besides weights. */
typedef struct train_tables {
  uint16_t *word_tags;
  khb_f_mword *words;
  uint32_t *keys;   /* whole hashes of the words */
  uint32_t n_words; /* places in the table */
  const char *title, *licence;
  float calibration[33];
  train_net net;
} train_tables;

/* Reads a table of words, from NAME.model or NAME.khm the one in it, else text: word, count, a class for each grain, count in names, divided by tabs. path NULL: an empty table. */
khb_status train_read_words(const char *path, train_tables *out, khb_error *err);

/* Reads an encoder: from NAME.model or NAME.khm the one in it; else the sections one after the other, as annotations/tools/train-net
   writes them. */
khb_status train_read_net(const char *path, train_net *out, khb_error *err);
void train_net_free(train_net *net);

khb_status train_read_calibration(const char *model, train_tables *out, khb_error *err);
/* Sets the last grain of each word, and adds words and pairs that have no other. */
bool train_words_tally(train_tables *tables, const train_tally *tally);

/* Builds the file image; w NULL: without weights, for making features. *data is malloc-ed. */
khb_status train_image(const train_types *types, const train_tables *tables, const khb_lexicon *lexicon,
                       const train_weights *w, const train_options *o, uint8_t **data, size_t *size, khb_error *err);

typedef struct train_score {
  uint32_t right, found, gold;    /* exact span and type */
  uint32_t right4, found4, gold4; /* of the flat four */
  uint32_t by_type[KHB_MAX_MODEL_TYPES][3];
  uint32_t unseen_gold, unseen_found, seen_gold, seen_found; /* names whose letters no name of the training part has */
  uint32_t bounds;                                           /* right up to the clitics: what the clitics cost */
  uint32_t bin_n[33], bin_right[33];                         /* of raw probability */
} train_score;

/* Tags the paragraphs of `part` with the model and compares. seen: sorted hashes of names of the training part. */
bool train_measure(const train_corpus *corpus, const khb_model *model, const khb_lexicon *lexicon, uint8_t part,
                   uint8_t corpus_number, const uint64_t *seen, size_t n_seen, train_score *out);
uint64_t train_name_hash(const train_para *p, const train_gold *g);

static inline double train_f1(uint32_t right, uint32_t found, uint32_t gold) {
  return found + gold ? 200.0 * right / (found + gold) : 0;
}

#endif
