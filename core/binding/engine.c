/* engine.c: the class `khabar.engine` of the Lua module: look-up, cards, and the start of documents. */
#include "binding.h"

static int engine_close(lua_State *L) {
  engine_box *box = engine_self(L);
  shared *s = box->shared;
  box->shared = NULL;
  if (s != NULL) shared_release(s);
  return 0;
}

static int engine_tostring(lua_State *L) {
  engine_box *box = engine_self(L);
  if (box->shared == NULL) {
    lua_pushliteral(L, "khabar.engine (closed)");
  } else {
    lua_pushfstring(L, "khabar.engine (%d entities)", (int)khb_engine_entity_count(box->shared->engine));
  }
  return 1;
}

static int engine_stats(lua_State *L) {
  const khb_engine *engine = check_engine(L);
  lua_createtable(L, 0, 3);
  set_integer(L, "entities", khb_engine_entity_count(engine));
  set_integer(L, "names", khb_engine_name_count(engine));
  set_given(L, "date", khb_engine_date(engine));
  return 1;
}

static int engine_analyze(lua_State *L) {
  size_t len;
  khb_error err = {0};
  const khb_engine *engine = check_engine(L);
  const char *text = luaL_checklstring(L, 2, &len);
  shared *s = engine_self(L)->shared;
  document_box *box = compat_newuserdata(L, sizeof *box);
  box->document = NULL;
  box->shared = NULL;
  luaL_getmetatable(L, DOCUMENT_NAME);
  lua_setmetatable(L, -2);
  if (khb_document_open(engine, text, len, &box->document, &err) != KHB_OK) return fail(L, &err);
  box->shared = s;
  s->refs++;
  return 1;
}

static const char *name_kind(unsigned kind) {
  static const char *const names[] = {"name", "alias", "demonym", "english"};
  return kind < sizeof names / sizeof names[0] ? names[kind] : "?";
}

/* {id=, type=, name=, english=, description=, matched=, kind=, clitics=, entity=}, pushed. false: the entity is not there. */
static bool push_hit(lua_State *L, const khb_engine *engine, uint32_t number, uint32_t which, unsigned proclitics) {
  khb_entity entity;
  khb_name name;
  if (khb_engine_entity(engine, number, &entity) != KHB_OK) return false;
  lua_createtable(L, 0, 10);
  set_string(L, "id", entity.id);
  set_string(L, "type", type_name(entity.type));
  set_string(L, "name", shown_name(&entity));
  set_given(L, "english", entity.name_en);
  set_given(L, "description", entity.description_ar);
  if (khb_engine_entity_name(engine, number, which, &name) == KHB_OK) {
    set_string(L, "matched", name.text);
    set_string(L, "kind", name_kind(name.kind));
  }
  set_clitics(L, "clitics", proclitics);
  set_integer(L, "entity", number);
  return true;
}

static int push_hits(lua_State *L, const khb_engine *engine, const khb_hit *hits, size_t n) {
  lua_createtable(L, size_hint(n), 0);
  int count = 0;
  for (size_t i = 0; i < n; i++) {
    if (!push_hit(L, engine, hits[i].entity, hits[i].name, hits[i].proclitics)) continue;
    lua_pushboolean(L, hits[i].exact);
    lua_setfield(L, -2, "exact");
    lua_rawseti(L, -2, ++count);
  }
  return 1;
}

/* lookup(text) → hits with exact=, best first */
static int engine_lookup(lua_State *L) {
  size_t len;
  const khb_engine *engine = check_engine(L);
  const char *text = luaL_checklstring(L, 2, &len);
  size_t n = khb_engine_lookup(engine, text, len, NULL, 0);
  khb_hit *hits = scratch(L, n, sizeof *hits);
  khb_engine_lookup(engine, text, len, hits, n);
  return push_hits(L, engine, hits, n);
}

/* The most that the caller wants, at argument 3. */
static size_t opt_max(lua_State *L, size_t most) {
  if (lua_isnoneornil(L, 3)) return most;
  int64_t max = compat_checkint(L, 3);
  luaL_argcheck(L, max >= 0, 3, "a number from 0 expected");
  return (uint64_t)max < most ? (size_t)max : most;
}

/* complete(prefix [, max]) → hits with exact=, best first */
static int engine_complete(lua_State *L) {
  size_t len;
  const khb_engine *engine = check_engine(L);
  const char *prefix = luaL_checklstring(L, 2, &len);
  size_t max = opt_max(L, KHB_MAX_COMPLETIONS);
  khb_hit hits[KHB_MAX_COMPLETIONS];
  size_t n = khb_engine_complete(engine, prefix, len, hits, max);
  return push_hits(L, engine, hits, n < max ? n : max);
}

/* suggest(word [, max]) → hits with cost=, best first */
static int engine_suggest(lua_State *L) {
  size_t len;
  const khb_engine *engine = check_engine(L);
  const char *word = luaL_checklstring(L, 2, &len);
  size_t max = opt_max(L, KHB_MAX_SUGGESTIONS);
  khb_suggestion near[KHB_MAX_SUGGESTIONS];
  size_t n = khb_engine_suggest(engine, word, len, near, max);
  lua_createtable(L, size_hint(n), 0);
  int count = 0;
  for (size_t i = 0; i < n && i < max; i++) {
    if (!push_hit(L, engine, near[i].entity, near[i].name, near[i].proclitics)) continue;
    lua_pushnumber(L, (lua_Number)near[i].cost);
    lua_setfield(L, -2, "cost");
    lua_rawseti(L, -2, ++count);
  }
  return 1;
}

/* A pair of languages as {ar=, en=}; an empty table where neither is given. */
static void set_pair(lua_State *L, const char *key, const char *ar, const char *en) {
  lua_createtable(L, 0, 2);
  set_given(L, "ar", ar);
  set_given(L, "en", en);
  lua_setfield(L, -2, key);
}

static void set_names(lua_State *L, const khb_engine *engine, uint32_t ref, uint32_t n) {
  int count = 0;
  lua_createtable(L, size_hint(n), 0);
  for (uint32_t i = 0; i < n; i++) {
    khb_name name;
    if (khb_engine_entity_name(engine, ref, i, &name) != KHB_OK) continue;
    lua_createtable(L, 0, 4);
    set_string(L, "text", name.text);
    set_string(L, "kind", name_kind(name.kind));
    set_flag(L, "common", (name.flags & KHB_NAMEF_COMMON) != 0);
    set_flag(L, "derived", (name.flags & KHB_NAMEF_DERIVED) != 0);
    lua_rawseti(L, -2, ++count);
  }
  lua_setfield(L, -2, "names");
}

/* The entity behind an id, for fields that hold only the id: <key>, and <key>_name where the engine knows it. */
static void set_linked(lua_State *L, const khb_engine *engine, const char *key, const char *name_key, const char *id) {
  khb_entity entity;
  if (id == NULL || id[0] == '\0') return;
  set_string(L, key, id);
  uint32_t ref = khb_engine_find(engine, id, strlen(id));
  if (ref == KHB_NONE || khb_engine_entity(engine, ref, &entity) != KHB_OK) return;
  set_given(L, name_key, shown_name(&entity));
}

static void set_offices(lua_State *L, const khb_engine *engine, uint32_t ref, uint32_t n) {
  static const char *const holds[] = {"perhaps", "no", "yes"};
  const char *day = khb_engine_date(engine);
  int count = 0;
  lua_createtable(L, size_hint(n), 0);
  for (uint32_t i = 0; i < n; i++) {
    khb_office office;
    if (khb_engine_entity_office(engine, ref, i, &office) != KHB_OK) continue;
    lua_createtable(L, 0, 6);
    set_string(L, "title", office.title);
    set_linked(L, engine, "of", "of_name", office.of);
    set_given(L, "from", office.from);
    set_given(L, "to", office.to);
    if (day) set_string(L, "on_date", holds[khb_office_on(&office, day) + 1]);
    lua_rawseti(L, -2, ++count);
  }
  lua_setfield(L, -2, "offices");
}

/* card(id or entity number) → all that is known; nil alone where there is no such entity */
static int engine_card(lua_State *L) {
  const khb_engine *engine = check_engine(L);
  khb_entity entity;
  uint32_t ref;
  if (lua_type(L, 2) == LUA_TNUMBER) {
    ref = check_offset(L, 2);
  } else {
    size_t len;
    const char *id = luaL_checklstring(L, 2, &len);
    ref = khb_engine_find(engine, id, len);
  }
  if (ref == KHB_NONE || khb_engine_entity(engine, ref, &entity) != KHB_OK) {
    lua_pushnil(L);
    return 1;
  }
  lua_createtable(L, 0, 12);
  set_string(L, "id", entity.id);
  set_string(L, "type", type_name(entity.type));
  set_pair(L, "name", entity.name_ar, entity.name_en);
  set_pair(L, "description", entity.description_ar, entity.description_en);
  set_linked(L, engine, "country", "country_name", entity.country);
  set_linked(L, engine, "region", "region_name", entity.region);
  set_linked(L, engine, "capital", "capital_name", entity.capital);
  set_given(L, "source", entity.source);
  set_names(L, engine, ref, entity.n_names);
  set_offices(L, engine, ref, entity.n_offices);
  return 1;
}

/* A number of the value at argument 2; false where it says none. */
static bool get_real(lua_State *L, const char *key, double *out) {
  lua_getfield(L, 2, key);
  bool there = lua_type(L, -1) == LUA_TNUMBER;
  if (there) *out = (double)lua_tonumber(L, -1);
  lua_pop(L, 1);
  return there;
}

enum { MAX_CONVERSIONS = 16 };

/* convert(value, to) → {{number=, low=, high=, unit=, symbol=, reading=, of=}, …} */
static int engine_convert(lua_State *L) {
  const khb_engine *engine = check_engine(L);
  size_t len, n_unit = 0;
  luaL_checktype(L, 2, LUA_TTABLE);
  const char *to = luaL_checklstring(L, 3, &len);
  khb_value value = {0};
  khb_conversion list[MAX_CONVERSIONS];
  if (get_real(L, "number", &value.number)) value.has |= KHB_VALUE_NUMBER;
  if (get_real(L, "low", &value.low)) value.has |= KHB_VALUE_LOW;
  if (get_real(L, "high", &value.high)) value.has |= KHB_VALUE_HIGH;
  lua_getfield(L, 2, "unit");
  const char *unit = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &n_unit) : NULL;
  if (unit != NULL && n_unit < sizeof value.unit) memcpy(value.unit, unit, n_unit);
  size_t n = khb_engine_convert(engine, &value, to, len, list, MAX_CONVERSIONS);
  if (n > MAX_CONVERSIONS) n = MAX_CONVERSIONS;
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    lua_createtable(L, 0, 6);
    if (list[i].has & KHB_VALUE_NUMBER) set_real(L, "number", list[i].number);
    if (list[i].has & KHB_VALUE_LOW) set_real(L, "low", list[i].low);
    if (list[i].has & KHB_VALUE_HIGH) set_real(L, "high", list[i].high);
    set_string(L, "unit", list[i].unit);
    set_given(L, "symbol", list[i].symbol);
    set_given(L, "reading", list[i].reading);
    set_given(L, "of", list[i].of);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

/* measures() → {{unit=, symbol=, reading=, quantity=, system=}, …} */
static int engine_measures(lua_State *L) {
  static const char *const systems[] = {NULL, "metric", "imperial"};
  const khb_engine *engine = check_engine(L);
  size_t n = khb_engine_measures(engine, NULL, 0);
  khb_measure *list = scratch(L, n, sizeof *list);
  khb_engine_measures(engine, list, n);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    lua_createtable(L, 0, 5);
    set_string(L, "unit", list[i].unit);
    set_given(L, "symbol", list[i].symbol);
    set_given(L, "reading", list[i].reading);
    set_string(L, "quantity", list[i].quantity);
    set_given(L, "system", systems[list[i].system <= KHB_IMPERIAL ? list[i].system : 0]);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

const luaL_Reg khb_lua_engine_methods[] = {
  {"analyze", engine_analyze}, {"lookup", engine_lookup}, {"card", engine_card},
  {"complete", engine_complete}, {"suggest", engine_suggest}, {"convert", engine_convert}, {"measures", engine_measures},
  {"stats", engine_stats},     {"close", engine_close},   {NULL, NULL},
};

const luaL_Reg khb_lua_engine_meta[] = {
  {"__gc", engine_close}, {"__close", engine_close}, {"__tostring", engine_tostring}, {NULL, NULL},
};
