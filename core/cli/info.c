/* info.c: `khabar info [FILE…]`: checks index and model files over their whole length and says what is in them. Without FILE it
 * is the index that `tag` and `lookup` would use. */
#include "cli.h"

#include <limits.h>

#include "../tagger/model.h"

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

static void put_model(const cli *c, const char *path, const khb_model_info *info, bool json) {
  if (json) {
    fputs("{\"schema\": 1, \"file\": ", stdout);
    cli_json_string(stdout, path, strlen(path));
    printf(", \"model\": true, \"format\": %u, \"features\": %u, \"bytes\": %llu, \"checksum\": \"%016llx\", \"types\": [",
           info->format, info->features, (unsigned long long)info->bytes, (unsigned long long)info->checksum);
    for (uint32_t t = 0; t < info->n_types; t++) {
      if (t) fputs(", ", stdout);
      cli_json_string(stdout, info->type[t].name, strlen(info->type[t].name));
    }
    fputs("], \"licence\": ", stdout);
    cli_json_string(stdout, info->licence, strlen(info->licence));
    puts("}");
    return;
  }
  cli_put_str(stdout, path);
  fputs("\n  ", stdout);
  cli_put_str(stdout, info->title);
  fputs("\n  ", stdout);
  cli_put_str(stdout, info->licence);
  putchar('\n');
  put_number(c, MSG_INFO_FORMAT, info->format);
  put_number(c, MSG_INFO_BYTES, info->bytes);
  printf("  %s: %016llx\n", cli_text(c, MSG_INFO_CHECKSUM), (unsigned long long)info->checksum);
  for (uint32_t t = 0; t < info->n_types; t++) {
    fputs("    ", stdout);
    cli_put_str(stdout, info->type[t].name);
    putchar('\n');
  }
}

static int inform_model(const cli *c, const char *path, bool json) {
  khb_model *model;
  khb_error err = {0};
  if (khb_model_open_file(path, &model, &err) != KHB_OK) return cli_error_khb(c, &err);
  khb_status status = khb_model_check(model, &err);
  if (status == KHB_OK) {
    khb_model_info info;
    khb_model_describe(model, &info);
    put_model(c, path, &info, json);
  }
  khb_model_close(model);
  if (status == KHB_OK) return CLI_FINE;
  if (!err.file[0]) snprintf(err.file, sizeof err.file, "%s", path);
  return cli_error_khb(c, &err);
}

/* What the file itself says that it is. */
static bool is_model(const char *path) {
  char magic[8];
  FILE *file = fopen(path, "rb");
  size_t n = file ? fread(magic, 1, sizeof magic, file) : 0;
  if (file) fclose(file);
  return n == sizeof magic && memcmp(magic, KHB_MODEL_MAGIC, sizeof magic) == 0;
}

static int inform(const cli *c, const char *path, bool json) {
  khb_index_info info;
  khb_error err = {0};
  if (is_model(path)) return inform_model(c, path, json);
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
