/* conll.c: one token a line, a blank line between sentences, tags in IOB2.
 *
 *   in      وقال <TAB> O          out     وقال O            the first field is the token: up to the first tab where
 *           أنتوني <TAB> …                أنتوني B-PERS     there is one, else to the first space
 *           بلينكن                        بلينكن I-PERS
 *                                                           a blank line stays a blank line
 *           -DOCSTART-                    -DOCSTART- O      starts a document
 *
 * Lines out are lines in: each token byte by byte, an empty one too. Only the end of the line is set to LF, and a token
 * that holds a space is followed by a tab instead of a space, so that the line can be read back.
 *
 * A document is analysed as one text, which lets one sentence help the next: tokens of a sentence joined by single
 * spaces, an empty line between sentences, over which no name reaches. A name that covers part of a token (its clitic
 * aside) tags the whole token. */
#include "cli.h"

typedef struct conll_line {
  const char *token;
  size_t len;
  uint32_t start;  /* of the token in the text */
  int16_t tag;     /* type * 2 + (1 where the name begins), or NO_TAG */
  bool blank;      /* between sentences */
} conll_line;

enum { NO_TAG = -1 };
#define DOCSTART "-DOCSTART-"

typedef struct conll_doc {
  conll_line *line;
  size_t n, cap;
  char *text;
  size_t len;
  bool has_start; /* a -DOCSTART- line stands before it */
} conll_doc;

/* ---- names to tags ----------------------------------------------------------------------------------------------- */

static const char *tag_name(int16_t tag, bool flat4) {
  khb_type type = (khb_type)(tag / 2);
  return flat4 ? khb_type_flat4(type) : khb_type_name(type);
}

static void put_tag(FILE *out, int16_t tag, bool flat4) {
  if (tag == NO_TAG)
    fputs("O\n", out);
  else
    fprintf(out, "%c-%s\n", tag & 1 ? 'B' : 'I', tag_name(tag, flat4));
}

/* Gives each line the tag of the outermost name over it. Where the scheme has no name for the outer type, one inside it
   may show. Lines and spans are both in the order of the text; blank lines and empty tokens are never tagged. */
static void set_tags(conll_line *line, size_t n, const khb_span *spans, size_t n_spans, bool flat4) {
  size_t from = 0; /* no line before it reaches into this span or a later one */
  for (size_t s = 0; s < n_spans; s++) {
    const khb_span *span = &spans[s];
    if (flat4 && !khb_type_flat4(span->type)) continue;
    while (from < n && line[from].start + line[from].len <= span->start) from++;
    bool first = true;
    for (size_t i = from; i < n && line[i].start < span->end; i++) {
      if (line[i].blank || line[i].len == 0 || line[i].tag != NO_TAG || line[i].start + line[i].len <= span->start)
        continue;
      line[i].tag = (int16_t)(span->type * 2 + first);
      first = false;
    }
  }
}

/* ---- from text --------------------------------------------------------------------------------------------------- */

/* The lines of a document that was read as text: its tokens, and a blank one between sentences. */
static size_t lines_of(const cli_doc *d, conll_line *line, const khb_token *tok, size_t n_tok, const khb_sentence *sent,
                       size_t n_sent) {
  size_t n = 0, s = 0;
  for (size_t i = 0; i < n_tok; i++) {
    size_t before = s;
    while (s < n_sent && sent[s].end <= tok[i].start) s++;
    if (i && s != before)
      line[n++] = (conll_line){.token = "", .start = tok[i].start, .tag = NO_TAG, .blank = true};
    line[n++] = (conll_line){.token = d->text + tok[i].start, .len = tok[i].end - tok[i].start, .start = tok[i].start,
                             .tag = NO_TAG};
  }
  return n;
}

int cli_write_conll(FILE *out, const cli_doc *d, bool flat4) {
  size_t n_tok = khb_document_tokens(d->doc, 0, UINT32_MAX, NULL, 0);
  size_t n_sent = khb_document_sentences(d->doc, 0, UINT32_MAX, NULL, 0);
  khb_token *tok = malloc((n_tok + 1) * sizeof *tok);
  khb_sentence *sent = malloc((n_sent + 1) * sizeof *sent);
  conll_line *line = malloc((n_tok * 2 + 1) * sizeof *line);
  bool fine = tok && sent && line;
  if (fine) {
    khb_document_tokens(d->doc, 0, UINT32_MAX, tok, n_tok);
    khb_document_sentences(d->doc, 0, UINT32_MAX, sent, n_sent);
    size_t n = lines_of(d, line, tok, n_tok, sent, n_sent);
    set_tags(line, n, d->spans, d->n_spans, flat4);
    for (size_t i = 0; i < n; i++) {
      cli_put_line(out, line[i].token, line[i].len);
      if (line[i].blank)
        putc('\n', out);
      else
        putc(' ', out), put_tag(out, line[i].tag, flat4);
    }
  }
  free(tok);
  free(sent);
  free(line);
  return fine ? CLI_FINE : cli_error_nomem(d->c);
}

/* ---- from lines -------------------------------------------------------------------------------------------------- */

static bool add_line(conll_doc *doc, const char *token, size_t len, bool blank) {
  if (doc->n == doc->cap) {
    size_t cap = doc->cap ? doc->cap * 2 : 1024;
    conll_line *more = realloc(doc->line, cap * sizeof *more);
    if (!more) return false;
    doc->line = more;
    doc->cap = cap;
  }
  doc->line[doc->n++] = (conll_line){.token = token, .len = len, .tag = NO_TAG, .blank = blank};
  return true;
}

static bool is_blank(const char *s, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (s[i] != ' ' && s[i] != '\t') return false;
  return true;
}

/* The first field of a line. */
static size_t field_length(const char *s, size_t len) {
  const char *tab = memchr(s, '\t', len);
  const char *end = tab ? tab : memchr(s, ' ', len);
  return end ? (size_t)(end - s) : len;
}

/* Reads lines from data[at, len) until the next document starts. Returns where that is; SIZE_MAX: out of memory. */
static size_t read_document(conll_doc *doc, const char *data, size_t at, size_t len) {
  doc->n = 0;
  doc->has_start = false;
  bool any = false;
  while (at < len) {
    const char *s = data + at, *end = memchr(s, '\n', len - at);
    size_t next = end ? (size_t)(end - data) + 1 : len;
    size_t n = (end ? (size_t)(end - s) : len - at);
    if (n && s[n - 1] == '\r') n--;
    bool blank = is_blank(s, n);
    size_t field = blank ? 0 : field_length(s, n);
    if (field == strlen(DOCSTART) && memcmp(s, DOCSTART, field) == 0) {
      if (any) return at;
      doc->has_start = true;
    } else if (!add_line(doc, s, field, blank)) {
      return SIZE_MAX;
    }
    any = true;
    at = next;
  }
  return at;
}

/* Joins the tokens. Room: each line adds its token and at most two bytes. */
static bool build_text(conll_doc *doc) {
  size_t room = 1;
  for (size_t i = 0; i < doc->n; i++) room += doc->line[i].len + 2;
  char *text = realloc(doc->text, room);
  if (!text) return false;
  doc->text = text;
  size_t at = 0;
  bool sentence = false; /* a token of the sentence has been written */
  for (size_t i = 0; i < doc->n; i++) {
    conll_line *l = &doc->line[i];
    if (l->blank) {
      if (sentence) text[at++] = '\n', text[at++] = '\n';
      sentence = false;
    } else {
      if (sentence) text[at++] = ' ';
      sentence = true;
    }
    l->start = at > KHB_MAX_TEXT ? KHB_MAX_TEXT : (uint32_t)at;
    memcpy(text + at, l->token, l->len);
    at += l->len;
  }
  doc->len = at;
  return true;
}

static void put_token(FILE *out, const conll_line *l, bool raw) {
  if (raw)
    fwrite(l->token, 1, l->len, out);
  else
    cli_put_line(out, l->token, l->len);
  putc(memchr(l->token, ' ', l->len) ? '\t' : ' ', out);
}

static void put_lines(FILE *out, const conll_doc *doc, bool flat4, bool raw) {
  if (doc->has_start) fputs(DOCSTART " O\n", out);
  for (size_t i = 0; i < doc->n; i++) {
    const conll_line *l = &doc->line[i];
    if (l->blank)
      putc('\n', out);
    else
      put_token(out, l, raw), put_tag(out, l->tag, flat4);
  }
}

static int tag_document(const cli *c, const khb_engine *engine, conll_doc *doc, const char *path, FILE *out, bool flat4,
                        bool raw) {
  if (!build_text(doc)) return cli_error_nomem(c);
  cli_doc d;
  khb_error err = {0};
  khb_status status = cli_doc_open(c, engine, doc->text, doc->len, NULL, &d, &err);
  if (status == KHB_ERR_LIMIT) {
    cli_error(c, cli_input_name(path), MSG_TOO_LONG, MSG_DO_SPLIT, NULL, NULL);
    return CLI_BAD;
  }
  if (status != KHB_OK) return status == KHB_ERR_NOMEM ? cli_error_nomem(c) : cli_error_khb(c, &err);
  set_tags(doc->line, doc->n, d.spans, d.n_spans, flat4);
  put_lines(out, doc, flat4, raw);
  cli_doc_close(&d);
  return CLI_FINE;
}

int cli_conll(const cli *c, const khb_engine *engine, const char *path, FILE *out, bool flat4, bool raw) {
  char *data;
  size_t len;
  int status = cli_read(c, path, &data, &len);
  if (status != CLI_FINE) return status;
  conll_doc doc = {0};
  for (size_t at = 0; at < len && status == CLI_FINE && !ferror(out);) {
    at = read_document(&doc, data, at, len);
    status = at == SIZE_MAX ? cli_error_nomem(c) : tag_document(c, engine, &doc, path, out, flat4, raw);
  }
  free(doc.line);
  free(doc.text);
  free(data);
  return status;
}
