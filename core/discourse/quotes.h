/* quotes.h: the state of the walk over a document (quotes.c) as the files that read cues share it.
 *
 *   cues.c      verbs, participles and nouns of saying: subject, opener, speech
 *   subject.c   who speaks where no subject stands behind the verb
 *   nominal.c   بحسب فلان; quotations in marks without a cue
 *   lines.c     headlines, minutes, interviews
 */
#ifndef KHB_DISCOURSE_QUOTES_H
#define KHB_DISCOURSE_QUOTES_H

#include "clause.h"

enum {
  MIN_PARTIAL = 4, /* words of a quotation that stands in a sentence without an opener of its own */
  MAX_LEADING = 8  /* punctuation at the start of a sentence that is passed over */
};

typedef struct walker {
  reader r;
  const khb_view *v;
  khb_quote *out;
  size_t n, cap;
  bool out_of_memory;
  speaker last, earlier;  /* who spoke last in the document, and who before that */
  uint32_t last_para, earlier_para, last_at;
  speaker host; /* who answers the questions of an interview */
  /* the unit */
  uint32_t first, end; /* tokens */
  uint32_t clause;     /* where the text begins that a nominal cue behind it would speak of */
  speaker subject;     /* of the last cue in the unit */
  speaker via;         /* from a nominal cue at its start */
  const quoted *pending; /* waits for its cue */
  size_t first_out;      /* quotes of the unit begin here */
  uint32_t resume;       /* unmarked speech ran on to this token */
} walker;

typedef struct found {
  uint32_t first, last; /* what was said, tokens */
  khb_quote_form form;
  khb_range cue;
  uint8_t strength, flags;
  agreement agreement; /* of the cue */
  speaker sp, via;
} found;

static const speaker khb_nobody = {.mention = KHB_NONE};

static inline uint32_t khb_para_of(const khb_view *v, uint32_t t) { return v->n_sentence ? v->sentence[v->sent[t]].para : 0; }

/* ---- quotes.c -------------------------------------------------------------------------------------------------------------- */

/* Writes down one quote; who speaks it is the last speaker from now on. */
void khb_write_quote(walker *w, const found *f);
/* The words of a quotation in marks, without cue and speaker. */
found khb_found_of(const quoted *q);

/* ---- cues.c: each returns where reading goes on, t + 1 where nothing is said ------------------------------------------------ */

uint32_t khb_take_verb(walker *w, uint32_t t, const role_match *m);
/* نقلت رويترز عن مسؤول قوله. */
uint32_t khb_take_transmission(walker *w, uint32_t t);
/* بقوله: «…», مكتفيا بالقول إن …. */
uint32_t khb_take_saying(walker *w, uint32_t t);
/* وهو ما أكده فلان: nothing is brought in, but he goes on speaking. */
uint32_t khb_take_said_it(walker *w, uint32_t t);
/* ودعا المجتمع الدولي إلى: is the phrase behind the verb at `t` whom it is said to? */
bool khb_is_object(const walker *w, uint32_t t, const speaker *sp);
/* What the opener brings in: fills first, last, form. `unmarked`: words without marks behind a colon are speech too. Returns where
   reading goes on, 0 where it opens no speech. */
uint32_t khb_read_speech(walker *w, opener o, bool unmarked, found *f);

/* ---- subject.c ------------------------------------------------------------------------------------------------------------- */

agreement khb_verb_agreement(const khb_view *v, const role_match *m);
/* From now on this one spoke last, at token `t`. */
void khb_remember_speaker(walker *w, const speaker *sp, uint32_t t);
/* For a cue at `t` without a subject: whom the sentence before in the paragraph is about, else who spoke last, where that is not
   too far away, else whom the sentence before names. Who does not agree with the cue is passed over if there is another. */
speaker khb_inherited_speaker(const walker *w, uint32_t t, agreement a);
/* The noun phrase that a clause from token `from` on begins with and is about, where the words between only describe it. */
speaker khb_read_topic(const walker *w, uint32_t from, uint32_t verb);
/* The subject of a verb or participle at `t` of which none stands behind it. */
speaker khb_subject_before(walker *w, uint32_t t, agreement a, uint8_t *flags);
/* رد فلان على سؤال بقوله: the subject of the verb that the saying at `t` goes with. */
speaker khb_subject_of_main_verb(walker *w, uint32_t t);
/* An entity, or somebody by title (محامي المعارضة فلان, where nothing tagged the name). */
bool khb_is_somebody(const khb_view *v, const speaker *sp);
/* The subject before a verb whose object may stand behind it. */
speaker khb_topic_before(const walker *w, uint32_t t);
/* The subject where it is a rank, سموه. */
speaker khb_subject_by_rank(const walker *w, uint32_t t, agreement a);

/* ---- nominal.c ------------------------------------------------------------------------------------------------------------- */

/* Returns where reading goes on, t + 1 where the cue at t speaks of nothing. */
uint32_t khb_take_nominal(walker *w, uint32_t t);
/* «…»، قال فلان: does the quotation that waits stand right before the cue? */
bool khb_is_right_behind(const khb_view *v, const quoted *q, uint32_t t);
/* The quotation in marks that waits for a cue will have none. */
void khb_settle_quote(walker *w);

/* ---- lines.c --------------------------------------------------------------------------------------------------------------- */

/* The line that begins at token `line`. Returns where reading goes on, or `line`. */
uint32_t khb_take_headline(walker *w, uint32_t line);
uint32_t khb_take_interview(walker *w, uint32_t t);

#endif
