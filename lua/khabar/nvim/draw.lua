---Colours. A decoration provider draws the lines that Neovim is about to show, and no others; nothing is stored in the buffer.
---
---Names are drawn to the edges of their words: a colour that changes inside a joined Arabic word breaks its letters in most
---terminals. An inner span is drawn over the outer one, one step of priority higher for each level of nesting.
local api = vim.api

local M = {}

---Set to a table, it collects {buf, row, col, end_col, group} of all that is drawn. For tests.
---@type table[]?
M.trace = nil

local namespace = api.nvim_create_namespace 'khabar'
local STRIDE = 8
---Deeper spans share the last step, so that priorities stay below those of diagnostics.
local MAX_DEPTH = 9

---Reused for each mark and each line: drawing makes no garbage.
local mark = { ephemeral = true, end_col = 0, hl_group = '', priority = 0 }
local flat = {}

---@param buf integer
---@param row integer
---@param col integer
---@param end_col integer
---@param group string
---@param priority integer
local function put(buf, row, col, end_col, group, priority)
  mark.end_col, mark.hl_group, mark.priority = end_col, group, priority
  api.nvim_buf_set_extmark(buf, namespace, row, col, mark)
  if M.trace then
    M.trace[#M.trace + 1] = { buf = buf, row = row, col = col, end_col = end_col, group = group, priority = priority }
  end
end

---Where a row starts and where the next one does.
---@param state khabar.nvim.State
---@param row integer
---@return integer row_start
---@return integer next_start
local function row_bytes(state, row)
  local buf = state.buf
  local is_last = row + 1 >= api.nvim_buf_line_count(buf)
  local next_start = is_last and state.mirror.length or api.nvim_buf_get_offset(buf, row + 1)
  return api.nvim_buf_get_offset(buf, row), next_start
end

---Draws what lies in the bytes [first, last) of one row.
---@param state khabar.nvim.State
---@param row integer
---@param row_start integer
---@param row_end integer without the line break
---@param first integer
---@param last integer
local function draw_row(state, row, row_start, row_end, first, last)
  local _, count = state.mirror.doc:flat(first, last, flat)
  local priority, buf = state.config.priority, state.buf
  for i = 1, count * STRIDE, STRIDE do
    local kind = flat[i + 4]
    local group = state.groups[kind]
    local col = math.max(flat[i + 2], row_start) - row_start
    local end_col = math.min(flat[i + 3], row_end) - row_start
    if group and col < end_col then
      local step = math.min(flat[i + 5], MAX_DEPTH)
      put(buf, row, col, end_col, group, priority + step)
      if flat[i + 7] < 0 and state.linkable[kind] then
        put(buf, row, col, end_col, 'KhabarUnlinked', priority + step)
      end
    end
  end
end

---@type khabar.nvim.State?
local current

---Brings the document up to date. An edit can change names on other lines than those that Neovim redraws by itself.
---@return boolean draw
local function on_win(_, win, buf, top, bottom)
  local attach = require 'khabar.nvim.attach'
  local state = attach.state(buf)
  if not state then
    return false
  end
  local ok, first_row, last_row = pcall(state.mirror.sync_seen, state.mirror, function()
    return require('khabar.nvim.seen').bytes(win, buf, top, bottom + 1)
  end)
  if not ok then
    attach.fail(buf, tostring(first_row))
    return false
  elseif state.mirror:is_behind() then
    require('khabar.nvim.reading').later(buf)
  end
  current = state
  if first_row then
    vim.schedule(function()
      if api.nvim_buf_is_valid(buf) then
        api.nvim__redraw { buf = buf, range = { first_row, last_row }, valid = false }
      end
    end)
  end
  return true
end

local function on_line(_, win, buf, row)
  if current and current.buf == buf then
    local row_start, next_start = row_bytes(current, row)
    if next_start <= current.mirror.length then -- else not read yet
      local first, last = require('khabar.nvim.seen').columns(win, row, next_start - row_start)
      draw_row(current, row, row_start, next_start - 1, row_start + first, row_start + last)
    end
  end
end

---Neovim 0.12: only the part of a long line that is on the screen.
local function on_range(_, _, buf, first_row, first_col, last_row, last_col)
  if not current or current.buf ~= buf then
    return
  end
  for row = first_row, last_col > 0 and last_row or last_row - 1 do
    local row_start, next_start = row_bytes(current, row)
    local first = row == first_row and row_start + first_col or row_start
    local last = row == last_row and row_start + last_col or next_start
    if next_start <= current.mirror.length then
      draw_row(current, row, row_start, next_start - 1, first, last)
    end
  end
end

local ready = false

function M.setup()
  if ready then
    return
  end
  ready = true
  if vim.fn.has 'nvim-0.12' == 1 then
    api.nvim_set_decoration_provider(namespace, { on_win = on_win, on_range = on_range })
  else
    api.nvim_set_decoration_provider(namespace, { on_win = on_win, on_line = on_line })
  end
end

return M
