/* lines.c: speech that the shape of a line brings in.
 *
 *   فلان: لن نتراجع            a headline
 *   النائب فلان: نرفض …       minutes of a session
 *   س: …؟ ¶ ج: …              an interview: the answer is all of its paragraph
 */
#include "quotes.h"

enum {
  HEADLINE_AHEAD = 14, /* from the start of a line to the colon of فلان: … */
  MAX_TITLE_LINE = 26  /* tokens */
};

/* ---- headlines ----------------------------------------------------------------------------------------------------------- */

/* A short line without a full stop: a headline, also one of two sentences that dots part. */
static bool is_title_line(const khb_view *v, uint32_t para) {
  uint32_t first = v->para_first[para], last = v->para_first[para + 1];
  return last > first && last - first <= MAX_TITLE_LINE && !mark(v, last - 1, M_STOP);
}

/* حوار - فلان: …, - فلان: …: past a dash, and past one or two words that say what the line is. */
static uint32_t skip_label(const khb_view *v, uint32_t t, uint32_t stop) {
  if (mark(v, t, M_DASH)) return mark(v, stop - 1, M_STOP) ? t + 1 : t; /* a list of names has no stops */
  for (uint32_t k = t + 1; k < stop && k <= t + 2; k++)
    if (mark(v, k, M_DASH) && v->outer[k - 1] == KHB_NONE && k + 1 < stop) return k + 1;
  return t;
}

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

/* … والدفاع: سنطعن: behind dots, a noun with و and the article right before the colon. */
static bool is_joined_noun(const khb_view *v, uint32_t t, uint32_t colon) {
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  return colon <= t + 2 && t && mark(v, t - 1, M_STOP) && k->kind == KHB_TOK_WORD && k->n_codes > 5 && c[0] == KHB_C_WAW &&
         c[1] == KHB_C_ALEF && c[2] == KHB_C_LAM && v->outer[t] == KHB_NONE;
}

/* Is it somebody who speaks, and not a place, a subject or a list? */
static bool can_head_line(const walker *w, const speaker *sp, uint32_t t, uint32_t colon, bool title) {
  const khb_view *v = w->v;
  if (sp->kind != KHB_SPEAKER_ENTITY)
    return (has(v, t, BIT(R_TITLE) | BIT(R_UNNAMED)) && (title || khb_view_span_at(v, t))) ||
           (title && is_joined_noun(v, t, colon));
  uint8_t type = sp->mention != KHB_NONE ? w->r.mentions[sp->mention].span.type : KHB_TYPE_COUNT;
  if (type == KHB_GPE) return title && (mark(v, colon + 1, M_OPEN) || has(v, colon + 1, BIT(R_HEADLINE)));
  return type == KHB_PERS || type == KHB_ORG || type == KHB_OCC;
}

/* Minutes and interviews: what a person with a colon at the start of a line says is all of it. */
static bool is_answer(const walker *w, const speaker *sp, uint32_t line, bool title) {
  const khb_view *v = w->v;
  uint32_t para = khb_para_of(v, line);
  bool whole = line == v->para_first[para] && mark(v, v->para_first[para + 1] - 1, M_STOP);
  return !title && whole && sp->mention != KHB_NONE && w->r.mentions[sp->mention].span.type == KHB_PERS;
}

/* اختفاء فلان: … is about him. */
static bool is_governed_name(const khb_view *v, const speaker *sp) {
  uint32_t t = sp->first;
  if (sp->kind != KHB_SPEAKER_ENTITY || t + 1 >= v->n || sp->range.start != tok_at(v, t + 1)->start) return false;
  return is_word_at(v, t) && v->outer[t] == KHB_NONE && !(v->word[t] & (W_ARTICLE | W_GIVEN | W_NAME)) &&
         !has(v, t, BIT(R_TITLE) | BIT(R_PERSON_OF) | BIT(R_OUT_HEAD) | BIT(R_REPORT) | BIT(R_HUMAN) | BIT(R_UNNAMED) | BACK);
}

uint32_t khb_take_headline(walker *w, uint32_t line) {
  const khb_view *v = w->v;
  const view_sentence *s = &v->sentence[v->sent[line]];
  bool inner = line != v->para_first[s->para]; /* the second sentence of a headline that dots part */
  if (inner && v->para_first[s->para + 1] - v->para_first[s->para] > MAX_TITLE_LINE) return line;
  bool title = s->flags & KHB_SENT_HEADLINE || is_title_line(v, s->para);
  if (s->flags & KHB_SENT_SOURCE || (inner && !title)) return line;
  uint32_t t = skip_label(v, line, s->last), colon = t, stop = s->last < t + HEADLINE_AHEAD ? s->last : t + HEADLINE_AHEAD;
  while (colon < stop && !mark(v, colon, M_COLON)) colon++;
  if (colon >= stop || colon == t || colon + 1 >= s->last) return line;
  t = last_speaker_of_line(v, t, colon);
  speaker sp = khb_read_speaker(&w->r, t, colon);
  if (sp.kind == KHB_SPEAKER_NONE || sp.first != t || is_governed_name(v, &sp)) return line;
  if (is_joined_noun(v, t, colon)) sp.range.start = khb_code_offset(v->text, tok_at(v, t), 1);
  if (sp.last < colon) { /* فلان لـ«الشرق الأوسط»: */
    const khb_tok *k = tok_at(v, sp.last);
    const uint8_t *c = v->scan.codes + k->code;
    if (k->kind != KHB_TOK_WORD || k->n_codes == 0 || c[0] != KHB_C_LAM) return line;
  }
  if (!can_head_line(w, &sp, t, colon, title)) return line;
  if (has(v, colon + 1, BIT(R_INTERROGATIVE)) && !khb_is_question_mark(v, s->last - 1)) return line; /* حكاية نورس: كيف … */
  const view_span *x = khb_view_span_at(v, colon + 1);
  if (x && x->last + 1 >= s->last) return line; /* الرياض: محمد العلي */
  bool answer = is_answer(w, &sp, line, title);
  if (khb_count_words(v, colon + 1, answer ? v->para_first[s->para + 1] : s->last) < 2u + !title) return line;
  found said = {.sp = sp, .via = khb_nobody, .strength = KHB_SAID_NEUTRAL};
  uint32_t next = khb_read_speech(w, (opener){O_COLON, colon}, true, &said);
  if (!next) return line;
  bool marked = mark(v, said.first - 1, M_OPEN);
  if (title && said.last > s->last && !marked) said.last = s->last, next = s->last;
  if (!marked && answer) said.last = next = w->resume = v->para_first[s->para + 1];
  said.sp = sp;
  said.via = khb_nobody;
  said.cue = (khb_range){tok_at(v, colon)->start, tok_at(v, colon)->end};
  khb_write_quote(w, &said);
  return next;
}

/* ---- questions and answers ----------------------------------------------------------------------------------------------- */

/* س: … and ج: … at the start of a paragraph. */
static uint8_t interview_letter(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  if (k->kind != KHB_TOK_WORD || k->n_codes != 1 || !mark(v, t + 1, M_COLON)) return 0;
  uint8_t c = v->scan.codes[k->code];
  return c == KHB_C_SIN || c == KHB_C_JIM ? c : 0;
}

/* The answer is all of its paragraph. Whom the interview is with is who spoke last before the first question, else whom the text
   before names. Returns where reading goes on, or `t`. */
uint32_t khb_take_interview(walker *w, uint32_t t) {
  const khb_view *v = w->v;
  uint8_t letter = interview_letter(v, t);
  if (!letter) return t;
  if (w->host.kind == KHB_SPEAKER_NONE) w->host = w->last.kind != KHB_SPEAKER_NONE ? w->last : khb_guess_speaker(&w->r, 0, t);
  uint32_t last = v->para_first[khb_para_of(v, t) + 1];
  if (letter == KHB_C_SIN || t + 2 >= last) return t + 2 < last ? t + 2 : t;
  found f = {
      .sp = w->host, .via = khb_nobody, .first = t + 2, .last = last, .form = KHB_QUOTE_DIRECT, .strength = KHB_SAID_NEUTRAL};
  f.flags = KHB_QUOTEF_INHERITED;
  khb_write_quote(w, &f);
  w->resume = last;
  return last;
}
