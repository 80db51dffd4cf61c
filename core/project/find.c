/* find.c: which files of names speak for a draft: see project.h. */
#undef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* realpath */
#endif

#include "project.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The real path of the folder that a draft is in, or will be in. */
static khb_status folder_of(const char *path, char out[PATH_MAX], khb_error *err) {
  char start[PATH_MAX];
  size_t len = path ? strlen(path) : 0;
  if (len >= sizeof start) return khb_fail_io(err, path, ENAMETOOLONG, "find its folder");
  memcpy(start, len ? path : ".", (len ? len : 1) + 1);
  while (!is_folder(start)) {
    char *slash = strrchr(start, '/');
    if (!slash) {
      memcpy(start, ".", 2);
      break;
    }
    slash[slash == start] = 0; /* "/draft" is in "/" */
    if (slash == start) break;
  }
  if (!realpath(start, out)) return errno == ENOMEM ? khb_fail_nomem(err) : khb_fail_io(err, path ? path : ".", errno, "find its folder");
  return KHB_OK;
}

/* "FOLDER/a" or "FOLDER/a/b" into out[PATH_MAX]; false when it does not fit. */
static bool join(char out[PATH_MAX], const char *folder, const char *a, const char *b) {
  const char *slash = strcmp(folder, "/") == 0 ? "" : "/";
  int n = snprintf(out, PATH_MAX, "%s%s%s%s%s", folder, slash, a, b ? "/" : "", b ? b : "");
  return n > 0 && n < PATH_MAX;
}

/* Turns a real path into its parent's. false at the root. */
static bool go_up(char *folder) {
  char *slash = strrchr(folder, '/');
  if (!slash || !folder[1]) return false;
  slash[slash == folder] = 0;
  return true;
}

/* ---- the files ---- */

typedef struct list { char *item[KHB_MAX_PROJECT_FILES]; size_t n; } list;

static void free_list(list *l) {
  while (l->n) free(l->item[--l->n]);
}

static bool is_names_file(const char *name) {
  return name[0] != '.' && (khb_ends_with(name, ".yaml") || khb_ends_with(name, ".yml")) && !khb_ends_with(name, KHB_NOTES_END);
}

/* The greatest first: the list is turned round at the end. */
static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)b, *(char *const *)a); }

static khb_status take(list *l, const char *folder, const char *name, khb_error *err) {
  size_t size = strlen(folder) + strlen(name) + 2;
  if (l->n == KHB_MAX_PROJECT_FILES) {
    return khb_fail_at(err, KHB_ERR_LIMIT, folder, 0, 0, "join some of them, or compile them with `khabar index`",
                       "more than %d files of names speak for one draft", KHB_MAX_PROJECT_FILES);
  }
  char *path = malloc(size);
  if (!path) return khb_fail_nomem(err);
  snprintf(path, size, "%s/%s", folder, name);
  l->item[l->n++] = path;
  return KHB_OK;
}

/* The files of one `.khabar`, if it is there. */
static khb_status list_folder(list *l, const char *folder, khb_error *err) {
  size_t before = l->n;
  DIR *dir = opendir(folder);
  if (!dir) return errno == ENOENT || errno == ENOTDIR ? KHB_OK : errno == ENOMEM ? khb_fail_nomem(err) : khb_fail_io(err, folder, errno, "read the folder");
  khb_status status = KHB_OK;
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(dir);
    if (!entry) {
      if (errno) status = khb_fail_io(err, folder, errno, "read the folder");
      break;
    }
    if (is_names_file(entry->d_name) && (status = take(l, folder, entry->d_name, err)) != KHB_OK) break;
  }
  closedir(dir);
  if (status == KHB_OK && l->n > before) qsort(l->item + before, l->n - before, sizeof *l->item, by_name);
  return status;
}

/* The list, nearest first, as one piece of memory, nearest last: pointers, then the strings. */
static char **pack(const list *l) {
  size_t size = l->n * sizeof(char *);
  for (size_t i = 0; i < l->n; i++) size += strlen(l->item[i]) + 1;
  char **out = malloc(size);
  if (!out) return NULL;
  char *s = (char *)(out + l->n);
  for (size_t i = 0; i < l->n; i++) {
    const char *from = l->item[l->n - 1 - i];
    size_t len = strlen(from) + 1;
    memcpy(s, from, len);
    out[i] = s;
    s += len;
  }
  return out;
}

khb_status khb_project_files(const char *path, char ***out, size_t *n, khb_error *err) {
  char folder[PATH_MAX], names[PATH_MAX];
  list l = {.n = 0};
  khb_status status = folder_of(path, folder, err);
  if (status != KHB_OK) return status;
  do {
    if (join(names, folder, KHB_PROJECT_FOLDER, NULL)) status = list_folder(&l, names, err);
  } while (status == KHB_OK && go_up(folder));
  char **packed = NULL;
  if (status == KHB_OK && l.n && !(packed = pack(&l))) status = khb_fail_nomem(err);
  if (status == KHB_OK) {
    *out = packed;
    *n = l.n;
  }
  free_list(&l);
  return status;
}

/* ---- where a new name goes ---- */

khb_status khb_project_place(const char *path, char *out, size_t cap, khb_error *err) {
  char start[PATH_MAX], at[PATH_MAX], try[PATH_MAX], place[PATH_MAX];
  khb_status status = folder_of(path, start, err);
  if (status != KHB_OK) return status;
  static const char *const marks[] = {KHB_PROJECT_FOLDER, ".git"};
  bool found = false;
  for (size_t i = 0; i < 2 && !found; i++) {
    memcpy(at, start, sizeof at);
    do {
      struct stat st;
      found = join(try, at, marks[i], NULL) && (i == 0 ? is_folder(try) : stat(try, &st) == 0);
    } while (!found && go_up(at));
  }
  bool fits = join(place, found ? at : start, KHB_PROJECT_FOLDER, KHB_PROJECT_NAMES) && strlen(place) < cap;
  if (!fits) return khb_fail_at(err, KHB_ERR_LIMIT, start, 0, 0, NULL, "the path is too long");
  memcpy(out, place, strlen(place) + 1);
  return KHB_OK;
}
