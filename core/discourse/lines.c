/* lines.c: speech that the shape of a line brings in.
 *
 *   فلان: لن نتراجع            a headline
 *   النائب فلان: نرفض …       minutes of a session
 *   س: …؟ ¶ ج: …              an interview: the answer is all of its paragraph
 */
#include "quotes.h"

enum { HEADLINE_AHEAD = 14 }; /* from the start of a line to the colon of فلان: … */

/* ---- headlines ----------------------------------------------------------------------------------------------------------- */

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

uint32_t khb_take_headline(walker *w, uint32_t line) {
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
  found f = {.sp = sp, .via = khb_nobody, .strength = KHB_SAID_NEUTRAL};
  found said = f;
  uint32_t next = khb_read_speech(w, (opener){O_COLON, colon}, true, &said);
  if (!next) return line;
  if (head && said.last > s->last && !mark(v, said.first - 1, M_OPEN)) said.last = s->last, next = s->last;
  said.sp = f.sp;
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
