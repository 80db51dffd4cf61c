/* fusion.h: from everything that was proposed for a paragraph to one nested set of spans. */
#ifndef KHB_FUSION_H
#define KHB_FUSION_H

#include "../figures/figures.h"

/* What fusion weighs names by, looked up once for an engine. KHB_NONE where the index lacks the class. */
typedef struct khb_fusion khb_fusion;
khb_status khb_fusion_open(const khb_lexicon *lexicon, khb_fusion **out, khb_error *err);
void khb_fusion_close(khb_fusion *fusion);

typedef struct khb_spans { khb_span *item; size_t n, cap; } khb_spans;

/* Adds the lexicon's matches to the candidates, weighs all, and appends those that stand: in reading order, outer before inner,
   with depth. Offsets are those of the scanned text. The candidates are reordered. `decided` has a bit for each type that a model
   has decided over this paragraph; its spans stand among the candidates, in reading order. 0: no model. false: out of memory. */
bool khb_fuse(const khb_fusion *fusion, const khb_context *context, uint32_t decided, khb_candidates *candidates, khb_spans *out);

/* figures.c: puts the figures among the names of the same paragraph, which are all that `spans` holds; nested, in reading order, with
   depth. What does not stand is taken out of `figures`. false: out of memory. */
bool khb_fuse_figures(const khb_context *context, khb_figure_list *figures, khb_spans *spans);
/* Sets the depth of spans that are in reading order, outer before inner. */
void khb_count_depths(khb_span *spans, size_t n);

/* In `decided`: the model follows other rules of annotation than the index (a corpus of four types), so that names which it passed
   over are not added from the index. */
#define KHB_DECIDES_ALONE (1u << 31)

/* A place at the beginning of a line that opens a report: مسقط - 14 يونيو, بيروت (رويترز). */
bool khb_opens_dateline(const khb_context *context, const khb_candidate *candidate);

/* The attributes, in an engine's own bits, of words that occur in people's names. */
uint16_t khb_fusion_name_mask(const khb_fusion *fusion);

/* mend.c: types that are told apart by use rather than by name: a city and its airport, a company and its product. As bits. */
uint32_t khb_type_family(uint8_t type);

/* The class of heads that a name of that type is written without; KHB_NONE: there is none. */
uint32_t khb_fusion_dropped_head(const khb_fusion *fusion, uint8_t type);

/* mend.c: takes marks that are half of a pair out of the model's spans, or the other half in, and dashes at
   their ends out, or what hangs on them in: spans candidates->item[first_span .. + *n_spans), which may become fewer. */
void khb_balance_marks(const khb_context *context, khb_candidates *candidates, size_t first_span, size_t *n_spans);

/* mend.c: parts the model's spans candidates->item[first_span .. + *n_spans) where و begins another person's or place's name: أكرم
   وتوفيق. The new spans stand behind those that they come from; *n_spans counts them. false: out of memory. */
bool khb_part_names(const khb_fusion *fusion, const khb_context *context, khb_candidates *candidates, size_t first_span,
                     size_t *n_spans);

/* mend.c: takes heads that never belong to a name (مدينة, شركة) off the model's spans, those of bodies where the lexicon knows the rest. */
void khb_drop_heads(const khb_fusion *fusion, const khb_context *context, khb_candidate *spans, size_t n_spans);

/* mend.c: makes countries of the model nationalities where they agree with a noun in the accusative: طفلا سوريا. */
void khb_read_adjectives(const khb_context *context, khb_candidate *spans, size_t n_spans);

/* decide.c: the model's spans are candidates->item[first_span .. + n_spans). Gives them entities and removes what the model
   passed over. */
enum { KHB_GIVEN_WAY = 255 }; /* as source of a candidate: dropped */
void khb_let_model_decide(const khb_context *context, uint32_t decided, khb_candidates *candidates, size_t first_span,
                          size_t n_spans);

#endif
