/* net.c: runs the encoder that net.h draws.
 *
 * A layer is a convolution over three tokens. Two outputs are computed at a time, with four products of matrices in place of six
 * (Winograd's F(2,3); Lavin and Gray 2016), in whole numbers, so that they are exact:
 *
 *   inputs x0 … x3 at t - d, t, t + d, t + 2d             weights w0, w1, w2
 *   m1 = (x0 - x2) · 2 w0       m2 = (x1 + x2) · (w0 + w1 + w2)       m3 = (x2 - x1) · (w0 - w1 + w2)       m4 = (x1 - x3) · -2 w2
 *   twice the output at t: m1 + m2 + m3                   at t + d: m2 - m3 + m4
 */
#include "net.h"

#include <math.h>
#include <stdlib.h>

#include "product.h"

/* What is not a product is plain C, compiled twice (vector.h). */
enum { PARTS = 3, PRODUCTS = 4, BLOCK = 32, PAIRS = BLOCK / 2, LANE = KHB_PRODUCT_LANE, X_ONE = 1024, X_MOST = 16383 };
_Static_assert(2 * X_MOST <= INT16_MAX && KHB_NET_MAX_WIDTH == KHB_PRODUCT_ROW, "what is multiplied fits 16 bits");
_Static_assert(KHB_NET_MAX_WIDTH * 2 * X_MOST * 6ll * 128 <= INT32_MAX, "sums fit 32 bits");

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

/* Three matrices [inputs / 2][n_out][2] of the file, each times a number, as blocks of LANE outputs. */
static void lay_out(const int8_t *from, const int by[PARTS], uint32_t parts, uint32_t inputs, uint32_t n_out, int16_t *to) {
  for (uint32_t o = 0; o < n_out; o += LANE)
    for (uint32_t i = 0; i < inputs / 2; i++)
      for (uint32_t k = 0; k < 2 * LANE; k++) {
        int sum = 0;
        for (uint32_t p = 0; p < parts; p++) sum += by[p] * from[(size_t)(p * inputs / 2 + i) * 2 * n_out + 2 * o + k];
        *to++ = (int16_t)sum;
      }
}

static const int mixture[PRODUCTS][PARTS] = {{1, 1, 1}, {1, -1, 1}, {2, 0, 0}, {0, 0, -2}}, alone[PARTS] = {1};

/* Gains and shifts give whole X_ONEs, scales take outputs that are doubled; the half of the gates comes as gate(b) without its
   bounds. */
static void make_numbers(const khb_model *m, float *to) {
  const uint32_t d = m->net->width, layers = m->net->n_layers;
  memcpy(to, m->net_numbers, m->n_net_numbers * sizeof *to);
  for (uint32_t l = 0; l <= layers; l++, to += 6 * d) {
    for (uint32_t i = 0; i < 2 * d; i++) to[i] *= X_ONE;
    for (uint32_t i = 0; l < layers && i < d; i++) {
      to[2 * d + i] /= 2;
      to[3 * d + i] /= 12;
      to[5 * d + i] = to[5 * d + i] / 6 + 0.5f;
    }
  }
}

bool khb_net_prepare(khb_model *m) {
  if (m->n_net == 0) return true;
  const uint32_t d = m->net->width, layers = m->net->n_layers;
  const size_t matrix = (size_t)2 * d * d, n = layers * PRODUCTS * matrix + (size_t)d * KHB_LANES;
  m->net_memory = malloc(n * sizeof(int16_t) + m->n_net_numbers * sizeof(float) + 64);
  if (!m->net_memory) return false;
  int16_t *to = m->net_wide = (int16_t *)(((uintptr_t)m->net_memory + 63) / 64 * 64);
  for (uint32_t l = 0; l < layers; l++)
    for (uint32_t k = 0; k < PRODUCTS; k++, to += matrix)
      lay_out(m->net_weights + l * PARTS * matrix, mixture[k], PARTS, d, 2 * d, to);
  lay_out(m->net_weights + layers * PARTS * matrix, alone, 1, d, KHB_LANES, to);
  m->net_ready = (float *)(m->net_wide + n);
  make_numbers(m, m->net_ready);
  return true;
}

/* ---- slots ------------------------------------------------------------------------------------------------------------------ */

KHB_INTO static void read_slots(const khb_facts *f, uint32_t value[KHB_NET_SLOTS]) {
  const khb_f_mword *w = f->known;
  const uint32_t all[KHB_NET_SLOTS] = {
      f->prefix[1], f->prefix[2], f->prefix[3], f->suffix[1], f->suffix[2],        f->suffix[3],
      f->shape,     f->hit,       f->types,     f->pattern,   f->heads_hash,       f->attributes,
      f->names,     f->quotes,    f->chain,     f->elsewhere, f->pair,             f->clitic,
      w ? w->frequency / 8u + 1u : 0,           w ? w->grain[0] : 0,               w ? w->grain[1] : 0,
      w ? w->grain[2] : 0,        w ? w->grain[3] : 0,        w ? w->grain[4] : 0, w ? w->grain[5] : 0,
      f->stem};
  memcpy(value, all, sizeof all);
}

/* 1 is kept for words that the trainer hides. */
static inline uint32_t bucket_of(uint32_t slot, uint32_t value, uint32_t n_buckets) {
  const uint32_t hash = (uint32_t)(khb_mum(value ^ (uint64_t)(slot + 1) * 0x9e3779b97f4a7c15u, 0xd6e8feb86659fd93u) >> 16);
  return 2u + (uint32_t)((uint64_t)hash * (n_buckets - 2) >> 32);
}

void khb_net_slots(const khb_facts *f, uint32_t n_buckets, uint32_t out[KHB_NET_SLOTS]) {
  uint32_t value[KHB_NET_SLOTS];
  read_slots(f, value);
  for (uint32_t i = 0; i < KHB_NET_SLOTS; i++) out[i] = value[i] ? bucket_of(i, value[i], n_buckets) : 0;
}

typedef int8_t bytes16 __attribute__((vector_size(16)));
typedef int16_t shorts16 __attribute__((vector_size(32), aligned(2)));
typedef int16_t shorts8 __attribute__((vector_size(16), aligned(2)));

/* The rows of a token's facts of which something is known. Returns how many. */
KHB_INTO static uint32_t find_rows(const khb_model *m, const khb_facts *facts, uint32_t width, uint32_t row[KHB_NET_SLOTS]) {
  uint32_t value[KHB_NET_SLOTS], n = 0;
  read_slots(facts, value);
  for (uint32_t i = 0; i < m->net->n_slots; i++) {
    row[n] = bucket_of(i, value[i], m->net->n_buckets);
    __builtin_prefetch(m->net_embed + (size_t)row[n] * width);
    n += value[i] != 0;
  }
  return n;
}

/* Facts of a token on their way to their sum. */
typedef struct on_way {
  uint32_t row[KHB_NET_SLOTS], n;
} on_way;

KHB_INTO static void add_rows(const khb_model *m, const on_way *w, uint32_t width, float *h) {
  shorts16 sum[KHB_NET_MAX_WIDTH / 16] = {{0}}; /* 26 * 127 fits */
  for (uint32_t i = 0; i < w->n; i++) {
    const int8_t *row = m->net_embed + (size_t)w->row[i] * width;
    for (uint32_t k = 0; k < width / 16; k++) {
      bytes16 part;
      memcpy(&part, row + 16 * k, sizeof part);
      sum[k] += __builtin_convertvector(part, shorts16);
    }
  }
  for (uint32_t k = 0; k < width; k += 8) {
    shorts8 part;
    memcpy(&part, (const int16_t *)sum + k, sizeof part);
    const khb_eight v = __builtin_convertvector(__builtin_convertvector(part, khb_eight_int), khb_eight) * m->net->embed_scale;
    memcpy(h + k, &v, sizeof v);
  }
}

/* Of the tokens [first, last). The rows of one are on their way from memory while those of the one before are added up. */
KHB_INTO static void embed(const khb_model *m, const khb_facts *facts, uint32_t first, uint32_t last, uint32_t width,
                           float (*h)[KHB_NET_MAX_WIDTH]) {
  on_way ring[2];
  for (uint32_t t = first; t <= last; t++) {
    on_way *now = &ring[t & 1];
    if (t < last) now->n = find_rows(m, &facts[t], width, now->row);
    if (t > first) add_rows(m, &ring[(t - 1) & 1], width, h[t - 1]);
  }
}

/* ---- layers ----------------------------------------------------------------------------------------------------------------- */

#define LOAD(v, from) memcpy(&(v), (from), sizeof(v))
#define STORE(to, v) memcpy((to), &(v), sizeof(v))

/* h with mean 0 and variance 1, times gain, plus shift, as whole 1024ths. */
KHB_INTO static void normalise(const float *h, uint32_t width, const float *gain, const float *shift, int16_t *out) {
  khb_eight sum = {0}, squares = {0}, more = {0}, more_squares = {0};
  for (uint32_t k = 0; k < width; k += 16) {
    khb_eight a, b;
    LOAD(a, h + k), LOAD(b, h + k + 8);
    sum += a;
    squares += a * a;
    more += b;
    more_squares += b * b;
  }
  float total, total_squares;
  sum += more;
  squares += more_squares;
  KHB_ACROSS(total, sum, KHB_ADDED);
  KHB_ACROSS(total_squares, squares, KHB_ADDED);
  const float n = (float)width, mean = total / n, spread = total_squares / n - mean * mean;
  const float by = 1 / sqrtf((spread > 0 ? spread : 0) + 1e-5f);
  const khb_eight most = (khb_eight){0} + X_MOST, least = (khb_eight){0} - X_MOST;
  for (uint32_t k = 0; k < width; k += 8) {
    khb_eight here, by_gain, plus;
    LOAD(here, h + k), LOAD(by_gain, gain + k), LOAD(plus, shift + k);
    khb_eight v = (here - mean) * by * by_gain + plus;
    KHB_AT_MOST(v, most);
    KHB_AT_LEAST(v, least);
    const shorts8 whole = __builtin_convertvector(__builtin_convertvector(v, khb_eight_int), shorts8);
    STORE(out + k, whole);
  }
}

KHB_INTO static void apply_gates(const int32_t *sum, uint32_t width, const float *scale, const float *bias, const float *h,
                                 float *out) {
  const khb_eight none = {0}, one = none + 1;
  for (uint32_t k = 0; k < width; k += 8) {
    khb_eight_int sum_a, sum_b;
    khb_eight scale_a, scale_b, bias_a, bias_b, here;
    LOAD(sum_a, sum + k), LOAD(scale_a, scale + k), LOAD(bias_a, bias + k);
    LOAD(sum_b, sum + width + k), LOAD(scale_b, scale + width + k), LOAD(bias_b, bias + width + k);
    LOAD(here, h + k);
    const khb_eight a = __builtin_convertvector(sum_a, khb_eight) * scale_a + bias_a;
    khb_eight gate = __builtin_convertvector(sum_b, khb_eight) * scale_b + bias_b;
    KHB_AT_MOST(gate, one);
    KHB_AT_LEAST(gate, none);
    here += a * gate;
    STORE(out + k, here);
  }
}

/* The tokens [first, last) and those around them that a layer of this reach lets them change. */
typedef struct stretch { uint32_t first, last; } stretch;

static inline stretch wider(stretch s, uint32_t reach, uint32_t n) {
  return (stretch){s.first > reach ? s.first - reach : 0, n - s.last > reach ? s.last + reach : n};
}

/* What lies around the text is 0. */
KHB_INTO static void make_input(const khb_net_work *work, uint32_t layer, stretch s, uint32_t width, const float *number,
                                int16_t (*x)[KHB_NET_MAX_WIDTH]) {
  for (uint32_t t = s.first; t < s.last; t++) normalise(work->h[layer][t], width, number, number + width, x[t + KHB_NET_MAX_REACH]);
}

static inline uint32_t steps_of(uint32_t n) { return (n + KHB_PRODUCT_STEP - 1) / KHB_PRODUCT_STEP * KHB_PRODUCT_STEP; }

/* What the products of up to PAIRS pairs of tokens read, and the tokens: the other of a pair stands `reach` behind. */
typedef struct pairs {
  int16_t in[PRODUCTS][PAIRS][KHB_NET_MAX_WIDTH];
  uint32_t token[PAIRS], n;
} pairs;

/* The pairs of the tokens [first, first + n); of the last ones the other may stand outside. */
KHB_INTO static void make_pairs(const khb_net_work *work, uint32_t first, uint32_t n, uint32_t reach, uint32_t width, pairs *p) {
  p->n = 0;
  for (uint32_t k = 0; k < n; k++) {
    if (k / reach % 2) continue;
    const int16_t *x[4];
    for (uint32_t i = 0; i < 4; i++) x[i] = work->x[first + k + KHB_NET_MAX_REACH + i * reach - reach];
    for (uint32_t i = 0; i < width; i += 16) {
      shorts16 a, b, c, d;
      LOAD(a, x[0] + i), LOAD(b, x[1] + i), LOAD(c, x[2] + i), LOAD(d, x[3] + i);
      a -= c;
      d = b - d;
      STORE(p->in[2][p->n] + i, a), STORE(p->in[3][p->n] + i, d);
      d = b + c;
      c -= b;
      STORE(p->in[0][p->n] + i, d), STORE(p->in[1][p->n] + i, c);
    }
    p->token[p->n++] = first + k;
  }
  for (uint32_t q = 0; q < PRODUCTS; q++) memset(p->in[q][p->n], 0, (steps_of(p->n) - p->n) * sizeof p->in[q][0]);
}

/* a, b: a + b, a - b. */
KHB_INTO static void add_and_subtract(int32_t *a, int32_t *b, uint32_t n) {
  for (uint32_t k = 0; k < n; k += 8) {
    khb_eight_int x, y;
    LOAD(x, a + k), LOAD(y, b + k);
    const khb_eight_int sum = x + y, difference = x - y;
    STORE(a + k, sum);
    STORE(b + k, difference);
  }
}

KHB_INTO static void run_layer(const khb_model *m, uint32_t l, stretch s, khb_net_work *work, khb_product *multiply,
                               uint32_t width) {
  const uint32_t reach = m->net->reach[l], n_out = 2 * width, block = BLOCK / (2 * reach) * (2 * reach);
  const size_t matrix = (size_t)width * n_out;
  const int16_t *w = m->net_wide + l * PRODUCTS * matrix;
  const float *scale = m->net_ready + l * 6 * width + 2 * width, *bias = scale + n_out;
  int32_t here[PAIRS * 2 * KHB_NET_MAX_WIDTH], behind[PAIRS * 2 * KHB_NET_MAX_WIDTH];
  pairs p;
  for (uint32_t t = s.first; t < s.last; t += block) {
    const uint32_t end = s.last - t < block ? s.last : t + block;
    make_pairs(work, t, end - t, reach, width, &p);
    const uint32_t steps = steps_of(p.n);
    multiply(p.in[0][0], steps, width, w, n_out, false, here);
    multiply(p.in[1][0], steps, width, w + matrix, n_out, false, behind);
    add_and_subtract(here, behind, p.n * n_out);
    multiply(p.in[2][0], steps, width, w + 2 * matrix, n_out, true, here);
    multiply(p.in[3][0], steps, width, w + 3 * matrix, n_out, true, behind);
    for (uint32_t k = 0; k < p.n; k++) {
      const uint32_t i = p.token[k], j = i + reach;
      apply_gates(here + k * n_out, width, scale, bias, work->h[l][i], work->h[l + 1][i]);
      if (j < end) apply_gates(behind + k * n_out, width, scale, bias, work->h[l][j], work->h[l + 1][j]);
    }
  }
}

KHB_INTO static void run_output(const khb_model *m, stretch s, khb_net_work *work, khb_product *multiply, uint32_t width) {
  const uint32_t layers = m->net->n_layers;
  const int16_t *w = m->net_wide + (size_t)layers * PRODUCTS * width * 2 * width;
  const float *scale = m->net_ready + layers * 6 * width + 2 * width, *bias = scale + KHB_LANES;
  int32_t sum[BLOCK * KHB_LANES];
  for (uint32_t t = s.first; t < s.last; t += BLOCK) {
    const uint32_t n = s.last - t < BLOCK ? s.last - t : (uint32_t)BLOCK;
    multiply(work->x[t + KHB_NET_MAX_REACH], steps_of(n), width, w, KHB_LANES, false, sum);
    for (uint32_t k = 0; k < n; k++)
      for (uint32_t b = 0; b < KHB_LANES; b++) work->out[t + k].f[b] = (float)sum[k * KHB_LANES + b] * scale[b] + bias[b];
  }
}

/* `width` is net->width, as a number that the compiler knows where it is the usual one. Each layer has more to compute than the one
   before: what changed, and as far as its reach around it. */
KHB_INTO static void run(const khb_model *m, const khb_facts *facts, uint32_t n, stretch s, khb_net_work *work,
                         khb_product *multiply, uint32_t width) {
  const khb_f_net *net = m->net;
  memset(work->x, 0, KHB_NET_MAX_REACH * sizeof work->x[0]);
  memset(work->x[n + KHB_NET_MAX_REACH], 0, KHB_NET_MAX_REACH * sizeof work->x[0]);
  embed(m, facts, s.first, s.last, width, work->h[0]);
  for (uint32_t l = 0; l < net->n_layers; l++) {
    s = wider(s, net->reach[l], n);
    make_input(work, l, wider(s, net->reach[l], n), width, m->net_ready + l * 6 * width, work->x);
    run_layer(m, l, s, work, multiply, width);
  }
  make_input(work, net->n_layers, s, width, m->net_ready + net->n_layers * 6 * width, work->x);
  run_output(m, s, work, multiply, width);
}

enum { USUAL_WIDTH = 64 };

#if defined(__x86_64__)
KHB_AVX2 static void run_avx2(const khb_model *m, const khb_facts *facts, uint32_t n, stretch s, khb_net_work *work,
                              khb_product *multiply) {
  if (m->net->width == USUAL_WIDTH) run(m, facts, n, s, work, multiply, USUAL_WIDTH);
  else run(m, facts, n, s, work, multiply, m->net->width);
}
#endif

static void run_plain(const khb_model *m, const khb_facts *facts, uint32_t n, stretch s, khb_net_work *work,
                      khb_product *multiply) {
  run(m, facts, n, s, work, multiply, m->net->width);
}

static bool run_as(khb_net_way way, const khb_model *m, const khb_facts *facts, uint32_t n, stretch s, khb_net_work *work) {
#if defined(__x86_64__)
  if (way == KHB_NET_BEST || way == KHB_NET_AVX2 || way == KHB_NET_VNNI) {
    const bool wide = khb_has_avx2();
    const bool vnni = wide && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
    if (vnni && way != KHB_NET_AVX2) return run_avx2(m, facts, n, s, work, khb_product_vnni), true;
    if (wide && way != KHB_NET_VNNI) return run_avx2(m, facts, n, s, work, khb_product_avx2), true;
    if (way != KHB_NET_BEST) return false;
  }
  if (way != KHB_NET_PLAIN) return run_plain(m, facts, n, s, work, khb_product_sse2), true;
#else
  if (way != KHB_NET_BEST && way != KHB_NET_PLAIN) return false;
#endif
  return run_plain(m, facts, n, s, work, khb_product_plain), true;
}

bool khb_net_run_as(khb_net_way way, const khb_model *m, const khb_facts *facts, uint32_t n, khb_net_work *work) {
  return run_as(way, m, facts, n, (stretch){0, n}, work);
}

void khb_net_run(const khb_model *m, const khb_facts *facts, uint32_t n, khb_net_work *work) {
  run_as(KHB_NET_BEST, m, facts, n, (stretch){0, n}, work);
}

void khb_net_run_part(const khb_model *m, const khb_facts *facts, uint32_t n, uint32_t first, uint32_t last, khb_net_work *work) {
  run_as(KHB_NET_BEST, m, facts, n, (stretch){first, last}, work);
}

void khb_net_move(const khb_model *m, uint32_t from, uint32_t to, uint32_t n, khb_net_work *work) {
  for (uint32_t l = 0; l <= m->net->n_layers; l++) memmove(work->h[l][to], work->h[l][from], n * sizeof work->h[l][0]);
  memmove(work->out + to, work->out + from, n * sizeof *work->out);
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
