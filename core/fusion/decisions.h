/* decisions.h: what a person has settled about names of a draft, laid over what was found. */
#ifndef KHB_DECISIONS_H
#define KHB_DECISIONS_H

#include "fusion.h"

#define KHB_UNKNOWN_ENTITY (KHB_NONE - 1)

typedef struct khb_settled_name {
  uint32_t start, end; /* bytes of the document */
  uint32_t entity;     /* KHB_NONE: none was said; KHB_UNKNOWN_ENTITY: one that no layer has */
  int8_t type;         /* -1: that of the name that was found there */
  uint8_t status;      /* khb_note_status */
} khb_settled_name;

typedef struct khb_settled_names { khb_settled_name *item; size_t n, cap; } khb_settled_names; /* by start, then end */

/* Which of them is the first that starts at `start` or behind it; `n` where there is none. */
size_t khb_first_settled(const khb_settled_names *settled, uint32_t start);

/* Lays those that lie in [start, end) of the text over the spans, which are in reading order, outer before inner. A rejected name goes; any other
   takes the place of what stands on the same words or crosses it, and what holds it or lies in it stays. false: out of memory. */
bool khb_apply_decisions(const khb_settled_names *settled, uint32_t start, uint32_t end, const khb_scan *scan, khb_spans *spans);

#endif
