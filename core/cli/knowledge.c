/* knowledge.c: which index, model and files of names an engine is opened with. */
#include "cli.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#ifndef KHB_DATADIR
#define KHB_DATADIR "/usr/local/share/khabar"
#endif

static bool readable(const char *path) { return access(path, R_OK) == 0; }

bool cli_beside_program(const char *tail, char *buf, size_t cap) {
  char self[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0) return false;
  self[n] = 0;
  char *slash = strrchr(self, '/');
  if (!slash) return false;
  slash[1] = 0;
  int len = snprintf(buf, cap, "%s%s", self, tail);
  return len > 0 && (size_t)len < cap;
}

static bool copy_path(const char *path, char *buf, size_t cap) {
  int len = snprintf(buf, cap, "%s", path);
  return len > 0 && (size_t)len < cap;
}

bool cli_index_path(const cli *c, const char *given, char *buf, size_t cap) {
  const char *env = getenv("KHABAR_INDEX");
  if (given || (env && *env)) {
    const char *path = given ? given : env;
    if (copy_path(path, buf, cap) && readable(path)) return true;
    cli_error(c, path, MSG_CANNOT_OPEN, given ? MSG_DO_CHECK_PATH : MSG_DO_ENV_INDEX,
              strerror(strlen(path) >= cap ? ENAMETOOLONG : errno), NULL);
    return false;
  }
  if (cli_beside_program("khabar.khx", buf, cap) && readable(buf)) return true;
  if (cli_beside_program("../share/khabar/khabar.khx", buf, cap) && readable(buf)) return true;
  if (copy_path(KHB_DATADIR "/khabar.khx", buf, cap) && readable(buf)) return true;
  cli_error(c, NULL, MSG_NO_INDEX, MSG_DO_MAKE_INDEX, NULL, NULL);
  return false;
}

/* The model: --model, KHABAR_MODEL ("none": no model), else khabar.khm where the index is looked for. NULL: there is none, which
   is no failure. One that is named and cannot be opened is an error of the library, which says why. */
static const char *model_path(const char *given, char *buf, size_t cap) {
  const char *env = getenv("KHABAR_MODEL");
  if (given) return given;
  if (env && *env) return strcmp(env, "none") == 0 ? NULL : env;
  if (cli_beside_program("khabar.khm", buf, cap) && readable(buf)) return buf;
  if (cli_beside_program("../share/khabar/khabar.khm", buf, cap) && readable(buf)) return buf;
  return copy_path(KHB_DATADIR "/khabar.khm", buf, cap) && readable(buf) ? buf : NULL;
}

static bool add_file(cli_knowledge *k, const char *path, size_t len) {
  char **more = realloc(k->entities, (k->n_entities + 1) * sizeof *more);
  if (!more) return false;
  k->entities = more;
  char *copy = malloc(len + 1);
  if (!copy) return false;
  memcpy(copy, path, len);
  copy[len] = 0;
  k->entities[k->n_entities++] = copy;
  return true;
}

/* A comma separates, unless a file of the whole name, comma included, is there. */
bool cli_knowledge_add(cli_knowledge *k, const char *value) {
  if (!strchr(value, ',') || readable(value)) return add_file(k, value, strlen(value));
  while (*value) {
    size_t n = strcspn(value, ",");
    if (n && !add_file(k, value, n)) return false;
    value += n + (value[n] == ',');
  }
  return true;
}

void cli_knowledge_free(cli_knowledge *k) {
  for (size_t i = 0; i < k->n_entities; i++) free(k->entities[i]);
  free(k->entities);
  k->entities = NULL;
  k->n_entities = 0;
}

int cli_knowledge_take(const cli *c, cli_knowledge *k, const cli_option *option, const char *value) {
  const char *name = option->name;
  if (strcmp(name, "entities") == 0) return cli_knowledge_add(k, value) ? -1 : cli_error_nomem(c);
  if (strcmp(name, "index") == 0) k->index = value;
  else if (strcmp(name, "no-index") == 0) k->no_index = true;
  else if (strcmp(name, "no-project") == 0) k->with_project = false;
  else if (strcmp(name, "for") == 0) k->draft = value;
  else if (strcmp(name, "no-model") == 0) k->with_model = false;
  else if (strcmp(name, "model") == 0) k->model = value, k->with_model = true;
  else if (strcmp(name, "date") == 0 && (k->date = value, !cli_valid_date(value)))
    return cli_error(c, NULL, MSG_BAD_DATE, MSG_DO_DATE, value, NULL), CLI_USAGE;
  return -1;
}

/* The files of --entities, nearer than these those of the project, nearest the draft's own. `project` is NULL where there are none. Memory is
   the caller's. */
static const char **all_files(const cli_knowledge *k, char *const *project, size_t n, const char *own, size_t *n_all) {
  const char **all = malloc((k->n_entities + n + 1) * sizeof *all);
  if (!all) return NULL;
  for (size_t i = 0; i < k->n_entities; i++) all[i] = k->entities[i];
  for (size_t i = 0; i < n; i++) all[k->n_entities + i] = project[i];
  *n_all = k->n_entities + n;
  if (own) all[(*n_all)++] = own;
  return all;
}

/* The notes of --for, where they name entities: *own is then `path`. */
static khb_status own_names(const cli_knowledge *k, char path[PATH_MAX], const char **own, khb_error *err) {
  uint64_t stamp = 0;
  *own = k->notes;
  if (*own || !k->draft) return KHB_OK;
  khb_status status = khb_notes_path(k->draft, path, PATH_MAX, err);
  if (status == KHB_OK) status = khb_notes_entities(path, &stamp, err);
  if (stamp) *own = path;
  return status;
}

int cli_knowledge_open(const cli *c, const cli_knowledge *k, const char *draft, khb_engine **out) {
  char index[PATH_MAX], model[PATH_MAX], notes[PATH_MAX];
  if (!k->no_index && !cli_index_path(c, k->index, index, sizeof index)) return CLI_BAD;
  khb_error err = {0};
  char **project = NULL;
  size_t n = 0, n_all = 0;
  const char *own = NULL;
  if (own_names(k, notes, &own, &err) != KHB_OK) return cli_error_khb(c, &err);
  if (k->with_project && khb_project_files(draft ? draft : k->draft, &project, &n, &err) != KHB_OK) return cli_error_khb(c, &err);
  const char **files = all_files(k, project, n, own, &n_all);
  if (!files) {
    free(project);
    return cli_error_nomem(c);
  }
  khb_options options = {
    .size = sizeof options,
    .index = k->no_index ? NULL : index,
    .entities = files,
    .n_entities = (uint32_t)n_all,
    .date = k->date,
    .model = k->with_model ? model_path(k->model, model, sizeof model) : NULL,
  };
  khb_status status = khb_engine_open(&options, out, &err);
  free(files);
  free(project);
  return status == KHB_OK ? CLI_FINE : cli_error_khb(c, &err);
}
