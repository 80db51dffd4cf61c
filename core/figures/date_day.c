/* date_day.c: days: الاثنين 5 يناير 2022 · الخامس من كانون الثاني/يناير · 5/1/2022 · أمس · اليوم الخميس · الأحد الماضي · من 3 إلى 5 مايو.
 *
 * A weekday by itself is the nearest one that the sentence allows: not later than today, or not earlier where a verb in the
 * future or a word like المقرر stands before it (AP Stylebook, "days of the week": the bare name within seven days of today).
 * الماضي is the last one before today, المقبل the next one after it.
 */
#include "date_words.h"

enum { NEXT_WEEK = 7 };

static const khb_found no_day = {
    .moment = {.grain = KHB_GRAIN_DAY, .zone = KHB_NO_ZONE}, .end = {.zone = KHB_NO_ZONE}, .other = {.zone = KHB_NO_ZONE}};

/* ---- in words ------------------------------------------------------------------------------------------------------------ */

/* A day of the month: 5 · ٥ · الخامس · الـ15 · الخامس والعشرين. Returns its tokens. */
static uint32_t day_number(const khb_reader *r, uint32_t t, int32_t *day, khb_number *number) {
  uint32_t used = khb_read_whole(r, t, 1, 31, day, number);
  if (!used || number->percent || number->fraction) return 0;
  bool first = *day == 1 && number->ordinal && !number->plain_digits && khb_ends_in(r, t, 0x649); /* الأولى */
  return number->ordinal && *day < 20 && (first || khb_feminine(r, t)) ? 0 : used; /* days are masculine: المرة الأولى في فبراير */
}

/* شهر يناير · يناير/كانون الثاني 2022 · الشهر الجاري · هذا الشهر: what a day belongs to. Returns the end, or t. */
static uint32_t of_month(const khb_reader *r, uint32_t first, uint32_t t, bool year_needed, khb_found *f) {
  khb_hit_word hit, which;
  khb_month month;
  uint32_t at = t;
  bool this_one = khb_date_word_at(r, at, KHB_D(THIS), KHB_BARE, &hit);
  if (this_one) at += hit.count;
  if (khb_date_word_at(r, at, KHB_D(THE), KHB_BARE, &hit) && hit.word->code[0] == 'M') {
    bool said = khb_date_word_at(r, at + hit.count, KHB_D(WHICH), KHB_BARE, &which);
    if (!said && !this_one) return t;
    khb_ymd date = r->dates->date;
    if (r->dates->has_day && khb_add_months(&date, said ? which.word->number : 0)) {
      f->moment.year = date.year;
      f->moment.month = date.month;
      f->moment.has_year = true;
    }
    return at + hit.count + (said ? which.count : 0);
  }
  if (this_one) return t;
  if (khb_date_word_at(r, at, KHB_D(UNIT), KHB_BARE, &hit) && hit.word->code[0] == 'M') at += hit.count;
  uint32_t used = khb_read_month(r, at, KHB_BARE, &month);
  if (!used) return t;
  uint32_t end = khb_read_month_tail(r, first, at + used, month, f);
  if ((month.rare || year_needed) && end == at + used) return t;
  return end;
}

/* What joins two days of one month: 3-5 · 3 إلى 5 · 3 و5. `range`: 1 a range by itself, 2 one where من or بين stood before it. */
static uint32_t day_joint(const khb_reader *r, uint32_t t, int *range) {
  khb_hit_word hit;
  uint32_t mark = khb_date_mark(r, t);
  bool wa;
  *range = 1;
  if (mark == '-' || mark == 0x2013 || mark == 0x2014) return t + 1;
  if (khb_date_word_at(r, t, KHB_D(TO), KHB_BARE | KHB_WITH_WA, &hit)) return t + hit.count;
  *range = 2;
  uint32_t at = khb_skip_wa(r, t, &wa);
  if (wa) return at;
  return mark == ',' || mark == 0x60c ? t + 1 : t;
}

/* يناير 5, 2022 · يوليو 13-15 · [شهر] نوفمبر بين 19 و20: only where nothing that could be counted follows. */
static uint32_t month_first(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_month month;
  khb_number number;
  int32_t day, last;
  khb_hit_word head, between;
  bool headed = khb_date_word_at(r, t, KHB_D(UNIT), forms, &head) && head.word->code[0] == 'M';
  uint32_t at = headed ? t + head.count : t, used = khb_read_month(r, at, headed ? KHB_BARE : forms, &month);
  if (!used || month.rare || month.other) return 0;
  if (headed) month.form = head.form;
  at += used;
  bool stretch = khb_date_word_at(r, at, KHB_D(FROM), KHB_BARE, &between);
  if (stretch) at += between.count;
  if (khb_date_mark(r, at) == '/') at++;
  used = day_number(r, at, &day, &number);
  if (!used || (!number.plain_digits && !number.ordinal && number.form)) return 0;
  at += used;
  if (headed && !stretch && !(number.plain_digits && !khb_plain_word(r, at) && khb_number_ends(r, at))) { /* شهر نوفمبر 19 */
    khb_hit_word to;
    if (!number.plain_digits || !khb_date_word_at(r, at, KHB_D(TO), KHB_BARE, &to)) return 0;
  }
  int joint;
  uint32_t next = day_joint(r, at, &joint), more = next > at && (joint == 1 || stretch) ? day_number(r, next, &last, &number) : 0;
  if (stretch && !more) { /* والتاسع عشر */
    more = day_number(r, at, &last, &number);
    if (more && number.form != 1) more = 0;
    next = at;
  }
  if (more && last > day) at = next + more;
  else more = 0;
  if (stretch) {
    if (!more || !khb_number_ends(r, at)) return 0;
    f->form = month.form;
    f->moment.day = (uint8_t)day;
    khb_read_month_tail(r, t, at, month, f);
    f->end = f->moment;
    f->end.day = (uint8_t)last;
    f->range = true;
    return at - t;
  }
  khb_year year;
  khb_hit_word of;
  bool said = khb_read_year(r, khb_skip_comma(r, at), false, &year) > 0 ||
              (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of) && khb_read_year(r, at + of.count, false, &year));
  bool timed = khb_date_word_at(r, at, KHB_D(CLOCK), KHB_BARE, &of); /* أكتوبر 14 الساعة 8 */
  if (!said && ((khb_plain_word(r, at) && !timed) || (month.weak && !number.plain_digits))) return 0; /* صفر سبعة is a number */
  f->form = month.form;
  f->moment.day = (uint8_t)day;
  uint32_t end = khb_read_month_tail(r, t, at, month, f);
  if (more) {
    f->range = true;
    f->end = f->moment;
    f->end.day = (uint8_t)last;
  }
  return end - t;
}

/* 5 [من] [شهر] يناير [2022] and two days of one month. Returns its tokens. */
static uint32_t day_and_month(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  int32_t day, second = 0;
  khb_number number, other;
  khb_hit_word hit;
  uint32_t used = day_number(r, t, &day, &number), at = t + used, first_end = at;
  if (!used || !((uint32_t)forms >> number.form & 1)) return 0;
  if (number.ordinal && t > 0 && khb_date_word_at(r, t - 1, KHB_D(THE) | KHB_D(QUARTER), KHB_ANY, &hit) &&
      hit.word->code[0] != 'D')
    return 0; /* الأسبوع الأول من أكتوبر */
  int joint = 0;
  uint32_t next = day_joint(r, at, &joint), more = next > at ? day_number(r, next, &second, &other) : 0;
  khb_number with_wa;
  if (!more && khb_plain_word(r, at)) { /* الثالث والرابع من مايو: و within the word */
    more = day_number(r, at, &second, &with_wa);
    if (more && with_wa.form != 1) more = 0;
    joint = 2;
    next = at;
  }
  if (more && second > day) at = next + more;
  else more = 0;
  if (khb_date_mark(r, at) == '/' || khb_date_mark(r, at) == '-') at++;
  else if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
  f->form = number.form;
  f->moment.day = (uint8_t)day;
  uint32_t end = of_month(r, t, at, false, f), count = 0;
  if (end == at) return 0;
  bool zero = khb_word_at(r->figures, r->cx, at, KHB_BIT(W_CARDINAL), 0, &count, NULL) && end == at + count;
  if (zero && !(at > t && khb_date_word_before(r, at, KHB_D(OF)))) return 0; /* 3-صفر is a score, 3 من صفر a date */
  if (!more) return end - t;
  bool between = t > 0 && khb_date_word_before(r, t, KHB_D(FROM));
  if (joint == 2 && !between) { /* 3 و4 مايو: two dates, of which this is the first */
    f->has_other = false;
    return first_end - t;
  }
  f->range = true;
  f->end = f->moment;
  f->end.day = (uint8_t)second;
  return end - t;
}

static uint32_t read_date(const khb_reader *r, uint32_t t, int forms, bool lead, khb_found *out) {
  if (!khb_has_number(r, t) && !khb_has_word(r, t, KHB_D(MONTH) | KHB_D(UNIT))) return 0;
  khb_found f = no_day, g = no_day;
  uint32_t used = forms & KHB_BARE ? khb_read_date_digits(r, t, lead, &f.moment) : 0;
  if (used) {
    used += khb_read_era_behind(r, t + used, &f.moment);
    f.guessed = !f.moment.has_year;
    if (f.guessed) khb_guess_year(r, t, &f.moment);
    *out = f;
  }
  uint32_t other = day_and_month(r, t, forms, &g);
  if (other > used) {
    used = other;
    *out = g;
  }
  if (!used) {
    f = no_day;
    used = month_first(r, t, forms, &f);
    if (used) *out = f;
  }
  return used;
}

/* ---- the nth of its kind ------------------------------------------------------------------------------------------------- */

/* The nth such weekday of a month, the last for 0. false: there is none. */
static bool nth_weekday(khb_moment *m, int32_t nth, uint8_t weekday) {
  int32_t first;
  uint8_t length = khb_month_days((khb_calendar)m->calendar, m->year, m->month);
  if (!m->has_year || m->short_year || m->bc || !khb_day_of((khb_calendar)m->calendar, m->year, m->month, 1, &first))
    return false;
  int32_t day = 1 + (weekday + NEXT_WEEK - khb_weekday(first)) % NEXT_WEEK;
  if (nth == 0) {
    while (day + NEXT_WEEK <= length) day += NEXT_WEEK;
  } else {
    day += NEXT_WEEK * (nth - 1);
  }
  if (day > length) return false;
  m->day = (uint8_t)day;
  m->grain = KHB_GRAIN_DAY;
  return true;
}

/* من [شهر] رمضان [2022] behind such a day. Returns the end, or t. */
static uint32_t nth_in_month(const khb_reader *r, uint32_t first, uint32_t t, int32_t nth, uint8_t weekday, khb_found *f) {
  khb_hit_word of;
  uint32_t at = t;
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of)) at += of.count;
  else return t;
  uint32_t end = of_month(r, first, at, false, f);
  if (end == at) return t;
  f->guessed = f->has_other = false;
  if (f->moment.has_year) return nth_weekday(&f->moment, nth, weekday) ? end : t;
  f->moment.grain = KHB_GRAIN_MONTH; /* which day it is nobody can say without a year */
  return end;
}

/* أول [يوم] جمعة من رمضان · آخر خميس في الشهر الجاري. Returns the end, or t. */
static uint32_t first_friday(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit;
  int32_t nth;
  uint32_t used = forms & KHB_BARE ? khb_read_nth(r, t, 5, &nth) : 0, at = t + used;
  if (!used) return t;
  if (khb_date_word_at(r, at, KHB_D(UNIT), KHB_BARE, &hit) && hit.word->code[0] == 'D') at += hit.count;
  if (!khb_date_word_at(r, at, KHB_D(WEEKDAY_BARE), KHB_BARE, &hit)) return t;
  uint32_t end = nth_in_month(r, t, at + hit.count, nth, (uint8_t)hit.word->number, f);
  return end > at + hit.count ? end : t;
}

/* عام 2016 · العام الحالي · السنة: the year whose nth day, its last for 0, is meant. Returns the end, or t. */
static uint32_t of_whole_year(const khb_reader *r, uint32_t t, uint32_t at, int32_t nth, khb_found *f) {
  khb_year year;
  khb_hit_word hit;
  int which;
  int32_t day;
  uint32_t end = khb_read_headed_year(r, at, &year);
  khb_moment m = khb_moment_empty();
  if (end > at) khb_set_year(&m, &year);
  else if ((end = khb_read_relative_year(r, at, &which)) > at) khb_set_relative_year(r, &m, which);
  else if (khb_date_word_at(r, at, KHB_D(THE), KHB_BARE, &hit) && hit.word->code[0] == 'Y') end = at + hit.count, khb_set_relative_year(r, &m, 0);
  if (end == at || !m.has_year || m.short_year || m.bc || m.calendar != KHB_GREGORIAN) return t;
  bool found = nth ? khb_day_of(KHB_GREGORIAN, m.year, 1, 1, &day) : khb_day_of(KHB_GREGORIAN, m.year, 12, 31, &day);
  return found && khb_moment_of_day(day + (nth ? nth - 1 : 0), &f->moment) ? end : t;
}

/* اليوم الثالث من أكتوبر · أول أيام رمضان · آخر يوم من الشهر الجاري. Returns the end, or t. */
static uint32_t nth_day(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit, of;
  int32_t nth = 0;
  uint32_t at = t, used;
  if (khb_date_word_at(r, t, KHB_D(DAY), forms, &hit) && hit.word->number == 0 && hit.count == 1) {
    f->form = hit.form;
    at += hit.count;
    if (!(used = khb_read_nth(r, at, 31, &nth))) return t;
    at += used;
  } else {
    if (!(forms & KHB_BARE) || !(used = khb_read_nth(r, t, 31, &nth)) || khb_has_article(r->cx, t, 0)) return t;
    at += used;
    if (!khb_date_word_at(r, at, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &hit) || hit.word->code[0] != 'D') return t;
    at += hit.count;
  }
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of)) at += of.count;
  else if (hit.word->kind == D_DAY || hit.word->kind == D_UNIT) return t;
  uint32_t end = of_month(r, t, at, false, f);
  if (end == at) return of_whole_year(r, t, at, nth, f);
  f->has_other = f->range = false;
  f->moment.day = (uint8_t)nth;
  if (nth) return end;
  f->moment.day = f->moment.has_year ? khb_month_days((khb_calendar)f->moment.calendar, f->moment.year, f->moment.month) : 0;
  return f->moment.day ? end : t;
}

/* ---- a day of the month alone -------------------------------------------------------------------------------------------- */

enum { AROUND = 62 }; /* days in which a weekday with a day of the month is looked for */

/* The nearest day with that weekday (0: any) and day of the month. false: there is none about. */
static bool day_about(const khb_reader *r, uint32_t first, uint8_t weekday, int32_t number, khb_moment *m) {
  khb_ymd date;
  if (!r->dates->has_day) return false;
  int sign = khb_speaks_of_future(r, first) ? 1 : -1;
  for (int32_t away = 0; away <= AROUND; away++)
    for (int side = 0; side < 2; side++) {
      int32_t day = r->dates->day + (side ? -sign : sign) * away;
      if (khb_date_of(KHB_GREGORIAN, day, &date) && date.day == number && (!weekday || khb_weekday(day) == weekday))
        return khb_moment_of_day(day, m);
    }
  return false;
}

/* الجمعة 15 · السبت في 23 · السبت السادس عشر. Returns the end, or t. */
static uint32_t weekday_number(const khb_reader *r, uint32_t first, uint32_t t, uint8_t weekday, khb_found *f) {
  int32_t day;
  khb_number number;
  khb_hit_word of;
  uint32_t at = t;
  if (khb_date_word_at(r, at, KHB_D(WEEKDAY), KHB_BARE, &of)) return t; /* ليل السبت الأحد */
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of)) at += of.count;
  uint32_t used = day_number(r, at, &day, &number);
  if (!used || number.form || !khb_number_ends(r, at + used) || (number.ordinal && day < 6)) return t;
  return day_about(r, first, weekday, day, &f->moment) ? at + used : t;
}

/* يوم 27 · 15 الجاري · في 3 من الجاري. Returns the end, or t. */
static uint32_t number_alone(const khb_reader *r, uint32_t first, uint32_t t, bool headed, khb_found *f) {
  int32_t day;
  khb_number number;
  khb_hit_word of, which;
  uint32_t used = day_number(r, t, &day, &number), at = t + used;
  if (!used || number.form) return t;
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of)) at += of.count;
  if (number.plain_digits && khb_date_word_at(r, at, KHB_D(WHICH), KHB_BARE, &which) && which.word->number == 0 &&
      !khb_date_word_at(r, at, KHB_D(THIS), KHB_BARE, &of)) {
    f->moment.day = (uint8_t)day;
    if (r->dates->has_day) {
      f->moment.year = r->dates->date.year;
      f->moment.month = r->dates->date.month;
      f->moment.has_year = true;
    }
    return at + which.count;
  }
  bool ordinal = number.ordinal && number.definite && day > 10 && !khb_feminine(r, t) && t > 0 && khb_date_word_before(r, t, KHB_D(OF)) &&
                 !khb_date_word_before(r, t, KHB_D(FROM)); /* في الخامس عشر, as يوم is */
  khb_hit_word clock; /* في 15 [في] الساعة 8 */
  uint32_t behind = khb_date_word_at(r, t + used, KHB_D(IN), KHB_BARE, &of) ? t + used + of.count : t + used;
  bool timed = number.plain_digits && t > 0 && khb_date_word_before(r, t, KHB_D(OF)) && !khb_date_word_before(r, t, KHB_D(FROM)) &&
               khb_date_word_at(r, behind, KHB_D(CLOCK), KHB_BARE, &clock);
  if ((!headed && !ordinal && !timed && !(number.plain_digits && khb_ends_future(r, t, t + used))) || !khb_number_ends(r, t + used)) return t;
  f->moment.day = (uint8_t)day;
  day_about(r, first, 0, day, &f->moment);
  return t + used;
}

/* ---- weekdays ------------------------------------------------------------------------------------------------------------ */

/* The weekday nearest to today by `which` (-1, 0, 1) or, at 9, by the sentence. */
static void nearest_weekday(const khb_reader *r, uint32_t first, uint8_t weekday, int which, khb_moment *m) {
  if (!r->dates->has_day) {
    m->grain = KHB_GRAIN_WEEKDAY;
    m->weekday = weekday;
    return;
  }
  int32_t today = r->dates->day, back = (khb_weekday(today) + NEXT_WEEK - weekday) % NEXT_WEEK;
  int32_t day = today - back; /* today or before */
  if (which < 0 && back == 0) day -= NEXT_WEEK;
  if (which > 0 || (which == 0 && back > 0)) day += NEXT_WEEK;
  if (which == 9 && back > 0) {
    if (khb_speaks_of_future(r, first)) day = today - back + NEXT_WEEK;
    else day = today - back;
  } else if (which == 9) {
    day = today;
  }
  khb_moment_of_day(day, m);
}

/* Where the weekday of a whole date is another one, the text says two things: the same week's day of that name is the other. */
static void check_weekday(uint8_t weekday, khb_found *f) {
  int32_t day, year;
  if (f->guessed && !f->range && khb_moment_day(&f->moment, &day) &&
      khb_weekday(day) != weekday) { /* the year in which it fits */
    for (int32_t away = -1; away <= 1; away += 2) {
      khb_moment m = f->moment;
      m.year += away;
      if (!khb_moment_day(&m, &day) || khb_weekday(day) != weekday) continue;
      f->moment = m;
      return;
    }
  }
  if (f->has_other || f->range || !khb_moment_day(&f->moment, &day) || khb_weekday(day) == weekday) return;
  f->has_other = true;
  f->other = khb_moment_empty();
  f->other.grain = KHB_GRAIN_WEEKDAY;
  f->other.week = khb_iso_week(day, &year);
  f->other.year = year;
  f->other.has_year = true;
  f->other.weekday = weekday;
}

/* [،] [الموافق|بتاريخ|في] date behind a weekday, perhaps in brackets. Returns the end, or t. */
static uint32_t date_of_weekday(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_hit_word hit;
  uint32_t at = khb_skip_comma(r, t), mark = khb_date_mark(r, at);
  bool bracket = mark == '(';
  if (bracket) at++;
  bool dated = khb_date_word_at(r, at, KHB_D(DATED), KHB_ANY, &hit);
  if (dated) at += hit.count;
  else if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
  khb_found g = no_day;
  uint32_t used = read_date(r, at, KHB_BARE, true, &g);
  if (!used) return t;
  at += used;
  if (bracket) {
    if (khb_date_mark(r, at) != ')') return t;
    at++;
  }
  g.form = f->form;
  *f = g;
  return at;
}

static bool no_weekday(const khb_reader *r, uint32_t t) {
  return (t > 0 && khb_date_word_before(r, t, KHB_D(NOT_WEEKDAY_AFTER))) || khb_in_name(r, t);
}

/* [من] الأسبوع الماضي, [من] هذا الأسبوع behind a weekday. Returns the end, or t. */
static uint32_t of_week(const khb_reader *r, uint32_t t, uint8_t day, khb_moment *m) {
  khb_hit_word hit, which;
  uint32_t at = t;
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
  bool now = khb_date_word_at(r, at, KHB_D(THIS), KHB_BARE, &hit);
  if (now) at += hit.count;
  if (!khb_date_word_at(r, at, KHB_D(THE), KHB_BARE, &hit) || hit.word->code[0] != 'W') return t;
  at += hit.count;
  if (!now && !khb_date_word_at(r, at, KHB_D(WHICH), KHB_BARE, &which)) return t;
  if (!now) at += which.count;
  m->grain = KHB_GRAIN_WEEKDAY;
  m->weekday = day;
  if (r->dates->has_day)
    khb_moment_of_day(r->dates->day - khb_weekday(r->dates->day) + day + (now ? 0 : NEXT_WEEK * which.word->number), m);
  return at;
}

/* ثلاثاء الأسبوع الماضي. Returns the end, or t. */
static uint32_t day_of_week(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit, of;
  if (!khb_date_word_at(r, t, KHB_D(WEEKDAY_BARE), forms, &hit)) return t;
  if (khb_date_word_at(r, t + hit.count, KHB_D(OF), KHB_BARE, &of)) return t; /* أحد من */
  if (hit.word->number == 7 && hit.form) return t;                            /* واحد */
  f->form = hit.form;
  uint32_t end = of_week(r, t + hit.count, (uint8_t)hit.word->number, &f->moment);
  return end > t + hit.count ? end : t;
}

/* الاثنين with what stands behind it. Returns the end, or t. */
static uint32_t weekday(const khb_reader *r, uint32_t first, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit, next;
  if (!khb_date_word_at(r, t, KHB_D(WEEKDAY), forms, &hit) || no_weekday(r, t)) return t;
  uint8_t day = (uint8_t)hit.word->number;
  uint32_t at = t + hit.count, end, used;
  int32_t nth, number;
  khb_number eleven;
  if (day == 7 && khb_read_whole(r, t, 11, 19, &number, &eleven)) return t; /* الأحد عشر */
  if (day == 1 && t > 0 && khb_date_word_before(r, t, KHB_D(FROM)) && !khb_date_word_before(r, t, KHB_D(OF)) &&
      !khb_date_word_at(r, at, KHB_D(WEEKDAY), KHB_WITH_WA, &next))
    return t; /* بين الاثنين: between the two */
  *f = no_day;
  f->form = hit.form;
  khb_found date = *f;
  bool dated = (end = date_of_weekday(r, at, &date)) > at;
  if ((used = khb_read_nth(r, at, 5, &nth)) != 0) { /* الثلاثاء الثالث من أيلول: no 3 September where that is no Tuesday */
    khb_found kind = *f;
    uint32_t kind_end = nth_in_month(r, first, at + used, nth, day, &kind);
    bool fits = dated && khb_moment_day(&date.moment, &number) && khb_weekday(number) == day;
    if (kind_end > at + used && !fits) {
      *f = kind;
      return kind_end;
    }
  }
  if (dated) {
    *f = date;
    check_weekday(day, f);
    return end;
  }
  if ((end = weekday_number(r, first, at, day, f)) > at) return end;
  if ((end = of_week(r, at, day, &f->moment)) > at) return end;
  if (khb_date_word_at(r, at, KHB_D(WHICH), KHB_BARE, &next)) {
    int which = next.word->number;
    nearest_weekday(r, first, day, which < -1 ? -1 : which > 1 ? 1 : which, &f->moment);
    if ((which == 2 || which == -2) && khb_moment_day(&f->moment, &number)) /* السبت بعد المقبل */
      khb_moment_of_day(number + (which > 0 ? NEXT_WEEK : -NEXT_WEEK), &f->moment);
    at += next.count;
    date = *f;
    if ((end = date_of_weekday(r, at, &date)) > at) { /* الاثنين الماضي 3 يناير */
      *f = date;
      check_weekday(day, f);
      return end;
    }
    return at;
  }
  bool will = at < r->n && khb_future_verb(r, at); /* مباراة السبت ستكون */
  nearest_weekday(r, first, day, will ? 1 : 9, &f->moment);
  f->loose = true;
  return at;
}

/* ---- days from today ------------------------------------------------------------------------------------------------------ */

/* برميل في اليوم: a unit that begins before token t and reaches beyond it. */
static bool in_unit(const khb_reader *r, uint32_t t) {
  enum { LONGEST_UNIT = 4 };
  for (uint32_t back = 1; back <= LONGEST_UNIT && back <= t; back++) {
    uint32_t count = 0;
    if (khb_word_at(r->figures, r->cx, t - back, KHB_BIT(W_UNIT), 0, &count, NULL) && count > back) return true;
  }
  return false;
}

/* اليوم that means the day of something: اليوم العالمي, اليوم السابع, ذلك اليوم. */
static bool not_today(const khb_reader *r, uint32_t t, const khb_hit_word *hit) {
  khb_hit_word next;
  khb_number number;
  int32_t nth;
  uint32_t after = t + hit->count;
  if (khb_in_name(r, t) && !khb_date_word_at(r, after, KHB_D(WEEKDAY), KHB_BARE, &next)) return true; /* المصري اليوم */
  bool article = khb_has_article(r->cx, t, khb_proclitic_form[hit->form].n);
  if (hit->word->number == -1 && hit->count == 1 && !article && khb_proclitic_form[hit->form].bits & KHB_PRO_LI)
    return true;                                            /* لامس */
  if (hit->word->number == 1 && hit->count == 1 && article) /* جريدة الغد, but صباح الغد */
    return !khb_date_word_before(r, t, KHB_D(IN) | KHB_D(PART_OF) | KHB_D(MOD) | KHB_D(UNIT)) &&
           !(khb_proclitic_form[hit->form].bits & KHB_PRO_BI) && !(t > 0 && khb_future_verb(r, t - 1)); /* سيعود الغد */
  if (hit->word->number != 0 || hit->count != 1) return false;
  if (in_unit(r, t)) return true;
  if (khb_date_word_at(r, after, KHB_D(NOT_TODAY_BEFORE) | KHB_D(WHICH), KHB_BARE, &next)) return true;
  if (t > 0 && khb_date_word_before(r, t, KHB_D(NOT_TODAY_AFTER))) return true;
  return khb_plain_word(r, after) && khb_read_whole(r, after, 1, 31, &nth, &number) && number.ordinal;
}

/* أمس · غدا الاثنين · اليوم (الخميس) · أمس الأول الثلاثاء. Returns the end, or t. */
static uint32_t from_today(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit;
  if (!khb_date_word_at(r, t, KHB_D(DAY), forms, &hit) || not_today(r, t, &hit)) return t;
  const khb_dates *d = r->dates;
  uint32_t at = t + hit.count;
  *f = no_day;
  f->form = hit.form;
  if (d->has_day && !khb_moment_of_day(d->day + hit.word->number, &f->moment)) return t;
  uint32_t from = khb_skip_comma(r, at), mark = khb_date_mark(r, from);
  if (mark == '(' || mark == '-' || mark == 0x2013) from++;
  khb_found named = no_day;
  uint32_t end = weekday(r, from, from, KHB_BARE, &named);
  if (end == from) return at;
  if (mark == '(') {
    if (khb_date_mark(r, end) != ')') return at;
    end++;
  } else if (from > khb_skip_comma(r, at) && khb_date_mark(r, end) == mark) {
    end++;
  }
  int32_t day;
  khb_hit_word name;
  khb_date_word_at(r, from, KHB_D(WEEKDAY), KHB_BARE, &name);
  if (end > from + name.count + (mark == '(') && named.moment.day && named.moment.month) { /* with its date: that decides */
    named.form = f->form;
    *f = named;
  } else if (!d->has_day) {
    f->moment = named.moment;
  } else if (khb_moment_day(&f->moment, &day) && khb_weekday(day) != name.word->number) {
    f->has_other = true; /* the text speaks from another day than it was said to */
    f->other = named.moment;
  }
  return end;
}

/* ---- all ------------------------------------------------------------------------------------------------------------------ */

/* الأسبوع المقبل يوم الجمعة · هذا الأسبوع الجمعة. Returns the end, or t. */
static uint32_t week_and_day(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word this_one, week, which, day;
  uint32_t at = t;
  bool now = khb_date_word_at(r, at, KHB_D(THIS), forms, &this_one);
  if (now) at += this_one.count;
  if (!khb_date_word_at(r, at, KHB_D(THE), now ? KHB_BARE : forms, &week) || week.word->code[0] != 'W') return t;
  at += week.count;
  if (!now && !khb_date_word_at(r, at, KHB_D(WHICH), KHB_BARE, &which)) return t;
  if (!now) at += which.count;
  bool between = khb_date_word_at(r, at, KHB_D(FROM), KHB_BARE, &day);
  if (between) at += day.count;
  if (khb_date_word_at(r, at, KHB_D(UNIT), KHB_BARE, &day) && day.word->code[0] == 'D') at += day.count;
  if (!khb_date_word_at(r, at, KHB_D(WEEKDAY), KHB_BARE, &day)) return t;
  f->form = now ? this_one.form : week.form;
  int32_t monday = r->dates->day - khb_weekday(r->dates->day) + (now ? 0 : NEXT_WEEK * which.word->number);
  at += day.count;
  if (between) { /* الأسبوع المقبل بين الأربعاء والجمعة */
    khb_hit_word to, last;
    bool joined = khb_date_word_at(r, at, KHB_D(TO), KHB_BARE, &to);
    if (joined) at += to.count;
    if (!khb_date_word_at(r, at, KHB_D(WEEKDAY), joined ? KHB_BARE : KHB_WITH_WA, &last) || last.word->number <= day.word->number ||
        !r->dates->has_day || !khb_moment_of_day(monday + last.word->number, &f->end))
      return t;
    f->range = true;
    at += last.count;
  }
  if (r->dates->has_day) khb_moment_of_day(monday + day.word->number, &f->moment);
  else f->moment.grain = KHB_GRAIN_WEEKDAY, f->moment.weekday = (uint8_t)day.word->number;
  return at;
}

/* هذا الأحد · يوم الاثنين · يوم 5 مايو · يوم عيد الفطر. Returns the end, or t. */
static uint32_t headed_day(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word head;
  uint32_t at, e;
  if (khb_date_word_at(r, t, KHB_D(THIS), forms, &head)) {
    at = t + head.count;
    e = weekday(r, t, at, KHB_BARE, f);
  } else {
    if (!khb_date_word_at(r, t, KHB_D(UNIT) | KHB_D(BOTH), forms, &head) || head.word->code[0] != 'D') return t;
    at = t + head.count;
    e = weekday(r, t, at, KHB_BARE, f);
    if (e == at) e = from_today(r, at, KHB_BARE, f);
    if (e == at) e = at + read_date(r, at, KHB_BARE, true, f);
    if (e == at) e = date_of_weekday(r, at, f);
    if (e == at) e = khb_read_holiday(r, at, KHB_BARE, f);
    if (e == at) e = number_alone(r, t, at, head.word->kind == D_UNIT, f);
  }
  f->form = head.form;
  return e > at ? e : t;
}

static uint32_t weekday_here(const khb_reader *r, uint32_t t, int forms, khb_found *f) { return weekday(r, t, t, forms, f); }

static uint32_t date_here(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  return t + read_date(r, t, forms, t > 0 && khb_date_word_before(r, t, KHB_D(DATED)), f);
}

static uint32_t number_here(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  return forms & KHB_BARE ? number_alone(r, t, t, false, f) : t;
}

/* By what they begin with: words of dates, any number, an ordinal. The longest answer counts, the first of equals; the last reader is
   asked only where nothing else was found. */
enum { WORDS = 0, NUMBER = 1, NTH = 2 };
static const struct { uint64_t words; int numbers; uint32_t (*read)(const khb_reader *, uint32_t, int, khb_found *); } readers[] = {
    {KHB_D(DAY), WORDS, from_today},
    {KHB_D(WEEKDAY), WORDS, weekday_here},
    {KHB_D(THIS) | KHB_D(UNIT) | KHB_D(BOTH), WORDS, headed_day},
    {KHB_D(MONTH) | KHB_D(UNIT), NUMBER, date_here},
    {KHB_D(THIS) | KHB_D(THE), WORDS, week_and_day},
    {KHB_D(WEEKDAY_BARE), WORDS, day_of_week},
    {KHB_D(HOLIDAY), NTH, khb_read_holiday},
    {KHB_D(DAY) | KHB_D(LAST), NTH, nth_day},
    {KHB_D(LAST), NTH, first_friday},
    {0, NUMBER, number_here},
};

static bool one_day(const khb_reader *r, uint32_t t, int forms, khb_found *out) {
  enum { READERS = sizeof readers / sizeof *readers };
  if (t >= r->n) return false;
  const bool number = khb_has_number(r, t), nth = r->cx->kinds[t].numbers & KHB_BIT(W_ORDINAL);
  const uint64_t words = r->cx->kinds[t].times;
  uint32_t end = t;
  for (int i = 0; i < READERS; i++) {
    bool asked = (words & readers[i].words) || (readers[i].numbers == NUMBER && number) || (readers[i].numbers == NTH && nth);
    if (!asked || (i == READERS - 1 && end > t)) continue;
    khb_found f = no_day;
    uint32_t e = readers[i].read(r, t, forms, &f);
    if (e <= end) continue;
    end = e;
    *out = f;
  }
  if (end == t) return false;
  out->last = end;
  out->type = KHB_DATE;
  return true;
}

bool khb_read_day(const khb_reader *r, uint32_t t, int forms, khb_found *out) {
  khb_hit_word mod;
  if (khb_date_word_at(r, t, KHB_D(MOD) | KHB_D(REST), forms, &mod) && (mod.word->number != KHB_MOD_NONE || mod.word->kind == D_REST) &&
      khb_has_word(r, t + mod.count, KHB_D(DAY) | KHB_D(WEEKDAY) | KHB_D(UNIT) | KHB_D(THIS)) && one_day(r, t + mod.count, KHB_BARE, out) &&
      !out->range) { /* نهاية اليوم, بداية يوم الأحد, بقية اليوم */
    out->form = mod.form;
    out->mod = (uint8_t)(mod.word->kind == D_REST ? KHB_MOD_END : mod.word->number);
    return true;
  }
  return one_day(r, t, forms, out);
}
