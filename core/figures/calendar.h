/* calendar.h: arithmetic of calendars: day numbers, weekdays, ISO weeks, Hijri and Coptic dates.
 *
 * A day is an int32_t counted from 1970-01-01, in every calendar. Years run from -9999 to 9999; all functions refuse what is
 * outside, so no input makes a number overflow.
 *
 *   Gregorian   proleptic, astronomical years: 0 is 1 BC, -43 is 44 BC (ISO 8601). Source of the arithmetic: Reingold and
 *               Dershowitz, Calendrical Calculations (4th ed., 2018), ch. 2.
 *   Islamic     Umm al-Qura, the civil calendar of Saudi Arabia, by table for 1300 to 1600 AH (calendar_table.c, which names its
 *               source). Before and after it the tabular calendar (leap years 2 5 7 10 13 16 18 21 24 26 29 of 30, epoch 16 July
 *               622 Julian; ibid. ch. 7): within a day or two of what people wrote, and so is any Hijri date where months begin
 *               by sighting.
 *   Coptic      13 months, era of Martyrs (ibid. ch. 4): Egyptian newspapers print it beside the other two.
 */
#ifndef KHB_CALENDAR_H
#define KHB_CALENDAR_H

#include "../base/base.h"

enum { KHB_YEAR_MIN = -9999, KHB_YEAR_MAX = 9999 };

typedef enum khb_calendar { KHB_GREGORIAN = 0, KHB_ISLAMIC, KHB_COPTIC } khb_calendar;

/* Days of a month; 0 where there is no such month. */
uint8_t khb_month_days(khb_calendar calendar, int32_t year, uint32_t month);
/* How many months a year has. */
uint8_t khb_year_months(khb_calendar calendar);
/* The day number of a date. false, with *day untouched: there is no such date, or its year is out of range. */
bool khb_day_of(khb_calendar calendar, int32_t year, uint32_t month, uint32_t day, int32_t *out);
/* The date of a day number. false: out of range. */
bool khb_date_of(khb_calendar calendar, int32_t day, khb_ymd *out);

/* ISO 8601: 1 Monday … 7 Sunday. */
uint8_t khb_weekday(int32_t day);
/* The ISO week (1..53) that a day lies in and the year that the week belongs to. */
uint8_t khb_iso_week(int32_t day, int32_t *year);

/* Adds months to a Gregorian date; the day is cut to the length of the month that is met. false: out of range. */
bool khb_add_months(khb_ymd *date, int64_t months);

/* Whether a Hijri year is in the table, so that its days are those of the official calendar. */
bool khb_hijri_in_table(int32_t year);

/* calendar_table.c */
enum { KHB_HIJRI_FIRST = 1300, KHB_HIJRI_LAST = 1600 };
typedef struct khb_hijri_year {
  int32_t start;   /* day number of 1 Muharram */
  uint16_t months; /* bit m - 1: month m has 30 days, otherwise 29 */
} khb_hijri_year;
extern const khb_hijri_year khb_hijri_years[KHB_HIJRI_LAST - KHB_HIJRI_FIRST + 1];

#endif
