/* test_reanchor.c: 200 passages of the project's drafts with notes, and the drafts edited elsewhere: by sed, by reflowing, by going
 * back to another version, by moving paragraphs. Every edit knows where each byte has gone, so that what a reader would say is known: a note must
 * be there, or be lost; never elsewhere.
 */
#include "table.h"

/* ---- a text that knows where its bytes came from ---------------------------------------------------------------------------- */

typedef struct edited {
  char *s;
  uint32_t *from; /* byte of the old text; KHB_NONE: new */
  size_t n, cap;
} edited;

static void put_byte(edited *e, char c, uint32_t from) {
  if (e->n == e->cap) {
    e->cap = e->cap ? 2 * e->cap : 4096;
    e->s = realloc(e->s, e->cap + 1);
    e->from = realloc(e->from, e->cap * sizeof *e->from);
    if (!e->s || !e->from) support_die("no memory");
  }
  e->s[e->n] = c;
  e->from[e->n++] = from;
  e->s[e->n] = 0;
}

static void put_old(edited *e, const char *text, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) put_byte(e, text[i], (uint32_t)i);
}

static void put_new(edited *e, const char *s) {
  while (*s) put_byte(e, *s++, KHB_NONE);
}

/* ---- paragraphs ---------------------------------------------------------------------------------------------------------------- */

typedef struct part { size_t from, to; } part;

/* Lines, or blocks of lines parted by empty ones where there are such. */
static size_t parts_of(const char *text, size_t len, part *out, size_t cap) {
  size_t n = 0;
  const char *gap = strstr(text, "\n\n") ? "\n\n" : "\n";
  for (size_t i = 0; i < len && n < cap;) {
    const char *end = strstr(text + i, gap);
    size_t to = end ? (size_t)(end - text) + strlen(gap) : len;
    out[n++] = (part){i, to};
    i = to;
  }
  return n;
}

/* ---- edits ------------------------------------------------------------------------------------------------------------------------ */

typedef void edit(const char *text, size_t len, uint64_t *random, edited *out);

static void insert_paragraphs(const char *text, size_t len, uint64_t *random, edited *out) {
  part p[256];
  size_t n = parts_of(text, len, p, 256);
  for (size_t i = 0; i < n; i++) {
    if (support_below(random, 3) == 0) put_new(out, "وفي سياق متصل، قال مراقبون إن الأيام المقبلة ستحمل تطورات جديدة في هذا الملف.\n\n");
    put_old(out, text, p[i].from, p[i].to);
  }
}

static void delete_paragraphs(const char *text, size_t len, uint64_t *random, edited *out) {
  part p[256];
  size_t n = parts_of(text, len, p, 256);
  for (size_t i = 0; i < n; i++) {
    if (support_below(random, 3)) put_old(out, text, p[i].from, p[i].to);
  }
}

static void swap_paragraphs(const char *text, size_t len, uint64_t *random, edited *out) {
  part p[256];
  size_t n = parts_of(text, len, p, 256);
  for (size_t i = n; i > 1; i--) {
    size_t k = support_below(random, i);
    part t = p[i - 1];
    p[i - 1] = p[k];
    p[k] = t;
  }
  for (size_t i = 0; i < n; i++) {
    put_old(out, text, p[i].from, p[i].to);
    if (out->n && out->s[out->n - 1] != '\n') put_new(out, "\n");
  }
}

static bool breaks_here(const char *text, size_t i) { return text[i] == '\n' && (text[i + 1] == '\n' || text[i + 1] == '\r' || text[i + 1] == 0 || (i && text[i - 1] == '\n')); }

/* Fills lines to some 60 bytes; empty lines stay. */
static void reflow(const char *text, size_t len, uint64_t *random, edited *out) {
  size_t column = 0, width = 40 + support_below(random, 60);
  for (size_t i = 0; i < len; i++) {
    bool blank = text[i] == ' ' || (text[i] == '\n' && !breaks_here(text, i));
    if (blank && column > width) put_byte(out, '\n', (uint32_t)i), column = 0;
    else if (blank) put_byte(out, ' ', (uint32_t)i), column++;
    else put_byte(out, text[i], (uint32_t)i), column = text[i] == '\n' ? 0 : column + 1;
  }
}

static void windows_lines(const char *text, size_t len, uint64_t *random, edited *out) {
  (void)random;
  for (size_t i = 0; i < len; i++) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) put_new(out, "\r");
    put_byte(out, text[i], (uint32_t)i);
  }
}

static bool is_at(const char *text, size_t i, const char *s) { return strncmp(text + i, s, strlen(s)) == 0; }

/* sed 's/…/…/g': the spellings of a house. The changed letters keep their origin as far as they go. */
static void unify_spelling(const char *text, size_t len, uint64_t *random, edited *out) {
  static const char *const rules[][2] = {{"أمريك", "أميرك"}, {"أميرك", "أمريك"}, {"إ", "ا"}, {"أ", "ا"}, {"ة ", "ه "}, {"بن ", "ابن "}, {"،", "، "},
                                         {"غ", "ج"}, {"\"", "«"}};
  size_t rule = support_below(random, COUNT(rules));
  for (size_t i = 0; i < len;) {
    size_t n = strlen(rules[rule][0]), m = strlen(rules[rule][1]);
    if (is_at(text, i, rules[rule][0])) {
      for (size_t k = 0; k < m; k++) put_byte(out, rules[rule][1][k], k < n ? (uint32_t)(i + k) : KHB_NONE);
      i += n;
    } else {
      put_byte(out, text[i], (uint32_t)i);
      i++;
    }
  }
}

/* Marks on letters: fatha after every fifth letter or so. */
static void vocalise(const char *text, size_t len, uint64_t *random, edited *out) {
  for (size_t i = 0; i < len; i++) {
    put_byte(out, text[i], (uint32_t)i);
    bool letter = i > 0 && ((uint8_t)text[i - 1] == 0xD8 || (uint8_t)text[i - 1] == 0xD9) && ((uint8_t)text[i] & 0xC0) == 0x80;
    if (letter && (uint8_t)text[i] >= 0xA7 && (uint8_t)text[i - 1] == 0xD8 && support_below(random, 6) == 0) put_new(out, "\xD9\x8E");
  }
}

/* Words put in and taken out here and there: another version of the draft. */
static void rewrite(const char *text, size_t len, uint64_t *random, edited *out) {
  for (size_t i = 0; i < len;) {
    size_t end = i;
    while (end < len && text[end] != ' ' && text[end] != '\n') end++;
    while (end < len && (text[end] == ' ' || text[end] == '\n')) end++;
    uint32_t what = support_below(random, 25);
    if (what == 0) put_new(out, "مجددا ");
    if (what != 1) put_old(out, text, i, end);
    i = end;
  }
}

static void all_at_once(const char *text, size_t len, uint64_t *random, edited *out) {
  edited first = {0}, second = {0};
  swap_paragraphs(text, len, random, &first);
  reflow(first.s, first.n, random, &second);
  insert_paragraphs(second.s, second.n, random, out);
  for (size_t i = 0; i < out->n; i++) {
    uint32_t a = out->from[i], b = a == KHB_NONE ? KHB_NONE : second.from[a];
    out->from[i] = b == KHB_NONE ? KHB_NONE : first.from[b];
  }
  free(first.s), free(first.from), free(second.s), free(second.from);
}

static const struct { const char *name; edit *run; } edits[] = {
  {"paragraphs put in", insert_paragraphs}, {"paragraphs taken out", delete_paragraphs}, {"paragraphs moved", swap_paragraphs},
  {"reflowed", reflow},                     {"Windows line ends", windows_lines},        {"spelling unified", unify_spelling},
  {"marks on letters", vocalise},           {"words changed", rewrite},                  {"moved, reflowed, put in", all_at_once},
};

/* ---- notes ------------------------------------------------------------------------------------------------------------------------- */

typedef struct tally { uint32_t right, lost, wrong, gone; } tally;

/* Where old bytes [start, end) stand now: all of them in order, with little in between. false: they do not stand together. */
static bool now_at(const edited *e, uint32_t start, uint32_t end, uint32_t *from, uint32_t *to) {
  uint32_t first = KHB_NONE, last = 0, kept = 0;
  for (size_t i = 0; i < e->n; i++) {
    if (e->from[i] == KHB_NONE || e->from[i] < start || e->from[i] >= end) continue;
    if (first == KHB_NONE) first = (uint32_t)i;
    last = (uint32_t)i + 1;
    kept++;
  }
  *from = first;
  *to = last;
  return kept * 10 >= (end - start) * 6 && last - first < 2 * (end - start) + 8;
}

/* Does [from, to) of the new text hold the passage, and little else? Most of what is left of it, and mostly that. */
static bool holds(const edited *e, uint32_t start, uint32_t end, uint32_t from, uint32_t to) {
  uint32_t kept = 0, inside = 0;
  for (size_t i = 0; i < e->n; i++) {
    if (e->from[i] == KHB_NONE || e->from[i] < start || e->from[i] >= end) continue;
    kept++;
    inside += i >= from && i < to;
  }
  return inside * 10 >= kept * 9 && inside * 10 >= (to - from) * 6;
}

/* Marks the passages of one draft: spans of the tagger, and whole sentences. */
static uint32_t make_notes(khb_notes *notes, const khb_engine *engine, const support_text *t, uint32_t most) {
  khb_document *doc = support_document(engine, t->data, t->len);
  khb_span spans[64];
  khb_sentence sentences[64];
  size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, 64), m = khb_document_sentences(doc, 0, UINT32_MAX, sentences, 64);
  uint32_t made = 0;
  for (size_t i = 0; i < n && i < 64 && made < most; i += 3) {
    khb_note note = {.start = spans[i].start, .end = spans[i].end, .type = -1};
    made += khb_notes_set(notes, KHB_NONE, &note, t->data, t->len, NULL, NULL) == KHB_OK;
  }
  for (size_t i = 1; i < m && i < 64 && made < most; i += 4) {
    khb_note note = {.start = sentences[i].start, .end = sentences[i].end, .type = -1};
    made += khb_notes_set(notes, KHB_NONE, &note, t->data, t->len, NULL, NULL) == KHB_OK;
  }
  khb_document_close(doc);
  return made;
}

static tally run_edit(edit *run, const khb_engine *engine, support_text *drafts, size_t n_drafts, uint64_t *random) {
  tally sum = {0};
  for (size_t d = 0; d < n_drafts; d++) {
    char path[] = "/tmp/khabar-reanchor-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    khb_notes *notes = NULL;
    assert_int_equal(khb_notes_open(path, &notes, NULL), KHB_OK);
    make_notes(notes, engine, &drafts[d], 10);
    assert_int_equal(khb_notes_save(notes, NULL, NULL), KHB_OK);
    uint32_t n = khb_notes_count(notes);
    khb_note *before = calloc(n + 1, sizeof *before);
    for (uint32_t i = 0; i < n; i++) khb_notes_get(notes, i, &before[i]);
    edited e = {0};
    run(drafts[d].data, drafts[d].len, random, &e);
    assert_int_equal(khb_notes_anchor(notes, e.s ? e.s : "", e.n, NULL), KHB_OK);
    for (uint32_t i = 0; i < n; i++) {
      khb_note note;
      uint32_t from, to;
      khb_notes_get(notes, i, &note);
      bool stands = now_at(&e, before[i].start, before[i].end, &from, &to), lost = note.place == KHB_PLACE_LOST;
      bool there = stands && !lost && holds(&e, before[i].start, before[i].end, note.start, note.end);
      if (there) sum.right++;
      else if (lost && !stands) sum.gone++;
      else if (lost) sum.lost++;
      else {
        sum.wrong++;
        print_message("wrong: \"%.60s\" put at [%u, %u), is at [%u, %u)%s, score %.2f\n", before[i].exact, note.start, note.end, from, to,
                      stands ? "" : " (gone)", (double)note.score);
      }
    }
    free(before);
    free(e.s);
    free(e.from);
    khb_notes_close(notes);
    unlink(path);
  }
  return sum;
}

static void notes_follow_or_are_lost(void **state) {
  (void)state;
  khb_engine *engine = support_shipped_engine();
  support_text *drafts;
  size_t n = support_drafts(&drafts);
  tally all = {0};
  uint64_t random = 20261122;
  for (size_t i = 0; i < COUNT(edits); i++) {
    tally t = run_edit(edits[i].run, engine, drafts, n, &random);
    print_message("%-26s right %3u  lost %2u  wrong %u  rightly lost %u\n", edits[i].name, t.right, t.lost, t.wrong, t.gone);
    all.right += t.right, all.lost += t.lost, all.wrong += t.wrong, all.gone += t.gone;
  }
  print_message("%-26s right %3u  lost %2u  wrong %u  rightly lost %u\n", "all", all.right, all.lost, all.wrong, all.gone);
  support_free(drafts, n);
  khb_engine_close(engine);
  assert_true(all.right + all.lost >= 200);
  assert_int_equal(all.wrong, 0);
  assert_true(all.right * 100 >= (all.right + all.lost) * 98);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(notes_follow_or_are_lost)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
