/* gold.c: what the readers of gold files share: the set, places and errors, lines, names of types. */
#include "gold.h"

const char *const gold_inputs[] = {"auto", "sidecar", "ann", "conll", "tsv", NULL};
const char *const gold_flat4[] = {"PERS", "LOC", "ORG", "MISC", NULL};

/* ---- types ------------------------------------------------------------------------------------------------------- */

static bool is(const char *s, size_t len, const char *word) { return len == strlen(word) && memcmp(s, word, len) == 0; }

int gold_type(const gold_set *set, const char *name, size_t len) {
  for (const char *const *map = set->maps; map && *map; map++) {
    const char *equals = strchr(*map, '=');
    if ((size_t)(equals - *map) != len || memcmp(*map, name, len) != 0) continue;
    if (is(equals + 1, strlen(equals + 1), "O")) return GOLD_TYPE_COUNT;
    name = equals + 1;
    len = strlen(name);
    break;
  }
  if (is(name, len, "MISC")) return set->flat4 ? GOLD_MISC : -1;
  if (len == 3 && memcmp(name, "PER", 3) == 0) return KHB_PERS;
  return khb_type_parse(name, len);
}

int gold_flat4_of(unsigned type) {
  const char *name = type == GOLD_MISC ? "MISC" : khb_type_flat4((khb_type)type);
  return name ? cli_choice(gold_flat4, name) : -1;
}

/* ---- errors and what is set aside -------------------------------------------------------------------------------- */

static uint32_t place(size_t n) { return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n; }

int gold_fail(const cli *c, const char *file, size_t line, size_t column, const char *remedy, const char *what, ...) {
  char text[256];
  va_list args;
  va_start(args, what);
  vsnprintf(text, sizeof text, what, args);
  va_end(args);
  khb_error err = {0};
  khb_fail_at(&err, KHB_ERR_FORMAT, cli_input_name(file), place(line), place(column), remedy, "%s", text);
  return cli_error_khb(c, &err);
}

int gold_fail_type(const cli *c, const gold_set *set, const char *file, size_t line, size_t column, const char *name,
                   size_t len) {
  if (!set->flat4 && is(name, len, "MISC"))
    return gold_fail(c, file, line, column, "use --scheme=flat4", "MISC is a type of the flat4 scheme alone");
  int n = (int)(len < 40 ? len : 40);
  char remedy[200];
  snprintf(remedy, sizeof remedy,
           "say which it is by --map=%.*s=TYPE, or --map=%.*s=O to leave it out; see khabar help eval", n, name, n,
           name);
  return gold_fail(c, file, line, column, remedy, "there is no type '%.*s'", n, name);
}

bool gold_aside_add(gold_set *set, const char *file, size_t line, size_t column, const char *what, ...) {
  char text[256];
  va_list args;
  va_start(args, what);
  vsnprintf(text, sizeof text, what, args);
  va_end(args);
  gold_aside item = {.file = khb_arena_copy(&set->arena, file, strlen(file)),
                     .line = place(line),
                     .column = place(column),
                     .what = khb_arena_copy(&set->arena, text, strlen(text))};
  if (!item.file || !item.what || !KHB_GROW(set->asides, set->asides_cap, set->n_asides + 1)) return false;
  set->asides[set->n_asides++] = item;
  return true;
}

/* ---- the set ----------------------------------------------------------------------------------------------------- */

bool gold_add(gold_set *set, const gold_doc *doc, const gold_span *spans, size_t n) {
  gold_span *copy = khb_arena_alloc(&set->arena, n * sizeof *copy);
  if (!copy || !KHB_GROW(set->docs, set->docs_cap, set->n_docs + 1)) return false;
  if (n) memcpy(copy, spans, n * sizeof *copy);
  gold_doc *d = &set->docs[set->n_docs++];
  *d = *doc;
  d->spans = copy;
  d->n_spans = n;
  d->source = set->n_sources;
  return true;
}

void gold_free(gold_set *set) {
  khb_arena_free(&set->arena);
  free(set->docs);
  free(set->asides);
  memset(set, 0, sizeof *set);
}

static bool ends_with(const char *s, const char *end) {
  size_t n = strlen(s), m = strlen(end);
  return n >= m && strcmp(s + n - m, end) == 0;
}

int gold_kind(const char *path) {
  if (ends_with(path, ".yaml") || ends_with(path, ".yml")) return GOLD_SIDECAR;
  if (ends_with(path, ".ann")) return GOLD_ANN;
  return ends_with(path, ".tsv") ? GOLD_TSV : GOLD_CONLL;
}

int gold_read(const cli *c, gold_set *set, int input, const char *path, const char *text) {
  int status;
  switch (input == GOLD_AUTO ? gold_kind(path) : input) {
    case GOLD_SIDECAR: status = gold_sidecar(c, set, path); break;
    case GOLD_ANN: status = gold_ann(c, set, path); break;
    case GOLD_TSV: status = gold_tsv(c, set, path, text); break;
    default: status = gold_conll(c, set, path);
  }
  set->n_sources++;
  return status;
}

/* ---- files and lines --------------------------------------------------------------------------------------------- */

int gold_load(const cli *c, gold_set *set, const char *path, const char **text, size_t *len) {
  char *data;
  size_t n;
  int status = cli_read(c, path, &data, &n);
  if (status != CLI_FINE) return status;
  const char *copy = khb_arena_copy(&set->arena, data, n);
  free(data);
  if (!copy) return cli_error_nomem(c);
  *text = copy;
  *len = n;
  return CLI_FINE;
}

char *gold_beside(gold_set *set, const char *path, const char *ext) {
  const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
  size_t n = dot && (!slash || dot > slash + 1) && dot != path ? (size_t)(dot - path) : strlen(path);
  char *out = khb_arena_alloc(&set->arena, n + strlen(ext) + 1);
  if (!out) return NULL;
  memcpy(out, path, n);
  memcpy(out + n, ext, strlen(ext) + 1);
  return out;
}

bool gold_next_line(const char *text, size_t len, size_t *at, gold_line *line) {
  if (*at == 0 && len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) *at = 3;
  if (*at >= len) return false;
  line->s = text + *at;
  const char *end = memchr(line->s, '\n', len - *at);
  line->len = end ? (size_t)(end - line->s) : len - *at;
  *at += line->len + 1;
  if (line->len && line->s[line->len - 1] == '\r') line->len--;
  line->number++;
  return true;
}

size_t gold_number(const char *s, size_t len, uint32_t *out) {
  uint64_t value = 0;
  size_t n = 0;
  for (; n < len && s[n] >= '0' && s[n] <= '9'; n++) {
    value = value * 10 + (uint64_t)(s[n] - '0');
    if (value > UINT32_MAX) return 0;
  }
  *out = (uint32_t)value;
  return n;
}
