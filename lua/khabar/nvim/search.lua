---:Khabar search: a list to pick from of the entities whose names begin like a text or are spelled like it.
local api = vim.api
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---How many entities a list shows: with its prompt it fits into 24 rows.
local MAX_FOUND = 20
---Names that are only spelled like the text are looked for when fewer than this begin like it.
local FEW = 10

---@param engine khabar.Engine
---@param text string
---@return khabar.Hit[] hits what has that name, what begins like it, what is spelled like it; each entity once
function M.find(engine, text)
  local list, seen = {}, {}
  local function take(hits)
    for _, hit in ipairs(hits) do
      if not seen[hit.id] and #list < MAX_FOUND then
        seen[hit.id] = true
        list[#list + 1] = hit
      end
    end
  end
  take(engine:lookup(text))
  take(engine:complete(text, MAX_FOUND))
  if #list < FEW then
    take(engine:suggest(text, FEW))
  end
  local card = #list == 0 and engine:card(text)
  if card then
    list[1] = { id = card.id, type = card.type, name = card.name.ar or card.name.en, description = card.description.ar }
  end
  return list
end

---One row: Arabic first, so that a terminal that orders Arabic takes the row for an Arabic one.
---@param engine khabar.Engine
---@param hit khabar.Hit
---@param language 'ar'|'en'
---@param types khabar.TypeName[]
---@return string
function M.label(engine, hit, language, types)
  local parts = { hit.name }
  if hit.matched and hit.matched ~= hit.name then
    parts[1] = ('%s (%s)'):format(hit.name, hit.matched)
  end
  parts[#parts + 1] = require('khabar.card').type_label(language, hit.type, types)
  parts[#parts + 1] = require('khabar.card').describe(engine, hit)
  parts[#parts + 1] = hit.id
  return table.concat(parts, ' · ')
end

---Puts a name after the cursor, as |p| does.
---@param win integer
---@param name string
---@param language 'ar'|'en'
local function put(win, name, language)
  if not api.nvim_win_is_valid(win) then
    return
  end
  if not vim.bo[api.nvim_win_get_buf(win)].modifiable then
    return message.notify(message.text('not_modifiable', language), vim.log.levels.WARN)
  end
  api.nvim_win_call(win, function()
    api.nvim_put({ name }, 'c', true, true)
  end)
end

---@param text string
---@param insert boolean
local function pick(text, insert)
  local win, options = api.nvim_get_current_win(), config.get(api.nvim_get_current_buf())
  local language = config.language(options)
  local engine, problem = require('khabar.nvim.engines').of(api.nvim_win_get_buf(win), options)
  if not engine then
    return message.notify(problem or '', vim.log.levels.ERROR)
  end
  local found = M.find(engine, text)
  if #found == 0 then
    return message.notify(message.text('unknown_name', language, text))
  end
  local types = assert(require('khabar').core()).types()
  vim.ui.select(found, {
    prompt = message.text('search', language, text),
    kind = 'khabar.entity',
    format_item = function(hit)
      return M.label(engine, hit, language, types)
    end,
  }, function(hit)
    if not hit then
      return
    end
    vim.cmd.redraw() -- else what was asked stays on the screen, and Neovim waits for a key
    if insert then
      return put(win, hit.name, language)
    end
    require('khabar.nvim.lookup').open(hit.id)
  end)
end

---@param call khabar.nvim.Call
function M.open(call)
  local text = vim.trim((call.text:gsub('%s+', ' ')))
  if text ~= '' then
    return pick(text, call.bang)
  end
  vim.ui.input({ prompt = message.text('search_prompt', config.language()) }, function(answer)
    answer = answer and vim.trim(answer)
    if answer and answer ~= '' then
      pick(answer, call.bang)
    end
  end)
end

return M
