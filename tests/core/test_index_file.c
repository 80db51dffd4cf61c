/* test_index_file.c: index files that are whole, cut, changed, of another version, or hostile; and writing them.
 *
 * Under the sanitizers the broken images stand in blocks of their own size, so that any step outside is seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../core/lexicon/format.h"
#include "../support/support.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char more_yaml[] =
    "classes: {title: [وزير, وزير الخارجية], head: [وزارة]}\n"
    "attributes: {given: [محمد, أنتوني]}\n"
    "patterns: [{name: p, type: PERS, score: 0.9, match: '@title [name+]'}]\n";
static const char text[] =
    "قال وزير الخارجية الأميركي أنتوني بلينكن للأمم المتحدة في نور-سلطان إن القاهرة #مجلس_الأمن والكازاخيين "
    "مجلس الأمن التابع للأمم المتحدة وبالولايات المتحدة";

static char yaml_path[256], more_path[256], folder[256], index_path[320];
static uint8_t *image;
static size_t image_size;

/* ---- using an image ------------------------------------------------------------------------------------------------------ */

/* Everything that can be asked of an index. The answers may be wrong; they must come. Returns the number of matches. */
static size_t use(khb_index *index) {
  khb_lexicon *lexicon;
  if (khb_lexicon_open(&index, 1, &lexicon, NULL) != KHB_OK) {
    khb_index_close(index);
    return 0;
  }
  khb_scan scan = {0};
  khb_matches matches = {0};
  assert_true(khb_scan_text(&scan, text, 0, sizeof text - 1));
  assert_true(khb_lexicon_match(lexicon, text, &scan, 0, scan.n_tok, &matches));
  size_t found = matches.n;
  for (size_t i = 0; i < matches.n; i++) {
    const khb_match *m = &matches.item[i];
    khb_name name;
    assert_true(m->first + m->count <= scan.n_tok && m->proclitic < KHB_N_PROCLITICS);
    if (m->what == KHB_MATCH_CLASS) assert_true(m->ref < khb_lexicon_class_count(lexicon));
    else if (khb_lexicon_entity_name(lexicon, m->ref, m->name, &name) == KHB_OK) (void)strlen(name.text);
  }
  khb_hit hits[16];
  static const char *const queries[] = {"الأمم المتحدة", "للأمم المتحدة", "Kazakhstan", "كازاخيون", "بلينكن"};
  for (size_t i = 0; i < COUNT(queries); i++)
    khb_lexicon_lookup(lexicon, queries[i], strlen(queries[i]), hits, COUNT(hits));
  static const char *const typed[] = {"ال", "الأمم ال", "متحد", "كازخستان", "بلنكن انتوني", "للامم المتحده"};
  khb_suggestion suggestions[8];
  for (size_t i = 0; i < COUNT(typed); i++) {
    khb_lexicon_complete(lexicon, typed[i], strlen(typed[i]), hits, COUNT(hits));
    khb_lexicon_suggest(lexicon, typed[i], strlen(typed[i]), suggestions, COUNT(suggestions));
  }
  uint32_t n = khb_lexicon_entity_count(lexicon);
  for (uint32_t i = 0; i < n && i < 64; i++) {
    khb_entity e;
    khb_name name;
    khb_office office;
    if (khb_lexicon_entity(lexicon, i, &e) != KHB_OK) continue;
    (void)(strlen(e.id) + strlen(e.name_ar) + strlen(e.name_en) + strlen(e.description_ar) + strlen(e.capital) +
           strlen(e.source));
    for (uint32_t k = 0; k < e.n_names && k < 64; k++) {
      if (khb_lexicon_entity_name(lexicon, i, k, &name) == KHB_OK) (void)strlen(name.text);
    }
    for (uint32_t k = 0; k < e.n_offices && k < 64; k++) {
      if (khb_lexicon_entity_office(lexicon, i, k, &office) == KHB_OK) (void)strlen(office.title);
    }
    khb_lexicon_find(lexicon, e.id, strlen(e.id));
  }
  khb_pattern_text p;
  for (size_t i = 0; i < 8 && khb_lexicon_pattern(lexicon, i, &p); i++)
    (void)(strlen(p.name) + strlen(p.expr) + strlen(p.file));
  khb_matches_free(&matches);
  khb_scan_free(&scan);
  khb_lexicon_close(lexicon);
  return found;
}

/* Opens a changed copy and, when it opens, checks and uses it. The checksum must tell on it. */
static void try_changed(const uint8_t *data, size_t size, bool must_fail_to_open) {
  uint8_t *copy = malloc(size ? size : 1);
  memcpy(copy, data, size);
  khb_index *index = NULL;
  khb_error err;
  khb_status status = khb_index_open_memory(copy, size, "changed.khx", &index, &err);
  if (status != KHB_OK) {
    assert_true(status == KHB_ERR_FORMAT || status == KHB_ERR_VERSION);
    assert_string_equal(err.file, "changed.khx");
    assert_true(err.what[0] && err.remedy[0]);
    assert_null(index);
  } else {
    assert_false(must_fail_to_open);
    assert_int_equal(khb_index_verify(index, copy, "changed.khx", &err), KHB_ERR_FORMAT);
    assert_non_null(strstr(err.what, "checksum"));
    use(index);
  }
  free(copy);
}

static void whole(void **state) {
  (void)state;
  khb_index *index;
  assert_int_equal(khb_index_open_memory(image, image_size, "x", &index, NULL), KHB_OK);
  assert_int_equal(khb_index_verify(index, image, "x", NULL), KHB_OK);
  assert_true(use(index) > 8);
}

static void cut(void **state) {
  (void)state;
  for (size_t n = 0; n < image_size; n += n < 600 ? 1 : 100) try_changed(image, n, true);
  try_changed(image, image_size - 1, true);
  uint8_t *longer = calloc(1, image_size + 8);
  memcpy(longer, image, image_size);
  try_changed(longer, image_size + 8, true);
  free(longer);
}

/* Every byte of header and table, and bytes drawn by lot from the rest, one or eight at a time. */
static void flipped(void **state) {
  (void)state;
  uint64_t seed = 20220108;
  uint8_t *copy = malloc(image_size);
  for (size_t i = 0; i < 600; i++) {
    if (i >= 24 && i < 32) continue; /* the checksum itself: below */
    memcpy(copy, image, image_size);
    copy[i] ^= (uint8_t)(1u << support_below(&seed, 8));
    try_changed(copy, image_size, false);
  }
  for (size_t round = 0; round < 4000; round++) {
    memcpy(copy, image, image_size);
    for (size_t k = round % 2 ? 8 : 1; k > 0; k--)
      copy[64 + support_below(&seed, image_size - 64)] ^= (uint8_t)(1u + support_below(&seed, 255));
    if (memcmp(copy, image, image_size) != 0) try_changed(copy, image_size, false);
  }
  memcpy(copy, image, image_size);
  copy[24] ^= 1;
  try_changed(copy, image_size, false);
  free(copy);
}

/* Numbers of each section set to extremes, with the checksum made right again: what only hostile hands do. */
static void hostile(void **state) {
  (void)state;
  static const uint32_t extremes[] = {0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100, 0x10000};
  const khb_f_header *head = (const void *)image;
  const khb_f_section *table = (const void *)(head + 1);
  uint64_t seed = 7;
  for (uint32_t s = 0; s < head->n_sections; s++) {
    size_t words = (size_t)table[s].length / 4;
    for (size_t k = 0; k < 200 && words; k++) {
      uint8_t *copy = malloc(image_size);
      memcpy(copy, image, image_size);
      /* One number, or the whole section. */
      size_t from = k % 10 ? support_below(&seed, words) : 0, to = k % 10 ? from + 1 : words;
      for (size_t w = from; w < to; w++)
        memcpy(copy + table[s].offset + 4 * w, &extremes[support_below(&seed, COUNT(extremes))], 4);
      uint64_t sum = khb_checksum(copy, image_size);
      memcpy(copy + offsetof(khb_f_header, checksum), &sum, 8);
      khb_index *index;
      if (khb_index_open_memory(copy, image_size, "hostile.khx", &index, NULL) == KHB_OK) {
        khb_error err;
        khb_status status = khb_index_verify(index, copy, "hostile.khx", &err);
        assert_true(status == KHB_OK || !strstr(err.what, "checksum"));
        use(index);
      }
      free(copy);
    }
  }
}

/* ---- versions and headers ------------------------------------------------------------------------------------------------ */

typedef struct header_case {
  const char *name;
  size_t at;
  uint32_t value;
  khb_status status;
  const char *what, *remedy;
} header_case;
static const header_case header_cases[] = {
    {"magic", 0, 0x464c457f, KHB_ERR_FORMAT, "no khabar index", "khabar index"},
    {"a later format", 8, 4, KHB_ERR_VERSION, "has format 4, this khabar reads format 3", "khabar index"},
    {"the format before", 8, 2, KHB_ERR_VERSION, "has format 2, this khabar reads format 3", "khabar index YAML... -o FILE"},
    {"byte order", 12, 0x04030201, KHB_ERR_VERSION, "byte order", "little-endian"},
    {"size", 16, 8, KHB_ERR_FORMAT, "says that it has 8 bytes", "khabar index"},
    {"too many sections", 32, 0xffffffff, KHB_ERR_FORMAT, "table of sections", "khabar index"},
    {"no sections", 32, 0, KHB_ERR_FORMAT, "section is missing", "khabar index"},
    {"section twice", 64 + 32 * (KHB_SEC_EDGES - 1), KHB_SEC_PAYLOADS, KHB_ERR_FORMAT, "twice", "khabar index"},
    {"element size", 64 + 4, 3, KHB_ERR_FORMAT, "wrong size", "khabar index"},
    {"offset outside", 64 + 8, 0x7ffffff8, KHB_ERR_FORMAT, "outside", "khabar index"},
    {"offset not aligned", 64 + 8, 3, KHB_ERR_FORMAT, "aligned", "khabar index"},
    {"length outside", 64 + 20, 1, KHB_ERR_FORMAT, "outside", "khabar index"},
    {"count of another length", 64 + 24, 1, KHB_ERR_FORMAT, "length", "khabar index"},
};

static void header(void **state) {
  const header_case *c = *state;
  uint8_t *copy = malloc(image_size);
  memcpy(copy, image, image_size);
  memcpy(copy + c->at, &c->value, 4);
  khb_index *index = NULL;
  khb_error err;
  assert_int_equal(khb_index_open_memory(copy, image_size, "x.khx", &index, &err), c->status);
  assert_null(index);
  assert_non_null(strstr(err.what, c->what));
  assert_non_null(strstr(err.remedy, c->remedy));
  free(copy);
}

static void not_aligned(void **state) {
  (void)state;
  uint8_t *copy = malloc(image_size + 8);
  memcpy(copy + 1, image, image_size);
  khb_index *index;
  assert_int_equal(khb_index_open_memory(copy + 1, image_size, "x", &index, NULL), KHB_ERR_RANGE);
  free(copy);
}

/* A section that this version does not know is passed over. */
static void unknown_section(void **state) {
  (void)state;
  const khb_f_header *head = (const void *)image;
  size_t table = sizeof *head + head->n_sections * sizeof(khb_f_section), size = image_size + sizeof(khb_f_section);
  uint8_t *copy = calloc(1, size);
  khb_f_header grown = *head;
  grown.n_sections++;
  grown.size = size;
  memcpy(copy, &grown, sizeof grown);
  memcpy(copy + sizeof grown, image + sizeof grown, table - sizeof grown);
  for (uint32_t i = 0; i < head->n_sections; i++) {
    khb_f_section *s = (khb_f_section *)(void *)(copy + sizeof grown) + i;
    s->offset += sizeof(khb_f_section);
  }
  khb_f_section extra = {.id = 4711, .element = 1};
  memcpy(copy + table, &extra, sizeof extra);
  memcpy(copy + table + sizeof extra, image + table, image_size - table);
  uint64_t sum = khb_checksum(copy, size);
  memcpy(copy + offsetof(khb_f_header, checksum), &sum, 8);
  khb_index *index;
  assert_int_equal(khb_index_open_memory(copy, size, "x", &index, NULL), KHB_OK);
  assert_int_equal(khb_index_verify(index, copy, "x", NULL), KHB_OK);
  assert_true(use(index) > 8);
  free(copy);
}

/* ---- files --------------------------------------------------------------------------------------------------------------- */

static size_t files_in_folder(void) {
  size_t n = 0;
  DIR *dir = opendir(folder);
  for (struct dirent *e; (e = readdir(dir));) n += e->d_name[0] != '.';
  closedir(dir);
  return n;
}

static void build_and_check(void **state) {
  (void)state;
  const char *files[] = {yaml_path, more_path};
  khb_index_info built, checked;
  khb_error err;
  assert_int_equal(khb_index_build(files, 2, index_path, &built, &err), KHB_OK);
  assert_int_equal(files_in_folder(), 1);
  assert_int_equal(khb_index_check(index_path, &checked, &err), KHB_OK);
  assert_memory_equal(&built, &checked, sizeof built);
  assert_int_equal(built.format, KHB_INDEX_FORMAT);
  assert_int_equal(built.n_entities, 8);
  assert_int_equal(built.by_type[KHB_GPE], 5);
  assert_int_equal(built.by_type[KHB_ORG], 2);
  assert_int_equal(built.by_type[KHB_PERS], 1);
  assert_int_equal(built.n_classes, 2);
  assert_int_equal(built.n_patterns, 1);
  struct stat st;
  assert_int_equal(stat(index_path, &st), 0);
  assert_int_equal((uint64_t)st.st_size, built.bytes);
  khb_index *index;
  assert_int_equal(khb_index_open_file(index_path, &index, &err), KHB_OK);
  assert_true(use(index) > 8);
  /* Building again gives the same bytes. */
  support_text first = support_read(index_path);
  assert_int_equal(khb_index_build(files, 2, index_path, NULL, NULL), KHB_OK);
  support_text second = support_read(index_path);
  assert_int_equal(first.len, second.len);
  assert_memory_equal(first.data, second.data, first.len);
  free(first.data);
  free(second.data);
  unlink(index_path);
}

/* The old file stays as it was, to the bytes and the mode, until a new one is whole. */
static void replaced_when_whole(void **state) {
  (void)state;
  const char *files[] = {yaml_path, "/nowhere.yaml"};
  khb_error err;
  assert_int_equal(khb_file_write(index_path, "old", 3, &err), KHB_OK);
  assert_int_equal(chmod(index_path, 0640), 0);
  assert_int_equal(khb_index_build(files, 2, index_path, NULL, &err), KHB_ERR_IO);
  assert_string_equal(err.file, "/nowhere.yaml");
  support_text old = support_read(index_path);
  assert_string_equal(old.data, "old");
  free(old.data);
  int reader = open(index_path, O_RDONLY);
  assert_int_equal(khb_index_build(files, 1, index_path, NULL, &err), KHB_OK);
  char seen[8] = "";
  assert_int_equal(read(reader, seen, sizeof seen), 3); /* who has it open still reads the old one */
  close(reader);
  struct stat st;
  assert_int_equal(stat(index_path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0640);
  assert_int_equal(files_in_folder(), 1);
  unlink(index_path);
}

static void through_a_link(void **state) {
  (void)state;
  char target[400];
  snprintf(target, sizeof target, "%s/target", folder);
  assert_int_equal(khb_file_write(target, "old", 3, NULL), KHB_OK);
  assert_int_equal(symlink(target, index_path), 0);
  assert_int_equal(khb_file_write(index_path, "newer", 5, NULL), KHB_OK);
  struct stat st;
  assert_int_equal(lstat(index_path, &st), 0);
  assert_true(S_ISLNK(st.st_mode));
  support_text got = support_read(target);
  assert_string_equal(got.data, "newer");
  free(got.data);
  unlink(index_path);
  unlink(target);
}

typedef struct write_case {
  const char *name, *path;
  int error;
} write_case;
static const write_case write_cases[] = {
    {"full disk", "/dev/full", ENOSPC},
    {"a directory", "/", EISDIR},
    {"no such folder", "/nowhere/x.khx", ENOENT},
    {"empty path", "", ENOENT},
};

static void write_error(void **state) {
  const write_case *c = *state;
  if (strcmp(c->path, "/dev/full") == 0 && access(c->path, W_OK) != 0) skip();
  const char *files[] = {yaml_path};
  khb_error err;
  assert_int_equal(khb_index_build(files, 1, c->path, NULL, &err), KHB_ERR_IO);
  assert_string_equal(err.file, c->path);
  assert_non_null(strstr(err.what, strerror(c->error)));
}

typedef struct read_case {
  const char *name, *path;
  khb_status status;
  const char *what;
} read_case;
static const read_case read_cases[] = {
    {"missing", "/nowhere/x.khx", KHB_ERR_IO, "No such file"},
    {"a directory", "/", KHB_ERR_IO, "directory"},
    {"a device", "/dev/null", KHB_ERR_IO, "device"},
    {"another file", "Makefile", KHB_ERR_FORMAT, "no khabar index"},
};

static void read_error(void **state) {
  const read_case *c = *state;
  khb_error err;
  khb_index *index = NULL;
  assert_int_equal(khb_index_check(c->path, NULL, &err), c->status);
  assert_non_null(strstr(err.what, c->what));
  assert_int_equal(khb_index_open_file(c->path, &index, &err), c->status);
  assert_null(index);
}

static void empty_file(void **state) {
  (void)state;
  khb_error err;
  assert_int_equal(khb_file_write(index_path, "", 0, NULL), KHB_OK);
  assert_int_equal(khb_index_check(index_path, NULL, &err), KHB_ERR_FORMAT);
  unlink(index_path);
}

/* ---- messages ------------------------------------------------------------------------------------------------------------ */

static void error_texts(void **state) {
  (void)state;
  khb_error err;
  char out[2048], name[900] = "";
  khb_fail_at(&err, KHB_ERR_FORMAT, "a\x1b[31m\xff.yaml", 12, 3, "try \xe2\x80\xae this", "bad \"%s\"", "x\ny");
  size_t whole_length = khb_error_format(&err, out, sizeof out);
  assert_int_equal(whole_length, strlen(out));
  assert_string_equal(out, "a\\x1B[31m\\xFF.yaml:12:3: bad \"x\\x0Ay\" (try \\xE2\\x80\\xAE this)");
  char small[25];
  assert_int_equal(khb_error_format(&err, small, sizeof small), whole_length);
  assert_string_equal(small, "a\\x1B[31m\\xFF.yaml:12:3:");
  assert_int_equal(khb_error_format(&err, NULL, 0), whole_length);
  /* A long path keeps its end, cut between letters; a long text its beginning. */
  for (int i = 0; i < 100; i++) strcat(name, "مجلد");
  strcat(name, "/x.yaml");
  khb_fail_at(&err, KHB_ERR_IO, name, 0, 0, NULL, "%s", name);
  assert_string_equal(err.file + strlen(err.file) - 7, "/x.yaml");
  assert_int_equal((unsigned char)err.file[0] & 0xC0, 0xC0);
  assert_int_equal(strlen(err.what) % 2, 0);
  assert_int_equal(khb_fail(NULL, KHB_ERR_LIMIT, NULL, "x"), KHB_ERR_LIMIT);
  khb_fail_io(&err, "f", ENOSPC, "write");
  khb_error_format(&err, out, sizeof out);
  assert_string_equal(out, "f: cannot write: No space left on device");
  for (int i = -7; i <= 1; i++) assert_true(strlen(khb_status_name((khb_status)i)) > 3);
}

/* ---- set-up -------------------------------------------------------------------------------------------------------------- */

static int set_up(void **state) {
  (void)state;
  support_temp_file(yaml_path, sizeof yaml_path, support_yaml, strlen(support_yaml));
  support_temp_file(more_path, sizeof more_path, more_yaml, sizeof more_yaml - 1);
  support_temp_file(folder, sizeof folder, "", 0);
  unlink(folder);
  if (mkdir(folder, 0700) != 0) return -1;
  snprintf(index_path, sizeof index_path, "%s/a.khx", folder);
  const char *files[] = {yaml_path, more_path};
  khb_error err;
  if (khb_index_compile(files, 2, &image, &image_size, &err) != KHB_OK) support_die("%s", err.what);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  free(image);
  unlink(yaml_path);
  unlink(more_path);
  return rmdir(folder); /* fails when anything was left behind */
}

int main(void) {
  static struct CMUnitTest tests[COUNT(header_cases) + COUNT(write_cases) + COUNT(read_cases) + 16];
  size_t n = 0;
#define CASES(table, run)                   \
  for (size_t i = 0; i < COUNT(table); i++) \
  tests[n++] = (struct CMUnitTest){(table)[i].name, run, NULL, NULL, (void *)(uintptr_t) & (table)[i]}
  CASES(header_cases, header);
  CASES(write_cases, write_error);
  CASES(read_cases, read_error);
  const struct CMUnitTest single[] = {
      cmocka_unit_test(whole),           cmocka_unit_test(cut),
      cmocka_unit_test(flipped),         cmocka_unit_test(hostile),
      cmocka_unit_test(not_aligned),     cmocka_unit_test(unknown_section),
      cmocka_unit_test(build_and_check), cmocka_unit_test(replaced_when_whole),
      cmocka_unit_test(through_a_link),  cmocka_unit_test(empty_file),
      cmocka_unit_test(error_texts),
  };
  for (size_t i = 0; i < COUNT(single); i++) tests[n++] = single[i];
  return _cmocka_run_group_tests("index file", tests, n, set_up, tear_down);
}
