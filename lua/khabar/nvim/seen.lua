---What a window shows of a buffer, in bytes: whole rows, but of a row that is longer than any paragraph about the part on the
---screen.
---
---   row     ░░░░░░░░░▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓│▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░░░░░░░░      ▓ taken
---                                    ↑ cursor, and as many cells to both sides as the window has
---
---A draft whose line breaks were lost is one row of a megabyte. Where exactly the screen begins in it Neovim tells only by
---walking through all of it, which takes longer than all that khabar does.
local api = vim.api
local M = {}

---Bytes of a row that is taken whole.
M.LONG = 16 * 1024
---Bytes of a cell, at most: a letter with a mark of tashkeel.
local CELL = 4

---The part of a row that a window may show.
---@param win integer
---@param row integer
---@param length integer bytes of the row
---@return integer first
---@return integer last
function M.columns(win, row, length)
  if length <= M.LONG then
    return 0, length
  end
  local wrap, cursor = vim.wo[win].wrap, api.nvim_win_get_cursor(win)
  local cells = api.nvim_win_get_width(win) * (wrap and api.nvim_win_get_height(win) or 1)
  if cursor[1] == row + 1 then
    return math.max(0, cursor[2] - cells * CELL), math.min(length, cursor[2] + cells * CELL)
  elseif not wrap or row + 1 == vim.fn.line('w0', win) then
    return 0, length -- scrolled away from its beginning, perhaps
  end
  return 0, math.min(length, cells * CELL)
end

---The bytes of the rows [top, bottom) that a window shows, in one range.
---@param win integer
---@param buf integer
---@param top integer
---@param bottom integer
---@return integer first
---@return integer last
function M.bytes(win, buf, top, bottom)
  local count = api.nvim_buf_line_count(buf)
  top, bottom = math.min(top, count), math.min(bottom, count)
  local first, last = api.nvim_buf_get_offset(buf, top), api.nvim_buf_get_offset(buf, bottom)
  if last - first <= M.LONG or top >= bottom then
    return first, last
  end
  local below = api.nvim_buf_get_offset(buf, top + 1)
  local from, to = M.columns(win, top, below - first)
  if top + 1 == bottom then
    return first + from, first + to
  end
  local above = api.nvim_buf_get_offset(buf, bottom - 1)
  local _, end_col = M.columns(win, bottom - 1, last - above)
  return first + from, above + end_col
end

return M
