/* suggest.c: the names that somebody may have meant.
 *
 * Word by word: for each word asked for, the words near it (near.c); then the tree of names is walked with these in place of one
 * word, while the sum of the costs is within the limit.
 *
 *   asked   انتنوي    بلنكن           limit 1/2, then a step more until something is found, at most 2; then once more with 1/2
 *   near    انتوني 48 بلينكن 26        beyond the best, so that its rivals are seen too. What a word may cost is what the cheapest
 *           انتوان 64 بلنكو  64        of the other words leave of the limit: wide searches are rare.
 *
 * Where that finds nothing near enough, with a price of their own: two words as one and one as two, a word too many, a word too
 * few, a proclitic taken off.
 */
#include "near.h"

#include <stdlib.h>

#define MAX_TEXT 1024u
#define MAX_STEPS 60000u      /* of the walks for one way of reading */
#define MAX_LISTED 2048u      /* names of one word, or words of one node, looked through */
#define MAX_FOUND 1024u
#define PROCLITIC_COST 16u    /* a quarter of a letter */
#define OBSCURE_COST 16u     /* of an entity that a list alone knows, where it is not spelt as asked */
#define RIVALS (KHB_COST_ONE / 2)
#define NEVER 1000u

typedef struct found {
  uint32_t entity, name;
  uint16_t cost;
  uint8_t proclitics, layer, kind, prior;
} found;

/* One word asked for and what is near it. */
typedef struct slot {
  uint8_t codes[KHB_MAX_WORD_CODES + KHB_CODE_PAD + 1];
  uint32_t n;
  uint32_t searched; /* up to this cost, + 1; 0: not yet */
  uint32_t least;    /* what it costs at least */
  size_t n_near;
  bool hashed;       /* place holds what is near */
  khb_near near[KHB_NEAR_WORDS];
  uint16_t place[2 * KHB_NEAR_WORDS]; /* number in near + 1, hashed by word */
} slot;

typedef struct query {
  const khb_lexicon *lex;
  khb_costs costs;
  const char *text;
  khb_scan scan;
  khb_near_work *work;
  slot *slots;       /* one for each word, then what the ways of reading make */
  size_t n_words;
  uint32_t proclitics; /* that the first word may have: bits of khb_proclitic_form */
  found found[MAX_FOUND];
  size_t n_found;
  uint32_t best;     /* cost of the best so far, or NEVER */
} query;

/* One way of reading, in one layer. */
typedef struct reading {
  query *q;
  uint32_t layer;
  slot *word[KHB_MAX_NAME_WORDS + 1];
  size_t n;
  uint32_t extra, limit; /* what the way of reading costs; what the words may cost */
  uint32_t rest[KHB_MAX_NAME_WORDS + 2]; /* rest[i]: what the words from i on cost at least */
  uint8_t proclitics;
  bool gap;              /* the name has one word more */
  uint32_t steps;
} reading;

/* ---- what was found ---- */

static int by_rank(const void *left, const void *right) {
  const found *a = left, *b = right;
  if (a->cost != b->cost) return a->cost < b->cost ? -1 : 1;
  if (a->prior != b->prior) return a->prior > b->prior ? -1 : 1;
  if (a->layer != b->layer) return a->layer > b->layer ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (a->entity != b->entity) return a->entity < b->entity ? -1 : 1;
  if (a->proclitics != b->proclitics) return a->proclitics < b->proclitics ? -1 : 1;
  return a->name < b->name ? -1 : a->name > b->name;
}

static int by_entity(const void *left, const void *right) {
  const found *a = left, *b = right;
  if (a->entity != b->entity) return a->entity < b->entity ? -1 : 1;
  return by_rank(left, right);
}

/* Keeps the best of each entity, best entity first. */
static void rank(query *q) {
  if (q->n_found < 2) return;
  qsort(q->found, q->n_found, sizeof *q->found, by_entity);
  size_t kept = 1;
  for (size_t i = 1; i < q->n_found; i++) {
    if (q->found[i].entity != q->found[kept - 1].entity) q->found[kept++] = q->found[i];
  }
  q->n_found = kept;
  qsort(q->found, q->n_found, sizeof *q->found, by_rank);
}

static void add_name(reading *r, uint32_t number, uint32_t cost) {
  query *q = r->q;
  khb_layer_name name;
  if (!khb_read_name(q->lex, r->layer, number, &name)) return;
  cost += r->extra;
  /* A village that a list knows is meant less often than a name that somebody wrote down: بلنكن is not the town of لنكن. */
  if (cost && name.prior < KHB_PRIOR_UNSAID) cost = cost + OBSCURE_COST < KHB_COST_MOST ? cost + OBSCURE_COST : KHB_COST_MOST;
  if (q->n_found == MAX_FOUND) {
    rank(q);
    if (q->n_found > MAX_FOUND / 2) q->n_found = MAX_FOUND / 2;
  }
  if (cost < q->best) q->best = cost;
  q->found[q->n_found++] = (found){.entity = name.ref,
                                   .name = name.which,
                                   .cost = (uint16_t)cost,
                                   .proclitics = r->proclitics,
                                   .layer = (uint8_t)r->layer,
                                   .kind = name.kind,
                                   .prior = name.prior};
}

static void add_names(reading *r, uint32_t node, uint32_t cost) {
  const khb_index *index = r->q->lex->layer[r->layer].index;
  khb_range ends = khb_index_payloads(index, node);
  for (uint32_t i = ends.start; i < ends.end; i++) add_name(r, khb_index_payload(index, i), cost);
}

/* ---- walking the tree of names ---- */

/* ---- a word among those near ---- */

static size_t place_of(const slot *s, uint32_t word) {
  size_t mask = 15;
  while (mask + 1 < 2 * s->n_near) mask = 2 * mask + 1;
  size_t at = (word * 0x9e3779b1u >> 9) & mask;
  while (s->place[at] && s->near[s->place[at] - 1].word != word) at = (at + 1) & mask;
  return at;
}

static void hash_slot(slot *s) {
  size_t size = 16;
  while (size < 2 * s->n_near) size *= 2;
  memset(s->place, 0, size * sizeof *s->place);
  for (size_t i = 0; i < s->n_near; i++) s->place[place_of(s, s->near[i].word)] = (uint16_t)(i + 1);
  s->hashed = true;
}

/* How many of the words are near enough: they are in order. */
static size_t near_within(const slot *s, uint32_t cost) {
  size_t low = 0, high = s->n_near;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (s->near[mid].cost <= cost) low = mid + 1;
    else high = mid;
  }
  return low;
}

/* From `node`, to which the words before i have led at that cost. */
static void follow(reading *r, uint32_t node, size_t i, uint32_t cost) {
  if (i == r->n) {
    add_names(r, node, cost);
    return;
  }
  const khb_index *index = r->q->lex->layer[r->layer].index;
  khb_range edges = khb_index_edges(index, node);
  if (edges.start == edges.end) return;
  slot *s = r->word[i];
  if (cost + r->rest[i + 1] > r->limit) return;
  size_t near = near_within(s, r->limit - cost - r->rest[i + 1]);
  if (edges.end - edges.start >= near) {
    for (size_t k = 0; k < near && r->steps++ < MAX_STEPS; k++) {
      uint32_t e = khb_index_edge(index, edges, s->near[k].word);
      if (e != KHB_NONE) follow(r, khb_index_edge_node(index, e), i + 1, cost + s->near[k].cost);
    }
    return;
  }
  if (!s->hashed) hash_slot(s);
  for (uint32_t e = edges.start; e < edges.end && r->steps++ < MAX_STEPS; e++) {
    uint16_t k = s->place[place_of(s, khb_index_edge_word(index, e))];
    if (k && k <= near) follow(r, khb_index_edge_node(index, e), i + 1, cost + s->near[k - 1].cost);
  }
}

static khb_range after_word(const khb_index *index, uint32_t word) {
  khb_range at = khb_index_after(index, word);
  if (at.end - at.start > MAX_LISTED) at.end = at.start + MAX_LISTED;
  return at;
}

/* The name has a word before all those asked for. */
static void skip_first(reading *r) {
  const khb_index *index = r->q->lex->layer[r->layer].index;
  uint32_t second = index->n_roots < index->n_nodes ? khb_index_edges(index, index->n_roots - 1u).end : index->n_edges;
  const slot *s = r->word[0];
  for (size_t k = 0; k < s->n_near && s->near[k].cost + r->rest[1] <= r->limit; k++) {
    khb_range list = after_word(index, s->near[k].word);
    for (uint32_t i = list.start; i < list.end; i++) {
      if (r->steps++ >= MAX_STEPS) return;
      uint32_t e = khb_packed_get(&index->after, i);
      if (e < second && e < index->n_edges) follow(r, khb_index_edge_node(index, e), 1, s->near[k].cost);
    }
  }
}

/* The name has a word between those before i and the rest, or behind all of them. */
static void skip_here(reading *r, uint32_t node, size_t i, uint32_t cost) {
  const khb_index *index = r->q->lex->layer[r->layer].index;
  khb_range edges = khb_index_edges(index, node);
  uint32_t from = edges.start, to = edges.end;
  if (to - from <= MAX_LISTED / 8 || i == r->n) {
    if (to - from > MAX_LISTED) to = from + MAX_LISTED;
    for (; from < to && r->steps++ < MAX_STEPS; from++) follow(r, khb_index_edge_node(index, from), i, cost);
    return;
  }
  const slot *s = r->word[i];
  for (size_t k = 0; k < s->n_near && cost + s->near[k].cost + r->rest[i + 1] <= r->limit; k++) {
    khb_range list = after_word(index, s->near[k].word);
    for (uint32_t at = list.start; at < list.end; at++) {
      if (r->steps++ >= MAX_STEPS) return;
      uint32_t e = khb_packed_get(&index->after, at);
      if (e >= index->n_edges) continue;
      uint32_t up = khb_index_parent(index, e);
      if (up < index->n_roots || up - index->n_roots < from || up - index->n_roots >= to) continue;
      follow(r, khb_index_edge_node(index, e), i + 1, cost + s->near[k].cost);
    }
  }
}

/* As follow, with one word of the name skipped at some place behind node. */
static void follow_gap(reading *r, uint32_t node, size_t i, uint32_t cost) {
  const khb_index *index = r->q->lex->layer[r->layer].index;
  skip_here(r, node, i, cost);
  if (i == r->n) return;
  const slot *s = r->word[i];
  for (size_t k = 0; k < s->n_near && cost + s->near[k].cost + r->rest[i + 1] <= r->limit; k++) {
    if (r->steps++ >= MAX_STEPS) return;
    uint32_t child = khb_index_step(index, node, s->near[k].word);
    if (child != KHB_NONE) follow_gap(r, child, i + 1, cost + s->near[k].cost);
  }
}

static void walk_names(reading *r) {
  const khb_index *index = r->q->lex->layer[r->layer].index;
  const slot *s = r->word[0];
  r->rest[r->n] = r->rest[r->n + 1] = 0;
  for (size_t i = r->n; i-- > 0;) r->rest[i] = r->rest[i + 1] + r->word[i]->least;
  r->steps = 0;
  if (r->gap) skip_first(r);
  for (size_t k = 0; k < s->n_near && s->near[k].cost + r->rest[1] <= r->limit; k++) {
    uint32_t root = khb_index_root(index, s->near[k].word);
    if (root == KHB_NONE) continue;
    if (r->gap) follow_gap(r, root, 1, s->near[k].cost);
    else follow(r, root, 1, s->near[k].cost);
  }
}

/* ---- limits ---- */

/* What a word of that length can cost and still be itself. */
static uint32_t most_for(const query *q, uint32_t letters) {
  if (letters >= 4) return KHB_COST_MOST;
  if (letters == 1) return q->n_words > 1 ? KHB_COST_ONE : 0;
  return letters * (KHB_COST_ONE / 2);
}

static void search_slot(reading *r, slot *s, uint32_t budget) {
  query *q = r->q;
  if (budget < s->searched) return;
  uint32_t most = most_for(q, s->n);
  if (budget > most) budget = most;
  if (budget >= s->searched) {
    s->n_near = khb_near_words(q->lex->layer[r->layer].index, &q->costs, s->codes, s->n, budget, q->work, s->near);
    s->hashed = false;
    s->searched = budget + 1;
  }
  s->least = s->n_near ? s->near[0].cost : s->searched > most ? NEVER : s->searched;
}

/* Searches each word as far as the limit leaves room for. Returns what all words cost at least. Words that the index has as they
   are come last: where one of the others is far off, nothing is left for these. */
static uint32_t search_words(reading *r, uint32_t limit) {
  uint32_t sum = 0;
  for (size_t i = 0; i < r->n; i++) {
    if (!r->word[i]->searched) search_slot(r, r->word[i], 0);
    sum += r->word[i]->least;
  }
  for (int exact = 0; exact <= 1; exact++) {
    for (size_t i = 0; i < r->n; i++) {
      slot *s = r->word[i];
      uint32_t others = sum - s->least;
      if (others > limit || (s->least == 0) != exact) continue;
      search_slot(r, s, limit - others);
      sum = others + s->least;
    }
  }
  return sum;
}

/* All names that this way of reading leads to within `most`, of which `extra` is spent. */
static void solve(reading *r, uint32_t most) {
  query *q = r->q;
  if (r->n == 0 || most < r->extra) return;
  most -= r->extra;
  uint32_t limit = most < RIVALS ? most : RIVALS;
  for (bool last = false;;) {
    uint32_t sum = search_words(r, limit);
    if (sum >= NEVER) return;
    uint32_t before = q->best;
    if (sum <= limit) {
      r->limit = limit;
      q->best = NEVER;
      walk_names(r);
      if (before < q->best) q->best = before;
    }
    if (last || limit >= most) return;
    uint32_t wanted = limit + RIVALS;
    if (q->best < NEVER) {
      wanted = q->best + RIVALS > r->extra ? q->best + RIVALS - r->extra : 0;
      last = true;
    } else if (wanted < sum) {
      wanted = sum;
    }
    if (wanted > most) wanted = most;
    if (wanted <= limit) return;
    limit = wanted;
  }
}

/* ---- ways of reading ---- */

static void slot_set(slot *s, const uint8_t *codes, size_t n) {
  memset(s->codes, 0, sizeof s->codes);
  memcpy(s->codes, codes, n);
  s->n = (uint32_t)n;
  s->searched = 0;
  s->n_near = 0;
  s->hashed = false;
}

/* Nothing that would cost more is wanted any more: of names with other words than those asked for only what is not worse. */
static uint32_t most_wanted(const query *q) { return q->best < KHB_COST_MOST ? q->best : KHB_COST_MOST; }

static void read_joined(reading *r, slot *spare) {
  query *q = r->q;
  reading way = *r;
  way.extra = r->extra + q->costs.space;
  for (size_t i = 0; i + 1 < r->n; i++) {
    const slot *a = r->word[i], *b = r->word[i + 1];
    if (a->n + b->n > KHB_MAX_WORD_CODES) continue;
    slot_set(spare, a->codes, a->n);
    memcpy(spare->codes + a->n, b->codes, b->n);
    spare->n += b->n;
    way.n = r->n - 1;
    memcpy(way.word, r->word, i * sizeof *way.word);
    way.word[i] = spare;
    memcpy(way.word + i + 1, r->word + i + 2, (r->n - i - 2) * sizeof *way.word);
    solve(&way, most_wanted(q));
  }
}

/* Where a word stands for two, its beginning must be a word as it is. */
static void read_split(reading *r, slot *spare) {
  query *q = r->q;
  const khb_index *index = q->lex->layer[r->layer].index;
  reading way = *r;
  way.extra = r->extra + q->costs.space;
  for (size_t i = 0; i < r->n && r->n < KHB_MAX_NAME_WORDS; i++) {
    const slot *s = r->word[i];
    for (uint32_t k = 2; k + 2 <= s->n; k++) {
      slot_set(&spare[0], s->codes, k);
      uint32_t word = khb_index_word(index, spare[0].codes, k, khb_hash(spare[0].codes, k));
      if (word == KHB_NONE || (i == 0 && khb_index_root(index, word) == KHB_NONE)) continue;
      spare[0].near[0] = (khb_near){word, 0};
      spare[0].n_near = 1;
      spare[0].least = 0;
      spare[0].searched = KHB_COST_MOST + 1; /* no other will do */
      slot_set(&spare[1], s->codes + k, s->n - k);
      way.n = r->n + 1;
      memcpy(way.word, r->word, i * sizeof *way.word);
      way.word[i] = &spare[0];
      way.word[i + 1] = &spare[1];
      memcpy(way.word + i + 2, r->word + i + 1, (r->n - i - 1) * sizeof *way.word);
      solve(&way, most_wanted(q));
    }
  }
}

/* Short words (بن, آل) are easily left out. */
static uint32_t word_cost(const query *q, const slot *s) {
  return s->n <= 3 ? q->costs.word * 3u / 4u : q->costs.word;
}

/* One of the words asked for is not in the name: at most the smaller half of all letters. */
static void read_without(reading *r) {
  uint32_t letters = 0;
  for (size_t i = 0; i < r->n; i++) letters += r->word[i]->n;
  reading way = *r;
  for (size_t i = 0; i < r->n && r->n > 1; i++) {
    if (r->word[i]->n * 2 > letters) continue;
    way.extra = r->extra + word_cost(r->q, r->word[i]);
    way.n = r->n - 1;
    memcpy(way.word, r->word, i * sizeof *way.word);
    memcpy(way.word + i, r->word + i + 1, (r->n - i - 1) * sizeof *way.word);
    solve(&way, most_wanted(r->q));
  }
}

static void read_with_gap(reading *r) {
  reading way = *r;
  way.gap = true;
  way.extra = r->extra + r->q->costs.word;
  solve(&way, most_wanted(r->q));
}

/* The first word without a proclitic. */
static void read_clitics(reading *r, uint32_t mask, slot *spare) {
  for (mask &= ~1u; mask; mask &= mask - 1) {
    uint32_t i = (uint32_t)__builtin_ctz(mask);
    const slot *first = r->word[0];
    if (i >= KHB_N_PROCLITICS) return;
    const khb_proclitic *form = &khb_proclitic_form[i];
    if (form->n + 2u > first->n || first->n + 2u > KHB_MAX_WORD_CODES) continue;
    static const uint8_t al[] = {KHB_C_ALEF, KHB_C_LAM};
    slot_set(spare, al, form->al_hidden);
    memcpy(spare->codes + form->al_hidden, first->codes + form->n, first->n - form->n);
    spare->n = first->n - form->n + form->al_hidden;
    reading way = *r;
    way.word[0] = spare;
    way.proclitics = form->bits;
    way.extra = PROCLITIC_COST;
    solve(&way, most_wanted(r->q));
  }
}

static void search_layer(query *q, uint32_t layer) {
  reading r = {.q = q, .layer = layer, .n = q->n_words};
  slot *spare = q->slots + q->n_words;
  for (size_t i = 0; i < q->n_words; i++) {
    r.word[i] = &q->slots[i];
    q->slots[i].searched = 0;
    q->slots[i].n_near = 0;
  }
  solve(&r, q->best + RIVALS < KHB_COST_MOST ? q->best + RIVALS : KHB_COST_MOST);
  if (q->best > q->costs.space) read_joined(&r, spare), read_split(&r, spare);
  if (q->best > q->costs.word / 2) read_without(&r), read_with_gap(&r);
  if (q->best > PROCLITIC_COST) read_clitics(&r, q->proclitics, spare);
}

/* ---- asking ---- */

static bool is_foreign(const khb_tok *tok) {
  return tok->kind == KHB_TOK_URL || tok->kind == KHB_TOK_EMAIL || tok->kind == KHB_TOK_HANDLE ||
         tok->kind == KHB_TOK_EMOJI || tok->kind == KHB_TOK_BROKEN;
}

static bool take_words(query *q, size_t len) {
  if (!khb_scan_text(&q->scan, q->text, 0, (uint32_t)len)) return false;
  khb_word_ref words[KHB_MAX_NAME_WORDS];
  for (size_t i = 0; i < q->scan.n_tok; i++) {
    if (is_foreign(&q->scan.tok[i])) return true;
  }
  size_t n = khb_name_words(&q->scan, words);
  if (n == 0 || n > KHB_MAX_NAME_WORDS) return true;
  for (size_t i = 0; i < n; i++) {
    if (words[i].n > KHB_MAX_WORD_CODES) return true;
  }
  q->slots = malloc((n + 2) * sizeof *q->slots);
  q->work = khb_near_work_open();
  if (!q->slots || !q->work) return false;
  for (size_t i = 0; i < n; i++) slot_set(&q->slots[i], q->scan.codes + words[i].code, words[i].n);
  const khb_tok *first = &q->scan.tok[words[0].tok];
  q->proclitics = first->kind == KHB_TOK_WORD ? first->proclitics : 0;
  q->n_words = n;
  return true;
}

size_t khb_lexicon_suggest(const khb_lexicon *lexicon, const char *text, size_t len, khb_suggestion *out, size_t cap) {
  if (len > MAX_TEXT) return 0;
  query *q = malloc(sizeof *q);
  if (!q) return 0;
  q->lex = lexicon;
  q->work = NULL;
  q->slots = NULL;
  q->n_words = 0;
  memset(&q->scan, 0, sizeof q->scan);
  q->text = text;
  q->n_found = 0;
  q->best = NEVER;
  khb_costs_open(&q->costs, lexicon);
  bool fine = take_words(q, len);
  for (uint32_t k = lexicon->n_layers; fine && q->n_words && k-- > 0;) search_layer(q, k);
  rank(q);
  size_t n = 0;
  uint32_t most = q->best + RIVALS;
  while (n < q->n_found && n < KHB_MAX_SUGGESTIONS && q->found[n].cost <= most) n++;
  for (size_t i = 0; i < n && i < cap; i++) {
    const found *f = &q->found[i];
    out[i] = (khb_suggestion){f->entity, f->name, (float)f->cost / (float)KHB_COST_ONE, f->proclitics};
  }
  khb_scan_free(&q->scan);
  free(q->slots);
  free(q->work);
  free(q);
  return n;
}
