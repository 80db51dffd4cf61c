/* eval_report.c: the outcome as a table that is Markdown as it stands, or as one JSON object. */
#include "eval.h"

#include <utf8proc.h>

enum { CONTEXT = 40 }; /* bytes of text shown on each side of an error */

/* ---- cells ------------------------------------------------------------------------------------------------------- */

enum { COLUMNS = 7 };
typedef struct table {
  char **cell; /* rows of COLUMNS, malloc-ed, each safe to print */
  size_t n_rows;
} table;

static size_t width_of(const char *s) {
  size_t width = 0;
  for (size_t len = strlen(s), i = 0; i < len;) {
    cli_char ch = cli_char_at(s + i, len - i);
    int w = ch.code < 0 ? 1 : utf8proc_charwidth(ch.code);
    width += w > 0 ? (size_t)w : 0;
    i += ch.len;
  }
  return width;
}

/* Text for a cell: hidden characters shown, the bar of tables escaped. NULL: out of memory. */
static char *cell_text(const char *s) {
  char *shown = NULL, *out;
  size_t len = 0, n = 0;
  FILE *mem = open_memstream(&shown, &len);
  if (!mem) return NULL;
  cli_put_str(mem, s);
  if (fclose(mem) != 0) return free(shown), NULL;
  out = malloc(2 * len + 1);
  for (size_t i = 0; out && i < len; i++) {
    if (shown[i] == '|') out[n++] = '\\';
    out[n++] = shown[i];
  }
  if (out) out[n] = 0;
  free(shown);
  return out;
}

static char *cell_count(size_t n) {
  char text[32];
  snprintf(text, sizeof text, "%zu", n);
  return strdup(text);
}

static char *cell_measure(const eval_row *row, int k) {
  char text[64];
  if (row->value[k] < 0) return strdup("–");
  if (row->low[k] < 0) snprintf(text, sizeof text, "%.1f", 100 * row->value[k]);
  else snprintf(text, sizeof text, "%.1f [%.1f, %.1f]", 100 * row->value[k], 100 * row->low[k], 100 * row->high[k]);
  return strdup(text);
}

static const char *row_name(const eval_job *job, const eval_row *row) {
  switch (row->by) {
    case EVAL_BY_TYPE: return eval_label_name(job, row->key);
    case EVAL_BY_SOURCE: return khb_source_name((khb_source)row->key);
    case EVAL_BY_FILE: return cli_input_name(job->files[row->key]);
    case EVAL_BY_SEEN: return cli_text(job->c, row->key ? MSG_EVAL_SEEN : MSG_EVAL_UNSEEN);
    default: return cli_text(job->c, MSG_EVAL_ALL);
  }
}

static bool fill_row(const eval_job *job, const eval_row *row, char **cell) {
  bool has_gold = row->by != EVAL_BY_SOURCE;
  cell[0] = cell_text(row_name(job, row));
  cell[1] = has_gold ? cell_count(row->n.right + row->n.missed) : strdup("–");
  cell[2] = cell_count(row->n.right + row->n.wrong);
  cell[3] = cell_count(row->n.right);
  for (int k = 0; k < EVAL_MEASURES; k++) cell[4 + k] = cell_measure(row, k);
  for (int i = 0; i < COLUMNS; i++)
    if (!cell[i]) return false;
  return true;
}

static bool fill_head(const eval_job *job, char **cell) {
  static const cli_msg head[COLUMNS] = {MSG_EVAL_NAMES,     MSG_EVAL_GOLD,   MSG_EVAL_FOUND, MSG_EVAL_RIGHT,
                                        MSG_EVAL_PRECISION, MSG_EVAL_RECALL, MSG_EVAL_F1};
  for (int i = 0; i < COLUMNS; i++)
    if (!(cell[i] = strdup(cli_text(job->c, head[i])))) return false;
  return true;
}

static void put_times(char ch, size_t n) {
  while (n--) putchar(ch);
}

static void put_table(const table *t) {
  size_t width[COLUMNS] = {0};
  for (size_t i = 0; i < t->n_rows * COLUMNS; i++) {
    size_t w = width_of(t->cell[i]);
    if (w > width[i % COLUMNS]) width[i % COLUMNS] = w;
  }
  for (size_t row = 0; row < t->n_rows; row++) {
    for (size_t i = 0; i < COLUMNS; i++) {
      const char *s = t->cell[row * COLUMNS + i];
      size_t gap = width[i] - width_of(s);
      fputs("| ", stdout);
      put_times(' ', i ? gap : 0);
      fputs(s, stdout);
      put_times(' ', i ? 1 : gap + 1);
    }
    puts("|");
    if (row) continue;
    for (size_t i = 0; i < COLUMNS; i++) {
      putchar('|');
      put_times('-', width[i] + (i ? 1 : 2));
      fputs(i ? ":" : "", stdout);
    }
    puts("|");
  }
}

/* ---- lines below the table --------------------------------------------------------------------------------------- */

static void put_line(const eval_job *job, cli_msg msg, size_t a, uint64_t b) {
  char first[32], second[32];
  snprintf(first, sizeof first, "%zu", a);
  snprintf(second, sizeof second, "%llu", (unsigned long long)b);
  cli_put_filled(stdout, cli_text(job->c, msg), first, second);
  putchar('\n');
}

static void put_types(const eval_job *job) {
  fputs(cli_text(job->c, MSG_EVAL_TYPES), stdout);
  for (unsigned i = 0; i < GOLD_TYPE_COUNT; i++)
    if (job->counted[i]) printf(" %s", eval_label_name(job, i));
  putchar('\n');
}

static void put_notes(const eval_job *job) {
  putchar('\n');
  put_line(job, MSG_EVAL_TEXTS, job->gold.n_docs, job->n_units);
  fputs(cli_text(job->c, job->nested ? MSG_EVAL_NESTED : MSG_EVAL_FLAT), stdout);
  putchar('\n');
  put_types(job);
  if (job->bootstrap) put_line(job, MSG_EVAL_BOOTSTRAP, job->bootstrap, job->seed);
  if (job->gold.n_asides) put_line(job, MSG_EVAL_ASIDE, job->gold.n_asides, 0);
}

/* ---- errors ------------------------------------------------------------------------------------------------------ */

/* The context ends with the line, and never inside a character. */
static void context_of(const gold_doc *doc, const eval_item *item, size_t *from, size_t *to) {
  size_t start = item->start, end = item->end;
  while (start > 0 && item->start - start < CONTEXT && doc->text[start - 1] != '\n') start--;
  while (start < item->start && ((unsigned char)doc->text[start] & 0xC0) == 0x80) start++;
  while (end < doc->len && end - item->end < CONTEXT && doc->text[end] != '\n') end++;
  while (end > item->end && end < doc->len && ((unsigned char)doc->text[end] & 0xC0) == 0x80) end--;
  *from = start;
  *to = end;
}

static void put_error(const eval_job *job, const eval_item *item) {
  const gold_doc *doc = &job->gold.docs[item->doc];
  size_t line, column, from, to;
  eval_place(doc, item->start, &line, &column);
  context_of(doc, item, &from, &to);
  cli_put_str(stdout, doc->file);
  bool wrong = item->outcome == EVAL_FALSE;
  printf(":%zu:%zu: %s %s", line, column, cli_text(job->c, wrong ? MSG_EVAL_FALSE : MSG_EVAL_MISSED),
         eval_label_name(job, item->label));
  if (wrong) printf(" (%s)", khb_source_name((khb_source)item->source));
  fputs(": ", stdout);
  cli_put_line(stdout, doc->text + from, item->start - from);
  putchar('[');
  cli_put_line(stdout, doc->text + item->start, item->end - item->start);
  putchar(']');
  cli_put_line(stdout, doc->text + item->end, to - item->end);
  putchar('\n');
}

static void put_errors(const eval_job *job) {
  size_t listed = 0, more = 0;
  for (size_t i = 0; i < job->n_items; i++) {
    if (job->items[i].outcome == EVAL_RIGHT) continue;
    if (listed == job->max_errors) {
      more++;
      continue;
    }
    if (!listed++) putchar('\n');
    put_error(job, &job->items[i]);
  }
  if (more && job->max_errors) put_line(job, MSG_EVAL_MORE, more, 0);
}

int eval_write_text(const eval_job *job, const eval_row *rows, size_t n) {
  table t = {.cell = calloc((n + 1) * COLUMNS, sizeof *t.cell), .n_rows = n + 1};
  bool fine = t.cell && fill_head(job, t.cell);
  for (size_t i = 0; fine && i < n; i++) fine = fill_row(job, &rows[i], t.cell + (i + 1) * COLUMNS);
  if (fine) {
    put_table(&t);
    put_notes(job);
    put_errors(job);
  }
  for (size_t i = 0; t.cell && i < t.n_rows * COLUMNS; i++) free(t.cell[i]);
  free(t.cell);
  return fine ? CLI_FINE : cli_error_nomem(job->c);
}

/* ---- json -------------------------------------------------------------------------------------------------------- */

static const char *const measure_names[EVAL_MEASURES] = {"precision", "recall", "f1"};

static void json_number(double value) {
  if (value < 0) fputs("null", stdout);
  else printf("%.4f", value);
}

static void json_row(const eval_job *job, const eval_row *row) {
  static const char *const groups[] = {[0] = "all",
                                       [EVAL_BY_TYPE] = "type",
                                       [EVAL_BY_SOURCE] = "source",
                                       [EVAL_BY_FILE] = "file",
                                       [EVAL_BY_SEEN] = "seen"};
  const char *name = row->by == EVAL_BY_SEEN ? (row->key ? "seen" : "unseen") : row->by ? row_name(job, row) : "all";
  printf("{\"by\": \"%s\", \"name\": ", groups[row->by]);
  cli_json_string(stdout, name, strlen(name));
  if (row->by == EVAL_BY_SOURCE) fputs(", \"gold\": null", stdout);
  else printf(", \"gold\": %zu", row->n.right + row->n.missed);
  printf(", \"found\": %zu, \"right\": %zu", row->n.right + row->n.wrong, row->n.right);
  for (int k = 0; k < EVAL_MEASURES; k++) printf(", \"%s\": ", measure_names[k]), json_number(row->value[k]);
  if (job->bootstrap) {
    fputs(", \"interval\": {", stdout);
    for (int k = 0; k < EVAL_MEASURES; k++) {
      printf("%s\"%s\": ", k ? ", " : "", measure_names[k]);
      if (row->low[k] < 0) fputs("null", stdout);
      else printf("[%.4f, %.4f]", row->low[k], row->high[k]);
    }
    putchar('}');
  }
  putchar('}');
}

static void json_error(const eval_job *job, const eval_item *item) {
  const gold_doc *doc = &job->gold.docs[item->doc];
  size_t line, column;
  eval_place(doc, item->start, &line, &column);
  printf("{\"outcome\": \"%s\", \"file\": ", item->outcome == EVAL_FALSE ? "false" : "missed");
  cli_json_string(stdout, doc->file, strlen(doc->file));
  printf(", \"line\": %zu, \"column\": %zu, \"start\": %u, \"end\": %u, \"type\": \"%s\", \"source\": ", line, column,
         item->start, item->end, eval_label_name(job, item->label));
  cli_json_str(stdout, item->outcome == EVAL_FALSE ? khb_source_name((khb_source)item->source) : NULL);
  fputs(", \"text\": ", stdout);
  cli_json_string(stdout, doc->text + item->start, item->end - item->start);
  putchar('}');
}

static void json_asides(const eval_job *job) {
  fputs(", \"aside\": [", stdout);
  for (size_t i = 0; i < job->gold.n_asides; i++) {
    const gold_aside *a = &job->gold.asides[i];
    printf("%s{\"file\": ", i ? ", " : "");
    cli_json_string(stdout, a->file, strlen(a->file));
    printf(", \"line\": %u, \"column\": %u, \"what\": ", a->line, a->column);
    cli_json_string(stdout, a->what, strlen(a->what));
    putchar('}');
  }
  putchar(']');
}

int eval_write_json(const eval_job *job, const eval_row *rows, size_t n) {
  printf("{\"schema\": 1, \"scheme\": \"%s\", \"view\": \"%s\", \"types\": [", job->flat4 ? "flat4" : "full",
         job->nested ? "nested" : "flat");
  for (unsigned i = 0, any = 0; i < GOLD_TYPE_COUNT; i++)
    if (job->counted[i]) printf("%s\"%s\"", any++ ? ", " : "", eval_label_name(job, i));
  printf("], \"texts\": %zu, \"paragraphs\": %u", job->gold.n_docs, job->n_units);
  if (job->bootstrap) printf(", \"bootstrap\": %u, \"seed\": %llu", job->bootstrap, (unsigned long long)job->seed);
  fputs(", \"rows\": [", stdout);
  for (size_t i = 0; i < n; i++) fputs(i ? ", " : "", stdout), json_row(job, &rows[i]);
  putchar(']');
  json_asides(job);
  if (job->max_errors) {
    fputs(", \"errors\": [", stdout);
    size_t listed = 0;
    for (size_t i = 0; i < job->n_items && listed < job->max_errors; i++)
      if (job->items[i].outcome != EVAL_RIGHT) fputs(listed++ ? ", " : "", stdout), json_error(job, &job->items[i]);
    putchar(']');
  }
  fputs("}\n", stdout);
  return CLI_FINE;
}
