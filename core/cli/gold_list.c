/* gold_list.c: gold as lists beside plain texts.
 *
 *   FILE.txt   id <TAB> text                       one text a line
 *   FILE.ann   id <TAB> TYPE:name|TYPE:name|…      its names in reading order, - where it has none; texts whose id is
 *                                                  not in FILE.ann do not count
 *   FILE.tsv   start end type …                    bytes of FILE.txt; further fields, lines that begin with # and a
 *                                                  heading `start end type` are skipped, so that what
 *                                                  `khabar tag --format=tsv` writes can be read
 *
 * A name of a list is looked for from the end of the one before, where a word ends with it and nothing but clitics
 * stands before it in its first word; a name that is not found there is set aside, and the search goes on from the same
 * place. */
#include "gold.h"

#include <utf8proc.h>

/* ---- where a name stands ----------------------------------------------------------------------------------------- */

static bool is_letter(int32_t code) {
  if (code < 0) return false;
  utf8proc_category_t k = utf8proc_category(code);
  return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO;
}

static bool is_number(int32_t code) {
  if (code < 0) return false;
  utf8proc_category_t k = utf8proc_category(code);
  return k >= UTF8PROC_CATEGORY_ND && k <= UTF8PROC_CATEGORY_NO;
}

/* Tashkeel and tatweel: nothing to spelling. */
static bool is_mark(int32_t code) { return (code >= 0x064B && code <= 0x0652) || code == 0x0640; }

/* The start of the character before s[at]; at > 0. */
static size_t char_before(const char *s, size_t at) {
  size_t i = at - 1;
  while (i > 0 && at - i < 4 && ((unsigned char)s[i] & 0xC0) == 0x80) i--;
  return i;
}

enum { MAX_CLITICS = 4, MAX_MARKS = 16 }; /* letters: وبال, ولل; marks: more on four letters are no writing */

/* و ف, then ب ك ل س or (ب ك ل)ال or لل: each at most once, in this order. */
static bool are_clitics(const int32_t *letter, size_t n) {
  size_t i = 0;
  if (i < n && (letter[i] == 0x0648 || letter[i] == 0x0641)) i++;
  if (i == n) return true;
  if (n - i == 2 && letter[i] == 0x0644 && letter[i + 1] == 0x0644) return true;
  if (n - i == 1) return letter[i] == 0x0628 || letter[i] == 0x0643 || letter[i] == 0x0644 || letter[i] == 0x0633;
  if (letter[i] == 0x0628 || letter[i] == 0x0643 || letter[i] == 0x0644) i++;
  return n - i == 2 && letter[i] == 0x0627 && letter[i + 1] == 0x0644;
}

/* Whether what stands in the same word before text[at] is nothing or clitics. */
static bool clitics_before(const char *text, size_t len, size_t at) {
  int32_t letter[MAX_CLITICS];
  size_t n = 0, marks = 0;
  while (at > 0) {
    size_t start = char_before(text, at);
    cli_char ch = cli_char_at(text + start, len - start);
    if (!is_letter(ch.code) && !is_mark(ch.code)) break;
    if (is_mark(ch.code)) {
      if (++marks > MAX_MARKS) return false;
    } else {
      if (n == MAX_CLITICS) return false;
      memmove(letter + 1, letter, n * sizeof *letter);
      letter[0] = ch.code;
      n++;
    }
    at = start;
  }
  return are_clitics(letter, n);
}

static bool ends_word(const char *text, size_t len, size_t at) {
  if (at >= len) return true;
  int32_t code = cli_char_at(text + at, len - at).code;
  return !is_letter(code) && !is_number(code);
}

/* The first place from `at` on where the name stands; `len` where it does not. */
static size_t find_name(const char *text, size_t len, size_t at, const char *name, size_t n) {
  while (at + n <= len) {
    const char *hit = memmem(text + at, len - at, name, n);
    if (!hit) return len;
    at = (size_t)(hit - text);
    if (((unsigned char)*hit & 0xC0) != 0x80 && ends_word(text, len, at + n) && clitics_before(text, len, at))
      return at;
    at++;
  }
  return len;
}

/* ---- FILE.txt and FILE.ann --------------------------------------------------------------------------------------- */

typedef struct entry {
  const char *id, *text;
  size_t id_len, len;
  uint32_t line;
  bool used;
} entry;

typedef struct list {
  const cli *c;
  gold_set *set;
  const char *ann, *txt;
  entry *texts; /* by id */
  size_t n, cap;
  gold_span *spans;
  size_t n_spans, spans_cap;
} list;

static int compare_ids(const char *a, size_t n, const char *b, size_t m) {
  int order = memcmp(a, b, n < m ? n : m);
  return order ? order : (n > m) - (n < m);
}

static int by_id(const void *a, const void *b) {
  const entry *x = a, *y = b;
  int order = compare_ids(x->id, x->id_len, y->id, y->id_len);
  return order ? order : (x->line > y->line) - (x->line < y->line);
}

static entry *find_text(const list *l, const char *id, size_t len) {
  size_t low = 0, high = l->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    int order = compare_ids(l->texts[mid].id, l->texts[mid].id_len, id, len);
    if (order == 0) return &l->texts[mid];
    if (order < 0) low = mid + 1;
    else high = mid;
  }
  return NULL;
}

static int no_tab(const list *l, const char *file, const gold_line *line, const char *want) {
  return gold_fail(l->c, file, line->number, 1, want, "the line has no id and tab");
}

static int read_texts(list *l) {
  const char *data;
  size_t len, at = 0;
  int status = gold_load(l->c, l->set, l->txt, &data, &len);
  gold_line line = {0};
  while (status == CLI_FINE && gold_next_line(data, len, &at, &line)) {
    if (!line.len) continue;
    const char *tab = memchr(line.s, '\t', line.len);
    if (!tab || tab == line.s) return no_tab(l, l->txt, &line, "write: id, tab, text");
    if (!KHB_GROW(l->texts, l->cap, l->n + 1)) return cli_error_nomem(l->c);
    size_t id = (size_t)(tab - line.s);
    l->texts[l->n++] =
        (entry){.id = line.s, .id_len = id, .text = tab + 1, .len = line.len - id - 1, .line = line.number};
  }
  if (status != CLI_FINE) return status;
  if (l->n) qsort(l->texts, l->n, sizeof *l->texts, by_id);
  for (size_t i = 1; i < l->n; i++) {
    const entry *e = &l->texts[i], *before = e - 1;
    if (compare_ids(e->id, e->id_len, before->id, before->id_len) == 0)
      return gold_fail(l->c, l->txt, e->line, 1, "give each text an id of its own", "the id stands in line %u too",
                       before->line);
  }
  return CLI_FINE;
}

static void trim(const char **s, size_t *len) {
  while (*len && **s == ' ') ++*s, --*len;
  while (*len && (*s)[*len - 1] == ' ') --*len;
}

/* One TYPE:name. *from is where in the text the search begins. */
static int take_item(list *l, const gold_line *line, const char *s, size_t len, const entry *e, size_t *from) {
  size_t column = (size_t)(s - line->s) + 1;
  const char *colon = memchr(s, ':', len);
  if (!colon)
    return gold_fail(l->c, l->ann, line->number, column, "write TYPE:name|TYPE:name, or - for none",
                     "a name has no type");
  const char *type_name = s, *name = colon + 1;
  size_t type_len = (size_t)(colon - s), n = len - type_len - 1;
  trim(&type_name, &type_len);
  trim(&name, &n);
  int type = gold_type(l->set, type_name, type_len);
  if (type < 0) return gold_fail_type(l->c, l->set, l->ann, line->number, column, type_name, type_len);
  if (!n) return gold_fail(l->c, l->ann, line->number, column, "write TYPE:name", "the name is empty");
  size_t at = find_name(e->text, e->len, *from, name, n);
  if (at == e->len) {
    bool fine = gold_aside_add(l->set, l->ann, line->number, column,
                               "the name is not in the text at a word edge after the name before it: %.*s",
                               (int)(n < 120 ? n : 120), name);
    return fine ? CLI_FINE : cli_error_nomem(l->c);
  }
  *from = at + n;
  if (type == GOLD_TYPE_COUNT) return CLI_FINE;
  if (!KHB_GROW(l->spans, l->spans_cap, l->n_spans + 1)) return cli_error_nomem(l->c);
  l->spans[l->n_spans++] = (gold_span){(uint32_t)at, (uint32_t)(at + n), (uint8_t)type};
  return CLI_FINE;
}

static int take_items(list *l, const gold_line *line, const char *s, size_t len, const entry *e) {
  size_t from = 0;
  const char *end = s + len, *all = s;
  size_t all_len = len;
  trim(&all, &all_len);
  l->n_spans = 0;
  if (all_len == 1 && *all == '-') return CLI_FINE;
  for (;;) {
    const char *bar = memchr(s, '|', (size_t)(end - s));
    int status = take_item(l, line, s, (size_t)((bar ? bar : end) - s), e, &from);
    if (status != CLI_FINE || !bar) return status;
    s = bar + 1;
  }
}

static int take_line(list *l, const gold_line *line) {
  const char *tab = memchr(line->s, '\t', line->len);
  if (!tab || tab == line->s) return no_tab(l, l->ann, line, "write: id, tab, TYPE:name|TYPE:name, or - for none");
  size_t id = (size_t)(tab - line->s);
  const char *more = memchr(tab + 1, '\t', line->len - id - 1);
  if (more)
    return gold_fail(l->c, l->ann, line->number, (size_t)(more - line->s) + 1, "put | between the names",
                     "a second tab stands here");
  entry *e = find_text(l, line->s, id);
  if (!e)
    return gold_fail(l->c, l->ann, line->number, 1, "use the ids of the text file", "no text has the id '%.*s'",
                     (int)(id < 60 ? id : 60), line->s);
  if (e->used)
    return gold_fail(l->c, l->ann, line->number, 1, "write one line an id", "the id has been annotated before");
  e->used = true;
  int status = take_items(l, line, tab + 1, line->len - id - 1, e);
  gold_doc doc = {.text = e->text, .len = e->len, .file = l->txt, .line = e->line, .column = (uint32_t)e->id_len + 2};
  if (status != CLI_FINE) return status;
  return gold_add(l->set, &doc, l->spans, l->n_spans) ? CLI_FINE : cli_error_nomem(l->c);
}

int gold_ann(const cli *c, gold_set *set, const char *path) {
  list l = {.c = c, .set = set, .ann = path, .txt = gold_beside(set, path, ".txt")};
  const char *data;
  size_t len, at = 0;
  if (!l.txt) return cli_error_nomem(c);
  int status = gold_load(c, set, path, &data, &len);
  if (status == CLI_FINE) status = read_texts(&l);
  gold_line line = {0};
  while (status == CLI_FINE && gold_next_line(data, len, &at, &line))
    if (line.len) status = take_line(&l, &line);
  free(l.texts);
  free(l.spans);
  return status;
}

/* ---- offsets ----------------------------------------------------------------------------------------------------- */

static size_t skip_gap(const gold_line *line, size_t at) {
  while (at < line->len && (line->s[at] == ' ' || line->s[at] == '\t')) at++;
  return at;
}

static size_t word_end(const gold_line *line, size_t at) {
  while (at < line->len && line->s[at] != ' ' && line->s[at] != '\t') at++;
  return at;
}

static bool is_heading(const gold_line *line) {
  static const char head[] = "start\tend\ttype";
  size_t n = sizeof head - 1;
  return line->number == 1 && line->len >= n && memcmp(line->s, head, n) == 0 && (line->len == n || line->s[n] == '\t');
}

static int read_offsets(const cli *c, const gold_set *set, const char *path, const gold_line *line, gold_span *out) {
  size_t at = skip_gap(line, 0);
  uint32_t value[2];
  for (int i = 0; i < 2; i++) {
    size_t n = gold_number(line->s + at, line->len - at, &value[i]);
    if (!n || word_end(line, at) != at + n)
      return gold_fail(c, path, line->number, at + 1, "write: start, end, type, as bytes counted from 0",
                       "a byte offset is wanted here");
    at = skip_gap(line, at + n);
  }
  size_t end = word_end(line, at);
  if (end == at) return gold_fail(c, path, line->number, at + 1, "write: start, end, type", "the type is missing");
  int type = gold_type(set, line->s + at, end - at);
  if (type < 0) return gold_fail_type(c, set, path, line->number, at + 1, line->s + at, end - at);
  *out = (gold_span){value[0], value[1], (uint8_t)type};
  return CLI_FINE;
}

int gold_tsv(const cli *c, gold_set *set, const char *path, const char *text) {
  gold_doc doc = {.file = text ? text : gold_beside(set, path, ".txt"), .line = 1, .column = 1};
  const char *data;
  size_t len, at = 0, n = 0, cap = 0;
  gold_span *spans = NULL, span;
  if (!doc.file) return cli_error_nomem(c);
  int status = gold_load(c, set, path, &data, &len);
  if (status == CLI_FINE) status = gold_load(c, set, doc.file, &doc.text, &doc.len);
  gold_line line = {0};
  while (status == CLI_FINE && gold_next_line(data, len, &at, &line)) {
    if (skip_gap(&line, 0) == line.len || line.s[0] == '#' || is_heading(&line)) continue;
    status = read_offsets(c, set, path, &line, &span);
    if (status != CLI_FINE) break;
    if (span.type == GOLD_TYPE_COUNT) continue;
    if (span.start >= span.end || span.end > doc.len) {
      if (!gold_aside_add(set, path, line.number, 1, "%u to %u is no range of the text, which has %zu bytes",
                          span.start, span.end, doc.len))
        status = cli_error_nomem(c);
    } else if (!KHB_GROW(spans, cap, n + 1)) {
      status = cli_error_nomem(c);
    } else {
      spans[n++] = span;
    }
  }
  if (status == CLI_FINE && !gold_add(set, &doc, spans, n)) status = cli_error_nomem(c);
  free(spans);
  return status;
}
