/* date_holiday.c: holidays as dates: عيد الفطر 2018 · ثالث أيام عيد الأضحى · رأس السنة الهجرية · عيد العمال الماضي.
 *
 * The class of the lexicon says the calendar, month and first day (date.holiday.h.10.1). Without a year it is the nearest one, as with any
 * day; a Gregorian year behind an Islamic holiday is the one in which it fell: Umm al-Qura, calendar.h.
 */
#include "date_words.h"

enum { MOST_DAYS = 5, YEARS_BETWEEN = 579 };

/* The Islamic year in which that day lies within the Gregorian year `year`: the first of them where two do. false: none. */
static bool islamic_year(khb_moment *m, int32_t year) {
  int32_t first, last, day, guess = year - YEARS_BETWEEN + (year - 622) / 33;
  if (!khb_day_of(KHB_GREGORIAN, year, 1, 1, &first) || !khb_day_of(KHB_GREGORIAN, year, 12, 31, &last)) return false;
  for (int32_t y = guess - 45; y <= guess; y++) {
    if (!khb_day_of(KHB_ISLAMIC, y, m->month, m->day, &day) || day < first || day > last) continue;
    m->year = y;
    return m->has_year = true;
  }
  return false;
}

/* 2018 · [ل]عام 2018 · الماضي · من العام المقبل behind a holiday. Returns the end, or t. */
static uint32_t holiday_year(const khb_reader *r, uint32_t first, uint32_t t, khb_moment *m) {
  khb_year year;
  int which;
  uint32_t end = khb_read_headed_year(r, t, &year), used;
  if (end == t && (used = khb_read_year(r, t, false, &year)) != 0) end = t + used;
  if (end > t) {
    if (year.bc || year.short_year) return t;
    if (m->calendar == KHB_ISLAMIC && !year.era && year.value > KHB_LAST_HIJRI) return islamic_year(m, year.value) ? end : t;
    khb_set_year(m, &year);
    return end;
  }
  if ((used = khb_read_which(r, t, &which)) != 0 && which >= -1 && which <= 1) {
    khb_nearest_year(r, first, m, which);
    return t + used;
  }
  if ((end = khb_read_relative_year(r, t, &which)) > t) {
    if (m->calendar != KHB_ISLAMIC) khb_set_relative_year(r, m, which);
    else if (r->dates->has_day) islamic_year(m, r->dates->date.year + which);
    return end;
  }
  khb_guess_year(r, first, m);
  return t;
}

uint32_t khb_read_holiday(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit, days;
  khb_number number;
  int32_t nth = 1, value;
  uint32_t at = t, used = 0;
  if (!khb_has_word(r, t, KHB_D(HOLIDAY))) { /* ثالث أيام عيد الأضحى */
    if (!(forms & KHB_BARE) || !(used = khb_read_nth(r, t, MOST_DAYS, &nth)) || nth == 0) return t;
    at += used;
    if (!khb_date_word_at(r, at, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &days) || days.word->code[0] != 'D') return t;
    at += days.count;
  }
  if (!khb_date_word_at(r, at, KHB_D(HOLIDAY), used ? KHB_BARE : forms, &hit) || khb_in_name(r, at)) return t;
  f->form = used ? 0 : hit.form;
  at += hit.count;
  if (khb_plain_word(r, at) && khb_read_whole(r, at, 1, 999, &value, &number) && (number.ordinal || number.definite))
    return t; /* عيد الميلاد الستين */
  khb_moment *m = &f->moment;
  m->grain = KHB_GRAIN_DAY;
  m->calendar = khb_family_calendar(hit.word->family);
  m->month = (uint8_t)(hit.word->number / 100);
  m->day = (uint8_t)(hit.word->number % 100);
  uint32_t end = holiday_year(r, t, at, m);
  m->day = (uint8_t)(m->day + nth - 1);
  return end;
}
