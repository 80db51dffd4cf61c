/* bits.c: packed numbers and strings of bits: finding in them, and making them. See bits.h for how they lie. */
#include "bits.h"

#include <stdlib.h>

typedef struct lengths {
  uint64_t blocks, bits, before, zeros, ones, words; /* blocks; then 8-byte words of each part and in all */
} lengths;

/* Every hint list has one number more, so that each has a next. */
static lengths lengths_of(uint64_t n, uint64_t n_ones) {
  lengths l = {.blocks = n / KHB_BLOCK_BITS + 1};
  l.bits = l.blocks * KHB_BLOCK_WORDS;
  l.before = (l.blocks + 2) / 2;
  l.zeros = ((n - n_ones) / KHB_HINT + 3) / 2;
  l.ones = (n_ones / KHB_HINT + 3) / 2;
  l.words = 1 + l.bits + l.before + l.zeros + l.ones;
  return l;
}

/* ---- finding ---- */

/* The place of the r-th one of a word that has so many. */
static uint32_t select_in_word(uint64_t x, uint32_t r) {
  const uint64_t each = 0x0101010101010101u, high = 0x8080808080808080u;
  uint64_t sums = khb_byte_sums(x);
  /* In each byte whose sum is at most r the highest bit stays; there are as many as bytes to skip. */
  uint32_t byte = (uint32_t)(((((r * each | high) - sums) & high) >> 7) * each >> 56);
  if (byte > 7) return 63;
  r -= (uint32_t)(sums << 8 >> 8 * byte) & 255;
  uint32_t rest = (uint32_t)(x >> 8 * byte) & 255;
  while (r-- && rest) rest &= rest - 1;
  return 8 * byte + (rest ? (uint32_t)__builtin_ctz(rest) : 7);
}

static inline uint32_t before_block(const khb_bits *b, uint32_t which, uint32_t block) {
  return which ? b->before[block] : block * KHB_BLOCK_BITS - b->before[block];
}

uint32_t khb_bits_select(const khb_bits *b, uint32_t which, uint32_t k) {
  if (k >= b->count[which]) return b->n;
  uint32_t low = b->hint[which][k / KHB_HINT], high = b->hint[which][k / KHB_HINT + 1];
  if (high >= b->n_blocks) high = b->n_blocks - 1;
  if (low > high) low = high;
  while (low < high) {
    uint32_t mid = low + (high - low + 1) / 2;
    if (before_block(b, which, mid) <= k) low = mid;
    else high = mid - 1;
  }
  uint32_t left = k - before_block(b, which, low);
  const uint64_t *word = b->bits + (size_t)low * KHB_BLOCK_WORDS;
  for (uint32_t w = 0; w < KHB_BLOCK_WORDS; w++) {
    uint64_t x = which ? word[w] : ~word[w];
    uint32_t there = khb_popcount(x);
    if (left < there) {
      uint32_t at = low * KHB_BLOCK_BITS + w * 64 + select_in_word(x, left);
      return at < b->n ? at : b->n;
    }
    left -= there;
  }
  return b->n;
}

khb_range khb_runs_range(const khb_bits *b, uint32_t k) {
  if (k >= b->count[0]) return (khb_range){0, 0};
  uint32_t from = k ? khb_bits_select(b, 0, k - 1) + 1 : 0;
  if (from < k || from >= b->n) return (khb_range){0, 0};
  /* The zero that ends the group is near as a rule. */
  uint64_t rest = ~b->bits[from >> 6] >> (from & 63);
  uint32_t to = rest ? from + (uint32_t)__builtin_ctzll(rest) : khb_bits_select(b, 0, k);
  khb_range items = {from - k, to - k};
  return to < from || items.end > b->count[1] ? (khb_range){0, 0} : items;
}

uint32_t khb_runs_place(const khb_bits *b, uint32_t item, uint32_t *place) {
  uint32_t at = khb_bits_select(b, 1, item), group = at - item;
  if (at >= b->n || at < item || group >= b->count[0]) return b->count[0];
  /* The zero that ends the group before is near as a rule. */
  uint64_t behind = ~b->bits[at >> 6] << (63 - (at & 63));
  if (behind) *place = (uint32_t)__builtin_clzll(behind) - 1;
  else *place = item - khb_runs_range(b, group).start;
  return group;
}

/* ---- opening ---- */

bool khb_packed_attach(khb_packed *out, const void *section, uint32_t words) {
  uint32_t head[2];
  if (words < 2) return false;
  memcpy(head, section, sizeof head);
  if (head[1] > 32 || ((uint64_t)head[0] * head[1] + 63) / 64 + 2 != words) return false;
  *out = (khb_packed){.data = (const uint8_t *)section + 8,
                      .n = head[0],
                      .width = head[1],
                      .mask = (uint32_t)(((uint64_t)1 << head[1]) - 1)};
  return true;
}

bool khb_bits_attach(khb_bits *out, const void *section, uint32_t words) {
  uint32_t head[2];
  if (words < 1) return false;
  memcpy(head, section, sizeof head);
  if (head[1] > head[0] || head[0] > UINT32_MAX - 2 * KHB_BLOCK_BITS) return false;
  lengths l = lengths_of(head[0], head[1]);
  if (l.words != words) return false;
  const uint64_t *at = (const uint64_t *)section + 1;
  *out = (khb_bits){.bits = at, .n = head[0], .n_blocks = (uint32_t)l.blocks, .count = {head[0] - head[1], head[1]}};
  out->before = (const void *)(at += l.bits);
  out->hint[0] = (const void *)(at += l.before);
  out->hint[1] = (const void *)(at + l.zeros);
  return true;
}

/* ---- making ---- */

static bool make(khb_words *out, uint64_t words) {
  if (words > UINT32_MAX / 2) return false;
  out->data = calloc((size_t)words, 8);
  out->words = (size_t)words;
  return out->data != NULL;
}

uint32_t khb_width(uint32_t most) { return most ? 32u - (uint32_t)__builtin_clz(most) : 0; }

bool khb_packed_make(khb_words *out, const uint32_t *values, size_t n, uint32_t width) {
  uint32_t all = 0;
  for (size_t i = 0; i < n; i++) all |= values[i];
  if (width < khb_width(all)) width = khb_width(all);
  if (n > UINT32_MAX - 1 || !make(out, ((uint64_t)n * width + 63) / 64 + 2)) return false;
  out->data[0] = (uint64_t)width << 32 | n;
  uint64_t *data = out->data + 1;
  for (size_t i = 0, bit = 0; i < n && width; i++, bit += width) {
    data[bit >> 6] |= (uint64_t)values[i] << (bit & 63);
    if ((bit & 63) + width > 64) data[(bit >> 6) + 1] |= (uint64_t)values[i] >> (64 - (bit & 63));
  }
  return true;
}

bool khb_bits_make(khb_words *out, uint64_t n) {
  if (n > UINT32_MAX - 2 * KHB_BLOCK_BITS || !make(out, 1 + lengths_of(n, 0).bits)) return false;
  out->data[0] = n;
  return true;
}

bool khb_bits_finish(khb_words *out) {
  uint64_t n = out->data[0], ones = 0;
  size_t bits = (size_t)lengths_of(n, 0).bits;
  for (size_t w = 1; w <= bits; w++) ones += khb_popcount(out->data[w]);
  lengths l = lengths_of(n, ones);
  uint64_t *grown = realloc(out->data, (size_t)l.words * 8);
  if (!grown) return false;
  out->data = grown;
  out->words = (size_t)l.words;
  memset(grown + 1 + bits, 0, ((size_t)l.words - 1 - bits) * 8);
  grown[0] = ones << 32 | n;
  uint64_t *at = grown + 1 + bits;
  uint32_t *before = (void *)at, *hint[2] = {(void *)(at + l.before), (void *)(at + l.before + l.zeros)}, seen[2] = {0, 0};
  uint32_t n_hints[2] = {0, 0};
  for (uint32_t block = 0; block < l.blocks; block++) {
    before[block] = seen[1];
    uint32_t to = (block + 1) * KHB_BLOCK_BITS < n ? KHB_BLOCK_BITS : (uint32_t)(n - (uint64_t)block * KHB_BLOCK_BITS), here = 0;
    for (uint32_t w = 0; w < KHB_BLOCK_WORDS; w++) here += khb_popcount(grown[1 + (size_t)block * KHB_BLOCK_WORDS + w]);
    seen[0] += to - here;
    seen[1] += here;
    for (uint32_t which = 0; which < 2; which++) {
      while (n_hints[which] * KHB_HINT < seen[which]) hint[which][n_hints[which]++] = block;
    }
  }
  before[l.blocks] = seen[1];
  for (uint32_t which = 0; which < 2; which++) {
    uint64_t all = which ? l.ones : l.zeros;
    while (n_hints[which] < 2 * all) hint[which][n_hints[which]++] = (uint32_t)l.blocks - 1;
  }
  return true;
}

bool khb_runs_make(khb_words *out, const uint32_t *starts, size_t n_groups) {
  if (!khb_bits_make(out, (uint64_t)n_groups + starts[n_groups])) return false;
  for (size_t k = 0; k < n_groups; k++) {
    for (uint32_t item = starts[k]; item < starts[k + 1]; item++) khb_bits_set(out, item + k);
  }
  return khb_bits_finish(out);
}
