/* near.c: the words of an index that are near a word, by walking its trees of letters.
 *
 * One row of the distance table belongs to each letter of the path; letters below a row in which no cell is within the budget are
 * passed over. What makes this quick is that the table is cut in two at the middle of the asked word:
 *
 *              asked word  م ح م │ و د      If the whole costs at most B, then one half costs at most B / 2. The walk of TRIE
 *            path  ┌─────────────┬──────    allows B / 2 in the columns before the middle and B behind it; the walk of BACK does
 *                م │    B / 2    │  B       the same from the other end. So near the root, where the tree is broad, only few
 *                ح │             │          paths are alive.
 */
#include "near.h"

#include <stdlib.h>

#define ROWS (KHB_NEAR_LETTERS * 2 + 2)
#define DEAD 255u
#define MAX_VISITS 60000u /* letters looked at in one walk: beyond what an honest index needs, bounds a hostile one */

typedef struct walk {
  const khb_index *index;
  const khb_costs *costs;
  size_t n;
  const uint8_t *letter[KHB_NEAR_LETTERS]; /* letter[j][c]: the price of c for the j-th letter asked for */
  uint8_t asked[KHB_NEAR_LETTERS + 1], drop[KHB_NEAR_LETTERS + 1], limit[KHB_NEAR_LETTERS + 1];
  bool backward;
  uint8_t path[ROWS];
  uint8_t row[ROWS][KHB_NEAR_LETTERS + 4]; /* cell of column j at j + 2: two dead ones stand before */
  uint8_t from[ROWS], to[ROWS];            /* the columns that are alive: from … to - 1 */
  uint8_t least[ROWS];                     /* of the row's cells */
  uint64_t cheap[256];                     /* bit j: the letter is, or is easily taken for, the j-th one asked for */
  size_t n_found, cap;
  khb_near *found;
} walk;

#define MAX_FOUND (2 * KHB_NEAR_WORDS)
#define SLOTS (2 * MAX_FOUND)
struct khb_near_work {
  walk walk;
  khb_near found[MAX_FOUND];
  uint32_t slot[SLOTS];
  uint16_t order[MAX_FOUND];
};
_Static_assert(KHB_NEAR_LETTERS <= 64 && MAX_FOUND <= UINT16_MAX, "bits of cheap, numbers in order");

khb_near_work *khb_near_work_open(void) { return malloc(sizeof(khb_near_work)); }

/* ---- prices ---- */

void khb_costs_open(khb_costs *costs, const khb_lexicon *lexicon) {
  memset(costs->drop, KHB_COST_ONE, sizeof costs->drop);
  memset(costs->row_of, 0, sizeof costs->row_of);
  costs->n_rows = 0;
  costs->twice = costs->swap = costs->space = costs->word = KHB_COST_ONE;
  costs->lexicon = lexicon;
  for (uint32_t k = 0; k < lexicon->n_layers; k++) {
    const khb_index *index = lexicon->layer[k].index;
    for (uint32_t i = 0; i < index->n_confusions; i++) {
      khb_f_confusion c = index->confusions[i];
      if (c.cost == 0 || c.cost > KHB_COST_ONE) continue;
      if (c.kind == KHB_SLIP_DROP) costs->drop[c.a] = c.cost;
      else if (c.kind == KHB_SLIP_DOUBLE) costs->twice = c.cost;
      else if (c.kind == KHB_SLIP_SWAP) costs->swap = c.cost;
      else if (c.kind == KHB_SLIP_SPACE) costs->space = c.cost;
      else if (c.kind == KHB_SLIP_WORD) costs->word = c.cost;
    }
  }
}

/* What each letter costs in place of this one. */
static const uint8_t *prices(khb_costs *costs, uint8_t letter) {
  if (costs->row_of[letter]) return costs->exchange[costs->row_of[letter] - 1];
  uint8_t *price = costs->exchange[costs->n_rows];
  memset(price, KHB_COST_ONE, 256);
  for (uint32_t k = 0; k < costs->lexicon->n_layers; k++) {
    const khb_index *index = costs->lexicon->layer[k].index;
    for (uint32_t i = 0; i < index->n_confusions; i++) {
      khb_f_confusion c = index->confusions[i];
      if (c.kind != KHB_SLIP_EXCHANGE || c.cost == 0 || c.cost > KHB_COST_ONE) continue;
      if (c.a == letter) price[c.b] = c.cost;
      else if (c.b == letter) price[c.a] = c.cost;
    }
  }
  price[letter] = 0;
  costs->row_of[letter] = (uint8_t)++costs->n_rows; /* 255 letters at most: 0 is none */
  return price;
}

/* ---- rows ---- */

static inline uint32_t less(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* The cell's price if that column may have it. */
static inline uint8_t within(const walk *w, size_t j, uint32_t price) {
  return price <= w->limit[j] ? (uint8_t)price : (uint8_t)DEAD;
}

static void first_row(walk *w) {
  memset(w->row[0], DEAD, sizeof w->row[0]);
  uint32_t price = 0;
  size_t j = 0;
  for (; j <= w->n; j++) {
    if (j) price += w->drop[j - 1];
    if (price > w->limit[j]) break;
    w->row[0][j + 2] = (uint8_t)price;
  }
  w->from[0] = 0;
  w->to[0] = (uint8_t)j;
  w->least[0] = 0;
}

/* Whether a row without a living cell can be stepped over: c is the first of two neighbours in each other's place. */
static bool may_swap(const walk *w, uint32_t depth, uint8_t c) {
  const uint8_t *up = w->row[depth - 1];
  for (size_t j = w->from[depth - 1]; j < w->to[depth - 1] && j + 2 <= w->n; j++) {
    if (w->asked[j + 1] == c && up[j + 2] + (uint32_t)w->costs->swap <= w->limit[j + 2]) return true;
  }
  return false;
}

/* Whether the letter c after row `depth - 1` cannot give a living cell; most letters cannot, and need no row. */
static bool is_hopeless(const walk *w, uint32_t depth, uint8_t c) {
  uint32_t from = w->from[depth - 1], to = w->to[depth - 1];
  if (from >= to || to >= 63) return false;
  uint32_t left = w->limit[to < w->n ? to + 1 : w->n] - (uint32_t)w->least[depth - 1];
  if (left >= KHB_COST_ONE || w->costs->drop[c] <= left) return false;
  uint64_t columns = (UINT64_C(2) << to) - (UINT64_C(1) << from); /* one more, for neighbours that are swapped */
  if (w->cheap[c] & columns) return false;
  if (depth == 1) return true;
  for (uint32_t j = w->from[depth - 2]; j < w->to[depth - 2] && j + 1u < w->n; j++) {
    if (w->asked[j] == c && w->asked[j + 1] == w->path[depth - 1]) return false;
  }
  return w->path[depth - 1] != c;
}

/* Row `depth` (1 or more) for a letter of the path. false: nothing is alive in it. */
static bool next_row(walk *w, uint32_t depth, uint8_t c) {
  const uint8_t *up = w->row[depth - 1], *up2 = depth > 1 ? w->row[depth - 2] : NULL;
  uint8_t *row = w->row[depth];
  w->path[depth] = c;
  if (is_hopeless(w, depth, c)) return false;
  memset(row, DEAD, w->n + 4);
  uint32_t insert = depth > 1 && w->path[depth - 1] == c ? less(w->costs->drop[c], w->costs->twice) : w->costs->drop[c];
  size_t j = w->from[depth - 1], end = w->to[depth - 1] + 1u;
  bool swaps = up2 && w->from[depth - 2] < w->to[depth - 2];
  if (swaps) {
    if (w->from[depth - 2] + 2u < j) j = w->from[depth - 2] + 2u;
    if (w->to[depth - 2] + 2u > end) end = w->to[depth - 2] + 2u;
  }
  size_t from = w->n + 1, to = 0;
  uint32_t least = DEAD;
  for (; j <= w->n; j++) {
    uint32_t left = j ? row[j + 1] : DEAD;
    if (j >= end && left == DEAD) break;
    uint32_t price = (uint32_t)up[j + 2] + insert;
    if (j) {
      price = less(price, (uint32_t)up[j + 1] + w->letter[j - 1][c]);
      price = less(price, left + w->drop[j - 1]);
      if (swaps && j > 1 && w->asked[j - 2] == c && w->asked[j - 1] == w->path[depth - 1])
        price = less(price, (uint32_t)up2[j] + w->costs->swap);
    }
    row[j + 2] = within(w, j, price);
    if (row[j + 2] == DEAD) continue;
    if (j < from) from = j;
    to = j + 1;
    least = less(least, row[j + 2]);
  }
  w->least[depth] = (uint8_t)least;
  w->from[depth] = (uint8_t)from;
  w->to[depth] = (uint8_t)to;
  return from < to || may_swap(w, depth, c);
}

/* ---- walking ---- */

/* Ends a path with the letters of a word that follow its first `depth`. */
static void finish_word(walk *w, khb_f_letter last) {
  const khb_index *index = w->index;
  uint32_t word = last.value, depth = last.depth;
  if (word >= index->n_words || (last.next && !next_row(w, depth + 1, last.next))) return;
  uint32_t length;
  const uint8_t *codes = khb_index_letters(index, word, &length);
  if (length < depth || length >= ROWS) return;
  if (last.next) depth++;
  for (; depth < length; depth++) {
    if (!next_row(w, depth + 1, codes[w->backward ? length - 1 - depth : depth])) return;
  }
  uint8_t price = w->row[depth][w->n + 2];
  if (price <= w->limit[w->n] && w->n_found < w->cap) w->found[w->n_found++] = (khb_near){word, price};
}

static void walk_letters(walk *w, const khb_f_letter *trie, uint32_t n) {
  uint32_t visits = 0, filled = 0; /* rows 0 … filled are those of the path here */
  first_row(w);
  for (uint32_t i = 0; i < n && visits < MAX_VISITS && w->n_found < w->cap; visits++) {
    khb_f_letter l = trie[i];
    uint32_t above = l.letter ? l.depth - 1u : l.depth;
    if (above > filled) return; /* no honest tree jumps; a letter of depth 0 would */
    bool alive = l.depth < ROWS && (!l.letter || next_row(w, l.depth, l.letter));
    filled = alive ? l.depth : above;
    if (alive && l.last && l.depth + 1u < ROWS) finish_word(w, l);
    if (l.last || alive) i++;
    else if (l.value > n - i) return;
    else i += l.value ? l.value : 1;
  }
}

/* ---- results ---- */

/* The nearest first; of a word that both walks found, the better one. */
static size_t sort_found(khb_near_work *work, size_t n, khb_near *out) {
  uint32_t start[KHB_COST_MOST + 2] = {0};
  const khb_near *found = work->found;
  for (size_t i = 0; i < n; i++) start[found[i].cost + 1u]++;
  for (uint32_t i = 1; i < KHB_COST_MOST + 2; i++) start[i] += start[i - 1];
  for (size_t i = 0; i < n; i++) work->order[start[found[i].cost]++] = (uint16_t)i;
  size_t kept = 0, size = 16;
  while (size < 2 * n) size *= 2;
  memset(work->slot, 0, size * sizeof *work->slot);
  for (size_t i = 0; i < n && kept < KHB_NEAR_WORDS; i++) {
    khb_near f = found[work->order[i]];
    size_t at = (f.word * 0x9e3779b1u >> 7) & (size - 1);
    while (work->slot[at] && work->slot[at] != f.word + 1) at = (at + 1) & (size - 1);
    if (work->slot[at]) continue;
    work->slot[at] = f.word + 1;
    out[kept++] = f;
  }
  return kept;
}

static void walk_half(walk *w, khb_costs *costs, const uint8_t *codes, uint32_t budget) {
  size_t n = w->n, middle = w->backward ? n - n / 2 : n / 2;
  memset(w->cheap, 0, sizeof w->cheap);
  for (size_t j = 0; j < n; j++) {
    size_t at = w->backward ? n - 1 - j : j;
    w->letter[j] = prices(costs, codes[at]);
    w->asked[j] = codes[at];
    w->drop[j] = costs->drop[codes[at]];
    if (j && w->asked[j - 1] == w->asked[j] && costs->twice < w->drop[j]) w->drop[j] = costs->twice;
    for (uint32_t c = 1; c < 256; c++) w->cheap[c] |= (uint64_t)(w->letter[j][c] < KHB_COST_ONE) << j;
  }
  /* A letter put in right at the middle belongs to the first half. */
  for (size_t j = 0; j <= n; j++) w->limit[j] = (uint8_t)(j + w->backward <= middle ? budget / 2 : budget);
  w->cap = w->n_found + KHB_NEAR_WORDS - 1;
  walk_letters(w, w->backward ? w->index->back : w->index->trie, w->backward ? w->index->n_back : w->index->n_trie);
}

size_t khb_near_words(const khb_index *index, khb_costs *costs, const uint8_t *codes, size_t n, uint32_t budget,
                      khb_near_work *work, khb_near *out) {
  if (n == 0 || n > KHB_NEAR_LETTERS || budget == 0) {
    uint32_t same = n && n <= KHB_MAX_WORD_CODES ? khb_index_word(index, codes, n, khb_hash(codes, n)) : KHB_NONE;
    if (same == KHB_NONE) return 0;
    out[0] = (khb_near){same, 0};
    return 1;
  }
  if (budget > KHB_COST_MOST) budget = KHB_COST_MOST;
  walk *w = &work->walk;
  w->index = index;
  w->costs = costs;
  w->n = n;
  w->found = work->found;
  w->n_found = 0;
  for (int backward = 0; backward <= 1; backward++) {
    w->backward = backward != 0;
    walk_half(w, costs, codes, budget);
  }
  return sort_found(work, w->n_found, out);
}
