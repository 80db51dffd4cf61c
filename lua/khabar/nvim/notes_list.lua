---:Khabar notes: the notes of a buffer in the location list, lost ones first.
local api = vim.api
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'
local notes = require 'khabar.nvim.notes'

local M = {}

---@param text string
---@return string
local function plain(text)
  return (text:gsub('%s+', ' '):gsub('%c', '?'))
end

---What was settled, the words, the remark.
---@param entry khabar.nvim.NoteEntry
---@return string
function M.line(entry)
  local note = entry.note
  local parts = { entry.lost and 'lost' or entry.changed and 'changed' or note.conflict and 'conflict' or note.status }
  if entry.lost or entry.changed or note.conflict then
    parts[#parts + 1] = note.status
  end
  parts[#parts + 1] = note.type
  parts[#parts + 1] = note.entity
  parts[#parts + 1] = note.check
  local words = plain(note.exact or '')
  if vim.fn.strchars(words) > 80 then
    words = vim.fn.strcharpart(words, 0, 80) .. '…'
  end
  local remark = require('khabar.nvim.notes_draw').remark(note)
  local line = table.concat(parts, ' ') .. ' | ' .. words
  if remark ~= '' then
    line = line .. ' | ' .. remark
  end
  return note.source and note.source ~= '' and line .. ' | ' .. plain(note.source) or line
end

---@param store khabar.nvim.Store
---@return table[] items for setloclist()
function M.items(store)
  local lost, standing = {}, {}
  for _, entry in ipairs(store:entries()) do
    local item = { bufnr = store.buf, lnum = 1, col = 1, text = M.line(entry), type = entry.lost and 'W' or '' }
    if entry.start then
      local row, row_start = require('khabar.nvim.mirror').row_of(store.buf, entry.start)
      local end_row, end_start = require('khabar.nvim.mirror').row_of(store.buf, entry.finish, row)
      item.lnum, item.col = row + 1, entry.start - row_start + 1
      item.end_lnum, item.end_col = end_row + 1, entry.finish - end_start + 1
    else
      item.lnum = require('khabar.nvim.notes_draw').row(store, entry) + 1
    end
    table.insert(entry.lost and lost or standing, item)
  end
  table.sort(standing, function(a, b)
    return a.lnum < b.lnum or (a.lnum == b.lnum and a.col < b.col)
  end)
  return vim.list_extend(lost, standing)
end

---@param call {bang: boolean}
function M.run(call)
  local store, problem = notes.open(0)
  if not store then
    return message.notify(problem or '', vim.log.levels.ERROR)
  end
  store:check(true)
  if call.bang then
    store.remarks = not store.remarks
    return require('khabar.nvim.notes_draw').place(store)
  end
  local items = M.items(store)
  if #items == 0 then
    return message.notify(message.text('no_notes', config.language(config.get(api.nvim_get_current_buf()))))
  end
  vim.fn.setloclist(0, {}, ' ', { title = 'khabar', items = items })
  vim.cmd.lopen()
end

return M
