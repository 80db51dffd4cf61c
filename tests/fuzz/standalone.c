/* standalone.c: runs a fuzz target without a fuzzer: FUZZER [--mutate=N] [--seed=N] FILE-OR-FOLDER…
 *
 * Gives every file, and every file of every folder (in order of names), to LLVMFuzzerTestOneInput; then, with --mutate=N, N inputs
 * made from those by cutting, joining and flipping. Any compiler will do, so `make test` runs the corpora under gcc's sanitizers.
 * Each input stands in a block of its own size, so that a read past its end is seen. When the target dies, the input that it died
 * of has been written to crash-NAME in the folder KHB_CRASHES (when set). Exit: 0; 2 when nothing was run.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static support_text *inputs;
static size_t n_inputs, cap_inputs;

static void keep(support_text text) {
  if (n_inputs == cap_inputs) {
    cap_inputs = cap_inputs ? cap_inputs * 2 : 64;
    inputs = realloc(inputs, cap_inputs * sizeof *inputs);
    if (!inputs) support_die("no memory");
  }
  inputs[n_inputs++] = text;
}

static void read_path(const char *path) {
  struct stat st;
  if (stat(path, &st) != 0) support_die("%s: %s", path, strerror(errno));
  if (!S_ISDIR(st.st_mode)) {
    keep(support_read(path));
    return;
  }
  struct dirent **names;
  int n = scandir(path, &names, NULL, alphasort);
  if (n < 0) support_die("%s: %s", path, strerror(errno));
  for (int i = 0; i < n; i++) {
    char inner[4096];
    if (names[i]->d_name[0] != '.' &&
        snprintf(inner, sizeof inner, "%s/%s", path, names[i]->d_name) < (int)sizeof inner)
      read_path(inner);
    free(names[i]);
  }
  free(names);
}

/* ---- what is running, for the report of a crash -------------------------------------------------------------------------- */

static const uint8_t *running;
static size_t running_len;
static const char *program;

static void save_running(void) {
  const char *folder = getenv("KHB_CRASHES");
  if (!folder || !running) return;
  const char *name = strrchr(program, '/');
  char path[4096];
  snprintf(path, sizeof path, "%s/crash-%s", folder, name ? name + 1 : program);
  FILE *file = fopen(path, "wb");
  if (!file) return;
  fwrite(running, 1, running_len, file);
  fclose(file);
  fprintf(stderr, "standalone: the input is in %s\n", path);
}
static void on_abort(int signal_number) {
  save_running();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}
/* The sanitizers call this before they end the program. */
void __asan_on_error(void);
void __asan_on_error(void) { save_running(); }

static void run(const char *data, size_t len) {
  uint8_t *copy = malloc(len ? len : 1);
  if (!copy) support_die("no memory");
  if (len) memcpy(copy, data, len);
  running = copy;
  running_len = len;
  LLVMFuzzerTestOneInput(copy, len);
  running = NULL;
  free(copy);
}

/* ---- mutations --------------------------------------------------------------------------------------------------------------- */

#define MAX_MUTATED 8192
static size_t append_part(char *out, size_t len, uint64_t *random) {
  const support_text *from = &inputs[support_below(random, n_inputs)];
  size_t at = support_below(random, from->len + 1), n = support_below(random, from->len - at + 1);
  if (n > MAX_MUTATED - len) n = MAX_MUTATED - len;
  memcpy(out + len, from->data + at, n);
  return len + n;
}

static void mutate(uint64_t *random) {
  static char out[MAX_MUTATED];
  static const uint8_t telling[] = {0,    1,    0x7f, 0x80, 0xbf, 0xc0, 0xd8, 0xd9, 0xdb,
                                    0xe2, 0xef, 0xf0, 0xf4, 0xff, '\n', '\r', ' ',  ':'};
  const support_text *base = &inputs[support_below(random, n_inputs)];
  size_t len = base->len < MAX_MUTATED ? base->len : MAX_MUTATED;
  memcpy(out, base->data, len);
  switch (support_below(random, 3)) {
    case 0: len = support_below(random, len + 1); break;
    case 1: len = append_part(out, support_below(random, len + 1), random); break;
    default: break;
  }
  for (uint32_t flips = support_below(random, 6); len && flips; flips--) {
    char *at = &out[support_below(random, len)];
    *at = (char)(support_below(random, 2) ? telling[support_below(random, sizeof telling)] : support_random(random));
  }
  run(out, len);
}

int main(int argc, char **argv) {
  unsigned long mutations = 0;
  uint64_t random = 1;
  program = argv[0];
  if (LLVMFuzzerInitialize) LLVMFuzzerInitialize(&argc, &argv);
  for (int i = 1; i < argc; i++) {
    if (strncmp(argv[i], "--mutate=", 9) == 0) mutations = strtoul(argv[i] + 9, NULL, 10);
    else if (strncmp(argv[i], "--seed=", 7) == 0) random = strtoull(argv[i] + 7, NULL, 10);
    else read_path(argv[i]);
  }
  if (!n_inputs) {
    fprintf(stderr, "usage: %s [--mutate=N] [--seed=N] FILE-OR-FOLDER…\n", argv[0]);
    return 2;
  }
  signal(SIGABRT, on_abort);
#ifndef __SANITIZE_ADDRESS__ /* ASan has a handler that tells more, and calls __asan_on_error */
  signal(SIGSEGV, on_abort);
#endif
  run("", 0);
  for (size_t i = 0; i < n_inputs; i++) run(inputs[i].data, inputs[i].len);
  for (unsigned long i = 0; i < mutations; i++) mutate(&random);
  printf("%s: %zu inputs and %lu mutations of them\n", argv[0], n_inputs, mutations);
  support_free(inputs, n_inputs);
  return 0;
}
