/* bench.h: time, medians, and the corpus that benchmarks run over.
 *
 * Each benchmark prints lines "key<TAB>value"; tests/bench/run makes one table of them.
 */
#ifndef KHB_TESTS_BENCH_H
#define KHB_TESTS_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../support/support.h"

#define BENCH_BYTES 20000000u /* at least this much text */

static inline double bench_now(void) { /* seconds */
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int bench_compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
/* Sorts. q is 0..1: 0.5 the median. */
static inline double bench_quantile(double *values, size_t n, double q) {
  qsort(values, n, sizeof *values, bench_compare);
  return values[(size_t)(q * (double)(n - 1) + 0.5)];
}

static inline void bench_print(const char *key, double value) { printf("%s\t%.6g\n", key, value); }

/* The paragraphs of the project's drafts, shuffled again and again until there are `bytes`; or the file argv[1] as it is. */
static inline support_text bench_corpus(int argc, char **argv, size_t bytes) {
  if (argc > 1 && *argv[1]) return support_read(argv[1]);
  support_text *drafts, out = {malloc(bytes + (1 << 20)), 0};
  size_t n = support_drafts(&drafts), n_lines = 0;
  struct line {
    const char *at;
    size_t len;
  } *lines = NULL;
  for (size_t i = 0; i < n; i++) {
    for (const char *p = drafts[i].data, *end = p + drafts[i].len; p < end;) {
      const char *stop = memchr(p, '\n', (size_t)(end - p));
      size_t len = (size_t)((stop ? stop : end) - p);
      lines = realloc(lines, (n_lines + 1) * sizeof *lines);
      if (!lines || !out.data) support_die("no memory for a corpus");
      if (len && len < 65536) lines[n_lines++] = (struct line){p, len};
      p += len + 1;
    }
  }
  if (!n_lines) support_die("the drafts are empty");
  uint64_t random = 1;
  while (out.len < bytes) {
    for (size_t i = n_lines - 1; i > 0; i--) {
      size_t j = support_below(&random, i + 1);
      struct line swap = lines[i];
      lines[i] = lines[j];
      lines[j] = swap;
    }
    for (size_t i = 0; i < n_lines && out.len < bytes; i++) {
      memcpy(out.data + out.len, lines[i].at, lines[i].len);
      out.len += lines[i].len;
      out.data[out.len++] = '\n';
    }
  }
  free(lines);
  support_free(drafts, n);
  return out;
}

#endif
