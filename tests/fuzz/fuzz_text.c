/* fuzz_text.c: any bytes at all, as a text: scanning, folding, sentences, clitics, and a whole document with its queries.
 * Beyond not crashing, what the headers promise is checked: order, bounds, no overlap, counts that do not depend on the capacity.
 */
#include <stdlib.h>
#include <string.h>

#include "../../core/text/text.h"
#include "../support/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                         \
  do {                                                                                          \
    if (!(condition)) support_die("%s:%d: broken promise: %s", __FILE__, __LINE__, #condition); \
  } while (0)

static khb_engine *engine;

static void *room(size_t n, size_t size) {
  void *memory = malloc(n * size + 1);
  if (!memory) support_die("no memory");
  return memory;
}

/* Tokens in order, within the text, with codes that lie one after the other and lead back into the token. */
static void check_scan(const char *text, uint32_t len) {
  khb_scan scan = {0};
  MUST(khb_scan_text(&scan, text, 0, len));
  uint32_t end = 0;
  for (size_t i = 0; i < scan.n_tok; i++) {
    const khb_tok *t = &scan.tok[i];
    MUST(t->start >= end && t->end > t->start && t->end <= len);
    MUST(khb_token_kind_name(t->kind) != NULL);
    MUST((size_t)t->code + t->n_codes <= scan.n_codes);
    if (t->kind == KHB_TOK_WORD) MUST(t->proclitics & 1);
    uint32_t before = t->start;
    for (uint32_t c = 0; c <= t->n_codes; c += t->n_codes > 512 ? 97 : 1) {
      uint32_t at = khb_code_offset(text, t, c);
      MUST(at >= before && at <= t->end);
      before = at;
    }
    MUST(khb_code_offset(text, t, t->n_codes) == t->end);
    for (uint32_t c = 0; c < t->n_codes; c++) MUST(scan.codes[t->code + c] != 0);
    char folded[64];
    khb_codes_to_utf8(scan.codes + t->code, t->n_codes, folded, sizeof folded);
    khb_same_spelling(text, t->start, t->end, "القاهرة");
    end = t->end;
  }
  end = 0;
  for (size_t i = 0; i < scan.n_fault; i++) {
    MUST(scan.fault[i].start >= end && scan.fault[i].end > scan.fault[i].start && scan.fault[i].end <= len);
    end = scan.fault[i].end;
  }
  khb_scan_free(&scan);
}

/* The map leads forward through the text; half the room gives the same length and the same beginning. */
static void check_fold(const char *text, size_t len) {
  size_t n = khb_fold(text, len, NULL, 0, NULL);
  char *out = room(n, 1), *half = room(n, 1);
  uint32_t *map = room(n + 1, sizeof *map);
  MUST(khb_fold(text, len, out, n, map) == n);
  for (size_t i = 0; i < n; i++) MUST(map[i] <= map[i + 1] && map[i] < len);
  MUST(map[n] == len);
  MUST(khb_fold(text, len, half, n / 2, NULL) == n);
  MUST(memcmp(out, half, n / 2) == 0);
  /* Folding what is folded changes nothing. */
  char *again = room(n, 1);
  MUST(khb_fold(out, n, again, n, NULL) == n && memcmp(out, again, n) == 0);
  free(again);
  free(out);
  free(half);
  free(map);
}

/* Paragraphs follow each other without a gap and end at the end. */
static void check_paragraphs(const char *text, uint32_t len) {
  for (uint32_t at = 0; at < len;) {
    uint32_t end = khb_paragraph_end(text, at, len);
    MUST(end > at && end <= len);
    at = end;
  }
}

/* Mentions are the spans and more, in order; a chain leads to a mention that leads nowhere. */
static void check_mentions(khb_document *doc, uint32_t len) {
  khb_error err;
  size_t n, n_spans = khb_document_spans(doc, 0, UINT32_MAX, NULL, 0), spans = 0;
  MUST(khb_document_mentions(doc, 0, UINT32_MAX, NULL, 0, &n, &err) == KHB_OK);
  khb_mention *m = room(n, sizeof *m);
  MUST(khb_document_mentions(doc, 0, UINT32_MAX, m, n, &n, &err) == KHB_OK);
  for (size_t i = 0; i < n; i++) {
    MUST(m[i].index == i && m[i].span.start < m[i].span.end && m[i].span.end <= len);
    MUST(i == 0 || m[i - 1].span.start <= m[i].span.start);
    MUST(m[i].mention_of == KHB_NONE || (m[i].mention_of < n && m[i].mention_of != i && m[m[i].mention_of].mention_of == KHB_NONE));
    spans += m[i].span.source != KHB_FROM_MENTION;
  }
  MUST(spans == n_spans);
  free(m);
}

static void check_range(khb_range r, uint32_t len) { MUST(r.start <= r.end && r.end <= len); }

static void check_quotes(khb_document *doc, uint32_t len) {
  khb_error err;
  size_t n, n_mentions;
  MUST(khb_document_mentions(doc, 0, UINT32_MAX, NULL, 0, &n_mentions, &err) == KHB_OK);
  MUST(khb_document_quotes(doc, 0, UINT32_MAX, NULL, 0, &n, &err) == KHB_OK);
  khb_quote *q = room(n, sizeof *q);
  MUST(khb_document_quotes(doc, 0, UINT32_MAX, q, n, &n, &err) == KHB_OK);
  for (size_t i = 0; i < n; i++) {
    MUST(q[i].start < q[i].end && q[i].end <= len && (i == 0 || q[i - 1].start <= q[i].start));
    check_range(q[i].cue, len);
    check_range(q[i].speaker, len);
    check_range(q[i].via, len);
    MUST(q[i].speaker_mention == KHB_NONE || q[i].speaker_mention < n_mentions);
    MUST(q[i].via_mention == KHB_NONE || q[i].via_mention < n_mentions);
    MUST(khb_quote_form_name(q[i].form) && khb_strength_name(q[i].strength) && khb_speaker_kind_name(q[i].speaker_kind));
    MUST((q[i].speaker_kind == KHB_SPEAKER_NONE) == (q[i].speaker.end == 0));
  }
  free(q);
}

static void check_document(const char *text, uint32_t len) {
  khb_document *doc = support_document(engine, text, len);
  size_t n = khb_document_tokens(doc, 0, UINT32_MAX, NULL, 0);
  khb_token *tokens = room(n, sizeof *tokens);
  MUST(khb_document_tokens(doc, 0, UINT32_MAX, tokens, n) == n);
  for (size_t i = 0; i < n; i++) {
    khb_clitics clitics[16];
    size_t ways = khb_document_clitics(doc, tokens[i].start, clitics, 16);
    for (size_t w = 0; w < ways && w < 16; w++)
      MUST(clitics[w].stem.start >= tokens[i].start && clitics[w].stem.end <= tokens[i].end &&
           clitics[w].stem.start < clitics[w].stem.end);
    /* Asking for one token's place gives that token. */
    khb_token one;
    MUST(khb_document_tokens(doc, tokens[i].start, tokens[i].end, &one, 1) == 1 && one.start == tokens[i].start);
    if (i > 64) i += n / 64;
  }
  size_t n_spans = khb_document_spans(doc, 0, UINT32_MAX, NULL, 0);
  khb_span *spans = room(n_spans, sizeof *spans);
  MUST(khb_document_spans(doc, 0, UINT32_MAX, spans, n_spans) == n_spans);
  for (size_t i = 0; i < n_spans; i++) {
    const khb_span *s = &spans[i];
    MUST(s->start < s->end && s->end <= len && s->word_start <= s->start && s->end <= s->word_end &&
         s->word_end <= len);
    MUST(s->score >= 0 && s->score <= 1 && s->type < KHB_TYPE_COUNT && khb_source_name(s->source) != NULL);
    MUST(i == 0 || spans[i - 1].start <= s->start);
    khb_entity entity;
    if (s->entity != KHB_NONE) MUST(khb_engine_entity(engine, s->entity, &entity) == KHB_OK);
    khb_value v;
    MUST(khb_document_value(doc, s, &v) == (s->source == KHB_FROM_FIGURES));
    if (s->source != KHB_FROM_FIGURES) continue;
    MUST(v.number - v.number == 0 && v.low - v.low == 0 && v.high - v.high == 0); /* neither infinite nor no number */
    MUST(memchr(v.unit, 0, sizeof v.unit) && memchr(v.timex, 0, sizeof v.timex) && memchr(v.currency, 0, sizeof v.currency) &&
         memchr(v.candidates, 0, sizeof v.candidates) && memchr(v.gregorian, 0, sizeof v.gregorian));
    MUST(v.mod < KHB_MOD_COUNT && (v.timex[0] || v.has & (KHB_VALUE_NUMBER | KHB_VALUE_LOW)));
  }
  size_t n_sentences = khb_document_sentences(doc, 0, UINT32_MAX, NULL, 0);
  khb_sentence *sentences = room(n_sentences, sizeof *sentences);
  khb_document_sentences(doc, 0, UINT32_MAX, sentences, n_sentences);
  for (size_t i = 0, end = 0; i < n_sentences; i++) {
    MUST(sentences[i].start >= end && sentences[i].end > sentences[i].start && sentences[i].end <= len);
    end = sentences[i].end;
  }
  free(sentences);
  free(spans);
  free(tokens);
  check_mentions(doc, len);
  check_quotes(doc, len);
  khb_document_close(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!engine) engine = support_engine();
  const char *text = (const char *)data;
  uint32_t len = (uint32_t)size;
  check_scan(text, len);
  check_fold(text, len);
  check_paragraphs(text, len);
  check_document(text, len);
  khb_hit hits[4];
  khb_engine_lookup(engine, text, len, hits, 4);
  double share = khb_arabic_share(text, len);
  MUST(share >= 0 && share <= 1);
  return 0;
}
