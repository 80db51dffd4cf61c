/* args.c: options of the subcommands. A table says which there are; here they are read, and a wrong one is answered
 * with the nearest right one. `--name=value`, `--name value`, `-n value` and `-nvalue` are the same; `--` ends the
 * options. Options and operands may stand in any order. Names are never abbreviated: a script that works today must not
 * become ambiguous tomorrow. */
#include "cli.h"

#include "../base/base.h"

#define MAX_WORD 48

const char *const cli_commands[] = {"tag", "lookup", "complete", "suggest", "add", "notes", "index", "info", "eval", "train", "import", "lsp", "help", NULL};

static int min3(int a, int b, int c) {
  int m = a < b ? a : b;
  return m < c ? m : c;
}

/* Edits between two words: insert, delete, replace, swap neighbours. Words longer than MAX_WORD are far apart. */
static int distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  if (n > MAX_WORD || m > MAX_WORD) return MAX_WORD;
  int row[3][MAX_WORD + 1];
  for (size_t j = 0; j <= m; j++) row[0][j] = (int)j;
  for (size_t i = 1; i <= n; i++) {
    int *now = row[i % 3], *before = row[(i + 2) % 3], *before2 = row[(i + 1) % 3];
    now[0] = (int)i;
    for (size_t j = 1; j <= m; j++) {
      now[j] = min3(before[j] + 1, now[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before2[j - 2] + 1 < now[j])
        now[j] = before2[j - 2] + 1;
    }
  }
  return row[n % 3][m];
}

/* Distance in thirds of an edit, so that a beginning (`--form` for `--format`) is nearer than two typing errors. */
static int remoteness(const char *word, const char *valid) {
  size_t n = strlen(word);
  if (n >= 2 && strncmp(word, valid, n) == 0) return 2;
  return 3 * distance(word, valid);
}

static int nearness_limit(const char *word) {
  size_t n = strlen(word);
  return n <= 2 ? 3 : n <= 4 ? 6 : 9;
}

const char *cli_nearest(const char *const *values, const char *word) {
  const char *best = NULL;
  int least = nearness_limit(word) + 1;
  for (; *values; values++) {
    int d = remoteness(word, *values);
    if (d < least && d < 3 * (int)strlen(*values)) least = d, best = *values;
  }
  return best;
}

int cli_choice(const char *const *values, const char *value) {
  for (int i = 0; values[i]; i++)
    if (strcmp(values[i], value) == 0) return i;
  return -1;
}

static int unknown(const cli *c, const cli_option *options, const char *arg) {
  char word[MAX_WORD + 1], mean[MAX_WORD + 3];
  const char *name = arg + strspn(arg, "-");
  size_t n = strcspn(name, "=");
  if (n > MAX_WORD) n = MAX_WORD;
  memcpy(word, name, n);
  word[n] = 0;
  const char *best = NULL;
  int least = nearness_limit(word) + 1;
  for (const cli_option *o = options; o->name; o++) {
    int d = remoteness(word, o->name);
    if (d < least) least = d, best = o->name;
  }
  if (best && word[0]) {
    snprintf(mean, sizeof mean, "--%s", best);
    cli_error(c, NULL, MSG_UNKNOWN_OPTION, MSG_DO_MEAN, arg, mean);
  } else {
    cli_error(c, NULL, MSG_UNKNOWN_OPTION, MSG_DO_HELP_COMMAND, arg, c->command);
  }
  return CLI_ARG_BAD;
}

/* "a, b or c" into buf; cut where it does not fit. */
static void list(const char *const *values, const char *between, char *buf, size_t cap) {
  size_t at = 0;
  buf[0] = 0;
  for (size_t i = 0; values[i] && at < cap; i++)
    at += (size_t)snprintf(buf + at, cap - at, "%s%s", i ? between : "", values[i]);
}

static int check_value(const cli *c, const cli_option *o, int number, const char *value) {
  if (!o->values || cli_choice(o->values, value) >= 0) return number;
  char what[MAX_WORD + 256], all[256];
  snprintf(what, sizeof what, "--%s=%.200s", o->name, value);
  const char *near = cli_nearest(o->values, value);
  list(o->values, c->arabic ? "، " : ", ", all, sizeof all);
  if (near)
    cli_error(c, NULL, MSG_BAD_VALUE, MSG_DO_MEAN, what, near);
  else
    cli_error(c, NULL, MSG_BAD_VALUE, MSG_DO_ONE_OF, what, all);
  return CLI_ARG_BAD;
}

static int long_option(const cli *c, cli_args *args, const char *arg, const char **value) {
  const char *name = arg + 2;
  size_t n = strcspn(name, "=");
  for (int i = 0; args->options[i].name; i++) {
    const cli_option *o = &args->options[i];
    if (strlen(o->name) != n || memcmp(o->name, name, n) != 0) continue;
    if (name[n] == 0 && o->takes_value != CLI_VALUE) return i;
    if (o->takes_value == CLI_NO_VALUE) {
      cli_error(c, NULL, MSG_TAKES_NO_VALUE, MSG_DO_HELP_COMMAND, o->name, c->command);
      return CLI_ARG_BAD;
    }
    if (name[n] == '=')
      *value = name + n + 1;
    else if (args->at < args->argc)
      *value = args->argv[args->at++];
    else {
      cli_error(c, NULL, MSG_NEEDS_VALUE, MSG_DO_GIVE_VALUE, o->name, NULL);
      return CLI_ARG_BAD;
    }
    return check_value(c, o, i, *value);
  }
  return unknown(c, args->options, arg);
}

static int short_option(const cli *c, cli_args *args, const char *arg, const char **value) {
  for (int i = 0; args->options[i].name; i++) {
    const cli_option *o = &args->options[i];
    if (!o->letter || o->letter != arg[1]) continue;
    if (o->takes_value != CLI_VALUE) return arg[2] ? unknown(c, args->options, arg) : i;
    if (arg[2])
      *value = arg + 2;
    else if (args->at < args->argc)
      *value = args->argv[args->at++];
    else {
      cli_error(c, NULL, MSG_NEEDS_VALUE, MSG_DO_GIVE_VALUE, o->name, NULL);
      return CLI_ARG_BAD;
    }
    return check_value(c, o, i, *value);
  }
  return unknown(c, args->options, arg);
}

int cli_next(const cli *c, cli_args *args, const char **value) {
  *value = NULL;
  if (args->at >= args->argc) return CLI_ARG_END;
  const char *arg = args->argv[args->at++];
  if (!args->operands_only && strcmp(arg, "--") == 0) {
    args->operands_only = true;
    return cli_next(c, args, value);
  }
  if (args->operands_only || arg[0] != '-' || arg[1] == 0) {
    *value = arg;
    return CLI_ARG_OPERAND;
  }
  return arg[1] == '-' ? long_option(c, args, arg, value) : short_option(c, args, arg, value);
}

int cli_options(const cli *c, int argc, char **argv, const cli_option *options, cli_take *take, void *job) {
  cli_args args = {.argc = argc, .argv = argv, .options = options};
  const char *value;
  int status = -1;
  for (int option; status < 0 && (option = cli_next(c, &args, &value)) != CLI_ARG_END;)
    status = option == CLI_ARG_BAD ? CLI_USAGE : take(job, option, value);
  return status;
}

bool cli_valid_date(const char *s) { return strlen(s) == 10 && khb_date_read(s, 10, &(khb_ymd){0}); }
