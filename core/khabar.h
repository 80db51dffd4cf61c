/* khabar.h: the one public header of libkhabar, and its manual.
 *
 * khabar tags Arabic news. It reads UTF-8 bytes and answers with spans into those very bytes: tokens, sentences, names with
 * their entities. It never changes the text and never repairs it: a broken byte stays where it is and is reported.
 *
 * Units        Every offset is a byte offset counted from 0, every range is half-open: [start, end).
 * Ownership    khb_X_open makes a handle, khb_X_close frees it (NULL is allowed). What a function returns by `const char *`
 *              belongs to the handle that was asked and lives until that handle is closed, or, for documents, until the next
 *              khb_document_edit. Arrays are copied into memory that the caller owns.
 * Counting     Functions that fill `out[cap]` return how many items there are in all, which may be more than `cap`; call with
 *              cap 0 and out NULL to ask for the number.
 * Errors       A function that can fail returns a khb_status and, when `err` is not NULL, fills a khb_error. On failure the
 *              output parameter is untouched, and a document is as it was before the call.
 * Threads      An engine is immutable once open: any number of threads may use it at once. A document belongs to one thread at
 *              a time. There is no global state, no locale, no output to a terminal.
 * Memory       malloc. Out of memory is KHB_ERR_NOMEM, never an abort.
 */
#ifndef KHABAR_H
#define KHABAR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) && !defined(KHB_STATIC)
#define KHB_API __attribute__((visibility("default")))
#else
#define KHB_API
#endif

#define KHB_VERSION "0.1.0"
#define KHB_VERSION_NUMBER 100   /* major * 10000 + minor * 100 + patch */

#define KHB_NONE UINT32_MAX      /* "no such item" wherever an index or a reference is expected */
#define KHB_MAX_TEXT 0x7fffffffu /* bytes of one document */

/* The version of the library that was linked, as "0.1.0" and as a number. Never fails. */
KHB_API const char *khb_version(void);
KHB_API int khb_version_number(void);

/* ---- errors ------------------------------------------------------------------------------------------------------------- */

typedef enum khb_status {
  KHB_OK = 0,
  KHB_ERR_NOMEM = -1,   /* out of memory */
  KHB_ERR_IO = -2,      /* a file could not be read or written */
  KHB_ERR_FORMAT = -3,  /* a file or value is malformed */
  KHB_ERR_VERSION = -4, /* a file of another version of khabar */
  KHB_ERR_RANGE = -5,   /* an argument is out of range */
  KHB_ERR_LIMIT = -6    /* a documented limit was met */
} khb_status;

/* What went wrong and where. `line` and `column` count from 1 (column in bytes); 0 where they make no sense. */
typedef struct khb_error {
  khb_status status;
  uint32_t line, column;
  uint64_t offset;   /* byte in the file, or in the argument for KHB_ERR_RANGE */
  char file[256];    /* "" where no file is concerned; a longer path keeps its end */
  char what[256];    /* what is wrong */
  char remedy[256];  /* what to do; may be "" */
} khb_error;

/* A short English name of a status: "out of memory". Never NULL. */
KHB_API const char *khb_status_name(khb_status status);
/* Writes "FILE:LINE:COLUMN: what is wrong (what to do)" into buf[cap], always NUL-terminated when cap > 0, cut on a character
   boundary. Control characters of file names are written as \xHH. Returns the length that the whole message has. */
KHB_API size_t khb_error_format(const khb_error *err, char *buf, size_t cap);

/* ---- types of names ------------------------------------------------------------------------------------------------------ */

/* The names of the Wojood corpus (Jarrar et al. 2022). Numbers are stable: they are stored in index files. */
typedef enum khb_type {
  KHB_PERS = 0, KHB_NORP, KHB_OCC, KHB_ORG, KHB_GPE, KHB_LOC, KHB_FAC, KHB_EVENT, KHB_PRODUCT, KHB_LAW, KHB_LANGUAGE,
  KHB_WEBSITE, KHB_DATE, KHB_TIME, KHB_DURATION, KHB_CARDINAL, KHB_ORDINAL, KHB_PERCENT, KHB_QUANTITY, KHB_MONEY,
  KHB_TYPE_COUNT
} khb_type;

/* "PERS" … "MONEY"; NULL when out of range. */
KHB_API const char *khb_type_name(khb_type type);
/* The Arabic name that people read: "شخص" … ; NULL when out of range. */
KHB_API const char *khb_type_name_ar(khb_type type);
/* The type of that English name (case matters), or -1. `len` bytes of name. */
KHB_API int khb_type_parse(const char *name, size_t len);
/* The flat view of four used by ANERcorp: "PERS", "LOC", "ORG", "MISC", or NULL for types that it has not (NORP, OCC, figures). */
KHB_API const char *khb_type_flat4(khb_type type);

/* ---- text ---------------------------------------------------------------------------------------------------------------- */

typedef struct khb_range { uint32_t start, end; } khb_range;

typedef enum khb_token_kind {
  KHB_TOK_WORD = 0, /* letters of any script with their marks: كازاخستان, COVID, أيضًا */
  KHB_TOK_NUMBER,   /* 5135 · 18.25% · ٤٢٠٠ · 1,000,000 · 14:30 · 2022/1/9 */
  KHB_TOK_PUNCT,    /* one punctuation character, or a run of one and the same: ... */
  KHB_TOK_SYMBOL,   /* + $ € and the like, one character */
  KHB_TOK_URL,      /* https://… , www.… */
  KHB_TOK_EMAIL,
  KHB_TOK_HANDLE,   /* @name */
  KHB_TOK_HASHTAG,  /* #وسم */
  KHB_TOK_EMOJI,    /* one emoji with its modifiers and joiners */
  KHB_TOK_BROKEN    /* bytes that are no UTF-8, or NUL and other controls: kept, reported, never matched */
} khb_token_kind;

/* "word", "number" … ; NULL when out of range. */
KHB_API const char *khb_token_kind_name(khb_token_kind kind);

enum { /* khb_token.flags */
  KHB_TOKF_ARABIC = 1,      /* a word of Arabic script */
  KHB_TOKF_LATIN = 2,       /* a word of Latin script */
  KHB_TOKF_SPACE_BEFORE = 4,/* white space or the start of a line stands before it */
  KHB_TOKF_DIGIT = 8,       /* a word with a digit in it: G20 */
  KHB_TOKF_UPPER = 16,      /* its first letter is an upper-case one */
  KHB_TOKF_MARKED = 32,     /* more than plain letters: tashkeel, tatweel, joiners, presentation forms, letters beyond ASCII
                               and the block U+0600 */
  KHB_TOKF_LINE_START = 64  /* first token of its line */
};

typedef struct khb_token {
  uint32_t start, end;
  uint8_t kind;  /* khb_token_kind */
  uint8_t flags; /* KHB_TOKF_… */
} khb_token;

enum { /* proclitics and enclitics, as bits of khb_clitics.proclitics and .enclitic. Order in a word: conjunction,
          preposition or future, article. Source: Habash, Introduction to Arabic NLP (2010), ch. 4, the clitic slots. */
  KHB_PRO_WA = 1,   /* و */
  KHB_PRO_FA = 2,   /* ف */
  KHB_PRO_BI = 4,   /* ب */
  KHB_PRO_KA = 8,   /* ك */
  KHB_PRO_LI = 16,  /* ل */
  KHB_PRO_SA = 32,  /* س */
  KHB_PRO_AL = 64,  /* ال, also where its alef is not written, after ل: لل */
  KHB_ENC_PRONOUN = 1 /* ه ها هم هن هما ك كم كما ي نا ني */
};

/* One way to take a token apart. `stem` is what is left; the article is part of `stem` unless KHB_PRO_AL is set. In للأمم the
   reading ل + ال + أمم has stem أمم, and ل + (ا)لأمم has stem لأمم: the alef is not in the text. */
typedef struct khb_clitics {
  khb_range stem;
  khb_range enclitic;   /* empty where there is none */
  uint8_t proclitics;   /* KHB_PRO_… */
  uint8_t has_enclitic;
} khb_clitics;

enum { /* khb_sentence.flags */
  KHB_SENT_HEADLINE = 1, /* a short line of its own without a full stop */
  KHB_SENT_SOURCE = 2,   /* «المصدر : الجزيرة + وكالات»: label, colon, names */
  KHB_SENT_LAST = 4      /* ends its paragraph */
};

typedef struct khb_sentence {
  uint32_t start, end; /* from the first to the last token: no white space at the edges */
  uint8_t flags;
} khb_sentence;

/* Folds text for matching: the table is in core/text/fold.c, each row with its source. Writes UTF-8 into out[cap] (not
   NUL-terminated) and, when map is not NULL, for each byte written the byte offset in `text` of the character it came from,
   plus one last entry, `len`; map must then have room for cap + 1 entries. Broken bytes are dropped from the folded text (not
   from yours). Returns the number of bytes that the whole folded text has; when that is more than `cap`, the last
   character in `out` may be cut. Never fails. Thread-safe. */
KHB_API size_t khb_fold(const char *text, size_t len, char *out, size_t cap, uint32_t *map);

/* ---- engine: the knowledge ------------------------------------------------------------------------------------------------ */

typedef struct khb_engine khb_engine;
typedef struct khb_document khb_document;

typedef struct khb_options {
  uint32_t size;                /* sizeof(khb_options): lets the struct grow */
  const char *index;            /* a compiled index file, mmap-ed; NULL: none */
  const char *const *entities;  /* YAML files laid over the index, the last one nearest */
  uint32_t n_entities;
  const char *date;             /* "YYYY-MM-DD", the day the text speaks from; NULL: none given */
  const char *model;            /* a trained model file, mmap-ed; NULL: lexicon and patterns alone */
} khb_options;

/* Opens the index and the model and compiles the YAML files in memory. Errors: KHB_ERR_IO, _FORMAT, _VERSION, _NOMEM, _LIMIT (more than 64
   layers), _RANGE (date). The options and their strings are not kept. */
KHB_API khb_status khb_engine_open(const khb_options *options, khb_engine **out, khb_error *err);
/* Close the documents first. */
KHB_API void khb_engine_close(khb_engine *engine);
/* The date given, as "YYYY-MM-DD", or NULL. */
KHB_API const char *khb_engine_date(const khb_engine *engine);
/* Number of entities in all layers, and of names that lead to them. */
KHB_API uint32_t khb_engine_entity_count(const khb_engine *engine);
KHB_API uint32_t khb_engine_name_count(const khb_engine *engine);

/* An entity as the YAML says it. Strings are NUL-terminated UTF-8, "" where nothing is said; owned by the engine. */
typedef struct khb_entity {
  const char *id;              /* "Q232" or "khabar:…" */
  const char *name_ar, *name_en;
  const char *description_ar, *description_en;
  const char *capital;         /* id */
  const char *country;         /* id */
  const char *region;          /* id of the state, province … that a place lies in, or "" */
  const char *source;          /* the YAML file it came from, as it was named to the compiler */
  uint8_t type;                /* khb_type */
  uint32_t n_names;            /* all forms that lead here: the name, aliases, demonyms */
  uint32_t n_offices;
} khb_entity;

typedef enum khb_name_kind { KHB_NAME_MAIN = 0, KHB_NAME_ALIAS, KHB_NAME_DEMONYM, KHB_NAME_ENGLISH } khb_name_kind;

enum { /* khb_name.flags */
  KHB_NAMEF_COMMON = 1,   /* is also a common word, needs support from its context: عمان, أمل */
  KHB_NAMEF_DERIVED = 2   /* made by rule from a demonym (feminine, plural, definite), not written in the YAML */
};

typedef struct khb_name {
  const char *text;
  uint8_t kind;   /* khb_name_kind */
  uint8_t flags;  /* KHB_NAMEF_… */
} khb_name;

typedef struct khb_office {
  const char *title;      /* وزير الخارجية */
  const char *of;         /* id of the body or country, or "" */
  const char *from, *to;  /* "YYYY-MM-DD", "YYYY-MM", "YYYY" or "" (open) */
} khb_office;

/* Was the office held on that day ("YYYY-MM-DD")? 1: yes. 0: no. -1: its dates do not tell: none is given, or the day is in a year or month
   of which only part counts. An office without an end is held to this day. Never fails; a `day` that is no date gives -1. */
KHB_API int khb_office_on(const khb_office *office, const char *day);

/* The entity of a reference as found in khb_span.entity or khb_hit.entity. KHB_ERR_RANGE where there is none. */
KHB_API khb_status khb_engine_entity(const khb_engine *engine, uint32_t entity, khb_entity *out);
/* Its i-th name (i < n_names) and i-th office (i < n_offices). */
KHB_API khb_status khb_engine_entity_name(const khb_engine *engine, uint32_t entity, uint32_t i, khb_name *out);
KHB_API khb_status khb_engine_entity_office(const khb_engine *engine, uint32_t entity, uint32_t i, khb_office *out);
/* The reference of an id, from the nearest layer that has it, or KHB_NONE. */
KHB_API uint32_t khb_engine_find(const khb_engine *engine, const char *id, size_t len);

typedef struct khb_hit {
  uint32_t entity;
  uint32_t name;       /* which of its names: index for khb_engine_entity_name */
  uint8_t exact;       /* 1: the spelling is that of the name, letter for letter (tashkeel and tatweel aside) */
  uint8_t proclitics;  /* KHB_PRO_… that had to be taken off */
} khb_hit;

/* Every entity that `text` (len bytes) names, as a whole: by any name or alias, through folding and clitics. Best first: exact
   before folded, without clitics before with, nearest layer first, main names before aliases. Each entity once. Returns how
   many there are. */
KHB_API size_t khb_engine_lookup(const khb_engine *engine, const char *text, size_t len, khb_hit *out, size_t cap);

#define KHB_MAX_COMPLETIONS 100
#define KHB_MAX_SUGGESTIONS 64

/* Entities with a name that begins like `prefix` (len bytes): its last word may be cut off anywhere, those before it are whole;
   after a space at the end any word may follow. Through folding; proclitics are taken off the first word only where nothing
   begins with them. Behind these stand entities of which a later word begins like it: بلينك finds أنتوني بلينكن. Best first: the
   higher prior, then the same spelling letter for letter (`exact` in khb_hit), the nearer layer, main names before aliases, the
   shorter name. Each entity once, with the name that matched. Returns how many there are, at most KHB_MAX_COMPLETIONS: of more,
   those of the highest prior. 0 also for an empty prefix and where memory is out. Thread-safe; the work is bounded, however many
   names there are. */
KHB_API size_t khb_engine_complete(const khb_engine *engine, const char *prefix, size_t len, khb_hit *out, size_t cap);

typedef struct khb_suggestion {
  uint32_t entity;
  uint32_t name;       /* which of its names: index for khb_engine_entity_name */
  float cost;          /* weighted edits from what was asked to that name, 0 (the same after folding) .. 2 */
  uint8_t proclitics;  /* KHB_PRO_… that were taken off */
} khb_suggestion;

/* Names that somebody may have meant by `text`, a name of one word or several. A letter left out, put in or exchanged costs 1; the
   likely slips of annotations/lexicon/confusions.yaml less (ض/ظ, a long vowel, a doubled letter, neighbours swapped); so do a
   word joined or split, a word too many or too few, a proclitic. A name of an entity with a prior below 40, made from lists, that is
   not spelt as asked costs a quarter more. Within 2 in all, and not more than half a letter worse than the
   best. Best first; of equal ones the higher prior, the nearer layer, the main name. Each entity once.
   Returns how many there are, at most KHB_MAX_SUGGESTIONS; 0 also for texts over 1024 bytes and where memory is out. Thread-safe;
   the work is bounded. */
KHB_API size_t khb_engine_suggest(const khb_engine *engine, const char *text, size_t len, khb_suggestion *out, size_t cap);

/* ---- document: one text ---------------------------------------------------------------------------------------------------- */

typedef enum khb_source { KHB_FROM_LEXICON = 0, KHB_FROM_PATTERN, KHB_FROM_MODEL, KHB_FROM_FIGURES, KHB_FROM_MENTION, KHB_FROM_NOTE
} khb_source;

/* "lexicon", "pattern" … ; NULL when out of range. */
KHB_API const char *khb_source_name(khb_source source);

typedef struct khb_span {
  uint32_t start, end;           /* the name itself: in وبالقاهرة only القاهرة */
  uint32_t word_start, word_end; /* the same, widened to the edges of its words: what to draw, so that joined letters stay joined */
  uint32_t entity;               /* reference for khb_engine_entity, or KHB_NONE */
  float score;                   /* 0..1, how sure */
  uint8_t type;                  /* khb_type */
  uint8_t source;                /* khb_source */
  uint8_t depth;                 /* 0 outermost, 1 inside another span … */
  uint8_t proclitics;            /* KHB_PRO_… before the name in its first word */
} khb_span;

/* Analyses a copy of text[0..len). Any bytes will do. Errors: KHB_ERR_NOMEM, KHB_ERR_LIMIT (len > KHB_MAX_TEXT). The engine
   must outlive the document. */
KHB_API khb_status khb_document_open(const khb_engine *engine, const char *text, size_t len, khb_document **out, khb_error *err);
KHB_API void khb_document_close(khb_document *doc);

/* Replaces the bytes [start, old_end) by text[0..len) and analyses again what the edit can change: the paragraphs it touches.
   The result is the same as that of a new document with the new text. `changed`, when not NULL, gets the range of the new text
   that was analysed again. The shape is that of tree-sitter's TSInputEdit (new_end is start + len). KHB_ERR_RANGE unless
   start <= old_end <= length. On failure the document is as before. */
KHB_API khb_status khb_document_edit(khb_document *doc, uint32_t start, uint32_t old_end, const char *text, size_t len,
                                     khb_range *changed, khb_error *err);

/* For editors, which must not wait for a long text: from now on an edit or a decision analyses about `bytes` bytes and puts the
   other paragraphs that it concerns off. Nothing is found in these (where only decisions have changed: what was found before) until
   khb_document_catch_up. UINT32_MAX, as in a new document: nothing is put off. A single paragraph is analysed as a whole. */
KHB_API void khb_document_put_off(khb_document *doc, uint32_t bytes);
/* Analyses what was put off and overlaps [first, last), in reading order, until `bytes` bytes or a little more are done; of what
   is there at least one paragraph, if bytes > 0. `changed`, when not NULL, gets the range from the first to the last that was analysed,
   empty where there was none. Once nothing is put off any more, the document is what it would be had nothing ever been. On KHB_ERR_NOMEM
   what was analysed before stays. */
KHB_API khb_status khb_document_catch_up(khb_document *doc, uint32_t first, uint32_t last, uint32_t bytes, khb_range *changed, khb_error *err);
/* Bytes of the paragraphs that are put off. Cost: a walk over the paragraphs, none where nothing is put off. */
KHB_API size_t khb_document_behind(const khb_document *doc);

/* The text as it stands; not NUL-terminated. */
KHB_API const char *khb_document_text(const khb_document *doc, size_t *len);
KHB_API const khb_engine *khb_document_engine(const khb_document *doc);

/* Items that overlap [first, last), in reading order; an outer span stands before those in it. Pass 0 and UINT32_MAX for all. A line
   of more than 8 KiB counts as several paragraphs. Cost: a binary search and the paragraphs in the range. */
KHB_API size_t khb_document_paragraphs(const khb_document *doc, uint32_t first, uint32_t last, khb_range *out, size_t cap);
KHB_API size_t khb_document_sentences(const khb_document *doc, uint32_t first, uint32_t last, khb_sentence *out, size_t cap);
KHB_API size_t khb_document_tokens(const khb_document *doc, uint32_t first, uint32_t last, khb_token *out, size_t cap);
KHB_API size_t khb_document_spans(const khb_document *doc, uint32_t first, uint32_t last, khb_span *out, size_t cap);
typedef struct khb_totals {
  uint32_t spans, figures; /* all; those with source KHB_FROM_FIGURES */
  uint32_t unlinked;       /* those that are neither figures nor linked to an entity */
  uint32_t types[KHB_TYPE_COUNT];
} khb_totals;

/* How many spans the document has. Kept up to date: costs nothing, however long the text is. */
KHB_API void khb_document_totals(const khb_document *doc, khb_totals *out);
/* What a figure says (a span with source KHB_FROM_FIGURES). Vague things stay vague: what is not said is not filled in. */
typedef struct khb_value {
  double number;      /* CARDINAL, ORDINAL, QUANTITY, MONEY; PERCENT: 18.25 for 18.25 %, 75 for three quarters of a whole */
  double low, high;   /* of a range or a bound; see `has` */
  int64_t digits;     /* with KHB_VALUE_EXACT: number is digits * 10^exponent, to the last digit */
  int8_t exponent;
  uint8_t has;        /* KHB_VALUE_… */
  uint8_t mod;        /* khb_modifier */
  char currency[4];   /* ISO 4217, or "" where the text leaves it open */
  char candidates[40];/* then: the codes that it may be, "EGP SDG SYP", or "" */
  char unit[64];      /* dictionary form of what is counted or measured: طائرة, كيلومتر, برميل يوميا. UTF-8, never cut in a letter */
  char timex[40];     /* DATE, TIME, DURATION: TIMEX3 value (ISO 8601 with X for digits that are not known) */
  char gregorian[40]; /* the same in the Gregorian calendar where `calendar` is another */
  char timex_end[40]; /* of a range of dates: its last, where `timex` is its first; "" otherwise */
  char timex_other[40]; /* where the text says two things, يناير/شباط or a weekday that the date has not: the second; "" otherwise */
  char calendar[12];  /* "" (Gregorian), "islamic", "coptic" */
} khb_value;

enum { /* khb_value.has */
  KHB_VALUE_NUMBER = 1, /* number; of a range without a middle of its own it is absent */
  KHB_VALUE_LOW = 2, KHB_VALUE_HIGH = 4, /* both: 10 to 15; LOW alone: 10 or more */
  KHB_VALUE_EXACT = 8
};

/* The modifiers of TIMEX3 (TimeML 1.2.1, mod), used for numbers too: أكثر من 5000 is MORE_THAN, ما لا يقل عن EQUAL_OR_MORE,
   نحو APPROX. */
typedef enum khb_modifier {
  KHB_MOD_NONE = 0, KHB_MOD_APPROX, KHB_MOD_LESS_THAN, KHB_MOD_MORE_THAN, KHB_MOD_EQUAL_OR_LESS, KHB_MOD_EQUAL_OR_MORE,
  KHB_MOD_START, KHB_MOD_MID, KHB_MOD_END, KHB_MOD_BEFORE, KHB_MOD_AFTER, KHB_MOD_ON_OR_BEFORE, KHB_MOD_ON_OR_AFTER,
  KHB_MOD_EVERY, /* a SET of TIMEX3: كل أسبوع is P1W, EVERY */
  KHB_MOD_COUNT
} khb_modifier;

/* "APPROX", "LESS_THAN" … ; NULL for NONE and out of range. */
KHB_API const char *khb_modifier_name(khb_modifier mod);

/* The value of a figure among the spans of this document, as khb_document_spans gave it. false: the span is no figure, or the
   text has changed since. A currency that the paragraph leaves open is settled by the nearest country that the draft names.
   Cost: a binary search; for such a currency also a walk over the spans up to the next country. */
KHB_API int khb_document_value(const khb_document *doc, const khb_span *span, khb_value *out);

/* A unit that figures can be converted to. */
typedef enum khb_system { KHB_NO_SYSTEM = 0, KHB_METRIC, KHB_IMPERIAL } khb_system;
typedef struct khb_measure {
  char unit[64];     /* dictionary form, as in khb_value */
  char symbol[16];   /* by which it may be named as well: km, gal_us; or "" */
  char reading[64];  /* which it is where one word means several: غالون, أميركي; or "" */
  char quantity[32]; /* length, area, mass … : units of one quantity convert into each other */
  uint8_t system;    /* khb_system: the one that it is the unit of; KHB_NO_SYSTEM: it must be named */
} khb_measure;

/* All of them; returns how many there are. Their rates and the source of each: annotations/lexicon/conversions.yaml. Thread-safe. */
KHB_API size_t khb_engine_measures(const khb_engine *engine, khb_measure *out, size_t cap);

/* A figure in another unit. Rounded by what the figure itself says: its significant digits, NIST SP 1038 (core/figures/convert.c). */
typedef struct khb_conversion {
  double number, low, high;               /* as in khb_value */
  uint8_t has;                            /* KHB_VALUE_NUMBER, _LOW, _HIGH */
  char unit[64], symbol[16], reading[64]; /* what it is converted to, as in khb_measure */
  char of[64]; /* which reading of the figure's own unit was taken, "" where it has only one */
} khb_conversion;

/* Converts a figure to `to` (len bytes): "metric", "imperial", a unit by its dictionary form or by its symbol. Several results where the
   figure's unit means several things (a gallon, a dunam, degrees that are a temperature or a difference), none where it has no settled
   value, is of another quantity, or is in that unit or system already. Never money. Returns how many results there are. Thread-safe. */
KHB_API size_t khb_engine_convert(const khb_engine *engine, const khb_value *value, const char *to, size_t len,
                                  khb_conversion *out, size_t cap);

/* Runs of bytes that are not UTF-8 (Unicode 15, table 3-7), and control characters other than tab, newline, return. */
KHB_API size_t khb_document_faults(const khb_document *doc, uint32_t first, uint32_t last, khb_range *out, size_t cap);

/* All ways to take apart the word that stands at byte `at`, the word as a whole first. 0 where no Arabic word stands there. */
KHB_API size_t khb_document_clitics(const khb_document *doc, uint32_t at, khb_clitics *out, size_t cap);

/* ---- document: mentions and quotes ------------------------------------------------------------------------------------------ */

/* What only the whole document shows. It is worked out when it is first asked for, in one pass over the document (about the time of
   the analysis without a model), kept, and dropped by the next khb_document_edit that succeeds. So these functions change the
   document's cache: like an edit, they are for the thread that has the document. What comes back depends on the text alone. */

/* A name or a description. All spans of khb_document_spans are mentions, in the same order; between them stand words that only the
   document explains, with source KHB_FROM_MENTION: a family name behind the full name, an acronym that was given in brackets,
   a noun with the article (الوزارة; for people, the type of the description is KHB_OCC). */
typedef struct khb_mention {
  uint32_t index;      /* its place among all mentions of the document */
  khb_span span;       /* span.entity is that of the chain, also where the mention alone has no link or an ambiguous one */
  uint32_t mention_of; /* index of the fullest mention of the same, the first of these; KHB_NONE for that
                          mention itself and where nothing else means the same */
} khb_mention;

typedef enum khb_quote_form {
  KHB_QUOTE_DIRECT = 0, /* in quotation marks, or unmarked behind a colon: the words themselves */
  KHB_QUOTE_INDIRECT,   /* قال إن … : the clause, without the complementiser */
  KHB_QUOTE_MIXED       /* such a clause with words in quotation marks in it */
} khb_quote_form;

/* How much the verb says about whether it is so; after the scale in annotations/lexicon/attribution.yaml. */
typedef enum khb_strength {
  KHB_SAID_NEUTRAL = 0, KHB_SAID_ASSERTIVE, KHB_SAID_OPINION, KHB_SAID_CLAIM, KHB_SAID_DENIAL
} khb_strength;

typedef enum khb_speaker_kind {
  KHB_SPEAKER_NONE = 0, /* not found */
  KHB_SPEAKER_ENTITY,   /* a named person, body, place */
  KHB_SPEAKER_ROLE,     /* an office, a role, a document: المتحدث باسم الشرطة, مصدر أمني, البيان */
  KHB_SPEAKER_UNNAMED   /* مصادر مطلعة, شهود عيان */
} khb_speaker_kind;

enum { /* khb_quote.flags */
  KHB_QUOTEF_INHERITED = 1, /* the speaker is that of an earlier sentence: وأضاف … */
  KHB_QUOTEF_CUT = 2        /* cut at a limit below */
};

/* A quotation in marks that is not closed ends with its paragraph, or, carried on over paragraphs, after this many. No quote of any
   form is longer than this. */
#define KHB_QUOTE_MAX_PARAGRAPHS 8u
#define KHB_QUOTE_MAX_BYTES 8192u

typedef struct khb_quote {
  uint32_t start, end;      /* what was said: without the quotation marks around it */
  khb_range cue;            /* the verb or nominal cue; empty (0, 0) where the quotation only carries on */
  khb_range speaker;        /* who said it; for an inherited speaker, where the earlier sentence names them; empty: not found */
  khb_range via;            /* who passed it on: رويترز in نقلت رويترز عن مسؤول قوله; empty: nobody */
  uint32_t speaker_mention; /* index of the speaker among all mentions, or KHB_NONE */
  uint32_t via_mention;
  uint8_t form;             /* khb_quote_form */
  uint8_t strength;         /* khb_strength */
  uint8_t speaker_kind;     /* khb_speaker_kind */
  uint8_t flags;            /* KHB_QUOTEF_… */
} khb_quote;

/* "direct" …, "neutral" …, "entity" …; NULL when out of range. */
KHB_API const char *khb_quote_form_name(khb_quote_form form);
KHB_API const char *khb_strength_name(khb_strength strength);
KHB_API const char *khb_speaker_kind_name(khb_speaker_kind kind);

/* Items that overlap [first, last), in reading order; 0 and UINT32_MAX for all. *n gets how many there are in all.
   Errors: KHB_ERR_NOMEM; then *n is untouched. Cost: the first question after an edit is one pass over the document, the
   others one over the results. */
KHB_API khb_status khb_document_mentions(khb_document *doc, uint32_t first, uint32_t last, khb_mention *out, size_t cap, size_t *n,
                                         khb_error *err);
KHB_API khb_status khb_document_quotes(khb_document *doc, uint32_t first, uint32_t last, khb_quote *out, size_t cap, size_t *n,
                                       khb_error *err);

/* Share of Arabic letters among the letters of text[0..len), 0..1: is this buffer Arabic? Broken bytes count for nothing.
   At most the first 64 KiB are read. Thread-safe. */
KHB_API double khb_arabic_share(const char *text, size_t len);

/* ---- names of a project --------------------------------------------------------------------------------------------------------

   A project keeps names of its own in YAML files in folders called `.khabar`, beside the drafts or above them. They are laid over the
   index as khb_options.entities. What two layers say of one id is one entity: names and offices of both, everything else from the
   nearer layer that says it (`type` may be left out there). An entity that says `disabled: true` is switched off with its names,
   unless a nearer layer has it again. */

/* The files of names that speak for a draft: those in `.khabar` of its folder and of every folder above it, the nearest last, for
   khb_options.entities. `path` is the draft, which need not exist yet, or a folder; NULL or "" is the current folder. *out is an array of
   *n strings in one piece of memory, the caller's to free(); NULL where *n is 0. Errors: KHB_ERR_IO (a folder that is there and cannot be
   read), _LIMIT (more than 48 files), _NOMEM. Thread-safe. */
KHB_API khb_status khb_project_files(const char *path, char ***out, size_t *n, khb_error *err);
/* Where a new name for that draft is written: names.yaml in the nearest `.khabar`; where there is none, in a new one beside the
   nearest `.git`, else in the draft's own folder. The file may not exist yet. Writes the path, NUL-terminated, into out[cap].
   KHB_ERR_LIMIT when it does not fit. */
KHB_API khb_status khb_project_place(const char *path, char *out, size_t cap, khb_error *err);

typedef struct khb_new_entity {
  uint32_t size;                 /* sizeof(khb_new_entity) */
  int type;                      /* khb_type, or -1: that of the entity in a farther layer */
  const char *id;                /* NULL: made from the name, "desk:" and its words */
  const char *name_ar, *name_en; /* one of them at least, unless an `id` names an entity of a farther layer; NULL: not given */
  const char *const *aliases;
  uint32_t n_aliases;
  int disabled;                  /* 1: switches `id` off, and nothing else is written */
  const char *description_ar, *description_en;
} khb_new_entity;

/* Adds an entity at the end of a YAML file of names, or to the notes of a draft (a file DRAFT.khabar.yaml), for that draft alone; the file and its folder are made where they are missing. Nothing that stands in the file is
   changed: comments, order, line ends stay. The new file is checked as a whole before it takes the place of the old one, in one
   step; two programs that add at once wait for each other. The id that was written goes to id[cap] (NUL-terminated; cap 0: not wanted).
   Errors: KHB_ERR_RANGE (no name, no such type, text that YAML cannot hold, an id that the file has), _FORMAT (the file is
   malformed), _IO, _LIMIT, _NOMEM; then the file is as it was. */
KHB_API khb_status khb_project_add(const char *file, const khb_new_entity *entity, char *id, size_t cap, khb_error *err);

/* ---- notes of a draft -----------------------------------------------------------------------------------------------------------

   What a person has settled about a draft stands in a file beside it, DRAFT.khabar.yaml (doc/formats.md): decisions about names, notes, what was
   checked. The draft itself is never written. Each note is tied to the text by the words it is about, some words before and
   after, and its place (W3C Web Annotation Data Model, 2017, 4.2.4 and 4.2.5), so that it is found again after edits made elsewhere; one
   that is not surely found is lost, which is said, and is kept. One thread at a time per khb_notes. */

typedef struct khb_notes khb_notes;

typedef enum khb_note_status {
  KHB_NOTE_OPEN = 0,  /* a remark, nothing decided */
  KHB_NOTE_ACCEPTED,  /* the name is right as it was tagged */
  KHB_NOTE_CORRECTED, /* a name, but of this type, extent or entity */
  KHB_NOTE_REJECTED,  /* no name */
  KHB_NOTE_ADDED,     /* a name that was not tagged */
  KHB_NOTE_STATUSES
} khb_note_status;
/* "open", "accepted" … ; NULL when out of range. */
KHB_API const char *khb_note_status_name(khb_note_status status);

typedef enum khb_note_place {
  KHB_PLACE_UNKNOWN = 0, /* khb_notes_anchor has not been called */
  KHB_PLACE_SAME,        /* where it was */
  KHB_PLACE_MOVED,       /* the same words, elsewhere */
  KHB_PLACE_CHANGED,     /* the words differ a little */
  KHB_PLACE_LOST         /* not surely found: start and end are those last known */
} khb_note_place;

typedef struct khb_note {
  uint32_t start, end;      /* bytes of the draft */
  uint8_t place;            /* khb_note_place; read only */
  uint8_t status;           /* khb_note_status */
  int8_t type;              /* khb_type of the name, or -1 */
  uint8_t conflict;         /* 1: two editors settled it differently; both stand in the file */
  float score;              /* how well the place fits, 0..1; read only */
  const char *exact, *prefix, *suffix; /* read only; taken from the text by khb_notes_set and khb_notes_save */
  const char *entity;       /* id, or "" */
  const char *text;         /* the remark, or "" */
  const char *check;        /* "verified", "doubtful", "wrong", or "" */
  const char *source;       /* where it was checked: a link or a name, or "" */
} khb_note;

/* Reads the notes in `path`; a file that is not there has none. Errors: KHB_ERR_IO, _FORMAT, _NOMEM, _LIMIT. */
KHB_API khb_status khb_notes_open(const char *path, khb_notes **out, khb_error *err);
KHB_API void khb_notes_close(khb_notes *notes);
/* The same from the bytes of such a file, and the bytes that khb_notes_save would write if no other program had written: for taking notes
   to another thread, where a long text can be searched. `name` stands for the file in errors. *out is the caller's to free(), NUL-terminated.
   Errors: KHB_ERR_FORMAT, _NOMEM, _LIMIT. */
KHB_API khb_status khb_notes_parse(const char *name, const char *bytes, size_t len, khb_notes **out, khb_error *err);
KHB_API khb_status khb_notes_format(const khb_notes *notes, char **out, size_t *len, khb_error *err);
/* Notes may name entities of their own (the key `entities`): the innermost layer, for this draft alone. The file of notes is then given to
   khb_options.entities behind those of the project. *stamp: 0 where it names none or is not there, else a number that is another one
   when what it says of entities has changed, whatever happens to its notes. Errors: KHB_ERR_IO, _FORMAT, _NOMEM, _LIMIT. Thread-safe. */
KHB_API khb_status khb_notes_entities(const char *path, uint64_t *stamp, khb_error *err);
/* The path of the notes of a draft: DRAFT.khabar.yaml beside it. Writes it NUL-terminated into out[cap]; KHB_ERR_LIMIT when it does not fit. */
KHB_API khb_status khb_notes_path(const char *draft, char *out, size_t cap, khb_error *err);
KHB_API uint32_t khb_notes_count(const khb_notes *notes);
/* Note i in the order of the file. Its strings live until the note is changed or the handle is closed. */
KHB_API khb_status khb_notes_get(const khb_notes *notes, uint32_t i, khb_note *out);
/* Finds the place of every note in the draft as it now is. Returns how many are lost. Cost: a pass over the text, and one over it for each
   note whose words are not where they were. KHB_ERR_NOMEM: places are unknown. */
KHB_API khb_status khb_notes_anchor(khb_notes *notes, const char *text, size_t len, uint32_t *lost);
/* The same without looking elsewhere: a note whose words are not where they were is lost until khb_notes_anchor. Costs next to nothing. */
KHB_API khb_status khb_notes_anchor_here(khb_notes *notes, const char *text, size_t len, uint32_t *lost);
/* Changes note i, or adds one where i is KHB_NONE (*at gets its number; may be NULL). start and end are bytes of text[0..len), from which the
   anchor is taken; strings are copied. KHB_ERR_RANGE: no such note, a place that is not in the text or cuts a character, text that YAML cannot
   hold. */
KHB_API khb_status khb_notes_set(khb_notes *notes, uint32_t i, const khb_note *note, const char *text, size_t len, uint32_t *at,
                                 khb_error *err);
/* Says where a note stands now, as an editor's mark has followed it: the anchor is taken anew. */
KHB_API khb_status khb_notes_move(khb_notes *notes, uint32_t i, uint32_t start, uint32_t end, const char *text, size_t len, khb_error *err);
/* Takes a note out; those after it move up. */
KHB_API khb_status khb_notes_remove(khb_notes *notes, uint32_t i);
/* "date", "place" or "style" of the draft; "" where it is not given, NULL for another key. set: NULL or "" takes it out. */
KHB_API const char *khb_notes_field(const khb_notes *notes, const char *key);
KHB_API khb_status khb_notes_set_field(khb_notes *notes, const char *key, const char *value, khb_error *err);
/* Writes what has changed, in one step: comments, order and what this version does not know stay. When another program has
   changed the file since it was read, both changes are joined; where both settled one note, both are kept and marked. Nothing is
   written when nothing has changed. *joined (may be NULL): 1 when another's changes came in; the notes are then those of the file, and
   numbers may have changed. Errors: KHB_ERR_IO (a full disk, a folder that cannot be written to), _FORMAT (the other program left a
   malformed file), _NOMEM; then the file is as it was. */
KHB_API khb_status khb_notes_save(khb_notes *notes, int *joined, khb_error *err);

/* ---- decisions: what a person has settled, heeded by the tagger ----------------------------------------------------------------------- */

typedef struct khb_decision {
  uint32_t start, end; /* bytes of the document */
  uint8_t status;      /* khb_note_status; KHB_NOTE_OPEN decides nothing */
  int8_t type;         /* khb_type, or -1: that of the name that was found there */
  const char *entity;  /* id, or NULL or "": that of the name that was found there, if the type is the same */
} khb_decision;

/* Takes the decisions of a person for this document, in place of those it had; the paragraphs concerned are analysed again. A rejected name is not
   a span any more; any other decision makes a span with source KHB_FROM_NOTE and score 1 in place of what stood on these words or crossed
   them. Edits move decisions with the text; one that an edit cuts through is dropped. `changed`, when not NULL, gets the range that was
   analysed again, empty when there is none. Two documents with one text and the same decisions have the same spans. KHB_ERR_RANGE: a place that is
   not in the text, no such type or status; KHB_ERR_NOMEM; then nothing has changed. The list is copied. */
KHB_API khb_status khb_document_decide(khb_document *doc, const khb_decision *list, size_t n, khb_range *changed, khb_error *err);
/* The decisions that stand, in reading order. Strings belong to the engine. Returns how many there are. */
KHB_API size_t khb_document_decisions(const khb_document *doc, khb_decision *out, size_t cap);

/* ---- index files ------------------------------------------------------------------------------------------------------------ */

typedef struct khb_index_info {
  uint32_t format;       /* version of the file format */
  uint32_t n_entities, n_names, n_words, n_classes, n_patterns;
  uint64_t bytes;        /* size of the file */
  uint64_t checksum;     /* as stored */
  uint32_t by_type[KHB_TYPE_COUNT];
} khb_index_info;

/* Compiles YAML files (entities, word classes, patterns: see doc/formats.md) into an index file, written beside `path` and
   renamed over it when it is whole. Errors name the YAML file, line and column. `info` may be NULL. */
KHB_API khb_status khb_index_build(const char *const *yaml, size_t n_yaml, const char *path, khb_index_info *info, khb_error *err);
/* Reads the header, checks every section and the checksum over the whole file. Cost: one pass over the file. */
KHB_API khb_status khb_index_check(const char *path, khb_index_info *info, khb_error *err);

#ifdef __cplusplus
}
#endif
#endif
