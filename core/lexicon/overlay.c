/* overlay.c: what several layers say of one id becomes one entity.
 *
 *   layer 2   project    Q1 {aliases}                    nearest record: the entity's reference is khb_ref(2, Q1)
 *   layer 1   desk       Q1 {disabled}    Q2 {disabled}  a nearer layer has Q1 again, so that it is on; Q2 is off
 *   layer 0   index      Q1 {name, type}  Q2 {…}         settled: Q1 → khb_ref(2, …), its names after those of layer 2; Q2 → off
 *
 * Only entities that a nearer layer speaks of are written down, sorted by number, so that an index without layers above costs
 * nothing, and one with a project's hundred names a search among a hundred.
 */
#include "layers.h"

#include <stdlib.h>

const khb_settled *khb_find_settled(const khb_layer *layer, uint32_t entity) {
  uint32_t low = 0, high = layer->n_settled;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (layer->settled[middle].entity < entity) low = middle + 1;
    else high = middle;
  }
  return low < layer->n_settled && layer->settled[low].entity == entity ? &layer->settled[low] : NULL;
}

bool khb_overlay_next(const khb_lexicon *lex, const char *id, uint32_t *k, uint32_t *entity) {
  size_t len = strlen(id);
  while (*k > 0) {
    --*k;
    const khb_index *index = lex->layer[*k].index;
    *entity = khb_index_find(index, id, len);
    if (*entity != KHB_NONE && *entity < index->n_entities && khb_record_type(index, *entity) != KHB_F_TYPE_DISABLED) return true;
  }
  return false;
}

/* Adds to a layer's list, unsorted. */
typedef struct lists { size_t cap[KHB_MAX_LAYERS]; } lists;

static bool settle(khb_lexicon *lex, lists *l, uint32_t k, khb_settled s) {
  khb_layer *layer = &lex->layer[k];
  if (!KHB_GROW(layer->settled, l->cap[k], layer->n_settled + 1u)) return false;
  layer->settled[layer->n_settled++] = s;
  return true;
}

/* Whether a nearer layer has the id: then that layer settles it. */
static bool spoken_for(const khb_lexicon *lex, uint32_t k, const char *id, size_t len) {
  for (uint32_t nearer = k + 1; nearer < lex->n_layers; nearer++) {
    if (khb_index_find(lex->layer[nearer].index, id, len) != KHB_NONE) return true;
  }
  return false;
}

/* Everything that lies below a record that is switched off, and the record itself. */
static bool switch_off(khb_lexicon *lex, lists *l, uint32_t k, uint32_t entity, const char *id) {
  bool good = settle(lex, l, k, (khb_settled){.entity = entity, .ref = KHB_NONE});
  while (good && k-- > 0) {
    uint32_t below = khb_index_find(lex->layer[k].index, id, strlen(id));
    if (below != KHB_NONE) good = settle(lex, l, k, (khb_settled){.entity = below, .ref = KHB_NONE});
  }
  return good;
}

/* The records of one entity, from the nearest on: one reference, one type, names counted through. */
static khb_status join(khb_lexicon *lex, lists *l, uint32_t k, uint32_t entity, const char *id, khb_error *err) {
  const khb_index *nearest = lex->layer[k].index;
  uint32_t at = k, record = entity, ref = khb_ref(k, entity), names = khb_record_names(nearest, entity);
  uint8_t type = khb_record_type(nearest, entity), prior = khb_record_prior(nearest, entity);
  while (type == KHB_F_TYPE_INHERIT && khb_overlay_next(lex, id, &at, &record)) type = khb_record_type(lex->layer[at].index, record);
  if (type >= KHB_TYPE_COUNT) {
    return khb_fail_at(err, KHB_ERR_FORMAT, khb_index_source(nearest, entity), 0, 0, "add type: PERS, ORG, GPE ...",
                       "%.60s has no type, and no file below this one knows it", id);
  }
  for (at = k; khb_overlay_next(lex, id, &at, &record);) {
    uint8_t its_prior = khb_record_prior(lex->layer[at].index, record);
    if (its_prior > prior) prior = its_prior;
  }
  bool changed = khb_record_type(nearest, entity) != type || khb_record_prior(nearest, entity) != prior;
  if (changed && !settle(lex, l, k, (khb_settled){entity, ref, 0, type, prior})) return khb_fail_nomem(err);
  for (at = k; khb_overlay_next(lex, id, &at, &record);) {
    if (!settle(lex, l, at, (khb_settled){record, ref, names, type, prior})) return khb_fail_nomem(err);
    names += khb_record_names(lex->layer[at].index, record);
  }
  return KHB_OK;
}

static khb_status settle_layer(khb_lexicon *lex, lists *l, uint32_t k, khb_error *err) {
  const khb_index *index = lex->layer[k].index;
  for (uint32_t i = 0; i < index->n_entities; i++) {
    char buffer[16];
    const char *id = khb_index_id(index, i, buffer);
    if (spoken_for(lex, k, id, strlen(id))) continue;
    if (khb_record_type(index, i) == KHB_F_TYPE_DISABLED) {
      if (!switch_off(lex, l, k, i, id)) return khb_fail_nomem(err);
      continue;
    }
    khb_status status = join(lex, l, k, i, id, err);
    if (status != KHB_OK) return status;
  }
  return KHB_OK;
}

static int by_entity(const void *a, const void *b) {
  uint32_t x = ((const khb_settled *)a)->entity, y = ((const khb_settled *)b)->entity;
  return x < y ? -1 : x > y;
}

khb_status khb_overlay(khb_lexicon *lex, khb_error *err) {
  lists l = {{0}};
  for (uint32_t k = lex->n_layers; k-- > 1;) {
    khb_status status = settle_layer(lex, &l, k, err);
    if (status != KHB_OK) return status;
  }
  for (uint32_t k = 0; k < lex->n_layers; k++) {
    khb_layer *layer = &lex->layer[k];
    if (layer->n_settled > 1) qsort(layer->settled, layer->n_settled, sizeof *layer->settled, by_entity);
  }
  return KHB_OK;
}
