/* run.c: a whole Wikidata dump, and the files that an import writes.
 *
 *   without --state   OUT.part has no name, so nothing is left behind when the program is stopped
 *   with --state      every so many bytes: OUT.part to disk, then the state. A later run cuts OUT.part to what the state
 *                     says, goes to the same place of the dump and writes the same bytes again
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import.h"

/* Changes whenever the same dump gives another part file, so that no state outlives its program. */
#define PART_VERSION 1

/* ---- output -------------------------------------------------------------------------------------------------------------- */

static char *with_end(const char *path, const char *end) {
  size_t n = strlen(path), m = strlen(end);
  char *out = malloc(n + m + 1);
  if (!out) return NULL;
  memcpy(out, path, n);
  memcpy(out + n, end, m + 1);
  return out;
}

khb_status imp_output_open(imp_output *o, const char *path, khb_error *err) {
  *o = (imp_output){.path = path};
  struct stat st;
  if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
    return khb_fail_at(err, KHB_ERR_IO, path, 0, 0, "name a file in a directory that can be written to",
                       "this is not a regular file and would be replaced");
  o->temp = with_end(path, ".new");
  if (!o->temp) return khb_fail_nomem(err);
  o->file = fopen(o->temp, "wb");
  if (o->file) return KHB_OK;
  khb_status status = khb_fail_io(err, path, errno, "create a file in its folder");
  free(o->temp);
  return status;
}

khb_status imp_output_close(imp_output *o, bool keep, khb_error *err) {
  if (!o->file) return KHB_OK;
  int failed = 0;
  if (fflush(o->file) != 0 || (keep && fsync(fileno(o->file)) != 0 && errno != EINVAL)) failed = errno ? errno : EIO;
  if (ferror(o->file) && !failed) failed = EIO;
  if (fclose(o->file) != 0 && !failed) failed = errno;
  if (keep && !failed && rename(o->temp, o->path) != 0) failed = errno;
  if (!keep || failed) unlink(o->temp);
  free(o->temp);
  o->file = NULL;
  return keep && failed ? khb_fail_io(err, o->path, failed, "write") : KHB_OK;
}

/* ---- the part file ------------------------------------------------------------------------------------------------------- */

typedef struct run {
  imp_wikidata *w;
  imp_job *job;
  imp_source source;
  char *part_name;
  FILE *part;
  uint64_t part_size, next_note, began;
  imp_state state;
  imp_buf out;
  bool opened; /* the array's bracket was met */
  bool any;    /* a line of an entity was met */
} run;

static khb_status part_failed(const run *r, khb_error *err) {
  return khb_fail_io(err, r->part_name, errno ? errno : EIO, "write");
}

static khb_status begin_anew(run *r, khb_error *err) {
  r->part = fopen(r->part_name, "w+b");
  if (!r->part) return khb_fail_io(err, r->part_name, errno, "create a file in its folder");
  if (!r->job->state) unlink(r->part_name);
  return KHB_OK;
}

static khb_status go_on(run *r, khb_error *err) {
  imp_state s = {0};
  khb_status status = imp_state_read(r->job->state, &s, r->w, err);
  if (status != KHB_OK) return status;
  if (s.head != r->state.head || s.options != r->state.options)
    return khb_fail_at(err, KHB_ERR_FORMAT, r->job->state, 0, 0,
                       "give what was given then, or delete the state to begin anew", "this state is of %s",
                       s.head != r->state.head ? "another dump" : "other options or another version");
  r->part = fopen(r->part_name, "r+b");
  if (!r->part) return khb_fail_io(err, r->part_name, errno, "open what was written of it");
  struct stat st;
  if (fstat(fileno(r->part), &st) != 0 || (uint64_t)st.st_size < s.part)
    return khb_fail_at(err, KHB_ERR_FORMAT, r->part_name, 0, 0, "delete the state to begin anew",
                       "this is shorter than the state says");
  if (ftruncate(fileno(r->part), (off_t)s.part) != 0 || fseeko(r->part, 0, SEEK_END) != 0) return part_failed(r, err);
  r->part_size = s.part;
  r->opened = s.opened != 0;
  r->job->resumed = r->any = true;
  return imp_source_skip(&r->source, s.offset, s.number, err);
}

static khb_status note(run *r, khb_error *err) {
  if (fflush(r->part) != 0 || (fsync(fileno(r->part)) != 0 && errno != EINVAL)) return part_failed(r, err);
  r->state.offset = r->source.offset;
  r->state.number = r->source.number;
  r->state.part = r->part_size;
  r->state.opened = r->opened;
  r->next_note = r->source.offset + r->job->every;
  return imp_state_write(r->job->state, &r->state, r->w, err);
}

/* ---- lines --------------------------------------------------------------------------------------------------------------- */

static void damaged(run *r, const imp_line *line, size_t column, const char *what) {
  r->w->counts[IMP_N_DAMAGED]++;
  if (r->job->report.damaged) r->job->report.damaged(r->job->report.context, r->source.name, line, column, what);
}

/* The entity in a line: without white space, the array's brackets, and the comma. *at is where it begins. */
static size_t entity_of(run *r, const imp_line *line, size_t *at) {
  const char *s = line->s;
  size_t from = 0, to = line->len;
#define BLANK(c) ((c) == ' ' || (c) == '\t' || (c) == '\r')
  while (to > from && BLANK(s[to - 1])) to--;
  while (from < to && BLANK(s[from])) from++;
  if (from < to && s[from] == '[' && !r->opened) from++, r->opened = true;
  while (from < to && BLANK(s[from])) from++;
  if (to - from == 1 && s[from] == ']') {
    r->job->unclosed = false;
    return 0;
  }
  if (to > from && s[to - 1] == ']') to--, r->job->unclosed = false;
  if (to > from && s[to - 1] == ',') to--;
  while (to > from && BLANK(s[to - 1])) to--;
#undef BLANK
  *at = from;
  return to - from;
}

static khb_status not_a_dump(const run *r, khb_error *err) {
  return khb_fail_at(err, KHB_ERR_FORMAT, r->source.name, 1, 1,
                     "give latest-all.json of Wikidata, plain or as gz, bz2 or zst: [ and then one entity a line",
                     "this is no JSON dump of Wikidata");
}

static khb_status take_line(run *r, const imp_line *line, khb_error *err) {
  imp_wikidata *w = r->w;
  size_t at = 0, n = line->too_long ? 0 : entity_of(r, line, &at);
  if (line->too_long) damaged(r, line, 0, "longer than 32 MiB");
  if (n == 0) return KHB_OK;
  if (line->s[at] != '{' && !r->any) return not_a_dump(r, err);
  r->any = true;
  w->counts[IMP_N_LINES]++;
  if (line->s[at] != '{' || line->s[at + n - 1] != '}') {
    damaged(r, line, line->s[at] != '{' ? at + 1 : at + n,
            line->s[at] != '{' ? "'{' expected" : "the entity is cut off");
    return KHB_OK;
  }
  if (!imp_wikidata_may_matter(line->s + at, n)) {
    w->counts[IMP_N_NO_ARABIC]++;
    return KHB_OK;
  }
  khb_error why = {0};
  r->out.n = 0;
  khb_status status = imp_wikidata_entity(w, line->s + at, n, &r->out, &why);
  if (status == KHB_ERR_FORMAT) {
    damaged(r, line, at + why.column, why.what);
    return KHB_OK;
  }
  if (status != KHB_OK) return khb_fail_nomem(err);
  errno = 0;
  if (r->out.n && fwrite(r->out.s, 1, r->out.n, r->part) != r->out.n) return part_failed(r, err);
  r->part_size += r->out.n;
  return KHB_OK;
}

#define TELL ((uint64_t)4 << 20) /* bytes between two calls of `progress` */

static khb_status read_lines(run *r, khb_error *err) {
  imp_line line;
  uint64_t tell = r->source.offset + TELL;
  int got;
  while ((got = imp_source_line(&r->source, &line, err)) > 0) {
    khb_status status = take_line(r, &line, err);
    if (status == KHB_OK && r->job->state && r->source.offset >= r->next_note) status = note(r, err);
    if (status != KHB_OK) return status;
    if (r->source.offset < tell) continue;
    tell = r->source.offset + TELL;
    if (r->job->report.progress) r->job->report.progress(r->job->report.context, &r->source, r->w->counts);
  }
  if (got == 0) return r->any || r->opened ? KHB_OK : not_a_dump(r, err);
  if (err && err->status == KHB_ERR_NOMEM) return KHB_ERR_NOMEM;
  return KHB_ERR_FORMAT; /* damaged in the middle; err says how */
}

static khb_status write_yaml(run *r, khb_error *err) {
  imp_output out;
  khb_status status = imp_output_open(&out, r->job->output, err);
  if (status != KHB_OK) return status;
  status = imp_finish(r->part, r->part_name, &r->w->offices, "Wikidata, https://www.wikidata.org", "CC0-1.0", out.file,
                      r->w->counts, err);
  khb_status closed = imp_output_close(&out, status == KHB_OK, err);
  return status != KHB_OK ? status : closed;
}

static khb_status start(run *r, khb_error *err) {
  khb_status status = imp_source_open(&r->source, r->job->input, err);
  if (status != KHB_OK) return status;
  r->part_name = with_end(r->job->output, ".part");
  if (!r->part_name) return khb_fail_nomem(err);
  r->state.head = r->source.head;
  r->state.options = khb_mum(r->w->classes->hash ^ PART_VERSION, r->w->min_sitelinks ^ 0xa0761d6478bd642fu);
  r->job->unclosed = true;
  bool resume = r->job->state && access(r->job->state, F_OK) == 0;
  status = resume ? go_on(r, err) : begin_anew(r, err);
  r->began = r->source.offset;
  r->next_note = r->source.offset + r->job->every;
  return status;
}

static khb_status whole_run(run *r, bool *written, khb_error *err) {
  khb_status status = start(r, err);
  if (status != KHB_OK) return status;
  status = read_lines(r, err);
  r->job->bytes = r->source.offset - r->began;
  r->job->unclosed = r->job->unclosed && r->opened && status == KHB_OK;
  /* Damaged in the middle: what there is, is written. */
  bool broken = status == KHB_ERR_FORMAT && r->any;
  if (status != KHB_OK && !broken) return status;
  khb_error second = {0};
  khb_status noted = broken && r->job->state ? note(r, &second) : KHB_OK;
  if (noted == KHB_OK) noted = fflush(r->part) == 0 ? write_yaml(r, &second) : part_failed(r, &second);
  *written = noted == KHB_OK;
  if (noted != KHB_OK && err) *err = second;
  if (noted != KHB_OK) return noted;
  if (r->job->state && !broken) {
    unlink(r->job->state);
    unlink(r->part_name);
  }
  return status;
}

khb_status imp_wikidata_run(imp_wikidata *w, imp_job *job, bool *written, khb_error *err) {
  run r = {.w = w, .job = job};
  *written = false;
  khb_status status = whole_run(&r, written, err);
  if (r.part) fclose(r.part);
  imp_source_close(&r.source);
  free(r.part_name);
  free(r.out.s);
  return status;
}
