/* import.c: `khabar import wikidata|geonames …`: options, what is said while an import runs, and the index where one was asked
 * for. The readers are in ../import. */
#include "cli.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../import/import.h"

#define MAX_SHOWN 20u          /* damaged lines that are listed */
#define MAX_YAML (UINT64_C(1) << 30)

enum { OPT_OUTPUT, OPT_CLASSES, OPT_STATE, OPT_EVERY, OPT_SITELINKS, OPT_POPULATION, OPT_QUIET, OPT_HELP };
static const cli_option options[] = {
  {"output", 'o', true, NULL}, {"classes", 0, true, NULL}, {"state", 0, true, NULL}, {"every", 0, true, NULL},
  {"min-sitelinks", 0, true, NULL}, {"min-population", 0, true, NULL}, {"quiet", 'q', false, NULL}, {"help", 'h', false, NULL},
  {NULL, 0, false, NULL},
};

typedef struct import {
  const cli *c;
  const char *kind, *files[2], *output, *classes, *state;
  size_t n_files;
  uint64_t every, min_sitelinks, min_population;
  bool quiet;
  char *yaml;               /* what is written first: the output, or a file beside the index */
  bool index;
  /* while it runs */
  bool on_terminal, line_shown;
  uint64_t damaged;
  struct timespec began, last;
  const char *source;       /* whose progress is shown */
  uint64_t began_at, began_in; /* bytes of the stream and of the file when that began */
} import;

/* ---- what is said while it runs ------------------------------------------------------------------------------------------ */

static double seconds(const struct timespec *from, const struct timespec *to) {
  return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

static void clear_line(import *m) {
  if (m->line_shown) fputs("\r\x1b[K", stderr);
  m->line_shown = false;
}

/* [########------------]  40.2 %  0:12:09 left, by the bytes of the file as it is; nothing where its size is not known. */
static void put_bar(const import *m, const imp_source *source, double took) {
  enum { CELLS = 24 };
  if (!source->in_size) return;
  double size = (double)source->in_size, total = (double)source->in_total, since = total - (double)m->began_in;
  if (total > size) total = size; /* the file has grown */
  char bar[CELLS + 1];
  memset(bar, '-', CELLS);
  memset(bar, '#', (size_t)(total / size * CELLS));
  bar[CELLS] = 0;
  fprintf(stderr, "[%s] %5.1f %%  ", bar, 100 * total / size);
  if (took < 2 || since <= 0) return;
  long left = (long)(took * (size - total) / since);
  char time[32];
  snprintf(time, sizeof time, "%ld:%02ld:%02ld", left / 3600, left / 60 % 60, left % 60);
  cli_put_filled(stderr, cli_text(m->c, MSG_IMPORT_LEFT), time, NULL);
  fputs("  ", stderr);
}

static void say_progress(void *context, const imp_source *source, const uint64_t counts[IMP_N]) {
  import *m = context;
  struct timespec now;
  if (!m->on_terminal || clock_gettime(CLOCK_MONOTONIC, &now) != 0 || seconds(&m->last, &now) < 0.2) return;
  m->last = now;
  if (m->source != source->name) { /* what was skipped is no speed; geonames has two sources */
    m->source = source->name;
    m->began_at = source->offset;
    m->began_in = source->in_total;
    m->began = now;
  }
  double mb = (double)source->offset / 1e6, took = seconds(&m->began, &now);
  fputs("\r\x1b[K", stderr);
  put_bar(m, source, took);
  fprintf(stderr, "%.0f MB", mb);
  if (took > 0) fprintf(stderr, "  %.0f MB/s", (double)(source->offset - m->began_at) / 1e6 / took);
  fprintf(stderr, "  %s %llu", cli_text(m->c, MSG_INFO_ENTITIES), (unsigned long long)counts[IMP_N_KEPT]);
  if (counts[IMP_N_DAMAGED]) fprintf(stderr, "  %s %llu", cli_text(m->c, MSG_IMPORT_N_DAMAGED), (unsigned long long)counts[IMP_N_DAMAGED]);
  fflush(stderr);
  m->line_shown = true;
}

static void say_damaged(void *context, const char *file, const imp_line *line, size_t column, const char *what) {
  import *m = context;
  if (m->damaged++ >= MAX_SHOWN) return;
  char offset[24];
  snprintf(offset, sizeof offset, "%llu", (unsigned long long)line->offset);
  clear_line(m);
  cli_error_at(m->c, file, line->number, column ? column : 1, MSG_IMPORT_DAMAGED, MSG_DO_IMPORT_DAMAGED, what, offset);
}

/* One line, and one of what was left out where there is any. */
static void say_sum(const import *m, const uint64_t counts[IMP_N]) {
  static const struct { imp_count count; cli_msg msg; } row[] = {
    {IMP_N_DAMAGED, MSG_IMPORT_N_DAMAGED}, {IMP_N_NO_CLASS, MSG_IMPORT_N_NO_CLASS}, {IMP_N_FEW_LINKS, MSG_IMPORT_N_FEW},
    {IMP_N_NO_NAME, MSG_IMPORT_N_NO_NAME}, {IMP_N_TWICE, MSG_IMPORT_N_TWICE}, {IMP_N_LATIN, MSG_IMPORT_N_LATIN},
    {IMP_N_EMPTY, MSG_IMPORT_N_EMPTY}, {IMP_N_TOO_LONG, MSG_IMPORT_N_TOO_LONG}, {IMP_N_UNTITLED, MSG_IMPORT_N_UNTITLED},
    {IMP_N_UNDATED, MSG_IMPORT_N_UNDATED},
  };
  if (m->quiet) return;
  cli_put_str(stdout, m->output);
  printf(": %s %llu, %s %llu, %s %llu\n", cli_text(m->c, MSG_INFO_ENTITIES), (unsigned long long)counts[IMP_N_KEPT],
         cli_text(m->c, MSG_INFO_NAMES), (unsigned long long)counts[IMP_N_NAMES], cli_text(m->c, MSG_IMPORT_OFFICES),
         (unsigned long long)counts[IMP_N_OFFICES]);
  bool any = false;
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    if (!counts[row[i].count]) continue;
    if (!any) printf("  %s: ", cli_text(m->c, MSG_IMPORT_LEFT_OUT));
    else fputs(m->c->arabic ? "، " : ", ", stdout);
    printf("%s %llu", cli_text(m->c, row[i].msg), (unsigned long long)counts[row[i].count]);
    any = true;
  }
  if (any) putchar('\n');
}

/* ---- the output ---------------------------------------------------------------------------------------------------------- */

static bool ends_in_khx(const char *path) {
  size_t n = strlen(path);
  return n > 4 && strcmp(path + n - 4, ".khx") == 0;
}

static bool same_file(const char *a, const char *b) {
  struct stat x, y;
  if (strcmp(a, b) == 0) return true;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Nothing that is read may be written over: neither by the output nor by what stands beside it while the import runs. */
static bool output_is_free(const import *m) {
  const char *read[] = {m->files[0], m->n_files > 1 ? m->files[1] : NULL, m->classes, m->state};
  static const char *const ends[] = {".new", ".part", ".classes", ".names"};
  enum { ENDS = sizeof ends / sizeof *ends };
  char *beside[ENDS] = {NULL};
  const char *written[3 + ENDS] = {m->output, m->yaml, m->state};
  size_t n = strlen(m->yaml) + 16;
  for (int i = 0; i < ENDS; i++) {
    if ((beside[i] = malloc(n))) snprintf(beside[i], n, "%s%s", m->yaml, ends[i]);
    written[3 + i] = beside[i];
  }
  const char *taken = NULL;
  for (size_t w = 0; w < 3 + ENDS; w++)
    for (size_t r = 0; r < 4 && !taken; r++)
      if (written[w] && read[r] && written[w] != read[r] && strcmp(read[r], "-") != 0 && same_file(read[r], written[w]))
        taken = read[r];
  if (taken) cli_error(m->c, taken, MSG_IMPORT_OVERWRITES, MSG_DO_IMPORT_OUTPUT, NULL, NULL);
  for (int i = 0; i < ENDS; i++) free(beside[i]);
  return !taken;
}

static bool name_yaml(import *m) {
  m->index = ends_in_khx(m->output);
  size_t n = strlen(m->output);
  m->yaml = malloc(n + 6);
  if (m->yaml) snprintf(m->yaml, n + 6, "%s%s", m->output, m->index ? ".yaml" : "");
  return m->yaml != NULL;
}

/* The YAML is there; makes the index of it where that was asked for. */
static int finish_output(import *m) {
  struct stat st;
  if (!m->index) {
    if (stat(m->yaml, &st) == 0 && (uint64_t)st.st_size > MAX_YAML)
      cli_error(m->c, m->yaml, MSG_IMPORT_LARGE, MSG_DO_IMPORT_LARGE, NULL, NULL);
    return CLI_FINE;
  }
  const char *yaml[] = {m->yaml};
  khb_index_info info;
  khb_error err = {0};
  khb_status status = khb_index_build(yaml, 1, m->output, &info, &err);
  if (status != KHB_OK) return cli_error_khb(m->c, &err); /* the YAML stays: it is what was read */
  unlink(m->yaml);
  return CLI_FINE;
}

/* ---- the two kinds ------------------------------------------------------------------------------------------------------- */

static imp_job job_of(import *m) {
  return (imp_job){.input = m->files[0], .names = m->files[1], .output = m->yaml, .state = m->state, .every = m->every * 1000000,
                   .report = {.context = m, .damaged = say_damaged, .progress = say_progress}};
}

static void say_more_damaged(import *m) {
  clear_line(m);
  if (m->damaged <= MAX_SHOWN) return;
  char n[24];
  snprintf(n, sizeof n, "%llu", (unsigned long long)(m->damaged - MAX_SHOWN));
  cli_error(m->c, NULL, MSG_IMPORT_MORE, MSG_NONE, n, NULL);
}

static int run_wikidata(import *m, const imp_classes *classes) {
  imp_wikidata w = {.classes = classes, .min_sitelinks = m->min_sitelinks};
  imp_job job = job_of(m);
  bool written = false;
  khb_error err = {0};
  khb_status status = imp_wikidata_run(&w, &job, &written, &err);
  say_more_damaged(m);
  if (status != KHB_OK) cli_error_khb(m->c, &err);
  else if (job.unclosed) cli_error(m->c, cli_input_name(job.input), MSG_IMPORT_UNCLOSED, MSG_DO_IMPORT_UNCLOSED, NULL, NULL);
  int result = status == KHB_OK ? CLI_FINE : CLI_BAD;
  if (written) {
    int finished = finish_output(m);
    if (finished == CLI_FINE) say_sum(m, w.counts);
    else result = finished;
  }
  imp_wikidata_free(&w);
  return result;
}

static int import_wikidata(import *m) {
  imp_classes classes = {0};
  khb_error err = {0};
  khb_status status = m->classes ? imp_classes_read(&classes, m->classes, &err) : KHB_OK;
  if (status == KHB_OK) status = imp_classes_read(&classes, NULL, &err);
  int result = CLI_BAD;
  if (status == KHB_OK) {
    imp_classes_seal(&classes);
    result = run_wikidata(m, &classes);
  } else {
    cli_error_khb(m->c, &err);
  }
  imp_classes_free(&classes);
  return result;
}

static int import_geonames(import *m) {
  imp_places table = {0};
  khb_error err = {0};
  imp_geonames g = {.table = &table, .min_population = m->min_population};
  imp_job job = job_of(m);
  khb_status status = m->classes ? imp_places_read(&table, m->classes, &err) : KHB_OK;
  if (status == KHB_OK) status = imp_places_read(&table, NULL, &err);
  if (status == KHB_OK) status = imp_geonames_run(&g, &job, &err);
  say_more_damaged(m);
  int result = status == KHB_OK ? finish_output(m) : cli_error_khb(m->c, &err);
  if (result == CLI_FINE) say_sum(m, g.counts);
  imp_places_free(&table);
  return result;
}

/* ---- options ------------------------------------------------------------------------------------------------------------- */

static bool take_number(const import *m, int option, const char *value, uint64_t least, uint64_t most, uint64_t *out) {
  uint64_t v = 0;
  bool good = *value && strlen(value) <= 15;
  for (const char *p = value; *p; p++) good = good && *p >= '0' && *p <= '9', v = v * 10 + (uint64_t)(*p - '0');
  if (good && v >= least && v <= most) {
    *out = v;
    return true;
  }
  char what[128], all[64];
  snprintf(what, sizeof what, "--%s=%.60s", options[option].name, value);
  snprintf(all, sizeof all, "%llu-%llu", (unsigned long long)least, (unsigned long long)most);
  cli_error(m->c, NULL, MSG_BAD_VALUE, MSG_DO_NUMBER, what, all);
  return false;
}

static bool take_operand(import *m, const char *value) {
  static const char *const kinds[] = {"wikidata", "geonames", NULL};
  if (!m->kind) {
    m->kind = value;
    if (cli_choice(kinds, value) >= 0) return true;
    const char *near = cli_nearest(kinds, value);
    cli_error(m->c, NULL, MSG_BAD_VALUE, near ? MSG_DO_MEAN : MSG_DO_IMPORT_WHAT, value, near);
    return false;
  }
  if (m->n_files < 2) m->files[m->n_files] = value;
  m->n_files++;
  return true;
}

static bool take_option(import *m, int option, const char *value) {
  switch (option) {
    case CLI_ARG_OPERAND: return take_operand(m, value);
    case OPT_OUTPUT: m->output = value; return true;
    case OPT_CLASSES: m->classes = value; return true;
    case OPT_STATE: m->state = value; return true;
    case OPT_EVERY: return take_number(m, option, value, 1, 1000000, &m->every);
    case OPT_SITELINKS: return take_number(m, option, value, 0, 10000, &m->min_sitelinks);
    case OPT_POPULATION: return take_number(m, option, value, 0, UINT64_C(10000000000), &m->min_population);
    case OPT_QUIET: m->quiet = true; return true;
    default: return false;
  }
}

static bool usage_is_fine(const import *m) {
  const cli *c = m->c;
  size_t want = m->kind && strcmp(m->kind, "geonames") == 0 ? 2 : 1;
  if (!m->kind)
    cli_error(c, NULL, MSG_IMPORT_WHAT, MSG_DO_IMPORT_WHAT, NULL, NULL);
  else if (m->n_files != want)
    cli_error(c, NULL, MSG_IMPORT_FILES, MSG_DO_IMPORT_FILES, m->kind,
              want == 2 ? "allCountries.txt alternateNamesV2.txt" : "latest-all.json");
  else if (!m->output || !*m->output)
    cli_error(c, NULL, MSG_IMPORT_NO_OUTPUT, MSG_DO_IMPORT_OUTPUT, NULL, NULL);
  else if (want == 2 && strcmp(m->files[0], "-") == 0 && strcmp(m->files[1], "-") == 0)
    cli_error(c, NULL, MSG_IMPORT_TWO_STDIN, MSG_DO_IMPORT_TWO_STDIN, NULL, NULL);
  else
    return true;
  return false;
}

int cli_import(cli *c, int argc, char **argv) {
  import m = {.c = c, .every = 256};
  cli_args args = {.argc = argc, .argv = argv, .options = options};
  const char *value;
  for (int option; (option = cli_next(c, &args, &value)) != CLI_ARG_END;) {
    if (option == OPT_HELP) return cli_help(c, stdout, "import") ? CLI_FINE : CLI_USAGE;
    if (!take_option(&m, option, value)) return CLI_USAGE;
  }
  if (!usage_is_fine(&m)) return CLI_USAGE;
  if (!name_yaml(&m)) return cli_error_nomem(c);
  m.on_terminal = !m.quiet && isatty(2);
  clock_gettime(CLOCK_MONOTONIC, &m.last);
  int status = CLI_BAD;
  if (output_is_free(&m)) status = strcmp(m.kind, "geonames") == 0 ? import_geonames(&m) : import_wikidata(&m);
  free(m.yaml);
  return status;
}
