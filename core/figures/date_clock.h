/* date_clock.h: what the readers of times of day share.
 *
 *   date_clock.c   one time              الساعة الثالثة والنصف عصرا · 14:30 بتوقيت غرينتش · عشر دقائق قبل الثامنة
 *   date_hours.c   two of them           من الخامسة إلى السادسة مساء · 4-5 مساء · 1:30 بعد الظهر إلى 4
 *   date_time.c    parts of days, and a time behind a day
 *
 * Functions that return a token return the one past what they have read, or the one that they were given where they found nothing.
 */
#ifndef KHB_DATE_CLOCK_H
#define KHB_DATE_CLOCK_H

#include "date_words.h"

/* A time of which nothing is known yet. */
static inline khb_found khb_no_time(void) {
  khb_found f = khb_nothing();
  f.type = KHB_TIME;
  return f;
}

/* ---- moments (date_clock.c) ---- */

void khb_set_day_part(khb_moment *m, const char code[3]);
/* The day of `day` with the time of `time`. */
khb_moment khb_join_time(const khb_moment *day, const khb_moment *time);
/* Moves an hour of twelve into its part of the day. */
void khb_into_part(khb_moment *m, const char code[3]);

/* ---- one time (date_clock.c) ---- */

/* An hour behind الساعة: 8 · 14:30 · 16.00 · الثالثة · الثانية عشرة. *form: the clitics of its first word, which are none where it is NULL. */
uint32_t khb_read_hour(const khb_reader *r, uint32_t t, khb_moment *m, uint8_t *form);
/* Where minutes stand: behind الساعة and its hour, behind an hour, behind its part of the day. */
typedef enum khb_minutes { KHB_AFTER_CLOCK, KHB_AFTER_HOUR, KHB_AFTER_PART } khb_minutes;
/* والنصف · إلا ربعا · و20 دقيقة · إلا خمس دقائق. Minutes without دقيقة only in fives, and before a part of the day or at the end of what
   الساعة began. */
uint32_t khb_read_minutes(const khb_reader *r, uint32_t t, khb_minutes where, khb_moment *m);
/* صباحا · مساء الخميس · من صباح اليوم · الخميس · بتوقيت غرينتش, in any order. `said`: behind الساعة, so that م is no metre. */
uint32_t khb_around_clock(const khb_reader *r, uint32_t t, bool said, bool day_too, khb_found *f);
/* What shows that a number is a time although الساعة is not there: a part of the day, a zone, minutes of the clock. */
bool khb_is_clock(const khb_reader *r, uint32_t t, uint32_t hour_end);
/* A bare hour that only its place shows to be one: في السابعة, with nothing behind it that it could be the seventh of. */
uint32_t khb_lone_hour(const khb_reader *r, uint32_t t, khb_moment *m);
/* الساعة الثامنة والنصف مساء الخميس بتوقيت غرينتش, or the hour alone where it shows that it is one; two of them too. */
uint32_t khb_read_clock(const khb_reader *r, uint32_t t, int forms, bool day_too, khb_found *f);

/* ---- two (date_hours.c) ---- */

/* The rest of a range whose first hour ends before token t: f->moment .. f->end. `said`: behind الساعة. */
uint32_t khb_hour_range(const khb_reader *r, uint32_t first, uint32_t hour, uint32_t t, bool said, bool day_too, khb_found *f);
/* 1:30 بعد الظهر إلى 4, where the second hour has no part of its own: it is that of the first. */
uint32_t khb_hours_of_part(const khb_reader *r, uint32_t hour, uint32_t t, khb_found *f);
/* الخامسة إلى السادسة behind a day and من: two hours that nothing else shows to be any. */
uint32_t khb_lone_hours(const khb_reader *r, uint32_t t, khb_found *f);
/* The end of a stretch whose first time, read from `first`, ends before t, each with its own part of the day: بين الساعة 8 صباحا و2 مساء. */
uint32_t khb_second_clock(const khb_reader *r, uint32_t first, uint32_t t, khb_found *f);

#endif
