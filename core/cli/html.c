/* html.c: the draft as one HTML page that stands alone: no script, nothing loaded, everything that comes from outside escaped.
 *
 *   <section>  heading, legend
 *     .text    <p> a line </p> …      the draft, character by character: what is shown and is not in it is made by the style sheet
 *     .cards   what is known about each linked entity
 *     .quotes  who says what
 *
 * In the text three kinds of ranges meet, and they may cross: names (inside each other), quotes, runs of Latin words. `open` holds those
 * that stand open, outermost first, and the invariant that closes them in the right order: each ends no later than the one before it.
 *
 *   open   | quote ...................... end 90 |
 *          | name  ............ end 60 |              a range that ends at 75 comes in between the two: the name is closed,
 *          | Latin .... end 50 |                      the new one opened, and the name goes on inside it as a continuation
 *
 * Browsers join Arabic letters across elements as long as these have neither padding nor another font, so here a name is marked to the
 * letter, not to the edge of its word. What has no shape of its own is shown: bidi controls and other controls by their names
 * (and are themselves left out: a page cannot hold most of them, and an override would turn round what follows), joiners and
 * the like by a thin mark around the character, bytes that are no text by U+FFFD. */
#include "cli.h"

enum { RANGE_LATIN, RANGE_QUOTE, RANGE_NAME };

typedef struct range {
  uint32_t start, end;
  uint32_t index; /* among quotes or mentions */
  uint8_t kind;
} range;

typedef struct open_range {
  const range *r;
  bool anchor, begun; /* begun: a part of it has been written */
} open_range;

typedef struct card {
  uint32_t entity, first, number; /* first: the mention; number: from 1, in the order of the text */
  uint32_t count;
} card;

typedef struct page {
  FILE *out;
  const cli_doc *d;
  size_t number; /* of the section, from 1 */
  range *ranges;
  size_t n_ranges, cap;
  open_range *open;
  size_t n_open;
  card *cards; /* by entity */
  uint32_t *order; /* cards in the order of the text */
  size_t n_cards;
  bool crlf;   /* every line ends in CR LF: said once, not at each line */
  size_t hidden;
} page;

/* ---- characters --------------------------------------------------------------------------------------------------------------------- */

/* The length of the ill-formed bytes at `s` that stand for one U+FFFD: the maximal subpart of Unicode 15, 3.9 (U+FFFD substitution of
   maximal subparts), which is what decoders count. */
size_t cli_broken_length(const char *s, size_t len) {
  unsigned char b = (unsigned char)s[0], low = 0x80, high = 0xbf;
  size_t more = b >= 0xc2 && b <= 0xdf ? 1 : b >= 0xe0 && b <= 0xef ? 2 : b >= 0xf0 && b <= 0xf4 ? 3 : 0, n = 1;
  if (b == 0xe0) low = 0xa0;
  if (b == 0xed) high = 0x9f;
  if (b == 0xf0) low = 0x90;
  if (b == 0xf4) high = 0x8f;
  while (n <= more && n < len && (unsigned char)s[n] >= low && (unsigned char)s[n] <= high) n++, low = 0x80, high = 0xbf;
  return n;
}

/* Noncharacters: well-formed, but a page must not hold them. */
static bool is_noncharacter(int32_t u) { return (u >= 0xfdd0 && u <= 0xfdef) || (u >= 0 && (u & 0xfffe) == 0xfffe); }

/* No shape of their own (default ignorable code points, DerivedCoreProperties.txt), variation selectors aside. */
static bool is_invisible(int32_t u) {
  return u == 0xad || u == 0x34f || u == 0x115f || u == 0x1160 || u == 0x17b4 || u == 0x17b5 || (u >= 0x180b && u <= 0x180f) ||
         (u >= 0x200b && u <= 0x200d) || (u >= 0x2060 && u <= 0x2064) || (u >= 0x206a && u <= 0x206f) || u == 0x3164 ||
         u == 0xfeff || u == 0xffa0 || (u >= 0xfff9 && u <= 0xfffb) || (u >= 0x1bca0 && u <= 0x1bca3) ||
         (u >= 0x1d173 && u <= 0x1d17a) || (u >= 0xe0000 && u < 0xe0100) || (u >= 0xe01f0 && u <= 0xe0fff);
}

static bool is_odd_space(int32_t u) { return u == 0xa0 || u == 0x202f || u == 0x2007; }

/* A joiner behind a pictograph makes one picture of several: nothing to be shown. */
static bool is_pictograph(int32_t u) { return u >= 0x1f000 || (u >= 0x2190 && u <= 0x2bff) || u == 0xfe0f; }

static bool is_latin(int32_t u) {
  return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= 0xc0 && u <= 0x24f && u != 0xd7 && u != 0xf7) ||
         (u >= 0x1e00 && u <= 0x1eff);
}

/* Letters of the scripts that are written from right to left. */
static bool is_rtl(int32_t u) {
  return (u >= 0x590 && u <= 0x8ff) || (u >= 0xfb1d && u <= 0xfdff) || (u >= 0xfe70 && u <= 0xfefc) ||
         (u >= 0x10800 && u <= 0x10fff) || (u >= 0x1e800 && u <= 0x1efff);
}

static const char *short_name(int32_t u) {
  static const struct { int32_t u; const char *name; } table[] = {
    {0x061c, "ALM"}, {0x200b, "ZWSP"}, {0x200c, "ZWNJ"}, {0x200d, "ZWJ"}, {0x200e, "LRM"}, {0x200f, "RLM"}, {0x2028, "LS"},
    {0x2029, "PS"}, {0x202a, "LRE"}, {0x202b, "RLE"}, {0x202c, "PDF"}, {0x202d, "LRO"}, {0x202e, "RLO"}, {0x2060, "WJ"},
    {0x2066, "LRI"}, {0x2067, "RLI"}, {0x2068, "FSI"}, {0x2069, "PDI"}, {0x00ad, "SHY"}, {0x00a0, "NBSP"}, {0x202f, "NNBSP"},
    {0xfeff, "BOM"}, {'\r', "CR"}, {0x0b, "VT"}, {0x0c, "FF"}, {0x1b, "ESC"}, {0x85, "NEL"}, {0, "NUL"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].u == u) return table[i].name;
  return "";
}

static const char *entity_of(int32_t u) {
  return u == '&' ? "&amp;" : u == '<' ? "&lt;" : u == '>' ? "&gt;" : u == '"' ? "&quot;" : u == '\'' ? "&#39;" : NULL;
}

/* A short string, for text and for attributes in double quotes: one line, and nothing in it that a page or a reader could take for
   something else. */
static void put_plain(FILE *out, const char *s, size_t len) {
  for (size_t i = 0; i < len;) {
    cli_char ch = cli_char_at(s + i, len - i);
    const char *escaped = ch.code < 0 ? "\xef\xbf\xbd" : entity_of(ch.code);
    if (escaped)
      fputs(escaped, out);
    else if (ch.code == '\n' || ch.code == '\t' || ch.code == '\r')
      putc(' ', out);
    else if (ch.hidden || is_noncharacter(ch.code))
      fprintf(out, "U+%04X", (unsigned)ch.code);
    else
      fwrite(s + i, 1, ch.len, out);
    i += ch.code < 0 ? cli_broken_length(s + i, len - i) : ch.len;
  }
}

static void put_str(FILE *out, const char *s) { put_plain(out, s, strlen(s)); }

static void put_text_of(page *p, khb_range r) { put_plain(p->out, p->d->text + r.start, r.end - r.start); }

static void put_broken(page *p, const char *s, size_t n) {
  fprintf(p->out, "<i class=\"b\" title=\"%s", cli_text(p->d->c, MSG_HTML_BYTES));
  for (size_t i = 0; i < n; i++) fprintf(p->out, " %02X", (unsigned)(unsigned char)s[i]);
  fputs("\">\xef\xbf\xbd</i>", p->out);
}

/* A character that is left out, by its name. */
static void put_mark(page *p, int32_t u) {
  const char *name = short_name(u);
  fprintf(p->out, "<i class=\"c\" title=\"U+%04X\" data-c=\"", (unsigned)u);
  if (*name)
    fprintf(p->out, "%s\"></i>", name);
  else
    fprintf(p->out, "U+%04X\"></i>", (unsigned)u);
  p->hidden++;
}

/* The draft's own characters in [from, to): one piece of one line. */
static void put_text(page *p, size_t from, size_t to) {
  const char *text = p->d->text;
  int32_t before = 0;
  for (size_t i = from; i < to;) {
    cli_char ch = cli_char_at(text + i, p->d->len - i);
    const char *escaped = entity_of(ch.code);
    if (ch.code < 0)
      ch.len = (uint8_t)cli_broken_length(text + i, p->d->len - i), put_broken(p, text + i, ch.len);
    else if (escaped)
      fputs(escaped, p->out);
    else if (ch.code == '\r' && p->crlf && i + 1 < p->d->len && text[i + 1] == '\n')
      ; /* said once for the whole draft */
    else if ((ch.hidden && ch.code != '\t') || is_noncharacter(ch.code))
      put_mark(p, ch.code);
    else if ((is_invisible(ch.code) && !(ch.code == 0x200d && is_pictograph(before))) || is_odd_space(ch.code))
      fprintf(p->out, "<span class=\"%s\" title=\"U+%04X %s\">%.*s</span>", is_odd_space(ch.code) ? "w" : "z", (unsigned)ch.code,
              short_name(ch.code), (int)ch.len, text + i);
    else
      fwrite(text + i, 1, ch.len, p->out);
    before = ch.code;
    i += ch.len;
  }
}

/* ---- ranges ------------------------------------------------------------------------------------------------------------------------- */

static bool add_range(page *p, uint8_t kind, uint32_t start, uint32_t end, uint32_t index) {
  if (start >= end) return true;
  if (p->n_ranges == p->cap) {
    size_t cap = p->cap ? p->cap * 2 : 256;
    range *grown = realloc(p->ranges, cap * sizeof *grown);
    if (!grown) return false;
    p->ranges = grown;
    p->cap = cap;
  }
  p->ranges[p->n_ranges++] = (range){.start = start, .end = end, .index = index, .kind = kind};
  return true;
}

static size_t line_end(const cli_doc *d, size_t from) {
  const char *nl = from < d->len ? memchr(d->text + from, '\n', d->len - from) : NULL;
  return nl ? (size_t)(nl - d->text) : d->len;
}

/* Is the line read from left to right: Latin letters and none of the other kind? */
static bool is_ltr_line(const cli_doc *d, size_t from, size_t to) {
  bool latin = false;
  for (size_t i = from; i < to;) {
    cli_char ch = cli_char_at(d->text + i, d->len - i);
    if (is_rtl(ch.code)) return false;
    latin = latin || is_latin(ch.code);
    i += ch.len;
  }
  return latin;
}

static bool is_ascii(int32_t u, const char *set) { return u > 0 && u < 0x80 && strchr(set, (int)u) != NULL; }

/* Latin words that stand together are one island in an Arabic line: without that, what stands between them would be put in the order of
   the line. From a Latin letter, with digits and signs that touch it, to the last letter or digit. */
static bool add_latin(page *p, size_t from, size_t to) {
  const char *text = p->d->text;
  size_t floor = from; /* no run begins before the end of the last */
  for (size_t i = from; i < to;) {
    cli_char ch = cli_char_at(text + i, p->d->len - i);
    if (!is_latin(ch.code)) {
      i += ch.len;
      continue;
    }
    size_t start = i, end = i + ch.len, at = end;
    while (start > floor && is_ascii(text[start - 1], "0123456789@#$")) start--;
    while (at < to) {
      ch = cli_char_at(text + at, p->d->len - at);
      bool body = is_latin(ch.code) || is_ascii(ch.code, "0123456789+#/=_") || (ch.code >= 0x300 && ch.code <= 0x36f);
      if (!body && !is_ascii(ch.code, " .,-'&:@%~?") && ch.code != 0x2019) break;
      at += ch.len;
      if (body) end = at;
    }
    if (!add_range(p, RANGE_LATIN, (uint32_t)start, (uint32_t)end, 0)) return false;
    i = floor = end;
  }
  return true;
}

static int by_start(const void *a, const void *b) {
  const range *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

static bool collect(page *p) {
  const cli_doc *d = p->d;
  bool fine = true, crlf = line_end(d, 0) < d->len;
  for (size_t from = 0; fine && from < d->len;) {
    size_t end = line_end(d, from);
    if (end < d->len && (end == from || d->text[end - 1] != '\r')) crlf = false;
    if (!is_ltr_line(d, from, end)) fine = add_latin(p, from, end);
    from = end + 1;
  }
  p->crlf = crlf;
  for (size_t i = 0; fine && i < d->n_quotes; i++) fine = add_range(p, RANGE_QUOTE, d->quotes[i].start, d->quotes[i].end, (uint32_t)i);
  for (size_t i = 0; fine && i < d->n_mentions; i++)
    fine = add_range(p, RANGE_NAME, d->mentions[i].span.start, d->mentions[i].span.end, (uint32_t)i);
  if (fine && p->n_ranges) qsort(p->ranges, p->n_ranges, sizeof *p->ranges, by_start);
  return fine && (p->open = malloc((p->n_ranges + 1) * sizeof *p->open)) != NULL;
}

/* ---- entities ----------------------------------------------------------------------------------------------------------------------- */

static int by_entity(const void *a, const void *b) {
  const card *x = a, *y = b;
  if (x->entity != y->entity) return x->entity < y->entity ? -1 : 1;
  return (x->first > y->first) - (x->first < y->first);
}

static int by_first(const void *a, const void *b) {
  const card *x = a, *y = b;
  return (x->first > y->first) - (x->first < y->first);
}

static bool collect_cards(page *p) {
  const cli_doc *d = p->d;
  p->cards = malloc((d->n_mentions + 1) * sizeof *p->cards);
  p->order = malloc((d->n_mentions + 1) * sizeof *p->order);
  if (!p->cards || !p->order) return false;
  size_t n = 0, m = 0;
  for (size_t i = 0; i < d->n_mentions; i++)
    if (d->mentions[i].span.entity != KHB_NONE)
      p->cards[n++] = (card){.entity = d->mentions[i].span.entity, .first = (uint32_t)i, .count = 1};
  if (n) qsort(p->cards, n, sizeof *p->cards, by_entity);
  for (size_t i = 0; i < n; i++) {
    if (m && p->cards[m - 1].entity == p->cards[i].entity)
      p->cards[m - 1].count++;
    else
      p->cards[m++] = p->cards[i];
  }
  if (m) qsort(p->cards, m, sizeof *p->cards, by_first);
  for (size_t i = 0; i < m; i++) p->cards[i].number = (uint32_t)i + 1;
  if (m) qsort(p->cards, m, sizeof *p->cards, by_entity);
  for (size_t i = 0; i < m; i++) p->order[p->cards[i].number - 1] = (uint32_t)i;
  p->n_cards = m;
  return true;
}

static const card *card_of(const page *p, uint32_t entity) {
  card key = {.entity = entity};
  size_t low = 0, high = p->n_cards;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (p->cards[mid].entity < key.entity) low = mid + 1;
    else high = mid;
  }
  return low < p->n_cards && p->cards[low].entity == entity ? &p->cards[low] : NULL;
}

static const char *type_label(const page *p, unsigned type) {
  return p->d->c->arabic ? khb_type_name_ar((khb_type)type) : khb_type_name((khb_type)type);
}

static const char *either(bool first, const char *a, const char *b) { return (first && *a) || !*b ? a : b; }

/* ---- the text ----------------------------------------------------------------------------------------------------------------------- */

/* What stands in the title of a name: its type, who or what it is, the value of a figure. */
static void put_name_title(page *p, const khb_span *s) {
  khb_entity e;
  khb_value value;
  put_str(p->out, type_label(p, s->type));
  if (cli_doc_entity(p->d, s, &e)) {
    fputs(" \xc2\xb7 ", p->out), put_str(p->out, either(true, e.name_ar, e.name_en));
    const char *about = either(p->d->c->arabic, e.description_ar, e.description_en);
    if (*about) fputs(" \xc2\xb7 ", p->out), put_str(p->out, about);
  }
  if (khb_document_value(p->d->doc, s, &value)) {
    char text[512];
    size_t n = cli_value_text(p->d, &value, text, sizeof text);
    if (n) fputs(" \xc2\xb7 ", p->out), put_plain(p->out, text, n);
  }
}

/* Types of names that should lead to an entity; the same as lua/khabar/nvim/highlight.lua has. */
static bool is_linkable(unsigned type) {
  return type == KHB_PERS || type == KHB_ORG || type == KHB_GPE || type == KHB_LOC || type == KHB_FAC || type == KHB_EVENT ||
         type == KHB_PRODUCT || type == KHB_LAW;
}

static void open_name(page *p, open_range *o) {
  const khb_mention *m = &p->d->mentions[o->r->index];
  const khb_span *s = &m->span;
  const card *c = s->entity == KHB_NONE ? NULL : card_of(p, s->entity);
  bool inside_anchor = false, whole_word = s->end == s->word_end;
  for (const open_range *q = p->open; q < o; q++) inside_anchor = inside_anchor || q->anchor;
  o->anchor = c && !inside_anchor;
  fprintf(p->out, o->anchor ? "<a class=\"n %s" : "<span class=\"n %s", khb_type_name(s->type));
  if (s->source == KHB_FROM_MENTION) fputs(" m", p->out);
  /* Signs behind a name stand behind its last part only, and never inside a word. */
  bool last = whole_word && line_end(p->d, s->start) >= s->end && s->source != KHB_FROM_MENTION;
  if (last && !o->begun && !c && is_linkable(s->type)) fputs(" u", p->out);
  if (last && !o->begun) {
    fputs(" t\" data-t=\"", p->out);
    put_str(p->out, type_label(p, s->type));
  }
  fputs("\" title=\"", p->out);
  put_name_title(p, s);
  if (o->anchor) fprintf(p->out, "\" href=\"#d%zue%u", p->number, c->number);
  fputs("\">", p->out);
}

static void put_speaker(page *p, const khb_quote *q) {
  if (q->speaker.end > q->speaker.start)
    put_text_of(p, q->speaker);
  else
    put_str(p->out, cli_text(p->d->c, MSG_HTML_NO_SPEAKER));
  if (q->via.end > q->via.start) {
    fprintf(p->out, " (%s ", cli_text(p->d->c, MSG_HTML_VIA));
    put_text_of(p, q->via);
    putc(')', p->out);
  }
}

static void open_quote(page *p, const open_range *o) {
  const khb_quote *q = &p->d->quotes[o->r->index];
  if (o->begun) {
    fputs("<span class=\"q\">", p->out);
    return;
  }
  fprintf(p->out, "<span class=\"q f\" id=\"d%zuq%u\" data-s=\"", p->number, o->r->index + 1);
  put_speaker(p, q);
  fputs("\">", p->out);
}

static void open_element(page *p, open_range *o) {
  o->anchor = false;
  if (o->r->kind == RANGE_NAME)
    open_name(p, o);
  else if (o->r->kind == RANGE_QUOTE)
    open_quote(p, o);
  else
    fputs("<bdi>", p->out);
  o->begun = true;
}

static void close_element(page *p, const open_range *o) {
  fputs(o->r->kind == RANGE_LATIN ? "</bdi>" : o->anchor ? "</a>" : "</span>", p->out);
}

static void close_from(page *p, size_t first) {
  for (size_t i = p->n_open; i > first; i--) close_element(p, &p->open[i - 1]);
}

static void open_from(page *p, size_t first) {
  for (size_t i = first; i < p->n_open; i++) open_element(p, &p->open[i]);
}

static void enter(page *p, const range *r) {
  size_t at = p->n_open;
  while (at > 0 && p->open[at - 1].r->end < r->end) at--;
  close_from(p, at);
  memmove(p->open + at + 1, p->open + at, (p->n_open - at) * sizeof *p->open);
  p->open[at] = (open_range){.r = r};
  p->n_open++;
  open_from(p, at);
}

static void leave(page *p, size_t at) {
  size_t left = p->n_open;
  while (left > 0 && p->open[left - 1].r->end <= at) left--;
  close_from(p, left);
  p->n_open = left;
}

/* One line, its line end in it: a page that is copied has the lines of the draft. */
static void put_line(page *p, size_t from, size_t to, const range **next, const range *last) {
  fputs(is_ltr_line(p->d, from, to) ? "<p dir=\"ltr\">" : "<p>", p->out);
  open_from(p, 0);
  for (size_t at = from; at < to;) {
    leave(p, at);
    for (; *next < last && (*next)->start <= at; (*next)++)
      if ((*next)->end > at) enter(p, *next); /* else a range of a line end alone */
    size_t stop = *next < last && (*next)->start < to ? (*next)->start : to;
    if (p->n_open && p->open[p->n_open - 1].r->end < stop) stop = p->open[p->n_open - 1].r->end;
    put_text(p, at, stop);
    at = stop;
  }
  close_from(p, 0);
  if (to < p->d->len) putc('\n', p->out);
  fputs("</p>\n", p->out);
  while (p->n_open && p->open[p->n_open - 1].r->end <= to + 1) p->n_open--; /* closed above with all others */
}

static void put_draft(page *p) {
  const range *next = p->ranges, *last = p->ranges + p->n_ranges;
  fputs("<div class=\"text\" lang=\"ar\" dir=\"rtl\"", p->out);
  fputs(p->crlf ? " data-line-ends=\"crlf\">\n" : ">\n", p->out);
  for (size_t from = 0; from < p->d->len;) {
    size_t to = line_end(p->d, from);
    put_line(p, from, to, &next, last);
    from = to + 1;
  }
  fputs("</div>\n", p->out);
}

/* ---- legend ------------------------------------------------------------------------------------------------------------------------- */

static void open_labels(page *p, const char *tag, const char *class) {
  fprintf(p->out, "<%s class=\"%s\" lang=\"%s\" dir=\"%s\">\n", tag, class, p->d->c->arabic ? "ar" : "en", p->d->c->arabic ? "rtl" : "ltr");
}

/* The sentence with $1 filled in. */
static void put_sentence(page *p, const char *tag, cli_msg msg, size_t count, const char *word) {
  const char *s = cli_text(p->d->c, msg), *hole = strstr(s, "$1");
  fprintf(p->out, "<%s>", tag);
  put_plain(p->out, s, hole ? (size_t)(hole - s) : strlen(s));
  if (hole && word)
    fputs("<bdi>", p->out), put_str(p->out, word), fputs("</bdi>", p->out), put_str(p->out, hole + 2);
  else if (hole)
    fprintf(p->out, "%zu", count), put_str(p->out, hole + 2);
  fprintf(p->out, "</%s>\n", tag);
}

static void put_legend(page *p) {
  size_t count[KHB_TYPE_COUNT] = {0}, unlinked = 0;
  for (size_t i = 0; i < p->d->n_spans; i++) {
    const khb_span *s = &p->d->spans[i];
    count[s->type]++;
    unlinked += s->entity == KHB_NONE && s->end == s->word_end && is_linkable(s->type);
  }
  open_labels(p, "ul", "legend");
  if (!p->d->n_spans) put_sentence(p, "li", MSG_LEGEND_NOTHING, 0, NULL);
  for (int rank = 0; rank < KHB_TYPE_COUNT; rank++) { /* most frequent first; equals in the order of the types */
    int best = -1;
    for (int t = 0; t < KHB_TYPE_COUNT; t++)
      if (count[t] && (best < 0 || count[t] > count[best])) best = t;
    if (best < 0) break;
    const char *code = khb_type_name((khb_type)best);
    fprintf(p->out, "<li><span class=\"n %s\">", code);
    if (p->d->c->arabic)
      put_str(p->out, khb_type_name_ar((khb_type)best)), fprintf(p->out, "</span> <b><bdi>%s</bdi></b> %zu</li>\n", code, count[best]);
    else
      fprintf(p->out, "%s</span> <b lang=\"ar\"><bdi>%s</bdi></b> %zu</li>\n", code, khb_type_name_ar((khb_type)best), count[best]);
    count[best] = 0;
  }
  if (unlinked) put_sentence(p, "li", MSG_HTML_UNLINKED, unlinked, NULL);
  fputs("</ul>\n", p->out);
}

/* ---- cards -------------------------------------------------------------------------------------------------------------------------- */

static bool is_qid(const char *id) { return id[0] == 'Q' && id[1] >= '1' && id[1] <= '9' && !id[1 + strspn(id + 1, "0123456789")]; }

/* An id, as a link where it is one of Wikidata's. */
static void put_id(page *p, const char *id) {
  if (is_qid(id))
    fprintf(p->out, "<a class=\"id\" rel=\"noopener noreferrer\" href=\"https://www.wikidata.org/wiki/%s\"><bdi>%s</bdi></a>", id, id);
  else
    fputs("<span class=\"id\"><bdi>", p->out), put_str(p->out, id), fputs("</bdi></span>", p->out);
}

/* The entity of an id by its name, and a way to its card where the page has one. */
static void put_reference(page *p, const char *id) {
  uint32_t ref = khb_engine_find(p->d->engine, id, strlen(id));
  khb_entity e;
  if (ref == KHB_NONE || khb_engine_entity(p->d->engine, ref, &e) != KHB_OK) {
    put_id(p, id);
    return;
  }
  const card *c = card_of(p, ref);
  if (c) fprintf(p->out, "<a href=\"#d%zue%u\">", p->number, c->number);
  fputs("<bdi>", p->out), put_str(p->out, either(p->d->c->arabic, e.name_ar, e.name_en)), fputs("</bdi>", p->out);
  if (c) fputs("</a>", p->out);
}

static void put_office(page *p, const khb_office *o, bool held) {
  fputs(held ? "<li class=\"held\"><bdi>" : "<li><bdi>", p->out);
  put_str(p->out, o->title);
  fputs("</bdi>", p->out);
  if (*o->of) fputs(p->d->c->arabic ? "\xd8\x8c " : ", ", p->out), put_reference(p, o->of);
  if (*o->from) fprintf(p->out, " %s <bdi>", cli_text(p->d->c, MSG_CARD_FROM)), put_str(p->out, o->from), fputs("</bdi>", p->out);
  if (*o->to) fprintf(p->out, " %s <bdi>", cli_text(p->d->c, MSG_CARD_TO)), put_str(p->out, o->to), fputs("</bdi>", p->out);
  if (held) fputs(" \xe2\x80\xa2", p->out);
  fputs("</li>\n", p->out);
}

/* Offices of which khb_office_on says so: those of the day, or all others. */
static void put_offices(page *p, uint32_t ref, const khb_entity *e, bool held) {
  bool any = false;
  for (uint32_t i = 0; i < e->n_offices; i++) {
    khb_office office;
    if (khb_engine_entity_office(p->d->engine, ref, i, &office) != KHB_OK) continue;
    if ((khb_office_on(&office, p->d->date) == 1) != held) continue;
    if (!any) fputs("<ul>\n", p->out);
    put_office(p, &office, held);
    any = true;
  }
  if (any) fputs("</ul>\n", p->out);
}

/* The names of one kind that stand in the YAML. Without `write`: are there any? */
static bool put_names(page *p, uint32_t ref, const khb_entity *e, khb_name_kind kind, cli_msg label, bool write) {
  bool any = false;
  for (uint32_t i = 0; i < e->n_names; i++) {
    khb_name name;
    if (khb_engine_entity_name(p->d->engine, ref, i, &name) != KHB_OK || name.kind != kind || (name.flags & KHB_NAMEF_DERIVED)) continue;
    if (!write) return true;
    if (any)
      fputs(p->d->c->arabic ? "\xd8\x8c " : ", ", p->out);
    else
      fprintf(p->out, "<dt>%s</dt><dd>", cli_text(p->d->c, label));
    fputs("<bdi>", p->out), put_str(p->out, name.text), fputs("</bdi>", p->out);
    any = true;
  }
  if (any) fputs("</dd>\n", p->out);
  return any;
}

static void put_place(page *p, cli_msg label, const char *id) {
  if (!*id) return;
  fprintf(p->out, "<dt>%s</dt><dd>", cli_text(p->d->c, label));
  put_reference(p, id);
  fputs("</dd>\n", p->out);
}

/* What a reader wants second: behind a fold. */
static void put_details(page *p, uint32_t ref, const khb_entity *e) {
  bool aliases = put_names(p, ref, e, KHB_NAME_ALIAS, MSG_CARD_ALIASES, false);
  bool demonyms = put_names(p, ref, e, KHB_NAME_DEMONYM, MSG_CARD_DEMONYMS, false);
  bool places = *e->capital || *e->region || *e->country;
  size_t past = 0;
  for (uint32_t i = 0; i < e->n_offices; i++) {
    khb_office office;
    past += khb_engine_entity_office(p->d->engine, ref, i, &office) == KHB_OK && khb_office_on(&office, p->d->date) != 1;
  }
  if (!aliases && !demonyms && !places && !past) return;
  fprintf(p->out, "<details><summary>%s</summary>\n", cli_text(p->d->c, MSG_HTML_MORE));
  if (past) put_offices(p, ref, e, false);
  if (aliases || demonyms || places) {
    fputs("<dl>\n", p->out);
    put_names(p, ref, e, KHB_NAME_ALIAS, MSG_CARD_ALIASES, true);
    put_names(p, ref, e, KHB_NAME_DEMONYM, MSG_CARD_DEMONYMS, true);
    put_place(p, MSG_CARD_CAPITAL, e->capital);
    put_place(p, MSG_CARD_REGION, e->region);
    put_place(p, MSG_CARD_COUNTRY, e->country);
    fputs("</dl>\n", p->out);
  }
  fputs("</details>\n", p->out);
}

static void put_card(page *p, const card *c) {
  khb_entity e;
  if (khb_engine_entity(p->d->engine, c->entity, &e) != KHB_OK) return;
  const char *about = either(p->d->c->arabic, e.description_ar, e.description_en);
  fprintf(p->out, "<article class=\"card %s\" id=\"d%zue%u\">\n<h3 lang=\"ar\"><bdi>", khb_type_name(e.type), p->number, c->number);
  put_str(p->out, either(true, e.name_ar, e.name_en));
  fputs("</bdi></h3>\n", p->out);
  if (*e.name_ar && *e.name_en) fputs("<small lang=\"en\"><bdi>", p->out), put_str(p->out, e.name_en), fputs("</bdi></small>\n", p->out);
  fprintf(p->out, "<p><span class=\"n %s\">", khb_type_name(e.type));
  put_str(p->out, type_label(p, e.type));
  fprintf(p->out, "</span> \xc3\x97%u ", c->count);
  put_id(p, e.id);
  fputs("</p>\n", p->out);
  if (*about) fputs("<p><bdi>", p->out), put_str(p->out, about), fputs("</bdi></p>\n", p->out);
  put_offices(p, c->entity, &e, true);
  put_details(p, c->entity, &e);
  fputs("</article>\n", p->out);
}

static void put_cards(page *p) {
  if (!p->n_cards) return;
  put_sentence(p, "h2", MSG_HTML_CARDS, p->n_cards, NULL);
  bool offices = false;
  for (size_t i = 0; i < p->n_cards; i++) {
    khb_entity e;
    offices = offices || (khb_engine_entity(p->d->engine, p->cards[i].entity, &e) == KHB_OK && e.n_offices);
  }
  if (offices) put_sentence(p, "p", MSG_HTML_HELD, 0, p->d->date);
  fputs("<div class=\"cards\">\n", p->out);
  for (size_t i = 0; i < p->n_cards; i++) put_card(p, &p->cards[p->order[i]]);
  fputs("</div>\n", p->out);
}

/* ---- quotes ------------------------------------------------------------------------------------------------------------------------- */

enum { QUOTE_SHOWN = 400 }; /* bytes of a quote in the list; the whole stands in the text */

static void put_quote(page *p, size_t i) {
  const khb_quote *q = &p->d->quotes[i];
  size_t end = q->start, most = q->end - q->start > QUOTE_SHOWN ? q->start + QUOTE_SHOWN : q->end;
  while (end < most) {
    cli_char ch = cli_char_at(p->d->text + end, p->d->len - end);
    end += ch.len;
  }
  fputs("<li><b lang=\"ar\"><bdi>", p->out);
  put_speaker(p, q);
  fputs("</bdi></b> ", p->out);
  if (q->cue.end > q->cue.start) fputs("<i lang=\"ar\"><bdi>", p->out), put_text_of(p, q->cue), fputs("</bdi></i> ", p->out);
  fprintf(p->out, "<a lang=\"ar\" href=\"#d%zuq%zu\"><bdi>", p->number, i + 1);
  put_text_of(p, (khb_range){q->start, (uint32_t)(end < q->end ? end : q->end)});
  fputs(end < q->end ? "\xe2\x80\xa6</bdi></a></li>\n" : "</bdi></a></li>\n", p->out);
}

static void put_quotes(page *p) {
  if (!p->d->n_quotes) return;
  put_sentence(p, "h2", MSG_HTML_QUOTES, p->d->n_quotes, NULL);
  fputs("<ol class=\"quotes\">\n", p->out);
  for (size_t i = 0; i < p->d->n_quotes; i++) put_quote(p, i);
  fputs("</ol>\n", p->out);
}

/* ---- the page ----------------------------------------------------------------------------------------------------------------------- */

void cli_html_begin(const cli *c, FILE *out) {
  fputs("<!DOCTYPE html>\n<html lang=\"ar\" dir=\"rtl\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>", out);
  put_str(out, cli_text(c, MSG_HTML_TITLE));
  fputs("</title>\n<style>\n", out);
  cli_html_style(out);
  fputs("</style>\n</head>\n<body>\n", out);
}

void cli_html_end(FILE *out) { fputs("</body>\n</html>\n", out); }

static void put_section(page *p, cli_legend legend) {
  const cli_doc *d = p->d;
  fprintf(p->out, "<section id=\"d%zu\">\n", p->number);
  open_labels(p, "header", "about");
  fputs("<h1><bdi>", p->out);
  put_str(p->out, d->file ? d->file : cli_text(d->c, MSG_HTML_TITLE));
  fputs("</bdi></h1>\n", p->out);
  put_sentence(p, "p", MSG_HTML_DATE, 0, d->date);
  if (p->crlf) put_sentence(p, "p", MSG_HTML_CRLF, 0, NULL);
  if (d->n_faults) put_sentence(p, "p", MSG_HTML_FAULTS, d->n_faults, NULL);
  fputs("</header>\n", p->out);
  if (legend != CLI_LEGEND_NONE) put_legend(p);
  put_draft(p);
  open_labels(p, "div", "labels");
  if (p->hidden) put_sentence(p, "p", MSG_HTML_MARKS, p->hidden, NULL);
  put_cards(p);
  put_quotes(p);
  fputs("</div>\n</section>\n", p->out);
}

int cli_write_html(FILE *out, const cli_doc *d, cli_legend legend, size_t number) {
  page p = {.out = out, .d = d, .number = number};
  bool fine = collect(&p) && collect_cards(&p);
  if (fine) put_section(&p, legend);
  free(p.ranges);
  free(p.open);
  free(p.cards);
  free(p.order);
  return fine ? CLI_FINE : cli_error_nomem(d->c);
}
