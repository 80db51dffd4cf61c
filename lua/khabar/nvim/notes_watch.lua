---Sees when the notes of a draft are written by somebody else: another editor, `khabar notes`, a version-control system. Their
---folder is watched by the system (inotify and the like); where that says nothing, as on some network drives, the file is looked
---at when the user comes back, enters the buffer or pauses.
local M = {}

---Milliseconds in which several events of one save count as one.
local SETTLE_MS = 20

---@class khabar.nvim.Watch
---@field event uv.uv_fs_event_t
---@field timer uv.uv_timer_t
---@field names table<string, table<integer, true>> buffers by the name of the file

---@type table<string, khabar.nvim.Watch> by folder
local watches = {}
---@type table<integer, string> the path that is watched, by buffer
local paths = {}

---@param folder string
---@param names table<string, table<integer, true>>
---@param changed fun(buf: integer)
---@return khabar.nvim.Watch?
local function open(folder, names, changed)
  local event, timer = vim.uv.new_fs_event(), vim.uv.new_timer()
  if not event or not timer then
    return nil
  end
  local pending = {}
  local function tell()
    local bufs = pending
    pending = {}
    for buf in pairs(bufs) do
      if paths[buf] then
        changed(buf)
      end
    end
  end
  local started = event:start(folder, {}, function(problem, name)
    -- A name that is not told may be any of them.
    for known, bufs in pairs(problem and {} or names) do
      if not name or name == known then
        for buf in pairs(bufs) do
          pending[buf] = true
        end
        timer:start(SETTLE_MS, 0, vim.schedule_wrap(tell))
      end
    end
  end)
  if not started then
    event:close()
    timer:close()
    return nil
  end
  return { event = event, timer = timer, names = names }
end

---@param buf integer
function M.stop(buf)
  local path = paths[buf]
  paths[buf] = nil
  local folder = path and vim.fs.dirname(path)
  local watch = folder and watches[folder]
  if not path or not watch then
    return
  end
  local name = vim.fs.basename(path)
  local bufs = watch.names[name] or {}
  bufs[buf] = nil
  if not next(bufs) then
    watch.names[name] = nil
  end
  if not next(watch.names) then
    watches[folder] = nil
    watch.event:close()
    watch.timer:close()
  end
end

---Watches the file of a buffer's notes, whether it is there or not; `changed` is called when somebody has written it.
---@param buf integer
---@param path? string nil: none
---@param changed fun(buf: integer)
function M.start(buf, path, changed)
  if paths[buf] == path then
    return
  end
  M.stop(buf)
  local folder = path and vim.fs.dirname(path)
  if not path or not folder then
    return
  end
  local watch = watches[folder] or open(folder, {}, changed)
  if watch then
    watches[folder], paths[buf] = watch, path
    local name = vim.fs.basename(path)
    watch.names[name] = watch.names[name] or {}
    watch.names[name][buf] = true
  end
end

return M
