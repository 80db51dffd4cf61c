---One engine for each set of knowledge files, shared by all buffers that use it. A file that has changed on disk since is read
---again the next time a buffer asks; buffers that are already tagged keep what they have until then.
local M = {}

---@class khabar.nvim.Opened
---@field stamp string the times and sizes of the files
---@field engine? khabar.Engine
---@field message? string
---@field code? string

---@type table<string, khabar.nvim.Opened>
local opened = {}

---@param paths string[]
---@return string
local function stamp(paths)
  local parts = {}
  for i, path in ipairs(paths) do
    local stat = vim.uv.fs_stat(path)
    parts[i] = stat and ('%d.%d.%d'):format(stat.mtime.sec, stat.mtime.nsec, stat.size) or '-'
  end
  return table.concat(parts, ' ')
end

---The model that the options ask for.
---@param config khabar.nvim.Config
---@return string?
function M.model(config)
  if config.model == '' then
    return require('khabar.engine').find_model()
  end
  return config.model ~= 'none' and vim.fs.normalize(config.model) or nil
end

---@param config khabar.nvim.Config
---@return khabar.Engine? engine
---@return string? message
---@return string? code
function M.get(config)
  local index = config.index ~= '' and vim.fs.normalize(config.index) or require('khabar.engine').find_index()
  local model = M.model(config)
  local entities = vim.tbl_map(vim.fs.normalize, config.entities)
  local files = { index or '', model or '', unpack(entities) }
  local date = config.date ~= '' and config.date or tostring(os.date '%Y-%m-%d')
  local key = table.concat({ date, unpack(files) }, '\0')
  local now = stamp(files)
  local entry = opened[key]
  if not entry or entry.stamp ~= now or entry.code == 'module' then
    if entry and entry.engine then
      entry.engine:close() -- documents of it stay usable
    end
    entry = { stamp = now }
    opened[key] = entry
    entry.engine, entry.message, entry.code = require('khabar').open {
      index = index,
      model = model or false,
      entities = entities,
      date = date,
    }
  end
  return entry.engine, entry.message, entry.code
end

return M
