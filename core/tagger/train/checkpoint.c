/* checkpoint.c: writes and reads what checkpoint.h draws. */
#include "checkpoint.h"

#include <stdlib.h>

typedef struct header {
  char magic[8];
  uint64_t fingerprint;
  uint32_t done, n_rows, n_labels, n_summed, best_epoch, reserved;
  double best;
} header;

static uint64_t mix(uint64_t h, const void *data, size_t n) {
  const uint8_t *p = data;
  for (; n >= 8; p += 8, n -= 8) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    h = khb_mum(h ^ v, 0xd6e8feb86659fd93u ^ n);
  }
  for (; n; n--) h = khb_mum(h ^ *p++, 0x9e3779b97f4a7c15u);
  return h;
}

uint64_t train_fingerprint(const train_corpus *c, const train_options *o, const train_weights *w) {
  const float real[] = {o->rate, o->l1, o->l2, o->caution, o->dropout, o->word_dropout, o->list_dropout, o->other_weight, o->o_bias};
  const uint64_t whole[] = {o->epochs, o->min_count, o->average_from, o->groups, o->seed, o->final, o->with_test, w->n_labels, w->n_rows};
  uint64_t h = mix(1, real, sizeof real);
  h = mix(h, whole, sizeof whole);
  h = mix(h, w->hash, w->n_rows * sizeof *w->hash);
  for (size_t i = 0; i < c->n; i++) {
    const train_para *p = &c->para[i];
    const size_t n = p->scan.n_tok;
    h = mix(h ^ p->part ^ (uint64_t)p->partial << 8, p->allowed, n * sizeof *p->allowed);
    h = mix(h, p->feature, n ? p->first[n] * sizeof *p->feature : 0);
  }
  return h;
}

typedef struct part { void *data; size_t size; } part;
enum { PARTS = 6 };

static void parts_of(const train_weights *w, part out[PARTS]) {
  const size_t cells = (size_t)w->n_rows * w->n_labels * sizeof(float);
  const part all[PARTS] = {{w->w, cells},
                           {w->squares, cells},
                           {w->sum, cells},
                           {(void *)w->chain, sizeof w->chain},
                           {(void *)w->chain_squares, sizeof w->chain_squares},
                           {(void *)w->chain_sum, sizeof w->chain_sum}};
  memcpy(out, all, sizeof all);
}

static size_t size_of(const part p[PARTS]) {
  size_t size = sizeof(header) + sizeof(uint64_t);
  for (uint32_t i = 0; i < PARTS; i++) size += p[i].size;
  return size;
}

khb_status train_checkpoint_write(const char *path, uint64_t fingerprint, const train_weights *w,
                                  const train_progress *progress, khb_error *err) {
  part p[PARTS];
  parts_of(w, p);
  const size_t size = size_of(p);
  const header head = {.magic = "KHBTRAI", .fingerprint = fingerprint, .done = progress->done, .n_rows = w->n_rows, .n_labels = w->n_labels,
                       .n_summed = w->n_summed, .best_epoch = progress->best_epoch, .best = progress->best};
  uint8_t *data = malloc(size), *at = data;
  if (!data) return khb_fail_nomem(err);
  memcpy(at, &head, sizeof head);
  at += sizeof head;
  for (uint32_t i = 0; i < PARTS; i++) memcpy(at, p[i].data, p[i].size), at += p[i].size;
  uint64_t sum = mix(2, data, size - sizeof sum);
  memcpy(at, &sum, sizeof sum);
  khb_status status = khb_file_write(path, data, size, err);
  free(data);
  return status;
}

bool train_checkpoint_read(const char *path, uint64_t fingerprint, train_weights *w, train_progress *progress) {
  khb_file f = {0};
  part p[PARTS];
  header head;
  uint64_t sum;
  parts_of(w, p);
  if (khb_file_read(path, SIZE_MAX, &f, NULL) != KHB_OK) return false;
  bool good = f.size == size_of(p);
  if (good) memcpy(&head, f.data, sizeof head);
  if (good) memcpy(&sum, f.data + f.size - sizeof sum, sizeof sum);
  good = good && memcmp(head.magic, "KHBTRAI", 8) == 0 && head.fingerprint == fingerprint && head.n_rows == w->n_rows &&
         head.n_labels == w->n_labels && sum == mix(2, f.data, f.size - sizeof sum);
  const uint8_t *at = f.data + sizeof head;
  for (uint32_t i = 0; good && i < PARTS; i++) memcpy(p[i].data, at, p[i].size), at += p[i].size;
  if (good) w->n_summed = head.n_summed;
  if (good) *progress = (train_progress){head.done, head.best_epoch, head.best};
  khb_file_unmap(&f);
  return good;
}
