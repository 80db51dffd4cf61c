/* test_edit.c: after any edit a document is what a fresh analysis of the new text gives.
 *
 * 10,000 random edits (KHB_EDITS=N for another number) on the project's own drafts, with the shipped index. Each kind of edit is a
 * test of its own; the last mixes all. A failure names the kind, the number of the edit and its bytes: the run is the same every
 * time, so that is enough to find it again. The last test puts work off: once everything is caught up with, the document must be the
 * same again, and its totals those of its spans at every step.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/support.h"

#define MAX_TEXT 24000 /* a draft that has grown beyond is cut in the middle, by an edit that is checked too */
#define MIN_TEXT 400
#define MAX_PIECE 4096

static khb_engine *engine;
static support_text *drafts;
static size_t n_drafts;

typedef struct edit {
  uint32_t start, old_end;
  char text[MAX_PIECE];
  size_t len;
} edit;

/* ---- kinds of edits: each fills an edit for a text of `len` bytes ------------------------------------------------------------ */

typedef struct place { const char *text; uint32_t len; uint64_t *random; } place;

static uint32_t any_offset(const place *p) { return support_below(p->random, (uint64_t)p->len + 1); }

/* The start of a character near a random place: where a cursor can stand. */
static uint32_t any_cursor(const place *p) {
  uint32_t at = any_offset(p);
  while (at > 0 && at < p->len && ((uint8_t)p->text[at] & 0xc0) == 0x80) at--;
  return at;
}
static uint32_t next_cursor(const place *p, uint32_t at) {
  if (at < p->len) at++;
  while (at < p->len && ((uint8_t)p->text[at] & 0xc0) == 0x80) at++;
  return at;
}

static void put(edit *e, const char *piece, size_t len) {
  if (len > MAX_PIECE - e->len) len = MAX_PIECE - e->len;
  memcpy(e->text + e->len, piece, len);
  e->len += len;
}

typedef struct piece { const char *bytes; size_t len; } piece;
#define PIECE(s) {s, sizeof(s) - 1}
static void put_one_of(edit *e, const place *p, const piece *pieces, size_t n) {
  const piece *chosen = &pieces[support_below(p->random, n)];
  put(e, chosen->bytes, chosen->len);
}
#define PUT_ONE_OF(e, p, pieces) put_one_of(e, p, pieces, sizeof(pieces) / sizeof *(pieces))

static const piece letters[] = {PIECE("ا"), PIECE("ل"), PIECE("و"), PIECE("ب"), PIECE("ة"), PIECE("ى"), PIECE("أ"), PIECE(" "), PIECE("،"),
                                PIECE("."), PIECE("1"), PIECE("٣"), PIECE("x"), PIECE(":"), PIECE("-"), PIECE("#"), PIECE("@"), PIECE("/")};
static const piece words[] = {PIECE(" القاهرة "), PIECE("وبالقاهرة"), PIECE(" للأمم المتحدة"), PIECE("وزير "), PIECE(" الخارجية الأميركي "),
                              PIECE(" أنتوني بلينكن"), PIECE(" د. "), PIECE("قال "), PIECE(" 18.25%"), PIECE(" 2022/1/9 "), PIECE("نور-سلطان")};
static const piece latin[] = {PIECE(" COVID-19 "), PIECE("Reuters"), PIECE("https://example.org/a?b=1 "), PIECE("a@b.org"), PIECE("@user_1 "),
                              PIECE("#هاشتاغ_خبر "), PIECE("G20"), PIECE("naïve café"), PIECE("e.g. x.y ")};
static const piece emoji[] = {PIECE("😀"), PIECE("👩🏽‍🚀"), PIECE("🇪🇬"), PIECE("🇪"), PIECE("❤️"), PIECE("\xe2\x80\x8d"), PIECE("1️⃣"), PIECE("️")};
static const piece broken[] = {PIECE("\xd8"), PIECE("\x80"), PIECE("\xff\xfe"), PIECE("\xe0\x80\x80"), PIECE("\xed\xa0\x80"), PIECE("\xf4\x90\x80\x80"),
                               PIECE("\xc0\xaf"), PIECE("\xf0\x9f\x98"), PIECE("\0"), PIECE("\x1b[31m"), PIECE("\x7f"), PIECE("\xc2\x85"), PIECE("\r")};
static const piece breaks[] = {PIECE("\n"), PIECE("\n\n"), PIECE("\r\n"), PIECE("\r\n\r\n"), PIECE("\n \t\n"), PIECE("\xe2\x80\xa8"), PIECE("\xe2\x80\xa9"),
                               PIECE("\f"), PIECE("\v"), PIECE(".\n"), PIECE(":\n"), PIECE("»\n«")};
static const piece marks[] = {PIECE("َ"), PIECE("ّ"), PIECE("ـ"), PIECE("ـــ"), PIECE("ٰ"), PIECE("\xe2\x80\x8f"), PIECE("\xe2\x80\xab"), PIECE("\xe2\x80\x8c"),
                              PIECE("ﷲ"), PIECE("ﻻ"), PIECE("\xef\xbb\xbf"), PIECE("ۀ"), PIECE("ک")};

static void insert_at_cursor(edit *e, const place *p) { e->start = e->old_end = any_cursor(p); }

static void type_letter(edit *e, const place *p) { insert_at_cursor(e, p); PUT_ONE_OF(e, p, letters); }
static void type_word(edit *e, const place *p) { insert_at_cursor(e, p); PUT_ONE_OF(e, p, words); }
static void paste_latin(edit *e, const place *p) { insert_at_cursor(e, p); PUT_ONE_OF(e, p, latin); }
static void paste_emoji(edit *e, const place *p) { insert_at_cursor(e, p); PUT_ONE_OF(e, p, emoji); }
static void paste_mark(edit *e, const place *p) { insert_at_cursor(e, p); PUT_ONE_OF(e, p, marks); }
static void break_line(edit *e, const place *p) { insert_at_cursor(e, p); PUT_ONE_OF(e, p, breaks); }
/* At any byte, inside characters too. */
static void paste_broken(edit *e, const place *p) { e->start = e->old_end = any_offset(p); PUT_ONE_OF(e, p, broken); }

static void delete_letter(edit *e, const place *p) {
  e->start = any_cursor(p);
  e->old_end = next_cursor(p, e->start);
}
/* From any byte to any byte of the next 300: words, lines, halves of characters. */
static void delete_range(edit *e, const place *p) {
  e->start = any_offset(p);
  uint32_t room = p->len - e->start;
  e->old_end = e->start + support_below(p->random, room < 300 ? (uint64_t)room + 1 : 300);
}
static void join_lines(edit *e, const place *p) {
  uint32_t at = any_offset(p);
  const char *found = at < p->len ? memchr(p->text + at, '\n', p->len - at) : NULL;
  if (!found) found = p->len ? memchr(p->text, '\n', p->len) : NULL;
  e->start = found ? (uint32_t)(found - p->text) : any_offset(p);
  e->old_end = found ? e->start + 1 : e->start;
}
static void paste_paragraphs(edit *e, const place *p) {
  insert_at_cursor(e, p);
  const support_text *from = &drafts[support_below(p->random, n_drafts)];
  size_t at = support_below(p->random, from->len), len = 1 + support_below(p->random, 1500);
  put(e, from->data + at, len < from->len - at ? len : from->len - at);
}
static void replace_range(edit *e, const place *p) {
  delete_range(e, p);
  static void (*const fill[])(edit *, const place *) = {type_word, paste_latin, paste_broken, break_line, paste_paragraphs};
  uint32_t start = e->start, old_end = e->old_end;
  fill[support_below(p->random, sizeof fill / sizeof *fill)](e, p);
  e->start = start;
  e->old_end = old_end;
}
static void at_the_ends(edit *e, const place *p) {
  type_word(e, p);
  e->start = e->old_end = support_below(p->random, 2) ? p->len : 0;
}
/* Everything goes, one draft comes. */
static void replace_all(edit *e, const place *p) {
  e->start = 0;
  e->old_end = p->len;
  const support_text *from = &drafts[support_below(p->random, n_drafts)];
  put(e, from->data, from->len);
}

typedef struct edit_kind { const char *name; void (*fill)(edit *e, const place *p); uint32_t share; /* of 100 */ } edit_kind;
static const edit_kind edit_kinds[] = {
    {"type a letter", type_letter, 10},   {"type a word", type_word, 7},         {"paste Latin, addresses, hashtags", paste_latin, 5},
    {"paste emoji", paste_emoji, 5},      {"paste marks", paste_mark, 5},        {"paste broken bytes and controls", paste_broken, 7},
    {"break a line", break_line, 7},      {"delete a letter", delete_letter, 7}, {"delete a range", delete_range, 7},
    {"join two lines", join_lines, 5},    {"paste paragraphs", paste_paragraphs, 5}, {"replace a range", replace_range, 7},
    {"at both ends", at_the_ends, 3},     {"replace everything", replace_all, 1},
};
#define N_KINDS (sizeof edit_kinds / sizeof *edit_kinds)

/* ---- running them ------------------------------------------------------------------------------------------------------------ */

static uint32_t total_edits(void) {
  const char *given = getenv("KHB_EDITS");
  unsigned long n = given ? strtoul(given, NULL, 10) : 0;
  return n ? (uint32_t)n : 10000;
}

static void fail_edit(const char *name, uint32_t number, const edit *e, const char *why) {
  char hex[3 * 64 + 1] = "";
  for (size_t i = 0; i < e->len && i < 64; i++) snprintf(hex + 3 * i, 4, "%02x ", (uint8_t)e->text[i]);
  fail_msg("%s, edit %u: [%u,%u) by %zu bytes (%s): %s", name, number, e->start, e->old_end, e->len, hex, why);
}

/* One edit, checked against a fresh analysis, and that `changed` covers what was put in. */
static void apply(khb_document *doc, const edit *e, const char *name, uint32_t number) {
  khb_range changed = {0, 0};
  khb_error err;
  if (khb_document_edit(doc, e->start, e->old_end, e->text, e->len, &changed, &err) != KHB_OK)
    fail_edit(name, number, e, err.what);
  size_t len;
  const char *text = khb_document_text(doc, &len);
  if (changed.start > e->start || changed.end < e->start + e->len || changed.end > len)
    fail_edit(name, number, e, "the range said to have changed does not cover the edit");
  khb_document *fresh = support_document(engine, text, len);
  char why[512];
  bool same = support_same(doc, fresh, why, sizeof why);
  khb_document_close(fresh);
  if (!same) fail_edit(name, number, e, why);
}

static void run_edits(const char *name, const edit_kind *only, uint32_t n, uint64_t seed) {
  uint64_t random = seed;
  const support_text *first = &drafts[seed % n_drafts];
  khb_document *doc = support_document(engine, first->data, first->len);
  static edit e;
  for (uint32_t i = 0; i < n; i++) {
    size_t len;
    const char *text = khb_document_text(doc, &len);
    place p = {text, (uint32_t)len, &random};
    e.len = 0;
    if (len > MAX_TEXT) {
      e.start = (uint32_t)len / 4;
      e.old_end = (uint32_t)len;
    } else if (len < MIN_TEXT) {
      replace_all(&e, &p);
    } else if (only) {
      only->fill(&e, &p);
    } else {
      edit_kinds[support_below(&random, N_KINDS)].fill(&e, &p);
    }
    apply(doc, &e, name, i);
  }
  khb_document_close(doc);
}

static void one_kind(void **state) {
  const edit_kind *kind = *state;
  uint32_t n = total_edits() * kind->share / 100;
  run_edits(kind->name, kind, n ? n : 1, (uint64_t)(kind - edit_kinds) + 1);
}

static void all_kinds(void **state) {
  (void)state;
  uint32_t left = total_edits();
  for (size_t i = 0; i < N_KINDS; i++) left -= total_edits() * edit_kinds[i].share / 100;
  run_edits("all kinds", NULL, left, 20260101);
}

/* ---- a line that is cut ------------------------------------------------------------------------------------------------------- */

/* Drafts in one line of 40 KB; every other time without full stops. */
static khb_document *long_line(uint64_t *random, bool stopped) {
  enum { LONG = 40000 };
  char *text = malloc(LONG);
  size_t n = 0;
  for (size_t i = support_below(random, n_drafts); n < LONG; i = (i + 1) % n_drafts)
    for (size_t k = 0; k < drafts[i].len && n < LONG; k++) {
      char c = drafts[i].data[k];
      text[n++] = c == '\n' || c == '\r' || (c == '.' && !stopped) ? ' ' : c;
    }
  khb_document *doc = support_document(engine, text, n);
  free(text);
  return doc;
}

static void in_a_long_line(void **state) {
  (void)state;
  static edit e;
  uint64_t random = 31;
  for (uint32_t round = 0, i = 0; round < 6; round++) {
    khb_document *doc = long_line(&random, round % 2);
    assert_true(khb_document_paragraphs(doc, 0, UINT32_MAX, NULL, 0) >= 2);
    for (uint32_t k = 0; k < total_edits() / 300; k++, i++) {
      size_t len;
      const char *text = khb_document_text(doc, &len);
      place p = {text, (uint32_t)len, &random};
      e.len = 0;
      if (len < 20000) break;
      edit_kinds[support_below(&random, N_KINDS)].fill(&e, &p);
      apply(doc, &e, "in a long line", i);
    }
    khb_document_close(doc);
  }
}

/* ---- putting off --------------------------------------------------------------------------------------------------------------- */

static void check_totals(const khb_document *doc, uint32_t number, const edit *e) {
  khb_totals totals, counted = {0};
  khb_document_totals(doc, &totals);
  counted.spans = (uint32_t)khb_document_spans(doc, 0, UINT32_MAX, NULL, 0);
  khb_span *spans = malloc((counted.spans + 1) * sizeof *spans);
  khb_document_spans(doc, 0, UINT32_MAX, spans, counted.spans);
  for (uint32_t i = 0; i < counted.spans; i++) {
    counted.types[spans[i].type]++;
    if (spans[i].source == KHB_FROM_FIGURES) counted.figures++;
    else if (spans[i].entity == KHB_NONE) counted.unlinked++;
  }
  free(spans);
  if (memcmp(&totals, &counted, sizeof totals) != 0) fail_edit("putting off", number, e, "the totals are not those of the spans");
}

/* Some decisions on words of the text, so that paragraphs are put off for these too. */
static void decide_something(khb_document *doc, uint64_t *random, uint32_t number, const edit *e) {
  khb_token tokens[512];
  khb_decision list[8];
  size_t len, n = 0, found;
  khb_document_text(doc, &len);
  uint32_t from = support_below(random, len + 1);
  found = khb_document_tokens(doc, from, UINT32_MAX, tokens, 512);
  if (found > 512) found = 512;
  for (size_t i = 0; i < found && n < 8; i += 1 + support_below(random, 60)) {
    uint8_t status = (uint8_t)(KHB_NOTE_ACCEPTED + support_below(random, 4));
    list[n++] = (khb_decision){.start = tokens[i].start, .end = tokens[i].end, .status = status, .type = KHB_PERS};
  }
  if (khb_document_decide(doc, list, n, NULL, NULL) != KHB_OK) fail_edit("putting off", number, e, "decisions refused");
}

/* Two documents that are edited and decided alike, one of which puts off and catches up by pieces. */
static void putting_off(void **state) {
  (void)state;
  static const uint32_t at_once[] = {0, 1, 200, 4000, UINT32_MAX};
  uint64_t random = 77;
  static edit e;
  khb_document *doc = support_document(engine, "", 0);
  khb_document_put_off(doc, 0);
  if (khb_document_edit(doc, 0, 0, drafts[1].data, drafts[1].len, NULL, NULL) != KHB_OK) fail();
  assert_int_equal(khb_document_behind(doc), drafts[1].len);
  assert_int_equal(khb_document_spans(doc, 0, UINT32_MAX, NULL, 0), 0);
  for (uint32_t i = 0, n = total_edits() / 10; i < n; i++) {
    size_t len;
    const char *text = khb_document_text(doc, &len);
    place p = {text, (uint32_t)len, &random};
    e.len = 0;
    khb_document_put_off(doc, at_once[support_below(&random, 5)]);
    if (len < MIN_TEXT || len > MAX_TEXT) replace_all(&e, &p);
    else edit_kinds[support_below(&random, N_KINDS)].fill(&e, &p);
    if (khb_document_edit(doc, e.start, e.old_end, e.text, e.len, NULL, NULL) != KHB_OK) fail_edit("putting off", i, &e, "refused");
    if (support_below(&random, 3) == 0) decide_something(doc, &random, i, &e);
    text = khb_document_text(doc, &len);
    size_t behind = khb_document_behind(doc);
    uint32_t first = support_below(&random, len + 1), last = first + support_below(&random, 3000);
    khb_range changed = {1, 1};
    if (khb_document_catch_up(doc, first, last, support_below(&random, 2000), &changed, NULL) != KHB_OK) fail();
    check_totals(doc, i, &e);
    size_t now = khb_document_behind(doc);
    if (now > behind || (now < behind) != (changed.start < changed.end)) fail_edit("putting off", i, &e, "what is said to be behind");
    if (i % 4) continue;
    if (khb_document_catch_up(doc, 0, UINT32_MAX, UINT32_MAX, &changed, NULL) != KHB_OK || khb_document_behind(doc))
      fail_edit("putting off", i, &e, "not caught up with");
    khb_decision list[64];
    size_t decided = khb_document_decisions(doc, list, 64);
    khb_document *fresh = support_document(engine, text, len);
    assert_true(decided <= 64 && khb_document_decide(fresh, list, decided, NULL, NULL) == KHB_OK);
    char why[512];
    bool same = support_same(doc, fresh, why, sizeof why);
    khb_document_close(fresh);
    if (!same) fail_edit("putting off", i, &e, why);
    check_totals(doc, i, &e);
  }
  khb_document_close(doc);
}

/* An edit that is refused changes nothing. */
static void refused(void **state) {
  (void)state;
  static const struct { const char *name; uint32_t start, old_end; } cases[] = {
      {"start after end", 5, 4}, {"end after the text", 0, 1u << 30}, {"start after the text", 1u << 30, (1u << 30) + 1},
      {"largest", UINT32_MAX, UINT32_MAX}};
  khb_document *doc = support_document(engine, drafts[0].data, drafts[0].len);
  khb_document *fresh = support_document(engine, drafts[0].data, drafts[0].len);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    khb_error err;
    char why[512];
    if (khb_document_edit(doc, cases[i].start, cases[i].old_end, "x", 1, NULL, &err) != KHB_ERR_RANGE)
      fail_msg("%s: not refused", cases[i].name);
    if (!support_same(doc, fresh, why, sizeof why)) fail_msg("%s: %s", cases[i].name, why);
  }
  khb_document_close(doc);
  khb_document_close(fresh);
}

/* Typed letter by letter from nothing, then deleted from the end: as an editor does it. */
static void typed(void **state) {
  (void)state;
  khb_document *doc = support_document(engine, "", 0);
  static edit e;
  uint32_t n = (uint32_t)(drafts[0].len < 1200 ? drafts[0].len : 1200), number = 0;
  place p = {drafts[0].data, n, NULL};
  for (uint32_t at = 0; at < n; at = e.start + (uint32_t)e.len) {
    uint32_t next = next_cursor(&p, at);
    e.start = e.old_end = at;
    e.len = 0;
    put(&e, drafts[0].data + at, next - at);
    apply(doc, &e, "typing", number++);
  }
  while (n > 0) {
    uint32_t at = n - 1;
    while (at > 0 && ((uint8_t)drafts[0].data[at] & 0xc0) == 0x80) at--;
    e.start = at;
    e.old_end = n;
    e.len = 0;
    apply(doc, &e, "deleting", number++);
    n = at;
  }
  khb_document_close(doc);
}

int main(void) {
  engine = support_shipped_engine();
  n_drafts = support_drafts(&drafts);
  struct CMUnitTest tests[N_KINDS + 5];
  size_t n = 0;
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(refused);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(typed);
  for (size_t i = 0; i < N_KINDS; i++)
    tests[n++] = (struct CMUnitTest){edit_kinds[i].name, one_kind, NULL, NULL, (void *)(uintptr_t)&edit_kinds[i]};
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(all_kinds);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(in_a_long_line);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(putting_off);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  support_free(drafts, n_drafts);
  khb_engine_close(engine);
  return failed;
}
