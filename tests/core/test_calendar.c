/* test_calendar.c: day numbers of three calendars, weekdays and ISO weeks, and what is no date. */
#include "table.h"

#include "../../core/figures/calendar.h"

typedef struct known { const char *name; khb_calendar calendar; int32_t year; uint32_t month, day; int32_t number; } known;

/* Sources: the Hijri and Coptic rows from ICU 72.1 (islamic-civil, islamic-umalqura, coptic); the Gregorian ones from Python's
   datetime, those before year 1 from Calendrical Calculations (2018), appendix C. */
static const known days[] = {
    {"the first day of Unix", KHB_GREGORIAN, 1970, 1, 1, 0},
    {"a day of news", KHB_GREGORIAN, 2022, 1, 5, 18997},
    {"a leap day", KHB_GREGORIAN, 2000, 2, 29, 11016},
    {"before the Gregorian calendar was made", KHB_GREGORIAN, 1581, 12, 31, -141715},
    {"the fall of Jerusalem's first temple", KHB_GREGORIAN, -586, 7, 24, -933356},
    {"the last day of year 9999", KHB_GREGORIAN, 9999, 12, 31, 2932896},
    {"the Hijra", KHB_ISLAMIC, 1, 1, 1, -492148},
    {"year 40, tabular", KHB_ISLAMIC, 40, 9, 21, -478072},
    {"year 132, tabular", KHB_ISLAMIC, 132, 2, 15, -445682},
    {"year 656, tabular", KHB_ISLAMIC, 656, 2, 4, -260005},
    {"year 1213, tabular", KHB_ISLAMIC, 1213, 1, 29, -62628},
    {"the last day before the table", KHB_ISLAMIC, 1299, 12, 29, -31827},
    {"the first day of the table", KHB_ISLAMIC, 1300, 1, 1, -31826},
    {"1343", KHB_ISLAMIC, 1343, 1, 1, -16588},
    {"1400", KHB_ISLAMIC, 1400, 1, 1, 3611},
    {"Ramadan 1443", KHB_ISLAMIC, 1443, 9, 1, 19084},
    {"Arafa of 1447", KHB_ISLAMIC, 1447, 12, 9, 20599},
    {"the last day of the table", KHB_ISLAMIC, 1600, 12, 30, 74838},
    {"the first day after the table", KHB_ISLAMIC, 1601, 1, 1, 74839},
    {"the era of Martyrs", KHB_COPTIC, 1, 1, 1, -615558},
    {"Coptic 1000", KHB_COPTIC, 1000, 6, 15, -250509},
    {"Nayruz 1738", KHB_COPTIC, 1738, 1, 1, 18881},
    {"the sixth little day", KHB_COPTIC, 1739, 13, 6, 19611},
    {"Coptic April", KHB_COPTIC, 1738, 8, 15, 19105},
};

static void test_known_days(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(days); i++) {
    const known *k = &days[i];
    int32_t number = INT32_MIN;
    khb_ymd back = {0, 0, 0};
    CASE_CHECK(k->name, khb_day_of(k->calendar, k->year, k->month, k->day, &number));
    if (number != k->number) CASE_FAIL(k->name, "day %d, want %d", number, k->number);
    CASE_CHECK(k->name, khb_date_of(k->calendar, number, &back));
    CASE_CHECK(k->name, back.year == k->year && back.month == k->month && back.day == k->day);
  }
}

/* Every day there is: its date leads back to it and follows the date of the day before. */
static void test_every_day(void **state) {
  (void)state;
  static const struct { khb_calendar calendar; const char *name; int32_t first, last; } span[] = {
      {KHB_GREGORIAN, "Gregorian", -4371587, 2932896},
      {KHB_ISLAMIC, "Islamic", -4000000, 2932896},
      {KHB_COPTIC, "Coptic", -4200000, 2932896},
  };
  for (size_t i = 0; i < COUNT(span); i++) {
    khb_ymd before = {0, 0, 0};
    for (int32_t day = span[i].first; day <= span[i].last; day++) {
      khb_ymd d;
      int32_t back = INT32_MIN;
      if (!khb_date_of(span[i].calendar, day, &d) || !khb_day_of(span[i].calendar, d.year, d.month, d.day, &back) ||
          back != day)
        CASE_FAIL(span[i].name, "day %d comes back as %d", day, back);
      bool next = day == span[i].first || (d.day == before.day + 1 && d.month == before.month && d.year == before.year) ||
                  (d.day == 1 && before.day == khb_month_days(span[i].calendar, before.year, before.month) &&
                   (d.month == 1 ? d.year == before.year + 1 : d.month == before.month + 1));
      if (!next) CASE_FAIL(span[i].name, "day %d does not follow the one before", day);
      before = d;
    }
  }
}

/* Source: Python's datetime.date.isocalendar. */
static const struct { const char *name; int32_t day; int32_t year; uint8_t week, weekday; } weeks[] = {
    {"2020-12-31", 18627, 2020, 53, 4}, {"2021-01-03", 18630, 2020, 53, 7}, {"2021-01-04", 18631, 2021, 1, 1},
    {"2016-01-01", 16801, 2015, 53, 5}, {"2024-12-30", 20087, 2025, 1, 1},  {"2027-01-01", 20819, 2026, 53, 5},
    {"1977-01-01", 2557, 1976, 53, 6},  {"1581-12-31", -141715, 1581, 53, 4},
};

static void test_weeks(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(weeks); i++) {
    int32_t year;
    uint8_t week = khb_iso_week(weeks[i].day, &year), weekday = khb_weekday(weeks[i].day);
    if (week != weeks[i].week || year != weeks[i].year || weekday != weeks[i].weekday)
      CASE_FAIL(weeks[i].name, "%d-W%02u-%u", year, week, weekday);
  }
}

static const known no_dates[] = {
    {"30 February", KHB_GREGORIAN, 2020, 2, 30, 0},
    {"29 February of a common year", KHB_GREGORIAN, 2021, 2, 29, 0},
    {"29 February 1900", KHB_GREGORIAN, 1900, 2, 29, 0},
    {"month 13", KHB_GREGORIAN, 2020, 13, 1, 0},
    {"month 0", KHB_GREGORIAN, 2020, 0, 1, 0},
    {"day 0", KHB_GREGORIAN, 2020, 1, 0, 0},
    {"a day that wraps", KHB_GREGORIAN, 2020, 1, UINT32_MAX, 0},
    {"a month that wraps", KHB_GREGORIAN, 2020, UINT32_MAX, 1, 0},
    {"year 10000", KHB_GREGORIAN, 10000, 1, 1, 0},
    {"the largest year", KHB_GREGORIAN, INT32_MAX, 1, 1, 0},
    {"the smallest year", KHB_ISLAMIC, INT32_MIN, 1, 1, 0},
    {"31 of a Hijri month", KHB_ISLAMIC, 1442, 2, 31, 0},
    {"30 Safar, tabular", KHB_ISLAMIC, 1200, 2, 30, 0},
    {"a Coptic year that begins behind 9999", KHB_COPTIC, 9900, 1, 1, 0},
    {"the sixth little day of a common year", KHB_COPTIC, 1738, 13, 6, 0},
    {"month 14", KHB_COPTIC, 1738, 14, 1, 0},
};

static void test_no_dates(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(no_dates); i++) {
    const known *k = &no_dates[i];
    int32_t day = 77;
    CASE_CHECK(k->name, !khb_day_of(k->calendar, k->year, k->month, k->day, &day) && day == 77);
  }
  khb_ymd d = {1, 2, 3};
  assert_false(khb_date_of(KHB_GREGORIAN, INT32_MAX, &d));
  assert_false(khb_date_of(KHB_ISLAMIC, INT32_MIN, &d));
  assert_int_equal(d.year, 1);
}

static void test_months(void **state) {
  (void)state;
  khb_ymd d = {2022, 1, 31};
  assert_true(khb_add_months(&d, 1));
  assert_true(d.year == 2022 && d.month == 2 && d.day == 28);
  assert_true(khb_add_months(&d, -14));
  assert_true(d.year == 2020 && d.month == 12 && d.day == 28);
  assert_false(khb_add_months(&d, INT64_MAX));
  assert_false(khb_add_months(&d, INT64_MIN));
  assert_false(khb_add_months(&d, 100000));
  assert_true(d.year == 2020);
}

/* Dates of files and options (ISO 8601:2004, 4.1.2). {0}: refused. */
static const struct { const char *text; khb_ymd want; } written_dates[] = {
    {"2022", {2022, 0, 0}},        {"2022-02", {2022, 2, 0}}, {"2020-02-29", {2020, 2, 29}}, {"0001-01-01", {1, 1, 1}},
    {"2021-02-29", {0, 0, 0}},     {"1900-02-29", {0, 0, 0}}, {"2022-13", {0, 0, 0}},        {"2022-00-01", {0, 0, 0}},
    {"2022-01-00", {0, 0, 0}},     {"2022/01/01", {0, 0, 0}}, {"20220101", {0, 0, 0}},       {"0000-01-01", {0, 0, 0}},
    {"+022-01-01", {0, 0, 0}},     {"2022-1-1", {0, 0, 0}},   {"2022-01-1x", {0, 0, 0}},     {"", {0, 0, 0}},
    {"2022-01-01 ", {0, 0, 0}},
};

static void test_written_dates(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(written_dates); i++) {
    khb_ymd d = {0, 0, 0}, want = written_dates[i].want;
    const char *text = written_dates[i].text;
    CASE_CHECK(text, khb_date_read(text, strlen(text), &d) == (want.year != 0));
    CASE_CHECK(text, d.year == want.year && d.month == want.month && d.day == want.day);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_known_days), cmocka_unit_test(test_every_day), cmocka_unit_test(test_weeks),
      cmocka_unit_test(test_no_dates),   cmocka_unit_test(test_months), cmocka_unit_test(test_written_dates),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
