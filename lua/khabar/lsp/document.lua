---A draft as the language server holds it: its text, what the engine found in it, and what a person has settled about it.
---
---    changes of the client ──> lines.text ──> engine's document (doc:edit) ┐
---    DRAFT.khabar.yaml ──> notes ──> marks, moved along with each edit    ├──> view: the spans that the server
---                                                                           speaks of
---A long text is read by and by: idle() analyses a slice of it, and whoever asks for a range has that read first.
---
---All ranges are bytes, half-open, from 0.
local knowledge = require 'khabar.lsp.knowledge'
local position = require 'khabar.lsp.position'

local M = {}

---Spans of a document, with what was settled about them.
---@class khabar.lsp.Span: khabar.Span
---@field note? khabar.Note
---@field number? integer of the note

---@class khabar.lsp.Mark where a note stands now
---@field number integer
---@field start integer
---@field finish integer
---@field note khabar.Note
---@field moved? boolean since the notes were read

---@class khabar.lsp.Document
---@field uri string
---@field path? string nil where the text is no file
---@field notes_file? string nil where it can have no notes
---@field version? integer
---@field lines khabar.lsp.Lines
---@field doc? khabar.Document nil where the text is not read: `reason` says why
---@field engine? khabar.Engine
---@field reason? 'not_arabic'|'too_long'|'failed'|'lost'
---@field message? string what failed
---@field notes? khabar.Notes
---@field marks khabar.lsp.Mark[]
---@field measured? integer bytes of the text when its letters were counted
---@field private notes_bytes? string|false
---@field private broken? boolean an edit cut through a mark
---@field private whole? khabar.lsp.Span[]
---@field private asked integer where somebody has asked last: idle() reads on from there
---@field revision integer grows with everything that changes the view
local Document = {}
Document.__index = Document

local DEFAULT_SHARE, DEFAULT_BYTES = 0.3, 8 * 1024 * 1024
---Bytes that an edit analyses at once, and idle() each time: some milliseconds. A text that is no longer is read when opened.
M.SLICE = 16 * 1024
---Below this a text that is not Arabic is measured at each change, above it when its size has changed by an eighth.
local SMALL_BYTES = 4096

---The path of a file: URI, as the file system has it; nil for anything else.
---@param uri string
---@return string?
function M.path_of(uri)
  local rest = uri:match '^file://[^/]*(/.*)$'
  if not rest then
    return nil
  end
  rest = rest:gsub('[?#].*$', ''):gsub('%%(%x%x)', function(hex)
    return string.char(tonumber(hex, 16))
  end)
  if rest:find '%z' then
    return nil
  end
  return (rest:gsub('^/(%a:)', '%1')) -- a drive of Windows
end

---@param uri string
---@param text string
---@param version? integer
---@param known khabar.lsp.Knowledge
---@return khabar.lsp.Document
function M.open(uri, text, version, known)
  local self =
    setmetatable({ uri = uri, path = M.path_of(uri), version = version, marks = {}, revision = 0, asked = 0 }, Document)
  self.notes_file = known:notes(self.path)
  self.lines = position.lines(text, known.options.lone_cr)
  self:analyze(known)
  return self
end

---Whether the text is one to read; else `reason` is set.
---@param options khabar.lsp.Options
---@return boolean
function Document:is_wanted(options)
  local core, message = require('khabar').core()
  if not core then
    self.reason, self.message = 'failed', message
    return false
  end
  local text = self.lines.text
  self.measured = #text
  if core.arabic_share(text) < (options.arabic_share or DEFAULT_SHARE) or not text:find '[\128-\255]' then
    self.reason = 'not_arabic'
  elseif #text > (options.max_bytes or DEFAULT_BYTES) then
    self.reason = 'too_long'
  else
    return true
  end
  return false
end

---Reads the text from scratch: with the engine for its file, which may be another one by now.
---@param known khabar.lsp.Knowledge
function Document:analyze(known)
  self:close()
  self.reason, self.message = nil, nil
  if not self:is_wanted(known.options) then
    return
  end
  self:read_notes()
  self.engine, self.message = known:engine(self.path, self:date())
  if self.engine then
    self.doc, self.message = self:start()
  end
  self.reason = not self.doc and 'failed' or nil
end

---The engine's document of the text, of which nothing is analysed yet where it is long.
---@return khabar.Document? doc
---@return string? message
function Document:start()
  local text = self.lines.text
  if #text <= M.SLICE then
    return self.engine:analyze(text)
  end
  local doc, message = self.engine:analyze ''
  if not doc then
    return nil, message
  end
  doc:put_off(0)
  local done, problem = doc:edit(0, 0, text)
  doc:put_off(M.SLICE)
  if not done then
    doc:close()
    return nil, problem --[[@as string]]
  end
  return doc
end

---Is there something that has not been analysed yet?
---@return boolean
function Document:is_behind()
  return self.doc ~= nil and self.doc:behind() > 0
end

---Analyses what was put off in a range, or in all of the text.
---@param first? integer
---@param last? integer
---@param bytes? integer about how much of it
---@return boolean any whether something was
function Document:catch_up(first, last, bytes)
  if not self:is_behind() then
    return false
  end
  local from, to = self.doc:catch_up(first or 0, last or #self.lines.text, bytes)
  if not from and to then
    error(to, 0)
  elseif from then
    self:touch()
  end
  return from ~= nil
end

---Reads a slice: from where somebody has asked last to the end, then what stands before it.
---@return boolean more
function Document:idle()
  if not self:catch_up(self.asked, nil, M.SLICE) then
    self.asked = 0
    self:catch_up(nil, nil, M.SLICE)
  end
  return self:is_behind()
end

---The day that the notes say.
---@return string?
function Document:date()
  local date = self.notes and self.notes:field 'date'
  return date ~= '' and date or nil
end

---Reads the text anew if its notes now say another day, or name other entities.
---@param known khabar.lsp.Knowledge
function Document:renew(known)
  if self.doc then
    self:refresh()
    if known:engine(self.path, self:date()) ~= self.engine then
      self:analyze(known)
    end
  end
end

---Drops what was worked out; the text stays.
function Document:close()
  if self.doc then
    self.doc:close()
  end
  if self.notes then
    self.notes:close()
  end
  self.doc, self.engine, self.notes, self.notes_bytes, self.marks = nil, nil, nil, nil, {}
  self:touch()
end

---What was worked out from text and notes is out of date.
function Document:touch()
  self.whole, self.chains = nil, nil
  self.revision = self.revision + 1
end

---Replaces the bytes [start, old_end).
---@param start integer
---@param old_end integer
---@param new string
---@param known khabar.lsp.Knowledge
function Document:edit(start, old_end, new, known)
  self.lines:edit(start, old_end, new)
  self:touch()
  if self.doc then
    local done, message = self.doc:edit(start, old_end, new)
    if not done then
      self:close()
      self.reason, self.message = 'failed', message
      return
    end
    self:move_marks(start, old_end, #new - (old_end - start))
  elseif self.reason == 'not_arabic' or self.reason == 'too_long' then
    local size = #self.lines.text
    if size <= SMALL_BYTES or math.abs(size - self.measured) * 8 > self.measured then
      self:analyze(known)
    end
  end
end

---Marks behind an edit move, one that holds it grows, one that it cuts through is looked for anew.
---@param start integer
---@param old_end integer
---@param delta integer
function Document:move_marks(start, old_end, delta)
  for _, mark in ipairs(self.marks) do
    if mark.start >= old_end then
      mark.start, mark.finish, mark.moved = mark.start + delta, mark.finish + delta, true
    elseif mark.finish > start then
      if mark.start <= start and old_end <= mark.finish and (start > mark.start or old_end < mark.finish) then
        mark.finish, mark.moved = mark.finish + delta, true
      else
        self.broken = true
      end
    end
  end
end

---Reads the notes again if their file has changed.
---@return string? message what is wrong with them
function Document:read_notes()
  local path = self.notes_file
  local bytes = path and knowledge.read(path) or false
  if bytes == self.notes_bytes then
    return nil
  end
  self.notes_bytes = bytes
  if self.notes then
    self.notes:close()
  end
  self.notes, self.marks = nil, {}
  self:touch()
  if not bytes then
    return nil
  end
  local message
  self.notes, message = require('khabar').core().notes_open(path)
  if self.notes then
    self:place_marks()
  end
  return message
end

---Finds the place of every note from its words.
function Document:place_marks()
  self.marks, self.broken = {}, nil
  self.notes:anchor(self.lines.text)
  for number, note in ipairs(self.notes:all()) do
    if note.place ~= 'lost' and note.place ~= 'unknown' then
      self.marks[#self.marks + 1] = { number = number, start = note.start, finish = note.finish, note = note }
    end
  end
  self:touch()
end

---Notes and marks as they are now, before anything is asked of them.
---@return string? message
function Document:refresh()
  local message = self:read_notes()
  if self.broken and self.notes then
    self:save_places()
    self:place_marks()
  end
  return message
end

---Tells the notes where their marks have moved to, so that their words are taken from the text as it is.
function Document:save_places()
  local text = self.lines.text
  for _, mark in ipairs(self.marks) do
    if mark.moved and mark.start < mark.finish and mark.finish <= #text then
      self.notes:move(mark.number, mark.start, mark.finish, text)
      mark.moved = nil
    end
  end
end

---Changes the notes and writes them. `change` gets them and the text; it may not keep them.
---@param change fun(notes: khabar.Notes, text: string): any, string?
---@return boolean done
---@return string? message
function Document:settle(change)
  local path = assert(self.notes_file)
  local message = self:refresh()
  if not self.notes and not message then
    self.notes, message = require('khabar').core().notes_open(path)
  end
  if not self.notes then
    return false, message
  end
  self:save_places()
  local done, saved
  done, message = change(self.notes, self.lines.text)
  if done then
    saved, message = self.notes:save()
  end
  -- Read anew in any case: what failed must not stay in memory, and another program's notes may have come in.
  self.notes_bytes = nil
  self:read_notes()
  if not done or saved == nil then
    return false, message
  end
  return true
end

---@param a khabar.lsp.Span
---@param b khabar.lsp.Span
---@return boolean
local function before(a, b)
  if a.start ~= b.start then
    return a.start < b.start
  elseif a.finish ~= b.finish then
    return a.finish > b.finish
  end
  return a.depth < b.depth
end

---Puts what was settled over what was found.
---@param spans khabar.lsp.Span[]
---@param mark khabar.lsp.Mark
local function settle_span(spans, mark)
  local note, status, same = mark.note, mark.note.status, nil
  for i = #spans, 1, -1 do
    local span = spans[i]
    local is_same = span.start == mark.start and span.finish == mark.finish
    local crosses = span.start < mark.finish
      and mark.start < span.finish
      and (span.start < mark.start) == (span.finish < mark.finish)
      and span.start ~= mark.start
      and span.finish ~= mark.finish
    if status == 'rejected' then
      if is_same and (not note.type or note.type == span.type) then
        table.remove(spans, i)
      end
    elseif is_same and not (same and same.type == note.type) then
      same = span
      table.remove(spans, i)
    elseif is_same or crosses then
      table.remove(spans, i)
    end
  end
  local type_name = note.type or (same and same.type)
  if status == 'rejected' or not type_name then
    return
  end
  local keeps_link = same and not note.entity and (same.type == type_name)
  spans[#spans + 1] = {
    start = mark.start,
    finish = mark.finish,
    word_start = same and same.word_start or mark.start,
    word_finish = same and same.word_finish or mark.finish,
    clitics = same and same.clitics or '',
    type = type_name,
    source = 'note',
    score = 1,
    depth = same and same.depth or 0,
    id = note.entity or (keeps_link and same.id or nil),
    name = keeps_link and same.name or nil,
    entity = keeps_link and same.entity or nil,
    value = keeps_link and same.value or nil,
    note = note,
    number = mark.number,
  }
end

---@param spans khabar.lsp.Span[] in reading order, outer ones first
local function set_depths(spans)
  local open = {}
  for _, span in ipairs(spans) do
    while open[1] and open[#open].finish <= span.start do
      open[#open] = nil
    end
    span.depth = #open
    open[#open + 1] = span
  end
end

---The names that overlap [first, last), in reading order, outer ones first: what was found, less what was rejected, with what was
---added. Without a range all of them.
---@param first? integer
---@param last? integer
---@param as_it_is? boolean what was put off stays so, and its names are missing
---@return khabar.lsp.Span[]
function Document:view(first, last, as_it_is)
  if not self.doc then
    return {}
  elseif not as_it_is then
    self.asked = first and math.min(first, #self.lines.text) or self.asked
    self:catch_up(first, last and math.min(last, #self.lines.text))
  end
  if not first and self.whole then
    return self.whole
  end
  local spans, settled = {}, false
  for span in self.doc:spans(first, last) do
    spans[#spans + 1] = span
  end
  for _, mark in ipairs(self.marks) do
    if mark.note.status ~= 'open' and mark.start < (last or math.huge) and mark.finish > (first or -1) then
      settle_span(spans, mark)
      settled = true
    end
  end
  if settled then
    table.sort(spans, before)
    set_depths(spans)
  end
  if not first then
    self.whole = spans
  end
  return spans
end

---How far a name may reach from a byte in it.
local REACH = 512

---The names at a byte, the innermost first: those that hold it, else those whose word does (the clitic before a name), else one
---that ends there (the cursor behind a word).
---@param at integer
---@return khabar.lsp.Span[]
function Document:at(at)
  local exact, drawn, ended = {}, {}, {}
  for _, span in ipairs(self:view(math.max(0, at - REACH), at + REACH)) do
    if span.start <= at and at < span.finish then
      table.insert(exact, 1, span)
    elseif span.word_start <= at and at < span.word_finish then
      table.insert(drawn, 1, span)
    elseif span.finish == at then
      table.insert(ended, 1, span)
    end
  end
  return #exact > 0 and exact or #drawn > 0 and drawn or ended
end

---The mark of a decision over exactly these bytes.
---@param start integer
---@param finish integer
---@return khabar.lsp.Mark?
function Document:mark(start, finish)
  for _, mark in ipairs(self.marks) do
    if mark.start == start and mark.finish == finish then
      return mark
    end
  end
end

---@param start integer
---@param finish integer
---@return string
function Document:piece(start, finish)
  return self.lines.text:sub(start + 1, finish)
end

return M
