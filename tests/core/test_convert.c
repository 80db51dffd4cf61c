/* test_convert.c: figures in other units, and the rounding that keeps to what a figure says.
 *
 * What is expected is written: number or low..high, unit, (which its own word was taken for), (which the unit is); several results with |.
 */
#include "table.h"

#include <math.h>

typedef struct convert_case {
  const char *text, *to, *want;
} convert_case;

/* The examples of NIST SP 1038 (2006) for rounding: 11, 61, 66 miles, 8 feet; and figures with fewer digits than two, which keep two. */
static const convert_case table_rounding[] = {
    {"11 ميلا", "metric", "18 كيلومتر"},         {"61 ميلا", "metric", "98 كيلومتر"},
    {"66 ميلا", "metric", "106 كيلومتر"},        {"8 أقدام", "metric", "2.4 متر"},
    {"5 أميال", "metric", "8 كيلومتر"},          {"100 ميل", "metric", "160 كيلومتر"},
    {"26.2 ميل", "metric", "42.2 كيلومتر"},      {"ميلان", "metric", "3.2 كيلومتر"},
    {"ثلاثون ألف قدم", "metric", "9.1 كيلومتر"}, {"نصف ميل", "metric", "800 متر"},
    {"2 1/2 ميل", "metric", "4 كيلومتر"},
};

/* Exact factors: NIST SP 811 (2008), appendix B.8; BIPM, SI brochure (9th ed.), tables 7 and 8. */
static const convert_case table_factors[] = {
    {"10.00 بوصات", "mm", "250 مليمتر"},
    {"1.2345678 ميل", "m", "1986.8443 متر"},
    {"100 ياردة", "m", "91 متر"},
    {"12 ميلا بحريا", "km", "22 كيلومتر"},
    {"120 عقدة", "metric", "220 كيلومتر في الساعة"},
    {"65 ميلا في الساعة", "metric", "105 كيلومتر في الساعة"},
    {"10 أمتار في الثانية", "km/h", "36 كيلومتر في الساعة"},
    {"5000 إيكر", "metric", "20 كيلومتر مربع"},
    {"640 إيكر", "mi2", "1 ميل مربع"},
    {"50 هكتارا", "imperial", "120 إيكر"},
    {"200 باوند", "metric", "91 كيلوغرام"},
    {"80 كغ", "lb", "180 رطل (إنكليزي)"},
    {"مليونا برميل يوميا", "metric", "320000 متر مكعب يوميا (برميل نفط)"},
    {"35 قدما مكعبة", "L", "990 لتر"},
    {"500 كيلومتر", "imperial", "310 ميل"},
    {"20 سنتيمترا", "بوصة", "7.9 بوصة"},
    {"3 أطنان", "kg", "3000 كيلوغرام"},
};

/* Temperatures keep their decimal places; what differs by so many degrees is another thing than a temperature. */
static const convert_case table_degrees[] = {
    {"100 درجة فهرنهايت", "metric", "38 درجة مئوية (حرارة) (حرارة) | 56 درجة مئوية (فرق حرارة) (فرق حرارة)"},
    {"98.6 درجة فهرنهايت", "°C", "37 درجة مئوية (حرارة) (حرارة) | 54.78 درجة مئوية (فرق حرارة) (فرق حرارة)"},
    {"40 درجة مئوية", "imperial", "104 درجة فهرنهايت (حرارة) (حرارة) | 72 درجة فهرنهايت (فرق حرارة) (فرق حرارة)"},
    {"سالب 40 درجة مئوية", "°F", "-40 درجة فهرنهايت (حرارة) (حرارة) | -72 درجة فهرنهايت (فرق حرارة) (فرق حرارة)"},
    {"صفر درجة مئوية", "°F", "32 درجة فهرنهايت (حرارة) (حرارة) | 0 درجة فهرنهايت (فرق حرارة) (فرق حرارة)"},
};

/* One word, several units: each is given with its name. Weights and Measures Act 1985; UN Handbook for Statisticians (1966). */
static const convert_case table_readings[] = {
    {"15 غالونا", "metric", "57 لتر (أميركي) | 68 لتر (بريطاني)"},
    {"300 دونم", "ha", "30 هكتار (الأردن وفلسطين ولبنان وسوريا) | 75 هكتار (العراق)"},
    {"3 أونصات", "metric", "85 غرام (عادية) | 93 غرام (الذهب والفضة)"},
    {"120 فدانا", "metric", "50 هكتار (مصر والسودان)"},
    {"40 لترا", "غالون", "11 غالون (أميركي) | 8.8 غالون (بريطاني)"},
    {"40 لترا", "gal_uk", "8.8 غالون (بريطاني)"},
    {"2.4 مليون برميل", "metric", "380000 متر مكعب (برميل نفط)"},
};

/* Ranges and bounds: all numbers of a figure at one place. */
static const convert_case table_ranges[] = {
    {"بين 10 و15 ميلا", "metric", "16..24 كيلومتر"},
    {"60-70 ميلا في الساعة", "metric", "97..113 كيلومتر في الساعة"},
    {"أكثر من 100 ميل", "metric", "160 (low 160) كيلومتر"},
    {"بين 9 و10 ملايين برميل", "m3", "1400000..1600000 متر مكعب (برميل نفط)"},
};

/* What converts into nothing: another quantity, the same unit under another spelling, units without a settled value, money, counts. */
static const convert_case table_nothing[] = {
    {"10 كيلومترات", "metric", ""},
    {"10 كيلوجرامات", "metric", ""},
    {"5 كيلوجرامات", "kg", ""},
    {"5 أميال", "imperial", ""},
    {"5 أميال", "kg", ""},
    {"20 دولارا", "metric", ""},
    {"70 طائرة", "metric", ""},
    {"5 قناطير", "metric", ""},
    {"8 ملاعق", "metric", ""},
    {"40 درجة", "imperial", ""},
    {"20%", "metric", ""},
    {"10 لترات", "imperial", ""},
    {"5 أميال", "", ""},
    {"5 أميال", "parsec", ""},
    {"5 أميال", "metrics", ""},
};

static void write_number(written *w, double x) {
  char buf[64];
  snprintf(buf, sizeof buf, "%.12g", x);
  put_string(w, buf);
}

static void write_conversion(written *w, const khb_conversion *c) {
  if (c->has & KHB_VALUE_NUMBER) {
    write_number(w, c->number);
    if (c->has & KHB_VALUE_LOW) put_string(w, " (low "), write_number(w, c->low), put_string(w, ")");
  } else {
    write_number(w, c->low), put_string(w, ".."), write_number(w, c->high);
  }
  put_string(w, " "), put_string(w, c->unit);
  if (*c->of) put_string(w, " ("), put_string(w, c->of), put_string(w, ")");
  if (*c->reading) put_string(w, " ("), put_string(w, c->reading), put_string(w, ")");
}

/* Of the first figure of a text. */
static void check(const khb_engine *engine, const convert_case *c) {
  khb_document *doc = support_document(engine, c->text, strlen(c->text));
  khb_span span;
  khb_value value;
  khb_conversion list[8];
  written w = {.len = 0};
  bool figure = khb_document_spans(doc, 0, UINT32_MAX, &span, 1) > 0 && khb_document_value(doc, &span, &value);
  CASE_CHECK(c->text, figure);
  size_t n = khb_engine_convert(engine, &value, c->to, strlen(c->to), list, COUNT(list));
  CASE_CHECK(c->text, n <= COUNT(list) && n == khb_engine_convert(engine, &value, c->to, strlen(c->to), NULL, 0));
  for (size_t i = 0; i < n; i++) {
    if (i) put_string(&w, " | ");
    write_conversion(&w, &list[i]);
  }
  w.text[w.len] = 0;
  CASE_STRING(c->text, w.text, c->want);
  khb_document_close(doc);
}

static void test_tables(void **state) {
  static const struct {
    const convert_case *list;
    size_t n;
  } tables[] = {{table_rounding, COUNT(table_rounding)}, {table_factors, COUNT(table_factors)},
                {table_degrees, COUNT(table_degrees)},   {table_readings, COUNT(table_readings)},
                {table_ranges, COUNT(table_ranges)},     {table_nothing, COUNT(table_nothing)}};
  for (size_t t = 0; t < COUNT(tables); t++)
    for (size_t i = 0; i < tables[t].n; i++) check(*state, &tables[t].list[i]);
}

/* Every unit that rates name is one that a text can say, and of its quantity's metric units one at least is to be had. */
static void test_measures(void **state) {
  static khb_measure list[256];
  size_t n = khb_engine_measures(*state, list, COUNT(list));
  assert_in_range(n, 50, COUNT(list));
  for (size_t i = 0; i < n; i++) {
    char text[128];
    khb_span span;
    khb_value value;
    snprintf(text, sizeof text, "7 %s", list[i].unit);
    khb_document *doc = support_document(*state, text, strlen(text));
    CASE_CHECK(text, khb_document_spans(doc, 0, UINT32_MAX, &span, 1) == 1 && khb_document_value(doc, &span, &value));
    CASE_STRING(text, value.unit, list[i].unit);
    khb_document_close(doc);
    bool metric = false;
    for (size_t k = 0; k < n; k++)
      metric = metric || (list[k].system == KHB_METRIC && strcmp(list[k].quantity, list[i].quantity) == 0);
    CASE_CHECK(list[i].unit, metric);
    for (size_t k = 0; k < i && *list[i].symbol; k++)
      CASE_CHECK(list[i].symbol,
                 strcmp(list[k].symbol, list[i].symbol) != 0 || strcmp(list[k].unit, list[i].unit) == 0);
  }
}

/* Rates that make no sense are passed over, numbers without bounds come to no harm. */
static void test_hostile(void **state) {
  (void)state;
  khb_engine *engine = engine_must(
      "classes:\n  convert.: []\n  convert.x: []\n  convert.a metric 0 m ب: []\n  convert.a metric -1 m ب: []\n"
      "  convert.a metric 1/0 m ب: []\n  convert.a royal 1 m ب: []\n  convert.a metric 1 m: []\n  convert.a metric 1: "
      "[]\n"
      "  convert.l metric 1 - unit-a: []\n  convert.l other 99999999999999999999999999999999 z unit-b: []\n"
      "  convert.l other 0.00000000000000000001 t unit-c (\xd8\xa3): []\n");
  static const double numbers[] = {
      0, -0.0, 1, -1, 1e-300, 1e300, -1e300, 5e-324, INFINITY, -INFINITY, NAN, 0.1, 123456789012345678.0};
  static const char *const units[] = {"unit-a", "unit-b", "unit-c", "", "ب"};
  assert_int_equal(khb_engine_measures(engine, NULL, 0), 3);
  for (size_t i = 0; i < COUNT(numbers); i++)
    for (size_t u = 0; u < COUNT(units); u++)
      for (size_t t = 0; t < COUNT(units); t++) {
        khb_value v = {.number = numbers[i],
                       .low = numbers[i],
                       .high = -numbers[i],
                       .has = KHB_VALUE_NUMBER | KHB_VALUE_LOW | KHB_VALUE_HIGH};
        khb_conversion list[4];
        memcpy(v.unit, units[u], strlen(units[u]) + 1);
        CASE_CHECK(units[u], khb_engine_convert(engine, &v, units[t], strlen(units[t]), list, COUNT(list)) <= 1);
        CASE_CHECK(units[u], khb_engine_convert(engine, &v, "metric", 6, list, COUNT(list)) <= 1);
      }
  khb_engine_close(engine);
}

static int open_shared(void **state) {
  *state = support_engine();
  return *state ? 0 : -1;
}

static int close_shared(void **state) {
  khb_engine_close(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables), cmocka_unit_test(test_measures),
                                     cmocka_unit_test(test_hostile)};
  return cmocka_run_group_tests(tests, open_shared, close_shared);
}
