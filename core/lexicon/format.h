/* format.h: the index file, byte by byte. Little-endian; every section starts at a multiple of 8.
 *
 *   header     64 bytes   magic, version, size, checksum
 *   table      32 bytes a section: id, element size, offset, length, count
 *   sections   in any order; an unknown id is skipped
 *
 * Almost everything is a number packed to its width, or a string of bits (bits.h): below, `marks` and `runs` are strings of bits,
 * [x] is an array of packed numbers. Words, names and entities are numbers, and what can be derived is not stored.
 *
 * WORDS, numbered in the order of their letters, so that those of one beginning are a run:
 *
 *   codes of a word ── khb_hash ──> HEADS (2 bits in one 64-bit block: surely starts no name and has no attribute / perhaps)
 *                                     │     for the later words of a name: TAILS
 *                                   SLOTS  u32: word number + 1 below, bits of the hash above; probed in line, at most
 *                                     │    KHB_MAX_PROBES steps
 *                                   WORDS  u64 {letter, root, set} for each word and one more at the end:
 *                                     │ letter ──> LETTERS up to the next word's: codes are compared, a hash never decides
 *                                     │ set ─────> ATTRIBUTE_SETS
 *                                     └ root       how many words before this one start names. Where the next word's is one more,
 *                                                  this one does, and root is its node in
 *
 * the TREE of names. Nodes 0 … n_roots-1 are first words; the others follow breadth first, so that edge e leads to node n_roots + e:
 *
 *          root         first word       second word          CHILDREN   runs: the edges that leave each node
 *           ├─ الامم ──── node 0 ─────── المتحده: node 7       EDGES      [word] of each edge, ascending within a node
 *           │                                                 ENDS       runs: the payloads of each node, what ends here
 *           └─ نور ────── node 1 ─────── سلطان:   node 8       PAYLOADS   [name number, or n_names + class number]
 *                                                             ROOTS      {first edge, first payload} of the first words and one
 *                                                                        more: the same again, found without counting
 *
 * NAMES, numbered by entity, and within it main, aliases, English, demonyms:
 *
 *   OWNERS     runs: the names of each entity                 KINDS       [kind | flags << 2]
 *   NAME_NODE  [node] that the name ends at. Its words, read upwards, give its text: each word as WRITTEN (marks) in WRITTEN_TEXT
 *              [string], else as its letters stand, with a space between. Names that are spelled otherwise are SPELLED (marks) and
 *              have their text in SPELLED_TEXT [string]
 *
 * ENTITIES, those with Wikidata numbers first, ascending, then the others in the order of their ids:
 *
 *   ID_HIGH    runs: the entities of each Q number >> bits of ID_LOW [the low bits]      ID_TEXT  [string] of the others
 *   PROFILE_OF [number] in PROFILES {source, type, prior}      FIELD, FIELD_TEXT  a pair for each of khb_field: marks, [string]
 *   HOLDERS    runs: the OFFICES of each entity             Marks and HOLDERS that nothing would have are empty.
 *
 * From part of a name, or from a misspelt one, to names (complete.c and near.c draw how these are walked):
 *
 *   FAME     for each word the BEST of what it is the first word of, then of what it is a later word of
 *   TRIE     the letters of all words of names as a tree in preorder; BACK, the same from the last letter to the first
 *   BEST     for each node [place] in LEVELS, which holds 1 + the highest prior of the entities at and below it; 0: none
 *   AFTER    [edges] that carry a word, those that lead to the highest prior first: AFTER[LATER[word] … LATER[word + 1])
 *   CONFUSIONS  what a slip of spelling costs
 *
 * Of a million names of people, two to seven words each and 49,000 different words, one costs about 26 bytes: EDGES 6, AFTER 9,
 * NAME_NODE and PAYLOADS 5, what belongs to words 2.
 *
 * Trust: khb_index_open_* checks header, table, bounds, alignment and the relations between counts, in constant time. Everything
 * else is checked where it is used, so that a broken or hostile file gives no match, never a crash and never an endless loop.
 */
#ifndef KHB_FORMAT_H
#define KHB_FORMAT_H

#include "bits.h"
#include "lexicon.h"

#define KHB_INDEX_MAGIC "\x89KHBIDX\n"
#define KHB_INDEX_FORMAT 3u
#define KHB_INDEX_LITTLE 0x01020304u /* as written by a little-endian machine */
#define KHB_MAX_SECTIONS 64u

/* Limits. The compiler refuses what exceeds them, the reader stops at them. */
#define KHB_MAX_NAME_WORDS 16u     /* words of a name */
#define KHB_MAX_WORD_CODES 255u    /* letters of a word of a name */
#define KHB_MAX_PROBES 64u         /* steps in SLOTS */
#define KHB_MAX_HOMONYMS 1024u     /* payloads of one node */
#define KHB_MAX_ID 255u            /* bytes of an id */
#define KHB_MAX_CLASSES 4096u
#define KHB_NAME_TEXT 1024u        /* bytes of a text that is put together from words, its NUL included */
#define KHB_MAX_ENTITIES (1u << KHB_LAYER_SHIFT)

#define KHB_PAYLOAD_CLASS 0x80000000u

/* In place of a khb_type: the entity has the type that a farther layer gives it; or it is switched off (overlay.c). */
#define KHB_F_TYPE_INHERIT 255u
#define KHB_F_TYPE_DISABLED 254u

/* Of an entity: what most have not. NAME_AR and NAME_EN stand there only where they are not the text of the main Arabic name and
   of the first English one. */
typedef enum khb_field {
  KHB_FIELD_NAME_AR = 0, KHB_FIELD_NAME_EN, KHB_FIELD_DESCRIPTION_AR, KHB_FIELD_DESCRIPTION_EN, KHB_FIELD_CAPITAL, KHB_FIELD_COUNTRY,
  KHB_FIELD_REGION,
  KHB_FIELDS
} khb_field;

enum { /* p: packed numbers, b: a string of bits; a [string] is an offset in STRINGS */
  KHB_SEC_STRINGS = 1, /* NUL-terminated UTF-8, offset 0 is "", last byte is NUL */
  KHB_SEC_LETTERS,     /* codes of the words, then KHB_CODE_PAD zeros */
  KHB_SEC_WORDS,       /* u64, one more than words */
  KHB_SEC_SLOTS,       /* u32 */
  KHB_SEC_HEADS, KHB_SEC_TAILS, /* u64; the count is a power of two */
  KHB_SEC_ROOTS,       /* khb_f_root, one more than roots */
  KHB_SEC_ATTRIBUTE_SETS, /* u16: bits of ATTRIBUTES */
  KHB_SEC_WRITTEN, KHB_SEC_WRITTEN_TEXT, /* b, p */
  KHB_SEC_CHILDREN, KHB_SEC_EDGES,    /* b, p */
  KHB_SEC_ENDS, KHB_SEC_PAYLOADS,     /* b, p */
  KHB_SEC_OWNERS, KHB_SEC_KINDS, KHB_SEC_NAME_NODE,  /* b, p, p */
  KHB_SEC_SPELLED, KHB_SEC_SPELLED_TEXT, /* b, p */
  KHB_SEC_ID_HIGH, KHB_SEC_ID_LOW, KHB_SEC_ID_TEXT,  /* b, p, p */
  KHB_SEC_PROFILE_OF, KHB_SEC_PROFILES,  /* p, khb_f_profile */
  KHB_SEC_HOLDERS, KHB_SEC_OFFICES,      /* b, khb_f_office */
  KHB_SEC_CLASSES,     /* u32 name (offset in STRINGS) */
  KHB_SEC_ATTRIBUTES,  /* the same; at most 16 */
  KHB_SEC_PATTERNS,
  KHB_SEC_FAME,        /* two u8 for each word */
  KHB_SEC_TRIE, KHB_SEC_BACK,
  KHB_SEC_BEST, KHB_SEC_LEVELS, /* p, u8 */
  KHB_SEC_LATER, KHB_SEC_AFTER, /* p, one more than words; p */
  KHB_SEC_CONFUSIONS,
  KHB_SEC_FIELD,       /* b, of the first khb_field; the others follow */
  KHB_SEC_FIELD_TEXT = KHB_SEC_FIELD + KHB_FIELDS, /* p, the same */
  KHB_SEC_END = KHB_SEC_FIELD_TEXT + KHB_FIELDS
};

typedef struct khb_f_header {
  char magic[8];
  uint32_t format, little;
  uint64_t size;      /* of the whole file, a multiple of 8 */
  uint64_t checksum;  /* khb_checksum over the file, with this field 0 */
  uint32_t n_sections, reserved_0;
  uint64_t reserved[3];
} khb_f_header;

typedef struct khb_f_section {
  uint32_t id, element;    /* bytes of one element */
  uint64_t offset, length; /* bytes; length == element * count */
  uint64_t count;
} khb_f_section;

/* sections.c: the table of sections, the same in index and model files, checked in one place. */
typedef struct khb_place {
  const void *data; /* NULL: not there */
  uint32_t count;
} khb_place;

/* Finds the sections 1 .. n_ids - 1 of a file whose table of `n_sections` follows a header of 64 bytes; the caller has checked that
   the table fits. element_size[id] is what the elements of each must measure. Each must be there once; ids beyond are skipped.
   Returns what is wrong, or NULL. `found` (n_ids of them) is zeroed by the caller. */
const char *khb_find_sections(const uint8_t *data, size_t size, uint32_t n_sections, const uint32_t *element_size, uint32_t n_ids,
                              khb_place *found);

/* Text fields are offsets in STRINGS. */
typedef struct khb_f_profile { uint32_t source; uint8_t type, prior; uint16_t reserved; } khb_f_profile;
typedef struct khb_f_root { uint32_t edges, payloads; } khb_f_root;
typedef struct khb_f_office { uint32_t title, of, from, to; } khb_f_office;
typedef struct khb_f_pattern { uint32_t name, type, expr, file, line; float score; } khb_f_pattern;

/* One letter of TRIE or BACK. Of an inner one `value` is how many elements it and all below it have, so that what lies below can
   be skipped; of a last one it is the word, whose letters from `depth` on are in LETTERS; `next` is the first of these, 0 where
   there is none. Where a word is the beginning of others it has a last element of its own with letter 0 and the depth of the
   element that it stands below. */
typedef struct khb_f_letter { uint32_t value; uint8_t letter, depth, last, next; } khb_f_letter;

/* One of WORDS: the place in LETTERS, the first words before it, the number of the set of its attributes. */
#define KHB_WORD_LETTER_BITS 28
#define KHB_WORD_ROOT_BITS 24
#define KHB_WORD_SET_BITS 12
static inline uint64_t khb_word_of(uint32_t letters, uint32_t root, uint32_t set) {
  return letters | (uint64_t)root << KHB_WORD_LETTER_BITS | (uint64_t)set << (KHB_WORD_LETTER_BITS + KHB_WORD_ROOT_BITS);
}
static inline uint32_t khb_word_letters(uint64_t word) { return (uint32_t)word & ((1u << KHB_WORD_LETTER_BITS) - 1); }
static inline uint32_t khb_word_root(uint64_t word) {
  return (uint32_t)(word >> KHB_WORD_LETTER_BITS) & ((1u << KHB_WORD_ROOT_BITS) - 1);
}
static inline uint32_t khb_word_set(uint64_t word) { return (uint32_t)(word >> (KHB_WORD_LETTER_BITS + KHB_WORD_ROOT_BITS)); }

/* What a slip costs, in 64ths of a letter left out. a and b are codes, 0 where the kind has none. */
typedef enum khb_slip {
  KHB_SLIP_EXCHANGE = 0, /* a for b or b for a */
  KHB_SLIP_DROP,         /* a left out or put in */
  KHB_SLIP_DOUBLE,       /* a letter written twice for once, or once for twice */
  KHB_SLIP_SWAP,         /* two neighbours in each other's place */
  KHB_SLIP_SPACE,        /* two words joined, or one split */
  KHB_SLIP_WORD,         /* a word left out or put in */
  KHB_SLIP_COUNT
} khb_slip;
typedef struct khb_f_confusion { uint8_t kind, a, b, cost; } khb_f_confusion;
#define KHB_COST_ONE 64u
#define KHB_MAX_CONFUSIONS 4096u

_Static_assert(sizeof(khb_f_letter) == 8 && sizeof(khb_f_confusion) == 4, "stored in files");
_Static_assert(sizeof(khb_f_header) == 64 && sizeof(khb_f_section) == 32, "drawn above");
_Static_assert(sizeof(khb_f_profile) == 8 && sizeof(khb_f_office) == 16, "stored in files");
_Static_assert(KHB_SEC_END - 1 <= KHB_MAX_SECTIONS, "the reader takes so many");
_Static_assert(sizeof(float) == 4 && sizeof(khb_f_pattern) == 24, "stored in files");

/* The block of a filter that a hash falls into, and the bits that it sets there. */
static inline size_t khb_filter_block(uint64_t hash, size_t mask) { return (size_t)(hash >> 12) & mask; }
static inline uint64_t khb_filter_bits(uint64_t hash) {
  return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63);
}
/* Where the search in SLOTS starts. A slot holds the word number + 1 in the bits of a mask and those of the hash in the others. */
static inline uint32_t khb_slot_start(uint64_t hash, uint32_t n) { return (uint32_t)((hash >> 32) * n >> 32); }

/* Over a file image with its checksum field taken as 0. size is a multiple of 8. */
uint64_t khb_checksum(const uint8_t *data, size_t size);

/* An index that is open: pointers into the image, with their counts. */
struct khb_index {
  const char *strings;
  const uint8_t *letters;
  const uint64_t *words;  /* n_words + 1 */
  const khb_f_root *roots; /* n_roots + 1 */
  const uint32_t *slots;
  const uint64_t *heads, *tails;
  const uint16_t *attribute_sets;
  const khb_f_profile *profiles;
  const khb_f_office *offices;
  const uint32_t *classes, *attributes;
  const khb_f_pattern *patterns;
  const khb_f_letter *trie, *back;
  const uint8_t *fame, *levels;
  const khb_f_confusion *confusions;
  uint32_t n_strings, n_letters, n_slots, n_heads, n_tails, n_attribute_sets, n_profiles, n_offices, n_classes, n_attributes, n_patterns,
      n_trie, n_back, n_fame, n_levels, n_confusions;
  khb_packed written_text, edges, payloads, kinds, name_node, spelled_text, id_low, id_text, profile_of,
      best, later, after, field_text[KHB_FIELDS];
  khb_bits written, children, ends, owners, spelled, id_high, holders, field[KHB_FIELDS];
  uint32_t n_words, n_roots, n_nodes, n_edges, n_names, n_entities;
  uint32_t n_numbered;   /* entities with Wikidata numbers */
  uint32_t word_mask;    /* the word in a slot */
  khb_file file;         /* what the pointers point into; empty for khb_index_open_memory */
  uint64_t checksum, size;
};

/* The string at an offset, "" when the offset is out of the file. */
static inline const char *khb_index_string(const khb_index *index, uint32_t offset) {
  return offset < index->n_strings ? index->strings + offset : "";
}

static inline bool khb_filter_has(const uint64_t *filter, uint32_t blocks, uint64_t hash) {
  uint64_t bits = khb_filter_bits(hash);
  return (filter[khb_filter_block(hash, blocks - 1)] & bits) == bits;
}
/* Whether a word may start a name or have an attribute, or follow in a name. Never false for one that does. */
static inline bool khb_index_may_start(const khb_index *index, uint64_t hash) {
  return khb_filter_has(index->heads, index->n_heads, hash);
}
static inline bool khb_index_may_follow(const khb_index *index, uint64_t hash) {
  return khb_filter_has(index->tails, index->n_tails, hash);
}
static inline void khb_index_prefetch_filters(const khb_index *index, uint64_t hash) {
  __builtin_prefetch(&index->heads[khb_filter_block(hash, index->n_heads - 1)]);
  __builtin_prefetch(&index->tails[khb_filter_block(hash, index->n_tails - 1)]);
}
/* Equality of n bytes; may read up to 7 bytes past either. */
static inline bool khb_codes_equal(const uint8_t *a, const uint8_t *b, size_t n) {
  for (; n > 8; a += 8, b += 8, n -= 8) {
    if (khb_load64(a) != khb_load64(b)) return false;
  }
  return n == 0 || (khb_load64(a) ^ khb_load64(b)) << (64 - 8 * n) == 0;
}
/* What is stored of word number `word`. */
typedef struct khb_word_at {
  uint32_t letters, n;   /* place in LETTERS; at most KHB_MAX_WORD_CODES, none of a broken one */
  uint32_t root;         /* the node that it leads to as the first word of a name, or KHB_NONE */
  uint32_t set;          /* for khb_index_attributes */
} khb_word_at;
static inline khb_word_at khb_index_word_at(const khb_index *index, uint32_t word) {
  uint64_t here = index->words[word], next = index->words[(size_t)word + 1];
  uint32_t from = khb_word_letters(here), to = khb_word_letters(next), root = khb_word_root(here);
  bool is_root = root != khb_word_root(next) && root < index->n_roots;
  bool fine = from <= to && to <= index->n_letters - KHB_CODE_PAD && to - from <= KHB_MAX_WORD_CODES;
  return (khb_word_at){.letters = fine ? from : 0, .n = fine ? to - from : 0, .root = is_root ? root : KHB_NONE,
                       .set = khb_word_set(here)};
}
/* Attributes of words: bits of ATTRIBUTES. */
static inline uint16_t khb_index_attributes(const khb_index *index, uint32_t set) {
  return set < index->n_attribute_sets ? index->attribute_sets[set] : 0;
}
/* The letters of a word, their number in *n. Padded memory. */
static inline const uint8_t *khb_index_letters(const khb_index *index, uint32_t word, uint32_t *n) {
  khb_word_at at = khb_index_word_at(index, word);
  *n = at.n;
  return index->letters + at.letters;
}
/* Whether word number `word` is codes[0..n). `codes` is padded memory, as for khb_hash. */
static inline bool khb_index_is_word(const khb_index *index, uint32_t word, const uint8_t *codes, size_t n) {
  uint32_t there;
  const uint8_t *letters = khb_index_letters(index, word, &there);
  return there == n && khb_codes_equal(letters, codes, n);
}
/* The first word number from place *at on whose bits of the hash are those of `hash`, or KHB_NONE; *at moves past it, *left counts
   the steps that remain. Tells nothing yet of the letters. */
static inline uint32_t khb_index_probe(const khb_index *index, uint64_t hash, uint32_t *at, uint32_t *left) {
  for (uint32_t mask = index->word_mask; *left; --*left) {
    uint32_t slot = index->slots[*at], word = slot & mask;
    if (++*at == index->n_slots) *at = 0;
    if (word == 0) return KHB_NONE;
    if (((slot ^ (uint32_t)hash) & ~mask) == 0 && word <= index->n_words) {
      --*left;
      return word - 1;
    }
  }
  return KHB_NONE;
}
/* The number of a word, or KHB_NONE. */
static inline uint32_t khb_index_word(const khb_index *index, const uint8_t *codes, size_t n, uint64_t hash) {
  uint32_t at = khb_slot_start(hash, index->n_slots), left = KHB_MAX_PROBES, word;
  while ((word = khb_index_probe(index, hash, &at, &left)) != KHB_NONE) {
    if (khb_index_is_word(index, word, codes, n)) return word;
  }
  return KHB_NONE;
}
/* ---- the tree of names: nodes below n_nodes, edges below n_edges ---- */

/* The node that the first word of a name leads to, or KHB_NONE; and the word that leads to a root. */
static inline uint32_t khb_index_root(const khb_index *index, uint32_t word) { return khb_index_word_at(index, word).root; }
uint32_t khb_index_root_word(const khb_index *index, uint32_t root);
/* What leaves a root and what ends at it: as khb_index_edges and khb_index_payloads, but quicker. */
static inline void khb_index_root_ranges(const khb_index *index, uint32_t root, khb_range *edges, khb_range *payloads) {
  khb_f_root here = index->roots[root], next = index->roots[(size_t)root + 1];
  *edges = (khb_range){here.edges, next.edges};
  *payloads = (khb_range){here.payloads, next.payloads};
  if (edges->start > edges->end || edges->end > index->n_edges) *edges = (khb_range){0, 0};
  if (payloads->start > payloads->end || payloads->end > index->payloads.n) *payloads = (khb_range){0, 0};
  if (payloads->end - payloads->start > KHB_MAX_HOMONYMS) payloads->end = payloads->start + KHB_MAX_HOMONYMS;
}
/* The edges that leave a node, and the word that one carries (it may be no word in a broken file). */
static inline khb_range khb_index_edges(const khb_index *index, uint32_t node) { return khb_runs_range(&index->children, node); }
static inline uint32_t khb_index_edge_word(const khb_index *index, uint32_t edge) { return khb_packed_get(&index->edges, edge); }
static inline uint32_t khb_index_edge_node(const khb_index *index, uint32_t edge) { return index->n_roots + edge; }
/* The node that an edge leaves; n_nodes in a broken file. */
static inline uint32_t khb_index_parent(const khb_index *index, uint32_t edge) { return khb_runs_group(&index->children, edge); }
/* The one of a node's edges that carries `word`, or KHB_NONE. */
uint32_t khb_index_edge(const khb_index *index, khb_range edges, uint32_t word);
/* The node that `word` leads to from `node`, or KHB_NONE. */
static inline uint32_t khb_index_step(const khb_index *index, uint32_t node, uint32_t word) {
  uint32_t edge = khb_index_edge(index, khb_index_edges(index, node), word);
  return edge == KHB_NONE ? KHB_NONE : khb_index_edge_node(index, edge);
}
/* 1 + the highest prior at and below a node; 0: no entity is there. */
static inline uint8_t khb_index_best(const khb_index *index, uint32_t node) {
  uint32_t level = khb_packed_get(&index->best, node);
  return level < index->n_levels ? index->levels[level] : 0;
}
/* What ends at a node: at most KHB_MAX_HOMONYMS payloads, and one of them: a name number, KHB_PAYLOAD_CLASS | a class number, or,
   in a broken file, neither. */
static inline khb_range khb_index_payloads(const khb_index *index, uint32_t node) {
  khb_range r = khb_runs_range(&index->ends, node);
  if (r.end - r.start > KHB_MAX_HOMONYMS) r.end = r.start + KHB_MAX_HOMONYMS;
  return r;
}
static inline uint32_t khb_index_payload(const khb_index *index, uint32_t i) {
  uint32_t payload = khb_packed_get(&index->payloads, i);
  return payload < index->n_names ? payload : KHB_PAYLOAD_CLASS | (payload - index->n_names);
}
/* The edges that carry a word: places in AFTER. */
static inline khb_range khb_index_after(const khb_index *index, uint32_t word) {
  khb_range r = {khb_packed_get(&index->later, word), khb_packed_get(&index->later, (size_t)word + 1)};
  return r.start > r.end || r.end > index->after.n ? (khb_range){0, 0} : r;
}

/* ---- names and entities ---- */

typedef struct khb_name_at {
  uint32_t entity, number;   /* which of its names */
  uint8_t kind, flags, type, prior; /* type: the entity's; it may be one of KHB_F_TYPE_… */
} khb_name_at;
/* false when the number is no name of an entity. */
bool khb_index_name(const khb_index *index, uint32_t name, khb_name_at *out);
/* The texts of names and ids are put together where they are not stored: the result is in the file or in the buffer (texts.c). */
const char *khb_index_name_text(const khb_index *index, uint32_t name, char buffer[KHB_NAME_TEXT]);
const char *khb_index_id(const khb_index *index, uint32_t entity, char buffer[16]);
/* What is stored of a field, or NULL. */
const char *khb_index_field(const khb_index *index, uint32_t entity, khb_field field);
static inline const khb_f_profile *khb_index_profile(const khb_index *index, uint32_t entity) { /* NULL in a broken file */
  uint32_t number = khb_packed_get(&index->profile_of, entity);
  return number < index->n_profiles ? &index->profiles[number] : NULL;
}
/* The number in "Q232", as it is written there and not otherwise; false: it is no such id. */
bool khb_id_number(const char *id, size_t len, uint32_t *number);
/* The entity number of an id, or KHB_NONE. */
uint32_t khb_index_find(const khb_index *index, const char *id, size_t len);
/* A Wikidata number; entity < n_numbered. */
static inline uint32_t khb_index_number(const khb_index *index, uint32_t entity) {
  uint64_t high = khb_runs_group(&index->id_high, entity);
  return (uint32_t)(high << index->id_low.width) | khb_packed_get(&index->id_low, entity);
}

/* The checksum over the image that `index` was opened from, and every reference in it (check.c). */
khb_status khb_index_verify(const khb_index *index, const uint8_t *data, const char *name, khb_error *err);
/* What is wrong with the sections for part of a name, or NULL (search_check.c). The other sections are sound. */
const char *khb_search_check(const khb_index *index);
khb_status khb_index_broken(const char *name, khb_error *err, const char *what);
void khb_index_describe(const khb_index *index, khb_index_info *info);

/* The words of a name, as the compiler and khb_lexicon_lookup see them: words, numbers and hashtags (taken apart at '_') count,
   everything between them does not. Returns their number, which may exceed KHB_MAX_NAME_WORDS: then only so many are in `out`. */
typedef struct khb_word_ref { uint32_t code; uint16_t n; uint32_t tok; } khb_word_ref;
size_t khb_name_words(const khb_scan *scan, khb_word_ref out[KHB_MAX_NAME_WORDS]);

/* Compiles YAML files into an image: *data is 8-byte aligned and the caller's to free. */
khb_status khb_index_compile(const char *const *yaml, size_t n, uint8_t **data, size_t *size, khb_error *err);
/* One file that is laid over another index: its entities may add to that one's, or switch them off. */
khb_status khb_index_compile_overlay(const char *yaml, uint8_t **data, size_t *size, khb_error *err);

#endif
