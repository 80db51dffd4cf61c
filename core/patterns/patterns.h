/* patterns.h: names that no list knows, found by the words around them.
 *
 * A pattern is a line of annotations/lexicon/patterns.yaml, a small regular expression over the words of a paragraph:
 *
 *   @class      a member of a word class (one word or several)           @ministry-head
 *   ~attribute  a word that has an attribute                             ~given-name
 *   %TYPE       a name of that type which the lexicon knows              %NORP
 *   name        a word that may be part of a person's name: one with the attribute name-word or given-name, or an unknown one
 *   def         a word with the article ال that is no name
 *   lil         a word that starts with لل: ل and the article (للكهرباء)
 *   word        any word
 *   number      a number
 *   year        a number from 1900 to 2099
 *   quote       a quotation mark of any kind
 *   "text"      that word or punctuation mark, folded
 *   ( … | … )   alternatives        [ … ]   the span that is tagged (once in a pattern)
 *   ? * +       how often, as many as possible; * and + mean at most 8
 *   &item       the item with و before it: &@portfolio
 *
 * Only the first item may carry proclitics; they are left out of the span. Nothing runs over punctuation unless it is written.
 * A run that takes more than some hundred steps (a* a* a* on a long row of words) is given up without a match.
 * A pattern must start with @class, ~attribute or %TYPE, so that most words cost nothing.
 */
#ifndef KHB_PATTERNS_H
#define KHB_PATTERNS_H

#include "../lexicon/lexicon.h"

typedef struct khb_patterns khb_patterns;

/* Checks the syntax of one pattern; errors name file and line. */
khb_status khb_pattern_check(const char *expr, const char *file, uint32_t line, khb_error *err);
/* Compiles all patterns of a lexicon. An unknown class or attribute makes a pattern that never matches: a desk's file may name
   classes that a shipped index has not. */
khb_status khb_patterns_open(const khb_lexicon *lexicon, khb_patterns **out, khb_error *err);
void khb_patterns_close(khb_patterns *patterns);

/* A span found by pattern or lexicon before fusion: tokens [first, last), `skip` codes of the first token left out. */
typedef struct khb_candidate {
  uint32_t first, last; /* tokens */
  uint32_t entity;      /* KHB_NONE for patterns */
  uint32_t name;
  float score;
  uint8_t skip;         /* proclitic codes at the front */
  uint8_t proclitics;   /* KHB_PRO_… */
  uint8_t type, source;
  uint8_t flags;        /* KHB_NAMEF_… */
  uint8_t kind;         /* khb_name_kind, for lexicon candidates */
  uint8_t prior;
} khb_candidate;

typedef struct khb_candidates { khb_candidate *item; size_t n, cap; } khb_candidates;

/* The kinds of figure words (figures/words.h, figures/date_words.h) that start at a token, as bits: most tokens have none. */
typedef struct khb_kinds { uint64_t numbers, times; } khb_kinds;

/* What a stage of one paragraph may read. first_match[t] is the first match that starts at token t or later; n_tok + 1 entries. */
typedef struct khb_context {
  const khb_lexicon *lexicon;
  const char *text;
  const khb_scan *scan;
  const khb_matches *matches;
  const uint32_t *first_match;
  const khb_kinds *kinds; /* of each token; NULL until figures are read */
  struct khb_numbers_read *numbers; /* what khb_read_number has found (figures/figures.h); NULL: it remembers nothing */
} khb_context;

/* على folds to علي, اليمنى to اليمني: true when token t is written with ى and has the attribute of such ordinary words (`mask`,
   from annotations/lexicon/maqsura-words.yaml). Then it is no name, whatever it folds to. */
bool khb_is_maqsura_word(const khb_context *context, uint32_t t, uint16_t mask);

/* Runs all patterns over a paragraph and appends what they find. false: out of memory. */
bool khb_patterns_run(const khb_patterns *patterns, const khb_context *context, khb_candidates *out);

#endif
