/* money.c: which currency a sum is in.
 *
 *   $20 · 20$ · 20 USD · 20 ج.م      a sign or a full name says it: the classes sign.* and currency.*
 *   20 دينارا كويتيا                 a word of money and a nationality: the currency of that family and country
 *   20 دولارا                        the family's default
 *   20 دينارا                        left open, with the codes that it may be; the document settles it by the countries it names
 *
 * Source of the codes: ISO 4217.
 */
#include "words.h"

const khb_sign *khb_sign_at(const khb_figures *f, const khb_context *cx, uint32_t t) {
  if (t >= cx->scan->n_tok) return NULL;
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_SYMBOL && k->kind != KHB_TOK_PUNCT) return NULL;
  for (uint32_t i = 0; i < f->n_signs; i++) {
    const khb_sign *s = &f->sign[i];
    if (k->end - k->start == s->len && memcmp(cx->text + k->start, s->text, s->len) == 0) return s;
  }
  return NULL;
}

bool khb_read_sign(const khb_figures *f, const khb_context *cx, uint32_t t, khb_value *value) {
  const khb_sign *s = khb_sign_at(f, cx, t);
  if (!s || !s->code[0]) return false;
  memcpy(value->currency, s->code, sizeof value->currency);
  return true;
}

void khb_currency_open(const khb_figures *f, uint32_t family, khb_value *value) {
  const khb_currency *only = NULL;
  uint32_t n = 0;
  size_t len = 0;
  value->currency[0] = value->candidates[0] = 0;
  for (uint32_t i = 0; i < f->n_currencies; i++) {
    const khb_currency *c = &f->currency[i];
    if (c->family != family) continue;
    if (c->is_default) {
      memcpy(value->currency, c->code, sizeof value->currency);
      value->candidates[0] = 0;
      return;
    }
    if (only && strcmp(only->code, c->code) == 0) continue;
    only = c;
    n++;
    if (len + 5 > sizeof value->candidates) continue;
    if (len) value->candidates[len++] = ' ';
    memcpy(value->candidates + len, c->code, 4);
    len += 3;
  }
  if (n != 1) return;
  memcpy(value->currency, only->code, sizeof value->currency);
  value->candidates[0] = 0;
}

/* The currency of that country with that code among `codes` (NULL: any), in that family (KHB_NONE: any). */
static const khb_currency *of_country(const khb_figures *f, const char *country, uint32_t family, const char *codes) {
  for (uint32_t i = 0; i < f->n_currencies; i++) {
    const khb_currency *c = &f->currency[i];
    if ((family == KHB_NONE || c->family == family) && strcmp(c->country, country) == 0 &&
        (!codes || strstr(codes, c->code)))
      return c;
  }
  return NULL;
}

bool khb_currency_settle(const khb_figures *f, const char *country, khb_value *value) {
  const khb_currency *c = *country ? of_country(f, country, KHB_NONE, value->candidates) : NULL;
  if (!c) return false;
  memcpy(value->currency, c->code, sizeof value->currency);
  value->candidates[0] = 0;
  return true;
}

/* A nationality at token t: the currency of its country in that family. *count gets its words. */
static const khb_currency *by_nationality(const khb_figures *f, const khb_context *cx, uint32_t t, uint32_t family,
                                          uint32_t *count) {
  if (t >= cx->scan->n_tok) return NULL;
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    khb_entity e;
    if (m->what != KHB_MATCH_ENTITY || m->proclitic != 0 || m->type != KHB_NORP) continue;
    if (khb_lexicon_entity(cx->lexicon, m->ref, &e) != KHB_OK) continue;
    const khb_currency *c = of_country(f, e.id, family, NULL);
    if (!c) continue;
    *count = m->count;
    return c;
  }
  return NULL;
}

uint32_t khb_read_currency(const khb_figures *f, const khb_context *cx, uint32_t t, khb_value *value) {
  if (khb_read_sign(f, cx, t, value)) return t + 1;
  uint32_t count = 0, more = 0;
  const khb_word *w = khb_word_at(f, cx, t, KHB_BIT(W_MONEY) | KHB_BIT(W_CURRENCY), 0, &count, NULL);
  if (!w) return t;
  if (w->kind == W_CURRENCY) {
    memcpy(value->currency, w->lemma, 3);
    value->currency[3] = 0;
    return t + count;
  }
  const khb_currency *c = by_nationality(f, cx, t + count, w->family, &more);
  if (!c) {
    khb_currency_open(f, w->family, value);
    return t + count;
  }
  memcpy(value->currency, c->code, sizeof value->currency);
  value->candidates[0] = 0;
  return t + count + more;
}
