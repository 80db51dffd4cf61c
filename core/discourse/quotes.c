/* quotes.c: the walk over the document that finds what was said, by which words it is brought in, and who said it.
 *
 *   unit     a sentence, and those that a quotation in marks reaches into. Walked once from left to right:
 *
 *     verb, participle   look ahead for the opener, between for the speaker; none: before the verb, else who spoke last
 *     nominal cue        (بحسب فلان) behind a quotation or a clause it says whose that was, at the start whose the rest is
 *     quotation in marks waits: the cue may come behind it; at the end it is who spoke before
 *
 * Arabic news says first who speaks: look ahead first, inherit second, look behind last.
 */
#include "quotes.h"

#include <stdlib.h>

/* ---- writing down -------------------------------------------------------------------------------------------------------- */

/* The range of tokens [first, last) without punctuation at its ends. A direct quotation keeps its final stop. */
static khb_range trimmed(const khb_view *v, uint32_t first, uint32_t last, bool keep_stop) {
  while (last > first && khb_is_trimmed(v, last - 1) && !(keep_stop && mark(v, last - 1, M_STOP))) last--;
  while (first < last && khb_is_trimmed(v, first)) first++;
  if (first >= last) return (khb_range){0, 0};
  return (khb_range){tok_at(v, first)->start, tok_at(v, last - 1)->end};
}

/* The last token, so that what is said is no longer than KHB_QUOTE_MAX_BYTES. */
static uint32_t within_limit(const khb_view *v, uint32_t first, uint32_t last) {
  uint32_t end = tok_at(v, first)->start + KHB_QUOTE_MAX_BYTES;
  if (tok_at(v, last - 1)->end <= end) return last;
  uint32_t lo = first, hi = last; /* tokens before lo end in time */
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (tok_at(v, mid)->end <= end) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

void khb_write_quote(walker *w, const found *f) {
  const khb_view *v = w->v;
  if (f->last <= f->first) return;
  uint32_t last = within_limit(v, f->first, f->last);
  khb_range said = trimmed(v, f->first, last, f->form == KHB_QUOTE_DIRECT);
  if (said.end <= said.start) return;
  if (w->n == w->cap && !KHB_GROW(w->out, w->cap, w->n + 1)) {
    w->out_of_memory = true;
    return;
  }
  w->out[w->n++] = (khb_quote){.start = said.start,
                               .end = said.end,
                               .cue = f->cue,
                               .speaker = f->sp.range,
                               .via = f->via.range,
                               .speaker_mention = f->sp.mention,
                               .via_mention = f->via.range.end ? f->via.mention : KHB_NONE,
                               .form = (uint8_t)f->form,
                               .strength = f->strength,
                               .speaker_kind = f->sp.kind,
                               .flags = (uint8_t)(f->flags | (last < f->last ? KHB_QUOTEF_CUT : 0))};
  if (f->sp.kind != KHB_SPEAKER_NONE) {
    w->subject = f->sp;
    if (f->agreement != AGREE_ANY) w->subject.agreement = f->agreement;
    khb_remember_speaker(w, &w->subject, f->last - 1);
  }
  w->clause = f->last;
}

found khb_found_of(const quoted *q) {
  return (found){.first = q->first,
                 .last = q->last,
                 .form = KHB_QUOTE_DIRECT,
                 .flags = q->cut ? KHB_QUOTEF_CUT : 0,
                 .sp = khb_nobody,
                 .via = khb_nobody};
}

/* ---- the walk ------------------------------------------------------------------------------------------------------------ */

static uint32_t take_token(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  const quoted *q = mark(v, t, M_OPEN) ? khb_view_quote_at(v, t) : NULL;
  if (q) {
    uint32_t after = khb_behind(q) + mark(v, khb_behind(q), M_COMMA);
    bool exclaimed = after > khb_behind(q) && khb_is_finite(v, after) && !khb_starts_with_wa(v, after) &&
                    !khb_view_span_at(v, q->first); /* «كفى»، هتف المتظاهرون */
    if (exclaimed || !khb_is_quoted_name(v, q)) {
      khb_settle_quote(w);
      w->pending = q;
    }
    return khb_behind(q);
  }
  if (has(v, t, BIT(R_ACCORDING) | BIT(R_ACCORDING_AS) | BIT(R_AS) | BIT(R_ACCORDING_PRONOUN))) {
    uint32_t next = khb_take_nominal(w, t);
    if (next > t + 1) return next;
  }
  if (has(v, t, BIT(R_SAID_IT)) && khb_is_confirming(v, t)) return khb_take_said_it(w, t);
  if (has(v, t, BIT(R_TRANSMITTING))) return khb_take_transmission(w, t);
  const role_match *m = has(v, t, VERBS | PARTICIPLES) ? khb_verb_at(v, t) : NULL;
  if (m && !(BIT(m->role) & PARTICIPLES && !khb_is_participle_cue(v, t))) return khb_take_verb(w, t, m);
  if (has(v, t, BIT(R_SAYING))) return khb_take_saying(w, t);
  return t + 1;
}

static void take_unit(walker *w, uint32_t first, uint32_t end) {
  w->first = w->clause = first;
  w->end = end;
  w->subject = w->via = khb_nobody;
  w->pending = NULL;
  w->first_out = w->n;
  uint32_t t = first;
  if (first == w->v->para_first[khb_para_of(w->v, first)]) t = khb_take_interview(w, first);
  if (t == first && first == w->v->sentence[w->v->sent[first]].first) t = khb_take_headline(w, first);
  while (t < end && !w->out_of_memory) {
    uint32_t next = take_token(w, t);
    t = next > t ? next : t + 1;
  }
  khb_settle_quote(w);
}

/* The end of the unit that begins with sentence *s; *s becomes the first sentence behind it. `q` is the first quotation in marks
   that is not before the unit. */
static uint32_t unit_end(const khb_view *v, size_t *s, size_t *q) {
  uint32_t end = v->sentence[*s].last;
  ++*s;
  while (*q < v->n_quote && v->quote[*q].first < end) {
    uint32_t last = khb_behind(&v->quote[*q]);
    while (end < last && *s < v->n_sentence) end = v->sentence[(*s)++].last;
    ++*q;
  }
  return end;
}

static int by_place(const void *a, const void *b) {
  const khb_quote *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return x->end > y->end ? -1 : x->end < y->end;
}

bool khb_find_quotes(const khb_view *v, const khb_mention *mentions, size_t n_mentions, khb_quote **out, size_t *n) {
  walker w = {.r = {v, mentions, n_mentions}, .v = v, .last = khb_nobody, .earlier = khb_nobody, .host = khb_nobody};
  size_t q = 0;
  for (size_t s = 0; s < v->n_sentence && !w.out_of_memory;) {
    uint32_t first = v->sentence[s].first, end = unit_end(v, &s, &q);
    if (first < w.resume) first = w.resume;
    if (first < end) take_unit(&w, first, end);
  }
  if (w.out_of_memory) {
    free(w.out);
    return false;
  }
  if (w.n > 1) qsort(w.out, w.n, sizeof *w.out, by_place);
  *out = w.out;
  *n = w.n;
  return true;
}
