/* match.c: names, class members and attributes in running text.
 *
 * A block of tokens at a time, in three passes:
 *
 *   gather   hash each reading of each word (as it stands, and without each proclitic that it can have) and ask the filter of
 *            each layer; what passes becomes a head. No branches that depend on the answer
 *   find     look the heads up, all in step, so that they wait for memory together
 *   follow   where a head starts names, walk their tree along the following words:
 *
 *     وبالأمم          المتحدة           -                  token t, t+1, …
 *      └─ reading و+ب ── joined(t) ────── the word number of t+1 is asked for by all walks that come by, found once
 *
 * Words ahead are memoised in a ring: a name has at most 16 words and a join
 * passes over at most one token, so no walk looks further than 31 tokens ahead. The cost of a token is bounded by readings *
 * layers * 16, of text without names by one hash and one look into the filter for each reading.
 */
#include "layers.h"

#include <stdlib.h>

#define RING 64u
#define JOIN_UNKNOWN (KHB_NONE - 1)
#define MAX_TOKEN_MATCHES 4096u /* of one token: reached by hostile indexes only */
#define MAX_GAP 128u            /* bytes of white space inside a name */
#define TAG_BUDGET 256u         /* words tried to take one hashtag apart, in each layer */

#define NAMED 256u              /* names remembered, a power of two */

#define BLOCK 64u /* tokens gathered at a time */
#define MAX_HEADS (KHB_N_PROCLITICS * KHB_MAX_LAYERS * 2)

/* A reading of token t that layer `layer` may know. */
typedef struct head {
  uint64_t hash;
  uint32_t tok;
  uint32_t word; /* perhaps; KHB_NONE: none, or a hashtag */
  uint8_t proclitic, layer;
  khb_word_at at;
} head;

typedef struct matcher {
  const khb_lexicon *lex;
  const char *text;
  const khb_scan *scan;
  uint32_t last;
  khb_matches *out;
  size_t start; /* matches of the current token begin here */
  bool out_of_memory;
  uint32_t tok[RING];  /* which token a place of the ring holds */
  uint32_t next[RING]; /* the token that continues a name after it, or KHB_NONE */
  bool known[RING];    /* whether its numbers in the layers are in `word` */
  uint32_t word[KHB_MAX_LAYERS][RING];
  uint32_t named_number[NAMED]; /* the names that ended last, by the low bits of their numbers; KHB_NONE: free */
  uint8_t named_layer[NAMED];
  khb_layer_name named[NAMED];
  uint32_t n_heads;
  head heads[MAX_HEADS];
} matcher;

/* ---- joins ---- */

static bool is_word(const khb_tok *tok) { return tok->kind == KHB_TOK_WORD || tok->kind == KHB_TOK_NUMBER; }

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

/* ---- the ring ---- */

/* Gives token t its place in the ring, nothing known of it yet. */
static uint32_t claim(matcher *m, uint32_t t) {
  uint32_t at = t % RING;
  if (m->tok[at] != t) {
    m->tok[at] = t;
    m->next[at] = JOIN_UNKNOWN;
    m->known[at] = false;
  }
  return at;
}

static void load_word(matcher *m, uint32_t t, uint32_t at) {
  const khb_tok *tok = &m->scan->tok[t];
  const uint8_t *codes = m->scan->codes + tok->code;
  bool possible = tok->n_codes != 0 && tok->n_codes <= KHB_MAX_WORD_CODES;
  uint64_t hash = possible ? khb_hash(codes, tok->n_codes) : 0;
  for (uint32_t k = 0; k < m->lex->n_layers; k++) {
    bool follows = possible && khb_index_may_follow(m->lex->layer[k].index, hash);
    m->word[k][at] = follows ? khb_index_word(m->lex->layer[k].index, codes, tok->n_codes, hash) : KHB_NONE;
  }
  m->known[at] = true;
}

static uint32_t joined(matcher *m, uint32_t t) {
  uint32_t at = claim(m, t);
  if (m->next[at] == JOIN_UNKNOWN) m->next[at] = find_join(m, t);
  return m->next[at];
}

static uint32_t word_of(matcher *m, uint32_t t, uint32_t layer) {
  uint32_t at = claim(m, t);
  if (!m->known[at]) load_word(m, t, at);
  return m->word[layer][at];
}

/* ---- finding ---- */

static void push(matcher *m, khb_match match) {
  khb_matches *out = m->out;
  if (out->n - m->start >= MAX_TOKEN_MATCHES) return;
  if (out->n == out->cap && !KHB_GROW(out->item, out->cap, out->n + 1)) {
    m->out_of_memory = true;
    return;
  }
  out->item[out->n++] = match;
}

/* What a name is; running text says the same ones again and again. NULL: no name of an entity. */
static const khb_layer_name *name_of(matcher *m, uint32_t k, uint32_t number) {
  uint32_t at = (number ^ k) & (NAMED - 1);
  if (m->named_number[at] == number && m->named_layer[at] == k) return &m->named[at];
  if (!khb_read_name(m->lex, k, number, &m->named[at])) {
    m->named_number[at] = KHB_NONE;
    return NULL;
  }
  m->named_number[at] = number;
  m->named_layer[at] = (uint8_t)k;
  return &m->named[at];
}

/* What ends at a node, its payloads. Until sort_token, `first` holds the layer. Of the names of one entity that fold alike one match is
   enough: a common word only if all of them are, derived only if all are. */
static void emit(matcher *m, uint32_t k, khb_range payloads, uint32_t count, uint32_t proclitic) {
  const khb_layer *layer = &m->lex->layer[k];
  size_t before = m->out->n;
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
    khb_match *last = m->out->n > before ? &m->out->item[m->out->n - 1] : NULL;
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

/* ---- gathering ---- */

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

static inline void gather_reading(matcher *m, uint32_t t, uint64_t hash, uint32_t proclitic) {
  for (uint32_t k = 0; k < m->lex->n_layers; k++) {
    head *h = &m->heads[m->n_heads];
    h->hash = hash;
    h->tok = t;
    h->word = 0;
    h->proclitic = (uint8_t)proclitic;
    h->layer = (uint8_t)k;
    m->n_heads += khb_index_may_start(m->lex->layer[k].index, hash);
  }
}

/* The readings of a word of 1 .. KHB_MAX_WORD_CODES - 2 letters. */
static inline void gather_word(matcher *m, uint32_t t, const khb_tok *tok) {
  const uint8_t *codes = m->scan->codes + tok->code;
  gather_reading(m, t, khb_hash(codes, tok->n_codes), 0);
  for (uint32_t mask = tok->proclitics & ~1u; mask; mask &= mask - 1) {
    uint32_t i = (uint32_t)__builtin_ctz(mask);
    if (i >= KHB_N_PROCLITICS) return;
    const khb_proclitic *form = &khb_proclitic_form[i];
    if (form->n >= tok->n_codes) continue;
    if (!form->al_hidden) {
      gather_reading(m, t, khb_hash(codes + form->n, (size_t)(tok->n_codes - form->n)), i);
    } else {
      uint8_t whole[KHB_MAX_WORD_CODES + KHB_CODE_PAD];
      size_t n = read_codes(tok, codes, i, whole);
      gather_reading(m, t, khb_hash(whole, n), i);
    }
  }
}

/* Gathers from token `first` on until the block or the room for heads is full; returns past the last token gathered. */
static uint32_t gather(matcher *m, uint32_t first) {
  uint32_t to = m->last - first < BLOCK ? m->last : first + BLOCK, t = first,
           most = KHB_N_PROCLITICS * m->lex->n_layers;
  m->n_heads = 0;
  for (; t < to && m->n_heads + most < MAX_HEADS; t++) {
    const khb_tok *tok = &m->scan->tok[t];
    m->out->attr[t] = 0;
    if (is_word(tok)) {
      if (tok->n_codes && tok->n_codes <= KHB_MAX_WORD_CODES - 2) gather_word(m, t, tok);
    } else if (tok->kind == KHB_TOK_HASHTAG && m->lex->n_layers) {
      m->heads[m->n_heads++] = (head){.tok = t, .word = KHB_NONE};
    }
  }
  return t;
}

/* ---- finding ---- */

/* The letters of a head's reading: those in the scan, or, with a hidden article, in `whole`. */
static const uint8_t *head_codes(const matcher *m, const head *h, uint8_t whole[KHB_MAX_WORD_CODES + KHB_CODE_PAD], size_t *n) {
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

/* Finds the word that each head most likely is and drops those that are none. Each pass asks for the memory that the next one
   reads, for all heads at once: they wait together, not one after the other. */
static void find_words(matcher *m) {
  for (uint32_t i = 0; i < m->n_heads; i++) {
    const khb_index *index = m->lex->layer[m->heads[i].layer].index;
    __builtin_prefetch(&index->slots[khb_slot_start(m->heads[i].hash, index->n_slots)]);
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < m->n_heads; i++) {
    head *h = &m->heads[i];
    uint32_t word = KHB_NONE;
    if (h->word != KHB_NONE) {
      const khb_index *index = m->lex->layer[h->layer].index;
      uint32_t at = khb_slot_start(h->hash, index->n_slots), left = KHB_MAX_PROBES;
      word = khb_index_probe(index, h->hash, &at, &left);
      if (word == KHB_NONE) continue;
      __builtin_prefetch(&index->words[word]);
    }
    head *to = &m->heads[kept++];
    to->hash = h->hash;
    to->tok = h->tok;
    to->word = word;
    to->proclitic = h->proclitic;
    to->layer = h->layer;
  }
  m->n_heads = kept;
  for (uint32_t i = 0; i < kept; i++) {
    head *h = &m->heads[i];
    if (h->word == KHB_NONE) continue;
    const khb_index *index = m->lex->layer[h->layer].index;
    h->at = khb_index_word_at(index, h->word);
    __builtin_prefetch(index->letters + h->at.letters);
    if (h->at.root != KHB_NONE) __builtin_prefetch(&index->roots[h->at.root]);
  }
}

/* ---- following ---- */

static void follow_head(matcher *m, const head *h) {
  const khb_layer *layer = &m->lex->layer[h->layer];
  const khb_index *index = layer->index;
  uint8_t whole[KHB_MAX_WORD_CODES + KHB_CODE_PAD];
  size_t n;
  const uint8_t *codes = head_codes(m, h, whole, &n);
  khb_word_at at = h->at;
  if (at.n != n || !khb_codes_equal(index->letters + at.letters, codes, n)) { /* half a hash led to another word */
    uint32_t word = khb_index_word(index, codes, n, h->hash);
    if (word == KHB_NONE) return;
    at = khb_index_word_at(index, word);
  }
  if (h->proclitic == 0) m->out->attr[h->tok] |= khb_layer_attributes(layer, khb_index_attributes(index, at.set));
  if (at.root == KHB_NONE) return;
  khb_range edges, payloads;
  khb_index_root_ranges(index, at.root, &edges, &payloads);
  if (payloads.start < payloads.end) emit(m, h->layer, payloads, 1, h->proclitic);
  if (edges.start < edges.end) walk(m, h->layer, h->tok, edges, h->proclitic);
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

/* Orders the matches of token t and gives them their token number. */
static void sort_token(matcher *m, uint32_t t) {
  khb_match *item = m->out->item + m->start;
  size_t n = m->out->n - m->start;
  if (n > 16) {
    qsort(item, n, sizeof *item, compare_matches);
  } else {
    for (size_t i = 1; i < n; i++) {
      khb_match moving = item[i];
      size_t k = i;
      for (; k > 0 && compare_matches(&item[k - 1], &moving) > 0; k--) item[k] = item[k - 1];
      item[k] = moving;
    }
  }
  for (size_t i = 0; i < n; i++) item[i].first = t;
}

/* ---- the walk over the tokens ---- */

static bool reserve_attributes(khb_matches *out, size_t last) {
  if (last <= out->n_attr) return true;
  if (!KHB_GROW(out->attr, out->cap_attr, last)) return false;
  memset(out->attr + out->n_attr, 0, (last - out->n_attr) * sizeof *out->attr);
  out->n_attr = last;
  return true;
}

/* Follows the heads of a block, all those of a token together. */
static void follow(matcher *m) {
  for (uint32_t i = 0; i < m->n_heads && !m->out_of_memory;) {
    uint32_t t = m->heads[i].tok;
    m->start = m->out->n;
    if (m->scan->tok[t].kind == KHB_TOK_HASHTAG) {
      match_hashtag(m, &m->scan->tok[t]);
      i++;
    } else {
      while (i < m->n_heads && m->heads[i].tok == t) follow_head(m, &m->heads[i++]);
    }
    if (m->out->n > m->start) sort_token(m, t);
  }
}

bool khb_lexicon_match(const khb_lexicon *lexicon, const char *text, const khb_scan *scan, size_t first, size_t last,
                       khb_matches *out) {
  if (last > scan->n_tok) last = scan->n_tok;
  if (first >= last) return true;
  size_t before = out->n;
  if (!reserve_attributes(out, last)) return false;
  matcher m; /* not zeroed: some 70 KB, of which one layer uses little */
  m.lex = lexicon;
  m.text = text;
  m.scan = scan;
  m.last = (uint32_t)last;
  m.out = out;
  m.out_of_memory = false;
  memset(m.tok, 0xff, sizeof m.tok);
  memset(m.named_number, 0xff, sizeof m.named_number);
  for (uint32_t t = (uint32_t)first; t < last;) {
    t = gather(&m, t);
    find_words(&m);
    follow(&m);
    if (m.out_of_memory) {
      out->n = before;
      return false;
    }
  }
  return true;
}

void khb_matches_reset(khb_matches *matches) { matches->n = matches->n_attr = 0; }

void khb_matches_free(khb_matches *matches) {
  free(matches->item);
  free(matches->attr);
  memset(matches, 0, sizeof *matches);
}
