/* eval_rows.c: counts items into rows, and puts intervals round the measures.
 *
 *   precision = right / (right + false)
 *   recall    = right / (right + missed)
 *   F1        = 2 right / (2 right + false + missed)
 *
 * Micro averages. Nothing divided by nothing is no number: it is left out, never 0 or 1.
 *
 * The intervals are those of the percentile bootstrap (Efron 1979): paragraphs are drawn with replacement, as many as
 * there are, and the middle 95 % of the values that come out are the interval. Names in one paragraph depend on each
 * other, which is why paragraphs are drawn and not names. The row of a file draws from the paragraphs of that file. */
#include "eval.h"

#include <math.h>

static void measure(const eval_counts *n, double value[EVAL_MEASURES]) {
  double right = (double)n->right, wrong = (double)n->wrong, missed = (double)n->missed;
  value[EVAL_P] = right + wrong > 0 ? right / (right + wrong) : -1;
  value[EVAL_R] = right + missed > 0 ? right / (right + missed) : -1;
  value[EVAL_F] = right + wrong + missed > 0 ? 2 * right / (2 * right + wrong + missed) : -1;
}

/* A source says of what is found where it came from; what is missed came from nowhere. */
static void drop_meaningless(const eval_row *row, double value[EVAL_MEASURES]) {
  if (row->by == EVAL_BY_SOURCE) value[EVAL_R] = value[EVAL_F] = -1;
}

static bool belongs(const eval_job *job, const eval_row *row, const eval_item *item) {
  switch (row->by) {
    case EVAL_BY_TYPE: return item->label == row->key;
    case EVAL_BY_SOURCE: return item->outcome != EVAL_MISSED && item->source == row->key;
    case EVAL_BY_FILE: return job->gold.docs[item->doc].source == row->key;
    case EVAL_BY_SEEN: return item->seen == (row->key == 1);
    default: return true;
  }
}

static void count(eval_counts *n, const eval_item *item) {
  n->right += item->outcome == EVAL_RIGHT;
  n->wrong += item->outcome == EVAL_FALSE;
  n->missed += item->outcome == EVAL_MISSED;
}

/* ---- intervals --------------------------------------------------------------------------------------------------- */

/* splitmix64 (Steele, Lea, Flood 2014): the same sequence on every machine. */
static uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The units that a row draws from: [first, last). */
static void units_of(const eval_job *job, const eval_row *row, uint32_t *first, uint32_t *last) {
  *first = 0;
  *last = job->n_units;
  if (row->by != EVAL_BY_FILE) return;
  size_t from = 0, to;
  while (from < job->gold.n_docs && job->gold.docs[from].source < row->key) from++;
  for (to = from; to < job->gold.n_docs && job->gold.docs[to].source == row->key;) to++;
  *first = job->first_unit[from];
  *last = job->first_unit[to];
}

static void set_interval(eval_row *row, int k, double *sample, size_t n) {
  if (!n) return;
  qsort(sample, n, sizeof *sample, by_value);
  size_t low = (size_t)floor(0.025 * (double)n), high = (size_t)ceil(0.975 * (double)n);
  row->low[k] = sample[low < n ? low : n - 1];
  row->high[k] = sample[high ? high - 1 : 0];
}

/* `unit` has room for all units, `sample` for the resamplings of each measure. */
static void draw_intervals(const eval_job *job, eval_row *row, eval_counts *unit, double *sample) {
  uint32_t first, last;
  units_of(job, row, &first, &last);
  memset(unit, 0, job->n_units * sizeof *unit);
  for (size_t i = 0; i < job->n_items; i++)
    if (belongs(job, row, &job->items[i])) count(&unit[job->items[i].unit], &job->items[i]);
  uint64_t state = job->seed;
  size_t n[EVAL_MEASURES] = {0};
  for (uint32_t draw = 0; draw < job->bootstrap && first < last; draw++) {
    eval_counts sum = {0};
    for (uint32_t i = first; i < last; i++) {
      const eval_counts *u = &unit[first + (uint32_t)((next_random(&state) >> 32) * (last - first) >> 32)];
      sum.right += u->right;
      sum.wrong += u->wrong;
      sum.missed += u->missed;
    }
    double value[EVAL_MEASURES];
    measure(&sum, value);
    drop_meaningless(row, value);
    for (int k = 0; k < EVAL_MEASURES; k++)
      if (value[k] >= 0) sample[(size_t)k * job->bootstrap + n[k]++] = value[k];
  }
  for (int k = 0; k < EVAL_MEASURES; k++)
    if (row->value[k] >= 0) set_interval(row, k, sample + (size_t)k * job->bootstrap, n[k]);
}

static bool add_intervals(const eval_job *job, eval_row *rows, size_t n) {
  if (!job->bootstrap) return true;
  eval_counts *unit = calloc((size_t)job->n_units + 1, sizeof *unit);
  double *sample = calloc((size_t)job->bootstrap * EVAL_MEASURES, sizeof *sample);
  if (unit && sample)
    for (size_t i = 0; i < n; i++) draw_intervals(job, &rows[i], unit, sample);
  bool fine = unit && sample;
  free(unit);
  free(sample);
  return fine;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

typedef struct row_list {
  eval_row *rows;
  size_t n, cap;
} row_list;

static bool add_row(const eval_job *job, row_list *list, unsigned by, uint32_t key) {
  eval_row row = {.by = by, .key = key};
  for (size_t i = 0; i < job->n_items; i++)
    if (belongs(job, &row, &job->items[i])) count(&row.n, &job->items[i]);
  bool empty = row.n.right + row.n.wrong + row.n.missed == 0;
  if (empty && (by == EVAL_BY_TYPE || by == EVAL_BY_SOURCE)) return true;
  measure(&row.n, row.value);
  drop_meaningless(&row, row.value);
  for (int k = 0; k < EVAL_MEASURES; k++) row.low[k] = row.high[k] = -1;
  if (!KHB_GROW(list->rows, list->cap, list->n + 1)) return false;
  list->rows[list->n++] = row;
  return true;
}

bool eval_rows(const eval_job *job, eval_row **rows, size_t *n) {
  row_list list = {0};
  bool fine = true;
  if (job->by & EVAL_BY_FILE)
    for (uint32_t i = 0; fine && i < job->n_files; i++) fine = add_row(job, &list, EVAL_BY_FILE, i);
  if (job->by & EVAL_BY_TYPE)
    for (uint32_t i = 0; fine && i < GOLD_TYPE_COUNT; i++) fine = add_row(job, &list, EVAL_BY_TYPE, i);
  if (job->by & EVAL_BY_SOURCE)
    for (uint32_t i = 0; fine && khb_source_name((khb_source)i); i++) fine = add_row(job, &list, EVAL_BY_SOURCE, i);
  for (uint32_t i = 2; fine && (job->by & EVAL_BY_SEEN) && i-- > 0;) fine = add_row(job, &list, EVAL_BY_SEEN, i);
  fine = fine && add_row(job, &list, 0, 0) && add_intervals(job, list.rows, list.n);
  if (!fine) {
    free(list.rows);
    return false;
  }
  *rows = list.rows;
  *n = list.n;
  return true;
}
