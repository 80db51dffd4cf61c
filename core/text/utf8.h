/* utf8.h: decoding that survives anything.
 *
 * Well-formed sequences are those of Unicode 15.0, table 3-7. What is not well-formed is cut into maximal subparts (Unicode
 * 15.0, section 3.9, "U+FFFD Substitution of Maximal Subparts"), so that all parts of khabar agree on where it ends.
 */
#ifndef KHB_UTF8_H
#define KHB_UTF8_H

#include <stdint.h>

#define KHB_BROKEN UINT32_MAX

/* Decodes the character at p (p < end). Sets *cp, to KHB_BROKEN for bytes that are no UTF-8, and returns how many bytes it has,
   at least 1, never past end. */
static inline uint32_t khb_utf8_next(const uint8_t *p, const uint8_t *end, uint32_t *cp) {
  uint8_t b = p[0];
  if (b < 0x80) {
    *cp = b;
    return 1;
  }
  *cp = KHB_BROKEN;
  uint32_t n, value;
  uint8_t low = 0x80, high = 0xbf; /* allowed range of the second byte */
  if (b >= 0xc2 && b <= 0xdf) {
    n = 2;
    value = b & 0x1fu;
  } else if (b >= 0xe0 && b <= 0xef) {
    n = 3;
    value = b & 0x0fu;
    if (b == 0xe0) low = 0xa0;
    if (b == 0xed) high = 0x9f;
  } else if (b >= 0xf0 && b <= 0xf4) {
    n = 4;
    value = b & 0x07u;
    if (b == 0xf0) low = 0x90;
    if (b == 0xf4) high = 0x8f;
  } else {
    return 1;
  }
  for (uint32_t i = 1; i < n; i++) {
    if (p + i >= end || p[i] < low || p[i] > high) return i;
    value = value << 6 | (p[i] & 0x3fu);
    low = 0x80;
    high = 0xbf;
  }
  *cp = value;
  return n;
}

/* Writes cp (a valid scalar value) to out[4] and returns its length. */
static inline uint32_t khb_utf8_put(uint32_t cp, uint8_t *out) {
  if (cp < 0x80) {
    out[0] = (uint8_t)cp;
    return 1;
  }
  if (cp < 0x800) {
    out[0] = (uint8_t)(0xc0 | cp >> 6);
    out[1] = (uint8_t)(0x80 | (cp & 0x3f));
    return 2;
  }
  if (cp < 0x10000) {
    out[0] = (uint8_t)(0xe0 | cp >> 12);
    out[1] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
    out[2] = (uint8_t)(0x80 | (cp & 0x3f));
    return 3;
  }
  out[0] = (uint8_t)(0xf0 | cp >> 18);
  out[1] = (uint8_t)(0x80 | (cp >> 12 & 0x3f));
  out[2] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
  out[3] = (uint8_t)(0x80 | (cp & 0x3f));
  return 4;
}

#endif
