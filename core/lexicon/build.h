/* build.h: what the compiler gathers from YAML before an image is written.
 *
 *   load.c     YAML events  ──>  khb_build_…        shapes, keys, dates; every error with its place
 *   demonym.c  كازاخي       ──>  its forms
 *   build.c    strings, words, names, entities      interned as they come
 *   image.c    khb_builder  ──>  the bytes of format.h      in the parts that image.h names
 *
 * Strings and words are numbered on sight; a name is kept as the numbers of its words (seq[first … first + n_words)). Several
 * files may speak of one entity: they add to one record (see khb_build_commit).
 */
#ifndef KHB_BUILD_H
#define KHB_BUILD_H

#include "format.h"

/* An open-addressing set of numbers; the keys live elsewhere. A slot holds number + 1 and above it half of the key's hash, so that
   keys are looked at only where they are very likely the same; 0 is free. */
typedef struct khb_set { uint64_t *slot; uint32_t size, n; } khb_set;

typedef struct khb_b_word { uint64_t hash; uint32_t codes; uint16_t length, attributes; } khb_b_word;
typedef struct khb_b_name { uint32_t text, entity, seq; uint8_t n_words, kind, flags, dropped; } khb_b_name;
typedef struct khb_b_office { uint32_t entity; khb_f_office o; } khb_b_office;

typedef struct khb_b_entity {
  uint32_t id, name_ar, name_en, description_ar, description_en, capital, country, region, source;
  uint32_t main;       /* its Arabic main name in names[], or KHB_NONE */
  uint32_t file, line; /* where it was last spoken of: number of the file, for duplicates */
  uint8_t type, prior, has_type, has_prior, common, disabled;
} khb_b_entity;

/* Its type as the image has it. */
static inline uint8_t khb_b_type(const khb_b_entity *e) {
  return e->disabled ? KHB_F_TYPE_DISABLED : e->has_type ? e->type : KHB_F_TYPE_INHERIT;
}

/* A name that leads to a class. */
typedef struct khb_b_member { uint32_t class_number, seq; uint8_t n_words; } khb_b_member;

typedef struct khb_builder {
  char *strings; size_t n_strings, cap_strings;
  khb_set string_set;
  uint8_t *codes; size_t n_codes, cap_codes;
  khb_b_word *words; size_t n_words, cap_words;
  khb_set word_set;
  uint32_t *seq; size_t n_seq, cap_seq;
  khb_b_name *names; size_t n_names, cap_names;
  khb_set name_set;            /* by entity, text, demonym or not */
  khb_b_entity *entities; size_t n_entities, cap_entities;
  khb_set entity_set;          /* by id */
  khb_b_office *offices; size_t n_offices, cap_offices;
  uint32_t *classes; size_t n_classes, cap_classes;
  khb_b_member *members; size_t n_members, cap_members;
  uint32_t *attributes; size_t n_attributes, cap_attributes;
  khb_f_pattern *patterns; size_t n_patterns, cap_patterns;
  khb_f_confusion *confusions; size_t n_confusions, cap_confusions;
  struct khb_variant_rule *rules; size_t n_rules, cap_rules; /* variants.h */
  bool overlay;                /* the files are laid over an index: they may add to its entities, or switch them off */
  khb_scan scan;               /* scratch */
} khb_builder;

/* Statuses: KHB_ERR_NOMEM and KHB_ERR_LIMIT here come without a message; the caller knows the place and writes it. */
khb_status khb_build_open(khb_builder *b);
void khb_build_close(khb_builder *b);

khb_status khb_build_string(khb_builder *b, const char *s, size_t len, uint32_t *out);
static inline const char *khb_build_text(const khb_builder *b, uint32_t string) { return b->strings + string; }

typedef enum khb_name_fault { KHB_NAME_FINE = 0, KHB_NAME_EMPTY, KHB_NAME_LONG, KHB_NAME_LONG_WORD } khb_name_fault;
/* The words of a text as numbers: *seq, *n. With a fault nothing is added. */
khb_status khb_build_words(khb_builder *b, const char *s, size_t len, uint32_t *seq, uint8_t *n, khb_name_fault *fault);
/* Appends a name that has no entity yet. */
khb_status khb_build_name(khb_builder *b, const char *s, size_t len, uint8_t kind, uint8_t flags, khb_name_fault *fault);
/* Appends all forms of a demonym: the written one, and by rule the others unless `fixed`. */
khb_status khb_build_demonym(khb_builder *b, const char *s, size_t len, uint8_t flags, bool fixed, khb_name_fault *fault);

/* The entity of an id, or KHB_NONE. */
uint32_t khb_build_find(const khb_builder *b, uint32_t id);
/* Files the draft away: as a new entity, or over the one with its id. What a later file says replaces what an earlier one said of
   type, name, description, capital, country, region and prior; names, demonyms and offices are added; an Arabic main name that is
   replaced stays as an alias. Names and offices from `first_name` and `first_office` on become the entity's. */
khb_status khb_build_commit(khb_builder *b, const khb_b_entity *draft, size_t first_name, size_t first_office);

/* Names from `first` on become the entity's. */
khb_status khb_build_adopt(khb_builder *b, uint32_t entity, size_t first);
/* The number of a word that has been met in a name, a class or an attribute; KHB_NONE. The text is one word. */
khb_status khb_build_known_word(khb_builder *b, const char *s, size_t len, uint32_t *out);

/* The number of a class or attribute, added when new. */
khb_status khb_build_class(khb_builder *b, const char *s, size_t len, uint32_t *out);
khb_status khb_build_attribute(khb_builder *b, const char *s, size_t len, uint32_t *out);

/* The code of a letter, 0 when s is not one letter that folding knows. */
khb_status khb_build_letter(khb_builder *b, const char *s, size_t len, uint8_t *out);

/* load.c: a file, or `len` bytes at `text` in its place when that is not NULL. */
khb_status khb_build_load(khb_builder *b, const char *path, uint32_t file, khb_error *err);
khb_status khb_build_load_text(khb_builder *b, const char *path, const char *text, size_t len, uint32_t file, khb_error *err);
/* demonym.c: writes the forms of a nisba, each NUL-terminated, one after another; calls `each` for every one. Returns false when
   `s` is no nisba (does not end in ي) or `each` returned false. */
typedef bool khb_each_form(void *context, const char *form, size_t len);
bool khb_is_nisba(const char *s, size_t len);
bool khb_nisba_forms(const char *s, size_t len, khb_each_form *each, void *context);
/* image.c */
khb_status khb_build_image(khb_builder *b, uint8_t **data, size_t *size, khb_error *err);

#endif
