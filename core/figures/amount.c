/* amount.c: what stands around a number: bounds before and behind it, and the second number of a range.
 *
 *   أكثر من 5000     MORE_THAN, low 5000          بين 10 و15       low 10, high 15
 *   ما لا يقل عن 3    EQUAL_OR_MORE, low 3         من 5 إلى 7       the same; not behind ارتفع and the like, where it tells a change
 *   نحو ستين         APPROX                      10-15, 10 إلى 15   the same, where the second is the greater
 *   خمسة أو أكثر      EQUAL_OR_MORE, low 5         خمسة أو ستة       low 5, high 6: neighbours only
 *
 * A scale word behind the second number holds for both: بين 10 و15 مليون. Words of bounds are no part of the span.
 */
#include "digits.h"

enum { MAX_NUMBER_TOKENS = 24 };

void khb_value_set(khb_value *value, const khb_number *number) {
  value->number = number->value;
  value->digits = number->digits;
  value->exponent = number->exponent;
  value->has = (uint8_t)(KHB_VALUE_NUMBER | (number->exact ? KHB_VALUE_EXACT : 0));
}

/* ---- bounds -------------------------------------------------------------------------------------------------------------- */

static void set_bound(khb_value *v, uint8_t mod) {
  v->mod = mod;
  if (!(v->has & KHB_VALUE_NUMBER)) return;
  if (mod == KHB_MOD_MORE_THAN || mod == KHB_MOD_EQUAL_OR_MORE) {
    v->low = v->number;
    v->has |= KHB_VALUE_LOW;
  } else if (mod == KHB_MOD_LESS_THAN || mod == KHB_MOD_EQUAL_OR_LESS) {
    v->high = v->number;
    v->has |= KHB_VALUE_HIGH;
  }
}

/* >30, <=100: signs of comparison as one or two marks. */
static uint8_t sign_before(const khb_context *cx, uint32_t t) {
  if (t == 0) return 0;
  uint32_t c = khb_mark_at(cx, t - 1), b = t > 1 && khb_attached(cx, t - 1) ? khb_mark_at(cx, t - 2) : 0;
  if (c == '=' && (b == '<' || b == '>')) return b == '<' ? KHB_MOD_EQUAL_OR_LESS : KHB_MOD_EQUAL_OR_MORE;
  if (b == '<' || b == '>' || b == '=') return 0;
  if (c == 0x2264 || c == 0x2265) return c == 0x2264 ? KHB_MOD_EQUAL_OR_LESS : KHB_MOD_EQUAL_OR_MORE;
  return c == '<' ? KHB_MOD_LESS_THAN : c == '>' ? KHB_MOD_MORE_THAN : 0;
}

static uint32_t read_bounds(const khb_figures *f, const khb_context *cx, uint32_t t, uint32_t end, khb_value *v) {
  uint32_t count = 0;
  const khb_word *w = khb_word_before(f, cx, t, KHB_BIT(W_BOUND), NULL);
  uint8_t sign = w ? 0 : sign_before(cx, t);
  if (w || sign) set_bound(v, w ? w->mod : sign);
  w = khb_word_at(f, cx, end, KHB_BIT(W_BOUND_AFTER), KHB_ANY_FORM, &count, NULL);
  uint32_t longer = 0;
  if (!w || (khb_word_at(f, cx, end, KHB_BIT(W_BOUND), KHB_ANY_FORM, &longer, NULL) && longer > count)) return end; /* وأكثر من */
  if (!v->mod || v->mod == KHB_MOD_APPROX) set_bound(v, w->mod);
  return end + count;
}

void khb_read_bounds(const khb_figures *f, const khb_context *cx, uint32_t t, uint32_t end, khb_value *value) {
  read_bounds(f, cx, t, end, value);
}

/* ---- ranges -------------------------------------------------------------------------------------------------------------- */

static double scale_of(const khb_number *n) {
  double s = 1;
  for (uint32_t i = 0; i < n->scale; i++) s *= 10;
  return s;
}

/* بين 10 و15 مليون: the first is in millions too. */
static double share_scale(const khb_number *a, const khb_number *b) {
  if (a->scale || !b->scale || a->value >= b->value / scale_of(b)) return a->value;
  return a->value * scale_of(b);
}

/* What is counted may stand behind the first number too: بين 5% و10%, من 3 ملايين دولار إلى 4 ملايين. */
static uint32_t skip_unit(const khb_figures *f, const khb_context *cx, uint32_t t) {
  uint32_t count = 0, c = khb_mark_at(cx, t);
  const uint64_t kinds =
      KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY) | KHB_BIT(W_PERCENT) | KHB_BIT(W_CURRENCY);
  if (c == '%' || c == 0x66a) return t + 1;
  khb_value scratch;
  if (khb_read_sign(f, cx, t, &scratch)) return t + 1;
  return khb_word_at(f, cx, t, kinds, 0, &count, NULL) ? t + count : t;
}

/* Behind the second number stands what stood behind the first, [from, to). */
static bool same_unit(const khb_figures *f, const khb_context *cx, uint32_t from, uint32_t to, uint32_t past) {
  const uint64_t kinds = KHB_BIT(W_UNIT) | KHB_BIT(W_NOUN) | KHB_BIT(W_MONEY) | KHB_BIT(W_PERCENT);
  uint32_t count = 0, mark = khb_mark_at(cx, from);
  if (to == from) return true;
  const khb_word *a = khb_word_at(f, cx, from, kinds, 0, &count, NULL),
                 *b = khb_word_at(f, cx, past, kinds, 0, &count, NULL);
  bool percent_a = mark == '%' || mark == 0x66a || (a && a->kind == W_PERCENT);
  const khb_tok *last = &cx->scan->tok[past - 1];
  bool percent_b = khb_mark_at(cx, past) == '%' || khb_mark_at(cx, past) == 0x66a || (b && b->kind == W_PERCENT) ||
                   (last->n_codes && cx->scan->codes[last->code + last->n_codes - 1u] == '%');
  if (percent_a || percent_b) return percent_a && percent_b;
  if (!a || !b) return true;
  return a->kind == b->kind && a->lemma_len == b->lemma_len && memcmp(a->lemma, b->lemma, a->lemma_len) == 0;
}

/* The number behind a joint at t: `wa` (و, as a clitic or alone), إلى, أو, a dash. Returns the token past it, 0: none. */
static uint32_t second_number(const khb_figures *f, const khb_context *cx, uint32_t t, bool wa, khb_number *out) {
  uint32_t limit = t + MAX_NUMBER_TOKENS < cx->scan->n_tok ? t + MAX_NUMBER_TOKENS : (uint32_t)cx->scan->n_tok;
  if (t >= limit) return 0;
  bool alone = khb_is_wa(cx, t);
  if (wa && alone) t++;
  size_t n = khb_read_number_to(f, cx, t, limit, out);
  if (!n || out->ordinal) return 0;
  if (wa && !alone && out->form != 1) return 0;
  return t + (uint32_t)n;
}

static bool is_dash(const khb_context *cx, uint32_t t) {
  uint32_t c = khb_mark_at(cx, t);
  return c == '-' || c == '~' || c == 0x640 || c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2013 ||
         c == 0x2014 || c == 0x2212;
}

static bool set_range(khb_value *v, const khb_number *a, const khb_number *b) {
  if (a->percent && !b->percent) return false;
  double low = share_scale(a, b);
  if (!(low < b->value)) return false;
  *v = (khb_value){.low = low, .high = b->value, .has = KHB_VALUE_LOW | KHB_VALUE_HIGH};
  return true;
}

/* بين a و b. The first number may have swallowed the second, بين ألف وخمسة آلاف: then it is cut at each و, the last one first. */
static uint32_t read_between(const khb_figures *f, const khb_context *cx, uint32_t t, uint32_t end, khb_number *a,
                             khb_value *v) {
  khb_number b;
  uint32_t joint = end, past;
  for (int tries = 0; tries < 3; tries++) {
    past = second_number(f, cx, joint, true, &b);
    if (!past) {
      uint32_t count = 0;
      if (khb_word_at(f, cx, joint, KHB_BIT(W_TO), 0, &count, NULL))
        past = second_number(f, cx, joint + count, false, &b);
    }
    if (past && same_unit(f, cx, end, joint, past) && set_range(v, a, &b)) return past;
    uint32_t next = tries == 0 ? skip_unit(f, cx, joint) : joint;
    if (next == joint) break;
    joint = next;
  }
  for (uint32_t cut = end - 1; cut > t; cut--) {
    past = second_number(f, cx, cut, true, &b);
    if (past != end) continue;
    khb_number first;
    if (t + khb_read_number_to(f, cx, t, cut, &first) != cut || first.ordinal || !set_range(v, &first, &b)) continue;
    *a = first;
    return past;
  }
  return 0;
}

bool khb_tells_change(const khb_figures *f, const khb_context *cx, uint32_t t) {
  for (uint32_t back = 1; back <= 8 && back <= t; back++) {
    uint32_t count = 0;
    if (khb_word_at(f, cx, t - back, KHB_BIT(W_CHANGE), KHB_ANY_FORM, &count, NULL)) return true;
  }
  return false;
}

static bool like_year(const khb_number *n) { return n->plain_digits && n->value >= 1000 && n->value <= 2100; }

/* a إلى b, a - b, a أو b. */
static uint32_t read_to(const khb_figures *f, const khb_context *cx, uint32_t t, uint32_t end, const khb_number *a,
                        khb_value *v) {
  uint32_t count = 0, joint = end;
  khb_number b;
  const khb_word *w = khb_word_at(f, cx, joint, KHB_BIT(W_TO) | KHB_BIT(W_OR), 0, &count, NULL);
  bool from = t > 0 && khb_word_before(f, cx, t, KHB_BIT(W_FROM), NULL);
  if (from && !w) { /* من عشرة لعشرين */
    uint32_t past = second_number(f, cx, joint, false, &b);
    if (past && b.form < KHB_N_PROCLITICS && khb_proclitic_form[b.form].bits == KHB_PRO_LI && set_range(v, a, &b))
      return past;
  }
  if (!w && !is_dash(cx, joint)) {
    joint = skip_unit(f, cx, end);
    if (joint != end) w = khb_word_at(f, cx, joint, KHB_BIT(W_TO), 0, &count, NULL);
    if (joint == end || (!w && !is_dash(cx, joint))) return 0;
  }
  if (w && w->kind == W_TO && joint != end && !from) return 0; /* خسر 3 دولارات إلى 82 دولارا tells a change */
  bool dash = !w;
  uint32_t at = joint + (dash ? 1 : count);
  khb_value sign;
  if (at < cx->scan->n_tok && khb_read_sign(f, cx, at, &sign)) at++;
  uint32_t past = second_number(f, cx, at, false, &b);
  if (!past || b.form != 0) return 0;
  if (dash) {
    bool digits = cx->scan->tok[end - 1].kind == KHB_TOK_NUMBER || cx->scan->tok[joint - 1].kind == KHB_TOK_SYMBOL;
    if (!digits || cx->scan->tok[at].kind != KHB_TOK_NUMBER || (like_year(a) && b.value <= 2100)) return 0;
    if (is_dash(cx, past) && khb_attached(cx, past)) return 0; /* 06-12-34 */
  }
  if (!same_unit(f, cx, end, joint, past)) return 0;
  if (w && w->kind == W_OR) return a->value + 1 == b.value && set_range(v, a, &b) ? past : 0;
  if (w && from && khb_tells_change(f, cx, t - 1)) return 0;
  return set_range(v, a, &b) ? past : 0;
}

bool khb_read_amount(const khb_figures *f, const khb_context *cx, uint32_t t, khb_number *number, khb_value *value,
                     uint32_t *end, uint32_t *after) {
  uint32_t limit = t + MAX_NUMBER_TOKENS < cx->scan->n_tok ? t + MAX_NUMBER_TOKENS : (uint32_t)cx->scan->n_tok;
  size_t n = khb_read_number_to(f, cx, t, limit, number);
  if (!n) return false;
  *value = (khb_value){0};
  *end = *after = t + (uint32_t)n;
  khb_value_set(value, number);
  if (number->ordinal) return true;
  uint32_t past = 0;
  if (khb_word_before(f, cx, t, KHB_BIT(W_BETWEEN), NULL)) past = read_between(f, cx, t, *end, number, value);
  if (!past) past = read_to(f, cx, t, *end, number, value);
  if (past) *end = *after = past;
  *after = read_bounds(f, cx, t, *end, value);
  return true;
}
