-- A client of the language server for its specs, tables in and tables out; random texts; folders that are gone afterwards.
local assert = require 'luassert'
local khabar = require 'khabar'
local server_of = require 'khabar.lsp.server'

local M = {}

local YAML = require('khabar.loader').root() .. 'tests/lua/entities.yaml'
local NULL = setmetatable({}, { __name = 'null' })
M.NULL, M.YAML, M.ERRORS, M.core = NULL, YAML, server_of.ERRORS, assert(khabar.core())

---@type string[]
local folders = {}

function M.folder()
  local name = os.tmpname()
  os.remove(name)
  assert(os.execute(("mkdir -p '%s'"):format(name)))
  folders[#folders + 1] = name
  return name
end

function M.write(path, bytes)
  local file = assert(io.open(path, 'wb'))
  file:write(bytes)
  file:close()
end

function M.read(path)
  local file = io.open(path, 'rb')
  if not file then
    return nil
  end
  local bytes = file:read '*a'
  file:close()
  return bytes
end

---Everything that our clients have said they can do.
local CLIENT = {
  general = { positionEncodings = { 'utf-8', 'utf-16' } },
  workspace = {
    workspaceEdit = { documentChanges = true },
    semanticTokens = { refreshSupport = true },
    didChangeWatchedFiles = { dynamicRegistration = true },
  },
  textDocument = {
    hover = { contentFormat = { 'plaintext' } },
    rename = { prepareSupport = true },
    codeAction = { codeActionLiteralSupport = { codeActionKind = { valueSet = { 'quickfix' } } } },
    documentSymbol = { hierarchicalDocumentSymbolSupport = true },
  },
}

---A client: request() gives result, error; sent holds what the server sent by itself.
function M.connect(options)
  options = options or {}
  local self = { sent = {}, answers = {}, id = 0 }
  self.server = server_of.new {
    send = function(message)
      if message.method then
        self.sent[#self.sent + 1] = message
      else
        self.answers[#self.answers + 1] = message
      end
    end,
    null = NULL,
    source = options.source,
    settings = { index = false, entities = { YAML }, date = '2022-01-08' },
  }
  function self.request(method, params)
    self.id = self.id + 1
    local count = #self.answers
    self.server:receive { jsonrpc = '2.0', id = self.id, method = method, params = params }
    assert.equal(count + 1, #self.answers, 'one answer to ' .. method)
    local answer = self.answers[#self.answers]
    assert.equal(self.id, answer.id)
    local result = answer.result
    if result == NULL then
      result = nil
    end
    return result, answer.error
  end
  function self.notify(method, params)
    local count = #self.answers
    self.server:receive { jsonrpc = '2.0', method = method, params = params }
    assert.equal(count, #self.answers, 'no answer to ' .. method)
  end
  if options.initialize ~= false then
    self.hello = self.request('initialize', {
      capabilities = options.capabilities or CLIENT,
      initializationOptions = options.settings or NULL,
      locale = options.locale or 'en',
    })
    self.notify('initialized', {})
  end
  function self.open(text, uri, version)
    self.uri = uri or 'untitled:draft'
    self.notify(
      'textDocument/didOpen',
      { textDocument = { uri = self.uri, languageId = 'text', version = version or 1, text = text } }
    )
    return self
  end
  ---Parameters at the first `piece` of the text, `shift` units into it.
  function self.at(piece, shift, nth)
    local document = self.server.documents[self.uri]
    local from = 0
    for _ = 1, nth or 1 do
      from = assert(document.lines.text:find(piece, from + 1, true), piece)
    end
    local line, character = document.lines:position(from - 1, self.server.encoding)
    return { textDocument = { uri = self.uri }, position = { line = line, character = character + (shift or 0) } }
  end
  ---The texts that ranges stand for.
  function self.texts(list)
    local texts = {}
    for i, item in ipairs(list or {}) do
      local document = self.server.documents[self.uri]
      local range = item.range or item
      local start = document.lines:offset(range.start.line, range.start.character, self.server.encoding)
      local finish = document.lines:offset(range['end'].line, range['end'].character, self.server.encoding)
      texts[i] = document.lines.text:sub(start + 1, finish)
    end
    return texts
  end
  return self
end

---The text after edits of a client, the last first, as a client applies them.
function M.applied(client, edits)
  local document = client.server.documents[client.uri]
  local text = document.lines.text
  for i = #edits, 1, -1 do
    local range = edits[i].range
    local start = document.lines:offset(range.start.line, range.start.character, client.server.encoding)
    local finish = document.lines:offset(range['end'].line, range['end'].character, client.server.encoding)
    text = text:sub(1, start) .. edits[i].newText .. text:sub(finish + 1)
  end
  return text
end

function M.titles(actions)
  local list = {}
  for i, entry in ipairs(actions or {}) do
    list[i] = entry.title
  end
  return list
end

function M.action(actions, pattern)
  for _, entry in ipairs(actions or {}) do
    if entry.title:find(pattern, 1, true) then
      return entry
    end
  end
  error('no action with ' .. pattern .. ' among:\n' .. table.concat(M.titles(actions), '\n'), 2)
end

---A text the slow way: characters one by one, each with its bytes and units; nil, nil where the byte starts none.
function M.characters(text)
  local list, at = {}, 1
  local forms = {
    '^[%z\1-\127]',
    '^[\194-\223][\128-\191]',
    '^[\224-\239][\128-\191][\128-\191]',
    '^[\240-\244][\128-\191][\128-\191][\128-\191]',
  }
  while at <= #text do
    local char
    for _, form in ipairs(forms) do
      char = char or text:match(form, at)
    end
    char = char or text:sub(at, at)
    list[#list + 1] = { byte = at - 1, text = char, utf16 = #char == 4 and 2 or 1, at = at }
    at = at + #char
  end
  return list
end

-- Letters, marks, tatweel, presentation forms, bidi controls, Latin, emoji of four bytes and with a joiner, broken bytes.
local PIECES = {
  'م',
  'َ',
  'ّ',
  'ـ',
  'ﻻ',
  '\226\128\143',
  'a',
  ' ',
  '😀',
  '👩‍💻',
  '\n',
  '\r\n',
  '\r',
  '١',
  '€',
  '\255',
  '\128',
  'é',
  '𞸀',
  '',
}

function M.random_text(random, length)
  local parts = {}
  for i = 1, length do
    parts[i] = PIECES[random(#PIECES)]
  end
  return table.concat(parts)
end

---A generator of its own: the same numbers in every Lua.
function M.generator(seed)
  return function(n)
    seed = (seed * 16807) % 2147483647
    return seed % n + 1
  end
end

---For teardown.
function M.sweep()
  for _, name in ipairs(folders) do
    os.execute(("rm -rf '%s'"):format(name))
  end
end

return M
