/* add.c: one entity more at the end of a file of names. The file is never written anew: libyaml says where its list of entities
 * ends, and the new item goes in there as text, so that comments, order and line ends stay.
 *
 *   entities:                       a block: after the line of the list's last value, as far in as the others
 *   - id: desk:a
 *     name: {ar: …}   # known well
 *   ▲ here
 *   entities: [{id: desk:a, …} ▲]   a flow: before the bracket
 *   licence: …                      no such key, or an empty file: at the end
 */
#undef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L

#include "project.h"

#include "../base/yaml.h"
#include "../lexicon/lexicon.h"
#include "../notes/notes.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_NAMES_FILE ((size_t)64 << 20)

static const char new_file[] =
    "# \xd8\xa3\xd8\xb3\xd9\x85\xd8\xa7\xd8\xa1 \xd9\x87\xd8\xb0\xd8\xa7 \xd8\xa7\xd9\x84\xd9\x85\xd8\xb4\xd8\xb1\xd9\x88\xd8\xb9"
    " \xc2\xb7 names of this project, laid over those that khabar ships\n"
    "entities:\n";

/* ---- where the item goes ------------------------------------------------------------------------------------------------ */

typedef enum place_kind { PLACE_BLOCK, PLACE_FLOW, PLACE_NEW_KEY, PLACE_NEW_LIST } place_kind;

typedef struct place {
  place_kind kind;
  size_t at;      /* byte of the file */
  size_t indent;  /* PLACE_BLOCK: of the dash */
  bool comma;     /* PLACE_FLOW: a value stands before, without a comma after it */
  bool taken;     /* the id stands in the file */
  uint32_t line;  /* where */
} place;

#define TRY(call)                          \
  do {                                     \
    khb_status status_ = (call);           \
    if (status_ != KHB_OK) return status_; \
  } while (0)

/* One item of the list, looking for its id. */
static khb_status read_item(khb_yaml *y, const char *id, place *p, size_t *end) {
  if (y->event.type != YAML_MAPPING_START_EVENT) return khb_yaml_skip(y, end);
  *end = khb_yaml_byte(y, y->event.end_mark);
  for (;;) {
    TRY(khb_yaml_next(y));
    if (y->event.type == YAML_MAPPING_END_EVENT) {
      if (khb_yaml_is_written(y)) *end = khb_yaml_byte(y, y->event.end_mark);
      return KHB_OK;
    }
    bool is_id = khb_yaml_is(y, "id");
    TRY(khb_yaml_skip(y, end));
    TRY(khb_yaml_next(y));
    if (is_id && khb_yaml_is(y, id)) {
      p->taken = true;
      p->line = khb_yaml_line(y->event.start_mark);
    }
    TRY(khb_yaml_skip(y, end));
  }
}

static khb_status read_list(khb_yaml *y, const char *id, place *p) {
  bool flow = y->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE, any = false;
  size_t end = khb_yaml_byte(y, y->event.end_mark);
  p->indent = y->event.start_mark.column;
  for (;; any = true) {
    TRY(khb_yaml_next(y));
    if (y->event.type == YAML_SEQUENCE_END_EVENT) break;
    TRY(read_item(y, id, p, &end));
  }
  if (!flow) {
    p->kind = PLACE_BLOCK;
    p->at = khb_yaml_next_line(y, end);
    return KHB_OK;
  }
  p->kind = PLACE_FLOW;
  p->at = khb_yaml_byte(y, y->event.start_mark);
  size_t before = p->at;
  while (before > end && (y->file.data[before - 1] == ' ' || y->file.data[before - 1] == '\n' || y->file.data[before - 1] == '\r')) before--;
  p->comma = any && y->file.data[before - 1] != ',';
  return KHB_OK;
}

/* `entities:` with nothing after it. */
static khb_status empty_list(khb_yaml *y, place *p) {
  if (!khb_yaml_is_null(y)) return khb_yaml_expected(y, "a list of entities", NULL);
  p->kind = PLACE_NEW_LIST;
  p->at = khb_yaml_next_line(y, khb_yaml_byte(y, y->event.end_mark));
  return KHB_OK;
}

static khb_status read_mapping(khb_yaml *y, const char *id, place *p) {
  if (y->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
    return khb_yaml_fail(y, y->event.start_mark, KHB_ERR_FORMAT, "write its keys in lines of their own", "this file is one {...}");
  size_t end = 0;
  p->kind = PLACE_NEW_KEY;
  for (;;) {
    TRY(khb_yaml_next(y));
    if (y->event.type == YAML_MAPPING_END_EVENT) return KHB_OK;
    bool entities = khb_yaml_is(y, "entities");
    TRY(khb_yaml_next(y));
    if (entities && y->event.type == YAML_SEQUENCE_START_EVENT) TRY(read_list(y, id, p));
    else if (entities && y->event.type == YAML_SCALAR_EVENT) TRY(empty_list(y, p));
    else TRY(khb_yaml_skip(y, &end));
    if (!entities && p->kind == PLACE_NEW_KEY) p->at = khb_yaml_next_line(y, end);
  }
}

static khb_status find_place(khb_yaml *y, const char *id, place *p) {
  *p = (place){.kind = PLACE_NEW_KEY, .at = y->file.size};
  TRY(khb_yaml_next(y)); /* the stream */
  TRY(khb_yaml_next(y)); /* the document */
  if (y->event.type == YAML_STREAM_END_EVENT) return KHB_OK;
  TRY(khb_yaml_next(y));
  if (y->event.type == YAML_SEQUENCE_START_EVENT) return read_list(y, id, p);
  if (y->event.type == YAML_MAPPING_START_EVENT) return read_mapping(y, id, p);
  if (y->event.type == YAML_SCALAR_EVENT && khb_yaml_is_null(y)) return KHB_OK;
  return khb_yaml_expected(y, "a list of entities, or a mapping with the key entities", NULL);
}

/* ---- the new text --------------------------------------------------------------------------------------------------------- */

/* Where the keys of an item go: a line each in a block, a row in a flow. */
typedef struct item {
  khb_text *t;
  size_t indent;
  bool flow, begun;
} item;

static bool put_key(item *x, const char *key) {
  bool good = x->flow ? khb_text_put(x->t, x->begun ? ", " : "{")
                      : khb_text_blanks(x->t, x->indent) && khb_text_put(x->t, x->begun ? "  " : "- ");
  x->begun = true;
  return good && khb_text_put(x->t, key) && khb_text_put(x->t, ": ");
}

static bool end_key(item *x) { return x->flow || khb_text_put(x->t, "\n"); }

static bool put_text(item *x, const char *key, const char *value) {
  if (!value || !*value) return true;
  return put_key(x, key) && khb_text_scalar(x->t, value) && end_key(x);
}

/* {ar: …, en: …} */
static bool put_pair(item *x, const char *key, const char *ar, const char *en) {
  bool has_ar = ar && *ar, has_en = en && *en;
  if (!has_ar && !has_en) return true;
  bool good = put_key(x, key) && khb_text_put(x->t, "{");
  if (has_ar) good = good && khb_text_put(x->t, "ar: ") && khb_text_scalar(x->t, ar);
  if (has_ar && has_en) good = good && khb_text_put(x->t, ", ");
  if (has_en) good = good && khb_text_put(x->t, "en: ") && khb_text_scalar(x->t, en);
  return good && khb_text_put(x->t, "}") && end_key(x);
}

static bool put_aliases(item *x, const khb_new_entity *e) {
  if (!e->n_aliases) return true;
  bool good = put_key(x, "aliases") && khb_text_put(x->t, "[");
  for (uint32_t i = 0; good && i < e->n_aliases; i++) {
    if (i) good = khb_text_put(x->t, ", ");
    good = good && khb_text_scalar(x->t, e->aliases[i]);
  }
  return good && khb_text_put(x->t, "]") && end_key(x);
}

static bool put_item(khb_text *t, const khb_new_entity *e, const char *id, bool flow, size_t indent) {
  item x = {.t = t, .indent = indent, .flow = flow};
  bool good = put_text(&x, "id", id);
  if (e->disabled) {
    good = good && put_key(&x, "disabled") && khb_text_put(t, "true") && end_key(&x);
  } else {
    if (e->type >= 0) good = good && put_text(&x, "type", khb_type_name((khb_type)e->type));
    good = good && put_pair(&x, "name", e->name_ar, e->name_en) && put_aliases(&x, e) &&
           put_pair(&x, "description", e->description_ar, e->description_en);
  }
  return good && (!flow || khb_text_put(t, "}"));
}

/* Line ends as the file has them. `from` is where the new lines begin in t. */
static bool follow_line_ends(khb_text *t, size_t from, bool crlf) {
  if (!crlf) return true;
  size_t lines = 0;
  for (size_t i = from; i < t->n; i++) lines += t->s[i] == '\n';
  if (!KHB_GROW(t->s, t->cap, t->n + lines)) return false;
  size_t to = t->n + lines;
  for (size_t i = t->n; i-- > from;) {
    t->s[--to] = t->s[i];
    if (t->s[i] == '\n') t->s[--to] = '\r';
  }
  t->n += lines;
  return true;
}

/* What stands before the first item. Notes of a draft begin as notes do. */
static bool put_head(khb_text *t, const char *file, bool is_new) {
  bool notes = khb_ends_with(file, KHB_NOTES_END);
  if (is_new && !notes) return khb_text_put(t, new_file);
  return (!is_new || khb_note_write_header(file, t)) && khb_text_put(t, "entities:\n");
}

static bool compose(khb_text *t, const char *file, const char *old, size_t size, const place *p, const khb_new_entity *e, const char *id) {
  const char *newline = memchr(old, '\n', size);
  bool crlf = newline && newline > old && newline[-1] == '\r';
  bool good = khb_text_add(t, old, p->at);
  size_t from = t->n;
  if (p->kind != PLACE_FLOW && p->at && old[p->at - 1] != '\n') good = good && khb_text_put(t, "\n");
  if (p->kind == PLACE_NEW_KEY) good = good && put_head(t, file, size == 0);
  if (p->kind == PLACE_FLOW && p->comma) good = good && khb_text_put(t, ", ");
  good = good && put_item(t, e, id, p->kind == PLACE_FLOW, p->indent) && follow_line_ends(t, from, crlf);
  return good && khb_text_add(t, old + p->at, size - p->at);
}

/* ---- ids ------------------------------------------------------------------------------------------------------------------ */

/* "desk:" and the words of the name, joined by hyphens: what a person can read in the file. */
static khb_status make_id(const khb_new_entity *e, char *out, size_t cap, khb_error *err) {
  const char *name = e->name_ar && *e->name_ar ? e->name_ar : e->name_en;
  size_t n = (size_t)snprintf(out, cap, "desk:");
  bool gap = false;
  for (const char *s = name; *s; s++) {
    bool separates = (unsigned char)*s <= ' ' || strchr("-_/\\\"'`:,;[]{}()#&*!|>%@", *s) != NULL;
    if (separates) {
      gap = n > 5;
      continue;
    }
    if (n + 2 >= cap) return khb_fail(err, KHB_ERR_LIMIT, "give it an id", "the name is too long to make an id of it");
    if (gap) out[n++] = '-';
    gap = false;
    out[n++] = *s;
  }
  out[n] = 0;
  return n > 5 ? KHB_OK : khb_fail(err, KHB_ERR_RANGE, "give it an id", "no id can be made of this name");
}

/* ---- adding ----------------------------------------------------------------------------------------------------------------- */

/* Makes the folder of `file` (one level, as `.khabar` beside a draft needs it). */
static khb_status make_folder(const char *file, khb_error *err) {
  char folder[PATH_MAX];
  const char *slash = strrchr(file, '/');
  size_t n = !slash ? 1 : slash == file ? 1 : (size_t)(slash - file);
  if (n >= PATH_MAX) return khb_fail_io(err, file, ENAMETOOLONG, "write");
  memcpy(folder, slash ? file : ".", n);
  folder[n] = 0;
  if (mkdir(folder, 0777) != 0 && errno != EEXIST) return khb_fail_io(err, folder, errno, "make the folder");
  return KHB_OK;
}

static bool good_text(const char *s) { return !s || khb_is_scalar(s); }

static khb_status check(const khb_new_entity *e, khb_error *err) {
  if (!e || e->size != sizeof *e) return khb_fail(err, KHB_ERR_RANGE, "set its size to sizeof(khb_new_entity)", "an entity of an unknown size");
  bool has_id = e->id && *e->id, has_name = (e->name_ar && *e->name_ar) || (e->name_en && *e->name_en);
  if (e->disabled && !has_id) return khb_fail(err, KHB_ERR_RANGE, "give its id", "what is to be switched off has no id");
  if (!has_id && !has_name) return khb_fail(err, KHB_ERR_RANGE, "give its name", "the entity has no name");
  if (e->type >= KHB_TYPE_COUNT) return khb_fail(err, KHB_ERR_RANGE, "PERS, ORG, GPE ...", "%d is no type", e->type);
  if (e->type < 0 && !has_id) return khb_fail(err, KHB_ERR_RANGE, "PERS, ORG, GPE ...", "a new entity needs a type");
  bool good = good_text(e->id) && good_text(e->name_ar) && good_text(e->name_en) && good_text(e->description_ar) && good_text(e->description_en);
  for (uint32_t i = 0; good && i < e->n_aliases; i++) good = e->aliases[i] && khb_is_scalar(e->aliases[i]);
  return good ? KHB_OK : khb_fail(err, KHB_ERR_RANGE, "take them out", "control characters, or bytes that are no UTF-8");
}

/* With the folder locked. */
static khb_status add_locked(const char *file, const khb_new_entity *e, const char *id, khb_error *err) {
  struct stat st;
  khb_file old = {0};
  khb_status status = stat(file, &st) == 0 || errno != ENOENT ? khb_file_read(file, MAX_NAMES_FILE, &old, err) : KHB_OK;
  if (status != KHB_OK) return status;
  khb_yaml y;
  place p;
  const char *bytes = old.size ? (const char *)old.data : "";
  status = khb_yaml_open_text(&y, file, bytes, old.size, err);
  if (status == KHB_OK) status = find_place(&y, id, &p);
  y.file = (khb_file){0}; /* the bytes are `old`'s */
  khb_yaml_close(&y);
  if (status == KHB_OK && p.taken)
    status = khb_fail_at(err, KHB_ERR_RANGE, file, p.line, 0, "change it there, or give another id", "the id %.100s is there already", id);
  khb_text t = {0};
  if (status == KHB_OK && !compose(&t, file, bytes, old.size, &p, e, id)) status = khb_fail_nomem(err);
  if (status == KHB_OK) status = khb_index_try_yaml(file, t.s, t.n, err);
  if (status == KHB_OK) status = khb_file_write(file, t.s, t.n, err);
  free(t.s);
  khb_file_unmap(&old);
  return status;
}

khb_status khb_project_add(const char *file, const khb_new_entity *entity, char *id, size_t cap, khb_error *err) {
  char made[256];
  khb_status status = check(entity, err);
  if (status != KHB_OK) return status;
  const char *written = entity->id;
  if (!written || !*written) {
    written = made;
    status = make_id(entity, made, sizeof made, err);
    if (status != KHB_OK) return status;
  }
  status = make_folder(file, err);
  if (status != KHB_OK) return status;
  int fd;
  status = khb_lock_folder(file, &fd, err);
  if (status != KHB_OK) return status;
  status = add_locked(file, entity, written, err);
  close(fd);
  if (status == KHB_OK && cap) snprintf(id, cap, "%s", written);
  return status;
}
