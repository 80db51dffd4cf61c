/* run.c: the machine that runs compiled patterns over a paragraph.
 *
 * Backtracking, depth first, longest choice first. Bounded: a program has at most KHB_MAX_INSTR instructions, a repetition
 * KHB_MAX_REPEAT rounds, a run MAX_STEPS steps (which bound the depth too), so a paragraph costs time linear in its words
 * whatever it says.
 */
#include "program.h"

#include <stdlib.h>

enum { MAX_STEPS = 400 };

typedef struct machine {
  const khb_patterns *set;
  const khb_program *program;
  const khb_context *cx;
  uint32_t open, close;      /* tokens of [ and ] */
  uint32_t start;            /* first token of the run */
  uint8_t first_form;        /* proclitic form that the first item carries */
  uint32_t steps;
  uint8_t rounds[KHB_MAX_LOOPS]; /* of each repetition that was entered */
} machine;

static bool run(machine *m, uint32_t pc, uint32_t t);

bool khb_is_maqsura_word(const khb_context *cx, uint32_t t, uint16_t mask) {
  const khb_tok *k = &cx->scan->tok[t];
  return (cx->matches->attr[t] & mask) && k->end - k->start >= 2 && memcmp(cx->text + k->end - 2, "\xd9\x89", 2) == 0;
}

/* Items follow each other over white space on the same line or wrap only. */
static bool is_word_at(const khb_context *cx, uint32_t t) {
  return t < cx->scan->n_tok && cx->scan->tok[t].kind == KHB_TOK_WORD;
}

static bool known_name(const khb_context *cx, uint32_t t, uint32_t form) {
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what == KHB_MATCH_ENTITY && m->proclitic == form) return true;
  }
  return false;
}

static bool in_a_class(const khb_context *cx, uint32_t t) {
  for (uint32_t i = cx->first_match[t]; i < cx->first_match[t + 1]; i++) {
    const khb_match *m = &cx->matches->item[i];
    if (m->what == KHB_MATCH_CLASS && m->proclitic == 0 && m->count == 1) return true;
  }
  return false;
}

static bool has_article(const khb_context *cx, uint32_t t, uint32_t skip) {
  const khb_tok *k = &cx->scan->tok[t];
  const uint8_t *c = cx->scan->codes + k->code + skip;
  return (k->flags & KHB_TOKF_ARABIC) && k->n_codes >= skip + 4 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM;
}

/* Attributes of the word, or of what is left of it. */
static uint16_t attr_of(const machine *m, uint32_t t, uint32_t skip) {
  const khb_tok *k = &m->cx->scan->tok[t];
  if (skip) return khb_lexicon_attr_of(m->cx->lexicon, m->cx->scan->codes + k->code + skip, k->n_codes - skip);
  uint16_t attr = m->cx->matches->attr[t];
  return khb_is_maqsura_word(m->cx, t, m->set->maqsura_mask) ? attr & (uint16_t)~m->set->name_mask : attr;
}

/* An unknown word that shows grammar is no name: with و or an article behind a preposition before it, with a pronoun of two
   letters or more or the accusative ending اً behind it. [Habash 2010, ch. 4] */
static bool shows_grammar(const khb_context *cx, const khb_tok *k) {
  static const uint8_t pronoun[][3] = {{KHB_C_HA, KHB_C_ALEF}, {KHB_C_HA, KHB_C_MIM}, {KHB_C_HA, KHB_C_MIM, KHB_C_ALEF}};
  const uint8_t *c = cx->scan->codes + k->code, *end = c + k->n_codes;
  if (c[0] == KHB_C_WAW || (c[0] == KHB_C_LAM && c[1] == KHB_C_LAM)) return true;
  if (k->n_codes >= 5 && c[1] == KHB_C_ALEF && c[2] == KHB_C_LAM && (c[0] == KHB_C_FA || c[0] == KHB_C_BA || c[0] == KHB_C_KAF))
    return true;
  for (size_t i = 0; i < sizeof pronoun / sizeof *pronoun; i++) {
    uint32_t n = pronoun[i][2] ? 3 : 2;
    if (k->n_codes >= n + 3u && memcmp(end - n, pronoun[i], n) == 0) return true;
  }
  const char *last = cx->text + k->end; /* اً or ًا */
  return k->end - k->start >= 6 && (memcmp(last - 4, "\xd8\xa7\xd9\x8b", 4) == 0 || memcmp(last - 4, "\xd9\x8b\xd8\xa7", 4) == 0);
}

/* A word that may be part of a person's name. */
static bool name_like(const machine *m, uint32_t t) {
  const khb_tok *k = &m->cx->scan->tok[t];
  uint16_t attr = attr_of(m, t, 0);
  if (khb_is_maqsura_word(m->cx, t, m->set->maqsura_mask)) return false;
  if (attr & m->set->name_mask) return true;
  if (attr & m->set->common_mask || k->n_codes < 3) return false;
  if (!(k->flags & KHB_TOKF_ARABIC)) return (k->flags & KHB_TOKF_UPPER) != 0;
  /* الحبسي may go on with a name, not begin one: an unknown adjective does that. */
  if (has_article(m->cx, t, 0) && (t == 0 || !(attr_of(m, t - 1, 0) & m->set->name_mask))) return false;
  if (known_name(m->cx, t, 0) || in_a_class(m->cx, t) || shows_grammar(m->cx, k)) return false;
  /* An unknown word with a clitic before a known or common word is that word: وأضاف, بالقاهرة. */
  for (uint32_t form = 1; form < KHB_N_PROCLITICS; form++) {
    if (!(k->proclitics >> form & 1)) continue;
    uint32_t n = khb_proclitic_form[form].n;
    if (known_name(m->cx, t, form)) return false;
    if (khb_lexicon_attr_of(m->cx->lexicon, m->cx->scan->codes + k->code + n, k->n_codes - n) & m->set->common_mask) return false;
  }
  return true;
}

static bool text_is(const machine *m, const khb_instr *i, uint32_t t, uint32_t skip) {
  const khb_tok *k = &m->cx->scan->tok[t];
  const uint8_t *want = m->program->text + i->arg;
  if (!i->x) return k->end - k->start == i->len && memcmp(m->cx->text + k->start, want, i->len) == 0;
  return k->n_codes == i->len + skip && memcmp(m->cx->scan->codes + k->code + skip, want, i->len) == 0;
}

/* « » " “ ” „: the bytes of one mark. */
static bool is_quote(const khb_context *cx, uint32_t t) {
  if (t >= cx->scan->n_tok || cx->scan->tok[t].kind != KHB_TOK_PUNCT) return false;
  const khb_tok *k = &cx->scan->tok[t];
  const char *p = cx->text + k->start;
  size_t n = k->end - k->start;
  if (n == 1) return p[0] == '"';
  if (n == 2) return memcmp(p, "\xc2\xab", 2) == 0 || memcmp(p, "\xc2\xbb", 2) == 0 || memcmp(p, "\"\"", 2) == 0;
  return n == 3 && memcmp(p, "\xe2\x80", 2) == 0 && (uint8_t)p[2] >= 0x9c && (uint8_t)p[2] <= 0x9f;
}

/* 1900 to 2099, in whatever digits. */
static bool is_year(const khb_context *cx, uint32_t t) {
  if (t >= cx->scan->n_tok || cx->scan->tok[t].kind != KHB_TOK_NUMBER || cx->scan->tok[t].n_codes != 4) return false;
  const uint8_t *c = cx->scan->codes + cx->scan->tok[t].code;
  return ((c[0] == '1' && c[1] == '9') || (c[0] == '2' && c[1] == '0')) && c[2] >= '0' && c[2] <= '9' && c[3] >= '0' && c[3] <= '9';
}

/* One token against an item that looks at single tokens and carries a proclitic `form`. */
static bool one_token(const machine *m, const khb_instr *i, uint32_t t, uint32_t form) {
  uint32_t skip = khb_proclitic_form[form].n;
  if (i->op == KHB_OP_TEXT) return t < m->cx->scan->n_tok && text_is(m, i, t, skip);
  if (i->op == KHB_OP_QUOTE) return is_quote(m->cx, t);
  if (i->op == KHB_OP_YEAR) return skip == 0 && is_year(m->cx, t);
  if (i->op == KHB_OP_NUMBER) return skip == 0 && t < m->cx->scan->n_tok && m->cx->scan->tok[t].kind == KHB_TOK_NUMBER;
  if (!is_word_at(m->cx, t)) return false;
  const khb_tok *k = &m->cx->scan->tok[t];
  switch (i->op) {
    case KHB_OP_WORD: return true;
    case KHB_OP_LIL: {
      const uint8_t *c = m->cx->scan->codes + k->code;
      return skip == 0 && k->n_codes >= 4 && c[0] == KHB_C_LAM && c[1] == KHB_C_LAM;
    }
    case KHB_OP_NAME: return skip == 0 && name_like(m, t);
    case KHB_OP_DEF:
      return has_article(m->cx, t, skip) && !(attr_of(m, t, skip) & m->set->name_mask) && !known_name(m->cx, t, form);
    case KHB_OP_ATTR: return i->arg != KHB_NONE && (attr_of(m, t, skip) >> i->arg & 1);
    default: return false;
  }
}

/* The next token may follow an item when no other mark stands between: tokens are all there is, so only a line that starts a new
   sentence could; hard wraps are fine. A joining hyphen is passed over. */
static bool consume(machine *m, const khb_instr *i, uint32_t pc, uint32_t t) {
  uint32_t form = t == m->start ? m->first_form : i->with_wa ? 1 : 0;
  if (i->op == KHB_OP_CLASS || i->op == KHB_OP_TYPE) {
    if (t >= m->cx->scan->n_tok || i->arg == KHB_NONE) return false;
    uint32_t what = i->op == KHB_OP_CLASS ? KHB_MATCH_CLASS : KHB_MATCH_ENTITY, tried = 0;
    for (uint32_t k = m->cx->first_match[t]; k < m->cx->first_match[t + 1]; k++) { /* longest first */
      const khb_match *h = &m->cx->matches->item[k];
      if (h->what != what || h->proclitic != form || h->count == tried) continue;
      if (what == KHB_MATCH_CLASS ? h->ref != i->arg : h->type != i->arg) continue;
      tried = h->count;
      if (run(m, pc + 1, t + h->count)) return true;
    }
    return false;
  }
  uint32_t skip = khb_proclitic_form[form].n;
  if (skip && t < m->cx->scan->n_tok && !(m->cx->scan->tok[t].proclitics >> form & 1)) return false;
  return one_token(m, i, t, form) && run(m, pc + 1, t + 1);
}

static bool run(machine *m, uint32_t pc, uint32_t t) {
  if (++m->steps > MAX_STEPS) return false;
  bool ok = false;
  const khb_instr *i = &m->program->instr[pc];
  switch (i->op) {
    case KHB_OP_MATCH: ok = true; break;
    case KHB_OP_JUMP: ok = run(m, i->x, t); break;
    case KHB_OP_SPLIT: ok = run(m, i->x, t) || run(m, i->y, t); break;
    case KHB_OP_ENTER: {
      uint8_t old = m->rounds[i->arg];
      m->rounds[i->arg] = 1;
      ok = run(m, pc + 1, t);
      if (!ok) m->rounds[i->arg] = old;
      break;
    }
    case KHB_OP_LOOP: {
      uint8_t old = m->rounds[i->arg];
      if (old < KHB_MAX_REPEAT) {
        m->rounds[i->arg] = (uint8_t)(old + 1);
        ok = run(m, i->x, t);
        if (!ok) m->rounds[i->arg] = old;
      }
      ok = ok || run(m, pc + 1, t);
      break;
    }
    case KHB_OP_OPEN: {
      uint32_t old = m->open;
      m->open = t;
      ok = run(m, pc + 1, t);
      if (!ok) m->open = old;
      break;
    }
    case KHB_OP_CLOSE: {
      uint32_t old = m->close;
      m->close = t;
      ok = run(m, pc + 1, t);
      if (!ok) m->close = old;
      break;
    }
    default: ok = consume(m, i, pc, t);
  }
  return ok;
}

static bool try_program(const khb_patterns *set, uint32_t which, const khb_context *cx, uint32_t t, uint32_t form,
                        khb_candidates *out) {
  const khb_program *p = &set->program[which];
  machine m = {.set = set, .program = p, .cx = cx, .start = t, .first_form = (uint8_t)form};
  if (!run(&m, 0, t) || m.close <= m.open) return true;
  if (out->n == out->cap && !KHB_GROW(out->item, out->cap, out->n + 1)) return false;
  bool clitic = m.open == t && form != 0;
  out->item[out->n++] = (khb_candidate){.first = m.open,
                                        .last = m.close,
                                        .entity = KHB_NONE,
                                        .score = p->score,
                                        .skip = clitic ? khb_proclitic_form[form].n : 0,
                                        .proclitics = clitic ? khb_proclitic_form[form].bits : 0,
                                        .type = p->type,
                                        .source = KHB_FROM_PATTERN};
  return true;
}

/* Patterns that start with the class of match `k`: one try for each way in which the class's member stands at t. */
static bool run_class(const khb_patterns *set, const khb_context *cx, uint32_t t, uint32_t k, khb_candidates *out) {
  const khb_match *h = &cx->matches->item[k];
  for (uint32_t j = cx->first_match[t]; j < k; j++) { /* a longer member of the same class, read the same way, ran the same programs */
    const khb_match *o = &cx->matches->item[j];
    if (o->what == KHB_MATCH_CLASS && o->ref == h->ref && o->proclitic == h->proclitic) return true;
  }
  for (uint32_t i = set->of_class[h->ref]; i < set->of_class[h->ref + 1]; i++)
    if (!try_program(set, set->by_class[i], cx, t, h->proclitic, out)) return false;
  return true;
}

/* Patterns that start with a known name: one try for each way in which such a name stands at t. */
static bool run_types(const khb_patterns *set, const khb_context *cx, uint32_t t, khb_candidates *out) {
  uint32_t tried = 0;
  for (uint32_t k = cx->first_match[t]; k < cx->first_match[t + 1]; k++) {
    const khb_match *h = &cx->matches->item[k];
    uint32_t form = 1u << h->proclitic;
    if (h->what != KHB_MATCH_ENTITY || !(set->type_mask >> h->type & 1) || (tried & form)) continue;
    tried |= form;
    for (size_t i = 0; i < set->n_by_type; i++)
      if (!try_program(set, set->by_type[i], cx, t, h->proclitic, out)) return false;
  }
  return true;
}

/* What the matches at t begin; most begin nothing. */
static bool run_matches(const khb_patterns *set, const khb_context *cx, uint32_t t, khb_candidates *out) {
  bool named = false;
  for (uint32_t k = cx->first_match[t], end = cx->first_match[t + 1]; k < end; k++) {
    const khb_match *h = &cx->matches->item[k];
    if (h->what == KHB_MATCH_ENTITY) named = named || (set->type_mask >> h->type & 1);
    if (h->what != KHB_MATCH_CLASS || h->ref >= set->n_classes || set->of_class[h->ref] == set->of_class[h->ref + 1]) continue;
    if (!run_class(set, cx, t, k, out)) return false;
  }
  return !named || run_types(set, cx, t, out);
}

static bool run_attributes(const khb_patterns *set, const khb_context *cx, uint32_t t, khb_candidates *out) {
  const khb_tok *k = &cx->scan->tok[t];
  if (k->kind != KHB_TOK_WORD) return true;
  uint16_t here = cx->matches->attr[t];
  uint32_t forms = here ? 1 : (k->proclitics & ((1u << 12) - 1)) | 1; /* a word that is known as it stands is not taken apart */
  for (; forms; forms &= forms - 1) {
    uint32_t form = (uint32_t)__builtin_ctz(forms), n = khb_proclitic_form[form].n;
    uint16_t attr = form ? khb_lexicon_attr_of(cx->lexicon, cx->scan->codes + k->code + n, k->n_codes - n) : here;
    if (!(attr & set->attr_mask)) continue;
    for (size_t i = 0; i < set->n_by_attr; i++)
      if (!try_program(set, set->by_attr[i], cx, t, form, out)) return false;
  }
  return true;
}

bool khb_patterns_run(const khb_patterns *set, const khb_context *cx, khb_candidates *out) {
  for (uint32_t t = 0; t < cx->scan->n_tok; t++) {
    if (!run_matches(set, cx, t, out) || !run_attributes(set, cx, t, out)) return false;
  }
  return true;
}
