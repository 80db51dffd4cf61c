---What an entity's card says, as rows that an editor can lay out. Knows no editor.
---
---Terminals that reorder Arabic treat each row as a paragraph, and those that do not show Latin words backwards in a mirrored
---window. So a row holds one script wherever that is possible: the Arabic name, the English name, a date, an identifier each
---stand on their own row, and no invisible direction marks are needed.
local M = {}

---@alias khabar.RowRole 'name'|'type'|'text'|'held'|'label'|'date'|'id'|'blank'

---@class khabar.Row
---@field text string
---@field role khabar.RowRole

---What the types are called in English; their Arabic names come from the core.
---@type table<string, string>
M.english = {
  PERS = 'person',
  NORP = 'nationality or group',
  OCC = 'position',
  ORG = 'organisation',
  GPE = 'country or city',
  LOC = 'natural place',
  FAC = 'facility',
  EVENT = 'event',
  PRODUCT = 'product or work',
  LAW = 'law or treaty',
  LANGUAGE = 'language',
  WEBSITE = 'website',
  DATE = 'date',
  TIME = 'time',
  DURATION = 'duration',
  CARDINAL = 'number',
  ORDINAL = 'ordinal number',
  PERCENT = 'percentage',
  QUANTITY = 'quantity',
  MONEY = 'sum of money',
}

---Words of the card, by language.
M.words = {
  ar = {
    offices = 'المناصب',
    also = 'أسماء أخرى',
    country = 'البلد',
    capital = 'العاصمة',
    unlinked = 'غير مربوط بكيان معروف',
    others = 'بالاسم نفسه',
    inside = 'يقع في',
    from_to = 'من %s إلى %s',
    since = 'منذ %s',
    till = 'حتى %s',
    dash = '/',
  },
  en = {
    offices = 'Offices',
    also = 'Other names',
    country = 'Country',
    capital = 'Capital',
    unlinked = 'not linked to a known entity',
    others = 'Of the same name',
    inside = 'Lies in',
    dash = '-',
    from_to = 'from %s to %s',
    since = 'since %s',
    till = 'until %s',
  },
}

---How many other names a card lists; the rest is counted.
local MAX_NAMES = 6

---@param language 'ar'|'en'
---@param type_name string
---@param types khabar.TypeName[]
---@return string
function M.type_word(language, type_name, types)
  if language == 'en' then
    return M.english[type_name] or type_name
  end
  for _, entry in ipairs(types) do
    if entry.name == type_name then
      return entry.arabic or type_name
    end
  end
  return type_name
end

---The same with the code that commands take, which the Arabic words do without: person (PERS).
---@param language 'ar'|'en'
---@param type_name string
---@param types khabar.TypeName[]
---@return string
function M.type_label(language, type_name, types)
  local word = M.type_word(language, type_name, types)
  return language == 'en' and word ~= type_name and ('%s (%s)'):format(word, type_name) or word
end

---From when to when an office was held, in words: behind Arabic words a dash between numbers is drawn to the left of the first,
---so that the end would stand before the beginning, and so would the months of 2024-07. A slash joins numbers (UAX #9, rule W4).
---@param words table<string, string>
---@param from? string
---@param to? string
---@return string?
local function period(words, from, to)
  local pattern = from and (to and words.from_to or words.since) or to and words.till
  local first, last = (from or to or ''):gsub('-', words.dash), (to or ''):gsub('-', words.dash)
  return pattern and pattern:format(first, last) or nil
end

---The names that say something new: not the main name, not the English one, none that was made by rule.
---@param card khabar.Card
---@return string[]
local function other_names(card)
  local list, seen = {}, { [card.name.ar or ''] = true, [card.name.en or ''] = true }
  for _, name in ipairs(card.names) do
    if not name.derived and not seen[name.text] then
      seen[name.text] = true
      list[#list + 1] = name.text
    end
  end
  return list
end

---How many places a place is shown to lie in: below that a ring in the files does no harm.
local MAX_LEVELS = 6

---What a place lies in, the nearest first: its region, the region of that, the country.
---@param card khabar.Card
---@param find? fun(id: string): khabar.Card?
---@return string[] names
function M.levels(card, find)
  local list, seen = {}, { [card.id] = true }
  local at, country, country_name = card, card.country, card.country_name
  while at and at.region and not seen[at.region] and #list < MAX_LEVELS do
    seen[at.region] = true
    list[#list + 1] = at.region_name or at.region
    at = find and find(at.region)
    if at and at.country and not country then
      country, country_name = at.country, at.country_name
    end
  end
  if country and not seen[country] then
    list[#list + 1] = country_name or country
  end
  return list
end

---What tells an entity from others of its name, in a few words: its description, else what it lies in.
---@param engine khabar.Engine
---@param hit {id: string, description?: string}
---@return string?
function M.describe(engine, hit)
  local card = not hit.description and engine:card(hit.id)
  if not card then
    return hit.description
  end
  local levels = M.levels(card, function(id)
    return engine:card(id)
  end)
  return #levels > 0 and table.concat(levels, '، ') or nil
end

local PLACES = { GPE = true, LOC = true, FAC = true }

---@param card khabar.Card
---@param language 'ar'|'en' of the labels; names are shown in both languages
---@param types khabar.TypeName[] from core.types()
---@param find? fun(id: string): khabar.Card? engine:card, for what the card only names: the regions above a place
---@return khabar.Row[]
function M.rows(card, language, types, find)
  local words, rows = M.words[language], {}
  local function add(role, text)
    if text and text ~= '' then
      rows[#rows + 1] = { role = role, text = text }
    end
  end
  local function section(label)
    rows[#rows + 1] = { role = 'blank', text = '' }
    add('label', label)
  end
  add('name', card.name.ar)
  add('name', card.name.en)
  add('type', M.type_label(language, card.type, types))
  add('text', card.description.ar)
  add('text', card.description.en)
  local levels = M.levels(card, find)
  if #levels > 0 then
    section(PLACES[card.type] and words.inside or words.country)
    for _, name in ipairs(levels) do
      add('text', name)
    end
  end
  if card.capital then
    section(words.capital)
    add('text', card.capital_name or card.capital)
  end
  if #card.offices > 0 then
    section(words.offices)
    for _, office in ipairs(card.offices) do
      local body = office.of_name or office.of
      local text = body and ('%s، %s'):format(office.title, body) or office.title
      -- A dot before what was held on the day of the draft.
      add(office.on_date == 'yes' and 'held' or 'text', office.on_date == 'yes' and '• ' .. text or text)
      add('date', period(words, office.from, office.to))
    end
  end
  local names = other_names(card)
  if #names > 0 then
    section(words.also)
    for i = 1, math.min(#names, MAX_NAMES) do
      add('text', names[i])
    end
    if #names > MAX_NAMES then
      add('text', ('+ %d'):format(#names - MAX_NAMES))
    end
  end
  rows[#rows + 1] = { role = 'blank', text = '' }
  add('id', card.id)
  return rows
end

---The rows of a name that no entity is known for.
---@param text string
---@param type_name string
---@param language 'ar'|'en'
---@param types khabar.TypeName[]
---@return khabar.Row[]
function M.unlinked_rows(text, type_name, language, types)
  return {
    { role = 'name', text = text },
    { role = 'type', text = M.type_label(language, type_name, types) },
    { role = 'text', text = M.words[language].unlinked },
  }
end

---The rows of a figure: as it is written, what it is, its value.
---@param text string
---@param span khabar.Span
---@param language 'ar'|'en'
---@param types khabar.TypeName[]
---@param converted? khabar.Conversion[] where the reader has asked for it
---@return khabar.Row[]
function M.figure_rows(text, span, language, types, converted)
  local rows = {
    { role = 'name', text = text },
    { role = 'type', text = M.type_label(language, span.type, types) },
  }
  for _, line in ipairs(require('khabar.figure').rows(span.value, span.type, converted)) do
    rows[#rows + 1] = { role = 'text', text = line }
  end
  return rows
end

return M
