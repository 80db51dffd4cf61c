/* support.h: what several tests, fuzzers and benchmarks need: drafts, random numbers, an engine, comparing two documents.
 *
 * Programs run from the root of the repository. Nothing here fails softly: a missing draft or no memory ends the program with
 * a message, so that no test passes for want of input.
 */
#ifndef KHB_TESTS_SUPPORT_H
#define KHB_TESTS_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../core/lexicon/format.h"

/* ---- random numbers: splitmix64 (Steele, Lea and Flood 2014), the same on every machine ---- */
uint64_t support_random(uint64_t *state);
/* 0..n-1; 0 for n = 0. */
uint32_t support_below(uint64_t *state, uint64_t n);

/* ---- files ---- */

typedef struct support_text {
  char *data; /* NUL-terminated for comfort; may hold NULs of its own */
  size_t len;
} support_text;

support_text support_read(const char *path);
/* The project's own drafts, annotations/gold/ *.txt, in order of their names. Ends the program when there are none. */
size_t support_drafts(support_text **out);
void support_free(support_text *texts, size_t n);
/* A new temporary file of that content; the name is written to path[cap]. The caller unlinks it. */
void support_temp_file(char *path, size_t cap, const char *content, size_t len);

/* ---- engines ---- */

/* A few entities in YAML: names of one word and of several, demonyms, names within names. */
extern const char support_yaml[];
/* An engine over support_yaml and the word classes and patterns of annotations/lexicon/. */
khb_engine *support_engine(void);
/* The same over entities of your own. */
khb_engine *support_engine_of(const char *yaml);
/* An engine over the compiled index: KHABAR_INDEX, else build/khabar.khx; with a model only where KHABAR_MODEL names one. */
khb_engine *support_shipped_engine(void);

/* Compiles YAML from a temporary file, which is gone afterwards; its name, 256 bytes at most, is left in `path`. */
khb_status support_compile(const char *yaml, size_t len, khb_index **out, char *path, khb_error *err);
/* The same for YAML without errors; what comes out is verified. */
khb_index *support_index(const char *yaml);

/* ---- documents ---- */

khb_document *support_document(const khb_engine *engine, const char *text, size_t len);
/* Are text, paragraphs, sentences, tokens, spans, faults and the values of figures of both the same? If not, `why` says what differs first. */
bool support_same(const khb_document *a, const khb_document *b, char *why, size_t cap);

/* Ends the program with "NAME: message". */
_Noreturn void support_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
