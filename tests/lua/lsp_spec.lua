-- The language server without a transport: tables in, tables out, under every Lua that khabar promises. What the protocol says is
-- LSP 3.17; the Unicode facts are those of the Unicode Standard, chapter 3.9 (UTF-8, UTF-16).
local khabar = require 'khabar'
local position = require 'khabar.lsp.position'
local server_of = require 'khabar.lsp.server'

local core = assert(khabar.core())
local YAML = require('khabar.loader').root() .. 'tests/lua/entities.yaml'
local NULL = setmetatable({}, { __name = 'null' })
local ERRORS = server_of.ERRORS

-- ---- helpers ----------------------------------------------------------------------------------------------------------------

local folders = {}

local function folder()
  local name = os.tmpname()
  os.remove(name)
  assert(os.execute(("mkdir -p '%s'"):format(name)))
  folders[#folders + 1] = name
  return name
end

local function write(path, bytes)
  local file = assert(io.open(path, 'wb'))
  file:write(bytes)
  file:close()
end

local function read(path)
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
local function connect(options)
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
local function applied(client, edits)
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

local function titles(actions)
  local list = {}
  for i, entry in ipairs(actions or {}) do
    list[i] = entry.title
  end
  return list
end

local function action(actions, pattern)
  for _, entry in ipairs(actions or {}) do
    if entry.title:find(pattern, 1, true) then
      return entry
    end
  end
  error('no action with ' .. pattern .. ' among:\n' .. table.concat(titles(actions), '\n'), 2)
end

-- ---- positions --------------------------------------------------------------------------------------------------------------

---The same, the slow way: characters one by one, each with its bytes and units; nil, nil where the byte starts none.
local function naive(text)
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

---Line and units of a byte, counted from the start of the text.
local function naive_position(text, offset, encoding)
  local line, units, skip = 0, 0, false
  for i, char in ipairs(naive(text)) do
    if char.byte + #char.text > offset then
      break
    end
    local following = text:sub(char.at + 1, char.at + 1)
    if char.text == '\n' or (char.text == '\r' and following ~= '\n') then
      line, units = line + 1, 0
    elseif char.text == '\r' and i then
      skip = false
      units = units + 1
    else
      units = units + (encoding == 'utf-8' and #char.text or encoding == 'utf-16' and char.utf16 or 1)
    end
  end
  return line, units, skip
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

local function random_text(random, length)
  local parts = {}
  for i = 1, length do
    parts[i] = PIECES[random(#PIECES)]
  end
  return table.concat(parts)
end

---A generator of its own: the same numbers in every Lua.
local function generator(seed)
  return function(n)
    seed = (seed * 16807) % 2147483647
    return seed % n + 1
  end
end

describe('positions', function()
  local ENCODINGS = { 'utf-8', 'utf-16', 'utf-32' }

  it('count bytes, UTF-16 units or characters', function()
    -- name, text, byte, then line and character in each encoding
    local cases = {
      { 'Arabic letters', 'مصر', 4, 0, 4, 2, 2 },
      { 'a mark is a character', 'مَصر', 6, 0, 6, 3, 3 },
      { 'an emoji takes two units', '😀م', 4, 0, 4, 2, 1 },
      { 'joined emoji are three characters', '👩‍💻م', 11, 0, 11, 5, 3 },
      { 'the second line after CRLF', 'م\r\nصر', 6, 1, 2, 1, 1 },
      { 'a lone CR ends a line', 'م\rصر', 5, 1, 2, 1, 1 },
      { 'the empty line at the end', 'م\n', 3, 1, 0, 0, 0 },
      { 'a broken byte is a unit', '\255م', 3, 0, 3, 2, 2 },
    }
    for _, case in ipairs(cases) do
      local lines = position.lines(case[2])
      for i, encoding in ipairs(ENCODINGS) do
        assert.same({ case[4], case[4 + i] }, { lines:position(case[3], encoding) }, case[1] .. ' ' .. encoding)
        assert.equal(case[3], lines:offset(case[4], case[4 + i], encoding), case[1] .. ' ' .. encoding)
      end
    end
  end)

  it('stay in the text wherever a client points', function()
    local lines = position.lines 'م😀\r\nب'
    assert.equal(6, lines:offset(0, 99, 'utf-16')) -- the end of the line, before \r\n
    assert.equal(6, lines:offset(0, 99, 'utf-8'))
    assert.equal(2, lines:offset(0, 2, 'utf-16')) -- half an emoji
    assert.equal(10, lines:offset(7, 0, 'utf-16'))
    assert.equal(10, lines:offset(2 ^ 31, 2 ^ 31, 'utf-32'))
    assert.same({ 1, 1 }, { lines:position(99, 'utf-16') })
    assert.same({ 0, 0 }, { lines:position(1, 'utf-16') }) -- inside a letter
  end)

  it('take a lone CR for text where the client does', function()
    local lines = position.lines('م\rص\nر', false)
    assert.same({ 0, 2 }, { lines:position(3, 'utf-16') })
    assert.same({ 1, 0 }, { lines:position(6, 'utf-16') })
    assert.same({ 1, 0 }, { position.lines('م\rص', false):position(3, 'utf-16') }) -- nothing but CRs: an old Mac's
  end)

  it('agree with a naive count in 300 random texts, both ways', function()
    local random = generator(20221108)
    for round = 1, 300 do
      local text = random_text(random, random(60))
      local lines = position.lines(text)
      for _, encoding in ipairs(ENCODINGS) do
        for _, char in ipairs(naive(text)) do
          local line, units = naive_position(text, char.byte, encoding)
          local in_crlf = char.text == '\n' and text:sub(char.byte, char.byte) == '\r'
          assert.same(
            { line, units },
            { lines:position(char.byte, encoding) },
            ('round %d byte %d'):format(round, char.byte)
          )
          if not in_crlf then -- between \r and \n is no position
            assert.equal(char.byte, lines:offset(line, units, encoding), ('round %d byte %d'):format(round, char.byte))
          end
        end
        assert.equal(#text, lines:offset(#lines.starts - 1, 10 ^ 9, encoding))
      end
    end
  end)

  it('keep their lines through 2,000 random edits', function()
    local random = generator(31)
    local lines = position.lines(random_text(random, 200))
    for round = 1, 2000 do
      local text = lines.text
      local start = random(#text + 1) - 1
      local finish = math.min(#text, start + random(12) - 1)
      local new = random_text(random, random(6) - 1)
      lines:edit(start, finish, new)
      local fresh = position.lines(text:sub(1, start) .. new .. text:sub(finish + 1))
      assert.equal(fresh.text, lines.text)
      assert.same(fresh.starts, lines.starts, 'round ' .. round)
    end
  end)

  it('are counted anew after an edit on their line', function()
    local lines = position.lines 'زار 😀 القاهرة'
    assert.same({ 0, 7 }, { lines:position(12, 'utf-16') })
    lines:edit(0, 2, '😀😀')
    assert.same({ 0, 10 }, { lines:position(18, 'utf-16') })
  end)

  it('are agreed on: the first of ours that the client offers, else utf-16', function()
    assert.equal('utf-16', position.agree(nil))
    assert.equal('utf-16', position.agree {})
    assert.equal('utf-16', position.agree { 'utf-7' })
    assert.equal('utf-8', position.agree { 'utf-16', 'utf-8' })
    assert.equal('utf-32', position.agree { 'utf-32', 'utf-16' })
    for encoding in pairs { ['utf-8'] = 1, ['utf-16'] = 1, ['utf-32'] = 1 } do
      local client = connect { capabilities = { general = { positionEncodings = { encoding } } } }
      assert.equal(encoding, client.hello.capabilities.positionEncoding)
    end
  end)
end)

-- ---- protocol ---------------------------------------------------------------------------------------------------------------

describe('the protocol', function()
  it('begins with initialize and ends with shutdown and exit', function()
    local client = connect { initialize = false }
    local _, failure = client.request('textDocument/hover', {})
    assert.equal(ERRORS.not_initialized, failure.code)
    local hello = client.request('initialize', { capabilities = {} })
    assert.equal('khabar', hello.serverInfo.name)
    assert.equal('utf-16', hello.capabilities.positionEncoding)
    _, failure = client.request('initialize', { capabilities = {} })
    assert.equal(ERRORS.invalid_request, failure.code)
    assert.is_nil(client.request 'shutdown')
    _, failure = client.request('textDocument/hover', {})
    assert.equal(ERRORS.invalid_request, failure.code)
    client.notify 'exit'
    assert.equal(0, client.server.exit_code)
  end)

  it('says 1 for an exit without shutdown', function()
    local client = connect()
    client.notify 'exit'
    assert.equal(1, client.server.exit_code)
  end)

  it('answers what is no request, and what it does not know, with the code for it', function()
    local client = connect()
    client.open 'زار القاهرة'
    local text = { textDocument = { uri = client.uri } }
    local cases = {
      { 'unknown method', 'textDocument/frobnicate', {}, 'unknown_method' },
      { 'unknown method without params', 'x/y', nil, 'unknown_method' },
      { 'params that are no object', 'textDocument/hover', 'x', 'invalid_params' },
      { 'no document', 'textDocument/hover', { position = { line = 0, character = 0 } }, 'invalid_params' },
      { 'no position', 'textDocument/hover', text, 'invalid_params' },
      {
        'a position of texts',
        'textDocument/hover',
        { textDocument = text.textDocument, position = { line = 'a', character = 0 } },
        'invalid_params',
      },
      {
        'a negative line',
        'textDocument/hover',
        { textDocument = text.textDocument, position = { line = -1, character = 0 } },
        'invalid_params',
      },
      {
        'half a line',
        'textDocument/hover',
        { textDocument = text.textDocument, position = { line = 0.5, character = 0 } },
        'invalid_params',
      },
      { 'no range', 'textDocument/codeAction', text, 'invalid_params' },
      { 'unknown command', 'workspace/executeCommand', { command = 'rm' }, 'invalid_params' },
      { 'a command without arguments', 'workspace/executeCommand', { command = 'khabar.accept' }, 'invalid_params' },
    }
    for _, case in ipairs(cases) do
      local _, failure = client.request(case[2], case[3])
      assert.equal(ERRORS[case[4]], failure and failure.code, case[1])
    end
    for _, message in ipairs {
      'x',
      7,
      true,
      {},
      { id = {} },
      { method = 7, id = 1 },
      { jsonrpc = '2.0' },
      { { id = 1, method = 'shutdown' } },
    } do
      local count = #client.answers
      client.server:receive(message)
      local answer = client.answers[#client.answers]
      if not (type(message) == 'table' and message.id and not message.method) then
        assert.equal(count + 1, #client.answers)
        assert.equal(ERRORS.invalid_request, answer.error.code)
      end
    end
    -- Unknown notifications, answers to nothing, and cancelling nothing are passed over.
    client.notify('$/setTrace', { value = 'off' })
    client.notify('x/y', {})
    client.server:receive { id = 'khabar:99', result = NULL }
    client.notify('$/cancelRequest', { id = 999 })
    client.notify('$/cancelRequest', nil)
    assert.is_table((client.request('textDocument/hover', client.at 'القاهرة')))
  end)

  it('answers a request that was cancelled while it waited', function()
    local client = connect()
    client.open 'زار القاهرة'
    local params = client.at 'القاهرة'
    client.server:push { id = 'a', method = 'textDocument/hover', params = params }
    client.server:push { id = 'b', method = 'textDocument/hover', params = params }
    client.server:push { method = '$/cancelRequest', params = { id = 'a' } }
    while client.server:step() do
    end
    local n = #client.answers
    assert.equal('a', client.answers[n - 1].id)
    assert.equal(ERRORS.cancelled, client.answers[n - 1].error.code)
    assert.is_table(client.answers[n].result)
  end)

  it('registers for files that it reads', function()
    local client = connect()
    assert.equal('client/registerCapability', client.sent[1].method)
    local watchers = client.sent[1].params.registrations[1].registerOptions.watchers
    assert.equal('**/.khabar/*.yaml', watchers[1].globPattern)
  end)

  it('is quiet where a text is not Arabic, and wakes up when it becomes so', function()
    local client = connect()
    client.open('int main(void) { return 0; }\n', 'file:///tmp/khabar-none/x.c')
    local sent = #client.sent
    local at = { textDocument = { uri = client.uri }, position = { line = 0, character = 3 } }
    for _, method in ipairs {
      'hover',
      'completion',
      'documentSymbol',
      'references',
      'documentHighlight',
      'documentLink',
      'prepareRename',
      'semanticTokens/full',
    } do
      local result, failure = client.request('textDocument/' .. method, at)
      assert.is_nil(result, method)
      assert.is_nil(failure, method)
    end
    client.notify('textDocument/didChange', {
      textDocument = { uri = client.uri, version = 2 },
      contentChanges = {
        {
          range = { start = { line = 0, character = 0 }, ['end'] = { line = 1, character = 0 } },
          text = 'زار القاهرة',
        },
      },
    })
    assert.equal(sent, #client.sent)
    assert.is_table((client.request('textDocument/hover', client.at 'القاهرة')))
    -- A document that was never opened is not an error either.
    assert.is_nil(
      (client.request('textDocument/hover', { textDocument = { uri = 'file:///none' }, position = at.position }))
    )
  end)

  it('says once that a text is too long', function()
    local client = connect { settings = { max_bytes = 10 } }
    client.open 'زار الوفد القاهرة'
    client.open 'زار الوفد القاهرة'
    assert.equal(2, #client.sent)
    assert.equal('window/showMessage', client.sent[2].method)
    assert.truthy(client.sent[2].params.message:find '10 bytes')
    assert.is_nil((client.request('textDocument/hover', client.at 'القاهرة')))
  end)
end)

describe('synchronisation', function()
  local function change(client, changes, version)
    client.notify(
      'textDocument/didChange',
      { textDocument = { uri = client.uri, version = version or 2 }, contentChanges = changes }
    )
  end
  local function range(a, b, c, d)
    return { start = { line = a, character = b }, ['end'] = { line = c, character = d } }
  end

  it('applies several changes of one message in their order, in each encoding', function()
    for _, encoding in ipairs { 'utf-8', 'utf-16', 'utf-32' } do
      local client = connect { capabilities = { general = { positionEncodings = { encoding } } } }
      client.open '😀 زار\r\nمصر'
      local emoji = ({ ['utf-8'] = 4, ['utf-16'] = 2, ['utf-32'] = 1 })[encoding]
      local misr = encoding == 'utf-8' and 6 or 3
      change(client, {
        { range = range(1, 0, 1, misr), text = 'القاهرة' },
        { range = range(0, 0, 0, emoji + 1), text = '' },
        { range = range(1, 0, 1, 0), text = 'و' },
      }, 7)
      local document = client.server.documents[client.uri]
      assert.equal('زار\r\nوالقاهرة', document.lines.text)
      assert.equal(document.lines.text, document.doc:text())
      assert.equal(7, document.version)
      assert.same(
        { 'القاهرة' },
        client.texts(client.request('textDocument/references', client.at('القاهرة', 1)))
      )
    end
  end)

  it('keeps the document equal through 2,000 random edits', function()
    local random = generator(7)
    local client = connect { capabilities = { general = { positionEncodings = { 'utf-16' } } } }
    client.open('زار الوفد القاهرة ومصر.\r\n' .. random_text(random, 40))
    local words = { 'القاهرة ', 'مصر', 'و', '\r\n', '\n', '😀', ' ', 'َ', '', 'بان كي مون', '.' }
    for round = 1, 2000 do
      local document = client.server.documents[client.uri]
      local text = document.lines.text
      local chars = naive(text)
      local first = chars[random(#chars + 1)]
      local start = first and first.byte or #text
      local finish = start
      for _ = 1, random(4) - 1 do
        local char = naive(text:sub(finish + 1, finish + 4))[1]
        finish = finish + (char and #char.text or 0)
      end
      local a, b = document.lines:position(start, 'utf-16')
      local c, d = document.lines:position(finish, 'utf-16')
      -- What the client means by these positions: between \r and \n there is none.
      start, finish = document.lines:offset(a, b, 'utf-16'), document.lines:offset(c, d, 'utf-16')
      local new = #text > 600 and '' or words[random(#words)]
      change(client, { { range = range(a, b, c, d), text = new } }, round)
      local expected = text:sub(1, start) .. new .. text:sub(finish + 1)
      document = client.server.documents[client.uri]
      assert.equal(expected, document.lines.text, 'round ' .. round)
      if document.doc then
        assert.equal(expected, document.doc:text(), 'round ' .. round)
        if round % 50 == 0 then
          local fresh = document.engine:analyze(expected)
          local a_flat, a_n = document.doc:flat()
          local b_flat, b_n = fresh:flat()
          assert.same(
            table.concat(b_flat, ',', 1, b_n * core.FLAT_STRIDE),
            table.concat(a_flat, ',', 1, a_n * core.FLAT_STRIDE)
          )
        end
      end
    end
  end)

  local NONSENSE = {
    { 'an end before its start', { range = range(0, 5, 0, 2), text = 'x' } },
    { 'a line far beyond the text', { range = range(50, 0, 51, 0), text = 'x' } },
    { 'a negative line', { range = range(-1, 0, 0, 0), text = 'x' } },
    { 'no text', { range = range(0, 0, 0, 1) } },
    { 'no change at all', 7 },
    { 'a range of words', { range = { start = 'a', ['end'] = 'b' }, text = 'x' } },
    { 'a range without an end', { range = { start = { line = 0, character = 0 } }, text = 'x' } },
  }

  it('takes the whole text from the client when an edit makes no sense', function()
    for _, case in ipairs(NONSENSE) do
      local client = connect {
        source = function()
          return 'وفد مصر'
        end,
      }
      client.open 'زار القاهرة'
      change(client, { case[2] })
      assert.equal('وفد مصر', client.server.documents[client.uri].doc:text(), case[1])
    end
  end)

  it('else says so once and is silent until it gets a whole text', function()
    for _, case in ipairs(NONSENSE) do
      local client = connect()
      client.open 'زار القاهرة'
      local params, sent = client.at 'القاهرة', #client.sent
      change(client, { case[2] })
      change(client, { { range = range(0, 0, 0, 0), text = 'و' } })
      assert.equal(sent + 1, #client.sent, case[1])
      assert.equal(1, client.sent[#client.sent].params.type)
      assert.is_nil((client.request('textDocument/hover', params)), case[1])
      change(client, { { text = 'زار القاهرة' } })
      assert.is_table((client.request('textDocument/hover', params)), case[1])
    end
  end)
end)

-- ---- what it says of names --------------------------------------------------------------------------------------------------

local TEXT =
  'التقى بان كي مون وبالقاهرة وفد مصر.\r\nثم زار للقاهره والأمم المتحدة، وقال زياد المصري إن القاهرة 😀 مصر.\n'

describe('hover', function()
  it('shows the card, one script a row', function()
    local client = connect()
    client.open(TEXT)
    local result = client.request('textDocument/hover', client.at('وبالقاهرة', 1)) -- on the clitic
    assert.equal('plaintext', result.contents.kind)
    assert.equal(
      'القاهرة\nCairo\ncountry or city (GPE)\nعاصمة مصر\ncapital of Egypt\n\nLies in\nمصر\n\nQ85',
      result.contents.value
    )
    assert.same({ 'القاهرة' }, client.texts { result })
    assert.is_nil((client.request('textDocument/hover', client.at 'التقى')))
  end)

  it('as Markdown where the client prefers it, with nothing in it that is Markdown by accident', function()
    local client =
      connect { capabilities = { textDocument = { hover = { contentFormat = { 'markdown', 'plaintext' } } } } }
    client.open(TEXT)
    local result = client.request('textDocument/hover', client.at 'القاهرة')
    assert.equal('markdown', result.contents.kind)
    assert.truthy(result.contents.value:find('**القاهرة**  \n**Cairo**  \n', 1, true))
    assert.truthy(result.contents.value:find('[Q85](https://www.wikidata.org/wiki/Q85)', 1, true))
    local hover = require 'khabar.lsp.hover'
    local cases = {
      { '1. سطر', '1\\. سطر' },
      { '- سطر', '\\- سطر' },
      { '<b>*x*_y_`z`[a](b)', '\\<b\\>\\*x\\*\\_y\\_\\`z\\`\\[a\\]\\(b\\)' },
      { 'a\27[31m\nb', 'a \\[31m b' },
      { '2007-01-01 – 2016', '2007-01-01 – 2016' },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[2], hover.markdown { { role = 'text', text = case[1] } })
    end
  end)

  it('labels in Arabic where the client is Arabic', function()
    local client = connect { locale = 'ar-EG' }
    client.open(TEXT)
    local value = client.request('textDocument/hover', client.at 'القاهرة').contents.value
    assert.truthy(value:find('يقع في', 1, true))
  end)
end)

describe('completion', function()
  it('replaces what was typed, clitics kept', function()
    -- typed, the text of the first item, what it replaces
    local cases = {
      { 'زار والقاه', 'والقاهرة', 'والقاه' },
      { 'زار للقاه', 'للقاهرة', 'للقاه' },
      { 'قال بان كي', 'بان كي مون', 'بان كي' },
      { 'قال «بوت', 'بوتين', 'بوت' },
    }
    for _, case in ipairs(cases) do
      local client = connect()
      client.open(case[1])
      local result = client.request('textDocument/completion', client.at(case[1], #case[1]))
      assert.is_table(result, case[1])
      assert.equal(case[2], result.items[1].textEdit.newText)
      assert.same({ case[3] }, client.texts { result.items[1].textEdit })
      assert.is_true(result.isIncomplete)
    end
  end)

  it('resolves to the card, and offers nothing where nothing begins so', function()
    local client = connect()
    client.open 'زار القاه'
    local item =
      client.request('textDocument/completion', client.at('زار القاه', #'زار القاه')).items[1]
    local resolved = client.request('completionItem/resolve', item)
    assert.truthy(resolved.documentation.value:find('Q85', 1, true))
    assert.equal(item.label, resolved.label)
    assert.is_nil((client.request('textDocument/completion', client.at('زار', 0))))
    assert.same({ label = 'x' }, (client.request('completionItem/resolve', { label = 'x' })))
  end)

  it('has no trigger of its own', function()
    assert.same({ resolveProvider = true }, connect().hello.capabilities.completionProvider)
  end)
end)

describe('names of one entity', function()
  it('are found by references and highlighted, in all their spellings', function()
    local client = connect()
    client.open(TEXT)
    local expected = { 'القاهرة', 'لقاهره', 'القاهرة' }
    for _, at in ipairs { client.at 'القاهرة', client.at('للقاهره', 3), client.at('القاهرة', 2, 2) } do
      assert.same(expected, client.texts(client.request('textDocument/references', at)))
      assert.same(expected, client.texts(client.request('textDocument/documentHighlight', at)))
    end
    assert.is_nil((client.request('textDocument/references', client.at 'وفد')))
  end)

  it('are renamed together, clitics kept, for the version that the client has', function()
    -- text, on which name, new name, the text after it, which one of that name
    local cases = {
      { 'زار مصر وفد مصري من مصر', 'مصر', 'قطر', 'زار قطر وفد مصري من قطر' },
      {
        'زار القاهرة ثم وبالقاهرة وللقاهرة',
        'القاهرة',
        'كايرو',
        'زار كايرو ثم وبكايرو ولكايرو',
      },
      {
        'زار القاهره ثم للقاهره ووالقاهرة',
        'القاهره',
        'القاهرة',
        'زار القاهرة ثم للقاهرة ووالقاهرة',
      },
      {
        'زار مصر ومصر ولمصر والوفد المصري',
        'مصر',
        'اللبنان',
        'زار اللبنان واللبنان وللبنان والوفد المصري',
      },
      {
        'قال فلاديمير بوتين ثم بوتين',
        'بوتين',
        'پوتن',
        'قال فلاديمير پوتن ثم پوتن',
        2,
      },
      {
        'قال فلاديمير بوتين ثم بوتين',
        'بوتين',
        'پوتن',
        'قال پوتن ثم بوتين',
      }, -- the full name is asked for
      {
        'قال فلاديمير بوتين ثم بوتين',
        'فلاديمير بوتين',
        'فلاديمير پوتن',
        'قال فلاديمير پوتن ثم پوتن',
      },
      {
        'زار جمهورية مصر العربية ثم مصر',
        'مصر',
        'كيميت',
        'زار جمهورية كيميت العربية ثم كيميت',
        2,
      },
    }
    for _, case in ipairs(cases) do
      local client = connect()
      client.open(case[1], nil, 12)
      local params = client.at(case[2], 1, case[5])
      params.newName = case[3]
      local result, failure = client.request('textDocument/rename', params)
      assert.is_nil(failure)
      local change = result.documentChanges[1]
      assert.equal(12, change.textDocument.version)
      assert.equal(case[4], applied(client, change.edits), case[1])
    end
  end)

  it('are prepared for renaming by the name itself', function()
    local client = connect()
    client.open(TEXT)
    local result = client.request('textDocument/prepareRename', client.at('للقاهره', 3))
    assert.equal('القاهره', result.placeholder)
    assert.same({ 'لقاهره' }, client.texts { result })
    assert.is_nil((client.request('textDocument/prepareRename', client.at 'وفد')))
  end)

  it('are not renamed to what is no name', function()
    local client = connect()
    client.open(TEXT)
    for _, name in ipairs { '', '  ', 'a\nb', 'a\27b', 7, NULL } do
      local params = client.at 'القاهرة'
      params.newName = name
      local _, failure = client.request('textDocument/rename', params)
      assert.equal(ERRORS.invalid_params, failure.code)
    end
    local params = client.at 'وفد'
    params.newName = 'x'
    local _, failure = client.request('textDocument/rename', params)
    assert.equal(ERRORS.request_failed, failure.code)
  end)

  it('tell a spelling from another name', function()
    local mentions = require 'khabar.lsp.mentions'
    local cases = {
      { 'كازاخستان', 'قازاقستان', true },
      { 'القاهرة', 'القاهره', true },
      { 'أنقرة', 'انقره', true },
      { 'بوتين', 'فلاديمير بوتين', false },
      { 'مصر', 'كنانة', false },
      { 'زيلينسكي', 'زيلنسكي', true },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[3], mentions.is_spelling(case[1], case[2]), case[1] .. ' ' .. case[2])
    end
  end)
end)

describe('documentSymbol', function()
  it('lists entities by kind, each once', function()
    local client = connect()
    client.open(TEXT)
    local found = {}
    for _, group in ipairs(client.request('textDocument/documentSymbol', { textDocument = { uri = client.uri } })) do
      for _, child in ipairs(group.children) do
        found[#found + 1] = group.name .. ': ' .. child.name
      end
    end
    assert.equal('People: بان كي مون', found[1])
    local all = table.concat(found, '\n')
    assert.truthy(all:find('Bodies: الأمم المتحدة', 1, true))
    assert.truthy(all:find('Places: القاهرة\nPlaces: مصر', 1, true))
  end)

  it('is a flat list for a client that knows no tree', function()
    local client = connect { capabilities = {} }
    client.open(TEXT)
    local list = client.request('textDocument/documentSymbol', { textDocument = { uri = client.uri } })
    assert.equal('People', list[1].containerName)
    assert.equal(client.uri, list[1].location.uri)
  end)
end)

describe('documentLink', function()
  it('leads to Wikidata, for QIDs alone', function()
    local client = connect()
    client.open 'زار القاهرة وشركة النيل'
    local links = client.request('textDocument/documentLink', { textDocument = { uri = client.uri } })
    assert.equal(1, #links)
    assert.equal('https://www.wikidata.org/wiki/Q85', links[1].target)
    assert.same({ 'القاهرة' }, client.texts(links))
  end)
end)

describe('semantic tokens', function()
  ---Reads them back as a client does.
  local function decode(client, data)
    local legend = client.hello.capabilities.semanticTokensProvider.legend
    local line, character, list = 0, 0, {}
    for i = 1, #data, 5 do
      character = data[i] > 0 and data[i + 1] or character + data[i + 1]
      line = line + data[i]
      local modifiers = {}
      for bit, name in ipairs(legend.tokenModifiers) do
        if math.floor(data[i + 4] / 2 ^ (bit - 1)) % 2 == 1 then
          modifiers[#modifiers + 1] = name
        end
      end
      local document = client.server.documents[client.uri]
      local start = document.lines:offset(line, character, client.server.encoding)
      local finish = document.lines:offset(line, character + data[i + 2], client.server.encoding)
      list[#list + 1] = document.lines.text:sub(start + 1, finish)
        .. ' '
        .. legend.tokenTypes[data[i + 3] + 1]
        .. ' '
        .. table.concat(modifiers, '+')
    end
    return list
  end

  it('colour names by standard types, with khabar types as modifiers', function()
    for _, encoding in ipairs { 'utf-8', 'utf-16', 'utf-32' } do
      local client = connect { capabilities = { general = { positionEncodings = { encoding } } } }
      client.open 'قال بان كي مون 😀 في القاهرة\nوفد مصر'
      local result = client.request('textDocument/semanticTokens/full', { textDocument = { uri = client.uri } })
      assert.same(
        { 'بان كي مون class PERS', 'القاهرة enum GPE', 'مصر enum GPE' },
        decode(client, result.data)
      )
    end
  end)

  it('as a difference from what the client has', function()
    local client = connect()
    client.open 'زار القاهرة ثم مصر'
    local text = { textDocument = { uri = client.uri } }
    local first = client.request('textDocument/semanticTokens/full', text)
    local same = client.request(
      'textDocument/semanticTokens/full/delta',
      { textDocument = text.textDocument, previousResultId = first.resultId }
    )
    assert.same({}, same.edits)
    client.notify('textDocument/didChange', {
      textDocument = { uri = client.uri, version = 2 },
      contentChanges = {
        { range = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 0 } }, text = 'مصر\n' },
      },
    })
    local delta = client.request(
      'textDocument/semanticTokens/full/delta',
      { textDocument = text.textDocument, previousResultId = same.resultId }
    )
    local data = {}
    for i, n in ipairs(first.data) do
      data[i] = n
    end
    local edit = delta.edits[1]
    for _ = 1, edit.deleteCount do
      table.remove(data, edit.start + 1)
    end
    for i, n in ipairs(edit.data or {}) do
      table.insert(data, edit.start + i, n)
    end
    local full = client.request('textDocument/semanticTokens/full', text)
    assert.same(full.data, data)
    -- A result that is not the last one is no ground for a difference.
    local again = client.request(
      'textDocument/semanticTokens/full/delta',
      { textDocument = text.textDocument, previousResultId = '1' }
    )
    assert.same(full.data, again.data)
  end)

  it('are off where the client sets them so', function()
    assert.is_nil(connect({ settings = { semantic_tokens = false } }).hello.capabilities.semanticTokensProvider)
  end)
end)

-- ---- decisions --------------------------------------------------------------------------------------------------------------

describe('code actions', function()
  local function start(text)
    local client = connect()
    local at = folder()
    write(at .. '/مسودة 1.txt', text)
    client.path = at .. '/مسودة 1.txt'
    client.open(text, 'file://' .. client.path:gsub('[^%w/._-]', function(c)
      return ('%%%02X'):format(c:byte())
    end))
    function client.actions(piece, whole, only)
      local params = client.at(piece, 0)
      local finish = client.at(piece, whole and #piece or 0).position
      return client.request('textDocument/codeAction', {
        textDocument = params.textDocument,
        range = { start = params.position, ['end'] = finish },
        context = { diagnostics = {}, only = only },
      })
    end
    function client.run(entry)
      return client.request(
        'workspace/executeCommand',
        { command = entry.command.command, arguments = entry.command.arguments }
      )
    end
    function client.shown()
      local data = client.request('textDocument/references', client.at 'القاهرة')
      return client.texts(data)
    end
    return client
  end

  it('stand in one order, and leave out what changes nothing', function()
    local client = start 'زار القاهرة ثم للقاهره وزرنوقيا'
    local list = titles(client.actions 'القاهرة')
    assert.equal('Accept القاهرة as country or city (GPE)', list[1])
    assert.equal('Reject القاهرة: not country or city (GPE)', list[2])
    assert.equal('Write القاهرة everywhere', list[3])
    assert.equal('Make القاهرة: person (PERS)', list[4])
    assert.equal(3 + 11, #list)
    assert.same(list, titles(client.actions 'القاهرة'))
    assert.same(
      { 'Accept القاهرة as country or city (GPE)', 'Reject القاهرة: not country or city (GPE)' },
      titles(client.actions('القاهرة', false, { 'quickfix' }))
    )
    assert.equal(12, #client.actions('القاهرة', false, { 'refactor' }))
    assert.is_nil((client.actions('القاهرة', false, { 'source' })))
    assert.is_nil((client.actions 'زار'))
  end)

  it('accept once, and write it beside the draft alone', function()
    local client = start 'زار القاهرة'
    local accept = action(client.actions 'القاهرة', 'Accept')
    assert.is_nil(select(2, client.run(accept)))
    local sidecar = read(client.path .. '.khabar.yaml')
    assert.truthy(sidecar:find('status: accepted', 1, true))
    assert.truthy(sidecar:find('entity: Q85', 1, true))
    assert.is_nil(select(2, client.run(accept)))
    assert.equal(sidecar, read(client.path .. '.khabar.yaml'))
    assert.equal('زار القاهرة', read(client.path))
    assert.is_nil(table.concat(titles(client.actions 'القاهرة'), '\n'):find('Accept', 1, true))
    assert.equal('workspace/semanticTokens/refresh', client.sent[#client.sent].method)
  end)

  it('reject at once, and take it back', function()
    local client = start 'زار القاهرة ثم القاهرة'
    assert.same({ 'القاهرة', 'القاهرة' }, client.shown())
    client.run(action(client.actions 'القاهرة', 'Reject'))
    assert.same({}, client.shown()) -- the first is no name any more
    assert.equal(1, #client.texts(client.request('textDocument/references', client.at('القاهرة', 0, 2))))
    client.run(action(client.actions 'القاهرة', 'Take back'))
    assert.same({ 'القاهرة', 'القاهرة' }, client.shown())
    assert.is_nil(read(client.path .. '.khabar.yaml'):find('rejected', 1, true))
  end)

  it('reject a name as what it was taken for', function()
    local client = start 'زار القاهرة'
    local head, tail = 'khabar: 1\nspans:\n- type: ', '\n  exact: القاهرة\n  status: rejected\n  at: [7, 21]\n'
    write(client.path .. '.khabar.yaml', head .. 'PERS' .. tail)
    assert.same({ 'القاهرة' }, client.shown())
    write(client.path .. '.khabar.yaml', head .. 'GPE' .. tail)
    assert.same({}, client.shown())
  end)

  it('mark a selection that was not found, and set the type of what was', function()
    local client = start 'زار القاهرة مع سمير التلي'
    assert.is_nil((client.request('textDocument/hover', client.at 'سمير')))
    client.run(action(client.actions('سمير التلي', true), 'Make سمير التلي: person (PERS)'))
    local value = client.request('textDocument/hover', client.at 'سمير').contents.value
    assert.truthy(value:find('سمير التلي\nperson (PERS)', 1, true))
    assert.truthy(read(client.path .. '.khabar.yaml'):find('status: added', 1, true))
    client.run(action(client.actions 'القاهرة', 'Make القاهرة: organisation (ORG)'))
    local found = client.request('textDocument/hover', client.at 'القاهرة').contents.value
    assert.truthy(found:find('ORG', 1, true))
    assert.truthy(read(client.path .. '.khabar.yaml'):find('status: corrected', 1, true))
  end)

  it('take the letter under a block cursor, and a piece of a word, for the name around it', function()
    local client = start 'زار بان كي مون القاهرة'
    for _, piece in ipairs { 'ق', 'القاهر', 'اهرة' } do
      local list = titles(client.actions(piece, true))
      local whole = piece ~= 'اهرة' -- that ends where the word does: somebody means it
      assert.equal(
        whole and 'Accept القاهرة as country or city (GPE)' or 'Make اهرة: person (PERS)',
        list[1],
        piece
      )
    end
    assert.equal('Make كي مون: person (PERS)', titles(client.actions('كي مون', true))[1])
    assert.equal('Accept بان كي مون as person (PERS)', titles(client.actions(' بان كي مون ', true))[1])
  end)

  it('link to a namesake', function()
    local client = start 'أعلنت النيلية'
    local before = client.request('textDocument/hover', client.at 'النيلية').contents.value
    local other = before:find('khabar:test-nile-a', 1, true) and 'khabar:test-nile-b' or 'khabar:test-nile-a'
    client.run(action(client.actions 'النيلية', 'Link النيلية to'))
    local after = client.request('textDocument/hover', client.at 'النيلية').contents.value
    assert.truthy(after:find(other, 1, true))
  end)

  it('add a name to the project, which then links it everywhere', function()
    local client = start 'زار القاهرة مع سمير التلي، وقال سمير التلي'
    client.run(action(client.actions('سمير التلي', true), 'PERS'))
    local add = action(client.actions 'سمير التلي', 'names of the project')
    local done = client.run(add)
    assert.truthy(done.file:find('/.khabar/names.yaml', 1, true))
    assert.equal(2, #client.request('textDocument/references', client.at('سمير التلي', 0, 2)))
    local names = read(done.file)
    client.run(add)
    assert.equal(names, read(done.file))
  end)

  it('add a name to the draft alone, which then links it everywhere in it, once', function()
    local client = start 'زار القاهرة مع سمير التلي، وقال سمير التلي'
    local other = client.path:gsub('1%.txt$', '2.txt')
    client.run(action(client.actions('سمير التلي', true), 'PERS'))
    local list = titles(client.actions 'سمير التلي')
    local at = {}
    for i, title in ipairs(list) do
      at[#at + 1] = title:find('to the names of', 1, true) and i or nil
    end
    assert.equal(2, #at)
    assert.equal(at[1] + 1, at[2])
    assert.truthy(list[at[1]]:find('project', 1, true))
    local add = action(client.actions 'سمير التلي', 'names of this draft')
    assert.equal(client.path .. '.khabar.yaml', client.run(add).file)
    local notes = read(client.path .. '.khabar.yaml')
    assert.truthy(notes:find('entities:', 1, true))
    assert.truthy(notes:find('status: added', 1, true))
    assert.equal(2, #client.request('textDocument/references', client.at('سمير التلي', 0, 2)))
    assert.is_nil(table.concat(titles(client.actions 'سمير التلي'), '\n'):find('to the names of', 1, true))
    client.run(add)
    assert.equal(notes, read(client.path .. '.khabar.yaml'))
    assert.equal('زار القاهرة مع سمير التلي، وقال سمير التلي', read(client.path))
    write(other, 'قال سمير التلي')
    client.open('زار القاهرة سمير التلي', 'file://' .. other)
    assert.is_nil((client.request('textDocument/hover', client.at 'سمير')))
  end)

  it('link to what is spelled nearly so only where it is of the same type', function()
    local client = start 'قال القاهري أمس'
    local near = client.server.documents[client.uri].engine:suggest 'القاهري'
    assert.equal('Q85', near[1].id)
    for type_name, offered in pairs { ['(PERS)'] = false, ['(GPE)'] = true } do
      client.run(action(client.actions('القاهري', true), type_name))
      local list = table.concat(titles(client.actions('القاهري', true)), '\n')
      assert.equal(offered, list:find('Link القاهري to القاهرة (Q85)', 1, true) ~= nil, type_name)
    end
  end)

  it('refuse when the words are not there any more, and for a text without a file', function()
    local client = start 'زار القاهرة'
    local accept = action(client.actions 'القاهرة', 'Accept')
    client.notify('textDocument/didChange', {
      textDocument = { uri = client.uri, version = 2 },
      contentChanges = { { text = 'ثم زار القاهرة' } },
    })
    local _, failure = client.run(accept)
    assert.equal(ERRORS.content_modified, failure.code)
    assert.is_nil(read(client.path .. '.khabar.yaml'))
    local other = connect()
    other.open 'زار القاهرة والقاهره'
    local range = { start = other.at('القاهرة').position, ['end'] = other.at('القاهرة').position }
    local list =
      other.request('textDocument/codeAction', { textDocument = { uri = other.uri }, range = range, context = {} })
    assert.same({ 'Write القاهرة everywhere' }, titles(list))
  end)

  it('unify a spelling by an edit of the client', function()
    local client = start 'زار القاهره ثم للقاهره والقاهرة'
    local entry = action(client.actions 'القاهره', 'Write القاهرة everywhere')
    local edits = entry.edit.documentChanges[1].edits
    assert.equal('زار القاهرة ثم للقاهرة والقاهرة', applied(client, edits))
  end)

  it('say so when the notes cannot be read or written, and lose nothing', function()
    local client = start 'زار القاهرة'
    local path = client.path .. '.khabar.yaml'
    write(path, 'khabar: 1\nspans: [\n')
    local accept = client.at 'القاهرة'
    assert.is_table((client.request('textDocument/hover', accept)))
    assert.truthy(client.sent[#client.sent].params.message:find('khabar.yaml', 1, true))
    local _, failure = client.run(action(client.actions 'القاهرة', 'Accept'))
    assert.equal(ERRORS.request_failed, failure.code)
    assert.equal('khabar: 1\nspans: [\n', read(path))
  end)

  it('keep their place while the draft is edited, and hear of other programs', function()
    local client = start 'زار القاهرة ثم القاهرة'
    client.run(action(client.actions 'القاهرة', 'Reject'))
    client.notify('textDocument/didChange', {
      textDocument = { uri = client.uri, version = 2 },
      contentChanges = {
        { range = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 0 } }, text = 'أمس ' },
      },
    })
    assert.same({}, client.shown())
    os.remove(client.path .. '.khabar.yaml')
    assert.same({ 'القاهرة', 'القاهرة' }, client.shown())
  end)
end)

describe('settings', function()
  it('take effect at once, and a wrong one is said and left out', function()
    local client = connect { settings = { entities = {} } }
    client.open 'زار القاهرة'
    assert.is_nil((client.request('textDocument/hover', client.at 'القاهرة')))
    client.notify(
      'workspace/didChangeConfiguration',
      { settings = { khabar = { entities = { YAML }, date = '2010-05-01' } } }
    )
    assert.is_table((client.request('textDocument/hover', client.at 'القاهرة')))
    local sent = #client.sent
    client.notify(
      'workspace/didChangeConfiguration',
      { settings = { entities = 'x', date = 'yesterday', project = 7, language = 'fr' } }
    )
    local said = {}
    for i = sent + 1, #client.sent do
      said[#said + 1] = client.sent[i].params.message
    end
    assert.equal(4, #said)
    assert.truthy(said[1]:find('setting date', 1, true))
    assert.is_table((client.request('textDocument/hover', client.at 'القاهرة')))
    for _, settings in ipairs { NULL, 'x', 7, {} } do
      client.notify('workspace/didChangeConfiguration', { settings = settings })
    end
    assert.is_table((client.request('textDocument/hover', client.at 'القاهرة')))
  end)

  it('reckon offices by the date of the notes, else that of the settings', function()
    local at = folder()
    local client = connect { settings = { date = '2010-05-01' } }
    client.open('قال بان كي مون', 'file://' .. at .. '/a.txt')
    assert.truthy(
      client.request('textDocument/hover', client.at 'بان').contents.value:find('• الأمين', 1, true)
    )
    write(at .. '/b.txt.khabar.yaml', 'khabar: 1\ndate: 2020-01-01\n')
    client.open('قال بان كي مون', 'file://' .. at .. '/b.txt')
    assert.is_nil(
      client.request('textDocument/hover', client.at 'بان').contents.value:find('• الأمين', 1, true)
    )
  end)

  it('know the names that a draft has in its notes, from when they stand there', function()
    local at = folder()
    local client = connect()
    client.open('زار مازن زرنوقيا', 'file://' .. at .. '/a.txt')
    assert.is_nil((client.request('textDocument/hover', client.at 'زرنوقيا')))
    local function write_notes(names)
      write(at .. '/a.txt.khabar.yaml', 'khabar: 1\nspans: []\nentities:\n' .. names)
      client.notify(
        'workspace/didChangeWatchedFiles',
        { changes = { { uri = 'file://' .. at .. '/a.txt.khabar.yaml', type = 1 } } }
      )
    end
    write_notes '- {id: "draft:z", type: GPE, name: {ar: زرنوقيا}}\n'
    assert.truthy(
      client.request('textDocument/hover', client.at 'زرنوقيا').contents.value:find('draft:z', 1, true)
    )
    write_notes '- {id: "draft:y", type: GPE, name: {ar: زرنوقيا}}\n'
    assert.truthy(
      client.request('textDocument/hover', client.at 'زرنوقيا').contents.value:find('draft:y', 1, true)
    )
    client.open('زار مازن زرنوقيا', 'file://' .. at .. '/b.txt')
    assert.is_nil((client.request('textDocument/hover', client.at 'زرنوقيا')))
  end)

  it('keep what is known when the names in the notes are malformed', function()
    local at = folder()
    local client = connect()
    write(at .. '/a.txt.khabar.yaml', 'khabar: 1\nentities: {\n')
    client.open('زار بان كي مون', 'file://' .. at .. '/a.txt')
    assert.truthy(
      client.request('textDocument/hover', client.at 'بان').contents.value:find('بان كي مون', 1, true)
    )
  end)

  it('read a project that changes on disk', function()
    local at = folder()
    local client = connect()
    client.open('زار زرنوقيا', 'file://' .. at .. '/a.txt')
    assert.is_nil((client.request('textDocument/hover', client.at 'زرنوقيا')))
    assert(os.execute(("mkdir -p '%s/.khabar'"):format(at)))
    write(at .. '/.khabar/names.yaml', '- {id: "desk:z", type: GPE, name: {ar: زرنوقيا}}\n')
    client.notify(
      'workspace/didChangeWatchedFiles',
      { changes = { { uri = 'file://' .. at .. '/.khabar/names.yaml', type = 1 } } }
    )
    assert.truthy(
      client.request('textDocument/hover', client.at 'زرنوقيا').contents.value:find('desk:z', 1, true)
    )
    write(at .. '/.khabar/names.yaml', '- {id: "desk:y", type: GPE, name: {ar: زرنوقيا}}\n')
    client.notify('workspace/didChangeWatchedFiles', {
      changes = { { uri = 'file://' .. at .. '/.khabar/names.yaml', type = 2 } },
    })
    assert.truthy(
      client.request('textDocument/hover', client.at 'زرنوقيا').contents.value:find('desk:y', 1, true)
    )
  end)
end)

teardown(function()
  for _, name in ipairs(folders) do
    os.execute(("rm -rf '%s'"):format(name))
  end
end)
