/* bench_hyperscan.c NAMES TEXT: Hyperscan's literal API over the same names and text: a file of names, one a line, and a text. It
 * finds the bytes of the names as they stand, without folding, clitics or words. Hyperscan exists on x86 alone: elsewhere, or where
 * its header was not there when this was compiled, nothing is printed and a word on standard error says so.
 */
#include "bench.h"

#if __has_include(<hs/hs.h>)
#include <hs/hs.h>

#define ROUNDS 3

static unsigned long long n_found;
static int count(unsigned int id, unsigned long long from, unsigned long long to, unsigned int flags, void *context) {
  (void)id, (void)from, (void)to, (void)flags, (void)context;
  n_found++;
  return 0;
}

static hs_database_t *compile(support_text names) {
  size_t n = 0, cap = 1 << 16;
  const char **at = malloc(cap * sizeof *at);
  size_t *len = malloc(cap * sizeof *len);
  for (char *p = names.data, *end = names.data + names.len, *stop; p < end; p = stop + 1) {
    stop = memchr(p, '\n', (size_t)(end - p));
    if (!stop) break;
    if (n == cap) {
      cap *= 2;
      at = realloc(at, cap * sizeof *at);
      len = realloc(len, cap * sizeof *len);
    }
    if (!at || !len) support_die("no memory");
    *stop = 0;
    at[n] = p;
    len[n++] = (size_t)(stop - p);
  }
  unsigned int *flags = calloc(n, sizeof *flags), *ids = calloc(n, sizeof *ids);
  if (!flags || !ids) support_die("no memory");
  for (size_t i = 0; i < n; i++) ids[i] = (unsigned int)i;
  hs_database_t *database;
  hs_compile_error_t *error;
  double start = bench_now();
  if (hs_compile_lit_multi(at, flags, ids, len, (unsigned int)n, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
    fprintf(stderr, "bench_hyperscan: %s\n", error->message);
    exit(0);
  }
  bench_print("hyperscan_build_s", bench_now() - start);
  size_t bytes = 0;
  hs_database_size(database, &bytes);
  bench_print("hyperscan_bytes_name", (double)bytes / (double)n);
  free(at), free(len), free(flags), free(ids);
  return database;
}

int main(int argc, char **argv) {
  if (argc < 3) support_die("names and text are wanted");
  support_text names = support_read(argv[1]), text = support_read(argv[2]);
  hs_database_t *database = compile(names);
  hs_scratch_t *scratch = NULL;
  double times[ROUNDS];
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) support_die("no memory");
  for (int i = 0; i < ROUNDS; i++) {
    double start = bench_now();
    n_found = 0;
    if (hs_scan(database, text.data, (unsigned int)text.len, 0, scratch, count, NULL) != HS_SUCCESS) support_die("scan failed");
    times[i] = bench_now() - start;
  }
  bench_print("hyperscan_mb_s", (double)text.len / 1e6 / bench_quantile(times, ROUNDS, 0.5));
  hs_free_scratch(scratch);
  hs_free_database(database);
  free(names.data);
  free(text.data);
  return 0;
}
#else
int main(void) {
  fprintf(stderr, "bench_hyperscan: Hyperscan is not here (libhyperscan-dev, x86 only): skipped\n");
  return 0;
}
#endif
