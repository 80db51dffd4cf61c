-- What the language server says of names: hover, completion, references, rename, symbols, links, colours. LSP 3.17.
local lsp = require 'tests.support.lsp'

local connect, applied, NULL, ERRORS = lsp.connect, lsp.applied, lsp.NULL, lsp.ERRORS

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
