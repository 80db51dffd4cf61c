/* index.c: opening, checking and walking an index image. Its layout is drawn in format.h.
 *
 *   open    constant time: header, table, bounds, alignment, relations between counts
 *   walk    constant memory, every number out of the file is checked before it is used as a place
 *   check   one pass: the checksum, then every reference in every section
 */
#include "format.h"

#include <stdlib.h>

#define REBUILD "rebuild it: khabar index YAML... -o FILE"

uint64_t khb_checksum(const uint8_t *data, size_t size) {
  uint64_t sum = 0x6a09e667f3bcc908u ^ size;
  for (size_t i = 0; i + 8 <= size; i += 8) {
    uint64_t word = i == offsetof(khb_f_header, checksum) ? 0 : khb_load64(data + i);
    sum = khb_mum(sum ^ word, 0xd6e8feb86659fd93u) + word;
  }
  return sum;
}

/* ---- opening ---- */

static const uint32_t element_size[KHB_SEC_END] = {[KHB_SEC_STRINGS] = 1,
                                                   [KHB_SEC_ENTITIES] = sizeof(khb_f_entity),
                                                   [KHB_SEC_NAMES] = sizeof(khb_f_name),
                                                   [KHB_SEC_OFFICES] = sizeof(khb_f_office),
                                                   [KHB_SEC_IDS] = 4,
                                                   [KHB_SEC_CODES] = 1,
                                                   [KHB_SEC_WORDS] = sizeof(khb_f_word),
                                                   [KHB_SEC_SLOTS] = sizeof(khb_f_slot),
                                                   [KHB_SEC_HEADS] = 8,
                                                   [KHB_SEC_TAILS] = 8,
                                                   [KHB_SEC_NODES] = sizeof(khb_f_node),
                                                   [KHB_SEC_EDGES] = 4,
                                                   [KHB_SEC_PAYLOADS] = 4,
                                                   [KHB_SEC_CLASSES] = 4,
                                                   [KHB_SEC_ATTRIBUTES] = 4,
                                                   [KHB_SEC_PATTERNS] = sizeof(khb_f_pattern),
                                                   [KHB_SEC_SORTED] = 4,
                                                   [KHB_SEC_FAME] = 1,
                                                   [KHB_SEC_TRIE] = sizeof(khb_f_letter),
                                                   [KHB_SEC_BACK] = sizeof(khb_f_letter),
                                                   [KHB_SEC_BEST] = 1,
                                                   [KHB_SEC_LATER] = 4,
                                                   [KHB_SEC_AFTER] = 4,
                                                   [KHB_SEC_CONFUSIONS] = sizeof(khb_f_confusion)};

static khb_status broken(const char *name, khb_error *err, const char *what) {
  return khb_fail_at(err, KHB_ERR_FORMAT, name, 0, 0, REBUILD, "the index is broken: %s", what);
}

static khb_status check_header(const uint8_t *data, size_t size, const char *name, khb_error *err) {
  const khb_f_header *head = (const void *)data;
  if (size < 8 || memcmp(data, KHB_INDEX_MAGIC, 8) != 0) {
    return khb_fail_at(err, KHB_ERR_FORMAT, name, 0, 0, "compile one: khabar index YAML... -o FILE",
                       "this is no khabar index");
  }
  if (size < sizeof *head) return broken(name, err, "it ends inside its header");
  if (head->little != KHB_INDEX_LITTLE) {
    return khb_fail_at(err, KHB_ERR_VERSION, name, 0, 0, "use it on a little-endian machine",
                       "the index was written in another byte order");
  }
  if (head->format != KHB_INDEX_FORMAT) {
    return khb_fail_at(err, KHB_ERR_VERSION, name, 0, 0, REBUILD,
                       "the index has format %u, this khabar reads format %u", (unsigned)head->format,
                       KHB_INDEX_FORMAT);
  }
  if (head->size != size) {
    return khb_fail_at(err, KHB_ERR_FORMAT, name, 0, 0, REBUILD,
                       "the index is broken: it says that it has %llu bytes and has %llu",
                       (unsigned long long)head->size, (unsigned long long)size);
  }
  if (head->n_sections > KHB_MAX_SECTIONS || (size - sizeof *head) / sizeof(khb_f_section) < head->n_sections) {
    return broken(name, err, "its table of sections does not fit");
  }
  return KHB_OK;
}

static bool power_of_two(uint32_t n) { return n && (n & (n - 1)) == 0; }

/* The relations that walking relies on. */
static const char *check_counts(const khb_index *index) {
  if (!index->n_strings || index->strings[index->n_strings - 1] != 0) return "its texts do not end";
  if (!power_of_two(index->n_ids) || !power_of_two(index->n_slots) || !power_of_two(index->n_heads) ||
      !power_of_two(index->n_tails)) {
    return "a hash table has a wrong size";
  }
  if (index->n_roots > index->n_nodes || index->n_nodes - index->n_roots != index->n_edges)
    return "its names are not a tree";
  if (index->n_codes < KHB_CODE_PAD) return "its words are not padded";
  if (index->n_attributes > KHB_MAX_ATTRIBUTES) return "it has too many attributes";
  if (index->n_entities > KHB_MAX_ENTITIES) return "it has too many entities";
  if (index->n_best != index->n_nodes || index->n_later != (uint64_t)index->n_words + 1 ||
      index->n_sorted > index->n_words || index->n_fame != 2 * (uint64_t)index->n_sorted ||
      index->n_after > index->n_edges) {
    return "its words and names do not go together";
  }
  if (index->n_confusions > KHB_MAX_CONFUSIONS) return "it has too many confusions";
  return NULL;
}

/* Points the fields of *index into the image. */
static khb_status attach(khb_index *index, const uint8_t *data, size_t size, const char *name, khb_error *err) {
  if ((uintptr_t)data % 8) return khb_fail(err, KHB_ERR_RANGE, NULL, "an index in memory must be 8-byte aligned");
  khb_status status = check_header(data, size, name, err);
  if (status != KHB_OK) return status;
  const khb_f_header *head = (const void *)data;
  khb_place at[KHB_SEC_END] = {{0}};
  const char *wrong = khb_find_sections(data, size, head->n_sections, element_size, KHB_SEC_END, at);
  if (wrong) return broken(name, err, wrong);
#define TAKE(field, id) (index->field = at[id].data, index->n_##field = at[id].count)
  TAKE(strings, KHB_SEC_STRINGS);
  TAKE(entities, KHB_SEC_ENTITIES);
  TAKE(names, KHB_SEC_NAMES);
  TAKE(offices, KHB_SEC_OFFICES);
  TAKE(ids, KHB_SEC_IDS);
  TAKE(codes, KHB_SEC_CODES);
  TAKE(words, KHB_SEC_WORDS);
  TAKE(slots, KHB_SEC_SLOTS);
  TAKE(heads, KHB_SEC_HEADS);
  TAKE(tails, KHB_SEC_TAILS);
  TAKE(nodes, KHB_SEC_NODES);
  TAKE(edges, KHB_SEC_EDGES);
  TAKE(payloads, KHB_SEC_PAYLOADS);
  TAKE(classes, KHB_SEC_CLASSES);
  TAKE(attributes, KHB_SEC_ATTRIBUTES);
  TAKE(patterns, KHB_SEC_PATTERNS);
  TAKE(sorted, KHB_SEC_SORTED);
  TAKE(fame, KHB_SEC_FAME);
  TAKE(trie, KHB_SEC_TRIE);
  TAKE(back, KHB_SEC_BACK);
  TAKE(best, KHB_SEC_BEST);
  TAKE(later, KHB_SEC_LATER);
  TAKE(after, KHB_SEC_AFTER);
  TAKE(confusions, KHB_SEC_CONFUSIONS);
#undef TAKE
  if (index->n_nodes == 0) return broken(name, err, "its names are not a tree");
  index->n_nodes--; /* the sentinel */
  index->n_roots = head->n_roots;
  index->checksum = head->checksum;
  index->size = size;
  wrong = check_counts(index);
  return wrong ? broken(name, err, wrong) : KHB_OK;
}

/* Opens an image and takes over what holds it; on failure `file` stays the caller's. */
static khb_status open_image(khb_file file, const char *name, khb_index **out, khb_error *err) {
  khb_index *index = calloc(1, sizeof *index);
  if (!index) return khb_fail_nomem(err);
  khb_status status = attach(index, file.data, file.size, name, err);
  if (status != KHB_OK) {
    free(index);
    return status;
  }
  index->file = file;
  *out = index;
  return KHB_OK;
}

khb_status khb_index_open_memory(const uint8_t *data, size_t size, const char *name, khb_index **out, khb_error *err) {
  return open_image((khb_file){.data = data, .size = size}, name, out, err);
}

khb_status khb_index_open_file(const char *path, khb_index **out, khb_error *err) {
  khb_file file;
  khb_status status = khb_file_map(path, &file, err);
  if (status != KHB_OK) return status;
  status = open_image(file, path, out, err);
  if (status != KHB_OK) khb_file_unmap(&file);
  return status;
}

static khb_status open_compiled(uint8_t *data, size_t size, const char *name, khb_index **out, khb_error *err) {
  khb_status status = open_image((khb_file){.data = data, .size = size, .owned = true}, name, out, err);
  if (status != KHB_OK) free(data);
  return status;
}

khb_status khb_index_open_yaml(const char *const *yaml, size_t n, khb_index **out, khb_error *err) {
  uint8_t *data;
  size_t size;
  khb_status status = khb_index_compile(yaml, n, &data, &size, err);
  return status == KHB_OK ? open_compiled(data, size, n ? yaml[0] : "", out, err) : status;
}

khb_status khb_index_open_overlay(const char *yaml, khb_index **out, khb_error *err) {
  uint8_t *data;
  size_t size;
  khb_status status = khb_index_compile_overlay(yaml, &data, &size, err);
  return status == KHB_OK ? open_compiled(data, size, yaml, out, err) : status;
}

void khb_index_close(khb_index *index) {
  if (!index) return;
  khb_file_unmap(&index->file);
  free(index);
}

/* ---- walking ---- */

uint32_t khb_index_step(const khb_index *index, uint32_t node, uint32_t word) {
  uint32_t low = index->nodes[node].edges, high = index->nodes[node + 1].edges;
  if (high > index->n_edges) return KHB_NONE;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2, there = index->edges[mid];
    if (there == word) return index->n_roots + mid;
    if (there < word) low = mid + 1;
    else high = mid;
  }
  return KHB_NONE;
}

size_t khb_index_payloads(const khb_index *index, uint32_t node, const uint32_t **out) {
  uint32_t from = index->nodes[node].payloads, to = index->nodes[node + 1].payloads;
  if (from >= to || to > index->n_payloads) return 0;
  *out = index->payloads + from;
  return to - from < KHB_MAX_HOMONYMS ? to - from : KHB_MAX_HOMONYMS;
}

uint64_t khb_id_hash(const char *id, size_t len) {
  uint8_t padded[KHB_MAX_ID + 8] = {0};
  memcpy(padded, id, len);
  return khb_hash(padded, len);
}

uint32_t khb_index_find(const khb_index *index, const char *id, size_t len) {
  if (len == 0 || len > KHB_MAX_ID) return KHB_NONE;
  size_t mask = index->n_ids - 1, at = khb_slot_start(khb_id_hash(id, len), mask);
  for (uint32_t step = 0; step < KHB_MAX_PROBES; step++, at = (at + 1) & mask) {
    uint32_t entity = index->ids[at];
    if (entity == 0) return KHB_NONE;
    if (entity > index->n_entities) continue;
    const char *there = khb_index_string(index, index->entities[entity - 1].id);
    if (strncmp(there, id, len) == 0 && there[len] == 0) return entity - 1;
  }
  return KHB_NONE;
}

/* ---- describing and checking ---- */

void khb_index_describe(const khb_index *index, khb_index_info *info) {
  *info = (khb_index_info){.format = KHB_INDEX_FORMAT,
                           .n_entities = index->n_entities,
                           .n_names = index->n_names,
                           .n_words = index->n_words,
                           .n_classes = index->n_classes,
                           .n_patterns = index->n_patterns,
                           .bytes = index->size,
                           .checksum = index->checksum};
  for (uint32_t i = 0; i < index->n_entities; i++) {
    if (index->entities[i].type < KHB_TYPE_COUNT) info->by_type[index->entities[i].type]++;
  }
}

static bool string_ok(const khb_index *index, uint32_t offset) { return offset < index->n_strings; }

static const char *check_entities(const khb_index *index) {
  for (uint32_t i = 0; i < index->n_entities; i++) {
    const khb_f_entity *e = &index->entities[i];
    const uint32_t texts[] = {e->id,      e->name_ar, e->name_en, e->description_ar, e->description_en,
                              e->capital, e->country, e->region, e->source};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
      if (!string_ok(index, texts[k])) return "an entity has a text outside the file";
    }
    if (e->type >= KHB_TYPE_COUNT && e->type != KHB_F_TYPE_DISABLED) return "an entity has an unknown type";
    if (e->first_name > index->n_names || index->n_names - e->first_name < e->n_names)
      return "an entity has names outside the file";
    if (e->first_office > index->n_offices || index->n_offices - e->first_office < e->n_offices) {
      return "an entity has offices outside the file";
    }
    const char *id = khb_index_string(index, e->id);
    if (khb_index_find(index, id, strlen(id)) != i) return "an entity is not found by its id";
  }
  for (uint32_t i = 0; i < index->n_names; i++) {
    const khb_f_name *name = &index->names[i];
    if (!string_ok(index, name->text) || name->entity >= index->n_entities || name->kind > KHB_NAME_ENGLISH)
      return "a name is wrong";
    const khb_f_entity *e = &index->entities[name->entity];
    if (i < e->first_name || i - e->first_name >= e->n_names) return "a name belongs to another entity";
  }
  for (uint32_t i = 0; i < index->n_offices; i++) {
    const khb_f_office *o = &index->offices[i];
    if (!string_ok(index, o->title) || !string_ok(index, o->of) || !string_ok(index, o->from) ||
        !string_ok(index, o->to)) {
      return "an office has a text outside the file";
    }
  }
  return NULL;
}

static const char *check_words(const khb_index *index) {
  for (uint32_t i = 0; i < index->n_words; i++) {
    const khb_f_word *word = &index->words[i];
    if (word->codes > index->n_codes - KHB_CODE_PAD || index->n_codes - KHB_CODE_PAD - word->codes < word->length) {
      return "a word lies outside the file";
    }
    if (word->root > index->n_roots) return "a word leads nowhere";
    const uint8_t *codes = index->codes + word->codes;
    uint64_t hash = khb_hash(codes, word->length);
    if (khb_index_word(index, codes, word->length, hash) != i) return "a word is not found by its hash";
    if ((word->root || word->attributes) && !khb_index_may_start(index, hash)) return "a filter hides a word";
  }
  return NULL;
}

static const char *check_nodes(const khb_index *index) {
  const khb_f_node *nodes = index->nodes;
  for (uint32_t i = 0; i < index->n_nodes; i++) {
    if (nodes[i].edges > nodes[i + 1].edges || nodes[i].payloads > nodes[i + 1].payloads ||
        nodes[i + 1].edges > index->n_edges || nodes[i + 1].payloads > index->n_payloads) {
      return "its names are out of order";
    }
    if (nodes[i + 1].payloads - nodes[i].payloads > KHB_MAX_HOMONYMS) return "a name leads to too many entities";
    for (uint32_t k = nodes[i].edges; k + 1 < nodes[i + 1].edges; k++) {
      if (index->edges[k] >= index->edges[k + 1]) return "the words of a name are out of order";
    }
  }
  if (nodes[index->n_nodes].edges != index->n_edges || nodes[index->n_nodes].payloads != index->n_payloads) {
    return "its names do not fill their sections";
  }
  for (uint32_t i = 0; i < index->n_edges; i++) {
    if (index->edges[i] >= index->n_words) return "a name has an unknown word";
    const khb_f_word *word = &index->words[index->edges[i]];
    if (!khb_index_may_follow(index, khb_hash(index->codes + word->codes, word->length)))
      return "a filter hides a word";
  }
  for (uint32_t i = 0; i < index->n_payloads; i++) {
    uint32_t payload = index->payloads[i];
    if (payload & KHB_PAYLOAD_CLASS ? (payload & ~KHB_PAYLOAD_CLASS) >= index->n_classes : payload >= index->n_names) {
      return "a name leads nowhere";
    }
  }
  return NULL;
}

static const char *check_rest(const khb_index *index) {
  for (uint32_t i = 0; i < index->n_classes; i++) {
    if (!string_ok(index, index->classes[i])) return "a class has no name";
  }
  for (uint32_t i = 0; i < index->n_attributes; i++) {
    if (!string_ok(index, index->attributes[i])) return "an attribute has no name";
  }
  for (uint32_t i = 0; i < index->n_patterns; i++) {
    const khb_f_pattern *p = &index->patterns[i];
    if (!string_ok(index, p->name) || !string_ok(index, p->type) || !string_ok(index, p->expr) ||
        !string_ok(index, p->file)) {
      return "a pattern has a text outside the file";
    }
    if (!(p->score >= 0 && p->score <= 1)) return "a pattern has a wrong score";
  }
  return NULL;
}

khb_status khb_index_verify(const khb_index *index, const uint8_t *data, const char *name, khb_error *err) {
  if (index->size % 8 || khb_checksum(data, index->size) != index->checksum) {
    return broken(name, err, "its checksum is wrong");
  }
  const char *wrong = check_entities(index);
  if (!wrong) wrong = check_words(index);
  if (!wrong) wrong = check_nodes(index);
  if (!wrong) wrong = check_rest(index);
  if (!wrong) wrong = khb_search_check(index);
  return wrong ? broken(name, err, wrong) : KHB_OK;
}

khb_status khb_index_check(const char *path, khb_index_info *info, khb_error *err) {
  khb_index *index = NULL;
  khb_status status = khb_index_open_file(path, &index, err);
  if (status != KHB_OK) return status;
  status = khb_index_verify(index, index->file.data, path, err);
  if (status == KHB_OK && info) khb_index_describe(index, info);
  khb_index_close(index);
  return status;
}

khb_status khb_index_build(const char *const *yaml, size_t n_yaml, const char *path, khb_index_info *info,
                           khb_error *err) {
  uint8_t *data;
  size_t size;
  khb_status status = khb_index_compile(yaml, n_yaml, &data, &size, err);
  if (status != KHB_OK) return status;
  khb_index index = {0};
  status = attach(&index, data, size, path, err);
  if (status == KHB_OK) status = khb_file_write(path, data, size, err);
  if (status == KHB_OK && info) khb_index_describe(&index, info);
  free(data);
  return status;
}
