/* scan.c: one pass from bytes to tokens, with the folded form of each word beside it.
 *
 * The loop dispatches on what starts a token. Arabic letters of the block U+0600, nearly all of the text, never leave the fast
 * loop of arabic_run: two bytes in, one table look-up, one code out. Everything else (presentation forms, joiners, other
 * scripts) takes the slow path, one character at a time, through utf8proc.
 *
 * Rules that differ from UAX #29 word boundaries, because names must come out of newspaper text:
 *   - letters and digits part where the script changes: عام2022 is two tokens, G20 is one;
 *   - a number keeps its separators, a date its slashes, a percentage its sign: 1,000,000 · 2022/1/9 · 18.25%;
 *   - URLs, e-mail addresses, @handles and #hashtags are one token each;
 *   - a zero-width space parts words; joiners and bidi controls inside a word belong to it, at its edge they do not. Marks and
 *     tatweel, which one sees, belong to the word wherever they stand: هـ
 */
#include "fold.h"

#include <stdlib.h>
#include <utf8proc.h>

/* ---- classes of ASCII ---------------------------------------------------------------------------------------------------- */

enum { C_CTRL = 0, C_SPACE, C_NL, C_LATIN, C_DIGIT, C_PUNCT, C_SYMBOL };

static const uint8_t ascii_class[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 5, 5, 5, 6, 5, 5, 5, 5, 5, 5, 6, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 6, 5,
    5, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 5, 5, 5, 6, 5,
    6, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 5, 6, 5, 6, 0};

/* ---- state --------------------------------------------------------------------------------------------------------------- */

typedef struct scanner {
  khb_scan *out;
  const uint8_t *base, *p, *end;
  uint8_t gap; /* KHB_TOKF_… that the next token gets for what stands before it */
} scanner;

/* Room for `n` more codes and the padding. The scan is asked once for the whole range; only escapes and ligatures outgrow it. */
static bool reserve_codes(khb_scan *out, size_t n) {
  size_t need = out->n_codes + n + KHB_CODE_PAD;
  return need <= out->cap_codes || KHB_GROW(out->codes, out->cap_codes, need);
}

static inline bool push(scanner *s, const uint8_t *from, const uint8_t *to, khb_token_kind kind, uint8_t flags, size_t first_code) {
  khb_scan *out = s->out;
  if (out->n_tok == out->cap_tok && !KHB_GROW(out->tok, out->cap_tok, out->n_tok + 1)) return false;
  khb_tok *t = &out->tok[out->n_tok++];
  t->start = (uint32_t)(from - s->base);
  t->end = (uint32_t)(to - s->base);
  t->code = (uint32_t)first_code;
  t->n_codes = (uint16_t)(out->n_codes - first_code);
  t->kind = (uint8_t)kind;
  t->flags = flags | s->gap;
  t->proclitics = 0;
  s->gap = 0;
  s->p = to;
  return true;
}

/* ---- proclitics ---------------------------------------------------------------------------------------------------------- */

/* The orders that grammar allows: conjunction, then preposition. [Habash 2010, ch. 4.] Before a hidden alef only ل stands. */
const khb_proclitic khb_proclitic_form[KHB_N_PROCLITICS] = {
    {{0}, 0, 0, 0},
    {{KHB_C_WAW}, 1, KHB_PRO_WA, 0},
    {{KHB_C_FA}, 1, KHB_PRO_FA, 0},
    {{KHB_C_BA}, 1, KHB_PRO_BI, 0},
    {{KHB_C_KAF}, 1, KHB_PRO_KA, 0},
    {{KHB_C_LAM}, 1, KHB_PRO_LI, 0},
    {{KHB_C_WAW, KHB_C_BA}, 2, KHB_PRO_WA | KHB_PRO_BI, 0},
    {{KHB_C_WAW, KHB_C_KAF}, 2, KHB_PRO_WA | KHB_PRO_KA, 0},
    {{KHB_C_WAW, KHB_C_LAM}, 2, KHB_PRO_WA | KHB_PRO_LI, 0},
    {{KHB_C_FA, KHB_C_BA}, 2, KHB_PRO_FA | KHB_PRO_BI, 0},
    {{KHB_C_FA, KHB_C_KAF}, 2, KHB_PRO_FA | KHB_PRO_KA, 0},
    {{KHB_C_FA, KHB_C_LAM}, 2, KHB_PRO_FA | KHB_PRO_LI, 0},
    {{KHB_C_LAM}, 1, KHB_PRO_LI, 1},
    {{KHB_C_WAW, KHB_C_LAM}, 2, KHB_PRO_WA | KHB_PRO_LI, 1},
    {{KHB_C_FA, KHB_C_LAM}, 2, KHB_PRO_FA | KHB_PRO_LI, 1},
    {{KHB_C_LAM}, 1, KHB_PRO_LI, 2},
    {{KHB_C_WAW, KHB_C_LAM}, 2, KHB_PRO_WA | KHB_PRO_LI, 2},
    {{KHB_C_FA, KHB_C_LAM}, 2, KHB_PRO_FA | KHB_PRO_LI, 2}};

/* The readings of a word that starts with one of و ف ب ك ل; at least two letters must be left. */
static uint32_t proclitics_of(const uint8_t *c, uint32_t n) {
  uint32_t mask = 1, lead = 0; /* lead: و or ف taken off, then the second letter is looked at in the same way */
  const uint8_t *q = c;
  uint32_t left = n;
  if (left >= 3 && (q[0] == KHB_C_WAW || q[0] == KHB_C_FA)) {
    lead = q[0] == KHB_C_WAW ? 1 : 2;
    mask |= 1u << lead;
    q++;
    left--;
  }
  if (left < 3) return mask;
  /* forms 3,4,5 alone, 6,7,8 after و, 9,10,11 after ف */
  uint32_t with = lead == 0 ? 3 : lead == 1 ? 6 : 9;
  if (q[0] == KHB_C_BA) return mask | 1u << with;
  if (q[0] == KHB_C_KAF) return mask | 1u << (with + 1);
  if (q[0] != KHB_C_LAM) return mask;
  mask |= 1u << (with + 2);
  if (q[1] == KHB_C_LAM) mask |= 1u << (12 + lead) | 1u << (15 + lead);
  return mask;
}

static bool may_have_proclitic(uint8_t c) {
  return c == KHB_C_WAW || c == KHB_C_FA || c == KHB_C_BA || c == KHB_C_KAF || c == KHB_C_LAM;
}

/* ---- slow path: one character -------------------------------------------------------------------------------------------- */

typedef enum script { SC_NONE, SC_ARABIC, SC_LATIN, SC_OTHER } script;
typedef enum what { W_LETTER, W_MARK, W_IGNORE, W_SPACE, W_PUNCT, W_SYMBOL, W_EMOJI, W_DIGIT, W_BROKEN } what;

static bool is_emoji(uint32_t cp) {
  if (cp >= 0x1f1e6 && cp <= 0x1f1ff) return true;
  /* ⌚ ⏰ and their neighbours, then the blocks of symbols; signs of print such as © ▪ ▶ stay symbols. */
  return ((cp >= 0x231a && cp <= 0x23ff) || cp >= 0x2600) &&
         utf8proc_get_property((utf8proc_int32_t)cp)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static what what_is(uint32_t cp, script *sc) {
  *sc = SC_NONE;
  if (cp == KHB_BROKEN) return W_BROKEN;
  if (cp < 0x80) {
    switch (ascii_class[cp]) {
      case C_LATIN: *sc = SC_LATIN; return W_LETTER;
      case C_DIGIT: return W_DIGIT;
      case C_SPACE: case C_NL: return W_SPACE;
      case C_PUNCT: return W_PUNCT;
      case C_SYMBOL: return W_SYMBOL;
      default: return W_BROKEN;
    }
  }
  if (khb_is_ignorable(cp)) return W_IGNORE;
  if (cp >= 0x600 && cp <= 0x6ff) {
    uint8_t a = khb_arabic_block[cp & 0xff];
    if (a >= 0x80) *sc = SC_ARABIC;
    return a >= 0x80 ? W_LETTER : a >= '0' ? W_DIGIT : a == KHB_A_MARK ? W_MARK : a == KHB_A_PUNCT ? W_PUNCT : W_SYMBOL;
  }
  if (cp == 0x200b) return W_SPACE;
  if (is_emoji(cp)) return W_EMOJI;
  switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
      *sc = khb_is_arabic_block(cp) ? SC_ARABIC
            : cp < 0x250 || (cp >= 0x1e00 && cp <= 0x1eff) || (cp >= 0xff21 && cp <= 0xff5a) ? SC_LATIN : SC_OTHER;
      return khb_is_mark_form(cp) ? W_MARK : W_LETTER;
    case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME: return W_MARK;
    case UTF8PROC_CATEGORY_ZS: case UTF8PROC_CATEGORY_ZL: case UTF8PROC_CATEGORY_ZP: return W_SPACE;
    case UTF8PROC_CATEGORY_CC: case UTF8PROC_CATEGORY_CS: return W_BROKEN;
    case UTF8PROC_CATEGORY_CN: /* of a later Unicode: well-formed, so no fault */
    case UTF8PROC_CATEGORY_SM: case UTF8PROC_CATEGORY_SC: case UTF8PROC_CATEGORY_SK: case UTF8PROC_CATEGORY_SO:
      return W_SYMBOL;
    default: return W_PUNCT;
  }
}

/* ---- words --------------------------------------------------------------------------------------------------------------- */

static inline uint8_t block_entry(uint64_t pair) { return khb_arabic_block[(pair & 3) << 6 | (pair >> 8 & 0x3f)]; }

/* Codes for letters of the Arabic block, up to the first character that is none, at most `most` of them. A character of the
   block is D8..DB and a continuation byte, which one masked comparison tells, for one character or for four at once. */
static inline const uint8_t *arabic_run(const uint8_t *p, const uint8_t *end, uint8_t **code, size_t most, uint8_t *flags) {
  uint8_t *c = *code;
  size_t left = (size_t)(end - p) / 2;
  if (left > most) left = most;
  for (; left >= 4; left -= 4, p += 8, c += 4) {
    uint64_t four = khb_load64(p);
    if ((four & UINT64_C(0xc0fcc0fcc0fcc0fc)) != UINT64_C(0x80d880d880d880d8)) break;
    uint8_t a0 = block_entry(four), a1 = block_entry(four >> 16), a2 = block_entry(four >> 32), a3 = block_entry(four >> 48);
    if (!(a0 & a1 & a2 & a3 & 0x80)) break;
    c[0] = a0;
    c[1] = a1;
    c[2] = a2;
    c[3] = a3;
  }
  for (; left > 0; left--, p += 2) {
    uint32_t pair = (uint32_t)p[0] | (uint32_t)p[1] << 8;
    if ((pair & 0xc0fc) != 0x80d8) break;
    uint8_t a = block_entry(pair);
    if (a >= 0x80) {
      *c++ = a;
    } else if (a == KHB_A_MARK) {
      *flags |= KHB_TOKF_MARKED;
    } else {
      break;
    }
  }
  *code = c;
  return p;
}

/* What ends nearly every Arabic word, without decoding it: an ASCII character, or a mark of punctuation or digit of the block. */
static inline bool ends_arabic_word(const uint8_t *p, const uint8_t *end) {
  if (p[0] < 0x80) return true;
  if (end - p < 2 || (p[0] & 0xfc) != 0xd8 || (p[1] & 0xc0) != 0x80) return false;
  uint8_t a = khb_arabic_block[(p[0] & 3) << 6 | (p[1] & 0x3f)];
  return a == KHB_A_PUNCT || a == KHB_A_SYMBOL || (a >= '0' && a <= '9');
}

/* A full stop or apostrophe between two Latin letters belongs to the word: aljazeera.net, O'Neill (UAX #29, WB6 and WB7). */
static uint32_t latin_joiner(const uint8_t *p, const uint8_t *end) {
  uint32_t n = p[0] == '.' || p[0] == '\'' ? 1 : end - p >= 3 && p[0] == 0xe2 && p[1] == 0x80 && p[2] == 0x99 ? 3 : 0;
  if (!n || p + n >= end || p[n] >= 0x80) return 0;
  return ascii_class[p[n]] == C_LATIN ? n : 0;
}

static bool is_upper(uint32_t cp) {
  return cp < 0x80 ? cp >= 'A' && cp <= 'Z' : utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_LU;
}

/* The longest word that is kept in one piece; khb_tok.n_codes is 16 bits wide. */
#define MAX_WORD_CODES 65000u

/* Reads a word of one script from s->p. The first character is a letter or a mark. */
static bool scan_word(scanner *s) {
  khb_scan *out = s->out;
  const uint8_t *from = s->p, *p = from, *last = from;
  size_t first = out->n_codes;
  uint8_t flags = 0;
  script own = SC_NONE;
  for (;;) {
    uint8_t *code = out->codes + out->n_codes;
    size_t left = first + MAX_WORD_CODES - out->n_codes;
    if (own == SC_NONE || own == SC_ARABIC) {
      uint8_t *before = code;
      const uint8_t *q = arabic_run(p, s->end, &code, left, &flags);
      if (code > before) own = SC_ARABIC;
      if (q > p) last = p = q;
      out->n_codes += (size_t)(code - before);
    }
    if (p >= s->end || out->n_codes - first >= MAX_WORD_CODES) break;
    if (own == SC_ARABIC && ends_arabic_word(p, s->end)) break;
    uint32_t cp, used = khb_utf8_next(p, s->end, &cp);
    script sc;
    what w = what_is(cp, &sc);
    if (w == W_LETTER) {
      if (own != SC_NONE && sc != own) break;
      if (own == SC_NONE && is_upper(cp)) flags |= KHB_TOKF_UPPER;
      own = sc;
      if (cp >= 0x80) flags |= KHB_TOKF_MARKED;
    } else if (w == W_DIGIT && own == SC_LATIN && cp < 0x80) {
      flags |= KHB_TOKF_DIGIT;
    } else if (w == W_MARK) {
      flags |= KHB_TOKF_MARKED; /* most fold away; the vowel signs of Indic scripts do not */
    } else if (w == W_IGNORE) {
      flags |= KHB_TOKF_MARKED;
      p += used;
      continue;
    } else if (own == SC_LATIN && (used = latin_joiner(p, s->end)) != 0) {
      cp = '.' == p[0] ? '.' : KHB_BROKEN; /* apostrophes fold away: O'Neill, ONeill */
    } else {
      break;
    }
    if (cp != KHB_BROKEN) {
      if (!reserve_codes(out, (size_t)(s->end - p) + KHB_FOLD_MAX)) return false;
      uint8_t folded[KHB_FOLD_MAX];
      uint32_t n = khb_fold_char(cp, folded);
      memcpy(out->codes + out->n_codes, folded, n);
      out->n_codes += n;
    }
    last = p += used;
  }
  if (last == from) last = p; /* only ignorable characters stood there: cannot happen for a letter or mark */
  size_t n = out->n_codes - first;
  if (n == 0) return push(s, from, last, KHB_TOK_PUNCT, 0, first); /* a lone tatweel or mark */
  flags |= own == SC_ARABIC ? KHB_TOKF_ARABIC : own == SC_LATIN ? KHB_TOKF_LATIN : 0;
  if (!push(s, from, last, KHB_TOK_WORD, flags, first)) return false;
  const uint8_t *c = out->codes + first;
  out->tok[out->n_tok - 1].proclitics =
      own == SC_ARABIC && may_have_proclitic(c[0]) ? proclitics_of(c, (uint32_t)n) : 1;
  return true;
}

/* ---- numbers ------------------------------------------------------------------------------------------------------------- */

/* A digit of either set at p: its ASCII form and length, or 0. */
static uint8_t digit_at(const uint8_t *p, const uint8_t *end, uint32_t *used) {
  if (p >= end) return 0;
  if (p[0] >= '0' && p[0] <= '9') {
    *used = 1;
    return p[0];
  }
  if (p + 1 >= end || (p[0] & 0xfc) != 0xd8 || (p[1] & 0xc0) != 0x80) return 0;
  uint8_t a = khb_arabic_block[(p[0] & 3) << 6 | (p[1] & 0x3f)];
  *used = 2;
  return a >= '0' && a <= '9' ? a : 0;
}

/* A bidi control inside a number is passed over: numbers pasted from other programs carry them. */
static const uint8_t *skip_bidi(const uint8_t *p, const uint8_t *end) {
  while (end - p >= 3 && p[0] == 0xe2) {
    uint32_t cp, used = khb_utf8_next(p, end, &cp);
    if (cp == KHB_BROKEN || !khb_is_ignorable(cp)) break;
    p += used;
  }
  return p;
}

static uint32_t digits_ahead(const uint8_t *p, const uint8_t *end, uint32_t most) {
  uint32_t n = 0, used;
  while (n < most && digit_at(p, end, &used)) {
    p += used;
    n++;
  }
  return n;
}

/* A separator that stands between two digits: its folded form and length, or 0. A comma of Arabic text parts a list unless
   exactly three digits follow (١،٠٠٠). */
static uint8_t separator_at(const uint8_t *p, const uint8_t *end, uint32_t *used) {
  uint8_t sep = 0;
  if (p >= end) return 0;
  if (p[0] == '.' || p[0] == ',' || p[0] == ':' || p[0] == '/') {
    *used = 1;
    sep = p[0];
  } else if (end - p >= 2 && p[0] == 0xd9 && (p[1] == 0xab || p[1] == 0xac)) {
    *used = 2;
    sep = p[1] == 0xab ? '.' : ',';
  } else if (end - p >= 2 && p[0] == 0xd8 && p[1] == 0x8c) {
    *used = 2;
    return digits_ahead(p + 2, end, 4) == 3 ? ',' : 0;
  }
  uint32_t next;
  return sep && digit_at(skip_bidi(p + *used, end), end, &next) ? sep : 0;
}

/* The whole of an ISO 8601 date, 2022-01-09; other hyphens part numbers (scores, ranges). Returns the bytes it has, or 0. */
static uint32_t iso_date(const uint8_t *p, const uint8_t *end) {
  static const char shape[] = "dddd-dd-dd";
  if (end - p < 10) return 0;
  for (uint32_t i = 0; i < 10; i++)
    if (shape[i] == 'd' ? p[i] < '0' || p[i] > '9' : p[i] != '-') return 0;
  return end - p > 10 && p[10] >= '0' && p[10] <= '9' ? 0 : 10;
}

static bool scan_number(scanner *s) {
  khb_scan *out = s->out;
  const uint8_t *from = s->p, *p = from;
  size_t first = out->n_codes;
  uint8_t flags = 0;
  uint32_t used = iso_date(p, s->end);
  if (used) {
    memcpy(out->codes + out->n_codes, p, used);
    out->n_codes += used;
    return push(s, from, p + used, KHB_TOK_NUMBER, 0, first);
  }
  while (out->n_codes - first < MAX_WORD_CODES) {
    const uint8_t *q = skip_bidi(p, s->end);
    uint8_t c = digit_at(q, s->end, &used);
    if (!c) c = q > from ? separator_at(q, s->end, &used) : 0;
    if (!c) break;
    if (q > p || used > 1) flags |= KHB_TOKF_MARKED;
    out->codes[out->n_codes++] = c;
    p = q + used;
  }
  uint32_t percent = p < s->end && p[0] == '%' ? 1 : s->end - p >= 2 && p[0] == 0xd9 && p[1] == 0xaa ? 2 : 0;
  if (percent) {
    out->codes[out->n_codes++] = '%';
    p += percent;
  }
  return push(s, from, p, KHB_TOK_NUMBER, flags, first);
}

/* ---- addresses ----------------------------------------------------------------------------------------------------------- */

static bool starts_with(const uint8_t *p, const uint8_t *end, const char *lower) {
  for (; *lower; p++, lower++)
    if (p >= end || (p[0] | (ascii_class[p[0] & 127] == C_LATIN ? 32 : 0)) != (uint8_t)*lower) return false;
  return true;
}

/* Past the end of the URL that starts at p, or p. It runs to white space, a control, or a character that RFC 3986 and RFC 3987
   leave out; punctuation at its end is the sentence's, a closing bracket too unless the URL opened it. */
static const uint8_t *url_end(const uint8_t *p, const uint8_t *end) {
  const uint8_t *from = p;
  if (!starts_with(p, end, "https://") && !starts_with(p, end, "http://") && !starts_with(p, end, "ftp://") &&
      !starts_with(p, end, "www."))
    return p;
  while (p[0] != ':' && p[0] != '.') p++;
  while (p < end && (p[0] == ':' || p[0] == '/' || p[0] == '.')) p++;
  uint32_t first;
  script first_script;
  if (p >= end) return from;
  khb_utf8_next(p, end, &first);
  what kind = what_is(first, &first_script);
  if (kind != W_LETTER && kind != W_DIGIT) return from; /* so that what is read here is always used: linear time */
  const uint8_t *good = from;
  int open = 0;
  while (p < end) {
    uint32_t cp, used = khb_utf8_next(p, end, &cp);
    script sc;
    what w = what_is(cp, &sc);
    if (w == W_SPACE || w == W_BROKEN || w == W_IGNORE || w == W_EMOJI) break;
    if (cp < 0x80 && strchr("<>\"{}|\\^`", (int)cp)) break;
    if (cp >= 0x80 && (w == W_PUNCT || w == W_SYMBOL)) break;
    p += used;
    open += cp == '(' ? 1 : 0;
    if (cp == ')') {
      if (open == 0) continue;
      open--;
    }
    if (cp >= 0x80 || !strchr(".,;:!?'([]", (int)cp)) good = p;
  }
  return good;
}

/* Past the end of an e-mail address that starts at p, or p. Bounded by RFC 5321: 64 bytes before the @, 255 after it. */
static const uint8_t *email_end(const uint8_t *p, const uint8_t *end) {
  const uint8_t *from = p;
  while (p < end && p - from <= 64 && p[0] < 0x80 &&
         (ascii_class[p[0]] == C_LATIN || ascii_class[p[0]] == C_DIGIT || strchr("._%+-", p[0])))
    p++;
  if (p == from || p >= end || p[0] != '@' || p - from > 64) return from;
  const uint8_t *domain = ++p, *good = from;
  bool dot = false, label = false;
  while (p < end && p - domain <= 255 && p[0] < 0x80) {
    if (ascii_class[p[0]] == C_LATIN || ascii_class[p[0]] == C_DIGIT) {
      label = true;
      p++;
      if (dot) good = p;
    } else if ((p[0] == '.' || p[0] == '-') && label) {
      dot = dot || p[0] == '.';
      label = false;
      p++;
    } else {
      break;
    }
  }
  return good;
}

/* @handle: Latin letters, digits and _. */
static bool scan_handle(scanner *s) {
  const uint8_t *p = s->p + 1;
  while (p < s->end && p[0] < 0x80 && (ascii_class[p[0]] == C_LATIN || ascii_class[p[0]] == C_DIGIT || p[0] == '_')) p++;
  return push(s, s->p, p, p - s->p > 1 ? KHB_TOK_HANDLE : KHB_TOK_PUNCT, 0, s->out->n_codes);
}

/* #hashtag: letters, marks, digits and _ of any script, at least one letter in it; its codes are those of its words. */
static bool scan_hashtag(scanner *s) {
  khb_scan *out = s->out;
  const uint8_t *from = s->p, *p = from + 1, *last = p;
  size_t first = out->n_codes;
  bool letter = false;
  while (p < s->end && out->n_codes - first < MAX_WORD_CODES) {
    uint32_t cp, used = khb_utf8_next(p, s->end, &cp);
    script sc;
    what w = what_is(cp, &sc);
    if (w != W_LETTER && w != W_MARK && w != W_DIGIT && w != W_IGNORE && cp != '_') break;
    letter = letter || w == W_LETTER;
    p += used;
    if (w == W_IGNORE) continue;
    last = p;
    if (!reserve_codes(out, (size_t)(s->end - p) + KHB_FOLD_MAX)) return false;
    uint8_t folded[KHB_FOLD_MAX];
    uint32_t n = khb_fold_char(cp, folded);
    memcpy(out->codes + out->n_codes, folded, n);
    out->n_codes += n;
  }
  if (letter) return push(s, from, last, KHB_TOK_HASHTAG, KHB_TOKF_MARKED, first);
  out->n_codes = first;
  return push(s, from, from + 1, KHB_TOK_PUNCT, 0, first);
}

/* ---- the rest ------------------------------------------------------------------------------------------------------------ */

/* A run of broken bytes and control characters: one token, one fault. */
static bool scan_broken(scanner *s) {
  khb_scan *out = s->out;
  const uint8_t *p = s->p;
  while (p < s->end) {
    uint32_t cp, used = khb_utf8_next(p, s->end, &cp);
    script sc;
    if (what_is(cp, &sc) != W_BROKEN) break;
    p += used;
  }
  if (out->n_fault == out->cap_fault && !KHB_GROW(out->fault, out->cap_fault, out->n_fault + 1)) return false;
  out->fault[out->n_fault++] = (khb_range){(uint32_t)(s->p - s->base), (uint32_t)(p - s->base)};
  return push(s, s->p, p, KHB_TOK_BROKEN, 0, out->n_codes);
}

/* An emoji with what its grapheme cluster adds: skin tone, variation selector, joined emoji, the second half of a flag. */
static bool scan_emoji(scanner *s) {
  const uint8_t *p = s->p;
  utf8proc_int32_t state = 0;
  uint32_t cp;
  p += khb_utf8_next(p, s->end, &cp);
  while (p < s->end) {
    uint32_t next, used = khb_utf8_next(p, s->end, &next);
    if (next == KHB_BROKEN || next < 0x80 ||
        utf8proc_grapheme_break_stateful((utf8proc_int32_t)cp, (utf8proc_int32_t)next, &state))
      break;
    cp = next;
    p += used;
  }
  return push(s, s->p, p, KHB_TOK_EMOJI, 0, s->out->n_codes);
}

/* A keycap, 1️⃣: a digit, # or *, a variation selector that may be missing, U+20E3. Past its end, or p. */
static const uint8_t *keycap_end(const uint8_t *p, const uint8_t *end) {
  if (end - p >= 4 && memcmp(p + 1, "\xe2\x83\xa3", 3) == 0) return p + 4;
  return end - p >= 7 && memcmp(p + 1, "\xef\xb8\x8f\xe2\x83\xa3", 6) == 0 ? p + 7 : p;
}

/* One punctuation character, or a run of one and the same. */
static bool scan_punct(scanner *s, uint32_t used, bool symbol) {
  const uint8_t *p = s->p + used;
  if (symbol) return push(s, s->p, p, KHB_TOK_SYMBOL, 0, s->out->n_codes);
  while ((size_t)(s->end - p) >= used && memcmp(p, s->p, used) == 0) p += used;
  return push(s, s->p, p, KHB_TOK_PUNCT, 0, s->out->n_codes);
}

static bool scan_ascii(scanner *s) {
  const uint8_t *p = s->p, *q;
  if ((ascii_class[p[0]] == C_DIGIT || p[0] == '#' || p[0] == '*') && (q = keycap_end(p, s->end)) > p)
    return push(s, p, q, KHB_TOK_EMOJI, 0, s->out->n_codes);
  switch (ascii_class[p[0]]) {
    case C_SPACE:
      s->gap |= KHB_TOKF_SPACE_BEFORE;
      s->p++;
      return true;
    case C_NL:
      s->gap |= KHB_TOKF_SPACE_BEFORE | KHB_TOKF_LINE_START;
      s->p++;
      return true;
    case C_LATIN:
    case C_DIGIT:
      if ((q = email_end(p, s->end)) > p) return push(s, p, q, KHB_TOK_EMAIL, 0, s->out->n_codes);
      if (ascii_class[p[0]] == C_DIGIT) return scan_number(s);
      if ((q = url_end(p, s->end)) > p) return push(s, p, q, KHB_TOK_URL, 0, s->out->n_codes);
      return scan_word(s);
    case C_CTRL: return scan_broken(s);
    default: break;
  }
  if (p[0] == '#') return scan_hashtag(s);
  if (p[0] == '@') return scan_handle(s);
  return scan_punct(s, 1, ascii_class[p[0]] == C_SYMBOL);
}

static bool scan_other(scanner *s) {
  uint32_t cp, used = khb_utf8_next(s->p, s->end, &cp);
  script sc;
  switch (what_is(cp, &sc)) {
    case W_LETTER: case W_MARK: return scan_word(s);
    case W_DIGIT: return scan_number(s);
    case W_IGNORE: s->p += used; return true;
    case W_SPACE:
      s->gap |= KHB_TOKF_SPACE_BEFORE;
      if (cp == 0x2028 || cp == 0x2029) s->gap |= KHB_TOKF_LINE_START;
      s->p += used;
      return true;
    case W_EMOJI: return scan_emoji(s);
    case W_BROKEN: return scan_broken(s);
    case W_SYMBOL: return scan_punct(s, used, true);
    default: return scan_punct(s, used, false);
  }
}

bool khb_scan_text(khb_scan *scan, const char *text, uint32_t from, uint32_t to) {
  scanner s = {.out = scan, .base = (const uint8_t *)text, .gap = KHB_TOKF_SPACE_BEFORE | KHB_TOKF_LINE_START};
  s.p = s.base + from;
  s.end = s.base + to;
  /* A letter has two bytes and one code, so the bytes are always room enough on the fast path. */
  if (!reserve_codes(scan, (size_t)(to - from) + KHB_FOLD_MAX)) return false;
  if (!KHB_GROW(scan->tok, scan->cap_tok, scan->n_tok + (to - from) / 8 + 8)) return false;
  bool ok = true;
  while (ok && s.p < s.end) {
    uint8_t b = s.p[0];
    if (b == ' ') {
      s.gap |= KHB_TOKF_SPACE_BEFORE;
      s.p++;
    } else if (b < 0x80) {
      ok = scan_ascii(&s);
    } else if ((b & 0xfc) == 0xd8 && s.p + 1 < s.end && (s.p[1] & 0xc0) == 0x80 &&
               khb_arabic_block[(b & 3) << 6 | (s.p[1] & 0x3f)] >= 0x80) {
      ok = scan_word(&s);
    } else {
      ok = scan_other(&s);
    }
  }
  memset(scan->codes + scan->n_codes, 0, KHB_CODE_PAD);
  return ok;
}

void khb_scan_reset(khb_scan *scan) { scan->n_tok = scan->n_codes = scan->n_fault = 0; }

void khb_scan_free(khb_scan *scan) {
  free(scan->tok);
  free(scan->codes);
  free(scan->fault);
  *scan = (khb_scan){0};
}
