/* fuzz_edit.c: a text and a list of edits; after each edit the document must be what a fresh one is.
 *
 *   input   text 0xFD edit 0xFD edit 0xFD …        0xFD is never part of UTF-8, so seeds stay readable
 *   edit    at(2) drop(1) piece                    at and drop little-endian: [at % (len+1), +drop) is replaced by piece
 */
#include <string.h>

#include "../support/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SEPARATOR 0xfd
#define MAX_EDITS 64

static khb_engine *engine;

static void edit(khb_document *doc, const uint8_t *p, size_t n) {
  size_t len;
  khb_document_text(doc, &len);
  uint32_t at = ((uint32_t)p[0] | (uint32_t)p[1] << 8) % ((uint32_t)len + 1);
  uint32_t end = at + p[2] < len ? at + p[2] : (uint32_t)len;
  khb_error err;
  khb_range changed;
  if (khb_document_edit(doc, at, end, (const char *)p + 3, n - 3, &changed, &err) != KHB_OK)
    support_die("an edit was refused: %s", err.what);
  const char *text = khb_document_text(doc, &len);
  khb_document *fresh = support_document(engine, text, len);
  char why[512];
  if (!support_same(doc, fresh, why, sizeof why)) support_die("edit [%u,%u) by %zu bytes: %s", at, end, n - 3, why);
  if (changed.start > at || changed.end < at + (n - 3)) support_die("the range said to have changed is too small");
  khb_document_close(fresh);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!engine) engine = support_engine();
  const uint8_t *end = data + size, *next = size ? memchr(data, SEPARATOR, size) : NULL;
  khb_document *doc = support_document(engine, (const char *)data, (size_t)((next ? next : end) - data));
  for (int i = 0; next && i < MAX_EDITS; i++) {
    const uint8_t *p = next + 1;
    next = p < end ? memchr(p, SEPARATOR, (size_t)(end - p)) : NULL;
    size_t n = (size_t)((next ? next : end) - p);
    if (n >= 3) edit(doc, p, n);
  }
  khb_document_close(doc);
  return 0;
}
