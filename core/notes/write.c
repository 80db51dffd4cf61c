/* write.c: the file of notes as it should be: what has not changed keeps its bytes: see notes.h. */
#include "notes.h"

#include <stdio.h>
#include <stdlib.h>

static const char *value_of(const note_values *v, int key) { return v->text[key] ? v->text[key] : ""; }

/* Whether a key stands in the file at all: the anchor always does. */
static bool is_given(const note_values *v, int key) {
  if (key == KEY_AT) return v->has_at;
  if (key == KEY_CONFLICT) return v->conflict;
  if (key == KEY_PREFIX || key == KEY_SUFFIX) return v->text[KEY_EXACT] != NULL;
  return v->text[key] != NULL;
}

static bool same_value(const note_values *a, const note_values *b, int key) {
  if (key == KEY_AT) return a->has_at == b->has_at && a->start == b->start && a->end == b->end;
  if (key == KEY_CONFLICT) return a->conflict == b->conflict;
  return strcmp(value_of(a, key), value_of(b, key)) == 0;
}

/* `key: value` and the end of the line. */
static bool put_key(khb_text *t, const note_values *v, int key) {
  char at[40];
  bool good = khb_text_put(t, khb_note_keys[key]) && khb_text_put(t, ": ");
  if (key == KEY_AT) {
    snprintf(at, sizeof at, "[%u, %u]", (unsigned)v->start, (unsigned)v->end);
    good = good && khb_text_put(t, at);
  } else if (key == KEY_CONFLICT) {
    good = good && khb_text_put(t, "true");
  } else {
    good = good && khb_text_scalar(t, value_of(v, key));
  }
  return good && khb_text_put(t, "\n");
}

/* The order of keys in a new item: what a person reads first stands first. */
static const uint8_t order[KEY_COUNT] = {KEY_TYPE, KEY_EXACT, KEY_STATUS, KEY_ENTITY, KEY_NOTE, KEY_CHECK, KEY_SOURCE, KEY_CONFLICT,
                                         KEY_PREFIX, KEY_SUFFIX, KEY_AT};

static bool write_new(const note_item *item, size_t indent, khb_text *out) {
  bool good = khb_text_blanks(out, indent), first = true;
  for (int i = 0; good && i < KEY_COUNT; i++) {
    if (!is_given(&item->now, order[i])) continue;
    good = (first ? khb_text_put(out, "- ") : khb_text_blanks(out, indent + 2)) && put_key(out, &item->now, order[i]);
    first = false;
  }
  return good;
}

static bool has_segment(const note_item *item, int key) {
  for (size_t i = 0; i < item->n_segments; i++) {
    if (item->segment[i].key == key) return true;
  }
  return false;
}

/* The column that the keys of a block stand in. */
static size_t key_column(const note_item *item) {
  const note_segment *s = &item->segment[0];
  size_t line = s->from;
  while (line > 0 && item->raw[line - 1] != '\n') line--;
  return s->from - line;
}

/* Comment lines after the last key belong to what follows; new keys go before them. */
static size_t end_of_values(const note_item *item, const note_segment *last) {
  size_t end = last->from;
  while (end < last->to && item->raw[end] != '\n') end++;
  if (end < last->to) end++;
  for (size_t line = end; line < last->to;) {
    size_t next = line, text = line;
    while (next < last->to && item->raw[next] != '\n') next++;
    while (text < next && item->raw[text] == ' ') text++;
    if (next < last->to) next++;
    if (text + 1 < next && item->raw[text] != '#' && item->raw[text] != '\r') end = next;
    line = next;
  }
  return end;
}

static bool put_missing(const note_item *item, size_t column, khb_text *out) {
  for (int i = 0; i < KEY_COUNT; i++) {
    int key = order[i];
    if (has_segment(item, key) || !is_given(&item->now, key) || same_value(&item->read, &item->now, key)) continue;
    if (!khb_text_blanks(out, column) || !put_key(out, &item->now, key)) return false;
  }
  return true;
}

/* Key by key: unchanged ones as they are. The first segment follows the dash, so that it is changed but never dropped alone. */
static bool write_changed(const note_item *item, khb_text *out) {
  size_t column = key_column(item);
  bool good = khb_text_add(out, item->raw, item->segment[0].from), at_dash = true;
  for (size_t i = 0; good && i < item->n_segments; i++) {
    const note_segment *s = &item->segment[i];
    bool last = i + 1 == item->n_segments;
    size_t values = end_of_values(item, s);
    bool keep = s->key == KEY_OTHER || same_value(&item->read, &item->now, s->key);
    if (keep || is_given(&item->now, s->key)) {
      if (i > 0 && at_dash) { /* the key after the dash is gone: this one takes its place */
        size_t from = s->from;
        while (from < values && item->raw[from] == ' ') from++;
        good = keep ? khb_text_add(out, item->raw + from, values - from) : put_key(out, &item->now, s->key);
      } else if (keep) {
        good = khb_text_add(out, item->raw + s->from, values - s->from);
      } else {
        good = (i == 0 || khb_text_blanks(out, column)) && put_key(out, &item->now, s->key);
      }
      at_dash = false;
    }
    if (last && good && out->n && out->s[out->n - 1] != '\n') good = khb_text_put(out, "\n");
    if (last) good = good && put_missing(item, column, out);
    good = good && khb_text_add(out, item->raw + values, s->to - values);
  }
  return good;
}

bool khb_note_write_item(const note_item *item, size_t indent, khb_text *out) {
  if (!item->raw || !item->block) {
    if (item->raw && khb_note_values_same(&item->read, &item->now)) return khb_text_add(out, item->raw, item->raw_len);
    return write_new(item, indent, out);
  }
  if (khb_note_values_same(&item->read, &item->now)) {
    bool good = khb_text_add(out, item->raw, item->raw_len);
    return good && (item->raw[item->raw_len - 1] == '\n' || khb_text_put(out, "\n"));
  }
  return write_changed(item, out);
}

/* ---- the file ------------------------------------------------------------------------------------------------------------------ */

static const char *draft_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

bool khb_note_write_header(const char *path, khb_text *out) {
  char *draft = strdup(draft_name(path));
  if (!draft) return false;
  if (khb_ends_with(draft, KHB_NOTES_END)) draft[strlen(draft) - strlen(KHB_NOTES_END)] = 0;
  bool good = khb_text_put(out, "khabar: 1\ndraft: ") && khb_text_scalar(out, khb_is_scalar(draft) ? draft : "?") && khb_text_put(out, "\n");
  free(draft);
  return good;
}

static bool put_field(const khb_notes *notes, int which, khb_text *out) {
  const char *value = notes->field_now[which];
  if (!value || !*value) return true;
  return khb_text_put(out, khb_notes_fields[which]) && khb_text_put(out, ": ") && khb_text_scalar(out, value) && khb_text_put(out, "\n");
}

static bool same_field(const khb_notes *notes, int which) {
  const char *a = notes->file.field[which], *b = notes->field_now[which];
  return strcmp(a ? a : "", b ? b : "") == 0;
}

/* text[from, to) with changed fields in their lines' place. */
static bool put_part(const khb_notes *notes, size_t from, size_t to, khb_text *out) {
  const note_file *f = &notes->file;
  while (from < to) {
    int next = -1;
    for (int i = 0; i < 3; i++) {
      if (!f->field[i] || same_field(notes, i) || f->field_at[i].from < from || f->field_at[i].from >= to) continue;
      if (next < 0 || f->field_at[i].from < f->field_at[next].from) next = i;
    }
    size_t until = next < 0 ? to : f->field_at[next].from;
    if (!khb_text_add(out, f->text + from, until - from)) return false;
    from = until;
    if (next < 0) continue;
    if (!put_field(notes, next, out)) return false;
    from = f->field_at[next].to;
  }
  return true;
}

static bool end_line(khb_text *out) { return !out->n || out->s[out->n - 1] == '\n' || khb_text_put(out, "\n"); }

bool khb_note_write(const khb_notes *notes, khb_text *out) {
  const note_file *f = &notes->file;
  bool good = f->len ? put_part(notes, 0, f->head, out) : khb_note_write_header(notes->path, out);
  good = good && end_line(out);
  /* A new field stands before the list; where the head ends with `spans:` it goes to the end of the file instead. */
  bool after = f->has_list && !f->flow_list;
  for (int i = 0; !after && good && i < 3; i++) {
    if (!f->field[i]) good = put_field(notes, i, out);
  }
  if (good && (!f->has_list || f->flow_list) && f->n) good = khb_text_put(out, "spans:\n");
  size_t indent = 0;
  for (size_t i = 0; i < f->n; i++) indent = f->item[i].raw && f->item[i].block ? f->item[i].indent : indent;
  for (size_t i = 0; good && i < f->n; i++) good = khb_note_write_item(&f->item[i], indent, out);
  good = good && put_part(notes, f->tail, f->len, out);
  for (int i = 0; after && good && i < 3; i++) {
    if (!f->field[i] && notes->field_now[i] && *notes->field_now[i]) good = end_line(out) && put_field(notes, i, out);
  }
  return good;
}
