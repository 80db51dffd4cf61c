/* test_notes.c: the notes of a draft: what a file of them may hold, that everything in it stays, that notes are found again after edits made
 * elsewhere (W3C Web Annotation, text quote and position selectors), and that two programs do not lose each other's.
 */
#include "table.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../../core/base/base.h"

/* ---- a folder to play in --------------------------------------------------------------------------------------------------- */

static char root[64], path[300];

static int set_up(void **state) {
  (void)state;
  snprintf(root, sizeof root, "/tmp/khabar-notes-XXXXXX");
  if (!mkdtemp(root)) return -1;
  snprintf(path, sizeof path, "%s/d.txt.khabar.yaml", root);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  char command[320];
  snprintf(command, sizeof command, "chmod -R u+w '%s'; rm -rf '%s'", root, root);
  return system(command);
}

static void put_file(const char *content) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  fputs(content, f);
  assert_int_equal(fclose(f), 0);
}

static khb_notes *open_notes(void) {
  khb_notes *n = NULL;
  khb_error err = {0};
  if (khb_notes_open(path, &n, &err) != KHB_OK) support_die("%s:%u:%u: %s", err.file, err.line, err.column, err.what);
  return n;
}

static void is_file(const char *name, const char *want) {
  support_text now = support_read(path);
  CASE_STRING(name, now.data, want);
  free(now.data);
}

static const char draft[] = "التقى الرئيس عباس أمس وزير الخارجية.\n\nوقال عباس إن الاجتماع كان مثمرا.\n";

/* A note on the n-th place where `what` stands. */
static khb_note on(const char *text, const char *what, int nth) {
  const char *at = text;
  while (nth-- > 0) at = strstr(at, what) + 1;
  at = strstr(at, what);
  if (!at) support_die("no %s", what);
  return (khb_note){.start = (uint32_t)(at - text), .end = (uint32_t)(at - text + (long)strlen(what)), .type = -1};
}

/* ---- reading and writing ---------------------------------------------------------------------------------------------------- */

static void a_new_file_is_plain_to_read(void **state) {
  (void)state;
  khb_notes *n = open_notes();
  khb_note note = on(draft, "عباس", 0);
  note.status = KHB_NOTE_ACCEPTED;
  note.type = KHB_PERS;
  note.entity = "Q127998";
  note.text = "تأكد من اللقب: قبل النشر";
  uint32_t at;
  assert_int_equal(khb_notes_set(n, KHB_NONE, &note, draft, strlen(draft), &at, NULL), KHB_OK);
  assert_int_equal(at, 0);
  assert_int_equal(khb_notes_set_field(n, "date", "2022-01-08", NULL), KHB_OK);
  assert_int_equal(khb_notes_save(n, NULL, NULL), KHB_OK);
  is_file("new",
          "khabar: 1\ndraft: d.txt\ndate: \"2022-01-08\"\nspans:\n- type: PERS\n  exact: عباس\n  status: accepted\n  entity: Q127998\n"
          "  note: \"تأكد من اللقب: قبل النشر\"\n  prefix: \"التقى الرئيس \"\n  suffix: \" أمس وزير الخارجية.\"\n  at: [24, 32]\n");
  khb_notes_close(n);
}

static void nothing_to_say_writes_nothing(void **state) {
  (void)state;
  khb_notes *n = open_notes();
  assert_int_equal(khb_notes_save(n, NULL, NULL), KHB_OK);
  assert_int_equal(access(path, F_OK), -1);
  khb_notes_close(n);
}

#define HEAD "# مسودة\nkhabar: 1\ndraft: d.txt # the draft\nspans:\n"
#define FIRST "- type: PERS # sure\n  exact: عباس\n  status: accepted\n  at: [24, 32]\n  # asked the desk\n"
#define SECOND "- {type: PERS, exact: عباس, at: [77, 85]}\n"
#define LAST "- exact: الاجتماع\n  mood: good\n  at: [91, 107]\n"
#define TAIL "# end\nother: [1, 2]\n"

/* What is done to the notes of HEAD FIRST SECOND LAST TAIL, and what the file is then. */
static void status_of_first(khb_notes *n) {
  khb_note note;
  khb_notes_get(n, 0, &note);
  note.status = KHB_NOTE_REJECTED;
  assert_int_equal(khb_notes_set(n, 0, &note, draft, strlen(draft), NULL, NULL), KHB_OK);
}
static void type_of_first(khb_notes *n) {
  khb_note note;
  khb_notes_get(n, 0, &note);
  note.type = -1;
  assert_int_equal(khb_notes_set(n, 0, &note, draft, strlen(draft), NULL, NULL), KHB_OK);
}
static void remark_on_last(khb_notes *n) {
  khb_note note;
  khb_notes_get(n, 2, &note);
  note.text = "متى؟";
  assert_int_equal(khb_notes_set(n, 2, &note, draft, strlen(draft), NULL, NULL), KHB_OK);
}
static void remove_first(khb_notes *n) { assert_int_equal(khb_notes_remove(n, 0), KHB_OK); }
static void remove_all(khb_notes *n) {
  while (khb_notes_count(n)) khb_notes_remove(n, 0);
}
static void add_between(khb_notes *n) {
  khb_note note = on(draft, "وزير", 0);
  note.status = KHB_NOTE_ADDED;
  note.type = KHB_OCC;
  assert_int_equal(khb_notes_set(n, KHB_NONE, &note, draft, strlen(draft), NULL, NULL), KHB_OK);
}
static void place_of_draft(khb_notes *n) { assert_int_equal(khb_notes_set_field(n, "place", "رام الله", NULL), KHB_OK); }

#define CONTEXT_1 "  prefix: \"التقى الرئيس \"\n  suffix: \" أمس وزير الخارجية.\"\n"
static const struct { const char *name; void (*act)(khb_notes *); const char *want; } kept[] = {
  {"one key of a block", status_of_first,
   HEAD "- type: PERS # sure\n  exact: عباس\n  status: rejected\n  at: [24, 32]\n" CONTEXT_1 "  # asked the desk\n" SECOND LAST TAIL},
  {"the key after the dash is dropped", type_of_first,
   HEAD "- exact: عباس\n  status: accepted\n  at: [24, 32]\n" CONTEXT_1 "  # asked the desk\n" SECOND LAST TAIL},
  {"a key more; what is not known stays", remark_on_last,
   HEAD FIRST SECOND "- exact: الاجتماع\n  mood: good\n  at: [91, 107]\n  status: open\n  note: متى؟\n  prefix: وقال عباس إن\n  suffix: كان مثمرا.\n" TAIL},
  {"an item taken out", remove_first, HEAD SECOND LAST TAIL},
  {"all taken out", remove_all, HEAD TAIL},
  {"a new one, in the order of the draft", add_between,
   HEAD FIRST "- type: OCC\n  exact: وزير\n  status: added\n  prefix: التقى الرئيس عباس أمس\n  suffix: الخارجية.\n  at: [40, 48]\n" SECOND LAST TAIL},
  {"a field of the draft", place_of_draft, HEAD FIRST SECOND LAST TAIL "place: رام الله\n"},
};

static void what_stands_stays(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(kept); i++) {
    put_file(HEAD FIRST SECOND LAST TAIL);
    khb_notes *n = open_notes();
    kept[i].act(n);
    khb_error err = {0};
    if (khb_notes_save(n, NULL, &err) != KHB_OK) CASE_FAIL(kept[i].name, "%s", err.what);
    khb_notes_close(n);
    support_text now = support_read(path);
    /* A context that begins or ends with a blank is quoted. */
    char want[4096], *to = want;
    for (const char *p = kept[i].want; *p; p++) {
      static const char *const bare[] = {"prefix: وقال عباس إن\n", "suffix: كان مثمرا.\n", "prefix: التقى الرئيس عباس أمس\n", "suffix: الخارجية.\n"};
      static const char *const quoted[] = {"prefix: \"وقال عباس إن \"\n", "suffix: \" كان مثمرا.\"\n", "prefix: \"التقى الرئيس عباس أمس \"\n", "suffix: \" الخارجية.\"\n"};
      size_t k = 0;
      while (k < 4 && strncmp(p, bare[k], strlen(bare[k])) != 0) k++;
      if (k < 4) {
        to += sprintf(to, "%s", quoted[k]);
        p += strlen(bare[k]) - 1;
      } else {
        *to++ = *p;
      }
    }
    *to = 0;
    CASE_STRING(kept[i].name, now.data, want);
    free(now.data);
    n = open_notes(); /* and it can be read again */
    khb_notes_close(n);
  }
}

static const struct { const char *name, *text, *says; } refused[] = {
  {"a list at the top", "- a\n", "notes of a draft"},
  {"another version", "khabar: 2\n", ":1:9: notes of another version"},
  {"an unknown type", "spans:\n- type: PERSON\n  exact: س\n", ":2:9: unknown type"},
  {"an unknown status", "spans:\n- exact: س\n  status: done\n", "unknown status"},
  {"an unknown check", "spans:\n- exact: س\n  check: yes\n", "unknown check"},
  {"a range that ends before it begins", "spans:\n- exact: س\n  at: [5, 2]\n", "no range"},
  {"bytes beyond any draft", "spans:\n- exact: س\n  at: [1, 99999999999]\n", "no byte of a draft"},
  {"a key twice", "spans:\n- exact: س\n  exact: ص\n", "twice"},
  {"two lists", "spans: []\nspans: []\n", "twice"},
  {"neither words nor remark", "spans:\n- type: PERS\n", "neither exact nor note"},
  {"spans that are no list", "spans: {a: b}\n", "expected a list of notes"},
  {"an anchor of YAML", "spans: &a []\n", "anchors"},
  {"two documents", "khabar: 1\n---\nkhabar: 1\n", "second document"},
  {"cut in the middle", "spans:\n- {exact: س, at: [1", "YAML"},
  {"bytes that are no UTF-8", "spans:\n- exact: \xD8\n", "UTF-8"},
};

static void malformed_files_are_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(refused); i++) {
    khb_notes *n = NULL;
    khb_error err = {0};
    char message[1024];
    put_file(refused[i].text);
    CASE_CHECK(refused[i].name, khb_notes_open(path, &n, &err) != KHB_OK && n == NULL);
    khb_error_format(&err, message, sizeof message);
    if (!strstr(message, refused[i].says)) CASE_FAIL(refused[i].name, "%s", message);
  }
}

static void bad_notes_are_refused(void **state) {
  (void)state;
  khb_notes *n = open_notes();
  khb_error err;
  static const char broken[] = "قال \xFF عباس";
  const struct { const char *name, *text; khb_note note; } cases[] = {
    {"a place beyond the text", draft, {.start = 1, .end = 5000, .type = -1}},
    {"nothing", draft, {.start = 5, .end = 5, .type = -1}},
    {"half a letter", draft, {.start = 1, .end = 4, .type = -1}},
    {"broken bytes", broken, {.start = 0, .end = 8, .type = -1}},
    {"a control character in a remark", draft, {.start = 0, .end = 2, .type = -1, .text = "a\x1B"}},
    {"no such status", draft, {.start = 0, .end = 2, .type = -1, .status = 9}},
    {"no such check", draft, {.start = 0, .end = 2, .type = -1, .check = "fine"}},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    CASE_CHECK(cases[i].name, khb_notes_set(n, KHB_NONE, &cases[i].note, cases[i].text, strlen(cases[i].text), NULL, &err) == KHB_ERR_RANGE);
    CASE_CHECK(cases[i].name, khb_notes_count(n) == 0);
  }
  assert_int_equal(khb_notes_remove(n, 0), KHB_ERR_RANGE);
  assert_null(khb_notes_field(n, "colour"));
  khb_notes_close(n);
}

/* ---- anchors ------------------------------------------------------------------------------------------------------------------- */

#define P1 "قالت وزيرة الثقافة ليلى الصباغ في مؤتمر صحفي عقدته أمس إن المهرجان سيفتح أبوابه في مدينة درنة يوم السبت.\n"
#define P2 "وأضافت أن إدارة المهرجان تلقت طلبات من أميركا وفرنسا، وأن مدينة درنة مستعدة لاستقبال الضيوف.\n"
#define P3 "من جهته رحب رئيس البلدية سالم الزوي بالقرار ووصفه بأنه تاريخي.\n"

/* The note is on the n-th `what` of `before`; `place` and the n-th `now` of `after` are what is wanted, or it is lost. */
static const struct { const char *name, *before, *what; int nth; const char *after; int place; const char *now; int now_nth; } moves[] = {
  {"nothing changed", P1 "\n" P2, "ليلى الصباغ", 0, P1 "\n" P2, KHB_PLACE_SAME, "ليلى الصباغ", 0},
  {"a paragraph before", P1 "\n" P2, "أميركا", 0, P3 "\n" P1 "\n" P2, KHB_PLACE_MOVED, "أميركا", 0},
  {"paragraphs swapped", P1 "\n" P2, "درنة", 1, P2 "\n" P1, KHB_PLACE_MOVED, "درنة", 0},
  {"paragraphs swapped, the other one", P1 "\n" P2, "درنة", 0, P2 "\n" P1, KHB_PLACE_MOVED, "درنة", 1},
  {"the paragraph is gone, the word stands elsewhere", P1 "\n" P2, "درنة", 1, P1 "\n" P3, KHB_PLACE_LOST, NULL, 0},
  {"all is gone", P1, "درنة", 0, P3, KHB_PLACE_LOST, NULL, 0},
  {"an empty draft", P1, "درنة", 0, "", KHB_PLACE_LOST, NULL, 0},
  {"spelling unified", P2, "أميركا", 0,
   "وأضافت أن إدارة المهرجان تلقت طلبات من أمريكا وفرنسا، وأن مدينة درنة مستعدة لاستقبال الضيوف.\n", KHB_PLACE_CHANGED, "أمريكا", 0},
  {"hamza and tashkeel added", P3, "سالم الزوي", 0, "من جهته رحب رئيس البلدية سَالِم الزوي بالقرار ووصفه بأنه تاريخي.\n", KHB_PLACE_CHANGED, "سَالِم الزوي", 0},
  {"reflowed", P1, "ليلى الصباغ", 0,
   "قالت وزيرة الثقافة\nليلى\nالصباغ في مؤتمر\nصحفي عقدته أمس إن المهرجان سيفتح أبوابه في مدينة درنة يوم السبت.\n", KHB_PLACE_CHANGED, "ليلى\nالصباغ", 0},
  {"Windows line ends", "قالت ليلى\nالصباغ أمس إن المعرض مفتوح.\n", "ليلى\nالصباغ", 0, "قالت ليلى\r\nالصباغ أمس إن المعرض مفتوح.\r\n", KHB_PLACE_CHANGED,
   "ليلى\r\nالصباغ", 0},
  {"another name in its place", P3, "سالم الزوي", 0, "من جهته رحب رئيس البلدية كريم بوعلام بالقرار ووصفه بأنه تاريخي.\n", KHB_PLACE_LOST, NULL, 0},
  {"words beside it rewritten, one side only", P3, "سالم الزوي", 0,
   "من جهته رحب رئيس البلدية سالم الزوي خلال لقاء متلفز بما جرى الاتفاق عليه.\n", KHB_PLACE_SAME, "سالم الزوي", 0},
  {"both sides rewritten", P3, "سالم الزوي", 0, "وفي تصريح آخر اعتذر سالم الزوي عن الحضور.\n", KHB_PLACE_LOST, NULL, 0},
  {"the same sentence twice: neither is sure", P3 "\n" P1 "\n", "سالم", 0, P1 "\n" P3 "\n" P3 "\n", KHB_PLACE_LOST, NULL, 0},
  {"a long passage with small changes", P1, "المهرجان سيفتح أبوابه في مدينة درنة يوم السبت", 0,
   P2 "\nقالت وزيرة الثقافة ليلى الصباغ في مؤتمر صحفي عقدته أمس إن المهرجان سيفتح ابوابه بمدينة درنة يوم السبت.\n", KHB_PLACE_CHANGED,
   "المهرجان سيفتح ابوابه بمدينة درنة يوم السبت", 0},
};

static void notes_are_found_again(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(moves); i++) {
    unlink(path);
    khb_notes *n = open_notes();
    khb_note note = on(moves[i].before, moves[i].what, moves[i].nth);
    CASE_CHECK(moves[i].name, khb_notes_set(n, KHB_NONE, &note, moves[i].before, strlen(moves[i].before), NULL, NULL) == KHB_OK);
    CASE_CHECK(moves[i].name, khb_notes_save(n, NULL, NULL) == KHB_OK);
    uint32_t lost;
    CASE_CHECK(moves[i].name, khb_notes_anchor(n, moves[i].after, strlen(moves[i].after), &lost) == KHB_OK);
    khb_notes_get(n, 0, &note);
    if (note.place != moves[i].place) CASE_FAIL(moves[i].name, "place %d, score %.2f, at %u", note.place, (double)note.score, note.start);
    CASE_CHECK(moves[i].name, lost == (moves[i].place == KHB_PLACE_LOST));
    if (moves[i].now) {
      khb_note want = on(moves[i].after, moves[i].now, moves[i].now_nth);
      if (note.start != want.start || note.end != want.end)
        CASE_FAIL(moves[i].name, "[%u, %u), not [%u, %u)", note.start, note.end, want.start, want.end);
    }
    khb_notes_close(n);
  }
}

/* As notes go to another thread and back: the bytes of a handle make a handle that finds the same places. */
static void bytes_are_notes(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(moves); i++) {
    unlink(path);
    khb_notes *n = open_notes(), *copy = NULL;
    khb_note note = on(moves[i].before, moves[i].what, moves[i].nth), found, here;
    char *bytes = NULL;
    size_t len = 0;
    uint32_t lost = 9;
    CASE_CHECK(moves[i].name, khb_notes_set(n, KHB_NONE, &note, moves[i].before, strlen(moves[i].before), NULL, NULL) == KHB_OK);
    CASE_CHECK(moves[i].name, khb_notes_format(n, &bytes, &len, NULL) == KHB_OK && strlen(bytes) == len);
    CASE_CHECK(moves[i].name, khb_notes_parse("bytes", bytes, len, &copy, NULL) == KHB_OK && khb_notes_count(copy) == 1);
    CASE_CHECK(moves[i].name, khb_notes_anchor_here(copy, moves[i].after, strlen(moves[i].after), &lost) == KHB_OK);
    khb_notes_get(copy, 0, &here);
    CASE_CHECK(moves[i].name, lost == (here.place == KHB_PLACE_LOST));
    CASE_CHECK(moves[i].name, khb_notes_anchor(copy, moves[i].after, strlen(moves[i].after), NULL) == KHB_OK);
    khb_notes_get(copy, 0, &found);
    CASE_CHECK(moves[i].name, found.place == moves[i].place);
    CASE_CHECK(moves[i].name, lost || (found.place == KHB_PLACE_SAME && found.start == here.start)); /* what is found here stays */
    khb_notes_close(copy);
    khb_notes_close(n);
    free(bytes);
  }
  khb_error err = {0};
  khb_notes *none = NULL;
  assert_int_equal(khb_notes_parse("bytes", "spans:\n- {", 10, &none, &err), KHB_ERR_FORMAT);
  assert_string_equal(err.file, "bytes");
}

/* ---- two programs at once ------------------------------------------------------------------------------------------------------ */

static void change(khb_notes *n, uint32_t i, khb_note_status status, const char *text) {
  khb_note note;
  assert_int_equal(khb_notes_get(n, i, &note), KHB_OK);
  note.status = (uint8_t)status;
  if (text) note.text = text;
  assert_int_equal(khb_notes_set(n, i, &note, draft, strlen(draft), NULL, NULL), KHB_OK);
}

static void start_with_two(void) {
  unlink(path);
  khb_notes *n = open_notes();
  for (int i = 0; i < 2; i++) {
    khb_note note = on(draft, "عباس", i);
    note.type = KHB_PERS;
    assert_int_equal(khb_notes_set(n, KHB_NONE, &note, draft, strlen(draft), NULL, NULL), KHB_OK);
  }
  assert_int_equal(khb_notes_save(n, NULL, NULL), KHB_OK);
  khb_notes_close(n);
}

/* "status/note" of each, "!" for a conflict, in the order of the file. */
static void summary(char *out) {
  khb_notes *n = open_notes();
  *out = 0;
  for (uint32_t i = 0; i < khb_notes_count(n); i++) {
    khb_note note;
    khb_notes_get(n, i, &note);
    sprintf(out + strlen(out), "%s%s:%s%s", i ? " " : "", khb_note_status_name((khb_note_status)note.status), note.text, note.conflict ? "!" : "");
  }
  khb_notes_close(n);
}

static void a_accepts_first(khb_notes *n) { change(n, 0, KHB_NOTE_ACCEPTED, NULL); }
static void b_rejects_first(khb_notes *n) { change(n, 0, KHB_NOTE_REJECTED, NULL); }
static void b_accepts_first(khb_notes *n) { change(n, 0, KHB_NOTE_ACCEPTED, NULL); }
static void b_notes_second(khb_notes *n) { change(n, 1, KHB_NOTE_OPEN, "هنا"); }
static void b_removes_second(khb_notes *n) { khb_notes_remove(n, 1); }
static void b_removes_first(khb_notes *n) { khb_notes_remove(n, 0); }
static void b_adds(khb_notes *n) {
  khb_note note = on(draft, "وزير", 0);
  note.status = KHB_NOTE_ADDED;
  assert_int_equal(khb_notes_set(n, KHB_NONE, &note, draft, strlen(draft), NULL, NULL), KHB_OK);
}
static void b_nothing(khb_notes *n) { (void)n; }

static const struct { const char *name; void (*a)(khb_notes *), (*b)(khb_notes *); const char *want; int joined; } pairs[] = {
  {"different notes", a_accepts_first, b_notes_second, "accepted: open:هنا", 1},
  {"the same decision", a_accepts_first, b_accepts_first, "accepted: open:", 1},
  {"two decisions on one note: both are kept", a_accepts_first, b_rejects_first, "accepted:! open: rejected:!", 1},
  {"one decides, the other removes the other note", a_accepts_first, b_removes_second, "accepted:", 1},
  {"one decides, the other removes that note", b_removes_first, a_accepts_first, "open: accepted:!", 1},
  {"one removes what the other has decided: the decision stands", a_accepts_first, b_removes_first, "accepted: open:", 1},
  {"a new note beside a decision", a_accepts_first, b_adds, "accepted: open: added:", 1},
  {"the same new note from both", b_adds, b_adds, "open: added: open:", 1},
  {"nothing to say: nothing is written, nothing comes in", a_accepts_first, b_nothing, "accepted: open:", 0},
};

static void two_programs_lose_nothing(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(pairs); i++) {
    start_with_two();
    khb_notes *a = open_notes(), *b = open_notes();
    pairs[i].a(a);
    pairs[i].b(b);
    int joined = -1;
    CASE_CHECK(pairs[i].name, khb_notes_save(a, NULL, NULL) == KHB_OK && khb_notes_save(b, &joined, NULL) == KHB_OK);
    khb_notes_close(a);
    khb_notes_close(b);
    char got[512];
    summary(got);
    CASE_STRING(pairs[i].name, got, pairs[i].want);
    CASE_CHECK(pairs[i].name, joined == pairs[i].joined);
  }
}

/* Six programs add twenty notes each to one file at once, one of them is killed now and then: the file is whole at every moment. */
static void many_programs_at_once(void **state) {
  (void)state;
  enum { PROGRAMS = 6, NOTES = 20 };
  pid_t child[PROGRAMS];
  for (int p = 0; p < PROGRAMS; p++) {
    child[p] = fork();
    if (child[p] != 0) continue;
    for (int i = 0; i < NOTES; i++) {
      khb_notes *n = NULL;
      if (khb_notes_open(path, &n, NULL) != KHB_OK) _exit(1);
      khb_note note = on(draft, "عباس", i % 2);
      char text[32];
      snprintf(text, sizeof text, "%d-%d", p, i);
      note.text = text;
      if (khb_notes_set(n, KHB_NONE, &note, draft, strlen(draft), NULL, NULL) != KHB_OK || khb_notes_save(n, NULL, NULL) != KHB_OK) _exit(2);
      khb_notes_close(n);
    }
    _exit(0);
  }
  kill(child[PROGRAMS - 1], SIGKILL);
  for (int p = 0, status; p < PROGRAMS; p++) {
    assert_int_equal(waitpid(child[p], &status, 0), child[p]);
    if (p < PROGRAMS - 1) assert_int_equal(status, 0);
  }
  khb_notes *n = open_notes();
  assert_true(khb_notes_count(n) >= (PROGRAMS - 1) * NOTES);
  khb_notes_close(n);
}

static void failures_leave_the_file(void **state) {
  (void)state;
  start_with_two();
  support_text before = support_read(path);
  khb_notes *n = open_notes();
  khb_error err = {0};
  change(n, 0, KHB_NOTE_ACCEPTED, NULL);
  if (geteuid() != 0) { /* root writes everywhere */
    chmod(root, 0500);
    assert_int_equal(khb_notes_save(n, NULL, &err), KHB_ERR_IO);
    chmod(root, 0700);
    is_file("a folder that cannot be written to", before.data);
  }
  put_file("spans:\n- {");
  assert_int_equal(khb_notes_save(n, NULL, &err), KHB_ERR_FORMAT);
  is_file("another program left it malformed", "spans:\n- {");
  put_file(before.data);
  assert_int_equal(khb_notes_save(n, NULL, &err), KHB_OK); /* nothing of ours is lost by a failure */
  char got[512];
  summary(got);
  assert_string_equal(got, "accepted: open:");
  khb_notes_close(n);
  free(before.data);
}

/* The file is taken away, or a link to it leads nowhere for a while: the notes are written anew, and the link stays. */
static void a_file_that_is_gone_comes_back(void **state) {
  (void)state;
  start_with_two();
  support_text before = support_read(path);
  khb_notes *n = open_notes();
  int joined;
  unlink(path);
  assert_int_equal(khb_notes_save(n, &joined, NULL), KHB_OK);
  assert_int_equal(joined, 0);
  is_file("taken away", before.data);
  char real[300], target[300];
  snprintf(real, sizeof real, "%s/real.yaml", root);
  assert_int_equal(rename(path, real), 0);
  assert_int_equal(symlink("real.yaml", path), 0);
  is_file("a link to elsewhere", before.data);
  unlink(real);
  assert_int_equal(khb_notes_save(n, &joined, NULL), KHB_OK);
  is_file("its target taken away", before.data);
  assert_true(readlink(path, target, sizeof target) == 9);
  unlink(real);
  assert_int_equal(symlink("d.txt.khabar.yaml", real), 0); /* in a circle */
  khb_error err = {0};
  change(n, 0, KHB_NOTE_ACCEPTED, NULL);
  assert_int_equal(khb_notes_save(n, NULL, &err), KHB_ERR_IO);
  assert_true(readlink(path, target, sizeof target) == 9);
  khb_notes_close(n);
  free(before.data);
  unlink(real);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_new_file_is_plain_to_read), IN_FOLDER(nothing_to_say_writes_nothing), IN_FOLDER(what_stands_stays),
    IN_FOLDER(malformed_files_are_refused), IN_FOLDER(bad_notes_are_refused),         IN_FOLDER(notes_are_found_again),
    IN_FOLDER(bytes_are_notes),
    IN_FOLDER(two_programs_lose_nothing),   IN_FOLDER(many_programs_at_once),         IN_FOLDER(failures_leave_the_file),
    IN_FOLDER(a_file_that_is_gone_comes_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
