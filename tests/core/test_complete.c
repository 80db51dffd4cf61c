/* test_complete.c: names that begin with what was typed. What is found is written  NAME  with "=" where the spelling is that of the
 * name and "+" and proclitics in hex where some were taken off, names parted by " | ".
 */
#include "table.h"

static const char yaml[] =
    "- {id: Q1, type: PERS, name: {ar: أنتوني بلينكن, en: Antony Blinken}, prior: 50}\n"
    "- {id: Q2, type: GPE, name: {ar: بلينكا}, prior: 10}\n"
    "- {id: Q3, type: ORG, name: {ar: الأمم المتحدة}, aliases: [منظمة الأمم المتحدة], prior: 200}\n"
    "- {id: Q4, type: ORG, name: {ar: الأمم المتحدة الإنمائية}, prior: 100}\n"
    "- {id: Q5, type: GPE, name: {ar: القاهرة}, prior: 220}\n"
    "- {id: Q6, type: GPE, name: {ar: القامشلي}, prior: 30}\n"
    "- {id: Q7, type: GPE, name: {ar: كازاخستان}, demonyms: [كازاخي], prior: 80}\n"
    "- {id: Q8, type: ORG, name: {ar: مجلس الأمن}, prior: 150}\n"
    "- {id: Q9, type: ORG, name: {ar: مجلس الأمة}, prior: 60}\n"
    "- {id: Q10, type: ORG, name: {ar: مجلس أمناء}, prior: 60}\n"
    "- {id: Q11, type: GPE, name: {ar: نور-سلطان}, prior: 60}\n"
    "- {id: Q12, type: PERS, name: {ar: أمينة}, prior: 5}\n"
    "- {id: Q13, type: PERS, name: {ar: امين}, prior: 5}\n"
    "- {id: Q14, type: PERS, name: {ar: سعد}, aliases: [أمين سعد], prior: 5}\n"
    "- {id: Q15, type: GPE, name: {ar: وادي}, prior: 5}\n";

typedef struct complete_case {
  const char *name, *prefix, *want;
} complete_case;

static const complete_case cases[] = {
    {"first words before later ones", "بلينك", "بلينكا= | أنتوني بلينكن="},
    {"the higher prior first", "القا", "القاهرة= | القامشلي="},
    {"one letter", "ك", "كازاخستان="},
    {"the whole name", "كازاخستان", "كازاخستان="},
    {"a demonym", "كازاخي", "كازاخي="},
    {"more than the name", "كازاخستاني", ""},
    {"through folding", "الامم", "الأمم المتحدة | الأمم المتحدة الإنمائية"},
    {"with tashkeel", "القَاه", "القاهرة="},
    {"a second word", "الأمم المت", "الأمم المتحدة= | الأمم المتحدة الإنمائية="},
    {"a third word", "الأمم المتحدة الإ", "الأمم المتحدة الإنمائية="},
    {"after a space any word", "مجلس ", "مجلس الأمن= | مجلس الأمة= | مجلس أمناء="},
    {"words before the last are whole", "مجل الأمن", ""},
    {"after a space the word is whole", "مجل ", ""},
    {"over a hyphen", "نور سل", "نور-سلطان"},
    {"a later word and what follows it", "متحدة الإ", ""},
    {"later words", "المتحدة الا", "الأمم المتحدة الإنمائية"},
    {"a proclitic", "بالقاه", "القاهرة=+4"},
    {"two proclitics", "وبالقاه", "القاهرة=+5"},
    {"the hidden article", "للأمم", "الأمم المتحدة=+10 | الأمم المتحدة الإنمائية=+10"},
    {"no proclitic where the word matches as it is", "وا", "وادي="},
    {"of one prior the same spelling first", "أمي", "أمينة= | أمين سعد= | امين"},
    {"of one spelling the main name, then the shorter", "ام", "امين= | أمينة | أمين سعد | مجلس أمناء"},
    {"an alias", "منظم", "منظمة الأمم المتحدة="},
    {"English", "anton", "Antony Blinken"},
    {"English later", "Blink", "Antony Blinken="},
    {"nothing", "", ""},
    {"a space", " ", ""},
    {"unknown", "زرنو", ""},
    {"broken bytes", "\xd8", ""},
};

static khb_engine *engine;

static void completed(void **state) {
  const complete_case *c = *state;
  khb_hit out[KHB_MAX_COMPLETIONS];
  size_t n = khb_engine_complete(engine, c->prefix, strlen(c->prefix), out, KHB_MAX_COMPLETIONS);
  written w = {.len = 0};
  for (size_t i = 0; i < n; i++) {
    khb_name name;
    char line[300];
    CASE_CHECK(c->name, khb_engine_entity_name(engine, out[i].entity, out[i].name, &name) == KHB_OK);
    int len = snprintf(line, sizeof line, "%s%s%s", i ? " | " : "", name.text, out[i].exact ? "=" : "");
    if (out[i].proclitics) len += snprintf(line + len, sizeof line - (size_t)len, "+%x", (unsigned)out[i].proclitics);
    put(&w, line, (size_t)len);
  }
  w.text[w.len] = 0;
  CASE_STRING(c->name, w.text, c->want);
  CASE_CHECK(c->name, khb_engine_complete(engine, c->prefix, strlen(c->prefix), NULL, 0) == n);
}

/* Many names: those of the highest prior are given, in order, and no entity twice. */
static void many(void **state) {
  (void)state;
  enum { NAMES = 3000 };
  char *text = malloc(NAMES * 100);
  size_t len = 0;
  uint64_t random = 5;
  uint32_t by_prior[256] = {0};
  for (int i = 0; i < NAMES; i++) {
    uint32_t prior = support_below(&random, 256);
    by_prior[prior]++;
    len += (size_t)sprintf(text + len, "- {id: Q%d, type: GPE, name: {en: ma%d x%d}, aliases: [ma%dy], prior: %u}\n", i + 1, i % 700, i,
                           i, (unsigned)prior);
  }
  khb_engine *big = engine_must(text);
  static const char *const prefixes[] = {"m", "ma", "x"};
  for (size_t p = 0; p < COUNT(prefixes); p++) {
    khb_hit out[KHB_MAX_COMPLETIONS];
    size_t n = khb_engine_complete(big, prefixes[p], strlen(prefixes[p]), out, KHB_MAX_COMPLETIONS), at = 0;
    assert_int_equal(n, KHB_MAX_COMPLETIONS);
    for (size_t i = 0; i < n; i++) {
      for (size_t k = 0; k < i; k++) assert_int_not_equal(out[i].entity, out[k].entity);
    }
    /* The priors of the entities are those at the top of all. */
    uint64_t again = 5;
    uint32_t prior_of[NAMES];
    for (int i = 0; i < NAMES; i++) prior_of[i] = support_below(&again, 256);
    for (uint32_t prior = 256; prior-- > 0 && at < n;) {
      for (uint32_t k = 0; k < by_prior[prior] && at < n; k++, at++) assert_int_equal(prior_of[out[at].entity & 0x3ffffff], prior);
    }
  }
  khb_engine_close(big);
  free(text);
}

static void layers(void **state) {
  (void)state;
  static const char *const parts[] = {
      "[{id: Q1, type: GPE, name: {ar: ظفار}, prior: 9}, {id: Q2, type: GPE, name: {ar: ظفران}, prior: 9}]\n",
      "[{id: Q1, type: GPE, name: {ar: ظفار}, prior: 9}, {id: Q3, type: GPE, name: {ar: ظفير الطويلة}, prior: 9}]\n"};
  char path[2][256];
  for (int i = 0; i < 2; i++) support_temp_file(path[i], 256, parts[i], strlen(parts[i]));
  const char *files[] = {path[0], path[1]};
  khb_options options = {.size = sizeof options, .entities = files, .n_entities = 2};
  khb_engine *two;
  assert_int_equal(khb_engine_open(&options, &two, NULL), KHB_OK);
  khb_hit out[8];
  static const char *const want[] = {"Q1", "Q3", "Q2"};
  assert_int_equal(khb_engine_complete(two, "ظف", strlen("ظف"), out, 8), 3);
  for (int i = 0; i < 3; i++) {
    khb_entity e;
    assert_int_equal(khb_engine_entity(two, out[i].entity, &e), KHB_OK);
    assert_string_equal(e.id, want[i]);
  }
  khb_engine_close(two);
  unlink(path[0]);
  unlink(path[1]);
}

static void too_long(void **state) {
  (void)state;
  char text[1200];
  memset(text, 'a', sizeof text);
  assert_int_equal(khb_engine_complete(engine, text, sizeof text, NULL, 0), 0);
  assert_int_equal(khb_engine_complete(engine, text, 1000, NULL, 0), 0);
}

int main(void) {
  engine = engine_must(yaml);
  struct CMUnitTest tests[COUNT(cases) + 3];
  size_t n = 0;
  for (; n < COUNT(cases); n++)
    tests[n] = (struct CMUnitTest){cases[n].name, completed, NULL, NULL, (void *)(uintptr_t)&cases[n]};
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(many);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(layers);
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(too_long);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  khb_engine_close(engine);
  return failed;
}
