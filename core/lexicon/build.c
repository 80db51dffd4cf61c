/* build.c: gathering strings, words, names and entities. See build.h. */
#include "build.h"

#include <stdlib.h>

/* ---- sets of numbers ---- */

static uint32_t half(uint64_t hash) { return (uint32_t)(hash >> 32); }

static bool set_reserve(khb_set *set) {
  if (set->size && set->n < set->size / 2) return true;
  if (set->size > UINT32_MAX / 4) return false;
  uint32_t size = set->size ? set->size * 2 : 64;
  uint64_t *slot = calloc(size, sizeof *slot);
  if (!slot) return false;
  for (uint32_t i = 0; i < set->size; i++) {
    if (!set->slot[i]) continue;
    size_t at = half(set->slot[i]) & (size - 1);
    while (slot[at]) at = (at + 1) & (size - 1);
    slot[at] = set->slot[i];
  }
  free(set->slot);
  set->slot = slot;
  set->size = size;
  return true;
}

/* The next number from place *at on that may have the key of the hash; KHB_NONE: none, and *at is the free slot. */
static uint32_t set_next(const khb_set *set, uint64_t hash, size_t *at) {
  for (uint64_t slot; (slot = set->slot[*at & (set->size - 1)]) != 0; ++*at) {
    if (half(slot) != half(hash)) continue;
    ++*at;
    return (uint32_t)slot - 1;
  }
  return KHB_NONE;
}

/* Runs over the numbers that may have the key of a hash, and leaves `at` at the free slot. */
#define FOR_SET(number, at, set, hash) \
  for ((at) = half(hash) & ((set).size - 1); ((number) = set_next(&(set), (hash), &(at))) != KHB_NONE;)

static void set_put(khb_set *set, uint64_t hash, size_t at, uint32_t number) {
  set->slot[at & (set->size - 1)] = (hash >> 32 << 32) | (number + 1u);
  set->n++;
}

static uint64_t text_hash(const char *s, size_t len) {
  uint64_t h = 0x9e3779b97f4a7c15u ^ len;
  uint8_t padded[16] = {0};
  for (; len >= 8; s += 8, len -= 8) h = khb_mum(h ^ khb_load64((const uint8_t *)s), 0xd6e8feb86659fd93u);
  memcpy(padded, s, len);
  return khb_mum(h ^ khb_load64(padded), 0xa0761d6478bd642fu);
}

static uint64_t id_key(uint32_t id) { return khb_mum(id + 1, 0xa0761d6478bd642fu); }
static uint64_t name_key(uint32_t entity, uint32_t text, bool demonym) {
  return khb_mum((uint64_t)entity << 1 | demonym, 0xd6e8feb86659fd93u) ^ khb_mum(text + 1u, 0xa0761d6478bd642fu);
}
/* ---- the builder ---- */

khb_status khb_build_open(khb_builder *b) {
  memset(b, 0, sizeof *b);
  uint32_t empty;
  return khb_build_string(b, "", 0, &empty);
}

void khb_build_close(khb_builder *b) {
  free(b->strings);
  free(b->string_set.slot);
  free(b->codes);
  free(b->words);
  free(b->word_set.slot);
  free(b->seq);
  free(b->names);
  free(b->name_set.slot);
  free(b->entities);
  free(b->entity_set.slot);
  free(b->offices);
  free(b->classes);
  free(b->members);
  free(b->attributes);
  free(b->patterns);
  free(b->confusions);
  free(b->rules);
  khb_scan_free(&b->scan);
  memset(b, 0, sizeof *b);
}

khb_status khb_build_string(khb_builder *b, const char *s, size_t len, uint32_t *out) {
  if (!set_reserve(&b->string_set)) return KHB_ERR_NOMEM;
  uint64_t hash = text_hash(s, len);
  uint32_t string;
  size_t at;
  FOR_SET(string, at, b->string_set, hash) {
    const char *there = b->strings + string;
    if (strncmp(there, s, len) == 0 && there[len] == 0) {
      *out = string;
      return KHB_OK;
    }
  }
  if (len >= UINT32_MAX - 1 - b->n_strings) return KHB_ERR_LIMIT;
  if (!KHB_GROW(b->strings, b->cap_strings, b->n_strings + len + 1)) return KHB_ERR_NOMEM;
  *out = (uint32_t)b->n_strings;
  memcpy(b->strings + b->n_strings, s, len);
  b->strings[b->n_strings + len] = 0;
  b->n_strings += len + 1;
  set_put(&b->string_set, hash, at, *out);
  return KHB_OK;
}

/* ---- words and names ---- */

static khb_status intern_word(khb_builder *b, const uint8_t *codes, uint16_t n, uint32_t *out) {
  if (!set_reserve(&b->word_set)) return KHB_ERR_NOMEM;
  uint64_t hash = khb_hash(codes, n);
  uint32_t number;
  size_t at;
  FOR_SET(number, at, b->word_set, hash) {
    const khb_b_word *word = &b->words[number];
    if (word->hash == hash && word->length == n && memcmp(b->codes + word->codes, codes, n) == 0) {
      *out = number;
      return KHB_OK;
    }
  }
  if (b->n_codes > UINT32_MAX - 1024 || b->n_words > UINT32_MAX / 4) return KHB_ERR_LIMIT;
  if (!KHB_GROW(b->codes, b->cap_codes, b->n_codes + n) || !KHB_GROW(b->words, b->cap_words, b->n_words + 1))
    return KHB_ERR_NOMEM;
  memcpy(b->codes + b->n_codes, codes, n);
  b->words[b->n_words] = (khb_b_word){.hash = hash, .codes = (uint32_t)b->n_codes, .length = n};
  b->n_codes += n;
  *out = (uint32_t)b->n_words++;
  set_put(&b->word_set, hash, at, *out);
  return KHB_OK;
}

size_t khb_name_words(const khb_scan *scan, khb_word_ref out[KHB_MAX_NAME_WORDS]) {
  size_t n = 0;
  for (size_t i = 0; i < scan->n_tok; i++) {
    const khb_tok *tok = &scan->tok[i];
    if (tok->kind != KHB_TOK_WORD && tok->kind != KHB_TOK_NUMBER && tok->kind != KHB_TOK_HASHTAG) continue;
    const uint8_t *codes = scan->codes + tok->code;
    for (uint32_t from = 0, to; from < tok->n_codes; from = to + 1) {
      to = from;
      while (to < tok->n_codes && !(tok->kind == KHB_TOK_HASHTAG && codes[to] == '_')) to++;
      if (to == from) continue;
      if (n < KHB_MAX_NAME_WORDS) out[n] = (khb_word_ref){tok->code + from, (uint16_t)(to - from), (uint32_t)i};
      n++;
    }
  }
  return n;
}

khb_status khb_build_words(khb_builder *b, const char *s, size_t len, uint32_t *seq, uint8_t *n,
                           khb_name_fault *fault) {
  *fault = KHB_NAME_FINE;
  if (len > KHB_MAX_TEXT) {
    *fault = KHB_NAME_LONG;
    return KHB_OK;
  }
  khb_scan_reset(&b->scan);
  if (!khb_scan_text(&b->scan, s, 0, (uint32_t)len)) return KHB_ERR_NOMEM;
  khb_word_ref words[KHB_MAX_NAME_WORDS];
  size_t count = khb_name_words(&b->scan, words);
  if (count == 0 || count > KHB_MAX_NAME_WORDS) {
    *fault = count ? KHB_NAME_LONG : KHB_NAME_EMPTY;
    return KHB_OK;
  }
  for (size_t i = 0; i < count; i++) {
    if (words[i].n > KHB_MAX_WORD_CODES) *fault = KHB_NAME_LONG_WORD;
  }
  if (*fault) return KHB_OK;
  if (b->n_seq > UINT32_MAX - KHB_MAX_NAME_WORDS) return KHB_ERR_LIMIT;
  if (!KHB_GROW(b->seq, b->cap_seq, b->n_seq + count)) return KHB_ERR_NOMEM;
  for (size_t i = 0; i < count; i++) {
    khb_status status = intern_word(b, b->scan.codes + words[i].code, words[i].n, &b->seq[b->n_seq + i]);
    if (status != KHB_OK) return status;
  }
  *seq = (uint32_t)b->n_seq;
  *n = (uint8_t)count;
  b->n_seq += count;
  return KHB_OK;
}

khb_status khb_build_known_word(khb_builder *b, const char *s, size_t len, uint32_t *out) {
  *out = KHB_NONE;
  khb_scan_reset(&b->scan);
  if (!khb_scan_text(&b->scan, s, 0, (uint32_t)len)) return KHB_ERR_NOMEM;
  khb_word_ref words[KHB_MAX_NAME_WORDS];
  if (khb_name_words(&b->scan, words) != 1 || !b->word_set.size) return KHB_OK;
  const uint8_t *codes = b->scan.codes + words[0].code;
  uint64_t hash = khb_hash(codes, words[0].n);
  uint32_t number;
  size_t at;
  FOR_SET(number, at, b->word_set, hash) {
    const khb_b_word *word = &b->words[number];
    if (word->hash == hash && word->length == words[0].n && memcmp(b->codes + word->codes, codes, words[0].n) == 0) *out = number;
  }
  return KHB_OK;
}

khb_status khb_build_letter(khb_builder *b, const char *s, size_t len, uint8_t *out) {
  khb_scan_reset(&b->scan);
  if (!khb_scan_text(&b->scan, s, 0, (uint32_t)len)) return KHB_ERR_NOMEM;
  bool one = b->scan.n_tok == 1 && b->scan.tok[0].kind == KHB_TOK_WORD && b->scan.tok[0].n_codes == 1;
  *out = one && b->scan.codes[0] != 0xff ? b->scan.codes[0] : 0;
  return KHB_OK;
}

khb_status khb_build_name(khb_builder *b, const char *s, size_t len, uint8_t kind, uint8_t flags,
                          khb_name_fault *fault) {
  khb_b_name name = {.entity = KHB_NONE, .kind = kind, .flags = flags};
  khb_status status = khb_build_words(b, s, len, &name.seq, &name.n_words, fault);
  if (status != KHB_OK || *fault) return status;
  status = khb_build_string(b, s, len, &name.text);
  if (status != KHB_OK) return status;
  if (b->n_names >= KHB_PAYLOAD_CLASS - 1) return KHB_ERR_LIMIT;
  if (!KHB_GROW(b->names, b->cap_names, b->n_names + 1)) return KHB_ERR_NOMEM;
  b->names[b->n_names++] = name;
  return KHB_OK;
}

/* ---- demonyms ---- */

typedef struct forms {
  khb_builder *b;
  const char *written;
  size_t len;
  uint8_t flags;
  khb_status status;
  khb_name_fault *fault;
} forms;

static bool add_form(void *context, const char *form, size_t len) {
  forms *f = context;
  bool derived = len != f->len || memcmp(form, f->written, len) != 0;
  uint8_t flags = derived ? f->flags | KHB_NAMEF_DERIVED : f->flags;
  f->status = khb_build_name(f->b, form, len, KHB_NAME_DEMONYM, flags, f->fault);
  return f->status == KHB_OK && *f->fault == KHB_NAME_FINE;
}

/* A demonym that does not inflect by rule: as written, and with the article if it has none. */
static khb_status add_fixed(forms *f) {
  static const char al[] = "\xD8\xA7\xD9\x84";
  if (!add_form(f, f->written, f->len) || (f->len > 4 && memcmp(f->written, al, 4) == 0)) return f->status;
  if ((unsigned char)f->written[0] < 0xD8 || (unsigned char)f->written[0] > 0xDB) return f->status; /* not Arabic */
  char *definite = malloc(f->len + 4);
  if (!definite) return KHB_ERR_NOMEM;
  memcpy(definite, al, 4);
  memcpy(definite + 4, f->written, f->len);
  add_form(f, definite, f->len + 4);
  free(definite);
  return f->status;
}

khb_status khb_build_demonym(khb_builder *b, const char *s, size_t len, uint8_t flags, bool fixed,
                             khb_name_fault *fault) {
  forms f = {b, s, len, flags, KHB_OK, fault};
  *fault = KHB_NAME_FINE;
  if (fixed || !khb_is_nisba(s, len)) return add_fixed(&f);
  khb_nisba_forms(s, len, add_form, &f);
  return f.status;
}

/* ---- entities ---- */

uint32_t khb_build_find(const khb_builder *b, uint32_t id) {
  if (!b->entity_set.size) return KHB_NONE;
  uint32_t entity;
  size_t at;
  FOR_SET(entity, at, b->entity_set, id_key(id)) {
    if (b->entities[entity].id == id) return entity;
  }
  return KHB_NONE;
}

static khb_status new_entity(khb_builder *b, uint32_t id, uint32_t *out) {
  if (b->n_entities >= KHB_MAX_ENTITIES - 1) return KHB_ERR_LIMIT; /* the last reference of layer 63 is KHB_NONE */
  if (!set_reserve(&b->entity_set) || !KHB_GROW(b->entities, b->cap_entities, b->n_entities + 1))
    return KHB_ERR_NOMEM;
  uint64_t key = id_key(id);
  size_t at = half(key);
  while (b->entity_set.slot[at & (b->entity_set.size - 1)]) at++;
  *out = (uint32_t)b->n_entities++;
  b->entities[*out] = (khb_b_entity){.id = id, .main = KHB_NONE, .prior = KHB_PRIOR_UNSAID};
  set_put(&b->entity_set, key, at, *out);
  return KHB_OK;
}

/* The same text twice under one entity is one name: the more important kind counts, a written form over a derived one, and it is
   a common word if any mention of it says so. A demonym and an alias of one text stay two: they have different types. */
static khb_status adopt_name(khb_builder *b, uint32_t name, uint32_t entity) {
  khb_b_name *n = &b->names[name];
  n->entity = entity;
  if (!set_reserve(&b->name_set)) return KHB_ERR_NOMEM;
  bool demonym = n->kind == KHB_NAME_DEMONYM;
  uint64_t key = name_key(entity, n->text, demonym);
  uint32_t number;
  size_t at;
  FOR_SET(number, at, b->name_set, key) {
    khb_b_name *there = &b->names[number];
    if (there->entity != entity || there->text != n->text || (there->kind == KHB_NAME_DEMONYM) != demonym) continue;
    if (n->kind < there->kind) there->kind = n->kind;
    uint8_t both = there->flags & n->flags & KHB_NAMEF_DERIVED;
    there->flags = (uint8_t)((there->flags | n->flags) & ~KHB_NAMEF_DERIVED) | both;
    if (there->kind == KHB_NAME_MAIN) b->entities[entity].main = number;
    n->dropped = 1;
    return KHB_OK;
  }
  if (n->kind == KHB_NAME_MAIN) b->entities[entity].main = name;
  set_put(&b->name_set, key, at, name);
  return KHB_OK;
}

khb_status khb_build_adopt(khb_builder *b, uint32_t entity, size_t first) {
  for (size_t i = first; i < b->n_names; i++) {
    khb_status status = adopt_name(b, (uint32_t)i, entity);
    if (status != KHB_OK) return status;
  }
  return KHB_OK;
}

khb_status khb_build_commit(khb_builder *b, const khb_b_entity *draft, size_t first_name, size_t first_office) {
  uint32_t entity = khb_build_find(b, draft->id);
  if (entity == KHB_NONE) {
    khb_status status = new_entity(b, draft->id, &entity);
    if (status != KHB_OK) return status;
  }
  khb_b_entity *e = &b->entities[entity];
  if (draft->has_type) e->type = draft->type, e->has_type = 1;
  if (draft->has_prior) e->prior = draft->prior, e->has_prior = 1;
  if (draft->name_ar) {
    e->name_ar = draft->name_ar;
    if (e->main != KHB_NONE) b->names[e->main].kind = KHB_NAME_ALIAS;
  }
  if (draft->name_en) e->name_en = draft->name_en;
  if (draft->description_ar) e->description_ar = draft->description_ar;
  if (draft->description_en) e->description_en = draft->description_en;
  if (draft->capital) e->capital = draft->capital;
  if (draft->country) e->country = draft->country;
  if (draft->region) e->region = draft->region;
  e->disabled = draft->disabled;
  e->source = draft->source;
  e->file = draft->file;
  e->line = draft->line;
  khb_status adopted = khb_build_adopt(b, entity, first_name);
  if (adopted != KHB_OK) return adopted;
  if (draft->common && e->main != KHB_NONE) b->names[e->main].flags |= KHB_NAMEF_COMMON;
  for (size_t i = first_office; i < b->n_offices; i++) b->offices[i].entity = entity;
  return KHB_OK;
}

/* ---- classes and attributes ---- */

static khb_status intern_number(khb_builder *b, uint32_t **list, size_t *n, size_t *cap, const char *s, size_t len,
                                size_t most, uint32_t *out) {
  uint32_t string;
  khb_status status = khb_build_string(b, s, len, &string);
  if (status != KHB_OK) return status;
  for (size_t i = 0; i < *n; i++) {
    if ((*list)[i] != string) continue;
    *out = (uint32_t)i;
    return KHB_OK;
  }
  if (*n >= most) return KHB_ERR_LIMIT;
  if (!khb_grow((void **)list, cap, *n + 1, sizeof **list)) return KHB_ERR_NOMEM;
  (*list)[*n] = string;
  *out = (uint32_t)(*n)++;
  return KHB_OK;
}

khb_status khb_build_class(khb_builder *b, const char *s, size_t len, uint32_t *out) {
  return intern_number(b, &b->classes, &b->n_classes, &b->cap_classes, s, len, KHB_MAX_CLASSES, out);
}

khb_status khb_build_attribute(khb_builder *b, const char *s, size_t len, uint32_t *out) {
  return intern_number(b, &b->attributes, &b->n_attributes, &b->cap_attributes, s, len, KHB_MAX_ATTRIBUTES, out);
}
