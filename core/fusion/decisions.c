/* decisions.c: see decisions.h.
 *
 *   found      [وزير [الخارجية الأميركية]ORG]OCC أنتوني [بلينكن]PERS
 *   decided     PERS on «أنتوني بلينكن»; «الخارجية الأميركية» rejected
 *   spans      [وزير الخارجية الأميركية]OCC [أنتوني بلينكن]PERS         what is decided has source "note" and score 1
 */
#include "decisions.h"

#include <stdlib.h>

/* The edges of the words that a range lies in, as for spans that were found. */
static void widen(const khb_scan *scan, khb_span *s) {
  size_t lo = 0, hi = scan->n_tok;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (scan->tok[mid].end <= s->start) lo = mid + 1;
    else hi = mid;
  }
  s->word_start = lo < scan->n_tok && scan->tok[lo].start < s->start ? scan->tok[lo].start : s->start;
  while (lo < scan->n_tok && scan->tok[lo].end < s->end) lo++;
  s->word_end = lo < scan->n_tok && scan->tok[lo].start < s->end ? scan->tok[lo].end : s->end;
}

static bool on_same_words(const khb_span *a, const khb_span *b) {
  return (a->start == b->start && a->end == b->end) || (a->word_start == b->word_start && a->word_end == b->word_end);
}

static bool crosses(const khb_span *a, const khb_span *b) {
  return (a->start < b->start && b->start < a->end && a->end < b->end) || (b->start < a->start && a->start < b->end && b->end < a->end);
}

static void remove_at(khb_spans *spans, size_t i) {
  spans->n--;
  memmove(&spans->item[i], &spans->item[i + 1], (spans->n - i) * sizeof *spans->item);
}

static bool apply(const khb_settled_name *d, const khb_scan *scan, khb_spans *spans) {
  khb_span mine = {.start = d->start, .end = d->end, .entity = d->entity, .score = 1, .source = KHB_FROM_NOTE};
  int type = d->type;
  widen(scan, &mine);
  for (size_t i = spans->n; i-- > 0;) {
    khb_span *s = &spans->item[i];
    bool same = on_same_words(s, &mine);
    if (!same && (d->status == KHB_NOTE_REJECTED || !crosses(s, &mine))) continue;
    if (same && type < 0) type = (int)s->type;
    if (same && mine.entity == KHB_NONE && (int)s->type == type) mine.entity = s->entity;
    if (same && s->start == mine.start) mine.proclitics = s->proclitics;
    remove_at(spans, i);
  }
  if (d->status == KHB_NOTE_REJECTED || type < 0) return true;
  mine.type = (uint8_t)type;
  if (mine.entity == KHB_UNKNOWN_ENTITY) mine.entity = KHB_NONE;
  if (!KHB_GROW(spans->item, spans->cap, spans->n + 1)) return false;
  spans->item[spans->n++] = mine;
  return true;
}

static int in_reading_order(const void *left, const void *right) {
  const khb_span *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return a->end == b->end ? 0 : a->end > b->end ? -1 : 1;
}

size_t khb_first_settled(const khb_settled_names *settled, uint32_t start) {
  size_t lo = 0, hi = settled->n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (settled->item[mid].start < start) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

bool khb_apply_decisions(const khb_settled_names *settled, uint32_t start, uint32_t end, const khb_scan *scan, khb_spans *spans) {
  bool any = false;
  for (size_t i = khb_first_settled(settled, start); i < settled->n; i++) {
    const khb_settled_name *d = &settled->item[i];
    if (d->start >= end) break;
    if (d->end > end || d->status == KHB_NOTE_OPEN) continue;
    if (!apply(d, scan, spans)) return false;
    any = true;
  }
  if (!any) return true;
  qsort(spans->item, spans->n, sizeof *spans->item, in_reading_order);
  khb_count_depths(spans->item, spans->n);
  return true;
}
