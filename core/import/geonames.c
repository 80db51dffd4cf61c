/* geonames.c: places of GeoNames that have an Arabic name. Two files with tabs between their fields:
 *
 *   alternateNamesV2.txt   1 geonameid  2 language  3 name  4 preferred  5 short  6 colloquial  7 historic
 *   allCountries.txt       0 geonameid  1 name  6 feature class  7 feature code  8 country  14 population
 *
 * The names are read first and the Arabic ones kept in memory (some ten bytes a name besides its letters); the places stream by.
 * A state with a code of its own gets the identifier that Wikidata has for it, so that it is the country of the shipped lexicon.
 */
#include <errno.h>
#include <stdlib.h>

#include "import.h"

typedef struct place_name {
  uint32_t place, number, text;
  uint8_t preferred;
} place_name;
typedef struct reader {
  imp_geonames *g;
  imp_buf texts, line, clean;
  place_name *names;
  size_t n_names, cap_names;
  khb_scan scan;
  uint8_t *written;      /* for each name: its place was written */
  uint8_t *country_done; /* for each country of the table */
  FILE *out;
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
  r->g->counts[IMP_N_DAMAGED]++;
  if (r->g->report.damaged) r->g->report.damaged(r->g->report.context, source->name, line, column, what);
}

/* ---- both files ---------------------------------------------------------------------------------------------------------- */

typedef khb_status take_fields(reader *r, const field *f, size_t n);

/* What is said of the first lines waits until one of them is good: where none is, this is another file. */
#define FIRST 10u
typedef struct early {
  imp_line line;
  size_t column;
  const char *what;
} early;

/* Lines with fewer fields than `least`, or without an id in field `id`, are damaged. */
static khb_status read_file(reader *r, const char *path, size_t least, size_t id, take_fields *take, const char *what,
                            khb_error *err) {
  imp_source source;
  imp_line line;
  field f[MAX_FIELDS];
  early first[FIRST];
  int got = 0;
  uint64_t good = 0, lines = 0;
  khb_status status = imp_source_open(&source, path, err);
  while (status == KHB_OK && (got = imp_source_line(&source, &line, err)) > 0) {
    if (line.len == 0 && !line.too_long) continue;
    size_t n = line.too_long ? 0 : split(&line, f);
    const char *wrong = line.too_long   ? "longer than 32 MiB"
                        : n < least     ? "too few fields"
                        : !id_of(f[id]) ? "this is no geonameid"
                                        : NULL;
    size_t column = wrong && n >= least ? (size_t)(f[id].s - line.s) + 1 : 0;
    lines++;
    if (!wrong) {
      for (uint64_t i = 0; good == 0 && i + 1 < lines; i++)
        damaged(r, &source, &first[i].line, first[i].column, first[i].what);
      good++;
      status = take(r, f, n);
      if (status != KHB_OK) khb_fail_nomem(err);
    } else if (good) {
      damaged(r, &source, &line, column, wrong);
    } else if (lines <= FIRST) {
      first[lines - 1] = (early){line, column, wrong};
    } else {
      break;
    }
    if (r->g->report.progress && (lines & 0xFFFF) == 0)
      r->g->report.progress(r->g->report.context, &source, r->g->counts);
  }
  if (status == KHB_OK && got < 0) status = err && err->status == KHB_ERR_NOMEM ? KHB_ERR_NOMEM : KHB_ERR_FORMAT;
  else if (status == KHB_OK && good == 0) {
    status =
        khb_fail_at(err, KHB_ERR_FORMAT, source.name, 1, 0,
                    "first allCountries.txt, then alternateNamesV2.txt, unzipped", "this is no %s of GeoNames", what);
  }
  r->g->bytes += source.offset;
  imp_source_close(&source);
  return status;
}

/* ---- names --------------------------------------------------------------------------------------------------------------- */

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
  if (r->texts.n + len + 1 >= UINT32_MAX || r->n_names >= UINT32_MAX) return KHB_ERR_NOMEM;
  if (!KHB_GROW(r->names, r->cap_names, r->n_names + 1)) return KHB_ERR_NOMEM;
  r->names[r->n_names] = (place_name){id_of(f[1]), (uint32_t)r->n_names, (uint32_t)r->texts.n, n > 4 && is(f[4], "1")};
  r->n_names++;
  imp_put(&r->texts, r->clean.s, len);
  imp_put(&r->texts, "", 1);
  return r->texts.failed ? KHB_ERR_NOMEM : KHB_OK;
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

/* The QID that a state's own entity gets, 0: none, or it was given before. */
static uint32_t own_qid(reader *r, const field *f, uint32_t country) {
  if (!country || !is(f[6], "A") || f[7].n < 3 || memcmp(f[7].s, "PCL", 3) != 0) return 0;
  for (size_t i = 0; i < r->g->table->n_countries; i++) {
    if (r->g->table->countries[i].qid != country) continue;
    if (r->country_done[i]) return 0;
    r->country_done[i] = 1;
    return country;
  }
  return 0;
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
  if (qid) imp_printf(&r->line, "- id: Q%u\n", qid);
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
  if (!r->g->counts[IMP_N_KEPT]) fputs("\n", r->out);
  fwrite(r->line.s, 1, r->line.n, r->out);
  r->g->counts[IMP_N_KEPT]++;
  r->g->counts[IMP_N_NAMES]++;
  return KHB_OK;
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

/* ---- the run ------------------------------------------------------------------------------------------------------------- */

static khb_status read_both(reader *r, khb_error *err) {
  imp_geonames *g = r->g;
  khb_status status = read_file(r, g->names, 4, 1, take_name, "alternateNamesV2.txt", err);
  if (status != KHB_OK) return status;
  if (r->n_names) qsort(r->names, r->n_names, sizeof *r->names, by_place);
  r->written = calloc(r->n_names + 1, 1);
  r->country_done = calloc(g->table->n_countries + 1, 1);
  if (!r->written || !r->country_done) return khb_fail_nomem(err);
  fputs("source: \"GeoNames, https://www.geonames.org\"\nlicence: CC-BY-4.0\nentities:", r->out);
  status = read_file(r, g->places, 15, 0, take_place, "allCountries.txt", err);
  if (status == KHB_OK && !g->counts[IMP_N_KEPT]) fputs(" []\n", r->out);
  return status;
}

khb_status imp_geonames_run(imp_geonames *g, khb_error *err) {
  reader r = {.g = g};
  imp_output out;
  khb_status status = imp_output_open(&out, g->output, err);
  if (status != KHB_OK) return status;
  r.out = out.file;
  status = read_both(&r, err);
  khb_status closed = imp_output_close(&out, status == KHB_OK, err);
  free(r.texts.s);
  free(r.line.s);
  free(r.clean.s);
  free(r.names);
  free(r.written);
  free(r.country_done);
  khb_scan_free(&r.scan);
  return status != KHB_OK ? status : closed;
}
