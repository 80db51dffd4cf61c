/* fuzz_index.c: index files from hostile hands. The first byte of the input chooses:
 *
 *   'f'   the rest is the file
 *   else  the rest are changes to a good file, 7 bytes each: where (3), how (1: set, add, xor, or fill a run), value (3)
 *
 * What is broken may answer anything, but must answer: opening, checking, every query. A file that passes the whole check must
 * also be without fault in use: each name leads to its entity and is found by its own text.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../core/lexicon/format.h"
#include "../support/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                         \
  do {                                                                                          \
    if (!(condition)) support_die("%s:%d: broken promise: %s", __FILE__, __LINE__, #condition); \
  } while (0)

static const char more_yaml[] =
    "classes: {title: [وزير, وزير الخارجية], head: [وزارة]}\n"
    "attributes: {given: [محمد, أنتوني]}\n"
    "confusions: [{kind: exchange, letters: [ت, ط], cost: 0.5}, {kind: drop, letters: [ا], cost: 0.3}]\n"
    "patterns: [{name: p, type: PERS, score: 0.9, match: '@title [name+]'}]\n";
static const char draft[] =
    "قال وزير الخارجية الأميركي أنتوني بلينكن للأمم المتحدة في نور-سلطان إن القاهرة #مجلس_الأمن والكازاخيين "
    "مجلس الأمن التابع للأمم المتحدة Antony Blinken جمهورية مصر العربية";

static uint8_t *good;
static size_t good_size;

static void make_good(void) {
  char paths[2][256];
  support_temp_file(paths[0], sizeof paths[0], support_yaml, strlen(support_yaml));
  support_temp_file(paths[1], sizeof paths[1], more_yaml, sizeof more_yaml - 1);
  const char *files[] = {paths[0], paths[1]};
  MUST(khb_index_compile(files, 2, &good, &good_size, NULL) == KHB_OK);
  unlink(paths[0]);
  unlink(paths[1]);
}

static void change(uint8_t *image, const uint8_t *data, size_t size) {
  for (; size >= 7; data += 7, size -= 7) {
    size_t at = ((size_t)data[0] | (size_t)data[1] << 8 | (size_t)data[2] << 16) % good_size;
    switch (data[3] & 3) {
      case 0: image[at] = data[4]; break;
      case 1: image[at] = (uint8_t)(image[at] + data[4]); break;
      case 2: image[at] ^= data[4]; break;
      default:
        for (size_t i = at; i < good_size && i < at + data[5] * 4u; i++) image[i] = data[i & 1 ? 4 : 6];
        break;
    }
  }
  /* Often with a right checksum, so that the checks behind it are reached. */
  if (size & 1) return;
  uint64_t sum = khb_checksum(image, good_size);
  memcpy(image + offsetof(khb_f_header, checksum), &sum, sizeof sum);
}

static void use_entities(const khb_lexicon *lexicon, bool sound) {
  uint32_t n = khb_lexicon_entity_count(lexicon);
  for (uint32_t i = 0; i < n && i < 256; i++) {
    khb_entity e;
    khb_name name;
    khb_office office;
    khb_status status = khb_lexicon_entity(lexicon, i, &e);
    if (sound) MUST(status == KHB_OK && khb_lexicon_find(lexicon, e.id, strlen(e.id)) == i);
    if (status != KHB_OK) continue;
    (void)(strlen(e.name_ar) + strlen(e.name_en) + strlen(e.description_ar) + strlen(e.description_en) +
           strlen(e.capital) + strlen(e.country) + strlen(e.source));
    for (uint32_t k = 0; k < e.n_names && k < 64; k++) {
      status = khb_lexicon_entity_name(lexicon, i, k, &name);
      if (status == KHB_OK) khb_lexicon_lookup(lexicon, name.text, strlen(name.text), NULL, 0);
      MUST(!sound || status == KHB_OK);
    }
    for (uint32_t k = 0; k < e.n_offices && k < 64; k++) {
      if (khb_lexicon_entity_office(lexicon, i, k, &office) == KHB_OK) (void)(strlen(office.title) + strlen(office.of));
    }
  }
}

/* Part of a name, and misspelt ones. In a sound file the entity of each answer is there, the nearest stands first. */
static void use_search(const khb_lexicon *lexicon, bool sound) {
  static const char *const typed[] = {"ا", "ال", "الأمم ", "الأمم الم", "متحد", "للأمم", "a",
                                      "كازخستان", "انطوني بلنكن", "الأممالمتحدة", "محمد", "وزر الخارجية", "Blinkin"};
  khb_name name;
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    khb_hit hits[KHB_MAX_COMPLETIONS];
    khb_suggestion near[KHB_MAX_SUGGESTIONS];
    size_t n = khb_lexicon_complete(lexicon, typed[i], strlen(typed[i]), hits, KHB_MAX_COMPLETIONS);
    MUST(n <= KHB_MAX_COMPLETIONS);
    for (size_t k = 0; k < n; k++) {
      khb_status status = khb_lexicon_entity_name(lexicon, hits[k].entity, hits[k].name, &name);
      MUST(!sound || status == KHB_OK);
    }
    n = khb_lexicon_suggest(lexicon, typed[i], strlen(typed[i]), near, KHB_MAX_SUGGESTIONS);
    MUST(n <= KHB_MAX_SUGGESTIONS);
    for (size_t k = 0; k < n; k++) {
      khb_status status = khb_lexicon_entity_name(lexicon, near[k].entity, near[k].name, &name);
      MUST(!sound || status == KHB_OK);
      MUST(near[k].cost >= 0 && near[k].cost <= 2 && (k == 0 || near[k - 1].cost <= near[k].cost));
    }
  }
}

static void use(khb_lexicon *lexicon, bool sound) {
  khb_scan scan = {0};
  khb_matches matches = {0};
  MUST(khb_scan_text(&scan, draft, 0, sizeof draft - 1));
  MUST(khb_lexicon_match(lexicon, draft, &scan, 0, scan.n_tok, &matches));
  MUST(matches.n_attr == scan.n_tok);
  for (size_t i = 0; i < matches.n; i++) {
    const khb_match *m = &matches.item[i], *before = i ? m - 1 : m;
    MUST(m->count >= 1 && m->first + m->count <= scan.n_tok && m->proclitic < KHB_N_PROCLITICS &&
         m->type < KHB_TYPE_COUNT);
    MUST(before->first < m->first || (before->first == m->first && before->count >= m->count));
    if (m->what == KHB_MATCH_CLASS) MUST(m->ref < khb_lexicon_class_count(lexicon));
    khb_name name;
    if (m->what == KHB_MATCH_ENTITY) MUST(khb_lexicon_entity_name(lexicon, m->ref, m->name, &name) == KHB_OK);
  }
  use_entities(lexicon, sound);
  use_search(lexicon, sound);
  khb_pattern_text p;
  for (size_t i = 0; i < 16 && khb_lexicon_pattern(lexicon, i, &p); i++) {
    MUST(p.score >= 0 && p.score <= 1);
    (void)(strlen(p.name) + strlen(p.type) + strlen(p.expr) + strlen(p.file));
  }
  khb_matches_free(&matches);
  khb_scan_free(&scan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!good) make_good();
  if (!size) return 0;
  bool file = data[0] == 'f';
  size_t n = file ? size - 1 : good_size;
  uint8_t *image = malloc(n ? n : 1); /* of its own size: a step outside is seen */
  if (!image) support_die("no memory");
  memcpy(image, file ? data + 1 : good, n);
  if (!file) change(image, data + 1, size - 1);
  khb_index *index = NULL;
  khb_error err;
  if (khb_index_open_memory(image, n, "fuzz", &index, &err) == KHB_OK) {
    khb_index_info info;
    khb_index_describe(index, &info);
    bool sound = khb_index_verify(index, image, "fuzz", &err) == KHB_OK;
    khb_lexicon *lexicon;
    if (khb_lexicon_open(&index, 1, &lexicon, &err) == KHB_OK) {
      use(lexicon, sound);
      khb_lexicon_close(lexicon);
    } else {
      khb_index_close(index);
    }
  }
  free(image);
  return 0;
}
