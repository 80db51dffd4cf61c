/* train.c: `khabar train`: fits a model of the statistical tagger to annotated text.
 *
 *   corpora ─► analysed as documents are ─► features ─► epochs ─► the best on the dev part ─► calibrated ─► file
 *
 * The table of words (--words) is made before, from text without annotation:
 *
 *   khabar train --text=NEWS --tokens=TOKENS            folded words, for a program that learns vectors
 *   khabar train --tokens=TOKENS --vectors=VEC [--names=TSV] -o WORDS
 *
 * Deterministic: the same corpora, index, options and seed give the same file. */
#include "cli.h"

#include <math.h>
#include <unistd.h>

#include "../tagger/tagger.h"
#include "../tagger/train/checkpoint.h"
#include "../tagger/train/image.h"
#include "../tagger/train/record.h"
#include "../tagger/train/tally.h"
#include "../tagger/train/words.h"

typedef struct train_job {
  const cli *c;
  cli_knowledge knowledge;
  const char *output, *words, *title, *licence;
  const char *tally_model, *tally_text; /* a first model, and text for it to read */
  const char *tokens, *vectors, *names; /* for making the table of words */
  const char *net;                      /* the encoder */
  const char *facts;                    /* write what the encoder learns from here, and train nothing */
  uint32_t n_buckets;
  const char *calibration;              /* take it from this model */
  const char *label;                    /* write that text with its labels here, and train nothing */
  train_options o;
  train_split split;
  train_corpus corpus;
  train_tables tables;
  train_weights weights;
  const char **files;
  size_t n_files;
  uint64_t *seen;
  size_t n_seen;
  uint32_t patience;
  bool quiet, show_test, resume;
} train_job;

enum {
  OPT_INDEX,
  OPT_NO_INDEX,
  OPT_ENTITIES,
  OPT_OUTPUT,
  OPT_WORDS,
  OPT_EPOCHS,
  OPT_RATE,
  OPT_L1,
  OPT_L2,
  OPT_DROPOUT,
  OPT_WORD_DROPOUT,
  OPT_LIST_DROPOUT,
  OPT_OTHER_WEIGHT,
  OPT_O_BIAS,
  OPT_MIN_COUNT,
  OPT_AVERAGE_FROM,
  OPT_SIZE,
  OPT_SEED,
  OPT_SPLIT,
  OPT_DEV_LAST,
  OPT_FINAL,
  OPT_ALL,
  OPT_TEST,
  OPT_WITHOUT,
  OPT_PATIENCE,
  OPT_CAUTION,
  OPT_TALLY_MODEL,
  OPT_TALLY_TEXT,
  OPT_LABEL,
  OPT_CALIBRATION,
  OPT_TOKENS,
  OPT_VECTORS,
  OPT_NAMES,
  OPT_TITLE,
  OPT_LICENCE,
  OPT_NET,
  OPT_NET_WEIGHT,
  OPT_OWN_WEIGHT,
  OPT_FACTS,
  OPT_BUCKETS,
  OPT_RESUME,
  OPT_QUIET,
  OPT_HELP
};

static const cli_option options[] = {
    {"index", 0, true, NULL},
    {"no-index", 0, false, NULL},        {"entities", 0, true, NULL},     {"output", 'o', true, NULL},
    {"words", 0, true, NULL},        {"epochs", 0, true, NULL},       {"rate", 0, true, NULL},
    {"l1", 0, true, NULL},           {"l2", 0, true, NULL},           {"dropout", 0, true, NULL},
    {"word-dropout", 0, true, NULL}, {"list-dropout", 0, true, NULL}, {"other-weight", 0, true, NULL},
    {"o-bias", 0, true, NULL},       {"min-count", 0, true, NULL},    {"average-from", 0, true, NULL},
    {"size", 0, true, NULL},         {"seed", 0, true, NULL},         {"split", 0, true, NULL},
    {"dev-last", 0, true, NULL},     {"final", 0, false, NULL},       {"all", 0, false, NULL},
    {"test", 0, false, NULL},        {"without", 0, true, NULL},      {"patience", 0, true, NULL},
    {"caution", 0, true, NULL},      {"first-model", 0, true, NULL},  {"text", 0, true, NULL},
    {"label", 0, true, NULL},        {"calibration", 0, true, NULL},  {"tokens", 0, true, NULL},
    {"vectors", 0, true, NULL},      {"names", 0, true, NULL},        {"title", 0, true, NULL},
    {"licence", 0, true, NULL},      {"net", 0, true, NULL},          {"net-weight", 0, true, NULL},
    {"own-weight", 0, true, NULL},   {"facts", 0, true, NULL},         {"buckets", 0, true, NULL},
    {"resume", 0, false, NULL},       {"quiet", 'q', false, NULL},     {"help", 'h', false, NULL},
    {NULL, 0, false, NULL}};

static const struct {
  const char *name;
  uint32_t group;
} groups[] = {{"words", KHB_FG_WORDS},           {"affixes", KHB_FG_AFFIXES},    {"ngrams", KHB_FG_NGRAMS},
              {"shapes", KHB_FG_SHAPES},         {"lexicon", KHB_FG_LEXICON},    {"heads", KHB_FG_HEADS},
              {"attributes", KHB_FG_ATTRIBUTES}, {"patterns", KHB_FG_PATTERNS},  {"grains", KHB_FG_GRAINS},
              {"quotes", KHB_FG_QUOTES},         {"elsewhere", KHB_FG_ELSEWHERE}, {"net", KHB_FG_NET}};

static void leave_out(train_options *o, const char *list) {
  for (const char *s = list; *s; s += strcspn(s, ","), s += *s == ',')
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
      if (strlen(groups[i].name) == strcspn(s, ",") && strncmp(groups[i].name, s, strcspn(s, ",")) == 0)
        o->groups &= ~groups[i].group;
}

/* A number within bounds, or an error as for any wrong value. */
static bool number(const train_job *job, int option, const char *value, double low, double high, double *out) {
  char *end;
  *out = strtod(value, &end);
  if (end != value && *end == 0 && *out >= low && *out <= high) return true;
  char what[128];
  snprintf(what, sizeof what, "--%s=%.60s", options[option].name, value);
  cli_error(job->c, NULL, MSG_BAD_VALUE, MSG_DO_HELP_COMMAND, what, "train");
  return false;
}

static bool split_of(train_job *job, const char *value) {
  unsigned m, dev, test;
  char rest;
  if (strcmp(value, "none") == 0) {
    job->split.modulus = 0;
    return true;
  }
  if (sscanf(value, "%u/%u/%u%c", &m, &dev, &test, &rest) == 3 && m > 1 && m < 1000) {
    job->split.modulus = m;
    job->split.dev = dev;
    job->split.test = test;
    return true;
  }
  char what[96];
  snprintf(what, sizeof what, "--split=%.60s", value);
  cli_error(job->c, NULL, MSG_BAD_VALUE, MSG_DO_HELP_COMMAND, what, "train");
  return false;
}

/* Sets one option. */
static bool set_option(train_job *job, int option, const char *value) {
  train_options *o = &job->o;
  double v = 0;
  switch (option) {
    case OPT_INDEX: job->knowledge.index = value; return true;
    case OPT_NO_INDEX: job->knowledge.no_index = true; return true;
    case OPT_ENTITIES: return cli_knowledge_add(&job->knowledge, value);
    case OPT_OUTPUT: job->output = value; return true;
    case OPT_WORDS: job->words = value; return true;
    case OPT_TALLY_MODEL: job->tally_model = value; return true;
    case OPT_TALLY_TEXT: job->tally_text = value; return true;
    case OPT_TOKENS: job->tokens = value; return true;
    case OPT_VECTORS: job->vectors = value; return true;
    case OPT_NAMES: job->names = value; return true;
    case OPT_CALIBRATION: job->calibration = value; return true;
    case OPT_LABEL: job->label = value; return true;
    case OPT_TITLE: job->title = value; return true;
    case OPT_LICENCE: job->licence = value; return true;
    case OPT_WITHOUT: leave_out(o, value); return true;
    case OPT_SPLIT: return split_of(job, value);
    case OPT_FINAL: o->final = true; return true;
    case OPT_ALL: o->final = o->with_test = true; return true;
    case OPT_NET: job->net = value; return true;
    case OPT_FACTS: job->facts = value; return true;
    case OPT_RESUME: job->resume = true; return true;
    case OPT_NET_WEIGHT: return number(job, option, value, 0, 100, &v) && (o->mix = (float)v, true);
    case OPT_OWN_WEIGHT: return number(job, option, value, 0, 100, &v) && (o->own = (float)v, true);
    case OPT_BUCKETS: return number(job, option, value, 16, 65536, &v) && (job->n_buckets = (uint32_t)v, true);
    case OPT_TEST: job->show_test = true; return true;
    case OPT_QUIET: job->quiet = true; return true;
    case OPT_EPOCHS: return number(job, option, value, 1, 1000, &v) && (o->epochs = (uint32_t)v, true);
    case OPT_RATE: return number(job, option, value, 1e-6, 10, &v) && (o->rate = (float)v, true);
    case OPT_CAUTION: return number(job, option, value, 1e-6, 1000, &v) && (o->caution = (float)v, true);
    case OPT_L1: return number(job, option, value, 0, 10, &v) && (o->l1 = (float)v, true);
    case OPT_L2: return number(job, option, value, 0, 10, &v) && (o->l2 = (float)v, true);
    case OPT_DROPOUT: return number(job, option, value, 0, 0.95, &v) && (o->dropout = (float)v, true);
    case OPT_WORD_DROPOUT: return number(job, option, value, 0, 0.95, &v) && (o->word_dropout = (float)v, true);
    case OPT_LIST_DROPOUT: return number(job, option, value, 0, 0.95, &v) && (o->list_dropout = (float)v, true);
    case OPT_OTHER_WEIGHT: return number(job, option, value, 0, 10, &v) && (o->other_weight = (float)v, true);
    case OPT_O_BIAS: return number(job, option, value, -5, 5, &v) && (o->o_bias = (float)v, true);
    case OPT_MIN_COUNT: return number(job, option, value, 1, 1000, &v) && (o->min_count = (uint32_t)v, true);
    case OPT_AVERAGE_FROM: return number(job, option, value, 0, 1000, &v) && (o->average_from = (uint32_t)v, true);
    case OPT_SIZE: return number(job, option, value, 0.1, 64, &v) && (o->bytes = (size_t)(v * 1e6), true);
    case OPT_SEED: return number(job, option, value, 0, 1e15, &v) && (o->seed = (uint64_t)v, true);
    case OPT_PATIENCE: return number(job, option, value, 1, 1000, &v) && (job->patience = (uint32_t)v, true);
    case OPT_DEV_LAST: return number(job, option, value, 0, 1000, &v) && (job->split.last = (uint32_t)v, true);
    default: return true;
  }
}

static int parse(train_job *job, int argc, char **argv) {
  cli_args args = {.argc = argc, .argv = argv, .options = options};
  const char *value;
  for (int option; (option = cli_next(job->c, &args, &value)) != CLI_ARG_END;) {
    if (option == CLI_ARG_BAD) return CLI_USAGE;
    if (option == OPT_HELP) {
      cli_help(job->c, stdout, "train");
      return -1;
    }
    if (option == CLI_ARG_OPERAND) job->files[job->n_files++] = value;
    else if (!set_option(job, option, value)) return CLI_USAGE;
  }
  bool words_only = job->tokens && (job->vectors || job->tally_text);
  if (words_only && (job->output || !job->vectors)) return CLI_FINE;
  if (!job->output && !job->facts) return cli_error(job->c, NULL, MSG_NO_OUTPUT, MSG_DO_HELP_COMMAND, "train", NULL), CLI_USAGE;
  if (!job->n_files) return cli_error(job->c, NULL, MSG_NO_WORDS, MSG_DO_HELP_COMMAND, "train", NULL), CLI_USAGE;
  return CLI_FINE;
}

/* ---- measuring --------------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

static bool collect_seen(train_job *job) {
  size_t n = 0;
  for (size_t i = 0; i < job->corpus.n; i++) n += job->corpus.para[i].n_gold;
  job->seen = malloc((n + 1) * sizeof *job->seen);
  if (!job->seen) return false;
  for (size_t i = 0; i < job->corpus.n; i++) {
    const train_para *p = &job->corpus.para[i];
    if (p->part != PART_TRAIN) continue;
    for (size_t g = 0; g < p->n_gold; g++) job->seen[job->n_seen++] = train_name_hash(p, &p->gold[g]);
  }
  qsort(job->seen, job->n_seen, sizeof *job->seen, by_value);
  return true;
}

static khb_status build(train_job *job, const khb_engine *engine, bool weights, uint8_t **data, khb_model **out,
                        khb_error *err) {
  size_t size;
  khb_status status = train_image(&job->corpus.types, &job->tables, engine->lexicon, weights ? &job->weights : NULL,
                                  &job->o, data, &size, err);
  if (status != KHB_OK) return status;
  status = khb_model_open_memory(*data, size, job->output, out, err);
  if (status != KHB_OK) free(*data);
  return status;
}

static void print_score(const train_job *job, const char *name, const train_score *s) {
  printf("%s: 9 types P %.2f R %.2f F %.2f; flat 4 P %.2f R %.2f F %.2f; names %u; without clitics right %u, with %u\n",
         name, 100.0 * s->right / (s->found ? s->found : 1), 100.0 * s->right / (s->gold ? s->gold : 1),
         train_f1(s->right, s->found, s->gold), 100.0 * s->right4 / (s->found4 ? s->found4 : 1),
         100.0 * s->right4 / (s->gold4 ? s->gold4 : 1), train_f1(s->right4, s->found4, s->gold4), s->gold, s->bounds,
         s->right);
  printf("%s: recall of names seen in training %.2f (%u), unseen %.2f (%u)\n", name,
         100.0 * s->seen_found / (s->seen_gold ? s->seen_gold : 1), s->seen_gold,
         100.0 * s->unseen_found / (s->unseen_gold ? s->unseen_gold : 1), s->unseen_gold);
  for (uint32_t i = 0; i < job->corpus.types.n; i++)
    printf("  %-8s P %.2f R %.2f F %.2f (%u)\n", job->corpus.types.name[i],
           100.0 * s->by_type[i][0] / (s->by_type[i][1] ? s->by_type[i][1] : 1),
           100.0 * s->by_type[i][0] / (s->by_type[i][2] ? s->by_type[i][2] : 1),
           train_f1(s->by_type[i][0], s->by_type[i][1], s->by_type[i][2]), s->by_type[i][2]);
}

static void print_calibration(const train_score *s) {
  for (uint32_t low = 0; low < 32; low += 4) {
    uint32_t n = 0, right = 0;
    for (uint32_t i = low; i < low + 4 + (low == 28); i++) n += s->bin_n[i], right += s->bin_right[i];
    if (n) printf("  said %.2f-%.2f: %5u spans, %.3f right\n", low / 32.0, (low + 4) / 32.0, n, (double)right / n);
  }
}

/* Isotonic regression (pool adjacent violators) over the bins, with two observations of the raw value in each. */
static void fit_calibration(const train_score *s, float out[33]) {
  double value[33], weight[33];
  uint32_t members[33], n = 0;
  for (uint32_t i = 0; i < 33; i++) {
    value[n] = (s->bin_right[i] + 2 * i / 32.0) / (s->bin_n[i] + 2.0);
    weight[n] = s->bin_n[i] + 2.0;
    members[n++] = 1;
    while (n > 1 && value[n - 2] > value[n - 1]) {
      double all = weight[n - 2] + weight[n - 1];
      value[n - 2] = (value[n - 2] * weight[n - 2] + value[n - 1] * weight[n - 1]) / all;
      weight[n - 2] = all;
      members[n - 2] += members[n - 1];
      n--;
    }
  }
  uint32_t at = 0;
  for (uint32_t k = 0; k < n; k++)
    for (uint32_t i = 0; i < members[k]; i++) out[at++] = (float)value[k];
}

/* ---- training ---------------------------------------------------------------------------------------------------- */

static khb_status measure(train_job *job, const khb_engine *engine, uint8_t part, train_score *out, khb_error *err) {
  uint8_t *data;
  khb_model *model;
  khb_status status = build(job, engine, true, &data, &model, err);
  if (status != KHB_OK) return status;
  bool ok = train_measure(&job->corpus, model, engine->lexicon, part, 255, job->seen, job->n_seen, out);
  khb_model_close(model);
  free(data);
  return ok ? KHB_OK : khb_fail_nomem(err);
}

static khb_status run_epochs(train_job *job, const khb_engine *engine, khb_error *err) {
  bool terminal = isatty(2);
  train_progress at = {.best = -1};
  char state[4096];
  if (snprintf(state, sizeof state, "%s.part", job->output) >= (int)sizeof state)
    return khb_fail(err, KHB_ERR_LIMIT, NULL, "the path is too long");
  uint64_t fingerprint = job->resume ? train_fingerprint(&job->corpus, &job->o, &job->weights) : 0;
  if (job->resume && train_checkpoint_read(state, fingerprint, &job->weights, &at) && !job->quiet)
    fprintf(stderr, "%s: going on after epoch %u\n", state, at.done);
  for (uint32_t epoch = at.done; epoch < job->o.epochs; epoch++) {
    double loss = train_epoch(&job->corpus, &job->o, &job->weights, epoch);
    if (isnan(loss)) return khb_fail_nomem(err);
    train_score s = {0};
    bool last = epoch + 1 == job->o.epochs;
    if (epoch >= job->o.average_from || last || epoch % 4 == 3) {
      khb_status status = measure(job, engine, PART_DEV, &s, err);
      if (status != KHB_OK) return status;
    }
    double f = train_f1(s.right, s.found, s.gold);
    if (!job->quiet)
      fprintf(stderr, "%sepoch %2u of %u: loss %.4f, dev F %.2f (four types %.2f)%s", terminal ? "\r" : "", epoch + 1,
              job->o.epochs, loss, f, train_f1(s.right4, s.found4, s.gold4), terminal && !last ? "  " : "\n");
    if (f > at.best) at.best = f, at.best_epoch = epoch;
    at.done = epoch + 1;
    if (job->resume && !last) {
      khb_status status = train_checkpoint_write(state, fingerprint, &job->weights, &at, err);
      if (status != KHB_OK) return status;
    }
    if (!job->o.final && s.gold && epoch - at.best_epoch >= job->patience && epoch >= job->o.average_from + job->patience)
      break;
  }
  if (terminal && !job->quiet) putc('\n', stderr);
  return KHB_OK;
}

/* The curve that a part asks for which the weights have not seen. */
static khb_status calibrate(train_job *job, const khb_engine *engine, uint8_t part, float out[33], khb_error *err) {
  train_score s;
  for (uint32_t i = 0; i < 33; i++) job->tables.calibration[i] = (float)i / 32;
  khb_status status = measure(job, engine, part, &s, err);
  if (status == KHB_OK) fit_calibration(&s, out);
  return status;
}

/* --final: dev is trained on, so that scores and calibration of it would flatter: the calibration of --calibration is used. */
static khb_status report_dev(train_job *job, const khb_engine *engine, khb_error *err) {
  train_score s;
  khb_status status = measure(job, engine, PART_DEV, &s, err);
  if (status != KHB_OK || job->o.final || !s.gold) return status;
  status = calibrate(job, engine, PART_DEV, job->tables.calibration, err);
  if (status == KHB_OK) status = measure(job, engine, PART_DEV, &s, err);
  if (status != KHB_OK) return status;
  print_score(job, "dev", &s);
  print_calibration(&s);
  return KHB_OK;
}

/* Scores and reliability are those with the given calibration; then what the test part says goes into it by half, for the weights
   that are trained on everything and have no text left to be measured on. */
static khb_status report_test(train_job *job, const khb_engine *engine, khb_error *err) {
  train_score s;
  khb_status status = measure(job, engine, PART_TEST, &s, err);
  if (status != KHB_OK || !s.gold) return status;
  print_score(job, "test", &s);
  print_calibration(&s);
  if (!job->calibration) return KHB_OK;
  float given[33], *out = job->tables.calibration;
  memcpy(given, out, sizeof given);
  status = calibrate(job, engine, PART_TEST, out, err);
  for (uint32_t i = 0; status == KHB_OK && i < 33; i++) out[i] = (out[i] + given[i]) / 2;
  return status;
}

static khb_status finish(train_job *job, const khb_engine *engine, khb_error *err) {
  khb_status status = report_dev(job, engine, err);
  if (status == KHB_OK && job->show_test && !job->o.with_test) status = report_test(job, engine, err);
  if (status != KHB_OK) return status;
  uint8_t *data;
  size_t size;
  status = train_image(&job->corpus.types, &job->tables, engine->lexicon, &job->weights, &job->o, &data, &size, err);
  if (status != KHB_OK) return status;
  status = khb_file_write(job->output, data, size, err);
  if (status == KHB_OK && job->resume) {
    char state[4096];
    snprintf(state, sizeof state, "%s.part", job->output);
    remove(state);
  }
  if (status == KHB_OK) printf("%s: %zu bytes, from %u features\n", job->output, size, job->weights.n_rows);
  free(data);
  return status;
}

/* A paragraph in CoNLL. What the model is not sure of gets the tag `?`, which stands for any label. */
static void put_labels(FILE *out, const khb_model *m, const train_para *p, size_t known) {
  size_t c = known;
  khb_model_info info;
  khb_model_describe(m, &info);
  for (uint32_t t = 0; t < p->scan.n_tok; t++) {
    const khb_tok *k = &p->scan.tok[t];
    while (c < p->cand.n && p->cand.item[c].last <= t) c++;
    const khb_candidate *in = c < p->cand.n && p->cand.item[c].first <= t ? &p->cand.item[c] : NULL;
    const char *type = in ? khb_type_name(in->type) : "O";
    fprintf(out, "%.*s ", (int)(k->end - k->start), p->text + k->start);
    if (!in) fputs("O\n", out);
    else if (in->score < 0.8f) fputs("B-?\n", out);
    else fprintf(out, "%c-%s\n", in->first == t ? 'B' : 'I', type);
  }
  putc('\n', out);
}

/* Lets the first model read the text, a paragraph a line, and gives the words their classes. */
static khb_status tally_words(train_job *job, const khb_engine *engine, khb_error *err) {
  khb_model *model = NULL;
  cli_lines lines;
  khb_status status = khb_model_open_file(job->tally_model, &model, err);
  if (status != KHB_OK) return status;
  train_tally *tally = train_tally_open();
  khb_tagger_work *work = khb_tagger_work_open();
  train_para p = {0};
  bool ok = tally && work && cli_lines_open(job->c, job->tally_text, &lines);
  size_t len;
  FILE *label = job->label ? fopen(job->label, "w") : NULL;
  for (const char *s; ok && (s = cli_lines_next(&lines, &len)) != NULL;) {
    if (len > 1u << 20) continue;
    ok = train_para_analyse(&p, s, (uint32_t)len, engine);
    size_t known = p.cand.n;
    khb_context cx = train_context(&p, engine->lexicon);
    ok = ok && khb_model_tag(model, &cx, work, &p.cand) &&
         train_tally_add(tally, model, &p.scan, p.cand.item + known, p.cand.n - known);
    if (ok && label) put_labels(label, model, &p, known);
  }
  if (tally && work) cli_lines_close(job->c, &lines);
  if (label) fclose(label);
  ok = ok && train_words_tally(&job->tables, tally);
  train_para_free(&p);
  train_tally_close(tally);
  khb_tagger_work_close(work);
  khb_model_close(model);
  return ok ? KHB_OK : khb_fail_nomem(err);
}

/* What the encoder learns from: the corpora, then the text with the first model's opinion of it. */
static khb_status write_facts(train_job *job, const khb_engine *engine, const khb_model *facts_model, khb_error *err) {
  train_recorder *r;
  khb_model *teacher = NULL;
  khb_status status = train_recorder_open(job->facts, job->n_buckets, job->weights.n_labels, facts_model, engine->lexicon, &r, err);
  if (status != KHB_OK) return status;
  bool ok = true;
  for (size_t i = 0; ok && i < job->corpus.n; i++)
    if (job->corpus.para[i].scan.n_tok) ok = train_record(r, &job->corpus.para[i], NULL);
  if (ok && job->tally_model && job->tally_text) {
    status = khb_model_open_file(job->tally_model, &teacher, err);
    if (status == KHB_OK && teacher->n_labels != job->weights.n_labels)
      status = khb_fail_at(err, KHB_ERR_FORMAT, job->tally_model, 0, 0, NULL, "the first model has other types than the corpora");
    cli_lines lines;
    bool open = status == KHB_OK && cli_lines_open(job->c, job->tally_text, &lines);
    train_para p = {0};
    size_t len;
    for (const char *s; open && ok && (s = cli_lines_next(&lines, &len)) != NULL;) {
      if (len == 0 || len > 1u << 16) continue;
      ok = train_para_analyse(&p, s, (uint32_t)len, engine) && (p.scan.n_tok == 0 || train_record(r, &p, teacher));
    }
    if (open) cli_lines_close(job->c, &lines);
    train_para_free(&p);
    khb_model_close(teacher);
  }
  if (!train_recorder_close(r)) ok = false;
  return status != KHB_OK ? status : ok ? KHB_OK : khb_fail_at(err, KHB_ERR_IO, job->facts, 0, 0, NULL, "cannot be written");
}

static khb_status train(train_job *job, const khb_engine *engine, khb_error *err) {
  khb_status status = train_read_words(job->words, &job->tables, err);
  if (status == KHB_OK && job->tally_model && job->tally_text && !job->facts) status = tally_words(job, engine, err);
  for (size_t i = 0; status == KHB_OK && i < job->n_files; i++)
    status = train_read(&job->corpus, job->files[i], &job->split, engine, err);
  if (status != KHB_OK) return status;
  if (job->net) status = train_read_net(job->net, &job->tables.net, err);
  if (status != KHB_OK) return status;
  if (!job->net || job->o.mix > 0) job->o.groups &= ~(uint32_t)KHB_FG_NET;
  job->tables.title = job->title;
  job->tables.licence = job->licence;
  for (uint32_t i = 0; i < 33; i++) job->tables.calibration[i] = (float)i / 32;
  if (job->calibration) status = train_read_calibration(job->calibration, &job->tables, err);
  if (status != KHB_OK) return status;
  uint8_t *data;
  khb_model *empty;
  job->weights.n_labels = 2 * job->corpus.types.n + 1;
  status = build(job, engine, false, &data, &empty, err);
  if (status != KHB_OK) return status;
  if (job->facts) {
    status = write_facts(job, engine, empty, err);
    khb_model_close(empty);
    free(data);
    return status;
  }
  bool ok = collect_seen(job) && train_make_features(&job->corpus, empty, engine->lexicon, &job->o, &job->weights) &&
            train_clitics(&job->corpus, empty, engine->lexicon, &job->o, &job->weights);
  khb_model_close(empty);
  free(data);
  if (!ok) return khb_fail_nomem(err);
  if (!job->quiet)
    fprintf(stderr, "%zu paragraphs, %u types, %u features\n", job->corpus.n, job->corpus.types.n, job->weights.n_rows);
  status = run_epochs(job, engine, err);
  return status == KHB_OK ? finish(job, engine, err) : status;
}

int cli_train(cli *c, int argc, char **argv) {
  train_job job = {.c = c,
                   .title = "khabar tagger",
                   .licence = "",
                   .patience = 6,
                   .n_buckets = 32768,
                   .o = {.epochs = 24,
                         .rate = 0.05f,
                         .caution = 1,
                         .l1 = 2e-4f,
                         .l2 = 0,
                         .dropout = 0.3f,
                         .other_weight = 0.5f,
                         .o_bias = 0.5f,
                         .own = 1,
                         .min_count = 2,
                         .average_from = 6,
                         .groups = KHB_FG_ALL,
                         .bytes = 6000000,
                         .seed = 1},
                   .split = {.modulus = 0, .dev = 1, .test = 0, .last = 0}};
  job.files = malloc(((size_t)argc + 1) * sizeof *job.files);
  if (!job.files) return cli_error_nomem(c);
  khb_engine *engine = NULL;
  khb_error err = {0};
  int status = parse(&job, argc, argv);
  if (status == CLI_FINE && job.tokens) {
    khb_status made = job.vectors ? train_write_words(job.tokens, job.vectors, job.names, job.output, job.o.seed, &err)
                                  : train_write_tokens(job.tally_text, job.tokens, &err);
    status = made == KHB_OK ? -1 : cli_error_khb(c, &err);
  }
  if (status == CLI_FINE) status = cli_knowledge_open(c, &job.knowledge, NULL, &engine);
  else if (status == -1) status = CLI_FINE;
  if (engine && train(&job, engine, &err) != KHB_OK) status = cli_error_khb(c, &err);
  khb_engine_close(engine);
  train_weights_free(&job.weights);
  train_corpus_free(&job.corpus);
  train_net_free(&job.tables.net);
  free(job.tables.word_tags);
  free(job.tables.words);
  free(job.tables.keys);
  free(job.seen);
  free(job.files);
  cli_knowledge_free(&job.knowledge);
  return status;
}
