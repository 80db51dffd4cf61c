---:Khabar why. Why the word under the cursor is tagged as it is, or why it is not, and why this buffer is or is not tagged.
---Everything is asked anew of the core: what the spans say, what the lexicon has for the word, what a person has settled.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local card = require 'khabar.card'
local config = require 'khabar.nvim.config'

local M = {}

---How many entities of one name are listed; the others are counted.
local MAX_ENTITIES = 6
---How many near names are listed.
local MAX_NEAR = 3

---@type table<'ar'|'en', table<string, string>>
M.words = {
  en = {
    lexicon = 'known name, found in the lexicon',
    pattern = 'shape of the words around it (pattern)',
    model = 'trained model, which weighs the words around it',
    figures = 'reader of numbers and dates',
    mention = 'explained by another mention in this text',
    note = 'settled by a person (note)',
    score = 'sure: %d %%',
    inside = 'Inside',
    clitics = 'Taken off the front: %s',
    entity = 'Entity',
    unlinked = 'no entity is chosen: none has this name',
    undecided = 'no entity is chosen: several have this name, or none fits',
    file = 'from %s',
    candidates = 'Entities of this name',
    chosen = ', chosen',
    common = 'also a common word: needs support from the words around it',
    derived = 'name made by rule',
    more = '+ %d more',
    not_tagged = 'Not a name here',
    is_common = 'The name is also a common word, and nothing around it says that it is meant as a name.',
    is_known = 'A name is spelled like this, but the words around it spoke against it.',
    is_unknown = 'No entity has this name, and neither a pattern nor the model took it for one.',
    hidden = "This type is not coloured: option 'hide'.",
    not_arabic_word = 'No word stands here.',
    near = 'Names near it',
    readings = 'Ways to take the word apart',
    notes = 'Notes',
    lost = 'place lost',
    buffer = 'This buffer',
    project = 'Names of the project',
    not_readable = 'cannot be read: %s',
  },
  ar = {
    lexicon = 'اسم معروف في المعجم',
    pattern = 'هيئة الكلمات حوله (نمط)',
    model = 'النموذج المدرَّب، وهو يزن الكلمات حوله',
    figures = 'قارئ الأرقام والتواريخ',
    mention = 'يفسّره ذكر آخر في هذا النص',
    note = 'حسمه إنسان (ملاحظة)',
    score = 'الثقة: %d %%',
    inside = 'داخل',
    clitics = 'فُصل من أوله: %s',
    entity = 'الكيان',
    unlinked = 'لم يُختر كيان: لا كيان بهذا الاسم',
    undecided = 'لم يُختر كيان: الاسم لأكثر من كيان، أو لا يناسب أحدٌ منها',
    file = 'من %s',
    candidates = 'كيانات بهذا الاسم',
    chosen = '، وهو المختار',
    common = 'وهو كلمة شائعة أيضا: يحتاج إلى سند من الكلمات حوله',
    derived = 'اسم مشتق بقاعدة',
    more = 'و%d غيرها',
    not_tagged = 'ليس اسما هنا',
    is_common = 'الاسم كلمة شائعة أيضا، ولا شيء حوله يدل على أنه قُصد اسما.',
    is_known = 'يوجد اسم بهذا الرسم، لكن الكلمات حوله لا تؤيده.',
    is_unknown = 'لا كيان بهذا الاسم، ولم يعدّه نمط ولا النموذج اسما.',
    hidden = 'هذا النوع لا يُلوَّن: الخيار hide.',
    not_arabic_word = 'لا كلمة هنا.',
    near = 'أسماء قريبة منه',
    readings = 'أوجه تقطيع الكلمة',
    notes = 'ملاحظات',
    lost = 'ضاع موضعها',
    buffer = 'هذا النص',
    project = 'أسماء المشروع',
    not_readable = 'لا يُقرأ: %s',
  },
}

---What the rows are made of.
---@class khabar.nvim.Why
---@field buf integer
---@field engine khabar.Engine
---@field doc? khabar.Document
---@field words table<string, string>
---@field language 'ar'|'en'
---@field types khabar.TypeName[]
---@field options khabar.nvim.Config
---@field rows khabar.Row[]

---@param why khabar.nvim.Why
---@param role khabar.RowRole
---@param text string
local function add(why, role, text)
  why.rows[#why.rows + 1] = { role = role, text = (text:gsub('%s+', ' '):gsub('%c', '?')) }
end

---@param why khabar.nvim.Why
---@param label string
local function section(why, label)
  if #why.rows > 0 then
    why.rows[#why.rows + 1] = { role = 'blank', text = '' }
  end
  add(why, 'label', label)
end

---The name of an entity that was met, with what is said of it.
---@param engine khabar.Engine
---@param hit khabar.Hit
---@return khabar.Name?
local function met(engine, hit)
  local fold = require('khabar').fold
  local found = engine:card(hit.entity)
  local wanted = hit.matched and fold(hit.matched)
  for _, name in ipairs(found and found.names or {}) do
    if wanted and fold(name.text) == wanted then
      return name
    end
  end
end

---The entities that have a name, the chosen one marked.
---@param why khabar.nvim.Why
---@param hits khabar.Hit[]
---@param chosen? string id
local function add_candidates(why, hits, chosen)
  if #hits == 0 then
    return
  end
  section(why, why.words.candidates)
  for i, hit in ipairs(hits) do
    if i > MAX_ENTITIES then
      return add(why, 'text', why.words.more:format(#hits - MAX_ENTITIES))
    end
    local is_chosen = hit.id == chosen
    add(why, is_chosen and 'held' or 'text', (is_chosen and '• ' or '') .. hit.name)
    local kind = card.type_label(why.language, hit.type, why.types)
    add(why, 'type', is_chosen and kind .. why.words.chosen or kind)
    add(why, 'id', hit.id)
    local name = met(why.engine, hit)
    if name and name.common then
      add(why, 'type', why.words.common)
    end
    if name and name.derived then
      add(why, 'type', why.words.derived)
    end
  end
end

---@param why khabar.nvim.Why
---@param span khabar.Span
---@param text string
local function add_span(why, span, text)
  local words = why.words
  add(why, 'name', text)
  add(why, 'type', card.type_label(why.language, span.type, why.types))
  add(why, 'text', words[span.source] or span.source)
  add(why, 'text', words.score:format(math.floor(span.score * 100 + 0.5)))
  if span.clitics ~= '' then
    add(why, 'text', words.clitics:format(span.clitics))
  end
  if vim.tbl_contains(why.options.hide, span.type) then
    add(why, 'text', words.hidden)
  end
  if span.value then
    add(why, 'text', require('khabar.figure').line(span.value, span.type))
    return
  end
  local hits = why.engine:lookup(text)
  if span.id then
    section(why, words.entity)
    add(why, 'text', span.name or span.id)
    add(why, 'id', span.id)
    local found = why.engine:card(span.id)
    if found and found.source then
      add(why, 'type', words.file:format(vim.fn.fnamemodify(found.source, ':~:.')))
    end
  elseif require('khabar.nvim.highlight').linkable[span.type] then
    add(why, 'text', #hits > 0 and words.undecided or words.unlinked)
  end
  if #hits > 1 or (#hits == 1 and hits[1].id ~= span.id) then
    add_candidates(why, hits, span.id)
  end
end

---@param why khabar.nvim.Why
---@param doc khabar.Document
---@param at integer
local function add_readings(why, doc, at)
  local ways = doc:clitics(at)
  if #ways < 2 then
    return
  end
  local text = doc:text()
  section(why, why.words.readings)
  for i = 2, #ways do -- the first is the word as a whole
    local way = ways[i]
    local parts = { way.proclitics, text:sub(way.start + 1, way.finish) }
    if way.enclitic_start then
      parts[#parts + 1] = text:sub(way.enclitic_start + 1, way.enclitic_finish)
    end
    add(
      why,
      'text',
      table.concat(
        vim.tbl_filter(function(part)
          return part ~= ''
        end, parts),
        ' + '
      )
    )
  end
end

---A word that no span covers.
---@param why khabar.nvim.Why
---@param word string
local function add_plain_word(why, word)
  local words = why.words
  add(why, 'name', word)
  add(why, 'type', words.not_tagged)
  local hits, common = why.engine:lookup(word), false
  for _, hit in ipairs(hits) do
    local name = met(why.engine, hit)
    common = common or (name ~= nil and name.common == true)
  end
  add(why, 'text', common and words.is_common or #hits > 0 and words.is_known or words.is_unknown)
  add_candidates(why, hits)
  local near = #hits == 0 and why.engine:suggest(word, MAX_NEAR) or {}
  if #near > 0 then
    section(why, words.near)
    for _, suggestion in ipairs(near) do
      add(why, 'text', suggestion.matched or suggestion.name)
    end
  end
end

---What a person has settled about the words here.
---@param why khabar.nvim.Why
---@param text string
---@param at integer
local function add_notes(why, text, at)
  local name = api.nvim_buf_get_name(why.buf)
  local path = name .. '.khabar.yaml'
  if name == '' or not vim.uv.fs_stat(path) then
    return
  end
  local core = assert(require('khabar').core())
  local notes, problem = core.notes_open(path)
  if not notes then
    section(why, why.words.notes)
    return add(why, 'text', why.words.not_readable:format(problem))
  end
  local ok, found = pcall(function()
    notes:anchor(text)
    return notes:all()
  end)
  notes:close()
  local first = true
  for _, note in ipairs(ok and found or {}) do
    if note.start <= at and at < note.finish and note.place ~= 'lost' then
      if first then
        section(why, why.words.notes)
        first = false
      end
      add(why, 'text', table.concat({ note.status, note.type, note.entity }, ' '))
      if note.text then
        add(why, 'text', note.text)
      end
    end
  end
end

---@param why khabar.nvim.Why
local function add_buffer(why)
  local words = why.words
  section(why, words.buffer)
  add(why, 'text', attach.reason_text(why.buf, why.language))
  local share = require('khabar.nvim.reading').share(why.buf)
  if share then
    add(why, 'text', require('khabar.nvim.message').text('read_so_far', why.language, share * 100))
  end
  local opened = why.engine
    and require('khabar.nvim.engines').entry(why.options, require('khabar.nvim.engines').place(why.buf))
  local files = opened and opened.files or {}
  if #files > 0 then
    section(why, words.project)
    for _, file in ipairs(files) do
      add(why, 'text', vim.fn.fnamemodify(file, ':~:.'))
    end
  end
  if opened and opened.fault then
    add(why, 'text', why.words.not_readable:format(opened.fault))
  end
end

---The word at a byte, where no document is at hand.
---@return string
local function word_here()
  return vim.fn.expand '<cword>'
end

---@param why khabar.nvim.Why
---@param at integer
local function add_word(why, at)
  local doc = why.doc
  if not doc then
    local word = word_here()
    return word ~= '' and add_plain_word(why, word) or nil
  end
  local text = doc:text()
  local spans = require('khabar.nvim.lookup').spans_at(doc, at)
  for i, span in ipairs(spans) do
    if i > 1 then
      section(why, why.words.inside)
    end
    add_span(why, span, text:sub(span.start + 1, span.finish))
  end
  if #spans == 0 then
    local token = doc:tokens(at, at + 1)[1]
    if not token or token.start > at or not (token.arabic or token.latin) then
      add(why, 'text', why.words.not_arabic_word)
    else
      add_plain_word(why, text:sub(token.start + 1, token.finish))
    end
  end
  add_readings(why, doc, at)
  add_notes(why, text, at)
end

---@param buf integer
---@param at integer byte of the document
---@return khabar.Row[]
function M.rows(buf, at)
  local options = config.get(buf)
  local language = config.language(options)
  local state = attach.synced(buf)
  local why = { buf = buf, words = M.words[language], language = language, options = options, rows = {} }
  local core = require('khabar').core()
  if core then
    why.types = core.types()
    why.engine = state and state.engine or require('khabar.nvim.engines').of(buf, options)
    why.doc = state and state.mirror.doc
  end
  if why.engine then
    add_word(why, at)
  end
  add_buffer(why)
  return why.rows
end

---Shows it in a float. A second call goes into the float, as with the card.
---@return integer? float
function M.open()
  local win = vim.b.lsp_floating_preview
  if win and api.nvim_win_is_valid(win) and vim.b[api.nvim_win_get_buf(win)].khabar_why then
    api.nvim_set_current_win(win)
    return win
  end
  local buf = api.nvim_get_current_buf()
  local rows = M.rows(buf, require('khabar.nvim.entities').cursor_byte(0))
  win = require('khabar.nvim.lookup').show(rows, config.get(buf), 'khabar.why')
  vim.b[api.nvim_win_get_buf(win)].khabar_why = true
  return win
end

return M
