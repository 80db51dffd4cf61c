/* closure.c: see import.h. The subclasses of a dump as a graph, walked down from the classes of the table, step by step:
 *
 *   table:  building (FAC)     step 1:  museum, station     step 2:  art museum, metro station
 *              ^    ^                      ^       ^
 *           museum  station            art museum  metro station
 *
 * A class is settled in the first step that reaches it, so the nearest class of the table decides; within a step the least rank
 * does. What stands in the table itself is never reached, and nothing is walked twice: circles end by themselves.
 */
#include <stdlib.h>

#include "import.h"

static int by_parent(const void *a, const void *b) {
  const imp_edge *x = a, *y = b;
  if (x->parent != y->parent) return x->parent < y->parent ? -1 : 1;
  return (x->child > y->child) - (x->child < y->child);
}

static int by_number(const void *a, const void *b) {
  const uint32_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* The first edge whose parent is not below `parent`. */
static size_t first_edge(const imp_edge *e, size_t n, uint32_t parent) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (e[middle].parent < parent) low = middle + 1;
    else high = middle;
  }
  return low;
}

static imp_class *find(imp_class *list, size_t n, uint32_t qid) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (list[middle].qid == qid) return &list[middle];
    if (list[middle].qid < qid) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

/* Every class that has one above it, once; distance 0 until it is reached. */
static bool list_children(imp_closure *c, const imp_edge *e, size_t n) {
  uint32_t *child = malloc((n + 1) * sizeof *child);
  if (!child) return false;
  for (size_t i = 0; i < n; i++) child[i] = e[i].child;
  if (n) qsort(child, n, sizeof *child, by_number);
  size_t k = 0;
  for (size_t i = 0; i < n; i++)
    if (k == 0 || child[k - 1] != child[i]) child[k++] = child[i];
  c->below = calloc(k + 1, sizeof *c->below);
  for (size_t i = 0; i < k && c->below; i++) c->below[i].qid = child[i];
  c->n = c->below ? k : 0;
  free(child);
  return c->below != NULL;
}

typedef struct walk {
  imp_closure *c;
  const imp_classes *table;
  const imp_edge *edge;
  size_t n_edges;
  uint32_t *next; /* places in `below` that this step reached: at most all of them, each once */
  size_t n_next;
} walk;

/* From one class of the step before to those directly below it. */
static void go_down(walk *w, const imp_class *from, uint32_t step) {
  if (from->alone) return;
  for (size_t i = first_edge(w->edge, w->n_edges, from->qid); i < w->n_edges && w->edge[i].parent == from->qid; i++) {
    imp_class *to = find(w->c->below, w->c->n, w->edge[i].child);
    if (!to || (to->distance && (to->distance < step || to->rank <= from->rank))) continue;
    if (!to->distance) {
      if (imp_classes_find(w->table, to->qid)) continue;
      w->next[w->n_next++] = (uint32_t)(to - w->c->below);
    }
    to->distance = step;
    to->rank = from->rank;
    to->type = from->type;
  }
}

static void walk_down(walk *w, uint32_t *step_before) {
  for (size_t i = 0; i < w->table->n; i++) go_down(w, &w->table->class_of[i], 1);
  for (uint32_t step = 2; w->n_next; step++) {
    uint32_t *reached = w->next;
    size_t n = w->n_next;
    w->next = step_before;
    w->n_next = 0;
    for (size_t i = 0; i < n; i++) go_down(w, &w->c->below[reached[i]], step);
    step_before = reached;
  }
}

khb_status imp_closure_make(imp_closure *c, const imp_classes *table, imp_edge *edges, size_t n, khb_error *err) {
  *c = (imp_closure){0};
  if (n >= UINT32_MAX) return khb_fail_nomem(err);
  if (n) qsort(edges, n, sizeof *edges, by_parent);
  if (!list_children(c, edges, n)) return khb_fail_nomem(err);
  /* Two steps in one piece of memory, the one that is read and the one that is written. */
  uint32_t *room = malloc((2 * c->n + 1) * sizeof *room);
  if (!room) {
    imp_closure_free(c);
    return khb_fail_nomem(err);
  }
  walk w = {.c = c, .table = table, .edge = edges, .n_edges = n, .next = room};
  walk_down(&w, room + c->n);
  free(room);
  size_t k = 0;
  for (size_t i = 0; i < c->n; i++)
    if (c->below[i].distance) c->below[k++] = c->below[i];
  c->n = k;
  return KHB_OK;
}

void imp_closure_free(imp_closure *c) {
  free(c->below);
  *c = (imp_closure){0};
}

const imp_class *imp_closure_find(const imp_closure *c, const imp_classes *table, uint32_t qid) {
  const imp_class *own = imp_classes_find(table, qid);
  return own ? own : find(c->below, c->n, qid);
}
