/* lookup.c: the entities that a whole string names.
 *
 * Unlike matching in running text, the string is taken as the compiler takes a name: only its words count, whatever stands
 * between them. Hits of all layers and readings are gathered, one is kept for each entity (entities of different layers with the
 * same id are one), and the rest are put in order: exact, without clitics, nearest layer, main name, prior.
 */
#include "layers.h"

#include <stdlib.h>

#define MAX_LOOKUP 65536u /* bytes; no name is as long */

typedef struct hit {
  khb_hit hit;
  uint8_t layer, kind, prior;
} hit;

typedef struct query {
  const khb_lexicon *lex;
  const char *text;
  khb_scan scan;
  khb_word_ref word[KHB_MAX_NAME_WORDS];
  size_t n_words;
  hit *hits;
  size_t n_hits, cap_hits;
} query;

/* Tokens that no name has. */
static bool is_foreign(const khb_tok *tok) {
  return tok->kind == KHB_TOK_URL || tok->kind == KHB_TOK_EMAIL || tok->kind == KHB_TOK_HANDLE ||
         tok->kind == KHB_TOK_EMOJI || tok->kind == KHB_TOK_BROKEN;
}

/* Is the part of the string after the proclitic spelled as the name? With a hidden article, as the name without what is hidden. */
static bool is_exact(const query *q, const khb_proclitic *form, const char *name) {
  const khb_tok *first = &q->scan.tok[q->word[0].tok], *last = &q->scan.tok[q->word[q->n_words - 1].tok];
  uint32_t start = khb_code_offset(q->text, first, q->word[0].code - first->code + form->n);
  for (uint32_t i = 0; i < form->al_hidden; i++) {
    if (strncmp(name, i ? "\xD9\x84" : "\xD8\xA7", 2) != 0) return false;
    name += 2;
  }
  return khb_same_spelling(q->text, start, last->end, name);
}

static bool add_hit(query *q, uint32_t k, uint32_t number, uint32_t proclitic) {
  const khb_index *index = q->lex->layer[k].index;
  khb_layer_name name;
  char text[KHB_NAME_TEXT];
  if (!khb_read_name(q->lex, k, number, &name)) return true;
  if (!KHB_GROW(q->hits, q->cap_hits, q->n_hits + 1)) return false;
  const khb_proclitic *form = &khb_proclitic_form[proclitic];
  q->hits[q->n_hits++] = (hit){.hit = {.entity = name.ref,
                                       .name = name.which,
                                       .exact = is_exact(q, form, khb_index_name_text(index, number, text)),
                                       .proclitics = form->bits},
                               .layer = (uint8_t)k,
                               .kind = name.kind,
                               .prior = name.prior};
  return true;
}

/* Walks the words after the first from `node` and takes what ends with the last. */
static bool follow(query *q, uint32_t k, uint32_t node, uint32_t proclitic) {
  const khb_index *index = q->lex->layer[k].index;
  for (size_t i = 1; i < q->n_words; i++) {
    const uint8_t *codes = q->scan.codes + q->word[i].code;
    uint32_t word = khb_index_word(index, codes, q->word[i].n, khb_hash(codes, q->word[i].n));
    if (word == KHB_NONE) return true;
    node = khb_index_step(index, node, word);
    if (node == KHB_NONE) return true;
  }
  khb_range ends = khb_index_payloads(index, node);
  for (uint32_t i = ends.start; i < ends.end; i++) {
    if (!add_hit(q, k, khb_index_payload(index, i), proclitic)) return false;
  }
  return true;
}

/* One reading of the first word, in all layers. */
static bool try_reading(query *q, uint32_t proclitic) {
  const khb_proclitic *form = &khb_proclitic_form[proclitic];
  const khb_word_ref *first = &q->word[0];
  if (form->n >= first->n || first->n + 2u > KHB_MAX_WORD_CODES) return true;
  uint8_t codes[KHB_MAX_WORD_CODES + 1 + KHB_CODE_PAD] = {KHB_C_ALEF, KHB_C_LAM};
  size_t n = (size_t)(first->n - form->n) + form->al_hidden;
  memcpy(codes + form->al_hidden, q->scan.codes + first->code + form->n, (size_t)(first->n - form->n));
  if (n < sizeof codes) memset(codes + n, 0, sizeof codes - n);
  uint64_t hash = khb_hash(codes, n);
  for (uint32_t k = 0; k < q->lex->n_layers; k++) {
    const khb_index *index = q->lex->layer[k].index;
    uint32_t word = khb_index_word(index, codes, n, hash);
    uint32_t node = word == KHB_NONE ? KHB_NONE : khb_index_root(index, word);
    if (node != KHB_NONE && !follow(q, k, node, proclitic)) return false;
  }
  return true;
}

/* ---- order ---- */

static int by_rank(const void *left, const void *right) {
  const hit *a = left, *b = right;
  if (a->hit.exact != b->hit.exact) return a->hit.exact ? -1 : 1;
  bool bare_a = !a->hit.proclitics, bare_b = !b->hit.proclitics;
  if (bare_a != bare_b) return bare_a ? -1 : 1;
  if (a->layer != b->layer) return a->layer > b->layer ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (a->prior != b->prior) return a->prior > b->prior ? -1 : 1;
  if (a->hit.entity != b->hit.entity) return a->hit.entity < b->hit.entity ? -1 : 1;
  if (a->hit.proclitics != b->hit.proclitics) return a->hit.proclitics < b->hit.proclitics ? -1 : 1;
  return a->hit.name < b->hit.name ? -1 : a->hit.name > b->hit.name;
}

static int by_entity(const void *left, const void *right) {
  const hit *a = left, *b = right;
  if (a->hit.entity != b->hit.entity) return a->hit.entity < b->hit.entity ? -1 : 1;
  return by_rank(left, right);
}

/* Keeps the best hit of each entity, best entity first. */
static void rank(query *q) {
  if (q->n_hits < 2) return;
  qsort(q->hits, q->n_hits, sizeof *q->hits, by_entity);
  size_t kept = 1;
  for (size_t i = 1; i < q->n_hits; i++) {
    if (q->hits[i].hit.entity != q->hits[kept - 1].hit.entity) q->hits[kept++] = q->hits[i];
  }
  q->n_hits = kept;
  qsort(q->hits, q->n_hits, sizeof *q->hits, by_rank);
}

static bool run_query(query *q, uint32_t len) {
  if (!khb_scan_text(&q->scan, q->text, 0, len)) return false;
  for (size_t i = 0; i < q->scan.n_tok; i++) {
    if (is_foreign(&q->scan.tok[i])) return true;
  }
  q->n_words = khb_name_words(&q->scan, q->word);
  if (q->n_words == 0 || q->n_words > KHB_MAX_NAME_WORDS) return true;
  const khb_tok *first = &q->scan.tok[q->word[0].tok];
  uint32_t mask = first->kind == KHB_TOK_WORD ? first->proclitics | 1 : 1;
  for (; mask; mask &= mask - 1) {
    uint32_t i = (uint32_t)__builtin_ctz(mask);
    if (i < KHB_N_PROCLITICS && !try_reading(q, i)) return false;
  }
  rank(q);
  return true;
}

size_t khb_lexicon_lookup(const khb_lexicon *lexicon, const char *text, size_t len, khb_hit *out, size_t cap) {
  if (len > MAX_LOOKUP) return 0;
  query q = {.lex = lexicon, .text = text};
  size_t n = run_query(&q, (uint32_t)len) ? q.n_hits : 0;
  for (size_t i = 0; i < n && i < cap; i++) out[i] = q.hits[i].hit;
  khb_scan_free(&q.scan);
  free(q.hits);
  return n;
}
