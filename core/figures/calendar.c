/* calendar.c: arithmetic of calendars; calendar.h says which and from where.
 *
 * Divisions round down (Calendrical Calculations writes mod and floor so), which C does not do for negative numbers: floor_div.
 */
#include "calendar.h"

/* Of Gregorian years -9999-01-01 and 9999-12-31, with a margin that keeps every calendar's year below five digits. */
enum { DAY_MIN = -4371587, DAY_MAX = 2932896 };

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
static int64_t floor_mod(int64_t a, int64_t b) { return a - b * floor_div(a, b); }

static bool year_fits(int32_t year) { return year >= KHB_YEAR_MIN && year <= KHB_YEAR_MAX; }

/* ---- Gregorian ----------------------------------------------------------------------------------------------------------- */

/* Years are counted from March, so that the leap day is the last of its year. */
static int32_t gregorian_day(int32_t year, uint32_t month, uint32_t day) {
  int64_t y = year - (month <= 2);
  int64_t m = month > 2 ? month - 3 : month + 9;
  return (int32_t)(365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) + (153 * m + 2) / 5 + day - 1 - 719468);
}

static void gregorian_date(int32_t day, khb_ymd *out) {
  int64_t z = (int64_t)day + 719468, era = floor_div(z, 146097), of_era = z - era * 146097;
  int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
  out->day = (uint8_t)(of_year - (153 * m + 2) / 5 + 1);
  out->month = (uint8_t)(m < 10 ? m + 3 : m - 9);
  out->year = (int32_t)(y + era * 400 + (out->month <= 2));
}

/* ---- Islamic ------------------------------------------------------------------------------------------------------------- */

enum { ISLAMIC_EPOCH = -492148 }; /* 16 July 622 Julian */

bool khb_hijri_in_table(int32_t year) { return year >= KHB_HIJRI_FIRST && year <= KHB_HIJRI_LAST; }

static uint8_t islamic_month_days(int32_t year, uint32_t month) {
  if (khb_hijri_in_table(year)) return (uint8_t)(29 + (khb_hijri_years[year - KHB_HIJRI_FIRST].months >> (month - 1) & 1));
  bool leap = floor_mod(14 + 11 * (int64_t)year, 30) < 11;
  return (uint8_t)(month % 2 || (month == 12 && leap) ? 30 : 29);
}

static int32_t islamic_day(int32_t year, uint32_t month, uint32_t day) {
  if (!khb_hijri_in_table(year))
    return (int32_t)(ISLAMIC_EPOCH - 1 + 354 * ((int64_t)year - 1) + floor_div(3 + 11 * (int64_t)year, 30) +
                     29 * (month - 1) + month / 2 + day);
  int32_t at = khb_hijri_years[year - KHB_HIJRI_FIRST].start;
  for (uint32_t m = 1; m < month; m++) at += islamic_month_days(year, m);
  return at + (int32_t)day - 1;
}

/* The year is guessed by its mean length and put right by at most one or two steps. */
static void islamic_date(int32_t day, khb_ymd *out) {
  int32_t year = (int32_t)floor_div(30 * ((int64_t)day - ISLAMIC_EPOCH) + 10646, 10631);
  while (islamic_day(year, 1, 1) > day) year--;
  while (islamic_day(year + 1, 1, 1) <= day) year++;
  uint32_t month = 1;
  int32_t left = day - islamic_day(year, 1, 1);
  while (month < 12 && left >= islamic_month_days(year, month)) left -= islamic_month_days(year, month++);
  *out = (khb_ymd){year, (uint8_t)month, (uint8_t)(left + 1)};
}

/* ---- Coptic -------------------------------------------------------------------------------------------------------------- */

enum { COPTIC_EPOCH = -615558 }; /* 29 August 284 Julian */

static uint8_t coptic_month_days(int32_t year, uint32_t month) {
  return (uint8_t)(month < 13 ? 30 : floor_mod(year, 4) == 3 ? 6 : 5);
}

static int32_t coptic_day(int32_t year, uint32_t month, uint32_t day) {
  return (int32_t)(COPTIC_EPOCH - 1 + 365 * ((int64_t)year - 1) + floor_div(year, 4) + 30 * (month - 1) + day);
}

static void coptic_date(int32_t day, khb_ymd *out) {
  int32_t year = (int32_t)floor_div(4 * ((int64_t)day - COPTIC_EPOCH) + 1463, 1461);
  int32_t left = day - coptic_day(year, 1, 1);
  *out = (khb_ymd){year, (uint8_t)(left / 30 + 1), (uint8_t)(left % 30 + 1)};
}

/* ---- any ----------------------------------------------------------------------------------------------------------------- */

uint8_t khb_year_months(khb_calendar calendar) { return calendar == KHB_COPTIC ? 13 : 12; }

uint8_t khb_month_days(khb_calendar calendar, int32_t year, uint32_t month) {
  if (!year_fits(year) || month < 1 || month > khb_year_months(calendar)) return 0;
  switch (calendar) {
    case KHB_ISLAMIC: return islamic_month_days(year, month);
    case KHB_COPTIC: return coptic_month_days(year, month);
    default: return khb_month_length(year, month);
  }
}

bool khb_day_of(khb_calendar calendar, int32_t year, uint32_t month, uint32_t day, int32_t *out) {
  if (day < 1 || day > khb_month_days(calendar, year, month)) return false;
  int32_t at = calendar == KHB_ISLAMIC  ? islamic_day(year, month, day)
               : calendar == KHB_COPTIC ? coptic_day(year, month, day)
                                        : gregorian_day(year, month, day);
  if (at < DAY_MIN || at > DAY_MAX) return false;
  *out = at;
  return true;
}

bool khb_date_of(khb_calendar calendar, int32_t day, khb_ymd *out) {
  if (day < DAY_MIN || day > DAY_MAX) return false;
  khb_ymd date;
  if (calendar == KHB_ISLAMIC) islamic_date(day, &date);
  else if (calendar == KHB_COPTIC) coptic_date(day, &date);
  else gregorian_date(day, &date);
  if (!year_fits(date.year)) return false;
  *out = date;
  return true;
}

uint8_t khb_weekday(int32_t day) { return (uint8_t)(floor_mod((int64_t)day + 3, 7) + 1); } /* 1970-01-01 was a Thursday */

uint8_t khb_iso_week(int32_t day, int32_t *year) {
  int64_t thursday = (int64_t)day + 4 - khb_weekday(day); /* a week belongs to the year of its Thursday */
  khb_ymd date = {0, 1, 1};
  gregorian_date((int32_t)thursday, &date);
  *year = date.year;
  return (uint8_t)((thursday - gregorian_day(date.year, 1, 1)) / 7 + 1);
}

bool khb_add_months(khb_ymd *date, int64_t months) {
  if (months < -240000 || months > 240000) return false;
  int64_t all = (int64_t)date->year * 12 + date->month - 1 + months;
  int64_t year = floor_div(all, 12);
  if (year < KHB_YEAR_MIN || year > KHB_YEAR_MAX) return false;
  uint8_t month = (uint8_t)(floor_mod(all, 12) + 1), most = khb_month_length((int32_t)year, month);
  *date = (khb_ymd){(int32_t)year, month, date->day > most ? most : date->day};
  return true;
}
