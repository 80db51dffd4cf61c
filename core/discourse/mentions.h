/* mentions.h: the nodes and tables by which mentions.c, names.c and descriptions.c join what means the same.
 *
 *   node   a span, or a description that became one; `chain` leads to the node that its chain is named by
 *   key ─► slot {key, up to MAX_FITTING nodes of different chains}
 */
#ifndef KHB_DISCOURSE_MENTIONS_H
#define KHB_DISCOURSE_MENTIONS_H

#include "view.h"

enum { ENDS = 1 << 15 };
enum { MAX_PARTS = 12, MAX_FITTING = 3, OFFICE_KEYS = 4 }; /* OFFICE_KEYS: at most that many keys of one office */

typedef struct name {
  uint64_t part[MAX_PARTS];
  uint32_t n; /* parts; links (بن) are none, عبد and أبو make one with what follows */
  uint32_t words;
  uint64_t whole;
  bool has_link;    /* a بن in it */
  bool given_alone; /* one word, a given name */
} name;

typedef struct node {
  khb_span span;
  uint32_t first, last; /* tokens */
  uint32_t chain;       /* union-find: the node that stands for the chain */
  uint32_t parts;
  uint32_t name;        /* its place among the names that were read, or KHB_NONE */
  uint64_t title[2];   /* keys of the titles before a person, nearest first: العميد, المتحدث; 0: none */
  uint32_t title_norp; /* entity of the nationality among them, or KHB_NONE */
} node;

typedef struct slot {
  uint64_t key;
  uint32_t node[MAX_FITTING], n;
} slot;

typedef struct table {
  slot *item;
  size_t mask;
} table;

typedef struct linker {
  const khb_view *v;
  node *node;
  size_t n, cap;
  name *name;     /* of people and bodies among the spans */
  size_t n_name;
  bool brackets;  /* a name of a body was found in brackets */
  bool has_parts; /* a full name of a person stands in the text */
  uint8_t ends[ENDS / 8]; /* a bit for the last letters of each word of such names: most other words need no look-up */
  table names, parts;
  bool ranks;     /* سموه or the like stands in the text */
  uint8_t *taken; /* tokens that a new mention begins with */
} linker;

static inline uint64_t khb_mix_key(uint64_t key, uint64_t kind) {
  uint64_t h = khb_mum(key ^ (kind * 0x9e3779b97f4a7c15u), 0xd6e8feb86659fd93u);
  return h ? h : 1;
}

/* Links join chains of these only: of other spans the name is never asked for. */
static inline bool khb_is_body(uint8_t type) {
  return type == KHB_ORG || type == KHB_GPE || type == KHB_LOC || type == KHB_FAC || type == KHB_EVENT || type == KHB_LAW ||
         type == KHB_PRODUCT || type == KHB_WEBSITE;
}

/* ---- mentions.c ------------------------------------------------------------------------------------------------------------ */

/* The node that stands for the chain of node `i`. */
uint32_t khb_chain_root(linker *l, uint32_t i);
/* Makes the chains of `a` and `b` one. */
void khb_chain_join(linker *l, uint32_t a, uint32_t b);
/* Notes that node `i` has the key. */
void khb_key_put(linker *l, const table *t, uint64_t key, uint32_t i);
/* The one chain that has the key; KHB_NONE where there is none, or more than one. */
uint32_t khb_key_get(linker *l, const table *t, uint64_t key);
/* A new node; KHB_NONE: out of memory. */
uint32_t khb_node_add(linker *l, khb_span span, uint32_t first, uint32_t last, uint32_t parts);
/* One of the word at token t, which no stage has tagged. */
uint32_t khb_node_add_word(linker *l, uint32_t t, uint8_t type, uint32_t parts);

/* ---- names.c --------------------------------------------------------------------------------------------------------------- */

/* `codes` is padded memory, as for khb_hash. */
uint64_t khb_name_hash(const uint8_t *codes, uint32_t n);
/* The name in tokens [first, last) that begins at byte `start`, which leaves out proclitics of the first. */
void khb_read_name(const khb_view *v, uint32_t first, uint32_t last, uint32_t start, name *out);
/* A noun without its article, or as it stands. */
uint64_t khb_noun_hash(const khb_view *v, uint32_t t, uint32_t start);

/* ---- descriptions.c -------------------------------------------------------------------------------------------------------- */

/* Fills the titles and the nationality that stand before the person of node `d`. */
void khb_read_title(const khb_view *v, node *d);
/* Joins descriptions (الوزارة, سموه, a tagged office) to what stands before them. false: out of memory. */
bool khb_join_descriptions(linker *l, size_t n_spans);

#endif
