/* text.c: see import.h. Names come from thousands of hands: with line breaks, controls, marks of direction, and now and then
 * as what is no name at all. A name that the index compiler would refuse must never reach the YAML: one stops a whole build. */
#include "import.h"

#include <math.h>
#include <stdlib.h>

#include "../lexicon/format.h"
#include "../text/utf8.h"

/* ---- buffers ------------------------------------------------------------------------------------------------------------- */

void imp_put(imp_buf *b, const char *s, size_t n) {
  if (b->failed || !KHB_GROW(b->s, b->cap, b->n + n + 1)) {
    b->failed = true;
    return;
  }
  memcpy(b->s + b->n, s, n);
  b->n += n;
  b->s[b->n] = 0;
}

void imp_puts(imp_buf *b, const char *s) { imp_put(b, s, strlen(s)); }

void imp_printf(imp_buf *b, const char *format, ...) {
  char small[256];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(small, sizeof small, format, args);
  va_end(args);
  if (n > 0) imp_put(b, small, (size_t)n < sizeof small ? (size_t)n : sizeof small - 1);
}

void imp_put_quoted(imp_buf *b, const char *s, size_t n) {
  imp_put(b, "\"", 1);
  for (size_t i = 0, from = 0; i <= n; i++) {
    if (i < n && s[i] != '"' && s[i] != '\\') continue;
    imp_put(b, s + from, i - from);
    if (i < n) imp_put(b, "\\", 1);
    from = i;
  }
  imp_put(b, "\"", 1);
}

/* ---- cleaning ------------------------------------------------------------------------------------------------------------ */

static bool is_space(uint32_t cp) {
  return cp == ' ' || (cp >= 9 && cp <= 13) || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
         (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

/* Controls, soft hyphen, marks of direction, byte order marks, what is no character. Joiners stay: they are spelling. */
static bool is_dropped(uint32_t cp) {
  return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD || cp == 0x61C || cp == 0x200B || cp == 0x200E ||
         cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF ||
         (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFFF9 && cp <= 0xFFFB) ||
         (cp >= 0xE0000 && cp <= 0xE007F);
}

size_t imp_clean(imp_buf *b, const char *s, size_t n) {
  size_t start = b->n;
  bool space = false;
  const uint8_t *p = (const uint8_t *)s, *end = p + n;
  while (p < end) {
    uint32_t cp, used = khb_utf8_next(p, end, &cp);
    if (cp == KHB_BROKEN) {
      b->n = start;
      return 0;
    }
    if (is_space(cp)) {
      space = true;
    } else if (!is_dropped(cp)) {
      if (space && b->n > start) imp_put(b, " ", 1);
      space = false;
      imp_put(b, (const char *)p, used);
    }
    p += used;
  }
  return b->n - start;
}

/* ---- judging ------------------------------------------------------------------------------------------------------------- */

static bool is_arabic_letter(uint32_t cp) {
  return (cp >= 0x620 && cp <= 0x64A && cp != 0x640) || (cp >= 0x66E && cp <= 0x6D3) || (cp >= 0x6FA && cp <= 0x6FF) ||
         (cp >= 0x750 && cp <= 0x77F) || (cp >= 0x8A0 && cp <= 0x8C9) || (cp >= 0xFB50 && cp <= 0xFDFF) ||
         (cp >= 0xFE70 && cp <= 0xFEFC);
}

static bool has_arabic(const char *s, size_t n) {
  for (const uint8_t *p = (const uint8_t *)s, *end = p + n; p < end;) {
    uint32_t cp;
    p += khb_utf8_next(p, end, &cp);
    if (is_arabic_letter(cp)) return true;
  }
  return false;
}

khb_status imp_name_fit(khb_scan *scan, const char *s, size_t n, bool arabic, imp_fit *fit) {
  *fit = n == 0 ? IMP_EMPTY : n > 16384 ? IMP_TOO_LONG : arabic && !has_arabic(s, n) ? IMP_LATIN : IMP_FITS;
  if (*fit != IMP_FITS) return KHB_OK;
  khb_scan_reset(scan);
  if (!khb_scan_text(scan, s, 0, (uint32_t)n)) return KHB_ERR_NOMEM;
  khb_word_ref words[KHB_MAX_NAME_WORDS];
  size_t count = khb_name_words(scan, words);
  if (count == 0) *fit = IMP_EMPTY;
  if (count > KHB_MAX_NAME_WORDS) *fit = IMP_TOO_LONG;
  for (size_t i = 0; i < count && *fit == IMP_FITS; i++)
    if (words[i].n > KHB_MAX_WORD_CODES) *fit = IMP_TOO_LONG;
  return KHB_OK;
}

uint8_t imp_prior(uint64_t sitelinks, double population) {
  double links = 255 * log1p((double)sitelinks) / log1p(400);
  double people = population > 0 ? 25 * log10(1 + population) : 0;
  double most = links > people ? links : people;
  return most >= 255 ? 255 : (uint8_t)(most + 0.5);
}
