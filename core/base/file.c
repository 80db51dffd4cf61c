/* file.c: whole files in and out.
 *
 *   map    index files: replaced only by renaming (khb_file_write does so), so a mapping never shrinks under a reader
 *   read   files that people write: an editor may truncate one at any moment, and a mapping would then end in SIGBUS
 *   lock   the folder of a file, so that nothing is left behind
 *   write  PATH.tmpPID-N beside PATH, fsync, rename; PATH is at every moment either the old file or the new one
 */
#undef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* realpath */
#endif

#include "base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- reading ---- */

static const char *kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "not a regular file";
}

/* Opens a regular file. O_NONBLOCK: opening a pipe that nobody writes to must not wait. */
static khb_status open_regular(const char *path, int *fd, size_t *size, khb_error *err) {
  *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (*fd < 0) return khb_fail_io(err, path, errno, "open the file");
  struct stat st;
  khb_status status = KHB_OK;
  if (fstat(*fd, &st) != 0) {
    status = khb_fail_io(err, path, errno, "read the file");
  } else if (!S_ISREG(st.st_mode)) {
    status = khb_fail_at(err, KHB_ERR_IO, path, 0, 0, "name a file", "this is %s", kind_of(st.st_mode));
  } else if ((uintmax_t)st.st_size > PTRDIFF_MAX) {
    status = khb_fail_at(err, KHB_ERR_LIMIT, path, 0, 0, NULL, "the file is too large for this machine");
  } else {
    *size = (size_t)st.st_size;
  }
  if (status != KHB_OK) close(*fd);
  return status;
}

khb_status khb_file_map(const char *path, khb_file *out, khb_error *err) {
  int fd;
  size_t size = 0;
  khb_status status = open_regular(path, &fd, &size, err);
  if (status != KHB_OK) return status;
  static const uint64_t nothing = 0; /* an empty file cannot be mapped; aligned as a mapping is */
  khb_file file = {.data = (const uint8_t *)&nothing, .size = size};
  if (size) {
    void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) {
      status = errno == ENOMEM ? khb_fail_nomem(err) : khb_fail_io(err, path, errno, "map the file");
    } else {
      file.data = data;
      file.mapped = true;
    }
  }
  close(fd);
  if (status == KHB_OK) *out = file;
  return status;
}

/* Reads until the end of the file, whatever its size was when it was opened. */
static khb_status read_all(int fd, const char *path, uint8_t **data, size_t *len, size_t limit, khb_error *err) {
  size_t cap = 0;
  for (;;) {
    if (!KHB_GROW(*data, cap, *len + 65536)) return khb_fail_nomem(err);
    ssize_t n = read(fd, *data + *len, cap - *len);
    if (n == 0) return KHB_OK;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return khb_fail_io(err, path, errno, "read the file");
    *len += (size_t)n;
    if (*len > limit) {
      return khb_fail_at(err, KHB_ERR_LIMIT, path, 0, 0, "split the file", "the file is larger than %zu bytes", limit);
    }
  }
}

khb_status khb_file_read(const char *path, size_t limit, khb_file *out, khb_error *err) {
  int fd;
  size_t size = 0;
  khb_status status = open_regular(path, &fd, &size, err);
  if (status != KHB_OK) return status;
  uint8_t *data = NULL;
  size_t len = 0;
  status = read_all(fd, path, &data, &len, limit, err);
  close(fd);
  if (status != KHB_OK) {
    free(data);
    return status;
  }
  *out = (khb_file){.data = data, .size = len, .owned = true};
  return KHB_OK;
}

void khb_file_unmap(khb_file *file) {
  if (file->mapped) munmap((void *)(uintptr_t)file->data, file->size);
  if (file->owned) free((void *)(uintptr_t)file->data);
  *file = (khb_file){0};
}

/* ---- writing ---- */

/* 0, or the errno of what failed. */
static int write_all(int fd, const uint8_t *data, size_t size) {
  while (size) {
    ssize_t n = write(fd, data, size < (1u << 30) ? size : (1u << 30));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0) return ENOSPC;
    data += n;
    size -= (size_t)n;
  }
  return 0;
}

static khb_status write_direct(const char *path, const void *data, size_t size, khb_error *err) {
  int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return khb_fail_io(err, path, errno, "open the file for writing");
  int failed = write_all(fd, data, size);
  if (close(fd) != 0 && !failed) failed = errno;
  return failed ? khb_fail_io(err, path, failed, "write") : KHB_OK;
}

/* Creates a new file beside `path`; its name goes to temp. The mode is what the umask leaves, as for any new file. */
static int create_beside(const char *path, char *temp, size_t cap) {
  for (unsigned i = 0; i < 1000; i++) {
    int n = snprintf(temp, cap, "%s.tmp%ld-%u", path, (long)getpid(), i);
    if (n < 0 || (size_t)n >= cap) {
      errno = ENAMETOOLONG;
      return -1;
    }
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

/* The new name is in the directory only when the directory is on disk. Best effort: some file systems do not allow it. */
static void sync_directory(const char *path, char *scratch, size_t cap) {
  const char *slash = strrchr(path, '/');
  size_t len = slash ? (size_t)(slash - path) + 1 : 0;
  if (len >= cap) return;
  memcpy(scratch, len ? path : ".", len ? len : 1);
  scratch[len ? len : 1] = 0;
  int fd = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)fsync(fd);
  close(fd);
}

/* Folders on a network and in user space may have no fsync: then the name is all that can be made sure of. */
static bool cannot_sync(int error) { return error == EINVAL || error == ENOSYS || error == ENOTSUP || error == EOPNOTSUPP; }

static khb_status write_beside(const char *path, const struct stat *old, const void *data, size_t size,
                               khb_error *err) {
  char temp[PATH_MAX];
  int fd = create_beside(path, temp, sizeof temp);
  if (fd < 0) return khb_fail_io(err, path, errno, "create a file in its folder");
  int failed = write_all(fd, data, size);
  if (!failed && old) (void)fchmod(fd, old->st_mode & 07777);
  if (!failed && fsync(fd) != 0 && !cannot_sync(errno)) failed = errno;
  if (close(fd) != 0 && !failed) failed = errno;
  if (!failed && rename(temp, path) != 0) failed = errno;
  if (failed) {
    unlink(temp);
    return khb_fail_io(err, path, failed, "write");
  }
  sync_directory(path, temp, sizeof temp);
  return KHB_OK;
}

enum { MAX_LINKS = 8 };

/* Where a symbolic link leads whose file is not there (a folder that is not mounted, a file taken away): it is made there, and the
   link stays. Writes `path` itself to out where that is no link. */
static int follow_links(const char *path, char *out, size_t cap) {
  size_t len = strlen(path);
  if (len >= cap) return ENAMETOOLONG;
  memcpy(out, path, len + 1);
  for (int n = 0; n < MAX_LINKS; n++) {
    char to[PATH_MAX];
    ssize_t got = readlink(out, to, sizeof to);
    if (got < 0) return errno == EINVAL || errno == ENOENT ? 0 : errno; /* no link, or nothing there */
    const char *slash = strrchr(out, '/');
    size_t folder = to[0] == '/' || !slash ? 0 : (size_t)(slash - out) + 1;
    if (folder + (size_t)got >= cap) return ENAMETOOLONG;
    memcpy(out + folder, to, (size_t)got);
    out[folder + (size_t)got] = 0;
  }
  return ELOOP;
}

khb_status khb_file_write(const char *path, const void *data, size_t size, khb_error *err) {
  struct stat st;
  if (stat(path, &st) != 0) {
    char target[PATH_MAX];
    int failed = follow_links(path, target, sizeof target);
    return failed ? khb_fail_io(err, path, failed, "write") : write_beside(target, NULL, data, size, err);
  }
  if (S_ISDIR(st.st_mode)) return khb_fail_io(err, path, EISDIR, "write");
  if (!S_ISREG(st.st_mode)) return write_direct(path, data, size, err);
  /* Renaming over a symbolic link would put the file in place of the link: write beside what it points to. */
  char *real = realpath(path, NULL);
  if (!real) return errno == ENOMEM ? khb_fail_nomem(err) : khb_fail_io(err, path, errno, "write");
  khb_status status = write_beside(real, &st, data, size, err);
  free(real);
  return status;
}

/* ---- locking ---- */

enum { LOCK_TRIES = 300, LOCK_PAUSE = 10000000 /* nanoseconds */ };

khb_status khb_lock_folder(const char *file, int *fd, khb_error *err) {
  const char *slash = strrchr(file, '/');
  size_t n = !slash || slash == file ? 1 : (size_t)(slash - file);
  char folder[PATH_MAX];
  if (n >= sizeof folder) return khb_fail_io(err, file, ENAMETOOLONG, "open its folder");
  memcpy(folder, slash ? file : ".", n);
  folder[n] = 0;
  *fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (*fd < 0) return khb_fail_io(err, folder, errno, "open the folder");
  for (int tries = 0; flock(*fd, LOCK_EX | LOCK_NB) != 0; tries++) {
    if (errno != EWOULDBLOCK && errno != EINTR) break;
    if (tries == LOCK_TRIES) {
      close(*fd);
      return khb_fail_at(err, KHB_ERR_IO, folder, 0, 0, "try again", "another program is writing here");
    }
    nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE}, NULL);
  }
  return KHB_OK;
}
