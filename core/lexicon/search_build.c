/* search_build.c: making the sections for part of a name and for misspelt ones.
 *
 *   SORTED   سعد سعيد سلام سلمان        TRIE    س(7) ع(3) د| ي|  ل(3) ا| م|       | a last one: what follows of its word is in CODES
 *
 * A letter whose words part no more is a last one, so there are about two letters a word, whatever the words' lengths.
 */
#include "build.h"

#include <stdlib.h>

typedef struct spelled {
  const uint8_t *codes;
  uint32_t word;
  uint16_t n;
} spelled;

static int compare_forward(const void *left, const void *right) {
  const spelled *a = left, *b = right;
  int order = memcmp(a->codes, b->codes, a->n < b->n ? a->n : b->n);
  return order ? order : (a->n > b->n) - (a->n < b->n);
}

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

static khb_status build_tries(const khb_builder *b, khb_search_sections *s) {
  spelled *words = calloc(s->n_sorted ? s->n_sorted : 1, sizeof *words);
  if (!words) return KHB_ERR_NOMEM;
  for (size_t i = 0; i < s->n_sorted; i++) {
    const khb_b_word *w = &b->words[s->sorted[i]];
    words[i] = (spelled){b->codes + w->codes, s->sorted[i], w->length};
  }
  qsort(words, s->n_sorted, sizeof *words, compare_forward);
  for (size_t i = 0; i < s->n_sorted; i++) s->sorted[i] = words[i].word;
  trie forward = {.words = words}, backward = {.words = words, .backward = true};
  bool fine = put_words(&forward, 0, s->n_sorted, 0);
  if (fine) {
    qsort(words, s->n_sorted, sizeof *words, compare_backward);
    fine = put_words(&backward, 0, s->n_sorted, 0);
  }
  s->trie = forward.item, s->n_trie = forward.n;
  s->back = backward.item, s->n_back = backward.n;
  free(words);
  return fine ? KHB_OK : KHB_ERR_NOMEM;
}

/* ---- the tree of names ---- */

/* What lies below a node has higher numbers, so one pass from the last to the first is enough. */
static void find_best(const khb_names_tree *t, uint8_t *best) {
  for (uint32_t i = t->n_nodes; i-- > 0;) {
    uint8_t most = 0;
    for (uint32_t k = t->nodes[i].payloads; k < t->nodes[i + 1].payloads; k++) {
      uint32_t payload = t->payloads[k];
      if (payload & KHB_PAYLOAD_CLASS) continue;
      uint8_t prior = t->priors[payload] < 255 ? (uint8_t)(t->priors[payload] + 1) : 255;
      if (prior > most) most = prior;
    }
    for (uint32_t k = t->nodes[i].edges; k < t->nodes[i + 1].edges; k++) {
      if (best[t->n_roots + k] > most) most = best[t->n_roots + k];
    }
    best[i] = most;
  }
}

/* Two stable counting sorts: by what the edges lead to, then by word. */
static khb_status sort_edges(const khb_builder *b, const khb_names_tree *t, khb_search_sections *s) {
  const uint8_t *best = s->best + t->n_roots;
  uint32_t *by_best = calloc(t->n_edges ? t->n_edges : 1, sizeof *by_best), start[257] = {0};
  s->after = calloc(t->n_edges ? t->n_edges : 1, sizeof *s->after);
  s->later = calloc(b->n_words + 2, sizeof *s->later);
  if (!by_best || !s->after || !s->later) {
    free(by_best);
    return KHB_ERR_NOMEM;
  }
  for (uint32_t i = 0; i < t->n_edges; i++) start[256u - best[i]]++;
  for (uint32_t i = 1; i < 257; i++) start[i] += start[i - 1];
  s->n_after = start[255]; /* those that lead to no entity come last and are left out */
  for (uint32_t i = t->n_edges; i-- > 0;) by_best[--start[256u - best[i]]] = i;
  uint32_t *at = s->later + 1; /* counts, then starts, then ends: each word's start is the end of the one before */
  for (size_t i = 0; i < s->n_after; i++) at[t->edges[by_best[i]] + 1]++;
  for (size_t i = 1; i <= b->n_words; i++) at[i] += at[i - 1];
  for (size_t i = 0; i < s->n_after; i++) s->after[at[t->edges[by_best[i]]]++] = by_best[i];
  free(by_best);
  return KHB_OK;
}

static khb_status choose_words(const khb_builder *b, const khb_names_tree *t, khb_search_sections *s) {
  s->sorted = calloc(b->n_words ? b->n_words : 1, sizeof *s->sorted);
  if (!s->sorted) return KHB_ERR_NOMEM;
  for (uint32_t i = 0; i < b->n_words; i++) {
    bool first = t->roots[i] && s->best[t->roots[i] - 1], after = s->later[i] < s->later[i + 1];
    if (first || after) s->sorted[s->n_sorted++] = i;
  }
  return KHB_OK;
}

static khb_status find_fame(const khb_names_tree *t, khb_search_sections *s) {
  s->fame = calloc(s->n_sorted ? s->n_sorted : 1, 2);
  if (!s->fame) return KHB_ERR_NOMEM;
  for (size_t i = 0; i < s->n_sorted; i++) {
    uint32_t word = s->sorted[i];
    if (t->roots[word]) s->fame[2 * i] = s->best[t->roots[word] - 1];
    if (s->later[word] < s->later[word + 1]) s->fame[2 * i + 1] = s->best[t->n_roots + s->after[s->later[word]]];
  }
  return KHB_OK;
}

khb_status khb_search_build(const khb_builder *b, const khb_names_tree *tree, khb_search_sections *out) {
  memset(out, 0, sizeof *out);
  out->best = calloc(tree->n_nodes ? tree->n_nodes : 1, 1);
  if (!out->best) return KHB_ERR_NOMEM;
  find_best(tree, out->best);
  khb_status status = sort_edges(b, tree, out);
  if (status == KHB_OK) status = choose_words(b, tree, out);
  if (status == KHB_OK) status = build_tries(b, out);
  if (status == KHB_OK) status = find_fame(tree, out);
  return status;
}

void khb_search_free(khb_search_sections *s) {
  free(s->sorted);
  free(s->trie);
  free(s->back);
  free(s->fame);
  free(s->best);
  free(s->later);
  free(s->after);
  memset(s, 0, sizeof *s);
}
