---The names that a project keeps for itself, in folders called `.khabar` beside its drafts or above them, and those that a draft
---keeps in its notes. Knows no editor. What the files mean, and how a nearer one adds to a farther one, stands in core/khabar.h
---("names of a project").
local loader = require 'khabar.loader'

local M = {}

---Calls a function of the C module, which may be missing.
---@param name string
---@param ... any
---@return any? result
---@return string? message
---@return string? code
local function ask(name, ...)
  local core, message, code = loader.load()
  if not core then
    return nil, message, code
  end
  return core[name](...)
end

---Whether the notes of a draft name entities of its own.
---@param notes string the file of notes, which may be missing
---@return string? stamp nil where they name none; another one when what they say of entities has changed
---@return string? message
---@return string? code
function M.own(notes)
  return ask('notes_entities', notes)
end

---The files of names that speak for a draft, the nearest last; the very last are its notes, where they name entities.
---@param path? string the draft, which need not exist yet, or a folder; nil: the current folder
---@param notes? string|false the file of its notes; nil: the one beside it; false: none
---@return string[]? files
---@return string? message
---@return string? code
function M.files(path, notes)
  local files, message, code = ask('project_files', path)
  if notes == nil and path then
    notes = path .. '.khabar.yaml'
  end
  if not files or not notes then
    return files, message, code
  end
  local own
  own, message, code = M.own(notes)
  if own then
    files[#files + 1] = notes
  elseif message then
    return nil, message, code
  end
  return files
end

---The file that a new name for a draft is written to; it may not exist yet.
---@param path? string
---@return string? file
---@return string? message
---@return string? code
function M.place(path)
  return ask('project_place', path)
end

---Adds an entity at the end of a file of names, or of a draft's notes, in one step; comments and order of the file stay.
---@param file string
---@param entity khabar.NewEntity
---@return string? id
---@return string? message
---@return string? code
function M.add(file, entity)
  return ask('project_add', file, entity)
end

return M
