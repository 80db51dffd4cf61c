/* date_digits.c: dates in digits: 5/1/2022 · 2022-01-05 · 5.1.2022 · 17/7/18 · 25/02 · 11/12, 2016.
 *
 * The numbers stand in the order day, month, year unless only month, day, year can be meant; a year of four digits in front is ISO
 * 8601's order. Two numbers are a date only where something says so: a head before them, a zero in front, their place in the sentence.
 */
#include "date_words.h"

/* Nothing that could be counted or scored follows a number. */
bool khb_number_ends(const khb_reader *r, uint32_t t) {
  uint32_t mark = khb_date_mark(r, t);
  if (mark && khb_attached(r->cx, t) && ((mark < 0x80 && strchr("-/:%+*^=$~", (int)mark)) || mark == 0x2013 || mark == 0x2014 || mark == 0x66a))
    return false;
  khb_hit_word hit;
  return !khb_plain_word(r, t) || khb_date_word_at(r, t, KHB_D(CLOCK) | KHB_D(IN) | KHB_D(TO) | KHB_D(AGO) | KHB_D(HENCE), KHB_ANY, &hit);
}

static bool set_date(khb_moment *m, int32_t year, int32_t month, int32_t day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  m->year = year;
  m->has_year = true;
  m->month = (uint8_t)month;
  m->day = (uint8_t)day;
  return true;
}

/* م, هـ behind a date in figures. */
uint32_t khb_read_era_behind(const khb_reader *r, uint32_t t, khb_moment *m) {
  khb_hit_word hit;
  if (!khb_date_word_at(r, t, KHB_D(ERA), KHB_BARE, &hit) || hit.word->code[0] == 'b') return 0;
  if (hit.word->code[0] == 'h') m->calendar = KHB_ISLAMIC;
  return hit.count;
}

/* Three numbers as day, month, year in one of the three orders. */
static bool order_date(const int32_t v[3], const uint8_t digits[3], bool lead, bool era, khb_moment *m) {
  if (digits[0] == 4) return digits[1] <= 2 && digits[2] <= 2 && (set_date(m, v[0], v[1], v[2]) || set_date(m, v[0], v[2], v[1]));
  if (digits[0] > 2 || digits[1] > 2) return false;
  int32_t year = v[2];
  if (digits[2] == 2 && lead) year += year < 50 ? 2000 : 1900;
  else if (digits[2] != 4 && !(era && digits[2] == 3)) return false;
  return set_date(m, year, v[1], v[0]) || set_date(m, year, v[0], v[1]);
}

/* سأعود في 15. or في 22-4. at the end of a sentence that speaks of what is to come, or of a number that is no hour: عدت في 22. Nothing that
   could be counted follows. */
bool khb_ends_future(const khb_reader *r, uint32_t t, uint32_t end) {
  khb_hit_word in;
  if (t == 0 || !khb_date_word_at(r, t - 1, KHB_D(OF), KHB_BARE, &in) || khb_date_word_before(r, t, KHB_D(FROM))) return false;
  enum { LAST_HOUR = 12 };
  khb_parts p;
  bool ends = end >= r->n || khb_date_mark(r, end) == '.' || khb_date_mark(r, end) == '!';
  return ends && (khb_speaks_of_future(r, t) || (khb_number_parts(r, t, &p) == 1 && p.value[0] > LAST_HOUR));
}

/* 22-4 in such a place, where one of the two can be no month. */
static bool dashed_pair(const khb_reader *r, uint32_t t, const khb_parts *p, khb_moment *m) {
  khb_parts q;
  if (khb_date_mark(r, t + 1) != '-' || khb_number_parts(r, t + 2, &q) != 1 || p->digits[0] > 2 || q.digits[0] > 2) return false;
  if ((p->value[0] <= 12 && q.value[0] <= 12) || !khb_ends_future(r, t, t + 3)) return false;
  return set_date(m, 0, q.value[0], p->value[0]) || set_date(m, 0, p->value[0], q.value[0]);
}

/* 25/02, 22/4: two numbers that are day and month even where no يوم stands before them: one is padded, or, behind a preposition of time,
   can be a day only. 24/7 and fractions of small numbers are none. */
static bool pair_is_date(const khb_reader *r, uint32_t t, const khb_parts *p) {
  khb_hit_word hit;
  if (p->mark[0] != '/' || p->digits[0] > 2 || p->digits[1] > 2 || (p->value[0] == 24 && p->value[1] == 7)) return false;
  const uint8_t *c = r->cx->scan->codes + r->tok[t].code;
  bool padded = p->digits[0] == 2 && p->digits[1] == 2 && (c[0] == '0' || c[3] == '0');
  bool day = (p->value[0] > 12 && p->value[0] <= 31) || (p->value[1] > 12 && p->value[1] <= 31);
  if (!padded && !(day && t > 0 && (khb_date_word_before(r, t, KHB_D(IN) | KHB_D(TO)) || khb_speaks_of_future(r, t)))) return false;
  return khb_number_ends(r, t + 1) || khb_has_number(r, t + 1) || khb_date_word_at(r, t + 1, KHB_D(PART), KHB_BARE, &hit);
}

/* 2015/3, 2015-03 (ISO 8601): a month of a year. 2010/11 and 2010-11 are seasons more often, and behind القانون or رقم digits are names. Returns
   its tokens. */
static uint32_t year_and_month(const khb_reader *r, uint32_t t, khb_moment *m) {
  khb_parts p, q;
  uint32_t n = khb_number_parts(r, t, &p), used = 1;
  if (n == 1) {
    if (khb_date_mark(r, t + 1) != '-' || !khb_attached(r->cx, t + 1) || !khb_attached(r->cx, t + 2)) return 0;
    if (khb_number_parts(r, t + 2, &q) != 1 || q.digits[0] != 2) return 0;
    used = 3;
  } else if (n == 2 && p.mark[0] == '/') {
    q.value[0] = p.value[1];
    q.digits[0] = p.digits[1];
  } else {
    return 0;
  }
  if (p.digits[0] != 4 || p.value[0] < 1900 || p.value[0] > 2100 || q.digits[0] > 2 || q.value[0] < 1 || q.value[0] > 12) return 0;
  if (q.value[0] == (p.value[0] + 1) % 100 || !khb_number_ends(r, t + used) || khb_date_mark(r, t + used) == ')') return 0;
  if (t > 0 && khb_attached(r->cx, t) && !khb_plain_word(r, t - 1)) return 0;
  if (khb_word_before(r->figures, r->cx, t, KHB_BIT(W_LABEL), NULL)) return 0;
  m->grain = KHB_GRAIN_MONTH;
  m->month = (uint8_t)q.value[0];
  m->year = p.value[0];
  m->has_year = true;
  return used;
}

/* 5/1/2022 · 2022-01-05 · 5.1.2022 in one token, 5-1-2022 and 5 / 1 / 2022 in five. `lead`: a weekday, يوم or بتاريخ stood before, so
   that 21/9 and 5/1/22 are dates too. Returns its tokens. */
uint32_t khb_read_date_digits(const khb_reader *r, uint32_t t, bool lead, khb_moment *m) {
  khb_parts p, part[3];
  uint32_t n = khb_number_parts(r, t, &p);
  if (!n) {
    if (t >= r->n || r->tok[t].kind != KHB_TOK_NUMBER || r->tok[t].n_codes != 10) return 0;
    const uint8_t *c = r->cx->scan->codes + r->tok[t].code; /* ISO 8601, one token */
    int32_t v[3] = {0};
    for (uint32_t i = 0; i < 10; i++) {
      bool dash = i == 4 || i == 7;
      if (dash ? c[i] != '-' : c[i] < '0' || c[i] > '9') return 0;
      if (!dash) v[i < 4 ? 0 : i < 7 ? 1 : 2] = v[i < 4 ? 0 : i < 7 ? 1 : 2] * 10 + (c[i] - '0');
    }
    return set_date(m, v[0], v[1], v[2]) ? 1 : 0;
  }
  if (n == 3 && p.mark[0] == p.mark[1] && (p.mark[0] == '/' || p.mark[0] == '.' || p.mark[0] == '-'))
    return order_date(p.value, p.digits, lead || p.mark[0] == '/', khb_read_era_behind(r, t + 1, m) > 0, m) ? 1 : 0;
  if (n == 2 && p.mark[0] == '/' && p.digits[1] == 4 && p.digits[0] <= 2 && p.value[0] >= 1 && p.value[0] <= 12 &&
      p.value[1] >= 1900 && p.value[1] <= 2100) {
    m->grain = KHB_GRAIN_MONTH;
    m->month = (uint8_t)p.value[0];
    m->year = p.value[1];
    m->has_year = true;
    return 1;
  }
  if (n == 2 && p.mark[0] == '/' && p.digits[0] <= 2 && p.digits[1] <= 2) {
    uint32_t comma = khb_skip_comma(r, t + 1);
    bool year = comma > t + 1 && khb_number_parts(r, comma, &part[0]) == 1 && part[0].digits[0] == 4; /* 11/12, 2016 */
    if (!lead && !year && !pair_is_date(r, t, &p)) return 0;
    int32_t y = year ? part[0].value[0] : 0;
    if (!set_date(m, y, p.value[1], p.value[0]) && !set_date(m, y, p.value[0], p.value[1])) return 0;
    m->has_year = year;
    return year ? comma + 1 - t : 1;
  }
  if (n == 2 && p.mark[0] == '.' && p.digits[0] <= 2 && p.digits[1] <= 2 && (p.value[0] > 12) != (p.value[1] > 12) && khb_ends_future(r, t, t + 1)) {
    bool pair = set_date(m, 0, p.value[1], p.value[0]) || set_date(m, 0, p.value[0], p.value[1]); /* سأعود في 22.04 */
    m->has_year = false;
    return pair ? 1 : 0;
  }
  uint32_t month = n <= 2 && p.digits[0] == 4 ? year_and_month(r, t, m) : 0;
  if (month || n != 1) return month;
  if (dashed_pair(r, t, &p, m)) {
    m->has_year = false;
    return 3;
  }
  uint32_t mark = khb_date_mark(r, t + 1);
  if ((mark != '-' && mark != '/') || khb_date_mark(r, t + 3) != mark) return 0;
  int32_t v[3];
  uint8_t digits[3];
  for (uint32_t i = 0; i < 3; i++) {
    if (khb_number_parts(r, t + 2 * i, &part[i]) != 1) return 0;
    v[i] = part[i].value[0];
    digits[i] = part[i].digits[0];
  }
  khb_parts more;
  if (khb_date_mark(r, t + 5) == mark && khb_number_parts(r, t + 6, &more)) return 0; /* a longer row: no date */
  return order_date(v, digits, false, khb_read_era_behind(r, t + 5, m) > 0, m) ? 5 : 0;
}
