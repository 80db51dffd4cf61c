/* check.c: the whole check of an index: the checksum, then every reference in every section. One pass over the file. What passes
 * leads from each name to its entity, and from its text and id back to it.
 */
#include "format.h"

static bool string_ok(const khb_index *index, uint32_t offset) { return offset < index->n_strings; }

static bool strings_ok(const khb_index *index, const khb_packed *texts) {
  for (uint32_t i = 0; i < texts->n; i++) {
    if (!string_ok(index, khb_packed_get(texts, i))) return false;
  }
  return true;
}

/* ---- strings of bits ---- */

/* What finds the n-th one or zero must be what counting finds. */
static bool bits_ok(const khb_bits *b) {
  uint32_t seen[2] = {0, 0};
  for (uint32_t block = 0; block < b->n_blocks; block++) {
    uint32_t from = block * KHB_BLOCK_BITS, before[2] = {seen[0], seen[1]};
    if (b->before[block] != seen[1]) return false;
    for (uint32_t i = from; i < from + KHB_BLOCK_BITS && i < b->n; i++) seen[khb_bits_test(b, i)]++;
    for (uint32_t which = 0; which < 2; which++) {
      uint32_t hint = (before[which] + KHB_HINT - 1) / KHB_HINT;
      for (; hint * KHB_HINT < seen[which]; hint++) {
        if (b->hint[which][hint] != block) return false;
      }
    }
  }
  if (seen[0] != b->count[0] || seen[1] != b->count[1]) return false;
  for (uint32_t which = 0; which < 2; which++) {
    uint32_t used = (b->count[which] + KHB_HINT - 1) / KHB_HINT;
    if (b->hint[which][used] != b->n_blocks - 1) return false;
  }
  return true;
}

/* Runs end with the end of their last group. */
static bool runs_ok(const khb_bits *b) { return bits_ok(b) && (b->n == 0 || !khb_bits_test(b, b->n - 1)); }

static const char *check_bits(const khb_index *index) {
  const khb_bits *runs[] = {&index->children, &index->ends, &index->owners, &index->id_high, &index->holders};
  const khb_bits *marks[] = {&index->written, &index->spelled};
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    if (!runs_ok(runs[i])) return "a string of bits is not what it says";
  }
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    if (!bits_ok(marks[i])) return "a string of bits is not what it says";
  }
  for (uint32_t k = 0; k < KHB_FIELDS; k++) {
    if (!bits_ok(&index->field[k])) return "a string of bits is not what it says";
    if (!strings_ok(index, &index->field_text[k])) return "an entity has a text outside the file";
  }
  return NULL;
}

/* ---- words ---- */

/* The records of words: letters and first words go up, from none to all. */
static bool word_records_ok(const khb_index *index) {
  uint32_t letters = 0, roots = 0;
  for (uint32_t i = 0; i <= index->n_words; i++) {
    uint32_t letter = khb_word_letters(index->words[i]), root = khb_word_root(index->words[i]);
    if (i == 0 ? letter || root : letter <= letters || letter - letters > KHB_MAX_WORD_CODES || root < roots || root > roots + 1)
      return false;
    letters = letter;
    roots = root;
    if (khb_word_set(index->words[i]) >= index->n_attribute_sets) return false;
  }
  return letters == index->n_letters - KHB_CODE_PAD && roots == index->n_roots;
}

static bool same(khb_range a, khb_range b) { return a.start == b.start && a.end == b.end; }

static const char *check_words(const khb_index *index) {
  if (!word_records_ok(index)) return "its words are broken";
  for (uint32_t i = 0; i < index->n_words; i++) {
    khb_word_at word = khb_index_word_at(index, i);
    const uint8_t *codes = index->letters + word.letters;
    uint64_t hash = khb_hash(codes, word.n);
    if (khb_index_word(index, codes, word.n, hash) != i) return "a word is not found by its hash";
    if ((word.root != KHB_NONE || khb_index_attributes(index, word.set)) && !khb_index_may_start(index, hash)) return "a filter hides a word";
  }
  for (uint32_t root = 0; root < index->n_roots; root++) {
    khb_range edges, payloads;
    khb_index_root_ranges(index, root, &edges, &payloads);
    if (!same(edges, khb_index_edges(index, root)) || !same(payloads, khb_index_payloads(index, root)))
      return "a first word leads elsewhere";
  }
  return strings_ok(index, &index->written_text) ? NULL : "a word has a text outside the file";
}

/* ---- the tree ---- */

static const char *check_tree(const khb_index *index) {
  for (uint32_t node = 0; node < index->n_nodes; node++) {
    khb_range edges = khb_index_edges(index, node), ends = khb_runs_range(&index->ends, node);
    if (ends.end - ends.start > KHB_MAX_HOMONYMS) return "a name leads to too many entities";
    if (edges.start < edges.end && khb_index_edge_node(index, edges.start) <= node) return "its names are not a tree";
    for (uint32_t e = edges.start; e + 1 < edges.end; e++) {
      if (khb_index_edge_word(index, e) >= khb_index_edge_word(index, e + 1)) return "the words of a name are out of order";
    }
    for (uint32_t i = ends.start; i < ends.end; i++) {
      uint32_t payload = khb_packed_get(&index->payloads, i);
      if (payload >= (uint64_t)index->n_names + index->n_classes) return "a name leads nowhere";
      if (payload < index->n_names && khb_packed_get(&index->name_node, payload) != node) return "a name ends at another place";
    }
  }
  for (uint32_t e = 0; e < index->n_edges; e++) {
    uint32_t word = khb_index_edge_word(index, e), n;
    if (word >= index->n_words) return "a name has an unknown word";
    const uint8_t *codes = khb_index_letters(index, word, &n);
    if (!khb_index_may_follow(index, khb_hash(codes, n))) return "a filter hides a word";
  }
  return NULL;
}

/* ---- names and entities ---- */

static const char *check_names(const khb_index *index) {
  for (uint32_t i = 0; i < index->n_names; i++) {
    khb_name_at name;
    if (!khb_index_name(index, i, &name)) return "a name belongs to no entity";
    uint32_t node = khb_packed_get(&index->name_node, i), depth = 1;
    bool found = false;
    if (node >= index->n_nodes) return "a name ends nowhere";
    khb_range ends = khb_index_payloads(index, node);
    for (uint32_t k = ends.start; k < ends.end; k++) found |= khb_packed_get(&index->payloads, k) == i;
    if (!found) return "a name ends at another place";
    for (; node >= index->n_roots; depth++) node = khb_index_parent(index, node - index->n_roots);
    if (depth > KHB_MAX_NAME_WORDS) return "a name has too many words";
  }
  return strings_ok(index, &index->spelled_text) ? NULL : "a name has a text outside the file";
}

static const char *check_entities(const khb_index *index) {
  if (!strings_ok(index, &index->id_text)) return "an entity has a text outside the file";
  for (uint32_t i = 0; i < index->n_entities; i++) {
    const khb_f_profile *profile = khb_index_profile(index, i);
    if (!profile || (profile->type >= KHB_TYPE_COUNT && profile->type != KHB_F_TYPE_DISABLED)) return "an entity has an unknown type";
    char buffer[16];
    const char *id = khb_index_id(index, i, buffer);
    if (khb_index_find(index, id, strlen(id)) != i) return "an entity is not found by its id";
  }
  for (uint32_t i = 0; i < index->n_profiles; i++) {
    if (!string_ok(index, index->profiles[i].source)) return "an entity has a text outside the file";
  }
  for (uint32_t i = 0; i < index->n_offices; i++) {
    const khb_f_office *o = &index->offices[i];
    if (!string_ok(index, o->title) || !string_ok(index, o->of) || !string_ok(index, o->from) || !string_ok(index, o->to))
      return "an office has a text outside the file";
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
  if (index->size % 8 || khb_checksum(data, index->size) != index->checksum)
    return khb_index_broken(name, err, "its checksum is wrong");
  static const char *(*const checks[])(const khb_index *) = {check_bits,  check_words,    check_tree,
                                                             check_names, check_entities, check_rest, khb_search_check};
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    const char *wrong = checks[i](index);
    if (wrong) return khb_index_broken(name, err, wrong);
  }
  return KHB_OK;
}
