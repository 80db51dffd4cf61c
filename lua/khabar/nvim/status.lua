---What a statusline can show: b:khabar_status ('khabar 12'), b:khabar_status_dict and the event `User KhabarUpdate`.
---Counting waits until typing has paused, since a long draft has many names.
local api = vim.api
local M = {}

---Milliseconds without a change before the counts are made again.
M.PAUSE = 200

---@type table<integer, uv.uv_timer_t>
local timers = {}

---@param buf integer
local function announce(buf)
  api.nvim_exec_autocmds('User', { pattern = 'KhabarUpdate', modeline = false, data = { buf = buf } })
end

---Counts now. Of a text that is still being read: what has been found, and how much of the text that is.
---@param buf integer
function M.update(buf)
  local state = require('khabar.nvim.attach').state(buf)
  if not state then
    return
  elseif not state.mirror.tail then
    state = require('khabar.nvim.attach').synced(buf)
  end
  if not state then
    return
  end
  local counts = state.mirror.doc:counts()
  local dict =
    { entities = counts.total - counts.figures, unlinked = counts.unlinked, figures = counts.figures, types = {} }
  for _, entry in ipairs(assert(require('khabar').core()).types()) do
    if counts[entry.name] > 0 then
      dict.types[entry.name] = counts[entry.name]
    end
  end
  if vim.tbl_isempty(dict.types) then
    dict.types = vim.empty_dict()
  end
  local share = require('khabar.nvim.reading').share(buf)
  dict.read = share
  local status = ('khabar %d'):format(dict.entities)
  vim.b[buf].khabar_status = share and ('%s (%d%%)'):format(status, share * 100) or status
  vim.b[buf].khabar_status_dict = dict
  announce(buf)
end

---Counts once typing has paused.
---@param buf integer
function M.later(buf)
  local timer = timers[buf]
  if not timer then
    timer = assert(vim.uv.new_timer())
    timers[buf] = timer
  end
  timer:stop()
  timer:start(
    M.PAUSE,
    0,
    vim.schedule_wrap(function()
      if timers[buf] == timer then
        timers[buf] = nil
        timer:close()
        if api.nvim_buf_is_loaded(buf) then
          M.update(buf)
        end
      end
    end)
  )
end

---@param buf integer
function M.clear(buf)
  local timer = timers[buf]
  if timer then
    timers[buf] = nil
    timer:stop()
    timer:close()
  end
  vim.b[buf].khabar_status = nil
  vim.b[buf].khabar_status_dict = nil
  announce(buf)
end

return M
