/* wikidata.c: one entity of a Wikidata dump, as JSON on a line, to what the part file holds of it (import.h).
 *
 *   quick scan of the bytes  ──no──> P279, if it is there at all: pairs of classes (most lines end here)
 *        │ Arabic label or article
 *   jansson ──> class ──> names, descriptions, country, capital, prior ──> YAML, title, offices
 *                 └─────> P279: pairs of classes
 */
#include <inttypes.h>
#include <stdlib.h>

#include "claims.h"

/* ---- the quick scan ------------------------------------------------------------------------------------------------------ */

static const char *skip_blank(const char *p, const char *end) {
  while (p < end && (*p == ' ' || *p == '\t')) p++;
  return p;
}

/* Where the value of a key begins that ended at p, if it begins with `open`; else NULL. */
static const char *after_key(const char *p, const char *end, char open) {
  p = skip_blank(p, end);
  if (p == end || *p != ':') return NULL;
  p = skip_blank(p + 1, end);
  return p < end && *p == open ? p : NULL;
}

/* The first place in [from, end) where `key` (with its quotes) is the key of a value that begins with `open`. No text holds such a
   place: quotes are escaped there. */
static const char *find_key(const char *from, const char *end, const char *key, size_t n, char open) {
  while (from < end && (from = memmem(from, (size_t)(end - from), key, n)) != NULL) {
    if (after_key(from + n, end, open)) return from;
    from += n;
  }
  return NULL;
}

bool imp_wikidata_may_matter(const char *s, size_t n) {
  const char *end = s + n, *ar = find_key(s, end, "\"ar\"", 4, '{');
  /* Robots have given Arabic descriptions to tens of millions of items that have no Arabic label. Where labels come first, as in
     the dumps, an `ar` behind the key `descriptions` is no label. */
  if (ar) {
    const char *descriptions = memmem(s, (size_t)(ar - s), "\"descriptions\"", 14);
    const char *labels = descriptions ? memmem(s, (size_t)(descriptions - s), "\"labels\"", 8) : NULL;
    if (!labels) return true;
  }
  return find_key(s, end, "\"arwiki\"", 8, '{') != NULL;
}

/* ---- classes ------------------------------------------------------------------------------------------------------------- */

typedef struct entity {
  imp_wikidata *w;
  const json_t *json, *claims;
  imp_record record;
  uint32_t rank;                 /* of the class that gave record.type */
  size_t ar, ar_len, en, en_len; /* cleaned, in w->text */
  struct {
    size_t at, len;
  } alias[256];
  size_t n_aliases;
} entity;

/* The item that a statement names, 0 where it is deprecated. */
static uint32_t item_of(const json_t *statement) {
  return imp_statement_rank(statement) == IMP_DEPRECATED ? 0 : imp_snak_qid(json_object_get(statement, "mainsnak"));
}

/* By the classes of the table alone: whether an office, and, of P31, which type. */
static void look_up(entity *e, const char *property, bool types) {
  const json_t *list = json_object_get(e->claims, property), *statement;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    const imp_class *c = imp_classes_find(e->w->classes, item_of(statement));
    if (!c) continue;
    if (c->type == IMP_TYPE_OFFICE) e->record.flags |= IMP_IS_OFFICE;
    else if (types && c->rank < e->rank) e->rank = c->rank, e->record.type = c->type;
  }
}

static void put_classes(const entity *e, const char *property, imp_buf *out) {
  const json_t *list = json_object_get(e->claims, property), *statement;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    uint32_t qid = item_of(statement);
    if (qid) imp_printf(out, " %" PRIu32, qid);
  }
}

/* false: out for good. Where no class of the table is named the type is open, if any class is. */
static bool classify(entity *e) {
  imp_record *r = &e->record;
  r->type = IMP_TYPE_OPEN;
  e->rank = UINT32_MAX;
  look_up(e, "P31", true);
  look_up(e, "P279", false);
  if (r->type == IMP_TYPE_NONE) return false;
  if (r->type != IMP_TYPE_OPEN) return true;
  if (r->flags & IMP_IS_OFFICE) r->type = IMP_TYPE_NONE;
  return r->type == IMP_TYPE_NONE || json_array_size(json_object_get(e->claims, "P31")) ||
         json_array_size(json_object_get(e->claims, "P279"));
}

/* ---- subclasses ---------------------------------------------------------------------------------------------------------- */

static void put_edges(uint32_t qid, const json_t *list, imp_buf *edges) {
  const json_t *statement;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    imp_edge edge = {.parent = item_of(statement), .child = qid};
    if (edge.parent) imp_put(edges, (const char *)&edge, sizeof edge);
  }
}

static khb_status damaged_json(const json_error_t *why, size_t offset, khb_error *err) {
  if (json_error_code(why) == json_error_out_of_memory) return khb_fail_nomem(err);
  khb_fail(err, KHB_ERR_FORMAT, NULL, "%s", why->text);
  if (err) err->column = (uint32_t)(offset + (why->position > 0 ? (size_t)why->position : 1));
  return KHB_ERR_FORMAT;
}

/* The "Q42" of an entity: among the short texts that it begins with. 0: not there. */
static uint32_t quick_qid(const char *s, const char *end) {
  const char *p = skip_blank(s + 1, end);
  while (p < end && *p == '"') {
    const char *key = p + 1, *stop = memchr(key, '"', (size_t)(end - key));
    const char *value = stop ? after_key(stop + 1, end, '"') : NULL;
    const char *value_end = value ? memchr(value + 1, '"', (size_t)(end - value - 1)) : NULL;
    if (!value_end) return 0;
    if (stop - key == 2 && memcmp(key, "id", 2) == 0) {
      char id[16] = "";
      size_t n = (size_t)(value_end - value - 1);
      if (n < sizeof id) memcpy(id, value + 1, n);
      return imp_qid(id);
    }
    p = skip_blank(value_end + 1, end);
    if (p < end && *p == ',') p = skip_blank(p + 1, end);
  }
  return 0;
}

khb_status imp_wikidata_edges(imp_wikidata *w, const char *s, size_t n, imp_buf *edges, khb_error *err) {
  const char *end = s + n, *key = find_key(s, end, "\"P279\"", 6, '[');
  if (!key) return KHB_OK;
  uint32_t qid = quick_qid(s, end);
  if (!qid) return KHB_OK; /* a property, or no item at all */
  const char *list = after_key(key + 6, end, '[');
  json_error_t why;
  json_t *json = json_loadb(list, (size_t)(end - list), JSON_DISABLE_EOF_CHECK, &why);
  if (!json) return damaged_json(&why, (size_t)(list - s), err);
  size_t before = edges->n;
  put_edges(qid, json, edges);
  json_decref(json);
  if (edges->failed) return khb_fail_nomem(err);
  w->counts[IMP_N_CLASSES] += (edges->n - before) / sizeof(imp_edge);
  return KHB_OK;
}

/* ---- names --------------------------------------------------------------------------------------------------------------- */

static void count_unfit(imp_record *r, imp_fit fit) {
  if (fit == IMP_EMPTY) r->unfit[IMP_UNFIT_EMPTY]++;
  if (fit == IMP_LATIN) r->unfit[IMP_UNFIT_LATIN]++;
  if (fit == IMP_TOO_LONG) r->unfit[IMP_UNFIT_LONG]++;
}

/* Cleans a name into w->text. *len is 0 when it does not fit. */
static khb_status take_name(entity *e, const char *s, size_t n, bool arabic, size_t *at, size_t *len) {
  imp_wikidata *w = e->w;
  *at = w->text.n;
  *len = imp_clean(&w->text, s, n);
  imp_put(&w->text, "", 1);
  if (w->text.failed) return KHB_ERR_NOMEM;
  imp_fit fit;
  khb_status status = imp_name_fit(&w->scan, w->text.s + *at, *len, arabic, &fit);
  if (status == KHB_OK && fit != IMP_FITS) {
    if (arabic) count_unfit(&e->record, fit);
    w->text.n = *at;
    *len = 0;
  }
  return status;
}

static khb_status take_json(entity *e, const json_t *string, bool arabic, size_t *at, size_t *len) {
  *len = 0;
  if (!json_is_string(string)) return KHB_OK;
  return take_name(e, json_string_value(string), json_string_length(string), arabic, at, len);
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
  khb_status status = take_name(e, s, n, true, &at, &len);
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
  khb_status status = take_json(e, term(e->json, "labels", "ar"), true, &e->ar, &e->ar_len);
  const json_t *title = json_object_get(json_object_get(json_object_get(e->json, "sitelinks"), "arwiki"), "title");
  const char *s = json_string_value(title);
  size_t n = s ? plain_title(s, json_string_length(title)) : 0;
  if (status == KHB_OK && n && e->ar_len == 0) status = take_name(e, s, n, true, &e->ar, &e->ar_len);
  else if (status == KHB_OK && n && !memmem(s, n, "\xD8\x8C", 2)) status = add_alias(e, s, n);
  const json_t *aliases = json_object_get(json_object_get(e->json, "aliases"), "ar"), *alias;
  for (size_t i = 0; status == KHB_OK && e->ar_len && (alias = json_array_get(aliases, i)) != NULL; i++) {
    const json_t *value = json_object_get(alias, "value");
    if (json_is_string(value)) status = add_alias(e, json_string_value(value), json_string_length(value));
  }
  if (status == KHB_OK) status = take_json(e, term(e->json, "labels", "en"), false, &e->en, &e->en_len);
  if (status == KHB_OK && e->en_len == 0)
    status = take_json(e, term(e->json, "labels", "mul"), false, &e->en, &e->en_len);
  return status;
}

/* ---- offices ------------------------------------------------------------------------------------------------------------- */

/* An end that is there but unknown is no open end: such an office is left out rather than said to be held today. */
static bool take_span(entity *e, const json_t *statement, char from[IMP_DATE], char to[IMP_DATE]) {
  imp_snak_date(imp_qualifier(statement, "P580"), from);
  imp_when end = imp_snak_date(imp_qualifier(statement, "P582"), to);
  if (end != IMP_SOME_DAY && imp_dates_ordered(from, to)) return true;
  e->record.unfit[IMP_UNFIT_DATES]++;
  return false;
}

static void put_span(imp_buf *out, char kind, uint32_t qid, const char *from, const char *to) {
  imp_printf(out, "%c%" PRIu32 " %s %s\n", kind, qid, *from ? from : "-", *to ? to : "-");
}

static void put_offices(entity *e, imp_buf *out) {
  const json_t *list = json_object_get(e->claims, "P39"), *statement;
  char from[IMP_DATE], to[IMP_DATE], death[IMP_DATE];
  bool dead = imp_first_date(e->claims, "P570", death);
  death[4] = 0;
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    uint32_t office = item_of(statement);
    if (!office || !take_span(e, statement, from, to)) continue;
    /* Nobody holds an office beyond death; the year is all that can be said. */
    if (dead && !*to && imp_dates_ordered(from, death)) memcpy(to, death, 5);
    put_span(out, '@', office, from, to);
  }
}

/* What an office is called, whose it is, and who held it. */
static void put_office(entity *e, imp_buf *out) {
  const json_t *list = json_object_get(e->claims, "P1308"), *statement;
  char from[IMP_DATE], to[IMP_DATE];
  if (e->ar_len == 0) return;
  uint32_t of = imp_best_qid(e->claims, "P1001");
  if (!of) of = imp_best_qid(e->claims, "P17");
  imp_printf(out, "^%" PRIu32 " ", of);
  imp_put(out, e->w->text.s + e->ar, e->ar_len);
  imp_put(out, "\n", 1);
  for (size_t i = 0; (statement = json_array_get(list, i)) != NULL; i++) {
    uint32_t person = item_of(statement);
    if (person && take_span(e, statement, from, to)) put_span(out, '<', person, from, to);
  }
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

/* A line of YAML for those of a type, or with '!' for all others; conditional where the type is not known yet. */
static void put_if(const entity *e, char when, khb_type type, const char *key, uint32_t qid, imp_buf *out) {
  bool open = e->record.type == IMP_TYPE_OPEN;
  if (!qid || qid == e->record.qid || (!open && (e->record.type == type) != (when == '?'))) return;
  if (open) imp_printf(out, "%c%s ", when, khb_type_name(type));
  imp_printf(out, "  %s: Q%" PRIu32 "\n", key, qid);
}

static void put_entity(entity *e, uint64_t sitelinks, imp_buf *out) {
  const char *text = e->w->text.s;
  imp_puts(out, "  name: {ar: ");
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
  put_if(e, '?', KHB_PERS, "country", imp_best_qid(e->claims, "P27"), out);
  put_if(e, '!', KHB_PERS, "country", imp_best_qid(e->claims, "P17"), out);
  put_if(e, '?', KHB_GPE, "capital", imp_best_qid(e->claims, "P36"), out);
  imp_printf(out, "  prior: %u\n", imp_prior(sitelinks, imp_best_quantity(e->claims, "P1082")));
  put_offices(e, out);
}

/* Whether an entity of a type becomes one of the output. What is not known yet is said in the record, the rest counted here. */
static bool is_kept(entity *e, uint64_t sitelinks) {
  imp_record *r = &e->record;
  bool small = sitelinks < e->w->min_sitelinks, nameless = !e->ar_len;
  if (r->type == IMP_TYPE_NONE) return false;
  if (!small && !nameless) return true;
  if (r->type == IMP_TYPE_OPEN) {
    r->flags |= small ? IMP_IS_SMALL : IMP_IS_NAMELESS;
  } else {
    e->w->counts[small ? IMP_N_FEW_LINKS : IMP_N_NO_NAME]++;
    r->type = IMP_TYPE_NONE;
  }
  return false;
}

static khb_status put_record(entity *e, uint64_t sitelinks, imp_buf *out) {
  imp_record *r = &e->record;
  size_t head = out->n;
  bool kept = is_kept(e, sitelinks), open = r->type == IMP_TYPE_OPEN;
  if (!kept && !open && !(r->flags & IMP_IS_OFFICE)) {
    imp_count_unfit(r, e->w->counts);
    return KHB_OK;
  }
  if (kept) put_entity(e, sitelinks, out);
  if (open || r->flags & IMP_IS_OFFICE) put_office(e, out);
  r->names = (uint32_t)(1 + e->n_aliases + (e->en_len > 0));
  if (kept && !open) e->w->counts[IMP_N_KEPT]++;
  /* The first line is known last, when all that was left out is counted. */
  imp_buf first = {0};
  imp_record_put(&first, r);
  if (open) {
    put_classes(e, "P31", &first);
    imp_puts(&first, " /");
    put_classes(e, "P279", &first);
  }
  imp_puts(&first, "\n");
  imp_put(out, first.s, first.n);
  if (first.failed) out->failed = true;
  if (!out->failed) {
    memmove(out->s + head + first.n, out->s + head, out->n - first.n - head);
    memcpy(out->s + head, first.s, first.n);
  }
  free(first.s);
  return out->failed ? KHB_ERR_NOMEM : KHB_OK;
}

static khb_status read_entity(imp_wikidata *w, const json_t *json, imp_buf *out, imp_buf *edges) {
  entity e = {.w = w, .json = json, .claims = json_object_get(json, "claims")};
  const char *kind_of = json_string_value(json_object_get(json, "type"));
  e.record.qid = imp_qid(json_string_value(json_object_get(json, "id")));
  if (!e.record.qid || (kind_of && strcmp(kind_of, "item") != 0)) {
    w->counts[IMP_N_OTHER]++;
    return KHB_OK;
  }
  size_t before = edges->n;
  put_edges(e.record.qid, json_object_get(e.claims, "P279"), edges);
  w->counts[IMP_N_CLASSES] += (edges->n - before) / sizeof(imp_edge);
  const json_t *sitelinks = json_object_get(json, "sitelinks");
  if (!term(json, "labels", "ar") && !json_object_get(sitelinks, "arwiki")) {
    w->counts[IMP_N_NO_ARABIC]++;
    return KHB_OK;
  }
  if (!classify(&e)) {
    w->counts[IMP_N_NO_CLASS]++;
    return KHB_OK;
  }
  khb_status status = take_names(&e);
  return status == KHB_OK ? put_record(&e, json_object_size(sitelinks), out) : status;
}

khb_status imp_wikidata_entity(imp_wikidata *w, const char *s, size_t n, imp_buf *out, imp_buf *edges, khb_error *err) {
  json_error_t why;
  json_t *json = json_loadb(s, n, 0, &why);
  if (!json) return damaged_json(&why, 0, err);
  khb_status status = KHB_OK;
  if (!json_is_object(json)) {
    status = khb_fail(err, KHB_ERR_FORMAT, NULL, "an entity is an object");
    if (err) err->column = 1;
  } else {
    size_t before = out->n, edges_before = edges->n;
    status = read_entity(w, json, out, edges);
    if (out->failed || edges->failed || w->text.failed) status = KHB_ERR_NOMEM;
    if (status != KHB_OK) out->n = before, edges->n = edges_before, khb_fail_nomem(err);
  }
  w->text.n = 0;
  json_decref(json);
  return status;
}

void imp_wikidata_free(imp_wikidata *w) {
  khb_scan_free(&w->scan);
  free(w->text.s);
  *w = (imp_wikidata){0};
}
