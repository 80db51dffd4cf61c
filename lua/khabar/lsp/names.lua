---textDocument/references, documentHighlight, prepareRename and rename.
local mentions = require 'khabar.lsp.mentions'

local M = {}

local HIGHLIGHT_TEXT = 1

---The name at a position, the innermost.
---@param server khabar.lsp.Server
---@param params table
---@return khabar.lsp.Document? document
---@return khabar.lsp.Span? span
local function name_at(server, params)
  local document = server:read(params)
  if not document then
    return nil, nil
  end
  return document, document:at(server:byte(document, params.position))[1]
end

---What `make` gives for each mention of the entity that the name at a position means.
---@param server khabar.lsp.Server
---@param params table
---@param make fun(range: table, document: khabar.lsp.Document): table
---@return table[]?
local function each_mention(server, params, make)
  local document, span = name_at(server, params)
  if not document or not span then
    return nil
  end
  local list = {}
  for i, range in ipairs(mentions.all(document, span)) do
    list[i] = make(server:range(document, range.start, range.finish), document)
  end
  return list
end

---@param server khabar.lsp.Server
---@param params table
---@return table[]?
function M.references(server, params)
  return each_mention(server, params, function(range, document)
    return { uri = document.uri, range = range }
  end)
end

---@param server khabar.lsp.Server
---@param params table
---@return table[]?
function M.highlight(server, params)
  return each_mention(server, params, function(range)
    return { range = range, kind = HIGHLIGHT_TEXT }
  end)
end

---@param server khabar.lsp.Server
---@param params table
---@return table?
function M.prepare_rename(server, params)
  local document, span = name_at(server, params)
  if not document or not span then
    return nil
  end
  return {
    range = server:range(document, span.start, span.finish),
    placeholder = mentions.bare(document, span),
  }
end

---Edits of one document as the client takes them: tied to the version that they were made for, where it can.
---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param edits khabar.lsp.Edit[]
---@return table WorkspaceEdit
function M.workspace_edit(server, document, edits)
  local list = {}
  for i, edit in ipairs(edits) do
    list[i] = { range = server:range(document, edit.start, edit.finish), newText = edit.text }
  end
  if server:can('workspace', 'workspaceEdit', 'documentChanges') then
    local version = document.version
    if version == nil then
      version = server.null
    end
    return { documentChanges = { { textDocument = { uri = document.uri, version = version }, edits = list } } }
  end
  return { changes = { [document.uri] = list } }
end

---@param server khabar.lsp.Server
---@param params table
---@return table?
function M.rename(server, params)
  local document, span = name_at(server, params)
  local name = type(params.newName) == 'string' and params.newName:gsub('^%s+', ''):gsub('%s+$', '') or ''
  if name == '' or name:find '%c' then
    server:fail('invalid_params', server:text 'bad_name')
  elseif not document or not span then
    server:fail('request_failed', server:text 'no_name')
  end
  local edits = mentions.rename(document, span, name)
  return #edits > 0 and M.workspace_edit(server, document, edits) or nil
end

return M
