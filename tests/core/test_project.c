/* test_project.c: the names of a project: which files speak for a draft, where a new name goes, and how it gets into a file without
 * touching what stands there. YAML as in its specification, version 1.1. */
#include "table.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../../core/base/base.h"

/* ---- a folder to play in --------------------------------------------------------------------------------------------------- */

static char root[256];

static int set_up(void **state) {
  (void)state;
  snprintf(root, sizeof root, "/tmp/khabar-project-XXXXXX");
  return mkdtemp(root) ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  char command[320];
  snprintf(command, sizeof command, "rm -rf '%s'", root);
  return system(command);
}

static char *in_root(const char *path) {
  static char buf[4][512];
  static int at;
  at = (at + 1) % 4;
  snprintf(buf[at], sizeof buf[at], "%s/%s", root, path);
  return buf[at];
}

/* A file with its folders. */
static void put_file(const char *path, const char *content) {
  char command[800];
  char *full = in_root(path);
  snprintf(command, sizeof command, "mkdir -p \"$(dirname '%s')\"", full);
  assert_int_equal(system(command), 0);
  FILE *f = fopen(full, "wb");
  assert_non_null(f);
  fputs(content, f);
  assert_int_equal(fclose(f), 0);
}

/* ---- which files ------------------------------------------------------------------------------------------------------------- */

static void files_are_found_upward(void **state) {
  (void)state;
  static const char *const there[] = {".khabar/b.yaml", ".khabar/a.yaml", "desk/.khabar/z.yml", "desk/libya/.khabar/names.yaml",
                                      "desk/libya/.khabar/draft.txt.khabar.yaml", "desk/libya/.khabar/.hidden.yaml",
                                      "desk/libya/.khabar/readme.txt", "other/.khabar/no.yaml"};
  for (size_t i = 0; i < COUNT(there); i++) put_file(there[i], "entities:\n");
  put_file("desk/libya/2025/draft.txt", "x");
  static const struct { const char *name, *path, *want; } cases[] = {
    {"from a draft: farthest first, by name within a folder", "desk/libya/2025/draft.txt", "a.yaml b.yaml z.yml names.yaml"},
    {"a draft that is not there yet", "desk/libya/2025/new.txt", "a.yaml b.yaml z.yml names.yaml"},
    {"in a folder that is not there yet", "desk/libya/2031/new.txt", "a.yaml b.yaml z.yml names.yaml"},
    {"a folder", "desk", "a.yaml b.yaml z.yml"},
    {"through a dotted path", "desk/libya/../../other/x", "a.yaml b.yaml no.yaml"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    char **files = NULL, got[512] = "";
    size_t n = 0;
    khb_error err = {0};
    CASE_CHECK(cases[i].name, khb_project_files(in_root(cases[i].path), &files, &n, &err) == KHB_OK);
    for (size_t k = 0; k < n; k++) {
      if (strncmp(files[k], root, strlen(root)) != 0) continue; /* a .khabar above /tmp is none of ours */
      if (*got) strcat(got, " ");
      strcat(got, strrchr(files[k], '/') + 1);
    }
    CASE_STRING(cases[i].name, got, cases[i].want);
    free(files);
  }
}

static void too_many_files_are_refused(void **state) {
  (void)state;
  for (int i = 0; i < 49; i++) {
    char name[64];
    snprintf(name, sizeof name, ".khabar/%02d.yaml", i);
    put_file(name, "");
  }
  char **files = NULL;
  size_t n = 0;
  khb_error err = {0};
  assert_int_equal(khb_project_files(root, &files, &n, &err), KHB_ERR_LIMIT);
  assert_null(files);
  assert_non_null(strstr(err.file, ".khabar"));
}

static void new_names_have_a_place(void **state) {
  (void)state;
  put_file("p/.git/HEAD", "");
  put_file("p/q/draft.txt", "");
  put_file("r/.khabar/x.yaml", "");
  put_file("r/.git/HEAD", "");
  put_file("r/s/.git/HEAD", "");
  put_file("t/draft.txt", "");
  static const struct { const char *name, *draft, *want; } cases[] = {
    {"beside .git where there is no .khabar", "p/q/draft.txt", "p/.khabar/names.yaml"},
    {"in the nearest .khabar, before a nearer .git", "r/s/draft.txt", "r/.khabar/names.yaml"},
    {"in the draft's own folder", "t/draft.txt", "t/.khabar/names.yaml"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    char place[1024], small[8];
    khb_error err = {0};
    CASE_CHECK(cases[i].name, khb_project_place(in_root(cases[i].draft), place, sizeof place, &err) == KHB_OK);
    CASE_STRING(cases[i].name, place, in_root(cases[i].want));
    CASE_CHECK(cases[i].name, khb_project_place(in_root(cases[i].draft), small, sizeof small, &err) == KHB_ERR_LIMIT);
  }
}

/* ---- adding -------------------------------------------------------------------------------------------------------------------- */

/* In `want` @ stands for the item in a block, % for the one in a flow; the rest is what the file had. */
static const char block_item[] = "id: Q1\n  type: ORG\n  name: {ar: مجلس, en: Council}\n  aliases: [المجلس]\n";
static const char flow_item[] = "{id: Q1, type: ORG, name: {ar: مجلس, en: Council}, aliases: [المجلس]}";

static char *expected(const char *want, size_t indent) {
  static char out[4096];
  size_t n = 0;
  for (const char *p = want; *p; p++) {
    if (*p == '%') n += (size_t)sprintf(out + n, "%s", flow_item);
    else if (*p != '@') out[n++] = *p;
    else {
      n += (size_t)sprintf(out + n, "%*s- ", (int)indent, "");
      for (const char *q = block_item; *q; q++) {
        out[n++] = *q;
        if (*q == '\n' && q[1]) n += (size_t)sprintf(out + n, "%*s", (int)indent, "");
      }
    }
  }
  out[n] = 0;
  return out;
}

static const struct { const char *name, *old, *want; size_t indent; } added[] = {
  {"after the last of a block", "entities:\n- id: Q2\n  type: GPE\n  name: {ar: س}\n",
   "entities:\n- id: Q2\n  type: GPE\n  name: {ar: س}\n@", 0},
  {"as far in as the others", "entities:\n    - {id: Q2, type: GPE, name: {ar: س}}\n", "entities:\n    - {id: Q2, type: GPE, name: {ar: س}}\n@", 4},
  {"comments stay: at the end of a line, between, after", "# one\nentities: # two\n- id: Q2 # three\n  type: GPE\n  name: {ar: س} # four\n# five\n",
   "# one\nentities: # two\n- id: Q2 # three\n  type: GPE\n  name: {ar: س} # four\n@# five\n", 0},
  {"other keys after the list", "entities:\n- id: Q2\n  type: GPE\n  name: {ar: س}\n\nlicence: MIT\n",
   "entities:\n- id: Q2\n  type: GPE\n  name: {ar: س}\n@\nlicence: MIT\n", 0},
  {"a last line without its end", "entities:\n- {id: Q2, type: GPE, name: {ar: س}}", "entities:\n- {id: Q2, type: GPE, name: {ar: س}}\n@", 0},
  {"a list by itself", "- id: Q2\n  type: GPE\n  name: {ar: س}\n", "- id: Q2\n  type: GPE\n  name: {ar: س}\n@", 0},
  {"a flow", "entities: [{id: Q2, type: GPE, name: {ar: س}}]\n", "entities: [{id: Q2, type: GPE, name: {ar: س}}, %]\n", 0},
  {"a flow over lines, with a comma at its end", "entities: [\n  {id: Q2, type: GPE, name: {ar: س}},\n]\n",
   "entities: [\n  {id: Q2, type: GPE, name: {ar: س}},\n%]\n", 0},
  {"an empty flow", "entities: []\nlicence: MIT\n", "entities: [%]\nlicence: MIT\n", 0},
  {"a key without a list", "entities:\nlicence: MIT\n", "entities:\n@licence: MIT\n", 0},
  {"no such key", "licence: MIT\nsource: desk\n", "licence: MIT\nsource: desk\nentities:\n@", 0},
  {"only comments", "# nothing yet\n", "# nothing yet\nentities:\n@", 0},
  {"a long text in a block scalar", "entities:\n- id: Q2\n  type: GPE\n  name: {ar: س}\n  description:\n    ar: |\n      سطر\n      سطر\n",
   "entities:\n- id: Q2\n  type: GPE\n  name: {ar: س}\n  description:\n    ar: |\n      سطر\n      سطر\n@", 0},
  {"a byte order mark", "\xEF\xBB\xBF" "entities:\n- {id: Q2, type: GPE, name: {ar: س}}\n",
   "\xEF\xBB\xBF" "entities:\n- {id: Q2, type: GPE, name: {ar: س}}\n@", 0},
  {"Arabic before the place in its line", "entities: [{id: Q2, type: GPE, name: {ar: سين}, aliases: [صاد, ضاد]}] # تعليق\n",
   "entities: [{id: Q2, type: GPE, name: {ar: سين}, aliases: [صاد, ضاد]}, %] # تعليق\n", 0},
};

static khb_new_entity council(void) {
  static const char *const aliases[] = {"المجلس"};
  return (khb_new_entity){.size = sizeof(khb_new_entity), .type = KHB_ORG, .id = "Q1", .name_ar = "مجلس", .name_en = "Council",
                          .aliases = aliases, .n_aliases = 1};
}

static void an_item_is_added(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(added); i++) {
    char message[1024], id[64];
    khb_error err = {0};
    put_file(".khabar/names.yaml", added[i].old);
    khb_new_entity e = council();
    if (khb_project_add(in_root(".khabar/names.yaml"), &e, id, sizeof id, &err) != KHB_OK) {
      khb_error_format(&err, message, sizeof message);
      CASE_FAIL(added[i].name, "%s", message);
    }
    support_text now = support_read(in_root(".khabar/names.yaml"));
    CASE_STRING(added[i].name, now.data, expected(added[i].want, added[i].indent));
    CASE_STRING(added[i].name, id, "Q1");
    free(now.data);
  }
}

static void line_ends_are_kept(void **state) {
  (void)state;
  put_file(".khabar/names.yaml", "entities:\r\n- {id: Q2, type: GPE, name: {ar: س}}\r\n");
  khb_new_entity e = council();
  assert_int_equal(khb_project_add(in_root(".khabar/names.yaml"), &e, NULL, 0, NULL), KHB_OK);
  support_text now = support_read(in_root(".khabar/names.yaml"));
  assert_string_equal(now.data, "entities:\r\n- {id: Q2, type: GPE, name: {ar: س}}\r\n- id: Q1\r\n  type: ORG\r\n"
                                "  name: {ar: مجلس, en: Council}\r\n  aliases: [المجلس]\r\n");
  free(now.data);
}

/* What stands in the name and what an index of the file must give back. */
static const struct { const char *name, *text, *id; } texts[] = {
  {"plain", "مجلس درنة المحلي", "desk:مجلس-درنة-المحلي"},
  {"tashkeel and tatweel", "مُحـمَّد", "desk:مُحـمَّد"},
  {"what YAML would read otherwise", "- {أ: ب, \"ج\"} # د", "desk:أ-ب-ج-د"},
  {"a word that YAML takes for a truth", "Yes", "desk:Yes"},
  {"a number first", "17 نوفمبر", "desk:17-نوفمبر"},
  {"an invisible mark is written so that it is seen", "ع\xE2\x80\x8Fلي", "desk:ع\xE2\x80\x8Fلي"},
  {"backslash and quotes", "a\\b \"c\"", "desk:a-b-c"},
  {"Persian letters", "پگاه", "desk:پگاه"},
};

static void texts_come_back(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    char *file = in_root(".khabar/names.yaml"), id[256];
    unlink(file);
    khb_error err = {0};
    khb_new_entity e = {.size = sizeof e, .type = KHB_ORG, .name_ar = texts[i].text};
    CASE_CHECK(texts[i].name, khb_project_add(file, &e, id, sizeof id, &err) == KHB_OK);
    CASE_STRING(texts[i].name, id, texts[i].id);
    const char *files[] = {file};
    khb_options options = {.size = sizeof options, .entities = files, .n_entities = 1};
    khb_engine *engine = NULL;
    khb_entity back;
    CASE_CHECK(texts[i].name, khb_engine_open(&options, &engine, &err) == KHB_OK);
    CASE_CHECK(texts[i].name, khb_engine_entity(engine, khb_engine_find(engine, id, strlen(id)), &back) == KHB_OK);
    CASE_STRING(texts[i].name, back.name_ar, texts[i].text);
    khb_engine_close(engine);
  }
}

static const struct { const char *name, *old; khb_new_entity e; khb_status status; const char *says; } refused[] = {
  {"no name", "", {.type = KHB_ORG}, KHB_ERR_RANGE, "no name"},
  {"no type for a new one", "", {.type = -1, .name_ar = "س"}, KHB_ERR_RANGE, "needs a type"},
  {"no such type", "", {.type = 99, .name_ar = "س"}, KHB_ERR_RANGE, "is no type"},
  {"nothing to switch off", "", {.type = -1, .disabled = 1}, KHB_ERR_RANGE, "no id"},
  {"bytes that are no UTF-8", "", {.type = KHB_ORG, .name_ar = "\xD8"}, KHB_ERR_RANGE, "no UTF-8"},
  {"a control character", "", {.type = KHB_ORG, .name_ar = "a\x1B[2J"}, KHB_ERR_RANGE, "control"},
  {"a name without a letter", "", {.type = KHB_ORG, .id = "Q5", .name_ar = "!"}, KHB_ERR_FORMAT, "no word"},
  {"an id that is there", "entities:\n- {id: Q2, type: GPE, name: {ar: س}}\n", {.type = KHB_ORG, .id = "Q2", .name_ar = "س"}, KHB_ERR_RANGE,
   "there already"},
  {"a file that is malformed", "entities:\n- {id: Q2, type: GPE\n", {.type = KHB_ORG, .name_ar = "س"}, KHB_ERR_FORMAT, "YAML"},
  {"a file with a wrong key further down", "entities:\n- {id: Q2, type: GPE, name: {ar: س}}\nlicense: x\n", {.type = KHB_ORG, .name_ar = "س"},
   KHB_ERR_FORMAT, "license"},
  {"a file that is one flow", "{entities: []}\n", {.type = KHB_ORG, .name_ar = "س"}, KHB_ERR_FORMAT, "{...}"},
  {"two documents", "entities: []\n---\nentities: []\n", {.type = KHB_ORG, .name_ar = "س"}, KHB_ERR_FORMAT, "second document"},
  {"an alias of YAML", "a: &x [1]\nentities: *x\n", {.type = KHB_ORG, .name_ar = "س"}, KHB_ERR_FORMAT, "anchors"},
};

static void bad_additions_change_nothing(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(refused); i++) {
    char message[1024];
    khb_error err = {0};
    khb_new_entity e = refused[i].e;
    e.size = sizeof e;
    put_file(".khabar/names.yaml", refused[i].old);
    khb_status status = khb_project_add(in_root(".khabar/names.yaml"), &e, NULL, 0, &err);
    khb_error_format(&err, message, sizeof message);
    if (status != refused[i].status || !strstr(message, refused[i].says)) CASE_FAIL(refused[i].name, "%d %s", status, message);
    support_text now = support_read(in_root(".khabar/names.yaml"));
    CASE_STRING(refused[i].name, now.data, refused[i].old);
    free(now.data);
  }
}

static void folders_are_made_and_missing_ones_named(void **state) {
  (void)state;
  khb_new_entity e = council();
  khb_error err = {0};
  assert_int_equal(khb_project_add(in_root("a/.khabar/names.yaml"), &e, NULL, 0, &err), KHB_ERR_IO);
  assert_non_null(strstr(err.what, "folder"));
  put_file("a/x", "");
  assert_int_equal(khb_project_add(in_root("a/.khabar/names.yaml"), &e, NULL, 0, &err), KHB_OK);
}

/* Eight programs add twenty names each to one file, all at once: none is lost, and the file is whole. */
static void programs_that_add_at_once_wait(void **state) {
  (void)state;
  enum { PROGRAMS = 8, NAMES = 20 };
  for (int p = 0; p < PROGRAMS; p++) {
    if (fork() != 0) continue;
    int bad = 0;
    for (int i = 0; i < NAMES; i++) {
      char id[32];
      snprintf(id, sizeof id, "desk:%d-%d", p, i);
      khb_new_entity e = {.size = sizeof e, .type = KHB_ORG, .id = id, .name_ar = "مجلس"};
      bad += khb_project_add(in_root(".khabar/names.yaml"), &e, NULL, 0, NULL) != KHB_OK;
    }
    _exit(bad);
  }
  for (int p = 0, status; p < PROGRAMS; p++) {
    assert_true(wait(&status) > 0);
    assert_int_equal(status, 0);
  }
  const char *files[] = {in_root(".khabar/names.yaml")};
  khb_options options = {.size = sizeof options, .entities = files, .n_entities = 1};
  khb_engine *engine = NULL;
  assert_int_equal(khb_engine_open(&options, &engine, NULL), KHB_OK);
  assert_int_equal(khb_engine_entity_count(engine), PROGRAMS * NAMES);
  khb_engine_close(engine);
}

/* ---- the names of one draft, in its notes -------------------------------------------------------------------------------------- */

static const char spans[] = "spans:\n- type: PERS\n  exact: س\n  status: accepted\n";

/* `one` and `two` are two states of the notes: do they name entities, and are they the same ones? */
static const struct { const char *name, *one, *two; bool own, same; } own_names[] = {
  {"a file that is not there", NULL, NULL, false, true},
  {"an empty file", "", "", false, true},
  {"notes alone", "khabar: 1\nspans: []\n", "khabar: 1\nspans: []\n# entities\n", false, true},
  {"the word in a note", "khabar: 1\nspans:\n- {exact: س, note: entities}\n", "khabar: 1\nspans: []\n", false, true},
  {"the key within a note", "khabar: 1\nspans:\n- {exact: س, entities: [a]}\n", "khabar: 1\nspans: []\n", false, true},
  {"a key without a list", "khabar: 1\nentities:\nspans: []\n", "khabar: 1\nentities: ~\n", false, true},
  {"other notes, the same names", "entities:\n- {id: a, type: ORG, name: {ar: س}}\nspans: []\n",
   "entities:\n- {id: a, type: ORG, name: {ar: س}}\nspans:\n- {exact: س, note: ص}\ndate: 2022-01-08\n", true, true},
  {"names behind the notes", "spans: []\nentities:\n- {id: a, type: ORG, name: {ar: س}}",
   "spans:\n- {exact: س, note: ص}\nentities:\n- {id: a, type: ORG, name: {ar: س}}", true, true},
  {"another name", "entities:\n- {id: a, type: ORG, name: {ar: س}}\n", "entities:\n- {id: a, type: ORG, name: {ar: ص}}\n", true, false},
  {"a flow", "entities: [{id: a, type: ORG, name: {ar: س}}]\n", "entities: [{id: a, type: GPE, name: {ar: س}}]\n", true, false},
};

static uint64_t stamp_of(const char *content) {
  uint64_t stamp = 7;
  khb_error err = {0};
  unlink(in_root("a.txt.khabar.yaml"));
  if (content) put_file("a.txt.khabar.yaml", content);
  assert_int_equal(khb_notes_entities(in_root("a.txt.khabar.yaml"), &stamp, &err), KHB_OK);
  return stamp;
}

static void notes_say_whether_they_name_any(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(own_names); i++) {
    uint64_t one = stamp_of(own_names[i].one), two = stamp_of(own_names[i].two);
    CASE_CHECK(own_names[i].name, (one != 0) == own_names[i].own);
    CASE_CHECK(own_names[i].name, (one == two) == own_names[i].same);
  }
  uint64_t stamp = 7;
  khb_error err = {0};
  put_file("a.txt.khabar.yaml", "entities: [\n");
  assert_int_equal(khb_notes_entities(in_root("a.txt.khabar.yaml"), &stamp, &err), KHB_ERR_FORMAT);
  assert_int_equal(err.line, 2);
  assert_int_equal(stamp, 7);
}

/* The layer that the notes are, above one of the project. */
static khb_status open_with_notes(const char *project, const char *notes, khb_engine **engine, khb_error *err) {
  put_file(".khabar/names.yaml", project);
  put_file("a.txt.khabar.yaml", notes);
  const char *files[] = {in_root(".khabar/names.yaml"), in_root("a.txt.khabar.yaml")};
  khb_options options = {.size = sizeof options, .entities = files, .n_entities = 2};
  return khb_engine_open(&options, engine, err);
}

static void notes_are_the_innermost_layer(void **state) {
  (void)state;
  static const char text[] = "قال أبو مازن الدلبي إن مجلس درنة اجتمع";
  khb_engine *engine = NULL;
  khb_error err = {0};
  assert_int_equal(open_with_notes("entities:\n- {id: Q1, type: ORG, name: {ar: مجلس درنة}}\n- {id: Q2, type: PERS, name: {ar: فلان}}\n",
                                   "khabar: 1\ndraft: a.txt\nplace: درنة\nmine: {x: [1, 2]}\nentities:\n- {id: Q1, type: GPE}\n"
                                   "- {id: Q2, disabled: true}\n- {id: draft:mazin, type: PERS, name: {ar: مازن الدلبي}, aliases: [أبو مازن الدلبي]}\n"
                                   "spans:\n- type: PERS\n  exact: س\n  status: accepted\n", &engine, &err), KHB_OK);
  assert_int_equal(khb_engine_find(engine, "Q2", 2), KHB_NONE);
  uint32_t mazin = khb_engine_find(engine, "draft:mazin", 11);
  khb_hit hit[4];
  assert_int_equal(khb_engine_complete(engine, "مازن ال", strlen("مازن ال"), hit, 4), 1);
  assert_int_equal(hit[0].entity, mazin);
  assert_int_equal(khb_engine_lookup(engine, "أبو مازن الدلبي", strlen("أبو مازن الدلبي"), hit, 4), 1);
  assert_int_equal(hit[0].entity, mazin);
  khb_document *doc = NULL;
  khb_span span[4];
  assert_int_equal(khb_document_open(engine, text, sizeof text - 1, &doc, &err), KHB_OK);
  assert_int_equal(khb_document_spans(doc, 0, UINT32_MAX, span, 4), 2);
  assert_int_equal(span[0].entity, mazin);
  assert_int_equal(span[1].type, KHB_GPE);
  khb_document_close(doc);
  khb_engine_close(engine);
}

static const struct { const char *name, *notes; khb_status status; uint32_t line; const char *says; } bad_layers[] = {
  {"a wrong key of an entity", "khabar: 1\nspans: []\nentities:\n- {id: Q5, typ: ORG}\n", KHB_ERR_FORMAT, 4, "typ"},
  {"entities twice", "khabar: 1\nentities: []\nentities: []\n", KHB_ERR_FORMAT, 3, "twice"},
  {"no list", "khabar: 1\nentities: x\n", KHB_ERR_FORMAT, 2, "list of entities"},
  {"no mapping within", "khabar: 1\nspans: {x\n", KHB_ERR_FORMAT, 3, "YAML"},
};

static void bad_names_in_notes_have_a_place(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(bad_layers); i++) {
    khb_engine *engine = NULL;
    khb_error err = {0};
    CASE_CHECK(bad_layers[i].name, open_with_notes("entities: []\n", bad_layers[i].notes, &engine, &err) == bad_layers[i].status);
    if (err.line != bad_layers[i].line || !strstr(err.what, bad_layers[i].says)) CASE_FAIL(bad_layers[i].name, "line %u: %s", err.line, err.what);
  }
}

/* What is added goes into the notes as into any file of names; new notes begin as notes do; notes that are saved later keep it. */
static void names_are_added_to_notes(void **state) {
  (void)state;
  char content[512], want[768];
  khb_new_entity e = {.size = sizeof e, .type = KHB_ORG, .id = "Q1", .name_ar = "مجلس"};
  static const char item[] = "- id: Q1\n  type: ORG\n  name: {ar: مجلس}\n";
  assert_int_equal(khb_project_add(in_root("b.txt.khabar.yaml"), &e, NULL, 0, NULL), KHB_OK);
  support_text now = support_read(in_root("b.txt.khabar.yaml"));
  snprintf(want, sizeof want, "khabar: 1\ndraft: b.txt\nentities:\n%s", item);
  assert_string_equal(now.data, want);
  free(now.data);
  snprintf(content, sizeof content, "khabar: 1\n%s# end\n", spans);
  put_file("a.txt.khabar.yaml", content);
  khb_notes *notes = NULL;
  assert_int_equal(khb_notes_open(in_root("a.txt.khabar.yaml"), &notes, NULL), KHB_OK);
  assert_int_equal(khb_project_add(in_root("a.txt.khabar.yaml"), &e, NULL, 0, NULL), KHB_OK);
  khb_note note = {.start = 0, .end = 4, .type = KHB_GPE, .status = KHB_NOTE_ADDED};
  int joined = 0;
  assert_int_equal(khb_notes_set(notes, KHB_NONE, &note, "صص", 4, NULL, NULL), KHB_OK);
  assert_int_equal(khb_notes_save(notes, &joined, NULL), KHB_OK);
  khb_notes_close(notes);
  now = support_read(in_root("a.txt.khabar.yaml"));
  assert_non_null(strstr(now.data, item));
  assert_non_null(strstr(now.data, "exact: صص"));
  assert_non_null(strstr(now.data, "exact: س\n"));
  free(now.data);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(files_are_found_upward),       IN_FOLDER(too_many_files_are_refused),
    IN_FOLDER(new_names_have_a_place),       IN_FOLDER(an_item_is_added),
    IN_FOLDER(notes_say_whether_they_name_any), IN_FOLDER(notes_are_the_innermost_layer),
    IN_FOLDER(bad_names_in_notes_have_a_place), IN_FOLDER(names_are_added_to_notes),
    IN_FOLDER(line_ends_are_kept),           IN_FOLDER(texts_come_back),
    IN_FOLDER(bad_additions_change_nothing), IN_FOLDER(folders_are_made_and_missing_ones_named),
    IN_FOLDER(programs_that_add_at_once_wait),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
