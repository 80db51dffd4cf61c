/* cli.h: what the files of the program `khabar` share. The program stands on khabar.h, like any other user of the
 * library; only what is no part of tagging (eval, train, import) reaches below it.
 *
 *   main.c    which subcommand; opening and closing the standard streams
 *   args.c    options, and the nearest valid one for a mistyped one
 *   help.c    every sentence that the program says, in English and in Arabic
 *   io.c      errors, files, lines, the index to use
 *   term.c    what may reach a terminal, and colours
 *   json.c    JSON out
 *   tag.c     `khabar tag`: input and output formats meet here; tag_notes.c: the notes beside a draft
 *   ansi.c    the coloured text and its legend          conll.c   one token a line, in and out
 *   html.c    a page that stands alone                  brat.c    standoff annotations
 *   lookup.c  suggest.c  add.c  notes.c  index.c  info.c  the other subcommands (suggest.c: `complete` too)
 *   import.c  `khabar import`, over ../import
 *   lsp.c     `khabar lsp`, which hands over to ../../lua/khabar/lsp
 *   eval*.c   `khabar eval`                             gold*.c   the annotated texts that it reads */
#ifndef KHABAR_CLI_H
#define KHABAR_CLI_H

#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../khabar.h"

enum { CLI_FINE = 0, CLI_USAGE = 2, CLI_BAD = 3 }; /* exit status; 1 is for the findings of `check` and `notes check` */

typedef struct cli {
  bool arabic;         /* the language of help and messages */
  const char *command; /* the subcommand that runs, or NULL */
} cli;

/* ---- sentences (help.c) ------------------------------------------------------------------------------------------ */

/* In a sentence $1 and $2 stand for what the caller fills in. */
typedef enum cli_msg {
  MSG_NONE = 0, MSG_NO_COMMAND, MSG_UNKNOWN_COMMAND, MSG_UNKNOWN_OPTION, MSG_NEEDS_VALUE, MSG_TAKES_NO_VALUE,
  MSG_BAD_VALUE, MSG_DO_HELP, MSG_DO_HELP_COMMAND, MSG_DO_MEAN, MSG_DO_MEAN_TAG, MSG_DO_ONE_OF, MSG_DO_GIVE_VALUE,
  MSG_BAD_DATE, MSG_DO_DATE, MSG_BAD_MEASURE, MSG_DO_MEASURE, MSG_PAIR, MSG_DO_PAIR_CONLL, MSG_DO_PAIR_JSONL,
  MSG_NO_WORDS, MSG_ADD_NO_NAME, MSG_ADD_NO_TYPE, MSG_ADD_MUCH, MSG_ADDED, MSG_NO_YAML, MSG_PLACE_UNKNOWN, MSG_PLACE_SAME,
  MSG_NOTES_ONE, MSG_NOTES_TEXT, MSG_NOTES_LOST, MSG_NOTES_BOTH, MSG_DO_NOTES, MSG_ADD_WHERE, MSG_PLACE_MOVED, MSG_PLACE_CHANGED, MSG_PLACE_LOST, MSG_NOTE_CONFLICT, MSG_NOTES_NO_DRAFT, MSG_NOTES_ONE_TO, MSG_NOTES_TASK, MSG_NO_OUTPUT, MSG_NOT_REGULAR, MSG_DO_NOT_REGULAR, MSG_OUTPUT_IS_INPUT, MSG_DO_OUTPUT,
  MSG_CANNOT_OPEN, MSG_CANNOT_READ, MSG_DO_CHECK_PATH, MSG_DIRECTORY, MSG_DO_DIRECTORY, MSG_TOO_LONG, MSG_DO_SPLIT,
  MSG_CANNOT_WRITE, MSG_DO_WRITE, MSG_NOMEM, MSG_DO_NOMEM, MSG_NO_INDEX, MSG_DO_MAKE_INDEX, MSG_DO_ENV_INDEX,
  MSG_FAULTS, MSG_DO_FAULTS, MSG_DO_UTF16, MSG_READING_STDIN, MSG_JSON_BAD, MSG_JSON_NO_TEXT, MSG_DO_JSON,
  MSG_LINE_LONG, MSG_DO_LINE_LONG, MSG_JSONL_SUM, MSG_DO_JSONL_SUM, MSG_STATUS_NOMEM, MSG_STATUS_IO,
  MSG_STATUS_FORMAT, MSG_STATUS_VERSION, MSG_STATUS_RANGE, MSG_STATUS_LIMIT, MSG_LEGEND_UNLINKED, MSG_LEGEND_NESTED,
  MSG_LEGEND_FAULTS, MSG_LEGEND_ENTITIES, MSG_LEGEND_NOTHING, MSG_CARD_UNKNOWN, MSG_CARD_CAPITAL, MSG_CARD_COUNTRY, MSG_CARD_REGION,
  MSG_CARD_ALIASES, MSG_CARD_DEMONYMS, MSG_CARD_OFFICES, MSG_CARD_ON, MSG_CARD_SOURCE, MSG_CARD_FROM, MSG_CARD_TO, MSG_CARD_FOLDED,
  MSG_CARD_NEAR, MSG_NOTHING_BEGINS, MSG_NOTHING_NEAR,
  MSG_INFO_FORMAT, MSG_INFO_ENTITIES, MSG_INFO_NAMES, MSG_INFO_WORDS, MSG_INFO_CLASSES, MSG_INFO_PATTERNS,
  MSG_INFO_BYTES, MSG_INFO_CHECKSUM, MSG_DO_NUMBER, MSG_DO_MAP, MSG_EVAL_NO_GOLD, MSG_EVAL_TEXT_LEFT, MSG_DO_EVAL_TEXT,
  MSG_EVAL_NOT_COUNTED, MSG_EVAL_MORE_ASIDE, MSG_EVAL_NAMES, MSG_EVAL_GOLD, MSG_EVAL_FOUND, MSG_EVAL_RIGHT,
  MSG_EVAL_PRECISION, MSG_EVAL_RECALL, MSG_EVAL_F1, MSG_EVAL_ALL, MSG_EVAL_SEEN, MSG_EVAL_UNSEEN, MSG_EVAL_TEXTS,
  MSG_EVAL_FLAT, MSG_EVAL_NESTED, MSG_EVAL_TYPES, MSG_EVAL_BOOTSTRAP, MSG_EVAL_ASIDE, MSG_EVAL_FALSE,
  MSG_EVAL_MISSED, MSG_EVAL_MORE,
  MSG_IMPORT_WHAT, MSG_DO_IMPORT_WHAT, MSG_IMPORT_FILES, MSG_DO_IMPORT_FILES, MSG_IMPORT_NO_OUTPUT, MSG_DO_IMPORT_OUTPUT,
  MSG_IMPORT_OVERWRITES, MSG_IMPORT_TWO_STDIN, MSG_DO_IMPORT_TWO_STDIN, MSG_IMPORT_DAMAGED, MSG_DO_IMPORT_DAMAGED,
  MSG_IMPORT_MORE, MSG_IMPORT_LEFT, MSG_IMPORT_UNCLOSED, MSG_DO_IMPORT_UNCLOSED, MSG_IMPORT_LARGE, MSG_DO_IMPORT_LARGE,
  MSG_IMPORT_OFFICES, MSG_IMPORT_LEFT_OUT, MSG_IMPORT_N_DAMAGED, MSG_IMPORT_N_NO_CLASS, MSG_IMPORT_N_FEW, MSG_IMPORT_N_NO_NAME,
  MSG_IMPORT_N_TWICE, MSG_IMPORT_N_LATIN, MSG_IMPORT_N_EMPTY, MSG_IMPORT_N_TOO_LONG, MSG_IMPORT_N_UNTITLED,
  MSG_IMPORT_N_UNDATED, MSG_HTML_TITLE, MSG_HTML_DATE, MSG_HTML_UNLINKED, MSG_HTML_CARDS, MSG_HTML_HELD, MSG_HTML_QUOTES,
  MSG_HTML_NO_SPEAKER, MSG_HTML_VIA, MSG_HTML_MORE, MSG_HTML_BYTES, MSG_HTML_FAULTS, MSG_HTML_MARKS, MSG_HTML_CRLF, MSG_BRAT_ONE,
  MSG_DO_BRAT_ONE, MSG_LSP_NO_LUA, MSG_DO_LSP_LUA, MSG_LSP_NO_SERVER, MSG_DO_LSP_SERVER, MSG_LSP_OPERAND, MSG_COUNT
} cli_msg;

/* The sentence as it stands, $ marks and all. */
const char *cli_text(const cli *c, cli_msg msg);
/* Writes the help of `command`, or of the program when NULL. false: there is no such command. */
bool cli_help(const cli *c, FILE *out, const char *command);

/* ---- options (args.c) -------------------------------------------------------------------------------------------- */

/* An option that may have a value takes it in the same word alone: --errors=20. */
enum { CLI_NO_VALUE = false, CLI_VALUE = true, CLI_MAYBE_VALUE };

typedef struct cli_option {
  const char *name;            /* without the dashes; NULL ends a table */
  char letter;                 /* for -o; 0: none */
  uint8_t takes_value;         /* CLI_NO_VALUE … */
  const char *const *values;   /* the valid ones, NULL-terminated; NULL: any */
} cli_option;

typedef struct cli_args {
  int argc, at;
  char **argv;
  const cli_option *options;
  bool operands_only;          /* after -- */
} cli_args;

enum { CLI_ARG_END = -1, CLI_ARG_OPERAND = -2, CLI_ARG_BAD = -3 };

/* The next argument: the number of its option in the table, or CLI_ARG_…. *value: the option's value or the operand. A
   wrong option has been reported when CLI_ARG_BAD comes back. */
int cli_next(const cli *c, cli_args *args, const char **value);
/* Gives every argument to `take`, the number of its option in the table or CLI_ARG_OPERAND, until that returns an exit status instead
   of -1. Returns that, CLI_USAGE for a wrong option, or -1 when all were taken. */
typedef int cli_take(void *job, int option, const char *value);
int cli_options(const cli *c, int argc, char **argv, const cli_option *options, cli_take *take, void *job);
/* Position of `value` in a NULL-terminated list, or -1. */
int cli_choice(const char *const *values, const char *value);
/* The entry of the NULL-terminated list that is nearest to `word`, or NULL where none is near. */
const char *cli_nearest(const char *const *values, const char *word);
/* A day of the Gregorian calendar, four digits for the year: 2022-01-08. */
bool cli_valid_date(const char *s);
extern const char *const cli_commands[]; /* NULL-terminated */

/* ---- errors, files (io.c) ----------------------------------------------------------------------------- */

/* Writes `khabar: FILE:LINE:COLUMN: what (what to do)` to standard error. file NULL: none; line 0: none; `remedy` may
   be MSG_NONE. a and b fill $1 and $2 of both sentences. */
void cli_error_at(const cli *c, const char *file, uint64_t line, uint64_t column, cli_msg what, cli_msg remedy,
                  const char *a, const char *b);
void cli_error(const cli *c, const char *file, cli_msg what, cli_msg remedy, const char *a, const char *b);
/* The same for an error of the library. Returns the exit status. */
int cli_error_khb(const cli *c, const khb_error *err);
int cli_error_nomem(const cli *c);
/* Writes a sentence with $1 and $2 filled in, made safe to print. */
void cli_put_filled(FILE *out, const char *sentence, const char *a, const char *b);

/* The name of an input in messages: "<stdin>" for "-". */
const char *cli_input_name(const char *path);

/* Reads a file, or standard input for "-", to its end. *out is malloc-ed. Returns an exit status; failures are
   reported. */
int cli_read(const cli *c, const char *path, char **out, size_t *len);

/* Lines of a file with a cap on their length: memory is that of the longest line, at most CLI_MAX_LINE. */
#define CLI_MAX_LINE ((size_t)256 << 20)
typedef struct cli_lines {
  FILE *in;
  const char *name;      /* for messages */
  char *buf;
  size_t cap;
  uint64_t number;       /* of the line last read, from 1 */
  bool too_long;         /* that line was longer than CLI_MAX_LINE and was cut there */
  bool failed;           /* memory or reading failed */
  int why;               /* errno of that */
} cli_lines;
bool cli_lines_open(const cli *c, const char *path, cli_lines *lines);
/* The next line without its line end (LF or CRLF). NULL at the end. The bytes live until the next call. */
const char *cli_lines_next(cli_lines *lines, size_t *len);
/* Returns an exit status: reading may have failed. */
int cli_lines_close(const cli *c, cli_lines *lines);

/* ---- what an engine is opened with (knowledge.c) -------------------------------------------------------------------- */

typedef struct cli_knowledge {
  const char *index;
  bool no_index;
  char **entities;
  size_t n_entities;
  const char *date;
  bool with_model;        /* names are looked for: `tag` and `eval`, unless --no-model */
  const char *model;      /* --model; NULL: the default one, where there is one */
  bool with_project;      /* the names in .khabar/ beside the draft and above it, unless --no-project */
  const char *draft;      /* --for: whose project and notes; NULL: none */
  const char *notes;      /* of the draft, where they name entities of its own: the innermost layer; NULL: none */
} cli_knowledge;
/* What the tables of subcommands share, and what these options do: by their name. Returns as cli_take does. */
#define CLI_OPTIONS_INDEX {"entities", 'e', CLI_VALUE, NULL}, {"index", 0, CLI_VALUE, NULL}, {"no-index", 0, CLI_NO_VALUE, NULL}
#define CLI_OPTION_PROJECT {"no-project", 0, CLI_NO_VALUE, NULL}
#define CLI_OPTION_FOR {"for", 0, CLI_VALUE, NULL}
#define CLI_OPTION_DATE {"date", 'd', CLI_VALUE, NULL}
#define CLI_OPTIONS_MODEL {"model", 0, CLI_VALUE, NULL}, {"no-model", 0, CLI_NO_VALUE, NULL}
#define CLI_OPTION_HELP {"help", 'h', CLI_NO_VALUE, NULL}
int cli_knowledge_take(const cli *c, cli_knowledge *k, const cli_option *option, const char *value);
/* Adds the files of --entities=A,B. false: out of memory. */
bool cli_knowledge_add(cli_knowledge *k, const char *value);
void cli_knowledge_free(cli_knowledge *k);
/* Finds the index, the model and the project of `draft` (NULL: of k->draft with its own names, else of the current folder) and opens the engine. Returns an exit status;
   failures are reported. */
int cli_knowledge_open(const cli *c, const cli_knowledge *k, const char *draft, khb_engine **out);
/* `<directory of the program>/tail` into buf. false: it is not known, or too long. */
bool cli_beside_program(const char *tail, char *buf, size_t cap);
/* The path of the index: --index, KHABAR_INDEX, beside the program, in ../share, where it was installed. Failure is
   reported. */
bool cli_index_path(const cli *c, const char *given, char *buf, size_t cap);
/* Today in local time as YYYY-MM-DD. */
void cli_today(char buf[16]);

/* ---- terminal (term.c) ------------------------------------------------------------------------------------------- */

/* One character of text. */
typedef struct cli_char {
  int32_t code; /* -1: a byte that is not UTF-8 */
  uint8_t len;  /* bytes, at least 1 */
  bool hidden;  /* must not reach a terminal raw: controls (tab and newline too), bidi controls, broken bytes */
} cli_char;
cli_char cli_char_at(const char *s, size_t len);

/* Writes text[from, to) with everything hidden made visible: <U+202E>, <FF> for a broken byte. Tab and newline (also CR
   LF) stay. `style` is an SGR sequence ("" or "\x1b[…m") that holds for the text and is taken off at line ends, NULL:
   no sequences at all. `len` is the length of the whole text. */
void cli_put_text(FILE *out, const char *text, size_t from, size_t to, size_t len, const char *style);
/* A short string on one line: tab and newline too are made visible. */
void cli_put_line(FILE *out, const char *s, size_t len);
void cli_put_str(FILE *out, const char *s);
/* For one field of a line-based format: \t \n \r \\ \u202E, \xFF for a broken byte. */
void cli_put_field(FILE *out, const char *s, size_t len);

typedef enum cli_color { CLI_COLOR_NONE = 0, CLI_COLOR_16, CLI_COLOR_256 } cli_color;
extern const char *const cli_color_when[]; /* auto, always, never */
/* `when` is a position in cli_color_when. */
cli_color cli_color_choose(int when, FILE *out);
/* The SGR sequence of a type. */
void cli_color_type(cli_color color, khb_type type, bool underline, bool bold, char buf[32]);

/* ---- JSON (json.c) ----------------------------------------------------------------------------------------------- */

/* A JSON string, quotes included. Valid whatever the bytes are: a broken byte becomes U+FFFD; all that is hidden is
   escaped. */
void cli_json_string(FILE *out, const char *s, size_t len);
/* The string, or null where it is empty or NULL. */
void cli_json_str(FILE *out, const char *s);
/* 0..1 with two or three decimals. */
void cli_json_score(FILE *out, float score);
/* The value of a figure as an object; and as a line of text in buf[cap], cut where it is too long: "2400000 دولار", "10..15 %". Both are
   converted to what the document's `convert` says. */
typedef struct cli_doc cli_doc;
void cli_json_value(FILE *out, const cli_doc *d, const khb_value *value);
size_t cli_value_text(const cli_doc *d, const khb_value *value, char *buf, size_t cap);
/* The letters of KHB_PRO_…, in the order in which they stand in a word, as a JSON string. */
void cli_json_clitics(FILE *out, uint8_t bits);

/* ---- one analysed document (tag.c) ------------------------------------------------------------------------------- */

struct cli_doc {
  const cli *c;
  const khb_engine *engine;
  khb_document *doc;
  const char *text;
  size_t len;
  khb_span *spans;
  size_t n_spans;
  khb_range *faults;
  size_t n_faults;
  khb_mention *mentions; /* by cli_doc_read: the spans with their chains, and what only the document explains */
  size_t n_mentions;
  khb_quote *quotes;
  size_t n_quotes;
  const char *file;   /* shown name */
  const char *date;
  const char *convert; /* what figures are converted to, a system or a unit; NULL: nothing */
};

/* Analyses `text`, which must outlive the document, and keeps to what was settled about it (NULL: nothing). Fills err on failure. */
typedef struct cli_settled { khb_decision *list; size_t n; } cli_settled;
khb_status cli_doc_open(const cli *c, const khb_engine *engine, const char *text, size_t len, const cli_settled *settled, cli_doc *d,
                        khb_error *err);
/* Fills mentions and quotes, for the formats that show them. */
khb_status cli_doc_read(cli_doc *d, khb_error *err);
void cli_doc_close(cli_doc *d);
/* The entity of a span; false where it is unlinked. */
bool cli_doc_entity(const cli_doc *d, const khb_span *span, khb_entity *out);
/* The proclitics as they stand before the name: a range of the text. */
khb_range cli_doc_clitics(const cli_doc *d, const khb_span *span);

typedef enum cli_legend { CLI_LEGEND_NONE = 0, CLI_LEGEND_TYPES, CLI_LEGEND_ENTITIES } cli_legend;
/* Returns an exit status (memory). */
int cli_write_ansi(FILE *out, const cli_doc *d, cli_color color, cli_legend legend);
int cli_write_conll(FILE *out, const cli_doc *d, bool flat4);
/* A page has one section for each document, `number` from 1, between begin and end. Needs cli_doc_read. Returns an exit status (memory). */
void cli_html_begin(const cli *c, FILE *out);
void cli_html_style(FILE *out); /* what stands between <style> and </style> */
int cli_write_html(FILE *out, const cli_doc *d, cli_legend legend, size_t number);
void cli_html_end(FILE *out);
/* One object on one line, and a line for each name (tag_json.c). `id`: the id that a line of jsonl gave, NULL where there was none. Both
   need cli_doc_read. */
struct json_t;
void cli_json_id(FILE *out, const struct json_t *id);
void cli_write_json(FILE *out, const cli_doc *d, const struct json_t *id);
void cli_write_tsv(FILE *out, const cli_doc *d);
/* `raw`: not to a terminal, the words as they stand. */
void cli_write_brat(FILE *out, const cli_doc *d, bool raw);
/* The number of broken bytes at s (len > 0) that stand for one U+FFFD (html_chars.c). */
size_t cli_broken_length(const char *s, size_t len);
/* Reads CoNLL lines from `path` and writes them with tags. */
int cli_conll(const cli *c, const khb_engine *engine, const char *path, FILE *out, bool flat4, bool raw);

/* ---- what people have settled about a draft (tag_notes.c) ------------------------------------------------------------ */

typedef struct cli_draft_notes {
  khb_notes *notes;   /* NULL: there are none */
  char *path;
  uint64_t own;       /* khb_notes_entities */
} cli_draft_notes;
/* `given`: --notes, which must be there; NULL: those beside the draft, if they are. Returns an exit status; failures are reported. */
int cli_notes_open(const cli *c, const char *given, const char *draft, cli_draft_notes *n);
void cli_notes_close(cli_draft_notes *n);
/* The day of the draft, or NULL where the notes do not say it or say no day. */
const char *cli_notes_date(const cli_draft_notes *n);
/* What is settled, by the places that its words have in this text; free(settled->list). What is left aside is reported under `name`.
   Returns an exit status. */
int cli_notes_settle(const cli *c, const cli_draft_notes *n, const char *name, const char *text, size_t len, cli_settled *settled);

/* ---- subcommands: argv[0] is the first argument after the subcommand's name. Return the exit status -------------- */

int cli_tag(cli *c, int argc, char **argv);
int cli_lookup(cli *c, int argc, char **argv);
int cli_add(cli *c, int argc, char **argv);
int cli_notes(cli *c, int argc, char **argv);
int cli_complete(cli *c, int argc, char **argv);
int cli_suggest(cli *c, int argc, char **argv);
int cli_import(cli *c, int argc, char **argv);
int cli_index(cli *c, int argc, char **argv);
int cli_info(cli *c, int argc, char **argv);
int cli_eval(cli *c, int argc, char **argv);
int cli_train(cli *c, int argc, char **argv);
int cli_lsp(cli *c, int argc, char **argv);

#endif
