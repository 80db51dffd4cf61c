---The card of the name under the cursor, in a float.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local card = require 'khabar.card'
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---Bytes to each side of the cursor in which the word of a name is looked for.
local REACH = 512
---How many cards of one name are shown; the others are listed by name.
local MAX_CARDS = 3
local WIDTH = 60

local role_group = {
  name = 'KhabarCardName',
  held = 'KhabarCardName',
  label = 'KhabarCardLabel',
  type = 'KhabarCardLabel',
  id = 'KhabarCardLabel',
}
local namespace = api.nvim_create_namespace 'khabar.card'

---The names at a byte, innermost first: those that hold it, else those whose word does (the clitic before a name).
---@param doc khabar.Document
---@param at integer
---@return khabar.Span[]
function M.spans_at(doc, at)
  local exact, drawn = {}, {}
  for span in doc:spans(math.max(0, at - REACH), at + REACH) do
    if span.start <= at and at < span.finish then
      table.insert(exact, 1, span)
    elseif span.word_start <= at and at < span.word_finish then
      table.insert(drawn, 1, span)
    end
  end
  return #exact > 0 and exact or drawn
end

---@param engine khabar.Engine
---@param ids (string|integer)[]
---@param language 'ar'|'en'
---@param types khabar.TypeName[]
---@return khabar.Row[]
local function cards(engine, ids, language, types)
  local rows = {}
  local function find(id)
    return engine:card(id)
  end
  for i, id in ipairs(ids) do
    local found = find(id)
    if found and i <= MAX_CARDS then
      if #rows > 0 then
        rows[#rows + 1] = { role = 'blank', text = '' }
      end
      vim.list_extend(rows, card.rows(found, language, types, find))
    elseif found then
      if i == MAX_CARDS + 1 then
        vim.list_extend(rows, { { role = 'blank', text = '' }, { role = 'label', text = card.words[language].others } })
      end
      rows[#rows + 1] = { role = 'text', text = found.name.ar or found.name.en or found.id }
    end
  end
  return rows
end

---Reverses what reads from left to right in a row. In a window with 'rightleft' Neovim mirrors every row as a whole, so
---that Latin words and numbers come out backwards; reversed beforehand they read right.
---@param row string
---@return string
function M.premirror(row)
  local cells = vim.fn.split(row, [[\zs]])
  local function is_rtl(cell)
    local code = vim.fn.char2nr(cell)
    return (code >= 0x590 and code <= 0x8FF and not (code >= 0x660 and code <= 0x669))
      or (code >= 0xFB1D and code <= 0xFDFF)
      or (code >= 0xFE70 and code <= 0xFEFF)
  end
  local function is_ltr(cell)
    return not is_rtl(cell) and cell:find '[%w\128-\255]' ~= nil
  end
  local i = 1
  while i <= #cells do
    if is_ltr(cells[i]) then
      local last = i
      for j = i + 1, #cells do
        if is_rtl(cells[j]) then
          break
        elseif is_ltr(cells[j]) then
          last = j
        end
      end
      for k = 0, math.floor((last - i - 1) / 2) do
        cells[i + k], cells[last - k] = cells[last - k], cells[i + k]
      end
      i = last
    end
    i = i + 1
  end
  return table.concat(cells)
end

---A terminal that puts Arabic in order does so for whole rows of the screen: a card that stands beside Arabic text would be
---mixed up with it. Under 'termbidi' the card therefore takes the whole width, with a rule above and below.
---@param win integer
---@param border string
local function widen(win, border)
  local height = api.nvim_win_get_height(win)
  local rules = border ~= 'none'
  local needed = height + (rules and 2 or 0)
  local cursor = api.nvim_win_get_cursor(0)
  local cursor_row = vim.fn.screenpos(0, cursor[1], cursor[2] + 1).row
  local below = vim.o.lines - vim.o.cmdheight - cursor_row
  api.nvim_win_set_config(win, {
    relative = 'editor',
    row = below >= needed and cursor_row or math.max(0, cursor_row - 1 - needed),
    col = 0,
    width = vim.o.columns,
    height = height,
    border = rules and { '─', '─', '─', '', '─', '─', '─', '' } or 'none',
  })
end

---@param rows khabar.Row[]
---@param options khabar.nvim.Config
---@param focus_id? string what the float is, where it is no card
---@return integer float
local function show(rows, options, focus_id)
  local rightleft = vim.wo.rightleft
  local lines = {}
  for i, row in ipairs(rows) do
    lines[i] = rightleft and M.premirror(row.text) or row.text
  end
  local border = options.border
  if border == '' then
    border = vim.fn.exists '&winborder' == 1 and vim.o.winborder ~= '' and vim.o.winborder or 'rounded'
  end
  local buf, win = vim.lsp.util.open_floating_preview(lines, '', {
    focus_id = focus_id or 'khabar',
    border = border,
    max_width = WIDTH,
    wrap = true,
    close_events = { 'CursorMoved', 'CursorMovedI', 'InsertEnter' },
  })
  if api.nvim_get_current_win() == win then
    return win -- the second call went into the card that was there
  end
  if vim.o.termbidi and not rightleft then
    widen(win, border)
  end
  vim.wo[win].rightleft = rightleft
  vim.wo[win].winhighlight = ''
  vim.b[buf].khabar_card = focus_id == nil
  require('khabar.nvim.highlight').setup()
  for i, row in ipairs(rows) do
    local group = role_group[row.role]
    if group and row.text ~= '' then
      api.nvim_buf_set_extmark(buf, namespace, i - 1, 0, { end_col = #lines[i], hl_group = group })
    end
  end
  vim.keymap.set('n', '<Esc>', '<Cmd>close<CR>', { buffer = buf, nowait = true, desc = 'khabar: close the card' })
  return win
end

M.show = show

---The rows of a figure, converted to `to`; '' is to nothing.
---@param engine khabar.Engine
---@param doc khabar.Document
---@param span khabar.Span
---@param language 'ar'|'en'
---@param types khabar.TypeName[]
---@param to string
---@return khabar.Row[] rows
---@return boolean converted
local function figure_rows(engine, doc, span, language, types, to)
  local text = doc:sub(span.start + 1, span.finish):gsub('%s+', ' ')
  local converted = to ~= '' and engine:convert(span.value, to) or {}
  return card.figure_rows(text, span, language, types, converted), #converted > 0
end

---The card that stands over the current window and has not been entered, or nil.
---@return integer?
local function open_card()
  local ok, win = pcall(api.nvim_buf_get_var, 0, 'lsp_floating_preview')
  if ok and api.nvim_win_is_valid(win) and vim.b[api.nvim_win_get_buf(win)].khabar_card then
    return win
  end
end

---Looks up a name that was typed, or what stands under the cursor. A second call enters the card.
---@param name? string
---@return integer? float
function M.open(name)
  local existing = open_card()
  if existing and not name then
    api.nvim_set_current_win(existing)
    return existing
  end
  local buf = api.nvim_get_current_buf()
  local options = config.get(buf)
  local language = config.language(options)
  local core, problem = require('khabar').core()
  local engine
  if core then
    engine, problem = require('khabar.nvim.engines').of(buf, options)
  end
  if not core or not engine then
    return message.notify(problem or '', vim.log.levels.ERROR)
  end
  local types = core.types()
  if name then
    local rows = M.rows_for_name(engine, name, language, types)
    if #rows == 0 then
      return message.notify(M.unknown(engine, name, language))
    end
    return show(rows, options)
  end
  local rows = M.rows_at_cursor(buf, engine, language, types)
  if #rows == 0 then
    return message.notify(message.text('nothing_here', language))
  end
  return show(rows, options)
end

---Shows the figure under the cursor in another unit.
---@param to string 'metric', 'imperial', a unit or its symbol; '' is the option, or else metric
---@return integer? float
function M.convert(to)
  local buf = api.nvim_get_current_buf()
  local options = config.get(buf)
  local language = config.language(options)
  local state = attach.synced(buf)
  local engine, problem = require('khabar.nvim.engines').of(buf, options)
  if not engine then
    return message.notify(problem or '', vim.log.levels.ERROR)
  end
  local doc = state and state.mirror.doc
  local span = doc and M.spans_at(doc, require('khabar.nvim.entities').cursor_byte(0))[1]
  if not doc or not span or not span.value then
    return message.notify(message.text('no_figure', language))
  end
  to = to ~= '' and to or options.convert ~= '' and options.convert or 'metric'
  if not M.is_measure(engine, to) then
    return message.notify(message.text('no_measure', language, to), vim.log.levels.ERROR)
  end
  local rows, converted = figure_rows(engine, doc, span, language, require('khabar').core().types(), to)
  if not converted then
    return message.notify(message.text('not_converted', language, to))
  end
  return show(rows, options)
end

---What figures can be converted to: the systems, then units by their symbols and their names.
---@param engine khabar.Engine
---@return string[]
function M.measures(engine)
  local list, seen = { 'metric', 'imperial' }, {}
  for _, field in ipairs { 'symbol', 'unit' } do
    for _, measure in ipairs(engine:measures()) do
      local name = measure[field]
      if name and not seen[name] then
        seen[name] = true
        list[#list + 1] = name
      end
    end
  end
  return list
end

---@param engine khabar.Engine
---@param to string
---@return boolean
function M.is_measure(engine, to)
  return vim.tbl_contains(M.measures(engine), to)
end

---What to say of a name that is not known: what may have been meant, if anything is near.
---@param engine khabar.Engine
---@param name string
---@param language 'ar'|'en'
---@return string
function M.unknown(engine, name, language)
  local near = {}
  for i, suggestion in ipairs(engine:suggest(name, MAX_CARDS)) do
    near[i] = suggestion.matched or suggestion.name
  end
  if #near == 0 then
    return message.text('unknown_name', language, name)
  end
  return message.text('meant', language, name, table.concat(near, language == 'ar' and '، ' or ', '))
end

---@param engine khabar.Engine
---@param name string a name or an id
---@param language 'ar'|'en'
---@param types khabar.TypeName[]
---@return khabar.Row[]
function M.rows_for_name(engine, name, language, types)
  local ids = {}
  for _, hit in ipairs(engine:lookup(name)) do
    ids[#ids + 1] = hit.entity
  end
  if #ids == 0 then
    ids[1] = name
  end
  return cards(engine, ids, language, types)
end

---@param buf integer
---@param engine khabar.Engine
---@param language 'ar'|'en'
---@param types khabar.TypeName[]
---@return khabar.Row[]
function M.rows_at_cursor(buf, engine, language, types)
  local at = require('khabar.nvim.entities').cursor_byte(0)
  local state = attach.synced(buf)
  if not state then
    return M.rows_for_name(engine, vim.fn.expand '<cword>', language, types)
  end
  local doc = state.mirror.doc
  local spans = M.spans_at(doc, at)
  if #spans == 0 then
    local token = doc:tokens(at, at + 1)[1]
    return token and M.rows_for_name(engine, doc:sub(token.start + 1, token.finish), language, types) or {}
  end
  local ids, seen = {}, {}
  for _, span in ipairs(spans) do
    if span.id and not seen[span.id] then
      seen[span.id] = true
      ids[#ids + 1] = span.entity
    end
  end
  local inner, rows = spans[1], {}
  if not inner.id then
    if inner.value then
      rows = figure_rows(engine, doc, inner, language, types, config.get(buf).convert)
    else
      local text = doc:sub(inner.start + 1, inner.finish):gsub('%s+', ' ')
      rows = card.unlinked_rows(text, inner.type, language, types)
    end
    if #ids > 0 then
      rows[#rows + 1] = { role = 'blank', text = '' }
    end
  end
  return vim.list_extend(rows, cards(engine, ids, language, types))
end

return M
