/* text.h: from bytes to tokens. Used inside the core; the public face is khabar.h.
 *
 * One pass over the bytes makes tokens and, beside them, the FOLDED form of each word as "codes": one byte for each letter.
 *
 *   text    و  ب  ا  ل  ق  ا  هـ ِ  ر  ة          bytes, 2 a letter, with tashkeel and tatweel
 *   codes   و  ب  ا  ل  ق  ا  ه  ر  ه             1 byte a letter, folded, nothing dropped is left
 *
 * Codes are an alphabet of khabar's own (the table is in fold.c): ASCII letters in lower case and digits stand for themselves,
 * 0x80..0xFE are letters of the Arabic script, 0xFF starts a group of four that holds any other character. 0 never occurs.
 * A word of up to 8 letters is thus one 64-bit load: hashing and comparing suffixes (the word without its clitics) is cheap.
 * Where a letter stands in the text is not stored: khb_code_offset walks the token again, which only happens for hits.
 */
#ifndef KHB_TEXT_H
#define KHB_TEXT_H

#include "../base/base.h"

/* Padding after the last code, so that khb_hash may read past the end. Zeroed. */
#define KHB_CODE_PAD 16

typedef struct khb_tok {
  uint32_t start, end;   /* bytes in the scanned text */
  uint32_t code;         /* first code in khb_scan.codes */
  uint16_t n_codes;      /* words, numbers and hashtags have codes; 0 for others. A word of more than 65535 letters is cut in two */
  uint8_t kind;          /* khb_token_kind */
  uint8_t flags;         /* KHB_TOKF_… */
  uint32_t proclitics;   /* bit i: the word can start with khb_proclitic_form[i] (bit 0, nothing, is always set for words) */
} khb_tok;

typedef struct khb_scan {
  khb_tok *tok;
  size_t n_tok, cap_tok;
  uint8_t *codes;
  size_t n_codes, cap_codes;
  khb_range *fault;      /* see khb_document_faults */
  size_t n_fault, cap_fault;
} khb_scan;

/* Appends the tokens of text[from, to) to *scan, offsets counted from `text`. Hashtags are one token; their codes hold the words
   in them with '_' between. false: out of memory (scan stays consistent). A zeroed scan is an empty one. */
bool khb_scan_text(khb_scan *scan, const char *text, uint32_t from, uint32_t to);
/* Empties without giving memory back. */
void khb_scan_reset(khb_scan *scan);
void khb_scan_free(khb_scan *scan);

/* The byte offset in `text` of the code `index` (0..n_codes) of a token: where that letter starts. For index == n_codes: the
   token's end. Marks that follow a letter belong to it. */
uint32_t khb_code_offset(const char *text, const khb_tok *tok, uint32_t index);

/* True when text[start, end) is spelled like `name` (NUL-terminated), letter for letter: tashkeel, tatweel, bidi controls and
   presentation forms aside, hamza, ya, ta marbuta and digits not. */
bool khb_same_spelling(const char *text, uint32_t start, uint32_t end, const char *name);
/* The same for a name that begins like text[start, end). */
bool khb_begins_spelling(const char *text, uint32_t start, uint32_t end, const char *name);

/* The proclitic sequences that can stand before a name or a noun. `codes` is what is taken off the front of the word; with
   `al_hidden` the rest is to be read with ا or ال put before it: للأمم = ل + الأمم, where only the first ل is taken off. */
typedef struct khb_proclitic {
  uint8_t codes[3];
  uint8_t n;          /* how many codes are taken off */
  uint8_t bits;       /* KHB_PRO_… taken off; the article is never taken off here, a name keeps it */
  uint8_t al_hidden;  /* how many codes of ال stand unwritten before the rest: 1 (ا) in للأمم, 2 (ال) in للاذقية = ل + اللاذقية */
} khb_proclitic;
#define KHB_N_PROCLITICS 18
extern const khb_proclitic khb_proclitic_form[KHB_N_PROCLITICS];

/* Codes of the letters that rules need, as they stand in the code alphabet. */
enum {
  KHB_C_ALEF = 0x80, KHB_C_BA, KHB_C_TA, KHB_C_THA, KHB_C_JIM, KHB_C_HA_HUTTI, KHB_C_KHA, KHB_C_DAL, KHB_C_THAL, KHB_C_RA,
  KHB_C_ZAY, KHB_C_SIN, KHB_C_SHIN, KHB_C_SAD, KHB_C_DAD, KHB_C_TAH, KHB_C_ZAH, KHB_C_AIN, KHB_C_GHAIN, KHB_C_FA, KHB_C_QAF,
  KHB_C_KAF, KHB_C_LAM, KHB_C_MIM, KHB_C_NUN, KHB_C_HA, KHB_C_WAW, KHB_C_YA, KHB_C_HAMZA, KHB_C_OTHER = 0x9d
};

/* Writes codes as UTF-8 (folded letters) into out[cap]; returns the whole length. */
size_t khb_codes_to_utf8(const uint8_t *codes, size_t n, char *out, size_t cap);

/* All ways to take a word apart, for khb_document_clitics: the word as a whole first. Offsets are those of the scanned text. */
size_t khb_clitic_readings(const char *text, const khb_scan *scan, const khb_tok *tok, khb_clitics *out, size_t cap);

/* ---- paragraphs and sentences (sentence.c) ---- */

/* The end of the paragraph that starts at `from`: past its line break(s), or len. A paragraph is a line, together with the lines
   that it was hard-wrapped into; of a line of more than 8 KiB, a part. Local: depends only on the bytes up to the end of the line
   after the paragraph, or of the part after the part. */
uint32_t khb_paragraph_end(const char *text, uint32_t from, uint32_t len);

typedef struct khb_sents { khb_sentence *item; size_t n, cap; } khb_sents;
/* Splits the tokens [first, last) of one paragraph into sentences, appended to *out. Sets all flags but KHB_SENT_SOURCE, which
   needs words from the lexicon. false: out of memory. */
bool khb_split_sentences(const char *text, const khb_scan *scan, size_t first, size_t last, khb_sents *out);

#endif
