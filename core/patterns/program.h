/* program.h: a compiled pattern, between the compiler (compile.c) and the machine (run.c).
 *
 * A pattern becomes a short program for a backtracking machine:
 *
 *   [ @ministry-head @portfolio &@portfolio* %NORP? ]
 *
 *   0 OPEN
 *   1 CLASS ministry-head
 *   2 CLASS portfolio
 *   3 ENTER #0         a repetition begins: its counter is 1
 *   4 SPLIT 5 7        try 5, else 7
 *   5 CLASS portfolio  with و
 *   6 LOOP 5 #0        back to 5 until the counter is 8, else on
 *   7 SPLIT 8 9
 *   8 TYPE NORP
 *   9 CLOSE
 *  10 MATCH
 */
#ifndef KHB_PROGRAM_H
#define KHB_PROGRAM_H

#include "patterns.h"

typedef enum khb_op {
  KHB_OP_CLASS, KHB_OP_ATTR, KHB_OP_TYPE, KHB_OP_NAME, KHB_OP_DEF, KHB_OP_LIL, KHB_OP_WORD, KHB_OP_NUMBER, KHB_OP_YEAR, KHB_OP_QUOTE,
  KHB_OP_TEXT, /* consume tokens */
  KHB_OP_SPLIT, KHB_OP_JUMP, KHB_OP_ENTER, KHB_OP_LOOP, KHB_OP_OPEN, KHB_OP_CLOSE, KHB_OP_MATCH
} khb_op;

typedef struct khb_instr {
  uint8_t op;
  uint8_t with_wa;  /* the item carries و */
  uint16_t x, y;    /* SPLIT: first and second choice; JUMP, LOOP: x */
  uint32_t arg;     /* class, attribute bit, type, counter, or offset of folded text in khb_program.text */
  uint32_t len;     /* TEXT: length */
} khb_instr;

enum { KHB_MAX_INSTR = 256, KHB_MAX_REPEAT = 8, KHB_MAX_LOOPS = 16 };

typedef struct khb_program {
  khb_instr *instr;
  size_t n, cap;
  uint8_t *text;    /* folded literals, padded */
  size_t n_text, cap_text;
  uint8_t type;
  float score;
} khb_program;

/* lexicon NULL: only the syntax is checked. */
khb_status khb_program_compile(khb_program *out, const char *expr, const khb_lexicon *lexicon, const char *file, uint32_t line,
                               khb_error *err);
void khb_program_free(khb_program *program);

struct khb_patterns {
  khb_program *program;
  size_t n;
  uint32_t n_classes;
  uint32_t *of_class;   /* of_class[c] .. of_class[c + 1]: range in `by_class` of the programs that start with class c */
  uint32_t *by_class;
  uint32_t *by_attr;    /* programs that start with an attribute */
  size_t n_by_attr;
  uint32_t *by_type;    /* programs that start with a type */
  size_t n_by_type;
  uint32_t type_mask;   /* any of the types that programs start with */
  uint16_t attr_mask;   /* any of the attributes that programs start with */
  uint16_t name_mask;   /* given-name | name-word */
  uint16_t common_mask;
  uint16_t maqsura_mask; /* maqsura-word */
};

#endif
