-- A document: its tokens, spans, edits and figures. See khabar_spec.lua.

local khabar = require 'khabar'
local core = assert(khabar.core())
local help = dofile(require('khabar.loader').root() .. 'tests/lua/helpers.lua')
local open, fingerprint, CAIRO, TEXT, ROOT = help.open, help.fingerprint, help.CAIRO, help.TEXT, help.ROOT

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
