/* work.c: lends what analysing needs (work.h). The engine's place for it is one pointer that is exchanged, so nobody ever waits. */
#include "engine.h"

#include <stdatomic.h>
#include <stdlib.h>

struct khb_idle {
  _Atomic(khb_work *) work;
};

enum { MOST_TOKENS_KEPT = 1 << 16 }; /* what a huge paragraph needed is not kept for the next */

static void close_work(khb_work *w) {
  if (!w) return;
  khb_scan_free(&w->scan);
  khb_matches_free(&w->matches);
  free(w->candidates.item);
  free(w->spans.item);
  khb_figure_list_free(&w->figures);
  free(w->sents.item);
  free(w->first_match);
  khb_kept_free(&w->kept);
  khb_tagger_work_close(w->tagger);
  free(w->orders);
  free(w);
}

khb_idle *khb_idle_open(void) { return calloc(1, sizeof(khb_idle)); }

void khb_idle_close(khb_idle *idle) {
  if (!idle) return;
  close_work(atomic_load(&idle->work));
  free(idle);
}

khb_work *khb_work_take(const khb_engine *engine) {
  khb_work *w = atomic_exchange(&engine->idle->work, NULL);
  if (w) return w;
  w = calloc(1, sizeof *w);
  if (!w || !engine->model || (w->tagger = khb_tagger_work_open())) return w;
  free(w);
  return NULL;
}

void khb_work_give(const khb_engine *engine, khb_work *work) {
  if (!work) return;
  if (work->scan.cap_tok > MOST_TOKENS_KEPT) close_work(work);
  else close_work(atomic_exchange(&engine->idle->work, work));
}
