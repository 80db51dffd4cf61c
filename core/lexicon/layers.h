/* layers.h: a lexicon inside: its layers, and how their numbers become the lexicon's own. */
#ifndef KHB_LAYERS_H
#define KHB_LAYERS_H

#include "format.h"

typedef struct khb_layer {
  khb_index *index;
  uint32_t *classes;            /* class of the index -> class of the lexicon */
  uint16_t attributes[2][256];  /* low and high byte of a word's attributes -> attributes of the lexicon */
} khb_layer;

struct khb_lexicon {
  khb_layer *layer;             /* the farthest first */
  uint32_t n_layers;
  uint32_t n_classes, n_attributes;
  const char **classes;         /* names, in strings of the indexes */
  const char *attributes[KHB_MAX_ATTRIBUTES];
  uint32_t n_entities, n_names, n_patterns;
  khb_arena arena;
};

static inline uint16_t khb_layer_attributes(const khb_layer *layer, uint16_t of_index) {
  return layer->attributes[0][of_index & 255] | layer->attributes[1][of_index >> 8];
}

static inline uint32_t khb_ref(uint32_t layer, uint32_t entity) { return layer << KHB_LAYER_SHIFT | entity; }

/* A name number of an index as what a match or hit says of it. false when the number is no name of an entity. */
static inline bool khb_index_name(const khb_index *index, uint32_t number, const khb_f_name **name, const khb_f_entity **entity) {
  if (number >= index->n_names) return false;
  *name = &index->names[number];
  if ((*name)->entity >= index->n_entities) return false;
  *entity = &index->entities[(*name)->entity];
  return number >= (*entity)->first_name && number - (*entity)->first_name < (*entity)->n_names &&
         (*entity)->type < KHB_TYPE_COUNT && (*name)->kind <= KHB_NAME_ENGLISH;
}

static inline uint8_t khb_name_type(const khb_f_name *name, const khb_f_entity *entity) {
  return name->kind == KHB_NAME_DEMONYM ? KHB_NORP : entity->type;
}

#endif
