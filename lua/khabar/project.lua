---The names that a project keeps for itself, in folders called `.khabar` beside its drafts or above them. Knows no editor.
---What the files mean, and how a nearer one adds to a farther one, stands in core/khabar.h ("names of a project").
local loader = require 'khabar.loader'

local M = {}

---The files of names that speak for a draft, the nearest last.
---@param path? string the draft, which need not exist yet, or a folder; nil: the current folder
---@return string[]? files
---@return string? message
---@return string? code
function M.files(path)
  local core, message, code = loader.load()
  if not core then
    return nil, message, code
  end
  return core.project_files(path)
end

---The file that a new name for a draft is written to; it may not exist yet.
---@param path? string
---@return string? file
---@return string? message
---@return string? code
function M.place(path)
  local core, message, code = loader.load()
  if not core then
    return nil, message, code
  end
  return core.project_place(path)
end

---Adds an entity at the end of a file of names, in one step; comments and order of the file stay.
---@param file string
---@param entity khabar.NewEntity
---@return string? id
---@return string? message
---@return string? code
function M.add(file, entity)
  local core, message, code = loader.load()
  if not core then
    return nil, message, code
  end
  return core.project_add(file, entity)
end

return M
