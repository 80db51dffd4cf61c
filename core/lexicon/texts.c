/* texts.c: texts that an index does not store: names, put together from their words, and ids, from their numbers.
 *
 *   node of المتحده ── parent ──> node of الامم        read upwards, written downwards, each word in the form that most names give it:
 *        │                           │
 *     المتحدة           ◀─            الأمم             "الأمم المتحدة"
 *
 * What callers are given must stand until the engine is closed, so a lexicon keeps each text that was once asked for. Any number of
 * threads may ask: a text is pushed onto the list of its bucket and never moved or taken off again.
 */
#include "layers.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- putting together ---- */

/* The form of a word: that which is stored, or its letters. Appends it to out[*n … KHB_NAME_TEXT - 1). */
static void put_word(const khb_index *index, uint32_t word, char *out, size_t *n) {
  size_t room = KHB_NAME_TEXT - 1 - *n, len;
  if (khb_bits_test(&index->written, word)) {
    uint32_t at = khb_bits_rank(&index->written, word);
    const char *form = at < index->written_text.n ? khb_index_string(index, khb_packed_get(&index->written_text, at)) : "";
    len = strnlen(form, room);
    memcpy(out + *n, form, len);
  } else {
    uint32_t letters;
    const uint8_t *codes = khb_index_letters(index, word, &letters);
    len = khb_codes_to_utf8(codes, letters, out + *n, room);
  }
  *n += len < room ? len : room;
}

/* The words on the way to a node, the last first; returns how many. */
static uint32_t words_up(const khb_index *index, uint32_t node, uint32_t out[KHB_MAX_NAME_WORDS]) {
  uint32_t n = 0;
  while (node >= index->n_roots && node < index->n_nodes && n + 1 < KHB_MAX_NAME_WORDS) {
    uint32_t edge = node - index->n_roots;
    out[n++] = khb_index_edge_word(index, edge);
    node = khb_index_parent(index, edge);
  }
  if (node < index->n_roots) out[n++] = khb_index_root_word(index, node);
  return n;
}

const char *khb_index_name_text(const khb_index *index, uint32_t name, char buffer[KHB_NAME_TEXT]) {
  if (khb_bits_test(&index->spelled, name)) {
    uint32_t at = khb_bits_rank(&index->spelled, name);
    return at < index->spelled_text.n ? khb_index_string(index, khb_packed_get(&index->spelled_text, at)) : "";
  }
  uint32_t words[KHB_MAX_NAME_WORDS], n = 0;
  size_t len = 0;
  if (name < index->n_names) n = words_up(index, khb_packed_get(&index->name_node, name), words);
  for (uint32_t i = n; i-- > 0;) {
    if (len && len + 1 < KHB_NAME_TEXT) buffer[len++] = ' ';
    if (words[i] < index->n_words) put_word(index, words[i], buffer, &len);
  }
  buffer[len] = 0;
  return buffer;
}

const char *khb_index_id(const khb_index *index, uint32_t entity, char buffer[16]) {
  if (entity >= index->n_numbered) {
    uint32_t at = entity - index->n_numbered;
    return at < index->id_text.n ? khb_index_string(index, khb_packed_get(&index->id_text, at)) : "";
  }
  snprintf(buffer, 16, "Q%u", (unsigned)khb_index_number(index, entity));
  return buffer;
}

/* ---- keeping ---- */

#define BUCKETS 4096u

typedef struct khb_kept {
  struct khb_kept *next;
  uint64_t key;
  char text[];
} khb_kept;

struct khb_texts {
  _Atomic(khb_kept *) bucket[BUCKETS];
};

khb_texts *khb_texts_open(void) { return calloc(1, sizeof(khb_texts)); }

void khb_texts_close(khb_texts *texts) {
  if (!texts) return;
  for (size_t i = 0; i < BUCKETS; i++) {
    for (khb_kept *k = atomic_load_explicit(&texts->bucket[i], memory_order_relaxed), *next; k; k = next) {
      next = k->next;
      free(k);
    }
  }
  free(texts);
}

static const char *find_kept(const khb_kept *from, const khb_kept *to, uint64_t key) {
  for (; from != to; from = from->next) {
    if (from->key == key) return from->text;
  }
  return NULL;
}

/* Two threads may keep one text twice; both copies stand. */
static const char *keep(khb_texts *texts, uint64_t key, const char *text) {
  size_t len = strlen(text);
  khb_kept *k = malloc(sizeof *k + len + 1);
  if (!k) return NULL;
  k->key = key;
  memcpy(k->text, text, len + 1);
  _Atomic(khb_kept *) *bucket = &texts->bucket[khb_mum(key + 1, 0xa0761d6478bd642fu) % BUCKETS];
  khb_kept *head = atomic_load_explicit(bucket, memory_order_relaxed);
  do k->next = head;
  while (!atomic_compare_exchange_weak_explicit(bucket, &head, k, memory_order_release, memory_order_relaxed));
  return k->text;
}

static const char *kept(khb_texts *texts, uint64_t key) {
  _Atomic(khb_kept *) *bucket = &texts->bucket[khb_mum(key + 1, 0xa0761d6478bd642fu) % BUCKETS];
  return find_kept(atomic_load_explicit(bucket, memory_order_acquire), NULL, key);
}

const char *khb_lexicon_name_text(const khb_lexicon *lexicon, uint32_t layer, uint32_t name) {
  uint64_t key = (uint64_t)layer << 33 | name;
  const char *text = kept(lexicon->texts, key);
  if (text) return text;
  char buffer[KHB_NAME_TEXT];
  text = khb_index_name_text(lexicon->layer[layer].index, name, buffer);
  return text == buffer ? keep(lexicon->texts, key, text) : text;
}

const char *khb_lexicon_id(const khb_lexicon *lexicon, uint32_t layer, uint32_t entity) {
  uint64_t key = (uint64_t)layer << 33 | UINT64_C(1) << 32 | entity;
  const char *text = kept(lexicon->texts, key);
  if (text) return text;
  char buffer[16];
  text = khb_index_id(lexicon->layer[layer].index, entity, buffer);
  return text == buffer ? keep(lexicon->texts, key, text) : text;
}
