/* quotes.h: the state of the walk over a document (quotes.c) as the files that read cues share it.
 *
 *   cues.c      verbs, participles and nouns of saying: subject, opener, speech
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
  speaker last; /* who spoke last in the document */
  uint32_t last_para;
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
  speaker sp, via;
} found;

static const speaker khb_nobody = {.mention = KHB_NONE};

static inline uint32_t khb_para_of(const khb_view *v, uint32_t t) { return v->n_sentence ? v->sentence[v->sent[t]].para : 0; }

/* ---- quotes.c -------------------------------------------------------------------------------------------------------------- */

/* Writes down one quote; who speaks it is the last speaker from now on. */
void khb_write_quote(walker *w, const found *f);
/* The words of a quotation in marks, without cue and speaker. */
found khb_found_of(const quoted *q);
/* Who spoke last, where that is not too far away; else who the sentence before in the paragraph is about. */
speaker khb_inherited_speaker(const walker *w, uint32_t t);

/* ---- cues.c: each returns where reading goes on, t + 1 where nothing is said ------------------------------------------------ */

uint32_t khb_take_verb(walker *w, uint32_t t, const role_match *m);
/* نقلت رويترز عن مسؤول قوله. */
uint32_t khb_take_transmission(walker *w, uint32_t t);
/* بقوله: «…», مكتفيا بالقول إن …. */
uint32_t khb_take_saying(walker *w, uint32_t t);
/* What the opener brings in: fills first, last, form. `unmarked`: words without marks behind a colon are speech too. Returns where
   reading goes on, 0 where it opens no speech. */
uint32_t khb_read_speech(walker *w, opener o, bool unmarked, found *f);

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
