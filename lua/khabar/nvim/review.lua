---:Khabar review: single keys, from one uncertain name to the next.
---
---Uncertain is a name that nobody has settled, and that should be linked to an entity but is not, or whose score is below the
---option `review_below`: who proposed it says nothing of that, since the model has a hand in most names that are sure. Only the
---sidecar changes, so that a buffer which cannot be modified can be reviewed.
---
---The keys are buffer-local maps. What they cover is put back when the review ends, however it ends: `q`, another window or
---buffer, :q, :bdelete, an error in a key.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'
local notes = require 'khabar.nvim.notes'

local M = {}

local namespace = api.nvim_create_namespace 'khabar.review'

---@class khabar.nvim.Review
---@field buf integer
---@field win integer
---@field store khabar.nvim.Store
---@field saved table[] maps that the keys cover, as maparg() gives them
---@field winbar string
---@field settled integer
---@field at integer? byte of the name that is asked about
---@field finish integer?
---@field asking boolean a prompt is open: another window may be entered
---@field closed boolean

---@type khabar.nvim.Review?
local current

---@return khabar.nvim.Review?
function M.current()
  return current
end

---@param review khabar.nvim.Review
---@return 'ar'|'en'
local function language(review)
  return config.language((config.get(review.buf)))
end

---The names that are to be asked about, in the order of the text.
---@param store khabar.nvim.Store
---@param state khabar.nvim.State
---@return khabar.Span[]
function M.uncertain(store, state)
  local linkable, settled, list = require('khabar.nvim.highlight').linkable, {}, {}
  for _, entry in ipairs(store:entries()) do
    if entry.start and entry.note.status ~= 'open' then
      settled[entry.start .. ' ' .. entry.finish] = true
    end
  end
  for span in state.mirror.doc:spans() do
    local known = span.source == 'note' or span.value or settled[span.start .. ' ' .. span.finish]
    local doubt = (linkable[span.type] and not span.id) or span.score < state.config.review_below
    if not known and doubt then
      list[#list + 1] = span
    end
  end
  return list
end

-- Showing ----------------------------------------------------------------------

---@param review khabar.nvim.Review
---@param text string
local function set_winbar(review, text)
  if api.nvim_win_is_valid(review.win) then
    text = text:gsub('%%', '%%%%')
    api.nvim_set_option_value('winbar', text, { scope = 'local', win = review.win })
  end
end

---@param review khabar.nvim.Review
---@param list khabar.Span[]
---@param index integer?
local function show(review, list, index)
  local buf, state = review.buf, attach.state(review.buf)
  api.nvim_buf_clear_namespace(buf, namespace, 0, -1)
  local span = index and list[index]
  if not span or not state then
    review.at, review.finish = nil, nil
    return set_winbar(review, message.text('review_end', language(review), review.settled, #list))
  end
  review.at, review.finish = span.start, span.finish
  local mirror = require 'khabar.nvim.mirror'
  local row, row_start = mirror.row_of(buf, span.start)
  api.nvim_win_set_cursor(review.win, { row + 1, span.start - row_start })
  api.nvim_win_call(review.win, function()
    if vim.wo.foldenable then
      vim.cmd 'silent! normal! zv'
    end
  end)
  local end_row, end_start = mirror.row_of(buf, span.word_finish, row)
  local from_row, from_start = mirror.row_of(buf, span.word_start)
  api.nvim_buf_set_extmark(buf, namespace, from_row, span.word_start - from_start, {
    end_row = end_row,
    end_col = span.word_finish - end_start,
    hl_group = 'KhabarReview',
    priority = state.config.priority + 20,
    strict = false,
  })
  local core = assert(require('khabar').core())
  local kind = require('khabar.card').type_label(language(review), span.type, core.types())
  -- The name comes last: a terminal that puts Arabic in order would carry numbers behind it to its other side.
  local name = span.name or state.mirror.doc:sub(span.start + 1, span.finish):gsub('[%s%c]+', ' ')
  -- stylua: ignore
  set_winbar(review, message.text('review', language(review),
    review.settled + index, review.settled + #list, kind, math.floor(span.score * 100 + 0.5), name))
end

---@param list khabar.Span[]
---@param at integer
---@param finish integer
---@return integer? index of the first name behind this one
local function first_after(list, at, finish)
  for i, span in ipairs(list) do
    if span.start > at or (span.start == at and span.finish < finish) then
      return i
    end
  end
end

---Goes on to the next or back to the previous name.
---@param review khabar.nvim.Review
---@param direction 1|-1|0 0: to the first that stands at the cursor or behind it
local function step(review, direction)
  local state = attach.read(review.buf)
  if not state then
    return M.leave()
  end
  local list = M.uncertain(review.store, state)
  local at, finish = review.at, review.finish
  if not at or not finish or direction == 0 then
    at = require('khabar.nvim.entities').cursor_byte(review.win)
    finish = math.huge
    if direction == 0 then
      at = at - 1
    end
  end
  local index
  if direction >= 0 then
    index = first_after(list, at, finish)
    if not index and vim.o.wrapscan and #list > 0 then
      index = 1
    end
  else
    for i, span in ipairs(list) do
      if span.start < at or (span.start == at and span.finish > finish) then
        index = i
      end
    end
    index = index or (vim.o.wrapscan and #list > 0 and #list or nil)
  end
  if not index and #list > 0 and review.at then
    message.notify(message.text('no_more', language(review)))
    return
  end
  show(review, list, index)
end

-- Keys ----------------------------------------------------------------------

---Settles the name that is asked about by a function of notes_edit.
---@param name string
---@return fun(review: khabar.nvim.Review)
local function settle(name)
  return function(review)
    if not review.at then
      return message.notify(message.text('review_end', language(review), review.settled, 0))
    end
    review.asking = true
    require('khabar.nvim.notes_edit')[name] {
      bang = false,
      text = '',
      target = { start = review.at, finish = review.finish },
      done = function(changed)
        review.asking = false
        if review.closed then
          return
        elseif not api.nvim_win_is_valid(review.win) or api.nvim_win_get_buf(review.win) ~= review.buf then
          return M.leave()
        end
        if changed > 0 then
          -- A remark decides nothing: the name is still asked about.
          if name ~= 'note' then
            review.settled = review.settled + 1
            step(review, 1)
          end
        end
      end,
    }
  end
end

---@param review khabar.nvim.Review
local function undo(review)
  local where = require('khabar.nvim.notes_edit').undo(review.store)
  if not where then
    return message.notify(message.text('nothing_to_undo', language(review)))
  end
  review.settled = math.max(0, review.settled - 1)
  local row, row_start = require('khabar.nvim.mirror').row_of(review.buf, where.start)
  api.nvim_win_set_cursor(review.win, { row + 1, where.start - row_start })
  review.at = nil
  step(review, 0)
end

---@param review khabar.nvim.Review
local function help(review)
  local rows = {}
  for i, line in ipairs(vim.split(message.text('review_help', language(review)), '\n')) do
    rows[i] = { role = 'text', text = line }
  end
  require('khabar.nvim.lookup').show(rows, (config.get(review.buf)), 'khabar.review')
end

---@type table<string, fun(review: khabar.nvim.Review)>
M.keys = {
  y = settle 'accept',
  n = settle 'reject',
  t = settle 'set',
  l = settle 'link',
  m = settle 'note',
  u = undo,
  ['<Space>'] = function(review)
    step(review, 1)
  end,
  [']'] = function(review)
    step(review, 1)
  end,
  ['['] = function(review)
    step(review, -1)
  end,
  ['<BS>'] = function(review)
    step(review, -1)
  end,
  ['?'] = help,
  q = function()
    M.leave()
  end,
}

---@param run fun(review: khabar.nvim.Review)
---@return fun()
local function guarded(run)
  return function()
    local review = current
    if not review then
      return
    end
    local ok, problem = xpcall(run, debug.traceback, review)
    if not ok then
      M.leave()
      message.notify(tostring(problem), vim.log.levels.ERROR)
    end
  end
end

---@param review khabar.nvim.Review
local function map(review)
  for key, run in pairs(M.keys) do
    local covered = api.nvim_buf_call(review.buf, function()
      return vim.fn.maparg(key, 'n', false, true)
    end)
    if covered.buffer == 1 then
      table.insert(review.saved, covered)
    end
    vim.keymap.set('n', key, guarded(run), { buffer = review.buf, nowait = true, desc = 'khabar: review' })
  end
end

---@param review khabar.nvim.Review
local function unmap(review)
  for key in pairs(M.keys) do
    pcall(vim.keymap.del, 'n', key, { buffer = review.buf })
  end
  api.nvim_buf_call(review.buf, function()
    for _, covered in ipairs(review.saved) do
      vim.fn.mapset('n', false, covered)
    end
  end)
end

---Ends the review and puts back what it covered. May be called twice.
function M.leave()
  local review = current
  if not review then
    return
  end
  current, review.closed = nil, true
  pcall(api.nvim_del_augroup_by_name, 'khabar.review')
  if api.nvim_win_is_valid(review.win) then
    pcall(api.nvim_set_option_value, 'winbar', review.winbar, { scope = 'local', win = review.win })
  end
  if api.nvim_buf_is_valid(review.buf) then
    api.nvim_buf_clear_namespace(review.buf, namespace, 0, -1)
    if api.nvim_buf_is_loaded(review.buf) then
      unmap(review)
    end
    message.notify(message.text('review_left', language(review), review.settled))
  end
end

---@param review khabar.nvim.Review
local function watch(review)
  local group = api.nvim_create_augroup('khabar.review', { clear = true })
  api.nvim_create_autocmd({ 'BufLeave', 'WinLeave' }, {
    group = group,
    buffer = review.buf,
    desc = 'khabar: end the review',
    callback = function()
      if not review.asking then
        M.leave()
      end
    end,
  })
  api.nvim_create_autocmd({ 'BufUnload', 'BufDelete', 'BufWipeout', 'BufHidden' }, {
    group = group,
    buffer = review.buf,
    desc = 'khabar: end the review',
    callback = M.leave,
  })
  api.nvim_create_autocmd('TextChanged', {
    group = group,
    buffer = review.buf,
    desc = 'khabar: the name that is asked about may have moved',
    callback = function()
      review.at = nil
      guarded(function()
        step(review, 0)
      end)()
    end,
  })
end

---:Khabar review, from the cursor on.
function M.start()
  if current then
    M.leave()
  end
  local buf = api.nvim_get_current_buf()
  local store, problem = notes.open(buf)
  local state = store and attach.read(buf)
  if not store or not state then
    return message.notify(problem or attach.reason_text(buf), vim.log.levels.ERROR)
  end
  store:check(true)
  local win = api.nvim_get_current_win()
  local review = {
    buf = buf,
    win = win,
    store = store,
    saved = {},
    winbar = api.nvim_get_option_value('winbar', { scope = 'local', win = win }),
    settled = 0,
    asking = false,
    closed = false,
  }
  if #M.uncertain(store, state) == 0 then
    return message.notify(message.text('nothing_to_review', language(review)))
  end
  current = review
  map(review)
  watch(review)
  guarded(function()
    step(review, 0)
  end)()
end

return M
