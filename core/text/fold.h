/* fold.h: folding of single characters, shared by the parts of core/text. */
#ifndef KHB_FOLD_H
#define KHB_FOLD_H

#include "text.h"
#include "utf8.h"

/* What the Arabic block (U+0600..U+06FF) holds, by the low byte: a letter's code (>= 0x80), an ASCII digit, or one of these. */
enum { KHB_A_NONE = 0, KHB_A_MARK = 1, KHB_A_PUNCT = 2, KHB_A_SYMBOL = 3, KHB_A_IGNORE = 4 };
extern const uint8_t khb_arabic_block[256];

/* The most codes that one character folds to: U+FDFA has 18 letters in NFKD. */
#define KHB_FOLD_MAX 96
/* Folds one character of any block: writes its codes (none for marks and ignorable characters) and returns their number. */
uint32_t khb_fold_char(uint32_t cp, uint8_t out[KHB_FOLD_MAX]);

/* Characters that are nothing to the reader: bidi controls, joiners, soft hyphen, byte order mark, variation selectors. */
static inline bool khb_is_ignorable(uint32_t cp) {
  if (cp < 0x200c) return cp == 0xad || cp == 0x61c;
  return cp <= 0x200f || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff ||
         (cp >= 0xfe00 && cp <= 0xfe0f);
}
/* Stand-alone shapes of tashkeel among the presentation forms: marks, although their category is that of letters (U+FE73 is the
   tail of one). Their decomposition has a space that nobody wrote. */
static inline bool khb_is_mark_form(uint32_t cp) {
  return (cp >= 0xfe70 && cp <= 0xfe7f) || (cp >= 0xfc5e && cp <= 0xfc63) || (cp >= 0xfcf2 && cp <= 0xfcf4);
}
/* Blocks of the Arabic script: Unicode 15.0, Blocks.txt. */
static inline bool khb_is_arabic_block(uint32_t cp) {
  return (cp >= 0x600 && cp <= 0x6ff) || (cp >= 0x750 && cp <= 0x77f) || (cp >= 0x870 && cp <= 0x8ff) ||
         (cp >= 0xfb50 && cp <= 0xfdff) || (cp >= 0xfe70 && cp <= 0xfefc);
}

#endif
