/* test_overlay.c: what several layers say of one id is one entity: in text, in look-ups, on cards; and what is switched off is gone.
 * The rules stand in khabar.h, "names of a project".
 */
#include "table.h"

/* An engine over layers parted by lines of "===", the nearest last. */
static khb_engine *open_layers(const char *yaml, khb_error *err) {
  char path[8][256];
  const char *files[8];
  uint32_t n = 0;
  char *copy = strdup(yaml);
  assert_non_null(copy);
  for (char *part = copy; part && n < 8; n++) {
    char *next = strstr(part, "===\n");
    if (next) *next = 0;
    support_temp_file(path[n], sizeof path[n], part, strlen(part));
    files[n] = path[n];
    part = next ? next + 4 : NULL;
  }
  free(copy);
  khb_options options = {.size = sizeof options, .entities = files, .n_entities = n};
  khb_engine *engine = NULL;
  khb_status status = khb_engine_open(&options, &engine, err);
  for (uint32_t i = 0; i < n; i++) unlink(path[i]);
  return status == KHB_OK ? engine : NULL;
}

#define EGYPT                                                                                                                       \
  "- id: Q79\n  type: GPE\n  name: {ar: مصر, en: Egypt}\n  aliases: [جمهورية مصر العربية]\n  demonyms: [مصري]\n  prior: 90\n"             \
  "  description: {ar: دولة في أفريقيا, en: country in Africa}\n  offices: [{title: عضو, of: Q5, from: 1945}]\n"

/* The spans of a text as TYPE:text:id:name, parted by blanks. */
static void spans_of(const khb_engine *engine, const char *text, char *out, size_t cap) {
  khb_document *doc = support_document(engine, text, strlen(text));
  khb_span spans[32];
  size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, 32), at = 0;
  out[0] = 0;
  for (size_t i = 0; i < n && i < 32; i++) {
    khb_entity e = {.id = "-", .name_ar = "-"};
    khb_engine_entity(engine, spans[i].entity, &e);
    at += (size_t)snprintf(out + at, cap - at, "%s%s:%.*s:%s:%s", i ? " " : "", khb_type_name(spans[i].type),
                           (int)(spans[i].end - spans[i].start), text + spans[i].start, e.id, e.name_ar);
  }
  khb_document_close(doc);
}

static const struct { const char *name, *yaml, *text, *want; } in_text[] = {
  {"a name more, without a type", EGYPT "===\n- id: Q79\n  aliases: [المحروسة]\n", "في المحروسة ومصر", "GPE:المحروسة:Q79:مصر GPE:مصر:Q79:مصر"},
  {"the nearer name is the main one", EGYPT "===\n- id: Q79\n  name: {ar: أم الدنيا}\n", "من مصر", "GPE:مصر:Q79:أم الدنيا"},
  {"the nearer type counts for all names", EGYPT "===\n- id: Q79\n  type: LOC\n  name: {ar: وادي النيل}\n", "من مصر إلى وادي النيل",
   "LOC:مصر:Q79:وادي النيل LOC:وادي النيل:Q79:وادي النيل"},
  {"a demonym stays one", EGYPT "===\n- id: Q79\n  type: LOC\n", "قال المصريون", "NORP:المصريون:Q79:مصر"},
  {"switched off with all its names", EGYPT "===\n- id: Q79\n  disabled: true\n", "في مصر جمهورية مصر العربية قال المصريون", ""},
  {"a disabled entity's own names are off too", EGYPT "===\n- id: Q79\n  aliases: [المحروسة]\n  disabled: true\n", "في المحروسة", ""},
  {"a nearer layer has it again", EGYPT "===\n- id: Q79\n  disabled: true\n===\n- id: Q79\n  aliases: [المحروسة]\n", "مصر المحروسة",
   "GPE:مصر:Q79:مصر GPE:المحروسة:Q79:مصر"},
  {"disabled: false changes nothing", EGYPT "===\n- id: Q79\n  disabled: false\n", "مصر", "GPE:مصر:Q79:مصر"},
  {"others stay", EGYPT "- id: Q5\n  type: ORG\n  name: {ar: جامعة الدول العربية}\n===\n- id: Q79\n  disabled: true\n", "مصر جامعة الدول العربية",
   "ORG:جامعة الدول العربية:Q5:جامعة الدول العربية"},
  {"an id that nobody has may be disabled", EGYPT "===\n- id: Q404\n  disabled: true\n", "مصر", "GPE:مصر:Q79:مصر"},
  {"three layers of one entity", EGYPT "===\n- id: Q79\n  aliases: [المحروسة]\n===\n- id: Q79\n  aliases: [الكنانة]\n", "مصر المحروسة الكنانة",
   "GPE:مصر:Q79:مصر GPE:المحروسة:Q79:مصر GPE:الكنانة:Q79:مصر"},
};

static void layers_meet_in_text(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(in_text); i++) {
    char got[1024], message[1024];
    khb_error err = {0};
    khb_engine *engine = open_layers(in_text[i].yaml, &err);
    khb_error_format(&err, message, sizeof message);
    if (!engine) CASE_FAIL(in_text[i].name, "%s", message);
    spans_of(engine, in_text[i].text, got, sizeof got);
    CASE_STRING(in_text[i].name, got, in_text[i].want);
    khb_engine_close(engine);
  }
}

static void a_card_has_what_all_layers_say(void **state) {
  (void)state;
  khb_engine *engine = open_layers(EGYPT "===\n- id: Q79\n  aliases: [المحروسة]\n  description: {ar: بلد النيل}\n"
                                         "  offices: [{title: رئيس, of: Q6, from: 2019}]\n", NULL);
  assert_non_null(engine);
  khb_entity e;
  uint32_t ref = khb_engine_find(engine, "Q79", 3);
  assert_int_equal(khb_engine_entity(engine, ref, &e), KHB_OK);
  assert_string_equal(e.name_ar, "مصر");
  assert_string_equal(e.name_en, "Egypt");
  assert_string_equal(e.description_ar, "بلد النيل");
  assert_string_equal(e.description_en, "country in Africa");
  assert_int_equal(e.type, KHB_GPE);
  assert_int_equal(e.n_offices, 2);
  khb_office office;
  assert_int_equal(khb_engine_entity_office(engine, ref, 0, &office), KHB_OK);
  assert_string_equal(office.title, "رئيس");
  assert_int_equal(khb_engine_entity_office(engine, ref, 1, &office), KHB_OK);
  assert_string_equal(office.title, "عضو");
  assert_int_equal(khb_engine_entity_office(engine, ref, 2, &office), KHB_ERR_RANGE);
  khb_name name;
  bool nearer = false, farther = false;
  for (uint32_t i = 0; i < e.n_names; i++) {
    assert_int_equal(khb_engine_entity_name(engine, ref, i, &name), KHB_OK);
    nearer = nearer || strcmp(name.text, "المحروسة") == 0;
    farther = farther || strcmp(name.text, "جمهورية مصر العربية") == 0;
  }
  assert_true(nearer && farther);
  assert_int_equal(khb_engine_entity_name(engine, ref, e.n_names, &name), KHB_ERR_RANGE);
  khb_engine_close(engine);
}

/* The number in a hit must lead to the name that was asked for, through every way of asking. */
static void hits_name_their_names(void **state) {
  (void)state;
  khb_engine *engine = open_layers(EGYPT "===\n- id: Q79\n  aliases: [المحروسة]\n===\n- id: Q7\n  type: GPE\n  name: {ar: مصراتة}\n", NULL);
  assert_non_null(engine);
  static const char *const asked[] = {"مصر", "المحروسة", "جمهورية مصر العربية", "مصرية"};
  uint32_t ref = khb_engine_find(engine, "Q79", 3);
  for (size_t i = 0; i < COUNT(asked); i++) {
    khb_hit hit[4];
    khb_suggestion near[4];
    khb_name name;
    CASE_CHECK(asked[i], khb_engine_lookup(engine, asked[i], strlen(asked[i]), hit, 4) == 1 && hit[0].entity == ref);
    CASE_CHECK(asked[i], khb_engine_entity_name(engine, ref, hit[0].name, &name) == KHB_OK);
    CASE_STRING(asked[i], name.text, asked[i]);
    CASE_CHECK(asked[i], khb_engine_complete(engine, asked[i], strlen(asked[i]), hit, 4) >= 1 && hit[0].entity == ref);
    CASE_CHECK(asked[i], khb_engine_suggest(engine, asked[i], strlen(asked[i]), near, 4) >= 1 && near[0].entity == ref);
    CASE_CHECK(asked[i], khb_engine_entity_name(engine, ref, near[0].name, &name) == KHB_OK);
    CASE_STRING(asked[i], name.text, asked[i]);
  }
  khb_engine_close(engine);
}

static void what_is_off_is_nowhere(void **state) {
  (void)state;
  khb_engine *engine = open_layers(EGYPT "===\n- id: Q79\n  disabled: true\n", NULL);
  assert_non_null(engine);
  khb_hit hit[4];
  khb_suggestion near[4];
  assert_int_equal(khb_engine_find(engine, "Q79", 3), KHB_NONE);
  assert_int_equal(khb_engine_lookup(engine, "مصر", strlen("مصر"), hit, 4), 0);
  assert_int_equal(khb_engine_complete(engine, "مص", strlen("مص"), hit, 4), 0);
  assert_int_equal(khb_engine_suggest(engine, "مصرر", strlen("مصرر"), near, 4), 0);
  khb_engine_close(engine);
}

static const struct { const char *name, *yaml, *says; } refused[] = {
  {"a type that no layer has", EGYPT "===\n- id: Q80\n  name: {ar: سين}\n", "Q80 has no type"},
  {"in the first file the place is named", "- id: Q80\n  name: {ar: سين}\n", ":1:3: Q80 has no type"},
  {"switched off below, a type is missing again", EGYPT "===\n- id: Q79\n  disabled: true\n===\n- id: Q79\n  aliases: [س]\n===\n- id: Q81\n  aliases: [س]\n",
   "Q81 has no type"},
  {"disabled in the file that comes first", "- id: Q79\n  disabled: true\n", "disabled before any file has it"},
  {"disabled is yes or no", EGYPT "===\n- id: Q79\n  disabled: perhaps\n", "expected true or false"},
};

static void what_cannot_be_is_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(refused); i++) {
    khb_error err = {0};
    char message[1024];
    CASE_CHECK(refused[i].name, open_layers(refused[i].yaml, &err) == NULL);
    khb_error_format(&err, message, sizeof message);
    if (!strstr(message, refused[i].says)) CASE_FAIL(refused[i].name, "%s", message);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(layers_meet_in_text),    cmocka_unit_test(a_card_has_what_all_layers_say), cmocka_unit_test(hits_name_their_names),
    cmocka_unit_test(what_is_off_is_nowhere), cmocka_unit_test(what_cannot_be_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
