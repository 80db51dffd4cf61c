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
 * letter, not to the edge of its word. */
#include "html.h"

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

/* ---- ranges ------------------------------------------------------------------------------------------------------------------------- */

static bool add_range(cli_page *p, uint8_t kind, uint32_t start, uint32_t end, uint32_t index) {
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
    if (cli_html_is_rtl(ch.code)) return false;
    latin = latin || cli_html_is_latin(ch.code);
    i += ch.len;
  }
  return latin;
}

static bool is_ascii(int32_t u, const char *set) { return u > 0 && u < 0x80 && strchr(set, (int)u) != NULL; }

/* Latin words that stand together are one island in an Arabic line: without that, what stands between them would be put in the order of
   the line. From a Latin letter, with digits and signs that touch it, to the last letter or digit. */
static bool add_latin(cli_page *p, size_t from, size_t to) {
  const char *text = p->d->text;
  size_t floor = from; /* no run begins before the end of the last */
  for (size_t i = from; i < to;) {
    cli_char ch = cli_char_at(text + i, p->d->len - i);
    if (!cli_html_is_latin(ch.code)) {
      i += ch.len;
      continue;
    }
    size_t start = i, end = i + ch.len, at = end;
    while (start > floor && is_ascii(text[start - 1], "0123456789@#$")) start--;
    while (at < to) {
      ch = cli_char_at(text + at, p->d->len - at);
      bool body = cli_html_is_latin(ch.code) || is_ascii(ch.code, "0123456789+#/=_") || (ch.code >= 0x300 && ch.code <= 0x36f);
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

static bool collect(cli_page *p) {
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

/* ---- the text ----------------------------------------------------------------------------------------------------------------------- */

/* What stands in the title of a name: its type, who or what it is, the value of a figure. */
static void put_name_title(cli_page *p, const khb_span *s) {
  khb_entity e;
  khb_value value;
  cli_html_str(p->out, cli_html_type_label(p, s->type));
  if (cli_doc_entity(p->d, s, &e)) {
    fputs(" \xc2\xb7 ", p->out), cli_html_str(p->out, cli_html_either(true, e.name_ar, e.name_en));
    const char *about = cli_html_either(p->d->c->arabic, e.description_ar, e.description_en);
    if (*about) fputs(" \xc2\xb7 ", p->out), cli_html_str(p->out, about);
  }
  if (khb_document_value(p->d->doc, s, &value)) {
    char text[512];
    size_t n = cli_value_text(p->d, &value, text, sizeof text);
    if (n) fputs(" \xc2\xb7 ", p->out), cli_html_plain(p->out, text, n);
  }
}

static void open_name(cli_page *p, open_range *o) {
  const khb_mention *m = &p->d->mentions[o->r->index];
  const khb_span *s = &m->span;
  const cli_card *c = s->entity == KHB_NONE ? NULL : cli_html_card_of(p, s->entity);
  bool inside_anchor = false, whole_word = s->end == s->word_end;
  for (const open_range *q = p->open; q < o; q++) inside_anchor = inside_anchor || q->anchor;
  o->anchor = c && !inside_anchor;
  fprintf(p->out, o->anchor ? "<a class=\"n %s" : "<span class=\"n %s", khb_type_name(s->type));
  if (s->source == KHB_FROM_MENTION) fputs(" m", p->out);
  /* Signs behind a name stand behind its last part only, and never inside a word. */
  bool last = whole_word && line_end(p->d, s->start) >= s->end && s->source != KHB_FROM_MENTION;
  if (last && !o->begun && !c && cli_html_is_linkable(s->type)) fputs(" u", p->out);
  if (last && !o->begun) {
    fputs(" t\" data-t=\"", p->out);
    cli_html_str(p->out, cli_html_type_label(p, s->type));
  }
  fputs("\" title=\"", p->out);
  put_name_title(p, s);
  if (o->anchor) fprintf(p->out, "\" href=\"#d%zue%u", p->number, c->number);
  fputs("\">", p->out);
}

static void open_quote(cli_page *p, const open_range *o) {
  const khb_quote *q = &p->d->quotes[o->r->index];
  if (o->begun) {
    fputs("<span class=\"q\">", p->out);
    return;
  }
  fprintf(p->out, "<span class=\"q f\" id=\"d%zuq%u\" data-s=\"", p->number, o->r->index + 1);
  cli_html_speaker(p, q);
  fputs("\">", p->out);
}

static void open_element(cli_page *p, open_range *o) {
  o->anchor = false;
  if (o->r->kind == RANGE_NAME)
    open_name(p, o);
  else if (o->r->kind == RANGE_QUOTE)
    open_quote(p, o);
  else
    fputs("<bdi>", p->out);
  o->begun = true;
}

static void close_element(cli_page *p, const open_range *o) {
  fputs(o->r->kind == RANGE_LATIN ? "</bdi>" : o->anchor ? "</a>" : "</span>", p->out);
}

static void close_from(cli_page *p, size_t first) {
  for (size_t i = p->n_open; i > first; i--) close_element(p, &p->open[i - 1]);
}

static void open_from(cli_page *p, size_t first) {
  for (size_t i = first; i < p->n_open; i++) open_element(p, &p->open[i]);
}

static void enter(cli_page *p, const range *r) {
  size_t at = p->n_open;
  while (at > 0 && p->open[at - 1].r->end < r->end) at--;
  close_from(p, at);
  memmove(p->open + at + 1, p->open + at, (p->n_open - at) * sizeof *p->open);
  p->open[at] = (open_range){.r = r};
  p->n_open++;
  open_from(p, at);
}

static void leave(cli_page *p, size_t at) {
  size_t left = p->n_open;
  while (left > 0 && p->open[left - 1].r->end <= at) left--;
  close_from(p, left);
  p->n_open = left;
}

/* One line, its line end in it: a page that is copied has the lines of the draft. */
static void put_line(cli_page *p, size_t from, size_t to, const range **next, const range *last) {
  fputs(is_ltr_line(p->d, from, to) ? "<p dir=\"ltr\">" : "<p>", p->out);
  open_from(p, 0);
  for (size_t at = from; at < to;) {
    leave(p, at);
    for (; *next < last && (*next)->start <= at; (*next)++)
      if ((*next)->end > at) enter(p, *next); /* else a range of a line end alone */
    size_t stop = *next < last && (*next)->start < to ? (*next)->start : to;
    if (p->n_open && p->open[p->n_open - 1].r->end < stop) stop = p->open[p->n_open - 1].r->end;
    cli_html_text(p, at, stop);
    at = stop;
  }
  close_from(p, 0);
  if (to < p->d->len) putc('\n', p->out);
  fputs("</p>\n", p->out);
  while (p->n_open && p->open[p->n_open - 1].r->end <= to + 1) p->n_open--; /* closed above with all others */
}

static void put_draft(cli_page *p) {
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

/* ---- the page ----------------------------------------------------------------------------------------------------------------------- */

void cli_html_begin(const cli *c, FILE *out) {
  fputs("<!DOCTYPE html>\n<html lang=\"ar\" dir=\"rtl\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>", out);
  cli_html_str(out, cli_text(c, MSG_HTML_TITLE));
  fputs("</title>\n<style>\n", out);
  cli_html_style(out);
  fputs("</style>\n</head>\n<body>\n", out);
}

void cli_html_end(FILE *out) { fputs("</body>\n</html>\n", out); }

static void put_section(cli_page *p, cli_legend legend) {
  const cli_doc *d = p->d;
  fprintf(p->out, "<section id=\"d%zu\">\n", p->number);
  cli_html_open_labels(p, "header", "about");
  fputs("<h1><bdi>", p->out);
  cli_html_str(p->out, d->file ? d->file : cli_text(d->c, MSG_HTML_TITLE));
  fputs("</bdi></h1>\n", p->out);
  cli_html_sentence(p, "p", MSG_HTML_DATE, 0, d->date);
  if (p->crlf) cli_html_sentence(p, "p", MSG_HTML_CRLF, 0, NULL);
  if (d->n_faults) cli_html_sentence(p, "p", MSG_HTML_FAULTS, d->n_faults, NULL);
  fputs("</header>\n", p->out);
  if (legend != CLI_LEGEND_NONE) cli_html_legend(p);
  put_draft(p);
  cli_html_open_labels(p, "div", "labels");
  if (p->hidden) cli_html_sentence(p, "p", MSG_HTML_MARKS, p->hidden, NULL);
  cli_html_cards(p);
  cli_html_quotes(p);
  fputs("</div>\n</section>\n", p->out);
}

int cli_write_html(FILE *out, const cli_doc *d, cli_legend legend, size_t number) {
  cli_page p = {.out = out, .d = d, .number = number};
  bool fine = collect(&p) && cli_html_collect_cards(&p);
  if (fine) put_section(&p, legend);
  free(p.ranges);
  free(p.open);
  free(p.cards);
  free(p.order);
  return fine ? CLI_FINE : cli_error_nomem(d->c);
}
