---What a document is about, in groups: people, bodies, places, events, other names, figures, quotes. Knows no editor.
---
---Mentions of one entity make one item: those of one chain (`mention_of`) or of one id. Nested names count: the بيروت of
---مرفأ بيروت is a mention of بيروت. Titles and occupations (OCC) stand in no group: they say who a person is.
local M = {}

---@class khabar.OutlineItem
---@field section string a key of M.sections
---@field type khabar.Type|string of its first mention; 'quote' for a quote
---@field name string
---@field key string the same for the same thing after an edit
---@field starts integer[] where its mentions start, in reading order
---@field finishes integer[]
---@field detail? string the value of a figure, the words of a quote

---@class khabar.Outline
---@field items table<string, khabar.OutlineItem[]> by section, most mentioned first
---@field starts integer[] of all mentions, in reading order
---@field finishes integer[]
---@field owners khabar.OutlineItem[] whose mention it is
---@field quotes khabar.OutlineItem[] in reading order

---The groups in the order in which they are shown, with the types in each.
M.sections = {
  { key = 'people', types = { 'PERS' } },
  { key = 'bodies', types = { 'ORG' } },
  { key = 'places', types = { 'GPE', 'LOC', 'FAC' } },
  { key = 'events', types = { 'EVENT' } },
  { key = 'others', types = { 'NORP', 'PRODUCT', 'LAW', 'LANGUAGE', 'WEBSITE' } },
  { key = 'figures', types = {} },
  { key = 'quotes', types = {} },
}

---@type table<string, string>
local section_of = {}
for _, section in ipairs(M.sections) do
  for _, type_name in ipairs(section.types) do
    section_of[type_name] = section.key
  end
end

---One row, nothing in it that a terminal obeys.
---@param text string
---@return string
local function plain(text)
  return (text:gsub('%s+', ' '):gsub('%c', '?'))
end

---@param outline khabar.Outline
---@param known table<string, khabar.OutlineItem>
---@param item {section: string, type: string, name: string, key: string, detail?: string}
---@param start integer
---@param finish integer
---@return khabar.OutlineItem
local function count(outline, known, item, start, finish)
  local found = known[item.key]
  if not found then
    found = item --[[@as khabar.OutlineItem]]
    found.starts, found.finishes = {}, {}
    known[item.key] = found
    table.insert(outline.items[item.section], found)
  end
  found.starts[#found.starts + 1] = start
  found.finishes[#found.finishes + 1] = finish
  return found
end

---@param outline khabar.Outline
---@param doc khabar.Document
---@param text string
---@return string? message
local function add_mentions(outline, doc, text)
  local mentions, message = doc:mentions()
  if not mentions then
    return message
  end
  local known = {}
  for _, mention in ipairs(mentions) do
    local root = mention.mention_of and mentions[mention.mention_of] or mention
    local section = section_of[root.type] or section_of[mention.type]
    if section then
      local name = plain(text:sub(root.start + 1, root.finish))
      local id = mention.id or root.id
      local owner = count(outline, known, {
        section = section,
        type = root.type,
        name = id and (mention.name or root.name) or name,
        key = section .. '\0' .. (id or name),
      }, mention.start, mention.finish)
      local n = #outline.owners + 1
      -- What is stuck to the front of a name belongs to its word; a cursor on it is on the name.
      outline.starts[n], outline.finishes[n] = mention.start - #mention.clitics, mention.finish
      outline.owners[n] = owner
    end
  end
end

---@param outline khabar.Outline
---@param doc khabar.Document
---@param text string
local function add_figures(outline, doc, text)
  local known, figure = {}, require 'khabar.figure'
  for span in doc:spans() do
    if span.value then
      local name = plain(text:sub(span.start + 1, span.finish))
      local detail = figure.line(span.value, span.type)
      local owner = count(outline, known, {
        section = 'figures',
        type = span.type,
        name = name,
        detail = detail,
        key = table.concat({ 'figures', span.type, name, detail }, '\0'),
      }, span.start, span.finish)
      local n = #outline.owners + 1
      outline.starts[n], outline.finishes[n], outline.owners[n] = span.start, span.finish, owner
    end
  end
end

---@param outline khabar.Outline
---@param doc khabar.Document
---@param text string
---@return string? message
local function add_quotes(outline, doc, text)
  local quotes, message = doc:quotes()
  if not quotes then
    return message
  end
  for i, quote in ipairs(quotes) do
    local words = plain(text:sub(quote.start + 1, quote.finish))
    local item = {
      section = 'quotes',
      type = 'quote',
      name = quote.speaker_start and plain(text:sub(quote.speaker_start + 1, quote.speaker_finish)) or '-',
      detail = words,
      key = 'quotes\0' .. words,
      starts = { quote.start },
      finishes = { quote.finish },
    }
    outline.items.quotes[i], outline.quotes[i] = item, item
  end
end

---Mentions and figures come one after the other; this puts them in reading order, an outer one before those inside it.
---@param outline khabar.Outline
local function sort_mentions(outline)
  local order, starts, finishes, owners = {}, outline.starts, outline.finishes, outline.owners
  for i = 1, #owners do
    order[i] = i
  end
  table.sort(order, function(a, b)
    if starts[a] ~= starts[b] then
      return starts[a] < starts[b]
    elseif finishes[a] ~= finishes[b] then
      return finishes[a] > finishes[b]
    end
    return a < b
  end)
  outline.starts, outline.finishes, outline.owners = {}, {}, {}
  for i, from in ipairs(order) do
    outline.starts[i], outline.finishes[i], outline.owners[i] = starts[from], finishes[from], owners[from]
  end
end

---@param doc khabar.Document
---@return khabar.Outline? outline
---@return string? message
function M.of(doc)
  local outline = { items = {}, starts = {}, finishes = {}, owners = {}, quotes = {} }
  for _, section in ipairs(M.sections) do
    outline.items[section.key] = {}
  end
  local text = doc:text()
  local message = add_mentions(outline, doc, text) or add_quotes(outline, doc, text)
  if message then
    return nil, message
  end
  add_figures(outline, doc, text)
  sort_mentions(outline)
  for _, section in ipairs(M.sections) do
    if section.key ~= 'quotes' then
      table.sort(outline.items[section.key], function(a, b)
        if #a.starts ~= #b.starts then
          return #a.starts > #b.starts
        end
        if a.starts[1] ~= b.starts[1] then
          return a.starts[1] < b.starts[1]
        end
        return a.key < b.key
      end)
    end
  end
  return outline
end

---The last entry of a growing list that is not above `at`.
---@param list integer[]
---@param at integer
---@return integer index 0 where there is none
local function last_not_above(list, at)
  local low, high = 0, #list
  while low < high do
    local middle = math.floor((low + high + 1) / 2)
    if list[middle] <= at then
      low = middle
    else
      high = middle - 1
    end
  end
  return low
end

---How many names may stand between the outermost name around a byte and the innermost.
local NESTED = 16

---The item that a byte belongs to: the innermost name or figure, else the quote.
---@param outline khabar.Outline
---@param at integer
---@return khabar.OutlineItem?
function M.at(outline, at)
  local i = last_not_above(outline.starts, at)
  for k = i, math.max(1, i - NESTED), -1 do
    if outline.finishes[k] > at then
      return outline.owners[k]
    end
  end
  local low, high = 0, #outline.quotes
  while low < high do
    local middle = math.floor((low + high + 1) / 2)
    if outline.quotes[middle].starts[1] <= at then
      low = middle
    else
      high = middle - 1
    end
  end
  local quote = outline.quotes[low]
  return quote and quote.finishes[1] > at and quote or nil
end

---The mention to go to: the one behind the byte where it is on this item, around the end; else the first.
---@param item khabar.OutlineItem
---@param at integer
---@return integer start
function M.next_mention(item, at)
  for i, start in ipairs(item.starts) do
    if start <= at and at < item.finishes[i] then
      return item.starts[i + 1] or item.starts[1]
    end
  end
  return item.starts[1]
end

return M
