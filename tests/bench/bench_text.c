/* bench_text.c: tokenising beside ICU's word BreakIterator, in one run over the same text, taking turns.
 *
 * What is done differs, and khabar does more: khb_scan_text finds tokens of ten kinds, folds every word for matching and works out
 * which proclitics it can start with; ICU finds word boundaries. ICU is measured over UTF-8 (UText), which is what a C program
 * with UTF-8 in hand would do, and over UTF-16 without the conversion. All rates are per UTF-8 byte.
 */
#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

#include "../../core/text/text.h"
#include "bench.h"

#define ROUNDS 7

static double time_khabar(khb_scan *scan, const support_text *text) {
  khb_scan_reset(scan);
  double start = bench_now();
  if (!khb_scan_text(scan, text->data, 0, (uint32_t)text->len)) support_die("no memory");
  return bench_now() - start;
}

static size_t n_breaks;
static double time_icu(UBreakIterator *words) {
  double start = bench_now();
  n_breaks = 0;
  for (ubrk_first(words); ubrk_next(words) != UBRK_DONE;) n_breaks++;
  return bench_now() - start;
}

int main(int argc, char **argv) {
  support_text text = bench_corpus(argc, argv, BENCH_BYTES);
  UErrorCode status = U_ZERO_ERROR;

  UText *utext = utext_openUTF8(NULL, text.data, (int64_t)text.len, &status);
  UBreakIterator *words8 = ubrk_open(UBRK_WORD, "ar", NULL, 0, &status);
  ubrk_setUText(words8, utext, &status);

  int32_t n16 = 0;
  UChar *utf16 = malloc((text.len + 1) * sizeof *utf16);
  if (!utf16) support_die("no memory");
  u_strFromUTF8WithSub(utf16, (int32_t)text.len, &n16, text.data, (int32_t)text.len, 0xfffd, NULL, &status);
  UBreakIterator *words16 = ubrk_open(UBRK_WORD, "ar", utf16, n16, &status);
  if (U_FAILURE(status)) support_die("ICU: %s", u_errorName(status));

  khb_scan scan = {0};
  double khabar[ROUNDS], icu8[ROUNDS], icu16[ROUNDS];
  time_khabar(&scan, &text); /* the arrays grow once, pages are touched */
  time_icu(words8);
  for (int i = 0; i < ROUNDS; i++) {
    khabar[i] = time_khabar(&scan, &text);
    icu8[i] = time_icu(words8);
    icu16[i] = time_icu(words16);
  }
  double mb = (double)text.len / 1e6;
  double rate = mb / bench_quantile(khabar, ROUNDS, 0.5), rate8 = mb / bench_quantile(icu8, ROUNDS, 0.5);
  bench_print("text_mb", mb);
  bench_print("scan_mb_s", rate);
  bench_print("icu_utf8_mb_s", rate8);
  bench_print("icu_utf16_mb_s", mb / bench_quantile(icu16, ROUNDS, 0.5));
  bench_print("scan_over_icu_utf8", rate / rate8);
  bench_print("tokens", (double)scan.n_tok);
  bench_print("icu_boundaries", (double)n_breaks);
  printf("icu_version\t%s\n", U_ICU_VERSION);
  khb_scan_free(&scan);
  ubrk_close(words8);
  ubrk_close(words16);
  utext_close(utext);
  free(utf16);
  free(text.data);
  return 0;
}
