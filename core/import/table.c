/* table.c: see import.h. The tables stand in annotations/import as YAML; the assembler takes them into the program as they
 * are, so that the program alone can import. */
#include "import.h"

#include <stdlib.h>

#include "../base/yaml.h"

#define CARRY(symbol, file)                                                                                              \
  __asm__(".section .rodata\n.local " #symbol "\n" #symbol ":\n.incbin \"" file "\"\n.local " #symbol "_end\n" #symbol    \
          "_end:\n.byte 0\n.previous\n");                                                                                 \
  extern const char symbol[] __attribute__((visibility("hidden")));                                                       \
  extern const char symbol##_end[] __attribute__((visibility("hidden")))

CARRY(imp_carried_classes, "annotations/import/wikidata-classes.yaml");
CARRY(imp_carried_places, "annotations/import/geonames.yaml");

#define TRY(call)                          \
  do {                                     \
    khb_status status_ = (call);           \
    if (status_ != KHB_OK) return status_; \
  } while (0)

/* ---- YAML ---------------------------------------------------------------------------------------------------------------- */

/* The file at `path`, or where that is NULL the one that is carried. */
static khb_status open_table(khb_yaml *y, const char *path, const char *from, const char *to, khb_error *err) {
  return path ? khb_yaml_open(y, path, err) : khb_yaml_open_text(y, "annotations/import", from, (size_t)(to - from), err);
}

static bool is(const khb_yaml *y, yaml_event_type_t type) { return y->event.type == type; }

static khb_status begin(khb_yaml *y) {
  TRY(khb_yaml_next(y)); /* the stream */
  TRY(khb_yaml_next(y)); /* the document */
  if (!is(y, YAML_STREAM_END_EVENT)) TRY(khb_yaml_next(y));
  return is(y, YAML_MAPPING_START_EVENT) ? KHB_OK : khb_yaml_expected(y, "a mapping", NULL);
}

static khb_status scalar(khb_yaml *y, const char *what) {
  TRY(khb_yaml_next(y));
  return is(y, YAML_SCALAR_EVENT) ? KHB_OK : khb_yaml_expected(y, what, NULL);
}

static khb_status bad(khb_yaml *y, const char *remedy, const char *what) {
  return khb_yaml_fail(y, y->event.start_mark, KHB_ERR_FORMAT, remedy, "\"%.40s\" is no %s", khb_yaml_text(y), what);
}

static khb_status read_type(khb_yaml *y, bool offices, uint8_t *out) {
  int type = khb_type_parse(khb_yaml_text(y), khb_yaml_length(y));
  if (type >= 0 && type <= KHB_WEBSITE) *out = (uint8_t)type;
  else if (khb_yaml_is(y, "none")) *out = IMP_TYPE_NONE;
  else if (offices && khb_yaml_is(y, "office")) *out = IMP_TYPE_OFFICE;
  else
    return bad(y, offices ? "use PERS NORP OCC ORG GPE LOC FAC EVENT PRODUCT LAW LANGUAGE WEBSITE, none or office"
                          : "use PERS NORP OCC ORG GPE LOC FAC EVENT PRODUCT LAW LANGUAGE WEBSITE or none", "type");
  return KHB_OK;
}

static khb_status read_qid(khb_yaml *y, uint32_t *out) {
  const char *s = khb_yaml_text(y);
  char *end;
  unsigned long long v = s[0] == 'Q' && s[1] >= '1' && s[1] <= '9' ? strtoull(s + 1, &end, 10) : 0;
  if (v == 0 || *end || v > UINT32_MAX) return bad(y, "write it as Q5", "Wikidata id");
  *out = (uint32_t)v;
  return KHB_OK;
}

/* ---- classes ------------------------------------------------------------------------------------------------------------- */

static khb_status add_class(imp_classes *t, imp_class c, khb_error *err) {
  if (!KHB_GROW(t->class_of, t->cap, t->n + 1)) return khb_fail_nomem(err);
  c.rank = (uint32_t)t->n;
  t->class_of[t->n++] = c;
  return KHB_OK;
}

/* {Q5: human, …}: all of them are as `like` says. */
static khb_status read_members(khb_yaml *y, imp_classes *t, imp_class like) {
  TRY(khb_yaml_next(y));
  if (!is(y, YAML_MAPPING_START_EVENT)) return khb_yaml_expected(y, "{Q5: human}", NULL);
  for (;;) {
    TRY(khb_yaml_next(y));
    if (is(y, YAML_MAPPING_END_EVENT)) return KHB_OK;
    if (!is(y, YAML_SCALAR_EVENT)) return khb_yaml_expected(y, "a Wikidata id", NULL);
    TRY(read_qid(y, &like.qid));
    TRY(scalar(y, "the name of the class"));
    TRY(add_class(t, like, y->err));
  }
}

/* {type: T, subclasses: false, classes: {Q5: human, …}}; true where `subclasses` is left out. */
static khb_status read_group(khb_yaml *y, imp_classes *t) {
  if (!is(y, YAML_MAPPING_START_EVENT)) return khb_yaml_expected(y, "{type: …, classes: {Q5: human}}", NULL);
  static const char order[] = "first type, then subclasses if need be, then classes";
  yaml_mark_t start = y->event.start_mark;
  imp_class like = {0};
  bool has_type = false, has_classes = false;
  for (;;) {
    TRY(khb_yaml_next(y));
    if (is(y, YAML_MAPPING_END_EVENT)) break;
    if (!is(y, YAML_SCALAR_EVENT)) return khb_yaml_expected(y, "a key", NULL);
    if (khb_yaml_is(y, "type")) {
      TRY(scalar(y, "a type"));
      TRY(read_type(y, true, &like.type));
      has_type = true;
    } else if (khb_yaml_is(y, "subclasses") && !has_classes) {
      TRY(scalar(y, "true or false"));
      like.alone = khb_yaml_is(y, "false");
      if (!like.alone && !khb_yaml_is(y, "true")) return khb_yaml_expected(y, "true or false", NULL);
    } else if (khb_yaml_is(y, "classes") && has_type) {
      TRY(read_members(y, t, like));
      has_classes = true;
    } else {
      return bad(y, order, "key here");
    }
  }
  if (has_classes) return KHB_OK;
  return khb_yaml_fail(y, start, KHB_ERR_FORMAT, order, "the group is not complete");
}

static khb_status read_classes(khb_yaml *y, imp_classes *t) {
  TRY(begin(y));
  for (;;) {
    TRY(khb_yaml_next(y));
    if (is(y, YAML_MAPPING_END_EVENT)) return KHB_OK;
    if (!is(y, YAML_SCALAR_EVENT)) return khb_yaml_expected(y, "a key", NULL);
    if (khb_yaml_is(y, "source") || khb_yaml_is(y, "licence")) {
      TRY(khb_yaml_next(y));
      TRY(khb_yaml_skip(y, NULL));
      continue;
    }
    if (!khb_yaml_is(y, "classes")) return bad(y, "allowed: source, licence, classes", "key here");
    TRY(khb_yaml_next(y));
    if (!is(y, YAML_SEQUENCE_START_EVENT)) return khb_yaml_expected(y, "a list of groups", NULL);
    for (;;) {
      TRY(khb_yaml_next(y));
      if (is(y, YAML_SEQUENCE_END_EVENT)) break;
      TRY(read_group(y, t));
    }
  }
}

khb_status imp_classes_read(imp_classes *t, const char *path, khb_error *err) {
  khb_yaml y = {0};
  khb_status status = open_table(&y, path, imp_carried_classes, imp_carried_classes_end, err);
  if (status == KHB_OK) status = read_classes(&y, t);
  khb_yaml_close(&y);
  return status;
}

static int by_qid(const void *a, const void *b) {
  const imp_class *x = a, *y = b;
  if (x->qid != y->qid) return x->qid < y->qid ? -1 : 1;
  return x->rank < y->rank ? -1 : 1;
}

void imp_classes_seal(imp_classes *t) {
  if (t->n) qsort(t->class_of, t->n, sizeof *t->class_of, by_qid);
  size_t n = 0;
  t->hash = 0;
  for (size_t i = 0; i < t->n; i++) {
    if (n && t->class_of[n - 1].qid == t->class_of[i].qid) continue;
    const imp_class c = t->class_of[n++] = t->class_of[i];
    t->hash = khb_mum(t->hash ^ ((uint64_t)c.qid << 32 | c.rank), 0xd6e8feb86659fd93u + c.type + (c.alone ? 256u : 0u));
  }
  t->n = n;
}

void imp_classes_free(imp_classes *t) {
  free(t->class_of);
  *t = (imp_classes){0};
}

const imp_class *imp_classes_find(const imp_classes *t, uint32_t qid) {
  size_t low = 0, high = t->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (t->class_of[middle].qid == qid) return &t->class_of[middle];
    if (t->class_of[middle].qid < qid) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

/* ---- places -------------------------------------------------------------------------------------------------------------- */

static khb_status add_feature(khb_yaml *y, imp_places *t) {
  size_t n = khb_yaml_length(y);
  if (n == 0 || n >= IMP_MAX_CODE) return bad(y, "write P, or P.PPLC", "feature of GeoNames");
  if (!KHB_GROW(t->features, t->cap_features, t->n_features + 1)) return khb_fail_nomem(y->err);
  imp_feature *f = &t->features[t->n_features];
  memcpy(f->code, khb_yaml_text(y), n + 1);
  TRY(scalar(y, "a type"));
  TRY(read_type(y, false, &f->type));
  t->n_features++;
  uint8_t code[IMP_MAX_CODE + 8] = {0};
  memcpy(code, f->code, n);
  t->hash = khb_mum(t->hash ^ khb_hash(code, n), 0xd6e8feb86659fd93u + f->type);
  return KHB_OK;
}

static khb_status add_country(khb_yaml *y, imp_places *t) {
  if (khb_yaml_length(y) != 2) return bad(y, "write the two letters of ISO 3166-1", "country code");
  if (!KHB_GROW(t->countries, t->cap_countries, t->n_countries + 1)) return khb_fail_nomem(y->err);
  imp_country *c = &t->countries[t->n_countries];
  memcpy(c->code, khb_yaml_text(y), 3);
  TRY(scalar(y, "a Wikidata id"));
  TRY(read_qid(y, &c->qid));
  t->n_countries++;
  t->hash = khb_mum(t->hash ^ ((uint64_t)(uint8_t)c->code[0] << 8 | (uint8_t)c->code[1]), 0xa0761d6478bd642fu + c->qid);
  return KHB_OK;
}

static khb_status read_places(khb_yaml *y, imp_places *t) {
  TRY(begin(y));
  for (;;) {
    TRY(khb_yaml_next(y));
    if (is(y, YAML_MAPPING_END_EVENT)) return KHB_OK;
    if (!is(y, YAML_SCALAR_EVENT)) return khb_yaml_expected(y, "a key", NULL);
    bool features = khb_yaml_is(y, "features");
    if (khb_yaml_is(y, "source") || khb_yaml_is(y, "licence")) {
      TRY(khb_yaml_next(y));
      TRY(khb_yaml_skip(y, NULL));
      continue;
    }
    if (!features && !khb_yaml_is(y, "countries")) return bad(y, "allowed: source, licence, features, countries", "key here");
    TRY(khb_yaml_next(y));
    if (!is(y, YAML_MAPPING_START_EVENT)) return khb_yaml_expected(y, "a mapping", NULL);
    for (;;) {
      TRY(khb_yaml_next(y));
      if (is(y, YAML_MAPPING_END_EVENT)) break;
      if (!is(y, YAML_SCALAR_EVENT)) return khb_yaml_expected(y, "a code", NULL);
      TRY(features ? add_feature(y, t) : add_country(y, t));
    }
  }
}

khb_status imp_places_read(imp_places *t, const char *path, khb_error *err) {
  khb_yaml y = {0};
  khb_status status = open_table(&y, path, imp_carried_places, imp_carried_places_end, err);
  if (status == KHB_OK) status = read_places(&y, t);
  khb_yaml_close(&y);
  return status;
}

void imp_places_free(imp_places *t) {
  free(t->features);
  free(t->countries);
  *t = (imp_places){0};
}

static int type_of(const imp_places *t, const char *code) {
  for (size_t i = 0; i < t->n_features; i++)
    if (strcmp(t->features[i].code, code) == 0) return t->features[i].type;
  return -1;
}

int imp_places_type(const imp_places *t, const char *feature_class, const char *feature_code) {
  char both[IMP_MAX_CODE];
  int n = snprintf(both, sizeof both, "%s.%s", feature_class, feature_code);
  int type = n > 0 && (size_t)n < sizeof both ? type_of(t, both) : -1;
  return type >= 0 ? type : type_of(t, feature_class);
}

uint32_t imp_places_country(const imp_places *t, const char code[2]) {
  for (size_t i = 0; i < t->n_countries; i++)
    if (t->countries[i].code[0] == code[0] && t->countries[i].code[1] == code[1]) return t->countries[i].qid;
  return 0;
}
