/* model.h: small models of the tagger with random weights, for tests and fuzzers. */
#ifndef KHB_TESTS_MODEL_H
#define KHB_TESTS_MODEL_H

#include "../../core/tagger/features.h"

/* One paragraph, analysed up to where the tagger comes in. */
typedef struct support_para {
  const char *text;
  khb_scan scan;
  khb_matches matches;
  uint32_t *first_match;
  khb_context context;
} support_para;

/* `text` and `lexicon` must outlive it. */
support_para *support_para_open(const khb_lexicon *lexicon, const char *text, size_t len);
void support_para_close(support_para *para);

/* A model of the first n_types of PERS, ORG, GPE … whose weights for every feature of the paragraph are random, up to `strength`.
   malloc-ed; the same for the same arguments. */
uint8_t *support_model(const support_para *para, uint32_t n_types, float strength, uint64_t seed, size_t *size);
/* Writes the right checksum into an image. */
void support_model_seal(uint8_t *image, size_t size);

#endif
