/* sentence.c: paragraphs and sentences.
 *
 * A paragraph is a line. Mail and Markdown break lines at a fixed width, so a line also continues into the next one when the two
 * look like a hard wrap: the first is 45 to 100 characters wide and ends in no full stop, the second is no wider than the wrap
 * that they imply, begins no list, quotation or heading, and is itself a full line or ends in a full stop. The rule looks at two
 * neighbouring lines only, which is what makes an edit local: khb_document_edit starts again one paragraph before the edit and
 * stops where an old boundary is met.
 *
 *   from ─► line \n  line \n  (blank lines) │ next paragraph
 *           └─ one paragraph, with the blank lines after it ─┘
 *
 * A line that is longer than any paragraph of news (a text whose line breaks were lost) is cut into several, behind the first sentence
 * that ends beyond LONG_LINE bytes, or else before a word, so that a typed letter costs no more in it than elsewhere:
 *
 *   from ─► …………………………………… LONG_LINE …. │ ……………………………………
 */
#include "fold.h"

/* ---- lines --------------------------------------------------------------------------------------------------------------- */

typedef struct line {
  uint32_t start, end, next; /* content [start, end), the next line starts at `next` */
  uint32_t width;            /* characters, counted up to MAX_WRAP + 1 */
  bool blank, stopped;       /* stopped: ends in a full stop or the like */
} line;

enum { MIN_WRAP = 45, MAX_WRAP = 100, LONG_LINE = 8192 };

static bool is_blank(uint8_t b) { return b == ' ' || b == '\t'; }

static uint32_t width_of(const uint8_t *p, const uint8_t *end) {
  const uint64_t each = 0x0101010101010101u;
  uint32_t n = 0;
  for (; end - p >= 8 && n <= MAX_WRAP; p += 8) { /* bytes 10xxxxxx continue a character: counted eight at a time */
    uint64_t eight = khb_load64(p), continues = (eight >> 7) & ~(eight >> 6) & each;
    n += 8 - (uint32_t)(continues * each >> 56);
  }
  for (; p < end && n <= MAX_WRAP; p++) n += (*p & 0xc0) != 0x80;
  return n > MAX_WRAP ? MAX_WRAP + 1 : n;
}

/* . ! ? : or their Arabic forms ؟ ؛ ۔ or … */
static bool ends_stopped(const uint8_t *start, const uint8_t *end) {
  if (end == start) return false;
  if (memchr(".!?:", end[-1], 4)) return true;
  if (end - start >= 2 && ((end[-2] == 0xd8 && (end[-1] == 0x9f || end[-1] == 0x9b)) || (end[-2] == 0xdb && end[-1] == 0x94)))
    return true;
  return end - start >= 3 && memcmp(end - 3, "\xe2\x80\xa6", 3) == 0;
}

/* The first \n or \r in p..end, or end. In windows, so that a file with only one kind of break is still read in linear time. */
static const uint8_t *line_break(const uint8_t *p, const uint8_t *end) {
  while (p < end) {
    size_t window = end - p < 2048 ? (size_t)(end - p) : 2048;
    const uint8_t *nl = memchr(p, '\n', window);
    const uint8_t *cr = memchr(p, '\r', nl ? (size_t)(nl - p) : window);
    if (cr || nl) return cr ? cr : nl;
    p += window;
  }
  return end;
}

static line line_at(const char *text, uint32_t from, uint32_t len) {
  const uint8_t *base = (const uint8_t *)text, *p = base + from, *end = base + len;
  const uint8_t *stop = line_break(p, end);
  line l = {.start = from};
  l.next = (uint32_t)(stop - base);
  if (l.next < len) l.next += text[l.next] == '\r' && l.next + 1 < len && text[l.next + 1] == '\n' ? 2 : 1;
  while (stop > p && is_blank(stop[-1])) stop--;
  l.end = (uint32_t)(stop - base);
  l.blank = stop == p;
  l.width = width_of(p, stop);
  l.stopped = ends_stopped(p, stop);
  return l;
}

/* A line that starts something of its own: indented, a list item, a quotation, a heading, a table, a rule. */
static bool starts_block(const char *text, const line *l) {
  const uint8_t *p = (const uint8_t *)text + l->start;
  if (is_blank(p[0]) || memchr("#>-*+|=~`", p[0], 9)) return true;
  if (l->end - l->start >= 3 && memcmp(p, "\xe2\x80\xa2", 3) == 0) return true; /* • */
  uint32_t i = 0, most = l->end - l->start;
  while (i < most && i < 4 && p[i] >= '0' && p[i] <= '9') i++;
  return i > 0 && i < most && (p[i] == '.' || p[i] == ')' || p[i] == '-');
}

static bool wraps_into(const char *text, const line *a, const line *b) {
  if (a->blank || b->blank || a->stopped || a->width < MIN_WRAP || a->width > MAX_WRAP) return false;
  if (!b->stopped && b->width < MIN_WRAP) return false;
  if (((const uint8_t *)text)[a->start] == '#' || starts_block(text, b)) return false;
  const uint8_t *p = (const uint8_t *)text + b->start, *q = p, *end = (const uint8_t *)text + b->end;
  while (q < end && !is_blank(*q)) q++;
  return b->width < a->width + 1 + width_of(p, q);
}

/* Does a sentence end before the blank at q? Not by the full stop of one letter: د. فلان */
static bool ends_sentence(const uint8_t *from, const uint8_t *q) {
  if (!ends_stopped(from, q)) return false;
  const uint8_t *word = q;
  while (word > from && q - word < 6 && !is_blank(word[-1])) word--;
  return q - word > 4;
}

/* Where a line that goes on beyond LONG_LINE bytes is cut: the start of a word. KHB_NONE: it ends soon, or is one word. */
static uint32_t cut_long_line(const char *text, uint32_t from, uint32_t len) {
  const uint8_t *p = (const uint8_t *)text + from, *end = (const uint8_t *)text + len, *first = NULL;
  const uint8_t *most = (size_t)(end - p) > 2 * LONG_LINE ? p + 2 * LONG_LINE : end;
  for (const uint8_t *q = p + LONG_LINE; q < end && (q < most || !first); q++) {
    if (*q == '\n' || *q == '\r') return KHB_NONE;
    if (!is_blank(*q) || is_blank(q[-1])) continue;
    const uint8_t *word = q;
    while (word < end && is_blank(*word)) word++;
    if (word == end || *word == '\n' || *word == '\r') return KHB_NONE;
    if (!first) first = word;
    if (ends_sentence(p, q)) return (uint32_t)(word - (const uint8_t *)text);
  }
  return first && most < end ? (uint32_t)(first - (const uint8_t *)text) : KHB_NONE;
}

uint32_t khb_paragraph_end(const char *text, uint32_t from, uint32_t len) {
  uint32_t near = len - from > 2 * LONG_LINE ? from + 2 * LONG_LINE : len;
  line a = line_at(text, from, near);
  if (a.next - from > LONG_LINE) {
    uint32_t cut = cut_long_line(text, from, len);
    if (cut != KHB_NONE) return cut;
    a = line_at(text, from, len);
  }
  while (a.next < len) {
    line b = line_at(text, a.next, len);
    if (!b.blank && !wraps_into(text, &a, &b)) break;
    if (b.blank) { /* blank lines end the paragraph and belong to it */
      while (b.blank && b.next < len) {
        a = b;
        b = line_at(text, b.next, len);
      }
      return b.blank ? len : b.start;
    }
    a = b;
  }
  return a.next;
}

/* ---- sentences ----------------------------------------------------------------------------------------------------------- */

static bool is_terminal(const char *text, const khb_tok *t) {
  if (t->kind != KHB_TOK_PUNCT) return false;
  uint32_t cp;
  khb_utf8_next((const uint8_t *)text + t->start, (const uint8_t *)text + t->end, &cp);
  return cp == '.' || cp == '!' || cp == '?' || cp == 0x61f || cp == 0x2026 || cp == 0x6d4 || cp == 0x203c || cp == 0x2049;
}

static bool is_closing(const char *text, const khb_tok *t) {
  if (t->kind != KHB_TOK_PUNCT || (t->flags & KHB_TOKF_SPACE_BEFORE)) return false;
  uint32_t cp;
  khb_utf8_next((const uint8_t *)text + t->start, (const uint8_t *)text + t->end, &cp);
  return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0xbb || cp == 0xab || (cp >= 0x2018 && cp <= 0x201f) ||
         cp == 0xfd3e || cp == 0xfd3f;
}

/* A full stop after one letter is an abbreviation: د. أ. م. ; so is one after a Latin initial or a short capitalised word that
   another capitalised word follows (Mr. Smith). */
static bool is_abbreviation(const char *text, const khb_tok *dot, const khb_tok *before, const khb_tok *after) {
  if (text[dot->start] != '.' || dot->end - dot->start != 1 || (dot->flags & KHB_TOKF_SPACE_BEFORE)) return false;
  if (before->kind != KHB_TOK_WORD || before->end != dot->start) return false;
  if (after->kind != KHB_TOK_WORD) return false;
  if (before->n_codes == 1) return true;
  if (!(before->flags & KHB_TOKF_LATIN) || !(after->flags & KHB_TOKF_LATIN)) return false;
  return (before->flags & KHB_TOKF_UPPER) && before->n_codes <= 3 ? true : !(after->flags & KHB_TOKF_UPPER);
}

/* The token after the sentence that starts at `i`. */
static size_t sentence_end(const char *text, const khb_scan *scan, size_t i, size_t last) {
  const khb_tok *t = scan->tok;
  for (size_t k = i; k < last; k++) {
    if (!is_terminal(text, &t[k])) continue;
    size_t e = k + 1;
    while (e < last && (is_terminal(text, &t[e]) || is_closing(text, &t[e])) && !(t[e].flags & KHB_TOKF_SPACE_BEFORE)) e++;
    if (e >= last) return last;
    if (!(t[e].flags & KHB_TOKF_SPACE_BEFORE)) continue;
    if (k > i && e == k + 1 && is_abbreviation(text, &t[k], &t[k - 1], &t[e])) continue;
    return e;
  }
  return last;
}

enum { HEADLINE_WORDS = 15 };

static bool is_headline(const char *text, const khb_scan *scan, size_t first, size_t last) {
  size_t words = 0;
  for (size_t i = first; i < last; i++) words += scan->tok[i].kind == KHB_TOK_WORD;
  const khb_tok *end = &scan->tok[last - 1];
  if (words == 0 || words > HEADLINE_WORDS || is_terminal(text, end) || is_closing(text, end)) return false;
  return end->kind != KHB_TOK_PUNCT;
}

bool khb_split_sentences(const char *text, const khb_scan *scan, size_t first, size_t last, khb_sents *out) {
  for (size_t i = first; i < last;) {
    size_t e = sentence_end(text, scan, i, last);
    if (out->n == out->cap && !KHB_GROW(out->item, out->cap, out->n + 1)) return false;
    khb_sentence *s = &out->item[out->n++];
    *s = (khb_sentence){.start = scan->tok[i].start, .end = scan->tok[e - 1].end};
    if (e == last) s->flags |= KHB_SENT_LAST;
    if (i == first && e == last && is_headline(text, scan, first, last)) s->flags |= KHB_SENT_HEADLINE;
    i = e;
  }
  return true;
}
