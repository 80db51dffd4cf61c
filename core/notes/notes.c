/* notes.c: the notes of a draft as a handle: see notes.h and khabar.h. */
#include "notes.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *const statuses[KHB_NOTE_STATUSES] = {"open", "accepted", "corrected", "rejected", "added"};

const char *khb_note_status_name(khb_note_status status) {
  return (unsigned)status < KHB_NOTE_STATUSES ? statuses[status] : NULL;
}

/* ---- opening ------------------------------------------------------------------------------------------------------------------ */

enum { MAX_NOTES_FILE = 64 << 20 };

/* The bytes of the file; "" where it is not there. */
khb_status khb_note_read_text(const char *path, char **text, size_t *len, khb_error *err) {
  struct stat st;
  khb_file file = {0};
  if (stat(path, &st) == 0 || errno != ENOENT) {
    khb_status status = khb_file_read(path, MAX_NOTES_FILE, &file, err);
    if (status != KHB_OK) return status;
  }
  char *copy = malloc(file.size + 1);
  if (copy) {
    if (file.size) memcpy(copy, file.data, file.size);
    copy[file.size] = 0;
    *text = copy;
    *len = file.size;
  }
  khb_file_unmap(&file);
  return copy ? KHB_OK : khb_fail_nomem(err);
}

/* `text` is taken over, also where it cannot be read. */
static khb_status read_or_free(const char *path, char *text, size_t len, note_file *out, khb_error *err) {
  khb_status status = khb_note_read(path, text, len, out, err);
  if (status != KHB_OK) free(text);
  return status;
}

khb_status khb_note_load(const char *path, note_file *out, khb_error *err) {
  char *text = NULL;
  size_t len = 0;
  khb_status status = khb_note_read_text(path, &text, &len, err);
  return status == KHB_OK ? read_or_free(path, text, len, out, err) : status;
}

static bool copy_fields(khb_notes *n) {
  for (int i = 0; i < 3; i++) {
    if (n->file.field[i] && !(n->field_now[i] = strdup(n->file.field[i]))) return false;
  }
  return true;
}

/* `text`, where it is not NULL, is taken over in place of the file. */
static khb_status open_notes(const char *path, char *text, size_t len, khb_notes **out, khb_error *err) {
  khb_notes *n = calloc(1, sizeof *n);
  if (!n || !(n->path = strdup(path))) {
    free(n);
    free(text);
    return khb_fail_nomem(err);
  }
  khb_status status = text ? read_or_free(path, text, len, &n->file, err) : khb_note_load(path, &n->file, err);
  if (status == KHB_OK && !copy_fields(n)) status = khb_fail_nomem(err);
  if (status != KHB_OK) {
    khb_notes_close(n);
    return status;
  }
  *out = n;
  return KHB_OK;
}

khb_status khb_notes_open(const char *path, khb_notes **out, khb_error *err) { return open_notes(path, NULL, 0, out, err); }

khb_status khb_notes_parse(const char *name, const char *bytes, size_t len, khb_notes **out, khb_error *err) {
  if (len > MAX_NOTES_FILE) return khb_fail(err, KHB_ERR_LIMIT, NULL, "notes of %zu bytes are too long", len);
  char *copy = malloc(len + 1);
  if (!copy) return khb_fail_nomem(err);
  if (len) memcpy(copy, bytes, len);
  copy[len] = 0;
  return open_notes(name, copy, len, out, err);
}

khb_status khb_notes_format(const khb_notes *n, char **out, size_t *len, khb_error *err) {
  khb_text t = {0};
  if (!khb_note_write(n, &t) || !khb_text_add(&t, "", 1)) {
    free(t.s);
    return khb_fail_nomem(err);
  }
  *out = t.s;
  *len = t.n - 1;
  return KHB_OK;
}

void khb_notes_close(khb_notes *n) {
  if (!n) return;
  khb_note_file_free(&n->file);
  for (size_t i = 0; i < n->n_gone; i++) khb_note_item_free(&n->gone[i]);
  for (int i = 0; i < 3; i++) free(n->field_now[i]);
  free(n->gone);
  free(n->path);
  free(n);
}

khb_status khb_notes_path(const char *draft, char *out, size_t cap, khb_error *err) {
  int n = snprintf(NULL, 0, "%s" KHB_NOTES_END, draft);
  if (n < 0 || (size_t)n >= cap) return khb_fail(err, KHB_ERR_LIMIT, NULL, "the path is too long");
  snprintf(out, cap, "%s" KHB_NOTES_END, draft);
  return KHB_OK;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------- */

uint32_t khb_notes_count(const khb_notes *n) { return (uint32_t)n->file.n; }

static const char *text_of(const note_values *v, int key) { return v->text[key] ? v->text[key] : ""; }

khb_status khb_notes_get(const khb_notes *n, uint32_t i, khb_note *out) {
  if (i >= n->file.n) return KHB_ERR_RANGE;
  const note_item *item = &n->file.item[i];
  const note_values *v = &item->now;
  const char *status = v->text[KEY_STATUS], *type = v->text[KEY_TYPE];
  *out = (khb_note){.start = v->start, .end = v->end, .place = item->place, .score = item->score, .conflict = v->conflict,
                    .type = type ? (int8_t)khb_type_parse(type, strlen(type)) : -1,
                    .exact = text_of(v, KEY_EXACT), .prefix = text_of(v, KEY_PREFIX), .suffix = text_of(v, KEY_SUFFIX),
                    .entity = text_of(v, KEY_ENTITY), .text = text_of(v, KEY_NOTE), .check = text_of(v, KEY_CHECK), .source = text_of(v, KEY_SOURCE)};
  for (int k = 0; status && k < KHB_NOTE_STATUSES; k++) {
    if (strcmp(status, statuses[k]) == 0) out->status = (uint8_t)k;
  }
  return KHB_OK;
}

static khb_status anchor(khb_notes *n, const char *text, size_t len, bool elsewhere, uint32_t *lost) {
  if (len > KHB_MAX_TEXT) return KHB_ERR_LIMIT;
  khb_status status = khb_note_place_all(n->file.item, n->file.n, text, len, elsewhere);
  uint32_t count = 0;
  for (size_t i = 0; i < n->file.n; i++) count += n->file.item[i].place == KHB_PLACE_LOST;
  if (lost) *lost = count;
  return status;
}

khb_status khb_notes_anchor(khb_notes *n, const char *text, size_t len, uint32_t *lost) { return anchor(n, text, len, true, lost); }
khb_status khb_notes_anchor_here(khb_notes *n, const char *text, size_t len, uint32_t *lost) { return anchor(n, text, len, false, lost); }

/* ---- changing ------------------------------------------------------------------------------------------------------------------ */

/* "" is taken as not given. */
static bool set_text(note_values *v, int key, const char *value) {
  char *copy = NULL;
  if (value && *value && !(copy = strdup(value))) return false;
  free(v->text[key]);
  v->text[key] = copy;
  return true;
}

static khb_status check_note(const khb_note *note, khb_error *err) {
  const char *const texts[] = {note->entity, note->text, note->check, note->source};
  for (int i = 0; i < 4; i++) {
    if (texts[i] && !khb_is_scalar(texts[i]))
      return khb_fail(err, KHB_ERR_RANGE, "take them out", "control characters, or bytes that are no UTF-8");
  }
  if (note->status >= KHB_NOTE_STATUSES || note->type >= KHB_TYPE_COUNT) return khb_fail(err, KHB_ERR_RANGE, NULL, "no such status or type");
  const char *c = note->check;
  if (c && *c && strcmp(c, "verified") != 0 && strcmp(c, "doubtful") != 0 && strcmp(c, "wrong") != 0)
    return khb_fail(err, KHB_ERR_RANGE, "verified, doubtful or wrong", "\"%.40s\" is no check", c);
  return KHB_OK;
}

static khb_status anchor_error(khb_status status, khb_error *err) {
  if (status == KHB_ERR_NOMEM) return khb_fail_nomem(err);
  if (status == KHB_ERR_RANGE) return khb_fail(err, status, "mark whole words of readable text", "no place in the draft that can be quoted");
  return status;
}

/* Lays a note over values. */
static khb_status fill(note_values *v, const khb_note *note, const char *text, size_t len, khb_error *err) {
  khb_status status = anchor_error(khb_note_take_anchor(v, note->start, note->end, text, len), err);
  if (status != KHB_OK) return status;
  const char *type = note->type >= 0 ? khb_type_name((khb_type)note->type) : NULL;
  bool good = set_text(v, KEY_TYPE, type) && set_text(v, KEY_STATUS, statuses[note->status]) && set_text(v, KEY_ENTITY, note->entity) &&
              set_text(v, KEY_NOTE, note->text) && set_text(v, KEY_CHECK, note->check) && set_text(v, KEY_SOURCE, note->source);
  v->conflict = note->conflict != 0;
  return good ? KHB_OK : khb_fail_nomem(err);
}

/* Where a new note goes: in the order of the draft, so that two people's files differ as little as can be. */
static size_t place_for(const khb_notes *n, uint32_t start) {
  size_t at = n->file.n;
  while (at > 0 && n->file.item[at - 1].now.has_at && n->file.item[at - 1].now.start > start) at--;
  return at;
}

khb_status khb_notes_set(khb_notes *n, uint32_t i, const khb_note *note, const char *text, size_t len, uint32_t *at, khb_error *err) {
  if (i != KHB_NONE && i >= n->file.n) return khb_fail(err, KHB_ERR_RANGE, NULL, "there is no note %u", (unsigned)i);
  khb_status status = check_note(note, err);
  if (status != KHB_OK) return status;
  note_values v = {0};
  if (i != KHB_NONE && !khb_note_values_copy(&v, &n->file.item[i].now)) return khb_fail_nomem(err);
  status = fill(&v, note, text, len, err);
  if (status == KHB_OK && i == KHB_NONE) {
    if (n->file.n == KHB_MAX_NOTES) status = khb_fail(err, KHB_ERR_LIMIT, NULL, "more than %d notes", KHB_MAX_NOTES);
    else if (!KHB_GROW(n->file.item, n->file.cap, n->file.n + 1)) status = khb_fail_nomem(err);
  }
  if (status != KHB_OK) {
    khb_note_values_free(&v);
    return status;
  }
  if (i == KHB_NONE) {
    i = (uint32_t)place_for(n, v.start);
    memmove(&n->file.item[i + 1], &n->file.item[i], (n->file.n - i) * sizeof *n->file.item);
    n->file.item[i] = (note_item){0};
    n->file.n++;
  }
  note_item *item = &n->file.item[i];
  khb_note_values_free(&item->now);
  item->now = v;
  item->place = KHB_PLACE_SAME;
  item->score = 1;
  if (at) *at = i;
  return KHB_OK;
}

khb_status khb_notes_move(khb_notes *n, uint32_t i, uint32_t start, uint32_t end, const char *text, size_t len, khb_error *err) {
  if (i >= n->file.n) return khb_fail(err, KHB_ERR_RANGE, NULL, "there is no note %u", (unsigned)i);
  note_item *item = &n->file.item[i];
  khb_status status = anchor_error(khb_note_take_anchor(&item->now, start, end, text, len), err);
  if (status != KHB_OK) return status;
  item->place = KHB_PLACE_SAME;
  item->score = 1;
  return KHB_OK;
}

khb_status khb_notes_remove(khb_notes *n, uint32_t i) {
  if (i >= n->file.n) return KHB_ERR_RANGE;
  if (!KHB_GROW(n->gone, n->cap_gone, n->n_gone + 1)) return KHB_ERR_NOMEM;
  note_item item = n->file.item[i];
  if (!khb_note_is_new(&item)) n->gone[n->n_gone++] = item; /* save.c has to know what was taken out of the file */
  else khb_note_item_free(&item);
  n->file.n--;
  memmove(&n->file.item[i], &n->file.item[i + 1], (n->file.n - i) * sizeof *n->file.item);
  return KHB_OK;
}

/* ---- fields of the draft --------------------------------------------------------------------------------------------------------- */

static int field_number(const char *key) {
  for (int i = 0; i < 3; i++) {
    if (strcmp(key, khb_notes_fields[i]) == 0) return i;
  }
  return -1;
}

const char *khb_notes_field(const khb_notes *n, const char *key) {
  int i = field_number(key);
  return i < 0 ? NULL : n->field_now[i] ? n->field_now[i] : "";
}

khb_status khb_notes_set_field(khb_notes *n, const char *key, const char *value, khb_error *err) {
  int i = field_number(key);
  if (i < 0) return khb_fail(err, KHB_ERR_RANGE, "date, place or style", "\"%.40s\" is no field of a draft", key);
  if (value && !khb_is_scalar(value)) return khb_fail(err, KHB_ERR_RANGE, "take them out", "control characters, or bytes that are no UTF-8");
  char *copy = strdup(value ? value : "");
  if (!copy) return khb_fail_nomem(err);
  free(n->field_now[i]);
  n->field_now[i] = copy;
  return KHB_OK;
}
