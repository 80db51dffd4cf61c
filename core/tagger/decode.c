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

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "decode.h"
#include "net.h"

enum { WINDOW = 512 };

struct khb_tagger_work {
  khb_binding binding;
  khb_facts facts[WINDOW + 2 * KHB_MARGIN];
  khb_lanes score[WINDOW], odds[WINDOW], ahead[WINDOW], back[WINDOW];
  float scale[WINDOW];
  int32_t from[WINDOW][KHB_LANES];
  uint8_t label[WINDOW];
  khb_lanes kept[WINDOW];
  khb_net_work net;
};
_Static_assert(WINDOW + 2 * KHB_MARGIN <= KHB_NET_MAX_TOKENS, "the encoder reads a window at once");

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

/* Features of a token on their way to its score. */
typedef struct scored {
  uint32_t feature[KHB_MAX_FEATURES]; /* then the places of those that have weights */
  size_t n;
} scored;

#if defined(__x86_64__)
/* khb_bucket_find without branches, which nothing could foretell: both buckets are looked at; the second counts where the first is
   full. KHB_NONE: not there. */
static inline uint32_t find_place(const uint16_t *tags, uint32_t n_tags, uint32_t hash) {
  const uint32_t here = khb_bucket_of(hash, n_tags) * KHB_BUCKET, next = here + KHB_BUCKET < n_tags ? here + KHB_BUCKET : 0;
  const __m128i tag = _mm_set1_epi16((short)khb_bucket_tag(hash));
  const __m128i a = _mm_cmpeq_epi16(_mm_loadu_si128((const void *)(tags + here)), tag);
  const __m128i b = _mm_cmpeq_epi16(_mm_loadu_si128((const void *)(tags + next)), tag);
  const uint32_t both = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(a, b));
  const uint32_t seen = both & (tags[here + KHB_BUCKET - 1] ? 0xffffu : 0xffu);
  const uint32_t k = (uint32_t)__builtin_ctz(seen | 1u << 16);
  const uint32_t place = k + (k < KHB_BUCKET ? here : next - KHB_BUCKET);
  return seen ? place : KHB_NONE;
}
#else
static inline uint32_t find_place(const uint16_t *tags, uint32_t n_tags, uint32_t hash) { return khb_bucket_find(tags, n_tags, hash); }
#endif

static void find_rows(const khb_model *m, scored *s) {
  size_t hits = 0;
  for (size_t i = 0; i < s->n; i++) {
    const uint32_t at = find_place(m->tags, m->n_tags, s->feature[i]);
    s->feature[hits] = at;
    hits += at != KHB_NONE;
    const int8_t *row = m->rows + (at != KHB_NONE ? (size_t)at * m->n_labels : 0);
    __builtin_prefetch(row);
    __builtin_prefetch(row + m->n_labels - 1);
  }
  s->n = hits;
}

/* `groups`: of eight labels. */
static inline __attribute__((always_inline)) void add_rows(const khb_model *m, const scored *s, const uint32_t groups, khb_lanes *out) {
  union {
    sum8 v[KHB_LANES / 8];
    int16_t i[KHB_LANES];
  } sum;
  sum8 v[KHB_LANES / 8] = {{0}};
  int16_t rest[KHB_LANES] = {0}; /* of the last rows: nothing may be read behind them */
  const uint32_t labels = m->n_labels;
  for (size_t i = 0; i < s->n; i++) {
    const size_t at = (size_t)s->feature[i] * labels;
    if (__builtin_expect(at + 8 * groups > m->n_rows, 0)) {
      for (uint32_t l = 0; l < labels; l++) rest[l] = (int16_t)(rest[l] + m->rows[at + l]);
      continue;
    }
    for (uint32_t g = 0; g < groups; g++) {
      row8 part;
      memcpy(&part, m->rows + at + 8 * g, sizeof part);
      v[g] += __builtin_convertvector(part, sum8);
    }
  }
  memcpy(sum.v, v, sizeof v);
  for (uint32_t l = 0; l < KHB_LANES; l++) out->f[l] = l < labels ? (float)(sum.i[l] + rest[l]) * m->row_scale : 0;
}

static void score_token(const khb_model *m, const scored *s, khb_lanes *out) {
  switch ((m->n_labels + 7) / 8) {
    case 1: add_rows(m, s, 1, out); break;
    case 2: add_rows(m, s, 2, out); break;
    case 3: add_rows(m, s, 3, out); break;
    default: add_rows(m, s, 4, out); break;
  }
}

static void prefetch_tags(const khb_model *m, const scored *s) {
  for (size_t i = 0; i < s->n; i++) __builtin_prefetch(m->tags + khb_bucket_of(s->feature[i], m->n_tags) * KHB_BUCKET);
}

/* One token's features are computed while the tags of the one before and the rows of the one before that are on their way from
   memory. */
static void score_window(khb_tagger_work *w, const khb_model *m, const khb_context *cx, uint32_t from, uint32_t to,
                         uint32_t lead, uint32_t n_facts) {
  scored ring[3];
  const uint32_t n = to - from;
  for (uint32_t t = 0; t < n + 2; t++) {
    scored *now = &ring[t % 3], *before = &ring[(t + 2) % 3], *first = &ring[(t + 1) % 3];
    if (t < n) {
      now->n = khb_features_of(m, cx, w->facts, n_facts, t + lead, from + t, now->feature);
      if (m->n_tags == 0) now->n = 0;
      prefetch_tags(m, now);
    }
    if (t >= 1 && t < n + 1) find_rows(m, before);
    if (t >= 2) score_token(m, first, &w->score[t - 2]);
  }
}

/* The encoder's output goes into features, or into the scores, or both. */
static void ask_encoder(khb_tagger_work *w, const khb_model *m, uint32_t n) {
  if (m->n_net == 0) return;
  if (m->groups & KHB_FG_NET) khb_net_opine(m, w->facts, n, &w->net);
  else if (m->net->mix > 0) khb_net_run(m, w->facts, n, &w->net);
}

static void add_encoder(khb_tagger_work *w, const khb_model *m, uint32_t n, uint32_t lead) {
  if (m->n_net == 0 || !(m->net->mix > 0)) return;
  for (uint32_t t = 0; t < n; t++)
    for (uint32_t q = 0; q < m->n_quads; q++) w->score[t].q[q] += m->net->mix * w->net.out[t + lead].q[q];
}

/* ---- what a person has fixed ---------------------------------------------------------------------------------------------- */

#define NO_CHANCE (-1e6f)

static void only_label(khb_tagger_work *w, const khb_model *m, uint32_t t, uint32_t label) {
  for (uint32_t l = 0; l < m->n_labels; l++) w->score[t].f[l] = l == label ? 0 : NO_CHANCE;
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
  if (type < m->n_types && c->last < to) w->score[c->last - from].f[2 * type + 2] = NO_CHANCE; /* it ends here */
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

/* ---- the best path -------------------------------------------------------------------------------------------------------- */

typedef int32_t mask4 __attribute__((vector_size(16)));

/* Returns its score. */
static float viterbi(khb_tagger_work *w, const khb_model *m, uint32_t n) {
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
  const float high = best.f[last];
  for (uint32_t t = n; t-- > 0;) {
    w->label[t] = (uint8_t)last;
    if (t) last = (uint32_t)w->from[t][last];
  }
  return high;
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
  const uint32_t a = c->first - from, b = c->last - from, label = w->label[a];
  if (!(s.begins >> label & 1)) return false;
  for (uint32_t t = a + 1; t < b; t++)
    if (w->label[t] != label + 1) return false;
  return b == n || w->label[b] != label + 1;
}

/* Finds the best path that has no such name over [a, b). Paths without it fall into b - a + 1 kinds, by the first place where they
   leave it: no such B at a; B at a and no I at a + 1; … ; all of it and I at b, which makes a longer name. The best of each kind
   is found and the best of those stays (Lawler 1972); its scores too, so that probabilities count no other kind. */
static void forbid(khb_tagger_work *w, const khb_model *m, uint32_t a, uint32_t b, label_sets s, uint32_t n) {
  const uint32_t touched = b - a + (b < n), kinds = touched;
  uint32_t best = 0;
  float high = -INFINITY;
  memcpy(w->kept + a, w->score + a, touched * sizeof *w->score);
  for (uint32_t round = 0; round <= kinds; round++) {
    const uint32_t kind = round < kinds ? round : best;
    memcpy(w->score + a, w->kept + a, touched * sizeof *w->score);
    for (uint32_t t = a; t <= a + kind; t++) {
      const uint32_t here = t == a ? s.begins : s.inside, leaves = t == a + kind && t < b;
      for (uint32_t l = 0; l < m->n_labels; l++)
        if ((here >> l & 1) == leaves) w->score[t].f[l] = NO_CHANCE;
    }
    const float score = viterbi(w, m, n);
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

static bool bind(khb_tagger_work *w, const khb_model *m, const khb_context *cx) {
  return (w->binding.lexicon == cx->lexicon && w->binding.model == m) || khb_binding_make(&w->binding, m, cx->lexicon);
}

/* Scores of the window at `from`; returns its end. *lead: how many facts stand before its first. */
static uint32_t read_window(khb_tagger_work *w, const khb_model *m, const khb_context *cx, const khb_candidate *cand,
                            size_t n_cand, uint32_t from, uint32_t *lead) {
  const uint32_t n = (uint32_t)cx->scan->n_tok, to = window_end(cx, from);
  const uint32_t tail = n - to < KHB_MARGIN ? n - to : KHB_MARGIN;
  *lead = from < KHB_MARGIN ? from : KHB_MARGIN;
  const uint32_t n_facts = to + tail - (from - *lead);
  khb_facts_make(&w->binding, cx, cand, n_cand, from - *lead, to + tail, w->facts);
  ask_encoder(w, m, n_facts);
  score_window(w, m, cx, from, to, *lead, n_facts);
  add_encoder(w, m, to - from, *lead);
  return to;
}

bool khb_model_tag_with(const khb_model *m, const khb_context *cx, khb_tagger_work *w, const khb_constraint *c,
                        size_t n_c, khb_candidates *out) {
  if (!bind(w, m, cx)) return false;
  const uint32_t n = (uint32_t)cx->scan->n_tok;
  const size_t known = out->n;
  for (uint32_t from = 0, to; from < n; from = to) {
    uint32_t lead;
    to = read_window(w, m, cx, out->item, known, from, &lead);
    hold(w, m, c, n_c, from, to);
    viterbi(w, m, to - from);
    obey_bans(w, m, c, n_c, from, to - from);
    if (any_name(w, to - from)) forward_backward(w, m, to - from);
    if (!emit(w, m, cx, from, to - from, lead, out)) return false;
  }
  return true;
}

bool khb_model_tag(const khb_model *m, const khb_context *cx, khb_tagger_work *w, khb_candidates *out) {
  return khb_model_tag_with(m, cx, w, NULL, 0, out);
}

bool khb_model_marginals(const khb_model *m, const khb_context *cx, khb_tagger_work *w, const khb_candidate *cand,
                         size_t n_cand, uint8_t *out) {
  if (!bind(w, m, cx)) return false;
  const uint32_t n = (uint32_t)cx->scan->n_tok;
  for (uint32_t from = 0, to, lead; from < n; from = to) {
    to = read_window(w, m, cx, cand, n_cand, from, &lead);
    forward_backward(w, m, to - from);
    for (uint32_t t = 0; t < to - from; t++)
      for (uint32_t b = 0; b < m->n_labels; b++) {
        float p = w->ahead[t].f[b] * w->back[t].f[b];
        out[(size_t)(from + t) * m->n_labels + b] = (uint8_t)(p >= 0 && p < 1 ? p * 255 + 0.5f : p >= 1 ? 255 : 0);
      }
  }
  return true;
}
