/* html_cards.c: what stands around the draft on its page: the legend above it, below it the cards of the entities and the quotes. */
#include "html.h"

/* ---- entities ----------------------------------------------------------------------------------------------------------------------- */

static int by_entity(const void *a, const void *b) {
  const cli_card *x = a, *y = b;
  if (x->entity != y->entity) return x->entity < y->entity ? -1 : 1;
  return (x->first > y->first) - (x->first < y->first);
}

static int by_first(const void *a, const void *b) {
  const cli_card *x = a, *y = b;
  return (x->first > y->first) - (x->first < y->first);
}

bool cli_html_collect_cards(cli_page *p) {
  const cli_doc *d = p->d;
  p->cards = malloc((d->n_mentions + 1) * sizeof *p->cards);
  p->order = malloc((d->n_mentions + 1) * sizeof *p->order);
  if (!p->cards || !p->order) return false;
  size_t n = 0, m = 0;
  for (size_t i = 0; i < d->n_mentions; i++)
    if (d->mentions[i].span.entity != KHB_NONE)
      p->cards[n++] = (cli_card){.entity = d->mentions[i].span.entity, .first = (uint32_t)i, .count = 1};
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

const cli_card *cli_html_card_of(const cli_page *p, uint32_t entity) {
  cli_card key = {.entity = entity};
  size_t low = 0, high = p->n_cards;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (p->cards[mid].entity < key.entity) low = mid + 1;
    else high = mid;
  }
  return low < p->n_cards && p->cards[low].entity == entity ? &p->cards[low] : NULL;
}

const char *cli_html_type_label(const cli_page *p, unsigned type) {
  return p->d->c->arabic ? khb_type_name_ar((khb_type)type) : khb_type_name((khb_type)type);
}

const char *cli_html_either(bool first, const char *a, const char *b) { return (first && *a) || !*b ? a : b; }
/* The same as lua/khabar/nvim/highlight.lua has. */
bool cli_html_is_linkable(unsigned type) {
  return type == KHB_PERS || type == KHB_ORG || type == KHB_GPE || type == KHB_LOC || type == KHB_FAC || type == KHB_EVENT ||
         type == KHB_PRODUCT || type == KHB_LAW;
}

/* ---- legend ------------------------------------------------------------------------------------------------------------------------- */

void cli_html_open_labels(cli_page *p, const char *tag, const char *class) {
  fprintf(p->out, "<%s class=\"%s\" lang=\"%s\" dir=\"%s\">\n", tag, class, p->d->c->arabic ? "ar" : "en", p->d->c->arabic ? "rtl" : "ltr");
}

void cli_html_sentence(cli_page *p, const char *tag, cli_msg msg, size_t count, const char *word) {
  const char *s = cli_text(p->d->c, msg), *hole = strstr(s, "$1");
  fprintf(p->out, "<%s>", tag);
  cli_html_plain(p->out, s, hole ? (size_t)(hole - s) : strlen(s));
  if (hole && word)
    fputs("<bdi>", p->out), cli_html_str(p->out, word), fputs("</bdi>", p->out), cli_html_str(p->out, hole + 2);
  else if (hole)
    fprintf(p->out, "%zu", count), cli_html_str(p->out, hole + 2);
  fprintf(p->out, "</%s>\n", tag);
}

void cli_html_legend(cli_page *p) {
  size_t count[KHB_TYPE_COUNT] = {0}, unlinked = 0;
  for (size_t i = 0; i < p->d->n_spans; i++) {
    const khb_span *s = &p->d->spans[i];
    count[s->type]++;
    unlinked += s->entity == KHB_NONE && s->end == s->word_end && cli_html_is_linkable(s->type);
  }
  cli_html_open_labels(p, "ul", "legend");
  if (!p->d->n_spans) cli_html_sentence(p, "li", MSG_LEGEND_NOTHING, 0, NULL);
  for (int rank = 0; rank < KHB_TYPE_COUNT; rank++) { /* most frequent first; equals in the order of the types */
    int best = -1;
    for (int t = 0; t < KHB_TYPE_COUNT; t++)
      if (count[t] && (best < 0 || count[t] > count[best])) best = t;
    if (best < 0) break;
    const char *code = khb_type_name((khb_type)best);
    fprintf(p->out, "<li><span class=\"n %s\">", code);
    if (p->d->c->arabic)
      cli_html_str(p->out, khb_type_name_ar((khb_type)best)), fprintf(p->out, "</span> <b><bdi>%s</bdi></b> %zu</li>\n", code, count[best]);
    else
      fprintf(p->out, "%s</span> <b lang=\"ar\"><bdi>%s</bdi></b> %zu</li>\n", code, khb_type_name_ar((khb_type)best), count[best]);
    count[best] = 0;
  }
  if (unlinked) cli_html_sentence(p, "li", MSG_HTML_UNLINKED, unlinked, NULL);
  fputs("</ul>\n", p->out);
}

/* ---- cards -------------------------------------------------------------------------------------------------------------------------- */

static bool is_qid(const char *id) { return id[0] == 'Q' && id[1] >= '1' && id[1] <= '9' && !id[1 + strspn(id + 1, "0123456789")]; }

/* An id, as a link where it is one of Wikidata's. */
static void put_id(cli_page *p, const char *id) {
  if (is_qid(id))
    fprintf(p->out, "<a class=\"id\" rel=\"noopener noreferrer\" href=\"https://www.wikidata.org/wiki/%s\"><bdi>%s</bdi></a>", id, id);
  else
    fputs("<span class=\"id\"><bdi>", p->out), cli_html_str(p->out, id), fputs("</bdi></span>", p->out);
}

/* The entity of an id by its name, and a way to its card where the page has one. */
static void put_reference(cli_page *p, const char *id) {
  uint32_t ref = khb_engine_find(p->d->engine, id, strlen(id));
  khb_entity e;
  if (ref == KHB_NONE || khb_engine_entity(p->d->engine, ref, &e) != KHB_OK) {
    put_id(p, id);
    return;
  }
  const cli_card *c = cli_html_card_of(p, ref);
  if (c) fprintf(p->out, "<a href=\"#d%zue%u\">", p->number, c->number);
  fputs("<bdi>", p->out), cli_html_str(p->out, cli_html_either(p->d->c->arabic, e.name_ar, e.name_en)), fputs("</bdi>", p->out);
  if (c) fputs("</a>", p->out);
}

static void put_office(cli_page *p, const khb_office *o, bool held) {
  fputs(held ? "<li class=\"held\"><bdi>" : "<li><bdi>", p->out);
  cli_html_str(p->out, o->title);
  fputs("</bdi>", p->out);
  if (*o->of) fputs(p->d->c->arabic ? "\xd8\x8c " : ", ", p->out), put_reference(p, o->of);
  if (*o->from) fprintf(p->out, " %s <bdi>", cli_text(p->d->c, MSG_CARD_FROM)), cli_html_str(p->out, o->from), fputs("</bdi>", p->out);
  if (*o->to) fprintf(p->out, " %s <bdi>", cli_text(p->d->c, MSG_CARD_TO)), cli_html_str(p->out, o->to), fputs("</bdi>", p->out);
  if (held) fputs(" \xe2\x80\xa2", p->out);
  fputs("</li>\n", p->out);
}

/* Offices of which khb_office_on says so: those of the day, or all others. */
static void put_offices(cli_page *p, uint32_t ref, const khb_entity *e, bool held) {
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
static bool put_names(cli_page *p, uint32_t ref, const khb_entity *e, khb_name_kind kind, cli_msg label, bool write) {
  bool any = false;
  for (uint32_t i = 0; i < e->n_names; i++) {
    khb_name name;
    if (khb_engine_entity_name(p->d->engine, ref, i, &name) != KHB_OK || name.kind != kind || (name.flags & KHB_NAMEF_DERIVED)) continue;
    if (!write) return true;
    if (any)
      fputs(p->d->c->arabic ? "\xd8\x8c " : ", ", p->out);
    else
      fprintf(p->out, "<dt>%s</dt><dd>", cli_text(p->d->c, label));
    fputs("<bdi>", p->out), cli_html_str(p->out, name.text), fputs("</bdi>", p->out);
    any = true;
  }
  if (any) fputs("</dd>\n", p->out);
  return any;
}

static void put_place(cli_page *p, cli_msg label, const char *id) {
  if (!*id) return;
  fprintf(p->out, "<dt>%s</dt><dd>", cli_text(p->d->c, label));
  put_reference(p, id);
  fputs("</dd>\n", p->out);
}

/* What a reader wants second: behind a fold. */
static void put_details(cli_page *p, uint32_t ref, const khb_entity *e) {
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

static void put_card(cli_page *p, const cli_card *c) {
  khb_entity e;
  if (khb_engine_entity(p->d->engine, c->entity, &e) != KHB_OK) return;
  const char *about = cli_html_either(p->d->c->arabic, e.description_ar, e.description_en);
  fprintf(p->out, "<article class=\"card %s\" id=\"d%zue%u\">\n<h3 lang=\"ar\"><bdi>", khb_type_name(e.type), p->number, c->number);
  cli_html_str(p->out, cli_html_either(true, e.name_ar, e.name_en));
  fputs("</bdi></h3>\n", p->out);
  if (*e.name_ar && *e.name_en) fputs("<small lang=\"en\"><bdi>", p->out), cli_html_str(p->out, e.name_en), fputs("</bdi></small>\n", p->out);
  fprintf(p->out, "<p><span class=\"n %s\">", khb_type_name(e.type));
  cli_html_str(p->out, cli_html_type_label(p, e.type));
  fprintf(p->out, "</span> \xc3\x97%u ", c->count);
  put_id(p, e.id);
  fputs("</p>\n", p->out);
  if (*about) fputs("<p><bdi>", p->out), cli_html_str(p->out, about), fputs("</bdi></p>\n", p->out);
  put_offices(p, c->entity, &e, true);
  put_details(p, c->entity, &e);
  fputs("</article>\n", p->out);
}

void cli_html_cards(cli_page *p) {
  if (!p->n_cards) return;
  cli_html_sentence(p, "h2", MSG_HTML_CARDS, p->n_cards, NULL);
  bool offices = false;
  for (size_t i = 0; i < p->n_cards; i++) {
    khb_entity e;
    offices = offices || (khb_engine_entity(p->d->engine, p->cards[i].entity, &e) == KHB_OK && e.n_offices);
  }
  if (offices) cli_html_sentence(p, "p", MSG_HTML_HELD, 0, p->d->date);
  fputs("<div class=\"cards\">\n", p->out);
  for (size_t i = 0; i < p->n_cards; i++) put_card(p, &p->cards[p->order[i]]);
  fputs("</div>\n", p->out);
}

/* ---- quotes ------------------------------------------------------------------------------------------------------------------------- */

enum { QUOTE_SHOWN = 400 }; /* bytes of a quote in the list; the whole stands in the text */

void cli_html_speaker(cli_page *p, const khb_quote *q) {
  if (q->speaker.end > q->speaker.start)
    cli_html_text_of(p, q->speaker);
  else
    cli_html_str(p->out, cli_text(p->d->c, MSG_HTML_NO_SPEAKER));
  if (q->via.end > q->via.start) {
    fprintf(p->out, " (%s ", cli_text(p->d->c, MSG_HTML_VIA));
    cli_html_text_of(p, q->via);
    putc(')', p->out);
  }
}

static void put_quote(cli_page *p, size_t i) {
  const khb_quote *q = &p->d->quotes[i];
  size_t end = q->start, most = q->end - q->start > QUOTE_SHOWN ? q->start + QUOTE_SHOWN : q->end;
  while (end < most) {
    cli_char ch = cli_char_at(p->d->text + end, p->d->len - end);
    end += ch.len;
  }
  fputs("<li><b lang=\"ar\"><bdi>", p->out);
  cli_html_speaker(p, q);
  fputs("</bdi></b> ", p->out);
  if (q->cue.end > q->cue.start) fputs("<i lang=\"ar\"><bdi>", p->out), cli_html_text_of(p, q->cue), fputs("</bdi></i> ", p->out);
  fprintf(p->out, "<a lang=\"ar\" href=\"#d%zuq%zu\"><bdi>", p->number, i + 1);
  cli_html_text_of(p, (khb_range){q->start, (uint32_t)(end < q->end ? end : q->end)});
  fputs(end < q->end ? "\xe2\x80\xa6</bdi></a></li>\n" : "</bdi></a></li>\n", p->out);
}

void cli_html_quotes(cli_page *p) {
  if (!p->d->n_quotes) return;
  cli_html_sentence(p, "h2", MSG_HTML_QUOTES, p->d->n_quotes, NULL);
  fputs("<ol class=\"quotes\">\n", p->out);
  for (size_t i = 0; i < p->d->n_quotes; i++) put_quote(p, i);
  fputs("</ol>\n", p->out);
}
