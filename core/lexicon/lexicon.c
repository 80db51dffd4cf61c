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

static void free_lexicon(khb_lexicon *lex) {
  for (uint32_t i = 0; i < lex->n_layers; i++) free(lex->layer[i].settled);
  khb_arena_free(&lex->arena);
  free(lex);
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
  lex->n_layers = status == KHB_OK ? (uint32_t)n : 0;
  if (status == KHB_OK) status = khb_overlay(lex, err);
  if (status != KHB_OK) {
    free_lexicon(lex);
    return status;
  }
  *out = lex;
  return KHB_OK;
}

void khb_lexicon_close(khb_lexicon *lex) {
  if (!lex) return;
  for (uint32_t i = 0; i < lex->n_layers; i++) khb_index_close(lex->layer[i].index);
  free_lexicon(lex);
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

static uint32_t count_names(const khb_index *index, const khb_f_entity *e) { return inside(e->first_name, e->n_names, index->n_names); }
static uint32_t count_offices(const khb_index *index, const khb_f_entity *e) {
  return inside(e->first_office, e->n_offices, index->n_offices);
}

static void fill(const char **field, const khb_index *index, uint32_t string) {
  if (!**field) *field = khb_index_string(index, string);
}

/* What a record says and nearer ones have not said. */
static void add_record(khb_entity *out, const khb_index *index, const khb_f_entity *e) {
  fill(&out->name_ar, index, e->name_ar);
  fill(&out->name_en, index, e->name_en);
  fill(&out->description_ar, index, e->description_ar);
  fill(&out->description_en, index, e->description_en);
  fill(&out->capital, index, e->capital);
  fill(&out->country, index, e->country);
  fill(&out->region, index, e->region);
  out->n_names += count_names(index, e);
  out->n_offices += count_offices(index, e);
}

/* The records of a reference, the nearest first. */
typedef struct records {
  const khb_lexicon *lex;
  const char *id;
  uint32_t k, entity;
  const khb_index *index;
  const khb_f_entity *e;
} records;

static bool first_record(const khb_lexicon *lex, uint32_t ref, records *r) {
  *r = (records){.lex = lex, .k = ref >> KHB_LAYER_SHIFT, .entity = ref & (KHB_MAX_ENTITIES - 1)};
  if (!resolve(lex, ref, &r->index, &r->e)) return false;
  r->id = khb_index_string(r->index, r->e->id);
  return true;
}

static bool next_record(records *r) {
  if (!khb_overlay_next(r->lex, r->id, &r->k, &r->entity)) return false;
  r->index = r->lex->layer[r->k].index;
  r->e = &r->index->entities[r->entity];
  return true;
}

khb_status khb_lexicon_entity(const khb_lexicon *lex, uint32_t ref, khb_entity *out) {
  records r;
  if (!first_record(lex, ref, &r)) return KHB_ERR_RANGE;
  uint8_t type = r.e->type;
  if (type == KHB_F_TYPE_INHERIT) {
    const khb_settled *s = khb_find_settled(&lex->layer[r.k], r.entity);
    if (s) type = s->type;
  }
  if (type >= KHB_TYPE_COUNT) return KHB_ERR_RANGE;
  *out = (khb_entity){.id = r.id, .name_ar = "", .name_en = "", .description_ar = "", .description_en = "", .capital = "", .country = "",
                      .region = "",
                      .source = khb_index_string(r.index, r.e->source), .type = type};
  do {
    add_record(out, r.index, r.e);
  } while (next_record(&r));
  return KHB_OK;
}

khb_status khb_lexicon_entity_name(const khb_lexicon *lex, uint32_t ref, uint32_t i, khb_name *out) {
  records r;
  if (!first_record(lex, ref, &r)) return KHB_ERR_RANGE;
  for (uint32_t n; i >= (n = count_names(r.index, r.e)); i -= n) {
    if (!next_record(&r)) return KHB_ERR_RANGE;
  }
  const khb_f_name *name = &r.index->names[r.e->first_name + i];
  if (name->kind > KHB_NAME_ENGLISH) return KHB_ERR_RANGE;
  *out = (khb_name){khb_index_string(r.index, name->text), name->kind, name->flags};
  return KHB_OK;
}

khb_status khb_lexicon_entity_office(const khb_lexicon *lex, uint32_t ref, uint32_t i, khb_office *out) {
  records r;
  if (!first_record(lex, ref, &r)) return KHB_ERR_RANGE;
  for (uint32_t n; i >= (n = count_offices(r.index, r.e)); i -= n) {
    if (!next_record(&r)) return KHB_ERR_RANGE;
  }
  const khb_f_office *o = &r.index->offices[r.e->first_office + i];
  *out = (khb_office){khb_index_string(r.index, o->title), khb_index_string(r.index, o->of), khb_index_string(r.index, o->from),
                      khb_index_string(r.index, o->to)};
  return KHB_OK;
}

uint32_t khb_lexicon_find(const khb_lexicon *lex, const char *id, size_t len) {
  for (uint32_t k = lex->n_layers; k-- > 0;) {
    const khb_index *index = lex->layer[k].index;
    uint32_t entity = khb_index_find(index, id, len);
    if (entity == KHB_NONE || entity >= index->n_entities) continue;
    return index->entities[entity].type == KHB_F_TYPE_DISABLED ? KHB_NONE : khb_ref(k, entity);
  }
  return KHB_NONE;
}

uint32_t khb_lexicon_entity_count(const khb_lexicon *lex) { return lex->n_entities; }
uint32_t khb_lexicon_name_count(const khb_lexicon *lex) { return lex->n_names; }
