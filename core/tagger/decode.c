/* decode.c: from features to names: scores, the best path, the probability of each span, its clitics.
 *
 *   tokens      t0      t1      t2   …          a window of at most WINDOW tokens; longer paragraphs are cut into several
 *   score[t]    float for each label            sum of int8 rows, times row_scale
 *   odds[t]     exp(score - the highest)        what the forward and backward sums multiply
 *   ahead[t]    forward sums, each scaled to 1  back[t] backward sums, scaled likewise
 *
 *   P(span x of t … u) = ahead[t][B-x] · Π leave · odds · (sum over what may follow, not I-x) / total
 *
 * Arrays of labels are padded to KHB_LANES, so that loops over them have no rest.
 */
#include "features.h"

#include <math.h>
#include <stdlib.h>

#include "decode.h"

enum { WINDOW = 512 };

struct khb_tagger_work {
  khb_binding binding;
  khb_facts facts[WINDOW + 2 * KHB_MARGIN];
  khb_lanes score[WINDOW], odds[WINDOW], ahead[WINDOW], back[WINDOW];
  float scale[WINDOW];
  int32_t from[WINDOW][KHB_LANES];
  uint8_t label[WINDOW];
};

khb_tagger_work *khb_tagger_work_open(void) { return calloc(1, sizeof(khb_tagger_work)); }

void khb_tagger_work_close(khb_tagger_work *w) {
  if (!w) return;
  khb_binding_free(&w->binding);
  free(w);
}

/* ---- scores --------------------------------------------------------------------------------------------------------------- */

/* Sums of int8 rows fit 16 bits: 256 features * 127. */
typedef int8_t row8 __attribute__((vector_size(8)));
typedef int16_t sum8 __attribute__((vector_size(16)));
_Static_assert(KHB_MAX_FEATURES * 128 <= 32768, "sums of rows fit 16 bits");

static void score_token(const khb_model *m, const uint32_t *feature, size_t n, khb_lanes *out) {
  union {
    sum8 v[KHB_LANES / 8];
    int16_t i[KHB_LANES];
  } sum = {.i = {0}};
  const uint32_t labels = m->n_labels, groups = (labels + 7) / 8;
  uint32_t row[KHB_MAX_FEATURES];
  size_t hits = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t at = khb_bucket_find(m->tags, m->n_tags, feature[i]);
    row[hits] = at;
    if (at == KHB_NONE) continue;
    __builtin_prefetch(m->rows + (size_t)at * labels);
    hits++;
  }
  for (size_t i = 0; i < hits; i++) {
    const size_t at = (size_t)row[i] * labels;
    if (at + 8 * groups > m->n_rows) { /* the last rows: nothing may be read behind them */
      for (uint32_t l = 0; l < labels; l++) sum.i[l] = (int16_t)(sum.i[l] + m->rows[at + l]);
      continue;
    }
    for (uint32_t g = 0; g < groups; g++) {
      row8 part;
      memcpy(&part, m->rows + at + 8 * g, sizeof part);
      sum.v[g] += __builtin_convertvector(part, sum8);
    }
  }
  for (uint32_t l = 0; l < KHB_LANES; l++) out->f[l] = l < labels ? (float)sum.i[l] * m->row_scale : 0;
}

static void prefetch_tags(const khb_model *m, const uint32_t *feature, size_t n) {
  for (size_t i = 0; i < n; i++) __builtin_prefetch(m->tags + khb_bucket_of(feature[i], m->n_tags) * KHB_BUCKET);
}

/* One token's features are computed while the tables of the one before are on their way from memory. */
static void score_window(khb_tagger_work *w, const khb_model *m, const khb_context *cx, uint32_t from, uint32_t to,
                         uint32_t lead, uint32_t n_facts) {
  uint32_t feature[2][KHB_MAX_FEATURES];
  size_t n[2] = {0};
  for (uint32_t t = from; t <= to; t++) {
    uint32_t now = t & 1;
    if (t < to) {
      n[now] = khb_features_of(m, cx, w->facts, n_facts, t - from + lead, t, feature[now]);
      if (m->n_tags) prefetch_tags(m, feature[now], n[now]);
    }
    if (t > from) score_token(m, feature[!now], n[!now], &w->score[t - 1 - from]);
  }
}

/* What a person has fixed: other labels get no chance there. */
static void hold_notes(khb_tagger_work *w, const khb_model *m, const khb_candidates *c, uint32_t from, uint32_t to) {
  for (size_t i = 0; i < c->n; i++) {
    const khb_candidate *note = &c->item[i];
    if (note->source != KHB_FROM_NOTE || note->last <= from || note->first >= to) continue;
    uint32_t type = 0;
    while (type < m->n_types && m->types[type].type != note->type) type++;
    uint32_t end = note->last < to ? note->last : to;
    for (uint32_t t = note->first > from ? note->first : from; t < end; t++) {
      uint32_t want = type == m->n_types ? 0 : 2 * type + (t == note->first ? 1u : 2u);
      for (uint32_t l = 0; l < m->n_labels; l++) w->score[t - from].f[l] = l == want ? 0 : -1e6f;
    }
    if (type < m->n_types && note->last >= from && note->last < to)
      w->score[note->last - from].f[2 * type + 2] = -1e6f; /* it ends here */
  }
}

/* ---- the best path -------------------------------------------------------------------------------------------------------- */

typedef int32_t mask4 __attribute__((vector_size(16)));

static void viterbi(khb_tagger_work *w, const khb_model *m, uint32_t n) {
  const uint32_t labels = m->n_labels, quads = m->n_quads;
  khb_lanes best;
  for (uint32_t q = 0; q < quads; q++) best.q[q] = m->start.q[q] + w->score[0].q[q];
  for (uint32_t t = 1; t < n; t++) {
    khb_lanes next;
    for (uint32_t q = 0; q < quads; q++) {
      khb_quad high = best.f[0] + m->step[0].q[q];
      mask4 from = {0};
      for (uint32_t a = 1; a < labels; a++) {
        khb_quad v = best.f[a] + m->step[a].q[q];
        mask4 better = v > high, number = {(int32_t)a, (int32_t)a, (int32_t)a, (int32_t)a};
        high = (khb_quad)(((mask4)v & better) | ((mask4)high & ~better));
        from = (number & better) | (from & ~better);
      }
      next.q[q] = high + w->score[t].q[q];
      memcpy(&w->from[t][4 * q], &from, sizeof from);
    }
    best = next;
  }
  uint32_t last = 0;
  for (uint32_t b = 1; b < labels; b++)
    if (best.f[b] > best.f[last]) last = b;
  for (uint32_t t = n; t-- > 0;) {
    w->label[t] = (uint8_t)last;
    if (t) last = (uint32_t)w->from[t][last];
  }
}

/* ---- sums ------------------------------------------------------------------------------------------------------------------ */

static float scale_to_one(khb_lanes *v, uint32_t labels) {
  float sum = 0;
  for (uint32_t b = 0; b < labels; b++) sum += v->f[b];
  if (!(sum > 1e-30f)) { /* nothing is possible: happens with hostile weights only */
    for (uint32_t b = 0; b < labels; b++) v->f[b] = 1e-30f;
    return 1e-30f;
  }
  float by = 1 / sum;
  for (uint32_t q = 0; q < KHB_LANES / 4; q++) v->q[q] *= by;
  return sum;
}

static void make_odds(khb_tagger_work *w, const khb_model *m, uint32_t n) {
  for (uint32_t t = 0; t < n; t++) {
    const float *s = w->score[t].f;
    float high = s[0];
    for (uint32_t b = 1; b < m->n_labels; b++) high = s[b] > high ? s[b] : high;
    for (uint32_t b = 0; b < KHB_LANES; b++) {
      float d = b < m->n_labels ? s[b] - high : -100;
      w->odds[t].f[b] = d > -30 ? expf(d) : b < m->n_labels ? 1e-13f : 0;
    }
  }
}

static void forward_backward(khb_tagger_work *w, const khb_model *m, uint32_t n) {
  const uint32_t labels = m->n_labels, quads = m->n_quads;
  make_odds(w, m, n);
  memset(&w->ahead[0], 0, sizeof w->ahead[0]);
  for (uint32_t q = 0; q < quads; q++) w->ahead[0].q[q] = m->enter.q[q] * w->odds[0].q[q];
  w->scale[0] = scale_to_one(&w->ahead[0], labels);
  for (uint32_t t = 1; t < n; t++) {
    const khb_lanes *before = &w->ahead[t - 1];
    khb_lanes sum = {{{0}}};
    for (uint32_t q = 0; q < quads; q++) {
      for (uint32_t a = 0; a < labels; a++) sum.q[q] += before->f[a] * m->leave[a].q[q];
      sum.q[q] *= w->odds[t].q[q];
    }
    w->ahead[t] = sum;
    w->scale[t] = scale_to_one(&w->ahead[t], labels);
  }
  for (uint32_t b = 0; b < KHB_LANES; b++) w->back[n - 1].f[b] = 1;
  for (uint32_t t = n - 1; t-- > 0;) {
    khb_lanes v, sum = {{{0}}};
    float by = 1 / w->scale[t + 1];
    for (uint32_t q = 0; q < quads; q++) v.q[q] = w->odds[t + 1].q[q] * w->back[t + 1].q[q] * by;
    for (uint32_t q = 0; q < quads; q++)
      for (uint32_t b = 0; b < labels; b++) sum.q[q] += v.f[b] * m->arrive[b].q[q];
    w->back[t] = sum;
  }
}

static float span_probability(const khb_tagger_work *w, const khb_model *m, uint32_t first, uint32_t last, uint32_t n,
                              uint32_t type) {
  const uint32_t B = 2 * type + 1, I = B + 1;
  float p = w->ahead[first].f[B];
  uint32_t at = B;
  for (uint32_t t = first + 1; t < last; t++, at = I) p *= m->leave[at].f[I] * w->odds[t].f[I] / w->scale[t];
  if (last < n) {
    float sum = 0;
    for (uint32_t b = 0; b < m->n_labels; b++)
      if (b != I) sum += m->leave[at].f[b] * w->odds[last].f[b] * w->back[last].f[b];
    p *= sum / w->scale[last];
  }
  return p >= 0 && p <= 1 ? p : p > 1 ? 1 : 0;
}

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

static bool emit(khb_tagger_work *w, const khb_model *m, const khb_context *cx, uint32_t from, uint32_t n,
                 uint32_t lead, khb_candidates *out) {
  for (uint32_t t = 0; t < n; t++) {
    uint32_t label = w->label[t];
    if (!(label & 1)) continue;
    uint32_t type = label / 2, last = t + 1;
    while (last < n && w->label[last] == label + 1) last++;
    if (out->n == out->cap && !KHB_GROW(out->item, out->cap, out->n + 1)) return false;
    uint8_t gives = m->types[type].type;
    uint32_t form = khb_choose_clitic(&w->binding, cx, &w->facts[t + lead], from + t, from + last, gives);
    const khb_proclitic *p = &khb_proclitic_form[form];
    out->item[out->n++] = (khb_candidate){.first = from + t,
                                          .last = from + last,
                                          .entity = KHB_NONE,
                                          .score = calibrate(m, span_probability(w, m, t, last, n, type)),
                                          .skip = p->n,
                                          .proclitics = p->bits,
                                          .type = gives,
                                          .source = KHB_FROM_MODEL};
  }
  return true;
}

static bool any_name(const khb_tagger_work *w, uint32_t n) {
  for (uint32_t t = 0; t < n; t++)
    if (w->label[t]) return true;
  return false;
}

/* A long paragraph is cut behind a full stop in the last quarter of the window, or where the window ends. */
static uint32_t window_end(const khb_context *cx, uint32_t from) {
  uint32_t n = (uint32_t)cx->scan->n_tok;
  if (n - from <= WINDOW) return n;
  for (uint32_t t = from + WINDOW; t > from + WINDOW * 3 / 4; t--) {
    const khb_tok *k = &cx->scan->tok[t - 1];
    if (k->kind == KHB_TOK_PUNCT && cx->text[k->start] == '.') return t;
  }
  return from + WINDOW;
}

bool khb_model_tag(const khb_model *m, const khb_context *cx, khb_tagger_work *w, khb_candidates *out) {
  if (w->binding.lexicon != cx->lexicon || w->binding.model != m) {
    if (!khb_binding_make(&w->binding, m, cx->lexicon)) return false;
  }
  const uint32_t n = (uint32_t)cx->scan->n_tok;
  const size_t known = out->n;
  for (uint32_t from = 0, to; from < n; from = to) {
    to = window_end(cx, from);
    uint32_t lead = from < KHB_MARGIN ? from : KHB_MARGIN, tail = n - to < KHB_MARGIN ? n - to : KHB_MARGIN;
    khb_facts_make(&w->binding, cx, out->item, known, from - lead, to + tail, w->facts);
    score_window(w, m, cx, from, to, lead, to + tail - (from - lead));
    khb_candidates notes = {out->item, known, known};
    hold_notes(w, m, &notes, from, to);
    viterbi(w, m, to - from);
    if (any_name(w, to - from)) forward_backward(w, m, to - from);
    if (!emit(w, m, cx, from, to - from, lead, out)) return false;
  }
  return true;
}
