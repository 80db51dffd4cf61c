/* add.c: `khabar add`: a name more for the project or for one draft, or an entity of the index switched off in it. */
#include "cli.h"

#include <limits.h>

static const char *const types[] = {"PERS", "NORP", "OCC", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "LAW", "LANGUAGE", "WEBSITE",
                                    NULL};

enum { OPT_TYPE, OPT_ALIAS, OPT_EN, OPT_DESCRIPTION, OPT_ID, OPT_DISABLE, OPT_FOR, OPT_DRAFT, OPT_FILE, OPT_HELP };
static const cli_option options[] = {
  {"type", 't', true, types},        {"alias", 'a', true, NULL},   {"en", 0, true, NULL},  {"description", 0, true, NULL},
  {"id", 0, true, NULL},             {"disable", 0, true, NULL},   {"for", 0, true, NULL}, {"draft", 0, true, NULL},
  {"file", 0, true, NULL},           {"help", 'h', false, NULL},   {NULL, 0, false, NULL},
};

typedef struct add_job {
  const cli *c;
  khb_new_entity entity;
  const char **names;          /* what was given as operands and as aliases */
  size_t n_operands;
  const char **aliases;
  const char *project_of, *draft, *file; /* --for, --draft, --file: at most one of them */
} add_job;

static int take_option(void *context, int option, const char *value) {
  add_job *job = context;
  khb_new_entity *e = &job->entity;
  switch (option) {
    case OPT_TYPE: e->type = khb_type_parse(value, strlen(value)); return -1;
    case OPT_ALIAS: job->aliases[e->n_aliases++] = value; return -1;
    case OPT_EN: e->name_en = value; return -1;
    case OPT_DESCRIPTION: e->description_ar = value; return -1;
    case OPT_ID: e->id = value; return -1;
    case OPT_DISABLE: e->id = value, e->disabled = 1; return -1;
    case OPT_FOR: job->project_of = value; return -1;
    case OPT_DRAFT: job->draft = value; return -1;
    case OPT_FILE: job->file = value; return -1;
    case OPT_HELP: cli_help(job->c, stdout, "add"); return CLI_FINE;
    case CLI_ARG_OPERAND: job->names[job->n_operands++] = value; return -1;
    default: return CLI_USAGE;
  }
}

static int refuse(const cli *c, cli_msg what) {
  cli_error(c, NULL, what, MSG_DO_HELP_COMMAND, NULL, "add");
  return CLI_USAGE;
}

/* With --id alone each operand is one more name of a known entity; with a type the operands are the words of the new name, which needs no
   quotes. */
static int settle(add_job *job, char **joined) {
  khb_new_entity *e = &job->entity;
  if ((job->project_of != NULL) + (job->draft != NULL) + (job->file != NULL) > 1) return refuse(job->c, MSG_ADD_WHERE);
  if (e->disabled)
    return job->n_operands || e->n_aliases || e->type >= 0 || e->name_en || e->description_ar ? refuse(job->c, MSG_ADD_MUCH) : -1;
  if (e->id && e->type < 0) {
    for (size_t i = 0; i < job->n_operands; i++) job->aliases[e->n_aliases++] = job->names[i];
    return e->n_aliases || e->name_en || e->description_ar ? -1 : refuse(job->c, MSG_ADD_NO_NAME);
  }
  if (job->n_operands == 0 && !e->name_en) return refuse(job->c, MSG_ADD_NO_NAME);
  if (e->type < 0) return refuse(job->c, MSG_ADD_NO_TYPE);
  size_t size = 1;
  for (size_t i = 0; i < job->n_operands; i++) size += strlen(job->names[i]) + 1;
  *joined = malloc(size);
  if (!*joined) return cli_error_nomem(job->c);
  char *at = *joined;
  for (size_t i = 0; i < job->n_operands; i++) {
    size_t len = strlen(job->names[i]);
    if (i) *at++ = ' ';
    memcpy(at, job->names[i], len);
    at += len;
  }
  *at = 0;
  e->name_ar = *joined;
  return -1;
}

static int add(const add_job *job) {
  char place[PATH_MAX], id[512];
  khb_error err = {0};
  const char *file = job->file ? job->file : place;
  khb_status found = job->file ? KHB_OK : job->draft ? khb_notes_path(job->draft, place, sizeof place, &err)
                                                     : khb_project_place(job->project_of, place, sizeof place, &err);
  if (found != KHB_OK) return cli_error_khb(job->c, &err);
  if (khb_project_add(file, &job->entity, id, sizeof id, &err) != KHB_OK) return cli_error_khb(job->c, &err);
  cli_put_filled(stdout, cli_text(job->c, MSG_ADDED), file, id);
  putchar('\n');
  return CLI_FINE;
}

int cli_add(cli *c, int argc, char **argv) {
  add_job job = {.c = c, .entity = {.size = sizeof job.entity, .type = -1}};
  job.names = calloc(2 * (size_t)argc + 2, sizeof *job.names);
  if (!job.names) return cli_error_nomem(c);
  job.aliases = job.names + argc + 1; /* operands that become aliases and aliases together are at most argc */
  job.entity.aliases = job.aliases;
  char *joined = NULL;
  int status = cli_options(c, argc, argv, options, take_option, &job);
  if (status < 0) status = settle(&job, &joined);
  if (status < 0) status = add(&job);
  free(joined);
  free(job.names);
  return status;
}
