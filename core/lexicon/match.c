/* match.c: names, class members and attributes in running text.
 *
 * Words that were met before are known (memo.h). A block of tokens at a time, with what lies as far ahead as a name can reach:
 *
 *   resolve  the words of the tokens. Of those that are new, each reading (as the word stands, and without each proclitic that it
 *            can have) is hashed and the filter of each layer asked; what passes becomes a head. The heads of all of them are
 *            looked up in step, so that they wait for memory together, and what is found is written down in the memo
 *   follow   what a word is by itself is copied. Where it starts names of several words, their tree is walked along the following
 *            words:
 *
 *     وبالأمم          المتحدة           -                  token t, t+1, …
 *      └─ reading و+ب ── joined(t) ────── the word number of t+1 in the layer, edge, node, what ends there
 *
 * A name has at most 16 words and a join passes over at most one token, so no walk looks further than 31 tokens ahead. The cost of
 * a token is bounded by readings * layers * 16, of a word that was met and starts nothing by one hash and one look into the memo.
 */
#include "memo.h"

#include <stdlib.h>

#define RING 128u
#define JOIN_UNKNOWN (KHB_NONE - 1)
#define MAX_TOKEN_MATCHES 4096u /* of one token: reached by hostile indexes only */
#define MAX_GAP 128u            /* bytes of white space inside a name */
#define TAG_BUDGET 256u         /* words tried to take one hashtag apart, in each layer */

#define MANY_EDGES 96u
#define BLOCK 64u /* tokens followed at a time */
#define AHEAD 32u /* tokens that a walk may look ahead, and one */
#define MAX_HEADS (KHB_N_PROCLITICS * KHB_MAX_LAYERS * 2)
_Static_assert(BLOCK + AHEAD <= RING, "all that is looked at has a place in the ring");

/* A reading of token `tok` that layer `layer` may know. */
typedef struct head {
  uint64_t hash;
  uint32_t tok, met; /* met: its word in the memo */
  uint32_t word;     /* perhaps */
  uint8_t proclitic, layer;
  khb_word_at at;
} head;

/* Where matches go: those of a word into the memo, those of a token to the caller. */
typedef struct sink {
  khb_match **item;
  size_t *n, *cap;
  size_t start; /* those of this word or token begin here */
} sink;

typedef struct matcher {
  const khb_lexicon *lex;
  const char *text;
  const khb_scan *scan;
  khb_memo *memo;
  uint32_t last;
  uint32_t resolved; /* tokens before this one have their place in the ring */
  khb_matches *out;
  sink sink;
  bool out_of_memory;
  uint32_t next[RING]; /* the token that continues a name after it, or KHB_NONE */
  uint32_t met[RING];  /* its word in the memo, or KHB_NONE */
  uint32_t n_heads;
  head heads[MAX_HEADS];
} matcher;

/* ---- joins ---- */

static bool is_word(const khb_tok *tok) { return tok->kind <= KHB_TOK_NUMBER; }
_Static_assert(KHB_TOK_WORD == 0 && KHB_TOK_NUMBER == 1, "words and numbers are the first two kinds");

/* Between words of a name: white space and characters without width, with one line break at most. */
static bool is_gap(const char *text, uint32_t from, uint32_t to) {
  if (to - from > MAX_GAP) return false;
  bool broken = false;
  const unsigned char *p = (const unsigned char *)text + from, *end = (const unsigned char *)text + to;
  while (p < end) {
    if (*p == ' ' || *p == '\t') {
      p++;
    } else if (*p == '\n' || *p == '\r') {
      if (broken) return false;
      broken = true;
      p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
    } else if (end - p >= 2 && p[0] == 0xC2 && p[1] == 0xA0) {
      p += 2; /* no-break space */
    } else if (end - p >= 2 && p[0] == 0xD8 && p[1] == 0x9C) {
      p += 2; /* Arabic letter mark */
    } else if (end - p >= 3 && p[0] == 0xE2 && (p[1] == 0x80 || p[1] == 0x81) && (p[2] < 0x90 || p[2] > 0xA7) &&
               p[2] != 0xA8 && p[2] != 0xA9) {
      if (p[1] == 0x80 && p[2] > 0xAF) return false;
      if (p[1] == 0x81 && p[2] < 0x9F) return false;
      p += 3; /* U+2000..200F spaces and marks, U+202A..202F, U+205F..206F */
    } else {
      return false;
    }
  }
  return true;
}

/* - U+2010 U+2011 U+2013 */
static bool is_hyphen(const char *text, const khb_tok *tok) {
  const unsigned char *p = (const unsigned char *)text + tok->start;
  uint32_t len = tok->end - tok->start;
  if (len == 1) return *p == '-';
  return len == 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0x90 || p[2] == 0x91 || p[2] == 0x93);
}

/* The token that carries a name on after token t, or KHB_NONE. */
static uint32_t find_join(const matcher *m, uint32_t t) {
  const khb_tok *a = &m->scan->tok[t], *b = a + 1;
  if (t + 1 >= m->last) return KHB_NONE;
  if (is_word(b)) {
    if (b->start == a->end + 1 && m->text[a->end] == ' ') return t + 1;
    return is_gap(m->text, a->end, b->start) ? t + 1 : KHB_NONE;
  }
  if (b->kind != KHB_TOK_PUNCT || t + 2 >= m->last || b->start != a->end || !is_word(b + 1)) return KHB_NONE;
  if (is_hyphen(m->text, b)) return b[1].start == b->end ? t + 2 : KHB_NONE;
  bool initial = a->n_codes == 1 && a->kind == KHB_TOK_WORD && b->end - b->start == 1 && m->text[b->start] == '.';
  return initial && is_gap(m->text, b->end, b[1].start) ? t + 2 : KHB_NONE;
}

static uint32_t joined(matcher *m, uint32_t t) {
  uint32_t *next = &m->next[t % RING];
  if (*next == JOIN_UNKNOWN) *next = find_join(m, t);
  return *next;
}

/* The number of the word of token t in a layer, or KHB_NONE. */
static uint32_t word_of(const matcher *m, uint32_t t, uint32_t layer) {
  uint32_t met = m->met[t % RING];
  return met == KHB_NONE ? KHB_NONE : m->memo->number[(size_t)met * m->lex->n_layers + layer];
}

/* ---- what is found ---- */

static void push(matcher *m, khb_match match) {
  const sink *to = &m->sink;
  if (*to->n - to->start >= MAX_TOKEN_MATCHES) return;
  if (!KHB_GROW(*to->item, *to->cap, *to->n + 1)) {
    m->out_of_memory = true;
    return;
  }
  (*to->item)[(*to->n)++] = match;
}

/* What a name is; running text says the same ones again and again. NULL: no name of an entity. */
static const khb_layer_name *name_of(matcher *m, uint32_t k, uint32_t number) {
  khb_memo *memo = m->memo;
  uint32_t at = (number ^ k) & (KHB_MEMO_NAMES - 1);
  if (memo->named_number[at] == number && memo->named_layer[at] == k) return &memo->named[at];
  if (!khb_read_name(m->lex, k, number, &memo->named[at])) {
    memo->named_number[at] = KHB_NONE;
    return NULL;
  }
  memo->named_number[at] = number;
  memo->named_layer[at] = (uint8_t)k;
  return &memo->named[at];
}

/* What ends at a node, its payloads. Until a token gets it, `first` holds the layer. Of the names of one entity that fold alike one match is
   enough: a common word only if all of them are, derived only if all are. */
static void emit(matcher *m, uint32_t k, khb_range payloads, uint32_t count, uint32_t proclitic) {
  const khb_layer *layer = &m->lex->layer[k];
  const sink *to = &m->sink;
  size_t before = *to->n;
  uint32_t entity_before = KHB_NONE;
  for (uint32_t i = payloads.start; i < payloads.end && !m->out_of_memory; i++) {
    khb_match match = {.first = k, .count = (uint16_t)count, .proclitic = (uint8_t)proclitic};
    uint32_t payload = khb_index_payload(layer->index, i);
    if (payload & KHB_PAYLOAD_CLASS) {
      uint32_t number = payload & ~KHB_PAYLOAD_CLASS;
      if (number >= layer->index->n_classes) continue;
      match.ref = layer->classes[number];
      match.what = m->lex->class_what[match.ref];
      push(m, match);
      continue;
    }
    const khb_layer_name *name = name_of(m, k, payload);
    if (!name) continue;
    khb_match *last = *to->n > before ? &(*to->item)[*to->n - 1] : NULL;
    if (last && name->ref == entity_before && last->type == name->type) {
      last->flags &= name->flags;
      continue;
    }
    entity_before = name->ref;
    match.ref = name->ref;
    match.name = name->which;
    match.type = name->type;
    match.kind = name->kind;
    match.flags = name->flags;
    match.prior = name->prior;
    push(m, match);
  }
}

/* ---- order ---- */

/* Longer first, nearer layer first, fewer letters taken off first; the rest only so that the order is one. */
static int compare_matches(const void *left, const void *right) {
  const khb_match *a = left, *b = right;
  if (a->count != b->count) return a->count > b->count ? -1 : 1;
  if (a->first != b->first) return a->first > b->first ? -1 : 1;
  if (a->proclitic != b->proclitic) return a->proclitic < b->proclitic ? -1 : 1;
  if (a->what != b->what) return a->what < b->what ? -1 : 1;
  if (a->ref != b->ref) return a->ref < b->ref ? -1 : 1;
  return a->name < b->name ? -1 : a->name > b->name;
}

static void sort_matches(khb_match *item, size_t n) {
  if (n > 16) {
    qsort(item, n, sizeof *item, compare_matches);
    return;
  }
  for (size_t i = 1; i < n; i++) {
    if (compare_matches(&item[i - 1], &item[i]) <= 0) continue;
    khb_match moving = item[i];
    size_t k = i;
    for (; k > 0 && compare_matches(&item[k - 1], &moving) > 0; k--) item[k] = item[k - 1];
    item[k] = moving;
  }
}

/* ---- new words: their readings ---- */

/* With a hidden article the rest of the word is read with ا or ال before it. Returns the length of the reading; it is padded. */
static size_t read_codes(const khb_tok *tok, const uint8_t *codes, uint32_t proclitic,
                         uint8_t out[KHB_MAX_WORD_CODES + KHB_CODE_PAD]) {
  const khb_proclitic *form = &khb_proclitic_form[proclitic];
  size_t rest = tok->n_codes - (size_t)form->n, n = rest + form->al_hidden;
  out[0] = KHB_C_ALEF;
  out[1] = KHB_C_LAM;
  memcpy(out + form->al_hidden, codes + form->n, rest);
  memset(out + n, 0, KHB_CODE_PAD - 2);
  return n;
}

static inline void gather_reading(matcher *m, uint32_t t, uint32_t met, uint64_t hash, uint32_t proclitic) {
  for (uint32_t k = 0; k < m->lex->n_layers; k++) {
    const khb_index *index = m->lex->layer[k].index;
    head *h = &m->heads[m->n_heads];
    h->hash = hash;
    h->tok = t;
    h->met = met;
    h->proclitic = (uint8_t)proclitic;
    h->layer = (uint8_t)k;
    m->n_heads++;
    khb_index_prefetch_filters(index, hash);
  }
}

static void gather_word(matcher *m, uint32_t t, uint32_t met, uint64_t hash) {
  const khb_tok *tok = &m->scan->tok[t];
  const uint8_t *codes = m->scan->codes + tok->code;
  gather_reading(m, t, met, hash, 0);
  if (tok->n_codes > KHB_MAX_WORD_CODES - 2) return; /* too long to start a name */
  for (uint32_t mask = tok->proclitics & ~1u; mask; mask &= mask - 1) {
    uint32_t i = (uint32_t)__builtin_ctz(mask);
    if (i >= KHB_N_PROCLITICS) return;
    const khb_proclitic *form = &khb_proclitic_form[i];
    if (form->n >= tok->n_codes) continue;
    if (!form->al_hidden) {
      gather_reading(m, t, met, khb_hash(codes + form->n, (size_t)(tok->n_codes - form->n)), i);
    } else {
      uint8_t whole[KHB_MAX_WORD_CODES + KHB_CODE_PAD];
      size_t n = read_codes(tok, codes, i, whole);
      gather_reading(m, t, met, khb_hash(whole, n), i);
    }
  }
}

/* The letters of a head's reading: those in the scan, or, with a hidden article, in `whole`. */
static const uint8_t *head_codes(const matcher *m, const head *h, uint8_t whole[KHB_MAX_WORD_CODES + KHB_CODE_PAD],
                                 size_t *n) {
  const khb_tok *tok = &m->scan->tok[h->tok];
  const uint8_t *codes = m->scan->codes + tok->code;
  const khb_proclitic *form = &khb_proclitic_form[h->proclitic];
  if (form->al_hidden) {
    *n = read_codes(tok, codes, h->proclitic, whole);
    return whole;
  }
  *n = tok->n_codes - (size_t)form->n;
  return codes + form->n;
}

/* Drops the heads that the filters of their layers do not let pass. */
static void filter_heads(matcher *m) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < m->n_heads; i++) {
    const head *h = &m->heads[i];
    const khb_index *index = m->lex->layer[h->layer].index;
    bool passes = khb_index_may_start(index, h->hash) || (h->proclitic == 0 && khb_index_may_follow(index, h->hash));
    if (!passes) continue;
    __builtin_prefetch(&index->slots[khb_slot_start(h->hash, index->n_slots)]);
    if (kept != i) m->heads[kept] = *h;
    kept++;
  }
  m->n_heads = kept;
}

/* Finds the word that each head most likely is and drops those that are none. Each pass asks for the memory that the next one
   reads, for all heads at once: they wait together, not one after the other. */
static void find_words(matcher *m) {
  filter_heads(m);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < m->n_heads; i++) {
    head *h = &m->heads[i];
    const khb_index *index = m->lex->layer[h->layer].index;
    uint32_t at = khb_slot_start(h->hash, index->n_slots), left = KHB_MAX_PROBES;
    uint32_t word = khb_index_probe(index, h->hash, &at, &left);
    if (word == KHB_NONE) continue;
    __builtin_prefetch(&index->words[word]);
    h->word = word;
    if (kept != i) m->heads[kept] = *h;
    kept++;
  }
  m->n_heads = kept;
  for (uint32_t i = 0; i < kept; i++) {
    head *h = &m->heads[i];
    const khb_index *index = m->lex->layer[h->layer].index;
    h->at = khb_index_word_at(index, h->word);
    __builtin_prefetch(index->letters + h->at.letters);
    if (h->at.root != KHB_NONE) __builtin_prefetch(&index->roots[h->at.root]);
  }
}

/* The bits of the words that edges carry. */
static uint64_t words_of(const khb_index *index, khb_range edges) {
  uint64_t bits = 0;
  if (edges.end - edges.start > MANY_EDGES) return ~bits;
  for (uint32_t e = edges.start; e < edges.end; e++) bits |= khb_met_bit(khb_index_edge_word(index, e));
  return bits;
}

/* Writes down what one head says of its word. */
static void learn_head(matcher *m, const head *h) {
  const khb_layer *layer = &m->lex->layer[h->layer];
  const khb_index *index = layer->index;
  khb_memo *memo = m->memo;
  khb_met_word *met = &memo->word[h->met];
  uint8_t whole[KHB_MAX_WORD_CODES + KHB_CODE_PAD];
  size_t n;
  const uint8_t *codes = head_codes(m, h, whole, &n);
  khb_word_at at = h->at;
  uint32_t word = h->word;
  if (at.n != n || !khb_codes_equal(index->letters + at.letters, codes, n)) { /* half a hash led to another word */
    word = khb_index_word(index, codes, n, h->hash);
    if (word == KHB_NONE) return;
    at = khb_index_word_at(index, word);
  }
  if (h->proclitic == 0) memo->number[(size_t)h->met * m->lex->n_layers + h->layer] = word;
  if (khb_met_length(met) > KHB_MAX_WORD_CODES - 2) return;
  if (h->proclitic == 0) met->attributes |= khb_layer_attributes(layer, khb_index_attributes(index, at.set));
  if (at.root == KHB_NONE) return;
  khb_range edges, payloads;
  khb_index_root_ranges(index, at.root, &edges, &payloads);
  if (payloads.start < payloads.end) emit(m, h->layer, payloads, 1, h->proclitic);
  if (edges.start == edges.end) return;
  if (!KHB_GROW(memo->start, memo->cap_start, memo->n_start + 1)) {
    m->out_of_memory = true;
    return;
  }
  memo->start[memo->n_start++] = (khb_met_start){edges, words_of(index, edges), h->layer, h->proclitic};
}

/* Learns the words that the heads are readings of; those of one word stand together. */
static void learn(matcher *m) {
  khb_memo *memo = m->memo;
  find_words(m);
  for (uint32_t i = 0; i < m->n_heads && !m->out_of_memory;) {
    uint32_t met = m->heads[i].met;
    khb_met_word *w = &memo->word[met];
    m->sink = (sink){&memo->match, &memo->n_match, &memo->cap_match, memo->n_match};
    w->match = (uint32_t)memo->n_match;
    w->start = (uint32_t)memo->n_start;
    while (i < m->n_heads && m->heads[i].met == met) learn_head(m, &m->heads[i++]);
    w->n_match = (uint16_t)(memo->n_match - w->match);
    w->n_start = (uint16_t)(memo->n_start - w->start);
    if (w->n_match) sort_matches(memo->match + w->match, w->n_match); /* without any, memo->match may be NULL */
  }
  if (!KHB_GROW(memo->match, memo->cap_match, memo->n_match + KHB_MEMO_PAD)) m->out_of_memory = true;
  m->n_heads = 0;
}

/* A word that is met for the first time: its heads are gathered, to be learnt with those of others. KHB_NONE: out of memory. */
static uint32_t meet(matcher *m, uint32_t t, uint64_t hash) {
  const khb_tok *tok = &m->scan->tok[t];
  uint32_t met = khb_memo_add(m->memo, m->scan->codes + tok->code, tok->n_codes, tok->proclitics, hash);
  if (m->n_heads + KHB_N_PROCLITICS * m->lex->n_layers > MAX_HEADS) learn(m);
  if (met != KHB_NONE) gather_word(m, t, met, hash);
  else m->out_of_memory = true;
  return met;
}

/* Gives the tokens before `to` their places in the ring. Each pass asks for the memory that the next one reads. */
static void resolve(matcher *m, uint32_t to) {
  uint64_t hash[RING];
  const khb_memo *memo = m->memo;
  const uint8_t *codes = m->scan->codes;
  uint32_t list[RING], n = 0, n_fresh = 0; /* tokens that are words; then those that are met for the first time */
  for (uint32_t t = m->resolved; t < to; t++) {
    const khb_tok *tok = &m->scan->tok[t];
    list[n] = t;
    n += is_word(tok) & (tok->n_codes - 1u < KHB_MAX_WORD_CODES);
    m->next[t % RING] = JOIN_UNKNOWN;
    m->met[t % RING] = KHB_NONE;
  }
  for (uint32_t i = 0; i < n; i++) {
    const khb_tok *tok = &m->scan->tok[list[i]];
    hash[i] = khb_hash(codes + tok->code, tok->n_codes);
    khb_memo_prefetch_slot(memo, hash[i]);
  }
  for (uint32_t i = 0; i < n; i++) khb_memo_prefetch_word(memo, hash[i]);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t t = list[i];
    const khb_tok *tok = &m->scan->tok[t];
    uint32_t met = khb_memo_find(memo, codes + tok->code, tok->n_codes, tok->proclitics, hash[i]);
    m->met[t % RING] = met;
    if (met == KHB_NONE) {
      hash[n_fresh] = hash[i];
      list[n_fresh++] = t;
      continue;
    }
    if (memo->match) __builtin_prefetch(memo->match + memo->word[met].match);
    if (memo->start) __builtin_prefetch(memo->start + memo->word[met].start);
    __builtin_prefetch(memo->number + (size_t)met * m->lex->n_layers);
  }
  for (uint32_t i = 0; i < n_fresh && !m->out_of_memory; i++) {
    uint32_t t = list[i];
    const khb_tok *tok = &m->scan->tok[t];
    uint32_t met =
        khb_memo_find(memo, codes + tok->code, tok->n_codes, tok->proclitics, hash[i]); /* twice in this block? */
    m->met[t % RING] = met != KHB_NONE ? met : meet(m, t, hash[i]);
  }
  if (m->n_heads && !m->out_of_memory) learn(m);
  m->resolved = to;
}

/* ---- following ---- */

/* Follows the names of layer k that begin with token t, read as a word that goes on with `edges`. */
static void walk(matcher *m, uint32_t k, uint32_t t, khb_range edges, uint32_t proclitic) {
  const khb_index *index = m->lex->layer[k].index;
  uint32_t at = t;
  uint32_t node = KHB_NONE; /* the root, whose edges are known */
  for (uint32_t words = 1; words < KHB_MAX_NAME_WORDS; words++) {
    uint32_t next = joined(m, at);
    if (next == KHB_NONE) return;
    uint32_t word = word_of(m, next, k);
    if (word == KHB_NONE) return;
    if (node != KHB_NONE) edges = khb_index_edges(index, node);
    uint32_t edge = khb_index_edge(index, edges, word);
    if (edge == KHB_NONE) return;
    node = khb_index_edge_node(index, edge);
    at = next;
    emit(m, k, khb_index_payloads(index, node), at - t + 1, proclitic);
  }
}

/* A hashtag is one token that a whole name may stand in, its words parted by '_' or by nothing: every way to take it apart,
   longest word first, as far as the budget goes. */
typedef struct tag {
  const uint8_t *codes;
  uint32_t n, budget, layer;
} tag;

static void walk_tag(matcher *m, tag *g, uint32_t node, uint32_t from, uint32_t words) {
  const khb_index *index = m->lex->layer[g->layer].index;
  while (from < g->n && g->codes[from] == '_') from++;
  if (from == g->n) {
    if (node != KHB_NONE) emit(m, g->layer, khb_index_payloads(index, node), 1, 0);
    return;
  }
  if (words == KHB_MAX_NAME_WORDS) return;
  uint32_t to = from;
  while (to < g->n && g->codes[to] != '_') to++;
  for (; to > from && g->budget; to--) {
    g->budget--;
    uint32_t word = khb_index_word(index, g->codes + from, to - from, khb_hash(g->codes + from, to - from));
    if (word == KHB_NONE) continue;
    uint32_t next = node == KHB_NONE ? khb_index_root(index, word) : khb_index_step(index, node, word);
    if (next != KHB_NONE) walk_tag(m, g, next, to, words + 1);
  }
}

static void match_hashtag(matcher *m, const khb_tok *tok) {
  if (tok->n_codes > KHB_MAX_WORD_CODES) return;
  for (uint32_t k = 0; k < m->lex->n_layers; k++) {
    tag g = {m->scan->codes + tok->code, tok->n_codes, TAG_BUDGET, k};
    walk_tag(m, &g, KHB_NONE, 0, 0);
  }
}

/* Puts the matches of token t that were found last in order and gives them their token number. */
static void settle_token(matcher *m, uint32_t t) {
  khb_match *item = m->out->item + m->sink.start;
  size_t n = m->out->n - m->sink.start;
  if (n > 1) sort_matches(item, n);
  for (size_t i = 0; i < n; i++) item[i].first = t;
}

/* Names of several words first: they are longer. Then what the word is by itself. */
static void follow_word(matcher *m, uint32_t t, const khb_met_word *w) {
  khb_matches *out = m->out;
  const khb_memo *memo = m->memo;
  uint32_t next = w->n_start ? joined(m, t) : KHB_NONE;
  if (next != KHB_NONE) {
    m->sink = (sink){&out->item, &out->n, &out->cap, out->n};
    for (uint32_t i = w->start; i < w->start + w->n_start; i++) {
      const khb_met_start *s = &memo->start[i];
      uint32_t word = word_of(m, next, s->layer);
      if (word != KHB_NONE && s->may & khb_met_bit(word)) walk(m, s->layer, t, s->edges, s->proclitic);
    }
    if (out->n > m->sink.start) settle_token(m, t);
  }
  if (!KHB_GROW(out->item, out->cap, out->n + w->n_match + KHB_MEMO_PAD)) {
    m->out_of_memory = true;
    return;
  }
  const khb_match *from = memo->match + w->match;
  khb_match *to = out->item + out->n;
  for (uint32_t i = 0; i < KHB_MEMO_PAD || i < w->n_match;
       i++) { /* most have none, one or two: that many without asking */
    to[i] = from[i];
    to[i].first = t;
  }
  out->n += w->n_match;
}

static void follow(matcher *m, uint32_t from, uint32_t to) {
  khb_matches *out = m->out;
  for (uint32_t t = from; t < to && !m->out_of_memory; t++) {
    uint32_t met = m->met[t % RING];
    if (met != KHB_NONE) {
      const khb_met_word *w = &m->memo->word[met];
      out->attr[t] = w->attributes;
      if (w->n_start | w->n_match) follow_word(m, t, w);
      continue;
    }
    out->attr[t] = 0;
    if (m->scan->tok[t].kind != KHB_TOK_HASHTAG) continue;
    m->sink = (sink){&out->item, &out->n, &out->cap, out->n};
    match_hashtag(m, &m->scan->tok[t]);
    settle_token(m, t);
  }
}

/* ---- the whole ---- */

static bool reserve_attributes(khb_matches *out, size_t last) {
  if (last <= out->n_attr) return true;
  if (!KHB_GROW(out->attr, out->cap_attr, last)) return false;
  memset(out->attr + out->n_attr, 0, (last - out->n_attr) * sizeof *out->attr);
  out->n_attr = last;
  return true;
}

static khb_memo *memo_of(khb_matches *out, const khb_lexicon *lexicon) {
  if (out->memo && out->memo->lexicon == lexicon) return out->memo;
  khb_memo_close(out->memo);
  return out->memo = khb_memo_open(lexicon);
}

bool khb_lexicon_match(const khb_lexicon *lexicon, const char *text, const khb_scan *scan, size_t first, size_t last,
                       khb_matches *out) {
  if (last > scan->n_tok) last = scan->n_tok;
  if (first >= last) return true;
  size_t before = out->n;
  matcher m; /* not zeroed: some 100 KB, of which one layer uses little */
  m.memo = memo_of(out, lexicon);
  if (!m.memo || !reserve_attributes(out, last)) return false;
  m.lex = lexicon;
  m.text = text;
  m.scan = scan;
  m.last = (uint32_t)last;
  m.out = out;
  m.out_of_memory = false;
  m.n_heads = 0;
  m.resolved = (uint32_t)first;
  for (uint32_t t = (uint32_t)first; t < last; t += BLOCK) {
    uint32_t to = m.last - t < BLOCK ? m.last : t + BLOCK,
             ahead = m.last - t < BLOCK + AHEAD ? m.last : t + BLOCK + AHEAD;
    bool forgot;
    m.out_of_memory = !khb_memo_reserve(m.memo, BLOCK + AHEAD, &forgot);
    if (forgot) m.resolved = t;
    if (!m.out_of_memory) resolve(&m, ahead);
    if (!m.out_of_memory) follow(&m, t, to);
    if (!m.out_of_memory) continue;
    khb_memo_close(out->memo); /* it may hold words of which not all is known */
    out->memo = NULL;
    out->n = before;
    return false;
  }
  return true;
}

void khb_matches_reset(khb_matches *matches) { matches->n = matches->n_attr = 0; }

void khb_matches_free(khb_matches *matches) {
  khb_memo_close(matches->memo);
  free(matches->item);
  free(matches->attr);
  memset(matches, 0, sizeof *matches);
}
