/* binding.h: what the files of the Lua module share: handles, arguments, results.
 *
 * Units, failures and ownership of the whole module are said in khabar_lua.c. engine.c and document.c hold the two classes; methods
 * that live in files of their own are declared below and stand in their class's list.
 */
#ifndef KHB_LUA_BINDING_H
#define KHB_LUA_BINDING_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../khabar.h"
#include "compat.h"

#define ENGINE_NAME "khabar.engine"
#define DOCUMENT_NAME "khabar.document"
#define FLAT_STRIDE 8

extern const luaL_Reg khb_lua_engine_methods[], khb_lua_engine_meta[];
extern const luaL_Reg khb_lua_notes_methods[], khb_lua_notes_meta[];
int khb_lua_document_decide(lua_State *L), khb_lua_document_decisions(lua_State *L);
int khb_lua_notes_open(lua_State *L), khb_lua_notes_entities(lua_State *L), khb_lua_notes_parse(lua_State *L);    /* notes.c */
int khb_lua_project_files(lua_State *L), khb_lua_project_place(lua_State *L), khb_lua_project_add(lua_State *L); /* project.c */
extern const luaL_Reg khb_lua_document_methods[], khb_lua_document_meta[];
/* discourse.c */
int khb_lua_document_mentions(lua_State *L);
int khb_lua_document_quotes(lua_State *L);

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

static inline const char *status_code(khb_status status) {
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
static inline int fail(lua_State *L, const khb_error *err) {
  char message[1024];
  khb_error_format(err, message, sizeof message);
  lua_pushnil(L);
  lua_pushstring(L, message);
  lua_pushstring(L, status_code(err->status));
  return 3;
}

static inline int fail_nomem(lua_State *L) {
  lua_pushnil(L);
  lua_pushstring(L, khb_status_name(KHB_ERR_NOMEM));
  lua_pushstring(L, status_code(KHB_ERR_NOMEM));
  return 3;
}

static inline uint32_t check_offset(lua_State *L, int arg) {
  int64_t value = compat_checkint(L, arg);
  luaL_argcheck(L, value >= 0 && value <= UINT32_MAX, arg, "byte offset (0 or more, below 4 GiB) expected");
  return (uint32_t)value;
}

/* Optional [first, last) at arguments 2 and 3: all of the text where nothing is given. */
static inline khb_range opt_range(lua_State *L) {
  khb_range range = {0, UINT32_MAX};
  if (!lua_isnoneornil(L, 2)) range.start = check_offset(L, 2);
  if (!lua_isnoneornil(L, 3)) range.end = check_offset(L, 3);
  return range;
}

/* A path ends at its first NUL for the system, so one with a NUL inside would open another file than the caller named. */
static inline const char *check_path(lua_State *L, int arg) {
  size_t len;
  const char *path = luaL_checklstring(L, arg, &len);
  luaL_argcheck(L, strlen(path) == len, arg, "path with a NUL byte");
  return path;
}

static inline void set_integer(lua_State *L, const char *key, int64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, key);
}

static inline void set_real(lua_State *L, const char *key, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, key);
}

static inline void set_string(lua_State *L, const char *key, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, key);
}

/* Absent strings of the library are ""; in Lua they are absent. */
static inline void set_given(lua_State *L, const char *key, const char *value) {
  if (value != NULL && value[0] != '\0') set_string(L, key, value);
}

/* Flags are set where they are true and absent where not. */
static inline void set_flag(lua_State *L, const char *key, bool value) {
  if (!value) return;
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, key);
}

static inline void set_range(lua_State *L, uint32_t start, uint32_t end) {
  set_integer(L, "start", start);
  set_integer(L, "finish", end);
}

/* The proclitics of a word as they are written, in the order of their slots: وب. */
static inline void set_clitics(lua_State *L, const char *key, unsigned bits) {
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

static inline const char *type_name(unsigned type) {
  const char *name = khb_type_name((khb_type)type);
  return name != NULL ? name : "?";
}

/* Room for n items of `size` bytes in a userdata left on the stack; raises where that is more than can be. */
static inline void *scratch(lua_State *L, size_t n, size_t size) {
  if (n > SIZE_MAX / size) luaL_error(L, "khabar: too many items");
  return compat_newuserdata(L, n == 0 ? 1 : n * size);
}

/* The length of an array that goes into a table: lua_createtable takes an int, which is only a hint. */
static inline int size_hint(size_t n) { return n > 1000000 ? 1000000 : (int)n; }

/* The name to show: the Arabic one, else the English one. */
static inline const char *shown_name(const khb_entity *entity) {
  return entity->name_ar[0] != '\0' ? entity->name_ar : entity->name_en;
}

/* The strings of the array at `arg` as an array of C strings, in a userdata left on the stack. The strings stay owned by the
   table, which stays on the stack. */
static inline const char *const *check_strings(lua_State *L, int table, int arg, const char *expected, uint32_t *count) {
  size_t n = lua_rawlen(L, table);
  luaL_argcheck(L, n <= 65536, arg, "too many strings");
  const char **strings = scratch(L, n, sizeof *strings);
  for (size_t i = 0; i < n; i++) {
    size_t len = 0;
    lua_rawgeti(L, table, (int)i + 1);
    const char *string = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : NULL;
    luaL_argcheck(L, string != NULL && strlen(string) == len, arg, expected);
    strings[i] = string;
    lua_pop(L, 1);
  }
  *count = (uint32_t)n;
  return strings;
}

/* ---- handles ------------------------------------------------------------------------------------------------------------ */

static inline void shared_release(shared *s) {
  if (--s->refs > 0) return;
  khb_engine_close(s->engine);
  free(s);
}

static inline engine_box *engine_self(lua_State *L) { return luaL_checkudata(L, 1, ENGINE_NAME); }

static inline const khb_engine *check_engine(lua_State *L) {
  engine_box *box = engine_self(L);
  if (box->shared == NULL) luaL_error(L, "khabar: this engine is closed");
  return box->shared->engine;
}

static inline document_box *document_self(lua_State *L) { return luaL_checkudata(L, 1, DOCUMENT_NAME); }

static inline khb_document *check_document(lua_State *L) {
  document_box *box = document_self(L);
  if (box->document == NULL) luaL_error(L, "khabar: this document is closed");
  return box->document;
}

#endif
