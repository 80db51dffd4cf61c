/* finish.c: the part file becomes YAML, when all classes and titles are known (import.h):
 *
 *   =76 PERS - 0 0 0 0 2                        - id: Q76
 *     name: …                                     type: PERS
 *   @11696 2009-01-20 2017-01-20        ──>       name: …
 *                                                 offices:
 *                                                 - {title: "…", of: Q30, from: 2009-01-20, to: 2017-01-20}
 *
 * The file is read twice: for titles and holders of what turns out to be an office, then for the entities. An office whose title
 * was met nowhere in the dump is left out and counted. What an office says of its holders (P1308) is added where the holder does
 * not say it. An entity that stands in the dump twice is written once: the index compiler refuses an id that is taken.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "import.h"

/* ---- records ------------------------------------------------------------------------------------------------------------- */

static const char *type_name(uint8_t type) {
  return type == IMP_TYPE_OPEN ? "?" : type == IMP_TYPE_NONE ? "-" : khb_type_name((khb_type)type);
}

void imp_record_put(imp_buf *out, const imp_record *r) {
  const char *none = r->flags ? "" : "-";
  imp_printf(out, "=%" PRIu32 " %s %s%s%s%s", r->qid, type_name(r->type), none, r->flags & IMP_IS_OFFICE ? "o" : "",
             r->flags & IMP_IS_SMALL ? "f" : "", r->flags & IMP_IS_NAMELESS ? "n" : "");
  for (int i = 0; i < IMP_UNFIT; i++) imp_printf(out, " %" PRIu32, r->unfit[i]);
  imp_printf(out, " %" PRIu32, r->names);
}

void imp_count_unfit(const imp_record *r, uint64_t counts[IMP_N]) {
  static const imp_count count[IMP_UNFIT] = {IMP_N_EMPTY, IMP_N_LATIN, IMP_N_TOO_LONG, IMP_N_UNDATED};
  for (int i = 0; i < IMP_UNFIT; i++) counts[count[i]] += r->unfit[i];
}

/* Reads the first line of a record. *classes is what follows. */
static bool record_read(const char *line, imp_record *r, const char **classes) {
  char type[16], flags[8];
  int used = 0;
  *r = (imp_record){0};
  if (sscanf(line, "=%" SCNu32 " %15s %7s %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32 "%n", &r->qid, type,
             flags, &r->unfit[0], &r->unfit[1], &r->unfit[2], &r->unfit[3], &r->names, &used) != 8)
    return false;
  int known = khb_type_parse(type, strlen(type));
  r->type = known >= 0 ? (uint8_t)known : *type == '?' ? IMP_TYPE_OPEN : IMP_TYPE_NONE;
  for (const char *p = flags; *p; p++)
    r->flags |= (uint8_t)(*p == 'o' ? IMP_IS_OFFICE : *p == 'f' ? IMP_IS_SMALL : *p == 'n' ? IMP_IS_NAMELESS : 0);
  *classes = line + used;
  return r->qid != 0;
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
  const imp_classes *table;
  imp_closure closure;
  imp_offices offices;
  uint64_t *counts;
  seen *seen;
  imp_record now; /* the record that is being read; qid 0: none */
  bool gathering; /* the first time */
  imp_holder *office;
  size_t n, cap;
} finisher;

/* The type and whether it is an office, by the classes " 5 6 / 7" of P31 and of P279. */
static void decide(const finisher *f, imp_record *r, const char *classes) {
  const imp_class *best = NULL;
  bool above = false; /* P279: the word of a class of people (رئيس) is a title, a class of anything else nothing */
  for (const char *p = classes; *p && *p != '\n';) {
    if (*p == ' ' || *p == '/') {
      above = above || *p == '/';
      p++;
      continue;
    }
    char *end;
    uint32_t qid = (uint32_t)strtoul(p, &end, 10);
    if (end == p) break;
    p = end;
    const imp_class *c = imp_closure_find(&f->closure, f->table, qid);
    if (!c) continue;
    if (c->type == IMP_TYPE_OFFICE) r->flags |= IMP_IS_OFFICE;
    else if (!above &&
             (!best || c->distance < best->distance || (c->distance == best->distance && c->rank < best->rank)))
      best = c;
  }
  r->type = best ? best->type : IMP_TYPE_NONE;
  if (best && best->type == IMP_TYPE_NONE) r->flags &= (uint8_t)~IMP_IS_OFFICE;
}

static void put_office(finisher *f, const imp_holder *h, bool *any) {
  const imp_title *t = imp_offices_title_of(&f->offices, h->office);
  if (!t) {
    f->counts[IMP_N_UNTITLED]++;
    return;
  }
  imp_buf b = {0};
  imp_puts(&b, *any ? "  - {title: " : "  offices:\n  - {title: ");
  imp_put_quoted(&b, f->offices.texts.s + t->text, strlen(f->offices.texts.s + t->text));
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
  for (size_t i = 0; i < f->n; i++) {
    size_t k = 0;
    while (k < i && (f->office[k].office != f->office[i].office || strcmp(f->office[k].from, f->office[i].from) != 0 ||
                     strcmp(f->office[k].to, f->office[i].to) != 0))
      k++;
    if (k == i) put_office(f, &f->office[i], &any);
  }
  const imp_offices *o = &f->offices;
  size_t h = f->now.qid && !f->gathering ? imp_offices_first(o, f->now.qid) : o->n_holders, begin = h;
  for (; h < o->n_holders && o->holders[h].person == f->now.qid; h++) {
    const imp_holder *holder = &o->holders[h];
    bool known = h > begin && same_span(holder, holder - 1);
    for (size_t i = 0; i < f->n && !known; i++) known = same_span(holder, &f->office[i]);
    if (!known) put_office(f, holder, &any);
  }
  f->n = 0;
  f->now = (imp_record){0};
}

static bool take_date(const char *s, size_t n, char out[IMP_DATE]) {
  if (n == 1 && *s == '-') n = 0;
  if (n >= IMP_DATE) return false;
  memcpy(out, s, n);
  out[n] = 0;
  return true;
}

/* "11696 2009-01-20 -": an entity and a span. */
static bool take_span(const char *s, uint32_t *qid, char from[IMP_DATE], char to[IMP_DATE]) {
  char *end;
  *qid = (uint32_t)strtoul(s, &end, 10);
  if (end == s || *end != ' ') return false;
  const char *a = end + 1, *b = a + strcspn(a, " \n");
  return *b == ' ' && take_date(a, (size_t)(b - a), from) && take_date(b + 1, strcspn(b + 1, " \n"), to);
}

static khb_status take_office(finisher *f, const char *s) {
  imp_holder h = {.person = f->now.qid};
  if (!take_span(s, &h.office, h.from, h.to)) return KHB_ERR_FORMAT;
  if (!KHB_GROW(f->office, f->cap, f->n + 1)) return KHB_ERR_NOMEM;
  f->office[f->n++] = h;
  return KHB_OK;
}

static khb_status take_holder(finisher *f, const char *s) {
  imp_holder h = {.office = f->now.qid};
  if (!take_span(s, &h.person, h.from, h.to)) return KHB_ERR_FORMAT;
  return imp_offices_holder(&f->offices, &h) ? KHB_OK : KHB_ERR_NOMEM;
}

/* "30 رئيس الولايات المتحدة" */
static khb_status take_title(finisher *f, const char *s) {
  char *end;
  uint32_t of = (uint32_t)strtoul(s, &end, 10);
  if (end == s || *end != ' ') return KHB_ERR_FORMAT;
  return imp_offices_title(&f->offices, f->now.qid, of, end + 1, strcspn(end + 1, "\n")) ? KHB_OK : KHB_ERR_NOMEM;
}

/* The head of an entity, if the record is one that is kept; f->now is empty where it is not. */
static khb_status begin_entity(finisher *f, imp_record r, bool was_open) {
  bool is_entity = r.type != IMP_TYPE_NONE;
  if (was_open && !is_entity && !(r.flags & IMP_IS_OFFICE)) f->counts[IMP_N_NO_CLASS]++;
  if (is_entity || r.flags & IMP_IS_OFFICE) imp_count_unfit(&r, f->counts);
  if (!is_entity) return KHB_OK;
  if (r.flags & (IMP_IS_SMALL | IMP_IS_NAMELESS)) {
    f->counts[r.flags & IMP_IS_SMALL ? IMP_N_FEW_LINKS : IMP_N_NO_NAME]++;
    return KHB_OK;
  }
  int was = see(f->seen, r.qid);
  if (was < 0) return KHB_ERR_NOMEM;
  f->counts[was ? IMP_N_TWICE : IMP_N_KEPT]++;
  if (was) return KHB_OK;
  f->counts[IMP_N_NAMES] += r.names;
  fprintf(f->out, "%s- id: Q%" PRIu32 "\n  type: %s\n", f->counts[IMP_N_KEPT] == 1 ? "\n" : "", r.qid,
          type_name(r.type));
  f->now = r;
  return KHB_OK;
}

static khb_status take_record(finisher *f, const char *line) {
  imp_record r;
  const char *classes;
  end_entity(f);
  if (!record_read(line, &r, &classes)) return KHB_ERR_FORMAT;
  bool was_open = r.type == IMP_TYPE_OPEN;
  if (was_open) decide(f, &r, classes);
  if (!f->gathering) return begin_entity(f, r, was_open);
  if (r.flags & IMP_IS_OFFICE) f->now = r;
  return KHB_OK;
}

/* "?GPE   capital: Q1": a line for that type alone; '!': for all others. */
static void put_if(const finisher *f, const char *line) {
  size_t n = strcspn(line + 1, " \n");
  const char *name = type_name(f->now.type);
  bool same = strlen(name) == n && memcmp(line + 1, name, n) == 0;
  if (same == (line[0] == '?') && line[n + 1] == ' ') fputs(line + n + 2, f->out);
}

static khb_status take_line(finisher *f, const char *line) {
  if (line[0] == '=') return take_record(f, line);
  if (!f->now.qid) return KHB_OK;
  switch (line[0]) {
    case '^': return f->gathering ? take_title(f, line + 1) : KHB_OK;
    case '<': return f->gathering ? take_holder(f, line + 1) : KHB_OK;
    case '@': return f->gathering ? KHB_OK : take_office(f, line + 1);
    case ' ':
      if (!f->gathering) fputs(line, f->out);
      return KHB_OK;
    case '?':
    case '!':
      if (!f->gathering) put_if(f, line);
      return KHB_OK;
    default: return KHB_ERR_FORMAT;
  }
}

static khb_status read_part(finisher *f, imp_spill *part, khb_error *err) {
  imp_buf line = {0};
  khb_status status = imp_spill_rewind(part, err);
  if (status != KHB_OK) return status;
  while (status == KHB_OK && imp_spill_line(part, &line)) status = take_line(f, line.s);
  if (status == KHB_OK && line.failed) status = KHB_ERR_NOMEM;
  if (status == KHB_OK) end_entity(f);
  if (status == KHB_ERR_NOMEM) khb_fail_nomem(err);
  else if (status != KHB_OK)
    khb_fail_at(err, status, part->path, 0, 0, "delete it and its state and begin anew", "the part file is damaged");
  if (status == KHB_OK && ferror(part->file)) status = khb_fail_io(err, part->path, errno, "read the part file");
  free(line.s);
  return status;
}

/* ---- subclasses ---------------------------------------------------------------------------------------------------------- */

static khb_status read_classes(finisher *f, imp_spill *classes, khb_error *err) {
  size_t n = (size_t)(classes->size / sizeof(imp_edge));
  imp_edge *edges = malloc((n + 1) * sizeof *edges);
  khb_status status = edges ? imp_spill_rewind(classes, err) : khb_fail_nomem(err);
  errno = 0;
  if (status == KHB_OK && fread(edges, sizeof *edges, n, classes->file) != n)
    status = khb_fail_io(err, classes->path, errno ? errno : EIO, "read the file of classes");
  if (status == KHB_OK) status = imp_closure_make(&f->closure, f->table, edges, n, err);
  free(edges);
  return status;
}

khb_status imp_finish(imp_wikidata *w, imp_spill *part, imp_spill *classes, FILE *out, khb_error *err) {
  finisher f = {
      .out = out, .table = w->classes, .counts = w->counts, .gathering = true, .seen = calloc(1, sizeof *f.seen)};
  khb_status status = f.seen ? read_classes(&f, classes, err) : khb_fail_nomem(err);
  w->counts[IMP_N_KEPT] = 0; /* until now: those whose type was known at once */
  if (status == KHB_OK) status = read_part(&f, part, err);
  if (status == KHB_OK) {
    imp_offices_sort(&f.offices);
    f.gathering = false;
    fputs("source: \"Wikidata, https://www.wikidata.org\"\nlicence: CC0-1.0\nentities:", out);
    status = read_part(&f, part, err);
    if (!w->counts[IMP_N_KEPT]) fputs(" []\n", out);
  }
  imp_closure_free(&f.closure);
  imp_offices_free(&f.offices);
  free(f.office);
  seen_free(f.seen);
  return status;
}
