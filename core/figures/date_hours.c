/* date_hours.c: from one hour to another: من الخامسة إلى السادسة مساء · بين 3 و5 · 4-5 مساء · 1:30 بعد الظهر إلى 4.
 *
 * A part of the day that stands behind the second hour is that of both, unless the first would then be the later one.
 */
#include "date_clock.h"

/* Where a range of hours is read: من 5 إلى 6 مساء · بين الخامسة والسادسة · 4-5 مساء. Returns the token of the second hour, or t. */
static uint32_t hour_joint(const khb_reader *r, uint32_t first, uint32_t t, bool *and) {
  khb_hit_word hit;
  uint32_t mark = khb_date_mark(r, t);
  bool wa, from = first > 0 && khb_date_word_before(r, first, KHB_D(FROM));
  *and = false;
  if (mark == '-' || mark == 0x2013) return t + 1;
  if (khb_date_word_at(r, t, KHB_D(TO), KHB_BARE | KHB_WITH_WA, &hit)) return t + hit.count;
  if (!from) return t;
  uint32_t at = khb_skip_wa(r, t, &wa);
  *and = true;
  return at; /* at == t: the second hour may carry و itself */
}

uint32_t khb_hour_range(const khb_reader *r, uint32_t first, uint32_t hour, uint32_t t, bool said, bool day_too,
                           khb_found *f) {
  khb_hit_word hit;
  khb_found second = khb_no_time();
  khb_number number;
  bool and;
  uint32_t from = hour_joint(r, first, t, &and), at = from;
  if (from == t && !and) return t;
  bool headed = khb_date_word_at(r, at, KHB_D(CLOCK), and&&from == t ? KHB_WITH_WA : KHB_BARE, &hit);
  if (headed) at += hit.count;
  uint32_t end = khb_read_hour(r, at, &second.moment, NULL);
  if (end == at && and&&from == t && khb_plain_word(r, at) &&
      (end = at + (uint32_t)khb_read_number(r->figures, r->cx, at, &number)) > at) {
    if (number.form != 1 || !(number.value >= 1 && number.value <= 12)) return t; /* والسادسة */
    second.moment.time = KHB_CLOCK;
    second.moment.hour = (uint8_t)number.value;
  }
  if (end == at || second.moment.time != KHB_CLOCK) return t;
  bool lead = said || (first > 0 && khb_date_word_before(r, first, KHB_D(FROM))) || !and;
  bool shown = headed || khb_is_clock(r, at, end) || (and&&from == t && khb_date_word_at(r, end, KHB_D(PART), KHB_BARE, &hit)) ||
               (!and&&said) || khb_is_clock(r, hour, t) || (lead && !and&&khb_date_word_at(r, end, KHB_D(PART), KHB_BARE, &hit));
  if (!lead || !shown ||
      (khb_date_mark(r, t) && !khb_date_word_at(r, end, KHB_D(PART), KHB_BARE, &hit) && !second.moment.has_minute))
    return t;
  end = khb_read_minutes(r, end, KHB_AFTER_HOUR, &second.moment);
  uint8_t said_hour = second.moment.hour;
  end = khb_around_clock(r, end, headed || said, day_too, &second);
  khb_moment m = khb_join_time(&second.moment, &f->moment);
  m.zone = second.moment.zone;
  if (second.moment.hour != said_hour && second.moment.hour > 12 && m.hour < 12 && m.hour + 12 <= second.moment.hour)
    m.hour = (uint8_t)(m.hour + 12);
  f->moment = m;
  f->end = second.moment;
  f->range = true;
  return end;
}

uint32_t khb_hours_of_part(const khb_reader *r, uint32_t hour, uint32_t t, khb_found *f) {
  khb_hit_word part, other;
  khb_found second = khb_no_time();
  if (!khb_date_word_at(r, t, KHB_D(PART), KHB_BARE, &part) || r->tok[t].n_codes < 2) return t;
  uint32_t at = t + part.count;
  if (!khb_date_word_at(r, at, KHB_D(TO), KHB_BARE, &other)) return t;
  at += other.count;
  if (khb_date_word_at(r, at, KHB_D(CLOCK), KHB_BARE, &other)) at += other.count;
  uint32_t end = khb_read_hour(r, at, &second.moment, NULL), count;
  if (end == at || second.moment.hour > 12 || second.moment.hour <= f->moment.hour % 12 || !khb_is_clock(r, hour, t)) return t;
  if (khb_date_word_at(r, end, KHB_D(PART) | KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &other) ||
      khb_word_at(r->figures, r->cx, end, KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN), 0, &count, NULL) ||
      (khb_plain_word(r, end) && !second.moment.has_minute))
    return t;
  khb_into_part(&f->moment, part.word->code);
  khb_into_part(&second.moment, part.word->code);
  f->end = second.moment;
  f->range = true;
  return end;
}

uint32_t khb_second_clock(const khb_reader *r, uint32_t first, uint32_t t, khb_found *f) {
  khb_found second = khb_no_time();
  bool and;
  uint32_t from = hour_joint(r, first, t, &and);
  if (from == t && !and) return t;
  uint32_t end = khb_read_clock(r, from, and&&from == t ? KHB_WITH_WA : KHB_BARE, false, &second);
  if (end == from || second.range) return t;
  f->end = second.moment;
  f->range = true;
  return end;
}

/* الخامسة إلى السادسة behind a day and من: two hours that nothing else shows to be any. Returns the end, or t. */
uint32_t khb_lone_hours(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_moment first = khb_moment_empty(), second = khb_moment_empty();
  khb_number number;
  khb_hit_word to;
  size_t used = khb_plain_word(r, t) ? khb_read_number(r->figures, r->cx, t, &number) : 0;
  uint32_t at = t + (uint32_t)used;
  if (!used || !number.ordinal || !number.definite || number.form || !(number.value >= 1 && number.value <= 12) || !khb_feminine(r, t)) return t;
  if (!khb_date_word_at(r, at, KHB_D(TO), KHB_BARE | KHB_WITH_WA, &to)) return t;
  uint32_t end = khb_lone_hour(r, at + to.count, &second);
  if (end == at + to.count) return t;
  first.time = KHB_CLOCK;
  first.hour = (uint8_t)number.value;
  f->moment = first;
  f->end = second;
  f->range = true;
  return end;
}
