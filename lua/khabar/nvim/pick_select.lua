---vim.ui.select(), which every Neovim has and many plugins replace.
local M = {}

function M.available()
  return true
end

---@param source khabar.nvim.PickSource
---@param items khabar.nvim.PickItem[]
local function select(source, items)
  vim.ui.select(items, {
    prompt = source.title,
    kind = 'khabar.' .. source.name,
    format_item = function(item)
      return item.text
    end,
  }, function(item)
    if item then
      source.choose(item)
    end
  end)
end

---@param source khabar.nvim.PickSource
---@param query? string
local function find(source, query)
  query = query and vim.trim(query) or ''
  if query == '' then
    return
  end
  local items = source.find(query)
  if #items == 0 then
    local message, language = require 'khabar.nvim.message', require('khabar.nvim.config').language()
    return message.notify(message.text('unknown_name', language, query))
  end
  select(source, items)
end

---@param source khabar.nvim.PickSource
function M.open(source)
  if source.items then
    return select(source, source.items)
  elseif source.query ~= '' then
    return find(source, source.query)
  end
  vim.ui.input({ prompt = source.title .. ': ' }, function(answer)
    find(source, answer)
  end)
end

return M
