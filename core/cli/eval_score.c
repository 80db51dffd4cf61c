/* eval_score.c: compares what khabar finds with what the gold has, text by text.
 *
 *   spans of khabar ┐                                                        ┌ right    the same bytes, the same label
 *                   ├─ types that count ─ view ─ whole tokens (conll) ─ sort ┤ false    found, not in the gold
 *   spans of gold  ─┘                                                        └ missed   in the gold, not found
 *
 * Types that do not count are dropped first, then the flat view keeps the outermost names: in وزير الخارجية الأميركي an
 * office that the gold does not mark hides no nationality. */
#include "eval.h"

typedef struct name {
  uint32_t start, end;
  uint32_t order; /* of equals: as they came */
  uint8_t label, source;
} name;

typedef struct names {
  name *list;
  size_t n, cap;
} names;

/* ---- labels and places ------------------------------------------------------------------------------------------- */

const char *eval_label_name(const eval_job *job, unsigned label) {
  return job->flat4 ? gold_flat4[label] : khb_type_name((khb_type)label);
}

int eval_label(const eval_job *job, unsigned type) {
  if (job->flat4) return gold_flat4_of(type);
  return type < KHB_TYPE_COUNT ? (int)type : -1;
}

void eval_place(const gold_doc *doc, uint32_t at, size_t *line, size_t *column) {
  if (doc->tokens) {
    size_t low = 0, high = doc->n_tokens; /* the last token that starts at or before it */
    while (high - low > 1) {
      size_t mid = low + (high - low) / 2;
      if (doc->tokens[mid].start <= at) low = mid;
      else high = mid;
    }
    *line = doc->tokens[low].line;
    *column = at > doc->tokens[low].start ? at - doc->tokens[low].start + 1 : 1;
    return;
  }
  size_t start = 0, n = doc->line;
  for (size_t i = 0; i < at && i < doc->len; i++)
    if (doc->text[i] == '\n') n++, start = i + 1;
  *line = n;
  *column = at - start + (start ? 1 : doc->column);
}

/* ---- view -------------------------------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b) {
  const name *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

static int by_label(const void *a, const void *b) {
  const name *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  return (x->label > y->label) - (x->label < y->label);
}

static bool same(const name *a, const name *b) {
  return a->start == b->start && a->end == b->end && a->label == b->label;
}

static void sort(names *s, int (*compare)(const void *, const void *)) {
  if (s->n > 1) qsort(s->list, s->n, sizeof *s->list, compare);
}

static bool add(names *s, uint32_t start, uint32_t end, int label, uint8_t source) {
  if (!KHB_GROW(s->list, s->cap, s->n + 1)) return false;
  s->list[s->n] = (name){start, end, (uint32_t)s->n, (uint8_t)label, source};
  s->n++;
  return true;
}

/* Keeps the outermost names: of two that overlap, the one that starts first, of these the longest. In the gold a name
   that is dropped without lying inside another (they cross, or are one name of two types) is set aside. */
static bool outermost(names *s, gold_set *gold, const gold_doc *doc) {
  size_t kept = 0;
  sort(s, by_place);
  for (size_t i = 0; i < s->n; i++) {
    const name *now = &s->list[i], *last = kept ? &s->list[kept - 1] : NULL;
    if (!last || now->start >= last->end) {
      s->list[kept++] = *now;
      continue;
    }
    bool inside = now->end <= last->end && !(now->start == last->start && now->end == last->end);
    if (!gold || inside || same(now, last)) continue;
    size_t line, column;
    eval_place(doc, now->start, &line, &column);
    if (!gold_aside_add(gold, doc->file, line, column,
                        "the gold crosses the name before it here; the flat view counts one: %.*s",
                        (int)(now->end - now->start < 120 ? now->end - now->start : 120), doc->text + now->start))
      return false;
  }
  s->n = kept;
  return true;
}

static void unique(names *s) {
  size_t kept = 0;
  sort(s, by_label);
  for (size_t i = 0; i < s->n; i++)
    if (!kept || !same(&s->list[kept - 1], &s->list[i])) s->list[kept++] = s->list[i];
  s->n = kept;
}

/* Widens names to whole tokens, as tags do. In the flat view a token belongs to the first name over it, and a name
   without a token of its own is gone. Names and tokens are in the order of the text. */
static void widen(names *s, const gold_doc *doc, bool nested) {
  size_t from = 0, kept = 0, taken = 0; /* taken: tokens before it belong to a name */
  for (size_t i = 0; i < s->n; i++) {
    name now = s->list[i];
    while (from < doc->n_tokens && doc->tokens[from].end <= now.start) from++;
    size_t first = !nested && taken > from ? taken : from, last = first;
    while (last < doc->n_tokens && doc->tokens[last].start < now.end) last++;
    if (last == first) continue;
    now.start = doc->tokens[first].start;
    now.end = doc->tokens[last - 1].end;
    taken = last;
    s->list[kept++] = now;
  }
  s->n = kept;
}

static bool settle(const eval_job *job, names *s, gold_set *gold, const gold_doc *doc) {
  if (!job->nested && !outermost(s, gold, doc)) return false;
  if (job->nested) sort(s, by_place);
  if (doc->tokens) widen(s, doc, job->nested);
  unique(s);
  return true;
}

/* ---- seen names -------------------------------------------------------------------------------------------------- */

/* The name folded, malloc-ed. */
static char *fold(const char *s, size_t len) {
  size_t n = khb_fold(s, len, NULL, 0, NULL);
  char *out = malloc(n + 1);
  if (!out) return NULL;
  khb_fold(s, len, out, n, NULL);
  out[n] = 0;
  return out;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static int collect_seen(eval_job *job) {
  size_t cap = 0;
  for (size_t d = 0; d < job->train.n_docs; d++) {
    const gold_doc *doc = &job->train.docs[d];
    for (size_t i = 0; i < doc->n_spans; i++) {
      int label = eval_label(job, doc->spans[i].type);
      if (label < 0 || !job->counted[label]) continue;
      if (!KHB_GROW(job->seen, cap, job->n_seen + 1)) return cli_error_nomem(job->c);
      char *text = fold(doc->text + doc->spans[i].start, doc->spans[i].end - doc->spans[i].start);
      if (!text) return cli_error_nomem(job->c);
      job->seen[job->n_seen++] = text;
    }
  }
  if (job->n_seen) qsort(job->seen, job->n_seen, sizeof *job->seen, by_text);
  return CLI_FINE;
}

/* 1, 0, or -1 when memory is out. */
static int was_seen(const eval_job *job, const gold_doc *doc, const name *n) {
  if (!job->n_seen) return 0;
  char *text = fold(doc->text + n->start, n->end - n->start);
  if (!text) return -1;
  bool found = bsearch(&text, job->seen, job->n_seen, sizeof *job->seen, by_text) != NULL;
  free(text);
  return found;
}

/* ---- one text ---------------------------------------------------------------------------------------------------- */

typedef struct scorer {
  eval_job *job;
  uint32_t doc;
  const khb_range *paragraphs;
  size_t n_paragraphs;
} scorer;

/* The paragraph that a byte lies in, counted over all texts. */
static uint32_t unit_of(const scorer *s, uint32_t at) {
  size_t low = 0, high = s->n_paragraphs;
  while (high - low > 1) {
    size_t mid = low + (high - low) / 2;
    if (s->paragraphs[mid].start <= at) low = mid;
    else high = mid;
  }
  return s->job->first_unit[s->doc] + (uint32_t)low;
}

static bool put(const scorer *s, const name *n, eval_outcome outcome) {
  eval_job *job = s->job;
  int seen = was_seen(job, &job->gold.docs[s->doc], n);
  if (seen < 0 || !KHB_GROW(job->items, job->items_cap, job->n_items + 1)) return false;
  job->items[job->n_items++] = (eval_item){.doc = s->doc,
                                           .start = n->start,
                                           .end = n->end,
                                           .unit = unit_of(s, n->start),
                                           .label = n->label,
                                           .source = n->source,
                                           .outcome = (uint8_t)outcome,
                                           .seen = seen == 1};
  return true;
}

/* Walks both lists, which are sorted alike and hold nothing twice. */
static bool match(const scorer *s, const names *found, const names *gold) {
  size_t f = 0, g = 0;
  bool fine = true;
  while (fine && (f < found->n || g < gold->n)) {
    int order = f == found->n ? 1 : g == gold->n ? -1 : by_label(&found->list[f], &gold->list[g]);
    if (order < 0) fine = put(s, &found->list[f++], EVAL_FALSE);
    else if (order > 0) fine = put(s, &gold->list[g++], EVAL_MISSED);
    else fine = put(s, &found->list[f++], EVAL_RIGHT), g++;
  }
  return fine;
}

static bool score_doc(eval_job *job, uint32_t number, const cli_doc *d) {
  const gold_doc *doc = &job->gold.docs[number];
  names found = {0}, gold = {0};
  bool fine = true;
  for (size_t i = 0; fine && i < d->n_spans; i++) {
    int label = eval_label(job, d->spans[i].type);
    if (label >= 0 && job->counted[label])
      fine = add(&found, d->spans[i].start, d->spans[i].end, label, d->spans[i].source);
  }
  for (size_t i = 0; fine && i < doc->n_spans; i++) {
    int label = eval_label(job, doc->spans[i].type);
    if (label >= 0 && job->counted[label]) fine = add(&gold, doc->spans[i].start, doc->spans[i].end, label, 0);
  }
  size_t n = khb_document_paragraphs(d->doc, 0, UINT32_MAX, NULL, 0);
  khb_range *paragraphs = malloc((n + 1) * sizeof *paragraphs);
  if (!paragraphs) fine = false;
  if (fine) {
    khb_document_paragraphs(d->doc, 0, UINT32_MAX, paragraphs, n);
    scorer s = {job, number, paragraphs, n};
    job->first_unit[number + 1] = job->first_unit[number] + (uint32_t)(n ? n : 1);
    fine = settle(job, &found, NULL, doc) && settle(job, &gold, &job->gold, doc) && match(&s, &found, &gold);
  }
  free(paragraphs);
  free(found.list);
  free(gold.list);
  return fine;
}

int eval_score(eval_job *job, const khb_engine *engine) {
  int status = collect_seen(job);
  if (status != CLI_FINE) return status;
  job->first_unit = calloc(job->gold.n_docs + 1, sizeof *job->first_unit);
  if (!job->first_unit) return cli_error_nomem(job->c);
  for (size_t i = 0; i < job->gold.n_docs; i++) {
    const gold_doc *doc = &job->gold.docs[i];
    cli_doc d;
    khb_error err = {0};
    if (cli_doc_open(job->c, engine, doc->text, doc->len, NULL, &d, &err) != KHB_OK)
      return err.status == KHB_ERR_NOMEM ? cli_error_nomem(job->c) : cli_error_khb(job->c, &err);
    bool fine = score_doc(job, (uint32_t)i, &d);
    cli_doc_close(&d);
    if (!fine) return cli_error_nomem(job->c);
  }
  job->n_units = job->first_unit[job->gold.n_docs];
  return CLI_FINE;
}
