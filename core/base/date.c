/* date.c: dates as files and options write them, ISO 8601:2004, 4.1.2: 2022 · 2022-01 · 2022-01-08, proleptic Gregorian. */
#include "base.h"

uint8_t khb_month_length(int32_t year, uint32_t month) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month < 1 || month > 12 ? 0 : (uint8_t)(days[month - 1] + (month == 2 && leap));
}

/* Digits only, at most four of them; -1 otherwise. */
static int32_t digits(const char *s, size_t n) {
  int32_t v = 0;
  for (size_t i = 0; i < n; i++) {
    if (s[i] < '0' || s[i] > '9') return -1;
    v = v * 10 + (s[i] - '0');
  }
  return v;
}

bool khb_date_read(const char *s, size_t len, khb_ymd *out) {
  khb_ymd d = {0, 0, 0};
  int32_t month = 0, day = 0;
  if (len != 4 && len != 7 && len != 10) return false;
  d.year = digits(s, 4);
  if (d.year < 1) return false;
  if (len > 4) {
    month = s[4] == '-' ? digits(s + 5, 2) : -1;
    if (month < 1 || month > 12) return false;
  }
  if (len > 7) {
    day = s[7] == '-' ? digits(s + 8, 2) : -1;
    if (day < 1 || day > khb_month_length(d.year, (uint32_t)month)) return false;
  }
  d.month = (uint8_t)month;
  d.day = (uint8_t)day;
  *out = d;
  return true;
}
