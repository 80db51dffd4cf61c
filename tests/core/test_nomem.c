/* test_nomem.c: no allocation is too important to fail. Each function that allocates is run once for every allocation it makes,
 * with that one failing; then everything together with failures at random. What must hold: KHB_ERR_NOMEM (or success, where a
 * failed allocation could be done without), outputs untouched, a document as it was before. Under ASan this finds leaks too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/support.h"
#include "failing_malloc.h"

#define MAX_ALLOCATIONS 200000 /* more than any of these makes: a loop that retries for ever is found */

static char yaml_path[256], index_path[256];
static khb_engine *engine;
static const char draft[] =
    "القاهرة تستقبل وزير الخارجية الأميركي\n"
    "قال وزير الخارجية الأميركي أنتوني بلينكن إن الأمم المتحدة ومجلس الأمن يتابعان الوضع في كازاخستان، وبالقاهرة وفد "
    "مصري.\n"
    "\n"
    "وأضاف بلينكن: «لن نتراجع». ونقلت الأمم المتحدة (UN) عن الوزير قوله إن مصر «شريك»، بحسب مصادر مطلعة.\n"
    "COVID-19 18.25% https://example.org #وسم_خبر \xff\xfe نور-سلطان عام2022\n";

/* ---- what is tried: each returns the status of one call and checks its own promises after a failure ---------------------- */

typedef khb_status (*action)(void);

static void check_error(khb_status status, const khb_error *err) {
  if (status == KHB_OK) return;
  assert_int_equal(status, KHB_ERR_NOMEM);
  assert_int_equal(err->status, KHB_ERR_NOMEM);
}

static khb_status open_with(const khb_options *options) {
  khb_engine *const untouched = (khb_engine *)(uintptr_t)&draft;
  khb_engine *opened = untouched;
  khb_error err;
  khb_status status = khb_engine_open(options, &opened, &err);
  failing_disarm();
  check_error(status, &err);
  if (status == KHB_OK) khb_engine_close(opened);
  else assert_ptr_equal(opened, untouched);
  return status;
}
static khb_status engine_from_yaml(void) {
  const char *files[] = {yaml_path};
  return open_with(&(khb_options){.size = sizeof(khb_options), .entities = files, .n_entities = 1});
}
static khb_status engine_from_index(void) {
  return open_with(&(khb_options){.size = sizeof(khb_options), .index = index_path, .date = "2022-01-08"});
}

/* A project's file over an index: entities that add to it, and one that is switched off. */
static char overlay_folder[256], overlay_path[300];
static const char overlay_yaml[] = "- {id: khabar:lajna, type: ORG, name: {ar: لجنة الملاحة}}\n- {id: Q79, aliases: [المحروسة]}\n"
                                   "- {id: Q404, disabled: true}\n";
static void write_overlay(void) {
  FILE *f = fopen(overlay_path, "wb");
  assert_non_null(f);
  assert_int_equal(fputs(overlay_yaml, f) < 0, 0);
  assert_int_equal(fclose(f), 0);
}
static khb_status engine_with_overlay(void) {
  const char *files[] = {overlay_path};
  return open_with(&(khb_options){.size = sizeof(khb_options), .index = index_path, .entities = files, .n_entities = 1});
}

static khb_status project_files(void) {
  char **const untouched = (char **)(uintptr_t)&draft, **files = untouched;
  size_t n = 0;
  khb_error err;
  khb_status status = khb_project_files(overlay_path, &files, &n, &err);
  failing_disarm();
  check_error(status, &err);
  if (status == KHB_OK) free(files);
  else assert_ptr_equal(files, untouched);
  return status;
}

static khb_status project_add(void) {
  const char *const aliases[] = {"اللجنة"};
  khb_new_entity e = {.size = sizeof e, .type = KHB_ORG, .name_ar = "لجنة الصيد", .aliases = aliases, .n_aliases = 1};
  khb_error err;
  khb_status status = khb_project_add(overlay_path, &e, NULL, 0, &err);
  failing_disarm();
  check_error(status, &err);
  support_text after = support_read(overlay_path);
  assert_memory_equal(after.data, overlay_yaml, sizeof overlay_yaml - 1);
  assert_true((after.len > sizeof overlay_yaml - 1) == (status == KHB_OK));
  free(after.data);
  write_overlay();
  return status;
}

static khb_status index_build(void) {
  const char *files[] = {yaml_path};
  char out[300];
  snprintf(out, sizeof out, "%s.new", index_path);
  khb_error err;
  khb_status status = khb_index_build(files, 1, out, NULL, &err);
  failing_disarm();
  check_error(status, &err);
  /* Nothing half-written is left behind. */
  assert_int_equal(access(out, F_OK), status == KHB_OK ? 0 : -1);
  unlink(out);
  return status;
}
static khb_status index_check(void) {
  khb_error err;
  khb_status status = khb_index_check(index_path, NULL, &err);
  failing_disarm();
  check_error(status, &err);
  return status;
}

static khb_status document_open(void) {
  khb_document *const untouched = (khb_document *)(uintptr_t)&draft;
  khb_document *doc = untouched;
  khb_error err;
  khb_status status = khb_document_open(engine, draft, sizeof draft - 1, &doc, &err);
  failing_disarm();
  check_error(status, &err);
  if (status == KHB_OK) khb_document_close(doc);
  else assert_ptr_equal(doc, untouched);
  return status;
}

/* A long paste: every array has to grow. The state of the failing allocator is taken over from the caller: the document is made
   before anything can fail. */
static khb_document *edited, *as_before;
static char *paste;
static size_t paste_len;
static khb_status document_edit(void) {
  khb_error err;
  uint32_t at = (uint32_t)strlen("القاهرة تستقبل");
  khb_status status = khb_document_edit(edited, at, at + 10, paste, paste_len, NULL, &err);
  failing_disarm();
  check_error(status, &err);
  if (status != KHB_OK) {
    char why[512];
    if (!support_same(edited, as_before, why, sizeof why)) fail_msg("after a failed edit: %s", why);
  }
  return status;
}

/* What is put off can be caught up with after a failure. */
static khb_status catch_up(void) {
  khb_error err;
  khb_document_put_off(edited, 0);
  khb_status status = khb_document_edit(edited, 0, 0, paste, paste_len, NULL, &err);
  if (status == KHB_OK) status = khb_document_edit(edited, 0, (uint32_t)paste_len, NULL, 0, NULL, &err);
  if (status == KHB_OK) status = khb_document_catch_up(edited, 0, UINT32_MAX, UINT32_MAX, NULL, &err);
  failing_disarm();
  check_error(status, &err);
  size_t len;
  khb_document_text(edited, &len);
  khb_document_put_off(edited, UINT32_MAX);
  if (len > sizeof draft - 1) khb_document_edit(edited, 0, (uint32_t)paste_len, NULL, 0, NULL, NULL);
  char why[512];
  if (khb_document_catch_up(edited, 0, UINT32_MAX, UINT32_MAX, NULL, NULL) != KHB_OK || !support_same(edited, as_before, why, sizeof why))
    fail_msg("after a failed catching up: %s", why);
  return status;
}

/* What needs the whole document: nothing is kept of a failed attempt, the next one gives all. */
static khb_status mentions_and_quotes(void) {
  khb_error err;
  size_t n = 77, m = 77;
  khb_quote quotes[8];
  khb_mention mentions[8];
  khb_status status = khb_document_mentions(edited, 0, UINT32_MAX, mentions, 8, &n, &err);
  if (status == KHB_OK) status = khb_document_quotes(edited, 0, UINT32_MAX, quotes, 8, &m, &err);
  failing_disarm();
  check_error(status, &err);
  if (status != KHB_OK) {
    assert_int_equal(m, 77);
    char why[512];
    if (!support_same(edited, as_before, why, sizeof why)) fail_msg("after a failed reading: %s", why);
  }
  return status;
}

/* Notes read, placed, changed and written: after a failure the file is as it was. */
static char notes_path[300];
static const char notes_yaml[] = "khabar: 1\nspans:\n- exact: القاهرة\n  prefix: \"\"\n  suffix: \" تستقبل وزير\"\n  at: [40, 54]\n- exact: كازاخستان # here\n"
                                 "  note: متى؟\n  at: [3, 9]\n";
static void write_notes(void) {
  FILE *f = fopen(notes_path, "wb");
  assert_non_null(f);
  assert_false(fputs(notes_yaml, f) < 0);
  assert_int_equal(fclose(f), 0);
}
/* The notes as a layer of names: whether they have any, and the engine that has these. */
static khb_status notes_names(void) {
  static const char with_names[] = "khabar: 1\nentities:\n- {id: draft:a, type: ORG, name: {ar: مجلس الدلب}}\nspans: []\n";
  uint64_t stamp = 0;
  khb_error err = {0};
  FILE *f = fopen(notes_path, "wb");
  assert_non_null(f);
  assert_false(fputs(with_names, f) < 0);
  assert_int_equal(fclose(f), 0);
  const char *files[] = {notes_path};
  khb_status status = khb_notes_entities(notes_path, &stamp, &err);
  assert_true((status == KHB_OK) == (stamp != 0));
  if (status == KHB_OK)
    status = open_with(&(khb_options){.size = sizeof(khb_options), .index = index_path, .entities = files, .n_entities = 1});
  failing_disarm();
  write_notes();
  return status;
}
static khb_status notes_round(void) {
  khb_notes *notes = NULL;
  khb_error err = {0};
  khb_note note = {.start = 0, .end = 14, .type = KHB_GPE, .status = KHB_NOTE_ADDED, .text = "س"};
  khb_status status = khb_notes_open(notes_path, &notes, &err);
  if (status == KHB_OK) {
    status = khb_notes_anchor(notes, draft, sizeof draft - 1, NULL);
    char *bytes = NULL;
    size_t len = 0;
    khb_notes *copy = NULL;
    if (status == KHB_OK) status = khb_notes_format(notes, &bytes, &len, &err);
    if (status == KHB_OK) status = khb_notes_parse("copy", bytes, len, &copy, &err);
    khb_notes_close(copy);
    free(bytes);
    if (status == KHB_OK) status = khb_notes_set(notes, KHB_NONE, &note, draft, sizeof draft - 1, NULL, &err);
    if (status == KHB_OK) status = khb_notes_save(notes, NULL, &err);
    khb_notes_close(notes);
  }
  failing_disarm();
  assert_true(status == KHB_OK || status == KHB_ERR_NOMEM);
  support_text now = support_read(notes_path);
  assert_true((strcmp(now.data, notes_yaml) == 0) == (status != KHB_OK));
  free(now.data);
  write_notes();
  return status;
}

static khb_status document_decide(void) {
  const khb_decision list[] = {{.start = 0, .end = 14, .status = KHB_NOTE_CORRECTED, .type = KHB_ORG}, {.start = 30, .end = 40, .status = KHB_NOTE_ADDED, .type = KHB_LAW}};
  khb_error err;
  khb_status status = khb_document_decide(edited, list, 2, NULL, &err);
  failing_disarm();
  check_error(status, &err);
  if (status != KHB_OK) {
    char why[512];
    if (!support_same(edited, as_before, why, sizeof why)) fail_msg("after a failed decision: %s", why);
  }
  return status;
}

static khb_status queries(void) {
  khb_document *doc = edited;
  khb_span spans[8];
  khb_hit hits[8];
  khb_clitics clitics[8];
  khb_document_spans(doc, 0, UINT32_MAX, spans, 8);
  khb_document_clitics(doc, 0, clitics, 8);
  khb_engine_lookup(engine, "وبالقاهرة", strlen("وبالقاهرة"), hits, 8);
  khb_suggestion suggestions[8];
  khb_engine_complete(engine, "القا", strlen("القا"), hits, 8);
  khb_engine_suggest(engine, "كازخستان", strlen("كازخستان"), suggestions, 8);
  khb_arabic_share(draft, sizeof draft - 1);
  failing_disarm();
  return KHB_OK;
}

/* ---- tests ------------------------------------------------------------------------------------------------------------------ */

static void open_documents(void) {
  edited = support_document(engine, draft, sizeof draft - 1);
  as_before = support_document(engine, draft, sizeof draft - 1);
}
static void close_documents(void) {
  khb_document_close(edited);
  khb_document_close(as_before);
}

typedef struct nomem_case {
  const char *name;
  action run;
  int with_documents, allocates;
} nomem_case;
static const nomem_case cases[] = {
    {"engine from YAML", engine_from_yaml, 0, 1},
    {"engine from an index file", engine_from_index, 0, 1},
    {"engine with an overlay", engine_with_overlay, 0, 1},
    {"files of a project", project_files, 0, 1},
    {"adding a name", project_add, 0, 1},
    {"building an index", index_build, 0, 1},
    {"checking an index", index_check, 0, 0},
    {"opening a document", document_open, 0, 1},
    {"catching up", catch_up, 1, 1},
    {"editing a document", document_edit, 1, 1},
    {"mentions and quotes", mentions_and_quotes, 1, 1},
    {"notes", notes_round, 0, 1},
    {"names in notes", notes_names, 0, 1},
    {"decisions", document_decide, 1, 1},
    {"queries", queries, 1, 0},
};

/* Every allocation in turn fails, alone and with all that come after it, until a run makes fewer. */
static void each_fails(void **state) {
  const nomem_case *c = *state;
  for (int and_after = 0; and_after <= 1; and_after++) {
    uint64_t nth = 0, refused = 0;
    for (; nth < MAX_ALLOCATIONS; nth++) {
      if (c->with_documents) open_documents();
      failing_arm_nth(nth, and_after);
      khb_status status = c->run();
      if (c->with_documents) close_documents();
      if (failing_disarm() == 0) {
        assert_int_equal(status, KHB_OK);
        break;
      }
      refused += status == KHB_ERR_NOMEM;
    }
    assert_true(nth < MAX_ALLOCATIONS);
    if (c->allocates) {
      assert_true(nth > 0);
      assert_true(refused > 0);
    }
  }
}

static void at_random(void **state) {
  (void)state;
  uint64_t random = 7, failed = 0, fine = 0;
  const char *given = getenv("KHB_ROUNDS");
  int rounds = given ? atoi(given) : 3000;
  for (int i = 0; i < rounds; i++) {
    const nomem_case *c = &cases[support_below(&random, sizeof cases / sizeof *cases)];
    if (c->with_documents) open_documents();
    failing_arm_random(support_random(&random), 2 + support_below(&random, 400));
    if (c->run() == KHB_OK) fine++;
    else failed++;
    if (c->with_documents) close_documents();
  }
  assert_true(failed > 0 && fine > 0);
}

/* Edits of one document that fail now and then, with the successful ones in between: no damage adds up. */
static void edits_at_random(void **state) {
  (void)state;
  uint64_t random = 11;
  open_documents();
  for (int i = 0; i < 600; i++) {
    size_t len;
    khb_document_text(edited, &len);
    uint32_t start = support_below(&random, len + 1);
    uint32_t old_end = start + support_below(&random, len - start < 60 ? len - start + 1 : 60);
    uint32_t from = support_below(&random, sizeof draft - 1);
    size_t n = len > 4000 ? 0 : support_below(&random, sizeof draft - 1 - from);
    failing_arm_random(support_random(&random), 1 + support_below(&random, 12));
    khb_error err;
    khb_status status = khb_document_edit(edited, start, old_end, draft + from, n, NULL, &err);
    failing_disarm();
    check_error(status, &err);
    const char *text = khb_document_text(edited, &len);
    khb_document *fresh = support_document(engine, text, len);
    char why[512];
    if (!support_same(edited, fresh, why, sizeof why)) fail_msg("edit %d (%s): %s", i, khb_status_name(status), why);
    khb_document_close(fresh);
  }
  close_documents();
}

int main(void) {
  support_temp_file(yaml_path, sizeof yaml_path, support_yaml, strlen(support_yaml));
  support_temp_file(index_path, sizeof index_path, "", 0);
  const char *files[] = {yaml_path};
  khb_error err;
  if (khb_index_build(files, 1, index_path, NULL, &err) != KHB_OK) support_die("cannot build an index: %s", err.what);
  snprintf(overlay_folder, sizeof overlay_folder, "/tmp/khabar-overlay-XXXXXX");
  if (!mkdtemp(overlay_folder)) support_die("cannot make a folder");
  snprintf(overlay_path, sizeof overlay_path, "%s/.khabar", overlay_folder);
  if (mkdir(overlay_path, 0700) != 0) support_die("cannot make a folder");
  strcat(overlay_path, "/names.yaml");
  write_overlay();
  snprintf(notes_path, sizeof notes_path, "%s/d.txt.khabar.yaml", overlay_folder);
  write_notes();
  engine = support_engine();
  paste_len = 20 * (sizeof draft - 1);
  paste = malloc(paste_len);
  if (!paste) support_die("no memory");
  for (size_t i = 0; i < 20; i++) memcpy(paste + i * (sizeof draft - 1), draft, sizeof draft - 1);

  enum { N = sizeof cases / sizeof *cases };
  struct CMUnitTest tests[N + 2];
  for (size_t i = 0; i < N; i++)
    tests[i] = (struct CMUnitTest){cases[i].name, each_fails, NULL, NULL, (void *)(uintptr_t)&cases[i]};
  tests[N] = (struct CMUnitTest)cmocka_unit_test(at_random);
  tests[N + 1] = (struct CMUnitTest)cmocka_unit_test(edits_at_random);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  free(paste);
  khb_engine_close(engine);
  unlink(yaml_path);
  unlink(index_path);
  unlink(notes_path);
  unlink(overlay_path);
  *strrchr(overlay_path, '/') = 0;
  rmdir(overlay_path);
  rmdir(overlay_folder);
  return failed;
}
