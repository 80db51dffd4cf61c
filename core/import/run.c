/* run.c: a whole Wikidata dump, from its beginning or from where an earlier run was stopped.
 *
 *   every so many bytes: OUT.part and OUT.classes to the disk, then the state (files.c, state.c)
 *   at the end of the dump: both files become the YAML (finish.c)
 */
#include <stdlib.h>
#include <unistd.h>

#include "import.h"

/* Changes whenever the same dump gives other files, so that no state outlives its program. */
#define PART_VERSION 2

typedef struct run {
  imp_wikidata *w;
  imp_job *job;
  imp_source source;
  imp_spill part, classes;
  uint64_t next_note;
  imp_state state;
  imp_buf out, edges;
  bool any; /* a line of an entity was met */
} run;

static khb_status begin_anew(run *r, khb_error *err) {
  bool named = r->job->state != NULL;
  khb_status status = imp_spill_new(&r->part, r->job->output, ".part", named, err);
  return status == KHB_OK ? imp_spill_new(&r->classes, r->job->output, ".classes", named, err) : status;
}

static khb_status go_on(run *r, khb_error *err) {
  khb_status status = imp_state_resume(r->job->state, &r->state, r->w->counts, err);
  if (status == KHB_OK) status = imp_spill_again(&r->part, r->job->output, ".part", r->state.part, err);
  if (status == KHB_OK) status = imp_spill_again(&r->classes, r->job->output, ".classes", r->state.aside, err);
  r->any = true;
  return status == KHB_OK ? imp_source_skip(&r->source, r->state.offset, r->state.number, err) : status;
}

static khb_status note(run *r, khb_error *err) {
  khb_status status = imp_spill_sync(&r->part, err);
  if (status == KHB_OK) status = imp_spill_sync(&r->classes, err);
  if (status != KHB_OK) return status;
  r->state.offset = r->source.offset;
  r->state.number = r->source.number;
  r->state.part = r->part.size;
  r->state.aside = r->classes.size;
  r->next_note = r->source.offset + r->job->every;
  return imp_state_write(r->job->state, &r->state, r->w->counts, err);
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
  if (from < to && s[from] == '[' && !r->state.phase) from++, r->state.phase = 1;
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
  khb_error why = {0};
  r->out.n = r->edges.n = 0;
  bool matters = imp_wikidata_may_matter(line->s + at, n);
  if (!matters) w->counts[IMP_N_NO_ARABIC]++;
  khb_status status = matters ? imp_wikidata_entity(w, line->s + at, n, &r->out, &r->edges, &why)
                              : imp_wikidata_edges(w, line->s + at, n, &r->edges, &why);
  if (status == KHB_ERR_FORMAT) {
    damaged(r, line, at + why.column, why.what);
    return KHB_OK;
  }
  if (status != KHB_OK) return khb_fail_nomem(err);
  status = imp_spill_put(&r->part, r->out.s, r->out.n, err);
  return status == KHB_OK ? imp_spill_put(&r->classes, r->edges.s, r->edges.n, err) : status;
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
  if (got == 0) return r->any || r->state.phase ? KHB_OK : not_a_dump(r, err);
  if (err && err->status == KHB_ERR_NOMEM) return KHB_ERR_NOMEM;
  return KHB_ERR_FORMAT; /* damaged in the middle; err says how */
}

static khb_status write_yaml(run *r, khb_error *err) {
  imp_output out;
  khb_status status = imp_output_open(&out, r->job->output, err);
  if (status != KHB_OK) return status;
  status = imp_finish(r->w, &r->part, &r->classes, out.file, err);
  khb_status closed = imp_output_close(&out, status == KHB_OK, err);
  return status != KHB_OK ? status : closed;
}

static khb_status start(run *r, khb_error *err) {
  khb_status status = imp_source_open(&r->source, r->job->input, err);
  if (status != KHB_OK) return status;
  r->state.head = r->source.head;
  r->state.options = khb_mum(r->w->classes->hash ^ PART_VERSION, r->w->min_sitelinks ^ 0xa0761d6478bd642fu);
  r->job->unclosed = true;
  bool resume = r->job->state && access(r->job->state, F_OK) == 0;
  status = resume ? go_on(r, err) : begin_anew(r, err);
  r->next_note = r->source.offset + r->job->every;
  return status;
}

static khb_status whole_run(run *r, bool *written, bool *done, khb_error *err) {
  khb_status status = start(r, err);
  if (status != KHB_OK) return status;
  status = read_lines(r, err);
  r->job->unclosed = r->job->unclosed && r->state.phase && status == KHB_OK;
  /* Damaged in the middle: what there is, is written. */
  bool broken = status == KHB_ERR_FORMAT && r->any;
  if (status != KHB_OK && !broken) return status;
  khb_error second = {0};
  khb_status noted = broken && r->job->state ? note(r, &second) : KHB_OK;
  if (noted == KHB_OK) noted = write_yaml(r, &second);
  *written = noted == KHB_OK;
  if (noted != KHB_OK && err) *err = second;
  if (noted != KHB_OK) return noted;
  *done = !broken;
  return status;
}

khb_status imp_wikidata_run(imp_wikidata *w, imp_job *job, bool *written, khb_error *err) {
  run r = {.w = w, .job = job};
  bool done = false;
  *written = false;
  khb_status status = whole_run(&r, written, &done, err);
  done = done && job->state;
  if (done) unlink(job->state);
  imp_spill_close(&r.part, done);
  imp_spill_close(&r.classes, done);
  imp_source_close(&r.source);
  free(r.out.s);
  free(r.edges.s);
  return status;
}
