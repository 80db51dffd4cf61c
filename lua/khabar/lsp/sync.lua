---The texts of the client: opened, edited, saved, closed; and files beside them that have changed.
local documents = require 'khabar.lsp.document'
local server_of = require 'khabar.lsp.server'

local M = {}

---Says what keeps a text from being read. That it is not Arabic is no news.
---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
local function report(server, document)
  if document.reason == 'failed' and document.message then
    server:say(document.message, 1)
  elseif document.reason == 'too_long' then
    local limit = server.options.max_bytes or 8 * 1024 * 1024
    server:say(server:text('too_long', document.uri:match '[^/]*$', limit))
  end
end

---@param server khabar.lsp.Server
---@param params table
function M.open(server, params)
  local item = params.textDocument
  if type(item) ~= 'table' or type(item.uri) ~= 'string' or type(item.text) ~= 'string' then
    server:fail('invalid_params', 'textDocument needs uri and text')
  end
  if server.documents[item.uri] then
    server.documents[item.uri]:close()
  end
  local document = documents.open(item.uri, item.text, server_of.count(item.version), server.known)
  server.documents[item.uri] = document
  report(server, document)
end

---The bytes that a change is about; nil where it makes no sense.
---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param range any
---@return integer? start
---@return integer? finish
local function place(server, document, range)
  local ok, start = pcall(server.byte, server, document, range.start)
  local also_ok, finish = pcall(server.byte, server, document, range['end'])
  if ok and also_ok and start <= finish and range.start.line <= #document.lines.starts then
    return start, finish
  end
end

---Takes a whole text in the place of what we had.
---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param text string
local function replace(server, document, text)
  local version = document.version
  document:close()
  document = documents.open(document.uri, text, version, server.known)
  server.documents[document.uri] = document
  report(server, document)
end

---Our text is not the client's any more. Where it can be asked, its text is taken; else nothing more is said of this document
---until the client sends all of it.
---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
local function out_of_step(server, document)
  local text = server.source and server.source(document.uri)
  if text then
    return replace(server, document, text)
  end
  document:close()
  document.reason = 'lost'
  server:say(server:text('lost', document.uri:match '[^/]*$'), 1)
end

---@param server khabar.lsp.Server
---@param params table
function M.change(server, params)
  local document = server:document(params)
  if not document then
    return
  end
  document.version = server_of.count(params.textDocument.version)
  for _, change in ipairs(type(params.contentChanges) == 'table' and params.contentChanges or {}) do
    document = server.documents[document.uri]
    local is_text = type(change) == 'table' and type(change.text) == 'string'
    if is_text and change.range == nil then
      replace(server, document, change.text)
    elseif document.reason ~= 'lost' then
      local start, finish
      if is_text and type(change.range) == 'table' then
        start, finish = place(server, document, change.range)
      end
      if not start then
        return out_of_step(server, document)
      end
      document:edit(start, finish, change.text, server.known)
      report(server, document)
    end
  end
end

---@param server khabar.lsp.Server
---@param params table
function M.save(server, params)
  local document = server:document(params)
  if document and document.path and document.path:find '%.yaml$' then
    M.reopen(server)
  end
end

---@param server khabar.lsp.Server
---@param params table
function M.close(server, params)
  local document = server:document(params)
  if document then
    document:close()
    server.documents[document.uri] = nil
  end
end

---Reads the texts anew whose knowledge has changed.
---@param server khabar.lsp.Server
function M.reopen(server)
  local any = false
  for _, document in pairs(server.documents) do
    if document.reason ~= 'lost' then
      document:analyze(server.known)
      any = any or document.doc ~= nil
      report(server, document)
    end
  end
  if any then
    server:refresh()
  end
end

---@param server khabar.lsp.Server
---@param params table
function M.watched(server, params)
  local names, notes = false, false
  for _, change in ipairs(type(params.changes) == 'table' and params.changes or {}) do
    local uri = type(change) == 'table' and type(change.uri) == 'string' and change.uri or ''
    if uri:find '%.khabar%.yaml$' then
      notes = true
    elseif uri:find '%.yaml$' then
      names = true
    end
  end
  if names then
    M.reopen(server)
  elseif notes then
    for _, document in pairs(server.documents) do
      document:renew(server.known)
    end
    server:refresh() -- notes are read again when something is asked
  end
end

return M
