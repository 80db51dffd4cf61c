/* io.c: errors on standard error, files and lines in, and which index to use. Whatever of an error came from outside
 * (names of files, words of the command line, texts of the library) goes through cli_put_str: an error message is a way
 * to a terminal too. */
#include "cli.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef KHB_DATADIR
#define KHB_DATADIR "/usr/local/share/khabar"
#endif

/* ---- errors ------------------------------------------------------------------------------------------------------ */

void cli_put_filled(FILE *out, const char *sentence, const char *a, const char *b) {
  for (const char *p = sentence; *p; p++) {
    if (p[0] == '$' && (p[1] == '1' || p[1] == '2')) {
      const char *fill = p[1] == '1' ? a : b;
      if (fill) cli_put_str(out, fill);
      p++;
    } else {
      putc(*p, out);
    }
  }
}

static void put_place(const char *file, uint64_t line, uint64_t column) {
  fputs("khabar: ", stderr);
  if (!file || !*file) return;
  cli_put_str(stderr, file);
  if (line) fprintf(stderr, ":%llu", (unsigned long long)line);
  if (line && column) fprintf(stderr, ":%llu", (unsigned long long)column);
  fputs(": ", stderr);
}

void cli_error_at(const cli *c, const char *file, uint64_t line, uint64_t column, cli_msg what, cli_msg remedy,
                  const char *a, const char *b) {
  put_place(file, line, column);
  cli_put_filled(stderr, cli_text(c, what), a, b);
  if (remedy != MSG_NONE) {
    fputs(" (", stderr);
    cli_put_filled(stderr, cli_text(c, remedy), a, b);
    putc(')', stderr);
  }
  putc('\n', stderr);
}

void cli_error(const cli *c, const char *file, cli_msg what, cli_msg remedy, const char *a, const char *b) {
  cli_error_at(c, file, 0, 0, what, remedy, a, b);
}

static cli_msg status_msg(khb_status status) {
  switch (status) {
    case KHB_ERR_NOMEM: return MSG_STATUS_NOMEM;
    case KHB_ERR_IO: return MSG_STATUS_IO;
    case KHB_ERR_VERSION: return MSG_STATUS_VERSION;
    case KHB_ERR_RANGE: return MSG_STATUS_RANGE;
    case KHB_ERR_LIMIT: return MSG_STATUS_LIMIT;
    case KHB_OK:
    case KHB_ERR_FORMAT: break;
  }
  return MSG_STATUS_FORMAT;
}

/* The library speaks English; in Arabic the kind of the error is said in Arabic before it. */
int cli_error_khb(const cli *c, const khb_error *err) {
  put_place(err->file, err->line, err->column);
  if (c->arabic) fprintf(stderr, "%s: ", cli_text(c, status_msg(err->status)));
  cli_put_str(stderr, err->what[0] ? err->what : khb_status_name(err->status));
  if (err->remedy[0]) {
    fputs(" (", stderr);
    cli_put_str(stderr, err->remedy);
    putc(')', stderr);
  }
  putc('\n', stderr);
  return CLI_BAD;
}

int cli_error_nomem(const cli *c) {
  cli_error(c, NULL, MSG_NOMEM, MSG_DO_NOMEM, NULL, NULL);
  return CLI_BAD;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

const char *cli_input_name(const char *path) { return strcmp(path, "-") == 0 ? "<stdin>" : path; }

static void say_unreadable(const cli *c, const char *path, cli_msg what) {
  if (errno == EISDIR)
    cli_error(c, cli_input_name(path), MSG_DIRECTORY, MSG_DO_DIRECTORY, NULL, NULL);
  else
    cli_error(c, cli_input_name(path), what, MSG_DO_CHECK_PATH, strerror(errno), NULL);
}

static FILE *open_input(const cli *c, const char *path) {
  if (strcmp(path, "-") != 0) {
    FILE *in = fopen(path, "rb");
    if (!in) say_unreadable(c, path, MSG_CANNOT_OPEN);
    return in;
  }
  /* Someone who waits for an answer is told what the program waits for. */
  if (isatty(0) && isatty(2)) cli_error(c, NULL, MSG_READING_STDIN, MSG_NONE, NULL, NULL);
  return stdin;
}

static int close_input(const cli *c, FILE *in, const char *path, bool failed) {
  if (failed) say_unreadable(c, path, MSG_CANNOT_READ);
  if (in != stdin) fclose(in);
  return failed ? CLI_BAD : CLI_FINE;
}

static size_t expected_size(FILE *in) {
  struct stat st;
  if (fstat(fileno(in), &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0) return 0;
  return (uint64_t)st.st_size > KHB_MAX_TEXT ? KHB_MAX_TEXT : (size_t)st.st_size;
}

int cli_read(const cli *c, const char *path, char **out, size_t *len) {
  FILE *in = open_input(c, path);
  if (!in) return CLI_BAD;
  size_t cap = expected_size(in) + 4096, n = 0; /* room beyond the end: the read that finds it needs no growth */
  char *buf = malloc(cap);
  while (buf) {
    errno = 0;
    size_t got = fread(buf + n, 1, cap - n, in);
    n += got;
    if (n > KHB_MAX_TEXT || got == 0) break;
    if (n < cap) continue;
    cap += cap / 2;
    char *more = realloc(buf, cap);
    if (!more) free(buf);
    buf = more;
  }
  if (!buf) {
    if (in != stdin) fclose(in);
    return cli_error_nomem(c);
  }
  int status = close_input(c, in, path, ferror(in) != 0);
  if (status == CLI_FINE && n > KHB_MAX_TEXT) {
    cli_error(c, cli_input_name(path), MSG_TOO_LONG, MSG_DO_SPLIT, NULL, NULL);
    status = CLI_BAD;
  }
  if (status != CLI_FINE) {
    free(buf);
    return status;
  }
  *out = buf;
  *len = n;
  return CLI_FINE;
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

bool cli_lines_open(const cli *c, const char *path, cli_lines *lines) {
  memset(lines, 0, sizeof *lines);
  lines->name = cli_input_name(path);
  lines->in = open_input(c, path);
  return lines->in != NULL;
}

static bool line_put(cli_lines *l, size_t *n, int byte) {
  if (*n == CLI_MAX_LINE) {
    l->too_long = true;
    return true;
  }
  if (*n == l->cap) {
    size_t cap = l->cap ? l->cap * 2 : 4096;
    char *more = realloc(l->buf, cap);
    if (!more) return false;
    l->buf = more;
    l->cap = cap;
  }
  l->buf[(*n)++] = (char)byte;
  return true;
}

const char *cli_lines_next(cli_lines *l, size_t *len) {
  size_t n = 0;
  int byte;
  l->too_long = false;
  if (l->failed) return NULL;
  errno = 0;
  while ((byte = getc_unlocked(l->in)) != EOF && byte != '\n') {
    if (line_put(l, &n, byte)) continue;
    l->failed = true;
    return NULL;
  }
  if (ferror(l->in)) l->failed = true, l->why = errno;
  if (l->failed || (byte == EOF && n == 0)) return NULL;
  l->number++;
  if (n && l->buf[n - 1] == '\r' && !l->too_long) n--;
  *len = n;
  return l->buf ? l->buf : "";
}

int cli_lines_close(const cli *c, cli_lines *l) {
  free(l->buf);
  l->buf = NULL;
  if (l->failed && !ferror(l->in)) {
    if (l->in != stdin) fclose(l->in);
    return cli_error_nomem(c);
  }
  errno = l->why;
  return close_input(c, l->in, l->name, l->failed);
}

/* ---- the index and the engine ------------------------------------------------------------------------------------ */

static bool readable(const char *path) { return access(path, R_OK) == 0; }

/* `<directory of the program>/tail` into buf. */
static bool beside_program(const char *tail, char *buf, size_t cap) {
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
  if (beside_program("khabar.khx", buf, cap) && readable(buf)) return true;
  if (beside_program("../share/khabar/khabar.khx", buf, cap) && readable(buf)) return true;
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
  if (beside_program("khabar.khm", buf, cap) && readable(buf)) return buf;
  if (beside_program("../share/khabar/khabar.khm", buf, cap) && readable(buf)) return buf;
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

int cli_knowledge_open(const cli *c, const cli_knowledge *k, khb_engine **out) {
  char index[PATH_MAX], model[PATH_MAX];
  if (!k->no_index && !cli_index_path(c, k->index, index, sizeof index)) return CLI_BAD;
  khb_options options = {
    .size = sizeof options,
    .index = k->no_index ? NULL : index,
    .entities = (const char *const *)k->entities,
    .n_entities = (uint32_t)k->n_entities,
    .date = k->date,
    .model = k->with_model ? model_path(k->model, model, sizeof model) : NULL,
  };
  khb_error err = {0};
  return khb_engine_open(&options, out, &err) == KHB_OK ? CLI_FINE : cli_error_khb(c, &err);
}

void cli_today(char buf[16]) {
  time_t now = time(NULL);
  struct tm day;
  if (!localtime_r(&now, &day) || strftime(buf, 16, "%Y-%m-%d", &day) == 0) memcpy(buf, "1970-01-01", 11);
}
