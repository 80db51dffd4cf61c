/* yaml.c: see yaml.h. */
#include "yaml.h"

#include "../text/utf8.h"

#include <stdio.h>

#define MAX_YAML ((size_t)1 << 30)

/* ---- places ---- */

/* Line and column (bytes, from 1) of a byte of the text. */
static void place_of(const khb_yaml *y, size_t byte, uint32_t *line, uint32_t *column) {
  size_t start = 0;
  uint32_t n = 1;
  for (size_t i = 0; i < byte; i++) {
    if (y->text[i] == '\n' || (y->text[i] == '\r' && (i + 1 >= y->size || y->text[i + 1] != '\n'))) {
      n++;
      start = i + 1;
    }
  }
  *line = n;
  *column = (uint32_t)(byte - start) + 1;
}

static bool continues(uint8_t byte) { return (byte & 0xC0) == 0x80; }

/* The byte that the index-th character starts at; the text is known to be UTF-8. */
static size_t byte_of(khb_yaml *y, size_t index) {
  size_t i = y->near_byte, n = y->near_index;
  for (; n < index && i < y->size; n++) {
    for (i++; i < y->size && continues(y->text[i]);) i++;
  }
  for (; n > index; n--) {
    for (i--; i > 0 && continues(y->text[i]);) i--;
  }
  y->near_byte = i;
  y->near_index = n;
  return i;
}

static khb_status fail_at_byte(khb_yaml *y, size_t byte, khb_status status, const char *remedy, const char *what) {
  uint32_t line, column;
  place_of(y, byte, &line, &column);
  khb_fail_at(y->err, status, y->path, line, column, remedy, "%s", what);
  if (y->err) y->err->offset = byte + (size_t)(y->text - y->file.data);
  return status;
}

khb_status khb_yaml_fail(khb_yaml *y, yaml_mark_t mark, khb_status status, const char *remedy, const char *what, ...) {
  char text[sizeof y->err->what];
  va_list args;
  va_start(args, what);
  int n = vsnprintf(text, sizeof text, what, args);
  va_end(args);
  if (n < 0) text[0] = 0;
  return fail_at_byte(y, byte_of(y, mark.index), status, remedy, text);
}

uint32_t khb_yaml_line(yaml_mark_t mark) { return mark.line < UINT32_MAX ? (uint32_t)mark.line + 1 : UINT32_MAX; }

/* ---- the text ---- */

/* The characters that YAML allows in a file (YAML 1.1, section 4.1.1), a byte order mark in the text aside. */
static bool allowed(uint32_t cp) {
  if (cp < 0x20) return cp == '\t' || cp == '\n' || cp == '\r';
  if (cp < 0xA0) return cp < 0x7F || cp == 0x85;
  return cp != 0xFEFF && cp != 0xFFFE && cp != 0xFFFF;
}

static khb_status check_text(khb_yaml *y) {
  const uint8_t *p = y->text, *end = p + y->size;
  if (y->size >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF))) {
    return fail_at_byte(y, 0, KHB_ERR_FORMAT, "save the file as UTF-8", "this is UTF-16, not UTF-8");
  }
  while (p < end) {
    if (*p >= 0x20 && *p < 0x7F) {
      p++;
      continue;
    }
    uint32_t cp, used = khb_utf8_next(p, end, &cp);
    size_t at = (size_t)(p - y->text);
    if (cp == KHB_BROKEN)
      return fail_at_byte(y, at, KHB_ERR_FORMAT, "save the file as UTF-8", "these bytes are no UTF-8");
    if (cp == 0) return fail_at_byte(y, at, KHB_ERR_FORMAT, "take it out", "a NUL byte stands here");
    if (!allowed(cp)) return fail_at_byte(y, at, KHB_ERR_FORMAT, "take it out", "a control character stands here");
    p += used;
  }
  return KHB_OK;
}

/* Sets the cursor before y->file, which has been read. */
static khb_status start(khb_yaml *y) {
  size_t bom = y->file.size >= 3 && memcmp(y->file.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  y->text = y->file.data + bom;
  y->size = y->file.size - bom;
  khb_status status = check_text(y);
  if (status != KHB_OK) return status;
  if (!yaml_parser_initialize(&y->parser)) return khb_fail_nomem(y->err);
  y->has_parser = true;
  yaml_parser_set_encoding(&y->parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&y->parser, y->text, y->size);
  return KHB_OK;
}

khb_status khb_yaml_open(khb_yaml *y, const char *path, khb_error *err) {
  *y = (khb_yaml){.path = path, .err = err};
  khb_status status = khb_file_read(path, MAX_YAML, &y->file, err);
  return status == KHB_OK ? start(y) : status;
}

khb_status khb_yaml_open_text(khb_yaml *y, const char *path, const void *text, size_t size, khb_error *err) {
  *y = (khb_yaml){.path = path, .err = err, .file = {.data = text, .size = size}};
  return start(y);
}

size_t khb_yaml_byte(khb_yaml *y, yaml_mark_t mark) {
  return byte_of(y, mark.index) + (size_t)(y->text - y->file.data);
}

void khb_yaml_close(khb_yaml *y) {
  if (y->has_event) yaml_event_delete(&y->event);
  if (y->has_parser) yaml_parser_delete(&y->parser);
  khb_file_unmap(&y->file);
  y->has_event = y->has_parser = false;
}

/* ---- events ---- */

static khb_status parse_error(khb_yaml *y) {
  const yaml_parser_t *p = &y->parser;
  if (p->error == YAML_MEMORY_ERROR) return khb_fail_nomem(y->err);
  const char *problem = p->problem ? p->problem : "malformed";
  return khb_yaml_fail(y, p->problem_mark, KHB_ERR_FORMAT,
                       "see doc/formats.md; quote texts that hold : or # or start with - [ { & * !",
                       "no valid YAML: %s%s%s", p->context ? p->context : "", p->context ? ", " : "", problem);
}

/* What a node brings with it that these files do without. Aliases are the stuff of bombs; nothing here needs them. */
static khb_status refuse_extras(khb_yaml *y) {
  const yaml_char_t *anchor = NULL, *tag = NULL;
  switch (y->event.type) {
    case YAML_ALIAS_EVENT: anchor = y->event.data.alias.anchor; break;
    case YAML_SCALAR_EVENT: anchor = y->event.data.scalar.anchor, tag = y->event.data.scalar.tag; break;
    case YAML_SEQUENCE_START_EVENT:
      anchor = y->event.data.sequence_start.anchor, tag = y->event.data.sequence_start.tag;
      break;
    case YAML_MAPPING_START_EVENT:
      anchor = y->event.data.mapping_start.anchor, tag = y->event.data.mapping_start.tag;
      break;
    default: break;
  }
  if (anchor) {
    return khb_yaml_fail(y, y->event.start_mark, KHB_ERR_FORMAT,
                         "write it out; a text that starts with & or * needs quotes",
                         "anchors and aliases are not allowed (%.40s)", (const char *)anchor);
  }
  if (tag) {
    return khb_yaml_fail(y, y->event.start_mark, KHB_ERR_FORMAT,
                         "leave the tag out; a text that starts with ! needs quotes", "tags are not allowed (%.40s)",
                         (const char *)tag);
  }
  return KHB_OK;
}

khb_status khb_yaml_next(khb_yaml *y) {
  if (y->has_event) yaml_event_delete(&y->event);
  y->has_event = false;
  if (!yaml_parser_parse(&y->parser, &y->event)) return parse_error(y);
  y->has_event = true;
  return refuse_extras(y);
}

bool khb_yaml_is_null(const khb_yaml *y) {
  if (y->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return false;
  const char *s = khb_yaml_text(y);
  return !*s || strcmp(s, "~") == 0 || strcmp(s, "null") == 0;
}

khb_status khb_yaml_expected(khb_yaml *y, const char *what, const char *remedy) {
  const char *found = "something else";
  switch (y->event.type) {
    case YAML_SCALAR_EVENT: found = khb_yaml_is_null(y) ? "nothing" : "a text"; break;
    case YAML_SEQUENCE_START_EVENT: found = "a list"; break;
    case YAML_MAPPING_START_EVENT: found = "a mapping"; break;
    case YAML_SEQUENCE_END_EVENT: found = "the end of the list"; break;
    case YAML_MAPPING_END_EVENT: found = "the end of the mapping"; break;
    default: break;
  }
  return khb_yaml_fail(y, y->event.start_mark, KHB_ERR_FORMAT, remedy, "expected %s, found %s", what, found);
}

/* ---- walking -------------------------------------------------------------------------------------------------------------- */

bool khb_yaml_is(const khb_yaml *y, const char *s) {
  return y->event.type == YAML_SCALAR_EVENT && khb_yaml_length(y) == strlen(s) && memcmp(khb_yaml_text(y), s, strlen(s)) == 0;
}

khb_status khb_yaml_skip(khb_yaml *y, size_t *end) {
  for (size_t depth = 0;;) {
    yaml_event_type_t type = y->event.type;
    if (end && khb_yaml_is_written(y)) *end = khb_yaml_byte(y, y->event.end_mark);
    depth += type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT;
    depth -= type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT;
    if (depth == 0) return KHB_OK;
    khb_status status = khb_yaml_next(y);
    if (status != KHB_OK) return status;
  }
}

size_t khb_yaml_line_start(const khb_yaml *y, size_t at) {
  while (at > 0 && y->file.data[at - 1] != '\n') at--;
  return at;
}

size_t khb_yaml_next_line(const khb_yaml *y, size_t at) {
  const uint8_t *s = y->file.data;
  if (at == 0 || s[at - 1] == '\n') return at;
  while (at < y->file.size && s[at] != '\n') at++;
  return at < y->file.size ? at + 1 : at;
}
