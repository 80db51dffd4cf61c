/* index.c: `khabar index YAML… -o FILE`. The library writes beside FILE and renames over it, so FILE must be a plain
 * file or not there yet: a device or a pipe would be replaced, not written to. */
#include "cli.h"

#include <sys/stat.h>

enum { OPT_OUTPUT, OPT_QUIET, OPT_HELP };
static const cli_option options[] = {
  {"output", 'o', true, NULL}, {"quiet", 'q', false, NULL}, {"help", 'h', false, NULL}, {NULL, 0, false, NULL},
};

static bool may_replace(const cli *c, const char *path, const char *const *yaml, size_t n) {
  struct stat out, in;
  if (stat(path, &out) != 0) return true; /* not there, or the library will say what is wrong */
  if (!S_ISREG(out.st_mode)) {
    cli_error(c, path, MSG_NOT_REGULAR, MSG_DO_NOT_REGULAR, NULL, NULL);
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    if (stat(yaml[i], &in) != 0 || in.st_dev != out.st_dev || in.st_ino != out.st_ino) continue;
    cli_error(c, path, MSG_OUTPUT_IS_INPUT, MSG_DO_OUTPUT, NULL, NULL);
    return false;
  }
  return true;
}

static int build(const cli *c, const char *const *yaml, size_t n, const char *path, bool quiet) {
  if (n == 0 || !path) {
    cli_error(c, NULL, n == 0 ? MSG_NO_YAML : MSG_NO_OUTPUT, n == 0 ? MSG_DO_HELP_COMMAND : MSG_DO_OUTPUT, NULL,
              "index");
    return CLI_USAGE;
  }
  if (!may_replace(c, path, yaml, n)) return CLI_BAD;
  khb_index_info info;
  khb_error err = {0};
  if (khb_index_build(yaml, n, path, &info, &err) != KHB_OK) return cli_error_khb(c, &err);
  if (quiet) return CLI_FINE;
  cli_put_str(stdout, path);
  printf(": %s %u, %s %u, %s %llu\n", cli_text(c, MSG_INFO_ENTITIES), info.n_entities, cli_text(c, MSG_INFO_NAMES),
         info.n_names, cli_text(c, MSG_INFO_BYTES), (unsigned long long)info.bytes);
  return CLI_FINE;
}

int cli_index(cli *c, int argc, char **argv) {
  const char **yaml = calloc((size_t)argc + 1, sizeof *yaml), *path = NULL, *value;
  if (!yaml) return cli_error_nomem(c);
  size_t n = 0;
  bool quiet = false;
  cli_args args = {.argc = argc, .argv = argv, .options = options};
  int status = -1;
  for (int option; status < 0 && (option = cli_next(c, &args, &value)) != CLI_ARG_END;) {
    if (option == OPT_OUTPUT)
      path = value;
    else if (option == OPT_QUIET)
      quiet = true;
    else if (option == CLI_ARG_OPERAND)
      yaml[n++] = value;
    else if (option == OPT_HELP)
      status = cli_help(c, stdout, "index") ? CLI_FINE : CLI_USAGE;
    else
      status = CLI_USAGE;
  }
  if (status < 0) status = build(c, yaml, n, path, quiet);
  free(yaml);
  return status;
}
