/* eval.c: `khabar eval GOLD…`: how much of what a person has marked is found, and how much of what is found is right.
 * Options here; the work is in gold*.c, eval_score.c, eval_rows.c and eval_report.c. */
#include "eval.h"

enum { MAX_BOOTSTRAP = 100000, MAX_REPORTED = 20 };

static const char *const formats[] = {"text", "json", NULL};
static const char *const schemes[] = {"full", "flat4", NULL};
static const char *const views[] = {"flat", "nested", NULL};
static const char *const groups[] = {"type", "source", "file", "none", NULL};

enum {
  OPT_INPUT,
  OPT_TEXT,
  OPT_SCHEME,
  OPT_VIEW,
  OPT_TYPES,
  OPT_MAP,
  OPT_BY,
  OPT_BOOTSTRAP,
  OPT_SEED,
  OPT_ERRORS,
  OPT_SEEN,
  OPT_FORMAT,
  OPT_HELP
};
static const cli_option options[] = {
  {"input", 0, CLI_VALUE, gold_inputs},
  {"text", 0, CLI_VALUE, NULL},
  {"scheme", 0, CLI_VALUE, schemes},
  {"view", 0, CLI_VALUE, views},
  {"types", 0, CLI_VALUE, NULL},
  {"map", 0, CLI_VALUE, NULL},
  {"by", 0, CLI_VALUE, groups},
  {"bootstrap", 0, CLI_VALUE, NULL},
  {"seed", 0, CLI_VALUE, NULL},
  {"errors", 0, CLI_MAYBE_VALUE, NULL},
  {"seen", 0, CLI_VALUE, NULL},
  {"format", 'f', CLI_VALUE, formats},
  CLI_OPTION_HELP,
  CLI_OPTIONS_INDEX,
  CLI_OPTIONS_MODEL,
  {NULL, 0, CLI_NO_VALUE, NULL},
};

typedef struct settings {
  eval_job job;
  cli_knowledge knowledge;
  int input;
  bool by_said;
  const char *types;
  const char **texts, **seen, **maps; /* of --text, --seen and --map */
  size_t n_texts, n_seen, n_maps;
} settings;

/* ---- values ------------------------------------------------------------------------------------------------------ */

static bool whole_number(const cli *c, const char *option, const char *value, uint32_t low, uint32_t high,
                         uint32_t *out) {
  size_t n = strlen(value);
  uint32_t number;
  if (n && gold_number(value, n, &number) == n && number >= low && number <= high) {
    *out = number;
    return true;
  }
  char what[256], range[64];
  snprintf(what, sizeof what, "--%s=%.200s", option, value);
  snprintf(range, sizeof range, "%u … %u", low, high);
  cli_error(c, NULL, MSG_BAD_VALUE, MSG_DO_NUMBER, what, range);
  return false;
}

/* The nine types of the annotation guide. */
static const uint8_t guide_types[] = {KHB_PERS, KHB_NORP,  KHB_ORG,     KHB_GPE, KHB_LOC,
                                      KHB_FAC,  KHB_EVENT, KHB_PRODUCT, KHB_LAW};

/* --types=A,B by label. */
static int read_types(settings *s) {
  for (const char *p = s->types; *p;) {
    size_t n = strcspn(p, ",");
    int type = gold_type(&s->job.gold, p, n),
        label = type < 0 || type == GOLD_TYPE_COUNT ? -1 : eval_label(&s->job, (unsigned)type);
    if (n && label < 0) {
      char what[80];
      snprintf(what, sizeof what, "--types=%.*s", (int)(n < 60 ? n : 60), p);
      cli_error(s->job.c, NULL, MSG_BAD_VALUE, MSG_DO_ONE_OF, what,
                s->job.flat4 ? "PERS, LOC, ORG, MISC" : "PERS, NORP, OCC, ORG, GPE, LOC, FAC, EVENT, PRODUCT, LAW …");
      return CLI_USAGE;
    }
    if (n) s->job.counted[label] = s->job.has_types = true;
    p += n + (p[n] == ',');
  }
  return CLI_FINE;
}

/* --map=FROM=TO: TO is a type of either scheme, or O. */
static bool take_map(settings *s, const char *value) {
  const char *equals = strchr(value, '=');
  gold_set any = {.flat4 = true};
  bool fine =
      equals && equals != value && (strcmp(equals, "=O") == 0 || gold_type(&any, equals + 1, strlen(equals + 1)) >= 0);
  if (fine) {
    s->maps[s->n_maps++] = value;
    return true;
  }
  char what[256];
  snprintf(what, sizeof what, "--map=%.200s", value);
  cli_error(s->job.c, NULL, MSG_BAD_VALUE, MSG_DO_MAP, what, NULL);
  return false;
}

/* Where the user has not said which types count: those of the guide, and what the gold has beyond them. */
static void default_types(eval_job *job) {
  if (job->has_types) return;
  for (size_t i = 0; i < sizeof guide_types; i++) {
    int label = eval_label(job, guide_types[i]);
    if (label >= 0) job->counted[label] = true;
  }
  for (size_t d = 0; d < job->gold.n_docs; d++) {
    for (size_t i = 0; i < job->gold.docs[d].n_spans; i++) {
      int label = eval_label(job, job->gold.docs[d].spans[i].type);
      if (label >= 0) job->counted[label] = true;
    }
  }
}

/* ---- run --------------------------------------------------------------------------------------------------------- */

static int kind_of(const settings *s, const char *path) { return s->input == GOLD_AUTO ? gold_kind(path) : s->input; }

/* Each --text belongs to a .tsv file, in their order. */
static bool texts_fit(const settings *s) {
  size_t n = 0;
  for (size_t i = 0; i < s->job.n_files; i++) n += kind_of(s, s->job.files[i]) == GOLD_TSV;
  if (s->n_texts <= n) return true;
  cli_error(s->job.c, NULL, MSG_EVAL_TEXT_LEFT, MSG_DO_EVAL_TEXT, s->texts[n], NULL);
  return false;
}

static int read_gold(settings *s) {
  eval_job *job = &s->job;
  size_t next = 0;
  int status = CLI_FINE;
  for (size_t i = 0; status == CLI_FINE && i < job->n_files; i++) {
    int kind = kind_of(s, job->files[i]);
    const char *text = kind == GOLD_TSV && next < s->n_texts ? s->texts[next++] : NULL;
    status = gold_read(job->c, &job->gold, kind, job->files[i], text);
  }
  for (size_t i = 0; status == CLI_FINE && i < s->n_seen; i++)
    status = gold_read(job->c, &job->train, s->input, s->seen[i], NULL);
  return status;
}

/* What could not be counted goes to standard error: the table alone must not look better than the gold is. */
static void report_asides(const eval_job *job) {
  char left[32];
  for (size_t i = 0; i < job->gold.n_asides && i < MAX_REPORTED; i++) {
    const gold_aside *a = &job->gold.asides[i];
    cli_error_at(job->c, a->file, a->line, a->column, MSG_EVAL_NOT_COUNTED, MSG_NONE, a->what, NULL);
  }
  if (job->gold.n_asides <= MAX_REPORTED) return;
  snprintf(left, sizeof left, "%zu", job->gold.n_asides - MAX_REPORTED);
  cli_error(job->c, NULL, MSG_EVAL_MORE_ASIDE, MSG_NONE, left, NULL);
}

static int evaluate(settings *s) {
  eval_job *job = &s->job;
  if (job->n_files == 0) {
    cli_error(job->c, NULL, MSG_EVAL_NO_GOLD, MSG_DO_HELP_COMMAND, NULL, "eval");
    return CLI_USAGE;
  }
  job->gold.flat4 = job->train.flat4 = job->flat4;
  job->gold.maps = job->train.maps = s->maps;
  int status = !texts_fit(s) ? CLI_USAGE : s->types ? read_types(s) : CLI_FINE;
  if (status == CLI_FINE) status = read_gold(s);
  if (status != CLI_FINE) return status;
  default_types(job);
  khb_engine *engine = NULL;
  status = cli_knowledge_open(job->c, &s->knowledge, NULL, &engine);
  if (status != CLI_FINE) return status;
  status = eval_score(job, engine);
  khb_engine_close(engine);
  eval_row *rows = NULL;
  size_t n = 0;
  if (status == CLI_FINE && !eval_rows(job, &rows, &n)) status = cli_error_nomem(job->c);
  if (status == CLI_FINE) report_asides(job);
  if (status == CLI_FINE) status = job->json ? eval_write_json(job, rows, n) : eval_write_text(job, rows, n);
  free(rows);
  return status;
}

/* ---- options ----------------------------------------------------------------------------------------------------- */

static unsigned group_of(const char *value) {
  static const unsigned bit[] = {EVAL_BY_TYPE, EVAL_BY_SOURCE, EVAL_BY_FILE, 0};
  return bit[cli_choice(groups, value)];
}

static int take_option(void *context, int option, const char *value) {
  settings *s = context;
  eval_job *job = &s->job;
  uint32_t number = 0;
  switch (option) {
    case OPT_INPUT: s->input = cli_choice(gold_inputs, value); return -1;
    case OPT_TEXT: s->texts[s->n_texts++] = value; return -1;
    case OPT_SCHEME: job->flat4 = cli_choice(schemes, value) == 1; return -1;
    case OPT_VIEW: job->nested = cli_choice(views, value) == 1; return -1;
    case OPT_TYPES: s->types = value; return -1;
    case OPT_MAP: return take_map(s, value) ? -1 : CLI_USAGE;
    case OPT_BY: job->by = (s->by_said ? job->by : 0) | group_of(value), s->by_said = true; return -1;
    case OPT_BOOTSTRAP:
      return whole_number(job->c, "bootstrap", value, 1, MAX_BOOTSTRAP, &job->bootstrap) ? -1 : CLI_USAGE;
    case OPT_SEED:
      if (!whole_number(job->c, "seed", value, 0, UINT32_MAX, &number)) return CLI_USAGE;
      job->seed = number;
      return -1;
    case OPT_ERRORS:
      job->max_errors = UINT32_MAX;
      return !value || whole_number(job->c, "errors", value, 1, UINT32_MAX, &job->max_errors) ? -1 : CLI_USAGE;
    case OPT_SEEN: s->seen[s->n_seen++] = value; return -1;
    case OPT_FORMAT: job->json = cli_choice(formats, value) == 1; return -1;
    case OPT_HELP: cli_help(job->c, stdout, "eval"); return CLI_FINE;
    case CLI_ARG_OPERAND: job->files[job->n_files++] = value; return -1;
    default: return cli_knowledge_take(job->c, &s->knowledge, &options[option], value);
  }
}

static void settings_free(settings *s) {
  eval_job *job = &s->job;
  for (size_t i = 0; i < job->n_seen; i++) free(job->seen[i]);
  free(job->seen);
  free(job->items);
  free(job->first_unit);
  gold_free(&job->gold);
  gold_free(&job->train);
  cli_knowledge_free(&s->knowledge);
  free(job->files);
  free(s->texts);
  free(s->seen);
  free(s->maps);
}

int cli_eval(cli *c, int argc, char **argv) {
  size_t room = (size_t)argc + 1;
  settings s = {.job = {.c = c, .by = EVAL_BY_TYPE, .seed = 1}, .knowledge = {.with_model = true}};
  s.job.files = calloc(room, sizeof *s.job.files);
  s.texts = calloc(room, sizeof *s.texts);
  s.seen = calloc(room, sizeof *s.seen);
  s.maps = calloc(room, sizeof *s.maps);
  int status = s.job.files && s.texts && s.seen && s.maps ? -1 : cli_error_nomem(c);
  if (status < 0) status = cli_options(c, argc, argv, options, take_option, &s);
  if (s.n_seen) s.job.by |= EVAL_BY_SEEN;
  if (status < 0) status = evaluate(&s);
  settings_free(&s);
  return status;
}
