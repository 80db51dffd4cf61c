-- luacheck: std lua54
-- lua5.4 mistakes.lua FOLDER ROUNDS: sessions with bytes changed, dropped and doubled. Each must end by itself, with a status
-- of its own and well-formed output. The mistakes are the same in every run.
local folder, rounds = arg[1], tonumber(arg[2])
local program = assert(os.getenv 'KHABAR')

local function frame(body)
  return ('Content-Length: %d\r\n\r\n%s'):format(#body, body)
end
local uri = '"textDocument":{"uri":"file:///tmp/none.txt"}'
local session = table.concat {
  frame '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}',
  frame '{"jsonrpc":"2.0","method":"initialized","params":{}}',
  frame(
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///tmp/none.txt","version":1,'
      .. '"languageId":"text","text":"زار بان كي مون القاهرة\\r\\n😀 مصر"}}}'
  ),
  frame(
    '{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///tmp/none.txt","version":2},'
      .. '"contentChanges":[{"range":{"start":{"line":1,"character":2},"end":{"line":1,"character":3}},"text":" و"}]}}'
  ),
  frame(
    '{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{'
      .. uri
      .. ',"position":{"line":0,"character":16}}}'
  ),
  frame(
    '{"jsonrpc":"2.0","id":3,"method":"textDocument/rename","params":{'
      .. uri
      .. ',"newName":"كايرو","position":{"line":0,"character":16}}}'
  ),
  frame('{"jsonrpc":"2.0","id":4,"method":"textDocument/semanticTokens/full","params":{' .. uri .. '}}'),
  frame(
    '{"jsonrpc":"2.0","id":5,"method":"textDocument/codeAction","params":{'
      .. uri
      .. ',"range":{"start":{"line":0,"character":16},"end":{"line":0,"character":20}},"context":{}}}'
  ),
  frame '{"jsonrpc":"2.0","id":6,"method":"shutdown"}',
  frame '{"jsonrpc":"2.0","method":"exit"}',
}

local seed = 20220614
local function random(n)
  seed = seed * 16807 % 2147483647
  return seed % n + 1
end

local function mistaken(bytes)
  for _ = 1, random(6) do
    local at, way = random(#bytes), random(4)
    local piece = way == 1 and string.char(random(256) - 1)
      or way == 2 and ''
      or way == 3 and bytes:sub(at, at + random(200))
      or tostring(random(2 ^ 31))
    bytes = bytes:sub(1, at - 1) .. piece .. bytes:sub(at + (way == 3 and 0 or 1))
  end
  return bytes
end

local function well_formed(out)
  local at = 1
  while at <= #out do
    local _, last, length = out:find('^Content%-Length: (%d+)\r\n\r\n', at)
    if not last or #out < last + tonumber(length) then
      return false
    end
    at = last + 1 + tonumber(length)
  end
  return true
end

local worst
for round = 1, rounds do
  local bytes = round == 1 and session or mistaken(session)
  local file = assert(io.open(folder .. '/in', 'wb'))
  file:write(bytes)
  file:close()
  local command = ("timeout 20 '%s' lsp --no-model <'%s/in' >'%s/out' 2>'%s/err'"):format(
    program,
    folder,
    folder,
    folder
  )
  local _, how, status = os.execute(command)
  file = assert(io.open(folder .. '/out', 'rb'))
  local out = file:read 'a'
  file:close()
  local wanted = round == 1 and status == 0 and select(2, out:gsub('Content%-Length', '')) >= 6
  if how ~= 'exit' or status > 1 or not well_formed(out) or round == 1 and not wanted then
    worst = worst or ('round %d: %s %d\n#   %s'):format(round, how, status, (bytes:gsub('%c', '?')))
  end
end
print(('%s 1 - %d sessions with mistakes end by themselves'):format(worst and 'not ok' or 'ok', rounds))
if worst then
  print('# ' .. worst)
end
os.exit(not worst)
