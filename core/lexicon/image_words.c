/* image_words.c: the words of an image: their order, the table and the filters that find them, and how they are written.
 *
 *   names    الأمم المتحدة · الأمم المتحدة · امم متحدة        a name whose text is cut at its spaces into as many pieces as it has
 *   words    الامم: الأمم ×2   المتحده: المتحدة ×2            words votes for the form of each. The form that wins is stored with the
 *            امم: امم          متحده: متحدة                  word unless it is the letters themselves; names that the winners do
 *                                                           not spell are stored whole
 */
#include "image.h"

#include <stdlib.h>

/* ---- order ---- */

typedef struct spelled {
  const uint8_t *codes;
  uint32_t word;
  uint16_t n;
} spelled;

static int compare_spelled(const void *left, const void *right) {
  const spelled *a = left, *b = right;
  int order = memcmp(a->codes, b->codes, a->n < b->n ? a->n : b->n);
  return order ? order : (a->n > b->n) - (a->n < b->n);
}

khb_status khb_image_sort_words(khb_image *im) {
  khb_builder *b = im->b;
  spelled *order = khb_image_array(b->n_words, sizeof *order);
  uint32_t *number = khb_image_array(b->n_words, sizeof *number);
  khb_b_word *words = khb_image_array(b->n_words, sizeof *words);
  uint8_t *codes = khb_image_array(b->n_codes, 1);
  if (!order || !number || !words || !codes) {
    free(order), free(number), free(words), free(codes);
    return KHB_ERR_NOMEM;
  }
  for (size_t i = 0; i < b->n_words; i++) order[i] = (spelled){b->codes + b->words[i].codes, (uint32_t)i, b->words[i].length};
  qsort(order, b->n_words, sizeof *order, compare_spelled);
  uint32_t at = 0;
  for (size_t i = 0; i < b->n_words; i++) {
    words[i] = b->words[order[i].word];
    words[i].codes = at;
    memcpy(codes + at, order[i].codes, order[i].n);
    at += order[i].n;
    number[order[i].word] = (uint32_t)i;
  }
  for (size_t i = 0; i < b->n_seq; i++) b->seq[i] = number[b->seq[i]];
  free(order), free(number), free(b->words), free(b->codes);
  b->words = words;
  b->codes = codes;
  b->cap_words = b->n_words;
  b->cap_codes = b->n_codes = at;
  free(b->word_set.slot); /* it knew the old numbers */
  b->word_set = (khb_set){0};
  return KHB_OK;
}

/* ---- the table ---- */

/* Robin Hood: who is nearer to its start gives way, so that no word is far from its own. Returns the longest way. */
static uint32_t fill_slots(const khb_builder *b, uint32_t *slots, uint32_t *at_slot, uint32_t size, uint32_t mask) {
  uint32_t longest = 0;
  for (uint32_t i = 0; i < b->n_words; i++) {
    uint32_t moving = i, at = khb_slot_start(b->words[i].hash, size), way = 0;
    for (; at_slot[at]; at = at + 1 == size ? 0 : at + 1, way++) {
      uint32_t there = at_slot[at] - 1, start = khb_slot_start(b->words[there].hash, size);
      uint32_t its_way = at >= start ? at - start : at + size - start;
      if (its_way >= way) continue;
      if (way > longest) longest = way;
      at_slot[at] = moving + 1;
      moving = there;
      way = its_way;
    }
    if (way > longest) longest = way;
    at_slot[at] = moving + 1;
  }
  for (uint32_t at = 0; at < size; at++) {
    if (at_slot[at]) slots[at] = ((uint32_t)b->words[at_slot[at] - 1].hash & ~mask) | at_slot[at];
  }
  return longest;
}

static khb_status put_slots(khb_image *im) {
  const khb_builder *b = im->b;
  if (b->n_words > UINT32_MAX / 8) return KHB_ERR_LIMIT;
  uint32_t mask = (1u << khb_width((uint32_t)b->n_words)) - 1;
  for (uint32_t size = (uint32_t)(b->n_words + b->n_words / 3 * 2) + 8;; size += size / 4) {
    uint32_t *slots = khb_put_raw(im, KHB_SEC_SLOTS, size, 4), *at_slot = khb_image_array(size, sizeof *at_slot);
    if (!slots || !at_slot) {
      free(at_slot);
      return KHB_ERR_NOMEM;
    }
    uint32_t longest = fill_slots(b, slots, at_slot, size, mask);
    free(at_slot);
    if (longest + 1 < KHB_MAX_PROBES) return KHB_OK;
    if (size > UINT32_MAX / 2) return KHB_ERR_LIMIT;
  }
}

/* ---- filters ---- */

static uint32_t power_above(uint64_t n) {
  uint32_t p = 1;
  while (p < n && p < 1u << 31) p *= 2;
  return p;
}

/* Ten bits a word while that fits into 64 KiB, which stays in the nearer caches; not below four bits a word. */
static uint64_t *new_filter(khb_image *im, uint32_t section, uint64_t words) {
  uint64_t bits = words * 10, cached = 64 * 1024 * 8, least = words * 4;
  if (bits > cached) bits = cached;
  if (bits < least) bits = least;
  return khb_put_raw(im, section, power_above((bits + 63) / 64), sizeof(uint64_t));
}

static khb_status put_filters(khb_image *im) {
  const khb_builder *b = im->b;
  uint8_t *later = khb_image_array(b->n_words, 1);
  if (!later) return KHB_ERR_NOMEM;
  uint64_t starting = 0, following = 0;
  for (uint32_t i = 0; i < im->n_edges; i++) {
    following += !later[im->edges[i]];
    later[im->edges[i]] = 1;
  }
  for (size_t i = 0; i < b->n_words; i++) starting += im->roots[i] || b->words[i].attributes;
  uint64_t *heads = new_filter(im, KHB_SEC_HEADS, starting), *tails = new_filter(im, KHB_SEC_TAILS, following);
  size_t n_heads = im->section[KHB_SEC_HEADS].count, n_tails = im->section[KHB_SEC_TAILS].count;
  for (size_t i = 0; heads && tails && i < b->n_words; i++) {
    uint64_t hash = b->words[i].hash;
    if (im->roots[i] || b->words[i].attributes) heads[khb_filter_block(hash, n_heads - 1)] |= khb_filter_bits(hash);
    if (later[i]) tails[khb_filter_block(hash, n_tails - 1)] |= khb_filter_bits(hash);
  }
  free(later);
  return heads && tails ? KHB_OK : KHB_ERR_NOMEM;
}

/* ---- letters, roots, attributes ---- */

static khb_status put_letters(khb_image *im) {
  const khb_builder *b = im->b;
  uint8_t *letters = khb_put_raw(im, KHB_SEC_LETTERS, b->n_codes + KHB_CODE_PAD, 1);
  if (letters && b->n_codes) memcpy(letters, b->codes, b->n_codes);
  return letters ? KHB_OK : KHB_ERR_NOMEM;
}

/* Each set of attributes that some word has is stored once; the empty one is number 0. Fills set_of for each word. */
static khb_status put_attribute_sets(khb_image *im, uint32_t *set_of, uint32_t *n_sets) {
  const khb_builder *b = im->b;
  uint32_t *number = khb_image_array(1u << 16, sizeof *number), n = 1;
  if (!number) return KHB_ERR_NOMEM;
  for (size_t i = 0; i < b->n_words; i++) {
    uint16_t set = b->words[i].attributes;
    if (set && !number[set]) number[set] = n++;
    set_of[i] = number[set];
  }
  uint16_t *sets = khb_put_raw(im, KHB_SEC_ATTRIBUTE_SETS, n, sizeof *sets);
  for (uint32_t set = 1; sets && set < 1u << 16; set++) {
    if (number[set]) sets[number[set]] = (uint16_t)set;
  }
  free(number);
  *n_sets = n;
  return sets ? KHB_OK : KHB_ERR_NOMEM;
}

static khb_status put_words(khb_image *im) {
  const khb_builder *b = im->b;
  if (b->n_codes >> KHB_WORD_LETTER_BITS || im->n_roots >> KHB_WORD_ROOT_BITS) return KHB_ERR_LIMIT;
  uint64_t *words = khb_put_raw(im, KHB_SEC_WORDS, b->n_words + 1, sizeof *words);
  uint32_t *set = khb_image_array(b->n_words, sizeof *set), n_sets = 0, roots = 0;
  khb_status status = words && set ? put_attribute_sets(im, set, &n_sets) : KHB_ERR_NOMEM;
  if (status == KHB_OK && n_sets >> KHB_WORD_SET_BITS) status = KHB_ERR_LIMIT;
  for (size_t i = 0; status == KHB_OK && i < b->n_words; i++) {
    words[i] = khb_word_of(b->words[i].codes, roots, set[i]);
    roots += im->roots[i] != 0;
  }
  if (status == KHB_OK) words[b->n_words] = khb_word_of((uint32_t)b->n_codes, roots, 0);
  free(set);
  return status;
}

static khb_status put_roots(khb_image *im) {
  khb_f_root *roots = khb_put_raw(im, KHB_SEC_ROOTS, (size_t)im->n_roots + 1, sizeof *roots);
  for (uint32_t i = 0; roots && i <= im->n_roots; i++) roots[i] = (khb_f_root){im->edges_from[i], im->payloads_from[i]};
  return roots ? KHB_OK : KHB_ERR_NOMEM;
}

khb_status khb_image_words(khb_image *im) {
  khb_status status = put_letters(im);
  if (status == KHB_OK) status = put_slots(im);
  if (status == KHB_OK) status = put_filters(im);
  if (status == KHB_OK) status = put_words(im);
  if (status == KHB_OK) status = put_roots(im);
  return status;
}

/* ---- how words and names are written ---- */

/* A piece of a name's text: offset in the builder's strings. */
typedef struct piece { uint32_t at, len; } piece;
/* What most pieces are like: its first bytes beside it, so that comparing does not look for them in the strings. */
enum { NEAR = 16 };
typedef struct form { piece text; uint32_t votes; char near[NEAR]; } form;

/* Cuts a name's text at its spaces; false: these are not its words. */
static bool cut(const khb_builder *b, const khb_b_name *name, piece out[KHB_MAX_NAME_WORDS]) {
  const char *text = b->strings + name->text, *p = text;
  for (uint32_t i = 0; i < name->n_words; i++) {
    size_t len = strcspn(p, " ");
    bool last = i + 1u == name->n_words;
    if (len == 0 || (p[len] == 0) != last) return false;
    out[i] = (piece){(uint32_t)(p - b->strings), (uint32_t)len};
    p += len + 1;
  }
  return (size_t)(p - text) < KHB_NAME_TEXT;
}

static bool has_form(const khb_builder *b, const form *f, piece x) {
  const char *s = b->strings + x.at;
  if (f->text.len != x.len) return false;
  if (x.len <= NEAR) return memcmp(f->near, s, x.len) == 0;
  return memcmp(f->near, s, NEAR) == 0 && memcmp(b->strings + f->text.at + NEAR, s + NEAR, x.len - NEAR) == 0;
}

static void set_form(const khb_builder *b, form *f, piece x) {
  f->text = x;
  memcpy(f->near, b->strings + x.at, x.len < NEAR ? x.len : NEAR);
}

/* The winner is that of Boyer and Moore's vote: the form that more than half have, if there is one, else one of the forms. */
static void vote(const khb_image *im, form *forms) {
  const khb_builder *b = im->b;
  piece pieces[KHB_MAX_NAME_WORDS];
  for (uint32_t i = 0; i < im->n_names; i++) {
    const khb_b_name *name = &b->names[im->order[i]];
    if (!cut(b, name, pieces)) continue;
    for (uint32_t k = 0; k < name->n_words; k++) {
      form *f = &forms[b->seq[name->seq + k]];
      bool same = has_form(b, f, pieces[k]);
      if (f->votes == 0 && !same) set_form(b, f, pieces[k]);
      if (f->votes == 0 || same) f->votes++;
      else f->votes--;
    }
  }
}

static khb_status put_forms(khb_image *im, const form *forms) {
  const khb_builder *b = im->b;
  uint32_t *texts = khb_image_array(b->n_words, sizeof *texts);
  khb_status status = texts ? KHB_OK : KHB_ERR_NOMEM;
  for (size_t i = 0; status == KHB_OK && i < b->n_words; i++) {
    char letters[KHB_NAME_TEXT];
    const piece *text = &forms[i].text;
    size_t len = khb_codes_to_utf8(b->codes + b->words[i].codes, b->words[i].length, letters, sizeof letters);
    texts[i] = KHB_NONE;
    if (!text->len || (len == text->len && memcmp(letters, b->strings + text->at, len) == 0)) continue;
    status = khb_put_text(im, b->strings + text->at, text->len, &texts[i]);
  }
  if (status == KHB_OK) status = khb_put_column(im, KHB_SEC_WRITTEN, KHB_SEC_WRITTEN_TEXT, texts, b->n_words);
  free(texts);
  return status;
}

static bool spells(const khb_builder *b, const form *forms, const khb_b_name *name) {
  piece pieces[KHB_MAX_NAME_WORDS];
  if (!cut(b, name, pieces)) return false;
  for (uint32_t k = 0; k < name->n_words; k++) {
    if (!has_form(b, &forms[b->seq[name->seq + k]], pieces[k])) return false;
  }
  return true;
}

khb_status khb_image_spellings(khb_image *im) {
  const khb_builder *b = im->b;
  form *forms = khb_image_array(b->n_words, sizeof *forms);
  uint32_t *texts = khb_image_array(im->n_names, sizeof *texts);
  khb_status status = forms && texts ? KHB_OK : KHB_ERR_NOMEM;
  if (status == KHB_OK) vote(im, forms);
  if (status == KHB_OK) status = put_forms(im, forms);
  for (uint32_t i = 0; status == KHB_OK && i < im->n_names; i++) {
    const khb_b_name *name = &b->names[im->order[i]];
    const char *text = b->strings + name->text;
    texts[i] = KHB_NONE;
    if (!spells(b, forms, name)) status = khb_put_text(im, text, strlen(text), &texts[i]);
  }
  if (status == KHB_OK) status = khb_put_column(im, KHB_SEC_SPELLED, KHB_SEC_SPELLED_TEXT, texts, im->n_names);
  free(forms);
  free(texts);
  return status;
}
