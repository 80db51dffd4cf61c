/* crf.c: maximum likelihood of a linear chain by AdaGrad (Duchi et al. 2011), a paragraph a step.
 *
 *   gradient of a token = P(label | text) - P(label | text, allowed labels)
 *
 * Both from forward and backward sums. Where each token has one allowed label the second is the gold label; where a corpus has
 * other types than the model, several labels are allowed and the model's own opinion shares them out (latent labels).
 * Dropping features at random keeps those that always come along (the word itself) from starving those that will be all there
 * is for a new name.
 */
#include "crf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../net.h"

enum { L = KHB_LANES };

/* A corpus with another set of types has each feature twice, once for itself: what only its own habits ask for goes there and
   stays out of the model (Daume 2007). */
#define OWN_HASH 0x5bd1e995u
#define OF_WORD 0x80000000u /* marks a row in train_para.feature whose feature names words */

static uint64_t next_random(uint64_t *s) {
  *s += 0x9e3779b97f4a7c15u;
  return khb_mum(*s, *s ^ 0xd6e8feb86659fd93u);
}

/* ---- features to rows ------------------------------------------------------------------------------------------------------ */

typedef struct row_map {
  uint32_t *hash, *row;
  size_t mask;
} row_map; /* row + 1; 0: free */

static uint32_t *row_slot(row_map *m, uint32_t hash) {
  size_t at = (hash * UINT64_C(0x9e3779b97f4a7c15) >> 20) & m->mask;
  while (m->row[at] && m->hash[at] != hash) at = (at + 1) & m->mask;
  m->hash[at] = hash;
  return &m->row[at];
}

/* The lexicon knows nearly every name of the corpus that it was made beside, and fewer of other texts: some entities are taken
   out of a paragraph so that the rest of the evidence learns to do without. */
static void drop_matches(train_para *p, float share, uint64_t seed) {
  size_t kept = 0;
  for (size_t i = 0; i < p->matches.n; i++) {
    const khb_match m = p->matches.item[i];
    uint64_t chance = khb_mum(seed ^ m.ref, 0xd6e8feb86659fd93u ^ m.ref) >> 40;
    if (m.what == KHB_MATCH_ENTITY && (float)chance < share * 16777216.0f) continue;
    p->matches.item[kept++] = m;
  }
  p->matches.n = kept;
  uint32_t m = 0;
  for (uint32_t t = 0; t <= p->scan.n_tok; t++) {
    while (m < kept && p->matches.item[m].first < t) m++;
    p->first_match[t] = m;
  }
}

static bool extract(train_para *p, const khb_binding *b, const khb_lexicon *lexicon, khb_net_work *net) {
  uint32_t n = (uint32_t)p->scan.n_tok, buf[KHB_MAX_FEATURES];
  khb_context cx = train_context(p, lexicon);
  khb_facts *facts = malloc((n + 1) * sizeof *facts);
  p->first = malloc((n + 1) * sizeof *p->first);
  size_t used = 0, cap = 0;
  bool ok = facts && p->first;
  if (ok) khb_facts_make(b, &cx, p->cand.item, p->cand.n, 0, n, facts);
  if (ok && b->model->n_net && (b->model->groups & KHB_FG_NET)) khb_net_opine(b->model, facts, n, net);
  for (uint32_t t = 0; ok && t < n; t++) {
    size_t k = khb_features_of(b->model, &cx, facts, n, t, t, buf);
    p->first[t] = (uint32_t)used;
    ok = KHB_GROW(p->feature, cap, used + 2 * k);
    if (ok) memcpy(p->feature + used, buf, k * sizeof *buf);
    used += k;
    for (size_t i = 0; ok && p->own_habits && i < k; i++) p->feature[used++] = buf[i] ^ OWN_HASH * (p->corpus + 1u);
  }
  if (ok) p->first[n] = (uint32_t)used;
  free(facts);
  return ok;
}

bool train_make_features(train_corpus *c, const khb_model *facts_model, const khb_lexicon *lexicon,
                         const train_options *o, train_weights *w) {
  khb_binding b = {0};
  khb_net_work *net = malloc(sizeof *net);
  size_t total = 0, size = 1u << 20;
  bool ok = net && khb_binding_make(&b, facts_model, lexicon);
  for (size_t i = 0; ok && i < c->n; i++) {
    if (o->list_dropout > 0 && train_uses(&c->para[i], o))
      drop_matches(&c->para[i], o->list_dropout, (i + 1) * UINT64_C(0x9e3779b97f4a7c15) ^ o->seed);
    ok = extract(&c->para[i], &b, lexicon, net);
    if (ok) total += c->para[i].first[c->para[i].scan.n_tok];
  }
  khb_binding_free(&b);
  free(net);
  while (size < total) size *= 2;
  row_map m = {malloc(size * 4), calloc(size, 4), size - 1};
  if (!ok || !m.hash || !m.row) return false;
  for (size_t i = 0; i < c->n; i++) { /* counts first */
    const train_para *p = &c->para[i];
    if (!train_uses(p, o)) continue;
    for (uint32_t k = 0; k < p->first[p->scan.n_tok]; k++) ++*row_slot(&m, p->feature[k]);
  }
  w->n_rows = 0;
  for (size_t at = 0; at < size; at++) w->n_rows += m.row[at] >= o->min_count;
  w->hash = malloc((size_t)w->n_rows * 4 + 4);
  w->count = malloc((size_t)w->n_rows * 4 + 4);
  size_t cells = (size_t)w->n_rows * w->n_labels + L;
  w->w = calloc(cells, 4);
  w->squares = calloc(cells, 4);
  w->sum = calloc(cells, 4);
  w->clitics = calloc(KHB_CLITIC_WEIGHTS, 4);
  if (!w->hash || !w->count || !w->w || !w->squares || !w->sum || !w->clitics) return false;
  uint32_t row = 0;
  for (size_t at = 0; at < size; at++) { /* counts become row numbers */
    if (!m.row[at]) continue;
    if (m.row[at] < o->min_count) {
      m.row[at] = KHB_NONE;
      continue;
    }
    w->hash[row] = m.hash[at];
    w->count[row] = m.row[at];
    m.row[at] = ++row;
  }
  for (size_t i = 0; i < c->n; i++) {
    train_para *p = &c->para[i];
    uint32_t kept = 0;
    for (uint32_t t = 0; t < p->scan.n_tok; t++) {
      uint32_t from = p->first[t], to = p->first[t + 1];
      p->first[t] = kept;
      for (uint32_t k = from; k < to; k++) {
        uint32_t *slot = row_slot(&m, p->feature[k]);
        if (!*slot || *slot == KHB_NONE) continue;
        if (p->own_habits && k - from >= (to - from) / 2) w->count[*slot - 1] = 0;
        p->feature[kept++] = (*slot - 1) | ((o->groups & KHB_FG_WORDS) && k + KHB_WORD_FEATURES >= to ? OF_WORD : 0);
      }
    }
    p->first[p->scan.n_tok] = kept;
  }
  free(m.hash);
  free(m.row);
  return true;
}

void train_weights_free(train_weights *w) {
  free(w->hash);
  free(w->count);
  free(w->w);
  free(w->squares);
  free(w->sum);
  free(w->clitics);
}

/* ---- sums over paths -------------------------------------------------------------------------------------------------------- */

typedef float lanes[L];

typedef struct sums {
  size_t cap;
  lanes *odds, *ahead, *back, *marginal;
  lanes pair[L]; /* expected transitions [from][to] */
  float *scale;
  uint32_t *kept, *kept_first;
  size_t cap_kept;
} sums;

static bool sums_reserve(sums *s, size_t n, size_t features) {
  if (n > s->cap) {
    free(s->odds);
    free(s->ahead);
    free(s->back);
    free(s->marginal);
    free(s->scale);
    free(s->kept_first);
    s->cap = n * 2;
    s->odds = malloc(s->cap * sizeof(lanes));
    s->ahead = malloc(s->cap * sizeof(lanes));
    s->back = malloc(s->cap * sizeof(lanes));
    s->marginal = malloc(s->cap * sizeof(lanes));
    s->scale = malloc(s->cap * sizeof(float));
    s->kept_first = malloc((s->cap + 1) * sizeof(uint32_t));
  }
  if (features > s->cap_kept) {
    free(s->kept);
    s->cap_kept = features * 2;
    s->kept = malloc(s->cap_kept * sizeof(uint32_t));
  }
  return s->odds && s->ahead && s->back && s->marginal && s->scale && s->kept_first && s->kept;
}

static void sums_free(sums *s) {
  free(s->odds);
  free(s->ahead);
  free(s->back);
  free(s->marginal);
  free(s->scale);
  free(s->kept);
  free(s->kept_first);
}

typedef struct chain {
  lanes enter, leave[L];
} chain;

static void make_chain(const train_weights *w, chain *c) {
  memset(c, 0, sizeof *c);
  for (uint32_t b = 0; b < w->n_labels; b++) {
    c->enter[b] = khb_label_follows(KHB_NONE, b) ? expf(w->chain[b]) : 0;
    for (uint32_t a = 0; a < w->n_labels; a++)
      c->leave[a][b] = khb_label_follows(a, b) ? expf(w->chain[(a + 1) * w->n_labels + b]) : 0;
  }
}

static void mask_odds(float *out, const float *in, uint32_t allowed) {
  for (uint32_t b = 0; b < L; b++) out[b] = (allowed >> b & 1) ? in[b] : 0;
}

/* Adds sign * marginals to s->marginal and s->pair; `allowed` NULL: all labels. Returns the log of the sum over all paths, less
   what the odds were scaled by. */
static double forward_backward(sums *s, const chain *c, uint32_t n, uint32_t labels, const uint32_t *allowed,
                               float sign) {
  lanes v, odds;
  double log_sum = 0;
  for (uint32_t t = 0; t < n; t++) {
    lanes sum = {0};
    if (t == 0) memcpy(sum, c->enter, sizeof sum);
    else
      for (uint32_t a = 0; a < labels; a++) {
        float by = s->ahead[t - 1][a];
        if (by == 0) continue;
        for (uint32_t b = 0; b < L; b++) sum[b] += by * c->leave[a][b];
      }
    if (allowed) mask_odds(odds, s->odds[t], allowed[t]);
    else memcpy(odds, s->odds[t], sizeof odds);
    float all = 0;
    for (uint32_t b = 0; b < L; b++) all += s->ahead[t][b] = sum[b] * odds[b];
    if (!(all > 1e-35f)) return NAN;
    s->scale[t] = all;
    log_sum += log((double)all);
    for (uint32_t b = 0; b < L; b++) s->ahead[t][b] /= all;
  }
  for (uint32_t b = 0; b < L; b++) s->back[n - 1][b] = 1;
  for (uint32_t t = n; t-- > 0;) {
    for (uint32_t b = 0; b < L; b++) s->marginal[t][b] += sign * s->ahead[t][b] * s->back[t][b];
    if (t == 0) break;
    if (allowed) mask_odds(odds, s->odds[t], allowed[t]);
    else memcpy(odds, s->odds[t], sizeof odds);
    for (uint32_t b = 0; b < L; b++) v[b] = odds[b] * s->back[t][b] / s->scale[t];
    for (uint32_t a = 0; a < labels; a++) {
      float sum = 0, by = sign * s->ahead[t - 1][a];
      for (uint32_t b = 0; b < L; b++) {
        float x = c->leave[a][b] * v[b];
        sum += x;
        s->pair[a][b] += by * x;
      }
      s->back[t - 1][a] = sum;
    }
    for (uint32_t b = labels; b < L; b++) s->back[t - 1][b] = 0;
  }
  return log_sum;
}

/* ---- steps ------------------------------------------------------------------------------------------------------------------ */

static inline float shrink(float w, float by) { return w > by ? w - by : w < -by ? w + by : 0; }

static void step_row(const train_options *o, float *w, float *sq, const float *g, uint32_t labels) {
  for (uint32_t b = 0; b < labels; b++) {
    sq[b] += g[b] * g[b];
    float by = o->rate / sqrtf(sq[b] + o->caution);
    float moved = w[b] - by * (g[b] + o->l2 * w[b]);
    w[b] = shrink(moved, by * o->l1);
  }
}

/* Which features of the paragraph take part this time. */
static void drop_features(const train_para *p, const train_options *o, uint64_t *seed, sums *s) {
  uint32_t n = 0, keep = (uint32_t)((1 - o->dropout) * 65536.0f);
  for (uint32_t t = 0; t < p->scan.n_tok; t++) {
    s->kept_first[t] = n;
    uint64_t bits = next_random(seed);
    uint32_t left = 0;
    bool no_words = o->word_dropout > 0 && (float)(bits >> 40) < o->word_dropout * 16777216.0f;
    for (uint32_t k = p->first[t]; k < p->first[t + 1]; k++) {
      if (left == 0) bits = next_random(seed), left = 4;
      if ((bits & 0xffff) < keep && !(no_words && (p->feature[k] & OF_WORD))) s->kept[n++] = p->feature[k] & ~OF_WORD;
      bits >>= 16;
      left--;
    }
  }
  s->kept_first[p->scan.n_tok] = n;
}

static double train_para_step(train_para *p, const train_options *o, train_weights *w, chain *c, sums *s,
                              uint64_t *seed) {
  const uint32_t n = (uint32_t)p->scan.n_tok, labels = w->n_labels;
  drop_features(p, o, seed, s);
  double highs = 0;
  for (uint32_t t = 0; t < n; t++) {
    lanes sum = {0};
    for (uint32_t k = s->kept_first[t]; k < s->kept_first[t + 1]; k++) {
      const float *row = w->w + (size_t)s->kept[k] * labels;
      if (k + 8 < s->kept_first[t + 1]) __builtin_prefetch(w->w + (size_t)s->kept[k + 8] * labels);
      for (uint32_t b = 0; b < labels; b++) sum[b] += row[b];
    }
    float high = sum[0], by = 1 / (1 - o->dropout);
    for (uint32_t b = 1; b < labels; b++) high = sum[b] > high ? sum[b] : high;
    for (uint32_t b = 0; b < L; b++)
      s->odds[t][b] = b < labels ? expf((sum[b] - high) * by > -60 ? (sum[b] - high) * by : -60) : 0;
    memset(s->marginal[t], 0, sizeof(lanes));
    highs += (double)high;
  }
  (void)highs;
  memset(s->pair, 0, sizeof s->pair);
  double z = forward_backward(s, c, n, labels, NULL, 1), gold = forward_backward(s, c, n, labels, p->allowed, -1);
  if (isnan(z) || isnan(gold)) return 0; /* labels that cannot follow one another, in a broken corpus */
  const float weight = p->partial ? o->other_weight : 1;
  for (uint32_t t = 0; t < n; t++) {
    lanes g;
    float size = 0;
    for (uint32_t b = 0; b < L; b++) g[b] = weight * s->marginal[t][b], size += fabsf(g[b]);
    if (size < 1e-4f) continue;
    for (uint32_t k = s->kept_first[t]; k < s->kept_first[t + 1]; k++) {
      size_t at = (size_t)s->kept[k] * labels;
      if (k + 4 < s->kept_first[t + 1]) __builtin_prefetch(w->squares + (size_t)s->kept[k + 4] * labels, 1);
      step_row(o, w->w + at, w->squares + at, g, labels);
    }
  }
  train_options plain = *o;
  plain.l1 = 0;
  for (uint32_t a = 0; a < labels; a++) {
    for (uint32_t b = 0; b < labels; b++) s->pair[a][b] *= weight;
    step_row(&plain, w->chain + (a + 1) * labels, w->chain_squares + (a + 1) * labels, s->pair[a], labels);
  }
  for (uint32_t b = 0; b < labels; b++) s->marginal[0][b] *= weight;
  step_row(&plain, w->chain, w->chain_squares, s->marginal[0], labels);
  make_chain(w, c);
  return z - gold;
}

double train_epoch(train_corpus *corpus, const train_options *o, train_weights *w, uint32_t epoch) {
  uint64_t seed = o->seed * 1000003u + epoch;
  uint32_t *order = malloc((corpus->n + 1) * sizeof *order), n = 0;
  if (!order) return NAN;
  for (uint32_t i = 0; i < corpus->n; i++)
    if (train_uses(&corpus->para[i], o) && corpus->para[i].scan.n_tok) order[n++] = i;
  for (uint32_t i = n; i > 1; i--) {
    uint32_t k = (uint32_t)(next_random(&seed) % i), swap = order[k];
    order[k] = order[i - 1];
    order[i - 1] = swap;
  }
  sums s = {0};
  chain c;
  make_chain(w, &c);
  double loss = 0, tokens = 1;
  bool ok = true;
  for (uint32_t i = 0; ok && i < n; i++) {
    train_para *p = &corpus->para[order[i]];
    ok = sums_reserve(&s, p->scan.n_tok, p->first[p->scan.n_tok] + 1);
    if (!ok) break;
    loss += train_para_step(p, o, w, &c, &s, &seed);
    tokens += (double)p->scan.n_tok;
  }
  sums_free(&s);
  free(order);
  if (epoch >= o->average_from) {
    size_t cells = (size_t)w->n_rows * w->n_labels;
    for (size_t i = 0; i < cells; i++) w->sum[i] += w->w[i];
    for (uint32_t i = 0; i < w->n_labels * (w->n_labels + 1); i++) w->chain_sum[i] += w->chain[i];
    w->n_summed++;
  }
  return ok ? loss / tokens : (double)NAN;
}

/* ---- clitics ----------------------------------------------------------------------------------------------------------------- */

/* One name: softmax over the readings that its first word allows. */
static void clitic_step(const train_para *p, const train_gold *g, const khb_binding *b, const khb_context *cx,
                        uint8_t type, train_weights *w, float *squares) {
  uint32_t form[KHB_N_PROCLITICS], n = 0, feature[KHB_N_PROCLITICS][KHB_MAX_CLITIC_FEATURES];
  size_t count[KHB_N_PROCLITICS];
  float p_of[KHB_N_PROCLITICS], high = -INFINITY, sum = 0;
  const khb_tok *k = &p->scan.tok[g->first];
  for (uint32_t i = 0; i < KHB_N_PROCLITICS; i++) {
    if (!(k->proclitics >> i & 1) || khb_proclitic_form[i].n >= k->n_codes) continue;
    count[n] = khb_clitic_features(b, cx, g->first, g->last, type, i, feature[n]);
    float s = 0;
    for (size_t f = 0; f < count[n]; f++) s += w->clitics[feature[n][f] & (KHB_CLITIC_WEIGHTS - 1)];
    form[n] = i;
    p_of[n++] = s;
    high = s > high ? s : high;
  }
  for (uint32_t i = 0; i < n; i++) sum += p_of[i] = expf(p_of[i] - high);
  for (uint32_t i = 0; i < n; i++) {
    float grad = p_of[i] / sum - (form[i] == g->form ? 1.0f : 0);
    for (size_t f = 0; f < count[i]; f++) {
      uint32_t at = feature[i][f] & (KHB_CLITIC_WEIGHTS - 1);
      squares[at] += grad * grad;
      w->clitics[at] -= 0.2f * (grad + 0.002f * w->clitics[at]) / sqrtf(squares[at] + 1e-3f);
    }
  }
}

bool train_clitics(const train_corpus *c, const khb_model *facts_model, const khb_lexicon *lexicon,
                   const train_options *o, train_weights *w) {
  khb_binding b = {0};
  float *squares = calloc(KHB_CLITIC_WEIGHTS, sizeof *squares);
  bool ok = squares && khb_binding_make(&b, facts_model, lexicon), any = false;
  for (uint32_t epoch = 0; ok && epoch < 12; epoch++) {
    for (size_t i = 0; i < c->n; i++) {
      const train_para *p = &c->para[i];
      if (!p->clitics_known || !train_uses(p, o)) continue;
      khb_context cx = train_context(p, lexicon);
      for (size_t k = 0; k < p->n_gold; k++) {
        const train_gold *g = &p->gold[k];
        if (!g->aligned || p->scan.tok[g->first].kind != KHB_TOK_WORD) continue;
        any = true;
        clitic_step(p, g, &b, &cx, facts_model->types[g->type].type, w, squares);
      }
    }
  }
  khb_binding_free(&b);
  free(squares);
  if (ok && !any) {
    free(w->clitics);
    w->clitics = NULL;
  }
  return ok;
}
