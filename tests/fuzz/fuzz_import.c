/* fuzz_import.c: any bytes at all, as one line of a Wikidata dump or as one that it is made into. Whatever comes of it must be
 * YAML that the index compiler takes: one entity that it refuses would stop the build of millions.
 *
 *   'l' line       as it stands
 *   'n' name       the Arabic name of a person, an office that this person holds, and a description
 *   't' time       from when to when the office was held: two texts with a comma between
 *   's' state      a state of an import
 *   'p' part       a part file
 *   'c' numbers    pairs of classes: a graph of subclasses, circles and all
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

/* The YAML that comes of these files is a valid one, or they are refused: `made` says that they come from the importer itself. */
static void check_part(imp_wikidata *w, const imp_buf *part, const imp_buf *edges, bool made) {
  char path[64];
  int fd = memory_file("", 0, path);
  FILE *out = fopen(path, "wb");
  imp_spill files[2] = {{.path = strdup("part"), .file = tmpfile()}, {.path = strdup("classes"), .file = tmpfile()}};
  MUST(out && files[0].file && files[1].file);
  MUST(imp_spill_put(&files[0], part->s, part->n, NULL) == KHB_OK);
  MUST(imp_spill_put(&files[1], edges->s, edges->n, NULL) == KHB_OK);
  khb_error err = {0};
  khb_status status = imp_finish(w, &files[0], &files[1], out, &err);
  MUST(status == KHB_OK || (!made && status == KHB_ERR_FORMAT));
  for (int i = 0; i < 2; i++) imp_spill_close(&files[i], false);
  MUST(fclose(out) == 0);
  const char *yaml[] = {path};
  uint8_t *image = NULL;
  size_t image_size = 0;
  if (made) {
    if (khb_index_compile(yaml, 1, &image, &image_size, &err) != KHB_OK)
      support_die("the YAML is refused: %u:%u: %s", err.line, err.column, err.what);
    MUST(image_size > 0);
  }
  free(image);
  close(fd);
}

static void take_line(const char *s, size_t n) {
  imp_wikidata w = {.classes = &classes};
  imp_buf part = {0}, edges = {0};
  khb_error err = {0};
  bool matters = imp_wikidata_may_matter(s, n);
  khb_status status = imp_wikidata_edges(&w, s, n, &edges, &err);
  MUST(status == KHB_OK || status == KHB_ERR_FORMAT);
  /* Twice: an entity that comes again must not spoil the file. */
  for (int i = 0; i < 2; i++) {
    status = imp_wikidata_entity(&w, s, n, &part, &edges, &err);
    MUST(status == KHB_OK || status == KHB_ERR_FORMAT);
    if (status == KHB_ERR_FORMAT) MUST(err.what[0] && err.column >= 1 && err.column <= n + 2);
  }
  MUST(w.counts[IMP_N_KEPT] == 0 || matters);
  MUST(edges.n % sizeof(imp_edge) == 0);
  check_part(&w, &part, &edges, true);
  free(part.s);
  free(edges.s);
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
  imp_puts(&b, "khabar-import 2\n");
  imp_put(&b, s, n);
  size_t body = b.n;
  imp_put(&b, "\0\0\0\0\0\0\0", 7);
  uint64_t sum = khb_hash((const uint8_t *)b.s, body);
  b.n = body;
  imp_printf(&b, "end %016llx\n", (unsigned long long)sum);
  char path[64];
  int fd = memory_file(b.s, b.n, path);
  uint64_t counts[IMP_N] = {0};
  imp_state state = {0};
  khb_error err = {0};
  if (imp_state_read(path, &state, counts, &err) != KHB_OK)
    MUST(err.status == KHB_ERR_FORMAT || err.status == KHB_ERR_LIMIT);
  close(fd);
  free(b.s);
}

/* Whatever stands in it, it is read or refused. */
static void take_part(const char *s, size_t n) {
  imp_wikidata w = {.classes = &classes};
  imp_buf part = {0}, none = {0};
  if (n == 0 || memchr(s, 0, n)) return;
  imp_put(&part, s, n);
  check_part(&w, &part, &none, false);
  free(part.s);
  imp_wikidata_free(&w);
}

/* Small numbers, so that they meet each other and the table. Every class that is reached has one above it that is a step nearer. */
static void take_classes(const char *s, size_t n) {
  imp_edge *edge = malloc((n / 2 + 1) * sizeof *edge);
  imp_closure below;
  MUST(edge);
  size_t count = n / 2;
  for (size_t i = 0; i < count; i++)
    edge[i] = (imp_edge){s[2 * i] & 1 ? (uint8_t)s[2 * i] : classes.class_of[(uint8_t)s[2 * i] % classes.n].qid,
                         (uint8_t)s[2 * i + 1]};
  MUST(imp_closure_make(&below, &classes, edge, count, NULL) == KHB_OK);
  for (size_t i = 0; i < below.n; i++) {
    const imp_class *c = &below.below[i];
    bool stands = false;
    for (size_t k = 0; k < count; k++) {
      const imp_class *above = edge[k].child == c->qid ? imp_closure_find(&below, &classes, edge[k].parent) : NULL;
      if (!above || above->alone) continue;
      MUST(above->distance + 1 > c->distance || (above->distance + 1 == c->distance && above->rank >= c->rank));
      stands = stands || (above->distance + 1 == c->distance && above->rank == c->rank && above->type == c->type);
    }
    MUST(stands && c->distance > 0);
  }
  imp_closure_free(&below);
  free(edge);
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
  else if (size && s[0] == 'p') take_part(s + 1, size - 1);
  else if (size && s[0] == 'c') take_classes(s + 1, size - 1);
  else if (size && s[0] == 'l') take_line(s + 1, size - 1);
  else take_line(s, size);
  return 0;
}
