/* features.c: the templates: which facts of which neighbours make a feature.
 *
 *   feature = hash of (template, value)      template = number of the line below + place of the neighbour
 *
 * Changing a template or a hash changes what weights mean: raise KHB_FEATURES_VERSION.
 */
#include "features.h"

typedef struct maker {
  uint32_t *out;
  size_t n;
  bool plain; /* those of plain facts too */
} maker;

static inline uint32_t feature_of(uint32_t template, uint64_t value) {
  uint64_t h = khb_mum(value ^ (uint64_t) template * 0x9e3779b97f4a7c15u, 0xd6e8feb86659fd93u ^ template);
  return (uint32_t)(h >> 32) ^ (uint32_t)h;
}

static inline void add(maker *mk, uint32_t template, uint64_t value) { mk->out[mk->n++] = feature_of(template, value); }

static inline uint64_t two(uint32_t a, uint32_t b) { return (uint64_t)a << 32 | b; }
static inline uint64_t three(uint64_t ab, uint32_t c) { return ab * 0xbf58476d1ce4e5b9u ^ c; }

const khb_facts khb_edge = {.word = 0x0ed6e001u, .stem = 0x0ed6e001u, .shape = KHB_EDGE_SHAPE};

static uint32_t grain(const khb_facts *f, uint32_t g) { return f->known ? f->known->grain[g] : 0; }

/* What stands in for a class where the word is not known: its kind and ending. */
static uint32_t grain_or(const khb_facts *f, uint32_t g) {
  uint32_t c = grain(f, g);
  return c ? c : 0x10000u + f->kind + 16u * (f->length > 3);
}

enum {
  T_WORD = 1,
  T_STEM = 10,
  T_AFFIX = 30,
  T_NGRAM = 60,
  T_SHAPE = 70,
  T_HIT = 90,
  T_HEAD = 120,
  T_ATTR = 150,
  T_PATTERN = 170,
  T_GRAIN = 200,
  T_QUOTE = 300,
  T_FAR = 320,
  T_NET = 350,
  T_CLITIC = 400
};

/* ---- groups -------------------------------------------------------------------------------------------------------------- */

static void words(maker *mk, const khb_facts *const w[7]) {
  for (uint32_t d = 1; d < 6; d++) {
    add(mk, T_WORD + d, w[d]->word);
    add(mk, T_STEM + d, w[d]->stem);
  }
  add(mk, T_WORD + 7, two(w[2]->word, w[3]->word));
  add(mk, T_WORD + 8, two(w[3]->word, w[4]->word));
  add(mk, T_STEM + 7, two(w[2]->stem, w[3]->stem));
  add(mk, T_STEM + 8, two(w[3]->stem, w[4]->stem));
  add(mk, T_STEM + 9, two(w[2]->stem, w[4]->stem));
  add(mk, T_STEM + 10, two(w[1]->stem, w[2]->stem));
}

static void affixes(maker *mk, const khb_facts *const w[7]) {
  for (uint32_t i = 0; i < 4; i++) {
    if (w[3]->prefix[i]) add(mk, T_AFFIX + i, w[3]->prefix[i]);
    if (w[3]->suffix[i]) add(mk, T_AFFIX + 4 + i, w[3]->suffix[i]);
  }
  for (uint32_t i = 1; i < 3; i++) {
    if (w[2]->prefix[i]) add(mk, T_AFFIX + 8 + i, w[2]->prefix[i]);
    if (w[2]->suffix[i]) add(mk, T_AFFIX + 12 + i, w[2]->suffix[i]);
    if (w[4]->prefix[i]) add(mk, T_AFFIX + 16 + i, w[4]->prefix[i]);
    if (w[4]->suffix[i]) add(mk, T_AFFIX + 20 + i, w[4]->suffix[i]);
  }
  add(mk, T_AFFIX + 24, two(w[2]->suffix[0], w[3]->suffix[0]) ^ two(w[2]->prefix[1], w[3]->prefix[1]) * 31);
  add(mk, T_AFFIX + 25, two(w[4]->suffix[0], w[3]->suffix[0]) ^ two(w[4]->prefix[1], w[3]->prefix[1]) * 31);
}

enum { MAX_NGRAM_LETTERS = 14 };

static void ngrams(maker *mk, const khb_scan *scan, uint32_t at) {
  const khb_tok *k = &scan->tok[at];
  const uint8_t *c = scan->codes + k->code;
  uint32_t n = k->n_codes < MAX_NGRAM_LETTERS ? k->n_codes : MAX_NGRAM_LETTERS;
  for (uint32_t i = 0; i + 2 < n; i++) {
    uint32_t three_letters = c[i] | (uint32_t)c[i + 1] << 8 | (uint32_t)c[i + 2] << 16;
    add(mk, T_NGRAM, three_letters);
    if (i + 3 < n) add(mk, T_NGRAM + 1, three_letters | (uint32_t)c[i + 3] << 24);
  }
}

static void shapes(maker *mk, const khb_facts *const w[7]) {
  for (uint32_t d = 1; mk->plain && d < 6; d++) add(mk, T_SHAPE + d, w[d]->shape);
  add(mk, T_SHAPE + 7, three(two(w[2]->shape & 0xfff, w[3]->shape & 0xfff), w[4]->shape & 0xfff));
  add(mk, T_SHAPE + 8, w[3]->clitic);
  add(mk, T_SHAPE + 9, two(w[3]->clitic, w[2]->clitic));
}

static void hits(maker *mk, const khb_facts *const w[7]) {
  for (uint32_t d = 2; d < 5; d++) {
    if (w[d]->hit) add(mk, T_HIT + d, w[d]->hit);
    if (w[d]->types) add(mk, T_HIT + 8 + d, w[d]->types);
  }
  if (!(w[3]->hit | w[2]->hit | w[4]->hit)) return;
  add(mk, T_HIT + 5, two(w[2]->hit, w[3]->hit));
  add(mk, T_HIT + 6, two(w[3]->hit, w[4]->hit));
  add(mk, T_HIT + 7, two(w[3]->hit, w[2]->heads_hash));
  if (!w[3]->hit) return;
  add(mk, T_HIT + 16, two(w[3]->hit, w[3]->stem));
  add(mk, T_HIT + 17, two(w[3]->hit, w[2]->stem));
  add(mk, T_HIT + 18, two(w[3]->hit, w[4]->stem));
  add(mk, T_HIT + 19, two(w[3]->hit, grain_or(w[2], 1)));
  add(mk, T_HIT + 20, two(w[3]->hit, grain_or(w[3], 1)));
  add(mk, T_HIT + 21, two(w[3]->hit, w[3]->attributes));
}

static void heads(maker *mk, const khb_facts *const w[7]) {
  for (uint32_t d = 1; d < 6; d++)
    for (uint32_t i = 0; i < w[d]->n_heads; i++) add(mk, T_HEAD + d, w[d]->heads[i]);
  if (w[2]->n_heads) {
    add(mk, T_HEAD + 8, two(w[2]->heads_hash, grain_or(w[3], 1)));
    add(mk, T_HEAD + 9, two(w[2]->heads_hash, w[3]->attributes));
  }
  if (w[1]->n_heads) add(mk, T_HEAD + 10, two(w[1]->heads_hash, w[2]->heads_hash));
  if (w[1]->n_heads) add(mk, T_HEAD + 11, two(w[1]->heads_hash, w[2]->hit));
}

static void attributes(maker *mk, const khb_facts *const w[7]) {
  for (uint32_t d = 1; mk->plain && d < 6; d++) add(mk, T_ATTR + d, w[d]->attributes + 65536u * w[d]->names);
  add(mk, T_ATTR + 6, two(w[2]->attributes, w[3]->attributes));
  add(mk, T_ATTR + 7, two(w[3]->attributes, w[4]->attributes));
  add(mk, T_ATTR + 8, three(two(w[2]->attributes, w[3]->attributes), w[4]->attributes));
  add(mk, T_ATTR + 9, three(two(w[1]->attributes, w[2]->attributes), w[3]->attributes));
  if (w[3]->known) {
    add(mk, T_ATTR + 10, w[3]->known->frequency / 8u);
    add(mk, T_ATTR + 11, two(w[3]->names, w[3]->known->frequency / 24u));
  } else {
    add(mk, T_ATTR + 12, w[3]->kind);
  }
}

static void patterns(maker *mk, const khb_facts *const w[7]) {
  for (uint32_t d = 2; d < 5; d++)
    if (w[d]->pattern) add(mk, T_PATTERN + d, w[d]->pattern);
  if (!(w[2]->pattern | w[3]->pattern | w[4]->pattern)) return;
  add(mk, T_PATTERN + 5, two(w[2]->pattern, w[3]->pattern));
  add(mk, T_PATTERN + 6, two(w[3]->pattern, w[4]->pattern));
  add(mk, T_PATTERN + 7, two(w[3]->pattern, w[3]->hit));
}

static void grains(maker *mk, const khb_facts *const w[7]) {
  for (uint32_t g = 0; mk->plain && g < KHB_N_GRAINS; g++)
    for (uint32_t d = 1; d < 6; d++)
      if (w[d]->known && w[d]->known->grain[g]) add(mk, T_GRAIN + 8 * g + d, w[d]->known->grain[g]);
  if (w[3]->pair) add(mk, T_GRAIN + 56, w[3]->pair);
  if (w[4]->pair) add(mk, T_GRAIN + 57, w[4]->pair);
  add(mk, T_GRAIN + 58, two(grain(w[2], KHB_N_GRAINS - 1), grain(w[3], KHB_N_GRAINS - 1)));
  add(mk, T_GRAIN + 59, two(grain(w[3], KHB_N_GRAINS - 1), grain(w[4], KHB_N_GRAINS - 1)));
  for (uint32_t g = 0; g < 2; g++) {
    add(mk, T_GRAIN + 60 + g, two(grain_or(w[2], g), grain_or(w[3], g)));
    add(mk, T_GRAIN + 62 + g, two(grain_or(w[3], g), grain_or(w[4], g)));
    add(mk, T_GRAIN + 64 + g, three(two(grain_or(w[2], g), grain_or(w[3], g)), grain_or(w[4], g)));
    add(mk, T_GRAIN + 66 + g, two(grain_or(w[1], g), grain_or(w[2], g)));
    add(mk, T_GRAIN + 68 + g, two(grain_or(w[2], g), grain_or(w[4], g)));
  }
}

static void quotes(maker *mk, const khb_facts *const w[7]) {
  if (!w[3]->quotes) return;
  add(mk, T_QUOTE, w[3]->quotes);
  add(mk, T_QUOTE + 1, w[3]->quotes & 15);
}

static void far(maker *mk, const khb_facts *const w[7]) {
  const khb_facts *f = w[3];
  if (f->chain) {
    add(mk, T_FAR, f->chain);
    add(mk, T_FAR + 1, two(f->chain & 255u, grain_or(f, 1)));
    add(mk, T_FAR + 2, two(f->chain >> 12, f->chain & 255u));
    add(mk, T_FAR + 3, two(f->chain & 255u, f->hit));
  }
  if (f->elsewhere) {
    add(mk, T_FAR + 4, 1);
    add(mk, T_FAR + 5, f->elsewhere & 255u);
    add(mk, T_FAR + 6, f->elsewhere >> 8 & 255u);
    add(mk, T_FAR + 7, f->elsewhere >> 16);
  }
}

static void opinions(maker *mk, const khb_facts *const w[7]) {
  const khb_opinion here = w[3]->opinion, before = w[2]->opinion, after = w[4]->opinion;
  if (!here.label) return;
  uint32_t all[7];
  for (uint32_t d = 1; d < 6; d++) all[d] = w[d]->opinion.label + 64u * w[d]->opinion.sure;
  for (uint32_t d = 1; d < 6; d++) add(mk, T_NET + d, all[d]);
  add(mk, T_NET + 6, here.label);
  add(mk, T_NET + 7, two(here.label, here.second));
  add(mk, T_NET + 8, two(before.label, here.label));
  add(mk, T_NET + 9, two(here.label, after.label));
  add(mk, T_NET + 10, three(two(before.label, here.label), after.label));
  add(mk, T_NET + 11, two(all[3], w[3]->hit));
  add(mk, T_NET + 12, two(here.label, w[2]->heads_hash));
  add(mk, T_NET + 13, two(here.label, grain_or(w[3], 0)));
  add(mk, T_NET + 14, two(here.label, w[3]->attributes));
  add(mk, T_NET + 15, before.second);
  add(mk, T_NET + 16, after.second);
}

KHB_INTO static size_t all(maker mk, const khb_model *model, const khb_context *cx, const khb_facts *facts, uint32_t n, uint32_t i,
                           uint32_t at) {
  const khb_facts *w[7];
  for (uint32_t d = 0; d < 7; d++) w[d] = i + d >= 3 && i + d - 3 < n ? &facts[i + d - 3] : &khb_edge;
  const uint32_t on = model->groups;
  add(&mk, 0, 0);
  if (on & KHB_FG_NET) opinions(&mk, w);
  if (on & KHB_FG_LEXICON) hits(&mk, w);
  if (on & KHB_FG_PATTERNS) patterns(&mk, w);
  if (on & KHB_FG_HEADS) heads(&mk, w);
  if (on & KHB_FG_ATTRIBUTES) attributes(&mk, w);
  if (on & KHB_FG_QUOTES) quotes(&mk, w);
  if (on & KHB_FG_ELSEWHERE) far(&mk, w);
  if (on & KHB_FG_SHAPES) shapes(&mk, w);
  if (on & KHB_FG_GRAINS) grains(&mk, w);
  if (on & KHB_FG_AFFIXES) affixes(&mk, w);
  if (on & KHB_FG_NGRAMS) ngrams(&mk, cx->scan, at);
  if (on & KHB_FG_WORDS) words(&mk, w);
  return mk.n;
}

size_t khb_features_of(const khb_model *model, const khb_context *cx, const khb_facts *facts, uint32_t n, uint32_t i,
                       uint32_t at, uint32_t *out) {
  return all((maker){out, 0, true}, model, cx, facts, n, i, at);
}

size_t khb_features_not_plain(const khb_model *model, const khb_context *cx, const khb_facts *facts, uint32_t n, uint32_t i,
                              uint32_t at, uint32_t *out) {
  return all((maker){out, 0, false}, model, cx, facts, n, i, at);
}

/* ---- plain facts ---------------------------------------------------------------------------------------------------------- */

static const uint32_t plain_template[KHB_PLAIN_FACTS] = {T_GRAIN,      T_GRAIN + 8,  T_GRAIN + 16, T_GRAIN + 24,
                                                         T_GRAIN + 32, T_GRAIN + 40, T_ATTR,       T_SHAPE};
_Static_assert(KHB_N_GRAINS == 6, "plain_template has them all");

uint32_t khb_plain_feature(uint32_t fact, uint32_t value, uint32_t neighbour) {
  return feature_of(plain_template[fact] + neighbour, value);
}

/* ---- clitics of a name --------------------------------------------------------------------------------------------------- */

static uint32_t attributes_of_rest(const khb_binding *b, const uint8_t *codes, size_t n) {
  uint32_t out = 0;
  for (uint32_t mask = khb_lexicon_attr_of(b->lexicon, codes, n); mask; mask &= mask - 1)
    out |= b->attribute[__builtin_ctz(mask)];
  return out;
}

static uint32_t bucket(const khb_f_mword *w) { return w ? 1u + w->frequency / 16u : 0; }

/* Does the lexicon know a name that begins with this reading of token t? 2: of this very type and end. */
static uint32_t lexicon_says(const khb_context *cx, uint32_t t, uint32_t last, uint8_t type, uint32_t form) {
  uint32_t best = 0;
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->proclitic != form || m->what == KHB_MATCH_FIGURE) continue;
    if (m->what == KHB_MATCH_CLASS) best |= 4;
    else best |= m->first + m->count == last && m->type == type ? 2 : 1;
  }
  return best;
}

size_t khb_clitic_features(const khb_binding *b, const khb_context *cx, uint32_t t, uint32_t last, uint8_t type,
                           uint32_t form, uint32_t *out) {
  const khb_tok *k = &cx->scan->tok[t];
  const khb_proclitic *p = &khb_proclitic_form[form];
  uint8_t codes[KHB_MAX_WORD_CODES + KHB_CODE_PAD] = {0};
  size_t n = k->n_codes <= KHB_MAX_WORD_CODES - 2 && k->n_codes > p->n ? k->n_codes - (size_t)p->n + p->al_hidden : 0;
  if (n) {
    codes[0] = KHB_C_ALEF;
    codes[1] = KHB_C_LAM;
    memcpy(codes + p->al_hidden, cx->scan->codes + k->code + p->n, n - p->al_hidden);
  }
  uint32_t whole = khb_word_key(cx->scan->codes + k->code, k->n_codes), rest = khb_word_key(codes, n);
  const khb_f_mword *w = khb_model_word(b->model, whole), *r = khb_model_word(b->model, rest);
  uint32_t said = lexicon_says(cx, t, last, type, form), attr = attributes_of_rest(b, codes, n);
  bool article = n > 3 && codes[0] == KHB_C_ALEF && codes[1] == KHB_C_LAM;
  maker mk = {.out = out};
  uint32_t T = T_CLITIC;
  add(&mk, T++, form);
  add(&mk, T++, two(form, type));
  add(&mk, T++, two(form, whole));
  add(&mk, T++, rest);
  add(&mk, T++, two(form != 0, (uint32_t)(n < 8 ? n : 8)));
  add(&mk, T++, two(form, said));
  add(&mk, T++, said);
  add(&mk, T++, attr);
  add(&mk, T++, two(form, attr));
  add(&mk, T++, two(form, bucket(w) * 64 + bucket(r)));
  add(&mk, T++, bucket(r) + 64u * (form != 0));
  add(&mk, T++, r ? r->names + 64u * (form != 0) : 63u + 64u * (form != 0));
  add(&mk, T++, two(form, (w ? w->names : 63u) * 64 + (r ? r->names : 63u)));
  add(&mk, T++, two(form != 0, article));
  add(&mk, T++, two(form, r ? r->grain[0] : 0xffff));
  add(&mk, T++, two(form, w ? w->grain[0] : 0xffff));
  add(&mk, T++, r ? r->grain[1] : 0xffffu + type);
  add(&mk, T++, two(form, codes[0] | (uint32_t)codes[1] << 8));
  return mk.n;
}
