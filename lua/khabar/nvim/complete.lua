---Names for 'omnifunc' and 'complete': khabar.completion in the shape that Neovim asks for. See |complete-functions|.
local api = vim.api
local completion = require 'khabar.completion'

local M = {}

---What tagged buffers get where 'omnifunc' is empty.
M.OMNIFUNC = "v:lua.require'khabar.nvim.complete'.omnifunc"

---@param buf integer
function M.set(buf)
  if vim.bo[buf].omnifunc == '' then
    vim.bo[buf].omnifunc = M.OMNIFUNC
  end
end

---@param buf integer
function M.unset(buf)
  if vim.bo[buf].omnifunc == M.OMNIFUNC then
    vim.bo[buf].omnifunc = ''
  end
end

---The engine that a buffer is completed from: that of its colours, else the one that it would have.
---@param buf integer
---@return khabar.Engine?
---@return string? problem
function M.engine(buf)
  local state = require('khabar.nvim.attach').state(buf)
  if state then
    return state.engine
  end
  local engine, problem = require('khabar.nvim.engines').of(buf)
  if not engine then
    require('khabar.nvim.message').notify_once(problem or '', vim.log.levels.ERROR)
  end
  return engine
end

---@param engine khabar.Engine
---@param typed string
---@return table[] items for |complete-items|
function M.items(engine, typed)
  local items = {}
  for i, item in ipairs(completion.items(engine, typed)) do
    items[i] = {
      word = item.text,
      abbr = item.label,
      menu = item.type .. (item.label ~= item.name and ' ' .. item.name or ''),
      info = item.documentation,
      dup = 1,
      user_data = { khabar = item.id },
    }
  end
  return items
end

---@param findstart integer
---@param base string
---@return integer|table
function M.omnifunc(findstart, base)
  local engine = M.engine(api.nvim_get_current_buf())
  if not engine then
    return findstart == 1 and -3 or {}
  end
  if findstart ~= 1 then
    return { words = M.items(engine, base), refresh = 'always' }
  end
  local start = completion.start(engine, api.nvim_get_current_line(), api.nvim_win_get_cursor(0)[2])
  return start or -3
end

return M
