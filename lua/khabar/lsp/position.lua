---Positions of the Language Server Protocol and bytes. A position is a line and a count of units in it; what a unit is was agreed
---on when the client came: a byte ("utf-8"), a UTF-16 code unit ("utf-16") or a character ("utf-32"). Knows no editor.
---
---    text      و ب ا ل ق ـ ا ه ر ة \r\n م ص ر        lines end with \n, \r\n and, in most clients, a lone \r
---    starts    {0,                    22}           byte of the first unit of each line, from 0
---
---A byte that is part of no well-formed sequence counts as one unit, as it does in editors.
---Protocol: LSP 3.17, "Text Documents" and "Position" (PositionEncodingKind).
local M = {}

local utf8_length = (_G.utf8 or {}).len -- from Lua 5.3 on

---The encodings, the one that is cheapest for us first.
M.ENCODINGS = { 'utf-8', 'utf-32', 'utf-16' }

---@class khabar.lsp.Lines
---@field text string
---@field starts integer[] of line n at n + 1
---@field cr boolean whether a lone \r ends a line
---@field last? {line: integer, byte: integer, units: integer, encoding: string} where the last count stopped
local Lines = {}
Lines.__index = Lines

---Bytes of the character at byte i (from 1), and whether it takes two UTF-16 units.
---@param text string
---@param i integer
---@return integer length
---@return boolean wide
local function char_at(text, i)
  local lead = text:byte(i)
  if lead < 0xC2 or lead > 0xF4 then
    return 1, false
  end
  local length = lead < 0xE0 and 2 or lead < 0xF0 and 3 or 4
  if
    not text:find(
      length == 2 and '^[\128-\191]'
        or length == 3 and '^[\128-\191][\128-\191]'
        or '^[\128-\191][\128-\191][\128-\191]',
      i + 1
    )
  then
    return 1, false
  end
  return length, length == 4
end

---How many units well-formed text takes, counted by Lua itself where it can; nil where it cannot, or the text is not well-formed.
---@param text string
---@param first integer from 1
---@param last integer
---@param encoding string
---@return integer?
local function units_of(text, first, last, encoding)
  local length = utf8_length and utf8_length(text, first, last)
  if not length then
    return nil
  elseif encoding ~= 'utf-16' then
    return length
  end
  local _, wide = text:sub(first, last):gsub('[\240-\244]', '')
  return length + wide
end

---The start of the line after the first line end at or after byte `at` (from 0), or nil.
---@param text string
---@param at integer
---@param cr boolean
---@return integer?
local function next_start(text, at, cr)
  local i = text:find(cr and '[\r\n]' or '\n', at + 1)
  if i and text:byte(i) == 13 and text:byte(i + 1) == 10 then
    i = i + 1
  end
  return i
end

---@param text string
---@param lone_cr? boolean false: a lone \r is text like any other
---@return khabar.lsp.Lines
function M.lines(text, lone_cr)
  -- A text without any \n whose lines end with \r is one of an old Mac, whatever the client does otherwise.
  local cr = lone_cr ~= false or not text:find('\n', 1, true)
  local self = setmetatable({ text = text, starts = { 0 }, cr = cr }, Lines)
  local at = next_start(text, 0, cr)
  while at do
    self.starts[#self.starts + 1] = at
    at = next_start(text, at, cr)
  end
  return self
end

---Replaces the bytes [start, old_end).
---@param start integer
---@param old_end integer
---@param new string
function Lines:edit(start, old_end, new)
  local old, starts, delta = self.text, self.starts, start + #new - old_end
  self.text = old:sub(1, start) .. new .. old:sub(old_end + 1)
  self.last = nil
  -- Lines are found anew from the one before the change, since a \n after a \r joins it, to the first that starts behind it.
  local first = self:line_of(math.max(0, start - 1)) + 1
  local behind = first + 1
  while starts[behind] and starts[behind] <= old_end + 1 do
    behind = behind + 1
  end
  local fresh = {}
  local stop = starts[behind] and starts[behind] + delta or math.huge
  local at = next_start(self.text, starts[first], self.cr)
  while at and at < stop do
    fresh[#fresh + 1] = at
    at = next_start(self.text, at, self.cr)
  end
  self:splice(first + 1, behind, fresh, delta)
end

---Puts `fresh` in the place of starts[from..behind) and moves those behind by delta.
---@param from integer
---@param behind integer
---@param fresh integer[]
---@param delta integer
function Lines:splice(from, behind, fresh, delta)
  local starts, count = self.starts, #self.starts
  local shift = #fresh - (behind - from)
  if shift > 0 then
    for i = count, behind, -1 do
      starts[i + shift] = starts[i] + delta
    end
  elseif shift < 0 or delta ~= 0 then
    for i = behind, count do
      starts[i + shift] = starts[i] + delta
    end
    for i = count, count + shift + 1, -1 do
      starts[i] = nil
    end
  end
  for i, start in ipairs(fresh) do
    starts[from + i - 1] = start
  end
end

---The line that holds a byte.
---@param offset integer
---@return integer line from 0
function Lines:line_of(offset)
  local low, high = 1, #self.starts
  while low < high do
    local middle = math.floor((low + high + 1) / 2)
    if self.starts[middle] <= offset then
      low = middle
    else
      high = middle - 1
    end
  end
  return low - 1
end

---Where the text of a line ends, its line end left out.
---@param line integer
---@return integer
function Lines:finish(line)
  local finish = self.starts[line + 2]
  if not finish then
    return #self.text
  end
  local last = self.text:byte(finish)
  if last == 10 and self.cr and finish - 1 > self.starts[line + 1] and self.text:byte(finish - 1) == 13 then
    return finish - 2
  end
  return finish - 1
end

---The byte of a position. What lies beyond the end of a line is its end, beyond the last line the end of the text; half a
---character is its start.
---@param line integer
---@param character integer
---@param encoding string
---@return integer
function Lines:offset(line, character, encoding)
  local start = self.starts[line + 1]
  if not start then
    return #self.text
  end
  local finish = self:finish(line)
  if encoding == 'utf-8' then
    return math.min(start + character, finish)
  end
  local at, units, text = start, 0, self.text
  while at < finish do
    local length, wide = char_at(text, at + 1)
    units = units + (wide and encoding == 'utf-16' and 2 or 1)
    if units > character then
      break
    end
    at = at + length
  end
  return math.min(at, finish)
end

---The position of a byte. Bytes asked for in growing order cost one pass over the text.
---@param offset integer
---@param encoding string
---@return integer line
---@return integer character
function Lines:position(offset, encoding)
  offset = math.max(0, math.min(offset, #self.text))
  local line = self:line_of(offset)
  local start = self.starts[line + 1]
  if encoding == 'utf-8' then
    return line, offset - start
  end
  local at, units, last = start, 0, self.last
  if last and last.line == line and last.encoding == encoding and last.byte <= offset then
    at, units = last.byte, last.units
  end
  local text = self.text
  local is_cut = offset < #text and text:byte(offset + 1) >= 128 and text:byte(offset + 1) < 192
  local counted = not is_cut and at < offset and units_of(text, at + 1, offset, encoding)
  if counted then
    at, units = offset, units + counted
  end
  while at < offset do
    local length, wide = char_at(text, at + 1)
    if at + length > offset then
      break -- inside a character: its start
    end
    at, units = at + length, units + (wide and encoding == 'utf-16' and 2 or 1)
  end
  self.last = { line = line, byte = at, units = units, encoding = encoding }
  return line, units
end

---How many units a piece of text takes.
---@param text string
---@param encoding string
---@return integer
function M.units(text, encoding)
  if encoding == 'utf-8' then
    return #text
  end
  local at, units = 1, 0
  local counted = units_of(text, 1, #text, encoding)
  if counted then
    return counted
  end
  while at <= #text do
    local length, wide = char_at(text, at)
    at, units = at + length, units + (wide and encoding == 'utf-16' and 2 or 1)
  end
  return units
end

---The encoding that both sides know: of ours the first that the client offers. A client that offers none means utf-16.
---@param offered? string[]
---@return string
function M.agree(offered)
  if type(offered) == 'table' then
    for _, ours in ipairs(M.ENCODINGS) do
      for _, theirs in ipairs(offered) do
        if ours == theirs then
          return ours
        end
      end
    end
  end
  return 'utf-16'
end

return M
