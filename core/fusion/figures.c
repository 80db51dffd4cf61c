/* figures.c (fusion): puts the figures of a paragraph among its names.
 *
 *   names    [LAW القرار 2254]      [GPE سوريا]      [PERS …]        a figure never breaks a name:
 *   figures         2254     5135            100 دولار [NORP أميركي]
 *
 * A figure inside a name, or the same words as one, is dropped, but for dates in events, laws and works. A name inside a longer
 * figure is dropped (آذار in 5 آذار), but for a nationality in a sum of money and an event in a date; a model of other types may call
 * the currency a name (MISC of ANERcorp, which comes as an event). Of a date within which the name of an event ends, the words that
 * are its own stand, with the value of all. Where a name crosses what a figure counts, the number stands alone as CARDINAL; where it
 * crosses the number itself, the name stands, but for one that would part a number from its % or its currency (the missile السهم 3 in
 * السهم 3 بالمئة): that one ends before the number.
 */
#include "fusion.h"

#include <stdlib.h>

static bool may_hold(uint8_t outer, uint8_t inner) {
  const uint32_t times = 1u << KHB_DATE | 1u << KHB_TIME | 1u << KHB_DURATION;
  switch (outer) {
    case KHB_EVENT:
    case KHB_LAW:
    case KHB_PRODUCT: return times >> inner & 1;
    case KHB_MONEY: return inner == KHB_NORP || inner == KHB_EVENT;
    case KHB_DATE: return inner == KHB_EVENT;
    default: return false;
  }
}

/* What a name says to a figure. */
enum { STANDS, TRIMMED, CUT, DROPPED };

/* A name that ends in a figure's number gives it back. It is another name then, unlinked; of one word too little is left. */
static bool gives_back(const khb_context *cx, const khb_figure *f, khb_span *name) {
  bool has_unit = f->core < f->last && (f->type == KHB_PERCENT || f->type == KHB_MONEY);
  if (!has_unit || name->start >= f->start || name->end > cx->scan->tok[f->core - 1].end) return false;
  const khb_tok *last = &cx->scan->tok[f->first - 1];
  if (name->start < last->start && name->source == KHB_FROM_MODEL) {
    name->end = name->word_end = last->end;
    name->entity = KHB_NONE;
  } else {
    name->type = KHB_TYPE_COUNT;
  }
  return true;
}

static int against_name(const khb_context *cx, const khb_figure *f, khb_span *name) {
  if (name->end <= f->start || name->start >= f->end) return STANDS;
  if (name->start <= f->start && name->end >= f->end) {
    bool same = name->start == f->start && name->end == f->end;
    return !same && may_hold(name->type, f->type) ? STANDS : DROPPED;
  }
  if (name->start >= f->start && name->end <= f->end) {
    if (!may_hold(f->type, name->type)) name->type = KHB_TYPE_COUNT; /* goes */
    return STANDS;
  }
  if (gives_back(cx, f, name)) return STANDS;
  if (name->type == KHB_EVENT && f->type == KHB_DATE && name->start < f->start) return CUT;
  return f->core < f->last && name->start >= cx->scan->tok[f->core - 1].end ? TRIMMED : DROPPED;
}

static void trim(const khb_context *cx, khb_figure *f) {
  f->last = f->core;
  f->end = cx->scan->tok[f->core - 1].end;
  f->type = KHB_CARDINAL;
  f->value.unit[0] = f->value.currency[0] = f->value.candidates[0] = 0;
}

/* [ثورة [25 يناير]]/كانون الثاني 2011: the words of the date that the event's name has, with the value of all. false: none of its words. */
static bool cut(const khb_context *cx, khb_figure *f, const khb_span *name) {
  while (f->last > f->first && cx->scan->tok[f->last - 1].end > name->end) f->last--;
  if (f->last == f->first) return false;
  f->core = f->last;
  f->end = cx->scan->tok[f->last - 1].end;
  return true;
}

/* `from` is the first name that may still reach the figure. Returns whether the figure stands. */
static bool settle(const khb_context *cx, khb_figure *f, khb_span *names, size_t n, size_t from) {
  bool trimmed = false;
  for (size_t i = from; i < n && names[i].start < f->end; i++) {
    if (names[i].type == KHB_TYPE_COUNT) continue;
    int said = against_name(cx, f, &names[i]);
    if (said == DROPPED || (said == CUT && !cut(cx, f, &names[i]))) return false;
    if (said == TRIMMED && (trimmed || (f->type != KHB_QUANTITY && f->type != KHB_MONEY))) return false;
    if (said == TRIMMED) {
      trim(cx, f);
      trimmed = true;
    }
  }
  return true;
}

static int by_place(const void *a, const void *b) {
  const khb_span *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  return x->type < y->type ? -1 : x->type > y->type;
}

enum { MAX_DEPTH = 16 };

void khb_count_depths(khb_span *spans, size_t n) {
  uint32_t end[MAX_DEPTH], open = 0;
  for (size_t i = 0; i < n; i++) {
    while (open && end[open - 1] <= spans[i].start) open--;
    spans[i].depth = (uint8_t)open;
    if (open < MAX_DEPTH) end[open++] = spans[i].end;
  }
}

bool khb_fuse_figures(const khb_context *cx, khb_figure_list *figures, khb_spans *spans) {
  if (!figures->n) return true;
  if (!KHB_GROW(spans->item, spans->cap, spans->n + figures->n)) return false;
  size_t names = spans->n, kept = 0, from = 0;
  for (size_t i = 0; i < figures->n; i++) {
    khb_figure *f = &figures->item[i];
    /* Outermost names do not overlap, so those that end before this figure are done with. */
    while (from < names && spans->item[from].end <= f->start && (from + 1 == names || spans->item[from + 1].depth == 0))
      from++;
    size_t first = from;
    while (first > 0 && first < names && spans->item[first].depth > 0) first--;
    if (!settle(cx, f, spans->item, names, first)) continue;
    const khb_tok *a = &cx->scan->tok[f->first], *b = &cx->scan->tok[f->last - 1];
    spans->item[spans->n++] = (khb_span){.start = f->start,
                                         .end = f->end,
                                         .word_start = a->start,
                                         .word_end = b->end,
                                         .entity = KHB_NONE,
                                         .score = f->score,
                                         .type = f->type,
                                         .source = KHB_FROM_FIGURES,
                                         .proclitics = f->proclitics};
    if (kept != i) figures->item[kept] = *f;
    kept++;
  }
  figures->n = kept;
  size_t n = 0;
  for (size_t i = 0; i < spans->n; i++)
    if (spans->item[i].type != KHB_TYPE_COUNT) spans->item[n++] = spans->item[i];
  spans->n = n;
  khb_sort(spans->item, n, sizeof *spans->item, by_place);
  khb_count_depths(spans->item, n);
  return true;
}
