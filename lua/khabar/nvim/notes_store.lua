---The notes of one buffer in memory: what a person has settled about its text, each with the mark that follows its words.
---
---   number    1      2      3      4                 of the note, in the order of the file
---   note      …      …      …      …                 handle:get(number)
---   mark     id 7   id 3  false   id 9               marks[number]; false for a remark on the draft as a whole
---   state           lost         changed             by mark: words not found; others much like them in their place
---
---notes_place.lua keeps the marks in their places, notes_file.lua the notes in their file.
local api = vim.api
local message = require 'khabar.nvim.message'

---Bytes that are analysed at once when decisions have changed: a paragraph or two.
local DECIDED_AT_ONCE = 2 * 1024

---@class khabar.nvim.Store
---@field buf integer
---@field path? string nil for a buffer without a name
---@field handle khabar.Notes
---@field marks (integer|false)[] by number of the note; false for a remark on the draft as a whole
---@field lost table<integer, true> by mark
---@field changed table<integer, string> by mark: the words that stand where those of the note were, much like them
---@field places table<integer, {seq: integer, start: integer, finish: integer, around: string}[]> by mark: where it has stood
---@field shown? string which notes stood when they were last drawn
---@field unsaved boolean
---@field remarks boolean shown behind their lines
---@field tick integer b:changedtick when marks were last compared
---@field last_seq integer newest undo step then
---@field tell? boolean say what is lost when it has been looked for
---@field searching boolean lost places are being looked for in another thread
---@field search_again boolean
---@field decided integer decisions that the document has been given
---@field timer? uv.uv_timer_t until the next comparison
---@field closed boolean the buffer was let go
---@field stat? string what the file looked like when it was read or written
---@field groups table<integer, string> highlight group by mark
---@field quotes? string[] by number, while notes are numbered anew
---@field history khabar.nvim.Decision[] for undoing decisions: see notes_edit
local Store = {}
Store.__index = Store

Store.namespace = api.nvim_create_namespace 'khabar.notes'

---@param buf integer
---@param path? string
---@param handle khabar.Notes
---@return khabar.nvim.Store
function Store.new(buf, path, handle)
  return setmetatable({
    buf = buf,
    path = path,
    handle = handle,
    marks = {},
    lost = {},
    changed = {},
    unsaved = false,
    remarks = false,
    tick = -1,
    last_seq = -1,
    places = {},
    searching = false,
    search_again = false,
    decided = 0,
    groups = {},
    history = {},
    closed = false,
  }, Store)
end

---@param key string
---@param level integer?
---@param ... any
function Store:say(key, level, ...)
  local config = require 'khabar.nvim.config'
  message.notify(message.text(key, config.language((config.get(self.buf))), ...), level)
end

---Says how many notes have lost their place.
function Store:say_lost()
  if self.searching then
    return -- said at its end
  end
  local lost = 0
  for _, id in ipairs(self.marks) do
    lost = lost + (id and self.lost[id] and 1 or 0)
  end
  if lost > 0 then
    self:say('notes_lost', vim.log.levels.WARN, lost)
  end
end

---@return boolean
function Store:is_live()
  return not self.closed and api.nvim_buf_is_loaded(self.buf)
end

function Store:close()
  self.closed = true
  if self.timer then
    self.timer:stop()
    self.timer:close()
  end
  self.handle:close()
end

---@return khabar.nvim.State? state
---@return khabar.Document? text what notes are compared with; a long one is not copied
function Store:_text()
  local state = require('khabar.nvim.attach').synced(self.buf)
  if not state then
    return nil
  end
  return state, state.mirror.doc
end

---@class khabar.nvim.NoteEntry
---@field number integer
---@field id integer|false the mark
---@field note khabar.Note
---@field start? integer nil where it is lost, or a remark on the draft as a whole
---@field finish? integer
---@field lost boolean
---@field changed boolean

---The notes with the places where they stand now.
---@return khabar.nvim.NoteEntry[]
function Store:entries()
  local list = {}
  for number, note in ipairs(self.handle:all()) do
    local id = self.marks[number] or false
    local lost = id and self.lost[id] or false
    local start, finish
    if id and not lost then
      start, finish = self:place(id)
    end
    list[number] = {
      number = number,
      id = id,
      note = note,
      start = start,
      finish = finish,
      lost = lost or (id ~= false and not start),
      changed = id and self.changed[id] ~= nil or false,
    }
  end
  return list
end

---Changes a note, or adds one. Not saved yet.
---@param number integer?
---@param note khabar.Note with `start` and `finish`
---@param text khabar.Document
---@return integer? number
---@return string? problem
function Store:set(number, note, text)
  local at, problem = self.handle:set(number, note, text)
  if not at then
    return nil, problem
  end
  local kept = assert(self.handle:get(at)) -- a long passage is cut
  if number then
    local id = self.marks[at] or nil
    self.marks[at] = self:_put(id --[[@as integer?]], kept.start, kept.finish)
  else
    table.insert(self.marks, at, self:_put(nil, kept.start, kept.finish))
  end
  self.lost[self.marks[at]], self.changed[self.marks[at]] = nil, nil
  return at
end

---@param number integer
function Store:remove(number)
  if self.handle:remove(number) then
    local id = table.remove(self.marks, number)
    if id then
      api.nvim_buf_del_extmark(self.buf, Store.namespace, id)
      self.lost[id], self.changed[id] = nil, nil
    end
  end
end

---Gives the document what is settled.
---@param state khabar.nvim.State
---@param entries khabar.nvim.NoteEntry[]
function Store:_decide(state, entries)
  local doc = state.mirror.doc --[[@as any]]
  if not doc.decide then
    return
  end
  local list = {}
  for _, entry in ipairs(entries) do
    local note = entry.note
    if entry.start and note.status ~= 'open' and not note.conflict then
      list[#list + 1] =
        { start = entry.start, finish = entry.finish, status = note.status, type = note.type, entity = note.entity }
    end
  end
  -- One that has just been made takes effect at once, many are for the reading.
  doc:put_off(DECIDED_AT_ONCE)
  doc:decide(list)
  doc:put_off(require('khabar.nvim.mirror').AT_ONCE)
  self.decided = #(doc:decisions() or {})
end

---What is drawn and what is tagged follow the notes.
---@param state khabar.nvim.State
function Store:show(state)
  local entries = self:entries()
  self.shown = self:_standing(entries)
  self:_decide(state, entries)
  require('khabar.nvim.notes_draw').place(self, entries)
  if api.nvim_buf_is_valid(self.buf) then
    api.nvim__redraw { buf = self.buf, valid = false }
  end
  require('khabar.nvim.status').later(self.buf)
end

---The same, where it was to be done later: if the buffer is still there and tagged.
function Store:show_again()
  local state = self:is_live() and require('khabar.nvim.attach').state(self.buf)
  if state then
    self:show(state)
  end
end

---A summary of which notes stand, to see whether anything has changed.
---@param entries? khabar.nvim.NoteEntry[] what is drawn: a mark whose text was deleted a moment ago is lost there already
---@return string
function Store:_standing(entries)
  local list = {}
  for number, id in ipairs(self.marks) do
    local lost = entries and entries[number].lost or self.lost[id]
    list[number] = not id and '-' or lost and '0' or self.changed[id] or '1'
  end
  return table.concat(list, ',')
end

---Compares marks with their words after a change of the text.
---@param whatever_it_costs? boolean
function Store:check(whatever_it_costs)
  if not whatever_it_costs and self.tick == api.nvim_buf_get_changedtick(self.buf) then
    return
  end
  local state = self:follow(whatever_it_costs)
  if not state then
    return
  end
  local doc = state.mirror.doc --[[@as any]]
  if self.shown ~= self:_standing() or #doc:decisions() ~= self.decided then
    if whatever_it_costs then
      return self:show(state)
    end
    vim.schedule(function() -- a key may come between
      self:show_again()
    end)
  end
end

return Store
