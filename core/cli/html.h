/* html.h: what the files of a page share: the page that is being written, and how text gets into it escaped.
 *
 *   html.c         the page and the draft in it       html_chars.c   characters, escaped, the invisible ones shown
 *   html_cards.c   legend, cards, quotes              html_style.c   the style sheet */
#ifndef KHB_CLI_HTML_H
#define KHB_CLI_HTML_H
#include "cli.h"

typedef struct cli_card {
  uint32_t entity, first, number; /* first: the mention; number: from 1, in the order of the text */
  uint32_t count;
} cli_card;

typedef struct cli_page {
  FILE *out;
  const cli_doc *d;
  size_t number; /* of the section, from 1 */
  struct range *ranges; /* html.c */
  size_t n_ranges, cap;
  struct open_range *open;
  size_t n_open;
  cli_card *cards; /* by entity */
  uint32_t *order; /* cards in the order of the text */
  size_t n_cards;
  bool crlf;   /* every line ends in CR LF: said once, not at each line */
  size_t hidden;
} cli_page;

/* ---- html_chars.c: characters ---- */

/* A short string, for text and for attributes in double quotes: one line, and nothing in it that a page or a reader could take for
   something else. */
void cli_html_plain(FILE *out, const char *s, size_t len);
void cli_html_str(FILE *out, const char *s);
/* A range of the draft in the same way. */
void cli_html_text_of(cli_page *p, khb_range r);
/* The draft's own characters in [from, to): one piece of one line. */
void cli_html_text(cli_page *p, size_t from, size_t to);
bool cli_html_is_latin(int32_t u);
/* Letters of the scripts that are written from right to left. */
bool cli_html_is_rtl(int32_t u);

/* ---- html_cards.c: what stands around the draft ---- */

/* Fills cards and order from the mentions; false: no memory. */
bool cli_html_collect_cards(cli_page *p);
/* The card of an entity, or NULL. */
const cli_card *cli_html_card_of(const cli_page *p, uint32_t entity);
const char *cli_html_type_label(const cli_page *p, unsigned type);
/* The first of two strings where it is wanted and there, else the other. */
const char *cli_html_either(bool first, const char *a, const char *b);
/* Types of names that should lead to an entity. */
bool cli_html_is_linkable(unsigned type);
void cli_html_open_labels(cli_page *p, const char *tag, const char *class);
/* The sentence with $1 filled in. */
void cli_html_sentence(cli_page *p, const char *tag, cli_msg msg, size_t count, const char *word);
/* Who says a quote, and through whom. */
void cli_html_speaker(cli_page *p, const khb_quote *q);
void cli_html_legend(cli_page *p);
void cli_html_cards(cli_page *p);
void cli_html_quotes(cli_page *p);

#endif
