/* main.c: the program `khabar`: finds the subcommand, hands over, and sees to it that what was printed has truly been
   written. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Help and messages are in Arabic where the locale of messages is. The rule of POSIX: the first of these that is set
   and not empty decides. */
static bool wants_arabic(void) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < 3; i++) {
    const char *v = getenv(names[i]);
    if (v && *v) return strncmp(v, "ar", 2) == 0 && (v[2] == 0 || strchr("_.@-", v[2]));
  }
  return false;
}

/* A standard stream that was closed must not be taken by the next file that is opened: the place is filled with
   something that cannot be used for its purpose, so that its use fails with EBADF. */
static bool guard_streams(void) {
  for (int fd = 0; fd <= 2; fd++) {
    if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) return false;
  }
  return true;
}

static int close_output(const cli *c, int status) {
  bool failed = ferror(stdout) != 0;
  errno = 0;
  if (fflush(stdout) != 0) failed = true;
  int why = errno;
  if (fclose(stdout) != 0 && !why) failed = true, why = errno;
  if (!failed) return status;
  cli_error(c, NULL, MSG_CANNOT_WRITE, MSG_DO_WRITE, why ? strerror(why) : "write error", NULL);
  return CLI_BAD;
}

static int help(cli *c, int argc, char **argv) {
  if (argc == 0) return cli_help(c, stdout, NULL) ? CLI_FINE : CLI_USAGE;
  if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) return help(c, 0, NULL);
  if (cli_help(c, stdout, argv[0])) return CLI_FINE;
  const char *near = cli_nearest(cli_commands, argv[0]);
  cli_error(c, NULL, MSG_UNKNOWN_COMMAND, near ? MSG_DO_MEAN : MSG_DO_HELP, argv[0], near);
  return CLI_USAGE;
}

static int unknown_command(const cli *c, const char *word) {
  const char *near = cli_nearest(cli_commands, word + (word[0] == '-' ? strspn(word, "-") : 0));
  if (near)
    cli_error(c, NULL, MSG_UNKNOWN_COMMAND, MSG_DO_MEAN, word, near);
  else if (word[0] != '-' && access(word, R_OK) == 0)
    cli_error(c, NULL, MSG_UNKNOWN_COMMAND, MSG_DO_MEAN_TAG, word, word);
  else
    cli_error(c, NULL, word[0] == '-' ? MSG_UNKNOWN_OPTION : MSG_UNKNOWN_COMMAND, MSG_DO_HELP, word, NULL);
  return CLI_USAGE;
}

static int dispatch(cli *c, int argc, char **argv) {
  static const struct { const char *name; int (*run)(cli *, int, char **); } command[] = {
    {"tag", cli_tag}, {"lookup", cli_lookup}, {"complete", cli_complete}, {"suggest", cli_suggest}, {"add", cli_add}, {"notes", cli_notes},
    {"index", cli_index},
    {"info", cli_info}, {"eval", cli_eval}, {"train", cli_train}, {"import", cli_import}, {"lsp", cli_lsp},
    {"help", help},
  };
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) return help(c, argc - 2, argv + 2);
  if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
    printf("khabar %s\n", khb_version());
    return CLI_FINE;
  }
  for (size_t i = 0; i < sizeof command / sizeof *command; i++) {
    if (strcmp(word, command[i].name) != 0) continue;
    c->command = command[i].name;
    return command[i].run(c, argc - 2, argv + 2);
  }
  return unknown_command(c, word);
}

int main(int argc, char **argv) {
  cli c = {.arabic = wants_arabic()};
  if (!guard_streams()) return CLI_BAD;
  if (argc < 2) {
    cli_error(&c, NULL, MSG_NO_COMMAND, MSG_DO_HELP, NULL, NULL);
    return CLI_USAGE;
  }
  return close_output(&c, dispatch(&c, argc, argv));
}
