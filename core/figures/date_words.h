/* date_words.h: the words of annotations/lexicon/calendar.yaml by what they mean, and the readers of dates that share them.
 *
 *   class name            kind            number, family, code
 *   date.month.s.1        D_MONTH         1, 's'         families: g Latin, s Syriac, l Libyan, h Hijri, c Coptic
 *   date.weekday.4        D_WEEKDAY       4
 *   date.day.-1           D_DAY           -1             days from the one that the text speaks from
 *   date.unit.D           D_UNIT          'D'            unit, units, two, the, the-units, the-two, both: by number and article
 *   date.holiday.h.10.1   D_HOLIDAY      1001, 'h'      month and first day
 *   date.part-of.EV       D_PART_OF       "EV"
 *   date.zone-at.180      D_ZONE_AT       180 minutes    "Z" 0, "local" KHB_NO_ZONE
 *   …                     the others carry a number or nothing
 *
 * Order of the readers: dates.c goes through a paragraph and asks at each token where a date can start
 *
 *   date_time.c      times of day           مساء الخميس · with date_clock.c, date_hours.c: 12:30 · الثالثة والنصف عصرا · من 5 إلى 6
 *   date_day.c       days                   الاثنين 5 يناير 2022 · أمس · 5/1/2022
 *   date_digits.c    days in digits       5/1/2022 · 2022-01-05 · 25/02
 *   date_holiday.c   holidays             عيد الفطر 2018 · ثالث أيام عيد الأضحى
 *   date_period.c    months to centuries    يناير الماضي · عام 2011 · نهاية العام · التسعينيات
 *   date_month.c     what days and periods share: a month with its twin, a year with its era
 *   date_span.c      durations              ثلاثة أيام · ساعة ونصف · قبل يومين
 *
 * and keeps the longest answer. Each reads forward a bounded number of tokens and changes nothing when it finds nothing.
 */
#ifndef KHB_DATE_WORDS_H
#define KHB_DATE_WORDS_H

#include "dates.h"
#include "digits.h"
#include "timex.h"
#include "words.h"

typedef enum khb_date_kind {
  D_NONE = 0, D_MONTH, D_MONTH_WEAK, D_MONTH_MADDA, D_WEEKDAY, D_WEEKDAY_BARE, D_LAST, D_NOT_WEEKDAY_AFTER, D_DAY, D_NOT_TODAY_BEFORE, D_NOT_TODAY_AFTER,
  D_NIGHT, D_REF, D_WHICH, D_SEVERAL, D_THIS, D_UNIT, D_UNITS, D_TWO, D_THE, D_THE_UNITS, D_THE_TWO, D_BOTH, D_SOME, D_LASTING, D_THROUGHOUT, D_REST,
  D_WHOLE, D_AGO, D_HENCE, D_FROM_NOW, D_FRACTION, D_MOD, D_WEEKEND, D_SEASON, D_THE_SEASON, D_QUARTER, D_DECADE,
  D_THE_DECADE, D_OF_AGE, D_ERA, D_IN, D_YEAR_BEFORE, D_DATED, D_FROM, D_TO, D_OF, D_NOT_YEAR_AFTER, D_NAMED, D_FUTURE, D_NOT_FUTURE,
  D_PART, D_PART_OF, D_THE_PART, D_EARLY, D_MIDDLE, D_CLOCK, D_SHARP, D_LESS, D_ZONE, D_ZONE_AT, D_ZONE_SIGN, D_YEAR_OF,
  D_HOLIDAY, D_KINDS
} khb_date_kind;

#define KHB_D(kind) (UINT64_C(1) << (D_##kind))

/* Proclitic forms that a word may carry, as bits by number in khb_proclitic_form. */
enum { KHB_BARE = 1, KHB_WITH_WA = 2, KHB_WITH_BI = 8, KHB_WITH_LI = 32, KHB_ANY = -1 };

typedef struct khb_date_word { uint8_t kind; char family; char code[3]; int16_t number; } khb_date_word;

struct khb_dates {
  const khb_lexicon *lexicon;
  khb_date_word *word; /* for each class of the lexicon; kind D_NONE for those of others */
  uint32_t n_classes;
  uint16_t names;      /* attributes of words of names */
  bool has_day;        /* the day that the text speaks from is known: */
  int32_t day;
  khb_ymd date;
};

/* One paragraph while it is read. */
typedef struct khb_reader {
  const khb_dates *dates;
  const khb_figures *figures;
  const khb_context *cx;
  const khb_tok *tok;
  uint32_t n;         /* tokens */
  uint32_t year_end;  /* a date that ends with a year was found up to here: عامي 2011 و2012 */
  uint32_t date_end;  /* any date was: من يناير إلى مارس */
} khb_reader;

typedef struct khb_hit_word { const khb_date_word *word; uint32_t count; uint8_t form; } khb_hit_word;

/* What a reader found, from the token it was asked for up to `last`. */
typedef struct khb_found {
  uint32_t last;
  uint8_t form;        /* proclitic form of its first token */
  uint8_t type;        /* khb_type */
  uint8_t mod;
  bool range;          /* moment .. end */
  bool guessed;        /* the year was not said */
  bool loose;          /* a weekday alone: its week was not said */
  bool has_other;      /* the text says two things: يناير/شباط, or a weekday that the date has not */
  khb_moment moment, other;
  union {
    khb_moment end;
    khb_duration longest; /* of KHB_DURATION with `range` */
  };
  bool set;              /* what comes again: `duration` is its period */
  khb_duration duration; /* of KHB_DURATION; with `range` the shortest */
} khb_found;

/* Nothing found yet. */
static inline khb_found khb_nothing(void) {
  static const khb_found none = {.moment = {.zone = KHB_NO_ZONE}, .end = {.zone = KHB_NO_ZONE}, .other = {.zone = KHB_NO_ZONE}};
  return none;
}

/* ---- words (date_words.c) ---- */

khb_status khb_date_words_open(khb_dates *dates, khb_error *err);
/* The longest word of one of the kinds (bits) at token t with one of the forms (bits). */
bool khb_date_word_at(const khb_reader *r, uint32_t t, uint64_t kinds, int forms, khb_hit_word *out);
/* The same ending right before token t, whatever clitics it carries. */
bool khb_date_word_before(const khb_reader *r, uint32_t t, uint64_t kinds);
/* The character of a token of punctuation, or 0. */
static inline uint32_t khb_date_mark(const khb_reader *r, uint32_t t) { return t < r->n ? khb_mark_at(r->cx, t) : 0; }
/* A bracket or quotation mark that opens something. */
static inline bool khb_date_mark_opens(const khb_reader *r, uint32_t t) {
  uint32_t mark = khb_date_mark(r, t);
  return mark == '(' || mark == '[' || mark == '"' || mark == 0xab || mark == 0x201c;
}
/* A word of either script. */
static inline bool khb_plain_word(const khb_reader *r, uint32_t t) { return t < r->n && r->tok[t].kind == KHB_TOK_WORD; }
/* Skips a comma of either script. */
uint32_t khb_skip_comma(const khb_reader *r, uint32_t t);
/* Skips و where it is a token of its own (before digits), and says so in *found. */
uint32_t khb_skip_wa(const khb_reader *r, uint32_t t, bool *found);

/* A token of digits and separators taken apart: 5/1/2022. Returns how many numbers (up to 4), 0 when it is none or has a percent sign. */
typedef struct khb_parts { int32_t value[4]; uint8_t digits[4]; char mark[4]; } khb_parts;
uint32_t khb_number_parts(const khb_reader *r, uint32_t t, khb_parts *out);
/* The article that stands before digits, الـ15 · بالـ24 · وال 17: returns the token of the digits and the proclitic form before the
   article, or t where there is none. */
uint32_t khb_article_before_digits(const khb_reader *r, uint32_t t, uint8_t *form); /* where digits follow token t */
static inline uint32_t khb_skip_article(const khb_reader *r, uint32_t t, uint8_t *form) {
  *form = 0;
  if (t + 1 >= r->n || r->tok[t + 1].kind != KHB_TOK_NUMBER || r->tok[t].kind != KHB_TOK_WORD) return t;
  return khb_article_before_digits(r, t, form);
}
/* A whole number from low to high at t, in digits (without separators) or words. Returns its tokens. */
uint32_t khb_read_whole(const khb_reader *r, uint32_t t, int32_t low, int32_t high, int32_t *out, khb_number *number);
/* يوم at t heads a date: يوم الاثنين, يوم 3 مايو; a number before it counts nothing. */
bool khb_heads_date(const khb_reader *r, uint32_t t);
/* A name of several words that the lexicon knows lies over token t and reaches beyond it. */
bool khb_in_name(const khb_reader *r, uint32_t t);
/* The first letter of the word behind its clitics is written آ. */
bool khb_begins_with_madda(const khb_reader *r, uint32_t t, uint8_t form);
/* A word whose last letter is that character; one that ends in ة. */
bool khb_ends_in(const khb_reader *r, uint32_t t, uint32_t letter);
bool khb_feminine(const khb_reader *r, uint32_t t);
/* A verb with سـ: سيعقد, وستبدأ. */
bool khb_future_verb(const khb_reader *r, uint32_t t);
/* The words before token t speak of what is to come. */
bool khb_speaks_of_future(const khb_reader *r, uint32_t t);

/* Does a word of one of the kinds start at t, with whatever clitics? A number? Cheap: what readers ask before they begin. */
static inline bool khb_has_word(const khb_reader *r, uint32_t t, uint64_t kinds) { return t < r->n && r->cx->kinds[t].times & kinds; }
static inline bool khb_has_number(const khb_reader *r, uint32_t t) {
  uint8_t form;
  return t < r->n && (r->tok[t].kind == KHB_TOK_NUMBER || (r->cx->kinds[t].numbers & KHB_NUMBER_STARTS) || khb_skip_article(r, t, &form) > t);
}

/* ---- readers: true when something starts at token t ---- */

bool khb_read_day(const khb_reader *r, uint32_t t, int forms, khb_found *out);
bool khb_read_period(const khb_reader *r, uint32_t t, khb_found *out);
bool khb_read_time(const khb_reader *r, uint32_t t, khb_found *out);
bool khb_read_duration(const khb_reader *r, uint32_t t, khb_found *out);

/* ---- shared by them ---- */

/* date_month.c. A month with its twin: يناير/كانون الثاني. `weak`: the word may be something else. Returns its tokens. */
typedef struct khb_month { uint8_t number, other; char family; bool weak, rare, twin; uint8_t form; } khb_month;
uint32_t khb_read_month(const khb_reader *r, uint32_t t, int forms, khb_month *out);
/* [،] [من] [عام|سنة] YEAR, or الماضي, الجاري …, behind a month; fills the moment. Without any of it the year is the nearest that fits
   (AP Stylebook, "months": no year within the current one); `t` is the first token of the date. Returns the end. */
uint32_t khb_read_month_tail(const khb_reader *r, uint32_t first, uint32_t t, khb_month month, khb_found *f);
/* Puts a month or day into the year of its kind that lies `which` (-1 last, 0 this, 1 next) from the day that the text speaks from. */
void khb_nearest_year(const khb_reader *r, uint32_t first, khb_moment *m, int which);
/* Puts a day or month without a year into the nearest one, by the sentence before token `first`. */
void khb_guess_year(const khb_reader *r, uint32_t first, khb_moment *m);
/* A moment's calendar by the family of its month. */
uint8_t khb_family_calendar(char family);

enum { KHB_LAST_HIJRI = 1600, KHB_FIRST_PLAIN_YEAR = 1000, KHB_LAST_PLAIN_YEAR = 2999 };
/* A year with its era. `head`: عام or سنة stood before it, so that it may have any number of digits or be in words. */
typedef struct khb_year { int32_t value; uint8_t calendar; bool bc, short_year, era; } khb_year;
uint32_t khb_read_year(const khb_reader *r, uint32_t t, bool head, khb_year *out);
/* هـ, م, قبل الميلاد behind a year. Returns its tokens. */
uint32_t khb_read_era(const khb_reader *r, uint32_t t, khb_year *y);
void khb_set_year(khb_moment *m, const khb_year *year);
/* [من] عام 2011 · سنة (1990) · العام 2019. Returns the end, or t. */
uint32_t khb_read_headed_year(const khb_reader *r, uint32_t t, khb_year *y);

/* الماضي, الجاري … at t: -2 … 2. Returns its tokens. */
uint32_t khb_read_which(const khb_reader *r, uint32_t t, int *which);
/* [من] العام الماضي, من هذا العام: how far that year is from this one. Returns the end, or t. */
uint32_t khb_read_relative_year(const khb_reader *r, uint32_t t, int *which);
void khb_set_relative_year(const khb_reader *r, khb_moment *m, int which);
/* An ordinal up to `most` at t, without clitics: الأول, التاسع عشر; 0 in *out for الأخير. Returns its tokens. */
uint32_t khb_read_nth(const khb_reader *r, uint32_t t, int32_t most, int32_t *out);
/* date_span.c: كل يوم at t. Returns the end, or t. */
uint32_t khb_each_day(const khb_reader *r, uint32_t t);
/* date_digits.c. A date in digits at t. `lead`: a weekday, يوم or بتاريخ stood before, so that 21/9 is one too. Returns its tokens. */
uint32_t khb_read_date_digits(const khb_reader *r, uint32_t t, bool lead, khb_moment *m);
/* م, هـ behind it. Returns its tokens. */
uint32_t khb_read_era_behind(const khb_reader *r, uint32_t t, khb_moment *m);
/* Nothing that could be counted or scored follows a number that ends before token t. */
bool khb_number_ends(const khb_reader *r, uint32_t t);
/* سأعود في 15. A number [t, end) behind في at the end of a sentence that speaks of what is to come. */
bool khb_ends_future(const khb_reader *r, uint32_t t, uint32_t end);
/* date_holiday.c: a holiday with its year. Returns the end, or t. */
uint32_t khb_read_holiday(const khb_reader *r, uint32_t t, int forms, khb_found *f);
/* date_time.c: a clock time behind a day: [،] [في|عند] الساعة الثامنة مساء. Returns the end, or t. */
uint32_t khb_read_clock_tail(const khb_reader *r, uint32_t t, khb_found *day);

/* The same behind what comes again: كل يوم [في] الساعة 3 مساء. The set becomes that hour. Returns the end, or t. */
uint32_t khb_read_set_clock(const khb_reader *r, uint32_t t, khb_found *set);

#endif
