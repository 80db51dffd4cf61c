/* doc.c: one analysed document of the program: the text, what the library says of it, and what was settled about it. */
#include "cli.h"

khb_status cli_doc_open(const cli *c, const khb_engine *engine, const char *text, size_t len, const cli_settled *settled, cli_doc *d,
                        khb_error *err) {
  memset(d, 0, sizeof *d);
  khb_status status = khb_document_open(engine, text, len, &d->doc, err);
  if (status == KHB_OK && settled && settled->n) status = khb_document_decide(d->doc, settled->list, settled->n, NULL, err);
  if (status != KHB_OK) {
    cli_doc_close(d);
    return status;
  }
  d->c = c;
  d->engine = engine;
  d->text = text;
  d->len = len;
  d->n_spans = khb_document_spans(d->doc, 0, UINT32_MAX, NULL, 0);
  d->n_faults = khb_document_faults(d->doc, 0, UINT32_MAX, NULL, 0);
  d->spans = malloc((d->n_spans + 1) * sizeof *d->spans);
  d->faults = malloc((d->n_faults + 1) * sizeof *d->faults);
  if (!d->spans || !d->faults) {
    cli_doc_close(d);
    err->status = KHB_ERR_NOMEM;
    return KHB_ERR_NOMEM;
  }
  khb_document_spans(d->doc, 0, UINT32_MAX, d->spans, d->n_spans);
  khb_document_faults(d->doc, 0, UINT32_MAX, d->faults, d->n_faults);
  return KHB_OK;
}

khb_status cli_doc_read(cli_doc *d, khb_error *err) {
  khb_status status = khb_document_mentions(d->doc, 0, UINT32_MAX, NULL, 0, &d->n_mentions, err);
  if (status == KHB_OK) status = khb_document_quotes(d->doc, 0, UINT32_MAX, NULL, 0, &d->n_quotes, err);
  if (status != KHB_OK) return status;
  d->mentions = malloc((d->n_mentions + 1) * sizeof *d->mentions);
  d->quotes = malloc((d->n_quotes + 1) * sizeof *d->quotes);
  if (!d->mentions || !d->quotes) {
    err->status = KHB_ERR_NOMEM;
    return KHB_ERR_NOMEM;
  }
  khb_document_mentions(d->doc, 0, UINT32_MAX, d->mentions, d->n_mentions, &d->n_mentions, err);
  khb_document_quotes(d->doc, 0, UINT32_MAX, d->quotes, d->n_quotes, &d->n_quotes, err);
  return KHB_OK;
}

void cli_doc_close(cli_doc *d) {
  free(d->mentions);
  free(d->quotes);
  free(d->spans);
  free(d->faults);
  khb_document_close(d->doc);
  memset(d, 0, sizeof *d);
}

bool cli_doc_entity(const cli_doc *d, const khb_span *span, khb_entity *out) {
  return span->entity != KHB_NONE && khb_engine_entity(d->engine, span->entity, out) == KHB_OK;
}

khb_range cli_doc_clitics(const cli_doc *d, const khb_span *span) {
  khb_range r = {span->start, span->start};
  if (!span->proclitics || span->word_start >= span->start) return r;
  r.start = span->word_start;
  /* A word may begin with a sign that is no letter: the # of a hashtag. */
  while (r.start < r.end && (unsigned char)d->text[r.start] < 0x80) r.start++;
  return r;
}
