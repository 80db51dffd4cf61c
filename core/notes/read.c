/* read.c: the file of notes as items with the bytes that make them: see notes.h. What this version does not know is kept and passed over. */
#include "notes.h"

#include <stdlib.h>

const char *const khb_note_keys[KEY_COUNT] = {"type",   "exact", "prefix", "suffix", "at",      "status",
                                              "entity", "note",  "check",  "source", "conflict"};
const char *const khb_notes_fields[3] = {"date", "place", "style"};

#define TRY(call)                          \
  do {                                     \
    khb_status status_ = (call);           \
    if (status_ != KHB_OK) return status_; \
  } while (0)

/* ---- values ---------------------------------------------------------------------------------------------------------------- */

void khb_note_values_free(note_values *v) {
  for (int k = 0; k < KEY_COUNT; k++) free(v->text[k]);
  *v = (note_values){0};
}

bool khb_note_values_copy(note_values *to, const note_values *from) {
  *to = (note_values){.start = from->start, .end = from->end, .has_at = from->has_at, .conflict = from->conflict};
  for (int k = 0; k < KEY_COUNT; k++) {
    if (from->text[k] && !(to->text[k] = strdup(from->text[k]))) {
      khb_note_values_free(to);
      return false;
    }
  }
  return true;
}

bool khb_note_values_same(const note_values *a, const note_values *b) {
  if (a->has_at != b->has_at || a->start != b->start || a->end != b->end || a->conflict != b->conflict) return false;
  for (int k = 0; k < KEY_COUNT; k++) {
    if (strcmp(a->text[k] ? a->text[k] : "", b->text[k] ? b->text[k] : "") != 0) return false;
  }
  return true;
}

void khb_note_item_free(note_item *item) {
  free(item->raw);
  free(item->segment);
  khb_note_values_free(&item->read);
  khb_note_values_free(&item->now);
}

void khb_note_file_free(note_file *file) {
  for (size_t i = 0; i < file->n; i++) khb_note_item_free(&file->item[i]);
  for (int i = 0; i < 3; i++) free(file->field[i]);
  free(file->item);
  free(file->text);
  *file = (note_file){0};
}

/* ---- the cursor ------------------------------------------------------------------------------------------------------------ */

typedef struct note_reader {
  khb_yaml y;
  note_file *file;
  size_t end; /* past the last value that was read */
} note_reader;

static size_t mark_byte(note_reader *r, yaml_mark_t mark) { return khb_yaml_byte(&r->y, mark); }

static void passed(note_reader *r) {
  if (khb_yaml_is_written(&r->y)) r->end = mark_byte(r, r->y.event.end_mark);
}

static khb_status wrong(note_reader *r, const char *what, const char *remedy) {
  return khb_yaml_fail(&r->y, r->y.event.start_mark, KHB_ERR_FORMAT, remedy, "%s", what);
}

/* ---- items ------------------------------------------------------------------------------------------------------------------- */

/* [26, 40] */
static khb_status read_at(note_reader *r, note_values *v) {
  uint32_t value[2] = {0, 0};
  if (r->y.event.type != YAML_SEQUENCE_START_EVENT) return khb_yaml_expected(&r->y, "two bytes, [26, 40]", NULL);
  for (int i = 0; i < 2; i++) {
    TRY(khb_yaml_next(&r->y));
    if (r->y.event.type != YAML_SCALAR_EVENT) return khb_yaml_expected(&r->y, "two bytes, [26, 40]", NULL);
    const char *s = khb_yaml_text(&r->y);
    size_t n = khb_yaml_length(&r->y);
    bool good = n > 0 && n < 11;
    uint64_t number = 0;
    for (size_t k = 0; good && k < n; k++) {
      good = s[k] >= '0' && s[k] <= '9';
      number = number * 10 + (uint64_t)(s[k] - '0');
    }
    if (!good || number > KHB_MAX_TEXT) return wrong(r, "no byte of a draft", "write two whole numbers, [26, 40]");
    value[i] = (uint32_t)number;
  }
  TRY(khb_yaml_next(&r->y));
  if (r->y.event.type != YAML_SEQUENCE_END_EVENT || value[0] > value[1]) return wrong(r, "no range of bytes", "write two whole numbers, [26, 40]");
  passed(r);
  v->start = value[0];
  v->end = value[1];
  v->has_at = true;
  return KHB_OK;
}

static khb_status check_value(note_reader *r, int key) {
  if (key == KEY_TYPE && khb_type_parse(khb_yaml_text(&r->y), khb_yaml_length(&r->y)) < 0) return wrong(r, "unknown type", "PERS, ORG, GPE ...");
  if (key == KEY_STATUS) {
    bool known = false;
    for (int i = 0; i < KHB_NOTE_STATUSES; i++) known = known || khb_yaml_is(&r->y, khb_note_status_name((khb_note_status)i));
    if (!known) return wrong(r, "unknown status", "open, accepted, corrected, rejected or added");
  }
  if (key == KEY_CHECK && !khb_yaml_is(&r->y, "verified") && !khb_yaml_is(&r->y, "doubtful") && !khb_yaml_is(&r->y, "wrong"))
    return wrong(r, "unknown check", "verified, doubtful or wrong");
  if (!khb_is_scalar(khb_yaml_text(&r->y)) || strlen(khb_yaml_text(&r->y)) != khb_yaml_length(&r->y))
    return wrong(r, "a control character in a text", "take it out");
  return KHB_OK;
}

static khb_status read_value(note_reader *r, int key, note_values *v) {
  if (key == KEY_OTHER) return khb_yaml_skip(&r->y, &r->end);
  if (key == KEY_AT) return read_at(r, v);
  if (r->y.event.type != YAML_SCALAR_EVENT) return khb_yaml_expected(&r->y, "a text", NULL);
  passed(r);
  if (key == KEY_CONFLICT) {
    v->conflict = khb_yaml_is(&r->y, "true");
    return v->conflict || khb_yaml_is(&r->y, "false") ? KHB_OK : wrong(r, "expected true or false", NULL);
  }
  if (khb_yaml_is_null(&r->y) || !khb_yaml_length(&r->y)) return KHB_OK;
  TRY(check_value(r, key));
  v->text[key] = strdup(khb_yaml_text(&r->y));
  return v->text[key] ? KHB_OK : khb_fail_nomem(r->y.err);
}

static int key_number(const note_reader *r) {
  for (int k = 0; k < KEY_COUNT; k++) {
    if (khb_yaml_is(&r->y, khb_note_keys[k])) return k;
  }
  return KEY_OTHER;
}

/* Segments hold bytes of the file until cut_item. */
static khb_status read_item(note_reader *r, note_item *item, size_t *cap) {
  if (r->y.event.type != YAML_MAPPING_START_EVENT) return khb_yaml_expected(&r->y, "a note, {type: ..., exact: ..., at: [...]}", NULL);
  item->block = r->y.event.data.mapping_start.style != YAML_FLOW_MAPPING_STYLE;
  if (!item->block) r->end = mark_byte(r, r->y.event.end_mark);
  uint32_t seen = 0;
  for (;;) {
    TRY(khb_yaml_next(&r->y));
    if (r->y.event.type == YAML_MAPPING_END_EVENT) break;
    if (r->y.event.type != YAML_SCALAR_EVENT) return khb_yaml_expected(&r->y, "a key", NULL);
    int key = key_number(r);
    if (key != KEY_OTHER && seen >> key & 1) return wrong(r, "this key stands here twice", "keep one of them");
    seen |= key != KEY_OTHER ? 1u << key : 0;
    item->unknown = item->unknown || key == KEY_OTHER;
    if (!KHB_GROW(item->segment, *cap, item->n_segments + 1)) return khb_fail_nomem(r->y.err);
    size_t from = mark_byte(r, r->y.event.start_mark);
    item->segment[item->n_segments++] = (note_segment){(uint8_t)key, from, from};
    TRY(khb_yaml_next(&r->y));
    TRY(read_value(r, key, &item->read));
  }
  passed(r);
  if (!item->read.text[KEY_EXACT] && !item->read.text[KEY_NOTE])
    return wrong(r, "a note with neither exact nor note", "add exact: the words it is about");
  if (item->read.text[KEY_EXACT] && strlen(item->read.text[KEY_EXACT]) > 2 * KHB_MAX_QUOTE) return wrong(r, "this quote is too long", "shorten it");
  return khb_note_values_copy(&item->now, &item->read) ? KHB_OK : khb_fail_nomem(r->y.err);
}

/* Gives the item its bytes [from, to) of the file: the first key's segment begins after the dash, the others at their line. */
static khb_status cut_item(note_reader *r, note_item *item, size_t from, size_t to) {
  item->raw_len = to - from;
  item->raw = malloc(item->raw_len + 1);
  if (!item->raw) return khb_fail_nomem(r->y.err);
  memcpy(item->raw, r->y.file.data + from, item->raw_len);
  item->raw[item->raw_len] = 0;
  for (size_t i = 0; i < item->n_segments; i++) {
    note_segment *s = &item->segment[i];
    size_t start = i == 0 ? s->from : khb_yaml_line_start(&r->y, s->from);
    item->block = item->block && (i == 0 || start > item->segment[i - 1].from) && start >= from;
    s->from = start;
  }
  if (item->n_segments == 0) item->block = false;
  for (size_t i = 0; item->block && i < item->n_segments; i++) {
    note_segment *s = &item->segment[i];
    s->to = (i + 1 < item->n_segments ? item->segment[i + 1].from : to) - from;
    s->from -= from;
  }
  return KHB_OK;
}

/* ---- the list ----------------------------------------------------------------------------------------------------------------- */

static khb_status read_items(note_reader *r, size_t *starts_cap, size_t **starts) {
  note_file *f = r->file;
  bool flow = r->y.event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
  size_t indent = r->y.event.start_mark.column;
  r->end = mark_byte(r, flow ? r->y.event.end_mark : r->y.event.start_mark);
  for (;;) {
    TRY(khb_yaml_next(&r->y));
    if (r->y.event.type == YAML_SEQUENCE_END_EVENT) break;
    if (f->n == KHB_MAX_NOTES) return khb_yaml_fail(&r->y, r->y.event.start_mark, KHB_ERR_LIMIT, "split the draft", "more than %d notes", KHB_MAX_NOTES);
    if (!KHB_GROW(f->item, f->cap, f->n + 1) || !KHB_GROW(*starts, *starts_cap, f->n + 1)) return khb_fail_nomem(r->y.err);
    note_item *item = &f->item[f->n];
    *item = (note_item){.indent = indent};
    (*starts)[f->n++] = khb_yaml_line_start(&r->y, mark_byte(r, r->y.event.start_mark));
    size_t cap = 0;
    TRY(read_item(r, item, &cap));
  }
  passed(r);
  f->flow_list = flow;
  return KHB_OK;
}

static khb_status read_list(note_reader *r) {
  note_file *f = r->file;
  size_t *starts = NULL, cap = 0, key_line = khb_yaml_line_start(&r->y, mark_byte(r, r->y.event.start_mark));
  f->has_list = true;
  if (r->y.event.type == YAML_SCALAR_EVENT && khb_yaml_is_null(&r->y)) {
    f->head = f->tail = khb_yaml_next_line(&r->y, mark_byte(r, r->y.event.end_mark));
    return KHB_OK;
  }
  if (r->y.event.type != YAML_SEQUENCE_START_EVENT) return khb_yaml_expected(&r->y, "a list of notes", NULL);
  khb_status status = read_items(r, &cap, &starts);
  if (status == KHB_OK) {
    f->tail = khb_yaml_next_line(&r->y, r->end);
    f->head = f->flow_list ? key_line : f->n ? starts[0] : f->tail;
    for (size_t i = 0; status == KHB_OK && !f->flow_list && i < f->n; i++)
      status = cut_item(r, &f->item[i], starts[i], i + 1 < f->n ? starts[i + 1] : f->tail);
    for (size_t i = 0; f->flow_list && i < f->n; i++) f->item[i].block = false;
  }
  free(starts);
  return status;
}

/* ---- the file ------------------------------------------------------------------------------------------------------------------ */

static khb_status read_field(note_reader *r, int which, size_t from) {
  if (r->y.event.type != YAML_SCALAR_EVENT) return khb_yaml_expected(&r->y, "a text", NULL);
  TRY(check_value(r, KEY_OTHER));
  r->file->field[which] = strdup(khb_yaml_is_null(&r->y) ? "" : khb_yaml_text(&r->y));
  if (!r->file->field[which]) return khb_fail_nomem(r->y.err);
  passed(r);
  r->file->field_at[which].from = from;
  r->file->field_at[which].to = khb_yaml_next_line(&r->y, r->end);
  return KHB_OK;
}

static khb_status read_version(note_reader *r) {
  passed(r);
  if (khb_yaml_is(&r->y, "1")) return KHB_OK;
  return khb_yaml_fail(&r->y, r->y.event.start_mark, KHB_ERR_VERSION, "use the khabar that wrote it", "notes of another version (1 is known)");
}

static khb_status read_keys(note_reader *r) {
  for (;;) {
    TRY(khb_yaml_next(&r->y));
    if (r->y.event.type == YAML_MAPPING_END_EVENT) return KHB_OK;
    if (r->y.event.type != YAML_SCALAR_EVENT) return khb_yaml_expected(&r->y, "a key", NULL);
    size_t from = khb_yaml_line_start(&r->y, mark_byte(r, r->y.event.start_mark));
    int field = -1;
    for (int i = 0; i < 3; i++) field = khb_yaml_is(&r->y, khb_notes_fields[i]) ? i : field;
    bool spans = khb_yaml_is(&r->y, "spans"), version = khb_yaml_is(&r->y, "khabar");
    if ((spans && r->file->has_list) || (field >= 0 && r->file->field[field])) return wrong(r, "this key stands here twice", "keep one of them");
    TRY(khb_yaml_next(&r->y));
    if (spans) TRY(read_list(r));
    else if (version) TRY(read_version(r));
    else if (field >= 0) TRY(read_field(r, field, from));
    else TRY(khb_yaml_skip(&r->y, &r->end));
  }
}

static khb_status read_document(note_reader *r) {
  TRY(khb_yaml_next(&r->y)); /* the stream */
  TRY(khb_yaml_next(&r->y)); /* the document */
  if (r->y.event.type == YAML_STREAM_END_EVENT) return KHB_OK;
  TRY(khb_yaml_next(&r->y));
  if (r->y.event.type == YAML_SCALAR_EVENT && khb_yaml_is_null(&r->y)) return KHB_OK;
  if (r->y.event.type != YAML_MAPPING_START_EVENT || r->y.event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
    return khb_yaml_expected(&r->y, "notes of a draft: khabar: 1, spans: ...", "see doc/formats.md");
  TRY(read_keys(r));
  TRY(khb_yaml_next(&r->y)); /* the end of the document */
  TRY(khb_yaml_next(&r->y));
  return r->y.event.type == YAML_STREAM_END_EVENT ? KHB_OK : wrong(r, "a second document begins here", "put it into a file of its own");
}

khb_status khb_note_read(const char *path, char *text, size_t len, note_file *out, khb_error *err) {
  note_file file = {.text = text, .len = len, .head = len, .tail = len};
  note_reader r = {.file = &file};
  khb_status status = khb_yaml_open_text(&r.y, path, text, len, err);
  if (status == KHB_OK) status = read_document(&r);
  r.y.file = (khb_file){0}; /* the text is the file's */
  khb_yaml_close(&r.y);
  if (status != KHB_OK) {
    file.text = NULL;
    khb_note_file_free(&file);
    return status;
  }
  *out = file;
  return KHB_OK;
}
