/* tag.c: `khabar tag`. Options, then one of three ways in:
 *
 *   text    a file is a document                       -> ansi json jsonl conll tsv brat html
 *   jsonl   a line is a document, one in memory        -> json = jsonl, one object a line, in the order of the lines
 *   conll   a line is a token (conll.c)                -> conll
 *
 * A file or a line that cannot be read does not stop the others; the exit status tells in the end. */
#include "cli.h"

#include <errno.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT_ANSI, FORMAT_JSON, FORMAT_JSONL, FORMAT_CONLL, FORMAT_TSV, FORMAT_BRAT, FORMAT_HTML };
enum { INPUT_TEXT, INPUT_CONLL, INPUT_JSONL };
static const char *const formats[] = {"ansi", "json", "jsonl", "conll", "tsv", "brat", "html", NULL};
static const char *const inputs[] = {"text", "conll", "jsonl", NULL};
static const char *const schemes[] = {"full", "flat4", NULL};
static const char *const legends[] = {"none", "types", "entities", NULL};

typedef struct tag_job {
  int format, input, color_when; /* format, input: -1 where not said */
  bool flat4;
  cli_legend legend;
  cli_color color;
  cli_knowledge knowledge;
  char today[16];
  const char *date, *notes, *convert; /* --date, --notes, --convert */
  bool no_notes;
  const char **files;
  size_t n_files;
  bool header_done;         /* tsv, html */
} tag_job;

/* The engine for one file after the other: the same one as long as it fits. */
typedef struct tag_engine {
  khb_engine *engine;
  char date[16];
  const char *draft; /* whose project it was opened with */
  bool own;          /* with names of that draft alone */
} tag_engine;

/* ---- text in ----------------------------------------------------------------------------------------------------- */

/* Says once a file that it holds bytes that are no text, with the place of the first. */
static void report_faults(const cli *c, const cli_doc *d, const char *name) {
  if (!d->n_faults) return;
  uint64_t line = 1;
  uint32_t line_start = 0;
  for (uint32_t i = 0; i < d->faults[0].start; i++)
    if (d->text[i] == '\n') line++, line_start = i + 1;
  bool utf16 = d->len >= 2 && (memcmp(d->text, "\xff\xfe", 2) == 0 || memcmp(d->text, "\xfe\xff", 2) == 0);
  char count[32];
  snprintf(count, sizeof count, "%zu", d->n_faults);
  cli_error_at(c, name, line, d->faults[0].start - line_start + 1, MSG_FAULTS, utf16 ? MSG_DO_UTF16 : MSG_DO_FAULTS,
               count, NULL);
}

static void start_document(FILE *out, tag_job *job, const cli_doc *d, size_t number) {
  if (job->format == FORMAT_TSV && !job->header_done) {
    fprintf(out, "start\tend\ttype\ttext\tid\tname\tscore\tsource\tvalue%s\n", job->n_files > 1 ? "\tfile" : "");
    job->header_done = true;
  }
  if (job->format == FORMAT_HTML && !job->header_done) {
    cli_html_begin(d->c, out);
    job->header_done = true;
  }
  if (job->n_files < 2) return;
  if (job->format == FORMAT_ANSI) {
    fputs(number ? "\n==> " : "==> ", out);
    cli_put_str(out, d->file);
    fputs(" <==\n", out);
  }
  if (job->format == FORMAT_CONLL) fputs(number ? "\n-DOCSTART- O\n\n" : "-DOCSTART- O\n\n", out);
}

static int write_document(FILE *out, const tag_job *job, const cli_doc *d, size_t number) {
  switch (job->format) {
    case FORMAT_ANSI: return cli_write_ansi(out, d, job->color, job->legend);
    case FORMAT_CONLL: return cli_write_conll(out, d, job->flat4);
    case FORMAT_TSV: cli_write_tsv(out, d); return CLI_FINE;
    case FORMAT_BRAT: cli_write_brat(out, d, !isatty(fileno(out))); return CLI_FINE;
    case FORMAT_HTML: return cli_write_html(out, d, job->legend, number + 1);
    default: cli_write_json(out, d, NULL); return CLI_FINE;
  }
}

static int tag_text(const cli *c, tag_job *job, const khb_engine *engine, const cli_draft_notes *notes, size_t number) {
  const char *path = job->files[number], *name = cli_input_name(path);
  char *text;
  size_t len;
  int status = cli_read(c, path, &text, &len);
  if (status != CLI_FINE) return status;
  cli_doc d;
  cli_settled settled;
  khb_error err = {0};
  status = cli_notes_settle(c, notes, name, text, len, &settled);
  if (status != CLI_FINE) {
    free(text);
    return status;
  }
  khb_status opened = cli_doc_open(c, engine, text, len, &settled, &d, &err);
  bool whole = job->format == FORMAT_JSON || job->format == FORMAT_JSONL || job->format == FORMAT_HTML;
  if (opened == KHB_OK && whole && (opened = cli_doc_read(&d, &err)) != KHB_OK) cli_doc_close(&d);
  if (opened == KHB_OK) {
    d.file = job->n_files > 1 ? name : NULL;
    d.date = job->knowledge.date;
    d.convert = job->convert;
    report_faults(c, &d, name);
    start_document(stdout, job, &d, number);
    status = write_document(stdout, job, &d, number);
    cli_doc_close(&d);
  } else {
    status = opened == KHB_ERR_NOMEM ? cli_error_nomem(c) : cli_error_khb(c, &err);
  }
  free(settled.list);
  free(text);
  return status;
}

/* ---- jsonl in ---------------------------------------------------------------------------------------------------- */

typedef struct jsonl_line {
  const char *text; /* NULL: the line is malformed */
  size_t len;
  const json_t *id; /* NULL: none given */
  json_t *root;     /* owns both, may be NULL */
  cli_msg wrong;
  size_t column;
  char detail[JSON_ERROR_TEXT_LENGTH];
} jsonl_line;

static const char *skip_blank(const char *s, const char *end) {
  if (end - s >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) s += 3;
  while (s < end && (*s == ' ' || *s == '\t')) s++;
  return s;
}

static void read_object(jsonl_line *l) {
  const json_t *text = json_object_get(l->root, "text");
  l->id = json_object_get(l->root, "id");
  if (json_is_string(text)) {
    l->text = json_string_value(text);
    l->len = json_string_length(text);
  } else {
    l->wrong = MSG_JSON_NO_TEXT;
    l->column = 1;
  }
}

/* A line that begins with { is an object, a line that as a whole is a JSON string is that string, any other line is a
   text as it stands, the empty one too. */
static void read_jsonl(const char *line, size_t len, jsonl_line *l) {
  memset(l, 0, sizeof *l);
  const char *from = skip_blank(line, line + len);
  char first = from < line + len ? *from : 0;
  if (first == '{' || first == '"') {
    json_error_t err;
    l->root = json_loadb(from, (size_t)(line + len - from), JSON_DECODE_ANY | JSON_ALLOW_NUL, &err);
    if (json_is_object(l->root)) {
      read_object(l);
      return;
    }
    if (json_is_string(l->root)) {
      l->text = json_string_value(l->root);
      l->len = json_string_length(l->root);
      return;
    }
    if (first == '{') {
      l->wrong = MSG_JSON_BAD;
      l->column = (size_t)(from - line) + (size_t)(err.position > 0 ? err.position : 1);
      snprintf(l->detail, sizeof l->detail, "%s", err.text);
      return;
    }
  }
  l->text = line;
  l->len = len;
}

static void write_jsonl_error(FILE *out, const cli *c, const jsonl_line *l, uint64_t number) {
  fputs("{\"schema\": 1, \"id\": ", out);
  if (l->id)
    cli_json_id(out, l->id);
  else
    fputs("null", out);
  fprintf(out, ", \"line\": %llu, \"error\": ", (unsigned long long)number);
  if (l->detail[0]) {
    cli_json_string(out, l->detail, strlen(l->detail));
  } else {
    const char *what = cli_text(c, l->wrong);
    cli_json_string(out, what, strlen(what));
  }
  fputs("}\n", out);
}

static void tag_jsonl_line(const cli *c, const tag_job *job, const khb_engine *engine, jsonl_line *l) {
  cli_doc d;
  khb_error err = {0};
  if (cli_doc_open(c, engine, l->text, l->len, NULL, &d, &err) == KHB_OK) {
    d.date = job->knowledge.date;
    d.convert = job->convert;
    bool read = cli_doc_read(&d, &err) == KHB_OK;
    if (read) cli_write_json(stdout, &d, l->id);
    cli_doc_close(&d);
    if (read) return;
  }
  l->text = NULL;
  l->wrong = err.status == KHB_ERR_NOMEM ? MSG_NOMEM : MSG_TOO_LONG;
}

enum { MAX_REPORTED = 20 }; /* of the malformed lines of a file; the sum at the end counts all */

static int tag_jsonl(const cli *c, const tag_job *job, const khb_engine *engine, const char *path) {
  cli_lines lines;
  if (!cli_lines_open(c, path, &lines)) return CLI_BAD;
  struct stat st;
  bool live = fstat(fileno(lines.in), &st) != 0 || !S_ISREG(st.st_mode); /* someone may wait for the answer to a line */
  uint64_t bad = 0;
  size_t len;
  for (const char *line; !ferror(stdout) && (line = cli_lines_next(&lines, &len));) {
    jsonl_line l;
    if (lines.too_long)
      l = (jsonl_line){.wrong = MSG_LINE_LONG};
    else
      read_jsonl(line, len, &l);
    if (l.text) tag_jsonl_line(c, job, engine, &l);
    if (!l.text) {
      write_jsonl_error(stdout, c, &l, lines.number);
      cli_msg remedy = l.wrong == MSG_LINE_LONG ? MSG_DO_LINE_LONG : l.wrong == MSG_NOMEM ? MSG_DO_NOMEM : MSG_DO_JSON;
      if (++bad <= MAX_REPORTED) cli_error_at(c, lines.name, lines.number, l.column, l.wrong, remedy, l.detail, NULL);
    }
    json_decref(l.root);
    if (live) fflush(stdout);
  }
  if (bad) {
    char n_bad[32], n_all[32];
    snprintf(n_bad, sizeof n_bad, "%llu", (unsigned long long)bad);
    snprintf(n_all, sizeof n_all, "%llu", (unsigned long long)lines.number);
    cli_error(c, lines.name, MSG_JSONL_SUM, MSG_DO_JSONL_SUM, n_bad, n_all);
  }
  int status = cli_lines_close(c, &lines);
  return bad ? CLI_BAD : status;
}

/* ---- options ----------------------------------------------------------------------------------------------------- */

enum { OPT_FORMAT, OPT_INPUT, OPT_SCHEME, OPT_COLOR, OPT_LEGEND, OPT_DATE, OPT_CONVERT, OPT_NOTES, OPT_NO_NOTES, OPT_HELP };
static const cli_option options[] = {
  {"format", 'f', CLI_VALUE, formats},
  {"input", 0, CLI_VALUE, inputs},
  {"scheme", 0, CLI_VALUE, schemes},
  {"color", 0, CLI_VALUE, cli_color_when},
  {"legend", 0, CLI_VALUE, legends},
  CLI_OPTION_DATE,
  {"convert", 0, CLI_VALUE, NULL},
  {"notes", 0, CLI_VALUE, NULL},
  {"no-notes", 0, CLI_NO_VALUE, NULL},
  CLI_OPTION_HELP,
  CLI_OPTIONS_INDEX,
  CLI_OPTION_PROJECT,
  CLI_OPTIONS_MODEL,
  {NULL, 0, CLI_NO_VALUE, NULL},
};

typedef struct tag_run { const cli *c; tag_job *job; } tag_run;

static int take_option(void *context, int option, const char *value) {
  const cli *c = ((tag_run *)context)->c;
  tag_job *job = ((tag_run *)context)->job;
  switch (option) {
    case OPT_FORMAT: job->format = cli_choice(formats, value); return -1;
    case OPT_INPUT: job->input = cli_choice(inputs, value); return -1;
    case OPT_SCHEME: job->flat4 = cli_choice(schemes, value) == 1; return -1;
    case OPT_COLOR: job->color_when = cli_choice(cli_color_when, value); return -1;
    case OPT_LEGEND: job->legend = (cli_legend)cli_choice(legends, value); return -1;
    case OPT_CONVERT: job->convert = value; return -1;
    case OPT_NOTES: job->notes = value; return -1;
    case OPT_NO_NOTES: job->no_notes = true; return -1;
    case OPT_HELP: cli_help(c, stdout, "tag"); return CLI_FINE;
    case CLI_ARG_OPERAND: job->files[job->n_files++] = value; return -1;
    default: return cli_knowledge_take(c, &job->knowledge, &options[option], value);
  }
}

/* Fills in what was not said, and refuses what does not go together. */
static bool settle(const cli *c, tag_job *job) {
  if (job->input < 0) job->input = job->format == FORMAT_JSONL ? INPUT_JSONL : INPUT_TEXT;
  if (job->format < 0) {
    job->format = job->input == INPUT_CONLL ? FORMAT_CONLL : job->input == INPUT_JSONL ? FORMAT_JSONL
                : isatty(1) ? FORMAT_ANSI : FORMAT_JSON;
  }
  bool json = job->format == FORMAT_JSON || job->format == FORMAT_JSONL;
  if ((job->input == INPUT_CONLL && job->format != FORMAT_CONLL) || (job->input == INPUT_JSONL && !json)) {
    cli_error(c, NULL, MSG_PAIR, job->input == INPUT_CONLL ? MSG_DO_PAIR_CONLL : MSG_DO_PAIR_JSONL, inputs[job->input],
              formats[job->format]);
    return false;
  }
  if (job->n_files == 0) job->files[job->n_files++] = "-";
  if (job->format == FORMAT_BRAT && job->n_files > 1) {
    char count[32];
    snprintf(count, sizeof count, "%zu", job->n_files);
    cli_error(c, NULL, MSG_BRAT_ONE, MSG_DO_BRAT_ONE, count, NULL);
    return false;
  }
  if (job->notes && (job->input != INPUT_TEXT || job->n_files > 1)) {
    char count[32];
    snprintf(count, sizeof count, "%zu", job->n_files);
    cli_error(c, NULL, job->input != INPUT_TEXT ? MSG_NOTES_TEXT : MSG_NOTES_ONE, MSG_DO_HELP_COMMAND, count, "tag");
    return false;
  }
  job->date = job->knowledge.date;
  cli_today(job->today);
  job->color = cli_color_choose(job->color_when, stdout);
  return true;
}

/* The length of the folder in a path, its last slash included. */
static size_t folder_length(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? (size_t)(slash - path) + 1 : 0;
}

static bool same_folder(const char *a, const char *b) {
  size_t n = folder_length(a);
  return n == folder_length(b) && memcmp(a, b, n) == 0;
}

/* Whether figures can be converted to it: a system, a unit that the engine knows, or its symbol. */
static bool is_measure(const khb_engine *engine, const char *name, bool *nomem) {
  if (strcmp(name, "metric") == 0 || strcmp(name, "imperial") == 0) return true;
  size_t n = khb_engine_measures(engine, NULL, 0);
  khb_measure *list = malloc((n + 1) * sizeof *list);
  *nomem = !list;
  if (!list) return false;
  khb_engine_measures(engine, list, n);
  bool found = false;
  for (size_t i = 0; i < n && !found; i++) found = strcmp(list[i].unit, name) == 0 || (*name && strcmp(list[i].symbol, name) == 0);
  free(list);
  return found;
}

static int check_measure(const cli *c, const tag_job *job, const khb_engine *engine) {
  bool nomem = false;
  if (!job->convert || is_measure(engine, job->convert, &nomem)) return CLI_FINE;
  if (nomem) return cli_error_nomem(c);
  cli_error(c, NULL, MSG_BAD_MEASURE, MSG_DO_MEASURE, job->convert, NULL);
  return CLI_USAGE;
}

/* Drafts of one folder have one project, and share an engine if they speak from one day and have no names of their own. */
static int engine_for(const cli *c, tag_job *job, const char *path, const cli_draft_notes *notes, tag_engine *e) {
  cli_knowledge *k = &job->knowledge;
  const char *date = job->date ? job->date : cli_notes_date(notes);
  k->date = date ? date : job->today;
  k->notes = notes->own ? notes->path : NULL;
  bool fits = e->engine && !e->own && !k->notes && strcmp(e->date, k->date) == 0 && (!k->with_project || same_folder(path, e->draft));
  if (!fits) {
    khb_engine_close(e->engine);
    e->engine = NULL;
    int status = cli_knowledge_open(c, k, strcmp(path, "-") == 0 ? NULL : path, &e->engine);
    if (status != CLI_FINE) return status;
    snprintf(e->date, sizeof e->date, "%s", k->date);
    e->own = k->notes != NULL;
    e->draft = path;
    return check_measure(c, job, e->engine);
  }
  return CLI_FINE;
}

static int tag_file(const cli *c, tag_job *job, tag_engine *e, size_t i, bool *go_on) {
  const char *path = job->files[i];
  cli_draft_notes notes = {0};
  bool wanted = job->input == INPUT_TEXT && !job->no_notes && (job->notes || strcmp(path, "-") != 0);
  int status = wanted ? cli_notes_open(c, job->notes, path, &notes) : CLI_FINE;
  if (status == CLI_FINE) *go_on = (status = engine_for(c, job, path, &notes, e)) == CLI_FINE;
  if (status == CLI_FINE) {
    if (job->input == INPUT_CONLL) status = cli_conll(c, e->engine, path, stdout, job->flat4, !isatty(1));
    else if (job->input == INPUT_JSONL) status = tag_jsonl(c, job, e->engine, path);
    else status = tag_text(c, job, e->engine, &notes, i);
  }
  cli_notes_close(&notes);
  return status;
}

static int run_files(const cli *c, tag_job *job) {
  tag_engine e = {0};
  int status = CLI_FINE;
  bool go_on = true;
  for (size_t i = 0; i < job->n_files && !ferror(stdout) && go_on; i++) {
    if (job->input == INPUT_CONLL && i) putc('\n', stdout); /* a file never ends inside a sentence of the next */
    int one = tag_file(c, job, &e, i, &go_on);
    if (one > status) status = one;
  }
  if (job->format == FORMAT_HTML && job->header_done) cli_html_end(stdout);
  khb_engine_close(e.engine);
  return status;
}

int cli_tag(cli *c, int argc, char **argv) {
  tag_job job = {.format = -1, .input = -1, .legend = CLI_LEGEND_TYPES, .knowledge = {.with_model = true, .with_project = true}};
  job.files = calloc((size_t)argc + 1, sizeof *job.files);
  if (!job.files) return cli_error_nomem(c);
  tag_run run = {c, &job};
  int status = cli_options(c, argc, argv, options, take_option, &run);
  if (status < 0) status = settle(c, &job) ? run_files(c, &job) : CLI_USAGE;
  cli_knowledge_free(&job.knowledge);
  free(job.files);
  return status;
}
