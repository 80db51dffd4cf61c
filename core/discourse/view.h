/* view.h: the document as the files of this folder read it: one row of tokens with what each of them may be.
 *
 *   tok[]     و قال | رئيس | الوزراء | العراقي | إن | « | …        all paragraphs, offsets of the document
 *   bits[]    VERB    HEAD                       COMP  OPEN        roles that begin at the token, marks, attributes
 *   role[]    the matches behind the bits, by token                first_role[t] is the first of token t
 *   outer[]   -       0      0         0          -                the outermost span over the token
 *   sent[]    0 …                                                  the sentence; its `para` is the paragraph
 */
#ifndef KHB_DISCOURSE_VIEW_H
#define KHB_DISCOURSE_VIEW_H

#include "discourse.h"

/* Roles of word classes; each is a bit of khb_view.bits. */
typedef enum role {
  R_NEUTRAL = 0, R_ASSERTIVE, R_OPINION, R_CLAIM, R_DENIAL,               /* finite verbs, by strength */
  R_SAID_NEUTRAL, R_SAID_ASSERTIVE, R_SAID_OPINION, R_SAID_CLAIM, R_SAID_DENIAL, /* participles, in the same order */
  R_CONTINUING, R_TRANSMITTING, R_WEAK, R_SAYING,
  R_ACCORDING, R_ACCORDING_AS, R_AS, R_ACCORDING_PRONOUN,
  R_COMPLEMENTISER, R_NO_COMPLEMENTISER,
  R_UNNAMED, R_FIELD, R_REPORT, R_PERSON_OF, R_ADJUNCT, R_ADJUNCT_HEAD, R_RELATIVE, R_SPEECH_END, R_CONTRAST, R_NEGATED,
  R_HEADLINE, R_NAMING, R_HONORIFIC, R_TRANSITIVE, R_IMPERSONAL, R_LIST, R_OFFICE_PLACE, R_NO_SPEAKER, R_HEARSAY, R_PREDICATE,
  R_ASKING, R_MASCULINE, R_LEARNING, R_INTERROGATIVE, R_PRONOUN, R_MANNER, R_SAID_TO, R_ON, R_ONLY_THAT, R_WRITING, R_HUMAN,
  R_TITLING, R_PREPOSITION, R_SAID_IT, R_LAM_NAME,
  R_BACK_BODY, R_BACK_PLACE, R_BACK_WORK, R_BACK_PERSON,                  /* nouns that point back */
  R_BY_ARTICLE,                                                           /* of these, not back to a construct: رئيس X */
  R_TITLE, R_OUT_HEAD,                                                    /* title or office; head that stays out of a name */
  R_COUNT
} role;

_Static_assert(R_COUNT <= 64, "a role is a bit of khb_view.bits");

#define BIT(r) (UINT64_C(1) << (r))
#define VERBS UINT64_C(0x1f)
#define PARTICIPLES (UINT64_C(0x1f) << R_SAID_NEUTRAL)
#define BACK (BIT(R_BACK_BODY) | BIT(R_BACK_PLACE) | BIT(R_BACK_WORK) | BIT(R_BACK_PERSON))

enum { /* khb_view.marks */
  M_OPEN = 1, M_CLOSE = 2,  /* quotation marks, by marks.c */
  M_COLON = 4, M_COMMA = 8, M_STOP = 16, M_DASH = 32, M_BRACKET_OPEN = 64, M_BRACKET_CLOSE = 128
};
enum { /* khb_view.word */
  W_COMMON = 1, W_GIVEN = 2, W_NAME = 4, W_ARTICLE = 8, W_QUOTE_MARK = 16, W_LINK = 32 /* بن, ابن … */
};

typedef khb_role_match role_match;

typedef struct view_sentence {
  uint32_t first, last; /* tokens [first, last) */
  uint32_t para;
  uint8_t flags;
} view_sentence;

typedef struct view_span {
  khb_span span;
  uint32_t first, last; /* tokens [first, last) */
} view_span;

/* A quotation in marks: its words are [first, last), the marks stand at first - 1 and, where `closed`, at last. */
typedef struct quoted {
  uint32_t first, last;
  bool closed;
  bool cut; /* at KHB_QUOTE_MAX_BYTES or _PARAGRAPHS */
} quoted;

typedef struct khb_view {
  const khb_discourse_words *words;
  const char *text;
  khb_scan scan;
  uint32_t n; /* tokens */
  uint64_t *bits;
  uint32_t *first_role, *outer, *sent;
  uint8_t *marks, *word;
  role_match *role;
  size_t n_role, cap_role;
  view_sentence *sentence;
  size_t n_sentence, cap_sentence;
  view_span *span;
  size_t n_span, cap_span;
  uint32_t *para_first; /* first token of each paragraph; n_paras + 1 entries */
  size_t n_paras;
  quoted *quote;        /* outermost ones, in order */
  size_t n_quote, cap_quote;
} khb_view;

/* A zeroed view is an empty one. false: out of memory. */
bool khb_view_read(khb_view *v, const khb_discourse_words *words, const khb_discourse_text *text);
void khb_view_free(khb_view *v);

#define ROLE_LINK 0x80u
_Static_assert((unsigned)R_COUNT < ROLE_LINK, "a role and the mark of links share a byte");
struct khb_discourse_words {
  const khb_lexicon *lexicon;
  uint32_t n_classes;
  uint8_t *role;          /* class of the lexicon -> role + 1, and ROLE_LINK for kunya-link */
  uint16_t common, given, name, maqsura; /* masks of attributes */
};

static inline bool has(const khb_view *v, uint32_t t, uint64_t mask) { return t < v->n && (v->bits[t] & mask); }
static inline bool mark(const khb_view *v, uint32_t t, uint8_t mask) { return t < v->n && (v->marks[t] & mask); }
static inline bool is_word_at(const khb_view *v, uint32_t t) { return t < v->n && v->scan.tok[t].kind == KHB_TOK_WORD; }
static inline const khb_tok *tok_at(const khb_view *v, uint32_t t) { return &v->scan.tok[t]; }
static inline const uint8_t *khb_codes_at(const khb_view *v, uint32_t t) { return v->scan.codes + v->scan.tok[t].code; }
/* Is token t the word of these letters? */
static inline bool khb_is_letters(const khb_view *v, uint32_t t, const uint8_t *codes, uint32_t n) {
  return is_word_at(v, t) && v->scan.tok[t].n_codes == n && memcmp(khb_codes_at(v, t), codes, n) == 0;
}

/* The longest match of role r at token t, or NULL. */
const role_match *khb_view_role(const khb_view *v, uint32_t t, role r);
/* Its width in tokens, 0 where there is none. */
uint32_t khb_view_width(const khb_view *v, uint32_t t, role r);
/* The span that starts at token t, the outermost one, or NULL. */
const view_span *khb_view_span_at(const khb_view *v, uint32_t t);
/* The token that holds byte `at`, or the first behind it. */
uint32_t khb_view_token_at(const khb_view *v, uint32_t at);
/* The quotation in marks whose opening mark is token t, or NULL. */
const quoted *khb_view_quote_at(const khb_view *v, uint32_t t);

/* marks.c: pairs the quotation marks of the whole text. Fills v->quote and the M_OPEN, M_CLOSE of v->marks. */
bool khb_pair_marks(khb_view *v);

/* mentions.c */
bool khb_find_mentions(const khb_view *v, khb_mention **out, size_t *n);
/* quotes.c */
bool khb_find_quotes(const khb_view *v, const khb_mention *mentions, size_t n_mentions, khb_quote **out, size_t *n);

#endif
