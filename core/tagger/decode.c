/* decode.c: from scores to names: what a person has fixed, the best path, the probability of each span, its clitics.
 *
 * A window of at most KHB_WINDOW tokens at a time; longer paragraphs are cut into several. Scores come from reader.h, paths and
 * sums from chain.h.
 */
#include "decode.h"

#include <math.h>
#include <stdlib.h>

#include "chain.h"
#include "reader.h"

struct khb_tagger_work {
  khb_reader reader;
  khb_chain chain;
  khb_lanes kept[KHB_WINDOW]; /* scores, while a name is being ruled out */
};

/* All else is written before it is read. */
khb_tagger_work *khb_tagger_work_open(void) {
  khb_tagger_work *w = malloc(sizeof *w);
  if (w) w->reader.binding = (khb_binding){0}, w->reader.last = w->reader.n_kept = 0;
  return w;
}

void khb_tagger_work_close(khb_tagger_work *w) {
  if (!w) return;
  khb_binding_free(&w->reader.binding);
  free(w);
}

/* ---- what a person has fixed ---------------------------------------------------------------------------------------------- */

#define NO_CHANCE (-1e6f)

static void only_label(khb_tagger_work *w, const khb_model *m, uint32_t t, uint32_t label) {
  for (uint32_t l = 0; l < m->n_labels; l++) w->chain.score[t].f[khb_lane_of(l)] = l == label ? 0 : NO_CHANCE;
}

static uint32_t type_number(const khb_model *m, uint8_t type) {
  uint32_t i = 0;
  while (i < m->n_types && m->types[i].type != type) i++;
  return i;
}

/* A name of this type over exactly [first, last), which may reach out of the window; where the model has no such type it says
   nothing there. */
static void hold_name(khb_tagger_work *w, const khb_model *m, const khb_constraint *c, uint32_t from, uint32_t to) {
  if (c->last <= from || c->first >= to) return;
  const uint32_t type = type_number(m, c->type), end = c->last < to ? c->last : to;
  for (uint32_t t = c->first > from ? c->first : from; t < end; t++)
    only_label(w, m, t - from, type == m->n_types ? 0 : 2 * type + (t == c->first || t == from ? 1u : 2u));
  if (type < m->n_types && c->last < to) w->chain.score[c->last - from].f[khb_lane_of(2 * type + 2)] = NO_CHANCE; /* it ends here */
}

static void hold_nothing(khb_tagger_work *w, const khb_model *m, const khb_constraint *c, uint32_t from, uint32_t to) {
  const uint32_t end = c->last < to ? c->last : to;
  for (uint32_t t = c->first > from ? c->first : from; t < end; t++) only_label(w, m, t - from, 0);
}

static void hold(khb_tagger_work *w, const khb_model *m, const khb_constraint *c, size_t n, uint32_t from, uint32_t to) {
  for (size_t i = 0; i < n; i++)
    if (c[i].what == KHB_HOLD_NOTHING) hold_nothing(w, m, &c[i], from, to);
  for (size_t i = 0; i < n; i++)
    if (c[i].what == KHB_HOLD_NAME) hold_name(w, m, &c[i], from, to);
}

/* ---- what may not be ------------------------------------------------------------------------------------------------------ */

/* Labels, as bits, that names of these types begin with and go on with. */
typedef struct label_sets {
  uint32_t begins, inside;
} label_sets;

static label_sets labels_of(const khb_model *m, uint8_t type) {
  label_sets s = {0};
  for (uint32_t i = 0; i < m->n_types; i++)
    if (type == KHB_ANY_TYPE || m->types[i].type == type) s.begins |= 2u << 2 * i, s.inside |= 4u << 2 * i;
  return s;
}

/* Does the best path have exactly this name? */
static bool has_name(const khb_tagger_work *w, const khb_constraint *c, label_sets s, uint32_t from, uint32_t n) {
  if (c->first < from || c->last > from + n || c->first >= c->last) return false;
  const uint32_t a = c->first - from, b = c->last - from, label = w->chain.label[a];
  if (!(s.begins >> label & 1)) return false;
  for (uint32_t t = a + 1; t < b; t++)
    if (w->chain.label[t] != label + 1) return false;
  return b == n || w->chain.label[b] != label + 1;
}

/* Finds the best path that has no such name over [a, b). Paths without it fall into b - a + 1 kinds, by the first place where they
   leave it: no such B at a; B at a and no I at a + 1; … ; all of it and I at b, which makes a longer name. The best of each kind
   is found and the best of those stays (Lawler 1972); its scores too, so that probabilities count no other kind. */
static void forbid(khb_tagger_work *w, const khb_model *m, uint32_t a, uint32_t b, label_sets s, uint32_t n) {
  const uint32_t touched = b - a + (b < n), kinds = touched;
  uint32_t best = 0;
  float high = -INFINITY;
  memcpy(w->kept + a, w->chain.score + a, touched * sizeof *w->kept);
  for (uint32_t round = 0; round <= kinds; round++) {
    const uint32_t kind = round < kinds ? round : best;
    memcpy(w->chain.score + a, w->kept + a, touched * sizeof *w->kept);
    for (uint32_t t = a; t <= a + kind; t++) {
      const uint32_t here = t == a ? s.begins : s.inside, leaves = t == a + kind && t < b;
      for (uint32_t l = 0; l < m->n_labels; l++)
        if ((here >> l & 1) == leaves) w->chain.score[t].f[khb_lane_of(l)] = NO_CHANCE;
    }
    const float score = khb_chain_best(&w->chain, m, n);
    if (score > high) high = score, best = kind;
  }
}

/* Each ban that the path runs into is kept; for one ban the path is the best that there is, for several each step is. */
static void obey_bans(khb_tagger_work *w, const khb_model *m, const khb_constraint *c, size_t n_c, uint32_t from, uint32_t n) {
  for (size_t i = 0, rounds = 0; i < n_c && rounds < 4 * n_c + 16; i++) {
    const label_sets s = labels_of(m, c[i].type);
    if (c[i].what != KHB_HOLD_NOT || !has_name(w, &c[i], s, from, n)) continue;
    forbid(w, m, c[i].first - from, c[i].last - from, s, n);
    rounds++;
    i = SIZE_MAX; /* again from the first */
  }
}

/* ---- probabilities ---------------------------------------------------------------------------------------------------------- */

static float calibrate(const khb_model *m, float p) {
  float at = p * (float)(m->n_calibration - 1);
  uint32_t i = (uint32_t)at;
  if (i + 1 >= m->n_calibration) i = m->n_calibration - 2;
  float v = m->calibration[i] + (m->calibration[i + 1] - m->calibration[i]) * (at - (float)i);
  return v >= 0 && v <= 1 ? v : v > 1 ? 1 : 0;
}

/* ---- clitics ---------------------------------------------------------------------------------------------------------------- */

static float clitic_score(const khb_binding *b, const khb_context *cx, uint32_t t, uint32_t last, uint8_t type,
                          uint32_t form) {
  uint32_t feature[KHB_MAX_CLITIC_FEATURES];
  const khb_model *m = b->model;
  size_t n = khb_clitic_features(b, cx, t, last, type, form, feature);
  int32_t sum = 0;
  for (size_t i = 0; i < n; i++) sum += m->clitics[feature[i] & (m->n_clitics - 1)];
  return (float)sum * m->clitic_scale;
}

/* Without weights for it: what the lexicon or the counts of words say. */
static uint32_t guess_clitic(const khb_context *cx, const khb_facts *facts, uint32_t t, uint32_t last) {
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what == KHB_MATCH_ENTITY && m->first + m->count == last && m->proclitic < KHB_N_PROCLITICS)
      return m->proclitic;
  }
  return facts->clitic;
}

uint32_t khb_choose_clitic(const khb_binding *b, const khb_context *cx, const khb_facts *facts, uint32_t t,
                           uint32_t last, uint8_t type) {
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_WORD || !(k->proclitics & ~1u)) return 0;
  if (b->model->n_clitics == 0) return guess_clitic(cx, facts, t, last);
  uint32_t best = 0;
  float high = -INFINITY;
  for (uint32_t mask = k->proclitics; mask; mask &= mask - 1) {
    uint32_t form = (uint32_t)__builtin_ctz(mask);
    if (form >= KHB_N_PROCLITICS || khb_proclitic_form[form].n >= k->n_codes) break;
    float s = clitic_score(b, cx, t, last, type, form);
    if (s > high) high = s, best = form;
  }
  return best;
}

/* ---- tagging ---------------------------------------------------------------------------------------------------------------- */

static bool emit(khb_tagger_work *w, const khb_model *m, const khb_context *cx, const khb_facts *facts, uint32_t from, uint32_t n,
                 khb_candidates *out) {
  for (uint32_t t = 0; t < n; t++) {
    uint32_t label = w->chain.label[t];
    if (!(label & 1)) continue;
    uint32_t type = label / 2, last = t + 1;
    while (last < n && w->chain.label[last] == label + 1) last++;
    if (out->n == out->cap && !KHB_GROW(out->item, out->cap, out->n + 1)) return false;
    uint8_t gives = m->types[type].type;
    uint32_t form = khb_choose_clitic(&w->reader.binding, cx, &facts[t], from + t, from + last, gives);
    const khb_proclitic *p = &khb_proclitic_form[form];
    out->item[out->n++] = (khb_candidate){.first = from + t,
                                          .last = from + last,
                                          .entity = KHB_NONE,
                                          .score = calibrate(m, khb_chain_probability(&w->chain, m, n, t, last, type)),
                                          .skip = p->n,
                                          .proclitics = p->bits,
                                          .type = gives,
                                          .source = KHB_FROM_MODEL};
  }
  return true;
}

/* Where the first name ends; 0: there is none. */
static uint32_t first_end(const uint8_t *label, uint32_t n) {
  uint32_t t = 0;
  while (t < n && !label[t]) t++;
  if (t == n) return 0;
  const uint32_t begins = label[t++];
  while (t < n && label[t] == begins + 1) t++;
  return t;
}

/* A long paragraph is cut behind a full stop in the last quarter of the window, or where the window ends. */
static uint32_t window_end(const khb_context *cx, uint32_t from) {
  uint32_t n = (uint32_t)cx->scan->n_tok;
  if (n - from <= KHB_WINDOW) return n;
  for (uint32_t t = from + KHB_WINDOW; t > from + KHB_WINDOW * 3 / 4; t--) {
    const khb_tok *k = &cx->scan->tok[t - 1];
    if (k->kind == KHB_TOK_PUNCT && cx->text[k->start] == '.') return t;
  }
  return from + KHB_WINDOW;
}

bool khb_model_tag_with(const khb_model *m, const khb_context *cx, khb_tagger_work *w, const khb_constraint *c,
                        size_t n_c, khb_candidates *out) {
  if (!khb_reader_bind(&w->reader, m, cx->lexicon)) return false;
  const uint32_t n = (uint32_t)cx->scan->n_tok;
  const size_t known = out->n;
  for (uint32_t from = 0, to; from < n; from = to) {
    to = window_end(cx, from);
    const khb_facts *facts = khb_reader_read(&w->reader, cx, out->item, known, from, to, w->chain.score);
    hold(w, m, c, n_c, from, to);
    khb_chain_best(&w->chain, m, to - from);
    obey_bans(w, m, c, n_c, from, to - from);
    const uint32_t ends = first_end(w->chain.label, to - from);
    if (ends) khb_chain_sum(&w->chain, m, to - from, ends);
    if (!emit(w, m, cx, facts, from, to - from, out)) return false;
  }
  return true;
}

bool khb_model_tag(const khb_model *m, const khb_context *cx, khb_tagger_work *w, khb_candidates *out) {
  return khb_model_tag_with(m, cx, w, NULL, 0, out);
}

bool khb_model_marginals(const khb_model *m, const khb_context *cx, khb_tagger_work *w, const khb_candidate *cand,
                         size_t n_cand, uint8_t *out) {
  if (!khb_reader_bind(&w->reader, m, cx->lexicon)) return false;
  const uint32_t n = (uint32_t)cx->scan->n_tok;
  for (uint32_t from = 0, to; from < n; from = to) {
    to = window_end(cx, from);
    khb_reader_read(&w->reader, cx, cand, n_cand, from, to, w->chain.score);
    khb_chain_sum(&w->chain, m, to - from, 0);
    for (uint32_t t = 0; t < to - from; t++)
      for (uint32_t b = 0; b < m->n_labels; b++) {
        float p = w->chain.ahead[t].f[khb_lane_of(b)] * w->chain.back[t].f[khb_lane_of(b)];
        out[(size_t)(from + t) * m->n_labels + b] = (uint8_t)(p >= 0 && p < 1 ? p * 255 + 0.5f : p >= 1 ? 255 : 0);
      }
  }
  return true;
}
