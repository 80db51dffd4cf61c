/* test_train.c: the trainer: what it learns, alignment of annotations with tokens, going on after a break, damaged states. The corpora
 * are made here.
 */
#include <math.h>
#include <sys/stat.h>

#include "../../core/engine.h"
#include "../../core/tagger/train/checkpoint.h"
#include "../../core/tagger/net.h"
#include "../../core/tagger/train/image.h"
#include "../../core/tagger/train/record.h"
#include "table.h"

static khb_engine *engine;
static char folder[] = "/tmp/khabar-train-XXXXXX";
static char conll[64], state_file[64], facts_file[64];

static void put_file(const char *path, const void *data, size_t size) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(data, 1, size, f), size);
  assert_int_equal(fclose(f), 0);
}

static uint8_t *get_file(const char *path, size_t *size) {
  struct stat st;
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  assert_int_equal(fstat(fileno(f), &st), 0);
  *size = (size_t)st.st_size;
  uint8_t *data = malloc(*size + 1);
  assert_non_null(data);
  assert_int_equal(fread(data, 1, *size, f), *size);
  fclose(f);
  return data;
}

/* People after a title, towns after a word for town; every fifth sentence has none. */
static void write_corpus(void) {
  static const char *const first[] = {"سالم", "منيرة", "طلال", "هيفاء"}, *const town[] = {"زرنوقيا", "منقارة", "برسخان"};
  FILE *f = fopen(conll, "w");
  assert_non_null(f);
  for (uint32_t i = 0; i < 60; i++) {
    if (i % 5 == 4) fprintf(f, "الطريق O\nمفتوح O\n. O\n\n");
    else if (i % 2) fprintf(f, "وقال O\nالسيد O\n%s B-PERS\nالمنقاري I-PERS\nأمس O\n\n", first[i / 2 % 4]);
    else fprintf(f, "في O\nبلدة O\n%s B-LOC\nالبعيدة O\n\n", town[i / 2 % 3]);
  }
  assert_int_equal(fclose(f), 0);
}

static int setup(void **state) {
  (void)state;
  engine = support_engine();
  assert_non_null(mkdtemp(folder));
  snprintf(conll, sizeof conll, "%s/c.conll", folder);
  snprintf(state_file, sizeof state_file, "%s/m.part", folder);
  snprintf(facts_file, sizeof facts_file, "%s/m.facts", folder);
  write_corpus();
  return 0;
}

static int teardown(void **state) {
  (void)state;
  remove(conll);
  remove(state_file);
  remove(facts_file);
  rmdir(folder);
  khb_engine_close(engine);
  return 0;
}

/* ---- a training ----------------------------------------------------------------------------------------------------------- */

typedef struct training {
  train_corpus corpus;
  train_tables tables;
  train_weights weights;
  uint8_t *image;
  khb_model *empty;
} training;

static const train_options options = {.epochs = 4, .rate = 0.1f, .caution = 1, .dropout = 0.2f, .word_dropout = 0.2f, .min_count = 1,
                                      .average_from = 1, .own = 1, .groups = KHB_FG_ALL & ~KHB_FG_NET, .bytes = 1000000, .seed = 3};

static void training_open(training *t) {
  khb_error err = {0};
  const train_split split = {.modulus = 0};
  size_t size;
  *t = (training){.tables = {.title = "t", .licence = ""}};
  for (uint32_t i = 0; i < 33; i++) t->tables.calibration[i] = (float)i / 32;
  if (train_read_words(NULL, &t->tables, &err) != KHB_OK || train_read(&t->corpus, conll, &split, engine, &err) != KHB_OK ||
      train_image(&t->corpus.types, &t->tables, engine->lexicon, NULL, &options, &t->image, &size, &err) != KHB_OK ||
      khb_model_open_memory(t->image, size, "empty", &t->empty, &err) != KHB_OK)
    fail_msg("%s", err.what);
  t->weights.n_labels = 2 * t->corpus.types.n + 1;
  assert_true(train_make_features(&t->corpus, t->empty, engine->lexicon, &options, &t->weights));
}

static void training_close(training *t) {
  khb_model_close(t->empty);
  free(t->image);
  train_weights_free(&t->weights);
  train_corpus_free(&t->corpus);
  free(t->tables.word_tags);
  free(t->tables.words);
  free(t->tables.keys);
}

static void test_learns(void **state) {
  (void)state;
  training t;
  training_open(&t);
  double first = train_epoch(&t.corpus, &options, &t.weights, 0), last = first;
  for (uint32_t e = 1; e < 8; e++) last = train_epoch(&t.corpus, &options, &t.weights, e);
  if (!(last < 0.3 * first)) fail_msg("loss %f at first, %f at last", first, last);
  uint8_t *image;
  size_t size;
  khb_model *m;
  khb_error err;
  train_score score;
  assert_int_equal(train_image(&t.corpus.types, &t.tables, engine->lexicon, &t.weights, &options, &image, &size, &err), KHB_OK);
  assert_int_equal(khb_model_open_memory(image, size, "m", &m, &err), KHB_OK);
  assert_true(train_measure(&t.corpus, m, engine->lexicon, PART_TRAIN, 255, NULL, 0, &score));
  assert_int_equal(score.gold, 48);
  assert_int_equal(score.right, 48);
  assert_int_equal(score.found, 48);
  khb_model_close(m);
  free(image);
  training_close(&t);
}

/* ---- breaks ----------------------------------------------------------------------------------------------------------------- */

static void test_goes_on(void **state) {
  (void)state;
  training whole, before, after;
  khb_error err = {0};
  training_open(&whole);
  for (uint32_t e = 0; e < 4; e++) train_epoch(&whole.corpus, &options, &whole.weights, e);
  training_open(&before);
  for (uint32_t e = 0; e < 2; e++) train_epoch(&before.corpus, &options, &before.weights, e);
  uint64_t print = train_fingerprint(&before.corpus, &options, &before.weights);
  train_progress at = {.done = 2, .best = 12.5, .best_epoch = 1};
  assert_int_equal(train_checkpoint_write(state_file, print, &before.weights, &at, &err), KHB_OK);
  training_close(&before);
  training_open(&after);
  assert_int_equal(train_fingerprint(&after.corpus, &options, &after.weights), print);
  train_progress found = {0};
  assert_true(train_checkpoint_read(state_file, print, &after.weights, &found));
  assert_int_equal(found.done, 2);
  assert_int_equal(found.best_epoch, 1);
  assert_true(found.best > 12 && found.best < 13);
  for (uint32_t e = found.done; e < 4; e++) train_epoch(&after.corpus, &options, &after.weights, e);
  const size_t cells = (size_t)whole.weights.n_rows * whole.weights.n_labels * sizeof(float);
  assert_int_equal(whole.weights.n_rows, after.weights.n_rows);
  assert_memory_equal(whole.weights.w, after.weights.w, cells);
  assert_memory_equal(whole.weights.sum, after.weights.sum, cells);
  assert_memory_equal(whole.weights.chain, after.weights.chain, sizeof whole.weights.chain);
  assert_int_equal(whole.weights.n_summed, after.weights.n_summed);
  training_close(&whole);
  training_close(&after);
}

static void test_refuses_other_states(void **state) {
  (void)state;
  training t;
  khb_error err = {0};
  training_open(&t);
  train_epoch(&t.corpus, &options, &t.weights, 0);
  uint64_t print = train_fingerprint(&t.corpus, &options, &t.weights);
  train_options other = options;
  other.dropout = 0.25f;
  assert_true(train_fingerprint(&t.corpus, &other, &t.weights) != print);
  train_progress at = {.done = 1}, found = {0};
  assert_int_equal(train_checkpoint_write(state_file, print, &t.weights, &at, &err), KHB_OK);
  assert_false(train_checkpoint_read(state_file, print + 1, &t.weights, &found));
  assert_false(train_checkpoint_read("/nowhere/m.part", print, &t.weights, &found));
  size_t size;
  uint8_t *data = get_file(state_file, &size);
  for (size_t cut = 0; cut < size; cut += size / 7 + 1) {
    put_file(state_file, data, cut);
    if (train_checkpoint_read(state_file, print, &t.weights, &found)) fail_msg("a state cut to %zu bytes was read", cut);
  }
  for (size_t at_byte = 0; at_byte < size; at_byte += size / 11 + 1) {
    data[at_byte] ^= 16;
    put_file(state_file, data, size);
    if (train_checkpoint_read(state_file, print, &t.weights, &found)) fail_msg("a state changed at byte %zu was read", at_byte);
    data[at_byte] ^= 16;
  }
  put_file(state_file, data, size);
  assert_true(train_checkpoint_read(state_file, print, &t.weights, &found));
  free(data);
  training_close(&t);
}

/* ---- records for the encoder --------------------------------------------------------------------------------------------------- */

static void test_records(void **state) {
  (void)state;
  training t;
  khb_error err = {0};
  train_recorder *r;
  training_open(&t);
  assert_int_equal(train_recorder_open(facts_file, 64, t.weights.n_labels, t.empty, engine->lexicon, &r, &err), KHB_OK);
  size_t tokens = 0;
  for (size_t i = 0; i < t.corpus.n; i++) {
    assert_true(train_record(r, &t.corpus.para[i], i % 2 ? t.empty : NULL));
    tokens += t.corpus.para[i].scan.n_tok;
  }
  assert_true(train_recorder_close(r));
  size_t size;
  uint8_t *data = get_file(facts_file, &size);
  const size_t row = (2 * KHB_NET_SLOTS + 6 + t.weights.n_labels + 3) / 4 * 4;
  assert_int_equal(size, 24 + 8 * t.corpus.n + row * tokens);
  assert_memory_equal(data, "KHBFACTS", 8);
  size_t at = 24, i = 0;
  for (; at < size; i++) { /* the drawing of record.h */
    const train_para *p = &t.corpus.para[i];
    uint32_t n, allowed;
    memcpy(&n, data + at, 4);
    assert_int_equal(n, p->scan.n_tok);
    assert_int_equal(data[at + 7], i % 2);
    at += 8;
    for (uint32_t k = 0; k < n; k++, at += row) {
      uint16_t slot;
      uint32_t sum = 0;
      memcpy(&slot, data + at, 2);
      assert_true(slot < 64);
      memcpy(&allowed, data + at + 2 * KHB_NET_SLOTS + 2, 4);
      assert_int_equal(allowed, p->allowed[k]);
      for (uint32_t b = 0; b < t.weights.n_labels; b++) sum += data[at + 2 * KHB_NET_SLOTS + 6 + b];
      if (i % 2) assert_in_range(sum, 250, 260); /* probabilities */
    }
  }
  assert_int_equal(i, t.corpus.n);
  free(data);
  training_close(&t);
  assert_int_equal(train_recorder_open("/nowhere/x", 64, 5, NULL, engine->lexicon, &r, &err), KHB_ERR_IO);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_learns), cmocka_unit_test(test_goes_on), cmocka_unit_test(test_refuses_other_states),
                                     cmocka_unit_test(test_records)};
  return cmocka_run_group_tests_name("train", tests, setup, teardown);
}
