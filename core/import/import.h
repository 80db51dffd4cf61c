/* import.h: readers of large public collections of names, which write khabar's own YAML. Part of the program alone.
 *
 *   source.c    file or pipe, plain or gz/bz2/zst ──> lines with their places, in constant memory
 *   table.c     which class or feature is of which type; the tables of annotations/import, which the program carries in itself
 *   closure.c   which class lies below which of the table, by the subclasses that a dump told
 *   text.c      names: cleaned, judged by the rules of the index compiler, written as YAML
 *   claims.c    statements of a Wikidata entity: ranks, ids, dates
 *   wikidata.c  one entity of a Wikidata dump ──> one record of the part file
 *   offices.c   titles of offices, who held them
 *   finish.c    the part file ──> YAML
 *   state.c     how far a source was read
 *   files.c     what is written: the output, and what stands beside it while an import runs
 *   run.c       a whole dump, from where it was left
 *   geonames.c  allCountries.txt and alternateNamesV2.txt ──> YAML, likewise
 *
 * A Wikidata dump is read once. The title of an office, and what a class is a subclass of, may stand in it after those who need
 * it. So what is read goes to two files, and all is decided when they, which are some hundred times smaller than the dump, become YAML:
 *
 *   dump ──> every P279 of any item ──────────────────> OUT.classes ──> closure.c ──┐
 *     └────> wikidata.c: what has an Arabic name ─────> OUT.part ───────────────────┴─> finish.c ──> OUT
 *
 *   OUT.classes   pairs of two 32-bit numbers of this machine: class, class above it
 *   OUT.part      records of lines; the first character says what a line is:
 *                   =76 PERS o 0 1 0 0 3             Q76, its type, flags, what was left out of it and its names (imp_record)
 *                   =77 ? - 0 0 0 0 1 5 6 / 7        its type is not known yet: classes of P31, then of P279
 *                   blank                            a line of YAML
 *                   ?GPE blank …   !PERS blank …     a line of YAML if it is of that type, or is not
 *                   @11696 2009-01-20 -              it holds that office
 *                   ^30 رئيس الولايات المتحدة        as an office, its title, and whose it is (0: nobody's)
 *                   <76 2009-01-20 2017-01-20        as an office, who held it
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

typedef struct imp_class {
  uint32_t qid, rank;  /* rank: the least wins */
  uint32_t distance;   /* steps of P279 up to the class of the table that decides; 0: it is that class */
  uint8_t type;
  bool alone;          /* its subclasses are not taken */
} imp_class;
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

/* ---- subclasses (closure.c) ---------------------------------------------------------------------------------------------- */

typedef struct imp_edge { uint32_t parent, child; } imp_edge;
/* What lies below the classes of a table. Of several above a class the nearest decides, of several as near that of the least rank. */
typedef struct imp_closure { imp_class *below; size_t n; } imp_closure; /* by qid, without the classes of the table */
/* Orders the edges, which may hold circles. Time n log n, memory 20 bytes a class. KHB_ERR_NOMEM. */
khb_status imp_closure_make(imp_closure *c, const imp_classes *table, imp_edge *edges, size_t n, khb_error *err);
void imp_closure_free(imp_closure *c);
/* NULL: neither in the table nor below one of its classes. */
const imp_class *imp_closure_find(const imp_closure *c, const imp_classes *table, uint32_t qid);

#define IMP_MAX_CODE 12
typedef struct imp_feature { char code[IMP_MAX_CODE]; uint8_t type; } imp_feature; /* "P", "P.PPLC" */
typedef struct imp_country { char code[3]; uint32_t qid; } imp_country;
typedef struct imp_places {
  imp_feature *features; size_t n_features, cap_features;
  imp_country *countries; size_t n_countries, cap_countries;
  uint64_t hash;                      /* of all that was read */
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
  X(TOO_LONG, "too_long") X(OFFICES, "offices") X(UNTITLED, "untitled") X(UNDATED, "undated") X(TWICE, "twice")               \
  X(CLASSES, "classes")
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
/* Puts both lists in order: titles by office, as they were met; holders by person. */
void imp_offices_sort(imp_offices *o);
/* The first title of an office that was met, or NULL; the place of the first holder `person`. Both need the order. */
const imp_title *imp_offices_title_of(const imp_offices *o, uint32_t office);
size_t imp_offices_first(const imp_offices *o, uint32_t person);
/* Is the office's span in order as the index compiler sees it? */
bool imp_dates_ordered(const char *from, const char *to);

/* ---- files that are written (files.c) ------------------------------------------------------------------------------------ */

/* A new file that takes the place of `path` when all is written: PATH.new until then. A path that is there and is no regular
   file is refused. */
typedef struct imp_output { const char *path; char *temp; FILE *file; } imp_output;
khb_status imp_output_open(imp_output *o, const char *path, khb_error *err);
/* Puts the file in its place, or takes it away when `keep` is false; *err then stays. */
khb_status imp_output_close(imp_output *o, bool keep, khb_error *err);

/* A file beside the output while an import runs: BASE and `end`. */
typedef struct imp_spill { char *path; FILE *file; uint64_t size; } imp_spill;
/* An empty one. Without `named` it has no name, so that nothing is left behind when the program is stopped. */
khb_status imp_spill_new(imp_spill *s, const char *base, const char *end, bool named, khb_error *err);
/* One of an earlier run, cut to the `size` bytes that its state tells of. */
khb_status imp_spill_again(imp_spill *s, const char *base, const char *end, uint64_t size, khb_error *err);
khb_status imp_spill_put(imp_spill *s, const void *data, size_t n, khb_error *err);
/* To the disk. */
khb_status imp_spill_sync(imp_spill *s, khb_error *err);
/* For reading from its beginning. */
khb_status imp_spill_rewind(imp_spill *s, khb_error *err);
/* The next line with its line end into *line, which imp_put has been given before or is zeroed. false: the end, or line->failed. */
bool imp_spill_line(imp_spill *s, imp_buf *line);
/* Frees it; `remove`: takes the file away. */
void imp_spill_close(imp_spill *s, bool remove);

/* ---- how far a source was read (state.c) --------------------------------------------------------------------------------- */

typedef struct imp_state {
  uint64_t head, options;         /* what the source began with; hash of what decides over the output */
  uint64_t offset, number;        /* bytes and lines that were read */
  uint64_t part, aside;           /* bytes of the two files beside the output */
  uint64_t phase;                 /* wikidata: 1, the dump began with a bracket; geonames: 0 names, 1 places */
} imp_state;
/* Writes the state with the counts to a file, replacing it at once. */
khb_status imp_state_write(const char *path, const imp_state *s, const uint64_t counts[IMP_N], khb_error *err);
khb_status imp_state_read(const char *path, imp_state *s, uint64_t counts[IMP_N], khb_error *err);
/* The same, where it must be of the dump and the options in *s. */
khb_status imp_state_resume(const char *path, imp_state *s, uint64_t counts[IMP_N], khb_error *err);

/* What both kinds of import are given. */
typedef struct imp_job {
  const char *input, *output; /* geonames: input is allCountries.txt */
  const char *names;          /* geonames: alternateNamesV2.txt */
  const char *state;          /* where to note how far it came; NULL: nowhere */
  uint64_t every;             /* bytes of the stream between two notes */
  imp_report report;
  bool unclosed;              /* out, wikidata: the array was opened and not closed */
} imp_job;

/* ---- Wikidata (wikidata.c, claims.c, finish.c, run.c) -------------------------------------------------------------------- */

typedef struct imp_wikidata {
  const imp_classes *classes;
  uint64_t min_sitelinks;
  uint64_t counts[IMP_N];
  khb_scan scan;              /* room to work in */
  imp_buf text;
} imp_wikidata;

/* May this line hold an Arabic label or the title of an Arabic article? Quick; never wrong when it says no. */
bool imp_wikidata_may_matter(const char *s, size_t n);
/* Reads the JSON of one entity and appends its record to `out`, if it may be kept, and what it says of P279 to `edges`, as
   imp_edge. KHB_ERR_FORMAT: the line is damaged, err->what and err->column say how and where. KHB_ERR_NOMEM. Counts. */
khb_status imp_wikidata_entity(imp_wikidata *w, const char *s, size_t n, imp_buf *out, imp_buf *edges, khb_error *err);
/* P279 alone, from a line that may not matter otherwise; quick where it has none. Errors as before. */
khb_status imp_wikidata_edges(imp_wikidata *w, const char *s, size_t n, imp_buf *edges, khb_error *err);
void imp_wikidata_free(imp_wikidata *w);

/* The first line of a record. */
enum { IMP_IS_OFFICE = 1, IMP_IS_SMALL = 2, IMP_IS_NAMELESS = 4 }; /* flags, written o f n; the last two only beside '?' */
enum { IMP_TYPE_OPEN = 253 };                                      /* written ? */
enum { IMP_UNFIT_EMPTY, IMP_UNFIT_LATIN, IMP_UNFIT_LONG, IMP_UNFIT_DATES, IMP_UNFIT };
typedef struct imp_record {
  uint32_t qid;
  uint8_t type, flags;          /* type: khb_type, _NONE (written -), or _OPEN */
  uint32_t unfit[IMP_UNFIT];    /* names and offices that were left out, by why */
  uint32_t names;
} imp_record;
void imp_record_put(imp_buf *out, const imp_record *r);
/* Adds what was left out to the counts. */
void imp_count_unfit(const imp_record *r, uint64_t counts[IMP_N]);

/* Writes what the part file and the file of classes hold as YAML. Counts what it keeps and leaves out. */
khb_status imp_finish(imp_wikidata *w, imp_spill *part, imp_spill *classes, FILE *out, khb_error *err);

/* Runs the whole import. When the source is damaged in the middle, what was read is written all the same, the state stays, and
   the error is returned with *written set. */
khb_status imp_wikidata_run(imp_wikidata *w, imp_job *job, bool *written, khb_error *err);

/* ---- GeoNames (geonames.c) ----------------------------------------------------------------------------------------------- */

typedef struct imp_geonames {
  const imp_places *table;
  uint64_t min_population;
  uint64_t counts[IMP_N];
} imp_geonames;
khb_status imp_geonames_run(imp_geonames *g, imp_job *job, khb_error *err);

#endif
