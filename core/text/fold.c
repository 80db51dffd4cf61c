/* fold.c: folding for matching, and the alphabet of codes that folded text is written in.
 *
 * Folding makes the spellings of one name alike: أ إ آ ا, ى ي ی, ة ه, tashkeel, tatweel, presentation forms, both digit sets. It
 * never touches the text; it writes codes beside it (text.h). What is folded and why stands in the table below, a row for each
 * group, so that nothing is folded by accident: stripping all marks after canonical decomposition, the usual short cut, would
 * for instance also make ؤ of any word a و without saying so.
 *
 * Sources of the rows:
 *   [UCD]   Unicode 15.0, UnicodeData.txt, chart U+0600, and DerivedCoreProperties (Default_Ignorable_Code_Point)
 *   [NFKC]  compatibility decompositions of UnicodeData.txt, by utf8proc
 *   [Hab]   Habash, Introduction to Arabic Natural Language Processing (2010), section 3.2: orthographic normalisation of
 *           alef, alef maqsura / ya, ta marbuta / ha, and removal of diacritics and kashida
 *   [Lark]  Larkey, Ballesteros, Connell (2002), light stemming: ؤ and ئ to their seats
 */
#include "fold.h"

#include <utf8proc.h>

/* Short names for the table's cells. */
#define M KHB_A_MARK
#define P KHB_A_PUNCT
#define S KHB_A_SYMBOL
#define X(n) (KHB_C_OTHER + (n)) /* a letter of another language written in this script: kept apart, by number */

const uint8_t khb_arabic_block[256] = {
    /* 0600..060F: signs that stand before numbers, mathematical and currency signs, comma, date separator [UCD] */
    P, P, P, P, P, P, S, S, S, P, P, S, P, P, S, S,
    /* 0610..061A: honorific and Quranic marks, dropped [UCD Mn] [Hab]; 061B ؛; 061C ALM, ignorable; 061D..061F ؟ */
    M, M, M, M, M, M, M, M, M, M, M, P, KHB_A_IGNORE, P, P, P,
    /* 0620 Kashmiri yeh -> ya [UCD]; 0621 hamza stays; 0622 آ 0623 أ 0625 إ -> alef [Hab]; 0624 ؤ -> waw, 0626 ئ -> ya [Lark] */
    KHB_C_YA, KHB_C_HAMZA, KHB_C_ALEF, KHB_C_ALEF, KHB_C_WAW, KHB_C_ALEF, KHB_C_YA, KHB_C_ALEF,
    /* 0628 ب; 0629 ة -> ه [Hab]; 062A..062F */
    KHB_C_BA, KHB_C_HA, KHB_C_TA, KHB_C_THA, KHB_C_JIM, KHB_C_HA_HUTTI, KHB_C_KHA, KHB_C_DAL,
    /* 0630..063A */
    KHB_C_THAL, KHB_C_RA, KHB_C_ZAY, KHB_C_SIN, KHB_C_SHIN, KHB_C_SAD, KHB_C_DAD, KHB_C_TAH, KHB_C_ZAH, KHB_C_AIN, KHB_C_GHAIN,
    /* 063B 063C keheh with dots: letters apart; 063D..063F Farsi yeh with marks -> ya [UCD] */
    X(0), X(1), KHB_C_YA, KHB_C_YA, KHB_C_YA,
    /* 0640 tatweel: dropped [Hab]; 0641..0648; 0649 ى -> ya [Hab]; 064A; 064B..064F tashkeel: dropped [Hab] */
    M, KHB_C_FA, KHB_C_QAF, KHB_C_KAF, KHB_C_LAM, KHB_C_MIM, KHB_C_NUN, KHB_C_HA, KHB_C_WAW, KHB_C_YA, KHB_C_YA, M, M, M, M, M,
    /* 0650..065F: tashkeel, madda, hamza above and below as marks: dropped, as أ loses its hamza [Hab] */
    M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
    /* 0660..0669 Arabic-Indic digits -> ASCII [UCD Nd]; 066A ٪ 066B ٫ 066C ٬ 066D; 066E dotless beh, 066F dotless qaf */
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', P, P, P, P, KHB_C_BA, KHB_C_QAF,
    /* 0670 superscript alef: dropped, هٰذا is written هذا [Hab]; 0671..0673 alef forms -> alef [UCD]; 0674 high hamza; 0675 -> alef;
       0676 0677 -> waw, 0678 -> ya [NFKC] */
    M, KHB_C_ALEF, KHB_C_ALEF, KHB_C_ALEF, KHB_C_HAMZA, KHB_C_ALEF, KHB_C_WAW, KHB_C_WAW, KHB_C_YA,
    /* 0679..067F: letters of other languages, 067E پ is X(7) */
    X(2), X(3), X(4), X(5), X(6), X(7), X(8),
    /* 0680..068F, 0686 چ is X(15) */
    X(9), X(10), X(11), X(12), X(13), X(14), X(15), X(16), X(17), X(18), X(19), X(20), X(21), X(22), X(23), X(24),
    /* 0690..069F, 0698 ژ is X(33) */
    X(25), X(26), X(27), X(28), X(29), X(30), X(31), X(32), X(33), X(34), X(35), X(36), X(37), X(38), X(39), X(40),
    /* 06A0..06A8, 06A4 ڤ is X(45) */
    X(41), X(42), X(43), X(44), X(45), X(46), X(47), X(48), X(49),
    /* 06A9 Persian kaf, 06AA swash kaf -> kaf [UCD]; 06AB..06AF, 06AF گ is X(54) */
    KHB_C_KAF, KHB_C_KAF, X(50), X(51), X(52), X(53), X(54),
    /* 06B0..06B9; 06BA noon ghunna -> nun [UCD]; 06BB..06BD; 06BE ھ -> ha; 06BF */
    X(55), X(56), X(57), X(58), X(59), X(60), X(61), X(62), X(63), X(64), KHB_C_NUN, X(65), X(66), X(67), KHB_C_HA, X(68),
    /* 06C0..06C2 heh forms -> ha; 06C3 ۃ -> ha [UCD]; 06C4..06CB; 06CC ی, 06CD, 06CE -> ya [UCD]; 06CF */
    KHB_C_HA, KHB_C_HA, KHB_C_HA, KHB_C_HA, X(69), X(70), X(71), X(72), X(73), X(74), X(75), X(76), KHB_C_YA, KHB_C_YA, KHB_C_YA,
    X(77),
    /* 06D0; 06D1..06D3 yeh forms -> ya; 06D4 Urdu full stop; 06D5 ae -> ha; 06D6..06DC Quranic marks; 06DD 06DE signs; 06DF */
    X(78), KHB_C_YA, KHB_C_YA, KHB_C_YA, P, KHB_C_HA, M, M, M, M, M, M, M, S, S, M,
    /* 06E0..06E8 marks, small waw and small ya among them; 06E9 sign; 06EA..06ED marks; 06EE 06EF letters */
    M, M, M, M, M, M, M, M, M, S, M, M, M, M, X(79), X(80),
    /* 06F0..06F9 Persian digits -> ASCII; 06FA..06FC letters; 06FD 06FE signs; 06FF letter */
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', X(81), X(82), X(83), S, S, X(84)};

#undef M
#undef P
#undef S
#undef X

_Static_assert(KHB_C_HAMZA + 1 == KHB_C_OTHER, "the codes of Arabic letters are dense");
_Static_assert(KHB_C_OTHER + 84 < 0xff, "0xff starts an escaped character");

/* Any other character: 0xFF and its number in three groups of 7 bits, none of them 0. */
static uint32_t escape(uint32_t cp, uint8_t *out) {
  out[0] = 0xff;
  out[1] = (uint8_t)(0x80 | (cp >> 14 & 0x7f));
  out[2] = (uint8_t)(0x80 | (cp >> 7 & 0x7f));
  out[3] = (uint8_t)(0x80 | (cp & 0x7f));
  return 4;
}

/* One character after decomposition. */
static uint32_t fold_simple(uint32_t cp, uint8_t *out) {
  if (cp >= 0x600 && cp <= 0x6ff) {
    uint8_t a = khb_arabic_block[cp & 0xff];
    if (a >= 0x80 || (a >= '0' && a <= '9')) {
      out[0] = a;
      return 1;
    }
    if (a == KHB_A_MARK || a == KHB_A_IGNORE) return 0;
    switch (cp) { /* separators that numbers are written with in both worlds [UCD] */
      case 0x60c: case 0x66c: out[0] = ','; return 1;
      case 0x66b: out[0] = '.'; return 1;
      case 0x66a: out[0] = '%'; return 1;
      default: return escape(cp, out);
    }
  }
  if (cp < 0x80) {
    if (cp == 0) return 0;
    out[0] = (uint8_t)(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp);
    return 1;
  }
  utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
  if (c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME || khb_is_ignorable(cp)) return 0;
  return escape(cp, out);
}

uint32_t khb_fold_char(uint32_t cp, uint8_t out[KHB_FOLD_MAX]) {
  if (cp < 0x80 || (cp >= 0x600 && cp <= 0x6ff)) return fold_simple(cp, out);
  if (khb_is_mark_form(cp)) return 0;
  utf8proc_int32_t part[KHB_FOLD_MAX / 4];
  int boundary = 0;
  utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, part, KHB_FOLD_MAX / 4,
                                               UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundary);
  if (n < 0 || n > KHB_FOLD_MAX / 4) return escape(cp, out);
  uint32_t len = 0;
  for (utf8proc_ssize_t i = 0; i < n; i++) len += fold_simple((uint32_t)part[i], out + len);
  return len;
}

/* The letter that stands for a code >= 0x80 when folded text is shown. */
static uint32_t letter_of_code(uint8_t code) {
  static const uint16_t plain[KHB_C_OTHER - KHB_C_ALEF] = {
      0x627, 0x628, 0x62a, 0x62b, 0x62c, 0x62d, 0x62e, 0x62f, 0x630, 0x631, 0x632, 0x633, 0x634, 0x635, 0x636,
      0x637, 0x638, 0x639, 0x63a, 0x641, 0x642, 0x643, 0x644, 0x645, 0x646, 0x647, 0x648, 0x64a, 0x621};
  if (code < KHB_C_OTHER) return plain[code - KHB_C_ALEF];
  for (uint32_t i = 0x3b; i < 256; i++)
    if (khb_arabic_block[i] == code) return 0x600 + i;
  return 0xfffd;
}

/* Reads one character of a code string: *used codes. */
static uint32_t char_of_codes(const uint8_t *codes, size_t n, uint32_t *used) {
  *used = 1;
  if (codes[0] < 0x80) return codes[0];
  if (codes[0] != 0xff) return letter_of_code(codes[0]);
  if (n < 4) return 0xfffd;
  *used = 4;
  uint32_t cp = (codes[1] & 0x7fu) << 14 | (codes[2] & 0x7fu) << 7 | (codes[3] & 0x7fu);
  return cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff) ? 0xfffd : cp;
}

size_t khb_codes_to_utf8(const uint8_t *codes, size_t n, char *out, size_t cap) {
  size_t len = 0;
  for (size_t i = 0; i < n;) {
    uint32_t used;
    uint8_t bytes[4];
    uint32_t k = khb_utf8_put(char_of_codes(codes + i, n - i, &used), bytes);
    if (len + k <= cap) memcpy(out + len, bytes, k);
    len += k;
    i += used;
  }
  return len;
}

size_t khb_fold(const char *text, size_t len, char *out, size_t cap, uint32_t *map) {
  const uint8_t *p = (const uint8_t *)text, *end = p + len;
  size_t n = 0;
  while (p < end) {
    uint32_t cp, used = khb_utf8_next(p, end, &cp);
    uint8_t codes[KHB_FOLD_MAX];
    uint32_t n_codes = cp == KHB_BROKEN ? 0 : khb_fold_char(cp, codes);
    for (uint32_t i = 0; i < n_codes;) {
      uint32_t step;
      uint8_t bytes[4];
      uint32_t k = khb_utf8_put(char_of_codes(codes + i, n_codes - i, &step), bytes);
      for (uint32_t j = 0; j < k; j++, n++) {
        if (n >= cap) continue;
        out[n] = (char)bytes[j];
        if (map) map[n] = (uint32_t)(p - (const uint8_t *)text);
      }
      i += step;
    }
    p += used;
  }
  if (map) map[n < cap ? n : cap] = (uint32_t)len;
  return n;
}

uint32_t khb_code_offset(const char *text, const khb_tok *tok, uint32_t index) {
  if (index >= tok->n_codes) return tok->end;
  const uint32_t plain = KHB_TOKF_ARABIC | KHB_TOKF_MARKED;
  if (tok->kind == KHB_TOK_WORD && (tok->flags & plain) == KHB_TOKF_ARABIC) return tok->start + 2 * index;
  const uint8_t *base = (const uint8_t *)text, *p = base + tok->start, *end = base + tok->end;
  if (tok->kind == KHB_TOK_HASHTAG) p++;
  uint32_t seen = 0;
  while (p < end) {
    uint32_t cp, used = khb_utf8_next(p, end, &cp);
    uint8_t codes[KHB_FOLD_MAX];
    bool apostrophe = tok->kind == KHB_TOK_WORD && (cp == '\'' || cp == 0x2019); /* has no code: O'Neill */
    if (cp != KHB_BROKEN && !apostrophe) {
      uint32_t n = khb_fold_char(cp, codes);
      if (n && index < seen + n) break;
      seen += n;
    }
    p += used;
  }
  return (uint32_t)(p - base);
}

/* ---- spelling ------------------------------------------------------------------------------------------------------------ */

/* A stream of the characters that make a spelling: letters after full decomposition, with hamza and madda, without other marks
   and without what is ignorable. */
typedef struct spelling {
  const uint8_t *p, *end;
  utf8proc_int32_t part[KHB_FOLD_MAX / 4];
  utf8proc_ssize_t n, i;
} spelling;

static bool spells(uint32_t cp) {
  if (cp >= 0x653 && cp <= 0x655) return true;
  if (cp >= 0x600 && cp <= 0x6ff) {
    uint8_t a = khb_arabic_block[cp & 0xff];
    return a != KHB_A_MARK && a != KHB_A_IGNORE;
  }
  if (cp < 0x80) return true;
  return !khb_is_ignorable(cp) && utf8proc_category((utf8proc_int32_t)cp) != UTF8PROC_CATEGORY_MN;
}

/* The next character, 0 at the end; broken bytes and NUL are never equal to anything in a name. */
static uint32_t spelling_next(spelling *s) {
  for (;;) {
    while (s->i < s->n) {
      uint32_t cp = (uint32_t)s->part[s->i++];
      if (spells(cp)) return cp;
    }
    if (s->p >= s->end) return 0;
    uint32_t cp;
    s->p += khb_utf8_next(s->p, s->end, &cp);
    if (cp == KHB_BROKEN || cp == 0) return KHB_BROKEN;
    if (khb_is_mark_form(cp)) continue;
    int boundary = 0;
    s->i = 0;
    s->n = utf8proc_decompose_char((utf8proc_int32_t)cp, s->part, KHB_FOLD_MAX / 4, UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE,
                                   &boundary);
    if (s->n < 0 || s->n > KHB_FOLD_MAX / 4) {
      s->n = 1;
      s->part[0] = (utf8proc_int32_t)cp;
    }
  }
}

bool khb_same_spelling(const char *text, uint32_t start, uint32_t end, const char *name) {
  const uint8_t *base = (const uint8_t *)text, *other = (const uint8_t *)name;
  spelling a = {.p = base + start, .end = base + end}, b = {.p = other, .end = other + strlen(name)};
  /* Characters of the Arabic block that are the same in both are spelled the same. */
  while (a.end - a.p >= 2 && b.end - b.p >= 2 && memcmp(a.p, b.p, 2) == 0 && (a.p[0] & 0xfc) == 0xd8 && (a.p[1] & 0xc0) == 0x80) {
    a.p += 2;
    b.p += 2;
  }
  for (;;) {
    uint32_t x = spelling_next(&a), y = spelling_next(&b);
    if (x != y || x == KHB_BROKEN) return false;
    if (x == 0) return true;
  }
}

bool khb_begins_spelling(const char *text, uint32_t start, uint32_t end, const char *name) {
  const uint8_t *base = (const uint8_t *)text, *other = (const uint8_t *)name;
  spelling a = {.p = base + start, .end = base + end}, b = {.p = other, .end = other + strlen(name)};
  for (;;) {
    uint32_t x = spelling_next(&a), y = spelling_next(&b);
    if (x == 0) return y < 0x653 || y > 0x655; /* else the last letter has a hamza or madda in the name */
    if (x == KHB_BROKEN || x != y) return false;
  }
}

double khb_arabic_share(const char *text, size_t len) {
  const uint8_t *p = (const uint8_t *)text, *end = p + (len < 65536 ? len : 65536);
  size_t arabic = 0, other = 0;
  while (p < end) {
    uint32_t cp;
    p += khb_utf8_next(p, end, &cp);
    if (cp == KHB_BROKEN) continue;
    if (cp < 0x80) {
      other += (cp | 32) >= 'a' && (cp | 32) <= 'z';
    } else if (cp >= 0x600 && cp <= 0x6ff) {
      arabic += khb_arabic_block[cp & 0xff] >= 0x80;
    } else if (!khb_is_mark_form(cp)) {
      utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
      if (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) *(khb_is_arabic_block(cp) ? &arabic : &other) += 1;
    }
  }
  return arabic ? (double)arabic / (double)(arabic + other) : 0.0;
}
