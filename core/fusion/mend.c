/* mend.c: what is mended in the spans of a trained model before they meet the others.
 *
 *   العدنة والشعابي    two places that و joins are parted       ملعب "ويمبلي | "    a mark goes with its pair
 *   دولة | قطر         a head that is no part of a name goes    بي.بي.سي | ) إن     or ends the name
 *   مون جي- | إن       a dash joins                             طفلا سوريا          no country, an adjective
 */
#include "fusion.h"

#include <string.h>

/* A name of the lexicon over exactly those words, of one of the types, however written; NULL: none. */
static const khb_match *match_over(const khb_context *cx, uint32_t first, uint32_t last, uint32_t types) {
  for (uint32_t i = cx->first_match[first]; i < cx->first_match[first + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what == KHB_MATCH_ENTITY && first + m->count == last && types >> m->type & 1) return m;
  }
  return NULL;
}

uint32_t khb_type_family(uint8_t type) {
  static const uint32_t groups[] = {1u << KHB_GPE | 1u << KHB_LOC | 1u << KHB_FAC, 1u << KHB_ORG | 1u << KHB_PRODUCT,
                                    1u << KHB_EVENT | 1u << KHB_LAW, 1u << KHB_PRODUCT | 1u << KHB_EVENT};
  uint32_t types = 1u << type;
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    if (groups[i] >> type & 1) types |= groups[i];
  return types;
}

/* ---- two names in one span ------------------------------------------------------------------------------------------------ */

/* و before a name that is no part of it: وتوفيق after a name of a person, not ولد, not ويلسون; والشعابي after one of a place. The word
   as it stands is in no list of names and no entity; the rest of it is a word of names or has the article, or it begins an entity. */
static bool begins_another(const khb_fusion *f, const khb_context *cx, uint32_t t, uint32_t types) {
  enum { WA = 1 }; /* its place among the forms */
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_WORD || !(k->proclitics >> WA & 1) || k->n_codes < 4) return false;
  const uint8_t *code = cx->scan->codes + k->code;
  const uint16_t names = khb_fusion_name_mask(f);
  const bool person = types >> KHB_PERS & 1;
  if (person && (cx->matches->attr[t] & names)) return false;
  bool another = person ? khb_lexicon_attr_of(cx->lexicon, code + 1, k->n_codes - 1u) & names
                        : k->n_codes > 5 && code[1] == KHB_C_ALEF && code[2] == KHB_C_LAM;
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what != KHB_MATCH_ENTITY) continue;
    if (m->proclitic == 0) return false; /* ويلز */
    another |= (types >> m->type & 1) && m->proclitic == WA;
  }
  return another;
}

bool khb_part_names(const khb_fusion *f, const khb_context *cx, khb_candidates *candidates, size_t first_span, size_t *n_spans) {
  static const uint32_t places = 1u << KHB_GPE | 1u << KHB_LOC;
  for (size_t i = first_span; i < first_span + *n_spans; i++) {
    const khb_candidate c = candidates->item[i];
    const uint32_t types = c.type == KHB_PERS ? 1u << KHB_PERS : places >> c.type & 1 ? places : 0;
    if (!types || c.last - c.first < 2 || match_over(cx, c.first, c.last, UINT32_MAX)) continue;
    uint32_t t = c.first + 1;
    while (t < c.last && !begins_another(f, cx, t, types)) t++;
    if (t == c.last) continue;
    if (!KHB_GROW(candidates->item, candidates->cap, candidates->n + 1)) return false;
    khb_candidate *at = &candidates->item[i];
    memmove(at + 2, at + 1, (candidates->n - i - 1) * sizeof *at);
    at[0].last = t;
    at[1] = c;
    at[1].first = t;
    at[1].skip = 1;
    at[1].proclitics = KHB_PRO_WA;
    candidates->n++;
    ++*n_spans;
  }
  return true;
}

/* ---- heads --------------------------------------------------------------------------------------------------------------- */

static bool is_of_class(const khb_context *cx, uint32_t t, uint32_t class) {
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what == KHB_MATCH_CLASS && m->count == 1 && m->ref == class) return true;
  }
  return false;
}

/* دولة قطر is قطر, but مدينة الكويت is a city and no country, and the main name of شركة نفط الكويت has the head. What a village is
   called needs no list to know it; what a company is called may begin with شركة. */
void khb_drop_heads(const khb_fusion *f, const khb_context *cx, khb_candidate *spans, size_t n_spans) {
  for (size_t i = 0; i < n_spans; i++) {
    khb_candidate *c = &spans[i];
    const uint32_t class = khb_fusion_dropped_head(f, c->type);
    if (class == KHB_NONE || c->last - c->first < 2 || !is_of_class(cx, c->first, class)) continue;
    const uint32_t types = khb_type_family(c->type);
    const khb_match *rest = match_over(cx, c->first + 1, c->last, types), *whole = match_over(cx, c->first, c->last, types);
    const bool place = c->type == KHB_GPE || c->type == KHB_LOC;
    if (whole ? !rest || whole->ref != rest->ref || whole->kind == KHB_NAME_MAIN : !rest && !place) continue;
    c->first++;
    c->skip = 0;
    c->proclitics = 0;
  }
}

/* ---- adjectives in the accusative ------------------------------------------------------------------------------------------- */

/* طفلا, جنديا: a noun that is counted, in the indefinite accusative. دعا is none. */
static bool is_accusative_noun(const khb_context *cx, uint32_t t) {
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_WORD || k->n_codes < 3 || cx->scan->codes[k->code + k->n_codes - 1] != KHB_C_ALEF) return false;
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what == KHB_MATCH_FIGURE && m->count == 1 && strncmp(khb_lexicon_class_name(cx->lexicon, m->ref), "noun.", 5) == 0) return true;
  }
  return false;
}

void khb_read_adjectives(const khb_context *cx, khb_candidate *spans, size_t n_spans) {
  for (size_t i = 0; i < n_spans; i++) {
    khb_candidate *c = &spans[i];
    if (c->type != KHB_GPE || c->last - c->first > 1 || c->skip || c->first == 0) continue;
    if (match_over(cx, c->first, c->last, 1u << KHB_NORP) && is_accusative_noun(cx, c->first - 1)) c->type = KHB_NORP;
  }
}

/* ---- marks in pairs ------------------------------------------------------------------------------------------------------- */

enum { EITHER, OPENS, CLOSES };

/* Which pair a mark is of; 0: it is none. ” and “ open and close as their writer likes. */
static uint8_t pair_of(const khb_context *cx, uint32_t t, int *side) {
  static const struct { const char *text; uint8_t pair; int side; } mark[] = {
      {"\"", 1, EITHER}, {"“", 2, EITHER}, {"”", 2, EITHER}, {"«", 3, OPENS}, {"»", 3, CLOSES},
      {"(", 4, OPENS},   {")", 4, CLOSES}, {"[", 5, OPENS},  {"]", 5, CLOSES}};
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_PUNCT) return 0;
  for (size_t i = 0; i < sizeof mark / sizeof *mark; i++) {
    const size_t n = strlen(mark[i].text);
    if (k->end - k->start != n || memcmp(cx->text + k->start, mark[i].text, n) != 0) continue;
    *side = mark[i].side;
    return mark[i].pair;
  }
  return 0;
}

/* Does token t close (or open) that pair? */
static bool is_side(const khb_context *cx, uint32_t t, uint8_t pair, int side) {
  int s;
  return t < cx->scan->n_tok && pair_of(cx, t, &s) == pair && (s == EITHER || s == side);
}

/* The first mark of the span whose other half is not in it. */
static bool lone_mark(const khb_context *cx, const khb_candidate *c, uint32_t *at, uint8_t *pair, int *side) {
  uint32_t open[8], n = 0;
  for (uint32_t t = c->first; t < c->last; t++) {
    const uint8_t p = pair_of(cx, t, side);
    if (!p) continue;
    int before;
    if (*side != OPENS && n && pair_of(cx, open[n - 1], &before) == p && before != CLOSES) n--;
    else if (*side == CLOSES || n == sizeof open / sizeof *open) return *at = t, *pair = p, true;
    else open[n++] = t;
  }
  if (n == 0) return false;
  *at = open[0];
  *pair = pair_of(cx, open[0], side);
  return true;
}

enum { MAX_BEHIND_HEAD = 6 }; /* words between the marks behind a head: ملعب "كارلوس بيلمونتي" */

/* Where the pair that opens at `at` closes, when nothing but a head stands before it in the span; 0: it does not. */
static uint32_t end_of_quoted(const khb_context *cx, const khb_candidate *c, uint32_t at, uint8_t pair, int side) {
  if (at != c->first + 1 || side == CLOSES) return 0;
  for (uint32_t t = at + 1; t < cx->scan->n_tok && t <= at + MAX_BEHIND_HEAD + 1; t++) {
    int s;
    const uint8_t p = pair_of(cx, t, &s);
    if (p) return p == pair && s != OPENS && t > at + 1 ? t + 1 : 0;
    if (cx->scan->tok[t].kind == KHB_TOK_PUNCT && t > at + 1 && cx->scan->tok[t].end - cx->scan->tok[t].start > 1) return 0; /* ، ؛ */
  }
  return 0;
}

/* One mark of the span is mended: its other half is taken in where that stands right beside the span or ends what a head names, else
   the name ends at it. false: nothing is left of the span. */
static bool mend_mark(const khb_context *cx, khb_candidate *c, uint32_t low, uint32_t at, uint8_t pair, int side) {
  const uint32_t quoted = end_of_quoted(cx, c, at, pair, side);
  if (side != CLOSES && at + 1 < c->last && is_side(cx, c->last, pair, CLOSES)) c->last++;
  else if (side != OPENS && at + 1 < c->last && c->first > low && is_side(cx, c->first - 1, pair, OPENS)) c->first--, c->skip = 0, c->proclitics = 0;
  else if (quoted) c->last = quoted;
  else if (at > c->first) c->last = at;
  else c->first = at + 1, c->skip = 0, c->proclitics = 0;
  return c->first < c->last;
}

static bool is_dash(const khb_context *cx, uint32_t t) {
  static const char *const dashes[] = {"-", "‐", "‑", "–", "—"};
  const khb_tok *k = &cx->scan->tok[t];
  for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
    if (k->end - k->start == strlen(dashes[i]) && memcmp(cx->text + k->start, dashes[i], k->end - k->start) == 0) return true;
  return false;
}

/* مون جي- | إن: a name that ends in a dash goes on where a word hangs on it, else it ends before the dash: طريق الخردلي - */
static void mend_dash(const khb_context *cx, khb_candidate *c, uint32_t limit) {
  enum { APART = KHB_TOKF_SPACE_BEFORE | KHB_TOKF_LINE_START };
  while (c->last - c->first > 1 && is_dash(cx, c->last - 1)) {
    const khb_tok *k = &cx->scan->tok[c->last - 1];
    const bool joined = c->last < limit && !(k[0].flags & APART) && !(k[1].flags & APART) && k[1].kind == KHB_TOK_WORD;
    c->last = joined ? c->last + 1 : c->last - 1;
  }
}

void khb_balance_marks(const khb_context *cx, khb_candidates *candidates, size_t first_span, size_t *n_spans) {
  if (*n_spans == 0) return;
  khb_candidate *spans = candidates->item + first_span;
  size_t kept = 0;
  for (size_t i = 0; i < *n_spans; i++) {
    khb_candidate c = spans[i];
    const uint32_t low = kept ? spans[kept - 1].last : 0;
    bool there = c.first >= low; /* else the span before has taken it in */
    uint32_t at;
    uint8_t pair;
    int side;
    for (uint32_t round = 0; there && round < 8 && lone_mark(cx, &c, &at, &pair, &side); round++)
      there = mend_mark(cx, &c, low, at, pair, side);
    if (!there) continue;
    mend_dash(cx, &c, i + 1 < *n_spans ? spans[i + 1].first : (uint32_t)cx->scan->n_tok);
    spans[kept++] = c;
  }
  const size_t gone = *n_spans - kept;
  memmove(spans + kept, spans + *n_spans, (candidates->n - first_span - *n_spans) * sizeof *spans);
  candidates->n -= gone;
  *n_spans = kept;
}
