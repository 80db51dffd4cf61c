/* dates.c: goes through a paragraph and keeps the longest date, time or duration that starts at each token; date_words.h says how
 * the readers divide the work. A token where no word of dates and no number stands costs one look at its matches. */
#include "date_words.h"

#include <stdlib.h>

khb_status khb_dates_open(const khb_lexicon *lexicon, const char *date, khb_dates **out, khb_error *err) {
  khb_dates *d = calloc(1, sizeof *d);
  if (!d) return khb_fail_nomem(err);
  d->lexicon = lexicon;
  d->has_day = date && strlen(date) == 10 && khb_date_read(date, 10, &d->date) &&
               khb_day_of(KHB_GREGORIAN, d->date.year, d->date.month, d->date.day, &d->day);
  khb_status status = khb_date_words_open(d, err);
  if (status != KHB_OK) {
    khb_dates_close(d);
    return status;
  }
  *out = d;
  return KHB_OK;
}

void khb_dates_close(khb_dates *dates) {
  if (!dates) return;
  free(dates->word);
  free(dates);
}

/* Words that stand around dates and begin none: في, من, إلى, الجاري. */
#define AROUND                                                                                                                  \
  (KHB_D(NOT_TODAY_BEFORE) | KHB_D(NOT_TODAY_AFTER) | KHB_D(WHICH) | KHB_D(IN) | KHB_D(YEAR_BEFORE) | KHB_D(FROM) | KHB_D(TO) | \
   KHB_D(OF) | KHB_D(NOT_YEAR_AFTER) | KHB_D(NAMED) | KHB_D(NOT_FUTURE))
/* Those that only digits behind them let begin one, by the article that they may be: عام in الـ. */
#define INSIDE                                                                                                                    \
  (KHB_D(NOT_WEEKDAY_AFTER) | KHB_D(LASTING) | KHB_D(THROUGHOUT) | KHB_D(WHOLE) | KHB_D(FROM_NOW) | KHB_D(FRACTION) | KHB_D(ERA) | \
   KHB_D(DATED) | KHB_D(FUTURE) | KHB_D(SHARP) | KHB_D(LESS) | KHB_D(ZONE) | KHB_D(ZONE_AT) | KHB_D(ZONE_SIGN) | KHB_D(YEAR_OF) |  \
   KHB_D(OF_AGE) | KHB_D(SEVERAL) | KHB_D(MONTH_WEAK) | KHB_D(MONTH_MADDA))

/* The next token from t on that is a word that dates or numbers begin with, or digits; r->n where there is none. Most tokens are neither,
   so this loop is what figures cost. */
static uint32_t next_start(const khb_reader *r, uint32_t t) {
  const khb_tok *tok = r->tok;
  const khb_kinds *kinds = r->cx->kinds;
  const uint32_t n = r->n;
  for (; t < n; t++) {
    if (tok[t].kind == KHB_TOK_NUMBER) return t;
    const uint64_t begins = kinds[t].times & ~AROUND;
    if (!(begins || kinds[t].numbers & (KHB_NUMBER_STARTS | KHB_BIT(W_EACH))) || tok[t].kind != KHB_TOK_WORD) continue;
    if (kinds[t].numbers & (KHB_NUMBER_STARTS | KHB_BIT(W_EACH)) || begins & ~INSIDE) return t;
    if (t + 1 < n && tok[t + 1].kind == KHB_TOK_NUMBER) return t;
  }
  return n;
}

static bool longest_at(const khb_reader *r, uint32_t t, khb_found *best) {
  bool (*const readers[])(const khb_reader *, uint32_t, khb_found *) = {khb_read_time, khb_read_period, khb_read_duration};
  khb_found f;
  bool any = khb_read_day(r, t, KHB_ANY, best);
  if (any) best->last = khb_read_clock_tail(r, best->last, best);
  for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
    if (!readers[i](r, t, &f) || (any && f.last <= best->last)) continue;
    *best = f;
    any = true;
  }
  return any;
}

static void write_value(const khb_found *f, khb_value *v) {
  memset(v, 0, sizeof *v);
  v->mod = f->mod;
  if (f->type == KHB_DURATION || f->set) {
    khb_duration_write(&f->duration, v->timex);
    if (f->range) khb_duration_write(&f->longest, v->timex_end);
    return;
  }
  khb_moment_write(&f->moment, v->timex);
  if (f->range) khb_moment_write(&f->end, v->timex_end);
  if (f->has_other) khb_moment_write(&f->other, v->timex_other);
  if (f->moment.calendar == KHB_GREGORIAN || f->moment.grain == KHB_GRAIN_REF) return;
  if (f->moment.calendar == KHB_ISLAMIC) memcpy(v->calendar, "islamic", sizeof "islamic");
  else memcpy(v->calendar, "coptic", sizeof "coptic");
  khb_moment_gregorian(&f->moment, v->gregorian);
}

/* The day number of a moment, for months that of their first day. false: it has none. */
static bool day_number(const khb_moment *m, int32_t *out) {
  khb_moment first = *m;
  if (m->grain == KHB_GRAIN_MONTH) first.grain = KHB_GRAIN_DAY, first.day = 1;
  return m->time == KHB_NO_TIME && khb_moment_day(&first, out);
}

/* One year or one week on (1) or back (-1). */
static void shift(khb_found *f, int way) {
  int32_t day;
  if (f->guessed) f->moment.year += way;
  else if (f->loose && khb_moment_day(&f->moment, &day)) khb_moment_of_day(day + 7 * way, &f->moment);
}

/* من 11 مارس إلى 13 مارس 2017: the year of the second is that of the first. */
static bool share_year(khb_found *a, const khb_found *b) {
  int32_t from, to;
  if (!a->guessed || b->guessed || b->moment.has_year == false || a->moment.grain != b->moment.grain) return false;
  int32_t guessed = a->moment.year;
  a->moment.year = b->moment.year;
  a->moment.has_year = true;
  if (day_number(&a->moment, &from) && day_number(&b->moment, &to) && from <= to) return true;
  a->moment.year = guessed;
  return false;
}

enum { DAY_WINDOW = 16 };

/* A day is said in the sentence before token t, or a list goes on behind `end`, so that the day there belongs to what follows. */
static bool day_elsewhere(const khb_reader *r, uint32_t t, uint32_t end) {
  const uint64_t days = KHB_D(WEEKDAY) | KHB_D(DAY) | KHB_D(MONTH) | KHB_D(NIGHT);
  if (khb_date_mark(r, end) == ':') return true;
  for (uint32_t back = 1; back <= DAY_WINDOW && back <= t; back++) {
    uint32_t mark = khb_date_mark(r, t - back);
    if (mark == '.' || mark == 0x61f || mark == '!') return false;
    if (khb_has_word(r, t - back, days)) return true;
  }
  return false;
}

/* من الثانية ظهرا إلى الرابعة عصر الخميس: the day of the one that has one is that of both, where the second is the later hour of it. */
static bool share_day(const khb_reader *r, khb_found *a, uint32_t first, khb_found *b) {
  if (a->range || b->range || a->moment.time != KHB_CLOCK || b->moment.time != KHB_CLOCK || a->mod || b->mod) return false;
  khb_found *without = a->moment.grain == KHB_GRAIN_NONE ? a : b, *with = without == a ? b : a;
  if (without->moment.grain != KHB_GRAIN_NONE || with->moment.grain < KHB_GRAIN_WEEKDAY) return false;
  if (b->moment.hour * 60 + b->moment.minute <= a->moment.hour * 60 + a->moment.minute) return false;
  if (without == a && day_elsewhere(r, first, b->last)) return false;
  khb_moment time = without->moment;
  without->moment = with->moment;
  without->moment.hour = time.hour;
  without->moment.minute = time.minute;
  without->moment.second = time.second;
  without->moment.has_minute = time.has_minute;
  without->moment.has_second = time.has_second;
  if (time.zone != KHB_NO_ZONE) without->moment.zone = time.zone;
  return true;
}

/* من يناير إلى أغسطس: each is in the nearest year or week by itself, but the second follows the first. `last` is the figure of `a`. */
static void put_in_order(const khb_reader *r, khb_found *a, uint32_t first, khb_found *b, khb_figure *last) {
  int32_t from, to;
  if (share_day(r, a, first, b)) {
    write_value(a, &last->value);
    return;
  }
  if (!a->range && !b->range && a->moment.calendar == b->moment.calendar && share_year(a, b)) {
    write_value(a, &last->value);
    return;
  }
  if (a->range || b->range || !(a->guessed || a->loose) || !(b->guessed || b->loose) || a->guessed != b->guessed ||
      a->moment.calendar != b->moment.calendar || !day_number(&a->moment, &from) || !day_number(&b->moment, &to) || to >= from)
    return;
  if (khb_speaks_of_future(r, first)) {
    shift(b, 1);
    return;
  }
  shift(a, -1);
  write_value(a, &last->value);
}

bool khb_dates_run(const khb_dates *dates, const khb_figures *figures, const khb_context *cx, khb_figure_list *out) {
  khb_reader r = {.dates = dates, .figures = figures, .cx = cx, .tok = cx->scan->tok, .n = (uint32_t)cx->scan->n_tok};
  khb_found before = khb_nothing();
  uint32_t before_first = 0;
  for (uint32_t t = 0; (t = next_start(&r, t)) < r.n;) {
    khb_found f;
    if (!longest_at(&r, t, &f) || f.last <= t || f.last > r.n) {
      t++;
      continue;
    }
    khb_value value;
    khb_hit_word to;
    if (before.last && before.last < t && out->n && khb_date_word_at(&r, before.last, KHB_D(TO), KHB_BARE | KHB_WITH_WA, &to) &&
        before.last + to.count == t)
      put_in_order(&r, &before, before_first, &f, &out->item[out->n - 1]);
    write_value(&f, &value);
    bool definite = khb_has_article(cx, t, khb_proclitic_form[f.form].n); /* حتى الثواني الـ30 الأخيرة */
    if (f.type == KHB_DURATION && value.mod == KHB_MOD_NONE && !definite)
      khb_read_bounds(figures, cx, t, f.last, &value);
    if (!khb_figure_add(cx, out, t, f.last, f.last, f.form, (khb_type)f.type, &value)) return false;
    before = f;
    before_first = t;
    r.date_end = f.type == KHB_DATE ? f.last : 0;
    r.year_end = f.type == KHB_DATE && f.moment.grain == KHB_GRAIN_YEAR ? f.last : 0;
    t = f.last;
  }
  return true;
}
