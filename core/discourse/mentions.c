/* mentions.c: which names and descriptions of a document mean the same.
 *
 *   أنتوني بلينكن … بلينكن            a part of a full name: the family name, or the first name of one with بن
 *   حركة المقاومة الإسلامية (حماس)    a name in brackets behind a name
 *   وزارة الصحة … الوزارة             a noun with the article: descriptions.c
 *
 * Every span is a node; nodes that are joined make a chain. A wrong join is worse than a missed one: where two chains fit, none
 * is taken, unless one is plainly nearer. Look-ups go through a table from the hash of a name, or of a part of one, to chains:
 *
 *   key ─► slot {key, up to three nodes of different chains}      a fourth one: the key says nothing
 */
#include "mentions.h"

#include <stdlib.h>

/* ---- tables -------------------------------------------------------------------------------------------------------------- */

static bool table_open(table *t, size_t n) {
  size_t size = 16;
  while (size < n + n / 2) size *= 2;
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

/* ---- chains -------------------------------------------------------------------------------------------------------------- */

uint32_t khb_chain_root(linker *l, uint32_t i) {
  while (l->node[i].chain != i) {
    l->node[i].chain = l->node[l->node[i].chain].chain;
    i = l->node[i].chain;
  }
  return i;
}

/* The chain is stood for by its fullest mention, the first of these. */
void khb_chain_join(linker *l, uint32_t a, uint32_t b) {
  a = khb_chain_root(l, a);
  b = khb_chain_root(l, b);
  if (a == b) return;
  const node *x = &l->node[a], *y = &l->node[b];
  bool keep_a = x->parts != y->parts ? x->parts > y->parts : x->span.start < y->span.start;
  uint32_t to = keep_a ? a : b, from = keep_a ? b : a;
  if (l->node[to].span.entity == KHB_NONE) l->node[to].span.entity = l->node[from].span.entity;
  l->node[from].chain = to;
}

void khb_key_put(linker *l, const table *t, uint64_t key, uint32_t i) {
  slot *s = table_at(t, key);
  s->key = key;
  for (uint32_t k = 0; k < s->n && k < MAX_FITTING; k++)
    if (khb_chain_root(l, s->node[k]) == khb_chain_root(l, i)) return;
  if (s->n < MAX_FITTING) s->node[s->n] = i;
  if (s->n <= MAX_FITTING) s->n++;
}

uint32_t khb_key_get(linker *l, const table *t, uint64_t key) {
  const slot *s = table_at(t, key);
  if (!s->n || s->n > MAX_FITTING) return KHB_NONE;
  for (uint32_t k = 1; k < s->n; k++)
    if (khb_chain_root(l, s->node[k]) != khb_chain_root(l, s->node[0])) return KHB_NONE;
  return s->node[0];
}

/* ---- nodes --------------------------------------------------------------------------------------------------------------- */

uint32_t khb_node_add(linker *l, khb_span span, uint32_t first, uint32_t last, uint32_t parts) {
  if (l->n == l->cap && !KHB_GROW(l->node, l->cap, l->n + 1)) return KHB_NONE;
  l->node[l->n] = (node){.span = span,
                         .first = first,
                         .last = last,
                         .chain = (uint32_t)l->n,
                         .parts = parts,
                         .name = KHB_NONE,
                         .title_norp = KHB_NONE};
  return (uint32_t)l->n++;
}

uint32_t khb_node_add_word(linker *l, uint32_t t, uint8_t type, uint32_t parts) {
  const khb_tok *k = tok_at(l->v, t);
  khb_span span = {.start = k->start,
                   .end = k->end,
                   .word_start = k->start,
                   .word_end = k->end,
                   .entity = KHB_NONE,
                   .score = 0.8f,
                   .type = type,
                   .source = KHB_FROM_MENTION};
  return khb_node_add(l, span, t, t + 1, parts);
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
  if (d->span.entity != KHB_NONE && !(person && nm->n == 1))
    khb_chain_join(l, first_of(&l->names, khb_mix_key(d->span.entity, 3), i), i);
  uint32_t same = first_of(&l->names, khb_mix_key(nm->whole, person ? 1 : 2), i);
  if (same_or_open(l->node[khb_chain_root(l, same)].span.entity, l->node[khb_chain_root(l, i)].span.entity))
    khb_chain_join(l, same, i);
}

/* What is left of the names of one word: they go with a longer name of the same entity. */
static void join_linked(linker *l, uint32_t i, const name *nm) {
  uint32_t to = khb_chain_root(l, i);
  if (table_at(&l->parts, khb_mix_key(nm->part[0], 10))->n && khb_key_get(l, &l->parts, khb_mix_key(nm->part[0], 10)) == KHB_NONE)
    return; /* of two people */
  if (l->node[to].parts > 1 || l->node[to].span.entity == KHB_NONE) return;
  const slot *s = table_at(&l->names, khb_mix_key(l->node[to].span.entity, 3));
  if (s->key) khb_chain_join(l, s->node[0], i);
}

/* The bit of a word in linker.ends, by its last letters. */
static uint32_t end_of_word(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code + k->n_codes;
  if (k->n_codes < 3) return 0;
  return ((uint32_t)(c[-1] | c[-2] << 8 | c[-3] << 16) * 2654435761u) >> 17;
}

/* Full names of people, by each part but the first; the first one too where a بن follows (سلمان بن عبد العزيز). */
static void index_person(linker *l, uint32_t i, const name *nm) {
  if (nm->n < 2) return;
  for (uint32_t t = l->node[i].first; t < l->node[i].last; t++) {
    uint32_t bit = end_of_word(l->v, t);
    l->ends[bit / 8] |= (uint8_t)(1u << (bit % 8));
  }
  for (uint32_t p = 0; p < nm->n; p++) {
    khb_key_put(l, &l->parts, khb_mix_key(nm->part[p], 10), i); /* any place: whose is this word at all? */
    if (p + 1 == nm->n) khb_key_put(l, &l->parts, khb_mix_key(nm->part[p], 11), i);
    else if (p > 0 || nm->has_link) khb_key_put(l, &l->parts, khb_mix_key(nm->part[p], 12), i);
  }
}

/* محمد البدوي within محمد البدوي عبد الماجد: the first part is the same, the others come in the same order. */
static bool is_shorter_form(const name *a, const name *b) {
  if (a->n >= b->n || a->part[0] != b->part[0]) return false;
  uint32_t k = 1;
  for (uint32_t i = 1; i < b->n && k < a->n; i++) k += a->part[k] == b->part[i];
  return k == a->n;
}

/* The name of a person or body among the spans. */
static const name *node_name(const linker *l, uint32_t i) { return &l->name[l->node[i].name]; }

/* Two full names: one may be the other with parts left out, if it is no other's too. */
static void join_full(linker *l, uint32_t i, const name *nm) {
  const slot *s = table_at(&l->parts, khb_mix_key(nm->part[nm->n - 1], 10));
  uint32_t found = KHB_NONE;
  if (s->n > MAX_FITTING) return;
  for (uint32_t k = 0; k < s->n; k++) {
    if (khb_chain_root(l, s->node[k]) == khb_chain_root(l, i) || !is_shorter_form(nm, node_name(l, s->node[k]))) continue;
    if (found != KHB_NONE && khb_chain_root(l, found) != khb_chain_root(l, s->node[k])) return;
    found = s->node[k];
  }
  if (found != KHB_NONE && same_or_open(l->node[khb_chain_root(l, found)].span.entity, l->node[khb_chain_root(l, i)].span.entity))
    khb_chain_join(l, found, i);
}

/* A family name, or a name by which a person with a longer one is known. A given name alone only where it ends the full name:
   (محمد) صلاح, or where the full name goes on with بن. Whatever it is, the word must be of one person's name only. */
static uint32_t full_name_of(linker *l, const name *nm) {
  if (khb_key_get(l, &l->parts, khb_mix_key(nm->part[0], 10)) == KHB_NONE) return KHB_NONE;
  uint32_t target = khb_key_get(l, &l->parts, khb_mix_key(nm->part[0], 11));
  if (target != KHB_NONE) return target;
  target = khb_key_get(l, &l->parts, khb_mix_key(nm->part[0], 12));
  if (target == KHB_NONE || !nm->given_alone) return target;
  const name *full = node_name(l, target);
  return full->has_link && full->part[0] == nm->part[0] ? target : KHB_NONE;
}

static void join_short(linker *l, uint32_t i, const name *nm) {
  uint32_t target = full_name_of(l, nm);
  if (target == KHB_NONE) return;
  bool last = khb_key_get(l, &l->parts, khb_mix_key(nm->part[0], 11)) != KHB_NONE;
  if (last || same_or_open(l->node[khb_chain_root(l, target)].span.entity, l->node[khb_chain_root(l, i)].span.entity))
    khb_chain_join(l, target, i);
}

/* ---- names in brackets --------------------------------------------------------------------------------------------------- */

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
  return khb_node_add_word(l, t, l->node[i].span.type, 1);
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
    uint32_t a = l->node[khb_chain_root(l, i)].span.entity, b = l->node[khb_chain_root(l, x)].span.entity;
    if (!same_or_open(a, b)) continue;
    khb_chain_join(l, i, x);
    if (l->n == before) continue;
    name nm;
    khb_read_name(l->v, l->node[x].first, l->node[x].last, l->node[x].span.start, &nm);
    khb_key_put(l, &l->names, khb_mix_key(nm.whole, 4), x);
    l->brackets = true;
  }
  return true;
}

enum { LONG_NAME = 5 }; /* letters of a word that is a name wherever it stands, if it is one part of a name in the text */

/* ---- words that no stage has tagged -------------------------------------------------------------------------------------- */

/* Where the reading of a word begins that `key` names: without و ف ب ل ك, or as it stands. */
static uint32_t find_reading(linker *l, uint32_t t, const table *tab, uint64_t kind, uint32_t *start, uint8_t *pro) {
  const khb_view *v = l->v;
  const khb_tok *k = tok_at(v, t);
  for (uint32_t mask = k->proclitics; mask; mask &= mask - 1) {
    uint32_t f = (uint32_t)__builtin_ctz(mask);
    if (f >= KHB_N_PROCLITICS) break;
    const khb_proclitic *form = &khb_proclitic_form[f];
    if (form->al_hidden || k->n_codes < form->n + 3u) continue;
    uint64_t whole = khb_name_hash(v->scan.codes + k->code + form->n, k->n_codes - (uint32_t)form->n);
    if (kind == 4) whole = khb_mum(7 ^ whole, 0xa0761d6478bd642fu);
    uint32_t target = khb_key_get(l, tab, khb_mix_key(whole, kind));
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
  if (!n_spans || (!l->has_parts && !l->brackets)) return true;
  for (uint32_t t = 0; t < v->n; t++) {
    const khb_tok *k = tok_at(v, t);
    if (k->kind != KHB_TOK_WORD || v->outer[t] != KHB_NONE || k->n_codes < 3 || v->bits[t] & ~BIT(R_UNNAMED)) continue;
    bool common = v->word[t] & W_COMMON; /* وتوضح غريب أن: right behind a verb of saying it is a name */
    if (common && !(t && has(v, t - 1, VERBS) && !has(v, t - 1, BIT(R_WEAK)) && v->outer[t - 1] == KHB_NONE)) continue;
    uint32_t bit = end_of_word(v, t);
    bool ends = l->has_parts && (l->ends[bit / 8] >> (bit % 8) & 1);
    if (!ends && !l->brackets) continue;
    if ((t && v->outer[t - 1] != KHB_NONE && v->span[v->outer[t - 1]].span.type == KHB_PERS) ||
        (t + 1 < v->n && v->outer[t + 1] != KHB_NONE && v->span[v->outer[t + 1]].span.type == KHB_PERS))
      continue;
    uint32_t start, target = KHB_NONE;
    uint8_t pro = 0, type = KHB_PERS;
    bool name_like = ends && (k->n_codes >= LONG_NAME || (v->word[t] & W_NAME) || (t && has(v, t - 1, VERBS | BIT(R_TITLE))));
    if (name_like) target = find_reading(l, t, &l->parts, 11, &start, &pro);
    if (name_like && target == KHB_NONE && !common) target = find_reading(l, t, &l->parts, 12, &start, &pro);
    if (target != KHB_NONE) {
      name nm;
      khb_read_name(v, t, t + 1, start, &nm);
      if (nm.n != 1 || full_name_of(l, &nm) == KHB_NONE) target = KHB_NONE;
    }
    if (target == KHB_NONE && l->brackets && (target = find_reading(l, t, &l->names, 4, &start, &pro)) != KHB_NONE) type = KHB_ORG;
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
    uint32_t i = khb_node_add(l, span, t, t + 1, 1);
    if (i == KHB_NONE) return false;
    l->taken[t] = 1;
    khb_chain_join(l, target, i);
  }
  return true;
}

/* ---- all ----------------------------------------------------------------------------------------------------------------- */

static bool has_name(uint8_t type) { return type == KHB_PERS || khb_is_body(type); }

static bool add_spans(linker *l) {
  const khb_view *v = l->v;
  size_t n = 0;
  for (size_t i = 0; i < v->n_span; i++) n += has_name(v->span[i].span.type);
  l->name = malloc((n + 1) * sizeof *l->name);
  if (!l->name || !KHB_GROW(l->node, l->cap, v->n_span + 1)) return false;
  for (size_t i = 0; i < v->n_span; i++) {
    const view_span *s = &v->span[i];
    name *nm = &l->name[l->n_name];
    bool named = has_name(s->span.type);
    if (named) khb_read_name(v, s->first, s->last, s->span.start, nm);
    uint32_t at = khb_node_add(l, s->span, s->first, s->last, named ? nm->n : 0);
    if (at == KHB_NONE) return false;
    if (named) l->node[at].name = (uint32_t)l->n_name++;
  }
  return true;
}

enum { SAME = 0, FULL, SHORT, LINKED, N_PASSES };

/* Spellings first, then shorter forms of full names, then names of one word, each over the whole document: a headline names
   people by what the text says in full. */
static void link_people(linker *l) {
  for (int pass = SAME; pass < N_PASSES; pass++)
    for (uint32_t i = 0; i < l->n; i++) {
      if (l->node[i].span.type != KHB_PERS) continue;
      const name *nm = node_name(l, i);
      if (nm->n == 0) continue;
      if (pass == SAME) {
        join_same(l, i, nm);
        khb_read_title(l->v, &l->node[i]);
        index_person(l, i, nm);
      }
      if (pass == FULL && nm->n > 1) join_full(l, i, nm);
      if (pass == SHORT && nm->n == 1) join_short(l, i, nm);
      if (pass == LINKED && nm->n == 1) join_linked(l, i, nm);
    }
}

static uint64_t whole_of(const uint64_t *part, uint32_t n) {
  uint64_t whole = 7;
  for (uint32_t i = 0; i < n; i++) whole = khb_mum(whole ^ part[i], 0xa0761d6478bd642fu);
  return whole;
}

/* حرس الحدود [الفنلندي]: the nationality behind the span is that of another body. */
static bool is_of_a_nation(const khb_view *v, const node *d) {
  const view_span *next = khb_view_span_at(v, d->last);
  return next && next->span.type == KHB_NORP && v->sent[d->last] == v->sent[d->first];
}

/* Names by which a body goes besides: without its kind (منظمة الصحة العالمية), without its nationality (البنك المركزي المصري). */
static void index_body(linker *l, uint32_t i, const name *nm) {
  const khb_view *v = l->v;
  const node *d = &l->node[i];
  if (nm->n < 2 || d->span.depth || is_of_a_nation(v, d)) return;
  if (has(v, d->first, BIT(R_REPORT) | BIT(R_OUT_HEAD) | BIT(R_OFFICE_PLACE) | BACK))
    khb_key_put(l, &l->names, khb_mix_key(whole_of(nm->part + 1, nm->n - 1), 6), i);
  for (size_t s = i + 1; nm->n > 2 && s < v->n_span && v->span[s].first < d->last; s++)
    if (v->span[s].span.type == KHB_NORP && v->span[s].last == d->last && v->span[s].first + 1 == d->last)
      khb_key_put(l, &l->names, khb_mix_key(whole_of(nm->part, nm->n - 1), 6), i);
}

/* A body named by a shorter name, if it is that of one body only. */
static void join_body(linker *l, uint32_t i, const name *nm) {
  uint32_t target = khb_key_get(l, &l->names, khb_mix_key(nm->whole, 6));
  if (target == KHB_NONE || khb_chain_root(l, target) == khb_chain_root(l, i) || is_of_a_nation(l->v, &l->node[i])) return;
  if (same_or_open(l->node[khb_chain_root(l, target)].span.entity, l->node[khb_chain_root(l, i)].span.entity))
    khb_chain_join(l, target, i);
}

static void link_others(linker *l) {
  size_t n = l->n;
  for (uint32_t i = 0; i < n; i++) {
    if (!khb_is_body(l->node[i].span.type)) continue;
    const name *nm = node_name(l, i);
    if (!nm->n) continue;
    join_same(l, i, nm);
    const node *d = &l->node[i];
    bool cut = d->last && mark(l->v, d->last - 1, M_OPEN) && i + 1 < n && l->node[i + 1].first == d->last;
    if (cut && l->node[i + 1].span.type == d->span.type) khb_chain_join(l, i, i + 1); /* جمعية «|بيت الخير»: tagged as two */
    if (d->span.type == KHB_ORG) index_body(l, i, nm);
  }
  for (uint32_t i = 0; i < n; i++)
    if (l->node[i].span.type == KHB_ORG && node_name(l, i)->n) join_body(l, i, node_name(l, i));
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

/* The spans are in order of their places; what was added behind them is put in order and merged with them, from the end. */
static bool put_in_order(const linker *l, size_t n_spans, numbered *order) {
  size_t n = n_spans, n_added = l->n - n_spans, to = l->n;
  numbered *added = malloc((n_added + 1) * sizeof *added);
  if (!added) return false;
  for (uint32_t i = 0; i < l->n; i++)
    *(i < n ? &order[i] : &added[i - n]) = (numbered){l->node[i].span.start, l->node[i].span.end, i};
  khb_sort(added, n_added, sizeof *added, by_place);
  while (n_added > 0) {
    bool later = n > 0 && by_place(&order[n - 1], &added[n_added - 1]) > 0;
    order[--to] = later ? order[--n] : added[--n_added];
  }
  free(added);
  return true;
}

static bool write_out(linker *l, size_t n_spans, khb_mention **out) {
  khb_mention *m = malloc((l->n + 1) * sizeof *m);
  numbered *order = malloc((l->n + 1) * sizeof *order);
  uint32_t *place = malloc((l->n + 1) * sizeof *place);
  if (!m || !order || !place || !put_in_order(l, n_spans, order)) {
    free(m), free(order), free(place);
    return false;
  }
  for (uint32_t i = 0; i < l->n; i++) place[order[i].node] = i;
  for (uint32_t i = 0; i < l->n; i++) {
    uint32_t at = order[i].node, to = khb_chain_root(l, at);
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
  size_t keys = 0, parts = 0; /* of names: entity and spelling, one in brackets; of an office its words */
  for (size_t i = 0; i < l->n; i++) {
    uint8_t type = l->node[i].span.type;
    keys += l->node[i].name != KHB_NONE ? 3u + (type == KHB_ORG ? 2u : 0u) : type == KHB_OCC ? (size_t)OFFICE_KEYS : 0;
    if (l->node[i].span.type == KHB_PERS && l->node[i].parts > 1) parts += l->node[i].parts;
  }
  l->taken = calloc((size_t)l->v->n + 1, 1);
  l->has_parts = parts > 0;
  return l->taken && table_open(&l->names, keys + 8) && table_open(&l->parts, parts * 2 + 8);
}

bool khb_find_mentions(const khb_view *v, khb_mention **out, size_t *n) {
  linker l = {.v = v};
  bool ok = add_spans(&l) && tables_open(&l);
  if (ok) {
    size_t n_spans = l.n;
    link_people(&l);
    link_others(&l);
    ok = join_brackets(&l) && add_untagged(&l, n_spans) && khb_join_descriptions(&l, n_spans) && write_out(&l, n_spans, out);
    *n = l.n;
  }
  free(l.node);
  free(l.name);
  free(l.taken);
  free(l.names.item);
  free(l.parts.item);
  return ok;
}
