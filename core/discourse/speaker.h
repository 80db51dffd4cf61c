/* speaker.h: the noun phrase of who speaks. */
#ifndef KHB_DISCOURSE_SPEAKER_H
#define KHB_DISCOURSE_SPEAKER_H

#include "view.h"

typedef enum agreement { AGREE_ANY = 0, AGREE_MALE, AGREE_FEMALE, AGREE_PLURAL } agreement;

typedef struct speaker {
  khb_range range;     /* bytes; empty: none */
  uint32_t first, last;/* tokens of the whole phrase; `last` is where reading goes on */
  uint32_t mention;    /* index among the mentions, or KHB_NONE */
  uint8_t kind;        /* khb_speaker_kind */
  agreement agreement; /* of the verb that it was the subject of */
} speaker;

typedef struct reader {
  const khb_view *v;
  const khb_mention *mentions;
  size_t n_mentions;
} reader;

/* The phrase that starts at token `t` and ends before `stop`; KHB_SPEAKER_NONE where no phrase of a speaker stands there. */
speaker khb_read_speaker(const reader *r, uint32_t t, uint32_t stop);
/* The same for the subject of a verb: whom it was said to (للصحفيين, لرويترز) is passed over. */
speaker khb_read_subject(const reader *r, uint32_t t, uint32_t stop);
/* The phrase before the verb at token `verb`, down to token `from`. */
speaker khb_read_speaker_before(const reader *r, uint32_t verb, uint32_t from);
/* The nearest person before token `t`, whatever governs the name: whom a pronoun at `t` means. */
speaker khb_read_person_before(const reader *r, uint32_t t, uint32_t from);
/* A guess for a verb without any subject: who the sentence [first, last) is about. */
speaker khb_guess_speaker(const reader *r, uint32_t first, uint32_t last);
/* Past words that belong neither to a verb nor to its subject: له, أمس, - في بيان -, (25 عاما). */
uint32_t khb_skip_adjuncts(const khb_view *v, uint32_t t, uint32_t stop);
/* Is the token an opening bracket or dash whose partner stands within a few tokens? Then past that; else t. */
uint32_t khb_skip_parenthesis(const khb_view *v, uint32_t t, uint32_t stop);
/* Does the token open reported speech: إن, أن, بأن, but not قبل أن? */
bool khb_is_complementiser(const khb_view *v, uint32_t t);
/* A quotation in marks that is a name or a single word rather than speech: «الجزيرة». */
bool khb_is_quoted_name(const khb_view *v, const quoted *q);
/* ويدعى فلان، : whose name it is; the letters are those of a verb of saying. */
bool khb_is_naming(const khb_view *v, uint32_t t);
/* addressee.c: does ل join the word to the verb? Of an untagged word that no class knows it cannot be told. */
bool khb_has_li(const khb_view *v, uint32_t t);
/* قالت [لمى السيد]: the ل that was read as a preposition is the name's own. */
bool khb_has_own_lam(const khb_view *v, const view_span *s);
/* نشرته, بثها: a word that ends in the pronoun of what stands before it, and that nothing knows as a noun. */
bool khb_is_verb_with_pronoun(const khb_view *v, uint32_t t);
/* كان, وكانت. */
bool khb_is_kana(const khb_view *v, uint32_t t);
/* A preposition or the like, no title of the same letters before a name: أمام (إمام), وإلى (والي). */
bool khb_is_preposition(const khb_view *v, uint32_t t);
/* The mention of exactly that range, or one that starts there and is shorter; KHB_NONE: none. */
uint32_t khb_mention_at(const reader *r, uint32_t start, uint32_t end);
/* Words, numbers and hashtags in [first, last); 64 stands for more. */
uint32_t khb_count_words(const khb_view *v, uint32_t first, uint32_t last);

#endif
