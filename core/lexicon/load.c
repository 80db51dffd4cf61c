/* load.c: the shapes of a YAML file (doc/formats.md), read event by event into a builder.
 *
 *   file      list of entities, or mapping: source, licence, entities, classes, attributes, patterns, confusions, variants
 *   notes     the notes of a draft (core/notes): `entities` as above, all other keys are passed over
 *   entity    id, type, name {ar, en}, aliases, demonyms, description {ar, en}, capital, country, region, offices, common, prior, disabled
 *   alias     TEXT, or {text, common}; so are the names by language
 *   demonym   TEXT, or {text, common, forms: fixed}
 *   office    {title, of, from, to}
 *   pattern   {name, type, score, match}
 *   confusion, variant: load_rules.c
 */
#include "../patterns/patterns.h"
#include "load.h"

khb_status khb_load_report(loader *l, khb_status status, const char *what) {
  if (status == KHB_ERR_NOMEM) return khb_fail_nomem(l->y.err);
  if (status != KHB_OK)
    return khb_yaml_fail(&l->y, l->y.event.start_mark, status, "build several indexes", "too many %s", what);
  return KHB_OK;
}

/* ---- suggestions ---- */

#define MAX_KEY 24

/* Levenshtein distance, for short words. */
static size_t distance(const char *a, size_t n, const char *b) {
  size_t m = strlen(b), row[MAX_KEY + 1];
  for (size_t j = 0; j <= m; j++) row[j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      size_t change = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      size_t add = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
      row[j] = change < add ? change : add;
    }
  }
  return row[m];
}

/* `did you mean "X"? allowed: …` for a word that is none of `names`. */
static void suggest(char *out, size_t cap, const char *word, size_t len, const char *const *names, size_t n) {
  size_t best = 3, which = n, at = 0;
  for (size_t i = 0; i < n && len <= MAX_KEY; i++) {
    size_t d = distance(word, len, names[i]);
    if (d < best && d < strlen(names[i])) best = d, which = i;
  }
#define PUT(s)                                            \
  do {                                                    \
    size_t n_ = strlen(s);                                \
    if (at + n_ < cap) memcpy(out + at, s, n_), at += n_; \
  } while (0)
  if (which < n) {
    PUT("did you mean \"");
    PUT(names[which]);
    PUT("\"? ");
  }
  PUT("allowed: ");
  for (size_t i = 0; i < n; i++) {
    if (i) PUT(", ");
    PUT(names[i]);
  }
#undef PUT
  out[at] = 0;
}

khb_status khb_load_not_one_of(loader *l, const char *what, const char *const *names, size_t n) {
  char remedy[256];
  suggest(remedy, sizeof remedy, khb_yaml_text(&l->y), khb_yaml_length(&l->y), names, n);
  return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, remedy, "unknown %s \"%.60s\"", what,
                       khb_yaml_text(&l->y));
}

/* ---- mappings and lists ---- */

khb_status khb_load_mapping(loader *l, const key *keys, size_t n, const char *what, void *target) {
  if (!is_event(l, YAML_MAPPING_START_EVENT)) return khb_yaml_expected(&l->y, what, NULL);
  uint32_t seen = 0;
  for (;;) {
    TRY(khb_yaml_next(&l->y));
    if (is_event(l, YAML_MAPPING_END_EVENT)) return KHB_OK;
    if (!is_event(l, YAML_SCALAR_EVENT)) return khb_yaml_expected(&l->y, "a key", NULL);
    size_t i = 0;
    while (i < n && !text_is(l, keys[i].name)) i++;
    if (i == n) {
      const char *names[16];
      for (size_t k = 0; k < n && k < 16; k++) names[k] = keys[k].name;
      return khb_load_not_one_of(l, "key", names, n < 16 ? n : 16);
    }
    if (seen >> i & 1) {
      return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "keep one of them",
                           "the key \"%s\" stands here twice", keys[i].name);
    }
    seen |= 1u << i;
    TRY(khb_yaml_next(&l->y));
    TRY(keys[i].read(l, target));
  }
}

khb_status khb_load_list(loader *l, const char *what, const char *remedy, reader *each, void *target) {
  if (!is_event(l, YAML_SEQUENCE_START_EVENT)) return khb_yaml_expected(&l->y, what, remedy);
  for (;;) {
    TRY(khb_yaml_next(&l->y));
    if (is_event(l, YAML_SEQUENCE_END_EVENT)) return KHB_OK;
    TRY(each(l, target));
  }
}

/* The names of classes of figures say a value behind the first dot, in any script: unit.كيلومتر. Their file is refused for nothing
   that would only make them unknown. */
static bool is_figure_class(const char *s, size_t len) {
  const char *dot = memchr(s, '.', len);
  if (!dot || dot == s || len > 128) return false;
  for (const char *p = s; p < dot; p++)
    if (!((*p >= 'a' && *p <= 'z') || *p == '-')) return false;
  for (const char *p = dot; p < s + len; p++)
    if ((unsigned char)*p < ' ' || *p == 0x7f) return false;
  return true;
}

/* A mapping whose keys are names that the file makes up: `each` is called at the value, with the key's number. */
static khb_status check_label(loader *l, const char *what) {
  const char *s = khb_yaml_text(&l->y);
  size_t len = khb_yaml_length(&l->y);
  bool good = len > 0 && len <= 64 && !(s[0] >= '0' && s[0] <= '9');
  for (size_t i = 0; i < len; i++) {
    good = good && ((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= '0' && s[i] <= '9') ||
                    s[i] == '_' || s[i] == '-');
  }
  if (good || (strcmp(what, "a class") == 0 && is_figure_class(s, len))) return KHB_OK;
  return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "use Latin letters, digits, _ and -, up to 64",
                       "\"%.60s\" cannot be the name of %s", s, what);
}

typedef khb_status number_label(khb_builder *b, const char *s, size_t len, uint32_t *out);

static khb_status read_labelled(loader *l, const char *what, const char *expected, number_label *number, reader *each) {
  if (!is_event(l, YAML_MAPPING_START_EVENT)) return khb_yaml_expected(&l->y, expected, NULL);
  for (;;) {
    TRY(khb_yaml_next(&l->y));
    if (is_event(l, YAML_MAPPING_END_EVENT)) return KHB_OK;
    if (!is_event(l, YAML_SCALAR_EVENT)) return khb_yaml_expected(&l->y, "a name", NULL);
    TRY(check_label(l, what));
    uint32_t label;
    khb_status status = number(l->b, khb_yaml_text(&l->y), khb_yaml_length(&l->y), &label);
    if (status == KHB_ERR_LIMIT) {
      return khb_yaml_fail(&l->y, l->y.event.start_mark, status, "use fewer",
                           "too many names of this kind; \"%.60s\" is one more", khb_yaml_text(&l->y));
    }
    TRY(khb_load_report(l, status, "names"));
    TRY(khb_yaml_next(&l->y));
    TRY(khb_load_list(l, "a list of texts", "write [one, two]", each, &label));
  }
}

/* ---- scalars ---- */

khb_status khb_load_text(loader *l, const char *what, bool lines, const char **s, size_t *len) {
  if (!is_event(l, YAML_SCALAR_EVENT) || khb_yaml_is_null(&l->y)) return khb_yaml_expected(&l->y, what, NULL);
  const char *p = khb_yaml_text(&l->y);
  size_t n = khb_yaml_length(&l->y);
  while (n && (*p == ' ' || *p == '\t' || *p == '\n')) p++, n--;
  while (n && (p[n - 1] == ' ' || p[n - 1] == '\t' || p[n - 1] == '\n')) n--;
  if (!n)
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "write it, or take the key out", "%s is empty",
                         what);
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)p[i];
    bool c1 = c == 0xC2 && i + 1 < n && (unsigned char)p[i + 1] < 0xA0;
    if ((c < 0x20 && !(lines && c == '\n')) || c == 0x7F || c1) {
      return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "take it out", "%s has a %s in it", what,
                           c == '\n' ? "line break"
                           : c == 0  ? "NUL"
                                     : "control character");
    }
  }
  *s = p;
  *len = n;
  return KHB_OK;
}

static khb_status read_string(loader *l, const char *what, bool lines, uint32_t *out) {
  const char *s;
  size_t len;
  TRY(khb_load_text(l, what, lines, &s, &len));
  return khb_load_report(l, khb_build_string(l->b, s, len, out), "texts");
}

static khb_status read_bool(loader *l, bool *out) {
  if (!is_event(l, YAML_SCALAR_EVENT) || (!text_is(l, "true") && !text_is(l, "false"))) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, NULL, "expected true or false");
  }
  *out = text_is(l, "true");
  return KHB_OK;
}

/* Q232, or a word, a colon and anything without white space: khabar:desk-17. */
static bool is_id(const char *s, size_t len) {
  if (len > KHB_MAX_ID) return false;
  size_t i = 1;
  if (len > 1 && s[0] == 'Q' && s[1] >= '1' && s[1] <= '9') {
    while (i < len && s[i] >= '0' && s[i] <= '9') i++;
    return i == len;
  }
  if (len == 0 || s[0] < 'a' || s[0] > 'z') return false;
  while (i < len && ((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9') || s[i] == '-' || s[i] == '_')) i++;
  if (i + 1 >= len || s[i] != ':') return false;
  while (++i < len) {
    if (s[i] == ' ') return false;
  }
  return true;
}

static khb_status read_id(loader *l, const char *what, uint32_t *out) {
  const char *s;
  size_t len;
  TRY(khb_load_text(l, what, false, &s, &len));
  if (!is_id(s, len)) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT,
                         "use a Wikidata id (Q232), or one of your own: khabar:NAME", "\"%.60s\" is no id", s);
  }
  return khb_load_report(l, khb_build_string(l->b, s, len, out), "texts");
}

static khb_status read_type(loader *l, uint8_t *out) {
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "a type", false, &s, &len));
  int type = khb_type_parse(s, len);
  if (type < 0) {
    const char *names[KHB_TYPE_COUNT];
    for (int i = 0; i < KHB_TYPE_COUNT; i++) names[i] = khb_type_name((khb_type)i);
    return khb_load_not_one_of(l, "type", names, KHB_TYPE_COUNT);
  }
  *out = (uint8_t)type;
  return KHB_OK;
}

static khb_status read_date(loader *l, uint32_t *out) {
  if (is_event(l, YAML_SCALAR_EVENT) && khb_yaml_is_null(&l->y)) return KHB_OK; /* `to:` left open */
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "a date", false, &s, &len));
  if (!khb_date_read(s, len, &(khb_ymd){0})) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "write YYYY, YYYY-MM or YYYY-MM-DD",
                         "\"%.60s\" is no date", s);
  }
  return khb_load_report(l, khb_build_string(l->b, s, len, out), "texts");
}

/* 0, 1, 0.85: at most four digits after the point. Not strtod, which follows the locale. */
khb_status khb_load_score(loader *l, float *out) {
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "a score", false, &s, &len));
  unsigned scale = 1, value = 0;
  bool good = len >= 1 && len <= 6 && s[0] >= '0' && s[0] <= '1' && (len == 1 || (len > 2 && s[1] == '.'));
  for (size_t i = 0; good && i < len; i++) {
    if (i == 1) continue;
    good = s[i] >= '0' && s[i] <= '9';
    value = value * 10 + (unsigned)(s[i] - '0');
    if (i) scale *= 10;
  }
  if (!good || value > scale) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "write a number from 0 to 1, such as 0.85",
                         "\"%.60s\" is no score", s);
  }
  *out = (float)value / (float)scale;
  return KHB_OK;
}

/* ---- names ---- */

static khb_status name_fault(loader *l, yaml_mark_t mark, khb_name_fault fault) {
  switch (fault) {
    case KHB_NAME_FINE: break;
    case KHB_NAME_EMPTY:
      return khb_yaml_fail(&l->y, mark, KHB_ERR_FORMAT, "a name needs a letter or a digit",
                           "there is no word in this name");
    case KHB_NAME_LONG:
      return khb_yaml_fail(&l->y, mark, KHB_ERR_LIMIT, "shorten it", "a name of more than %u words",
                           KHB_MAX_NAME_WORDS);
    case KHB_NAME_LONG_WORD:
      return khb_yaml_fail(&l->y, mark, KHB_ERR_LIMIT, "shorten it", "a name with a word of more than %u letters",
                           KHB_MAX_WORD_CODES);
  }
  return KHB_OK;
}

/* A name while its keys are read. The text is copied: the event that holds it goes. */
typedef struct written {
  uint32_t text;
  yaml_mark_t mark;
  bool common, fixed;
} written;

static khb_status read_written_text(loader *l, void *target) {
  written *w = target;
  w->mark = l->y.event.start_mark;
  return read_string(l, "a name", false, &w->text);
}
static khb_status read_written_common(loader *l, void *target) { return read_bool(l, &((written *)target)->common); }
static khb_status read_written_forms(loader *l, void *target) {
  static const char *const names[] = {"fixed"};
  if (!is_event(l, YAML_SCALAR_EVENT)) return khb_yaml_expected(&l->y, "\"fixed\"", NULL);
  if (!text_is(l, names[0])) return khb_load_not_one_of(l, "kind of forms", names, 1);
  ((written *)target)->fixed = true;
  return KHB_OK;
}

/* TEXT or {text: …}, up to the text's string number. */
static khb_status read_written(loader *l, const key *keys, size_t n, written *w) {
  *w = (written){.mark = l->y.event.start_mark};
  if (!is_event(l, YAML_MAPPING_START_EVENT)) return read_written_text(l, w);
  yaml_mark_t start = l->y.event.start_mark;
  TRY(khb_load_mapping(l, keys, n, "a name", w));
  if (!w->text) return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add text: …", "the key \"text\" is missing");
  return KHB_OK;
}

/* The text of a string number, copied out of the string table, which may move while the name is added. */
static khb_status with_text(loader *l, const written *w, khb_name_kind kind) {
  const char *in_table = khb_build_text(l->b, w->text);
  size_t len = strlen(in_table);
  char small[256], *copy = small;
  khb_arena arena = {0};
  if (len < sizeof small) memcpy(small, in_table, len + 1);
  else if (!(copy = khb_arena_copy(&arena, in_table, len))) return khb_fail_nomem(l->y.err);
  khb_name_fault fault;
  uint8_t flags = w->common ? KHB_NAMEF_COMMON : 0;
  khb_status status = kind == KHB_NAME_DEMONYM ? khb_build_demonym(l->b, copy, len, flags, w->fixed, &fault)
                                               : khb_build_name(l->b, copy, len, (uint8_t)kind, flags, &fault);
  khb_arena_free(&arena);
  TRY(khb_load_report(l, status, "names"));
  return name_fault(l, w->mark, fault);
}

static khb_status read_alias(loader *l, void *target) {
  static const key keys[] = {{"text", read_written_text}, {"common", read_written_common}};
  (void)target;
  written w;
  TRY(read_written(l, keys, N_KEYS(keys), &w));
  return with_text(l, &w, KHB_NAME_ALIAS);
}

static khb_status read_demonym(loader *l, void *target) {
  static const key keys[] = {
      {"text", read_written_text}, {"common", read_written_common}, {"forms", read_written_forms}};
  (void)target;
  written w;
  TRY(read_written(l, keys, N_KEYS(keys), &w));
  return with_text(l, &w, KHB_NAME_DEMONYM);
}

/* ---- entities ---- */

typedef struct draft {
  khb_b_entity e;
  yaml_mark_t id_mark;
} draft;

static khb_status entity_id(loader *l, void *target) {
  draft *d = target;
  d->id_mark = l->y.event.start_mark;
  return read_id(l, "an id", &d->e.id);
}
static khb_status entity_type(loader *l, void *target) {
  draft *d = target;
  d->e.has_type = 1;
  return read_type(l, &d->e.type);
}

/* TEXT or {text, common}. */
static khb_status name_in(loader *l, uint32_t *string, khb_name_kind kind) {
  static const key keys[] = {{"text", read_written_text}, {"common", read_written_common}};
  written w;
  TRY(read_written(l, keys, N_KEYS(keys), &w));
  *string = w.text;
  return with_text(l, &w, kind);
}
static khb_status name_ar(loader *l, void *target) { return name_in(l, &((draft *)target)->e.name_ar, KHB_NAME_MAIN); }
static khb_status name_en(loader *l, void *target) {
  return name_in(l, &((draft *)target)->e.name_en, KHB_NAME_ENGLISH);
}
static khb_status entity_name(loader *l, void *target) {
  static const key keys[] = {{"ar", name_ar}, {"en", name_en}};
  if (is_event(l, YAML_SCALAR_EVENT))
    return khb_yaml_expected(&l->y, "the names by language", "write name: {ar: ..., en: ...}");
  return khb_load_mapping(l, keys, N_KEYS(keys), "the names by language", target);
}

static khb_status description_ar(loader *l, void *target) {
  return read_string(l, "a description", true, &((draft *)target)->e.description_ar);
}
static khb_status description_en(loader *l, void *target) {
  return read_string(l, "a description", true, &((draft *)target)->e.description_en);
}
static khb_status entity_description(loader *l, void *target) {
  static const key keys[] = {{"ar", description_ar}, {"en", description_en}};
  return khb_load_mapping(l, keys, N_KEYS(keys), "the descriptions by language, {ar: ..., en: ...}", target);
}

static khb_status entity_aliases(loader *l, void *target) {
  return khb_load_list(l, "a list of names", "write [one, two]", read_alias, target);
}
static khb_status entity_demonyms(loader *l, void *target) {
  return khb_load_list(l, "a list of demonyms", "write [one, two]", read_demonym, target);
}
static khb_status entity_capital(loader *l, void *target) { return read_id(l, "an id", &((draft *)target)->e.capital); }
static khb_status entity_country(loader *l, void *target) { return read_id(l, "an id", &((draft *)target)->e.country); }
static khb_status entity_region(loader *l, void *target) { return read_id(l, "an id", &((draft *)target)->e.region); }
static khb_status entity_common(loader *l, void *target) {
  bool common = false;
  TRY(read_bool(l, &common));
  ((draft *)target)->e.common = common;
  return KHB_OK;
}
static khb_status entity_disabled(loader *l, void *target) {
  bool disabled = false;
  TRY(read_bool(l, &disabled));
  ((draft *)target)->e.disabled = disabled;
  return KHB_OK;
}
static khb_status entity_prior(loader *l, void *target) {
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "a number", false, &s, &len));
  bool good = len <= 3;
  unsigned prior = 0;
  for (size_t i = 0; i < len && good; i++) {
    good = s[i] >= '0' && s[i] <= '9';
    prior = prior * 10 + (unsigned)(s[i] - '0');
  }
  if (!good || prior > 255) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "write a whole number from 0 to 255",
                         "\"%.60s\" is no prior", s);
  }
  draft *d = target;
  d->e.prior = (uint8_t)prior;
  d->e.has_prior = 1;
  return KHB_OK;
}

static khb_status office_title(loader *l, void *target) {
  return read_string(l, "a title", false, &((khb_f_office *)target)->title);
}
static khb_status office_of(loader *l, void *target) { return read_id(l, "an id", &((khb_f_office *)target)->of); }
static khb_status office_from(loader *l, void *target) { return read_date(l, &((khb_f_office *)target)->from); }
static khb_status office_to(loader *l, void *target) { return read_date(l, &((khb_f_office *)target)->to); }

static khb_status read_office(loader *l, void *target) {
  static const key keys[] = {{"title", office_title}, {"of", office_of}, {"from", office_from}, {"to", office_to}};
  (void)target;
  yaml_mark_t start = l->y.event.start_mark;
  khb_b_office office = {.entity = KHB_NONE};
  TRY(khb_load_mapping(l, keys, N_KEYS(keys), "an office, {title: ..., of: ..., from: ..., to: ...}", &office.o));
  if (!office.o.title) return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add title: ...", "the office has no title");
  const char *from = khb_build_text(l->b, office.o.from), *to = khb_build_text(l->b, office.o.to);
  size_t common = strlen(from) < strlen(to) ? strlen(from) : strlen(to);
  if (strncmp(from, to, common) > 0) {
    return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "exchange from and to",
                         "the office ends (%s) before it begins (%s)", to, from);
  }
  if (l->b->n_offices >= UINT32_MAX - 1) return khb_load_report(l, KHB_ERR_LIMIT, "offices");
  if (!KHB_GROW(l->b->offices, l->b->cap_offices, l->b->n_offices + 1)) return khb_fail_nomem(l->y.err);
  l->b->offices[l->b->n_offices++] = office;
  return KHB_OK;
}
static khb_status entity_offices(loader *l, void *target) {
  return khb_load_list(l, "a list of offices", "write - {title: ..., of: ..., from: ..., to: ...}", read_office, target);
}

/* What an entity must have: an id of its own in this file; a type and a name unless an earlier file has given them, or, in a file
   that is laid over others, may have (khb_lexicon_open looks). */
static khb_status check_entity(loader *l, const draft *d, yaml_mark_t start) {
  if (!d->e.id)
    return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add id: Q..., or id: khabar:NAME", "the entity has no id");
  uint32_t earlier = khb_build_find(l->b, d->e.id);
  const khb_b_entity *old = earlier == KHB_NONE ? NULL : &l->b->entities[earlier];
  if (old && old->file == l->file) {
    return khb_yaml_fail(&l->y, d->id_mark, KHB_ERR_FORMAT, "join the two",
                         "the id %.60s is taken: line %u of this file has it", khb_build_text(l->b, d->e.id),
                         (unsigned)old->line);
  }
  if (old || l->b->overlay) return KHB_OK;
  if (d->e.disabled) {
    return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "take it out, or put it into a file that is laid over this index",
                         "%.60s is disabled before any file has it", khb_build_text(l->b, d->e.id));
  }
  if (!d->e.has_type) {
    return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add type: PERS, ORG, GPE ...", "%.60s has no type",
                         khb_build_text(l->b, d->e.id));
  }
  if (!d->e.name_ar && !d->e.name_en) {
    return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add name: {ar: ..., en: ...}", "%.60s has no name",
                         khb_build_text(l->b, d->e.id));
  }
  return KHB_OK;
}

static khb_status read_entity(loader *l, void *target) {
  static const key keys[] = {
      {"id", entity_id},           {"type", entity_type},         {"name", entity_name},
      {"aliases", entity_aliases}, {"demonyms", entity_demonyms}, {"description", entity_description},
      {"capital", entity_capital}, {"country", entity_country},   {"offices", entity_offices},
      {"common", entity_common},   {"prior", entity_prior},       {"region", entity_region},
      {"disabled", entity_disabled}};
  (void)target;
  yaml_mark_t start = l->y.event.start_mark;
  draft d = {.e = {.source = l->source, .file = l->file, .main = KHB_NONE}};
  size_t first_name = l->b->n_names, first_office = l->b->n_offices;
  TRY(khb_load_mapping(l, keys, N_KEYS(keys), "an entity, {id: ..., type: ..., name: ...}", &d));
  TRY(check_entity(l, &d, start));
  d.e.line = khb_yaml_line(d.id_mark);
  return khb_load_report(l, khb_build_commit(l->b, &d.e, first_name, first_office), "entities");
}

/* ---- classes, attributes, patterns ---- */

static khb_status read_member(loader *l, void *target) {
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "a word or phrase", false, &s, &len));
  khb_b_member member = {.class_number = *(uint32_t *)target};
  khb_name_fault fault;
  TRY(khb_load_report(l, khb_build_words(l->b, s, len, &member.seq, &member.n_words, &fault), "words"));
  TRY(name_fault(l, l->y.event.start_mark, fault));
  if (!KHB_GROW(l->b->members, l->b->cap_members, l->b->n_members + 1)) return khb_fail_nomem(l->y.err);
  l->b->members[l->b->n_members++] = member;
  return KHB_OK;
}

static khb_status read_attribute_word(loader *l, void *target) {
  const char *s;
  size_t len;
  TRY(khb_load_text(l, "a word", false, &s, &len));
  uint32_t seq;
  uint8_t n;
  khb_name_fault fault;
  TRY(khb_load_report(l, khb_build_words(l->b, s, len, &seq, &n, &fault), "words"));
  TRY(name_fault(l, l->y.event.start_mark, fault));
  if (n != 1) {
    return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "put phrases under classes",
                         "\"%.60s\" is more than one word", s);
  }
  l->b->words[l->b->seq[seq]].attributes |= (uint16_t)(1u << *(uint32_t *)target);
  l->b->n_seq = seq;
  return KHB_OK;
}

typedef struct pattern {
  khb_f_pattern p;
  uint8_t type;
  bool has_type;
  yaml_mark_t match;
} pattern;

static khb_status pattern_name(loader *l, void *target) {
  return read_string(l, "a name", false, &((pattern *)target)->p.name);
}
static khb_status pattern_type(loader *l, void *target) {
  pattern *p = target;
  p->has_type = true;
  TRY(read_type(l, &p->type));
  return read_string(l, "a type", false, &p->p.type);
}
static khb_status pattern_score(loader *l, void *target) { return khb_load_score(l, &((pattern *)target)->p.score); }
static khb_status pattern_match(loader *l, void *target) {
  pattern *p = target;
  p->match = l->y.event.start_mark;
  return read_string(l, "a pattern", true, &p->p.expr);
}

static khb_status read_pattern(loader *l, void *target) {
  static const key keys[] = {
      {"name", pattern_name}, {"type", pattern_type}, {"score", pattern_score}, {"match", pattern_match}};
  (void)target;
  yaml_mark_t start = l->y.event.start_mark;
  pattern p = {.p = {.file = l->source, .score = 0.8f}};
  TRY(khb_load_mapping(l, keys, N_KEYS(keys), "a pattern, {name: ..., type: ..., score: ..., match: ...}", &p));
  const char *missing = !p.p.name ? "name" : !p.has_type ? "type" : !p.p.expr ? "match" : NULL;
  if (missing) return khb_yaml_fail(&l->y, start, KHB_ERR_FORMAT, "add it", "the pattern has no %s", missing);
  p.p.line = khb_yaml_line(p.match);
  TRY(khb_pattern_check(khb_build_text(l->b, p.p.expr), l->y.path, p.p.line, l->y.err));
  if (!KHB_GROW(l->b->patterns, l->b->cap_patterns, l->b->n_patterns + 1)) return khb_fail_nomem(l->y.err);
  l->b->patterns[l->b->n_patterns++] = p.p;
  return KHB_OK;
}

/* ---- files ---- */

khb_status khb_load_note(loader *l, void *target) {
  const char *s;
  size_t len;
  (void)target;
  return khb_load_text(l, "a text", true, &s, &len);
}
static khb_status file_source(loader *l, void *target) {
  if (is_event(l, YAML_SEQUENCE_START_EVENT)) return khb_load_list(l, "a list of texts", NULL, khb_load_note, target);
  return khb_load_note(l, target);
}
static khb_status file_entities(loader *l, void *target) {
  return khb_load_list(l, "a list of entities", NULL, read_entity, target);
}
static khb_status file_classes(loader *l, void *target) {
  (void)target;
  return read_labelled(l, "a class", "classes, {name: [word, ...]}", khb_build_class, read_member);
}
static khb_status file_attributes(loader *l, void *target) {
  (void)target;
  return read_labelled(l, "an attribute", "attributes, {name: [word, ...]}", khb_build_attribute, read_attribute_word);
}
static khb_status file_patterns(loader *l, void *target) {
  return khb_load_list(l, "a list of patterns", NULL, read_pattern, target);
}

static khb_status file_confusions(loader *l, void *target) {
  return khb_load_list(l, "a list of confusions", NULL, khb_load_confusion, target);
}
static khb_status file_variants(loader *l, void *target) {
  return khb_load_list(l, "a list of variants", NULL, khb_load_variant, target);
}

/* Notes of a draft are known by their name, or by what stands first in them: `khabar: 1`. */
static bool is_notes(const loader *l) {
  static const char first[] = "khabar:";
  if (khb_ends_with(l->y.path, KHB_NOTES_END)) return true;
  const char *s = (const char *)l->y.text, *end = s + l->y.size;
  while (s < end && (*s == '\n' || *s == '\r' || *s == '#')) {
    const char *line_end = memchr(s, '\n', (size_t)(end - s));
    s = line_end ? line_end + 1 : end;
  }
  return (size_t)(end - s) > sizeof first - 1 && memcmp(s, first, sizeof first - 1) == 0;
}

/* They are read as a whole by core/notes, which says what is wrong with the rest. */
static khb_status read_notes(loader *l) {
  for (bool seen = false;;) {
    TRY(khb_yaml_next(&l->y));
    if (is_event(l, YAML_MAPPING_END_EVENT)) return KHB_OK;
    bool entities = is_event(l, YAML_SCALAR_EVENT) && text_is(l, "entities");
    if (entities && seen) return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "keep one of them", "the key \"entities\" stands here twice");
    seen = seen || entities;
    TRY(entities ? KHB_OK : khb_yaml_skip(&l->y, NULL));
    TRY(khb_yaml_next(&l->y));
    TRY(entities ? file_entities(l, NULL) : khb_yaml_skip(&l->y, NULL));
  }
}

static khb_status read_file(loader *l) {
  static const key keys[] = {{"source", file_source},         {"licence", khb_load_note},
                             {"entities", file_entities},     {"classes", file_classes},
                             {"attributes", file_attributes}, {"patterns", file_patterns},
                             {"confusions", file_confusions}, {"variants", file_variants}};
  TRY(khb_yaml_next(&l->y)); /* the stream */
  TRY(khb_yaml_next(&l->y)); /* the document */
  if (is_event(l, YAML_STREAM_END_EVENT)) return KHB_OK;
  TRY(khb_yaml_next(&l->y));
  if (is_event(l, YAML_SEQUENCE_START_EVENT)) {
    TRY(file_entities(l, NULL));
  } else if (is_event(l, YAML_MAPPING_START_EVENT) && is_notes(l)) {
    TRY(read_notes(l));
  } else if (!is_event(l, YAML_SCALAR_EVENT) || !khb_yaml_is_null(&l->y)) {
    TRY(khb_load_mapping(l, keys, N_KEYS(keys), "a list of entities, or a mapping with the key entities", NULL));
  }
  TRY(khb_yaml_next(&l->y)); /* the end of the document */
  TRY(khb_yaml_next(&l->y));
  if (is_event(l, YAML_STREAM_END_EVENT)) return KHB_OK;
  return khb_yaml_fail(&l->y, l->y.event.start_mark, KHB_ERR_FORMAT, "put it into a file of its own",
                       "a second document begins here");
}

static khb_status load(khb_builder *b, const char *path, const char *text, size_t len, uint32_t file, khb_error *err) {
  loader l = {.b = b, .file = file};
  khb_status status = khb_build_string(b, path, strlen(path), &l.source);
  if (status == KHB_ERR_NOMEM) return khb_fail_nomem(err);
  if (status != KHB_OK) return khb_fail(err, status, "build several indexes", "too many texts");
  status = text ? khb_yaml_open_text(&l.y, path, text, len, err) : khb_yaml_open(&l.y, path, err);
  if (status == KHB_OK) status = read_file(&l);
  khb_yaml_close(&l.y);
  return status;
}

khb_status khb_build_load(khb_builder *b, const char *path, uint32_t file, khb_error *err) {
  return load(b, path, NULL, 0, file, err);
}

khb_status khb_build_load_text(khb_builder *b, const char *path, const char *text, size_t len, uint32_t file, khb_error *err) {
  return load(b, path, text, len, file, err);
}
