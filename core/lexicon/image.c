/* image.c: from a builder to the bytes of format.h.
 *
 *   entities  in the order of their Wikidata numbers, then those with other ids by id: the numbers are then ascending
 *   names     by entity, and within it main, aliases, English, demonyms
 *   sections  made one by one, each in memory of its own, and at last laid one behind the other
 */
#include "image.h"
#include "variants.h"

#include <stdlib.h>

/* ---- sections ---- */

void *khb_image_array(size_t n, size_t size) { return n > PTRDIFF_MAX / size ? NULL : calloc(n ? n : 1, size); }

static void put(khb_image *im, uint32_t section, khb_made made) {
  free(im->section[section].data);
  im->section[section] = made;
}

void *khb_put_raw(khb_image *im, uint32_t section, size_t n, uint32_t element) {
  void *data = khb_image_array(n, element);
  put(im, section, (khb_made){data, n, element});
  return data;
}

khb_status khb_put_packed(khb_image *im, uint32_t section, const uint32_t *values, size_t n, uint32_t width) {
  khb_words made = {0};
  bool fine = khb_packed_make(&made, values, n, width);
  put(im, section, (khb_made){made.data, made.words, 8});
  return fine ? KHB_OK : KHB_ERR_NOMEM;
}

khb_status khb_put_runs(khb_image *im, uint32_t section, const uint32_t *starts, size_t n_groups) {
  khb_words made = {0};
  bool fine = khb_runs_make(&made, starts, n_groups);
  put(im, section, (khb_made){made.data, made.words, 8});
  return fine ? KHB_OK : KHB_ERR_NOMEM;
}

khb_status khb_put_column(khb_image *im, uint32_t marks, uint32_t packed, const uint32_t *values, size_t n) {
  khb_words made = {0};
  uint32_t *kept = khb_image_array(n, sizeof *kept), n_kept = 0;
  for (size_t i = 0; kept && i < n; i++) {
    if (values[i] != KHB_NONE) kept[n_kept++] = values[i];
  }
  bool fine = kept && khb_bits_make(&made, n_kept ? n : 0);
  for (size_t i = 0; fine && n_kept && i < n; i++) {
    if (values[i] != KHB_NONE) khb_bits_set(&made, i);
  }
  fine = fine && khb_bits_finish(&made);
  put(im, marks, (khb_made){made.data, made.words, 8});
  khb_status status = fine ? khb_put_packed(im, packed, kept, n_kept, 0) : KHB_ERR_NOMEM;
  free(kept);
  return status;
}

khb_status khb_put_text(khb_image *im, const char *s, size_t len, uint32_t *out) {
  return khb_build_string(&im->texts, s, len, out);
}

/* A string of the builder as one of the image. */
static khb_status move_text(khb_image *im, uint32_t string, uint32_t *out) {
  const char *s = im->b->strings + string;
  return khb_put_text(im, s, strlen(s), out);
}

/* ---- entities in the order of their ids ---- */

typedef struct named {
  const char *id;
  uint32_t number, entity; /* number: KHB_NONE where the id is not one of Wikidata */
} named;

static int compare_named(const void *left, const void *right) {
  const named *a = left, *b = right;
  if (a->number != b->number) return a->number < b->number ? -1 : 1;
  return a->number == KHB_NONE ? strcmp(a->id, b->id) : 0;
}

static khb_status put_ids(khb_image *im, const named *order) {
  uint32_t n = 0, all = im->n_entities, width = 0;
  while (n < all && order[n].number != KHB_NONE) n++;
  if (n) width = khb_width(order[n - 1].number / n);
  uint32_t groups = n ? (width < 32 ? order[n - 1].number >> width : 0) + 1 : 0;
  uint32_t *low = khb_image_array(all, sizeof *low), *starts = khb_image_array((size_t)groups + 1, sizeof *starts);
  khb_status status = low && starts ? KHB_OK : KHB_ERR_NOMEM;
  for (uint32_t i = 0; status == KHB_OK && i < n; i++) {
    low[i] = order[i].number & (uint32_t)(((uint64_t)1 << width) - 1);
    starts[(width < 32 ? order[i].number >> width : 0) + 1]++;
  }
  for (uint32_t g = 0; status == KHB_OK && g < groups; g++) starts[g + 1] += starts[g];
  if (status == KHB_OK) status = khb_put_packed(im, KHB_SEC_ID_LOW, low, n, width);
  if (status == KHB_OK) status = khb_put_runs(im, KHB_SEC_ID_HIGH, starts, groups);
  for (uint32_t i = n; status == KHB_OK && i < all; i++) status = khb_put_text(im, order[i].id, strlen(order[i].id), &low[i - n]);
  if (status == KHB_OK) status = khb_put_packed(im, KHB_SEC_ID_TEXT, low, all - n, 0);
  free(low);
  free(starts);
  return status;
}

static khb_status order_entities(khb_image *im) {
  const khb_builder *b = im->b;
  im->n_entities = (uint32_t)b->n_entities;
  im->entity_at = khb_image_array(b->n_entities, sizeof *im->entity_at);
  named *order = khb_image_array(b->n_entities, sizeof *order);
  if (!im->entity_at || !order) {
    free(order);
    return KHB_ERR_NOMEM;
  }
  for (uint32_t i = 0; i < im->n_entities; i++) {
    order[i] = (named){b->strings + b->entities[i].id, KHB_NONE, i};
    khb_id_number(order[i].id, strlen(order[i].id), &order[i].number);
  }
  qsort(order, im->n_entities, sizeof *order, compare_named);
  for (uint32_t i = 0; i < im->n_entities; i++) im->entity_at[i] = order[i].entity;
  khb_status status = put_ids(im, order);
  free(order);
  return status;
}

/* ---- names and offices in the order of their entities ---- */

static uint32_t kind_order(uint8_t kind) {
  return kind == KHB_NAME_MAIN ? 0 : kind == KHB_NAME_ALIAS ? 1 : kind == KHB_NAME_ENGLISH ? 2 : 3;
}

/* Each name's place is found by counting: names of the builder's entity and kind, laid out in the order of the image. */
static khb_status order_names(khb_image *im) {
  const khb_builder *b = im->b;
  size_t buckets = b->n_entities * 4;
  uint32_t *start = khb_image_array(buckets, sizeof *start), at = 0;
  im->order = khb_image_array(b->n_names, sizeof *im->order);
  im->first_name = khb_image_array(b->n_entities + 1, sizeof *im->first_name);
  if (!start || !im->order || !im->first_name) {
    free(start);
    return KHB_ERR_NOMEM;
  }
  for (size_t i = 0; i < b->n_names; i++) {
    if (!b->names[i].dropped) start[(size_t)b->names[i].entity * 4 + kind_order(b->names[i].kind)]++;
  }
  for (uint32_t e = 0; e < im->n_entities; e++) {
    im->first_name[e] = at;
    for (size_t k = (size_t)im->entity_at[e] * 4, end = k + 4; k < end; k++) {
      uint32_t n = start[k];
      start[k] = at;
      at += n;
    }
  }
  im->first_name[im->n_entities] = im->n_names = at;
  for (size_t i = 0; i < b->n_names; i++) {
    if (!b->names[i].dropped)
      im->order[start[(size_t)b->names[i].entity * 4 + kind_order(b->names[i].kind)]++] = (uint32_t)i;
  }
  free(start);
  return KHB_OK;
}

static khb_status put_names(khb_image *im) {
  uint32_t *kinds = khb_image_array(im->n_names, sizeof *kinds);
  khb_status status = kinds ? khb_put_runs(im, KHB_SEC_OWNERS, im->first_name, im->n_entities) : KHB_ERR_NOMEM;
  for (uint32_t i = 0; status == KHB_OK && i < im->n_names; i++) {
    const khb_b_name *n = &im->b->names[im->order[i]];
    kinds[i] = (uint32_t)n->flags << 2 | n->kind;
  }
  if (status == KHB_OK) status = khb_put_packed(im, KHB_SEC_KINDS, kinds, im->n_names, 0);
  free(kinds);
  return status;
}

static khb_status put_office(khb_image *im, const khb_f_office *from, khb_f_office *to) {
  khb_status status = move_text(im, from->title, &to->title);
  if (status == KHB_OK) status = move_text(im, from->of, &to->of);
  if (status == KHB_OK) status = move_text(im, from->from, &to->from);
  if (status == KHB_OK) status = move_text(im, from->to, &to->to);
  return status;
}

static khb_status put_offices(khb_image *im) {
  const khb_builder *b = im->b;
  uint32_t *place = khb_image_array(b->n_entities, sizeof *place); /* of the builder's entity: number, then next place */
  uint32_t *starts = khb_image_array((size_t)im->n_entities + 1, sizeof *starts);
  khb_f_office *offices = khb_put_raw(im, KHB_SEC_OFFICES, b->n_offices, sizeof *offices);
  khb_status status = place && starts && offices ? KHB_OK : KHB_ERR_NOMEM;
  for (size_t i = 0; status == KHB_OK && i < b->n_offices; i++) place[b->offices[i].entity]++;
  for (uint32_t e = 0; status == KHB_OK && e < im->n_entities; e++) {
    uint32_t n = place[im->entity_at[e]];
    place[im->entity_at[e]] = starts[e];
    starts[e + 1] = starts[e] + n;
  }
  for (size_t i = 0; status == KHB_OK && i < b->n_offices; i++)
    status = put_office(im, &b->offices[i].o, &offices[place[b->offices[i].entity]++]);
  if (status == KHB_OK) status = khb_put_runs(im, KHB_SEC_HOLDERS, starts, b->n_offices ? im->n_entities : 0);
  free(place);
  free(starts);
  return status;
}

/* ---- what entities are ---- */

static int compare_keys(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

static uint64_t profile_key(const khb_b_entity *e) { return (uint64_t)e->source << 16 | (uint64_t)khb_b_type(e) << 8 | e->prior; }

static uint32_t place_of_key(const uint64_t *keys, uint32_t n, uint64_t key) {
  uint32_t low = 0;
  for (uint32_t high = n; low < high;) {
    uint32_t mid = low + (high - low) / 2;
    if (keys[mid] < key) low = mid + 1;
    else high = mid;
  }
  return low;
}

/* Source, type and prior, each combination once. */
static khb_status put_profiles(khb_image *im) {
  const khb_b_entity *entities = im->b->entities;
  uint64_t *keys = khb_image_array(im->n_entities, sizeof *keys);
  uint32_t *of = khb_image_array(im->n_entities, sizeof *of), n = 0;
  khb_status status = keys && of ? KHB_OK : KHB_ERR_NOMEM;
  for (uint32_t e = 0; status == KHB_OK && e < im->n_entities; e++) keys[e] = profile_key(&entities[e]);
  if (status == KHB_OK) qsort(keys, im->n_entities, sizeof *keys, compare_keys);
  for (uint32_t i = 0; status == KHB_OK && i < im->n_entities; i++) {
    if (n == 0 || keys[n - 1] != keys[i]) keys[n++] = keys[i];
  }
  for (uint32_t e = 0; status == KHB_OK && e < im->n_entities; e++)
    of[e] = place_of_key(keys, n, profile_key(&entities[im->entity_at[e]]));
  if (status == KHB_OK) status = khb_put_packed(im, KHB_SEC_PROFILE_OF, of, im->n_entities, 0);
  khb_f_profile *profiles = status == KHB_OK ? khb_put_raw(im, KHB_SEC_PROFILES, n, sizeof *profiles) : NULL;
  if (status == KHB_OK && !profiles) status = KHB_ERR_NOMEM;
  for (uint32_t i = 0; status == KHB_OK && i < n; i++) {
    profiles[i].type = (uint8_t)(keys[i] >> 8);
    profiles[i].prior = (uint8_t)keys[i];
    status = move_text(im, (uint32_t)(keys[i] >> 16), &profiles[i].source);
  }
  free(keys);
  free(of);
  return status;
}

/* The text of the first name of a kind, as khb_lexicon_entity finds it; 0, the empty one, where there is none. */
static uint32_t first_text(const khb_image *im, uint32_t entity, uint8_t kind) {
  for (uint32_t i = im->first_name[entity]; i < im->first_name[entity + 1]; i++) {
    const khb_b_name *name = &im->b->names[im->order[i]];
    if (name->kind == kind) return name->text;
  }
  return 0;
}

/* What is stored of a field: the builder's string, or KHB_NONE where nothing need be. */
static uint32_t field_of(const khb_image *im, uint32_t entity, khb_field field) {
  const khb_b_entity *e = &im->b->entities[im->entity_at[entity]];
  const uint32_t texts[KHB_FIELDS] = {e->name_ar, e->name_en, e->description_ar, e->description_en, e->capital, e->country, e->region};
  uint32_t derived = 0;
  if (field == KHB_FIELD_NAME_AR) derived = first_text(im, entity, KHB_NAME_MAIN);
  if (field == KHB_FIELD_NAME_EN) derived = first_text(im, entity, KHB_NAME_ENGLISH);
  return texts[field] == derived ? KHB_NONE : texts[field];
}

static khb_status put_fields(khb_image *im) {
  uint32_t *values = khb_image_array(im->n_entities, sizeof *values);
  khb_status status = values ? KHB_OK : KHB_ERR_NOMEM;
  for (uint32_t k = 0; status == KHB_OK && k < KHB_FIELDS; k++) {
    for (uint32_t e = 0; status == KHB_OK && e < im->n_entities; e++) {
      values[e] = field_of(im, e, (khb_field)k);
      if (values[e] != KHB_NONE) status = move_text(im, values[e], &values[e]);
    }
    if (status == KHB_OK) status = khb_put_column(im, KHB_SEC_FIELD + k, KHB_SEC_FIELD_TEXT + k, values, im->n_entities);
  }
  free(values);
  return status;
}

/* ---- classes, attributes, patterns, confusions ---- */

static khb_status put_text_list(khb_image *im, uint32_t section, const uint32_t *strings, size_t n) {
  uint32_t *out = khb_put_raw(im, section, n, sizeof *out);
  khb_status status = out ? KHB_OK : KHB_ERR_NOMEM;
  for (size_t i = 0; status == KHB_OK && i < n; i++) status = move_text(im, strings[i], &out[i]);
  return status;
}

static khb_status put_patterns(khb_image *im) {
  const khb_builder *b = im->b;
  khb_f_pattern *out = khb_put_raw(im, KHB_SEC_PATTERNS, b->n_patterns, sizeof *out);
  khb_status status = out ? KHB_OK : KHB_ERR_NOMEM;
  for (size_t i = 0; status == KHB_OK && i < b->n_patterns; i++) {
    const khb_f_pattern *p = &b->patterns[i];
    out[i] = *p;
    status = move_text(im, p->name, &out[i].name);
    if (status == KHB_OK) status = move_text(im, p->type, &out[i].type);
    if (status == KHB_OK) status = move_text(im, p->expr, &out[i].expr);
    if (status == KHB_OK) status = move_text(im, p->file, &out[i].file);
  }
  return status;
}

static khb_status put_rest(khb_image *im) {
  const khb_builder *b = im->b;
  khb_status status = put_text_list(im, KHB_SEC_CLASSES, b->classes, b->n_classes);
  if (status == KHB_OK) status = put_text_list(im, KHB_SEC_ATTRIBUTES, b->attributes, b->n_attributes);
  if (status == KHB_OK) status = put_patterns(im);
  if (status != KHB_OK) return status;
  khb_f_confusion *confusions = khb_put_raw(im, KHB_SEC_CONFUSIONS, b->n_confusions, sizeof *confusions);
  if (!confusions) return KHB_ERR_NOMEM;
  if (b->n_confusions) memcpy(confusions, b->confusions, b->n_confusions * sizeof *confusions);
  return KHB_OK;
}

/* ---- writing ---- */

/* The strings come last: every section before may have added some. */
static khb_status put_strings(khb_image *im) {
  char *strings = khb_put_raw(im, KHB_SEC_STRINGS, im->texts.n_strings, 1);
  if (!strings) return KHB_ERR_NOMEM;
  memcpy(strings, im->texts.strings, im->texts.n_strings);
  return KHB_OK;
}

static khb_status write_image(const khb_image *im, uint8_t **data, size_t *size) {
  khb_f_section table[KHB_SEC_END - 1];
  khb_f_header head = {.magic = KHB_INDEX_MAGIC, .format = KHB_INDEX_FORMAT, .little = KHB_INDEX_LITTLE, .n_sections = KHB_SEC_END - 1};
  head.size = sizeof head + sizeof table;
  for (uint32_t id = 1; id < KHB_SEC_END; id++) {
    const khb_made *s = &im->section[id];
    table[id - 1] = (khb_f_section){
        .id = id, .element = s->element, .offset = head.size, .length = (uint64_t)s->count * s->element, .count = s->count};
    if (s->count >= UINT32_MAX - 1) return KHB_ERR_LIMIT;
    head.size += (table[id - 1].length + 7) & ~UINT64_C(7);
  }
  if (head.size > PTRDIFF_MAX) return KHB_ERR_LIMIT;
  uint8_t *out = calloc(1, (size_t)head.size);
  if (!out) return KHB_ERR_NOMEM;
  memcpy(out, &head, sizeof head);
  memcpy(out + sizeof head, table, sizeof table);
  for (uint32_t id = 1; id < KHB_SEC_END; id++) {
    if (table[id - 1].length) memcpy(out + table[id - 1].offset, im->section[id].data, (size_t)table[id - 1].length);
  }
  head.checksum = khb_checksum(out, (size_t)head.size);
  memcpy(out, &head, sizeof head);
  *data = out;
  *size = (size_t)head.size;
  return KHB_OK;
}

static void free_image(khb_image *im) {
  for (uint32_t id = 1; id < KHB_SEC_END; id++) free(im->section[id].data);
  khb_build_close(&im->texts);
  free(im->entity_at);
  free(im->order);
  free(im->first_name);
  free(im->edges_from);
  free(im->payloads_from);
  free(im->edges);
  free(im->payloads);
  free(im->roots);
}

khb_status khb_build_image(khb_builder *b, uint8_t **data, size_t *size, khb_error *err) {
  static khb_status (*const steps[])(khb_image *) = {
      khb_image_sort_words, order_entities, order_names, put_names, khb_image_tree, khb_image_words, khb_image_spellings,
      put_profiles, put_fields, put_offices, put_rest, khb_search_build, put_strings};
  khb_image im = {.b = b, .err = err};
  if (err) err->status = KHB_OK;
  khb_status status = khb_build_open(&im.texts);
  for (size_t i = 0; status == KHB_OK && i < sizeof steps / sizeof *steps; i++) status = steps[i](&im);
  if (status == KHB_OK) status = write_image(&im, data, size);
  free_image(&im);
  if (status == KHB_ERR_NOMEM) return khb_fail_nomem(err);
  if (status != KHB_OK && err && err->status == KHB_OK) {
    return khb_fail(err, status, "build several indexes, and lay them over each other", "too many names for one index");
  }
  return status;
}

static khb_status compile(const char *const *yaml, size_t n, bool overlay, uint8_t **data, size_t *size, khb_error *err) {
  khb_builder b;
  khb_status status = khb_build_open(&b);
  if (status != KHB_OK) khb_fail_nomem(err);
  b.overlay = overlay;
  for (size_t i = 0; status == KHB_OK && i < n; i++) status = khb_build_load(&b, yaml[i], (uint32_t)i, err);
  if (status == KHB_OK) {
    status = khb_build_variants(&b);
    if (status == KHB_ERR_NOMEM) khb_fail_nomem(err);
    else if (status != KHB_OK) khb_fail(err, status, "build several indexes, and lay them over each other", "too many names for one index");
  }
  if (status == KHB_OK) status = khb_build_image(&b, data, size, err);
  khb_build_close(&b);
  return status;
}

khb_status khb_index_compile(const char *const *yaml, size_t n, uint8_t **data, size_t *size, khb_error *err) {
  return compile(yaml, n, false, data, size, err);
}

khb_status khb_index_compile_overlay(const char *yaml, uint8_t **data, size_t *size, khb_error *err) {
  return compile(&yaml, 1, true, data, size, err);
}

khb_status khb_index_try_yaml(const char *path, const char *text, size_t len, khb_error *err) {
  khb_builder b;
  khb_status status = khb_build_open(&b);
  if (status != KHB_OK) khb_fail_nomem(err);
  b.overlay = true;
  if (status == KHB_OK) status = khb_build_load_text(&b, path, text, len, 0, err);
  khb_build_close(&b);
  return status;
}
