/* test_encoder.c: the encoder against its drawing in net.h, computed one number at a time; every way that a processor has of running
 * it, bit by bit; and runs over a part of the tokens against runs over all.
 */
#include <math.h>

#include "../../core/engine.h"
#include "../../core/tagger/net.h"
#include "../support/model.h"
#include "table.h"

#define SHIPPED "annotations/model/khabar.khm"

static const char draft[] = "قال المتحدث باسم الشركة كيفن هارتلي في مصر إن فريق أتلتيكو ماناوس وبالقاهرة فاز.";

static khb_engine *engine;
static support_para *para;

static int setup(void **state) {
  (void)state;
  engine = support_engine();
  para = support_para_open(engine->lexicon, draft, sizeof draft - 1);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  support_para_close(para);
  khb_engine_close(engine);
  return 0;
}

static khb_net_work net;

static double gate(double b) { return fmin(1, fmax(0, b / 6 + 0.5)); }

static void normal(const double *h, uint32_t d, const float *gain, const float *shift, double *out) {
  double mean = 0, spread = 0;
  for (uint32_t k = 0; k < d; k++) mean += h[k] / d;
  for (uint32_t k = 0; k < d; k++) spread += (h[k] - mean) * (h[k] - mean) / d;
  for (uint32_t k = 0; k < d; k++) out[k] = (h[k] - mean) / sqrt(spread + 1e-5) * (double)gain[k] + (double)shift[k];
}

/* The drawing of net.h computed in doubles, one number at a time. */
static void encoder_by_hand(const khb_model *m, const khb_facts *facts, uint32_t n, double (*out)[KHB_LANES]) {
  enum { MOST = 64, W = 16 };
  static double h[MOST][W], x[MOST][W], next[MOST][W];
  const uint32_t d = m->net->width;
  assert_true(d == W && n <= MOST);
  memset(h, 0, sizeof h);
  for (uint32_t t = 0; t < n; t++) {
    uint32_t slot[KHB_NET_SLOTS];
    khb_net_slots(&facts[t], m->net->n_buckets, slot);
    for (uint32_t i = 0; i < KHB_NET_SLOTS; i++)
      for (uint32_t k = 0; slot[i] && k < d; k++) h[t][k] += m->net_embed[slot[i] * d + k] * (double)m->net->embed_scale;
  }
  const float *number = m->net_numbers;
  const int8_t *w = m->net_weights;
  for (uint32_t l = 0; l < m->net->n_layers; l++, number += 6 * d, w += 6 * d * d) {
    for (uint32_t t = 0; t < n; t++) normal(h[t], d, number, number + d, x[t]);
    for (uint32_t t = 0; t < n; t++) {
      double sum[2 * W] = {0};
      for (uint32_t part = 0; part < 3; part++) {
        int64_t at = (int64_t)t + ((int64_t)part - 1) * m->net->reach[l];
        for (uint32_t i = 0; at >= 0 && at < n && i < d; i++)
          for (uint32_t o = 0; o < 2 * d; o++) sum[o] += x[at][i] * 1024 * w[((part * d + i) / 2 * 2 * d + o) * 2 + i % 2];
      }
      const float *scale = number + 2 * d, *bias = scale + 2 * d;
      for (uint32_t k = 0; k < d; k++)
        next[t][k] = h[t][k] + (sum[k] * (double)scale[k] + (double)bias[k]) * gate(sum[d + k] * (double)scale[d + k] + (double)bias[d + k]);
    }
    memcpy(h, next, sizeof h);
  }
  for (uint32_t t = 0; t < n; t++) {
    normal(h[t], d, number, number + d, x[t]);
    for (uint32_t o = 0; o < KHB_LANES; o++) {
      double sum = 0;
      for (uint32_t i = 0; i < d; i++) sum += x[t][i] * 1024 * w[(i / 2 * KHB_LANES + o) * 2 + i % 2];
      out[t][o] = sum * (double)number[2 * d + o] + (double)number[2 * d + KHB_LANES + o];
    }
  }
}

static void test_encoder_by_hand(void **state) {
  (void)state;
  static double want[64][KHB_LANES];
  double spread = 0;
  for (uint64_t seed = 1; seed <= 20; seed += seed % 3 == 2 ? 2 : 1) {
    size_t size;
    uint8_t *image = support_model(para, 3, 1, seed, &size);
    khb_model *m;
    assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
    assert_int_equal(m->n_net, 1);
    const uint32_t n = (uint32_t)para->scan.n_tok;
    khb_facts *facts = calloc(n, sizeof *facts);
    khb_binding binding = {0};
    assert_true(facts && khb_binding_make(&binding, m, engine->lexicon));
    khb_facts_make(&binding, &para->context, NULL, 0, 0, n, facts);
    for (uint32_t count = 1; count <= n; count++) {
      khb_net_run(m, facts, count, &net);
      encoder_by_hand(m, facts, count, want);
      for (uint32_t t = 0; t < count; t++)
        for (uint32_t b = 0; b < m->net->n_labels; b++) {
          if (fabs(want[t][b] - (double)net.out[t].f[b]) > 0.02) fail_msg("seed %u, token %u of %u: %f, by hand %f", (unsigned)seed, t, count, (double)net.out[t].f[b], want[t][b]);
          spread = fmax(spread, fabs(want[t][b] - want[0][b]));
        }
    }
    khb_binding_free(&binding);
    free(facts);
    khb_model_close(m);
    free(image);
  }
  assert_true(spread > 0.5);
}

/* Every way that this processor has, against plain C, bit by bit: the small model of the tests and the one that ships. */
static void check_ways(const khb_model *m, const support_para *p) {
  static const struct { const char *name; khb_net_way way; } ways[] = {
      {"SSE2", KHB_NET_SSE2}, {"AVX2", KHB_NET_AVX2}, {"AVX-512 VNNI", KHB_NET_VNNI}, {"the quickest", KHB_NET_BEST}};
  static khb_net_work plain, other;
  const uint32_t n = (uint32_t)p->scan.n_tok;
  khb_facts *facts = calloc(n, sizeof *facts);
  khb_binding binding = {0};
  assert_true(facts && n <= KHB_NET_MAX_TOKENS && khb_binding_make(&binding, m, engine->lexicon));
  khb_facts_make(&binding, &p->context, NULL, 0, 0, n, facts);
  for (uint32_t count = 1; count <= n; count++) {
    assert_true(khb_net_run_as(KHB_NET_PLAIN, m, facts, count, &plain));
    for (size_t k = 0; k < COUNT(ways); k++) {
      memset(&other, 0x55, sizeof other);
      if (!khb_net_run_as(ways[k].way, m, facts, count, &other)) continue;
      if (memcmp(plain.out, other.out, count * sizeof *plain.out) != 0)
        fail_msg("%s: not what plain C gives of %u tokens", ways[k].name, (unsigned)count);
    }
  }
  khb_binding_free(&binding);
  free(facts);
}

static void test_encoder_in_every_way(void **state) {
  (void)state;
  khb_model *m;
  for (uint64_t seed = 1; seed <= 8; seed++) {
    size_t size;
    uint8_t *image = support_model(para, 3, 1, seed, &size);
    assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
    if (m->n_net) check_ways(m, para);
    khb_model_close(m);
    free(image);
  }
  assert_int_equal(khb_model_open_file(SHIPPED, &m, NULL), KHB_OK);
  assert_int_equal(m->n_net, 1);
  check_ways(m, para);
  khb_model_close(m);
}

/* A run over a part, after facts have changed there, and after tokens have come or gone, against a run over all. */
static void test_encoder_in_part(void **state) {
  (void)state;
  static khb_net_work part, whole;
  khb_model *m;
  uint64_t random = 3;
  assert_int_equal(khb_model_open_file(SHIPPED, &m, NULL), KHB_OK);
  enum { MOST = 60 };
  khb_facts facts[MOST + 8], *fresh = calloc(para->scan.n_tok, sizeof *fresh);
  khb_binding binding = {0};
  assert_true(fresh && khb_binding_make(&binding, m, engine->lexicon));
  khb_facts_make(&binding, &para->context, NULL, 0, 0, (uint32_t)para->scan.n_tok, fresh);
  uint32_t n = MOST / 2;
  for (uint32_t t = 0; t < MOST; t++) facts[t] = fresh[support_below(&random, para->scan.n_tok)];
  khb_net_run(m, facts, n, &part);
  for (uint32_t round = 0; round < 400; round++) {
    const uint32_t first = (uint32_t)support_below(&random, n + 1), out = (uint32_t)support_below(&random, n - first + 1) % 4;
    const uint32_t in = n > MOST - 4 ? 0 : (uint32_t)support_below(&random, 4), rest = n - first - out, last = first + in;
    if (first + in + rest == 0) continue;
    memmove(facts + last, facts + first + out, rest * sizeof *facts);
    for (uint32_t t = first; t < last; t++) facts[t] = fresh[support_below(&random, para->scan.n_tok)];
    khb_net_move(m, first + out, last, rest, &part);
    n = last + rest;
    khb_net_run_part(m, facts, n, first, last, &part);
    khb_net_run(m, facts, n, &whole);
    if (memcmp(part.out, whole.out, n * sizeof *whole.out) != 0)
      fail_msg("round %u: %u tokens, of which [%u, %u) are new", (unsigned)round, (unsigned)n, (unsigned)first, (unsigned)last);
  }
  khb_binding_free(&binding);
  free(fresh);
  khb_model_close(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_encoder_by_hand), cmocka_unit_test(test_encoder_in_every_way),
                                     cmocka_unit_test(test_encoder_in_part)};
  return cmocka_run_group_tests_name("encoder", tests, setup, teardown);
}
