/* error.c: filling a khb_error, and writing one as a line of text.
 *
 *   desk.yaml:12:3: unknown key "alias" (did you mean "aliases"?)
 *   `--file-´ line col  `---- what ----´ `------- remedy -------´
 *
 * A khb_error is of fixed size, so texts are cut; always between characters, never inside one. Texts may quote hostile input
 * (file names, keys of a YAML file): khb_error_format is the one place that makes them safe for a terminal.
 */
/* strerror_r is to be the one of POSIX, not GNU's. */
#undef _GNU_SOURCE
#undef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L

#include "base.h"

#include <stdio.h>

/* ---- filling ---- */

/* The length of s[0..len) without a UTF-8 sequence that its end has cut in two. */
static size_t whole_chars(const char *s, size_t len) {
  size_t back = 0;
  while (back < 3 && back < len && ((unsigned char)s[len - 1 - back] & 0xC0) == 0x80) back++;
  if (back == len) return len;
  unsigned char lead = (unsigned char)s[len - 1 - back];
  size_t want = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  return want > back ? len - 1 - back : len;
}

static void put_text(char *out, size_t cap, const char *text) {
  size_t len = strlen(text);
  if (len >= cap) len = whole_chars(text, cap - 1);
  memcpy(out, text, len);
  out[len] = 0;
}

/* A path that is too long keeps its end: that is where the file's name stands. */
static void put_path(char *out, size_t cap, const char *path) {
  size_t len = strlen(path);
  if (len >= cap) {
    path += len - (cap - 1);
    while (((unsigned char)*path & 0xC0) == 0x80) path++;
  }
  put_text(out, cap, path);
}

static void put_format(khb_error *err, const char *what, va_list args) {
  int n = vsnprintf(err->what, sizeof err->what, what, args);
  if (n < 0) err->what[0] = 0;
  if (n >= (int)sizeof err->what) err->what[whole_chars(err->what, sizeof err->what - 1)] = 0;
}

khb_status khb_fail(khb_error *err, khb_status status, const char *remedy, const char *what, ...) {
  if (!err) return status;
  memset(err, 0, sizeof *err);
  err->status = status;
  va_list args;
  va_start(args, what);
  put_format(err, what, args);
  va_end(args);
  if (remedy) put_text(err->remedy, sizeof err->remedy, remedy);
  return status;
}

khb_status khb_fail_at(khb_error *err, khb_status status, const char *file, uint32_t line, uint32_t column,
                       const char *remedy, const char *what, ...) {
  if (!err) return status;
  memset(err, 0, sizeof *err);
  err->status = status;
  err->line = line;
  err->column = column;
  put_path(err->file, sizeof err->file, file);
  va_list args;
  va_start(args, what);
  put_format(err, what, args);
  va_end(args);
  if (remedy) put_text(err->remedy, sizeof err->remedy, remedy);
  return status;
}

khb_status khb_fail_nomem(khb_error *err) {
  return khb_fail(err, KHB_ERR_NOMEM, "close other programs, or work on a smaller part", "out of memory");
}

khb_status khb_fail_io(khb_error *err, const char *file, int errnum, const char *doing) {
  char reason[128];
  if (strerror_r(errnum, reason, sizeof reason) != 0) snprintf(reason, sizeof reason, "error %d", errnum);
  return khb_fail_at(err, KHB_ERR_IO, file, 0, 0, NULL, "cannot %s: %s", doing, reason);
}

/* ---- reading ---- */

const char *khb_status_name(khb_status status) {
  switch (status) {
    case KHB_OK: return "no error";
    case KHB_ERR_NOMEM: return "out of memory";
    case KHB_ERR_IO: return "input or output failed";
    case KHB_ERR_FORMAT: return "malformed input";
    case KHB_ERR_VERSION: return "another version of khabar";
    case KHB_ERR_RANGE: return "argument out of range";
    case KHB_ERR_LIMIT: return "limit exceeded";
  }
  return "unknown error";
}

/* Writes what fits and counts all; `cap` leaves room for the NUL. A character is written whole or not at all, and after one
   that did not fit nothing more is written. */
typedef struct sink {
  char *buf;
  size_t cap, written, whole;
} sink;

static void put_bytes(sink *s, const char *bytes, size_t n) {
  if (s->written == s->whole && s->written + n < s->cap) {
    memcpy(s->buf + s->written, bytes, n);
    s->written += n;
  }
  s->whole += n;
}

/* The length of the UTF-8 character at p (len > 0) when it is whole and may go to a terminal as it stands, else 0. Not so: broken
   bytes, C0 and C1 controls, and the bidi controls, which can make a line read as something else. */
static size_t plain_char(const unsigned char *p, size_t len) {
  unsigned c = p[0];
  if (c < 0x80) return c >= 0x20 && c != 0x7F;
  size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  if (c < 0xC2 || c > 0xF4 || n > len) return 0;
  uint32_t code = c & (0xFFu >> (n + 1));
  for (size_t i = 1; i < n; i++) {
    if ((p[i] & 0xC0) != 0x80) return 0;
    code = code << 6 | (p[i] & 0x3Fu);
  }
  if ((n == 3 && code < 0x800) || (n == 4 && code < 0x10000) || code > 0x10FFFF) return 0;
  if (code < 0xA0 || (code >= 0xD800 && code < 0xE000) || code == 0x2028 || code == 0x2029) return 0;
  if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) return 0;
  return n;
}

static void put_safe(sink *s, const char *text, size_t cap) {
  static const char hex[] = "0123456789ABCDEF";
  size_t len = strnlen(text, cap);
  for (size_t i = 0; i < len;) {
    size_t n = plain_char((const unsigned char *)text + i, len - i);
    if (n) {
      put_bytes(s, text + i, n);
      i += n;
    } else {
      unsigned char c = (unsigned char)text[i++];
      char escape[4] = {'\\', 'x', hex[c >> 4], hex[c & 15]};
      put_bytes(s, escape, 4);
    }
  }
}

static void put_number(sink *s, uint32_t number) {
  char digits[16];
  int n = snprintf(digits, sizeof digits, "%u:", (unsigned)number);
  put_bytes(s, digits, (size_t)n);
}

size_t khb_error_format(const khb_error *err, char *buf, size_t cap) {
  sink s = {buf, cap, 0, 0};
  if (err->file[0]) {
    put_safe(&s, err->file, sizeof err->file);
    put_bytes(&s, ":", 1);
    if (err->line) put_number(&s, err->line);
    if (err->line && err->column) put_number(&s, err->column);
    put_bytes(&s, " ", 1);
  }
  if (err->what[0]) {
    put_safe(&s, err->what, sizeof err->what);
  } else {
    const char *name = khb_status_name(err->status);
    put_bytes(&s, name, strlen(name));
  }
  if (err->remedy[0]) {
    put_bytes(&s, " (", 2);
    put_safe(&s, err->remedy, sizeof err->remedy);
    put_bytes(&s, ")", 1);
  }
  if (cap) buf[s.written] = 0;
  return s.whole;
}
