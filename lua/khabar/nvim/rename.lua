---:Khabar rename: one spelling of a name everywhere, shown before it is written.
---
---    textDocument/rename of the language server, asked in place ──> edits ──> a window with a row for each ──> y: the draft
---
---The rows stand in a window of the whole width: a terminal that puts Arabic in order does so for whole rows of the screen. What
---was goes before what will be, with an arrow of characters that such a terminal turns round with the words beside it; in a
---window with 'rightleft' nothing is turned round, so the arrow there is one to the left.
local api = vim.api
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---Bytes of a line that are looked at for the words around a name.
local REACH = 400
local ARROW, ARROW_LEFT = ' => ', ' ← '
local namespace = api.nvim_create_namespace 'khabar.rename'

---@class khabar.nvim.Rename
---@field buf integer the draft
---@field win integer its window
---@field tick integer of the draft when it was asked about
---@field language 'ar'|'en'
---@field row integer the cursor, from 0
---@field col integer
---@field old? string the name as it stands there
---@field new? string
---@field edits? table[] TextEdits in bytes, in reading order, none over another, each on one line of new text

---The language server for one question about a buffer: what the plugin knows, its own text, bytes for positions.
---@param buf integer
---@return khabar.lsp.Server server
---@return string uri
local function open_server(buf)
  local settings = require('khabar.nvim.lsp').settings()
  settings.lone_cr = false
  if require('khabar.nvim.attach').state(buf) then
    settings.arabic_share, settings.max_bytes = 0, math.huge -- somebody wants this text read, whatever it is
  end
  local server = require('khabar.lsp.server').new {
    null = vim.NIL,
    settings = settings,
    notes_file = require('khabar.nvim.lsp').notes_file,
    send = function(said)
      if said.method == 'window/showMessage' then
        message.notify(said.params.message, vim.log.levels.WARN)
      end
    end,
  }
  server.encoding = 'utf-8'
  server.known.engine = function()
    return require('khabar.nvim.engines').of(buf)
  end
  local uri, text = vim.uri_from_bufnr(buf), table.concat(api.nvim_buf_get_lines(buf, 0, -1, true), '\n')
  server:call('textDocument/didOpen', { textDocument = { uri = uri, text = text .. '\n', version = 0 } })
  return server, uri
end

---Asks for the name at the cursor and, where a new one is given, for the edits that write it everywhere.
---@param rename khabar.nvim.Rename
---@return string? problem
local function ask(rename)
  local server, uri = open_server(rename.buf)
  local params = { textDocument = { uri = uri }, position = { line = rename.row, character = rename.col } }
  local found, failure = server:call('textDocument/prepareRename', params)
  local result
  if found and rename.new then
    params.newName = rename.new
    result, failure = server:call('textDocument/rename', params)
  end
  server:drop_all()
  if failure then
    return failure.message
  elseif not found then
    return message.text('nothing_here', rename.language)
  end
  rename.old, rename.edits = found.placeholder, result and result.changes[uri] or {}
end

---Why a rename cannot go on, if anything keeps it from that.
---@param rename khabar.nvim.Rename
---@return string? problem
local function obstacle(rename)
  if not api.nvim_buf_is_loaded(rename.buf) or api.nvim_buf_get_changedtick(rename.buf) ~= rename.tick then
    return require('khabar.lsp.words').text('stale', rename.language)
  elseif not vim.bo[rename.buf].modifiable then
    return message.text('not_modifiable', rename.language)
  end
end

---The words of a text that stand nearest to a name, as many as fit.
---@param text string what stands before the name in its line, or behind it
---@param before boolean
---@param cells integer
---@return string
local function nearest(text, before, cells)
  local piece = before and text:sub(-REACH) or text:sub(1, REACH)
  if #piece < #text then -- the outermost word may be cut
    piece = before and (piece:match '%s.*$' or '') or piece:match '^.*%s' or ''
  end
  local kept = piece:match(before and '%S*$' or '^%S*') -- what touches the name stays in any case
  while #kept < #piece do
    local rest = before and piece:sub(1, #piece - #kept) or piece:sub(#kept + 1)
    local word = rest:match(before and '%S*%s+$' or '^%s+%S*')
    local longer = before and word .. kept or kept .. word
    if vim.fn.strdisplaywidth(longer) > cells then
      break
    end
    kept = longer
  end
  if vim.trim(kept) == vim.trim(text) then
    return vim.trim(text) == '' and '' or kept
  end
  return before and '…' .. kept or kept .. '…'
end

---@class khabar.nvim.RenameRow
---@field text string
---@field marks {[1]: integer, [2]: integer, [3]: string}[] columns and group

---The row of an edit. Words are coloured with the clitics before the name: a change of colour breaks the joining of letters.
---@param rename khabar.nvim.Rename
---@param edit table
---@param rightleft boolean
---@return khabar.nvim.RenameRow
local function row_of(rename, edit, rightleft)
  local first, last = edit.range.start, edit.range['end']
  local lines = api.nvim_buf_get_lines(rename.buf, first.line, last.line + 1, true)
  local old = api.nvim_buf_get_text(rename.buf, first.line, first.character, last.line, last.character, {})
  local number = ('%d: '):format(first.line + 1)
  -- Half of the window for what was, half for what will be.
  local width = vim.fn.strdisplaywidth
  local half = math.floor((vim.o.columns - width(number .. ARROW .. '…………')) / 2)
  local cells = half - math.max(width(table.concat(old, ' ')), width(edit.newText))
  local behind = nearest(lines[#lines]:sub(last.character + 1), false, math.floor(cells / 2))
  local before = nearest(lines[1]:sub(1, first.character), true, cells - width(behind))
  local clitics = vim.fn.matchstr(before, [[\k*$]])
  before = before:sub(1, #before - #clitics)

  local text, marks = '', {}
  local function add(piece, group)
    piece = rightleft and require('khabar.nvim.lookup').premirror(piece) or piece
    if group then
      marks[#marks + 1] = { #text, #text + #piece, group }
    end
    text = text .. piece
  end
  add(number, 'KhabarCardLabel')
  add(before)
  add(clitics .. table.concat(old, ' '), 'KhabarRenameOld')
  add(behind)
  add(rightleft and ARROW_LEFT or ARROW, 'KhabarCardLabel')
  add(before)
  add(clitics .. edit.newText, 'KhabarRenameNew')
  add(behind)
  return { text = text:gsub('[\n%z]', '?'), marks = marks }
end

---What the window shows: what is to be done and by which keys, then a row for each place.
---@param rename khabar.nvim.Rename
---@param rightleft boolean
---@return khabar.nvim.RenameRow[]
local function rows_of(rename, rightleft)
  local head = message.text('rename', rename.language, rename.new, rename.old, #rename.edits)
  head = rightleft and require('khabar.nvim.lookup').premirror(head) or head
  local rows = { { text = head, marks = { { 0, #head, 'KhabarCardName' } } } }
  for _, edit in ipairs(rename.edits) do
    rows[#rows + 1] = row_of(rename, edit, rightleft)
  end
  return rows
end

---Writes the edits, as one step for undo.
---@param rename khabar.nvim.Rename
local function carry_out(rename)
  local problem = obstacle(rename)
  if problem then
    return message.notify(problem, vim.log.levels.WARN)
  end
  for i = #rename.edits, 1, -1 do
    local edit = rename.edits[i]
    local first, last = edit.range.start, edit.range['end']
    api.nvim_buf_set_text(rename.buf, first.line, first.character, last.line, last.character, { edit.newText })
  end
  message.notify(message.text('renamed', rename.language, #rename.edits))
end

---The rows that are shown now, if any.
---@type integer?
local open_rows

---Without its buffer the window goes too, unless it is the last one.
local function close()
  if open_rows and api.nvim_buf_is_valid(open_rows) then
    api.nvim_buf_delete(open_rows, { force = true })
  end
  open_rows = nil
end

---@param rename khabar.nvim.Rename
---@param buf integer of the rows
local function map_keys(rename, buf)
  local function leave()
    close()
    if api.nvim_win_is_valid(rename.win) then
      api.nvim_set_current_win(rename.win)
    end
  end
  local function map(keys, desc, run)
    for _, key in ipairs(keys) do
      vim.keymap.set('n', key, run, { buffer = buf, nowait = true, desc = 'khabar: ' .. desc })
    end
  end
  map({ 'q', '<Esc>' }, 'leave everything as it is', leave)
  map({ 'y', '<CR>' }, 'write the name everywhere', function()
    leave()
    carry_out(rename)
  end)
end

---@param rename khabar.nvim.Rename
local function show(rename)
  close()
  local rightleft = vim.wo[rename.win].rightleft
  local rows, buf = rows_of(rename, rightleft), api.nvim_create_buf(false, true)
  for i, row in ipairs(rows) do
    api.nvim_buf_set_lines(buf, i - 1, i, false, { row.text })
  end
  vim.bo[buf].modifiable = false
  vim.bo[buf].bufhidden = 'wipe'
  require('khabar.nvim.highlight').setup()
  for i, row in ipairs(rows) do
    for _, mark in ipairs(row.marks) do
      api.nvim_buf_set_extmark(buf, namespace, i - 1, mark[1], { end_col = mark[2], hl_group = mark[3] })
    end
  end
  map_keys(rename, buf)
  local height = math.min(#rows, math.max(3, math.floor(vim.o.lines / 3)))
  local window = api.nvim_open_win(buf, true, { split = 'below', win = -1, height = height, style = 'minimal' })
  vim.wo[window].rightleft = rightleft
  vim.wo[window].winfixheight = true
  open_rows = buf
end

---Shows what writing `new` everywhere would change.
---@param rename khabar.nvim.Rename
---@param new string
local function preview(rename, new)
  rename.new = new
  local problem = obstacle(rename) or ask(rename)
  if problem then
    return message.notify(problem, vim.log.levels.WARN)
  elseif #rename.edits == 0 then
    return message.notify(message.text('rename_nothing', rename.language))
  end
  show(rename)
end

---:Khabar rename [NEW]
---@param new string '' to be asked for it
function M.open(new)
  local buf, win = api.nvim_get_current_buf(), api.nvim_get_current_win()
  local cursor = api.nvim_win_get_cursor(win)
  ---@type khabar.nvim.Rename
  local rename = {
    buf = buf,
    win = win,
    tick = api.nvim_buf_get_changedtick(buf),
    language = config.language(config.get(buf)),
    row = cursor[1] - 1,
    col = cursor[2],
  }
  if new ~= '' then
    return preview(rename, new)
  end
  local problem = obstacle(rename) or ask(rename)
  if problem then
    return message.notify(problem, vim.log.levels.WARN)
  end
  local prompt = message.text('rename_prompt', rename.language, rename.old)
  vim.ui.input({ prompt = prompt, default = rename.old }, function(answer)
    answer = answer and vim.trim(answer) or ''
    if answer ~= '' then
      preview(rename, answer)
    end
  end)
end

return M
