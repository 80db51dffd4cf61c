---One engine for each set of knowledge files, shared by all buffers that use it: the index, the model, the desk's files, and
---those that the project of a draft keeps in `.khabar` beside it or above it.
---
---Files are looked at when somebody asks for an engine, never in between. One that has changed since, or has come or gone,
---makes a new engine; who holds the old one keeps it until he asks again (attach.lua asks for the buffers that it tags).
local M = {}

---What was asked for last, so that it stays.
---@type khabar.nvim.Opened?
M.last = nil

---@class khabar.nvim.Opened
---@field stamp string the times and sizes of the files
---@field files string[] the project's, the nearest last
---@field engine? khabar.Engine
---@field message? string
---@field code? string
---@field fault? string why the project's names are left out

---An engine lives as long as somebody holds it.
---@type table<string, khabar.nvim.Opened>
local opened = setmetatable({}, { __mode = 'v' })

---@param paths string[]
---@return string
local function stamp(paths)
  local parts = {}
  for i, path in ipairs(paths) do
    local stat = vim.uv.fs_stat(path)
    parts[i] = stat and ('%d.%d.%d.%d'):format(stat.mtime.sec, stat.mtime.nsec, stat.size, stat.ino) or '-'
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

---Where a buffer stands for its project: its file, or the current folder where it has none.
---@param buf integer
---@return string
function M.place(buf)
  local name = vim.api.nvim_buf_get_name(buf)
  local is_file = name ~= '' and not name:find '^%a[%w+.-]+://' and vim.bo[buf].buftype ~= 'terminal'
  return is_file and name or vim.fn.getcwd()
end

---The files of names of the project that a path is in, then the notes of the draft where they name entities.
---@param config khabar.nvim.Config
---@param path string
---@return string[] files
---@return string? problem
---@return string? own stamp of those entities: the file itself changes with every note
local function project_files(config, path)
  local project = require 'khabar.project'
  local files, problem, own = {}, nil, nil
  if config.project then
    files, problem = project.files(path, false)
    files = files or {}
  end
  if config.notes ~= 'off' and vim.fn.isdirectory(path) == 0 then
    local notes = require('khabar.nvim.notes').file_of(path, config.notes)
    own = project.own(notes) -- where they cannot be read, khabar.nvim.notes says so
    files[#files + 1] = own and notes
  end
  return files, problem, own
end

---@param options khabar.Options
---@param files string[]
---@param now string
---@return khabar.nvim.Opened
local function open(options, files, now)
  local khabar = require 'khabar'
  local entry = { stamp = now, files = files }
  local desk = options.entities
  options.entities = vim.list_extend(vim.list_extend({}, desk), files)
  entry.engine, entry.message, entry.code = khabar.open(options)
  if not entry.engine and entry.code ~= 'module' and #files > 0 then
    -- A file of the project that cannot be read must not take the colours away: everything else is still known.
    local fault = entry.message
    options.entities = desk
    entry.engine, entry.message, entry.code = khabar.open(options)
    entry.fault = entry.engine and fault or nil
  end
  return entry
end

---@param fault string
---@param config khabar.nvim.Config
local function report(fault, config)
  vim.schedule(function()
    local message = require 'khabar.nvim.message'
    local text = fault:gsub('^khabar: ', '')
    message.notify(
      message.text('project_fault', require('khabar.nvim.config').language(config), text),
      vim.log.levels.ERROR
    )
  end)
end

---@param config khabar.nvim.Config
---@param path? string a draft or a folder: whose project; the current folder where it is not given
---@return khabar.nvim.Opened
function M.entry(config, path)
  local index = config.index ~= '' and vim.fs.normalize(config.index) or require('khabar.engine').find_index()
  local model = M.model(config)
  local entities = vim.tbl_map(vim.fs.normalize, config.entities)
  local project, problem, own = project_files(config, path or vim.fn.getcwd())
  local files = vim.list_extend(vim.list_extend({ index or '', model or '' }, entities), project)
  local date = config.date ~= '' and config.date or tostring(os.date '%Y-%m-%d')
  local key = table.concat({ date, #entities, problem or '', unpack(files) }, '\0')
  local now = own and stamp(vim.list_slice(files, 1, #files - 1)) .. ' ' .. own or stamp(files)
  local entry = opened[key]
  if not entry or entry.stamp ~= now or entry.code == 'module' then
    entry = open({ index = index, model = model or false, entities = entities, date = date }, project, now)
    opened[key] = entry
    if entry.fault then
      report(entry.fault, config)
    end
  end
  if problem and entry.code ~= 'module' then
    require('khabar.nvim.message').notify_once(problem, vim.log.levels.ERROR)
    entry.fault = entry.fault or problem
  end
  M.last = entry
  return entry
end

---@param config khabar.nvim.Config
---@param path? string
---@return khabar.Engine? engine
---@return string? message
---@return string? code
function M.get(config, path)
  local entry = M.entry(config, path)
  return entry.engine, entry.message, entry.code
end

---The engine of a buffer, tagged or not.
---@param buf integer
---@param config? khabar.nvim.Config
---@return khabar.Engine? engine
---@return string? message
---@return string? code
function M.of(buf, config)
  return M.get(config or require('khabar.nvim.config').get(buf), M.place(buf))
end

return M
