/* exchange.c: classes of words by what stands beside them: the exchange algorithm (Kneser and Ney 1993) over bigrams.
 *
 * Each word in turn is taken out of its class and put where the likelihood of the text under a bigram model of classes is
 * highest. With N(g, h) how often a word of class g stands before one of class h:
 *
 *   likelihood = sum N(g, h) log N(g, h) - sum N(g) log N(g) - sum N(h) log N(h)
 */
#include "exchange.h"

#include <math.h>
#include <stdlib.h>

typedef struct side {
  uint32_t *first, *other, *count;
} side; /* neighbours of word w: first[w] .. first[w + 1] */

typedef struct exchange {
  uint32_t n_words, n_classes;
  side after, before;
  uint16_t *class_of;
  int64_t *pairs, *left, *right; /* N(g, h), N(g), N(h) */
  int64_t *to, *from;            /* of the word in hand: how often before, after each class */
  uint32_t *to_list, *from_list, n_to, n_from;
  int64_t to_all, from_all, self;
} exchange;

static double nln(int64_t n) { return n > 0 ? (double)n * log((double)n) : 0; }

static int by_pair(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Equal pairs become one with a count; `swapped` sorts by the second word. */
static bool make_side(uint64_t *pair, size_t n, uint32_t n_words, bool swapped, side *s) {
  if (swapped)
    for (size_t i = 0; i < n; i++) pair[i] = pair[i] << 32 | pair[i] >> 32;
  qsort(pair, n, sizeof *pair, by_pair);
  s->first = calloc((size_t)n_words + 1, sizeof *s->first);
  s->other = malloc((n + 1) * sizeof *s->other);
  s->count = malloc((n + 1) * sizeof *s->count);
  if (!s->first || !s->other || !s->count) return false;
  size_t kept = 0;
  for (size_t i = 0, j; i < n; i = j) {
    for (j = i; j < n && pair[j] == pair[i]; j++) continue;
    s->other[kept] = (uint32_t)pair[i];
    s->count[kept++] = (uint32_t)(j - i);
    s->first[(pair[i] >> 32) + 1]++;
  }
  for (uint32_t w = 0; w < n_words; w++) s->first[w + 1] += s->first[w];
  return true;
}

static void gather(exchange *x, uint32_t w) {
  x->n_to = x->n_from = 0;
  x->to_all = x->from_all = x->self = 0;
  for (uint32_t i = x->after.first[w]; i < x->after.first[w + 1]; i++) {
    uint32_t o = x->after.other[i], g = x->class_of[o];
    if (o == w) {
      x->self = x->after.count[i];
      continue;
    }
    if (!x->to[g]) x->to_list[x->n_to++] = g;
    x->to[g] += x->after.count[i];
    x->to_all += x->after.count[i];
  }
  for (uint32_t i = x->before.first[w]; i < x->before.first[w + 1]; i++) {
    uint32_t o = x->before.other[i], g = x->class_of[o];
    if (o == w) continue;
    if (!x->from[g]) x->from_list[x->n_from++] = g;
    x->from[g] += x->before.count[i];
    x->from_all += x->before.count[i];
  }
}

/* Adds the word in hand to class g, or takes it out with sign -1. */
static void move(exchange *x, uint32_t g, int64_t sign) {
  const size_t k = x->n_classes;
  for (uint32_t i = 0; i < x->n_to; i++) x->pairs[g * k + x->to_list[i]] += sign * x->to[x->to_list[i]];
  for (uint32_t i = 0; i < x->n_from; i++) x->pairs[x->from_list[i] * k + g] += sign * x->from[x->from_list[i]];
  x->pairs[g * k + g] += sign * x->self;
  x->left[g] += sign * (x->to_all + x->self);
  x->right[g] += sign * (x->from_all + x->self);
}

static double gain(const exchange *x, uint32_t g) {
  const size_t k = x->n_classes;
  double d = 0;
  for (uint32_t i = 0; i < x->n_to; i++) {
    uint32_t h = x->to_list[i];
    if (h != g) d += nln(x->pairs[g * k + h] + x->to[h]) - nln(x->pairs[g * k + h]);
  }
  for (uint32_t i = 0; i < x->n_from; i++) {
    uint32_t h = x->from_list[i];
    if (h != g) d += nln(x->pairs[h * k + g] + x->from[h]) - nln(x->pairs[h * k + g]);
  }
  int64_t own = x->pairs[g * k + g];
  d += nln(own + x->to[g] + x->from[g] + x->self) - nln(own);
  d -= nln(x->left[g] + x->to_all + x->self) - nln(x->left[g]);
  return d - (nln(x->right[g] + x->from_all + x->self) - nln(x->right[g]));
}

static uint32_t round_of_moves(exchange *x) {
  uint32_t moves = 0;
  for (uint32_t w = 1; w < x->n_words; w++) { /* word 0 is all that is rare, and stays in class 0 */
    gather(x, w);
    uint32_t old = x->class_of[w], best = old;
    move(x, old, -1);
    double high = -INFINITY;
    for (uint32_t g = 1; g < x->n_classes; g++) {
      double d = gain(x, g);
      if (d > high) high = d, best = g;
    }
    move(x, best, 1);
    x->class_of[w] = (uint16_t)best;
    moves += best != old;
    for (uint32_t i = 0; i < x->n_to; i++) x->to[x->to_list[i]] = 0;
    for (uint32_t i = 0; i < x->n_from; i++) x->from[x->from_list[i]] = 0;
  }
  return moves;
}

static bool prepare(exchange *x, uint64_t *pair, size_t n) {
  const size_t k = x->n_classes;
  x->pairs = calloc(k * k, sizeof *x->pairs);
  x->left = calloc(k, sizeof *x->left);
  x->right = calloc(k, sizeof *x->right);
  x->to = calloc(k, sizeof *x->to);
  x->from = calloc(k, sizeof *x->from);
  x->to_list = calloc(k, sizeof *x->to_list);
  x->from_list = calloc(k, sizeof *x->from_list);
  if (!x->pairs || !x->left || !x->right || !x->to || !x->from || !x->to_list || !x->from_list) return false;
  if (!make_side(pair, n, x->n_words, false, &x->after) || !make_side(pair, n, x->n_words, true, &x->before))
    return false;
  for (uint32_t w = 1; w < x->n_words; w++) x->class_of[w] = (uint16_t)(1 + (w - 1) % (k - 1));
  for (uint32_t w = 0; w < x->n_words; w++)
    for (uint32_t i = x->after.first[w]; i < x->after.first[w + 1]; i++) {
      uint32_t g = x->class_of[w], h = x->class_of[x->after.other[i]];
      x->pairs[g * k + h] += x->after.count[i];
      x->left[g] += x->after.count[i];
      x->right[h] += x->after.count[i];
    }
  return true;
}

bool train_exchange(uint64_t *pair, size_t n, uint32_t n_words, uint32_t n_classes, uint32_t rounds,
                    uint16_t *class_of) {
  exchange x = {.n_words = n_words, .n_classes = n_classes, .class_of = class_of};
  memset(class_of, 0, n_words * sizeof *class_of);
  bool ok = n_classes > 1 && prepare(&x, pair, n);
  for (uint32_t i = 0; ok && i < rounds; i++)
    if (round_of_moves(&x) == 0) break;
  free(x.after.first);
  free(x.after.other);
  free(x.after.count);
  free(x.before.first);
  free(x.before.other);
  free(x.before.count);
  free(x.pairs);
  free(x.left);
  free(x.right);
  free(x.to);
  free(x.from);
  free(x.to_list);
  free(x.from_list);
  return ok;
}
