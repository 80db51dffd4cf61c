/* reader.c: see reader.h. */
#include "reader.h"

#include "chain.h"
#include "score.h"

_Static_assert(KHB_WINDOW + 2 * KHB_MARGIN <= KHB_NET_MAX_TOKENS, "the encoder reads a window at once");

bool khb_reader_bind(khb_reader *r, const khb_model *m, const khb_lexicon *lexicon) {
  if (r->binding.lexicon == lexicon && r->binding.model == m) return true;
  r->n_kept = 0;
  return khb_binding_make(&r->binding, m, lexicon);
}

static bool has_encoder(const khb_model *m) { return m->n_net && m->net->mix > 0; }

/* What facts do not say decides too: letters, and the encoder's opinion, which is part of the facts only afterwards. */
static bool can_keep(const khb_model *m) { return !(m->groups & (KHB_FG_NGRAMS | KHB_FG_NET)); }

static void add_up(const khb_reader *r, const khb_model *m, uint32_t n, uint32_t lead, khb_lanes *score) {
  memcpy(score, r->score, n * sizeof *score);
  if (!has_encoder(m)) return;
  for (uint32_t t = 0; t < n; t++) {
    const float *from = r->net.out[t + lead].f;
    float *to = score[t].f;
    to[0] += m->net->mix * from[0];
    for (uint32_t i = 1; i <= m->n_types; i++) {
      to[i] += m->net->mix * from[2 * i - 1];
      to[KHB_HALF + i] += m->net->mix * from[2 * i];
    }
  }
}

/* All of it. `n` facts, the first `lead` and those behind to - from more stand outside. */
static void read_all(khb_reader *r, const khb_model *m, const khb_context *cx, khb_facts *facts, uint32_t n, uint32_t lead,
                     uint32_t from, uint32_t to) {
  if (m->n_net && (m->groups & KHB_FG_NET)) khb_net_opine(m, facts, n, &r->net);
  else if (has_encoder(m)) khb_net_run(m, facts, n, &r->net);
  khb_score_window(m, cx, facts, n, lead, to - from, from, r->score);
}

/* The n facts of a paragraph of which those before `first` and the last n - last are known: they stood at the same place, and at
   the end of r->n_kept. */
static void read_part(khb_reader *r, const khb_model *m, const khb_context *cx, const khb_facts *facts, uint32_t n, uint32_t first,
                      uint32_t last) {
  const uint32_t rest = n - last;
  if (first == last && n == r->n_kept) return;
  if (n != r->n_kept) {
    memmove(r->score + last, r->score + r->n_kept - rest, rest * sizeof *r->score);
    if (has_encoder(m)) khb_net_move(m, r->n_kept - rest, last, rest, &r->net);
  }
  if (has_encoder(m)) khb_net_run_part(m, facts, n, first, last, &r->net);
  const uint32_t a = first > KHB_MARGIN ? first - KHB_MARGIN : 0, b = rest > KHB_MARGIN ? last + KHB_MARGIN : n;
  khb_score_window(m, cx, facts, n, a, b - a, a, r->score + a);
}

static bool same(const khb_facts *a, const khb_facts *b) { return memcmp(a, b, sizeof *a) == 0; }

const khb_facts *khb_reader_read(khb_reader *r, const khb_context *cx, const khb_candidate *cand, size_t n_cand, uint32_t from,
                                 uint32_t to, khb_lanes *score) {
  const khb_model *m = r->binding.model;
  const uint32_t all = (uint32_t)cx->scan->n_tok, lead = from < KHB_MARGIN ? from : KHB_MARGIN;
  const uint32_t tail = all - to < KHB_MARGIN ? all - to : KHB_MARGIN, n = lead + to - from + tail;
  const khb_facts *before = r->facts[r->last];
  khb_facts *facts = r->facts[r->last ^ 1];
  khb_facts_make(&r->binding, cx, cand, n_cand, from - lead, to + tail, facts);
  const bool whole = to - from == all && can_keep(m);
  uint32_t first = 0, rest = 0;
  if (whole) {
    const uint32_t both = n < r->n_kept ? n : r->n_kept;
    while (first < both && same(&facts[first], &before[first])) first++;
    while (rest < both - first && same(&facts[n - 1 - rest], &before[r->n_kept - 1 - rest])) rest++;
  }
  if (first + rest) read_part(r, m, cx, facts, n, first, n - rest);
  else read_all(r, m, cx, facts, n, lead, from, to);
  r->last ^= 1;
  r->n_kept = whole ? n : 0;
  add_up(r, m, to - from, lead, score);
  return facts + lead;
}
