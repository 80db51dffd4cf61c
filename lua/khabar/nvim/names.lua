---:Khabar add and :Khabar forget: names that the project keeps for itself, and entities that it does not want. With a bang the
---same for one draft alone.
---
---Both write the nearest `.khabar/names.yaml`, with a bang the notes of the draft, through khabar.project, never the draft, and
---say which file it was. Questions are asked with vim.ui, which may answer later and elsewhere, so all that is needed is gathered
---before the first of them.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local config = require 'khabar.nvim.config'
local engines = require 'khabar.nvim.engines'
local message = require 'khabar.nvim.message'

local M = {}

---@class khabar.nvim.Found what stands in the text where somebody asks to add or to forget
---@field name string without clitics, its white space single
---@field type? khabar.Type what khabar takes it for
---@field ids string[] of the entities that it is linked to, the innermost first

---The types that an entity may be of, in the order in which they are asked for.
---@type {name: khabar.Type, en: string}[]
M.types = {
  { name = 'PERS', en = 'person' },
  { name = 'ORG', en = 'organisation' },
  { name = 'GPE', en = 'country, city, province' },
  { name = 'LOC', en = 'mountain, river, region' },
  { name = 'FAC', en = 'building, airport, bridge' },
  { name = 'NORP', en = 'nationality, religion, group' },
  { name = 'OCC', en = 'title, occupation' },
  { name = 'EVENT', en = 'war, conference, tournament' },
  { name = 'PRODUCT', en = 'product, weapon, work' },
  { name = 'LAW', en = 'law, treaty' },
  { name = 'LANGUAGE', en = 'language' },
  { name = 'WEBSITE', en = 'address on the web' },
}

---How many known entities a name is offered as another name of.
local MAX_KNOWN = 3
---A longer selection is a mistake.
local MAX_NAME = 200
local ALEF, LAM = 'ا', 'ل'
local ARTICLE = ALEF .. LAM
---Two letters: what is left of والد without وال is no name.
local SHORTEST = 2 * #LAM

---@param name? string
---@return boolean
local function is_name_type(name)
  return vim.iter(M.types):any(function(entry)
    return entry.name == name
  end)
end

---A name on one line, without marks of direction and white space around it.
---@param text string
---@return string
local function tidy(text)
  text = text:gsub('\226\128[\142\143\170-\174]', ''):gsub('\226\129[\166-\169]', '')
  return vim.trim((text:gsub('[%s%c]+', ' ')))
end

---Takes what stands before the article off the first word: وبالشركة is الشركة, للشركة too. Other clitics could be letters of
---the name, and whoever adds it sees it before it is written.
---@param engine khabar.Engine
---@param name string
---@return string
function M.bare(engine, name)
  if #engine:lookup(name) > 0 and engine:lookup(name)[1].clitics == '' then
    return name
  end
  local doc = engine:analyze(name)
  if not doc then
    return name
  end
  local word_end = (name:find(' ', 1, true) or #name + 1) - 1
  for _, way in ipairs(doc:clitics(0)) do
    local before = way.proclitics
    local has_article = #before > #ARTICLE and before:sub(-#ARTICLE) == ARTICLE
    if has_article and way.finish == word_end and way.finish - way.start > SHORTEST then
      return ARTICLE .. name:sub(way.start + 1)
    end
  end
  return name
end

---The document that a place in a buffer is in, and the byte of it there. A buffer that is not tagged is read line by line.
---@param buf integer
---@param engine khabar.Engine
---@param row integer from 0
---@param col integer
---@return khabar.Document
---@return integer at
local function document_at(buf, engine, row, col)
  local state = attach.synced(buf)
  if state then
    return state.mirror.doc, api.nvim_buf_get_offset(buf, row) + col
  end
  local line = api.nvim_buf_get_lines(buf, row, row + 1, false)[1] or ''
  return assert(engine:analyze(line)), col
end

---@param span khabar.Span
---@param doc khabar.Document
---@return string
local function text_of(span, doc)
  return tidy(doc:sub(span.start + 1, span.finish))
end

---@param buf integer
---@param engine khabar.Engine
---@return khabar.nvim.Found?
function M.under_cursor(buf, engine)
  local cursor = api.nvim_win_get_cursor(0)
  local doc, at = document_at(buf, engine, cursor[1] - 1, cursor[2])
  local chosen, ids = nil, {}
  for _, span in ipairs(require('khabar.nvim.lookup').spans_at(doc, at)) do
    if is_name_type(span.type) then
      -- Of names inside each other the one that is not known yet is meant.
      chosen = (not chosen or (chosen.id and not span.id)) and span or chosen
      ids[#ids + 1] = span.id
    end
  end
  if chosen then
    return { name = text_of(chosen, doc), type = chosen.type, ids = ids }
  end
  local token = doc:tokens(at, at + 1)[1]
  local word = token and (token.arabic or token.latin) and doc:sub(token.start + 1, token.finish)
  return word and { name = M.bare(engine, word), ids = {} } or nil
end

---The name that shares most with a piece of text.
---@param doc khabar.Document
---@param first integer
---@param last integer
---@return khabar.Span?
local function main_span(doc, first, last)
  local best, most = nil, 0
  for span in doc:spans(first, last) do
    local shared = math.min(span.finish, last) - math.max(span.start, first)
    if is_name_type(span.type) and shared > most then
      best, most = span, shared
    end
  end
  return best
end

---What khabar takes a selection for.
---@param buf integer
---@param engine khabar.Engine
---@param row integer
---@param col integer
---@param text string as it stands in the buffer
---@return khabar.nvim.Found
local function in_text(buf, engine, row, col, text)
  local doc, first = document_at(buf, engine, row, col)
  local last = first + #text
  local best = main_span(doc, first, last)
  local exact = best and best.word_start <= first and last <= best.word_finish and best.start >= first
  local name = exact and text_of(best, doc) or M.bare(engine, tidy(text))
  return { name = name, type = best and best.type, ids = exact and best.id and { best.id } or {} }
end

---The text that was last selected, if it is in these lines, else the lines.
---@param line1 integer from 1
---@param line2 integer
---@return string text
---@return integer row
---@return integer col
function M.selection(line1, line2)
  local from, to = vim.fn.getpos "'<", vim.fn.getpos "'>"
  if from[2] ~= line1 or to[2] ~= line2 then
    local lines = api.nvim_buf_get_lines(0, line1 - 1, line2, false)
    return table.concat(lines, '\n'), line1 - 1, 0
  end
  local mode = vim.fn.visualmode()
  local lines = vim.fn.getregion(from, to, { type = mode ~= '' and mode or 'v' })
  return table.concat(lines, '\n'), line1 - 1, mode == 'V' and 0 or from[3] - 1
end

---@param text string
---@param engine khabar.Engine
---@return khabar.nvim.Found
local function as_typed(text, engine)
  local doc = engine:analyze(text)
  local guess = engine:lookup(text)[1] or (doc and main_span(doc, 0, #text))
  return { name = tidy(text), type = guess and guess.type, ids = {} }
end

---@class khabar.nvim.Asked everything that is needed while questions are asked
---@field buf integer
---@field file string that is written to
---@field engine khabar.Engine
---@field language 'ar'|'en'
---@field found khabar.nvim.Found

---The file that names are written to: the project's, or with a bang the notes of the draft.
---@param buf integer
---@param options khabar.nvim.Config
---@param bang boolean
---@return string? file
---@return string? problem
local function file_for(buf, options, bang)
  local language = config.language(options)
  if not bang then
    if not options.project then
      return nil, message.text('project_off', language)
    end
    return require('khabar.project').place(engines.place(buf))
  elseif options.notes == 'off' then
    return nil, message.text('notes_off', language)
  end
  local file = require('khabar.nvim.notes').path(buf)
  return file, not file and message.text('draft_unnamed', language) or nil
end

---@param call khabar.nvim.Call
---@return khabar.nvim.Asked?
local function ask_of(call)
  local buf = api.nvim_get_current_buf()
  local options = config.get(buf)
  local language = config.language(options)
  local engine, problem = engines.of(buf, options)
  if not engine then
    return message.notify(problem or '', vim.log.levels.ERROR)
  end
  local file, refusal = file_for(buf, options, call.bang)
  if not file then
    return message.notify(refusal or '', vim.log.levels.WARN)
  end
  local found
  if call.selected then
    found = in_text(buf, engine, call.selected.row, call.selected.col, call.text)
  elseif call.text ~= '' then
    found = as_typed(call.text, engine)
  else
    found = M.under_cursor(buf, engine)
  end
  if not found or found.name == '' then
    return message.notify(message.text('nothing_here', language))
  elseif #found.name > MAX_NAME then
    return message.notify(message.text('name_long', language, MAX_NAME), vim.log.levels.WARN)
  end
  return { buf = buf, file = file, engine = engine, language = language, found = found }
end

---@param file string
---@return integer? buf the buffer that holds it, if it is loaded
local function buffer_of(file)
  local buf = vim.fn.bufnr('^' .. vim.fn.escape(file, '\\*?[]{},^$') .. '$')
  return buf > 0 and api.nvim_buf_is_loaded(buf) and buf or nil
end

---Writes an entity, says where, and lets every buffer know.
---@param asked khabar.nvim.Asked
---@param entity khabar.NewEntity
---@param done string a key of message.texts
---@param label string
local function write(asked, entity, done, label)
  local file = asked.file
  local shown = vim.fn.fnamemodify(file, ':~:.')
  local buf = buffer_of(file)
  if buf and vim.bo[buf].modified then -- these changes would be lost, or would undo what is written here
    return message.notify(message.text('unsaved', asked.language, shown), vim.log.levels.ERROR)
  end
  pcall(vim.fn.mkdir, vim.fs.dirname(file), 'p') -- where that fails, so does the next, and says why
  local id, problem = require('khabar.project').add(file, entity)
  if not id then
    return message.notify(problem or '', vim.log.levels.ERROR)
  end
  vim.cmd.redraw() -- else what was asked stays on the screen, and Neovim waits for a key
  message.notify(message.text(done, asked.language, label, shown))
  if buf then
    vim.cmd('silent! checktime ' .. buf)
  end
  require('khabar.nvim.notes').look(asked.buf)
  attach.renew()
end

---The entities that a name may be another name of: those that have it, then those with a name like it.
---@param engine khabar.Engine
---@param name string
---@return khabar.Hit[]
local function known_as(engine, name)
  local list, seen = {}, {}
  for _, hits in ipairs { engine:lookup(name), engine:suggest(name, MAX_KNOWN) } do
    for _, hit in ipairs(hits) do
      if not seen[hit.id] and is_name_type(hit.type) and #list < MAX_KNOWN then
        seen[hit.id] = true
        list[#list + 1] = hit
      end
    end
  end
  return list
end

---@class khabar.nvim.Choice
---@field type? khabar.Type a new entity of this type
---@field of? khabar.Hit another name of this one

---What a name can be added as: khabar's guess first, then the entities that it may belong to, then the other types.
---@param asked khabar.nvim.Asked
---@return khabar.nvim.Choice[]
function M.choices(asked)
  local guess = asked.found.type
  local list = is_name_type(guess) and { { type = guess } } or {}
  for _, hit in ipairs(known_as(asked.engine, asked.found.name)) do
    list[#list + 1] = { of = hit }
  end
  for _, entry in ipairs(M.types) do
    if entry.name ~= guess then
      list[#list + 1] = { type = entry.name }
    end
  end
  return list
end

---@param choice khabar.nvim.Choice
---@param language 'ar'|'en'
---@return string
local function choice_label(choice, language)
  if choice.of then
    return message.text('another_name', language, choice.of.name, choice.of.id)
  end
  local types = assert(require('khabar').core()).types()
  local arabic = require('khabar.card').type_label('ar', choice.type, types)
  local english = vim.iter(M.types):find(function(entry)
    return entry.name == choice.type
  end).en
  if language == 'ar' then
    return ('%s  %s'):format(arabic, choice.type)
  end
  return ('%-8s %s  %s'):format(choice.type, english, arabic)
end

---@param asked khabar.nvim.Asked
---@param choice khabar.nvim.Choice
---@param name string
local function add(asked, choice, name)
  if choice.of then
    for _, hit in ipairs(asked.engine:lookup(name)) do
      if hit.id == choice.of.id and hit.exact and hit.clitics == '' then
        return message.notify(message.text('known_name', asked.language, name, hit.name))
      end
    end
    return write(asked, { id = choice.of.id, aliases = { name } }, 'added', ('%s = %s'):format(name, choice.of.name))
  end
  local core = assert(require('khabar').core())
  local entity = { type = choice.type }
  entity[core.arabic_share(name) > 0 and 'name' or 'english'] = name
  write(asked, entity, 'added', ('%s (%s)'):format(name, choice.type))
end

---:Khabar add
---@param call khabar.nvim.Call
function M.add(call)
  local asked = ask_of(call)
  if not asked then
    return
  end
  local language = asked.language
  vim.ui.select(M.choices(asked), {
    prompt = message.text('add_as', language, asked.found.name),
    kind = 'khabar.type',
    format_item = function(choice)
      return choice_label(choice, language)
    end,
  }, function(choice)
    if not choice then
      return
    end
    vim.cmd.redraw()
    vim.ui.input({ prompt = message.text('name_prompt', language), default = asked.found.name }, function(name)
      name = name and tidy(name)
      if name and name ~= '' then
        add(asked, choice, name)
      end
    end)
  end)
end

---The entities of what somebody wants forgotten: what the text is linked to there, else what has that name or id.
---@param asked khabar.nvim.Asked
---@return khabar.Card[]
local function entities_of(asked)
  local ids, seen, list = vim.list_extend({}, asked.found.ids), {}, {}
  if #ids == 0 then
    for _, hit in ipairs(asked.engine:lookup(asked.found.name)) do
      ids[#ids + 1] = hit.id
    end
    ids[#ids + 1] = asked.found.name
  end
  for _, id in ipairs(ids) do
    local card = not seen[id] and asked.engine:card(id)
    seen[id] = true
    list[#list + 1] = card or nil
  end
  return list
end

---:Khabar forget
---@param call khabar.nvim.Call
function M.forget(call)
  local asked = ask_of(call)
  if not asked then
    return
  end
  local language = asked.language
  local cards = entities_of(asked)
  if #cards == 0 then
    return message.notify(require('khabar.nvim.lookup').unknown(asked.engine, asked.found.name, language))
  end
  local function label(card)
    return ('%s (%s, %s)'):format(card.name.ar or card.name.en or card.id, card.type, card.id)
  end
  local function confirm(card)
    local shown = label(card)
    vim.ui.select({ true, false }, {
      prompt = message.text('forget', language, shown, vim.fn.fnamemodify(asked.file, ':~:.')),
      kind = 'khabar.confirm',
      format_item = function(yes)
        return message.text(yes and 'yes' or 'no', language)
      end,
    }, function(yes)
      if yes then
        write(asked, { id = card.id, disabled = true }, 'forgotten', shown)
      end
    end)
  end
  if #cards == 1 then
    return confirm(cards[1])
  end
  vim.ui.select(cards, {
    prompt = message.text('which', language, asked.found.name),
    kind = 'khabar.entity',
    format_item = label,
  }, function(card)
    if card then
      confirm(card)
    end
  end)
end

return M
