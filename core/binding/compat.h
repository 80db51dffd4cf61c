/* compat.h: what lets one C source serve Lua 5.1, LuaJIT, 5.2, 5.3 and 5.4.
 *
 * Build against the headers of each; never link a Lua library, the host program brings its own. The build against Lua 5.1's
 * headers serves LuaJIT too (and so every Neovim): nothing here calls what only one of the two has. LuaJIT's headers declare
 * some of 5.2's helpers as extras, hence the names of our own and the #undef.
 */
#ifndef KHB_LUA_COMPAT_H
#define KHB_LUA_COMPAT_H

#include <lauxlib.h>
#include <lua.h>
#include <math.h>
#include <stdint.h>

#if LUA_VERSION_NUM < 502

/* Puts the functions of a list into the table on top of the stack. */
static inline void compat_setfuncs(lua_State *L, const luaL_Reg *list) {
  for (; list->name != NULL; list++) {
    lua_pushcclosure(L, list->func, 0);
    lua_setfield(L, -2, list->name);
  }
}

#undef luaL_checkversion
#define luaL_checkversion(L) ((void)(L))
/* Named in this build alone, so that a newer Lua refuses it while loading (undefined symbol) instead of crashing later. */
#define lua_rawlen(L, i) lua_objlen((L), (i))

#else

static inline void compat_setfuncs(lua_State *L, const luaL_Reg *list) { luaL_setfuncs(L, list, 0); }

#endif

/* A whole number within what a double holds exactly. Lua 5.1 to 5.2 and LuaJIT cut 1.5 to 1 and turn NaN into garbage;
   5.3 and later raise. This raises in all of them. */
static inline int64_t compat_checkint(lua_State *L, int arg) {
#if LUA_VERSION_NUM >= 503
  return (int64_t)luaL_checkinteger(L, arg);
#else
  lua_Number d = luaL_checknumber(L, arg);
  if (!(floor(d) == d && d >= -9007199254740992.0 && d <= 9007199254740992.0)) {
    luaL_argerror(L, arg, "number has no integer representation");
  }
  return (int64_t)d;
#endif
}

/* Raw memory that the collector owns: a Lua error that jumps out of the caller cannot leak it. */
static inline void *compat_newuserdata(lua_State *L, size_t size) {
#if LUA_VERSION_NUM >= 504
  return lua_newuserdatauv(L, size, 0);
#else
  return lua_newuserdata(L, size);
#endif
}

#endif
