---How notes look: a quiet underline to the edges of their words, a sign for what asks for attention, remarks on request.
local api = vim.api
local notes = require 'khabar.nvim.notes'
local Store = require 'khabar.nvim.notes_store'

local M = {}

---Underlines, drawn with the lines that Neovim shows.
local namespace = api.nvim_create_namespace 'khabar.notes.draw'
---Signs and remarks, put where they belong when notes change.
local decorations = api.nvim_create_namespace 'khabar.notes.signs'

---@param entry khabar.nvim.NoteEntry
---@return string group
function M.group(entry)
  local note = entry.note
  if entry.lost or note.conflict then
    return 'KhabarNoteLost'
  elseif note.status == 'rejected' then
    return 'KhabarNoteRejected'
  end
  return note.status == 'open' and 'KhabarNote' or 'KhabarNoteSettled'
end

---What stands in the sign column: nothing for what is simply settled.
---@param entry khabar.nvim.NoteEntry
---@return string? sign
---@return string? group
local function sign(entry)
  local note = entry.note
  if entry.lost then
    return '?', 'KhabarNoteLost'
  elseif note.conflict or note.check == 'doubtful' or note.check == 'wrong' then
    return '!', 'KhabarNoteLost'
  elseif note.text and note.text ~= '' then
    return '*', 'KhabarNoteSign'
  end
end

---The text of a remark in one line, with nothing in it that a terminal obeys.
---@param note khabar.Note
---@return string
function M.remark(note)
  return ((note.text or ''):gsub('%s+', ' '):gsub('%c', '?'))
end

---The row where a note is, or was.
---@param store khabar.nvim.Store
---@param entry khabar.nvim.NoteEntry
---@return integer
function M.row(store, entry)
  local last = api.nvim_buf_line_count(store.buf) - 1
  if not entry.id then
    return 0
  end
  local mark = api.nvim_buf_get_extmark_by_id(store.buf, Store.namespace, entry.id, {})
  return math.min(mark[1] or 0, last)
end

---Puts signs and remarks anew, and settles which group each mark is drawn in.
---@param store khabar.nvim.Store
---@param entries? khabar.nvim.NoteEntry[] its own, where they are at hand
function M.place(store, entries)
  local buf = store.buf
  api.nvim_buf_clear_namespace(buf, decorations, 0, -1)
  store.groups = {}
  for _, entry in ipairs(entries or store:entries()) do
    if entry.id then
      store.groups[entry.id] = M.group(entry)
    end
    local sign_text, sign_group = sign(entry)
    local remark = store.remarks and M.remark(entry.note) or ''
    if sign_text or remark ~= '' then
      api.nvim_buf_set_extmark(buf, decorations, M.row(store, entry), 0, {
        sign_text = sign_text,
        sign_hl_group = sign_group,
        virt_text = remark ~= '' and { { '  ' .. remark, 'KhabarNoteText' } } or nil,
        virt_text_pos = remark ~= '' and 'eol' or nil,
        priority = entry.lost and 20 or 10,
      })
    end
  end
end

---@param buf integer
function M.clear(buf)
  api.nvim_buf_clear_namespace(buf, decorations, 0, -1)
end

---The range widened to whole words: a line that begins inside a joined Arabic word breaks it.
---@param doc khabar.Document
---@param start integer
---@param finish integer
---@return integer
---@return integer
local function to_words(doc, start, finish)
  local first, last = doc:tokens(start, start + 1)[1], doc:tokens(math.max(start, finish - 1), finish)[1]
  return math.min(start, first and first.start or start), math.max(finish, last and last.finish or finish)
end
M.to_words = to_words

local mark = { ephemeral = true, end_col = 0, hl_group = '', priority = 0 }

local function on_line(_, _, buf, row)
  local store = notes.get(buf)
  local state = store and require('khabar.nvim.attach').state(buf)
  if not store or not state then
    return
  end
  local found = api.nvim_buf_get_extmarks(
    buf,
    Store.namespace,
    { row, 0 },
    { row, -1 },
    { overlap = true, details = true }
  )
  local row_start, length = nil, nil
  for _, extmark in ipairs(found) do
    local group = store.groups and store.groups[extmark[1]]
    if group and not extmark[4].invalid and not store.lost[extmark[1]] then
      row_start = row_start or api.nvim_buf_get_offset(buf, row)
      length = length or #api.nvim_buf_get_lines(buf, row, row + 1, false)[1]
      local start, finish = store:place(extmark[1])
      if start and finish then
        start, finish = to_words(state.mirror.doc, start, finish)
        local col, end_col = math.max(0, start - row_start), math.min(length, finish - row_start)
        if col < end_col then
          mark.end_col, mark.hl_group, mark.priority = end_col, group, state.config.priority + 12
          api.nvim_buf_set_extmark(buf, namespace, row, col, mark)
        end
      end
    end
  end
end

local ready = false

function M.setup()
  require('khabar.nvim.highlight').setup()
  if ready then
    return
  end
  ready = true
  api.nvim_set_decoration_provider(namespace, {
    on_win = function(_, _, buf)
      return notes.get(buf) ~= nil
    end,
    on_line = on_line,
  })
end

return M
