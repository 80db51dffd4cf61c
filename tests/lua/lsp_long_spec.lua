-- Long texts in the language server: read by and by, while requests are answered at once and as if all had been read.
local lsp = require 'tests.support.lsp'

local SLICE = require('khabar.lsp.document').SLICE
local TOKENS = { workspace = { semanticTokens = { refreshSupport = true } } }

---Lines with names, well above one slice.
local function text_of(lines)
  local list = {}
  for i = 1, lines do
    list[i] = ('%d. زار بان كي مون القاهرة ثم مصر، ولم يزر شركة النيل\n\n'):format(
      i
    )
  end
  return table.concat(list)
end

local LONG = text_of(1500)

---What is found: start, end and type of each.
local function found(document)
  local list = {}
  for i, span in ipairs(document:view()) do
    list[i] = ('%d %d %s %s'):format(span.start, span.finish, span.type, span.id or '-')
  end
  return list
end

local function fresh(text)
  local client = lsp.connect()
  client.open(text)
  return found(client.server.documents[client.uri])
end

local function run_dry(client)
  local slices = 0
  while client.server:idle() do
    slices = slices + 1
    assert.is_true(slices < 10000)
  end
  return slices
end

describe('a long text', function()
  it('is longer than a slice', function()
    assert.is_true(#LONG > 6 * SLICE)
  end)

  it(
    'is not read when it is opened, but slice by slice while nothing waits; the whole is that of a fresh reading',
    function()
      local client = lsp.connect()
      client.open(LONG)
      local document = client.server.documents[client.uri]
      assert.equal(#LONG, document.doc:behind())
      local slices = run_dry(client)
      assert.is_true(slices >= #LONG / SLICE / 2)
      assert.equal(0, document.doc:behind())
      assert.same(fresh(LONG), found(document))
    end
  )

  it('is read where somebody asks, and no further', function()
    local client = lsp.connect()
    client.open(LONG)
    local document = client.server.documents[client.uri]
    local hover = client.request('textDocument/hover', client.at('القاهرة', 0, 1200))
    assert.truthy(hover.contents.value:find('Q85', 1, true))
    assert.is_true(document.doc:behind() > #LONG - SLICE)
    client.server:idle()
    assert.is_true(document.doc:behind() < #LONG - SLICE / 2)
  end)

  it('is read to its end for what needs all of it', function()
    for _, case in ipairs {
      { 'textDocument/references', 1500 },
      { 'textDocument/documentHighlight', 1500 },
      { 'textDocument/documentLink', 1500 * 3 },
    } do
      local client = lsp.connect()
      client.open(LONG)
      local result = client.request(case[1], client.at 'القاهرة')
      assert.equal(case[2], #result, case[1])
      assert.equal(0, client.server.documents[client.uri].doc:behind())
    end
  end)

  it('may be edited while it is read', function()
    local client = lsp.connect()
    client.open(LONG)
    local document = client.server.documents[client.uri]
    for i = 1, 60 do
      local line = (i * 37) % 3000
      local place = { line = line, character = 0 }
      client.notify('textDocument/didChange', {
        textDocument = { uri = client.uri, version = i + 1 },
        contentChanges = {
          {
            range = { start = place, ['end'] = { line = line + i % 3, character = 0 } },
            text = i % 2 == 0 and 'مصر\n' or 'قال ',
          },
        },
      })
      if i % 5 == 0 then
        client.server:idle()
      end
    end
    run_dry(client)
    assert.same(fresh(document.lines.text), found(document))
  end)

  it('has its colours by and by, where the client can be told to ask again', function()
    local client = lsp.connect { capabilities = TOKENS }
    client.open(LONG)
    local params = { textDocument = { uri = client.uri } }
    client.server:idle()
    local first = client.request('textDocument/semanticTokens/full', params)
    assert.is_true(#first.data > 0 and client.server.documents[client.uri].doc:behind() > 0)
    local sent = #client.sent
    run_dry(client)
    assert.equal(sent + 1, #client.sent)
    assert.equal('workspace/semanticTokens/refresh', client.sent[#client.sent].method)
    local whole = client.request('textDocument/semanticTokens/full', params)
    assert.is_true(#whole.data > #first.data)
    -- Who cannot be told waits for all of them.
    local other = lsp.connect { capabilities = {} }
    other.open(LONG)
    assert.same(
      whole.data,
      other.request('textDocument/semanticTokens/full', { textDocument = { uri = other.uri } }).data
    )
  end)

  it('has the colours of a range, in every encoding', function()
    for _, encoding in ipairs { 'utf-8', 'utf-16', 'utf-32' } do
      local client = lsp.connect { capabilities = { general = { positionEncodings = { encoding } } } }
      client.open(LONG)
      local whole = client.request('textDocument/semanticTokens/full', { textDocument = { uri = client.uri } })
      local result = client.request('textDocument/semanticTokens/range', {
        textDocument = { uri = client.uri },
        range = { start = { line = 0, character = 0 }, ['end'] = { line = 2, character = 0 } },
      })
      assert.is_true(#result.data >= 3 * 5)
      for i, n in ipairs(result.data) do
        assert.equal(whole.data[i], n)
      end
    end
  end)
end)
