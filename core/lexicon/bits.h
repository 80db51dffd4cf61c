/* bits.h: the two shapes that most sections of an index have: numbers packed to as many bits as the greatest needs, and strings of
 * bits in which the n-th one or zero is found at once. Both are read where they lie, in constant time and without decoding.
 *
 *   packed   │ u32 n │ u32 width │ number 0, number 1, … of `width` bits each │ 8 bytes that are never used │
 *
 *   bits     │ u32 n │ u32 ones │ the bits, in blocks of 512 │ u32 ones before each block, and in all │
 *            │ u32 block of every 256th zero │ u32 block of every 256th one │
 *
 * A string of bits is used in two ways:
 *
 *   marks    bit i: has i what the section is about? khb_bits_rank(i) is then its place in an array of those that have
 *   runs     how many items each group has, in unary: 110 0 10 = two, none, one. The items of group k are [start, end); the group
 *            of an item is found the other way round. It costs one bit an item and one a group
 *
 * Trust: khb_packed_attach and khb_bits_attach check in constant time that all lies within the section. A directory that lies
 * leads to a wrong number within the bounds stated, after a bounded number of steps.
 * Sources: Jacobson, Space-efficient static trees and graphs (1989), of the unary tree; Vigna, Broadword implementation of
 * rank/select queries (2008), of counting in a word.
 */
#ifndef KHB_BITS_H
#define KHB_BITS_H

#include "../base/base.h"

typedef struct khb_packed {
  const uint8_t *data;
  uint32_t n, mask, width;
} khb_packed;

/* i < n. */
static inline uint32_t khb_packed_get(const khb_packed *p, size_t i) {
  size_t bit = i * p->width;
  return (uint32_t)(khb_load64(p->data + (bit >> 3)) >> (bit & 7)) & p->mask;
}

#define KHB_BLOCK_BITS 512u
#define KHB_BLOCK_WORDS (KHB_BLOCK_BITS / 64)
#define KHB_HINT 256u

typedef struct khb_bits {
  const uint64_t *bits;
  const uint32_t *before; /* ones before each block */
  const uint32_t *hint[2]; /* the block of every KHB_HINT-th zero, one */
  uint32_t n, n_blocks;
  uint32_t count[2];       /* zeros, ones */
} khb_bits;

/* How many bits are set in bytes 0 … i, in byte i. */
static inline uint64_t khb_byte_sums(uint64_t x) {
  x -= x >> 1 & 0x5555555555555555u;
  x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
  return ((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu) * 0x0101010101010101u;
}
static inline uint32_t khb_popcount(uint64_t x) { return (uint32_t)(khb_byte_sums(x) >> 56); }

static inline bool khb_bits_test(const khb_bits *b, uint32_t i) { return i < b->n && b->bits[i >> 6] >> (i & 63) & 1; }

/* The ones before bit i; i <= n. At most count[1]. */
static inline uint32_t khb_bits_rank(const khb_bits *b, uint32_t i) {
  if (i >= b->n) return b->count[1];
  uint32_t block = i / KHB_BLOCK_BITS, ones = b->before[block];
  for (uint32_t w = block * KHB_BLOCK_WORDS; w < i >> 6; w++) ones += khb_popcount(b->bits[w]);
  ones += khb_popcount(b->bits[i >> 6] & ~(~UINT64_C(0) << (i & 63)));
  return ones < b->count[1] ? ones : b->count[1];
}

/* The place of the k-th zero (which = 0) or one (1), counted from 0; n where there is none. */
uint32_t khb_bits_select(const khb_bits *b, uint32_t which, uint32_t k);

/* The items of group k: start <= end <= count[1]. Nothing where there is no such group. */
khb_range khb_runs_range(const khb_bits *b, uint32_t k);
/* The group of an item; count[0] where there is none. */
static inline uint32_t khb_runs_group(const khb_bits *b, uint32_t item) {
  uint32_t at = khb_bits_select(b, 1, item);
  return at < b->n && at >= item && at - item < b->count[0] ? at - item : b->count[0];
}
/* The same, and in *place which of the group's items it is. */
uint32_t khb_runs_place(const khb_bits *b, uint32_t item, uint32_t *place);
static inline uint32_t khb_runs_groups(const khb_bits *b) { return b->count[0]; }
static inline uint32_t khb_runs_items(const khb_bits *b) { return b->count[1]; }

/* Points into a section of `words` times 8 bytes. false: the section is not what it says. */
bool khb_packed_attach(khb_packed *out, const void *section, uint32_t words);
bool khb_bits_attach(khb_bits *out, const void *section, uint32_t words);

/* ---- writing ---- */

/* A section being made: `words` times 8 bytes of malloc. */
typedef struct khb_words { uint64_t *data; size_t words; } khb_words;

uint32_t khb_width(uint32_t most); /* bits that `most` needs */
/* Each fills *out. false: out of memory, or too long for a section. `width` is the least that will do. */
bool khb_packed_make(khb_words *out, const uint32_t *values, size_t n, uint32_t width);
/* Of n bits, all zero, to be set by khb_bits_set; khb_bits_finish then makes what finds them. */
bool khb_bits_make(khb_words *out, uint64_t n);
static inline void khb_bits_set(khb_words *out, size_t i) { out->data[1 + (i >> 6)] |= UINT64_C(1) << (i & 63); }
bool khb_bits_finish(khb_words *out);
/* Runs: group k has the items [starts[k], starts[k + 1]); starts has n_groups + 1 numbers. */
bool khb_runs_make(khb_words *out, const uint32_t *starts, size_t n_groups);

#endif
