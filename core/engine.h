/* engine.h: what an engine holds, for document.c. */
#ifndef KHB_ENGINE_H
#define KHB_ENGINE_H

#include "work.h"

struct khb_engine {
  khb_lexicon *lexicon;
  khb_patterns *patterns;
  khb_fusion *fusion;
  khb_figures *figures;
  khb_discourse_words *discourse;
  khb_model *model;      /* NULL: none */
  uint32_t decided;      /* bits of the types that the model decides; KHB_DECIDES_ALONE */
  khb_idle *idle;        /* what analysing needs, while no document does */
  uint32_t source_label; /* class of المصدر and the like, or KHB_NONE */
  char date[16];         /* "" where none was given */
};

#endif
