/* value.c: the value of a figure as JSON, and as one field of text; converted where --convert asks for it. */
#include "cli.h"

#include <math.h>

/* A finite number in the shortest form that says it whole: 2400000, 18.25, 0.333333333333333. `digits` and `exponent` where they are
   exact. */
static void number_text(double number, const khb_value *exact, char buf[48]) {
  if (exact && exact->exponent >= 0 && fabs(number) < 1e18) snprintf(buf, 48, "%.0f", number);
  else if (exact && exact->exponent < 0 && exact->exponent >= -15) snprintf(buf, 48, "%.*f", -exact->exponent, number);
  else if (number == floor(number) && fabs(number) < 1e15) snprintf(buf, 48, "%.0f", number);
  else snprintf(buf, 48, "%.15g", number);
}

static void json_number(FILE *out, const char *key, double number, const khb_value *exact, bool *first) {
  char buf[48];
  number_text(number, exact, buf);
  fprintf(out, "%s\"%s\": %s", *first ? "" : ", ", key, isfinite(number) ? buf : "null");
  *first = false;
}

static void json_text(FILE *out, const char *key, const char *text, bool *first) {
  if (!*text) return;
  fprintf(out, "%s\"%s\": ", *first ? "" : ", ", key);
  cli_json_string(out, text, strlen(text));
  *first = false;
}

/* "EGP SDG" as a list. */
static void json_candidates(FILE *out, const char *codes, bool *first) {
  fprintf(out, "%s\"currency\": null, \"candidates\": [", *first ? "" : ", ");
  for (const char *p = codes; *p;) {
    size_t n = strcspn(p, " ");
    fprintf(out, "%s\"%.*s\"", p == codes ? "" : ", ", (int)n, p);
    p += n;
    if (*p) p++;
  }
  putc(']', out);
  *first = false;
}

enum { MAX_CONVERSIONS = 8 };

static size_t conversions(const cli_doc *d, const khb_value *v, khb_conversion out[MAX_CONVERSIONS]) {
  if (!d->convert) return 0;
  size_t n = khb_engine_convert(d->engine, v, d->convert, strlen(d->convert), out, MAX_CONVERSIONS);
  return n < MAX_CONVERSIONS ? n : MAX_CONVERSIONS;
}

static void json_converted(FILE *out, const cli_doc *d, const khb_value *v, bool *first) {
  khb_conversion list[MAX_CONVERSIONS];
  size_t n = conversions(d, v, list);
  if (!n) return;
  fprintf(out, "%s\"converted\": [", *first ? "" : ", ");
  for (size_t i = 0; i < n; i++) {
    const khb_conversion *c = &list[i];
    bool head = true;
    fputs(i ? ", {" : "{", out);
    if (c->has & KHB_VALUE_NUMBER) json_number(out, "number", c->number, NULL, &head);
    if (c->has & KHB_VALUE_LOW) json_number(out, "low", c->low, NULL, &head);
    if (c->has & KHB_VALUE_HIGH) json_number(out, "high", c->high, NULL, &head);
    json_text(out, "unit", c->unit, &head);
    json_text(out, "reading", c->reading, &head);
    json_text(out, "of", c->of, &head);
    putc('}', out);
  }
  putc(']', out);
  *first = false;
}

void cli_json_value(FILE *out, const cli_doc *d, const khb_value *v) {
  bool first = true;
  putc('{', out);
  if (v->has & KHB_VALUE_NUMBER) json_number(out, "number", v->number, v->has & KHB_VALUE_EXACT ? v : NULL, &first);
  if (v->has & KHB_VALUE_LOW) json_number(out, "low", v->low, NULL, &first);
  if (v->has & KHB_VALUE_HIGH) json_number(out, "high", v->high, NULL, &first);
  json_text(out, "unit", v->unit, &first);
  json_text(out, "currency", v->currency, &first);
  if (v->candidates[0]) json_candidates(out, v->candidates, &first);
  json_text(out, "timex", v->timex, &first);
  json_text(out, "end", v->timex_end, &first);
  json_text(out, "other", v->timex_other, &first);
  json_text(out, "calendar", v->calendar, &first);
  json_text(out, "gregorian", v->gregorian, &first);
  if (khb_modifier_name(v->mod)) json_text(out, "mod", khb_modifier_name(v->mod), &first);
  json_converted(out, d, v, &first);
  putc('}', out);
}

static size_t add(char *buf, size_t cap, size_t at, const char *text) {
  size_t n = strlen(text);
  if (at + n >= cap) return at;
  memcpy(buf + at, text, n + 1);
  return at + n;
}

/* 2400, or the ends of a range: 16..24. */
static size_t add_amount(char *buf, size_t cap, size_t n, uint8_t has, const double amount[3], const khb_value *exact) {
  char number[48];
  if (has & KHB_VALUE_NUMBER) {
    number_text(amount[0], exact, number);
    return add(buf, cap, n, number);
  }
  if (!(has & (KHB_VALUE_LOW | KHB_VALUE_HIGH))) return n;
  if (has & KHB_VALUE_LOW) number_text(amount[1], NULL, number), n = add(buf, cap, n, number);
  n = add(buf, cap, n, "..");
  if (has & KHB_VALUE_HIGH) number_text(amount[2], NULL, number), n = add(buf, cap, n, number);
  return n;
}

static size_t add_converted(char *buf, size_t cap, size_t n, const cli_doc *d, const khb_value *v) {
  khb_conversion list[MAX_CONVERSIONS];
  size_t count = conversions(d, v, list);
  for (size_t i = 0; i < count; i++) {
    const khb_conversion *c = &list[i];
    n = add_amount(buf, cap, add(buf, cap, n, " = "), c->has, (const double[]){c->number, c->low, c->high}, NULL);
    n = add(buf, cap, add(buf, cap, n, " "), c->unit);
    bool both = *c->of && *c->reading && strcmp(c->of, c->reading) != 0;
    if (!*c->of && !*c->reading) continue;
    n = add(buf, cap, add(buf, cap, n, " ("), *c->of ? c->of : c->reading);
    if (both) n = add(buf, cap, add(buf, cap, n, " \xe2\x86\x90 "), c->reading); /* ← */
    n = add(buf, cap, n, ")");
  }
  return n;
}

size_t cli_value_text(const cli_doc *d, const khb_value *v, char *buf, size_t cap) {
  size_t n = 0;
  buf[0] = 0;
  if (v->timex[0]) n = add(buf, cap, n, v->timex);
  if (v->timex_end[0]) n = add(buf, cap, add(buf, cap, n, ".."), v->timex_end);
  n = add_amount(buf, cap, n, v->has, (const double[]){v->number, v->low, v->high},
                 v->has & KHB_VALUE_EXACT ? v : NULL);
  const char *tail[] = {v->unit, v->currency, v->candidates, v->gregorian[0] ? v->gregorian : "",
                        khb_modifier_name(v->mod)};
  for (size_t i = 0; i < sizeof tail / sizeof *tail; i++)
    if (tail[i] && *tail[i]) n = add(buf, cap, add(buf, cap, n, " "), tail[i]);
  return add_converted(buf, cap, n, d, v);
}
