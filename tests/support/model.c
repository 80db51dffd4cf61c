/* model.c: writes small model files by hand, independently of the trainer, as core/tagger/model.h draws them. */
#include "model.h"

#include <stdlib.h>

#include "../../core/tagger/net.h"
#include "support.h"

support_para *support_para_open(const khb_lexicon *lexicon, const char *text, size_t len) {
  support_para *p = calloc(1, sizeof *p);
  if (!p) support_die("no memory");
  p->text = text;
  if (!khb_scan_text(&p->scan, text, 0, (uint32_t)len)) support_die("no memory");
  size_t n = p->scan.n_tok;
  p->first_match = calloc(n + 1, sizeof *p->first_match);
  if (!p->first_match || !khb_lexicon_match(lexicon, text, &p->scan, 0, n, &p->matches)) support_die("no memory");
  uint32_t m = 0;
  for (uint32_t t = 0; t <= n; t++) {
    while (m < p->matches.n && p->matches.item[m].first < t) m++;
    p->first_match[t] = m;
  }
  p->context = (khb_context){.lexicon = lexicon, .text = text, .scan = &p->scan, .matches = &p->matches, .first_match = p->first_match};
  return p;
}

void support_para_close(support_para *p) {
  khb_scan_free(&p->scan);
  khb_matches_free(&p->matches);
  free(p->first_match);
  free(p);
}

/* ---- image ---- */

typedef struct image { uint8_t *data; size_t size; khb_f_section table[KHB_MSEC_END]; } image;

static void put(image *im, uint32_t id, const void *data, uint32_t element, size_t count) {
  size_t length = element * count, room = (length + 7) / 8 * 8;
  im->data = realloc(im->data, im->size + room + 8);
  if (!im->data) support_die("no memory");
  memset(im->data + im->size, 0, room);
  if (length) memcpy(im->data + im->size, data, length);
  im->table[id] = (khb_f_section){id, element, im->size, length, count};
  im->size += room;
}

void support_model_seal(uint8_t *data, size_t size) {
  uint64_t sum = khb_checksum(data, size);
  memcpy(data + offsetof(khb_f_model, checksum), &sum, sizeof sum);
}

static const char strings[] = "\0test model\0PERS\0ORG\0GPE\0LOC\0FAC\0NORP\0EVENT\0PRODUCT\0LAW\0title\0given-name";
static const struct { uint32_t at; uint8_t type; } type_list[] = {
    {12, KHB_PERS}, {17, KHB_ORG}, {21, KHB_GPE}, {25, KHB_LOC}, {29, KHB_FAC}, {33, KHB_NORP}, {38, KHB_EVENT}, {44, KHB_PRODUCT},
    {52, KHB_LAW}};

static void put_tables(image *im, uint32_t n_types, float strength, uint64_t *seed) {
  khb_f_type types[9] = {{0}};
  for (uint32_t i = 0; i < n_types; i++) types[i] = (khb_f_type){type_list[i].at, type_list[i].type, 0, 0};
  const uint32_t classes[] = {56}, attributes[] = {62}, labels = 2 * n_types + 1;
  float chain[KHB_MAX_LABELS * (KHB_MAX_LABELS + 1)], line[] = {0, 0.5f, 1};
  for (uint32_t i = 0; i < labels * (labels + 1); i++) chain[i] = strength * ((float)support_below(seed, 2001) / 1000 - 1);
  static const uint8_t words[][4] = {{KHB_C_QAF, KHB_C_ALEF, KHB_C_LAM}, {KHB_C_MIM, KHB_C_SAD, KHB_C_RA}};
  uint16_t tags[16] = {0};
  khb_f_mword known[16] = {{{0}, 0, 0}};
  for (uint32_t i = 0; i < 2; i++) {
    uint8_t padded[16] = {0};
    memcpy(padded, words[i], 3);
    uint32_t at = khb_bucket_put(tags, 16, khb_word_key(padded, 3));
    known[at] = (khb_f_mword){{(uint16_t)(1 + i), 2, 3, 4, 5, 6}, (uint8_t)(90 + i), (uint8_t)i};
  }
  int8_t clitics[64];
  for (uint32_t i = 0; i < 64; i++) clitics[i] = (int8_t)(support_below(seed, 255) - 127u);
  put(im, KHB_MSEC_STRINGS, strings, 1, sizeof strings);
  put(im, KHB_MSEC_TYPES, types, sizeof *types, n_types);
  put(im, KHB_MSEC_CLASSES, classes, 4, 1);
  put(im, KHB_MSEC_ATTRIBUTES, attributes, 4, 1);
  put(im, KHB_MSEC_WORD_TAGS, tags, 2, 16);
  put(im, KHB_MSEC_WORDS, known, sizeof *known, 16);
  put(im, KHB_MSEC_CHAIN, chain, 4, labels * (labels + 1));
  put(im, KHB_MSEC_CLITICS, clitics, 1, 64);
  put(im, KHB_MSEC_CALIBRATION, line, 4, 3);
}

/* A small encoder with random weights, in two of three models: in one its output is added to the scores, in one it gives features. */
static void put_net(image *im, uint32_t n_types, uint64_t seed) {
  enum { WIDTH = 16, LAYERS = 2, BUCKETS = 64, WEIGHTS = LAYERS * 6 * WIDTH * WIDTH + WIDTH * KHB_LANES, NUMBERS = LAYERS * 6 * WIDTH + 2 * WIDTH + 2 * KHB_LANES };
  static int8_t embed[BUCKETS * WIDTH], weights[WEIGHTS];
  float numbers[NUMBERS];
  const uint32_t there = seed % 3 != 0;
  const khb_f_net head = {.width = WIDTH, .n_layers = LAYERS, .n_buckets = BUCKETS, .n_labels = 2 * n_types + 1, .embed_scale = 0.02f,
                          .mix = seed % 3 == 1 ? 0.5f : 0, .n_slots = KHB_NET_SLOTS, .reach = {1, 4}};
  for (uint32_t i = 0; i < BUCKETS * WIDTH; i++) embed[i] = (int8_t)(support_below(&seed, 255) - 127u);
  for (uint32_t i = 0; i < WEIGHTS; i++) weights[i] = (int8_t)(support_below(&seed, 255) - 127u);
  for (uint32_t i = 0; i < NUMBERS; i++) numbers[i] = (float)support_below(&seed, 2001) / 1000 - 1;
  for (uint32_t l = 0; l < LAYERS; l++)
    for (uint32_t i = 0; i < 2 * WIDTH; i++) numbers[l * 6 * WIDTH + 2 * WIDTH + i] = 2e-6f; /* scales: weights of 1/4, inputs of 1/1024 */
  for (uint32_t i = 0; i < KHB_LANES; i++) numbers[LAYERS * 6 * WIDTH + 2 * WIDTH + i] = 2e-6f;
  put(im, KHB_MSEC_NET, &head, sizeof head, there);
  put(im, KHB_MSEC_NET_EMBED, embed, 1, there * sizeof embed);
  put(im, KHB_MSEC_NET_WEIGHTS, weights, 1, there * sizeof weights);
  put(im, KHB_MSEC_NET_NUMBERS, numbers, 4, there * NUMBERS);
}

static uint8_t *finish(image *im, float strength) {
  khb_f_model head = {.format = KHB_MODEL_FORMAT, .little = KHB_INDEX_LITTLE, .size = im->size, .n_sections = KHB_MSEC_END - 1,
                      .features = KHB_FEATURES_VERSION, .groups = KHB_FG_ALL, .row_scale = strength / 127, .clitic_scale = 0.01f, .title = 1};
  memcpy(head.magic, KHB_MODEL_MAGIC, 8);
  memcpy(im->data, &head, sizeof head);
  memcpy(im->data + sizeof head, im->table + 1, sizeof im->table - sizeof *im->table);
  support_model_seal(im->data, im->size);
  return im->data;
}

static image start(void) {
  image im = {.size = sizeof(khb_f_model) + (KHB_MSEC_END - 1) * sizeof(khb_f_section)};
  im.data = calloc(im.size, 1);
  if (!im.data) support_die("no memory");
  return im;
}

/* All features of the paragraph into `out`; returns how many. */
static size_t features_of(const support_para *p, const khb_model *m, uint32_t *out, size_t cap) {
  uint32_t n = (uint32_t)p->scan.n_tok, one[KHB_MAX_FEATURES];
  khb_facts *facts = calloc(n + 1, sizeof *facts);
  khb_binding binding = {0};
  if (!facts || !khb_binding_make(&binding, m, p->context.lexicon)) support_die("no memory");
  khb_facts_make(&binding, &p->context, NULL, 0, 0, n, facts);
  size_t all = 0;
  for (uint32_t t = 0; t < n; t++) {
    size_t k = khb_features_of(m, &p->context, facts, n, t, t, one);
    for (size_t i = 0; i < k && all < cap; i++) out[all++] = one[i];
  }
  khb_binding_free(&binding);
  free(facts);
  return all;
}

uint8_t *support_model(const support_para *p, uint32_t n_types, float strength, uint64_t seed, size_t *size) {
  const uint32_t labels = 2 * n_types + 1;
  const uint64_t kind = seed;
  uint64_t again = seed;
  image empty = start();
  put_tables(&empty, n_types, strength, &again);
  put(&empty, KHB_MSEC_TAGS, NULL, 2, 0);
  put(&empty, KHB_MSEC_ROWS, NULL, 1, 0);
  put_net(&empty, n_types, 0);
  finish(&empty, strength);
  khb_model *m;
  khb_error err;
  if (khb_model_open_memory(empty.data, empty.size, "empty", &m, &err) != KHB_OK) support_die("%s", err.what);
  size_t cap = (p->scan.n_tok + 1) * KHB_MAX_FEATURES;
  uint32_t *feature = calloc(cap, sizeof *feature);
  if (!feature) support_die("no memory");
  size_t n = features_of(p, m, feature, cap);
  khb_model_close(m);
  free(empty.data);
  uint32_t places = (uint32_t)(n / KHB_BUCKET + 1) * KHB_BUCKET * 2;
  uint16_t *tags = calloc(places, sizeof *tags);
  int8_t *rows = calloc((size_t)places * labels, 1);
  if (!tags || !rows) support_die("no memory");
  for (size_t i = 0; i < n; i++)
    if (khb_bucket_find(tags, places, feature[i]) == KHB_NONE) khb_bucket_put(tags, places, feature[i]);
  for (size_t i = 0; i < (size_t)places * labels; i++) rows[i] = (int8_t)(support_below(&seed, 41) - 20u);
  image im = start();
  put_tables(&im, n_types, strength, &seed);
  put(&im, KHB_MSEC_TAGS, tags, 2, places);
  put(&im, KHB_MSEC_ROWS, rows, 1, (size_t)places * labels);
  put_net(&im, n_types, kind);
  free(tags);
  free(rows);
  free(feature);
  *size = im.size;
  return finish(&im, strength);
}
