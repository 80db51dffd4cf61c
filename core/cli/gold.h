/* gold.h: texts whose names a person has marked, read from four kinds of files into one shape:
 *
 *   sidecar   DRAFT.khabar.yaml, the draft beside it          gold_sidecar.c
 *   ann       FILE.ann, a list of names a text; FILE.txt      gold_list.c
 *   tsv       start end type; FILE.txt or another text        gold_list.c
 *   conll     token and tag, one a line                       gold_conll.c
 *
 *   gold_set ── docs[] ── text, spans[] (bytes of the text), tokens[] (conll alone)
 *           └── asides[]  what the gold says and cannot be counted, each with its place and why
 *
 * A malformed file is an error and ends the reading. What is well-formed and does not fit its text (a name that is not
 * there, a sidecar older than its draft) is set aside and reported: the rest counts.
 *
 * These readers go below khabar.h: they share the memory, the errors and the YAML cursor of the core. */
#ifndef KHABAR_CLI_GOLD_H
#define KHABAR_CLI_GOLD_H

#include "../base/base.h"
#include "cli.h"

enum { GOLD_MISC = KHB_TYPE_COUNT, GOLD_TYPE_COUNT }; /* types of gold: khb_type, and the MISC of flat4 */
enum { GOLD_FLAT4_COUNT = 4 };
extern const char *const gold_flat4[]; /* PERS LOC ORG MISC, NULL-terminated */

typedef struct gold_span {
  uint32_t start, end;
  uint8_t type; /* below GOLD_TYPE_COUNT */
} gold_span;

typedef struct gold_token {
  uint32_t start, end;
  uint32_t line; /* of the file, from 1 */
} gold_token;

typedef struct gold_doc {
  const char *text;
  size_t len;
  const char *file;         /* in which the text stands, for people */
  uint32_t line, column;    /* of text[0] in that file, from 1 */
  const gold_token *tokens; /* NULL but for conll */
  size_t n_tokens;
  gold_span *spans;
  size_t n_spans;
  uint32_t source; /* which gold file: 0 for the first that was read */
} gold_doc;

typedef struct gold_aside {
  const char *file;
  uint32_t line, column;
  const char *what;
} gold_aside;

/* A zeroed one is empty. */
typedef struct gold_set {
  khb_arena arena; /* holds all that the items point to */
  gold_doc *docs;
  size_t n_docs, docs_cap;
  gold_aside *asides;
  size_t n_asides, asides_cap;
  uint32_t n_sources;
  bool flat4;              /* MISC is a type */
  const char *const *maps; /* of --map: FROM=TO, NULL-terminated; NULL: none */
} gold_set;

enum { GOLD_AUTO = 0, GOLD_SIDECAR, GOLD_ANN, GOLD_CONLL, GOLD_TSV };
extern const char *const gold_inputs[]; /* auto sidecar ann conll tsv */

/* Adds a file to the set. `input` is a position in gold_inputs; auto goes by the end of the name. `text` names the text
   of a tsv file, NULL: FILE.txt for FILE.tsv. Returns an exit status; failures are reported. */
int gold_read(const cli *c, gold_set *set, int input, const char *path, const char *text);
void gold_free(gold_set *set);
/* Which kind a file is by its name. */
int gold_kind(const char *path);
/* The type of that name: what the maps of the set say, else the names of khabar.h, PER for PERS, and MISC in flat4.
   GOLD_TYPE_COUNT: mapped to O, no name at all; -1: unknown. */
int gold_type(const gold_set *set, const char *name, size_t len);
/* Position of a type of gold in gold_flat4, or -1. */
int gold_flat4_of(unsigned type);

/* ---- for the readers --------------------------------------------------------------------------------------------- */

/* Each returns an exit status and reports its failure. */
int gold_sidecar(const cli *c, gold_set *set, const char *path);
int gold_ann(const cli *c, gold_set *set, const char *path);
int gold_tsv(const cli *c, gold_set *set, const char *path, const char *text);
int gold_conll(const cli *c, gold_set *set, const char *path);

/* Reports what is malformed at a place; returns CLI_BAD. */
int gold_fail(const cli *c, const char *file, size_t line, size_t column, const char *remedy, const char *what, ...)
    __attribute__((format(printf, 6, 7)));
/* An unknown type: says which there are. */
int gold_fail_type(const cli *c, const gold_set *set, const char *file, size_t line, size_t column, const char *name,
                   size_t len);
/* Each of these returns false when memory is out. */
bool gold_aside_add(gold_set *set, const char *file, size_t line, size_t column, const char *what, ...)
    __attribute__((format(printf, 5, 6)));
/* Copies the spans; text, file and tokens belong to the arena already. */
bool gold_add(gold_set *set, const gold_doc *doc, const gold_span *spans, size_t n);
/* Reads a whole file into the arena. */
int gold_load(const cli *c, gold_set *set, const char *path, const char **text, size_t *len);
/* `path` with its last extension replaced by `ext` (".txt"), in the arena; NULL: out of memory. */
char *gold_beside(gold_set *set, const char *path, const char *ext);

/* One line of a text in memory. */
typedef struct gold_line {
  const char *s;
  size_t len;      /* without LF or CRLF */
  uint32_t number; /* from 1 */
} gold_line;
/* Moves to the next line of text[*at, len); false at the end. Start with *at and *line zeroed; a byte order mark is
   skipped. */
bool gold_next_line(const char *text, size_t len, size_t *at, gold_line *line);
/* A number without sign that fits 32 bits: how many bytes it has, 0 where there is none. */
size_t gold_number(const char *s, size_t len, uint32_t *out);

#endif
