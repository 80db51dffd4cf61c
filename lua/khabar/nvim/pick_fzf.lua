---fzf-lua: fzf_exec() for a list, fzf_live() where the answers depend on what is typed. Entries are strings; the number before
---the tab leads back to the item and is not shown.
local M = {}

---@param asked? boolean the option names it, so that it may be loaded
---@return boolean
function M.available(asked)
  return package.loaded['fzf-lua'] ~= nil or (asked == true and (pcall(require, 'fzf-lua')))
end

---@param items khabar.nvim.PickItem[]
---@return string[]
local function lines(items)
  local list = {}
  for i, item in ipairs(items) do
    list[i] = ('%d\t%s'):format(i, (item.text:gsub('%c', ' ')))
  end
  return list
end

---@param source khabar.nvim.PickSource
function M.open(source)
  local fzf, items = require 'fzf-lua', source.items or {}
  local opts = {
    prompt = source.title .. '> ',
    query = source.query ~= '' and source.query or nil,
    fzf_opts = { ['--delimiter'] = '\t', ['--with-nth'] = '2..', ['--no-multi'] = true },
    actions = {
      ['default'] = function(selected)
        local number = selected and selected[1] and tonumber(selected[1]:match '^(%d+)\t')
        if number and items[number] then
          source.choose(items[number])
        end
      end,
    },
  }
  if not source.find then
    return fzf.fzf_exec(lines(items), opts)
  end
  opts.exec_empty_query = false
  fzf.fzf_live(function(args)
    -- Newer versions hand over a list of arguments, older ones the query.
    items = source.find(type(args) == 'table' and (args[1] or '') or args or '')
    return lines(items)
  end, opts)
end

return M
