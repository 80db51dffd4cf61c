/* load_rules.c: the rules of spelling in a YAML file: what is easily confused, and what may be written in several ways.
 *
 *   confusion {kind, letters, cost, source}
 *   variant   {kind, english, texts, least, source}
 */
#include "load.h"
#include "variants.h"

/* ---- confusions ---- */

typedef struct confusion {
  uint8_t letters[16];
  size_t n;
  float cost;
  int kind; /* khb_slip */
  bool has_cost;
} confusion;

static khb_status read_letter(loader *l, void *target) {
  confusion *c = target;
  const char *s;
  size_t len;
  uint8_t code;
  TRY(khb_load_text(l, "a letter", false, &s, &len));
  TRY(khb_load_report(l, khb_build_letter(l->b, s, len, &code), "letters"));
  bool known = false;
  for (size_t i = 0; i < c->n; i++) known = known || c->letters[i] == code;
  if (!code || known) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT,
                         code ? "take it out" : "write one letter, without marks",
                         code ? "\"%.20s\" folds to a letter that stands before it" : "\"%.20s\" is no letter", s);
  }
  if (c->n == sizeof c->letters) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_LIMIT, "write several confusions",
                         "more than %zu letters", sizeof c->letters);
  }
  c->letters[c->n++] = code;
  return KHB_OK;
}
static khb_status confusion_letters(loader *l, void *target) {
  return khb_load_list(l, "a list of letters", NULL, read_letter, target);
}
static khb_status confusion_cost(loader *l, void *target) {
  ((confusion *)target)->has_cost = true;
  return khb_load_score(l, &((confusion *)target)->cost);
}
static khb_status confusion_kind(loader *l, void *target) {
  static const char *const kinds[KHB_SLIP_COUNT] = {"exchange", "drop", "double", "swap", "space", "word"};
  if (!is_event(l, YAML_SCALAR_EVENT)) return khb_yaml_expected(&l->y, "a kind of confusion", NULL);
  int kind = 0;
  while (kind < KHB_SLIP_COUNT && !text_is(l, kinds[kind])) kind++;
  if (kind == KHB_SLIP_COUNT) return khb_load_not_one_of(l, "kind of confusion", kinds, KHB_SLIP_COUNT);
  ((confusion *)target)->kind = kind;
  return KHB_OK;
}

static khb_status add_confusion(loader *l, const confusion *c, uint8_t a, uint8_t b) {
  if (l->b->n_confusions == KHB_MAX_CONFUSIONS) return khb_load_report(l, KHB_ERR_LIMIT, "confusions");
  if (!KHB_GROW(l->b->confusions, l->b->cap_confusions, l->b->n_confusions + 1)) return khb_fail_nomem(l->y.err);
  uint8_t cost = (uint8_t)(c->cost * (float)KHB_COST_ONE + 0.5f);
  l->b->confusions[l->b->n_confusions++] = (khb_f_confusion){(uint8_t)c->kind, a, b, cost ? cost : 1};
  return KHB_OK;
}

khb_status khb_load_confusion(loader *l, void *target) {
  static const key keys[] = {
      {"kind", confusion_kind}, {"letters", confusion_letters}, {"cost", confusion_cost}, {"source", khb_load_note}};
  (void)target;
  yaml_mark_t start = l->y.event.start_mark;
  confusion c = {.kind = -1};
  TRY(khb_load_mapping(l, keys, N_KEYS(keys), "a confusion, {kind: ..., letters: [...], cost: ...}", &c));
  if (c.kind < 0 || !c.has_cost) {
    return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add it", "the confusion has no %s",
                         c.kind < 0 ? "kind" : "cost");
  }
  size_t least = c.kind == KHB_SLIP_EXCHANGE ? 2 : c.kind == KHB_SLIP_DROP ? 1 : 0;
  if (c.n < least || (least == 0 && c.n)) {
    return least ? khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add letters: [...]",
                                 "this confusion needs %zu letters or more", least)
                 : khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "take them out",
                                 "a confusion of this kind has no letters");
  }
  if (least == 0) return add_confusion(l, &c, 0, 0);
  for (size_t i = 0; i < c.n; i++) {
    if (c.kind == KHB_SLIP_DROP) TRY(add_confusion(l, &c, c.letters[i], 0));
    for (size_t k = 0; c.kind == KHB_SLIP_EXCHANGE && k < i; k++) TRY(add_confusion(l, &c, c.letters[k], c.letters[i]));
  }
  return KHB_OK;
}

/* ---- variants ---- */

typedef struct variant {
  khb_variant_rule rule;
  int kind; /* khb_rule_kind */
} variant;

static khb_status variant_kind(loader *l, void *target) {
  static const char *const kinds[KHB_RULE_KINDS] = {"sound",      "exchange",    "vowel",      "word",
                                                    "join-first", "join-second", "own-letter", "own-country"};
  if (!is_event(l, YAML_SCALAR_EVENT)) return khb_yaml_expected(&l->y, "a kind of variant", NULL);
  int kind = 0;
  while (kind < KHB_RULE_KINDS && !text_is(l, kinds[kind])) kind++;
  if (kind == KHB_RULE_KINDS) return khb_load_not_one_of(l, "kind of variant", kinds, KHB_RULE_KINDS);
  ((variant *)target)->kind = kind;
  return KHB_OK;
}

/* Small Latin letters: what an English name is folded to. */
static khb_status variant_english(loader *l, void *target) {
  variant *v = target;
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "an English spelling", false, &s, &len));
  bool good = len < sizeof v->rule.english;
  for (size_t i = 0; i < len; i++) good = good && ((s[i] >= 'a' && s[i] <= 'z') || s[i] == '\'');
  if (!good) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "write small letters a-z, at most 7",
                         "\"%.20s\" is no English spelling of a sound", s);
  }
  memcpy(v->rule.english, s, len + 1);
  return KHB_OK;
}

static khb_status variant_text(loader *l, void *target) {
  variant *v = target;
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "a text", false, &s, &len));
  if (v->rule.n_texts == KHB_RULE_TEXTS) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_LIMIT, "write several variants", "more than %u texts", KHB_RULE_TEXTS);
  }
  if (len >= sizeof v->rule.text[0]) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_LIMIT, "shorten it", "\"%.40s\" has more than %zu bytes", s,
                         sizeof v->rule.text[0] - 1);
  }
  memcpy(v->rule.text[v->rule.n_texts], s, len);
  v->rule.text[v->rule.n_texts++][len] = 0;
  return KHB_OK;
}
static khb_status variant_texts(loader *l, void *target) { return khb_load_list(l, "a list of texts", "write [one, two]", variant_text, target); }

static khb_status variant_least(loader *l, void *target) {
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "a number", false, &s, &len));
  unsigned value = 0;
  bool good = len <= 2;
  for (size_t i = 0; good && i < len; i++) {
    good = s[i] >= '0' && s[i] <= '9';
    value = value * 10 + (unsigned)(s[i] - '0');
  }
  if (!good || value > KHB_MAX_LETTERS) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "write a whole number, at most 32", "\"%.20s\" is no number of letters", s);
  }
  ((variant *)target)->rule.least = (uint8_t)value;
  return KHB_OK;
}

khb_status khb_load_variant(loader *l, void *target) {
  static const key keys[] = {{"kind", variant_kind}, {"english", variant_english}, {"texts", variant_texts}, {"least", variant_least},
                             {"source", khb_load_note}};
  (void)target;
  yaml_mark_t start = l->y.event.start_mark;
  variant v = {.kind = -1};
  TRY(khb_load_mapping(l, keys, N_KEYS(keys), "a variant, {kind: ..., english: ..., texts: [...]}", &v));
  bool by_sound = v.kind >= 0 && v.kind <= KHB_RULE_VOWEL;
  const char *missing = v.kind < 0 ? "kind" : by_sound && !v.rule.english[0] ? "english" : !v.rule.n_texts ? "texts" : NULL;
  if (missing) return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add it", "the variant has no %s", missing);
  if (!by_sound && v.rule.english[0])
    return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "take it out", "a variant of this kind has no English spelling");
  if (l->b->n_rules == KHB_MAX_RULES - 1) return khb_load_report(l, KHB_ERR_LIMIT, "variants");
  if (!KHB_GROW(l->b->rules, l->b->cap_rules, l->b->n_rules + 1)) return khb_fail_nomem(l->y.err);
  v.rule.kind = (uint8_t)v.kind;
  l->b->rules[l->b->n_rules++] = v.rule;
  return KHB_OK;
}
