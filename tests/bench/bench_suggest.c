/* bench_suggest.c: completion and suggestion over a million names.
 *
 * The names are those of names.h, one an entity. Queries are names of the list with one or two slips in each: every second slip is one of the
 * confusions of annotations/lexicon/confusions.yaml, the others are letters exchanged, left out, put in or swapped at random.
 */
#include <unistd.h>

#include "../../core/lexicon/near.h"
#include "names.h"

#define NAMES 1000000u
#define QUERIES 1000u
/* ---- the index ---- */

static size_t write_names(const char *path, const words *given, const words *other, char **names, size_t n) {
  FILE *out = fopen(path, "w");
  if (!out) support_die("cannot write %s", path);
  uint64_t random = 20220108;
  size_t bytes = 0;
  for (size_t i = 0; i < n; i++) {
    char name[MAX_NAME];
    make_name(name, given, other, &random);
    names[i] = strdup(name);
    if (!names[i]) support_die("no memory");
    bytes += (size_t)fprintf(out, "- {id: 'Q%zu', type: PERS, name: {ar: %s}}\n", i + 1, name);
  }
  if (fclose(out) != 0) support_die("cannot write %s", path);
  return bytes;
}

/* ---- slips ---- */

static uint32_t letters_of(const char *s, uint32_t *cp) {
  uint32_t n = 0;
  for (const unsigned char *p = (const unsigned char *)s; *p && n < MAX_NAME; p++) {
    if ((*p & 0xc0) == 0x80) cp[n - 1] = cp[n - 1] << 6 | (*p & 0x3f);
    else cp[n++] = *p < 0x80 ? *p : *p & 0x1f;
  }
  return n;
}

static void spell(const uint32_t *cp, uint32_t n, char *out) {
  for (uint32_t i = 0; i < n; i++) {
    if (cp[i] < 0x80) *out++ = (char)cp[i];
    else *out++ = (char)(0xc0 | cp[i] >> 6), *out++ = (char)(0x80 | (cp[i] & 0x3f));
  }
  *out = 0;
}

static const uint32_t alphabet[] = {0x627, 0x628, 0x62a, 0x62b, 0x62c, 0x62d, 0x62e, 0x62f, 0x630, 0x631, 0x632, 0x633, 0x634, 0x635,
                                    0x636, 0x637, 0x638, 0x639, 0x63a, 0x641, 0x642, 0x643, 0x644, 0x645, 0x646, 0x647, 0x648, 0x64a};
#define N_ALPHABET (sizeof alphabet / sizeof *alphabet)

static void cut(uint32_t *cp, uint32_t *n, uint32_t at) {
  memmove(cp + at, cp + at + 1, (*n - at - 1) * sizeof *cp);
  --*n;
}
static void insert(uint32_t *cp, uint32_t *n, uint32_t at, uint32_t letter) {
  memmove(cp + at + 1, cp + at, (*n - at) * sizeof *cp);
  cp[at] = letter;
  ++*n;
}

/* A slip of any kind; false: none is possible at the place that was drawn. */
static bool slip_at_random(uint32_t *cp, uint32_t *n, uint64_t *random) {
  uint32_t at = support_below(random, *n), letter = alphabet[support_below(random, N_ALPHABET)];
  if (cp[at] == ' ') return false;
  switch (support_below(random, 4)) {
    case 0: cut(cp, n, at); return true;
    case 1: insert(cp, n, at, letter); return true;
    case 2:
      if (cp[at] == letter) return false;
      cp[at] = letter;
      return true;
    default:
      if (at + 1 >= *n || cp[at + 1] == ' ' || cp[at + 1] == cp[at]) return false;
      letter = cp[at], cp[at] = cp[at + 1], cp[at + 1] = letter;
      return true;
  }
}

/* One that people make: of the confusions, a long vowel, a doubled letter, a space. */
static bool slip_of_spelling(uint32_t *cp, uint32_t *n, uint64_t *random) {
  static const char *const classes[] = {"ضظ", "ذدز", "ثتس", "قغجك", "صس", "طت", "هح", "فب"};
  uint32_t at = support_below(random, *n), kind = support_below(random, 8), class_letters[8];
  if (kind == 0) { /* joined */
    if (cp[at] != ' ') return false;
    cut(cp, n, at);
    return true;
  }
  if (cp[at] == ' ') return false;
  if (kind == 1) {
    insert(cp, n, at, cp[at]);
    return true;
  }
  bool vowel = cp[at] == 0x627 || cp[at] == 0x648 || cp[at] == 0x64a;
  if (kind == 2 && vowel) {
    cut(cp, n, at);
    return true;
  }
  if (kind == 3 && !vowel) {
    static const uint32_t vowels[] = {0x627, 0x648, 0x64a};
    insert(cp, n, at + 1, vowels[support_below(random, 3)]);
    return true;
  }
  for (size_t i = support_below(random, 8), tries = 0; tries < 8; i = (i + 1) % 8, tries++) {
    uint32_t size = letters_of(classes[i], class_letters), which = support_below(random, size);
    for (uint32_t k = 0; k < size; k++) {
      if (class_letters[k] != cp[at] || class_letters[which] == cp[at]) continue;
      cp[at] = class_letters[which];
      return true;
    }
  }
  return false;
}

static void misspell(const char *name, char *out, uint64_t *random) {
  uint32_t cp[MAX_NAME * 2], n = letters_of(name, cp), slips = 1 + support_below(random, 2);
  for (uint32_t i = 0; i < slips;)
    i += support_below(random, 2) ? slip_of_spelling(cp, &n, random) : slip_at_random(cp, &n, random);
  spell(cp, n, out);
}

/* ---- measuring ---- */

/* The place of `name` among what is suggested for a query, from 0; SIZE_MAX where it is not. */
static size_t place_of(const khb_engine *engine, const char *name, const khb_suggestion *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    khb_name there;
    if (khb_engine_entity_name(engine, out[i].entity, out[i].name, &there) == KHB_OK && strcmp(there.text, name) == 0) return i;
  }
  return SIZE_MAX;
}

/* In the first round the pages of the file come into memory; of the other three each query's best counts, because other programs
   run beside. */
#define ROUNDS 4
static void measure_suggest(const khb_engine *engine, char **names, size_t n) {
  double cold[QUERIES], warm[QUERIES];
  size_t first = 0, five = 0;
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t random = 7;
    for (size_t i = 0; i < QUERIES; i++) {
      khb_suggestion out[KHB_MAX_SUGGESTIONS];
      char query[MAX_NAME * 4];
      const char *name = names[support_below(&random, n)];
      misspell(name, query, &random);
      double start = bench_now();
      size_t found = khb_engine_suggest(engine, query, strlen(query), out, KHB_MAX_SUGGESTIONS);
      double took = bench_now() - start;
      if (round == 0) cold[i] = took;
      else if (round == 1 || took < warm[i]) warm[i] = took;
      if (round) continue;
      size_t place = place_of(engine, name, out, found);
      first += place == 0;
      five += place < 5;
    }
  }
  bench_print("suggest_first", 100.0 * (double)first / QUERIES);
  bench_print("suggest_five", 100.0 * (double)five / QUERIES);
  bench_print("suggest_cold_ms", 1e3 * bench_quantile(cold, QUERIES, 0.5));
  bench_print("suggest_ms", 1e3 * bench_quantile(warm, QUERIES, 0.5));
  bench_print("suggest_p99_ms", 1e3 * bench_quantile(warm, QUERIES, 0.99));
  bench_print("suggest_max_ms", 1e3 * warm[QUERIES - 1]);
}

/* The first one to all letters of a name, or of one of its later words. */
static void measure_complete(const khb_engine *engine, char **names, size_t n) {
  double times[QUERIES];
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t random = 11;
    for (size_t i = 0; i < QUERIES; i++) {
      khb_hit out[KHB_MAX_COMPLETIONS];
      const char *name = names[support_below(&random, n)], *later = strrchr(name, ' ');
      if (i % 4 == 0 && later) name = later + 1;
      uint32_t cp[MAX_NAME], letters = letters_of(name, cp);
      char prefix[MAX_NAME * 2];
      spell(cp, 1 + support_below(&random, letters), prefix);
      double start = bench_now();
      size_t found = khb_engine_complete(engine, prefix, strlen(prefix), out, KHB_MAX_COMPLETIONS);
      double took = bench_now() - start;
      if (round < 2 || took < times[i]) times[i] = took;
      if (!found) support_die("nothing begins with %s", prefix);
    }
  }
  bench_print("complete_ms", 1e3 * bench_quantile(times, QUERIES, 0.5));
  bench_print("complete_p99_ms", 1e3 * bench_quantile(times, QUERIES, 0.99));
  bench_print("complete_max_ms", 1e3 * times[QUERIES - 1]);
}

static void measure_size(const char *path) {
  khb_index *index;
  if (khb_index_open_file(path, &index, NULL) != KHB_OK) support_die("cannot open %s", path);
  double names = index->n_names;
  const khb_packed *packed[] = {&index->best, &index->later, &index->after};
  double search = 8.0 * index->n_trie + 8.0 * index->n_back + index->n_fame + 4.0 * index->n_confusions;
  for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) search += (double)packed[i]->n * packed[i]->width / 8;
  bench_print("suggest_words", index->n_words);
  bench_print("suggest_bytes_name", (double)index->size / names);
  bench_print("suggest_own_bytes_name", search / names);
  khb_index_close(index);
}

int main(int argc, char **argv) {
  size_t n = argc > 1 && atoi(argv[1]) > 0 ? (size_t)atoi(argv[1]) : NAMES;
  support_text lists = support_read("annotations/lexicon/name-words.yaml");
  words given = read_words(lists.data, "given-name:"), other = read_words(lists.data, "name-word:");
  char **names = calloc(n, sizeof *names), yaml[256], path[280];
  if (!names) support_die("no memory");
  support_temp_file(yaml, sizeof yaml, "", 0);
  snprintf(path, sizeof path, "%s.khx", yaml);
  double bytes = (double)write_names(yaml, &given, &other, names, n);
  const char *files[] = {yaml, "annotations/lexicon/confusions.yaml"};
  khb_error err;
  double start = bench_now();
  if (khb_index_build(files, 2, path, NULL, &err) != KHB_OK) support_die("%s", err.what);
  bench_print("suggest_names", (double)n);
  bench_print("suggest_build_s", bench_now() - start);
  bench_print("suggest_yaml_mb", bytes / 1e6);
  measure_size(path);
  khb_options options = {.size = sizeof options, .index = path};
  khb_engine *engine;
  if (khb_engine_open(&options, &engine, &err) != KHB_OK) support_die("%s", err.what);
  measure_suggest(engine, names, n);
  measure_complete(engine, names, n);
  khb_engine_close(engine);
  unlink(yaml);
  unlink(path);
  for (size_t i = 0; i < n; i++) free(names[i]);
  free(names);
  free(given.at), free(given.len), free(other.at), free(other.len);
  free(lists.data);
  return 0;
}
