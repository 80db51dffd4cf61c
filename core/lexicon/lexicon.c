/* lexicon.c: a stack of indexes seen as one.
 *
 *   layer   n-1  nearest: the project's own YAML       an entity reference:   31      26 25                    0
 *           ...                                                               | layer |  number in that layer  |
 *           0    the shipped index
 *
 * Classes and attributes are merged by name when the stack is opened; entities stay where they are and are told apart by layer.
 */
#include "layers.h"

#include <stdlib.h>

/* ---- opening ---- */

static uint32_t find_name(const char *const *names, uint32_t n, const char *name, size_t len) {
  for (uint32_t i = 0; i < n; i++) {
    if (strncmp(names[i], name, len) == 0 && names[i][len] == 0) return i;
  }
  return KHB_NONE;
}

static khb_status merge_classes(khb_lexicon *lex, khb_layer *layer, khb_error *err) {
  const khb_index *index = layer->index;
  if (index->n_classes > KHB_MAX_CLASSES)
    return khb_fail(err, KHB_ERR_LIMIT, NULL, "more than %u word classes", KHB_MAX_CLASSES);
  layer->classes = khb_arena_alloc(&lex->arena, index->n_classes * sizeof *layer->classes);
  if (!layer->classes) return khb_fail_nomem(err);
  for (uint32_t i = 0; i < index->n_classes; i++) {
    const char *name = khb_index_string(index, index->classes[i]);
    uint32_t at = find_name(lex->classes, lex->n_classes, name, strlen(name));
    if (at == KHB_NONE) {
      if (lex->n_classes == KHB_MAX_CLASSES)
        return khb_fail(err, KHB_ERR_LIMIT, NULL, "more than %u word classes", KHB_MAX_CLASSES);
      lex->classes[at = lex->n_classes++] = name;
    }
    layer->classes[i] = at;
  }
  return KHB_OK;
}

static khb_status merge_attributes(khb_lexicon *lex, khb_layer *layer, khb_error *err) {
  const khb_index *index = layer->index;
  for (uint32_t i = 0; i < index->n_attributes; i++) {
    const char *name = khb_index_string(index, index->attributes[i]);
    uint32_t at = find_name(lex->attributes, lex->n_attributes, name, strlen(name));
    if (at == KHB_NONE) {
      if (lex->n_attributes == KHB_MAX_ATTRIBUTES) {
        return khb_fail(err, KHB_ERR_LIMIT, "name them alike in all files", "more than %d attributes of words",
                        KHB_MAX_ATTRIBUTES);
      }
      lex->attributes[at = lex->n_attributes++] = name;
    }
    for (uint32_t byte = 0; byte < 256; byte++) {
      if (byte >> (i & 7) & 1) layer->attributes[i >> 3][byte] |= (uint16_t)(1u << at);
    }
  }
  return KHB_OK;
}

khb_status khb_lexicon_open(khb_index *const *layers, size_t n, khb_lexicon **out, khb_error *err) {
  if (n > KHB_MAX_LAYERS) {
    return khb_fail(err, KHB_ERR_LIMIT, "join some of the files", "%zu layers of entities; at most %d are possible", n,
                    KHB_MAX_LAYERS);
  }
  khb_lexicon *lex = calloc(1, sizeof *lex);
  if (!lex) return khb_fail_nomem(err);
  lex->layer = khb_arena_alloc(&lex->arena, n * sizeof *lex->layer);
  lex->classes = khb_arena_alloc(&lex->arena, KHB_MAX_CLASSES * sizeof *lex->classes);
  khb_status status = lex->layer && lex->classes ? KHB_OK : khb_fail_nomem(err);
  for (size_t i = 0; status == KHB_OK && i < n; i++) {
    lex->layer[i].index = layers[i];
    status = merge_classes(lex, &lex->layer[i], err);
    if (status == KHB_OK) status = merge_attributes(lex, &lex->layer[i], err);
    lex->n_entities += layers[i]->n_entities;
    lex->n_names += layers[i]->n_names;
    lex->n_patterns += layers[i]->n_patterns;
  }
  if (status != KHB_OK) {
    khb_arena_free(&lex->arena);
    free(lex);
    return status;
  }
  lex->n_layers = (uint32_t)n;
  *out = lex;
  return KHB_OK;
}

void khb_lexicon_close(khb_lexicon *lex) {
  if (!lex) return;
  for (uint32_t i = 0; i < lex->n_layers; i++) khb_index_close(lex->layer[i].index);
  khb_arena_free(&lex->arena);
  free(lex);
}

/* ---- classes, attributes, patterns ---- */

uint32_t khb_lexicon_class(const khb_lexicon *lex, const char *name, size_t len) {
  return find_name(lex->classes, lex->n_classes, name, len);
}

uint32_t khb_lexicon_class_count(const khb_lexicon *lex) { return lex->n_classes; }

uint32_t khb_lexicon_attribute(const khb_lexicon *lex, const char *name, size_t len) {
  return find_name(lex->attributes, lex->n_attributes, name, len);
}

size_t khb_lexicon_pattern_count(const khb_lexicon *lex) { return lex->n_patterns; }

bool khb_lexicon_pattern(const khb_lexicon *lex, size_t i, khb_pattern_text *out) {
  for (uint32_t k = 0; k < lex->n_layers; k++) {
    const khb_index *index = lex->layer[k].index;
    if (i >= index->n_patterns) {
      i -= index->n_patterns;
      continue;
    }
    const khb_f_pattern *p = &index->patterns[i];
    float score = p->score >= 0 && p->score <= 1 ? p->score : 0;
    *out = (khb_pattern_text){khb_index_string(index, p->name),
                              khb_index_string(index, p->type),
                              khb_index_string(index, p->expr),
                              khb_index_string(index, p->file),
                              p->line,
                              score};
    return true;
  }
  return false;
}

uint16_t khb_lexicon_attr_of(const khb_lexicon *lex, const uint8_t *codes, size_t n) {
  if (n == 0 || n > KHB_MAX_WORD_CODES) return 0;
  uint64_t hash = khb_hash(codes, n);
  uint16_t attributes = 0;
  for (uint32_t k = 0; k < lex->n_layers; k++) {
    const khb_index *index = lex->layer[k].index;
    uint32_t word = khb_index_word(index, codes, n, hash);
    if (word != KHB_NONE) attributes |= khb_layer_attributes(&lex->layer[k], index->words[word].attributes);
  }
  return attributes;
}

/* ---- entities ---- */

/* The index and record of a reference, or false. */
static bool resolve(const khb_lexicon *lex, uint32_t ref, const khb_index **index, const khb_f_entity **entity) {
  uint32_t layer = ref >> KHB_LAYER_SHIFT, number = ref & (KHB_MAX_ENTITIES - 1);
  if (layer >= lex->n_layers || number >= lex->layer[layer].index->n_entities) return false;
  *index = lex->layer[layer].index;
  *entity = &(*index)->entities[number];
  return true;
}

/* How many of `n` items from `first` are inside a section of `all`. */
static uint32_t inside(uint32_t first, uint32_t n, uint32_t all) {
  return first > all ? 0 : n < all - first ? n : all - first;
}

khb_status khb_lexicon_entity(const khb_lexicon *lex, uint32_t ref, khb_entity *out) {
  const khb_index *index;
  const khb_f_entity *e;
  if (!resolve(lex, ref, &index, &e) || e->type >= KHB_TYPE_COUNT) return KHB_ERR_RANGE;
  *out = (khb_entity){.id = khb_index_string(index, e->id),
                      .name_ar = khb_index_string(index, e->name_ar),
                      .name_en = khb_index_string(index, e->name_en),
                      .description_ar = khb_index_string(index, e->description_ar),
                      .description_en = khb_index_string(index, e->description_en),
                      .capital = khb_index_string(index, e->capital),
                      .country = khb_index_string(index, e->country),
                      .source = khb_index_string(index, e->source),
                      .type = e->type,
                      .n_names = inside(e->first_name, e->n_names, index->n_names),
                      .n_offices = inside(e->first_office, e->n_offices, index->n_offices)};
  return KHB_OK;
}

khb_status khb_lexicon_entity_name(const khb_lexicon *lex, uint32_t ref, uint32_t i, khb_name *out) {
  const khb_index *index;
  const khb_f_entity *e;
  if (!resolve(lex, ref, &index, &e) || i >= inside(e->first_name, e->n_names, index->n_names)) return KHB_ERR_RANGE;
  const khb_f_name *name = &index->names[e->first_name + i];
  if (name->kind > KHB_NAME_ENGLISH) return KHB_ERR_RANGE;
  *out = (khb_name){khb_index_string(index, name->text), name->kind, name->flags};
  return KHB_OK;
}

khb_status khb_lexicon_entity_office(const khb_lexicon *lex, uint32_t ref, uint32_t i, khb_office *out) {
  const khb_index *index;
  const khb_f_entity *e;
  if (!resolve(lex, ref, &index, &e) || i >= inside(e->first_office, e->n_offices, index->n_offices))
    return KHB_ERR_RANGE;
  const khb_f_office *o = &index->offices[e->first_office + i];
  *out = (khb_office){khb_index_string(index, o->title), khb_index_string(index, o->of),
                      khb_index_string(index, o->from), khb_index_string(index, o->to)};
  return KHB_OK;
}

uint32_t khb_lexicon_find(const khb_lexicon *lex, const char *id, size_t len) {
  for (uint32_t k = lex->n_layers; k-- > 0;) {
    uint32_t entity = khb_index_find(lex->layer[k].index, id, len);
    if (entity != KHB_NONE) return khb_ref(k, entity);
  }
  return KHB_NONE;
}

uint32_t khb_lexicon_entity_count(const khb_lexicon *lex) { return lex->n_entities; }
uint32_t khb_lexicon_name_count(const khb_lexicon *lex) { return lex->n_names; }
