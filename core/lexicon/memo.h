/* memo.h: what matching has found out about words, kept for the next time that they are met: news says the same ones again and again.
 *
 *   letters ──hash──> slot[] ──> word[]  {letters, attributes, numbers in the layers}
 *                                  ├─ match ──> match[]   what the word is by itself, in the order of khb_matches
 *                                  └─ start ──> start[]   where names of several words begin with it
 *
 * A memo holds what one lexicon knows. Words are forgotten all at once when there are too many; what is remembered changes no
 * result.
 */
#ifndef KHB_MEMO_H
#define KHB_MEMO_H

#include "layers.h"

#define KHB_MEMO_WORDS 32768u    /* then it forgets: some 2 MB */
#define KHB_MEMO_MATCHES 131072u /* the same */
#define KHB_MEMO_PAD 2u          /* matches that may be read behind the last */
#define KHB_MEMO_NAMES 256u      /* a power of two */

typedef struct khb_met_word {
  uint64_t begin; /* the first eight codes, zeros behind the last */
  uint32_t shape; /* how many codes, and the proclitics that were tried: khb_met_shape */
  uint32_t rest;  /* the codes after the first eight: place in khb_memo.codes */
  uint32_t match, start;
  uint16_t n_match, n_start;
  uint16_t attributes;
} khb_met_word;
_Static_assert(sizeof(khb_met_word) == 32, "two in a cache line");

/* The names of layer `layer` whose first word is this one with proclitic form `proclitic`. `may` has the bit of each word that an
   edge carries, all bits where there are many: nearly always the next word is none of them. */
typedef struct khb_met_start {
  khb_range edges;
  uint64_t may;
  uint8_t layer, proclitic;
} khb_met_start;
static inline uint64_t khb_met_bit(uint32_t word) { return UINT64_C(1) << (word * 0x9e3779b1u >> 26); }

typedef struct khb_memo {
  const khb_lexicon *lexicon;
  uint16_t *slot; /* word + 1; 0: free. At most half of them are taken */
  size_t n_slots, cap_slots;
  khb_met_word *word;
  uint32_t *hash;   /* of each word, its low bits */
  uint32_t *number; /* of word i in layer k: number[i * n_layers + k] */
  khb_match *match; /* `first` is the layer */
  khb_met_start *start;
  uint8_t *codes;
  size_t n_words, cap_words, cap_hash, cap_number, n_match, cap_match, n_start, cap_start, n_codes, cap_codes;
  /* names of several words that ended last, by the low bits of their numbers; KHB_NONE: free */
  uint32_t named_number[KHB_MEMO_NAMES];
  uint8_t named_layer[KHB_MEMO_NAMES];
  khb_layer_name named[KHB_MEMO_NAMES];
} khb_memo;

/* An empty memo for a lexicon; NULL: out of memory. */
khb_memo *khb_memo_open(const khb_lexicon *lexicon);
void khb_memo_close(khb_memo *memo);
/* Makes room for `n` more words. Where they would be too many it forgets all, and says so. false: out of memory. */
bool khb_memo_reserve(khb_memo *memo, size_t n, bool *forgot);

static inline uint32_t khb_met_shape(size_t n, uint32_t proclitics) { return (uint32_t)n | proclitics << 8; }
static inline uint32_t khb_met_length(const khb_met_word *w) { return w->shape & 255; }
static inline uint64_t khb_met_begin(const uint8_t *codes, size_t n) {
  return n >= 8 ? khb_load64(codes) : khb_load64(codes) & ~(~UINT64_C(0) << 8 * n);
}

/* Two steps on the way to a word: where the search for it starts, and what is found there. */
static inline void khb_memo_prefetch_slot(const khb_memo *memo, uint64_t hash) {
  __builtin_prefetch(&memo->slot[hash & (memo->n_slots - 1)]);
}
static inline void khb_memo_prefetch_word(const khb_memo *memo, uint64_t hash) {
  uint32_t slot = memo->slot[hash & (memo->n_slots - 1)];
  __builtin_prefetch(&memo->word[slot - (slot > 0)]);
}

/* The word codes[0..n) with these readings, n <= KHB_MAX_WORD_CODES, or KHB_NONE. `codes` is padded memory, as for khb_hash. */
static inline uint32_t khb_memo_find(const khb_memo *memo, const uint8_t *codes, size_t n, uint32_t proclitics,
                                     uint64_t hash) {
  uint64_t begin = khb_met_begin(codes, n);
  uint32_t shape = khb_met_shape(n, proclitics);
  size_t mask = memo->n_slots - 1, at = (uint32_t)hash & mask;
  for (uint32_t word; (word = memo->slot[at]) != 0; at = (at + 1) & mask) {
    const khb_met_word *w = &memo->word[word - 1];
    if (w->begin == begin && w->shape == shape && (n <= 8 || khb_codes_equal(memo->codes + w->rest, codes + 8, n - 8)))
      return word - 1;
  }
  return KHB_NONE;
}
/* Adds one that is not there, with nothing known of it; khb_memo_reserve has made room. KHB_NONE: out of memory. */
uint32_t khb_memo_add(khb_memo *memo, const uint8_t *codes, size_t n, uint32_t proclitics, uint64_t hash);

#endif
