---The notes of a buffer in their file beside the draft, which other editors and people write too.
local api = vim.api
local message = require 'khabar.nvim.message'
local Store = require 'khabar.nvim.notes_store'
local M = {}

---Where the notes of a draft are kept: DRAFT.khabar.yaml beside it, or .khabar/notes/PATH.khabar.yaml in its project.
---@param name string
---@param where 'beside'|'project'|'off'
---@return string
function M.file_of(name, where)
  name = vim.uv.fs_realpath(name) or vim.fn.fnamemodify(name, ':p')
  if where == 'project' then
    local folder = vim.fs.dirname(name)
    local found = vim.fs.find('.khabar', { path = folder, upward = true, type = 'directory' })[1]
    local root = found and vim.fs.dirname(found) or folder
    return ('%s/.khabar/notes/%s.khabar.yaml'):format(root, name:sub(#root + (root:sub(-1) == '/' and 1 or 2)))
  end
  return name .. '.khabar.yaml'
end

---@param buf integer
---@return string? path nil where the buffer has no name
function M.path(buf)
  local name = api.nvim_buf_get_name(buf)
  if name == '' or name:find '^%a[%w+.-]+://' then
    return nil
  end
  return M.file_of(name, require('khabar.nvim.config').get(buf).notes)
end

---@param path? string
---@return string?
function M.stat_of(path)
  local stat = path and vim.uv.fs_stat(path)
  return stat and ('%d %d %d %d'):format(stat.mtime.sec, stat.mtime.nsec, stat.size, stat.ino)
end

---Notes of a project have folders of their own, which may not be there yet; what cannot be made fails when notes are written.
---@param path string of a file of notes
function M.make_folder(path)
  if path:find('/.khabar/notes/', 1, true) then
    pcall(vim.fn.mkdir, vim.fs.dirname(path), 'p')
  end
end

---Writes the notes, joined with what another editor has written. Says what went wrong; the notes stay in memory then.
---@return boolean saved
function Store:save()
  if not self.path then
    if not self.unsaved then
      self:say 'notes_unnamed'
    end
    self.unsaved = true
    return false
  end
  self:_remember()
  M.make_folder(self.path)
  local joined, problem = self.handle:save()
  if joined == nil then
    self.unsaved = true
    self:say('notes_unsaved', vim.log.levels.ERROR, problem)
    return false
  end
  self.unsaved, self.stat = false, M.stat_of(self.path)
  if joined then
    local state, text = self:_text()
    if state and text then
      self:_rebuild(text)
      self:show(state)
    end
    self:say 'notes_joined'
  end
  return true
end

---Reads the file again, after the draft or the file itself was changed from outside.
function Store:reload()
  local state, text = self:_text()
  if not state or not text then
    return
  end
  self:_remember()
  if self.path and not self.unsaved then
    local core = assert(require('khabar').core())
    local handle, problem = core.notes_open(self.path)
    if handle then
      self.handle:close()
      self.handle, self.stat = handle, M.stat_of(self.path)
    else
      message.notify_once(problem or '', vim.log.levels.ERROR)
    end
  end
  self:_rebuild(text)
  self:show(state)
  self:say_lost()
end

---The draft has been written: places and changed quotes go to the file, under the name that the draft now has.
function Store:written()
  local state, text = self:follow(true)
  if not state or not text then
    return
  end
  for number, id in ipairs(self.marks) do
    local start, finish = nil, nil
    if id and self.changed[id] then
      start, finish = self:place(id)
    end
    if start and finish and self.handle:move(number, start, finish, text) then
      self.changed[id] = nil
    end
  end
  self:rename(text)
  if self.handle:count() > 0 or self.stat then
    self:save()
  end
  self:show(state)
end

---Takes the notes along to the file that belongs to the buffer's name.
---@param text khabar.Document
function Store:rename(text)
  local path = M.path(self.buf)
  if path == self.path or not path then
    return
  end
  local core = assert(require('khabar').core())
  local handle, problem = core.notes_open(path)
  if not handle then
    return message.notify(problem or '', vim.log.levels.ERROR)
  end
  handle:anchor(text)
  local was_named, entries = self.path ~= nil, self:entries()
  for _, entry in ipairs(entries) do
    if entry.start then
      local note = entry.note
      note.start, note.finish = entry.start, entry.finish
      handle:set(nil, note, text)
    end
  end
  self.handle:close()
  self.handle, self.path, self.unsaved = handle, path, handle:count() > 0
  self.quotes = nil
  self:_rebuild(text)
  if self.unsaved and self:save() then
    self:say(was_named and 'notes_copied' or 'notes_named', nil, vim.fn.fnamemodify(path, ':~:.'))
  end
end

return M
