/* notes.h: the notes of a draft inside.
 *
 *   file     ┌ head ┐┌ item ┐┌ item ┐ … ┌ tail ┐      head: all before the first item; tail: what follows the list
 *            khabar: 1  - type: …  - type: …  licence …
 *   item     ┌ seg ┐┌ seg ┐ …                         one for each key, the comments after it included
 *
 *   read.c    text of the file   ──>  items, with the raw bytes of each key
 *   write.c   items              ──>  text: keys whose value has not changed keep their bytes
 *   anchor.c  quotes             ──>  places in the draft
 *   notes.c   the handle: get, set, move, remove
 *   names.c   whether the draft has entities of its own
 *   save.c    lock, join with what another program has written, replace the file
 */
#ifndef KHB_NOTES_H
#define KHB_NOTES_H

#include "../base/yaml.h"

enum {
  KHB_CONTEXT = 32,             /* characters of prefix and suffix */
  KHB_MAX_NOTES = 100000,
  KHB_MAX_QUOTE = 4096          /* bytes of a quote that is kept; a longer passage keeps this much of its beginning */
};

typedef enum khb_note_key {
  KEY_TYPE, KEY_EXACT, KEY_PREFIX, KEY_SUFFIX, KEY_AT, KEY_STATUS, KEY_ENTITY, KEY_NOTE, KEY_CHECK, KEY_SOURCE, KEY_CONFLICT,
  KEY_COUNT, KEY_OTHER = KEY_COUNT
} khb_note_key;
extern const char *const khb_note_keys[KEY_COUNT];

/* Values of an item; strings are malloc-ed or NULL for "". */
typedef struct note_values {
  char *text[KEY_COUNT];        /* of the keys that hold texts, `status` and `type` included */
  uint32_t start, end;
  bool has_at, conflict;
} note_values;

typedef struct note_segment { uint8_t key; size_t from, to; } note_segment; /* bytes of raw */

typedef struct note_item {
  char *raw; size_t raw_len;    /* as it stands in the file; NULL: new */
  note_segment *segment; size_t n_segments;
  size_t indent;                /* of the dash */
  bool block;                   /* keys in lines of their own: segments count */
  bool unknown;                 /* has keys that this version does not know */
  note_values read, now;
  uint8_t place;
  float score;
} note_item;

typedef struct note_file {
  char *text; size_t len;       /* as read */
  size_t head, tail;            /* text[0..head), text[tail..len) */
  bool has_list;                /* a key `spans` is there */
  bool flow_list;               /* it is one [ … ]: written anew as a block */
  note_item *item; size_t n, cap;
  char *field[3];               /* date, place, style */
  struct { size_t from, to; } field_at[3]; /* their lines in text */
} note_file;

struct khb_notes {
  char *path;
  note_file file;
  char *field_now[3];
  note_item *gone; size_t n_gone, cap_gone; /* what was removed since the file was read */
};

extern const char *const khb_notes_fields[3];

/* Not from the file. (Items of a list in [ … ] have no bytes of their own.) */
static inline bool khb_note_is_new(const note_item *item) {
  return !item->raw && !item->read.text[KEY_EXACT] && !item->read.text[KEY_NOTE];
}

/* read.c. `text` is taken over by the file when it succeeds. */
khb_status khb_note_read(const char *path, char *text, size_t len, note_file *out, khb_error *err);
khb_status khb_note_read_text(const char *path, char **text, size_t *len, khb_error *err); /* notes.c: malloc-ed; "" where it is missing */
khb_status khb_note_load(const char *path, note_file *out, khb_error *err); /* notes.c: the file itself, which may be missing */
void khb_note_file_free(note_file *file);
void khb_note_item_free(note_item *item);
void khb_note_values_free(note_values *v);
bool khb_note_values_copy(note_values *to, const note_values *from);
bool khb_note_values_same(const note_values *a, const note_values *b);

/* write.c: the whole file as it should be. `draft` names it in a new file. false: out of memory. */
bool khb_note_write(const khb_notes *notes, khb_text *out);
/* The first lines of a new file of notes. */
bool khb_note_write_header(const char *path, khb_text *out);
bool khb_note_write_item(const note_item *item, size_t indent, khb_text *out);

/* anchor.c: the anchor of [start, end) of a text, and finding anchors again. */
khb_status khb_note_take_anchor(note_values *v, uint32_t start, uint32_t end, const char *text, size_t len);
khb_status khb_note_place_all(note_item *item, size_t n, const char *text, size_t len, bool elsewhere);

#endif
