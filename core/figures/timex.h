/* timex.h: a point or stretch of time as it is read from text, and its TIMEX3 value.
 *
 * What the text does not say stays open: a field that is not known is written with X (XXXX-01-05), never guessed. Where the day
 * that the text speaks from is known, date readers fill in what that day decides.
 *
 *   grain     value                        grain     value
 *   DAY       2022-01-05, XXXX-XX-05       DECADE    199      the nineties
 *   WEEKDAY   XXXX-WXX-4                   CENTURY   18       the nineteenth
 *   WEEK      2022-W01                     REF       PAST_REF
 *   WEEKEND   2022-W01-WE                  YEAR      2022, XX67, BC0044
 *   MONTH     2022-01                      SEASON QUARTER HALF  2018-SU, 2023-Q1, 2022-H2
 *
 * and behind any of them a time: T14:30, T14:30:15, TEV, with a zone Z or +03:00. Sources: TimeML 1.2.1 annotation guidelines,
 * section 2.2 (TIMEX3); Ferro et al., TIDES 2005 Standard for the Annotation of Temporal Expressions (values, BC, parts of days);
 * ISO 8601:2004.
 */
#ifndef KHB_TIMEX_H
#define KHB_TIMEX_H

#include "../base/base.h"
#include "calendar.h"

typedef enum khb_grain {
  KHB_GRAIN_NONE = 0, KHB_GRAIN_REF, KHB_GRAIN_MILLENNIUM, KHB_GRAIN_CENTURY, KHB_GRAIN_DECADE, KHB_GRAIN_YEAR, KHB_GRAIN_HALF,
  KHB_GRAIN_QUARTER, KHB_GRAIN_SEASON, KHB_GRAIN_MONTH, KHB_GRAIN_WEEK, KHB_GRAIN_WEEKEND, KHB_GRAIN_WEEKDAY, KHB_GRAIN_DAY
} khb_grain;

enum { KHB_NO_TIME = 0, KHB_PART_OF_DAY, KHB_CLOCK };     /* khb_moment.time */
enum { KHB_NO_ZONE = INT16_MAX };
enum { KHB_PRESENT_REF = 1, KHB_PAST_REF, KHB_FUTURE_REF }; /* khb_moment.part of KHB_GRAIN_REF */
enum { KHB_SPRING = 1, KHB_SUMMER, KHB_AUTUMN, KHB_WINTER };

typedef struct khb_moment {
  uint8_t grain;    /* khb_grain; NONE: a time of an unknown day */
  uint8_t calendar; /* khb_calendar */
  bool has_year;
  bool short_year;  /* only its last two digits are said */
  bool bc;          /* `year` counts backwards from the birth of Christ */
  uint8_t month, day, week, weekday; /* 0: not known */
  uint8_t part;     /* of the year: 1..4 quarter, 1..2 half, KHB_SPRING …; or KHB_…_REF */
  uint8_t mod;      /* khb_modifier */
  uint8_t time;     /* KHB_NO_TIME … */
  uint8_t hour, minute, second;
  bool has_minute, has_second;
  char day_part[3]; /* "MO", "MI", "AF", "EV", "NI", "DT" */
  int16_t zone;     /* minutes east of Greenwich, or KHB_NO_ZONE */
  int32_t year;     /* for decades the year / 10, for centuries the year / 100 */
} khb_moment;

/* Nothing said yet. */
static inline khb_moment khb_moment_empty(void) { return (khb_moment){.zone = KHB_NO_ZONE}; }
/* The day with that number, in the Gregorian calendar. false: out of range. */
bool khb_moment_of_day(int32_t day, khb_moment *out);
/* The day number of a moment with a whole date, whatever its calendar. */
bool khb_moment_day(const khb_moment *moment, int32_t *out);
/* Writes the TIMEX3 value, at most 39 bytes and a NUL. */
void khb_moment_write(const khb_moment *moment, char out[40]);
/* The same moment in the Gregorian calendar where it has a whole date, or the months that a month of it touches. false: not known. */
bool khb_moment_gregorian(const khb_moment *moment, char out[40]);

/* ---- durations ---- */

/* In thousandths of a unit; -1: some, nobody says how many (PXD). Years, months, weeks, days, hours, minutes, seconds. */
enum { KHB_DUR_Y = 0, KHB_DUR_M, KHB_DUR_W, KHB_DUR_D, KHB_DUR_H, KHB_DUR_T, KHB_DUR_S, KHB_DUR_N };
typedef struct khb_duration { int64_t milli[KHB_DUR_N]; } khb_duration;

/* Adds `milli` thousandths of a unit named by its letter in annotations/lexicon/calendar.yaml (S T H D W M Y E C L N); half a year is six
   months, half an hour 30 minutes. -1: some. false: too much, or no such unit. */
bool khb_duration_add(khb_duration *duration, char unit, int64_t milli);
/* "P1Y6M", "PT45M", "PXD". */
void khb_duration_write(const khb_duration *duration, char out[40]);
/* The moment that lies `duration` after (sign 1) or before (-1) a day; its grain is that of the duration: days for days and weeks,
   months for months, years for years. false: hours and less, or out of range. */
bool khb_duration_from(const khb_duration *duration, int32_t day, int sign, khb_moment *out);

#endif
