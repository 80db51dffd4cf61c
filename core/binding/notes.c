/* notes.c: the class `khabar.notes` of the Lua module: what a person has settled about a draft. Notes are numbered from 1, as in any Lua list;
 * a number is good until notes are added, removed or saved. */
#include "binding.h"

#include <stdio.h>
#include <stdlib.h>

#define NOTES_NAME "khabar.notes"

typedef struct notes_box { khb_notes *notes; } notes_box;

static khb_notes *check_notes(lua_State *L) {
  notes_box *box = luaL_checkudata(L, 1, NOTES_NAME);
  if (box->notes == NULL) luaL_error(L, "khabar: these notes are closed");
  return box->notes;
}

static int notes_close(lua_State *L) {
  notes_box *box = luaL_checkudata(L, 1, NOTES_NAME);
  khb_notes_close(box->notes);
  box->notes = NULL;
  return 0;
}

/* notes_open(path) → notes; a file that is not there has none */
int khb_lua_notes_open(lua_State *L) {
  khb_error err = {0};
  const char *path = check_path(L, 1);
  notes_box *box = compat_newuserdata(L, sizeof *box);
  box->notes = NULL;
  luaL_getmetatable(L, NOTES_NAME);
  lua_setmetatable(L, -2);
  if (khb_notes_open(path, &box->notes, &err) != KHB_OK) return fail(L, &err);
  return 1;
}

/* notes_entities(path) → a text that changes with the entities that the notes name; nil where they name none */
int khb_lua_notes_entities(lua_State *L) {
  khb_error err = {0};
  uint64_t stamp = 0;
  char text[17];
  if (khb_notes_entities(check_path(L, 1), &stamp, &err) != KHB_OK) return fail(L, &err);
  snprintf(text, sizeof text, "%08x%08x", (unsigned)(stamp >> 32), (unsigned)(stamp & UINT32_MAX));
  if (stamp) lua_pushstring(L, text);
  else lua_pushnil(L);
  return 1;
}

/* notes_parse(bytes) → notes, as if read from a file; they have no place to be saved to */
int khb_lua_notes_parse(lua_State *L) {
  khb_error err = {0};
  size_t len;
  const char *bytes = luaL_checklstring(L, 1, &len);
  notes_box *box = compat_newuserdata(L, sizeof *box);
  box->notes = NULL;
  luaL_getmetatable(L, NOTES_NAME);
  lua_setmetatable(L, -2);
  if (khb_notes_parse("notes", bytes, len, &box->notes, &err) != KHB_OK) return fail(L, &err);
  return 1;
}

/* notes:bytes() → the file as it would be written */
static int notes_bytes(lua_State *L) {
  khb_error err = {0};
  char *bytes = NULL;
  size_t len = 0;
  if (khb_notes_format(check_notes(L), &bytes, &len, &err) != KHB_OK) return fail(L, &err);
  lua_pushlstring(L, bytes, len);
  free(bytes);
  return 1;
}

static uint32_t check_number(lua_State *L, int arg) {
  int64_t i = compat_checkint(L, arg);
  luaL_argcheck(L, i >= 1 && i < UINT32_MAX, arg, "number of a note expected");
  return (uint32_t)i - 1;
}

static const char *place_name(unsigned place) {
  static const char *const names[] = {"unknown", "same", "moved", "changed", "lost"};
  return place < sizeof names / sizeof names[0] ? names[place] : "unknown";
}

static void push_note(lua_State *L, const khb_note *note) {
  lua_createtable(L, 0, 14);
  set_range(L, note->start, note->end);
  set_string(L, "place", place_name(note->place));
  set_string(L, "status", khb_note_status_name((khb_note_status)note->status));
  if (note->type >= 0) set_string(L, "type", type_name((unsigned)note->type));
  set_flag(L, "conflict", note->conflict);
  lua_pushnumber(L, floor((double)note->score * 100 + 0.5) / 100);
  lua_setfield(L, -2, "score");
  set_string(L, "exact", note->exact);
  set_string(L, "prefix", note->prefix);
  set_string(L, "suffix", note->suffix);
  set_given(L, "entity", note->entity);
  set_given(L, "text", note->text);
  set_given(L, "check", note->check);
  set_given(L, "source", note->source);
}

/* notes:get(number) → {start=, finish=, place=, status=, type=, …}, or nil */
static int notes_get(lua_State *L) {
  khb_note note;
  if (khb_notes_get(check_notes(L), check_number(L, 2), &note) != KHB_OK) lua_pushnil(L);
  else push_note(L, &note);
  return 1;
}

/* notes:all() → { note, … } in the order of the file */
static int notes_all(lua_State *L) {
  khb_notes *notes = check_notes(L);
  uint32_t n = khb_notes_count(notes);
  lua_createtable(L, size_hint(n), 0);
  for (uint32_t i = 0; i < n; i++) {
    khb_note note;
    if (khb_notes_get(notes, i, &note) != KHB_OK) continue;
    push_note(L, &note);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

static int notes_count(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)khb_notes_count(check_notes(L)));
  return 1;
}

/* A text, or the document that has it: that of a long draft is not copied. */
static const char *check_text(lua_State *L, int arg, size_t *len) {
  const document_box *box = lua_type(L, arg) == LUA_TUSERDATA ? luaL_checkudata(L, arg, DOCUMENT_NAME) : NULL;
  if (box == NULL) return luaL_checklstring(L, arg, len);
  if (box->document == NULL) luaL_error(L, "khabar: this document is closed");
  const char *text = khb_document_text(box->document, len);
  return text != NULL ? text : "";
}

/* notes:anchor(text [, here]) → how many are lost; `here`: without looking elsewhere */
static int notes_anchor(lua_State *L) {
  size_t len;
  uint32_t lost = 0;
  khb_notes *notes = check_notes(L);
  const char *text = check_text(L, 2, &len);
  bool here = lua_toboolean(L, 3) != 0;
  khb_status status = here ? khb_notes_anchor_here(notes, text, len, &lost) : khb_notes_anchor(notes, text, len, &lost);
  if (status != KHB_OK) {
    khb_error err = {.status = status};
    snprintf(err.what, sizeof err.what, "%s", khb_status_name(status));
    return fail(L, &err);
  }
  lua_pushinteger(L, (lua_Integer)lost);
  return 1;
}

static int one_of(lua_State *L, const char *key, const char *value) {
  return luaL_argerror(L, 3, lua_pushfstring(L, "field '%s': '%s' is none", key, value));
}

/* A string field of the table at 3, left on the stack; "" where it is not given. */
static const char *field(lua_State *L, const char *key) {
  size_t len = 0;
  lua_getfield(L, 3, key);
  if (lua_isnil(L, -1)) return "";
  const char *value = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : NULL;
  if (value == NULL || strlen(value) != len)
    luaL_argerror(L, 3, lua_pushfstring(L, "field '%s' must be a string without NUL bytes", key));
  return value;
}

static uint32_t offset_field(lua_State *L, const char *key) {
  lua_getfield(L, 3, key);
  lua_Number value = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : -1;
  if (!(value >= 0 && value <= (lua_Number)KHB_MAX_TEXT)) luaL_argerror(L, 3, lua_pushfstring(L, "field '%s' must be a byte of the text", key));
  return (uint32_t)value;
}

/* notes:set(number or nil, {start=, finish=, status=, type=, entity=, text=, check=, source=}, text) → number */
static int notes_set(lua_State *L) {
  khb_error err = {0};
  khb_note note = {.type = -1};
  size_t len;
  uint32_t at = KHB_NONE;
  khb_notes *notes = check_notes(L);
  uint32_t i = lua_isnoneornil(L, 2) ? KHB_NONE : check_number(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  const char *text = check_text(L, 4, &len);
  lua_settop(L, 4);
  note.start = offset_field(L, "start");
  note.end = offset_field(L, "finish");
  const char *status = field(L, "status"), *type = field(L, "type");
  while (*status && note.status < KHB_NOTE_STATUSES && strcmp(status, khb_note_status_name((khb_note_status)note.status)) != 0) note.status++;
  if (note.status == KHB_NOTE_STATUSES) return one_of(L, "status", status);
  if (*type && (note.type = (int8_t)khb_type_parse(type, strlen(type))) < 0) return one_of(L, "type", type);
  note.entity = field(L, "entity");
  note.text = field(L, "text");
  note.check = field(L, "check");
  note.source = field(L, "source");
  lua_getfield(L, 3, "conflict");
  note.conflict = lua_toboolean(L, -1) ? 1 : 0;
  if (khb_notes_set(notes, i, &note, text, len, &at, &err) != KHB_OK) return fail(L, &err);
  lua_pushinteger(L, (lua_Integer)at + 1);
  return 1;
}

/* notes:move(number, start, finish, text) → true */
static int notes_move(lua_State *L) {
  khb_error err = {0};
  size_t len;
  khb_notes *notes = check_notes(L);
  uint32_t i = check_number(L, 2), start = check_offset(L, 3), finish = check_offset(L, 4);
  const char *text = check_text(L, 5, &len);
  if (khb_notes_move(notes, i, start, finish, text, len, &err) != KHB_OK) return fail(L, &err);
  lua_pushboolean(L, 1);
  return 1;
}

/* notes:remove(number) → whether there was one */
static int notes_remove(lua_State *L) {
  khb_status status = khb_notes_remove(check_notes(L), check_number(L, 2));
  if (status == KHB_ERR_NOMEM) return fail_nomem(L);
  lua_pushboolean(L, status == KHB_OK);
  return 1;
}

/* notes:field(key [, value]) → value: "date", "place" or "style" of the draft; nil for another key */
static int notes_field(lua_State *L) {
  khb_error err = {0};
  khb_notes *notes = check_notes(L);
  const char *key = luaL_checkstring(L, 2);
  if (!lua_isnone(L, 3)) {
    size_t len = 0;
    const char *value = lua_isnil(L, 3) ? "" : luaL_checklstring(L, 3, &len);
    luaL_argcheck(L, strlen(value) == len, 3, "string without NUL bytes expected");
    if (khb_notes_set_field(notes, key, value, &err) != KHB_OK) return fail(L, &err);
  }
  lua_pushstring(L, khb_notes_field(notes, key)); /* nil for NULL */
  return 1;
}

/* notes:save() → joined: whether another program's changes came in, so that numbers may have changed */
static int notes_save(lua_State *L) {
  khb_error err = {0};
  int joined = 0;
  if (khb_notes_save(check_notes(L), &joined, &err) != KHB_OK) return fail(L, &err);
  lua_pushboolean(L, joined);
  return 1;
}

static int notes_tostring(lua_State *L) {
  notes_box *box = luaL_checkudata(L, 1, NOTES_NAME);
  if (box->notes == NULL) lua_pushliteral(L, "khabar.notes (closed)");
  else lua_pushfstring(L, "khabar.notes (%d)", (int)khb_notes_count(box->notes));
  return 1;
}

const luaL_Reg khb_lua_notes_methods[] = {
  {"get", notes_get},       {"all", notes_all},     {"count", notes_count}, {"anchor", notes_anchor}, {"set", notes_set},   {"move", notes_move},
  {"remove", notes_remove}, {"field", notes_field}, {"save", notes_save},   {"close", notes_close},
  {"bytes", notes_bytes},   {NULL, NULL},
};

const luaL_Reg khb_lua_notes_meta[] = {{"__gc", notes_close}, {"__close", notes_close}, {"__tostring", notes_tostring}, {NULL, NULL}};

/* ---- decisions of a document ---------------------------------------------------------------------------------------------------- */

/* The status that a name says; raises for another. */
static uint8_t status_of(lua_State *L, const char *name) {
  for (int i = 0; i < KHB_NOTE_STATUSES; i++) {
    if (strcmp(name, khb_note_status_name((khb_note_status)i)) == 0) return (uint8_t)i;
  }
  luaL_error(L, "khabar: '%s' is no status of a note", name);
  return 0;
}

/* A field of the table on top of the stack; the string lives in that table. */
static const char *entry_string(lua_State *L, const char *key) {
  lua_getfield(L, -1, key);
  const char *value = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
  if (value == NULL && !lua_isnil(L, -1)) luaL_error(L, "khabar: field '%s' of a decision must be a string", key);
  lua_pop(L, 1);
  return value;
}

static uint32_t entry_offset(lua_State *L, const char *key) {
  lua_getfield(L, -1, key);
  lua_Number value = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : -1;
  lua_pop(L, 1);
  if (!(value >= 0 && value <= (lua_Number)KHB_MAX_TEXT)) luaL_error(L, "khabar: field '%s' of a decision must be a byte of the text", key);
  return (uint32_t)value;
}

/* doc:decide{ {start=, finish=, status=, type=, entity=}, … } → changed_start, changed_finish */
int khb_lua_document_decide(lua_State *L) {
  khb_error err = {0};
  khb_range changed = {0, 0};
  khb_document *document = check_document(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  size_t n = lua_rawlen(L, 2);
  khb_decision *list = scratch(L, n, sizeof *list);
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(L, 2, (int)i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    const char *status = entry_string(L, "status"), *type = entry_string(L, "type");
    list[i] = (khb_decision){.start = entry_offset(L, "start"), .end = entry_offset(L, "finish"), .type = -1, .entity = entry_string(L, "entity")};
    list[i].status = status_of(L, status ? status : "");
    if (type && (list[i].type = (int8_t)khb_type_parse(type, strlen(type))) < 0) luaL_error(L, "khabar: '%s' is no type", type);
    lua_pop(L, 1);
  }
  if (khb_document_decide(document, list, n, &changed, &err) != KHB_OK) return fail(L, &err);
  lua_pushinteger(L, (lua_Integer)changed.start);
  lua_pushinteger(L, (lua_Integer)changed.end);
  return 2;
}

/* doc:decisions() → { {start=, finish=, status=, type=, entity=}, … }: those that stand */
int khb_lua_document_decisions(lua_State *L) {
  khb_document *document = check_document(L);
  size_t n = khb_document_decisions(document, NULL, 0);
  khb_decision *list = scratch(L, n, sizeof *list);
  khb_document_decisions(document, list, n);
  lua_createtable(L, size_hint(n), 0);
  for (size_t i = 0; i < n; i++) {
    lua_createtable(L, 0, 5);
    set_range(L, list[i].start, list[i].end);
    set_string(L, "status", khb_note_status_name((khb_note_status)list[i].status));
    if (list[i].type >= 0) set_string(L, "type", type_name((unsigned)list[i].type));
    set_given(L, "entity", list[i].entity);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}
