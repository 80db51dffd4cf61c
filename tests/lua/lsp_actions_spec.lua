-- Code actions of the language server and what they write. LSP 3.17.
local lsp = require 'tests.support.lsp'

local folder, write, read, connect, applied, titles, action, ERRORS =
  lsp.folder, lsp.write, lsp.read, lsp.connect, lsp.applied, lsp.titles, lsp.action, lsp.ERRORS

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

teardown(lsp.sweep)
