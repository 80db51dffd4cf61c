/* yaml.h: YAML in and out: a cursor over the events of one file, with errors that say where (yaml.c), and how a value is written
 * (yaml_write.c).
 *
 *   bytes ──> checked: UTF-8, no control characters ──> libyaml's parser ──> events ──> khb_yaml_next
 *
 * Only the plain part of YAML goes through: no anchors, aliases or tags, one document a file. There is no tree in memory, so
 * nesting and repetition cost nothing: what does not fit the shape that the reader expects is refused at its first event.
 * libyaml counts characters and knows five line breaks; errors count bytes and lines as editors do, converted by khb_yaml_fail.
 */
#ifndef KHB_YAML_H
#define KHB_YAML_H

#include <yaml.h>

#include "base.h"

typedef struct khb_yaml {
  const char *path;
  khb_file file;
  const uint8_t *text;  /* the file without a byte order mark */
  size_t size;
  yaml_parser_t parser;
  yaml_event_t event;   /* the current event; valid until the next khb_yaml_next */
  bool has_parser, has_event;
  size_t near_index, near_byte; /* a place that was converted last: marks are asked for in order */
  khb_error *err;
} khb_yaml;

/* Reads the file and stands before its first event. Whatever the outcome, khb_yaml_close frees it. */
khb_status khb_yaml_open(khb_yaml *y, const char *path, khb_error *err);
/* The same from memory that outlives it; errors name the file `path`. */
khb_status khb_yaml_open_text(khb_yaml *y, const char *path, const void *text, size_t size, khb_error *err);
void khb_yaml_close(khb_yaml *y);
/* Moves to the next event, which is none of: stream or document ends in a wrong place, an alias, anything with an anchor or tag. */
khb_status khb_yaml_next(khb_yaml *y);

/* An error at a mark of this file. */
khb_status khb_yaml_fail(khb_yaml *y, yaml_mark_t mark, khb_status status, const char *remedy, const char *what, ...)
    __attribute__((format(printf, 5, 6)));
/* "expected WHAT" at the current event, naming what stands there instead. */
khb_status khb_yaml_expected(khb_yaml *y, const char *what, const char *remedy);
/* The line of a mark, from 1. */
uint32_t khb_yaml_line(yaml_mark_t mark);

static inline const char *khb_yaml_text(const khb_yaml *y) { return (const char *)y->event.data.scalar.value; }
static inline size_t khb_yaml_length(const khb_yaml *y) { return y->event.data.scalar.length; }
/* A scalar that says "nothing": empty, ~ or null, not in quotes. */
bool khb_yaml_is_null(const khb_yaml *y);
/* A scalar with that very text. */
bool khb_yaml_is(const khb_yaml *y, const char *s);
/* Moves over the node that starts at the current event, to its last one. *end, where it is not NULL: the byte after the last value that was
   passed; white space and comments behind it do not count. */
khb_status khb_yaml_skip(khb_yaml *y, size_t *end);
/* Whether the current event has bytes of its own: the end of a block collection is an empty event somewhere behind it, that of a
   flow is its bracket. */
static inline bool khb_yaml_is_written(const khb_yaml *y) { return y->event.end_mark.index > y->event.start_mark.index; }
/* The byte of the file (byte order mark included) that a mark points to. Cost: the way from the mark that was asked for before. */
size_t khb_yaml_byte(khb_yaml *y, yaml_mark_t mark);
/* The first byte of the line that a byte of the file is in; that of the next line, `at` itself where a line begins there. */
size_t khb_yaml_line_start(const khb_yaml *y, size_t at);
size_t khb_yaml_next_line(const khb_yaml *y, size_t at);

/* ---- writing (yaml_write.c) ---- */

typedef struct khb_text { char *s; size_t n, cap; } khb_text; /* not NUL-terminated; zeroed is empty; free(s) */
/* false: out of memory. */
bool khb_text_add(khb_text *t, const char *s, size_t len);
bool khb_text_put(khb_text *t, const char *s);
bool khb_text_blanks(khb_text *t, size_t n);
/* A scalar: plain where that reads the same in a block and in a flow, else in double quotes with escapes (YAML 1.1, 5.7 and 9.1.1).
   `s` has passed khb_is_scalar. */
bool khb_text_scalar(khb_text *t, const char *s);
/* What a scalar may hold: UTF-8 without control characters other than tab and newline. */
bool khb_is_scalar(const char *s);

#endif
