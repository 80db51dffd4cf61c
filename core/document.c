/* document.c: one text: the order of the stages, and what an edit makes them do again.
 *
 *   bytes ─► paragraphs ─► tokens ─► lexicon matches ─► patterns ─► model ─► fusion ─► spans        sentences beside it
 *                                        └─► figures ──────────────────────────┘
 *
 * A paragraph is analysed by itself; nothing that is found in it depends on another. So an edit analyses again the paragraphs it
 * touches and the one before (whose last line might now continue), and stops where an old paragraph boundary is met.
 *
 * What the stages need while they run is lent by the engine (work.h). document.h draws what is kept, document_ask.c answers from it.
 */
#include "document.h"
#include "figures/words.h"

#include <stdlib.h>

/* ---- one paragraph ------------------------------------------------------------------------------------------------------- */

static void *take(char **p, size_t size) {
  void *at = *p;
  *p += size;
  return at;
}

/* Tokens are moved to the paragraph's start in passing. Sizes keep each array aligned: widest elements first. */
static block *pack(const khb_document *d, uint32_t base) {
  const khb_work *w = d->w;
  size_t t = w->scan.n_tok, s = w->sents.n, m = w->spans.n, f = w->scan.n_fault, v = w->figures.n, r = w->kept.n_role,
         c = w->scan.n_codes;
  size_t size = sizeof(block) + v * sizeof(figure_value) + m * sizeof(khb_span) + t * sizeof(khb_tok) + s * sizeof(khb_sentence) +
                f * sizeof(khb_range) + r * sizeof(khb_role_match) + t + c;
  block *b = malloc(size);
  if (!b) return NULL;
  char *p = (char *)(b + 1);
  b->n_tokens = (uint32_t)t;
  b->n_sentences = (uint32_t)s;
  b->n_spans = (uint32_t)m;
  b->n_faults = (uint32_t)f;
  b->n_figures = (uint32_t)v;
  b->n_roles = (uint32_t)r;
  b->n_codes = (uint32_t)c;
  b->later = false;
  b->figures = take(&p, v * sizeof(figure_value));
  b->spans = take(&p, m * sizeof(khb_span));
  b->tokens = take(&p, t * sizeof(khb_tok));
  b->sentences = take(&p, s * sizeof(khb_sentence));
  b->faults = take(&p, f * sizeof(khb_range));
  b->roles = take(&p, r * sizeof(khb_role_match));
  b->words = take(&p, t);
  b->codes = take(&p, c);
  if (r) memcpy(b->roles, w->kept.role, r * sizeof(khb_role_match));
  if (t) memcpy(b->words, w->kept.word, t);
  if (c) memcpy(b->codes, w->scan.codes, c);
  for (size_t i = 0; i < t; i++) {
    b->tokens[i] = w->scan.tok[i];
    b->tokens[i].start -= base;
    b->tokens[i].end -= base;
  }
  for (size_t i = 0; i < s; i++) {
    b->sentences[i] = w->sents.item[i];
    b->sentences[i].start -= base;
    b->sentences[i].end -= base;
  }
  for (size_t i = 0; i < m; i++) {
    khb_span *x = &b->spans[i];
    *x = w->spans.item[i];
    x->start -= base;
    x->end -= base;
    x->word_start -= base;
    x->word_end -= base;
  }
  for (size_t i = 0; i < v; i++) {
    const khb_figure *x = &w->figures.item[i];
    b->figures[i] = (figure_value){x->start - base, x->end - base, x->type, x->value};
  }
  for (size_t i = 0; i < f; i++) b->faults[i] = (khb_range){w->scan.fault[i].start - base, w->scan.fault[i].end - base};
  return b;
}

/* first_match[t]: the first match that starts at token t or later. */
static bool index_matches(khb_document *d) {
  khb_work *w = d->w;
  if (!KHB_GROW(w->first_match, w->cap_first_match, w->scan.n_tok + 1)) return false;
  uint32_t m = 0;
  for (uint32_t t = 0; t <= w->scan.n_tok; t++) {
    while (m < w->matches.n && w->matches.item[m].first < t) m++;
    w->first_match[t] = m;
  }
  return true;
}

enum { SOURCE_LINE_TOKENS = 24 };

/* A short line that starts with المصدر (or another word of that class) and a colon. */
static void mark_source_line(khb_document *d) {
  khb_work *w = d->w;
  uint32_t label = d->engine->source_label;
  if (label == KHB_NONE || w->sents.n != 1 || w->scan.n_tok < 3 || w->scan.n_tok > SOURCE_LINE_TOKENS) return;
  for (uint32_t i = 0; i < w->first_match[1]; i++) {
    const khb_match *m = &w->matches.item[i];
    if (m->what != KHB_MATCH_CLASS || m->ref != label || m->proclitic != 0 || m->count >= w->scan.n_tok) continue;
    const khb_tok *colon = &w->scan.tok[m->count];
    if (colon->kind == KHB_TOK_PUNCT && d->text[colon->start] == ':')
      w->sents.item[0].flags = KHB_SENT_SOURCE | KHB_SENT_LAST;
  }
}

/* The tokens that hold [start, end): what the model counts in. */
static bool tokens_of(const khb_scan *scan, uint32_t start, uint32_t end, uint32_t *first, uint32_t *last) {
  size_t lo = 0, hi = scan->n_tok;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (scan->tok[mid].end <= start) lo = mid + 1;
    else hi = mid;
  }
  *first = *last = (uint32_t)lo;
  while (*last < scan->n_tok && scan->tok[*last].start < end) ++*last;
  return *last > *first;
}

/* What a person has decided is an order to the model: names beside it are the likeliest that go with it. */
static bool order_model(khb_document *d, uint32_t start, uint32_t end) {
  khb_work *w = d->w;
  w->n_orders = 0;
  for (size_t i = khb_first_settled(&d->settled, start); i < d->settled.n && d->settled.item[i].start < end; i++) {
    const khb_settled_name *x = &d->settled.item[i];
    khb_constraint c = {.what = x->status == KHB_NOTE_REJECTED ? KHB_HOLD_NOT : KHB_HOLD_NAME, .type = KHB_ANY_TYPE};
    bool typed = x->type >= 0 && x->status != KHB_NOTE_REJECTED;
    if (x->end > end || x->status == KHB_NOTE_OPEN || (!typed && x->status != KHB_NOTE_REJECTED)) continue;
    if (typed) c.type = (uint8_t)x->type;
    if (!tokens_of(&w->scan, x->start, x->end, &c.first, &c.last)) continue;
    if (!KHB_GROW(w->orders, w->cap_orders, w->n_orders + 1)) return false;
    w->orders[w->n_orders++] = c;
  }
  return true;
}

static bool run_stages(khb_document *d, uint32_t start, uint32_t end) {
  khb_work *w = d->w;
  const khb_engine *e = d->engine;
  if (!khb_lexicon_match(e->lexicon, d->text, &w->scan, 0, w->scan.n_tok, &w->matches) || !index_matches(d)) return false;
  mark_source_line(d);
  if (!khb_discourse_keep(e->discourse, &w->scan, &w->matches, &w->kept)) return false;
  khb_context cx = {.lexicon = e->lexicon, .text = d->text, .scan = &w->scan, .matches = &w->matches,
                    .first_match = w->first_match};
  if (!khb_patterns_run(e->patterns, &cx, &w->candidates)) return false;
  if (e->model && (!order_model(d, start, end) ||
                   !khb_model_tag_with(e->model, &cx, w->tagger, w->orders, w->n_orders, &w->candidates)))
    return false;
  return khb_fuse(e->fusion, &cx, e->decided, &w->candidates, &w->spans) && khb_figures_run(e->figures, &cx, &w->figures) &&
         khb_fuse_figures(&cx, &w->figures, &w->spans) && khb_apply_decisions(&d->settled, start, end, &w->scan, &w->spans);
}

/* NULL: out of memory. */
static block *analyse(khb_document *d, uint32_t start, uint32_t end) {
  khb_work *w = d->w;
  khb_scan_reset(&w->scan);
  khb_matches_reset(&w->matches);
  w->candidates.n = w->spans.n = w->sents.n = w->figures.n = w->kept.n_role = w->kept.n_word = 0;
  if (!khb_scan_text(&w->scan, d->text, start, end)) return NULL;
  if (w->scan.n_tok > 0) {
    if (!khb_split_sentences(d->text, &w->scan, 0, w->scan.n_tok, &w->sents)) return NULL;
    if (!run_stages(d, start, end)) return NULL;
  }
  return pack(d, start);
}

static block *put_off(void) {
  block *b = calloc(1, sizeof *b);
  if (b) b->later = true;
  return b;
}

/* Analyses a paragraph now, or later where the call has done enough. */
static block *analyse_or_put_off(khb_document *d, uint32_t start, uint32_t end, size_t *done) {
  if (*done >= d->at_once) return put_off();
  *done += end - start;
  return analyse(d, start, end);
}

/* ---- all paragraphs ------------------------------------------------------------------------------------------------------ */

/* What analysing needs is the engine's, so that a document costs no more than what is known of it, and the next one finds memory
   and words at hand. */
static bool borrow(khb_document *d) {
  d->w = khb_work_take(d->engine);
  return d->w != NULL;
}

static void give_back(khb_document *d) {
  khb_work_give(d->engine, d->w);
  d->w = NULL;
}

/* Every block that joins or leaves a document is counted: by 1 or -1. */
static void count_block(khb_document *d, const block *b, int by) {
  khb_totals *t = &d->totals;
  d->n_later += (size_t)(b->later ? by : 0);
  t->spans += (uint32_t)by * b->n_spans;
  for (uint32_t i = 0; i < b->n_spans; i++) {
    const khb_span *s = &b->spans[i];
    t->types[s->type] += (uint32_t)by;
    if (s->source == KHB_FROM_FIGURES) t->figures += (uint32_t)by;
    else if (s->entity == KHB_NONE) t->unlinked += (uint32_t)by;
  }
}

/* Puts a new block in place of the one that paragraph i has, which may have been taken over (NULL). */
static void replace_block(khb_document *d, size_t i, block *b) {
  block *old = d->paras.item[i].block;
  if (old) count_block(d, old, -1);
  free(old);
  d->paras.item[i].block = b;
  if (b) count_block(d, b, 1);
}

static void free_blocks(paras *p) {
  for (size_t i = 0; i < p->n; i++) free(p->item[i].block);
  p->n = 0;
}

khb_status khb_document_open(const khb_engine *engine, const char *text, size_t len, khb_document **out, khb_error *err) {
  if (len > KHB_MAX_TEXT)
    return khb_fail(err, KHB_ERR_LIMIT, "split the text", "a document of %zu bytes is longer than %u", len, KHB_MAX_TEXT);
  khb_document *d = calloc(1, sizeof *d);
  if (!d) return khb_fail_nomem(err);
  d->engine = engine;
  d->len = len;
  d->at_once = UINT32_MAX;
  bool ok = borrow(d) && KHB_GROW(d->text, d->cap, len + 1);
  if (ok && len) memcpy(d->text, text, len);
  for (uint32_t at = 0; ok && at < len;) {
    uint32_t end = khb_paragraph_end(d->text, at, (uint32_t)len);
    ok = KHB_GROW(d->paras.item, d->paras.cap, d->paras.n + 1);
    block *b = ok ? analyse(d, at, end) : NULL;
    ok = b != NULL;
    if (ok) {
      count_block(d, b, 1);
      d->paras.item[d->paras.n++] = (para){at, b};
    }
    at = end;
  }
  give_back(d);
  if (!ok) {
    khb_document_close(d);
    return khb_fail_nomem(err);
  }
  *out = d;
  return KHB_OK;
}

void khb_document_close(khb_document *doc) {
  if (!doc) return;
  free_blocks(&doc->paras);
  free(doc->paras.item);
  free(doc->settled.item);
  khb_discourse_close(doc->discourse);
  free(doc->text);
  free(doc);
}

size_t khb_document_para_at(const khb_document *d, uint32_t at) {
  size_t lo = 0, hi = d->paras.n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (d->paras.item[mid].start <= at) lo = mid + 1;
    else hi = mid;
  }
  return lo ? lo - 1 : 0;
}

/* ---- edit ---------------------------------------------------------------------------------------------------------------- */

typedef struct edit {
  uint32_t start, old_end, new_end;
  int64_t delta;
} edit;

/* Replaces the bytes in the buffer. On failure nothing has changed. `old` keeps what is taken out, for undoing. */
static bool splice_text(khb_document *d, const edit *e, const char *text, char **old) {
  size_t removed = e->old_end - e->start, added = e->new_end - e->start;
  *old = malloc(removed + 1);
  if (!*old || !KHB_GROW(d->text, d->cap, d->len + added + 1)) {
    free(*old);
    return false;
  }
  memcpy(*old, d->text + e->start, removed);
  memmove(d->text + e->new_end, d->text + e->old_end, d->len - e->old_end);
  if (added) memcpy(d->text + e->start, text, added);
  d->len = d->len - removed + added;
  return true;
}

static void unsplice_text(khb_document *d, const edit *e, const char *old) {
  size_t removed = e->old_end - e->start, added = e->new_end - e->start;
  memmove(d->text + e->old_end, d->text + e->new_end, d->len - e->new_end);
  memcpy(d->text + e->start, old, removed);
  d->len = d->len - added + removed;
}

/* Analyses from paragraph `first` until a new boundary falls on an old one behind the edit. *stop is that old paragraph, n when
   all were replaced. The first paragraph is taken over unchanged (block NULL in `fresh`) when the edit left it as it was. */
static bool reanalyse(khb_document *d, const edit *e, size_t first, size_t *stop, paras *fresh) {
  uint32_t at = first < d->paras.n ? d->paras.item[first].start : 0;
  uint32_t first_old_end = d->paras.n ? (first + 1 < d->paras.n ? d->paras.item[first + 1].start : KHB_NONE) : KHB_NONE;
  size_t next = first, done = 0; /* old paragraphs before `next` start before `at` */
  while (at < d->len) {
    uint32_t end = khb_paragraph_end(d->text, at, (uint32_t)d->len);
    if (!KHB_GROW(fresh->item, fresh->cap, fresh->n + 1)) return false;
    bool same = fresh->n == 0 && end <= e->start && end == first_old_end;
    block *b = same ? NULL : analyse_or_put_off(d, at, end, &done);
    if (!same && !b) return false;
    fresh->item[fresh->n++] = (para){at, b};
    at = end;
    if (at < e->new_end) continue;
    int64_t old = (int64_t)at - e->delta;
    while (next < d->paras.n && d->paras.item[next].start < old) next++;
    if (next < d->paras.n && d->paras.item[next].start == old && old >= e->old_end) break;
  }
  if (at >= d->len) next = d->paras.n;
  *stop = next;
  return true;
}

/* Puts the fresh paragraphs in place of [first, stop) and moves those behind. The array has room. */
static void splice_paras(khb_document *d, const edit *e, size_t first, size_t stop, paras *fresh) {
  paras *p = &d->paras;
  size_t kept = fresh->n && !fresh->item[0].block;
  if (kept) {
    fresh->item[0].block = p->item[first].block;
    p->item[first].block = NULL;
  }
  for (size_t i = first; i < stop; i++) replace_block(d, i, NULL);
  for (size_t i = kept; i < fresh->n; i++) count_block(d, fresh->item[i].block, 1);
  if (p->n > stop) memmove(p->item + first + fresh->n, p->item + stop, (p->n - stop) * sizeof *p->item);
  if (fresh->n) memcpy(p->item + first, fresh->item, fresh->n * sizeof *fresh->item);
  p->n = p->n - (stop - first) + fresh->n;
  for (size_t i = first + fresh->n; i < p->n; i++) p->item[i].start = (uint32_t)((int64_t)p->item[i].start + e->delta);
}

/* The decisions as they stand after an edit: moved with the text; one that the edit cuts through is gone. */
static bool move_decisions(const khb_document *d, const edit *e, khb_settled_names *out) {
  *out = (khb_settled_names){0};
  if (!d->settled.n) return true;
  if (!KHB_GROW(out->item, out->cap, d->settled.n)) return false;
  for (size_t i = 0; i < d->settled.n; i++) {
    khb_settled_name x = d->settled.item[i];
    if (e->old_end <= x.start) {
      x.start = (uint32_t)((int64_t)x.start + e->delta);
      x.end = (uint32_t)((int64_t)x.end + e->delta);
    } else if (e->start < x.end) {
      continue;
    }
    out->item[out->n++] = x;
  }
  return true;
}

khb_status khb_document_edit(khb_document *d, uint32_t start, uint32_t old_end, const char *text, size_t len, khb_range *changed,
                             khb_error *err) {
  if (start > old_end || old_end > d->len)
    return khb_fail(err, KHB_ERR_RANGE, "0 <= start <= old_end <= length", "an edit of [%u, %u) in a text of %zu bytes", start,
                    old_end, d->len);
  if (len > KHB_MAX_TEXT || d->len - (old_end - start) + len > KHB_MAX_TEXT)
    return khb_fail(err, KHB_ERR_LIMIT, "split the text", "the edit makes the document longer than %u bytes", KHB_MAX_TEXT);
  edit e = {start, old_end, start + (uint32_t)len, (int64_t)len - (int64_t)(old_end - start)};
  char *old;
  khb_settled_names moved, before = d->settled;
  if (!move_decisions(d, &e, &moved)) return khb_fail_nomem(err);
  if (!splice_text(d, &e, text, &old)) {
    free(moved.item);
    return khb_fail_nomem(err);
  }
  d->settled = moved;
  size_t first = khb_document_para_at(d, start), stop = 0;
  if (first > 0) first--;
  paras fresh = {0};
  bool good = borrow(d) && reanalyse(d, &e, first, &stop, &fresh);
  give_back(d);
  if (!good || !KHB_GROW(d->paras.item, d->paras.cap, d->paras.n + fresh.n)) {
    unsplice_text(d, &e, old);
    d->settled = before;
    free(moved.item);
    free_blocks(&fresh);
    free(fresh.item);
    free(old);
    return khb_fail_nomem(err);
  }
  if (changed) {
    size_t same = fresh.n && !fresh.item[0].block;
    changed->start = fresh.n > same ? fresh.item[same].start : start;
    changed->end = stop < d->paras.n ? (uint32_t)((int64_t)d->paras.item[stop].start + e.delta) : (uint32_t)d->len;
  }
  splice_paras(d, &e, first, stop, &fresh);
  khb_discourse_close(d->discourse);
  d->discourse = NULL;
  free(fresh.item);
  free(before.item);
  free(old);
  return KHB_OK;
}

/* ---- decisions ----------------------------------------------------------------------------------------------------------- */

static int by_start(const void *left, const void *right) {
  const khb_settled_name *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return a->end < b->end ? -1 : a->end > b->end;
}

static khb_status take_decisions(const khb_document *d, const khb_decision *list, size_t n, khb_settled_names *out, khb_error *err) {
  *out = (khb_settled_names){0};
  for (size_t i = 0; i < n; i++) {
    const khb_decision *x = &list[i];
    if (x->start >= x->end || x->end > d->len || x->status >= KHB_NOTE_STATUSES || x->type >= KHB_TYPE_COUNT) {
      free(out->item);
      return khb_fail(err, KHB_ERR_RANGE, "start < end <= length", "a decision on [%u, %u) of a text of %zu bytes", x->start, x->end, d->len);
    }
    if (!KHB_GROW(out->item, out->cap, n)) return khb_fail_nomem(err);
    bool linked = x->entity && *x->entity;
    uint32_t entity = linked ? khb_lexicon_find(d->engine->lexicon, x->entity, strlen(x->entity)) : KHB_NONE;
    if (linked && entity == KHB_NONE) entity = KHB_UNKNOWN_ENTITY;
    out->item[out->n++] = (khb_settled_name){x->start, x->end, entity, x->type, x->status};
  }
  if (out->n > 1) qsort(out->item, out->n, sizeof *out->item, by_start);
  return KHB_OK;
}

/* Does a list hold the same decisions in [start, end) as another? */
static bool same_within(const khb_settled_names *a, const khb_settled_names *b, uint32_t start, uint32_t end) {
  size_t i = 0, k = 0;
  for (;; i++, k++) {
    while (i < a->n && a->item[i].start < start) i++;
    while (k < b->n && b->item[k].start < start) k++;
    bool more_a = i < a->n && a->item[i].start < end, more_b = k < b->n && b->item[k].start < end;
    if (!more_a || !more_b) return more_a == more_b;
    const khb_settled_name *x = &a->item[i], *y = &b->item[k];
    if (x->start != y->start || x->end != y->end || x->entity != y->entity || x->type != y->type || x->status != y->status) return false;
  }
}

/* Makes a new block for the paragraph of each decision in `list` if its decisions differ from `before`; false: out of memory. */
static bool decide_paragraphs(khb_document *d, const khb_settled_names *list, const khb_settled_names *before, block **fresh, size_t *done) {
  for (size_t k = 0; k < list->n; k++) {
    size_t i = khb_document_para_at(d, list->item[k].start);
    uint32_t start = d->paras.item[i].start, end = i + 1 < d->paras.n ? d->paras.item[i + 1].start : (uint32_t)d->len;
    if (fresh[i] || same_within(before, &d->settled, start, end)) continue;
    if (!(fresh[i] = analyse_or_put_off(d, start, end, done))) return false;
  }
  return true;
}

/* Of the paragraphs that were put off, what was found before stays. */
static void settle_paragraph(khb_document *d, size_t i, block *fresh) {
  block *old = d->paras.item[i].block;
  if (!fresh->later) {
    replace_block(d, i, fresh);
  } else {
    free(fresh);
    if (!old->later) d->n_later++;
    old->later = true;
  }
}

khb_status khb_document_decide(khb_document *d, const khb_decision *list, size_t n, khb_range *changed, khb_error *err) {
  khb_settled_names settled, before = d->settled;
  khb_status status = take_decisions(d, list, n, &settled, err);
  if (status != KHB_OK) return status;
  d->settled = settled;
  size_t done = 0;
  block **fresh = calloc(d->paras.n + 1, sizeof *fresh);
  bool ok = fresh && borrow(d) && decide_paragraphs(d, &settled, &before, fresh, &done) && decide_paragraphs(d, &before, &before, fresh, &done);
  give_back(d);
  if (!ok) {
    for (size_t i = 0; fresh && i < d->paras.n; i++) free(fresh[i]);
    free(fresh);
    d->settled = before;
    free(settled.item);
    return khb_fail_nomem(err);
  }
  khb_range all = {0, 0};
  for (size_t i = 0; i < d->paras.n; i++) {
    if (!fresh[i]) continue;
    settle_paragraph(d, i, fresh[i]);
    if (all.start == all.end) all.start = d->paras.item[i].start;
    all.end = i + 1 < d->paras.n ? d->paras.item[i + 1].start : (uint32_t)d->len;
  }
  if (changed) *changed = all;
  free(fresh);
  free(before.item);
  khb_discourse_close(d->discourse);
  d->discourse = NULL;
  return KHB_OK;
}

size_t khb_document_decisions(const khb_document *d, khb_decision *out, size_t cap) {
  for (size_t i = 0; i < d->settled.n && i < cap; i++) {
    const khb_settled_name *x = &d->settled.item[i];
    khb_entity e = {.id = ""};
    if (x->entity < KHB_UNKNOWN_ENTITY) khb_lexicon_entity(d->engine->lexicon, x->entity, &e);
    out[i] = (khb_decision){.start = x->start, .end = x->end, .status = x->status, .type = x->type, .entity = e.id};
  }
  return d->settled.n;
}

/* ---- putting off ---------------------------------------------------------------------------------------------------------- */

void khb_document_put_off(khb_document *doc, uint32_t bytes) { doc->at_once = bytes; }

khb_status khb_document_catch_up(khb_document *d, uint32_t first, uint32_t last, uint32_t bytes, khb_range *changed, khb_error *err) {
  khb_range all = {0, 0};
  khb_status status = KHB_OK;
  size_t done = 0;
  if (!d->n_later) {
    if (changed) *changed = all;
    return KHB_OK;
  }
  if (!borrow(d)) {
    give_back(d);
    return khb_fail_nomem(err);
  }
  for (size_t i = khb_document_para_at(d, first); done < bytes && i < d->paras.n && d->paras.item[i].start < last; i++) {
    if (!d->paras.item[i].block->later) continue;
    uint32_t start = d->paras.item[i].start, end = i + 1 < d->paras.n ? d->paras.item[i + 1].start : (uint32_t)d->len;
    if (end <= first) continue;
    block *b = analyse(d, start, end);
    if (!b) {
      status = khb_fail_nomem(err);
      break;
    }
    replace_block(d, i, b);
    done += end - start;
    if (all.start == all.end) all.start = start;
    all.end = end;
  }
  give_back(d);
  if (done) {
    khb_discourse_close(d->discourse);
    d->discourse = NULL;
  }
  if (changed) *changed = all;
  return status;
}

size_t khb_document_behind(const khb_document *d) {
  size_t bytes = 0;
  for (size_t i = 0; d->n_later && i < d->paras.n; i++) {
    uint32_t end = i + 1 < d->paras.n ? d->paras.item[i + 1].start : (uint32_t)d->len;
    if (d->paras.item[i].block->later) bytes += end - d->paras.item[i].start;
  }
  return bytes;
}
