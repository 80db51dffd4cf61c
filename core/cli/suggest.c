/* suggest.c: `khabar complete PREFIX…` and `khabar suggest WORD…`: lists of names, one a line or as one JSON object. The words on
 * the command line are one query. */
#include "cli.h"

static const char *const formats[] = {"text", "json", NULL};

enum { OPT_FORMAT, OPT_MAX, OPT_COLOR, OPT_HELP };
static const cli_option options[] = {
  {"format", 'f', CLI_VALUE, formats}, {"max", 'n', CLI_VALUE, NULL}, {"color", 0, CLI_VALUE, cli_color_when},
  CLI_OPTION_HELP, CLI_OPTIONS_INDEX, CLI_OPTION_PROJECT, CLI_OPTION_FOR, {NULL, 0, CLI_NO_VALUE, NULL},
};

enum { MOST = KHB_MAX_COMPLETIONS > KHB_MAX_SUGGESTIONS ? KHB_MAX_COMPLETIONS : KHB_MAX_SUGGESTIONS };

/* A hit of either. */
typedef struct row {
  uint32_t entity, name;
  float cost;          /* of suggestions */
  bool exact;          /* of completions */
  uint8_t proclitics;
} row;

typedef struct names_job {
  const cli *c;
  khb_engine *engine;
  bool suggest, json;
  int color_when;
  cli_color color;
  size_t max;
  cli_knowledge knowledge;
  char *query;
  size_t len, cap;
  bool any;            /* an operand was given */
} names_job;

/* ---- asking -------------------------------------------------------------------------------------------------------- */

static size_t find(const names_job *job, row rows[MOST]) {
  size_t n;
  if (job->suggest) {
    khb_suggestion out[KHB_MAX_SUGGESTIONS];
    n = khb_engine_suggest(job->engine, job->query, job->len, out, KHB_MAX_SUGGESTIONS);
    for (size_t i = 0; i < n; i++) rows[i] = (row){out[i].entity, out[i].name, out[i].cost, false, out[i].proclitics};
  } else {
    khb_hit out[KHB_MAX_COMPLETIONS];
    n = khb_engine_complete(job->engine, job->query, job->len, out, KHB_MAX_COMPLETIONS);
    for (size_t i = 0; i < n; i++) rows[i] = (row){out[i].entity, out[i].name, 0, out[i].exact != 0, out[i].proclitics};
  }
  return n < job->max ? n : job->max;
}

/* Not %.2f, which follows the locale. */
static void put_cost(float cost) {
  int hundredths = (int)(cost * 100 + 0.5f);
  printf("%d.%02d", hundredths / 100, hundredths % 100);
}

/* ---- text: a line a name -------------------------------------------------------------------------------------------- */

static void put_row(const names_job *job, const row *r) {
  khb_entity e;
  khb_name name;
  if (khb_engine_entity(job->engine, r->entity, &e) != KHB_OK ||
      khb_engine_entity_name(job->engine, r->entity, r->name, &name) != KHB_OK)
    return;
  char style[32];
  cli_color_type(job->color, e.type, false, false, style);
  fputs(style, stdout);
  cli_put_str(stdout, name.text);
  if (*style) fputs("\x1b[0m", stdout);
  const char *shown = *e.name_ar ? e.name_ar : e.name_en;
  if (strcmp(shown, name.text) != 0) fputs(" · ", stdout), cli_put_str(stdout, shown);
  printf(" · %s · ", job->c->arabic ? khb_type_name_ar(e.type) : khb_type_name(e.type));
  cli_put_str(stdout, e.id);
  if (job->suggest) fputs(" · ", stdout), put_cost(r->cost);
  putchar('\n');
}

static void put_nothing(const names_job *job) {
  cli_put_filled(stdout, cli_text(job->c, job->suggest ? MSG_NOTHING_NEAR : MSG_NOTHING_BEGINS), job->query, NULL);
  putchar('\n');
}

/* ---- json ------------------------------------------------------------------------------------------------------------ */

static void json_row(const names_job *job, const row *r) {
  khb_entity e;
  khb_name name;
  if (khb_engine_entity(job->engine, r->entity, &e) != KHB_OK ||
      khb_engine_entity_name(job->engine, r->entity, r->name, &name) != KHB_OK)
    return;
  fputs("{\"id\": ", stdout), cli_json_str(stdout, e.id);
  printf(", \"type\": \"%s\", \"name\": {\"ar\": ", khb_type_name(e.type));
  cli_json_str(stdout, e.name_ar);
  fputs(", \"en\": ", stdout), cli_json_str(stdout, e.name_en);
  fputs("}, \"matched\": ", stdout), cli_json_str(stdout, name.text);
  if (job->suggest) fputs(", \"cost\": ", stdout), put_cost(r->cost);
  else printf(", \"exact\": %s", r->exact ? "true" : "false");
  fputs(", \"clitics\": ", stdout), cli_json_clitics(stdout, r->proclitics);
  putchar('}');
}

static void answer(const names_job *job, const row *rows, size_t n) {
  if (!job->json) {
    if (n == 0) put_nothing(job);
    for (size_t i = 0; i < n; i++) put_row(job, &rows[i]);
    return;
  }
  fputs("{\"schema\": 1, \"query\": ", stdout);
  cli_json_string(stdout, job->query, job->len);
  fputs(", \"hits\": [", stdout);
  for (size_t i = 0; i < n; i++) {
    if (i) fputs(", ", stdout);
    json_row(job, &rows[i]);
  }
  fputs("]}\n", stdout);
}

/* ---- running --------------------------------------------------------------------------------------------------------- */

static int run(names_job *job) {
  if (!job->any) {
    cli_error(job->c, NULL, MSG_NO_WORDS, MSG_DO_HELP_COMMAND, NULL, job->suggest ? "suggest" : "complete");
    return CLI_USAGE;
  }
  int status = cli_knowledge_open(job->c, &job->knowledge, NULL, &job->engine);
  if (status != CLI_FINE) return status;
  job->color = cli_color_choose(job->color_when, stdout);
  row rows[MOST];
  size_t n = find(job, rows);
  answer(job, rows, n);
  khb_engine_close(job->engine);
  return CLI_FINE;
}

/* Appends an operand; a space goes between two. */
static bool add_word(names_job *job, const char *word) {
  size_t len = strlen(word), need = job->len + len + 2;
  if (need > job->cap) {
    char *grown = realloc(job->query, need * 2);
    if (!grown) return false;
    job->query = grown;
    job->cap = need * 2;
  }
  if (job->any) job->query[job->len++] = ' ';
  memcpy(job->query + job->len, word, len + 1);
  job->len += len;
  job->any = true;
  return true;
}

static int take_max(names_job *job, const char *value) {
  char *end;
  long n = strtol(value, &end, 10);
  if (*end || end == value || n < 1 || n > MOST) {
    char what[80], range[16];
    snprintf(what, sizeof what, "--max=%.60s", value);
    snprintf(range, sizeof range, "1 … %d", MOST);
    cli_error(job->c, NULL, MSG_BAD_VALUE, MSG_DO_NUMBER, what, range);
    return CLI_USAGE;
  }
  job->max = (size_t)n;
  return -1;
}

static int take_option(void *context, int option, const char *value) {
  names_job *job = context;
  switch (option) {
    case OPT_FORMAT: job->json = cli_choice(formats, value) == 1; return -1;
    case OPT_MAX: return take_max(job, value);
    case OPT_COLOR: job->color_when = cli_choice(cli_color_when, value); return -1;
    case OPT_HELP: cli_help(job->c, stdout, job->suggest ? "suggest" : "complete"); return CLI_FINE;
    case CLI_ARG_OPERAND: return add_word(job, value) ? -1 : cli_error_nomem(job->c);
    default: return cli_knowledge_take(job->c, &job->knowledge, &options[option], value);
  }
}

static int names(const cli *c, int argc, char **argv, bool suggest) {
  names_job job = {.c = c, .suggest = suggest, .max = 10, .knowledge = {.with_project = true}};
  int status = cli_options(c, argc, argv, options, take_option, &job);
  if (status < 0) status = run(&job);
  cli_knowledge_free(&job.knowledge);
  free(job.query);
  return status;
}

int cli_complete(cli *c, int argc, char **argv) { return names(c, argc, argv, false); }
int cli_suggest(cli *c, int argc, char **argv) { return names(c, argc, argv, true); }
