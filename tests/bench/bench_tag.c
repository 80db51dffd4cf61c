/* bench_tag.c: tagging with the shipped index: rate over many drafts of 5 KB and over one long text, and what it costs to begin. */
#include <sys/resource.h>

#include "bench.h"

#define ROUNDS 5
#define DRAFT_BYTES 5000
#define STARTS 200

/* The end of a draft of about DRAFT_BYTES that starts at `from`: the next line break. */
static size_t draft_end(const support_text *text, size_t from) {
  if (text->len - from <= DRAFT_BYTES) return text->len;
  const char *stop = memchr(text->data + from + DRAFT_BYTES, '\n', text->len - from - DRAFT_BYTES);
  return stop ? (size_t)(stop - text->data) + 1 : text->len;
}

static size_t n_spans, n_tokens;
static double time_drafts(const khb_engine *engine, const support_text *text) {
  double start = bench_now();
  n_spans = n_tokens = 0;
  for (size_t at = 0, end; at < text->len; at = end) {
    end = draft_end(text, at);
    khb_document *doc = support_document(engine, text->data + at, end - at);
    n_spans += khb_document_spans(doc, 0, UINT32_MAX, NULL, 0);
    n_tokens += khb_document_tokens(doc, 0, UINT32_MAX, NULL, 0);
    khb_document_close(doc);
  }
  return bench_now() - start;
}

/* Tagging and all that needs the whole draft. */
static double time_discourse(const khb_engine *engine, const support_text *text) {
  double start = bench_now();
  for (size_t at = 0, end; at < text->len; at = end) {
    khb_error err;
    size_t n;
    end = draft_end(text, at);
    khb_document *doc = support_document(engine, text->data + at, end - at);
    if (khb_document_quotes(doc, 0, UINT32_MAX, NULL, 0, &n, &err) != KHB_OK) support_die("quotes: %s", err.what);
    khb_document_close(doc);
  }
  return bench_now() - start;
}

static double time_whole(const khb_engine *engine, const support_text *text) {
  double start = bench_now();
  khb_document_close(support_document(engine, text->data, text->len));
  return bench_now() - start;
}

/* Engine, document, names, and all closed again: what a program started on one draft does. */
static double time_start(const support_text *text) {
  double start = bench_now();
  khb_engine *engine = support_shipped_engine();
  khb_document *doc = support_document(engine, text->data, draft_end(text, 0));
  khb_document_spans(doc, 0, UINT32_MAX, NULL, 0);
  khb_document_close(doc);
  khb_engine_close(engine);
  return bench_now() - start;
}

static double peak_mb(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)usage.ru_maxrss / 1024;
}

int main(int argc, char **argv) {
  support_text text = bench_corpus(argc, argv, BENCH_BYTES);
  double drafts[ROUNDS], discourse[ROUNDS], whole[ROUNDS], starts[STARTS], mb = (double)text.len / 1e6;

  for (int i = 0; i < STARTS; i++) starts[i] = time_start(&text);
  bench_print("start_ms", 1e3 * bench_quantile(starts, STARTS, 0.5));
  bench_print("start_p99_ms", 1e3 * bench_quantile(starts, STARTS, 0.99));

  khb_engine *engine = support_shipped_engine();
  bench_print("entities", khb_engine_entity_count(engine));
  bench_print("names", khb_engine_name_count(engine));
  time_drafts(engine, &text);
  bench_print("spans", (double)n_spans);
  for (int i = 0; i < ROUNDS; i++) drafts[i] = time_drafts(engine, &text);
  double median = bench_quantile(drafts, ROUNDS, 0.5);
  bench_print("tag_mb_s", mb / median);
  bench_print("tag_tokens_s", (double)n_tokens / median);
  for (int i = 0; i < ROUNDS; i++) discourse[i] = time_discourse(engine, &text);
  bench_print("discourse_mb_s", mb / bench_quantile(discourse, ROUNDS, 0.5));
  double before = peak_mb();
  for (int i = 0; i < ROUNDS; i++) whole[i] = time_whole(engine, &text);
  bench_print("tag_whole_mb_s", mb / bench_quantile(whole, ROUNDS, 0.5));
  bench_print("whole_mb", peak_mb() - before);
  khb_engine_close(engine);
  free(text.data);
  return 0;
}
