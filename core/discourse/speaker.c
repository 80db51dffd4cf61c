/* speaker.c: the noun phrase of who speaks.
 *
 *   وقال | المتحدث باسم وزارة الداخلية اللواء [منصور التركي] | في بيان | إن …     the last person of the phrase
 *   قالت | [وزارة الداخلية] | إن …                                             a body that the phrase begins with
 *   قال | [متحدث باسم وزارة الداخلية] | إن …                                    else the phrase itself: a role
 *   قالت | [مصادر مطلعة] | إن …                                                or a source without a name
 *   [رئيس الوزراء العراقي حيدر العبادي] | قد قال | إن …                          the same before the verb
 */
#include "speaker.h"

enum {
  MAX_PHRASE = 24, MAX_ROLE = 9, MAX_PARENTHESIS = 14, MAX_BACK = 26, MAX_GUESS = 64,
  MAX_COUNTED = 64, MAX_TITLE = 30, NAME_WORDS = 4, MAX_APPOSITION = 10
};

/* ---- small things -------------------------------------------------------------------------------------------------------- */

bool khb_is_complementiser(const khb_view *v, uint32_t t) {
  if (!has(v, t, BIT(R_COMPLEMENTISER)) || v->outer[t] != KHB_NONE) return false; /* بان كي مون */
  if (v->scan.codes[tok_at(v, t)->code] == KHB_C_BA) return true; /* مبررا ذلك بأنه; ذلك أن is "because" */
  return !(t && is_word_at(v, t - 1) && has(v, t - 1, BIT(R_NO_COMPLEMENTISER)));
}

uint32_t khb_count_words(const khb_view *v, uint32_t first, uint32_t last) {
  uint32_t n = 0;
  for (uint32_t t = first; t < last && n < MAX_COUNTED; t++) {
    uint8_t kind = tok_at(v, t)->kind;
    n += kind == KHB_TOK_WORD || kind == KHB_TOK_NUMBER || kind == KHB_TOK_HASHTAG;
  }
  return n;
}

/* لـ or بـ by itself, before a mark. */
static bool is_lone(const khb_view *v, uint32_t t, uint8_t letter) {
  const khb_tok *k = tok_at(v, t);
  return k->kind == KHB_TOK_WORD && k->n_codes == 1 && v->scan.codes[k->code] == letter;
}

bool khb_is_quoted_name(const khb_view *v, const quoted *q) {
  uint32_t words = khb_count_words(v, q->first, q->last < q->first + MAX_TITLE ? q->last : q->first + MAX_TITLE);
  uint32_t before = q->first >= 2 ? q->first - 2 : KHB_NONE;
  if (before != KHB_NONE && has(v, before, BIT(R_TITLING)) && q->last < q->first + MAX_TITLE) return true;
  if (words > NAME_WORDS + 2) return false;
  if (words <= 1) return true;
  if (before != KHB_NONE && has(v, before, BIT(R_OUT_HEAD)) && words <= NAME_WORDS) return true;
  if (before != KHB_NONE && has(v, before, BIT(R_NAMING))) return true;
  if (before != KHB_NONE && words <= NAME_WORDS && is_lone(v, before, KHB_C_LAM)) return true; /* لـ«المدن الشمالية» */
  if (before != KHB_NONE && before && is_lone(v, before, KHB_C_BA) && has(v, before - 1, BIT(R_NAMING))) return true;
  const view_span *s = khb_view_span_at(v, q->first);
  if (!s || s->span.type == KHB_NORP) return false;
  bool sure = s->span.entity != KHB_NONE || s->span.type == KHB_PERS || s->span.type == KHB_ORG || s->span.score >= 0.75f;
  if (!sure) return false; /* a model takes a short sentence in marks for a title now and then */
  return s->last >= q->last || (words <= NAME_WORDS && s->last + 1 >= q->last);
}

uint32_t khb_skip_parenthesis(const khb_view *v, uint32_t t, uint32_t stop) {
  uint8_t close = mark(v, t, M_BRACKET_OPEN) ? M_BRACKET_CLOSE : mark(v, t, M_DASH) ? M_DASH : 0;
  if (!close) return t;
  for (uint32_t k = t + 1; k < stop && k <= t + MAX_PARENTHESIS && v->sent[k] == v->sent[t]; k++) {
    if (mark(v, k, close)) return k + 1;
    if (mark(v, k, M_COLON | M_OPEN)) return t;
  }
  return t;
}

/* في تغريدة ثانية, في بيان مقتضب: an adjective without the article behind the noun of an adjunct. */
static uint32_t skip_adjective(const khb_view *v, uint32_t t, uint32_t stop) {
  bool plain = t < stop && is_word_at(v, t) && v->outer[t] == KHB_NONE && !v->bits[t];
  return plain && !(v->word[t] & (W_ARTICLE | W_GIVEN | W_NAME)) && !khb_is_verb_with_pronoun(v, t) ? t + 1 : t;
}

/* One adjunct: a word of the class, also where the model has taken it for a name (قالت ضاحكة), or a date with no preposition (قال
   أمس). */
static uint32_t skip_adjunct(const khb_view *v, uint32_t t, uint32_t stop) {
  uint32_t width = khb_view_width(v, t, R_ADJUNCT);
  if (has(v, t, BIT(R_MANNER)) && v->outer[t] == KHB_NONE) { /* بشكل واضح وصريح */
    uint32_t next = skip_adjective(v, t + 1, stop), and = next < stop ? tok_at(v, next)->code : 0;
    bool joined = next < stop && is_word_at(v, next) && v->scan.codes[and] == KHB_C_WAW && tok_at(v, next)->n_codes > 3;
    return joined ? skip_adjective(v, next, stop) : next;
  }
  const view_span *s = v->outer[t] == KHB_NONE ? NULL : &v->span[v->outer[t]];
  if (!s) return t + width;
  if (s->first != t) return t;
  if (s->span.type == KHB_DATE || s->span.type == KHB_TIME || s->span.type == KHB_DURATION) return s->last;
  return width && s->last == t + width && s->span.entity == KHB_NONE && s->span.source == KHB_FROM_MODEL ? s->last : t;
}

uint32_t khb_skip_adjuncts(const khb_view *v, uint32_t t, uint32_t stop) {
  for (;;) {
    uint32_t next = khb_skip_parenthesis(v, t, stop);
    if (next == t && t < stop) {
      next = skip_adjunct(v, t, stop);
      if (next > t + 1 && v->outer[t] == KHB_NONE) next = skip_adjective(v, next, stop);
    }
    if (next == t || next > stop) return t;
    t = next;
  }
}

/* ---- the end of the phrase ----------------------------------------------------------------------------------------------- */

/* Past a name in quotation marks inside a phrase: صحيفة «النهار», "الدستوري الحر". */
static uint32_t skip_quoted_name(const khb_view *v, uint32_t t, uint32_t stop) {
  const quoted *q = mark(v, t, M_OPEN) ? khb_view_quote_at(v, t) : NULL;
  return q && q->closed && q->last < stop && khb_is_quoted_name(v, q) ? q->last + 1 : t;
}

/* A name in marks that a phrase begins with, before the particle that opens the speech. */
static uint32_t skip_marked_subject(const khb_view *v, uint32_t t, uint32_t stop) {
  const quoted *q = khb_view_quote_at(v, t);
  if (!q || !q->closed || q->last >= stop || khb_has_li(v, q->first)) return t;
  return khb_count_words(v, q->first, q->last) <= NAME_WORDS && has(v, stop, BIT(R_COMPLEMENTISER)) ? q->last + 1 : t;
}

static bool ends_phrase(const khb_view *v, uint32_t t, uint32_t first) {
  const khb_tok *k = tok_at(v, t);
  if (k->kind == KHB_TOK_PUNCT || k->kind == KHB_TOK_BROKEN || k->kind == KHB_TOK_URL) return true;
  if (v->outer[t] != KHB_NONE && v->span[v->outer[t]].first < t) return false; /* inside a name */
  if (khb_is_complementiser(v, t)) return true;
  if (t == first) return false;
  uint64_t bits = v->bits[t];
  if (bits & (BIT(R_RELATIVE) | BIT(R_ADJUNCT_HEAD) | BIT(R_ADJUNCT) | PARTICIPLES | BIT(R_ACCORDING) | BIT(R_ACCORDING_AS)) &&
      !(bits & (BIT(R_TITLE) | BIT(R_FIELD))) && v->outer[t] == KHB_NONE)
    return true;
  if ((bits & VERBS) && !(bits & (BIT(R_TITLE) | BIT(R_WEAK))) && v->outer[t] == KHB_NONE) return true;
  return false;
}

/* A name with و before it begins another thing: ترامب وبوتين. One with ل ends the phrase (قال الوزير لرويترز) unless it belongs
   to an office whose holder follows (الأمين العام للأمم المتحدة فلان) or to a document (تقرير للأمم المتحدة). */
static bool is_coordinated(const khb_view *v, uint32_t t, uint32_t first) {
  if (v->outer[t] == KHB_NONE) return false;
  const view_span *s = &v->span[v->outer[t]];
  if (s->first != t) return false;
  if (s->span.proclitics & (KHB_PRO_WA | KHB_PRO_FA)) return true;
  if (!(s->span.proclitics & KHB_PRO_LI) || khb_has_own_lam(v, s)) return false;
  if (has(v, first, BIT(R_REPORT)) && !has(v, first, BIT(R_TITLE)) && t <= first + 2) return false;
  const view_span *next = khb_view_span_at(v, s->last);
  return !((next && next->span.type == KHB_PERS && !next->span.proclitics) || has(v, s->last, BIT(R_TITLE)));
}

/* أبلغ الرئيس فلان | نظيره الفرنسي فلانا: somebody of the person who is named before. */
static bool is_counterpart(const khb_view *v, uint32_t t, uint32_t first) {
  if (t <= first || !has(v, t, BIT(R_HUMAN)) || v->outer[t - 1] == KHB_NONE) return false;
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code + k->n_codes;
  bool pronoun = k->n_codes > 4 && (c[-1] == KHB_C_HA || (c[-1] == KHB_C_ALEF && c[-2] == KHB_C_HA));
  return pronoun && v->span[v->outer[t - 1]].span.type == KHB_PERS;
}

static uint32_t phrase_end(const khb_view *v, uint32_t first, uint32_t stop) {
  uint32_t t = first;
  if (stop > first + MAX_PHRASE) stop = first + MAX_PHRASE;
  while (t < stop) {
    if (t > first && (is_coordinated(v, t, first) || is_counterpart(v, t, first))) break;
    uint32_t next = skip_quoted_name(v, t, stop);
    if (next > t) {
      t = next;
      continue;
    }
    if (mark(v, t, M_BRACKET_OPEN) && t > first) {
      next = khb_skip_parenthesis(v, t, stop);
      if (next > t) {
        t = next;
        continue;
      }
    }
    if (ends_phrase(v, t, first)) break;
    t++;
  }
  while (t > first && mark(v, t - 1, M_BRACKET_CLOSE)) { /* (25 عاما) at the end is no part of it */
    uint32_t k = t - 1;
    while (k > first && !mark(v, k, M_BRACKET_OPEN)) k--;
    if (k == first) break;
    t = k;
  }
  return t;
}

/* ---- who ----------------------------------------------------------------------------------------------------------------- */

uint32_t khb_mention_at(const reader *r, uint32_t start, uint32_t end) {
  size_t lo = 0, hi = r->n_mentions;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (r->mentions[mid].span.start < start) lo = mid + 1;
    else hi = mid;
  }
  uint32_t found = KHB_NONE;
  for (; lo < r->n_mentions && r->mentions[lo].span.start == start; lo++) {
    if (r->mentions[lo].span.end == end) return (uint32_t)lo;
    if (found == KHB_NONE && r->mentions[lo].span.end <= end) found = (uint32_t)lo;
  }
  return found;
}

static speaker of_span(const reader *r, const khb_span *s, uint32_t first, uint32_t last) {
  speaker sp = {.range = {s->start, s->end}, .first = first, .last = last, .kind = KHB_SPEAKER_ENTITY};
  sp.mention = khb_mention_at(r, s->start, s->end);
  uint32_t at = khb_view_token_at(r->v, s->start);
  if (s->proclitics == KHB_PRO_LI && r->v->outer[at] != KHB_NONE && khb_has_own_lam(r->v, &r->v->span[r->v->outer[at]]))
    sp.range.start = s->word_start;
  if (s->type == KHB_OCC && (sp.mention == KHB_NONE || r->mentions[sp.mention].mention_of == KHB_NONE)) sp.kind = KHB_SPEAKER_ROLE;
  return sp;
}

/* Only these speak; a figure or a law does not. */
static bool can_speak(uint8_t type) {
  return type == KHB_PERS || type == KHB_ORG || type == KHB_GPE || type == KHB_NORP || type == KHB_WEBSITE || type == KHB_FAC ||
         type == KHB_OCC || type == KHB_PRODUCT;
}

static bool is_office_at(const khb_view *v, uint32_t t) {
  const view_span *s = khb_view_span_at(v, t);
  return has(v, t, BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_BACK_PERSON)) || (s && s->span.type == KHB_OCC);
}

/* The person of the phrase: the one it begins with (بيسكوف الناطق باسم الرئيس بوتين), else the last one, unless it only tells whose
   somebody is (محامي فلان). */
static const view_span *person_in(const khb_view *v, uint32_t first, uint32_t last) {
  const view_span *found = khb_view_span_at(v, first);
  bool name = found && found->span.type == KHB_PERS && !has(v, first, BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_HUMAN));
  const view_span *next = name && found->last < last ? khb_view_span_at(v, found->last) : NULL;
  bool another = next && next->span.type == KHB_PERS; /* ودعا فلان فلانا */
  if (name && found->last < last && (another || is_office_at(v, found->last))) return found;
  found = NULL;
  for (uint32_t t = first; t < last; t++) {
    const view_span *s = khb_view_span_at(v, t);
    if (!s) continue;
    bool governed = t > first && (s->span.proclitics & (KHB_PRO_LI | KHB_PRO_BI)) && !khb_has_own_lam(v, s);
    if (s->span.type == KHB_PERS && s->last <= last && !governed) found = s;
    t = s->last - 1;
  }
  if (!found || found->first == first) return found;
  uint32_t before = found->first - 1;
  if (has(v, before, BIT(R_PERSON_OF)) && (before == first || !(v->word[before] & W_ARTICLE)) &&
      !(v->outer[before] != KHB_NONE && v->span[v->outer[before]].span.type == KHB_OCC))
    return NULL;
  if (khb_view_width(v, before, R_PERSON_OF) == 2) return NULL; /* متحدثة [باسم الحكومة], of which باسم was taken for a name */
  for (uint32_t k = 2; k <= 3 && found->first >= first + k; k++) {
    uint32_t t = found->first - k;
    if (khb_view_width(v, t, R_PERSON_OF) == k) return NULL; /* متحدث باسم فلان */
  }
  return found;
}

/* ثلاثة مصادر: how many they are says no name. */
static bool is_counted(const khb_view *v, uint32_t t) {
  return v->outer[t] != KHB_NONE &&
         (v->span[v->outer[t]].span.type == KHB_QUANTITY || v->span[v->outer[t]].span.type == KHB_CARDINAL);
}

static bool is_unnamed(const khb_view *v, uint32_t first, uint32_t last) {
  uint32_t w = khb_view_width(v, first, R_UNNAMED);
  while (!w && first + 1 < last && is_counted(v, first)) w = khb_view_width(v, ++first, R_UNNAMED);
  if (!w) return false;
  for (uint32_t t = first + w; t < last; t++)
    if (has(v, t, BIT(R_FIELD)) || (v->outer[t] != KHB_NONE && can_speak(v->span[v->outer[t]].span.type))) return false;
  return true;
}

/* صحيفة [النهار], وكالة [رويترز], بيان [وزارة الصحة], نادي [الأهلي]: the body behind a head that is no part of its name. */
static const view_span *body_behind(const khb_view *v, uint32_t first, uint32_t last) {
  if (!has(v, first, BIT(R_OUT_HEAD) | BIT(R_REPORT)) || has(v, first, BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_UNNAMED)))
    return NULL;
  for (uint32_t t = first + 1; t < last && t <= first + 3; t++) {
    const view_span *s = khb_view_span_at(v, t);
    if (s && s->span.type != KHB_NORP) return can_speak(s->span.type) && s->last <= last ? s : NULL;
    if (!s && !(v->word[t] & W_QUOTE_MARK) && !has(v, t, BIT(R_OUT_HEAD) | BIT(R_REPORT))) return NULL;
  }
  return NULL;
}

/* وفق ما ذكرت «رويترز»: the body that marks stand around. */
static const view_span *body_in_marks(const khb_view *v, uint32_t t, uint32_t last) {
  const quoted *q = mark(v, t, M_OPEN) ? khb_view_quote_at(v, t) : NULL;
  const view_span *s = q && q->closed && q->last < last ? khb_view_span_at(v, q->first) : NULL;
  return s && s->last == q->last && can_speak(s->span.type) && s->span.type != KHB_NORP ? s : NULL;
}

/* A noun with the article is followed by adjectives with it: what has none begins something else (الرابطة بوضوح). So does a word
   with و (نشطاء ويظهر), unless it is a word by itself (وزارة). */
static uint32_t role_end(const khb_view *v, uint32_t first, uint32_t last) {
  uint32_t t = first + 1;
  uint32_t held = khb_view_width(v, first, R_PERSON_OF), titled = khb_view_width(v, first, R_TITLE);
  if (titled > held) held = titled;
  if (held > 1) t = first + held;
  bool definite = (v->word[first] & W_ARTICLE) && (held < 2 || (t <= last && (v->word[t - 1] & W_ARTICLE)));
  for (; t < last; t++) {
    if (v->outer[t] != KHB_NONE || v->bits[t] & (BIT(R_FIELD) | BIT(R_TITLE) | BIT(R_REPORT) | BIT(R_NAMING))) {
      definite = false;
      continue;
    }
    const khb_tok *k = tok_at(v, t);
    if (k->kind != KHB_TOK_WORD) continue;
    const uint8_t *c = v->scan.codes + k->code;
    if (definite && !(v->word[t] & W_ARTICLE)) return t;
    bool object = k->n_codes > 3 && c[k->n_codes - 1] == KHB_C_ALEF && c[k->n_codes - 2] != KHB_C_HA && !v->bits[t] &&
                  !(v->word[t] & (W_ARTICLE | W_GIVEN | W_NAME));
    if (object && v->word[t - 1] & W_ARTICLE) return t; /* واجه أحد السكان | سؤالا */
    bool human = has(v, first, BIT(R_HUMAN)) && !has(v, first, BIT(R_TITLE) | BIT(R_PERSON_OF));
    if (human && k->n_codes > 5 && c[0] == KHB_C_BA && c[1] == KHB_C_ALEF && c[2] == KHB_C_LAM) return t; /* امرأة | بالبرنامج */
    if (k->n_codes > 3 && c[0] == KHB_C_WAW && !(v->word[t] & (W_COMMON | W_NAME))) return t;
  }
  return last;
}

/* The phrase as a role. Proclitics of its first word (لـ in وفقا لمصادر) are left out. */
static speaker of_phrase(const reader *r, uint32_t first, uint32_t last, bool unnamed) {
  const khb_view *v = r->v;
  last = role_end(v, first, last);
  if (last > first + MAX_ROLE) {
    last = first + MAX_ROLE;
    while (last > first && v->outer[last - 1] != KHB_NONE && v->span[v->outer[last - 1]].last > last) last--;
    if (last == first) last = first + 1;
  }
  uint32_t start = tok_at(v, first)->start;
  static const role heads[] = {R_UNNAMED, R_REPORT, R_TITLE, R_PERSON_OF, R_BACK_BODY, R_BACK_PERSON};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    const role_match *m = khb_view_role(v, first, heads[i]);
    if (m && m->bits) start = khb_code_offset(v->text, tok_at(v, first), (uint32_t)__builtin_popcount(m->bits & 63u));
    if (m) break;
  }
  uint32_t end = tok_at(v, last - 1)->end;
  speaker sp = {.range = {start, end}, .first = first, .last = last, .kind = unnamed ? KHB_SPEAKER_UNNAMED : KHB_SPEAKER_ROLE};
  uint32_t m = khb_mention_at(r, start, end);
  sp.mention = KHB_NONE;
  if (m == KHB_NONE) return sp;
  const khb_mention *x = &r->mentions[m];
  if (x->span.end == end) sp.mention = m;
  if (x->span.source == KHB_FROM_MENTION && x->mention_of != KHB_NONE) {
    sp.mention = m;
    sp.range = (khb_range){x->span.start, x->span.end};
    sp.kind = KHB_SPEAKER_ENTITY;
  }
  return sp;
}

static speaker read_phrase(const reader *r, uint32_t t, uint32_t last) {
  const khb_view *v = r->v;
  if (last <= t) return (speaker){.mention = KHB_NONE};
  const view_span *s = person_in(v, t, last);
  if (s) return of_span(r, &s->span, t, last);
  if (is_unnamed(v, t, last)) return of_phrase(r, t, last, true);
  s = khb_view_span_at(v, t);
  if (s && s->last <= last && can_speak(s->span.type) && s->span.type != KHB_NORP) {
    speaker sp = of_span(r, &s->span, t, s->last);
    sp.last = last;
    return sp;
  }
  s = body_behind(v, t, last);
  if (!s) s = body_in_marks(v, t, last);
  if (s) return of_span(r, &s->span, t, last);
  /* «صحيفة "النهار"»: a name in marks that nothing tagged */
  return of_phrase(r, t, last, false);
}

/* ---- the name behind an office ------------------------------------------------------------------------------------------- */

static bool is_fi(const khb_view *v, uint32_t t) { /* في, لدى; المبعوث إلى, النائب عن */
  static const uint8_t fi[] = {KHB_C_FA, KHB_C_YA}, an[] = {KHB_C_AIN, KHB_C_NUN}, lada[] = {KHB_C_LAM, KHB_C_DAL, KHB_C_YA},
                       ila[] = {KHB_C_ALEF, KHB_C_LAM, KHB_C_YA};
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  if (k->kind != KHB_TOK_WORD) return false;
  if (k->n_codes == 2) return memcmp(c, fi, 2) == 0 || memcmp(c, an, 2) == 0;
  return k->n_codes == 3 && (memcmp(c, lada, 3) == 0 || memcmp(c, ila, 3) == 0);
}

static bool is_office_place(const khb_view *v, uint32_t t, uint32_t stop) {
  if (t + 1 >= stop || !is_fi(v, t) || v->outer[t] != KHB_NONE) return false;
  const quoted *q = mark(v, t + 1, M_OPEN) ? khb_view_quote_at(v, t + 1) : NULL; /* في "دار القيمة" */
  if (q) return q->closed && q->last < stop && khb_count_words(v, q->first, q->last) <= NAME_WORDS;
  const view_span *place = khb_view_span_at(v, t + 1);
  return has(v, t + 1, BIT(R_OFFICE_PLACE)) ||
         (place && (place->span.type == KHB_ORG || place->span.type == KHB_GPE || place->span.type == KHB_LOC));
}

/* Past لولاية وهران or في جامعة الملك سعود, if a comma stands behind; else t. */
static uint32_t skip_office_place(const khb_view *v, uint32_t t, uint32_t stop) {
  const view_span *whose = t < stop ? khb_view_span_at(v, t) : NULL;
  if (!is_office_place(v, t, stop) && !(whose && whose->span.proclitics & KHB_PRO_LI)) return t;
  for (uint32_t k = t + 1; k < stop && k < t + MAX_ROLE && v->sent[k] == v->sent[t]; k++) {
    if (mark(v, k, M_COMMA)) return k;
    if (v->word[k] & W_QUOTE_MARK) continue;
    if (!is_word_at(v, k) || (v->outer[k] == KHB_NONE && has(v, k, VERBS | PARTICIPLES | BIT(R_RELATIVE) | BIT(R_COMPLEMENTISER))))
      break;
  }
  return t;
}

/* وزير الداخلية [في حكومة الوحدة] [فلان] إن: where the office is held stands between it and the name. The name is last, and no
   verb, mark or title stands between (في لقاء مع الرئيس فلان is another person). */
static const view_span *name_behind(const khb_view *v, uint32_t t, uint32_t stop) {
  if (!is_office_place(v, t, stop)) return NULL;
  uint32_t end = t + MAX_PHRASE < stop ? t + MAX_PHRASE : stop;
  for (uint32_t k = t + 1; k < end && v->sent[k] == v->sent[t] && is_word_at(v, k);) {
    const view_span *s = khb_view_span_at(v, k);
    if (s && s->span.type == KHB_PERS) {
      bool last = s->last >= stop || mark(v, s->last, M_COMMA | M_COLON | M_OPEN) || khb_is_complementiser(v, s->last) ||
                  has(v, s->last, BIT(R_ADJUNCT_HEAD) | BIT(R_ADJUNCT));
      return last && !s->span.proclitics ? s : NULL;
    }
    if (!s && has(v, k, VERBS | PARTICIPLES | BIT(R_RELATIVE) | BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_COMPLEMENTISER)))
      return NULL;
    k = s ? s->last : k + 1;
  }
  return NULL;
}

/* Words that could be a name that no stage has tagged: a given name, then one or more words that are no common ones. */
static uint32_t untagged_name(const khb_view *v, uint32_t t, uint32_t last) {
  if (t >= last || !is_word_at(v, t) || v->outer[t] != KHB_NONE || !(v->word[t] & W_GIVEN) || has(v, t, ~BIT(R_UNNAMED))) return t;
  uint32_t k = t + 1;
  for (; k < last && k < t + NAME_WORDS + 1 && is_word_at(v, k) && v->outer[k] == KHB_NONE; k++)
    if ((v->word[k] & W_COMMON && !(v->word[k] & (W_GIVEN | W_NAME | W_LINK))) || v->bits[k] & ~BIT(R_UNNAMED)) break;
  return k > t + 1 ? k : t;
}

/* كبيرة المحللين، هليما كروفت، : two or three words between commas that no stage and no list knows. */
static uint32_t unknown_name(const khb_view *v, uint32_t t, uint32_t stop) {
  uint32_t k = t;
  for (; k < stop && k < t + NAME_WORDS && is_word_at(v, k); k++)
    if (v->outer[k] != KHB_NONE || v->bits[k] || (v->word[k] & W_COMMON) || (k == t && (v->word[k] & W_ARTICLE))) return t;
  return k > t + 1 && mark(v, k, M_COMMA) ? k : t;
}

/* The speaker by name, where an office or a role stands before a name that is not tagged: the name is the last of the phrase. */
static bool name_of_role(const reader *r, uint32_t first, uint32_t last, speaker *sp) {
  const khb_view *v = r->v;
  for (uint32_t t = first + 1; t + 1 < last; t++) {
    if (v->outer[t] != KHB_NONE) continue;
    uint32_t end = untagged_name(v, t, last);
    if (end != last) continue;
    if (has(v, t - 1, BIT(R_PERSON_OF)) && !(v->word[t - 1] & W_ARTICLE)) return false; /* محامي فلان */
    *sp = (speaker){.range = {tok_at(v, t)->start, tok_at(v, end - 1)->end},
                    .first = first,
                    .last = last,
                    .mention = KHB_NONE,
                    .kind = KHB_SPEAKER_ENTITY};
    return true;
  }
  return false;
}

bool khb_is_kana(const khb_view *v, uint32_t t) {
  static const uint8_t kana[] = {KHB_C_KAF, KHB_C_ALEF, KHB_C_NUN, KHB_C_TA};
  const khb_tok *k = tok_at(v, t);
  if (k->kind != KHB_TOK_WORD || k->n_codes < 3) return false;
  const uint8_t *c = v->scan.codes + k->code;
  uint32_t n = k->n_codes;
  if (c[0] == KHB_C_WAW) c++, n--;
  return (n == 3 || n == 4) && memcmp(c, kana, n) == 0;
}

/* قال مبتسما, قالت بحزم: how it was said, no noun phrase. */
static bool is_manner(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  if (k->n_codes < 4 || v->bits[t] || v->word[t] & (W_ARTICLE | W_GIVEN | W_NAME)) return false;
  if (c[k->n_codes - 1] == KHB_C_ALEF && c[k->n_codes - 2] != KHB_C_HA) return true; /* يوما: the accusative */
  return c[0] == KHB_C_BA && (k->n_codes > 5 || v->word[t] & W_COMMON) &&
         (mark(v, t + 1, M_COLON | M_OPEN | M_COMMA) || khb_is_complementiser(v, t + 1));
}

bool khb_is_preposition(const khb_view *v, uint32_t t) {
  if (!has(v, t, BIT(R_ADJUNCT_HEAD)) || v->outer[t] != KHB_NONE) return false;
  if (has(v, t, BIT(R_REPORT) | BIT(R_OUT_HEAD) | BIT(R_UNNAMED) | BIT(R_PERSON_OF))) return false; /* لصحيفة */
  for (uint32_t k = t + 1; has(v, t, BIT(R_TITLE)) && k <= t + NAME_WORDS && is_word_at(v, k); k++)
    if (v->outer[k] != KHB_NONE && v->span[v->outer[k]].span.type == KHB_PERS) return false; /* والي الولاية فلان */
  return true;
}

/* A phrase has to begin with a noun. */
static bool can_begin(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  if (k->kind == KHB_TOK_HASHTAG || k->kind == KHB_TOK_HANDLE) return true;
  if (mark(v, t, M_OPEN)) return true;
  if (k->kind == KHB_TOK_NUMBER) return true;
  if (k->kind != KHB_TOK_WORD) return false;
  if (v->outer[t] != KHB_NONE) { /* أمام البرلمان, which a model may take for a name */
    const view_span *s = &v->span[v->outer[t]];
    return !has(v, t, BIT(R_ADJUNCT_HEAD)) || s->span.entity != KHB_NONE || s->span.type == KHB_PERS || s->span.type == KHB_OCC;
  }
  if (khb_is_preposition(v, t) || khb_is_kana(v, t)) return false;
  if (has(v, t, BIT(R_TITLE) | BIT(R_UNNAMED) | BIT(R_PERSON_OF) | BIT(R_REPORT) | BIT(R_OUT_HEAD))) return true;
  if (is_manner(v, t)) return false;
  if (has(v, t,
          BIT(R_AS) | BIT(R_ADJUNCT_HEAD) | BIT(R_RELATIVE) | BIT(R_COMPLEMENTISER) | BIT(R_ACCORDING) | BIT(R_SAYING) |
              BIT(R_HONORIFIC) | BIT(R_NEGATED) | BIT(R_SAID_TO) | PARTICIPLES))
    return false;
  return !(has(v, t, VERBS) && !has(v, t, BIT(R_WEAK)));
}

/* A person, or a title or nationality before one. */
static bool opens_name(const khb_view *v, uint32_t t) {
  const view_span *s = khb_view_span_at(v, t);
  if (s && s->span.type == KHB_NORP) s = khb_view_span_at(v, s->last);
  return (s && (s->span.type == KHB_PERS || s->span.type == KHB_OCC)) || has(v, t, BIT(R_TITLE));
}

static bool is_figure(uint8_t type) { return type == KHB_DATE || type == KHB_TIME || type == KHB_DURATION; }

/* The name in apposition behind a comma: المتحدث باسم الشرطة، توماس أجنيفيك، … */
static bool name_in_apposition(const reader *r, uint32_t t, uint32_t last, uint32_t stop, speaker *sp) {
  const khb_view *v = r->v;
  uint32_t from = last + (mark(v, last, M_COMMA) || !khb_is_naming(v, last));
  if (from >= stop || v->sent[from] != v->sent[t]) return false;
  if (khb_is_naming(v, from)) { /* أحد السكان، ويدعى فلان، */
    const view_span *s = khb_view_span_at(v, from + 1);
    if (s->last <= stop) *sp = of_span(r, &s->span, t, s->last);
    return s->last <= stop;
  }
  if (!mark(v, last, M_COMMA) || has(v, from, BIT(R_RELATIVE))) return false; /* اللجنة، التي ترأسها فلانة، */
  uint32_t end = phrase_end(v, from, stop < from + MAX_APPOSITION ? stop : from + MAX_APPOSITION);
  const view_span *s = end > from && (opens_name(v, from) || mark(v, end, M_COMMA)) ? person_in(v, from, end) : NULL;
  if (s && !(s->span.proclitics & (KHB_PRO_WA | KHB_PRO_FA)) && s->last == end) {
    *sp = of_span(r, &s->span, t, end);
    return true;
  }
  uint32_t next = untagged_name(v, from, stop);
  if (next == from) next = unknown_name(v, from, stop);
  bool ends = next > from && (next == stop || mark(v, next, M_COMMA | M_COLON | M_DASH | M_STOP));
  if (!ends) return false;
  *sp = (speaker){.range = {tok_at(v, from)->start, tok_at(v, next - 1)->end},
                  .first = t,
                  .last = next,
                  .mention = KHB_NONE,
                  .kind = KHB_SPEAKER_ENTITY};
  return true;
}

/* جامعة الملك عبد الله: a name right behind one of a body, which the tagger may have cut off it. */
static bool within_body(const khb_view *v, const speaker *sp) {
  uint32_t t = khb_view_token_at(v, sp->range.start);
  if (t <= sp->first || v->outer[t - 1] == KHB_NONE) return false;
  uint8_t type = v->span[v->outer[t - 1]].span.type;
  return type == KHB_ORG || type == KHB_FAC;
}

speaker khb_read_speaker(const reader *r, uint32_t t, uint32_t stop) {
  const khb_view *v = r->v;
  speaker none = {.mention = KHB_NONE};
  t = khb_skip_adjuncts(v, t, stop);
  if (t >= stop || !can_begin(v, t)) return none;
  const view_span *outer = khb_view_span_at(v, t);
  if (outer && is_figure(outer->span.type) && !has(v, t, BIT(R_UNNAMED) | BIT(R_TITLE)) && outer->last >= stop) return none;
  if (mark(v, t, M_OPEN) && skip_quoted_name(v, t, stop) == t) {
    uint32_t next = skip_marked_subject(v, t, stop);
    return next > t ? of_phrase(r, t, next, false) : none;
  }
  uint32_t last = phrase_end(v, t, stop);
  speaker sp = read_phrase(r, t, last);
  bool person = sp.mention != KHB_NONE && r->mentions[sp.mention].span.type == KHB_PERS;
  if (sp.kind == KHB_SPEAKER_NONE || (person && !within_body(v, &sp))) return sp;
  speaker named;
  if (name_in_apposition(r, t, skip_office_place(v, last, stop), stop, &named)) return named;
  bool office = has(v, t, BIT(R_TITLE)) || (outer && outer->span.type == KHB_OCC);
  if (person || !office) return sp;
  const view_span *name = name_behind(v, last, stop);
  if (name) return of_span(r, &name->span, t, name->last);
  if (name_of_role(r, t, last, &named)) return named;
  return sp;
}

/* Who may have spoken without being said to: the first person, else body, of a sentence that no preposition governs. */
speaker khb_guess_speaker(const reader *r, uint32_t first, uint32_t last) {
  const khb_view *v = r->v;
  const view_span *found = NULL;
  if (last > first + MAX_GUESS) last = first + MAX_GUESS;
  for (uint32_t t = first; t < last; t++) {
    const view_span *s = khb_view_span_at(v, t);
    if (!s) continue;
    bool governed = (s->span.proclitics & (KHB_PRO_BI | KHB_PRO_LI | KHB_PRO_KA)) ||
                    (t > first && has(v, t - 1, BIT(R_ADJUNCT_HEAD)) && !has(v, t - 1, BIT(R_TITLE)));
    if (s->span.type == KHB_PERS && !governed) return of_span(r, &s->span, t, s->last);
    if (!found && !governed && s->span.type == KHB_ORG) found = s;
    t = s->last - 1;
  }
  return found ? of_span(r, &found->span, found->first, found->last) : (speaker){.mention = KHB_NONE};
}

/* ---- before the verb ----------------------------------------------------------------------------------------------------- */

/* نقابة الأطباء, الجماهير: a noun with the article, or one that another with it follows. */
static bool begins_with_noun(const khb_view *v, uint32_t t) {
  if (!is_word_at(v, t) || v->outer[t] != KHB_NONE || !can_begin(v, t) ||
      v->bits[t] & (BIT(R_SPEECH_END) | BIT(R_AS) | BIT(R_ADJUNCT)))
    return false;
  return (v->word[t] | (is_word_at(v, t + 1) ? v->word[t + 1] : 0)) & W_ARTICLE;
}

/* وأصدرت: at the start of a sentence a word with و that nothing knows, before a noun with the article, is a verb. */
static bool is_joined_word(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  return k->kind == KHB_TOK_WORD && v->outer[t] == KHB_NONE && !v->bits[t] && k->n_codes > 4 &&
         v->scan.codes[k->code] == KHB_C_WAW && !(v->word[t] & (W_GIVEN | W_NAME)) && is_word_at(v, t + 1) &&
         (v->word[t + 1] & W_ARTICLE);
}

speaker khb_read_person_before(const reader *r, uint32_t t, uint32_t from) {
  const khb_view *v = r->v;
  uint32_t low = t > from + MAX_BACK ? t - MAX_BACK : from;
  for (uint32_t k = t; k-- > low && v->sent[k] == v->sent[t];) {
    const view_span *s = v->outer[k] == KHB_NONE ? NULL : &v->span[v->outer[k]];
    if (s && s->span.type == KHB_PERS && s->first >= low) return of_span(r, &s->span, s->first, s->last);
  }
  return (speaker){.mention = KHB_NONE};
}

/* قال after its subject: the nearest person, body or office that the words between only describe, in the same sentence; a
   person before a body. */
speaker khb_read_speaker_before(const reader *r, uint32_t verb, uint32_t from) {
  const khb_view *v = r->v;
  speaker none = {.mention = KHB_NONE};
  uint32_t low = verb > from + MAX_BACK ? verb - MAX_BACK : from;
  const view_span *found = NULL;
  for (uint32_t t = verb; t-- > low;) {
    if (v->sent[t] != v->sent[verb] || mark(v, t, M_STOP | M_COLON)) break;
    if (v->outer[t] == KHB_NONE) continue;
    const view_span *s = &v->span[v->outer[t]];
    t = s->first;
    if (s->first < low || !can_speak(s->span.type) || s->span.type == KHB_NORP || s->span.type == KHB_PRODUCT ||
        s->span.type == KHB_FAC)
      continue;
    if (s->span.proclitics & (KHB_PRO_BI | KHB_PRO_LI | KHB_PRO_KA)) continue;
    /* في القاهرة is where, not who */
    if (s->first > low && has(v, s->first - 1, BIT(R_ADJUNCT_HEAD)) && !has(v, s->first - 1, BIT(R_TITLE)) &&
        (s->span.type != KHB_PERS || s->last != verb))
      continue;
    if (s->span.type == KHB_PERS) {
      found = s;
      break;
    }
    if (!found) found = s;
    else if (found->span.type != KHB_PERS && s->span.type == KHB_OCC) found = s;
  }
  if (found) {
    for (uint32_t t = found->first, back = 0; found->span.type != KHB_PERS && t-- > low && back < 3; back++) {
      if (v->sent[t] != v->sent[verb] || !(is_word_at(v, t) || (v->word[t] & W_QUOTE_MARK))) break;
      if (has(v, t, BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_UNNAMED)) && v->outer[t] == KHB_NONE)
        return of_phrase(r, t, found->last, is_unnamed(v, t, found->last)); /* مراسل «العربية» قال */
    }
    return of_span(r, &found->span, found->first, found->last);
  }
  /* مصادر مطلعة قالت: a source or a role at the start of the clause */
  for (uint32_t t = low; t < verb; t++) {
    if (v->sent[t] != v->sent[verb]) continue;
    bool governed = khb_has_li(v, t) || (t > low && has(v, t - 1, BIT(R_ADJUNCT_HEAD)) && v->sent[t - 1] == v->sent[t]);
    if (!governed &&
        has(v, t, BIT(R_UNNAMED) | BIT(R_TITLE) | BIT(R_BACK_PERSON) | BIT(R_BACK_BODY))) { /* للقناة قال: no subject */
      uint32_t last = phrase_end(v, t, verb);
      if (last + 6 >= verb) return read_phrase(r, t, last);
    }
    if (t == v->sentence[v->sent[t]].first && is_joined_word(v, t) && begins_with_noun(v, t + 1)) continue; /* وأصدرت | الوزارة بيانا */
    bool behind_verb = t > v->sentence[v->sent[t]].first && t - 1 == v->sentence[v->sent[t]].first && is_joined_word(v, t - 1);
    if ((t == v->sentence[v->sent[t]].first || behind_verb) && begins_with_noun(v, t)) {
      uint32_t last = phrase_end(v, t, verb);
      if (last > t + 1 && last + 4 >= verb) return read_phrase(r, t, last);
    }
    if (t > low + 3) break;
  }
  return none;
}
