---Looks for the places of notes in another thread, where the text is too long to be searched between two keys.
---
---   here     notes as bytes, text ──>  thread: parse, anchor ──>  places by number, in the text as it was
---                                                                    │ the words stand there, or as far on as the text grew?
---   here     marks are put            <──────────────────────────────┘ else: once more, after the next pause
local api = vim.api
local M = {}

---Bytes of text times notes to look for: what is searched at once between two keys, and what a command or :write waits for.
M.BETWEEN_KEYS, M.AT_COMMAND = 100 * 1024, 600 * 1024
---Bytes on both sides that must be the same where the text has changed meanwhile.
local AROUND = 24

---Runs in another thread, in a Lua of its own that has nothing but its arguments.
---@param path string the C module
---@param bytes string the notes
---@param text string
---@return string places `place start finish` a line, or '' and a message
---@return string? problem
local function work(path, bytes, text)
  local ok, answer = pcall(function()
    local core = assert(package.loadlib(path, 'luaopen_khabar_core'))('khabar.core', path)
    local notes = assert(core.notes_parse(bytes))
    assert(notes:anchor(text))
    local rows = {}
    for i, note in ipairs(notes:all()) do
      rows[i] = ('%s %d %d'):format(note.place, note.start, note.finish)
    end
    notes:close()
    return table.concat(rows, '\n')
  end)
  return ok and answer or '', not ok and tostring(answer) or nil
end

---@param answer string
---@return {place: string, start: integer, finish: integer}[]
local function parse(answer)
  local list = {}
  for place, start, finish in answer:gmatch '(%a+) (%d+) (%d+)' do
    list[#list + 1] = { place = place, start = tonumber(start), finish = tonumber(finish) }
  end
  return list
end

---Where a place of an older text is now, if its words and those around them have only moved with the end of the text.
---@param old string
---@param text khabar.Document
---@param start integer
---@param finish integer
---@return integer? start
---@return integer? finish
local function still(old, text, start, finish)
  local from, to = math.max(0, start - AROUND), math.min(#old, finish + AROUND)
  local words = old:sub(from + 1, to)
  for _, shift in ipairs { 0, #text - #old } do
    if from + shift >= 0 and text:sub(from + shift + 1, to + shift) == words then
      return start + shift, finish + shift
    end
  end
end

---@class khabar.nvim.SearchHooks
---@field text fun(): khabar.Document? as it is when the search has ended; nil: nobody wants to know any more
---@field found fun(id: integer, start: integer, finish: integer)
---@field ended fun(unsure: boolean)

---Looks for the notes with these marks; `found(id, start, finish)` is called for each that is found, in the text as it is then,
---and `ended(unsure)` at last: `unsure` where the text had changed too much to say.
---@param store khabar.nvim.Store
---@param ids integer[]
---@param text string
---@param hooks khabar.nvim.SearchHooks
---@return boolean started false where there are no threads
function M.start(store, ids, text, hooks)
  local path = require('khabar.loader').path
  local bytes = path and vim.uv.new_work and store.handle:bytes()
  if not path or not bytes then
    return false
  end
  local marks, wanted = vim.deepcopy(store.marks), {}
  for _, id in ipairs(ids) do
    wanted[id] = true
  end
  local function done(answer)
    local now = api.nvim_buf_is_loaded(store.buf) and hooks.text()
    if not now then
      return
    end
    local places, unsure = parse(answer), false
    for number, place in ipairs(#places == #marks and places or {}) do
      local id = marks[number]
      if wanted[id] and place.place ~= 'lost' and place.place ~= 'unknown' then
        local start, finish = still(text, now, place.start, place.finish)
        if start and finish then
          hooks.found(id, start, finish)
        else
          unsure = true
        end
      end
    end
    hooks.ended(unsure)
  end
  vim.uv.new_work(work, vim.schedule_wrap(done)):queue(path, bytes, text)
  return true
end

return M
