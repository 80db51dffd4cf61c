/* product.h: products of matrices of small whole numbers, which the encoder (net.h) is made of.
 *
 *   out[token][n_out]  =  x[token][width] · w,  or is added to         out: 32 bits, x and w: 16 bits
 *
 *   w    blocks of KHB_PRODUCT_LANE outputs, one behind the other, each  [width / 2][KHB_PRODUCT_LANE][2]; 64-byte aligned
 *
 * Pairs of inputs are multiplied and added up (pmaddwd, vpdpwssd). Sums that fit 32 bits are exact, so all ways give the same.
 */
#ifndef KHB_PRODUCT_H
#define KHB_PRODUCT_H

#include <stdbool.h>
#include <stdint.h>

enum { KHB_PRODUCT_LANE = 16, KHB_PRODUCT_STEP = 4, KHB_PRODUCT_ROW = 64 /* numbers from one token of x to the next */ };

/* `tokens` is a multiple of KHB_PRODUCT_STEP, width even, n_out a multiple of KHB_PRODUCT_LANE. */
typedef void khb_product(const int16_t *x, uint32_t tokens, uint32_t width, const int16_t *w, uint32_t n_out, bool add,
                         int32_t *out);

khb_product khb_product_plain;
#if defined(__x86_64__)
khb_product khb_product_sse2, khb_product_avx2, khb_product_vnni;
#endif

#endif
