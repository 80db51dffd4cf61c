/* date_words.c: the words of dates, looked up; date_words.h draws how their classes are named. */
#include "date_words.h"

#include "quantity.h"

#include <stdlib.h>

static const struct { const char *name; uint8_t kind; } kinds[] = {
    {"month", D_MONTH}, {"month-weak", D_MONTH_WEAK}, {"month-madda", D_MONTH_MADDA}, {"weekday", D_WEEKDAY},
    {"not-weekday-after", D_NOT_WEEKDAY_AFTER}, {"day", D_DAY}, {"not-today-before", D_NOT_TODAY_BEFORE},
    {"not-today-after", D_NOT_TODAY_AFTER}, {"night", D_NIGHT}, {"ref", D_REF}, {"which", D_WHICH}, {"several", D_SEVERAL},
    {"this", D_THIS}, {"unit", D_UNIT}, {"units", D_UNITS}, {"two", D_TWO}, {"the", D_THE}, {"the-units", D_THE_UNITS},
    {"the-two", D_THE_TWO}, {"both", D_BOTH}, {"some", D_SOME}, {"lasting", D_LASTING}, {"whole", D_WHOLE},
    {"ago", D_AGO}, {"hence", D_HENCE}, {"from-now", D_FROM_NOW}, {"fraction", D_FRACTION}, {"mod", D_MOD},
    {"weekend", D_WEEKEND}, {"season", D_SEASON}, {"the-season", D_THE_SEASON}, {"quarter", D_QUARTER},
    {"decade", D_DECADE}, {"the-decade", D_THE_DECADE}, {"of-age", D_OF_AGE}, {"era", D_ERA}, {"in", D_IN},
    {"year-before", D_YEAR_BEFORE}, {"dated", D_DATED}, {"from", D_FROM}, {"to", D_TO}, {"of", D_OF},
    {"not-year-after", D_NOT_YEAR_AFTER}, {"named", D_NAMED}, {"future", D_FUTURE}, {"not-future", D_NOT_FUTURE}, {"part", D_PART},
    {"part-of", D_PART_OF}, {"the-part", D_THE_PART}, {"early", D_EARLY}, {"middle", D_MIDDLE},
    {"clock", D_CLOCK}, {"sharp", D_SHARP}, {"less", D_LESS}, {"zone", D_ZONE}, {"zone-at", D_ZONE_AT},
    {"zone-sign", D_ZONE_SIGN}, {"year-of", D_YEAR_OF}, {"weekday-bare", D_WEEKDAY_BARE}, {"last", D_LAST}, {"throughout", D_THROUGHOUT},
    {"rest", D_REST}, {"holiday", D_HOLIDAY},
};

_Static_assert(D_KINDS <= 64, "kinds are bits");

/* What stands behind the last dot, as a number where it is one. */
static void read_argument(const char *arg, khb_date_word *w) {
  static const struct { const char *name; int16_t number; } names[] = {
      {"Z", 0}, {"local", KHB_NO_ZONE}, {"start", KHB_MOD_START}, {"mid", KHB_MOD_MID}, {"end", KHB_MOD_END},
      {"present", KHB_PRESENT_REF}, {"past", KHB_PAST_REF}, {"future", KHB_FUTURE_REF}, {"SP", KHB_SPRING}, {"SU", KHB_SUMMER},
      {"FA", KHB_AUTUMN}, {"WI", KHB_WINTER}};
  for (size_t i = 0; i < 2 && arg[i]; i++) w->code[i] = arg[i];
  if ((arg[0] >= '0' && arg[0] <= '9') || arg[0] == '-') {
    long v = strtol(arg, NULL, 10);
    w->number = (int16_t)(v < -1000 ? -1000 : v > 1000 ? 1000 : v);
    return;
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(arg, names[i].name) == 0) w->number = names[i].number;
}

static void read_class(const char *name, khb_date_word *w) {
  static const char prefix[] = "date.";
  if (strncmp(name, prefix, sizeof prefix - 1) != 0) return;
  const char *kind = name + sizeof prefix - 1;
  size_t len = strcspn(kind, ".");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (strlen(kinds[i].name) != len || memcmp(kinds[i].name, kind, len) != 0) continue;
    w->kind = kinds[i].kind;
    const char *arg = kind[len] ? kind + len + 1 : "";
    if (w->kind == D_HOLIDAY) {
      char *end = NULL;
      w->family = arg[0];
      long month = arg[0] && arg[1] == '.' ? strtol(arg + 2, &end, 10) : 0, day = end && *end == '.' ? strtol(end + 1, NULL, 10) : 0;
      w->number = (int16_t)(month >= 1 && month <= 12 && day >= 1 && day <= 31 ? month * 100 + day : 0);
      if (!w->number || !strchr("ghc", w->family)) w->kind = D_NONE;
    } else if (w->kind == D_MONTH) {
      w->family = arg[0];
      if (arg[0] && arg[1] == '.') read_argument(arg + 2, w);
      if (w->number < 1 || w->number > 13) w->kind = D_NONE;
    } else {
      read_argument(arg, w);
    }
  }
}

khb_status khb_date_words_open(khb_dates *d, khb_error *err) {
  d->n_classes = khb_lexicon_class_count(d->lexicon);
  d->word = calloc(d->n_classes ? d->n_classes : 1, sizeof *d->word);
  if (!d->word) return khb_fail_nomem(err);
  static const char *const names[] = {"name-word", "given-name"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    uint32_t bit = khb_lexicon_attribute(d->lexicon, names[i], strlen(names[i]));
    if (bit != KHB_NONE) d->names = (uint16_t)(d->names | 1u << bit);
  }
  for (uint32_t i = 0; i < d->n_classes; i++) read_class(khb_lexicon_class_name(d->lexicon, i), &d->word[i]);
  return KHB_OK;
}

/* ---- looking up ---------------------------------------------------------------------------------------------------------- */

bool khb_date_word_at(const khb_reader *r, uint32_t t, uint64_t mask, int forms, khb_hit_word *out) {
  const khb_context *cx = r->cx;
  if (t >= r->n || (cx->kinds && !(cx->kinds[t].times & mask))) return false;
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) { /* longest first */
    const khb_match *m = &cx->matches->item[i];
    if (m->what != KHB_MATCH_FIGURE || m->ref >= r->dates->n_classes || m->first != t) continue;
    const khb_date_word *w = &r->dates->word[m->ref];
    if (w->kind == D_NONE || !(mask >> w->kind & 1) || !((uint32_t)forms >> m->proclitic & 1)) continue;
    *out = (khb_hit_word){w, m->count, m->proclitic};
    return true;
  }
  return false;
}

enum { LONGEST_WORD = 4 }; /* tokens of a word that is looked for backwards */

bool khb_date_word_before(const khb_reader *r, uint32_t t, uint64_t mask) {
  for (uint32_t n = 1; n <= LONGEST_WORD && n <= t; n++) {
    const khb_context *cx = r->cx;
    if (cx->kinds && !(cx->kinds[t - n].times & mask)) continue;
    for (uint32_t i = cx->first_match[t - n]; i < cx->first_match[t - n + 1]; i++) {
      const khb_match *m = &cx->matches->item[i];
      if (m->what == KHB_MATCH_FIGURE && m->count == n && m->ref < r->dates->n_classes &&
          mask >> r->dates->word[m->ref].kind & 1 && r->dates->word[m->ref].kind != D_NONE)
        return true;
    }
  }
  return false;
}

uint32_t khb_skip_comma(const khb_reader *r, uint32_t t) {
  uint32_t mark = khb_date_mark(r, t);
  return mark == ',' || mark == 0x60c ? t + 1 : t;
}

uint32_t khb_skip_wa(const khb_reader *r, uint32_t t, bool *found) {
  *found = false;
  if (t >= r->n || r->tok[t].kind != KHB_TOK_WORD || r->tok[t].n_codes != 1) return t;
  if (r->cx->scan->codes[r->tok[t].code] != KHB_C_WAW) return t;
  *found = true;
  return t + 1;
}

/* ---- numbers ------------------------------------------------------------------------------------------------------------- */

uint32_t khb_number_parts(const khb_reader *r, uint32_t t, khb_parts *out) {
  if (t >= r->n || r->tok[t].kind != KHB_TOK_NUMBER) return 0;
  const uint8_t *c = r->cx->scan->codes + r->tok[t].code;
  uint32_t n = r->tok[t].n_codes, part = 0;
  *out = (khb_parts){{0}, {0}, {0}};
  for (uint32_t i = 0; i < n; i++) {
    if (c[i] >= '0' && c[i] <= '9') {
      if (out->digits[part] == 9) return 0;
      out->value[part] = out->value[part] * 10 + (c[i] - '0');
      out->digits[part]++;
    } else {
      if (c[i] == '%' || out->digits[part] == 0 || part == 3) return 0;
      out->mark[part++] = (char)c[i];
    }
  }
  return out->digits[part] ? part + 1 : 0;
}

uint32_t khb_article_before_digits(const khb_reader *r, uint32_t t, uint8_t *form) {
  uint32_t n = r->tok[t].n_codes;
  const uint8_t *c = r->cx->scan->codes + r->tok[t].code;
  if (n < 2 || n > 4 || c[n - 1] != KHB_C_LAM || c[n - 2] != KHB_C_ALEF) return t;
  for (uint8_t i = 0; i < KHB_N_PROCLITICS; i++) {
    const khb_proclitic *p = &khb_proclitic_form[i];
    if (p->n != n - 2 || p->al_hidden || memcmp(p->codes, c, p->n) != 0) continue;
    *form = i;
    return t + 1;
  }
  return t;
}

uint32_t khb_read_whole(const khb_reader *r, uint32_t t, int32_t low, int32_t high, int32_t *out, khb_number *number) {
  khb_parts parts;
  uint8_t form;
  uint32_t digits = khb_skip_article(r, t, &form), n = khb_number_parts(r, digits, &parts);
  if (n) {
    if (n > 1 || parts.value[0] < low || parts.value[0] > high) return 0;
    *out = parts.value[0];
    *number = (khb_number){.value = *out, .plain_digits = true, .definite = digits > t, .ordinal = digits > t, .form = form};
    return digits + 1 - t;
  }
  if (t >= r->n || r->tok[t].kind != KHB_TOK_WORD) return 0;
  size_t used = khb_read_number(r->figures, r->cx, t, number);
  if (!used || !(number->value >= low && number->value <= high) || number->value != (double)(int32_t)number->value) return 0;
  *out = (int32_t)number->value;
  return (uint32_t)used;
}

bool khb_heads_date(const khb_reader *r, uint32_t t) {
  khb_hit_word hit, next;
  if (!khb_date_word_at(r, t, KHB_D(UNIT), KHB_BARE, &hit) || hit.word->code[0] != 'D') return false;
  uint32_t after = t + hit.count;
  return after < r->n && (r->tok[after].kind == KHB_TOK_NUMBER ||
                          khb_date_word_at(r, after, KHB_D(WEEKDAY) | KHB_D(DAY), KHB_BARE, &next));
}

/* ---- what stands around -------------------------------------------------------------------------------------------------- */

enum { LONGEST_NAME = 8, FUTURE_WINDOW = 14 };

bool khb_in_name(const khb_reader *r, uint32_t t) {
  const khb_context *cx = r->cx;
  for (uint32_t back = 0; back <= LONGEST_NAME && back <= t; back++) {
    uint32_t s = t - back;
    for (uint32_t i = cx->first_match[s]; i < cx->first_match[s + 1]; i++) {
      const khb_match *m = &cx->matches->item[i];
      if (m->what == KHB_MATCH_ENTITY && m->count > 1 && s + m->count > t) return true;
    }
  }
  return false;
}

/* سيعقد, ستبدأ: future by their shape, but for what looks like it (D_NOT_FUTURE) and nouns by their endings. */
bool khb_future_verb(const khb_reader *r, uint32_t t) {
  const khb_tok *k = &r->tok[t];
  const uint8_t *c = r->cx->scan->codes + k->code;
  uint32_t n = k->n_codes;
  if (k->kind == KHB_TOK_WORD && n > 1 && (c[0] == KHB_C_WAW || c[0] == KHB_C_FA)) {
    c++;
    n--;
  }
  if (k->kind != KHB_TOK_WORD || n < 5 || c[0] != KHB_C_SIN) return false;
  uint32_t second = khb_code_offset(r->cx->text, k, (uint32_t)(c - r->cx->scan->codes) - k->code + 1);
  bool hamza = second + 1 < k->end && (uint8_t)r->cx->text[second] == 0xd8 && (uint8_t)r->cx->text[second + 1] == 0xa3; /* سأعود */
  if (c[1] != KHB_C_YA && c[1] != KHB_C_TA && !hamza) return false;
  uint8_t last = c[n - 1], before = c[n - 2];
  bool object = last == KHB_C_HA && n >= 6 && !khb_feminine(r, t); /* سيواجهه */
  if ((last == KHB_C_HA && !object) || (last == KHB_C_TA && before == KHB_C_ALEF) || (last == KHB_C_NUN && before == KHB_C_YA) ||
      (last == KHB_C_YA))
    return false;
  if (r->cx->matches->attr[t] & r->dates->names) return false; /* ستاندرد, سيمون */
  khb_hit_word hit;
  return !khb_date_word_at(r, t, KHB_D(NOT_FUTURE), KHB_ANY, &hit);
}

bool khb_begins_with_madda(const khb_reader *r, uint32_t t, uint8_t form) {
  const khb_tok *k = &r->tok[t];
  uint32_t at = khb_code_offset(r->cx->text, k, khb_proclitic_form[form].n), cp;
  if (at >= k->end) return false;
  khb_utf8_next((const uint8_t *)r->cx->text + at, (const uint8_t *)r->cx->text + k->end, &cp);
  return cp == 0x622 || cp == 0xfe81 || cp == 0xfe82;
}

static uint32_t last_letter(const khb_reader *r, uint32_t t) {
  const khb_tok *k = &r->tok[t];
  uint32_t cp = 0;
  if (k->kind != KHB_TOK_WORD || k->n_codes < 2) return 0;
  uint32_t at = khb_code_offset(r->cx->text, k, k->n_codes - 1u);
  khb_utf8_next((const uint8_t *)r->cx->text + at, (const uint8_t *)r->cx->text + k->end, &cp);
  return cp;
}

bool khb_ends_in(const khb_reader *r, uint32_t t, uint32_t letter) { return last_letter(r, t) == letter; }

bool khb_feminine(const khb_reader *r, uint32_t t) {
  uint32_t cp = last_letter(r, t);
  return cp == 0x629 || cp == 0xfe93 || cp == 0xfe94;
}

/* شددت, أعلنت right before a day: a verb of the past by its ending, which nouns in ات have not. */
static bool past_verb(const khb_reader *r, uint32_t t) {
  const khb_tok *k = &r->tok[t];
  const uint8_t *c = r->cx->scan->codes + k->code;
  if (k->kind != KHB_TOK_WORD || k->n_codes < 5 || !(k->flags & KHB_TOKF_ARABIC)) return false;
  const uint8_t *end = c + k->n_codes;
  if (end[-1] != KHB_C_TA || end[-2] == KHB_C_ALEF || khb_is_definite(r->cx, t)) return false;
  if (*c == KHB_C_WAW || *c == KHB_C_FA) c++;
  if (end - c < 4 || *c == KHB_C_TA || *c == KHB_C_YA || *c == KHB_C_SIN || r->cx->matches->attr[t] & r->dates->names) return false;
  for (uint32_t i = r->cx->first_match[t]; i < r->cx->first_match[t + 1]; i++)
    if (r->cx->matches->item[i].what == KHB_MATCH_ENTITY) return false; /* بيروت */
  return !(t > 0 && khb_date_word_before(r, t, KHB_D(TO) | KHB_D(OF) | KHB_D(IN)));
}

bool khb_speaks_of_future(const khb_reader *r, uint32_t t) {
  khb_hit_word head;
  uint32_t verb = t > 1 && khb_date_word_at(r, t - 1, KHB_D(UNIT), KHB_BARE, &head) ? t - 2 : t - 1; /* أعلنت [يوم] الجمعة */
  if (t > 0 && past_verb(r, verb)) return false;
  for (uint32_t back = 1; back <= FUTURE_WINDOW && back <= t; back++) {
    uint32_t s = t - back, mark = khb_date_mark(r, s);
    if (mark == '.' || mark == '!' || mark == 0x61f || mark == 0x61b || mark == ':') return false;
    khb_hit_word hit;
    if (r->tok[s].kind != KHB_TOK_WORD) continue;
    if (khb_date_word_at(r, s, KHB_D(NOT_FUTURE), KHB_ANY, &hit) && hit.word->number == 1) return false; /* بحسب فرانس برس الاثنين */
    if (khb_future_verb(r, s)) return true;
    if (khb_date_word_at(r, s, KHB_D(FUTURE), KHB_ANY, &hit) && (hit.word->number == 0 || back <= (uint32_t)hit.word->number)) return true;
  }
  return false;
}
