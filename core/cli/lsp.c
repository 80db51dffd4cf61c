/* lsp.c: `khabar lsp`: the language server. The server is Lua (lua/khabar/lsp/), the same that runs inside Neovim; this finds a Lua and
 * the server's files and becomes that Lua.
 *
 *   khabar lsp --entities=FILE  ──exec──>  lua5.4 …/khabar/lsp/main.lua --entities=FILE
 *
 * Lua is run, not linked in: the modules that the server loads (khabar's own, cjson) are built for the Lua of the system, and a
 * second Lua inside this program would be one more to keep in step with them. */
#include "cli.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

enum { OPT_ENTITIES, OPT_INDEX, OPT_MODEL, OPT_NO_MODEL, OPT_NO_PROJECT, OPT_DATE, OPT_STDIO, OPT_HELP };
static const cli_option options[] = {
  {"entities", 'e', true, NULL},  {"index", 0, true, NULL}, {"model", 0, true, NULL},  {"no-model", 0, false, NULL},
  {"no-project", 0, false, NULL}, {"date", 'd', true, NULL}, {"stdio", 0, false, NULL}, {"help", 'h', false, NULL},
  {NULL, 0, false, NULL},
};

/* The server beside the program where it was built, and where it was installed. */
static bool find_server(char *buf, size_t cap) {
  static const char *const places[] = {"../lua/khabar/lsp/main.lua", "../../lua/khabar/lsp/main.lua",
                                       "../share/lua/5.4/khabar/lsp/main.lua"};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    if (cli_beside_program(places[i], buf, cap) && access(buf, R_OK) == 0) return true;
  }
  return false;
}

/* Becomes Lua: the one that KHABAR_LUA names, else the first that is there. Comes back when there is none. */
static int become_lua(const cli *c, char **argv) {
  static const char *const names[] = {"lua5.4", "lua54", "lua", NULL};
  const char *given = getenv("KHABAR_LUA");
  const char *const one[] = {given, NULL};
  for (const char *const *name = given && *given ? one : names; *name; name++) {
    union { const char *in; char *out; } word = {.in = *name};
    argv[0] = word.out;
    execvp(*name, argv);
    if (errno != ENOENT) break;
  }
  cli_error(c, NULL, MSG_LSP_NO_LUA, MSG_DO_LSP_LUA, argv[0], strerror(errno));
  return CLI_BAD;
}

static bool push(char **out, size_t *n, const char *name, const char *value) {
  size_t size = strlen(name) + (value ? strlen(value) : 0) + 4;
  char *word = malloc(size);
  if (!word) return false;
  snprintf(word, size, value ? "--%s=%s" : "--%s", name, value);
  out[(*n)++] = word;
  return true;
}

/* The options as they were given, each checked, in one word. Returns an exit status, or -1 to go on. */
static int take_options(const cli *c, int argc, char **argv, char **out, size_t *n) {
  cli_args args = {.argc = argc, .argv = argv, .options = options};
  const char *value;
  for (int option; (option = cli_next(c, &args, &value)) != CLI_ARG_END;) {
    if (option == CLI_ARG_BAD) return CLI_USAGE;
    if (option == OPT_HELP) return cli_help(c, stdout, "lsp") ? CLI_FINE : CLI_USAGE;
    if (option == CLI_ARG_OPERAND) {
      cli_error(c, NULL, MSG_LSP_OPERAND, MSG_DO_HELP_COMMAND, value, "lsp");
      return CLI_USAGE;
    }
    if (option == OPT_DATE && !cli_valid_date(value)) {
      cli_error(c, NULL, MSG_BAD_DATE, MSG_DO_DATE, value, NULL);
      return CLI_USAGE;
    }
    if (!push(out, n, options[option].name, value)) return cli_error_nomem(c);
  }
  return -1;
}

int cli_lsp(cli *c, int argc, char **argv) {
  char server[PATH_MAX];
  char **words = calloc((size_t)argc + 3, sizeof *words);
  if (!words) return cli_error_nomem(c);
  size_t n = 2;
  words[1] = server;
  int status = take_options(c, argc, argv, words, &n);
  if (status < 0 && !find_server(server, sizeof server)) {
    cli_error(c, NULL, MSG_LSP_NO_SERVER, MSG_DO_LSP_SERVER, NULL, NULL);
    status = CLI_BAD;
  }
  if (status < 0) status = become_lua(c, words);
  for (size_t i = 2; i < n; i++) free(words[i]);
  free(words);
  return status;
}
