/* figures.c: the order in which a paragraph's figures are read: dates first, then numbers with what they count. */
#include "date_words.h"
#include "words.h"

#include <stdlib.h>

khb_status khb_figures_open(const khb_lexicon *lexicon, const char *date, khb_figures **out, khb_error *err) {
  khb_figures *f = calloc(1, sizeof *f);
  if (!f) return khb_fail_nomem(err);
  f->lexicon = lexicon;
  khb_status status = khb_words_open(f, err);
  if (status == KHB_OK) status = khb_dates_open(lexicon, date, &f->dates, err);
  if (status != KHB_OK) {
    khb_figures_close(f);
    return status;
  }
  *out = f;
  return KHB_OK;
}

void khb_figures_close(khb_figures *figures) {
  if (!figures) return;
  khb_dates_close(figures->dates);
  khb_words_close(figures);
  free(figures);
}

bool khb_figure_add(const khb_context *cx, khb_figure_list *out, uint32_t first, uint32_t core, uint32_t last,
                    uint8_t first_form, khb_type type, const khb_value *value) {
  if (out->n == out->cap && !KHB_GROW(out->item, out->cap, out->n + 1)) return false;
  const khb_tok *a = &cx->scan->tok[first], *b = &cx->scan->tok[last - 1];
  const khb_proclitic *form = &khb_proclitic_form[first_form < KHB_N_PROCLITICS ? first_form : 0];
  uint32_t skip = a->kind == KHB_TOK_WORD && form->n < a->n_codes ? form->n : 0;
  out->item[out->n++] = (khb_figure){.first = first,
                                     .core = core,
                                     .last = last,
                                     .start = skip ? khb_code_offset(cx->text, a, skip) : a->start,
                                     .end = b->end,
                                     .skip = (uint8_t)skip,
                                     .proclitics = skip ? form->bits : 0,
                                     .type = (uint8_t)type,
                                     .score = 0.95f,
                                     .value = *value};
  return true;
}

uint32_t khb_figure_word_at(const khb_context *cx, uint32_t t, uint32_t cls, uint32_t form, uint8_t *found) {
  if (cls == KHB_NONE || t >= cx->scan->n_tok) return 0;
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) { /* longest first */
    const khb_match *m = &cx->matches->item[i];
    if (m->what != KHB_MATCH_FIGURE || m->ref != cls || (form != KHB_ANY_FORM && m->proclitic != form)) continue;
    if (found) *found = m->proclitic;
    return m->count;
  }
  return 0;
}

/* Dates in reading order, then the numbers between them: two sorted lists that do not overlap become one. */
static int by_first(const void *a, const void *b) {
  const khb_figure *x = a, *y = b;
  return x->first < y->first ? -1 : x->first > y->first;
}

void khb_figure_list_free(khb_figure_list *list) {
  free(list->item);
  free(list->kinds);
  *list = (khb_figure_list){0};
}

/* One pass over the matches, so that a question about a token without figure words costs one load. */
static bool note_kinds(const khb_figures *f, const khb_context *cx, khb_figure_list *out) {
  size_t n = cx->scan->n_tok;
  if (!KHB_GROW(out->kinds, out->cap_kinds, n + 1)) return false;
  memset(out->kinds, 0, n * sizeof *out->kinds);
  for (size_t i = 0; i < cx->matches->n; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what != KHB_MATCH_FIGURE || m->ref >= f->n_classes) continue;
    if (f->word[m->ref].kind != W_NONE) out->kinds[m->first].numbers |= KHB_BIT(f->word[m->ref].kind);
    if (f->dates->word[m->ref].kind != D_NONE) out->kinds[m->first].times |= UINT64_C(1) << f->dates->word[m->ref].kind;
  }
  return true;
}

bool khb_figures_run(const khb_figures *f, const khb_context *context, khb_figure_list *out) {
  if (!note_kinds(f, context, out)) return false;
  khb_context own = *context;
  khb_numbers_read numbers;
  memset(numbers.after, 0, sizeof numbers.after);
  own.kinds = out->kinds;
  own.numbers = &numbers;
  const khb_context *cx = &own;
  size_t start = out->n;
  if (!khb_dates_run(f->dates, f, cx, out)) return false;
  size_t dates = out->n;
  uint32_t n = (uint32_t)cx->scan->n_tok, t = 0;
  for (size_t i = start; i <= dates; i++) {
    uint32_t stop = i < dates ? out->item[i].first : n;
    if (!khb_quantities_run(f, cx, t, stop, out)) return false;
    if (i < dates) t = out->item[i].last;
  }
  if (out->n > dates && dates > start) qsort(out->item + start, out->n - start, sizeof *out->item, by_first);
  return true;
}
