/* date_period.c: months, years and longer stretches: يناير/كانون الثاني 2022 · عام 2011 · نهاية العام · الربع الأول من 2023 · التسعينيات.
 *
 * A month or a day without a year is put into the year in which it is nearest to the day that the text speaks from, ahead of it
 * where the sentence speaks of what is to come, behind it in doubt: newspapers leave the year out only then (AP Stylebook,
 * "months"; "days of the week"). الماضي is the last one before, المقبل the next one after that day.
 */
#include "date_words.h"

static const int LI_FORMS = KHB_BARE | KHB_WITH_LI | 1 << 12 | 1 << 15;

/* ---- months -------------------------------------------------------------------------------------------------------------- */

uint8_t khb_family_calendar(char family) {
  return (uint8_t)(family == 'h' ? KHB_ISLAMIC : family == 'c' ? KHB_COPTIC : KHB_GREGORIAN);
}

/* The first letter of the word behind its clitics is written آ. */
static bool has_madda(const khb_reader *r, uint32_t t, uint8_t form) {
  const khb_tok *k = &r->tok[t];
  uint32_t at = khb_code_offset(r->cx->text, k, khb_proclitic_form[form].n), cp;
  if (at >= k->end) return false;
  khb_utf8_next((const uint8_t *)r->cx->text + at, (const uint8_t *)r->cx->text + k->end, &cp);
  return cp == 0x622 || cp == 0xfe81 || cp == 0xfe82;
}

static uint32_t one_month(const khb_reader *r, uint32_t t, int forms, khb_month *out) {
  khb_hit_word hit, mark;
  if (!khb_date_word_at(r, t, KHB_D(MONTH), forms, &hit)) return 0;
  int same = 1 << hit.form;
  if (khb_date_word_at(r, t, KHB_D(MONTH_MADDA), same, &mark) && mark.count == hit.count && !has_madda(r, t, hit.form)) return 0;
  bool weak = khb_date_word_at(r, t, KHB_D(MONTH_WEAK), same, &mark) && mark.count == hit.count;
  char family = hit.word->family;
  *out = (khb_month){.number = (uint8_t)hit.word->number,
                     .family = family,
                     .weak = weak,
                     .rare = family == 'l' || family == 'c',
                     .form = hit.form};
  return hit.count;
}

static bool solar(char family) { return family == 'g' || family == 's' || family == 'l'; }

/* A second name of the month behind the first, in one of the layouts of the press: A/B · A / B · A (B) · A-B · A B · A أو B · A وB ·
   A، B. Where one may list two months as well, both must be the same. Returns the end, or t. */
static uint32_t twin_of(const khb_reader *r, uint32_t t, khb_month *first) {
  khb_month second;
  uint32_t mark = khb_date_mark(r, t), count, at = t;
  bool bracket = mark == '(' || mark == '[', strict = !bracket && mark != '/', wa;
  int forms = KHB_BARE;
  if (bracket || mark == '/' || mark == '-' || mark == '\\' || mark == 0x2013 || mark == ',' || mark == 0x60c) at++;
  else if (mark) return t;
  else at = khb_skip_wa(r, at, &wa);
  if (at == t) forms |= KHB_WITH_WA;
  if (strict && khb_word_at(r->figures, r->cx, at, KHB_BIT(W_OR), 0, &count, NULL)) at += count;
  count = one_month(r, at, forms, &second);
  if (!count || !solar(first->family) || !solar(second.family) || second.family == first->family) return t;
  if (second.number != first->number && (strict || first->rare || second.rare)) return t;
  at += count;
  if (bracket) {
    uint32_t close = khb_date_mark(r, at);
    if (close != ')' && close != ']') return t;
    at++;
  }
  if (second.number != first->number) first->other = second.number;
  first->weak = first->rare = false;
  first->twin = true;
  return at;
}

uint32_t khb_read_month(const khb_reader *r, uint32_t t, int forms, khb_month *out) {
  uint32_t count = one_month(r, t, forms, out);
  return count ? twin_of(r, t + count, out) - t : 0;
}

/* ---- years --------------------------------------------------------------------------------------------------------------- */

enum { LAST_HIJRI = 1600, FIRST_PLAIN_YEAR = 1000, LAST_PLAIN_YEAR = 2999 };

/* هـ, م, قبل الميلاد behind a year. Returns its tokens. */
static uint32_t read_era(const khb_reader *r, uint32_t t, khb_year *y) {
  khb_hit_word hit;
  if (!khb_date_word_at(r, t, KHB_D(ERA), KHB_BARE, &hit)) return 0;
  const char *code = hit.word->code;
  y->calendar = (uint8_t)(code[0] == 'h' ? KHB_ISLAMIC : code[0] == 'c' ? KHB_COPTIC : KHB_GREGORIAN);
  y->bc = code[0] == 'b';
  y->era = true;
  y->short_year = false;
  /* ق.م. with its last stop, where the text goes on. */
  uint32_t end = t + hit.count;
  if (y->bc && khb_date_mark(r, end - 2) == '.' && khb_date_mark(r, end) == '.' && end + 1 < r->n) end++;
  return end - t;
}

uint32_t khb_read_year(const khb_reader *r, uint32_t t, bool head, khb_year *out) {
  uint32_t at = t, bracket = head ? khb_date_mark(r, t) : 0;
  khb_parts parts;
  khb_number number;
  if (bracket == '(') at++;
  *out = (khb_year){0};
  uint32_t n = khb_number_parts(r, at, &parts);
  if (n > 1) return 0;
  if (n == 1) {
    if (parts.digits[0] > 4 || parts.value[0] == 0) return 0;
    out->value = parts.value[0];
    at++;
  } else {
    uint32_t used = khb_read_whole(r, at, head ? 100 : FIRST_PLAIN_YEAR, LAST_PLAIN_YEAR, &out->value, &number);
    if (!used || number.ordinal || number.form) return 0;
    at += used;
  }
  uint32_t era = read_era(r, at, out);
  if (bracket == '(' && !era) {
    if (khb_date_mark(r, at) != ')') return 0;
    at++;
    era = read_era(r, at, out);
  } else if (bracket == '(') {
    at += era;
    if (khb_date_mark(r, at) != ')') return 0;
    at++;
    era = 0;
  }
  at += era;
  if (!out->era) {
    if (n == 1 && parts.digits[0] == 2 && head) out->short_year = true;
    else if (n == 1 && !head && (parts.digits[0] != 4 || out->value < FIRST_PLAIN_YEAR || out->value > LAST_PLAIN_YEAR)) return 0;
    else if (n == 1 && parts.digits[0] < 2) return 0;
  }
  return at - t;
}

void khb_set_year(khb_moment *m, const khb_year *y) {
  m->year = y->value;
  m->has_year = true;
  m->short_year = y->short_year;
  m->bc = y->bc;
  if (y->era && m->calendar == KHB_GREGORIAN) m->calendar = y->calendar;
}

static bool plain_word(const khb_reader *r, uint32_t t) { return t < r->n && r->tok[t].kind == KHB_TOK_WORD; }

/* عام 2011 · سنة (1990) · العام 2019, behind من or not. Returns the end, or t. */
static uint32_t headed_year(const khb_reader *r, uint32_t t, khb_year *y) {
  khb_hit_word hit;
  uint32_t at = t;
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
  int forms = at == t ? LI_FORMS | KHB_WITH_BI : KHB_BARE;
  if (!khb_date_word_at(r, at, KHB_D(UNIT) | KHB_D(THE), forms, &hit) || hit.word->code[0] != 'Y') return t;
  at += hit.count;
  if (hit.word->kind == D_THE && khb_date_word_at(r, at, KHB_D(YEAR_OF), KHB_BARE, &hit)) at += hit.count;
  uint32_t used = khb_read_year(r, at, true, y);
  return used ? at + used : t;
}

/* ---- years that are not said ---------------------------------------------------------------------------------------------- */

/* Today in a calendar. */
static bool today_in(const khb_reader *r, uint8_t calendar, khb_ymd *out) {
  return r->dates->has_day && khb_date_of((khb_calendar)calendar, r->dates->day, out);
}

/* How far the moment lies ahead of today in that year, in days (months count 30). */
static bool ahead(const khb_reader *r, const khb_moment *m, const khb_ymd *today, int32_t year, int32_t *out) {
  int32_t day;
  if (m->day && khb_day_of((khb_calendar)m->calendar, year, m->month, m->day, &day)) *out = day - r->dates->day;
  else if (!m->day) *out = ((year - today->year) * 12 + m->month - today->month) * 30;
  else return false; /* 29 February of a common year */
  return true;
}

enum { NOT_SAID = 99 };

/* Puts a month or day into the year that `which` (-1, 0, 1 or NOT_SAID) and its neighbourhood say. */
static void nearest_year(const khb_reader *r, uint32_t first, khb_moment *m, int which) {
  khb_ymd today;
  if (!today_in(r, m->calendar, &today) || !m->month) return;
  if (which == NOT_SAID && khb_date_word_before(r, first, KHB_D(NAMED))) return;
  bool future = which == NOT_SAID && khb_speaks_of_future(r, first), found = false;
  int32_t best = 0, best_year = 0;
  for (int32_t year = today.year - 1; year <= today.year + 1; year++) {
    int32_t d;
    if (!ahead(r, m, &today, year, &d)) continue;
    if ((which == 0 && year != today.year) || (which == -1 && d >= 0) || (which == 1 && d <= 0) || (future && d < 0)) continue;
    int32_t far = d < 0 ? -d : d;
    if (found && far >= best) continue;
    found = true;
    best = far;
    best_year = year;
  }
  if (!found) return;
  m->year = best_year;
  m->has_year = true;
}

void khb_guess_year(const khb_reader *r, uint32_t first, khb_moment *m) { nearest_year(r, first, m, NOT_SAID); }

/* الماضي, الجاري … at t: -2 … 2. Returns its tokens. */
static uint32_t read_which(const khb_reader *r, uint32_t t, int *which) {
  khb_hit_word hit;
  if (!khb_date_word_at(r, t, KHB_D(WHICH), KHB_BARE, &hit)) return 0;
  *which = hit.word->number;
  return hit.count;
}

/* [من] العام الماضي, من هذا العام: the year that it is. Returns the end, or t. */
static uint32_t relative_year(const khb_reader *r, uint32_t t, int *which) {
  khb_hit_word hit;
  uint32_t at = t;
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
  bool this_one = khb_date_word_at(r, at, KHB_D(THIS), KHB_BARE, &hit);
  if (this_one) at += hit.count;
  if (!khb_date_word_at(r, at, KHB_D(THE), KHB_BARE, &hit) || hit.word->code[0] != 'Y') return t;
  at += hit.count;
  if (khb_date_word_at(r, at, KHB_D(YEAR_OF), KHB_BARE, &hit)) at += hit.count;
  if (this_one) {
    *which = 0;
    return at;
  }
  uint32_t used = read_which(r, at, which);
  return used ? at + used : t;
}

static void set_relative_year(const khb_reader *r, khb_moment *m, int which) {
  khb_ymd today;
  if (!today_in(r, m->calendar, &today)) return;
  m->year = today.year + which;
  m->has_year = true;
}

/* رمضان 2019: the Hijri year in which that month begins within the Gregorian one that is said. */
static void hijri_within(khb_moment *m) {
  int32_t first, start, at = m->year - 579 + (m->year - 622) / 33;
  if (!khb_day_of(KHB_GREGORIAN, m->year, 1, 1, &first)) return;
  for (int32_t year = at - 45; year <= at; year++) {
    if (!khb_day_of(KHB_ISLAMIC, year, m->month, 1, &start) || start < first) continue;
    m->year = year;
    return;
  }
}

uint32_t khb_read_month_tail(const khb_reader *r, uint32_t first, uint32_t t, khb_month month, khb_found *f) {
  khb_moment *m = &f->moment;
  khb_year year;
  int which;
  uint32_t after = khb_skip_comma(r, t), used, end = headed_year(r, t, &year);
  m->month = month.number;
  m->calendar = khb_family_calendar(month.family);
  if (end == t && after > t) end = headed_year(r, after, &year) == after ? t : headed_year(r, after, &year);
  if (end == t && (used = khb_read_year(r, after, false, &year)) != 0) end = after + used;
  if (end == t && after == t && khb_date_mark(r, t) == '/' && (used = khb_read_year(r, t + 1, false, &year)) != 0)
    end = t + 1 + used;
  khb_hit_word of;
  if (end == t && khb_date_word_at(r, t, KHB_D(OF), KHB_BARE, &of) && (used = khb_read_year(r, t + of.count, false, &year)) != 0)
    end = t + of.count + used; /* 5 مايو من 1978 */
  if (end > t) {
    khb_set_year(m, &year);
    if (month.family == 'h' && !year.era && year.value > LAST_HIJRI) hijri_within(m);
  } else if ((used = read_which(r, t, &which)) != 0) {
    end = t + used;
    nearest_year(r, first, m, which < -1 ? -1 : which > 1 ? 1 : which);
    if (which < -1 && m->has_year) m->year--;
    if (which > 1 && m->has_year) m->year++;
  } else if ((end = relative_year(r, t, &which)) > t) {
    set_relative_year(r, m, which);
  } else {
    khb_guess_year(r, first, m);
    f->guessed = true;
  }
  if (month.other) {
    f->has_other = true;
    f->other = *m;
    f->other.month = month.other;
  }
  return end;
}

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

uint32_t khb_read_nth(const khb_reader *r, uint32_t t, int32_t most, int32_t *out) {
  khb_number number;
  khb_hit_word last;
  if (!plain_word(r, t)) return 0;
  if (khb_date_word_at(r, t, KHB_D(LAST), KHB_BARE, &last)) {
    *out = 0;
    return last.count;
  }
  uint32_t used = khb_read_whole(r, t, 1, most, out, &number);
  return used && number.ordinal && number.form == 0 ? used : 0;
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
  if ((used = read_which(r, at, &which)) != 0) return period_away(r, 'C', which, m) ? at + used : t;
  used = khb_read_whole(r, at, 1, 40, &nth, &number);
  if (!used) return t;
  khb_year era = {0};
  at += used;
  at += read_era(r, at, &era);
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
  if (end > from) {
    m->has_year = century.has_year;
    m->year += century.year * 10;
    return end;
  }
  if (hit.word->kind == D_DECADE && !khb_date_word_before(r, t, KHB_D(IN))) return t;
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
  uint32_t end = headed_year(r, t, &year), at = t, used;
  if (end > t) {
    khb_set_year(m, &year);
    return end;
  }
  if ((end = relative_year(r, t, &which)) > t) {
    set_relative_year(r, m, which);
    return end;
  }
  if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
  if ((used = khb_read_year(r, at, false, &year)) != 0) {
    khb_set_year(m, &year);
    return at + used;
  }
  if (bare_the && khb_date_word_at(r, at, KHB_D(THE), KHB_BARE, &hit) && hit.word->code[0] == 'Y') {
    set_relative_year(r, m, 0);
    return at + hit.count;
  }
  return t;
}

/* الربع الأول من 2023 · النصف الثاني من العام الماضي. Returns the end, or t. */
static uint32_t read_quarter(const khb_reader *r, uint32_t t, uint8_t *form, khb_moment *m) {
  khb_hit_word hit, of;
  int32_t nth;
  if (!khb_date_word_at(r, t, KHB_D(QUARTER), KHB_ANY, &hit)) return t;
  bool quarter = hit.word->number == 4;
  uint32_t at = t + hit.count, used = khb_read_nth(r, at, quarter ? 4 : 2, &nth);
  if (!used) return t;
  *form = hit.form;
  at += used;
  if (nth == 0) nth = quarter ? 4 : 2; /* الربع الأخير */
  m->grain = quarter ? KHB_GRAIN_QUARTER : KHB_GRAIN_HALF;
  m->part = (uint8_t)nth;
  uint32_t end = of_year(r, at, true, m);
  if (end > at) return end;
  khb_month month;
  if (!quarter && khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of)) { /* النصف الثاني من مايو */
    khb_found inner = {0};
    inner.moment = khb_moment_empty();
    khb_hit_word head;
    uint32_t from = at + of.count;
    if (khb_date_word_at(r, from, KHB_D(UNIT), KHB_BARE, &head) && head.word->code[0] == 'M') from += head.count;
    used = khb_read_month(r, from, KHB_BARE, &month);
    if (used && !month.rare) {
      inner.moment.grain = KHB_GRAIN_MONTH;
      end = khb_read_month_tail(r, t, from + used, month, &inner);
      *m = inner.moment;
      m->mod = (uint8_t)(nth == 1 ? KHB_MOD_START : KHB_MOD_END);
      return end;
    }
  }
  /* Without a year only where nothing else is divided: not الربع الأول من المباراة. */
  bool divided = khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of) || (plain_word(r, at) && khb_has_article(r->cx, at, 0)) ||
                 (plain_word(r, at) && r->tok[at].n_codes > 1 && r->cx->scan->codes[r->tok[at].code] == KHB_C_LAM);
  return quarter && !divided && khb_date_word_before(r, t, KHB_D(IN)) ? at : t;
}

/* صيف 2018 · الصيف الماضي · هذا الشتاء · شتاء 2010/2011. Returns the end, or t. */
static uint32_t read_season(const khb_reader *r, uint32_t t, bool supported, uint8_t *form, khb_moment *m) {
  khb_hit_word hit, head;
  khb_parts parts;
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
    set_relative_year(r, m, 0);
    return at;
  }
  if (the && (used = read_which(r, at, &which)) != 0) {
    set_relative_year(r, m, which);
    return at + used;
  }
  if (khb_number_parts(r, at, &parts) == 2 && parts.digits[0] == 4 && parts.value[1] % 100 == (parts.value[0] + 1) % 100) {
    m->year = parts.value[0];
    m->has_year = true;
    return at + 1;
  }
  uint32_t end = of_year(r, at, false, m);
  if (end > at) return end;
  if (!the || !supported) return t;
  set_relative_year(r, m, 0); /* منتصف الصيف */
  return at;
}

/* ---- years on their own -------------------------------------------------------------------------------------------------- */

enum { FIRST_BARE_YEAR = 1800, LAST_BARE_YEAR = 2100 };

/* What stands behind is counted: 2000 شخص, 1950 دولارا, 2012 ألفا. */
static bool counts_something(const khb_reader *r, uint32_t t) {
  khb_hit_word hit;
  uint32_t count;
  if (!plain_word(r, t)) return khb_date_mark(r, t) == '$' || khb_date_mark(r, t) == '%';
  if (khb_heads_date(r, t)) return false;
  return khb_date_word_at(r, t, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &hit) ||
         khb_word_at(r->figures, r->cx, t,
                     KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY) | KHB_BIT(W_CURRENCY) | KHB_BIT(W_SCALE) |
                         KHB_BIT(W_PERCENT) | KHB_BIT(W_CENT),
                     0, &count, NULL) != NULL;
}

/* A range of years in one token or three: 2014-2018 · 2021/2022. Returns the end, or t. */
static uint32_t year_range(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_parts a, b;
  uint32_t n = khb_number_parts(r, t, &a), mark = khb_date_mark(r, t + 1), end;
  int32_t last;
  if (n == 0 || n > 2 || a.digits[0] != 4 || a.value[0] < FIRST_PLAIN_YEAR || a.value[0] > LAST_BARE_YEAR) return t;
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
    uint32_t era = read_era(r, at, &y);
    if (!era || !(y.bc || (y.calendar == KHB_ISLAMIC && number.plain_digits && at == t + used && value <= LAST_HIJRI &&
                           khb_attached(r->cx, at))))
      return t;
    used = at + era - t;
  } else if (!y.era) {
    if (r->tok[t].kind != KHB_TOK_NUMBER || y.value < FIRST_BARE_YEAR || y.value > LAST_BARE_YEAR) return t;
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
                (t && plain_word(r, t - 1) && r->tok[t - 1].n_codes == 1 && !wa) /* ب 2011, لـ2030 */;
    uint32_t first_mark = t == 0 ? khb_date_mark(r, t + used) : 0;
    said = said || first_mark == ':' || first_mark == ',' || first_mark == 0x60c; /* 2015: … in a list of years */
    bool round = y.value % 100 == 0 && y.value != 2000;
    if (khb_date_word_before(r, t, KHB_D(NOT_YEAR_AFTER)) || counts_something(r, t + used)) return t;
    uint32_t after = khb_date_mark(r, t + used);
    if ((after == '-' || after == '/' || after == '+' || before == '-' || before == '/' || before == '+' || before == '$') &&
        !list)
      return t;
    if (!said && (round || y.value < 1900 || y.value > 2060 || !t || !plain_word(r, t - 1))) return t;
    if (said && !bracket && !list && round && !(y.value == 1900)) return t;
  }
  f->moment.grain = KHB_GRAIN_YEAR;
  khb_set_year(&f->moment, &y);
  return t + used;
}

/* الأول من أكتوبر · الأخير من العام behind الأسبوع: the beginning, middle or end of it. Returns the end, or t. */
static uint32_t nth_week(const khb_reader *r, uint32_t first, uint32_t t, khb_found *f) {
  int32_t nth;
  khb_hit_word of, head;
  khb_month month;
  uint32_t used = khb_read_nth(r, t, 5, &nth), at = t + used, end;
  if (!used || !khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of)) return t;
  khb_moment m = khb_moment_empty();
  m.mod = (uint8_t)(nth == 1 ? KHB_MOD_START : nth == 2 || nth == 3 ? KHB_MOD_MID : KHB_MOD_END);
  m.grain = KHB_GRAIN_YEAR;
  end = of_year(r, at, true, &m);
  if (end > at) {
    f->moment = m;
    return end;
  }
  at += of.count;
  if (khb_date_word_at(r, at, KHB_D(UNIT), KHB_BARE, &head) && head.word->code[0] == 'M') at += head.count;
  used = khb_read_month(r, at, KHB_BARE, &month);
  if (!used || month.rare) return t;
  m.grain = KHB_GRAIN_MONTH;
  f->moment = m;
  return khb_read_month_tail(r, first, at + used, month, f);
}

/* عام 2011 · عامي 2003 و2011 · العام 2019 · العام الماضي · السنة 1443هـ. Returns the end, or t. `bare_the`: نهاية العام. */
static uint32_t unit_period(const khb_reader *r, uint32_t t, int forms, bool bare_the, khb_found *f) {
  khb_hit_word hit, other;
  int which;
  uint32_t at = t, used;
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
  if (hit.word->kind == D_THE && unit == 'W' && (used = nth_week(r, t, at, f)) > at) return used;
  if (hit.word->kind == D_THE) {
    if ((used = read_which(r, at, &which)) != 0) return period_away(r, unit, which, &f->moment) ? at + used : t;
    if (unit == 'E' || unit == 'C') return t;
  }
  if (unit == 'Y') {
    khb_year y, z;
    uint32_t end = year_range(r, at, f);
    if (end > at) return end;
    used = khb_read_year(r, at, true, &y);
    if (used && !(hit.word->kind == D_THE && y.short_year)) {
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
  if (month.weak && !tail && !supported && !in && !range) return t;
  if (!tail && khb_in_name(r, t)) return t;
  return end;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------------- */

static uint32_t weekend(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit;
  int which = 0;
  if (!khb_date_word_at(r, t, KHB_D(WEEKEND), forms, &hit)) return t;
  uint32_t at = t + hit.count;
  at += read_which(r, at, &which);
  f->form = hit.form;
  period_away(r, 'W', which, &f->moment);
  f->moment.grain = KHB_GRAIN_WEEKEND;
  return at;
}

static khb_found nothing(void) { return (khb_found){.moment = khb_moment_empty(), .end = khb_moment_empty()}; }

/* The longest of the readers above from token t. Returns its end, or t. `supported`: a modifier stood before it. */
static uint32_t core(const khb_reader *r, uint32_t t, int forms, bool supported, khb_found *best) {
  static const uint64_t starts[] = {KHB_D(THIS) | KHB_D(UNIT) | KHB_D(THE) | KHB_D(BOTH),
                                    KHB_D(MONTH),
                                    KHB_D(QUARTER),
                                    KHB_D(THIS) | KHB_D(SEASON) | KHB_D(THE_SEASON),
                                    KHB_D(DECADE) | KHB_D(THE_DECADE),
                                    KHB_D(THE),
                                    KHB_D(WEEKEND)};
  uint32_t end = t;
  for (uint32_t i = 0; i < 8; i++) {
    if (i < 7 ? !khb_has_word(r, t, starts[i]) : !khb_has_number(r, t)) continue;
    khb_found f = nothing();
    uint32_t e = t;
    switch (i) {
      case 0: e = unit_period(r, t, forms, supported, &f); break;
      case 1: e = month_period(r, t, forms, supported, &f); break;
      case 2: e = read_quarter(r, t, &f.form, &f.moment); break;
      case 3: e = read_season(r, t, supported, &f.form, &f.moment); break;
      case 4: e = read_decade(r, t, &f.form, &f.moment); break;
      case 5: e = read_century(r, t, forms, &f.form, &f.moment); break;
      case 6: e = weekend(r, t, forms, &f); break;
      default: e = bare_year(r, t, &f); break;
    }
    if (e <= end) continue;
    end = e;
    *best = f;
  }
  if (end > t && !((uint32_t)forms >> best->form & 1)) return t;
  return end;
}

bool khb_read_period(const khb_reader *r, uint32_t t, khb_found *out) {
  khb_hit_word mod, hit;
  khb_found f;
  uint32_t end = core(r, t, KHB_ANY, false, &f);
  if (khb_date_word_at(r, t, KHB_D(MOD) | KHB_D(REST), KHB_ANY, &mod)) {
    khb_found inner = nothing();
    uint32_t at = t + mod.count;
    if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &hit)) at += hit.count;
    uint32_t e = core(r, at, KHB_BARE, true, &inner);
    if (e > at && e > end) {
      end = e;
      f = inner;
      f.form = mod.form;
      if (f.moment.mod == KHB_MOD_NONE) f.moment.mod = (uint8_t)(mod.word->kind == D_REST ? KHB_MOD_END : mod.word->number);
    }
  }
  if (end == t) return false;
  f.last = end;
  f.type = KHB_DATE;
  f.mod = f.moment.mod;
  *out = f;
  return true;
}
