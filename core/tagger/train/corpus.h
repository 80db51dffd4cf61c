/* corpus.h: annotated text for the trainer: read, analysed as a document would, aligned with its tokens.
 *
 * Two formats:
 *   NAME.txt and NAME.ann   a paragraph a line: id, tab, text; id, tab, TYPE:surface|TYPE:surface|… in reading order, '-' for none
 *   CoNLL                   a token a line, tag behind the last white space (IOB2), a blank line between sentences
 *
 * A CoNLL file with another set of types comes with a map, one tag a line: `LOC GPE LOC FAC` says that a LOC there is one of three
 * here, `O O NORP` that what has no name there may be a NORP here. A tag that the map does not name stands for anything.
 */
#ifndef KHB_TRAIN_CORPUS_H
#define KHB_TRAIN_CORPUS_H

#include "../../engine.h"
#include "../model.h"

typedef struct train_gold {
  uint32_t start, end, first, last;
  uint8_t type;
  bool aligned;
  uint8_t form;
} train_gold;

enum { PART_TRAIN = 0, PART_DEV = 1, PART_TEST = 2 };

typedef struct train_para {
  char *text;
  uint32_t len;
  size_t cap_text, cap_first_match;
  khb_scan scan;
  khb_matches matches;
  uint32_t *first_match;
  khb_candidates cand; /* of patterns */
  train_gold *gold;
  size_t n_gold, cap_gold;
  uint32_t *allowed;         /* labels that each token may have, as bits */
  uint32_t *first, *feature; /* features of token t: feature[first[t] .. first[t + 1]) */
  uint8_t part, corpus;
  bool partial;    /* read through a map: no scores from it */
  bool own_habits; /* … and annotated by other rules: the map says what O may hide */
  bool clitics_known;
} train_para;

typedef struct train_types {
  char name[KHB_MAX_MODEL_TYPES][24];
  uint32_t n;
} train_types;

typedef struct train_corpus {
  train_para *para;
  size_t n, cap;
  train_types types;
  uint32_t n_files;
} train_corpus;

typedef struct train_split {
  uint32_t modulus, dev, test; /* paragraphs of articles with number % modulus; UINT32_MAX: none */
  uint32_t last;               /* the last 1/last of a CoNLL file is dev; 0: none */
} train_split;

/* The context of a paragraph for features and decoding. */
khb_context train_context(const train_para *p, const khb_lexicon *lexicon);

/* Runs the stages of a document on one paragraph; the memory of *p is used again. */
bool train_para_analyse(train_para *p, const char *text, uint32_t len, const khb_engine *engine);
void train_para_free(train_para *p);

/* `path`: FILE.ann, FILE.conll or FILE.conll@MAP. */
khb_status train_read(train_corpus *corpus, const char *path, const train_split *split, const khb_engine *engine,
                      khb_error *err);
void train_corpus_free(train_corpus *corpus);

#endif
