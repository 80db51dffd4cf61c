/* clause.c: where speech begins behind its cue, and where it ends.
 *
 *   وأوضح فلان أمس   أن    المفاوضات …    ، مشيرا إلى أن …
 *   cue        …    [opener][clause      ][the next cue, a nominal cue, or words that are the newsroom's again]
 */
#include "clause.h"

khb_range khb_cue_range(const khb_view *v, uint32_t first, uint32_t last, uint8_t bits) {
  uint32_t start = tok_at(v, first)->start;
  uint32_t n = (uint32_t)__builtin_popcount(bits & (KHB_PRO_WA | KHB_PRO_FA));
  if (n) start = khb_code_offset(v->text, tok_at(v, first), n);
  return (khb_range){start, tok_at(v, last - 1)->end};
}

/* The longest verb or participle at t. */
const role_match *khb_verb_at(const khb_view *v, uint32_t t) {
  const role_match *best = NULL;
  for (uint32_t i = v->first_role[t]; i < v->first_role[t + 1]; i++) {
    const role_match *m = &v->role[i];
    if ((BIT(m->role) & (VERBS | PARTICIPLES)) && (!best || m->count > best->count)) best = m;
  }
  return best;
}

enum { SHORT_NAME = 4, LONG_NAME = 8 }; /* words in marks that may be a name in the middle of a phrase, or behind a preposition */

/* ---- openers ------------------------------------------------------------------------------------------------------------- */

uint32_t khb_sentence_last(const khb_view *v, uint32_t t) { return v->sentence[v->sent[t]].last; }

bool khb_is_naming(const khb_view *v, uint32_t t) {
  const view_span *s = has(v, t, BIT(R_NAMING)) && has(v, t, VERBS) ? khb_view_span_at(v, t + 1) : NULL;
  return s && s->span.type == KHB_PERS && !khb_is_complementiser(v, s->last);
}

static bool is_this(const khb_view *v, uint32_t t) { /* وهذا, هذا, هو */
  static const uint8_t this_one[] = {KHB_C_WAW, KHB_C_HA, KHB_C_THAL, KHB_C_ALEF}, he[] = {KHB_C_HA, KHB_C_WAW};
  return khb_is_letters(v, t, this_one, 4) || khb_is_letters(v, t, this_one + 1, 3) || khb_is_letters(v, t, he, 2);
}

bool khb_is_confirming(const khb_view *v, uint32_t t) {
  static const uint8_t ma[] = {KHB_C_MIM, KHB_C_ALEF};
  return t > 1 && v->sent[t - 2] == v->sent[t] && khb_is_letters(v, t - 1, ma, 2) &&
         (has(v, t - 2, BIT(R_PRONOUN)) || is_this(v, t - 2));
}

bool khb_is_negated(const khb_view *v, uint32_t t) {
  return t && has(v, t - 1, BIT(R_NEGATED)) && v->sent[t - 1] == v->sent[t] && !khb_is_confirming(v, t);
}

bool khb_is_finite(const khb_view *v, uint32_t t) {
  return !khb_is_naming(v, t) && has(v, t, VERBS) && !has(v, t, BIT(R_WEAK)) && v->outer[t] == KHB_NONE &&
         !(t && has(v, t - 1, BIT(R_RELATIVE))) && !khb_is_negated(v, t);
}

/* وسألت «صدى القصيم» البائع عن: right behind a verb with an object a few words in marks, then a noun, are who asks. */
static bool is_asking(const khb_view *v, const quoted *q, uint32_t k, uint32_t t) {
  uint32_t next = khb_behind(q);
  if (k != t || !t || !q->closed || !has(v, t - 1, BIT(R_TRANSITIVE)) || !is_word_at(v, next)) return false;
  const uint8_t *c = v->scan.codes + tok_at(v, next)->code;
  bool to = tok_at(v, next)->n_codes == 3 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM && c[2] == KHB_C_YA; /* دعت «لجنة …» إلى */
  return to || khb_count_words(v, q->first, q->last) <= 3;
}

bool khb_is_question_mark(const khb_view *v, uint32_t t) {
  if (!mark(v, t, M_STOP)) return false;
  const char *c = v->text + tok_at(v, t)->start;
  return c[0] == '?' || ((uint8_t)c[0] == 0xd8 && (uint8_t)c[1] == 0x9f); /* ؟ */
}

/* الذي أكد أن: the verb at k, in a relative clause, has speech of its own right behind it, or the verb before t is one that an
   object follows, of which the relative clause then tells. */
static bool brings_in(const khb_view *v, uint32_t t, uint32_t k) {
  if (!t || !has(v, t - 1, BIT(R_NEUTRAL) | BIT(R_ASSERTIVE)) || has(v, t - 1, BIT(R_TRANSITIVE) | BIT(R_WEAK))) return true;
  for (uint32_t i = k + 1; i <= k + 2 && i < v->n && v->sent[i] == v->sent[k]; i++)
    if (khb_is_complementiser(v, i) || mark(v, i, M_COLON | M_OPEN)) return true;
  return false;
}

/* على لافتة كتب عليها: a noun of the same letters. */
static bool is_governed(const khb_view *v, uint32_t t) {
  return t && has(v, t - 1, BIT(R_PREPOSITION)) && v->sent[t - 1] == v->sent[t];
}

static bool is_ala(const khb_view *v, uint32_t t) { /* على */
  static const uint8_t ala[] = {KHB_C_AIN, KHB_C_LAM, KHB_C_YA};
  return khb_is_letters(v, t, ala, 3);
}

/* أعلن الاتفاق، على أن يبدأ غدا: behind a comma على أن sets a condition, or is "however", unless the verb before t takes على and
   no verb in the imperfect follows. */
static bool is_condition(const khb_view *v, uint32_t t, uint32_t k) {
  if (k < t + 2 || !is_ala(v, k - 1) || !mark(v, k - 2, M_COMMA)) return false;
  if (!has(v, t - 1, BIT(R_ON)) || k + 1 >= v->n || tok_at(v, k)->n_codes != 2) return !has(v, t - 1, BIT(R_ON));
  const khb_tok *next = tok_at(v, k + 1);
  uint8_t c = next->n_codes ? v->scan.codes[next->code] : 0;
  return next->kind == KHB_TOK_WORD && v->outer[k + 1] == KHB_NONE && !(v->word[k + 1] & W_NAME) && next->n_codes > 2 &&
         (c == KHB_C_YA || c == KHB_C_TA) && v->scan.codes[next->code + next->n_codes - 1] != KHB_C_HA;
}

/* أفاد «المرصد السوري لحقوق الإنسان» من مقره بأن …: right behind a verb, a few words in marks, then more words, and soon the
   particle that opens the speech. */
static bool names_subject(const khb_view *v, const quoted *q) {
  uint32_t t = khb_behind(q), sentence = v->sent[q->first];
  if (!q->closed || khb_count_words(v, q->first, q->last) > SHORT_NAME) return false;
  for (uint32_t k = t; k < v->n && k < t + WEAK_AHEAD && v->sent[k] == sentence; k++) {
    if (khb_is_complementiser(v, k)) return v->scan.codes[tok_at(v, k)->code] != KHB_C_WAW;
    if (!is_word_at(v, k) || has(v, k, VERBS | PARTICIPLES)) return false;
  }
  return false;
}

/* ونقلت عن مصدر قوله, behind another verb; not ونقل السفارة. */
static bool passes_on(const khb_view *v, uint32_t t) {
  static const uint8_t an[] = {KHB_C_AIN, KHB_C_NUN};
  if (!has(v, t, BIT(R_TRANSMITTING))) return false;
  for (uint32_t k = t + 1; k < v->n && k <= t + 6 && v->sent[k] == v->sent[t]; k++)
    if (khb_is_letters(v, k, an, 2) || khb_view_width(v, k, R_ACCORDING) == 2) return true;
  return false;
}

/* وأضاف، فلان، أن: the words between two commas are no speech. */
static bool is_inserted(const khb_view *v, uint32_t t, uint32_t stop) {
  for (uint32_t k = t + 1; k + 1 < stop && k <= t + 6; k++)
    if (mark(v, k, M_COMMA)) return khb_is_complementiser(v, k + 1);
  return false;
}

/* From token t on, up to the end of the sentence: what opens the speech of the verb before t. Another verb of saying ends the
   search; words in marks that are but a name do not. */
opener khb_find_opener(const khb_view *v, uint32_t t, uint32_t ahead) {
  uint32_t stop = t < v->n && t ? khb_sentence_last(v, t - 1) : 0;
  uint32_t sentence = t ? v->sent[t - 1] : 0;
  if (stop > t + ahead) stop = t + ahead;
  /* وأضاف، نحن …: a comma in the place of the colon */
  if (t && t + 3 < stop && mark(v, t, M_COMMA) && has(v, t - 1, BIT(R_CONTINUING)) &&
      !has(v, t + 1, BIT(R_ADJUNCT) | BIT(R_ADJUNCT_HEAD)) && !is_inserted(v, t, stop))
    return (opener){khb_is_complementiser(v, t + 1) ? O_COMPLEMENTISER : O_COLON, t + khb_is_complementiser(v, t + 1)};
  for (uint32_t k = t; k < stop && v->sent[k] == sentence;) {
    if (mark(v, k, M_COLON)) /* وقال فلان: إن … */
      return k + 1 < stop && khb_is_complementiser(v, k + 1) ? (opener){O_COMPLEMENTISER, k + 1} : (opener){O_COLON, k};
    if (khb_is_complementiser(v, k)) {
      if (!is_condition(v, t, k)) return (opener){O_COMPLEMENTISER, k};
      break;
    }
    if (khb_is_question_mark(v, k)) break; /* ماذا قال؟ «…» */
    const quoted *q = mark(v, k, M_OPEN) ? khb_view_quote_at(v, k) : NULL;
    if (q && !khb_is_quoted_name(v, q) && !is_asking(v, q, k, t)) {
      if (k == t && names_subject(v, q)) {
        k = khb_behind(q);
        continue;
      }
      uint32_t used = khb_behind(q) - t; /* what is left of `ahead` bounds the recursion */
      uint32_t longest = k > t && has(v, k - 1, BIT(R_PREPOSITION)) ? LONG_NAME : SHORT_NAME; /* في ندوة حول «…» أن */
      if (k == t || !q->closed || used >= ahead || khb_count_words(v, q->first, q->last) > longest) return (opener){O_QUOTE, k};
      /* رئيس منظمة "…" فلان "…", في حديث مع «…»: …: a name, where an opener still follows */
      opener o = khb_find_opener(v, khb_behind(q), ahead - used);
      bool speech = o.kind == O_COLON || o.kind == O_COMPLEMENTISER;
      if (o.kind == O_QUOTE && o.at > khb_behind(q) && !has(v, k - 1, BIT(R_ADJUNCT_HEAD))) {
        const quoted *next = khb_view_quote_at(v, o.at);
        speech = next && khb_count_words(v, next->first, next->last) > SHORT_NAME;
      }
      return speech && v->sent[o.at] == sentence ? o : (opener){O_QUOTE, k};
    }
    if (q) {
      if (k == t && q->closed && !khb_view_span_at(v, q->first)) {
        if (mark(v, khb_behind(q), M_STOP)) return (opener){O_QUOTE, k}; /* قال «نعم». */
        if (mark(v, khb_behind(q), M_COMMA)) {                           /* قال «البنهاوي»، خلال جولة: … */
          uint32_t next = khb_behind(q) + 1, used = next - t; /* what is left of `ahead` bounds the recursion */
          opener o = khb_find_opener(v, next, ahead > used ? ahead - used : 0);
          return o.kind == O_COLON || o.kind == O_COMPLEMENTISER ? o : (opener){O_QUOTE, k};
        }
      }
      k = khb_behind(q);
      continue;
    }
    uint32_t next = khb_skip_parenthesis(v, k, stop);
    if (next > k) {
      k = next;
      continue;
    }
    if (k > t && has(v, k, VERBS) && has(v, k - 1, BIT(R_RELATIVE)) && !brings_in(v, t, k)) {
      k++; /* قالت الشرطة التي كشفت صور المنفذين إن */
      continue;
    }
    if (k > t && (khb_is_finite(v, k) || (has(v, k, VERBS) && has(v, k - 1, BIT(R_RELATIVE))))) break;
    if (k > t && v->outer[k] == KHB_NONE && (has(v, k, BIT(R_PREDICATE)) || passes_on(v, k))) break;
    if (k > t && has(v, k, PARTICIPLES) && !has(v, k, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_SAID_TO)) && v->outer[k] == KHB_NONE &&
        !is_governed(v, k))
      break;
    k++;
  }
  return (opener){O_NONE, t};
}

/* ---- the end of reported speech ------------------------------------------------------------------------------------------ */

/* لافتة كتب عليها «…»: the noun; the participle of the same letters has إلى or a particle behind it. */
static bool is_placard(const khb_view *v, uint32_t t) {
  static const uint8_t placard[] = {KHB_C_LAM, KHB_C_ALEF, KHB_C_FA, KHB_C_TA, KHB_C_HA};
  static const uint8_t ila[] = {KHB_C_ALEF, KHB_C_LAM, KHB_C_YA};
  if (!khb_is_letters(v, t, placard, 5)) return false;
  if (t + 1 >= v->n) return true;
  return !(khb_is_letters(v, t + 1, ila, 3) || has(v, t + 1, BIT(R_COMPLEMENTISER)) || v->word[t + 1] & W_ARTICLE);
}

bool khb_is_participle_cue(const khb_view *v, uint32_t t) {
  if (!has(v, t, PARTICIPLES) || v->outer[t] != KHB_NONE || is_governed(v, t)) return false;
  if (is_placard(v, t)) return false;
  for (uint32_t k = t + 1; k < v->n && k <= t + 4 && v->sent[k] == v->sent[t]; k++) {
    if (khb_is_complementiser(v, k) || mark(v, k, M_COLON | M_OPEN)) return true;
  }
  return t && mark(v, t - 1, M_COMMA);
}

bool khb_is_clause_start(const khb_view *v, uint32_t t) {
  return t == 0 || v->sent[t] != v->sent[t - 1] || mark(v, t - 1, M_COMMA | M_DASH | M_COLON | M_STOP);
}

bool khb_starts_with_wa(const khb_view *v, uint32_t t) {
  for (uint32_t i = v->first_role[t]; i < v->first_role[t + 1]; i++)
    if ((BIT(v->role[i].role) & VERBS) && (v->role[i].bits & (KHB_PRO_WA | KHB_PRO_FA))) return true;
  return false;
}

/* وأضاف أن, وقال: … within a sentence: a verb with و, or behind a comma, that has an opener of its own. */
static bool starts_cue(const khb_view *v, uint32_t t) {
  if (!has(v, t, VERBS) || v->outer[t] != KHB_NONE || (t && has(v, t - 1, BIT(R_RELATIVE)))) return false;
  bool comma = khb_is_clause_start(v, t), wa = khb_starts_with_wa(v, t);
  if (!comma && !wa) return false;
  if (comma && wa && !has(v, t, BIT(R_WEAK))) return true; /* …، ودعا إلى */
  return khb_find_opener(v, t + 1, has(v, t, BIT(R_WEAK)) ? 1 : comma ? OPENER_AHEAD : WEAK_AHEAD).kind != O_NONE;
}

/* وبحسب الغافري، …: one word with the article that is no common one, up to a comma. */
static bool is_family_name(const khb_view *v, const speaker *sp) {
  uint32_t t = sp->first;
  return sp->last == t + 1 && is_word_at(v, t) && (v->word[t] & W_ARTICLE) && !(v->word[t] & W_COMMON) && !v->bits[t] &&
         mark(v, t + 1, M_COMMA);
}

/* بحسب فلان, نقلا عن رويترز, وفق ما أعلن الجيش: *next is behind the speaker. */
bool khb_read_nominal(const reader *r, uint32_t t, speaker *sp, khb_range *cue, uint32_t *next) {
  const khb_view *v = r->v;
  const role_match *m = khb_view_role(v, t, R_ACCORDING), *as = khb_view_role(v, t, R_ACCORDING_AS);
  if (as && (!m || as->count >= m->count)) m = as;
  if (!m) m = khb_view_role(v, t, R_AS);
  if (!m || v->outer[t] != KHB_NONE) return false;
  uint32_t p = t + m->count, stop = khb_sentence_last(v, t);
  if (m->role != R_ACCORDING) {
    if (p >= stop || !is_word_at(v, p) || v->outer[p] != KHB_NONE) return false;
    if (m->role == R_AS && !has(v, p, BIT(R_NEUTRAL) | BIT(R_ASSERTIVE))) return false;
    const role_match *verb = khb_verb_at(v, p);
    p += verb ? verb->count : 1;
    opener o = khb_find_opener(v, p, m->role == R_AS ? OPENER_AHEAD : WEAK_AHEAD);
    if (o.kind == O_COMPLEMENTISER || o.kind == O_COLON) return false; /* كما أكد أن: he also said */
  }
  *sp = m->role == R_ACCORDING ? khb_read_speaker(r, p, stop) : khb_read_subject(r, p, stop);
  if (sp->kind == KHB_SPEAKER_NONE) return false;
  uint32_t f = sp->first;
  if (sp->kind == KHB_SPEAKER_ROLE && m->role == R_ACCORDING && sp->mention == KHB_NONE &&
      !has(v, f,
           BIT(R_REPORT) | BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_PERSON_OF) | BIT(R_BACK_BODY) | BIT(R_BACK_PERSON) |
               BIT(R_OUT_HEAD)) &&
      !is_family_name(v, sp))
    return false;
  bool head = has(v, f, BIT(R_REPORT) | BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_PERSON_OF) | BIT(R_HUMAN) | BIT(R_OUT_HEAD) | BACK);
  if (m->role == R_AS && sp->kind == KHB_SPEAKER_ROLE && !head && !(v->word[f] & W_ARTICLE)) return false; /* كما أكد رفضه */
  *cue = khb_cue_range(v, t, p, m->bits);
  *next = sp->last > p ? sp->last : p;
  /* كما قال فلان at the end of its clause; elsewhere كما is "also" */
  return m->role != R_AS || *next >= stop || mark(v, *next, M_COMMA | M_STOP | M_DASH);
}

/* A nominal cue ends the clause before it where little follows it, or where a comma stands before it. */
static bool ends_before_nominal(const reader *r, uint32_t t) {
  const khb_view *v = r->v;
  if (has(v, t, BIT(R_ACCORDING_PRONOUN))) return true;
  if (!has(v, t, BIT(R_ACCORDING) | BIT(R_ACCORDING_AS) | BIT(R_AS))) return false;
  speaker sp;
  khb_range cue;
  uint32_t next;
  return khb_read_nominal(r, t, &sp, &cue, &next) && (khb_is_clause_start(v, t) || khb_sentence_last(v, t) <= next + 2);
}

/* ولكن الخبراء يقولون إن: a subject, then a verb with an opener. */
static bool another_speaks(const khb_view *v, uint32_t t) {
  for (uint32_t k = t + 1; k < v->n && k < t + WEAK_AHEAD && v->sent[k] == v->sent[t]; k++)
    if (khb_is_finite(v, k) && k > t + 1) return khb_find_opener(v, k + 1, OPENER_AHEAD).kind != O_NONE;
  return false;
}

/* ولكنه طالب بزيادة: the same subject does something else. */
static bool goes_on(const khb_view *v, uint32_t t) {
  const role_match *m = khb_view_role(v, t, R_CONTRAST);
  if (!m) return false;
  const khb_tok *k = tok_at(v, t + m->count - 1);
  const uint8_t *c = v->scan.codes + k->code + k->n_codes;
  bool pronoun = k->n_codes > 2 && (c[-1] == KHB_C_HA || (c[-1] == KHB_C_ALEF && c[-2] == KHB_C_HA));
  uint32_t next = t + m->count;
  return pronoun && has(v, next, VERBS) && !has(v, next, BIT(R_WEAK)) && v->outer[next] == KHB_NONE && v->sent[next] == v->sent[t];
}

/* ثم before a verb of saying begins the next cue. */
static bool is_then(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  return k->kind == KHB_TOK_WORD && k->n_codes == 2 && c[0] == KHB_C_THA && c[1] == KHB_C_MIM && has(v, t + 1, VERBS) &&
         !has(v, t + 1, BIT(R_WEAK)) && khb_find_opener(v, t + 1 + khb_verb_at(v, t + 1)->count, WEAK_AHEAD).kind != O_NONE;
}

/* …، قبل أن يضيف: the next cue too. */
static bool is_before_verb(const khb_view *v, uint32_t t) {
  return has(v, t, BIT(R_NO_COMPLEMENTISER)) && has(v, t + 1, BIT(R_COMPLEMENTISER)) && has(v, t + 2, VERBS) &&
         !has(v, t + 2, BIT(R_WEAK)) && v->outer[t + 2] == KHB_NONE;
}

/* …، كما أكد رفضه: so does another verb of saying. */
static bool is_also(const khb_view *v, uint32_t t) {
  return has(v, t, BIT(R_AS)) && v->outer[t] == KHB_NONE && khb_is_finite(v, t + 1);
}

/* The clause that begins at token c. *mixed: words in marks stand in it. */
uint32_t khb_clause_end(const reader *r, uint32_t c, uint32_t end, bool *mixed) {
  const khb_view *v = r->v;
  uint32_t k = c, sentence = v->sent[c];
  *mixed = false;
  while (k < end && v->sent[k] == sentence) {
    const quoted *q = mark(v, k, M_OPEN) ? khb_view_quote_at(v, k) : NULL;
    if (q) {
      bool named = khb_view_span_at(v, q->first) || (k && has(v, k - 1, BIT(R_OUT_HEAD) | BIT(R_NAMING)));
      if (!khb_is_quoted_name(v, q) || !named) *mixed = true;
      k = khb_behind(q);
      if (k <= q->first) break;
      sentence = v->sent[k - 1];
      if (k > end) k = end;
      continue;
    }
    uint32_t next = khb_skip_parenthesis(v, k, end);
    if (next > k) {
      k = next;
      continue;
    }
    if (k > c && (starts_cue(v, k) || khb_is_participle_cue(v, k) || ends_before_nominal(r, k))) break;
    if (k > c && mark(v, k - 1, M_COMMA) && has(v, k, BIT(R_SPEECH_END)) && v->outer[k] == KHB_NONE) break;
    if (k > c && mark(v, k - 1, M_COMMA) && has(v, k, BIT(R_CONTRAST)) && (another_speaks(v, k) || goes_on(v, k))) break;
    if (k > c && mark(v, k - 1, M_COMMA) && (is_then(v, k) || is_before_verb(v, k) || is_also(v, k))) break;
    if (k > c && mark(v, k - 1, M_COMMA) && has(v, k + 2, BIT(R_SAID_IT)) && khb_is_confirming(v, k + 2)) break; /* وهو ما أكده */
    k++;
  }
  return k;
}

/* Unmarked speech behind a colon: the sentence, and those behind it in the paragraph that bring in nobody. */
uint32_t khb_unmarked_end(const khb_view *v, uint32_t t) {
  uint32_t s = v->sent[t], para = v->sentence[s].para;
  uint32_t last = v->sentence[s].last;
  for (uint32_t i = 1; i < MAX_UNMARKED && s + i < v->n_sentence && v->sentence[s + i].para == para; i++) {
    const view_sentence *next = &v->sentence[s + i];
    for (uint32_t k = next->first; k < next->last && k < next->first + OPENER_AHEAD; k++)
      if (mark(v, k, M_OPEN) || starts_cue(v, k) || has(v, k, BIT(R_ACCORDING_PRONOUN)) ||
          (khb_is_finite(v, k) && khb_find_opener(v, k + 1, OPENER_AHEAD).kind))
        return last;
    last = next->last;
  }
  return last;
}

