/* addressee.c: the subject behind a verb, and what stands between them: whom it was said to, and who passed a document on.
 *
 *   قال | للصحفيين | [أنتوني بلينكن] | إن …          ل joins whom it was said to
 *   قالت | [لمى السيد] | إن …                       the ل of a name
 *   وأضاف | في بيان نشرته الوكالة | : …              the agency is not who added it
 */
#include "speaker.h"

enum { MAX_RELATIVE = 8, MAX_ADDRESSEE = 6 };

/* قالت [لمى السيد]: the ل that was read as a preposition is the name's own, by the list of such names, or because what is left is
   none. */
bool khb_has_own_lam(const khb_view *v, const view_span *s) {
  if (s->span.type != KHB_PERS || s->span.proclitics != KHB_PRO_LI) return false;
  const role_match *m = khb_view_role(v, s->first, R_LAM_NAME);
  if (m && !m->bits) return true;
  const khb_tok *k = tok_at(v, s->first);
  const uint8_t *c = v->scan.codes + k->code;
  if (k->n_codes < 4 || c[0] != KHB_C_LAM || c[1] == KHB_C_LAM) return false;
  uint16_t left = khb_lexicon_attr_of(v->words->lexicon, c + 1, k->n_codes - 1u);
  return !(left & (v->words->given | v->words->name)) && s->span.entity == KHB_NONE;
}

/* تباهى بتسجيل: ب joins the noun to the verb, and no word of the same letters is known. */
static bool has_bi(const khb_view *v, uint32_t t) {
  bool with = false;
  if (t >= v->n || v->outer[t] != KHB_NONE || !is_word_at(v, t)) return false;
  const uint8_t *c = khb_codes_at(v, t);
  if (tok_at(v, t)->n_codes > 5 && c[0] == KHB_C_BA && c[1] == KHB_C_ALEF && c[2] == KHB_C_LAM) /* بالبحث */
    return !(v->word[t] & (W_GIVEN | W_NAME));
  for (uint32_t i = v->first_role[t]; i < v->first_role[t + 1]; i++) {
    if (!(v->role[i].bits & KHB_PRO_BI)) return false;
    with = true;
  }
  return with;
}

/* A word that ل joins to the verb. Of an untagged word that no class knows it cannot be told. */
bool khb_has_li(const khb_view *v, uint32_t t) {
  if (t >= v->n || !is_word_at(v, t)) return false;
  const view_span *s = v->outer[t] == KHB_NONE ? NULL : &v->span[v->outer[t]];
  if (s) return s->first == t && (s->span.proclitics & KHB_PRO_LI) && !khb_has_own_lam(v, s);
  const role_match *name = khb_view_role(v, t, R_LAM_NAME);
  if (name && !name->bits) return false;
  for (uint32_t i = v->first_role[t]; i < v->first_role[t + 1]; i++)
    if (v->role[i].bits & KHB_PRO_LI) return true;
  const khb_tok *k = tok_at(v, t);
  const uint8_t *c = v->scan.codes + k->code;
  return (k->n_codes > 4 && c[0] == KHB_C_LAM && c[1] == KHB_C_LAM) || (k->n_codes == 1 && c[0] == KHB_C_LAM); /* لـ«…» */
}

/* نشرته, بثها: a word that ends in the pronoun of what stands before it, and that nothing knows as a noun. */
bool khb_is_verb_with_pronoun(const khb_view *v, uint32_t t) {
  const khb_tok *k = tok_at(v, t);
  if (k->kind != KHB_TOK_WORD || v->outer[t] != KHB_NONE || v->bits[t] || v->word[t] & (W_ARTICLE | W_GIVEN | W_NAME)) return false;
  const uint8_t *c = v->scan.codes + k->code + k->n_codes;
  return k->n_codes > 3 && (c[-1] == KHB_C_HA || (c[-1] == KHB_C_ALEF && c[-2] == KHB_C_HA));
}

/* في بيان نشرته الوكالة, في بيان تلقت «الصحيفة» نسخة منه: a clause without a relative pronoun tells of the document that the
   adjunct before t names; who stands in it passed the document on. Returns where the clause ends, else t. */
static uint32_t skip_clause_of_document(const khb_view *v, uint32_t t, uint32_t stop) {
  static const uint8_t copy[] = {KHB_C_NUN, KHB_C_SIN, KHB_C_KHA, KHB_C_HA};
  if (!is_word_at(v, t) || v->outer[t] != KHB_NONE) return t;
  for (uint32_t k = t + 1; k < stop && k < t + MAX_RELATIVE; k++)
    if (khb_is_letters(v, k, copy, 4)) return k + 2 < stop ? k + 2 : stop;
  return khb_is_verb_with_pronoun(v, t) ? stop : t;
}

speaker khb_read_subject(const reader *r, uint32_t t, uint32_t stop) {
  const khb_view *v = r->v;
  uint32_t from = t;
  t = khb_skip_adjuncts(v, t, stop);
  if (t > from + 1 && t < stop && !mark(v, t - 1, M_COMMA | M_DASH | M_BRACKET_CLOSE)) {
    uint32_t next = skip_clause_of_document(v, t, stop);
    if (next >= stop) return (speaker){.mention = KHB_NONE};
    t = khb_skip_adjuncts(v, next, stop);
  }
  if (has_bi(v, t)) return (speaker){.mention = KHB_NONE};
  if (t >= stop || !khb_has_li(v, t)) return khb_read_speaker(r, t, stop);
  uint32_t end = t + MAX_ADDRESSEE < stop ? t + MAX_ADDRESSEE : stop;
  if (v->outer[t] != KHB_NONE) t = v->span[v->outer[t]].last - 1;
  for (t++; t < end && is_word_at(v, t); t++) {
    bool title = has(v, t, BIT(R_TITLE) | BIT(R_BACK_PERSON));
    bool person = v->outer[t] != KHB_NONE && v->span[v->outer[t]].span.type == KHB_PERS;
    if ((title || person) && !khb_has_li(v, t)) return khb_read_speaker(r, t, stop);
    if (has(v, t, BIT(R_COMPLEMENTISER) | BIT(R_RELATIVE))) break;
  }
  return (speaker){.mention = KHB_NONE};
}
