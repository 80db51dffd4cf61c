/* marks.c: which quotation mark opens, which closes, and which two belong together.
 *
 * What stands around a mark decides first: a space before and none behind opens, the reverse closes. So »reversed« and ”reversed“
 * marks are read as their writer meant them, and marks of two kinds may pair: «…". Where the spacing says nothing, « “ ‹ ‘ open,
 * » ” › ’ close and " does what is due.
 *
 *   «a «b» c»      nested: the outer pair is the quotation
 *   «a …¶ «b …¶ «c» a mark that opens again at the start of a paragraph carries the open quotation on
 *   «a …¶           one that is closed in none of the next paragraphs ends with its own
 */
#include "view.h"

enum { MAX_NESTED = 16, LOOK_AHEAD_PARAS = KHB_QUOTE_MAX_PARAGRAPHS };

enum { F_NONE = 0, F_GUILLEMET, F_DOUBLE, F_PLAIN, F_ANGLE, F_SINGLE };

typedef struct sign {
  uint8_t family;
  int8_t nominal;
} sign; /* nominal: 1 opens, -1 closes, 0 either */

static sign sign_of(const char *text, const khb_tok *k) {
  const uint8_t *p = (const uint8_t *)text + k->start;
  uint32_t n = k->end - k->start;
  if (k->kind != KHB_TOK_PUNCT && k->kind != KHB_TOK_SYMBOL) return (sign){F_NONE, 0};
  if (p[0] == '"' && n <= 2) return (sign){F_PLAIN, 0};
  if (n >= 2 && p[0] == 0xC2 && p[1] == 0xAB) return (sign){F_GUILLEMET, 1};
  if (n >= 2 && p[0] == 0xC2 && p[1] == 0xBB) return (sign){F_GUILLEMET, -1};
  if (n < 3 || p[0] != 0xE2 || p[1] != 0x80) return (sign){F_NONE, 0};
  switch (p[2]) {
    case 0x9C: return (sign){F_DOUBLE, 1};
    case 0x9D: return (sign){F_DOUBLE, -1};
    case 0x9E:
    case 0x9F: return (sign){F_DOUBLE, 1};
    case 0xB9: return (sign){F_ANGLE, 1};
    case 0xBA: return (sign){F_ANGLE, -1};
    case 0x98: return (sign){F_SINGLE, 1};
    case 0x99: return (sign){F_SINGLE, -1};
    default: return (sign){F_NONE, 0};
  }
}

/* 1: opens, -1: closes, 0: cannot be told from what stands around it. */
static int spacing_of(const khb_view *v, uint32_t t, uint32_t para_last) {
  const khb_tok *k = tok_at(v, t);
  bool before = k->flags & (KHB_TOKF_SPACE_BEFORE | KHB_TOKF_LINE_START);
  bool after = t + 1 >= para_last || (tok_at(v, t + 1)->flags & (KHB_TOKF_SPACE_BEFORE | KHB_TOKF_LINE_START));
  if (before && !after) return v->marks[t + 1] & (M_COMMA | M_STOP | M_COLON) && tok_at(v, t + 1)->kind == KHB_TOK_PUNCT ? 0 : 1;
  if (!before && after) return v->marks[t - 1] & M_COLON ? 0 : -1;
  if (!before && !after && v->marks[t + 1] & (M_COMMA | M_STOP | M_BRACKET_CLOSE)) return -1;
  if (!before && !after && v->marks[t - 1] & (M_COLON | M_BRACKET_OPEN)) return 1;
  return 0;
}

typedef struct open_mark {
  uint32_t tok;
  uint8_t family;
} open_mark;

typedef struct pairing {
  khb_view *v;
  open_mark stack[MAX_NESTED];
  uint32_t depth;
  uint32_t over; /* marks opened beyond MAX_NESTED */
  uint32_t para_of_open;
} pairing;

static bool emit(pairing *p, uint32_t open, uint32_t last, bool closed, bool cut) {
  khb_view *v = p->v;
  if (last <= open + 1) return true;
  if (v->n_quote == v->cap_quote && !KHB_GROW(v->quote, v->cap_quote, v->n_quote + 1)) return false;
  v->marks[open] |= M_OPEN;
  if (closed) v->marks[last] |= M_CLOSE;
  v->quote[v->n_quote++] = (quoted){open + 1, last, closed, cut};
  return true;
}

static bool too_long(const khb_view *v, uint32_t open, uint32_t t) {
  return tok_at(v, t)->end - tok_at(v, open)->end > KHB_QUOTE_MAX_BYTES;
}

/* Takes the mark at t as the end of what is open. */
static bool close_mark(pairing *p, uint32_t t, uint8_t family) {
  if (p->over) {
    p->over--;
    return true;
  }
  uint32_t d = p->depth;
  while (d && p->stack[d - 1].family != family) d--;
  p->depth = d ? d - 1 : p->depth - 1; /* no mark of its kind is open: the innermost of another kind */
  return p->depth ? true : emit(p, p->stack[0].tok, t, true, false);
}

static void open_mark_at(pairing *p, uint32_t t, uint8_t family, uint32_t para) {
  if (p->depth == MAX_NESTED) {
    p->over++;
    return;
  }
  if (p->depth == 0) p->para_of_open = para;
  p->stack[p->depth++] = (open_mark){t, family};
}

static bool is_open(const pairing *p, uint8_t family) {
  for (uint32_t i = 0; i < p->depth; i++)
    if (p->stack[i].family == family) return true;
  return false;
}

enum { BALANCE_TOKENS = 400 };

/* A plain mark that opens while one is open: are both closed later in the paragraph? If not, the first one was left open. */
static bool is_nested(const khb_view *v, uint32_t t, uint8_t family, uint32_t para_last) {
  uint32_t waiting = 2, last = para_last - t < BALANCE_TOKENS ? para_last : t + BALANCE_TOKENS;
  for (uint32_t k = t + 1; k < last; k++) {
    if (!(v->word[k] & W_QUOTE_MARK) || sign_of(v->text, tok_at(v, k)).family != family) continue;
    if (spacing_of(v, k, para_last) > 0) waiting++;
    else if (--waiting == 0) return true;
  }
  return false;
}

/* قال فلان" سنعود": none is open, a plain mark stands as a closing one, and so does the next of its kind: the blank slipped. */
static bool next_closes(const khb_view *v, uint32_t t, uint8_t family, uint32_t para_last) {
  uint32_t last = para_last - t < BALANCE_TOKENS ? para_last : t + BALANCE_TOKENS;
  for (uint32_t k = t + 1; k < last; k++)
    if ((v->word[k] & W_QUOTE_MARK) && sign_of(v->text, tok_at(v, k)).family == family) return spacing_of(v, k, para_last) < 0;
  return false;
}

static bool take_mark(pairing *p, uint32_t t, sign s, uint32_t para, uint32_t para_last) {
  khb_view *v = p->v;
  int way = spacing_of(v, t, para_last);
  bool due = is_open(p, s.family);                           /* one of its kind waits to be closed */
  if (s.family == F_SINGLE && way != 1 && !due) return true; /* an apostrophe */
  if (way == 0) way = s.nominal ? s.nominal : due ? -1 : 1;
  if (way > 0 && due && s.nominal == 0 && p->stack[p->depth - 1].family == s.family && !is_nested(v, t, s.family, para_last))
    way = -2;
  if (way < 0 && p->depth == 0) {
    if (way == -1 && (s.nominal > 0 || (s.nominal == 0 && next_closes(v, t, s.family, para_last)))) way = 1;
    else return true; /* closes nothing */
  }
  if (way == -2) { /* the same mark opens while it is open: the first was never closed, and ended before this one */
    uint32_t end = t;
    if (p->depth == 1 && !emit(p, p->stack[0].tok, end, false, false)) return false;
    p->depth--;
    open_mark_at(p, t, s.family, para);
    return true;
  }
  if (way > 0) {
    open_mark_at(p, t, s.family, para);
    return true;
  }
  return close_mark(p, t, s.family);
}

/* The first quotation mark of paragraph `para`, or KHB_NONE. */
static uint32_t first_mark(const khb_view *v, size_t para) {
  for (uint32_t t = v->para_first[para]; t < v->para_first[para + 1]; t++)
    if (v->word[t] & W_QUOTE_MARK) return t;
  return KHB_NONE;
}

/* With a quotation open at the end of paragraph `para`: does it go on in the next? It does when the next one opens it again
   with its first token, or when the first mark that comes in the paragraphs ahead closes. */
static bool goes_on(const pairing *p, size_t para, bool *reopened) {
  const khb_view *v = p->v;
  *reopened = false;
  uint8_t family = p->stack[0].family;
  for (size_t i = para + 1; i < v->n_paras && i <= p->para_of_open + LOOK_AHEAD_PARAS; i++) {
    uint32_t t = first_mark(v, i);
    if (t == KHB_NONE) continue;
    sign s = sign_of(v->text, tok_at(v, t));
    int way = spacing_of(v, t, v->para_first[i + 1]);
    if (way == 0) way = s.nominal ? s.nominal : -1;
    if (way < 0) return s.family == family;
    *reopened = i == para + 1 && t == v->para_first[i] && s.family == family;
    return *reopened;
  }
  return false;
}

/* The first mark of each paragraph is asked for again by up to LOOK_AHEAD_PARAS paragraphs before it; long ones are passed over in
   one step because a paragraph without marks has no bit set, and the look ahead stops at the first that has one. */
static bool end_paragraph(pairing *p, size_t para, bool *skip_first) {
  const khb_view *v = p->v;
  uint32_t last = v->para_first[para + 1];
  *skip_first = false;
  if (!p->depth) return true;
  p->depth = 1; /* what was nested ends with its paragraph */
  p->over = 0;
  uint32_t open = p->stack[0].tok;
  bool far = para + 1 - p->para_of_open >= KHB_QUOTE_MAX_PARAGRAPHS || (last > open + 1 && too_long(v, open, last - 1));
  if (!far && para + 1 < v->n_paras && goes_on(p, para, skip_first)) return true;
  /* A quotation that was carried on and is not closed ends where this paragraph ends. */
  p->depth = 0;
  *skip_first = false;
  return emit(p, open, last, false, far);
}

bool khb_pair_marks(khb_view *v) {
  pairing p = {.v = v};
  for (uint32_t t = 0; t < v->n; t++)
    if (tok_at(v, t)->kind > KHB_TOK_NUMBER && sign_of(v->text, tok_at(v, t)).family != F_NONE) v->word[t] |= W_QUOTE_MARK;
  bool skip_first = false;
  for (size_t i = 0; i < v->n_paras; i++) {
    for (uint32_t t = v->para_first[i]; t < v->para_first[i + 1]; t++) {
      if (p.depth && too_long(v, p.stack[0].tok, t)) {
        if (!emit(&p, p.stack[0].tok, t, false, true)) return false;
        p.depth = p.over = 0;
      }
      if (!(v->word[t] & W_QUOTE_MARK)) continue;
      if (skip_first && t == v->para_first[i]) continue;
      if (!take_mark(&p, t, sign_of(v->text, tok_at(v, t)), (uint32_t)i, v->para_first[i + 1])) return false;
    }
    if (!end_paragraph(&p, i, &skip_first)) return false;
  }
  return true;
}
