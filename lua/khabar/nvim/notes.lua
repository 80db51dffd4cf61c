---The notes of a buffer: what a person has settled about its text, kept in a file beside the draft.
---
---   file      core khabar.Notes: quotes, prefixes, suffixes      written after each command, and when the draft is written
---    │ anchor()                ▲ move()
---    ▼                         │
---   buffer    one extmark a note (namespace khabar.notes)        follows the text while the buffer is open
---    │
---    ▼
---   document  doc:decide(): the tagger keeps to what is settled
---
---A mark is believed only while the words of its note stand in it. When they do not (text was deleted, cut through, undone in a
---Neovim that does not restore marks), the place is looked for again by the quote; what is not surely found is lost: it keeps its
---mark, so that an undo can bring it back, is shown as lost, and stays in the file.
local api = vim.api
local message = require 'khabar.nvim.message'

local M = {}

M.namespace = api.nvim_create_namespace 'khabar.notes'
---Milliseconds without a change before marks are compared with their words.
M.PAUSE = 200
---Bytes that are analysed at once when decisions have changed: a paragraph or two.
local DECIDED_AT_ONCE = 2 * 1024
---Places of a note that are remembered for undo, and bytes on both sides by which one is known again.
local PLACES, AROUND = 32, 64
---Bytes of a text in which these are looked for between two keys.
local SEARCHED_FOR_PLACES = 256 * 1024

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
---@field stat? string what the file looked like when it was read or written
---@field groups table<integer, string> highlight group by mark
---@field quotes? string[] by number, while notes are numbered anew
---@field history khabar.nvim.Decision[] for undoing decisions: see notes_edit
local Store = {}
Store.__index = Store

---@type table<integer, khabar.nvim.Store>
local stores = {}
---@param buf integer
---@return 'ar'|'en'
local function language(buf)
  local config = require 'khabar.nvim.config'
  return config.language((config.get(buf)))
end

---@param buf integer
---@param key string
---@param level integer?
---@param ... any
local function say(buf, key, level, ...)
  message.notify(message.text(key, language(buf), ...), level)
end

---Where the notes of a draft are kept: DRAFT.khabar.yaml beside it, or .khabar/notes/PATH.khabar.yaml in its project.
---@param name string
---@param where 'beside'|'project'|'off'
---@return string
function M.file_of(name, where)
  name = vim.uv.fs_realpath(name) or vim.fn.fnamemodify(name, ':p')
  if where == 'project' then
    local folder = vim.fs.dirname(name)
    local found = vim.fs.find('.khabar', { path = folder, upward = true, type = 'directory' })[1]
    local root = found and vim.fs.dirname(found) or folder
    return ('%s/.khabar/notes/%s.khabar.yaml'):format(root, name:sub(#root + (root:sub(-1) == '/' and 1 or 2)))
  end
  return name .. '.khabar.yaml'
end

---@param buf integer
---@return string? path nil where the buffer has no name
function M.path(buf)
  local name = api.nvim_buf_get_name(buf)
  if name == '' or name:find '^%a[%w+.-]+://' then
    return nil
  end
  return M.file_of(name, require('khabar.nvim.config').get(buf).notes)
end

---@param path? string
---@return string?
local function stat_of(path)
  local stat = path and vim.uv.fs_stat(path)
  return stat and ('%d %d %d %d'):format(stat.mtime.sec, stat.mtime.nsec, stat.size, stat.ino)
end

---@param buf integer
---@return khabar.nvim.Store?
function M.get(buf)
  return stores[buf == 0 and api.nvim_get_current_buf() or buf]
end

-- Marks ----------------------------------------------------------------------

---@param buf integer
---@param id integer
---@return integer? start nil where the text was deleted
---@return integer? finish
function M.place(buf, id)
  local row, col, details = unpack(api.nvim_buf_get_extmark_by_id(buf, M.namespace, id, { details = true }))
  if not row or details.invalid then
    return nil
  end
  local start = api.nvim_buf_get_offset(buf, row) + col
  return start, api.nvim_buf_get_offset(buf, details.end_row) + details.end_col
end

---Typing at either edge of a mark stays outside of it.
---@param id integer? nil: a new one
---@param start integer
---@param finish integer
---@return integer id
function Store:_put(id, start, finish)
  local mirror = require 'khabar.nvim.mirror'
  local row, row_start = mirror.row_of(self.buf, start)
  local end_row, end_start = mirror.row_of(self.buf, finish, row)
  return api.nvim_buf_set_extmark(self.buf, M.namespace, row, start - row_start, {
    id = id,
    end_row = end_row,
    end_col = finish - end_start,
    undo_restore = true,
    invalidate = true,
    strict = false,
  })
end

---@param text khabar.Document
---@param note khabar.Note
---@param start integer
---@param finish integer
---@return boolean
local function stands(text, note, start, finish)
  return finish > start and text:sub(start + 1, finish) == note.exact
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

---Looks for the places of notes whose words do not stand in their marks.
---@param numbers integer[]
---@param text khabar.Document
function Store:_look_for(numbers, text)
  local began = vim.uv.hrtime()
  self.handle:anchor(text)
  for _, number in ipairs(numbers) do
    local note, id = assert(self.handle:get(number)), self.marks[number] --[[@as integer]]
    if note.place == 'lost' or note.place == 'unknown' then
      self.lost[id], self.changed[id] = true, nil
    else
      self:_found(id, note.start, note.finish, text)
    end
  end
  self.anchor_ms = (vim.uv.hrtime() - began) / 1e6
end

---A place was found again.
---@param id integer
---@param start integer
---@param finish integer
---@param text khabar.Document
function Store:_found(id, start, finish, text)
  for number, mark in ipairs(self.marks) do
    if mark == id then
      local words, exact = text:sub(start + 1, finish), self.handle:get(number).exact
      self:_put(id, start, finish)
      self.lost[id], self.changed[id] = nil, words ~= exact and words or nil
      if words == exact then
        self:_remember_place(id, start, finish, text, self.last_seq)
      end
    end
  end
end

---The same in another thread. What is looked for counts as lost until it is found.
---@param numbers integer[]
---@param text khabar.Document
---@param tell? boolean say what is lost in the end
function Store:_search(numbers, text, tell)
  local ids = {}
  for i, number in ipairs(numbers) do
    ids[i] = self.marks[number]
    self.lost[ids[i]], self.changed[ids[i]] = true, nil
  end
  self.tell = self.tell or tell
  if self.searching then
    self.search_again = true
    return
  end
  self.searching = require('khabar.nvim.notes_search').start(self, ids, text:text(), {
    text = function()
      local _, now = nil, nil
      if stores[self.buf] == self then
        _, now = self:_text()
      end
      text = now or text
      return now
    end,
    found = function(id, start, finish)
      self:_found(id, start, finish, text)
    end,
    ended = function(unsure)
      self:_searched(unsure)
    end,
  })
  if not self.searching then
    self:_look_for(numbers, text)
  end
end

---The words of a place with those around it.
---@param text khabar.Document
---@param start integer
---@param finish integer
---@return string
local function around(text, start, finish)
  return text:sub(math.max(0, start - AROUND) + 1, finish + AROUND)
end

---Remembers where a mark stands, for undo and redo.
---@param id integer
---@param start integer
---@param finish integer
---@param text khabar.Document
---@param seq integer
function Store:_remember_place(id, start, finish, text, seq)
  local list = self.places[id] or {}
  self.places[id] = list
  local last = list[#list]
  local words = around(text, start, finish)
  if not (last and last.start == start and last.around == words) then
    list[#list + 1] = { seq = seq, start = start, finish = finish, around = words }
    if #list > PLACES then
      table.remove(list, 1)
    end
  else
    last.seq = seq
  end
end

---Puts a mark back to a place where it has stood, if the same words stand there between the same words: the text has come back to
---what it was, by undo or otherwise.
---@param id integer
---@param text khabar.Document
---@param seq integer
---@return boolean
---@param only? boolean only that of this very step of the undo history
function Store:_back(id, text, seq, only)
  local found
  for _, place in ipairs(self.places[id] or {}) do
    local fits = place.finish < #text and around(text, place.start, place.finish) == place.around
    if fits and (place.seq == seq or not (only or (found and found.seq == seq))) then
      found = place -- the newest of those that fit, or that of this very step of the undo history
    end
  end
  found = found or (not only and #text <= SEARCHED_FOR_PLACES and self:_elsewhere(id, text:text())) or nil
  if found then
    self:_put(id, found.start, found.finish)
    self.lost[id], self.changed[id] = nil, nil
  end
  return found ~= nil
end

---The one place where the same words stand between the same words as at one of the last places of a mark.
---@param id integer
---@param text string
---@return {start: integer, finish: integer}?
function Store:_elsewhere(id, text)
  local places = self.places[id] or {}
  for i = #places, math.max(1, #places - 3), -1 do
    local place = places[i]
    local first = text:find(place.around, 1, true)
    if first and not text:find(place.around, first + 1, true) then
      local start = first - 1 + math.min(place.start, AROUND)
      return { start = start, finish = start + place.finish - place.start }
    end
  end
end

---The words of a note that was cut or grown stand in full where its mark is: it is put on them.
---@param id integer
---@param exact string
---@param start integer
---@param finish integer
---@param text khabar.Document
---@return boolean
function Store:_whole_again(id, exact, start, finish, text)
  if not self.changed[id] then
    return false
  end
  local from = math.max(0, start - #exact)
  local near = text:sub(from + 1, finish + #exact)
  local first = near:find(exact, 1, true)
  if not first or near:find(exact, first + 1, true) then
    return false
  end
  self:_put(id, from + first - 1, from + first - 1 + #exact)
  self.lost[id], self.changed[id] = nil, nil
  return true
end

---Compares every mark with the words of its note, and tells the notes where they stand now.
---@param whatever_it_costs? boolean look for what is lost
---@return khabar.nvim.State? state nil where the buffer is not tagged
---@return khabar.Document? text
function Store:follow(whatever_it_costs)
  local state, text = self:_text()
  if not state or not text then
    return nil
  end
  local away = {}
  local newest = api.nvim_buf_call(self.buf, vim.fn.changenr)
  local undone = newest <= self.last_seq
  for number, id in ipairs(self.marks) do
    if id then
      local note = assert(self.handle:get(number))
      if undone then -- where a line was copied, the mark may stand on the copy
        self:_back(id, text, newest, true)
      end
      local start, finish = M.place(self.buf, id)
      local there = start and finish and stands(text, note, start, finish)
      if
        not there
        and (self:_back(id, text, newest) or (start and self:_whole_again(id, note.exact, start, finish, text)))
      then
        start, finish = M.place(self.buf, id)
        there = true
      end
      if there then
        self.lost[id], self.changed[id] = nil, nil
        self.handle:move(number, start, finish, text)
        self:_remember_place(id, start, finish, text, newest)
      elseif not (start and self.changed[id] and self.changed[id] == text:sub(start + 1, finish)) then
        away[#away + 1] = number
      end
    end
  end
  self.tick, self.last_seq = api.nvim_buf_get_changedtick(self.buf), math.max(newest, self.last_seq)
  if #away == 0 then
    return state, text
  end
  local search = require 'khabar.nvim.notes_search'
  local limit = whatever_it_costs and search.AT_COMMAND or search.BETWEEN_KEYS
  if #away * #text <= limit then
    self:_look_for(away, text)
  elseif whatever_it_costs or undone or self:_newly_away(away) then
    self:_search(away, text)
  end
  return state, text
end

---Is one among them that was in its place so far? A text that is too long is not searched in every pause for what is lost.
---@param numbers integer[]
---@return boolean
function Store:_newly_away(numbers)
  for _, number in ipairs(numbers) do
    if not self.lost[self.marks[number]] then
      return true
    end
  end
  return false
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
      if stores[self.buf] == self and api.nvim_buf_is_loaded(self.buf) then
        self:show(state)
      end
    end)
  end
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
      start, finish = M.place(self.buf, id)
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

-- Changing ----------------------------------------------------------------------

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
      api.nvim_buf_del_extmark(self.buf, M.namespace, id)
      self.lost[id], self.changed[id] = nil, nil
    end
  end
end

---Makes the marks anew from the notes; a mark whose note is still there keeps its number.
---@param text khabar.Document
function Store:_rebuild(text)
  local old, live = {}, {}
  for number, id in ipairs(self.marks) do
    if id then
      local start, finish = M.place(self.buf, id)
      live[number] = { id = id, start = start, finish = finish }
    end
  end
  for number, exact in ipairs(self.quotes or {}) do
    if live[number] then
      old[exact] = old[exact] or {}
      table.insert(old[exact], live[number])
    end
  end
  local before, kept, away = self.marks, {}, {}
  self.marks, self.lost, self.changed = {}, {}, {}
  local long = self.handle:count() * #text > require('khabar.nvim.notes_search').AT_COMMAND
  self.handle:anchor(text, long)
  for number, note in ipairs(self.handle:all()) do
    if (note.exact or '') == '' then
      self.marks[number] = false
    else
      local was = table.remove(old[note.exact .. '\0' .. note.start] or {}, 1)
      local found = note.place ~= 'lost' and note.place ~= 'unknown'
      local start = math.min(note.start, math.max(0, #text - 1))
      local finish = found and note.finish or math.min(math.max(note.finish, start), #text)
      if not found and was and was.start and stands(text, note, was.start, was.finish) then
        found, start, finish = true, was.start, was.finish
      end
      local id = self:_put(was and was.id, start, finish)
      self.marks[number], kept[id] = id, true
      if not found then
        self.lost[id] = true
        away[#away + 1] = number
      elseif text:sub(start + 1, finish) ~= note.exact then
        self.changed[id] = text:sub(start + 1, finish)
      end
    end
  end
  for _, id in ipairs(before) do
    if id and not kept[id] then
      api.nvim_buf_del_extmark(self.buf, M.namespace, id)
    end
  end
  if long and #away > 0 then
    self:_search(away, text, true)
  end
end

---Remembers which note each mark is of, for the marks to be kept when the notes are numbered anew.
function Store:_remember()
  self.quotes = {}
  for number, note in ipairs(self.handle:all()) do
    self.quotes[number] = (note.exact or '') .. '\0' .. note.start
  end
end

---Writes the notes, joined with what another editor has written. Says what went wrong; the notes stay in memory then.
---@return boolean saved
function Store:save()
  if not self.path then
    if not self.unsaved then
      say(self.buf, 'notes_unnamed')
    end
    self.unsaved = true
    return false
  end
  self:_remember()
  if require('khabar.nvim.config').get(self.buf).notes == 'project' then
    pcall(vim.fn.mkdir, vim.fs.dirname(self.path), 'p')
  end
  local joined, problem = self.handle:save()
  if joined == nil then
    self.unsaved = true
    say(self.buf, 'notes_unsaved', vim.log.levels.ERROR, problem)
    return false
  end
  self.unsaved, self.stat = false, stat_of(self.path)
  if joined then
    local state, text = self:_text()
    if state and text then
      self:_rebuild(text)
      self:show(state)
    end
    say(self.buf, 'notes_joined')
  end
  return true
end

-- Files ----------------------------------------------------------------------

---@param store khabar.nvim.Store
local function say_lost(store)
  if store.searching then
    return -- said at its end
  end
  local lost = 0
  for _, id in ipairs(store.marks) do
    lost = lost + (id and store.lost[id] and 1 or 0)
  end
  if lost > 0 then
    say(store.buf, 'notes_lost', vim.log.levels.WARN, lost)
  end
end

---The search in another thread has ended.
---@param unsure boolean the text has changed too much meanwhile
function Store:_searched(unsure)
  self.searching = false
  if unsure or self.search_again then
    self.search_again, self.last_seq = false, math.huge -- as after an undo: looked for again
    M.later(self.buf, true)
  elseif self.tell then
    self.tell = false
    say_lost(self)
  end
  local state = require('khabar.nvim.attach').state(self.buf)
  if state then
    self:show(state)
  end
end

---Reads the file again, after the draft or the file itself was changed from outside.
function Store:reload()
  local state, text = self:_text()
  if not state or not text then
    return
  end
  self:_remember()
  if self.path and not self.unsaved then
    local core = assert(require('khabar').core())
    local handle, problem = core.notes_open(self.path)
    if handle then
      self.handle:close()
      self.handle, self.stat = handle, stat_of(self.path)
    else
      message.notify_once(problem or '', vim.log.levels.ERROR)
    end
  end
  self:_rebuild(text)
  self:show(state)
  say_lost(self)
end

---The draft has been written: places and changed quotes go to the file, under the name that the draft now has.
function Store:written()
  local state, text = self:follow(true)
  if not state or not text then
    return
  end
  for number, id in ipairs(self.marks) do
    local start, finish = nil, nil
    if id and self.changed[id] then
      start, finish = M.place(self.buf, id)
    end
    if start and finish and self.handle:move(number, start, finish, text) then
      self.changed[id] = nil
    end
  end
  self:rename(text)
  if self.handle:count() > 0 or self.stat then
    self:save()
  end
  self:show(state)
end

---Takes the notes along to the file that belongs to the buffer's name.
---@param text khabar.Document
function Store:rename(text)
  local path = M.path(self.buf)
  if path == self.path or not path then
    return
  end
  local core = assert(require('khabar').core())
  local handle, problem = core.notes_open(path)
  if not handle then
    return message.notify(problem or '', vim.log.levels.ERROR)
  end
  handle:anchor(text)
  local was_named, entries = self.path ~= nil, self:entries()
  for _, entry in ipairs(entries) do
    if entry.start then
      local note = entry.note
      note.start, note.finish = entry.start, entry.finish
      handle:set(nil, note, text)
    end
  end
  self.handle:close()
  self.handle, self.path, self.unsaved = handle, path, handle:count() > 0
  self.quotes = nil
  self:_rebuild(text)
  if self.unsaved and self:save() then
    say(self.buf, was_named and 'notes_copied' or 'notes_named', nil, vim.fn.fnamemodify(path, ':~:.'))
  end
end

---@type table<integer, uv.uv_timer_t>
local timers = {}

---Compares marks with their words once typing has paused, and a long text has been read.
---@param buf integer
---@param anyway? boolean also where the text has not changed
function M.later(buf, anyway)
  local timer = timers[buf] or assert(vim.uv.new_timer())
  timers[buf] = timer
  timer:start(
    M.PAUSE,
    0,
    vim.schedule_wrap(function()
      local store, state = stores[buf], require('khabar.nvim.attach').state(buf)
      if timers[buf] ~= timer or not store or not state or not api.nvim_buf_is_loaded(buf) then
        return
      elseif state.mirror.tail then
        return M.later(buf, anyway)
      end
      store.tick = anyway and -1 or store.tick
      store:check()
    end)
  )
end

---Somebody else may have written the notes of a buffer: they are read again if so.
---@param buf integer
function M.look(buf)
  local store = stores[buf]
  if not store then
    return M.attached(buf)
  elseif store.path and not store.unsaved and stat_of(store.path) ~= store.stat then
    store:reload()
  end
end

---@type table<string, fun(store: khabar.nvim.Store)> by the events, with a bar between them
local reactions = {
  ['TextChanged|TextChangedI|TextChangedP|InsertLeave'] = function(store)
    M.later(store.buf)
  end,
  BufWritePost = function(store)
    store:written()
  end,
  ['BufReadPost|FileChangedShellPost'] = function(store)
    vim.schedule(function()
      if stores[store.buf] == store and api.nvim_buf_is_loaded(store.buf) then
        store:reload()
      end
    end)
  end,
  BufFilePost = function(store)
    local _, text = store:_text()
    if not store.path and text then
      store:rename(text)
    end
  end,
  ['BufEnter|FocusGained|CursorHold'] = function(store)
    M.look(store.buf)
  end,
}

local watching = false

---Not by buffer: Neovim wipes the autocommands of a buffer without a name when it is written under one.
local function watch()
  if watching then
    return
  end
  watching = true
  local group = api.nvim_create_augroup('khabar.notes', { clear = true })
  for events, react in pairs(reactions) do
    api.nvim_create_autocmd(vim.split(events, '|'), {
      group = group,
      desc = 'khabar: keep notes in their places',
      callback = function(event)
        local store = stores[event.buf]
        if store then
          react(store)
        end
      end,
    })
  end
  api.nvim_create_autocmd({ 'BufEnter', 'FocusGained', 'BufFilePost' }, {
    group = group,
    desc = 'khabar: see whether a draft has got notes',
    callback = function(event)
      if not stores[event.buf] then
        M.attached(event.buf)
      end
    end,
  })
  api.nvim_create_autocmd('User', {
    group = group,
    pattern = 'KhabarWritten',
    desc = 'khabar: take in what a code action has settled',
    callback = function(event)
      local buf = event.data and event.data.what == 'notes' and vim.fn.bufnr(vim.uri_to_fname(event.data.uri)) or -1
      if buf > 0 then
        M.look(buf)
      end
    end,
  })
end

---The notes of a tagged buffer, read when they are first needed.
---@param buf integer
---@return khabar.nvim.Store? store
---@return string? problem
function M.open(buf)
  buf = buf == 0 and api.nvim_get_current_buf() or buf
  if stores[buf] then
    return stores[buf]
  elseif require('khabar.nvim.config').get(buf).notes == 'off' then
    return nil, message.text('notes_off', language(buf))
  end
  local state = require('khabar.nvim.attach').synced(buf)
  if not state then
    return nil, require('khabar.nvim.attach').reason_text(buf)
  end
  local path = M.path(buf)
  local handle, problem = assert(require('khabar').core()).notes_open(path or (vim.fn.tempname() .. '.khabar.yaml'))
  if not handle then
    return nil, problem
  end
  local store = setmetatable({
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
    stat = stat_of(path),
    groups = {},
    history = {},
  }, Store)
  stores[buf] = store
  state.notes = store
  require('khabar.nvim.notes_draw').setup()
  store:_rebuild(state.mirror.doc)
  store:show(state)
  watch()
  say_lost(store)
  return store
end

---A buffer has been tagged: its notes are read where it has any, and watched where it may get some.
---@param buf integer
function M.attached(buf)
  local state = require('khabar.nvim.attach').state(buf)
  if not state or state.mirror.tail or require('khabar.nvim.config').get(buf).notes == 'off' then
    return
  end
  local path = M.path(buf)
  require('khabar.nvim.notes_watch').start(buf, path, M.look)
  if stores[buf] then
    return
  end
  watch()
  if path and vim.uv.fs_stat(path) then
    local store, problem = M.open(buf)
    if not store and problem then
      message.notify_once(problem, vim.log.levels.ERROR)
    end
  end
end

---A buffer is let go.
---@param buf integer
function M.detached(buf)
  require('khabar.nvim.notes_watch').stop(buf)
  local store = stores[buf]
  if not store then
    return
  end
  local review = package.loaded['khabar.nvim.review']
  if review and review.current() and review.current().buf == buf then
    review.leave()
  end
  if timers[buf] then
    timers[buf]:stop()
    timers[buf]:close()
    timers[buf] = nil
  end
  if store.unsaved then
    local joined = store.path and store.handle:save()
    if joined == nil and store.handle:count() > 0 then
      say(buf, 'notes_dropped', vim.log.levels.ERROR, store.handle:count())
    end
  end
  stores[buf] = nil
  store.handle:close()
  vim.schedule(function() -- while Neovim unloads a buffer its marks must be left alone
    if not stores[buf] and api.nvim_buf_is_loaded(buf) then
      api.nvim_buf_clear_namespace(buf, M.namespace, 0, -1)
      require('khabar.nvim.notes_draw').clear(buf)
    end
  end)
end

return M
