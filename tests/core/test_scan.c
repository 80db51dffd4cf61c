/* test_scan.c: from bytes to tokens: every kind, every edge, hostile text, and what holds for any bytes at all.
 *
 * A case is written as its tokens: a letter for the kind, a colon, the token's bytes. Broken bytes are written in hexadecimal.
 *   w word  n number  p punctuation  s symbol  u URL  m e-mail  a @handle  h #hashtag  e emoji  x broken
 */
#include "table.h"

#include "../../core/text/text.h"

static void write_tokens(const char *text, const khb_scan *scan, written *w) {
  static const char letters[] = "wnpsumahex";
  w->len = 0;
  w->text[0] = 0;
  for (size_t i = 0; i < scan->n_tok; i++) {
    const khb_tok *t = &scan->tok[i];
    char head[4] = {i ? ' ' : letters[t->kind], i ? letters[t->kind] : ':', i ? ':' : 0, 0};
    put_string(w, head);
    if (t->kind != KHB_TOK_BROKEN) {
      put(w, text + t->start, t->end - t->start);
      continue;
    }
    for (uint32_t k = t->start; k < t->end; k++) {
      char hex[3];
      snprintf(hex, sizeof hex, "%02x", (unsigned)(uint8_t)text[k]);
      put_string(w, hex);
    }
  }
}

static khb_scan scan_of(const char *text, size_t len) {
  khb_scan scan = {0};
  assert_true(khb_scan_text(&scan, text, 0, (uint32_t)len));
  return scan;
}

/* ---- tokens -------------------------------------------------------------------------------------------------------------- */

typedef struct tokens { const char *name; const char *text; size_t len; const char *want; } tokens;

static const tokens token_cases[] = {
    {"nothing", BYTES(""), ""},
    {"white space alone", BYTES(" \t\r\n\u00a0\u2003\u3000\u2028"), ""},
    {"words", BYTES("قال وزير الخارجية"), "w:قال w:وزير w:الخارجية"},
    {"tashkeel is part of its word", BYTES("أيضًا قالَ"), "w:أيضًا w:قالَ"},
    {"tatweel inside", BYTES("الـــرياض"), "w:الـــرياض"},
    {"tatweel at the end is part of the word", BYTES("1444هـ، ثم"), "n:1444 w:هـ p:، w:ثم"},
    {"tatweel at the start is part of the word", BYTES("ـها"), "w:ـها"},
    {"tatweel alone is no word", BYTES("ـ ـــ"), "p:ـ p:ـــ"},
    {"a mark at the start is part of the word", BYTES("َقال"), "w:َقال"},
    {"marks alone", BYTES("َّ ."), "p:َّ p:."},
    {"presentation forms", BYTES("\ufe8d\ufedf\ufed8 \ufefb"), "w:\ufe8d\ufedf\ufed8 w:\ufefb"},
    {"stand-alone marks inside a word", BYTES("ب\ufe77ت"), "w:ب\ufe77ت"},
    {"Persian and Urdu", BYTES("کردستان پاکستان"), "w:کردستان w:پاکستان"},

    /* numbers */
    {"integer", BYTES("5135 شخصا"), "n:5135 w:شخصا"},
    {"decimal and percent", BYTES("18.25%"), "n:18.25%"},
    {"Arabic-Indic", BYTES("٤٢٠٠"), "n:٤٢٠٠"},
    {"Arabic percent", BYTES("٥٫٣٪"), "n:٥٫٣٪"},
    {"percent apart is a mark", BYTES("5 %"), "n:5 p:%"},
    {"Persian digits", BYTES("۱۴۰۱"), "n:۱۴۰۱"},
    {"thousands", BYTES("1,000,000"), "n:1,000,000"},
    {"Arabic thousands", BYTES("١٬٠٠٠٬٠٠٠٫٥"), "n:١٬٠٠٠٬٠٠٠٫٥"},
    {"Arabic comma and three digits", BYTES("١،٠٠٠ و12،000"), "n:١،٠٠٠ w:و n:12،000"},
    {"Arabic comma in a list", BYTES("5،6 ٥،٦،٧"), "n:5 p:، n:6 n:٥ p:، n:٦ p:، n:٧"},
    {"Arabic comma and four digits", BYTES("5،2022"), "n:5 p:، n:2022"},
    {"time", BYTES("14:30 ١٤:٣٠"), "n:14:30 n:١٤:٣٠"},
    {"date with slashes", BYTES("2022/1/9"), "n:2022/1/9"},
    {"ISO date", BYTES("(2022-01-09)"), "p:( n:2022-01-09 p:)"},
    {"ISO date with more digits is none", BYTES("2022-01-099"), "n:2022 p:- n:01 p:- n:099"},
    {"score", BYTES("2-1"), "n:2 p:- n:1"},
    {"range of years", BYTES("2019-2022"), "n:2019 p:- n:2022"},
    {"phone number", BYTES("+962-6-123"), "s:+ n:962 p:- n:6 p:- n:123"},
    {"full stop after a number", BYTES("عام 2022. ثم"), "w:عام n:2022 p:. w:ثم"},
    {"comma after a number", BYTES("5, ثم ٦، ثم"), "n:5 p:, w:ثم n:٦ p:، w:ثم"},
    {"two separators", BYTES("1,,2 3..4"), "n:1 p:,, n:2 n:3 p:.. n:4"},
    {"bidi control in a number", BYTES("14\u200f:\u200e30"), "n:14\u200f:\u200e30"},
    {"bidi control after a number", BYTES("14\u200f ثم"), "n:14 w:ثم"},
    {"money", BYTES("$100 100€"), "s:$ n:100 n:100 s:€"},
    {"ordinal in Latin", BYTES("3rd"), "n:3 w:rd"},

    /* punctuation and quotes */
    {"one mark and runs of one", BYTES("! !! ...، ؟؟!"), "p:! p:!! p:... p:، p:؟؟ p:!"},
    {"ellipsis", BYTES("قال…"), "w:قال p:…"},
    {"guillemets", BYTES("«نعم»"), "p:« w:نعم p:»"},
    {"straight and curly quotes", BYTES("\"نعم\" “لا” ‘ربما’ „so“"),
     "p:\" w:نعم p:\" p:“ w:لا p:” p:‘ w:ربما p:’ p:„ w:so p:“"},
    {"doubled quotes are a run", BYTES("\"\"نعم\"\""), "p:\"\" w:نعم p:\"\""},
    {"ornate brackets", BYTES("﴿قل﴾"), "p:﴿ w:قل p:﴾"},
    {"dashes against words", BYTES("-في بيان- –ثم—"), "p:- w:في w:بيان p:- p:– w:ثم p:—"},
    {"a word against brackets", BYTES("(رويترز)[أ]{ب}"), "p:( w:رويترز p:) p:[ w:أ p:] p:{ w:ب p:}"},
    {"symbols stand one by one", BYTES("++ ×÷ ©"), "s:+ s:+ s:× s:÷ s:©"},
    {"underscore", BYTES("ا_ب"), "w:ا p:_ w:ب"},

    /* URLs */
    {"URL", BYTES("انظر https://example.com/a?b=1&c=%20#d ثم"), "w:انظر u:https://example.com/a?b=1&c=%20#d w:ثم"},
    {"URL in capitals", BYTES("HTTPS://EXAMPLE.COM"), "u:HTTPS://EXAMPLE.COM"},
    {"www", BYTES("www.aljazeera.net"), "u:www.aljazeera.net"},
    {"ftp", BYTES("ftp://a.b/c"), "u:ftp://a.b/c"},
    {"punctuation after a URL", BYTES("http://a.b/c. http://a.b/c, http://a.b/c؟"),
     "u:http://a.b/c p:. u:http://a.b/c p:, u:http://a.b/c p:؟"},
    {"brackets around a URL", BYTES("(http://a.b/c)، [http://a.b]"), "p:( u:http://a.b/c p:) p:، p:[ u:http://a.b p:]"},
    {"brackets in a URL", BYTES("http://a.b/c_(d) ثم"), "u:http://a.b/c_(d) w:ثم"},
    {"quotes around a URL", BYTES("\"http://a.b\" «http://a.b»"), "p:\" u:http://a.b p:\" p:« u:http://a.b p:»"},
    {"Arabic path", BYTES("https://ar.wikipedia.org/wiki/القاهرة، وقال"),
     "u:https://ar.wikipedia.org/wiki/القاهرة p:، w:وقال"},
    {"URL against an Arabic word", BYTES("الموقعhttp://a.b"), "w:الموقع u:http://a.b"},
    {"a scheme alone is no URL", BYTES("http:// www. ثم"), "w:http p:: p:// w:www p:. w:ثم"},
    {"a bidi control ends a URL", BYTES("http://a.b\u200f/c"), "u:http://a.b p:/ w:c"},
    {"a broken byte ends a URL", BYTES("http://a.b\xff/c"), "u:http://a.b x:ff p:/ w:c"},

    /* e-mail, handles, hashtags */
    {"e-mail", BYTES("إلى desk.one+a@news.example.org."), "w:إلى m:desk.one+a@news.example.org p:."},
    {"e-mail that starts with a digit", BYTES("24@example.com"), "m:24@example.com"},
    {"no domain, no e-mail", BYTES("a@b"), "w:a a:@b"},
    {"a hyphen is no dot", BYTES("a@b-c"), "w:a a:@b p:- w:c"},
    {"e-mail against Arabic", BYTES("بريدa@b.co"), "w:بريد m:a@b.co"},
    {"local part too long", BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.co"),
     "w:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa a:@b p:. w:co"},
    {"handle", BYTES("@AJArabic: @a_1"), "a:@AJArabic p:: a:@a_1"},
    {"at sign alone", BYTES("@ @قال"), "p:@ p:@ w:قال"},
    {"hashtag", BYTES("#القدس"), "h:#القدس"},
    {"hashtag of several words", BYTES("#قمة_الرياض_2023!"), "h:#قمة_الرياض_2023 p:!"},
    {"hashtag with tatweel", BYTES("#عاجـــل"), "h:#عاجـــل"},
    {"Latin hashtag", BYTES("#COP28"), "h:#COP28"},
    {"digits alone are no hashtag", BYTES("#2022 #_"), "p:# n:2022 p:# p:_"},
    {"number sign alone and in a row", BYTES("# ## عنوان"), "p:# p:# p:# w:عنوان"},
    {"a joiner at the end of a hashtag is outside", BYTES("#قمة\u200f ثم"), "h:#قمة w:ثم"},

    /* Latin and other scripts */
    {"apostrophe inside", BYTES("O'Neill d’Ivoire"), "w:O'Neill w:d’Ivoire"},
    {"apostrophe at the edge", BYTES("'abc' boys'"), "p:' w:abc p:' w:boys p:'"},
    {"letters and digits", BYTES("G20 COVID-19 F16s"), "w:G20 w:COVID p:- n:19 w:F16s"},
    {"full stops inside", BYTES("U.S. aljazeera.net."), "w:U.S p:. w:aljazeera.net p:."},
    {"accents", BYTES("Élysée E\u0301lyse\u0301e"), "w:Élysée w:E\u0301lyse\u0301e"},
    {"Cyrillic, Han, Devanagari", BYTES("Москва 東京 हिन्दी"), "w:Москва w:東京 w:हिन्दी"},
    {"scripts part", BYTES("عام2022 2022م الـBBC BBCعربي Vладимир"),
     "w:عام n:2022 n:2022 w:م w:الـ w:BBC w:BBC w:عربي w:V w:ладимир"},

    /* emoji */
    {"emoji against a word", BYTES("قال😀ثم"), "w:قال e:😀 w:ثم"},
    {"two emoji are two", BYTES("😀😀"), "e:😀 e:😀"},
    {"family joined", BYTES("👨‍👩‍👧‍👦"), "e:👨‍👩‍👧‍👦"},
    {"flags pair up", BYTES("🇸🇦🇪🇬"), "e:🇸🇦 e:🇪🇬"},
    {"half a flag", BYTES("🇸 ا"), "e:🇸 w:ا"},
    {"flag of tags", BYTES("🏴\U000E0067\U000E0062\U000E007F"), "e:🏴\U000E0067\U000E0062\U000E007F"},
    {"skin tone", BYTES("👍🏽👍"), "e:👍🏽 e:👍"},
    {"heart with a selector", BYTES("❤️"), "e:❤️"},
    {"watch and alarm clock", BYTES("⌚⏰"), "e:⌚ e:⏰"},
    {"keycaps", BYTES("1️⃣ #️⃣ *⃣ 2"), "e:1️⃣ e:#️⃣ e:*⃣ n:2"},

    /* invisible characters */
    {"bidi marks at the edges are outside", BYTES("\u200fقال\u200e \u202bثم\u202c"), "w:قال w:ثم"},
    {"bidi marks inside are inside", BYTES("قا\u200fل"), "w:قا\u200fل"},
    {"isolates around a Latin word", BYTES("في \u2066BBC\u2069 قال"), "w:في w:BBC w:قال"},
    {"zero-width non-joiner inside", BYTES("می\u200cخواهم"), "w:می\u200cخواهم"},
    {"zero-width space parts", BYTES("قال\u200bثم"), "w:قال w:ثم"},
    {"byte order mark", BYTES("\ufeffقال"), "w:قال"},
    {"soft hyphen inside", BYTES("co\u00adop"), "w:co\u00adop"},

    /* lines and bytes */
    {"CRLF", BYTES("قال\r\nثم\rوبعد\n"), "w:قال w:ثم w:وبعد"},
    {"NUL parts words", BYTES("قال\0ثم"), "w:قال x:00 w:ثم"},
    {"a run of controls is one token", BYTES("a\0\1\x7f" "b"), "w:a x:00017f w:b"},
    {"vertical tab and form feed are controls", BYTES("a\v\fb"), "w:a x:0b0c w:b"},
    {"C1 controls", BYTES("a\xc2\x85z"), "w:a x:c285 w:z"},
    {"a byte of another code page", BYTES("\xc7\xe1 abc"), "x:c7e1 w:abc"},
    {"overlong", BYTES("a\xc0\xafz\xe0\x9f\xbfz\xf0\x8f\xbf\xbfz"), "w:a x:c0af w:z x:e09fbf w:z x:f08fbfbf w:z"},
    {"surrogates", BYTES("a\xed\xa0\x80\xed\xbf\xbfz"), "w:a x:eda080edbfbf w:z"},
    {"beyond Unicode", BYTES("a\xf4\x90\x80\x80\xf5\xffz"), "w:a x:f4908080f5ff w:z"},
    {"cut short at the end", BYTES("a\xd9"), "w:a x:d9"},
    {"cut short before a letter", BYTES("\xd9قال \xe2\x80z \xf0\x9f\x98z"), "x:d9 w:قال x:e280 w:z x:f09f98 w:z"},
    {"a broken byte inside a word parts it", BYTES("قا\xd9ل"), "w:قا x:d9 w:ل"},
    {"characters of a later Unicode are no fault", BYTES("a \U000E0FFF \uffff"), "w:a s:\U000E0FFF s:\uffff"},
};

static void test_tokens(void **state) {
  (void)state;
  static written got;
  for (size_t i = 0; i < COUNT(token_cases); i++) {
    const tokens *c = &token_cases[i];
    khb_scan scan = scan_of(c->text, c->len);
    write_tokens(c->text, &scan, &got);
    khb_scan_free(&scan);
    CASE_STRING(c->name, got.text, c->want);
  }
}

/* ---- codes --------------------------------------------------------------------------------------------------------------- */

/* The folded form of the first token, and where each of its codes stands. */
typedef struct coded { const char *name; const char *text; size_t len; const char *folded; uint32_t at[12]; } coded;

static const coded code_cases[] = {
    {"plain", BYTES("قال"), "قال", {0, 2, 4, 6}},
    {"after white space and a control", BYTES(" \u200fقال "), "قال", {4, 6, 8, 10}},
    {"marks belong to the letter before", BYTES("قَاـلَ"), "قال", {0, 4, 8, 12}},
    {"a mark before the first letter", BYTES("ـَقا"), "قا", {4, 6, 8}},
    {"joiner", BYTES("قا\u200cل"), "قال", {0, 2, 7, 9}},
    {"a ligature is two codes at one place", BYTES("\ufefbم"), "لام", {0, 0, 3, 5}},
    {"stand-alone marks", BYTES("ب\ufe77\ufc60ت"), "بت", {0, 8, 10}},
    {"apostrophes have no code", BYTES("O'Ne"), "one", {0, 2, 3, 4}},
    {"curly apostrophes have no code", BYTES("d’I"), "di", {0, 4, 5}},
    {"full stop", BYTES("U.S"), "u.s", {0, 1, 2, 3}},
    {"number", BYTES("١٬٥٪"), "1,5%", {0, 2, 4, 6, 8}},
    {"bidi control in a number", BYTES("14\u200f:30"), "14:30", {0, 1, 5, 6, 7, 8}},
    {"hashtag without its sign", BYTES("#أب_ج"), "اب_ج", {1, 3, 5, 6, 8}},
    {"punctuation has none", BYTES("..."), "", {3}},
    {"URLs have none", BYTES("http://a.b"), "", {10}},
};

static void test_codes(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(code_cases); i++) {
    const coded *c = &code_cases[i];
    khb_scan scan = scan_of(c->text, c->len);
    CASE_CHECK(c->name, scan.n_tok > 0);
    const khb_tok *t = &scan.tok[0];
    char folded[64];
    size_t n = khb_codes_to_utf8(scan.codes + t->code, t->n_codes, folded, sizeof folded - 1);
    CASE_CHECK(c->name, n < sizeof folded);
    folded[n] = 0;
    CASE_STRING(c->name, folded, c->folded);
    for (uint32_t k = 0; k <= t->n_codes; k++) {
      uint32_t at = khb_code_offset(c->text, t, k);
      if (at != c->at[k]) CASE_FAIL(c->name, "code %u is at %u, not %u", k, at, c->at[k]);
    }
    CASE_CHECK(c->name, khb_code_offset(c->text, t, t->n_codes + 7u) == t->end);
    khb_scan_free(&scan);
  }
}

/* A vowel sign of an Indic script that stands after an Arabic letter must not move the letters behind it. */
static void test_codes_of_mixed_marks(void **state) {
  (void)state;
  const char text[] = "بा" "ت";
  khb_scan scan = scan_of(text, sizeof text - 1);
  assert_int_equal(scan.n_tok, 1);
  const khb_tok *t = &scan.tok[0];
  assert_int_equal(scan.codes[t->code], KHB_C_BA);
  assert_int_equal(scan.codes[t->code + t->n_codes - 1], KHB_C_TA);
  assert_int_equal(khb_code_offset(text, t, t->n_codes - 1u), 5);
  khb_scan_free(&scan);
}

/* The codes of a word are what khb_fold makes of its bytes. */
static void test_codes_are_the_folded_word(void **state) {
  (void)state;
  support_text *drafts;
  size_t n = support_drafts(&drafts), words = 0;
  for (size_t d = 0; d < n; d++) {
    khb_scan scan = scan_of(drafts[d].data, drafts[d].len);
    for (size_t i = 0; i < scan.n_tok; i++) {
      const khb_tok *t = &scan.tok[i];
      if (t->kind != KHB_TOK_WORD || !(t->flags & KHB_TOKF_ARABIC)) continue;
      char a[512], b[512];
      size_t n_a = khb_fold(drafts[d].data + t->start, t->end - t->start, a, sizeof a, NULL);
      size_t n_b = khb_codes_to_utf8(scan.codes + t->code, t->n_codes, b, sizeof b);
      assert_int_equal(n_a, n_b);
      assert_true(n_a <= sizeof a);
      assert_memory_equal(a, b, n_a);
      words++;
    }
    khb_scan_free(&scan);
  }
  support_free(drafts, n);
  assert_true(words > 1000);
}

/* ---- flags --------------------------------------------------------------------------------------------------------------- */

enum {
  AR = KHB_TOKF_ARABIC, LA = KHB_TOKF_LATIN, SP = KHB_TOKF_SPACE_BEFORE, DI = KHB_TOKF_DIGIT, UP = KHB_TOKF_UPPER,
  MA = KHB_TOKF_MARKED, LS = KHB_TOKF_LINE_START
};

typedef struct flagged { const char *name; const char *text; size_t len; uint8_t want[6]; } flagged;

static const flagged flag_cases[] = {
    {"start of the text", BYTES("قال"), {AR | SP | LS}},
    {"space before", BYTES("قال ثم"), {AR | SP | LS, AR | SP}},
    {"nothing before", BYTES("قال،ثم"), {AR | SP | LS, 0, AR}},
    {"line feed", BYTES("ا\nب"), {AR | SP | LS, AR | SP | LS}},
    {"carriage return", BYTES("ا\rب"), {AR | SP | LS, AR | SP | LS}},
    {"line separator", BYTES("ا\u2028ب"), {AR | SP | LS, AR | SP | LS}},
    {"no-break space", BYTES("ا\u00a0ب"), {AR | SP | LS, AR | SP}},
    {"zero-width space", BYTES("ا\u200bب"), {AR | SP | LS, AR | SP}},
    {"a bidi mark is no space", BYTES("ا،\u200fب"), {AR | SP | LS, 0, AR}},
    {"space and a bidi mark", BYTES("ا \u200fب"), {AR | SP | LS, AR | SP}},
    {"indented line", BYTES("ا\n  ب"), {AR | SP | LS, AR | SP | LS}},
    {"marked: tashkeel", BYTES("قالَ"), {AR | MA | SP | LS}},
    {"marked: presentation form", BYTES("\ufefb"), {AR | MA | SP | LS}},
    {"Latin", BYTES("bbc"), {LA | SP | LS}},
    {"upper case", BYTES("Bbc bBC"), {LA | UP | SP | LS, LA | SP}},
    {"upper case beyond ASCII", BYTES("Élysée élysée"), {LA | UP | MA | SP | LS, LA | MA | SP}},
    {"upper case of another script", BYTES("Москва"), {UP | MA | SP | LS}},
    {"digit in a word", BYTES("G20"), {LA | UP | DI | SP | LS}},
    {"numbers carry none", BYTES("2022"), {SP | LS}},
};

static void test_flags(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(flag_cases); i++) {
    const flagged *c = &flag_cases[i];
    khb_scan scan = scan_of(c->text, c->len);
    for (size_t k = 0; k < scan.n_tok; k++)
      if (scan.tok[k].flags != c->want[k])
        CASE_FAIL(c->name, "token %zu has the flags %u, not %u", k, scan.tok[k].flags, c->want[k]);
    khb_scan_free(&scan);
  }
}

/* ---- proclitics ---------------------------------------------------------------------------------------------------------- */

/* The forms of khb_proclitic_form that a word may start with, by what is taken off; ا and ال in brackets where hidden. */
typedef struct proclitics { const char *name; const char *text; size_t len; const char *want; } proclitics;

static const proclitics proclitic_cases[] = {
    {"none", BYTES("القاهرة"), "0"},
    {"waw", BYTES("والقاهرة"), "0 و"},
    {"fa", BYTES("فالقاهرة"), "0 ف"},
    {"ba", BYTES("بالقاهرة"), "0 ب"},
    {"kaf", BYTES("كالقاهرة"), "0 ك"},
    {"lam", BYTES("لمصر"), "0 ل"},
    {"waw and ba", BYTES("وبالقاهرة"), "0 و وب"},
    {"fa and kaf", BYTES("فكالقاهرة"), "0 ف فك"},
    {"two lams hide an alef or the article", BYTES("للأمم"), "0 ل ل[ا] ل[ال]"},
    {"waw and two lams", BYTES("وللأمم"), "0 و ول ول[ا] ول[ال]"},
    {"fa and two lams", BYTES("فللأمم"), "0 ف فل فل[ا] فل[ال]"},
    {"ba before waw is no order", BYTES("بومصر"), "0 ب"},
    {"waw before waw", BYTES("وواشنطن"), "0 و"},
    {"two letters must be left", BYTES("وبر"), "0 و"},
    {"of two letters nothing is taken", BYTES("لا"), "0"},
    {"with tashkeel between", BYTES("وَبِمصر"), "0 و وب"},
    {"no Arabic, no proclitics", BYTES("BBC"), "0"},
};

static void test_proclitics(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(proclitic_cases); i++) {
    const proclitics *c = &proclitic_cases[i];
    khb_scan scan = scan_of(c->text, c->len);
    CASE_CHECK(c->name, scan.n_tok == 1);
    written w = {.len = 0};
    for (uint32_t f = 0; f < KHB_N_PROCLITICS; f++) {
      if (!(scan.tok[0].proclitics >> f & 1)) continue;
      const khb_proclitic *p = &khb_proclitic_form[f];
      if (w.len) put_string(&w, " ");
      if (p->n == 0) put_string(&w, "0");
      char letters[16];
      put(&w, letters, khb_codes_to_utf8(p->codes, p->n, letters, sizeof letters));
      if (p->al_hidden) put_string(&w, p->al_hidden == 1 ? "[ا]" : "[ال]");
    }
    khb_scan_free(&scan);
    CASE_STRING(c->name, w.text, c->want);
  }
  assert_true(KHB_N_PROCLITICS <= 32); /* one bit each */
}

/* ---- ranges and sizes ---------------------------------------------------------------------------------------------------- */

/* A part of a text: offsets count from the text, nothing outside is read, and tokens are appended. */
static void test_part_of_text(void **state) {
  (void)state;
  const char text[] = "قال وزير الدفاع";
  khb_scan scan = {0};
  assert_true(khb_scan_text(&scan, text, 0, 6));
  assert_true(khb_scan_text(&scan, text, 7, 13)); /* وزي: the word is cut where the range ends */
  assert_int_equal(scan.n_tok, 2);
  assert_int_equal(scan.tok[1].start, 7);
  assert_int_equal(scan.tok[1].end, 13);
  assert_int_equal(scan.tok[1].code, 3);
  assert_int_equal(scan.n_codes, 6);
  for (int i = 0; i < KHB_CODE_PAD; i++) assert_int_equal(scan.codes[scan.n_codes + (size_t)i], 0);
  khb_scan_reset(&scan);
  assert_int_equal(scan.n_tok + scan.n_codes + scan.n_fault, 0);
  assert_true(khb_scan_text(&scan, text, 7, 14)); /* in the middle of a character */
  assert_int_equal(scan.n_tok, 2);
  assert_int_equal(scan.tok[1].kind, KHB_TOK_BROKEN);
  khb_scan_free(&scan);
}

/* Words of more letters than 16 bits count are cut, and nothing is lost. */
static void test_long_words(void **state) {
  (void)state;
  static const struct { const char *name, *letter; size_t count; } cases[] = {
      {"Arabic", "ب", 200000},      {"Arabic supplement, four codes a letter", "\u0750", 70000},
      {"ligatures", "\ufefb", 90000}, {"Latin", "a", 200000},
      {"digits", "7", 200000},      {"Arabic-Indic digits", "٧", 200000},
      {"honorific of 18 letters", "\ufdfa", 9000}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    size_t size = strlen(cases[i].letter), len = size * cases[i].count;
    char *text = malloc(len + 1);
    assert_non_null(text);
    for (size_t k = 0; k < cases[i].count; k++) memcpy(text + k * size, cases[i].letter, size);
    khb_scan scan = scan_of(text, len);
    CASE_CHECK(cases[i].name, scan.n_tok > 1 && scan.n_fault == 0);
    size_t at = 0, codes = 0;
    for (size_t k = 0; k < scan.n_tok; k++) {
      CASE_CHECK(cases[i].name, scan.tok[k].start == at && scan.tok[k].code == codes && scan.tok[k].n_codes > 0);
      CASE_CHECK(cases[i].name, (scan.tok[k].end - at) % size == 0);
      at = scan.tok[k].end;
      codes += scan.tok[k].n_codes;
    }
    CASE_CHECK(cases[i].name, at == len && codes == scan.n_codes);
    khb_scan_free(&scan);
    free(text);
  }
}

/* 10 MB without a space, of what makes scanners look ahead: must end, soon. */
static void test_megabytes_without_space(void **state) {
  (void)state;
  static const struct { const char *name; const char *text; size_t len; } cases[] = {
      {"letters", BYTES("ب")},          {"tatweel", BYTES("ـ")},        {"tashkeel", BYTES("ب\u064e\u0651")},
      {"joiners", BYTES("\u200d")},     {"word joiners in words", BYTES("ب\u200d\u200d")},
      {"number signs", BYTES("#")},     {"number signs and digits", BYTES("#1")}, {"hashtags", BYTES("#ب")},
      {"underscores", BYTES("#_")},     {"at signs", BYTES("@")},       {"handles", BYTES("a@")},
      {"e-mail parts", BYTES("a.")},    {"www", BYTES("www.")},         {"schemes", BYTES("http://")},
      {"open brackets", BYTES("http://a(")}, {"separators", BYTES("1,")}, {"Arabic commas", BYTES("1،")},
      {"bidi in numbers", BYTES("1\u200f")}, {"NULs", BYTES("\0")},     {"broken", BYTES("\xd8")},
      {"truncated", BYTES("\xf0\x9f")}, {"emoji", BYTES("😀")},         {"family", BYTES("👨\u200d")},
      {"half flags", BYTES("🇸")},      {"punctuation", BYTES("!?")},   {"dots", BYTES(".")},
      {"apostrophes", BYTES("a'")},     {"escapes", BYTES("я")}};
  size_t room = 10u << 20;
  char *text = malloc(room);
  assert_non_null(text);
  for (size_t i = 0; i < COUNT(cases); i++) {
    size_t len = room / cases[i].len * cases[i].len;
    for (size_t k = 0; k < len; k += cases[i].len) memcpy(text + k, cases[i].text, cases[i].len);
    khb_scan scan = scan_of(text, len);
    uint32_t at = 0;
    for (size_t k = 0; k < scan.n_tok; k++) {
      CASE_CHECK(cases[i].name, scan.tok[k].start >= at && scan.tok[k].end > scan.tok[k].start);
      at = scan.tok[k].end;
    }
    CASE_CHECK(cases[i].name, at <= len);
    khb_scan_free(&scan);
  }
  free(text);
}

/* ---- any bytes ----------------------------------------------------------------------------------------------------------- */

/* Unicode 15.0, table 3-7, written out row by row: the length of the well-formed sequence at p, or 0. */
static size_t well_formed(const uint8_t *p, size_t left) {
  static const struct { uint8_t from, to, n, low, high; } table[] = {
      {0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf}, {0xe1, 0xec, 3, 0x80, 0xbf},
      {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf}, {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf},
      {0xf4, 0xf4, 4, 0x80, 0x8f}};
  for (size_t r = 0; r < COUNT(table); r++) {
    if (p[0] < table[r].from || p[0] > table[r].to) continue;
    if (left < table[r].n) return 0;
    if (table[r].n > 1 && (p[1] < table[r].low || p[1] > table[r].high)) return 0;
    for (size_t i = 2; i < table[r].n; i++)
      if (p[i] < 0x80 || p[i] > 0xbf) return 0;
    return table[r].n;
  }
  return 0;
}

static uint32_t decode(const uint8_t *p, size_t n) {
  static const uint8_t lead[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  uint32_t cp = p[0] & lead[n];
  for (size_t i = 1; i < n; i++) cp = cp << 6 | (p[i] & 0x3fu);
  return cp;
}

/* White space and what is nothing to the reader, by the lists of Unicode (White_Space; Default_Ignorable_Code_Point). */
static bool may_be_outside(uint32_t cp) {
  static const uint32_t list[] = {'\t', '\n', '\r', ' ', 0xa0, 0xad, 0x61c, 0x1680, 0x3000, 0xfeff};
  for (size_t i = 0; i < COUNT(list); i++)
    if (cp == list[i]) return true;
  return (cp >= 0x2000 && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202f) || (cp >= 0x205f && cp <= 0x206f) ||
         (cp >= 0xfe00 && cp <= 0xfe0f);
}

/* Marks each byte that is a fault: no UTF-8, or a control other than tab, line feed, carriage return. */
static void mark_faults(const uint8_t *p, size_t len, bool *fault) {
  for (size_t i = 0; i < len;) {
    size_t n = well_formed(p + i, len - i);
    uint32_t cp = n ? decode(p + i, n) : 0;
    bool control = cp < 0x20 ? cp != '\t' && cp != '\n' && cp != '\r' : cp >= 0x7f && cp < 0xa0;
    size_t step = n ? n : 1;
    for (size_t k = 0; k < step; k++) fault[i + k] = n == 0 || control;
    i += step;
  }
}

static size_t random_text(uint64_t *random, char *text, size_t room) {
  static const char *const pieces[] = {
      "قال", "و", "ب", "ل", "لل", "ال", "أ", "ة", "َ", "ـ", "ّ", "\ufefb", "\ufdfa", "\ufe77", "\u0750", "\u08d3", "\U0001EE00",
      "\u200f", "\u200d", "\u200b", "\ufeff", "BBC", "O'N", "é", "я", "東", "ि", "\u0345", "1", "٢", ",", "٬", "،", ".", ":",
      "/", "%", "-", "2022-01-09", "http://", "www.", "a@b.co", "@", "#", "_", "😀", "👨\u200d👩", "🇸", "🏽", "️", "\u20e3", " ",
      "\n", "\r", "\t", "«", "\"", "(", ")", "…", "\x01", "\xff", "\xd8", "\xe2\x80", "\xf0\x9f\x98", "\xed\xa0\x80",
      "\xc0\xaf"};
  size_t len = 0, want = support_below(random, room);
  bool bytes = support_below(random, 4) == 0;
  while (len < want) {
    if (bytes || support_below(random, 40) == 0) {
      text[len++] = (char)support_below(random, 256);
      continue;
    }
    const char *piece = pieces[support_below(random, COUNT(pieces))];
    size_t n = strlen(piece);
    if (len + n > room) break;
    memcpy(text + len, piece, n);
    len += n;
  }
  return len;
}

static void check_outside(const char *name, const uint8_t *p, uint32_t from, uint32_t to) {
  while (from < to) {
    size_t n = well_formed(p + from, to - from);
    if (n == 0 || !may_be_outside(decode(p + from, n))) CASE_FAIL(name, "byte %u is in no token", from);
    from += (uint32_t)n;
  }
}

static void check_any(const char *name, const char *text, size_t len) {
  khb_scan scan = scan_of(text, len);
  const uint8_t *p = (const uint8_t *)text;
  uint32_t at = 0;
  size_t codes = 0;
  for (size_t i = 0; i < scan.n_tok; i++) {
    const khb_tok *t = &scan.tok[i];
    CASE_CHECK(name, t->start >= at && t->end > t->start && t->end <= len);
    check_outside(name, p, at, t->start);
    at = t->end;
    CASE_CHECK(name, t->n_codes == 0 || (t->code == codes && t->code + t->n_codes <= scan.n_codes));
    codes += t->n_codes;
    CASE_CHECK(name, memchr(scan.codes + t->code, 0, t->n_codes) == NULL);
    CASE_CHECK(name, t->kind == KHB_TOK_WORD ? t->proclitics & 1 : t->proclitics == 0);
    uint32_t before = t->start;
    for (uint32_t k = 0; k <= t->n_codes; k++) {
      uint32_t offset = khb_code_offset(text, t, k);
      CASE_CHECK(name, offset >= before && offset <= t->end && (k == t->n_codes) == (offset == t->end));
      CASE_CHECK(name, offset == t->end || (p[offset] & 0xc0) != 0x80);
      before = offset;
    }
  }
  check_outside(name, p, at, (uint32_t)len);
  CASE_CHECK(name, codes == scan.n_codes);
  bool *want = calloc(len + 1, sizeof *want), *got = calloc(len + 1, sizeof *got);
  assert_true(want && got);
  mark_faults(p, len, want);
  uint32_t end = 0;
  for (size_t i = 0; i < scan.n_fault; i++) {
    CASE_CHECK(name, scan.fault[i].start < scan.fault[i].end && scan.fault[i].end <= len);
    CASE_CHECK(name, i == 0 || scan.fault[i].start > end); /* runs that touch are one */
    end = scan.fault[i].end;
    for (uint32_t k = scan.fault[i].start; k < end; k++) got[k] = true;
  }
  for (size_t i = 0; i < len; i++)
    if (want[i] != got[i]) CASE_FAIL(name, "byte %zu is %s fault", i, want[i] ? "a" : "no");
  free(want);
  free(got);
  khb_scan_free(&scan);
}

static void test_any_bytes(void **state) {
  (void)state;
  uint64_t random = 7;
  for (int i = 0; i < 10000; i++) {
    char text[160], name[32];
    size_t len = random_text(&random, text, sizeof text);
    snprintf(name, sizeof name, "random text %d", i);
    char *exact = malloc(len ? len : 1); /* so that a read past the end is seen */
    assert_non_null(exact);
    memcpy(exact, text, len);
    check_any(name, exact, len);
    free(exact);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tokens),       cmocka_unit_test(test_codes),
      cmocka_unit_test(test_codes_of_mixed_marks), cmocka_unit_test(test_codes_are_the_folded_word),
      cmocka_unit_test(test_flags),        cmocka_unit_test(test_proclitics),
      cmocka_unit_test(test_part_of_text), cmocka_unit_test(test_long_words),
      cmocka_unit_test(test_megabytes_without_space), cmocka_unit_test(test_any_bytes)};
  return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
