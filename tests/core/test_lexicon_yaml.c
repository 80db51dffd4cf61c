/* test_lexicon_yaml.c: every error that a YAML file of names can meet, and files that say nothing. Tables of cases. */
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

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- errors of YAML ------------------------------------------------------------------------------------------------------ */

typedef struct error_case {
  const char *name, *yaml;
  khb_status status;
  uint32_t line, column;
  const char *what, *remedy; /* parts of the texts */
} error_case;

#define BAD KHB_ERR_FORMAT
#define A "- id: Q1\n  type: GPE\n  name: {ar: مصر}\n"

static const error_case error_cases[] = {
    {"no YAML", "- {id: Q1\n", BAD, 2, 1, "no valid YAML", "doc/formats.md"},
    {"tab", "- id: Q1\n\ttype: GPE\n", BAD, 2, 1, "no valid YAML", ""},
    {"a text for the file", "مصر\n", BAD, 1, 1, "expected a list of entities", ""},
    {"a text for an entity", "- مصر\n", BAD, 1, 3, "expected an entity", ""},
    {"unknown key of the file", "entitys: []\n", BAD, 1, 1, "unknown key \"entitys\"", "did you mean \"entities\"?"},
    {"unknown key of an entity", A "  alias: [x]\n", BAD, 4, 3, "unknown key \"alias\"", "did you mean \"aliases\"?"},
    {"unknown key, nothing near", A "  xyzzy: 1\n", BAD, 4, 3, "unknown key", "allowed: id, type, name"},
    {"key twice", A "  type: GPE\n", BAD, 4, 3, "stands here twice", ""},
    {"column in bytes", "- {id: Q1, name: {ar: مصر}, tipe: GPE}\n", BAD, 1, 32, "unknown key \"tipe\"", "\"type\""},
    {"no id", "- type: GPE\n  name: {ar: مصر}\n", BAD, 1, 3, "no id", "id: Q"},
    {"bad id", "- id: q 1\n", BAD, 1, 7, "is no id", "Q232"},
    {"id with nothing after the colon", "- id: \"khabar:\"\n", BAD, 1, 7, "is no id", ""},
    {"duplicate id", A A, BAD, 4, 7, "line 1 of this file", "join"},
    {"no type", "- id: Q1\n  name: {ar: مصر}\n", BAD, 1, 3, "no type", ""},
    {"unknown type", "- id: Q1\n  type: GPA\n", BAD, 2, 9, "unknown type \"GPA\"", "\"GPE\""},
    {"no name", "- id: Q1\n  type: GPE\n", BAD, 1, 3, "no name", ""},
    {"name as text", "- id: Q1\n  name: مصر\n", BAD, 2, 9, "expected the names by language", "{ar: ..., en: ...}"},
    {"name in a third language", "- id: Q1\n  name: {fr: x}\n", BAD, 2, 10, "unknown key \"fr\"", "ar, en"},
    {"empty name", "- id: Q1\n  name: {ar: \"\"}\n", BAD, 2, 14, "is empty", ""},
    {"null name", "- id: Q1\n  name: {ar: }\n", BAD, 2, 14, "found nothing", ""},
    {"a name without a word", "- id: Q1\n  name: {ar: \"؟!\"}\n", BAD, 2, 14, "no word in this name", ""},
    {"a name of 17 words", "- id: Q1\n  name: {en: a b c d e f g h i j k l m n o p q}\n", KHB_ERR_LIMIT, 2, 14,
     "more than 16 words", ""},
    {"aliases as text", A "  aliases: مصر\n", BAD, 4, 12, "expected a list of names", "[one, two]"},
    {"alias as list", A "  aliases: [[مصر]]\n", BAD, 4, 13, "found a list", ""},
    {"alias without text", A "  aliases: [{common: true}]\n", BAD, 4, 13, "\"text\" is missing", ""},
    {"forms of an alias", A "  aliases: [{text: x, forms: fixed}]\n", BAD, 4, 23, "unknown key \"forms\"", ""},
    {"unknown forms", A "  demonyms: [{text: x, forms: fix}]\n", BAD, 4, 31, "unknown kind of forms", "\"fixed\""},
    {"common not a truth", A "  common: yes\n", BAD, 4, 11, "expected true or false", ""},
    {"prior too large", A "  prior: 256\n", BAD, 4, 10, "is no prior", "0 to 255"},
    {"prior negative", A "  prior: -1\n", BAD, 4, 10, "is no prior", ""},
    {"capital not an id", A "  capital: القاهرة\n", BAD, 4, 12, "is no id", ""},
    {"office without title", A "  offices: [{of: Q1}]\n", BAD, 4, 13, "no title", ""},
    {"date with slashes", A "  offices: [{title: ملك, from: 2020/01/01}]\n", BAD, 4, 35, "is no date", "YYYY-MM-DD"},
    {"day that is not", A "  offices: [{title: ملك, from: 2021-02-29}]\n", BAD, 4, 35, "is no date", ""},
    {"month that is not", A "  offices: [{title: ملك, from: 2021-13}]\n", BAD, 4, 35, "is no date", ""},
    {"ends before it begins", A "  offices: [{title: ملك, from: 2021-03, to: 2020}]\n", BAD, 4, 13,
     "ends (2020) before it begins (2021-03)", ""},
    {"control character in a text", A "  description: {ar: \"a\\x1bb\"}\n", BAD, 4, 21, "control character", ""},
    {"NUL in a text", A "  description: {ar: \"a\\0b\"}\n", BAD, 4, 21, "NUL", ""},
    {"alias node", "- &a {id: Q1, type: GPE, name: {ar: x}}\n- *a\n", BAD, 1, 3, "anchors and aliases", ""},
    {"bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", BAD, 1, 1, "unknown key", ""},
    {"bomb in a known key", "source: &a [x, x]\nlicence: *a\n", BAD, 1, 9, "anchors and aliases", ""},
    {"tag", "- id: !!str Q1\n", BAD, 1, 7, "tags are not allowed", ""},
    {"two documents", "[]\n---\n[]\n", BAD, 2, 1, "second document", "file of its own"},
    {"classes as list", "classes: [x]\n", BAD, 1, 10, "expected classes", ""},
    {"name of a class", "classes: {وزير: [x]}\n", BAD, 1, 11, "cannot be the name of a class", "Latin letters"},
    {"attribute of two words", "attributes: {given: [عبد الله]}\n", BAD, 1, 22, "more than one word", "classes"},
    {"17 attributes",
     "attributes: {a: [], b: [], c: [], d: [], e: [], f: [], g: [], h: [], i: [], j: [], k: [], l: [], m: [], n: [], "
     "o: [],\n"
     " p: [], q: []}\n",
     KHB_ERR_LIMIT, 2, 9, "too many names", ""},
    {"pattern without match", "patterns: [{name: x, type: PERS}]\n", BAD, 1, 12, "no match", ""},
    {"pattern that does not parse", "patterns: [{name: x, type: PERS, score: 0.5, match: '(((' }]\n", BAD, 1, 0, "",
     ""},
    {"score over one", "patterns: [{name: x, type: PERS, score: 1.5, match: x}]\n", BAD, 1, 41, "is no score", "0.85"},
};

static void yaml_error(void **state) {
  const error_case *c = *state;
  khb_index *index = NULL;
  khb_error err;
  char path[256], message[1024];
  assert_int_equal(support_compile(c->yaml, strlen(c->yaml), &index, path, &err), c->status);
  assert_null(index);
  assert_int_equal(err.status, c->status);
  assert_string_equal(err.file, path);
  khb_error_format(&err, message, sizeof message);
  if (err.line != c->line || (c->column && err.column != c->column) || !strstr(err.what, c->what) ||
      !strstr(err.remedy, c->remedy)) {
    fail_msg("got %s", message);
  }
  /* The same without anywhere to put the error. */
  assert_int_equal(support_compile(c->yaml, strlen(c->yaml), &index, path, NULL), c->status);
}

/* Files that are broken as bytes. */
typedef struct bytes_case {
  const char *name, *bytes;
  size_t len;
  uint32_t line, column;
  const char *what;
} bytes_case;
#define BYTES(s) s, sizeof(s) - 1
static const bytes_case bytes_cases[] = {
    {"NUL", BYTES("- id: Q1\n  \0"), 2, 3, "NUL"},
    {"broken UTF-8", BYTES("- id: Q1\n  name: {ar: مصر\xd9}\n"), 2, 20, "no UTF-8"},
    {"UTF-16", BYTES("\xff\xfe-\0"), 1, 1, "UTF-16"},
    {"escape", BYTES("# \x1b[31m\n"), 1, 3, "control character"},
    {"surrogate", BYTES("# \xed\xa0\x80\n"), 1, 3, "no UTF-8"},
    {"second byte order mark", BYTES("\xef\xbb\xbf\xef\xbb\xbf[]\n"), 1, 1, "control character"},
};

static void bytes_error(void **state) {
  const bytes_case *c = *state;
  khb_index *index = NULL;
  khb_error err;
  char path[256];
  assert_int_equal(support_compile(c->bytes, c->len, &index, path, &err), KHB_ERR_FORMAT);
  assert_int_equal(err.line, c->line);
  assert_int_equal(err.column, c->column);
  assert_non_null(strstr(err.what, c->what));
}

/* Files that say nothing, or say it in another dress. */
static const char *const fine_cases[] = {
    "",
    "# nothing yet\n",
    "---\n",
    "~\n",
    "[]\n",
    "{}\n",
    "entities: []\n",
    "\xef\xbb\xbf[]\n",
    "source: [a, b]\nlicence: CC0\n",
    "- id: Q1\r\n  type: GPE\r\n  name: {ar: x}\r\n",
    "--- \n- id: 'desk:a/b'\n  type: \"GPE\"\n  name:\n    ar: >\n      مصر\n...\n",
    A "  offices: [{title: ملك, of: Q2, from: 2020-02-29, to: }]\n"};

static void fine(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(fine_cases); i++) khb_index_close(support_index(fine_cases[i]));
}

static void deep_nesting(void **state) {
  (void)state;
  size_t n = 1 << 20;
  char *yaml = malloc(n);
  memset(yaml, '[', n);
  khb_index *index;
  khb_error err;
  char path[256];
  assert_int_equal(support_compile(yaml, n, &index, path, &err), KHB_ERR_FORMAT);
  assert_int_equal(err.line, 1);
  free(yaml);
}

static void no_file(void **state) {
  (void)state;
  khb_index *index = NULL;
  khb_error err;
  const char *const paths[] = {"/nowhere/desk.yaml", "/", "/dev/null"};
  for (size_t i = 0; i < COUNT(paths); i++) {
    assert_int_equal(khb_index_open_yaml(&paths[i], 1, &index, &err), KHB_ERR_IO);
    assert_string_equal(err.file, paths[i]);
    assert_true(err.what[0]);
  }
  char pipe[256];
  support_temp_file(pipe, sizeof pipe, "", 0);
  unlink(pipe);
  assert_int_equal(mkfifo(pipe, 0600), 0);
  const char *const fifo[] = {pipe};
  assert_int_equal(khb_index_open_yaml(fifo, 1, &index, &err), KHB_ERR_IO);
  assert_non_null(strstr(err.what, "pipe"));
  unlink(pipe);
}

int main(void) {
  static struct CMUnitTest tests[COUNT(error_cases) + COUNT(bytes_cases) + 3];
  size_t n = 0;
#define CASES(table, run)                   \
  for (size_t i = 0; i < COUNT(table); i++) \
  tests[n++] = (struct CMUnitTest){(table)[i].name, run, NULL, NULL, (void *)(uintptr_t) & (table)[i]}
  CASES(error_cases, yaml_error);
  CASES(bytes_cases, bytes_error);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(fine);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(deep_nesting);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(no_file);
  return _cmocka_run_group_tests("YAML of names", tests, n, NULL, NULL);
}
