/* format.h: the index file, byte by byte. Little-endian; every section starts at a multiple of 8.
 *
 *   header     64 bytes   magic, version, size, checksum
 *   table      32 bytes a section: id, element size, offset, length, count
 *   sections   in any order; an unknown id is skipped
 *
 * From a word of the text to an entity:
 *
 *   codes of a word ── khb_hash ──> HEADS (2 bits in one 64-bit block: surely starts no name and has no attribute / perhaps)
 *                                     │     for the later words of a name: TAILS
 *                                   SLOTS [hash & (count - 1), linear, at most KHB_MAX_PROBES steps]
 *                                     │  {high half of the hash, word number + 1}
 *                                   WORDS {place in CODES, length, attributes, root node + 1}     codes are compared: a hash never decides
 *                                     │
 *                                   NODES 0 … n_roots-1 are the first words of names; the others follow breadth first, so that
 *                                     │  node n_roots + e is reached by EDGES[e], and the edges of node k are
 *                                     │  EDGES[NODES[k].edges … NODES[k+1].edges), sorted by word number. The last node is a sentinel.
 *                                     │
 *                                   PAYLOADS[NODES[k].payloads … NODES[k+1].payloads): what ends here: a name, or KHB_PAYLOAD_CLASS | class
 *                                     │
 *                                   NAMES {text, entity, kind, flags} ──> ENTITIES
 *
 * From part of a name, or from a misspelt one, to names (search.c draws how these are walked):
 *
 *   SORTED   the words of names of entities, in the order of their codes: the words with one beginning are a run
 *   FAME     for each of these the BEST of what it is the first word of, then of what it is a later word of
 *   TRIE     their letters as a tree in preorder; BACK, the same from the last letter to the first
 *   BEST     for each node 1 + the highest prior of the entities at and below it; 0: none
 *   AFTER    the edges that carry a word, those that lead to the highest prior first: AFTER[LATER[word] … LATER[word + 1])
 *   CONFUSIONS  what a slip of spelling costs
 *
 *          root         first word       second word          One node costs 12 bytes, edge included; a word 12 + 12..24 + its letters;
 *           ├─ الامم ──── node 0 ─────── المتحده: node 7       a name 12 + 4 + its text. For part of a name: a
 *                                                             node 1 and an edge 4 more, a word 12 and about 32 for its letters.
 *           └─ نور ────── node 1 ─────── سلطان:   node 8
 *
 * Trust: khb_index_open_* checks header, table, bounds, alignment and the relations between counts, in constant time. Everything
 * else is checked where it is used, so that a broken or hostile file gives no match, never a crash and never an endless loop.
 */
#ifndef KHB_FORMAT_H
#define KHB_FORMAT_H

#include "lexicon.h"

#define KHB_INDEX_MAGIC "\x89KHBIDX\n"
#define KHB_INDEX_FORMAT 2u
#define KHB_INDEX_LITTLE 0x01020304u /* as written by a little-endian machine */
#define KHB_MAX_SECTIONS 64u

/* Limits. The compiler refuses what exceeds them, the reader stops at them. */
#define KHB_MAX_NAME_WORDS 16u     /* words of a name */
#define KHB_MAX_WORD_CODES 255u    /* letters of a word of a name */
#define KHB_MAX_PROBES 64u         /* steps in SLOTS and IDS */
#define KHB_MAX_HOMONYMS 1024u     /* payloads of one node */
#define KHB_MAX_ID 255u            /* bytes of an id */
#define KHB_MAX_CLASSES 1024u
#define KHB_MAX_ENTITIES (1u << KHB_LAYER_SHIFT)

#define KHB_PAYLOAD_CLASS 0x80000000u

/* In place of a khb_type: the entity has the type that a farther layer gives it; or it is switched off (overlay.c). */
#define KHB_F_TYPE_INHERIT 255u
#define KHB_F_TYPE_DISABLED 254u

enum {
  KHB_SEC_STRINGS = 1, /* NUL-terminated UTF-8, offset 0 is "", last byte is NUL */
  KHB_SEC_ENTITIES, KHB_SEC_NAMES, KHB_SEC_OFFICES,
  KHB_SEC_IDS,         /* u32 entity number + 1, hashed by id; the count is a power of two */
  KHB_SEC_CODES,       /* folded words, then KHB_CODE_PAD zeros */
  KHB_SEC_WORDS, KHB_SEC_SLOTS, KHB_SEC_HEADS, KHB_SEC_TAILS,
  KHB_SEC_NODES, KHB_SEC_EDGES, KHB_SEC_PAYLOADS,
  KHB_SEC_CLASSES,     /* u32 name (offset in STRINGS) */
  KHB_SEC_ATTRIBUTES,  /* the same; at most 16 */
  KHB_SEC_PATTERNS,
  KHB_SEC_SORTED,      /* u32 word */
  KHB_SEC_FAME,        /* two u8 for each of SORTED */
  KHB_SEC_TRIE, KHB_SEC_BACK,
  KHB_SEC_BEST,        /* u8 a node */
  KHB_SEC_LATER,       /* u32 a word and one more: place in AFTER */
  KHB_SEC_AFTER,       /* u32 edge */
  KHB_SEC_CONFUSIONS,
  KHB_SEC_END
};

typedef struct khb_f_header {
  char magic[8];
  uint32_t format, little;
  uint64_t size;      /* of the whole file, a multiple of 8 */
  uint64_t checksum;  /* khb_checksum over the file, with this field 0 */
  uint32_t n_sections;
  uint32_t n_roots;   /* nodes that are first words */
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
typedef struct khb_f_entity {
  uint32_t id, name_ar, name_en, description_ar, description_en, capital, country, source;
  uint32_t first_name, n_names, first_office, n_offices;
  uint8_t type, prior;
  uint8_t reserved[2];
  uint32_t region; /* 0, the empty text, in files that were written before there were regions */
} khb_f_entity;

/* The names of an entity are consecutive: main, aliases, English, demonyms. */
typedef struct khb_f_name { uint32_t text, entity; uint8_t kind, flags; uint16_t reserved; } khb_f_name;
typedef struct khb_f_office { uint32_t title, of, from, to; } khb_f_office;
typedef struct khb_f_word { uint32_t codes; uint16_t length, attributes; uint32_t root; } khb_f_word;
typedef struct khb_f_slot { uint32_t tag, word; } khb_f_slot;
typedef struct khb_f_node { uint32_t edges, payloads; } khb_f_node;
typedef struct khb_f_pattern { uint32_t name, type, expr, file, line; float score; } khb_f_pattern;

/* One letter of TRIE or BACK. Of an inner one `value` is how many elements it and all below it have, so that what lies below can
   be skipped; of a last one it is the word, whose letters from `depth` on are in CODES; `next` is the first of these, 0 where
   there is none. Where a word is the beginning of others it has a last element of its own with letter 0 and the depth of the
   element that it stands below. */
typedef struct khb_f_letter { uint32_t value; uint8_t letter, depth, last, next; } khb_f_letter;

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
_Static_assert(sizeof(khb_f_entity) == 56 && sizeof(khb_f_name) == 12 && sizeof(khb_f_word) == 12, "stored in files");
_Static_assert(sizeof(float) == 4 && sizeof(khb_f_pattern) == 24, "stored in files");

/* The block of a filter that a hash falls into, and the bits that it sets there. */
static inline size_t khb_filter_block(uint64_t hash, size_t mask) { return (size_t)(hash >> 12) & mask; }
static inline uint64_t khb_filter_bits(uint64_t hash) {
  return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63);
}
/* Where the search in SLOTS starts, and the half of the hash that is kept there. */
static inline uint32_t khb_slot_tag(uint64_t hash) { return (uint32_t)(hash >> 32); }
static inline size_t khb_slot_start(uint64_t hash, size_t mask) { return (size_t)(hash >> 8) & mask; }

/* Over a file image with its checksum field taken as 0. size is a multiple of 8. */
uint64_t khb_checksum(const uint8_t *data, size_t size);

/* An index that is open: pointers into the image, with their counts. */
struct khb_index {
  const char *strings;
  const khb_f_entity *entities;
  const khb_f_name *names;
  const khb_f_office *offices;
  const uint32_t *ids;
  const uint8_t *codes;
  const khb_f_word *words;
  const khb_f_slot *slots;
  const uint64_t *heads, *tails;
  const khb_f_node *nodes;
  const uint32_t *edges;
  const uint32_t *payloads;
  const uint32_t *classes, *attributes;
  const khb_f_pattern *patterns;
  const uint32_t *sorted;
  const khb_f_letter *trie, *back;
  const uint8_t *fame, *best;
  const uint32_t *later, *after;
  const khb_f_confusion *confusions;
  uint32_t n_strings, n_entities, n_names, n_offices, n_ids, n_codes, n_words, n_slots, n_heads, n_tails;
  uint32_t n_nodes; /* without the sentinel */
  uint32_t n_roots, n_edges, n_payloads, n_classes, n_attributes, n_patterns;
  uint32_t n_sorted, n_fame, n_trie, n_back, n_best, n_later, n_after, n_confusions;
  khb_file file;    /* what the pointers point into; empty for khb_index_open_memory */
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
/* Equality of n bytes; may read up to 7 bytes past either. */
static inline bool khb_codes_equal(const uint8_t *a, const uint8_t *b, size_t n) {
  for (; n > 8; a += 8, b += 8, n -= 8) {
    if (khb_load64(a) != khb_load64(b)) return false;
  }
  return n == 0 || (khb_load64(a) ^ khb_load64(b)) << (64 - 8 * n) == 0;
}
/* Whether word number `word` is codes[0..n). `codes` is padded memory, as for khb_hash. */
static inline bool khb_index_is_word(const khb_index *index, uint32_t number, const uint8_t *codes, size_t n) {
  const khb_f_word *word = &index->words[number];
  size_t letters = index->n_codes - KHB_CODE_PAD;
  if (word->length != n || word->codes > letters || letters - word->codes < n) return false;
  return khb_codes_equal(index->codes + word->codes, codes, n);
}
/* The first word number from place *at on whose half of the hash is that of `hash`, or KHB_NONE; *at moves past it, *left counts
   the steps that remain. Tells nothing yet of the letters. */
static inline uint32_t khb_index_probe(const khb_index *index, uint64_t hash, size_t *at, uint32_t *left) {
  for (size_t mask = index->n_slots - 1; *left; --*left) {
    khb_f_slot slot = index->slots[*at];
    *at = (*at + 1) & mask;
    if (slot.word == 0) return KHB_NONE;
    if (slot.tag == khb_slot_tag(hash) && slot.word <= index->n_words) {
      --*left;
      return slot.word - 1;
    }
  }
  return KHB_NONE;
}
/* The number of a word, or KHB_NONE. */
static inline uint32_t khb_index_word(const khb_index *index, const uint8_t *codes, size_t n, uint64_t hash) {
  size_t at = khb_slot_start(hash, index->n_slots - 1);
  uint32_t left = KHB_MAX_PROBES, word;
  while ((word = khb_index_probe(index, hash, &at, &left)) != KHB_NONE) {
    if (khb_index_is_word(index, word, codes, n)) return word;
  }
  return KHB_NONE;
}
/* The node that the first word of a name leads to, or KHB_NONE. */
static inline uint32_t khb_index_root(const khb_index *index, uint32_t word) {
  uint32_t root = index->words[word].root;
  return root && root <= index->n_roots ? root - 1 : KHB_NONE;
}
/* The node that `word` leads to from `node`, or KHB_NONE. */
uint32_t khb_index_step(const khb_index *index, uint32_t node, uint32_t word);
/* Whether anything follows a node. */
static inline bool khb_index_continues(const khb_index *index, uint32_t node) {
  return index->nodes[node].edges < index->nodes[node + 1].edges;
}
/* The payloads of a node: their number, at most KHB_MAX_HOMONYMS. */
size_t khb_index_payloads(const khb_index *index, uint32_t node, const uint32_t **out);
/* The entity number of an id, or KHB_NONE. */
uint32_t khb_index_find(const khb_index *index, const char *id, size_t len);
uint64_t khb_id_hash(const char *id, size_t len); /* len <= KHB_MAX_ID */
/* The checksum over the image that `index` was opened from, and every reference in it. */
/* What is wrong with the sections for part of a name, or NULL (search_check.c). The other sections are sound. */
const char *khb_search_check(const khb_index *index);
khb_status khb_index_verify(const khb_index *index, const uint8_t *data, const char *name, khb_error *err);
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
