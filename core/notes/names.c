/* names.c: the entities that the notes of a draft name. What they say is read by core/lexicon/load.c, as a layer of its own; here it is only
 * found out whether there are any, and whether they have changed: an engine is opened anew for them, not for every note that is taken.
 */
#include "notes.h"

#include <errno.h>
#include <sys/stat.h>

#define TRY(call)                          \
  do {                                     \
    khb_status status_ = (call);           \
    if (status_ != KHB_OK) return status_; \
  } while (0)

/* A hash of bytes [from, to), which may be the last of the file. */
static uint64_t hash_of(const khb_yaml *y, size_t from, size_t to) {
  uint64_t h = to - from;
  uint8_t block[64 + 8];
  for (size_t at = from; at < to; at += 64) {
    size_t n = to - at < 64 ? to - at : 64;
    memset(block, 0, sizeof block);
    memcpy(block, y->file.data + at, n);
    h = khb_mum(h ^ khb_hash(block, n), 0xa0761d6478bd642fu);
  }
  return h ? h : 1;
}

/* Stands at the value of `entities`. */
static khb_status read_value(khb_yaml *y, uint64_t *stamp) {
  bool list = y->event.type == YAML_SEQUENCE_START_EVENT, none = y->event.type == YAML_SCALAR_EVENT && khb_yaml_is_null(y);
  size_t from = khb_yaml_byte(y, y->event.start_mark), to = from;
  TRY(khb_yaml_skip(y, &to));
  /* Anything but a list is for the reader of the layer to refuse. */
  *stamp = none || (list && to == from) ? 0 : hash_of(y, from, to > from ? to : from);
  return KHB_OK;
}

static khb_status read_keys(khb_yaml *y, uint64_t *stamp) {
  TRY(khb_yaml_next(y)); /* the stream */
  TRY(khb_yaml_next(y)); /* the document */
  if (y->event.type == YAML_STREAM_END_EVENT) return KHB_OK;
  TRY(khb_yaml_next(y));
  if (y->event.type != YAML_MAPPING_START_EVENT) return KHB_OK;
  for (;;) {
    TRY(khb_yaml_next(y));
    if (y->event.type == YAML_MAPPING_END_EVENT) return KHB_OK;
    bool entities = y->event.type == YAML_SCALAR_EVENT && khb_yaml_is(y, "entities");
    TRY(khb_yaml_skip(y, NULL));
    TRY(khb_yaml_next(y));
    TRY(entities ? read_value(y, stamp) : khb_yaml_skip(y, NULL));
  }
}

khb_status khb_notes_entities(const char *path, uint64_t *stamp, khb_error *err) {
  char *text = NULL;
  size_t len = 0;
  uint64_t found = 0;
  khb_yaml y;
  khb_status status = khb_note_read_text(path, &text, &len, err);
  if (status != KHB_OK) return status;
  /* Most notes name none, and a word that is not there needs no parser. */
  if (memmem(text, len, "entities", 8)) {
    status = khb_yaml_open_text(&y, path, text, len, err);
    if (status == KHB_OK) status = read_keys(&y, &found);
    y.file = (khb_file){0}; /* the text is ours */
    khb_yaml_close(&y);
  }
  free(text);
  if (status == KHB_OK) *stamp = found;
  return status;
}
