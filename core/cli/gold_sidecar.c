/* gold_sidecar.c: gold as the sidecar of a draft: what khabar keeps beside a text that a person has gone through.
 *
 *   khabar: 1
 *   draft: 01-envoy.txt            the name of a file beside the sidecar
 *   spans:
 *   - type: NORP
 *     exact: العماني               the bytes of `at`; where the draft says something else the span is set aside
 *     at: [26, 40]
 *     status: accepted             the default; a span with another one is no gold and is set aside
 *
 * Other keys are skipped, whatever they hold. */
#include "../base/yaml.h"
#include "gold.h"

typedef struct sidecar_span {
  gold_span span;
  const char *exact; /* NULL: not said */
  size_t exact_len;
  const char *status;
  bool has_type, has_at;
  uint32_t line, column;
} sidecar_span;

typedef struct sidecar {
  const cli *c;
  gold_set *set;
  khb_yaml y;
  const char *draft;
  yaml_mark_t draft_mark;
  bool has_spans;
  sidecar_span *spans;
  size_t n, cap;
} sidecar;

/* ---- YAML -------------------------------------------------------------------------------------------------------- */

static khb_status want(sidecar *s, yaml_event_type_t type, const char *what) {
  if (s->y.event.type == type) return KHB_OK;
  return khb_yaml_expected(&s->y, what, "see the sidecar format in annotations/gold/README.md");
}

static khb_status wrong(sidecar *s, const char *what, const char *remedy) {
  return khb_yaml_fail(&s->y, s->y.event.start_mark, KHB_ERR_FORMAT, remedy, "%s", what);
}

static khb_status copy_text(sidecar *s, const char **out) {
  *out = khb_arena_copy(&s->set->arena, khb_yaml_text(&s->y), khb_yaml_length(&s->y));
  return *out ? KHB_OK : khb_fail_nomem(s->y.err);
}

static khb_status read_number(sidecar *s, uint32_t *out) {
  khb_status status = khb_yaml_next(&s->y);
  if (status == KHB_OK) status = want(s, YAML_SCALAR_EVENT, "a number");
  if (status != KHB_OK) return status;
  size_t n = khb_yaml_length(&s->y);
  if (n && gold_number(khb_yaml_text(&s->y), n, out) == n) return KHB_OK;
  return wrong(s, "a byte offset is wanted here", "write at: [start, end], bytes counted from 0");
}

static khb_status read_at(sidecar *s, sidecar_span *span) {
  khb_status status = want(s, YAML_SEQUENCE_START_EVENT, "at: [start, end]");
  if (status == KHB_OK) status = read_number(s, &span->span.start);
  if (status == KHB_OK) status = read_number(s, &span->span.end);
  if (status == KHB_OK) status = khb_yaml_next(&s->y);
  if (status == KHB_OK) status = want(s, YAML_SEQUENCE_END_EVENT, "at: [start, end]");
  span->has_at = status == KHB_OK;
  return status;
}

static khb_status read_type(sidecar *s, sidecar_span *span) {
  int type = gold_type(s->set, khb_yaml_text(&s->y), khb_yaml_length(&s->y));
  if (type < 0)
    return khb_yaml_fail(&s->y, s->y.event.start_mark, KHB_ERR_FORMAT,
                         "say which it is by --map=NAME=TYPE, or --map=NAME=O", "there is no type '%.40s'",
                         khb_yaml_text(&s->y));
  span->span.type = (uint8_t)type;
  span->has_type = true;
  return KHB_OK;
}

/* The value of a key of a span; the current event is the key. */
static khb_status read_field(sidecar *s, sidecar_span *span) {
  enum {
    OTHER,
    TYPE,
    EXACT,
    AT,
    STATUS
  } key = khb_yaml_is(&s->y, "type")     ? TYPE
          : khb_yaml_is(&s->y, "exact")  ? EXACT
          : khb_yaml_is(&s->y, "at")     ? AT
          : khb_yaml_is(&s->y, "status") ? STATUS
                                 : OTHER;
  khb_status status = khb_yaml_next(&s->y);
  if (status != KHB_OK) return status;
  if (key == OTHER) return khb_yaml_skip(&s->y, NULL);
  if (key == AT) return read_at(s, span);
  status = want(s, YAML_SCALAR_EVENT, "a text");
  if (status != KHB_OK) return status;
  if (key == TYPE) return read_type(s, span);
  if (key == STATUS) return copy_text(s, &span->status);
  span->exact_len = khb_yaml_length(&s->y);
  return copy_text(s, &span->exact);
}

static khb_status read_span(sidecar *s) {
  sidecar_span span = {.line = khb_yaml_line(s->y.event.start_mark), .column = 1};
  yaml_mark_t mark = s->y.event.start_mark;
  khb_status status = want(s, YAML_MAPPING_START_EVENT, "a span with type and at");
  while (status == KHB_OK && (status = khb_yaml_next(&s->y)) == KHB_OK && s->y.event.type != YAML_MAPPING_END_EVENT) {
    status = want(s, YAML_SCALAR_EVENT, "a key");
    if (status == KHB_OK) status = read_field(s, &span);
  }
  if (status != KHB_OK) return status;
  if (!span.has_type || !span.has_at)
    return khb_yaml_fail(&s->y, mark, KHB_ERR_FORMAT, "give each span type: and at:", "the span has no %s",
                         span.has_type ? "at" : "type");
  if (!KHB_GROW(s->spans, s->cap, s->n + 1)) return khb_fail_nomem(s->y.err);
  s->spans[s->n++] = span;
  return KHB_OK;
}

static khb_status read_spans(sidecar *s) {
  if (s->has_spans) return wrong(s, "spans: stands here a second time", "put all spans into one list");
  s->has_spans = true;
  if (s->y.event.type == YAML_SCALAR_EVENT && khb_yaml_is_null(&s->y)) return KHB_OK;
  khb_status status = want(s, YAML_SEQUENCE_START_EVENT, "a list of spans");
  while (status == KHB_OK && (status = khb_yaml_next(&s->y)) == KHB_OK && s->y.event.type != YAML_SEQUENCE_END_EVENT)
    status = read_span(s);
  return status;
}

static khb_status read_draft(sidecar *s) {
  khb_status status = want(s, YAML_SCALAR_EVENT, "the name of the draft");
  if (status != KHB_OK) return status;
  if (!khb_yaml_length(&s->y) || strpbrk(khb_yaml_text(&s->y), "/\n") || khb_yaml_is(&s->y, "..") || khb_yaml_is(&s->y, "."))
    return wrong(s, "the draft is named without its folder",
                 "put the sidecar beside its draft and write the file name alone");
  s->draft_mark = s->y.event.start_mark;
  return copy_text(s, &s->draft);
}

static khb_status read_version(sidecar *s) {
  khb_status status = want(s, YAML_SCALAR_EVENT, "the version of the format");
  if (status != KHB_OK || khb_yaml_is(&s->y, "1")) return status;
  return khb_yaml_fail(&s->y, s->y.event.start_mark, KHB_ERR_VERSION, "use a khabar that is as new as the sidecar",
                       "the sidecar has version '%.20s', wanted is 1", khb_yaml_text(&s->y));
}

/* A key of the sidecar and its value; the current event is the key. */
static khb_status read_key(sidecar *s, bool *has_version) {
  khb_status status = want(s, YAML_SCALAR_EVENT, "a key");
  if (status != KHB_OK) return status;
  bool version = khb_yaml_is(&s->y, "khabar"), draft = khb_yaml_is(&s->y, "draft"), spans = khb_yaml_is(&s->y, "spans");
  *has_version |= version;
  status = khb_yaml_next(&s->y);
  if (status != KHB_OK) return status;
  return version ? read_version(s) : draft ? read_draft(s) : spans ? read_spans(s) : khb_yaml_skip(&s->y, NULL);
}

static khb_status read_sidecar(sidecar *s) {
  bool has_version = false;
  khb_status status = KHB_OK;
  do status = khb_yaml_next(&s->y);
  while (status == KHB_OK &&
         (s->y.event.type == YAML_STREAM_START_EVENT || s->y.event.type == YAML_DOCUMENT_START_EVENT));
  if (status == KHB_OK) status = want(s, YAML_MAPPING_START_EVENT, "a sidecar: khabar: 1, draft: …, spans: …");
  yaml_mark_t top = s->y.event.start_mark;
  while (status == KHB_OK && (status = khb_yaml_next(&s->y)) == KHB_OK && s->y.event.type != YAML_MAPPING_END_EVENT)
    status = read_key(s, &has_version);
  if (status != KHB_OK) return status;
  if (!has_version || !s->draft || !s->has_spans)
    return khb_yaml_fail(&s->y, top, KHB_ERR_FORMAT,
                         "a sidecar has khabar: 1, draft: FILE and spans:", "the file has no %s:",
                         !has_version ? "khabar"
                         : !s->draft  ? "draft"
                                      : "spans");
  /* What follows the mapping would be lost: it must be the end. */
  status = khb_yaml_next(&s->y);
  if (status == KHB_OK && s->y.event.type == YAML_DOCUMENT_END_EVENT) status = khb_yaml_next(&s->y);
  return status == KHB_OK ? want(s, YAML_STREAM_END_EVENT, "the end of the file") : status;
}

/* ---- the draft --------------------------------------------------------------------------------------------------- */

static const char *draft_path(sidecar *s, const char *path) {
  const char *slash = strrchr(path, '/');
  size_t folder = slash ? (size_t)(slash - path) + 1 : 0, n = strlen(s->draft);
  char *out = khb_arena_alloc(&s->set->arena, folder + n + 1);
  if (!out) return NULL;
  memcpy(out, path, folder);
  memcpy(out + folder, s->draft, n + 1);
  return out;
}

/* Why a span cannot be counted in this draft, or NULL. */
static const char *misfit(const sidecar_span *p, const gold_doc *doc) {
  if (p->status && strcmp(p->status, "accepted") != 0) return "the span is not accepted";
  if (p->span.start >= p->span.end || p->span.end > doc->len) return "at is no range of the draft";
  if (p->exact &&
      (p->exact_len != p->span.end - p->span.start || memcmp(doc->text + p->span.start, p->exact, p->exact_len) != 0))
    return "the draft does not have the words of exact there";
  return NULL;
}

static int take_spans(sidecar *s, const char *path) {
  gold_doc doc = {.line = 1, .column = 1, .file = draft_path(s, path)};
  if (!doc.file) return cli_error_nomem(s->c);
  int status = gold_load(s->c, s->set, doc.file, &doc.text, &doc.len);
  if (status != CLI_FINE) return status;
  gold_span *spans = malloc((s->n + 1) * sizeof *spans);
  size_t n = 0;
  bool fine = spans != NULL;
  for (size_t i = 0; fine && i < s->n; i++) {
    const sidecar_span *p = &s->spans[i];
    if (p->span.type == GOLD_TYPE_COUNT) continue;
    const char *why = misfit(p, &doc);
    if (why)
      fine = gold_aside_add(s->set, path, p->line, p->column, "%s%s%.*s", why, p->exact ? ": " : "",
                            p->exact_len < 120 ? (int)p->exact_len : 120, p->exact ? p->exact : "");
    else spans[n++] = p->span;
  }
  if (fine) fine = gold_add(s->set, &doc, spans, n);
  free(spans);
  return fine ? CLI_FINE : cli_error_nomem(s->c);
}

int gold_sidecar(const cli *c, gold_set *set, const char *path) {
  khb_error err = {0};
  sidecar s = {.c = c, .set = set};
  khb_status status = khb_yaml_open(&s.y, path, &err);
  if (status == KHB_OK) status = read_sidecar(&s);
  khb_yaml_close(&s.y);
  int code = status == KHB_OK ? take_spans(&s, path) : cli_error_khb(c, &err);
  free(s.spans);
  return code;
}
