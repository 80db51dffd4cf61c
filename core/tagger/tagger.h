/* tagger.h: the statistical tagger: names that no list knows.
 *
 * A model is a linear-chain conditional random field (Lafferty et al. 2001) over the tokens of one paragraph, with labels O, B-x,
 * I-x for each type x that the model knows, in a file that is mapped and read in place (model.h draws it). What the lexicon and
 * the patterns have found are features: evidence, never orders. Only what a person has fixed (khb_constraint) is an order.
 *
 *   text ─► tokens ─► matches, patterns ─► facts ─► features, encoder ─► scores ─► best labels, probabilities ─► candidates
 *                                          facts.c  features.c, net.c     reader.c   chain.c                       decode.c
 *                                                   score.c, product.c
 *
 * A model is immutable once open; any number of threads may tag with it, each with a work area of its own. What both keep for
 * speed (score.h: rows that were looked up; reader.h: the last paragraph) never changes a result. Results do not depend on the
 * instruction set either: vectors are added up in one order everywhere, and what is multiplied in the encoder are whole numbers.
 */
#ifndef KHB_TAGGER_H
#define KHB_TAGGER_H

#include "../patterns/patterns.h"

#define KHB_MAX_MODEL_TYPES 15

typedef struct khb_model khb_model;

/* Opens in constant time: header, table of sections, bounds, relations between counts. Everything behind is checked where it is
   used, so that a hostile file gives wrong names at worst. */
khb_status khb_model_open_file(const char *path, khb_model **out, khb_error *err);
/* From bytes that outlive it, 8-byte aligned. */
khb_status khb_model_open_memory(const uint8_t *data, size_t size, const char *name, khb_model **out, khb_error *err);
void khb_model_close(khb_model *model);
/* The checksum over the whole file, and every number in it that has a range. Cost: one pass over the file. */
khb_status khb_model_check(const khb_model *model, khb_error *err);

typedef struct khb_model_type {
  const char *name; /* as the training data called it: "PERS", "MISC" */
  uint8_t type;     /* khb_type that its spans get */
  bool coarse;      /* stands for several types of khabar: LOC of four, MISC (given out as EVENT) */
} khb_model_type;

typedef struct khb_model_info {
  uint32_t format, features; /* versions */
  uint32_t n_types;
  khb_model_type type[KHB_MAX_MODEL_TYPES];
  uint32_t n_rows, n_words; /* room for features with weights, for words with classes */
  uint64_t bytes, checksum;
  const char *title, *licence;
} khb_model_info;

/* Strings belong to the model. */
void khb_model_describe(const khb_model *model, khb_model_info *out);

/* Memory of one thread, about 2 MB, used again from paragraph to paragraph: when only a part of a paragraph's tokens is new to it,
   only what these can reach is computed. NULL: out of memory. */
typedef struct khb_tagger_work khb_tagger_work;
khb_tagger_work *khb_tagger_work_open(void);
void khb_tagger_work_close(khb_tagger_work *work);

/* Tags one paragraph. The candidates of patterns that `out` already holds are read as features. The
   names found are appended with source KHB_FROM_MODEL, entity KHB_NONE and as score the probability of exactly that span with
   exactly that type. They never overlap one another. false: out of memory. */
bool khb_model_tag(const khb_model *model, const khb_context *context, khb_tagger_work *work, khb_candidates *out);

/* What a person has decided about the tokens [first, last) of a paragraph. Half-open, 0-based. */
typedef enum khb_constraint_kind {
  KHB_HOLD_NAME,    /* one name of `type` over exactly these tokens; the model says nothing there if it does not know the type */
  KHB_HOLD_NOTHING, /* no name touches them */
  KHB_HOLD_NOT      /* no name of `type` (KHB_ANY_TYPE: of any) over exactly these tokens; longer, shorter, other ones may be */
} khb_constraint_kind;
#define KHB_ANY_TYPE 255u
typedef struct khb_constraint {
  uint32_t first, last;
  khb_constraint_kind what;
  uint8_t type; /* khb_type */
} khb_constraint;

/* khb_model_tag under constraints: names that are held are appended too, and their neighbours are the likeliest beside them;
   probabilities count only what the constraints leave. Where constraints contradict one another, the later KHB_HOLD_NAME wins,
   then KHB_HOLD_NOTHING, then KHB_HOLD_NOT. */
bool khb_model_tag_with(const khb_model *model, const khb_context *context, khb_tagger_work *work,
                        const khb_constraint *constraint, size_t n, khb_candidates *out);

#endif
