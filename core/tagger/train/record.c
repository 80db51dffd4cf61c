/* record.c: writes what the encoder learns from; record.h draws it. */
#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../decode.h"
#include "../net.h"

enum { GRAIN = 2 }; /* of about 1,000 classes */

struct train_recorder {
  FILE *file;
  const khb_lexicon *lexicon;
  khb_binding binding;
  khb_tagger_work *work;
  uint32_t n_buckets, n_labels;
  khb_facts *facts;
  uint8_t *row, *teacher;
  size_t cap_facts, cap_teacher, row_size;
};

static bool put(FILE *f, const void *data, size_t n) { return fwrite(data, 1, n, f) == n; }

khb_status train_recorder_open(const char *path, uint32_t n_buckets, uint32_t n_labels, const khb_model *facts_model,
                               const khb_lexicon *lexicon, train_recorder **out, khb_error *err) {
  train_recorder *r = calloc(1, sizeof *r);
  if (!r) return khb_fail_nomem(err);
  r->lexicon = lexicon;
  r->n_buckets = n_buckets;
  r->n_labels = n_labels;
  r->row_size = (2 * KHB_NET_SLOTS + 2 + 4 + n_labels + 3) / 4 * 4;
  r->row = calloc(1, r->row_size);
  r->work = khb_tagger_work_open();
  r->file = fopen(path, "wb");
  if (!r->file) {
    khb_status status = khb_fail_at(err, KHB_ERR_IO, path, 0, 0, NULL, "cannot be written: %s", strerror(errno));
    train_recorder_close(r);
    return status;
  }
  const uint32_t head[4] = {KHB_NET_SLOTS, n_buckets, n_labels, 0};
  if (!r->row || !r->work || !khb_binding_make(&r->binding, facts_model, lexicon) || !put(r->file, "KHBFACTS", 8) ||
      !put(r->file, head, sizeof head)) {
    train_recorder_close(r);
    return khb_fail_nomem(err);
  }
  *out = r;
  return KHB_OK;
}

static void fill_row(train_recorder *r, const train_para *p, uint32_t t, const uint8_t *teacher) {
  uint32_t slot[KHB_NET_SLOTS];
  const khb_facts *f = &r->facts[t];
  uint16_t grain = f->known ? f->known->grain[GRAIN] : 0;
  uint32_t allowed = p->allowed ? p->allowed[t] : KHB_NONE;
  khb_net_slots(f, r->n_buckets, slot);
  for (uint32_t i = 0; i < KHB_NET_SLOTS; i++) {
    uint16_t v = (uint16_t)slot[i];
    memcpy(r->row + 2 * i, &v, sizeof v);
  }
  memcpy(r->row + 2 * KHB_NET_SLOTS, &grain, sizeof grain);
  memcpy(r->row + 2 * KHB_NET_SLOTS + 2, &allowed, sizeof allowed);
  if (teacher) memcpy(r->row + 2 * KHB_NET_SLOTS + 6, teacher + (size_t)t * r->n_labels, r->n_labels);
}

bool train_record(train_recorder *r, const train_para *p, const khb_model *teacher) {
  const uint32_t n = (uint32_t)p->scan.n_tok;
  const khb_context cx = train_context(p, r->lexicon);
  const uint8_t kind[4] = {p->part, p->corpus, p->partial, teacher != NULL};
  if (!KHB_GROW(r->facts, r->cap_facts, n + 1)) return false;
  if (!KHB_GROW(r->teacher, r->cap_teacher, (size_t)(n + 1) * r->n_labels)) return false;
  khb_facts_make(&r->binding, &cx, p->cand.item, p->cand.n, 0, n, r->facts);
  if (teacher && !khb_model_marginals(teacher, &cx, r->work, p->cand.item, p->cand.n, r->teacher)) return false;
  bool ok = put(r->file, &n, sizeof n) && put(r->file, kind, sizeof kind);
  for (uint32_t t = 0; ok && t < n; t++) {
    fill_row(r, p, t, teacher ? r->teacher : NULL);
    ok = put(r->file, r->row, r->row_size);
  }
  return ok;
}

bool train_recorder_close(train_recorder *r) {
  bool ok = !r->file || fclose(r->file) == 0;
  khb_binding_free(&r->binding);
  khb_tagger_work_close(r->work);
  free(r->facts);
  free(r->teacher);
  free(r->row);
  free(r);
  return ok;
}
