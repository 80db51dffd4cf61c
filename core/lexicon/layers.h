/* layers.h: a lexicon inside: its layers, and how their numbers become the lexicon's own. */
#ifndef KHB_LAYERS_H
#define KHB_LAYERS_H

#include "format.h"

/* What overlay.c has settled of an entity whose own layer does not have the last word. */
typedef struct khb_settled {
  uint32_t entity;     /* its number in this layer */
  uint32_t ref;        /* the entity it is part of, or KHB_NONE: switched off */
  uint32_t first_name; /* number that its first name has there */
  uint8_t type, prior; /* prior: the highest that a layer gives */
} khb_settled;

typedef struct khb_layer {
  khb_index *index;
  khb_settled *settled;         /* by entity; none where nothing is laid over this layer */
  uint32_t n_settled;
  uint32_t *classes;            /* class of the index -> class of the lexicon */
  uint16_t attributes[2][256];  /* low and high byte of a word's attributes -> attributes of the lexicon */
} khb_layer;

typedef struct khb_texts khb_texts;

#define KHB_CLASS_SLOTS (2u * KHB_MAX_CLASSES)

struct khb_lexicon {
  khb_layer *layer;             /* the farthest first */
  uint32_t n_layers;
  uint32_t n_classes, n_attributes;
  const char **classes;         /* names, in strings of the indexes */
  uint16_t *class_slots;        /* number + 1, hashed by name */
  uint8_t *class_what;          /* KHB_MATCH_CLASS or KHB_MATCH_FIGURE */
  const char *attributes[KHB_MAX_ATTRIBUTES];
  uint32_t n_entities, n_names, n_patterns;
  khb_arena arena;
  khb_texts *texts;
};

static inline uint16_t khb_layer_attributes(const khb_layer *layer, uint16_t of_index) {
  return layer->attributes[0][of_index & 255] | layer->attributes[1][of_index >> 8];
}

static inline uint32_t khb_ref(uint32_t layer, uint32_t entity) { return layer << KHB_LAYER_SHIFT | entity; }

/* The name of an entity, as a match or hit says it. */
typedef struct khb_layer_name {
  uint32_t ref, which; /* for khb_engine_entity_name */
  uint8_t kind, flags, type, prior; /* type: KHB_NORP for a demonym */
} khb_layer_name;

const khb_settled *khb_find_settled(const khb_layer *layer, uint32_t entity);

/* false when the number is no name of an entity, or of one that is switched off. */
static inline bool khb_read_name(const khb_lexicon *lex, uint32_t k, uint32_t number, khb_layer_name *out) {
  const khb_layer *layer = &lex->layer[k];
  khb_name_at name;
  if (!khb_index_name(layer->index, number, &name)) return false;
  *out = (khb_layer_name){khb_ref(k, name.entity), name.number, name.kind, name.flags, name.type, name.prior};
  const khb_settled *s = layer->n_settled ? khb_find_settled(layer, name.entity) : NULL;
  if (s) {
    out->ref = s->ref;
    out->which += s->first_name;
    out->type = s->type;
    out->prior = s->prior;
  }
  if (out->ref == KHB_NONE || out->type >= KHB_TYPE_COUNT) return false;
  if (name.kind == KHB_NAME_DEMONYM) out->type = KHB_NORP;
  return true;
}

/* Texts that an index does not store, kept by the lexicon until it is closed (texts.c). NULL: out of memory. Thread-safe. */
khb_texts *khb_texts_open(void);
void khb_texts_close(khb_texts *texts);
const char *khb_lexicon_name_text(const khb_lexicon *lexicon, uint32_t layer, uint32_t name);
const char *khb_lexicon_id(const khb_lexicon *lexicon, uint32_t layer, uint32_t entity);

/* The type of a record as the file has it, one of KHB_F_TYPE_… too; KHB_F_TYPE_DISABLED for a broken one. */
static inline uint8_t khb_record_type(const khb_index *index, uint32_t entity) {
  const khb_f_profile *profile = khb_index_profile(index, entity);
  return profile ? profile->type : (uint8_t)KHB_F_TYPE_DISABLED;
}
static inline uint8_t khb_record_prior(const khb_index *index, uint32_t entity) {
  const khb_f_profile *profile = khb_index_profile(index, entity);
  return profile ? profile->prior : 0;
}
static inline const char *khb_index_source(const khb_index *index, uint32_t entity) {
  const khb_f_profile *profile = khb_index_profile(index, entity);
  return profile ? khb_index_string(index, profile->source) : "";
}
static inline uint32_t khb_record_names(const khb_index *index, uint32_t entity) {
  khb_range names = khb_runs_range(&index->owners, entity);
  return names.end - names.start;
}

/* overlay.c: settles what the layers say of the same ids. Errors: _FORMAT (an entity has no type in any layer), _NOMEM. */
khb_status khb_overlay(khb_lexicon *lex, khb_error *err);
/* The next farther record of the entity whose nearest record is number `entity` of layer `k`, and whose id is `id`: moves *k and *entity.
   Records that are switched off do not count. false: there is none. */
bool khb_overlay_next(const khb_lexicon *lex, const char *id, uint32_t *k, uint32_t *entity);

#endif
