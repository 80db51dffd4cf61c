/* fusion.c: weighs what lexicon and patterns propose and keeps one nested set of spans.
 *
 *   matches ──► candidates ──► decide ──► weigh (drop what its context does not support) ──► order ──► keep ──► spans
 *   patterns, model ──┘       (decide.c)                                 leftmost, then longest, then best
 *
 * A span that crosses one already kept is dropped; one inside another is kept as nested where that says something: a nationality
 * in an office, a place in an organisation. Inside people and places nothing is kept: in نور سلطان نزارباييف no city is meant.
 */
#include "fusion.h"

#include <stdlib.h>

struct khb_fusion {
  uint32_t n_classes;
  uint32_t *supports;   /* for each class: bit t set when a member before a name supports type t */
  uint32_t preposition, place_preposition, kunya_link, place_dropped, body_dropped; /* classes */
  uint16_t given_mask, name_mask, common_mask, maqsura_mask;
};

/* Which class of word, standing right before, says that the next words are a name of that type. */
static const struct { const char *name; uint32_t types; } support[] = {
    {"title", 1u << KHB_PERS},
    {"office-head", 1u << KHB_PERS},
    {"outlet-head", 1u << KHB_ORG | 1u << KHB_PRODUCT},
    {"company-head", 1u << KHB_ORG},
    {"club-head", 1u << KHB_ORG},
    {"group-head", 1u << KHB_ORG},
    {"org-head", 1u << KHB_ORG},
    {"state-body", 1u << KHB_NORP},
    {"place-preposition", 1u << KHB_GPE | 1u << KHB_LOC},
    {"place-head-out", 1u << KHB_GPE | 1u << KHB_LOC},
    {"place-head-kept", 1u << KHB_GPE | 1u << KHB_LOC},
    {"fac-head", 1u << KHB_FAC},
    {"event-head", 1u << KHB_EVENT},
    {"law-head", 1u << KHB_LAW},
    {"work-head", 1u << KHB_PRODUCT}};

static uint16_t mask_of(const khb_lexicon *lexicon, const char *name) {
  uint32_t bit = khb_lexicon_attribute(lexicon, name, strlen(name));
  return (uint16_t)(bit == KHB_NONE ? 0u : 1u << bit);
}

khb_status khb_fusion_open(const khb_lexicon *lexicon, khb_fusion **out, khb_error *err) {
  khb_fusion *f = calloc(1, sizeof *f);
  if (!f) return khb_fail_nomem(err);
  f->n_classes = khb_lexicon_class_count(lexicon);
  f->supports = calloc((size_t)f->n_classes + 1, sizeof *f->supports);
  if (!f->supports) {
    free(f);
    return khb_fail_nomem(err);
  }
  for (size_t i = 0; i < sizeof support / sizeof *support; i++) {
    uint32_t c = khb_lexicon_class(lexicon, support[i].name, strlen(support[i].name));
    if (c < f->n_classes) f->supports[c] |= support[i].types;
  }
  f->preposition = khb_lexicon_class(lexicon, "preposition", 11);
  f->place_preposition = khb_lexicon_class(lexicon, "place-preposition", 17);
  f->kunya_link = khb_lexicon_class(lexicon, "kunya-link", 10);
  f->place_dropped = khb_lexicon_class(lexicon, "place-head-dropped", 18);
  f->body_dropped = khb_lexicon_class(lexicon, "body-head-dropped", 17);
  f->given_mask = mask_of(lexicon, "given-name");
  f->name_mask = (uint16_t)(f->given_mask | mask_of(lexicon, "name-word"));
  f->common_mask = mask_of(lexicon, "common");
  f->maqsura_mask = mask_of(lexicon, "maqsura-word");
  *out = f;
  return KHB_OK;
}

uint32_t khb_fusion_dropped_head(const khb_fusion *f, uint8_t type) {
  return type == KHB_GPE || type == KHB_LOC ? f->place_dropped : type == KHB_ORG || type == KHB_PRODUCT ? f->body_dropped : KHB_NONE;
}

uint16_t khb_fusion_name_mask(const khb_fusion *fusion) { return fusion->name_mask; }

void khb_fusion_close(khb_fusion *fusion) {
  if (!fusion) return;
  free(fusion->supports);
  free(fusion);
}

/* ---- context ------------------------------------------------------------------------------------------------------------- */

static bool has_article(const khb_context *cx, uint32_t t, uint32_t skip) {
  const khb_tok *k = &cx->scan->tok[t];
  const uint8_t *c = cx->scan->codes + k->code + skip;
  return k->n_codes >= skip + 4 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM;
}

/* Types that the class members which end right before token t support; members have at most a few words. With heads_only a
   preposition of place does not count: إلى كومو may speak of anybody; nor does a noun with its article, which is the head of no
   name behind it: المدينة جميلة. */
static uint32_t supported_before(const khb_fusion *f, const khb_context *cx, uint32_t t, bool heads_only) {
  static const uint32_t places = 1u << KHB_GPE | 1u << KHB_LOC | 1u << KHB_FAC;
  uint32_t types = 0;
  for (uint32_t back = 1; back <= 4 && back <= t; back++) {
    uint32_t s = t - back;
    uint32_t without = heads_only && back == 1 && has_article(cx, s, 0) ? places : 0;
    for (uint32_t i = cx->first_match[s]; i < cx->first_match[s + 1]; i++) {
      const khb_match *m = &cx->matches->item[i];
      if (m->what != KHB_MATCH_CLASS || m->count != back || m->ref >= f->n_classes) continue;
      if (!heads_only || m->ref != f->place_preposition) types |= f->supports[m->ref] & ~without;
    }
  }
  return types;
}

/* A member of that class, one word, right before token t. */
static bool class_before(const khb_context *cx, uint32_t t, uint32_t which) {
  if (t == 0 || which == KHB_NONE) return false;
  for (uint32_t i = cx->first_match[t - 1]; i < cx->first_match[t]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what == KHB_MATCH_CLASS && m->count == 1 && m->ref == which) return true;
  }
  return false;
}

static bool starts_with_bytes(const khb_context *cx, const khb_tok *k, const char *s) {
  size_t n = strlen(s);
  return k->end - k->start >= n && memcmp(cx->text + k->start, s, n) == 0;
}

/* «النهار»: a name that stands alone between quotation marks. */
static bool quoted(const khb_context *cx, const khb_candidate *c) {
  if (c->first == 0 || c->last >= cx->scan->n_tok) return false;
  const khb_tok *a = &cx->scan->tok[c->first - 1], *b = &cx->scan->tok[c->last];
  if (a->kind != KHB_TOK_PUNCT || b->kind != KHB_TOK_PUNCT) return false;
  static const char *const pairs[][2] = {{"«", "»"}, {"\"", "\""}, {"“", "”"}, {"”", "“"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (starts_with_bytes(cx, a, pairs[i][0]) && starts_with_bytes(cx, b, pairs[i][1])) return true;
  return false;
}

bool khb_opens_dateline(const khb_context *cx, const khb_candidate *c) {
  if (c->type != KHB_GPE || c->skip || c->last >= cx->scan->n_tok) return false;
  if (!(cx->scan->tok[c->first].flags & KHB_TOKF_LINE_START)) return false;
  static const char *const marks[] = {"-", "–", "—", "ـ", "("};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (starts_with_bytes(cx, &cx->scan->tok[c->last], marks[i])) return true;
  return false;
}

static uint16_t attr_at(const khb_context *cx, uint32_t t) { return t < cx->scan->n_tok ? cx->matches->attr[t] : 0; }

/* ---- weighing ------------------------------------------------------------------------------------------------------------ */

static float base_score(const khb_candidate *c) {
  if (c->source != KHB_FROM_LEXICON) return c->score;
  float s = c->kind == KHB_NAME_MAIN ? 0.96f : c->kind == KHB_NAME_DEMONYM ? 0.93f : 0.94f;
  if (c->flags & KHB_NAMEF_DERIVED) s -= 0.02f;
  if (c->skip) s -= 0.02f;
  return s;
}

/* The span's bytes are spelled as the name is written in the YAML; the hidden alef of لل is never in the text. */
static bool exact(const khb_context *cx, const khb_candidate *c, const khb_name *name) {
  const khb_tok *a = &cx->scan->tok[c->first];
  return khb_same_spelling(cx->text, khb_code_offset(cx->text, a, c->skip), cx->scan->tok[c->last - 1].end, name->text);
}

enum { LONGEST_OWNED = 5 };

/* A short word whose last letter is ه, not ة: where the name has ة this is rather a noun with its pronoun (بريده, his mail; جده, his
   grandfather). A noun with its article takes no pronoun, and long words (إدنبره) are hardly ever read so. */
static bool ends_in_pronoun(const khb_context *cx, const khb_tok *k, uint32_t skip) {
  static const char ha[] = "ه";
  size_t n = sizeof ha - 1;
  if (k->n_codes - skip > LONGEST_OWNED || k->end - k->start <= n || memcmp(cx->text + k->end - n, ha, n) != 0) return false;
  const uint8_t *c = cx->scan->codes + k->code + skip;
  return !(c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM);
}

/* A name of one word that is also an ordinary word in other spelling or with other letters taken off is no name by itself. */
static bool weak_word(const khb_fusion *f, const khb_context *cx, const khb_candidate *c) {
  const khb_tok *k = &cx->scan->tok[c->first];
  if (c->last - c->first > 1 || k->kind != KHB_TOK_WORD) return false;
  if (c->skip && k->n_codes - c->skip < 3) return true;
  if (khb_is_maqsura_word(cx, c->first, f->maqsura_mask)) return true;
  bool owned = ends_in_pronoun(cx, k, c->skip), common = attr_at(cx, c->first) & f->common_mask;
  if (!common && !owned) return false;
  if (common && c->skip) return true;
  khb_name name;
  if (khb_lexicon_entity_name(cx->lexicon, c->entity, c->name, &name) != KHB_OK) return true;
  return !exact(cx, c, &name);
}

/* A known person behind a link (عبد العزيز بن تركي الفيصل), or a family name alone behind a given name, is somebody else. */
static bool part_of_other_name(const khb_fusion *f, const khb_context *cx, const khb_candidate *c) {
  if (c->type != KHB_PERS || c->first == 0 || c->skip) return false;
  if (class_before(cx, c->first, f->kunya_link)) return true;
  return c->last - c->first == 1 && cx->scan->tok[c->first - 1].kind == KHB_TOK_WORD && (attr_at(cx, c->first - 1) & f->given_mask);
}

/* A pattern that runs on behind a full name which the lexicon knows has taken in a word too many: دونالد ترامب وحلفاؤه. */
static bool overruns_known_person(const khb_context *cx, const khb_candidate *c) {
  if (c->type != KHB_PERS) return false;
  for (uint32_t i = cx->first_match[c->first]; i < cx->first_match[c->first + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what == KHB_MATCH_ENTITY && m->type == KHB_PERS && m->count >= 2 && c->first + m->count < c->last) return true;
  }
  return false;
}

/* An office whose last word, read as a nationality, is none: it begins a place (زعيم كوريا of زعيم كوريا الشمالية), or it is without
   article behind a word that has one (العقيد تركي of العقيد تركي المالكي; an adjective agrees, Ryding 2005, ch. 10). */
static bool is_no_office(const khb_context *cx, const khb_candidate *c) {
  if (c->type != KHB_OCC || c->source != KHB_FROM_PATTERN || c->last - c->first < 2) return false;
  const uint32_t t = c->last - 1;
  const bool may_agree = has_article(cx, t, 0) || !has_article(cx, t - 1, 0);
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what != KHB_MATCH_ENTITY) continue;
    if (m->type == KHB_NORP ? m->count == 1 && !may_agree : m->count > 1 && (m->type == KHB_GPE || m->type == KHB_LOC)) return true;
  }
  return false;
}

/* False: drop it. */
static bool weigh(const khb_fusion *f, const khb_context *cx, khb_candidate *c) {
  c->score = base_score(c);
  if (c->source != KHB_FROM_LEXICON) return c->source == KHB_FROM_MODEL || !(overruns_known_person(cx, c) || is_no_office(cx, c));
  bool common = (c->flags & KHB_NAMEF_COMMON) || weak_word(f, cx, c);
  if (!common && !part_of_other_name(f, cx, c)) return true;
  bool obscure = c->prior < KHB_PRIOR_UNSAID; /* a village that a list knows: only its head, قرية, makes a reader think of it */
  if (obscure && c->skip) return false; /* رأس كبير holds no town of بير */
  bool supported = (supported_before(f, cx, c->first, obscure) >> c->type & 1) || (!obscure && quoted(cx, c)) ||
                   khb_opens_dateline(cx, c);
  if (!supported) return false;
  c->score -= 0.1f;
  return true;
}

/* A name that some match ends right before token t: عكاظ in صحيفة عكاظ السعودية. */
static bool name_before(const khb_context *cx, uint32_t t) {
  for (uint32_t back = 1; back <= 4 && back <= t; back++)
    for (uint32_t i = cx->first_match[t - back]; i < cx->first_match[t - back + 1]; i++)
      if (cx->matches->item[i].what == KHB_MATCH_ENTITY && cx->matches->item[i].count == back) return true;
  return false;
}

/* السعودية, سورية, روسيا: the country or the adjective? Both candidates have the same words. An adjective agrees with the noun
   before it: definite after definite, feminine after feminine (Ryding 2005, ch. 10). The accusative روسيا hardly occurs. */
static bool is_place_here(const khb_fusion *f, const khb_context *cx, const khb_candidate *c) {
  const khb_tok *k = &cx->scan->tok[c->first];
  if (c->last - c->first > 1 || cx->scan->codes[k->code + k->n_codes - 1] == KHB_C_ALEF) return true;
  if (c->first == 0 || c->skip || class_before(cx, c->first, f->preposition)) return true;
  const khb_tok *before = &cx->scan->tok[c->first - 1];
  if (before->kind != KHB_TOK_WORD || before->n_codes < 3) return true;
  if (name_before(cx, c->first)) return false;
  if (has_article(cx, c->first, 0)) return !has_article(cx, c->first - 1, 0);
  const uint8_t *end = cx->scan->codes + before->code + before->n_codes;
  bool feminine = end[-1] == KHB_C_HA || (end[-1] == KHB_C_TA && end[-2] == KHB_C_ALEF);
  return !feminine || has_article(cx, c->first - 1, 0);
}

/* ---- order --------------------------------------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b) {
  const khb_candidate *x = a, *y = b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  if (x->last != y->last) return x->last > y->last ? -1 : 1;
  if (x->skip != y->skip) return x->skip < y->skip ? -1 : 1;
  if (x->source != y->source) return x->source < y->source ? -1 : 1; /* the lexicon knows more than a pattern: an id */
  uint32_t lx = x->entity >> KHB_LAYER_SHIFT, ly = y->entity >> KHB_LAYER_SHIFT;
  if (lx != ly) return lx > ly ? -1 : 1; /* the nearer layer knows better; patterns are all KHB_NONE */
  if (x->score != y->score) return x->score > y->score ? -1 : 1;
  if (x->prior != y->prior) return x->prior > y->prior ? -1 : 1;
  if (x->entity != y->entity) return x->entity < y->entity ? -1 : 1;
  if (x->name != y->name) return x->name < y->name ? -1 : 1;
  return x->type < y->type ? -1 : x->type > y->type;
}

/* What may stand inside what: bits of inner types for each outer type. */
static uint32_t holds(uint8_t outer) {
  const uint32_t groups = 1u << KHB_NORP | 1u << KHB_GPE | 1u << KHB_LOC;
  switch (outer) {
    case KHB_OCC: return groups;
    case KHB_ORG: case KHB_FAC: case KHB_EVENT: case KHB_LAW: case KHB_PRODUCT: return groups | 1u << KHB_PERS | 1u << KHB_ORG;
    default: return 0;
  }
}

static bool same_words(const khb_candidate *a, const khb_candidate *b) { return a->first == b->first && a->last == b->last; }

/* `open` holds the kept spans that reach over the place where we are, outermost first. */
static bool fits(const khb_candidate *kept, const uint32_t *open, uint32_t n_open, const khb_candidate *c) {
  for (uint32_t i = 0; i < n_open; i++) {
    const khb_candidate *o = &kept[open[i]];
    if (c->first == o->first && c->skip < o->skip) return false; /* starts before it: بدار in ب[دار السلام] */
    bool in_office = o->type == KHB_OCC && c->source == KHB_FROM_MODEL; /* رئيس البرلمان العراقي holds a body */
    if (c->last > o->last || same_words(o, c) || !(in_office || (holds(o->type) >> c->type & 1))) return false;
    bool edge = c->last == o->last || c->first == o->first;
    if (edge && c->type == o->type) return false; /* a part of it that says less: الدفاع الروسية, حزب المؤتمر الوطني of الأفريقي */
    if (c->entity != KHB_NONE && c->entity == o->entity && c->type == o->type) return false;
    if (c->source == KHB_FROM_LEXICON && (c->flags & KHB_NAMEF_COMMON)) return false; /* the club التعاون in مجلس التعاون */
  }
  return true;
}

enum { MAX_DEPTH = 8 };

/* Compacts the candidates to those kept; depth goes to `flags`, which nobody reads any more. */
static size_t keep(const khb_fusion *f, const khb_context *cx, khb_candidate *c, size_t n) {
  uint32_t open[MAX_DEPTH], n_open = 0;
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    khb_candidate now = c[i];
    while (n_open && c[open[n_open - 1]].last <= now.first) n_open--;
    if (n_open && same_words(&c[open[n_open - 1]], &now)) {
      khb_candidate *o = &c[open[n_open - 1]];
      bool two = (o->type == KHB_GPE && now.type == KHB_NORP) || (o->type == KHB_NORP && now.type == KHB_GPE);
      if (two && o->skip == now.skip && o->source == now.source && (now.type == KHB_GPE) == is_place_here(f, cx, &now)) {
        uint8_t depth = o->flags;
        *o = now;
        o->flags = depth;
      }
      continue;
    }
    if (n_open == MAX_DEPTH || !fits(c, open, n_open, &now)) continue;
    now.flags = (uint8_t)n_open;
    open[n_open++] = (uint32_t)kept;
    c[kept++] = now;
  }
  return kept;
}

/* ---- spans --------------------------------------------------------------------------------------------------------------- */

static khb_span to_span(const khb_context *cx, const khb_candidate *c) {
  const khb_tok *a = &cx->scan->tok[c->first], *b = &cx->scan->tok[c->last - 1];
  return (khb_span){.start = khb_code_offset(cx->text, a, c->skip),
                    .end = b->end,
                    .word_start = a->start,
                    .word_end = b->end,
                    .entity = c->entity,
                    .score = c->score,
                    .type = c->type,
                    .source = c->source,
                    .depth = c->flags,
                    .proclitics = c->proclitics};
}

static bool add_matches(const khb_context *cx, khb_candidates *out) {
  for (size_t i = 0; i < cx->matches->n; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what != KHB_MATCH_ENTITY) continue;
    if (out->n == out->cap && !KHB_GROW(out->item, out->cap, out->n + 1)) return false;
    const khb_proclitic *p = &khb_proclitic_form[m->proclitic];
    out->item[out->n++] = (khb_candidate){.first = m->first, .last = m->first + m->count, .entity = m->ref, .name = m->name,
                                          .skip = p->n, .proclitics = p->bits, .type = m->type, .source = KHB_FROM_LEXICON,
                                          .flags = m->flags, .kind = m->kind, .prior = m->prior};
  }
  return true;
}

/* Where the model's spans stand among the candidates. */
static size_t find_spans(const khb_candidates *candidates, size_t *n) {
  size_t first = 0;
  while (first < candidates->n && candidates->item[first].source != KHB_FROM_MODEL) first++;
  *n = 0;
  while (first + *n < candidates->n && candidates->item[first + *n].source == KHB_FROM_MODEL) ++*n;
  return first;
}

bool khb_fuse(const khb_fusion *f, const khb_context *cx, uint32_t decided, khb_candidates *candidates, khb_spans *out) {
  size_t n_spans, first_span = find_spans(candidates, &n_spans);
  if (decided) khb_balance_marks(cx, candidates, first_span, &n_spans);
  if (decided && !khb_part_names(f, cx, candidates, first_span, &n_spans)) return false;
  if (decided && !(decided & KHB_DECIDES_ALONE)) khb_drop_heads(f, cx, candidates->item + first_span, n_spans); /* others keep them */
  if (decided) khb_read_adjectives(cx, candidates->item + first_span, n_spans);
  if (!add_matches(cx, candidates)) return false;
  if (decided) khb_let_model_decide(cx, decided, candidates, first_span, n_spans);
  size_t n = 0;
  for (size_t i = 0; i < candidates->n; i++)
    if (weigh(f, cx, &candidates->item[i])) candidates->item[n++] = candidates->item[i];
  khb_sort(candidates->item, n, sizeof *candidates->item, by_place);
  n = keep(f, cx, candidates->item, n);
  if (n && !KHB_GROW(out->item, out->cap, out->n + n)) return false;
  for (size_t i = 0; i < n; i++) out->item[out->n++] = to_span(cx, &candidates->item[i]);
  return true;
}
