---The names of a buffer as places: the location list, and moving from one to the next.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---Bytes looked through at a time for the next name; doubled as long as there is none.
local WINDOW = 4096
---Bytes shown before and behind a figure.
local CONTEXT = 48
---Source number of figures in flat(): khb_source.
local FROM_FIGURES = 3

---The byte of the cursor in the unit of the document.
---@param win integer
---@return integer
function M.cursor_byte(win)
  local cursor = api.nvim_win_get_cursor(win)
  return api.nvim_buf_get_offset(api.nvim_win_get_buf(win), cursor[1] - 1) + cursor[2]
end

---Turns growing byte offsets into rows and columns without searching for each.
---@param buf integer
---@return fun(offset: integer): integer, integer
local function locator(buf)
  local count = api.nvim_buf_line_count(buf)
  local row, row_start = 0, 0
  local next_start = count > 1 and api.nvim_buf_get_offset(buf, 1) or math.huge
  return function(offset)
    if offset < row_start then
      row, row_start = require('khabar.nvim.mirror').row_of(buf, offset)
      next_start = row + 1 < count and api.nvim_buf_get_offset(buf, row + 1) or math.huge
    end
    while offset >= next_start do
      row, row_start = row + 1, next_start
      next_start = row + 1 < count and api.nvim_buf_get_offset(buf, row + 1) or math.huge
    end
    return row, offset - row_start
  end
end

---A name in a row of the list.
---@param span khabar.Span
---@param name string
---@return string
local function name_row(span, name)
  return ('%-8s %-10s %s'):format(span.type, span.id or '-', name)
end

---A figure in a row of the list: its value, and the whole words around it in its line.
---@param span khabar.Span
---@param name string
---@param text string
---@return string
local function figure_row(span, name, text)
  local before = text:sub(math.max(1, span.start - CONTEXT), span.start)
  local after = text:sub(span.finish + 1, span.finish + CONTEXT)
  if not before:find '[\r\n]' and span.start > CONTEXT then
    before = before:match '%s(.*)$' or '' -- the first word may be cut
  end
  if not after:find '[\r\n]' and span.finish + CONTEXT < #text then
    after = after:match '^(.*)%s' or '' -- and the last
  end
  before, after = before:match '[^\r\n]*$', after:match '^[^\r\n]*'
  local context = (before .. name .. after):gsub('%s+', ' '):gsub('%c', '?')
  return ('%-8s %-24s %s'):format(span.type, require('khabar.figure').line(span.value, span.type), context)
end

---The names, or the figures, as items for setloclist(). Columns are bytes of the exact span, not of what is drawn.
---@param buf integer
---@param what? 'names'|'figures'
---@return table[]? items nil where the buffer is not tagged
function M.items(buf, what)
  local state = attach.read(buf)
  if not state then
    return nil
  end
  local text, locate, items = state.mirror.doc:text(), locator(buf), {}
  local figures = what == 'figures'
  for span in state.mirror.doc:spans() do
    if (span.value ~= nil) == figures then
      local row, col = locate(span.start)
      local end_row, end_col = require('khabar.nvim.mirror').row_of(buf, span.finish)
      end_col = span.finish - end_col
      local name = text:sub(span.start + 1, span.finish):gsub('%s+', ' '):gsub('%c', '?')
      items[#items + 1] = {
        bufnr = buf,
        lnum = row + 1,
        col = col + 1,
        end_lnum = end_row + 1,
        end_col = end_col + 1,
        text = figures and figure_row(span, name, text) or name_row(span, name),
      }
    end
  end
  return items
end

---:Khabar entities, :Khabar figures
---@param what? 'names'|'figures'
function M.list(what)
  local buf = api.nvim_get_current_buf()
  local items = M.items(buf, what)
  if not items then
    return message.notify(attach.reason_text(buf), vim.log.levels.WARN)
  elseif #items == 0 then
    return message.notify(message.text(what == 'figures' and 'no_figures' or 'no_entities', config.language()))
  end
  vim.fn.setloclist(0, {}, ' ', { title = 'khabar', items = items })
  vim.cmd.lopen()
end

---The outermost names that start in [first, last), in reading order. What was put off is analysed.
---@param doc khabar.Document
---@param first integer
---@param last integer
---@return integer[]
local function starts(doc, first, last)
  doc:catch_up(first, last)
  local flat, count = doc:flat(first, last)
  local list = {}
  for i = 1, count * 8, 8 do
    if
      flat[i + 5] == 0
      and flat[i + 6] ~= FROM_FIGURES
      and flat[i] >= first
      and flat[i] < last
      and flat[i] ~= list[#list]
    then
      list[#list + 1] = flat[i]
    end
  end
  return list
end

---@param doc khabar.Document
---@param at integer
---@param nth integer
---@return integer?
local function nth_after(doc, at, nth)
  local first, size, length = at + 1, WINDOW, #doc
  while first < length do
    local found = starts(doc, first, first + size)
    if found[nth] then
      return found[nth]
    end
    nth, first, size = nth - #found, first + size, size * 2
  end
end

---@param doc khabar.Document
---@param at integer
---@param nth integer
---@return integer?
local function nth_before(doc, at, nth)
  local last, size = at, WINDOW
  while last > 0 do
    local first = math.max(0, last - size)
    local found = starts(doc, first, last)
    if #found >= nth then
      return found[#found - nth + 1]
    end
    nth, last, size = nth - #found, first, size * 2
  end
end

---Moves the cursor to the next or the previous name; around the end where 'wrapscan' is set.
---@param direction 'next'|'previous'
---@param count integer
function M.jump(direction, count)
  local buf = api.nvim_get_current_buf()
  local state = attach.synced(buf)
  if not state then
    return message.notify(attach.reason_text(buf), vim.log.levels.WARN)
  end
  local doc, at = state.mirror.doc, M.cursor_byte(0)
  local forward = direction == 'next'
  local found = (forward and nth_after or nth_before)(doc, at, count)
  if not found and vim.o.wrapscan then
    found = forward and nth_after(doc, -1, 1) or nth_before(doc, #doc, 1)
  end
  if not found then
    return message.notify(message.text('no_more', config.language()))
  end
  local row, row_start = require('khabar.nvim.mirror').row_of(buf, found)
  vim.cmd "normal! m'"
  api.nvim_win_set_cursor(0, { row + 1, found - row_start })
  if vim.wo.foldenable and vim.tbl_contains(vim.split(vim.o.foldopen, ','), 'search') then
    vim.cmd 'silent! normal! zv'
  end
end

return M
