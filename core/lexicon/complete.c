/* complete.c: the names that begin with what has been typed so far.
 *
 *   مجلس الأم│       the words before the last lead to a node; of the words that follow it those that begin with الام are taken
 *   بلينك│           words that begin so are a run of numbers; some of them are first words of names, others (AFTER) later ones
 *
 * What lies below is gathered best first: a heap of nodes by BEST, the highest prior below each. So the work depends on how many
 * answers there can be, not on how many names begin so. Where many branches part (words of one beginning, a broad node), a source
 * stands in the heap for those that have not yet been put there, and brings them in portions, the highest prior first.
 */
#include "layers.h"

#include <stdlib.h>

#define MAX_PREFIX 1024u
#define MAX_HEAP 8192u
#define MAX_FOUND 128u  /* entities, of which the first KHB_MAX_COMPLETIONS are given */
#define PORTION 64u
#define MAX_SOURCES 256u
#define SLOTS 512u
#define MAX_POPS 8192u
#define MAX_LISTED 4096u /* names with one later word, looked through */

typedef struct branch {
  uint32_t key;   /* BEST << 8 | 255 - words so far, so that shorter names come first */
  uint32_t order; /* of equal keys the earlier one first */
  uint32_t node;   /* or KHB_NONE: a source */
  uint32_t list;   /* place in AFTER that the node came from, or KHB_NONE; of a source the next branch */
  uint32_t end;    /* of the list; of a source its number */
  uint8_t layer, words;
} branch;

typedef struct begin { const uint8_t *codes; size_t n; } begin;

/* Where branches come from: the first words of a run, the names that have one of them later, or what follows a node. */
typedef enum source_kind { FIRST_WORDS, LATER_WORDS, FOLLOWING } source_kind;
typedef struct source {
  source_kind kind;
  uint32_t layer, from, to, words;
  begin begin; /* of what follows; n is 0 where any word may */
} source;

typedef struct found {
  khb_hit hit;
  uint32_t length;
  uint8_t layer, kind, prior, later;
} found;

typedef struct query {
  const khb_lexicon *lex;
  const char *text;
  uint32_t len;
  khb_scan scan;
  khb_word_ref word[KHB_MAX_NAME_WORDS];
  size_t n_words;
  uint8_t first[KHB_MAX_WORD_CODES + KHB_CODE_PAD + 3]; /* the first word in the reading that is tried */
  size_t n_first;
  const khb_proclitic *form;
  bool open; /* the last word is whole and something follows */
  bool later;
  size_t n_heap, n_found;
  uint32_t order, n_sources;
  uint16_t slot[SLOTS]; /* place in found + 1, hashed by entity */
  branch heap[MAX_HEAP];
  source source[MAX_SOURCES];
  found found[MAX_FOUND];
} query;

/* ---- a heap, the best on top ---- */

static bool better(const branch *a, const branch *b) {
  return a->key != b->key ? a->key > b->key : a->order < b->order;
}

static void heap_push(query *q, branch b) {
  if (q->n_heap == MAX_HEAP) return;
  size_t i = q->n_heap++;
  for (; i && better(&b, &q->heap[(i - 1) / 2]); i = (i - 1) / 2) q->heap[i] = q->heap[(i - 1) / 2];
  q->heap[i] = b;
}

static branch heap_pop(query *q) {
  branch top = q->heap[0], moved = q->heap[--q->n_heap];
  size_t i = 0;
  for (size_t child; (child = 2 * i + 1) < q->n_heap; i = child) {
    if (child + 1 < q->n_heap && better(&q->heap[child + 1], &q->heap[child])) child++;
    if (!better(&q->heap[child], &moved)) break;
    q->heap[i] = q->heap[child];
  }
  q->heap[i] = moved;
  return top;
}

static void push_node(query *q, uint32_t layer, uint32_t node, uint32_t words, uint32_t list, uint32_t end) {
  const khb_index *index = q->lex->layer[layer].index;
  uint8_t best = node < index->n_nodes ? khb_index_best(index, node) : 0;
  if (!best) return;
  uint32_t key = (uint32_t)best << 8 | (255 - (words < 255 ? words : 255));
  heap_push(q, (branch){key, q->order++, node, list, end, (uint8_t)layer, (uint8_t)words});
}

/* ---- words that begin so ---- */

/* Below 0: the word stands before all that begin so; 0: it begins so; above 0: behind them. */
static int compare_begin(const khb_index *index, uint32_t word, begin b) {
  if (word >= index->n_words) return 1;
  uint32_t n;
  const uint8_t *letters = khb_index_letters(index, word, &n);
  int order = memcmp(letters, b.codes, n < b.n ? n : b.n);
  return order ? order : n < b.n ? -1 : 0;
}

/* The words that begin so: a run of numbers. */
static khb_range words_with(const khb_index *index, begin b) {
  khb_range run;
  uint32_t low = 0, high = index->n_words;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (compare_begin(index, mid, b) < 0) low = mid + 1;
    else high = mid;
  }
  run.start = low;
  high = index->n_words;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (compare_begin(index, mid, b) <= 0) low = mid + 1;
    else high = mid;
  }
  run.end = low;
  return run;
}

/* The node behind a place in AFTER; none in a broken file. */
static uint32_t after_node(const khb_index *index, uint32_t at) {
  return khb_index_edge_node(index, khb_packed_get(&index->after, at));
}

/* ---- branches ---- */

static const khb_index *index_of(const query *q, const source *s) { return q->lex->layer[s->layer].index; }

/* The BEST of the i-th branch, and its node. What the two say may differ only in a broken file. */
static uint8_t branch_best(const khb_index *index, const source *s, uint32_t i) {
  return s->kind == FOLLOWING ? khb_index_best(index, khb_index_edge_node(index, i)) : index->fame[2 * i + (s->kind == LATER_WORDS)];
}

static void push_branch(query *q, const source *s, uint32_t i) {
  const khb_index *index = index_of(q, s);
  if (s->kind == FOLLOWING) {
    if (!s->begin.n || compare_begin(index, khb_index_edge_word(index, i), s->begin) == 0)
      push_node(q, s->layer, khb_index_edge_node(index, i), s->words, KHB_NONE, 0);
    return;
  }
  if (s->kind == FIRST_WORDS) {
    push_node(q, s->layer, khb_index_root(index, i), s->words, KHB_NONE, 0);
    return;
  }
  khb_range list = khb_index_after(index, i);
  if (list.start < list.end) push_node(q, s->layer, after_node(index, list.start), s->words, list.start, list.end);
}

/* Puts a source into the heap for its branches whose BEST is `level`, from number `at` on. */
static void push_source(query *q, uint32_t number, uint8_t level, uint32_t at) {
  const source *s = &q->source[number];
  uint32_t key = (uint32_t)level << 8 | (255 - (s->words < 255 ? s->words : 255));
  heap_push(q, (branch){key, q->order++, KHB_NONE, at, number, 0, 0});
}

static uint8_t next_level(const khb_index *index, const source *s, uint32_t below) {
  uint8_t level = 0;
  for (uint32_t i = s->from; i < s->to; i++) {
    uint8_t best = branch_best(index, s, i);
    if (best < below && best > level) level = best;
  }
  return level;
}

static void push_branches(query *q, const source *s) {
  if (s->to - s->from > PORTION && q->n_sources < MAX_SOURCES) {
    uint8_t level = next_level(index_of(q, s), s, 256);
    q->source[q->n_sources++] = *s;
    if (level) push_source(q, q->n_sources - 1, level, s->from);
    return;
  }
  for (uint32_t i = s->from; i < s->to && i - s->from < MAX_LISTED; i++) push_branch(q, s, i);
}

/* The next portion of a source. */
static void expand(query *q, branch b) {
  const source *s = &q->source[b.end];
  const khb_index *index = index_of(q, s);
  uint8_t level = (uint8_t)(b.key >> 8);
  size_t before = q->n_heap;
  for (uint32_t i = b.list; i < s->to; i++) {
    if (branch_best(index, s, i) != level) continue;
    if (q->n_heap - before == PORTION) {
      push_source(q, b.end, level, i);
      return;
    }
    push_branch(q, s, i);
  }
  level = next_level(index, s, level);
  if (level) push_source(q, b.end, level, s->from);
}

static void push_following(query *q, uint32_t layer, uint32_t node, uint32_t words, begin b) {
  const khb_index *index = q->lex->layer[layer].index;
  khb_range edges = khb_index_edges(index, node);
  source s = {FOLLOWING, layer, edges.start, edges.end, words, b};
  if (s.from < s.to) push_branches(q, &s);
}

/* ---- names ---- */

/* The byte of the prefix where the name begins. */
static uint32_t spelled_from(const query *q) {
  const khb_tok *first = &q->scan.tok[q->word[0].tok];
  return khb_code_offset(q->text, first, q->word[0].code - first->code + q->form->n);
}

/* Does the name, or one of its later words on, begin with the letters of the prefix? */
static bool is_exact(const query *q, const char *name) {
  uint32_t start = spelled_from(q), end = q->scan.tok[q->word[q->n_words - 1].tok].end;
  for (uint32_t i = 0; i < q->form->al_hidden; i++) {
    if (strncmp(name, i ? "\xD9\x84" : "\xD8\xA7", 2) != 0) return false;
    name += 2;
  }
  if (!q->later) return khb_begins_spelling(q->text, start, end, name);
  for (const char *p = name; (p = strpbrk(p, " -")) != NULL;) {
    if (khb_begins_spelling(q->text, start, end, ++p)) return true;
  }
  return false;
}

static int by_rank(const void *left, const void *right);

/* Of an entity the best of its names is kept. */
static void keep(query *q, const found *f) {
  size_t at = (f->hit.entity * 0x9e3779b1u >> 8) & (SLOTS - 1);
  for (; q->slot[at]; at = (at + 1) & (SLOTS - 1)) {
    found *there = &q->found[q->slot[at] - 1];
    if (there->hit.entity != f->hit.entity) continue;
    if (by_rank(f, there) < 0) *there = *f;
    return;
  }
  if (q->n_found == MAX_FOUND) return;
  q->found[q->n_found++] = *f;
  q->slot[at] = (uint16_t)q->n_found;
}

static void add_name(query *q, uint32_t layer, uint32_t number) {
  const khb_index *index = q->lex->layer[layer].index;
  khb_layer_name name;
  if (!khb_read_name(q->lex, layer, number, &name)) return;
  char buffer[KHB_NAME_TEXT];
  const char *text = khb_index_name_text(index, number, buffer);
  found f = {.hit = {.entity = name.ref,
                     .name = name.which,
                     .exact = is_exact(q, text),
                     .proclitics = q->form->bits},
             .length = (uint32_t)strlen(text),
             .layer = (uint8_t)layer,
             .kind = name.kind,
             .prior = name.prior,
             .later = q->later};
  keep(q, &f);
}

/* Takes names from the heap, best first, until there are enough. */
static void gather(query *q) {
  for (uint32_t pops = 0; q->n_heap && q->n_found < MAX_FOUND && pops < MAX_POPS; pops++) {
    branch b = heap_pop(q);
    if (b.node == KHB_NONE) {
      expand(q, b);
      continue;
    }
    const khb_index *index = q->lex->layer[b.layer].index;
    if (b.list != KHB_NONE && b.list + 1 < b.end)
      push_node(q, b.layer, after_node(index, b.list + 1), b.words, b.list + 1, b.end);
    khb_range ends = khb_index_payloads(index, b.node);
    for (uint32_t i = ends.start; i < ends.end; i++) add_name(q, b.layer, khb_index_payload(index, i));
    push_following(q, b.layer, b.node, b.words + 1u, (begin){NULL, 0});
  }
  q->n_heap = 0;
  q->n_sources = 0;
}

/* ---- order ---- */

static int by_rank(const void *left, const void *right) {
  const found *a = left, *b = right;
  if (a->later != b->later) return a->later < b->later ? -1 : 1;
  if (a->prior != b->prior) return a->prior > b->prior ? -1 : 1;
  if (a->hit.exact != b->hit.exact) return a->hit.exact ? -1 : 1;
  if (a->layer != b->layer) return a->layer > b->layer ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (a->length != b->length) return a->length < b->length ? -1 : 1;
  if (a->hit.entity != b->hit.entity) return a->hit.entity < b->hit.entity ? -1 : 1;
  return a->hit.name < b->hit.name ? -1 : a->hit.name > b->hit.name;
}

/* ---- asking ---- */

static begin word_begin(const query *q, size_t i) {
  return i ? (begin){q->scan.codes + q->word[i].code, q->word[i].n} : (begin){q->first, q->n_first};
}

static uint32_t whole_word(const query *q, const khb_index *index, size_t i) {
  begin b = word_begin(q, i);
  return b.n > KHB_MAX_WORD_CODES ? KHB_NONE : khb_index_word(index, b.codes, b.n, khb_hash(b.codes, b.n));
}

/* From the node of the first word over the whole ones to the branches below. */
static void from_first(query *q, uint32_t layer, uint32_t node) {
  const khb_index *index = q->lex->layer[layer].index;
  size_t whole = q->open ? q->n_words : q->n_words - 1;
  for (size_t i = 1; i < whole; i++) {
    uint32_t word = whole_word(q, index, i);
    if (word == KHB_NONE) return;
    node = khb_index_step(index, node, word);
    if (node == KHB_NONE) return;
  }
  begin none = {NULL, 0};
  push_following(q, layer, node, (uint32_t)whole + 1, q->open ? none : word_begin(q, q->n_words - 1));
}

static void search_layer(query *q, uint32_t layer) {
  const khb_index *index = q->lex->layer[layer].index;
  if (q->n_words == 1 && !q->open) {
    khb_range run = words_with(index, word_begin(q, 0));
    source s = {q->later ? LATER_WORDS : FIRST_WORDS, layer, run.start, run.end, 1, {NULL, 0}};
    push_branches(q, &s);
    return;
  }
  uint32_t word = whole_word(q, index, 0);
  if (word == KHB_NONE) return;
  if (!q->later) {
    uint32_t root = khb_index_root(index, word);
    if (root != KHB_NONE) from_first(q, layer, root);
    return;
  }
  khb_range list = khb_index_after(index, word);
  for (uint32_t i = 0; list.start < list.end && i < MAX_LISTED && q->n_heap < MAX_HEAP; i++, list.start++) {
    uint32_t node = after_node(index, list.start);
    if (node < index->n_nodes) from_first(q, layer, node);
  }
}

static void search(query *q, const khb_proclitic *form, bool later) {
  const khb_word_ref *first = &q->word[0];
  size_t rest = (size_t)(first->n - form->n);
  memset(q->first, 0, sizeof q->first);
  q->first[0] = KHB_C_ALEF, q->first[1] = KHB_C_LAM;
  memcpy(q->first + form->al_hidden, q->scan.codes + first->code + form->n, rest);
  memset(q->first + form->al_hidden + rest, 0, KHB_CODE_PAD);
  q->n_first = rest + form->al_hidden;
  q->form = form;
  q->later = later;
  for (uint32_t k = q->lex->n_layers; k-- > 0;) search_layer(q, k);
  gather(q);
}

static bool is_foreign(const khb_tok *tok) {
  return tok->kind == KHB_TOK_URL || tok->kind == KHB_TOK_EMAIL || tok->kind == KHB_TOK_HANDLE ||
         tok->kind == KHB_TOK_EMOJI || tok->kind == KHB_TOK_BROKEN;
}

static bool take_words(query *q) {
  for (size_t i = 0; i < q->scan.n_tok; i++) {
    if (is_foreign(&q->scan.tok[i])) return false;
  }
  q->n_words = khb_name_words(&q->scan, q->word);
  if (q->n_words == 0 || q->n_words > KHB_MAX_NAME_WORDS || q->word[0].n + 2u > KHB_MAX_WORD_CODES) return false;
  q->open = q->scan.tok[q->word[q->n_words - 1].tok].end < q->len;
  return true;
}

static void run_query(query *q) {
  if (!take_words(q)) return;
  search(q, &khb_proclitic_form[0], false);
  const khb_tok *first = &q->scan.tok[q->word[0].tok];
  bool bare = q->n_found > 0;
  if (q->n_found < MAX_FOUND) search(q, &khb_proclitic_form[0], true);
  for (uint32_t mask = !bare && first->kind == KHB_TOK_WORD ? first->proclitics & ~1u : 0; mask; mask &= mask - 1) {
    uint32_t i = (uint32_t)__builtin_ctz(mask);
    if (i < KHB_N_PROCLITICS && khb_proclitic_form[i].n < q->word[0].n) search(q, &khb_proclitic_form[i], false);
  }
  qsort(q->found, q->n_found, sizeof *q->found, by_rank);
}

size_t khb_lexicon_complete(const khb_lexicon *lexicon, const char *prefix, size_t len, khb_hit *out, size_t cap) {
  if (len > MAX_PREFIX) return 0;
  query *q = malloc(sizeof *q);
  if (!q) return 0;
  memset(q, 0, offsetof(query, heap));
  q->lex = lexicon;
  q->text = prefix;
  q->len = (uint32_t)len;
  if (khb_scan_text(&q->scan, prefix, 0, (uint32_t)len)) run_query(q);
  size_t n = q->n_found < KHB_MAX_COMPLETIONS ? q->n_found : KHB_MAX_COMPLETIONS;
  for (size_t i = 0; i < n && i < cap; i++) out[i] = q->found[i].hit;
  khb_scan_free(&q->scan);
  free(q);
  return n;
}
