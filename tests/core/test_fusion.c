/* test_fusion.c: what is mended in the spans of a model before they are fused. */
#include "../../core/engine.h"
#include "../support/model.h"
#include "table.h"

static const char knowledge[] =
    "entities:\n"
    "  - {id: 'khabar:wales', type: GPE, name: {ar: ويلز}}\n"
    "  - {id: 'khabar:jobs', type: PERS, name: {ar: شيفلد}}\n"
    "  - {id: 'khabar:duo', type: PERS, name: {ar: سليم ونادر}}\n"
    "  - {id: 'khabar:qatar', type: GPE, name: {ar: قطر}, aliases: [دولة قطر]}\n"
    "  - {id: Q43, type: GPE, name: {ar: تركيا}, demonyms: [تركي, تركيا]}\n"
    "  - {id: 'khabar:kuwait', type: GPE, name: {ar: الكويت}}\n"
    "  - {id: 'khabar:kuwait-city', type: GPE, name: {ar: مدينة الكويت}}\n"
    "  - {id: 'khabar:coast', type: LOC, name: {ar: ساحل وقطر}}\n"
    "  - {id: 'khabar:oil', type: ORG, name: {ar: شركة نفط الشرق}, aliases: [نفط الشرق]}\n"
    "  - {id: 'khabar:shop', type: ORG, name: {ar: الشروق}}\n"
    "classes:\n"
    "  place-head-dropped: [مدينة, دولة]\n"
    "  body-head-dropped: [شركة]\n"
    "  noun.طفل: [طفل, طفلا]\n"
    "attributes:\n"
    "  given-name: [سليم, نادر, كريم, وليد]\n"
    "  name-word: [الدالي, وهبي, ويلسون, يلز, يلسون, هبي]\n";

static khb_engine *engine;

static int open_engine(void **state) {
  (void)state;
  engine = support_engine_of(knowledge);
  return 0;
}
static int close_engine(void **state) {
  (void)state;
  khb_engine_close(engine);
  return 0;
}

/* The whole text is what the model took for one person; | stands between the spans that must come out, + before a clitic. */
static const struct { const char *name, *text, *want; } pairs[] = {
    {"one person", "كريم الدالي", "كريم الدالي"},
    {"two", "كريم الدالي ونادر", "كريم الدالي|و+نادر"},
    {"three", "كريم ونادر وسليم الدالي", "كريم|و+نادر|و+سليم الدالي"},
    {"a name that begins so", "كريم وليد", "كريم وليد"},
    {"a family name that begins so", "كريم وهبي", "كريم وهبي"},
    {"a foreign name that begins so", "كريم ويلسون", "كريم ويلسون"},
    {"a place that begins so", "كريم ويلز", "كريم ويلز"},
    {"a person of the lexicon", "كريم وشيفلد", "كريم|و+شيفلد"},
    {"no word of names", "كريم وطاولة", "كريم وطاولة"},
    {"the first word joins nobody", "ونادر الدالي", "ونادر الدالي"},
    {"an entity of both", "سليم ونادر", "سليم ونادر"},
};

/* The same for one place. */
static const struct { const char *name, *text, *want; } places[] = {
    {"one place", "رأس الغروب", "رأس الغروب"},
    {"two that no list knows", "الغروب والشروق", "الغروب|و+الشروق"},
    {"a known one behind", "الغروب وقطر", "الغروب|و+قطر"},
    {"no article", "الغروب وشروق", "الغروب وشروق"},
    {"an entity of both", "ساحل وقطر", "ساحل وقطر"},
    {"a place that begins so", "الغروب ويلز", "الغروب ويلز"},
};

static void part(const char *name, const char *text, khb_type type, const char *want) {
  khb_fusion *fusion = NULL;
  assert_int_equal(khb_fusion_open(engine->lexicon, &fusion, NULL), KHB_OK);
  support_para *p = support_para_open(engine->lexicon, text, strlen(text));
  khb_candidates c = {0};
  assert_true(KHB_GROW(c.item, c.cap, 2));
  c.item[0] = (khb_candidate){.last = (uint32_t)p->scan.n_tok, .type = (uint8_t)type, .source = KHB_FROM_MODEL, .entity = KHB_NONE};
  c.item[1] = (khb_candidate){.last = 1, .type = KHB_ORG, .source = KHB_FROM_PATTERN, .entity = KHB_NONE}; /* stands behind */
  c.n = 2;
  size_t n = 1;
  assert_true(khb_part_names(fusion, &p->context, &c, 0, &n));
  static written w;
  w.len = 0;
  w.text[0] = 0;
  for (size_t k = 0; k < n; k++) {
    const khb_tok *a = &p->scan.tok[c.item[k].first], *b = &p->scan.tok[c.item[k].last - 1];
    uint32_t at = khb_code_offset(p->context.text, a, c.item[k].skip);
    if (k) put_string(&w, "|");
    put(&w, p->context.text + a->start, at - a->start);
    if (c.item[k].skip) put_string(&w, "+");
    put(&w, p->context.text + at, b->end - at);
    CASE_CHECK(name, c.item[k].type == type && (c.item[k].proclitics == KHB_PRO_WA) == (c.item[k].skip == 1));
  }
  CASE_STRING(name, w.text, want);
  CASE_CHECK(name, c.n == n + 1 && c.item[n].source == KHB_FROM_PATTERN);
  free(c.item);
  support_para_close(p);
  khb_fusion_close(fusion);
}

static void names_are_parted(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(pairs); i++) part(pairs[i].name, pairs[i].text, KHB_PERS, pairs[i].want);
  for (size_t i = 0; i < COUNT(places); i++) part(places[i].name, places[i].text, KHB_GPE, places[i].want);
}

/* What the model took is between [ and ], which are no part of the text; a second span may follow. */
static const struct { const char *name, *text, *want; } marks[] = {
    {"a pair", "[ملعب \"ويمبلي\"] أمس", "ملعب \"ويمبلي\""},
    {"no mark", "[ملعب ويمبلي] أمس", "ملعب ويمبلي"},
    {"the other half stands right behind", "[ملعب \"ويمبلي]\" أمس", "ملعب \"ويمبلي\""},
    {"guillemets", "[ملعب «ويمبلي]» أمس", "ملعب «ويمبلي»"},
    {"marks of another pair do not close it", "[نادي ملعب «ويمبلي]\" أمس", "نادي ملعب"},
    {"the other half stands right before", "«[ويمبلي» الكبير] أمس", "«ويمبلي» الكبير"},
    {"a bracket that closes nothing", "الهيئة [بي.بي.سي) إن] أمس", "بي.بي.سي"},
    {"a mark at the end", "[الجوهرة المشعة\"] بجدة", "الجوهرة المشعة"},
    {"a mark first of all", "قال [) ويمبلي] أمس", "ويمبلي"},
    {"a head and what it names", "[ملعب \"]ويمبلي الكبير\" أمس", "ملعب \"ويمبلي الكبير\""},
    {"another span in it gives way", "[ملعب \"][ويمبلي الكبير]\" أمس", "ملعب \"ويمبلي الكبير\""},
    {"a span behind it stays", "[ملعب \"]ويمبلي\" ثم [لندن]", "ملعب \"ويمبلي\"|لندن"},
    {"too much behind a head", "[ملعب \"]واحد اثنان ثلاثة أربعة خمسة ستة سبعة\"", "ملعب"},
    {"a bracket inside", "[هيئة كبرى (س] عام", "هيئة كبرى"},
    {"a word that hangs on a dash", "الرئيس [مون جي-]إن أمس", "مون جي-إن"},
    {"a dash between blanks", "[طريق الخردلي -] النبطية", "طريق الخردلي"},
    {"what hangs on the dash is another name", "[سباق دبي-][مسقط] أمس", "سباق دبي|مسقط"},
    {"marks only", "[) )] أمس", ""},
};

enum { MAX_MARKED = 4 };

/* The last word is what the model took for a country. Source: agreement in case, Ryding 2005, ch. 10. */
static const struct { const char *name, *text; bool adjective; } accusatives[] = {
    {"behind a noun in the accusative", "رأى طفلا تركيا", true},
    {"behind a verb", "دعا تركيا", false},
    {"behind a noun in another case", "رأى طفل تركيا", false},
    {"a country without such an adjective", "رأى طفلا قطر", false},
    {"first of all", "تركيا", false},
};

static void adjectives_are_read(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(accusatives); i++) {
    support_para *p = support_para_open(engine->lexicon, accusatives[i].text, strlen(accusatives[i].text));
    const uint32_t n = (uint32_t)p->scan.n_tok;
    khb_candidate c = {.first = n - 1, .last = n, .type = KHB_GPE, .source = KHB_FROM_MODEL, .entity = KHB_NONE};
    khb_read_adjectives(&p->context, &c, 1);
    CASE_CHECK(accusatives[i].name, (c.type == KHB_NORP) == accusatives[i].adjective);
    support_para_close(p);
  }
}

static void marks_are_balanced(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(marks); i++) {
    char text[256];
    uint32_t from[MAX_MARKED], to[MAX_MARKED];
    size_t len = 0, n_from = 0, n_to = 0;
    for (const char *p = marks[i].text; *p; p++) {
      if (*p == '[') from[n_from++] = (uint32_t)len;
      else if (*p == ']') to[n_to++] = (uint32_t)len;
      else text[len++] = *p;
    }
    support_para *p = support_para_open(engine->lexicon, text, len);
    khb_candidates c = {0};
    assert_true(KHB_GROW(c.item, c.cap, n_from + 1));
    for (size_t k = 0; k < n_from; k++) {
      khb_candidate span = {.type = KHB_FAC, .source = KHB_FROM_MODEL, .entity = KHB_NONE};
      while (p->scan.tok[span.first].start < from[k]) span.first++;
      span.last = span.first;
      while (span.last < p->scan.n_tok && p->scan.tok[span.last].end <= to[k]) span.last++;
      c.item[c.n++] = span;
    }
    c.item[c.n++] = (khb_candidate){.last = 1, .type = KHB_ORG, .source = KHB_FROM_PATTERN, .entity = KHB_NONE};
    size_t n = n_from;
    khb_balance_marks(&p->context, &c, 0, &n);
    static written w;
    w.len = 0;
    w.text[0] = 0;
    for (size_t k = 0; k < n; k++) {
      const uint32_t start = p->scan.tok[c.item[k].first].start, end = p->scan.tok[c.item[k].last - 1].end;
      if (k) put_string(&w, "|");
      put(&w, text + start, end - start);
    }
    CASE_STRING(marks[i].name, w.text, marks[i].want);
    CASE_CHECK(marks[i].name, c.n == n + 1 && c.item[n].source == KHB_FROM_PATTERN);
    free(c.item);
    support_para_close(p);
  }
}

/* What is left of a span over the whole text. Source of the rule: the project's annotation guide, head nouns. */
static const struct { const char *name, *text, *want; khb_type type; } heads[] = {
    {"a head of places", "دولة قطر", "قطر", KHB_GPE},
    {"with a clitic", "لدولة قطر", "قطر", KHB_GPE},
    {"another entity with the head", "مدينة الكويت", "مدينة الكويت", KHB_GPE},
    {"a head of bodies", "شركة الشروق", "الشروق", KHB_ORG},
    {"no body of that name", "شركة الغروب", "شركة الغروب", KHB_ORG},
    {"the main name has the head", "شركة نفط الشرق", "شركة نفط الشرق", KHB_ORG},
    {"a place that no list knows", "مدينة الغروب", "الغروب", KHB_GPE},
    {"a head of another type", "دولة الشروق", "دولة الشروق", KHB_ORG},
    {"the head alone", "مدينة", "مدينة", KHB_GPE},
    {"a type without heads", "شركة الشروق", "شركة الشروق", KHB_PERS},
};

static void heads_are_dropped(void **state) {
  (void)state;
  khb_fusion *fusion = NULL;
  assert_int_equal(khb_fusion_open(engine->lexicon, &fusion, NULL), KHB_OK);
  for (size_t i = 0; i < COUNT(heads); i++) {
    support_para *p = support_para_open(engine->lexicon, heads[i].text, strlen(heads[i].text));
    khb_candidate c = {.last = (uint32_t)p->scan.n_tok, .type = (uint8_t)heads[i].type, .source = KHB_FROM_MODEL, .entity = KHB_NONE};
    khb_drop_heads(fusion, &p->context, &c, 1);
    CASE_STRING(heads[i].name, p->context.text + p->scan.tok[c.first].start, heads[i].want);
    support_para_close(p);
  }
  khb_fusion_close(fusion);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_parted), cmocka_unit_test(marks_are_balanced), cmocka_unit_test(adjectives_are_read),
                                     cmocka_unit_test(heads_are_dropped)};
  return cmocka_run_group_tests_name("fusion", tests, open_engine, close_engine);
}
