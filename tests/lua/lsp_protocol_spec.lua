-- The language server's life: the protocol, the text of the client, settings and files. What the protocol says is LSP 3.17.
local lsp = require 'tests.support.lsp'

local folder, write, connect, NULL, YAML, ERRORS, core =
  lsp.folder, lsp.write, lsp.connect, lsp.NULL, lsp.YAML, lsp.ERRORS, lsp.core
local naive, random_text, generator = lsp.characters, lsp.random_text, lsp.generator

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

teardown(lsp.sweep)
