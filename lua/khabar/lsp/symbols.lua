---textDocument/documentSymbol: who and what a draft is about: people, bodies, places, events, figures, quotes. A symbol is an
---entity, at its first mention, not each mention.
local mentions = require 'khabar.lsp.mentions'

local M = {}

-- SymbolKind of LSP 3.17. There is none for people and places; these have icons that are told apart.
local KIND =
  { namespace = 3, class = 5, interface = 11, constant = 14, string = 15, number = 16, object = 19, event = 24 }

---@class khabar.lsp.Group
---@field name string a key of words.texts
---@field kind integer

---@type khabar.lsp.Group[] in the order in which they are shown
local GROUPS = {
  { name = 'people', kind = KIND.class },
  { name = 'bodies', kind = KIND.interface },
  { name = 'places', kind = KIND.namespace },
  { name = 'events', kind = KIND.event },
  { name = 'other', kind = KIND.object },
  { name = 'figures', kind = KIND.number },
  { name = 'quotes', kind = KIND.string },
}

local GROUP_OF = {
  PERS = 'people',
  ORG = 'bodies',
  NORP = 'bodies',
  GPE = 'places',
  LOC = 'places',
  FAC = 'places',
  EVENT = 'events',
  DATE = 'figures',
  TIME = 'figures',
  DURATION = 'figures',
  CARDINAL = 'figures',
  ORDINAL = 'figures',
  PERCENT = 'figures',
  QUANTITY = 'figures',
  MONEY = 'figures',
}

---Characters of a quote in its symbol.
local MAX_QUOTE = 60

---@class khabar.lsp.Symbol
---@field name string
---@field detail string
---@field group string
---@field start integer
---@field finish integer
---@field count integer

---One line, cut between characters.
---@param text string
---@return string
local function shown(text)
  text = text:gsub('[%s%c]+', ' ')
  local count, at = 0, 1
  while at <= #text do
    local _, last = text:find('^[%z\1-\127\192-\255][\128-\191]*', at)
    at, count = (last or at) + 1, count + 1
    if count == MAX_QUOTE and at <= #text then
      return text:sub(1, at - 1) .. '…'
    end
  end
  return text
end

---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@return khabar.lsp.Symbol[] in reading order
local function entities(server, document)
  local list, by_key = {}, {}
  for _, span in ipairs(document:view()) do
    local group = GROUP_OF[span.type] or 'other'
    if span.type ~= 'OCC' then
      -- A figure is a fact of its own each time.
      local key = group == 'figures' and span or span.type .. mentions.key(document, span)
      local symbol = by_key[key]
      if symbol then
        symbol.count = symbol.count + 1
      else
        local text = mentions.bare(document, span)
        local other = span.name and span.name ~= text and ' · ' .. span.name or ''
        symbol = {
          name = shown(text),
          detail = server:type_label(span.type) .. other,
          group = group,
          start = span.start,
          finish = span.finish,
          count = 1,
        }
        by_key[key] = symbol
        list[#list + 1] = symbol
      end
    end
  end
  return list
end

---What people say in the draft, where the core reads quotes.
---@param document khabar.lsp.Document
---@param list khabar.lsp.Symbol[]
local function add_quotes(document, list)
  document:catch_up()
  local quotes = document.doc.quotes and document.doc:quotes() or {}
  for _, quote in ipairs(quotes) do
    list[#list + 1] = {
      name = shown(document:piece(quote.start, quote.finish)),
      detail = quote.speaker_start and shown(document:piece(quote.speaker_start, quote.speaker_finish)) or '',
      group = 'quotes',
      start = quote.start,
      finish = quote.finish,
      count = 1,
    }
  end
end

---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param symbols khabar.lsp.Symbol[]
---@return table[] DocumentSymbol
local function tree(server, document, symbols)
  local top = {}
  for _, group in ipairs(GROUPS) do
    local children, start, finish = {}, nil, 0
    for _, symbol in ipairs(symbols) do
      if symbol.group == group.name then
        local range = server:range(document, symbol.start, symbol.finish)
        local count = symbol.count > 1 and ' · ' .. server:text('mentions', symbol.count) or ''
        children[#children + 1] = {
          name = symbol.name,
          detail = symbol.detail .. count,
          kind = group.kind,
          range = range,
          selectionRange = range,
        }
        start, finish = start or symbol.start, math.max(finish, symbol.finish)
      end
    end
    if start then
      top[#top + 1] = {
        name = server:text(group.name),
        detail = tostring(#children),
        kind = group.kind,
        range = server:range(document, start, finish),
        selectionRange = children[1].range,
        children = children,
      }
    end
  end
  return top
end

---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param symbols khabar.lsp.Symbol[]
---@return table[] SymbolInformation, for clients that know no tree
local function flat(server, document, symbols)
  local list = {}
  for _, group in ipairs(GROUPS) do
    for _, symbol in ipairs(symbols) do
      if symbol.group == group.name then
        list[#list + 1] = {
          name = symbol.name,
          kind = group.kind,
          containerName = server:text(group.name),
          location = { uri = document.uri, range = server:range(document, symbol.start, symbol.finish) },
        }
      end
    end
  end
  return list
end

---@param server khabar.lsp.Server
---@param params table
---@return table[]?
function M.symbols(server, params)
  local document = server:read(params)
  if not document then
    return nil
  end
  local symbols = entities(server, document)
  add_quotes(document, symbols)
  if #symbols == 0 then
    return nil
  end
  local nested = server:can('textDocument', 'documentSymbol', 'hierarchicalDocumentSymbolSupport')
  return (nested and tree or flat)(server, document, symbols)
end

return M
