/* test_facts.c: what the tagger knows of a word before it scores it: words that folding confounds are told apart. */
#include "../../core/engine.h"
#include "../../core/tagger/features.h"
#include "../support/model.h"
#include "table.h"

static const char knowledge[] = "entities:\n"
                                "  - {id: 'khabar:a', type: GPE, name: {ar: القاهرة}}\n"
                                "attributes:\n"
                                "  maqsura-word: [على, إلى, حتى]\n";

static khb_engine *engine;

static int setup(void **state) {
  (void)state;
  engine = support_engine_of(knowledge);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  khb_engine_close(engine);
  return 0;
}

/* The word at `at` in each of two texts: the same to the tagger? Source: ى in the word lists of annotations/lexicon/maqsura-words.yaml;
   the rest is how the two words are read. */
static const struct { const char *name, *a; uint32_t at_a; const char *b; uint32_t at_b; bool same; } cases[] = {
    {"one word", "قال على", 1, "ثم على", 1, true},
    {"a name and a preposition", "قال علي", 1, "قال على", 1, false},
    {"in presence of the other", "مر علي على بيته", 1, "قال على", 1, false},
    {"who never writes ى", "مر علي بيت إلي باب", 1, "قال على", 1, true},
    {"who writes it once", "مر علي بيت إلي باب حتى", 1, "قال على", 1, false},
    {"a word of no list", "قال اليمني", 1, "قال اليمنى", 1, true},
    {"آن and أن", "قالت آن", 1, "قالت أن", 1, false},
    {"آل and ال", "من آل ثابت", 1, "من ال ثابت", 1, false},
    {"a longer word with آ", "قال آخر", 1, "قال اخر", 1, true},
};

static uint32_t stem_of(const khb_model *m, const char *text, uint32_t at) {
  support_para *p = support_para_open(engine->lexicon, text, strlen(text));
  khb_binding binding = {0};
  assert_true(khb_binding_make(&binding, m, engine->lexicon));
  khb_facts facts[16];
  assert_in_range(p->scan.n_tok, at + 1, 16);
  khb_facts_make(&binding, &p->context, NULL, 0, 0, (uint32_t)p->scan.n_tok, facts);
  khb_binding_free(&binding);
  support_para_close(p);
  return facts[at].stem;
}

static void test_told_apart(void **state) {
  (void)state;
  support_para *p = support_para_open(engine->lexicon, cases[0].a, strlen(cases[0].a));
  size_t size;
  uint8_t *image = support_model(p, 2, 1, 1, &size);
  khb_model *m = NULL;
  assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
  for (size_t i = 0; i < COUNT(cases); i++)
    CASE_CHECK(cases[i].name, (stem_of(m, cases[i].a, cases[i].at_a) == stem_of(m, cases[i].b, cases[i].at_b)) == cases[i].same);
  khb_model_close(m);
  free(image);
  support_para_close(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_told_apart)};
  return cmocka_run_group_tests_name("facts", tests, setup, teardown);
}
