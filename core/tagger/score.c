/* score.c: see score.h. Sums are whole numbers of 16 bits: 256 features * 127 fit. Compiled twice (vector.h). */
#include "score.h"

#include <stdatomic.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "chain.h"

_Static_assert(KHB_MAX_FEATURES * 128 <= 32768, "sums of rows fit 16 bits");

typedef int8_t bytes8 __attribute__((vector_size(8), aligned(1), may_alias));
typedef int8_t bytes16 __attribute__((vector_size(16)));
typedef int16_t shorts8 __attribute__((vector_size(16)));
typedef int16_t shorts16 __attribute__((vector_size(32), aligned(16)));

#define WIDER(from) __builtin_convertvector(*(const bytes8 *)(from), shorts8)

/* ---- rows ----------------------------------------------------------------------------------------------------------------- */

#if defined(__x86_64__)
/* khb_bucket_find without branches, which nothing could foretell: both buckets are looked at; the second counts where the first is
   full. */
KHB_INTO static uint32_t find_place(const uint16_t *tags, uint32_t n_tags, uint32_t hash) {
  const uint32_t here = khb_bucket_of(hash, n_tags) * KHB_BUCKET;
  if (__builtin_expect(here + 2 * KHB_BUCKET > n_tags, 0)) return khb_bucket_find(tags, n_tags, hash);
  const __m128i tag = _mm_set1_epi16((short)khb_bucket_tag(hash));
  const __m128i a = _mm_cmpeq_epi16(_mm_loadu_si128((const void *)(tags + here)), tag);
  const __m128i b = _mm_cmpeq_epi16(_mm_loadu_si128((const void *)(tags + here + KHB_BUCKET)), tag);
  const uint32_t both = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(a, b));
  const uint32_t seen = both & (tags[here + KHB_BUCKET - 1] ? 0xffffu : 0xffu);
  return seen ? here + (uint32_t)__builtin_ctz(seen) : KHB_NONE;
}
#else
KHB_INTO static uint32_t find_place(const uint16_t *tags, uint32_t n_tags, uint32_t hash) {
  return khb_bucket_find(tags, n_tags, hash);
}
#endif

/* Features of a token on their way to its score: then the places of those that have weights, whose rows are being fetched. */
typedef struct on_way {
  uint32_t feature[KHB_MAX_FEATURES];
  size_t n;
} on_way;

KHB_INTO static void find_rows(const khb_model *m, on_way *s) {
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
KHB_INTO static void add_rows(const khb_model *m, const on_way *s, const uint32_t groups, shorts8 *sum) {
  shorts8 v[KHB_LANES / 8];
  for (uint32_t g = 0; g < groups; g++) v[g] = sum[g];
  for (size_t i = 0; i < s->n; i++) {
    const size_t at = (size_t)s->feature[i] * m->n_labels;
    if (__builtin_expect(at + 8 * groups > m->n_rows, 0)) { /* one of the last rows: nothing may be read behind them */
      int8_t last[KHB_LANES] = {0};
      memcpy(last, m->rows + at, m->n_labels);
      for (uint32_t g = 0; g < groups; g++) v[g] += WIDER(last + 8 * g);
      continue;
    }
    for (uint32_t g = 0; g < groups; g++) v[g] += WIDER(m->rows + at + 8 * g);
  }
  for (uint32_t g = 0; g < groups; g++) sum[g] = v[g];
}

/* ---- plain facts ---------------------------------------------------------------------------------------------------------- */

enum { FREE, BUSY, READY };
enum { ATTRIBUTES = KHB_N_GRAINS, SHAPE };

struct khb_plain {
  _Atomic uint8_t ready[KHB_PLAIN_FACTS][KHB_PLAIN_VALUES];
  int8_t rows[];
};

/* Sixteens that hold a row of each neighbour. */
static inline uint32_t sixteens_of(uint32_t groups) { return (KHB_NEIGHBOURS * groups + 1) / 2; }
static inline uint32_t groups_of(const khb_model *m) { return (m->n_labels + 7) / 8; }

bool khb_score_prepare(khb_model *m) {
  m->plain = calloc(1, sizeof *m->plain + (size_t)KHB_PLAIN_FACTS * KHB_PLAIN_VALUES * 16 * sixteens_of(groups_of(m)));
  return m->plain != NULL;
}

void khb_score_release(khb_model *m) { free(m->plain); }

KHB_INTO static uint32_t plain_value(const khb_facts *f, uint32_t fact) {
  if (fact == SHAPE) return f->shape;
  if (fact == ATTRIBUTES) return f->attributes + 65536u * f->names;
  return f->known ? f->known->grain[fact] : 0;
}

/* Its number in the table; KHB_NONE: it has none. Shapes: kind, flags, length, as facts.c makes them. */
KHB_INTO static uint32_t plain_number(uint32_t fact, uint32_t value) {
  if (fact == ATTRIBUTES) return (value & 0xffc0ffc0) ? KHB_NONE : (value & 63) | value >> 10;
  if (fact < ATTRIBUTES) return value < KHB_PLAIN_VALUES ? value : KHB_NONE;
  if (value == KHB_EDGE_SHAPE) return KHB_PLAIN_VALUES - 1;
  const uint32_t s = value - 1, flags = s >> 4 & 255, length = s >> 12;
  const uint32_t known = KHB_TOKF_ARABIC | KHB_TOKF_LATIN | KHB_TOKF_DIGIT | KHB_TOKF_UPPER;
  if ((flags & ~known) || length > 8) return KHB_NONE;
  return (s & 15) | (flags & 3) << 4 | (flags & 24) << 3 | length << 8;
}

static void look_up(const khb_model *m, uint32_t fact, uint32_t value, int8_t *rows) {
  const uint32_t groups = groups_of(m);
  memset(rows, 0, 16 * sixteens_of(groups));
  for (uint32_t d = 0; d < KHB_NEIGHBOURS && m->n_tags; d++) {
    const uint32_t at = khb_bucket_find(m->tags, m->n_tags, khb_plain_feature(fact, value, d + 1));
    if (at != KHB_NONE) memcpy(rows + d * 8 * groups, m->rows + (size_t)at * m->n_labels, m->n_labels);
  }
}

/* The rows of a value; `own` is room for them. */
static const int8_t *make_ready(const khb_model *m, uint32_t fact, uint32_t value, uint32_t number, int8_t *own) {
  look_up(m, fact, value, own);
  if (number == KHB_NONE) return own;
  uint8_t was = FREE;
  if (!atomic_compare_exchange_strong(&m->plain->ready[fact][number], &was, BUSY)) return own;
  const uint32_t stride = 16 * sixteens_of(groups_of(m));
  memcpy(m->plain->rows + (size_t)(fact * KHB_PLAIN_VALUES + number) * stride, own, stride);
  atomic_store_explicit(&m->plain->ready[fact][number], READY, memory_order_release);
  return own;
}

enum { PLAIN_SHORTS = 16 * ((KHB_NEIGHBOURS * (KHB_LANES / 8) + 1) / 2) };

/* What plain facts of a token give to each of its neighbours: [KHB_NEIGHBOURS][8 * groups]. */
typedef union plain_sum {
  shorts16 v[PLAIN_SHORTS / 16];
  int16_t i[PLAIN_SHORTS];
} plain_sum;

KHB_INTO static void add_plain(const khb_model *m, const khb_facts *f, const uint32_t groups, plain_sum *sum) {
  const uint32_t sixteens = sixteens_of(groups), stride = 16 * sixteens;
  const uint32_t on = (m->groups & KHB_FG_GRAINS ? (1u << KHB_N_GRAINS) - 1 : 0) |
                      (m->groups & KHB_FG_ATTRIBUTES ? 1u << ATTRIBUTES : 0) | (m->groups & KHB_FG_SHAPES ? 1u << SHAPE : 0);
  shorts16 v[PLAIN_SHORTS / 16];
  for (uint32_t k = 0; k < sixteens; k++) v[k] = (shorts16){0};
  for (uint32_t fact = 0; fact < KHB_PLAIN_FACTS; fact++) {
    const uint32_t value = plain_value(f, fact);
    if (!(on >> fact & 1) || (fact < ATTRIBUTES && value == 0)) continue;
    const uint32_t number = plain_number(fact, value);
    int8_t own[PLAIN_SHORTS];
    const int8_t *rows;
    if (number != KHB_NONE && atomic_load_explicit(&m->plain->ready[fact][number], memory_order_acquire) == READY)
      rows = m->plain->rows + (size_t)(fact * KHB_PLAIN_VALUES + number) * stride;
    else rows = make_ready(m, fact, value, number, own);
    for (uint32_t k = 0; k < sixteens; k++) {
      bytes16 part;
      memcpy(&part, rows + 16 * k, sizeof part);
      v[k] += __builtin_convertvector(part, shorts16);
    }
  }
  for (uint32_t k = 0; k < sixteens; k++) sum->v[k] = v[k];
}

/* ---- windows -------------------------------------------------------------------------------------------------------------- */

KHB_INTO static void write_lanes(const khb_model *m, const int16_t *sum, khb_lanes *out) {
  for (uint32_t k = 0; k < KHB_LANES; k++) out->f[k] = KHB_IMPOSSIBLE;
  out->f[0] = (float)sum[0] * m->row_scale;
  for (uint32_t i = 1; i <= m->n_types; i++) {
    out->f[i] = (float)sum[2 * i - 1] * m->row_scale;
    out->f[KHB_HALF + i] = (float)sum[2 * i] * m->row_scale;
  }
}

enum { RING = 8, AROUND = KHB_NEIGHBOURS / 2 };

/* The features of the next token are found while the rows of this one are on their way from memory. */
KHB_INTO static void score_window(const khb_model *m, const khb_context *cx, const khb_facts *facts, uint32_t n_facts,
                                  uint32_t lead, uint32_t n, uint32_t at, const uint32_t groups, khb_lanes *out) {
  on_way ring[2];
  plain_sum plain[RING];                      /* of token i at i % RING */
  for (uint32_t t = 0; t < AROUND + 2; t++) { /* of i - 2 … i + 1 */
    const uint32_t i = lead + t - AROUND;
    add_plain(m, i < n_facts ? &facts[i] : &khb_edge, groups, &plain[i % RING]);
  }
  for (uint32_t t = 0; t <= n; t++) {
    if (t < n) {
      on_way *s = &ring[t & 1];
      s->n = khb_features_not_plain(m, cx, facts, n_facts, t + lead, at + t, s->feature);
      if (m->n_tags == 0) s->n = 0;
      find_rows(m, s);
    }
    if (t == 0) continue;
    const uint32_t i = lead + t - 1, next = i + AROUND;
    add_plain(m, next < n_facts ? &facts[next] : &khb_edge, groups, &plain[next % RING]);
    union {
      shorts8 v[KHB_LANES / 8];
      int16_t i[KHB_LANES];
    } sum;
    for (uint32_t g = 0; g < groups; g++) sum.v[g] = (shorts8){0};
    for (uint32_t d = 0; d < KHB_NEIGHBOURS; d++)
      for (uint32_t g = 0; g < groups; g++) {
        shorts8 part;
        memcpy(&part, plain[(i + d - AROUND) % RING].i + 8 * (d * groups + g), sizeof part);
        sum.v[g] += part;
      }
    add_rows(m, &ring[(t - 1) & 1], groups, sum.v);
    write_lanes(m, sum.i, &out[t - 1]);
  }
}

#define WINDOW_OF(groups) score_window(m, cx, facts, n_facts, lead, n, at, groups, out)
KHB_INTO static void run(const khb_model *m, const khb_context *cx, const khb_facts *facts, uint32_t n_facts, uint32_t lead,
                         uint32_t n, uint32_t at, khb_lanes *out) {
  switch (groups_of(m)) {
    case 1: WINDOW_OF(1); break;
    case 2: WINDOW_OF(2); break;
    case 3: WINDOW_OF(3); break;
    default: WINDOW_OF(4); break;
  }
}

#if defined(__x86_64__)
KHB_AVX2 static void run_avx2(const khb_model *m, const khb_context *cx, const khb_facts *facts, uint32_t n_facts, uint32_t lead,
                              uint32_t n, uint32_t at, khb_lanes *out) {
  run(m, cx, facts, n_facts, lead, n, at, out);
}
#endif

void khb_score_window(const khb_model *m, const khb_context *cx, const khb_facts *facts, uint32_t n_facts, uint32_t lead,
                      uint32_t n, uint32_t at, khb_lanes *out) {
#if defined(__x86_64__)
  if (khb_has_avx2()) {
    run_avx2(m, cx, facts, n_facts, lead, n, at, out);
    return;
  }
#endif
  run(m, cx, facts, n_facts, lead, n, at, out);
}
