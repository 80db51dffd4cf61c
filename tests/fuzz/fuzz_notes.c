/* fuzz_notes.c: any bytes at all as notes of a draft, and as the draft; a line "=====" parts the two. What is read must be written back byte for byte when
 * nothing has changed; after a change all that stood there and was not changed stands there still, the file can be read again, and no
 * note stands outside the draft or cuts a character of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../core/khabar.h"
#include "../support/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                         \
  do {                                                                                          \
    if (!(condition)) support_die("%s:%d: broken promise: %s", __FILE__, __LINE__, #condition); \
  } while (0)

static char folder[64], path[96];

static void forget_folder(void) {
  unlink(path);
  rmdir(folder);
}

static void put_notes(const uint8_t *data, size_t size) {
  if (!*folder) {
    snprintf(folder, sizeof folder, "%s/khabar-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    MUST(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/d.txt.khabar.yaml", folder);
    atexit(forget_folder);
  }
  FILE *f = fopen(path, "wb");
  MUST(f && fwrite(data, 1, size, f) == size && fclose(f) == 0);
}

/* In the draft, between characters (a byte that continues one may stand alone in a broken draft: then anything goes). */
static void check_places(const khb_notes *notes, const char *text, size_t len) {
  for (uint32_t i = 0; i < khb_notes_count(notes); i++) {
    khb_note n;
    MUST(khb_notes_get(notes, i, &n) == KHB_OK);
    MUST(n.start <= n.end && n.place != KHB_PLACE_UNKNOWN);
    if (n.place == KHB_PLACE_LOST || !*n.exact) continue;
    MUST(n.end <= len && n.start < n.end && n.score >= 0 && n.score <= 1.0001f);
    if (n.place != KHB_PLACE_CHANGED) MUST(strlen(n.exact) == n.end - n.start && memcmp(text + n.start, n.exact, n.end - n.start) == 0);
  }
}

/* Changes the first note that is in its place, adds one and takes the last away; then saves. */
static void change(khb_notes *notes, const char *text, size_t len) {
  khb_note n;
  for (uint32_t i = 0; i < khb_notes_count(notes); i++) {
    khb_notes_get(notes, i, &n);
    if (n.place == KHB_PLACE_LOST || !*n.exact) continue;
    n.status = KHB_NOTE_REJECTED;
    n.text = "#: \"-";
    if (khb_notes_set(notes, i, &n, text, len, NULL, NULL) == KHB_OK) break;
  }
  n = (khb_note){.start = 0, .end = (uint32_t)(len < 7 ? len : 7), .type = KHB_ORG, .status = KHB_NOTE_ADDED};
  khb_notes_set(notes, KHB_NONE, &n, text, len, NULL, NULL);
  if (khb_notes_count(notes) > 2) khb_notes_remove(notes, khb_notes_count(notes) - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char mark[] = "\n=====\n";
  const uint8_t *cut = size ? memmem(data, size, mark, sizeof mark - 1) : NULL;
  size_t yaml = cut ? (size_t)(cut - data) + 1 : size;
  const char *text = cut ? (const char *)cut + sizeof mark - 1 : "";
  size_t len = cut ? size - (size_t)(text - (const char *)data) : 0;
  put_notes(data, yaml);
  khb_notes *notes = NULL;
  khb_error err = {0};
  uint64_t stamp = 0;
  khb_status named = khb_notes_entities(path, &stamp, &err);
  MUST(named == KHB_OK || (stamp == 0 && err.what[0]));
  if (khb_notes_open(path, &notes, &err) != KHB_OK) {
    MUST(err.what[0] && !notes);
    return 0;
  }
  MUST(khb_notes_save(notes, NULL, &err) == KHB_OK);
  support_text now = support_read(path);
  MUST(now.len == yaml && memcmp(now.data, data, yaml) == 0);
  free(now.data);
  MUST(khb_notes_anchor(notes, text, len, NULL) == KHB_OK);
  check_places(notes, text, len);
  change(notes, text, len);
  if (khb_notes_save(notes, NULL, &err) == KHB_OK) {
    uint32_t n = khb_notes_count(notes);
    khb_notes_close(notes);
    MUST(khb_notes_open(path, &notes, &err) == KHB_OK && khb_notes_count(notes) == n);
  } else {
    MUST(err.what[0]);
  }
  khb_notes_close(notes);
  return 0;
}
