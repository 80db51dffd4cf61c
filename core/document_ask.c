/* document_ask.c: questions to a document: what lies in a range, the values of figures, mentions and quotes.
 *
 * document.c reads a text into blocks (document.h); here nothing is analysed but clitics and, once after an edit, the discourse.
 */
#include "document.h"
#include "figures/words.h"

/* ---- questions ----------------------------------------------------------------------------------------------------------- */

const char *khb_document_text(const khb_document *doc, size_t *len) {
  *len = doc->len;
  return doc->text;
}

const khb_engine *khb_document_engine(const khb_document *doc) { return doc->engine; }

void khb_document_totals(const khb_document *doc, khb_totals *out) { *out = doc->totals; }

size_t khb_document_paragraphs(const khb_document *d, uint32_t first, uint32_t last, khb_range *out, size_t cap) {
  size_t n = 0;
  for (size_t i = khb_document_para_at(d, first); i < d->paras.n && d->paras.item[i].start < last; i++) {
    const block *b = d->paras.item[i].block;
    if (!b->n_tokens) continue;
    khb_range r = {d->paras.item[i].start + b->tokens[0].start, d->paras.item[i].start + b->tokens[b->n_tokens - 1].end};
    if (r.end <= first || r.start >= last) continue;
    if (n < cap) out[n] = r;
    n++;
  }
  return n;
}

static khb_token token_of(const khb_tok *k) { return (khb_token){k->start, k->end, k->kind, k->flags}; }

/* The four listings differ in their arrays alone. */
#define LIST(name, item_type, count, load, move)                                                                               \
  size_t khb_document_##name(const khb_document *d, uint32_t first, uint32_t last, item_type *out, size_t cap) {               \
    size_t n = 0;                                                                                                              \
    for (size_t i = khb_document_para_at(d, first); i < d->paras.n && d->paras.item[i].start < last; i++) {                                 \
      const block *b = d->paras.item[i].block;                                                                                 \
      uint32_t base = d->paras.item[i].start;                                                                                  \
      for (uint32_t k = 0; k < b->count; k++) {                                                                                \
        item_type x = load;                                                                                                    \
        move;                                                                                                                  \
        if (x.end <= first || x.start >= last) continue;                                                                       \
        if (n < cap) out[n] = x;                                                                                               \
        n++;                                                                                                                   \
      }                                                                                                                        \
    }                                                                                                                          \
    return n;                                                                                                                  \
  }

LIST(sentences, khb_sentence, n_sentences, b->sentences[k], (x.start += base, x.end += base))
LIST(tokens, khb_token, n_tokens, token_of(&b->tokens[k]), (x.start += base, x.end += base))
LIST(faults, khb_range, n_faults, b->faults[k], (x.start += base, x.end += base))
LIST(spans, khb_span, n_spans, b->spans[k], (x.start += base, x.end += base, x.word_start += base, x.word_end += base))
#undef LIST

/* ---- values of figures --------------------------------------------------------------------------------------------------- */

static const figure_value *find_value(const block *b, uint32_t start, uint32_t end, uint8_t type) {
  size_t lo = 0, hi = b->n_figures;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (b->figures[mid].start < start) lo = mid + 1;
    else hi = mid;
  }
  const figure_value *f = lo < b->n_figures ? &b->figures[lo] : NULL;
  return f && f->start == start && f->end == end && f->type == type ? f : NULL;
}

/* Settles an open currency by the country that a span names, or that it lies in. */
static bool settled_by(const khb_engine *e, const khb_span *s, khb_value *v) {
  const uint32_t places = 1u << KHB_GPE | 1u << KHB_NORP | 1u << KHB_ORG | 1u << KHB_LOC;
  khb_entity entity;
  if (s->entity == KHB_NONE || !(places >> s->type & 1) || khb_lexicon_entity(e->lexicon, s->entity, &entity) != KHB_OK) return false;
  return khb_currency_settle(e->figures, entity.id, v) || khb_currency_settle(e->figures, entity.country, v);
}

/* The nearest such span of a block: the last one before `at`, else the first behind it. */
static bool settled_in(const khb_engine *e, const block *b, uint32_t at, khb_value *v) {
  uint32_t i = 0;
  while (i < b->n_spans && b->spans[i].start < at) i++;
  for (uint32_t k = i; k > 0; k--)
    if (settled_by(e, &b->spans[k - 1], v)) return true;
  for (; i < b->n_spans; i++)
    if (settled_by(e, &b->spans[i], v)) return true;
  return false;
}

enum { SETTLE_REACH = 64 }; /* paragraphs to either side, so that a question costs little however long the draft is */

static void settle_currency(const khb_document *d, size_t here, uint32_t at, khb_value *v) {
  if (settled_in(d->engine, d->paras.item[here].block, at, v)) return;
  for (size_t k = 1; k <= SETTLE_REACH && k <= here; k++)
    if (settled_in(d->engine, d->paras.item[here - k].block, KHB_NONE, v)) return;
  for (size_t k = 1; k <= SETTLE_REACH && here + k < d->paras.n; k++)
    if (settled_in(d->engine, d->paras.item[here + k].block, 0, v)) return;
}

int khb_document_value(const khb_document *d, const khb_span *span, khb_value *out) {
  if (span->source != KHB_FROM_FIGURES || span->start >= d->len) return 0;
  size_t i = khb_document_para_at(d, span->start);
  uint32_t base = d->paras.item[i].start;
  const figure_value *f = find_value(d->paras.item[i].block, span->start - base, span->end - base, span->type);
  if (!f) return 0;
  *out = f->value;
  if (out->candidates[0]) settle_currency(d, i, f->start, out);
  return 1;
}

size_t khb_document_clitics(const khb_document *d, uint32_t at, khb_clitics *out, size_t cap) {
  if (at >= d->len) return 0;
  size_t i = khb_document_para_at(d, at);
  const block *b = d->paras.item[i].block;
  uint32_t base = d->paras.item[i].start;
  for (uint32_t k = 0; k < b->n_tokens; k++) {
    const khb_tok *t = &b->tokens[k];
    if (at < base + t->start || at >= base + t->end) continue;
    khb_scan scan = {0};
    size_t n = 0;
    if (khb_scan_text(&scan, d->text, base + t->start, base + t->end) && scan.n_tok > 0)
      n = khb_clitic_readings(d->text, &scan, &scan.tok[0], out, cap);
    khb_scan_free(&scan);
    return n;
  }
  return 0;
}

/* ---- mentions and quotes --------------------------------------------------------------------------------------------------- */

static void discourse_para(const void *document, size_t i, khb_discourse_para *out) {
  const khb_document *d = document;
  const block *b = d->paras.item[i].block;
  *out = (khb_discourse_para){.start = d->paras.item[i].start,
                              .end = i + 1 < d->paras.n ? d->paras.item[i + 1].start : (uint32_t)d->len,
                              .tokens = b->tokens, .codes = b->codes, .sentences = b->sentences, .spans = b->spans,
                              .roles = b->roles, .words = b->words, .n_tokens = b->n_tokens, .n_codes = b->n_codes,
                              .n_sentences = b->n_sentences, .n_spans = b->n_spans, .n_roles = b->n_roles};
}

static khb_status read_discourse(khb_document *d, khb_error *err) {
  if (d->discourse) return KHB_OK;
  khb_discourse_text text = {
      .text = d->text, .len = (uint32_t)d->len, .n_paras = d->paras.n, .para = discourse_para, .document = d};
  d->discourse = khb_discourse_open(d->engine->discourse, &text);
  return d->discourse ? KHB_OK : khb_fail_nomem(err);
}

khb_status khb_document_mentions(khb_document *doc, uint32_t first, uint32_t last, khb_mention *out, size_t cap, size_t *n,
                                 khb_error *err) {
  khb_status status = read_discourse(doc, err);
  if (status != KHB_OK) return status;
  size_t count = 0;
  for (size_t i = 0; i < doc->discourse->n_mentions; i++) {
    const khb_mention *m = &doc->discourse->mentions[i];
    if (m->span.start >= last) break;
    if (m->span.end <= first) continue;
    if (count < cap) out[count] = *m;
    count++;
  }
  *n = count;
  return KHB_OK;
}

khb_status khb_document_quotes(khb_document *doc, uint32_t first, uint32_t last, khb_quote *out, size_t cap, size_t *n,
                               khb_error *err) {
  khb_status status = read_discourse(doc, err);
  if (status != KHB_OK) return status;
  size_t count = 0;
  for (size_t i = 0; i < doc->discourse->n_quotes; i++) {
    const khb_quote *q = &doc->discourse->quotes[i];
    if (q->start >= last) break;
    if (q->end <= first) continue;
    if (count < cap) out[count] = *q;
    count++;
  }
  *n = count;
  return KHB_OK;
}
