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

static bool codes_are(const khb_view *v, uint32_t t, const uint8_t *codes, uint32_t n) {
  const khb_tok *k = tok_at(v, t);
  return k->kind == KHB_TOK_WORD && k->n_codes == n && memcmp(v->scan.codes + k->code, codes, n) == 0;
}

static bool is_kana(const khb_view *v, uint32_t t) { /* كان, وكانت */
  static const uint8_t kana[] = {KHB_C_KAF, KHB_C_ALEF, KHB_C_NUN, KHB_C_TA};
  const khb_tok *k = tok_at(v, t);
  if (k->kind != KHB_TOK_WORD || k->n_codes < 3) return false;
  const uint8_t *c = v->scan.codes + k->code;
  uint32_t n = k->n_codes;
  if (c[0] == KHB_C_WAW) c++, n--;
  return (n == 3 || n == 4) && memcmp(c, kana, n) == 0;
}

static bool is_amma(const khb_view *v, uint32_t t) { /* أما */
  static const uint8_t amma[] = {KHB_C_ALEF, KHB_C_MIM, KHB_C_ALEF};
  return codes_are(v, t, amma, 3);
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
  if (t < stop && v->outer[t] == KHB_NONE && is_kana(v, t)) t++, o->past = true;
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
  if (t >= verb || verb > t + MAX_TOPIC || !is_word_at(v, t)) return khb_nobody;
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
    if (is_kana(v, k)) return khb_nobody; /* of another sentence, which no stop parts */
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
  if (type != KHB_PERS && type != KHB_OCC) return khb_nobody;
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
    speaker guess = khb_guess_speaker(&w->r, first, t);
    if (guess.kind != KHB_SPEAKER_NONE) return guess;
  }
  if (sp.kind != KHB_SPEAKER_NONE) return sp;
  *flags |= KHB_QUOTEF_INHERITED;
  return khb_inherited_speaker(w, t, a);
}

static bool joined_by_fa(const khb_view *v, uint32_t t) {
  const role_match *m = khb_verb_at(v, t);
  return m && (m->bits & KHB_PRO_FA);
}

/* تغريدة قال فيها: the noun is where it was said, not who says it. */
static bool is_within_it(const khb_view *v, uint32_t t) {
  static const uint8_t in_it[] = {KHB_C_FA, KHB_C_YA, KHB_C_HA};
  if (!is_word_at(v, t)) return false;
  const khb_tok *k = tok_at(v, t);
  return k->n_codes >= 3 && k->n_codes <= 4 && memcmp(v->scan.codes + k->code, in_it, 3) == 0;
}

/* وهناك من قال: before a verb من is somebody, no preposition. */
static speaker somebody_before(const khb_view *v, uint32_t t) {
  static const uint8_t man[] = {KHB_C_MIM, KHB_C_NUN};
  static const uint8_t first_one[] = {KHB_C_ALEF, KHB_C_WAW, KHB_C_LAM}; /* فلان أول من قال */
  if (!t || v->sent[t - 1] != v->sent[t] || !codes_are(v, t - 1, man, 2)) return khb_nobody;
  if (t > 1 && codes_are(v, t - 2, first_one, 3)) return khb_nobody;
  const khb_tok *k = tok_at(v, t - 1);
  return (speaker){.range = {k->start, k->end}, .first = t - 1, .last = t, .mention = KHB_NONE, .kind = KHB_SPEAKER_UNNAMED};
}

/* … أن صحيفة إيطالية أكدت أن, … فيما مصدر أمني قال: a clause within the sentence that begins with its subject. */
static speaker subject_of_clause(const walker *w, uint32_t from, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t low = t > from + MAX_CLAUSE ? t - MAX_CLAUSE : from;
  for (uint32_t k = t; k-- > low;)
    if (is_kana(v, k) || khb_is_complementiser(v, k) || (k && has(v, k, BIT(R_CONTRAST)) && mark(v, k - 1, M_COMMA)))
      return khb_read_topic(w, k + (khb_is_complementiser(v, k) ? 1 : 0), t);
  return khb_nobody;
}

/* تلقيها معلومات تفيد بأن: an indefinite document right before the verb, a relative clause without its pronoun. */
static speaker document_before(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  const role_match *m = t > w->first ? khb_view_role(v, t - 1, R_REPORT) : NULL;
  if (!m || m->bits || v->word[t - 1] & W_ARTICLE || v->outer[t - 1] != KHB_NONE || khb_starts_with_wa(v, t)) return khb_nobody;
  return is_within_it(v, t + khb_verb_at(v, t)->count) ? khb_nobody : khb_read_speaker(&w->r, t - 1, t);
}

/* The subject between the start of the clause and its verb. */
static speaker subject_in_front(const walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint32_t first = v->sentence[v->sent[t]].first, from = w->clause < t ? w->clause : w->first;
  bool relative = has(v, t - 1, BIT(R_RELATIVE));
  if (from < first) from = first;
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
  if (sp.kind == KHB_SPEAKER_ENTITY) return sp;
  bool circumstance = has(v, t - 1, BIT(R_ADJUNCT_HEAD)) && has(v, t - 1, BIT(R_PRONOUN)); /* وبدا صاحب الهدف سعيدا وهو يقول */
  if (sp.kind != KHB_SPEAKER_NONE && (a == AGREE_PLURAL || has(v, verb, VERBS) || circumstance)) return sp; /* كتب شاب آخر يقول */
  bool known = w->last.kind != KHB_SPEAKER_NONE, here = known && w->last_para == khb_para_of(v, t);
  if (sp.kind != KHB_SPEAKER_NONE && has(v, sp.first, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_BACK_PERSON)) && !here) return sp;
  return known ? khb_nobody : khb_guess_speaker(&w->r, first, t);
}

speaker khb_subject_before(walker *w, uint32_t t, agreement a, uint8_t *flags) {
  const khb_view *v = w->v;
  bool carried = khb_starts_with_wa(v, t), parted = khb_is_clause_start(v, t);
  if (carried && parted && joined_by_fa(v, t)) { /* وسألت الصحيفة فلانا عن رأيه، فأجاب: whom the sentence names last */
    speaker sp = khb_read_speaker_before(&w->r, t, w->first);
    if (is_person(w, &sp)) return sp;
  }
  if (has(v, t, PARTICIPLES)) return subject_of_sentence(w, t, a, flags);
  speaker sp = document_before(w, t);
  if (sp.kind == KHB_SPEAKER_NONE) sp = somebody_before(v, t);
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
