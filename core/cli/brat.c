/* brat.c: standoff annotations for brat (https://brat.nlplab.org/standoff.html), to be saved as FILE.ann beside FILE.txt.
 *
 *   T1  GPE 11 18  زرنوقيا          a name: type, characters of the text from 0, the end not included, the words
 *   A1  Source T1 lexicon           how it was found
 *   N1  Reference T1 Wikidata:Q232  كازاخستان       its entity in Wikidata, with the name
 *   #1  AnnotatorNotes T1  …        an entity with another id, the value of a figure, the letters before the name
 *
 * Fields are parted by a tab. Characters are Unicode's, line ends too (CR LF is two, a byte order mark one), as brat counts them. brat
 * reads a file by lines and holds the words of a span in one of them: where a name runs over a line end or a tab it is written in
 * pieces, "11 15;16 20", their texts joined by a space. Bytes that are no UTF-8 count as the U+FFFD that a decoder makes of them; brat
 * itself refuses such a text, which the program reports. */
#include "cli.h"

typedef struct counter {
  const char *text;
  size_t len;
  size_t byte;
  uint64_t character; /* the characters before `byte` */
  bool raw;           /* the output is no terminal */
} counter;

static size_t step(const counter *c, size_t at, int32_t *code) {
  cli_char ch = cli_char_at(c->text + at, c->len - at);
  *code = ch.code;
  return ch.code < 0 ? cli_broken_length(c->text + at, c->len - at) : ch.len;
}

/* Spans come in the order of their starts, so that the text is counted once; an end is counted from its start. */
static uint64_t count_to(counter *c, size_t byte) {
  int32_t code;
  while (c->byte < byte) c->byte += step(c, c->byte, &code), c->character++;
  return c->character;
}

/* What ends a line for a reader that goes by Unicode, and what parts fields. */
static bool is_break(int32_t u) {
  return (u >= 0x09 && u <= 0x0d) || (u >= 0x1c && u <= 0x1e) || u == 0x85 || u == 0x2028 || u == 0x2029;
}

/* The words as brat compares them with the text: as they stand, but for broken bytes; on a terminal controls are shown by name. */
static void put_words(FILE *out, const counter *c, size_t from, size_t to) {
  if (!c->raw) {
    cli_put_line(out, c->text + from, to - from);
    return;
  }
  for (size_t i = from; i < to;) {
    int32_t code;
    size_t n = step(c, i, &code);
    if (code < 0) fputs("\xef\xbf\xbd", out);
    else fwrite(c->text + i, 1, n, out);
    i += n;
  }
}

/* Calls once a piece: first to write its offsets, then its words. */
static void put_pieces(FILE *out, counter c, const khb_span *s, bool words) {
  bool any = false;
  size_t from = s->start, at = s->start;
  while (at < s->end) {
    int32_t code;
    size_t n = step(&c, at, &code), next = at + n;
    bool cut = is_break(code);
    size_t to = cut ? at : next;
    if ((cut || next >= s->end) && to > from) {
      if (any) putc(words ? ' ' : ';', out);
      if (words) {
        put_words(out, &c, from, to);
      } else {
        uint64_t first = count_to(&c, from);
        fprintf(out, "%llu %llu", (unsigned long long)first, (unsigned long long)count_to(&c, to));
      }
      any = true;
    }
    if (cut) from = next;
    at = next;
  }
}

static bool has_words(const counter *c, const khb_span *s) {
  int32_t code;
  for (size_t i = s->start; i < s->end;) {
    i += step(c, i, &code);
    if (!is_break(code)) return true;
  }
  return false;
}

static bool is_wikidata(const char *id) { return id[0] == 'Q' && id[1] && !id[1 + strspn(id + 1, "0123456789")]; }

static void put_note(FILE *out, size_t *note, size_t t, const char *text, size_t len) {
  fprintf(out, "#%zu\tAnnotatorNotes T%zu\t", ++*note, t);
  cli_put_line(out, text, len);
  putc('\n', out);
}

static void put_link(FILE *out, const cli_doc *d, const khb_span *s, size_t t, size_t *link, size_t *note) {
  khb_entity e;
  if (!cli_doc_entity(d, s, &e)) return;
  const char *name = *e.name_ar ? e.name_ar : e.name_en;
  if (is_wikidata(e.id)) {
    fprintf(out, "N%zu\tReference T%zu Wikidata:%s\t", ++*link, t, e.id);
    cli_put_str(out, name);
  } else {
    fprintf(out, "#%zu\tAnnotatorNotes T%zu\t", ++*note, t);
    cli_put_str(out, e.id);
    putc(' ', out);
    cli_put_str(out, name);
  }
  putc('\n', out);
}

void cli_write_brat(FILE *out, const cli_doc *d, bool raw) {
  counter c = {.text = d->text, .len = d->len, .raw = raw};
  size_t t = 0, attribute = 0, link = 0, note = 0;
  for (size_t i = 0; i < d->n_spans; i++) {
    const khb_span *s = &d->spans[i];
    if (!has_words(&c, s)) continue;
    count_to(&c, s->start);
    fprintf(out, "T%zu\t%s ", ++t, khb_type_name(s->type));
    put_pieces(out, c, s, false);
    putc('\t', out);
    put_pieces(out, c, s, true);
    fprintf(out, "\nA%zu\tSource T%zu %s\n", ++attribute, t, khb_source_name(s->source));
    put_link(out, d, s, t, &link, &note);
    khb_value value;
    char text[512];
    if (khb_document_value(d->doc, s, &value)) put_note(out, &note, t, text, cli_value_text(d, &value, text, sizeof text));
  }
}
