/* engine.c: the knowledge, opened once and never changed: layers of the lexicon, compiled patterns, weights of fusion. */
#include "engine.h"
#include "figures/convert.h"

#include <stdlib.h>

/* ---- dates --------------------------------------------------------------------------------------------------------------- */

/* YYYY-MM-DD */
static bool is_day(const char *s) { return strlen(s) == 10 && khb_date_read(s, 10, &(khb_ymd){0}); }

/* -1, 0, 1: the day is before, within or after what a date of the same or of less precision names: 2021-03-05 is within 2021. */
static int place_of(const char *day, const char *date) {
  int order = strncmp(day, date, strlen(date));
  return order < 0 ? -1 : order > 0;
}

int khb_office_on(const khb_office *office, const char *day) {
  if (!day || !is_day(day) || strlen(office->from) > 10 || strlen(office->to) > 10) return -1;
  int from = *office->from ? place_of(day, office->from) : 1, to = *office->to ? place_of(day, office->to) : -1;
  if (from < 0 || to > 0) return 0;
  if (!*office->from) return to == 0 && strlen(office->to) == 10 ? 1 : -1;
  bool whole_from = from > 0 || strlen(office->from) == 10, whole_to = to < 0 || strlen(office->to) == 10;
  return whole_from && whole_to ? 1 : -1;
}

/* ---- layers -------------------------------------------------------------------------------------------------------------- */

static void close_layers(khb_index **layer, size_t n) {
  for (size_t i = 0; i < n; i++) khb_index_close(layer[i]);
}

/* The compiled index first, then each YAML file as a layer of its own, the last one nearest. */
static khb_status open_lexicon(const khb_options *o, khb_lexicon **out, khb_error *err) {
  khb_index *layer[KHB_MAX_LAYERS];
  size_t n = 0;
  khb_status status = KHB_OK;
  if (o->n_entities + (o->index ? 1u : 0u) > KHB_MAX_LAYERS)
    return khb_fail(err, KHB_ERR_LIMIT, "compile them into one index with `khabar index`", "more than %d layers of entities",
                    KHB_MAX_LAYERS);
  if (o->index) {
    status = khb_index_open_file(o->index, &layer[n], err);
    if (status == KHB_OK) n++;
  }
  for (uint32_t i = 0; status == KHB_OK && i < o->n_entities; i++) {
    status = n ? khb_index_open_overlay(o->entities[i], &layer[n], err) : khb_index_open_yaml(&o->entities[i], 1, &layer[n], err);
    if (status == KHB_OK) n++;
  }
  if (status == KHB_OK) status = khb_lexicon_open(layer, n, out, err);
  if (status != KHB_OK) close_layers(layer, n);
  return status;
}

/* ---- engine -------------------------------------------------------------------------------------------------------------- */

static khb_status check_options(const khb_options *options, khb_options *full, khb_error *err) {
  *full = (khb_options){0};
  if (!options || options->size < offsetof(khb_options, model) || options->size > 4096)
    return khb_fail(err, KHB_ERR_RANGE, "set options.size to sizeof(khb_options)", "options of an unknown size");
  memcpy(full, options, options->size < sizeof *full ? options->size : sizeof *full);
  if (full->date && !is_day(full->date))
    return khb_fail(err, KHB_ERR_RANGE, "write it as YYYY-MM-DD, for example 2022-01-08", "\"%.40s\" is no date", full->date);
  return KHB_OK;
}

/* A model of few types (LOC for every place, MISC) decides over all of the nine that people annotate, and alone. */
static khb_status open_model(khb_engine *e, const char *path, khb_error *err) {
  khb_status status = khb_model_open_file(path, &e->model, err);
  if (status != KHB_OK) return status;
  khb_model_info info;
  khb_model_describe(e->model, &info);
  for (uint32_t i = 0; i < info.n_types; i++) {
    e->decided |= 1u << info.type[i].type;
    if (info.type[i].coarse)
      e->decided |= KHB_DECIDES_ALONE | 1u << KHB_PERS | 1u << KHB_NORP | 1u << KHB_ORG | 1u << KHB_GPE | 1u << KHB_LOC | 1u << KHB_FAC |
                    1u << KHB_EVENT | 1u << KHB_PRODUCT | 1u << KHB_LAW;
  }
  return KHB_OK;
}

khb_status khb_engine_open(const khb_options *options, khb_engine **out, khb_error *err) {
  khb_options full;
  khb_status status = check_options(options, &full, err);
  if (status != KHB_OK) return status;
  khb_engine *e = calloc(1, sizeof *e);
  if (!e) return khb_fail_nomem(err);
  status = open_lexicon(&full, &e->lexicon, err);
  if (status == KHB_OK) status = khb_patterns_open(e->lexicon, &e->patterns, err);
  if (status == KHB_OK) status = khb_fusion_open(e->lexicon, &e->fusion, err);
  if (status == KHB_OK && full.date) memcpy(e->date, full.date, 11);
  if (status == KHB_OK) status = khb_figures_open(e->lexicon, e->date, &e->figures, err);
  if (status == KHB_OK) status = khb_discourse_words_open(e->lexicon, &e->discourse, err);
  if (status == KHB_OK && full.model) status = open_model(e, full.model, err);
  if (status == KHB_OK && !(e->idle = khb_idle_open())) status = khb_fail_nomem(err);
  if (status != KHB_OK) {
    khb_engine_close(e);
    return status;
  }
  e->source_label = khb_lexicon_class(e->lexicon, "source-label", 12);
  *out = e;
  return KHB_OK;
}

void khb_engine_close(khb_engine *engine) {
  if (!engine) return;
  khb_idle_close(engine->idle);
  khb_model_close(engine->model);
  khb_figures_close(engine->figures);
  khb_discourse_words_close(engine->discourse);
  khb_fusion_close(engine->fusion);
  khb_patterns_close(engine->patterns);
  khb_lexicon_close(engine->lexicon);
  free(engine);
}

const char *khb_engine_date(const khb_engine *engine) { return engine->date[0] ? engine->date : NULL; }

uint32_t khb_engine_entity_count(const khb_engine *engine) { return khb_lexicon_entity_count(engine->lexicon); }

uint32_t khb_engine_name_count(const khb_engine *engine) { return khb_lexicon_name_count(engine->lexicon); }

khb_status khb_engine_entity(const khb_engine *engine, uint32_t entity, khb_entity *out) {
  return khb_lexicon_entity(engine->lexicon, entity, out);
}

khb_status khb_engine_entity_name(const khb_engine *engine, uint32_t entity, uint32_t i, khb_name *out) {
  return khb_lexicon_entity_name(engine->lexicon, entity, i, out);
}

khb_status khb_engine_entity_office(const khb_engine *engine, uint32_t entity, uint32_t i, khb_office *out) {
  return khb_lexicon_entity_office(engine->lexicon, entity, i, out);
}

uint32_t khb_engine_find(const khb_engine *engine, const char *id, size_t len) {
  return khb_lexicon_find(engine->lexicon, id, len);
}

size_t khb_engine_lookup(const khb_engine *engine, const char *text, size_t len, khb_hit *out, size_t cap) {
  return len > KHB_MAX_TEXT ? 0 : khb_lexicon_lookup(engine->lexicon, text, len, out, cap);
}

size_t khb_engine_complete(const khb_engine *engine, const char *prefix, size_t len, khb_hit *out, size_t cap) {
  return khb_lexicon_complete(engine->lexicon, prefix, len, out, cap);
}

size_t khb_engine_suggest(const khb_engine *engine, const char *text, size_t len, khb_suggestion *out, size_t cap) {
  return khb_lexicon_suggest(engine->lexicon, text, len, out, cap);
}

size_t khb_engine_measures(const khb_engine *engine, khb_measure *out, size_t cap) {
  return khb_figures_measures(engine->figures, out, cap);
}

size_t khb_engine_convert(const khb_engine *engine, const khb_value *value, const char *to, size_t len,
                          khb_conversion *out, size_t cap) {
  return khb_figures_convert(engine->figures, value, to, len, out, cap);
}
