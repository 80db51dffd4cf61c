/* chain.c: see chain.h. `eights`: how many vectors a half has, as a number that the compiler knows. */
#include "chain.h"

#include <math.h>

/* ---- the best path -------------------------------------------------------------------------------------------------------- */

KHB_INTO static void walk(khb_chain *c, const khb_model *m, uint32_t n, const uint32_t eights) {
  const khb_steps *s = &m->steps;
  for (uint32_t h = 0; h < eights; h++) {
    c->best[0].e[h] = s->start.e[h] + c->score[0].e[h];
    c->best[0].e[2 + h] = s->start.e[2 + h] + c->score[0].e[2 + h];
  }
  for (uint32_t t = 1; t < n; t++) {
    const khb_lanes *from = &c->best[t - 1];
    khb_eight to[2], on, other;
    for (uint32_t h = 0; h < eights; h++) to[h] = from->f[0] + s->step[0].e[h];
    for (uint32_t i = 1; i <= m->n_types; i++)
      for (uint32_t h = 0; h < eights; h++) {
        other = from->f[i] + s->step[i].e[h];
        KHB_AT_LEAST(to[h], other);
        other = from->f[KHB_HALF + i] + s->step[KHB_HALF + i].e[h];
        KHB_AT_LEAST(to[h], other);
      }
    for (uint32_t h = 0; h < eights; h++) {
      on = from->e[h] + s->on[0].e[h];
      other = from->e[2 + h] + s->on[1].e[h];
      KHB_AT_LEAST(on, other);
      c->best[t].e[h] = to[h] + c->score[t].e[h];
      c->best[t].e[2 + h] = on + c->score[t].e[2 + h];
    }
  }
}

/* The label before `label` on the best path to it. Of equals the first. */
static uint32_t label_before(const khb_lanes *from, const khb_model *m, uint32_t label) {
  const khb_steps *s = &m->steps;
  const uint32_t to = khb_lane_of(label) % KHB_HALF;
  if (label && !(label & 1)) {
    const float b = from->f[to] + s->on[0].f[to], i = from->f[KHB_HALF + to] + s->on[1].f[to];
    return i > b ? label : label - 1;
  }
  uint32_t best = 0;
  float high = from->f[0] + s->step[0].f[to];
  for (uint32_t i = 1; i <= m->n_types; i++) {
    const float b = from->f[i] + s->step[i].f[to], inside = from->f[KHB_HALF + i] + s->step[KHB_HALF + i].f[to];
    if (b > high) high = b, best = 2 * i - 1;
    if (inside > high) high = inside, best = 2 * i;
  }
  return best;
}

static float walk_back(khb_chain *c, const khb_model *m, uint32_t n) {
  uint32_t last = 0;
  const khb_lanes *end = &c->best[n - 1];
  for (uint32_t b = 1; b < m->n_labels; b++)
    if (end->f[khb_lane_of(b)] > end->f[khb_lane_of(last)]) last = b;
  const float high = end->f[khb_lane_of(last)];
  for (uint32_t t = n; t-- > 0;) {
    c->label[t] = (uint8_t)last;
    if (t) last = label_before(&c->best[t - 1], m, last);
  }
  return high;
}

/* ---- sums ------------------------------------------------------------------------------------------------------------------ */

/* exp of numbers in [-30, 0], to a unit or two of the last place: 2^k · e^r (Cephes' polynomial for e^r, |r| ≤ log(2) / 2). */
KHB_INTO static void exponentials(khb_eight *x) {
  const float round = 12582912.0f; /* 1.5 · 2^23: what is added to it becomes whole */
  const khb_eight k = (*x * 1.44269504088896341f + round) - round, r = *x - k * 0.693359375f - k * -2.12194440e-4f;
  khb_eight p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const khb_eight_int power = (__builtin_convertvector(k, khb_eight_int) + 127) << 23;
  *x = (p * r * r + r + 1) * (khb_eight)power;
}

KHB_INTO static void make_odds(khb_chain *c, const khb_model *m, uint32_t n, const uint32_t eights) {
  const khb_eight least = {-30, -30, -30, -30, -30, -30, -30, -30};
  for (uint32_t t = 0; t < n; t++) {
    const khb_lanes *s = &c->score[t];
    khb_eight all = s->e[0];
    float high;
    for (uint32_t h = 0; h < eights; h++) {
      KHB_AT_LEAST(all, s->e[h]);
      KHB_AT_LEAST(all, s->e[2 + h]);
    }
    KHB_ACROSS(high, all, KHB_LARGER);
    for (uint32_t k = 0; k < 4; k++) {
      if (k % 2 >= eights) continue;
      khb_eight d = s->e[k] - high;
      KHB_AT_LEAST(d, least);
      exponentials(&d);
      c->odds[t].e[k] = d * m->steps.there.e[k];
    }
  }
}

/* Returns the sum. */
KHB_INTO static float scale_to_one(khb_lanes *v, const khb_model *m, const uint32_t eights) {
  khb_eight all = v->e[0] + v->e[2];
  float sum;
  if (eights == 2) all += v->e[1] + v->e[3];
  KHB_ACROSS(sum, all, KHB_ADDED);
  if (!(sum > 1e-30f)) { /* nothing is possible: happens with hostile weights only */
    for (uint32_t k = 0; k < 4; k++) v->e[k] = m->steps.there.e[k] * 1e-30f;
    return 1e-30f;
  }
  const float by = 1 / sum;
  for (uint32_t h = 0; h < eights; h++) v->e[h] *= by, v->e[2 + h] *= by;
  return sum;
}

KHB_INTO static void sum_ahead(khb_chain *c, const khb_model *m, uint32_t n, const uint32_t eights) {
  const khb_steps *s = &m->steps;
  for (uint32_t h = 0; h < eights; h++) {
    c->ahead[0].e[h] = s->enter.e[h] * c->odds[0].e[h];
    c->ahead[0].e[2 + h] = s->enter.e[2 + h] * c->odds[0].e[2 + h];
  }
  c->scale[0] = scale_to_one(&c->ahead[0], m, eights);
  for (uint32_t t = 1; t < n; t++) {
    const khb_lanes *from = &c->ahead[t - 1], *odds = &c->odds[t];
    khb_eight begun[2], inside[2]; /* sums from the two halves, so that neither waits for the other */
    for (uint32_t h = 0; h < eights; h++) begun[h] = from->f[0] * s->leave[0].e[h], inside[h] = begun[h] - begun[h];
    for (uint32_t i = 1; i <= m->n_types; i++)
      for (uint32_t h = 0; h < eights; h++) {
        begun[h] += from->f[i] * s->leave[i].e[h];
        inside[h] += from->f[KHB_HALF + i] * s->leave[KHB_HALF + i].e[h];
      }
    for (uint32_t h = 0; h < eights; h++) {
      c->ahead[t].e[h] = (begun[h] + inside[h]) * odds->e[h];
      c->ahead[t].e[2 + h] = (from->e[h] * s->keep[0].e[h] + from->e[2 + h] * s->keep[1].e[h]) * odds->e[2 + h];
    }
    c->scale[t] = scale_to_one(&c->ahead[t], m, eights);
  }
}

/* Down to `first`. */
KHB_INTO static void sum_back(khb_chain *c, const khb_model *m, uint32_t n, uint32_t first, const uint32_t eights) {
  const khb_steps *s = &m->steps;
  c->back[n - 1] = s->there;
  for (uint32_t t = n - 1; t-- > first;) {
    khb_lanes v;
    khb_eight begun[2], inside[2];
    const float by = 1 / c->scale[t + 1];
    for (uint32_t h = 0; h < eights; h++) {
      v.e[h] = c->odds[t + 1].e[h] * c->back[t + 1].e[h] * by;
      v.e[2 + h] = c->odds[t + 1].e[2 + h] * c->back[t + 1].e[2 + h] * by;
      begun[h] = v.e[2 + h] * s->keep[0].e[h];
      inside[h] = v.e[2 + h] * s->keep[1].e[h];
    }
    for (uint32_t i = 0; i <= m->n_types; i++)
      for (uint32_t h = 0; h < eights; h++) {
        begun[h] += v.f[i] * s->arrive[i].e[h];
        inside[h] += v.f[i] * s->arrive[i].e[2 + h];
      }
    for (uint32_t h = 0; h < eights; h++) c->back[t].e[h] = begun[h], c->back[t].e[2 + h] = inside[h];
  }
}

/* ---- compiled twice -------------------------------------------------------------------------------------------------------- */

typedef enum work { BEST, SUM } work;

KHB_INTO static void run(khb_chain *c, const khb_model *m, uint32_t n, uint32_t first, const work what,
                         const uint32_t eights) {
  if (what == BEST) {
    walk(c, m, n, eights);
    return;
  }
  make_odds(c, m, n, eights);
  sum_ahead(c, m, n, eights);
  sum_back(c, m, n, first, eights);
}

KHB_INTO static void run_all(khb_chain *c, const khb_model *m, uint32_t n, uint32_t first, work what) {
  const bool few = m->n_types < 8;
  if (what == BEST && few) run(c, m, n, first, BEST, 1);
  else if (what == BEST) run(c, m, n, first, BEST, 2);
  else if (few) run(c, m, n, first, SUM, 1);
  else run(c, m, n, first, SUM, 2);
}

#if defined(__x86_64__)
KHB_AVX2 static void run_avx2(khb_chain *c, const khb_model *m, uint32_t n, uint32_t first, work what) {
  run_all(c, m, n, first, what);
}
#endif

static void run_plain(khb_chain *c, const khb_model *m, uint32_t n, uint32_t first, work what) {
  run_all(c, m, n, first, what);
}

static void run_best_way(khb_chain *c, const khb_model *m, uint32_t n, uint32_t first, work what) {
#if defined(__x86_64__)
  if (khb_has_avx2()) {
    run_avx2(c, m, n, first, what);
    return;
  }
#endif
  run_plain(c, m, n, first, what);
}

float khb_chain_best(khb_chain *c, const khb_model *m, uint32_t n) {
  run_best_way(c, m, n, 0, BEST);
  return walk_back(c, m, n);
}

void khb_chain_sum(khb_chain *c, const khb_model *m, uint32_t n, uint32_t first) { run_best_way(c, m, n, first, SUM); }

float khb_chain_plain(khb_chain *c, const khb_model *m, uint32_t n) {
  run_plain(c, m, n, 0, BEST);
  run_plain(c, m, n, 0, SUM);
  return walk_back(c, m, n);
}

/* ---- a span ----------------------------------------------------------------------------------------------------------------- */

float khb_chain_probability(const khb_chain *c, const khb_model *m, uint32_t n, uint32_t first, uint32_t last,
                            uint32_t type) {
  const khb_steps *s = &m->steps;
  const uint32_t place = type + 1, inside = KHB_HALF + place;
  float p = c->ahead[first].f[place];
  for (uint32_t t = first + 1; t < last; t++) p *= s->keep[t > first + 1].f[place] * c->odds[t].f[inside] / c->scale[t];
  if (last < n) {
    const uint32_t at = last - first > 1 ? inside : place;
    float sum = 0;
    for (uint32_t b = 0; b < m->n_labels; b++) {
      const uint32_t to = khb_lane_of(b);
      if (to < KHB_HALF) sum += s->leave[at].f[to] * c->odds[last].f[to] * c->back[last].f[to];
    }
    p *= sum / c->scale[last];
  }
  return p >= 0 && p <= 1 ? p : p > 1 ? 1 : 0;
}
