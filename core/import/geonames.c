/* geonames.c: places of GeoNames that have an Arabic name. Two files with tabs between their fields:
 *
 *   alternateNamesV2.txt   1 geonameid  2 language  3 name  4 preferred  5 short  6 colloquial  7 historic
 *   allCountries.txt       0 geonameid  1 name  6 feature class  7 feature code  8 country  14 population
 *
 * The names are read first and the Arabic ones kept in memory (some ten bytes a name besides its letters); the places stream by.
 * A state with a code of its own gets the identifier that Wikidata has for it, so that it is the country of the shipped lexicon.
 *
 * Beside the output, so that a stopped import can go on (files.c, state.c):
 *
 *   OUT.names   a line for each Arabic name: geonameid, p if preferred else -, the name     11<tab>p<tab>منقارة
 *   OUT.part    the entities, as they will stand in the output; they also tell which places are done
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "import.h"

/* Changes whenever the same files give others, so that no state outlives its program. */
#define PART_VERSION 1

typedef struct place_name {
  uint32_t place, number, text;
  uint8_t preferred;
} place_name;
typedef struct reader {
  imp_geonames *g;
  imp_job *job;
  imp_state state;
  imp_source source[2]; /* names, places: by state.phase */
  imp_spill part, aside;
  uint64_t next_note;
  imp_buf texts, line, clean;
  place_name *names;
  size_t n_names, cap_names;
  khb_scan scan;
  uint8_t *written;      /* for each name: its place was written */
  uint8_t *country_done; /* for each country of the table */
  khb_error *err;
} reader;

typedef struct field {
  const char *s;
  size_t n;
} field;
enum { MAX_FIELDS = 20 };

static size_t split(const imp_line *line, field out[MAX_FIELDS]) {
  size_t n = 0;
  const char *s = line->s, *end = s + line->len;
  while (n < MAX_FIELDS) {
    const char *tab = memchr(s, '\t', (size_t)(end - s));
    out[n++] = (field){s, (size_t)((tab ? tab : end) - s)};
    if (!tab) break;
    s = tab + 1;
  }
  return n;
}

static bool is(field f, const char *s) { return f.n == strlen(s) && memcmp(f.s, s, f.n) == 0; }

/* 0 for what is no number, or too large. */
static uint64_t number(field f) {
  uint64_t v = 0;
  for (size_t i = 0; i < f.n; i++) {
    if (f.s[i] < '0' || f.s[i] > '9' || v > UINT64_C(100000000000000)) return 0;
    v = v * 10 + (uint64_t)(f.s[i] - '0');
  }
  return v;
}

static uint32_t id_of(field f) {
  uint64_t v = number(f);
  return v <= UINT32_MAX ? (uint32_t)v : 0;
}

static void damaged(reader *r, const imp_source *source, const imp_line *line, size_t column, const char *what) {
  const imp_report *report = &r->job->report;
  r->g->counts[IMP_N_DAMAGED]++;
  if (report->damaged) report->damaged(report->context, source->name, line, column, what);
}

/* ---- both files ---------------------------------------------------------------------------------------------------------- */

static khb_status note(reader *r, const imp_source *source, khb_error *err) {
  khb_status status = imp_spill_sync(&r->part, err);
  if (status == KHB_OK) status = imp_spill_sync(&r->aside, err);
  if (status != KHB_OK) return status;
  r->state.offset = source->offset;
  r->state.number = source->number;
  r->state.part = r->part.size;
  r->state.aside = r->aside.size;
  r->next_note = source->offset + r->job->every;
  return imp_state_write(r->job->state, &r->state, r->g->counts, err);
}

typedef khb_status take_fields(reader *r, const field *f, size_t n);

/* What is said of the first lines waits until one of them is good: where none is, this is another file. */
#define FIRST 10u
typedef struct early {
  imp_line line;
  size_t column;
  const char *what;
} early;

typedef struct kind {
  const char *name;
  size_t least, id; /* fields that a line has at least; which of them is the geonameid */
  take_fields *take;
} kind;

/* What is wrong with a line, or NULL. */
static const char *judge(const kind *k, const imp_line *line, field f[MAX_FIELDS], size_t *n, size_t *column) {
  *n = line->too_long ? 0 : split(line, f);
  *column = 0;
  if (line->too_long) return "longer than 32 MiB";
  if (*n < k->least) return "too few fields";
  if (id_of(f[k->id])) return NULL;
  *column = (size_t)(f[k->id].s - line->s) + 1;
  return "this is no geonameid";
}

/* Now and then: tells how far it came, and notes it. */
static khb_status note_now_and_then(reader *r, const imp_source *source, uint64_t lines, khb_error *err) {
  if (r->job->report.progress && (lines & 0xFFFF) == 0)
    r->job->report.progress(r->job->report.context, source, r->g->counts);
  return r->job->state && source->offset >= r->next_note ? note(r, source, err) : KHB_OK;
}

/* Reads one of the files to its end. Lines with fewer fields than `least`, or without an id, are damaged. */
static khb_status read_file(reader *r, const kind *k, khb_error *err) {
  imp_source *source = &r->source[r->state.phase];
  imp_line line;
  field f[MAX_FIELDS];
  early first[FIRST];
  int got = 0;
  uint64_t good = source->number, lines = source->number; /* a state is only of a file that had a good line */
  khb_status status = KHB_OK;
  r->next_note = source->offset + r->job->every;
  while (status == KHB_OK && (got = imp_source_line(source, &line, err)) > 0) {
    if (line.len == 0 && !line.too_long) continue;
    size_t n, column;
    const char *wrong = judge(k, &line, f, &n, &column);
    lines++;
    if (!wrong) {
      for (uint64_t i = 0; good == 0 && i + 1 < lines; i++)
        damaged(r, source, &first[i].line, first[i].column, first[i].what);
      good++;
      status = k->take(r, f, n);
      if (status == KHB_ERR_NOMEM) khb_fail_nomem(err);
    } else if (good) {
      damaged(r, source, &line, column, wrong);
    } else if (lines <= FIRST) {
      first[lines - 1] = (early){line, column, wrong};
    } else {
      break;
    }
    if (status == KHB_OK && good) status = note_now_and_then(r, source, lines, err);
  }
  if (status != KHB_OK) return status;
  if (got < 0) return err && err->status == KHB_ERR_NOMEM ? KHB_ERR_NOMEM : KHB_ERR_FORMAT;
  if (good) return KHB_OK;
  return khb_fail_at(err, KHB_ERR_FORMAT, source->name, 1, 0,
                     "first allCountries.txt, then alternateNamesV2.txt, unzipped", "this is no %s of GeoNames",
                     k->name);
}

/* ---- names --------------------------------------------------------------------------------------------------------------- */

static khb_status add_name(reader *r, uint32_t place, bool preferred, const char *s, size_t len) {
  if (r->texts.n + len + 1 >= UINT32_MAX || r->n_names >= UINT32_MAX) return KHB_ERR_NOMEM;
  if (!KHB_GROW(r->names, r->cap_names, r->n_names + 1)) return KHB_ERR_NOMEM;
  r->names[r->n_names] = (place_name){place, (uint32_t)r->n_names, (uint32_t)r->texts.n, preferred};
  r->n_names++;
  imp_put(&r->texts, s, len);
  imp_put(&r->texts, "", 1);
  return r->texts.failed ? KHB_ERR_NOMEM : KHB_OK;
}

static khb_status take_name(reader *r, const field *f, size_t n) {
  if (!is(f[2], "ar") || (n > 7 && is(f[7], "1"))) return KHB_OK;
  r->clean.n = 0;
  size_t len = imp_clean(&r->clean, f[3].s, f[3].n);
  imp_fit fit;
  khb_status status = r->clean.failed ? KHB_ERR_NOMEM : imp_name_fit(&r->scan, len ? r->clean.s : "", len, true, &fit);
  if (status != KHB_OK) return status;
  if (fit != IMP_FITS) {
    r->g->counts[fit == IMP_EMPTY ? IMP_N_EMPTY : fit == IMP_LATIN ? IMP_N_LATIN : IMP_N_TOO_LONG]++;
    return KHB_OK;
  }
  bool preferred = n > 4 && is(f[4], "1");
  status = add_name(r, id_of(f[1]), preferred, r->clean.s, len);
  if (status != KHB_OK) return status;
  r->line.n = 0;
  imp_printf(&r->line, "%" PRIu32 "\t%c\t", id_of(f[1]), preferred ? 'p' : '-');
  imp_put(&r->line, r->clean.s, len);
  imp_put(&r->line, "\n", 1);
  return r->line.failed ? KHB_ERR_NOMEM : imp_spill_put(&r->aside, r->line.s, r->line.n, r->err);
}

/* By place, the preferred name first, else as they came. */
static int by_place(const void *a, const void *b) {
  const place_name *x = a, *y = b;
  if (x->place != y->place) return x->place < y->place ? -1 : 1;
  if (x->preferred != y->preferred) return x->preferred ? -1 : 1;
  return x->number < y->number ? -1 : 1;
}

static size_t first_name(const reader *r, uint32_t place) {
  size_t low = 0, high = r->n_names;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (r->names[middle].place < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* ---- places -------------------------------------------------------------------------------------------------------------- */

static uint8_t *country_done(reader *r, uint32_t qid) {
  for (size_t i = 0; i < r->g->table->n_countries; i++)
    if (r->g->table->countries[i].qid == qid) return &r->country_done[i];
  return NULL;
}

/* The QID that a state's own entity gets, 0: none, or it was given before. */
static uint32_t own_qid(reader *r, const field *f, uint32_t country) {
  if (!country || !is(f[6], "A") || f[7].n < 3 || memcmp(f[7].s, "PCL", 3) != 0) return 0;
  uint8_t *done = country_done(r, country);
  if (!done || *done) return 0;
  *done = 1;
  return country;
}

static khb_status put_english(reader *r, field name) {
  r->clean.n = 0;
  size_t len = imp_clean(&r->clean, name.s, name.n);
  imp_fit fit;
  khb_status status = r->clean.failed ? KHB_ERR_NOMEM : imp_name_fit(&r->scan, len ? r->clean.s : "", len, false, &fit);
  if (status != KHB_OK || fit != IMP_FITS) return status;
  imp_puts(&r->line, ", en: ");
  imp_put_quoted(&r->line, r->clean.s, len);
  r->g->counts[IMP_N_NAMES]++;
  return KHB_OK;
}

static void put_aliases(reader *r, size_t first, uint32_t place) {
  bool any = false;
  for (size_t i = first + 1; i < r->n_names && r->names[i].place == place; i++) {
    const char *s = r->texts.s + r->names[i].text;
    size_t k = first;
    while (k < i && strcmp(r->texts.s + r->names[k].text, s) != 0) k++;
    if (k < i || i - first > 255) continue;
    imp_puts(&r->line, any ? ", " : "  aliases: [");
    imp_put_quoted(&r->line, s, strlen(s));
    any = true;
    r->g->counts[IMP_N_NAMES]++;
  }
  if (any) imp_puts(&r->line, "]\n");
}

static khb_status put_place(reader *r, const field *f, size_t first, int type) {
  uint32_t place = id_of(f[0]), country = f[8].n == 2 ? imp_places_country(r->g->table, f[8].s) : 0;
  uint32_t qid = own_qid(r, f, country);
  r->line.n = 0;
  if (qid) imp_printf(&r->line, "- id: Q%u # geonames:%u\n", qid, place);
  else imp_printf(&r->line, "- id: geonames:%u\n", place);
  imp_printf(&r->line, "  type: %s\n  name: {ar: ", khb_type_name((khb_type)type));
  const char *ar = r->texts.s + r->names[first].text;
  imp_put_quoted(&r->line, ar, strlen(ar));
  khb_status status = put_english(r, f[1]);
  if (status != KHB_OK) return status;
  imp_puts(&r->line, "}\n");
  put_aliases(r, first, place);
  if (country && country != qid) imp_printf(&r->line, "  country: Q%u\n", country);
  imp_printf(&r->line, "  prior: %u\n", imp_prior(0, (double)number(f[14])));
  if (r->line.failed) return KHB_ERR_NOMEM;
  r->g->counts[IMP_N_KEPT]++;
  r->g->counts[IMP_N_NAMES]++;
  return imp_spill_put(&r->part, r->line.s, r->line.n, r->err);
}

static khb_status take_place(reader *r, const field *f, size_t n) {
  (void)n;
  r->g->counts[IMP_N_LINES]++;
  uint32_t place = id_of(f[0]);
  size_t first = first_name(r, place);
  if (first == r->n_names || r->names[first].place != place) {
    r->g->counts[IMP_N_NO_ARABIC]++;
    return KHB_OK;
  }
  char class_of[3] = "", code[9] = "";
  if (f[6].n < sizeof class_of) memcpy(class_of, f[6].s, f[6].n);
  if (f[7].n < sizeof code) memcpy(code, f[7].s, f[7].n);
  int type = imp_places_type(r->g->table, class_of, code);
  if (type < 0 || type == IMP_TYPE_NONE) r->g->counts[IMP_N_NO_CLASS]++;
  else if (r->written[first]) r->g->counts[IMP_N_TWICE]++;
  else if (number(f[14]) < r->g->min_population) r->g->counts[IMP_N_FEW_LINKS]++;
  else {
    r->written[first] = 1;
    return put_place(r, f, first, type);
  }
  return KHB_OK;
}

/* ---- going on ------------------------------------------------------------------------------------------------------------ */

static khb_status damaged_file(const imp_spill *s, khb_error *err) {
  return khb_fail_at(err, KHB_ERR_FORMAT, s->path, 0, 0, "delete it and the state to begin anew",
                     "this file of an earlier import is damaged");
}

static khb_status names_again(reader *r, khb_error *err) {
  khb_status status = imp_spill_rewind(&r->aside, err);
  while (status == KHB_OK && imp_spill_line(&r->aside, &r->line)) {
    char *end;
    uint32_t place = (uint32_t)strtoul(r->line.s, &end, 10);
    if (!place || r->line.s[r->line.n - 1] != '\n' || end[0] != '\t' || !end[1] || end[2] != '\t')
      return damaged_file(&r->aside, err);
    const char *name = end + 3;
    status = add_name(r, place, end[1] == 'p', name, r->line.n - 1 - (size_t)(name - r->line.s));
  }
  if (status == KHB_ERR_NOMEM || r->line.failed) return khb_fail_nomem(err);
  return status;
}

static khb_status sort_names(reader *r, khb_error *err) {
  if (r->n_names) qsort(r->names, r->n_names, sizeof *r->names, by_place);
  r->written = calloc(r->n_names + 1, 1);
  r->country_done = calloc(r->g->table->n_countries + 1, 1);
  return r->written && r->country_done ? KHB_OK : khb_fail_nomem(err);
}

/* Which places the entities of OUT.part are: "- id: geonames:1", or a state's QID with its place behind a #. */
static khb_status places_again(reader *r, khb_error *err) {
  khb_status status = imp_spill_rewind(&r->part, err);
  while (status == KHB_OK && imp_spill_line(&r->part, &r->line)) {
    unsigned place = 0, qid = 0;
    if (strncmp(r->line.s, "- id: ", 6) != 0) continue;
    if (sscanf(r->line.s, "- id: geonames:%u", &place) != 1 &&
        sscanf(r->line.s, "- id: Q%u # geonames:%u", &qid, &place) != 2)
      return damaged_file(&r->part, err);
    uint8_t *done = qid ? country_done(r, qid) : NULL;
    if (done) *done = 1;
    size_t first = first_name(r, place);
    if (first < r->n_names && r->names[first].place == place) r->written[first] = 1;
  }
  return r->line.failed ? khb_fail_nomem(err) : status;
}

static khb_status go_on(reader *r, khb_error *err) {
  khb_status status = imp_state_resume(r->job->state, &r->state, r->g->counts, err);
  if (status == KHB_OK && r->state.phase > 1)
    return khb_fail_at(err, KHB_ERR_FORMAT, r->job->state, 0, 0, "delete it and begin anew",
                       "this is no whole state of an import");
  if (status == KHB_OK) status = imp_spill_again(&r->part, r->job->output, ".part", r->state.part, err);
  if (status == KHB_OK) status = imp_spill_again(&r->aside, r->job->output, ".names", r->state.aside, err);
  if (status == KHB_OK) status = names_again(r, err);
  if (status == KHB_OK && r->state.phase == 1) status = sort_names(r, err);
  if (status == KHB_OK && r->state.phase == 1) status = places_again(r, err);
  return status == KHB_OK ? imp_source_skip(&r->source[r->state.phase], r->state.offset, r->state.number, err) : status;
}

/* ---- the run ------------------------------------------------------------------------------------------------------------- */

static khb_status start(reader *r, khb_error *err) {
  bool named = r->job->state != NULL;
  khb_status status = imp_source_open(&r->source[0], r->job->names, err);
  if (status == KHB_OK) status = imp_source_open(&r->source[1], r->job->input, err);
  if (status != KHB_OK) return status;
  r->state.head = khb_mum(r->source[0].head ^ 0xd6e8feb86659fd93u, r->source[1].head);
  r->state.options = khb_mum(r->g->table->hash ^ PART_VERSION, r->g->min_population ^ 0xa0761d6478bd642fu);
  if (named && access(r->job->state, F_OK) == 0) return go_on(r, err);
  status = imp_spill_new(&r->part, r->job->output, ".part", named, err);
  return status == KHB_OK ? imp_spill_new(&r->aside, r->job->output, ".names", named, err) : status;
}

static khb_status read_both(reader *r, khb_error *err) {
  static const kind kinds[] = {{"alternateNamesV2.txt", 4, 1, take_name}, {"allCountries.txt", 15, 0, take_place}};
  khb_status status = KHB_OK;
  if (r->state.phase == 0) {
    status = read_file(r, &kinds[0], err);
    if (status == KHB_OK) status = sort_names(r, err);
    r->state.phase = 1;
  }
  return status == KHB_OK ? read_file(r, &kinds[1], err) : status;
}

static khb_status write_yaml(reader *r, khb_error *err) {
  imp_output out;
  khb_status status = imp_output_open(&out, r->job->output, err);
  if (status != KHB_OK) return status;
  fprintf(out.file, "source: \"GeoNames, https://www.geonames.org\"\nlicence: CC-BY-4.0\nentities:%s\n",
          r->part.size ? "" : " []");
  status = imp_spill_rewind(&r->part, err);
  while (status == KHB_OK && imp_spill_line(&r->part, &r->line)) fwrite(r->line.s, 1, r->line.n, out.file);
  if (r->line.failed) status = khb_fail_nomem(err);
  if (status == KHB_OK && ferror(r->part.file)) status = khb_fail_io(err, r->part.path, errno, "read the part file");
  khb_status closed = imp_output_close(&out, status == KHB_OK, err);
  return status != KHB_OK ? status : closed;
}

khb_status imp_geonames_run(imp_geonames *g, imp_job *job, khb_error *err) {
  reader r = {.g = g, .job = job, .err = err};
  for (int i = 0; i < 2; i++) r.source[i].fd = -1;
  khb_status status = start(&r, err);
  if (status == KHB_OK) status = read_both(&r, err);
  if (status == KHB_OK) status = write_yaml(&r, err);
  bool done = status == KHB_OK && job->state;
  if (done) unlink(job->state);
  imp_spill_close(&r.part, done);
  imp_spill_close(&r.aside, done);
  for (int i = 0; i < 2; i++) imp_source_close(&r.source[i]);
  free(r.texts.s);
  free(r.line.s);
  free(r.clean.s);
  free(r.names);
  free(r.written);
  free(r.country_done);
  khb_scan_free(&r.scan);
  return status;
}
