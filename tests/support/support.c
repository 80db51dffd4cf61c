/* support.c: files, random numbers and engines for tests (see support.h). */
#include "support.h"

#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void support_die(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  abort();
}

uint64_t support_random(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

uint32_t support_below(uint64_t *state, uint64_t n) { return n ? (uint32_t)(support_random(state) % n) : 0; }

/* ---- files -------------------------------------------------------------------------------------------------------------- */

support_text support_read(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) support_die("cannot open %s", path);
  support_text text = {NULL, 0};
  size_t cap = 0, got = 0;
  do {
    text.len += got;
    if (cap - text.len < 4096) {
      cap = cap ? cap * 2 : 65536;
      char *grown = realloc(text.data, cap + 1);
      if (!grown) support_die("no memory for %s", path);
      text.data = grown;
    }
    got = fread(text.data + text.len, 1, cap - text.len, file);
  } while (got);
  if (ferror(file)) support_die("cannot read %s", path);
  fclose(file);
  text.data[text.len] = 0;
  return text;
}

size_t support_drafts(support_text **out) {
  glob_t found;
  if (glob("annotations/gold/*.txt", 0, NULL, &found) != 0 || !found.gl_pathc)
    support_die("no drafts in annotations/gold/ (run from the root of the repository)");
  size_t n = found.gl_pathc;
  support_text *texts = calloc(n, sizeof *texts);
  if (!texts) support_die("no memory for drafts");
  for (size_t i = 0; i < n; i++) texts[i] = support_read(found.gl_pathv[i]);
  globfree(&found);
  *out = texts;
  return n;
}

void support_free(support_text *texts, size_t n) {
  for (size_t i = 0; i < n; i++) free(texts[i].data);
  free(texts);
}

void support_temp_file(char *path, size_t cap, const char *content, size_t len) {
  const char *folder = getenv("TMPDIR");
  int need = snprintf(path, cap, "%s/khabar-XXXXXX.yaml", folder && *folder ? folder : "/tmp");
  if (need < 0 || (size_t)need >= cap) support_die("the name of a temporary file is too long");
  int fd = mkstemps(path, 5);
  if (fd < 0) support_die("cannot make %s", path);
  for (size_t done = 0; done < len;) {
    ssize_t wrote = write(fd, content + done, len - done);
    if (wrote <= 0) support_die("cannot write %s", path);
    done += (size_t)wrote;
  }
  close(fd);
}

/* ---- engines ------------------------------------------------------------------------------------------------------------ */

const char support_yaml[] =
    "- id: Q79\n"
    "  type: GPE\n"
    "  name: {ar: مصر, en: Egypt}\n"
    "  aliases: [جمهورية مصر العربية]\n"
    "  demonyms: [مصري]\n"
    "  capital: Q85\n"
    "- id: Q85\n"
    "  type: GPE\n"
    "  name: {ar: القاهرة, en: Cairo}\n"
    "- id: Q232\n"
    "  type: GPE\n"
    "  name: {ar: كازاخستان, en: Kazakhstan}\n"
    "  aliases: [قازاقستان, جمهورية كازاخستان]\n"
    "  demonyms: [كازاخي, كازاخستاني]\n"
    "- id: Q1520\n"
    "  type: GPE\n"
    "  name: {ar: نور سلطان, en: Astana}\n"
    "  aliases: [أستانا]\n"
    "- id: Q1065\n"
    "  type: ORG\n"
    "  name: {ar: الأمم المتحدة, en: United Nations}\n"
    "- id: Q37470\n"
    "  type: ORG\n"
    "  name: {ar: مجلس الأمن, en: United Nations Security Council}\n"
    "  aliases: [مجلس الأمن التابع للأمم المتحدة, مجلس الأمن الدولي]\n"
    "- id: khabar:blinken\n"
    "  type: PERS\n"
    "  name: {ar: أنتوني بلينكن, en: Antony Blinken}\n"
    "  aliases: [بلينكن]\n"
    "  offices: [{title: وزير الخارجية, of: Q30, from: 2021-01-26, to: 2025-01-20}]\n"
    "- id: Q30\n"
    "  type: GPE\n"
    "  name: {ar: الولايات المتحدة, en: United States}\n"
    "  aliases: [الولايات المتحدة الأميركية, أميركا, أمريكا]\n"
    "  demonyms: [أميركي, أمريكي]\n";

static khb_engine *open_engine(const khb_options *options) {
  khb_engine *engine = NULL;
  khb_error err;
  if (khb_engine_open(options, &engine, &err) != KHB_OK) {
    char message[512];
    khb_error_format(&err, message, sizeof message);
    support_die("cannot open an engine: %s", message);
  }
  return engine;
}

khb_engine *support_engine(void) { return support_engine_of(support_yaml); }

khb_status support_compile(const char *yaml, size_t len, khb_index **out, char *path, khb_error *err) {
  support_temp_file(path, 256, yaml, len);
  const char *files[] = {path};
  khb_status status = khb_index_open_yaml(files, 1, out, err);
  unlink(path);
  return status;
}

khb_index *support_index(const char *yaml) {
  khb_index *index = NULL;
  khb_error err;
  char path[256], message[1024];
  if (support_compile(yaml, strlen(yaml), &index, path, &err) != KHB_OK ||
      khb_index_verify(index, index->file.data, path, &err) != KHB_OK) {
    khb_error_format(&err, message, sizeof message);
    support_die("%s", message);
  }
  return index;
}

khb_engine *support_engine_of(const char *yaml) {
  enum { MAX_FILES = 60 };
  char path[256];
  support_temp_file(path, sizeof path, yaml, strlen(yaml));
  const char *files[MAX_FILES];
  uint32_t n = 0;
  files[n++] = path;
  glob_t found;
  bool globbed = glob("annotations/lexicon/*.yaml", 0, NULL, &found) == 0;
  for (size_t i = 0; globbed && i < found.gl_pathc && n < MAX_FILES; i++) files[n++] = found.gl_pathv[i];
  khb_engine *engine = open_engine(&(khb_options){.size = sizeof(khb_options), .entities = files, .n_entities = n});
  if (globbed) globfree(&found);
  unlink(path);
  return engine;
}

khb_engine *support_shipped_engine(void) {
  const char *index = getenv("KHABAR_INDEX");
  if (!index || !*index) index = "build/khabar.khx";
  const char *model = getenv("KHABAR_MODEL");
  if (model && (!*model || strcmp(model, "none") == 0)) model = NULL;
  return open_engine(&(khb_options){.size = sizeof(khb_options), .index = index, .model = model});
}

khb_document *support_document(const khb_engine *engine, const char *text, size_t len) {
  khb_document *doc = NULL;
  khb_error err;
  if (khb_document_open(engine, text, len, &doc, &err) != KHB_OK) support_die("cannot open a document: %s", err.what);
  return doc;
}
