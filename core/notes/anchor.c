/* anchor.c: from a place in a draft to words that it can be found by, and back after the draft was edited elsewhere.
 *
 *   … التقى الرئيس عباس أمس وزير الخارجية …        prefix (32 characters) · exact · suffix (32)
 *            └ prefix ┘└exact┘└── suffix ─┘
 *
 * First the place itself: the same words between the same words. Else every place whose words are alike, folded (hamza, tashkeel, runs of white
 * space count for nothing), is scored:  ½ likeness of the words + ¼ of the prefix + ¼ of the suffix. The best is taken when it is
 * good enough on both sides and clearly better than the next; one of several, or one that is alike on one side only (the words
 * beside it were edited too), is taken when it has moved exactly as far as a note next to it. Otherwise the note is lost: a reader is
 * better served by "lost" than by a note beside the wrong words.
 * Likeness is 1 - edit distance / length (Levenshtein 1966); places whose words differ are found by Myers' bit-parallel search (1999).
 */
#include "notes.h"

#include "../text/utf8.h"

#include <stdlib.h>

/* What a place must reach. Unlike Arabic texts of 32 letters are alike at 0.25 to 0.35, so words that are the same between others
   that are not score 0.65. Names are short: a word in place of another must not pass. */
static const float FLOOR = 0.74f, MARGIN = 0.08f, LIKE_WORDS = 0.7f, LIKE_NAME = 0.75f, LIKE_ENDS = 0.78f, LIKE_CONTEXT = 0.5f;
enum { SHORT_QUOTE = 24, LONG_QUOTE = 48, MAX_LIKE = 2000, REACH = 24, CANDIDATES = 8, PATTERN = 64, CONTEXT_UNITS = KHB_CONTEXT,
       COMMON_LETTERS = 0x700 }; /* ASCII to Arabic */

/* ---- the text as units: folded letters, one blank for any white space ------------------------------------------------------ */

typedef struct units {
  uint32_t *cp, *at; /* at[n]: the length of the text */
  size_t n;
} units;

static void units_free(units *u) {
  free(u->cp);
  free(u->at);
  *u = (units){0};
}

static bool is_blank(uint32_t cp) { return cp == ' ' || (cp >= 9 && cp <= 13) || cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x3000; }
static bool is_control(uint32_t cp) {
  return cp == 0x61C || cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xAD || cp == 0xFEFF;
}

static bool units_of(const char *text, size_t len, units *out) {
  size_t folded_len = khb_fold(text, len, NULL, 0, NULL);
  char *folded = malloc(folded_len + 1);
  uint32_t *map = malloc((folded_len + 1) * sizeof *map);
  *out = (units){.cp = malloc((folded_len + 1) * sizeof *out->cp), .at = malloc((folded_len + 1) * sizeof *out->at)};
  bool good = folded && map && out->cp && out->at;
  if (good) {
    khb_fold(text, len, folded, folded_len, map);
    for (size_t i = 0; i < folded_len;) {
      uint32_t cp;
      uint32_t n = khb_utf8_next((const uint8_t *)folded + i, (const uint8_t *)folded + folded_len, &cp);
      if (is_blank(cp)) cp = ' ';
      bool drop = is_control(cp) || (cp == ' ' && out->n && out->cp[out->n - 1] == ' ');
      if (!drop) {
        out->cp[out->n] = cp;
        out->at[out->n++] = map[i];
      }
      i += n;
    }
    out->at[out->n] = (uint32_t)len;
  }
  free(folded);
  free(map);
  if (!good) units_free(out);
  return good;
}

/* ---- likeness -------------------------------------------------------------------------------------------------------------- */

/* Edit distance of a and b, neighbours that change places counted once (أميركا, أمريكا); with free_start what stands before in b costs
   nothing, with free_end what stands after. At most 2 * PATTERN units of b count. */
static size_t distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m, bool free_start, bool free_end) {
  uint16_t rows[3][2 * PATTERN + 1], *before = rows[0], *above = rows[1], *row = rows[2];
  if (m > 2 * PATTERN) m = 2 * PATTERN;
  for (size_t j = 0; j <= m; j++) row[j] = free_start ? 0 : (uint16_t)j;
  for (size_t i = 1; i <= n; i++) {
    uint16_t *spare = before;
    before = above, above = row, row = spare;
    row[0] = (uint16_t)i;
    for (size_t j = 1; j <= m; j++) {
      uint16_t change = (uint16_t)(above[j - 1] + (a[i - 1] != b[j - 1]));
      uint16_t add = (uint16_t)((above[j] < row[j - 1] ? above[j] : row[j - 1]) + 1);
      row[j] = change < add ? change : add;
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped && before[j - 2] + 1 < row[j]) row[j] = (uint16_t)(before[j - 2] + 1);
    }
  }
  uint16_t best = row[m];
  for (size_t j = 0; free_end && j <= m; j++) best = row[j] < best ? row[j] : best;
  return best;
}

static float likeness(size_t d, size_t n) { return n == 0 ? 1.0f : d >= n ? 0.0f : 1.0f - (float)d / (float)n; }

/* Long quotes are compared by their beginning and their end. */
static float like_words(const units *q, const units *t, size_t s, size_t e) {
  size_t n = q->n, m = e - s;
  if (n <= PATTERN && m <= 2 * PATTERN) return likeness(distance(q->cp, n, t->cp + s, m, false, false), n > m ? n : m);
  size_t head = n < PATTERN ? n : PATTERN, part = m < PATTERN + 8 ? m : PATTERN + 8;
  size_t first = distance(q->cp, head, t->cp + s, part, false, true), last = distance(q->cp + n - head, head, t->cp + e - part, part, true, false);
  float worse = likeness(first > last ? first : last, head);
  return worse < LIKE_ENDS ? 0 : likeness(first + last, 2 * head);
}

/* ---- a note that is looked for ----------------------------------------------------------------------------------------------- */

typedef struct candidate { size_t s, e; float score, words, before, after; } candidate;

typedef struct search {
  const units *text;
  const char *bytes;
  units quote, prefix, suffix;
  candidate best[CANDIDATES];
  size_t n;
} search;

static void trim_units(units *u, bool front, bool back) {
  while (front && u->n && u->cp[0] == ' ') {
    memmove(u->cp, u->cp + 1, (u->n - 1) * sizeof *u->cp);
    u->n--;
  }
  while (back && u->n && u->cp[u->n - 1] == ' ') u->n--;
}

/* Whether a paragraph begins before a unit, or ends before it: an empty line, or nothing at all. */
static bool at_edge(const search *x, size_t unit, bool begins) {
  const units *t = x->text;
  size_t i = begins ? unit : unit == 0 ? 0 : unit - 1;
  if (begins && (unit == 0 || t->cp[unit - 1] != ' ')) return unit == 0;
  if (!begins && (unit >= t->n || t->cp[unit] != ' ')) return unit >= t->n;
  uint32_t from = begins ? t->at[i - 1] : t->at[unit], to = begins ? t->at[i] : t->at[unit + 1], breaks = 0;
  for (uint32_t k = from; k < to; k++) breaks += x->bytes[k] == '\n';
  return breaks > 1;
}

static bool is_letter(uint32_t cp) { return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp >= 0x621; }

/* Does the place cut a word that the note did not cut? */
static bool cuts_word(const search *x, size_t s, size_t e) {
  const units *t = x->text;
  bool start = s > 0 && is_letter(t->cp[s - 1]) && is_letter(t->cp[s]), end = e < t->n && is_letter(t->cp[e - 1]) && is_letter(t->cp[e]);
  bool did_start = x->prefix.n && is_letter(x->prefix.cp[x->prefix.n - 1]), did_end = x->suffix.n && is_letter(x->suffix.cp[0]);
  return (start && !did_start) || (end && !did_end);
}

static candidate score_of(const search *x, size_t s, size_t e) {
  const units *t = x->text;
  size_t p = x->prefix.n, f = x->suffix.n, room = p + p / 3 + 2;
  size_t from = s > room ? s - room : 0, to = e + f + f / 3 + 2 < t->n ? e + f + f / 3 + 2 : t->n;
  candidate c = {.s = s, .e = e};
  if (t->cp[s] == ' ' || t->cp[e - 1] == ' ' || cuts_word(x, s, e)) return c;
  float words = c.words = like_words(&x->quote, t, s, e);
  if (words < (x->quote.n < SHORT_QUOTE ? LIKE_NAME : LIKE_WORDS)) return c;
  c.before = p ? likeness(distance(x->prefix.cp, p, t->cp + from, s - from, true, false), p) : at_edge(x, s, true) ? 1.0f : 0.0f;
  c.after = f ? likeness(distance(x->suffix.cp, f, t->cp + e, to - e, false, true), f) : at_edge(x, e, false) ? 1.0f : 0.0f;
  float wp = p < 4 ? 0.5f : p < 8 ? (float)p / 8 : 1, wf = f < 4 ? 0.5f : f < 8 ? (float)f / 8 : 1;
  c.score = (0.5f * words + 0.25f * wp * c.before + 0.25f * wf * c.after) / (0.5f + 0.25f * (wp + wf));
  return c;
}

/* Keeps the best places; of two that overlap the better. */
static void take(search *x, size_t s, size_t e) {
  if (s >= e || e > x->text->n) return;
  candidate c = score_of(x, s, e);
  if (c.score < FLOOR) return;
  for (size_t i = 0; i < x->n; i++) {
    if (s >= x->best[i].e || e <= x->best[i].s) continue;
    if (x->best[i].score >= c.score) return;
    memmove(&x->best[i], &x->best[i + 1], (x->n - i - 1) * sizeof c);
    x->n--;
    i--;
  }
  size_t at = x->n;
  while (at > 0 && x->best[at - 1].score < c.score) at--;
  if (at == CANDIDATES) return;
  size_t kept = x->n < CANDIDATES ? x->n : CANDIDATES - 1;
  memmove(&x->best[at + 1], &x->best[at], (kept - at) * sizeof c);
  x->best[at] = c;
  x->n = kept + 1;
}

static void find_same(search *x) {
  const units *t = x->text, *q = &x->quote;
  for (size_t i = 0; i + q->n <= t->n; i++) {
    if (t->cp[i] == q->cp[0] && memcmp(t->cp + i, q->cp, q->n * sizeof *q->cp) == 0) take(x, i, i + q->n);
  }
}

/* Where the words that end at unit e begin: the start of least distance, walked backwards. */
static size_t start_of(const search *x, size_t e, size_t n, size_t k) {
  const units *t = x->text, *q = &x->quote;
  size_t most = n + k < e ? n + k : e, best = SIZE_MAX, start = e;
  uint16_t row[2 * PATTERN + 1];
  if (most > 2 * PATTERN) most = 2 * PATTERN;
  for (size_t j = 0; j <= n; j++) row[j] = (uint16_t)j;
  for (size_t i = 1; i <= most; i++) {
    uint16_t diagonal = row[0];
    row[0] = (uint16_t)i;
    for (size_t j = 1; j <= n; j++) {
      uint16_t change = (uint16_t)(diagonal + (t->cp[e - i] != q->cp[n - j]));
      diagonal = row[j];
      uint16_t add = (uint16_t)((row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1);
      row[j] = change < add ? change : add;
    }
    if (row[n] <= best) {
      best = row[n];
      start = e - i;
    }
  }
  return start;
}

/* Where a long quote ends when its first PATTERN units begin at s: by the end of the quote, about where it should be. */
static size_t end_of(const search *x, size_t s) {
  const units *t = x->text, *q = &x->quote;
  size_t tail = q->n - PATTERN < PATTERN ? q->n - PATTERN : PATTERN, guess = s + q->n, slack = q->n / 2 + 16, best = SIZE_MAX, best_off = SIZE_MAX, end = 0;
  size_t from = guess > slack + s ? guess - slack : s + PATTERN, to = guess + slack < t->n ? guess + slack : t->n;
  for (size_t e = from; e <= to && e >= tail; e++) {
    size_t d = distance(q->cp + q->n - tail, tail, t->cp + e - tail, tail, false, false);
    size_t off = e > guess ? e - guess : guess - e;
    if (d < best || (d == best && off < best_off)) best = d, best_off = off, end = e;
  }
  return end;
}

static bool is_word_edge(const units *t, size_t i) { return i == 0 || i >= t->n || t->cp[i] == ' ' || t->cp[i - 1] == ' '; }

/* Moves both ends of the best place to the word edges near them that fit best: words may have been put in or taken out at an end. */
static void refine(search *x, candidate c) {
  const units *t = x->text;
  size_t from = c.s > REACH ? c.s - REACH : 0, last = c.e + REACH < t->n ? c.e + REACH : t->n;
  for (size_t s = from; s < c.s + REACH && s < last; s++) {
    if (s != c.s && !(is_word_edge(t, s) && t->cp[s] != ' ')) continue;
    for (size_t e = c.e > s + REACH ? c.e - REACH : s + 1; e <= last; e++) {
      if (e != c.e && !(is_word_edge(t, e) && t->cp[e - 1] != ' ')) continue;
      take(x, s, e);
    }
  }
}

/* Which of n letters are `cp`, one bit each. */
static uint64_t letters_equal(const uint32_t *letters, size_t n, uint32_t cp) {
  uint64_t bits = 0;
  for (size_t j = 0; j < n; j++) bits |= (uint64_t)(letters[j] == cp) << j;
  return bits;
}

/* Myers 1999 over the first PATTERN units of the quote: all places within k edits. */
static void find_like(search *x) {
  const units *t = x->text, *q = &x->quote;
  size_t n = q->n < PATTERN ? q->n : PATTERN, k = n * 2 / 5, score = n, looked = 0;
  uint64_t pv = ~UINT64_C(0), mv = 0, top = UINT64_C(1) << (n - 1);
  candidate near = {0};
  size_t least = SIZE_MAX;
  uint64_t common[COMMON_LETTERS] = {0};
  for (size_t j = 0; j < n; j++)
    if (q->cp[j] < COMMON_LETTERS) common[q->cp[j]] = letters_equal(q->cp, n, q->cp[j]);
  for (size_t i = 0; i < t->n && looked < MAX_LIKE; i++) {
    uint64_t eq = t->cp[i] < COMMON_LETTERS ? common[t->cp[i]] : letters_equal(q->cp, n, t->cp[i]);
    uint64_t xv = eq | mv, xh = (((eq & pv) + pv) ^ pv) | eq, ph = mv | ~(xh | pv), mh = pv & xh;
    score += (ph & top) != 0;
    score -= (mh & top) != 0;
    ph <<= 1;
    mh <<= 1;
    pv = mh | ~(xv | ph);
    mv = ph & xv;
    if (score > k) continue;
    size_t s = start_of(x, i + 1, n, k), e = q->n > PATTERN ? end_of(x, s) : i + 1;
    take(x, s, e);
    if (score < least) least = score, near = (candidate){.s = s, .e = e};
    looked++;
  }
  if (x->n) refine(x, x->best[0]);
  else if (near.e > near.s) refine(x, near);
}

/* ---- one note ---------------------------------------------------------------------------------------------------------------- */

typedef struct pending { size_t item; candidate best[CANDIDATES]; size_t n; } pending;

/* A whole sentence is known by itself; a name only between the same words. */
static bool is_clear(const search *x) {
  const candidate *c = &x->best[0];
  bool sure = x->n && ((c->before >= LIKE_CONTEXT && c->after >= LIKE_CONTEXT) || (x->quote.n >= LONG_QUOTE && c->words >= 0.95f));
  return sure && (x->n == 1 || c->score - x->best[1].score >= MARGIN);
}

/* A quote ends with its last letter: marks that folding drops and that stand after it belong to it. */
static uint32_t end_byte(const units *t, const candidate *c, const char *text) {
  uint32_t end = t->at[c->e - 1], next = t->at[c->e];
  uint32_t cp;
  end += khb_utf8_next((const uint8_t *)text + end, (const uint8_t *)text + next, &cp);
  while (end < next) {
    uint32_t n = khb_utf8_next((const uint8_t *)text + end, (const uint8_t *)text + next, &cp);
    if (!((cp >= 0x64B && cp <= 0x65F) || cp == 0x670 || cp == 0x640)) break;
    end += n;
  }
  return end;
}

static void settle(note_item *item, const units *t, const candidate *c, const char *text) {
  note_values *v = &item->now;
  v->start = t->at[c->s];
  v->end = end_byte(t, c, text);
  v->has_at = true;
  item->score = c->score;
  bool same = v->end - v->start == strlen(v->text[KEY_EXACT]) && memcmp(text + v->start, v->text[KEY_EXACT], v->end - v->start) == 0;
  item->place = same ? (v->start == item->read.start && item->read.has_at ? KHB_PLACE_SAME : KHB_PLACE_MOVED) : KHB_PLACE_CHANGED;
}

static void search_free(search *x) {
  units_free(&x->quote);
  units_free(&x->prefix);
  units_free(&x->suffix);
}

static bool prepare(search *x, const note_values *v) {
  const char *quote = v->text[KEY_EXACT], *prefix = v->text[KEY_PREFIX] ? v->text[KEY_PREFIX] : "", *suffix = v->text[KEY_SUFFIX] ? v->text[KEY_SUFFIX] : "";
  bool good = units_of(quote, strlen(quote), &x->quote) && units_of(prefix, strlen(prefix), &x->prefix) && units_of(suffix, strlen(suffix), &x->suffix);
  if (!good) return false;
  trim_units(&x->quote, true, true);
  if (x->prefix.n > CONTEXT_UNITS) {
    memmove(x->prefix.cp, x->prefix.cp + (x->prefix.n - CONTEXT_UNITS), CONTEXT_UNITS * sizeof *x->prefix.cp);
    x->prefix.n = CONTEXT_UNITS;
  }
  if (x->suffix.n > CONTEXT_UNITS) x->suffix.n = CONTEXT_UNITS;
  return true;
}

static khb_status look_for(note_item *item, size_t number, const units *t, const char *text, pending **wait, size_t *n_wait, size_t *cap) {
  search x = {.text = t, .bytes = text};
  khb_status status = prepare(&x, &item->now) ? KHB_OK : KHB_ERR_NOMEM;
  item->place = KHB_PLACE_LOST;
  item->score = 0;
  if (status == KHB_OK && x.quote.n) {
    find_same(&x);
    if (x.n == 0) find_like(&x);
    if (is_clear(&x)) {
      settle(item, t, &x.best[0], text);
    } else if (x.n) {
      if (KHB_GROW(*wait, *cap, *n_wait + 1)) {
        pending *p = &(*wait)[(*n_wait)++];
        p->item = number;
        p->n = x.n;
        memcpy(p->best, x.best, sizeof x.best);
      } else {
        status = KHB_ERR_NOMEM;
      }
    }
  }
  search_free(&x);
  return status;
}

/* ---- all notes ----------------------------------------------------------------------------------------------------------------- */

/* The same words between the same words, where the note says. */
static bool stands(const note_item *item, const char *text, size_t len) {
  const note_values *v = &item->now;
  size_t n = strlen(v->text[KEY_EXACT]);
  if (!v->has_at || v->end > len || v->end - v->start != n || memcmp(text + v->start, v->text[KEY_EXACT], n) != 0) return false;
  note_values here = {0};
  if (khb_note_take_anchor(&here, v->start, v->end, text, len) != KHB_OK) return false;
  bool same = true;
  const char *p = v->text[KEY_PREFIX] ? v->text[KEY_PREFIX] : "", *hp = here.text[KEY_PREFIX] ? here.text[KEY_PREFIX] : "";
  const char *s = v->text[KEY_SUFFIX] ? v->text[KEY_SUFFIX] : "", *hs = here.text[KEY_SUFFIX] ? here.text[KEY_SUFFIX] : "";
  /* Another program may keep less context: the shorter one counts. */
  size_t np = strlen(p) < strlen(hp) ? strlen(p) : strlen(hp), ns = strlen(s) < strlen(hs) ? strlen(s) : strlen(hs);
  same = memcmp(p + strlen(p) - np, hp + strlen(hp) - np, np) == 0 && memcmp(s, hs, ns) == 0;
  same = same && (np > 0 || !*p || !*hp) && (ns > 0 || !*s || !*hs);
  khb_note_values_free(&here);
  return same;
}

/* How far the nearest settled note before (or after) item i has moved. false: there is none. */
static bool neighbour_shift(const note_item *item, size_t n, size_t i, bool after, int64_t *shift) {
  const note_item *near = NULL;
  uint32_t at = item[i].read.start;
  for (size_t k = 0; k < n; k++) {
    if (k == i || item[k].place < KHB_PLACE_SAME || item[k].place > KHB_PLACE_MOVED || !item[k].read.has_at) continue;
    uint32_t there = item[k].read.start;
    if (after ? there < at : there > at) continue;
    if (!near || (after ? there < near->read.start : there > near->read.start)) near = &item[k];
  }
  if (!near) return false;
  *shift = (int64_t)near->now.start - (int64_t)near->read.start;
  return true;
}

/* The place that has moved as far as a note next to it; none, where that is not one place. */
static void decide(note_item *item, size_t n, const pending *p, const units *t, const char *text) {
  const note_item *it = &item[p->item];
  if (!it->read.has_at) return;
  int64_t shift[2];
  bool known[2] = {neighbour_shift(item, n, p->item, false, &shift[0]), neighbour_shift(item, n, p->item, true, &shift[1])};
  if (!known[0] && !known[1]) shift[0] = 0, known[0] = true;
  const candidate *chosen = NULL;
  for (size_t i = 0; i < p->n; i++) {
    if (p->best[0].score - p->best[i].score >= MARGIN) break;
    int64_t moved = (int64_t)t->at[p->best[i].s] - (int64_t)it->read.start;
    bool fits = (known[0] && moved == shift[0]) || (known[1] && moved == shift[1]);
    if (!fits) continue;
    if (chosen) return; /* two places fit: neither is sure */
    chosen = &p->best[i];
  }
  if (chosen) settle(&item[p->item], t, chosen, text);
}

khb_status khb_note_place_all(note_item *item, size_t n, const char *text, size_t len, bool elsewhere) {
  units t = {0};
  pending *wait = NULL;
  size_t n_wait = 0, cap = 0;
  khb_status status = KHB_OK;
  for (size_t i = 0; i < n && status == KHB_OK; i++) {
    if (!item[i].now.text[KEY_EXACT]) { /* a remark on the draft as a whole */
      item[i].place = KHB_PLACE_SAME;
      item[i].score = 1;
    } else if (stands(&item[i], text, len)) {
      item[i].place = KHB_PLACE_SAME;
      item[i].score = 1;
    } else if (!elsewhere) {
      item[i].place = KHB_PLACE_LOST;
      item[i].score = 0;
    } else {
      if (!t.cp && !units_of(text, len, &t)) status = KHB_ERR_NOMEM;
      if (status == KHB_OK) status = look_for(&item[i], i, &t, text, &wait, &n_wait, &cap);
    }
  }
  for (size_t i = 0; status == KHB_OK && i < n_wait; i++) decide(item, n, &wait[i], &t, text);
  for (size_t i = 0; status != KHB_OK && i < n; i++) item[i].place = KHB_PLACE_UNKNOWN;
  units_free(&t);
  free(wait);
  return status;
}

/* ---- taking an anchor ------------------------------------------------------------------------------------------------------------ */

/* Up to KHB_CONTEXT characters before (or after) a byte, as far as the paragraph goes and as YAML can hold them. A line break is a blank; an
   empty line ends the paragraph. */
static uint32_t context_start(const char *text, uint32_t at) {
  uint32_t from = at, breaks = 0;
  for (int n = 0; n < KHB_CONTEXT && from > 0; n++) {
    uint32_t p = from - 1, cp;
    while (p > 0 && from - p < 4 && ((uint8_t)text[p] & 0xC0) == 0x80) p--;
    if (khb_utf8_next((const uint8_t *)text + p, (const uint8_t *)text + from, &cp) != from - p || cp == KHB_BROKEN) break;
    if ((cp < 0x20 && cp != '\n' && cp != '\r' && cp != '\t') || (cp >= 0x7F && cp < 0xA0)) break;
    breaks = cp == '\n' ? breaks + 1 : is_blank(cp) ? breaks : 0;
    if (breaks == 2) break;
    from = p;
  }
  return from;
}

static uint32_t context_end(const char *text, size_t len, uint32_t at) {
  uint32_t to = at, breaks = 0;
  for (int n = 0; n < KHB_CONTEXT && to < len; n++) {
    uint32_t cp, size = khb_utf8_next((const uint8_t *)text + to, (const uint8_t *)text + len, &cp);
    if (cp == KHB_BROKEN || (cp < 0x20 && cp != '\n' && cp != '\r' && cp != '\t') || (cp >= 0x7F && cp < 0xA0)) break;
    breaks = cp == '\n' ? breaks + 1 : is_blank(cp) ? breaks : 0;
    if (breaks == 2) break;
    to += size;
  }
  return to;
}

/* A copy of text[from, to) with line breaks and tabs as blanks; "" is NULL. */
static bool copy_context(const char *text, uint32_t from, uint32_t to, bool front, char **out) {
  char *s = malloc((size_t)(to - from) + 1);
  if (!s) return false;
  size_t n = 0;
  for (uint32_t i = from; i < to; i++) {
    char c = text[i] == '\n' || text[i] == '\t' || text[i] == '\r' ? ' ' : text[i];
    if (c == ' ' && text[i] != ' ' && n && s[n - 1] == ' ') continue;
    s[n++] = c;
  }
  size_t skip = 0;
  if (front) while (skip < n && s[skip] == ' ') skip++; /* the far end says nothing by a blank */
  else while (n > 0 && s[n - 1] == ' ') n--;
  if (skip == n) n = skip = 0;
  memmove(s, s + skip, n - skip);
  s[n - skip] = 0;
  if (!*s) {
    free(s);
    s = NULL;
  }
  *out = s;
  return true;
}

khb_status khb_note_take_anchor(note_values *v, uint32_t start, uint32_t end, const char *text, size_t len) {
  if (start > end || end > len) return KHB_ERR_RANGE;
  bool cut = (start < len && ((uint8_t)text[start] & 0xC0) == 0x80) || (end < len && ((uint8_t)text[end] & 0xC0) == 0x80);
  if (cut || start == end) return KHB_ERR_RANGE;
  uint32_t kept = end;
  if (kept - start > KHB_MAX_QUOTE) {
    kept = start + KHB_MAX_QUOTE;
    while (kept > start && ((uint8_t)text[kept] & 0xC0) == 0x80) kept--;
    end = kept;
  }
  char *exact = malloc((size_t)(kept - start) + 1), *prefix = NULL, *suffix = NULL;
  if (!exact) return KHB_ERR_NOMEM;
  memcpy(exact, text + start, kept - start);
  exact[kept - start] = 0;
  if (strlen(exact) != kept - start || !khb_is_scalar(exact)) {
    free(exact);
    return KHB_ERR_RANGE;
  }
  if (!copy_context(text, context_start(text, start), start, true, &prefix) ||
      !copy_context(text, kept, context_end(text, len, kept), false, &suffix)) {
    free(exact);
    free(prefix);
    return KHB_ERR_NOMEM;
  }
  free(v->text[KEY_EXACT]);
  free(v->text[KEY_PREFIX]);
  free(v->text[KEY_SUFFIX]);
  v->text[KEY_EXACT] = exact;
  v->text[KEY_PREFIX] = prefix;
  v->text[KEY_SUFFIX] = suffix;
  v->start = start;
  v->end = end;
  v->has_at = true;
  return KHB_OK;
}
