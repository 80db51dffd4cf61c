---`:Khabar preview`: the buffer as a page for a browser, for terminals that cannot show Arabic and for paper. The page is made
---by the program `khabar`, which reads the text of the buffer on its standard input; nothing is written beside the draft.
local api = vim.api
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---The program: the one built in the folder of the plugin, which is of its version, else the one on the PATH.
---@return string?
function M.program()
  local built = require('khabar.loader').root() .. 'build/khabar'
  if vim.fn.executable(built) == 1 then
    return vim.fn.fnamemodify(built, ':p')
  end
  local found = vim.fn.exepath 'khabar'
  return found ~= '' and found or nil
end

---The arguments that make the program know what the plugin knows. A list: no shell reads them.
---@param program string
---@param options khabar.nvim.Config
---@param notes? string the file of notes of the draft
---@return string[]
function M.command(program, options, notes)
  local command = { program, 'tag', '--format=html' }
  local function add(name, value)
    command[#command + 1] = ('--%s=%s'):format(name, value)
  end
  add('date', options.date ~= '' and options.date or os.date '%Y-%m-%d')
  local index = options.index ~= '' and vim.fs.normalize(options.index) or require('khabar.engine').find_index()
  if index then
    add('index', index)
  end
  local model = require('khabar.nvim.engines').model(options)
  if model then
    add('model', model)
  else
    command[#command + 1] = '--no-model'
  end
  for _, path in ipairs(options.entities) do
    add('entities', vim.fs.normalize(path))
  end
  if notes and options.notes ~= 'off' and vim.uv.fs_stat(notes) then
    add('notes', notes)
  end
  command[#command + 1] = '-'
  return command
end

---Where the page of a buffer goes: one file for each draft, in a folder that only its owner can look into.
---@param buf integer
---@return string? path
---@return string? problem
function M.place(buf)
  local folder = vim.fs.joinpath(vim.fn.stdpath 'cache', 'khabar', 'preview')
  local ok, problem = pcall(vim.fn.mkdir, folder, 'p', tonumber('700', 8))
  if not ok then
    return nil, tostring(problem)
  end
  local changed
  changed, problem = vim.uv.fs_chmod(folder, tonumber('700', 8))
  if not changed then
    return nil, problem
  end
  local name = api.nvim_buf_get_name(buf)
  return vim.fs.joinpath(folder, vim.fn.sha256(name ~= '' and name or 'buffer ' .. buf):sub(1, 16) .. '.html')
end

---Writes a file that others cannot read, whole or not at all.
---@param path string
---@param bytes string
---@return boolean? ok
---@return string? problem
local function write(path, bytes)
  local new = ('%s.%d'):format(path, vim.uv.os_getpid())
  vim.uv.fs_unlink(new)
  local file, problem = vim.uv.fs_open(new, 'wx', tonumber('600', 8))
  if not file then
    return nil, problem
  end
  local at = 0
  local written ---@type integer?
  repeat
    written, problem = vim.uv.fs_write(file, bytes:sub(at + 1, at + 2 ^ 24), at)
    at = at + (written or 0)
  until not written or at >= #bytes
  local closed = vim.uv.fs_close(file)
  if not written or not closed then
    vim.uv.fs_unlink(new)
    return nil, problem or path
  end
  return vim.uv.fs_rename(new, path)
end

---The bytes that the buffer would be written as, in UTF-8.
---@param buf integer
---@return string
local function text_of(buf)
  local bo = vim.bo[buf]
  local ends = ({ dos = '\r\n', mac = '\r' })[bo.fileformat] or '\n'
  local text = table.concat(api.nvim_buf_get_lines(buf, 0, -1, false), ends)
  local last = bo.endofline or (bo.fixendofline and not bo.binary)
  return (bo.bomb and '\239\187\191' or '') .. text .. (last and text ~= '' and ends or '')
end

---What the program has answered: the first line of its errors is enough for a message.
---@param result vim.SystemCompleted
---@return string
local function failure(result)
  local line = (result.stderr or ''):match '[^\n]+' or ('exit status %d'):format(result.code)
  return (line:gsub('%c', '?'))
end

---@param path string
local function open(path)
  local handle, problem = vim.ui.open(path)
  local language = config.language()
  if handle then
    return message.notify(message.text('preview_opened', language, path))
  end
  message.notify(message.text('preview_unopened', language, path, problem or ''), vim.log.levels.WARN)
end

---:Khabar[!] preview
---@param call {bang: boolean}
---@param done? fun(path?: string, problem?: string) for scripts and tests: called in the end
function M.show(call, done)
  local buf = api.nvim_get_current_buf()
  local language = config.language()
  local function give_up(key, ...)
    local text = message.text(key, language, ...)
    message.notify(text, vim.log.levels.ERROR)
    if done then
      done(nil, text)
    end
  end
  local program = M.program()
  if not program then
    return give_up('preview_no_program', require('khabar.loader').remedy())
  end
  local path, problem = M.place(buf)
  if not path then
    return give_up('preview_failed', problem)
  end
  local name = api.nvim_buf_get_name(buf)
  local folder = name ~= '' and vim.fn.isdirectory(vim.fs.dirname(name)) == 1 and vim.fs.dirname(name) or nil
  local ok, started = pcall(vim.system, M.command(program, config.get(buf), require('khabar.nvim.notes').path(buf)), {
    stdin = text_of(buf),
    cwd = folder, -- names of the project are looked for from the folder of the draft
    env = { LC_ALL = language == 'ar' and 'ar' or 'C' },
  }, function(result)
    vim.schedule(function()
      if result.code ~= 0 or (result.stdout or '') == '' then
        return give_up('preview_failed', failure(result))
      end
      local written
      written, problem = write(path, result.stdout)
      if not written then
        return give_up('preview_failed', problem)
      end
      if call.bang then
        message.notify(message.text('preview_written', language, path))
      else
        open(path)
      end
      if done then
        done(path)
      end
    end)
  end)
  if not ok then
    give_up('preview_failed', tostring(started))
  end
end

return M
