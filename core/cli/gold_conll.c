/* gold_conll.c: gold as CoNLL, in the tolerant way that conll.c reads: the token is the first field, a blank line ends
 * a sentence, -DOCSTART- starts a document. The text is built as conll.c builds it: tokens joined by spaces, an empty
 * line between sentences.
 *
 *   أنتوني B-PERS          the last field is the tag. Where all fields after the token are tags of known types,
 *   بلينكن I-PERS          each counts: that is how nested names are written (القومية I-OCC I-ORG)
 *
 * Read alike: IOB1 (a name may begin with I- after O or after another type), IOBES and BILOU. */
#include "gold.h"

#define DOCSTART "-DOCSTART-"

typedef struct reader {
  const cli *c;
  gold_set *set;
  const char *path;
  char *text;
  size_t len, text_cap;
  gold_token *tokens;
  size_t n_tokens, tokens_cap;
  gold_span *spans;
  size_t n_spans, spans_cap;
  size_t open[GOLD_TYPE_COUNT]; /* 1 + the span of that type that the last token was in, 0: none */
  bool in_sentence;
} reader;

typedef struct field {
  const char *s;
  size_t len;
} field;

static bool is_gap(char ch) { return ch == ' ' || ch == '\t'; }

static size_t token_length(const char *s, size_t len) {
  const char *tab = memchr(s, '\t', len);
  const char *end = tab ? tab : memchr(s, ' ', len);
  return end ? (size_t)(end - s) : len;
}

/* The next field of s[*at, len). */
static bool next_field(const char *s, size_t len, size_t *at, field *out) {
  while (*at < len && is_gap(s[*at])) ++*at;
  out->s = s + *at;
  while (*at < len && !is_gap(s[*at])) ++*at;
  out->len = (size_t)(s + *at - out->s);
  return out->len > 0;
}

/* -1: no tag at all, -2: a tag of an unknown type, GOLD_TYPE_COUNT: no name, else the type. */
static int tag_type(const reader *r, field f) {
  if (f.len == 1 && f.s[0] == 'O') return GOLD_TYPE_COUNT;
  if (f.len < 3 || f.s[1] != '-' || !memchr("BIESLU", f.s[0], 6)) return -1;
  int type = gold_type(r->set, f.s + 2, f.len - 2);
  return type < 0 ? -2 : type;
}

/* Takes a tag for the last token. `was` is `open` as it stood before this token. */
static bool take_tag(reader *r, const size_t *was, char mark, int type) {
  const gold_token *tok = &r->tokens[r->n_tokens - 1];
  bool begins = mark == 'B' || mark == 'S' || mark == 'U' || !was[type];
  size_t span = begins ? 0 : was[type];
  if (begins) {
    if (!KHB_GROW(r->spans, r->spans_cap, r->n_spans + 1)) return false;
    r->spans[r->n_spans] = (gold_span){.start = tok->start, .type = (uint8_t)type};
    span = ++r->n_spans;
  }
  r->spans[span - 1].end = tok->end;
  bool ends = mark == 'S' || mark == 'U' || mark == 'E' || mark == 'L';
  r->open[type] = ends ? 0 : span;
  return true;
}

static bool all_tags(const reader *r, const char *s, size_t len, size_t at) {
  field f;
  while (next_field(s, len, &at, &f))
    if (tag_type(r, f) < 0) return false;
  return true;
}

static int take_tags(reader *r, const gold_line *line, size_t at) {
  field f = {0}, last = {0};
  bool all = all_tags(r, line->s, line->len, at);
  size_t was[GOLD_TYPE_COUNT];
  memcpy(was, r->open, sizeof was);
  memset(r->open, 0, sizeof r->open);
  while (next_field(line->s, line->len, &at, &f)) {
    last = f;
    if (!all) continue;
    int type = tag_type(r, f);
    if (type < GOLD_TYPE_COUNT && !take_tag(r, was, f.s[0], type)) return cli_error_nomem(r->c);
  }
  if (all && last.len) return CLI_FINE;
  if (!last.len)
    return gold_fail(r->c, r->path, line->number, line->len + 1, "write: token, a space or tab, tag",
                     "the token has no tag");
  int type = tag_type(r, last);
  size_t column = (size_t)(last.s - line->s) + 1;
  if (type == -1)
    return gold_fail(r->c, r->path, line->number, column, "a tag is O or B-TYPE or I-TYPE", "'%.*s' is no tag",
                     (int)(last.len < 40 ? last.len : 40), last.s);
  if (type == -2) return gold_fail_type(r->c, r->set, r->path, line->number, column + 2, last.s + 2, last.len - 2);
  return type == GOLD_TYPE_COUNT || take_tag(r, was, last.s[0], type) ? CLI_FINE : cli_error_nomem(r->c);
}

/* `between` is what stands before it: "" " " or an empty line. */
static bool add_token(reader *r, const char *between, const char *s, size_t len, uint32_t line) {
  size_t gap = strlen(between);
  if (!KHB_GROW(r->text, r->text_cap, r->len + gap + len + 1) || !KHB_GROW(r->tokens, r->tokens_cap, r->n_tokens + 1))
    return false;
  memcpy(r->text + r->len, between, gap);
  memcpy(r->text + r->len + gap, s, len);
  uint32_t start = (uint32_t)(r->len + gap);
  r->len += gap + len;
  r->tokens[r->n_tokens++] = (gold_token){start, (uint32_t)r->len, line};
  return true;
}

/* Hands the document over and starts the next. */
static int end_document(reader *r) {
  if (!r->n_tokens) return CLI_FINE;
  gold_token *tokens = khb_arena_alloc(&r->set->arena, r->n_tokens * sizeof *tokens);
  gold_doc doc = {.text = khb_arena_copy(&r->set->arena, r->text, r->len),
                  .len = r->len,
                  .file = cli_input_name(r->path),
                  .line = r->tokens[0].line,
                  .column = 1,
                  .tokens = tokens,
                  .n_tokens = r->n_tokens};
  if (!tokens || !doc.text) return cli_error_nomem(r->c);
  memcpy(tokens, r->tokens, r->n_tokens * sizeof *tokens);
  if (!gold_add(r->set, &doc, r->spans, r->n_spans)) return cli_error_nomem(r->c);
  r->len = r->n_tokens = r->n_spans = 0;
  r->in_sentence = false;
  memset(r->open, 0, sizeof r->open);
  return CLI_FINE;
}

static int take_line(reader *r, const gold_line *line) {
  size_t blank = 0;
  while (blank < line->len && is_gap(line->s[blank])) blank++;
  if (blank == line->len) {
    r->in_sentence = false;
    memset(r->open, 0, sizeof r->open);
    return CLI_FINE;
  }
  size_t n = token_length(line->s, line->len);
  if (n == strlen(DOCSTART) && memcmp(line->s, DOCSTART, n) == 0) return end_document(r);
  if (n == 0)
    return gold_fail(r->c, r->path, line->number, 1, "write: token, a space or tab, tag", "the line has no token");
  const char *between = r->in_sentence ? " " : r->n_tokens ? "\n\n" : "";
  if (!add_token(r, between, line->s, n, line->number)) return cli_error_nomem(r->c);
  r->in_sentence = true;
  return take_tags(r, line, n);
}

int gold_conll(const cli *c, gold_set *set, const char *path) {
  char *data;
  size_t len, at = 0;
  int status = cli_read(c, path, &data, &len);
  if (status != CLI_FINE) return status;
  reader r = {.c = c, .set = set, .path = path};
  gold_line line = {0};
  while (status == CLI_FINE && gold_next_line(data, len, &at, &line)) status = take_line(&r, &line);
  if (status == CLI_FINE) status = end_document(&r);
  free(r.text);
  free(r.tokens);
  free(r.spans);
  free(data);
  return status;
}
