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
typedef float khb_quad __attribute__((vector_size(16)));
typedef float khb_eight __attribute__((vector_size(32), aligned(16)));
typedef int32_t khb_eight_int __attribute__((vector_size(32), aligned(16)));

/* Each number of x is at least that of y. */
#define KHB_AT_LEAST(x, y)                                                         \
  do {                                                                             \
    const khb_eight_int more_ = (y) > (x);                                         \
    (x) = (khb_eight)(((khb_eight_int)(y)&more_) | ((khb_eight_int)(x) & ~more_)); \
  } while (0)

#if defined(__x86_64__)
#define KHB_AVX2 __attribute__((target("avx2")))
static inline _Bool khb_has_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }
#endif

#endif
