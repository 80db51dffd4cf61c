/* fuzz_yaml.c: any bytes at all, as a YAML file of entities. A refusal must name the place and say why; what is accepted must
 * compile to an index that passes every check, and each of its names must be found by its own text. As a file of a project it takes
 * one entity more: every byte that stood in it stands there still, around what is new.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../core/lexicon/format.h"
#include "../support/support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                         \
  do {                                                                                          \
    if (!(condition)) support_die("%s:%d: broken promise: %s", __FILE__, __LINE__, #condition); \
  } while (0)

/* A file in memory, so that the fuzzer does not wait for a disk. */
static char path[64];
static int fd = -1;

static void write_file(const uint8_t *data, size_t size) {
  if (fd < 0) {
    fd = memfd_create("fuzz.yaml", MFD_CLOEXEC);
    MUST(fd >= 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  }
  MUST(ftruncate(fd, 0) == 0);
  for (size_t done = 0; done < size;) {
    ssize_t n = pwrite(fd, data + done, size - done, (off_t)done);
    MUST(n > 0);
    done += (size_t)n;
  }
}

/* The place must be in the file: a line that it has, a column in that line or just past it. */
static void check_place(const khb_error *err, const uint8_t *data, size_t size) {
  MUST(err->what[0]);
  if (err->status == KHB_ERR_LIMIT && !err->line) return;
  MUST(strcmp(err->file, path) == 0 && err->offset <= size);
  uint32_t lines = 1;
  for (size_t i = 0; i < size; i++)
    lines += data[i] == '\n' || (data[i] == '\r' && (i + 1 == size || data[i + 1] != '\n'));
  MUST(err->line >= 1 && err->line <= lines);
  char message[1024];
  size_t n = khb_error_format(err, message, sizeof message);
  MUST(n > 0);
  for (size_t i = 0; message[i]; i++) MUST((uint8_t)message[i] >= 0x20 && message[i] != 0x7f);
}

static void check_names(const khb_lexicon *lexicon) {
  uint32_t n = khb_lexicon_entity_count(lexicon), names = 0;
  for (uint32_t i = 0; i < n; i++) {
    khb_entity e;
    MUST(khb_lexicon_entity(lexicon, i, &e) == KHB_OK);
    MUST(khb_lexicon_find(lexicon, e.id, strlen(e.id)) == i);
    MUST(e.n_names > 0 && (*e.name_ar || *e.name_en));
    for (uint32_t k = 0; k < e.n_names; k++, names++) {
      khb_name name;
      MUST(khb_lexicon_entity_name(lexicon, i, k, &name) == KHB_OK);
      khb_hit hits[1024];
      size_t found = khb_lexicon_lookup(lexicon, name.text, strlen(name.text), hits, 1024), h = 0;
      while (h < found && h < 1024 && hits[h].entity != i) h++;
      /* A name may hold an address or the like beside its words; such a text is looked up in vain. */
      khb_scan scan = {0};
      MUST(khb_scan_text(&scan, name.text, 0, (uint32_t)strlen(name.text)));
      bool plain = true;
      for (size_t t = 0; t < scan.n_tok; t++) {
        plain = plain && scan.tok[t].kind != KHB_TOK_URL && scan.tok[t].kind != KHB_TOK_EMAIL &&
                scan.tok[t].kind != KHB_TOK_HANDLE && scan.tok[t].kind != KHB_TOK_EMOJI &&
                scan.tok[t].kind != KHB_TOK_BROKEN;
      }
      khb_scan_free(&scan);
      MUST(!plain || h < found);
    }
  }
  MUST(names == khb_lexicon_name_count(lexicon));
}

/* Adding replaces the file, so that it takes one with a name: in memory where the system has such a folder. */
static char folder[64], names[96];

static void forget_folder(void) {
  unlink(names);
  rmdir(folder);
}

static void put_names(const uint8_t *data, size_t size) {
  if (!*folder) {
    snprintf(folder, sizeof folder, "%s/khabar-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    MUST(mkdtemp(folder));
    snprintf(names, sizeof names, "%s/names.yaml", folder);
    atexit(forget_folder);
  }
  FILE *f = fopen(names, "wb");
  MUST(f && fwrite(data, 1, size, f) == size && fclose(f) == 0);
}

static void check_addition(const uint8_t *data, size_t size) {
  khb_new_entity e = {.size = sizeof e, .type = KHB_ORG, .id = "khabar:fuzz:one-more", .name_ar = "مجلس، [س]"};
  khb_error err;
  put_names(data, size);
  khb_status status = khb_project_add(names, &e, NULL, 0, &err);
  support_text now = support_read(names);
  if (status != KHB_OK) {
    MUST(now.len == size && memcmp(now.data, data, size) == 0 && err.what[0]);
  } else {
    size_t head = 0, tail = 0;
    while (head < size && now.data[head] == (char)data[head]) head++;
    while (tail < size && now.data[now.len - 1 - tail] == (char)data[size - 1 - tail]) tail++;
    MUST(now.len > size && head + tail >= size);
  }
  free(now.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  write_file(data, size);
  const char *files[] = {path};
  khb_index *index = NULL;
  khb_error err;
  khb_status status = khb_index_open_yaml(files, 1, &index, &err);
  if (status != KHB_OK) {
    MUST(status == KHB_ERR_FORMAT || status == KHB_ERR_LIMIT);
    check_place(&err, data, size);
    return 0;
  }
  MUST(khb_index_verify(index, index->file.data, path, &err) == KHB_OK);
  khb_lexicon *lexicon;
  MUST(khb_lexicon_open(&index, 1, &lexicon, &err) == KHB_OK);
  check_names(lexicon);
  khb_scan scan = {0};
  khb_matches matches = {0};
  MUST(khb_scan_text(&scan, (const char *)data, 0, (uint32_t)size));
  MUST(khb_lexicon_match(lexicon, (const char *)data, &scan, 0, scan.n_tok, &matches));
  khb_matches_free(&matches);
  khb_scan_free(&scan);
  khb_lexicon_close(lexicon);
  check_addition(data, size);
  return 0;
}
