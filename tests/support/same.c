/* same.c: are two documents the same, item by item? The promise of khb_document_edit, as a function. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* One kind of item: how to get all of them, how large one is, whether two are equal, how to show one. */
typedef struct kind {
  const char *name;
  size_t size;
  size_t (*get)(const khb_document *doc, void *out, size_t cap);
  bool (*equal)(const void *a, const void *b);
  void (*show)(const void *item, char *buf, size_t cap);
} kind;

static bool range_equal(const void *a, const void *b) {
  const khb_range *x = a, *y = b;
  return x->start == y->start && x->end == y->end;
}
static void range_show(const void *item, char *buf, size_t cap) {
  const khb_range *x = item;
  snprintf(buf, cap, "[%u,%u)", x->start, x->end);
}
static size_t get_paragraphs(const khb_document *doc, void *out, size_t cap) {
  return khb_document_paragraphs(doc, 0, UINT32_MAX, out, cap);
}
static size_t get_faults(const khb_document *doc, void *out, size_t cap) {
  return khb_document_faults(doc, 0, UINT32_MAX, out, cap);
}

static size_t get_sentences(const khb_document *doc, void *out, size_t cap) {
  return khb_document_sentences(doc, 0, UINT32_MAX, out, cap);
}
static bool sentence_equal(const void *a, const void *b) {
  const khb_sentence *x = a, *y = b;
  return x->start == y->start && x->end == y->end && x->flags == y->flags;
}
static void sentence_show(const void *item, char *buf, size_t cap) {
  const khb_sentence *x = item;
  snprintf(buf, cap, "[%u,%u) flags %u", x->start, x->end, x->flags);
}

static size_t get_tokens(const khb_document *doc, void *out, size_t cap) {
  return khb_document_tokens(doc, 0, UINT32_MAX, out, cap);
}
static bool token_equal(const void *a, const void *b) {
  const khb_token *x = a, *y = b;
  return x->start == y->start && x->end == y->end && x->kind == y->kind && x->flags == y->flags;
}
static void token_show(const void *item, char *buf, size_t cap) {
  const khb_token *x = item;
  snprintf(buf, cap, "[%u,%u) %s flags %u", x->start, x->end, khb_token_kind_name(x->kind), x->flags);
}

static size_t get_spans(const khb_document *doc, void *out, size_t cap) {
  return khb_document_spans(doc, 0, UINT32_MAX, out, cap);
}
static bool span_equal(const void *a, const void *b) {
  const khb_span *x = a, *y = b;
  return x->start == y->start && x->end == y->end && x->word_start == y->word_start && x->word_end == y->word_end &&
         x->entity == y->entity && x->score >= y->score && x->score <= y->score && x->type == y->type &&
         x->source == y->source && x->depth == y->depth && x->proclitics == y->proclitics;
}
static void span_show(const void *item, char *buf, size_t cap) {
  const khb_span *x = item;
  snprintf(buf, cap, "[%u,%u) word [%u,%u) %s entity %u score %g source %u depth %u proclitics %u", x->start, x->end,
           x->word_start, x->word_end, khb_type_name(x->type), x->entity, (double)x->score, x->source, x->depth,
           x->proclitics);
}

/* Mentions and quotes are kept in the document, which is why their functions take it without const. */
static khb_document *writable(const khb_document *doc) { return (khb_document *)(uintptr_t)doc; }

static size_t get_mentions(const khb_document *doc, void *out, size_t cap) {
  size_t n = 0;
  khb_error err;
  if (khb_document_mentions(writable(doc), 0, UINT32_MAX, out, cap, &n, &err) != KHB_OK) support_die("no memory for mentions");
  return n;
}
static bool mention_equal(const void *a, const void *b) {
  const khb_mention *x = a, *y = b;
  return x->index == y->index && x->mention_of == y->mention_of && x->span.start == y->span.start && x->span.end == y->span.end &&
         x->span.type == y->span.type && x->span.entity == y->span.entity && x->span.source == y->span.source;
}
static void mention_show(const void *item, char *buf, size_t cap) {
  const khb_mention *x = item;
  snprintf(buf, cap, "[%u,%u) %s of %d", x->span.start, x->span.end, khb_type_name(x->span.type), (int)x->mention_of);
}

static size_t get_quotes(const khb_document *doc, void *out, size_t cap) {
  size_t n = 0;
  khb_error err;
  if (khb_document_quotes(writable(doc), 0, UINT32_MAX, out, cap, &n, &err) != KHB_OK) support_die("no memory for quotes");
  return n;
}
static bool quote_equal(const void *a, const void *b) {
  const khb_quote *x = a, *y = b;
  return x->start == y->start && x->end == y->end && range_equal(&x->cue, &y->cue) && range_equal(&x->speaker, &y->speaker) &&
         range_equal(&x->via, &y->via) && x->speaker_mention == y->speaker_mention && x->via_mention == y->via_mention &&
         x->form == y->form && x->strength == y->strength && x->speaker_kind == y->speaker_kind && x->flags == y->flags;
}
static void quote_show(const void *item, char *buf, size_t cap) {
  const khb_quote *x = item;
  snprintf(buf, cap, "[%u,%u) by [%u,%u) flags %u", x->start, x->end, x->speaker.start, x->speaker.end, x->flags);
}

static const kind kinds[] = {
    {"paragraph", sizeof(khb_range), get_paragraphs, range_equal, range_show},
    {"token", sizeof(khb_token), get_tokens, token_equal, token_show},
    {"sentence", sizeof(khb_sentence), get_sentences, sentence_equal, sentence_show},
    {"span", sizeof(khb_span), get_spans, span_equal, span_show},
    {"fault", sizeof(khb_range), get_faults, range_equal, range_show},
    {"mention", sizeof(khb_mention), get_mentions, mention_equal, mention_show},
    {"quote", sizeof(khb_quote), get_quotes, quote_equal, quote_show},
};

static char *all_of(const kind *k, const khb_document *doc, size_t *n) {
  *n = k->get(doc, NULL, 0);
  char *items = malloc(*n * k->size + 1);
  if (!items) support_die("no memory for %zu items", *n);
  if (k->get(doc, items, *n) != *n) support_die("the number of %ss changes between two calls", k->name);
  return items;
}

static bool same_items(const kind *k, const khb_document *a, const khb_document *b, char *why, size_t cap) {
  size_t na, nb, i = 0;
  char *x = all_of(k, a, &na), *y = all_of(k, b, &nb);
  while (i < na && i < nb && k->equal(x + i * k->size, y + i * k->size)) i++;
  bool same = i == na && i == nb;
  if (!same) {
    char sa[160] = "none", sb[160] = "none";
    if (i < na) k->show(x + i * k->size, sa, sizeof sa);
    if (i < nb) k->show(y + i * k->size, sb, sizeof sb);
    snprintf(why, cap, "%s %zu (of %zu, %zu): %s against %s", k->name, i, na, nb, sa, sb);
  }
  free(x);
  free(y);
  return same;
}

/* Their spans are the same: are the values of their figures? */
static bool same_values(const khb_document *a, const khb_document *b, char *why, size_t cap) {
  size_t n = khb_document_spans(a, 0, UINT32_MAX, NULL, 0);
  khb_span *spans = malloc((n + 1) * sizeof *spans);
  if (!spans) support_die("no memory for %zu spans", n);
  khb_document_spans(a, 0, UINT32_MAX, spans, n);
  bool same = true;
  for (size_t i = 0; same && i < n; i++) {
    khb_value x, y; /* cleared, so that bytes between the fields do not tell them apart */
    memset(&x, 0, sizeof x);
    memset(&y, 0, sizeof y);
    int has_x = khb_document_value(a, &spans[i], &x), has_y = khb_document_value(b, &spans[i], &y);
    same = has_x == has_y && has_x == (spans[i].source == KHB_FROM_FIGURES) && x.has == y.has && x.mod == y.mod && x.digits == y.digits &&
           !(x.number < y.number) && !(x.number > y.number) && !(x.low < y.low) && !(x.low > y.low) && !(x.high < y.high) &&
           !(x.high > y.high) && strcmp(x.unit, y.unit) == 0 && strcmp(x.currency, y.currency) == 0 &&
           strcmp(x.candidates, y.candidates) == 0 && strcmp(x.timex, y.timex) == 0;
    if (!same) snprintf(why, cap, "the values of span %zu [%u,%u) differ", i, spans[i].start, spans[i].end);
  }
  free(spans);
  return same;
}

bool support_same(const khb_document *a, const khb_document *b, char *why, size_t cap) {
  size_t la, lb;
  const char *ta = khb_document_text(a, &la), *tb = khb_document_text(b, &lb);
  if (la != lb || (la && memcmp(ta, tb, la) != 0)) {
    snprintf(why, cap, "the texts differ (%zu and %zu bytes)", la, lb);
    return false;
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (!same_items(&kinds[i], a, b, why, cap)) return false;
  return same_values(a, b, why, cap);
}
