/* compile.c: from the text of a pattern to a program (program.h), and all patterns of a lexicon to a set. Recursive descent. */
#include "program.h"

#include <stdlib.h>

typedef struct parser {
  khb_program *out;
  const char *start, *p;
  const khb_lexicon *lexicon;
  const char *file;
  uint32_t line, depth, loops;
  bool opened, closed;
  khb_status status;
  khb_error *err;
} parser;

static const char remedy[] = "see the pattern language in core/patterns/patterns.h or doc/formats.md";

static bool fail(parser *s, const char *what) {
  size_t n = strnlen(s->p, 40);
  while (n && ((uint8_t)s->p[n] & 0xc0) == 0x80) n--; /* no half character */
  s->status = khb_fail_at(s->err, KHB_ERR_FORMAT, s->file, s->line, 0, remedy, "pattern: %s at \"%.*s\"", what, (int)n, s->p);
  return false;
}

static bool emit(parser *s, khb_instr i) {
  if (s->out->n >= KHB_MAX_INSTR) return fail(s, "pattern too long");
  if (!KHB_GROW(s->out->instr, s->out->cap, s->out->n + 1)) {
    s->status = khb_fail_nomem(s->err);
    return false;
  }
  s->out->instr[s->out->n++] = i;
  return true;
}

static void spaces(parser *s) {
  while (*s->p == ' ' || *s->p == '\t' || *s->p == '\n') s->p++;
}

static size_t word_length(const char *p) {
  size_t n = 0;
  while ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z') || (p[n] >= '0' && p[n] <= '9') || p[n] == '-' || p[n] == '_')
    n++;
  return n;
}

/* "text": folded once, here. */
static bool literal(parser *s, bool with_wa) {
  const char *end = strchr(++s->p, '"');
  if (!end || end == s->p) return fail(s, "a text needs closing quotes and something between them");
  khb_scan scan = {0};
  khb_program *o = s->out;
  bool ok = khb_scan_text(&scan, s->p, 0, (uint32_t)(end - s->p));
  if (ok && (scan.n_tok != 1)) {
    khb_scan_free(&scan);
    return fail(s, "a text is one word or one mark");
  }
  bool word = ok && scan.n_codes > 0; /* punctuation has no codes and is compared as it stands */
  const uint8_t *from = word ? scan.codes : (const uint8_t *)s->p;
  size_t len = word ? scan.n_codes : (size_t)(end - s->p);
  ok = ok && KHB_GROW(o->text, o->cap_text, o->n_text + len + KHB_CODE_PAD);
  if (ok) {
    memcpy(o->text + o->n_text, from, len);
    memset(o->text + o->n_text + len, 0, KHB_CODE_PAD);
    o->n_text += len;
  } else {
    s->status = khb_fail_nomem(s->err);
  }
  khb_scan_free(&scan);
  s->p = end + 1;
  return ok && emit(s, (khb_instr){.op = KHB_OP_TEXT, .with_wa = with_wa, .x = word, .arg = (uint32_t)(o->n_text - len),
                                   .len = (uint32_t)len});
}

static bool alternatives(parser *s, char close);

static bool named(parser *s, bool with_wa) {
  static const struct { const char *word; khb_op op; } builtin[] = {
      {"name", KHB_OP_NAME}, {"def", KHB_OP_DEF}, {"lil", KHB_OP_LIL}, {"word", KHB_OP_WORD}, {"number", KHB_OP_NUMBER}, {"year", KHB_OP_YEAR},
      {"quote", KHB_OP_QUOTE}};
  size_t n = word_length(s->p);
  for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
    if (n == strlen(builtin[i].word) && memcmp(s->p, builtin[i].word, n) == 0) {
      s->p += n;
      return emit(s, (khb_instr){.op = (uint8_t)builtin[i].op, .with_wa = with_wa});
    }
  return fail(s, "unknown item");
}

/* @class, ~attribute, %TYPE */
static bool marked(parser *s, bool with_wa) {
  char mark = *s->p++;
  size_t n = word_length(s->p);
  if (n == 0) return fail(s, "a name must follow @, ~ or %");
  khb_instr i = {.with_wa = with_wa};
  if (mark == '%') {
    int type = khb_type_parse(s->p, n);
    if (type < 0) return fail(s, "unknown type");
    i.op = KHB_OP_TYPE;
    i.arg = (uint32_t)type;
  } else {
    i.op = mark == '@' ? KHB_OP_CLASS : KHB_OP_ATTR;
    i.arg = !s->lexicon ? KHB_NONE : mark == '@' ? khb_lexicon_class(s->lexicon, s->p, n) : khb_lexicon_attribute(s->lexicon, s->p, n);
  }
  s->p += n;
  return emit(s, i);
}

static bool atom(parser *s) {
  bool with_wa = *s->p == '&';
  if (with_wa) s->p++;
  switch (*s->p) {
    case '"': return literal(s, with_wa);
    case '@': case '~': case '%': return marked(s, with_wa);
    case '(':
      if (with_wa) return fail(s, "& stands before one item");
      s->p++;
      return alternatives(s, ')');
    case '[':
      if (with_wa || s->opened) return fail(s, "[ ] stands once in a pattern");
      s->opened = true;
      s->p++;
      if (!emit(s, (khb_instr){.op = KHB_OP_OPEN}) || !alternatives(s, ']')) return false;
      s->closed = true;
      return emit(s, (khb_instr){.op = KHB_OP_CLOSE});
    default: return named(s, with_wa);
  }
}

/* Makes room for one instruction at `at`. What stands behind moves along, and so do jumps inside it; a jump from before to `at`
   still goes to `at`, where the new instruction stands. */
static bool insert(parser *s, size_t at) {
  if (!emit(s, (khb_instr){0})) return false;
  khb_program *o = s->out;
  memmove(o->instr + at + 1, o->instr + at, (o->n - 1 - at) * sizeof *o->instr);
  for (size_t i = 0; i < o->n; i++) {
    khb_instr *k = &o->instr[i];
    if (i == at || (k->op != KHB_OP_SPLIT && k->op != KHB_OP_JUMP && k->op != KHB_OP_LOOP)) continue;
    size_t from = i < at ? at + 1 : at;
    if (k->x >= from) k->x++;
    if (k->op == KHB_OP_SPLIT && k->y >= from) k->y++;
  }
  return true;
}

/* x?  ->  SPLIT L end, L: x      x*  ->  ENTER, SPLIT L end, L: x, LOOP L      x+  ->  ENTER, L: x, LOOP L */
static bool quantified(parser *s) {
  size_t at = s->out->n;
  bool had = s->opened;
  if (!atom(s)) return false;
  char q = *s->p;
  if (q != '?' && q != '*' && q != '+') return true;
  if (had != s->opened) return fail(s, "[ ] cannot be repeated or left out");
  if (q != '?' && s->loops == KHB_MAX_LOOPS) return fail(s, "too many repetitions");
  s->p++;
  khb_program *o = s->out;
  uint32_t counter = q == '?' ? 0 : s->loops++;
  if (q != '?') {
    if (!insert(s, at)) return false;
    o->instr[at++] = (khb_instr){.op = KHB_OP_ENTER, .arg = counter};
  }
  if (q != '+' && !insert(s, at)) return false;
  size_t body = q == '+' ? at : at + 1;
  if (q != '?' && !emit(s, (khb_instr){.op = KHB_OP_LOOP, .x = (uint16_t)body, .arg = counter})) return false;
  if (q != '+') o->instr[at] = (khb_instr){.op = KHB_OP_SPLIT, .x = (uint16_t)body, .y = (uint16_t)o->n};
  return true;
}

/* One alternative after another up to `close`: a|b -> SPLIT a L, a, JUMP end, L: b */
static bool alternatives(parser *s, char close) {
  if (++s->depth > 16) return fail(s, "nested too deeply");
  size_t jumps[16], n_jumps = 0, branch = s->out->n;
  for (;;) {
    size_t items = 0;
    for (spaces(s); *s->p && *s->p != '|' && *s->p != ')' && *s->p != ']'; spaces(s), items++)
      if (!quantified(s)) return false;
    if (items == 0) return fail(s, "something is missing");
    if (*s->p != '|') break;
    s->p++;
    if (n_jumps == 16) return fail(s, "too many alternatives");
    if (!insert(s, branch) || !emit(s, (khb_instr){.op = KHB_OP_JUMP})) return false;
    jumps[n_jumps++] = s->out->n - 1;
    s->out->instr[branch] =
        (khb_instr){.op = KHB_OP_SPLIT, .x = (uint16_t)(branch + 1), .y = (uint16_t)s->out->n};
    branch = s->out->n;
  }
  for (size_t i = 0; i < n_jumps; i++) s->out->instr[jumps[i]].x = (uint16_t)s->out->n;
  if (*s->p != close) return fail(s, close ? "a bracket is not closed" : "a bracket too many");
  if (close) s->p++;
  s->depth--;
  return true;
}

static const khb_instr *first_item(const khb_program *p) {
  const khb_instr *i = p->instr;
  while (i->op == KHB_OP_OPEN || i->op == KHB_OP_ENTER) i++;
  return i;
}

khb_status khb_program_compile(khb_program *out, const char *expr, const khb_lexicon *lexicon, const char *file, uint32_t line,
                               khb_error *err) {
  parser s = {.out = out, .start = expr, .p = expr, .lexicon = lexicon, .file = file, .line = line, .err = err};
  if (!alternatives(&s, '\0')) return s.status;
  if (!s.opened) return khb_fail_at(err, KHB_ERR_FORMAT, file, line, 0, remedy, "pattern: no [ ] marks the span");
  const khb_instr *first = first_item(out);
  if (first->with_wa)
    return khb_fail_at(err, KHB_ERR_FORMAT, file, line, 0, remedy, "pattern: & stands before a later item, not before the first");
  if (first->op != KHB_OP_CLASS && first->op != KHB_OP_ATTR && first->op != KHB_OP_TYPE)
    return khb_fail_at(err, KHB_ERR_FORMAT, file, line, 0, remedy, "pattern: must start with @class, ~attribute or %%TYPE");
  return emit(&s, (khb_instr){.op = KHB_OP_MATCH}) ? KHB_OK : s.status;
}

void khb_program_free(khb_program *program) {
  free(program->instr);
  free(program->text);
  *program = (khb_program){0};
}

khb_status khb_pattern_check(const char *expr, const char *file, uint32_t line, khb_error *err) {
  khb_program program = {0};
  khb_status status = khb_program_compile(&program, expr, NULL, file, line, err);
  khb_program_free(&program);
  return status;
}

/* ---- the set ------------------------------------------------------------------------------------------------------------- */

/* Sorts the programs by the class they start with (counting sort); those with an attribute stand apart. */
static bool index_programs(khb_patterns *p) {
  p->of_class = calloc((size_t)p->n_classes + 2, sizeof *p->of_class);
  p->by_class = calloc(p->n + 1, sizeof *p->by_class);
  p->by_attr = calloc(p->n + 1, sizeof *p->by_attr);
  p->by_type = calloc(p->n + 1, sizeof *p->by_type);
  if (!p->of_class || !p->by_class || !p->by_attr || !p->by_type) return false;
  for (size_t i = 0; i < p->n; i++) {
    const khb_instr *f = first_item(&p->program[i]);
    if (f->arg == KHB_NONE) continue;
    if (f->op == KHB_OP_CLASS) {
      p->of_class[f->arg + 2]++;
    } else if (f->op == KHB_OP_TYPE) {
      p->by_type[p->n_by_type++] = (uint32_t)i;
      p->type_mask |= 1u << f->arg;
    } else {
      p->by_attr[p->n_by_attr++] = (uint32_t)i;
      p->attr_mask |= (uint16_t)(1u << f->arg);
    }
  }
  for (uint32_t c = 0; c <= p->n_classes; c++) p->of_class[c + 1] += p->of_class[c];
  for (size_t i = 0; i < p->n; i++) {
    const khb_instr *f = first_item(&p->program[i]);
    if (f->op == KHB_OP_CLASS && f->arg != KHB_NONE) p->by_class[p->of_class[f->arg + 1]++] = (uint32_t)i;
  }
  return true;
}

static uint16_t attribute_mask(const khb_lexicon *lexicon, const char *name) {
  uint32_t bit = khb_lexicon_attribute(lexicon, name, strlen(name));
  return (uint16_t)(bit == KHB_NONE ? 0u : 1u << bit);
}

khb_status khb_patterns_open(const khb_lexicon *lexicon, khb_patterns **out, khb_error *err) {
  size_t n = khb_lexicon_pattern_count(lexicon);
  khb_patterns *p = calloc(1, sizeof *p);
  if (!p) return khb_fail_nomem(err);
  p->program = calloc(n + 1, sizeof *p->program);
  p->n_classes = khb_lexicon_class_count(lexicon);
  khb_status status = p->program ? KHB_OK : khb_fail_nomem(err);
  for (size_t i = 0; status == KHB_OK && i < n; i++) {
    khb_pattern_text t;
    if (!khb_lexicon_pattern(lexicon, i, &t)) continue; /* a hostile index: no pattern */
    int type = khb_type_parse(t.type, strlen(t.type));
    khb_program *prog = &p->program[p->n];
    status = type < 0 ? khb_fail_at(err, KHB_ERR_FORMAT, t.file, t.line, 0, remedy, "pattern: unknown type")
                      : khb_program_compile(prog, t.expr, lexicon, t.file, t.line, err);
    prog->type = (uint8_t)type;
    prog->score = t.score;
    p->n++; /* also when it failed, so that close frees it */
  }
  if (status == KHB_OK && !index_programs(p)) status = khb_fail_nomem(err);
  p->name_mask = attribute_mask(lexicon, "given-name") | attribute_mask(lexicon, "name-word");
  p->common_mask = attribute_mask(lexicon, "common");
  p->maqsura_mask = attribute_mask(lexicon, "maqsura-word");
  if (status != KHB_OK) {
    khb_patterns_close(p);
    return status;
  }
  *out = p;
  return KHB_OK;
}

void khb_patterns_close(khb_patterns *patterns) {
  if (!patterns) return;
  for (size_t i = 0; patterns->program && i < patterns->n; i++) khb_program_free(&patterns->program[i]);
  free(patterns->program);
  free(patterns->of_class);
  free(patterns->by_class);
  free(patterns->by_attr);
  free(patterns->by_type);
  free(patterns);
}
