---workspace/executeCommand: what code actions do. Decisions go to the notes beside the draft, names there or to the project's
---`.khabar`; the draft itself is never written. A command whose words are not where they were is refused, and one that was done
---before changes nothing.
local M = {}

---@class khabar.lsp.Call arguments of a command
---@field uri string
---@field start integer bytes of the draft
---@field finish integer
---@field text string what stood there when the action was offered
---@field type? khabar.Type
---@field entity? string
---@field name? string

---@param note? khabar.Note
---@param mark {start: integer, finish: integer}
---@return table
local function copy_of(note, mark)
  note = note or {}
  return {
    start = mark.start,
    finish = mark.finish,
    status = note.status,
    type = note.type,
    entity = note.entity,
    text = note.text,
    check = note.check,
    source = note.source,
  }
end

---@param a table
---@param b table
---@return boolean
local function is_same(a, b)
  for _, key in ipairs { 'status', 'type', 'entity', 'text', 'check', 'source' } do
    if a[key] ~= b[key] then
      return false
    end
  end
  return true
end

---Changes the note over the words of a call, or makes one.
---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param call khabar.lsp.Call
---@param change fun(note: table): boolean? false: the note is taken out
local function note(server, document, call, change)
  document:refresh()
  local mark = document:mark(call.start, call.finish)
  local before = copy_of(mark and mark.note, call)
  local after = copy_of(mark and mark.note, call)
  local keep = change(after)
  if keep == false and not mark or keep ~= false and mark and is_same(before, after) then
    return
  end
  local done, message = document:settle(function(notes, text)
    if keep == false then
      return notes:remove(mark.number)
    end
    return notes:set(mark and mark.number, after, text)
  end)
  if not done then
    server:fail('request_failed', message or 'the notes could not be written')
  end
  server:refresh()
  if server.on_change then
    server.on_change(document.uri, 'notes')
  end
end

---@type table<string, fun(server: khabar.lsp.Server, document: khabar.lsp.Document, call: khabar.lsp.Call): any>
local COMMANDS = {}

COMMANDS['khabar.accept'] = function(server, document, call)
  note(server, document, call, function(it)
    if it.status ~= 'corrected' and it.status ~= 'added' then
      it.status, it.type, it.entity = 'accepted', call.type, call.entity
    end
  end)
end

COMMANDS['khabar.reject'] = function(server, document, call)
  note(server, document, call, function(it)
    if it.status == 'added' and not (it.text or it.check or it.source) then
      return false
    end
    it.status, it.type, it.entity = 'rejected', call.type, nil
  end)
end

COMMANDS['khabar.withdraw'] = function(server, document, call)
  note(server, document, call, function(it)
    if not (it.text or it.check or it.source) then
      return false
    end
    it.status, it.type, it.entity = 'open', nil, nil
  end)
end

---Whether the engine, without notes, has a name over exactly these bytes.
---@param document khabar.lsp.Document
---@param call khabar.lsp.Call
---@return boolean
local function is_tagged(document, call)
  document:catch_up(call.start, call.finish)
  for span in document.doc:spans(call.start, call.finish) do
    if span.start == call.start and span.finish == call.finish then
      return true
    end
  end
  return false
end

COMMANDS['khabar.setType'] = function(server, document, call)
  note(server, document, call, function(it)
    local card = it.entity and document.engine:card(it.entity)
    it.status = is_tagged(document, call) and 'corrected' or 'added'
    it.type, it.entity = call.type, card and card.type == call.type and it.entity or nil
  end)
end

COMMANDS['khabar.link'] = function(server, document, call)
  note(server, document, call, function(it)
    it.status = is_tagged(document, call) and 'corrected' or 'added'
    it.type, it.entity = call.type, call.entity
  end)
end

---Adds a name to a file of names, which may be the notes of a draft.
---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param call khabar.lsp.Call
---@param place fun(path: string?): string?, string?
---@return {file: string, id: string}?
local function add_name(server, document, call, place)
  if type(call.name) ~= 'string' or call.name == '' then
    server:fail('invalid_params', server:text 'bad_name')
  end
  for _, hit in ipairs(document.engine:lookup(call.name)) do
    local is_it = call.entity and hit.id == call.entity or not call.entity and hit.type == call.type
    if is_it and hit.exact and hit.clitics == '' then
      return nil -- it has been added
    end
  end
  local file, message = place(document.path)
  local id
  if file then
    local entity = call.entity and { id = call.entity, aliases = { call.name } }
      or { name = call.name, type = call.type }
    id, message = require('khabar.project').add(file, entity)
  end
  if not id then
    server:fail('request_failed', message or 'the name could not be added')
  end
  require('khabar.lsp.sync').reopen(server)
  if server.on_change then
    server.on_change(document.uri, 'project')
  end
  return { file = file, id = id }
end

COMMANDS['khabar.add'] = function(server, document, call)
  return add_name(server, document, call, require('khabar.project').place)
end

COMMANDS['khabar.addToDraft'] = function(server, document, call)
  return add_name(server, document, call, function()
    return document.notes_file
  end)
end

---@type string[] in the order of the code actions
M.NAMES = {
  'khabar.accept',
  'khabar.reject',
  'khabar.withdraw',
  'khabar.link',
  'khabar.add',
  'khabar.addToDraft',
  'khabar.setType',
}

---@param call any
---@param server khabar.lsp.Server
local function check(server, call)
  local count = require('khabar.lsp.server').count
  local fits = type(call) == 'table'
    and type(call.uri) == 'string'
    and type(call.text) == 'string'
    and count(call.start)
    and count(call.finish)
    and call.start < call.finish
    and (call.entity == nil or type(call.entity) == 'string')
  local known = false
  for _, type_name in ipairs(server:types()) do
    known = known or type(call) == 'table' and (call.type == nil or call.type == type_name.name)
  end
  if not fits or not known then
    server:fail('invalid_params', 'arguments[0] must be what a code action gave')
  end
  call.start, call.finish = count(call.start), count(call.finish)
end

---@param server khabar.lsp.Server
---@param params table
---@return any
function M.execute(server, params)
  local run = COMMANDS[params.command]
  if not run then
    server:fail('invalid_params', 'no such command: ' .. tostring(params.command))
  end
  local call = type(params.arguments) == 'table' and params.arguments[1]
  check(server, call)
  local document = server:read { textDocument = { uri = call.uri } }
  if not document or document:piece(call.start, call.finish) ~= call.text then
    server:fail('content_modified', server:text 'stale')
  elseif not (document.notes_file or document.path and params.command == 'khabar.add') then
    server:fail('request_failed', server:text 'no_file')
  end
  if server.before_notes and params.command ~= 'khabar.add' then
    server.before_notes(document.notes_file)
  end
  return run(server, document, call)
end

return M
