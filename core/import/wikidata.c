/* wikidata.c: one entity of a Wikidata dump, as JSON on a line, to what the part file holds of it (import.h).
 *
 *   quick scan of the bytes  ──no──> not looked at (most lines)
 *        │ Arabic label or article
 *   jansson ──> class ──> names, descriptions, country, capital, prior ──> YAML, then `@OFFICE FROM TO` for each office
 */
#include <stdlib.h>

#include "claims.h"

/* ---- the quick scan ------------------------------------------------------------------------------------------------------ */

static const char *after_key(const char *p, const char *end) {
  while (p < end && (*p == ' ' || *p == '\t')) p++;
  if (p == end || *p != ':') return NULL;
  for (p++; p < end && (*p == ' ' || *p == '\t'); p++) {
  }
  return p < end && *p == '{' ? p : NULL;
}

/* The first place in [from, end) where `key` (with its quotes) is the key of an object. */
static const char *find_key(const char *from, const char *end, const char *key, size_t n) {
  while (from < end && (from = memmem(from, (size_t)(end - from), key, n)) != NULL) {
    if (after_key(from + n, end)) return from;
    from += n;
  }
  return NULL;
}

bool imp_wikidata_may_matter(const char *s, size_t n) {
  const char *end = s + n, *ar = find_key(s, end, "\"ar\"", 4);
  /* Robots have given Arabic descriptions to tens of millions of items that have no Arabic label. Where labels come first, as in
     the dumps, an `ar` behind the key `descriptions` is no label. */
  if (ar) {
    const char *descriptions = memmem(s, (size_t)(ar - s), "\"descriptions\"", 14);
    const char *labels = descriptions ? memmem(s, (size_t)(descriptions - s), "\"labels\"", 8) : NULL;
    if (!labels) return true;
  }
  return find_key(s, end, "\"arwiki\"", 8) != NULL;
}

/* ---- classes ------------------------------------------------------------------------------------------------------------- */

typedef struct kind {
  int type;
  bool office;
} kind; /* type -1: none of the table */

static void look_up(const imp_wikidata *w, const json_t *claims, const char *property, uint32_t *rank, kind *k) {
  const json_t *list = json_object_get(claims, property), *statement;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    if (imp_statement_rank(statement) == IMP_DEPRECATED) continue;
    const imp_class *c = imp_classes_find(w->classes, imp_snak_qid(json_object_get(statement, "mainsnak")));
    if (!c) continue;
    if (c->type == IMP_TYPE_OFFICE) k->office = true;
    else if (rank && c->rank < *rank) *rank = c->rank, k->type = c->type;
  }
}

static kind classify(const imp_wikidata *w, const json_t *claims) {
  kind k = {.type = -1};
  uint32_t rank = UINT32_MAX;
  look_up(w, claims, "P31", &rank, &k);
  look_up(w, claims, "P279", NULL, &k);
  return k;
}

/* ---- names --------------------------------------------------------------------------------------------------------------- */

typedef struct entity {
  imp_wikidata *w;
  const json_t *json, *claims;
  uint32_t qid;
  size_t ar, ar_len, en, en_len; /* cleaned, in w->text */
  struct {
    size_t at, len;
  } alias[256];
  size_t n_aliases;
} entity;

static void count_unfit(imp_wikidata *w, imp_fit fit) {
  if (fit == IMP_EMPTY) w->counts[IMP_N_EMPTY]++;
  if (fit == IMP_LATIN) w->counts[IMP_N_LATIN]++;
  if (fit == IMP_TOO_LONG) w->counts[IMP_N_TOO_LONG]++;
}

/* Cleans a name into w->text. *len is 0 when it does not fit. */
static khb_status take_name(imp_wikidata *w, const char *s, size_t n, bool arabic, size_t *at, size_t *len) {
  *at = w->text.n;
  *len = imp_clean(&w->text, s, n);
  imp_put(&w->text, "", 1);
  if (w->text.failed) return KHB_ERR_NOMEM;
  imp_fit fit;
  khb_status status = imp_name_fit(&w->scan, w->text.s + *at, *len, arabic, &fit);
  if (status == KHB_OK && fit != IMP_FITS) {
    if (arabic) count_unfit(w, fit);
    w->text.n = *at;
    *len = 0;
  }
  return status;
}

static khb_status take_json(imp_wikidata *w, const json_t *string, bool arabic, size_t *at, size_t *len) {
  *len = 0;
  if (!json_is_string(string)) return KHB_OK;
  return take_name(w, json_string_value(string), json_string_length(string), arabic, at, len);
}

static const json_t *term(const json_t *json, const char *what, const char *language) {
  return json_object_get(json_object_get(json_object_get(json, what), language), "value");
}

/* The length of an article's title without the words in brackets that keep it apart from others. */
static size_t plain_title(const char *s, size_t n) {
  if (n < 4 || s[n - 1] != ')') return n;
  size_t i = n - 1;
  while (i > 0 && s[i] != '(') i--;
  while (i > 0 && (s[i - 1] == ' ' || s[i - 1] == '_')) i--;
  return i ? i : n;
}

static khb_status add_alias(entity *e, const char *s, size_t n) {
  imp_wikidata *w = e->w;
  size_t at, len;
  if (e->n_aliases == sizeof e->alias / sizeof *e->alias) return KHB_OK;
  khb_status status = take_name(w, s, n, true, &at, &len);
  if (status != KHB_OK || len == 0) return status;
  bool known = len == e->ar_len && memcmp(w->text.s + at, w->text.s + e->ar, len) == 0;
  for (size_t i = 0; i < e->n_aliases && !known; i++)
    known = len == e->alias[i].len && memcmp(w->text.s + at, w->text.s + e->alias[i].at, len) == 0;
  if (known) return KHB_OK;
  e->alias[e->n_aliases].at = at;
  e->alias[e->n_aliases++].len = len;
  return KHB_OK;
}

/* The Arabic name is the label, else the title of the article; a title that differs is an alias, unless what sets it apart stands
   behind a comma (باريس، تكساس). */
static khb_status take_names(entity *e) {
  imp_wikidata *w = e->w;
  khb_status status = take_json(w, term(e->json, "labels", "ar"), true, &e->ar, &e->ar_len);
  const json_t *title = json_object_get(json_object_get(json_object_get(e->json, "sitelinks"), "arwiki"), "title");
  const char *s = json_string_value(title);
  size_t n = s ? plain_title(s, json_string_length(title)) : 0;
  if (status == KHB_OK && n && e->ar_len == 0) status = take_name(w, s, n, true, &e->ar, &e->ar_len);
  else if (status == KHB_OK && n && !memmem(s, n, "\xD8\x8C", 2)) status = add_alias(e, s, n);
  const json_t *aliases = json_object_get(json_object_get(e->json, "aliases"), "ar"), *alias;
  for (size_t i = 0; status == KHB_OK && e->ar_len && (alias = json_array_get(aliases, i)) != NULL; i++) {
    const json_t *value = json_object_get(alias, "value");
    if (json_is_string(value)) status = add_alias(e, json_string_value(value), json_string_length(value));
  }
  if (status == KHB_OK) status = take_json(w, term(e->json, "labels", "en"), false, &e->en, &e->en_len);
  if (status == KHB_OK && e->en_len == 0)
    status = take_json(w, term(e->json, "labels", "mul"), false, &e->en, &e->en_len);
  return status;
}

/* ---- offices ------------------------------------------------------------------------------------------------------------- */

/* An end that is there but unknown is no open end: such an office is left out rather than said to be held today. */
static bool take_span(imp_wikidata *w, const json_t *statement, char from[IMP_DATE], char to[IMP_DATE]) {
  imp_snak_date(imp_qualifier(statement, "P580"), from);
  imp_when end = imp_snak_date(imp_qualifier(statement, "P582"), to);
  if (end != IMP_SOME_DAY && imp_dates_ordered(from, to)) return true;
  w->counts[IMP_N_UNDATED]++;
  return false;
}

static void put_offices(const entity *e, imp_buf *out) {
  const json_t *list = json_object_get(e->claims, "P39"), *statement;
  char from[IMP_DATE], to[IMP_DATE], death[IMP_DATE];
  bool dead = imp_first_date(e->claims, "P570", death);
  death[4] = 0;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    uint32_t office =
        imp_statement_rank(statement) == IMP_DEPRECATED ? 0 : imp_snak_qid(json_object_get(statement, "mainsnak"));
    if (!office || !take_span(e->w, statement, from, to)) continue;
    /* Nobody holds an office beyond death; the year is all that can be said. */
    if (dead && !*to && imp_dates_ordered(from, death)) memcpy(to, death, 5);
    imp_printf(out, "@Q%u %s %s\n", office, *from ? from : "-", *to ? to : "-");
  }
}

/* What an office is called, whose it is, and who held it. */
static khb_status take_office(entity *e) {
  imp_wikidata *w = e->w;
  const json_t *list = json_object_get(e->claims, "P1308"), *statement;
  if (e->ar_len == 0) return KHB_OK;
  uint32_t of = imp_best_qid(e->claims, "P1001");
  if (!of) of = imp_best_qid(e->claims, "P17");
  if (!imp_offices_title(&w->offices, e->qid, of, w->text.s + e->ar, e->ar_len)) return KHB_ERR_NOMEM;
  w->counts[IMP_N_TITLES]++;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    imp_holder h = {.office = e->qid, .person = imp_snak_qid(json_object_get(statement, "mainsnak"))};
    if (!h.person || imp_statement_rank(statement) == IMP_DEPRECATED || !take_span(w, statement, h.from, h.to))
      continue;
    if (!imp_offices_holder(&w->offices, &h)) return KHB_ERR_NOMEM;
    w->counts[IMP_N_HOLDERS]++;
  }
  return KHB_OK;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------- */

static void put_description(entity *e, imp_buf *out) {
  static const char *const languages[] = {"ar", "en"};
  imp_wikidata *w = e->w;
  bool any = false;
  for (int i = 0; i < 2; i++) {
    const json_t *value = term(e->json, "descriptions", languages[i]);
    size_t at = w->text.n,
           len = json_is_string(value) ? imp_clean(&w->text, json_string_value(value), json_string_length(value)) : 0;
    if (len && len <= 2000) {
      imp_printf(out, "%s%s: ", any ? ", " : "  description: {", languages[i]);
      imp_put_quoted(out, w->text.s + at, len);
      any = true;
    }
    w->text.n = at;
  }
  if (any) imp_puts(out, "}\n");
}

static void put_entity(entity *e, int type, uint64_t sitelinks, imp_buf *out) {
  const char *text = e->w->text.s;
  imp_printf(out, "- id: Q%u\n  type: %s\n  name: {ar: ", e->qid, khb_type_name((khb_type)type));
  imp_put_quoted(out, text + e->ar, e->ar_len);
  if (e->en_len) {
    imp_puts(out, ", en: ");
    imp_put_quoted(out, text + e->en, e->en_len);
  }
  imp_puts(out, "}\n");
  for (size_t i = 0; i < e->n_aliases; i++) {
    imp_puts(out, i ? ", " : "  aliases: [");
    imp_put_quoted(out, text + e->alias[i].at, e->alias[i].len);
  }
  if (e->n_aliases) imp_puts(out, "]\n");
  put_description(e, out);
  uint32_t country = imp_best_qid(e->claims, type == KHB_PERS ? "P27" : "P17"),
           capital = imp_best_qid(e->claims, "P36");
  if (country && country != e->qid) imp_printf(out, "  country: Q%u\n", country);
  if (capital && capital != e->qid && type == KHB_GPE) imp_printf(out, "  capital: Q%u\n", capital);
  imp_printf(out, "  prior: %u\n", imp_prior(sitelinks, imp_best_quantity(e->claims, "P1082")));
  put_offices(e, out);
  e->w->counts[IMP_N_KEPT]++;
  e->w->counts[IMP_N_NAMES] += 1 + e->n_aliases + (e->en_len > 0);
}

static khb_status read_entity(imp_wikidata *w, const json_t *json, imp_buf *out) {
  entity e = {.w = w, .json = json, .claims = json_object_get(json, "claims")};
  const char *kind_of = json_string_value(json_object_get(json, "type"));
  e.qid = imp_qid(json_string_value(json_object_get(json, "id")));
  if (!e.qid || (kind_of && strcmp(kind_of, "item") != 0)) {
    w->counts[IMP_N_OTHER]++;
    return KHB_OK;
  }
  const json_t *sitelinks = json_object_get(json, "sitelinks");
  if (!term(json, "labels", "ar") && !json_object_get(sitelinks, "arwiki")) {
    w->counts[IMP_N_NO_ARABIC]++;
    return KHB_OK;
  }
  kind k = classify(w, e.claims);
  bool keep = k.type >= 0 && k.type != IMP_TYPE_NONE, few = json_object_size(sitelinks) < w->min_sitelinks;
  if (!keep && !k.office) {
    w->counts[IMP_N_NO_CLASS]++;
    return KHB_OK;
  }
  khb_status status = take_names(&e);
  if (status == KHB_OK && k.office && k.type != IMP_TYPE_NONE) status = take_office(&e);
  if (status != KHB_OK || !keep) return status;
  if (few) w->counts[IMP_N_FEW_LINKS]++;
  else if (!e.ar_len) w->counts[IMP_N_NO_NAME]++;
  else put_entity(&e, k.type, json_object_size(sitelinks), out);
  return KHB_OK;
}

khb_status imp_wikidata_entity(imp_wikidata *w, const char *s, size_t n, imp_buf *out, khb_error *err) {
  json_error_t why;
  json_t *json = json_loadb(s, n, 0, &why);
  if (!json) {
    if (json_error_code(&why) == json_error_out_of_memory) return khb_fail_nomem(err);
    khb_fail(err, KHB_ERR_FORMAT, NULL, "%s", why.text);
    if (err) err->column = (uint32_t)(why.position > 0 ? why.position : 1);
    return KHB_ERR_FORMAT;
  }
  khb_status status = KHB_OK;
  if (!json_is_object(json)) {
    status = khb_fail(err, KHB_ERR_FORMAT, NULL, "an entity is an object");
    if (err) err->column = 1;
  } else {
    size_t before = out->n;
    status = read_entity(w, json, out);
    if (out->failed || w->text.failed) status = KHB_ERR_NOMEM;
    if (status != KHB_OK) out->n = before, khb_fail_nomem(err);
  }
  w->text.n = 0;
  json_decref(json);
  return status;
}

void imp_wikidata_free(imp_wikidata *w) {
  imp_offices_free(&w->offices);
  khb_scan_free(&w->scan);
  free(w->text.s);
  *w = (imp_wikidata){0};
}
