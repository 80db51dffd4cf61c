/* image.c: from a builder to the bytes of format.h.
 *
 *   names     put in order: by entity, and within it main, aliases, English, demonyms
 *   entries   one for each (words, payload), sorted by words, so that the names below one node are a run:
 *
 *               الامم المتحده   [lo ................... hi)  node of الامم: the entries of one word come first: its payloads;
 *               الامم المتحده الانمائي                        the rest fall into one run for each second word: its children
 *
 *   nodes     the runs, in the order in which a queue meets them: breadth first
 */
#include "build.h"
#include "variants.h"

#include <stdlib.h>

typedef struct entry {
  const uint32_t *seq;
  uint32_t payload;
  uint8_t n_words;
} entry;
typedef struct run {
  uint32_t lo, hi, depth;
} run;

typedef struct image {
  khb_builder *b;
  khb_error *err;
  uint32_t *order;      /* name number -> number in b->names */
  uint32_t *first_name; /* entity -> its first name; one more at the end */
  uint32_t *first_office;
  uint32_t *office_order;
  entry *entries;
  run *runs; /* node -> its entries */
  khb_f_node *nodes;
  uint32_t *edges;
  uint32_t *payloads;
  uint32_t *roots; /* word -> root node + 1 */
  khb_f_slot *slots;
  uint32_t *ids;
  uint64_t *heads, *tails;
  khb_search_sections search;
  uint32_t n_names, n_entries, n_nodes, n_roots, n_edges, n_payloads, n_slots, n_ids, n_heads, n_tails;
} image;

static void *array(size_t n, size_t size) { return n > PTRDIFF_MAX / size ? NULL : calloc(n ? n : 1, size); }

/* ---- names and offices in the order of their entities ---- */

static uint32_t kind_order(uint8_t kind) {
  return kind == KHB_NAME_MAIN ? 0 : kind == KHB_NAME_ALIAS ? 1 : kind == KHB_NAME_ENGLISH ? 2 : 3;
}

static khb_status order_names(image *im) {
  const khb_builder *b = im->b;
  size_t buckets = b->n_entities * 4 + 1;
  uint32_t *start = array(buckets, sizeof *start);
  im->order = array(b->n_names, sizeof *im->order);
  im->first_name = array(b->n_entities + 1, sizeof *im->first_name);
  if (!start || !im->order || !im->first_name) {
    free(start);
    return KHB_ERR_NOMEM;
  }
  for (size_t i = 0; i < b->n_names; i++) {
    if (!b->names[i].dropped) start[(size_t)b->names[i].entity * 4 + kind_order(b->names[i].kind) + 1]++;
  }
  for (size_t i = 1; i < buckets; i++) start[i] += start[i - 1];
  im->n_names = start[buckets - 1];
  for (size_t i = 0; i <= b->n_entities; i++) im->first_name[i] = start[i * 4];
  for (size_t i = 0; i < b->n_names; i++) {
    if (!b->names[i].dropped)
      im->order[start[(size_t)b->names[i].entity * 4 + kind_order(b->names[i].kind)]++] = (uint32_t)i;
  }
  free(start);
  return KHB_OK;
}

static khb_status order_offices(image *im) {
  const khb_builder *b = im->b;
  uint32_t *start = array(b->n_entities + 1, sizeof *start);
  im->first_office = array(b->n_entities + 1, sizeof *im->first_office);
  im->office_order = array(b->n_offices, sizeof *im->office_order);
  if (!start || !im->first_office || !im->office_order) {
    free(start);
    return KHB_ERR_NOMEM;
  }
  for (size_t i = 0; i < b->n_offices; i++) start[b->offices[i].entity + 1]++;
  for (size_t i = 1; i <= b->n_entities; i++) start[i] += start[i - 1];
  memcpy(im->first_office, start, (b->n_entities + 1) * sizeof *start);
  for (size_t i = 0; i < b->n_offices; i++) im->office_order[start[b->offices[i].entity]++] = (uint32_t)i;
  free(start);
  return KHB_OK;
}

/* ---- the tree of names ---- */

static int compare_entries(const void *left, const void *right) {
  const entry *a = left, *b = right;
  uint8_t n = a->n_words < b->n_words ? a->n_words : b->n_words;
  for (uint8_t i = 0; i < n; i++) {
    if (a->seq[i] != b->seq[i]) return a->seq[i] < b->seq[i] ? -1 : 1;
  }
  if (a->n_words != b->n_words) return a->n_words < b->n_words ? -1 : 1;
  return a->payload < b->payload ? -1 : a->payload > b->payload;
}

static khb_status sort_entries(image *im) {
  const khb_builder *b = im->b;
  size_t n = 0, total = (size_t)im->n_names + b->n_members;
  if (total > UINT32_MAX / 2) return KHB_ERR_LIMIT;
  im->entries = array(total, sizeof *im->entries);
  if (!im->entries) return KHB_ERR_NOMEM;
  for (uint32_t i = 0; i < im->n_names; i++) {
    const khb_b_name *name = &b->names[im->order[i]];
    im->entries[n++] = (entry){b->seq + name->seq, i, name->n_words};
  }
  for (size_t i = 0; i < b->n_members; i++) {
    const khb_b_member *m = &b->members[i];
    im->entries[n++] = (entry){b->seq + m->seq, KHB_PAYLOAD_CLASS | m->class_number, m->n_words};
  }
  qsort(im->entries, n, sizeof *im->entries, compare_entries);
  uint32_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    if (kept && compare_entries(&im->entries[kept - 1], &im->entries[i]) == 0) continue;
    im->entries[kept++] = im->entries[i];
  }
  im->n_entries = kept;
  return KHB_OK;
}

/* One node for each prefix that no entry before has. */
static size_t count_nodes(const image *im) {
  size_t nodes = 0;
  for (uint32_t i = 0; i < im->n_entries; i++) {
    const entry *e = &im->entries[i];
    uint8_t shared = 0;
    if (i) {
      const entry *before = e - 1;
      while (shared < e->n_words && shared < before->n_words && e->seq[shared] == before->seq[shared]) shared++;
    }
    nodes += (size_t)(e->n_words - shared);
  }
  return nodes;
}

/* Splits the entries [lo, hi) by their word at `depth` into runs, appended. */
static void split_runs(image *im, uint32_t lo, uint32_t hi, uint32_t depth) {
  while (lo < hi) {
    uint32_t to = lo + 1, word = im->entries[lo].seq[depth];
    while (to < hi && im->entries[to].seq[depth] == word) to++;
    im->runs[im->n_nodes++] = (run){lo, to, depth};
    lo = to;
  }
}

static khb_status too_many_homonyms(image *im, const entry *e) {
  const khb_builder *b = im->b;
  const char *text = e->payload & KHB_PAYLOAD_CLASS ? b->strings + b->classes[e->payload & ~KHB_PAYLOAD_CLASS]
                                                    : b->strings + b->names[im->order[e->payload]].text;
  return khb_fail(im->err, KHB_ERR_LIMIT, "give them fuller names", "more than %u entities have the name %.120s",
                  KHB_MAX_HOMONYMS, text);
}

static khb_status build_nodes(image *im) {
  size_t n = count_nodes(im);
  if (n > UINT32_MAX / 2) return KHB_ERR_LIMIT;
  im->runs = array(n, sizeof *im->runs);
  im->nodes = array(n + 1, sizeof *im->nodes);
  im->edges = array(n, sizeof *im->edges);
  im->payloads = array(im->n_entries, sizeof *im->payloads);
  im->roots = array(im->b->n_words, sizeof *im->roots);
  if (!im->runs || !im->nodes || !im->edges || !im->payloads || !im->roots) return KHB_ERR_NOMEM;
  split_runs(im, 0, im->n_entries, 0);
  im->n_roots = im->n_nodes;
  for (uint32_t i = 0; i < im->n_nodes; i++) {
    run r = im->runs[i];
    uint32_t word = im->entries[r.lo].seq[r.depth];
    if (r.depth == 0) im->roots[word] = i + 1;
    else im->edges[im->n_edges++] = word;
    im->nodes[i] = (khb_f_node){im->n_nodes - im->n_roots, im->n_payloads};
    while (r.lo < r.hi && im->entries[r.lo].n_words == r.depth + 1)
      im->payloads[im->n_payloads++] = im->entries[r.lo++].payload;
    if (im->n_payloads - im->nodes[i].payloads > KHB_MAX_HOMONYMS) return too_many_homonyms(im, &im->entries[r.lo - 1]);
    split_runs(im, r.lo, r.hi, r.depth + 1);
  }
  im->nodes[im->n_nodes] = (khb_f_node){im->n_edges, im->n_payloads};
  return KHB_OK;
}

/* ---- hash tables ---- */

static uint32_t power_above(uint64_t n) {
  uint32_t p = 1;
  while (p < n && p < 1u << 31) p *= 2;
  return p;
}

/* The first free place within KHB_MAX_PROBES, or KHB_NONE. */
typedef bool is_free(const void *table, size_t at);
static bool slot_free(const void *table, size_t at) { return ((const khb_f_slot *)table)[at].word == 0; }
static bool id_free(const void *table, size_t at) { return ((const uint32_t *)table)[at] == 0; }
static uint32_t free_place(const void *table, is_free *is_free_at, uint32_t size, uint64_t hash) {
  size_t at = khb_slot_start(hash, size - 1);
  for (uint32_t step = 0; step < KHB_MAX_PROBES && step < size; step++, at = (at + 1) & (size - 1)) {
    if (is_free_at(table, at)) return (uint32_t)at;
  }
  return KHB_NONE;
}

#define MAX_DOUBLINGS 6

static khb_status build_slots(image *im) {
  const khb_builder *b = im->b;
  uint32_t size = power_above((uint64_t)b->n_words * 3 / 2 + 1);
  for (int tries = 0; tries <= MAX_DOUBLINGS; tries++, size *= 2) {
    im->slots = array(size, sizeof *im->slots);
    if (!im->slots) return KHB_ERR_NOMEM;
    size_t i = 0;
    for (; i < b->n_words; i++) {
      uint32_t at = free_place(im->slots, slot_free, size, b->words[i].hash);
      if (at == KHB_NONE) break;
      im->slots[at] = (khb_f_slot){khb_slot_tag(b->words[i].hash), (uint32_t)i + 1};
    }
    im->n_slots = size;
    if (i == b->n_words) return KHB_OK;
    free(im->slots);
    im->slots = NULL;
    if (size >= 1u << 30) break;
  }
  return KHB_ERR_LIMIT;
}

static khb_status build_ids(image *im) {
  const khb_builder *b = im->b;
  uint32_t size = power_above((uint64_t)b->n_entities * 3 / 2 + 1);
  for (int tries = 0; tries <= MAX_DOUBLINGS; tries++, size *= 2) {
    im->ids = array(size, sizeof *im->ids);
    if (!im->ids) return KHB_ERR_NOMEM;
    size_t i = 0;
    for (; i < b->n_entities; i++) {
      const char *id = b->strings + b->entities[i].id;
      uint32_t at = free_place(im->ids, id_free, size, khb_id_hash(id, strlen(id)));
      if (at == KHB_NONE) break;
      im->ids[at] = (uint32_t)i + 1;
    }
    im->n_ids = size;
    if (i == b->n_entities) return KHB_OK;
    free(im->ids);
    im->ids = NULL;
    if (size >= 1u << 30) break;
  }
  return KHB_ERR_LIMIT;
}

/* Ten bits a word while that fits into 64 KiB, which stays in the nearer caches; not below four bits a word. */
static uint64_t *new_filter(uint64_t words, uint32_t *blocks) {
  uint64_t bits = words * 10, cached = 64 * 1024 * 8, least = words * 4;
  if (bits > cached) bits = cached;
  if (bits < least) bits = least;
  *blocks = power_above((bits + 63) / 64);
  return array(*blocks, sizeof(uint64_t));
}

static void filter_add(uint64_t *filter, uint32_t blocks, uint64_t hash) {
  filter[khb_filter_block(hash, blocks - 1)] |= khb_filter_bits(hash);
}

static khb_status build_filters(image *im) {
  const khb_builder *b = im->b;
  uint64_t starting = 0;
  for (size_t i = 0; i < b->n_words; i++) starting += im->roots[i] || b->words[i].attributes;
  im->heads = new_filter(starting, &im->n_heads);
  im->tails = new_filter(im->n_edges < b->n_words ? im->n_edges : b->n_words, &im->n_tails);
  if (!im->heads || !im->tails) return KHB_ERR_NOMEM;
  for (size_t i = 0; i < b->n_words; i++) {
    if (im->roots[i] || b->words[i].attributes) filter_add(im->heads, im->n_heads, b->words[i].hash);
  }
  for (uint32_t i = 0; i < im->n_edges; i++) filter_add(im->tails, im->n_tails, b->words[im->edges[i]].hash);
  return KHB_OK;
}

/* ---- for part of a name ---- */

static khb_status build_search(image *im) {
  const khb_builder *b = im->b;
  uint8_t *priors = array(im->n_names, 1);
  if (!priors) return KHB_ERR_NOMEM;
  for (uint32_t i = 0; i < im->n_names; i++) priors[i] = b->entities[b->names[im->order[i]].entity].prior;
  khb_names_tree tree = {im->nodes,  im->edges,   im->payloads, im->roots,
                         priors,     im->n_nodes, im->n_roots,  im->n_edges};
  khb_status status = khb_search_build(b, &tree, &im->search);
  free(priors);
  return status;
}

/* ---- writing ---- */

typedef struct writer {
  uint8_t *data;
  khb_f_section table[KHB_SEC_END];
  uint32_t n;
  uint64_t size;
} writer;

static void section(writer *w, uint32_t id, size_t count, size_t element) {
  khb_f_section *s = &w->table[w->n++];
  *s = (khb_f_section){
      .id = id, .element = (uint32_t)element, .offset = w->size, .length = (uint64_t)count * element, .count = count};
  w->size += (s->length + 7) & ~UINT64_C(7);
}

static void *section_data(const writer *w, uint32_t id) { return w->data + w->table[id - 1].offset; }

static void lay_out(const image *im, writer *w) {
  const khb_builder *b = im->b;
  w->size = sizeof(khb_f_header) + (KHB_SEC_END - 1) * sizeof(khb_f_section);
  section(w, KHB_SEC_STRINGS, b->n_strings, 1);
  section(w, KHB_SEC_ENTITIES, b->n_entities, sizeof(khb_f_entity));
  section(w, KHB_SEC_NAMES, im->n_names, sizeof(khb_f_name));
  section(w, KHB_SEC_OFFICES, b->n_offices, sizeof(khb_f_office));
  section(w, KHB_SEC_IDS, im->n_ids, 4);
  section(w, KHB_SEC_CODES, b->n_codes + KHB_CODE_PAD, 1);
  section(w, KHB_SEC_WORDS, b->n_words, sizeof(khb_f_word));
  section(w, KHB_SEC_SLOTS, im->n_slots, sizeof(khb_f_slot));
  section(w, KHB_SEC_HEADS, im->n_heads, 8);
  section(w, KHB_SEC_TAILS, im->n_tails, 8);
  section(w, KHB_SEC_NODES, (size_t)im->n_nodes + 1, sizeof(khb_f_node));
  section(w, KHB_SEC_EDGES, im->n_edges, 4);
  section(w, KHB_SEC_PAYLOADS, im->n_payloads, 4);
  section(w, KHB_SEC_CLASSES, b->n_classes, 4);
  section(w, KHB_SEC_ATTRIBUTES, b->n_attributes, 4);
  section(w, KHB_SEC_PATTERNS, b->n_patterns, sizeof(khb_f_pattern));
  section(w, KHB_SEC_SORTED, im->search.n_sorted, 4);
  section(w, KHB_SEC_FAME, 2 * im->search.n_sorted, 1);
  section(w, KHB_SEC_TRIE, im->search.n_trie, sizeof(khb_f_letter));
  section(w, KHB_SEC_BACK, im->search.n_back, sizeof(khb_f_letter));
  section(w, KHB_SEC_BEST, im->n_nodes, 1);
  section(w, KHB_SEC_LATER, b->n_words + 1, 4);
  section(w, KHB_SEC_AFTER, im->search.n_after, 4);
  section(w, KHB_SEC_CONFUSIONS, b->n_confusions, sizeof(khb_f_confusion));
}

static void write_entities(const image *im, khb_f_entity *out) {
  const khb_builder *b = im->b;
  for (size_t i = 0; i < b->n_entities; i++) {
    const khb_b_entity *e = &b->entities[i];
    out[i] = (khb_f_entity){.id = e->id,
                            .name_ar = e->name_ar,
                            .name_en = e->name_en,
                            .description_ar = e->description_ar,
                            .description_en = e->description_en,
                            .capital = e->capital,
                            .country = e->country,
                            .region = e->region,
                            .source = e->source,
                            .first_name = im->first_name[i],
                            .n_names = im->first_name[i + 1] - im->first_name[i],
                            .first_office = im->first_office[i],
                            .n_offices = im->first_office[i + 1] - im->first_office[i],
                            .type = khb_b_type(e),
                            .prior = e->prior};
  }
}

static void write_names(const image *im, khb_f_name *names, khb_f_office *offices) {
  const khb_builder *b = im->b;
  for (uint32_t i = 0; i < im->n_names; i++) {
    const khb_b_name *n = &b->names[im->order[i]];
    names[i] = (khb_f_name){.text = n->text, .entity = n->entity, .kind = n->kind, .flags = n->flags};
  }
  for (size_t i = 0; i < b->n_offices; i++) offices[i] = b->offices[im->office_order[i]].o;
}

static void write_words(const image *im, khb_f_word *out) {
  const khb_builder *b = im->b;
  for (size_t i = 0; i < b->n_words; i++) {
    const khb_b_word *w = &b->words[i];
    out[i] = (khb_f_word){.codes = w->codes, .length = w->length, .attributes = w->attributes, .root = im->roots[i]};
  }
}

static void copy_section(const writer *w, uint32_t id, const void *from, size_t bytes) {
  if (bytes) memcpy(section_data(w, id), from, bytes);
}

static void write_search(const image *im, const writer *w) {
  const khb_search_sections *s = &im->search;
  copy_section(w, KHB_SEC_SORTED, s->sorted, s->n_sorted * sizeof *s->sorted);
  copy_section(w, KHB_SEC_FAME, s->fame, 2 * s->n_sorted);
  copy_section(w, KHB_SEC_TRIE, s->trie, s->n_trie * sizeof *s->trie);
  copy_section(w, KHB_SEC_BACK, s->back, s->n_back * sizeof *s->back);
  copy_section(w, KHB_SEC_BEST, s->best, im->n_nodes);
  copy_section(w, KHB_SEC_LATER, s->later, (im->b->n_words + 1) * sizeof *s->later);
  copy_section(w, KHB_SEC_AFTER, s->after, s->n_after * sizeof *s->after);
  copy_section(w, KHB_SEC_CONFUSIONS, im->b->confusions, im->b->n_confusions * sizeof *im->b->confusions);
}

static khb_status write_image(const image *im, uint8_t **data, size_t *size) {
  const khb_builder *b = im->b;
  writer w = {0};
  lay_out(im, &w);
  if (w.size > PTRDIFF_MAX) return KHB_ERR_LIMIT;
  w.data = calloc(1, (size_t)w.size);
  if (!w.data) return KHB_ERR_NOMEM;
  khb_f_header head = {.magic = KHB_INDEX_MAGIC,
                       .format = KHB_INDEX_FORMAT,
                       .little = KHB_INDEX_LITTLE,
                       .size = w.size,
                       .n_sections = w.n,
                       .n_roots = im->n_roots};
  memcpy(w.data, &head, sizeof head);
  memcpy(w.data + sizeof head, w.table, w.n * sizeof *w.table);
  copy_section(&w, KHB_SEC_STRINGS, b->strings, b->n_strings);
  write_entities(im, section_data(&w, KHB_SEC_ENTITIES));
  write_names(im, section_data(&w, KHB_SEC_NAMES), section_data(&w, KHB_SEC_OFFICES));
  copy_section(&w, KHB_SEC_IDS, im->ids, im->n_ids * sizeof *im->ids);
  copy_section(&w, KHB_SEC_CODES, b->codes, b->n_codes);
  write_words(im, section_data(&w, KHB_SEC_WORDS));
  copy_section(&w, KHB_SEC_SLOTS, im->slots, im->n_slots * sizeof *im->slots);
  copy_section(&w, KHB_SEC_HEADS, im->heads, im->n_heads * sizeof *im->heads);
  copy_section(&w, KHB_SEC_TAILS, im->tails, im->n_tails * sizeof *im->tails);
  copy_section(&w, KHB_SEC_NODES, im->nodes, ((size_t)im->n_nodes + 1) * sizeof *im->nodes);
  copy_section(&w, KHB_SEC_EDGES, im->edges, im->n_edges * sizeof *im->edges);
  copy_section(&w, KHB_SEC_PAYLOADS, im->payloads, im->n_payloads * sizeof *im->payloads);
  copy_section(&w, KHB_SEC_CLASSES, b->classes, b->n_classes * sizeof *b->classes);
  copy_section(&w, KHB_SEC_ATTRIBUTES, b->attributes, b->n_attributes * sizeof *b->attributes);
  copy_section(&w, KHB_SEC_PATTERNS, b->patterns, b->n_patterns * sizeof *b->patterns);
  write_search(im, &w);
  head.checksum = khb_checksum(w.data, (size_t)w.size);
  memcpy(w.data, &head, sizeof head);
  *data = w.data;
  *size = (size_t)w.size;
  return KHB_OK;
}

static void free_image(image *im) {
  free(im->order);
  free(im->first_name);
  free(im->first_office);
  free(im->office_order);
  free(im->entries);
  free(im->runs);
  free(im->nodes);
  free(im->edges);
  free(im->payloads);
  free(im->roots);
  free(im->slots);
  free(im->ids);
  free(im->heads);
  free(im->tails);
  khb_search_free(&im->search);
}

khb_status khb_build_image(khb_builder *b, uint8_t **data, size_t *size, khb_error *err) {
  image im = {.b = b, .err = err};
  if (err) err->status = KHB_OK;
  khb_status status = order_names(&im);
  if (status == KHB_OK) status = order_offices(&im);
  if (status == KHB_OK) status = sort_entries(&im);
  if (status == KHB_OK) status = build_nodes(&im);
  if (status == KHB_OK) status = build_slots(&im);
  if (status == KHB_OK) status = build_ids(&im);
  if (status == KHB_OK) status = build_filters(&im);
  if (status == KHB_OK) status = build_search(&im);
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
