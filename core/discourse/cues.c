/* cues.c: verbs, participles and nouns of saying, the speech behind them, and who is their subject.
 *
 *   وقال الوزير أمس   :      «…»            verb, speaker, adjuncts, opener, speech
 *   [cue][speaker     ][opener][what was said]
 *
 *   opener   a colon, a complementiser (إن, أن, بأن) or a quotation mark
 *   subject  behind the verb; else before it; else of the cue before it in the unit; else who spoke last
 */
#include "quotes.h"

enum { COLON_AHEAD = 30, FAR_QUOTE = 20, MIN_HELD = 6, MAX_NOUN = 8 }; /* tokens from a verb to a colon, to the marks */

/* ---- speech behind an opener --------------------------------------------------------------------------------------------- */

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

uint32_t khb_read_speech(walker *w, opener o, bool unmarked, found *f) {
  const khb_view *v = w->v;
  uint32_t c = o.kind == O_QUOTE ? o.at : o.at + 1;
  if (o.kind == O_COMPLEMENTISER && mark(v, c, M_COMMA | M_COLON)) c++;
  if (c >= v->n) return 0;
  const quoted *q = mark(v, c, M_OPEN) ? khb_view_quote_at(v, c) : NULL;
  if (o.kind != O_COMPLEMENTISER) {
    if (q) {
      *f = khb_found_of(q);
      return khb_behind(q);
    }
    if (o.kind == O_QUOTE || !unmarked || khb_para_of(v, c) != khb_para_of(v, o.at)) return 0;
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
      *f = khb_found_of(q);
      return khb_behind(q);
    }
  }
  if (end <= c) return 0;
  f->first = c;
  f->last = end;
  f->form = mixed ? KHB_QUOTE_MIXED : KHB_QUOTE_INDIRECT;
  return end;
}

/* ---- sources --------------------------------------------------------------------------------------------------------------- */

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

static bool is_min(const khb_view *v, uint32_t t) { /* من */
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  return k->kind == KHB_TOK_WORD && k->n_codes == 2 && c[0] == KHB_C_MIM && c[1] == KHB_C_NUN;
}

static bool is_tongue(const khb_view *v, uint32_t t) { /* لسان */
  static const uint8_t tongue[] = {KHB_C_LAM, KHB_C_SIN, KHB_C_ALEF, KHB_C_NUN};
  return khb_is_letters(v, t, tongue, 4);
}

/* عنه, عنها. *a is whom the pronoun agrees with. */
static bool is_an_with_pronoun(const khb_view *v, uint32_t t, agreement *a) {
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  if (k->kind != KHB_TOK_WORD || k->n_codes < 3 || c[0] != KHB_C_AIN || c[1] != KHB_C_NUN || c[2] != KHB_C_HA) return false;
  if (k->n_codes > 4) return false;
  *a = k->n_codes == 3 ? AGREE_MALE : c[3] == KHB_C_ALEF ? AGREE_FEMALE : AGREE_PLURAL;
  return true;
}

/* نقلت رويترز عن مسؤول: who passed it on, and from whom. */
static void read_transmission(walker *w, uint32_t t, uint32_t stop, found *f) {
  uint32_t an = t;
  while (an < stop && !is_an(w->v, an)) an++;
  if (an >= stop) /* نسبت الوكالة إلى مصدر */
    for (an = t; an < stop && !is_ila(w->v, an);) an++;
  if (an >= stop) /* علمت الصحيفة من مصادر */
    for (an = t; an < stop && !is_min(w->v, an);) an++;
  for (uint32_t k = t; k < an && an >= stop; k++) { /* نقلت الوكالة على لسان فلان */
    const role_match *m = khb_view_role(w->v, k, R_ACCORDING);
    if (!m || m->count != 2 || !is_tongue(w->v, k + 1)) continue;
    f->sp = khb_read_speaker(&w->r, k + 2, stop);
    if (f->sp.kind != KHB_SPEAKER_NONE) f->via = khb_read_speaker(&w->r, t, k);
    if (f->sp.kind != KHB_SPEAKER_NONE) return;
  }
  agreement a;
  if (is_an_with_pronoun(w->v, t, &a)) { /* ونقل عنه شقيقه أنه: who passed it on stands behind */
    f->via = khb_read_speaker(&w->r, t + 1, stop);
    speaker sp = khb_read_speaker_before(&w->r, t - 1, w->first);
    f->sp = sp.kind == KHB_SPEAKER_ENTITY ? sp : khb_inherited_speaker(w, t, a);
    return;
  }
  speaker outlet = khb_read_speaker(&w->r, t, an);
  if (outlet.kind == KHB_SPEAKER_NONE && an < stop && an <= t + 1)
    outlet = khb_inherited_speaker(w, t, AGREE_ANY); /* ونقلت عن مصدر: who spoke before */
  if (an >= stop) {
    f->sp = outlet;
    return;
  }
  f->sp = khb_read_speaker(&w->r, an + 1, stop);
  const khb_view *v = w->v;
  bool given = an + 2 == stop && is_word_at(v, an + 1) && (v->word[an + 1] & W_GIVEN) && v->outer[an + 1] == KHB_NONE;
  if (f->sp.kind == KHB_SPEAKER_NONE && given) { /* نقلت الوكالة عن علي قوله: no preposition of the same letters */
    const khb_tok *k = tok_at(v, an + 1);
    f->sp = (speaker){.range = {k->start, k->end}, .first = an + 1, .last = an + 2, .mention = KHB_NONE,
                      .kind = KHB_SPEAKER_ENTITY};
  }
  if (f->sp.kind == KHB_SPEAKER_NONE) f->sp = outlet;
  else f->via = outlet;
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

static uint8_t strength_of(const role_match *m) { return m->role % 5; }

/* ودعا المجتمع الدولي إلى: at the start of a sentence, where somebody spoke right before, a phrase that names nobody is whom the
   verb is said to. */
bool khb_is_object(const walker *w, uint32_t t, const speaker *sp) {
  const khb_view *v = w->v;
  bool country = sp->kind == KHB_SPEAKER_ENTITY && sp->mention != KHB_NONE && has(v, t, BIT(R_TRANSITIVE)) &&
                 w->r.mentions[sp->mention].span.type == KHB_GPE && khb_starts_with_wa(v, t);
  if (country && khb_verb_agreement(v, khb_verb_at(v, t)) == AGREE_MALE) /* وحذر كوريا الشمالية: countries take the feminine */
    return w->last.kind != KHB_SPEAKER_NONE && w->last_para == khb_para_of(v, t);
  if (sp->kind != KHB_SPEAKER_ROLE || sp->mention != KHB_NONE || !has(v, t, BIT(R_TRANSITIVE)) ||
      !(khb_starts_with_wa(v, t) || (t && has(v, t - 1, BIT(R_AS)))))
    return false;
  if (has(v, sp->first, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_PERSON_OF) | BACK)) return false;
  return w->last.kind != KHB_SPEAKER_NONE && w->last_para == khb_para_of(v, t);
}

/* إلى, بـ: دعا إلى «…», طالب بـ«…» are acts, and the words in marks no clause. */
static bool is_to_or_with(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  return is_ila(v, t) || (k->kind == KHB_TOK_WORD && k->n_codes == 1 && v->scan.codes[k->code] == KHB_C_BA);
}

/* ---- verbs --------------------------------------------------------------------------------------------------------------- */

/* Nothing but who speaks, by name or title, stands in [p, end). */
static bool ends_in_subject(const reader *r, uint32_t p, uint32_t end) {
  speaker sp = khb_read_speaker(r, p, end);
  bool somebody = khb_is_somebody(r->v, &sp) ||
                  has(r->v, sp.first, BIT(R_HUMAN) | BIT(R_UNNAMED) | BIT(R_BACK_PERSON) | BIT(R_BACK_BODY)) ||
                  (sp.kind == KHB_SPEAKER_ROLE && r->v->word[sp.first] & W_ARTICLE);
  return sp.kind != KHB_SPEAKER_NONE && sp.first == p && sp.last == end && somebody;
}

/* A verb that is another word as well counts right before its speech, or at the start of a clause with a subject beside it. */
static bool is_weak_word(const reader *r, uint32_t t, uint32_t p, opener o, bool waits) {
  const khb_view *v = r->v;
  bool named = khb_view_span_at(v, p) || /* or a family name that a mention is */
               (waits && p < v->n && khb_mention_at(r, tok_at(v, p)->start, tok_at(v, p)->end) != KHB_NONE);
  waits = waits && !has(v, t, BIT(R_ADJUNCT_HEAD)); /* «…» بين فلان وفلان */
  if ((named && waits) || (waits && has(v, p, BIT(R_TITLE) | BIT(R_UNNAMED)))) return false; /* «…»، يرد فلان */
  if (o.kind == O_NONE) return true;
  if (o.at == p) return false;
  if (o.kind == O_COLON && mark(v, o.at + 1, M_OPEN) && (o.at == p + 1 || khb_skip_adjuncts(v, p, o.at) == o.at)) return false;
  if (o.kind == O_QUOTE) return !(khb_starts_with_wa(v, t) && ends_in_subject(r, p, o.at)); /* وتابع الوزير «…» */
  const view_span *next = khb_view_span_at(v, p);
  bool verb_here = khb_starts_with_wa(v, t) || (tok_at(v, t)->flags & KHB_TOKF_MARKED) ||
                   has(v, p, BIT(R_TITLE) | BIT(R_REPORT) | BIT(R_UNNAMED) | BIT(R_HUMAN) | BIT(R_BACK_BODY)) ||
                   has(v, p, BIT(R_BACK_PERSON)) ||
                   (next && (next->span.type == KHB_PERS || next->span.type == KHB_ORG)); /* بيّن, and what a subject follows */
  bool at_start = v->sentence[v->sent[t]].first == t || (khb_is_clause_start(v, t) && verb_here);
  bool named_before = t && v->sent[t - 1] == v->sent[t] && v->outer[t - 1] != KHB_NONE &&
                      v->span[v->outer[t - 1]].span.type == KHB_PERS; /* إيلي ضاهر شرح لـ«…» أنّ */
  return !at_start && !named_before;
}

/* The subject of the verb at t where it stands behind the verb, in [p, stop), or is a topic that it takes its object from. */
static void read_subject(walker *w, uint32_t t, uint32_t p, uint32_t stop, found *f) {
  f->sp = khb_topic_before(w, t);
  bool behind = f->agreement != AGREE_PLURAL; /* before its subject a verb stands in the singular */
  if (behind && f->sp.kind == KHB_SPEAKER_NONE) f->sp = khb_read_subject(&w->r, p, stop);
  if (behind && f->sp.kind == KHB_SPEAKER_NONE && mark(w->v, p, M_COMMA)) { /* وأضاف، فلان، أن */
    speaker sp = khb_read_subject(&w->r, p + 1, stop);
    if (khb_is_somebody(w->v, &sp) && (sp.last >= stop || mark(w->v, sp.last, M_COMMA))) f->sp = sp;
  }
  if (f->sp.kind == KHB_SPEAKER_NONE) f->sp = khb_subject_by_rank(w, p, f->agreement);
  if (khb_is_object(w, t, &f->sp)) f->sp = khb_nobody;
  if (f->sp.kind != KHB_SPEAKER_NONE) read_origin(w, f->sp.last > p ? f->sp.last : p, stop, f);
}

/* طالب فلان بكذا: no speech, but who goes on speaking. */
static void note_speaker(walker *w, uint32_t t, found *f, bool participle) {
  bool document = f->sp.kind == KHB_SPEAKER_ROLE && has(w->v, f->sp.first, BIT(R_REPORT) | BACK); /* وتوصي الدراسة بكذا */
  if (participle || !(document || khb_is_somebody(w->v, &f->sp))) return;
  f->sp.agreement = f->agreement;
  khb_remember_speaker(w, &f->sp, t);
  bool begins = khb_is_clause_start(w->v, t) || khb_starts_with_wa(w->v, t) ||
                has(w->v, t - 1, BIT(R_SPEECH_END) | BIT(R_ADJUNCT_HEAD));
  if (begins) w->subject = f->sp; /* not وكان فلان قد استبعد فلانا */
}

/* «…»، قال فلان: the quotation that waits is what the verb at t brings in. */
static uint32_t take_waiting(walker *w, uint32_t t, uint32_t p, found *f) {
  uint8_t flags = 0;
  const quoted *pending = w->pending;
  bool parted = mark(w->v, khb_behind(pending), M_COMMA | M_DASH) || pending->first <= w->clause + 2;
  if (!parted) { /* بطاريات «ليثيوم أيون» حذرت الهيئة منها */
    w->pending = NULL;
    return t + 1;
  }
  if (f->sp.kind == KHB_SPEAKER_NONE) f->sp = khb_subject_before(w, t, f->agreement, &flags);
  if (f->sp.kind == KHB_SPEAKER_NONE) return t + 1;
  found q = khb_found_of(w->pending);
  q.sp = f->sp, q.via = f->via, q.cue = f->cue, q.strength = f->strength, q.agreement = f->agreement, q.flags |= flags;
  w->pending = NULL;
  khb_write_quote(w, &q);
  return f->sp.last > p && !flags ? f->sp.last : p;
}

/* كشف عن «طائرة جديدة», تعهد بـ«مواصلة الانفتاح»: the words in marks are no clause. */
static bool is_noun_in_marks(const khb_view *v, uint32_t t, opener o) {
  const khb_tok *k = tok_at(v, o.at - 1);
  bool with = k->kind == KHB_TOK_WORD && k->n_codes == 1 && v->scan.codes[k->code] == KHB_C_BA;
  const quoted *q = khb_view_quote_at(v, o.at);
  with = with || has(v, t, BIT(R_PREDICATE)); /* وصفه «بالمعلم الكبير» */
  return (with || (has(v, t, BIT(R_ASSERTIVE)) && is_an(v, o.at - 1))) && khb_count_words(v, q->first, q->last) <= MAX_NOUN;
}

/* A verb of holding before token t + 1: words in marks behind it may be its predicate. */
static bool holds(const khb_view *v, uint32_t t) {
  return has(v, t, BIT(R_OPINION)) && !has(v, t, BIT(R_NEUTRAL) | BIT(R_ASSERTIVE));
}

/* A few words in marks within a clause of the newsroom's are no speech: كرر «الخدعة» للبقاء. */
static bool is_fragment(const khb_view *v, uint32_t p, opener o, const found *f, const found *said, uint32_t next) {
  uint32_t words = khb_count_words(v, said->first, said->last);
  uint32_t comma = o.at > p && mark(v, o.at - 1, M_COMMA) ? o.at - 1 : o.at; /* وأضاف فلان، «لدينا خطة» */
  uint32_t last = f->sp.kind == KHB_SPEAKER_ROLE ? khb_view_token_at(v, f->sp.range.end) : f->sp.last;
  bool near = o.at == p || khb_skip_adjuncts(v, last, comma) == comma || khb_skip_adjuncts(v, last, o.at) == o.at ||
              khb_skip_adjuncts(v, p, o.at) == o.at;
  if (!near) return words < (o.at > p && has(v, o.at - 1, BIT(R_PREPOSITION)) ? MAX_NOUN : MIN_PARTIAL); /* في ندوة حول «…» */
  if (o.kind == O_QUOTE && holds(v, p - 1)) return words < MIN_HELD; /* اعتبر الأمر «جنحة خطيرة» */
  return words < 3 && is_word_at(v, next) && v->sent[next] == v->sent[o.at] && !khb_is_finite(v, next);
}

/* لافتة كتب عليها «…»: nobody is said to have written it. */
static bool is_written_on(const khb_view *v, uint32_t t, uint32_t p) {
  static const uint8_t on_it[] = {KHB_C_AIN, KHB_C_LAM, KHB_C_YA, KHB_C_HA};
  const role_match *m = khb_verb_at(v, t);
  if (!m || !has(v, t, BIT(R_WRITING)) || khb_starts_with_wa(v, t) || !is_word_at(v, p)) return false;
  if (khb_verb_agreement(v, m) == AGREE_PLURAL) return false; /* لافتات كتبوا عليها */
  const khb_tok *k = tok_at(v, p);
  return k->n_codes >= 4 && memcmp(v->scan.codes + k->code, on_it, 4) == 0;
}

uint32_t khb_take_verb(walker *w, uint32_t t, const role_match *m) {
  const khb_view *v = w->v;
  uint32_t p = t + m->count;
  bool participle = BIT(m->role) & PARTICIPLES, weak = has(v, t, BIT(R_WEAK));
  if (v->outer[t] != KHB_NONE || khb_is_negated(v, t)) return t + 1;
  opener o = khb_find_opener(v, p, weak || participle ? WEAK_AHEAD : OPENER_AHEAD);
  bool waits = w->pending && khb_is_right_behind(v, w->pending, t);
  if ((weak && is_weak_word(&w->r, t, p, o, waits)) || khb_is_naming(v, t)) return t + 1;
  if (has(v, t, BIT(R_PREDICATE)) && o.kind == O_COMPLEMENTISER && mark(v, o.at + 1, M_OPEN)) {
    const quoted *predicate = khb_view_quote_at(v, o.at + 1);
    return predicate && predicate->closed ? khb_behind(predicate) : t + 1;
  }
  if (participle && o.kind != O_NONE && o.kind != O_QUOTE && o.at > p + 4) return t + 1;
  uint32_t stop = o.kind != O_NONE ? o.at : khb_sentence_last(v, t);
  if (stop > t + OPENER_AHEAD) stop = t + OPENER_AHEAD; /* a sentence without end must not be read again for each of its verbs */
  found f = {.sp = khb_nobody, .via = w->via, .cue = khb_cue_range(v, t, p, m->bits), .strength = strength_of(m),
             .agreement = khb_verb_agreement(v, m)};
  if (!participle) read_subject(w, t, p, stop, &f);
  bool hearsay = has(v, t, BIT(R_HEARSAY));
  if (f.sp.kind == KHB_SPEAKER_NONE && has(v, t, BIT(R_IMPERSONAL)) && !hearsay) return t + 1;
  if (has(v, khb_skip_adjuncts(v, p, stop), BIT(R_NO_SPEAKER)) && o.kind == O_COMPLEMENTISER) return t + 1;
  if (o.kind == O_NONE || (waits && o.kind == O_QUOTE && o.at > p + FAR_QUOTE)) {
    if (!w->pending) note_speaker(w, t, &f, participle);
    return waits && !participle ? take_waiting(w, t, p, &f) : t + 1;
  }
  if (o.kind == O_QUOTE && has(v, t, BIT(R_ONLY_THAT))) return t + 1;
  if (o.kind == O_QUOTE && (o.at > p || has(v, t, BIT(R_PREDICATE))) && is_noun_in_marks(v, t, o)) {
    note_speaker(w, t, &f, participle);
    return khb_behind(khb_view_quote_at(v, o.at));
  }
  if (o.kind == O_QUOTE && has(v, t, BIT(R_TRANSITIVE)) && o.at > p && is_to_or_with(v, o.at - 1)) { /* an act */
    note_speaker(w, t, &f, participle);
    return khb_behind(khb_view_quote_at(v, o.at));
  }
  if (hearsay) {
    if (o.kind != O_COMPLEMENTISER || o.at > p + 1) return t + 1;
    f.sp = f.via = khb_nobody;
    f.strength = KHB_SAID_CLAIM;
  } else if (f.sp.kind == KHB_SPEAKER_NONE && !is_written_on(v, t, p)) {
    f.sp = khb_subject_before(w, t, f.agreement, &f.flags);
  }
  found said = f;
  uint32_t next = khb_read_speech(w, o, o.at <= p + COLON_AHEAD && !(o.at && has(v, o.at - 1, BIT(R_LIST))), &said);
  if (!next || (o.kind == O_QUOTE && is_fragment(v, p, o, &f, &said, next))) return t + 1;
  said.sp = f.sp, said.via = f.via, said.cue = f.cue, said.strength = f.strength, said.agreement = f.agreement;
  said.flags |= f.flags;
  const speaker last = w->last, subject = w->subject;
  khb_write_quote(w, &said);
  if (has(v, t, BIT(R_ASKING)) && last.kind != KHB_SPEAKER_NONE) w->last = last, w->subject = subject; /* who was asked answers */
  return next;
}

uint32_t khb_take_transmission(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  const role_match *m = khb_view_role(v, t, R_TRANSMITTING);
  uint32_t p = t + m->count;
  opener o = khb_find_opener(v, p, OPENER_AHEAD);
  if (o.kind == O_NONE || v->outer[t] != KHB_NONE) return t + 1;
  found f = {.sp = khb_nobody, .via = khb_nobody, .cue = khb_cue_range(v, t, p, m->bits), .strength = KHB_SAID_NEUTRAL};
  uint32_t stop = o.at;
  if (has(v, t, BIT(R_LEARNING))) { /* علمت الصحيفة أن: the newsroom's own word */
    uint32_t k = p;
    while (k < stop && !is_min(v, k)) k++;
    if (k >= stop || o.kind != O_COMPLEMENTISER) return t + 1;
  }
  for (uint32_t k = p; k < o.at; k++)
    if (has(v, k, BIT(R_SAYING))) {
      stop = k;
      break;
    }
  read_transmission(w, p, stop, &f);
  if (f.sp.kind == KHB_SPEAKER_NONE) f.sp = khb_subject_before(w, t, f.agreement, &f.flags);
  found said = f;
  uint32_t next = khb_read_speech(w, o, true, &said);
  if (!next) return t + 1;
  if (o.kind == O_QUOTE && khb_count_words(v, said.first, said.last) < 3) return t + 1;
  said.sp = f.sp, said.via = f.via, said.cue = f.cue, said.flags |= f.flags;
  khb_write_quote(w, &said);
  return next;
}

uint32_t khb_take_said_it(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  if (v->outer[t] != KHB_NONE) return t + 1;
  uint32_t stop = khb_sentence_last(v, t);
  speaker sp = khb_read_subject(&w->r, t + 1, stop < t + OPENER_AHEAD ? stop : t + OPENER_AHEAD);
  if (!khb_is_somebody(v, &sp)) return t + 1;
  khb_remember_speaker(w, &sp, t);
  w->subject = sp;
  return t + 1;
}

uint32_t khb_take_saying(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t p = t + khb_view_width(v, t, R_SAYING);
  opener o = khb_find_opener(v, p, 2);
  if (o.kind == O_NONE) return t + 1;
  found f = {.sp = khb_nobody, .via = w->via, .cue = khb_cue_range(v, t, p, 0), .strength = KHB_SAID_NEUTRAL};
  const role_match *saying = khb_view_role(v, t, R_SAYING);
  bool main_verb = v->scan.codes[tok_at(v, t)->code + (uint32_t)__builtin_popcount(saying->bits)] == KHB_C_BA;
  bool subject = t > w->clause + 1 && (v->word[t - 1] & W_ARTICLE) && v->outer[t - 1] == KHB_NONE;
  for (uint32_t k = t; subject && k > w->clause && k + MAX_NOUN > t; k--) subject = !has(v, k - 1, BIT(R_RELATIVE));
  if (subject && !has(v, t - 2, BIT(R_ADJUNCT_HEAD)) && !(v->word[t - 2] & W_ARTICLE)) /* اكتفت الداخلية بالقول */
    f.sp = khb_read_speaker(&w->r, t - 1, t);
  if (f.sp.kind == KHB_SPEAKER_NONE && main_verb) /* رد فلان على سؤال عن زيارة كيم بقوله */
    f.sp = khb_subject_of_main_verb(w, t);
  if (f.sp.kind == KHB_SPEAKER_NONE) /* على خلفية تصريحه: the pronoun means the nearest person */
    f.sp = khb_read_person_before(&w->r, t, w->clause < t ? w->clause : w->first);
  if (f.sp.kind == KHB_SPEAKER_NONE) f.sp = khb_subject_before(w, t, f.agreement, &f.flags);
  found said = f;
  uint32_t next = khb_read_speech(w, o, true, &said);
  if (!next) return t + 1;
  said.sp = f.sp, said.via = f.via, said.cue = f.cue, said.flags |= f.flags;
  khb_write_quote(w, &said);
  return next;
}
