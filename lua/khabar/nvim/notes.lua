---The notes of buffers: what a person has settled about their texts, kept in a file beside each draft.
---
---   file      core khabar.Notes: quotes, prefixes, suffixes      written after each command, and when the draft is written
---    │ anchor()                ▲ move()
---    ▼                         │
---   buffer    one extmark a note (namespace khabar.notes)        follows the text while the buffer is open
---    │
---    ▼
---   document  doc:decide(): the tagger keeps to what is settled
---
---Here: which buffers have notes, and what happens to them when. notes_store.lua holds those of one buffer.
local api = vim.api
local message = require 'khabar.nvim.message'
local file = require 'khabar.nvim.notes_file'
local Store = require 'khabar.nvim.notes_place'

local M = {}

---Bytes of a text that is long.
local LONG_BYTES = 1024 * 1024

M.file_of, M.path = file.file_of, file.path

---@type table<integer, khabar.nvim.Store>
local stores = {}

---@param buf integer
---@return khabar.nvim.Store?
function M.get(buf)
  return stores[buf == 0 and api.nvim_get_current_buf() or buf]
end

---Somebody else may have written the notes of a buffer: they are read again if so.
---@param buf integer
function M.look(buf)
  local store = stores[buf]
  if not store then
    return M.attached(buf)
  elseif not store.path or store.unsaved then
    return
  end
  local stat = file.stat_of(store.path)
  if not stat and store.stat and store.handle:count() > 0 then
    store.stat = nil -- a folder of a network that has gone, perhaps: what it held is no worse for that
    store:say('notes_gone', vim.log.levels.WARN)
  elseif stat ~= store.stat then
    store:reload()
  end
end

---@type table<string, fun(store: khabar.nvim.Store)> by the events, with a bar between them
local reactions = {
  ['TextChanged|TextChangedI|TextChangedP|InsertLeave'] = function(store)
    store:later()
  end,
  BufWritePost = function(store)
    store:written()
  end,
  ['BufReadPost|FileChangedShellPost'] = function(store)
    vim.schedule(function()
      if stores[store.buf] == store and api.nvim_buf_is_loaded(store.buf) then
        store:reload()
      end
    end)
  end,
  BufFilePost = function(store)
    local _, text = store:_text()
    if not store.path and text then
      store:rename(text)
    end
  end,
  ['BufEnter|FocusGained|CursorHold'] = function(store)
    M.look(store.buf)
  end,
}

local watching = false

---Not by buffer: Neovim wipes the autocommands of a buffer without a name when it is written under one.
local function watch()
  if watching then
    return
  end
  watching = true
  local group = api.nvim_create_augroup('khabar.notes', { clear = true })
  for events, react in pairs(reactions) do
    api.nvim_create_autocmd(vim.split(events, '|'), {
      group = group,
      desc = 'khabar: keep notes in their places',
      callback = function(event)
        local store = stores[event.buf]
        if store then
          react(store)
        end
      end,
    })
  end
  api.nvim_create_autocmd({ 'BufEnter', 'FocusGained', 'BufFilePost' }, {
    group = group,
    desc = 'khabar: see whether a draft has got notes',
    callback = function(event)
      if not stores[event.buf] then
        M.attached(event.buf)
      end
    end,
  })
  api.nvim_create_autocmd('User', {
    group = group,
    pattern = 'KhabarWritten',
    desc = 'khabar: take in what a code action has settled',
    callback = function(event)
      local buf = event.data and event.data.what == 'notes' and vim.fn.bufnr(vim.uri_to_fname(event.data.uri)) or -1
      if buf > 0 then
        M.look(buf)
      end
    end,
  })
end

---The notes of a tagged buffer, read when they are first needed.
---@param buf integer
---@param between_keys? boolean draw those of a long text a moment later: both together take more than a key can wait
---@return khabar.nvim.Store? store
---@return string? problem
function M.open(buf, between_keys)
  buf = buf == 0 and api.nvim_get_current_buf() or buf
  if stores[buf] then
    return stores[buf]
  end
  local config = require 'khabar.nvim.config'
  if config.get(buf).notes == 'off' then
    return nil, message.text('notes_off', config.language((config.get(buf))))
  end
  local state = require('khabar.nvim.attach').synced(buf)
  if not state then
    return nil, require('khabar.nvim.attach').reason_text(buf)
  end
  local path = M.path(buf)
  local handle, problem = assert(require('khabar').core()).notes_open(path or (vim.fn.tempname() .. '.khabar.yaml'))
  if not handle then
    return nil, problem
  end
  local store = Store.new(buf, path, handle)
  store.stat = file.stat_of(path)
  stores[buf] = store
  state.notes = store
  require('khabar.nvim.notes_draw').setup()
  store:_rebuild(state.mirror.doc)
  if between_keys and state.mirror.length > LONG_BYTES then
    vim.schedule(function()
      store:show_again()
    end)
  else
    store:show(state)
  end
  watch()
  store:say_lost()
  return store
end

---A buffer has been tagged: its notes are read where it has any, and watched where it may get some.
---@param buf integer
function M.attached(buf)
  local state = require('khabar.nvim.attach').state(buf)
  if not state or state.mirror.tail or require('khabar.nvim.config').get(buf).notes == 'off' then
    return
  end
  local path = M.path(buf)
  require('khabar.nvim.notes_watch').start(buf, path, M.look)
  if stores[buf] then
    return
  end
  watch()
  if path and vim.uv.fs_stat(path) then
    local store, problem = M.open(buf, true)
    if not store and problem then
      message.notify_once(problem, vim.log.levels.ERROR)
    end
  end
end

---A buffer is let go.
---@param buf integer
function M.detached(buf)
  require('khabar.nvim.notes_watch').stop(buf)
  local store = stores[buf]
  if not store then
    return
  end
  local review = package.loaded['khabar.nvim.review']
  if review and review.current() and review.current().buf == buf then
    review.leave()
  end
  if store.unsaved then
    local joined = store.path and store.handle:save()
    if joined == nil and store.handle:count() > 0 then
      store:say('notes_dropped', vim.log.levels.ERROR, store.handle:count())
    end
  end
  stores[buf] = nil
  store:close()
  vim.schedule(function() -- while Neovim unloads a buffer its marks must be left alone
    if not stores[buf] and api.nvim_buf_is_loaded(buf) then
      api.nvim_buf_clear_namespace(buf, Store.namespace, 0, -1)
      require('khabar.nvim.notes_draw').clear(buf)
    end
  end)
end

return M
