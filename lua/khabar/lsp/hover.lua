---textDocument/hover: the card, as Markdown or as plain text. One script a row, as khabar.card lays it out.
local card = require 'khabar.card'
local mentions = require 'khabar.lsp.mentions'

local M = {}

---How many cards of names inside each other are shown.
local MAX_CARDS = 3

---What has a meaning in Markdown, or starts HTML.
---@param text string
---@return string
local function escaped(text)
  text = text:gsub('[\\`*_{}%[%]<>()#+!|~&]', '\\%0')
  return (
    text:gsub('^(%s*)([-%d])([.)]?)', function(space, first, after)
      return first == '-' and space .. '\\-' .. after or (after ~= '' and space .. first .. '\\' .. after) or nil
    end)
  )
end

---@param id string
---@return string? address of the entity's page
function M.page(id)
  return id:match '^Q%d+$' and 'https://www.wikidata.org/wiki/' .. id or nil
end

local markdown = {
  name = function(text)
    return '**' .. escaped(text) .. '**'
  end,
  held = function(text)
    return '**' .. escaped(text) .. '**'
  end,
  label = function(text)
    return '*' .. escaped(text) .. '*'
  end,
  id = function(text)
    local page = M.page(text)
    return page and ('[%s](%s)'):format(text, page) or '`' .. text:gsub('`', "'") .. '`'
  end,
}

---Rows as Markdown. A row ends with a hard break, so that it stays a row, and is a paragraph of its own for bidi.
---@param rows khabar.Row[]
---@return string
function M.markdown(rows)
  local lines = {}
  for i, row in ipairs(rows) do
    local text = row.text:gsub('%c', ' ')
    local line = (markdown[row.role] or escaped)(text)
    local ends = rows[i + 1] and rows[i + 1].text ~= '' and row.text ~= ''
    lines[i] = line .. (ends and '  ' or '')
  end
  return table.concat(lines, '\n')
end

---@param rows khabar.Row[]
---@return string
function M.plain(rows)
  local lines = {}
  for i, row in ipairs(rows) do
    lines[i] = (row.text:gsub('%c', ' '))
  end
  return table.concat(lines, '\n')
end

---Of the formats that a client knows the first that is ours; plain text where it names none.
---@param formats any
---@return 'markdown'|'plaintext'
function M.format(formats)
  for _, format in ipairs(type(formats) == 'table' and formats or {}) do
    if format == 'markdown' or format == 'plaintext' then
      return format
    end
  end
  return 'plaintext'
end

---@param rows khabar.Row[]
---@param format 'markdown'|'plaintext'
---@return table MarkupContent
function M.content(rows, format)
  return { kind = format, value = (format == 'markdown' and M.markdown or M.plain)(rows) }
end

---@param server khabar.lsp.Server
---@param engine khabar.Engine
---@param found khabar.Card
---@return khabar.Row[]
function M.card_rows(server, engine, found)
  return card.rows(found, server.language, server:types(), function(id)
    return engine:card(id)
  end)
end

---The rows of one name: its card, its value, or that it is not linked; then what a person has noted about it.
---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param span khabar.lsp.Span
---@return khabar.Row[]
local function rows_of(server, document, span)
  local found = span.id and document.engine:card(span.entity or span.id)
  local rows
  if found then
    rows = M.card_rows(server, document.engine, found)
  elseif span.value then
    local to = server.options.convert
    local converted = to and document.engine:convert(span.value, to)
    rows = card.figure_rows(document:piece(span.start, span.finish), span, server.language, server:types(), converted)
  else
    rows = card.unlinked_rows(mentions.bare(document, span), span.type, server.language, server:types())
  end
  local note = span.note
  if note and (note.text or note.source) then
    rows[#rows + 1] = { role = 'blank', text = '' }
    for _, text in ipairs { note.text or '', note.source or '' } do
      if text ~= '' then
        rows[#rows + 1] = { role = 'text', text = text }
      end
    end
  end
  return rows
end

---@param server khabar.lsp.Server
---@param params table
---@return table?
function M.hover(server, params)
  local document = server:read(params)
  if not document then
    return nil
  end
  local spans = document:at(server:byte(document, params.position))
  local rows, seen, shown = {}, {}, 0
  for _, span in ipairs(spans) do
    local key = span.id or span
    if not seen[key] and shown < MAX_CARDS and (span.id or shown == 0) then
      seen[key], shown = true, shown + 1
      if #rows > 0 then
        rows[#rows + 1] = { role = 'blank', text = '' }
      end
      for _, row in ipairs(rows_of(server, document, span)) do
        rows[#rows + 1] = row
      end
    end
  end
  if #rows == 0 then
    return nil
  end
  local format = M.format(server:can('textDocument', 'hover', 'contentFormat'))
  return {
    contents = M.content(rows, format),
    range = server:range(document, spans[1].start, spans[1].finish),
  }
end

return M
