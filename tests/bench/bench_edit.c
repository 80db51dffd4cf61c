/* bench_edit.c: one typed character in a draft of 100 KB, as an editor sends it: words typed at random places, letter by letter. */
#include "bench.h"

#define BYTES 100000
#define WORDS 1000

int main(int argc, char **argv) {
  support_text text = bench_corpus(argc, argv, BYTES);
  size_t len = text.len < BYTES ? text.len : BYTES;
  while (len > 0 && len < text.len && ((uint8_t)text.data[len] & 0xc0) == 0x80) len--;
  khb_engine *engine = support_shipped_engine();
  khb_document *doc = support_document(engine, text.data, len);
  static const char *const words[] = {" وبالقاهرة", " وزير الخارجية", " 18.25%", " أنتوني", "،", "\n"};
  enum { MAX = WORDS * 32 };
  double *times = malloc(MAX * sizeof *times), *reads = malloc(MAX * sizeof *reads), worst = 0;
  if (!times || !reads) support_die("no memory");
  size_t n = 0;
  uint64_t random = 3;
  for (int w = 0; w < WORDS; w++) {
    const char *word = words[support_below(&random, sizeof words / sizeof *words)];
    const char *now = khb_document_text(doc, &len);
    uint32_t at = support_below(&random, len);
    while (at > 0 && ((uint8_t)now[at] & 0xc0) == 0x80) at--;
    for (size_t i = 0, k; word[i] && n < MAX; i += k) {
      for (k = 1; ((uint8_t)word[i + k] & 0xc0) == 0x80;) k++;
      khb_range changed;
      khb_span spans[64];
      double start = bench_now();
      if (khb_document_edit(doc, at, at, word + i, k, &changed, NULL) != KHB_OK) support_die("an edit failed");
      double edited = bench_now();
      khb_document_spans(doc, at > 2000 ? at - 2000 : 0, at + 2000, spans, 64); /* what a screen shows */
      reads[n] = bench_now() - edited;
      times[n] = edited - start;
      if (times[n] > worst) worst = times[n];
      n++;
      at += (uint32_t)k;
    }
  }
  bench_print("edit_us", 1e6 * bench_quantile(times, n, 0.5));
  bench_print("edit_p99_us", 1e6 * bench_quantile(times, n, 0.99));
  bench_print("edit_max_us", 1e6 * worst);
  bench_print("edit_spans_us", 1e6 * bench_quantile(reads, n, 0.5));
  bench_print("edits", (double)n);
  free(times);
  free(reads);
  khb_document_close(doc);
  khb_engine_close(engine);
  free(text.data);
  return 0;
}
