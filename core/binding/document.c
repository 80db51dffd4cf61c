/* document.c: the class `khabar.document` of the Lua module: text, edits, and what was found in the text. */
#include "binding.h"

static int document_close(lua_State *L) {
  document_box *box = document_self(L);
  shared *s = box->shared;
  khb_document_close(box->document);
  box->document = NULL;
  box->shared = NULL;
  if (s != NULL) shared_release(s);
  return 0;
}

static int document_tostring(lua_State *L) {
  size_t len;
  document_box *box = document_self(L);
  if (box->document == NULL) {
    lua_pushliteral(L, "khabar.document (closed)");
  } else {
    khb_document_text(box->document, &len);
    lua_pushfstring(L, "khabar.document (%d bytes)", (int)len);
  }
  return 1;
}

static int document_text(lua_State *L) {
  size_t len;
  const char *text = khb_document_text(check_document(L), &len);
  lua_pushlstring(L, len == 0 ? "" : text, len);
  return 1;
}

/* sub(i [, j]) → a part of the text, as string.sub gives it, without a copy of the whole */
static int document_sub(lua_State *L) {
  size_t len;
  const char *text = khb_document_text(check_document(L), &len);
  lua_Number n = (lua_Number)len, i = luaL_checknumber(L, 2), j = luaL_optnumber(L, 3, -1);
  i = i < 0 ? n + i + 1 : i;
  j = j < 0 ? n + j + 1 : j;
  i = i < 1 ? 1 : i;
  j = j > n ? n : j;
  if (i <= j) lua_pushlstring(L, text + (size_t)i - 1, (size_t)j - (size_t)i + 1);
  else lua_pushliteral(L, ""); /* NaN too: it compares with nothing */
  return 1;
}

static int document_len(lua_State *L) {
  size_t len;
  khb_document_text(check_document(L), &len);
  lua_pushinteger(L, (lua_Integer)len);
  return 1;
}

/* edit(start, old_end, text) → changed_start, changed_finish */
static int document_edit(lua_State *L) {
  size_t len;
  khb_error err = {0};
  khb_range changed = {0, 0};
  khb_document *document = check_document(L);
  uint32_t start = check_offset(L, 2), old_end = check_offset(L, 3);
  const char *text = luaL_checklstring(L, 4, &len);
  if (khb_document_edit(document, start, old_end, text, len, &changed, &err) != KHB_OK) return fail(L, &err);
  lua_pushinteger(L, (lua_Integer)changed.start);
  lua_pushinteger(L, (lua_Integer)changed.end);
  return 2;
}

/* Copies the spans of the range at arguments 2 and 3 into a userdata left on the stack. */
static khb_span *copy_spans(lua_State *L, const khb_document *document, size_t *n) {
  khb_range range = opt_range(L);
  *n = khb_document_spans(document, range.start, range.end, NULL, 0);
  khb_span *spans = scratch(L, *n, sizeof *spans);
  khb_document_spans(document, range.start, range.end, spans, *n);
  return spans;
}

/* { number =, low =, high =, unit =, currency =, candidates =, timex =, …, mod = }: what is not said is absent. */
static void push_value(lua_State *L, const khb_value *v) {
  lua_createtable(L, 0, 6);
  if (v->has & KHB_VALUE_NUMBER) set_real(L, "number", v->number);
  if (v->has & KHB_VALUE_LOW) set_real(L, "low", v->low);
  if (v->has & KHB_VALUE_HIGH) set_real(L, "high", v->high);
  set_given(L, "unit", v->unit);
  set_given(L, "currency", v->currency);
  set_given(L, "candidates", v->candidates);
  set_given(L, "timex", v->timex);
  set_given(L, "timex_end", v->timex_end);
  set_given(L, "timex_other", v->timex_other);
  set_given(L, "calendar", v->calendar);
  set_given(L, "gregorian", v->gregorian);
  set_given(L, "mod", khb_modifier_name((khb_modifier)v->mod));
}

static void push_span(lua_State *L, const khb_document *document, const khb_span *span) {
  const khb_engine *engine = khb_document_engine(document);
  const char *source = khb_source_name((khb_source)span->source);
  khb_entity entity;
  lua_createtable(L, 0, 12);
  set_range(L, span->start, span->end);
  set_integer(L, "word_start", span->word_start);
  set_integer(L, "word_finish", span->word_end);
  set_string(L, "type", type_name(span->type));
  set_string(L, "source", source != NULL ? source : "?");
  set_integer(L, "depth", span->depth);
  set_clitics(L, "clitics", span->proclitics);
  lua_pushnumber(L, floor((double)span->score * 10000.0 + 0.5) / 10000.0); /* 0.98, not 0.98000001907349 */
  lua_setfield(L, -2, "score");
  if (span->entity != KHB_NONE && khb_engine_entity(engine, span->entity, &entity) == KHB_OK) {
    set_string(L, "id", entity.id);
    set_string(L, "name", shown_name(&entity));
    set_integer(L, "entity", span->entity);
  }
  khb_value value;
  if (khb_document_value(document, span, &value)) {
    push_value(L, &value);
    lua_setfield(L, -2, "value");
  }
}

/* Upvalues: document, spans, how many, how many were given. Edits in between do not touch the copied spans. */
static int spans_next(lua_State *L) {
  document_box *box = lua_touserdata(L, lua_upvalueindex(1));
  const khb_span *spans = lua_touserdata(L, lua_upvalueindex(2));
  lua_Integer n = lua_tointeger(L, lua_upvalueindex(3)), i = lua_tointeger(L, lua_upvalueindex(4));
  if (box->document == NULL) luaL_error(L, "khabar: this document is closed");
  if (i >= n) return 0;
  lua_pushinteger(L, i + 1);
  lua_replace(L, lua_upvalueindex(4));
  push_span(L, box->document, &spans[i]);
  return 1;
}

/* spans([first, last]) → iterator over tables */
static int document_spans(lua_State *L) {
  size_t n;
  khb_document *document = check_document(L);
  lua_settop(L, 3);
  lua_pushvalue(L, 1);
  copy_spans(L, document, &n);
  lua_pushinteger(L, (lua_Integer)n);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, spans_next, 4);
  return 1;
}

/* flat([first, last [, into]]) → array, count. FLAT_STRIDE integers a span: start, finish, word_start, word_finish, type number,
   depth, source number, entity number or -1. `into` is filled from its start and not shortened: trust the count. */
static int document_flat(lua_State *L) {
  size_t n;
  khb_document *document = check_document(L);
  lua_settop(L, 4);
  if (!lua_isnil(L, 4)) luaL_checktype(L, 4, LUA_TTABLE);
  const khb_span *spans = copy_spans(L, document, &n);
  if (lua_isnil(L, 4)) lua_createtable(L, size_hint(n * FLAT_STRIDE), 0);
  else lua_pushvalue(L, 4);
  int at = 0;
  for (size_t i = 0; i < n; i++) {
    const khb_span *s = &spans[i];
    const int64_t fields[FLAT_STRIDE] = {
      s->start, s->end, s->word_start, s->word_end, s->type, s->depth, s->source, s->entity == KHB_NONE ? -1 : (int64_t)s->entity,
    };
    for (int k = 0; k < FLAT_STRIDE; k++) {
      lua_pushinteger(L, (lua_Integer)fields[k]);
      lua_rawseti(L, -2, ++at);
    }
  }
  lua_pushinteger(L, (lua_Integer)n);
  return 2;
}

/* put_off(bytes): edits and decisions analyse that much at once, the rest is for catch_up; nil: nothing is put off */
static int document_put_off(lua_State *L) {
  khb_document *document = check_document(L);
  khb_document_put_off(document, lua_isnoneornil(L, 2) ? UINT32_MAX : check_offset(L, 2));
  return 0;
}

/* catch_up([first, last [, bytes]]) → changed_start, changed_finish; nothing where nothing was put off there */
static int document_catch_up(lua_State *L) {
  khb_error err = {0};
  khb_range changed = {0, 0};
  khb_document *document = check_document(L);
  khb_range range = opt_range(L);
  uint32_t bytes = lua_isnoneornil(L, 4) ? UINT32_MAX : check_offset(L, 4);
  if (khb_document_catch_up(document, range.start, range.end, bytes, &changed, &err) != KHB_OK) return fail(L, &err);
  if (changed.start == changed.end) return 0;
  lua_pushinteger(L, (lua_Integer)changed.start);
  lua_pushinteger(L, (lua_Integer)changed.end);
  return 2;
}

/* behind() → bytes that are put off */
static int document_behind(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)khb_document_behind(check_document(L)));
  return 1;
}

static khb_totals totals_of(const khb_span *spans, size_t n) {
  khb_totals t = {.spans = (uint32_t)n};
  for (size_t i = 0; i < n; i++) {
    if (spans[i].source == KHB_FROM_FIGURES) t.figures++;
    else if (spans[i].entity == KHB_NONE) t.unlinked++;
    if (spans[i].type < KHB_TYPE_COUNT) t.types[spans[i].type]++;
  }
  return t;
}

/* counts([first, last]) → { total =, unlinked =, figures =, PERS =, … }: how many spans, without making a table for each; of the whole
   document without looking at them either */
static int document_counts(lua_State *L) {
  khb_totals t;
  khb_document *document = check_document(L);
  lua_settop(L, 3);
  if (lua_isnil(L, 2) && lua_isnil(L, 3)) {
    khb_document_totals(document, &t);
  } else {
    size_t n;
    const khb_span *spans = copy_spans(L, document, &n);
    t = totals_of(spans, n);
  }
  lua_createtable(L, 0, KHB_TYPE_COUNT + 3);
  set_integer(L, "total", t.spans);
  set_integer(L, "unlinked", t.unlinked);
  set_integer(L, "figures", t.figures);
  for (unsigned i = 0; i < KHB_TYPE_COUNT; i++) set_integer(L, type_name(i), t.types[i]);
  return 1;
}

static int document_tokens(lua_State *L) {
  khb_document *document = check_document(L);
  khb_range range = opt_range(L);
  size_t n = khb_document_tokens(document, range.start, range.end, NULL, 0);
  khb_token *tokens = scratch(L, n, sizeof *tokens);
  khb_document_tokens(document, range.start, range.end, tokens, n);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    const char *kind = khb_token_kind_name((khb_token_kind)tokens[i].kind);
    unsigned flags = tokens[i].flags;
    lua_createtable(L, 0, 8);
    set_range(L, tokens[i].start, tokens[i].end);
    set_string(L, "kind", kind != NULL ? kind : "?");
    set_flag(L, "arabic", (flags & KHB_TOKF_ARABIC) != 0);
    set_flag(L, "latin", (flags & KHB_TOKF_LATIN) != 0);
    set_flag(L, "space_before", (flags & KHB_TOKF_SPACE_BEFORE) != 0);
    set_flag(L, "digit", (flags & KHB_TOKF_DIGIT) != 0);
    set_flag(L, "upper", (flags & KHB_TOKF_UPPER) != 0);
    set_flag(L, "marked", (flags & KHB_TOKF_MARKED) != 0);
    set_flag(L, "line_start", (flags & KHB_TOKF_LINE_START) != 0);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

static int document_sentences(lua_State *L) {
  khb_document *document = check_document(L);
  khb_range range = opt_range(L);
  size_t n = khb_document_sentences(document, range.start, range.end, NULL, 0);
  khb_sentence *sentences = scratch(L, n, sizeof *sentences);
  khb_document_sentences(document, range.start, range.end, sentences, n);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    lua_createtable(L, 0, 5);
    set_range(L, sentences[i].start, sentences[i].end);
    set_flag(L, "headline", (sentences[i].flags & KHB_SENT_HEADLINE) != 0);
    set_flag(L, "source", (sentences[i].flags & KHB_SENT_SOURCE) != 0);
    set_flag(L, "last", (sentences[i].flags & KHB_SENT_LAST) != 0);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

typedef size_t range_reader(const khb_document *document, uint32_t first, uint32_t last, khb_range *out, size_t cap);

static int push_ranges(lua_State *L, range_reader *read) {
  khb_document *document = check_document(L);
  khb_range range = opt_range(L);
  size_t n = read(document, range.start, range.end, NULL, 0);
  khb_range *ranges = scratch(L, n, sizeof *ranges);
  read(document, range.start, range.end, ranges, n);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    lua_createtable(L, 0, 2);
    set_range(L, ranges[i].start, ranges[i].end);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

static int document_paragraphs(lua_State *L) { return push_ranges(L, khb_document_paragraphs); }
static int document_faults(lua_State *L) { return push_ranges(L, khb_document_faults); }

/* clitics(at) → { {start=, finish=, proclitics=, enclitic_start=, enclitic_finish=}, … }: the stem's range */
static int document_clitics(lua_State *L) {
  khb_document *document = check_document(L);
  uint32_t at = check_offset(L, 2);
  size_t n = khb_document_clitics(document, at, NULL, 0);
  khb_clitics *ways = scratch(L, n, sizeof *ways);
  khb_document_clitics(document, at, ways, n);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    lua_createtable(L, 0, 5);
    set_range(L, ways[i].stem.start, ways[i].stem.end);
    set_clitics(L, "proclitics", ways[i].proclitics);
    if (ways[i].has_enclitic) {
      set_integer(L, "enclitic_start", ways[i].enclitic.start);
      set_integer(L, "enclitic_finish", ways[i].enclitic.end);
    }
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

const luaL_Reg khb_lua_document_methods[] = {
  {"decide", khb_lua_document_decide}, {"decisions", khb_lua_document_decisions},
  {"edit", document_edit},           {"text", document_text},         {"spans", document_spans},
  {"sub", document_sub},
  {"put_off", document_put_off},     {"catch_up", document_catch_up}, {"behind", document_behind},
  {"flat", document_flat},           {"counts", document_counts},     {"tokens", document_tokens},
  {"sentences", document_sentences}, {"paragraphs", document_paragraphs}, {"faults", document_faults},
  {"clitics", document_clitics},     {"mentions", khb_lua_document_mentions}, {"quotes", khb_lua_document_quotes},
  {"close", document_close},         {NULL, NULL},
};

const luaL_Reg khb_lua_document_meta[] = {
  {"__gc", document_close}, {"__close", document_close}, {"__tostring", document_tostring}, {"__len", document_len}, {NULL, NULL},
};
