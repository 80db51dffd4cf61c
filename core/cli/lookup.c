/* lookup.c: `khabar lookup WORD…`. Words that together make a known name are looked up together, the longest first, so
 * that `khabar lookup أنتوني بلينكن كازاخستان` asks for two. An id (Q232, khabar:…) is looked up as such. */
#include "cli.h"

enum {
  MAX_WORDS = 8,     /* that one name may have on the command line; longer names can be quoted */
  MAX_SUGGESTED = 3
};

static const char *const formats[] = {"text", "json", NULL};

enum { OPT_FORMAT, OPT_COLOR, OPT_HELP };
static const cli_option options[] = {
  {"format", 'f', CLI_VALUE, formats}, {"color", 0, CLI_VALUE, cli_color_when}, CLI_OPTION_HELP,
  CLI_OPTIONS_INDEX, CLI_OPTION_PROJECT, CLI_OPTION_FOR, CLI_OPTION_DATE, {NULL, 0, CLI_NO_VALUE, NULL},
};

typedef struct lookup_job {
  const cli *c;
  const khb_engine *engine;
  cli_color color;
  bool json;
  int color_when;
  cli_knowledge knowledge;
  const char **words;
  size_t n_words;
  bool began; /* a card has been written */
} lookup_job;

/* ---- text: a card ------------------------------------------------------------------------------------------------ */

static const char *const comma_ar = "، ";

static void put_label(const lookup_job *job, cli_msg label) { printf("  %s: ", cli_text(job->c, label)); }

/* "name (Q…)", in the language of the messages where the entity is known, else the id alone. */
static void put_reference(const lookup_job *job, const char *id) {
  uint32_t ref = khb_engine_find(job->engine, id, strlen(id));
  khb_entity e;
  if (ref == KHB_NONE || khb_engine_entity(job->engine, ref, &e) != KHB_OK) {
    cli_put_str(stdout, id);
    return;
  }
  const char *name = (job->c->arabic || !*e.name_en) && *e.name_ar ? e.name_ar : e.name_en;
  cli_put_str(stdout, name);
  fputs(" (", stdout);
  cli_put_str(stdout, id);
  putchar(')');
}

static void put_link(const lookup_job *job, cli_msg label, const char *id) {
  if (!*id) return;
  put_label(job, label);
  put_reference(job, id);
  putchar('\n');
}

/* The names of one kind that stand in the YAML: forms made by rule are many and say nothing new. */
static void put_names(const lookup_job *job, uint32_t ref, const khb_entity *e, khb_name_kind kind, cli_msg label) {
  bool any = false;
  for (uint32_t i = 0; i < e->n_names; i++) {
    khb_name name;
    if (khb_engine_entity_name(job->engine, ref, i, &name) != KHB_OK || name.kind != kind ||
        (name.flags & KHB_NAMEF_DERIVED))
      continue;
    if (any)
      fputs(comma_ar, stdout);
    else
      put_label(job, label);
    cli_put_str(stdout, name.text);
    any = true;
  }
  if (any) putchar('\n');
}

static void put_offices(const lookup_job *job, uint32_t ref, const khb_entity *e) {
  for (uint32_t i = 0; i < e->n_offices; i++) {
    khb_office office;
    if (khb_engine_entity_office(job->engine, ref, i, &office) != KHB_OK) continue;
    if (i == 0) {
      printf("  %s (", cli_text(job->c, MSG_CARD_OFFICES));
      cli_put_filled(stdout, cli_text(job->c, MSG_CARD_ON), job->knowledge.date, NULL);
      puts("):");
    }
    fputs(khb_office_on(&office, job->knowledge.date) == 1 ? "  • " : "    ", stdout);
    cli_put_str(stdout, office.title);
    if (*office.of) fputs(job->c->arabic ? comma_ar : ", ", stdout), put_reference(job, office.of);
    if (*office.from) printf(" %s ", cli_text(job->c, MSG_CARD_FROM)), cli_put_str(stdout, office.from);
    if (*office.to) printf(" %s ", cli_text(job->c, MSG_CARD_TO)), cli_put_str(stdout, office.to);
    putchar('\n');
  }
}

static void put_title(const lookup_job *job, const khb_entity *e) {
  char style[32];
  cli_color_type(job->color, e->type, false, true, style);
  const char *off = *style ? "\x1b[0m" : "";
  bool ar_first = *e->name_ar != 0;
  fputs(style, stdout);
  cli_put_str(stdout, ar_first ? e->name_ar : e->name_en);
  fputs(off, stdout);
  if (ar_first && *e->name_en) fputs(" · ", stdout), cli_put_str(stdout, e->name_en);
  printf("\n  %s · %s · ", khb_type_name(e->type), khb_type_name_ar(e->type));
  cli_put_str(stdout, e->id);
  putchar('\n');
}

static const char *description(const lookup_job *job, const khb_entity *e) {
  const char *first = job->c->arabic ? e->description_ar : e->description_en;
  const char *second = job->c->arabic ? e->description_en : e->description_ar;
  return *first ? first : second;
}

static void put_hit_notes(const lookup_job *job, const khb_hit *hit) {
  khb_name name;
  if (!hit->exact && khb_engine_entity_name(job->engine, hit->entity, hit->name, &name) == KHB_OK) {
    put_label(job, MSG_CARD_FOLDED);
    cli_put_str(stdout, name.text);
    putchar('\n');
  }
}

static void put_card(lookup_job *job, const khb_hit *hit) {
  khb_entity e;
  if (khb_engine_entity(job->engine, hit->entity, &e) != KHB_OK) return;
  if (job->began) putchar('\n');
  job->began = true;
  put_title(job, &e);
  const char *about = description(job, &e);
  if (*about) fputs("  ", stdout), cli_put_str(stdout, about), putchar('\n');
  put_hit_notes(job, hit);
  put_names(job, hit->entity, &e, KHB_NAME_ALIAS, MSG_CARD_ALIASES);
  put_names(job, hit->entity, &e, KHB_NAME_DEMONYM, MSG_CARD_DEMONYMS);
  put_offices(job, hit->entity, &e);
  put_link(job, MSG_CARD_CAPITAL, e.capital);
  put_link(job, MSG_CARD_REGION, e.region);
  put_link(job, MSG_CARD_COUNTRY, e.country);
  if (*e.source) put_label(job, MSG_CARD_SOURCE), cli_put_str(stdout, e.source), putchar('\n');
}

static void put_unknown(lookup_job *job, const char *query) {
  const char *s = cli_text(job->c, MSG_CARD_UNKNOWN), *hole = strstr(s, "$1");
  if (job->began) putchar('\n');
  job->began = true;
  printf("%.*s", (int)(hole ? hole - s : (ptrdiff_t)strlen(s)), s);
  cli_put_str(stdout, query);
  puts(hole ? hole + 2 : "");
}

/* What may have been meant. */
static void put_suggestions(const lookup_job *job, const char *query) {
  khb_suggestion near[MAX_SUGGESTED];
  size_t n = khb_engine_suggest(job->engine, query, strlen(query), near, MAX_SUGGESTED);
  for (size_t i = 0; i < n && i < MAX_SUGGESTED; i++) {
    khb_name name;
    if (khb_engine_entity_name(job->engine, near[i].entity, near[i].name, &name) != KHB_OK) continue;
    if (i == 0) put_label(job, MSG_CARD_NEAR);
    else fputs(job->c->arabic ? comma_ar : ", ", stdout);
    cli_put_str(stdout, name.text);
  }
  if (n) putchar('\n');
}

/* ---- json: one object a query ------------------------------------------------------------------------------------ */

static void json_pair(const char *key, const char *ar, const char *en) {
  printf("\"%s\": {\"ar\": ", key);
  cli_json_str(stdout, ar);
  fputs(", \"en\": ", stdout);
  cli_json_str(stdout, en);
  fputs("}, ", stdout);
}

static void json_field(const char *key, const char *value) {
  printf("\"%s\": ", key);
  cli_json_str(stdout, value);
}

static void json_names(const lookup_job *job, uint32_t ref, const khb_entity *e) {
  static const char *const kinds[] = {"main", "alias", "demonym", "english"};
  fputs("\"names\": [", stdout);
  bool any = false;
  for (uint32_t i = 0; i < e->n_names; i++) {
    khb_name name;
    if (khb_engine_entity_name(job->engine, ref, i, &name) != KHB_OK || name.kind > KHB_NAME_ENGLISH) continue;
    fputs(any ? ", {" : "{", stdout);
    json_field("text", name.text);
    printf(", \"kind\": \"%s\", \"common\": %s, \"derived\": %s}", kinds[name.kind],
           name.flags & KHB_NAMEF_COMMON ? "true" : "false", name.flags & KHB_NAMEF_DERIVED ? "true" : "false");
    any = true;
  }
  fputs("], ", stdout);
}

static void json_offices(const lookup_job *job, uint32_t ref, const khb_entity *e) {
  fputs("\"offices\": [", stdout);
  bool any = false;
  for (uint32_t i = 0; i < e->n_offices; i++) {
    khb_office office;
    if (khb_engine_entity_office(job->engine, ref, i, &office) != KHB_OK) continue;
    fputs(any ? ", {" : "{", stdout);
    json_field("title", office.title);
    fputs(", ", stdout), json_field("of", office.of);
    fputs(", ", stdout), json_field("from", office.from);
    fputs(", ", stdout), json_field("to", office.to);
    static const char *const holds[] = {"null", "false", "true"};
    printf(", \"on_date\": %s", holds[khb_office_on(&office, job->knowledge.date) + 1]);
    putchar('}');
    any = true;
  }
  fputs("], ", stdout);
}

static void json_hit(const lookup_job *job, const khb_hit *hit) {
  khb_entity e;
  if (khb_engine_entity(job->engine, hit->entity, &e) != KHB_OK) return;
  putchar('{');
  json_field("id", e.id);
  printf(", \"type\": \"%s\", ", khb_type_name(e.type));
  json_pair("name", e.name_ar, e.name_en);
  json_pair("description", e.description_ar, e.description_en);
  json_names(job, hit->entity, &e);
  json_offices(job, hit->entity, &e);
  json_field("capital", e.capital);
  fputs(", ", stdout), json_field("country", e.country);
  fputs(", ", stdout), json_field("region", e.region);
  fputs(", ", stdout), json_field("source", e.source);
  printf(", \"exact\": %s, ", hit->exact ? "true" : "false");
  fputs("\"clitics\": ", stdout), cli_json_clitics(stdout, hit->proclitics);
  putchar('}');
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

/* The hits of one query into a new array. Returns their number, SIZE_MAX when out of memory. */
static size_t find(const lookup_job *job, const char *query, khb_hit **out) {
  size_t len = strlen(query), n = khb_engine_lookup(job->engine, query, len, NULL, 0);
  uint32_t ref = khb_engine_find(job->engine, query, len);
  khb_hit *hits = calloc(n + 1, sizeof *hits);
  if (!hits) return SIZE_MAX;
  if (ref != KHB_NONE)
    hits[0] = (khb_hit){.entity = ref, .exact = 1}, n = 1;
  else
    khb_engine_lookup(job->engine, query, len, hits, n);
  *out = hits;
  return n;
}

static void answer(lookup_job *job, const char *query, const khb_hit *hits, size_t n) {
  if (job->json) {
    fputs("{\"schema\": 1, \"query\": ", stdout);
    cli_json_string(stdout, query, strlen(query));
    fputs(", \"hits\": [", stdout);
    for (size_t i = 0; i < n; i++) {
      if (i) fputs(", ", stdout);
      json_hit(job, &hits[i]);
    }
    fputs("]}\n", stdout);
    return;
  }
  if (n == 0) put_unknown(job, query), put_suggestions(job, query);
  for (size_t i = 0; i < n; i++) put_card(job, &hits[i]);
}

static char *join(const char *const *words, size_t n) {
  size_t len = 1;
  for (size_t i = 0; i < n; i++) len += strlen(words[i]) + 1;
  char *out = malloc(len), *at = out;
  for (size_t i = 0; out && i < n; i++) {
    size_t w = strlen(words[i]);
    if (i) *at++ = ' ';
    memcpy(at, words[i], w);
    at += w;
  }
  if (out) *at = 0;
  return out;
}

/* Answers for the words from `from` on; returns how many it took, 0 when out of memory. */
static size_t ask(lookup_job *job, size_t from) {
  size_t most = job->n_words - from < MAX_WORDS ? job->n_words - from : MAX_WORDS;
  for (size_t n = most; n > 0; n--) {
    khb_hit *hits = NULL;
    char *query = join(job->words + from, n);
    size_t found = query ? find(job, query, &hits) : SIZE_MAX;
    bool take = found != SIZE_MAX && (found > 0 || n == 1);
    if (take) answer(job, query, hits, found);
    free(query);
    free(hits);
    if (take) return n;
    if (found == SIZE_MAX) return 0;
  }
  return 0;
}

static int run(lookup_job *job) {
  if (job->n_words == 0) {
    cli_error(job->c, NULL, MSG_NO_WORDS, MSG_DO_HELP_COMMAND, NULL, "lookup");
    return CLI_USAGE;
  }
  khb_engine *engine = NULL;
  int status = cli_knowledge_open(job->c, &job->knowledge, NULL, &engine);
  if (status != CLI_FINE) return status;
  job->engine = engine;
  job->color = cli_color_choose(job->color_when, stdout);
  for (size_t at = 0; at < job->n_words && status == CLI_FINE;) {
    size_t took = ask(job, at);
    if (took == 0) status = cli_error_nomem(job->c);
    at += took;
  }
  khb_engine_close(engine);
  return status;
}

static int take_option(void *context, int option, const char *value) {
  lookup_job *job = context;
  switch (option) {
    case OPT_FORMAT: job->json = cli_choice(formats, value) == 1; return -1;
    case OPT_COLOR: job->color_when = cli_choice(cli_color_when, value); return -1;
    case OPT_HELP: cli_help(job->c, stdout, "lookup"); return CLI_FINE;
    case CLI_ARG_OPERAND: job->words[job->n_words++] = value; return -1;
    default: return cli_knowledge_take(job->c, &job->knowledge, &options[option], value);
  }
}

int cli_lookup(cli *c, int argc, char **argv) {
  lookup_job job = {.c = c, .knowledge = {.with_project = true}};
  char today[16];
  cli_today(today);
  job.knowledge.date = today;
  job.words = calloc((size_t)argc + 1, sizeof *job.words);
  if (!job.words) return cli_error_nomem(c);
  int status = cli_options(c, argc, argv, options, take_option, &job);
  if (status < 0) status = run(&job);
  cli_knowledge_free(&job.knowledge);
  free(job.words);
  return status;
}
