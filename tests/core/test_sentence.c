/* test_sentence.c: paragraphs (lines, hard wraps, blank lines) and sentences (full stops that are none, quotes, headlines). */
#include "table.h"

#include "../../core/text/text.h"

/* ---- sentences ----------------------------------------------------------------------------------------------------------- */

/* One paragraph; `want` is its sentences, each behind its flags: H headline, . last of its paragraph, - neither. */
typedef struct split { const char *name; const char *text; const char *want; } split;

static const split splits[] = {
    {"two sentences", "وصل الوفد. غادر الوزير.", "-[وصل الوفد.] .[غادر الوزير.]"},
    {"no full stop at the end of two", "وصل الوفد. غادر الوزير", "-[وصل الوفد.] .[غادر الوزير]"},
    {"question and exclamation", "من وصل؟ لا أحد! ثم ماذا?", "-[من وصل؟] -[لا أحد!] .[ثم ماذا?]"},
    {"Urdu full stop", "اول۔ دوم۔", "-[اول۔] .[دوم۔]"},
    {"ellipsis as a sign and as full stops", "قال… ثم عاد... وانتهى.", "-[قال…] -[ثم عاد...] .[وانتهى.]"},
    {"doubled marks", "حقا؟! نعم.", "-[حقا؟!] .[نعم.]"},
    {"comma and semicolon do not end", "جاء، ثم ذهب؛ ثم عاد.", ".[جاء، ثم ذهب؛ ثم عاد.]"},
    {"decimal points", "ارتفع 18.25% ثم 3.5 نقطة. انتهى.", "-[ارتفع 18.25% ثم 3.5 نقطة.] .[انتهى.]"},
    {"a number before a full stop", "في عام 2022. وبعد ذلك هدأ.", "-[في عام 2022.] .[وبعد ذلك هدأ.]"},
    {"a full stop in a domain", "زار موقع aljazeera.net أمس. وكتب.", "-[زار موقع aljazeera.net أمس.] .[وكتب.]"},
    {"doctor", "التقى د. أحمد أمس. وعاد.", "-[التقى د. أحمد أمس.] .[وعاد.]"},
    {"professor doctor", "قال أ. د. محمد علي.", ".[قال أ. د. محمد علي.]"},
    {"engineer", "حضر م. خالد.", ".[حضر م. خالد.]"},
    {"a one-letter abbreviation with tatweel", "سنة 1444 هـ. الموافق 2022 م. تقريبا", "H[سنة 1444 هـ. الموافق 2022 م. تقريبا]"},
    {"Latin initial", "قال J. Smith ذلك. ثم عاد.", "-[قال J. Smith ذلك.] .[ثم عاد.]"},
    {"Latin title", "قال Mr. Smith ذلك.", ".[قال Mr. Smith ذلك.]"},
    {"Latin sentences", "He came home. Then he left.", "-[He came home.] .[Then he left.]"},
    {"closing quote belongs to the sentence", "قال «نعم.» ثم عاد.", "-[قال «نعم.»] .[ثم عاد.]"},
    {"straight and curly closing quotes", "قال \"نعم.\" وقال “لا!” وعاد.", "-[قال \"نعم.\"] -[وقال “لا!”] .[وعاد.]"},
    {"bracket after a full stop", "(انتهى.) ثم بدأ.", "-[(انتهى.)] .[ثم بدأ.]"},
    {"an opening quote begins the next", "انتهى. «ثم بدأ»", "-[انتهى.] .[«ثم بدأ»]"},
    {"no space behind a full stop, no end", "أولا.ثانيا ثم.ثالثا", "H[أولا.ثانيا ثم.ثالثا]"},
    {"a full stop alone at the start", ". قال", "-[.] .[قال]"},
    {"headline", "روسيا ترسل قوات إلى كازاخستان", "H[روسيا ترسل قوات إلى كازاخستان]"},
    {"headline that ends in a figure", "ارتفاع النفط إلى 80 دولارا في 2022", "H[ارتفاع النفط إلى 80 دولارا في 2022]"},
    {"a full stop makes it a sentence", "روسيا ترسل قوات.", ".[روسيا ترسل قوات.]"},
    {"a colon at the end is no headline", "وقال الوزير:", ".[وقال الوزير:]"},
    {"fifteen words are a headline", "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض", "H[ا ب ت ث ج ح خ د ذ ر ز س ش ص ض]"},
    {"sixteen are not", "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط", ".[ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط]"},
    {"marks alone are no headline", "* * *", ".[* * *]"},
    {"source line", "المصدر : الجزيرة + وكالات", "H[المصدر : الجزيرة + وكالات]"}, /* the label is the document's to know */
    {"white space at the edges is outside", "  قال.  \t", ".[قال.]"},
    {"a sentence over a hard wrap", "قال الوزير\nإن الوفد وصل. وعاد.", "-[قال الوزير\nإن الوفد وصل.] .[وعاد.]"},
};

static void test_sentences(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(splits); i++) {
    const char *text = splits[i].text;
    khb_scan scan = {0};
    khb_sents sents = {0};
    assert_true(khb_scan_text(&scan, text, 0, (uint32_t)strlen(text)));
    assert_true(khb_split_sentences(text, &scan, 0, scan.n_tok, &sents));
    static written got;
    got.len = 0;
    got.text[0] = 0;
    for (size_t k = 0; k < sents.n; k++) {
      const khb_sentence *s = &sents.item[k];
      CASE_CHECK(splits[i].name, !!(s->flags & KHB_SENT_LAST) == (k + 1 == sents.n));
      put_string(&got, k ? " " : "");
      put_string(&got, s->flags & KHB_SENT_HEADLINE ? "H[" : s->flags & KHB_SENT_LAST ? ".[" : "-[");
      put(&got, text + s->start, s->end - s->start);
      put_string(&got, "]");
    }
    khb_scan_free(&scan);
    free(sents.item);
    CASE_STRING(splits[i].name, got.text, splits[i].want);
  }
}

/* No tokens, no sentences; tokens from the middle of a scan; appended to what is there. */
static void test_token_ranges(void **state) {
  (void)state;
  const char text[] = "أولا. ثانيا. ثالثا.";
  khb_scan scan = {0};
  khb_sents sents = {0};
  assert_true(khb_scan_text(&scan, text, 0, sizeof text - 1));
  assert_true(khb_split_sentences(text, &scan, 0, 0, &sents));
  assert_int_equal(sents.n, 0);
  assert_true(khb_split_sentences(text, &scan, 2, 4, &sents));
  assert_int_equal(sents.n, 1);
  assert_int_equal(sents.item[0].start, 10);
  assert_true(khb_split_sentences(text, &scan, 0, scan.n_tok, &sents));
  assert_int_equal(sents.n, 4);
  khb_scan_free(&scan);
  free(sents.item);
}

/* ---- paragraphs ---------------------------------------------------------------------------------------------------------- */

/* 50 to 60 characters, as mail and Markdown break lines. */
#define WRAPPED_1 "وقالت وزارة الدفاع الروسية في بيان أصدرته اليوم الأحد إن"
#define WRAPPED_2 "الطائرات التي أقلت القوات هبطت في مطار ألماتي مساء أمس"
#define STOPPED "وأنها تضم وحدات من المظليين."
#define LONG_LINE                                                                                                      \
  "وقالت وزارة الدفاع الروسية في بيان أصدرته اليوم الأحد إن الطائرات التي أقلت القوات هبطت في مطار ألماتي مساء أمس " \
  "وأنها تضم وحدات من المظليين وغيرهم"

#define WIDTH_44 "ten chars ten chars ten chars ten chars xxxx"

/* Where paragraphs end is written as a bar. */
static const split paragraphs[] = {
    {"one line", "قال", "قال"},
    {"one line with its break", "قال\n", "قال\n"},
    {"short lines are paragraphs", "عنوان\nكاتب\nنص", "عنوان\n|كاتب\n|نص"},
    {"blank lines belong to the paragraph before", "أ\n\n\nب\n", "أ\n\n\n|ب\n"},
    {"lines of white space are blank", "أ\n \t \nب", "أ\n \t \n|ب"},
    {"blank lines at the start", "\n\nأ\nب", "\n\n|أ\n|ب"},
    {"blank lines at the end", "أ\nب\n\n\n", "أ\n|ب\n\n\n"},
    {"blank lines alone", "\n\n\n", "\n\n\n"},
    {"CRLF", "أ\r\nب\r\n\r\nت", "أ\r\n|ب\r\n\r\n|ت"},
    {"CR alone", "أ\rب\r\rت", "أ\r|ب\r\r|ت"},
    {"hard-wrapped text is one", WRAPPED_1 "\n" WRAPPED_2 "\n" STOPPED "\n", WRAPPED_1 "\n" WRAPPED_2 "\n" STOPPED "\n"},
    {"hard-wrapped with CRLF", WRAPPED_1 "\r\n" STOPPED, WRAPPED_1 "\r\n" STOPPED},
    {"hard-wrapped with CR", WRAPPED_1 "\r" STOPPED, WRAPPED_1 "\r" STOPPED},
    {"a blank line ends it", WRAPPED_1 "\n\n" STOPPED, WRAPPED_1 "\n\n|" STOPPED},
    {"a full stop at the end of a line ends it", WRAPPED_1 " ذلك.\n" WRAPPED_2, WRAPPED_1 " ذلك.\n|" WRAPPED_2},
    {"a question mark too", WRAPPED_1 " ذلك؟\n" WRAPPED_2, WRAPPED_1 " ذلك؟\n|" WRAPPED_2},
    {"a short line ends it", STOPPED "\n" WRAPPED_1, STOPPED "\n|" WRAPPED_1},
    {"a short line without a full stop is no wrap", WRAPPED_1 "\nوكالة الأنباء", WRAPPED_1 "\n|وكالة الأنباء"},
    {"a paragraph a line", LONG_LINE "\n" LONG_LINE "\n", LONG_LINE "\n|" LONG_LINE "\n"},
    {"a line much wider than the one before is no wrap", WRAPPED_1 "\n" LONG_LINE, WRAPPED_1 "\n|" LONG_LINE},
    {"44 characters are a short line", WIDTH_44 "\nقال.", WIDTH_44 "\n|قال."},
    {"45 are a wrapped one", WIDTH_44 "5\nقال.", WIDTH_44 "5\nقال."},
    {"a hundred are a wrapped one", WIDTH_44 WIDTH_44 "xx x xx x xx\nقال.", WIDTH_44 WIDTH_44 "xx x xx x xx\nقال."},
    {"more are a long one", WIDTH_44 WIDTH_44 "xx x xx x xx1\nقال.", WIDTH_44 WIDTH_44 "xx x xx x xx1\n|قال."},
    {"a next line that is short and stops", WRAPPED_1 "\nنعم.", WRAPPED_1 "\nنعم."},
    {"headline and byline", "روسيا ترسل قوات إلى كازاخستان\nمراسل الشؤون الدولية\n" WRAPPED_1,
     "روسيا ترسل قوات إلى كازاخستان\n|مراسل الشؤون الدولية\n|" WRAPPED_1},
    {"Markdown heading before text", "# " WRAPPED_1 "\n" WRAPPED_2, "# " WRAPPED_1 "\n|" WRAPPED_2},
    {"Markdown heading after text", WRAPPED_1 "\n# عنوان.", WRAPPED_1 "\n|# عنوان."},
    {"list with hyphens", WRAPPED_1 "\n- أول.\n- ثان.", WRAPPED_1 "\n|- أول.\n|- ثان."},
    {"list with bullets", WRAPPED_1 "\n• أول.", WRAPPED_1 "\n|• أول."},
    {"list with numbers", WRAPPED_1 "\n1. أول.\n2) ثان.", WRAPPED_1 "\n|1. أول.\n|2) ثان."},
    {"quoted mail", WRAPPED_1 "\n> نعم.", WRAPPED_1 "\n|> نعم."},
    {"indented line", WRAPPED_1 "\n  نعم.", WRAPPED_1 "\n|  نعم."},
    {"a rule", WRAPPED_1 "\n---\n", WRAPPED_1 "\n|---\n"},
    {"list items go on over a wrap", "- " WRAPPED_1 "\n" STOPPED, "- " WRAPPED_1 "\n" STOPPED},
};

static void test_paragraphs(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(paragraphs); i++) {
    const char *text = paragraphs[i].text;
    uint32_t len = (uint32_t)strlen(text);
    static written got;
    got.len = 0;
    got.text[0] = 0;
    for (uint32_t at = 0; at < len;) {
      uint32_t end = khb_paragraph_end(text, at, len);
      CASE_CHECK(paragraphs[i].name, end > at && end <= len);
      put_string(&got, at ? "|" : "");
      put(&got, text + at, end - at);
      at = end;
    }
    CASE_STRING(paragraphs[i].name, got.text, paragraphs[i].want);
  }
}

/* ---- locality ------------------------------------------------------------------------------------------------------------ */

static size_t random_lines(uint64_t *random, char *text, size_t room) {
  static const char *const lines[] = {WRAPPED_1, WRAPPED_2, STOPPED, LONG_LINE, "عنوان", "- بند", "", "", "  ", "# رأس", "قال.",
                                      "1. أول", "\xff\xd8", "A line of Latin text that is about as wide as a wrapped line"};
  static const char *const breaks[] = {"\n", "\n", "\n", "\r\n", "\r", "\n\n", ""};
  size_t len = 0;
  for (uint32_t n = 1 + support_below(random, 12); n > 0; n--) {
    const char *parts[2] = {lines[support_below(random, COUNT(lines))], breaks[support_below(random, COUNT(breaks))]};
    for (int k = 0; k < 2; k++) {
      size_t size = strlen(parts[k]);
      if (len + size > room) return len;
      memcpy(text + len, parts[k], size);
      len += size;
    }
  }
  return len;
}

/* Past the end of the line that starts at `from`. */
static uint32_t line_end(const char *text, uint32_t from, uint32_t len) {
  while (from < len && text[from] != '\n' && text[from] != '\r') from++;
  if (from < len && text[from] == '\r' && from + 1 < len && text[from + 1] == '\n') from++;
  return from < len ? from + 1 : len;
}

/* What text.h promises: the end depends only on the bytes up to the end of the line after the paragraph. Whatever stands before
   is cut off and whatever stands behind is replaced, in memory of exactly that size; the end stays where it was. */
static void test_locality(void **state) {
  (void)state;
  uint64_t random = 11;
  for (int i = 0; i < 4000; i++) {
    char text[4096], other[4096];
    uint32_t len = (uint32_t)random_lines(&random, text, sizeof text);
    uint32_t n_other = (uint32_t)random_lines(&random, other, sizeof other);
    for (uint32_t at = 0; at < len;) {
      uint32_t end = khb_paragraph_end(text, at, len), seen = line_end(text, end, len);
      /* Only where there is a line after the paragraph, and it is whole. */
      if (end < len && (text[seen - 1] == '\n' || text[seen - 1] == '\r')) {
        uint32_t part = seen - at;
        char *moved = malloc(part + n_other + 1u);
        assert_non_null(moved);
        memcpy(moved, text + at, part);
        memcpy(moved + part, other, n_other);
        if (moved[part - 1] == '\r' && n_other && other[0] == '\n') moved[part] = 'x'; /* else it were another break */
        uint32_t again = khb_paragraph_end(moved, 0, part + n_other);
        free(moved);
        if (again != end - at) fail_msg("text %d, paragraph at %u: ends at %u, moved at %u", i, at, end, again + at);
      }
      at = end;
    }
  }
}

/* ---- lines that are cut -------------------------------------------------------------------------------------------------------- */

enum { PART = 8192 };

/* A line of `n` bytes: `unit` again and again. */
static char *line_of(const char *unit, uint32_t n) {
  char *text = malloc(n + 1u);
  size_t size = strlen(unit);
  assert_non_null(text);
  for (uint32_t i = 0; i < n; i++) text[i] = unit[i % size];
  text[n] = 0;
  return text;
}

typedef struct cut { const char *name, *unit; uint32_t size; uint32_t parts; const char *before; } cut;

/* `before`: what stands before each cut. */
static const cut cuts[] = {
    {"as long as a part", "قال ذلك. ", PART, 1, NULL},
    {"behind a sentence", "قال ذلك أمس. وعاد إلى بيته ", 3 * PART, 3, "أمس. "},
    {"behind a question", "هل قال ذلك أمس؟ نعم وعاد ", 3 * PART, 3, "أمس؟ "},
    {"not behind the full stop of a letter", "وقال د. خالد للصحفيين ", 3 * PART, 2, NULL},
    {"before a word where nothing ends", "قال ذلك  أمس ", 4 * PART, 3, " "},
    {"one word", "وقال", 5 * PART, 1, NULL},
    {"a word behind another line", "قال\n", 4 * PART, 4 * PART / 7, "\n"},
    {"a line that ends soon", "قال ", 2 * PART - 8, 1, NULL},
};

static void test_cut_lines(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(cuts); i++) {
    char *text = line_of(cuts[i].unit, cuts[i].size);
    uint32_t parts = 0, len = cuts[i].size;
    for (uint32_t at = 0; at < len; parts++) {
      uint32_t end = khb_paragraph_end(text, at, len);
      CASE_CHECK(cuts[i].name, end > at && end <= len);
      size_t n = cuts[i].before ? strlen(cuts[i].before) : 0;
      if (n && end < len) CASE_CHECK(cuts[i].name, memcmp(text + end - n, cuts[i].before, n) == 0);
      at = end;
    }
    CASE_CHECK(cuts[i].name, parts == cuts[i].parts || (cuts[i].parts > 100 && parts >= cuts[i].parts));
    free(text);
  }
}

/* The end of a part depends on nothing behind the part after it. */
static void test_cut_locality(void **state) {
  (void)state;
  static const char *const words[] = {"قال ", "ذلك ", "أمس ", "وعاد ", "د. ", "  ", "أخرى"};
  uint64_t random = 5;
  for (int i = 0; i < 60; i++) {
    enum { SIZE = 60000 };
    char *text = malloc(SIZE);
    uint32_t len = 0;
    assert_non_null(text);
    while (len < SIZE - 16) {
      uint64_t draw = support_below(&random, i % 3 ? 400 : 4000);
      const char *word = draw == 0 ? "انتهى. " : draw == 1 && i % 2 ? "\n" : words[draw % COUNT(words)];
      memcpy(text + len, word, strlen(word));
      len += (uint32_t)strlen(word);
    }
    for (uint32_t at = 0; at < len;) {
      uint32_t end = khb_paragraph_end(text, at, len);
      uint32_t seen = end < len ? khb_paragraph_end(text, end, len) : len;
      if (seen < len) {
        char *other = malloc(len - at);
        assert_non_null(other);
        memcpy(other, text + at, seen - at);
        memset(other + (seen - at), i % 2 ? 'x' : '.', len - seen);
        uint32_t again = khb_paragraph_end(other, 0, len - at);
        free(other);
        if (again != end - at) fail_msg("text %d, part at %u: ends at %u, then at %u", i, at, end, again + at);
      }
      at = end;
    }
    free(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sentences), cmocka_unit_test(test_token_ranges),
                                     cmocka_unit_test(test_paragraphs), cmocka_unit_test(test_locality),
                                     cmocka_unit_test(test_cut_lines), cmocka_unit_test(test_cut_locality)};
  return cmocka_run_group_tests_name("sentence", tests, NULL, NULL);
}
