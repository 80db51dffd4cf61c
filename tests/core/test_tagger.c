/* test_tagger.c: model files that are whole, cut, changed or hostile; the best path and the probabilities against every path
 * there is; what people have fixed; long paragraphs; and names that no list knows, with the model that ships.
 */
#include <math.h>

#include "../../core/engine.h"
#include "../../core/tagger/chain.h"
#include "../../core/tagger/decode.h"
#include "../../core/tagger/net.h"
#include "../../core/tagger/score.h"
#include "../support/model.h"
#include "table.h"

#define SHIPPED "annotations/model/khabar.khm"

static const char draft[] = "قال المتحدث باسم الشركة كيفن هارتلي في مصر إن فريق أتلتيكو ماناوس وبالقاهرة فاز.";

static khb_engine *engine;
static support_para *para;

static int setup(void **state) {
  (void)state;
  engine = support_engine();
  para = support_para_open(engine->lexicon, draft, sizeof draft - 1);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  support_para_close(para);
  khb_engine_close(engine);
  return 0;
}

/* A copy of the image of its own size. */
static uint8_t *copy_of(const uint8_t *image, size_t size) {
  uint8_t *copy = malloc(size ? size : 1);
  assert_non_null(copy);
  memcpy(copy, image, size);
  return copy;
}

static size_t tag(const khb_model *model, const support_para *p, khb_candidates *out) {
  khb_tagger_work *work = khb_tagger_work_open();
  assert_non_null(work);
  size_t known = out->n;
  assert_true(khb_model_tag(model, &p->context, work, out));
  khb_tagger_work_close(work);
  return out->n - known;
}

/* Candidates are in order, inside the text, apart from one another, with scores that are probabilities. */
static void check_candidates(const char *name, const support_para *p, const khb_candidates *c, size_t known) {
  uint32_t end = 0;
  for (size_t i = known; i < c->n; i++) {
    const khb_candidate *x = &c->item[i];
    CASE_CHECK(name, x->first >= end && x->last > x->first && x->last <= p->scan.n_tok);
    CASE_CHECK(name, x->score >= 0 && x->score <= 1 && x->type < KHB_TYPE_COUNT);
    CASE_CHECK(name, x->source == KHB_FROM_MODEL && x->entity == KHB_NONE);
    CASE_CHECK(name, x->skip == 0 || x->skip < p->scan.tok[x->first].n_codes);
    end = x->last;
  }
}

/* ---- files --------------------------------------------------------------------------------------------------------------- */

typedef struct damage { const char *name; size_t at; uint32_t value; uint32_t width; khb_status want; } damage;

#define HEAD(field) offsetof(khb_f_model, field)
#define TABLE(id, field) (sizeof(khb_f_model) + ((id) - 1) * sizeof(khb_f_section) + offsetof(khb_f_section, field))

static const damage damages[] = {
    {"magic", 0, 'x', 1, KHB_ERR_FORMAT},
    {"format of the future", HEAD(format), KHB_MODEL_FORMAT + 1, 4, KHB_ERR_VERSION},
    {"other byte order", HEAD(little), 0x04030201, 4, KHB_ERR_VERSION},
    {"features of another version", HEAD(features), KHB_FEATURES_VERSION + 1, 4, KHB_ERR_VERSION},
    {"another size", HEAD(size), 64, 4, KHB_ERR_FORMAT},
    {"too many sections", HEAD(n_sections), 65, 4, KHB_ERR_FORMAT},
    {"more sections than bytes", HEAD(n_sections), 64, 4, KHB_ERR_FORMAT},
    {"no sections", HEAD(n_sections), 0, 4, KHB_ERR_FORMAT},
    {"negative scale", HEAD(row_scale), 0xbf800000, 4, KHB_ERR_FORMAT},
    {"scale that is no number", HEAD(row_scale), 0x7fc00000, 4, KHB_ERR_FORMAT},
    {"endless scale", HEAD(clitic_scale), 0x7f800000, 4, KHB_ERR_FORMAT},
    {"section outside", TABLE(KHB_MSEC_ROWS, offset), 0x7ffffff8, 4, KHB_ERR_FORMAT},
    {"section without end", TABLE(KHB_MSEC_ROWS, length), 0x7fffffff, 4, KHB_ERR_FORMAT},
    {"section unaligned", TABLE(KHB_MSEC_TAGS, offset), 65, 4, KHB_ERR_FORMAT},
    {"elements of another size", TABLE(KHB_MSEC_WORDS, element), 16, 4, KHB_ERR_FORMAT},
    {"count that does not fit", TABLE(KHB_MSEC_WORDS, count), 15, 4, KHB_ERR_FORMAT},
    {"section twice", TABLE(KHB_MSEC_CLASSES, id), KHB_MSEC_ATTRIBUTES, 4, KHB_ERR_FORMAT},
    {"encoder with a large count", TABLE(KHB_MSEC_NET, count), 2, 4, KHB_ERR_FORMAT},
    {"section missing", TABLE(KHB_MSEC_CLITICS, id), 99, 4, KHB_ERR_FORMAT},
};

static void test_refuses_damage(void **state) {
  (void)state;
  size_t size;
  uint8_t *image = support_model(para, 3, 1, 1, &size);
  for (size_t i = 0; i < COUNT(damages); i++) {
    uint8_t *copy = copy_of(image, size);
    memcpy(copy + damages[i].at, &damages[i].value, damages[i].width);
    khb_model *model = NULL;
    khb_error err = {0};
    khb_status got = khb_model_open_memory(copy, size, damages[i].name, &model, &err);
    CASE_CHECK(damages[i].name, got == damages[i].want && model == NULL && err.status == got && err.what[0]);
    free(copy);
  }
  free(image);
}

/* The few numbers that are checked on opening. */
static void test_refuses_numbers(void **state) {
  (void)state;
  static const struct { const char *name; uint32_t section, value; size_t at, width; } cases[] = {
      {"type that is none", KHB_MSEC_TYPES, KHB_TYPE_COUNT, offsetof(khb_f_type, type), 1},
      {"weight that is no number", KHB_MSEC_CHAIN, 0x7fc00000, 0, 4},
      {"weight without end", KHB_MSEC_CHAIN, 0xff800000, 8, 4},
      {"texts without end", KHB_MSEC_STRINGS, 'x', SIZE_MAX, 1},
  };
  size_t size;
  uint8_t *image = support_model(para, 3, 1, 1, &size);
  for (size_t i = 0; i < COUNT(cases); i++) {
    uint8_t *copy = copy_of(image, size);
    khb_f_section section;
    memcpy(&section, copy + sizeof(khb_f_model) + (cases[i].section - 1) * sizeof section, sizeof section);
    size_t at = cases[i].at == SIZE_MAX ? section.length - 1 : cases[i].at;
    memcpy(copy + section.offset + at, &cases[i].value, cases[i].width);
    khb_model *model = NULL;
    CASE_CHECK(cases[i].name, khb_model_open_memory(copy, size, "m", &model, NULL) == KHB_ERR_FORMAT && !model);
    free(copy);
  }
  free(image);
}

static void test_refuses_every_cut(void **state) {
  (void)state;
  size_t size;
  uint8_t *image = support_model(para, 2, 1, 1, &size);
  for (size_t n = 0; n < size; n += n < 1024 ? 1 : 97) {
    uint8_t *copy = copy_of(image, n);
    khb_model *model = NULL;
    if (khb_model_open_memory(copy, n, "cut", &model, NULL) == KHB_OK) fail_msg("a model cut to %zu bytes was opened", n);
    free(copy);
  }
  free(image);
}

static void test_check_finds_any_change(void **state) {
  (void)state;
  size_t size;
  uint8_t *image = support_model(para, 2, 1, 1, &size);
  khb_model *model;
  assert_int_equal(khb_model_open_memory(image, size, "m", &model, NULL), KHB_OK);
  assert_int_equal(khb_model_check(model, NULL), KHB_OK);
  const size_t from = sizeof(khb_f_model) + (KHB_MSEC_END - 1) * sizeof(khb_f_section);
  for (size_t at = from; at < size; at += 61) {
    image[at] ^= 4;
    if (khb_model_check(model, NULL) == KHB_OK) fail_msg("a change of byte %zu was not seen", at);
    image[at] ^= 4;
  }
  khb_model_close(model);
  free(image);
}

static void test_describe(void **state) {
  (void)state;
  size_t size;
  uint8_t *image = support_model(para, 2, 1, 1, &size);
  khb_model *model;
  khb_model_info info;
  assert_int_equal(khb_model_open_memory(image, size, "m", &model, NULL), KHB_OK);
  khb_model_describe(model, &info);
  assert_int_equal(info.n_types, 2);
  assert_string_equal(info.type[0].name, "PERS");
  assert_string_equal(info.type[1].name, "ORG");
  assert_int_equal(info.type[1].type, KHB_ORG);
  assert_false(info.type[1].coarse);
  assert_string_equal(info.title, "test model");
  assert_int_equal(info.bytes, size);
  khb_model_close(model);
  free(image);
}

/* ---- against every path ------------------------------------------------------------------------------------------------------ */

enum { FEW = 5 }; /* tokens: 5 labels, 3,125 paths */

static double score_of(const khb_model *m, const uint32_t *feature, size_t n, uint32_t label) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t at = khb_bucket_find(m->tags, m->n_tags, feature[i]);
    if (at != KHB_NONE) sum += m->rows[(size_t)at * m->n_labels + label];
  }
  return sum * (double)m->row_scale;
}

static khb_net_work net;

typedef struct paths { double best, total, span[FEW][FEW + 1][2]; uint32_t label[FEW]; } paths;

/* Whether a path keeps to a constraint. */
static bool obeys(const khb_model *m, const uint32_t *label, const khb_constraint *c) {
  bool nothing = true, same = (label[c->first] & 1) != 0;
  for (uint32_t t = c->first; t < c->last; t++) {
    nothing &= label[t] == 0;
    same &= t == c->first || label[t] == label[c->first] + 1;
  }
  same &= c->last == FEW || label[c->last] != label[c->first] + 1;
  same &= c->type == KHB_ANY_TYPE || (label[c->first] && m->types[(label[c->first] - 1) / 2].type == c->type);
  return c->what == KHB_HOLD_NOTHING ? nothing : c->what == KHB_HOLD_NAME ? same : !same;
}

/* Walks every path: the best one, and for each span (first, last, type) the sum over the paths that have exactly it. */
static void walk_all(const khb_model *m, double score[FEW][KHB_LANES], const khb_constraint *c, size_t n_c, paths *out) {
  uint32_t label[FEW] = {0}, labels = m->n_labels;
  memset(out, 0, sizeof *out);
  out->best = -1e300;
  for (uint32_t code = 0, all = (uint32_t)pow(labels, FEW); code < all; code++) {
    double s = 0;
    bool possible = true;
    for (uint32_t t = 0, rest = code; t < FEW; t++, rest /= labels) {
      label[t] = rest % labels;
      uint32_t before = t ? label[t - 1] : KHB_NONE;
      possible &= khb_label_follows(before, label[t]);
      s += score[t][label[t]] + (double)(t ? m->chain[labels + before * labels + label[t]] : m->chain[label[t]]);
    }
    for (size_t i = 0; possible && i < n_c; i++) possible = obeys(m, label, &c[i]);
    if (!possible) continue;
    double weight = exp(s);
    out->total += weight;
    if (s > out->best) out->best = s, memcpy(out->label, label, sizeof label);
    for (uint32_t t = 0; t < FEW; t++) {
      if (!(label[t] & 1)) continue;
      uint32_t last = t + 1;
      while (last < FEW && label[last] == label[t] + 1) last++;
      out->span[t][last][label[t] / 2] += weight;
    }
  }
}

static void score_all(const khb_model *m, const support_para *p, double score[FEW][KHB_LANES]) {
  khb_facts facts[FEW];
  khb_binding binding = {0};
  assert_true(khb_binding_make(&binding, m, engine->lexicon));
  khb_facts_make(&binding, &p->context, NULL, 0, 0, FEW, facts);
  memset(score, 0, FEW * sizeof *score);
  if (m->n_net) khb_net_opine(m, facts, FEW, &net);
  for (uint32_t t = 0; t < FEW; t++) {
    uint32_t feature[KHB_MAX_FEATURES];
    size_t n = khb_features_of(m, &p->context, facts, FEW, t, t, feature);
    for (uint32_t l = 0; l < m->n_labels; l++) 
      score[t][l] = score_of(m, feature, n, l) + (m->n_net ? (double)(m->net->mix * net.out[t].f[l]) : 0);
  }
  khb_binding_free(&binding);
}

static void test_against_every_path(void **state) {
  (void)state;
  static const char text[] = "قال كيفن هارتلي في مصر";
  support_para *p = support_para_open(engine->lexicon, text, sizeof text - 1);
  assert_int_equal(p->scan.n_tok, FEW);
  uint32_t found = 0;
  for (uint64_t seed = 1; seed <= 60; seed++) {
    size_t size;
    uint8_t *image = support_model(p, 2, 0.2f + 0.05f * (float)seed, seed, &size);
    khb_model *m;
    assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
    double score[FEW][KHB_LANES];
    score_all(m, p, score);
    paths all;
    walk_all(m, score, NULL, 0, &all);
    khb_candidates c = {0};
    size_t n = tag(m, p, &c), want = 0;
    for (uint32_t t = 0; t < FEW; t++) want += all.label[t] & 1;
    assert_int_equal(n, want);
    for (size_t i = 0; i < n; i++) {
      const khb_candidate *x = &c.item[i];
      uint32_t type = x->type == KHB_PERS ? 0 : 1;
      assert_int_equal(all.label[x->first], 2 * type + 1);
      double exact = all.span[x->first][x->last][type] / all.total;
      if (fabs((double)x->score - exact) > 1e-3) fail_msg("seed %u: score %f, by all paths %f", (unsigned)seed, (double)x->score, exact);
      found++;
    }
    free(c.item);
    khb_model_close(m);
    free(image);
  }
  assert_true(found > 60);
  support_para_close(p);
}

/* With and without wide registers, bit by bit, few types and many. */
static void test_chain_in_every_way(void **state) {
  (void)state;
  static khb_chain wide, plain;
  uint64_t random = 5;
  for (uint32_t types = 1; types <= 9; types += 2) {
    size_t size;
    uint8_t *image = support_model(para, types, 2, types, &size);
    khb_model *m;
    assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
    for (uint32_t n = 1; n <= KHB_WINDOW; n += n < 40 ? 1 : 59) {
      for (uint32_t t = 0; t < n; t++)
        for (uint32_t l = 0; l < KHB_LANES; l++)
          wide.score[t].f[l] = m->steps.there.f[l] > 0 ? (float)support_below(&random, 20001) / 1000 - 10 : KHB_IMPOSSIBLE;
      memcpy(plain.score, wide.score, sizeof plain.score);
      const float best = khb_chain_best(&wide, m, n), also = khb_chain_plain(&plain, m, n);
      khb_chain_sum(&wide, m, n, 0);
      assert_memory_equal(&best, &also, sizeof best);
      assert_memory_equal(wide.label, plain.label, n);
      assert_memory_equal(wide.scale, plain.scale, n * sizeof *wide.scale);
      for (uint32_t t = 0; t < n; t++)
        for (uint32_t l = 0; l < m->n_labels; l++) {
          const uint32_t k = khb_lane_of(l);
          assert_memory_equal(&wide.ahead[t].f[k], &plain.ahead[t].f[k], sizeof(float));
          assert_memory_equal(&wide.back[t].f[k], &plain.back[t].f[k], sizeof(float));
        }
    }
    khb_model_close(m);
    free(image);
  }
}

/* ---- what is fixed ------------------------------------------------------------------------------------------------------------- */

static void test_fixed_names_are_orders(void **state) {
  (void)state;
  static const khb_constraint fixed[] = {{4, 6, KHB_HOLD_NAME, KHB_PERS},
                                         {10, 13, KHB_HOLD_NAME, KHB_LAW}}; /* LAW: not a type of this model */
  for (uint64_t seed = 1; seed <= 20; seed++) {
    size_t size;
    uint8_t *image = support_model(para, 3, 2, seed, &size);
    khb_model *m;
    assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
    khb_candidates c = {0};
    khb_tagger_work *work = khb_tagger_work_open();
    assert_true(khb_model_tag_with(m, &para->context, work, fixed, 2, &c));
    khb_tagger_work_close(work);
    check_candidates("fixed", para, &c, 0);
    bool there = false;
    for (size_t i = 0; i < c.n; i++) {
      const khb_candidate *x = &c.item[i];
      there |= x->first == 4 && x->last == 6 && x->type == KHB_PERS;
      if (x->first < 13 && x->last > 10) fail_msg("seed %u: a name over what was fixed as something else", (unsigned)seed);
    }
    if (!there) fail_msg("seed %u: the fixed name is not there", (unsigned)seed);
    free(c.item);
    khb_model_close(m);
    free(image);
  }
}

/* What is held, ruled out, or no name at all, against every path that keeps to it. */
static const struct { const char *name; khb_constraint c[2]; size_t n; } constraints[] = {
    {"a name of two words", {{1, 3, KHB_HOLD_NAME, KHB_PERS}}, 1},
    {"a name at the end", {{4, 5, KHB_HOLD_NAME, KHB_ORG}}, 1},
    {"two names side by side", {{1, 2, KHB_HOLD_NAME, KHB_ORG}, {2, 4, KHB_HOLD_NAME, KHB_ORG}}, 2},
    {"no name touches it", {{2, 4, KHB_HOLD_NOTHING, 0}}, 1},
    {"not this name", {{1, 3, KHB_HOLD_NOT, KHB_PERS}}, 1},
    {"not this one of any type", {{1, 2, KHB_HOLD_NOT, KHB_ANY_TYPE}}, 1},
    {"not at the beginning", {{0, 1, KHB_HOLD_NOT, KHB_ORG}}, 1},
    {"not at the end", {{3, 5, KHB_HOLD_NOT, KHB_PERS}}, 1},
    {"not the whole", {{0, 5, KHB_HOLD_NOT, KHB_PERS}}, 1},
    {"held and ruled out", {{0, 2, KHB_HOLD_NAME, KHB_PERS}, {3, 4, KHB_HOLD_NOT, KHB_ORG}}, 2},
};

static void test_constraints_against_every_path(void **state) {
  (void)state;
  static const char text[] = "قال كيفن هارتلي في مصر";
  support_para *p = support_para_open(engine->lexicon, text, sizeof text - 1);
  khb_tagger_work *work = khb_tagger_work_open();
  uint32_t changed = 0;
  for (uint64_t seed = 1; seed <= 40; seed++) {
    size_t size;
    uint8_t *image = support_model(p, 2, 0.1f + 0.02f * (float)seed, seed, &size);
    khb_model *m;
    assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
    double score[FEW][KHB_LANES];
    score_all(m, p, score);
    paths free_path, all;
    walk_all(m, score, NULL, 0, &free_path);
    for (size_t k = 0; k < COUNT(constraints); k++) {
      walk_all(m, score, constraints[k].c, constraints[k].n, &all);
      khb_candidates c = {0};
      assert_true(khb_model_tag_with(m, &p->context, work, constraints[k].c, constraints[k].n, &c));
      uint32_t label[FEW] = {0};
      for (size_t i = 0; i < c.n; i++)
        for (uint32_t t = c.item[i].first; t < c.item[i].last; t++)
          label[t] = (c.item[i].type == KHB_PERS ? 1u : 3u) + (t > c.item[i].first);
      if (memcmp(label, all.label, sizeof label) != 0) fail_msg("%s, seed %u: not the best path that is left", constraints[k].name, (unsigned)seed);
      for (size_t i = 0; i < c.n; i++) CASE_CHECK(constraints[k].name, c.item[i].score >= 0 && c.item[i].score <= 1);
      changed += memcmp(all.label, free_path.label, sizeof all.label) != 0;
      free(c.item);
    }
    khb_model_close(m);
    free(image);
  }
  assert_true(changed > 100);
  khb_tagger_work_close(work);
  support_para_close(p);
}

/* ---- scores of features -------------------------------------------------------------------------------------------------------- */

/* Sums over look-ups of single features, with all groups of features and with those of the model that ships; a second time too, when
   plain facts are kept. */
static void test_scores_by_hand(void **state) {
  (void)state;
  for (uint32_t types = 1; types <= 9; types++) {
    size_t size;
    uint8_t *image = support_model(para, types, 1, types, &size);
    khb_model *m;
    assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
    const uint32_t n = (uint32_t)para->scan.n_tok;
    khb_facts *facts = calloc(n, sizeof *facts);
    khb_lanes *score = calloc(n, sizeof *score);
    khb_binding binding = {0};
    assert_true(facts && score && khb_binding_make(&binding, m, engine->lexicon));
    khb_facts_make(&binding, &para->context, NULL, 0, 0, n, facts);
    for (uint32_t round = 0; round < 6; round++) {
      const uint32_t lead = round / 2, count = n - lead - round % 2;
      if (round == 4) facts[n / 2].attributes = 0xfff0, facts[n / 2].shape = 0x12345, facts[n / 2].names = 200; /* never kept */
      khb_score_window(m, &para->context, facts, n, lead, count, lead, score);
      for (uint32_t t = lead; t < lead + count; t++) {
        uint32_t feature[KHB_MAX_FEATURES];
        const size_t k = khb_features_of(m, &para->context, facts, n, t, t, feature);
        for (uint32_t l = 0; l < KHB_LANES; l++) assert_true(m->steps.there.f[l] > 0 || score[t - lead].f[l] <= KHB_IMPOSSIBLE);
        for (uint32_t l = 0; l < m->n_labels; l++) {
          const double want = score_of(m, feature, k, l), got = (double)score[t - lead].f[khb_lane_of(l)];
          if (fabs(want - got) > 1e-4 * (1 + fabs(want)))
            fail_msg("%u types, round %u, token %u, label %u: %f, by hand %f", (unsigned)types, (unsigned)round, (unsigned)t, (unsigned)l, got, want);
        }
      }
    }
    khb_binding_free(&binding);
    free(facts);
    free(score);
    khb_model_close(m);
    free(image);
  }
}

/* ---- paragraphs that change ----------------------------------------------------------------------------------------------------- */

/* One work area over a paragraph in which a word changes, comes, goes: as with a new one each time. */
static void test_same_after_changes(void **state) {
  (void)state;
  static const char *const words[] = {"قال", "كيفن", "هارتلي", "في", "مصر", "المتحدث", "باسم", "شركة", "نوردلاين", "وبالقاهرة", ".", "5", "ومحمد"};
  khb_model *m;
  uint64_t random = 11;
  assert_int_equal(khb_model_open_file(SHIPPED, &m, NULL), KHB_OK);
  khb_tagger_work *work = khb_tagger_work_open();
  uint32_t list[80], n = 30, found = 0;
  for (uint32_t i = 0; i < n; i++) list[i] = (uint32_t)support_below(&random, COUNT(words));
  for (uint32_t round = 0; round < 300; round++) {
    const uint32_t at = (uint32_t)support_below(&random, n), what = (uint32_t)support_below(&random, 4);
    if (what == 0 && n < 60) memmove(list + at + 1, list + at, (n++ - at) * sizeof *list);
    if (what == 1 && n > 5) memmove(list + at, list + at + 1, (--n - at) * sizeof *list);
    else if (what < 3) list[at] = (uint32_t)support_below(&random, COUNT(words));
    char text[80 * 24] = "";
    size_t len = 0;
    for (uint32_t i = 0; i < n; i++) len += (size_t)sprintf(text + len, "%s ", words[list[i]]);
    support_para *p = support_para_open(engine->lexicon, text, len);
    khb_candidates kept = {0}, fresh = {0};
    assert_true(khb_model_tag(m, &p->context, work, &kept));
    tag(m, p, &fresh);
    if (kept.n != fresh.n || memcmp(kept.item, fresh.item, fresh.n * sizeof *fresh.item) != 0) fail_msg("round %u: %s", (unsigned)round, text);
    found += (uint32_t)fresh.n;
    free(kept.item);
    free(fresh.item);
    support_para_close(p);
  }
  assert_true(found > 300);
  khb_tagger_work_close(work);
  khb_model_close(m);
}

/* ---- long paragraphs ------------------------------------------------------------------------------------------------------------- */

static void test_long_paragraphs(void **state) {
  (void)state;
  enum { TIMES = 400 };
  size_t len = sizeof draft - 1, size;
  char *text = malloc((len + 1) * TIMES + 1);
  assert_non_null(text);
  for (size_t i = 0; i < TIMES; i++) memcpy(text + i * (len + 1), draft, len), text[i * (len + 1) + len] = ' ';
  support_para *p = support_para_open(engine->lexicon, text, (len + 1) * TIMES);
  uint8_t *image = support_model(para, 3, 0.5f, 7, &size);
  khb_model *m;
  assert_int_equal(khb_model_open_memory(image, size, "m", &m, NULL), KHB_OK);
  khb_candidates a = {0}, b = {0};
  khb_tagger_work *work = khb_tagger_work_open();
  assert_true(khb_model_tag(m, &para->context, work, &b)); /* something else before: the work area must not remember it */
  b.n = 0;
  assert_true(khb_model_tag(m, &p->context, work, &b));
  khb_tagger_work_close(work);
  tag(m, p, &a);
  check_candidates("long", p, &a, 0);
  assert_true(a.n >= TIMES);
  assert_int_equal(a.n, b.n);
  assert_memory_equal(a.item, b.item, a.n * sizeof *a.item);
  free(a.item);
  free(b.item);
  khb_model_close(m);
  free(image);
  support_para_close(p);
  free(text);
}

/* ---- the model that ships --------------------------------------------------------------------------------------------------------- */

typedef struct sentence { const char *name, *text, *type, *surface; } sentence;

/* Names made up for this test, in sentences written for it. */
static const sentence sentences[] = {
    {"minister", "وقال وزير الطاقة النرويجي أولاف ستينبرغ إن الأسعار سترتفع.", "PERS", "أولاف ستينبرغ"},
    {"player", "وسجل المهاجم ماركو تيفانوفيتش هدف الفوز في الدقيقة الأخيرة.", "PERS", "ماركو تيفانوفيتش"},
    {"spokesman", "وأضاف المتحدث باسم الشرطة خالد المزيودي أن التحقيق مستمر.", "PERS", "خالد المزيودي"},
    {"town", "وقتل ثلاثة مدنيين في قصف على بلدة الحويشان شمال سوريا.", "GPE", "الحويشان"},
    {"company", "أعلنت شركة نوردلاين عن خسائر كبيرة.", "ORG", "نوردلاين"},
    {"council", "أصدر المجلس الأعلى للثقافة بيانا أمس.", "ORG", "المجلس الأعلى للثقافة"},
    {"clitic and name", "ولأولاف ستينبرغ وزير الطاقة رأي آخر.", "PERS", "أولاف ستينبرغ"},
};

static void test_shipped_model(void **state) {
  (void)state;
  khb_model *m;
  khb_error err = {0};
  if (khb_model_open_file(SHIPPED, &m, &err) != KHB_OK) fail_msg("%s: %s", SHIPPED, err.what);
  assert_int_equal(khb_model_check(m, &err), KHB_OK);
  khb_model_info info;
  khb_model_describe(m, &info);
  assert_true(info.bytes <= 6000000);
  assert_true(strstr(info.licence, "CC BY-SA 4.0") != NULL);
  khb_engine *shipped = support_shipped_engine();
  uint32_t right = 0;
  for (size_t i = 0; i < COUNT(sentences); i++) {
    support_para *p = support_para_open(shipped->lexicon, sentences[i].text, strlen(sentences[i].text));
    khb_candidates c = {0};
    if (!khb_patterns_run(shipped->patterns, &p->context, &c)) support_die("no memory");
    size_t known = c.n;
    tag(m, p, &c);
    check_candidates(sentences[i].name, p, &c, known);
    bool found = false;
    for (size_t k = known; k < c.n; k++) {
      uint32_t start = khb_code_offset(p->text, &p->scan.tok[c.item[k].first], c.item[k].skip), end = p->scan.tok[c.item[k].last - 1].end;
      found |= end - start == strlen(sentences[i].surface) && memcmp(p->text + start, sentences[i].surface, end - start) == 0 &&
               strcmp(khb_type_name(c.item[k].type), sentences[i].type) == 0;
    }
    if (!found) print_message("not found: %s (%s)\n", sentences[i].surface, sentences[i].name);
    right += found;
    free(c.item);
    support_para_close(p);
  }
  khb_engine_close(shipped);
  khb_model_close(m);
  assert_true(right + 1 >= COUNT(sentences)); /* a model may err; not twice here */
}

/* ---- what the model has passed over --------------------------------------------------------------------------------------- */

/* A candidate of the lexicon that no span of the model touches: does it stand, and does fusion ask for support? */
static void test_passed_over(void **state) {
  (void)state;
  static const struct { const char *name; khb_candidate is; uint32_t decided; size_t left; uint8_t flags; } cases[] = {
    {"a word that only a list knows needs its head", {.last = 1, .type = KHB_GPE, .prior = KHB_PRIOR_UNSAID - 1}, 0, 1, KHB_NAMEF_COMMON},
    {"a well-known one stands", {.last = 1, .type = KHB_GPE, .prior = KHB_PRIOR_UNSAID}, 0, 1, 0},
    {"two words are hardly anything else", {.last = 2, .type = KHB_GPE, .prior = KHB_PRIOR_UNSAID - 1}, 0, 1, 0},
    {"a desk's own entity stands", {.last = 1, .type = KHB_GPE, .entity = 1u << KHB_LAYER_SHIFT}, 0, 1, 0},
    {"a common word falls", {.last = 1, .type = KHB_GPE, .prior = KHB_PRIOR_UNSAID, .flags = KHB_NAMEF_COMMON}, 0, 0, 0},
    {"a model that decides alone leaves nothing", {.last = 1, .type = KHB_GPE, .prior = 200}, KHB_DECIDES_ALONE, 0, 0},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    khb_candidate one = cases[i].is;
    one.source = KHB_FROM_LEXICON;
    khb_candidates all = {.item = &one, .n = 1, .cap = 1};
    khb_let_model_decide(&para->context, cases[i].decided | 1u << KHB_GPE, &all, 1, 0);
    CASE_CHECK(cases[i].name, all.n == cases[i].left && (!all.n || all.item[0].flags == cases[i].flags));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_refuses_damage),     cmocka_unit_test(test_refuses_numbers),   cmocka_unit_test(test_refuses_every_cut),
      cmocka_unit_test(test_check_finds_any_change), cmocka_unit_test(test_describe),      cmocka_unit_test(test_against_every_path),
      cmocka_unit_test(test_chain_in_every_way),
      cmocka_unit_test(test_constraints_against_every_path), cmocka_unit_test(test_scores_by_hand),
      cmocka_unit_test(test_same_after_changes),
      cmocka_unit_test(test_fixed_names_are_orders),   cmocka_unit_test(test_long_paragraphs),   cmocka_unit_test(test_shipped_model),
      cmocka_unit_test(test_passed_over)};
  return cmocka_run_group_tests_name("tagger", tests, setup, teardown);
}
