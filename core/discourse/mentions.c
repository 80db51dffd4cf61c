/* mentions.c: which names and descriptions of a document mean the same.
 *
 *   أنتوني بلينكن … بلينكن            a part of a full name: the family name, or the first name of one with بن
 *   حركة المقاومة الإسلامية (حماس)    a name in brackets behind a name
 *   وزارة الصحة … الوزارة             a noun with the article: the head of the name, or of the title before it
 *
 * Every span is a node; nodes that are joined make a chain. A wrong join is worse than a missed one: where two chains fit, none
 * is taken, unless one is plainly nearer. Look-ups go through a table from the hash of a name, or of a part of one, to chains:
 *
 *   key ─► slot {key, up to three nodes of different chains}      a fourth one: the key says nothing
 */
#include "view.h"

#include <stdlib.h>

enum { MAX_PARTS = 12, MAX_CODES = 64, NEAR_SENTENCES = 1, OTHER_FAR = 8, FAR_SENTENCES = 40, MAX_FITTING = 3 };

typedef struct name {
  uint64_t part[MAX_PARTS];
  uint32_t n; /* parts; links (بن) are none, عبد and أبو make one with what follows */
  uint32_t words;
  uint64_t whole;
  bool has_link;    /* a بن in it */
  bool given_alone; /* one word, a given name */
} name;

typedef struct node {
  khb_span span;
  uint32_t first, last; /* tokens */
  uint32_t chain;       /* union-find: the node that stands for the chain */
  uint32_t parts;
  uint64_t title[2];   /* keys of the titles before a person, nearest first: العميد, المتحدث; 0: none */
  uint32_t title_norp; /* entity of the nationality among them, or KHB_NONE */
} node;

typedef struct slot {
  uint64_t key;
  uint32_t node[MAX_FITTING], n;
} slot;

typedef struct table {
  slot *item;
  size_t mask;
} table;

typedef struct linker {
  const khb_view *v;
  node *node;
  size_t n, cap;
  table names, parts;
  bool ranks;     /* سموه or the like stands in the text */
  uint8_t *taken; /* tokens that a new mention begins with */
} linker;

/* ---- hashes ---------------------------------------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t key, uint64_t kind) {
  uint64_t h = khb_mum(key ^ (kind * 0x9e3779b97f4a7c15u), 0xd6e8feb86659fd93u);
  return h ? h : 1;
}

static bool table_open(table *t, size_t n) {
  size_t size = 16;
  while (size < n * 2) size *= 2;
  t->item = calloc(size, sizeof *t->item);
  t->mask = size - 1;
  return t->item != NULL;
}

/* The slot of a key, an empty one where it is new. The tables are made for more keys than can come. */
static slot *table_at(const table *t, uint64_t key) {
  size_t i = (size_t)key & t->mask;
  while (t->item[i].key && t->item[i].key != key) i = (i + 1) & t->mask;
  return &t->item[i];
}

/* ---- chains ---------------------------------------------------------------------------------------------------------------- */

static uint32_t root(linker *l, uint32_t i) {
  while (l->node[i].chain != i) {
    l->node[i].chain = l->node[l->node[i].chain].chain;
    i = l->node[i].chain;
  }
  return i;
}

/* The chain is stood for by its fullest mention, the first of these. */
static void join(linker *l, uint32_t a, uint32_t b) {
  a = root(l, a);
  b = root(l, b);
  if (a == b) return;
  const node *x = &l->node[a], *y = &l->node[b];
  bool keep_a = x->parts != y->parts ? x->parts > y->parts : x->span.start < y->span.start;
  uint32_t to = keep_a ? a : b, from = keep_a ? b : a;
  if (l->node[to].span.entity == KHB_NONE) l->node[to].span.entity = l->node[from].span.entity;
  l->node[from].chain = to;
}

/* Notes that node i has the key. */
static void put(linker *l, const table *t, uint64_t key, uint32_t i) {
  slot *s = table_at(t, key);
  s->key = key;
  for (uint32_t k = 0; k < s->n && k < MAX_FITTING; k++)
    if (root(l, s->node[k]) == root(l, i)) return;
  if (s->n < MAX_FITTING) s->node[s->n] = i;
  if (s->n <= MAX_FITTING) s->n++;
}

/* The one chain that has the key; KHB_NONE where there is none, or more than one. */
static uint32_t get(linker *l, const table *t, uint64_t key) {
  const slot *s = table_at(t, key);
  if (!s->n || s->n > MAX_FITTING) return KHB_NONE;
  for (uint32_t k = 1; k < s->n; k++)
    if (root(l, s->node[k]) != root(l, s->node[0])) return KHB_NONE;
  return s->node[0];
}

/* ---- names ----------------------------------------------------------------------------------------------------------------- */

/* How many codes of the token stand before byte `at`. */
static uint32_t skipped(const khb_view *v, const khb_tok *k, uint32_t at) {
  uint32_t i = 0;
  while (i < k->n_codes && i < 4 && khb_code_offset(v->text, k, i) < at) i++;
  return i < k->n_codes ? i : 0;
}

typedef struct word {
  const uint8_t *codes;
  uint32_t n;
  uint8_t flags;
} word;

/* The words of tokens [first, last), a hashtag taken apart at its low lines. */
static uint32_t read_words(const khb_view *v, uint32_t first, uint32_t last, uint32_t start, word out[MAX_PARTS * 2]) {
  uint32_t n = 0;
  for (uint32_t t = first; t < last && n < MAX_PARTS * 2; t++) {
    const khb_tok *k = tok_at(v, t);
    if (!k->n_codes) continue;
    uint32_t skip = t == first && start > k->start ? skipped(v, k, start) : 0;
    const uint8_t *c = v->scan.codes + k->code;
    for (uint32_t from = skip, i = skip; i <= k->n_codes && n < MAX_PARTS * 2; i++) {
      if (i < k->n_codes && !(k->kind == KHB_TOK_HASHTAG && c[i] == '_')) continue;
      if (i > from) out[n++] = (word){c + from, i - from, v->word[t]};
      from = i + 1;
    }
  }
  return n;
}

static bool codes_are(const word *w, const uint8_t *codes, uint32_t n) { return w->n == n && memcmp(w->codes, codes, n) == 0; }

/* بن ابن بنت: links that are often left out. */
static bool is_link(const word *w) {
  static const uint8_t bin[] = {KHB_C_BA, KHB_C_NUN}, ibn[] = {KHB_C_ALEF, KHB_C_BA, KHB_C_NUN},
                       bint[] = {KHB_C_BA, KHB_C_NUN, KHB_C_TA};
  return codes_are(w, bin, 2) || codes_are(w, ibn, 3) || codes_are(w, bint, 3);
}

/* عبد أبو أبي أم آل: one part with the word behind, so that عبد الله and عبدالله are the same. */
static bool is_compound(const word *w) {
  static const uint8_t abd[] = {KHB_C_AIN, KHB_C_BA, KHB_C_DAL}, abu[] = {KHB_C_ALEF, KHB_C_BA, KHB_C_WAW},
                       abi[] = {KHB_C_ALEF, KHB_C_BA, KHB_C_YA}, um[] = {KHB_C_ALEF, KHB_C_MIM}, al[] = {KHB_C_ALEF, KHB_C_LAM};
  return codes_are(w, abd, 3) || codes_are(w, abu, 3) || codes_are(w, abi, 3) || codes_are(w, um, 2) || codes_are(w, al, 2);
}

static uint64_t hash_of(const uint8_t *codes, uint32_t n) {
  uint8_t buf[MAX_CODES + KHB_CODE_PAD] = {0};
  if (n > MAX_CODES) n = MAX_CODES;
  memcpy(buf, codes, n);
  return khb_hash(buf, n);
}

static void read_name(const khb_view *v, uint32_t first, uint32_t last, uint32_t start, name *out) {
  word w[MAX_PARTS * 2];
  uint32_t n = read_words(v, first, last, start, w);
  *out = (name){.words = n, .whole = 7};
  for (uint32_t i = 0; i < n && out->n < MAX_PARTS; i++) {
    if (n > 1 && is_link(&w[i])) {
      out->has_link = true;
      continue;
    }
    uint64_t h;
    if (is_compound(&w[i]) && i + 1 < n && w[i].n + w[i + 1].n <= MAX_CODES) {
      uint8_t both[MAX_CODES];
      memcpy(both, w[i].codes, w[i].n);
      memcpy(both + w[i].n, w[i + 1].codes, w[i + 1].n);
      h = hash_of(both, w[i].n + w[i + 1].n);
      i++;
    } else {
      h = hash_of(w[i].codes, w[i].n);
    }
    out->part[out->n++] = h;
    out->whole = khb_mum(out->whole ^ h, 0xa0761d6478bd642fu);
  }
  out->given_alone = n == 1 && (w[0].flags & W_GIVEN);
}

/* A noun without its article, or as it stands. */
static uint64_t noun_hash(const khb_view *v, uint32_t t, uint32_t start) {
  const khb_tok *k = tok_at(v, t);
  uint32_t skip = start > k->start ? skipped(v, k, start) : 0;
  const uint8_t *c = v->scan.codes + k->code + skip;
  uint32_t n = k->n_codes - skip;
  if (n > 3 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM) c += 2, n -= 2;
  else if (n > 3 && skip && c[0] == KHB_C_LAM && c[-1] == KHB_C_LAM) c += 1, n -= 1; /* للوزارة */
  return hash_of(c, n);
}

/* ---- titles before a person ------------------------------------------------------------------------------------------------- */

enum { MAX_TITLE = 10 };

static uint32_t proclitic_codes(uint8_t bits) {
  return (uint32_t)__builtin_popcount(bits & (KHB_PRO_WA | KHB_PRO_FA | KHB_PRO_BI | KHB_PRO_KA | KHB_PRO_LI | KHB_PRO_SA));
}

/* Where a match begins without its proclitics. */
static uint32_t match_start(const khb_view *v, const role_match *m) {
  const khb_tok *k = tok_at(v, m->tok);
  return m->bits ? khb_code_offset(v->text, k, proclitic_codes(m->bits)) : k->start;
}

static bool has_article(const khb_view *v, const role_match *m) {
  const khb_tok *k = tok_at(v, m->tok);
  uint32_t skip = proclitic_codes(m->bits);
  const uint8_t *c = v->scan.codes + k->code + skip;
  if (k->n_codes < skip + 4u) return false;
  return (c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM) || ((m->bits & KHB_PRO_LI) && c[0] == KHB_C_LAM && c[-1] == KHB_C_LAM);
}

/* The key of a title or a description: its noun without the article, further words as they stand. A construct (رئيس الحزب) and a
   noun with the article (الرئيس) are two keys. */
static uint64_t title_key(const khb_view *v, const role_match *m, bool definite) {
  uint64_t key = noun_hash(v, m->tok, match_start(v, m));
  for (uint32_t t = m->tok + 1; t < m->tok + m->count; t++)
    key = khb_mum(key ^ noun_hash(v, t, tok_at(v, t)->start), 0xe7037ed1a0b428dbu);
  return mix(key, definite ? 41 : 42);
}

/* وزير الخارجية الأميركي السابق [أنتوني بلينكن], المتحدث باسم الداخلية العميد [فلان]: the titles that run up to a name. The noun
   phrase runs back over words that no mark, preposition or verb parts, past a noun with the article but not past a construct. */
static void read_title(const khb_view *v, node *d) {
  uint32_t from = d->first > MAX_TITLE ? d->first - MAX_TITLE : 0, n = 0, sentence = d->first < v->n ? v->sent[d->first] : 0;
  for (uint32_t t = d->first; t-- > from && n < 2;) {
    if (v->sent[t] != sentence || !is_word_at(v, t)) break;
    const view_span *s = v->outer[t] == KHB_NONE ? NULL : &v->span[v->outer[t]];
    if (s && s->span.type == KHB_PERS) break;
    const role_match *m = khb_view_role(v, t, R_TITLE);
    if (!m && has(v, t, VERBS | BIT(R_COMPLEMENTISER) | BIT(R_RELATIVE) | BIT(R_ADJUNCT_HEAD))) break;
    for (size_t i = s ? v->outer[t] : v->n_span; i < v->n_span && v->span[i].first < d->first; i++)
      if (v->span[i].span.type == KHB_NORP && v->span[i].first >= t) d->title_norp = v->span[i].span.entity;
    if (!m) continue;
    bool definite = has_article(v, m);
    d->title[n++] = title_key(v, m, definite);
    if (!definite) break;
  }
}

/* ---- nodes ------------------------------------------------------------------------------------------------------------------ */

static uint32_t add_node(linker *l, khb_span span, uint32_t first, uint32_t last, uint32_t parts) {
  if (l->n == l->cap && !KHB_GROW(l->node, l->cap, l->n + 1)) return KHB_NONE;
  l->node[l->n] =
      (node){.span = span, .first = first, .last = last, .chain = (uint32_t)l->n, .parts = parts, .title_norp = KHB_NONE};
  return (uint32_t)l->n++;
}

static bool is_body(uint8_t type) {
  return type == KHB_ORG || type == KHB_GPE || type == KHB_LOC || type == KHB_FAC || type == KHB_EVENT || type == KHB_LAW ||
         type == KHB_PRODUCT || type == KHB_WEBSITE;
}

static bool same_or_open(uint32_t a, uint32_t b) { return a == KHB_NONE || b == KHB_NONE || a == b; }

/* The first node of a key; the node itself where it is the first. */
static uint32_t first_of(const table *t, uint64_t key, uint32_t i) {
  slot *s = table_at(t, key);
  if (!s->key) *s = (slot){.key = key, .node = {i}, .n = 1};
  return s->node[0];
}

/* All links to one entity are one, and so are names of one spelling. Of namesakes (two entities of one spelling) each keeps its
   own. A person's name of one word waits: the chain of a full name knows better than its link. */
static void join_same(linker *l, uint32_t i, const name *nm) {
  const node *d = &l->node[i];
  bool person = d->span.type == KHB_PERS;
  if (d->span.entity != KHB_NONE && !(person && nm->n == 1)) join(l, first_of(&l->names, mix(d->span.entity, 3), i), i);
  uint32_t same = first_of(&l->names, mix(nm->whole, person ? 1 : 2), i);
  if (same_or_open(l->node[root(l, same)].span.entity, l->node[root(l, i)].span.entity)) join(l, same, i);
}

/* What is left of the names of one word: they go with a longer name of the same entity. */
static void join_linked(linker *l, uint32_t i, const name *nm) {
  uint32_t to = root(l, i);
  if (table_at(&l->parts, mix(nm->part[0], 10))->n && get(l, &l->parts, mix(nm->part[0], 10)) == KHB_NONE)
    return; /* of two people */
  if (l->node[to].parts > 1 || l->node[to].span.entity == KHB_NONE) return;
  const slot *s = table_at(&l->names, mix(l->node[to].span.entity, 3));
  if (s->key) join(l, s->node[0], i);
}

/* Full names of people, by each part but the first; the first one too where a بن follows (سلمان بن عبد العزيز). */
static void index_person(linker *l, uint32_t i, const name *nm) {
  if (nm->n < 2) return;
  for (uint32_t p = 0; p < nm->n; p++) {
    put(l, &l->parts, mix(nm->part[p], 10), i); /* any place: whose is this word at all? */
    if (p + 1 == nm->n) put(l, &l->parts, mix(nm->part[p], 11), i);
    else if (p > 0 || nm->has_link) put(l, &l->parts, mix(nm->part[p], 12), i);
  }
}

/* محمد البدوي within محمد البدوي عبد الماجد: the first part is the same, the others come in the same order. */
static bool is_shorter_form(const name *a, const name *b) {
  if (a->n >= b->n || a->part[0] != b->part[0]) return false;
  uint32_t k = 1;
  for (uint32_t i = 1; i < b->n && k < a->n; i++) k += a->part[k] == b->part[i];
  return k == a->n;
}

static void node_name(const linker *l, uint32_t i, name *out) {
  read_name(l->v, l->node[i].first, l->node[i].last, l->node[i].span.start, out);
}

/* Two full names: one may be the other with parts left out, if it is no other's too. */
static void join_full(linker *l, uint32_t i, const name *nm) {
  const slot *s = table_at(&l->parts, mix(nm->part[nm->n - 1], 10));
  uint32_t found = KHB_NONE;
  if (s->n > MAX_FITTING) return;
  for (uint32_t k = 0; k < s->n; k++) {
    name full;
    node_name(l, s->node[k], &full);
    if (root(l, s->node[k]) == root(l, i) || !is_shorter_form(nm, &full)) continue;
    if (found != KHB_NONE && root(l, found) != root(l, s->node[k])) return;
    found = s->node[k];
  }
  if (found != KHB_NONE && same_or_open(l->node[root(l, found)].span.entity, l->node[root(l, i)].span.entity)) join(l, found, i);
}

/* A family name, or a name by which a person with a longer one is known. A given name alone only where it ends the full name:
   (محمد) صلاح, or where the full name goes on with بن. Whatever it is, the word must be of one person's name only. */
static uint32_t full_name_of(linker *l, const name *nm) {
  if (get(l, &l->parts, mix(nm->part[0], 10)) == KHB_NONE) return KHB_NONE;
  uint32_t target = get(l, &l->parts, mix(nm->part[0], 11));
  if (target != KHB_NONE) return target;
  target = get(l, &l->parts, mix(nm->part[0], 12));
  if (target == KHB_NONE || !nm->given_alone) return target;
  name full;
  node_name(l, target, &full);
  return full.has_link && full.part[0] == nm->part[0] ? target : KHB_NONE;
}

static void join_short(linker *l, uint32_t i, const name *nm) {
  uint32_t target = full_name_of(l, nm);
  if (target == KHB_NONE) return;
  bool last = get(l, &l->parts, mix(nm->part[0], 11)) != KHB_NONE;
  if (last || same_or_open(l->node[root(l, target)].span.entity, l->node[root(l, i)].span.entity)) join(l, target, i);
}

/* ---- names in brackets ------------------------------------------------------------------------------------------------------ */

/* Node i, then ( X ): the node of X, or KHB_NONE. An untagged X becomes a node where it looks like a name of a body: one word,
   no common one. */
static uint32_t bracketed(linker *l, uint32_t i) {
  const khb_view *v = l->v;
  uint32_t t = l->node[i].last;
  if (mark(v, t, M_CLOSE)) t++;
  if (!mark(v, t, M_BRACKET_OPEN) || v->sent[t] != v->sent[l->node[i].first]) return KHB_NONE;
  t++;
  while (t < v->n && (v->word[t] & W_QUOTE_MARK)) t++;
  if (t >= v->n) return KHB_NONE;
  const view_span *s = khb_view_span_at(v, t);
  uint32_t last = s ? s->last : t + 1, close = last;
  while (close < v->n && (v->word[close] & W_QUOTE_MARK)) close++;
  if (!mark(v, close, M_BRACKET_CLOSE)) return KHB_NONE;
  if (s) return s->span.type == l->node[i].span.type ? (uint32_t)(s - v->span) : KHB_NONE;
  const khb_tok *k = tok_at(v, t);
  if (k->kind != KHB_TOK_WORD || (v->word[t] & W_COMMON) || k->n_codes < 2 || (k->flags & KHB_TOKF_DIGIT)) return KHB_NONE;
  if (v->bits[t]) return KHB_NONE; /* (المصدر) */
  khb_span span = {.start = k->start,
                   .end = k->end,
                   .word_start = k->start,
                   .word_end = k->end,
                   .entity = KHB_NONE,
                   .score = 0.8f,
                   .type = l->node[i].span.type,
                   .source = KHB_FROM_MENTION};
  return add_node(l, span, t, t + 1, 1);
}

static bool join_brackets(linker *l) {
  size_t n = l->n;
  for (uint32_t i = 0; i < n; i++) {
    node d = l->node[i];
    if (d.span.type != KHB_ORG || d.span.depth || d.last <= d.first) continue;
    size_t before = l->n;
    if (l->n == l->cap && !KHB_GROW(l->node, l->cap, l->n + 1)) return false;
    uint32_t x = bracketed(l, i);
    if (x == KHB_NONE) continue;
    uint32_t a = l->node[root(l, i)].span.entity, b = l->node[root(l, x)].span.entity;
    if (!same_or_open(a, b)) continue;
    join(l, i, x);
    name nm;
    node_name(l, x, &nm);
    if (l->n > before) put(l, &l->names, mix(nm.whole, 4), x);
  }
  return true;
}

/* ---- words that no stage has tagged
   -------------------------------------------------------------------------------------------- */

/* Where the reading of a word begins that `key` names: without و ف ب ل ك, or as it stands. */
static uint32_t find_reading(linker *l, uint32_t t, const table *tab, uint64_t kind, uint32_t *start, uint8_t *pro) {
  const khb_view *v = l->v;
  const khb_tok *k = tok_at(v, t);
  for (uint32_t mask = k->proclitics; mask; mask &= mask - 1) {
    uint32_t f = (uint32_t)__builtin_ctz(mask);
    if (f >= KHB_N_PROCLITICS) break;
    const khb_proclitic *form = &khb_proclitic_form[f];
    if (form->al_hidden || k->n_codes < form->n + 3u) continue;
    uint64_t whole = hash_of(v->scan.codes + k->code + form->n, k->n_codes - (uint32_t)form->n);
    if (kind == 4) whole = khb_mum(7 ^ whole, 0xa0761d6478bd642fu);
    uint32_t target = get(l, tab, mix(whole, kind));
    if (target == KHB_NONE) continue;
    *start = form->n ? khb_code_offset(v->text, k, form->n) : k->start;
    *pro = form->bits;
    return target;
  }
  return KHB_NONE;
}

/* A family name that nothing has tagged, behind the full name. It must be no common word and not stand beside another name. */
static bool add_untagged(linker *l, size_t n_spans) {
  const khb_view *v = l->v;
  if (!n_spans) return true;
  for (uint32_t t = 0; t < v->n; t++) {
    const khb_tok *k = tok_at(v, t);
    if (k->kind != KHB_TOK_WORD || v->outer[t] != KHB_NONE || k->n_codes < 3 || (v->word[t] & W_COMMON) ||
        v->bits[t] & ~BIT(R_UNNAMED))
      continue;
    if ((t && v->outer[t - 1] != KHB_NONE && v->span[v->outer[t - 1]].span.type == KHB_PERS) ||
        (t + 1 < v->n && v->outer[t + 1] != KHB_NONE && v->span[v->outer[t + 1]].span.type == KHB_PERS))
      continue;
    uint32_t start, target = KHB_NONE;
    uint8_t pro = 0, type = KHB_PERS;
    bool name_like = (v->word[t] & W_NAME) || (t && has(v, t - 1, VERBS | BIT(R_TITLE)));
    if (name_like) target = find_reading(l, t, &l->parts, 11, &start, &pro);
    if (name_like && target == KHB_NONE) target = find_reading(l, t, &l->parts, 12, &start, &pro);
    if (target != KHB_NONE) {
      name nm;
      read_name(v, t, t + 1, start, &nm);
      if (nm.n != 1 || full_name_of(l, &nm) == KHB_NONE) target = KHB_NONE;
    }
    if (target == KHB_NONE && (target = find_reading(l, t, &l->names, 4, &start, &pro)) != KHB_NONE) type = KHB_ORG;
    if (target == KHB_NONE || l->node[target].span.start > k->start || l->node[target].first == t) continue;
    khb_span span = {.start = start,
                     .end = k->end,
                     .word_start = k->start,
                     .word_end = k->end,
                     .entity = KHB_NONE,
                     .score = 0.8f,
                     .type = type,
                     .source = KHB_FROM_MENTION,
                     .proclitics = pro};
    uint32_t i = add_node(l, span, t, t + 1, 1);
    if (i == KHB_NONE) return false;
    l->taken[t] = 1;
    join(l, target, i);
  }
  return true;
}

/* ---- descriptions
   -------------------------------------------------------------------------------------------------------------- */

/* The last chain of a head noun and the one before it, with where they were last met. */
typedef struct fitting {
  uint64_t key;
  uint32_t node, sentence, other_sentence;
  uint32_t n_chains;
} fitting;

typedef struct fit_table {
  fitting *item;
  size_t mask;
} fit_table;

static fitting *fit_at(const fit_table *t, uint64_t key) {
  size_t i = (size_t)key & t->mask;
  while (t->item[i].key && t->item[i].key != key) i = (i + 1) & t->mask;
  return &t->item[i];
}

static void meet(linker *l, const fit_table *t, uint64_t key, uint32_t i) {
  fitting *f = fit_at(t, key);
  uint32_t sentence = l->v->sent[l->node[i].first];
  if (!f->key) {
    *f = (fitting){key, i, sentence, 0, 1};
    return;
  }
  if (root(l, f->node) != root(l, i)) {
    f->n_chains++;
    f->other_sentence = f->sentence;
    f->node = i;
  }
  f->sentence = sentence;
}

/* The chain that a description in `sentence` means: the only one that fits, or the last one where it is near and no other is. */
static uint32_t choose(const fitting *f, uint32_t sentence) {
  if (!f->key || sentence - f->sentence > FAR_SENTENCES) return KHB_NONE;
  if (f->n_chains == 1) return f->node;
  bool near = sentence - f->sentence <= NEAR_SENTENCES, other_far = sentence - f->other_sentence > OTHER_FAR;
  return near && other_far ? f->node : KHB_NONE;
}

/* A description is more than its noun where a nationality follows: الرئيس الفرنسي. Where another word with the article, or a name,
   follows, it is something else: الحركة الإسلامية, الوزير فلان, رئيس الوزراء العراقي حيدر العبادي. */
typedef struct description {
  const role_match *match;
  uint32_t last, norp;
  role role;
} description;

static const role_match *back_match(const khb_view *v, uint32_t t, role *r) {
  for (*r = R_BACK_BODY; *r <= R_BACK_PERSON; ++*r) {
    const role_match *m = khb_view_role(v, t, *r);
    if (m) return m;
  }
  return NULL;
}

/* What follows belongs to the noun and makes it another: an adjective, a name, a longer title (المتحدث باسم). */
static bool is_modified(const linker *l, const description *d) {
  const khb_view *v = l->v;
  uint32_t t = d->match->tok, next = d->last;
  if (khb_view_width(v, t, R_TITLE) > d->match->count || khb_view_width(v, t, R_PERSON_OF) > d->match->count) return true;
  if (next >= v->n || v->sent[next] != v->sent[t]) return false;
  if (v->word[next] & W_QUOTE_MARK) return d->role == R_BACK_BODY; /* الصحيفة «…» */
  if (!is_word_at(v, next)) return tok_at(v, next)->kind == KHB_TOK_HASHTAG || tok_at(v, next)->kind == KHB_TOK_NUMBER;
  if (l->taken[next] || (v->outer[next] != KHB_NONE && !v->span[v->outer[next]].span.proclitics)) return true;
  if (has(v, next, BIT(R_TITLE)) && d->role == R_BACK_PERSON) return true;
  return (v->word[next] & W_ARTICLE) && !has(v, next, BIT(R_ADJUNCT) | BIT(R_ADJUNCT_HEAD) | BIT(R_RELATIVE));
}

/* The nationality that token t is, also inside a tagged office. */
static const view_span *norp_at(const khb_view *v, uint32_t t) {
  if (t >= v->n || v->outer[t] == KHB_NONE) return NULL;
  for (size_t i = v->outer[t]; i < v->n_span && v->span[i].first <= t; i++)
    if (v->span[i].first == t && v->span[i].span.type == KHB_NORP) return &v->span[i];
  return NULL;
}

static bool read_description(const linker *l, uint32_t t, description *d) {
  const khb_view *v = l->v;
  *d = (description){.norp = KHB_NONE};
  d->match = back_match(v, t, &d->role);
  if (!d->match) return false;
  d->last = t + d->match->count;
  const view_span *s = d->last < v->n && v->sent[d->last] == v->sent[t] ? norp_at(v, d->last) : NULL;
  if (s && s->last == d->last + 1 && !s->span.proclitics) {
    if (s->span.entity == KHB_NONE) return false;
    d->norp = s->span.entity;
    d->last++;
  }
  /* نائب الرئيس is an office, not the president */
  if (d->role == R_BACK_PERSON && t && v->sent[t - 1] == v->sent[t] && has(v, t - 1, BIT(R_TITLE) | BIT(R_PERSON_OF)) &&
      !d->match->bits)
    return false;
  /* حسين العباسي الأمين العام: in apposition, said of that name */
  if (d->role == R_BACK_PERSON && t && v->outer[t - 1] != KHB_NONE && v->span[v->outer[t - 1]].span.type == KHB_PERS &&
      !d->match->bits)
    return false;
  if (v->outer[t] != KHB_NONE && v->span[v->outer[t]].last != d->last) return false; /* a longer office */
  return !is_modified(l, d);
}

static uint64_t fit_key(uint64_t noun, role r, uint32_t norp) {
  uint64_t key = mix(noun, 50 + (uint64_t)r);
  return norp == KHB_NONE ? key : mix(key ^ norp, 60);
}

/* سموه, سعادته, معاليها: the key of the rank without the pronoun; 0 where token t is none. */
static uint64_t rank_of_honorific(const khb_view *v, uint32_t t) {
  const role_match *m = khb_view_role(v, t, R_HONORIFIC);
  if (!m || m->count != 1 || m->bits) return 0;
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  uint32_t n = k->n_codes;
  if (n > 4 && c[n - 1] == KHB_C_ALEF && c[n - 2] == KHB_C_HA) n--;
  if (n < 4 || c[n - 1] != KHB_C_HA) return 0;
  n--;
  if (c[n - 1] == KHB_C_TA) n--;
  return mix(hash_of(c, n), 70);
}

/* صاحب السمو الشيخ [فلان], سعادة [فلان]: notes the ranks that stand before a person, under their nouns without article and ة. */
static void introduce_ranks(linker *l, const fit_table *fits, uint32_t i) {
  const khb_view *v = l->v;
  uint32_t first = l->node[i].first, from = first > MAX_TITLE ? first - MAX_TITLE : 0;
  for (uint32_t t = first; t-- > from;) {
    if (v->sent[t] != v->sent[first] || !is_word_at(v, t)) break;
    if (v->outer[t] != KHB_NONE && v->span[v->outer[t]].span.type == KHB_PERS) break;
    if (has(v, t, VERBS | BIT(R_COMPLEMENTISER) | BIT(R_RELATIVE) | BIT(R_ADJUNCT_HEAD)) && !has(v, t, BIT(R_TITLE))) break;
    const khb_tok *k = tok_at(v, t);
    const uint8_t *c = v->scan.codes + k->code;
    uint32_t n = k->n_codes;
    bool joined = n > 4 && (c[0] == KHB_C_WAW || c[0] == KHB_C_FA || c[0] == KHB_C_BA || c[0] == KHB_C_LAM || c[0] == KHB_C_KAF);
    if (n > 4 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM) c += 2, n -= 2;
    if (n > 3 && (c[n - 1] == KHB_C_HA || c[n - 1] == KHB_C_TA)) n--;
    meet(l, fits, mix(hash_of(c, n), 70), i);
    if (joined) meet(l, fits, mix(hash_of(c + 1, n - 1), 70), i); /* وسعادة */
  }
}

/* سموه means the one person of that rank before it. The model may have taken the word for a name. */
static bool try_honorific(linker *l, const fit_table *fits, uint32_t t) {
  const khb_view *v = l->v;
  uint64_t key = rank_of_honorific(v, t);
  if (!key) return true;
  uint32_t target = choose(fit_at(fits, key), v->sent[t]);
  if (target == KHB_NONE) return true;
  if (v->outer[t] != KHB_NONE) {
    const view_span *s = &v->span[v->outer[t]];
    if (s->span.type == KHB_PERS && s->last == s->first + 1 && s->span.entity == KHB_NONE) join(l, target, v->outer[t]);
    return true;
  }
  const khb_tok *k = tok_at(v, t);
  khb_span span = {.start = k->start,
                   .end = k->end,
                   .word_start = k->start,
                   .word_end = k->end,
                   .entity = KHB_NONE,
                   .score = 0.8f,
                   .type = KHB_OCC,
                   .source = KHB_FROM_MENTION};
  uint32_t i = add_node(l, span, t, t + 1, 0);
  if (i == KHB_NONE) return false;
  join(l, target, i);
  return true;
}

static uint32_t resolve(const fit_table *fits, const khb_view *v, const description *d) {
  uint32_t sentence = v->sent[d->match->tok];
  if (d->role != R_BACK_PERSON)
    return choose(fit_at(fits, fit_key(noun_hash(v, d->match->tok, match_start(v, d->match)), d->role, d->norp)), sentence);
  uint32_t found = choose(fit_at(fits, fit_key(title_key(v, d->match, has_article(v, d->match)), d->role, d->norp)), sentence);
  if (found != KHB_NONE || has(v, d->match->tok, BIT(R_BY_ARTICLE))) return found;
  return choose(fit_at(fits, fit_key(title_key(v, d->match, false), d->role, d->norp)), sentence);
}

static bool try_description(linker *l, const fit_table *fits, uint32_t t) {
  const khb_view *v = l->v;
  description d;
  if (!read_description(l, t, &d)) return true;
  uint32_t target = resolve(fits, v, &d);
  if (target == KHB_NONE) return true;
  if (l->v->outer[t] != KHB_NONE) { /* tagged as an office already */
    join(l, target, v->outer[t]);
    return true;
  }
  uint8_t type = l->node[target].span.type;
  uint32_t end = tok_at(v, d.last - 1)->end;
  khb_span span = {.start = match_start(v, d.match),
                   .end = end,
                   .word_start = tok_at(v, t)->start,
                   .word_end = end,
                   .entity = KHB_NONE,
                   .score = 0.8f,
                   .type = type == KHB_PERS ? KHB_OCC : type,
                   .source = KHB_FROM_MENTION,
                   .proclitics = d.match->bits};
  uint32_t i = add_node(l, span, t, d.last, 0);
  if (i == KHB_NONE) return false;
  join(l, target, i);
  return true;
}

static void introduce_noun(linker *l, const fit_table *fits, uint32_t i, uint64_t noun) {
  switch (l->node[i].span.type) {
    case KHB_FAC: meet(l, fits, fit_key(noun, R_BACK_BODY, KHB_NONE), i); /* fall through */
    case KHB_GPE:
    case KHB_LOC: meet(l, fits, fit_key(noun, R_BACK_PLACE, KHB_NONE), i); break;
    case KHB_ORG:
    case KHB_WEBSITE: meet(l, fits, fit_key(noun, R_BACK_BODY, KHB_NONE), i); break;
    default: meet(l, fits, fit_key(noun, R_BACK_WORK, KHB_NONE), i); break;
  }
}

/* What later descriptions may mean by a span: the head noun of a body, the title before a person. */
static void introduce(linker *l, const fit_table *fits, uint32_t i) {
  const khb_view *v = l->v;
  const node *d = &l->node[i];
  if (d->last <= d->first) return;
  if (d->span.type == KHB_PERS && l->ranks) introduce_ranks(l, fits, i);
  for (uint32_t k = 0; d->span.type == KHB_PERS && k < 2 && d->title[k]; k++) {
    meet(l, fits, fit_key(d->title[k], R_BACK_PERSON, KHB_NONE), i);
    if (d->title_norp != KHB_NONE) meet(l, fits, fit_key(d->title[k], R_BACK_PERSON, d->title_norp), i);
  }
  if (!is_body(d->span.type)) return;
  if (d->last > d->first + 1) introduce_noun(l, fits, i, noun_hash(v, d->first, d->span.start));
  /* مدينة [ألماتي]: the kind before a name that does not hold it */
  uint32_t before = d->first - 1;
  if (d->first && v->sent[before] == v->sent[d->first] && is_word_at(v, before) && !d->span.proclitics &&
      v->outer[before] == KHB_NONE && !(v->word[before] & W_ARTICLE))
    introduce_noun(l, fits, i, noun_hash(v, before, tok_at(v, before)->start));
}

/* وزير الخارجية الأميركي [أنتوني بلينكن] … وزير الخارجية الأميركي: a tagged office, before its holder's name and later without.
   false:
   nothing was joined. */
static bool join_office(linker *l, const view_span *office) {
  const khb_view *v = l->v;
  name nm;
  read_name(v, office->first, office->last, office->span.start, &nm);
  uint32_t t = office->last;
  if (nm.n < 2 || t >= v->n) return false;
  if (has(v, t, BIT(R_TITLE)) && v->outer[t] == KHB_NONE) t += khb_view_width(v, t, R_TITLE); /* الدكتور */
  const view_span *s = khb_view_span_at(v, t);
  bool held = s && s->span.type == KHB_PERS && !s->span.proclitics && v->sent[t] == v->sent[office->first];
  uint64_t key = mix(nm.whole, 5);
  if (held) {
    put(l, &l->names, key, v->outer[t]);
    return true;
  }
  uint32_t target = get(l, &l->names, key);
  if (target == KHB_NONE) return false;
  join(l, target, (uint32_t)(office - v->span));
  return true;
}

/* One walk over the text: descriptions are resolved by what stands before them. */
static bool add_descriptions(linker *l, size_t n_spans) {
  const khb_view *v = l->v;
  size_t size = 16;
  for (uint32_t t = 0; t < v->n && !l->ranks; t++) l->ranks = has(v, t, BIT(R_HONORIFIC));
  /* twice the keys that a span can bring: four, and two for each word of a title */
  while (size < (n_spans + 1) * (8 + (l->ranks ? (size_t)4 * MAX_TITLE : 0))) size *= 2;
  fit_table fits = {calloc(size, sizeof(fitting)), size - 1};
  if (!fits.item) return false;
  uint32_t s = 0;
  bool ok = true;
  for (uint32_t t = 0; ok && t < v->n; t++) {
    for (; s < n_spans && l->node[s].first <= t; s++)
      if (l->node[s].span.depth == 0) introduce(l, &fits, s);
    const view_span *office = khb_view_span_at(v, t);
    if (office && office->span.type == KHB_OCC && join_office(l, office)) continue;
    if (has(v, t, BIT(R_HONORIFIC))) ok = try_honorific(l, &fits, t);
    if (ok && has(v, t, BACK) && (v->outer[t] == KHB_NONE || (office && office->span.type == KHB_OCC))) ok = try_description(l, &fits, t);
  }
  free(fits.item);
  return ok;
}

/* ---- all
   ----------------------------------------------------------------------------------------------------------------------- */

static bool add_spans(linker *l) {
  const khb_view *v = l->v;
  if (!KHB_GROW(l->node, l->cap, v->n_span + 1)) return false;
  for (size_t i = 0; i < v->n_span; i++) {
    const view_span *s = &v->span[i];
    name nm;
    read_name(v, s->first, s->last, s->span.start, &nm);
    if (add_node(l, s->span, s->first, s->last, s->span.type == KHB_OCC ? 0 : nm.n) == KHB_NONE) return false;
  }
  return true;
}

enum { SAME = 0, FULL, SHORT, LINKED, N_PASSES };

/* Spellings first, then shorter forms of full names, then names of one word, each over the whole document: a headline names
   people by what the text says in full. */
static void link_people(linker *l) {
  name nm;
  for (int pass = SAME; pass < N_PASSES; pass++)
    for (uint32_t i = 0; i < l->n; i++) {
      if (l->node[i].span.type != KHB_PERS) continue;
      node_name(l, i, &nm);
      if (nm.n == 0) continue;
      if (pass == SAME) {
        join_same(l, i, &nm);
        read_title(l->v, &l->node[i]);
        index_person(l, i, &nm);
      }
      if (pass == FULL && nm.n > 1) join_full(l, i, &nm);
      if (pass == SHORT && nm.n == 1) join_short(l, i, &nm);
      if (pass == LINKED && nm.n == 1) join_linked(l, i, &nm);
    }
}

static void link_others(linker *l) {
  for (uint32_t i = 0; i < l->n; i++) {
    if (!is_body(l->node[i].span.type)) continue;
    name nm;
    node_name(l, i, &nm);
    if (nm.n) join_same(l, i, &nm);
  }
}

typedef struct numbered {
  uint32_t start, end, node;
} numbered;

static int by_place(const void *a, const void *b) {
  const numbered *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  return x->node < y->node ? -1 : 1;
}

static bool write_out(linker *l, khb_mention **out) {
  khb_mention *m = malloc((l->n + 1) * sizeof *m);
  numbered *order = malloc((l->n + 1) * sizeof *order);
  uint32_t *place = malloc((l->n + 1) * sizeof *place);
  if (!m || !order || !place) {
    free(m), free(order), free(place);
    return false;
  }
  for (uint32_t i = 0; i < l->n; i++) order[i] = (numbered){l->node[i].span.start, l->node[i].span.end, i};
  qsort(order, l->n, sizeof *order, by_place);
  for (uint32_t i = 0; i < l->n; i++) place[order[i].node] = i;
  for (uint32_t i = 0; i < l->n; i++) {
    uint32_t at = order[i].node, to = root(l, at);
    m[i].index = i;
    m[i].span = l->node[at].span;
    m[i].mention_of = to == at ? KHB_NONE : place[to];
    if (to != at) m[i].span.entity = l->node[to].span.entity;
  }
  free(order);
  free(place);
  *out = m;
  return true;
}

static bool tables_open(linker *l) {
  size_t parts = 0;
  for (size_t i = 0; i < l->n; i++) parts += l->node[i].span.type == KHB_PERS ? l->node[i].parts : 0;
  l->taken = calloc((size_t)l->v->n + 1, 1);
  return l->taken && table_open(&l->names, l->n * 4 + 16) && table_open(&l->parts, parts * 2 + 16);
}

bool khb_find_mentions(const khb_view *v, khb_mention **out, size_t *n) {
  linker l = {.v = v};
  bool ok = add_spans(&l) && tables_open(&l);
  if (ok) {
    size_t n_spans = l.n;
    link_people(&l);
    link_others(&l);
    ok = join_brackets(&l) && add_untagged(&l, n_spans) && add_descriptions(&l, n_spans) && write_out(&l, out);
    *n = l.n;
  }
  free(l.node);
  free(l.taken);
  free(l.names.item);
  free(l.parts.item);
  return ok;
}
