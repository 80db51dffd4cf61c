/* dates.h: how the tables of dates and times are written and checked.
 *
 * A case is a text with its figures in square brackets, and what they say, one behind the other: D DATE, T TIME, P DURATION, the
 * value, ..last of a range, then what else there is: other=SECOND READING, mod=MODIFIER, CALENDAR=GREGORIAN. "-": none. Each table
 * names its source and the day that its texts speak from. Ryding: Karin C. Ryding, A Reference Grammar of Modern Standard Arabic
 * (2005); TIDES 2005: Ferro et al., Standard for the Annotation of Temporal Expressions.
 */
#ifndef KHB_TESTS_DATES_H
#define KHB_TESTS_DATES_H

#include <glob.h>

#include "table.h"

typedef struct date_case {
  const char *text, *want;
} date_case;

typedef struct date_table {
  const char *name, *date;
  const date_case *cases;
  size_t n;
} date_table;

/* An engine over the words of figures alone, speaking from a day; "" for none. */
static inline khb_engine *engine_from(const char *date) {
  enum { MAX_FILES = 60 };
  const char *files[MAX_FILES];
  uint32_t n = 0;
  glob_t found;
  if (glob("annotations/lexicon/*.yaml", 0, NULL, &found) != 0) support_die("run from the root of the repository");
  for (size_t i = 0; i < found.gl_pathc && n < MAX_FILES; i++) files[n++] = found.gl_pathv[i];
  khb_options options = {.size = sizeof options, .entities = files, .n_entities = n, .date = *date ? date : NULL};
  khb_engine *engine = NULL;
  khb_error err;
  if (khb_engine_open(&options, &engine, &err) != KHB_OK) support_die("%s: %s", err.file, err.what);
  globfree(&found);
  return engine;
}

/* Takes the brackets out of a case; their places are ranges[0 .. n). */
static inline size_t unmark(const char *marked, char *text, size_t *len, khb_range *ranges) {
  size_t n = 0;
  *len = 0;
  for (const char *p = marked; *p; p++) {
    if (*p == '[') ranges[n].start = (uint32_t)*len;
    else if (*p == ']') ranges[n++].end = (uint32_t)*len;
    else text[(*len)++] = *p;
  }
  return n;
}

static inline void put_value(written *w, const khb_span *s, const khb_value *v) {
  if (w->len) put_string(w, "; ");
  put_string(w, s->type == KHB_DATE ? "D " : s->type == KHB_TIME ? "T " : "P ");
  put_string(w, v->timex);
  if (v->timex_end[0]) put_string(w, ".."), put_string(w, v->timex_end);
  if (v->timex_other[0]) put_string(w, " other="), put_string(w, v->timex_other);
  if (khb_modifier_name(v->mod)) put_string(w, " mod="), put_string(w, khb_modifier_name(v->mod));
  if (v->calendar[0]) put_string(w, " "), put_string(w, v->calendar);
  if (v->gregorian[0]) put_string(w, "="), put_string(w, v->gregorian);
}

static inline bool is_time(uint8_t type) { return type == KHB_DATE || type == KHB_TIME || type == KHB_DURATION; }

static inline void check_case(const khb_engine *engine, const date_case *c) {
  enum { MOST = 16 };
  char text[512];
  size_t len;
  khb_range ranges[MOST];
  size_t n_ranges = unmark(c->text, text, &len, ranges), n = 0;
  bool exact = true;
  written got = {{0}, 0};
  khb_document *doc = support_document(engine, text, len);
  khb_span spans[MOST];
  size_t n_spans = khb_document_spans(doc, 0, UINT32_MAX, spans, MOST);
  assert_in_range(n_spans, 0, MOST);
  for (size_t i = 0; i < n_spans; i++) {
    khb_value v;
    if (!is_time(spans[i].type)) continue;
    if (!khb_document_value(doc, &spans[i], &v)) CASE_FAIL(c->text, "no value");
    exact = exact && n < n_ranges && ranges[n].start == spans[i].start && ranges[n].end == spans[i].end;
    n++;
    put_value(&got, &spans[i], &v);
  }
  khb_document_close(doc);
  const char *want = strcmp(c->want, "-") == 0 ? "" : c->want;
  CASE_STRING(c->text, got.text, want);
  if (*want && (!exact || n != n_ranges)) CASE_FAIL(c->text, "other spans than those in brackets");
}

static inline void check_tables(const date_table *tables, size_t n) {
  for (size_t i = 0; i < n; i++) {
    khb_engine *engine = engine_from(tables[i].date);
    for (size_t k = 0; k < tables[i].n; k++) check_case(engine, &tables[i].cases[k]);
    khb_engine_close(engine);
  }
}

/* Pieces of the cases, cut anywhere and put together, at both ends of the years that dates are counted in. */
static inline void check_random(const date_table *tables, size_t n_tables) {
  static const char *const days[] = {"0001-01-01", "9999-12-31", "2024-02-29"};
  enum { TEXTS = 400, PIECES = 40, MOST = 4096 };
  uint64_t seed = 20220108;
  char text[MOST];
  for (size_t d = 0; d < COUNT(days); d++) {
    khb_engine *engine = engine_from(days[d]);
    for (int i = 0; i < TEXTS; i++) {
      size_t len = 0;
      for (uint32_t k = support_below(&seed, PIECES); k; k--) {
        const uint32_t which = support_below(&seed, (uint32_t)n_tables);
        const char *piece = tables[which].cases[support_below(&seed, (uint32_t)tables[which].n)].text;
        size_t n = strlen(piece), from = support_below(&seed, 3) ? 0 : support_below(&seed, n),
               used = support_below(&seed, 3) ? n - from : support_below(&seed, n - from + 1);
        if (len + used + 1 > sizeof text) break;
        for (size_t b = 0; b < used; b++)
          if (piece[from + b] != '[' && piece[from + b] != ']') text[len++] = piece[from + b];
        if (support_below(&seed, 2)) text[len++] = ' ';
      }
      khb_document *doc = support_document(engine, text, len);
      khb_span spans[256];
      size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, COUNT(spans));
      for (size_t s = 0; s < n && s < COUNT(spans); s++) {
        khb_value v;
        if (!is_time(spans[s].type)) continue;
        assert_true(spans[s].start < spans[s].end && spans[s].end <= len);
        assert_true(khb_document_value(doc, &spans[s], &v) && v.timex[0]);
      }
      khb_document_close(doc);
    }
    khb_engine_close(engine);
  }
}

#endif
