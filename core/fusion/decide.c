/* decide.c: what a trained model decides, before fusion.
 *
 * The lexicon proposes, the model weighs: its spans, made with the lexicon's hits among its features, stand, and the lexicon gives
 * them their entities. Where it has passed over what the shipped index knows, only names that are no common words stand (a lone
 * دمشق gives a model little to go by); patterns do not. Inside its spans they may be nested. What a desk or a
 * project has added (a layer above the first) is not the model's to drop: there the model's spans give way. They have been
 * mended before (mend.c).
 */
#include "fusion.h"

#include <string.h>

/* The model's spans are appended in reading order and never overlap: a binary search finds the last that starts at or before t. */
static khb_candidate *span_at(khb_candidate *spans, size_t n, uint32_t t) {
  size_t lo = 0, hi = n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (spans[mid].first <= t) lo = mid + 1;
    else hi = mid;
  }
  return lo ? &spans[lo - 1] : NULL;
}

/* ---- spans and the lexicon ------------------------------------------------------------------------------------------------- */

/* Is the match a better entity for the span than the one it has? The same clitics first, then the same type, then the nearer
   layer, then the prior. */
static bool better(const khb_candidate *span, const khb_candidate *have, const khb_match *m) {
  if (have->entity == KHB_NONE) return true;
  bool as_now = have->skip == span->skip, as_then = khb_proclitic_form[m->proclitic].n == span->skip;
  if (as_now != as_then) return as_then;
  bool same_now = have->type == span->type, same_then = m->type == span->type;
  if (same_now != same_then) return same_then;
  uint32_t now = have->entity >> KHB_LAYER_SHIFT, then = m->ref >> KHB_LAYER_SHIFT;
  if (now != then) return then > now;
  return m->prior > have->prior;
}

/* Gives a span its entity: a name of the lexicon over exactly its words. Where the lexicon knows the name only with other clitics
   taken off, it knows better: القاهرة in بالقاهرة. */
static void link_span(const khb_context *cx, khb_candidate *c) {
  khb_candidate best = {.entity = KHB_NONE};
  for (uint32_t i = cx->first_match[c->first]; i < cx->first_match[c->first + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    const khb_proclitic *p = &khb_proclitic_form[m->proclitic];
    if (m->what != KHB_MATCH_ENTITY || c->first + m->count != c->last) continue;
    if (!(khb_type_family(c->type) >> m->type & 1) || !better(c, &best, m)) continue;
    best = (khb_candidate){.entity = m->ref, .name = m->name, .type = m->type, .prior = m->prior, .kind = m->kind, .skip = p->n,
                           .proclitics = p->bits};
  }
  if (best.entity == KHB_NONE) return;
  c->skip = best.skip;
  c->proclitics = best.proclitics;
  c->entity = best.entity;
  c->name = best.name;
  c->prior = best.prior;
  c->kind = best.kind;
}

static bool is_shipped(const khb_candidate *c) {
  return c->source == KHB_FROM_PATTERN || (c->source == KHB_FROM_LEXICON && c->entity >> KHB_LAYER_SHIFT == 0);
}

/* A name of the shipped index that the model did not take: may it still stand? */
static bool survives(const khb_context *cx, const khb_candidate *c, khb_candidate *spans, size_t n_spans, bool alone) {
  const khb_candidate *s = span_at(spans, n_spans, c->last - 1);
  if (!s || s->last <= c->first || s->source != KHB_FROM_MODEL)
    return !alone && c->source == KHB_FROM_LEXICON && (!(c->flags & KHB_NAMEF_COMMON) || khb_opens_dateline(cx, c));
  return s->first <= c->first && s->last >= c->last && (s->first < c->first || s->last > c->last);
}

/* One word that only a list knows for a name, where the model, which was told so, read none: الكرم is generosity here. */
static bool is_passed_over(const khb_candidate *c, khb_candidate *spans, size_t n_spans) {
  if (c->source != KHB_FROM_LEXICON || c->last - c->first > 1 || c->prior >= KHB_PRIOR_UNSAID) return false;
  const khb_candidate *s = span_at(spans, n_spans, c->last - 1);
  return !s || s->last <= c->first || s->source != KHB_FROM_MODEL;
}

/* An office that ends within a name which begins behind its head (سفير كوريا of كوريا الشمالية) or that is all a name: العالم العربي. */
static bool is_cut_off(const khb_candidate *c, khb_candidate *spans, size_t n_spans) {
  if (c->type != KHB_OCC || c->source != KHB_FROM_PATTERN) return false;
  const khb_candidate *s = span_at(spans, n_spans, c->last - 1);
  return s && s->source == KHB_FROM_MODEL && (s->first > c->first ? s->last > c->last : s->last >= c->last);
}

void khb_let_model_decide(const khb_context *cx, uint32_t decided, khb_candidates *candidates, size_t first_span, size_t n_spans) {
  khb_candidate *spans = candidates->item + first_span;
  for (size_t i = 0; i < n_spans; i++) link_span(cx, &spans[i]);
  for (size_t i = 0; i < candidates->n; i++) { /* spans that a person's entity overlaps, but does not lie inside, give way */
    const khb_candidate *c = &candidates->item[i];
    if (c->source != KHB_FROM_LEXICON || is_shipped(c) || (c->flags & KHB_NAMEF_COMMON)) continue;
    for (khb_candidate *s = span_at(spans, n_spans, c->last - 1); s && s >= spans && s->last > c->first; s--)
      if (!(s->first <= c->first && s->last >= c->last && (s->first < c->first || s->last > c->last))) s->source = KHB_GIVEN_WAY;
  }
  for (size_t i = 0; i < candidates->n; i++) {
    khb_candidate *c = &candidates->item[i];
    if (is_cut_off(c, spans, n_spans)) c->source = KHB_GIVEN_WAY;
    if (!is_shipped(c) || !(decided >> c->type & 1)) continue;
    if (!survives(cx, c, spans, n_spans, (decided & KHB_DECIDES_ALONE) != 0)) c->source = KHB_GIVEN_WAY;
    else if (is_passed_over(c, spans, n_spans)) c->flags |= KHB_NAMEF_COMMON; /* fusion asks for its head: بلدة الكرم */
  }
  size_t n = 0;
  for (size_t i = 0; i < candidates->n; i++)
    if (candidates->item[i].source != KHB_GIVEN_WAY) candidates->item[n++] = candidates->item[i];
  candidates->n = n;
}
