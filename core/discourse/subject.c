/* subject.c: who speaks where no subject stands behind the verb.
 *
 *   [المحامية نجلاء عوض]، التي تتولى الدفاع عن فلان، قالت إن …     the topic: what the sentence begins with
 *   وكان [المستشار هشام أبو زيد]، المحامي العام، قد أكد أن …       the same behind كان, لكن, أما
 *   أحال [فلان] المتهمين إلى المحاكمة. وأكد أن …                   the topic of the sentence before, in the same paragraph
 *   وقالت [فلانة] … وقال [فلان] … وأضافت أن …                     who spoke last, in agreement with the verb
 */
#include "quotes.h"

enum {
  CARRY_PARAS = 4, /* how far the last speaker is carried on */
  MAX_TOPIC = 60,  /* tokens from a topic to its verb */
  MAX_CLAUSE = 24, /* the same within a sentence */
  MAX_NAME = 4,
  MAX_SINCE = 6 /* sentences */
};

/* ---- agreement -------------------------------------------------------------------------------------------------------------- */

/* قالت, تقول, قائلة: feminine; قالوا, يقولون, قائلين: plural. */
agreement khb_verb_agreement(const khb_view *v, const role_match *m) {
  const khb_tok *k = tok_at(v, m->tok);
  uint32_t skip = (uint32_t)__builtin_popcount(m->bits & (KHB_PRO_WA | KHB_PRO_FA)), n = k->n_codes;
  if (n < skip + 3u) return AGREE_ANY;
  const uint8_t *c = v->scan.codes + k->code + skip;
  n -= skip;
  bool participle = BIT(m->role) & PARTICIPLES;
  uint8_t last = c[n - 1], before = c[n - 2];
  if (participle) return last == KHB_C_HA ? AGREE_FEMALE : before == KHB_C_YA && last == KHB_C_NUN ? AGREE_PLURAL : AGREE_MALE;
  if ((before == KHB_C_WAW && (last == KHB_C_ALEF || last == KHB_C_NUN)) || (last == KHB_C_NUN && c[0] == KHB_C_YA && n > 4))
    return AGREE_PLURAL;
  if (has(v, m->tok, BIT(R_MASCULINE))) return AGREE_MALE;
  return last == KHB_C_TA || c[0] == KHB_C_TA ? AGREE_FEMALE : AGREE_MALE;
}

static bool is_person(const walker *w, const speaker *sp) {
  return sp->kind == KHB_SPEAKER_ENTITY && sp->mention != KHB_NONE && w->r.mentions[sp->mention].span.type == KHB_PERS;
}

static bool agrees(const walker *w, const speaker *sp, agreement a) {
  if (a == AGREE_PLURAL) return !is_person(w, sp);
  return a == AGREE_ANY || sp->agreement == AGREE_ANY || sp->agreement == AGREE_PLURAL || sp->agreement == a;
}

/* ---- who spoke before ------------------------------------------------------------------------------------------------------- */

static uint32_t chain_of(const walker *w, const speaker *sp) {
  if (sp->mention == KHB_NONE) return KHB_NONE;
  uint32_t to = w->r.mentions[sp->mention].mention_of;
  return to == KHB_NONE ? sp->mention : to;
}

static bool is_same(const walker *w, const speaker *a, const speaker *b) {
  return a->range.start == b->range.start || (a->mention != KHB_NONE && chain_of(w, a) == chain_of(w, b));
}

void khb_remember_speaker(walker *w, const speaker *sp, uint32_t t) {
  if (w->last.kind != KHB_SPEAKER_NONE && !is_same(w, &w->last, sp)) w->earlier = w->last, w->earlier_para = w->last_para;
  w->last = *sp;
  w->last_para = khb_para_of(w->v, t);
  w->last_at = t;
}

static bool is_near(const walker *w, uint32_t para, uint32_t t) { return khb_para_of(w->v, t) <= para + CARRY_PARAS; }

/* ---- topics ------------------------------------------------------------------------------------------------------------------ */

static bool is_amma(const khb_view *v, uint32_t t) { /* أما, وأما */
  static const uint8_t amma[] = {KHB_C_WAW, KHB_C_ALEF, KHB_C_MIM, KHB_C_ALEF};
  return khb_is_letters(v, t, amma + 1, 3) || khb_is_letters(v, t, amma, 4);
}

static bool is_qad(const khb_view *v, uint32_t t) { /* قد, فقد, وقد */
  const khb_tok *k = tok_at(v, t);
  if (k->kind != KHB_TOK_WORD || k->n_codes < 2 || k->n_codes > 3) return false;
  const uint8_t *c = v->scan.codes + k->code + k->n_codes - 2;
  return c[0] == KHB_C_QAF && c[1] == KHB_C_DAL;
}

/* لم, ولا; not رفض, which is a verb with a subject. */
static bool is_negation(const khb_view *v, uint32_t t) {
  return has(v, t, BIT(R_NEGATED)) && tok_at(v, t)->n_codes <= 3 && !has(v, t, VERBS);
}

/* بدوره، في القاهرة، من جهة أخرى، : past an adjunct at the start of a clause and the comma behind it. */
static uint32_t skip_leading(const khb_view *v, uint32_t t, uint32_t stop) {
  for (uint32_t end = t + MAX_LEADING; t < stop && t < end && (khb_is_trimmed(v, t) || mark(v, t, M_BRACKET_CLOSE));) t++;
  if (t >= stop || !(khb_is_preposition(v, t) || (has(v, t, BIT(R_ADJUNCT)) && !has(v, t, BIT(R_TITLE))))) return t;
  for (uint32_t k = t + 1; k < stop && k < t + MAX_LEADING; k++)
    if (mark(v, k, M_COMMA)) return k + 1;
  return khb_skip_adjuncts(v, t, stop < t + MAX_TOPIC ? stop : t + MAX_TOPIC);
}

/* What a clause opens with before the noun phrase that it is about. */
typedef struct opening {
  bool past;     /* كان */
  bool contrast; /* لكن, غير أن: a noun must follow */
} opening;

static uint32_t skip_opening(const khb_view *v, uint32_t t, uint32_t stop, opening *o) {
  t = skip_leading(v, t, stop);
  if (t >= stop || v->outer[t] != KHB_NONE) return t;
  uint32_t width = khb_view_width(v, t, R_CONTRAST);
  if (width) t += width, o->contrast = true;
  else if (is_amma(v, t)) t++, o->contrast = true;
  if (t < stop && v->outer[t] == KHB_NONE && khb_is_kana(v, t)) t++, o->past = true;
  while (t < stop && mark(v, t, M_COMMA)) t++;
  return t;
}

/* A phrase that can be what a sentence is about: a name, an office, a source, or a noun that points back. */
static bool is_topic(const walker *w, const speaker *sp) {
  const khb_view *v = w->v;
  if (sp->kind == KHB_SPEAKER_NONE) return false;
  if (sp->kind == KHB_SPEAKER_ENTITY) {
    uint8_t type = sp->mention == KHB_NONE ? KHB_PERS : w->r.mentions[sp->mention].span.type;
    return type == KHB_PERS || type == KHB_ORG || type == KHB_OCC;
  }
  return has(v, sp->first, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_PERSON_OF) | BACK | BIT(R_OUT_HEAD) | BIT(R_REPORT));
}

/* `joined`: the verb is another one of the same subject, by و. */
static speaker read_topic(const walker *w, uint32_t from, uint32_t verb, bool joined) {
  const khb_view *v = w->v;
  opening o = {false, false};
  uint32_t t = skip_opening(v, from, verb, &o);
  if (t >= verb || verb > t + MAX_TOPIC || !is_word_at(v, t) || khb_starts_with_wa(v, t)) return khb_nobody; /* وطالب فلان */
  speaker sp = khb_read_subject(&w->r, t, verb);
  if (sp.kind == KHB_SPEAKER_NONE || sp.first != t) return khb_nobody;
  uint32_t end = sp.last; /* behind a role there may be a name that nothing tagged */
  while (end < verb && end < sp.last + MAX_NAME && is_word_at(v, end) && v->outer[end] == KHB_NONE && !v->bits[end]) end++;
  bool beside = khb_skip_adjuncts(v, end, verb) == verb;
  bool noun = end == t + 1 || ((v->word[t] | v->word[t + 1]) & W_ARTICLE); /* كانت تحمل ملصقات: a verb */
  bool country = sp.kind == KHB_SPEAKER_ENTITY && beside && !joined;       /* واشنطن تقول */
  if (!is_topic(w, &sp) && !o.contrast && !(o.past && beside && noun) && !country) return khb_nobody;
  bool closed = joined || mark(v, verb - 1, M_COMMA | M_DASH | M_BRACKET_CLOSE) || is_qad(v, verb - 1);
  bool described = has(v, end, BIT(R_RELATIVE)) || mark(v, end, M_COMMA | M_DASH | M_BRACKET_OPEN);
  if (beside || (closed && described) || o.past || (joined && is_topic(w, &sp))) return sp;
  if (!closed || !has(v, end, BIT(R_ADJUNCT_HEAD))) return khb_nobody;
  for (uint32_t k = end; k < verb; k++)
    if (khb_is_kana(v, k)) return khb_nobody; /* of another sentence, which no stop parts */
  return sp;
}

speaker khb_read_topic(const walker *w, uint32_t from, uint32_t verb) { return read_topic(w, from, verb, false); }

bool khb_is_somebody(const khb_view *v, const speaker *sp) {
  if (sp->kind != KHB_SPEAKER_ROLE || sp->mention != KHB_NONE) return sp->kind == KHB_SPEAKER_ENTITY;
  return has(v, sp->first, BIT(R_TITLE) | BIT(R_PERSON_OF)) && !has(v, sp->first, BIT(R_REPORT));
}

/* The person that sentence s is about; nobody where it is none. */
static speaker topic_of(const walker *w, uint32_t s) {
  const khb_view *v = w->v;
  uint32_t first = v->sentence[s].first, last = v->sentence[s].last;
  if (last > first + MAX_TOPIC) last = first + MAX_TOPIC;
  opening o = {false, false};
  uint32_t t = skip_opening(v, first, last, &o);
  if (t >= last || v->sentence[s].flags & (KHB_SENT_HEADLINE | KHB_SENT_SOURCE)) return khb_nobody;
  speaker sp = khb_nobody;
  agreement a = AGREE_ANY;
  if (o.past || o.contrast || v->outer[t] != KHB_NONE || has(v, t, BIT(R_TITLE))) {
    sp = khb_read_speaker(&w->r, t, last);
  } else if (is_word_at(v, t) && t + 1 < last && !(v->word[t] & W_ARTICLE) && !has(v, t, BIT(R_ADJUNCT_HEAD) | BIT(R_ACCORDING)) &&
             !is_negation(v, t)) {
    const khb_tok *k = tok_at(v, t);
    if (k->n_codes > 3 && v->scan.codes[k->code + k->n_codes - 1] == KHB_C_TA) a = AGREE_FEMALE;
    sp = khb_read_subject(&w->r, t + 1, last);
  }
  if (!khb_is_somebody(v, &sp)) return khb_nobody;
  uint8_t type = sp.mention == KHB_NONE ? KHB_PERS : w->r.mentions[sp.mention].span.type;
  if (type != KHB_PERS && type != KHB_OCC && !(type == KHB_ORG && a == AGREE_FEMALE)) return khb_nobody; /* ودانت الوزارة كذا */
  sp.agreement = a;
  return sp;
}

/* Whom the paragraph is about before token t, in the sentences since somebody spoke. */
static speaker topic_since(const walker *w, uint32_t t, agreement a) {
  const khb_view *v = w->v;
  uint32_t s = v->sent[t], para = v->sentence[s].para, low = s > MAX_SINCE ? s - MAX_SINCE : 0;
  bool before = para && !has(v, t, BIT(R_CONTINUING)) && v->sentence[s].first == v->para_first[para];
  while (s-- > low && v->sentence[s].para + before >= para &&
         (v->sentence[s].first > w->last_at || w->last.kind == KHB_SPEAKER_NONE)) {
    speaker sp = topic_of(w, s);
    if (sp.kind != KHB_SPEAKER_NONE) return agrees(w, &sp, a) ? sp : khb_nobody;
  }
  return khb_nobody;
}

speaker khb_inherited_speaker(const walker *w, uint32_t t, agreement a) {
  const khb_view *v = w->v;
  bool last = w->last.kind != KHB_SPEAKER_NONE && is_near(w, w->last_para, t);
  bool goes_on = has(v, t, BIT(R_CONTINUING)) && last && w->last_para == khb_para_of(v, t) && agrees(w, &w->last, a);
  if (!goes_on) {
    speaker topic = topic_since(w, t, a);
    if (topic.kind != KHB_SPEAKER_NONE) return topic;
  }
  if (last && agrees(w, &w->last, a)) return w->last;
  if (last && w->earlier.kind != KHB_SPEAKER_NONE && is_near(w, w->earlier_para, t) && w->earlier.agreement == a) return w->earlier;
  uint32_t s = v->sent[t];
  if (s > 0 && v->sentence[s - 1].para + 1 >= v->sentence[s].para) {
    speaker sp = khb_guess_speaker(&w->r, v->sentence[s - 1].first, v->sentence[s - 1].last);
    if (sp.kind != KHB_SPEAKER_NONE && !(last && is_same(w, &sp, &w->last))) return sp;
  }
  return last && !is_person(w, &w->last) ? w->last : khb_nobody;
}

/* Heads of phrases for who or what speaks. */
static const uint64_t SPEAKING = BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_UNNAMED) | BIT(R_HUMAN) | BIT(R_REPORT) | BIT(R_OUT_HEAD) |
                                 BIT(R_BACK_PERSON) | BIT(R_BACK_BODY);

/* ---- the subject of a verb -------------------------------------------------------------------------------------------------- */

/* A participle goes with the main verb: its subject is that of the cue before it, else what the sentence is about, else the noun
   phrase behind its first word, else whom it names first. */
static speaker subject_of_sentence(walker *w, uint32_t t, agreement a, uint8_t *flags) {
  const khb_view *v = w->v;
  if (w->subject.kind != KHB_SPEAKER_NONE) return w->subject;
  uint32_t first = v->sentence[v->sent[t]].first;
  if (w->last.kind != KHB_SPEAKER_NONE && w->last_at >= first && w->last_at < t) return w->last; /* أعلن فلان كذا، مبينا أن */
  speaker sp = khb_nobody;
  if (has(v, first + 1, BIT(R_HONORIFIC))) { /* ورفع معاليه الشكر قائلا */
    *flags |= KHB_QUOTEF_INHERITED;
    return khb_inherited_speaker(w, t, a);
  }
  first = skip_leading(v, first, t);
  if (first + 1 < t) sp = khb_read_subject(&w->r, first + (v->outer[first] == KHB_NONE), t);
  if (sp.kind == KHB_SPEAKER_NONE || (sp.kind == KHB_SPEAKER_ROLE && sp.mention == KHB_NONE)) {
    bool somebody = sp.kind == KHB_SPEAKER_ROLE && sp.first == first + 1 &&
                    has(v, sp.first, BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_UNNAMED) | BIT(R_HUMAN));
    if (somebody) return sp; /* رد أحد مسؤولي المكتب على سؤال عن كيم قائلا */
    speaker guess = khb_guess_speaker(&w->r, first, t);
    if (guess.kind != KHB_SPEAKER_NONE) return guess;
  }
  speaker before = khb_inherited_speaker(w, t, a);
  bool speaks = sp.kind != KHB_SPEAKER_ROLE || a == AGREE_PLURAL || has(v, sp.first, SPEAKING) ||
                !(v->word[sp.first] & (W_ARTICLE | W_COMMON));
  if (sp.kind != KHB_SPEAKER_NONE && (speaks || before.kind == KHB_SPEAKER_NONE)) return sp;
  *flags |= KHB_QUOTEF_INHERITED; /* ولا يزال البحث مستمرا، مبينا أن */
  return before;
}

static bool joined_by_fa(const khb_view *v, uint32_t t) {
  const role_match *m = khb_verb_at(v, t);
  return m && (m->bits & KHB_PRO_FA);
}

/* تغريدة قال فيها: the noun is where it was said, not who says it. */
static bool is_within_it(const khb_view *v, uint32_t t) {
  static const uint8_t in_it[] = {KHB_C_FA, KHB_C_YA, KHB_C_HA};
  static const uint8_t during_it[] = {KHB_C_KHA, KHB_C_LAM, KHB_C_ALEF, KHB_C_LAM, KHB_C_HA};
  if (!is_word_at(v, t)) return false;
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  if (k->n_codes >= 3 && k->n_codes <= 4) return memcmp(c, in_it, 3) == 0;
  return (k->n_codes == 5 || k->n_codes == 6) && memcmp(c, during_it, 5) == 0;
}

/* وهناك من قال: before a verb من is somebody, no preposition. */
static speaker somebody_before(const khb_view *v, uint32_t t) {
  static const uint8_t man[] = {KHB_C_MIM, KHB_C_NUN};
  static const uint8_t first_one[] = {KHB_C_ALEF, KHB_C_WAW, KHB_C_LAM}; /* فلان أول من قال */
  if (!t || v->sent[t - 1] != v->sent[t] || !khb_is_letters(v, t - 1, man, 2)) return khb_nobody;
  if (t > 1 && khb_is_letters(v, t - 2, first_one, 3)) return khb_nobody;
  const khb_tok *k = tok_at(v, t - 1);
  return (speaker){.range = {k->start, k->end}, .first = t - 1, .last = t, .mention = KHB_NONE, .kind = KHB_SPEAKER_UNNAMED};
}

/* … أن صحيفة إيطالية أكدت أن, … فيما مصدر أمني قال: a clause within the sentence that begins with its subject. */
static speaker subject_of_clause(const walker *w, uint32_t from, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t low = t > from + MAX_CLAUSE ? t - MAX_CLAUSE : from;
  for (uint32_t k = t; k-- > low;)
    if (khb_is_kana(v, k) || has(v, k, BIT(R_COMPLEMENTISER)) || (k && has(v, k, BIT(R_CONTRAST)) && mark(v, k - 1, M_COMMA)))
      return khb_read_topic(w, k + has(v, k, BIT(R_COMPLEMENTISER)), t);
  return khb_nobody;
}

/* تلقيها معلومات تفيد بأن: an indefinite document right before the verb, a relative clause without its pronoun. */
static speaker document_before(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  const role_match *m = t > w->first ? khb_view_role(v, t - 1, R_REPORT) : NULL;
  if (has(v, t - !!t, BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_FIELD))) return khb_nobody; /* مصدر مسؤول قال */
  if (!m || m->bits || v->word[t - 1] & W_ARTICLE || v->outer[t - 1] != KHB_NONE || khb_starts_with_wa(v, t)) return khb_nobody;
  const role_match *verb = khb_verb_at(v, t);
  return is_within_it(v, t + (verb ? verb->count : 1)) ? khb_nobody : khb_read_speaker(&w->r, t - 1, t);
}

/* جاء ذلك في تغريدة لفلان، حيث قال; في بيان للوزارة قالت فيه: whose the document is that the verb stands in. */
static speaker owner_of_document(const walker *w, uint32_t t) {
  static const uint8_t where[] = {KHB_C_HA_HUTTI, KHB_C_YA, KHB_C_THA};
  const khb_view *v = w->v;
  const role_match *m = khb_verb_at(v, t);
  if (!(t && khb_is_letters(v, t - 1, where, 3)) && !is_within_it(v, t + (m ? m->count : 1))) return khb_nobody;
  uint32_t low = t > w->first + MAX_CLAUSE ? t - MAX_CLAUSE : w->first;
  for (uint32_t k = t; k-- > low && v->sent[k] == v->sent[t];) {
    const view_span *s = has(v, k, BIT(R_REPORT)) ? khb_view_span_at(v, k + 1) : NULL;
    if (!s || !(s->span.proclitics & KHB_PRO_LI) || (s->span.type != KHB_PERS && s->span.type != KHB_ORG)) continue;
    speaker sp = {.range = {s->span.start, s->span.end}, .first = k + 1, .last = s->last, .kind = KHB_SPEAKER_ENTITY};
    sp.mention = khb_mention_at(&w->r, s->span.start, s->span.end);
    return sp;
  }
  return khb_nobody;
}

/* وفي رسالة وجهها فلان إلى أسرته قال: who wrote or spoke what the sentence begins with. */
static speaker author_of_document(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t first = v->sentence[v->sent[t]].first;
  if (!has(v, first, BIT(R_ADJUNCT_HEAD)) && !has(v, first, BIT(R_ADJUNCT))) return khb_nobody;
  for (uint32_t k = first + 2; k + 1 < t && k <= first + 4; k++) {
    const view_span *s = khb_is_verb_with_pronoun(v, k) ? khb_view_span_at(v, k + 1) : NULL;
    if (!s || s->span.type != KHB_PERS || s->span.proclitics) continue;
    speaker sp = {.range = {s->span.start, s->span.end}, .first = k + 1, .last = s->last, .kind = KHB_SPEAKER_ENTITY};
    sp.mention = khb_mention_at(&w->r, s->span.start, s->span.end);
    return sp;
  }
  return khb_nobody;
}

/* The words with the article before a relative pronoun at t, and the noun before them: سكان الحي الذين, المغاربة الذين. */
static speaker antecedent(const walker *w, uint32_t t, uint32_t from) {
  const khb_view *v = w->v;
  uint32_t k = t;
  while (k > from && v->sent[k - 1] == v->sent[t] && is_word_at(v, k - 1) && (v->word[k - 1] & W_ARTICLE) &&
         !(v->outer[k - 1] != KHB_NONE && v->span[v->outer[k - 1]].span.type == KHB_PERS))
    k--;
  if (k == t) return khb_nobody;
  bool noun = k > from && v->sent[k - 1] == v->sent[t] && is_word_at(v, k - 1) && v->outer[k - 1] == KHB_NONE &&
              has(v, k - 1, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_PERSON_OF) | BIT(R_REPORT)) && !khb_is_preposition(v, k - 1);
  return khb_read_speaker(&w->r, k - noun, t);
}

/* The subject between the start of the clause and its verb. */
static speaker subject_in_front(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t first = v->sentence[v->sent[t]].first, from = w->clause < t ? w->clause : w->first;
  bool relative = has(v, t - 1, BIT(R_RELATIVE));
  if (from < first) from = first;
  const role_match *verb = khb_verb_at(v, t); /* a verb that passes on is none of saying */
  if (relative && verb && khb_verb_agreement(v, verb) == AGREE_PLURAL) { /* المغاربة الذين تساءلوا */
    speaker many = antecedent(w, t - 1, from);
    if (many.kind != KHB_SPEAKER_NONE) return many;
  }
  speaker owner = owner_of_document(w, t);
  if (owner.kind == KHB_SPEAKER_NONE) owner = author_of_document(w, t);
  if (owner.kind != KHB_SPEAKER_NONE) return owner;
  speaker sp = relative ? khb_nobody : subject_of_clause(w, from, t);
  if (sp.kind == KHB_SPEAKER_NONE && !relative) sp = khb_read_topic(w, from, t);
  if (sp.kind == KHB_SPEAKER_NONE) sp = khb_read_speaker_before(&w->r, t - relative, from);
  if (sp.kind == KHB_SPEAKER_NONE && w->clause > w->first) sp = khb_read_speaker_before(&w->r, t - relative, w->first);
  return sp;
}

/* طالب فلان بكذا، وقال إن: the subject of the first verb of the sentence. */
static speaker subject_of_first_verb(const walker *w, uint32_t t, agreement a) {
  const khb_view *v = w->v;
  uint32_t first = v->sentence[v->sent[t]].first, verb = skip_leading(v, first, t);
  if (t <= verb + 2 || !is_word_at(v, verb) || v->outer[verb] != KHB_NONE || has(v, verb, BIT(R_ADJUNCT_HEAD)) ||
      is_negation(v, verb))
    return khb_nobody;
  speaker sp = khb_read_subject(&w->r, verb + 1, t < verb + MAX_TOPIC ? t : verb + MAX_TOPIC);
  if (has(v, verb, VERBS) && khb_is_object(w, verb, &sp)) return khb_nobody;
  if (sp.kind == KHB_SPEAKER_ENTITY || (sp.kind == KHB_SPEAKER_ROLE && has(v, sp.first, BIT(R_HUMAN)))) return sp;
  bool circumstance = has(v, t - 1, BIT(R_ADJUNCT_HEAD)) && has(v, t - 1, BIT(R_PRONOUN)); /* وبدا صاحب الهدف سعيدا وهو يقول */
  if (sp.kind != KHB_SPEAKER_NONE && (a == AGREE_PLURAL || has(v, verb, VERBS) || circumstance)) return sp; /* كتب شاب آخر يقول */
  bool known = w->last.kind != KHB_SPEAKER_NONE, here = known && w->last_para == khb_para_of(v, t);
  if (sp.kind != KHB_SPEAKER_NONE && has(v, sp.first, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_BACK_PERSON)) && !here) return sp;
  return known ? khb_nobody : khb_guess_speaker(&w->r, first, t);
}

/* وسأل أحد الصحفيين [الوزير] عن موعدها، فأجاب: the last title with the article before the verb, up to a preposition. */
static speaker who_was_asked(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t first = v->sentence[v->sent[t]].first;
  if (!has(v, first, VERBS) || !has(v, first, BIT(R_TRANSITIVE)) || t > first + MAX_CLAUSE) return khb_nobody;
  speaker sp = khb_nobody;
  for (uint32_t k = first + 2; k < t && !has(v, k, BIT(R_PREPOSITION)); k++)
    if (has(v, k, BIT(R_BACK_PERSON) | BIT(R_TITLE)) && v->word[k] & W_ARTICLE && v->outer[k] == KHB_NONE)
      sp = khb_read_speaker(&w->r, k, t);
  return sp;
}

/* سمعوا صراخ [الطفلة] وهي تقول: whom the pronoun right behind the phrase means. */
static speaker circumstance_of(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  if (t < 2 || !has(v, t - 1, BIT(R_PRONOUN)) || v->sent[t - 2] != v->sent[t]) return khb_nobody;
  const view_span *s = v->outer[t - 2] == KHB_NONE ? NULL : &v->span[v->outer[t - 2]];
  if (s && s->span.type == KHB_PERS) return khb_read_speaker(&w->r, s->first, t - 1);
  return !s && has(v, t - 2, BIT(R_HUMAN)) ? khb_read_speaker(&w->r, t - 2, t - 1) : khb_nobody;
}

speaker khb_subject_before(walker *w, uint32_t t, agreement a, uint8_t *flags) {
  const khb_view *v = w->v;
  bool also = t && has(v, t - 1, BIT(R_AS)) && v->sent[t - 1] == v->sent[t]; /* …، كما أكد أن */
  bool carried = also || khb_starts_with_wa(v, t), parted = khb_is_clause_start(v, t);
  if (carried && parted && joined_by_fa(v, t)) { /* وسألت الصحيفة فلانا عن رأيه، فأجاب: whom the sentence names last */
    speaker sp = khb_read_speaker_before(&w->r, t, w->first);
    if (is_person(w, &sp)) return sp;
    sp = who_was_asked(w, t);
    if (sp.kind != KHB_SPEAKER_NONE) return sp;
  }
  if (has(v, t, PARTICIPLES)) return subject_of_sentence(w, t, a, flags);
  speaker sp = document_before(w, t);
  if (sp.kind == KHB_SPEAKER_NONE) sp = somebody_before(v, t);
  if (sp.kind == KHB_SPEAKER_NONE) sp = circumstance_of(w, t);
  if (sp.kind == KHB_SPEAKER_NONE && t > w->first && !carried) sp = subject_in_front(w, t);
  if (sp.kind == KHB_SPEAKER_NONE) sp = w->subject;
  if (sp.kind != KHB_SPEAKER_NONE) return sp;
  if (carried && t > v->sentence[v->sent[t]].first + 2) /* فلانة وصفت ما جرى بالمهزلة، وقالت إن */
    sp = read_topic(w, v->sentence[v->sent[t]].first, t, true);
  if (sp.kind == KHB_SPEAKER_NONE) sp = subject_of_first_verb(w, t, a);
  if (sp.kind == KHB_SPEAKER_NONE && carried && !parted && t > w->first) sp = subject_in_front(w, t);
  if (sp.kind != KHB_SPEAKER_NONE) return sp;
  *flags |= KHB_QUOTEF_INHERITED;
  return khb_inherited_speaker(w, t, a);
}

speaker khb_subject_of_main_verb(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t from = v->sentence[v->sent[t]].first, low = t > from + MAX_CLAUSE ? t - MAX_CLAUSE : from;
  if (low < w->clause && w->clause < t) low = w->clause;
  uint8_t flags = 0;
  for (uint32_t k = t; k-- > low;) {
    const role_match *m = v->outer[k] == KHB_NONE && !has(v, k, BIT(R_ADJUNCT_HEAD)) ? khb_verb_at(v, k) : NULL;
    if (!m || BIT(m->role) & PARTICIPLES) continue;
    speaker sp = khb_read_subject(&w->r, k + m->count, t);
    if (khb_is_object(w, k, &sp)) sp = khb_nobody;
    if (sp.kind == KHB_SPEAKER_NONE && k > low && has(v, k - 1, BIT(R_RELATIVE))) sp = khb_read_person_before(&w->r, k - 1, from);
    return sp.kind == KHB_SPEAKER_NONE ? khb_subject_before(w, k, khb_verb_agreement(v, m), &flags) : sp;
  }
  for (uint32_t k = t; k-- > low;) /* فلان، الذي استبق الأحداث بالقول */
    if (has(v, k, BIT(R_RELATIVE))) {
      speaker person = khb_read_person_before(&w->r, k, from);
      if (person.kind != KHB_SPEAKER_NONE) return person;
      break;
    }
  speaker sp = subject_of_sentence(w, t, AGREE_ANY, &flags);
  return flags ? khb_nobody : sp;
}

/* أما فلان، الذي …، فيختصر المشهد بكلمتين: what stands behind the verb is its object. So it is where the sentence begins with the
   subject: الوزير ينتقد المبعوث. */
speaker khb_topic_before(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t first = v->sentence[v->sent[t]].first;
  if (first >= t) return khb_nobody;
  if (is_amma(v, first)) return first + 1 < t && joined_by_fa(v, t) ? khb_read_speaker(&w->r, first + 1, t) : khb_nobody;
  bool headline = v->sentence[v->sent[t]].flags & KHB_SENT_HEADLINE;
  if (!(headline || has(v, t, BIT(R_TRANSITIVE))) || khb_starts_with_wa(v, t)) return khb_nobody;
  speaker sp = khb_read_topic(w, w->clause > first && w->clause < t ? w->clause : first, t);
  return sp.last == t ? sp : khb_nobody;
}

/* وقال سموه: named by rank; the last person who spoke, else the last one that the text names. */
speaker khb_subject_by_rank(const walker *w, uint32_t t, agreement a) {
  const khb_view *v = w->v;
  t = khb_skip_adjuncts(v, t, w->end);
  if (!has(v, t, BIT(R_HONORIFIC)) || v->outer[t] != KHB_NONE) return khb_nobody;
  speaker sp = khb_inherited_speaker(w, t, a);
  if (sp.kind != KHB_SPEAKER_ENTITY) sp = (speaker){.mention = KHB_NONE, .kind = KHB_SPEAKER_ROLE};
  uint32_t mention = khb_mention_at(&w->r, tok_at(v, t)->start, tok_at(v, t)->end);
  if (mention != KHB_NONE && w->r.mentions[mention].mention_of != KHB_NONE) sp.mention = mention, sp.kind = KHB_SPEAKER_ENTITY;
  sp.range = (khb_range){tok_at(v, t)->start, tok_at(v, t)->end};
  sp.first = t, sp.last = t + 1;
  return sp;
}
