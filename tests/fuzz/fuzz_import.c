/* fuzz_import.c: any bytes at all, as one line of a Wikidata dump or as one that it is made into. Whatever comes of it must be
 * YAML that the index compiler takes: one entity that it refuses would stop the build of millions.
 *
 *   'l' line       as it stands
 *   'n' name       the Arabic name of a person, an office that this person holds, and a description
 *   't' time       from when to when the office was held: two texts with a comma between
 *   's' state      a state of an import
 *   else           also a line
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../core/import/import.h"
#include "../../core/lexicon/format.h"
#include "../support/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                         \
  do {                                                                                          \
    if (!(condition)) support_die("%s:%d: broken promise: %s", __FILE__, __LINE__, #condition); \
  } while (0)

static imp_classes classes;

/* A file in memory, of that content. */
static int memory_file(const void *data, size_t size, char path[64]) {
  int fd = memfd_create("fuzz-import", MFD_CLOEXEC);
  MUST(fd >= 0);
  for (size_t done = 0; done < size;) {
    ssize_t n = write(fd, (const char *)data + done, size - done);
    MUST(n > 0);
    done += (size_t)n;
  }
  snprintf(path, 64, "/proc/self/fd/%d", fd);
  return fd;
}

/* The YAML that comes of a part file is a valid one. */
static void check_part(imp_wikidata *w, const imp_buf *part) {
  char path[64];
  FILE *in = tmpfile();
  int fd = memory_file("", 0, path);
  FILE *out = fopen(path, "wb");
  MUST(in && out);
  if (part->n) MUST(fwrite(part->s, 1, part->n, in) == part->n);
  khb_error err = {0};
  MUST(imp_finish(in, "part", &w->offices, "fuzz", "CC0-1.0", out, w->counts, &err) == KHB_OK);
  fclose(in);
  MUST(fclose(out) == 0);
  const char *files[] = {path};
  uint8_t *image = NULL;
  size_t image_size = 0;
  if (khb_index_compile(files, 1, &image, &image_size, &err) != KHB_OK)
    support_die("the YAML is refused: %u:%u: %s", err.line, err.column, err.what);
  MUST(image_size > 0);
  free(image);
  close(fd);
}

static void take_line(const char *s, size_t n) {
  imp_wikidata w = {.classes = &classes};
  imp_buf part = {0};
  khb_error err = {0};
  imp_wikidata_may_matter(s, n);
  /* Twice: an entity that comes again must not spoil the file. */
  for (int i = 0; i < 2; i++) {
    khb_status status = imp_wikidata_entity(&w, s, n, &part, &err);
    MUST(status == KHB_OK || status == KHB_ERR_FORMAT);
    if (status == KHB_ERR_FORMAT) MUST(err.what[0] && err.column >= 1 && err.column <= n + 2);
  }
  MUST(w.counts[IMP_N_KEPT] == 0 || imp_wikidata_may_matter(s, n));
  check_part(&w, &part);
  free(part.s);
  imp_wikidata_free(&w);
}

/* s as the inside of a JSON string. */
static void put_escaped(imp_buf *b, const char *s, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if ((unsigned char)s[i] < 0x20) imp_printf(b, "\\u%04x", s[i] ? s[i] : 1);
    else if (s[i] == '"' || s[i] == '\\') imp_printf(b, "\\%c", s[i]);
    else imp_put(b, &s[i], 1);
  }
}

static void take_name(const char *s, size_t n) {
  static const char *const parts[] = {
      "{\"type\":\"item\",\"id\":\"Q7\",\"labels\":{\"ar\":{\"language\":\"ar\",\"value\":\"",
      "\"},\"en\":{\"value\":\"",
      "\"}},\"descriptions\":{\"ar\":{\"value\":\"",
      "\"}},\"aliases\":{\"ar\":[{\"value\":\"",
      " ب\"}]},\"claims\":{\"P31\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q5\"}}}},"
      "{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q4164871\"}}}}],"
      "\"P39\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q7\"}}}}]},\"sitelinks\":{\"arwiki\":{\"title\":\"",
      "\"}}}"};
  imp_buf b = {0};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (i) put_escaped(&b, s, n);
    imp_puts(&b, parts[i]);
  }
  take_line(b.s, b.n);
  free(b.s);
}

static void take_time(const char *s, size_t n) {
  const char *comma = memchr(s, ',', n);
  size_t first = comma ? (size_t)(comma - s) : n;
  imp_buf b = {0};
  imp_puts(
      &b,
      "{\"type\":\"item\",\"id\":\"Q7\",\"labels\":{\"ar\":{\"language\":\"ar\",\"value\":\"رئيس\"}},\"claims\":{"
      "\"P31\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q5\"}}}},"
      "{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q4164871\"}}}}],"
      "\"P39\":[{\"mainsnak\":{\"datavalue\":{\"value\":{\"id\":\"Q7\"}}},\"qualifiers\":{\"P580\":[{\"datavalue\":"
      "{\"value\":{\"precision\":11,\"time\":\"");
  put_escaped(&b, s, first);
  imp_puts(&b, "\"}}}],\"P582\":[{\"datavalue\":{\"value\":{\"precision\":11,\"time\":\"");
  if (comma) put_escaped(&b, comma + 1, n - first - 1);
  imp_puts(&b, "\"}}}]}}]}}");
  take_line(b.s, b.n);
  free(b.s);
}

/* Cut and changed states are refused; the sum makes that sure, so here it is made right first. */
static void take_state(const char *s, size_t n) {
  imp_buf b = {0};
  imp_puts(&b, "khabar-import 1\n");
  imp_put(&b, s, n);
  size_t body = b.n;
  imp_put(&b, "\0\0\0\0\0\0\0", 7);
  uint64_t sum = khb_hash((const uint8_t *)b.s, body);
  b.n = body;
  imp_printf(&b, "end %016llx\n", (unsigned long long)sum);
  char path[64];
  int fd = memory_file(b.s, b.n, path);
  imp_wikidata w = {.classes = &classes};
  imp_state state = {0};
  khb_error err = {0};
  imp_buf nothing = {0};
  if (imp_state_read(path, &state, &w, &err) == KHB_OK) {
    memset(w.counts, 0, sizeof w.counts);
    check_part(&w, &nothing);
  } else {
    MUST(err.status == KHB_ERR_FORMAT);
  }
  imp_wikidata_free(&w);
  close(fd);
  free(b.s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!classes.n) {
    MUST(imp_classes_read(&classes, NULL, NULL) == KHB_OK);
    imp_classes_seal(&classes);
  }
  const char *s = (const char *)data;
  if (size && s[0] == 'n') take_name(s + 1, size - 1);
  else if (size && s[0] == 't') take_time(s + 1, size - 1);
  else if (size && s[0] == 's') take_state(s + 1, size - 1);
  else if (size && s[0] == 'l') take_line(s + 1, size - 1);
  else take_line(s, size);
  return 0;
}
