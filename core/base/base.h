/* base.h: what every part of the core uses: errors, growing arrays, an arena, files.
 *
 * All memory comes from malloc and every failure is returned, so that tests can make any allocation fail.
 */
#ifndef KHB_BASE_H
#define KHB_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../khabar.h"

/* ---- errors (error.c) ---- */

/* Each fills *err (which may be NULL) and returns its status, so that a caller can `return khb_fail(…)`. `what` is a printf
   format; `remedy` is plain text or NULL. */
khb_status khb_fail(khb_error *err, khb_status status, const char *remedy, const char *what, ...)
    __attribute__((format(printf, 4, 5)));
/* The same with a place in a file; line and column count from 1, 0 where unknown. */
khb_status khb_fail_at(khb_error *err, khb_status status, const char *file, uint32_t line, uint32_t column, const char *remedy,
                       const char *what, ...) __attribute__((format(printf, 7, 8)));
khb_status khb_fail_nomem(khb_error *err);
/* An I/O failure: adds strerror(errnum). */
khb_status khb_fail_io(khb_error *err, const char *file, int errnum, const char *doing);

/* ---- growing arrays (memory.c) ---- */

/* Grows *ptr (elements of `size` bytes, room for *cap) to hold at least `need` elements. Returns false, with everything as it
   was, when memory is out or the size overflows. */
bool khb_grow(void **ptr, size_t *cap, size_t need, size_t size);
static inline bool khb_room(void **ptr, size_t *cap, size_t need, size_t size) {
  return need <= *cap || khb_grow(ptr, cap, need, size);
}
#define KHB_GROW(ptr, cap, need) khb_room((void **)&(ptr), &(cap), (need), sizeof *(ptr))

/* qsort for the few items that a paragraph has, most of which are in order already. size <= KHB_SORT_MAX. */
#define KHB_SORT_MAX 256u
void khb_sort(void *items, size_t n, size_t size, int (*compare)(const void *, const void *));

/* ---- arena (memory.c): many small pieces, freed at once ---- */

typedef struct khb_arena { struct khb_arena_block *head; } khb_arena;
/* 16-byte aligned, zeroed; NULL when memory is out. A zeroed khb_arena is an empty one. */
void *khb_arena_alloc(khb_arena *arena, size_t size);
/* A NUL-terminated copy of s[0..len). */
char *khb_arena_copy(khb_arena *arena, const char *s, size_t len);
void khb_arena_free(khb_arena *arena);

/* ---- files (file.c) ---- */

typedef struct khb_file { const uint8_t *data; size_t size; bool mapped, owned; } khb_file;
/* Maps a regular file for reading (a directory, a FIFO or a device is KHB_ERR_IO). An empty file gives size 0. */
khb_status khb_file_map(const char *path, khb_file *out, khb_error *err);
/* The same into memory, for files that somebody may be writing to: a mapping of a file that shrinks ends in SIGBUS.
   KHB_ERR_LIMIT when it holds more than `limit` bytes. */
khb_status khb_file_read(const char *path, size_t limit, khb_file *out, khb_error *err);
/* For both. */
void khb_file_unmap(khb_file *file);
/* Writes the whole of data to a new file beside `path` and renames it over `path`; on failure nothing is left behind and an
   older file at `path` is as it was. A `path` that exists and is no regular file (/dev/full) is written to directly. */
khb_status khb_file_write(const char *path, const void *data, size_t size, khb_error *err);

/* What the files of notes of drafts end in (core/notes); such a file is not one of names, though it may hold some. */
#define KHB_NOTES_END ".khabar.yaml"
static inline bool khb_ends_with(const char *s, const char *end) {
  size_t len = strlen(s), n = strlen(end);
  return len > n && memcmp(s + len - n, end, n) == 0;
}

/* Locks the folder that `file` is in against other programs that do the same, for at most some seconds; close(*fd) unlocks it. Where the
   file system knows no locks it is open all the same. KHB_ERR_IO: no such folder, or another program holds it. */
khb_status khb_lock_folder(const char *file, int *fd, khb_error *err);

/* ---- dates (date.c) ---- */

typedef struct khb_ymd { int32_t year; uint8_t month, day; } khb_ymd;
/* YYYY, YYYY-MM or YYYY-MM-DD with a year from 1 (ISO 8601); what is not said is 0. false, with *out untouched: no such date. */
bool khb_date_read(const char *s, size_t len, khb_ymd *out);
/* Days of a month of the Gregorian calendar; 0 where there is no such month. */
uint8_t khb_month_length(int32_t year, uint32_t month);

/* ---- hashing ---- */

/* 64-bit mix of two words: multiply to 128 bits and fold (the "mum" of wyhash, public domain). */
static inline uint64_t khb_mum(uint64_t a, uint64_t b) {
  unsigned __int128 r = (unsigned __int128)a * b;
  return (uint64_t)r ^ (uint64_t)(r >> 64);
}
/* Reads 8 bytes, little-endian. */
static inline uint64_t khb_load64(const uint8_t *p) {
  uint64_t v;
  memcpy(&v, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  v = __builtin_bswap64(v);
#endif
  return v;
}
/* Hash of p[0..n). May READ (not use) up to 7 bytes past p + n: give it padded memory. The same on every machine: stored in
   index files. */
static inline uint64_t khb_hash(const uint8_t *p, size_t n) {
  uint64_t h = 0x9e3779b97f4a7c15u ^ n;
  while (n > 8) {
    h = khb_mum(h ^ khb_load64(p), 0xd6e8feb86659fd93u);
    p += 8;
    n -= 8;
  }
  uint64_t tail = n ? khb_load64(p) & (~UINT64_C(0) >> (64 - 8 * n)) : 0;
  return khb_mum(h ^ tail, 0xa0761d6478bd642fu);
}

#endif
