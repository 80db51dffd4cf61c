/* ansi.c: the text in colour. The outermost name gives the colour, so that a name reads as one; a name inside it is
 * bold. What khabar found by a pattern and cannot link to an entity is underlined: that is what a careful reader looks
 * at.
 *
 *   text    وقال  [وزير الخارجية [الأميركي]]  [أنتوني بلينكن]  في  و[القاهرة] …
 *   drawn         OCC........... bold......    PERS..........        GPE, from the و on
 *
 * Colour runs from edge to edge of words: in a terminal a change inside a word would part letters that are written
 * joined. Without colours names stand in brackets: [أنتوني بلينكن/PERS]. */
#include "cli.h"

typedef struct painter {
  FILE *out;
  const cli_doc *d;
  cli_color color;
  size_t at; /* all before it has been written */
} painter;

static void put_to(painter *p, size_t to, const char *style) {
  if (to <= p->at) return;
  cli_put_text(p->out, p->d->text, p->at, to, p->d->len, p->color == CLI_COLOR_NONE ? NULL : style);
  p->at = to;
}

/* Figures have values, not entities. */
static bool is_unlinked(const khb_span *s) { return s->entity == KHB_NONE && s->source != KHB_FROM_FIGURES; }

/* Draws the outermost span [i] and the spans inside it, [i + 1, end). */
static void put_name(painter *p, size_t i, size_t end) {
  const khb_span *outer = &p->d->spans[i];
  char plain[32], bold[32];
  cli_color_type(p->color, outer->type, is_unlinked(outer), false, plain);
  cli_color_type(p->color, outer->type, is_unlinked(outer), true, bold);
  put_to(p, outer->word_start, "");
  if (p->color == CLI_COLOR_NONE) putc('[', p->out);
  for (size_t k = i + 1; k < end && p->color != CLI_COLOR_NONE; k++) {
    const khb_span *inner = &p->d->spans[k];
    size_t stop = inner->word_end < outer->word_end ? inner->word_end : outer->word_end;
    put_to(p, inner->word_start < stop ? inner->word_start : stop, plain);
    put_to(p, stop, bold);
  }
  put_to(p, outer->word_end, plain);
  if (p->color == CLI_COLOR_NONE) fprintf(p->out, "/%s]", khb_type_name(outer->type));
}

static void put_document(painter *p) {
  const cli_doc *d = p->d;
  for (size_t i = 0; i < d->n_spans;) {
    size_t end = i + 1;
    while (end < d->n_spans && d->spans[end].depth > 0) end++;
    /* Two names in one word: the word has been drawn with the first. */
    if (d->spans[i].word_end > p->at) put_name(p, i, end);
    i = end;
  }
  put_to(p, d->len, "");
  if (d->len && d->text[d->len - 1] != '\n') putc('\n', p->out);
}

/* ---- legend ------------------------------------------------------------------------------------------------------ */

static void put_legend_line(painter *p, khb_type type, size_t count) {
  char style[32];
  cli_color_type(p->color, type, false, false, style);
  fprintf(p->out, "  %s%-9s%s %6zu  %s\n", style, khb_type_name(type), *style ? "\x1b[0m" : "", count,
          khb_type_name_ar(type));
}

/* The sentence with $1 filled in, as a line of the legend. */
static void put_note(painter *p, cli_msg msg, size_t count) {
  const char *s = cli_text(p->d->c, msg), *hole = strstr(s, "$1");
  fputs("  ", p->out);
  if (hole)
    fprintf(p->out, "%.*s%zu%s\n", (int)(hole - s), s, count, hole + 2);
  else
    fprintf(p->out, "%s\n", s);
}

static void put_types(painter *p) {
  size_t count[KHB_TYPE_COUNT] = {0}, unlinked = 0, nested = 0;
  for (size_t i = 0; i < p->d->n_spans; i++) {
    const khb_span *s = &p->d->spans[i];
    count[s->type]++;
    unlinked += is_unlinked(s);
    nested += s->depth > 0;
  }
  putc('\n', p->out);
  if (!p->d->n_spans) put_note(p, MSG_LEGEND_NOTHING, 0);
  for (int rank = 0; rank < KHB_TYPE_COUNT; rank++) { /* most frequent first; equals in the order of the types */
    int best = -1;
    for (int t = 0; t < KHB_TYPE_COUNT; t++)
      if (count[t] && (best < 0 || count[t] > count[best])) best = t;
    if (best < 0) break;
    put_legend_line(p, (khb_type)best, count[best]);
    count[best] = 0;
  }
  if (unlinked && p->color != CLI_COLOR_NONE) put_note(p, MSG_LEGEND_UNLINKED, unlinked);
  if (nested && p->color != CLI_COLOR_NONE) put_note(p, MSG_LEGEND_NESTED, nested);
  if (p->d->n_faults) put_note(p, MSG_LEGEND_FAULTS, p->d->n_faults);
}

static int by_entity(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

typedef struct tally { uint32_t entity; size_t count; } tally;

static int by_count(const void *a, const void *b) {
  const tally *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return (x->entity > y->entity) - (x->entity < y->entity);
}

static void put_linked(painter *p, const tally *t) {
  khb_entity e;
  if (khb_engine_entity(p->d->engine, t->entity, &e) != KHB_OK) return;
  char style[32];
  cli_color_type(p->color, e.type, false, false, style);
  fprintf(p->out, "  %s%-9s%s %6zu  ", style, khb_type_name(e.type), *style ? "\x1b[0m" : "", t->count);
  cli_put_str(p->out, e.id);
  fputs("  ", p->out);
  cli_put_str(p->out, *e.name_ar ? e.name_ar : e.name_en);
  if (*e.name_ar && *e.name_en && !p->d->c->arabic) fputs("  ", p->out), cli_put_str(p->out, e.name_en);
  putc('\n', p->out);
}

/* The linked entities, the most named first. */
static bool put_entities(painter *p) {
  const cli_doc *d = p->d;
  uint32_t *all = malloc((d->n_spans + 1) * sizeof *all);
  tally *sum = malloc((d->n_spans + 1) * sizeof *sum);
  size_t n = 0, m = 0;
  for (size_t i = 0; all && i < d->n_spans; i++)
    if (d->spans[i].entity != KHB_NONE) all[n++] = d->spans[i].entity;
  if (all && sum && n) {
    qsort(all, n, sizeof *all, by_entity);
    for (size_t i = 0; i < n; i++) {
      if (m && sum[m - 1].entity == all[i])
        sum[m - 1].count++;
      else
        sum[m++] = (tally){all[i], 1};
    }
    qsort(sum, m, sizeof *sum, by_count);
    putc('\n', p->out);
    put_note(p, MSG_LEGEND_ENTITIES, m);
    for (size_t i = 0; i < m; i++) put_linked(p, &sum[i]);
  }
  bool fine = all && sum;
  free(all);
  free(sum);
  return fine;
}

int cli_write_ansi(FILE *out, const cli_doc *d, cli_color color, cli_legend legend) {
  painter p = {.out = out, .d = d, .color = color};
  put_document(&p);
  if (legend != CLI_LEGEND_NONE) put_types(&p);
  if (legend == CLI_LEGEND_ENTITIES && !put_entities(&p)) return cli_error_nomem(d->c);
  return CLI_FINE;
}
