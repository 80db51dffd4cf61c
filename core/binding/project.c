/* project.c: the files of names that a project keeps, as Lua sees them. */
#include "binding.h"

/* A list of the library, freed with the userdata that holds it, so that a Lua error on the way loses nothing. */
typedef struct list_box { char **list; } list_box;

static int list_gc(lua_State *L) {
  list_box *box = lua_touserdata(L, 1);
  free(box->list);
  box->list = NULL;
  return 0;
}

static list_box *new_list(lua_State *L) {
  list_box *box = compat_newuserdata(L, sizeof *box);
  box->list = NULL;
  if (luaL_newmetatable(L, "khabar.list")) {
    lua_pushcfunction(L, list_gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return box;
}

static const char *opt_path(lua_State *L, int arg) { return lua_isnoneornil(L, arg) ? NULL : check_path(L, arg); }

/* project_files([path]) → { file, … }, the nearest last */
int khb_lua_project_files(lua_State *L) {
  khb_error err = {0};
  size_t n = 0;
  const char *path = opt_path(L, 1);
  list_box *box = new_list(L);
  if (khb_project_files(path, &box->list, &n, &err) != KHB_OK) return fail(L, &err);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    lua_pushstring(L, box->list[i]);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

/* project_place([path]) → file */
int khb_lua_project_place(lua_State *L) {
  char place[4096];
  khb_error err = {0};
  if (khb_project_place(opt_path(L, 1), place, sizeof place, &err) != KHB_OK) return fail(L, &err);
  lua_pushstring(L, place);
  return 1;
}

/* A string field of the table at 2, left on the stack; NULL where it is not given. */
static const char *field(lua_State *L, const char *key) {
  size_t len = 0;
  lua_getfield(L, 2, key);
  if (lua_isnil(L, -1)) return NULL;
  const char *value = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : NULL;
  if (value == NULL || strlen(value) != len)
    luaL_argerror(L, 2, lua_pushfstring(L, "field '%s' must be a string without NUL bytes", key));
  return value;
}

/* project_add(file, {type=, name=, english=, id=, aliases={…}, description=, disabled=}) → id */
int khb_lua_project_add(lua_State *L) {
  char id[512];
  khb_error err = {0};
  khb_new_entity e = {.size = sizeof e, .type = -1};
  const char *file = check_path(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  const char *type = field(L, "type");
  if (type && (e.type = khb_type_parse(type, strlen(type))) < 0) luaL_argerror(L, 2, lua_pushfstring(L, "'%s' is no type", type));
  e.name_ar = field(L, "name");
  e.name_en = field(L, "english");
  e.id = field(L, "id");
  e.description_ar = field(L, "description");
  lua_getfield(L, 2, "disabled");
  e.disabled = lua_toboolean(L, -1);
  lua_getfield(L, 2, "aliases");
  if (!lua_isnil(L, -1)) {
    if (!lua_istable(L, -1)) luaL_argerror(L, 2, "field 'aliases' must be an array of names");
    e.aliases = check_strings(L, lua_gettop(L), 2, "array of names expected", &e.n_aliases);
  }
  if (khb_project_add(file, &e, id, sizeof id, &err) != KHB_OK) return fail(L, &err);
  lua_pushstring(L, id);
  return 1;
}
