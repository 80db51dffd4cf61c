/* tally.c: what a first model says of each word in a large text without annotation.
 *
 * A name that is new in a draft is seldom new in eight million words: where its neighbours make it clear what it is, the model
 * sees it, and what it says most often becomes a class of the word, for a second model to use where they do not.
 *
 *   word ── times seen, times inside a name of each type (by probability), times first in it ──> a class of the word
 */
#include "tally.h"

#include <stdlib.h>

typedef struct entry {
  uint32_t key, seen;
  float type[KHB_MAX_MODEL_TYPES], begins;
  bool pair;
} entry;

struct train_tally {
  entry *slot;
  size_t mask, n;
};

static entry *find(train_tally *t, uint32_t key) {
  size_t at = (key * UINT64_C(0x9e3779b97f4a7c15) >> 24) & t->mask;
  while (t->slot[at].seen && t->slot[at].key != key) at = (at + 1) & t->mask;
  return &t->slot[at];
}

static bool room(train_tally *t) {
  if (t->n * 2 < t->mask) return true;
  train_tally more = {calloc((t->mask + 1) * 2, sizeof *more.slot), t->mask * 2 + 1, t->n};
  if (!more.slot) return false;
  for (size_t i = 0; i <= t->mask; i++)
    if (t->slot[i].seen) *find(&more, t->slot[i].key) = t->slot[i];
  free(t->slot);
  *t = more;
  return true;
}

train_tally *train_tally_open(void) {
  train_tally *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  t->mask = (1u << 16) - 1;
  t->slot = calloc(t->mask + 1, sizeof *t->slot);
  if (t->slot) return t;
  free(t);
  return NULL;
}

void train_tally_close(train_tally *t) {
  if (!t) return;
  free(t->slot);
  free(t);
}

static entry *count(train_tally *t, uint32_t key) {
  if (!room(t)) return NULL;
  entry *e = find(t, key);
  if (!e->seen) e->key = key, t->n++;
  e->seen++;
  return e;
}

/* The key of token i, or of the pair that it makes with the one before; 0: none. */
static uint32_t key_at(const khb_scan *scan, size_t i, bool pair) {
  const khb_tok *k = &scan->tok[i];
  if (k->kind != KHB_TOK_WORD || !k->n_codes) return 0;
  uint32_t key = khb_word_key(scan->codes + k->code, k->n_codes);
  if (!pair) return key;
  uint32_t before = i ? key_at(scan, i - 1, false) : 0;
  return before ? khb_pair_key(before, key) : 0;
}

bool train_tally_add(train_tally *t, const khb_model *m, const khb_scan *scan, const khb_candidate *c, size_t n) {
  for (size_t i = 0; i < scan->n_tok; i++)
    for (uint32_t pair = 0; pair < 2; pair++) {
      uint32_t key = key_at(scan, i, pair != 0);
      entry *e = key ? count(t, key) : NULL;
      if (key && !e) return false;
      if (e) e->pair = pair != 0;
    }
  for (size_t i = 0; i < n; i++) {
    uint32_t type = 0;
    while (type < m->n_types && m->types[type].type != c[i].type) type++;
    for (uint32_t w = c[i].first; w < c[i].last && type < m->n_types; w++)
      for (uint32_t pair = 0; pair < (w > c[i].first ? 2u : 1u); pair++) {
        uint32_t key = key_at(scan, w, pair != 0);
        if (!key) continue;
        entry *e = find(t, key);
        e->type[type] += c[i].score;
        if (w == c[i].first + pair) e->begins += c[i].score;
      }
  }
  return true;
}

static float share_of(const entry *e) {
  float all = 0;
  for (uint32_t i = 0; i < KHB_MAX_MODEL_TYPES; i++) all += e->type[i];
  return all / (float)e->seen;
}

static uint16_t class_of(const entry *e) {
  if (e->seen == 0) return 0;
  float all = 0, high = 0;
  uint32_t best = 0;
  for (uint32_t i = 0; i < KHB_MAX_MODEL_TYPES; i++) {
    all += e->type[i];
    if (e->type[i] > high) high = e->type[i], best = i;
  }
  static const float shares[] = {0.02f, 0.1f, 0.3f, 0.5f, 0.75f, 0.9f};
  float share = all / (float)e->seen;
  uint32_t step = 0, often = e->seen < 4 ? 0 : e->seen < 20 ? 1 : 2;
  while (step < sizeof shares / sizeof *shares && share >= shares[step]) step++;
  if (step == 0) return (uint16_t)(1 + often);
  uint32_t sure = high > 0.8f * all, place = e->begins > 0.75f * all ? 2 : e->begins < 0.25f * all ? 0 : 1;
  return (uint16_t)(4 + (((best * 7 + step) * 2 + sure) * 3 + place) * 3 + often);
}

uint16_t train_tally_class(const train_tally *t, uint32_t key) { return class_of(find((train_tally *)t, key)); }

uint32_t train_tally_next(const train_tally *t, size_t *at, uint16_t *class_number) {
  for (; *at <= t->mask; ++*at) {
    const entry *e = &t->slot[*at];
    bool worth = e->pair ? e->seen >= 2 && share_of(e) >= 0.5f : e->seen >= 2 && share_of(e) >= 0.3f;
    if (!e->seen || !worth) continue;
    *class_number = class_of(e);
    ++*at;
    return e->key;
  }
  return 0;
}
