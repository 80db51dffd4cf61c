/* image_tree.c: the tree of names, made of the names in the order of their words.
 *
 *   entries   one for each (words, payload), sorted by words, so that the names below one node are a run:
 *
 *               الامم المتحده   [lo ................... hi)  node of الامم: the entries of one word come first: its payloads;
 *               الامم المتحده الانمائي                        the rest fall into one run for each second word: its children
 *
 *   nodes     the runs, in the order in which a queue meets them: breadth first
 */
#include "image.h"

#include <stdlib.h>

typedef struct entry {
  uint64_t begin; /* the first two words: first, second + 1 or 0 */
  const uint32_t *seq;
  uint32_t payload;
  uint8_t n_words;
} entry;
typedef struct run {
  uint32_t lo, hi, depth;
} run;
typedef struct tree {
  khb_image *im;
  entry *entries;
  run *runs; /* node -> its entries */
  uint32_t n_entries;
} tree;

static int compare_entries(const void *left, const void *right) {
  const entry *a = left, *b = right;
  if (a->begin != b->begin) return a->begin < b->begin ? -1 : 1;
  uint8_t n = a->n_words < b->n_words ? a->n_words : b->n_words;
  for (uint8_t i = 2; i < n; i++) {
    if (a->seq[i] != b->seq[i]) return a->seq[i] < b->seq[i] ? -1 : 1;
  }
  if (a->n_words != b->n_words) return a->n_words < b->n_words ? -1 : 1;
  return a->payload < b->payload ? -1 : a->payload > b->payload;
}

static entry entry_of(const uint32_t *seq, uint8_t n_words, uint32_t payload) {
  return (entry){(uint64_t)seq[0] << 32 | (n_words > 1 ? seq[1] + 1u : 0), seq, payload, n_words};
}

/* Counted into their places by the first word, then put in order behind each: names of one first word are few. */
static khb_status sort_entries(tree *t) {
  const khb_builder *b = t->im->b;
  size_t n = (size_t)t->im->n_names + b->n_members;
  if (n > UINT32_MAX / 2) return KHB_ERR_LIMIT;
  uint32_t *at = khb_image_array(b->n_words + 1, sizeof *at);
  t->entries = khb_image_array(n, sizeof *t->entries);
  if (!t->entries || !at) {
    free(at);
    return KHB_ERR_NOMEM;
  }
  for (uint32_t i = 0; i < t->im->n_names; i++) at[b->seq[b->names[t->im->order[i]].seq] + 1]++;
  for (size_t i = 0; i < b->n_members; i++) at[b->seq[b->members[i].seq] + 1]++;
  for (size_t w = 0; w < b->n_words; w++) at[w + 1] += at[w];
  for (uint32_t i = 0; i < t->im->n_names; i++) {
    const khb_b_name *name = &b->names[t->im->order[i]];
    t->entries[at[b->seq[name->seq]]++] = entry_of(b->seq + name->seq, name->n_words, i);
  }
  for (size_t i = 0; i < b->n_members; i++) {
    const khb_b_member *m = &b->members[i];
    t->entries[at[b->seq[m->seq]]++] = entry_of(b->seq + m->seq, m->n_words, KHB_PAYLOAD_CLASS | m->class_number);
  }
  for (size_t w = 0, from = 0; w < b->n_words; from = at[w++]) { /* at[w] is now the end of those of w */
    khb_sort(t->entries + from, at[w] - from, sizeof *t->entries, compare_entries);
  }
  free(at);
  uint32_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    if (kept && compare_entries(&t->entries[kept - 1], &t->entries[i]) == 0) continue;
    t->entries[kept++] = t->entries[i];
  }
  t->n_entries = kept;
  return KHB_OK;
}

/* One node for each prefix that no entry before has. */
static size_t count_nodes(const tree *t) {
  size_t nodes = 0;
  for (uint32_t i = 0; i < t->n_entries; i++) {
    const entry *e = &t->entries[i];
    uint8_t shared = 0;
    if (i) {
      const entry *before = e - 1;
      while (shared < e->n_words && shared < before->n_words && e->seq[shared] == before->seq[shared]) shared++;
    }
    nodes += (size_t)(e->n_words - shared);
  }
  return nodes;
}

/* Splits the entries [lo, hi) by their word at `depth` into runs, appended. */
static void split_runs(tree *t, uint32_t lo, uint32_t hi, uint32_t depth) {
  while (lo < hi) {
    uint32_t to = lo + 1, word = t->entries[lo].seq[depth];
    while (to < hi && t->entries[to].seq[depth] == word) to++;
    t->runs[t->im->n_nodes++] = (run){lo, to, depth};
    lo = to;
  }
}

static khb_status too_many_homonyms(const khb_image *im, const entry *e) {
  const khb_builder *b = im->b;
  const char *text = e->payload & KHB_PAYLOAD_CLASS ? b->strings + b->classes[e->payload & ~KHB_PAYLOAD_CLASS]
                                                    : b->strings + b->names[im->order[e->payload]].text;
  return khb_fail(im->err, KHB_ERR_LIMIT, "give them fuller names", "more than %u entities have the name %.120s",
                  KHB_MAX_HOMONYMS, text);
}

static khb_status build_nodes(tree *t) {
  khb_image *im = t->im;
  size_t n = count_nodes(t);
  if (n > UINT32_MAX / 4) return KHB_ERR_LIMIT;
  t->runs = khb_image_array(n, sizeof *t->runs);
  im->edges_from = khb_image_array(n + 1, sizeof *im->edges_from);
  im->payloads_from = khb_image_array(n + 1, sizeof *im->payloads_from);
  im->edges = khb_image_array(n, sizeof *im->edges);
  im->payloads = khb_image_array(t->n_entries, sizeof *im->payloads);
  im->roots = khb_image_array(im->b->n_words, sizeof *im->roots);
  if (!t->runs || !im->edges_from || !im->payloads_from || !im->edges || !im->payloads || !im->roots) return KHB_ERR_NOMEM;
  split_runs(t, 0, t->n_entries, 0);
  im->n_roots = im->n_nodes;
  for (uint32_t i = 0; i < im->n_nodes; i++) {
    run r = t->runs[i];
    uint32_t word = t->entries[r.lo].seq[r.depth];
    if (r.depth == 0) im->roots[word] = i + 1;
    else im->edges[im->n_edges++] = word;
    im->edges_from[i] = im->n_nodes - im->n_roots;
    im->payloads_from[i] = im->n_payloads;
    while (r.lo < r.hi && t->entries[r.lo].n_words == r.depth + 1)
      im->payloads[im->n_payloads++] = t->entries[r.lo++].payload;
    if (im->n_payloads - im->payloads_from[i] > KHB_MAX_HOMONYMS) return too_many_homonyms(im, &t->entries[r.lo - 1]);
    split_runs(t, r.lo, r.hi, r.depth + 1);
  }
  im->edges_from[im->n_nodes] = im->n_edges;
  im->payloads_from[im->n_nodes] = im->n_payloads;
  return KHB_OK;
}

static khb_status put_tree(khb_image *im) {
  uint32_t *payloads = khb_image_array(im->n_payloads, sizeof *payloads), *nodes = khb_image_array(im->n_names, sizeof *nodes);
  khb_status status = payloads && nodes ? KHB_OK : KHB_ERR_NOMEM;
  for (uint32_t node = 0; status == KHB_OK && node < im->n_nodes; node++) {
    for (uint32_t i = im->payloads_from[node]; i < im->payloads_from[node + 1]; i++) {
      uint32_t payload = im->payloads[i], class_number = payload & ~KHB_PAYLOAD_CLASS;
      payloads[i] = payload == class_number ? payload : im->n_names + class_number;
      if (payload == class_number) nodes[payload] = node;
    }
  }
  if (status == KHB_OK) status = khb_put_packed(im, KHB_SEC_PAYLOADS, payloads, im->n_payloads, 0);
  if (status == KHB_OK) status = khb_put_packed(im, KHB_SEC_NAME_NODE, nodes, im->n_names, 0);
  if (status == KHB_OK) status = khb_put_packed(im, KHB_SEC_EDGES, im->edges, im->n_edges, 0);
  if (status == KHB_OK) status = khb_put_runs(im, KHB_SEC_CHILDREN, im->edges_from, im->n_nodes);
  if (status == KHB_OK) status = khb_put_runs(im, KHB_SEC_ENDS, im->payloads_from, im->n_nodes);
  free(payloads);
  free(nodes);
  return status;
}

khb_status khb_image_tree(khb_image *im) {
  tree t = {.im = im};
  khb_status status = sort_entries(&t);
  if (status == KHB_OK) status = build_nodes(&t);
  free(t.entries);
  free(t.runs);
  return status == KHB_OK ? put_tree(im) : status;
}
