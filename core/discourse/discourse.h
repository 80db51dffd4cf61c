/* discourse.h: what can only be seen in the whole document: mentions of the same entity, quotes and who speaks them.
 *
 *   paragraphs, sentences, spans ─► view ─┬─► mentions ─► mentions with chains
 *   words kept of each paragraph ───┘     └─► marks ─► quotes (cue, speaker, clause)
 *
 * Of each paragraph's matches the few that this stage reads are kept beside its spans: matching all again would cost half as much
 * as the analysis. The stage itself runs over the finished document when it is first asked for, and its result is dropped by an
 * edit: editing costs nothing here, and what an edit leaves is what a fresh analysis gives. Words come from
 * annotations/lexicon/attribution.yaml.
 */
#ifndef KHB_DISCOURSE_H
#define KHB_DISCOURSE_H

#include "../lexicon/lexicon.h"

/* The classes and attributes that this stage reads, looked up once for an engine. */
typedef struct khb_discourse_words khb_discourse_words;
khb_status khb_discourse_words_open(const khb_lexicon *lexicon, khb_discourse_words **out, khb_error *err);
void khb_discourse_words_close(khb_discourse_words *words);

/* A member of a class of this stage. */
typedef struct khb_role_match {
  uint32_t tok;
  uint16_t count;
  uint8_t role; /* view.h */
  uint8_t bits; /* KHB_PRO_… taken off */
} khb_role_match;

/* What is kept of a paragraph: the matches in order of their tokens, and a byte of W_… (view.h) for each token. */
typedef struct khb_kept {
  khb_role_match *role;
  uint8_t *word;
  size_t n_role, cap_role, n_word, cap_word;
} khb_kept;
/* Replaces *out by what is to be kept of one scanned and matched paragraph. false: out of memory. */
bool khb_discourse_keep(const khb_discourse_words *words, const khb_scan *scan, const khb_matches *matches, khb_kept *out);
void khb_kept_free(khb_kept *kept);

/* One paragraph as document.c has it. Offsets of sentences and spans are counted from `start`, tokens from its first. */
typedef struct khb_discourse_para {
  uint32_t start, end;
  const khb_tok *tokens; /* their codes are those in `codes` */
  const uint8_t *codes;
  const khb_sentence *sentences;
  const khb_span *spans;
  const khb_role_match *roles;
  const uint8_t *words; /* one for each token */
  uint32_t n_tokens, n_codes, n_sentences, n_spans, n_roles;
} khb_discourse_para;

/* The document, a paragraph at a time: fills *out with paragraph `i`. */
typedef struct khb_discourse_text {
  const char *text;
  uint32_t len;
  size_t n_paras;
  void (*para)(const void *document, size_t i, khb_discourse_para *out);
  const void *document;
} khb_discourse_text;

/* Both in reading order. One allocation each. */
typedef struct khb_discourse {
  khb_mention *mentions;
  khb_quote *quotes;
  size_t n_mentions, n_quotes;
} khb_discourse;

/* NULL: out of memory. */
khb_discourse *khb_discourse_open(const khb_discourse_words *words, const khb_discourse_text *text);
void khb_discourse_close(khb_discourse *discourse);

#endif
