/* date_time.c: times of day: الساعة الثالثة والنصف عصرا · 14:30 بتوقيت غرينتش · مساء الخميس · فجر أمس · منتصف الليل · حاليا.
 *
 * An hour from 1 to 12 with a part of the day is put into it: the eighth in the evening is 20:00, the twelfth at night 24:00 of that
 * day (ISO 8601). Without one it stays as it is said. Parts of days: TIMEX3's MO, MI, AF, EV, NI, DT.
 */
#include "date_words.h"

static khb_found nothing(void) {
  khb_found f = {.type = KHB_TIME, .moment = khb_moment_empty(), .end = khb_moment_empty(), .other = khb_moment_empty()};
  return f;
}

static void set_part(khb_moment *m, const char code[3]) {
  m->time = KHB_PART_OF_DAY;
  m->day_part[0] = code[0];
  m->day_part[1] = code[1];
  m->day_part[2] = 0;
}

/* The day of `day` with the time of `time`. */
static khb_moment join(const khb_moment *day, const khb_moment *time) {
  khb_moment m = *day;
  m.time = time->time;
  m.hour = time->hour;
  m.minute = time->minute;
  m.second = time->second;
  m.has_minute = time->has_minute;
  m.has_second = time->has_second;
  m.zone = time->zone;
  memcpy(m.day_part, time->day_part, sizeof m.day_part);
  return m;
}

/* Moves an hour of twelve into its part of the day. */
static void into_part(khb_moment *m, const char code[3]) {
  if (m->time != KHB_CLOCK || m->hour > 12 || m->hour == 0) return;
  bool evening = code[0] == 'E' || code[0] == 'A';
  if (code[0] == 'M' && code[1] == 'O') {
    if (m->hour == 12) m->hour = 0;
  } else if (code[0] == 'M') { /* midday */
    if (m->hour < 6) m->hour = (uint8_t)(m->hour + 12);
  } else if (evening) {
    if (m->hour < 12) m->hour = (uint8_t)(m->hour + 12);
  } else if (code[0] == 'N') {
    if (m->hour >= 6 && m->hour < 12) m->hour = (uint8_t)(m->hour + 12);
    else if (m->hour == 12) m->hour = m->minute ? 0 : 24;
  }
}

/* ---- clock --------------------------------------------------------------------------------------------------------------- */

/* بتوقيت غرينتش, (ت.غ), بالتوقيت المحلي. Returns the end, or t. */
static uint32_t read_zone(const khb_reader *r, uint32_t t, khb_moment *m) {
  khb_hit_word hit, at;
  if (khb_date_word_at(r, t, KHB_D(ZONE), KHB_ANY, &hit)) {
    if (!khb_date_word_at(r, t + hit.count, KHB_D(ZONE_AT), KHB_BARE, &at)) return t;
    m->zone = at.word->number;
    t += hit.count + at.count;
    if (khb_date_word_at(r, t, KHB_D(ZONE_AT), KHB_BARE, &hit) && hit.word->number == KHB_NO_ZONE &&
        at.word->number == KHB_NO_ZONE)
      t += hit.count; /* بتوقيت بريطانيا الصيفي */
    return t;
  }
  if (!khb_date_word_at(r, t, KHB_D(ZONE_SIGN), KHB_BARE, &hit)) return t;
  m->zone = 0;
  return t + hit.count;
}

/* An hour behind الساعة: 8 · 14:30 · 16.00 · الثالثة · الثانية عشرة. *form: the clitics of its first word, which are none where it is NULL.
   Returns the end, or t. */
static uint32_t read_hour(const khb_reader *r, uint32_t t, khb_moment *m, uint8_t *form) {
  khb_parts p;
  uint32_t n = khb_number_parts(r, t, &p);
  if (n) {
    if (n > 3 || p.digits[0] > 2 || p.value[0] > 24) return t;
    if (n > 1 && (p.digits[1] != 2 || p.value[1] > 59 || (p.mark[0] != ':' && p.mark[0] != '.'))) return t;
    if (n > 2 && (p.digits[2] != 2 || p.value[2] > 60 || p.mark[1] != p.mark[0])) return t;
    if (p.value[0] == 24 && n > 1 && p.value[1] > 0) return t;
    m->hour = (uint8_t)p.value[0];
    m->has_minute = n > 1;
    m->minute = (uint8_t)(n > 1 ? p.value[1] : 0);
    m->has_second = n > 2;
    m->second = (uint8_t)(n > 2 ? p.value[2] : 0);
    m->time = KHB_CLOCK;
    return t + 1;
  }
  khb_number number;
  size_t used = khb_plain_word(r, t) ? khb_read_number(r->figures, r->cx, t, &number) : 0;
  if (!used || (number.form && !form) || number.fraction || !(number.value >= 1 && number.value < 25)) return t;
  uint32_t last = t + (uint32_t)used - 1;
  if (number.ordinal && number.value > 20 && !khb_has_article(r->cx, last, khb_word_form(r->cx, last, 1)))
    return t; /* الثانية وعشرون is 2:20, not 22:00 */
  if (form) *form = number.form;
  m->hour = (uint8_t)number.value;
  double rest = number.value - m->hour; /* الثالثة والنصف, read as one number */
  m->has_minute = rest > 0;
  m->minute = (uint8_t)(rest * 60 + 0.5);
  m->time = KHB_CLOCK;
  return t + (uint32_t)used;
}

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

static void earlier(khb_moment *m, int minutes) {
  int all = m->hour * 60 + m->minute - minutes;
  if (all < 0) all += 24 * 60;
  m->hour = (uint8_t)(all / 60);
  m->minute = (uint8_t)(all % 60);
  m->has_minute = true;
}

/* مساء, [في] الليل */
static bool part_follows(const khb_reader *r, uint32_t t) {
  khb_hit_word hit, in;
  if (khb_date_word_at(r, t, KHB_D(PART) | KHB_D(THE_PART), KHB_BARE, &hit)) return true;
  return khb_date_word_at(r, t, KHB_D(OF), KHB_BARE, &in) && khb_date_word_at(r, t + in.count, KHB_D(THE_PART), KHB_BARE, &hit);
}

/* والنصف · إلا ربعا · و20 دقيقة · إلا خمس دقائق. Minutes without دقيقة only in fives and before a part of the day, which is not
   `past` yet. Returns the
   end, or t. */
static uint32_t read_minutes(const khb_reader *r, uint32_t t, bool past, khb_moment *m) {
  khb_hit_word hit, unit;
  khb_number number;
  int32_t minutes;
  uint32_t used;
  if (m->has_minute) return t;
  if (khb_date_word_at(r, t, KHB_D(LESS), KHB_BARE, &hit)) {
    uint32_t at = t + hit.count;
    if (khb_date_word_at(r, at, KHB_D(FRACTION), KHB_BARE, &unit)) {
      earlier(m, unit.word->number);
      return at + unit.count;
    }
    used = khb_read_whole(r, at, 1, 59, &minutes, &number);
    if (!used || !khb_date_word_at(r, at + used, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &unit) || unit.word->code[0] != 'T')
      return t;
    earlier(m, minutes);
    return at + used + unit.count;
  }
  bool wa;
  uint32_t at = khb_skip_wa(r, t, &wa);
  if (khb_date_word_at(r, at, KHB_D(FRACTION), wa ? KHB_BARE : KHB_WITH_WA, &hit)) {
    m->minute = (uint8_t)hit.word->number;
    m->has_minute = true;
    return at + hit.count;
  }
  size_t parts = khb_has_number(r, at) ? khb_read_number(r->figures, r->cx, at, &number) : 0;
  if (parts && number.fraction && number.form == (wa ? 0 : 1) && number.value < 1) { /* وثلاثة أرباع */
    m->minute = (uint8_t)(number.value * 60 + 0.5);
    m->has_minute = true;
    return at + (uint32_t)parts;
  }
  used = khb_read_whole(r, at, 1, 59, &minutes, &number);
  if (!used || number.form != (wa ? 0 : 1) || number.ordinal) return t;
  bool said = khb_date_word_at(r, at + used, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &unit) && unit.word->code[0] == 'T';
  if (!said && (past || minutes % 5 || !part_follows(r, at + used))) return t; /* السابعة وخمسة وثلاثين مساء */
  if (!said) unit.count = 0;
  m->minute = (uint8_t)minutes;
  m->has_minute = true;
  return at + used + unit.count;
}

/* صباحا · مساء الخميس · من صباح اليوم · الخميس · بتوقيت غرينتش, in any order. Returns the end. */
static uint32_t around_clock(const khb_reader *r, uint32_t t, bool day_too, khb_found *f) {
  bool part = false, zone = false, day = !day_too;
  for (int i = 0; i < 5; i++) {
    khb_hit_word hit, of;
    khb_found other;
    uint32_t at = t;
    if (khb_date_word_at(r, t, KHB_D(SHARP), KHB_BARE, &hit)) {
      t += hit.count;
      continue;
    }
    if (!zone) {
      uint32_t bracket = khb_date_mark(r, t) == '(', end = read_zone(r, t + bracket, &f->moment);
      if (end > t + bracket && (!bracket || khb_date_mark(r, end) == ')')) {
        zone = true;
        t = end + bracket;
        continue;
      }
    }
    if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of)) at += of.count;
    else if ((!part || !day) && khb_date_word_at(r, at, KHB_D(THIS), KHB_BARE, &of) &&
             khb_date_word_at(r, at + of.count, KHB_D(THE_PART), KHB_BARE, &hit)) { /* الساعة 8 هذا المساء */
      into_part(&f->moment, hit.word->code);
      if (day || !r->dates->has_day || !khb_moment_of_day(r->dates->day, &other.moment)) return t;
      f->moment = join(&other.moment, &f->moment);
      part = day = true;
      t = at + of.count + hit.count;
      continue;
    }
    /* A part with its day first: مساء الخميس. */
    if (!part && !day && khb_date_word_at(r, at, KHB_D(PART_OF), KHB_BARE, &hit) &&
        khb_read_day(r, at + hit.count, KHB_BARE, &other) && !other.range) {
      into_part(&f->moment, hit.word->code);
      f->moment = join(&other.moment, &f->moment);
      part = day = true;
      t = other.last;
      continue;
    }
    if (!part && khb_date_word_at(r, at, KHB_D(PART) | KHB_D(THE_PART), KHB_BARE, &hit) &&
        (r->tok[at].n_codes > 1 || f->moment.has_minute)) { /* 10:50 ص, but not 8 م: eight metres */
      t = read_minutes(r, at + hit.count, true, &f->moment); /* التاسعة مساء والنصف */
      into_part(&f->moment, hit.word->code);
      part = true;
      continue;
    }
    uint32_t every = f->mod || day ? t : khb_each_day(r, t);
    if (every > t) { /* الساعة 3 كل يوم */
      f->mod = KHB_MOD_EVERY;
      day = true;
      t = every;
      continue;
    }
    if (!part && !day && khb_date_word_at(r, t, KHB_D(NIGHT), KHB_BARE, &hit)) { /* الثامنة هذه الليلة */
      into_part(&f->moment, "NI");
      if (r->dates->has_day && khb_moment_of_day(r->dates->day + hit.word->number, &other.moment))
        f->moment = join(&other.moment, &f->moment);
      part = day = true;
      t += hit.count;
      continue;
    }
    if (!day) {
      at = at > t ? at : khb_skip_comma(r, t);
      if (khb_read_day(r, at, KHB_BARE, &other) && !other.range && other.moment.grain >= KHB_GRAIN_WEEKDAY) {
        f->moment = join(&other.moment, &f->moment);
        if (!part && khb_date_word_at(r, other.last, KHB_D(PART), KHB_BARE, &hit)) {
          into_part(&f->moment, hit.word->code);
          other.last += hit.count;
          part = true;
        }
        day = true;
        t = other.last;
        continue;
      }
    }
    break;
  }
  return t;
}

/* والنصف, والربع, إلا ثلثا. */
static bool half_past(const khb_reader *r, uint32_t t) {
  khb_hit_word hit;
  bool wa;
  uint32_t at = khb_skip_wa(r, t, &wa);
  return khb_date_word_at(r, at, KHB_D(FRACTION), wa ? KHB_BARE : KHB_WITH_WA, &hit) ||
         khb_date_word_at(r, t, KHB_D(LESS), KHB_BARE, &hit);
}

/* What shows that a number is a time although الساعة is not there: a part of the day, a zone, minutes of the clock. */
static bool is_clock(const khb_reader *r, uint32_t t, uint32_t hour_end) {
  khb_hit_word hit;
  khb_parts p;
  khb_moment ignored = khb_moment_empty();
  uint32_t n = khb_number_parts(r, t, &p);
  uint32_t mark = khb_date_mark(r, hour_end), before = t ? khb_date_mark(r, t - 1) : 0;
  if (n > 1) {
    bool row = (mark == ':' || before == ':') && khb_attached(r->cx, mark == ':' ? hour_end : t);
    uint32_t count;
    bool counted =
        khb_date_word_at(r, hour_end, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &hit) ||
        khb_word_at(r->figures, r->cx, hour_end, KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY), 0, &count, NULL);
    if (p.mark[0] == '.' && n == 2)
      return read_zone(r, hour_end, &ignored) > hour_end || khb_date_word_at(r, hour_end, KHB_D(PART), KHB_BARE, &hit);
    return p.mark[0] == ':' && !row && !counted;
  }
  uint32_t at = hour_end;
  khb_moment m = khb_moment_empty();
  m.time = KHB_CLOCK;
  khb_number number;
  bool word = n == 0 && khb_read_number(r->figures, r->cx, t, &number) > 0;
  bool one = word && number.value < 2 && khb_feminine(r, t); /* one o'clock is الواحدة */
  bool ordinal = word && number.definite && (number.ordinal || one);
  uint32_t minutes = read_minutes(r, at, false, &m);
  if (minutes > at && (ordinal || n == 1)) at = minutes;
  if (word && !ordinal) return false;
  if (read_zone(r, at, &ignored) > at) return true;
  if (part_follows(r, at) && r->tok[at].n_codes > 1) return ordinal || !khb_date_word_at(r, at, KHB_D(THE_PART), KHB_BARE, &hit);
  if (!ordinal) return false;
  if (khb_date_word_at(r, at, KHB_D(NIGHT), KHB_BARE, &hit)) return true;
  bool said = minutes > hour_end && khb_date_word_at(r, minutes - 1, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &hit);
  if (minutes > hour_end && (said || half_past(r, hour_end) || (t > 0 && khb_date_word_before(r, t, KHB_D(IN)))))
    return !(t > 0 && khb_date_word_before(r, t, KHB_D(THE))); /* الدقيقة الثامنة و20 … */
  khb_hit_word of;
  return khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of) && khb_date_word_at(r, at + of.count, KHB_D(PART_OF), KHB_BARE, &hit);
}

/* The rest of a range whose first hour ends before token t: f->moment .. f->end. Returns the end, or t where it is no range. */
static uint32_t hour_range(const khb_reader *r, uint32_t first, uint32_t hour, uint32_t t, bool said, bool day_too,
                           khb_found *f) {
  khb_hit_word hit;
  khb_found second = nothing();
  khb_number number;
  bool and;
  uint32_t from = hour_joint(r, first, t, &and), at = from;
  if (from == t && !and) return t;
  bool headed = khb_date_word_at(r, at, KHB_D(CLOCK), and&&from == t ? KHB_WITH_WA : KHB_BARE, &hit);
  if (headed) at += hit.count;
  uint32_t end = read_hour(r, at, &second.moment, NULL);
  if (end == at && and&&from == t && khb_plain_word(r, at) &&
      (end = at + (uint32_t)khb_read_number(r->figures, r->cx, at, &number)) > at) {
    if (number.form != 1 || !(number.value >= 1 && number.value <= 12)) return t; /* والسادسة */
    second.moment.time = KHB_CLOCK;
    second.moment.hour = (uint8_t)number.value;
  }
  if (end == at || second.moment.time != KHB_CLOCK) return t;
  bool lead = said || (first > 0 && khb_date_word_before(r, first, KHB_D(FROM))) || !and;
  bool shown = headed || is_clock(r, at, end) || (and&&from == t && khb_date_word_at(r, end, KHB_D(PART), KHB_BARE, &hit)) ||
               (!and&&said) || is_clock(r, hour, t) || (lead && !and&&khb_date_word_at(r, end, KHB_D(PART), KHB_BARE, &hit));
  if (!lead || !shown ||
      (khb_date_mark(r, t) && !khb_date_word_at(r, end, KHB_D(PART), KHB_BARE, &hit) && !second.moment.has_minute))
    return t;
  end = read_minutes(r, end, false, &second.moment);
  uint8_t said_hour = second.moment.hour;
  end = around_clock(r, end, day_too, &second);
  khb_moment m = join(&second.moment, &f->moment);
  m.zone = second.moment.zone;
  if (second.moment.hour != said_hour && second.moment.hour > 12 && m.hour < 12 && m.hour + 12 <= second.moment.hour)
    m.hour = (uint8_t)(m.hour + 12);
  f->moment = m;
  f->end = second.moment;
  f->range = true;
  return end;
}

/* 1:30 بعد الظهر إلى 4, where the second hour has no part of its own: it is that of the first. Returns the end, or t. */
static uint32_t hours_of_part(const khb_reader *r, uint32_t hour, uint32_t t, khb_found *f) {
  khb_hit_word part, other;
  khb_found second = nothing();
  if (!khb_date_word_at(r, t, KHB_D(PART), KHB_BARE, &part) || r->tok[t].n_codes < 2) return t;
  uint32_t at = t + part.count;
  if (!khb_date_word_at(r, at, KHB_D(TO), KHB_BARE, &other)) return t;
  at += other.count;
  if (khb_date_word_at(r, at, KHB_D(CLOCK), KHB_BARE, &other)) at += other.count;
  uint32_t end = read_hour(r, at, &second.moment, NULL), count;
  if (end == at || second.moment.hour > 12 || second.moment.hour <= f->moment.hour % 12 || !is_clock(r, hour, t)) return t;
  if (khb_date_word_at(r, end, KHB_D(PART) | KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &other) ||
      khb_word_at(r->figures, r->cx, end, KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN), 0, &count, NULL) ||
      (khb_plain_word(r, end) && !second.moment.has_minute))
    return t;
  into_part(&f->moment, part.word->code);
  into_part(&second.moment, part.word->code);
  f->end = second.moment;
  f->range = true;
  return end;
}

/* A bare hour that only its place shows to be one: في السابعة, with nothing behind it that it could be the seventh of. */
static uint32_t lone_hour(const khb_reader *r, uint32_t t, khb_moment *m) {
  khb_number number;
  size_t used = khb_plain_word(r, t) ? khb_read_number(r->figures, r->cx, t, &number) : 0;
  uint32_t end = t + (uint32_t)used;
  if (!used || !number.ordinal || !number.definite || number.form || !(number.value >= 3 && number.value <= 12)) return t;
  if (!khb_feminine(r, t) || khb_plain_word(r, end)) return t; /* as الساعة is. الثانية is a second more often */
  m->hour = (uint8_t)number.value;
  m->time = KHB_CLOCK;
  return end;
}

enum { MOST_WORDS = 4 }; /* of a number below sixty: خمس و عشرون دقيقة */

/* عشر دقائق قبل الثامنة · ربع ساعة بعد الخامسة صباح الغد. Returns the end, or t. */
static uint32_t minutes_from(const khb_reader *r, uint32_t t, bool day_too, khb_found *f) {
  khb_hit_word unit, way;
  khb_number number;
  uint32_t near = t + 1;
  while (near <= t + MOST_WORDS && !khb_has_word(r, near, KHB_D(UNIT) | KHB_D(UNITS))) near++;
  if (near > t + MOST_WORDS) return t;
  size_t used = khb_may_start_number(r->cx, t) ? khb_read_number(r->figures, r->cx, t, &number) : 0;
  uint32_t at = t + (uint32_t)used;
  if (!used || number.ordinal || number.percent || !khb_date_word_at(r, at, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &unit)) return t;
  double minutes = unit.word->code[0] == 'T' ? number.value : unit.word->code[0] == 'H' && number.fraction ? number.value * 60 : 0;
  if (!(minutes >= 1 && minutes < 60)) return t;
  *f = nothing();
  at += unit.count;
  bool after = khb_date_word_at(r, at, KHB_D(HENCE), KHB_BARE, &way);
  if (!after && !khb_date_word_at(r, at, KHB_D(AGO) | KHB_D(TO), KHB_BARE, &way)) return t;
  at += way.count;
  khb_hit_word head;
  bool said = khb_date_word_at(r, at, KHB_D(CLOCK), KHB_BARE, &head);
  uint32_t hour = said ? at + head.count : at, end = read_hour(r, hour, &f->moment, NULL);
  if (end == hour || f->moment.hour == 0 || f->moment.hour > 12) return t;
  if (!said && !is_clock(r, hour, end) && lone_hour(r, hour, &f->moment) != end) return t;
  end = around_clock(r, read_minutes(r, end, false, &f->moment), day_too, f);
  if (after) {
    int all = f->moment.hour * 60 + f->moment.minute + (int)(minutes + 0.5);
    f->moment.hour = (uint8_t)(all / 60 % 24);
    f->moment.minute = (uint8_t)(all % 60);
    f->moment.has_minute = true;
  } else {
    earlier(&f->moment, (int)(minutes + 0.5));
  }
  f->form = number.form;
  return end;
}

/* الساعة الثامنة والنصف مساء الخميس بتوقيت غرينتش, or the hour alone where it shows that it is one. Returns the end, or t. */
static uint32_t clock(const khb_reader *r, uint32_t t, int forms, bool day_too, khb_found *f) {
  khb_hit_word head;
  uint32_t at = t;
  bool said = khb_date_word_at(r, t, KHB_D(CLOCK), forms, &head);
  if (said) at += head.count;
  uint8_t form = 0;
  uint32_t end = read_hour(r, at, &f->moment, said ? NULL : &form);
  if (end == at) return minutes_from(r, t, day_too, f);
  if (form && !((uint32_t)forms >> form & 1)) return t;
  khb_found range = *f;
  bool between = t > 0 && khb_date_word_before(r, t, KHB_D(FROM)); /* بين 3 و5 مساء: not 3:05 */
  uint32_t minutes = read_minutes(r, end, between, &range.moment), last = hour_range(r, t, at, minutes, said, day_too, &range);
  if (last == minutes) last = hours_of_part(r, at, minutes, &range);
  if (last > minutes && !form) {
    *f = range;
    f->form = said ? head.form : 0;
    return last;
  }
  if (!said && !is_clock(r, at, end)) {
    khb_moment lone = f->moment;
    if (!form && (last = lone_hour(r, t, &lone)) > t && khb_date_word_before(r, t, KHB_D(IN)) && khb_speaks_of_future(r, t)) {
      f->moment = lone; /* سيعود في السابعة */
      return last;
    }
    return minutes_from(r, t, day_too, f);
  }
  f->form = said ? head.form : form;
  end = read_minutes(r, end, between, &f->moment);
  return around_clock(r, end, day_too, f);
}

/* حوالي الساعة 8: past the word before الساعة. */
static uint32_t skip_about(const khb_reader *r, uint32_t t) {
  khb_hit_word about, hit;
  return khb_date_word_at(r, t, KHB_D(LASTING), KHB_BARE, &about) &&
                 khb_date_word_at(r, t + about.count, KHB_D(CLOCK), KHB_BARE, &hit)
             ? t + about.count
             : t;
}

/* The end of a stretch whose first time, read from `first`, ends before t, each with its own part of the day: بين الساعة 8 صباحا و2 مساء.
   Returns the end, or t. */
static uint32_t second_clock(const khb_reader *r, uint32_t first, uint32_t t, khb_found *f) {
  khb_found second = nothing();
  bool and;
  uint32_t from = hour_joint(r, first, t, &and);
  if (from == t && !and) return t;
  uint32_t end = clock(r, from, and&&from == t ? KHB_WITH_WA : KHB_BARE, false, &second);
  if (end == from || second.range) return t;
  f->end = second.moment;
  f->range = true;
  return end;
}

uint32_t khb_read_clock_tail(const khb_reader *r, uint32_t t, khb_found *day) {
  khb_hit_word hit, part;
  khb_found f = nothing();
  if (day->range || day->moment.grain < KHB_GRAIN_WEEKDAY || day->moment.time) return t;
  uint32_t at = khb_skip_comma(r, t);
  if (khb_date_word_at(r, at, KHB_D(PART), KHB_BARE, &part) && at == t && r->tok[at].n_codes > 1) { /* الخميس مساء */
    set_part(&f.moment, part.word->code);
    at += part.count;
    khb_found timed = nothing();
    uint32_t from = khb_skip_comma(r, at), end;
    if (khb_date_word_at(r, from, KHB_D(IN), KHB_BARE, &hit)) from += hit.count;
    end = khb_date_word_at(r, from, KHB_D(CLOCK), KHB_ANY, &hit) ? clock(r, from, KHB_ANY, false, &timed) : from;
    if (end > from && !timed.range) {
      into_part(&timed.moment, part.word->code);
      f = timed;
      at = end;
    }
    day->moment = join(&day->moment, &f.moment);
    day->type = KHB_TIME;
    return at;
  }
  bool in = khb_date_word_at(r, at, KHB_D(IN), KHB_BARE, &hit);
  uint32_t from = in ? at + hit.count : at, end;
  if (in && khb_date_word_at(r, from, KHB_D(EARLY), KHB_BARE, &hit) &&
      khb_date_word_at(r, from + hit.count, KHB_D(THE_PART), KHB_BARE, &part)) {
    day->mod = (uint8_t)(hit.word->number == 1 ? KHB_MOD_START : KHB_MOD_END); /* الثلاثاء في وقت مبكر من المساء */
    from += hit.count;
  }
  if (in && khb_date_word_at(r, from, KHB_D(THE_PART), KHB_BARE, &part)) { /* الثلاثاء في المساء */
    set_part(&f.moment, part.word->code);
    day->moment = join(&day->moment, &f.moment);
    day->type = KHB_TIME;
    return from + part.count;
  }
  from = skip_about(r, from);
  bool said = khb_date_word_at(r, from, KHB_D(CLOCK), KHB_ANY, &hit);
  uint32_t mark = khb_date_mark(r, from);
  if (from == t && (mark == '-' || mark == 0x2013 || mark == '|') && !khb_attached(r->cx, t)) from++; /* 6 مايو 2021 - 10:50 */
  bool between = !in && khb_date_word_at(r, from, KHB_D(FROM), KHB_BARE, &hit);
  if (between) from += hit.count; /* الجمعة بين الواحدة والرابعة مساء */
  if (!said && !between && !khb_has_number(r, from)) return t;
  end = clock(r, from, said || between ? KHB_ANY : KHB_BARE, false, &f);
  if (between && end > from && !f.range) end = second_clock(r, from, end, &f);
  if (between && !f.range) return t;
  if (end == from && in) end = lone_hour(r, from, &f.moment); /* 23 أكتوبر في السابعة */
  if (end == from) return t;
  if (f.range) {
    day->range = true;
    day->end = join(&day->moment, &f.end);
  }
  day->moment = join(&day->moment, &f.moment);
  day->type = KHB_TIME;
  return end;
}

/* ---- parts of days ------------------------------------------------------------------------------------------------------- */

/* صباح اليوم · فجر أمس · ليلة السبت-الأحد. Returns the end, or t. */
static uint32_t part_of_day(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit, second;
  khb_found day;
  if (!khb_date_word_at(r, t, KHB_D(PART_OF), forms, &hit)) return t;
  uint32_t at = t + hit.count, every = khb_each_day(r, at);
  if (every > at) { /* صباح كل يوم */
    f->form = hit.form;
    f->mod = KHB_MOD_EVERY;
    set_part(&f->moment, hit.word->code);
    khb_found timed = nothing();
    uint32_t from = khb_date_word_at(r, every, KHB_D(IN), KHB_BARE, &second) ? every + second.count : every;
    uint32_t end = khb_date_word_at(r, from, KHB_D(CLOCK), KHB_BARE, &second) ? clock(r, from, KHB_BARE, false, &timed) : from;
    if (end == from || timed.range) return every;
    into_part(&timed.moment, hit.word->code);
    f->moment = timed.moment;
    return end;
  }
  if (!khb_read_day(r, at, KHB_BARE, &day) || day.range || day.moment.grain < KHB_GRAIN_WEEKDAY) return t;
  f->form = hit.form;
  f->has_other = day.has_other;
  f->other = day.other;
  f->moment = day.moment;
  if (day.type == KHB_DATE) set_part(&f->moment, hit.word->code);
  at = day.last;
  if (hit.word->code[0] == 'N') { /* the night between two days belongs to the first */
    uint32_t mark = khb_date_mark(r, at), from = at + (mark == '-' || mark == '/' || mark == 0x2013);
    if (khb_date_word_at(r, from, KHB_D(WEEKDAY), KHB_BARE | KHB_WITH_WA, &second)) at = from + second.count;
    return at;
  }
  khb_found timed = nothing();
  uint32_t from = khb_skip_comma(r, at), end;
  khb_hit_word in;
  bool at_hour = khb_date_word_at(r, from, KHB_D(IN), KHB_BARE, &in);
  if (at_hour) from += in.count;
  bool said = khb_date_word_at(r, from, KHB_D(CLOCK), KHB_ANY, &in);
  if (said || at_hour) {
    end = said ? clock(r, from, KHB_ANY, false, &timed) : lone_hour(r, from, &timed.moment); /* صباح الأحد عند الثامنة */
    if (end > from && !timed.range) {
      into_part(&timed.moment, hit.word->code);
      f->moment = join(&f->moment, &timed.moment);
      at = end;
    }
  }
  return at;
}

/* الليلة في الثامنة · الليلة في 8. Returns the end, or t. */
static uint32_t night_hour(const khb_reader *r, uint32_t t, khb_moment *m) {
  khb_parts p;
  if (khb_number_parts(r, t, &p) != 1) return lone_hour(r, t, m);
  uint32_t end = read_hour(r, t, m, NULL);
  bool more = khb_plain_word(r, end) || (khb_attached(r->cx, end) && khb_date_mark(r, end) != '.');
  if (end > t && m->hour >= 1 && m->hour <= 12 && !more) return end;
  m->time = KHB_NO_TIME;
  return t;
}

/* الليلة · ليلة أمس · منتصف الليل · منتصف ليل الأحد · هذا المساء · في المساء. Returns the end, or t. */
static uint32_t named_part(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit, part;
  khb_found day;
  int32_t nth;
  khb_number number;
  if (khb_date_word_at(r, t, KHB_D(NIGHT), forms, &hit) && !khb_proclitic_form[hit.form].al_hidden &&
      !(khb_plain_word(r, t + hit.count) && khb_read_whole(r, t + hit.count, 1, 1000, &nth, &number) && number.ordinal) &&
      !khb_date_word_at(r, t + hit.count, KHB_D(NOT_TODAY_BEFORE), KHB_BARE, &part)) {
    f->form = hit.form;
    f->moment.grain = KHB_GRAIN_DAY;
    if (r->dates->has_day) khb_moment_of_day(r->dates->day + hit.word->number, &f->moment);
    set_part(&f->moment, "NI");
    uint32_t end = t + hit.count, from = khb_skip_comma(r, end);
    khb_found timed = nothing();
    if (khb_date_word_at(r, from, KHB_D(IN), KHB_BARE, &part)) from += part.count;
    from = skip_about(r, from);
    if (khb_date_word_at(r, from, KHB_D(CLOCK), KHB_ANY, &part)) from = clock(r, from, KHB_ANY, false, &timed);
    else if (khb_date_word_before(r, from, KHB_D(IN))) from = night_hour(r, from, &timed.moment);
    if (timed.moment.time == KHB_CLOCK && !timed.range) {
      into_part(&timed.moment, "NI");
      f->moment = join(&f->moment, &timed.moment);
      return from;
    }
    return end;
  }
  if (khb_date_word_at(r, t, KHB_D(MIDDLE), forms, &hit)) {
    f->form = hit.form;
    uint32_t at = t + hit.count;
    if (khb_read_day(r, at, KHB_BARE, &day) && !day.range && day.moment.grain >= KHB_GRAIN_WEEKDAY && day.type == KHB_DATE) {
      f->moment = day.moment;
      at = day.last;
    }
    f->moment.time = KHB_CLOCK;
    f->moment.hour = (uint8_t)hit.word->number;
    return at;
  }
  bool this_one = khb_date_word_at(r, t, KHB_D(THIS), forms, &hit);
  uint32_t at = this_one ? t + hit.count : t;
  if (!khb_date_word_at(r, at, KHB_D(THE_PART), this_one ? KHB_BARE : forms, &part)) return t;
  if (!this_one && !khb_date_word_before(r, t, KHB_D(IN))) return t;
  if (khb_in_name(r, at)) return t;
  f->form = this_one ? hit.form : part.form;
  if (this_one) {
    f->moment.grain = KHB_GRAIN_DAY;
    if (r->dates->has_day) khb_moment_of_day(r->dates->day, &f->moment);
  }
  uint32_t end = at + part.count;
  if (!this_one && khb_has_word(r, end, KHB_D(UNIT) | KHB_D(WEEKDAY)) && khb_read_day(r, end, KHB_BARE, &day) && !day.range &&
      day.moment.grain >= KHB_GRAIN_WEEKDAY && day.type == KHB_DATE) { /* في الصباح الباكر يوم الثلاثاء */
    f->moment = day.moment;
    end = day.last;
  }
  set_part(&f->moment, part.word->code);
  khb_found timed = nothing();
  uint32_t from = khb_date_word_at(r, end, KHB_D(IN), KHB_BARE, &hit) ? end + hit.count : end, last = from;
  if (khb_date_word_at(r, from, KHB_D(CLOCK), KHB_BARE, &hit)) last = clock(r, from, KHB_BARE, false, &timed);
  else if (from > end) last = lone_hour(r, from, &timed.moment);
  if (last == from || timed.range || timed.moment.day_part[0]) return end;
  into_part(&timed.moment, part.word->code); /* في الصباح في التاسعة */
  f->moment = join(&f->moment, &timed.moment);
  return last;
}

/* الساعات الأولى من صباح الجمعة · ساعة متأخرة من ليل السبت. Returns the end, or t. */
static uint32_t early_or_late(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit;
  khb_found inner = nothing();
  if (!khb_date_word_at(r, t, KHB_D(EARLY), forms, &hit)) return t;
  bool early = hit.word->number == 1;
  uint32_t at = t + hit.count, end = part_of_day(r, at, KHB_BARE, &inner);
  if (end == at) end = named_part(r, at, KHB_BARE, &inner);
  if (end == at && khb_read_day(r, at, KHB_BARE, &inner) && !inner.range && inner.moment.grain >= KHB_GRAIN_WEEKDAY &&
      inner.type == KHB_DATE) {
    end = inner.last;
    set_part(&inner.moment, early ? "MO" : "NI");
  }
  if (end == at && khb_date_word_at(r, at, KHB_D(THE_PART) | KHB_D(PART), KHB_BARE, &hit) && r->tok[at].n_codes > 1) {
    set_part(&inner.moment, hit.word->code);
    end = at + hit.count;
  }
  if (end <= at) return t;
  khb_date_word_at(r, t, KHB_D(EARLY), forms, &hit);
  inner.form = hit.form;
  inner.mod = (uint8_t)(early ? KHB_MOD_START : KHB_MOD_END);
  *f = inner;
  return end;
}

/* بعد الظهر 7:00 · مساء الساعة الثامنة. Returns the end, or t. */
static uint32_t part_first(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word part, hit;
  khb_parts p;
  if (!khb_date_word_at(r, t, KHB_D(PART), forms, &part) || r->tok[t].n_codes < 2) return t;
  uint32_t at = t + part.count;
  if (khb_date_word_at(r, at, KHB_D(IN), KHB_BARE, &hit)) at += hit.count;
  at = skip_about(r, at);
  if (!khb_date_word_at(r, at, KHB_D(CLOCK), KHB_BARE, &hit) && khb_number_parts(r, at, &p) < 2 && !khb_has_number(r, at)) return t;
  uint32_t end = clock(r, at, KHB_BARE, true, f);
  if (end == at || f->range) return t;
  into_part(&f->moment, part.word->code);
  f->form = part.form;
  return end;
}

static uint32_t reference(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit;
  if (!khb_date_word_at(r, t, KHB_D(REF), forms, &hit) || khb_begins_with_madda(r, t, hit.form)) return t; /* آلان is a name */
  f->form = hit.form;
  f->moment.grain = KHB_GRAIN_REF;
  f->moment.part = (uint8_t)hit.word->number;
  if (hit.word->number != KHB_PRESENT_REF) f->type = KHB_DATE;
  return t + hit.count;
}

bool khb_read_time(const khb_reader *r, uint32_t t, khb_found *out) {
  static const uint64_t starts[] = {KHB_D(CLOCK), KHB_D(PART_OF), KHB_D(NIGHT) | KHB_D(MIDDLE) | KHB_D(THIS) | KHB_D(THE_PART),
                                    KHB_D(EARLY), KHB_D(PART), KHB_D(REF)};
  uint32_t end = t;
  for (uint32_t i = 0; i < 6; i++) {
    if (!khb_has_word(r, t, starts[i]) && !(i == 0 && khb_has_number(r, t))) continue;
    khb_found f = nothing();
    uint32_t e;
    switch (i) {
      case 0: e = clock(r, t, KHB_ANY, true, &f); break;
      case 1: e = part_of_day(r, t, KHB_ANY, &f); break;
      case 2: e = named_part(r, t, KHB_ANY, &f); break;
      case 3: e = early_or_late(r, t, KHB_ANY, &f); break;
      case 4: e = part_first(r, t, KHB_ANY, &f); break;
      default: e = reference(r, t, KHB_ANY, &f); break;
    }
    if (e <= end) continue;
    end = e;
    if (i) f.type = i == 5 ? f.type : KHB_TIME;
    *out = f;
  }
  if (end == t) return false;
  out->last = end;
  return true;
}
