/* model.c: opening, checking and describing a model file. Its layout is drawn in model.h.
 *
 *   open   constant time: header, table, bounds, alignment, relations between counts, the few numbers of TYPES and CHAIN
 *   check  one pass: the checksum, then the numbers that are otherwise checked where they are used
 */
#include "chain.h"
#include "net.h"
#include "score.h"

#include <math.h>
#include <stdlib.h>

#define RETRAIN "take the model that came with this khabar, or train one: khabar train"
#define MAX_WEIGHT 1e4f /* of CHAIN and the scales: what a hostile file may say and sums stay finite */

static const uint32_t element_size[KHB_MSEC_END] = {[KHB_MSEC_STRINGS] = 1,    [KHB_MSEC_TYPES] = sizeof(khb_f_type),
                                                    [KHB_MSEC_CLASSES] = 4,    [KHB_MSEC_ATTRIBUTES] = 4,
                                                    [KHB_MSEC_WORD_TAGS] = 2,  [KHB_MSEC_WORDS] = sizeof(khb_f_mword),
                                                    [KHB_MSEC_TAGS] = 2,       [KHB_MSEC_ROWS] = 1,
                                                    [KHB_MSEC_CHAIN] = 4,      [KHB_MSEC_CLITICS] = 1,
                                                    [KHB_MSEC_CALIBRATION] = 4, [KHB_MSEC_NET] = sizeof(khb_f_net),
                                                    [KHB_MSEC_NET_EMBED] = 1,  [KHB_MSEC_NET_WEIGHTS] = 1,
                                                    [KHB_MSEC_NET_NUMBERS] = 4};

static khb_status broken(const char *name, khb_error *err, const char *what) {
  return khb_fail_at(err, KHB_ERR_FORMAT, name, 0, 0, RETRAIN, "the model is broken: %s", what);
}

static khb_status check_header(const uint8_t *data, size_t size, const char *name, khb_error *err) {
  const khb_f_model *head = (const void *)data;
  if (size < 8 || memcmp(data, KHB_MODEL_MAGIC, 8) != 0)
    return khb_fail_at(err, KHB_ERR_FORMAT, name, 0, 0, RETRAIN, "this is no khabar model");
  if (size < sizeof *head) return broken(name, err, "it ends inside its header");
  if (head->little != KHB_INDEX_LITTLE)
    return khb_fail_at(err, KHB_ERR_VERSION, name, 0, 0, "use it on a little-endian machine",
                       "the model was written in another byte order");
  if (head->format != KHB_MODEL_FORMAT)
    return khb_fail_at(err, KHB_ERR_VERSION, name, 0, 0, RETRAIN,
                       "the model has format %u, this khabar reads format %u", (unsigned)head->format,
                       KHB_MODEL_FORMAT);
  if (head->features != KHB_FEATURES_VERSION)
    return khb_fail_at(err, KHB_ERR_VERSION, name, 0, 0, RETRAIN,
                       "the model was trained on features of version %u, this khabar has version %u",
                       (unsigned)head->features, KHB_FEATURES_VERSION);
  if (head->size != size)
    return khb_fail_at(err, KHB_ERR_FORMAT, name, 0, 0, RETRAIN,
                       "the model is broken: it says that it has %llu bytes and has %llu",
                       (unsigned long long)head->size, (unsigned long long)size);
  if (head->n_sections > KHB_MAX_SECTIONS || (size - sizeof *head) / sizeof(khb_f_section) < head->n_sections)
    return broken(name, err, "its table of sections does not fit");
  return KHB_OK;
}

static bool is_scale(float f) { return f >= 0 && f <= MAX_WEIGHT; }

static const char *check_counts(const khb_model *m) {
  if (!m->n_strings || m->strings[m->n_strings - 1] != 0) return "its texts do not end";
  if (m->n_types == 0 || m->n_types > KHB_MAX_MODEL_TYPES) return "it has too few or too many types";
  if (m->n_classes > KHB_MODEL_CLASSES || m->n_attributes > KHB_MAX_ATTRIBUTES) return "it names too many word classes";
  if (m->n_tags % KHB_BUCKET || m->n_word_tags % KHB_BUCKET) return "a hash table has a wrong size";
  if (m->n_words != m->n_word_tags) return "its words have no classes";
  if (m->n_rows != (uint64_t)m->n_tags * m->n_labels) return "its features have no weights";
  if (m->n_chain != m->n_labels * (m->n_labels + 1)) return "its labels have no weights";
  if (m->n_clitics && (m->n_clitics & (m->n_clitics - 1))) return "a hash table has a wrong size";
  if (m->n_calibration < 2 || m->n_calibration > 4096) return "it has no calibration";
  if (!is_scale(m->row_scale) || !is_scale(m->clitic_scale)) return "a scale is out of range";
  const char *wrong = khb_net_wrong(m);
  if (wrong) return wrong;
  for (uint32_t i = 0; i < m->n_types; i++)
    if (m->types[i].type >= KHB_TYPE_COUNT) return "it has an unknown type";
  for (uint32_t i = 0; i < m->n_chain; i++)
    if (!(fabsf(m->chain[i]) <= MAX_WEIGHT)) return "a weight is out of range";
  return NULL;
}

/* exp, for sums that are divided again: bounded so that a product of two stays a float. */
static float weight_of(float w) { return expf(w < -40 ? -40 : w > 40 ? 40 : w); }

static void prepare_step(khb_steps *s, uint32_t a, uint32_t b, float w) {
  const uint32_t from = khb_lane_of(a), to = khb_lane_of(b);
  if (to < KHB_HALF) {
    s->step[from].f[to] = w;
    s->leave[from].f[to] = s->arrive[to].f[from] = weight_of(w);
  } else {
    s->on[from >= KHB_HALF].f[to - KHB_HALF] = w;
    s->keep[from >= KHB_HALF].f[to - KHB_HALF] = weight_of(w);
  }
}

static void prepare_chain(khb_model *m) {
  khb_steps *s = &m->steps; /* all 0 */
  for (uint32_t k = 0; k < KHB_LANES; k++) {
    s->start.f[k] = KHB_IMPOSSIBLE;
    for (uint32_t to = 0; to < KHB_HALF; to++) s->step[k].f[to] = KHB_IMPOSSIBLE;
    s->on[k / KHB_HALF].f[k % KHB_HALF] = KHB_IMPOSSIBLE;
  }
  for (uint32_t b = 0; b < m->n_labels; b++) {
    s->there.f[khb_lane_of(b)] = 1;
    if (khb_label_follows(KHB_NONE, b)) {
      s->start.f[khb_lane_of(b)] = m->chain[b];
      s->enter.f[khb_lane_of(b)] = weight_of(m->chain[b]);
    }
    for (uint32_t a = 0; a < m->n_labels; a++)
      if (khb_label_follows(a, b)) prepare_step(s, a, b, m->chain[(a + 1) * m->n_labels + b]);
  }
}

static khb_status attach(khb_model *m, const uint8_t *data, size_t size, const char *name, khb_error *err) {
  if ((uintptr_t)data % 8) return khb_fail(err, KHB_ERR_RANGE, NULL, "a model in memory must be 8-byte aligned");
  khb_status status = check_header(data, size, name, err);
  if (status != KHB_OK) return status;
  const khb_f_model *head = (const void *)data;
  khb_place at[KHB_MSEC_END] = {{0}};
  const char *wrong = khb_find_sections(data, size, head->n_sections, element_size, KHB_MSEC_END, at);
  if (wrong) return broken(name, err, wrong);
#define TAKE(field, id) (m->field = at[id].data, m->n_##field = at[id].count)
  TAKE(strings, KHB_MSEC_STRINGS);
  TAKE(types, KHB_MSEC_TYPES);
  TAKE(classes, KHB_MSEC_CLASSES);
  TAKE(attributes, KHB_MSEC_ATTRIBUTES);
  TAKE(word_tags, KHB_MSEC_WORD_TAGS);
  TAKE(words, KHB_MSEC_WORDS);
  TAKE(tags, KHB_MSEC_TAGS);
  TAKE(rows, KHB_MSEC_ROWS);
  TAKE(chain, KHB_MSEC_CHAIN);
  TAKE(clitics, KHB_MSEC_CLITICS);
  TAKE(calibration, KHB_MSEC_CALIBRATION);
  TAKE(net, KHB_MSEC_NET);
  TAKE(net_embed, KHB_MSEC_NET_EMBED);
  TAKE(net_weights, KHB_MSEC_NET_WEIGHTS);
  TAKE(net_numbers, KHB_MSEC_NET_NUMBERS);
#undef TAKE
  m->n_labels = 2 * m->n_types + 1;
  m->groups = head->groups & KHB_FG_ALL;
  m->row_scale = head->row_scale;
  m->clitic_scale = head->clitic_scale;
  m->title = head->title;
  m->licence = head->licence;
  m->checksum = head->checksum;
  m->size = size;
  wrong = check_counts(m);
  if (wrong) return broken(name, err, wrong);
  prepare_chain(m);
  return khb_net_prepare(m) && khb_score_prepare(m) ? KHB_OK : khb_fail_nomem(err);
}

/* Takes over what holds the image; on failure `file` stays the caller's. */
static khb_status open_image(khb_file file, const char *name, khb_model **out, khb_error *err) {
  khb_model *m = calloc(1, sizeof *m); /* 16-byte aligned, as malloc is */
  if (!m) return khb_fail_nomem(err);
  khb_status status = attach(m, file.data, file.size, name, err);
  if (status != KHB_OK) {
    free(m->net_memory);
    free(m);
    return status;
  }
  m->file = file;
  *out = m;
  return KHB_OK;
}

khb_status khb_model_open_memory(const uint8_t *data, size_t size, const char *name, khb_model **out, khb_error *err) {
  return open_image((khb_file){.data = data, .size = size}, name, out, err);
}

khb_status khb_model_open_file(const char *path, khb_model **out, khb_error *err) {
  khb_file file;
  khb_status status = khb_file_map(path, &file, err);
  if (status != KHB_OK) return status;
  status = open_image(file, path, out, err);
  if (status != KHB_OK) khb_file_unmap(&file);
  return status;
}

void khb_model_close(khb_model *model) {
  if (!model) return;
  khb_file_unmap(&model->file);
  khb_score_release(model);
  free(model->net_memory);
  free(model);
}

static const uint8_t *image_of(const khb_model *m) {
  /* CHAIN and the others lie behind the header at places that were checked; the header is where the image starts. */
  return m->file.data;
}

khb_status khb_model_check(const khb_model *m, khb_error *err) {
  if (m->size % 8 || khb_checksum(image_of(m), (size_t)m->size) != m->checksum)
    return khb_fail(err, KHB_ERR_FORMAT, RETRAIN, "the model is broken: its checksum is wrong");
  for (uint32_t i = 0; i < m->n_types; i++)
    if (m->types[i].name >= m->n_strings)
      return khb_fail(err, KHB_ERR_FORMAT, RETRAIN, "the model is broken: a type has no name");
  for (uint32_t i = 0; i < m->n_calibration; i++) {
    float here = m->calibration[i], before = i ? m->calibration[i - 1] : 0;
    if (!(here >= before && here <= 1))
      return khb_fail(err, KHB_ERR_FORMAT, RETRAIN, "the model is broken: its calibration is no scale");
  }
  return KHB_OK;
}

void khb_model_describe(const khb_model *m, khb_model_info *out) {
  *out = (khb_model_info){.format = KHB_MODEL_FORMAT,
                          .features = KHB_FEATURES_VERSION,
                          .n_types = m->n_types,
                          .n_rows = m->n_tags,
                          .n_words = m->n_words,
                          .bytes = m->size,
                          .checksum = m->checksum,
                          .title = khb_model_string(m, m->title),
                          .licence = khb_model_string(m, m->licence)};
  for (uint32_t i = 0; i < m->n_types; i++)
    out->type[i] = (khb_model_type){khb_model_string(m, m->types[i].name), m->types[i].type,
                                    (m->types[i].flags & KHB_F_TYPE_COARSE) != 0};
}

uint32_t khb_bucket_put(uint16_t *tags, uint32_t n_tags, uint32_t hash) {
  uint32_t b = n_tags ? khb_bucket_of(hash, n_tags) * KHB_BUCKET : 0;
  for (uint32_t step = 0; step < 2 && n_tags; step++) {
    for (uint32_t k = 0; k < KHB_BUCKET; k++) {
      if (tags[b + k]) continue;
      tags[b + k] = khb_bucket_tag(hash);
      return b + k;
    }
    b = b + KHB_BUCKET < n_tags ? b + KHB_BUCKET : 0;
  }
  return KHB_NONE;
}
