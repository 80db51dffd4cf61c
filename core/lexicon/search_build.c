/* search_build.c: making the sections for part of a name and for misspelt ones.
 *
 *   words    سعد سعيد سلام سلمان        TRIE    س(7) ع(3) د| ي|  ل(3) ا| م|       | a last one: what follows of its word is in LETTERS
 *
 * A letter whose words part no more is a last one, so there are about two letters a word, whatever the words' lengths.
 */
#include "image.h"

#include <stdlib.h>

/* The tree of names while its sections are made. */
typedef struct search {
  khb_image *im;
  uint8_t *best;           /* of each node */
  uint32_t *later, *after; /* see format.h */
  uint32_t n_after;
} search;

typedef struct spelled {
  const uint8_t *codes;
  uint32_t word;
  uint16_t n;
} spelled;

static int compare_backward(const void *left, const void *right) {
  const spelled *a = left, *b = right;
  for (uint16_t i = 1; i <= a->n && i <= b->n; i++) {
    uint8_t x = a->codes[a->n - i], y = b->codes[b->n - i];
    if (x != y) return x < y ? -1 : 1;
  }
  return (a->n > b->n) - (a->n < b->n);
}

/* ---- tries ---- */

typedef struct trie {
  const spelled *words;
  khb_f_letter *item;
  size_t n, cap;
  bool backward;
} trie;

static uint8_t letter_at(const trie *t, size_t i, uint32_t depth) {
  const spelled *w = &t->words[i];
  return w->codes[t->backward ? w->n - 1u - depth : depth];
}

static bool put_letter(trie *t, uint32_t value, uint8_t letter, uint32_t depth, bool last, uint8_t next) {
  if (t->n >= UINT32_MAX / 2 || !KHB_GROW(t->item, t->cap, t->n + 1)) return false;
  t->item[t->n++] = (khb_f_letter){value, letter, (uint8_t)depth, last, next};
  return true;
}

/* The words [lo, hi), which share `depth` letters. A word has at most KHB_MAX_WORD_CODES letters: so deep can this go. */
static bool put_words(trie *t, size_t lo, size_t hi, uint32_t depth) {
  if (lo < hi && t->words[lo].n == depth) {
    if (!put_letter(t, t->words[lo].word, 0, depth, true, 0)) return false;
    lo++;
  }
  while (lo < hi) {
    uint8_t letter = letter_at(t, lo, depth);
    size_t to = lo + 1;
    while (to < hi && letter_at(t, to, depth) == letter) to++;
    size_t at = t->n;
    bool last = to - lo == 1;
    uint8_t next = last && t->words[lo].n > depth + 1 ? letter_at(t, lo, depth + 1) : 0;
    if (!put_letter(t, last ? t->words[lo].word : 0, letter, depth + 1, last, next)) return false;
    if (!last) {
      if (!put_words(t, lo, to, depth + 1)) return false;
      t->item[at].value = (uint32_t)(t->n - at);
    }
    lo = to;
  }
  return true;
}

/* The words come in the order of their letters. */
static khb_status put_tries(search *s) {
  const khb_builder *b = s->im->b;
  spelled *words = khb_image_array(b->n_words, sizeof *words);
  if (!words) return KHB_ERR_NOMEM;
  size_t n = 0;
  for (uint32_t i = 0; i < b->n_words; i++) {
    bool first = s->im->roots[i] && s->best[s->im->roots[i] - 1];
    if (first || s->later[i] < s->later[i + 1]) words[n++] = (spelled){b->codes + b->words[i].codes, i, b->words[i].length};
  }
  khb_status status = KHB_OK;
  for (uint32_t backward = 0; status == KHB_OK && backward <= 1; backward++) {
    if (backward) qsort(words, n, sizeof *words, compare_backward);
    trie t = {.words = words, .backward = backward != 0};
    khb_f_letter *out = NULL;
    if (put_words(&t, 0, n, 0)) out = khb_put_raw(s->im, backward ? KHB_SEC_BACK : KHB_SEC_TRIE, t.n, sizeof *out);
    if (out && t.n) memcpy(out, t.item, t.n * sizeof *out);
    if (!out) status = KHB_ERR_NOMEM;
    free(t.item);
  }
  free(words);
  return status;
}

/* ---- the tree of names ---- */

/* What lies below a node has higher numbers, so one pass from the last to the first is enough. */
static khb_status find_best(search *s) {
  const khb_image *im = s->im;
  s->best = khb_image_array(im->n_nodes, 1);
  uint8_t *rank = khb_image_array(im->n_names, 1);
  if (!s->best || !rank) {
    free(rank);
    return KHB_ERR_NOMEM;
  }
  for (uint32_t i = 0; i < im->n_names; i++) {
    uint8_t prior = im->b->entities[im->b->names[im->order[i]].entity].prior;
    rank[i] = prior < 255 ? (uint8_t)(prior + 1) : 255;
  }
  for (uint32_t i = im->n_nodes; i-- > 0;) {
    uint8_t most = 0;
    for (uint32_t k = im->payloads_from[i]; k < im->payloads_from[i + 1]; k++) {
      uint32_t payload = im->payloads[k];
      if (!(payload & KHB_PAYLOAD_CLASS) && rank[payload] > most) most = rank[payload];
    }
    for (uint32_t k = im->edges_from[i]; k < im->edges_from[i + 1]; k++) {
      if (s->best[im->n_roots + k] > most) most = s->best[im->n_roots + k];
    }
    s->best[i] = most;
  }
  free(rank);
  return KHB_OK;
}

static khb_status put_best(search *s) {
  uint32_t *place = khb_image_array(s->im->n_nodes, sizeof *place), level_of[256] = {0}, n = 0;
  khb_status status = place ? KHB_OK : KHB_ERR_NOMEM;
  for (uint32_t i = 0; place && i < s->im->n_nodes; i++) level_of[s->best[i]] = 1;
  for (uint32_t level = 0; level < 256; level++) level_of[level] = level_of[level] ? n++ : KHB_NONE;
  uint8_t *levels = place ? khb_put_raw(s->im, KHB_SEC_LEVELS, n, 1) : NULL;
  if (!levels) status = KHB_ERR_NOMEM;
  for (uint32_t level = 0; levels && level < 256; level++) {
    if (level_of[level] != KHB_NONE) levels[level_of[level]] = (uint8_t)level;
  }
  for (uint32_t i = 0; levels && i < s->im->n_nodes; i++) place[i] = level_of[s->best[i]];
  if (status == KHB_OK) status = khb_put_packed(s->im, KHB_SEC_BEST, place, s->im->n_nodes, 0);
  free(place);
  return status;
}

/* Two stable counting sorts: by what the edges lead to, then by word. */
static khb_status sort_edges(search *s) {
  const khb_image *im = s->im;
  size_t n_words = im->b->n_words;
  const uint8_t *best = s->best + im->n_roots;
  uint32_t *by_best = khb_image_array(im->n_edges, sizeof *by_best), start[257] = {0};
  s->after = khb_image_array(im->n_edges, sizeof *s->after);
  s->later = khb_image_array(n_words + 2, sizeof *s->later);
  if (!by_best || !s->after || !s->later) {
    free(by_best);
    return KHB_ERR_NOMEM;
  }
  for (uint32_t i = 0; i < im->n_edges; i++) start[256u - best[i]]++;
  for (uint32_t i = 1; i < 257; i++) start[i] += start[i - 1];
  s->n_after = start[255]; /* those that lead to no entity come last and are left out */
  for (uint32_t i = im->n_edges; i-- > 0;) by_best[--start[256u - best[i]]] = i;
  uint32_t *at = s->later + 1; /* counts, then starts, then ends: each word's start is the end of the one before */
  for (size_t i = 0; i < s->n_after; i++) at[im->edges[by_best[i]] + 1]++;
  for (size_t i = 1; i <= n_words; i++) at[i] += at[i - 1];
  for (size_t i = 0; i < s->n_after; i++) s->after[at[im->edges[by_best[i]]]++] = by_best[i];
  free(by_best);
  return KHB_OK;
}

static khb_status put_after(search *s) {
  khb_status status = khb_put_packed(s->im, KHB_SEC_LATER, s->later, s->im->b->n_words + 1, 0);
  return status == KHB_OK ? khb_put_packed(s->im, KHB_SEC_AFTER, s->after, s->n_after, 0) : status;
}

static khb_status put_fame(search *s) {
  const khb_image *im = s->im;
  uint8_t *fame = khb_put_raw(s->im, KHB_SEC_FAME, 2 * im->b->n_words, 1);
  if (!fame) return KHB_ERR_NOMEM;
  for (size_t word = 0; word < im->b->n_words; word++) {
    if (im->roots[word]) fame[2 * word] = s->best[im->roots[word] - 1];
    if (s->later[word] < s->later[word + 1]) fame[2 * word + 1] = s->best[im->n_roots + s->after[s->later[word]]];
  }
  return KHB_OK;
}

khb_status khb_search_build(khb_image *im) {
  search s = {.im = im};
  khb_status status = find_best(&s);
  if (status == KHB_OK) status = sort_edges(&s);
  if (status == KHB_OK) status = put_best(&s);
  if (status == KHB_OK) status = put_after(&s);
  if (status == KHB_OK) status = put_fame(&s);
  if (status == KHB_OK) status = put_tries(&s);
  free(s.best);
  free(s.later);
  free(s.after);
  return status;
}
