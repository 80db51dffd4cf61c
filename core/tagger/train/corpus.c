/* corpus.c: reads annotated text. The formats are described in corpus.h. */
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>

khb_context train_context(const train_para *p, const khb_lexicon *lexicon) {
  return (khb_context){
      .lexicon = lexicon, .text = p->text, .scan = &p->scan, .matches = &p->matches, .first_match = p->first_match};
}

/* ---- types --------------------------------------------------------------------------------------------------------------- */

/* The number of a type by name, added when it is new. KHB_NONE: too many. */
static uint32_t type_number(train_types *types, const char *name, size_t len) {
  for (uint32_t i = 0; i < types->n; i++)
    if (strlen(types->name[i]) == len && memcmp(types->name[i], name, len) == 0) return i;
  if (types->n == KHB_MAX_MODEL_TYPES || len >= sizeof types->name[0]) return KHB_NONE;
  memcpy(types->name[types->n], name, len);
  types->name[types->n][len] = 0;
  return types->n++;
}

/* ---- one paragraph ------------------------------------------------------------------------------------------------------- */

bool train_para_analyse(train_para *p, const char *text, uint32_t len, const khb_engine *e) {
  khb_scan_reset(&p->scan);
  khb_matches_reset(&p->matches);
  p->cand.n = 0;
  p->len = len;
  if (!KHB_GROW(p->text, p->cap_text, (size_t)len + 1)) return false;
  memcpy(p->text, text, len);
  p->text[len] = 0;
  if (!khb_scan_text(&p->scan, p->text, 0, len)) return false;
  size_t n = p->scan.n_tok;
  if (!KHB_GROW(p->first_match, p->cap_first_match, n + 1)) return false;
  if (!khb_lexicon_match(e->lexicon, p->text, &p->scan, 0, n, &p->matches)) return false;
  uint32_t m = 0;
  for (uint32_t t = 0; t <= n; t++) {
    while (m < p->matches.n && p->matches.item[m].first < t) m++;
    p->first_match[t] = m;
  }
  khb_context cx = train_context(p, e->lexicon);
  return khb_patterns_run(e->patterns, &cx, &p->cand);
}

void train_para_free(train_para *p) {
  khb_scan_free(&p->scan);
  khb_matches_free(&p->matches);
  free(p->text);
  free(p->first_match);
  free(p->cand.item);
  free(p->gold);
  free(p->allowed);
  free(p->first);
  free(p->feature);
}

static train_para *add_para(train_corpus *c, const char *text, size_t len, const khb_engine *engine) {
  if (!KHB_GROW(c->para, c->cap, c->n + 1)) return NULL;
  train_para *p = &c->para[c->n];
  *p = (train_para){.corpus = (uint8_t)c->n_files};
  c->n++;
  if (!train_para_analyse(p, text, (uint32_t)len, engine)) return NULL;
  p->allowed = calloc(p->scan.n_tok + 1, sizeof *p->allowed);
  return p->allowed ? p : NULL;
}

static uint32_t token_at(const khb_scan *s, uint32_t at) {
  size_t lo = 0, hi = s->n_tok;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (s->tok[mid].end <= at) lo = mid + 1;
    else hi = mid;
  }
  return lo < s->n_tok && s->tok[lo].start <= at ? (uint32_t)lo : KHB_NONE;
}

/* Only marks of short vowels (U+064B..0652) and tatweel stand between. */
static bool only_marks(const char *text, uint32_t from, uint32_t to) {
  const unsigned char *p = (const unsigned char *)text;
  for (; from + 1 < to; from += 2)
    if (p[from] != 0xD9 || !((p[from + 1] >= 0x8B && p[from + 1] <= 0x92) || p[from + 1] == 0x80)) return false;
  return from == to;
}

/* The proclitics before `start` in its token, or KHB_NONE. */
static uint32_t form_before(const train_para *p, const khb_tok *k, uint32_t start) {
  if (start == khb_code_offset(p->text, k, 0) || only_marks(p->text, k->start, start)) return 0;
  for (uint32_t i = 1; i < KHB_N_PROCLITICS; i++) {
    const khb_proclitic *f = &khb_proclitic_form[i];
    if ((k->proclitics >> i & 1) && f->n < k->n_codes && khb_code_offset(p->text, k, f->n) == start) return i;
  }
  return KHB_NONE;
}

/* Finds the tokens of a name; where it does not begin and end with tokens it stays out of training, but counts as missed. */
static void align(const train_para *p, train_gold *g) {
  uint32_t a = token_at(&p->scan, g->start), b = token_at(&p->scan, g->end - 1);
  if (a == KHB_NONE || b == KHB_NONE || p->scan.tok[b].end != g->end) return;
  uint32_t form = form_before(p, &p->scan.tok[a], g->start);
  if (form == KHB_NONE) return;
  g->first = a;
  g->last = b + 1;
  g->form = (uint8_t)form;
  g->aligned = true;
}

static bool add_gold(train_para *p, uint32_t start, uint32_t end, uint32_t type) {
  if (!KHB_GROW(p->gold, p->cap_gold, p->n_gold + 1)) return false;
  train_gold g = {.start = start, .end = end, .type = (uint8_t)type};
  align(p, &g);
  p->gold[p->n_gold++] = g;
  return true;
}

static void labels_from_gold(train_para *p) {
  for (size_t t = 0; t < p->scan.n_tok; t++) p->allowed[t] = 1;
  for (size_t i = 0; i < p->n_gold; i++) {
    const train_gold *g = &p->gold[i];
    if (!g->aligned) continue;
    for (uint32_t t = g->first; t < g->last; t++) p->allowed[t] = 1u << (2 * g->type + (t == g->first ? 1 : 2));
  }
}

/* ---- .ann ------------------------------------------------------------------------------------------------------------------ */

typedef struct lines {
  khb_file file;
  size_t at;
  uint32_t number;
} lines;

static bool next_line(lines *l, const char **s, size_t *len) {
  if (l->at >= l->file.size) return false;
  *s = (const char *)l->file.data + l->at;
  const char *end = memchr(*s, '\n', l->file.size - l->at);
  *len = end ? (size_t)(end - *s) : l->file.size - l->at;
  l->at += *len + 1;
  l->number++;
  if (*len && (*s)[*len - 1] == '\r') --*len;
  return true;
}

/* May a name begin behind these letters of its word? The clitics of the guide: (و|ف)? (لل | (ب|ك|ل)?ال | ب|ك|ل|س)? */
static bool only_clitics(const uint8_t *c, uint32_t n) {
  uint32_t i = 0;
  if (i < n && (c[i] == KHB_C_WAW || c[i] == KHB_C_FA)) i++;
  if (i == n) return true;
  if (n - i == 2 && c[i] == KHB_C_LAM && c[i + 1] == KHB_C_LAM) return true;
  bool one = c[i] == KHB_C_BA || c[i] == KHB_C_KAF || c[i] == KHB_C_LAM;
  if (n - i == 1) return one || c[i] == KHB_C_SIN;
  if (one) i++;
  return n - i == 2 && c[i] == KHB_C_ALEF && c[i + 1] == KHB_C_LAM;
}

static bool at_word_edges(const train_para *p, uint32_t start, uint32_t end) {
  uint32_t a = token_at(&p->scan, start), b = token_at(&p->scan, end - 1);
  if (a == KHB_NONE || b == KHB_NONE) return false;
  const khb_tok *k = &p->scan.tok[a], *l = &p->scan.tok[b];
  if (l->end != end && (l->kind == KHB_TOK_WORD || l->kind == KHB_TOK_NUMBER)) return false;
  if (start == k->start || k->kind != KHB_TOK_WORD || only_marks(p->text, k->start, start)) return true;
  for (uint32_t i = 1; i < k->n_codes && i <= 4; i++)
    if (khb_code_offset(p->text, k, i) == start) return only_clitics(p->scan.codes + k->code, i);
  return false;
}

/* Where the surface stands next, at word edges, from `from` on; KHB_NONE: nowhere. */
static uint32_t find_surface(const train_para *p, uint32_t from, const char *s, size_t n) {
  for (uint32_t i = from; n && i + n <= p->len; i++)
    if (memcmp(p->text + i, s, n) == 0 && at_word_edges(p, i, i + (uint32_t)n)) return i;
  return KHB_NONE;
}

static khb_status read_names(train_corpus *c, train_para *p, const char *s, size_t len, const char *file, uint32_t line,
                             khb_error *err) {
  uint32_t at = 0;
  for (const char *end = s + len; s < end;) {
    const char *bar = memchr(s, '|', (size_t)(end - s)), *stop = bar ? bar : end,
               *colon = memchr(s, ':', (size_t)(stop - s));
    if (!colon) return khb_fail_at(err, KHB_ERR_FORMAT, file, line, 0, "write TYPE:surface", "a name without a type");
    uint32_t type = type_number(&c->types, s, (size_t)(colon - s));
    if (type == KHB_NONE)
      return khb_fail_at(err, KHB_ERR_LIMIT, file, line, 0, NULL, "more than %d types", KHB_MAX_MODEL_TYPES);
    size_t n = (size_t)(stop - colon - 1);
    uint32_t found = find_surface(p, at, colon + 1, n);
    if (found == KHB_NONE)
      return khb_fail_at(err, KHB_ERR_FORMAT, file, line, (uint32_t)(colon - s) + 2,
                         "names stand in reading order, letter for letter",
                         "\"%.*s\" is not in the paragraph after byte %u", (int)(n < 120 ? n : 120), colon + 1, at);
    if (!add_gold(p, found, found + (uint32_t)n, type)) return khb_fail_nomem(err);
    at = found + (uint32_t)n;
    s = stop + 1;
  }
  return KHB_OK;
}

/* Article numbers by id of paragraph, from articles.tsv beside the files; without it each paragraph is an article. */
static uint32_t article_of(const khb_file *f, const char *id, size_t n, uint32_t otherwise) {
  const char *s = (const char *)f->data, *end = s + f->size;
  while (s && s < end) {
    const char *nl = memchr(s, '\n', (size_t)(end - s));
    if (!nl) nl = end;
    if ((size_t)(nl - s) > n && s[n] == '\t' && memcmp(s, id, n) == 0) return (uint32_t)strtoul(s + n + 1, NULL, 10);
    s = nl + 1;
  }
  return otherwise;
}

static uint8_t part_of(const train_split *split, uint32_t article) {
  if (!split->modulus) return PART_TRAIN;
  uint32_t k = article % split->modulus;
  return k == split->test ? PART_TEST : k == split->dev ? PART_DEV : PART_TRAIN;
}

static khb_status read_ann(train_corpus *c, const char *path, const train_split *split, const khb_engine *engine,
                           khb_error *err) {
  char other[1024];
  size_t n = strlen(path);
  if (n + 16 > sizeof other) return khb_fail(err, KHB_ERR_LIMIT, NULL, "the path is too long");
  lines text = {0}, ann = {0};
  khb_file table = {0};
  snprintf(other, sizeof other, "%.*s.txt", (int)(n - 4), path);
  khb_status status = khb_file_read(path, SIZE_MAX, &ann.file, err);
  if (status == KHB_OK) status = khb_file_read(other, SIZE_MAX, &text.file, err);
  const char *slash = strrchr(path, '/');
  snprintf(other, sizeof other, "%.*sarticles.tsv", slash ? (int)(slash - path + 1) : 0, path);
  if (status == KHB_OK && khb_file_read(other, SIZE_MAX, &table, NULL) != KHB_OK) table = (khb_file){0};
  const char *s = NULL, *a;
  size_t ls = 0, la;
  while (status == KHB_OK && next_line(&ann, &a, &la)) {
    const char *tab = memchr(a, '\t', la);
    if (!tab) continue;
    size_t id = (size_t)(tab - a);
    do {
      if (!next_line(&text, &s, &ls)) {
        status = khb_fail_at(err, KHB_ERR_FORMAT, path, ann.number, 0, "keep the order of the paragraphs",
                             "no paragraph has this id");
        break;
      }
    } while (ls <= id || s[id] != '\t' || memcmp(s, a, id) != 0);
    if (status != KHB_OK) break;
    train_para *p = add_para(c, s + id + 1, ls - id - 1, engine);
    if (!p) status = khb_fail_nomem(err);
    else if (!(la - id - 1 == 1 && tab[1] == '-'))
      status = read_names(c, p, tab + 1, la - id - 1, path, ann.number, err);
    if (status != KHB_OK) break;
    p->part = part_of(split, article_of(&table, a, id, ann.number));
    p->clitics_known = true;
    labels_from_gold(p);
  }
  khb_file_unmap(&text.file);
  khb_file_unmap(&ann.file);
  khb_file_unmap(&table);
  return status;
}

/* ---- CoNLL ----------------------------------------------------------------------------------------------------------------- */

/* What a tag of the file means here: a set of types, as bits; bit 31: no name. */
typedef struct tag_map {
  struct {
    char tag[40];
    uint32_t types;
  } row[128];
  uint32_t n;
} tag_map;
#define NO_NAME 0x80000000u

static khb_status read_map(train_corpus *c, const char *path, tag_map *map, khb_error *err) {
  lines l = {0};
  khb_status status = khb_file_read(path, SIZE_MAX, &l.file, err);
  const char *s;
  size_t len;
  while (status == KHB_OK && next_line(&l, &s, &len)) {
    char word[40];
    uint32_t k = 0;
    for (size_t i = 0; i < len;) {
      while (i < len && (s[i] == ' ' || s[i] == '\t')) i++;
      size_t from = i;
      while (i < len && s[i] != ' ' && s[i] != '\t') i++;
      if (i == from || s[from] == '#') break;
      if (i - from >= sizeof word || map->n == 128) {
        status = khb_fail_at(err, KHB_ERR_LIMIT, path, l.number, 0, NULL, "the map is too large");
        break;
      }
      memcpy(word, s + from, i - from);
      word[i - from] = 0;
      if (k++ == 0) memcpy(map->row[map->n++].tag, word, sizeof word);
      else if (strcmp(word, "O") == 0) map->row[map->n - 1].types |= NO_NAME;
      else {
        uint32_t type = type_number(&c->types, word, i - from);
        if (type != KHB_NONE) map->row[map->n - 1].types |= 1u << type;
      }
    }
  }
  khb_file_unmap(&l.file);
  return status;
}

/* KHB_NONE: anything. */
static uint32_t mapped(const tag_map *map, const char *tag, size_t n) {
  for (uint32_t i = 0; i < map->n; i++)
    if (strlen(map->row[i].tag) == n && memcmp(map->row[i].tag, tag, n) == 0) return map->row[i].types;
  return KHB_NONE;
}

typedef struct conll_token {
  uint32_t start, end;
  char place;
  uint32_t types;
} conll_token;

typedef struct sentence {
  char *text;
  size_t len, cap;
  conll_token *tok;
  size_t n, cap_tok;
} sentence;

static uint32_t label_bits(uint32_t types, bool begins) {
  uint32_t bits = types & NO_NAME ? 1u : 0;
  for (uint32_t mask = types & ~NO_NAME; mask; mask &= mask - 1)
    bits |= 1u << (2 * (uint32_t)__builtin_ctz(mask) + (begins ? 1 : 2));
  return bits;
}

/* Tokens of the file may be several tokens here: the first of them begins the name. */
static bool finish_sentence(train_corpus *c, sentence *s, const tag_map *map, const khb_engine *engine) {
  if (s->n == 0) return true;
  train_para *p = add_para(c, s->text, s->len, engine);
  if (!p) return false;
  p->partial = map != NULL;
  p->own_habits = map && mapped(map, "O", 1) != KHB_NONE;
  for (size_t i = 0; i < p->scan.n_tok; i++) p->allowed[i] = KHB_NONE;
  for (size_t i = 0; i < s->n; i++) {
    const conll_token *k = &s->tok[i];
    for (uint32_t t = token_at(&p->scan, k->start); t < p->scan.n_tok && p->scan.tok[t].start < k->end; t++) {
      bool begins = k->place == 'B' && p->scan.tok[t].start <= k->start;
      p->allowed[t] = k->types == KHB_NONE ? KHB_NONE : label_bits(k->types, begins || (k->types & NO_NAME));
    }
  }
  for (size_t i = 0; i < s->n && !map;) {
    size_t j = i + 1;
    if (s->tok[i].place == 'O') {
      i++;
      continue;
    }
    while (j < s->n && s->tok[j].place == 'I' && s->tok[j].types == s->tok[i].types) j++;
    if (!add_gold(p, s->tok[i].start, s->tok[j - 1].end, (uint32_t)__builtin_ctz(s->tok[i].types))) return false;
    i = j;
  }
  if (!map) labels_from_gold(p);
  s->n = s->len = 0;
  return true;
}

static khb_status add_token(train_corpus *c, sentence *s, const char *line, size_t len, const tag_map *map,
                            const char *file, uint32_t number, khb_error *err) {
  size_t tag = len;
  while (tag && line[tag - 1] != ' ' && line[tag - 1] != '\t') tag--;
  if (tag < 2) return khb_fail_at(err, KHB_ERR_FORMAT, file, number, 0, "write `token tag`", "a line without a tag");
  size_t n = 0;
  while (n + 1 < tag && line[n] != ' ' && line[n] != '\t') n++;
  if (!KHB_GROW(s->text, s->cap, s->len + n + 2) || !KHB_GROW(s->tok, s->cap_tok, s->n + 1)) return khb_fail_nomem(err);
  if (s->n) s->text[s->len++] = ' ';
  conll_token k = {(uint32_t)s->len, (uint32_t)(s->len + n), line[tag], NO_NAME};
  memcpy(s->text + s->len, line, n);
  s->len += n;
  if (k.place != 'O') {
    const char *name = line + tag + 2;
    size_t name_len = len - tag < 2 ? 0 : len - tag - 2;
    if (map) k.types = mapped(map, name, name_len);
    else {
      uint32_t type = type_number(&c->types, name, name_len);
      if (type == KHB_NONE)
        return khb_fail_at(err, KHB_ERR_LIMIT, file, number, 0, NULL, "more than %d types", KHB_MAX_MODEL_TYPES);
      k.types = 1u << type;
    }
  } else if (map) {
    k.types = mapped(map, "O", 1);
    if (k.types == KHB_NONE) k.types = NO_NAME;
  }
  s->tok[s->n++] = k;
  return KHB_OK;
}

static khb_status read_conll(train_corpus *c, const char *path, const tag_map *map, const train_split *split,
                             const khb_engine *engine, khb_error *err) {
  lines l = {0};
  khb_status status = khb_file_read(path, SIZE_MAX, &l.file, err);
  sentence s = {0};
  size_t from = c->n, len;
  const char *line;
  while (status == KHB_OK && next_line(&l, &line, &len)) {
    if (len && !(len == 1 && line[0] == ' ')) status = add_token(c, &s, line, len, map, path, l.number, err);
    else if (!finish_sentence(c, &s, map, engine)) status = khb_fail_nomem(err);
  }
  if (status == KHB_OK && !finish_sentence(c, &s, map, engine)) status = khb_fail_nomem(err);
  for (size_t i = from; split->last && i < c->n; i++)
    if (i - from >= (c->n - from) - (c->n - from) / split->last) c->para[i].part = PART_DEV;
  free(s.text);
  free(s.tok);
  khb_file_unmap(&l.file);
  return status;
}

khb_status train_read(train_corpus *c, const char *path, const train_split *split, const khb_engine *engine,
                      khb_error *err) {
  char file[1024];
  const char *at = strrchr(path, '@');
  size_t n = at ? (size_t)(at - path) : strlen(path);
  if (n + 1 > sizeof file) return khb_fail(err, KHB_ERR_LIMIT, NULL, "the path is too long");
  memcpy(file, path, n);
  file[n] = 0;
  khb_status status;
  if (n > 4 && strcmp(file + n - 4, ".ann") == 0) {
    status = read_ann(c, file, split, engine, err);
  } else if (at) {
    tag_map *map = calloc(1, sizeof *map);
    if (!map) return khb_fail_nomem(err);
    status = read_map(c, at + 1, map, err);
    if (status == KHB_OK) status = read_conll(c, file, map, split, engine, err);
    free(map);
  } else {
    status = read_conll(c, file, NULL, split, engine, err);
  }
  c->n_files++;
  return status;
}

void train_corpus_free(train_corpus *c) {
  for (size_t i = 0; i < c->n; i++) train_para_free(&c->para[i]);
  free(c->para);
}
