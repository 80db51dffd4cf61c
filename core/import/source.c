/* source.c: see import.h. What decompresses is chosen by the first bytes, never by the name. Files of several parts one after the
 * other (pbzip2, pigz, zstd frames) are read to the end; one that stops inside a part is an error. */
#include "import.h"

#include <bzlib.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define IN_SIZE ((size_t)256 << 10)
#define OUT_SIZE ((size_t)1 << 20)
#define HEAD_SIZE 4096u

enum { GZIP, BZIP2, ZSTD };

struct imp_codec {
  int kind;
  bool inside; /* within a part: the file must not end here */
  bool open;   /* gz, bz2: the decoder stands */
  z_stream z;
  bz_stream b;
  ZSTD_DStream *d;
};

/* ---- the file ------------------------------------------------------------------------------------------------------------ */

static bool fail(imp_source *s, khb_status status, const char *remedy, const char *what) {
  s->failed = true;
  khb_fail_at(&s->error, status, s->name, 0, 0, remedy, "%s", what);
  return false;
}

/* More bytes of the file into s->in. At the end of the file in_at == in_len. */
static bool refill(imp_source *s) {
  s->in_at = s->in_len = 0;
  for (;;) {
    ssize_t got = read(s->fd, s->in, IN_SIZE);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      s->failed = true;
      khb_fail_io(&s->error, s->name, errno, "read the file");
      return false;
    }
    s->in_len = (size_t)got;
    s->in_total += (uint64_t)got;
    return true;
  }
}

/* ---- decompressing ------------------------------------------------------------------------------------------------------- */

/* Each step takes bytes from s->in, puts up to `room` bytes at out, and returns how many; SIZE_MAX: damaged. */
static size_t step_gzip(imp_source *s, char *out, size_t room) {
  imp_codec *c = s->codec;
  if (!c->inside) {
    /* Archives on tape are filled up with zeros. */
    while (s->in_at < s->in_len && c->open && s->in[s->in_at] == 0) s->in_at++;
    if (s->in_at == s->in_len) return 0;
    if ((c->open ? inflateReset(&c->z) : inflateInit2(&c->z, 15 + 16)) != Z_OK) return SIZE_MAX;
    c->open = c->inside = true;
  }
  c->z.next_in = s->in + s->in_at;
  c->z.avail_in = (uInt)(s->in_len - s->in_at);
  c->z.next_out = (Bytef *)out;
  c->z.avail_out = (uInt)room;
  int result = inflate(&c->z, Z_NO_FLUSH);
  s->in_at = s->in_len - c->z.avail_in;
  if (result == Z_STREAM_END) c->inside = false;
  else if (result != Z_OK && result != Z_BUF_ERROR) return SIZE_MAX;
  return room - c->z.avail_out;
}

static size_t step_bzip2(imp_source *s, char *out, size_t room) {
  imp_codec *c = s->codec;
  if (!c->inside) {
    if (s->in_at == s->in_len) return 0;
    if (c->open) BZ2_bzDecompressEnd(&c->b);
    c->open = false;
    memset(&c->b, 0, sizeof c->b);
    if (BZ2_bzDecompressInit(&c->b, 0, 0) != BZ_OK) return SIZE_MAX;
    c->open = c->inside = true;
  }
  c->b.next_in = (char *)s->in + s->in_at;
  c->b.avail_in = (unsigned)(s->in_len - s->in_at);
  c->b.next_out = out;
  c->b.avail_out = (unsigned)room;
  int result = BZ2_bzDecompress(&c->b);
  s->in_at = s->in_len - c->b.avail_in;
  if (result == BZ_STREAM_END) c->inside = false;
  else if (result != BZ_OK) return SIZE_MAX;
  return room - c->b.avail_out;
}

static size_t step_zstd(imp_source *s, char *out, size_t room) {
  imp_codec *c = s->codec;
  ZSTD_inBuffer in = {s->in, s->in_len, s->in_at};
  ZSTD_outBuffer to = {out, room, 0};
  size_t result = ZSTD_decompressStream(c->d, &to, &in);
  if (ZSTD_isError(result)) return SIZE_MAX;
  if (in.pos != s->in_at || to.pos) c->inside = result != 0;
  s->in_at = in.pos;
  return to.pos;
}

static bool decompress(imp_source *s, char *out, size_t room, size_t *got) {
  static size_t (*const step[])(imp_source *, char *, size_t) = {step_gzip, step_bzip2, step_zstd};
  for (;;) {
    bool more = s->in_at < s->in_len;
    if (!more && !refill(s)) return false;
    bool file_ended = s->in_at == s->in_len;
    size_t before = s->in_at, n = step[s->codec->kind](s, out, room);
    if (n == SIZE_MAX) {
      char what[96];
      snprintf(what, sizeof what, "the compressed data is damaged before byte %llu",
               (unsigned long long)(s->in_total - (s->in_len - s->in_at)));
      return fail(s, KHB_ERR_FORMAT, "fetch the file again", what);
    }
    *got = n;
    if (n) return true;
    if (!file_ended && s->in_at == before && s->codec->inside && more)
      return fail(s, KHB_ERR_FORMAT, "fetch the file again", "the compressed data is damaged");
    if (file_ended && s->codec->inside)
      return fail(s, KHB_ERR_FORMAT, "fetch the rest; with --state the import then goes on from here",
                  "the compressed data ends too early");
    if (file_ended) return true;
  }
}

static bool choose_codec(imp_source *s) {
  static const struct { const char *magic; size_t n; int kind; const char *refused; } known[] = {
    {"\x1f\x8b", 2, GZIP, NULL}, {"BZh", 3, BZIP2, NULL}, {"\x28\xb5\x2f\xfd", 4, ZSTD, NULL},
    {"\xfd" "7zXZ", 5, 0, "xz -dc FILE | khabar import ... - reads it"},
    {"PK\3\4", 4, 0, "unzip it first"},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (s->in_len < known[i].n || memcmp(s->in, known[i].magic, known[i].n) != 0) continue;
    if (known[i].refused)
      return fail(s, KHB_ERR_FORMAT, known[i].refused, "this kind of compressed file is not read (gz, bz2 and zst are)");
    s->codec = calloc(1, sizeof *s->codec);
    if (s->codec && (s->codec->kind = known[i].kind) == ZSTD) s->codec->d = ZSTD_createDStream();
    if (s->codec && (s->codec->kind != ZSTD || s->codec->d)) return true;
    s->failed = true;
    khb_fail_nomem(&s->error);
    return false;
  }
  return true;
}

/* ---- the stream ---------------------------------------------------------------------------------------------------------- */

/* Up to `room` bytes of the stream; *got is 0 at its end. */
static bool stream_read(imp_source *s, char *out, size_t room, size_t *got) {
  *got = 0;
  if (s->failed) return false;
  if (s->codec) return decompress(s, out, room, got);
  if (s->in_at == s->in_len && !refill(s)) return false;
  *got = s->in_len - s->in_at < room ? s->in_len - s->in_at : room;
  memcpy(out, s->in + s->in_at, *got);
  s->in_at += *got;
  return true;
}

/* Makes room and appends to the buffer. false: the end, or `failed`. */
static bool fill(imp_source *s) {
  if (s->ended || s->failed) return false;
  if (s->at && s->cap - s->len < OUT_SIZE / 2) {
    memmove(s->buf, s->buf + s->at, s->len - s->at);
    s->len -= s->at;
    s->searched -= s->at;
    s->at = 0;
  }
  if (s->cap - s->len < OUT_SIZE / 2 && !KHB_GROW(s->buf, s->cap, s->cap + OUT_SIZE)) {
    s->failed = true;
    khb_fail_nomem(&s->error);
    return false;
  }
  size_t got;
  if (!stream_read(s, s->buf + s->len, s->cap - s->len, &got)) return false;
  s->len += got;
  s->ended = got == 0;
  return got > 0;
}

static khb_status give_error(const imp_source *s, khb_error *err) {
  if (err) *err = s->error;
  return s->error.status;
}

static khb_status open_file(imp_source *s, khb_error *err) {
  s->fd = strcmp(s->path, "-") == 0 ? 0 : open(s->path, O_RDONLY | O_CLOEXEC);
  if (s->fd < 0) return khb_fail_io(err, s->name, errno, "open the file");
  struct stat st;
  if (fstat(s->fd, &st) != 0) return khb_fail_io(err, s->name, errno, "read the file");
  if (S_ISDIR(st.st_mode)) return khb_fail_io(err, s->name, EISDIR, "read the file");
  if (S_ISREG(st.st_mode) && st.st_size > 0) s->in_size = (uint64_t)st.st_size;
  (void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return KHB_OK;
}

static uint64_t hash_head(const imp_source *s) {
  uint8_t head[HEAD_SIZE + 8] = {0};
  size_t n = s->len < HEAD_SIZE ? s->len : HEAD_SIZE;
  memcpy(head, s->buf, n);
  return khb_hash(head, n);
}

khb_status imp_source_open(imp_source *s, const char *path, khb_error *err) {
  *s = (imp_source){.path = path, .name = strcmp(path, "-") == 0 ? "<stdin>" : path, .fd = -1};
  khb_status status = open_file(s, err);
  if (status != KHB_OK) return status;
  s->in = malloc(IN_SIZE);
  if (!s->in || !KHB_GROW(s->buf, s->cap, OUT_SIZE)) return khb_fail_nomem(err);
  /* A pipe may give its first bytes one by one. */
  while (s->in_len < 8) {
    ssize_t got = read(s->fd, s->in + s->in_len, IN_SIZE - s->in_len);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return khb_fail_io(err, s->name, errno, "read the file");
    if (got == 0) break;
    s->in_len += (size_t)got;
    s->in_total += (uint64_t)got;
  }
  if (!choose_codec(s)) return give_error(s, err);
  while (s->len < HEAD_SIZE && fill(s)) {}
  if (s->failed && s->len == 0) return give_error(s, err);
  s->head = hash_head(s);
  if (s->len >= 3 && memcmp(s->buf, "\xEF\xBB\xBF", 3) == 0) s->at = s->searched = 3, s->offset = 3;
  return KHB_OK;
}

void imp_source_close(imp_source *s) {
  if (s->codec) {
    if (s->codec->open && s->codec->kind == GZIP) inflateEnd(&s->codec->z);
    if (s->codec->open && s->codec->kind == BZIP2) BZ2_bzDecompressEnd(&s->codec->b);
    ZSTD_freeDStream(s->codec->d);
    free(s->codec);
  }
  free(s->in);
  free(s->buf);
  if (s->fd > 0) close(s->fd);
  *s = (imp_source){.fd = -1};
}

/* ---- lines --------------------------------------------------------------------------------------------------------------- */

static void take(imp_source *s, size_t n) {
  s->at += n;
  s->offset += n;
  if (s->searched < s->at) s->searched = s->at;
}

/* Drops the rest of a line that is too long. */
static void drop_line(imp_source *s) {
  do {
    char *end = memchr(s->buf + s->at, '\n', s->len - s->at);
    take(s, end ? (size_t)(end - s->buf) + 1 - s->at : s->len - s->at);
    if (end) return;
    s->at = s->len = s->searched = 0;
  } while (fill(s));
}

int imp_source_line(imp_source *s, imp_line *line, khb_error *err) {
  char *end;
  while (!(end = memchr(s->buf + s->searched, '\n', s->len - s->searched))) {
    s->searched = s->len;
    *line = (imp_line){.s = "", .offset = s->offset, .number = s->number + 1, .too_long = true};
    if (s->len - s->at > IMP_MAX_LINE) {
      drop_line(s);
      s->number++;
      return 1;
    }
    if (fill(s)) continue;
    if (s->failed) {
      give_error(s, err);
      return -1;
    }
    if (s->at == s->len) return 0;
    break;
  }
  size_t n = (end ? (size_t)(end - s->buf) : s->len) - s->at;
  *line = (imp_line){.s = s->buf + s->at, .len = n, .offset = s->offset, .number = ++s->number};
  if (n && line->s[n - 1] == '\r') line->len--;
  if (n > IMP_MAX_LINE) *line = (imp_line){.s = "", .offset = s->offset, .number = s->number, .too_long = true};
  take(s, end ? n + 1 : n);
  return 1;
}

khb_status imp_source_skip(imp_source *s, uint64_t offset, uint64_t number, khb_error *err) {
  if (!s->codec && s->in_size && offset > s->offset + (s->len - s->at) && offset <= s->in_size &&
      lseek(s->fd, (off_t)offset, SEEK_SET) == (off_t)offset) {
    s->at = s->len = s->searched = s->in_at = s->in_len = 0;
    s->in_total = s->offset = offset;
    s->ended = false;
  }
  while (s->offset < offset) {
    uint64_t there = s->len - s->at, left = offset - s->offset;
    take(s, (size_t)(there < left ? there : left));
    if (s->at == s->len) s->at = s->len = s->searched = 0;
    if (s->offset < offset && !fill(s)) {
      if (s->failed) return give_error(s, err);
      return khb_fail_at(err, KHB_ERR_FORMAT, s->name, 0, 0, "give the same file again, or delete the state",
                         "the file is shorter than it was when the import was stopped");
    }
  }
  s->number = number;
  return KHB_OK;
}
