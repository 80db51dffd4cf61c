/* vector.h: numbers side by side, as the compilers have them: code over them is plain C, and compiled a second time with
 * target("avx2") for the processors that have it. No fused multiplication in either, so that both give the same numbers.
 */
#ifndef KHB_VECTOR_H
#define KHB_VECTOR_H

#include <stdint.h>
#include <string.h>

/* Becomes part of both. */
#define KHB_INTO __attribute__((always_inline)) inline

/* Aligned as malloc does. */
typedef float khb_eight __attribute__((vector_size(32), aligned(16)));
typedef int32_t khb_eight_int __attribute__((vector_size(32), aligned(16)));

/* What follows are macros because vectors are no arguments: how they are passed differs between the two. */
#define KHB_CHOOSE(mask, x, y) ((khb_eight)(((khb_eight_int)(x) & (mask)) | ((khb_eight_int)(y) & ~(mask))))

/* Each number of x is at least, at most that of y. */
#define KHB_AT_LEAST(x, y)               \
  do {                                   \
    const khb_eight_int ok_ = (x) > (y); \
    (x) = KHB_CHOOSE(ok_, x, y);         \
  } while (0)
#define KHB_AT_MOST(x, y)                \
  do {                                   \
    const khb_eight_int ok_ = (x) < (y); \
    (x) = KHB_CHOOSE(ok_, x, y);         \
  } while (0)

/* All eight numbers of v in one, always in the same order. */
#define KHB_ACROSS(result, v, of)                                                                                   \
  do {                                                                                                              \
    const float a_ = of((v)[0], (v)[4]), b_ = of((v)[1], (v)[5]), c_ = of((v)[2], (v)[6]), d_ = of((v)[3], (v)[7]); \
    (result) = of(of(a_, c_), of(b_, d_));                                                                          \
  } while (0)
#define KHB_LARGER(x, y) ((x) > (y) ? (x) : (y))
#define KHB_ADDED(x, y) ((x) + (y))

#if defined(__x86_64__)
#define KHB_AVX2 __attribute__((target("avx2")))
static inline _Bool khb_has_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }
#endif

#endif
