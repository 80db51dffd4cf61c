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
local api = vim.api

---@class khabar.nvim.Mirror
---@field buf integer
---@field doc khabar.Document
---@field length integer bytes of the document
---@field version integer grows with every change of the document
---@field pending? {start: integer, old_end: integer, new_end: integer}
---@field row integer where the last change was: a hint for row_of
---@field stale boolean the whole text must be read again
---@field closed boolean
---@field resyncs integer how often the document had gone out of step: a bug when not 0
---@field edits integer how many edits were handed on
---@field on_change fun() called at every change, before the text can be read
---@field on_detach fun()
local Mirror = {}
Mirror.__index = Mirror

local M = {}

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

---@param engine khabar.Engine
---@param buf integer
---@param hooks {on_change: fun(), on_detach: fun()}
---@return khabar.nvim.Mirror? mirror
---@return string? message
function M.open(engine, buf, hooks)
  local text = M.lines_text(buf, 0, -1)
  local doc, message = engine:analyze(text)
  if not doc then
    return nil, message
  end
  local self = setmetatable({
    buf = buf,
    doc = doc,
    length = #text,
    version = 0,
    row = 0,
    stale = false,
    closed = false,
    resyncs = 0,
    edits = 0,
    on_change = hooks.on_change,
    on_detach = hooks.on_detach,
  }, Mirror)
  local attached = api.nvim_buf_attach(buf, false, {
    on_bytes = function(_, _, _, row, _, start, old_rows, _, old_len, new_rows, _, new_len)
      self.row = row
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
  return self
end

---@return true? detach
function Mirror:_record(start, old_len, new_len)
  if self.closed then
    return true
  end
  if not self.stale and (old_len > 0 or new_len > 0) then
    self.pending = M.merge(self.pending, start, old_len, new_len)
    if is_empty(self.buf) then -- reported with one byte too few by some calls
      self.pending = { start = 0, old_end = self.length, new_end = 1 }
    end
  end
  self.on_change()
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

---Reads the whole text again.
function Mirror:_refill()
  self.pending, self.stale = nil, false
  local text = M.lines_text(self.buf, 0, -1)
  local first, last = self.doc:edit(0, self.length, text)
  if not first then
    error(last, 0)
  end
  self.length = #text
  self.version = self.version + 1
  self.edits = self.edits + 1
  return 0, self.length
end

---Brings the document up to the buffer. Returns the range that was analysed again, nothing where nothing had changed.
---@return integer? changed_start
---@return integer? changed_finish
function Mirror:sync()
  if self.closed or not (self.stale or self.pending) or not api.nvim_buf_is_loaded(self.buf) then
    return nil
  end
  if self.stale or self.length <= 1 or is_empty(self.buf) then
    return self:_refill()
  end
  local pending, wanted = self.pending, M.byte_length(self.buf)
  local length = self.length + pending.new_end - pending.old_end
  local ok, text = pcall(buffer_bytes, self.buf, pending.start, pending.new_end, self.row)
  if length ~= wanted or not ok or #text ~= pending.new_end - pending.start then
    self.resyncs = self.resyncs + 1
    return self:_refill()
  end
  self.pending = nil
  local first, last = self.doc:edit(pending.start, pending.old_end, text)
  if not first then
    error(last, 0)
  end
  self.length = length
  self.version = self.version + 1
  self.edits = self.edits + 1
  return first, last --[[@as integer]]
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

---The same for drawing: returns the rows [first, last) that have to be drawn besides the ones where text was typed, because
---their names may have changed with it. Nothing where there are none.
---@return integer? first_row
---@return integer? last_row
function Mirror:sync_rows()
  local typed = self.pending and { self.pending.start, self.pending.new_end }
  local first, last = self:sync()
  if not first then
    return nil
  end
  local buf = self.buf
  local first_row = M.row_of(buf, first, self.row)
  local last_row = M.row_of(buf, math.max(first, last - 1), first_row) + 1
  if typed then
    local from = M.row_of(buf, typed[1], first_row)
    local to = M.row_of(buf, typed[2], from) + 1
    if blank_rows(buf, first_row, from) and blank_rows(buf, to, last_row) then
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
  self:sync() -- decisions move with the edits
  local doc, message = engine:analyze(self.doc:text())
  local settled = doc and self.doc:decisions() or {}
  local decided = doc ~= nil
  if doc and #settled > 0 then
    decided, message = doc:decide(settled)
  end
  if not doc or not decided then
    return false, message --[[@as string]]
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
