---A source of blink.cmp (module 'khabar.blink'): see its doc/development/source-boilerplate.md.
local sources = require 'khabar.nvim.sources'

---@class khabar.nvim.Blink
local Source = {}
Source.__index = Source

---@return khabar.nvim.Blink
function Source.new()
  return setmetatable({}, Source)
end

---@return boolean
function Source.enabled()
  return sources.enabled(vim.api.nvim_get_current_buf())
end

---@param context {bufnr: integer, line: string, cursor: integer[]} cursor: row from 1, column in bytes from 0
---@param callback fun(response: table)
function Source.get_completions(_, context, callback)
  callback {
    items = sources.items(context.bufnr, context.line, context.cursor[1] - 1, context.cursor[2]),
    is_incomplete_forward = true,
    is_incomplete_backward = true,
  }
end

---@param item table
---@param callback fun(item: table)
function Source.resolve(_, item, callback)
  callback(sources.resolve(item))
end

return Source
