/* info.c: `khabar info [FILE…]`: checks index files over their whole length and says what is in them. Without FILE it
 * is the index that `tag` and `lookup` would use. */
#include "cli.h"

#include <limits.h>

static const char *const formats[] = {"text", "json", NULL};
enum { OPT_FORMAT, OPT_HELP };
static const cli_option options[] = {
    {"format", 'f', true, formats}, {"help", 'h', false, NULL}, {NULL, 0, false, NULL}};

static void put_number(const cli *c, cli_msg label, uint64_t value) {
  printf("  %s: %llu\n", cli_text(c, label), (unsigned long long)value);
}

static void put_text(const cli *c, const char *path, const khb_index_info *info) {
  cli_put_str(stdout, path);
  putchar('\n');
  put_number(c, MSG_INFO_FORMAT, info->format);
  put_number(c, MSG_INFO_BYTES, info->bytes);
  printf("  %s: %016llx\n", cli_text(c, MSG_INFO_CHECKSUM), (unsigned long long)info->checksum);
  put_number(c, MSG_INFO_NAMES, info->n_names);
  put_number(c, MSG_INFO_WORDS, info->n_words);
  put_number(c, MSG_INFO_CLASSES, info->n_classes);
  put_number(c, MSG_INFO_PATTERNS, info->n_patterns);
  put_number(c, MSG_INFO_ENTITIES, info->n_entities);
  for (int t = 0; t < KHB_TYPE_COUNT; t++)
    if (info->by_type[t])
      printf("    %-9s %7u  %s\n", khb_type_name((khb_type)t), info->by_type[t], khb_type_name_ar((khb_type)t));
}

static void put_json(const char *path, const khb_index_info *info) {
  fputs("{\"schema\": 1, \"file\": ", stdout);
  cli_json_string(stdout, path, strlen(path));
  printf(
      ", \"format\": %u, \"bytes\": %llu, \"checksum\": \"%016llx\", \"entities\": %u, \"names\": %u, \"words\": %u, ",
      info->format, (unsigned long long)info->bytes, (unsigned long long)info->checksum, info->n_entities,
      info->n_names, info->n_words);
  printf("\"classes\": %u, \"patterns\": %u, \"by_type\": {", info->n_classes, info->n_patterns);
  for (int t = 0; t < KHB_TYPE_COUNT; t++)
    printf("%s\"%s\": %u", t ? ", " : "", khb_type_name((khb_type)t), info->by_type[t]);
  puts("}}");
}

static int inform(const cli *c, const char *path, bool json) {
  khb_index_info info;
  khb_error err = {0};
  if (khb_index_check(path, &info, &err) != KHB_OK) return cli_error_khb(c, &err);
  if (json)
    put_json(path, &info);
  else
    put_text(c, path, &info);
  return CLI_FINE;
}

int cli_info(cli *c, int argc, char **argv) {
  const char **files = calloc((size_t)argc + 1, sizeof *files), *value;
  if (!files) return cli_error_nomem(c);
  size_t n = 0;
  bool json = false;
  char index[PATH_MAX];
  cli_args args = {.argc = argc, .argv = argv, .options = options};
  int status = -1;
  for (int option; status < 0 && (option = cli_next(c, &args, &value)) != CLI_ARG_END;) {
    if (option == OPT_FORMAT)
      json = cli_choice(formats, value) == 1;
    else if (option == CLI_ARG_OPERAND)
      files[n++] = value;
    else if (option == OPT_HELP)
      status = cli_help(c, stdout, "info") ? CLI_FINE : CLI_USAGE;
    else
      status = CLI_USAGE;
  }
  if (status < 0) {
    status = CLI_FINE;
    if (n == 0 && cli_index_path(c, NULL, index, sizeof index))
      files[n++] = index;
    else if (n == 0)
      status = CLI_BAD;
    for (size_t i = 0; i < n; i++) {
      int one = inform(c, files[i], json);
      if (one > status) status = one;
    }
  }
  free(files);
  return status;
}
