/* reader.h: what the model makes of a window of tokens before labels are chosen: facts of each, and scores of its labels.
 *
 *   facts ──> encoder ──────────> added up: scores          khb_net_run: far-reaching, one third of the time
 *         └─> features, rows ──┘                            khb_score_window: three tokens on either side
 *
 * Who types changes one word of a paragraph again and again. A reader keeps the facts and scores of the last paragraph that fitted
 * one window; where the same facts come again before and behind what changed, only what those that changed can reach is computed:
 *
 *   before   a b c d e f g h i j          facts that are equal, byte by byte: the first 4, the last 5
 *   now      a b c d x y f g h i j        computed: x y, and what lies within reach of them
 */
#ifndef KHB_READER_H
#define KHB_READER_H

#include "net.h"

/* Large; of one thread. Zeroed: `binding`, `n_kept`. */
typedef struct khb_reader {
  khb_binding binding;
  khb_facts facts[2][KHB_WINDOW + 2 * KHB_MARGIN]; /* of the last window and of the one before */
  uint32_t last;                                   /* which of them is the last window's */
  uint32_t n_kept;                                 /* its tokens; 0: nothing is known of it */
  khb_lanes score[KHB_WINDOW];                     /* of features, before the encoder's are added */
  khb_net_work net;
} khb_reader;

/* Makes ready for a model and a lexicon. false: out of memory. */
bool khb_reader_bind(khb_reader *reader, const khb_model *model, const khb_lexicon *lexicon);

/* Scores of the tokens [from, to) of the paragraph, at most KHB_WINDOW, in the lanes of chain.h. Returns their facts. */
const khb_facts *khb_reader_read(khb_reader *reader, const khb_context *cx, const khb_candidate *candidates, size_t n,
                                 uint32_t from, uint32_t to, khb_lanes *score);

#endif
