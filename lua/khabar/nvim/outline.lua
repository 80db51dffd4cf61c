---:Khabar outline. A window beside the draft with what it is about (see khabar/outline.lua), which follows the cursor.
---
---One view for each tab page. It shows the tagged buffer that was current last, and goes when the last window on a draft does.
---A terminal that puts Arabic in order does so for whole rows of the screen, so under 'termbidi' the window stands below
---the draft and not beside it.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'
local outline = require 'khabar.outline'

local M = {}

local WIDTH, HEIGHT = 36, 12
---Characters of a quote or a value that are shown.
local SHOWN = 60
---Milliseconds: an outline that takes longer is not made while somebody is typing.
local SLOW = 30

local namespace = api.nvim_create_namespace 'khabar.outline'
local here_namespace = api.nvim_create_namespace 'khabar.outline.here'

---@type table<'ar'|'en', table<string, string>>
M.words = {
  en = {
    people = 'People',
    bodies = 'Organisations',
    places = 'Places',
    events = 'Events',
    others = 'Other names',
    figures = 'Figures',
    quotes = 'Quotes',
    empty = 'no names in this buffer',
  },
  ar = {
    people = 'أشخاص',
    bodies = 'هيئات',
    places = 'أماكن',
    events = 'أحداث',
    others = 'أسماء أخرى',
    figures = 'أرقام وتواريخ',
    quotes = 'أقوال',
    empty = 'لا أسماء في هذا النص',
  },
}

---@class khabar.nvim.OutlineView
---@field tab integer
---@field buf integer the view's own
---@field win integer
---@field source integer the draft
---@field outline? khabar.Outline
---@field version integer of the draft's mirror that the outline is of; -1 for none
---@field rows table<integer, khabar.OutlineItem> by line, from 1
---@field here? khabar.OutlineItem the one that is marked
---@field lines string[]
---@field cost number milliseconds that the outline took
---@field opened integer how often lines were written: tests see flicker by it

---@type table<integer, khabar.nvim.OutlineView> by tab page
local views = {}

---@param tab? integer
---@return khabar.nvim.OutlineView?
function M.view(tab)
  return views[tab or api.nvim_get_current_tabpage()]
end

---@param text string
---@return string
local function short(text)
  return vim.fn.strchars(text) > SHOWN and vim.fn.strcharpart(text, 0, SHOWN) .. '…' or text
end

---Group of a type's colour.
---@type table<string, string>?
local group_of
local function group(type_name)
  if not group_of then
    group_of = {}
    for _, entry in ipairs(require('khabar.nvim.highlight').groups) do
      if entry.type then
        group_of[entry.type] = entry.group
      end
    end
  end
  return group_of[type_name]
end

---@class khabar.nvim.OutlineRow
---@field text string
---@field item? khabar.OutlineItem
---@field marks {[1]: integer, [2]: integer, [3]: string}[] columns and group

---A heading holds one script; so does a name with its count.
---@param view khabar.nvim.OutlineView
---@param language 'ar'|'en'
---@return khabar.nvim.OutlineRow[]
local function rows_of(view, language)
  local words, rows = M.words[language], {}
  for _, section in ipairs(outline.sections) do
    local items = view.outline.items[section.key]
    if #items > 0 then
      local head = ('%s  %d'):format(words[section.key], #items)
      rows[#rows + 1] = { text = head, marks = { { 0, #head, 'KhabarCardLabel' } } }
      for _, item in ipairs(items) do
        local name, times = item.name, #item.starts > 1 and '  ' .. #item.starts or ''
        local text, marks = '  ' .. name .. times, {}
        marks[1] = group(item.type) and { 2, 2 + #name, group(item.type) } or nil
        if #text > 2 + #name then
          marks[#marks + 1] = { 2 + #name, #text, 'KhabarCardLabel' }
        end
        rows[#rows + 1] = { text = text, item = item, marks = marks }
        if item.detail and item.detail ~= name then
          local detail = '    ' .. short(item.detail)
          rows[#rows + 1] = { text = detail, item = item, marks = { { 4, #detail, 'KhabarCardLabel' } } }
        end
      end
    end
  end
  if #rows == 0 then
    rows[1] = { text = words.empty, marks = {} }
  end
  return rows
end

---Writes only the lines that differ, so that the window does not flicker and does not scroll.
---@param view khabar.nvim.OutlineView
---@param lines string[]
local function write(view, lines)
  local old, first = view.lines, 1
  while first <= #lines and first <= #old and lines[first] == old[first] do
    first = first + 1
  end
  local last, old_last = #lines, #old
  while last >= first and old_last >= first and lines[last] == old[old_last] do
    last, old_last = last - 1, old_last - 1
  end
  view.lines = lines
  if first > last and first > old_last then
    return
  end
  view.opened = view.opened + 1
  vim.bo[view.buf].modifiable = true
  api.nvim_buf_set_lines(view.buf, first - 1, old_last, false, vim.list_slice(lines, first, last))
  vim.bo[view.buf].modifiable = false
  vim.bo[view.buf].modified = false
end

---@param view khabar.nvim.OutlineView
---@param rows khabar.nvim.OutlineRow[]
local function show(view, rows)
  local lines, rightleft = {}, vim.wo[view.win].rightleft
  local at = view.rows[api.nvim_win_get_cursor(view.win)[1]]
  view.rows = {}
  for i, row in ipairs(rows) do
    lines[i] = rightleft and require('khabar.nvim.lookup').premirror(row.text) or row.text
    view.rows[i] = row.item
  end
  write(view, lines)
  api.nvim_buf_clear_namespace(view.buf, namespace, 0, -1)
  for i, row in ipairs(rows) do
    for _, mark in ipairs(row.marks) do
      -- Mirrored rows keep their length; a name of one script keeps its place.
      local last = math.min(mark[2], #lines[i])
      api.nvim_buf_set_extmark(
        view.buf,
        namespace,
        i - 1,
        math.min(mark[1], last),
        { end_col = last, hl_group = mark[3] }
      )
    end
  end
  for i, row in ipairs(rows) do
    if at and row.item and row.item.key == at.key then
      api.nvim_win_set_cursor(view.win, { i, 0 })
      break
    end
  end
end

---The window of the tab page that shows the draft, the current one if it does.
---@param view khabar.nvim.OutlineView
---@return integer?
local function draft_window(view)
  if not api.nvim_tabpage_is_valid(view.tab) then
    return nil
  end
  local current = api.nvim_tabpage_get_win(view.tab)
  if current ~= view.win and api.nvim_win_get_buf(current) == view.source then
    return current
  end
  for _, win in ipairs(api.nvim_tabpage_list_wins(view.tab)) do
    if win ~= view.win and api.nvim_win_get_buf(win) == view.source then
      return win
    end
  end
end

---Marks the item of the name under the draft's cursor. Costs a search in a list; nothing where the item is the same.
---@param view khabar.nvim.OutlineView
function M.follow(view)
  local state, win = attach.state(view.source), draft_window(view)
  if not state or not win or not view.outline or state.mirror.version ~= view.version or state.mirror.pending then
    return -- the outline is of an older text; it is made again when typing has paused
  end
  local item = outline.at(view.outline, require('khabar.nvim.entities').cursor_byte(win))
  if item == view.here then
    return
  end
  view.here = item
  api.nvim_buf_clear_namespace(view.buf, here_namespace, 0, -1)
  local first
  for line = 1, item and #view.lines or 0 do
    if view.rows[line] == item then
      first = first or line
      api.nvim_buf_set_extmark(view.buf, here_namespace, line - 1, 0, { line_hl_group = 'KhabarOutlineHere' })
    end
  end
  if first and api.nvim_get_current_win() ~= view.win then
    api.nvim_win_set_cursor(view.win, { first, 0 })
  end
end

---@param view khabar.nvim.OutlineView
---@param force? boolean also where nothing has changed
function M.refresh(view, force)
  if not api.nvim_win_is_valid(view.win) then
    return
  end
  local language = config.language(config.get(view.source))
  local state = attach.synced(view.source)
  if not state then
    view.outline, view.version, view.here = nil, -1, nil
    return show(view, { { text = attach.reason_text(view.source, language), marks = {} } })
  end
  if not force and view.version == state.mirror.version then
    return M.follow(view)
  end
  local began = vim.uv.hrtime()
  local made, problem = outline.of(state.mirror.doc)
  view.outline, view.here = made, nil
  view.version = state.mirror.version
  view.cost = (vim.uv.hrtime() - began) / 1e6
  api.nvim_buf_clear_namespace(view.buf, here_namespace, 0, -1)
  if not made then
    return show(view, { { text = problem or '', marks = {} } })
  end
  show(view, rows_of(view, language))
  M.follow(view)
end

---Goes to the item's mention. Once more: to the next one.
---@param stay boolean keep the cursor in the outline
function M.jump(stay)
  local view = M.view()
  local item = view and view.rows[api.nvim_win_get_cursor(view.win)[1]]
  local win = view and draft_window(view)
  if not view or not item or not win then
    return
  end
  M.refresh(view) -- positions may be of an older text
  for _, row in pairs(view.rows) do
    item = row.key == item.key and row or item
  end
  local at = outline.next_mention(item, require('khabar.nvim.entities').cursor_byte(win))
  local row, row_start = require('khabar.nvim.mirror').row_of(view.source, at)
  local length = #(api.nvim_buf_get_lines(view.source, row, row + 1, false)[1] or '')
  api.nvim_win_call(win, function()
    vim.cmd "normal! m'"
    api.nvim_win_set_cursor(win, { row + 1, math.min(at - row_start, length) })
    vim.cmd 'silent! normal! zv'
  end)
  M.follow(view)
  if not stay then
    api.nvim_set_current_win(win)
  end
end

---@param tab? integer
function M.close(tab)
  tab = tab or api.nvim_get_current_tabpage()
  local view = views[tab]
  if not view then
    return
  end
  views[tab] = nil
  if api.nvim_win_is_valid(view.win) and not pcall(api.nvim_win_close, view.win, true) then
    -- The last window of the last tab page cannot be closed: the draft comes back into it.
    local buf = api.nvim_buf_is_valid(view.source) and view.source or api.nvim_create_buf(true, false)
    vim.wo[view.win].winfixbuf = false
    api.nvim_win_set_buf(view.win, buf)
  end
  if api.nvim_buf_is_valid(view.buf) then
    pcall(api.nvim_buf_delete, view.buf, { force = true })
  end
  if next(views) == nil then
    pcall(api.nvim_del_augroup_by_name, 'khabar.outline')
  end
end

---Windows of a tab page that are not the outline and do not float.
---@param view khabar.nvim.OutlineView
---@return integer[]
local function other_windows(view)
  return vim.tbl_filter(function(win)
    return win ~= view.win and api.nvim_win_get_config(win).relative == ''
  end, api.nvim_tabpage_list_wins(view.tab))
end

---Sees whether the drafts are still there; another tagged buffer takes the place of one that is gone.
---@param view khabar.nvim.OutlineView
local function check(view)
  if not api.nvim_tabpage_is_valid(view.tab) or not api.nvim_win_is_valid(view.win) then
    views[view.tab] = nil
    return
  end
  if draft_window(view) then
    return
  end
  for _, win in ipairs(other_windows(view)) do
    local buf = api.nvim_win_get_buf(win)
    if attach.state(buf) then
      view.source = buf
      return M.refresh(view, true)
    end
  end
  if #other_windows(view) == 0 or not api.nvim_buf_is_loaded(view.source) then
    M.close(view.tab)
  end
end

local function check_all()
  for _, view in pairs(vim.tbl_extend('force', {}, views)) do
    check(view)
  end
end

---@param event table
local function on_enter(event)
  local view = M.view()
  if view and event.buf ~= view.buf and attach.state(event.buf) and event.buf ~= view.source then
    view.source = event.buf
    M.refresh(view, true)
  end
end

---@param event table
local function on_update(event)
  check_all()
  for _, view in pairs(vim.tbl_extend('force', {}, views)) do
    if event.data and event.data.buf == view.source then
      local typing = api.nvim_get_mode().mode:find '^[iR]' ~= nil
      local reading = require('khabar.nvim.reading').share(view.source)
      if not reading and not (typing and view.cost > SLOW) then
        M.refresh(view)
      end
    elseif view.tab == api.nvim_get_current_tabpage() then
      on_enter { buf = api.nvim_get_current_buf() }
    end
  end
end

local function watch()
  local events = api.nvim_create_augroup('khabar.outline', { clear = true })
  local function on(event, callback, pattern)
    local desc = 'khabar: keep the outline in step'
    api.nvim_create_autocmd(event, { group = events, pattern = pattern, callback = callback, desc = desc })
  end
  -- Not at once: the event also comes while a buffer is being unloaded, when no text may change.
  on('User', vim.schedule_wrap(on_update), 'KhabarUpdate')
  on({ 'BufEnter' }, on_enter)
  on({ 'CursorMoved', 'CursorMovedI' }, function(event)
    local view = M.view()
    if view and event.buf == view.source then
      M.follow(view)
    end
  end)
  on({ 'InsertLeave' }, function(event)
    local view = M.view()
    if view and event.buf == view.source then
      M.refresh(view)
    end
  end)
  on({ 'WinClosed', 'BufUnload', 'BufWinLeave', 'TabClosed' }, vim.schedule_wrap(check_all))
  on('QuitPre', function()
    -- `:q` in the last window on a draft is meant for Neovim, not for this window.
    local view = M.view()
    local others = view and other_windows(view) or {}
    if view and #others == 1 and others[1] == api.nvim_get_current_win() then
      M.close(view.tab)
    end
  end)
end

---@param view khabar.nvim.OutlineView
local function map_keys(view)
  local function map(key, run, desc)
    vim.keymap.set('n', key, run, { buffer = view.buf, nowait = true, desc = 'khabar: ' .. desc })
  end
  map('<CR>', function()
    M.jump(false)
  end, 'go to this in the draft')
  map('o', function()
    M.jump(true)
  end, 'show this in the draft')
  map('<2-LeftMouse>', function()
    M.jump(false)
  end, 'go to this in the draft')
  map('q', function()
    M.close()
  end, 'close the outline')
end

---@param source integer
---@return khabar.nvim.OutlineView
local function open(source)
  local draft = api.nvim_get_current_win()
  local buf = api.nvim_create_buf(false, true)
  local rightleft, below = vim.wo.rightleft, vim.o.termbidi and not vim.wo.rightleft
  local win = api.nvim_open_win(buf, false, {
    split = below and 'below' or 'right',
    win = below and -1 or draft,
    width = not below and math.min(WIDTH, math.floor(vim.o.columns / 2)) or nil,
    height = below and math.min(HEIGHT, math.floor(vim.o.lines / 3)) or nil,
    style = 'minimal',
  })
  vim.bo[buf].bufhidden, vim.bo[buf].swapfile, vim.bo[buf].modifiable = 'wipe', false, false
  vim.wo[win].rightleft = rightleft
  vim.wo[win].wrap, vim.wo[win].cursorline = false, true
  vim.wo[win].winfixwidth, vim.wo[win].winfixheight, vim.wo[win].winfixbuf = not below, below, true
  vim.wo[win].spell, vim.wo[win].foldenable, vim.wo[win].list = false, false, false
  vim.wo[win].statusline = ' khabar%=%l/%L '
  if below then
    -- Such a terminal takes the first row for a part of the status line above it, with its direction; a rule parts them.
    vim.wo[win].winbar = '%#KhabarCardLabel#%{repeat("─", winwidth(0))}'
  end
  local view = {
    tab = api.nvim_get_current_tabpage(),
    buf = buf,
    win = win,
    source = source,
    version = -1,
    rows = {},
    lines = { '' },
    cost = 0,
    opened = 0,
  }
  views[view.tab] = view
  map_keys(view)
  vim.bo[buf].filetype = 'khabar-outline'
  return view
end

---:Khabar outline: opens it, or closes it where it is open.
---@return khabar.nvim.OutlineView?
function M.toggle()
  local view = M.view()
  if view and api.nvim_win_is_valid(view.win) then
    return M.close()
  end
  local source = api.nvim_get_current_buf()
  if not attach.read(source) then
    message.notify(attach.reason_text(source), vim.log.levels.WARN)
    return nil
  end
  require('khabar.nvim.highlight').setup()
  view = open(source)
  watch()
  M.refresh(view, true)
  return view
end

return M
