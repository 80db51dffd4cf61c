/* nominal.c: cues without a verb, بحسب فلان, and quotations in marks that have none.
 *
 *   بحسب فلان، [ما يتبع]              at the start of a unit: the clause behind it
 *   [ما سبق]، بحسب فلان               behind a quotation, or at the end of a clause: what stands before it
 *   «…» بحسب فلان                     a quotation in marks waits for its cue; at the end it is whose the last cue was
 */
#include "quotes.h"

enum {
  TRAILING_CUE = 16, /* words that may follow a nominal cue at the end of its sentence */
  MIN_CARRIED = 5,   /* words of a quotation that carries on by itself */
  MIN_ALONE = 8      /* of one that nobody is known to have said */
};

/* ---- nominal cues -------------------------------------------------------------------------------------------------------- */

/* Does a verb with an opener of its own follow soon? Then the nominal cue only says who passed it on. */
static bool verb_follows(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  for (uint32_t k = t; k < w->end && k < t + 10 && v->sent[k] == v->sent[t]; k++)
    if (khb_is_finite(v, k)) return khb_find_opener(v, k + 1, OPENER_AHEAD).kind != O_NONE;
  return false;
}

static uint32_t take_leading(walker *w, const speaker *sp, khb_range cue, uint32_t next) {
  const khb_view *v = w->v;
  if (verb_follows(w, next)) {
    w->via = *sp;
    return next;
  }
  uint32_t c = next;
  /* further words of the phrase, up to a comma or a complementiser that is near */
  for (uint32_t k = next; k < w->end && k < next + 12 && v->sent[k] == v->sent[next]; k++) {
    const quoted *open = mark(v, k, M_OPEN) ? khb_view_quote_at(v, k) : NULL;
    if (open && khb_is_quoted_name(v, open)) {
      k = khb_behind(open) - 1;
      continue;
    }
    if (!mark(v, k, M_COMMA) && !khb_is_complementiser(v, k) && !open) continue;
    c = open ? k : k + 1;
    break;
  }
  if (c < w->end && khb_is_complementiser(v, c)) c++;
  if (c >= w->end) return next;
  found f = {.sp = *sp, .via = khb_nobody, .cue = cue, .strength = KHB_SAID_NEUTRAL, .first = c};
  const quoted *q = mark(v, c, M_OPEN) ? khb_view_quote_at(v, c) : NULL;
  bool mixed;
  f.last = khb_clause_end(&w->r, c, w->end, &mixed);
  f.form = mixed ? KHB_QUOTE_MIXED : KHB_QUOTE_INDIRECT;
  if (q && khb_behind(q) + 1 >= f.last && !khb_is_quoted_name(v, q)) {
    f.first = q->first, f.last = q->last, f.form = KHB_QUOTE_DIRECT;
  }
  if (khb_count_words(v, f.first, f.last) < 3) return next;
  uint32_t end = q ? khb_behind(q) : f.last;
  khb_write_quote(w, &f);
  return end > next ? end : next;
}

bool khb_is_right_behind(const khb_view *v, const quoted *q, uint32_t t) {
  uint32_t k = khb_behind(q);
  while (k < t && k < khb_behind(q) + 2 && mark(v, k, M_COMMA | M_DASH | M_STOP)) k++;
  return khb_skip_adjuncts(v, k, t) == t;
}

static bool is_and_that(const khb_view *v, uint32_t t) { /* وذلك */
  static const uint8_t that[] = {KHB_C_WAW, KHB_C_THAL, KHB_C_LAM, KHB_C_KAF};
  const khb_tok *k = tok_at(v, t);
  return k->kind == KHB_TOK_WORD && k->n_codes == 4 && memcmp(v->scan.codes + k->code, that, 4) == 0;
}

/* Behind what it speaks of: a quotation in marks, what a verb brought in, or the clause so far. */
static void take_trailing(walker *w, uint32_t t, const speaker *sp, khb_range cue, uint32_t next) {
  const khb_view *v = w->v;
  if (w->pending && khb_is_right_behind(v, w->pending, t)) {
    found f = khb_found_of(w->pending);
    /* أن الخطوة «…» within a longer clause that began before it */
    f.sp = *sp;
    f.cue = cue;
    if (w->pending->first > w->clause + 3 && khb_count_words(v, w->pending->first, w->pending->last) < MIN_PARTIAL) {
      f.first = w->clause, f.last = t, f.form = KHB_QUOTE_MIXED;
    }
    w->pending = NULL;
    khb_write_quote(w, &f);
    return;
  }
  if (w->n > w->first_out && w->clause + 2 >= t) { /* of what a cue of this unit brought in: who passed it on */
    khb_quote *q = &w->out[w->n - 1];
    if (q->via.end == 0 && sp->range.start != q->speaker.start) {
      q->via = sp->range;
      q->via_mention = sp->mention;
    }
    return;
  }
  uint32_t from = w->clause;
  while (from < t && khb_is_trimmed(v, from)) from++;
  bool parted = t && (mark(v, t - 1, M_DASH | M_BRACKET_OPEN) || (mark(v, t - 1, M_COMMA) && mark(v, next, M_COMMA) &&
                                                                  !has(v, next + 1, BIT(R_RELATIVE)) && !verb_follows(w, next)));
  uint32_t to = parted ? khb_sentence_last(v, t) : t;
  if (!parted && to > from + 2 && is_and_that(v, to - 1)) to--; /* …، وذلك وفقا لـ */
  if (khb_count_words(v, from, to) < 3 || (!parted && khb_sentence_last(v, t) > next + TRAILING_CUE)) return;
  found f = {.sp = *sp, .via = khb_nobody, .cue = cue, .strength = KHB_SAID_NEUTRAL, .first = from, .last = to};
  f.form = w->pending && w->pending->first >= from ? KHB_QUOTE_MIXED : KHB_QUOTE_INDIRECT;
  w->pending = NULL;
  khb_write_quote(w, &f);
}

uint32_t khb_take_nominal(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t width = khb_view_width(v, t, R_ACCORDING_PRONOUN), next;
  speaker sp;
  khb_range cue;
  if (width) {
    bool named = false; /* كما قال فلان is no pronoun */
    if (khb_read_nominal(&w->r, t, &sp, &cue, &next)) named = has(v, t, BIT(R_AS));
    if (!named) {
      sp = w->subject.kind != KHB_SPEAKER_NONE ? w->subject : khb_inherited_speaker(w, t, AGREE_ANY);
      if (t <= w->first + 1 && sp.kind != KHB_SPEAKER_NONE && !w->pending) { /* وحسب رأيه، … */
        size_t n = w->n;
        uint32_t past =
            take_leading(w, &sp, khb_cue_range(v, t, t + width, khb_view_role(v, t, R_ACCORDING_PRONOUN)->bits), t + width);
        if (w->n > n) w->out[w->n - 1].flags |= KHB_QUOTEF_INHERITED;
        return past;
      }
      bool spoken = w->n > w->first_out && w->clause + 2 >= t;
      if (!spoken && sp.kind != KHB_SPEAKER_NONE) {
        size_t n = w->n;
        take_trailing(w, t, &sp, khb_cue_range(v, t, t + width, 0), t + width);
        if (w->n > n) w->out[w->n - 1].flags |= KHB_QUOTEF_INHERITED;
      }
      return t + width;
    }
  } else if (!khb_read_nominal(&w->r, t, &sp, &cue, &next)) {
    return t + 1;
  }
  uint32_t from = w->first;
  while (from < t && from < w->first + MAX_LEADING && khb_is_trimmed(v, from)) from++;
  if (t <= from + 1 && !(w->pending && khb_is_right_behind(v, w->pending, t))) return take_leading(w, &sp, cue, next);
  take_trailing(w, t, &sp, cue, next);
  return next;
}

/* ---- quotations without a cue -------------------------------------------------------------------------------------------- */

/* Does the unit begin with a person? */
static bool named_first(const walker *w, uint32_t t) {
  const view_span *s = khb_view_span_at(w->v, t);
  return s && s->span.type == KHB_PERS;
}

void khb_settle_quote(walker *w) {
  const khb_view *v = w->v;
  const quoted *q = w->pending;
  w->pending = NULL;
  if (!q) return;
  uint32_t words = khb_count_words(v, q->first, q->last), from = w->first;
  while (from < q->first && from < w->first + MAX_LEADING && (khb_is_trimmed(v, from) || (v->word[from] & W_QUOTE_MARK))) from++;
  bool starts = from >= q->first;
  found f = khb_found_of(q);
  if (w->subject.kind != KHB_SPEAKER_NONE && words >= MIN_PARTIAL) {
    f.sp = w->subject; /* … إلى «…» و«…»: of the cue before it */
  } else if (words >= MIN_PARTIAL && q->first >= 2 && mark(v, q->first - 2, M_COLON) && named_first(w, from)) {
    f.sp = khb_read_speaker(&w->r, from, q->first - 2); /* فلان، الذي …، لا يخفي إحباطه: «…» */
  } else if (starts && (words >= MIN_CARRIED || (words > 1 && w->n && w->out[w->n - 1].form == KHB_QUOTE_DIRECT &&
                                                 w->last_para == khb_para_of(v, q->first)))) {
    f.sp = khb_inherited_speaker(w, q->first, AGREE_ANY);
    f.flags |= KHB_QUOTEF_INHERITED;
    if (f.sp.kind == KHB_SPEAKER_NONE && words < MIN_ALONE) return;
  } else {
    return;
  }
  khb_write_quote(w, &f);
}
