---:Khabar pick. One source of items, handed to whichever picker is there: an adapter each, in pick_NAME.lua, of which none is
---required. vim.ui.select() is always there.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---What can be picked: a place in a buffer, or an entity. The fields of a place are those of setloclist() items.
---@class khabar.nvim.PickItem
---@field text string one row
---@field bufnr? integer
---@field lnum? integer from 1
---@field col? integer bytes, from 1
---@field end_lnum? integer
---@field end_col? integer bytes, from 1, exclusive
---@field id? string of an entity

---What an adapter gets.
---@class khabar.nvim.PickSource
---@field name 'names'|'figures'|'quotes'|'search'
---@field title string
---@field items? khabar.nvim.PickItem[]
---@field find? fun(query: string): khabar.nvim.PickItem[] instead of items, where the answers depend on what is typed
---@field query string what was typed already
---@field choose fun(item: khabar.nvim.PickItem)

---@alias khabar.nvim.PickAdapter {available: fun(): boolean, open: fun(source: khabar.nvim.PickSource)}

---Adapters by the name that the option `picker` has for them, in the order in which 'auto' asks them.
M.adapters = { 'telescope', 'fzf', 'snacks', 'mini', 'select' }

M.sources = { 'names', 'figures', 'quotes', 'search' }

---The entities that `:Khabar search` would list.
---@param engine khabar.Engine
---@param query string
---@param language 'ar'|'en'
---@return khabar.nvim.PickItem[]
function M.search(engine, query, language)
  local search, types = require 'khabar.nvim.search', assert(require('khabar').core()).types()
  query = vim.trim(query)
  return vim.tbl_map(function(hit)
    return { text = (search.label(engine, hit, language, types):gsub('%c', '?')), id = hit.id }
  end, query ~= '' and search.find(engine, query) or {})
end

---Goes to a place; the card of an entity is shown.
---@param item khabar.nvim.PickItem
---@param win integer the window that the picker was opened in
function M.choose(item, win)
  if api.nvim_win_is_valid(win) then
    api.nvim_set_current_win(win)
  end
  if item.id then
    require('khabar.nvim.lookup').open(item.id)
    return
  end
  if not api.nvim_buf_is_loaded(item.bufnr) then
    return
  end
  vim.cmd "normal! m'"
  if api.nvim_get_current_buf() ~= item.bufnr then
    api.nvim_win_set_buf(0, item.bufnr)
  end
  -- The text may have changed while the picker was open.
  local line = math.min(item.lnum, api.nvim_buf_line_count(item.bufnr))
  local length = #api.nvim_buf_get_lines(item.bufnr, line - 1, line, false)[1]
  api.nvim_win_set_cursor(0, { line, math.min(item.col - 1, length) })
  vim.cmd 'silent! normal! zv'
end

---@param name 'names'|'figures'|'quotes'|'search'
---@param query string
---@return khabar.nvim.PickSource? source
---@return string? reason why there is nothing to pick from
---@return integer? level
function M.source(name, query)
  local buf, win = api.nvim_get_current_buf(), api.nvim_get_current_win()
  local options = config.get(buf)
  local source = { name = name, title = 'khabar ' .. name, query = query }
  function source.choose(item)
    M.choose(item, win)
  end
  if name == 'search' then
    local state = attach.state(buf)
    local engine, problem = state and state.engine, nil
    if not engine then
      engine, problem = require('khabar.nvim.engines').of(buf, options)
    end
    if not engine then
      return nil, problem, vim.log.levels.ERROR
    end
    function source.find(text)
      return M.search(engine, text, config.language(options))
    end
    return source
  end
  local items
  if name == 'quotes' then
    items = require('khabar.nvim.quotes').items(buf)
  else
    items = require('khabar.nvim.entities').items(buf, name --[[@as 'names'|'figures']])
  end
  if not items then
    return nil, attach.reason_text(buf), vim.log.levels.WARN
  elseif #items == 0 then
    local key = name == 'quotes' and 'no_quotes' or name == 'figures' and 'no_figures' or 'no_entities'
    return nil, message.text(key, config.language(options)), vim.log.levels.INFO
  end
  source.items = items
  return source
end

---@param wanted string the option `picker`
---@return khabar.nvim.PickAdapter
function M.adapter(wanted)
  for _, name in ipairs(M.adapters) do
    if wanted == 'auto' or wanted == name then
      local adapter = require('khabar.nvim.pick_' .. name)
      if adapter.available(wanted == name) then
        return adapter
      end
    end
  end
  return require 'khabar.nvim.pick_select'
end

---:Khabar pick [names|figures|quotes|search] [text]
---@param text string
function M.open(text)
  local name, query = text:match '^(%S*)%s*(.-)$'
  name = name == '' and 'names' or name
  local options = config.get(api.nvim_get_current_buf())
  if not vim.tbl_contains(M.sources, name) then
    local language = config.language(options)
    return message.notify(
      message.text('unknown_source', language, name, table.concat(M.sources, ', ')),
      vim.log.levels.ERROR
    )
  end
  local source, reason, level = M.source(name --[[@as 'names']], query)
  if not source then
    return message.notify(reason or '', level)
  end
  M.adapter(options.picker).open(source)
end

return M
