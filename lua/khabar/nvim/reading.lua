---Takes a long text in by time slices, between keys: first its text, then the names of what the windows show, then the rest from
---there on. Nobody waits: a slice is some milliseconds, and while the user types they come farther apart.
---
---   slice        ▐▌   ▐▌   ▐▌        ▐▌              ▐▌   ▐▌   ▐▌
---   keys                        ↑ ↑ ↑     ↑ ↑ ↑ ↑ ↑
---
---Whoever needs more than what is on the screen asks attach.read(), which reads to the end at once.
local api = vim.api
local M = {}

---Milliseconds that a slice works, and that pass before the next: after a slice in which nothing was typed, and after one in
---which something was.
M.SLICE, M.GAP, M.GAP_TYPING = 3, 1, 40
---Milliseconds between two words about how far it is.
M.TELL = 250
---Bytes that are analysed before the clock is looked at.
local STEP = 2 * 1024

---@class khabar.nvim.Reading
---@field timer uv.uv_timer_t
---@field at integer byte from which the rest is looked for
---@field tick integer b:changedtick at the last slice
---@field told integer when the status was last told
---@field began integer
---@field text boolean the text has been read, and the notes, which need all of it, were told

---@type table<integer, khabar.nvim.Reading>
local readings = {}

---How much of a buffer has been read, 0 to 1; nil where nothing is left to read.
---@param buf integer
---@return number?
function M.share(buf)
  buf = buf == 0 and api.nvim_get_current_buf() or buf
  local state = readings[buf] and require('khabar.nvim.attach').state(buf)
  if not state then
    return nil
  end
  local mirror = state.mirror
  local total = math.max(1, require('khabar.nvim.mirror').byte_length(buf))
  return math.max(0, math.min(0.99, (mirror.length - mirror.doc:behind()) / total))
end

---@param buf integer
function M.stop(buf)
  local reading = readings[buf]
  if reading then
    readings[buf] = nil
    reading.timer:stop()
    reading.timer:close()
  end
end

---@param state khabar.nvim.State
---@param first integer
---@param last integer
local function redraw(state, first, last)
  local row_of = require('khabar.nvim.mirror').row_of
  local first_row = row_of(state.buf, first)
  local last_row = row_of(state.buf, math.max(first, last - 1), first_row) + 1
  api.nvim__redraw { buf = state.buf, range = { first_row, last_row }, valid = false }
end

---The bytes that windows show.
---@param buf integer
---@return integer[][]
local function shown(buf)
  local list = {}
  for _, win in ipairs(vim.fn.win_findbuf(buf)) do
    local top, bottom = vim.fn.line('w0', win) - 1, vim.fn.line('w$', win)
    if top >= 0 and bottom >= top then
      list[#list + 1] = { require('khabar.nvim.seen').bytes(win, buf, top, bottom) }
    end
  end
  return list
end

---Analyses the next bit. false: nothing is left.
---@param state khabar.nvim.State
---@param reading khabar.nvim.Reading
---@return boolean more
local function step(state, reading)
  local mirror = state.mirror
  if mirror.tail then
    mirror:read_piece()
    return true
  end
  for _, range in ipairs(shown(state.buf)) do
    local first, last = mirror:catch_up(range[1], range[2], STEP)
    if first and last then
      reading.at = last
      redraw(state, first, last)
      return true
    end
  end
  local first, last = mirror:catch_up(reading.at, mirror.length, STEP)
  if not first and reading.at > 0 then
    first, last = mirror:catch_up(0, reading.at, STEP)
  end
  reading.at = last or 0
  return first ~= nil
end

---@param buf integer
---@param reading khabar.nvim.Reading
local function finish(buf, reading)
  local state = assert(require('khabar.nvim.attach').state(buf))
  M.stop(buf)
  state.first_ms = state.first_ms or (vim.uv.hrtime() - reading.began) / 1e6
  require('khabar.nvim.status').update(buf)
end

---@param buf integer
local function slice(buf)
  local reading, state = readings[buf], require('khabar.nvim.attach').state(buf)
  if not reading or not state or not api.nvim_buf_is_loaded(buf) then
    return M.stop(buf)
  end
  local began = vim.uv.hrtime()
  local ok, more = pcall(function()
    state.mirror:sync()
    local more
    repeat
      more = step(state, reading)
    until not more or state.mirror.tail or (vim.uv.hrtime() - began) / 1e6 >= M.SLICE
    return more
  end)
  if not ok then
    return require('khabar.nvim.attach').fail(buf, tostring(more))
  end
  if not reading.text and not state.mirror.tail then
    reading.text, more = true, true -- what a person has settled may put something off again
    vim.schedule(function()
      require('khabar.nvim.notes').attached(buf)
    end)
  end
  if not readings[buf] then
    return
  elseif not more then
    return finish(buf, reading)
  end
  if (vim.uv.hrtime() - reading.told) / 1e6 >= M.TELL then
    reading.told = vim.uv.hrtime()
    require('khabar.nvim.status').update(buf)
  end
  local tick = api.nvim_buf_get_changedtick(buf)
  reading.timer:start(tick == reading.tick and M.GAP or M.GAP_TYPING, 0, reading.go)
  reading.tick = tick
end

---Goes on with what was put off, if that is not being done.
---@param buf integer
function M.later(buf)
  local state = require('khabar.nvim.attach').state(buf)
  local reading = readings[buf]
  if not state then
    return
  elseif reading then
    reading.text = reading.text and not state.mirror.tail
    return
  end
  reading = {
    timer = assert(vim.uv.new_timer()),
    at = 0,
    tick = api.nvim_buf_get_changedtick(buf),
    told = vim.uv.hrtime(),
    began = vim.uv.hrtime(),
    text = false,
    go = vim.schedule_wrap(function()
      slice(buf)
    end),
  }
  readings[buf] = reading
  reading.timer:start(M.GAP, 0, reading.go)
end

---Reads everything now.
---@param state khabar.nvim.State
function M.now(state)
  state.mirror:sync_all()
  state.mirror:catch_up(0, state.mirror.length)
  local reading = readings[state.buf]
  if reading then
    local text = reading.text
    finish(state.buf, reading)
    if not text then
      require('khabar.nvim.notes').attached(state.buf)
    end
  end
end

---Analyses what windows show now.
---@param state khabar.nvim.State
function M.shown(state)
  state.mirror:sync_all()
  for _, range in ipairs(readings[state.buf] and shown(state.buf) or {}) do
    state.mirror:catch_up(range[1], range[2])
  end
end

return M
