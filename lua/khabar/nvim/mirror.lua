---Keeps one khabar document in step with one buffer.
---
---The text of the document is the buffer's lines, each followed by one "\n": the unit of nvim_buf_get_offset(), whatever
---'fileformat' says. A NUL byte stays a NUL byte: nvim_buf_get_lines() gives it as such, unlike getline().
---
---`on_bytes` reports a change while others of the same command are still to come: after undo or :substitute the buffer already
---holds the final text when the first of several changes is reported. Reading the new text at that moment would give wrong
---bytes. So each report only widens one pending region, and the region is read and handed to doc:edit() when somebody asks:
---
---   document    ........[start      old_end)..........     bytes as they were at the last sync
---   buffer      ........[start            new_end)....     bytes as they are now
---
---A thousand changes between two redraws thus cost one analysis.
---
---Neovim counts too many bytes for deleted lines now and then: what it has counted in `deleted_bytes2` for an earlier command is
---left there by some (:sort of empty lines, `Vp`, undo), and is reported with the next `dd`, and with the undo of that as
---inserted. Rows, columns and `start` are right. The region then ends too late on one side only, by as much as the lengths of
---buffer and document differ, so it is made longer on the other side: the bytes that come in are the same in both.
---
---A long text is taken in by steps, so that nobody waits for it (reading.lua drives them):
---
---   document    ▓▓▓▓▓▓▓░░░░░░░▓▓▓▓▓░░░░░░|?????????       ▓ analysed   ░ text only: put off   | `length`, `tail` is set
---   buffer      ..................................        ? what stood there before, or nothing
---
---A change behind `length` will be read with the rest.
local api = vim.api

---@class khabar.nvim.Mirror
---@field buf integer
---@field doc khabar.Document
---@field length integer bytes of the document
---@field version integer grows with every change of the document
---@field pending? {start: integer, old_end: integer, new_end: integer}
---@field row integer where the last change was: a hint for row_of
---@field stale boolean the whole text must be read again
---@field tail boolean the document is only the beginning of the buffer so far
---@field uncounted boolean lines have come or gone while there was a tail: were their bytes counted right?
---@field closed boolean
---@field resyncs integer how often the document had gone out of step: a bug when not 0
---@field edits integer how many edits were handed on
---@field on_change fun() called at the first change after the last sync, before the text can be read
---@field on_detach fun()
local Mirror = {}
Mirror.__index = Mirror

local M = {}

---Bytes that one edit analyses before the rest is put off: some milliseconds.
M.AT_ONCE = 6 * 1024
---Bytes of text that are read at once without being analysed: a millisecond or two.
M.PIECE = 256 * 1024
---Bytes behind a region that are compared where its end had to be found.
local SURE = 64

---The text of some lines, each with its "\n". `last` is exclusive, -1 for all.
---@param buf integer
---@param first integer
---@param last integer
---@return string
function M.lines_text(buf, first, last)
  local lines = api.nvim_buf_get_lines(buf, first, last, false)
  lines[#lines + 1] = ''
  return table.concat(lines, '\n')
end

---Bytes of the buffer in that unit, without reading the text. nvim_buf_get_offset() leaves the last "\n" out where it would
---not be written; -1 for a buffer that is not loaded.
---@param buf integer
---@return integer
function M.byte_length(buf)
  local length = api.nvim_buf_get_offset(buf, api.nvim_buf_line_count(buf))
  local bo = vim.bo[buf]
  if length >= 0 and not bo.endofline and (bo.binary or not bo.fixendofline) then
    length = length + 1
  end
  return length
end

---The row that holds a byte: by binary search, after a look around the row where it is expected, since asking Neovim for the
---offset of a row costs the more the longer the buffer is. Rows count from 0.
---@param buf integer
---@param offset integer
---@param expected? integer
---@return integer row
---@return integer row_start
function M.row_of(buf, offset, expected)
  local low, high = 0, api.nvim_buf_line_count(buf) - 1
  if expected and expected <= high then
    local step = 1
    if api.nvim_buf_get_offset(buf, expected) <= offset then
      low = expected
      while low + step <= high and api.nvim_buf_get_offset(buf, low + step) <= offset do
        low, step = low + step, step * 2
      end
      high = math.min(high, low + step - 1)
    else
      high = expected - 1
      while high - step >= low and api.nvim_buf_get_offset(buf, high - step) > offset do
        high, step = high - step, step * 2
      end
      low = math.max(low, high - step)
    end
  end
  while low < high do
    local middle = math.floor((low + high + 1) / 2)
    if api.nvim_buf_get_offset(buf, middle) <= offset then
      low = middle
    else
      high = middle - 1
    end
  end
  return low, api.nvim_buf_get_offset(buf, low)
end

---The bytes [first, last) of the buffer.
---@param buf integer
---@param first integer
---@param last integer
---@param expected integer row of `first`, or about
---@return string
local function buffer_bytes(buf, first, last, expected)
  if first >= last then
    return ''
  end
  local first_row, first_start = M.row_of(buf, first, expected)
  local last_row, last_start = M.row_of(buf, last - 1, first_row)
  if first_row == last_row then
    local text = api.nvim_buf_get_text(buf, first_row, first - first_start, last_row, last - last_start, {})[1]
    if #text == last - first then
      return text
    end
  end
  local text = M.lines_text(buf, first_row, last_row + 1)
  return text:sub(first - first_start + 1, last - first_start)
end

---A buffer always has a line; with nothing in it the text is one "\n".
---@param buf integer
---@return boolean
local function is_empty(buf)
  return api.nvim_buf_line_count(buf) == 1 and M.byte_length(buf) <= 1
end

---Joins one reported change (at `start`, `old_len` bytes gave way to `new_len`) to what is pending.
---@param pending? {start: integer, old_end: integer, new_end: integer}
---@param start integer
---@param old_len integer
---@param new_len integer
---@return {start: integer, old_end: integer, new_end: integer}
function M.merge(pending, start, old_len, new_len)
  if not pending then
    return { start = start, old_end = start + old_len, new_end = start + new_len }
  end
  local change_end = start + old_len
  pending.old_end = pending.old_end + math.max(0, change_end - pending.new_end)
  pending.new_end = math.max(pending.new_end, change_end) + new_len - old_len
  pending.start = math.min(pending.start, start)
  return pending
end

---An empty document that puts everything off.
---@param engine khabar.Engine
---@return khabar.Document? doc
---@return string? message
local function empty_document(engine)
  local doc, message = engine:analyze ''
  if doc then
    doc:put_off(0)
  end
  return doc, message
end

---Nothing is analysed yet: that is done by catch_up().
---@param engine khabar.Engine
---@param buf integer
---@param hooks {on_change: fun(), on_detach: fun()}
---@return khabar.nvim.Mirror? mirror
---@return string? message
function M.open(engine, buf, hooks)
  local doc, message = empty_document(engine)
  if not doc then
    return nil, message
  end
  local self = setmetatable({
    buf = buf,
    doc = doc,
    length = 0,
    version = 0,
    row = 0,
    stale = false,
    tail = true,
    uncounted = false,
    closed = false,
    resyncs = 0,
    edits = 0,
    on_change = hooks.on_change,
    on_detach = hooks.on_detach,
  }, Mirror)
  local attached = api.nvim_buf_attach(buf, false, {
    on_bytes = function(_, _, _, row, col, start, old_rows, old_col, old_len, new_rows, new_col, new_len)
      self.row = row
      self.uncounted = self.uncounted or (self.tail and col + old_col + new_col == 0 and old_rows ~= new_rows)
      -- Without 'endofline' the last line break is not counted, though its row is.
      return self:_record(start, math.max(old_len, old_rows), math.max(new_len, new_rows))
    end,
    on_reload = function()
      return self:_reloaded()
    end,
    on_detach = function()
      self:_detached()
    end,
  })
  if not attached then
    doc:close()
    return nil, 'khabar: the buffer cannot be watched'
  end
  self:read_piece()
  return self
end

---@param start integer
---@param old_end integer
---@param text string
---@param at_once integer
---@return integer changed_start
---@return integer changed_finish
function Mirror:_edit(start, old_end, text, at_once)
  self.doc:put_off(at_once)
  local first, last = self.doc:edit(start, old_end, text)
  self.doc:put_off(M.AT_ONCE)
  if not first then
    error(last, 0)
  end
  self.length = self.length - (old_end - start) + #text
  self.version = self.version + 1
  return first, last --[[@as integer]]
end

---Reads the next piece of a text that is read by pieces, in place of as much of what the document had there before. What it
---had is let go of by pieces too: it takes as long as reading.
function Mirror:read_piece()
  local from, total = self.length, M.byte_length(self.buf)
  local to = math.min(total, from + M.PIECE)
  local text = buffer_bytes(self.buf, from, to, self.row)
  if #text ~= to - from then
    self.resyncs = self.resyncs + 1
    return self:_refill()
  end
  self:_edit(from, math.min(#self.doc, from + M.PIECE), text, 0)
  self.length = to
  self.tail = to < total or #self.doc > to
end

---Is there something to read, or to analyse?
---@return boolean
function Mirror:is_behind()
  return self.tail or self.doc:behind() > 0
end

---Analyses what was put off in a range of bytes, until about `budget` bytes are done.
---@param first integer
---@param last integer
---@param budget? integer
---@return integer? changed_start nil where nothing was put off there
---@return integer? changed_finish
function Mirror:catch_up(first, last, budget)
  if first >= self.length then
    return nil
  end
  local from, to = self.doc:catch_up(first, math.min(last, self.length), budget)
  if not from then
    if to then
      error(to, 0)
    end
    return nil
  end
  self.version = self.version + 1
  return from, to --[[@as integer]]
end

---@return true? detach
function Mirror:_record(start, old_len, new_len)
  if self.closed then
    return true
  end
  local first = not (self.pending or self.stale)
  if not self.stale and (old_len > 0 or new_len > 0) then
    self.pending = M.merge(self.pending, start, old_len, new_len)
    if start == 0 and not self.tail and is_empty(self.buf) then -- reported with one byte too few by some calls
      self.pending = { start = 0, old_end = self.length, new_end = 1 }
    end
  end
  if first then -- of the thousands of a :substitute, which nobody can read before the last
    self.on_change()
  end
end

function Mirror:_reloaded()
  if self.closed then
    return true
  end
  self.stale = true
  self.on_change()
end

function Mirror:_detached()
  if not self.closed then
    self.on_detach()
  end
end

---The text from a byte on is read by pieces again.
---@param from integer
---@return integer from
---@return integer to
function Mirror:_cut(from)
  self.pending, self.stale, self.tail, self.uncounted = nil, false, true, false
  self.edits, self.version = self.edits + 1, self.version + 1
  self.length = from
  return from, from
end

---Reads the whole text again.
function Mirror:_refill()
  if math.max(M.byte_length(self.buf), #self.doc) > M.PIECE then -- letting go takes as long as reading
    self:_cut(0)
    self:read_piece()
    return 0, self.length
  end
  self.pending, self.stale, self.tail = nil, false, false
  self.edits = self.edits + 1
  self:_edit(0, #self.doc, M.lines_text(self.buf, 0, -1), M.AT_ONCE)
  self.length = #self.doc
  return 0, self.length
end

---Makes a region longer on the other side than where Neovim has counted too much, and looks whether the bytes behind it are the
---same in both.
---@param pending {start: integer, old_end: integer, new_end: integer}
---@param wanted integer bytes of the buffer
---@return boolean ok
function Mirror:_even_out(pending, wanted)
  local missing = wanted - (self.length + pending.new_end - pending.old_end)
  pending.new_end, pending.old_end = pending.new_end + math.max(0, missing), pending.old_end + math.max(0, -missing)
  if pending.old_end > self.length then -- the last line: all from there on
    pending.old_end, pending.new_end = self.length, wanted
  end
  if missing == 0 or pending.old_end == self.length then
    return true
  end
  local after = math.min(wanted, pending.new_end + SURE)
  local ok, text = pcall(buffer_bytes, self.buf, pending.new_end, after, self.row)
  return ok and text == self.doc:sub(pending.old_end + 1, pending.old_end + SURE)
end

---Brings the document up to the buffer, as far as that is done in no time. Returns the range that has changed, nothing where
---nothing had.
---@return integer? changed_start
---@return integer? changed_finish
function Mirror:sync()
  if self.closed or not (self.stale or self.pending) or not api.nvim_buf_is_loaded(self.buf) then
    return nil
  end
  local pending = self.pending
  if self.tail and not self.stale and pending then
    if pending.start >= self.length then
      self.pending, self.uncounted = nil, false
      return nil
    elseif pending.old_end >= self.length or self.uncounted then
      return self:_cut(pending.start)
    end
  elseif self.stale or not pending or self.length <= 1 or is_empty(self.buf) then
    return self:_refill()
  end
  if pending.new_end - pending.start > M.PIECE then
    return self:_cut(pending.start)
  end
  local even = self.tail or self:_even_out(pending, M.byte_length(self.buf))
  local ok, text = pcall(buffer_bytes, self.buf, pending.start, pending.new_end, self.row)
  if not even or not ok or #text ~= pending.new_end - pending.start then
    self.resyncs = self.resyncs + 1
    return self:_refill()
  end
  self.pending = nil
  self.edits = self.edits + 1
  return self:_edit(pending.start, pending.old_end, text, M.AT_ONCE)
end

---The same with all of the text. What was put off stays so.
function Mirror:sync_all()
  self:sync()
  while self.tail and not self.closed and api.nvim_buf_is_loaded(self.buf) do
    self:read_piece()
  end
end

---@param buf integer
---@param first integer
---@param last integer exclusive
---@return boolean
local function blank_rows(buf, first, last)
  for row = first, last - 1 do
    if api.nvim_buf_get_lines(buf, row, row + 1, false)[1]:find '%S' then
      return false
    end
  end
  return true
end

---The same for drawing: analyses what is to be drawn, and returns the rows [first, last) that have to be drawn besides the ones
---where text was typed, because their names may have changed with it. Nothing where there are none.
---@param seen fun(): integer, integer the bytes that are to be drawn
---@return integer? first_row
---@return integer? last_row
function Mirror:sync_seen(seen)
  local typed = self.pending and { self.pending.start, self.pending.new_end }
  local first, last = self:sync()
  local buf = self.buf
  local from, to = nil, nil
  if self.doc:behind() > 0 then
    local seen_first, seen_last = seen()
    from, to = self:catch_up(seen_first, seen_last, 2 * M.AT_ONCE)
  end
  if from then
    typed = nil
    first, last = math.min(first or from, from), math.max(last or to, to)
  end
  if not first then
    return nil
  end
  local first_row = M.row_of(buf, first, self.row)
  local last_row = M.row_of(buf, math.max(first, last - 1), first_row) + 1
  if typed then
    local from_row = M.row_of(buf, typed[1], first_row)
    local to_row = M.row_of(buf, typed[2], from_row) + 1
    if blank_rows(buf, first_row, from_row) and blank_rows(buf, to_row, last_row) then
      return nil
    end
  end
  return first_row, last_row
end

---Analyses the text as it is now with another engine. What a person has settled stays. Where that fails, everything is as it
---was.
---@param engine khabar.Engine
---@return boolean ok
---@return string? message
function Mirror:change_engine(engine)
  self:sync_all() -- decisions move with the edits
  local doc, message = empty_document(engine)
  local done = doc ~= nil
  if doc then
    done, message = doc:edit(0, 0, self.doc:text()) ~= nil, nil
    local settled = self.doc:decisions()
    if done and #settled > 0 then
      done, message = doc:decide(settled)
    end
    doc:put_off(M.AT_ONCE)
  end
  if not doc or not done then
    return false, message or 'khabar: out of memory'
  end
  self.doc:close()
  self.doc = doc
  self.version = self.version + 1
  return true
end

---Stops watching; the buffer lets go at its next change.
function Mirror:close()
  if not self.closed then
    self.closed = true
    self.doc:close()
  end
end

return M
