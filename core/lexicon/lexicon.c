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

/* FNV-1a (Fowler, Noll and Vo): names of classes are short. */
static size_t name_slot(const char *name, size_t len) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < len; i++) h = (h ^ (uint8_t)name[i]) * 16777619u;
  return h & (KHB_CLASS_SLOTS - 1);
}

/* The slot of a class, or the free one where it belongs: there are twice as many slots as classes can be. */
static size_t class_slot(const khb_lexicon *lex, const char *name, size_t len) {
  size_t at = name_slot(name, len);
  for (; lex->class_slots[at]; at = (at + 1) & (KHB_CLASS_SLOTS - 1)) {
    const char *there = lex->classes[lex->class_slots[at] - 1];
    if (strncmp(there, name, len) == 0 && there[len] == 0) break;
  }
  return at;
}

static khb_status merge_classes(khb_lexicon *lex, khb_layer *layer, khb_error *err) {
  const khb_index *index = layer->index;
  if (index->n_classes > KHB_MAX_CLASSES)
    return khb_fail(err, KHB_ERR_LIMIT, NULL, "more than %u word classes", KHB_MAX_CLASSES);
  layer->classes = khb_arena_alloc(&lex->arena, index->n_classes * sizeof *layer->classes);
  if (!layer->classes) return khb_fail_nomem(err);
  for (uint32_t i = 0; i < index->n_classes; i++) {
    const char *name = khb_index_string(index, index->classes[i]);
    size_t slot = class_slot(lex, name, strlen(name));
    if (!lex->class_slots[slot]) {
      if (lex->n_classes == KHB_MAX_CLASSES)
        return khb_fail(err, KHB_ERR_LIMIT, NULL, "more than %u word classes", KHB_MAX_CLASSES);
      lex->class_what[lex->n_classes] = strchr(name, '.') ? KHB_MATCH_FIGURE : KHB_MATCH_CLASS;
      lex->classes[lex->n_classes++] = name;
      lex->class_slots[slot] = (uint16_t)lex->n_classes;
    }
    layer->classes[i] = lex->class_slots[slot] - 1u;
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
  khb_texts_close(lex->texts);
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
  lex->class_what = khb_arena_alloc(&lex->arena, KHB_MAX_CLASSES);
  lex->texts = khb_texts_open();
  lex->class_slots = khb_arena_alloc(&lex->arena, KHB_CLASS_SLOTS * sizeof *lex->class_slots);
  khb_status status = lex->layer && lex->classes && lex->class_slots && lex->class_what && lex->texts ? KHB_OK : khb_fail_nomem(err);
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
  uint16_t number = lex->class_slots[class_slot(lex, name, len)];
  return number ? number - 1u : KHB_NONE;
}

uint32_t khb_lexicon_class_count(const khb_lexicon *lex) { return lex->n_classes; }

const char *khb_lexicon_class_name(const khb_lexicon *lex, uint32_t number) {
  return number < lex->n_classes ? lex->classes[number] : "";
}

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
    if (word != KHB_NONE) attributes |= khb_layer_attributes(&lex->layer[k], khb_index_attributes(index, khb_index_word_at(index, word).set));
  }
  return attributes;
}

/* ---- entities ---- */

/* The records of a reference, the nearest first. */
typedef struct records {
  const khb_lexicon *lex;
  const char *id;
  uint32_t k, entity;
  const khb_index *index;
} records;

static khb_status first_record(const khb_lexicon *lex, uint32_t ref, records *r) {
  *r = (records){.lex = lex, .k = ref >> KHB_LAYER_SHIFT, .entity = ref & (KHB_MAX_ENTITIES - 1)};
  if (r->k >= lex->n_layers || r->entity >= lex->layer[r->k].index->n_entities) return KHB_ERR_RANGE;
  r->index = lex->layer[r->k].index;
  r->id = khb_lexicon_id(lex, r->k, r->entity);
  return r->id ? KHB_OK : KHB_ERR_NOMEM;
}

static bool next_record(records *r) {
  if (!khb_overlay_next(r->lex, r->id, &r->k, &r->entity)) return false;
  r->index = r->lex->layer[r->k].index;
  return true;
}

/* The name in one language: what is stored, or else the text of the first name of that kind. NULL: out of memory. */
static const char *main_name(const records *r, khb_field which, khb_name_kind kind) {
  const char *text = khb_index_field(r->index, r->entity, which);
  if (text) return text;
  khb_range names = khb_runs_range(&r->index->owners, r->entity);
  for (uint32_t i = names.start; i < names.end; i++) {
    uint32_t there = khb_packed_get(&r->index->kinds, i) & 3;
    if (there == kind) return khb_lexicon_name_text(r->lex, r->k, i);
    if (kind == KHB_NAME_MAIN || there == KHB_NAME_DEMONYM) break; /* they stand behind */
  }
  return "";
}

static void fill(const char **out, const records *r, khb_field which) {
  const char *text = **out ? NULL : khb_index_field(r->index, r->entity, which);
  if (text) *out = text;
}

static uint32_t count_offices(const records *r) {
  khb_range offices = khb_runs_range(&r->index->holders, r->entity);
  return offices.end - offices.start;
}

/* What a record says and nearer ones have not said. false: out of memory. */
static bool add_record(khb_entity *out, const records *r) {
  if (!*out->name_ar) out->name_ar = main_name(r, KHB_FIELD_NAME_AR, KHB_NAME_MAIN);
  if (!*out->name_en) out->name_en = main_name(r, KHB_FIELD_NAME_EN, KHB_NAME_ENGLISH);
  fill(&out->description_ar, r, KHB_FIELD_DESCRIPTION_AR);
  fill(&out->description_en, r, KHB_FIELD_DESCRIPTION_EN);
  fill(&out->capital, r, KHB_FIELD_CAPITAL);
  fill(&out->country, r, KHB_FIELD_COUNTRY);
  fill(&out->region, r, KHB_FIELD_REGION);
  out->n_names += khb_record_names(r->index, r->entity);
  out->n_offices += count_offices(r);
  return out->name_ar && out->name_en;
}

khb_status khb_lexicon_entity(const khb_lexicon *lex, uint32_t ref, khb_entity *out) {
  records r;
  khb_status status = first_record(lex, ref, &r);
  if (status != KHB_OK) return status;
  uint8_t type = khb_record_type(r.index, r.entity);
  if (type == KHB_F_TYPE_INHERIT) {
    const khb_settled *s = khb_find_settled(&lex->layer[r.k], r.entity);
    if (s) type = s->type;
  }
  if (type >= KHB_TYPE_COUNT) return KHB_ERR_RANGE;
  khb_entity e = {.id = r.id, .name_ar = "", .name_en = "", .description_ar = "", .description_en = "", .capital = "", .country = "", .region = "",
                  .source = khb_index_source(r.index, r.entity), .type = type};
  do {
    if (!add_record(&e, &r)) return KHB_ERR_NOMEM;
  } while (next_record(&r));
  *out = e;
  return KHB_OK;
}

khb_status khb_lexicon_entity_name(const khb_lexicon *lex, uint32_t ref, uint32_t i, khb_name *out) {
  records r;
  khb_status status = first_record(lex, ref, &r);
  if (status != KHB_OK) return status;
  for (uint32_t n; i >= (n = khb_record_names(r.index, r.entity)); i -= n) {
    if (!next_record(&r)) return KHB_ERR_RANGE;
  }
  uint32_t name = khb_runs_range(&r.index->owners, r.entity).start + i, kind = khb_packed_get(&r.index->kinds, name);
  *out = (khb_name){khb_lexicon_name_text(lex, r.k, name), kind & 3, (uint8_t)(kind >> 2)};
  return out->text ? KHB_OK : KHB_ERR_NOMEM;
}

khb_status khb_lexicon_entity_office(const khb_lexicon *lex, uint32_t ref, uint32_t i, khb_office *out) {
  records r;
  khb_status status = first_record(lex, ref, &r);
  if (status != KHB_OK) return status;
  for (uint32_t n; i >= (n = count_offices(&r)); i -= n) {
    if (!next_record(&r)) return KHB_ERR_RANGE;
  }
  const khb_f_office *o = &r.index->offices[khb_runs_range(&r.index->holders, r.entity).start + i];
  *out = (khb_office){khb_index_string(r.index, o->title), khb_index_string(r.index, o->of), khb_index_string(r.index, o->from),
                      khb_index_string(r.index, o->to)};
  return KHB_OK;
}

uint32_t khb_lexicon_find(const khb_lexicon *lex, const char *id, size_t len) {
  for (uint32_t k = lex->n_layers; k-- > 0;) {
    const khb_index *index = lex->layer[k].index;
    uint32_t entity = khb_index_find(index, id, len);
    if (entity == KHB_NONE || entity >= index->n_entities) continue;
    return khb_record_type(index, entity) == KHB_F_TYPE_DISABLED ? KHB_NONE : khb_ref(k, entity);
  }
  return KHB_NONE;
}

uint32_t khb_lexicon_entity_count(const khb_lexicon *lex) { return lex->n_entities; }
uint32_t khb_lexicon_name_count(const khb_lexicon *lex) { return lex->n_names; }
