/* lexicon.h: the entity index inside the core: layers, matching in running text, look-up.
 *
 * One index (khb_index) is a file image: mmap-ed, or compiled in memory from YAML. Its layout is drawn in format.h. A lexicon
 * is a stack of indexes; the last layer is the nearest. Besides entities an index carries what annotations/lexicon/ says:
 * word classes (titles, heads of ministries …) whose members are found in the same walk as names, attributes of single words
 * (common, given name …), and the texts of the patterns.
 */
#ifndef KHB_LEXICON_H
#define KHB_LEXICON_H

#include "../text/text.h"

#define KHB_MAX_LAYERS 64
#define KHB_MAX_ATTRIBUTES 16
#define KHB_LAYER_SHIFT 26 /* an entity reference is layer << 26 | number in that layer */

/* The prior of an entity whose YAML gives none. Below it stand entities that are made from lists by the thousand. */
#define KHB_PRIOR_UNSAID 40

typedef struct khb_index khb_index;

khb_status khb_index_open_file(const char *path, khb_index **out, khb_error *err);
khb_status khb_index_open_yaml(const char *const *yaml, size_t n, khb_index **out, khb_error *err);
/* A file that is laid over other layers: its entities may add to theirs, or switch them off. */
khb_status khb_index_open_overlay(const char *yaml, khb_index **out, khb_error *err);
/* Reads a text as a file of names called `path`, which is laid over others; says what is wrong with it. */
khb_status khb_index_try_yaml(const char *path, const char *text, size_t len, khb_error *err);
/* From bytes in memory that outlive it (fuzzing, tests). 8-byte aligned. */
khb_status khb_index_open_memory(const uint8_t *data, size_t size, const char *name, khb_index **out, khb_error *err);
void khb_index_close(khb_index *index);

typedef struct khb_lexicon khb_lexicon;
/* Takes over the indexes when it succeeds. */
khb_status khb_lexicon_open(khb_index *const *layers, size_t n, khb_lexicon **out, khb_error *err);
void khb_lexicon_close(khb_lexicon *lexicon);

/* Classes and attributes of all layers are merged by name; numbers are the lexicon's own. KHB_NONE when unknown. */
uint32_t khb_lexicon_class(const khb_lexicon *lexicon, const char *name, size_t len);
uint32_t khb_lexicon_class_count(const khb_lexicon *lexicon);
const char *khb_lexicon_class_name(const khb_lexicon *lexicon, uint32_t number);
/* Bit number 0..15, or KHB_NONE. */
uint32_t khb_lexicon_attribute(const khb_lexicon *lexicon, const char *name, size_t len);

typedef struct khb_pattern_text { const char *name, *type, *expr, *file; uint32_t line; float score; } khb_pattern_text;
size_t khb_lexicon_pattern_count(const khb_lexicon *lexicon);
bool khb_lexicon_pattern(const khb_lexicon *lexicon, size_t i, khb_pattern_text *out);

/* A class with a dot in its name (number.cardinal.3) holds words of figures: the name says their value. They stand apart, so that
   patterns, fusion and the model see of the classes what they saw before there were figures. */
enum { KHB_MATCH_ENTITY = 0, KHB_MATCH_CLASS = 1, KHB_MATCH_FIGURE = 2 };

typedef struct khb_match {
  uint32_t first;      /* token number in the scan */
  uint32_t ref;        /* entity reference, or class number */
  uint32_t name;       /* for entities: which name of the entity */
  uint16_t count;      /* tokens, joining hyphens included: نور-سلطان is 3 */
  uint8_t what;        /* KHB_MATCH_… */
  uint8_t type;        /* khb_type of an entity's name: KHB_NORP for a demonym */
  uint8_t kind;        /* khb_name_kind */
  uint8_t flags;       /* KHB_NAMEF_… */
  uint8_t proclitic;   /* number in khb_proclitic_form of what was taken off the first word */
  uint8_t prior;       /* 0..255: how much in use, for ranking */
} khb_match;

typedef struct khb_matches {
  khb_match *item;     /* ordered by first, then longer before shorter, then nearer layer before farther */
  size_t n, cap;
  uint16_t *attr;      /* attr[token]: attributes of the word as it stands (nothing taken off) */
  size_t n_attr, cap_attr;
  struct khb_memo *memo; /* what was found out about words that were met (memo.h) */
} khb_matches;

/* Everything that the lexicon knows in the tokens [first, last) of a scan of `text`: all lengths, all clitic readings. Word by
   word, never inside a word. Names of several words run over spaces, a single line break, a joining hyphen or a full stop after
   an initial, and over nothing else. An entity that two layers name alike is matched for each. Appends; matches->attr is filled for those tokens. false: out of memory.
   Filled by one lexicon, matches serve that one until they are freed. */
bool khb_lexicon_match(const khb_lexicon *lexicon, const char *text, const khb_scan *scan, size_t first, size_t last,
                       khb_matches *out);
/* Attributes of the word without its first `skip` codes. */
uint16_t khb_lexicon_attr_of(const khb_lexicon *lexicon, const uint8_t *codes, size_t n);
void khb_matches_reset(khb_matches *matches);
void khb_matches_free(khb_matches *matches);

size_t khb_lexicon_lookup(const khb_lexicon *lexicon, const char *text, size_t len, khb_hit *out, size_t cap);
size_t khb_lexicon_complete(const khb_lexicon *lexicon, const char *prefix, size_t len, khb_hit *out, size_t cap);
size_t khb_lexicon_suggest(const khb_lexicon *lexicon, const char *text, size_t len, khb_suggestion *out, size_t cap);
khb_status khb_lexicon_entity(const khb_lexicon *lexicon, uint32_t entity, khb_entity *out);
khb_status khb_lexicon_entity_name(const khb_lexicon *lexicon, uint32_t entity, uint32_t i, khb_name *out);
khb_status khb_lexicon_entity_office(const khb_lexicon *lexicon, uint32_t entity, uint32_t i, khb_office *out);
uint32_t khb_lexicon_find(const khb_lexicon *lexicon, const char *id, size_t len);
uint32_t khb_lexicon_entity_count(const khb_lexicon *lexicon);
uint32_t khb_lexicon_name_count(const khb_lexicon *lexicon);

#endif
