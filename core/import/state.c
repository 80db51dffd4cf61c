/* state.c: how far a Wikidata dump was read, as text, so that a person can look at it. It is replaced at once, after the part
 * file is on disk; so a state never speaks of what is not there.
 *
 *   khabar-import 1
 *   head 1f…                 hash of the first bytes of the dump
 *   options 9a…              hash of what decides over the output
 *   offset 8053063680        bytes read
 *   number 120331            lines read
 *   part 10342               bytes of the part file
 *   opened 1                 the dump began with a bracket
 *   count lines 120331       …
 *   title 11696 30 رئيس الولايات المتحدة
 *   holder 76 11696 2009-01-20 2017-01-20
 *   end 5c…                  hash of all before it
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "import.h"

#define VERSION "khabar-import 1\n"
#define MAX_STATE ((size_t)1 << 30)

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

khb_status imp_state_write(const char *path, const imp_state *s, const imp_wikidata *w, khb_error *err) {
  imp_buf b = {0};
  imp_printf(&b,
             VERSION "head %016" PRIx64 "\noptions %016" PRIx64 "\noffset %" PRIu64 "\nnumber %" PRIu64
                     "\npart %" PRIu64 "\nopened %" PRIu64 "\n",
             s->head, s->options, s->offset, s->number, s->part, s->opened);
  for (int i = 0; i < IMP_N; i++) imp_printf(&b, "count %s %" PRIu64 "\n", imp_count_names[i], w->counts[i]);
  for (size_t i = 0; i < w->offices.n_titles; i++) {
    const imp_title *t = &w->offices.titles[i];
    imp_printf(&b, "title %u %u ", t->office, t->of);
    imp_puts(&b, w->offices.texts.s + t->text);
    imp_puts(&b, "\n");
  }
  for (size_t i = 0; i < w->offices.n_holders; i++) {
    const imp_holder *h = &w->offices.holders[i];
    imp_printf(&b, "holder %u %u %s %s\n", h->person, h->office, *h->from ? h->from : "-", *h->to ? h->to : "-");
  }
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

static bool read_count(const char *line, imp_wikidata *w) {
  for (int i = 0; i < IMP_N; i++)
    if (read_number(line, imp_count_names[i], 10, &w->counts[i])) return true;
  return false;
}

static bool read_title(const char *line, imp_wikidata *w, bool *nomem) {
  char *end;
  uint32_t office = (uint32_t)strtoul(line, &end, 10), of = *end == ' ' ? (uint32_t)strtoul(end + 1, &end, 10) : 0;
  if (*end != ' ' || !end[1]) return false;
  *nomem = !imp_offices_title(&w->offices, office, of, end + 1, strlen(end + 1));
  return !*nomem;
}

static bool read_holder(const char *line, imp_wikidata *w, bool *nomem) {
  imp_holder h = {0};
  if (sscanf(line, "%" SCNu32 " %" SCNu32 " %10s %10s", &h.person, &h.office, h.from, h.to) != 4) return false;
  if (strcmp(h.from, "-") == 0) h.from[0] = 0;
  if (strcmp(h.to, "-") == 0) h.to[0] = 0;
  *nomem = !imp_offices_holder(&w->offices, &h);
  return !*nomem;
}

static bool read_line(const char *line, imp_state *s, imp_wikidata *w, bool *nomem) {
  if (strncmp(line, "count ", 6) == 0) return read_count(line + 6, w);
  if (strncmp(line, "title ", 6) == 0) return read_title(line + 6, w, nomem);
  if (strncmp(line, "holder ", 7) == 0) return read_holder(line + 7, w, nomem);
  return read_number(line, "head", 16, &s->head) || read_number(line, "options", 16, &s->options) ||
         read_number(line, "offset", 10, &s->offset) || read_number(line, "number", 10, &s->number) ||
         read_number(line, "part", 10, &s->part) || read_number(line, "opened", 10, &s->opened);
}

static bool read_all(char *text, size_t n, imp_state *s, imp_wikidata *w, bool *nomem) {
  for (char *line = text + strlen(VERSION), *end; line < text + n; line = end + 1) {
    end = memchr(line, '\n', (size_t)(text + n - line));
    if (!end) return false;
    *end = 0;
    if (!read_line(line, s, w, nomem)) return false;
  }
  return true;
}

khb_status imp_state_read(const char *path, imp_state *s, imp_wikidata *w, khb_error *err) {
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
  good = good && read_number(b.s + body, "end", 16, &sum) && sum == there && read_all(b.s, body, s, w, &nomem);
  free(b.s);
  if (nomem) return khb_fail_nomem(err);
  if (good) return KHB_OK;
  return khb_fail_at(err, KHB_ERR_FORMAT, path, 0, 0, "delete it and begin anew",
                     "this is no whole state of an import");
}
