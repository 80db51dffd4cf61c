/* table.h: what the table tests of the core share: cmocka with its headers, an engine from a YAML string, naming a failed case. */
#ifndef KHB_TESTS_TABLE_H
#define KHB_TESTS_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../support/support.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The bytes of a string literal that may hold NULs. */
#define BYTES(s) (s), sizeof(s) - 1

/* Fails the test with the name of the case. */
#define CASE_FAIL(name, ...)                                                                     \
  do {                                                                                           \
    print_error("case \"%s\": ", (name));                                                        \
    print_error(__VA_ARGS__);                                                                    \
    print_error("\n");                                                                           \
    fail();                                                                                      \
  } while (0)

#define CASE_CHECK(name, condition)                                                              \
  do {                                                                                           \
    if (!(condition)) CASE_FAIL(name, "%s:%d: not so: %s", __FILE__, __LINE__, #condition);      \
  } while (0)

#define CASE_STRING(name, got, want)                                                             \
  do {                                                                                           \
    if (strcmp((got), (want)) != 0) CASE_FAIL(name, "\n  got  %s\n  want %s", (got), (want));    \
  } while (0)

/* Opens an engine over one YAML text; NULL with *err filled when the text is refused. */
static inline khb_engine *engine_of(const char *yaml, khb_error *err) {
  char path[256];
  support_temp_file(path, sizeof path, yaml, strlen(yaml));
  const char *files[] = {path};
  khb_options options = {.size = sizeof options, .entities = files, .n_entities = 1};
  khb_engine *engine = NULL;
  khb_status status = khb_engine_open(&options, &engine, err);
  unlink(path);
  return status == KHB_OK ? engine : NULL;
}

/* The same for a text that must be fine. */
static inline khb_engine *engine_must(const char *yaml) {
  khb_error err;
  khb_engine *engine = engine_of(yaml, &err);
  if (!engine) {
    char line[1024];
    khb_error_format(&err, line, sizeof line);
    support_die("engine: %s", line);
  }
  return engine;
}

/* Text that grows, for writing down what was found in the form that the tables have. */
typedef struct written { char text[16384]; size_t len; } written;

static inline void put(written *w, const char *bytes, size_t n) {
  if (n > sizeof w->text - 1 - w->len) n = sizeof w->text - 1 - w->len;
  memcpy(w->text + w->len, bytes, n);
  w->len += n;
  w->text[w->len] = 0;
}
static inline void put_string(written *w, const char *s) { put(w, s, strlen(s)); }

#endif
