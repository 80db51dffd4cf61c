/* test_decisions.c: what a person has settled is heeded: in the spans, through edits, and whole again from nothing. The rules stand in khabar.h,
 * "decisions". Names are those of tests/support.
 */
#include "table.h"

#define T "قال وزير الخارجية الأميركي أنتوني بلينكن في كازاخستان إن الأمم المتحدة قلقة."

/* A decision on the first place where `what` stands. */
typedef struct said { const char *what; uint8_t status; int8_t type; const char *entity; } said;

static khb_decision at(const char *text, const said *s) {
  const char *p = strstr(text, s->what);
  if (!p) support_die("no %s", s->what);
  return (khb_decision){.start = (uint32_t)(p - text), .end = (uint32_t)(p - text) + (uint32_t)strlen(s->what), .status = s->status, .type = s->type,
                        .entity = s->entity};
}

/* TYPE:text/depth, "*" for the person's own, "@id" where linked. */
static void spans_of(const khb_document *doc, char *out, size_t cap) {
  size_t len, at_end = 0;
  const char *text = khb_document_text(doc, &len);
  khb_span spans[64];
  size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, 64);
  out[0] = 0;
  for (size_t i = 0; i < n && i < 64; i++) {
    khb_entity e = {.id = ""};
    khb_engine_entity(khb_document_engine(doc), spans[i].entity, &e);
    at_end += (size_t)snprintf(out + at_end, cap - at_end, "%s%s:%.*s/%u%s%s%s", i ? " | " : "", khb_type_name(spans[i].type),
                               (int)(spans[i].end - spans[i].start), text + spans[i].start, spans[i].depth, *e.id ? "@" : "", e.id,
                               spans[i].source == KHB_FROM_NOTE ? "*" : "");
  }
}

static const struct { const char *name; said list[3]; size_t n; const char *has, *lacks; } cases[] = {
  {"a rejected name is none", {{"كازاخستان", KHB_NOTE_REJECTED, -1, NULL}}, 1, "ORG:", "كازاخستان"},
  {"another type", {{"كازاخستان", KHB_NOTE_CORRECTED, KHB_LOC, NULL}}, 1, "LOC:كازاخستان/0*", "GPE:كازاخستان"},
  {"accepted: type and entity stay", {{"كازاخستان", KHB_NOTE_ACCEPTED, -1, NULL}}, 1, "GPE:كازاخستان/0@Q232*", NULL},
  {"linked to another entity", {{"كازاخستان", KHB_NOTE_CORRECTED, KHB_GPE, "Q79"}}, 1, "GPE:كازاخستان/0@Q79*", "Q232"},
  {"an entity that nobody knows is no link", {{"كازاخستان", KHB_NOTE_CORRECTED, KHB_GPE, "Q99999"}}, 1, "GPE:كازاخستان/0*", "Q232"},
  {"a name that was not found", {{"قلقة", KHB_NOTE_ADDED, KHB_PRODUCT, NULL}}, 1, "PRODUCT:قلقة/0*", NULL},
  {"a name that crosses others takes their place", {{"المتحدة قلقة", KHB_NOTE_ADDED, KHB_PRODUCT, NULL}}, 1, "PRODUCT:المتحدة قلقة/0*", "ORG:الأمم المتحدة"},
  {"a name inside another nests", {{"المتحدة", KHB_NOTE_ADDED, KHB_PRODUCT, NULL}}, 1, "PRODUCT:المتحدة/1*", NULL},
  {"a name around others holds them", {{"كازاخستان إن الأمم المتحدة", KHB_NOTE_ADDED, KHB_EVENT, NULL}}, 1,
   "EVENT:كازاخستان إن الأمم المتحدة/0* | GPE:كازاخستان/1@Q232 | ORG:الأمم المتحدة/1", NULL},
  {"a remark decides nothing", {{"كازاخستان", KHB_NOTE_OPEN, KHB_LOC, NULL}}, 1, "GPE:كازاخستان/0@Q232", "*"},
  {"accepted without a type where nothing was found is no name", {{"قلقة", KHB_NOTE_ACCEPTED, -1, NULL}}, 1, "GPE:", "قلقة"},
  {"two decisions", {{"كازاخستان", KHB_NOTE_REJECTED, -1, NULL}, {"قلقة", KHB_NOTE_ADDED, KHB_ORG, NULL}}, 2, "ORG:قلقة/0*", "كازاخستان"},
};

static void decisions_are_heeded(void **state) {
  const khb_engine *engine = *state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    khb_document *doc = support_document(engine, T, strlen(T));
    char before[2048], got[2048], after[2048];
    spans_of(doc, before, sizeof before);
    khb_decision list[3];
    for (size_t k = 0; k < cases[i].n; k++) list[k] = at(T, &cases[i].list[k]);
    khb_range changed;
    CASE_CHECK(cases[i].name, khb_document_decide(doc, list, cases[i].n, &changed, NULL) == KHB_OK);
    CASE_CHECK(cases[i].name, changed.start == 0 && changed.end == strlen(T));
    spans_of(doc, got, sizeof got);
    if (!strstr(got, cases[i].has) || (cases[i].lacks && strstr(got, cases[i].lacks))) CASE_FAIL(cases[i].name, "%s", got);
    CASE_CHECK(cases[i].name, khb_document_decisions(doc, NULL, 0) == cases[i].n);
    CASE_CHECK(cases[i].name, khb_document_decide(doc, list, cases[i].n, &changed, NULL) == KHB_OK && changed.start == changed.end);
    CASE_CHECK(cases[i].name, khb_document_decide(doc, NULL, 0, NULL, NULL) == KHB_OK);
    spans_of(doc, after, sizeof after);
    CASE_STRING(cases[i].name, after, before);
    khb_document_close(doc);
  }
}

static void wrong_decisions_change_nothing(void **state) {
  const khb_engine *engine = *state;
  khb_document *doc = support_document(engine, T, strlen(T));
  const khb_decision wrong[] = {
    {.start = 0, .end = 5000, .type = -1}, {.start = 7, .end = 7, .type = -1}, {.start = 9, .end = 7, .type = -1},
    {.start = 0, .end = 2, .type = KHB_TYPE_COUNT}, {.start = 0, .end = 2, .type = -1, .status = KHB_NOTE_STATUSES},
  };
  char before[2048], after[2048];
  spans_of(doc, before, sizeof before);
  for (size_t i = 0; i < COUNT(wrong); i++) assert_int_equal(khb_document_decide(doc, &wrong[i], 1, NULL, NULL), KHB_ERR_RANGE);
  spans_of(doc, after, sizeof after);
  assert_string_equal(before, after);
  khb_document_close(doc);
}

/* Where a decision stands after an edit of [start, old_end) by n bytes. */
static const struct { const char *name; uint32_t start, old_end, n, want_start; bool stands; } shifts[] = {
  {"behind it", 60, 62, 4, 20, true},      {"right behind it", 30, 30, 4, 20, true},  {"before it", 0, 2, 6, 24, true},
  {"right before it", 20, 20, 6, 26, true}, {"up to it", 10, 20, 0, 10, true},         {"in it", 24, 24, 2, 0, false},
  {"over it", 10, 40, 2, 0, false},         {"its first letter", 18, 22, 0, 0, false}, {"its last letter", 28, 32, 0, 0, false},
  {"exactly it", 20, 30, 10, 0, false},
};

static void edits_move_decisions(void **state) {
  const khb_engine *engine = *state;
  for (size_t i = 0; i < COUNT(shifts); i++) {
    khb_document *doc = support_document(engine, T, strlen(T));
    khb_decision d = {.start = 20, .end = 30, .status = KHB_NOTE_ADDED, .type = KHB_ORG}, got[2];
    CASE_CHECK(shifts[i].name, khb_document_decide(doc, &d, 1, NULL, NULL) == KHB_OK);
    CASE_CHECK(shifts[i].name, khb_document_edit(doc, shifts[i].start, shifts[i].old_end, "xxxxxxxxxxxx", shifts[i].n, NULL, NULL) == KHB_OK);
    CASE_CHECK(shifts[i].name, khb_document_decisions(doc, got, 2) == (shifts[i].stands ? 1u : 0u));
    if (shifts[i].stands) CASE_CHECK(shifts[i].name, got[0].start == shifts[i].want_start && got[0].end == shifts[i].want_start + 10);
    khb_document_close(doc);
  }
}

/* After any edits the document is what a new one with the same text and the decisions that stand is. */
static void edits_at_random(void **state) {
  const khb_engine *engine = *state;
  support_text *drafts;
  size_t n_drafts = support_drafts(&drafts);
  uint64_t random = 5;
  for (int round = 0; round < 40; round++) {
    const support_text *t = &drafts[support_below(&random, n_drafts)];
    khb_document *doc = support_document(engine, t->data, t->len);
    khb_decision list[12];
    for (size_t i = 0; i < COUNT(list); i++) {
      uint32_t start = support_below(&random, t->len - 40);
      list[i] = (khb_decision){.start = start, .end = start + 1 + support_below(&random, 38), .status = (uint8_t)support_below(&random, KHB_NOTE_STATUSES),
                               .type = (int8_t)((int)support_below(&random, 10) - 1)};
    }
    assert_int_equal(khb_document_decide(doc, list, COUNT(list), NULL, NULL), KHB_OK);
    for (int k = 0; k < 25; k++) {
      size_t len;
      khb_document_text(doc, &len);
      uint32_t start = support_below(&random, len + 1), old_end = start + support_below(&random, len - start < 30 ? len - start + 1 : 30);
      uint32_t from = support_below(&random, t->len - 60);
      assert_int_equal(khb_document_edit(doc, start, old_end, t->data + from, support_below(&random, 60), NULL, NULL), KHB_OK);
    }
    size_t len, n = khb_document_decisions(doc, NULL, 0);
    const char *text = khb_document_text(doc, &len);
    khb_decision *now = calloc(n + 1, sizeof *now);
    khb_document_decisions(doc, now, n);
    khb_document *fresh = support_document(engine, text, len);
    assert_int_equal(khb_document_decide(fresh, now, n, NULL, NULL), KHB_OK);
    char why[512];
    if (!support_same(doc, fresh, why, sizeof why)) fail_msg("round %d: %s", round, why);
    free(now);
    khb_document_close(fresh);
    khb_document_close(doc);
  }
  support_free(drafts, n_drafts);
}

static int set_up(void **state) {
  *state = support_engine();
  return *state ? 0 : -1;
}
static int tear_down(void **state) {
  khb_engine_close(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(decisions_are_heeded),
    cmocka_unit_test(wrong_decisions_change_nothing),
    cmocka_unit_test(edits_move_decisions),
    cmocka_unit_test(edits_at_random),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
