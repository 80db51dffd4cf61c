---Which names of a draft are of one entity, and how one spelling is put everywhere. Knows no editor.
---
---A name is of an entity by its link, else by the chain of mentions that the document itself makes (where the core offers
---`doc:mentions`), else by type and spelling.
local completion = require 'khabar.completion'

local M = {}

local ALEF, LAM = 'ا', 'ل'

---@param text string
---@return string
local function fold(text)
  return (require('khabar').core().fold(text))
end

---The name by itself: in للقاهرة the span is لقاهرة, whose ل is that of the article, and the name القاهرة.
---In للبنان it is لبنان.
---@param document khabar.lsp.Document
---@param span khabar.Span
---@return string
function M.bare(document, span)
  local text = document:piece(span.start, span.finish):gsub('[%s%c]+', ' ')
  if span.clitics:sub(-#LAM) ~= LAM or text:sub(1, #LAM) ~= LAM then
    return text
  end
  local with_article = ALEF .. text
  for _, hit in ipairs(document.engine:lookup(with_article)) do
    if hit.clitics == '' and (not span.id or hit.id == span.id) then
      return with_article
    end
  end
  return text
end

---What to write in the place of a span so that it reads `name` behind its clitics.
---@param span khabar.Span
---@param name string
---@return string
function M.written(span, name)
  return completion.join(span.clitics, name):sub(#span.clitics + 1)
end

---The chains of the document: for each mention, by its range, the fullest mention of the same.
---@param document khabar.lsp.Document
---@return table<string, khabar.Mention> roots
---@return khabar.Mention[] mentions
local function chains(document)
  document:catch_up()
  if document.chains then
    return document.chains.roots, document.chains.mentions
  end
  local roots, mentions = {}, nil
  local doc = document.doc
  if doc and doc.mentions then
    mentions = doc:mentions()
    local by_index = {}
    for _, mention in ipairs(mentions or {}) do
      by_index[mention.index] = mention
    end
    for _, mention in ipairs(mentions or {}) do
      local root, steps = mention, 0
      while root.mention_of and by_index[root.mention_of] and steps < 100 do
        root, steps = by_index[root.mention_of], steps + 1
      end
      roots[mention.start .. ':' .. mention.finish] = root
    end
  end
  document.chains = { roots = roots, mentions = mentions or {} }
  return roots, document.chains.mentions
end

---What is the same for all names of one entity.
---@param document khabar.lsp.Document
---@param span khabar.lsp.Span
---@return string
function M.key(document, span)
  if span.id then
    return 'id:' .. span.id
  end
  local root = not span.note and chains(document)[span.start .. ':' .. span.finish]
  if root and root.id then
    return 'id:' .. root.id
  elseif root and (root.start ~= span.start or root.finish ~= span.finish) then
    span = root
  end
  local text = document:piece(span.start, span.finish)
  if span.clitics ~= '' then
    text = M.bare(document, span)
  end
  return 'text:' .. span.type .. ':' .. fold(text)
end

---The names of the entity that a name is of, in reading order, the name itself among them.
---@param document khabar.lsp.Document
---@param span khabar.lsp.Span
---@return khabar.lsp.Span[]
function M.names(document, span)
  local key, list = M.key(document, span), {}
  for _, other in ipairs(document:view()) do
    if M.key(document, other) == key then
      list[#list + 1] = other
    end
  end
  return list
end

---Those, and the descriptions that the document explains (الوزير after وزير الخارجية فلان).
---@param document khabar.lsp.Document
---@param span khabar.lsp.Span
---@return khabar.Range[]
function M.all(document, span)
  local list, seen = M.names(document, span), {}
  for _, other in ipairs(list) do
    seen[other.start .. ':' .. other.finish] = true
  end
  local key = M.key(document, span)
  local roots, mentions = chains(document)
  for _, mention in ipairs(mentions) do
    local at = mention.start .. ':' .. mention.finish
    local root = roots[at]
    if mention.source == 'mention' and not seen[at] and root ~= mention and M.key(document, root) == key then
      local rejected = document:mark(mention.start, mention.finish)
      if not rejected or rejected.note.status ~= 'rejected' then
        list[#list + 1] = mention
      end
    end
  end
  table.sort(list, function(a, b)
    return a.start < b.start or (a.start == b.start and a.finish < b.finish)
  end)
  return list
end

---@param text string
---@return string[]
local function words_of(text)
  local words = {}
  for word in text:gmatch '%S+' do
    words[#words + 1] = word
  end
  return words
end

---@param text string
---@return string[]
local function characters(text)
  local list = {}
  for c in text:gmatch '[%z\1-\127\194-\244][\128-\191]*' do
    list[#list + 1] = c
  end
  return list
end

---Edits between two words, in characters.
---@param a string
---@param b string
---@return integer
local function distance(a, b)
  local left, right, row = characters(a), characters(b), {}
  for j = 0, #right do
    row[j] = j
  end
  for i = 1, #left do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #right do
      local above = row[j]
      row[j] = math.min(above + 1, row[j - 1] + 1, diagonal + (left[i] == right[j] and 0 or 1))
      diagonal = above
    end
  end
  return row[#right]
end

---Longer names are compared for equality alone.
local MAX_COMPARED = 200

---Whether two names are one name spelled in two ways, not two names of one entity: as many words, and of three letters two the
---same.
---@param a string
---@param b string
---@return boolean
function M.is_spelling(a, b)
  local x, y = fold(a), fold(b)
  if x == y then
    return true
  elseif #words_of(x) ~= #words_of(y) or #x > MAX_COMPARED or #y > MAX_COMPARED then
    return false
  end
  return distance(x, y) * 3 <= math.max(#characters(x), #characters(y))
end

---What a name becomes when `old` is to be spelled `new`: all of it where it is a spelling of `old`; else, where both have as
---many words, each word in it that is one of the words that change; nil where nothing changes.
---@param name string
---@param old string
---@param new string
---@return string?
function M.respelled(name, old, new)
  if M.is_spelling(name, old) then
    return name ~= new and new or nil
  end
  local old_words, new_words = words_of(old), words_of(new)
  if #old_words ~= #new_words then
    return nil
  end
  local changed = {}
  for i, word in ipairs(old_words) do
    if word ~= new_words[i] then
      changed[fold(word)] = new_words[i]
    end
  end
  local any = false
  local result = name:gsub('%S+', function(word)
    local to = changed[fold(word)]
    any = any or (to ~= nil and to ~= word)
    return to
  end)
  return any and result or nil
end

---@class khabar.lsp.Edit
---@field start integer
---@field finish integer
---@field text string

---The edits that write `new` for every spelling of a name, in reading order, none over another.
---@param document khabar.lsp.Document
---@param span khabar.lsp.Span
---@param new string
---@return khabar.lsp.Edit[]
function M.rename(document, span, new)
  local old, edits, done = M.bare(document, span), {}, -1
  for _, other in ipairs(M.names(document, span)) do
    if other.type == span.type and other.start >= done then
      local to = M.respelled(M.bare(document, other), old, new)
      local text = to and M.written(other, to)
      if text and text ~= document:piece(other.start, other.finish) then
        edits[#edits + 1] = { start = other.start, finish = other.finish, text = text }
        done = other.finish
      end
    end
  end
  return edits
end

---The spellings of a name in the draft, the most frequent first, and how often each stands there.
---@param document khabar.lsp.Document
---@param span khabar.lsp.Span
---@return {text: string, count: integer}[]
function M.spellings(document, span)
  local old, list, by_text = M.bare(document, span), {}, {}
  for _, other in ipairs(M.names(document, span)) do
    local text = M.bare(document, other)
    if other.type == span.type and M.is_spelling(text, old) then
      if not by_text[text] then
        by_text[text] = { text = text, count = 0, order = #list }
        list[#list + 1] = by_text[text]
      end
      by_text[text].count = by_text[text].count + 1
    end
  end
  table.sort(list, function(a, b)
    return a.count > b.count or (a.count == b.count and a.order < b.order)
  end)
  return list
end

return M
