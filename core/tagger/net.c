/* net.c: runs the encoder that net.h draws.
 *
 * A layer is one product of matrices: for 32 tokens at a time, four by four, 16 or 64 outputs at a time, pairs of inputs are
 * multiplied and added up as 16-bit numbers into 32 bits (pmaddwd, vpdpwssd). All processors give the same sums.
 */
#include "net.h"

#include <math.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* What is not a product is plain C, compiled twice: once for processors with AVX2. Neither uses fused multiplication, so that both
   give the same numbers. */
#define KHB_INTO __attribute__((always_inline)) inline

enum { PARTS = 3, STEP = 4, BLOCK = 32, LANE = 16, X_ONE = 1024, X_MOST = 16383 };

/* ---- opening ---------------------------------------------------------------------------------------------------------------- */

const char *khb_net_wrong(const khb_model *m) {
  if (m->n_net == 0) return m->n_net_embed | m->n_net_weights | m->n_net_numbers ? "an encoder has no size" : NULL;
  const khb_f_net *n = m->net;
  if (m->n_net != 1) return "it has two encoders";
  if (n->width == 0 || n->width % 16 || n->width > KHB_NET_MAX_WIDTH || n->n_layers > KHB_NET_MAX_LAYERS)
    return "the size of its encoder is out of range";
  if (n->n_labels == 0 || n->n_labels > KHB_LANES || n->n_buckets < 16 || n->n_buckets > 1u << 20)
    return "the size of its encoder is out of range";
  if (n->n_slots > KHB_NET_SLOTS) return "its encoder knows other facts";
  for (uint32_t i = 0; i < n->n_layers; i++)
    if (n->reach[i] == 0 || n->reach[i] > KHB_NET_MAX_REACH) return "the size of its encoder is out of range";
  const uint64_t d = n->width, layers = n->n_layers;
  if (m->n_net_embed != n->n_buckets * d) return "its encoder has no weights";
  if (m->n_net_weights != layers * PARTS * 2 * d * d + d * KHB_LANES) return "its encoder has no weights";
  if (m->n_net_numbers != layers * 6 * d + 2 * d + 2 * KHB_LANES) return "its encoder has no weights";
  if (!(n->embed_scale >= 0 && n->embed_scale <= 1e4f) || !(n->mix >= 0 && n->mix <= 100)) return "a scale is out of range";
  if (n->mix > 0 && n->n_labels != m->n_labels) return "its encoder has other labels";
  for (uint32_t i = 0; i < m->n_net_numbers; i++)
    if (!(fabsf(m->net_numbers[i]) <= 1e4f)) return "a weight is out of range";
  return NULL;
}

/* [inputs / 2][n_out][2] of the file as blocks of LANE outputs. */
static void lay_out(const int8_t *from, uint32_t inputs, uint32_t n_out, int16_t *to) {
  for (uint32_t o = 0; o < n_out; o += LANE)
    for (uint32_t i = 0; i < inputs / 2; i++)
      for (uint32_t k = 0; k < 2 * LANE; k++) *to++ = from[(size_t)i * 2 * n_out + 2 * o + k];
}

bool khb_net_prepare(khb_model *m) {
  if (m->n_net == 0) return true;
  const uint32_t d = m->net->width, layers = m->net->n_layers;
  const size_t layer = (size_t)PARTS * 2 * d * d;
  m->net_memory = malloc((size_t)m->n_net_weights * sizeof(int16_t) + 64);
  if (!m->net_memory) return false;
  m->net_wide = (int16_t *)(((uintptr_t)m->net_memory + 63) / 64 * 64);
  for (uint32_t l = 0; l < layers; l++) lay_out(m->net_weights + l * layer, PARTS * d, 2 * d, m->net_wide + l * layer);
  lay_out(m->net_weights + layers * layer, d, KHB_LANES, m->net_wide + layers * layer);
  return true;
}

/* ---- slots ------------------------------------------------------------------------------------------------------------------ */

void khb_net_slots(const khb_facts *f, uint32_t n_buckets, uint32_t out[KHB_NET_SLOTS]) {
  const khb_f_mword *w = f->known;
  const uint32_t value[KHB_NET_SLOTS] = {
      f->prefix[1], f->prefix[2], f->prefix[3], f->suffix[1], f->suffix[2],        f->suffix[3],
      f->shape,     f->hit,       f->types,     f->pattern,   f->heads_hash,       f->attributes,
      f->names,     f->quotes,    f->chain,     f->elsewhere, f->pair,             f->clitic,
      w ? w->frequency / 8u + 1u : 0,           w ? w->grain[0] : 0,               w ? w->grain[1] : 0,
      w ? w->grain[2] : 0,        w ? w->grain[3] : 0,        w ? w->grain[4] : 0, w ? w->grain[5] : 0,
      f->stem};
  for (uint32_t i = 0; i < KHB_NET_SLOTS; i++) {
    uint32_t hash = (uint32_t)(khb_mum(value[i] ^ (uint64_t)(i + 1) * 0x9e3779b97f4a7c15u, 0xd6e8feb86659fd93u) >> 16);
    /* 1 is kept for words that the trainer hides */
    out[i] = value[i] ? 2u + (uint32_t)((uint64_t)hash * (n_buckets - 2) >> 32) : 0;
  }
}

typedef int8_t bytes16 __attribute__((vector_size(16)));
typedef int16_t shorts16 __attribute__((vector_size(32)));
typedef float floats8 __attribute__((vector_size(32)));
typedef int32_t ints8 __attribute__((vector_size(32)));

/* The rows of a token's facts, those of which nothing is known left out. Returns how many. */
static inline uint32_t find_rows(const khb_model *m, const khb_facts *facts, uint32_t width, uint32_t row[KHB_NET_SLOTS]) {
  uint32_t slot[KHB_NET_SLOTS], n = 0;
  khb_net_slots(facts, m->net->n_buckets, slot);
  for (uint32_t i = 0; i < m->net->n_slots; i++) {
    __builtin_prefetch(m->net_embed + (size_t)slot[i] * width);
    row[n] = slot[i];
    n += slot[i] != 0;
  }
  return n;
}

KHB_INTO static void add_rows(const khb_model *m, const uint32_t *rows, uint32_t n, uint32_t width, float *h) {
  shorts16 sum[KHB_NET_MAX_WIDTH / 16] = {{0}}; /* 26 * 127 fits */
  for (uint32_t i = 0; i < n; i++) {
    const int8_t *row = m->net_embed + (size_t)rows[i] * width;
    for (uint32_t k = 0; k < width / 16; k++) {
      bytes16 part;
      memcpy(&part, row + 16 * k, sizeof part);
      sum[k] += __builtin_convertvector(part, shorts16);
    }
  }
  for (uint32_t k = 0; k < width; k += 8) {
    typedef int16_t shorts8 __attribute__((vector_size(16)));
    shorts8 part;
    memcpy(&part, (const int16_t *)sum + k, sizeof part);
    const floats8 v = __builtin_convertvector(__builtin_convertvector(part, ints8), floats8) * m->net->embed_scale;
    memcpy(h + k, &v, sizeof v);
  }
}

/* The rows of one token are on their way from memory while those of the one before are added up. */
KHB_INTO static void embed(const khb_model *m, const khb_facts *facts, uint32_t n, uint32_t width, float (*h)[KHB_NET_MAX_WIDTH]) {
  uint32_t rows[2][KHB_NET_SLOTS], n_rows[2] = {0};
  for (uint32_t t = 0; t <= n; t++) {
    if (t < n) n_rows[t & 1] = find_rows(m, &facts[t], width, rows[t & 1]);
    if (t) add_rows(m, rows[(t - 1) & 1], n_rows[(t - 1) & 1], width, h[t - 1]);
  }
}

/* ---- products --------------------------------------------------------------------------------------------------------------- */

/* out[token][n_out] = the sum over parts of x[part][token][0, width) times w, for `tokens` tokens, a multiple of STEP.

     w     blocks of LANE outputs, one behind the other, each  [parts * width / 2][LANE][2]

   A tile is STEP tokens and one block (or, with wider registers, four): its sums stay in registers while its weights are read in one
   stream, which the nearest cache keeps for the next tokens. */
typedef void product(const int16_t *const x[PARTS], uint32_t tokens, uint32_t parts, uint32_t width, const int16_t *w,
                     uint32_t n_out, int32_t *out);

static inline int32_t pair_at(const int16_t *x) {
  int32_t v;
  memcpy(&v, x, sizeof v);
  return v;
}

#if defined(__x86_64__)
#define KHB_VNNI __attribute__((target("avx512f,avx512vnni")))

/* `stride`: from one block of weights to the next. */
KHB_VNNI KHB_INTO static void tile_vnni(const int16_t *const x[PARTS], uint32_t parts, uint32_t width, const int16_t *w, size_t stride,
                                        const uint32_t blocks, uint32_t n_out, int32_t *out) {
  __m512i sum[STEP][4];
  for (uint32_t t = 0; t < STEP; t++)
    for (uint32_t b = 0; b < blocks; b++) sum[t][b] = _mm512_setzero_si512();
  for (uint32_t p = 0; p < parts; p++)
    for (uint32_t i = 0; i < width; i += 2, w += 2 * LANE) {
      __m512i weight[4];
      for (uint32_t b = 0; b < blocks; b++) weight[b] = _mm512_load_si512((const void *)(w + b * stride));
      for (uint32_t t = 0; t < STEP; t++) {
        const __m512i v = _mm512_set1_epi32(pair_at(x[p] + t * KHB_NET_MAX_WIDTH + i));
        for (uint32_t b = 0; b < blocks; b++) sum[t][b] = _mm512_dpwssd_epi32(sum[t][b], v, weight[b]);
      }
    }
  for (uint32_t t = 0; t < STEP; t++)
    for (uint32_t b = 0; b < blocks; b++) _mm512_storeu_si512((void *)(out + t * n_out + b * LANE), sum[t][b]);
}

KHB_VNNI static void product_vnni(const int16_t *const x[PARTS], uint32_t tokens, uint32_t parts, uint32_t width, const int16_t *w,
                                  uint32_t n_out, int32_t *out) {
  const size_t stride = (size_t)parts * width * LANE;
  for (uint32_t o = 0, blocks; o < n_out; o += blocks * LANE, w += blocks * stride) {
    blocks = n_out - o >= 4 * LANE ? 4 : 1;
    for (uint32_t at = 0; at < tokens; at += STEP) {
      const int16_t *here[PARTS];
      for (uint32_t p = 0; p < parts; p++) here[p] = x[p] + at * KHB_NET_MAX_WIDTH;
      if (blocks == 4) tile_vnni(here, parts, width, w, stride, 4, n_out, out + at * n_out + o);
      else tile_vnni(here, parts, width, w, stride, 1, n_out, out + at * n_out + o);
    }
  }
}

__attribute__((target("avx2"))) static void product_avx2(const int16_t *const x[PARTS], uint32_t tokens, uint32_t parts, uint32_t width,
                                                         const int16_t *w, uint32_t n_out, int32_t *out) {
  for (uint32_t o = 0; o < n_out; o += LANE, w += parts * width * LANE)
    for (uint32_t at = 0; at < tokens; at += STEP) {
      __m256i sum[STEP][2];
      for (uint32_t t = 0; t < STEP; t++) sum[t][0] = sum[t][1] = _mm256_setzero_si256();
      const int16_t *row = w;
      for (uint32_t p = 0; p < parts; p++) {
        const int16_t *here = x[p] + at * KHB_NET_MAX_WIDTH;
        for (uint32_t i = 0; i < width; i += 2, row += 2 * LANE) {
          __m256i a = _mm256_load_si256((const void *)row), b = _mm256_load_si256((const void *)(row + LANE));
          for (uint32_t t = 0; t < STEP; t++) {
            __m256i v = _mm256_set1_epi32(pair_at(here + t * KHB_NET_MAX_WIDTH + i));
            sum[t][0] = _mm256_add_epi32(sum[t][0], _mm256_madd_epi16(v, a));
            sum[t][1] = _mm256_add_epi32(sum[t][1], _mm256_madd_epi16(v, b));
          }
        }
      }
      for (uint32_t t = 0; t < STEP; t++) {
        _mm256_storeu_si256((void *)(out + (at + t) * n_out + o), sum[t][0]);
        _mm256_storeu_si256((void *)(out + (at + t) * n_out + o + 8), sum[t][1]);
      }
    }
}

/* Half a block at a time: there are 16 registers. */
static void product_sse2(const int16_t *const x[PARTS], uint32_t tokens, uint32_t parts, uint32_t width, const int16_t *w,
                         uint32_t n_out, int32_t *out) {
  for (uint32_t o = 0; o < n_out; o += LANE / 2) {
    const int16_t *half = w + (size_t)(o / LANE) * parts * width * LANE + o % LANE * 2;
    for (uint32_t at = 0; at < tokens; at += STEP) {
      __m128i sum[STEP][2];
      for (uint32_t t = 0; t < STEP; t++) sum[t][0] = sum[t][1] = _mm_setzero_si128();
      const int16_t *row = half;
      for (uint32_t p = 0; p < parts; p++)
        for (uint32_t i = 0; i < width; i += 2, row += 2 * LANE) {
          __m128i a = _mm_load_si128((const void *)row), b = _mm_load_si128((const void *)(row + 8));
          for (uint32_t t = 0; t < STEP; t++) {
            __m128i v = _mm_set1_epi32(pair_at(x[p] + (at + t) * KHB_NET_MAX_WIDTH + i));
            sum[t][0] = _mm_add_epi32(sum[t][0], _mm_madd_epi16(v, a));
            sum[t][1] = _mm_add_epi32(sum[t][1], _mm_madd_epi16(v, b));
          }
        }
      for (uint32_t t = 0; t < STEP; t++) {
        _mm_storeu_si128((void *)(out + (at + t) * n_out + o), sum[t][0]);
        _mm_storeu_si128((void *)(out + (at + t) * n_out + o + 4), sum[t][1]);
      }
    }
  }
}
#endif

static void product_plain(const int16_t *const x[PARTS], uint32_t tokens, uint32_t parts, uint32_t width, const int16_t *w,
                          uint32_t n_out, int32_t *out) {
  memset(out, 0, tokens * n_out * sizeof *out);
  for (uint32_t o = 0; o < n_out; o += LANE)
    for (uint32_t p = 0; p < parts; p++)
      for (uint32_t i = 0; i < width; i += 2, w += 2 * LANE)
        for (uint32_t t = 0; t < tokens; t++) {
          const int32_t a = x[p][t * KHB_NET_MAX_WIDTH + i], b = x[p][t * KHB_NET_MAX_WIDTH + i + 1];
          for (uint32_t k = 0; k < LANE; k++) out[t * n_out + o + k] += a * w[2 * k] + b * w[2 * k + 1];
        }
}

/* ---- layers ----------------------------------------------------------------------------------------------------------------- */

/* h with mean 0 and variance 1, times gain, plus shift, as whole 1024ths. */
KHB_INTO static void normalise(const float *h, uint32_t width, const float *gain, const float *shift, int16_t *out) {
  khb_quad sum = {0}, squares = {0};
  for (uint32_t k = 0; k < width; k += 4) {
    khb_quad v;
    memcpy(&v, h + k, sizeof v);
    sum += v;
    squares += v * v;
  }
  const float n = (float)width, mean = (sum[0] + sum[1] + sum[2] + sum[3]) / n;
  const float spread = (squares[0] + squares[1] + squares[2] + squares[3]) / n - mean * mean;
  const float by = 1 / sqrtf((spread > 0 ? spread : 0) + 1e-5f);
  for (uint32_t k = 0; k < width; k++) {
    float v = ((h[k] - mean) * by * gain[k] + shift[k]) * X_ONE;
    v = v < X_MOST ? v : X_MOST;
    v = v > -X_MOST ? v : -X_MOST;
    out[k] = (int16_t)(int32_t)v;
  }
}

#define LOAD(v, from) memcpy(&(v), (from), sizeof(v))

KHB_INTO static void apply_gates(const int32_t *sum, uint32_t width, const float *scale, const float *bias, float *h) {
  const floats8 none = {0}, one = none + 1;
  for (uint32_t k = 0; k < width; k += 8) {
    ints8 sum_a, sum_b;
    floats8 scale_a, scale_b, bias_a, bias_b, here;
    LOAD(sum_a, sum + k), LOAD(scale_a, scale + k), LOAD(bias_a, bias + k);
    LOAD(sum_b, sum + width + k), LOAD(scale_b, scale + width + k), LOAD(bias_b, bias + width + k);
    LOAD(here, h + k);
    const floats8 a = __builtin_convertvector(sum_a, floats8) * scale_a + bias_a;
    floats8 b = (__builtin_convertvector(sum_b, floats8) * scale_b + bias_b) / 6 + 0.5f;
    ints8 low = b < one;
    b = (floats8)(((ints8)b & low) | ((ints8)one & ~low));
    b = (floats8)((ints8)b & (ints8)(b > none));
    here += a * b;
    memcpy(h + k, &here, sizeof here);
  }
}

/* What lies around the text is 0. */
KHB_INTO static void make_input(const khb_net_work *work, uint32_t n, uint32_t width, const float *number,
                           int16_t (*x)[KHB_NET_MAX_WIDTH]) {
  const uint32_t steps = (n + STEP - 1) / STEP * STEP;
  for (uint32_t t = 0; t < n; t++) normalise(work->h[t], width, number, number + width, x[t + KHB_NET_MAX_REACH]);
  for (uint32_t t = n; t < steps + KHB_NET_MAX_REACH; t++) memset(x[t + KHB_NET_MAX_REACH], 0, sizeof x[0]);
}

/* Of the n tokens that are left, rounded up to whole steps. */
static inline uint32_t block_of(uint32_t n) { return n < BLOCK ? (n + STEP - 1) / STEP * STEP : (uint32_t)BLOCK; }

/* `width` is net->width, as a number that the compiler knows where it is the usual one. */
KHB_INTO static void run(const khb_model *m, const khb_facts *facts, uint32_t n, khb_net_work *work, product *multiply,
                  uint32_t width) {
  const khb_f_net *net = m->net;
  const int16_t *w = m->net_wide;
  const float *number = m->net_numbers;
  int32_t sum[BLOCK * 2 * KHB_NET_MAX_WIDTH];
  memset(work->x, 0, KHB_NET_MAX_REACH * sizeof work->x[0]);
  embed(m, facts, n, width, work->h);
  for (uint32_t l = 0; l < net->n_layers; l++) {
    const uint32_t reach = net->reach[l], n_out = 2 * width;
    const float *scale = number + 2 * width, *bias = scale + n_out;
    make_input(work, n, width, number, work->x);
    for (uint32_t t = 0; t < n; t += BLOCK) {
      const size_t row = t + KHB_NET_MAX_REACH; /* rows before and behind the paragraph are there, and zero */
      const int16_t *x[PARTS] = {work->x[row - reach], work->x[row], work->x[row + reach]};
      multiply(x, block_of(n - t), PARTS, width, w, n_out, sum);
      for (uint32_t k = 0; k < BLOCK && t + k < n; k++) apply_gates(sum + k * n_out, width, scale, bias, work->h[t + k]);
    }
    w += (size_t)PARTS * width * n_out;
    number += 6 * width;
  }
  make_input(work, n, width, number, work->x);
  const float *scale = number + 2 * width, *bias = scale + KHB_LANES;
  for (uint32_t t = 0; t < n; t += BLOCK) {
    const int16_t *x[PARTS] = {work->x[t + KHB_NET_MAX_REACH]};
    multiply(x, block_of(n - t), 1, width, w, KHB_LANES, sum);
    for (uint32_t k = 0; k < BLOCK && t + k < n; k++)
      for (uint32_t b = 0; b < KHB_LANES; b++) work->out[t + k].f[b] = (float)sum[k * KHB_LANES + b] * scale[b] + bias[b];
  }
}

enum { USUAL_WIDTH = 64 };

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void run_avx2(const khb_model *m, const khb_facts *facts, uint32_t n, khb_net_work *work,
                                                     product *multiply) {
  if (m->net->width == USUAL_WIDTH) run(m, facts, n, work, multiply, USUAL_WIDTH);
  else run(m, facts, n, work, multiply, m->net->width);
}
#endif

static void run_plain(const khb_model *m, const khb_facts *facts, uint32_t n, khb_net_work *work, product *multiply) {
  run(m, facts, n, work, multiply, m->net->width);
}

bool khb_net_run_as(khb_net_way way, const khb_model *m, const khb_facts *facts, uint32_t n, khb_net_work *work) {
#if defined(__x86_64__)
  if (way == KHB_NET_BEST || way == KHB_NET_AVX2 || way == KHB_NET_VNNI) {
    const bool wide = __builtin_cpu_supports("avx2");
    const bool vnni = wide && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
    if (vnni && way != KHB_NET_AVX2) return run_avx2(m, facts, n, work, product_vnni), true;
    if (wide && way != KHB_NET_VNNI) return run_avx2(m, facts, n, work, product_avx2), true;
    if (way != KHB_NET_BEST) return false;
  }
  if (way != KHB_NET_PLAIN) return run_plain(m, facts, n, work, product_sse2), true;
#else
  if (way != KHB_NET_BEST && way != KHB_NET_PLAIN) return false;
#endif
  return run_plain(m, facts, n, work, product_plain), true;
}

void khb_net_run(const khb_model *m, const khb_facts *facts, uint32_t n, khb_net_work *work) {
  khb_net_run_as(KHB_NET_BEST, m, facts, n, work);
}

/* ---- opinions --------------------------------------------------------------------------------------------------------------- */

static khb_opinion opinion_of(const float *v, uint32_t labels) {
  uint32_t best = 0, second = KHB_NONE;
  for (uint32_t b = 1; b < labels; b++) best = v[b] > v[best] ? b : best;
  float sum = 0;
  for (uint32_t b = 0; b < labels; b++) {
    sum += expf(v[b] - v[best]);
    if (b != best && (second == KHB_NONE || v[b] > v[second])) second = b;
  }
  float p = 1 / sum, q = second == KHB_NONE ? 0 : expf(v[second] - v[best]) / sum;
  khb_opinion o = {.label = (uint8_t)(best + 1)};
  o.sure = p > 0.98f ? 4 : p > 0.9f ? 3 : p > 0.7f ? 2 : p > 0.5f ? 1 : 0;
  if (q > 0.03f) o.second = (uint8_t)(second + 1 + (q > 0.15f ? KHB_LANES : 0));
  return o;
}

void khb_net_opine(const khb_model *m, khb_facts *facts, uint32_t n, khb_net_work *work) {
  for (uint32_t from = 0; from < n; from += KHB_NET_MAX_TOKENS) {
    uint32_t count = n - from < KHB_NET_MAX_TOKENS ? n - from : KHB_NET_MAX_TOKENS;
    khb_net_run(m, facts + from, count, work);
    for (uint32_t t = 0; t < count; t++) facts[from + t].opinion = opinion_of(work->out[t].f, m->net->n_labels);
  }
}
