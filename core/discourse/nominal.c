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
  if (width && has(v, t, BIT(R_AS)) && khb_find_opener(v, t + width, OPENER_AHEAD).kind != O_NONE) return t + 1; /* كما قال إن */
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
  bool also = t == from && has(v, t, BIT(R_AS)) && sp.kind != KHB_SPEAKER_ENTITY; /* كما أفاد المراسل بسقوط كذا */
  if (also && !w->pending) return t + 1;
  if (t <= from + 1 && !(w->pending && khb_is_right_behind(v, w->pending, t))) return take_leading(w, &sp, cue, next);
  take_trailing(w, t, &sp, cue, next);
  return next;
}

/* ---- quotations without a cue -------------------------------------------------------------------------------------------- */

/* Signs before the text of a line: > of a block quotation. */
static bool is_sign(const khb_view *v, uint32_t t) {
  uint8_t kind = tok_at(v, t)->kind;
  return (kind == KHB_TOK_SYMBOL || kind == KHB_TOK_PUNCT) && !v->marks[t] && !(v->word[t] & W_QUOTE_MARK);
}

/* «…» ¶ — فلان، صفته: the line below a quotation that is a paragraph by itself. */
static speaker signed_below(const walker *w, const quoted *q) {
  const khb_view *v = w->v;
  uint32_t para = khb_para_of(v, q->first);
  if (para + 1 >= v->n_paras || khb_behind(q) + 1 < v->para_first[para + 1]) return khb_nobody;
  uint32_t t = v->para_first[para + 1], last = v->para_first[para + 2];
  while (t < last && t < v->para_first[para + 1] + MAX_LEADING && is_sign(v, t)) t++;
  if (t >= last || !mark(v, t, M_DASH)) return khb_nobody;
  speaker sp = khb_read_speaker(&w->r, t + 1, last);
  return sp.first == t + 1 && khb_is_somebody(v, &sp) ? sp : khb_nobody;
}

/* فابتسمت: a word of its own with ف or و. */
static bool has_joined(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  uint8_t c = v->scan.codes[k->code];
  return k->n_codes > 4 && (c == KHB_C_FA || c == KHB_C_WAW);
}

/* شريف البنا صحح له: «…»: a colon, and a verb that no list knows, or one too far away; who stands before it speaks. */
static void read_before_colon(walker *w, const quoted *q, uint32_t from, found *f) {
  const khb_view *v = w->v;
  uint32_t colon = q->first - 2;
  if (q->first < from + 3 || !mark(v, colon, M_COLON) || has(v, colon - 1, BIT(R_NAMING) | BIT(R_LIST))) return;
  if (w->clause > from && w->clause < colon) from = w->clause;
  if (colon > from + OPENER_AHEAD) from = colon - OPENER_AHEAD;
  for (uint32_t k = from; k < colon; k++) {
    const role_match *m = khb_is_finite(v, k) || (k == from && has(v, k, VERBS)) ? khb_verb_at(v, k) : NULL;
    if (!m || BIT(m->role) & PARTICIPLES) continue; /* وأضاف فلان مخاطبا الحاضرين: «…» */
    f->agreement = khb_verb_agreement(v, m);
    f->sp = khb_read_subject(&w->r, k + m->count, colon);
    if (f->sp.kind == KHB_SPEAKER_NONE) f->sp = khb_subject_before(w, k, f->agreement, &f->flags);
    f->cue = khb_cue_range(v, k, k + m->count, m->bits);
    f->strength = (uint8_t)(m->role % 5);
    return;
  }
  speaker sp = khb_read_topic(w, from, colon);
  if (sp.kind == KHB_SPEAKER_NONE) sp = khb_read_speaker_before(&w->r, colon, from);
  bool person = sp.mention != KHB_NONE && w->r.mentions[sp.mention].span.type == KHB_PERS;
  if (person || (sp.kind == KHB_SPEAKER_ROLE && khb_is_somebody(v, &sp))) {
    f->sp = sp;
  } else if (is_word_at(v, colon - 1) && v->outer[colon - 1] == KHB_NONE && !(v->word[colon - 1] & W_ARTICLE) &&
             has_joined(v, colon - 1)) {
    f->sp = khb_inherited_speaker(w, q->first, AGREE_ANY);
    f->flags |= KHB_QUOTEF_INHERITED;
  }
}

/* «…»، تأسف فلان: a verb that no list knows behind the quotation, and who it is. */
static speaker named_behind(const walker *w, const quoted *q) {
  const khb_view *v = w->v;
  uint32_t verb = khb_behind(q) + 1, t = verb + 1;
  if (!mark(v, verb - 1, M_COMMA) || t >= v->n || v->sent[t] != v->sent[verb - 1] || !is_word_at(v, verb) || !is_word_at(v, t))
    return khb_nobody;
  if (v->outer[verb] != KHB_NONE || v->word[verb] & W_ARTICLE ||
      v->bits[verb] & (BIT(R_ADJUNCT_HEAD) | BIT(R_TITLE) | BIT(R_CONTRAST)))
    return khb_nobody;
  uint32_t m = khb_mention_at(&w->r, tok_at(v, t)->start,
                              v->span && khb_view_span_at(v, t) ? khb_view_span_at(v, t)->span.end : tok_at(v, t)->end);
  if (m == KHB_NONE || w->r.mentions[m].span.type != KHB_PERS || w->r.mentions[m].span.proclitics) return khb_nobody;
  const khb_span *s = &w->r.mentions[m].span;
  return (speaker){.range = {s->start, s->end}, .first = t, .last = t + 1, .mention = m, .kind = KHB_SPEAKER_ENTITY};
}

void khb_settle_quote(walker *w) {
  const khb_view *v = w->v;
  const quoted *q = w->pending;
  w->pending = NULL;
  if (!q) return;
  uint32_t words = khb_count_words(v, q->first, q->last), from = w->first;
  while (from < q->first && from < w->first + MAX_LEADING &&
         (khb_is_trimmed(v, from) || is_sign(v, from) || (v->word[from] & W_QUOTE_MARK)))
    from++;
  bool starts = from >= q->first;
  found f = khb_found_of(q);
  if (starts && words > 1) f.sp = signed_below(w, q);
  if (f.sp.kind == KHB_SPEAKER_NONE && words > 1) f.sp = named_behind(w, q);
  if (f.sp.kind == KHB_SPEAKER_NONE && words >= MIN_PARTIAL && q->first >= 2) read_before_colon(w, q, from, &f);
  if (f.sp.kind == KHB_SPEAKER_NONE && w->subject.kind != KHB_SPEAKER_NONE && words >= MIN_PARTIAL) {
    f.sp = w->subject; /* … إلى «…» و«…»: of the cue before it */
  } else if (f.sp.kind == KHB_SPEAKER_NONE) {
    bool whole = khb_behind(q) + 1 >= khb_sentence_last(v, q->first) || (w->n && w->out[w->n - 1].form == KHB_QUOTE_DIRECT);
    bool after_speech = w->n && w->last_para == khb_para_of(v, q->first) && whole;
    if (!starts || (words < MIN_CARRIED && !(words > 1 && after_speech))) return;
    f.sp = khb_inherited_speaker(w, q->first, AGREE_ANY);
    f.flags |= KHB_QUOTEF_INHERITED;
    if (f.sp.kind == KHB_SPEAKER_NONE && words < MIN_ALONE) return;
  }
  khb_write_quote(w, &f);
}
