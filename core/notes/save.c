/* save.c: the notes back into their file, joined with what another program has written there since.
 *
 *   base    what was read      item ─┬─ the same bytes in theirs  ──> what we did to it is done to theirs
 *   ours    base and changes         └─ not there: they changed it, or took it out
 *   theirs  the file now                  we did not        ──> theirs stands
 *                                         we decided too    ──> both stand, marked `conflict: true`
 *
 * A note whose place alone has moved is no decision: then theirs stands. A file that is not there any more says nothing about the notes
 * that it held (the folder may be one of a network that has gone): they are written anew.
 */
#include "notes.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *text_of(const note_values *v, int key) { return v->text[key] ? v->text[key] : ""; }

/* Do two say the same about the words, wherever they stand? */
static bool same_decision(const note_values *a, const note_values *b) {
  for (int k = 0; k < KEY_COUNT; k++) {
    if (k == KEY_PREFIX || k == KEY_SUFFIX || k == KEY_AT || k == KEY_CONFLICT) continue;
    if (strcmp(text_of(a, k), text_of(b, k)) != 0) return false;
  }
  return true;
}

static bool same_place(const note_values *a, const note_values *b) {
  if (strcmp(text_of(a, KEY_EXACT), text_of(b, KEY_EXACT)) != 0) return false;
  if (a->has_at && b->has_at && a->start == b->start && a->end == b->end) return true;
  return strcmp(text_of(a, KEY_PREFIX), text_of(b, KEY_PREFIX)) == 0 && strcmp(text_of(a, KEY_SUFFIX), text_of(b, KEY_SUFFIX)) == 0;
}

/* ---- joining ------------------------------------------------------------------------------------------------------------------ */

typedef struct joiner {
  note_file *theirs;
  bool *used; /* items of theirs that one of ours was */
  size_t n_used;
  size_t before; /* how many items theirs had */
} joiner;

/* The item of theirs with these very bytes. */
static note_item *twin(joiner *j, const note_item *ours) {
  for (size_t i = 0; !khb_note_is_new(ours) && i < j->before; i++) {
    const note_item *t = &j->theirs->item[i];
    bool same = t->raw && ours->raw ? t->raw_len == ours->raw_len && memcmp(t->raw, ours->raw, ours->raw_len) == 0
                                    : khb_note_values_same(&t->read, &ours->read);
    if (j->used[i] || !same) continue;
    j->used[i] = true;
    return &j->theirs->item[i];
  }
  return NULL;
}

static note_item *at_same_place(joiner *j, const note_values *ours) {
  for (size_t i = 0; i < j->before; i++) {
    if (!j->used[i] && same_place(&j->theirs->item[i].read, ours)) return &j->theirs->item[i];
  }
  return NULL;
}

static bool take_values(note_item *to, const note_values *from) {
  note_values copy;
  if (!khb_note_values_copy(&copy, from)) return false;
  khb_note_values_free(&to->now);
  to->now = copy;
  return true;
}

static bool append(joiner *j, const note_values *v, bool conflict) {
  note_file *f = j->theirs;
  if (!KHB_GROW(f->item, f->cap, f->n + 1)) return false;
  note_item item = {0};
  if (!khb_note_values_copy(&item.now, v)) return false;
  item.now.conflict = item.now.conflict || conflict;
  f->item[f->n++] = item;
  return true;
}

static bool join_item(joiner *j, const note_item *ours) {
  bool changed = !khb_note_values_same(&ours->read, &ours->now), decided = khb_note_is_new(ours) || !same_decision(&ours->read, &ours->now);
  note_item *same = twin(j, ours);
  if (same) return !changed || take_values(same, &ours->now);
  if (!decided) return true;
  note_item *there = at_same_place(j, khb_note_is_new(ours) ? &ours->now : &ours->read);
  if (!there) return append(j, &ours->now, !khb_note_is_new(ours));
  if (same_decision(&there->read, &ours->now)) return true;
  there->now.conflict = true;
  return append(j, &ours->now, true);
}

static bool join_all(khb_notes *n, note_file *theirs) {
  joiner j = {.theirs = theirs, .before = theirs->n, .used = calloc(theirs->n + 1, sizeof(bool))};
  if (!j.used) return false;
  bool good = true;
  for (size_t i = 0; good && i < n->file.n; i++) good = join_item(&j, &n->file.item[i]);
  bool *drop = good ? calloc(theirs->n + 1, sizeof *drop) : NULL;
  good = drop != NULL;
  for (size_t i = 0; good && i < n->n_gone; i++) {
    note_item *same = twin(&j, &n->gone[i]);
    if (same) drop[same - theirs->item] = true;
  }
  size_t kept = 0;
  for (size_t i = 0; good && i < theirs->n; i++) {
    if (drop[i]) khb_note_item_free(&theirs->item[i]);
    else theirs->item[kept++] = theirs->item[i];
  }
  if (good) theirs->n = kept;
  free(drop);
  free(j.used);
  return good;
}

/* What we set wins over what they set; what we left is theirs. */
static bool join_fields(khb_notes *n, const note_file *theirs) {
  for (int i = 0; i < 3; i++) {
    const char *base = n->file.field[i] ? n->file.field[i] : "", *ours = n->field_now[i] ? n->field_now[i] : "";
    if (strcmp(base, ours) != 0 || !theirs->field[i]) continue;
    char *copy = strdup(theirs->field[i]);
    if (!copy) return false;
    free(n->field_now[i]);
    n->field_now[i] = copy;
  }
  return true;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------ */

/* A note in {…} is written anew, which would lose what is not known. */
static khb_status check_known(const khb_notes *n, khb_error *err) {
  for (size_t i = 0; i < n->file.n; i++) {
    const note_item *item = &n->file.item[i];
    if (item->unknown && !item->block && (n->file.flow_list || !khb_note_values_same(&item->read, &item->now))) {
      return khb_fail_at(err, KHB_ERR_FORMAT, n->path, 0, 0, "write its keys in lines of their own", "the note on \"%.60s\" has keys that are not known",
                         text_of(&item->now, KEY_EXACT));
    }
  }
  return KHB_OK;
}

/* What was written becomes what was read. Places stay: the order is the same. */
static void adopt(khb_notes *n, const note_file *fresh) {
  for (size_t i = 0; i < fresh->n && fresh->n == n->file.n; i++) {
    fresh->item[i].place = n->file.item[i].place;
    fresh->item[i].score = n->file.item[i].score;
  }
  khb_note_file_free(&n->file);
  n->file = *fresh;
  for (size_t i = 0; i < n->n_gone; i++) khb_note_item_free(&n->gone[i]);
  n->n_gone = 0;
}

/* The new text is read before it is written: what cannot be read must not take the place of the old file, and once it is written nothing can fail. */
static khb_status write_notes(khb_notes *n, bool gone, khb_error *err) {
  khb_text t = {0};
  note_file fresh;
  khb_status status = check_known(n, err);
  bool empty = n->file.len == 0 && n->file.n == 0 && !n->field_now[0] && !n->field_now[1] && !n->field_now[2];
  if (status != KHB_OK || empty) return status;
  if (!khb_note_write(n, &t)) {
    free(t.s);
    return khb_fail_nomem(err);
  }
  bool same = !gone && t.n == n->file.len && memcmp(t.s, n->file.text, t.n) == 0;
  status = khb_note_read(n->path, t.s, t.n, &fresh, err);
  if (status != KHB_OK) {
    free(t.s);
    return status;
  }
  if (!same) status = khb_file_write(n->path, fresh.text, fresh.len, err);
  if (status == KHB_OK) adopt(n, &fresh);
  else khb_note_file_free(&fresh);
  return status;
}

static bool is_gone(const khb_notes *n) {
  struct stat st;
  return n->file.len > 0 && stat(n->path, &st) != 0 && errno == ENOENT;
}

/* With the folder locked. `n` is whole again after a failure: only what is joined is changed, in the last step. */
static khb_status save_locked(khb_notes *n, int *joined, khb_error *err) {
  note_file theirs;
  if (is_gone(n)) return write_notes(n, true, err);
  khb_status status = khb_note_load(n->path, &theirs, err);
  if (status != KHB_OK) return status;
  if (theirs.len == n->file.len && (theirs.len == 0 || memcmp(theirs.text, n->file.text, theirs.len) == 0)) {
    khb_note_file_free(&theirs);
    return write_notes(n, false, err);
  }
  if (!join_all(n, &theirs) || !join_fields(n, &theirs)) {
    khb_note_file_free(&theirs);
    return khb_fail_nomem(err);
  }
  khb_note_file_free(&n->file);
  n->file = theirs;
  for (size_t i = 0; i < n->n_gone; i++) khb_note_item_free(&n->gone[i]);
  n->n_gone = 0;
  if (joined) *joined = 1;
  return write_notes(n, false, err);
}

static bool has_changes(const khb_notes *n) {
  bool changed = n->n_gone > 0;
  for (size_t i = 0; !changed && i < n->file.n; i++) changed = khb_note_is_new(&n->file.item[i]) || !khb_note_values_same(&n->file.item[i].read, &n->file.item[i].now);
  for (int i = 0; i < 3; i++) {
    changed = changed || strcmp(n->file.field[i] ? n->file.field[i] : "", n->field_now[i] ? n->field_now[i] : "") != 0;
  }
  return changed;
}

khb_status khb_notes_save(khb_notes *n, int *joined, khb_error *err) {
  if (joined) *joined = 0;
  if (!has_changes(n) && !is_gone(n)) return KHB_OK;
  int fd;
  khb_status status = khb_lock_folder(n->path, &fd, err);
  if (status != KHB_OK) return status;
  status = save_locked(n, joined, err);
  close(fd);
  return status;
}
