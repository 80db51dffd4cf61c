/* date_span.c: durations: ثلاثة أيام · 45 دقيقة · يومين · ساعة ونصف · عقد ونصف · السنوات الخمس الماضية · بين 19 و34 سنة · من سنة إلى ثلاث; and days
 * counted by them: قبل يومين.
 *
 * قبل and بعد with a duration are a date, counted from the day that the text speaks from, unless an event follows from which they
 * count (بعد ثلاثة أيام من الهجوم): then, and for بعد where nothing in the sentence speaks of what is to come, only the duration is
 * known. منذ يومين may be either and stays a duration.
 */
#include "date_words.h"

enum { MOST_PARTS = 4, MILLI = 1000 };

/* A number in thousandths. false: negative, or more than anybody counts. */
static bool to_milli(double value, int64_t *out) {
  if (!(value >= 0 && value <= 1e9)) return false;
  *out = (int64_t)(value * MILLI + 0.5);
  return true;
}

/* كامل, واحد behind a unit. */
static uint32_t whole(const khb_reader *r, uint32_t t, bool one) {
  khb_hit_word hit;
  return khb_date_word_at(r, t, KHB_D(WHOLE), KHB_BARE, &hit) && (one || hit.word->number) && hit.word->number < 4 ? hit.count : 0;
}

/* قليلة, عديدة behind a plural. */
static uint32_t some(const khb_reader *r, uint32_t t) {
  khb_hit_word hit;
  return khb_date_word_at(r, t, KHB_D(WHOLE), KHB_BARE, &hit) && hit.word->number == 4 ? hit.count : 0;
}

/* ونصف · ونصف الساعة · وربع behind a duration: that part of its last unit. Returns the end, or t. */
static uint32_t and_a_half(const khb_reader *r, uint32_t t, char unit, khb_duration *d) {
  khb_hit_word hit, again;
  bool wa;
  uint32_t at = khb_skip_wa(r, t, &wa);
  if (!khb_date_word_at(r, at, KHB_D(FRACTION), wa ? KHB_BARE : KHB_WITH_WA, &hit)) return t;
  if (khb_date_word_at(r, at + hit.count, KHB_D(UNIT), KHB_BARE, &again) && again.word->code[0] != unit) return t;
  int64_t part = hit.word->number == 30 ? 500 : hit.word->number == 15 ? 250 : 333;
  if (part == 333 && unit == 'H') {
    if (!khb_duration_add(d, 'T', 20 * MILLI)) return t;
  } else if (!khb_duration_add(d, unit, part)) {
    return t;
  }
  at += hit.count;
  if (khb_date_word_at(r, at, KHB_D(THE) | KHB_D(UNIT), KHB_BARE, &again) && again.word->code[0] == unit) at += again.count;
  return at;
}

/* A number and its unit: ثلاثة أيام · 24 ساعة · نصف ساعة · الـ24 ساعة. Returns the end, or t. */
static uint32_t counted(const khb_reader *r, uint32_t t, int forms, khb_duration *d, char *unit, uint8_t *form, bool *definite) {
  khb_number number;
  khb_hit_word hit;
  khb_parts parts;
  int64_t milli;
  uint8_t article_form;
  uint32_t digits = khb_skip_article(r, t, &article_form);
  size_t used = khb_read_number(r->figures, r->cx, digits, &number);
  if (used && digits > t) { /* الـ24 ساعة */
    used++;
    number.definite = true;
    number.form = article_form;
  }
  if (!used || number.ordinal || number.percent || !((uint32_t)forms >> number.form & 1) || !to_milli(number.value, &milli))
    return t;
  uint32_t at = t + (uint32_t)used;
  uint64_t kinds =
      KHB_D(UNIT) | KHB_D(UNITS) | (number.fraction ? KHB_D(THE) | KHB_D(TWO) : 0) | (number.definite ? 0 : KHB_D(THE_UNITS));
  if (!khb_date_word_at(r, at, kinds, KHB_BARE, &hit)) return t;
  khb_month month;
  khb_year year;
  uint32_t longer;
  if (khb_heads_date(r, at)) return t;
  if (khb_word_at(r->figures, r->cx, at, KHB_BIT(W_UNIT), 0, &longer, NULL) && longer > hit.count) return t; /* سنة ضوئية */
  if (hit.word->code[0] == 'M' && hit.word->kind == D_UNIT && khb_read_month(r, at + hit.count, KHB_BARE, &month))
    return t; /* نصف شهر مارس */
  if (hit.word->code[0] == 'Y' && hit.word->kind == D_UNIT && khb_read_year(r, at + hit.count, false, &year))
    return t; /* سنة 2015 */
  *unit = hit.word->code[0];
  double tail =
      number.value - 100 * (double)(milli / (100 * MILLI)); /* three to ten of many (Ryding 15.1): not أحد أشهر الكتاب */
  if (hit.word->kind != D_UNIT && hit.word->kind != D_THE && !khb_number_parts(r, t, &parts) && !number.fraction &&
      (tail < 2.5 || tail > 10.5))
    return t;
  if (*unit == 'N' && milli > 100 * MILLI) return t; /* ألف ليلة وليلة */
  if (*unit == 'E' && milli > 12 * MILLI) return t;   /* 22 عقدا: contracts */
  if (hit.word->kind == D_THE && *unit != 'H' && *unit != 'T') return t;
  if (number.fraction && number.value > 0.33 && number.value < 0.34 && *unit == 'H') {
    if (!khb_duration_add(d, 'T', 20 * MILLI)) return t;
  } else if (!khb_duration_add(d, *unit, milli)) {
    return t;
  }
  *form = number.form;
  *definite = number.definite;
  return at + hit.count;
}

/* القليلة between a definite plural and الماضية. */
static uint32_t few(const khb_reader *r, uint32_t t) {
  khb_hit_word hit;
  return khb_date_word_at(r, t, KHB_D(SOME), KHB_BARE, &hit) && khb_has_article(r->cx, t, 0) ? hit.count : 0;
}

/* الأيام الثلاثة الماضية · السنوات الأخيرة · العامين الماضيين · الساعات الـ24 المقبلة. Returns the end, or t. */
static uint32_t definite_plural(const khb_reader *r, uint32_t t, int forms, khb_duration *d, uint8_t *form) {
  khb_hit_word hit, several;
  khb_number number;
  int64_t milli = -1;
  if (!khb_date_word_at(r, t, KHB_D(THE_UNITS) | KHB_D(THE_TWO), forms, &hit)) return t;
  uint32_t at = t + hit.count;
  if (hit.word->kind == D_THE_TWO) {
    milli = 2 * MILLI;
  } else {
    uint32_t skip = few(r, at);
    uint8_t article_form = 0;
    uint32_t digits = khb_skip_article(r, at, &article_form);
    size_t used = skip ? 0 : khb_read_number(r->figures, r->cx, digits, &number);
    if (used && !article_form) at = digits;
    if (used && number.plain_digits && hit.word->code[0] == 'Y' && number.value >= KHB_FIRST_PLAIN_YEAR) return t; /* السنوات 2013-2017 */
    if (used && !number.ordinal && !number.form && (number.definite || number.plain_digits) && to_milli(number.value, &milli))
      at += (uint32_t)used;
    at += skip;
  }
  bool bound = khb_date_word_at(r, at, KHB_D(SEVERAL), KHB_BARE, &several);
  if (bound && hit.word->code[0] == 'E' && several.word->number == 0) return t; /* العقود الحالية: contracts */
  if (bound) at += several.count;
  if (!bound && (milli < 0 || hit.word->kind == D_THE_TWO)) return t;
  if (!khb_duration_add(d, hit.word->code[0], milli)) return t;
  *form = hit.form;
  return at;
}

/* The first part of a duration. Returns the end, or t. */
static uint32_t first_part(const khb_reader *r, uint32_t t, int forms, bool lasting, khb_duration *d, char *unit, uint8_t *form) {
  khb_hit_word hit, next, several;
  bool definite = false;
  uint32_t end = counted(r, t, forms, d, unit, form, &definite);
  if (end > t) {
    end += whole(r, end, false);
    if (definite && khb_date_word_at(r, end, KHB_D(SEVERAL), KHB_BARE, &several)) end += several.count;
    return end;
  }
  if (khb_date_word_at(r, t, KHB_D(TWO), forms, &hit)) {
    *unit = hit.word->code[0];
    *form = hit.form;
    if (!khb_duration_add(d, *unit, 2 * MILLI)) return t;
    return t + hit.count + whole(r, t + hit.count, true);
  }
  if (khb_date_word_at(r, t, KHB_D(SOME), forms, &hit)) {
    bool tens = hit.word->number == 1;
    if (!khb_date_word_at(r, t + hit.count, tens ? KHB_D(THE_UNITS) : KHB_D(UNITS), KHB_BARE, &next)) return t;
    *unit = next.word->code[0];
    *form = hit.form;
    return khb_duration_add(d, *unit, -1) ? t + hit.count + next.count : t;
  }
  if (t > 0 && khb_date_word_before(r, t, KHB_D(THROUGHOUT)) && khb_date_word_at(r, t, KHB_D(THE), KHB_BARE, &hit) &&
      hit.word->code[0] != 'H' && !khb_date_word_at(r, t + hit.count, KHB_D(WHICH), KHB_BARE, &next)) { /* طوال اليوم, not مدار الساعة */
    *unit = hit.word->code[0];
    *form = hit.form;
    return khb_duration_add(d, *unit, MILLI) ? t + hit.count : t;
  }
  if (!khb_date_word_at(r, t, KHB_D(UNIT) | KHB_D(UNITS), forms, &hit)) return t;
  *unit = hit.word->code[0];
  *form = hit.form;
  bool many = hit.word->kind == D_UNITS;
  uint32_t at = t + hit.count, more = many ? some(r, at) : whole(r, at, true);
  khb_duration half = {{0}};
  bool fraction = !many && *unit != 'D' && and_a_half(r, at, *unit, &half) > at;
  khb_duration more_of = {{0}}; /* ساعة و20 دقيقة */
  bool wa, ignored;
  char smaller;
  uint8_t ignored_form;
  uint32_t next_part = khb_skip_wa(r, at, &wa);
  if (!many && counted(r, next_part, wa ? KHB_BARE : KHB_WITH_WA, &more_of, &smaller, &ignored_form, &ignored) > next_part)
    fraction = true;
  bool within = !many && strchr("DWMY", *unit) && t > 0 && khb_date_word_before(r, t, KHB_D(OF)) &&
                !khb_date_word_before(r, t, KHB_D(FROM)) && !khb_plain_word(r, at) && !khb_has_number(r, at) && !khb_date_mark_opens(r, at);
  lasting = lasting || within; /* للمرة الثانية في أسبوع */
  lasting = lasting || (khb_proclitic_form[hit.form].bits & KHB_PRO_LI && many) ||
            (khb_proclitic_form[hit.form].bits & KHB_PRO_BI && many && *unit != 'M' && *unit != 'E'); /* بعد ذلك بأيام */
  if (!lasting && !more && !fraction && !(!many && *unit == 'D' && and_a_half(r, at, *unit, &half) > at)) return t;
  if (many && *unit == 'E' && khb_plain_word(r, at) && khb_has_article(r->cx, at, 0)) return t; /* لعقود البيتكوين: contracts */
  khb_hit_word of; /* بعد عقد قرانها: no decade */
  bool contract = *unit == 'E' && !many && !more && !fraction && khb_date_word_before(r, t, KHB_D(HENCE));
  if (contract && !khb_date_word_at(r, at, KHB_D(FROM), KHB_BARE, &of)) return t;
  khb_year year;
  if (!more && !fraction && khb_read_year(r, at, true, &year)) return t; /* عام 2011 */
  return khb_duration_add(d, *unit, many ? -1 : MILLI) ? at + more : t;
}

/* A whole duration from token t. Returns the end, or t. */
static uint32_t duration(const khb_reader *r, uint32_t t, int forms, bool lasting, khb_duration *d, uint8_t *form) {
  static const char order[] = "LCEYMWDNHTS";
  bool between = t > 0 && khb_date_word_before(r, t, KHB_D(FROM));
  char unit = 0;
  uint32_t at = definite_plural(r, t, forms, d, form);
  if (at > t) return at;
  at = first_part(r, t, forms, lasting, d, &unit, form);
  if (at == t) return t;
  for (int part = 0; part < MOST_PARTS; part++) { /* ساعة و20 دقيقة, سنتين وثلاثة أشهر */
    uint32_t end = and_a_half(r, at, unit, d);
    if (end > at) return end;
    bool wa, definite;
    khb_duration more = *d;
    char smaller = 0;
    uint8_t ignored;
    khb_hit_word two;
    uint32_t from = khb_skip_wa(r, at, &wa);
    end = counted(r, from, wa ? KHB_BARE : KHB_WITH_WA, &more, &smaller, &ignored, &definite);
    if (end == from && khb_date_word_at(r, from, KHB_D(TWO) | KHB_D(UNIT), wa ? KHB_BARE : KHB_WITH_WA, &two)) {
      smaller = two.word->code[0];
      if (khb_duration_add(&more, smaller, two.word->kind == D_TWO ? 2 * MILLI : MILLI))
        end = from + two.count + whole(r, from + two.count, true);
    }
    const char *a = smaller ? strchr(order, smaller) : NULL, *b = strchr(order, unit);
    if (end == from || !a || !b || a == b) break;
    if (a < b && between) break; /* يومان وشهر are one where they are no range: بين شهر وسنة */
    *d = more;
    unit = smaller;
    at = end;
  }
  return at;
}

/* ---- قبل, بعد ------------------------------------------------------------------------------------------------------------- */

static bool known(const khb_duration *d) {
  for (int u = 0; u < KHB_DUR_N; u++)
    if (d->milli[u] < 0) return false;
  return true;
}

/* Seconds, a month as 30 days; -1 where some are not counted. */
static double length_of(const khb_duration *d) {
  static const double seconds[KHB_DUR_N] = {31536000, 2592000, 604800, 86400, 3600, 60, 1};
  double sum = 0;
  if (!known(d)) return -1;
  for (int u = 0; u < KHB_DUR_N; u++) sum += (double)d->milli[u] * seconds[u] / MILLI;
  return sum;
}

/* The one unit that a duration counts, KHB_DUR_N where it counts several. */
static int only_unit(const khb_duration *d) {
  int unit = KHB_DUR_N;
  for (int u = 0; u < KHB_DUR_N; u++)
    if (d->milli[u]) {
      if (unit != KHB_DUR_N) return KHB_DUR_N;
      unit = u;
    }
  return unit;
}

static bool hours(const khb_duration *d) { return d->milli[KHB_DUR_H] || d->milli[KHB_DUR_T] || d->milli[KHB_DUR_S]; }

/* من الآن behind a duration that ends before token `end`: شهر و21 يوما من الآن; behind منذ that far back. */
static bool from_now(const khb_reader *r, uint32_t t, uint32_t end, const khb_duration *d, khb_found *f) {
  khb_hit_word now, in;
  if (!khb_date_word_at(r, end, KHB_D(FROM_NOW), KHB_BARE, &now) || !known(d)) return false;
  bool since = t > 0 && khb_date_word_before(r, t, KHB_D(LASTING)) && khb_date_word_before(r, t, KHB_D(IN)) &&
               !khb_date_word_at(r, t - 1, KHB_D(OF) | KHB_D(HENCE), KHB_ANY, &in);
  f->last = end + now.count;
  f->type = hours(d) ? KHB_TIME : KHB_DATE;
  f->moment = khb_moment_empty();
  if (!hours(d) && r->dates->has_day && khb_duration_from(d, r->dates->day, since ? -1 : 1, &f->moment)) return true;
  f->moment.grain = KHB_GRAIN_REF;
  f->moment.part = since ? KHB_PAST_REF : KHB_FUTURE_REF;
  return true;
}

/* بعد عام على إعلانها: counted from that. */
static bool since_event(const khb_reader *r, uint32_t t, bool ago) {
  uint32_t count = 0;
  return !ago && khb_word_at(r->figures, r->cx, t, KHB_BIT(W_OVER), 0, &count, NULL);
}

static bool anchored(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_hit_word head, next;
  if (!khb_date_word_at(r, t, KHB_D(AGO) | KHB_D(HENCE), KHB_ANY, &head)) return false;
  bool ago = head.word->kind == D_AGO;
  uint8_t form;
  khb_duration d = {{0}};
  uint32_t at = t + head.count, end = duration(r, at, KHB_BARE, true, &d, &form);
  if (end == at) return false;
  bool now = khb_date_word_at(r, end, KHB_D(FROM_NOW), KHB_BARE, &next);
  if (now) end += next.count;
  else if (khb_date_word_at(r, end, KHB_D(FROM), KHB_BARE, &next) || since_event(r, end, ago) ||
           (khb_plain_word(r, end) && khb_date_word_at(r, end, KHB_D(LESS), KHB_ANY, &next)))
    return false;
  if (!ago && !now && !khb_speaks_of_future(r, t)) return false;
  if (!ago && !known(&d)) return false;
  f->last = end;
  f->form = head.form;
  f->type = hours(&d) ? KHB_TIME : KHB_DATE;
  f->mod = head.count > 1 ? KHB_MOD_APPROX : KHB_MOD_NONE;
  f->moment = khb_moment_empty();
  if (known(&d) && !hours(&d) && r->dates->has_day && khb_duration_from(&d, r->dates->day, ago ? -1 : 1, &f->moment)) return true;
  f->moment = khb_moment_empty();
  f->moment.grain = KHB_GRAIN_REF;
  f->moment.part = ago ? KHB_PAST_REF : KHB_FUTURE_REF;
  return true;
}

uint32_t khb_each_day(const khb_reader *r, uint32_t t) {
  uint32_t count = 0;
  khb_hit_word day, name;
  if (!khb_word_at(r->figures, r->cx, t, KHB_BIT(W_EACH), 0, &count, NULL)) return t;
  uint32_t at = t + count;
  if (!khb_date_word_at(r, at, KHB_D(UNIT), KHB_BARE, &day) || day.word->code[0] != 'D') return t;
  return khb_date_word_at(r, at + day.count, KHB_D(WEEKDAY) | KHB_D(WEEKDAY_BARE), KHB_BARE, &name) ? t : at + day.count;
}

/* كل [يوم] جمعة · كل صباح: a day of the week or a part of the day that comes again. Returns the end, or t. */
static uint32_t each_day(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_hit_word hit, head, of;
  bool headed = khb_date_word_at(r, t, KHB_D(UNIT), KHB_BARE, &head) && head.word->code[0] == 'D';
  uint32_t at = headed ? t + head.count : t;
  if (khb_date_word_at(r, at, KHB_D(WEEKDAY_BARE) | (headed ? KHB_D(WEEKDAY) : 0), KHB_BARE, &hit)) {
    bool number = hit.word->kind == D_WEEKDAY_BARE && (hit.word->number == 1 || hit.word->number == 7);
    if (!headed && number) return t; /* كل اثنين: two by two; كل أحد: everybody */
    f->type = KHB_DATE;
    f->moment.grain = KHB_GRAIN_WEEKDAY;
    f->moment.weekday = (uint8_t)hit.word->number;
    return at + hit.count;
  }
  if (headed || !khb_date_word_at(r, t, KHB_D(PART_OF), KHB_BARE, &hit)) return t;
  if (khb_date_word_at(r, t + hit.count, KHB_D(WEEKDAY) | KHB_D(DAY), KHB_BARE, &of)) return t;
  f->type = KHB_TIME;
  f->moment.time = KHB_PART_OF_DAY;
  memcpy(f->moment.day_part, hit.word->code, sizeof f->moment.day_part);
  return t + hit.count;
}

/* كل أسبوع · كل ثلاثة أيام · كل يوم اثنين: what TIMEX3 calls a set: its period, or its day, and EVERY. Dates and times like every day and
   every hour in OntoNotes (annotation guidelines 5.0, DATE) and يوميا in Wojood. */
static bool each(const khb_reader *r, uint32_t t, khb_found *f) {
  uint32_t count = 0;
  khb_month month;
  uint8_t ignored;
  if (!khb_word_at(r->figures, r->cx, t, KHB_BIT(W_EACH), KHB_ANY_FORM, &count, &f->form)) return false;
  uint32_t at = t + count, end = each_day(r, at, f);
  if (end == at) {
    end = duration(r, at, KHB_BARE, true, &f->duration, &ignored);
    if (end == at || !known(&f->duration) || khb_read_month(r, end, KHB_BARE, &month)) return false; /* كل شهر رمضان */
    f->type = hours(&f->duration) ? KHB_TIME : KHB_DATE;
    f->set = true;
  }
  f->last = end;
  if (f->moment.time == KHB_PART_OF_DAY || (f->set && f->type == KHB_DATE && only_unit(&f->duration) == KHB_DUR_D && length_of(&f->duration) < 100000))
    f->last = khb_read_set_clock(r, end, f); /* كل صباح الساعة 9, كل يوم الساعة 3 */
  f->mod = KHB_MOD_EVERY;
  return true;
}

/* ---- from one length to another -------------------------------------------------------------------------------------------- */

/* The next unit of time behind token t, within as many tokens as a number has; r->n where there is none. Without one no number is a
   duration, which most numbers learn here. */
static uint32_t unit_near(const khb_reader *r, uint32_t t) {
  enum { MOST_TOKENS = 24 };
  const uint64_t units = KHB_D(UNIT) | KHB_D(UNITS) | KHB_D(THE) | KHB_D(TWO) | KHB_D(THE_UNITS);
  const uint32_t limit = t + MOST_TOKENS < r->n ? t + MOST_TOKENS : r->n;
  for (uint32_t i = t + 1; i < limit; i++)
    if (r->cx->kinds[i].times & units) return i;
  return r->n;
}

/* بين 19 و34 سنة · من 3 إلى 5 أعوام · 3-5 سنوات · خمسة أو ستة أشهر: two numbers of one unit. Returns the end, or t. */
static uint32_t numbers_of_unit(const khb_reader *r, uint32_t t, uint32_t near, khb_found *f) {
  khb_number number;
  khb_value value;
  khb_hit_word hit, next;
  uint32_t end, after;
  bool joint = false;
  for (uint32_t i = t + 1; i < near && !joint; i++)
    joint = (r->cx->kinds[i].numbers & (KHB_BIT(W_TO) | KHB_BIT(W_OR))) || r->tok[i].kind == KHB_TOK_PUNCT || r->tok[i].kind == KHB_TOK_SYMBOL;
  if (!joint && !(t > 0 && khb_word_before(r->figures, r->cx, t, KHB_BIT(W_BETWEEN), NULL))) return t;
  if (!khb_may_start_number(r->cx, t)) return t;
  if (!khb_read_amount(r->figures, r->cx, t, &number, &value, &end, &after) || value.has != (KHB_VALUE_LOW | KHB_VALUE_HIGH)) return t;
  int64_t low, high;
  if (number.percent || number.definite || !khb_date_word_at(r, end, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &hit)) return t;
  uint32_t longer, past = end + hit.count;
  if (khb_heads_date(r, end) || khb_date_word_at(r, past, KHB_D(MONTH), KHB_BARE, &next)) return t; /* بين 3 و5 شهر مارس */
  if (khb_word_at(r->figures, r->cx, end, KHB_BIT(W_UNIT), 0, &longer, NULL) && longer > hit.count) return t;
  if (!to_milli(value.low, &low) || !to_milli(value.high, &high)) return t;
  if (!khb_duration_add(&f->duration, hit.word->code[0], low) || !khb_duration_add(&f->longest, hit.word->code[0], high)) return t;
  f->form = number.form;
  return past;
}

/* Behind a length that ends before t, in a text that asks for two: و after بين, إلى, أو. Returns where the second may begin, or t; *wa:
   it carries و itself. */
static uint32_t length_joint(const khb_reader *r, uint32_t first, uint32_t t, bool *wa, bool *either) {
  khb_hit_word hit;
  uint32_t count = 0;
  *wa = *either = false;
  if (khb_word_at(r->figures, r->cx, t, KHB_BIT(W_OR), 0, &count, NULL)) {
    *either = true;
    return t + count;
  }
  if (khb_date_word_at(r, t, KHB_D(TO), KHB_BARE | KHB_WITH_WA, &hit)) return t + hit.count;
  if (!(first > 0 && khb_word_before(r->figures, r->cx, first, KHB_BIT(W_BETWEEN), NULL))) return t;
  bool alone;
  uint32_t at = khb_skip_wa(r, t, &alone);
  *wa = !alone;
  return at;
}

/* One and the next: يوما أو يومين. يوم أو شهر are two things to choose from. */
static bool neighbours(const khb_duration *a, const khb_duration *b) {
  int unit = only_unit(a);
  return unit != KHB_DUR_N && only_unit(b) == unit && a->milli[unit] + MILLI == b->milli[unit];
}

/* بين أسبوعين وثلاثة أسابيع · من سنة إلى ثلاث سنوات · يوما أو يومين · يومين أو ثلاثة: f->duration ends before token t. Returns the end, or t. */
static uint32_t second_length(const khb_reader *r, uint32_t first, uint32_t t, khb_found *f) {
  bool wa, either;
  uint32_t at = length_joint(r, first, t, &wa, &either);
  if (at == t && !wa) return t;
  khb_duration more = {{0}};
  uint8_t form = 0;
  int forms = wa ? KHB_WITH_WA : KHB_BARE;
  uint32_t end = duration(r, at, forms, true, &more, &form);
  if (end > at) {
    double a = length_of(&f->duration), b = length_of(&more);
    if (a < 0 || b <= a || (either && !neighbours(&f->duration, &more)) || khb_tells_change(r->figures, r->cx, first)) return t;
    f->longest = more;
    return end;
  }
  int unit = only_unit(&f->duration); /* يومين أو ثلاثة: of the same unit */
  khb_number number;
  int32_t next;
  uint32_t used = either && unit < KHB_DUR_N ? khb_read_whole(r, at, 2, 99, &next, &number) : 0;
  if (!used || number.ordinal || number.form || f->duration.milli[unit] != (int64_t)(next - 1) * MILLI || !khb_number_ends(r, at + used)) return t;
  f->longest = (khb_duration){{0}};
  f->longest.milli[unit] = (int64_t)next * MILLI;
  return at + used;
}

/* A unit alone is one of it where a longer stretch follows: من سنة إلى ثلاث سنوات, يوما أو يومين. */
static bool begins_range(const khb_reader *r, uint32_t t) {
  khb_hit_word hit;
  bool wa, either;
  if (!khb_date_word_at(r, t, KHB_D(UNIT), KHB_ANY, &hit)) return false;
  uint32_t end = t + hit.count, at = length_joint(r, t, end, &wa, &either);
  return (at > end || wa) && (khb_has_word(r, at, KHB_D(TWO) | KHB_D(UNIT)) || khb_has_number(r, at));
}

/* شهر ويوم من الآن: what begins with a unit alone is a duration too where من الآن is near. */
static bool counts_from_now(const khb_reader *r, uint32_t t) {
  enum { NEAR = 4 };
  if (!khb_has_word(r, t, KHB_D(UNIT))) return false;
  for (uint32_t i = 1; i <= NEAR; i++)
    if (khb_has_word(r, t + i, KHB_D(FROM_NOW))) return true;
  return false;
}

bool khb_read_duration(const khb_reader *r, uint32_t t, khb_found *out) {
  if (r->cx->kinds[t].numbers & KHB_BIT(W_EACH)) {
    khb_found set = khb_nothing();
    if (!each(r, t, &set)) return false;
    *out = set;
    return true;
  }
  const uint64_t starts = KHB_D(AGO) | KHB_D(HENCE) | KHB_D(THE_UNITS) | KHB_D(THE_TWO) | KHB_D(TWO) | KHB_D(SOME) | KHB_D(THE) |
                          KHB_D(UNIT) | KHB_D(UNITS);
  bool word = khb_has_word(r, t, starts), number = khb_has_number(r, t);
  uint32_t near = number ? unit_near(r, t) : r->n;
  if (!word && near == r->n) return false;
  khb_found f = {.moment = khb_moment_empty()};
  if (anchored(r, t, &f)) {
    *out = f;
    return true;
  }
  uint32_t end = near < r->n ? numbers_of_unit(r, t, near, &f) : t;
  if (end > t) {
    f.last = end;
    f.type = KHB_DURATION;
    f.range = true;
    *out = f;
    return true;
  }
  khb_duration d = {{0}};
  bool lasting = counts_from_now(r, t) || (t > 0 && khb_date_word_before(r, t, KHB_D(LASTING))), only_range = !lasting && begins_range(r, t);
  end = duration(r, t, KHB_ANY, lasting || only_range, &d, &f.form);
  if (end == t) return false;
  f.duration = d;
  uint32_t second = second_length(r, t, end, &f);
  f.range = second > end;
  if (f.range) end = second;
  else if (only_range && (end = duration(r, t, KHB_ANY, false, &(khb_duration){{0}}, &f.form)) == t) return false;
  if (!f.range && khb_has_word(r, end, KHB_D(FROM_NOW)) && from_now(r, t, end, &d, &f)) {
    *out = f;
    return true;
  }
  f.last = end;
  f.type = KHB_DURATION;
  *out = f;
  return true;
}
