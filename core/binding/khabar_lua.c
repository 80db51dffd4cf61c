/* khabar_lua.c: the Lua module `khabar.core`, libkhabar as Lua sees it. No policy here: defaults and advice live in lua/khabar/.
 *
 * Units      Every offset is a byte offset counted from 0 and every range is half-open, as in khabar.h and unlike string.sub:
 *            text:sub(start + 1, finish) is the text of a range.
 * Failures   What can fail in good use returns nil, message, code ("io", "format", "version", "nomem", "range", "limit").
 *            Misuse (a wrong type, a closed handle, a negative offset) raises a Lua error.
 * Ownership  Engines and documents are userdata with :close(), which may be called twice, and __gc. A document keeps what it
 *            needs of its engine: the engine goes when it and all its documents are closed, in whatever order.
 *
 *     engine userdata ──┐
 *                       ├──► shared { khb_engine *, refs }      refs = userdata that still point here
 *   document userdata ──┘
 *
 * Memory     Arrays from the library land in userdata, so a Lua error between two allocations leaks nothing.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../khabar.h"
#include "compat.h"

#define ENGINE_NAME "khabar.engine"
#define DOCUMENT_NAME "khabar.document"
#define FLAT_STRIDE 8


/* Lets a loader say which build a file is without loading it. LUA_VERSION is "Lua 5.4" and the like. */
#define STAMP "khabar.core abi=" LUA_VERSION " version=" KHB_VERSION ";"
static const char stamp[] = STAMP;

typedef struct shared {
  khb_engine *engine;
  size_t refs;
} shared;

typedef struct engine_box {
  shared *shared; /* NULL once closed */
} engine_box;

typedef struct document_box {
  khb_document *document; /* NULL once closed */
  shared *shared;
} document_box;

/* ---- arguments and results ------------------------------------------------------------------------------------------ */

static const char *status_code(khb_status status) {
  switch (status) {
    case KHB_ERR_NOMEM: return "nomem";
    case KHB_ERR_IO: return "io";
    case KHB_ERR_FORMAT: return "format";
    case KHB_ERR_VERSION: return "version";
    case KHB_ERR_RANGE: return "range";
    case KHB_ERR_LIMIT: return "limit";
    case KHB_OK: break;
  }
  return "unknown";
}

/* Returns nil, message, code. */
static int fail(lua_State *L, const khb_error *err) {
  char message[1024];
  khb_error_format(err, message, sizeof message);
  lua_pushnil(L);
  lua_pushstring(L, message);
  lua_pushstring(L, status_code(err->status));
  return 3;
}

static int fail_nomem(lua_State *L) {
  lua_pushnil(L);
  lua_pushstring(L, khb_status_name(KHB_ERR_NOMEM));
  lua_pushstring(L, status_code(KHB_ERR_NOMEM));
  return 3;
}

static uint32_t check_offset(lua_State *L, int arg) {
  int64_t value = compat_checkint(L, arg);
  luaL_argcheck(L, value >= 0 && value <= UINT32_MAX, arg, "byte offset (0 or more, below 4 GiB) expected");
  return (uint32_t)value;
}

/* Optional [first, last) at arguments 2 and 3: all of the text where nothing is given. */
static khb_range opt_range(lua_State *L) {
  khb_range range = {0, UINT32_MAX};
  if (!lua_isnoneornil(L, 2)) range.start = check_offset(L, 2);
  if (!lua_isnoneornil(L, 3)) range.end = check_offset(L, 3);
  return range;
}

/* A path ends at its first NUL for the system, so one with a NUL inside would open another file than the caller named. */
static const char *check_path(lua_State *L, int arg) {
  size_t len;
  const char *path = luaL_checklstring(L, arg, &len);
  luaL_argcheck(L, strlen(path) == len, arg, "path with a NUL byte");
  return path;
}

static void set_integer(lua_State *L, const char *key, int64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, key);
}

static void set_string(lua_State *L, const char *key, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, key);
}

/* Absent strings of the library are ""; in Lua they are absent. */
static void set_given(lua_State *L, const char *key, const char *value) {
  if (value != NULL && value[0] != '\0') set_string(L, key, value);
}

/* Flags are set where they are true and absent where not. */
static void set_flag(lua_State *L, const char *key, bool value) {
  if (!value) return;
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, key);
}

static void set_range(lua_State *L, uint32_t start, uint32_t end) {
  set_integer(L, "start", start);
  set_integer(L, "finish", end);
}

/* The proclitics of a word as they are written, in the order of their slots: وب. */
static void set_clitics(lua_State *L, const char *key, unsigned bits) {
  static const struct { unsigned bit; const char *text; } slots[] = {
    {KHB_PRO_WA, "\xd9\x88"}, {KHB_PRO_FA, "\xd9\x81"}, {KHB_PRO_SA, "\xd8\xb3"}, {KHB_PRO_BI, "\xd8\xa8"},
    {KHB_PRO_KA, "\xd9\x83"}, {KHB_PRO_LI, "\xd9\x84"}, {KHB_PRO_AL, "\xd8\xa7\xd9\x84"},
  };
  char text[32];
  size_t n = 0;
  for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
    if ((bits & slots[i].bit) == 0) continue;
    memcpy(text + n, slots[i].text, strlen(slots[i].text));
    n += strlen(slots[i].text);
  }
  lua_pushlstring(L, text, n);
  lua_setfield(L, -2, key);
}

static const char *type_name(unsigned type) {
  const char *name = khb_type_name((khb_type)type);
  return name != NULL ? name : "?";
}

/* Room for n items of `size` bytes in a userdata left on the stack; raises where that is more than can be. */
static void *scratch(lua_State *L, size_t n, size_t size) {
  if (n > SIZE_MAX / size) luaL_error(L, "khabar: too many items");
  return compat_newuserdata(L, n == 0 ? 1 : n * size);
}

/* The length of an array that goes into a table: lua_createtable takes an int, which is only a hint. */
static int size_hint(size_t n) { return n > 1000000 ? 1000000 : (int)n; }

/* ---- handles ------------------------------------------------------------------------------------------------------------ */

static void shared_release(shared *s) {
  if (--s->refs > 0) return;
  khb_engine_close(s->engine);
  free(s);
}

static engine_box *engine_self(lua_State *L) { return luaL_checkudata(L, 1, ENGINE_NAME); }

static const khb_engine *check_engine(lua_State *L) {
  engine_box *box = engine_self(L);
  if (box->shared == NULL) luaL_error(L, "khabar: this engine is closed");
  return box->shared->engine;
}

static document_box *document_self(lua_State *L) { return luaL_checkudata(L, 1, DOCUMENT_NAME); }

static khb_document *check_document(lua_State *L) {
  document_box *box = document_self(L);
  if (box->document == NULL) luaL_error(L, "khabar: this document is closed");
  return box->document;
}

static int engine_close(lua_State *L) {
  engine_box *box = engine_self(L);
  shared *s = box->shared;
  box->shared = NULL;
  if (s != NULL) shared_release(s);
  return 0;
}

static int document_close(lua_State *L) {
  document_box *box = document_self(L);
  shared *s = box->shared;
  khb_document_close(box->document);
  box->document = NULL;
  box->shared = NULL;
  if (s != NULL) shared_release(s);
  return 0;
}

/* ---- module functions --------------------------------------------------------------------------------------------------- */

static int core_version(lua_State *L) {
  lua_pushstring(L, khb_version());
  return 1;
}

/* The Lua that this file was built for, in the words of _VERSION. */
static int core_abi(lua_State *L) {
  lua_pushstring(L, LUA_VERSION);
  lua_pushstring(L, stamp);
  return 2;
}

/* types() → { {name=, arabic=, flat=}, … }: entry n + 1 is type number n of doc:flat(). */
static int core_types(lua_State *L) {
  lua_createtable(L, KHB_TYPE_COUNT, 0);
  for (int i = 0; i < KHB_TYPE_COUNT; i++) {
    lua_createtable(L, 0, 3);
    set_string(L, "name", type_name((unsigned)i));
    set_given(L, "arabic", khb_type_name_ar((khb_type)i));
    set_given(L, "flat", khb_type_flat4((khb_type)i));
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}

/* fold(text [, with_map]) → folded [, map]: map[i + 1] is the byte in text of the character that folded byte i came from;
   its last entry is the length of text. */
static int core_fold(lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  bool with_map = lua_toboolean(L, 2);
  luaL_argcheck(L, len <= KHB_MAX_TEXT, 1, "text too long");
  size_t n = khb_fold(text, len, NULL, 0, NULL);
  char *out = scratch(L, n, 1);
  uint32_t *map = with_map ? scratch(L, n + 1, sizeof *map) : NULL;
  khb_fold(text, len, out, n, map);
  lua_pushlstring(L, out, n);
  if (!with_map) return 1;
  lua_createtable(L, size_hint(n + 1), 0);
  for (size_t i = 0; i <= n; i++) {
    lua_pushinteger(L, (lua_Integer)map[i]);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 2;
}

static int core_arabic_share(lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  lua_pushnumber(L, khb_arabic_share(text, len));
  return 1;
}

static int push_index_info(lua_State *L, const khb_index_info *info) {
  static const char hex[] = "0123456789abcdef";
  char checksum[16]; /* 64 bits do not fit into the numbers of Lua 5.1 */
  for (int i = 0; i < 16; i++) checksum[i] = hex[(info->checksum >> (60 - 4 * i)) & 15];
  lua_createtable(L, 0, 9);
  set_integer(L, "format", info->format);
  set_integer(L, "entities", info->n_entities);
  set_integer(L, "names", info->n_names);
  set_integer(L, "words", info->n_words);
  set_integer(L, "classes", info->n_classes);
  set_integer(L, "patterns", info->n_patterns);
  set_integer(L, "bytes", (int64_t)info->bytes);
  lua_pushlstring(L, checksum, sizeof checksum);
  lua_setfield(L, -2, "checksum");
  lua_createtable(L, 0, KHB_TYPE_COUNT);
  for (unsigned i = 0; i < KHB_TYPE_COUNT; i++) set_integer(L, type_name(i), info->by_type[i]);
  lua_setfield(L, -2, "by_type");
  return 1;
}

static int core_index_info(lua_State *L) {
  khb_error err = {0};
  khb_index_info info = {0};
  if (khb_index_check(check_path(L, 1), &info, &err) != KHB_OK) return fail(L, &err);
  return push_index_info(L, &info);
}

/* The strings of the array at `arg` as an array of C strings, in a userdata left on the stack. The strings stay owned by the
   table, which stays on the stack. */
static const char *const *check_paths(lua_State *L, int table, int arg, uint32_t *count) {
  size_t n = lua_rawlen(L, table);
  luaL_argcheck(L, n <= 65536, arg, "too many paths");
  const char **paths = scratch(L, n, sizeof *paths);
  for (size_t i = 0; i < n; i++) {
    size_t len = 0;
    lua_rawgeti(L, table, (int)i + 1);
    const char *path = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : NULL;
    luaL_argcheck(L, path != NULL && strlen(path) == len, arg, "array of paths expected");
    paths[i] = path;
    lua_pop(L, 1);
  }
  *count = (uint32_t)n;
  return paths;
}

/* index_build({yaml, …}, path) → info */
static int core_index_build(lua_State *L) {
  uint32_t n;
  khb_error err = {0};
  khb_index_info info = {0};
  luaL_checktype(L, 1, LUA_TTABLE);
  const char *path = check_path(L, 2);
  const char *const *yaml = check_paths(L, 1, 1, &n);
  if (khb_index_build(yaml, n, path, &info, &err) != KHB_OK) return fail(L, &err);
  return push_index_info(L, &info);
}

/* A string field of the options, left on the stack; NULL where it is not given. */
static const char *option_string(lua_State *L, const char *key) {
  size_t len = 0;
  lua_getfield(L, 1, key);
  if (lua_isnil(L, -1)) return NULL;
  const char *value = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : NULL;
  if (value == NULL || strlen(value) != len) {
    luaL_argerror(L, 1, lua_pushfstring(L, "field '%s' must be a string without NUL bytes", key));
  }
  return value;
}

/* open{index=, model=, entities={…}, date=} → engine */
static int core_open(lua_State *L) {
  khb_options options = {0};
  khb_error err = {0};
  if (lua_isnoneornil(L, 1)) {
    lua_settop(L, 0);
    lua_newtable(L);
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  options.size = sizeof options;
  options.index = option_string(L, "index");
  options.model = option_string(L, "model");
  options.date = option_string(L, "date");
  lua_getfield(L, 1, "entities");
  if (!lua_isnil(L, -1)) {
    if (!lua_istable(L, -1)) luaL_argerror(L, 1, "field 'entities' must be an array of paths");
    options.entities = check_paths(L, lua_gettop(L), 1, &options.n_entities);
  }
  engine_box *box = compat_newuserdata(L, sizeof *box);
  box->shared = NULL;
  luaL_getmetatable(L, ENGINE_NAME);
  lua_setmetatable(L, -2);
  shared *s = malloc(sizeof *s);
  if (s == NULL) return fail_nomem(L);
  if (khb_engine_open(&options, &s->engine, &err) != KHB_OK) {
    free(s);
    return fail(L, &err);
  }
  s->refs = 1;
  box->shared = s;
  return 1;
}

/* ---- engine ------------------------------------------------------------------------------------------------------------- */

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

/* The name to show: the Arabic one, else the English one. */
static const char *shown_name(const khb_entity *entity) {
  return entity->name_ar[0] != '\0' ? entity->name_ar : entity->name_en;
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
  int count = 0;
  lua_createtable(L, size_hint(n), 0);
  for (uint32_t i = 0; i < n; i++) {
    khb_office office;
    if (khb_engine_entity_office(engine, ref, i, &office) != KHB_OK) continue;
    lua_createtable(L, 0, 5);
    set_string(L, "title", office.title);
    set_linked(L, engine, "of", "of_name", office.of);
    set_given(L, "from", office.from);
    set_given(L, "to", office.to);
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
  set_linked(L, engine, "capital", "capital_name", entity.capital);
  set_given(L, "source", entity.source);
  set_names(L, engine, ref, entity.n_names);
  set_offices(L, engine, ref, entity.n_offices);
  return 1;
}

/* ---- document ----------------------------------------------------------------------------------------------------------- */

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

/* counts([first, last]) → { total =, unlinked =, PERS =, … }: how many spans, without making a table for each */
static int document_counts(lua_State *L) {
  size_t n, unlinked = 0, by_type[KHB_TYPE_COUNT] = {0};
  khb_document *document = check_document(L);
  lua_settop(L, 3);
  const khb_span *spans = copy_spans(L, document, &n);
  for (size_t i = 0; i < n; i++) {
    if (spans[i].entity == KHB_NONE) unlinked++;
    if (spans[i].type < KHB_TYPE_COUNT) by_type[spans[i].type]++;
  }
  lua_createtable(L, 0, KHB_TYPE_COUNT + 2);
  set_integer(L, "total", (int64_t)n);
  set_integer(L, "unlinked", (int64_t)unlinked);
  for (unsigned i = 0; i < KHB_TYPE_COUNT; i++) set_integer(L, type_name(i), (int64_t)by_type[i]);
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

/* ---- the module --------------------------------------------------------------------------------------------------------- */

static const luaL_Reg engine_methods[] = {
  {"analyze", engine_analyze}, {"lookup", engine_lookup}, {"card", engine_card},
  {"complete", engine_complete}, {"suggest", engine_suggest},
  {"stats", engine_stats},     {"close", engine_close},   {NULL, NULL},
};

static const luaL_Reg engine_meta[] = {
  {"__gc", engine_close}, {"__close", engine_close}, {"__tostring", engine_tostring}, {NULL, NULL},
};

static const luaL_Reg document_methods[] = {
  {"edit", document_edit},           {"text", document_text},         {"spans", document_spans},
  {"flat", document_flat},           {"counts", document_counts},     {"tokens", document_tokens},
  {"sentences", document_sentences}, {"paragraphs", document_paragraphs}, {"faults", document_faults},
  {"clitics", document_clitics},     {"close", document_close},       {NULL, NULL},
};

static const luaL_Reg document_meta[] = {
  {"__gc", document_close}, {"__close", document_close}, {"__tostring", document_tostring}, {"__len", document_len}, {NULL, NULL},
};

static const luaL_Reg functions[] = {
  {"open", core_open},
  {"version", core_version},
  {"abi", core_abi},
  {"types", core_types},
  {"fold", core_fold},
  {"arabic_share", core_arabic_share},
  {"index_info", core_index_info},
  {"index_build", core_index_build},
  {NULL, NULL},
};

static void make_class(lua_State *L, const char *name, const luaL_Reg *meta, const luaL_Reg *methods) {
  luaL_newmetatable(L, name);
  compat_setfuncs(L, meta);
  set_string(L, "__name", name);
  lua_newtable(L);
  compat_setfuncs(L, methods);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}

KHB_API int luaopen_khabar_core(lua_State *L);

KHB_API int luaopen_khabar_core(lua_State *L) {
  luaL_checkversion(L); /* refuses a build for another Lua */
  make_class(L, ENGINE_NAME, engine_meta, engine_methods);
  make_class(L, DOCUMENT_NAME, document_meta, document_methods);
  lua_newtable(L);
  compat_setfuncs(L, functions);
  set_integer(L, "FLAT_STRIDE", FLAT_STRIDE);
  return 1;
}
