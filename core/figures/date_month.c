/* date_month.c: months with their twins, years with their eras, and the year that a text leaves out: يناير/كانون الثاني 2022 · عام 2011 ·
 * سبتمبر الماضي. The readers of days and of periods begin or end with these.
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

static uint32_t one_month(const khb_reader *r, uint32_t t, int forms, khb_month *out) {
  khb_hit_word hit, mark;
  if (!khb_date_word_at(r, t, KHB_D(MONTH), forms, &hit)) return 0;
  int same = 1 << hit.form;
  if (khb_date_word_at(r, t, KHB_D(MONTH_MADDA), same, &mark) && mark.count == hit.count && !khb_begins_with_madda(r, t, hit.form)) return 0;
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

/* هـ, م, قبل الميلاد behind a year. Returns its tokens. */
uint32_t khb_read_era(const khb_reader *r, uint32_t t, khb_year *y) {
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
    uint32_t used = khb_read_whole(r, at, head ? 100 : KHB_FIRST_PLAIN_YEAR, KHB_LAST_PLAIN_YEAR, &out->value, &number);
    if (!used || number.ordinal || number.form) return 0;
    at += used;
  }
  uint32_t era = khb_read_era(r, at, out);
  if (bracket == '(' && !era) {
    if (khb_date_mark(r, at) != ')') return 0;
    at++;
    era = khb_read_era(r, at, out);
  } else if (bracket == '(') {
    at += era;
    if (khb_date_mark(r, at) != ')') return 0;
    at++;
    era = 0;
  }
  at += era;
  if (!out->era) {
    if (n == 1 && parts.digits[0] == 2 && head) out->short_year = true;
    else if (n == 1 && !head && (parts.digits[0] != 4 || out->value < KHB_FIRST_PLAIN_YEAR || out->value > KHB_LAST_PLAIN_YEAR)) return 0;
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

/* عام 2011 · سنة (1990) · العام 2019, behind من or not. Returns the end, or t. */
uint32_t khb_read_headed_year(const khb_reader *r, uint32_t t, khb_year *y) {
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
void khb_nearest_year(const khb_reader *r, uint32_t first, khb_moment *m, int which) {
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

void khb_guess_year(const khb_reader *r, uint32_t first, khb_moment *m) { khb_nearest_year(r, first, m, NOT_SAID); }

/* الماضي, الجاري … at t: -2 … 2. Returns its tokens. */
uint32_t khb_read_which(const khb_reader *r, uint32_t t, int *which) {
  khb_hit_word hit;
  if (!khb_date_word_at(r, t, KHB_D(WHICH), KHB_BARE, &hit)) return 0;
  *which = hit.word->number;
  return hit.count;
}

/* [من] العام الماضي, من هذا العام: the year that it is. Returns the end, or t. */
uint32_t khb_read_relative_year(const khb_reader *r, uint32_t t, int *which) {
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
  uint32_t used = khb_read_which(r, at, which);
  return used ? at + used : t;
}

void khb_set_relative_year(const khb_reader *r, khb_moment *m, int which) {
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
  uint32_t after = khb_skip_comma(r, t), used, end = khb_read_headed_year(r, t, &year);
  m->month = month.number;
  m->calendar = khb_family_calendar(month.family);
  if (end == t && after > t) end = khb_read_headed_year(r, after, &year) == after ? t : khb_read_headed_year(r, after, &year);
  if (end == t && (used = khb_read_year(r, after, false, &year)) != 0) end = after + used;
  if (end == t && after == t && khb_date_mark(r, t) == '/' && (used = khb_read_year(r, t + 1, false, &year)) != 0)
    end = t + 1 + used;
  khb_hit_word of;
  if (end == t && khb_date_word_at(r, t, KHB_D(OF), KHB_BARE, &of) && (used = khb_read_year(r, t + of.count, false, &year)) != 0)
    end = t + of.count + used; /* 5 مايو من 1978 */
  if (end > t) {
    khb_set_year(m, &year);
    if (month.family == 'h' && !year.era && year.value > KHB_LAST_HIJRI) hijri_within(m);
  } else if ((used = khb_read_which(r, t, &which)) != 0) {
    end = t + used;
    khb_nearest_year(r, first, m, which < -1 ? -1 : which > 1 ? 1 : which);
    if (which < -1 && m->has_year) m->year--;
    if (which > 1 && m->has_year) m->year++;
  } else if ((end = khb_read_relative_year(r, t, &which)) > t) {
    khb_set_relative_year(r, m, which);
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

/* ---- which of its kind --------------------------------------------------------------------------------------------------- */

uint32_t khb_read_nth(const khb_reader *r, uint32_t t, int32_t most, int32_t *out) {
  khb_number number;
  khb_hit_word last;
  if (!khb_plain_word(r, t)) return 0;
  if (khb_date_word_at(r, t, KHB_D(LAST), KHB_BARE, &last)) {
    *out = 0;
    return last.count;
  }
  uint32_t used = khb_read_whole(r, t, 1, most, out, &number);
  return used && number.ordinal && number.form == 0 ? used : 0;
}
