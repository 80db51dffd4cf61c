/* index.c: opening, checking and walking an index image. Its layout is drawn in format.h.
 *
 *   open    constant time: header, table, bounds, alignment, relations between counts
 *   walk    constant memory, every number out of the file is checked before it is used as a place
 *
 * The whole check, one pass over everything, is in check.c.
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

/* What a section is, and where in khb_index it goes. */
typedef enum shape { RAW, PACKED, BITS } shape;
typedef struct layout { shape shape; uint16_t element; uint32_t field, count; } layout;
#define R(name) {RAW, sizeof *((khb_index *)0)->name, offsetof(khb_index, name), offsetof(khb_index, n_##name)}
#define P(name) {PACKED, 8, offsetof(khb_index, name), 0}
#define B(name) {BITS, 8, offsetof(khb_index, name), 0}
static const layout layouts[KHB_SEC_FIELD] = {
    [KHB_SEC_STRINGS] = R(strings),
    [KHB_SEC_LETTERS] = R(letters),
    [KHB_SEC_WORDS] = R(words),
    [KHB_SEC_SLOTS] = R(slots),
    [KHB_SEC_HEADS] = R(heads),
    [KHB_SEC_TAILS] = R(tails),
    [KHB_SEC_ROOTS] = R(roots),
    [KHB_SEC_ATTRIBUTE_SETS] = R(attribute_sets),
    [KHB_SEC_WRITTEN] = B(written),
    [KHB_SEC_WRITTEN_TEXT] = P(written_text),
    [KHB_SEC_CHILDREN] = B(children),
    [KHB_SEC_EDGES] = P(edges),
    [KHB_SEC_ENDS] = B(ends),
    [KHB_SEC_PAYLOADS] = P(payloads),
    [KHB_SEC_OWNERS] = B(owners),
    [KHB_SEC_KINDS] = P(kinds),
    [KHB_SEC_NAME_NODE] = P(name_node),
    [KHB_SEC_SPELLED] = B(spelled),
    [KHB_SEC_SPELLED_TEXT] = P(spelled_text),
    [KHB_SEC_ID_HIGH] = B(id_high),
    [KHB_SEC_ID_LOW] = P(id_low),
    [KHB_SEC_ID_TEXT] = P(id_text),
    [KHB_SEC_PROFILE_OF] = P(profile_of),
    [KHB_SEC_PROFILES] = R(profiles),
    [KHB_SEC_HOLDERS] = B(holders),
    [KHB_SEC_OFFICES] = R(offices),
    [KHB_SEC_CLASSES] = R(classes),
    [KHB_SEC_ATTRIBUTES] = R(attributes),
    [KHB_SEC_PATTERNS] = R(patterns),
    [KHB_SEC_FAME] = R(fame),
    [KHB_SEC_TRIE] = R(trie),
    [KHB_SEC_BACK] = R(back),
    [KHB_SEC_BEST] = P(best),
    [KHB_SEC_LEVELS] = R(levels),
    [KHB_SEC_LATER] = P(later),
    [KHB_SEC_AFTER] = P(after),
    [KHB_SEC_CONFUSIONS] = R(confusions),
};
#undef R
#undef P
#undef B

static layout layout_of(uint32_t id) {
  if (id < KHB_SEC_FIELD) return layouts[id];
  if (id < KHB_SEC_FIELD_TEXT)
    return (layout){BITS, 8, (uint32_t)(offsetof(khb_index, field) + (id - KHB_SEC_FIELD) * sizeof(khb_bits)), 0};
  return (layout){PACKED, 8, (uint32_t)(offsetof(khb_index, field_text) + (id - KHB_SEC_FIELD_TEXT) * sizeof(khb_packed)), 0};
}

khb_status khb_index_broken(const char *name, khb_error *err, const char *what) {
  return khb_fail_at(err, KHB_ERR_FORMAT, name, 0, 0, REBUILD, "the index is broken: %s", what);
}

static khb_status check_header(const uint8_t *data, size_t size, const char *name, khb_error *err) {
  const khb_f_header *head = (const void *)data;
  if (size < 8 || memcmp(data, KHB_INDEX_MAGIC, 8) != 0) {
    return khb_fail_at(err, KHB_ERR_FORMAT, name, 0, 0, "compile one: khabar index YAML... -o FILE",
                       "this is no khabar index");
  }
  if (size < sizeof *head) return khb_index_broken(name, err, "it ends inside its header");
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
    return khb_index_broken(name, err, "its table of sections does not fit");
  }
  return KHB_OK;
}

static bool power_of_two(uint32_t n) { return n && (n & (n - 1)) == 0; }

/* Marks that nothing has are empty. */
static bool marks_fit(const khb_bits *marks, uint32_t n) { return marks->n == n || marks->n == 0; }

/* The relations that walking relies on: every array is as long as what its numbers are numbers of. */
static const char *check_words_and_tree(const khb_index *x) {
  if (x->n_letters < KHB_CODE_PAD) return "its words are not padded";
  if (!marks_fit(&x->written, x->n_words) || x->n_fame != 2 * (uint64_t)x->n_words ||
      x->later.n != (uint64_t)x->n_words + 1 ||
      x->written_text.n != x->written.count[1]) {
    return "its words do not go together";
  }
  if (x->n_roots > x->n_nodes || x->n_nodes - x->n_roots != x->n_edges || x->edges.n != x->n_edges ||
      khb_runs_groups(&x->ends) != x->n_nodes) {
    return "its names are not a tree";
  }
  if (x->payloads.n != khb_runs_items(&x->ends) || x->best.n != x->n_nodes || x->after.n > x->n_edges)
    return "its words and names do not go together";
  return NULL;
}

static const char *check_entities(const khb_index *x) {
  if (x->kinds.n != x->n_names || x->name_node.n != x->n_names || !marks_fit(&x->spelled, x->n_names) ||
      x->spelled_text.n != x->spelled.count[1]) {
    return "its names do not go together";
  }
  if (x->n_entities > KHB_MAX_ENTITIES) return "it has too many entities";
  if (x->id_low.n != x->n_numbered || x->n_numbered > x->n_entities || x->id_text.n != x->n_entities - x->n_numbered ||
      x->profile_of.n != x->n_entities || (x->n_offices && khb_runs_groups(&x->holders) != x->n_entities) ||
      x->n_offices != khb_runs_items(&x->holders)) {
    return "its entities do not go together";
  }
  for (uint32_t k = 0; k < KHB_FIELDS; k++) {
    if (!marks_fit(&x->field[k], x->n_entities) || x->field_text[k].n != x->field[k].count[1]) return "its entities do not go together";
  }
  return NULL;
}

static const char *check_counts(const khb_index *x) {
  if (!x->n_strings || x->strings[x->n_strings - 1] != 0) return "its texts do not end";
  if (!x->n_slots || !power_of_two(x->n_heads) || !power_of_two(x->n_tails)) return "a hash table has a wrong size";
  if (x->n_attributes > KHB_MAX_ATTRIBUTES) return "it has too many attributes";
  if (x->n_confusions > KHB_MAX_CONFUSIONS) return "it has too many confusions";
  const char *wrong = check_words_and_tree(x);
  return wrong ? wrong : check_entities(x);
}

/* Points the field of one section into the image. */
static bool take_section(khb_index *index, uint32_t id, khb_place at) {
  layout l = layout_of(id);
  char *field = (char *)index + l.field;
  if (l.shape == PACKED) return khb_packed_attach((khb_packed *)(void *)field, at.data, at.count);
  if (l.shape == BITS) return khb_bits_attach((khb_bits *)(void *)field, at.data, at.count);
  memcpy(field, &at.data, sizeof at.data);
  memcpy((char *)index + l.count, &at.count, sizeof at.count);
  return true;
}

/* Points the fields of *index into the image. */
static khb_status attach(khb_index *index, const uint8_t *data, size_t size, const char *name, khb_error *err) {
  if ((uintptr_t)data % 8) return khb_fail(err, KHB_ERR_RANGE, NULL, "an index in memory must be 8-byte aligned");
  khb_status status = check_header(data, size, name, err);
  if (status != KHB_OK) return status;
  const khb_f_header *head = (const void *)data;
  khb_place at[KHB_SEC_END] = {{0}};
  uint32_t elements[KHB_SEC_END];
  for (uint32_t id = 1; id < KHB_SEC_END; id++) elements[id] = layout_of(id).element;
  const char *wrong = khb_find_sections(data, size, head->n_sections, elements, KHB_SEC_END, at);
  if (wrong) return khb_index_broken(name, err, wrong);
  for (uint32_t id = 1; id < KHB_SEC_END; id++) {
    if (!take_section(index, id, at[id])) return khb_index_broken(name, err, "a section is not what it says");
  }
  if (index->n_words == 0 || index->n_roots == 0) return khb_index_broken(name, err, "its words have no end");
  index->n_words--; /* what stands behind the last */
  index->n_roots--;
  index->n_nodes = khb_runs_groups(&index->children);
  index->n_edges = khb_runs_items(&index->children);
  index->n_entities = khb_runs_groups(&index->owners);
  index->n_names = khb_runs_items(&index->owners);
  index->n_numbered = khb_runs_items(&index->id_high);
  index->word_mask = (uint32_t)(((uint64_t)1 << khb_width(index->n_words)) - 1);
  index->checksum = head->checksum;
  index->size = size;
  wrong = check_counts(index);
  return wrong ? khb_index_broken(name, err, wrong) : KHB_OK;
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

/* The last word that has so few first words before it. */
uint32_t khb_index_root_word(const khb_index *index, uint32_t root) {
  uint32_t low = 0, high = index->n_words;
  while (low + 1 < high) {
    uint32_t mid = low + (high - low) / 2;
    if (khb_word_root(index->words[mid]) <= root) low = mid;
    else high = mid;
  }
  return low;
}

uint32_t khb_index_edge(const khb_index *index, khb_range edges, uint32_t word) {
  uint32_t low = edges.start, high = edges.end;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2, there = khb_index_edge_word(index, mid);
    if (there == word) return mid;
    if (there < word) low = mid + 1;
    else high = mid;
  }
  return KHB_NONE;
}

bool khb_index_name(const khb_index *index, uint32_t name, khb_name_at *out) {
  if (name >= index->n_names) return false;
  uint32_t place = 0, entity = khb_runs_place(&index->owners, name, &place), kind = khb_packed_get(&index->kinds, name);
  if (entity >= index->n_entities) return false;
  const khb_f_profile *profile = khb_index_profile(index, entity);
  if (!profile || place > name) return false;
  *out = (khb_name_at){.entity = entity,
                       .number = place,
                       .kind = kind & 3,
                       .flags = (uint8_t)(kind >> 2),
                       .type = profile->type,
                       .prior = profile->prior};
  return true;
}

const char *khb_index_field(const khb_index *index, uint32_t entity, khb_field field) {
  const khb_bits *has = &index->field[field];
  if (!khb_bits_test(has, entity)) return NULL;
  uint32_t at = khb_bits_rank(has, entity);
  return at < index->field_text[field].n ? khb_index_string(index, khb_packed_get(&index->field_text[field], at)) : NULL;
}

bool khb_id_number(const char *id, size_t len, uint32_t *number) {
  if (len < 2 || len > 11 || id[0] != 'Q' || (id[1] == '0' && len > 2)) return false;
  uint64_t n = 0;
  for (size_t i = 1; i < len; i++) {
    if (id[i] < '0' || id[i] > '9') return false;
    n = n * 10 + (uint64_t)(id[i] - '0');
  }
  *number = (uint32_t)n;
  return n < KHB_NONE;
}

static uint32_t find_number(const khb_index *index, uint32_t number) {
  uint32_t width = index->id_low.width, low = number & index->id_low.mask;
  khb_range same_high = khb_runs_range(&index->id_high, width < 32 ? number >> width : 0);
  while (same_high.start < same_high.end) {
    uint32_t mid = same_high.start + (same_high.end - same_high.start) / 2, there = khb_packed_get(&index->id_low, mid);
    if (there == low) return mid;
    if (there < low) same_high.start = mid + 1;
    else same_high.end = mid;
  }
  return KHB_NONE;
}

uint32_t khb_index_find(const khb_index *index, const char *id, size_t len) {
  uint32_t number, low = 0, high = index->id_text.n;
  if (len == 0 || len > KHB_MAX_ID) return KHB_NONE;
  if (khb_id_number(id, len, &number)) return find_number(index, number);
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    const char *there = khb_index_string(index, khb_packed_get(&index->id_text, mid));
    int order = strncmp(there, id, len);
    if (order == 0 && there[len] == 0) return index->n_numbered + mid;
    if (order < 0) low = mid + 1;
    else high = mid;
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
    const khb_f_profile *profile = khb_index_profile(index, i);
    if (profile && profile->type < KHB_TYPE_COUNT) info->by_type[profile->type]++;
  }
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
