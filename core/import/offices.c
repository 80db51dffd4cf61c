/* offices.c: titles of offices and who held them, gathered from the part file; looked up while it becomes YAML (finish.c). */
#include <stdlib.h>

#include "import.h"

bool imp_offices_title(imp_offices *o, uint32_t office, uint32_t of, const char *title, size_t n) {
  if (o->texts.n + n + 1 >= UINT32_MAX || !KHB_GROW(o->titles, o->cap_titles, o->n_titles + 1)) return false;
  size_t at = o->texts.n;
  imp_put(&o->texts, title, n);
  imp_put(&o->texts, "", 1);
  if (o->texts.failed) return false;
  o->titles[o->n_titles] = (imp_title){office, of, (uint32_t)at, (uint32_t)o->n_titles};
  o->n_titles++;
  return true;
}

bool imp_offices_holder(imp_offices *o, const imp_holder *h) {
  if (!KHB_GROW(o->holders, o->cap_holders, o->n_holders + 1)) return false;
  o->holders[o->n_holders++] = *h;
  return true;
}

void imp_offices_free(imp_offices *o) {
  free(o->titles);
  free(o->holders);
  free(o->texts.s);
  *o = (imp_offices){0};
}

bool imp_dates_ordered(const char *from, const char *to) {
  size_t a = strlen(from), b = strlen(to);
  return strncmp(from, to, a < b ? a : b) <= 0;
}

static int by_office(const void *a, const void *b) {
  const imp_title *x = a, *y = b;
  if (x->office != y->office) return x->office < y->office ? -1 : 1;
  return x->number < y->number ? -1 : 1;
}

static int by_person(const void *a, const void *b) {
  const imp_holder *x = a, *y = b;
  if (x->person != y->person) return x->person < y->person ? -1 : 1;
  if (x->office != y->office) return x->office < y->office ? -1 : 1;
  int order = strcmp(x->from, y->from);
  return order ? order : strcmp(x->to, y->to);
}

void imp_offices_sort(imp_offices *o) {
  if (o->n_titles) qsort(o->titles, o->n_titles, sizeof *o->titles, by_office);
  if (o->n_holders) qsort(o->holders, o->n_holders, sizeof *o->holders, by_person);
}

const imp_title *imp_offices_title_of(const imp_offices *o, uint32_t office) {
  size_t low = 0, high = o->n_titles;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (o->titles[middle].office < office) low = middle + 1;
    else high = middle;
  }
  return low < o->n_titles && o->titles[low].office == office ? &o->titles[low] : NULL;
}

size_t imp_offices_first(const imp_offices *o, uint32_t person) {
  size_t low = 0, high = o->n_holders;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (o->holders[middle].person < person) low = middle + 1;
    else high = middle;
  }
  return low;
}
