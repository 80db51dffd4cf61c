/* image.c: from trained weights to the file that model.h draws, and what that file finds in annotated text. */
#include "image.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../lexicon/layers.h"

/* ---- words ------------------------------------------------------------------------------------------------------------------ */

static uint8_t eighths(uint32_t count) {
  double v = count ? 8 * log2((double)count) : 0;
  return (uint8_t)(v > 255 ? 255 : v);
}

/* The key of a word as features.c will ask for it. 0: no word. */
static uint32_t key_of(khb_scan *scan, const char *word, size_t len) {
  khb_scan_reset(scan);
  if (!khb_scan_text(scan, word, 0, (uint32_t)len) || scan->n_tok != 1 || scan->tok[0].n_codes == 0) return 0;
  return khb_word_key(scan->codes, scan->tok[0].n_codes);
}

static bool add_word(train_tables *t, khb_scan *scan, const char *line, size_t len) {
  char row[512];
  if (len >= sizeof row) return true;
  memcpy(row, line, len);
  row[len] = 0;
  size_t n = strcspn(row, "\t");
  uint32_t key = key_of(scan, row, n);
  if (!key) return true;
  khb_f_mword w = {0};
  const char *s = row + n;
  unsigned long field[KHB_N_GRAINS + 2] = {0};
  for (uint32_t i = 0; i < KHB_N_GRAINS + 2 && *s == '\t'; i++) {
    char *end;
    field[i] = strtoul(s + 1, &end, 10);
    s = end;
  }
  w.frequency = eighths((uint32_t)field[0]);
  for (uint32_t g = 0; g < KHB_N_GRAINS; g++) w.grain[g] = (uint16_t)field[1 + g];
  w.names = (uint8_t)(eighths((uint32_t)field[KHB_N_GRAINS + 1]) / 16u + (field[KHB_N_GRAINS + 1] > 0));
  uint32_t at = khb_bucket_find(t->word_tags, t->n_words, key);
  if (at == KHB_NONE) at = khb_bucket_put(t->word_tags, t->n_words, key);
  if (at != KHB_NONE) t->words[at] = w, t->keys[at] = key;
  return true;
}

static bool is_model(const char *path) {
  size_t n = path ? strlen(path) : 0;
  return (n > 6 && strcmp(path + n - 6, ".model") == 0) || (n > 4 && strcmp(path + n - 4, ".khm") == 0);
}

/* The words of a model that was trained before. */
static khb_status words_of_model(const char *path, train_tables *out, khb_error *err) {
  khb_model *m;
  khb_status status = khb_model_open_file(path, &m, err);
  if (status != KHB_OK) return status;
  status = khb_model_check(m, err);
  out->n_words = m->n_words;
  out->word_tags = calloc((size_t)m->n_words + 1, sizeof *out->word_tags);
  out->words = calloc((size_t)m->n_words + 1, sizeof *out->words);
  out->keys = calloc((size_t)m->n_words + 1, sizeof *out->keys);
  bool ok = out->word_tags && out->words && out->keys;
  if (ok) memcpy(out->word_tags, m->word_tags, m->n_words * sizeof *m->word_tags);
  if (ok) memcpy(out->words, m->words, m->n_words * sizeof *m->words);
  khb_model_close(m);
  return status == KHB_OK && !ok ? khb_fail_nomem(err) : status;
}

khb_status train_read_words(const char *path, train_tables *out, khb_error *err) {
  khb_file f = {0};
  if (is_model(path)) return words_of_model(path, out, err);
  khb_status status = path ? khb_file_read(path, SIZE_MAX, &f, err) : KHB_OK;
  if (status != KHB_OK) return status;
  const char *s = (const char *)f.data, *end = s ? s + f.size : s;
  uint32_t lines = 0;
  for (const char *p = s; p < end; p++) lines += *p == '\n';
  out->n_words = (uint32_t)((uint64_t)lines * 5 / 4 / KHB_BUCKET + 1) * KHB_BUCKET;
  out->word_tags = calloc(out->n_words, sizeof *out->word_tags);
  out->words = calloc(out->n_words, sizeof *out->words);
  out->keys = calloc(out->n_words, sizeof *out->keys);
  khb_scan scan = {0};
  if (!out->word_tags || !out->words || !out->keys) status = khb_fail_nomem(err);
  while (status == KHB_OK && s < end) {
    const char *nl = memchr(s, '\n', (size_t)(end - s));
    if (!nl) nl = end;
    add_word(out, &scan, s, (size_t)(nl - s));
    s = nl + 1;
  }
  khb_scan_free(&scan);
  khb_file_unmap(&f);
  return status;
}

khb_status train_read_calibration(const char *path, train_tables *out, khb_error *err) {
  khb_model *m;
  khb_status status = khb_model_open_file(path, &m, err);
  if (status != KHB_OK) return status;
  status = khb_model_check(m, err);
  const uint32_t n = sizeof out->calibration / sizeof(float);
  for (uint32_t i = 0; status == KHB_OK && i < n && m->n_calibration == n; i++) out->calibration[i] = m->calibration[i];
  khb_model_close(m);
  return status;
}

/* ---- encoder ---------------------------------------------------------------------------------------------------------------- */

static void net_sizes(train_net *net) {
  const size_t d = net->head.width, layers = net->head.n_layers;
  net->n_embed = net->head.n_buckets * d;
  net->n_weights = layers * 6 * d * d + d * KHB_LANES;
  net->n_numbers = layers * 6 * d + 2 * d + 2 * KHB_LANES;
}

static bool net_copy(train_net *net, const void *embed, const void *weights, const void *numbers) {
  net->embed = malloc(net->n_embed + 1);
  net->weights = malloc(net->n_weights + 1);
  net->numbers = malloc(net->n_numbers * sizeof(float) + 1);
  if (!net->embed || !net->weights || !net->numbers) return false;
  memcpy(net->embed, embed, net->n_embed);
  memcpy(net->weights, weights, net->n_weights);
  memcpy(net->numbers, numbers, net->n_numbers * sizeof(float));
  return true;
}

static khb_status net_of_model(const char *path, train_net *net, khb_error *err) {
  khb_model *m;
  khb_status status = khb_model_open_file(path, &m, err);
  if (status != KHB_OK) return status;
  status = khb_model_check(m, err);
  if (status == KHB_OK && m->n_net) {
    net->head = *m->net;
    net_sizes(net);
    if (!net_copy(net, m->net_embed, m->net_weights, m->net_numbers)) status = khb_fail_nomem(err);
  }
  khb_model_close(m);
  return status;
}

khb_status train_read_net(const char *path, train_net *net, khb_error *err) {
  if (is_model(path)) return net_of_model(path, net, err);
  khb_file f = {0};
  khb_status status = khb_file_read(path, SIZE_MAX, &f, err);
  if (status != KHB_OK) return status;
  bool fits = f.size >= sizeof net->head;
  if (fits) memcpy(&net->head, f.data, sizeof net->head);
  fits = fits && net->head.width <= 4096 && net->head.n_layers <= KHB_NET_MAX_LAYERS && net->head.n_buckets <= 1u << 20;
  if (fits) net_sizes(net);
  const size_t numbers = net->n_numbers * sizeof(float);
  fits = fits && f.size == sizeof net->head + numbers + net->n_weights + net->n_embed;
  const uint8_t *at = f.data + sizeof net->head;
  if (!fits) status = khb_fail_at(err, KHB_ERR_FORMAT, path, 0, 0, "make it with annotations/tools/train-net", "this is no encoder");
  else if (!net_copy(net, at + numbers + net->n_weights, at + numbers, at)) status = khb_fail_nomem(err);
  khb_file_unmap(&f);
  return status;
}

void train_net_free(train_net *net) {
  free(net->embed);
  free(net->weights);
  free(net->numbers);
}

/* Makes the table anew with what the tally adds: words and pairs of words without other classes. */
bool train_words_tally(train_tables *t, const train_tally *tally) {
  size_t n = t->n_words, at = 0;
  uint16_t c;
  for (uint32_t key; (key = train_tally_next(tally, &at, &c)) != 0;) n++;
  train_tables more = *t;
  more.n_words = (uint32_t)(n * 9 / 8 / KHB_BUCKET + 1) * KHB_BUCKET;
  more.word_tags = calloc(more.n_words, sizeof *more.word_tags);
  more.words = calloc(more.n_words, sizeof *more.words);
  more.keys = calloc(more.n_words, sizeof *more.keys);
  if (!more.word_tags || !more.words || !more.keys) return false;
  for (uint32_t i = 0; i < t->n_words; i++) {
    uint32_t place = t->word_tags[i] ? khb_bucket_put(more.word_tags, more.n_words, t->keys[i]) : KHB_NONE;
    if (place == KHB_NONE) continue;
    more.words[place] = t->words[i];
    more.keys[place] = t->keys[i];
    more.words[place].grain[KHB_N_GRAINS - 1] = train_tally_class(tally, t->keys[i]);
  }
  at = 0;
  for (uint32_t key; (key = train_tally_next(tally, &at, &c)) != 0;) {
    if (khb_bucket_find(more.word_tags, more.n_words, key) != KHB_NONE) continue;
    uint32_t place = khb_bucket_put(more.word_tags, more.n_words, key);
    if (place == KHB_NONE) continue;
    more.keys[place] = key;
    more.words[place].grain[KHB_N_GRAINS - 1] = c;
  }
  free(t->word_tags);
  free(t->words);
  free(t->keys);
  *t = more;
  return true;
}

/* ---- image ------------------------------------------------------------------------------------------------------------------- */

typedef struct builder {
  uint8_t *data;
  size_t size, cap;
  khb_f_section section[KHB_MSEC_END];
  bool failed;
} builder;

static void put_section(builder *b, uint32_t id, const void *data, uint32_t element, size_t count) {
  size_t length = count * element, room = (length + 7) / 8 * 8;
  if (b->failed || !KHB_GROW(b->data, b->cap, b->size + room)) {
    b->failed = true;
    return;
  }
  b->section[id] = (khb_f_section){id, element, b->size, length, count};
  if (length) memcpy(b->data + b->size, data, length);
  memset(b->data + b->size + length, 0, room - length);
  b->size += room;
}

typedef struct strings {
  char *data;
  size_t n, cap;
} strings;

static uint32_t put_string(strings *s, const char *text) {
  size_t n = strlen(text) + 1;
  if (!KHB_GROW(s->data, s->cap, s->n + n)) return 0;
  memcpy(s->data + s->n, text, n);
  s->n += n;
  return (uint32_t)(s->n - n);
}

/* Types of other tag sets: MISC of ANERcorp has no like here; its spans are given out as EVENT, which the flat four call MISC
   again. */
static khb_f_type type_of(const char *name, uint32_t string, bool four) {
  int known = khb_type_parse(name, strlen(name));
  bool coarse = known < 0 || (four && known == KHB_LOC);
  return (khb_f_type){string, (uint8_t)(known < 0 ? KHB_EVENT : known), coarse ? KHB_F_TYPE_COARSE : 0, 0};
}

static void put_names(builder *b, strings *s, const train_types *types, const khb_lexicon *lexicon) {
  khb_f_type type[KHB_MAX_MODEL_TYPES] = {{0}};
  uint32_t class_name[KHB_MODEL_CLASSES], attribute[KHB_MAX_ATTRIBUTES], n_classes = 0, n_attributes = 0;
  bool four = false;
  for (uint32_t i = 0; i < types->n; i++) four |= strcmp(types->name[i], "MISC") == 0;
  for (uint32_t i = 0; i < types->n; i++) type[i] = type_of(types->name[i], put_string(s, types->name[i]), four);
  for (uint32_t i = 0; i < lexicon->n_classes && n_classes < KHB_MODEL_CLASSES; i++)
    class_name[n_classes++] = put_string(s, lexicon->classes[i]);
  for (uint32_t i = 0; i < lexicon->n_attributes; i++)
    attribute[n_attributes++] = put_string(s, lexicon->attributes[i]);
  put_section(b, KHB_MSEC_TYPES, type, sizeof *type, types->n);
  put_section(b, KHB_MSEC_CLASSES, class_name, 4, n_classes);
  put_section(b, KHB_MSEC_ATTRIBUTES, attribute, 4, n_attributes);
}

typedef struct ranked {
  float worth;
  uint32_t row;
} ranked;
static int by_worth(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->worth != y->worth) return x->worth > y->worth ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

static float weight_at(const train_weights *w, size_t i) {
  return w->n_summed ? w->sum[i] / (float)w->n_summed : w->w[i];
}

/* Those with count 0 belong to one corpus alone. Rows by the size of their largest weight; frequent ones first among the small. */
static ranked *rank_rows(const train_weights *w, uint32_t *n) {
  ranked *r = malloc(((size_t)w->n_rows + 1) * sizeof *r);
  *n = 0;
  for (uint32_t i = 0; r && i < w->n_rows; i++) {
    float high = 0;
    for (uint32_t b = 0; b < w->n_labels; b++) high = fmaxf(high, fabsf(weight_at(w, (size_t)i * w->n_labels + b)));
    uint32_t count = w->count[i] < 30 ? w->count[i] : 30;
    if (high > 0.02f && w->count[i]) r[(*n)++] = (ranked){high * sqrtf((float)count + 1), i};
  }
  if (r) qsort(r, *n, sizeof *r, by_worth);
  return r;
}

static bool put_rows(builder *b, khb_f_model *head, const train_weights *w, size_t bytes) {
  uint32_t n = 0;
  const uint32_t labels = w->n_labels;
  ranked *r = rank_rows(w, &n);
  if (!r) return false;
  /* Nine of ten places are filled. Leave room for the chain, the clitics and the frame. */
  size_t left = bytes > b->size + 65536 ? bytes - b->size - 65536 : 4096;
  size_t most = left * 9 / 10 / (labels + 2);
  if (n > most) n = (uint32_t)most;
  uint32_t places = (uint32_t)((uint64_t)n * 10 / 9 / KHB_BUCKET + 2) * KHB_BUCKET;
  uint16_t *tags = calloc(places, sizeof *tags);
  int8_t *rows = calloc((size_t)places * labels, 1);
  float high = 1e-6f;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t l = 0; l < labels; l++) high = fmaxf(high, fabsf(weight_at(w, (size_t)r[i].row * labels + l)));
  head->row_scale = high / 127;
  for (uint32_t i = 0; tags && rows && i < n; i++) {
    uint32_t hash = w->hash[r[i].row];
    if (khb_bucket_find(tags, places, hash) != KHB_NONE) continue; /* a weightier one has the same tag */
    uint32_t at = khb_bucket_put(tags, places, hash);
    if (at == KHB_NONE) continue;
    for (uint32_t l = 0; l < labels; l++)
      rows[(size_t)at * labels + l] = (int8_t)lrintf(weight_at(w, (size_t)r[i].row * labels + l) / head->row_scale);
  }
  bool ok = tags && rows;
  if (ok) put_section(b, KHB_MSEC_TAGS, tags, 2, places);
  if (ok) put_section(b, KHB_MSEC_ROWS, rows, 1, (size_t)places * labels);
  free(tags);
  free(rows);
  free(r);
  return ok;
}

static void put_net(builder *b, const train_net *net, float mix) {
  khb_f_net head = net->head;
  head.mix = mix;
  put_section(b, KHB_MSEC_NET, &head, sizeof head, head.width ? 1 : 0);
  put_section(b, KHB_MSEC_NET_EMBED, net->embed, 1, net->n_embed);
  put_section(b, KHB_MSEC_NET_WEIGHTS, net->weights, 1, net->n_weights);
  put_section(b, KHB_MSEC_NET_NUMBERS, net->numbers, sizeof(float), net->n_numbers);
}

static void put_chain(builder *b, const train_weights *w, uint32_t labels, float o_bias, float own) {
  float chain[KHB_MAX_LABELS * (KHB_MAX_LABELS + 1)] = {0};
  for (uint32_t i = 0; w && i < labels * (labels + 1); i++)
    chain[i] = own * (w->n_summed ? w->chain_sum[i] / (float)w->n_summed : w->chain[i]);
  for (uint32_t a = 0; a <= labels; a++) chain[a * labels] -= own * o_bias;
  put_section(b, KHB_MSEC_CHAIN, chain, 4, (size_t)labels * (labels + 1));
}

static void put_clitics(builder *b, khb_f_model *head, const train_weights *w) {
  int8_t q[KHB_CLITIC_WEIGHTS];
  float high = 1e-6f;
  for (uint32_t i = 0; w && w->clitics && i < KHB_CLITIC_WEIGHTS; i++) high = fmaxf(high, fabsf(w->clitics[i]));
  head->clitic_scale = high / 127;
  for (uint32_t i = 0; w && w->clitics && i < KHB_CLITIC_WEIGHTS; i++)
    q[i] = (int8_t)lrintf(w->clitics[i] / head->clitic_scale);
  put_section(b, KHB_MSEC_CLITICS, q, 1, w && w->clitics ? KHB_CLITIC_WEIGHTS : 0);
}

khb_status train_image(const train_types *types, const train_tables *tables, const khb_lexicon *lexicon,
                       const train_weights *w, const train_options *o, uint8_t **data, size_t *size, khb_error *err) {
  builder b = {0};
  strings s = {0};
  khb_f_model head = {.format = KHB_MODEL_FORMAT,
                      .little = KHB_INDEX_LITTLE,
                      .features = KHB_FEATURES_VERSION,
                      .groups = o->groups,
                      .n_sections = KHB_MSEC_END - 1,
                      .row_scale = 1,
                      .clitic_scale = 1};
  const uint32_t labels = 2 * types->n + 1;
  memcpy(head.magic, KHB_MODEL_MAGIC, 8);
  b.size = sizeof head + (KHB_MSEC_END - 1) * sizeof(khb_f_section);
  b.failed = !KHB_GROW(b.data, b.cap, b.size);
  put_string(&s, "");
  head.title = put_string(&s, tables->title);
  head.licence = put_string(&s, tables->licence);
  put_names(&b, &s, types, lexicon);
  put_section(&b, KHB_MSEC_STRINGS, s.data, 1, s.n);
  put_section(&b, KHB_MSEC_WORD_TAGS, tables->word_tags, 2, tables->n_words);
  put_section(&b, KHB_MSEC_WORDS, tables->words, sizeof(khb_f_mword), tables->n_words);
  put_section(&b, KHB_MSEC_CALIBRATION, tables->calibration, 4, sizeof tables->calibration / sizeof(float));
  put_net(&b, &tables->net, o->mix);
  put_chain(&b, w, labels, o->o_bias, o->own);
  put_clitics(&b, &head, w);
  if (!w) {
    put_section(&b, KHB_MSEC_TAGS, NULL, 2, 0);
    put_section(&b, KHB_MSEC_ROWS, NULL, 1, 0);
  } else if (!put_rows(&b, &head, w, o->bytes)) {
    b.failed = true;
  }
  free(s.data);
  if (b.failed) {
    free(b.data);
    return khb_fail_nomem(err);
  }
  head.row_scale *= o->own;
  head.size = b.size;
  memcpy(b.data, &head, sizeof head);
  memcpy(b.data + sizeof head, b.section + 1, (KHB_MSEC_END - 1) * sizeof(khb_f_section));
  head.checksum = khb_checksum(b.data, b.size);
  memcpy(b.data, &head, sizeof head);
  *data = b.data;
  *size = b.size;
  return KHB_OK;
}

/* ---- measuring ----------------------------------------------------------------------------------------------------------------- */

/* The letters of a name, folded, its clitics aside. */
uint64_t train_name_hash(const train_para *p, const train_gold *g) {
  uint64_t h = 1;
  if (!g->aligned) return 0;
  for (uint32_t t = g->first; t < g->last; t++) {
    const khb_tok *k = &p->scan.tok[t];
    uint32_t skip = t == g->first ? khb_proclitic_form[g->form].n : 0;
    h = khb_mum(h ^ khb_hash(p->scan.codes + k->code + skip, (size_t)k->n_codes - skip), 0xd6e8feb86659fd93u);
  }
  return h;
}

static bool is_seen(const uint64_t *seen, size_t n, uint64_t h) {
  size_t lo = 0, hi = n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (seen[mid] < h) lo = mid + 1;
    else hi = mid;
  }
  return lo < n && seen[lo] == h;
}

static void compare(const train_para *p, const khb_model *m, const khb_candidate *c, size_t n, const uint64_t *seen,
                    size_t n_seen, train_score *s) {
  bool hit[1024] = {false};
  for (size_t i = 0; i < n; i++) {
    const khb_tok *a = &p->scan.tok[c[i].first];
    uint32_t start = khb_code_offset(p->text, a, c[i].skip), end = p->scan.tok[c[i].last - 1].end, type = 0;
    while (type < m->n_types && m->types[type].type != c[i].type) type++;
    const char *four = khb_type_flat4(c[i].type);
    bool right = false, right4 = false;
    for (size_t g = 0; g < p->n_gold; g++) {
      const train_gold *gold = &p->gold[g];
      if (gold->end != end) continue;
      const char *gold4 = khb_type_flat4(m->types[gold->type].type);
      bool clitics = !p->clitics_known && gold->aligned && gold->first == c[i].first;
      if (gold->aligned && gold->first == c[i].first && gold->type == type) s->bounds++;
      if (gold->start != start && !clitics) continue;
      right |= gold->type == type;
      right4 |= four && gold4 && strcmp(four, gold4) == 0;
      if (gold->type == type && g < 1024) hit[g] = true;
    }
    s->found++;
    s->right += right;
    s->found4 += four != NULL;
    s->right4 += right4;
    s->by_type[type][1]++;
    s->by_type[type][0] += right;
    uint32_t bin = (uint32_t)(c[i].score * 32 + 0.5f);
    s->bin_n[bin]++;
    s->bin_right[bin] += right;
  }
  for (size_t g = 0; g < p->n_gold; g++) {
    s->gold++;
    s->by_type[p->gold[g].type][2]++;
    s->gold4 += khb_type_flat4(m->types[p->gold[g].type].type) != NULL;
    bool known = is_seen(seen, n_seen, train_name_hash(p, &p->gold[g])), found = g < 1024 && hit[g];
    if (known) s->seen_gold++, s->seen_found += found;
    else s->unseen_gold++, s->unseen_found += found;
  }
}

bool train_measure(const train_corpus *corpus, const khb_model *model, const khb_lexicon *lexicon, uint8_t part,
                   uint8_t corpus_number, const uint64_t *seen, size_t n_seen, train_score *out) {
  khb_tagger_work *work = khb_tagger_work_open();
  khb_candidates found = {0};
  *out = (train_score){0};
  bool ok = work != NULL;
  for (size_t i = 0; ok && i < corpus->n; i++) {
    const train_para *p = &corpus->para[i];
    if (p->part != part || p->partial || (corpus_number != 255 && p->corpus != corpus_number)) continue;
    khb_context cx = train_context(p, lexicon);
    found.n = 0;
    ok = KHB_GROW(found.item, found.cap, p->cand.n + 1);
    if (!ok) break;
    if (p->cand.n) memcpy(found.item, p->cand.item, p->cand.n * sizeof *found.item);
    found.n = p->cand.n;
    ok = khb_model_tag(model, &cx, work, &found);
    if (ok) compare(p, model, found.item + p->cand.n, found.n - p->cand.n, seen, n_seen, out);
  }
  free(found.item);
  khb_tagger_work_close(work);
  return ok;
}
