/* words.c: classes of words from eight million words of news: what `khabar train --words=` reads.
 *
 *   text ──> folded words ──> vectors (fastText skipgram, outside) ──> k-means ──┐
 *                     └─────> pairs of neighbours ──> exchange ──────────────────┴──> word, count, classes, count in names
 */
#include "words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "exchange.h"

enum { N_MEANS = 4, EXCHANGE_CLASSES = 512, EXCHANGE_ROUNDS = 3, EXCHANGE_LEAST = 8, MAX_DIM = 512 };
static const struct { uint32_t classes, rounds; } means[N_MEANS] = {{64, 15}, {256, 12}, {1024, 10}, {3000, 7}};

/* ---- folded text ----------------------------------------------------------------------------------------------------------- */

static void write_token(FILE *out, const char *text, const khb_scan *s, const khb_tok *k) {
  char word[1024];
  if (k->kind == KHB_TOK_WORD) {
    size_t n = khb_codes_to_utf8(s->codes + k->code, k->n_codes < 200 ? k->n_codes : 200, word, sizeof word);
    fprintf(out, "%.*s ", (int)(n < sizeof word ? n : sizeof word), word);
  } else if (k->kind == KHB_TOK_NUMBER) {
    fputs(k->n_codes == 4 ? "<Y> " : "<N> ", out);
  } else if (k->kind == KHB_TOK_HASHTAG) {
    fputs("<H> ", out);
  } else if (k->kind == KHB_TOK_PUNCT || k->kind == KHB_TOK_SYMBOL) {
    fprintf(out, "<%.*s> ", (int)(k->end - k->start < 3 ? k->end - k->start : 3), text + k->start);
  }
}

khb_status train_write_tokens(const char *text, const char *path, khb_error *err) {
  khb_file f;
  khb_status status = khb_file_read(text, KHB_MAX_TEXT, &f, err);
  if (status != KHB_OK) return status;
  FILE *out = fopen(path, "w");
  if (!out) {
    int why = errno;
    khb_file_unmap(&f);
    return khb_fail_io(err, path, why, "open");
  }
  khb_scan s = {0};
  const char *data = (const char *)f.data;
  for (uint32_t at = 0, len = (uint32_t)f.size, end; status == KHB_OK && at < len; at = end) {
    const char *nl = memchr(data + at, '\n', len - at);
    end = nl ? (uint32_t)(nl - data) + 1 : len;
    khb_scan_reset(&s);
    if (!khb_scan_text(&s, data, at, end)) status = khb_fail_nomem(err);
    for (size_t i = 0; i < s.n_tok; i++) write_token(out, data, &s, &s.tok[i]);
    putc('\n', out);
  }
  khb_scan_free(&s);
  khb_file_unmap(&f);
  if (fclose(out) != 0 && status == KHB_OK) status = khb_fail_io(err, path, errno, "write");
  return status;
}

/* ---- vocabulary -------------------------------------------------------------------------------------------------------------- */

typedef struct vocabulary {
  const char **word;
  uint32_t *length, *count, *names;
  float *vector; /* n * dim, each of length 1 */
  uint16_t *class_of[N_MEANS + 1];
  uint32_t n, dim;
  uint32_t *slot; /* word + 1 */
  size_t mask;
  khb_file file; /* of the vectors; the words point into it */
} vocabulary;

static uint64_t hash_of(const char *s, size_t n) {
  uint8_t padded[1024 + 16] = {0};
  if (n > 1024) n = 1024;
  memcpy(padded, s, n);
  return khb_hash(padded, n);
}

static uint32_t *slot_of(const vocabulary *v, const char *s, size_t n) {
  size_t at = hash_of(s, n) >> 16 & v->mask;
  for (; v->slot[at]; at = (at + 1) & v->mask) {
    uint32_t w = v->slot[at] - 1;
    if (v->length[w] == n && memcmp(v->word[w], s, n) == 0) break;
  }
  return &v->slot[at];
}

static bool reserve(vocabulary *v) {
  size_t size = 1024;
  while (size < (size_t)v->n * 2) size *= 2;
  v->mask = size - 1;
  v->slot = calloc(size, sizeof *v->slot);
  v->word = calloc((size_t)v->n + 1, sizeof *v->word);
  v->length = calloc((size_t)v->n + 1, sizeof *v->length);
  v->count = calloc((size_t)v->n + 1, sizeof *v->count);
  v->names = calloc((size_t)v->n + 1, sizeof *v->names);
  v->vector = calloc((size_t)v->n * v->dim + 1, sizeof *v->vector);
  bool ok = v->slot && v->word && v->length && v->count && v->names && v->vector;
  for (uint32_t i = 0; i <= N_MEANS; i++) ok &= (v->class_of[i] = calloc((size_t)v->n + 1, sizeof(uint16_t))) != NULL;
  return ok;
}

static void vocabulary_free(vocabulary *v) {
  free(v->slot);
  free(v->word);
  free(v->length);
  free(v->count);
  free(v->names);
  free(v->vector);
  for (uint32_t i = 0; i <= N_MEANS; i++) free(v->class_of[i]);
  khb_file_unmap(&v->file);
}

static void normalise(float *x, uint32_t n) {
  float sum = 1e-12f;
  for (uint32_t i = 0; i < n; i++) sum += x[i] * x[i];
  float by = 1 / sqrtf(sum);
  for (uint32_t i = 0; i < n; i++) x[i] *= by;
}

static khb_status read_vectors(const char *path, vocabulary *v, khb_error *err) {
  khb_status status = khb_file_read(path, SIZE_MAX, &v->file, err);
  if (status != KHB_OK) return status;
  const char *s = (const char *)v->file.data, *end = s + v->file.size,
             *nl = v->file.size ? memchr(s, '\n', v->file.size) : NULL;
  unsigned n = 0, dim = 0;
  if (!nl || sscanf(s, "%u %u", &n, &dim) != 2 || dim == 0 || dim > MAX_DIM || n == 0 || n > 10000000)
    return khb_fail_at(err, KHB_ERR_FORMAT, path, 1, 1, "train vectors with fasttext skipgram",
                       "no vectors: the first line must be `words dimensions`");
  v->n = n;
  v->dim = dim;
  if (!reserve(v)) return khb_fail_nomem(err);
  uint32_t w = 0;
  for (s = nl + 1; s < end && w < n; s = nl + 1) {
    nl = memchr(s, '\n', (size_t)(end - s));
    if (!nl) break;
    const char *space = memchr(s, ' ', (size_t)(nl - s));
    if (!space) continue;
    char *next = (char *)space;
    for (uint32_t i = 0; i < dim; i++) v->vector[(size_t)w * dim + i] = strtof(next, &next);
    normalise(v->vector + (size_t)w * dim, dim);
    v->word[w] = s;
    v->length[w] = (uint32_t)(space - s);
    *slot_of(v, s, v->length[w]) = w + 1;
    w++;
  }
  v->n = w;
  return KHB_OK;
}

/* Counts the words of the text and collects its pairs, rare words as word 0 (the others are one higher). */
static khb_status read_tokens(const char *path, vocabulary *v, uint64_t **pair, size_t *n, khb_error *err) {
  khb_file f;
  khb_status status = khb_file_read(path, SIZE_MAX, &f, err);
  if (status != KHB_OK) return status;
  const char *data = (const char *)f.data;
  size_t cap = 0;
  for (uint32_t pass = 0; pass < 2 && status == KHB_OK; pass++) {
    uint32_t before = 0;
    for (size_t i = 0; i < f.size;) {
      size_t from = i;
      while (i < f.size && data[i] != ' ' && data[i] != '\n') i++;
      if (i > from) {
        uint32_t w = *slot_of(v, data + from, i - from);
        if (pass == 0 && w) v->count[w - 1]++;
        if (pass == 1) {
          uint32_t here = w && v->count[w - 1] >= EXCHANGE_LEAST ? w : 0;
          if (*n == cap && !KHB_GROW(*pair, cap, *n + 1)) {
            status = khb_fail_nomem(err);
            break;
          }
          (*pair)[(*n)++] = (uint64_t)before << 32 | here;
          before = here;
        }
      }
      if (i < f.size && data[i++] == '\n') before = 0;
    }
  }
  khb_file_unmap(&f);
  return status;
}

static khb_status read_names(const char *path, vocabulary *v, khb_error *err) {
  khb_file f = {0};
  khb_status status = path ? khb_file_read(path, SIZE_MAX, &f, err) : KHB_OK;
  khb_scan s = {0};
  const char *data = (const char *)f.data;
  for (size_t at = 0, end; status == KHB_OK && at < f.size; at = end + 1) {
    const char *nl = memchr(data + at, '\n', f.size - at);
    end = nl ? (size_t)(nl - data) : f.size;
    const char *tab = memchr(data + at, '\t', end - at);
    if (!tab) continue;
    khb_scan_reset(&s);
    if (!khb_scan_text(&s, data, (uint32_t)at, (uint32_t)(tab - data))) status = khb_fail_nomem(err);
    char word[1024];
    if (s.n_tok != 1 || s.tok[0].n_codes == 0) continue;
    size_t n = khb_codes_to_utf8(s.codes, s.tok[0].n_codes, word, sizeof word);
    uint32_t w = n < sizeof word ? *slot_of(v, word, n) : 0;
    if (w) v->names[w - 1] += (uint32_t)strtoul(tab + 1, NULL, 10);
  }
  khb_scan_free(&s);
  khb_file_unmap(&f);
  return status;
}

/* ---- k-means ------------------------------------------------------------------------------------------------------------------- */

static uint16_t nearest(const float *x, const float *centre, uint32_t k, uint32_t dim) {
  float high = -2;
  uint32_t best = 0;
  for (uint32_t c = 0; c < k; c++) {
    const float *y = centre + (size_t)c * dim;
    float dot = 0;
    for (uint32_t i = 0; i < dim; i++) dot += x[i] * y[i];
    if (dot > high) high = dot, best = c;
  }
  return (uint16_t)best;
}

/* Spherical k-means; a word weighs the root of its count. Classes are 1 .. k. */
static bool cluster(const vocabulary *v, uint32_t k, uint32_t rounds, uint64_t seed, uint16_t *class_of) {
  const uint32_t dim = v->dim;
  if (k > v->n) k = v->n;
  float *centre = malloc((size_t)k * dim * sizeof *centre), *sum = malloc((size_t)k * dim * sizeof *sum);
  bool ok = centre && sum && k;
  for (uint32_t c = 0; ok && c < k;
       c++) { /* seeds: evenly over the words, the frequent ones first, which crowd together */
    uint64_t mix = khb_mum(seed + c, 0x9e3779b97f4a7c15u);
    uint32_t w = (uint32_t)((double)v->n * pow(((double)c + (double)(mix >> 40) / 16777216.0) / (double)k, 2));
    memcpy(centre + (size_t)c * dim, v->vector + (size_t)(w < v->n ? w : v->n - 1) * dim, dim * sizeof *centre);
  }
  for (uint32_t round = 0; ok && round < rounds; round++) {
    memset(sum, 0, (size_t)k * dim * sizeof *sum);
    for (uint32_t w = 0; w < v->n; w++) {
      const float *x = v->vector + (size_t)w * dim;
      uint16_t c = nearest(x, centre, k, dim);
      class_of[w] = (uint16_t)(c + 1);
      float weight = sqrtf((float)v->count[w] + 1);
      for (uint32_t i = 0; i < dim; i++) sum[(size_t)c * dim + i] += weight * x[i];
    }
    for (uint32_t c = 0; c < k; c++) normalise(sum + (size_t)c * dim, dim);
    float *swap = centre;
    centre = sum;
    sum = swap;
  }
  free(centre);
  free(sum);
  return ok;
}

/* ---- all -------------------------------------------------------------------------------------------------------------------------- */

static khb_status write_table(const vocabulary *v, const char *path, khb_error *err) {
  FILE *out = fopen(path, "w");
  if (!out) return khb_fail_io(err, path, errno, "open");
  for (uint32_t w = 0; w < v->n; w++) {
    if (v->word[w][0] == '<') continue;
    fprintf(out, "%.*s\t%u", (int)v->length[w], v->word[w], v->count[w]);
    for (uint32_t i = 0; i <= N_MEANS; i++) fprintf(out, "\t%u", v->class_of[i][w]);
    fprintf(out, "\t0\t%u\n", v->names[w]);
  }
  return fclose(out) == 0 ? KHB_OK : khb_fail_io(err, path, errno, "write");
}

khb_status train_write_words(const char *tokens, const char *vectors, const char *names, const char *path,
                             uint64_t seed, khb_error *err) {
  vocabulary v = {0};
  uint64_t *pair = NULL;
  size_t n = 0;
  khb_status status = read_vectors(vectors, &v, err);
  if (status == KHB_OK) status = read_tokens(tokens, &v, &pair, &n, err);
  if (status == KHB_OK) status = read_names(names, &v, err);
  for (uint32_t i = 0; status == KHB_OK && i < N_MEANS; i++)
    if (!cluster(&v, means[i].classes, means[i].rounds, seed, v.class_of[i])) status = khb_fail_nomem(err);
  if (status == KHB_OK) {
    uint16_t *all = calloc((size_t)v.n + 1, sizeof *all);
    if (!all || !train_exchange(pair, n, v.n + 1, EXCHANGE_CLASSES, EXCHANGE_ROUNDS, all)) status = khb_fail_nomem(err);
    for (uint32_t w = 0; all && w < v.n; w++)
      if (v.count[w] >= EXCHANGE_LEAST) v.class_of[N_MEANS][w] = all[w + 1];
    free(all);
  }
  if (status == KHB_OK) status = write_table(&v, path, err);
  free(pair);
  vocabulary_free(&v);
  return status;
}
