---Which buffers are tagged, and why or why not.
local api = vim.api
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---@class khabar.nvim.State
---@field buf integer
---@field mirror khabar.nvim.Mirror
---@field engine khabar.Engine
---@field opened khabar.nvim.Opened what the engine was made of; kept so that it stays
---@field config khabar.nvim.Config
---@field groups table<integer, string> highlight group by type number, without the hidden types
---@field linkable table<integer, true> by type number
---@field first_ms? number how long the first analysis took; nil before its end
---@field notes? khabar.nvim.Store

---@class khabar.nvim.Reason
---@field key string a key of message.texts
---@field args any[]
---@field share? number
---@field size? integer bytes when it was measured

---@type table<integer, khabar.nvim.State>
local states = {}
---@type table<integer, khabar.nvim.Reason>
local reasons = {}
---What the user chose for a buffer with :Khabar enable / disable.
---@type table<integer, boolean>
local choices = {}
---:Khabar! disable
local off_everywhere = false

---How much is read to see whether a buffer is Arabic: what the core looks at.
local MEASURED_BYTES = 64 * 1024
---Below this size a buffer that is not Arabic is measured at each change, above it when its size has changed by an eighth.
local SMALL_BYTES = 4096
---From this size on reading takes long enough to be noticed: nearly a second for each MiB, in slices beside the user's work.
local LONG_BYTES = 1024 * 1024
---A text up to this size is analysed when it is tagged, a longer one in slices.
local SHORT_BYTES = 16 * 1024

---@param buf integer 0 for the current one
---@return integer
local function resolve(buf)
  return buf == 0 and api.nvim_get_current_buf() or buf
end

---@param buf integer
---@return khabar.nvim.State?
function M.state(buf)
  return states[resolve(buf)]
end

---@param buf integer
---@param language? 'ar'|'en'
---@return string
function M.reason_text(buf, language)
  local reason = reasons[resolve(buf)]
  language = language or config.language()
  return reason and message.text(reason.key, language, unpack(reason.args)) or message.text('unseen', language)
end

---@param buf integer
---@return khabar.nvim.Reason?
function M.reason(buf)
  return reasons[resolve(buf)]
end

---@param buf integer
---@return string
local function beginning(buf)
  local mirror = require 'khabar.nvim.mirror'
  local row = mirror.row_of(buf, MEASURED_BYTES)
  if row > 0 then
    return mirror.lines_text(buf, 0, row + 1)
  end
  local length = math.min(MEASURED_BYTES, math.max(0, mirror.byte_length(buf) - 1))
  local ok, text = pcall(api.nvim_buf_get_text, buf, 0, 0, 0, length, {})
  return ok and text[1] or mirror.lines_text(buf, 0, 1)
end

---@param key string
---@param ... any
---@return khabar.nvim.Reason
local function because(key, ...)
  return { key = key, args = { ... } }
end

---Whether a buffer is to be tagged. Arabic is measured, not guessed from the name of the file.
---@param buf integer
---@param options khabar.nvim.Config
---@return boolean
---@return khabar.nvim.Reason
local function decide(buf, options)
  local bo = vim.bo[buf]
  if bo.buftype == 'terminal' then
    return false, because 'terminal'
  elseif choices[buf] ~= nil then
    return choices[buf], because(choices[buf] and 'chosen_on' or 'chosen_off')
  elseif off_everywhere then
    return false, because 'off_everywhere'
  elseif not options.enable then
    return false, because 'option_off'
  elseif bo.buftype ~= '' then
    return false, because('buftype', bo.buftype)
  elseif not vim.tbl_contains(options.filetypes, bo.filetype) then
    return false, because('filetype', bo.filetype)
  elseif states[buf] then
    return true, reasons[buf] -- once Arabic, a buffer stays tagged while it is rewritten
  end
  local text, size = beginning(buf), require('khabar.nvim.mirror').byte_length(buf)
  local share = 0
  if text:find '[\128-\255]' then -- else the C module need not be loaded for it
    local core, problem = require('khabar').core()
    if not core then
      return false, because('failed', problem)
    end
    share = core.arabic_share(text)
  end
  local reason = because 'on'
  if share < options.arabic_share then
    local has_letters = text:find '[%a\128-\255]' ~= nil
    reason = has_letters and because('not_arabic', math.floor(share * 100), math.ceil(options.arabic_share * 100))
      or because 'no_letters'
  elseif not text:find '[\128-\255]' then
    reason = because 'no_letters' -- with arabic_share = 0 an empty buffer would pass
  elseif size > options.max_bytes then
    reason = because('too_long', message.size(size), message.size(options.max_bytes))
  end
  reason.share, reason.size = share, size
  return reason.key == 'on', reason
end

---Measures a buffer again that was not Arabic, when enough has changed.
---@param buf integer
local function remeasure(buf)
  local reason = reasons[buf]
  if not reason or not reason.size then
    return
  end
  local size = require('khabar.nvim.mirror').byte_length(buf)
  if size <= SMALL_BYTES or math.abs(size - reason.size) * 8 > reason.size then
    M.consider(buf)
  end
end

---@param buf integer
---@param watch boolean
local function set_watch(buf, watch)
  local group = api.nvim_create_augroup('khabar.watch.' .. buf, { clear = true })
  if not watch then
    api.nvim_del_augroup_by_id(group)
    return
  end
  api.nvim_create_autocmd({ 'TextChanged', 'TextChangedI', 'TextChangedP', 'BufEnter' }, {
    group = group,
    buffer = buf,
    desc = 'khabar: see whether the buffer has become Arabic',
    callback = function()
      remeasure(buf)
    end,
  })
end

---@param buf integer
local function redraw(buf)
  if api.nvim_buf_is_valid(buf) then
    api.nvim__redraw { buf = buf, valid = false }
  end
end

---Takes away what was set in a buffer.
---@param buf integer
local function clean(buf)
  if api.nvim_buf_is_valid(buf) then
    require('khabar.nvim.keys').unmap(buf)
    require('khabar.nvim.complete').unset(buf)
    require('khabar.nvim.status').clear(buf)
  end
end

---Drops a buffer's state. The reason stays.
---@param buf integer
---@param unloading? boolean Neovim is letting go of the buffer at this moment; it has no lines any more, and in 0.10 setting an
---option of it or an autocommand in it would fail with E315
local function drop(buf, unloading)
  local state = states[buf]
  if not state then
    return
  end
  states[buf] = nil
  require('khabar.nvim.reading').stop(buf)
  if state.notes then
    require('khabar.nvim.notes').detached(buf)
  end
  state.mirror:close()
  if not unloading then
    return clean(buf)
  end
  vim.schedule(function()
    if not states[buf] then
      clean(buf)
    end
  end)
end

---Stops tagging a buffer because of an error, and says so once.
---@param buf integer
---@param problem string
function M.fail(buf, problem)
  drop(buf)
  reasons[buf] = because('failed', problem)
  vim.schedule(function()
    message.notify_once(problem, vim.log.levels.ERROR)
  end)
end

---@param options khabar.nvim.Config
---@param types khabar.TypeName[]
---@return table<integer, string> groups
---@return table<integer, true> linkable
local function groups_for(options, types)
  local highlight = require 'khabar.nvim.highlight'
  local all, groups, linkable = highlight.by_type_number(types), {}, {}
  for i, entry in ipairs(types) do
    if not vim.tbl_contains(options.hide, entry.name) then
      groups[i - 1] = all[i - 1]
      linkable[i - 1] = options.unlinked and highlight.linkable[entry.name] or nil
    end
  end
  return groups, linkable
end

---Tags a buffer with what is known now, if that is not what it is tagged with.
---@param state khabar.nvim.State
---@return boolean changed
local function renew(state)
  local engines = require 'khabar.nvim.engines'
  local opened = engines.entry(state.config, engines.place(state.buf))
  if opened == state.opened then
    return false
  elseif not opened.engine then
    -- What was known stays; the files of the desk or the index cannot be read just now.
    message.notify_once(opened.message or '', vim.log.levels.ERROR)
    return false
  end
  local called, ok, problem = pcall(state.mirror.change_engine, state.mirror, opened.engine)
  if not called or not ok then
    M.fail(state.buf, problem or tostring(ok))
    return true
  end
  state.engine, state.opened = opened.engine, opened
  M.begin(state)
  redraw(state.buf)
  return true
end

---Looks whether files of knowledge have changed, come or gone, and tags again the buffers that they speak for. Cursor, folds and
---undo stay, since nothing is stored in a buffer. With a buffer, the others are looked at only if something changed for it.
---@param buf? integer
function M.renew(buf)
  local state = buf and states[resolve(buf)]
  if buf and not (state and renew(state)) then
    return
  end
  for _, other in pairs(states) do
    renew(other)
  end
end

local watching = false

---Files of names change behind the editor's back; nobody polls them. They are looked at when the user comes back from elsewhere
---or enters a buffer, and when this Neovim has written or run something.
local function watch()
  if watching then
    return
  end
  watching = true
  local group = api.nvim_create_augroup('khabar.attached', {})
  api.nvim_create_autocmd({ 'FocusGained', 'VimResume', 'ShellCmdPost', 'DirChanged' }, {
    group = group,
    desc = 'khabar: see whether files of names have changed',
    callback = function()
      M.renew()
    end,
  })
  api.nvim_create_autocmd({ 'BufEnter', 'BufFilePost' }, {
    group = group,
    desc = "khabar: see whether the project's names have changed",
    callback = function(event)
      M.renew(event.buf)
    end,
  })
  api.nvim_create_autocmd('BufWritePost', {
    group = group,
    pattern = { '*.yaml', '*.yml' },
    desc = 'khabar: see whether a file of names was written',
    callback = function()
      M.renew()
    end,
  })
  api.nvim_create_autocmd('InsertEnter', {
    group = group,
    desc = 'khabar: register the source for nvim-cmp if its configuration lists it',
    callback = vim.schedule_wrap(function()
      if package.loaded.cmp then -- often loaded no earlier than this
        require('khabar.nvim.cmp').register_if_listed()
      end
    end),
  })
end

---A long text takes a moment, in which its names come in. That is said.
---@param buf integer
---@param options khabar.nvim.Config
local function tell_of_long_text(buf, options)
  local size = require('khabar.nvim.mirror').byte_length(buf)
  if size >= LONG_BYTES then
    message.notify(message.text('long', config.language(options), message.size(size)))
  end
end

---Analyses what a document has put off: a short text now, a long one in slices.
---@param state khabar.nvim.State
function M.begin(state)
  local mirror, began = state.mirror, vim.uv.hrtime()
  if not mirror.tail and mirror.length <= SHORT_BYTES then
    require('khabar.nvim.notes').attached(state.buf)
    mirror:catch_up(0, mirror.length)
    state.first_ms = state.first_ms or (vim.uv.hrtime() - began) / 1e6
  else
    require('khabar.nvim.reading').later(state.buf)
  end
  require('khabar.nvim.status').update(state.buf)
end

---@param buf integer
---@param options khabar.nvim.Config
---@return boolean
---@return string? problem
local function attach(buf, options)
  local engines = require 'khabar.nvim.engines'
  local opened = engines.entry(options, engines.place(buf))
  local engine, problem = opened.engine, opened.message
  if not engine then
    return false, problem
  end
  local status = require 'khabar.nvim.status'
  tell_of_long_text(buf, options)
  local mirror
  mirror, problem = require('khabar.nvim.mirror').open(engine, buf, {
    on_change = function()
      status.later(buf)
    end,
    on_detach = function()
      drop(buf, true)
      reasons[buf] = nil
    end,
  })
  if not mirror then
    return false, problem
  end
  require('khabar.nvim.highlight').setup()
  local core = assert(require('khabar').core())
  local groups, linkable = groups_for(options, core.types())
  states[buf] = {
    buf = buf,
    mirror = mirror,
    engine = engine,
    opened = opened,
    config = options,
    groups = groups,
    linkable = linkable,
  }
  require('khabar.nvim.draw').setup()
  watch()
  if options.mappings then
    require('khabar.nvim.keys').map(buf)
  end
  if options.omnifunc then
    require('khabar.nvim.complete').set(buf)
  end
  M.begin(states[buf])
  redraw(buf)
  return true
end

---Looks at a buffer and tags it, leaves it or lets it go.
---@param buf integer
---@return boolean tagged
function M.consider(buf)
  if not api.nvim_buf_is_loaded(buf) then
    return false
  end
  local options, problems = config.get(buf)
  if #problems > 0 then
    message.notify_once(message.text('config', config.language(options), #problems), vim.log.levels.WARN)
  end
  local wanted, reason = decide(buf, options)
  reasons[buf] = reason
  if wanted and not states[buf] then
    local ok, problem = attach(buf, options)
    if not ok then
      wanted, reasons[buf] = false, because('failed', problem)
    end
  elseif wanted then
    M.renew(buf)
  elseif states[buf] then
    drop(buf)
    redraw(buf)
  end
  reason = reasons[buf]
  set_watch(buf, not wanted and (reason.key == 'not_arabic' or reason.key == 'no_letters'))
  if reason.key == 'failed' then
    message.notify_once(reason.args[1], vim.log.levels.ERROR)
  elseif reason.key == 'too_long' then
    message.notify_once(M.reason_text(buf), vim.log.levels.WARN)
  end
  return wanted
end

---Turns tagging on or off for one buffer, whatever was measured. nil: back to what is measured.
---@param buf integer
---@param on boolean?
function M.choose(buf, on)
  choices[buf] = on
  if on then
    require('khabar.loader').reset()
    drop(buf) -- the options may have changed
  end
  M.consider(buf)
end

---Turns tagging on or off everywhere. Choices made for single buffers stay.
---@param on boolean
function M.choose_everywhere(on)
  off_everywhere = not on
  for _, buf in ipairs(api.nvim_list_bufs()) do
    M.consider(buf)
  end
end

---@param buf integer
---@param bring_up fun(state: khabar.nvim.State)
---@return khabar.nvim.State?
local function brought_up(buf, bring_up)
  buf = resolve(buf)
  local state = states[buf]
  if not state then
    return nil
  end
  local ok, problem = pcall(bring_up, state)
  if not ok then
    M.fail(buf, tostring(problem))
    return nil
  end
  return state
end

---The state of a tagged buffer with its document brought up to date: all of the text, and the names of what windows show. Of
---a long text the other names may still be missing.
---@param buf integer
---@return khabar.nvim.State?
function M.synced(buf)
  local reading = require 'khabar.nvim.reading'
  local state = brought_up(buf, reading.shown)
  if state and state.mirror:is_behind() then
    reading.later(state.buf)
  end
  return state
end

---The same with every name. A long text is waited for, which is said.
---@param buf integer
---@return khabar.nvim.State?
function M.read(buf)
  return brought_up(buf, function(state)
    state.mirror:sync_all()
    local left = state.mirror.doc:behind()
    if left >= LONG_BYTES then
      message.notify(message.text('waiting', config.language(state.config), message.size(left)))
      vim.cmd.redraw()
    end
    require('khabar.nvim.reading').now(state)
  end)
end

return M
