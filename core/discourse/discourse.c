/* discourse.c: the order of this folder's stages, and the names of what they give. */
#include "view.h"

#include <stdlib.h>

khb_discourse *khb_discourse_open(const khb_discourse_words *words, const khb_discourse_text *text) {
  khb_discourse *d = calloc(1, sizeof *d);
  khb_view view = {0};
  bool ok = d && khb_view_read(&view, words, text) && khb_find_mentions(&view, &d->mentions, &d->n_mentions) &&
            khb_find_quotes(&view, d->mentions, d->n_mentions, &d->quotes, &d->n_quotes);
  khb_view_free(&view);
  if (ok) return d;
  khb_discourse_close(d);
  return NULL;
}

void khb_discourse_close(khb_discourse *discourse) {
  if (!discourse) return;
  free(discourse->mentions);
  free(discourse->quotes);
  free(discourse);
}

const char *khb_quote_form_name(khb_quote_form form) {
  static const char *const names[] = {"direct", "indirect", "mixed"};
  return (unsigned)form < 3 ? names[form] : NULL;
}

const char *khb_strength_name(khb_strength strength) {
  static const char *const names[] = {"neutral", "assertive", "opinion", "claim", "denial"};
  return (unsigned)strength < 5 ? names[strength] : NULL;
}

const char *khb_speaker_kind_name(khb_speaker_kind kind) {
  static const char *const names[] = {"none", "entity", "role", "unnamed"};
  return (unsigned)kind < 4 ? names[kind] : NULL;
}
