---Opens engines: finds the index that khabar ships and turns options into what the C module wants. Knows no editor.
local loader = require 'khabar.loader'

local M = {}

---How far above the module's folder a prefix may be: <prefix>/share/nvim/site/lua/khabar is the deepest in use.
local MAX_ANCESTORS = 5

---@param path string
---@return boolean
local function readable(path)
  local file = io.open(path, 'rb')
  if file then
    file:close()
  end
  return file ~= nil
end

---Where a shipped file is looked for, in order: what the environment names, the build, beside this module, above it.
---@param variable string
---@param name string
---@return string[]
local function candidates_of(variable, name)
  local list, root = {}, loader.root()
  local from_environment = os.getenv(variable)
  if from_environment and from_environment ~= '' then
    list[1] = from_environment
    return list
  end
  list[#list + 1] = root .. 'build/' .. name
  list[#list + 1] = loader.folder() .. name
  local at = root
  for _ = 1, MAX_ANCESTORS do
    list[#list + 1] = at .. 'share/khabar/' .. name
    at = at .. '../'
  end
  return list
end

---Where the index is looked for, in order.
---@return string[]
function M.index_candidates()
  return candidates_of('KHABAR_INDEX', 'khabar.khx')
end

---The trained model to use when none is named; nil where there is none, or where $KHABAR_MODEL is "none".
---@return string?
function M.find_model()
  local named = os.getenv 'KHABAR_MODEL'
  if named and named ~= '' then
    return named ~= 'none' and named or nil
  end
  for _, path in ipairs(candidates_of('KHABAR_MODEL', 'khabar.khm')) do
    if readable(path) then
      return path
    end
  end
end

---The index to use when none is named.
---@return string? path
---@return string? message
---@return string? code
function M.find_index()
  local candidates = M.index_candidates()
  for _, path in ipairs(candidates) do
    if readable(path) then
      return path
    end
  end
  local where = table.concat(candidates, ', ')
  local advice = os.getenv 'KHABAR_INDEX' and 'mend or unset $KHABAR_INDEX' or loader.remedy()
  return nil, ('khabar: no index found (looked for %s); %s'):format(where, advice), 'io'
end

---Opens an engine. `index = false` opens without the shipped index and model, on the YAML files alone; `model = false` without
---the model, on lexicon and patterns.
---@param options? khabar.Options
---@return khabar.Engine? engine
---@return string? message
---@return string? code 'module' where the C module is missing or of another build
function M.open(options)
  options = options or {}
  local core, message, code = loader.load()
  if not core then
    return nil, message, code
  end
  local index = options.index
  if index == nil then
    index, message, code = M.find_index()
    if not index then
      return nil, message, code
    end
  end
  local model = options.model
  if model == nil and index then
    model = M.find_model()
  end
  local entities = options.entities
  if options.project or options.notes then
    local files
    if options.project then
      files, message, code = require('khabar.project').files(options.project, options.notes)
    else
      files = { options.notes }
    end
    if not files then
      return nil, message, code
    end
    entities = {}
    for _, list in ipairs { options.entities or {}, files } do
      for _, path in ipairs(list) do
        entities[#entities + 1] = path
      end
    end
  end
  return core.open { index = index or nil, model = model or nil, entities = entities, date = options.date }
end

return M
