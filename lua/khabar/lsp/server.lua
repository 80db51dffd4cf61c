---The language server without its transport: messages as Lua tables in, messages as Lua tables out. Knows no editor.
---
---    push(message) ──> queue ──> step() ──> handler of the method ──> options.send(answer)
---                      nothing waits: idle() ──> a slice of a long text is read
---
---A request that is cancelled while it waits in the queue is answered with RequestCancelled; notifications keep their place among
---requests, so that each request sees the text as it was when it was sent. Errors are those of JSON-RPC 2.0 and LSP 3.17
---(ErrorCodes). A handler that fails is an answer of InternalError, never the end of the server.
local words = require 'khabar.lsp.words'

local M = {}

M.ERRORS = {
  parse = -32700,
  invalid_request = -32600,
  unknown_method = -32601,
  invalid_params = -32602,
  internal = -32603,
  not_initialized = -32002,
  request_failed = -32803,
  content_modified = -32801,
  cancelled = -32800,
}

---@class khabar.lsp.Server
---@field options khabar.lsp.Options
---@field send fun(message: table)
---@field null any what the transport has for null
---@field source? fun(uri: string): string? the text of a document that went out of step, where the client can be asked for it
---@field on_change? fun(uri: string, what: 'notes'|'project') after a code action has written a file
---@field before_notes? fun(file: string) before a code action writes notes
---@field array fun(list: table): table marks a table as a list, for transports that cannot tell an empty one
---@field documents table<string, khabar.lsp.Document>
---@field known khabar.lsp.Knowledge
---@field encoding string
---@field language 'ar'|'en'
---@field client table capabilities of the client
---@field state 'new'|'initializing'|'ready'|'shut'|'gone'
---@field exit_code? integer set by `exit`
---@field private queue table[]
---@field private first integer of those that wait; where none does, one behind the last
---@field private last integer
---@field private next_id integer
---@field private said table<string, true>
local Server = {}
Server.__index = Server

---What a handler throws for an answer that is an error.
---@class khabar.lsp.Failure
---@field code integer
---@field message string

---@class khabar.lsp.Host what the transport brings
---@field send fun(message: table)
---@field null? any
---@field array? fun(list: table): table
---@field settings? khabar.lsp.Options
---@field source? fun(uri: string): string?
---@field on_change? fun(uri: string, what: 'notes'|'project')
---@field notes_file? fun(path: string): string? where the notes of a draft are kept, nil: nowhere; default: beside it
---@field before_notes? fun(file: string) before a code action writes notes

---@param options khabar.lsp.Host
---@return khabar.lsp.Server
function M.new(options)
  local self = setmetatable({
    send = options.send,
    null = options.null,
    source = options.source,
    on_change = options.on_change,
    before_notes = options.before_notes,
    array = options.array or function(list)
      return list
    end,
    options = {},
    documents = {},
    encoding = 'utf-16',
    client = {},
    state = 'new',
    queue = {},
    first = 1,
    last = 0,
    next_id = 1,
    said = {},
  }, Server)
  for key, value in pairs(options.settings or {}) do
    self.options[key] = value
  end
  self.known = require('khabar.lsp.knowledge').new(self.options, options.notes_file)
  self.language = words.language(self.options.language)
  return self
end

---@param code string a key of M.ERRORS
---@param message string
function Server.fail(_, code, message)
  error({ code = M.ERRORS[code], message = message }, 0)
end

---@param key string of words.texts
---@param ... any
---@return string
function Server:text(key, ...)
  return words.text(key, self.language, ...)
end

---@param path string[] e.g. { 'textDocument', 'hover' }
---@return any the client's capability there, nil where it has none
function Server:can(...)
  local at = self.client
  for _, key in ipairs { ... } do
    at = type(at) == 'table' and at[key] or nil
  end
  return at
end

-- ---- messages out
-- ---------------------------------------------------------------------------------------------------------------

---@param method string
---@param params table
function Server:notify(method, params)
  self.send { jsonrpc = '2.0', method = method, params = params }
end

---A request of the server's own; its answer is not waited for.
---@param method string
---@param params? table
function Server:ask(method, params)
  self.next_id = self.next_id + 1
  self.send { jsonrpc = '2.0', id = 'khabar:' .. self.next_id, method = method, params = params }
end

---Shows a message, the same one once. type: 1 error, 2 warning, 3 information.
---@param message string
---@param kind? integer
function Server:say(message, kind)
  if not self.said[message] then
    self.said[message] = true
    self:notify('window/showMessage', { type = kind or 2, message = 'khabar: ' .. message:gsub('^khabar: ', '') })
  end
end

---Colours and the like are to be asked for again.
function Server:refresh()
  if self:can('workspace', 'semanticTokens', 'refreshSupport') then
    self:ask 'workspace/semanticTokens/refresh'
  end
end

-- ---- what clients send
-- ------------------------------------------------------------------------------------------------------------

---Deeper nesting than any message has.
local MAX_DEPTH = 64

---A copy without nulls: what is null was not given.
---@param value any
---@param depth integer
---@return any
function Server:given(value, depth)
  if value == self.null or depth > MAX_DEPTH then
    return nil
  elseif type(value) ~= 'table' then
    return value
  end
  local copy = {}
  for key, item in pairs(value) do
    copy[key] = self:given(item, depth + 1)
  end
  return copy
end

---A whole number from 0, as positions and versions are, or nil.
---@param value any
---@return integer?
function M.count(value)
  if type(value) == 'number' and value >= 0 and value <= 2 ^ 31 and value % 1 == 0 then
    return math.floor(value)
  end
end

---@param params table
---@return khabar.lsp.Document? document nil for one that was never opened
function Server:document(params)
  local at = params.textDocument
  if type(at) ~= 'table' or type(at.uri) ~= 'string' then
    self:fail('invalid_params', 'params.textDocument.uri must be a string')
  end
  return self.documents[at.uri]
end

---The document that is meant, up to date; nil where there is nothing to say of it.
---@param params table
---@return khabar.lsp.Document?
function Server:read(params)
  local document = self:document(params)
  if not document or not document.doc then
    return nil
  end
  local message = document:refresh()
  if message then
    self:say(message)
  end
  return document
end

---@param document khabar.lsp.Document
---@param at any a Position
---@param what? string
---@return integer byte
function Server:byte(document, at, what)
  local line = type(at) == 'table' and M.count(at.line)
  local character = type(at) == 'table' and M.count(at.character)
  if not line or not character then
    self:fail('invalid_params', (what or 'params.position') .. ' must be a position')
  end
  return document.lines:offset(line, character, self.encoding)
end

---@param document khabar.lsp.Document
---@param range any
---@return integer start
---@return integer finish
function Server:bytes(document, range)
  if type(range) ~= 'table' then
    self:fail('invalid_params', 'params.range must be a range')
  end
  local start = self:byte(document, range.start, 'params.range.start')
  return start, math.max(start, self:byte(document, range['end'], 'params.range.end'))
end

---@param document khabar.lsp.Document
---@param start integer
---@param finish integer
---@return table range
function Server:range(document, start, finish)
  local line, character = document.lines:position(start, self.encoding)
  local last_line, last_character = document.lines:position(finish, self.encoding)
  return {
    start = { line = line, character = character },
    ['end'] = { line = last_line, character = last_character },
  }
end

---@return khabar.TypeName[]
function Server:types()
  self.type_names = self.type_names or assert(require('khabar').core()).types()
  return self.type_names
end

---@param type_name string
---@return string
function Server:type_label(type_name)
  return require('khabar.card').type_label(self.language, type_name, self:types())
end

-- ---- dispatch
-- -----------------------------------------------------------------------------------------------------------------------

---The module that handles a method, required when it is first used.
---@type table<string, {[1]: string, [2]: string}>
local METHODS = {
  ['initialize'] = { 'lifecycle', 'initialize' },
  ['initialized'] = { 'lifecycle', 'initialized' },
  ['shutdown'] = { 'lifecycle', 'shutdown' },
  ['textDocument/didOpen'] = { 'sync', 'open' },
  ['textDocument/didChange'] = { 'sync', 'change' },
  ['textDocument/didSave'] = { 'sync', 'save' },
  ['textDocument/didClose'] = { 'sync', 'close' },
  ['workspace/didChangeConfiguration'] = { 'lifecycle', 'configure' },
  ['workspace/didChangeWatchedFiles'] = { 'sync', 'watched' },
  ['workspace/executeCommand'] = { 'commands', 'execute' },
  ['textDocument/hover'] = { 'hover', 'hover' },
  ['textDocument/completion'] = { 'complete', 'complete' },
  ['completionItem/resolve'] = { 'complete', 'resolve' },
  ['textDocument/documentSymbol'] = { 'symbols', 'symbols' },
  ['textDocument/references'] = { 'names', 'references' },
  ['textDocument/documentHighlight'] = { 'names', 'highlight' },
  ['textDocument/prepareRename'] = { 'names', 'prepare_rename' },
  ['textDocument/rename'] = { 'names', 'rename' },
  ['textDocument/documentLink'] = { 'links', 'links' },
  ['textDocument/codeAction'] = { 'actions', 'actions' },
  ['textDocument/semanticTokens/full'] = { 'tokens', 'full' },
  ['textDocument/semanticTokens/range'] = { 'tokens', 'range' },
  ['textDocument/semanticTokens/full/delta'] = { 'tokens', 'delta' },
}

---@param method string
---@return (fun(server: khabar.lsp.Server, params: table): any)?
local function handler_of(method)
  local at = METHODS[method]
  return at and require('khabar.lsp.' .. at[1])[at[2]]
end

---@param id any
---@param result any
---@param failure? khabar.lsp.Failure
function Server:answer(id, result, failure)
  if failure then
    self.send { jsonrpc = '2.0', id = id, error = failure }
  elseif result == nil then
    self.send { jsonrpc = '2.0', id = id, result = self.null, is_null = true }
  else
    self.send { jsonrpc = '2.0', id = id, result = result }
  end
end

---Runs a handler. A thrown failure keeps its code, anything else is a fault of ours.
---@param method string
---@param params any
---@return any result
---@return khabar.lsp.Failure? failure
function Server:call(method, params)
  local handler = handler_of(method)
  if not handler then
    return nil, { code = M.ERRORS.unknown_method, message = 'no such method: ' .. method }
  end
  params = self:given(params, 0)
  if params ~= nil and type(params) ~= 'table' then
    return nil, { code = M.ERRORS.invalid_params, message = 'params must be an object' }
  end
  local ok, result = pcall(handler, self, params or {})
  if ok then
    return result
  elseif type(result) == 'table' and result.code then
    return nil, result
  end
  return nil, { code = M.ERRORS.internal, message = tostring(result) }
end

---@param message table
function Server:request(message)
  local id, method = message.id, message.method
  local failure
  if message.cancelled then
    failure = { code = M.ERRORS.cancelled, message = 'cancelled' }
  elseif self.state == 'new' and method ~= 'initialize' then
    failure = { code = M.ERRORS.not_initialized, message = 'the first request is initialize' }
  elseif self.state == 'shut' then
    failure = { code = M.ERRORS.invalid_request, message = 'the server is shut down' }
  elseif method == 'initialize' and self.state ~= 'new' then
    failure = { code = M.ERRORS.invalid_request, message = 'initialize is sent once' }
  end
  local result
  if not failure then
    result, failure = self:call(method, message.params)
  end
  self:answer(id, result, failure)
end

---@param message table
function Server:notification(message)
  local method = message.method
  if method == 'exit' then
    self.exit_code = self.state == 'shut' and 0 or 1
    self.state = 'gone'
    self:drop_all()
    return
  elseif self.state ~= 'ready' and self.state ~= 'initializing' or not METHODS[method] then
    return -- a notification has no answer; $/… and what we do not know may be left alone
  end
  local _, failure = self:call(method, message.params)
  if failure then
    self:notify('window/logMessage', { type = 1, message = ('khabar: %s: %s'):format(method, failure.message) })
  end
end

function Server:drop_all()
  for uri, document in pairs(self.documents) do
    document:close()
    self.documents[uri] = nil
  end
end

---@param message table
function Server:enqueue(message)
  self.last = self.last + 1
  self.queue[self.last] = message
end

---Answers what could not be taken for a message with an error, when its turn comes: answers stand in the order of what came.
---@param id any nil where it is not known
---@param code string a key of M.ERRORS
---@param message string
function Server:refuse(id, code, message)
  local failure = { code = M.ERRORS[code], message = message }
  self:enqueue { id = id == nil and self.null or id, failure = failure }
end

---Takes a message. What is no message is answered with an error.
---@param message any
function Server:push(message)
  local is_table = type(message) == 'table'
  if
    not is_table
    or (message.method ~= nil and type(message.method) ~= 'string')
    or (message.method == nil and message.id == nil)
  then
    local id = is_table and (type(message.id) == 'string' or type(message.id) == 'number') and message.id or nil
    return self:refuse(id, 'invalid_request', 'this is no request')
  elseif message.method == nil then
    return -- the answer to a request of ours
  elseif message.method == '$/cancelRequest' then
    local params = self:given(message.params, 0)
    for i = self.first, self.last do
      local waiting = self.queue[i]
      if type(params) == 'table' and params.id ~= nil and waiting.id == params.id and waiting.method then
        waiting.cancelled = true
      end
    end
    return
  end
  self:enqueue { id = message.id, method = message.method, params = message.params }
end

---Handles the message that has waited longest.
---@return boolean more whether others wait
function Server:step()
  local message = self.queue[self.first]
  if not message or self.state == 'gone' then
    return false
  end
  self.queue[self.first] = nil
  self.first = self.first + 1
  if not self.queue[self.first] then
    self.queue, self.first, self.last = {}, 1, 0
  end
  if message.failure then
    self:answer(message.id, nil, message.failure)
  elseif message.id ~= nil and message.id ~= self.null then
    self:request(message)
  else
    self:notification(message)
  end
  return self.queue[self.first] ~= nil
end

---Whether messages wait for step().
---@return boolean
function Server:is_waiting()
  return self.queue[self.first] ~= nil
end

---For the time in which no message waits: reads a slice of a long text. Once all is read, colours that were given for a part of
---it are asked for again.
---@return boolean more whether there is more to read
function Server:idle()
  if self.state == 'gone' then
    return false
  end
  for _, document in pairs(self.documents) do
    if document:is_behind() then
      local ok, more = pcall(document.idle, document)
      if not ok then
        document:close()
        document.reason, document.message = 'failed', tostring(more)
        self:say(tostring(more), 1)
      elseif not more and document.tokens and document.tokens.partial then
        document.tokens = nil
        self:refresh()
      end
      return true
    end
  end
  return false
end

---Takes a message and handles all that wait.
---@param message any
function Server:receive(message)
  self:push(message)
  while self:step() do
  end
end

return M
