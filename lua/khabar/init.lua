---khabar (خبر) tags Arabic news. This is the module that people require:
---
---    local khabar = require 'khabar'
---    local engine = assert(khabar.open { entities = { 'desk.yaml' }, date = '2022-01-08' })
---    local doc = engine:analyze(text)
---    for span in doc:spans() do
---      print(span.type, text:sub(span.start + 1, span.finish), span.id)
---    end
---
---Offsets are bytes counted from 0 and ranges are half-open, so text:sub(start + 1, finish) is the text of a range.
---What can fail returns nil, message, code.
local loader = require 'khabar.loader'

---@class khabar
local M = {}

M.version = loader.VERSION

---Opens an engine with the shipped index, or with what the options say.
---@param options? khabar.Options
---@return khabar.Engine? engine
---@return string? message
---@return string? code
function M.open(options)
  return require('khabar.engine').open(options)
end

---The C module, checked to be of this Lua and this version.
---@return khabar.Core? core
---@return string? message
---@return string? code
function M.core()
  return loader.load()
end

---How the text is spelled for matching: see khb_fold in core/khabar.h.
---@param text string
---@param with_map? boolean
---@return string folded
---@return integer[]? map
function M.fold(text, with_map)
  return assert(loader.load()).fold(text, with_map)
end

---Share of Arabic letters among the letters of a text, 0 to 1.
---@param text string
---@return number
function M.arabic_share(text)
  return assert(loader.load()).arabic_share(text)
end

return M
