/* features.h: what the model sees of a token: numbers of 32 bits, the same in training and in use. */
#ifndef KHB_FEATURES_H
#define KHB_FEATURES_H

#include "model.h"

#define KHB_MAX_FEATURES 256 /* of one token */
#define KHB_MARGIN 3u        /* tokens on either side that the features of a token look at */
#define KHB_WINDOW 512u      /* tokens that are decoded at a time */

/* What the encoder (net.h) thinks of a token. */
typedef struct khb_opinion {
  uint8_t label;  /* 1 + the likeliest; 0: there is no encoder */
  uint8_t sure;   /* 0 .. 4 */
  uint8_t second; /* 1 + the second, where it has a chance, + KHB_LANES where it has a good one */
} khb_opinion;

/* What is known of one token, made once and used by its neighbours too. What pads it is 0: reader.c compares it byte by byte. */
typedef struct khb_facts {
  uint32_t word, stem; /* hashes of the folded word, and of what is left without clitics */
  uint32_t prefix[4], suffix[4];
  const khb_f_mword *known; /* of the word or else of its stem */
  uint32_t pair;            /* class by the first model of the word before and this one; 0: none */
  uint32_t shape;
  uint32_t hit;     /* the longest name of the lexicon over it: type, place in it, flags; 0: none */
  uint32_t types;   /* all types of names of the lexicon that begin or run here, as bits */
  uint32_t pattern; /* the same for patterns: type and place */
  uint32_t quotes;  /* between quotation marks or brackets: which, how many words, first or not */
  uint32_t heads_hash;
  uint32_t chain;      /* the nearest head of a phrase before it, how far, and what stands between */
  uint32_t elsewhere;  /* what stands beside the same word elsewhere in the paragraph */
  uint16_t attributes; /* bits in the model's own order */
  uint16_t hit_words;
  uint8_t heads[4], n_heads; /* word classes of the lexicon over it, in the model's own numbers */
  uint8_t clitic;            /* khb_proclitic_form that `stem` leaves out */
  uint8_t kind, length;
  khb_opinion opinion;
  uint8_t names; /* how often the word or its stem is part of a person's name, by lists */
} khb_facts;

/* Stands for tokens before the first and after the last. */
#define KHB_EDGE_SHAPE 0xffffu
extern const khb_facts khb_edge;

/* The lexicon's own numbers of what the model knows by name. Made once for each lexicon. */
typedef struct khb_binding {
  const khb_lexicon *lexicon;
  const khb_model *model;
  uint8_t *head; /* class of the lexicon -> 1 + class of the model, 0: not known to the model */
  uint32_t n_classes;
  uint16_t attribute[16]; /* bit of the lexicon -> bit of the model, as a mask */
  uint16_t maqsura;       /* bit of the lexicon's maqsura-word; 0: it has none */
} khb_binding;

bool khb_binding_make(khb_binding *binding, const khb_model *model, const khb_lexicon *lexicon);
void khb_binding_free(khb_binding *binding);

/* Facts of the tokens [from, to) into facts[0 .. to - from). */
void khb_facts_make(const khb_binding *binding, const khb_context *cx, const khb_candidate *cand, size_t n_cand,
                    uint32_t from, uint32_t to, khb_facts *facts);
#define KHB_WORD_FEATURES 16u /* the last of each token, where KHB_FG_WORDS is on: those that name words */

/* Features of the token i of facts[0, n) into out[KHB_MAX_FEATURES]; returns how many. */
size_t khb_features_of(const khb_model *model, const khb_context *cx, const khb_facts *facts, uint32_t n, uint32_t i,
                       uint32_t at, uint32_t *out);

/* Plain facts have few values, and one of the five tokens around the one that is scored makes a feature of each by itself: half of
   all features. The six classes of the word, its attributes and names, its shape. */
#define KHB_PLAIN_FACTS (KHB_N_GRAINS + 2u)
#define KHB_NEIGHBOURS 5u
/* Of the first … fifth (1 … KHB_NEIGHBOURS) of the five. */
uint32_t khb_plain_feature(uint32_t fact, uint32_t value, uint32_t neighbour);
/* khb_features_of without them. */
size_t khb_features_not_plain(const khb_model *model, const khb_context *cx, const khb_facts *facts, uint32_t n, uint32_t i,
                              uint32_t at, uint32_t *out);

/* Features of the reading `form` of token t as the first word of a name of `type` that ends before `last`; at most
   KHB_MAX_CLITIC_FEATURES. */
#define KHB_MAX_CLITIC_FEATURES 24
size_t khb_clitic_features(const khb_binding *binding, const khb_context *cx, uint32_t t, uint32_t last, uint8_t type,
                           uint32_t form, uint32_t *out);

#endif
