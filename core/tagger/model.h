/* model.h: the model file, byte by byte. Little-endian; every section starts at a multiple of 8. The frame is that of the index
 * file (lexicon/format.h): header, table of sections, sections; an unknown section is skipped.
 *
 *   header     64 bytes   magic, versions, size, checksum, scales
 *   table      32 bytes a section: id, element size, offset, length, count
 *   sections
 *
 * From a feature to its weights:
 *
 *   feature ── hash, 32 bits ──> bucket = hash * buckets >> 32         TAGS   8 numbers of 16 bits a bucket, 0: free
 *                                  │  tag = low 16 bits (0 becomes 1)          │ found at place k, here or in the next bucket
 *                                  └───────────────────────────────────> ROWS [(bucket * 8 + k) * n_labels]: int8 a label
 *
 * Labels are O, B-0, I-0, B-1, I-1 …; type i is described by TYPES[i]. A weight is row * row_scale. Features are never stored as
 * text: one in 10,000 look-ups of a feature that is not there finds the row of another one, which training has seen too.
 *
 * From a word to its classes: WORD_TAGS and WORDS, built alike, keyed by the hash of the folded word.
 * The sections of the encoder are drawn in net.h.
 */
#ifndef KHB_MODEL_H
#define KHB_MODEL_H

#include "../lexicon/format.h"
#include "tagger.h"
#include "vector.h"

#define KHB_MODEL_MAGIC "\x89KHBMDL\n"
#define KHB_MODEL_FORMAT 2u
#define KHB_FEATURES_VERSION 3u /* of what features.c computes: weights of another version mean nothing */
#define KHB_MAX_LABELS (2 * KHB_MAX_MODEL_TYPES + 1)
#define KHB_LANES 32         /* labels with padding */
#define KHB_HALF 16
#define KHB_MODEL_CLASSES 96 /* word classes of the lexicon that a model may name */
#define KHB_BUCKET 8u
#define KHB_N_GRAINS \
  6 /* kinds of word classes: four granularities by neighbourhood, one by exchange, one by a first model */

enum {
  KHB_MSEC_STRINGS = 1, /* NUL-terminated UTF-8, offset 0 is "", last byte is NUL */
  KHB_MSEC_TYPES,
  KHB_MSEC_CLASSES,    /* u32: names of word classes of the lexicon, offsets in STRINGS */
  KHB_MSEC_ATTRIBUTES, /* the same for attributes, at most 16 */
  KHB_MSEC_WORD_TAGS,
  KHB_MSEC_WORDS,
  KHB_MSEC_TAGS,
  KHB_MSEC_ROWS,
  KHB_MSEC_CHAIN,       /* float: n_labels that a paragraph starts with, then [from][to] */
  KHB_MSEC_CLITICS,     /* int8, hashed: which proclitics the first word of a name has; the count is a power of two */
  KHB_MSEC_CALIBRATION, /* float: shares of right spans at raw probability 0, 1/(n-1) … 1; rising */
  KHB_MSEC_NET,
  KHB_MSEC_NET_EMBED,
  KHB_MSEC_NET_WEIGHTS,
  KHB_MSEC_NET_NUMBERS,
  KHB_MSEC_END
};

typedef struct khb_f_model {
  char magic[8];
  uint32_t format, little;
  uint64_t size, checksum; /* where khb_checksum expects them */
  uint32_t n_sections;
  uint32_t features; /* KHB_FEATURES_VERSION */
  uint32_t groups;   /* KHB_FG_… that were trained */
  float row_scale, clitic_scale;
  uint32_t title, licence; /* STRINGS */
  uint32_t reserved;
} khb_f_model;

enum { KHB_F_TYPE_COARSE = 1 };
typedef struct khb_f_type {
  uint32_t name;
  uint8_t type, flags;
  uint16_t reserved;
} khb_f_type;

#define KHB_NET_MAX_LAYERS 8
typedef struct khb_f_net {
  uint32_t width, n_layers, n_buckets, n_labels;
  float embed_scale;
  float mix; /* how much of its output is added to the scores; 0: it only gives features (KHB_FG_NET) */
  uint32_t n_slots; /* of a token's facts that it knows: the first of khb_net_slots */
  uint32_t reserved;
  uint32_t reach[KHB_NET_MAX_LAYERS];
} khb_f_net;

/* What is known of a word from unlabelled text and lists. Class 0: none. */
typedef struct khb_f_mword {
  uint16_t grain[KHB_N_GRAINS];
  uint8_t frequency; /* log2 of its count in the text */
  uint8_t names;     /* log2 of its count in names of people */
} khb_f_mword;

_Static_assert(sizeof(khb_f_model) == 64 && sizeof(khb_f_type) == 8 && sizeof(khb_f_mword) == 14 && sizeof(khb_f_net) == 64, "stored in files");
_Static_assert(offsetof(khb_f_model, checksum) == offsetof(khb_f_header, checksum), "one khb_checksum for both");

/* Groups of features, to train without some of them. */
enum {
  KHB_FG_WORDS = 1 << 0, /* words and stems */
  KHB_FG_AFFIXES = 1 << 1,
  KHB_FG_NGRAMS = 1 << 2,
  KHB_FG_SHAPES = 1 << 3,
  KHB_FG_LEXICON = 1 << 4,
  KHB_FG_HEADS = 1 << 5, /* word classes of the lexicon */
  KHB_FG_ATTRIBUTES = 1 << 6,
  KHB_FG_PATTERNS = 1 << 7,
  KHB_FG_GRAINS = 1 << 8,
  KHB_FG_QUOTES = 1 << 9,
  KHB_FG_ELSEWHERE = 1 << 10,
  KHB_FG_NET = 1 << 11, /* what the encoder thinks */
  KHB_FG_ALL = (1 << 12) - 1
};

/* A number for each label, with room for others: in the order of labels or (chain.h) of lanes. */
typedef union khb_lanes {
  khb_eight e[KHB_LANES / 8];
  float f[KHB_LANES];
} khb_lanes;
typedef union khb_half {
  khb_eight e[KHB_HALF / 8];
  float f[KHB_HALF];
} khb_half;
#define KHB_IMPOSSIBLE -1e30f

/* CHAIN in the lanes of chain.h: as it is, with KHB_IMPOSSIBLE where a label cannot follow; and as exp, 0 there. */
typedef struct khb_steps {
  khb_lanes there;                  /* 1: the lane has a label, 0: it has none */
  khb_lanes start, enter;           /* a paragraph begins with it */
  khb_half step[KHB_LANES], on[2];  /* from a lane to O and B-x; from B-x and from I-x to I-x */
  khb_half leave[KHB_LANES], keep[2];
  khb_lanes arrive[KHB_HALF];       /* leave, [to][from] */
} khb_steps;

/* An open model: pointers into the image. */
struct khb_model {
  const char *strings;
  const khb_f_type *types;
  const uint32_t *classes, *attributes;
  const uint16_t *word_tags;
  const khb_f_mword *words;
  const uint16_t *tags;
  const int8_t *rows;
  const float *chain;
  const int8_t *clitics;
  const float *calibration;
  const khb_f_net *net;
  const int8_t *net_embed, *net_weights;
  const float *net_numbers;
  uint32_t n_strings, n_types, n_classes, n_attributes, n_word_tags, n_words, n_tags, n_rows, n_chain, n_clitics,
      n_calibration, n_net, n_net_embed, n_net_weights, n_net_numbers;
  uint32_t n_labels, groups;
  float row_scale, clitic_scale;
  khb_steps steps;
  khb_file file;
  uint64_t size, checksum;
  uint32_t title, licence;
  struct khb_plain *plain; /* score.c: the only part that changes while a model is open, and nobody sees it */
  int16_t *net_wide; /* net_weights as the products of net.c want them: 64-byte aligned, inside net_memory */
  float *net_ready;  /* net_numbers likewise, in their order */
  void *net_memory;
};

static inline const char *khb_model_string(const khb_model *m, uint32_t at) {
  return at < m->n_strings ? m->strings + at : "";
}

static inline uint16_t khb_bucket_tag(uint32_t hash) { return (uint16_t)hash ? (uint16_t)hash : 1; }
static inline uint32_t khb_bucket_of(uint32_t hash, uint32_t n_tags) {
  return (uint32_t)((uint64_t)hash * (n_tags / KHB_BUCKET) >> 32);
}

/* The place of a hash in a table of buckets, or KHB_NONE. n_tags is a multiple of KHB_BUCKET. */
static inline uint32_t khb_bucket_find(const uint16_t *tags, uint32_t n_tags, uint32_t hash) {
  if (n_tags == 0) return KHB_NONE;
  uint32_t b = khb_bucket_of(hash, n_tags) * KHB_BUCKET, tag = khb_bucket_tag(hash);
  for (uint32_t step = 0; step < 2; step++) {
    const uint16_t *p = tags + b;
    typedef uint16_t eight __attribute__((vector_size(16)));
    eight here, same;
    memcpy(&here, p, sizeof here);
    same = (eight)(here == (uint16_t)tag);
    uint64_t half[2];
    memcpy(half, &same, sizeof half);
    if (half[0] | half[1]) {
      for (uint32_t k = 0;; k++)
        if (p[k] == tag) return b + k;
    }
    if (p[KHB_BUCKET - 1] == 0) return KHB_NONE; /* filled from the front: this bucket has never been full */
    b = b + KHB_BUCKET < n_tags ? b + KHB_BUCKET : 0;
  }
  return KHB_NONE;
}

/* The same into which it is put, or KHB_NONE when both buckets are full. For the trainer. */
uint32_t khb_bucket_put(uint16_t *tags, uint32_t n_tags, uint32_t hash);

static inline uint32_t khb_word_key(const uint8_t *codes, size_t n) { return (uint32_t)(khb_hash(codes, n) >> 32); }

/* Of two words that follow one another. */
static inline uint32_t khb_pair_key(uint32_t a, uint32_t b) {
  return (a * 0x85ebca6bu) ^ (b + 0x9e3779b9u) ^ (a >> 15);
}

static inline const khb_f_mword *khb_model_word(const khb_model *m, uint32_t key) {
  uint32_t at = khb_bucket_find(m->word_tags, m->n_word_tags, key);
  return at < m->n_words ? &m->words[at] : NULL;
}

/* Whether label b may follow label a; from KHB_NONE: whether a paragraph may start with b. */
static inline bool khb_label_follows(uint32_t a, uint32_t b) {
  if (b == 0 || (b & 1)) return true;
  return a == b || a == b - 1;
}

#endif
