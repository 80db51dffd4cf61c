/* test_suggest.c: names for misspelt words. A table of queries, and the distance against a plain one.
 *
 * What is found is written  NAME cost  with the cost in hundredths, "+" and proclitics in hex where some were taken off, names parted
 * by " | ".
 */
#include "table.h"

#include "../../core/lexicon/near.h"

static const char yaml[] =
    "confusions:\n"
    "- {kind: exchange, letters: [ض, ظ], cost: 0.5}\n"
    "- {kind: exchange, letters: [غ, ج, ك], cost: 0.5}\n"
    "- {kind: drop, letters: [ا, و, ي], cost: 0.25}\n"
    "- {kind: double, cost: 0.25}\n"
    "- {kind: swap, cost: 0.75}\n"
    "- {kind: space, cost: 0.25}\n"
    "- {kind: word, cost: 1}\n"
    "entities:\n"
    "- {id: Q1, type: PERS, name: {ar: بنيامين نتنياهو, en: Benjamin Netanyahu}, aliases: [نتنياهو], prior: 90}\n"
    "- {id: Q2, type: PERS, name: {ar: أنتوني بلينكن, en: Antony Blinken}}\n"
    "- {id: Q3, type: PERS, name: {ar: عبد الله السديري}}\n"
    "- {id: Q4, type: PERS, name: {ar: محمد بن راشد}}\n"
    "- {id: Q5, type: GPE, name: {ar: كازاخستان}}\n"
    "- {id: Q6, type: GPE, name: {ar: ظفار}}\n"
    "- {id: Q7, type: PERS, name: {ar: كوفي غارانغ}}\n"
    "- {id: Q8, type: GPE, name: {ar: لندن}, prior: 41}\n"
    "- {id: Q9, type: GPE, name: {ar: لبدن}, prior: 42}\n"
    "- {id: Q10, type: ORG, name: {ar: الأمم المتحدة}}\n"
    "- {id: Q11, type: PERS, name: {ar: عبدالعزيز البدر}}\n"
    "- {id: Q12, type: PERS, name: {ar: رونالدو}}\n"
    "- {id: Q13, type: GPE, name: {ar: رونالدي}, prior: 5}\n"
    "classes: {head: [وزارة]}\n";

typedef struct suggest_case {
  const char *name, *query, *want;
} suggest_case;

static const suggest_case cases[] = {
    {"as it is", "كازاخستان", "كازاخستان 0"},
    {"hamza and the like cost nothing", "انتونى بلينكن", "أنتوني بلينكن 0"},
    {"a long vowel put in", "نتانياهو", "بنيامين نتنياهو 25"},
    {"a long vowel left out", "كازخستان", "كازاخستان 25"},
    {"a likely exchange", "ضفار", "ظفار 50"},
    {"another exchange", "كازافستان", "كازاخستان 100"},
    {"two likely ones in a name", "كوفي جارانج", "كوفي غارانغ 100"},
    {"a doubled letter", "كازاخسستان", "كازاخستان 25"},
    {"neighbours swapped", "كازاسختان", "كازاخستان 75"},
    {"a long vowel in another place", "كاازخستان", "كازاخستان 50"},
    {"swapped at the end", "كازاخستنا", "كازاخستان 50"},
    {"one slip in each word", "انتوفي بليكن", "أنتوني بلينكن 200"},
    {"both in one word", "أنتوني بلكن", "أنتوني بلينكن 125"},
    {"two words as one", "عبدالله السديري", "عبد الله السديري 25"},
    {"two words as one, and a slip", "عبداله السديري", "عبد الله السديري 50"},
    {"one word as two", "عبد العزيز البدر", "عبدالعزيز البدر 25"},
    {"all in one word", "انتونيبلينكن", "أنتوني بلينكن 25"},
    {"a word too few, the first", "بلينكن", "أنتوني بلينكن 100"},
    {"a word too few, within", "محمد راشد", "محمد بن راشد 100"},
    {"a word too few, the last", "محمد بن", "محمد بن راشد 100"},
    {"a word too many", "أنتوني جون بلينكن", "أنتوني بلينكن 75"},
    {"a long word too many", "أنتوني ستيوارت بلينكن", "أنتوني بلينكن 100"},
    {"a proclitic", "بكازخستان", "كازاخستان 50+4"},
    {"a proclitic that is a long vowel", "وكازخستان", "كازاخستان 50"},
    {"a proclitic before the article", "للأمم المتحدة", "الأمم المتحدة 25+10"},
    {"of equal ones the higher prior", "لدن", "لبدن 100 | لندن 100"},
    {"a name made from lists is meant less often", "رونالدا", "رونالدو 50 | رونالدي 75"},
    {"a name made from lists, spelt as asked", "رونالدي", "رونالدي 0 | رونالدو 50"},
    {"English", "Antony Blinkin", "أنتوني بلينكن 100"},
    {"upper and lower case are one", "BENJAMIN netanyahu", "بنيامين نتنياهو 0"},
    {"words of classes are no names", "وزارت", ""},
    {"too far", "كاستن", ""},
    {"nothing near", "زرنوقيا", ""},
    {"empty", "", ""},
    {"no word", "، !", ""},
    {"an address", "https://example.org", ""},
    {"broken bytes", "\xff\xfe", ""},
    {"short words are not near to everything", "لب", ""},
};

static khb_engine *engine;

static const char *main_name(const khb_engine *of, uint32_t entity) {
  khb_entity e;
  assert_int_equal(khb_engine_entity(of, entity, &e), KHB_OK);
  return e.name_ar;
}

static void suggested(void **state) {
  const suggest_case *c = *state;
  khb_suggestion out[KHB_MAX_SUGGESTIONS];
  size_t n = khb_engine_suggest(engine, c->query, strlen(c->query), out, KHB_MAX_SUGGESTIONS);
  written w = {.len = 0};
  for (size_t i = 0; i < n; i++) {
    char line[300];
    int len = snprintf(line, sizeof line, "%s%s %.0f", i ? " | " : "", main_name(engine, out[i].entity), (double)out[i].cost * 100);
    if (out[i].proclitics) len += snprintf(line + len, sizeof line - (size_t)len, "+%x", (unsigned)out[i].proclitics);
    put(&w, line, (size_t)len);
    khb_name name;
    CASE_CHECK(c->name, khb_engine_entity_name(engine, out[i].entity, out[i].name, &name) == KHB_OK);
  }
  w.text[w.len] = 0;
  CASE_STRING(c->name, w.text, c->want);
  CASE_CHECK(c->name, khb_engine_suggest(engine, c->query, strlen(c->query), NULL, 0) == n);
}

/* ---- near words against a plain table -------------------------------------------------------------------------------------- */

#define LONGEST 12
static const char letters[] = "abcd";

/* The same distance, from all cells of the whole table. */
static unsigned plain(const khb_costs *costs, const char *a, const char *b) {
  unsigned cell[LONGEST + 1][LONGEST + 1], n = (unsigned)strlen(a), m = (unsigned)strlen(b);
  for (unsigned i = 0; i <= n; i++) {
    for (unsigned j = 0; j <= m; j++) {
      unsigned best = i || j ? 10000 : 0;
      unsigned char x = i ? (unsigned char)a[i - 1] : 0, y = j ? (unsigned char)b[j - 1] : 0;
      if (i && cell[i - 1][j] + costs->drop[x] < best) best = cell[i - 1][j] + costs->drop[x];
      if (j && cell[i][j - 1] + costs->drop[y] < best) best = cell[i][j - 1] + costs->drop[y];
      if (i && j) {
        unsigned change = x == y ? 0 : (x == 'a' && y == 'b') || (x == 'b' && y == 'a') ? 32 : KHB_COST_ONE;
        if (cell[i - 1][j - 1] + change < best) best = cell[i - 1][j - 1] + change;
      }
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && cell[i - 2][j - 2] + costs->swap < best)
        best = cell[i - 2][j - 2] + costs->swap;
      cell[i][j] = best;
    }
  }
  return cell[n][m];
}

static void random_word(char *out, uint64_t *random) {
  uint32_t n = 1 + support_below(random, LONGEST - 2);
  for (uint32_t i = 0; i < n; i++) out[i] = letters[support_below(random, 4)];
  out[n] = 0;
}

/* Every word within the budget is found, at its cost, and no other. Doubled letters, of which either walk takes another for the one
   too many, are left to the table above. */
static void near_words(void **state) {
  (void)state;
  enum { WORDS = 600 };
  static char word[WORDS][LONGEST + 1];
  char *text = malloc(WORDS * 80), path[256];
  size_t len = (size_t)sprintf(text, "confusions: [{kind: exchange, letters: [a, b], cost: 0.5}, {kind: drop, letters: [c], cost: 0.25},"
                                     " {kind: swap, cost: 0.7}]\nentities:\n");
  uint64_t random = 3;
  for (int i = 0; i < WORDS; i++) {
    random_word(word[i], &random);
    len += (size_t)sprintf(text + len, "- {id: Q%d, type: GPE, name: {en: %s}}\n", i + 1, word[i]);
  }
  khb_index *index;
  khb_lexicon *lexicon;
  assert_int_equal(support_compile(text, len, &index, path, NULL), KHB_OK);
  assert_int_equal(khb_lexicon_open(&index, 1, &lexicon, NULL), KHB_OK);
  khb_costs *costs = malloc(sizeof *costs);
  khb_near *out = malloc(KHB_NEAR_WORDS * sizeof *out);
  khb_near_work *work = khb_near_work_open();
  khb_costs_open(costs, lexicon);
  for (int round = 0; round < 400; round++) {
    uint8_t codes[LONGEST + 1 + KHB_CODE_PAD] = {0};
    random_word((char *)codes, &random);
    unsigned budget = 1 + support_below(&random, KHB_COST_MOST);
    size_t n = khb_near_words(index, costs, codes, strlen((char *)codes), budget, work, out);
    for (int i = 0; i < WORDS; i++) {
      unsigned cost = plain(costs, (char *)codes, word[i]), times = 0;
      for (size_t k = 0; k < n; k++) {
        uint32_t length;
        const uint8_t *there = khb_index_letters(index, out[k].word, &length);
        if (length != strlen(word[i]) || memcmp(there, word[i], length) != 0) continue;
        times++;
        if (out[k].cost != cost) CASE_FAIL((char *)codes, "%s costs %u, found for %u", word[i], cost, out[k].cost);
        CASE_CHECK(word[i], k == 0 || out[k - 1].cost <= out[k].cost);
      }
      if (times != (cost <= budget)) CASE_FAIL((char *)codes, "%s costs %u of %u, found %u times", word[i], cost, budget, times);
    }
  }
  free(work);
  free(out);
  free(costs);
  khb_lexicon_close(lexicon);
  free(text);
}

/* ---- layers and errors ------------------------------------------------------------------------------------------------------- */

/* The confusions of one layer hold for all; an entity that two layers have is one. */
static void layers(void **state) {
  (void)state;
  static const char *const parts[] = {
      "confusions: [{kind: exchange, letters: [ض, ظ], cost: 0.25}]\nentities: [{id: Q1, type: GPE, name: {ar: ظفار}}]\n",
      "[{id: Q1, type: GPE, name: {ar: ظفار}, aliases: [محافظة ظفار]}, {id: Q2, type: GPE, name: {ar: ظفارة}}]\n"};
  char path[2][256];
  for (int i = 0; i < 2; i++) support_temp_file(path[i], 256, parts[i], strlen(parts[i]));
  const char *files[] = {path[0], path[1]};
  khb_options options = {.size = sizeof options, .entities = files, .n_entities = 2};
  khb_engine *two;
  assert_int_equal(khb_engine_open(&options, &two, NULL), KHB_OK);
  khb_suggestion out[8];
  assert_int_equal(khb_engine_suggest(two, "ضفار", strlen("ضفار"), out, 8), 1);
  assert_true(out[0].cost == 0.25f);
  assert_int_equal(out[0].entity >> 26, 1); /* the nearer layer */
  khb_engine_close(two);
  unlink(path[0]);
  unlink(path[1]);
}

static void too_long(void **state) {
  (void)state;
  char text[1200];
  memset(text, 'a', sizeof text);
  assert_int_equal(khb_engine_suggest(engine, text, sizeof text, NULL, 0), 0);
  assert_int_equal(khb_engine_suggest(engine, text, 1000, NULL, 0), 0);
  assert_int_equal(khb_engine_suggest(engine, text, 60, NULL, 0), 0);
}

typedef struct error_case {
  const char *name, *yaml, *what;
} error_case;
static const error_case errors[] = {
    {"no kind", "confusions: [{letters: [ض, ظ], cost: 0.5}]", "has no kind"},
    {"no cost", "confusions: [{kind: drop, letters: [ض]}]", "has no cost"},
    {"a kind that is none", "confusions: [{kind: exchang, letters: [ض, ظ], cost: 0.5}]", "unknown kind"},
    {"one letter alone", "confusions: [{kind: exchange, letters: [ض], cost: 0.5}]", "2 letters"},
    {"a word", "confusions: [{kind: exchange, letters: [ضظ, ظ], cost: 0.5}]", "is no letter"},
    {"letters that fold to one", "confusions: [{kind: exchange, letters: [ى, ي], cost: 0.5}]", "folds to a letter"},
    {"letters where none belong", "confusions: [{kind: swap, letters: [ى], cost: 0.5}]", "no letters"},
    {"a cost over 1", "confusions: [{kind: swap, cost: 1.5}]", "no score"},
};
static void refused(void **state) {
  const error_case *c = *state;
  khb_error err;
  khb_engine *none = engine_of(c->yaml, &err);
  CASE_CHECK(c->name, none == NULL);
  CASE_CHECK(c->name, err.status == KHB_ERR_FORMAT && err.line == 1 && err.column > 1);
  if (!strstr(err.what, c->what)) CASE_FAIL(c->name, "%s", err.what);
}

int main(void) {
  engine = engine_must(yaml);
  struct CMUnitTest tests[COUNT(cases) + COUNT(errors) + 3];
  size_t n = 0;
  for (size_t i = 0; i < COUNT(cases); i++)
    tests[n++] = (struct CMUnitTest){cases[i].name, suggested, NULL, NULL, (void *)(uintptr_t)&cases[i]};
  for (size_t i = 0; i < COUNT(errors); i++)
    tests[n++] = (struct CMUnitTest){errors[i].name, refused, NULL, NULL, (void *)(uintptr_t)&errors[i]};
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(near_words);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(layers);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(too_long);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  khb_engine_close(engine);
  return failed;
}
