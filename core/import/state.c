/* state.c: how far a source was read, as text, so that a person can look at it. It is replaced at once, after the files beside the
 * output are on disk (files.c); so a state never speaks of what is not there.
 *
 *   khabar-import 2
 *   head 1f…                 hash of the first bytes of the source
 *   options 9a…              hash of what decides over the output
 *   offset 8053063680        bytes read
 *   number 120331            lines read
 *   part 10342               bytes of OUT.part
 *   aside 5120               bytes of OUT.classes or OUT.names
 *   phase 1                  wikidata: the dump began with a bracket; geonames: the file of names was read
 *   count lines 120331       …
 *   end 5c…                  hash of all before it
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "import.h"

#define VERSION "khabar-import 2\n"
#define MAX_STATE ((size_t)1 << 16)

const char *const imp_count_names[IMP_N] = {
#define X(id, name) name,
    IMP_COUNTS(X)
#undef X
};

static uint64_t hash_of(imp_buf *b, size_t n) {
  imp_put(b, "\0\0\0\0\0\0\0", 7); /* khb_hash may read so far */
  b->n -= 7;
  return b->failed ? 0 : khb_hash((const uint8_t *)b->s, n);
}

khb_status imp_state_write(const char *path, const imp_state *s, const uint64_t counts[IMP_N], khb_error *err) {
  imp_buf b = {0};
  imp_printf(&b, VERSION "head %016" PRIx64 "\noptions %016" PRIx64 "\noffset %" PRIu64 "\nnumber %" PRIu64 "\n",
             s->head, s->options, s->offset, s->number);
  imp_printf(&b, "part %" PRIu64 "\naside %" PRIu64 "\nphase %" PRIu64 "\n", s->part, s->aside, s->phase);
  for (int i = 0; i < IMP_N; i++) imp_printf(&b, "count %s %" PRIu64 "\n", imp_count_names[i], counts[i]);
  uint64_t sum = hash_of(&b, b.n);
  imp_printf(&b, "end %016" PRIx64 "\n", sum);
  imp_output out;
  khb_status status = b.failed ? khb_fail_nomem(err) : imp_output_open(&out, path, err);
  if (status == KHB_OK) {
    fwrite(b.s, 1, b.n, out.file);
    status = imp_output_close(&out, true, err);
  }
  free(b.s);
  return status;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------- */

static bool read_number(const char *line, const char *key, int base, uint64_t *out) {
  size_t n = strlen(key);
  if (strncmp(line, key, n) != 0 || line[n] != ' ') return false;
  char *end;
  errno = 0;
  *out = strtoull(line + n + 1, &end, base);
  return end != line + n + 1 && *end == 0 && errno == 0;
}

static bool read_count(const char *line, uint64_t counts[IMP_N]) {
  for (int i = 0; i < IMP_N; i++)
    if (read_number(line, imp_count_names[i], 10, &counts[i])) return true;
  return false;
}

static bool read_line(const char *line, imp_state *s, uint64_t counts[IMP_N]) {
  if (strncmp(line, "count ", 6) == 0) return read_count(line + 6, counts);
  return read_number(line, "head", 16, &s->head) || read_number(line, "options", 16, &s->options) ||
         read_number(line, "offset", 10, &s->offset) || read_number(line, "number", 10, &s->number) ||
         read_number(line, "part", 10, &s->part) || read_number(line, "aside", 10, &s->aside) ||
         read_number(line, "phase", 10, &s->phase);
}

static bool read_all(char *text, size_t n, imp_state *s, uint64_t counts[IMP_N]) {
  for (char *line = text + strlen(VERSION), *end; line < text + n; line = end + 1) {
    end = memchr(line, '\n', (size_t)(text + n - line));
    if (!end) return false;
    *end = 0;
    if (!read_line(line, s, counts)) return false;
  }
  return true;
}

khb_status imp_state_read(const char *path, imp_state *s, uint64_t counts[IMP_N], khb_error *err) {
  khb_file file = {0};
  khb_status status = khb_file_read(path, MAX_STATE, &file, err);
  if (status != KHB_OK) return status;
  imp_buf b = {0};
  imp_put(&b, (const char *)file.data, file.size);
  khb_file_unmap(&file);
  bool nomem = b.failed;
  /* The last line is "end " with 16 digits. */
  size_t body = b.n > strlen(VERSION) + 21 ? b.n - 21 : 0;
  uint64_t sum = 0, there = body ? hash_of(&b, body) : 0;
  bool good = body && memcmp(b.s, VERSION, strlen(VERSION)) == 0 && b.s[b.n - 1] == '\n';
  if (good) b.s[b.n - 1] = 0;
  good = good && read_number(b.s + body, "end", 16, &sum) && sum == there && read_all(b.s, body, s, counts);
  free(b.s);
  if (nomem) return khb_fail_nomem(err);
  if (good) return KHB_OK;
  return khb_fail_at(err, KHB_ERR_FORMAT, path, 0, 0, "delete it and begin anew",
                     "this is no whole state of an import");
}

khb_status imp_state_resume(const char *path, imp_state *s, uint64_t counts[IMP_N], khb_error *err) {
  imp_state then = {0};
  khb_status status = imp_state_read(path, &then, counts, err);
  if (status != KHB_OK) return status;
  if (then.head != s->head || then.options != s->options)
    return khb_fail_at(err, KHB_ERR_FORMAT, path, 0, 0, "give what was given then, or delete the state to begin anew",
                       "this state is of %s",
                       then.head != s->head ? "another dump" : "other options or another version");
  *s = then;
  return KHB_OK;
}
