/* eval.h: what the files of `khabar eval` share.
 *
 *   gold files ──gold.h──> gold_set ──eval_score.c──> items: right, false or missed, one a name
 *                                                       │
 *                             eval_rows.c: counted <────┘──> eval_report.c: table, JSON, list of errors
 *                             by type, file …, with intervals
 *
 * A label is what is compared: a khb_type, or with --scheme=flat4 a position in gold_flat4. */
#ifndef KHABAR_CLI_EVAL_H
#define KHABAR_CLI_EVAL_H

#include "gold.h"

typedef enum eval_outcome { EVAL_RIGHT = 0, EVAL_FALSE, EVAL_MISSED } eval_outcome;

/* A name that khabar found, or that the gold has and khabar did not find. */
typedef struct eval_item {
  uint32_t doc; /* in gold.docs */
  uint32_t start, end;
  uint32_t unit; /* its paragraph, counted over all texts */
  uint8_t label;
  uint8_t source;  /* khb_source; of a missed one without meaning */
  uint8_t outcome; /* eval_outcome */
  bool seen;       /* among the names of --seen */
} eval_item;

enum { EVAL_BY_TYPE = 1, EVAL_BY_SOURCE = 2, EVAL_BY_FILE = 4, EVAL_BY_SEEN = 8 };

typedef struct eval_job {
  const cli *c;
  bool flat4, nested, json;
  bool has_types;                /* the user has said which types count */
  bool counted[GOLD_TYPE_COUNT]; /* by label */
  unsigned by;                   /* EVAL_BY_… */
  uint32_t bootstrap;            /* how many resamplings, 0: none */
  uint64_t seed;
  uint32_t max_errors; /* how many are listed */
  gold_set gold, train;
  const char **files; /* the gold files; file i is source i of the docs */
  size_t n_files;
  eval_item *items; /* in the order of docs */
  size_t n_items, items_cap;
  uint32_t n_units;
  uint32_t *first_unit; /* of each doc, and one more */
  char **seen;          /* folded names, sorted */
  size_t n_seen;
} eval_job;

/* The name of a label, and the label of a type of gold; -1: the scheme has none. */
const char *eval_label_name(const eval_job *job, unsigned label);
int eval_label(const eval_job *job, unsigned type);
/* Line and column, both from 1, of a byte of a text in the file that it stands in. */
void eval_place(const gold_doc *doc, uint32_t at, size_t *line, size_t *column);

/* eval_score.c: fills items, first_unit, seen; what cannot be counted joins gold.asides. Returns an exit status. */
int eval_score(eval_job *job, const khb_engine *engine);

/* ---- rows (eval_rows.c) ------------------------------------------------------------------------------------------ */

/* Of precision, recall and F1; a value without meaning (nothing divided by nothing) is negative. */
enum { EVAL_P = 0, EVAL_R, EVAL_F, EVAL_MEASURES };
typedef struct eval_counts {
  size_t right, wrong, missed;
} eval_counts;
typedef struct eval_row {
  unsigned by;  /* EVAL_BY_…, 0: all names */
  uint32_t key; /* label, khb_source, file, or 1: seen */
  eval_counts n;
  double value[EVAL_MEASURES];
  double low[EVAL_MEASURES], high[EVAL_MEASURES]; /* 95 %; negative where there is none */
} eval_row;

/* *rows is malloc-ed; false: out of memory. */
bool eval_rows(const eval_job *job, eval_row **rows, size_t *n);

/* ---- report (eval_report.c) -------------------------------------------------------------------------------------- */

/* Each returns an exit status. */
int eval_write_text(const eval_job *job, const eval_row *rows, size_t n);
int eval_write_json(const eval_job *job, const eval_row *rows, size_t n);

#endif
