-- One spec for every Lua that khabar promises: lua5.1 to lua5.4, LuaJIT and Neovim (nvim -l). Run by busted:
--   LUA_PATH='lua/?.lua;lua/?/init.lua;;' LUA_CPATH='build/lua54/?.so;;' lua5.4 $(which busted) tests/lua

local loader = require 'khabar.loader'
local khabar = require 'khabar'
local core = assert(khabar.core())
local ROOT = loader.root()
local YAML = ROOT .. 'tests/lua/entities.yaml'

local function open(options)
  options = options or {}
  if options.index == nil then
    options.index = false
  end
  options.entities = options.entities or { YAML }
  return assert(khabar.open(options))
end

---Everything about the spans of a document in one string, for comparing two documents.
local function fingerprint(doc)
  local flat, count = doc:flat()
  return count .. ':' .. table.concat(flat, ',', 1, count * core.FLAT_STRIDE)
end

local function write(path, bytes)
  local file = assert(io.open(path, 'wb'))
  file:write(bytes)
  file:close()
end

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local bytes = file:read '*a'
  file:close()
  return bytes
end

local CAIRO = 'القاهرة'
local TEXT =
  'التقى بان كي مون وبالقاهرة وفد مصر.\n\nثم زار الأمم المتحدة.\n'

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

describe('a document', function()
  local engine = open()

  it('gives exact spans, with the clitics beside them', function()
    local doc = engine:analyze(TEXT)
    local found = {}
    for span in doc:spans() do
      found[#found + 1] = { TEXT:sub(span.start + 1, span.finish), span.type, span.id, span.clitics }
      assert.is_true(span.word_start <= span.start and span.finish <= span.word_finish)
      assert.is_true(span.score >= 0 and span.score <= 1)
    end
    assert.same({
      { 'بان كي مون', 'PERS', 'Q1253', '' },
      { 'القاهرة', 'GPE', 'Q85', 'وب' },
      { 'مصر', 'GPE', 'Q79', '' },
      { 'الأمم المتحدة', 'ORG', 'Q1065', '' },
    }, found)
  end)

  it('widens spans to word edges for drawing', function()
    local text = 'في وبالقاهرة اليوم'
    local span = engine:analyze(text):spans()()
    assert.equal('وبالقاهرة', text:sub(span.word_start + 1, span.word_finish))
    assert.equal(CAIRO, text:sub(span.start + 1, span.finish))
  end)

  it('gives the same spans flat, also into a table that is used again', function()
    local doc = engine:analyze(TEXT)
    local types = core.types()
    local flat, count = doc:flat()
    assert.equal(count * core.FLAT_STRIDE, #flat)
    local i = 0
    for span in doc:spans() do
      local at = i * core.FLAT_STRIDE
      assert.same(
        { span.start, span.finish, span.word_start, span.word_finish, span.type, span.depth, span.entity or -1 },
        {
          flat[at + 1],
          flat[at + 2],
          flat[at + 3],
          flat[at + 4],
          types[flat[at + 5] + 1].name,
          flat[at + 6],
          flat[at + 8],
        }
      )
      i = i + 1
    end
    assert.equal(count, i)
    local reused = {}
    local same, again = doc:flat(nil, nil, reused)
    assert.equal(reused, same)
    assert.same({ flat, count }, { reused, again })
    assert.equal(0, select(2, doc:flat(0, 1, reused)))
  end)

  it('gives only what overlaps a range', function()
    local doc = engine:analyze(TEXT)
    local start = TEXT:find(CAIRO, 1, true) - 1
    local cases =
      { { start, start + 1, 1 }, { start + #CAIRO, start + #CAIRO, 0 }, { 0, 4294967295, 4 }, { #TEXT, nil, 0 } }
    for i, case in ipairs(cases) do
      assert.equal(case[3], select(2, doc:flat(case[1], case[2])), 'case ' .. i)
      assert.equal(case[3], doc:counts(case[1], case[2]).total, 'case ' .. i)
    end
  end)

  it('counts spans by type', function()
    local counts = engine:analyze(TEXT):counts()
    assert.same(
      { 4, 0, 2, 1, 1, 0 },
      { counts.total, counts.unlinked, counts.GPE, counts.PERS, counts.ORG, counts.LOC }
    )
  end)

  it('reads any bytes and keeps them', function()
    for _, text in ipairs { '', '\n', '\0\0', '\255\216', 'a\0b', '\217', ('ا'):rep(5000), '\239\187\191مصر' } do
      local doc = engine:analyze(text)
      assert.equal(text, doc:text())
      assert.equal(#text, #doc)
      for _, range in ipairs { { 1, -1 }, { 2, 5 }, { -3 }, { 0, 1 }, { 7, 3 }, { 1e300 }, { 0 / 0 }, { 1, 0 / 0 } } do
        local known = range[1] == range[1] and range[2] == (range[2] or nil)
        assert.equal(known and text:sub(math.min(range[1], 1e6), range[2]) or '', doc:sub(range[1], range[2]))
      end
    end
    local faults = engine:analyze('مصر \255\254 مصر'):faults()
    assert.same({ { start = 7, finish = 9 } }, faults)
  end)

  it('gives tokens, sentences and paragraphs as ranges of the text', function()
    local doc = engine:analyze(TEXT)
    local words = {}
    for _, token in ipairs(doc:tokens()) do
      words[#words + 1] = TEXT:sub(token.start + 1, token.finish)
    end
    assert.equal(
      'التقى بان كي مون وبالقاهرة وفد مصر . ثم زار الأمم المتحدة .',
      table.concat(words, ' ')
    )
    assert.is_true(doc:tokens()[1].arabic and doc:tokens()[1].line_start)
    assert.equal('punct', doc:tokens()[8].kind)
    assert.equal(2, #doc:sentences())
    assert.equal(2, #doc:paragraphs())
    assert.equal(0, #doc:faults())
    local second = doc:paragraphs()[2]
    assert.equal('ثم زار الأمم المتحدة.', (TEXT:sub(second.start + 1, second.finish):gsub('%s+$', '')))
  end)

  it('tells what is said and who says it', function()
    local text =
      'قال بان كي مون في القاهرة: «لن نقبل بذلك أبدا».\nوأضاف بان كي مون أن الوضع صعب.\n'
    local with_words = open { entities = { 'tests/lua/entities.yaml', 'annotations/lexicon/attribution.yaml' } }
    local doc = with_words:analyze(text)
    local quotes, mentions = doc:quotes(), doc:mentions()
    local found = {}
    for i, quote in ipairs(quotes) do
      found[i] = {
        quote.form,
        quote.strength,
        text:sub(quote.cue_start + 1, quote.cue_finish),
        text:sub(quote.start + 1, quote.finish),
        mentions[quote.speaker].id,
        quote.speaker_kind,
      }
    end
    assert.same({
      { 'direct', 'neutral', 'قال', 'لن نقبل بذلك أبدا', 'Q1253', 'entity' },
      { 'indirect', 'neutral', 'أضاف', 'الوضع صعب', 'Q1253', 'entity' },
    }, found)
    assert.equal(1, mentions[quotes[2].speaker].mention_of)
    assert.equal(1, #doc:quotes((text:find('\n', 1, true))))
    assert.equal(#mentions, mentions[#mentions].index)
    assert.same({}, engine:analyze(''):quotes())
    doc:close()
    assert.has_error(function()
      doc:quotes()
    end, 'khabar: this document is closed')
  end)

  it('takes words apart', function()
    local text = 'وبالقاهرة'
    local ways = engine:analyze(text):clitics(4)
    assert.same({ start = 0, finish = #text, proclitics = '' }, ways[1])
    local stems = {}
    for _, way in ipairs(ways) do
      stems[way.proclitics] = text:sub(way.start + 1, way.finish)
    end
    assert.equal(CAIRO, stems['وب'])
    assert.same({}, engine:analyze('a b'):clitics(1))
  end)

  it('is after an edit what a new analysis of the new text is', function()
    local cases = {
      { 'insert at the start', 0, 0, 'مصر ' },
      { 'append', #TEXT, #TEXT, 'مصر' },
      { 'delete all', 0, #TEXT, '' },
      { 'join the paragraphs', TEXT:find '\n\n' - 1, TEXT:find '\n\n' + 1, ' ' },
      { 'broken bytes', 3, 8, '\255\0\216' },
      { 'nothing', 5, 5, '' },
      { 'a new paragraph', 20, 20, '\n\nفي القاهرة\n\n' },
    }
    for _, case in ipairs(cases) do
      local name, start, old_end, new = case[1], case[2], case[3], case[4]
      local doc = engine:analyze(TEXT)
      local first, last = doc:edit(start, old_end, new)
      local expected = TEXT:sub(1, start) .. new .. TEXT:sub(old_end + 1)
      assert.equal(expected, doc:text(), name)
      assert.is_true(first <= start and last >= start + #new and last <= #expected, name)
      assert.equal(fingerprint(engine:analyze(expected)), fingerprint(doc), name)
    end
  end)

  it('refuses edits outside the text and stays as it was', function()
    local doc = engine:analyze(TEXT)
    for _, case in ipairs { { 5, 4 }, { 0, #TEXT + 1 }, { #TEXT + 1, #TEXT + 1 } } do
      local first, message, code = doc:edit(case[1], case[2], 'x')
      assert.is_nil(first)
      assert.equal('range', code)
      assert.is_string(message)
    end
    for _, case in ipairs { { -1, 0 }, { 0.5, 1 }, { 0 / 0, 1 }, { 2 ^ 40, 2 ^ 40 }, { 'x', 1 } } do
      assert.is_false(pcall(doc.edit, doc, case[1], case[2], ''))
    end
    assert.is_false(pcall(doc.edit, doc, 0, 0, nil))
    assert.equal(TEXT, doc:text())
    assert.equal(fingerprint(engine:analyze(TEXT)), fingerprint(doc))
  end)
end)

describe('a figure', function()
  local figure = require 'khabar.figure'

  it('shows its value on one line', function()
    local cases = {
      { { number = 2400000, unit = 'طن' }, 'QUANTITY', '2,400,000 طن' },
      { { number = 18.25 }, 'PERCENT', '18.25 %' },
      { { number = -2, unit = 'درجة' }, 'QUANTITY', '-2 درجة' },
      { { low = 10, high = 15.5 }, 'CARDINAL', '10 – 15.5' },
      { { number = 5000, low = 5000, mod = 'MORE_THAN' }, 'CARDINAL', '> 5,000' },
      { { number = 20, currency = 'USD' }, 'MONEY', '20 USD' },
      { { number = 20, candidates = 'SYP LBP' }, 'MONEY', '20 SYP / LBP ?' },
      { { timex = '2022-01-05', mod = 'APPROX' }, 'DATE', '2022-01-05 APPROX' },
      { { number = 1e15 }, 'CARDINAL', '1e+15' },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[3], figure.line(case[1], case[2]))
    end
  end)

  it('shows what it is in another unit', function()
    local cases = {
      {
        { number = 66, unit = 'ميل' },
        { { number = 106, unit = 'كيلومتر' } },
        '66 ميل = 106 كيلومتر',
      },
      {
        { number = 5, unit = 'ميل', low = 5, mod = 'MORE_THAN' },
        { { number = 8, low = 8, unit = 'كيلومتر' } },
        '> 5 ميل = > 8 كيلومتر',
      },
      {
        { low = 10, high = 15, unit = 'ميل' },
        { { low = 16, high = 24, unit = 'كيلومتر' } },
        '10 – 15 ميل = 16 – 24 كيلومتر',
      },
      {
        { number = 15, unit = 'غالون' },
        {
          { number = 57, unit = 'لتر', of = 'أميركي' },
          { number = 68, unit = 'لتر', of = 'بريطاني' },
        },
        '15 غالون = 57 لتر (أميركي) = 68 لتر (بريطاني)',
      },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[3], table.concat(figure.rows(case[1], 'QUANTITY', case[2]), ' '))
    end
  end)

  it('is converted where asked', function()
    local lexicon = ROOT .. 'annotations/lexicon/'
    local engine = open { entities = { lexicon .. 'units.yaml', lexicon .. 'conversions.yaml' } }
    local span = engine:analyze('66 ميلا'):spans()()
    assert.same({ { number = 106, unit = 'كيلومتر', symbol = 'km' } }, engine:convert(span.value, 'metric'))
    assert.same({}, engine:convert(span.value, 'kg'))
    assert.same({}, engine:convert({ number = 66 }, 'metric'))
    assert.same({}, engine:convert({ unit = 'ميل' }, 'metric'))
    assert.same({}, engine:convert({ number = 1, unit = ('م'):rep(200) }, 'metric'))
    assert.is_false(pcall(engine.convert, engine, nil, 'metric'))
    local systems = {}
    for _, measure in ipairs(engine:measures()) do
      systems[measure.symbol or ''] = measure.system
    end
    assert.equal('metric', systems.km)
    assert.equal('imperial', systems.mi)
    assert.same({}, open():measures())
  end)

  it('carries its value; names have none', function()
    local engine = open()
    local doc, found = engine:analyze '1,234.5 و 20%', {}
    for span in doc:spans() do
      assert.equal('figures', span.source)
      found[#found + 1] = { span.type, span.value.number }
    end
    assert.same({ { 'CARDINAL', 1234.5 }, { 'PERCENT', 20 } }, found)
    local counts = doc:counts()
    assert.same({ 2, 2, 0 }, { counts.total, counts.figures, counts.unlinked })
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

describe('a card', function()
  local card = require 'khabar.card'
  local engine = open()

  local function texts(rows)
    local list = {}
    for i, row in ipairs(rows) do
      list[i] = row.text
    end
    return list
  end

  it('has a row for each thing it says, in both languages', function()
    local types = core.types()
    assert.same({
      'بان كي مون',
      'Ban Ki-moon',
      types[1].arabic,
      '',
      'المناصب',
      'الأمين العام، الأمم المتحدة',
      'من 2007/01/01 إلى 2016/12/31',
      '',
      'Q1253',
    }, texts(card.rows(engine:card 'Q1253', 'ar', types))) -- stylua: ignore
    assert.same({
      'مصر',
      'Egypt',
      'country or city (GPE)',
      'دولة عربية في شمال أفريقيا',
      'country in North Africa',
      '',
      'Capital',
      'القاهرة',
      '',
      'Other names',
      'جمهورية مصر العربية',
      'مصري',
      '',
      'Q79',
    }, texts(card.rows(engine:card 'Q79', 'en', types))) -- stylua: ignore
  end)

  it('never mixes Arabic and Latin letters in a row of an entity', function()
    for _, id in ipairs { 'Q79', 'Q85', 'Q1065', 'Q1253', 'Q3392', 'khabar:test-nile-a' } do
      for _, language in ipairs { 'ar', 'en' } do
        for _, text in ipairs(texts(card.rows(engine:card(id), language, core.types()))) do
          assert.is_falsy(text:find '%a' and text:find '[\216-\219]', text)
        end
      end
    end
  end)
end)

describe('a project', function()
  local project = require 'khabar.project'
  local folder

  before_each(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir -p '" .. folder .. "/a/.khabar'"))
  end)
  after_each(function()
    os.execute("rm -r '" .. folder .. "'")
  end)

  local function near(files)
    local mine = {}
    for _, file in ipairs(files) do
      if file:find(folder, 1, true) then
        mine[#mine + 1] = file:sub(#folder + 2)
      end
    end
    return mine
  end

  it('takes a name, and engines for its drafts have it', function()
    local draft = folder .. '/a/b/draft.txt'
    assert.same({}, near(assert(project.files(draft))))
    local file = assert(project.place(draft))
    assert.equal(folder .. '/a/.khabar/names.yaml', file)
    assert.equal(
      'desk:مجلس-درنة',
      project.add(file, { name = 'مجلس درنة', type = 'ORG', aliases = { 'المجلس' } })
    )
    assert.same({ 'a/.khabar/names.yaml' }, near(assert(project.files(draft))))
    local engine = open { project = draft }
    assert.equal('desk:مجلس-درنة', engine:lookup('المجلس')[1].id)
    assert.same({}, open({ project = folder }):lookup 'المجلس')
  end)

  it('switches an entity off, and adds to one that is known', function()
    local file = folder .. '/a/.khabar/names.yaml'
    assert.equal('Q79', project.add(file, { id = 'Q79', disabled = true }))
    assert.equal('Q1253', project.add(file, { id = 'Q1253', aliases = { 'الكوري' } }))
    local engine = open { project = folder .. '/a' }
    assert.is_nil(engine:card 'Q79')
    assert.equal('بان كي مون', engine:lookup('الكوري')[1].name)
  end)

  it('has under it the names of one draft, in its notes', function()
    local draft = folder .. '/a/draft.txt'
    local notes = draft .. '.khabar.yaml'
    project.add(folder .. '/a/.khabar/names.yaml', { id = 'desk:council', name = 'مجلس درنة', type = 'ORG' })
    assert.is_nil(project.own(notes))
    assert.equal('desk:mazin', project.add(notes, { id = 'desk:mazin', name = 'مازن الدلبي', type = 'PERS' }))
    assert.equal(
      'desk:council',
      project.add(notes, { id = 'desk:council', aliases = { 'المجلس المحلي' }, type = 'GPE' })
    )
    assert.is_string(project.own(notes))
    assert.same({ 'a/.khabar/names.yaml', 'a/draft.txt.khabar.yaml' }, near(assert(project.files(draft))))
    assert.same({ 'a/.khabar/names.yaml' }, near(assert(project.files(draft, false))))
    assert.same({ 'a/.khabar/names.yaml' }, near(assert(project.files(folder .. '/a/other.txt'))))
    local engine = open { project = draft }
    assert.equal('desk:mazin', engine:lookup('مازن الدلبي')[1].id)
    assert.equal('desk:mazin', engine:complete('مازن الد')[1].id)
    assert.equal('GPE', engine:card('desk:council').type)
    for span in engine:analyze('قال مازن الدلبي'):spans() do
      assert.equal('desk:mazin', span.id)
    end
    assert.same({}, open({ project = draft, notes = false }):lookup 'مازن الدلبي')
    assert.equal('desk:mazin', open({ notes = notes }):lookup('مازن الدلبي')[1].id)
  end)

  it('says where notes are malformed', function()
    local notes = folder .. '/a/draft.txt.khabar.yaml'
    local handle = assert(io.open(notes, 'wb'))
    handle:write 'entities: {\n'
    handle:close()
    local files, message, code = project.files(folder .. '/a/draft.txt')
    assert.is_nil(files)
    assert.truthy(message:find(notes .. ':2:', 1, true))
    assert.equal('format', code)
  end)

  it('gives nil, message, code for what cannot be, and raises for misuse', function()
    local file = folder .. '/a/.khabar/names.yaml'
    local id, message, code = project.add(file, { name = 'مجلس' })
    assert.is_nil(id)
    assert.is_truthy(message:find 'type')
    assert.equal('range', code)
    assert.has_error(function()
      project.add(file, { name = 'مجلس', type = 'NONE' })
    end)
    assert.has_error(function()
      project.add(file, { name = 'مجلس', type = 'ORG', aliases = { 1 } })
    end)
    assert.has_error(function()
      project.files 'a\0b'
    end)
    local file_of_none, _, why = project.add(folder .. '/none/.khabar/names.yaml', { name = 'مجلس', type = 'ORG' })
    assert.is_nil(file_of_none)
    assert.equal('io', why)
  end)
end)

describe('notes of a draft', function()
  local path
  local draft = 'زار بان كي مون القاهرة أمس.\n'

  before_each(function()
    path = os.tmpname()
    os.remove(path)
  end)
  after_each(function()
    os.remove(path)
  end)

  it('are kept and found again', function()
    local notes = assert(core.notes_open(path))
    local start = draft:find('القاهرة', 1, true) - 1
    assert.equal(
      1,
      notes:set(nil, { start = start, finish = start + #'القاهرة', status = 'accepted', type = 'GPE' }, draft)
    )
    assert.equal('2022-01-08', notes:field('date', '2022-01-08'))
    assert.is_false(notes:save())
    notes:close()
    notes = assert(core.notes_open(path))
    assert.equal(0, notes:anchor('وفي خبر آخر.\n\n' .. draft))
    local note = notes:get(1)
    assert.same({ 'القاهرة', 'accepted', 'GPE', 'moved' }, { note.exact, note.status, note.type, note.place })
    assert.equal(start + #'وفي خبر آخر.\n\n', note.start)
    assert.equal(1, notes:anchor 'لا شيء.')
    assert.equal('lost', notes:all()[1].place)
    assert.is_true(notes:remove(1))
    assert.equal(0, notes:count())
    assert.is_nil(notes:get(1))
    notes:close()
  end)

  it('decide over the tags of a document', function()
    local doc = open():analyze(draft)
    local start = draft:find('القاهرة', 1, true) - 1
    local finish = start + #'القاهرة'
    local function types()
      local list = {}
      for span in doc:spans() do
        list[#list + 1] = span.type .. ':' .. span.source
      end
      return table.concat(list, ' ')
    end
    local before = types()
    assert.equal(0, (doc:decide { { start = start, finish = finish, status = 'corrected', type = 'FAC' } }))
    assert.is_truthy(types():find('FAC:note', 1, true))
    doc:edit(0, 0, 'أمس ')
    assert.equal(start + #'أمس ', doc:decisions()[1].start)
    assert.equal('FAC', doc:decisions()[1].type)
    doc:edit(0, #'أمس ', '')
    doc:decide {}
    assert.equal(before, types())
    assert.has_error(function()
      doc:decide { { start = 0, finish = 2, status = 'no' } }
    end)
    assert.is_nil((doc:decide { { start = 0, finish = 5000, status = 'added', type = 'ORG' } }))
  end)

  it('are refused where they cannot be', function()
    local notes = assert(core.notes_open(path))
    local number, message, code = notes:set(nil, { start = 1, finish = 500 }, draft)
    assert.is_nil(number)
    assert.is_truthy(message:find 'place')
    assert.equal('range', code)
    assert.has_error(function()
      notes:set(nil, { start = 0, finish = 2, status = 'done' }, draft)
    end)
    assert.has_error(function()
      notes:set(nil, { start = -1, finish = 2 }, draft)
    end)
    notes:close()
    assert.has_error(function()
      notes:count()
    end)
    write(path, 'spans: 1\n')
    local none, why = core.notes_open(path)
    assert.is_nil(none)
    assert.is_truthy(why:find(':1:8:', 1, true))
  end)
end)
