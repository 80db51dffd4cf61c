/* io.c: errors on standard error, files and lines in. Whatever of an error came from outside
 * (names of files, words of the command line, texts of the library) goes through cli_put_str: an error message is a way
 * to a terminal too. */
#include "cli.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

/* ---- today ------------------------------------------------------------------------------------------------------- */

void cli_today(char buf[16]) {
  time_t now = time(NULL);
  struct tm day;
  if (!localtime_r(&now, &day) || strftime(buf, 16, "%Y-%m-%d", &day) == 0) memcpy(buf, "1970-01-01", 11);
}
