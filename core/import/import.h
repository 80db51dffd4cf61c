/* import.h: readers of large public collections of names, which write khabar's own YAML. Part of the program alone.
 *
 *   source.c    file or pipe, plain or gz/bz2/zst ──> lines with their places, in constant memory
 *   table.c     which class or feature is of which type; the tables of annotations/import, which the program carries in itself
 *   text.c      names: cleaned, judged by the rules of the index compiler, written as YAML
 *   claims.c    statements of a Wikidata entity: ranks, ids, dates
 *   wikidata.c  one entity of a Wikidata dump ──> one entity of the part file
 *   offices.c   titles of offices, who held them; the part file ──> YAML
 *   state.c     how far a Wikidata dump was read
 *   run.c       a whole dump, from where it was left
 *   geonames.c  allCountries.txt and alternateNamesV2.txt ──> YAML
 *
 * A Wikidata dump is read once. Titles of offices may stand in it after the people who held them, so offices go to the part file
 * as numbers and get their titles when the part file, which is some hundred times smaller than the dump, becomes the YAML:
 *
 *   dump ──> wikidata.c ──> OUT.part: YAML, and after each entity its offices `@Q11696 2009-01-20 2017-01-20`
 *                │                                │
 *                └─> titles, officeholders ──> offices.c ──> OUT
 */
#ifndef KHB_IMPORT_H
#define KHB_IMPORT_H

#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif

#include <stdio.h>

#include "../base/base.h"
#include "../text/text.h"

/* ---- lines of a source (source.c) ---------------------------------------------------------------------------------------- */

/* Longer lines are skipped. The largest entities of Wikidata have 5 MB of JSON. */
#define IMP_MAX_LINE ((size_t)32 << 20)

typedef struct imp_line {
  const char *s;           /* without its line end (LF or CRLF); lives until the next line is asked for */
  size_t len;
  uint64_t offset, number; /* of its first byte in the decompressed stream, and of the line, from 1 */
  bool too_long;           /* longer than IMP_MAX_LINE: s is empty */
} imp_line;

typedef struct imp_codec imp_codec;
typedef struct imp_source {
  const char *path, *name;    /* name: for messages */
  int fd;
  imp_codec *codec;           /* what decompresses; NULL: plain */
  uint8_t *in;                /* what was read of the file and not yet decompressed: in[in_at .. in_len) */
  size_t in_at, in_len;
  uint64_t in_total, in_size; /* bytes of the file: read, and in all (0: unknown) */
  char *buf;                  /* decompressed bytes: buf[at .. len), of which [at .. searched) has no line end */
  size_t at, len, cap, searched;
  uint64_t offset, number;    /* of buf[at], and lines before it */
  uint64_t head;              /* hash of the first bytes, to know the source again */
  bool ended, failed;
  khb_error error;            /* of `failed`, reported after the whole lines before it */
} imp_source;

/* `-` is standard input. Whatever the outcome, imp_source_close frees it. */
khb_status imp_source_open(imp_source *s, const char *path, khb_error *err);
void imp_source_close(imp_source *s);
/* 1: a line, 0: the end, -1: reading or decompressing failed, err says why. What follows the last line end is a line, unless
   reading failed there. */
int imp_source_line(imp_source *s, imp_line *line, khb_error *err);
/* Goes to a line that begins at `offset`, `number` lines before it: seeking in a plain file, else by reading up to it. */
khb_status imp_source_skip(imp_source *s, uint64_t offset, uint64_t number, khb_error *err);

/* ---- tables (table.c) ---------------------------------------------------------------------------------------------------- */

enum { IMP_TYPE_NONE = 254, IMP_TYPE_OFFICE = 255 }; /* beside khb_type: to be left out; an office that people hold */

typedef struct imp_class { uint32_t qid, rank; uint8_t type; } imp_class;
typedef struct imp_classes {
  imp_class *class_of; size_t n, cap; /* by qid, once sealed; one entry a qid, of the least rank */
  uint64_t hash;                      /* of all that was read */
} imp_classes;
/* Reads tables of the shape of annotations/import/wikidata-classes.yaml; path NULL: the one that the program carries. An earlier
   file and an earlier line win. */
khb_status imp_classes_read(imp_classes *t, const char *path, khb_error *err);
void imp_classes_seal(imp_classes *t);
void imp_classes_free(imp_classes *t);
const imp_class *imp_classes_find(const imp_classes *t, uint32_t qid);

#define IMP_MAX_CODE 12
typedef struct imp_feature { char code[IMP_MAX_CODE]; uint8_t type; } imp_feature; /* "P", "P.PPLC" */
typedef struct imp_country { char code[3]; uint32_t qid; } imp_country;
typedef struct imp_places {
  imp_feature *features; size_t n_features, cap_features;
  imp_country *countries; size_t n_countries, cap_countries;
} imp_places;
/* annotations/import/geonames.yaml, or a file of the same shape before it. */
khb_status imp_places_read(imp_places *t, const char *path, khb_error *err);
void imp_places_free(imp_places *t);
/* The type of a feature: CLASS.CODE where the table has it, else CLASS; -1: neither. */
int imp_places_type(const imp_places *t, const char *feature_class, const char *feature_code);
/* The QID of a country, 0 where there is none. */
uint32_t imp_places_country(const imp_places *t, const char code[2]);

/* ---- text (text.c) ------------------------------------------------------------------------------------------------------- */

typedef struct imp_buf { char *s; size_t n, cap; bool failed; } imp_buf; /* failed: out of memory */
void imp_put(imp_buf *b, const char *s, size_t n);
void imp_puts(imp_buf *b, const char *s);
void imp_printf(imp_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "s" in double quotes; s is clean. */
void imp_put_quoted(imp_buf *b, const char *s, size_t n);

/* Appends s as one line of text: runs of white space are one space, none at the ends; controls, marks of direction and soft
   hyphens are out; what is no UTF-8 makes it empty. Returns the length. */
size_t imp_clean(imp_buf *b, const char *s, size_t n);

/* Could a name be in an index, and is it one in Arabic? */
typedef enum imp_fit { IMP_FITS, IMP_EMPTY, IMP_LATIN, IMP_TOO_LONG } imp_fit;
/* `scan` is room to work in. KHB_ERR_NOMEM, or KHB_OK and *fit. */
khb_status imp_name_fit(khb_scan *scan, const char *s, size_t n, bool arabic, imp_fit *fit);

/* How prominent, 0 to 255: the larger of 255 * log(1 + sitelinks) / log(401) and 25 * log10(1 + population). */
uint8_t imp_prior(uint64_t sitelinks, double population);

/* ---- counts -------------------------------------------------------------------------------------------------------------- */

#define IMP_COUNTS(X)                                                                                                         \
  X(LINES, "lines") X(DAMAGED, "damaged") X(OTHER, "other") X(NO_ARABIC, "no_arabic") X(NO_CLASS, "no_class")                 \
  X(FEW_LINKS, "few_links") X(NO_NAME, "no_name") X(KEPT, "kept") X(NAMES, "names") X(EMPTY, "empty") X(LATIN, "latin")       \
  X(TOO_LONG, "too_long") X(TITLES, "titles") X(HOLDERS, "holders") X(OFFICES, "offices") X(UNTITLED, "untitled")             \
  X(UNDATED, "undated") X(TWICE, "twice")
typedef enum imp_count {
#define X(id, name) IMP_N_##id,
  IMP_COUNTS(X)
#undef X
  IMP_N
} imp_count;
extern const char *const imp_count_names[IMP_N];

/* What a run tells while it goes on; either may be NULL. */
typedef struct imp_report {
  void *context;
  /* A line that was skipped: column in bytes from 1, 0 unknown; `what` is plain text. */
  void (*damaged)(void *context, const char *file, const imp_line *line, size_t column, const char *what);
  /* Called now and then. */
  void (*progress)(void *context, const imp_source *source, const uint64_t counts[IMP_N]);
} imp_report;

/* ---- offices (offices.c) ------------------------------------------------------------------------------------------------- */

#define IMP_DATE 11 /* "2009-01-20", or "" */
typedef struct imp_title { uint32_t office, of, text; uint32_t number; } imp_title; /* text: offset in `texts`; number: as met */
typedef struct imp_holder { uint32_t person, office; char from[IMP_DATE], to[IMP_DATE]; } imp_holder;
typedef struct imp_offices {
  imp_title *titles; size_t n_titles, cap_titles;
  imp_holder *holders; size_t n_holders, cap_holders;
  imp_buf texts;
} imp_offices;
/* false: out of memory. */
bool imp_offices_title(imp_offices *o, uint32_t office, uint32_t of, const char *title, size_t n);
bool imp_offices_holder(imp_offices *o, const imp_holder *h);
void imp_offices_free(imp_offices *o);
/* Is the office's span in order as the index compiler sees it? */
bool imp_dates_ordered(const char *from, const char *to);
/* Writes the part file, from its beginning, to `out` as YAML. Sorts o. */
khb_status imp_finish(FILE *part, const char *part_name, imp_offices *o, const char *source, const char *licence, FILE *out,
                      uint64_t counts[IMP_N], khb_error *err);

/* ---- Wikidata (wikidata.c, claims.c, state.c, run.c) --------------------------------------------------------------------- */

typedef struct imp_wikidata {
  const imp_classes *classes;
  uint64_t min_sitelinks;
  imp_offices offices;
  uint64_t counts[IMP_N];
  khb_scan scan;   /* room to work in */
  imp_buf text;
} imp_wikidata;

/* May this line hold an Arabic label or the title of an Arabic article? Quick; never wrong when it says no. */
bool imp_wikidata_may_matter(const char *s, size_t n);
/* Reads the JSON of one entity and appends it to `out` for the part file, if it is to be kept. KHB_ERR_FORMAT: the line is
   damaged, err->what and err->column say how and where. KHB_ERR_NOMEM. Counts. */
khb_status imp_wikidata_entity(imp_wikidata *w, const char *s, size_t n, imp_buf *out, khb_error *err);
void imp_wikidata_free(imp_wikidata *w);

typedef struct imp_state {
  uint64_t head, options;         /* what the source began with; hash of what decides over the output */
  uint64_t offset, number, part;  /* read, lines before it, bytes of the part file */
  uint64_t opened;                /* 1: the dump began with a bracket */
} imp_state;
/* Writes the state with w's counts and offices to a file, replacing it at once. */
khb_status imp_state_write(const char *path, const imp_state *s, const imp_wikidata *w, khb_error *err);
/* Reads it into *s and w. */
khb_status imp_state_read(const char *path, imp_state *s, imp_wikidata *w, khb_error *err);

typedef struct imp_job {
  const char *input, *output;
  const char *state;         /* where to note how far it came; NULL: nowhere */
  uint64_t every;            /* bytes of the stream between two notes */
  imp_report report;
  bool resumed;              /* out: it went on from a state */
  uint64_t bytes;            /* out: bytes of the stream that this run read */
  bool unclosed;             /* out: the array was opened and not closed */
} imp_job;
/* Runs the whole import. When the source is damaged in the middle, what was read is written all the same, the state stays, and
   the error is returned with *written set. */
khb_status imp_wikidata_run(imp_wikidata *w, imp_job *job, bool *written, khb_error *err);

/* ---- GeoNames (geonames.c) ----------------------------------------------------------------------------------------------- */

typedef struct imp_geonames {
  const char *places, *names; /* allCountries.txt, alternateNamesV2.txt */
  const char *output;
  const imp_places *table;
  uint64_t min_population;
  imp_report report;
  uint64_t counts[IMP_N];
  uint64_t bytes;
} imp_geonames;
khb_status imp_geonames_run(imp_geonames *g, khb_error *err);

/* ---- files that are written (run.c) -------------------------------------------------------------------------------------- */

/* A new file that takes the place of `path` when all is written: PATH.new until then. A path that is there and is no regular
   file is refused. */
typedef struct imp_output { const char *path; char *temp; FILE *file; } imp_output;
khb_status imp_output_open(imp_output *o, const char *path, khb_error *err);
/* Puts the file in its place, or takes it away when `keep` is false; *err then stays. */
khb_status imp_output_close(imp_output *o, bool keep, khb_error *err);

#endif
