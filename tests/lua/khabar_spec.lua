-- One spec for every Lua that khabar promises: lua5.1 to lua5.4, LuaJIT and Neovim (nvim -l). Run by busted:
--   LUA_PATH='lua/?.lua;lua/?/init.lua;;' LUA_CPATH='build/lua54/?.so;;' lua5.4 $(which busted) tests/lua

local loader = require 'khabar.loader'
local khabar = require 'khabar'
local core = assert(khabar.core())
local help = dofile(loader.root() .. 'tests/lua/helpers.lua')
local open, write, read, CAIRO, TEXT, YAML, ROOT =
  help.open, help.write, help.read, help.CAIRO, help.TEXT, help.YAML, help.ROOT

describe('the module', function()
  it('is built for the Lua that runs and of the version of the Lua files', function()
    assert.equal(_VERSION, (core.abi()))
    assert.equal(khabar.version, core.version())
  end)

  it('names its types in the order of their numbers', function()
    local types = core.types()
    assert.equal(20, #types)
    assert.equal('PERS', types[1].name)
    assert.equal('MONEY', types[20].name)
    assert.equal('LOC', types[5].flat)
    assert.is_nil(types[3].flat)
    for _, entry in ipairs(types) do
      assert.is_truthy(entry.arabic:find '[\216-\219]')
    end
  end)

  it('folds, and maps each folded byte back to the character it came from', function()
    local folded, map = core.fold('أحـمدٌ', true)
    assert.equal(core.fold 'احمد', folded)
    assert.equal(#folded + 1, #map)
    assert.equal(0, map[1])
    assert.equal(#'أحـمدٌ', map[#map])
    assert.equal(#'أحـ', map[5]) -- the meem, after the tatweel that was dropped
    assert.same({ '', { 0 } }, { core.fold('', true) })
  end)

  it('measures how Arabic a text is', function()
    local cases = { { 'مرحبا', 1 }, { 'hello', 0 }, { '', 0 }, { 'ab' .. 'من', 0.5 }, { '\255\254\0', 0 } }
    for _, case in ipairs(cases) do
      assert.equal(case[2], core.arabic_share(case[1]))
    end
  end)
end)

describe('opening', function()
  it('fails with nil, message and code for what can go wrong', function()
    local bad = os.tmpname()
    write(bad, '- id: [\n')
    local junk = os.tmpname()
    write(junk, ('not an index '):rep(100))
    local cases = {
      { 'missing YAML', { index = false, entities = { ROOT .. 'tests/lua/none.yaml' } }, 'io', 'none.yaml' },
      { 'broken YAML', { index = false, entities = { bad } }, 'format', ':%d+:%d+: ' },
      { 'no index', { index = ROOT .. 'tests/lua/none.khx' }, 'io', 'none.khx' },
      { 'a directory', { index = ROOT .. 'tests' }, 'io', 'tests' },
      { 'junk for an index', { index = junk }, 'format', '.' },
      { 'date', { index = false, date = '2022-13-45' }, 'range', '.' },
    }
    for _, case in ipairs(cases) do
      local engine, message, code = khabar.open(case[2])
      assert.is_nil(engine, case[1])
      assert.equal(case[3], code, case[1])
      assert.is_truthy(message:find(case[4]), case[1] .. ': ' .. message)
    end
    os.remove(bad)
    os.remove(junk)
  end)

  it('raises for options of a wrong type', function()
    local cases = {
      { index = 3 },
      { index = 'a\0b' },
      { entities = 'desk.yaml' },
      { entities = { 1 } },
      { entities = { 'a\0b' } },
      { date = true },
    }
    for i, options in ipairs(cases) do
      assert.is_false(pcall(core.open, options), 'case ' .. i)
    end
    assert.is_false(pcall(core.open, 'x'))
  end)

  it('keeps the date', function()
    assert.equal('2022-01-08', open({ date = '2022-01-08' }):stats().date)
    assert.is_nil(open():stats().date)
  end)

  it('builds an index file that opens, and describes it', function()
    local path = os.tmpname()
    local built = assert(core.index_build({ YAML }, path))
    local info = assert(core.index_info(path))
    assert.same(built, info)
    assert.equal(8, info.entities)
    assert.equal(2, info.by_type.PERS)
    assert.is_truthy(info.checksum:find '^%x+$' and #info.checksum == 16)
    local engine = assert(khabar.open { index = path })
    assert.equal('Q85', engine:lookup(CAIRO)[1].id)
    engine:close()
    local bytes = read(path)
    write(path, bytes:sub(1, math.floor(#bytes / 2)))
    local none, message, code = core.index_info(path)
    assert.is_nil(none)
    assert.equal('format', code)
    assert.is_truthy(message:find(path, 1, true))
    os.remove(path)
    assert.equal('io', select(3, core.index_build({ YAML }, ROOT .. 'tests/none/x.khx')))
    assert.is_false(pcall(core.index_build, YAML, path))
  end)
end)

describe('an engine', function()
  local engine = open()

  it('looks names up, through clitics and folding', function()
    local cases = {
      { 'القاهرة', 'Q85', true, '' },
      { 'القاهره', 'Q85', false, '' },
      { 'وبالقاهرة', 'Q85', true, 'وب' },
      { 'Cairo', 'Q85', true, '' },
      { 'بوتين', 'Q7747', true, '' },
      { 'جمهورية مصر العربية', 'Q79', true, '' },
    }
    for _, case in ipairs(cases) do
      local hit = engine:lookup(case[1])[1]
      assert.is_table(hit, case[1])
      assert.same({ case[2], case[3], case[4] }, { hit.id, hit.exact, hit.clitics }, case[1])
    end
    assert.same({}, engine:lookup 'لا يوجد اسم كهذا')
    assert.same({}, engine:lookup '')
    assert.same({}, engine:lookup '\0\255')
  end)

  it('gives every entity of an ambiguous name', function()
    local ids = {}
    for _, hit in ipairs(engine:lookup 'النيلية') do
      ids[#ids + 1] = hit.id
    end
    assert.same({ 'khabar:test-nile-b', 'khabar:test-nile-a' }, ids)
  end)

  it('completes names, by their first word and by later ones', function()
    local function first(prefix)
      local hit = engine:complete(prefix)[1]
      return hit and hit.id .. ' ' .. hit.matched .. ' ' .. hit.clitics
    end
    assert.equal('Q85 القاهرة ', first 'القاه')
    assert.equal('Q85 القاهرة وب', first 'وبالقاه')
    assert.equal('Q1065 الأمم المتحدة ', first 'الامم الم')
    assert.equal('Q1253 بان كي مون ', first 'كي م')
    assert.is_true(engine:complete('القاه')[1].exact)
    for _, nothing in ipairs { '', ' ', 'زرنوق', '\0\255' } do
      assert.same({}, engine:complete(nothing))
    end
    assert.equal(1, #engine:complete('ال', 1))
    assert.same({}, engine:complete('ال', 0))
    assert.is_false(pcall(engine.complete, engine, 'ال', -1))
    assert.is_false(pcall(engine.complete, engine, {}))
  end)

  it('suggests names for misspelt ones', function()
    local near = engine:suggest 'فلادمير بوتين'
    assert.equal('Q7747', near[1].id)
    assert.equal(1, near[1].cost)
    assert.equal('', near[1].clitics)
    assert.equal(0, engine:suggest('القاهره')[1].cost)
    assert.same({}, engine:suggest 'خشخاش')
    assert.same({}, engine:suggest '')
    assert.equal(1, #engine:suggest('القاهرة', 1))
    assert.is_false(pcall(engine.suggest, engine, nil))
    assert.is_false(pcall(engine.suggest, engine, 'مصر', 1.5))
  end)

  it('gives cards by id and by number', function()
    local card = engine:card 'Q1253'
    assert.same({ ar = 'بان كي مون', en = 'Ban Ki-moon' }, card.name)
    assert.equal('PERS', card.type)
    assert.same({
      {
        title = 'الأمين العام',
        of = 'Q1065',
        of_name = 'الأمم المتحدة',
        from = '2007-01-01',
        to = '2016-12-31',
      },
    }, card.offices)
    assert.equal('القاهرة', engine:card('Q79').capital_name)
    assert.equal('مصر', engine:card('Q85').country_name)
    assert.same({}, engine:card('Q7747').description)
    assert.equal('Q85', engine:card(engine:lookup(CAIRO)[1].entity).id)
    assert.is_truthy(engine:card('Q85').source:find 'entities.yaml$')
    for _, unknown in ipairs { 'Q0', '', 'Q79\0', 4294967295, 123456 } do
      assert.is_nil(engine:card(unknown))
    end
    assert.is_false(pcall(engine.card, engine, -1))
    assert.is_false(pcall(engine.card, engine, 1.5))
    assert.is_false(pcall(engine.card, engine, {}))
  end)

  it('counts', function()
    local stats = engine:stats()
    assert.equal(8, stats.entities)
    assert.is_true(stats.names > 8)
  end)
end)

describe('handles', function()
  it('close twice and say so when used afterwards', function()
    local engine = open()
    local doc = engine:analyze(TEXT)
    doc:close()
    doc:close()
    assert.equal('khabar.document (closed)', tostring(doc))
    local calls = {
      text = {},
      spans = {},
      flat = {},
      counts = {},
      tokens = {},
      sentences = {},
      paragraphs = {},
      faults = {},
      clitics = { 0 },
      edit = { 0, 0, '' },
    } -- stylua: ignore
    for name, arguments in pairs(calls) do
      local ok, message = pcall(doc[name], doc, arguments[1], arguments[2], arguments[3])
      assert.is_false(ok, name)
      assert.is_truthy(message:find 'this document is closed', name)
    end
    engine:close()
    engine:close()
    assert.equal('khabar.engine (closed)', tostring(engine))
    for name, argument in pairs { analyze = '', lookup = '', complete = '', suggest = '', card = 'Q1', stats = false } do
      local ok, message = pcall(engine[name], engine, argument or nil)
      assert.is_false(ok, name)
      assert.is_truthy(message:find 'this engine is closed', name)
    end
  end)

  it('of another kind are refused', function()
    local engine = open()
    local doc = engine:analyze 'x'
    assert.is_false(pcall(engine.stats, doc))
    assert.is_false(pcall(doc.text, engine))
    assert.is_false(pcall(doc.text, io.stdout))
    assert.is_false(pcall(doc.text))
  end)

  it('keep what they need alive: documents outlive their engine, iterators their document', function()
    local docs = {}
    do
      local engine = open()
      for i = 1, 20 do
        docs[i] = engine:analyze(TEXT)
      end
      engine:close()
    end
    collectgarbage()
    collectgarbage()
    for i = 1, 20 do
      assert.equal('Q1253', docs[i]:spans()().id)
      assert.is_number((docs[i]:edit(0, 0, 'مصر ')))
    end
    local iterate = docs[1]:spans()
    docs[1] = nil
    collectgarbage()
    collectgarbage()
    assert.equal('Q79', iterate().id)
  end)

  it('stop an iterator when the document is closed, and go on after an edit', function()
    local doc = open():analyze(TEXT)
    local iterate = doc:spans()
    doc:edit(0, #TEXT, '')
    assert.equal('Q1253', iterate().id)
    doc:close()
    assert.is_false(pcall(iterate))
  end)

  it('are collected in any order without a crash', function()
    for i = 1, 200 do
      local engine = open()
      local doc = engine:analyze(TEXT)
      local iterate = doc:spans()
      iterate()
      if i % 3 == 0 then
        engine:close()
      elseif i % 3 == 1 then
        doc:close()
      end
      if i % 10 == 0 then
        collectgarbage 'step'
      end
    end
    collectgarbage()
  end)
end)

describe('the default index', function()
  it('is looked for beside the module, and the message says where', function()
    local engine = require 'khabar.engine'
    local candidates = engine.index_candidates()
    local from_environment = os.getenv 'KHABAR_INDEX'
    if from_environment and from_environment ~= '' then
      assert.same({ from_environment }, candidates)
      return
    end
    assert.equal(ROOT .. 'build/khabar.khx', candidates[1])
    local real = io.open
    io.open = function() -- luacheck: ignore 122
      return nil
    end
    local path, message, code = engine.find_index()
    io.open = real -- luacheck: ignore 122
    assert.is_nil(path)
    assert.equal('io', code)
    assert.is_truthy(message:find('build/khabar.khx', 1, true) and message:find('make', 1, true))
  end)
end)

describe('the loader', function()
  ---Runs with other candidates for the C module and nothing loaded.
  local function with_candidates(paths, body)
    local candidates, loaded = loader.candidates, package.loaded['khabar.core']
    local cpath = package.cpath
    loader.candidates = function()
      return paths
    end
    package.loaded['khabar.core'], package.cpath = nil, ''
    loader.reset()
    local found, message, code = loader.load()
    loader.candidates, package.loaded['khabar.core'], package.cpath = candidates, loaded, cpath
    loader.reset()
    body(found, message, code)
  end

  it('finds the stamp of this build', function()
    local seen
    for _, path in ipairs(loader.candidates()) do
      local abi, version = loader.stamp(path)
      if abi == _VERSION then
        seen = version
      end
    end
    assert.equal(khabar.version, seen)
  end)

  it('names the wrong build, the Lua that runs and the command that mends it', function()
    local path = os.tmpname()
    local other = _VERSION == 'Lua 5.4' and 'Lua 5.1' or 'Lua 5.4'
    write(path, 'x\0khabar.core abi=' .. other .. ' version=' .. khabar.version .. ';\0')
    with_candidates({ path }, function(found, message, code)
      assert.is_nil(found)
      assert.equal('module', code)
      for _, part in ipairs { path, 'built for ' .. other, 'this is ' .. _VERSION, 'make' } do
        assert.is_truthy(message:find(part, 1, true), message)
      end
    end)
    write(path, 'khabar.core abi=' .. _VERSION .. ' version=9.9.9;')
    with_candidates({ path }, function(_, message)
      assert.is_truthy(message:find('of version 9.9.9', 1, true), message)
    end)
    write(path, 'not a module')
    with_candidates({ path }, function(_, message)
      assert.is_truthy(message:find(path, 1, true), message)
    end)
    os.remove(path)
    with_candidates({ path }, function(_, message)
      assert.is_truthy(message:find('is not built for ' .. _VERSION, 1, true), message)
    end)
  end)

  it('does not fall over a real build for another Lua', function()
    for minor = 1, 4 do
      local path = ROOT .. 'build/lua5' .. minor .. '/khabar/core.so'
      local abi = loader.stamp(path)
      if abi and abi ~= _VERSION then
        with_candidates({ path }, function(found, message)
          assert.is_nil(found)
          assert.is_truthy(message:find('built for ' .. abi, 1, true), message)
        end)
      end
    end
  end)
end)

describe('types.lua', function()
  local source = read(ROOT .. 'lua/khabar/types.lua')

  local function declared(class, separator)
    local names = {}
    for name in source:gmatch('\nfunction ' .. class .. separator .. '([%w_]+)') do
      names[name] = true
    end
    return names
  end

  local function functions(object)
    local names = {}
    for name, value in pairs(object) do
      if type(value) == 'function' then
        names[name] = true
      end
    end
    return names
  end

  it('declares what the module has, no more and no less', function()
    local engine = open()
    assert.same(functions(core), declared('Core', '%.'))
    assert.same(functions(getmetatable(engine).__index), declared('Engine', ':'))
    assert.same(functions(getmetatable(engine:analyze '').__index), declared('Document', ':'))
  end)

  it('lists the types of the core', function()
    for _, entry in ipairs(core.types()) do
      assert.is_truthy(source:find("'" .. entry.name .. "'", 1, true), entry.name)
    end
  end)
end)
