/* quotes.c: what was said, by which words it is brought in, and who said it.
 *
 *   وقال الوزير أمس   :      «…»            verb, speaker, adjuncts, opener, speech
 *   [cue][speaker     ][opener][what was said]
 *
 *   opener   a colon, a complementiser (إن, أن, بأن) or a quotation mark
 *   unit     a sentence, and those that a quotation in marks reaches into. Walked once from left to right:
 *
 *     verb, participle   look ahead for the opener, between the two for the speaker; no speaker: before the verb, else who spoke
 * last
 *     nominal cue        (بحسب فلان) behind a quotation or a clause it says whose that was, at the start whose the rest is
 *     quotation in marks waits: the cue may come behind it; at the end it is who spoke before
 *
 * Arabic news says first who speaks: look ahead first, inherit second, look behind last.
 */
#include "clause.h"

#include <stdlib.h>

enum {
  COLON_AHEAD = 30,
  HEADLINE_AHEAD = 14, /* from the start of a line to the colon of فلان: … */
  CARRY_PARAS = 4,     /* how far the last speaker is carried on */
  TRAILING_CUE = 16,   /* words that may follow a nominal cue at the end of its sentence */
  MIN_PARTIAL = 4,     /* words of a quotation that stands in a sentence without an opener of its own */
  MIN_CARRIED = 5,     /* of one that carries on by itself */
  MAX_LEADING = 8,     /* punctuation at the start of a sentence that is passed over */
  MIN_ALONE = 8        /* of one that nobody is known to have said */
};

typedef struct walker {
  reader r;
  const khb_view *v;
  khb_quote *out;
  size_t n, cap;
  bool out_of_memory;
  speaker last; /* who spoke last in the document */
  uint32_t last_para;
  speaker host; /* who answers the questions of an interview */
  /* the unit */
  uint32_t first, end; /* tokens */
  uint32_t clause;     /* where the text begins that a nominal cue behind it would speak of */
  speaker subject;     /* of the last cue in the unit */
  speaker via;         /* from a nominal cue at its start */
  khb_range via_cue;
  const quoted *pending; /* waits for its cue */
  size_t first_out;      /* quotes of the unit begin here */
  uint32_t resume;       /* unmarked speech ran on to this token */
} walker;

static const speaker nobody = {.mention = KHB_NONE};

static uint32_t para_of(const khb_view *v, uint32_t t) { return v->n_sentence ? v->sentence[v->sent[t]].para : 0; }

/* ---- writing down ---------------------------------------------------------------------------------------------------------- */

/* The range of tokens [first, last) without punctuation at its ends. A direct quotation keeps its final stop. */
static khb_range trimmed(const khb_view *v, uint32_t first, uint32_t last, bool keep_stop) {
  while (last > first && khb_is_trimmed(v, last - 1) && !(keep_stop && mark(v, last - 1, M_STOP))) last--;
  while (first < last && khb_is_trimmed(v, first)) first++;
  if (first >= last) return (khb_range){0, 0};
  return (khb_range){tok_at(v, first)->start, tok_at(v, last - 1)->end};
}

typedef struct found {
  uint32_t first, last; /* what was said, tokens */
  khb_quote_form form;
  khb_range cue;
  uint8_t strength, flags;
  speaker sp, via;
} found;

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

static void write_down(walker *w, const found *f) {
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
    w->last = w->subject = f->sp;
    w->last_para = para_of(v, f->last - 1);
  }
  w->clause = f->last;
}

static found of_quoted(const quoted *q) {
  return (found){.first = q->first,
                 .last = q->last,
                 .form = KHB_QUOTE_DIRECT,
                 .flags = q->cut ? KHB_QUOTEF_CUT : 0,
                 .sp = nobody,
                 .via = nobody};
}

/* Who spoke last, where that is not too far away; else who the sentence before in the paragraph is about. */
static speaker inherited(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  if (w->last.kind != KHB_SPEAKER_NONE && para_of(v, t) <= w->last_para + CARRY_PARAS) return w->last;
  uint32_t s = v->sent[t];
  if (s == 0 || v->sentence[s - 1].para + 1 < v->sentence[s].para) return nobody;
  return khb_guess_speaker(&w->r, v->sentence[s - 1].first, v->sentence[s - 1].last);
}

/* ---- speech behind an opener
   ------------------------------------------------------------------------------------------------------ */

/* أنّ «…»، وأنّ «…»: from token k to `end` there are but further quotations in marks, each behind its own particle. */
static bool each_marked(const khb_view *v, uint32_t k, uint32_t end) {
  while (k < end) {
    if (!khb_is_complementiser(v, k) || !mark(v, k + 1, M_OPEN)) return false;
    const quoted *q = khb_view_quote_at(v, k + 1);
    if (!q || khb_is_quoted_name(v, q)) return false;
    k = khb_behind(q);
    while (k < end && khb_is_trimmed(v, k)) k++;
  }
  return true;
}

/* Fills first, last, form of what `o` opens. Returns where reading goes on, 0 where it opens no speech. */
static uint32_t read_speech(walker *w, opener o, bool unmarked, found *f) {
  const khb_view *v = w->v;
  uint32_t c = o.kind == O_QUOTE ? o.at : o.at + 1;
  if (o.kind == O_COMPLEMENTISER && mark(v, c, M_COMMA | M_COLON)) c++;
  if (c >= v->n) return 0;
  const quoted *q = mark(v, c, M_OPEN) ? khb_view_quote_at(v, c) : NULL;
  if (o.kind != O_COMPLEMENTISER) {
    if (q) {
      *f = of_quoted(q);
      return khb_behind(q);
    }
    if (o.kind == O_QUOTE || !unmarked || para_of(v, c) != para_of(v, o.at)) return 0;
    f->first = c;
    f->last = khb_unmarked_end(v, c);
    f->form = KHB_QUOTE_DIRECT;
    if (khb_count_words(v, f->first, f->last) < 2) return 0;
    w->resume = f->last;
    return f->last;
  }
  if (c >= w->end || v->sent[c] != v->sent[o.at]) return 0;
  bool mixed;
  uint32_t end = khb_clause_end(&w->r, c, w->end, &mixed);
  if (q) { /* the clause is the quotation and no more */
    uint32_t k = khb_behind(q);
    while (k < end && khb_is_trimmed(v, k)) k++;
    if (k >= end || each_marked(v, k, end)) {
      *f = of_quoted(q);
      return khb_behind(q);
    }
  }
  if (end <= c) return 0;
  f->first = c;
  f->last = end;
  f->form = mixed ? KHB_QUOTE_MIXED : KHB_QUOTE_INDIRECT;
  return end;
}

/* ---- verbs
   ------------------------------------------------------------------------------------------------------------------------ */

static bool is_an(const khb_view *v, uint32_t t) { /* عن */
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  return k->kind == KHB_TOK_WORD && k->n_codes == 2 && c[0] == KHB_C_AIN && c[1] == KHB_C_NUN;
}

static bool is_ila(const khb_view *v, uint32_t t) { /* إلى */
  static const uint8_t ila[] = {KHB_C_ALEF, KHB_C_LAM, KHB_C_YA};
  const khb_tok *k = tok_at(v, t);
  return k->kind == KHB_TOK_WORD && k->n_codes == 3 && memcmp(v->scan.codes + k->code, ila, 3) == 0;
}

/* نقلت رويترز عن مسؤول: who passed it on, and from whom. */
static void read_transmission(walker *w, uint32_t t, uint32_t stop, found *f) {
  uint32_t an = t;
  while (an < stop && !is_an(w->v, an)) an++;
  if (an >= stop) /* نسبت الوكالة إلى مصدر */
    for (an = t; an < stop && !is_ila(w->v, an);) an++;
  speaker outlet = khb_read_speaker(&w->r, t, an);
  if (outlet.kind == KHB_SPEAKER_NONE && an < stop && an <= t + 1) outlet = inherited(w, t); /* ونقلت عن مصدر: who spoke before */
  if (an >= stop) {
    f->sp = outlet;
    return;
  }
  f->sp = khb_read_speaker(&w->r, an + 1, stop);
  if (f->sp.kind == KHB_SPEAKER_NONE) f->sp = outlet;
  else f->via = outlet;
}

/* A participle goes with the main verb: its subject is that of the cue before it, else the noun phrase behind the first word of the
   sentence, else whom the sentence names first. */
static speaker subject_of_sentence(walker *w, uint32_t t, uint8_t *flags) {
  const khb_view *v = w->v;
  if (w->subject.kind != KHB_SPEAKER_NONE) return w->subject;
  uint32_t first = v->sentence[v->sent[t]].first;
  speaker sp = nobody;
  if (has(v, first + 1, BIT(R_HONORIFIC))) { /* ورفع معاليه الشكر قائلا */
    *flags |= KHB_QUOTEF_INHERITED;
    return inherited(w, t);
  }
  if (first + 1 < t) sp = khb_read_subject(&w->r, first + (v->outer[first] == KHB_NONE), t);
  if (sp.kind == KHB_SPEAKER_NONE || (sp.kind == KHB_SPEAKER_ROLE && sp.mention == KHB_NONE)) {
    speaker guess = khb_guess_speaker(&w->r, first, t);
    if (guess.kind != KHB_SPEAKER_NONE) return guess;
  }
  if (sp.kind != KHB_SPEAKER_NONE) return sp;
  *flags |= KHB_QUOTEF_INHERITED;
  return inherited(w, t);
}

/* ذكر موقع أكسيوس نقلا عن مسؤولين أن: the subject only passed it on. */
static void read_origin(walker *w, uint32_t t, uint32_t stop, found *f) {
  const khb_view *v = w->v;
  for (; t < stop; t++) {
    const role_match *m = khb_view_role(v, t, R_ACCORDING);
    if (!m || m->count != 2 || !is_an(v, t + 1)) continue; /* نقلا عن */
    speaker origin = khb_read_speaker(&w->r, t + 2, stop);
    if (origin.kind == KHB_SPEAKER_NONE) return;
    f->via = f->sp;
    f->sp = origin;
    return;
  }
}

static bool joined_by_fa(const khb_view *v, uint32_t t) {
  const role_match *m = khb_verb_at(v, t);
  return m && (m->bits & KHB_PRO_FA);
}

/* The subject of a verb of which none stands behind it. */
static speaker subject_before(walker *w, uint32_t t, uint8_t *flags) {
  const khb_view *v = w->v;
  bool carried = khb_starts_with_wa(v, t) && khb_is_clause_start(v, t);
  if (carried && joined_by_fa(v, t)) { /* وسألت الصحيفة فلانا عن رأيه، فأجاب: whom the sentence names last */
    speaker sp = khb_read_speaker_before(&w->r, t, w->first);
    if (sp.mention != KHB_NONE && w->r.mentions[sp.mention].span.type == KHB_PERS) return sp;
  }
  if (has(v, t, PARTICIPLES)) return subject_of_sentence(w, t, flags);
  if (t > w->first && !carried) {
    uint32_t verb = t;
    if (has(v, t - 1, BIT(R_RELATIVE))) verb = t - 1;
    speaker sp = khb_read_speaker_before(&w->r, verb, w->clause < t ? w->clause : w->first);
    if (sp.kind == KHB_SPEAKER_NONE && w->clause > w->first) sp = khb_read_speaker_before(&w->r, verb, w->first);
    if (sp.kind != KHB_SPEAKER_NONE) return sp;
  }
  if (w->subject.kind != KHB_SPEAKER_NONE) return w->subject;
  uint32_t first = v->sentence[v->sent[t]].first;
  if (t > first + 2 && is_word_at(v, first) && v->outer[first] == KHB_NONE) { /* طالب فلان بكذا، وقال إن */
    speaker sp = khb_read_subject(&w->r, first + 1, t);
    if (sp.kind == KHB_SPEAKER_ENTITY) return sp;
    if (sp.kind != KHB_SPEAKER_NONE && has(v, sp.first, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_BACK_PERSON)) &&
        w->last.kind == KHB_SPEAKER_NONE)
      return sp;
    if (w->last.kind == KHB_SPEAKER_NONE && (sp = khb_guess_speaker(&w->r, first, t)).kind != KHB_SPEAKER_NONE) return sp;
  }
  *flags |= KHB_QUOTEF_INHERITED;
  return inherited(w, t);
}

/* «…»، قال فلان: the quotation that waits right before the cue. */
static bool is_right_behind(const khb_view *v, const quoted *q, uint32_t t) {
  uint32_t k = khb_behind(q);
  while (k < t && k < khb_behind(q) + 2 && mark(v, k, M_COMMA | M_DASH | M_STOP)) k++;
  return khb_skip_adjuncts(v, k, t) == t;
}

static uint8_t strength_of(const role_match *m) { return m->role % 5; }

/* ودعا المجتمع الدولي إلى: at the start of a sentence, where somebody spoke right before, a phrase that names nobody is whom the
   verb is said to. */
static bool is_object(const walker *w, uint32_t t, const speaker *sp) {
  const khb_view *v = w->v;
  if (sp->kind != KHB_SPEAKER_ROLE || sp->mention != KHB_NONE || !has(v, t, BIT(R_TRANSITIVE)) || !khb_starts_with_wa(v, t))
    return false;
  if (has(v, sp->first, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_PERSON_OF) | BACK)) return false;
  return w->last.kind != KHB_SPEAKER_NONE && w->last_para == para_of(v, t);
}

static bool is_amma(const khb_view *v, uint32_t t) { /* أما */
  static const uint8_t amma[] = {KHB_C_ALEF, KHB_C_MIM, KHB_C_ALEF};
  const khb_tok *k = tok_at(v, t);
  return k->kind == KHB_TOK_WORD && k->n_codes == 3 && memcmp(v->scan.codes + k->code, amma, 3) == 0;
}

/* أما فلان، الذي …، فيختصر المشهد بكلمتين: what stands behind the verb is its object. */
static speaker topic_of(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t first = v->sentence[v->sent[t]].first;
  if (first + 1 >= t || !is_amma(v, first) || !joined_by_fa(v, t)) return nobody;
  return khb_read_speaker(&w->r, first + 1, t);
}

/* وقال سموه: named by rank; the last person who spoke, else the last one that the text names. */
static speaker by_rank(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  t = khb_skip_adjuncts(v, t, w->end);
  if (!has(v, t, BIT(R_HONORIFIC)) || v->outer[t] != KHB_NONE) return nobody;
  speaker sp = inherited(w, t);
  if (sp.kind != KHB_SPEAKER_ENTITY) return nobody;
  sp.range = (khb_range){tok_at(v, t)->start, tok_at(v, t)->end};
  sp.first = t, sp.last = t + 1;
  return sp;
}

/* Returns where reading goes on, or t + 1 where the verb at t says nothing. */
static uint32_t take_verb(walker *w, uint32_t t, const role_match *m) {
  const khb_view *v = w->v;
  uint32_t p = t + m->count;
  bool participle = BIT(m->role) & PARTICIPLES, weak = has(v, t, BIT(R_WEAK));
  if (v->outer[t] != KHB_NONE || (t && has(v, t - 1, BIT(R_NEGATED)) && v->sent[t - 1] == v->sent[t])) return t + 1;
  found f = {.sp = nobody, .via = w->via, .cue = khb_cue_range(v, t, p, m->bits), .strength = strength_of(m)};
  opener o = khb_find_opener(v, p, weak || participle ? WEAK_AHEAD : OPENER_AHEAD);
  const view_span *next_span = khb_view_span_at(v, p);
  bool verb_here = khb_starts_with_wa(v, t) || (tok_at(v, t)->flags & KHB_TOKF_MARKED) || has(v, p, BIT(R_TITLE)) ||
                   (next_span && next_span->span.type == KHB_PERS); /* بيّن, and what a subject follows */
  bool at_start = v->sentence[v->sent[t]].first == t || (khb_is_clause_start(v, t) && verb_here);
  bool named_before = t && v->sent[t - 1] == v->sent[t] && v->outer[t - 1] != KHB_NONE &&
                      v->span[v->outer[t - 1]].span.type == KHB_PERS; /* إيلي ضاهر شرح لـ«…» أنّ */
  if (weak && !(o.kind != O_NONE && (o.at == p || ((at_start || named_before) && o.kind != O_QUOTE)))) return t + 1;
  if (has(v, t, BIT(R_PREDICATE)) && o.kind == O_COMPLEMENTISER && mark(v, o.at + 1, M_OPEN)) {
    const quoted *predicate = khb_view_quote_at(v, o.at + 1);
    return predicate && predicate->closed ? khb_behind(predicate) : t + 1;
  }
  if (participle && o.kind != O_NONE && o.kind != O_QUOTE && o.at > p + 4) return t + 1;
  uint32_t stop = o.kind != O_NONE ? o.at : khb_sentence_last(v, t);
  if (stop > t + OPENER_AHEAD) stop = t + OPENER_AHEAD; /* a sentence without end must not be read again for each of its verbs */
  if (!participle) f.sp = topic_of(w, t);
  if (!participle && f.sp.kind == KHB_SPEAKER_NONE) f.sp = khb_read_subject(&w->r, p, stop);
  if (f.sp.kind == KHB_SPEAKER_NONE && has(v, t, BIT(R_IMPERSONAL)) && !has(v, t, BIT(R_HEARSAY))) return t + 1;
  if (has(v, khb_skip_adjuncts(v, p, stop), BIT(R_NO_SPEAKER)) && o.kind == O_COMPLEMENTISER) return t + 1;
  if (f.sp.kind == KHB_SPEAKER_NONE && !participle) f.sp = by_rank(w, p);
  if (is_object(w, t, &f.sp)) f.sp = nobody;
  if (f.sp.kind != KHB_SPEAKER_NONE && !participle) read_origin(w, f.sp.last > p ? f.sp.last : p, stop, &f);
  bool waits = w->pending && is_right_behind(v, w->pending, t);
  if (o.kind == O_NONE || (waits && o.kind == O_QUOTE && o.at > p + 20)) {
    if (!participle && f.sp.kind == KHB_SPEAKER_ENTITY && !w->pending) { /* طالب فلان بكذا: no speech, but who goes on speaking */
      w->last = f.sp;
      w->last_para = para_of(v, t);
    }
    if (!waits || participle) return t + 1;
    uint8_t flags = 0;
    if (f.sp.kind == KHB_SPEAKER_NONE) f.sp = subject_before(w, t, &flags);
    if (f.sp.kind == KHB_SPEAKER_NONE) return t + 1;
    found q = of_quoted(w->pending);
    q.sp = f.sp, q.via = f.via, q.cue = f.cue, q.strength = f.strength, q.flags |= flags;
    w->pending = NULL;
    write_down(w, &q);
    return f.sp.last > p && !flags ? f.sp.last : p;
  }
  if (has(v, t, BIT(R_HEARSAY))) {
    if (o.kind != O_COMPLEMENTISER || o.at > p + 1) return t + 1;
    f.sp = f.via = nobody;
    f.strength = KHB_SAID_CLAIM;
  } else if (f.sp.kind == KHB_SPEAKER_NONE) {
    f.sp = subject_before(w, t, &f.flags);
  }
  found said = f;
  uint32_t next = read_speech(w, o, o.at <= p + COLON_AHEAD && !(o.at && has(v, o.at - 1, BIT(R_LIST))), &said);
  if (!next) return t + 1;
  if (o.kind == O_QUOTE) {
    uint32_t words = khb_count_words(v, said.first, said.last);
    uint32_t comma = o.at > p && mark(v, o.at - 1, M_COMMA) ? o.at - 1 : o.at; /* وأضاف فلان، «لدينا خطة» */
    bool near = o.at == p || khb_skip_adjuncts(v, f.sp.last, comma) == comma || khb_skip_adjuncts(v, f.sp.last, o.at) == o.at || khb_skip_adjuncts(v, p, o.at) == o.at;
    if (!near && words < MIN_PARTIAL) return t + 1;
  }
  said.sp = f.sp, said.via = f.via, said.cue = f.cue, said.strength = f.strength, said.flags |= f.flags;
  const speaker last = w->last, subject = w->subject;
  write_down(w, &said);
  if (has(v, t, BIT(R_ASKING)) && last.kind != KHB_SPEAKER_NONE) w->last = last, w->subject = subject; /* who was asked answers */
  return next;
}

static uint32_t take_transmission(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  const role_match *m = khb_view_role(v, t, R_TRANSMITTING);
  uint32_t p = t + m->count;
  opener o = khb_find_opener(v, p, OPENER_AHEAD);
  if (o.kind == O_NONE || v->outer[t] != KHB_NONE) return t + 1;
  found f = {.sp = nobody, .via = nobody, .cue = khb_cue_range(v, t, p, m->bits), .strength = KHB_SAID_NEUTRAL};
  uint32_t stop = o.at;
  for (uint32_t k = p; k < o.at; k++)
    if (has(v, k, BIT(R_SAYING))) {
      stop = k;
      break;
    }
  read_transmission(w, p, stop, &f);
  if (f.sp.kind == KHB_SPEAKER_NONE) f.sp = subject_before(w, t, &f.flags);
  found said = f;
  uint32_t next = read_speech(w, o, true, &said);
  if (!next) return t + 1;
  if (o.kind == O_QUOTE && khb_count_words(v, said.first, said.last) < 3) return t + 1;
  said.sp = f.sp, said.via = f.via, said.cue = f.cue, said.flags |= f.flags;
  write_down(w, &said);
  return next;
}

/* بقوله: «…», مكتفيا بالقول إن …: the subject stands before. */
static uint32_t take_saying(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t p = t + khb_view_width(v, t, R_SAYING);
  opener o = khb_find_opener(v, p, 2);
  if (o.kind == O_NONE) return t + 1;
  found f = {.sp = nobody, .via = w->via, .cue = khb_cue_range(v, t, p, 0), .strength = KHB_SAID_NEUTRAL};
  if (t > w->clause && (v->word[t - 1] & W_ARTICLE) && v->outer[t - 1] == KHB_NONE) /* اكتفت الداخلية بالقول */
    f.sp = khb_read_speaker(&w->r, t - 1, t);
  if (f.sp.kind == KHB_SPEAKER_NONE) f.sp = subject_before(w, t, &f.flags);
  found said = f;
  uint32_t next = read_speech(w, o, true, &said);
  if (!next) return t + 1;
  said.sp = f.sp, said.via = f.via, said.cue = f.cue, said.flags |= f.flags;
  write_down(w, &said);
  return next;
}

/* ---- nominal cues
   ------------------------------------------------------------------------------------------------------------------ */

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
  found f = {.sp = *sp, .via = nobody, .cue = cue, .strength = KHB_SAID_NEUTRAL, .first = c};
  const quoted *q = mark(v, c, M_OPEN) ? khb_view_quote_at(v, c) : NULL;
  bool mixed;
  f.last = khb_clause_end(&w->r, c, w->end, &mixed);
  f.form = mixed ? KHB_QUOTE_MIXED : KHB_QUOTE_INDIRECT;
  if (q && khb_behind(q) + 1 >= f.last && !khb_is_quoted_name(v, q)) {
    f.first = q->first, f.last = q->last, f.form = KHB_QUOTE_DIRECT;
  }
  if (khb_count_words(v, f.first, f.last) < 3) return next;
  uint32_t end = q ? khb_behind(q) : f.last;
  write_down(w, &f);
  return end > next ? end : next;
}

/* Behind what it speaks of: a quotation in marks, what a verb brought in, or the clause so far. */
static void take_trailing(walker *w, uint32_t t, const speaker *sp, khb_range cue, uint32_t next) {
  const khb_view *v = w->v;
  if (w->pending && is_right_behind(v, w->pending, t)) {
    found f = of_quoted(w->pending);
    /* أن الخطوة «…» within a longer clause that began before it */
    f.sp = *sp;
    f.cue = cue;
    if (w->pending->first > w->clause + 3 && khb_count_words(v, w->pending->first, w->pending->last) < MIN_PARTIAL) {
      f.first = w->clause, f.last = t, f.form = KHB_QUOTE_MIXED;
    }
    w->pending = NULL;
    write_down(w, &f);
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
  if (khb_count_words(v, from, to) < 3 || (!parted && khb_sentence_last(v, t) > next + TRAILING_CUE)) return;
  found f = {.sp = *sp, .via = nobody, .cue = cue, .strength = KHB_SAID_NEUTRAL, .first = from, .last = to};
  f.form = w->pending && w->pending->first >= from ? KHB_QUOTE_MIXED : KHB_QUOTE_INDIRECT;
  w->pending = NULL;
  write_down(w, &f);
}

static uint32_t take_nominal(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t width = khb_view_width(v, t, R_ACCORDING_PRONOUN), next;
  speaker sp;
  khb_range cue;
  if (width) {
    bool named = false; /* كما قال فلان is no pronoun */
    if (khb_read_nominal(&w->r, t, &sp, &cue, &next)) named = has(v, t, BIT(R_AS));
    if (!named) {
      sp = w->subject.kind != KHB_SPEAKER_NONE ? w->subject : inherited(w, t);
      if (t <= w->first + 1 && sp.kind != KHB_SPEAKER_NONE && !w->pending) { /* وحسب رأيه، … */
        size_t n = w->n;
        uint32_t past = take_leading(w, &sp, khb_cue_range(v, t, t + width, khb_view_role(v, t, R_ACCORDING_PRONOUN)->bits), t + width);
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
  if (t <= from + 1 && !(w->pending && is_right_behind(v, w->pending, t))) return take_leading(w, &sp, cue, next);
  take_trailing(w, t, &sp, cue, next);
  return next;
}

/* ---- quotations without a cue
   ---------------------------------------------------------------------------------------------------- */

/* Does the unit begin with a person? */
static bool named_first(const walker *w, uint32_t t) {
  const view_span *s = khb_view_span_at(w->v, t);
  return s && s->span.type == KHB_PERS;
}

static void settle_pending(walker *w) {
  const khb_view *v = w->v;
  const quoted *q = w->pending;
  w->pending = NULL;
  if (!q) return;
  uint32_t words = khb_count_words(v, q->first, q->last), from = w->first;
  while (from < q->first && from < w->first + MAX_LEADING && (khb_is_trimmed(v, from) || (v->word[from] & W_QUOTE_MARK))) from++;
  bool starts = from >= q->first;
  found f = of_quoted(q);
  if (w->subject.kind != KHB_SPEAKER_NONE && words >= MIN_PARTIAL) {
    f.sp = w->subject; /* … إلى «…» و«…»: of the cue before it */
  } else if (words >= MIN_PARTIAL && q->first >= 2 && mark(v, q->first - 2, M_COLON) && named_first(w, from)) {
    f.sp = khb_read_speaker(&w->r, from, q->first - 2); /* فلان، الذي …، لا يخفي إحباطه: «…» */
  } else if (starts && (words >= MIN_CARRIED ||
                        (words > 1 && w->n && w->out[w->n - 1].form == KHB_QUOTE_DIRECT && w->last_para == para_of(v, q->first)))) {
    f.sp = inherited(w, q->first);
    f.flags |= KHB_QUOTEF_INHERITED;
    if (f.sp.kind == KHB_SPEAKER_NONE && words < MIN_ALONE) return;
  } else {
    return;
  }
  write_down(w, &f);
}

/* ---- headlines
   --------------------------------------------------------------------------------------------------------------------- */

/* فلان: … at the start of a line. Returns where reading goes on, or `t`. */
/* المركزي يثبت الفائدة ومحللون: … the last of the line that و joins, if it runs up to the colon. */
static uint32_t last_speaker_of_line(const khb_view *v, uint32_t t, uint32_t colon) {
  for (uint32_t k = colon; k-- > t + 1 && colon - k <= 6;) {
    static const role heads[] = {R_UNNAMED, R_TITLE};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
      const role_match *m = khb_view_role(v, k, heads[i]);
      if (m && m->bits & KHB_PRO_WA && v->outer[k] == KHB_NONE) return k;
    }
  }
  return t;
}

static uint32_t take_headline(walker *w, uint32_t line) {
  uint32_t t = line;
  const khb_view *v = w->v;
  const view_sentence *s = &v->sentence[v->sent[t]];
  uint32_t colon = t, stop = s->last < t + HEADLINE_AHEAD ? s->last : t + HEADLINE_AHEAD;
  if (s->flags & KHB_SENT_SOURCE) return line;
  while (colon < stop && !mark(v, colon, M_COLON)) colon++;
  if (colon >= stop || colon == t || colon + 2 >= s->last) return line;
  t = last_speaker_of_line(v, t, colon);
  speaker sp = khb_read_speaker(&w->r, t, colon);
  if (sp.kind == KHB_SPEAKER_NONE || sp.first != t) return line;
  uint32_t rest = sp.last;
  if (rest < colon) { /* فلان لـ«الشرق الأوسط»: */
    const khb_tok *k = tok_at(v, rest);
    const uint8_t *c = v->scan.codes + k->code;
    if (k->kind != KHB_TOK_WORD || k->n_codes == 0 || c[0] != KHB_C_LAM) return line;
  }
  const view_span *x = khb_view_span_at(v, t);
  bool head = s->flags & KHB_SENT_HEADLINE;
  uint8_t type = sp.mention != KHB_NONE ? w->r.mentions[sp.mention].span.type : KHB_TYPE_COUNT;
  bool named = sp.kind == KHB_SPEAKER_ENTITY &&
               (type == KHB_PERS || type == KHB_ORG || type == KHB_OCC ||
                (type == KHB_GPE && head && (mark(v, colon + 1, M_OPEN) || has(v, colon + 1, BIT(R_HEADLINE)))));
  bool office = sp.kind != KHB_SPEAKER_ENTITY && has(v, t, BIT(R_TITLE) | BIT(R_UNNAMED)) && (head || x);
  if (!named && !office) return line;
  x = khb_view_span_at(v, colon + 1);
  if (x && x->last + 1 >= s->last) return line; /* الرياض: محمد العلي */
  if (khb_count_words(v, colon + 1, s->last) < 2 + (head ? 0 : 1)) return line;
  found f = {.sp = sp, .via = nobody, .strength = KHB_SAID_NEUTRAL};
  found said = f;
  uint32_t next = read_speech(w, (opener){O_COLON, colon}, true, &said);
  if (!next) return line;
  if (head && said.last > s->last && !mark(v, said.first - 1, M_OPEN)) said.last = s->last, next = s->last;
  said.sp = f.sp;
  said.cue = (khb_range){tok_at(v, colon)->start, tok_at(v, colon)->end};
  write_down(w, &said);
  return next;
}

/* ---- questions and answers
   ------------------------------------------------------------------------------------------------------------ */

/* س: … and ج: … at the start of a paragraph. */
static uint8_t interview_letter(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  if (k->kind != KHB_TOK_WORD || k->n_codes != 1 || !mark(v, t + 1, M_COLON)) return 0;
  uint8_t c = v->scan.codes[k->code];
  return c == KHB_C_SIN || c == KHB_C_JIM ? c : 0;
}

/* The answer is all of its paragraph. Whom the interview is with is who spoke last before the first question, else whom the text
   before names. Returns where reading goes on, or `t`. */
static uint32_t take_interview(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint8_t letter = interview_letter(v, t);
  if (!letter) return t;
  if (w->host.kind == KHB_SPEAKER_NONE) w->host = w->last.kind != KHB_SPEAKER_NONE ? w->last : khb_guess_speaker(&w->r, 0, t);
  uint32_t last = v->para_first[para_of(v, t) + 1];
  if (letter == KHB_C_SIN || t + 2 >= last) return t + 2 < last ? t + 2 : t;
  found f = {.sp = w->host, .via = nobody, .first = t + 2, .last = last, .form = KHB_QUOTE_DIRECT, .strength = KHB_SAID_NEUTRAL};
  f.flags = KHB_QUOTEF_INHERITED;
  write_down(w, &f);
  w->resume = last;
  return last;
}

/* ---- the walk
   ------------------------------------------------------------------------------------------------------------------------ */

static uint32_t take_token(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  const quoted *q = mark(v, t, M_OPEN) ? khb_view_quote_at(v, t) : NULL;
  if (q) {
    uint32_t after = khb_behind(q) + mark(v, khb_behind(q), M_COMMA);
    bool exclaimed = after > khb_behind(q) && khb_is_finite(v, after) && !khb_view_span_at(v, q->first); /* «كفى»، هتف المتظاهرون */
    if (exclaimed || !khb_is_quoted_name(v, q)) {
      settle_pending(w);
      w->pending = q;
    }
    return khb_behind(q);
  }
  if (has(v, t, BIT(R_ACCORDING) | BIT(R_ACCORDING_AS) | BIT(R_AS) | BIT(R_ACCORDING_PRONOUN))) {
    uint32_t next = take_nominal(w, t);
    if (next > t + 1) return next;
  }
  if (has(v, t, BIT(R_TRANSMITTING))) return take_transmission(w, t);
  const role_match *m = has(v, t, VERBS | PARTICIPLES) ? khb_verb_at(v, t) : NULL;
  if (m && !(BIT(m->role) & PARTICIPLES && !khb_is_participle_cue(v, t))) return take_verb(w, t, m);
  if (has(v, t, BIT(R_SAYING))) return take_saying(w, t);
  return t + 1;
}

static void take_unit(walker *w, uint32_t first, uint32_t end) {
  w->first = w->clause = first;
  w->end = end;
  w->subject = w->via = nobody;
  w->pending = NULL;
  w->first_out = w->n;
  uint32_t t = first;
  if (first == w->v->para_first[para_of(w->v, first)]) {
    t = take_interview(w, first);
    if (t == first) t = take_headline(w, first);
  }
  while (t < end && !w->out_of_memory) {
    uint32_t next = take_token(w, t);
    t = next > t ? next : t + 1;
  }
  settle_pending(w);
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
  walker w = {.r = {v, mentions, n_mentions}, .v = v, .last = nobody, .host = nobody};
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
