/* near.h: words near a word, and what a slip costs.
 *
 * The distance of two words is that of optimal string alignment (letters exchanged, left out, put in, neighbours swapped), where
 * each step has the price that the CONFUSIONS of the indexes give it, else KHB_COST_ONE. Costs are 64ths.
 */
#ifndef KHB_NEAR_H
#define KHB_NEAR_H

#include "layers.h"

#define KHB_COST_MOST (2 * KHB_COST_ONE) /* nothing farther is near */
#define KHB_NEAR_LETTERS 48u             /* longer words are only near to themselves */
#define KHB_NEAR_WORDS 2048u             /* words near one word, at most */

typedef struct khb_costs {
  uint8_t drop[256];
  uint8_t twice, swap, space, word;
  uint8_t row_of[256];      /* letter -> row + 1 of exchange; 0: not yet needed */
  uint32_t n_rows;
  uint8_t exchange[256][256];
  const khb_lexicon *lexicon;
} khb_costs;
/* The prices of all layers; the nearest that names one decides. exchange is filled as letters are asked for. */
void khb_costs_open(khb_costs *costs, const khb_lexicon *lexicon);

typedef struct khb_near { uint32_t word; uint8_t cost; } khb_near;

typedef struct khb_near_work khb_near_work;
khb_near_work *khb_near_work_open(void); /* NULL: out of memory. Freed with free. */

/* Fills out[KHB_NEAR_WORDS] with the words of names of `index` that are within `budget` (at most KHB_COST_MOST) of codes[0..n),
   the nearest first; returns how many. Where more than KHB_NEAR_WORDS are, some of the farther ones are missing. `codes` is
   padded memory, as for khb_hash. `work` is scratch; the work is bounded whatever the file holds. */
size_t khb_near_words(const khb_index *index, khb_costs *costs, const uint8_t *codes, size_t n, uint32_t budget,
                      khb_near_work *work, khb_near *out);

#endif
