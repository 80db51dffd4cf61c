/* test_mentions.c: which names and descriptions mean the same: what is joined, and what must not be. */
#include "discourse.h"

/* Each chain on a line: its fullest mention, =id, then the others in reading order; * where only the document explains them. */
static void write_chains(khb_document *doc, written *w) {
  khb_error err;
  size_t n, len;
  khb_mention m[64];
  const char *text = khb_document_text(doc, &len);
  assert_int_equal(khb_document_mentions(doc, 0, UINT32_MAX, m, 64, &n, &err), KHB_OK);
  w->len = 0;
  w->text[0] = 0;
  for (size_t i = 0; i < n && i < 64; i++) {
    bool any = false;
    for (size_t k = 0; k < n && k < 64; k++) {
      if (m[k].mention_of != i) continue;
      if (!any) {
        khb_entity e;
        put(w, text + m[i].span.start, m[i].span.end - m[i].span.start);
        if (m[i].span.entity != KHB_NONE && khb_engine_entity(engine, m[i].span.entity, &e) == KHB_OK) {
          put_string(w, "=");
          put_string(w, e.id);
        }
      }
      any = true;
      assert_int_equal(m[k].span.entity, m[i].span.entity);
      put_string(w, m[k].span.source == KHB_FROM_MENTION ? " <* " : " < ");
      put(w, text + m[k].span.start, m[k].span.end - m[k].span.start);
    }
    if (any) put_string(w, "\n");
  }
}

typedef struct chained { const char *name, *text, *want; } chained;

/* Arabic names: ism, nasab, laqab, kunya (Schimmel, Islamic Names, 1989); full name first, short name later: AlManassa stylebook. */
static const chained people[] = {
    {"family name", "التقى أنتوني بلينكن الوفد. وقال بلينكن كلمة.",
     "أنتوني بلينكن=khabar:blinken <* بلينكن\n"},
    {"with a clitic", "التقى أنتوني بلينكن الوفد. وقال لبلينكن كلمة.",
     "أنتوني بلينكن=khabar:blinken <* بلينكن\n"},
    {"a name in the middle", "فاز محمد البدوي عبد الماجد. وقال البدوي كلمة.",
     "محمد البدوي عبد الماجد=khabar:badawi <* البدوي\n"},
    {"headline before the full name", "بلينكن يصل غدا\nوصل أنتوني بلينكن. وقال بلينكن كلمة.",
     "أنتوني بلينكن=khabar:blinken <* بلينكن\n"},
    {"two of one family name", "حضر محمد صلاح وحضرت ليلى صلاح. وقال صلاح كلمة.",
     ""},
    {"an ambiguous link yields to the full name", "حضرت ليلى صلاح. وقالت صلاح كلمة.",
     "ليلى صلاح=khabar:other-salah < صلاح\n"},
    {"compound names in one word or two", "حضر سامي عبد الرحمن. وقال عبدالرحمن كلمة.",
     "سامي عبد الرحمن=khabar:rahman <* عبدالرحمن\n"},
    {"first name before bin", "وصل محمد بن سلمان بن عبد العزيز. وقال محمد كلمة.",
     "محمد بن سلمان بن عبد العزيز=khabar:mbs <* محمد\n"},
    {"a given name alone is nobody", "حضر محمد البدوي عبد الماجد وحضر محمد صلاح. وقال محمد كلمة.",
     ""},
    {"spelling folds", "وصل أنتوني بلينكن. وغادر انتوني بلينكن.",
     "أنتوني بلينكن=khabar:blinken < انتوني بلينكن\n"},
    {"a common word is no family name", "فاز محمد البدوي عبد الماجد. وكان الماجد من القوم.",
     ""},
    {"a common word right behind a verb of saying", "حضرت إيناس غريب الحفل. وتوضح غريب أن الوضع صعب. وهذا غريب.",
     "إيناس غريب=khabar:gharib <* غريب\n"},
    {"a long word is the name wherever it stands", "التقى أنتوني بلينكن الوفد. ثم استقبل الملك بلينكن غدا.",
     "أنتوني بلينكن=khabar:blinken <* بلينكن\n"},
    {"not before it was said, but for headlines", "قال بلينكن كلمة أمس.",
     ""},
    {NULL, NULL, NULL},
};

/* Acronyms in brackets behind the full name, as agencies write them; nouns with the article for the body last named (Ryding 2005, ch. 7, uses of the article). */
static const chained bodies[] = {
    {"same body twice", "قالت الأمم المتحدة. وأضافت الامم المتحدة.",
     "الأمم المتحدة=khabar:un < الامم المتحدة\n"},
    {"acronym in brackets", "أعلنت حركة المقاومة الإسلامية (حماس) ذلك. وقالت حماس كلمة.",
     "حركة المقاومة الإسلامية=khabar:hamas-long <* حماس <* حماس\n"},
    {"acronym with the article, and in marks", "اجتمع حلف شمال الأطلسي («الناتو») أمس. وقال الناتو كلمة.",
     "حلف شمال الأطلسي=khabar:nato <* الناتو <* الناتو\n"},
    {"Latin acronym", "دعت الأمم المتحدة (UN) إلى ذلك. وقالت UN كلمة.",
     "الأمم المتحدة=khabar:un <* UN\n"},
    {"a year in brackets is no name", "دعت الأمم المتحدة (2022) إلى ذلك.",
     ""},
    {"two entities are not one for a bracket", "دعت الأمم المتحدة (رويترز) إلى ذلك.",
     ""},
    {"the ministry", "أعلنت وزارة الصحة ذلك. وقالت الوزارة كلمة.",
     "وزارة الصحة=khabar:health <* الوزارة\n"},
    {"with clitics", "أعلنت وزارة الصحة ذلك. وفي بيان للوزارة كلمة.",
     "وزارة الصحة=khabar:health <* لوزارة\n"},
    {"of two ministries, none", "اختلفت وزارة الصحة ووزارة الداخلية. وقالت الوزارة كلمة.",
     ""},
    {"the nearer where the other is far", "أعلنت وزارة الصحة ذلك. ثم. نعم. لا. ثم. نعم. لا. ثم. نعم. لا. وأعلنت وزارة الداخلية. وقالت الوزارة كلمة.",
     "وزارة الداخلية=khabar:interior <* الوزارة\n"},
    {"another kind of body", "أعلنت وزارة الصحة ذلك. وقالت المنظمة كلمة.",
     ""},
    {"modified, another one", "أعلنت وزارة الصحة ذلك. وقالت الوزارة المعنية كلمة.",
     ""},
    {"the movement", "أعلنت حركة المقاومة الإسلامية ذلك. وقالت الحركة كلمة.",
     "حركة المقاومة الإسلامية=khabar:hamas-long <* الحركة\n"},
    {"the company, behind a preposition", "قال موظف لشركة رويترز كلمة. وغادرت الشركة أمس.",
     "رويترز=khabar:reuters <* الشركة\n"},
    {"the company, behind a preposition long ago", "قال موظف لشركة رويترز كلمة. ثم. نعم. لا. ثم. نعم. لا. ثم. نعم. لا. وغادرت الشركة أمس.",
     ""},
    {"the office of the body, then a name", "أعلنت وزارة الصحة ذلك. وقال مدير الوزارة محمد صلاح كلمة.",
     "وزارة الصحة=khabar:health <* الوزارة\n"},
    {"an analyst of the body, then a name", "أعلنت وزارة الصحة ذلك. وقالت محللة الوزارة محمد صلاح كلمة.",
     "وزارة الصحة=khabar:health <* الوزارة\n"},
    {"the army is none that is named by what follows", "انسحب جيش الإسلام أمس. وقال الجيش كلمة.",
     ""},
    {"the army of a country", "انسحب الجيش الأردني أمس. وقال الجيش كلمة.",
     "الجيش الأردني=khabar:army <* الجيش\n"},
    {"the league may be another one", "فاز الفريق في دوري أبطال آسيا. وأنهى الدوري سادسا.",
     ""},
    {"a day behind it", "أعلنت وزارة الصحة ذلك. وتجتمع الوزارة الاثنين.",
     "وزارة الصحة=khabar:health <* الوزارة\n"},
    {"the city", "وصل الوفد مدينة ألماتي. وزار المدينة كلها.",
     "ألماتي=khabar:almaty <* المدينة\n"},
    {"no city was named", "وصل الوفد ألماتي. وزار المدينة كلها.",
     ""},
    {"a demonym is no mention of the country", "وصل الوفد من مصر. وقال المصري كلمة.",
     ""},
    {NULL, NULL, NULL},
};

/* Title before the name at first mention, then title or short name (AlManassa stylebook); agreement after Ryding 2005, ch. 10. */
static const chained titles[] = {
    {"the minister", "قال وزير الخارجية أنتوني بلينكن كلمة. وغادر الوزير.",
     "أنتوني بلينكن=khabar:blinken <* الوزير\n"},
    {"the president", "قال الرئيس الفرنسي إيمانويل ماكرون كلمة. وغادر الرئيس.",
     "إيمانويل ماكرون=khabar:macron <* الرئيس\n"},
    {"the title behind the name", "قال أنتوني بلينكن، وزير الخارجية، كلمة. وغادر الوزير.",
     "أنتوني بلينكن=khabar:blinken <* الوزير\n"},
    {"the title behind the name, of the next one", "حضر أنتوني بلينكن، وزير الصحة محمد صلاح. وغادر الوزير.",
     "محمد صلاح=khabar:salah <* الوزير\n"},
    {"an office before its holder is named", "وزير الصحة يزور حلوان\nقال وزير الصحة محمد صلاح كلمة.",
     "محمد صلاح=khabar:salah < وزير الصحة\n"},
    {"another holds it", "قال وزير الصحة محمد صلاح كلمة. وقال وزير الصحة بالنيابة كلمة.",
     ""},
    {"with his nationality", "قال الرئيس الفرنسي إيمانويل ماكرون كلمة. وغادر الرئيس الفرنسي.",
     "إيمانويل ماكرون=khabar:macron < الرئيس الفرنسي\n"},
    {"an office in full, then without the name", "قال وزير الصحة المصري محمد صلاح كلمة. وغادر وزير الصحة المصري.",
     "محمد صلاح=khabar:salah < وزير الصحة المصري\n"},
    {"of another nationality", "قال الرئيس الفرنسي إيمانويل ماكرون كلمة. وغادر الرئيس المصري.",
     ""},
    {"a woman minister is not a man", "قال وزير الخارجية أنتوني بلينكن كلمة. وغادرت الوزيرة.",
     ""},
    {"head of something is not the president", "قال رئيس الحزب أنتوني بلينكن كلمة. وغادر الرئيس.",
     ""},
    {"two ministers", "التقى وزير الخارجية أنتوني بلينكن وزير الصحة محمد صلاح. وغادر الوزير.",
     ""},
    {"the title of the name behind it", "قال وزير الخارجية أنتوني بلينكن كلمة. وغادر الوزير محمد صلاح.",
     ""},
    {"an office that holds the title", "قال الرئيس الفرنسي إيمانويل ماكرون كلمة. وغادر نائب الرئيس.",
     ""},
    {"by rank", "استقبل صاحب السمو الشيخ أنتوني بلينكن الوفد. وقال سموه كلمة. ثم غادر سموه.",
     "أنتوني بلينكن=khabar:blinken <* سموه <* سموه\n"},
    {"by rank, with ة", "حضر سعادة أنتوني بلينكن الحفل. وقال سعادته كلمة.",
     "أنتوني بلينكن=khabar:blinken <* سعادته\n"},
    {"of another rank", "حضر سعادة أنتوني بلينكن الحفل. وقال معاليه كلمة.",
     ""},
    {"two of one rank", "حضر سعادة أنتوني بلينكن وسعادة نبيل عبد الله الحفل. وقال سعادته كلمة.",
     ""},
    {NULL, NULL, NULL},
};

static void run_table(void **state) {
  const chained *table = *state;
  written w;
  for (size_t i = 0; table[i].name; i++) {
    khb_document *doc = support_document(engine, table[i].text, strlen(table[i].text));
    write_chains(doc, &w);
    khb_document_close(doc);
    CASE_STRING(table[i].name, w.text, table[i].want);
  }
}

/* All spans are mentions, in their order; the types of descriptions; ranges count as in every listing. */
static void test_listing(void **state) {
  (void)state;
  const char *text = "أعلنت وزارة الصحة ذلك. وقالت الوزارة إن وزير الصحة أنتوني بلينكن غادر. وعاد الوزير.";
  khb_document *doc = support_document(engine, text, strlen(text));
  khb_error err;
  khb_mention m[8], one[1];
  khb_span s[8];
  size_t n, all, n_spans = khb_document_spans(doc, 0, UINT32_MAX, s, 8);
  assert_int_equal(khb_document_mentions(doc, 0, UINT32_MAX, m, 8, &all, &err), KHB_OK);
  size_t k = 0;
  for (size_t i = 0; i < all; i++) {
    assert_int_equal(m[i].index, i);
    if (m[i].span.source == KHB_FROM_MENTION) continue;
    assert_true(k < n_spans && s[k].start == m[i].span.start && s[k].end == m[i].span.end && s[k].type == m[i].span.type);
    k++;
  }
  assert_int_equal(k, n_spans);
  assert_int_equal(m[1].span.source, KHB_FROM_MENTION);
  assert_int_equal(m[1].span.type, KHB_ORG);
  assert_int_equal(m[all - 1].span.source, KHB_FROM_MENTION);
  assert_int_equal(m[all - 1].span.type, KHB_OCC);
  assert_int_equal(khb_document_mentions(doc, m[1].span.start, m[1].span.end, one, 1, &n, &err), KHB_OK);
  assert_int_equal(n, 1);
  assert_int_equal(one[0].index, 1);
  khb_document_close(doc);
}

int main(void) {
  struct CMUnitTest tests[] = {
      {"people", run_table, NULL, NULL, (void *)(uintptr_t)people},
      {"bodies and places", run_table, NULL, NULL, (void *)(uintptr_t)bodies},
      {"titles", run_table, NULL, NULL, (void *)(uintptr_t)titles},
      cmocka_unit_test(test_listing),
  };
  return cmocka_run_group_tests(tests, open_engine, close_engine);
}
