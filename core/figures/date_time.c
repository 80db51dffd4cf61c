/* date_time.c: parts of days, and times behind a day: مساء الخميس · فجر أمس · منتصف الليل · هذا المساء · الخميس الساعة الثامنة · حاليا.
 *
 * Parts of days are TIMEX3's MO, MI, AF, EV, NI, DT. The night between two days belongs to the first.
 */
#include "date_clock.h"

/* حوالي الساعة 8: past the word before الساعة. */
static uint32_t skip_about(const khb_reader *r, uint32_t t) {
  khb_hit_word about, hit;
  khb_parts p;
  if (!khb_date_word_at(r, t, KHB_D(LASTING), KHB_BARE, &about)) return t;
  uint32_t at = t + about.count;
  bool minutes = khb_number_parts(r, at, &p) > 1 && p.mark[0] == ':'; /* حوالي 8:00 */
  return minutes || khb_date_word_at(r, at, KHB_D(CLOCK), KHB_BARE, &hit) ? at : t;
}

uint32_t khb_read_clock_tail(const khb_reader *r, uint32_t t, khb_found *day) {
  khb_hit_word hit, part;
  khb_found f = khb_no_time();
  if (day->range || day->moment.grain < KHB_GRAIN_WEEKDAY || day->moment.time) return t;
  uint32_t at = khb_skip_comma(r, t);
  if (khb_date_word_at(r, at, KHB_D(PART), KHB_BARE, &part) && at == t && r->tok[at].n_codes > 1) { /* الخميس مساء */
    khb_set_day_part(&f.moment, part.word->code);
    at += part.count;
    khb_found timed = khb_no_time();
    uint32_t from = khb_skip_comma(r, at), end;
    if (khb_date_word_at(r, from, KHB_D(IN), KHB_BARE, &hit)) from += hit.count;
    end = khb_date_word_at(r, from, KHB_D(CLOCK), KHB_ANY, &hit) ? khb_read_clock(r, from, KHB_ANY, false, &timed) : from;
    if (end > from && !timed.range) {
      khb_into_part(&timed.moment, part.word->code);
      f = timed;
      at = end;
    }
    day->moment = khb_join_time(&day->moment, &f.moment);
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
    khb_set_day_part(&f.moment, part.word->code);
    day->moment = khb_join_time(&day->moment, &f.moment);
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
  end = khb_read_clock(r, from, said || between ? KHB_ANY : KHB_BARE, false, &f);
  if (between && end > from && !f.range) end = khb_second_clock(r, from, end, &f);
  if (between && end == from) end = khb_lone_hours(r, from, &f);
  if (between && !f.range) return t;
  if (end == from && in) end = khb_lone_hour(r, from, &f.moment); /* 23 أكتوبر في السابعة */
  if (end == from) return t;
  if (f.range) {
    day->range = true;
    day->end = khb_join_time(&day->moment, &f.end);
  }
  day->moment = khb_join_time(&day->moment, &f.moment);
  day->type = KHB_TIME;
  return end;
}

uint32_t khb_read_set_clock(const khb_reader *r, uint32_t t, khb_found *set) {
  khb_hit_word in, head;
  khb_found timed = khb_no_time();
  uint32_t from = khb_date_word_at(r, t, KHB_D(IN), KHB_BARE, &in) ? t + in.count : t;
  if (!khb_date_word_at(r, from, KHB_D(CLOCK), KHB_BARE, &head)) return t;
  uint32_t end = khb_read_clock(r, from, KHB_BARE, false, &timed);
  if (end == from || timed.range) return t;
  if (set->moment.time == KHB_PART_OF_DAY) khb_into_part(&timed.moment, set->moment.day_part);
  set->moment = timed.moment;
  set->type = KHB_TIME;
  set->set = false;
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
    khb_set_day_part(&f->moment, hit.word->code);
    khb_found timed = khb_no_time();
    uint32_t from = khb_date_word_at(r, every, KHB_D(IN), KHB_BARE, &second) ? every + second.count : every;
    uint32_t end = khb_date_word_at(r, from, KHB_D(CLOCK), KHB_BARE, &second) ? khb_read_clock(r, from, KHB_BARE, false, &timed) : from;
    if (end == from || timed.range) return every;
    khb_into_part(&timed.moment, hit.word->code);
    f->moment = timed.moment;
    return end;
  }
  if (!khb_read_day(r, at, KHB_BARE, &day) || day.range || day.moment.grain < KHB_GRAIN_WEEKDAY) return t;
  f->form = hit.form;
  f->has_other = day.has_other;
  f->other = day.other;
  f->moment = day.moment;
  if (day.type == KHB_DATE) khb_set_day_part(&f->moment, hit.word->code);
  at = day.last;
  if (hit.word->code[0] == 'N') { /* the night between two days belongs to the first */
    uint32_t mark = khb_date_mark(r, at), from = at + (mark == '-' || mark == '/' || mark == 0x2013);
    if (khb_date_word_at(r, from, KHB_D(WEEKDAY), KHB_BARE | KHB_WITH_WA, &second)) at = from + second.count;
    return at;
  }
  khb_found timed = khb_no_time();
  uint32_t from = khb_skip_comma(r, at), end;
  khb_hit_word in;
  bool at_hour = khb_date_word_at(r, from, KHB_D(IN), KHB_BARE, &in);
  if (at_hour) from += in.count;
  bool said = khb_date_word_at(r, from, KHB_D(CLOCK), KHB_ANY, &in);
  if (said || at_hour) {
    end = said ? khb_read_clock(r, from, KHB_ANY, false, &timed) : khb_lone_hour(r, from, &timed.moment); /* صباح الأحد عند الثامنة */
    if (end > from && !timed.range) {
      khb_into_part(&timed.moment, hit.word->code);
      f->moment = khb_join_time(&f->moment, &timed.moment);
      at = end;
    }
  }
  return at;
}

/* الليلة في الثامنة · الليلة في 8. Returns the end, or t. */
static uint32_t night_hour(const khb_reader *r, uint32_t t, khb_moment *m) {
  khb_parts p;
  if (khb_number_parts(r, t, &p) != 1) return khb_lone_hour(r, t, m);
  uint32_t end = khb_read_hour(r, t, m, NULL);
  bool more = khb_plain_word(r, end) || (khb_attached(r->cx, end) && khb_date_mark(r, end) != '.');
  if (end > t && m->hour >= 1 && m->hour <= 12 && !more) return end;
  m->time = KHB_NO_TIME;
  return t;
}

/* الليلة 9:30 مساء · الليلة في الثامنة. Returns the end, or t. */
static uint32_t night_clock(const khb_reader *r, uint32_t t, khb_found *f) {
  khb_found timed = khb_no_time();
  uint32_t end = khb_read_clock(r, t, KHB_BARE, false, &timed);
  if (end > t) {
    *f = timed;
    return end;
  }
  return khb_date_word_before(r, t, KHB_D(IN)) ? night_hour(r, t, &f->moment) : t;
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
    khb_set_day_part(&f->moment, "NI");
    uint32_t end = t + hit.count, from = khb_skip_comma(r, end);
    khb_found timed = khb_no_time();
    if (khb_date_word_at(r, from, KHB_D(IN), KHB_BARE, &part)) from += part.count;
    from = skip_about(r, from);
    if (khb_date_word_at(r, from, KHB_D(CLOCK), KHB_ANY, &part)) from = khb_read_clock(r, from, KHB_ANY, false, &timed);
    else if (khb_has_number(r, from)) from = night_clock(r, from, &timed);
    if (timed.moment.time == KHB_CLOCK && !timed.range) {
      khb_into_part(&timed.moment, "NI");
      f->moment = khb_join_time(&f->moment, &timed.moment);
      return from;
    }
    return end;
  }
  if (khb_date_word_at(r, t, KHB_D(MIDDLE), forms, &hit)) {
    f->form = hit.form;
    uint32_t at = t + hit.count;
    if (khb_date_word_at(r, at, KHB_D(OF), KHB_BARE, &part) && khb_has_word(r, at + part.count, KHB_D(UNIT) | KHB_D(WEEKDAY) | KHB_D(DAY)) &&
        khb_read_day(r, at + part.count, KHB_BARE, &day) && !day.range && day.moment.grain >= KHB_GRAIN_WEEKDAY && day.type == KHB_DATE)
      at += part.count; /* منتصف النهار من يوم الجمعة */
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
  bool soon = t > 0 && khb_future_verb(r, t - 1) && !khb_plain_word(r, at + part.count); /* سيعود الظهر */
  if (!this_one && !soon && !khb_date_word_before(r, t, KHB_D(IN))) return t;
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
  khb_set_day_part(&f->moment, part.word->code);
  khb_found timed = khb_no_time();
  uint32_t from = khb_date_word_at(r, end, KHB_D(IN), KHB_BARE, &hit) ? end + hit.count : end, last = from;
  if (khb_date_word_at(r, from, KHB_D(CLOCK), KHB_BARE, &hit)) last = khb_read_clock(r, from, KHB_BARE, false, &timed);
  else if (from > end) last = this_one ? night_hour(r, from, &timed.moment) : khb_lone_hour(r, from, &timed.moment);
  if (last == from || timed.range || timed.moment.day_part[0]) return end;
  khb_into_part(&timed.moment, part.word->code); /* في الصباح في التاسعة */
  f->moment = khb_join_time(&f->moment, &timed.moment);
  return last;
}

/* ساعات الصباح [الأولى] [من يوم الجمعة]: the part itself, begun or nearly over where it says so. Returns the end, or t. */
static uint32_t hours_of_part(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word head, part, which, of;
  khb_found day;
  if (!khb_date_word_at(r, t, KHB_D(UNITS), forms, &head) || head.word->code[0] != 'H') return t;
  uint32_t at = t + head.count;
  if (!khb_date_word_at(r, at, KHB_D(THE_PART), KHB_BARE, &part)) return t;
  uint32_t end = at + part.count;
  if (khb_date_word_at(r, end, KHB_D(WHOLE), KHB_BARE, &which) && which.word->number > 4) { /* الأولى, المتأخرة */
    f->mod = (uint8_t)(which.word->number == 5 ? KHB_MOD_START : KHB_MOD_END);
    end += which.count;
  }
  uint32_t from = khb_date_word_at(r, end, KHB_D(OF), KHB_BARE, &of) ? end + of.count : end;
  if (khb_has_word(r, from, KHB_D(UNIT) | KHB_D(WEEKDAY) | KHB_D(DAY)) && khb_read_day(r, from, KHB_BARE, &day) && !day.range &&
      day.moment.grain >= KHB_GRAIN_WEEKDAY && day.type == KHB_DATE) {
    f->moment = day.moment;
    end = day.last;
  }
  khb_set_day_part(&f->moment, part.word->code);
  f->form = head.form;
  return end;
}

/* الساعات الأولى من صباح الجمعة · ساعة متأخرة من ليل السبت. Returns the end, or t. */
static uint32_t early_or_late(const khb_reader *r, uint32_t t, int forms, khb_found *f) {
  khb_hit_word hit;
  khb_found inner = khb_no_time();
  if (!khb_date_word_at(r, t, KHB_D(EARLY), forms, &hit)) return t;
  bool early = hit.word->number == 1;
  uint32_t at = t + hit.count, end = part_of_day(r, at, KHB_BARE, &inner);
  if (end == at) end = named_part(r, at, KHB_BARE, &inner);
  if (end == at && khb_read_day(r, at, KHB_BARE, &inner) && !inner.range && inner.moment.grain >= KHB_GRAIN_WEEKDAY &&
      inner.type == KHB_DATE) {
    end = inner.last;
    khb_set_day_part(&inner.moment, early ? "MO" : "NI");
  }
  if (end == at && khb_date_word_at(r, at, KHB_D(THE_PART) | KHB_D(PART), KHB_BARE, &hit) && r->tok[at].n_codes > 1) {
    khb_set_day_part(&inner.moment, hit.word->code);
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
  uint32_t end = khb_read_clock(r, at, KHB_BARE, true, f);
  if (end == at && at == t + part.count) end = khb_lone_hour(r, at, &f->moment); /* بعد الظهر السابعة */
  if (end == at || f->range) return t;
  khb_into_part(&f->moment, part.word->code);
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
                                    KHB_D(EARLY), KHB_D(PART), KHB_D(UNITS), KHB_D(REF)};
  uint32_t end = t;
  for (uint32_t i = 0; i < 7; i++) {
    if (!khb_has_word(r, t, starts[i]) && !(i == 0 && khb_has_number(r, t))) continue;
    khb_found f = khb_no_time();
    uint32_t e;
    switch (i) {
      case 0: e = khb_read_clock(r, t, KHB_ANY, true, &f); break;
      case 1: e = part_of_day(r, t, KHB_ANY, &f); break;
      case 2: e = named_part(r, t, KHB_ANY, &f); break;
      case 3: e = early_or_late(r, t, KHB_ANY, &f); break;
      case 4: e = part_first(r, t, KHB_ANY, &f); break;
      case 5: e = hours_of_part(r, t, KHB_ANY, &f); break;
      default: e = reference(r, t, KHB_ANY, &f); break;
    }
    if (e <= end) continue;
    end = e;
    if (i) f.type = i == 6 ? f.type : KHB_TIME;
    *out = f;
  }
  if (end == t) return false;
  out->last = end;
  return true;
}
