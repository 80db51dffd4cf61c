/* clause.h: where speech begins behind its cue, and where it ends. */
#ifndef KHB_DISCOURSE_CLAUSE_H
#define KHB_DISCOURSE_CLAUSE_H

#include "speaker.h"

enum {
  OPENER_AHEAD = 64, /* tokens from a verb to its opener */
  WEAK_AHEAD = 10,   /* the same for verbs that are other words as well */
  MAX_UNMARKED = 6   /* sentences of unmarked speech behind a colon */
};

typedef enum opener_kind { O_NONE = 0, O_COLON, O_COMPLEMENTISER, O_QUOTE } opener_kind;

typedef struct opener {
  opener_kind kind;
  uint32_t at; /* token */
} opener;

static inline uint32_t khb_behind(const quoted *q) { return q->last + q->closed; }

static inline bool khb_is_trimmed(const khb_view *v, uint32_t t) {
  return (v->marks[t] & (M_COMMA | M_STOP | M_DASH | M_COLON)) && tok_at(v, t)->kind == KHB_TOK_PUNCT;
}

/* One past the last token of the sentence of token `t`. */
uint32_t khb_sentence_last(const khb_view *v, uint32_t t);
bool khb_is_question_mark(const khb_view *v, uint32_t t);
/* وهو ما أكده, هذا ما قال: the verb at t tells who stands by what was said before. */
bool khb_is_confirming(const khb_view *v, uint32_t t);
/* لم يقل; not وهو ما قال. */
bool khb_is_negated(const khb_view *v, uint32_t t);
/* A finite verb of saying that is no other word and no relative clause. */
bool khb_is_finite(const khb_view *v, uint32_t t);
/* From token `t` on, within `ahead` tokens of the sentence: what opens the speech of the verb before `t`. */
opener khb_find_opener(const khb_view *v, uint32_t t, uint32_t ahead);
/* قائلا, مشيرا إلى أن: a participle that brings in speech. */
bool khb_is_participle_cue(const khb_view *v, uint32_t t);
bool khb_is_clause_start(const khb_view *v, uint32_t t);
/* A verb with و or ف before it. */
bool khb_starts_with_wa(const khb_view *v, uint32_t t);
/* The longest verb or participle at `t`, or NULL. */
const role_match *khb_verb_at(const khb_view *v, uint32_t t);
/* The bytes of the cue [first, last) without و and ف. */
khb_range khb_cue_range(const khb_view *v, uint32_t first, uint32_t last, uint8_t bits);
/* بحسب فلان, نقلا عن رويترز, وفق ما أعلن الجيش: *next is behind the speaker. */
bool khb_read_nominal(const reader *r, uint32_t t, speaker *sp, khb_range *cue, uint32_t *next);
/* The end of the clause that begins at token `c`, `end` at the latest. *mixed: words in marks stand in it. */
uint32_t khb_clause_end(const reader *r, uint32_t c, uint32_t end, bool *mixed);
/* The end of unmarked speech that begins at token `t` behind a colon. */
uint32_t khb_unmarked_end(const khb_view *v, uint32_t t);

#endif
