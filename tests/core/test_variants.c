/* test_variants.c: spellings that the compiler adds to names by rule, with the rules that ship (annotations/lexicon/variants.yaml). Names are
 * real; their spellings are those met in the press.
 */
#include "table.h"

#include "../../core/lexicon/variants.h"

/* An engine over one entity and the shipped rules, common words and words of names. */
static khb_engine *engine_with(const char *yaml) {
  char path[256], index[256];
  support_temp_file(path, sizeof path, yaml, strlen(yaml));
  support_temp_file(index, sizeof index, "", 0);
  const char *files[] = {path, "annotations/lexicon/variants.yaml", "annotations/lexicon/common-words.yaml", "annotations/lexicon/name-words.yaml"};
  khb_error err = {0};
  if (khb_index_build(files, 4, index, NULL, &err) != KHB_OK) support_die("%s:%u: %s", err.file, err.line, err.what);
  khb_options options = {.size = sizeof options, .index = index};
  khb_engine *engine = NULL;
  assert_int_equal(khb_engine_open(&options, &engine, &err), KHB_OK);
  unlink(path);
  unlink(index);
  return engine;
}

#define PERS(ar, en) "- {id: Q1, type: PERS, name: {ar: " ar ", en: " en "}}\n"
#define GPE(ar, en) "- {id: Q1, type: GPE, name: {ar: " ar ", en: " en "}}\n"
#define FROM(country, ar, en) "- {id: Q1, type: PERS, name: {ar: " ar ", en: " en "}, country: " country "}\n"
#define WEIGHING(prior, ar, en) "- {id: Q1, type: GPE, name: {ar: " ar ", en: " en "}, prior: " prior "}\n"
#define ORG(ar) "- {id: Q1, type: ORG, name: {ar: " ar "}}\n"

static const struct { const char *name, *yaml, *asked; int found; } cases[] = {
  {"g of the Levant, of Cairo", PERS("أنطونيو غوتيريش", "Antonio Guterres"), "أنطونيو جوتيريش", 1},
  {"g of Baghdad", PERS("أنطونيو غوتيريش", "Antonio Guterres"), "أنطونيو قوتيريش", 1},
  {"an Arabic غ is no g", PERS("غسان سلامة", "Ghassan Salamé"), "قسان سلامة", 0},
  {"p with its Persian letter", GPE("بوركينا فاسو", "Purkina Faso"), "پوركينا فاسو", 1},
  {"v with its letter", PERS("فلاديمير بوتين", "Vladimir Putin"), "ڤلاديمير بوتين", 1},
  {"ch", PERS("ستيفن منوشين", "Steven Mnuchin"), "ستيفن منوتشين", 1},
  {"a long vowel left out", PERS("فلاديمير بوتين", "Vladimir Putin"), "فلاديمير بوتن", 1},
  {"a short vowel written", PERS("جينا هاسبل", "Gina Haspel"), "جينا هاسبيل", 1},
  {"accents and doubled letters of the English name", PERS("كيليان مبابي", "Kylian Mbappé"), "كليان مبابي", 1},
  {"through clitics and folding", PERS("أنطونيو غوتيريش", "Antonio Guterres"), "وأنطونيو جوتيرِيش", 1},
  {"two changes at once are too much", PERS("أنطونيو غوتيريش", "Antonio Guterres"), "انتونيو جوتيرش", 0},
  {"a long single word", GPE("مونتينيغرو", "Montenegro"), "مونتينيجرو", 1},
  {"a short single word stays", GPE("غوادر", "Gwadar"), "غادر", 0},
  {"a short single word stays: g", GPE("ريغا", "Riga"), "ريقا", 0},
  {"never a common word", PERS("إيلي كوهين", "Eli Cohen"), "إلى كوهين", 0},
  {"never another given name: a vowel left out", PERS("محمود حمزة", "Mahmoud Hamza"), "محمد حمزة", 0},
  {"never another given name: a vowel written", PERS("محمد حسن", "Mohamed Hassan"), "محمد حسان", 0},
  {"never another given name: abroad", FROM("Q794", "حسين دهقان", "Hossein Dehghan"), "حسن دهقان", 0},
  {"never another given name: without letters of Arabic alone", FROM("Q794", "سليم دهقان", "Salim Dehghan"), "سالم دهقان", 0},
  {"never another given name: exchanged letters", PERS("جمال بوتين", "Gamal Putin"), "كمال بوتين", 0},
  {"Arabic names keep their vowels", FROM("Q796", "باسل شيرازي", "Basel Shirazi"), "باسل شرازي", 0},
  {"the same name from elsewhere", FROM("Q843", "باسل شيرازي", "Basel Shirazi"), "باسل شرازي", 1},
  {"words with a letter of Arabic alone keep their vowels", FROM("Q794", "كاظم شيرازي", "Kazem Shirazi"), "كظم شيرازي", 0},
  {"the other words of such a name do not", FROM("Q794", "كاظم شيرازي", "Kazem Shirazi"), "كاظم شرازي", 1},
  {"Arabic names still exchange letters", FROM("Q948", "عادل بنغردان", "Adel Bengardane"), "عادل بنقردان", 1},
  {"a place of little weight", WEIGHING("39", "مونتينيغرو", "Montenegro"), "مونتينيجرو", 0},
  {"a place of weight", WEIGHING("40", "مونتينيغرو", "Montenegro"), "مونتينيجرو", 1},
  {"a place of little weight: joined words", WEIGHING("12", "أبو ظبي", "Abu Dhabi"), "أبوظبي", 0},
  {"no English name, no sounds", "- {id: Q1, type: PERS, name: {ar: أنطونيو غوتيريش}}\n", "أنطونيو جوتيريش", 0},
  {"an English name of other words", PERS("أنطونيو غوتيريش", "The Secretary General"), "أنطونيو جوتيريش", 0},
  {"bodies are not changed by sound", "- {id: Q1, type: ORG, name: {ar: مجموعة غولدمان, en: Group Goldman}}\n", "مجموعة جولدمان", 0},
  {"written together", PERS("عبد الفتاح السيسي", "Abdel Fattah el-Sisi"), "عبدالفتاح السيسي", 1},
  {"written apart", PERS("عبدالفتاح السيسي", "Abdel Fattah el-Sisi"), "عبد الفتاح السيسي", 1},
  {"God's name together", PERS("حسن نصر الله", "Hassan Nasrallah"), "حسن نصرالله", 1},
  {"God's name apart", PERS("حسن نصرالله", "Hassan Nasrallah"), "حسن نصر الله", 1},
  {"of the faith", PERS("علاء الدين مبارك", "Alaa el-Din Mubarak"), "علاءالدين مبارك", 1},
  {"Abu Dhabi in one word", GPE("أبو ظبي", "Abu Dhabi"), "أبوظبي", 1},
  {"a word that only begins so is not cut", PERS("عبدان الحسن", "Abdan al-Hassan"), "عبد ان الحسن", 0},
  {"الله alone is not cut", PERS("حزب الله", "Hezbollah"), "حزب ال له", 0},
  {"بن and ابن", PERS("محمد بن سلمان", "Mohammed bin Salman"), "محمد ابن سلمان", 1},
  {"the seat of hamza", ORG("وزارة الشؤون الاجتماعية"), "وزارة الشئون الاجتماعية", 1},
  {"America", ORG("وزارة الخارجية الأميركية"), "وزارة الخارجية الأمريكية", 1},
  {"a word of the rules that is the whole name stays", GPE("أميركا", "America"), "أمريكا", 0},
};

static void spellings_are_made(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(cases); i++) {
    khb_engine *engine = engine_with(cases[i].yaml);
    khb_hit hit[4];
    size_t n = khb_engine_lookup(engine, cases[i].asked, strlen(cases[i].asked), hit, 4);
    if ((n > 0) != (cases[i].found > 0)) CASE_FAIL(cases[i].name, "%s: found %zu", cases[i].asked, n);
    for (size_t k = 0; k < n && k < 4; k++) {
      khb_name name;
      CASE_CHECK(cases[i].name, khb_engine_entity_name(engine, hit[k].entity, hit[k].name, &name) == KHB_OK);
      CASE_CHECK(cases[i].name, name.flags & KHB_NAMEF_DERIVED);
    }
    khb_engine_close(engine);
  }
}

/* What stands in the YAML is never marked as derived, even where a rule would make it. */
static void written_names_stay_written(void **state) {
  (void)state;
  khb_engine *engine = engine_with("- {id: Q1, type: PERS, name: {ar: حسن نصر الله, en: Hassan Nasrallah}, aliases: [حسن نصرالله]}\n");
  khb_hit hit[4];
  khb_name name;
  assert_int_equal(khb_engine_lookup(engine, "حسن نصرالله", strlen("حسن نصرالله"), hit, 4), 1);
  assert_int_equal(khb_engine_entity_name(engine, hit[0].entity, hit[0].name, &name), KHB_OK);
  assert_int_equal(name.flags & KHB_NAMEF_DERIVED, 0);
  khb_engine_close(engine);
}

static const struct { const char *name, *yaml, *says; } refused[] = {
  {"no kind", "variants: [{texts: [ا]}]\n", "has no kind"},
  {"an unknown kind", "variants: [{kind: sond, texts: [ا]}]\n", "did you mean \"sound\""},
  {"no English", "variants: [{kind: exchange, texts: [ا]}]\n", "has no english"},
  {"no texts", "variants: [{kind: vowel, english: a}]\n", "has no texts"},
  {"English in capitals", "variants: [{kind: sound, english: G, texts: [غ]}]\n", "no English spelling"},
  {"English where none belongs", "variants: [{kind: word, english: a, texts: [ا]}]\n", "has no English spelling"},
  {"too many texts", "variants: [{kind: word, texts: [ا, ب, ت, ث, ج, ح, خ, د, ذ]}]\n", "more than 8"},
  {"a long text", "variants: [{kind: word, texts: [ابتثجحخدذرزسشصضطظعغ]}]\n", "more than 31 bytes"},
  {"letters without number", "variants: [{kind: vowel, english: a, texts: [ا], least: many}]\n", "no number of letters"},
};

static void bad_rules_are_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(refused); i++) {
    khb_error err = {0};
    char message[1024];
    CASE_CHECK(refused[i].name, engine_of(refused[i].yaml, &err) == NULL);
    khb_error_format(&err, message, sizeof message);
    if (!strstr(message, refused[i].says)) CASE_FAIL(refused[i].name, "%s", message);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(spellings_are_made),
    cmocka_unit_test(written_names_stay_written),
    cmocka_unit_test(bad_rules_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
