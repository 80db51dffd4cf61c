/* names.h: names by the million, for the benchmarks of the index: given names and other words of names from
 * annotations/lexicon/name-words.yaml, drawn by lot in the shapes G F, G G F, G G بن G F and G G بن G بن G F.
 */
#ifndef KHB_TESTS_BENCH_NAMES_H
#define KHB_TESTS_BENCH_NAMES_H

#include "bench.h"

#define MAX_NAME 256

typedef struct words {
  const char **at;
  uint16_t *len;
  size_t n;
} words;

/* The words of one attribute's list. */
static inline words read_words(const char *yaml, const char *key) {
  words w = {NULL, NULL, 0};
  const char *p = strstr(yaml, key), *end = p ? strchr(p, ']') : NULL;
  if (!end) support_die("name-words.yaml has no list %s", key);
  for (p = strchr(p, '[') + 1; p < end;) {
    size_t skip = strspn(p, " ,\n"), len = strcspn(p + skip, " ,\n]");
    if (!len) break;
    w.at = realloc(w.at, (w.n + 1) * sizeof *w.at);
    w.len = realloc(w.len, (w.n + 1) * sizeof *w.len);
    if (!w.at || !w.len) support_die("no memory");
    w.at[w.n] = p + skip;
    w.len[w.n++] = (uint16_t)len;
    p += skip + len;
  }
  return w;
}

static inline void put_word(char *name, const words *w, uint64_t *random) {
  size_t i = support_below(random, w->n), at = strlen(name);
  snprintf(name + at, MAX_NAME - at, "%s%.*s", at ? " " : "", (int)w->len[i], w->at[i]);
}

static inline void make_name(char *name, const words *given, const words *other, uint64_t *random) {
  uint32_t shape = support_below(random, 4);
  *name = 0;
  put_word(name, given, random);
  for (uint32_t i = 0; i < shape; i++) {
    if (shape > 1 && i) strcat(name, " بن");
    put_word(name, given, random);
  }
  put_word(name, other, random);
}

#endif
