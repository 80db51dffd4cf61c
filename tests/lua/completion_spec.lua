-- khabar.completion and the levels of khabar.card in every Lua: no editor.

local core = assert(require('khabar').core())
local completion = require 'khabar.completion'
local card = require 'khabar.card'
local ROOT = require('khabar.loader').root()
local engine = assert(require('khabar').open { index = false, entities = { ROOT .. 'tests/lua/entities.yaml' } })

-- The line that the first item makes of a line; '|' is the cursor.
local ROWS = {
  { 'a word that is cut off', 'القاه|', 'القاهرة|' },
  { 'behind other words', 'زار أمس القاه|', 'زار أمس القاهرة|' },
  { 'clitics stay', 'زار وبالقاه|', 'زار وبالقاهرة|' },
  { 'lam and the article', 'قال للأمم المت|', 'قال للأمم المتحدة|' },
  { 'several words, spelled otherwise', 'في الامم المت|', 'في الأمم المتحدة|' },
  { 'a later word of the name', 'مع كي م|', 'مع بان كي مون|' },
  { 'vowel marks', 'زار القَاهِ|', 'زار القاهرة|' },
  { 'what follows the cursor stays', 'زار القاه| أمس', 'زار القاهرة| أمس' },
  { 'behind an Arabic comma', 'أمس،القاه|', 'أمس،القاهرة|' },
  { 'behind a quotation mark', '«القاه|', '«القاهرة|' },
  { 'behind a colon', 'قال:القاه|', 'قال:القاهرة|' },
  { 'behind a mark of direction', '\226\128\143القاه|', '\226\128\143القاهرة|' },
  { 'Latin letters', 'زار Cair|', 'زار Cairo|' },
}

describe('completion', function()
  for _, row in ipairs(ROWS) do
    it(row[1], function()
      local col = row[2]:find('|', 1, true) - 1
      local line = row[2]:gsub('|', '')
      local found = assert(completion.complete(engine, line, col))
      assert.equal(col, found.finish)
      assert.equal(line:sub(found.start + 1, col), found.typed)
      assert.equal(row[3], line:sub(1, found.start) .. found.items[1].text .. '|' .. line:sub(col + 1))
    end)
  end

  it('has nothing where nothing begins so', function()
    for _, line in ipairs { '', ' ', '.', 'خشخاش', '\255\254', '،', 'القاه ' .. ('x '):rep(9) } do
      assert.is_nil(completion.complete(engine, line, #line))
    end
  end)

  it('says what an item is, and limits their number', function()
    local found = assert(completion.complete(engine, 'بوت', #'بوت', 1))
    assert.equal(1, #found.items)
    local item = found.items[1]
    assert.same(
      { 'بوتين', 'فلاديمير بوتين', 'PERS', 'Q7747' },
      { item.label, item.name, item.type, item.id }
    )
    assert.equal('عاصمة مصر', completion.complete(engine, 'القاه', #'القاه').items[1].documentation)
    assert.is_truthy(completion.card(engine, 'Q1253', 'ar', core.types()):find('الأمين العام', 1, true))
    assert.is_nil(completion.card(engine, 'Q0', 'ar', core.types()))
  end)
end)

describe('the places that a place lies in', function()
  local cards = {
    giza = {
      id = 'giza',
      type = 'GPE',
      region = 'upper',
      region_name = 'العليا',
      country = 'eg',
      country_name = 'مصر',
    },
    upper = { id = 'upper', type = 'GPE', region = 'valley', country = 'eg', country_name = 'مصر' },
    valley = { id = 'valley', type = 'LOC', region = 'giza' },
    street = { id = 'street', type = 'FAC', region = 'upper', region_name = 'العليا' },
    sea = { id = 'sea', type = 'LOC' },
    state = {
      id = 'state',
      type = 'GPE',
      region = 'eg',
      region_name = 'مصر',
      country = 'eg',
      country_name = 'مصر',
    },
  }
  local function find(id)
    return cards[id]
  end

  for _, row in ipairs {
    { 'nearest first, the country last; a ring ends', 'giza', { 'العليا', 'valley', 'مصر' } },
    { 'the country may stand higher up', 'street', { 'العليا', 'valley', 'giza', 'مصر' } },
    { 'nothing is known', 'sea', {} },
    { 'a country that is the region stands once', 'state', { 'مصر' } },
  } do
    it(row[1], function()
      assert.same(row[3], card.levels(cards[row[2]], find))
    end)
  end

  it('is what is known without other cards', function()
    assert.same({ 'العليا', 'مصر' }, card.levels(cards.giza))
  end)

  it('describes a place that has no description', function()
    local stand_in = {
      card = function(_, id)
        return cards[id]
      end,
    }
    assert.equal('العليا، valley، مصر', card.describe(stand_in, { id = 'giza' }))
    assert.equal('بحر', card.describe(stand_in, { id = 'sea', description = 'بحر' }))
    assert.is_nil(card.describe(stand_in, { id = 'sea' }))
    assert.is_nil(card.describe(stand_in, { id = 'none' }))
  end)

  it('stands on the card of a place', function()
    local rows = card.rows(engine:card 'Q85', 'en', core.types())
    local texts = {}
    for i, r in ipairs(rows) do
      texts[i] = r.text
    end
    assert.is_truthy(table.concat(texts, '\n'):find('Lies in\nمصر', 1, true))
  end)
end)
