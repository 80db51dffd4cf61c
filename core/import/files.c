/* files.c: what an import writes.
 *
 *   OUT                      when all is done, in one step; OUT.new until then
 *   OUT.part and another     while it runs, and of use to nobody else. With a state they have names and stay when the program is
 *                            stopped: bytes go to the disk before the state that tells of them does, so a later run cuts off
 *                            what stands behind and writes the same bytes again
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import.h"

static char *with_end(const char *path, const char *end) {
  size_t n = strlen(path), m = strlen(end);
  char *out = malloc(n + m + 1);
  if (!out) return NULL;
  memcpy(out, path, n);
  memcpy(out + n, end, m + 1);
  return out;
}

/* A pipe or a device cannot be synced, which is no failure. */
static bool to_disk(FILE *file) { return fflush(file) == 0 && (fsync(fileno(file)) == 0 || errno == EINVAL); }

/* ---- the output ---------------------------------------------------------------------------------------------------------- */

khb_status imp_output_open(imp_output *o, const char *path, khb_error *err) {
  *o = (imp_output){.path = path};
  struct stat st;
  if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
    return khb_fail_at(err, KHB_ERR_IO, path, 0, 0, "name a file in a directory that can be written to",
                       "this is not a regular file and would be replaced");
  o->temp = with_end(path, ".new");
  if (!o->temp) return khb_fail_nomem(err);
  o->file = fopen(o->temp, "wb");
  if (o->file) return KHB_OK;
  khb_status status = khb_fail_io(err, path, errno, "create a file in its folder");
  free(o->temp);
  return status;
}

khb_status imp_output_close(imp_output *o, bool keep, khb_error *err) {
  if (!o->file) return KHB_OK;
  int failed = 0;
  errno = 0;
  if (keep ? !to_disk(o->file) : fflush(o->file) != 0) failed = errno ? errno : EIO;
  if (ferror(o->file) && !failed) failed = EIO;
  if (fclose(o->file) != 0 && !failed) failed = errno;
  if (keep && !failed && rename(o->temp, o->path) != 0) failed = errno;
  if (!keep || failed) unlink(o->temp);
  free(o->temp);
  o->file = NULL;
  return keep && failed ? khb_fail_io(err, o->path, failed, "write") : KHB_OK;
}

/* ---- beside it ----------------------------------------------------------------------------------------------------------- */

static khb_status spill_failed(const imp_spill *s, khb_error *err) {
  return khb_fail_io(err, s->path, errno ? errno : EIO, "write");
}

khb_status imp_spill_new(imp_spill *s, const char *base, const char *end, bool named, khb_error *err) {
  *s = (imp_spill){.path = with_end(base, end)};
  if (!s->path) return khb_fail_nomem(err);
  s->file = fopen(s->path, "w+b");
  if (!s->file) return khb_fail_io(err, s->path, errno, "create a file in its folder");
  if (!named) unlink(s->path);
  return KHB_OK;
}

khb_status imp_spill_again(imp_spill *s, const char *base, const char *end, uint64_t size, khb_error *err) {
  *s = (imp_spill){.path = with_end(base, end), .size = size};
  if (!s->path) return khb_fail_nomem(err);
  s->file = fopen(s->path, "r+b");
  if (!s->file) return khb_fail_io(err, s->path, errno, "open what was written of it");
  struct stat st;
  if (fstat(fileno(s->file), &st) != 0 || (uint64_t)st.st_size < size)
    return khb_fail_at(err, KHB_ERR_FORMAT, s->path, 0, 0, "delete the state to begin anew",
                       "this is shorter than the state says");
  if (ftruncate(fileno(s->file), (off_t)size) != 0 || fseeko(s->file, 0, SEEK_END) != 0) return spill_failed(s, err);
  return KHB_OK;
}

khb_status imp_spill_put(imp_spill *s, const void *data, size_t n, khb_error *err) {
  errno = 0;
  if (n && fwrite(data, 1, n, s->file) != n) return spill_failed(s, err);
  s->size += n;
  return KHB_OK;
}

khb_status imp_spill_sync(imp_spill *s, khb_error *err) {
  errno = 0;
  return to_disk(s->file) ? KHB_OK : spill_failed(s, err);
}

khb_status imp_spill_rewind(imp_spill *s, khb_error *err) {
  errno = 0;
  return fflush(s->file) == 0 && fseeko(s->file, 0, SEEK_SET) == 0 ? KHB_OK : spill_failed(s, err);
}

/* What was written by put holds no NUL. */
bool imp_spill_line(imp_spill *s, imp_buf *line) {
  char piece[4096];
  line->n = 0;
  while (fgets(piece, sizeof piece, s->file)) {
    imp_puts(line, piece);
    if (line->failed || line->s[line->n - 1] == '\n') break;
  }
  return line->n > 0 && !line->failed;
}

void imp_spill_close(imp_spill *s, bool remove) {
  if (s->file) fclose(s->file);
  if (remove && s->path) unlink(s->path);
  free(s->path);
  *s = (imp_spill){0};
}
