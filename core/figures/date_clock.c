/* date_clock.c: one time of day: الساعة الثالثة والنصف عصرا · 14:30 بتوقيت غرينتش · عشر دقائق قبل الثامنة.
 *
 * An hour from 1 to 12 with a part of the day is put into it: the eighth in the evening is 20:00, the twelfth at night 24:00 of that
 * day (ISO 8601). Without one it stays as it is said.
 */
#include "date_clock.h"

void khb_set_day_part(khb_moment *m, const char code[3]) {
  m->time = KHB_PART_OF_DAY;
  m->day_part[0] = code[0];
  m->day_part[1] = code[1];
  m->day_part[2] = 0;
}

khb_moment khb_join_time(const khb_moment *day, const khb_moment *time) {
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

void khb_into_part(khb_moment *m, const char code[3]) {
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

uint32_t khb_read_hour(const khb_reader *r, uint32_t t, khb_moment *m, uint8_t *form) {
  khb_parts p;
  uint32_t n = khb_number_parts(r, t, &p);
  if (n == 1 && p.digits[0] == 4) { /* الساعة 1734 بتوقيت غرينتش */
    khb_moment zone = khb_moment_empty();
    if (p.value[0] / 100 > 23 || p.value[0] % 100 > 59 || read_zone(r, t + 1, &zone) == t + 1) return t;
    m->hour = (uint8_t)(p.value[0] / 100);
    m->minute = (uint8_t)(p.value[0] % 100);
    m->has_minute = true;
    m->time = KHB_CLOCK;
    return t + 1;
  }
  if (n) {
    if (n > 3 || p.digits[0] > 2 || p.value[0] > 24) return t;
    if (n > 1 && (p.digits[1] != 2 || p.value[1] > 59 || (p.mark[0] != ':' && p.mark[0] != '.' && p.mark[0] != ','))) return t; /* 18,40 */
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

uint32_t khb_read_minutes(const khb_reader *r, uint32_t t, khb_minutes where, khb_moment *m) {
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
  bool ends = part_follows(r, at + used) || (where == KHB_AFTER_CLOCK && khb_number_ends(r, at + used));
  if (!said && (where == KHB_AFTER_PART || minutes % 5 || !ends)) return t; /* السابعة وخمسة وثلاثين مساء */
  if (!said) unit.count = 0;
  m->minute = (uint8_t)minutes;
  m->has_minute = true;
  return at + used + unit.count;
}

uint32_t khb_around_clock(const khb_reader *r, uint32_t t, bool said, bool day_too, khb_found *f) {
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
      khb_into_part(&f->moment, hit.word->code);
      if (day || !r->dates->has_day || !khb_moment_of_day(r->dates->day, &other.moment)) return t;
      f->moment = khb_join_time(&other.moment, &f->moment);
      part = day = true;
      t = at + of.count + hit.count;
      continue;
    }
    /* A part with its day first: مساء الخميس. */
    if (!part && !day && khb_date_word_at(r, at, KHB_D(PART_OF), KHB_BARE, &hit) &&
        khb_read_day(r, at + hit.count, KHB_BARE, &other) && !other.range) {
      khb_into_part(&f->moment, hit.word->code);
      f->moment = khb_join_time(&other.moment, &f->moment);
      part = day = true;
      t = other.last;
      continue;
    }
    if (!part && khb_date_word_at(r, at, KHB_D(PART) | KHB_D(THE_PART), KHB_BARE, &hit) &&
        (r->tok[at].n_codes > 1 || f->moment.has_minute || (said && at == t))) { /* 10:50 ص, but not 8 م: eight metres */
      t = khb_read_minutes(r, at + hit.count, KHB_AFTER_PART, &f->moment); /* التاسعة مساء والنصف */
      khb_into_part(&f->moment, hit.word->code);
      part = true;
      continue;
    }
    bool small = f->moment.hour == 12 || f->moment.hour <= 5;
    if (!part && small && khb_date_word_at(r, at, KHB_D(MIDDLE), KHB_BARE, &hit)) { /* الساعة 12 منتصف الليل */
      khb_into_part(&f->moment, hit.word->number == 24 ? "NI" : "MI");
      part = true;
      t = at + hit.count;
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
      khb_into_part(&f->moment, "NI");
      if (r->dates->has_day && khb_moment_of_day(r->dates->day + hit.word->number, &other.moment))
        f->moment = khb_join_time(&other.moment, &f->moment);
      part = day = true;
      t += hit.count;
      continue;
    }
    if (!day) {
      at = at > t ? at : khb_skip_comma(r, t);
      if (khb_read_day(r, at, KHB_BARE, &other) && !other.range && other.moment.grain >= KHB_GRAIN_WEEKDAY) {
        f->moment = khb_join_time(&other.moment, &f->moment);
        if (!part && khb_date_word_at(r, other.last, KHB_D(PART), KHB_BARE, &hit)) {
          khb_into_part(&f->moment, hit.word->code);
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

/* والنصف, والربع, وثلاثة أرباع, إلا ثلثا. */
static bool half_past(const khb_reader *r, uint32_t t) {
  khb_hit_word hit;
  khb_number part;
  bool wa;
  uint32_t at = khb_skip_wa(r, t, &wa);
  if (khb_has_number(r, at) && khb_read_number(r->figures, r->cx, at, &part) && part.fraction && part.value < 1 && part.form == (wa ? 0 : 1))
    return true; /* وثلاثة أرباع */
  return khb_date_word_at(r, at, KHB_D(FRACTION), wa ? KHB_BARE : KHB_WITH_WA, &hit) ||
         khb_date_word_at(r, t, KHB_D(LESS), KHB_BARE, &hit);
}

/* الليلة, هذا المساء */
static bool this_night(const khb_reader *r, uint32_t t) {
  khb_hit_word hit, part;
  if (khb_date_word_at(r, t, KHB_D(NIGHT), KHB_BARE, &hit)) return true;
  return khb_date_word_at(r, t, KHB_D(THIS), KHB_BARE, &hit) && khb_date_word_at(r, t + hit.count, KHB_D(THE_PART), KHB_BARE, &part);
}

bool khb_is_clock(const khb_reader *r, uint32_t t, uint32_t hour_end) {
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
    if ((p.mark[0] == '.' || p.mark[0] == ',') && n == 2)
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
  uint32_t minutes = khb_read_minutes(r, at, KHB_AFTER_HOUR, &m);
  bool digits = n == 1 && p.value[0] >= 1 && p.value[0] <= 12, in = t > 0 && khb_date_word_before(r, t, KHB_D(IN));
  if (digits && minutes > at && khb_date_word_at(r, at, KHB_D(LESS), KHB_BARE, &hit)) return true; /* 8 إلا ربعا */
  if (digits && in && this_night(r, at)) return true;                                             /* في 7 هذا المساء */
  if (minutes > at && (ordinal || n == 1)) at = minutes;
  if (word && !ordinal) return false;
  if (read_zone(r, at, &ignored) > at) return true;
  if (part_follows(r, at) && r->tok[at].n_codes > 1)
    return ordinal || khb_date_word_at(r, at, KHB_D(PART), KHB_BARE, &hit) || !khb_date_word_at(r, at, KHB_D(THE_PART), KHB_BARE, &hit);
  if (!ordinal) return false;
  if (khb_date_word_at(r, at, KHB_D(NIGHT), KHB_BARE, &hit)) return true;
  if (khb_date_word_at(r, at, KHB_D(SHARP), KHB_BARE, &hit) && (in || !(t > 0 && khb_plain_word(r, t - 1)))) return true; /* في السادسة تماما */
  bool said = minutes > hour_end && khb_date_word_at(r, minutes - 1, KHB_D(UNIT) | KHB_D(UNITS), KHB_BARE, &hit);
  if (minutes > hour_end && (said || half_past(r, hour_end) || in))
    return !(t > 0 && khb_date_word_before(r, t, KHB_D(THE))); /* الدقيقة الثامنة و20 … */
  khb_hit_word of; /* في الرابعة عصر الخميس, but not الجولة الثانية عصر الخميس */
  bool place = in || (t > 0 && khb_date_word_before(r, t, KHB_D(FROM) | KHB_D(TO)));
  if (place && khb_date_word_at(r, at, KHB_D(PART_OF), KHB_BARE, &of) && khb_has_word(r, at + of.count, KHB_D(WEEKDAY) | KHB_D(DAY) | KHB_D(UNIT)))
    return true;
  return khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &of) && khb_date_word_at(r, at + of.count, KHB_D(PART_OF), KHB_BARE, &hit);
}

uint32_t khb_lone_hour(const khb_reader *r, uint32_t t, khb_moment *m) {
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
  *f = khb_no_time();
  at += unit.count;
  bool after = khb_date_word_at(r, at, KHB_D(HENCE), KHB_BARE, &way);
  if (!after && !khb_date_word_at(r, at, KHB_D(AGO) | KHB_D(TO), KHB_BARE, &way)) return t;
  at += way.count;
  khb_hit_word head;
  bool said = khb_date_word_at(r, at, KHB_D(CLOCK), KHB_BARE, &head);
  uint32_t hour = said ? at + head.count : at, end = khb_read_hour(r, hour, &f->moment, NULL);
  if (end == hour || f->moment.hour == 0 || f->moment.hour > 12) return t;
  if (!said && !khb_is_clock(r, hour, end) && khb_lone_hour(r, hour, &f->moment) != end) return t;
  end = khb_around_clock(r, khb_read_minutes(r, end, KHB_AFTER_HOUR, &f->moment), said, day_too, f);
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

/* حوالي, نحو right before token t. */
static bool about(const khb_reader *r, uint32_t t) {
  const khb_word *w = khb_word_before(r->figures, r->cx, t, KHB_BIT(W_BOUND), NULL);
  return w && w->mod == KHB_MOD_APPROX;
}

uint32_t khb_read_clock(const khb_reader *r, uint32_t t, int forms, bool day_too, khb_found *f) {
  khb_hit_word head;
  uint32_t at = t;
  bool said = khb_date_word_at(r, t, KHB_D(CLOCK), forms, &head);
  if (said) at += head.count;
  uint8_t form = 0;
  uint32_t end = khb_read_hour(r, at, &f->moment, said ? NULL : &form);
  if (end == at) return minutes_from(r, t, day_too, f);
  if (form && !((uint32_t)forms >> form & 1)) return t;
  khb_found range = *f;
  bool between = t > 0 && khb_date_word_before(r, t, KHB_D(FROM)); /* بين 3 و5 مساء: not 3:05 */
  khb_minutes where = between ? KHB_AFTER_PART : said ? KHB_AFTER_CLOCK : KHB_AFTER_HOUR;
  uint32_t minutes = khb_read_minutes(r, end, where, &range.moment), last = khb_hour_range(r, t, at, minutes, said, day_too, &range);
  if (last == minutes) last = khb_hours_of_part(r, at, minutes, &range);
  if (last > minutes && !form) {
    *f = range;
    f->form = said ? head.form : 0;
    return last;
  }
  if (!said && !khb_is_clock(r, at, end)) {
    khb_moment lone = f->moment;
    if (!form && (last = khb_lone_hour(r, t, &lone)) > t &&
        ((khb_date_word_before(r, t, KHB_D(IN)) && khb_speaks_of_future(r, t)) || about(r, t))) {
      f->moment = lone; /* سيعود في السابعة, حوالي السابعة */
      return last;
    }
    return minutes_from(r, t, day_too, f);
  }
  f->form = said ? head.form : form;
  end = khb_read_minutes(r, end, where, &f->moment);
  return khb_around_clock(r, end, said, day_too, f);
}
