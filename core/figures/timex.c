/* timex.c: writing TIMEX3 values. */
#include "timex.h"

#include <stdio.h>

bool khb_moment_of_day(int32_t day, khb_moment *out) {
  khb_ymd d;
  if (!khb_date_of(KHB_GREGORIAN, day, &d)) return false;
  khb_moment m = khb_moment_empty();
  m.grain = KHB_GRAIN_DAY;
  m.year = d.year;
  m.has_year = true;
  m.month = d.month;
  m.day = d.day;
  *out = m;
  return true;
}

bool khb_moment_day(const khb_moment *m, int32_t *out) {
  if (m->grain != KHB_GRAIN_DAY || !m->has_year || m->short_year || !m->month || !m->day) return false;
  if (m->bc && m->calendar != KHB_GREGORIAN) return false;
  return khb_day_of((khb_calendar)m->calendar, m->bc ? 1 - m->year : m->year, m->month, m->day, out);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------- */

typedef struct writer {
  char *at;
  size_t left;
} writer;

static void put(writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(writer *w, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(w->at, w->left, format, args);
  va_end(args);
  if (n < 0) return;
  size_t used = (size_t)n < w->left ? (size_t)n : w->left - 1;
  w->at += used;
  w->left -= used;
}

static void put_year(writer *w, const khb_moment *m) {
  if (!m->has_year) put(w, "XXXX");
  else if (m->bc) put(w, "BC%04d", m->year);
  else if (m->short_year) put(w, "XX%02d", m->year);
  else put(w, m->year < 0 ? "%05d" : "%04d", m->year);
}

static void put_two(writer *w, uint8_t value) {
  if (value) put(w, "%02d", value);
  else put(w, "XX");
}

static void put_ref(writer *w, uint8_t ref) {
  if (ref == KHB_PRESENT_REF) put(w, "PRESENT_REF");
  else if (ref == KHB_PAST_REF) put(w, "PAST_REF");
  else put(w, "FUTURE_REF");
}

static void put_part_of_year(writer *w, const khb_moment *m) {
  static const char *const seasons[] = {"XX", "SP", "SU", "FA", "WI"};
  put_year(w, m);
  if (m->grain == KHB_GRAIN_SEASON) {
    put(w, "-");
    const char *s = seasons[m->part <= KHB_WINTER ? m->part : 0];
    put(w, "%c%c", s[0], s[1]);
  } else {
    put(w, m->grain == KHB_GRAIN_QUARTER ? "-Q%d" : "-H%d", m->part);
  }
}

/* Weeks and their days: the year is that of the week. */
static void put_week(writer *w, const khb_moment *m) {
  put_year(w, m);
  put(w, "-W");
  put_two(w, m->week);
  if (m->grain == KHB_GRAIN_WEEKEND) put(w, "-WE");
  if (m->grain == KHB_GRAIN_WEEKDAY) put(w, "-%d", m->weekday);
}

static void put_date(writer *w, const khb_moment *m) {
  switch (m->grain) {
    case KHB_GRAIN_NONE: break;
    case KHB_GRAIN_REF: put_ref(w, m->part); break;
    case KHB_GRAIN_MILLENNIUM: put(w, "%d", m->year); break;
    case KHB_GRAIN_CENTURY: put(w, m->bc ? "BC%02d" : "%02d", m->year); break;
    case KHB_GRAIN_DECADE:
      if (m->has_year) put(w, "%03d", m->year);
      else put(w, "XX%d", m->year % 10);
      break;
    case KHB_GRAIN_YEAR: put_year(w, m); break;
    case KHB_GRAIN_HALF:
    case KHB_GRAIN_QUARTER:
    case KHB_GRAIN_SEASON: put_part_of_year(w, m); break;
    case KHB_GRAIN_WEEK:
    case KHB_GRAIN_WEEKEND:
    case KHB_GRAIN_WEEKDAY: put_week(w, m); break;
    default:
      put_year(w, m);
      put(w, "-");
      put_two(w, m->month);
      if (m->grain == KHB_GRAIN_DAY) {
        put(w, "-");
        put_two(w, m->day);
      }
  }
}

static void put_time(writer *w, const khb_moment *m) {
  if (m->time == KHB_NO_TIME) return;
  put(w, "T");
  if (m->time == KHB_PART_OF_DAY) {
    put(w, "%c%c", m->day_part[0], m->day_part[1]);
    return;
  }
  put(w, "%02d:%02d", m->hour, m->has_minute ? m->minute : 0);
  if (m->has_second) put(w, ":%02d", m->second);
  if (m->zone == 0) {
    put(w, "Z");
  } else if (m->zone != KHB_NO_ZONE) {
    int32_t zone = m->zone < 0 ? -m->zone : m->zone;
    put(w, m->zone < 0 ? "-%02d:%02d" : "+%02d:%02d", zone / 60, zone % 60);
  }
}

void khb_moment_write(const khb_moment *m, char out[40]) {
  writer w = {out, 40};
  out[0] = 0;
  put_date(&w, m);
  put_time(&w, m);
}

bool khb_moment_gregorian(const khb_moment *m, char out[40]) {
  int32_t first, last;
  khb_moment g;
  if (m->calendar == KHB_GREGORIAN) return false;
  if (khb_moment_day(m, &first)) {
    if (!khb_moment_of_day(first, &g)) return false;
    g.time = m->time;
    g.hour = m->hour;
    g.minute = m->minute;
    g.second = m->second;
    g.has_minute = m->has_minute;
    g.has_second = m->has_second;
    g.zone = m->zone;
    memcpy(g.day_part, m->day_part, sizeof g.day_part);
    khb_moment_write(&g, out);
    return true;
  }
  if (!m->has_year || m->bc || m->short_year || (m->grain != KHB_GRAIN_MONTH && m->grain != KHB_GRAIN_YEAR)) return false;
  /* A month or a year lies over two of the other calendar: from its first to its last day. */
  khb_calendar c = (khb_calendar)m->calendar;
  uint8_t from = m->grain == KHB_GRAIN_MONTH ? m->month : 1, to = m->grain == KHB_GRAIN_MONTH ? m->month : khb_year_months(c);
  khb_ymd a, b;
  if (!khb_day_of(c, m->year, from, 1, &first) || !khb_day_of(c, m->year, to, khb_month_days(c, m->year, to), &last) ||
      !khb_date_of(KHB_GREGORIAN, first, &a) || !khb_date_of(KHB_GREGORIAN, last, &b))
    return false;
  khb_moment end;
  char first_text[40], last_text[40];
  khb_moment_of_day(first, &g);
  khb_moment_of_day(last, &end);
  khb_moment_write(&g, first_text);
  khb_moment_write(&end, last_text);
  int n = snprintf(out, 40, "%.19s/%.19s", first_text, last_text);
  return n > 0 && n < 40;
}

/* ---- durations ----------------------------------------------------------------------------------------------------------- */

enum { MILLI = 1000 };
static const int64_t MOST = INT64_C(1000000000000); /* of one unit, in thousandths */

static bool add(khb_duration *d, int unit, int64_t milli) {
  if (milli < 0) {
    d->milli[unit] = -1;
    return true;
  }
  if (d->milli[unit] < 0 || milli > MOST || d->milli[unit] + milli > MOST) return false;
  d->milli[unit] += milli;
  return true;
}

bool khb_duration_add(khb_duration *d, char unit, int64_t milli) {
  static const char letters[] = "YMWDHTS";
  static const int64_t parts[] = {12, 0, 0, 24, 60, 60, 0}; /* of the next smaller unit; months and weeks are left as fractions */
  static const int next[] = {KHB_DUR_M, 0, 0, KHB_DUR_H, KHB_DUR_T, KHB_DUR_S, 0};
  int64_t many = unit == 'E' ? 10 : unit == 'C' ? 100 : unit == 'L' ? 1000 : 1;
  if (many > 1) {
    if (milli > MOST / many) return false;
    return khb_duration_add(d, 'Y', milli < 0 ? -1 : milli * many);
  }
  const char *at = unit ? strchr(letters, unit == 'N' ? 'D' : unit) : NULL;
  if (!at) return false;
  int u = (int)(at - letters);
  int64_t rest = milli > 0 ? milli % MILLI : 0;
  if (rest && parts[u] && rest * parts[u] % MILLI == 0)
    return (milli < MILLI || add(d, u, milli - rest)) && add(d, next[u], rest * parts[u]);
  return add(d, u, milli);
}

static void put_amount(writer *w, int64_t milli, char letter) {
  if (milli == 0) return;
  if (milli < 0) {
    put(w, "X%c", letter);
    return;
  }
  char digits[32];
  int n = snprintf(digits, sizeof digits, "%lld", (long long)(milli / MILLI));
  if (milli % MILLI) {
    n += snprintf(digits + n, sizeof digits - (size_t)n, ".%03d", (int)(milli % MILLI));
    while (digits[n - 1] == '0') n--;
  }
  if ((size_t)n + 2 > w->left) return;
  memcpy(w->at, digits, (size_t)n);
  w->at[n] = letter;
  w->at[n + 1] = 0;
  w->at += n + 1;
  w->left -= (size_t)n + 1;
}

void khb_duration_write(const khb_duration *d, char out[40]) {
  writer w = {out, 40};
  put(&w, "P");
  for (int u = KHB_DUR_Y; u <= KHB_DUR_D; u++) put_amount(&w, d->milli[u], "YMWD"[u]);
  if (!d->milli[KHB_DUR_H] && !d->milli[KHB_DUR_T] && !d->milli[KHB_DUR_S]) return;
  put(&w, "T");
  for (int u = KHB_DUR_H; u <= KHB_DUR_S; u++) put_amount(&w, d->milli[u], "HMS"[u - KHB_DUR_H]);
}

bool khb_duration_from(const khb_duration *d, int32_t day, int sign, khb_moment *out) {
  const int64_t *v = d->milli;
  for (int u = 0; u < KHB_DUR_N; u++)
    if (v[u] < 0 || v[u] % MILLI) return false;
  if (v[KHB_DUR_H] || v[KHB_DUR_T] || v[KHB_DUR_S]) return false;
  int64_t days = v[KHB_DUR_D] / MILLI + v[KHB_DUR_W] / MILLI * 7, months = v[KHB_DUR_M] / MILLI + v[KHB_DUR_Y] / MILLI * 12;
  khb_ymd date;
  int32_t at;
  if (days > 10000000 || !khb_date_of(KHB_GREGORIAN, day, &date) || !khb_add_months(&date, sign * months) ||
      !khb_day_of(KHB_GREGORIAN, date.year, date.month, date.day, &at) || !khb_moment_of_day(at + sign * (int32_t)days, out))
    return false;
  if (days) return true;
  out->grain = v[KHB_DUR_M] ? KHB_GRAIN_MONTH : KHB_GRAIN_YEAR;
  return true;
}
