---A source of nvim-cmp, under the name 'khabar': see |cmp-develop|.
local sources = require 'khabar.nvim.sources'

local Source = {}
Source.__index = Source

---@return boolean
function Source.is_available()
  return sources.enabled(vim.api.nvim_get_current_buf())
end

---@return string
function Source.get_debug_name()
  return 'khabar'
end

---@return string
function Source.get_position_encoding_kind()
  return 'utf-8'
end

---The pattern that nvim-cmp uses by itself knows Latin letters only.
---@return string
function Source.get_keyword_pattern()
  return [[\k\+]]
end

---@param params {context: {bufnr: integer, cursor_line: string, cursor: {row: integer, col: integer}}} both from 1
---@param callback fun(response: table)
function Source.complete(_, params, callback)
  local context = params.context
  callback {
    items = sources.items(context.bufnr, context.cursor_line, context.cursor.row - 1, context.cursor.col - 1),
    isIncomplete = true,
  }
end

---@param item table
---@param callback fun(item: table)
function Source.resolve(_, item, callback)
  callback(sources.resolve(item))
end

local M = { Source = Source }

local registered = false

---Makes the source known to nvim-cmp, once.
---@return boolean registered false where nvim-cmp is not there
function M.register()
  if registered then
    return true
  end
  local ok, cmp = pcall(require, 'cmp')
  if not ok then
    return false
  end
  cmp.register_source('khabar', setmetatable({}, Source))
  registered = true
  return true
end

---Registers the source if nvim-cmp is loaded and its configuration for the current buffer lists it.
---@return boolean done
function M.register_if_listed()
  local cmp = package.loaded.cmp
  if registered or type(cmp) ~= 'table' or type(cmp.get_config) ~= 'function' then
    return registered
  end
  for _, source in ipairs(cmp.get_config().sources or {}) do
    if source.name == 'khabar' then
      return M.register()
    end
  end
  return false
end

return M
