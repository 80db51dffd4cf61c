-- luacheck: std lua54
-- `khabar lsp`: frames in, frames out (LSP 3.17, "Base Protocol"; JSON-RPC 2.0, "Error object"). What it says of names is
-- tested in tests/lua/lsp_spec.lua; here is what may come over a pipe.
local cjson = require 'cjson'

local function frame(value)
  local body = type(value) == 'string' and value or cjson.encode(value)
  return ('Content-Length: %d\r\n\r\n%s'):format(#body, body)
end

local function request(id, method, params)
  return frame { jsonrpc = '2.0', id = id, method = method, params = params }
end

local function notify(method, params)
  return frame { jsonrpc = '2.0', method = method, params = params }
end

local HELLO = request(1, 'initialize', { capabilities = { general = { positionEncodings = { 'utf-8' } } } })
  .. notify('initialized', {})
local BYE = request(9, 'shutdown') .. notify 'exit'
local TEXT = 'زارت زرنوقيا مصر'
local OPEN = notify(
  'textDocument/didOpen',
  { textDocument = { uri = 'untitled:a', languageId = 'text', version = 1, text = TEXT } }
)

local function hover(id)
  local at = { line = 0, character = #'زارت ' }
  return request(id, 'textDocument/hover', { textDocument = { uri = 'untitled:a' }, position = at })
end

---The messages of an output; nil and what is wrong where it is not well-formed to its last byte.
local function messages(out)
  local list, at = {}, 1
  while at <= #out do
    local _, last, length = out:find('^Content%-Length: (%d+)\r\n\r\n', at)
    if not last then
      return nil, 'no header at byte ' .. at .. ': ' .. out:sub(at, at + 60)
    end
    local body = out:sub(last + 1, last + tonumber(length))
    list[#list + 1] = cjson.decode(body)
    at = last + 1 + tonumber(length)
  end
  return list
end

---Checks that the ids or error codes of the answers are these, and that the card was shown wherever a hover was answered.
local function answers(expected)
  return function(out)
    local list, problem = messages(out)
    if not list then
      return problem
    end
    local found = {}
    for _, message in ipairs(list) do
      if message.id ~= nil and not message.method then
        found[#found + 1] = tostring(message.error and math.floor(message.error.code) or math.floor(message.id))
        local contents = type(message.result) == 'table' and message.result.contents
        if contents and not contents.value:find('khabar:zarnuqia', 1, true) then
          return 'another card: ' .. contents.value
        end
      end
    end
    found = table.concat(found, ' ')
    return found ~= expected and ('expected the answers %s, not %s'):format(expected, found) or nil
  end
end

local ARGS = { 'lsp', '--entities=DIR/desk.yaml', '--no-model' }

---A case: what comes in between hello and bye.
local function case(name, between, expected, more)
  local result = {
    name,
    shell = 'index -q desk.yaml -o desk.khx; "$KHABAR" lsp --index=desk.khx --no-model',
    stdin = HELLO .. OPEN .. between .. BYE,
    check = answers(expected),
  }
  for key, value in pairs(more or {}) do
    result[key] = value
  end
  return result
end

local random = 1
local function rubbish(length)
  local bytes = {}
  for i = 1, length do
    random = random * 16807 % 2147483647
    bytes[i] = string.char(random % 256)
  end
  return table.concat(bytes)
end

local cases = {
  case('a session', hover(2), '1 2 9'),
  case(
    'other headers, small letters, lone line feeds',
    'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n'
      .. hover(2)
      .. hover(3):gsub('Content%-Length', 'content-length'):gsub('\r\n', '\n'),
    '1 2 3 9'
  ),
  case(
    'pretty-printed JSON with escapes',
    frame(
      '{\n "jsonrpc" : "2.0",\r\n\t"id": 2, "method":"textDocument\\/hover",\n'
        .. ' "params": {"textDocument":{"uri":"untitled:a"},"position":{"line":0,"character":9}}}'
    ),
    '1 2 9'
  ),
  case(
    'broken JSON',
    frame '{"jsonrpc":' .. frame '' .. frame '[1,' .. frame '\255\254' .. hover(2),
    '1 -32700 -32700 -32700 -32700 2 9',
    { err_has = {} }
  ),
  case(
    'JSON that is no message',
    frame '7' .. frame '"x"' .. frame 'null' .. frame '[]' .. frame '{}' .. frame '[{"id":1}]' .. hover(2),
    '1 -32600 -32600 -32600 -32600 -32600 -32600 2 9'
  ),
  case(
    'very deep JSON',
    frame(('['):rep(100000)) .. frame(('{"a":'):rep(900) .. '1' .. ('}'):rep(900)) .. hover(2),
    '1 -32700 -32600 2 9'
  ),
  case('unknown methods', request(2, 'x') .. notify('y', {}) .. request(3, '$/z', {}), '1 -32601 -32601 9'),
  case(
    'ids of all kinds',
    request('7', 'x') .. request(9007199254740991, 'x') .. request(-1, 'x'),
    '1 -32601 -32601 -32601 9'
  ),
  case('a length that is no number', 'Content-Length: many\r\n\r\n' .. hover(2), '1 2 9'),
  case('a negative length', 'Content-Length: -5\r\n\r\n' .. hover(2), '1 2 9'),
  case('no length', 'Content-Type: x\r\n\r\n' .. hover(2), '1 2 9'),
  case(
    'a length beyond all bounds',
    'Content-Length: 99999999999999999999\r\n\r\n{}' .. hover(2),
    '1 -32600 2 9',
    { err_has = { 'too long' } }
  ),
  case(
    'a length of more digits than a number has',
    'Content-Length: ' .. ('9'):rep(400) .. '\r\n\r\n{}' .. hover(2),
    '1 -32600 2 9',
    { err_has = { 'too long' } }
  ),
  case(
    'a body announced too short',
    (frame('{"jsonrpc":"2.0","id":5,"method":"x"}'):gsub('37', '30')) .. '\r\n' .. hover(2),
    '1 -32700 2 9',
    { err_has = { 'no header' } }
  ),
  case(
    'rubbish between messages',
    rubbish(3000):gsub('Content', '') .. '\r\n' .. hover(2),
    '1 2 9',
    { err_has = { 'no header' } }
  ),
  case('a line without an end', ('x'):rep(100000) .. '\r\n' .. hover(2), '1 2 9', { err_has = { 'no header' } }),
  case(
    'a stale body that no handler takes',
    request(2, 'textDocument/hover', { textDocument = 7, position = 7 })
      .. request(3, 'textDocument/codeAction', cjson.null)
      .. hover(4),
    '1 -32602 -32602 4 9'
  ),
  {
    'the end of the input ends it',
    args = ARGS,
    stdin = HELLO .. 'Content-Length: 500\r\n\r\n{"js',
    status = 0,
    check = answers '1',
  },
  { 'nothing at all', args = ARGS, stdin = '', status = 0, out = '' },
  { 'exit without shutdown', args = ARGS, stdin = HELLO .. notify 'exit', status = 1, check = answers '1' },
  {
    'no Lua',
    args = { 'lsp' },
    env = { KHABAR_LUA = 'no-such-lua' },
    status = 3,
    out = '',
    err_has = { "'no-such-lua' does not start", 'install lua5.4 and lua-cjson' },
  },
  {
    'no cjson',
    shell = [[lsp --no-model]],
    env = { LUA_PATH = '/none/?.lua', LUA_CPATH = '/none/?.so' },
    status = 3,
    out = '',
    err_has = { 'cjson' },
  },
  {
    'a file instead of an option',
    args = { 'lsp', 'x.txt' },
    status = 2,
    err_has = { 'editors send the texts themselves' },
  },
  { 'a wrong date', args = { 'lsp', '--date=yesterday' }, status = 2, err_has = { 'YYYY-MM-DD' } },
  { 'help', args = { 'lsp', '--help' }, has = { 'Language Server Protocol' } },
  {
    'an index that is not there is said, and the session goes on',
    args = { 'lsp', '--index=DIR/none.khx' },
    stdin = HELLO .. OPEN .. hover(2) .. BYE,
    check = function(out)
      return not out:find('none.khx', 1, true) and 'not said' or answers '1 2 9'(out)
    end,
  },
}

return cases
