/* test_document.c: the whole pipeline on small texts: spans with exact offsets, nesting, choices, edits, listings, limits. */
#include "table.h"

static const char knowledge[] =
    "entities:\n"
    "  - {id: Q159, type: GPE, name: {ar: روسيا, en: Russia}, demonyms: [روسي]}\n"
    "  - {id: Q858, type: GPE, name: {ar: سوريا}, aliases: [سورية], demonyms: [سوري]}\n"
    "  - {id: Q43, type: GPE, name: {ar: تركيا}, demonyms: [تركي]}\n"
    "  - {id: 'khabar:korea', type: GPE, name: {ar: كوريا}, demonyms: [كوري, كوريا]}\n"
    "  - {id: Q423, type: GPE, name: {ar: كوريا الشمالية}}\n"
    "  - {id: 'khabar:huwara', type: GPE, name: {ar: حوارة}}\n"
    "  - {id: 'khabar:edinburgh', type: GPE, name: {ar: إدنبرة}}\n"
    "  - {id: Q85, type: GPE, name: {ar: القاهرة}}\n"
    "  - {id: Q3805, type: GPE, name: {ar: عمان}, common: true}\n"
    "  - {id: Q1065, type: ORG, name: {ar: الأمم المتحدة}}\n"
    "  - {id: 'khabar:uni', type: ORG, name: {ar: جامعة القاهرة}}\n"
    "  - {id: 'khabar:day', type: EVENT, name: {ar: يوم جامعة القاهرة}}\n"
    "  - {id: 'khabar:singer', type: PERS, name: {ar: ياسمين القاهرة}}\n"
    "  - {id: 'khabar:house', type: ORG, name: {ar: دار السلام}}\n"
    "  - {id: 'khabar:town', type: GPE, name: {ar: بدار}}\n"
    "  - {id: 'khabar:left', type: ORG, name: {ar: اتحاد الكتاب}}\n"
    "  - {id: 'khabar:right', type: ORG, name: {ar: الكتاب العرب}}\n"
    "  - {id: 'khabar:short', type: ORG, name: {ar: حزب الكتاب}}\n"
    "  - {id: 'khabar:long', type: ORG, name: {ar: حزب الكتاب العرب}}\n"
    "  - {id: 'khabar:p', type: PERS, name: {ar: سيرغي شويغو}, aliases: [شويغو]}\n"
    "  - {id: 'khabar:nihm', type: GPE, name: {ar: نهم}, common: true, prior: 12}\n"
    "  - {id: 'khabar:nahar', type: ORG, name: {ar: النهار}, common: true}\n"
    "classes:\n"
    "  office-head: [وزير]\n  portfolio: [الدفاع]\n  title: [الوزير]\n  place-head-out: [مدينة, المدينة]\n  preposition: [في, إلى]\n  place-preposition: [إلى]\n"
    "  ruler: [زعيم, العقيد]\n  source-label: [المصدر]\n  outlet-head: [صحيفة]\n"
    "attributes:\n"
    "  given-name: [أحمد]\n  name-word: [صالح]\n  common: [قال, وصل, أمس, الآن]\n"
    "patterns:\n"
    "  - {name: minister, type: OCC, score: 0.9, match: '[ @office-head @portfolio %NORP? ]'}\n"
    "  - {name: ruler, type: OCC, score: 0.9, match: '[ @ruler %NORP ]'}\n"
    "  - {name: person, type: PERS, score: 0.8, match: '@office-head @portfolio %NORP? [ name name+ ]'}\n";

static khb_engine *engine;

static int open_engine(void **state) {
  (void)state;
  engine = engine_must(knowledge);
  return 0;
}
static int close_engine(void **state) {
  (void)state;
  khb_engine_close(engine);
  return 0;
}

/* ---- spans --------------------------------------------------------------------------------------------------------------- */

/* Spans in the order they are given: > for each level of depth, the type, the text, = and the id where there is one. */
static void write_spans(const khb_document *doc, const khb_span *spans, size_t n, written *w) {
  size_t len;
  const char *text = khb_document_text(doc, &len);
  w->len = 0;
  w->text[0] = 0;
  for (size_t i = 0; i < n; i++) {
    const khb_span *s = &spans[i];
    put_string(w, i ? " " : "");
    for (int d = 0; d < s->depth; d++) put_string(w, ">");
    put_string(w, khb_type_name(s->type));
    put_string(w, "[");
    put(w, text + s->start, s->end - s->start);
    put_string(w, "]");
    khb_entity e;
    if (s->entity == KHB_NONE) continue;
    assert_int_equal(khb_engine_entity(engine, s->entity, &e), KHB_OK);
    put_string(w, "=");
    put_string(w, e.id);
  }
}

typedef struct tagged { const char *name, *text, *want; } tagged;

static const tagged spans[] = {
    {"nothing", "", ""},
    {"no name", "قال أمس إن الوفد وصل.", ""},
    {"one name", "وصل إلى القاهرة أمس", "GPE[القاهرة]=Q85"},
    {"clitics are outside", "وبالقاهرة", "GPE[القاهرة]=Q85"},
    {"the hidden alef is not in the text", "للأمم المتحدة", "ORG[لأمم المتحدة]=Q1065"},
    {"a name over a hard wrap", "وقالت وزارة الدفاع الروسية في بيان أصدرته أمس إن الأمم\nالمتحدة وصل وفدها إلى روسيا.",
     "NORP[الروسية]=Q159 ORG[الأمم\nالمتحدة]=Q1065 GPE[روسيا]=Q159"},
    {"another spelling", "الامم المتحده", "ORG[الامم المتحده]=Q1065"},
    {"not inside a word", "القاهرةية", ""},
    {"an alias", "زار شويغو", "PERS[شويغو]=khabar:p"},
    {"Latin", "Russia", "GPE[Russia]=Q159"},
    {"a place in an organisation", "جامعة القاهرة", "ORG[جامعة القاهرة]=khabar:uni >GPE[القاهرة]=Q85"},
    {"three levels", "يوم جامعة القاهرة",
     "EVENT[يوم جامعة القاهرة]=khabar:day >ORG[جامعة القاهرة]=khabar:uni >>GPE[القاهرة]=Q85"},
    {"no shorter body at the beginning of a body", "حزب الكتاب العرب", "ORG[حزب الكتاب العرب]=khabar:long"},
    {"no place in a person", "ياسمين القاهرة", "PERS[ياسمين القاهرة]=khabar:singer"},
    {"a span that begins before another cannot stand in it", "بدار السلام", "ORG[دار السلام]=khabar:house"},
    {"of two that cross, the left one", "اتحاد الكتاب العرب", "ORG[اتحاد الكتاب]=khabar:left"},
    {"a pattern and what is in it", "وزير الدفاع الروسي", "OCC[وزير الدفاع الروسي] >NORP[الروسي]=Q159"},
    {"title and unknown name", "وزير الدفاع الروسي تورغومبايف إيرلان",
     "OCC[وزير الدفاع الروسي] >NORP[الروسي]=Q159 PERS[تورغومبايف إيرلان]"},
    {"an office and its adjective", "قال زعيم تركي", "OCC[زعيم تركي] >NORP[تركي]=Q43"},
    {"behind an article no adjective is without one", "قال العقيد تركي المالكي", "NORP[تركي]=Q43"},
    {"an office does not break off a place", "قال زعيم كوريا الشمالية", "GPE[كوريا الشمالية]=Q423"},
    {"the lexicon knows more than a pattern", "وزير الدفاع سيرغي شويغو", "OCC[وزير الدفاع] PERS[سيرغي شويغو]=khabar:p"},

    {"سورية after a preposition is the country", "في سورية", "GPE[سورية]=Q858"},
    {"سورية first of all is the country", "سورية تعلن", "GPE[سورية]=Q858"},
    {"سورية after a feminine noun is the adjective", "قوات سورية", "NORP[سورية]=Q858"},
    {"سورية after a masculine noun is the country", "رئيس سورية", "GPE[سورية]=Q858"},
    {"سورية after a mark is the country", "قوات، سورية", "GPE[سورية]=Q858"},
    {"with a preposition in the word it is the country", "قوات بسورية", "GPE[سورية]=Q858"},
    {"an adjective with the article", "القوات السورية", "NORP[السورية]=Q858"},

    {"a short noun with its pronoun is no town with ta marbuta", "كان حواره", ""},
    {"its town where a word supports it", "مدينة حواره", "GPE[حواره]=khabar:huwara"},
    {"its town as the entity spells it", "كان حوارة", "GPE[حوارة]=khabar:huwara"},
    {"a long name is hardly a noun with its pronoun", "كان إدنبره", "GPE[إدنبره]=khabar:edinburgh"},

    {"a common word alone is no name", "كان عمان", ""},
    {"a common word after a word that supports it", "مدينة عمان", "GPE[عمان]=Q3805"},
    {"support for another type is none", "الوزير عمان", ""},
    {"a common word between quotation marks", "قالت «النهار» أمس", "ORG[النهار]=khabar:nahar"},
    {"a common word between other quotation marks", "قالت \"النهار\" أمس", "ORG[النهار]=khabar:nahar"},
    {"an obscure name that is a common word, after its head", "قال في مدينة نهم", "GPE[نهم]=khabar:nihm"},
    {"an obscure name that is a common word, after a noun with its article", "قال إن المدينة نهم", ""},
    {"a well-known one there", "قال إن المدينة عمان", "GPE[عمان]=Q3805"},
    {"an obscure name that is a common word, quoted", "قال «نهم»", ""},
    {"an obscure name that is a common word, after a preposition", "وصل إلى نهم", ""},
    {"a place that opens a report", "نهم - أعلن الوفد", "GPE[نهم]=khabar:nihm"},
    {"a place and its agency open a report", "عمان (رويترز) - أعلن", "GPE[عمان]=Q3805"},
    {"elsewhere a dash says nothing", "أعلن نهم - الوفد", ""},
    {"a body before a dash opens no report", "النهار - أعلن", ""},
    {"a common word after a preposition of place", "وصل إلى عمان", "GPE[عمان]=Q3805"},
    {"a common word after its head", "صحيفة النهار", "ORG[النهار]=khabar:nahar"},
    {"a quotation mark on one side", "قالت «النهار أمس»", ""},
    {"a family name after another's given name", "أحمد شويغو", ""},

    {"two paragraphs", "روسيا\nالقاهرة\n", "GPE[روسيا]=Q159 GPE[القاهرة]=Q85"},
    {"broken bytes around a name", "\xff\xd8روسيا\xe2\x80 \x01", "GPE[روسيا]=Q159"},
    {"a broken byte in a name", "القا\xffهرة", ""},
};

static void test_spans(void **state) {
  (void)state;
  static written got;
  for (size_t i = 0; i < COUNT(spans); i++) {
    khb_document *doc = support_document(engine, spans[i].text, strlen(spans[i].text));
    khb_span s[32];
    size_t n = khb_document_spans(doc, 0, UINT32_MAX, s, COUNT(s));
    CASE_CHECK(spans[i].name, n <= COUNT(s));
    for (size_t k = 0; k < n; k++) {
      CASE_CHECK(spans[i].name, s[k].word_start <= s[k].start && s[k].end <= s[k].word_end);
      CASE_CHECK(spans[i].name, s[k].score > 0 && s[k].score <= 1);
      CASE_CHECK(spans[i].name, s[k].source == (s[k].entity == KHB_NONE ? KHB_FROM_PATTERN : KHB_FROM_LEXICON));
      CASE_CHECK(spans[i].name, (s[k].start == s[k].word_start) == (s[k].proclitics == 0));
    }
    write_spans(doc, s, n, &got);
    khb_document_close(doc);
    CASE_STRING(spans[i].name, got.text, spans[i].want);
  }
}

static void test_exact_offsets(void **state) {
  (void)state;
  const char text[] = "قال.\nوصل وَبِالقاهرة BBC ثم للأمم المتحدة";
  khb_document *doc = support_document(engine, text, sizeof text - 1);
  khb_span s[4];
  assert_int_equal(khb_document_spans(doc, 0, UINT32_MAX, s, 4), 2);
  assert_int_equal(s[0].word_start, 15); /* وصل stands at 8 */
  assert_int_equal(s[0].start, 23);      /* و and ب with a vowel each */
  assert_int_equal(s[0].end, 37);
  assert_int_equal(s[0].word_end, 37);
  assert_int_equal(s[0].proclitics, KHB_PRO_WA | KHB_PRO_BI);
  assert_int_equal(s[1].word_start, 47);
  assert_int_equal(s[1].start, 49);
  assert_int_equal(s[1].end, 72);
  assert_int_equal(s[1].word_end, 72);
  assert_int_equal(s[1].proclitics, KHB_PRO_LI);
  khb_document_close(doc);
}

/* A longer chain of marks, a demonym, a support lower the score; order matters to whoever sorts by it. */
static float score_of(const char *text) {
  khb_document *doc = support_document(engine, text, strlen(text));
  khb_span s;
  assert_int_equal(khb_document_spans(doc, 0, UINT32_MAX, &s, 1), 1);
  khb_document_close(doc);
  return s.score;
}

static void test_scores(void **state) {
  (void)state;
  assert_true(score_of("روسيا") > score_of("سورية"));      /* the name before an alias */
  assert_true(score_of("القاهرة") > score_of("بالقاهرة")); /* as it stands before with a clitic off */
  assert_true(score_of("روسيا") > score_of("مدينة عمان")); /* sure before supported */
}

/* ---- sentences of a document --------------------------------------------------------------------------------------------- */

typedef struct flagged { const char *name, *text; uint8_t flags[4]; size_t n; } flagged;

static const flagged sentence_flags[] = {
    {"source line", "المصدر : روسيا + وكالات", {KHB_SENT_SOURCE | KHB_SENT_LAST}, 1},
    {"source line without spaces", "المصدر:روسيا", {KHB_SENT_SOURCE | KHB_SENT_LAST}, 1},
    {"a source without a colon is a headline", "المصدر روسيا", {KHB_SENT_HEADLINE | KHB_SENT_LAST}, 1},
    {"another label is a headline", "الكاتب : روسيا", {KHB_SENT_HEADLINE | KHB_SENT_LAST}, 1},
    {"a label inside a line is none", "قال المصدر : روسيا", {KHB_SENT_HEADLINE | KHB_SENT_LAST}, 1},
    {"headline, then text", "روسيا ترسل قوات\nوصل الوفد. ثم عاد.\n",
     {KHB_SENT_HEADLINE | KHB_SENT_LAST, 0, KHB_SENT_LAST}, 3},
};

static void test_sentence_flags(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(sentence_flags); i++) {
    const flagged *c = &sentence_flags[i];
    khb_document *doc = support_document(engine, c->text, strlen(c->text));
    khb_sentence s[4];
    CASE_CHECK(c->name, khb_document_sentences(doc, 0, UINT32_MAX, s, 4) == c->n);
    for (size_t k = 0; k < c->n; k++)
      if (s[k].flags != c->flags[k]) CASE_FAIL(c->name, "sentence %zu has the flags %u, not %u", k, s[k].flags, c->flags[k]);
    khb_document_close(doc);
  }
}

/* ---- edits --------------------------------------------------------------------------------------------------------------- */

#define WRAPPED "وقالت وزارة الدفاع الروسية في بيان أصدرته اليوم الأحد إن"

/* The bytes [start, old_end) of `before` are replaced by `text`. END stands for the end of the text. */
#define END UINT32_MAX
typedef struct edited { const char *name, *before; uint32_t start, old_end; const char *text, *after; } edited;

static const edited edits[] = {
    {"nothing in an empty text", "", 0, 0, "", ""},
    {"nothing in a text", "روسيا", 4, 4, "", "روسيا"},
    {"the first bytes of an empty text", "", 0, 0, "روسيا", "روسيا"},
    {"at the start", "روسيا", 0, 0, "في ", "في روسيا"},
    {"at the end", "روسي", 8, 8, "ا", "روسيا"},
    {"in the middle", "القاة", 8, 8, "هر", "القاهرة"},
    {"all replaced", "روسيا\nسوريا\n", 0, END, "القاهرة", "القاهرة"},
    {"all taken out", "روسيا\nسوريا\n", 0, END, "", ""},
    {"the last byte", "روسيا\n", 10, 11, "", "روسيا"},
    {"the first paragraph", "روسيا\nسوريا\nالقاهرة", 0, 11, "", "سوريا\nالقاهرة"},
    {"the middle paragraph", "روسيا\nسوريا\nالقاهرة", 11, 22, "", "روسيا\nالقاهرة"},
    {"the last paragraph", "روسيا\nسوريا\nالقاهرة", 22, END, "", "روسيا\nسوريا\n"},
    {"a line break parts", "روسيا سوريا", 10, 11, "\n", "روسيا\nسوريا"},
    {"a line break goes", "روسيا\nسوريا", 10, 11, " ", "روسيا سوريا"},
    {"a line feed behind a carriage return", "روسيا\rسوريا", 11, 11, "\n", "روسيا\r\nسوريا"},
    {"the line feed of a pair goes", "روسيا\r\nسوريا\n", 11, 12, "", "روسيا\rسوريا\n"},
    {"the carriage return of a pair goes", "روسيا\r\nسوريا\n", 10, 11, "", "روسيا\nسوريا\n"},
    {"a blank line goes", "روسيا\n\nسوريا", 10, 11, "", "روسيا\nسوريا"},
    {"a blank line comes", WRAPPED "\n" WRAPPED ".", sizeof WRAPPED, sizeof WRAPPED, "\n", WRAPPED "\n\n" WRAPPED "."},
    {"the line before becomes a wrapped one", "عنوان\n" WRAPPED "\nوكالة روسيا", sizeof WRAPPED + 32, sizeof WRAPPED + 32, ".",
     "عنوان\n" WRAPPED "\nوكالة روسيا."},
    {"a full stop ends a wrapped line", WRAPPED "\n" WRAPPED ".", sizeof WRAPPED - 1, sizeof WRAPPED - 1, ".",
     WRAPPED ".\n" WRAPPED "."},
    {"half a character comes", "روسيا", 10, 10, "\xd8", "روسيا\xd8"},
    {"and its other half", "روسيا\xd8", 11, 11, "\xa7", "روسيا\xd8\xa7"},
    {"a character is cut in two", "روسيا", 9, 9, " ", "روسي\xd8 \xa7"},
    {"a URL grows over what was a sentence", "انظر http://a.b روسيا", 19, 20, "/", "انظر http://a.b/روسيا"},
    {"many paragraphs pasted", "روسيا\nسوريا", 11, 11, "القاهرة\n\nقال\nعمان\n\n\n", "روسيا\nالقاهرة\n\nقال\nعمان\n\n\nسوريا"},
};

static void test_edits(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(edits); i++) {
    const edited *c = &edits[i];
    size_t before = strlen(c->before), added = strlen(c->text), len;
    uint32_t old_end = c->old_end == END ? (uint32_t)before : c->old_end;
    khb_document *doc = support_document(engine, c->before, before);
    khb_document *fresh = support_document(engine, c->after, strlen(c->after));
    khb_range changed = {77, 7};
    khb_error err;
    CASE_CHECK(c->name, khb_document_edit(doc, c->start, old_end, c->text, added, &changed, &err) == KHB_OK);
    const char *text = khb_document_text(doc, &len);
    CASE_CHECK(c->name, len == strlen(c->after) && memcmp(text, c->after, len) == 0);
    char why[512];
    if (!support_same(doc, fresh, why, sizeof why)) CASE_FAIL(c->name, "%s", why);
    CASE_CHECK(c->name, changed.start <= c->start && changed.end >= c->start + added && changed.end <= len);
    /* And back again, without asking what changed. */
    khb_document *old = support_document(engine, c->before, before);
    CASE_CHECK(c->name, khb_document_edit(doc, c->start, c->start + (uint32_t)added, c->before + c->start, old_end - c->start,
                                          NULL, NULL) == KHB_OK);
    if (!support_same(doc, old, why, sizeof why)) CASE_FAIL(c->name, "back again: %s", why);
    khb_document_close(old);
    khb_document_close(fresh);
    khb_document_close(doc);
  }
}

/* A document typed byte by byte and then taken apart byte by byte from the front is, at each step, what a fresh one is. */
static void test_typing(void **state) {
  (void)state;
  const char text[] = WRAPPED "\nروسيا.\r\n\r\nالمصدر : سورية\n- بند\n";
  const size_t len = sizeof text - 1;
  khb_document *doc = support_document(engine, NULL, 0);
  char why[512];
  for (size_t i = 0; i < len; i++) {
    assert_int_equal(khb_document_edit(doc, (uint32_t)i, (uint32_t)i, text + i, 1, NULL, NULL), KHB_OK);
    khb_document *fresh = support_document(engine, text, i + 1);
    if (!support_same(doc, fresh, why, sizeof why)) fail_msg("after %zu bytes: %s", i + 1, why);
    khb_document_close(fresh);
  }
  for (size_t i = 1; i <= len; i++) {
    assert_int_equal(khb_document_edit(doc, 0, 1, NULL, 0, NULL, NULL), KHB_OK);
    khb_document *fresh = support_document(engine, text + i, len - i);
    if (!support_same(doc, fresh, why, sizeof why)) fail_msg("with %zu bytes gone: %s", i, why);
    khb_document_close(fresh);
  }
  khb_document_close(doc);
}

/* An edit far from a paragraph leaves it alone: what was analysed again is the neighbourhood. */
static void test_changed_is_local(void **state) {
  (void)state;
  static written text;
  text.len = 0;
  for (int i = 0; i < 100; i++) put_string(&text, "وصل إلى القاهرة. قال.\n");
  uint32_t line = (uint32_t)(text.len / 100);
  khb_document *doc = support_document(engine, text.text, text.len);
  khb_range changed;
  assert_int_equal(khb_document_edit(doc, 50 * line + 7, 50 * line + 7, "x", 1, &changed, NULL), KHB_OK);
  assert_true(changed.start >= 49 * line && changed.start <= 50 * line);
  assert_int_equal(changed.end, 51 * line + 1);
  khb_document_close(doc);
}

typedef struct refused { const char *name; uint32_t start, old_end; size_t len; khb_status status; } refused;

static const refused bad_edits[] = {
    {"start after end", 5, 4, 1, KHB_ERR_RANGE},
    {"end after the text", 0, 12, 1, KHB_ERR_RANGE},
    {"both after the text", 12, 12, 1, KHB_ERR_RANGE},
    {"as far as numbers go", UINT32_MAX, UINT32_MAX, 1, KHB_ERR_RANGE},
    {"too much text", 0, 0, (size_t)KHB_MAX_TEXT + 1, KHB_ERR_LIMIT},
    {"one byte too much in all", 0, 0, (size_t)KHB_MAX_TEXT - 10, KHB_ERR_LIMIT},
    {"one byte too much instead of all", 0, 11, (size_t)KHB_MAX_TEXT + 1, KHB_ERR_LIMIT},
    {"a length that wraps around", 0, 0, SIZE_MAX, KHB_ERR_LIMIT},
};

static void test_bad_edits(void **state) {
  (void)state;
  const char text[] = "روسيا\n";
  khb_document *doc = support_document(engine, text, sizeof text - 1);
  khb_document *as_before = support_document(engine, text, sizeof text - 1);
  for (size_t i = 0; i < COUNT(bad_edits); i++) {
    const refused *c = &bad_edits[i];
    khb_range changed = {77, 7};
    khb_error err = {.status = KHB_OK};
    CASE_CHECK(c->name, khb_document_edit(doc, c->start, c->old_end, "x", c->len, &changed, &err) == c->status);
    CASE_CHECK(c->name, err.status == c->status && err.what[0] && err.remedy[0]);
    CASE_CHECK(c->name, changed.start == 77 && changed.end == 7);
    CASE_CHECK(c->name, khb_document_edit(doc, c->start, c->old_end, "x", c->len, NULL, NULL) == c->status);
    char why[512];
    if (!support_same(doc, as_before, why, sizeof why)) CASE_FAIL(c->name, "%s", why);
  }
  khb_document_close(as_before);
  khb_document_close(doc);
}

static void test_open(void **state) {
  (void)state;
  khb_document *doc = (khb_document *)(void *)&doc; /* untouched on failure */
  khb_error err;
  assert_int_equal(khb_document_open(engine, "x", (size_t)KHB_MAX_TEXT + 1, &doc, &err), KHB_ERR_LIMIT);
  assert_ptr_equal(doc, &doc);
  assert_int_equal(khb_document_open(engine, "x", SIZE_MAX, &doc, NULL), KHB_ERR_LIMIT);
  khb_document_close(NULL);
  /* The text is copied. */
  char text[] = "روسيا";
  doc = support_document(engine, text, sizeof text - 1);
  memset(text, 'x', sizeof text - 1);
  size_t len;
  const char *copy = khb_document_text(doc, &len);
  assert_int_equal(len, 10);
  assert_memory_equal(copy, "روسيا", 10);
  assert_ptr_equal(khb_document_engine(doc), engine);
  khb_document_close(doc);
}

/* ---- listings ------------------------------------------------------------------------------------------------------------ */

/* روسيا [0,10) . [10,11) line feed, blank line, وسوريا [13,25), tab, a broken byte 26, line feed, القاهرة [28,42) */
static const char listed[] = "روسيا.\n\nوسوريا\t\xff\nالقاهرة";

typedef size_t lister(const khb_document *doc, uint32_t first, uint32_t last, khb_range *out, size_t cap);

/* Each listing as ranges, through an array of its own kind that is no larger than it is told. */
#define LISTER(name, type)                                                                                             \
  static size_t list_##name(const khb_document *doc, uint32_t first, uint32_t last, khb_range *out, size_t cap) {      \
    type items[8];                                                                                                     \
    memset(items, 0xee, sizeof items);                                                                                 \
    size_t n = khb_document_##name(doc, first, last, cap ? items : NULL, cap);                                         \
    for (size_t i = 0; i < 8; i++) out[i] = (khb_range){items[i].start, items[i].end};                                 \
    return n;                                                                                                          \
  }
LISTER(paragraphs, khb_range)
LISTER(sentences, khb_sentence)
LISTER(tokens, khb_token)
LISTER(spans, khb_span)
LISTER(faults, khb_range)

typedef struct listing { const char *name; lister *list; uint32_t first, last; size_t n; khb_range want[6]; } listing;

static const listing listings[] = {
    {"paragraphs, all", list_paragraphs, 0, END, 3, {{0, 11}, {13, 27}, {28, 42}}},
    {"paragraphs without their line breaks", list_paragraphs, 11, 13, 0, {{0, 0}}},
    {"paragraphs, one byte of the second", list_paragraphs, 26, 27, 1, {{13, 27}}},
    {"paragraphs, two", list_paragraphs, 10, 14, 2, {{0, 11}, {13, 27}}},
    {"sentences, all", list_sentences, 0, END, 3, {{0, 11}, {13, 27}, {28, 42}}},
    {"sentences, the last byte", list_sentences, 41, 42, 1, {{28, 42}}},
    {"sentences, behind the text", list_sentences, 42, END, 0, {{0, 0}}},
    {"tokens, all", list_tokens, 0, END, 5, {{0, 10}, {10, 11}, {13, 25}, {26, 27}, {28, 42}}},
    {"tokens, a part of two", list_tokens, 9, 11, 2, {{0, 10}, {10, 11}}},
    {"tokens, half-open at both ends", list_tokens, 10, 13, 1, {{10, 11}}},
    {"tokens between", list_tokens, 25, 26, 0, {{0, 0}}},
    {"tokens, over two paragraphs", list_tokens, 26, 29, 2, {{26, 27}, {28, 42}}},
    {"spans, all", list_spans, 0, END, 3, {{0, 10}, {15, 25}, {28, 42}}},
    {"spans: the clitic before is outside", list_spans, 13, 15, 0, {{0, 0}}},
    {"spans, one byte", list_spans, 24, 25, 1, {{15, 25}}},
    {"faults, all", list_faults, 0, END, 1, {{26, 27}}},
    {"faults, before it", list_faults, 0, 26, 0, {{0, 0}}},
    {"faults, itself", list_faults, 26, 27, 1, {{26, 27}}},
    {"a range upside down", list_tokens, 30, 5, 0, {{0, 0}}},
    {"nothing at the end of numbers", list_tokens, END, END, 0, {{0, 0}}},
};

static void test_listings(void **state) {
  (void)state;
  khb_document *doc = support_document(engine, listed, sizeof listed - 1);
  for (size_t i = 0; i < COUNT(listings); i++) {
    const listing *c = &listings[i];
    for (size_t cap = 0; cap <= c->n + 1; cap++) { /* whatever the room, the number of all */
      khb_range got[8];
      size_t n = c->list(doc, c->first, c->last, got, cap);
      if (n != c->n) CASE_FAIL(c->name, "%zu items, not %zu", n, c->n);
      for (size_t k = 0; k < 8; k++) {
        bool filled = k < cap && k < c->n;
        khb_range want = filled ? c->want[k] : (khb_range){0xeeeeeeee, 0xeeeeeeee};
        if (got[k].start != want.start || got[k].end != want.end)
          CASE_FAIL(c->name, "with room for %zu, item %zu is [%u,%u), not [%u,%u)", cap, k, got[k].start, got[k].end,
                    want.start, want.end);
      }
    }
  }
  khb_document_close(doc);
}

static void test_empty_listings(void **state) {
  (void)state;
  static const char *const texts[] = {"", "\n", " \n\t\r\n ", "\u200f"};
  for (size_t i = 0; i < COUNT(texts); i++) {
    khb_document *doc = support_document(engine, texts[i], strlen(texts[i]));
    khb_range r[8];
    lister *const all[] = {list_paragraphs, list_sentences, list_tokens, list_spans, list_faults};
    for (size_t k = 0; k < COUNT(all); k++) CASE_CHECK(texts[i], all[k](doc, 0, END, r, 8) == 0);
    CASE_CHECK(texts[i], khb_document_clitics(doc, 0, NULL, 0) == 0);
    khb_document_close(doc);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_spans),     cmocka_unit_test(test_exact_offsets),
                                     cmocka_unit_test(test_scores),    cmocka_unit_test(test_sentence_flags),
                                     cmocka_unit_test(test_edits),     cmocka_unit_test(test_typing),
                                     cmocka_unit_test(test_changed_is_local), cmocka_unit_test(test_bad_edits),
                                     cmocka_unit_test(test_open),      cmocka_unit_test(test_listings),
                                     cmocka_unit_test(test_empty_listings)};
  return cmocka_run_group_tests_name("document", tests, open_engine, close_engine);
}
