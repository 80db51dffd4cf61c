/* test_fold.c: every row of the folding table, the offset map, spelling, the share of Arabic. */
#include "table.h"

#include "../../core/text/fold.h"

/* ---- rows of the table --------------------------------------------------------------------------------------------------- */

typedef struct row { const char *name; const char *text; size_t len; const char *want; } row;

static const row rows[] = {
    {"nothing", BYTES(""), ""},
    {"plain letters stay", BYTES("كازاخستان"), "كازاخستان"},
    /* [Hab] alef and hamza */
    {"alef with hamza above", BYTES("أحمد"), "احمد"},
    {"alef with hamza below", BYTES("إيران"), "ايران"},
    {"alef with madda", BYTES("آسيا"), "اسيا"},
    {"alef wasla", BYTES("ٱلله"), "الله"},
    {"alef with wavy hamza", BYTES("ٲٳ"), "اا"},
    {"high hamza alef", BYTES("ٵ"), "ا"},
    {"waw with hamza to its seat", BYTES("مؤتمر"), "موتمر"},
    {"ya with hamza to its seat", BYTES("رئيس"), "رييس"},
    {"high hamza waw, u, ya", BYTES("ٶٷٸ"), "ووي"},
    {"the lone hamza stays", BYTES("سماء"), "سماء"},
    {"high hamza is a hamza", BYTES("ٴ"), "ء"},
    {"alef and a combining hamza", BYTES("ا\u0654ا\u0655ا\u0653"), "ااا"},
    /* [Hab] ya and ta marbuta */
    {"alef maqsura", BYTES("مصطفى"), "مصطفي"},
    {"ta marbuta", BYTES("القاهرة"), "القاهره"},
    {"ta marbuta goal, heh forms", BYTES("ۃۀۂہەھ"), "هههههه"},
    {"Kashmiri ya and ya with marks", BYTES("\u0620\u063d\u063e\u063f\u06cd\u06ce\u06d1\u06d2\u06d3"), "ييييييييي"},
    /* [Hab] marks */
    {"all tashkeel", BYTES("بًٌٍَُِّْ"), "ب"},
    {"tatweel", BYTES("الـــرياض"), "الرياض"},
    {"superscript alef", BYTES("هٰذا"), "هذا"},
    {"Quranic marks", BYTES("ب\u06d6\u06dc\u06df\u06e8\u06ea\u06edت\u0610\u061a"), "بت"},
    {"small marks of the extended block", BYTES("ب\u08d3\u08ffت"), "بت"},
    /* [NFKC] presentation forms */
    {"forms B: one word in all four shapes", BYTES("\ufe8d\ufedf\ufed8\ufe8e\ufeeb\ufeae\ufe93"), "القاهره"},
    {"lam-alef ligatures", BYTES("\ufefb\ufefc\ufef5\ufef7\ufef9"), "لالالالالا"},
    {"forms A: Persian letters", BYTES("\ufb56\ufb7a\ufb8a\ufb92"), "پچژگ"},
    {"forms A: ligatures of letters", BYTES("\ufc00\ufd50"), "يجتجم"},
    {"Allah", BYTES("\ufdf2"), "الله"},
    {"honorific of eighteen letters", BYTES("\ufdfa"), "صلي الله عليه وسلم"},
    {"stand-alone tashkeel of forms B", BYTES("ب\ufe70\ufe71\ufe76\ufe77\ufe7e\ufe7f"), "ب"},
    {"stand-alone tail", BYTES("ب\ufe73"), "ب"},
    {"stand-alone shadda ligatures of forms A", BYTES("ب\ufc5e\ufc60\ufc63\ufcf2\ufcf4"), "ب"},
    /* [UCD] Persian and Urdu */
    {"Persian kaf and ya", BYTES("ایران کردستان"), "ايران كردستان"},
    {"swash kaf, noon ghunna", BYTES("\u06aa\u06ba"), "كن"},
    {"letters of other languages stay apart", BYTES("پچژگڤ"), "پچژگڤ"},
    {"Urdu letters stay apart", BYTES("ٹڈڑ"), "ٹڈڑ"},
    {"dotless beh and qaf", BYTES("\u066e\u066f"), "بق"},
    /* digits */
    {"Arabic-Indic digits", BYTES("٠١٢٣٤٥٦٧٨٩"), "0123456789"},
    {"Persian digits", BYTES("۰۱۲۳۴۵۶۷۸۹"), "0123456789"},
    {"separators of numbers", BYTES("١٬٢٫٣٪"), "1,2.3%"},
    {"Arabic comma", BYTES("،"), ","},
    {"other marks stay", BYTES("؛؟۔«»"), "؛؟۔«»"},
    /* Latin */
    {"Latin case", BYTES("COVID Zürich"), "covid zurich"},
    {"accents, composed and not", BYTES("\u00c9lys\u00e9e E\u0301"), "elysee e"},
    {"sharp s", BYTES("Straße"), "strasse"},
    {"full-width letters and digits", BYTES("\uff21\uff22\uff43\uff11"), "abc1"},
    {"Latin ligature", BYTES("\ufb01n"), "fin"},
    {"other scripts keep their letters", BYTES("Москва 東京"), "москва 東京"},
    {"Devanagari loses no vowel", BYTES("हिन्दी"), "हिनदी"},
    /* nothing to the reader */
    {"bidi controls", BYTES("\u200fب\u200e\u202a\u202e\u2066\u2069\u061cت"), "بت"},
    {"joiners", BYTES("می\u200cخواهم\u200d"), "ميخواهم"},
    {"soft hyphen, byte order mark, word joiner", BYTES("\ufeffا\u00adب\u2060"), "اب"},
    {"variation selectors", BYTES("a\ufe0f"), "a"},
    {"emoji stay", BYTES("😀"), "😀"},
    /* bytes that are no text */
    {"broken bytes are dropped", BYTES("ا\xff\xc0\x80ب\xd8"), "اب"},
    {"overlong and surrogates are dropped", BYTES("a\xe0\x80\xaf\xed\xa0\x80z"), "az"},
    {"NUL is dropped", BYTES("a\0b"), "ab"},
};

static void test_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    char out[256];
    size_t n = khb_fold(rows[i].text, rows[i].len, out, sizeof out - 1, NULL);
    CASE_CHECK(rows[i].name, n < sizeof out);
    out[n] = 0;
    CASE_STRING(rows[i].name, out, rows[i].want);
  }
}

/* ---- the offset map ------------------------------------------------------------------------------------------------------ */

/* `from`: for each byte of the folded text the byte where its character starts; the last is the length of the text. */
typedef struct mapped { const char *name; const char *text; size_t len; const char *want; uint32_t from[16]; } mapped;

static const mapped maps[] = {
    {"nothing maps to the end", BYTES(""), "", {0}},
    {"ASCII", BYTES("aB"), "ab", {0, 1, 2}},
    {"two bytes each", BYTES("أب"), "اب", {0, 0, 2, 2, 4}},
    {"three bytes to one", BYTES("\uff21b"), "ab", {0, 3, 4}},
    {"two bytes to one", BYTES("٥a"), "5a", {0, 2, 3}},
    {"marks leave a gap", BYTES("بَّـت"), "بت", {0, 0, 8, 8, 10}},
    {"a ligature gives two letters", BYTES("\ufefba"), "لاa", {0, 0, 0, 0, 3, 4}},
    {"broken bytes leave a gap", BYTES("a\xff\xfe" "b"), "ab", {0, 3, 4}},
    {"what is dropped at the end counts in the last entry", BYTES("a\u200f"), "a", {0, 4}},
};

static void test_map(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(maps); i++) {
    const mapped *c = &maps[i];
    char out[16];
    uint32_t map[17];
    size_t n = khb_fold(c->text, c->len, out, sizeof out, map);
    CASE_CHECK(c->name, n == strlen(c->want) && memcmp(out, c->want, n) == 0);
    for (size_t k = 0; k <= n; k++)
      if (map[k] != c->from[k]) CASE_FAIL(c->name, "byte %zu comes from %u, not %u", k, map[k], c->from[k]);
  }
}

/* Whatever the room, the length is that of all, what fits is the beginning, and nothing beyond is written. */
static void test_small_room(void **state) {
  (void)state;
  const char text[] = "وزيرُ \ufefb أنطونيو ٤٢ \uff21";
  char whole[64];
  uint32_t whole_map[65];
  size_t n = khb_fold(text, sizeof text - 1, whole, sizeof whole, whole_map);
  assert_true(n > 0 && n < sizeof whole);
  for (size_t cap = 0; cap <= n; cap++) {
    char out[65];
    uint32_t map[66];
    memset(out, '#', sizeof out);
    memset(map, 0xee, sizeof map);
    assert_int_equal(khb_fold(text, sizeof text - 1, out, cap, map), n);
    assert_memory_equal(out, whole, cap);
    assert_int_equal(out[cap], '#');
    assert_memory_equal(map, whole_map, cap * sizeof *map);
    assert_int_equal(map[cap], sizeof text - 1);
    assert_int_equal(map[cap + 1], 0xeeeeeeee);
  }
  assert_int_equal(khb_fold(text, sizeof text - 1, NULL, 0, NULL), n);
}

/* ---- the alphabet -------------------------------------------------------------------------------------------------------- */

static void test_table_is_whole(void **state) {
  (void)state;
  assert_int_equal(sizeof khb_arabic_block, 256);
  for (uint32_t i = 0; i < 256; i++) {
    uint8_t a = khb_arabic_block[i];
    char name[16];
    snprintf(name, sizeof name, "U+%04X", 0x600 + i);
    CASE_CHECK(name, a >= 0x80 ? a != 0xff : (a >= '0' && a <= '9') || (a >= KHB_A_MARK && a <= KHB_A_IGNORE));
  }
  /* Where the rows of 16 begin: a cell too few or too many would move these. */
  static const struct { uint32_t cp; uint8_t cell; } anchors[] = {
      {0x60c, KHB_A_PUNCT}, {0x61b, KHB_A_PUNCT},  {0x61c, KHB_A_IGNORE}, {0x621, KHB_C_HAMZA}, {0x627, KHB_C_ALEF},
      {0x62f, KHB_C_DAL},   {0x63a, KHB_C_GHAIN},  {0x640, KHB_A_MARK},   {0x641, KHB_C_FA},    {0x64a, KHB_C_YA},
      {0x64b, KHB_A_MARK},  {0x65f, KHB_A_MARK},   {0x660, '0'},          {0x669, '9'},         {0x66a, KHB_A_PUNCT},
      {0x670, KHB_A_MARK},  {0x671, KHB_C_ALEF},   {0x6a9, KHB_C_KAF},    {0x6cc, KHB_C_YA},    {0x6d4, KHB_A_PUNCT},
      {0x6d5, KHB_C_HA},    {0x6dd, KHB_A_SYMBOL}, {0x6e9, KHB_A_SYMBOL}, {0x6f0, '0'},         {0x6f9, '9'}};
  for (size_t i = 0; i < COUNT(anchors); i++) {
    char name[16];
    snprintf(name, sizeof name, "U+%04X", anchors[i].cp);
    CASE_CHECK(name, khb_arabic_block[anchors[i].cp & 0xff] == anchors[i].cell);
  }
}

/* Letters of other languages are kept apart by number: no two share one. */
static void test_other_letters_differ(void **state) {
  (void)state;
  uint32_t owner[256] = {0};
  for (uint32_t i = 0; i < 256; i++) {
    uint8_t a = khb_arabic_block[i];
    if (a < KHB_C_OTHER) continue;
    char name[32];
    snprintf(name, sizeof name, "U+%04X and U+%04X", owner[a], 0x600 + i);
    CASE_CHECK(name, owner[a] == 0);
    owner[a] = 0x600 + i;
  }
}

/* For all of Unicode: few codes, none of them 0, and folding what is folded changes nothing. */
static void test_idempotent(void **state) {
  (void)state;
  for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
    if (cp >= 0xd800 && cp <= 0xdfff) continue;
    char name[16];
    snprintf(name, sizeof name, "U+%04X", cp);
    uint8_t bytes[4], codes[KHB_FOLD_MAX + 1];
    uint32_t len = khb_utf8_put(cp, bytes);
    codes[KHB_FOLD_MAX] = 0xa5;
    uint32_t n = khb_fold_char(cp, codes);
    CASE_CHECK(name, n <= KHB_FOLD_MAX && codes[KHB_FOLD_MAX] == 0xa5);
    CASE_CHECK(name, memchr(codes, 0, n) == NULL);
    char once[4 * KHB_FOLD_MAX], again[4 * KHB_FOLD_MAX], shown[4 * KHB_FOLD_MAX];
    size_t n_once = khb_fold((const char *)bytes, len, once, sizeof once, NULL);
    CASE_CHECK(name, n_once <= sizeof once);
    CASE_CHECK(name, khb_codes_to_utf8(codes, n, shown, sizeof shown) == n_once && memcmp(once, shown, n_once) == 0);
    size_t n_again = khb_fold(once, n_once, again, sizeof again, NULL);
    CASE_CHECK(name, n_again == n_once && memcmp(once, again, n_once) == 0);
  }
}

/* Room for nothing, for half a letter, for all. */
static void test_codes_to_utf8(void **state) {
  (void)state;
  const uint8_t codes[] = {KHB_C_QAF, KHB_C_TAH, KHB_C_RA, 'x', 0xff, 0x80, 0x90, 0x83}; /* … and U+0803 */
  const char want[] = "قطرx\u0803";
  char out[16];
  assert_int_equal(khb_codes_to_utf8(codes, sizeof codes, NULL, 0), sizeof want - 1);
  assert_int_equal(khb_codes_to_utf8(codes, sizeof codes, out, sizeof out), sizeof want - 1);
  assert_memory_equal(out, want, sizeof want - 1);
  memset(out, '#', sizeof out);
  assert_int_equal(khb_codes_to_utf8(codes, sizeof codes, out, 3), sizeof want - 1);
  assert_memory_equal(out, "ق##", 4); /* no letter is cut */
  /* Codes that no folding makes: a group cut short, a number that is no character. */
  const uint8_t cut[] = {0xff, 0x80}, wild[] = {0xff, 0xff, 0xff, 0xff}, unused[] = {0xfe};
  assert_true(khb_codes_to_utf8(cut, sizeof cut, out, sizeof out) >= 3);
  assert_int_equal(khb_codes_to_utf8(wild, sizeof wild, out, sizeof out), 3);
  assert_int_equal(khb_codes_to_utf8(unused, sizeof unused, out, sizeof out), 3);
}

/* ---- spelling ------------------------------------------------------------------------------------------------------------ */

typedef struct spelling { const char *name; const char *text; size_t len; const char *other; bool same; } spelling;

static const spelling spellings[] = {
    {"the same bytes", BYTES("بلينكن"), "بلينكن", true},
    {"nothing and nothing", BYTES(""), "", true},
    {"shorter", BYTES("بلينك"), "بلينكن", false},
    {"longer", BYTES("بلينكنا"), "بلينكن", false},
    {"tashkeel aside", BYTES("مُحَمَّد"), "محمد", true},
    {"tatweel aside", BYTES("محـــمد"), "محمد", true},
    {"superscript alef aside", BYTES("هٰذا"), "هذا", true},
    {"bidi controls aside", BYTES("\u200fمحمد\u202c"), "محمد", true},
    {"presentation forms aside", BYTES("\ufee3\ufea4\ufee4\ufeaa"), "محمد", true},
    {"a ligature for two letters", BYTES("\ufefb"), "لا", true},
    {"stand-alone marks aside", BYTES("م\ufe77"), "م", true},
    {"hamza composed and not", BYTES("ا\u0654حمد"), "أحمد", true},
    {"hamza is a letter's own", BYTES("احمد"), "أحمد", false},
    {"hamza above is not below", BYTES("إحمد"), "أحمد", false},
    {"madda", BYTES("اسيا"), "آسيا", false},
    {"waw with hamza", BYTES("موتمر"), "مؤتمر", false},
    {"ya is not alef maqsura", BYTES("مصطفي"), "مصطفى", false},
    {"ta marbuta is not ha", BYTES("القاهره"), "القاهرة", false},
    {"digits of two sets", BYTES("٢٠"), "20", false},
    {"Latin case", BYTES("bbc"), "BBC", false},
    {"a broken byte is like nothing", BYTES("محمد\xff"), "محمد", false},
    {"a NUL is not the end", BYTES("محمد\0علي"), "محمد", false},
};

static void test_spelling(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(spellings); i++) {
    const spelling *c = &spellings[i];
    CASE_CHECK(c->name, khb_same_spelling(c->text, 0, (uint32_t)c->len, c->other) == c->same);
  }
  assert_true(khb_same_spelling("وبالقاهرة", 4, 18, "القاهرة")); /* a part of the text */
}

/* ---- share of Arabic ----------------------------------------------------------------------------------------------------- */

typedef struct share { const char *name; const char *text; size_t len; double want; } share;

static const share shares[] = {
    {"nothing", BYTES(""), 0},
    {"no letters", BYTES("12, 34. ١٢ «»"), 0},
    {"Arabic alone", BYTES("قال الوزير"), 1},
    {"Latin alone", BYTES("He said"), 0},
    {"half and half", BYTES("قال abc"), 0.5},
    {"tashkeel counts for nothing", BYTES("قَالَ abc"), 0.5},
    {"stand-alone tashkeel counts for nothing", BYTES("قال\ufe76\ufe77\ufe7e abc"), 0.5},
    {"ornate brackets count for nothing", BYTES("\ufd3fقال\ufd3e abc"), 0.5},
    {"presentation forms count", BYTES("\ufed7\ufe8e\ufedd abc"), 0.5},
    {"letters of other scripts count against", BYTES("قا мк"), 0.5},
    {"broken bytes count for nothing", BYTES("\xff\xfeقال\xd8 abc\x80"), 0.5},
};

static void test_share(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(shares); i++) {
    double got = khb_arabic_share(shares[i].text, shares[i].len);
    if (got < shares[i].want - 1e-9 || got > shares[i].want + 1e-9)
      CASE_FAIL(shares[i].name, "the share is %f, not %f", got, shares[i].want);
  }
}

/* Only the first 64 KiB are read. */
static void test_share_of_long_text(void **state) {
  (void)state;
  size_t len = 200000;
  char *text = malloc(len);
  assert_non_null(text);
  memset(text, 'a', len);
  for (size_t i = 0; i < 65536; i += 2) memcpy(text + i, "ب", 2);
  assert_true(khb_arabic_share(text, len) == 1.0);
  text[0] = 'a';
  text[1] = 'a';
  assert_true(khb_arabic_share(text, len) < 1.0);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),        cmocka_unit_test(test_map),
      cmocka_unit_test(test_small_room),  cmocka_unit_test(test_table_is_whole),
      cmocka_unit_test(test_other_letters_differ), cmocka_unit_test(test_idempotent),
      cmocka_unit_test(test_codes_to_utf8), cmocka_unit_test(test_spelling),
      cmocka_unit_test(test_share),       cmocka_unit_test(test_share_of_long_text)};
  return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
