/* variants.h: other ways to write the names of the index, made when it is compiled by the rules of annotations/lexicon/variants.yaml.
 *
 *   load_rules.c   YAML   ──>  khb_variant_rule
 *   align.c        غوتيريش | Guterres  ──>  which letters write which sounds
 *   variants.c     names x rules  ──>  more names, marked as derived
 */
#ifndef KHB_VARIANTS_H
#define KHB_VARIANTS_H

#include "build.h"

#define KHB_MAX_RULES 256u
#define KHB_RULE_TEXTS 8u
#define KHB_RULE_TEXT 16u      /* bytes of one text of a rule, the NUL included */
#define KHB_MAX_LETTERS 32u    /* of a word that is lined up; longer ones have no variants by sound */

typedef enum khb_rule_kind {
  KHB_RULE_SOUND,    /* an English sound and the Arabic letters that may write it: for lining up alone */
  KHB_RULE_EXCHANGE, /* the same, and one may stand for the other */
  KHB_RULE_VOWEL,    /* an English vowel that may be written long or not at all */
  KHB_RULE_WORD,     /* words that may stand for each other */
  KHB_RULE_JOIN_FIRST, KHB_RULE_JOIN_SECOND, /* a word that is written together with the one after or before it, or not */
  KHB_RULE_OWN_LETTER,  /* letters of Arabic alone: a word that has one keeps its vowels */
  KHB_RULE_OWN_COUNTRY, /* countries whose names are Arabic: they keep their vowels */
  KHB_RULE_KINDS
} khb_rule_kind;

typedef struct khb_variant_rule {
  char english[KHB_RULE_TEXT / 2];
  char text[KHB_RULE_TEXTS][2 * KHB_RULE_TEXT];
  uint8_t kind, n_texts;
  uint8_t least; /* letters that a name of one word must have */
} khb_variant_rule;

/* One step of lining up: letters [from, to) of the Arabic word write [e_from, e_to) of the English one. */
typedef struct khb_aligned {
  uint8_t from, to, e_from, e_to;
  uint8_t rule; /* number of the rule that says so; KHB_RULE_NONE */
  uint8_t how;  /* khb_how */
} khb_aligned;
#define KHB_RULE_NONE 255u
typedef enum khb_how { KHB_HOW_SOUND, KHB_HOW_LONG, KHB_HOW_SHORT, KHB_HOW_SILENT, KHB_HOW_EXTRA } khb_how;

/* Lines up a word of letters `arabic` (folded as the matcher does, n of them) with an English one in small letters without marks.
   Returns the number of steps in out[2 * KHB_MAX_LETTERS], 0 where the two do not sound alike. Best path of a weighted edit
   distance (Wagner and Fischer 1974) whose free steps are the rules. */
size_t khb_align(const khb_variant_rule *rules, size_t n_rules, const uint32_t *arabic, size_t n, const char *english, size_t m,
                 khb_aligned *out);

/* Adds the variants of all names in the builder. KHB_ERR_NOMEM, _LIMIT. */
khb_status khb_build_variants(khb_builder *b);

#endif
