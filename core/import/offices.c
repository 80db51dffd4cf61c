/* offices.c: titles of offices and who held them, gathered while the dump is read; then the part file becomes YAML:
 *
 *   - id: Q76                                   - id: Q76
 *     type: PERS                                  type: PERS
 *     …                                   ──>     …
 *   @Q11696 2009-01-20 2017-01-20                 offices:
 *                                                 - {title: "…", of: Q30, from: 2009-01-20, to: 2017-01-20}
 *
 * An office whose title was met nowhere in the dump is left out and counted. What an office says of its holders (P1308) is
 * added where the holder does not say it himself. An entity that stands in the dump twice is written once: the index compiler
 * refuses an id that is taken.
 */
#include <errno.h>
#include <stdlib.h>

#include "import.h"

/* ---- gathering ----------------------------------------------------------------------------------------------------------- */

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

/* The first title that was met. */
static const imp_title *title_of(const imp_offices *o, uint32_t office) {
  size_t low = 0, high = o->n_titles;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (o->titles[middle].office < office) low = middle + 1;
    else high = middle;
  }
  return low < o->n_titles && o->titles[low].office == office ? &o->titles[low] : NULL;
}

static size_t first_holder(const imp_offices *o, uint32_t person) {
  size_t low = 0, high = o->n_holders;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (o->holders[middle].person < person) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* ---- which entities were written: a bit for each QID, in pages that are made when needed --------------------------------- */

#define PAGE_BITS 16
typedef struct seen {
  uint64_t *page[(UINT32_C(1) << 31) >> PAGE_BITS];
} seen;

/* 1: was there, 0: is now, -1: out of memory. */
static int see(seen *s, uint32_t qid) {
  uint64_t **page = &s->page[(qid & INT32_MAX) >> PAGE_BITS];
  if (!*page && !(*page = calloc((1u << PAGE_BITS) / 64, sizeof **page))) return -1;
  uint64_t *word = &(*page)[(qid & ((1u << PAGE_BITS) - 1)) / 64], bit = UINT64_C(1) << (qid % 64);
  int was = (*word & bit) != 0;
  *word |= bit;
  return was;
}

static void seen_free(seen *s) {
  for (size_t i = 0; s && i < sizeof s->page / sizeof *s->page; i++) free(s->page[i]);
  free(s);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------- */

typedef struct finisher {
  FILE *out;
  imp_offices *o;
  uint64_t *counts;
  seen *seen;
  uint32_t person; /* the entity that is being written, 0: none */
  bool skip;       /* it was written before */
  imp_holder *office;
  size_t n, cap;
} finisher;

static void put_office(finisher *f, const imp_holder *h, bool *any) {
  const imp_title *t = title_of(f->o, h->office);
  if (!t) {
    f->counts[IMP_N_UNTITLED]++;
    return;
  }
  imp_buf b = {0};
  imp_puts(&b, *any ? "  - {title: " : "  offices:\n  - {title: ");
  imp_put_quoted(&b, f->o->texts.s + t->text, strlen(f->o->texts.s + t->text));
  if (t->of) imp_printf(&b, ", of: Q%u", t->of);
  if (*h->from) imp_printf(&b, ", from: %s", h->from);
  if (*h->to) imp_printf(&b, ", to: %s", h->to);
  imp_puts(&b, "}\n");
  fwrite(b.s, 1, b.n, f->out);
  free(b.s);
  *any = true;
  f->counts[IMP_N_OFFICES]++;
}

static bool same_span(const imp_holder *a, const imp_holder *b) {
  return a->office == b->office && (strcmp(a->from, b->from) == 0 || !*a->from || !*b->from);
}

static void end_entity(finisher *f) {
  bool any = false;
  for (size_t i = 0; i < f->n && !f->skip; i++) {
    size_t k = 0;
    while (k < i && (f->office[k].office != f->office[i].office || strcmp(f->office[k].from, f->office[i].from) != 0 ||
                     strcmp(f->office[k].to, f->office[i].to) != 0))
      k++;
    if (k == i) put_office(f, &f->office[i], &any);
  }
  size_t h = f->person && !f->skip ? first_holder(f->o, f->person) : f->o->n_holders, begin = h;
  for (; h < f->o->n_holders && f->o->holders[h].person == f->person; h++) {
    const imp_holder *holder = &f->o->holders[h];
    bool known = h > begin && same_span(holder, holder - 1);
    for (size_t i = 0; i < f->n && !known; i++) known = same_span(holder, &f->office[i]);
    if (!known) put_office(f, holder, &any);
  }
  f->n = 0;
  f->person = 0;
  f->skip = false;
}

static bool take_date(const char *s, size_t n, char out[IMP_DATE]) {
  if (n == 1 && *s == '-') n = 0;
  if (n >= IMP_DATE) return false;
  memcpy(out, s, n);
  out[n] = 0;
  return true;
}

/* @Q11696 2009-01-20 - */
static khb_status take_office(finisher *f, const char *line) {
  imp_holder h = {.person = f->person};
  char *end;
  h.office = (uint32_t)strtoul(line + 2, &end, 10);
  size_t from = strcspn(end + (*end == ' '), " \n");
  const char *a = end + (*end == ' '), *b = a + from + (a[from] == ' ');
  if (*end != ' ' || !take_date(a, from, h.from) || !take_date(b, strcspn(b, " \n"), h.to)) return KHB_ERR_FORMAT;
  if (!KHB_GROW(f->office, f->cap, f->n + 1)) return KHB_ERR_NOMEM;
  f->office[f->n++] = h;
  return KHB_OK;
}

static khb_status finish_line(finisher *f, const char *line, size_t n) {
  if (line[0] == '@') return n > 3 && line[1] == 'Q' ? take_office(f, line) : KHB_ERR_FORMAT;
  if (strncmp(line, "- id: Q", 7) == 0) {
    end_entity(f);
    f->person = (uint32_t)strtoul(line + 7, NULL, 10);
    int was = see(f->seen, f->person);
    if (was < 0) return KHB_ERR_NOMEM;
    f->skip = was > 0;
    if (was) f->counts[IMP_N_TWICE]++, f->counts[IMP_N_KEPT]--;
  }
  if (!f->skip) fwrite(line, 1, n, f->out);
  return KHB_OK;
}

/* The next line with its line end into *line. The part file holds no NUL. */
static bool next_line(FILE *part, imp_buf *line) {
  char piece[4096];
  line->n = 0;
  while (fgets(piece, sizeof piece, part)) {
    imp_puts(line, piece);
    if (line->failed || line->s[line->n - 1] == '\n') break;
  }
  return line->n > 0;
}

khb_status imp_finish(FILE *part, const char *part_name, imp_offices *o, const char *source, const char *licence,
                      FILE *out, uint64_t counts[IMP_N], khb_error *err) {
  finisher f = {.out = out, .o = o, .counts = counts, .seen = calloc(1, sizeof *f.seen)};
  if (!f.seen) return khb_fail_nomem(err);
  if (o->n_titles) qsort(o->titles, o->n_titles, sizeof *o->titles, by_office);
  if (o->n_holders) qsort(o->holders, o->n_holders, sizeof *o->holders, by_person);
  fprintf(out, "source: \"%s\"\nlicence: %s\nentities:%s\n", source, licence, counts[IMP_N_KEPT] ? "" : " []");
  imp_buf line = {0};
  khb_status status = KHB_OK;
  rewind(part);
  while (status == KHB_OK && next_line(part, &line))
    status = line.failed ? KHB_ERR_NOMEM : finish_line(&f, line.s, line.n);
  if (status == KHB_OK) end_entity(&f);
  if (status == KHB_ERR_NOMEM) khb_fail_nomem(err);
  else if (status != KHB_OK)
    khb_fail_at(err, status, part_name, 0, 0, "delete it and its state and begin anew", "the part file is damaged");
  if (status == KHB_OK && ferror(part)) status = khb_fail_io(err, part_name, errno, "read the part file");
  free(line.s);
  free(f.office);
  seen_free(f.seen);
  return status;
}
