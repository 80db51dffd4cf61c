/* bench_index.c: an index of many names: how long it takes to make, what it weighs, how soon it answers, how fast text is matched.
 *
 *   bench_index [NAMES [CORPUS [NAMES_OUT TEXT_OUT]]]
 *
 * The names are those of names.h, one an entity, each with a Wikidata number drawn from as wide a range as Wikidata's (130 million)
 * and a prior as the importer makes them of counts of site links: most small, a few large. A name is a pair of text and entity.
 * Matching is measured twice: with these names alone, of which news hardly has any; and with the shipped entities and word lists
 * laid in, of which nearly every word of a text is one. NAMES_OUT and TEXT_OUT get names and text for the peers.
 */
#include <math.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../../core/lexicon/format.h"
#include "names.h"

#define NAMES 1000000u
#define ROUNDS 7
#define OPENINGS 200

static double peak_mb(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)usage.ru_maxrss / 1024;
}

/* 1 site link for half of all, 2 or more for a third … as the priors of core/import are scaled. */
static uint32_t draw_prior(uint64_t *random) {
  double links = 1 / ((double)(1 + support_below(random, 1u << 20)) / (1 << 20));
  uint32_t prior = (uint32_t)(32 * log2(links > 255 ? 255 : links));
  return prior > 255 ? 255 : prior;
}

static void write_names(const char *yaml, const char *names_out, size_t n) {
  support_text lists = support_read("annotations/lexicon/name-words.yaml");
  words given = read_words(lists.data, "given-name:"), other = read_words(lists.data, "name-word:");
  FILE *out = fopen(yaml, "w"), *names = names_out ? fopen(names_out, "w") : NULL;
  if (!out || (names_out && !names)) support_die("cannot write %s", yaml);
  uint64_t random = 20220108, ids = 5, step = 130000000 / n;
  for (size_t i = 0; i < n; i++) {
    char name[MAX_NAME];
    make_name(name, &given, &other, &random);
    uint64_t id = 1 + i * step + support_below(&ids, step);
    fprintf(out, "- {id: Q%llu, type: PERS, prior: %u, name: {ar: %s}}\n", (unsigned long long)id, draw_prior(&ids), name);
    if (names) fprintf(names, "%s\n", name);
  }
  if (fclose(out) != 0 || (names && fclose(names) != 0)) support_die("cannot write %s", yaml);
  free(given.at), free(given.len), free(other.at), free(other.len);
  free(lists.data);
}

static double build(const char *const *yaml, size_t n, const char *path) {
  khb_error err;
  double start = bench_now();
  if (khb_index_build(yaml, n, path, NULL, &err) != KHB_OK) support_die("%s", err.what);
  return bench_now() - start;
}

static khb_lexicon *open_lexicon(const char *path) {
  khb_index *index;
  khb_lexicon *lexicon;
  if (khb_index_open_file(path, &index, NULL) != KHB_OK || khb_lexicon_open(&index, 1, &lexicon, NULL) != KHB_OK)
    support_die("cannot open %s", path);
  return lexicon;
}

/* Opening, looking one name up, its id and text, closing; the file is in memory. */
static void measure_open(const char *path) {
  double times[OPENINGS];
  for (int i = 0; i < OPENINGS; i++) {
    static const char name[] = "محمد بن سلمان";
    khb_hit hit;
    khb_entity entity;
    double start = bench_now();
    khb_lexicon *lexicon = open_lexicon(path);
    khb_lexicon_lookup(lexicon, name, sizeof name - 1, &hit, 1);
    if (khb_lexicon_entity(lexicon, (uint32_t)i, &entity) != KHB_OK) support_die("%s has no entity %d", path, i);
    times[i] = bench_now() - start;
    khb_lexicon_close(lexicon);
  }
  bench_print("index_open_ms", 1e3 * bench_quantile(times, OPENINGS, 0.5));
}

/* Tokens, folding, clitics and everything that the index knows; the text as a whole. */
static void measure_match(const char *key, const char *path, const support_text *text) {
  double times[ROUNDS];
  char name[64];
  khb_lexicon *lexicon = open_lexicon(path);
  khb_scan scan = {0};
  khb_matches matches = {0};
  for (int i = -1; i < ROUNDS; i++) {
    khb_scan_reset(&scan);
    khb_matches_reset(&matches);
    double start = bench_now();
    if (!khb_scan_text(&scan, text->data, 0, (uint32_t)text->len) ||
        !khb_lexicon_match(lexicon, text->data, &scan, 0, scan.n_tok, &matches)) {
      support_die("no memory");
    }
    if (i >= 0) times[i] = bench_now() - start;
  }
  snprintf(name, sizeof name, "%s_mb_s", key);
  bench_print(name, (double)text->len / 1e6 / bench_quantile(times, ROUNDS, 0.5));
  snprintf(name, sizeof name, "%s_matches", key);
  bench_print(name, (double)matches.n);
  khb_matches_free(&matches);
  khb_scan_free(&scan);
  khb_lexicon_close(lexicon);
}

/* What each part of the file costs a name. */
static void measure_size(const char *path) {
  static const struct part {
    const char *key;
    uint32_t first, last;
  } parts[] = {{"words", KHB_SEC_LETTERS, KHB_SEC_WRITTEN_TEXT}, {"tree", KHB_SEC_CHILDREN, KHB_SEC_PAYLOADS},
               {"names", KHB_SEC_OWNERS, KHB_SEC_SPELLED_TEXT},  {"entities", KHB_SEC_ID_HIGH, KHB_SEC_OFFICES},
               {"letters", KHB_SEC_FAME, KHB_SEC_BACK},          {"best", KHB_SEC_BEST, KHB_SEC_LEVELS},
               {"after", KHB_SEC_LATER, KHB_SEC_AFTER}};
  khb_index *index;
  khb_error err;
  if (khb_index_open_file(path, &index, &err) != KHB_OK) support_die("%s", err.what);
  const khb_f_header *head = (const void *)index->file.data;
  const khb_f_section *table = (const void *)(head + 1);
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < head->n_sections; i++) {
      if (table[i].id >= parts[k].first && table[i].id <= parts[k].last) bytes += table[i].length;
    }
    char name[64];
    snprintf(name, sizeof name, "index_%s_bytes_name", parts[k].key);
    bench_print(name, (double)bytes / index->n_names);
  }
  bench_print("index_names", index->n_names);
  bench_print("index_words", index->n_words);
  bench_print("index_mb", (double)index->size / 1e6);
  bench_print("index_bytes_name", (double)index->size / index->n_names);
  khb_index_close(index);
}

/* The shipped YAML files after the names; `files` has room. Returns their number. */
static size_t shipped(const char **files, size_t n, char (*room)[256], size_t most) {
  FILE *list = popen("ls annotations/entities/*.yaml annotations/lexicon/*.yaml", "r");
  if (!list) support_die("cannot list annotations/");
  for (size_t i = 0; i < most && fgets(room[i], 256, list); i++) {
    room[i][strcspn(room[i], "\n")] = 0;
    files[n++] = room[i];
  }
  pclose(list);
  return n;
}

int main(int argc, char **argv) {
  size_t n = argc > 1 && atoi(argv[1]) > 0 ? (size_t)atoi(argv[1]) : NAMES, n_files;
  char yaml[256], path[280], room[200][256];
  const char *files[202];
  support_text text = bench_corpus(argc - 1, argv + 1, BENCH_BYTES);
  support_temp_file(yaml, sizeof yaml, "", 0);
  snprintf(path, sizeof path, "%s.khx", yaml);
  write_names(yaml, argc > 4 ? argv[3] : NULL, n);
  if (argc > 4 && khb_file_write(argv[4], text.data, text.len, NULL) != KHB_OK) support_die("cannot write %s", argv[4]);
  files[0] = yaml;
  files[1] = "annotations/lexicon/confusions.yaml";
  double before = peak_mb();
  bench_print("index_build_s", build(files, 2, path));
  bench_print("index_build_mb", peak_mb() - before);
  measure_size(path);
  measure_open(path);
  measure_match("index_match", path, &text);
  n_files = shipped(files, 1, room, 200);
  build(files, n_files, path);
  measure_match("index_all_match", path, &text);
  unlink(yaml);
  unlink(path);
  free(text.data);
  return 0;
}
