---Where the notes of a buffer stand: each mark follows its words through typing, moving, undo and redo.
---
---A mark is believed only while the words of its note stand in it. When they do not (text was deleted, cut through, undone in a
---Neovim that does not restore marks), the place is looked for again, in this order:
---
---   where it has stood before      the same words between the same words: undo, redo, text cut out and put in again
---   around the mark                the words of a note that was cut or had grown stand in full again
---   everywhere, by the quote       between two keys, where the text is short; else in another thread (notes_search.lua)
---
---What is not surely found is lost: it keeps its mark, so that an undo can bring it back, is shown as lost, and stays in the
---file.
local api = vim.api
local Store = require 'khabar.nvim.notes_store'

---Milliseconds without a change before marks are compared with their words.
Store.PAUSE = 200
---Places of a note that are remembered for undo, and bytes on both sides by which one is known again.
local PLACES, AROUND = 32, 64
---Bytes of a text in which these are looked for between two keys.
local SEARCHED_FOR_PLACES = 256 * 1024

---@param id integer
---@return integer? start nil where the text was deleted
---@return integer? finish
function Store:place(id)
  local row, col, details = unpack(api.nvim_buf_get_extmark_by_id(self.buf, Store.namespace, id, { details = true }))
  if not row or details.invalid then
    return nil
  end
  local start = api.nvim_buf_get_offset(self.buf, row) + col
  return start, api.nvim_buf_get_offset(self.buf, details.end_row) + details.end_col
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
  return api.nvim_buf_set_extmark(self.buf, Store.namespace, row, start - row_start, {
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
      if words == exact then -- with the words that stand beside it now, by which it is found the next time
        self.handle:move(number, start, finish, text)
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
      if self:is_live() then
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

---The search in another thread has ended.
---@param unsure boolean the text has changed too much meanwhile
function Store:_searched(unsure)
  self.searching = false
  if unsure or self.search_again then
    self.search_again, self.last_seq = false, math.huge -- as after an undo: looked for again
    self:later(true)
  elseif self.tell then
    self.tell = false
    self:say_lost()
  end
  local state = require('khabar.nvim.attach').state(self.buf)
  if state then
    self:show(state)
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
      local start, finish = self:place(id)
      local there = start and finish and stands(text, note, start, finish)
      if
        not there
        and (self:_back(id, text, newest) or (start and self:_whole_again(id, note.exact, start, finish, text)))
      then
        start, finish = self:place(id)
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

---Makes the marks anew from the notes; a mark whose note is still there keeps its number.
---@param text khabar.Document
function Store:_rebuild(text)
  local old, live = {}, {}
  for number, id in ipairs(self.marks) do
    if id then
      local start, finish = self:place(id)
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
      api.nvim_buf_del_extmark(self.buf, Store.namespace, id)
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

---Compares marks with their words once typing has paused, and a long text has been read.
---@param anyway? boolean also where the text has not changed
function Store:later(anyway)
  self.timer = self.timer or assert(vim.uv.new_timer())
  self.timer:start(
    Store.PAUSE,
    0,
    vim.schedule_wrap(function()
      local state = self:is_live() and require('khabar.nvim.attach').state(self.buf)
      if not state then
        return
      elseif state.mirror.tail then
        return self:later(anyway)
      end
      self.tick = anyway and -1 or self.tick
      self:check()
    end)
  )
end

return Store
