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
#include "binding.h"

#ifndef _WIN32
#include <poll.h>
#include <unistd.h>
#endif

/* Lets a loader say which build a file is without loading it. LUA_VERSION is "Lua 5.4" and the like. */
#define STAMP "khabar.core abi=" LUA_VERSION " version=" KHB_VERSION ";"
static const char stamp[] = STAMP;

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

/* index_build({yaml, …}, path) → info */
static int core_index_build(lua_State *L) {
  uint32_t n;
  khb_error err = {0};
  khb_index_info info = {0};
  luaL_checktype(L, 1, LUA_TTABLE);
  const char *path = check_path(L, 2);
  const char *const *yaml = check_strings(L, 1, 1, "array of paths expected", &n);
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
    options.entities = check_strings(L, lua_gettop(L), 1, "array of paths expected", &options.n_entities);
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

/* input_waits() → whether standard input has bytes to read, or has ended: for the language server, which plain Lua cannot tell. */
static int core_input_waits(lua_State *L) {
#ifdef _WIN32
  lua_pushboolean(L, 1); /* cannot be asked: reading waits */
#else
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  lua_pushboolean(L, poll(&input, 1, 0) != 0);
#endif
  return 1;
}

/* ---- the module --------------------------------------------------------------------------------------------------------- */

static const luaL_Reg functions[] = {
  {"open", core_open},
  {"version", core_version},
  {"abi", core_abi},
  {"types", core_types},
  {"fold", core_fold},
  {"input_waits", core_input_waits},
  {"arabic_share", core_arabic_share},
  {"index_info", core_index_info},
  {"index_build", core_index_build},
  {"notes_open", khb_lua_notes_open},
  {"notes_entities", khb_lua_notes_entities},
  {"notes_parse", khb_lua_notes_parse},
  {"project_files", khb_lua_project_files},
  {"project_place", khb_lua_project_place},
  {"project_add", khb_lua_project_add},
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
  make_class(L, ENGINE_NAME, khb_lua_engine_meta, khb_lua_engine_methods);
  make_class(L, "khabar.notes", khb_lua_notes_meta, khb_lua_notes_methods);
  make_class(L, DOCUMENT_NAME, khb_lua_document_meta, khb_lua_document_methods);
  lua_newtable(L);
  compat_setfuncs(L, functions);
  set_integer(L, "FLAT_STRIDE", FLAT_STRIDE);
  return 1;
}
