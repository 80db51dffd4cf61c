/* test_patterns.c: the pattern language: what the compiler refuses, what repetitions and alternatives do, what each item
 * matches.
 */
#include "table.h"

#include "../../core/patterns/patterns.h"

/* ---- errors -------------------------------------------------------------------------------------------------------------- */

typedef struct refused { const char *name, *expr, *what; } refused;

static const refused errors[] = {
    {"nothing", "", "something is missing"},
    {"white space alone", "  ", "something is missing"},
    {"nothing in the span", "@t [ ]", "something is missing"},
    {"nothing in a group", "@t ( ) [ @a ]", "something is missing"},
    {"an empty last alternative", "@t [ @a | ]", "something is missing"},
    {"an empty first alternative", "@t ( | @a ) [ @b ]", "something is missing"},
    {"span not closed", "@t [ @a", "a bracket is not closed"},
    {"group not closed", "@t ( @a [ @b ]", "a bracket is not closed"},
    {"brackets crossed", "@t [ ( @a ] )", "a bracket is not closed"},
    {"group closed by a span's bracket", "@t ( @a ] [ @b ]", "a bracket is not closed"},
    {"] too many", "@t [ @a ] ]", "a bracket too many"},
    {") too many", "@t [ @a ] )", "a bracket too many"},
    {"two spans", "@t [ @a ] [ @b ]", "[ ] stands once in a pattern"},
    {"a span in a span", "@t [ @a [ @b ] ]", "[ ] stands once in a pattern"},
    {"spans in two alternatives", "@t ( [ @a ] | [ @b ] )", "[ ] stands once in a pattern"},
    {"& before a group", "@t &( @a ) [ @b ]", "& stands before one item"},
    {"the span repeated", "@t [ @a ]*", "[ ] cannot be repeated or left out"},
    {"the span left out", "@t [ @a ]?", "[ ] cannot be repeated or left out"},
    {"the span in a repeated group", "@t ( @a [ @b ] )+", "[ ] cannot be repeated or left out"},
    {"unknown item", "@t [ nobody ]", "unknown item"},
    {"an item's name cut short", "@t [ nam ]", "unknown item"},
    {"an item's name too long", "@t [ names ]", "unknown item"},
    {"Arabic outside quotes", "@t [ قال ]", "unknown item"},
    {"a quantifier of nothing", "@t [ ? ]", "unknown item"},
    {"a quantifier apart", "@t [ @a * ]", "unknown item"},
    {"two quantifiers", "@t [ @a?* ]", "unknown item"},
    {"& alone", "@t [ & ]", "unknown item"},
    {"class without a name", "@t [ @ ]", "a name must follow @, ~ or %"},
    {"attribute without a name", "@t [ ~ ]", "a name must follow @, ~ or %"},
    {"type without a name", "@t [ %? ]", "a name must follow @, ~ or %"},
    {"unknown type", "@t [ %PERSON ]", "unknown type"},
    {"type in small letters", "@t [ %pers ]", "unknown type"},
    {"quotes not closed", "@t [ \"abc ]", "a text needs closing quotes and something between them"},
    {"nothing in quotes", "@t [ \"\" ]", "a text needs closing quotes and something between them"},
    {"two words in quotes", "@t [ \"aa bb\" ]", "a text is one word or one mark"},
    {"white space in quotes", "@t [ \" \" ]", "a text is one word or one mark"},
    {"no span", "@t @a", "no [ ] marks the span"},
    {"starts with a name", "[ name ]", "must start with"},
    {"starts with a text", "\"tt\" [ @a ]", "must start with"},
    {"starts with alternatives", "( @a | @b ) [ @c ]", "must start with"},
    {"starts with alternatives in the span", "[ @a | @b ]", "must start with"},
    {"starts with what may be missing", "@t? [ @a ]", "must start with"},
    {"starts with what may be missing, repeated", "@t* [ @a ]", "must start with"},
    {"nested too deeply", "@t ((((((((((((((((((((@a)))))))))))))))))))) [ @b ]", "nested too deeply"},
    {"too many alternatives",
     "@t [ (word|word|word|word|word|word|word|word|word|word|word|word|word|word|word|word|word|word) ]",
     "too many alternatives"},
    {"too many repetitions",
     "@t [ word* word* word* word* word* word* word* word* word* word* word* word* word* word* word* word* word* ]",
     "too many repetitions"},
};

static void test_errors(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(errors); i++) {
    khb_error err = {.status = KHB_OK};
    khb_status status = khb_pattern_check(errors[i].expr, "desk.yaml", 7, &err);
    CASE_CHECK(errors[i].name, status == KHB_ERR_FORMAT && err.status == KHB_ERR_FORMAT && err.line == 7);
    CASE_STRING(errors[i].name, err.file, "desk.yaml");
    if (!strstr(err.what, errors[i].what)) CASE_FAIL(errors[i].name, "\n  got  %s\n  want %s", err.what, errors[i].what);
    CASE_CHECK(errors[i].name, err.remedy[0] != 0);
    CASE_CHECK(errors[i].name, khb_pattern_check(errors[i].expr, "desk.yaml", 7, NULL) == KHB_ERR_FORMAT);
  }
}

static void test_too_long(void **state) {
  (void)state;
  char expr[4096] = "@t [";
  for (int i = 0; i < 300; i++) strcat(expr, " word");
  strcat(expr, " ]");
  khb_error err;
  assert_int_equal(khb_pattern_check(expr, "desk.yaml", 7, &err), KHB_ERR_FORMAT);
  assert_non_null(strstr(err.what, "pattern too long"));
}

static void test_accepted(void **state) {
  (void)state;
  static const char *const fine[] = {
      "@t [ @a ]", "[ @t ]", "[@t]", "[ ~given-name name* ]", "[ %GPE \"،\"? ]", "@t+ [ @a ]", "@t\n  [ @a\t| @b @c ]",
      "@t [ ((((@a)))) ]", "@t [ &@a &\"قال\" ]", "@t ( @a | @b [ @c ] )", "@t ( [ @a ] )",
      "@t [ number year quote def word name ]"};
  for (size_t i = 0; i < COUNT(fine); i++) CASE_CHECK(fine[i], khb_pattern_check(fine[i], "desk.yaml", 1, NULL) == KHB_OK);
}

/* The place that a message quotes is cut between characters. */
static void test_quoted_place(void **state) {
  (void)state;
  khb_error err;
  assert_int_equal(khb_pattern_check("@t [ xقال الوزير إن الوفد وصل ]", "desk.yaml", 7, &err), KHB_ERR_FORMAT);
  assert_non_null(strstr(err.what, " at \"xقال الوزير إن الوفد و\""));
}

/* Through a YAML file the error names the file and the line that the pattern stands in. */
static void test_error_in_a_file(void **state) {
  (void)state;
  khb_error err;
  assert_null(engine_of("classes:\n  t: [tt]\npatterns:\n  - {name: fine, type: ORG, match: '[ @t ]'}\n"
                        "  - {name: bad, type: ORG,\n     match: '[ @t'}\n", &err));
  assert_int_equal(err.status, KHB_ERR_FORMAT);
  assert_int_equal(err.line, 6);
  assert_non_null(strstr(err.what, "a bracket is not closed"));
  assert_non_null(strstr(err.file, ".yaml"));
}

/* ---- running one pattern ------------------------------------------------------------------------------------------------- */

static const char knowledge[] =
    "classes:\n"
    "  t: [tt]\n  a: [aa]\n  b: [bb]\n  c: [cc]\n  d: [dd]\n  w: [aa, aa bb, aa bb cc]\n"
    "  head: [وزارة, الوزارة]\n"
    "  portfolio: [الدفاع, الداخلية, التربية, التربية والتعليم]\n"
    "  title: [الوزير, وزير]\n"
    "attributes:\n"
    "  given-name: [أحمد, محمد]\n"
    "  name-word: [صالح]\n"
    "  common: [قال, أمس, كتاب]\n"
    "entities:\n"
    "  - {id: Q159, type: GPE, name: {ar: روسيا}, demonyms: [روسي]}\n"
    "  - {id: Q1065, type: ORG, name: {ar: الأمم المتحدة}}\n";

typedef struct bench {
  khb_lexicon *lexicon;
  khb_patterns *patterns;
} bench;

static bench open_bench(const char *name, const char *expr) {
  written yaml = {.len = 0};
  put_string(&yaml, knowledge);
  put_string(&yaml, "patterns:\n  - {name: the-pattern, type: EVENT, score: 0.5, match: '");
  put_string(&yaml, expr);
  put_string(&yaml, "'}\n");
  char path[256];
  khb_index *index = NULL;
  khb_error err = {.status = KHB_OK};
  bench b = {NULL, NULL};
  khb_status status = support_compile(yaml.text, yaml.len, &index, path, &err);
  if (status == KHB_OK) status = khb_lexicon_open(&index, 1, &b.lexicon, &err);
  if (status == KHB_OK) status = khb_patterns_open(b.lexicon, &b.patterns, &err);
  if (status != KHB_OK) CASE_FAIL(name, "%s", err.what);
  return b;
}

static void close_bench(bench *b) {
  khb_patterns_close(b->patterns);
  khb_lexicon_close(b->lexicon);
}

/* What the pattern finds in a text, each span in brackets, with the bits of its proclitics before it where there are any. */
static void find(const bench *b, const char *name, const char *text, written *w) {
  khb_scan scan = {0};
  khb_matches matches = {0};
  khb_candidates found = {0};
  assert_true(khb_scan_text(&scan, text, 0, (uint32_t)strlen(text)));
  assert_true(khb_lexicon_match(b->lexicon, text, &scan, 0, scan.n_tok, &matches));
  uint32_t *first = calloc(scan.n_tok + 1, sizeof *first), m = 0;
  assert_non_null(first);
  for (uint32_t t = 0; t <= scan.n_tok; t++) {
    while (m < matches.n && matches.item[m].first < t) m++;
    first[t] = m;
  }
  khb_context cx = {.lexicon = b->lexicon, .text = text, .scan = &scan, .matches = &matches, .first_match = first};
  assert_true(khb_patterns_run(b->patterns, &cx, &found));
  w->len = 0;
  w->text[0] = 0;
  for (size_t i = 0; i < found.n; i++) {
    const khb_candidate *c = &found.item[i];
    CASE_CHECK(name, c->first < c->last && c->last <= scan.n_tok && c->type == KHB_EVENT && c->source == KHB_FROM_PATTERN);
    CASE_CHECK(name, c->entity == KHB_NONE && c->score > 0.49f && c->score < 0.51f);
    CASE_CHECK(name, (c->skip == 0) == (c->proclitics == 0));
    char bits[16] = "";
    if (c->proclitics) snprintf(bits, sizeof bits, "%u", c->proclitics);
    uint32_t start = khb_code_offset(text, &scan.tok[c->first], c->skip);
    put_string(w, i ? " " : "");
    put_string(w, bits);
    put_string(w, "[");
    put(w, text + start, scan.tok[c->last - 1].end - start);
    put_string(w, "]");
  }
  free(first);
  free(found.item);
  khb_matches_free(&matches);
  khb_scan_free(&scan);
}

typedef struct match { const char *name, *expr, *text, *want; } match;

static void run_matches(const match *cases, size_t n) {
  static written got;
  for (size_t i = 0; i < n; i++) {
    bench b = open_bench(cases[i].name, cases[i].expr);
    find(&b, cases[i].name, cases[i].text, &got);
    close_bench(&b);
    CASE_STRING(cases[i].name, got.text, cases[i].want);
  }
}

#define EIGHT(x) x " " x " " x " " x " " x " " x " " x " " x

/* What the jumps of the compiled program do. */
static const match flow[] = {
    {"one item", "@t [ @a ]", "tt aa", "[aa]"},
    {"not another item", "@t [ @a ]", "tt bb", ""},
    {"the text ends", "@t [ @a ]", "tt", ""},
    {"the span may be all", "[ @t @a ]", "tt aa", "[tt aa]"},
    {"the span may be in the middle", "@t [ @a ] @b", "tt aa bb", "[aa]"},
    {"what follows the span must match", "@t [ @a ] @b", "tt aa cc", ""},
    {"found wherever it stands", "@t [ @a ]", "aa tt aa tt aa", "[aa] [aa]"},

    {"a? there", "@t [ @a? @b ]", "tt aa bb", "[aa bb]"},
    {"a? not there", "@t [ @a? @b ]", "tt bb", "[bb]"},
    {"a? once only", "@t [ @a? @b ]", "tt aa aa bb", ""},
    {"a?b? both", "@t [ @a? @b? @c ]", "tt aa bb cc", "[aa bb cc]"},
    {"a?b? the first", "@t [ @a? @b? @c ]", "tt aa cc", "[aa cc]"},
    {"a?b? the second", "@t [ @a? @b? @c ]", "tt bb cc", "[bb cc]"},
    {"a?b? neither", "@t [ @a? @b? @c ]", "tt cc", "[cc]"},
    {"a?b? in the wrong order", "@t [ @a? @b? @c ]", "tt bb aa cc", ""},
    {"a? at the end", "@t [ @a @b? ]", "tt aa", "[aa]"},
    {"a? is greedy", "@t [ @a @b? ]", "tt aa bb", "[aa bb]"},
    {"an empty span is none", "@t [ @a? ]", "tt bb", ""},

    {"a* none", "@t [ @a* @b ]", "tt bb", "[bb]"},
    {"a* some", "@t [ @a* @b ]", "tt aa aa aa bb", "[aa aa aa bb]"},
    {"a+ none", "@t [ @a+ @b ]", "tt bb", ""},
    {"a+ one", "@t [ @a+ @b ]", "tt aa bb", "[aa bb]"},
    {"a+ some", "@t [ @a+ ]", "tt aa aa", "[aa aa]"},
    {"a+ first of all", "@t+ [ @a ]", "tt aa", "[aa]"},
    {"a* gives back", "@t [ @a* ] @a", "tt aa aa aa", "[aa aa]"},
    {"a+ gives back", "@t [ @a+ @a ]", "tt aa aa", "[aa aa]"},
    {"a* b? c+", "@t [ @a* @b? @c+ ]", "tt aa aa cc cc", "[aa aa cc cc]"},
    {"at most eight: *", "@t [ @a* ]", "tt " EIGHT("aa") " aa aa aa", "[" EIGHT("aa") "]"},
    {"at most eight: +", "@t [ @a+ ]", "tt " EIGHT("aa") " aa aa aa", "[" EIGHT("aa") "]"},
    {"eight and more follow", "@t [ @a* @b ]", "tt " EIGHT("aa") " aa bb", ""},
    {"at most eight groups", "@t [ (@a @b)+ ]", "tt " EIGHT("aa bb") " aa bb", "[" EIGHT("aa bb") "]"},
    {"each round of the outer counts the inner anew", "@t [ (@a+ @b)+ @c ]",
     "tt " EIGHT("aa") " bb " EIGHT("aa") " bb aa bb cc",
     "[" EIGHT("aa") " bb " EIGHT("aa") " bb aa bb cc]"},

    {"a|b the first", "@t [ (@a | @b) @c ]", "tt aa cc", "[aa cc]"},
    {"a|b the second", "@t [ (@a | @b) @c ]", "tt bb cc", "[bb cc]"},
    {"a|b neither", "@t [ (@a | @b) @c ]", "tt cc", ""},
    {"a|b not both", "@t [ (@a | @b) @c ]", "tt aa bb cc", ""},
    {"a|b|c the last", "@t [ (@a | @b | @c) @d ]", "tt cc dd", "[cc dd]"},
    {"a|b|c the middle", "@t [ (@a | @b | @c) @d ]", "tt bb dd", "[bb dd]"},
    {"alternatives in the span itself", "@t [ @a | @b @c ] @d", "tt bb cc dd", "[bb cc]"},
    {"the second alternative when the first leads nowhere", "@t [ (@a | @a @b) @c ]", "tt aa bb cc", "[aa bb cc]"},
    {"the first alternative that fits", "@t [ (@a | @a @b) ]", "tt aa bb", "[aa]"},
    {"a span in one alternative alone", "@t ( [ @a ] | @b )", "tt bb", ""},
    {"a span in the other alternative", "@t ( @b | [ @a ] )", "tt aa", "[aa]"},

    {"a span in an alternative that fails leaves none", "@t ( [ @a ] @b | @a )", "tt aa cc", ""},
    {"a round that was given up does not count", "@t [ (@a | @a @b)+ @c ]", "tt " EIGHT("aa bb") " cc",
     "[" EIGHT("aa bb") " cc]"},

    {"(a|b)* none", "@t [ (@a | @b)* @c ]", "tt cc", "[cc]"},
    {"(a|b)* mixed", "@t [ (@a | @b)* @c ]", "tt aa bb bb aa cc", "[aa bb bb aa cc]"},
    {"(a|b)+ none", "@t [ (@a | @b)+ ]", "tt cc", ""},
    {"(a|b)? one", "@t [ (@a | @b)? @c ]", "tt bb cc", "[bb cc]"},
    {"quantifiers within alternatives", "@t [ (@a @b? | @c+)* @d ]", "tt aa bb cc cc aa dd", "[aa bb cc cc aa dd]"},
    {"quantified first alternative", "@t [ (@a? @b | @c) @d ]", "tt bb dd", "[bb dd]"},
    {"quantified last alternative", "@t [ (@a | @b* @c) @d ]", "tt bb bb cc dd", "[bb bb cc dd]"},
    {"groups in groups", "@t [ (@a (@b | @c)?)+ @d ]", "tt aa bb aa cc aa dd", "[aa bb aa cc aa dd]"},
    {"alternatives in alternatives", "@t [ ((@a | @b) @c | (@b | @c) @d)+ ]", "tt aa cc cc dd bb dd", "[aa cc cc dd bb dd]"},
    {"repeated groups of repeated items", "@t [ (@a* @b)* ] @c", "tt aa aa bb bb aa bb cc", "[aa aa bb bb aa bb]"},
    {"brackets alone change nothing", "@t [ (((@a) @b)) ]", "tt aa bb", "[aa bb]"},
    {"a repeated group that may be empty ends", "@t [ (@a?)* @c ]", "tt cc", "[cc]"},
    {"a repeated group that may be empty still reads", "@t [ (@a? @b?)* @c ]", "tt bb aa cc", "[bb aa cc]"},
    {"a repeated group that may be empty, with +", "@t [ (@a*)+ @c ]", "tt aa aa cc", "[aa aa cc]"},

    {"a class's longest member first", "@t [ @w ]", "tt aa bb cc", "[aa bb cc]"},
    {"a shorter member when the rest needs the word", "@t [ @w ] @c", "tt aa bb cc", "[aa bb]"},
    {"the shortest member", "@t [ @w ] @b @c @d", "tt aa bb cc dd", "[aa]"},
    {"a first item of several words", "@w [ @d ]", "aa bb dd", "[dd]"},
    {"a first item's shorter member", "@w @b [ @d ]", "aa bb dd", "[dd]"},
};

static void test_flow(void **state) {
  (void)state;
  run_matches(flow, COUNT(flow));
}

/* What each item matches. */
static const match items[] = {
    {"@class", "[ @head @portfolio ]", "وزارة الدفاع", "[وزارة الدفاع]"},
    {"@class folds", "[ @head @portfolio ]", "وزاره الداخليه", "[وزاره الداخليه]"},
    {"@class of two words", "[ @head @portfolio ]", "وزارة التربية والتعليم", "[وزارة التربية والتعليم]"},
    {"@class that the lexicon has not", "@nowhere [ @a ]", "aa aa", ""},
    {"@class that the lexicon has not, left out", "@t @nowhere? [ @a ]", "tt aa", "[aa]"},
    {"~attribute", "@t [ ~given-name ]", "tt أحمد", "[أحمد]"},
    {"~attribute, not another's", "@t [ ~given-name ]", "tt صالح", ""},
    {"~attribute that the lexicon has not", "@t [ ~nowhere ]", "tt أحمد", ""},
    {"%TYPE", "@t [ %GPE ]", "tt روسيا", "[روسيا]"},
    {"%TYPE of several words", "@t [ %ORG ]", "tt الأمم المتحدة", "[الأمم المتحدة]"},
    {"%TYPE, not another's", "@t [ %ORG ]", "tt روسيا", ""},
    {"%NORP is a demonym", "@t [ %NORP ]", "tt روسي", "[روسي]"},
    {"%NORP in its other forms", "@t [ %NORP ]", "tt الروسية", "[الروسية]"},
    {"name: given name", "@t [ name ]", "tt محمد", "[محمد]"},
    {"name: name-word", "@t [ name ]", "tt صالح", "[صالح]"},
    {"name: unknown word", "@t [ name ]", "tt تورغومبايف", "[تورغومبايف]"},
    {"name: no common word", "@t [ name ]", "tt كتاب", ""},
    {"name: no common word behind a clitic", "@t [ name ]", "tt وقال", ""},
    {"name: no known name", "@t [ name ]", "tt روسيا", ""},
    {"name: no known name behind a clitic", "@t [ name ]", "tt بروسيا", ""},
    {"name: no member of a class", "@t [ name ]", "tt الدفاع", ""},
    {"name: no word of two letters", "@t [ name ]", "tt نو", ""},
    {"name: Latin with a capital", "@t [ name ]", "tt Blinken", "[Blinken]"},
    {"name: Latin without", "@t [ name ]", "tt blinken", ""},
    {"name: no number", "@t [ name ]", "tt 2022", ""},
    {"def", "@t [ def ]", "tt الفلاحة", "[الفلاحة]"},
    {"def: no article", "@t [ def ]", "tt فلاحة", ""},
    {"def: an article and one letter", "@t [ def ]", "tt الف", ""},
    {"def: no known name", "@t [ def ]", "tt الأمم المتحدة", ""},
    {"word", "@t [ word word ]", "tt قال BBC", "[قال BBC]"},
    {"word: no punctuation", "@t [ word ]", "tt ، قال", ""},
    {"word: no number", "@t [ word ]", "tt 5", ""},
    {"number", "@t [ number ]", "tt ٤٢٠٠", "[٤٢٠٠]"},
    {"number: no word", "@t [ number ]", "tt G20", ""},
    {"year", "@t [ year ]", "tt 2022", "[2022]"},
    {"year in Arabic-Indic digits", "@t [ year ]", "tt ١٩٤٨", "[١٩٤٨]"},
    {"year: too early", "@t [ year ]", "tt 1822", ""},
    {"year: too late", "@t [ year ]", "tt 2100", ""},
    {"year: not with separators", "@t [ year ]", "tt 20.2", ""},
    {"year: not of five digits", "@t [ year ]", "tt 20221", ""},
    {"quote: straight", "@t quote [ word ] quote", "tt \"نعم\"", "[نعم]"},
    {"quote: guillemets", "@t quote [ word ] quote", "tt «نعم»", "[نعم]"},
    {"quote: curly", "@t quote [ word ] quote", "tt “نعم”", "[نعم]"},
    {"quote: doubled", "@t quote [ word ] quote", "tt \"\"نعم\"\"", "[نعم]"},
    {"quote: no bracket", "@t quote [ word ]", "tt (نعم)", ""},
    {"\"text\"", "@t \"من\" [ word ]", "tt من أين", "[أين]"},
    {"\"text\" folds", "@t \"إلى\" [ word ]", "tt الي أين", "[أين]"},
    {"\"text\": all of the word", "@t \"من\" [ word ]", "tt منه أين", ""},
    {"\"text\": a number", "@t \"20\" [ word ]", "tt ٢٠ نعم", "[نعم]"},
    {"\"text\": a mark", "@t \"،\" [ word ]", "tt، نعم", "[نعم]"},
    {"\"text\": not another mark", "@t \"،\" [ word ]", "tt؛ نعم", ""},
    {"\"text\": a run is no single mark", "@t \".\" [ word ]", "tt... نعم", ""},
    {"punctuation stops", "[ @head @portfolio ]", "وزارة، الدفاع", ""},
    {"a bracket stops", "[ @head @portfolio ]", "وزارة (الدفاع)", ""},
    {"a broken byte stops", "[ @head @portfolio ]", "وزارة \xff الدفاع", ""},
    {"a line break does not", "[ @head @portfolio ]", "وزارة\nالدفاع", "[وزارة\nالدفاع]"},

    {"&@class", "[ @head @portfolio &@portfolio* ]", "وزارة الدفاع والداخلية والتربية",
     "[وزارة الدفاع والداخلية والتربية]"},
    {"&@class needs its و", "[ @head @portfolio &@portfolio ]", "وزارة الدفاع الداخلية", ""},
    {"&@class: و and no other clitic", "[ @head @portfolio &@portfolio ]", "وزارة الدفاع فالداخلية", ""},
    {"&\"text\"", "@t [ word &\"قال\" ]", "tt نعم وقال", "[نعم وقال]"},
    {"&\"text\" needs its و", "@t [ word &\"قال\" ]", "tt نعم قال", ""},
    {"&~attribute", "@t [ word &~given-name ]", "tt نعم ومحمد", "[نعم ومحمد]"},
    {"&%TYPE", "@t [ %GPE &%GPE ]", "tt روسيا وروسيا", "[روسيا وروسيا]"},
    {"an item without & takes no clitic", "[ @head @portfolio ]", "وزارة والدفاع", ""},

    {"a proclitic of the first item is left out", "[ @head @portfolio ]", "بوزارة الدفاع", "4[وزارة الدفاع]"},
    {"two proclitics", "[ @head @portfolio ]", "ولوزارة الدفاع", "17[وزارة الدفاع]"},
    {"with tashkeel between", "[ @head @portfolio ]", "بِوزارة الدفاع", "4[وزارة الدفاع]"},
    {"the alef after ل is not in the text", "[ @title ]", "للوزير", "16[لوزير]"},
    {"waw before it", "[ @head @portfolio ]", "ووزارة الدفاع", "1[وزارة الدفاع]"},
    {"a proclitic outside the span says nothing of it", "@title [ name ]", "للوزير أحمد", "[أحمد]"},
    {"a proclitic before an attribute", "[ ~given-name name ]", "ومحمد صالح", "1[محمد صالح]"},
    {"a proclitic before a type", "[ %GPE name ]", "وروسيا صالح", "1[روسيا صالح]"},
    {"a span that starts with a type", "[ %GPE @a ]", "روسيا aa", "[روسيا aa]"},
};

static void test_items(void **state) {
  (void)state;
  run_matches(items, COUNT(items));
}

/* Texts and patterns that make a backtracking machine go astray end all the same, and what stands behind them is found. */
static void test_limits(void **state) {
  (void)state;
  static written got;
  bench b = open_bench("limits", "@t @a* @a* @a* @a* @a* @a* (@a* @a*)* [ @b ]");
  static written text;
  text.len = 0;
  for (int i = 0; i < 60; i++) put_string(&text, "tt " EIGHT("aa") " " EIGHT("aa") " ");
  put_string(&text, "cc tt aa bb");
  find(&b, "limits", text.text, &got);
  close_bench(&b);
  assert_string_equal(got.text, "[bb]");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_errors),   cmocka_unit_test(test_too_long),
                                     cmocka_unit_test(test_accepted), cmocka_unit_test(test_quoted_place),
                                     cmocka_unit_test(test_error_in_a_file),
                                     cmocka_unit_test(test_flow),     cmocka_unit_test(test_items),
                                     cmocka_unit_test(test_limits)};
  return cmocka_run_group_tests_name("patterns", tests, NULL, NULL);
}
