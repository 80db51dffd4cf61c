/* dates.h: dates, times of day and durations of a paragraph, as TIMEX3 values. */
#ifndef KHB_DATES_H
#define KHB_DATES_H

#include "figures.h"

typedef struct khb_dates khb_dates;

/* Resolves the classes that dates are made of. `date` is "YYYY-MM-DD" or "", and outlives it. */
khb_status khb_dates_open(const khb_lexicon *lexicon, const char *date, khb_dates **out, khb_error *err);
void khb_dates_close(khb_dates *dates);

/* Appends DATE, TIME and DURATION in reading order, not overlapping, by khb_figure_add. Runs before numbers are read; the tokens of
   what it finds are not read again. false: out of memory. */
bool khb_dates_run(const khb_dates *dates, const khb_figures *figures, const khb_context *context, khb_figure_list *out);

#endif
