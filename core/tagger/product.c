/* product.c: see product.h. A tile is STEP tokens and one block of outputs (or, with wider registers, four): its sums stay in
 * registers while its weights are read in one stream, which the nearest cache keeps for the next tokens.
 */
#include "product.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { LANE = KHB_PRODUCT_LANE, STEP = KHB_PRODUCT_STEP, ROW = KHB_PRODUCT_ROW };

void khb_product_plain(const int16_t *x, uint32_t tokens, uint32_t width, const int16_t *w, uint32_t n_out, bool add,
                       int32_t *out) {
  if (!add) memset(out, 0, tokens * n_out * sizeof *out);
  for (uint32_t o = 0; o < n_out; o += LANE)
    for (uint32_t i = 0; i < width; i += 2, w += 2 * LANE)
      for (uint32_t t = 0; t < tokens; t++) {
        const int32_t a = x[t * ROW + i], b = x[t * ROW + i + 1];
        for (uint32_t k = 0; k < LANE; k++) out[t * n_out + o + k] += a * w[2 * k] + b * w[2 * k + 1];
      }
}

#if defined(__x86_64__)

static inline int32_t pair_at(const int16_t *x) {
  int32_t v;
  memcpy(&v, x, sizeof v);
  return v;
}

#define INTO __attribute__((always_inline)) inline

/* ---- AVX-512 with VNNI ----------------------------------------------------------------------------------------------------- */

#define VNNI __attribute__((target("avx512f,avx512vnni")))

/* `stride`: from one block of weights to the next. */
VNNI INTO static void tile_vnni(const int16_t *x, uint32_t width, const int16_t *w, size_t stride, const uint32_t blocks,
                                uint32_t n_out, const bool add, int32_t *out) {
  __m512i sum[STEP][4];
  for (uint32_t t = 0; t < STEP; t++)
    for (uint32_t b = 0; b < blocks; b++)
      sum[t][b] = add ? _mm512_loadu_si512((const void *)(out + t * n_out + b * LANE)) : _mm512_setzero_si512();
  for (uint32_t i = 0; i < width; i += 2, w += 2 * LANE) {
    __m512i weight[4];
    for (uint32_t b = 0; b < blocks; b++) weight[b] = _mm512_load_si512((const void *)(w + b * stride));
    for (uint32_t t = 0; t < STEP; t++) {
      const __m512i v = _mm512_set1_epi32(pair_at(x + t * ROW + i));
      for (uint32_t b = 0; b < blocks; b++) sum[t][b] = _mm512_dpwssd_epi32(sum[t][b], v, weight[b]);
    }
  }
  for (uint32_t t = 0; t < STEP; t++)
    for (uint32_t b = 0; b < blocks; b++) _mm512_storeu_si512((void *)(out + t * n_out + b * LANE), sum[t][b]);
}

VNNI void khb_product_vnni(const int16_t *x, uint32_t tokens, uint32_t width, const int16_t *w, uint32_t n_out, bool add,
                           int32_t *out) {
  const size_t stride = (size_t)width * LANE;
  for (uint32_t o = 0, blocks; o < n_out; o += blocks * LANE, w += blocks * stride) {
    blocks = n_out - o >= 4 * LANE ? 4 : 1;
    for (uint32_t t = 0; t < tokens; t += STEP) {
      int32_t *to = out + t * n_out + o;
      if (blocks == 4 && add) tile_vnni(x + t * ROW, width, w, stride, 4, n_out, true, to);
      else if (blocks == 4) tile_vnni(x + t * ROW, width, w, stride, 4, n_out, false, to);
      else tile_vnni(x + t * ROW, width, w, stride, 1, n_out, add, to);
    }
  }
}

/* ---- AVX2 ------------------------------------------------------------------------------------------------------------------- */

__attribute__((target("avx2"))) void khb_product_avx2(const int16_t *x, uint32_t tokens, uint32_t width, const int16_t *w,
                                                      uint32_t n_out, bool add, int32_t *out) {
  for (uint32_t o = 0; o < n_out; o += LANE, w += width * LANE)
    for (uint32_t t = 0; t < tokens; t += STEP) {
      __m256i sum[STEP][2];
      int32_t *to = out + t * n_out + o;
      for (uint32_t k = 0; k < STEP; k++)
        for (uint32_t b = 0; b < 2; b++)
          sum[k][b] = add ? _mm256_loadu_si256((const void *)(to + k * n_out + 8 * b)) : _mm256_setzero_si256();
      const int16_t *row = w, *here = x + t * ROW;
      for (uint32_t i = 0; i < width; i += 2, row += 2 * LANE) {
        const __m256i a = _mm256_load_si256((const void *)row), b = _mm256_load_si256((const void *)(row + LANE));
        for (uint32_t k = 0; k < STEP; k++) {
          const __m256i v = _mm256_set1_epi32(pair_at(here + k * ROW + i));
          sum[k][0] = _mm256_add_epi32(sum[k][0], _mm256_madd_epi16(v, a));
          sum[k][1] = _mm256_add_epi32(sum[k][1], _mm256_madd_epi16(v, b));
        }
      }
      for (uint32_t k = 0; k < STEP; k++)
        for (uint32_t b = 0; b < 2; b++) _mm256_storeu_si256((void *)(to + k * n_out + 8 * b), sum[k][b]);
    }
}

/* ---- SSE2 ------------------------------------------------------------------------------------------------------------------- */

/* Half a block at a time: there are 16 registers. */
void khb_product_sse2(const int16_t *x, uint32_t tokens, uint32_t width, const int16_t *w, uint32_t n_out, bool add, int32_t *out) {
  for (uint32_t o = 0; o < n_out; o += LANE / 2) {
    const int16_t *half = w + (size_t)(o / LANE) * width * LANE + o % LANE * 2;
    for (uint32_t t = 0; t < tokens; t += STEP) {
      __m128i sum[STEP][2];
      int32_t *to = out + t * n_out + o;
      for (uint32_t k = 0; k < STEP; k++)
        for (uint32_t b = 0; b < 2; b++)
          sum[k][b] = add ? _mm_loadu_si128((const void *)(to + k * n_out + 4 * b)) : _mm_setzero_si128();
      const int16_t *row = half, *here = x + t * ROW;
      for (uint32_t i = 0; i < width; i += 2, row += 2 * LANE) {
        const __m128i a = _mm_load_si128((const void *)row), b = _mm_load_si128((const void *)(row + 8));
        for (uint32_t k = 0; k < STEP; k++) {
          const __m128i v = _mm_set1_epi32(pair_at(here + k * ROW + i));
          sum[k][0] = _mm_add_epi32(sum[k][0], _mm_madd_epi16(v, a));
          sum[k][1] = _mm_add_epi32(sum[k][1], _mm_madd_epi16(v, b));
        }
      }
      for (uint32_t k = 0; k < STEP; k++)
        for (uint32_t b = 0; b < 2; b++) _mm_storeu_si128((void *)(to + k * n_out + 4 * b), sum[k][b]);
    }
  }
}
#endif
