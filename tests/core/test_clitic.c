/* test_clitic.c: the readings of a word as clitics and stem, with exact offsets.
 *
 * A reading is written as the word cut in pieces: proclitics before a bar, the stem, the pronoun after a bar. Tashkeel stays
 * with the letter before it. A + before the stem: the article belongs to what was taken off. Readings stand in the order
 * given, parted by spaces.
 */
#include "table.h"

#include "../../core/text/text.h"

static khb_scan scan_of(const char *text, size_t len) {
  khb_scan scan = {0};
  assert_true(khb_scan_text(&scan, text, 0, (uint32_t)len));
  return scan;
}

static void write_readings(const char *text, const khb_tok *t, const khb_clitics *r, size_t n, written *w) {
  w->len = 0;
  w->text[0] = 0;
  for (size_t i = 0; i < n; i++) {
    if (i) put_string(w, " ");
    put(w, text + t->start, r[i].stem.start - t->start);
    if (r[i].stem.start > t->start) put_string(w, "|");
    if (r[i].proclitics & KHB_PRO_AL) put_string(w, "+");
    put(w, text + r[i].stem.start, r[i].stem.end - r[i].stem.start);
    if (r[i].has_enclitic) put_string(w, "|");
    put(w, text + r[i].enclitic.start, r[i].enclitic.end - r[i].enclitic.start);
  }
}

typedef struct readings { const char *name; const char *text; const char *want; } readings;

static const readings cases[] = {
    {"nothing to take off", "محمد", "محمد"},
    {"the article", "القاهرة", "القاهرة ال|+قاهرة"},
    {"conjunction, preposition, article", "وبالقاهرة", "وبالقاهرة و|بالقاهرة وب|القاهرة وبال|+قاهرة"},
    {"fa and kaf", "فكالأسد", "فكالأسد ف|كالأسد فك|الأسد فكال|+أسد"},
    {"the alef of the article is not written", "للأمم", "للأمم ل|لأمم لل|+أمم"},
    {"waw before it", "وللأمم", "وللأمم و|للأمم ول|لأمم ولل|+أمم"},
    {"lam and a name with two lams", "للاذقية", "للاذقية ل|لاذقية لل|+اذقية"},
    {"future", "سيكتب", "سيكتب س|يكتب"},
    {"conjunction and future", "وسيكتب", "وسيكتب و|سيكتب وس|يكتب"},
    {"no article behind the future", "سالم", "سالم س|الم"},
    {"waw that may be the word's own", "واشنطن", "واشنطن و|اشنطن"},
    {"pronoun", "كتابه", "كتابه ك|تابه كتاب|ه ك|تاب|ه"},
    {"pronoun of two letters", "قلمها", "قلمها قلم|ها"},
    {"pronoun of three letters", "قلمهما", "قلمهما قلم|هما"},
    {"ta marbuta is no pronoun", "مدينة", "مدينة"},
    {"ta marbuta in presentation forms is no pronoun", "\ufee3\ufeaa\ufef3\ufee8\ufe94",
     "\ufee3\ufeaa\ufef3\ufee8\ufe94"},
    {"ta marbuta goal is no pronoun", "مدینۃ", "مدینۃ"},
    {"alef maqsura is no pronoun", "مقهى", "مقهى"},
    {"alef maqsura after nun is no pronoun", "مبنى", "مبنى"},
    {"ya with hamza is no pronoun", "مرفئ", "مرفئ"},
    {"ya", "قلمي", "قلمي قلم|ي"},
    {"nun and ya", "علمني", "علمني علمن|ي علم|ني"},
    {"us", "قلمنا", "قلمنا قلم|نا"},
    {"you", "قلمك", "قلمك قلم|ك"},
    {"clitics at both ends, but no article with a pronoun", "وبقلمه", "وبقلمه و|بقلمه وب|قلمه وبقلم|ه و|بقلم|ه وب|قلم|ه"},
    {"an article keeps its pronoun-like end", "الأهرام", "الأهرام ال|+أهرام"},
    {"tashkeel between clitic and stem goes with the clitic",
     "وَبِالْقاهرة", "وَبِالْقاهرة وَ|بِالْقاهرة وَبِ|الْقاهرة وَبِالْ|+قاهرة"},
    {"tatweel between", "بـمصر", "بـمصر بـ|مصر"},
    {"tashkeel before the pronoun", "قلمُهُ", "قلمُهُ قلمُ|هُ"},
    {"a stem has two letters", "وبر", "وبر و|بر"},
    {"of two letters nothing is taken", "به", "به"},
    {"one letter", "و", "و"},
    {"one letter with tashkeel", "وَ", "وَ"},
    {"nothing is parted within a ligature", "\ufefbبن", "\ufefbبن"},
    {"nor a pronoun off a ligature", "\ufdf2", "\ufdf2"},
    {"a clitic before a ligature", "ب\ufefbبن", "ب\ufefbبن ب|\ufefbبن"},
};

static void test_readings(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    const char *text = cases[i].text;
    khb_scan scan = scan_of(text, strlen(text));
    khb_clitics r[32];
    size_t n = khb_clitic_readings(text, &scan, &scan.tok[0], r, COUNT(r));
    CASE_CHECK(cases[i].name, n >= 1 && n <= COUNT(r));
    CASE_CHECK(cases[i].name, r[0].stem.start == scan.tok[0].start && r[0].stem.end == scan.tok[0].end && r[0].proclitics == 0);
    written w;
    write_readings(text, &scan.tok[0], r, n, &w);
    khb_scan_free(&scan);
    CASE_STRING(cases[i].name, w.text, cases[i].want);
  }
}

/* Bits and bytes of the readings that matter most. */
static void test_bits_and_offsets(void **state) {
  (void)state;
  const char text[] = "في وبالقاهرة للأمم كتابه";
  khb_scan scan = scan_of(text, sizeof text - 1);
  khb_clitics r[16];
  assert_int_equal(khb_clitic_readings(text, &scan, &scan.tok[1], r, 16), 4);
  assert_int_equal(r[2].proclitics, KHB_PRO_WA | KHB_PRO_BI);
  assert_int_equal(r[2].stem.start, 9);
  assert_int_equal(r[2].stem.end, 23);
  assert_int_equal(r[3].proclitics, KHB_PRO_WA | KHB_PRO_BI | KHB_PRO_AL);
  assert_int_equal(r[3].stem.start, 13);
  assert_int_equal(khb_clitic_readings(text, &scan, &scan.tok[2], r, 16), 3);
  assert_int_equal(r[1].proclitics, KHB_PRO_LI); /* ل + (ا)لأمم */
  assert_int_equal(r[1].stem.start, 26);
  assert_int_equal(r[2].proclitics, KHB_PRO_LI | KHB_PRO_AL); /* ل + ال + أمم */
  assert_int_equal(r[2].stem.start, 28);
  size_t n = khb_clitic_readings(text, &scan, &scan.tok[3], r, 16);
  assert_int_equal(n, 4);
  assert_true(r[2].has_enclitic);
  assert_int_equal(r[2].stem.end, 43);
  assert_int_equal(r[2].enclitic.start, 43);
  assert_int_equal(r[2].enclitic.end, 45);
  assert_false(r[0].has_enclitic);
  assert_int_equal(r[0].enclitic.start, r[0].enclitic.end);
  khb_scan_free(&scan);
}

static void test_no_arabic_word(void **state) {
  (void)state;
  static const struct { const char *name, *text; } others[] = {
      {"Latin", "wabi"},         {"number", "٤٢"},    {"punctuation", "،"},
      {"tatweel alone", "ـ"}, {"hashtag", "#وبه"}, {"Cyrillic", "вода"}};
  for (size_t i = 0; i < COUNT(others); i++) {
    khb_scan scan = scan_of(others[i].text, strlen(others[i].text));
    CASE_CHECK(others[i].name, khb_clitic_readings(others[i].text, &scan, &scan.tok[0], NULL, 0) == 0);
    khb_scan_free(&scan);
  }
}

static void test_small_room(void **state) {
  (void)state;
  const char text[] = "وبالقاهرة";
  khb_scan scan = scan_of(text, sizeof text - 1);
  khb_clitics all[4], some[5];
  assert_int_equal(khb_clitic_readings(text, &scan, &scan.tok[0], all, 4), 4);
  for (size_t cap = 0; cap <= 4; cap++) {
    memset(some, 0xee, sizeof some);
    assert_int_equal(khb_clitic_readings(text, &scan, &scan.tok[0], some, cap), 4);
    for (size_t k = 0; k < cap; k++) assert_int_equal(some[k].stem.start, all[k].stem.start);
    assert_int_equal(some[cap].stem.start, 0xeeeeeeee);
  }
  khb_scan_free(&scan);
}

/* Through a document: the word at any of its bytes, and nothing elsewhere. */
static void test_in_a_document(void **state) {
  (void)state;
  khb_engine *engine = engine_must("entities: []\n");
  const char text[] = "قال.\nوبالقاهرة BBC\n";
  khb_document *doc = support_document(engine, text, sizeof text - 1);
  khb_clitics r[8];
  for (uint32_t at = 0; at < 40; at++) {
    bool first = at < 6, second = at >= 8 && at < 26;
    size_t n = khb_document_clitics(doc, at, r, 8);
    assert_int_equal(n, first ? 1 : second ? 4 : 0);
    if (second) assert_int_equal(r[2].stem.start, 12);
  }
  assert_int_equal(khb_document_clitics(doc, UINT32_MAX, r, 8), 0);
  khb_document_close(doc);
  khb_engine_close(engine);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_readings), cmocka_unit_test(test_bits_and_offsets),
                                     cmocka_unit_test(test_no_arabic_word), cmocka_unit_test(test_small_room),
                                     cmocka_unit_test(test_in_a_document)};
  return cmocka_run_group_tests_name("clitic", tests, NULL, NULL);
}
