/* no_figure.c: numbers that name something and count nothing, and words of numbers that say nothing.
 *
 *   القرار 2254 · رقم 5 · iPhone 14 · F-16 · 1- · +33 1 46 66 79 98 · 2-1 · 1967 · أحد المسؤولين · آلاف المتظاهرين
 *   المركز 102 · القرن العشرين                say which one: ordinals
 *
 * Asked by quantity.c, from the surest to the last resort, for a number whose unit is looked for or was not found.
 */
#include "quantity.h"

/* المرة, بالمرة, وللمرة */
bool khb_is_definite(const khb_context *cx, uint32_t t) {
  const khb_tok *k = tok_at(cx, t);
  const uint8_t *c = cx->scan->codes + k->code, *end = c + k->n_codes;
  if (end - c >= 5 && (*c == KHB_C_WAW || *c == KHB_C_FA)) c++;
  if (end - c >= 4 && c[0] == KHB_C_LAM && c[1] == KHB_C_LAM) return true;
  if (end - c >= 5 && (*c == KHB_C_BA || *c == KHB_C_KAF)) c++;
  return end - c >= 4 && c[0] == KHB_C_ALEF && c[1] == KHB_C_LAM;
}

static bool is_dash(uint32_t c) { return c == '-' || c == 0x2010 || c == 0x2011 || c == 0x2013 || c == 0x2014; }

/* ال in الـ17, و in و15: what may be attached in front of digits. */
static bool is_clitic_word(const khb_context *cx, uint32_t t) {
  const khb_tok *k = tok_at(cx, t);
  return k->kind == KHB_TOK_WORD && k->n_codes <= 4 && (k->flags & KHB_TOKF_ARABIC) && (k->proclitics != 0) &&
         (k->n_codes == 1 || (cx->scan->codes[k->code + k->n_codes - 1u] == KHB_C_LAM));
}

static bool hangs_on_word(const khb_context *cx, uint32_t t) {
  if (t == 0 || !khb_attached(cx, t)) return false;
  if (is_kind(cx, t - 1, KHB_TOK_WORD)) return !is_clitic_word(cx, t - 1);
  if (!is_dash(khb_mark_at(cx, t - 1)) && khb_mark_at(cx, t - 1) != '/') return false;
  return t > 1 && khb_attached(cx, t - 1) && (is_kind(cx, t - 2, KHB_TOK_WORD) || is_kind(cx, t - 2, KHB_TOK_NUMBER));
}

/* 1- 1. 1) (1) at the start of a line. */
static bool is_list_label(const khb_context *cx, uint32_t t, uint32_t end) {
  const khb_tok *k = tok_at(cx, t);
  bool bracket = t > 0 && (khb_mark_at(cx, t - 1) == '(' || khb_mark_at(cx, t - 1) == '[') &&
                 (cx->scan->tok[t - 1].flags & KHB_TOKF_LINE_START);
  uint32_t c = khb_mark_at(cx, end);
  if (bracket) return c == ')' || c == ']';
  bool inside = !(k->flags & KHB_TOKF_LINE_START); /* …: 1- التكلم 2- القراءة */
  bool dash = is_dash(c) && khb_attached(cx, end) && !khb_attached(cx, end + 1);
  if (inside && !(dash && k->n_codes <= 2 && t > 0 && is_kind(cx, t - 1, KHB_TOK_PUNCT))) return false;
  const khb_tok *next = tok_at(cx, end + 1);
  return (c == ')' || c == '.' || c == ':' || c == '/' || is_dash(c)) && next && next->kind != KHB_TOK_NUMBER;
}

static bool all_digits(const khb_context *cx, uint32_t t) {
  const khb_tok *k = tok_at(cx, t);
  for (uint32_t i = 0; i < k->n_codes; i++)
    if (cx->scan->codes[k->code + i] < '0' || cx->scan->codes[k->code + i] > '9') return false;
  return k->n_codes > 0;
}

/* Telephone and other numbers that are written to be copied: +33 1 46 66 79 98, 650-701-8887, 0620702220. Returns the token past all
   its groups, or 0. At most 8 groups. Shape: ITU-T E.123. */
uint32_t khb_phone_end(const khb_context *cx, uint32_t t) {
  bool plus = t > 0 && khb_mark_at(cx, t - 1) == '+' && khb_attached(cx, t);
  uint32_t groups = 0, digits = 0, end = t, at = t;
  bool dashed = false, uneven = false;
  while (groups < 8 && is_kind(cx, at, KHB_TOK_NUMBER)) {
    const khb_tok *k = tok_at(cx, at);
    if (!all_digits(cx, at) && !(groups && k->n_codes <= 20)) break;
    digits += k->n_codes;
    uneven = uneven || (groups && k->n_codes != 3);
    groups++;
    end = ++at;
    for (int i = 0; i < 2; i++) {
      uint32_t c = khb_mark_at(cx, at);
      if (c != ')' && c != '-' && c != 0x2013) break;
      dashed = dashed || c != ')';
      at++;
    }
  }
  if (!groups) return 0;
  const khb_tok *k = tok_at(cx, t);
  bool zero = k->n_codes >= 2 && cx->scan->codes[k->code] == '0';
  if (plus && digits >= 7) return end;
  if (zero) return digits >= 7 ? end : t + 1;
  if (groups == 1) return digits >= 10 ? end : 0;
  if (groups >= 3 && digits >= 7 && (dashed || uneven)) return end;
  return 0;
}

/* 2-1, 3-0: small numbers that count nothing. Returns the token past the second, 0: no score. */
uint32_t khb_score_end(const khb_figures *f, const khb_context *cx, uint32_t t) {
  const khb_tok *a = tok_at(cx, t), *b = tok_at(cx, t + 2);
  if (!b) return 0;
  bool first = a->kind == KHB_TOK_NUMBER ? a->n_codes <= 3 : word_here(f, cx, t, KHB_BIT(W_CARDINAL));
  bool second = b->kind == KHB_TOK_NUMBER ? b->n_codes <= 3 : word_here(f, cx, t + 2, KHB_BIT(W_CARDINAL));
  uint32_t c = khb_mark_at(cx, t + 1);
  bool added = c == '+' && khb_attached(cx, t + 1) && khb_attached(cx, t + 2); /* 90+1 */
  return first && second && (is_dash(c) || c == 0x640 || added) ? t + 3 : 0;
}

bool khb_like_year(const item *x) {
  return x->number.plain_digits && x->value.has & KHB_VALUE_NUMBER && x->value.number >= 1800 && x->value.number < 2100;
}

/* Digits that name something. */
bool khb_is_label(const khb_figures *f, const khb_context *cx, const item *x) {
  if (!is_kind(cx, x->first, KHB_TOK_NUMBER)) return false;
  uint32_t end = x->first + 1;
  if (hangs_on_word(cx, x->first) || is_list_label(cx, x->first, end)) return true;
  const khb_tok *next = tok_at(cx, x->core);
  bool glued = next && khb_attached(cx, x->core) && next->kind == KHB_TOK_WORD;
  if (glued && next->n_codes == 1 && khb_attached(cx, x->core + 1)) return true; /* 5ر4 */
  if (glued && (next->flags & KHB_TOKF_LATIN) &&
      !word_here(f, cx, x->core, KHB_BIT(W_UNIT) | KHB_BIT(W_CENT) | KHB_BIT(W_CURRENCY)))
    return true;                                        /* 5G */
  if (!(x->value.has & KHB_VALUE_NUMBER)) return false; /* a range is none */
  uint32_t before = x->first;
  uint32_t mark = before > 0 ? khb_mark_at(cx, before - 1) : 0;
  if (mark == '(' || mark == ':' || mark == '"') before--;
  const khb_word *label = khb_word_before(f, cx, before, KHB_BIT(W_LABEL), NULL);
  if (label) return true;
  return x->first > 0 && is_kind(cx, x->first - 1, KHB_TOK_WORD) &&
         (cx->scan->tok[x->first - 1].flags & KHB_TOKF_LATIN); /* iPhone 14 */
}

/* 7/10 is a date more often than a fraction. */
static bool doubtful_slash(const khb_context *cx, const item *x) {
  const khb_tok *k = tok_at(cx, x->first);
  if (!x->number.fraction || k->kind != KHB_TOK_NUMBER) return false;
  const uint8_t *c = cx->scan->codes + k->code;
  bool hundredths =
      k->n_codes >= 5 && c[k->n_codes - 1u] == '0' && c[k->n_codes - 2u] == '0' && c[k->n_codes - 3u] == '1';
  return !(x->value.number < 1 && (hundredths || (k->n_codes == 3 && c[2] <= '4')));
}

/* المركز 102 */
bool khb_is_rank(const khb_figures *f, const khb_context *cx, const item *x) {
  return is_kind(cx, x->first, KHB_TOK_NUMBER) && x->value.has & KHB_VALUE_NUMBER &&
         khb_word_before(f, cx, x->first, KHB_BIT(W_RANK), NULL);
}

/* دورتها, in a word that ends in ة without its pronoun, and so is a singular: not لاعباتها. */
static bool is_possessed(const khb_context *cx, uint32_t t) {
  const khb_tok *k = tok_at(cx, t);
  const uint8_t *c = cx->scan->codes + k->code, *end = c + k->n_codes;
  if (k->n_codes < 6) return false;
  if (end[-1] == KHB_C_ALEF && end[-2] == KHB_C_HA) end -= 2;
  else if (end[-1] == KHB_C_HA) end--;
  else return false;
  return end - c >= 4 && end[-1] == KHB_C_TA && end[-2] != KHB_C_ALEF;
}

/* القرن العشرين, الذكرى الـ17: a definite number behind a definite thing in the singular says which one. */
bool khb_says_which(const khb_figures *f, const khb_context *cx, const item *x) {
  uint32_t t = x->first;
  bool digits = is_kind(cx, t, KHB_TOK_NUMBER);
  if (digits) {
    const khb_tok *k = t > 0 ? tok_at(cx, t - 1) : NULL; /* الـ, with a space behind it or without */
    if (!k || k->kind != KHB_TOK_WORD || k->n_codes != 2 || !is_clitic_word(cx, t - 1)) return false;
    t--;
  } else if (!x->number.definite || x->form != 0 || x->number.value < 20) {
    return false; /* below twenty ordinals have a form of their own: المواضيع الثلاثة are three */
  }
  if (t == 0 || !is_kind(cx, t - 1, KHB_TOK_WORD)) return false;
  if (khb_word_before(f, cx, t, KHB_BIT(W_ORDINAL_HEAD), NULL)) return true;
  const khb_tok *k = tok_at(cx, t - 1);
  if (digits && is_possessed(cx, t - 1)) return true; /* دورتها الـ73 */
  if (!khb_is_definite(cx, t - 1) || k->n_codes < 5 || word_here(f, cx, t - 1, KHB_BIT(W_PLURAL))) return false;
  const uint8_t *z = cx->scan->codes + k->code + k->n_codes;
  bool plural =
      (z[-1] == KHB_C_TA && z[-2] == KHB_C_ALEF) || (z[-1] == KHB_C_NUN && (z[-2] == KHB_C_YA || z[-2] == KHB_C_WAW));
  return !plural;
}

bool khb_ordinal_stands(const khb_figures *f, const khb_context *cx, const item *x) {
  uint32_t count = 0;
  if (khb_word_before(f, cx, x->first, KHB_BIT(W_NOT_ORDINAL), NULL)) return false;
  return !khb_word_at(f, cx, x->last, KHB_BIT(W_NOT_ORDINAL), 0, &count, NULL);
}

/* The hundred of في المئة, بالمئة. */
static bool in_percent(const khb_figures *f, const khb_context *cx, const item *x) {
  return x->form || khb_word_before(f, cx, x->first, KHB_BIT(W_OF), NULL);
}

/* A number with nothing behind it. */
bool khb_bare_stands(const khb_figures *f, const khb_context *cx, item *x) {
  const khb_tok *k = tok_at(cx, x->first);
  bool digits = k->kind == KHB_TOK_NUMBER;
  if (x->number.fraction) {
    const khb_tok *next = tok_at(cx, x->last);
    uint32_t count = 0;
    bool word = next && next->kind == KHB_TOK_WORD && (next->flags & KHB_TOKF_ARABIC) && next->n_codes > 1;
    if (word && khb_word_at(f, cx, x->last, KHB_BIT(W_TO) | KHB_BIT(W_FROM), 0, &count, NULL)) word = false;
    if (word && x->number.definite && khb_has_article(cx, x->last, 0)) return false;
    if (word && !x->number.definite && next->proclitics == 1 && !word_here(f, cx, x->last, KHB_BIT(W_STOP)))
      return false;
    return !doubtful_slash(cx, x);
  }
  if (!digits && x->number.value == 1 && x->core - x->first == 1 && x->value.has & KHB_VALUE_NUMBER) return false;
  bool lone_scale = !digits && x->core - x->first == 1 && x->number.definite &&
                    (x->number.scale || x->number.value == 0 || (x->number.value == 100 && in_percent(f, cx, x)));
  return !lone_scale && !(khb_like_year(x) && !x->value.mod);
}

/* أحد المسؤولين, واحد منهم: pronouns; آلاف المتظاهرين: vague. Followed by a scale or a half they are numbers. */
bool khb_says_nothing(const khb_figures *f, const khb_context *cx, const item *x) {
  if (!is_kind(cx, x->first, KHB_TOK_WORD) || x->core - x->first != 1) return false;
  uint32_t count = 0; /* by its own form: واحد is و + أحد too */
  if (x->number.value == 1 && khb_word_at(f, cx, x->first, KHB_BIT(W_PRONOUN), x->form, &count, NULL)) return true;
  if (x->number.fraction &&
      khb_word_at(f, cx, x->first, KHB_BIT(W_PRONOUN), x->form, &count, NULL)) /* نص is a text too */
    return !word_here(f, cx, x->core, KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY));
  if (x->number.value == 1 && word_here(f, cx, x->core, KHB_BIT(W_NOUN) | KHB_BIT(W_UNIT) | KHB_BIT(W_MONEY)))
    return true;
  return x->number.scale && word_here(f, cx, x->first, KHB_BIT(W_VAGUE));
}
