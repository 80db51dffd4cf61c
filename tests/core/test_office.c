/* test_office.c: was an office held on a day? Dates of ISO 8601 in three precisions; a year or month holds all its days. */
#include "table.h"

static const struct { const char *name, *from, *to, *day; int want; } cases[] = {
  {"within", "2021-01-26", "2025-01-20", "2022-01-08", 1},
  {"the first day", "2021-01-26", "2025-01-20", "2021-01-26", 1},
  {"the last day", "2021-01-26", "2025-01-20", "2025-01-20", 1},
  {"the day before", "2021-01-26", "2025-01-20", "2021-01-25", 0},
  {"the day after", "2021-01-26", "2025-01-20", "2025-01-21", 0},
  {"still held", "2019-05-01", "", "2026-01-01", 1},
  {"not yet", "2019-05-01", "", "2018-01-01", 0},
  {"years: inside", "2004", "2010", "2007-06-01", 1},
  {"years: in the first", "2004", "2010", "2004-06-01", -1},
  {"years: in the last", "2004", "2010", "2010-06-01", -1},
  {"years: before", "2004", "2010", "2003-12-31", 0},
  {"years: after", "2004", "2010", "2011-01-01", 0},
  {"months: in the first", "2004-05", "2010-03", "2004-05-20", -1},
  {"months: after the first", "2004-05", "2010-03", "2004-06-01", 1},
  {"one year", "2004", "2004", "2004-07-07", -1},
  {"no dates", "", "", "2004-07-07", -1},
  {"only an end: after it", "", "2004-07-07", "2004-07-08", 0},
  {"only an end: on it", "", "2004-07-07", "2004-07-07", 1},
  {"only an end: before it", "", "2004-07-07", "1990-01-01", -1},
  {"no day", "2004", "2010", "yesterday", -1},
  {"a day that is not", "2004", "2010", "2007-02-30", -1},
  {"a date that is too long to be one", "2004-01-01T00", "", "2007-02-03", -1},
};

static void offices_are_placed(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    khb_office office = {.title = "وزير", .of = "", .from = cases[i].from, .to = cases[i].to};
    int got = khb_office_on(&office, cases[i].day);
    if (got != cases[i].want) CASE_FAIL(cases[i].name, "got %d, want %d", got, cases[i].want);
  }
}

static void without_a_day_nothing_is_said(void **state) {
  (void)state;
  khb_office office = {.title = "وزير", .of = "", .from = "2004", .to = ""};
  assert_int_equal(khb_office_on(&office, NULL), -1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(offices_are_placed), cmocka_unit_test(without_a_day_nothing_is_said)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
