---What completes the name before a cursor: from a line of text and a byte in it to items that say which bytes to replace with
---what. Knows no editor: 'omnifunc', nvim-cmp and blink.cmp are fed from here.
local card = require 'khabar.card'

local M = {}

---@class khabar.Completion
---@field start integer bytes of the line that the items replace: [start, finish)
---@field finish integer where the cursor is
---@field typed string these bytes
---@field items khabar.CompletionItem[] best first

---@class khabar.CompletionItem
---@field text string what to put there: the name behind the clitics that were typed
---@field label string the name that was met
---@field name string what the entity is called, where that is another name
---@field type khabar.Type
---@field kind? 'name'|'alias'|'demonym'|'english'
---@field documentation string what the entity is, in a few words; the card says more: see M.card
---@field id string

---Words before the cursor that a name may begin with.
local MAX_WORDS = 5
local ALEF, LAM = 'ا', 'ل'
---Marks of Arabic script that part words like a space does. Letters are not told from other bytes here: nothing else does.
local MARKS = { '،', '؛', '؟', '«', '»', '“', '”', '…', '\226\128\143', '\226\128\142' }

---Where the words before the cursor start, the farthest first.
---@param line string up to the cursor
---@return integer[] starts bytes from 0
function M.starts(line)
  for _, mark in ipairs(MARKS) do
    line = line:gsub(mark, ('.'):rep(#mark))
  end
  local starts, at = {}, #line
  while at > 0 and #starts < MAX_WORDS do
    local word = line:sub(1, at):match '[^%s%p]+%s*$' or line:sub(1, at):match '[^%s%p]+%-$'
    if not word then
      break
    end
    at = at - #word
    table.insert(starts, 1, at)
    if line:sub(at, at):match '%p' then
      break
    end
  end
  return starts
end

---The name as it is written behind these clitics: ل + الأمم is للأمم.
---@param clitics string
---@param name string
---@return string
function M.join(clitics, name)
  if clitics:sub(-#LAM) == LAM and name:sub(1, #ALEF + #LAM) == ALEF .. LAM then
    name = name:sub(#ALEF + 1)
    if name:sub(1, 2 * #LAM) == LAM .. LAM then
      name = name:sub(#LAM + 1)
    end
  end
  return clitics .. name
end

---Where the name that is being typed starts: at the farthest word from which on something is known, else at the last word.
---@param engine khabar.Engine
---@param line string
---@param col integer
---@return integer? start nil where no word stands before the cursor
function M.start(engine, line, col)
  local before = line:sub(1, col)
  local starts = M.starts(before)
  for _, start in ipairs(starts) do
    if #engine:complete(before:sub(start + 1), 1) > 0 then
      return start
    end
  end
  return starts[#starts]
end

---@param engine khabar.Engine
---@param typed string
---@param max? integer
---@return khabar.CompletionItem[]
function M.items(engine, typed, max)
  local items = {}
  for i, hit in ipairs(engine:complete(typed, max)) do
    local label = hit.matched or hit.name
    items[i] = {
      text = M.join(hit.clitics, label),
      label = label,
      name = hit.name,
      type = hit.type,
      kind = hit.kind,
      documentation = card.describe(engine, hit) or '',
      id = hit.id,
    }
  end
  return items
end

---@param engine khabar.Engine
---@param line string a line of text
---@param col integer the cursor, in bytes from 0
---@param max? integer items, at most 100
---@return khabar.Completion? completion nil where nothing is known that begins so
function M.complete(engine, line, col, max)
  local start = M.start(engine, line, col)
  local items = start and M.items(engine, line:sub(start + 1, col), max) or {}
  if #items == 0 then
    return nil
  end
  return { start = start, finish = col, typed = line:sub(start + 1, col), items = items }
end

---The card of an item as plain text, made when somebody looks at it.
---@param engine khabar.Engine
---@param id string
---@param language 'ar'|'en'
---@param types khabar.TypeName[]
---@return string?
function M.card(engine, id, language, types)
  local found = engine:card(id)
  if not found then
    return nil
  end
  local lines = {}
  local function find(other)
    return engine:card(other)
  end
  for i, row in ipairs(card.rows(found, language, types, find)) do
    lines[i] = row.text
  end
  return table.concat(lines, '\n')
end

return M
