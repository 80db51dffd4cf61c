-- What a project knows and a person has settled: cards, layers of entities, notes. See khabar_spec.lua.

local khabar = require 'khabar'
local core = assert(khabar.core())
local help = dofile(require('khabar.loader').root() .. 'tests/lua/helpers.lua')
local open, write = help.open, help.write

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
