/* date_period.c: years and the stretches in and above them: عام 2011 · نهاية العام · الربع الأول من 2023 · التسعينيات · القرن الماضي. Months and
 * years as such are read in date_month.c.
 */
#include "date_words.h"

/* ---- relative periods ---------------------------------------------------------------------------------------------------- */

/* The week, month, year … `which` away from the one of today. false: it is no such unit. */
static bool period_away(const khb_reader *r, char unit, int which, khb_moment *m) {
  const khb_dates *d = r->dates;
  khb_ymd date = d->date;
  int32_t year;
  m->has_year = d->has_day;
  switch (unit) {
    case 'W':
      m->grain = KHB_GRAIN_WEEK;
      if (d->has_day) m->week = khb_iso_week(d->day + 7 * which, &year), m->year = year;
      return true;
    case 'M':
      m->grain = KHB_GRAIN_MONTH;
      if (d->has_day && khb_add_months(&date, which)) m->year = date.year, m->month = date.month;
      return true;
    case 'Y':
      m->grain = KHB_GRAIN_YEAR;
      m->year = date.year + which;
      return true;
    case 'E':
      m->grain = m->has_year ? KHB_GRAIN_DECADE : KHB_GRAIN_REF;
      m->year = date.year / 10 + which;
      break;
    case 'C':
      m->grain = m->has_year ? KHB_GRAIN_CENTURY : KHB_GRAIN_REF;
      m->year = date.year / 100 + which;
      break;
    default: return false;
  }
  if (!m->has_year) m->part = which < 0 ? KHB_PAST_REF : which ? KHB_FUTURE_REF : KHB_PRESENT_REF;
  return true;
}

/* القرن التاسع عشر · القرن الماضي · القرن الـ19 · القرن الرابع الهجري · القرن الثالث قبل الميلاد. Returns the end, or t. */
static uint32_t read_century(const khb_reader *r, uint32_t t, int forms, uint8_t *form, khb_moment *m) {
  khb_hit_word hit;
  if (!khb_date_word_at(r, t, KHB_D(THE), forms, &hit) || hit.word->code[0] != 'C') return t;
  *form = hit.form;
  uint32_t at = t + hit.count, used;
  int which;
  int32_t nth;
  khb_number number;
  if ((used = khb_read_which(r, at, &which)) != 0) return period_away(r, 'C', which, m) ? at + used : t;
  used = khb_read_whole(r, at, 1, 40, &nth, &number);
  if (!used) return t;
  khb_year era = {0};
  at += used;
  at += khb_read_era(r, at, &era);
  m->grain = KHB_GRAIN_CENTURY;
  m->calendar = era.calendar;
  m->bc = era.bc;
  m->has_year = true;
  m->year = nth - 1;
  return at;
}

/* التسعينيات · تسعينات القرن الماضي · ثمانينيات القرن العشرين. Returns the end, or t. */
static uint32_t read_decade(const khb_reader *r, uint32_t t, uint8_t *form, khb_moment *m) {
  khb_hit_word hit, other;
  if (!khb_date_word_at(r, t, KHB_D(DECADE) | KHB_D(THE_DECADE), KHB_ANY, &hit)) return t;
  uint32_t at = t + hit.count, from = at, end;
  khb_moment century = khb_moment_empty();
  uint8_t ignored;
  *form = hit.form;
  if (khb_date_word_at(r, at, KHB_D(OF_AGE), KHB_ANY, &other)) return t;
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &other)) from = at + other.count;
  end = read_century(r, from, KHB_BARE, &ignored, &century);
  m->grain = KHB_GRAIN_DECADE;
  m->year = hit.word->number;
  if (m->year >= 100) { /* الألفينات: its century is in the word */
    m->has_year = true;
    return at;
  }
  if (end > from) {
    m->has_year = century.has_year;
    m->year += century.year * 10;
    return end;
  }
  bool decade = khb_date_word_before(r, t, KHB_D(IN)) || (hit.word->number > 1 && !khb_plain_word(r, at)); /* عشرات are tens */
  if (hit.word->kind == D_DECADE && !decade) return t;
  if (r->dates->has_day && hit.word->number > 2) { /* the last such decade before today; the twenties of which century? open */
    int32_t now = r->dates->date.year / 10;
    m->year = now - now % 10 + hit.word->number;
    if (m->year >= now) m->year -= 10;
    m->has_year = true;
  }
  return at;
}

/* ---- parts of years ------------------------------------------------------------------------------------------------------ */

/* [من] 2023 · من عام 2023 · من العام الجاري · من هذا العام · [من] العام. Returns the end, or t. */
static uint32_t of_year(const khb_reader *r, uint32_t t, bool bare_the, khb_moment *m) {
  khb_year year;
  khb_hit_word hit;
  int which;
  uint32_t end = khb_read_headed_year(r, t, &year), at = t, used;
  if (end > t) {
    khb_set_year(m, &year);
    return end;
  }
  if ((end = khb_read_relative_year(r, t, &which)) > t) {
    khb_set_relative_year(r, m, which);
    return end;
  }
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
  if ((used = khb_read_year(r, at, false, &year)) != 0) {
    khb_set_year(m, &year);
    return at + used;
  }
  if (bare_the && khb_date_word_at(r, at, KHB_D(THE), KHB_BARE, &hit) && hit.word->code[0] == 'Y') {
    khb_set_relative_year(r, m, 0);
    return at + hit.count;
  }
  return t;
}

/* A month behind من: النصف الثاني من [شهر] مايو. TIMEX3 knows no half of one, so it is its beginning, middle or end. Returns the end, or t. */
static uint32_t part_of_month(const khb_reader *r, uint32_t first, uint32_t t, int32_t nth, int32_t parts, khb_moment *m) {
  khb_hit_word of, head;
  khb_month month;
  khb_found inner = khb_nothing();
  if (!khb_date_word_at(r, t, KHB_D(OF), KHB_BARE, &of)) return t;
  uint32_t from = t + of.count;
  if (khb_date_word_at(r, from, KHB_D(UNIT), KHB_BARE, &head) && head.word->code[0] == 'M') from += head.count;
  uint32_t used = khb_read_month(r, from, KHB_BARE, &month);
  if (!used || month.rare) return t;
  inner.moment.grain = KHB_GRAIN_MONTH;
  uint32_t end = khb_read_month_tail(r, first, from + used, month, &inner);
  *m = inner.moment;
  m->mod = (uint8_t)(nth == 1 ? KHB_MOD_START : nth == parts ? KHB_MOD_END : KHB_MOD_MID);
  return end;
}

/* الربع الأول من 2023 · النصف الثاني من العام الماضي · الثلث الأول من رمضان. Returns the end, or t. */
static uint32_t read_quarter(const khb_reader *r, uint32_t t, uint8_t *form, khb_moment *m) {
  khb_hit_word hit, of;
  int32_t nth;
  if (!khb_date_word_at(r, t, KHB_D(QUARTER), KHB_ANY, &hit)) return t;
  int32_t parts = hit.word->number;
  uint32_t at = t + hit.count, used = khb_read_nth(r, at, parts, &nth);
  if (!used) return t;
  *form = hit.form;
  at += used;
  if (nth == 0) nth = parts; /* الربع الأخير */
  bool quarter = parts == 4;
  m->grain = quarter ? KHB_GRAIN_QUARTER : parts == 2 ? KHB_GRAIN_HALF : KHB_GRAIN_YEAR;
  m->part = (uint8_t)nth;
  uint32_t end = of_year(r, at, true, m);
  if (end > at) {
    if (parts == 3) m->mod = (uint8_t)(nth == 1 ? KHB_MOD_START : nth == 2 ? KHB_MOD_MID : KHB_MOD_END);
    return end;
  }
  if (!quarter && (end = part_of_month(r, t, at, nth, parts, m)) > at) return end;
  /* Without a year only where nothing else is divided: not الربع الأول من المباراة. */
  bool divided = khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of) || (khb_plain_word(r, at) && khb_has_article(r->cx, at, 0)) ||
                 (khb_plain_word(r, at) && r->tok[at].n_codes > 1 && r->cx->scan->codes[r->tok[at].code] == KHB_C_LAM);
  return quarter && !divided && khb_date_word_before(r, t, KHB_D(IN)) ? at : t;
}

enum { FIRST_BARE_YEAR = 1800, LAST_BARE_YEAR = 2100 };

/* A range of years in one token or three: 2014-2018 · 2021/2022. Returns the end, or t. */
static uint32_t year_range(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_parts a, b;
  uint32_t n = khb_number_parts(r, t, &a), mark = khb_date_mark(r, t + 1), end;
  int32_t last;
  if (n == 0 || n > 2 || a.digits[0] != 4 || a.value[0] < KHB_FIRST_PLAIN_YEAR || a.value[0] > LAST_BARE_YEAR) return t;
  if (n == 2) {
    if (a.mark[0] != '/' || (a.digits[1] != 4 && a.digits[1] != 2)) return t;
    last = a.digits[1] == 2 ? a.value[0] / 100 * 100 + a.value[1] : a.value[1];
    if (a.digits[1] == 2 && last != a.value[0] + 1) return t;
    end = t + 1;
  } else {
    if ((mark != '-' && mark != 0x2013 && mark != 0x2014 && mark != '/') || khb_number_parts(r, t + 2, &b) != 1) return t;
    if (b.digits[0] != 4 && !(b.digits[0] == 2 && khb_attached(r->cx, t + 1))) return t;
    last = b.digits[0] == 2 ? a.value[0] / 100 * 100 + b.value[0] : b.value[0];
    uint32_t next = khb_date_mark(r, t + 3);
    if ((next == '-' || next == '/') && khb_attached(r->cx, t + 3)) return t; /* a longer number: a telephone's */
    end = t + 3;
  }
  if (last <= a.value[0] || last > LAST_BARE_YEAR || last - a.value[0] > 500) return t;
  f->moment.grain = f->end.grain = KHB_GRAIN_YEAR;
  f->moment.has_year = f->end.has_year = f->range = true;
  f->moment.year = a.value[0];
  f->end.year = last;
  return end;
}

/* صيف 2018 · الصيف الماضي · هذا الشتاء · شتاء 2010/2011. Returns the end, or t. */
static uint32_t read_season(const khb_reader *r, uint32_t t, bool supported, uint8_t *form, khb_moment *m) {
  khb_hit_word hit, head;
  int which;
  uint32_t at = t, used;
  bool this_one = khb_date_word_at(r, at, KHB_D(THIS), KHB_ANY, &head);
  if (this_one) at += head.count;
  if (!khb_date_word_at(r, at, KHB_D(SEASON) | KHB_D(THE_SEASON), this_one ? KHB_BARE : KHB_ANY, &hit)) return t;
  *form = this_one ? head.form : hit.form;
  at += hit.count;
  m->grain = KHB_GRAIN_SEASON;
  m->part = (uint8_t)hit.word->number;
  bool the = hit.word->kind == D_THE_SEASON;
  if (this_one) {
    if (!the) return t;
    khb_set_relative_year(r, m, 0);
    return at;
  }
  if (the && (used = khb_read_which(r, at, &which)) != 0) {
    khb_set_relative_year(r, m, which);
    return at + used;
  }
  khb_found years = khb_nothing();
  uint32_t past = year_range(r, at, &years);
  if (past > at && years.end.year == years.moment.year + 1) { /* شتاء 2010/2011 */
    m->year = years.moment.year;
    m->has_year = true;
    return past;
  }
  uint32_t end = of_year(r, at, false, m);
  if (end > at) return end;
  if (!the) return t;
  if (supported) {
    khb_set_relative_year(r, m, 0); /* منتصف الصيف */
    return at;
  }
  bool said = hit.count > 1 || khb_date_word_before(r, t, KHB_D(IN)); /* فصل الصيف, في الشتاء: of any year; not الربيع العربي */
  return said && !(khb_plain_word(r, at) && khb_has_article(r->cx, at, 0)) ? at : t;
}

/* ---- years on their own -------------------------------------------------------------------------------------------------- */

/* What stands behind is counted: 2000 شخص, 1950 دولارا, 2012 ألفا. */
static bool counts_something(const khb_reader *r, uint32_t t) {
  khb_hit_word hit;
  uint32_t count;
  if (!khb_plain_word(r, t)) return khb_date_mark(r, t) == '$' || khb_date_mark(r, t) == '%';
  if (khb_heads_date(r, t)) return false;
  return khb_date_word_at(r, t, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &hit) ||
         khb_word_at(r->figures, r->cx, t,
                     KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY) | KHB_BIT(W_CURRENCY) | KHB_BIT(W_SCALE) |
                         KHB_BIT(W_PERCENT) | KHB_BIT(W_CENT),
                     0, &count, NULL) != NULL;
}

/* في ألف وسبعمئة وتسعة وثمانين, مواليد ألفين: [t, end) behind a preposition of time and before nothing that is counted. Round ones are numbers,
   but for births. */
static bool year_in_words(const khb_reader *r, uint32_t t, uint32_t end, int32_t value) {
  khb_hit_word hit;
  bool in = t > 0 && khb_date_word_before(r, t, KHB_D(IN)), born = t > 0 && !in && khb_date_word_before(r, t, KHB_D(YEAR_BEFORE));
  if (value < 1100 || value > LAST_BARE_YEAR || (value % 100 == 0 && !(born && value == 2000)) || !(in || born)) return false;
  return !khb_plain_word(r, end) || khb_date_word_at(r, end, KHB_D(IN) | KHB_D(TO) | KHB_D(FROM), KHB_ANY, &hit);
}

static uint32_t bare_year(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_year y;
  uint32_t end = year_range(r, t, f);
  if (end > t) return counts_something(r, end) || khb_date_word_before(r, t, KHB_D(NOT_YEAR_AFTER)) ? t : end;
  uint32_t used = khb_read_year(r, t, false, &y);
  khb_hit_word head;
  khb_number number;
  if (!used) { /* 44 ق.م · 3000 سنة قبل الميلاد */
    int32_t value;
    used = khb_read_whole(r, t, 1, 9999, &value, &number);
    if (!used || number.form) return t;
    uint32_t at = t + used;
    if (khb_date_word_at(r, at, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &head) && head.word->code[0] == 'Y') at += head.count;
    y = (khb_year){.value = value};
    uint32_t era = khb_read_era(r, at, &y);
    if (!era || !(y.bc || (y.calendar == KHB_ISLAMIC && number.plain_digits && at == t + used && value <= KHB_LAST_HIJRI &&
                           khb_attached(r->cx, at))))
      return t;
    used = at + era - t;
  } else if (y.era && !y.bc && y.calendar == KHB_GREGORIAN && r->tok[t].kind == KHB_TOK_NUMBER &&
             (y.value < 100 || y.value > KHB_LAST_PLAIN_YEAR)) {
    return t; /* 3 م: metres, or in the afternoon */
  } else if (!y.era) {
    if (r->tok[t].kind != KHB_TOK_NUMBER) {
      if (!year_in_words(r, t, t + used, y.value)) return t;
      f->moment.grain = KHB_GRAIN_YEAR;
      khb_set_year(&f->moment, &y);
      return t + used;
    }
    if (y.value < FIRST_BARE_YEAR || y.value > LAST_BARE_YEAR) return t;
    uint32_t before = t ? khb_date_mark(r, t - 1) : 0;
    bool wa = false;
    if (t) khb_skip_wa(r, t - 1, &wa);
    bool list = r->year_end > 0 && r->year_end + (wa ? 1 : 0) == t && (wa || before);
    list = list || (r->year_end > 0 && r->year_end + 1 == t && (before == ',' || before == 0x60c));
    khb_parts next;
    uint32_t comma = khb_skip_comma(r, t + 1);
    bool and;
    if (comma == t + 1) comma = khb_skip_wa(r, t + 1, &and); /* (1934 و1938) */
    bool bracket = before == '(' && (khb_date_mark(r, t + 1) == ')' ||
                                     (comma > t + 1 && khb_number_parts(r, comma, &next) == 1 && next.digits[0] == 4));
    bool said = khb_date_word_before(r, t, KHB_D(YEAR_BEFORE)) || bracket || list ||
                (t && khb_plain_word(r, t - 1) && r->tok[t - 1].n_codes == 1 && !wa) /* ب 2011, لـ2030 */;
    khb_hit_word to;
    khb_year last;
    uint32_t joint = !said && khb_date_word_at(r, t + used, KHB_D(TO), KHB_BARE, &to) ? t + used + to.count : 0; /* 2014 إلى 2018 */
    uint32_t more = joint ? khb_read_year(r, joint, false, &last) : 0;
    said = said || (more && last.value > y.value && last.value <= LAST_BARE_YEAR && !counts_something(r, joint + more) &&
                    !khb_tells_change(r->figures, r->cx, t));
    uint32_t first_mark = t == 0 ? khb_date_mark(r, t + used) : 0;
    said = said || first_mark == ':' || first_mark == ',' || first_mark == 0x60c; /* 2015: … in a list of years */
    bool round = y.value % 100 == 0 && y.value != 2000;
    if (khb_date_word_before(r, t, KHB_D(NOT_YEAR_AFTER)) || counts_something(r, t + used)) return t;
    uint32_t after = khb_date_mark(r, t + used);
    if ((after == '-' || after == '/' || after == '+' || before == '-' || before == '/' || before == '+' || before == '$') &&
        !list)
      return t;
    if (!said && (round || y.value < 1900 || y.value > 2060 || !t || !khb_plain_word(r, t - 1))) return t;
    if (said && !bracket && !list && round && !(y.value == 1900)) return t;
  }
  f->moment.grain = KHB_GRAIN_YEAR;
  khb_set_year(&f->moment, &y);
  return t + used;
}

/* The nth week of a year, or of a month of it (0: of the year); nth 0 is the last. A week belongs to the year or month of its Thursday
   (ISO 8601 for years). false: it has none such, or the calendar is another one. */
static bool week_of(int32_t nth, khb_moment *m) {
  enum { THURSDAY = 4 };
  int32_t day, year;
  if (!m->has_year || m->short_year || m->bc || m->calendar != KHB_GREGORIAN) return false;
  uint8_t from = m->grain == KHB_GRAIN_MONTH ? m->month : nth ? 1 : 12, length = khb_month_days(KHB_GREGORIAN, m->year, from);
  if (!khb_day_of(KHB_GREGORIAN, m->year, from, 1, &day)) return false;
  int32_t of_month = 1 + (THURSDAY + 7 - khb_weekday(day)) % 7;
  int32_t most = m->grain == KHB_GRAIN_MONTH ? (length - of_month) / 7 + 1 : 53, n = nth ? nth : (length - of_month) / 7 + 1;
  if (n > most) return false;
  day += of_month - 1 + 7 * (n - 1);
  uint8_t week = khb_iso_week(day, &year);
  if (m->grain == KHB_GRAIN_YEAR && year != m->year) return false;
  *m = (khb_moment){.grain = KHB_GRAIN_WEEK, .has_year = true, .year = year, .week = week, .zone = KHB_NO_ZONE};
  return true;
}

/* [شهر] أكتوبر [2021] · الشهر الجاري · العام [الجاري] · 2018 behind من: what a week is one of. Returns the end, or t. */
static uint32_t of_longer(const khb_reader *r, uint32_t first, uint32_t t, khb_found *f) {
  khb_hit_word head;
  khb_month month;
  int which = 0;
  f->moment.grain = KHB_GRAIN_YEAR;
  uint32_t end = of_year(r, t, true, &f->moment), at = t;
  if (end > t) return end;
  f->moment = khb_moment_empty();
  bool this_one = khb_date_word_at(r, at, KHB_D(THIS), KHB_BARE, &head);
  if (this_one) at += head.count;
  if (khb_date_word_at(r, at, KHB_D(THE), KHB_BARE, &head) && head.word->code[0] == 'M') {
    at += head.count;
    uint32_t used = this_one ? 0 : khb_read_which(r, at, &which);
    return (used || this_one) && period_away(r, 'M', which, &f->moment) ? at + used : t;
  }
  if (this_one) return t;
  if (khb_date_word_at(r, at, KHB_D(UNIT), KHB_BARE, &head) && head.word->code[0] == 'M') at += head.count;
  uint32_t used = khb_read_month(r, at, KHB_BARE, &month);
  if (!used || month.rare) return t;
  f->moment.grain = KHB_GRAIN_MONTH;
  return khb_read_month_tail(r, first, at + used, month, f);
}

/* الأول من أكتوبر · الأخير من العام behind الأسبوع; where its calendar has no weeks, the beginning, middle or end. Returns the end, or t. */
static uint32_t nth_week(const khb_reader *r, uint32_t first, uint32_t t, int32_t nth, khb_found *f) {
  khb_hit_word of;
  if (!khb_date_word_at(r, t, KHB_D(OF), KHB_BARE, &of)) return t;
  khb_found g = *f;
  g.moment = khb_moment_empty();
  uint32_t at = t + of.count, end = of_longer(r, first, at, &g);
  if (end == at) return t;
  *f = g;
  f->has_other = false;
  if (week_of(nth, &f->moment)) return end;
  f->moment.mod = (uint8_t)(nth == 1 ? KHB_MOD_START : nth == 2 || nth == 3 ? KHB_MOD_MID : KHB_MOD_END);
  return end;
}

/* أول أسبوع من مايو · آخر أسبوع في السنة. Returns the end, or t. */
static uint32_t first_week(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_hit_word hit;
  int32_t nth;
  uint32_t used = khb_has_article(r->cx, t, 0) ? 0 : khb_read_nth(r, t, 5, &nth), at = t + used;
  if (!used || !khb_date_word_at(r, at, KHB_D(UNIT), KHB_BARE, &hit) || hit.word->code[0] != 'W') return t;
  uint32_t end = nth_week(r, t, at + hit.count, nth, f);
  return end > at + hit.count ? end : t;
}

/* أسبوع 15 سبتمبر: the week in which that day is. Returns the end, or t. */
static uint32_t week_around(const khb_reader *r, uint32_t t, khb_moment *m) {
  khb_found day;
  int32_t number, year;
  if (!khb_has_number(r, t) || !khb_read_day(r, t, KHB_BARE, &day) || day.type != KHB_DATE || day.range) return t;
  if (!khb_moment_day(&day.moment, &number)) return t;
  *m = khb_moment_empty();
  m->grain = KHB_GRAIN_WEEK;
  m->week = khb_iso_week(number, &year);
  m->year = year;
  m->has_year = true;
  return day.last;
}

/* عام 2011 · عامي 2003 و2011 · العام 2019 · العام الماضي · السنة 1443هـ. Returns the end, or t. `bare_the`: نهاية العام. */
static uint32_t unit_period(const khb_reader *r, uint32_t t, int forms, bool bare_the, khb_found *f) {
  khb_hit_word hit, other;
  int which;
  uint32_t at = t, used, count = 0;
  bool this_one = khb_date_word_at(r, at, KHB_D(THIS), forms, &other);
  if (this_one) at += other.count;
  if (!khb_date_word_at(r, at, KHB_D(UNIT) | KHB_D(THE) | KHB_D(BOTH), this_one ? KHB_BARE : forms, &hit)) return t;
  char unit = hit.word->code[0];
  f->form = this_one ? other.form : hit.form;
  at += hit.count;
  if (this_one) return hit.word->kind == D_THE && unit != 'E' && period_away(r, unit, 0, &f->moment) ? at : t;
  if (hit.word->kind == D_THE && unit == 'Y' && khb_date_word_at(r, at, KHB_D(YEAR_OF), KHB_BARE, &other)) {
    if (other.word->code[0] == 'h') f->moment.calendar = KHB_ISLAMIC;
    at += other.count;
  }
  int32_t nth;
  if (hit.word->kind == D_THE && unit == 'W' && (used = khb_read_nth(r, at, 53, &nth)) != 0) {
    uint32_t end = nth_week(r, t, at + used, nth, f);
    if (end > at + used) return end;
  }
  if (hit.word->kind == D_UNIT && unit == 'W') {
    uint32_t end = week_around(r, at, &f->moment);
    return end > at ? end : t;
  }
  if (hit.word->kind == D_THE) {
    if (unit == 'Y' && khb_word_at(r->figures, r->cx, at, KHB_BIT(W_FORMER), 0, &count, NULL) &&
        khb_word_before(r->figures, r->cx, t, KHB_BIT(W_GENERAL), NULL))
      return t; /* الأمين العام السابق */
    if ((used = khb_read_which(r, at, &which)) != 0) {
      khb_year said;
      uint32_t year = unit == 'Y' ? khb_read_year(r, at + used, false, &said) : 0;
      if (!period_away(r, unit, which, &f->moment)) return t;
      if (!year || r->tok[at + used].kind != KHB_TOK_NUMBER) return at + used;
      khb_set_year(&f->moment, &said); /* العام الماضي 2017 */
      return at + used + year;
    }
    if (unit == 'E' || unit == 'C') return t;
  }
  if (unit == 'Y') {
    khb_year y, z;
    uint32_t end = year_range(r, at, f);
    if (end > at) return end;
    used = khb_read_year(r, at, true, &y);
    if (used && !(hit.word->kind != D_UNIT && y.short_year)) {
      f->moment.grain = KHB_GRAIN_YEAR;
      khb_set_year(&f->moment, &y);
      bool wa, between = t > 0 && khb_date_word_before(r, t, KHB_D(FROM));
      uint32_t next = khb_skip_wa(r, at + used, &wa);
      uint32_t more = hit.word->kind == D_BOTH && between && wa ? khb_read_year(r, next, false, &z) : 0;
      if (more) {
        f->range = true;
        f->end.grain = KHB_GRAIN_YEAR;
        khb_set_year(&f->end, &z);
        return next + more;
      }
      return at + used;
    }
  }
  if (unit == 'M' && hit.word->kind != D_THE) {
    khb_month month;
    used = khb_read_month(r, at, KHB_BARE, &month);
    if (used) {
      f->moment.grain = KHB_GRAIN_MONTH;
      return khb_read_month_tail(r, t, at + used, month, f);
    }
  }
  return hit.word->kind == D_THE && bare_the && period_away(r, unit, 0, &f->moment) ? at : t;
}

static uint32_t month_period(const khb_reader *r, uint32_t t, int forms, bool supported, khb_found *f) {
  khb_month month;
  khb_hit_word hit;
  uint32_t used = khb_read_month(r, t, forms, &month);
  if (!used || month.rare) return t;
  f->form = month.form;
  f->moment.grain = KHB_GRAIN_MONTH;
  uint32_t end = khb_read_month_tail(r, t, t + used, month, f);
  bool tail = end > t + used;
  bool in = (khb_proclitic_form[month.form].bits & KHB_PRO_BI) || khb_date_word_before(r, t, KHB_D(IN));
  in = in || khb_date_word_before(r, t, KHB_D(UNITS) | KHB_D(PART_OF)); /* أيام رمضان */
  bool range = khb_date_word_before(r, t, KHB_D(FROM)) && khb_date_word_at(r, t + used, KHB_D(TO), KHB_ANY, &hit);
  range = range || (r->date_end && khb_date_word_at(r, r->date_end, KHB_D(TO), KHB_ANY, &hit) && r->date_end + hit.count == t);
  bool this_one = !tail && !khb_plain_word(r, end) && khb_date_word_before(r, t, KHB_D(THIS)); /* هذا مارس */
  if (this_one) khb_nearest_year(r, t, &f->moment, 0);
  if (month.weak && !tail && !supported && !in && !range && !this_one) return t;
  if (!tail && khb_in_name(r, t)) return t;
  return end;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------------- */

static uint32_t weekend(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit;
  int which = 0;
  if (!khb_date_word_at(r, t, KHB_D(WEEKEND), forms, &hit)) return t;
  uint32_t at = t + hit.count;
  at += khb_read_which(r, at, &which);
  f->form = hit.form;
  period_away(r, 'W', which, &f->moment);
  f->moment.grain = KHB_GRAIN_WEEKEND;
  return at;
}

/* The longest of the readers above from token t. Returns its end, or t. `supported`: a modifier stood before it. */
static uint32_t core(const khb_reader *r, uint32_t t, int forms, bool supported, khb_found *best) {
  enum { FIRST_WEEK = 7, BARE_YEAR };
  static const uint64_t starts[] = {KHB_D(THIS) | KHB_D(UNIT) | KHB_D(THE) | KHB_D(BOTH),
                                    KHB_D(MONTH),
                                    KHB_D(QUARTER),
                                    KHB_D(THIS) | KHB_D(SEASON) | KHB_D(THE_SEASON),
                                    KHB_D(DECADE) | KHB_D(THE_DECADE),
                                    KHB_D(THE),
                                    KHB_D(WEEKEND),
                                    KHB_D(LAST),
                                    0};
  if (t >= r->n) return t;
  const uint64_t words = r->cx->kinds[t].times;
  const bool number = khb_has_number(r, t), nth = r->cx->kinds[t].numbers & KHB_BIT(W_ORDINAL);
  uint32_t end = t;
  for (uint32_t i = 0; i <= BARE_YEAR; i++) {
    if (!(words & starts[i]) && !(i == FIRST_WEEK && nth) && !(i == BARE_YEAR && number)) continue;
    khb_found f = khb_nothing();
    uint32_t e = t;
    switch (i) {
      case 0: e = unit_period(r, t, forms, supported, &f); break;
      case 1: e = month_period(r, t, forms, supported, &f); break;
      case 2: e = read_quarter(r, t, &f.form, &f.moment); break;
      case 3: e = read_season(r, t, supported, &f.form, &f.moment); break;
      case 4: e = read_decade(r, t, &f.form, &f.moment); break;
      case 5: e = read_century(r, t, forms, &f.form, &f.moment); break;
      case 6: e = weekend(r, t, forms, &f); break;
      case FIRST_WEEK: e = first_week(r, t, &f); break;
      default: e = bare_year(r, t, &f); break;
    }
    if (e <= end) continue;
    end = e;
    *best = f;
  }
  if (end > t && !((uint32_t)forms >> best->form & 1)) return t;
  return end;
}

/* From today to the last day of the week, month or year that today is in. false: it is another, or none of them. */
static bool rest_of(const khb_reader *r, khb_found *f) {
  khb_moment *m = &f->moment;
  const khb_ymd *today = &r->dates->date;
  int32_t last, year;
  if (!r->dates->has_day || m->calendar != KHB_GREGORIAN || m->year != (m->grain == KHB_GRAIN_WEEK ? m->year : today->year)) return false;
  if (m->grain == KHB_GRAIN_WEEK) {
    if (khb_iso_week(r->dates->day, &year) != m->week || year != m->year) return false;
    last = r->dates->day + 7 - khb_weekday(r->dates->day);
  } else if (m->grain == KHB_GRAIN_MONTH || m->grain == KHB_GRAIN_YEAR) {
    if (m->grain == KHB_GRAIN_MONTH && m->month != today->month) return false;
    uint8_t month = m->grain == KHB_GRAIN_MONTH ? today->month : 12;
    if (!khb_day_of(KHB_GREGORIAN, today->year, month, khb_month_length(today->year, month), &last)) return false;
  } else {
    return false;
  }
  f->range = true;
  return khb_moment_of_day(r->dates->day, &f->moment) && khb_moment_of_day(last, &f->end);
}

bool khb_read_period(const khb_reader *r, uint32_t t, khb_found *out) {
  khb_hit_word mod, hit;
  khb_found f;
  uint32_t end = core(r, t, KHB_ANY, false, &f);
  if (khb_date_word_at(r, t, KHB_D(MOD) | KHB_D(REST) | KHB_D(EARLY), KHB_ANY, &mod)) {
    khb_found inner = khb_nothing();
    uint32_t at = t + mod.count; /* بداية من عام 2016 says since when */
    if (mod.word->kind != D_MOD && khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
    uint32_t e = core(r, at, KHB_BARE, true, &inner);
    if (e > at && e > end) {
      end = e;
      f = inner;
      f.form = mod.form;
      bool rest = mod.word->kind == D_REST, early = mod.word->kind == D_EARLY;
      uint8_t said = (uint8_t)(rest                            ? KHB_MOD_END
                               : early && mod.word->number == 1 ? KHB_MOD_START
                               : early                          ? KHB_MOD_END
                                                                : mod.word->number);
      if (!(rest && rest_of(r, &f)) && f.moment.mod == KHB_MOD_NONE) f.moment.mod = said;
    }
  }
  if (end == t) return false;
  f.last = end;
  f.type = KHB_DATE;
  f.mod = f.moment.mod;
  *out = f;
  return true;
}
