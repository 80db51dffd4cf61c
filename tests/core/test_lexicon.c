/* test_lexicon.c: from YAML to matches and look-ups. Tables of cases.
 *
 * A match is written  SPAN/TYPE  with the span as it stands in the text, proclitics left out; then "+" for a common word, "*"
 * for a name derived by rule, "@N" for the layer when there are several, and "#CLASS" in place of the type for word classes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../core/lexicon/format.h"
#include "../support/support.h"

#define MAX_OUT 8192
#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- opening ------------------------------------------------------------------------------------------------------------- */

/* One layer for each part of the YAML, parted by lines of "===". */
static khb_lexicon *lexicon_of(const char *yaml) {
  khb_index *layers[KHB_MAX_LAYERS];
  size_t n = 0;
  char *copy = strdup(yaml);
  for (char *part = copy; part;) {
    char *next = strstr(part, "===\n");
    if (next) *next = 0;
    layers[n++] = support_index(part);
    part = next ? next + 4 : NULL;
  }
  free(copy);
  khb_lexicon *lexicon;
  assert_int_equal(khb_lexicon_open(layers, n, &lexicon, NULL), KHB_OK);
  return lexicon;
}

/* ---- matching ------------------------------------------------------------------------------------------------------------ */

static void put(char *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(char *out, const char *format, ...) {
  size_t len = strlen(out);
  va_list args;
  va_start(args, format);
  vsnprintf(out + len, MAX_OUT - len, format, args);
  va_end(args);
}

static void render_match(const khb_lexicon *lexicon, const char *classes, const char *text, const khb_scan *scan,
                         const khb_match *m, char *out) {
  const khb_tok *first = &scan->tok[m->first], *last = &scan->tok[m->first + m->count - 1];
  uint32_t start = khb_code_offset(text, first, khb_proclitic_form[m->proclitic].n);
  put(out, "%s%.*s", *out ? " " : "", (int)(last->end - start), text + start);
  if (m->what == KHB_MATCH_CLASS) {
    char name[64];
    for (const char *p = classes; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
      snprintf(name, sizeof name, "%.*s", (int)strcspn(p, " "), p);
      if (khb_lexicon_class(lexicon, name, strlen(name)) == m->ref) put(out, "#%s", name);
    }
    return;
  }
  put(out, "/%s%s%s", khb_type_name((khb_type)m->type), m->flags & KHB_NAMEF_COMMON ? "+" : "",
      m->flags & KHB_NAMEF_DERIVED ? "*" : "");
  if (m->ref >> KHB_LAYER_SHIFT) put(out, "@%u", m->ref >> KHB_LAYER_SHIFT);
  khb_name name;
  assert_int_equal(khb_lexicon_entity_name(lexicon, m->ref, m->name, &name), KHB_OK);
  assert_int_equal(name.kind, m->kind);
}

static void render_matches(const khb_lexicon *lexicon, const char *classes, const char *text, char *out) {
  khb_scan scan = {0};
  khb_matches matches = {0};
  assert_true(khb_scan_text(&scan, text, 0, (uint32_t)strlen(text)));
  assert_true(khb_lexicon_match(lexicon, text, &scan, 0, scan.n_tok, &matches));
  *out = 0;
  for (size_t i = 0; i < matches.n; i++) render_match(lexicon, classes, text, &scan, &matches.item[i], out);
  khb_matches_free(&matches);
  khb_scan_free(&scan);
}

#define UN "- {id: Q1065, type: ORG, name: {ar: الأمم المتحدة, en: United Nations}}\n"
#define ASTANA "- {id: Q1520, type: GPE, name: {ar: نور سلطان, en: Nur-Sultan}, aliases: [أستانا]}\n"
#define SYRIA "- {id: Q858, type: GPE, name: {ar: سوريا, en: Syria}, aliases: [سورية], demonyms: [سوري]}\n"
#define COUNCIL                                                                                               \
  "- {id: Q37470, type: ORG, name: {ar: مجلس الأمن}, aliases: [مجلس الأمن الدولي]}\n" \
  "- {id: khabar:council, type: ORG, name: {ar: المجلس}}\n"
#define ROWLING "- {id: Q34660, type: PERS, name: {ar: ج ك رولينغ, en: J K Rowling}}\n"

typedef struct match_case {
  const char *name, *yaml, *text, *expected;
} match_case;

static const match_case match_cases[] = {
    {"one word", ASTANA, "زار أستانا أمس", "أستانا/GPE"},
    {"never inside a word", ASTANA, "أستاناوي وأستاناه", ""},
    {"two words", UN, "في الأمم المتحدة", "الأمم المتحدة/ORG"},
    {"folded: hamza, ta marbuta, tashkeel, tatweel", UN, "الامم المتّحده والأمــم المتحدة",
     "الامم المتّحده/ORG الأمــم المتحدة/ORG"},
    {"clitics", UN, "وبالأمم المتحدة فالأمم المتحدة", "الأمم المتحدة/ORG الأمم المتحدة/ORG"},
    {"hidden alef", UN, "للأمم المتحدة وللأمم المتحدة", "لأمم المتحدة/ORG لأمم المتحدة/ORG"},
    {"hidden article", "- {id: Q192744, type: GPE, name: {ar: اللاذقية}}\n", "سافر للاذقية", "لاذقية/GPE"},
    {"clitics on the first word only", UN, "الأمم والمتحدة", ""},
    {"an unknown word between", UN, "الأمم غير المتحدة", ""},
    {"half a name", UN, "الأمم", ""},
    {"over a line break", UN, "الأمم\nالمتحدة", "الأمم\nالمتحدة/ORG"},
    {"over a Windows line break", UN, "الأمم \r\n المتحدة", "الأمم \r\n المتحدة/ORG"},
    {"not over two line breaks", UN, "الأمم\n\nالمتحدة", ""},
    {"over a no-break space and a mark", UN, "الأمم\u00a0\u200fالمتحدة", "الأمم\u00a0\u200fالمتحدة/ORG"},
    {"not over a comma", UN, "الأمم، المتحدة", ""},
    {"joining hyphen", ASTANA, "نور-سلطان", "نور-سلطان/GPE"},
    {"non-breaking hyphen", ASTANA, "نور\u2011سلطان", "نور\u2011سلطان/GPE"},
    {"a dash with spaces parts", ASTANA, "نور - سلطان", ""},
    {"a hyphen with one space parts", ASTANA, "نور -سلطان", ""},
    {"initials with full stops", ROWLING, "ج. ك. رولينغ", "ج. ك. رولينغ/PERS"},
    {"initials without", ROWLING, "ج ك رولينغ", "ج ك رولينغ/PERS"},
    {"no full stop after a word", UN, "الأمم. المتحدة", ""},
    {"longer before shorter", COUNCIL, "مجلس الأمن الدولي", "مجلس الأمن الدولي/ORG مجلس الأمن/ORG"},
    {"a name inside a clitic reading", COUNCIL, "والمجلس", "المجلس/ORG"},
    {"demonym, derived", SYRIA, "السوريون", "السوريون/NORP*"},
    {"demonym, as written", SYRIA, "سوري", "سوري/NORP"},
    {"alias and feminine demonym both", SYRIA, "سورية", "سورية/GPE سورية/NORP*"},
    {"English, exact words", UN, "the united nations", "united nations/ORG"},
    {"English, not inside a word", SYRIA, "Syrian", ""},
    {"hashtag with _", UN, "#الأمم_المتحدة", "الأمم_المتحدة/ORG"},
    {"hashtag in one", UN, "#الأممالمتحدة", "الأممالمتحدة/ORG"},
    {"hashtag that is more than the name", UN, "#الأمم_المتحدة_اليوم", ""},
    {"common", "- {id: Q1, type: GPE, name: {ar: عمان}, common: true}\n", "عمان", "عمان/GPE+"},
    {"common alias", "- {id: Q1, type: PERS, name: {ar: أمل علم الدين}, aliases: [{text: أمل, common: true}]}\n", "أمل",
     "أمل/PERS+"},
    {"one spelling of two is common",
     "- {id: Q1, type: GPE, name: {ar: عُمان}, aliases: [{text: عمان, common: true}]}\n", "عمان", "عمان/GPE"},
    {"two spellings, one match", "- {id: Q1, type: GPE, name: {ar: أمريكا}, aliases: [امريكا]}\n", "أمريكا",
     "أمريكا/GPE"},
    {"homonyms", "- {id: Q1, type: GPE, name: {ar: طرابلس}}\n- {id: Q2, type: GPE, name: {ar: طرابلس}}\n", "طرابلس",
     "طرابلس/GPE طرابلس/GPE"},
    {"a number in a name", "- {id: Q1, type: EVENT, name: {ar: رؤية 2030}}\n", "رؤية ٢٠٣٠ ورؤية2030",
     "رؤية ٢٠٣٠/EVENT رؤية2030/EVENT"},
    {"two layers, nearest first", UN "===\n- {id: Q11, type: ORG, name: {ar: الأمم المتحدة}}\n", "الأمم المتحدة",
     "الأمم المتحدة/ORG@1 الأمم المتحدة/ORG"},
    {"two layers of one entity: the nearer has it", UN "===\n" UN, "الأمم المتحدة", "الأمم المتحدة/ORG@1 الأمم المتحدة/ORG@1"},
    {"longer of a farther layer first", COUNCIL "===\n- {id: Q9, type: ORG, name: {ar: مجلس}}\n", "مجلس الأمن",
     "مجلس الأمن/ORG مجلس/ORG@1"},
    {"class", "classes: {title: [وزير, وزير الخارجية]}\n", "ووزير الخارجية", "وزير الخارجية#title وزير#title"},
    {"class of two layers is one", "classes: {title: [وزير]}\n===\nclasses: {head: [وزارة], title: [رئيس]}\n",
     "رئيس وزير وزارة", "رئيس#title وزير#title وزارة#head"},
    {"entity and class", "entities: [{id: Q1, type: OCC, name: {ar: وزير}}]\nclasses: {title: [وزير]}\n", "وزير",
     "وزير/OCC وزير#title"},
    {"nothing known", "[]\n", "الأمم المتحدة #وسم وبالقاهرة 2030", ""},
    {"no text", UN, "", ""},
};

static void match(void **state) {
  const match_case *c = *state;
  char found[MAX_OUT];
  khb_lexicon *lexicon = lexicon_of(c->yaml);
  render_matches(lexicon, "title head", c->text, found);
  assert_string_equal(found, c->expected);
  khb_lexicon_close(lexicon);
}

/* ---- look-up ------------------------------------------------------------------------------------------------------------- */

/* A hit is written  ID=NAME  with "!" when it is exact and "-CLITICS" (bits) when some were taken off. */
typedef struct lookup_case {
  const char *name, *yaml, *text, *expected;
} lookup_case;

static const lookup_case lookup_cases[] = {
    {"exact", UN, "الأمم المتحدة", "Q1065=الأمم المتحدة!"},
    {"folded", UN, "الامم المتحدة", "Q1065=الأمم المتحدة"},
    {"tashkeel is still exact", UN, "الأُمَم المتَّحدة", "Q1065=الأمم المتحدة!"},
    {"English in capitals", UN, "UNITED NATIONS", "Q1065=United Nations"},
    {"clitic", UN, "بالأمم المتحدة", "Q1065=الأمم المتحدة!-4"},
    {"hidden alef", UN, "للأمم المتحدة", "Q1065=الأمم المتحدة!-16"},
    {"in quotation marks", UN, "«الأمم المتحدة»", "Q1065=الأمم المتحدة!"},
    {"hyphen for space", ASTANA, "نور-سلطان", "Q1520=نور سلطان"},
    {"hashtag", UN, "#الأمم_المتحدة", "Q1065=الأمم المتحدة"},
    {"more than the name", UN, "الأمم المتحدة اليوم", ""},
    {"less than the name", UN, "الأمم", ""},
    {"each entity once", SYRIA, "سورية", "Q858=سورية!"},
    {"exact spelling first", "- {id: Q1, type: PERS, name: {ar: على}}\n- {id: Q2, type: PERS, name: {ar: علي}}\n",
     "علي", "Q2=علي! Q1=على"},
    {"main name before alias",
     "- {id: Q1, type: PERS, name: {ar: فلان}, aliases: [علي]}\n- {id: Q2, type: PERS, name: {ar: علي}}\n", "علي",
     "Q2=علي! Q1=علي!"},
    {"prior",
     "- {id: Q1, type: GPE, name: {ar: طرابلس}, prior: 3}\n- {id: Q2, type: GPE, name: {ar: طرابلس}, prior: 200}\n",
     "طرابلس", "Q2=طرابلس! Q1=طرابلس!"},
    {"bare before clitic", "- {id: Q1, type: PERS, name: {ar: كريم}}\n- {id: Q2, type: GPE, name: {ar: ريم}}\n", "كريم",
     "Q1=كريم! Q2=ريم!-8"},
    {"same id in two layers is one", UN "===\n" UN, "الأمم المتحدة", "Q1065=الأمم المتحدة!"},
    {"found by a farther name of an id that is nearer too", UN "===\n- {id: Q1065, type: ORG, name: {ar: المنظمة}}\n",
     "الأمم المتحدة", "Q1065=الأمم المتحدة!"},
    {"nearer layer first",
     "- {id: Q1, type: GPE, name: {ar: طرابلس}}\n===\n- {id: Q2, type: GPE, name: {ar: طرابلس}}\n", "طرابلس",
     "Q2=طرابلس! Q1=طرابلس!"},
    {"a class is no entity", "classes: {title: [وزير]}\n", "وزير", ""},
    {"no word", UN, " ، ", ""},
    {"an address beside it", UN, "الأمم المتحدة https://un.org", ""},
    {"broken bytes", UN, "الأمم\xff المتحدة", ""},
    {"nothing", UN, "", ""},
};

static void lookup(void **state) {
  const lookup_case *c = *state;
  khb_lexicon *lexicon = lexicon_of(c->yaml);
  khb_hit hits[8];
  char found[MAX_OUT] = "";
  size_t n = khb_lexicon_lookup(lexicon, c->text, strlen(c->text), hits, COUNT(hits));
  assert_int_equal(khb_lexicon_lookup(lexicon, c->text, strlen(c->text), NULL, 0), n);
  for (size_t i = 0; i < n; i++) {
    khb_entity entity;
    khb_name name;
    assert_int_equal(khb_lexicon_entity(lexicon, hits[i].entity, &entity), KHB_OK);
    assert_int_equal(khb_lexicon_entity_name(lexicon, hits[i].entity, hits[i].name, &name), KHB_OK);
    put(found, "%s%s=%s%s", *found ? " " : "", entity.id, name.text, hits[i].exact ? "!" : "");
    if (hits[i].proclitics) put(found, "-%u", hits[i].proclitics);
  }
  assert_string_equal(found, c->expected);
  khb_lexicon_close(lexicon);
}

/* ---- entities ------------------------------------------------------------------------------------------------------------ */

static void names_of(const khb_lexicon *lexicon, const char *id, char *out) {
  uint32_t ref = khb_lexicon_find(lexicon, id, strlen(id));
  khb_entity entity;
  khb_name name;
  *out = 0;
  assert_int_equal(khb_lexicon_entity(lexicon, ref, &entity), KHB_OK);
  for (uint32_t i = 0; i < entity.n_names; i++) {
    assert_int_equal(khb_lexicon_entity_name(lexicon, ref, i, &name), KHB_OK);
    put(out, "%s%s:%u%s%s", i ? " " : "", name.text, name.kind, name.flags & KHB_NAMEF_COMMON ? "+" : "",
        name.flags & KHB_NAMEF_DERIVED ? "*" : "");
  }
  assert_int_equal(khb_lexicon_entity_name(lexicon, ref, entity.n_names, &name), KHB_ERR_RANGE);
}

typedef struct forms_case {
  const char *name, *demonyms, *expected;
} forms_case;
static const forms_case forms_cases[] = {
    {"nisba", "كازاخي",
     "س:0 كازاخي:2 الكازاخي:2* كازاخية:2* الكازاخية:2* كازاخيا:2* كازاخيون:2* الكازاخيون:2* كازاخيين:2* الكازاخيين:2* "
     "كازاخيان:2* "
     "الكازاخيان:2* كازاخيتان:2* الكازاخيتان:2* كازاخيتين:2* الكازاخيتين:2* كازاخيات:2* الكازاخيات:2*"},
    {"fixed by its letters", "روس, عرب", "س:0 روس:2 الروس:2* عرب:2 العرب:2*"},
    {"fixed with the article", "الروس", "س:0 الروس:2"},
    {"said to be fixed", "{text: أهالي, forms: fixed, common: true}", "س:0 أهالي:2+ الأهالي:2+*"},
    {"a form written too", "عربي, {text: عربية, common: true}",
     "س:0 عربي:2 العربي:2* عربية:2+ العربية:2+* عربيا:2* عربيون:2* العربيون:2* عربيين:2* العربيين:2* عربيان:2* "
     "العربيان:2* عربيتان:2* العربيتان:2* عربيتين:2* العربيتين:2* عربيات:2* العربيات:2*"},
    {"Latin", "Kazakh", "س:0 Kazakh:2"},
};

static void demonym_forms(void **state) {
  const forms_case *c = *state;
  char yaml[1024], names[MAX_OUT];
  snprintf(yaml, sizeof yaml, "- {id: Q1, type: GPE, name: {ar: س}, demonyms: [%s]}\n", c->demonyms);
  khb_lexicon *lexicon = lexicon_of(yaml);
  names_of(lexicon, "Q1", names);
  assert_string_equal(names, c->expected);
  khb_lexicon_close(lexicon);
}

static void demonyms_of_two_words(void **state) {
  (void)state;
  khb_lexicon *lexicon = lexicon_of(
      "- {id: Q1, type: GPE, name: {ar: س}, demonyms: [جنوب أفريقي]}\n"
      "- {id: Q2, type: GPE, name: {ar: ص}, demonyms: [سوداني جنوبي]}\n");
  char found[MAX_OUT];
  render_matches(lexicon, "", "الجنوب أفريقيون والسودانيين الجنوبيين", found);
  assert_string_equal(found, "الجنوب أفريقيون/NORP* السودانيين الجنوبيين/NORP*");
  khb_lexicon_close(lexicon);
}

static void entity_as_written(void **state) {
  (void)state;
  khb_lexicon *lexicon = lexicon_of(
      "- id: khabar:ملك\n  type: PERS\n  name: {ar: فلان الفلاني, en: Fulan}\n  prior: 7\n  capital: Q5\n"
      "  country: Q6\n  region: Q8\n  description: {ar: وصف, en: text}\n"
      "  offices: [{title: ملك, of: Q6, from: 1999}, {title: أمير, to: 1999-01-31}]\n");
  uint32_t ref = khb_lexicon_find(lexicon, "khabar:ملك", strlen("khabar:ملك"));
  khb_entity e;
  assert_int_equal(khb_lexicon_entity(lexicon, ref, &e), KHB_OK);
  assert_string_equal(e.id, "khabar:ملك");
  assert_string_equal(e.name_ar, "فلان الفلاني");
  assert_string_equal(e.name_en, "Fulan");
  assert_string_equal(e.description_ar, "وصف");
  assert_string_equal(e.description_en, "text");
  assert_string_equal(e.capital, "Q5");
  assert_string_equal(e.country, "Q6");
  assert_string_equal(e.region, "Q8");
  assert_non_null(strstr(e.source, ".yaml"));
  assert_int_equal(e.type, KHB_PERS);
  assert_int_equal(e.n_offices, 2);
  khb_office o;
  assert_int_equal(khb_lexicon_entity_office(lexicon, ref, 0, &o), KHB_OK);
  assert_string_equal(o.title, "ملك");
  assert_string_equal(o.of, "Q6");
  assert_string_equal(o.from, "1999");
  assert_string_equal(o.to, "");
  assert_int_equal(khb_lexicon_entity_office(lexicon, ref, 1, &o), KHB_OK);
  assert_string_equal(o.to, "1999-01-31");
  assert_int_equal(khb_lexicon_entity_office(lexicon, ref, 2, &o), KHB_ERR_RANGE);
  assert_int_equal(khb_lexicon_entity(lexicon, KHB_NONE, &e), KHB_ERR_RANGE);
  assert_int_equal(khb_lexicon_entity(lexicon, ref + 1, &e), KHB_ERR_RANGE);
  assert_int_equal(khb_lexicon_find(lexicon, "khabar:", 7), KHB_NONE);
  khb_lexicon_close(lexicon);
}

/* Two files of one build: the second adds to the first, and what it says again replaces. */
static void later_file_extends(void **state) {
  (void)state;
  char first[256], second[256], names[MAX_OUT];
  static const char a[] =
      "- {id: Q1, type: GPE, name: {ar: كييف, en: Kiev}, aliases: [كييڤ], capital: Q7, offices: [{title: أ}]}\n";
  static const char b[] =
      "- {id: Q1, name: {ar: كيف, en: Kyiv}, aliases: [كييڤ], description: {ar: وصف}, offices: [{title: ب}], prior: "
      "9}\n";
  support_temp_file(first, sizeof first, a, sizeof a - 1);
  support_temp_file(second, sizeof second, b, sizeof b - 1);
  const char *files[] = {first, second};
  khb_index *index;
  assert_int_equal(khb_index_open_yaml(files, 2, &index, NULL), KHB_OK);
  khb_lexicon *lexicon;
  assert_int_equal(khb_lexicon_open(&index, 1, &lexicon, NULL), KHB_OK);
  assert_int_equal(khb_lexicon_entity_count(lexicon), 1);
  khb_entity e;
  assert_int_equal(khb_lexicon_entity(lexicon, 0, &e), KHB_OK);
  assert_string_equal(e.name_ar, "كيف");
  assert_string_equal(e.name_en, "Kyiv");
  assert_string_equal(e.capital, "Q7");
  assert_string_equal(e.description_ar, "وصف");
  assert_string_equal(e.source, second);
  assert_int_equal(e.n_offices, 2);
  names_of(lexicon, "Q1", names);
  assert_string_equal(names, "كيف:0 كييف:1 كييڤ:1 Kiev:3 Kyiv:3");
  khb_lexicon_close(lexicon);
  /* Alone, the second file lacks a type. */
  khb_error err;
  assert_int_equal(khb_index_open_yaml(files + 1, 1, &index, &err), KHB_ERR_FORMAT);
  assert_non_null(strstr(err.what, "no type"));
  unlink(first);
  unlink(second);
}

/* ---- classes, attributes, patterns --------------------------------------------------------------------------------------- */

static void attributes(void **state) {
  (void)state;
  khb_lexicon *lexicon = lexicon_of(
      "attributes: {given: [محمد, أحمد], common: [على]}\n===\nattributes: {common: [محمد, في], rare: [قط]}\n");
  uint32_t given = khb_lexicon_attribute(lexicon, "given", 5), common = khb_lexicon_attribute(lexicon, "common", 6);
  assert_int_not_equal(given, common);
  assert_true(given < 16 && common < 16);
  assert_int_equal(khb_lexicon_attribute(lexicon, "giv", 3), KHB_NONE);
  const char text[] = "محمد علي ، ومحمد";
  khb_scan scan = {0};
  khb_matches m = {0};
  assert_true(khb_scan_text(&scan, text, 0, sizeof text - 1));
  assert_int_equal(scan.n_tok, 4);
  assert_true(khb_lexicon_match(lexicon, text, &scan, 0, scan.n_tok, &m));
  assert_int_equal(m.n, 0);
  assert_int_equal(m.attr[0], 1u << given | 1u << common);
  assert_int_equal(m.attr[1], 1u << common);
  assert_int_equal(m.attr[2], 0);
  assert_int_equal(m.attr[3], 0);
  const khb_tok *last = &scan.tok[3];
  assert_int_equal(khb_lexicon_attr_of(lexicon, scan.codes + last->code + 1, last->n_codes - 1u),
                   1u << given | 1u << common);
  khb_matches_free(&m);
  khb_scan_free(&scan);
  khb_lexicon_close(lexicon);
}

static void too_many_attributes(void **state) {
  (void)state;
  khb_index *layers[] = {support_index("attributes: {a: [], b: [], c: [], d: [], e: [], f: [], g: [], h: [], i: []}\n"),
                         support_index("attributes: {j: [], k: [], l: [], m: [], n: [], o: [], p: [], q: [], a: []}\n")};
  khb_lexicon *lexicon;
  khb_error err;
  assert_int_equal(khb_lexicon_open(layers, 2, &lexicon, &err), KHB_ERR_LIMIT);
  assert_non_null(strstr(err.what, "16"));
  khb_index_close(layers[0]); /* not taken over */
  khb_index_close(layers[1]);
}

static void patterns(void **state) {
  (void)state;
  khb_lexicon *lexicon = lexicon_of(
      "patterns: [{name: one, type: PERS, score: 0.85, match: '@title [name+]'}]\n===\n"
      "patterns:\n  - name: two\n    type: ORG\n    match: '[@head name]'\n");
  assert_int_equal(khb_lexicon_pattern_count(lexicon), 2);
  khb_pattern_text p;
  assert_true(khb_lexicon_pattern(lexicon, 0, &p));
  assert_string_equal(p.name, "one");
  assert_string_equal(p.type, "PERS");
  assert_string_equal(p.expr, "@title [name+]");
  assert_int_equal(p.line, 1);
  assert_true(p.score > 0.8499f && p.score < 0.8501f);
  assert_true(khb_lexicon_pattern(lexicon, 1, &p));
  assert_string_equal(p.name, "two");
  assert_int_equal(p.line, 4);
  assert_false(khb_lexicon_pattern(lexicon, 2, &p));
  khb_lexicon_close(lexicon);
}

/* ---- ranges and size ----------------------------------------------------------------------------------------------------- */

/* A range sees nothing outside it, and ranges one after the other append. */
static void token_ranges(void **state) {
  (void)state;
  khb_lexicon *lexicon = lexicon_of(UN ASTANA);
  const char text[] = "أستانا الأمم المتحدة أستانا";
  khb_scan scan = {0};
  khb_matches m = {0};
  assert_true(khb_scan_text(&scan, text, 0, sizeof text - 1));
  assert_true(khb_lexicon_match(lexicon, text, &scan, 0, 2, &m)); /* cut inside the second name */
  assert_int_equal(m.n, 1);
  assert_true(khb_lexicon_match(lexicon, text, &scan, 2, 4, &m));
  assert_int_equal(m.n, 2);
  assert_int_equal(m.item[1].first, 3);
  assert_int_equal(m.n_attr, 4);
  khb_matches_reset(&m);
  assert_true(khb_lexicon_match(lexicon, text, &scan, 1, 99, &m));
  assert_int_equal(m.n, 2);
  assert_int_equal(m.item[0].count, 2);
  khb_matches_free(&m);
  khb_scan_free(&scan);
  khb_lexicon_close(lexicon);
}

/* 20,000 names, found again each in its place: blocks, ring and hash tables at work. */
static void many_names(void **state) {
  (void)state;
  enum { N = 20000 };
  static const char letters[][3] = {"ب", "ت", "ج", "د", "ر", "ز", "س", "ط", "ع", "ق"};
  char *yaml = malloc(N * 160), *text = malloc(N * 64), *y = yaml, *t = text;
  for (unsigned i = 0; i < N; i++) {
    char name[64] = "";
    for (unsigned k = 0, v = i; k < 5; k++, v /= 10) strcat(name, k == 3 ? " ن" : ""), strcat(name, letters[v % 10]);
    y += sprintf(y, "- {id: Q%u, type: GPE, name: {ar: %s}}\n", i + 1, name);
    t += sprintf(t, "%s%s", name, i % 7 ? " " : "، ");
  }
  khb_lexicon *lexicon = lexicon_of(yaml);
  khb_scan scan = {0};
  khb_matches m = {0};
  assert_true(khb_scan_text(&scan, text, 0, (uint32_t)(t - text)));
  assert_true(khb_lexicon_match(lexicon, text, &scan, 0, scan.n_tok, &m));
  assert_int_equal(m.n, N);
  for (uint32_t i = 0; i < N; i++) {
    assert_int_equal(m.item[i].ref, i);
    assert_int_equal(m.item[i].count, 2);
  }
  khb_matches_free(&m);
  khb_scan_free(&scan);
  khb_lexicon_close(lexicon);
  free(yaml);
  free(text);
}

/* More different words than matching remembers, known ones among them: what it says of each is what it says without memory. */
static void more_words_than_remembered(void **state) {
  (void)state;
  enum { N = 60000, EVERY = 12, PIECE = 64 };
  static const char letters[][3] = {"ب", "ت", "ج", "د", "ر", "ز", "س", "ط", "ع", "ق"};
  char *text = malloc(N * 32), *t = text;
  for (unsigned i = 0; i < N; i++) {
    for (unsigned k = 0, v = i; k < 9; k++, v /= 10) t += sprintf(t, "%s", letters[k < 5 ? v % 10 : 9]);
    t += sprintf(t, "%s", i % EVERY ? " " : "، وبالأمم المتحدة ونور سلطان، لسوريا ");
  }
  khb_lexicon *lexicon = lexicon_of(UN ASTANA "===\n" SYRIA "===\nclasses: {all: [سوريا, نور]}\n");
  khb_scan scan = {0};
  khb_matches all = {0};
  assert_true(khb_scan_text(&scan, text, 0, (uint32_t)(t - text)));
  assert_true(khb_lexicon_match(lexicon, text, &scan, 0, scan.n_tok, &all));
  assert_true(all.n >= N / EVERY * 4);
  size_t at = 0;
  for (size_t from = 0; from < scan.n_tok;) {
    size_t to = from + PIECE < scan.n_tok ? from + PIECE : scan.n_tok;
    while (to < scan.n_tok && scan.tok[to - 1].kind != KHB_TOK_PUNCT) to++; /* no name runs over a comma */
    khb_matches piece = {0};
    assert_true(khb_lexicon_match(lexicon, text, &scan, from, to, &piece));
    for (size_t i = 0; i < piece.n; i++, at++) {
      const khb_match *x = &all.item[at], *y = &piece.item[i];
      assert_true(at < all.n && x->first == y->first && x->ref == y->ref && x->name == y->name && x->count == y->count);
      assert_true(x->what == y->what && x->type == y->type && x->kind == y->kind && x->proclitic == y->proclitic);
    }
    khb_matches_free(&piece);
    from = to;
  }
  assert_int_equal(at, all.n);
  khb_matches_free(&all);
  khb_scan_free(&scan);
  khb_lexicon_close(lexicon);
  free(text);
}

static void too_many_homonyms(void **state) {
  (void)state;
  char *yaml = malloc(2000 * 64), *y = yaml;
  for (unsigned i = 0; i < 1025; i++) y += sprintf(y, "- {id: Q%u, type: PERS, name: {ar: محمد}}\n", i + 1);
  khb_index *index;
  khb_error err;
  char path[256];
  assert_int_equal(support_compile(yaml, (size_t)(y - yaml), &index, path, &err), KHB_ERR_LIMIT);
  assert_non_null(strstr(err.what, "محمد"));
  free(yaml);
}

static void too_many_layers(void **state) {
  (void)state;
  khb_index *layers[KHB_MAX_LAYERS + 1];
  for (size_t i = 0; i <= KHB_MAX_LAYERS; i++) layers[i] = support_index(UN);
  khb_lexicon *lexicon;
  khb_error err;
  assert_int_equal(khb_lexicon_open(layers, KHB_MAX_LAYERS + 1, &lexicon, &err), KHB_ERR_LIMIT);
  khb_index_close(layers[KHB_MAX_LAYERS]);
  assert_int_equal(khb_lexicon_open(layers, KHB_MAX_LAYERS, &lexicon, &err), KHB_OK);
  char found[MAX_OUT];
  render_matches(lexicon, "", "الأمم المتحدة", found);
  assert_memory_equal(found, "الأمم المتحدة/ORG@63 الأمم المتحدة/ORG@63",
                      strlen("الأمم المتحدة/ORG@63 الأمم المتحدة/ORG@63"));
  khb_lexicon_close(lexicon);
}

int main(void) {
  static struct CMUnitTest tests[COUNT(match_cases) + COUNT(lookup_cases) + COUNT(forms_cases) + 16];
  size_t n = 0;
#define CASES(table, run)                   \
  for (size_t i = 0; i < COUNT(table); i++) \
  tests[n++] = (struct CMUnitTest){(table)[i].name, run, NULL, NULL, (void *)(uintptr_t) & (table)[i]}
  CASES(match_cases, match);
  CASES(lookup_cases, lookup);
  CASES(forms_cases, demonym_forms);
  const struct CMUnitTest single[] = {
      cmocka_unit_test(attributes),
      cmocka_unit_test(too_many_attributes),
      cmocka_unit_test(patterns),
      cmocka_unit_test(token_ranges),
      cmocka_unit_test(many_names),
      cmocka_unit_test(more_words_than_remembered),
      cmocka_unit_test(too_many_homonyms),
      cmocka_unit_test(entity_as_written),
      cmocka_unit_test(later_file_extends),
      cmocka_unit_test(demonyms_of_two_words),
      cmocka_unit_test(too_many_layers),
  };
  for (size_t i = 0; i < COUNT(single); i++) tests[n++] = single[i];
  return _cmocka_run_group_tests("lexicon", tests, n, NULL, NULL);
}
