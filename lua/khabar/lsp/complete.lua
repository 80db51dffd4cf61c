---textDocument/completion: names that begin as what stands before the cursor. Only asked for, never by a trigger of ours.
local completion = require 'khabar.completion'
local hover = require 'khabar.lsp.hover'

local M = {}

---CompletionItemKind.Reference: most clients draw it as a link.
local REFERENCE = 18
local PLAIN_TEXT = 1

---@param server khabar.lsp.Server
---@param params table
---@return table?
function M.complete(server, params)
  local document = server:read(params)
  if not document then
    return nil
  end
  local at = server:byte(document, params.position)
  local line = document.lines:line_of(at)
  local line_start = document.lines.starts[line + 1]
  local text = document:piece(line_start, document.lines:finish(line))
  local found = completion.complete(document.engine, text, at - line_start)
  if not found then
    return nil
  end
  local range, items = server:range(document, line_start + found.start, at), {}
  for i, item in ipairs(found.items) do
    items[i] = {
      label = item.label,
      kind = REFERENCE,
      detail = server:type_label(item.type) .. (item.label ~= item.name and ' · ' .. item.name or ''),
      documentation = item.documentation ~= '' and item.documentation or nil,
      -- A name may be met by another spelling than the one typed: everything passes the client's filter, in our order.
      filterText = found.typed,
      sortText = ('%04d'):format(i),
      insertTextFormat = PLAIN_TEXT,
      textEdit = { range = range, newText = item.text },
      data = { id = item.id, uri = document.uri },
    }
  end
  return { isIncomplete = true, items = items }
end

---The item with the whole card.
---@param server khabar.lsp.Server
---@param item table
---@return table
function M.resolve(server, item)
  local data = type(item.data) == 'table' and item.data or {}
  local document = type(data.uri) == 'string' and server.documents[data.uri]
  local found = document and document.engine and type(data.id) == 'string' and document.engine:card(data.id)
  if found then
    local rows = hover.card_rows(server, document.engine, found)
    local formats = server:can('textDocument', 'completion', 'completionItem', 'documentationFormat')
    item.documentation = hover.content(rows, hover.format(formats))
  end
  return item
end

return M
