---:Khabar. One table dispatches, completes and documents the subcommands.
local M = {}

---@class khabar.nvim.Subcommand
---@field name string
---@field args? string
---@field bang? string what the bang does
---@field desc string
---@field run fun(call: {bang: boolean, text: string})

---@param on boolean?
---@return fun(call: {bang: boolean})
local function choose(on)
  return function(call)
    local attach = require 'khabar.nvim.attach'
    local buf = vim.api.nvim_get_current_buf()
    if call.bang then
      return attach.choose_everywhere(on)
    end
    attach.choose(buf, on)
  end
end

---@type khabar.nvim.Subcommand[]
M.subcommands = {
  {
    name = 'enable',
    bang = 'all buffers',
    desc = 'Tag this buffer, whatever its filetype, language or length. Options that were changed take effect.',
    run = choose(true),
  },
  { name = 'disable', bang = 'all buffers', desc = 'Stop tagging this buffer.', run = choose(false) },
  {
    name = 'toggle',
    desc = 'Tag this buffer, or stop tagging it.',
    run = function()
      local attach = require 'khabar.nvim.attach'
      local buf = vim.api.nvim_get_current_buf()
      attach.choose(buf, attach.state(buf) == nil)
    end,
  },
  {
    name = 'lookup',
    args = '[name]',
    desc = 'Show the card of the name under the cursor, or of {name}, which may be an id. Once more: go into the card.',
    run = function(call)
      require('khabar.nvim.lookup').open(call.text ~= '' and call.text or nil)
    end,
  },
  {
    name = 'entities',
    desc = 'List the names of this buffer in the location list.',
    run = function()
      require('khabar.nvim.entities').list()
    end,
  },
  {
    name = 'figures',
    desc = 'List the numbers, sums, dates and times of this buffer in the location list, with their values.',
    run = function()
      require('khabar.nvim.entities').list 'figures'
    end,
  },
  {
    name = 'quotes',
    desc = 'List the quotes of this buffer in the location list: speaker, verb, text.',
    run = function()
      require('khabar.nvim.quotes').list()
    end,
  },
  {
    name = 'info',
    desc = 'Say whether this buffer is tagged, why or why not, and what is known about it.',
    run = function()
      require('khabar.nvim.info').show()
    end,
  },
}

---@return string[]
local function names()
  return vim.tbl_map(function(sub)
    return sub.name
  end, M.subcommands)
end

---@param call vim.api.keyset.create_user_command.command_args
function M.run(call)
  local name, text = call.args:match '^(%S*)%s*(.-)%s*$'
  if name == '' then
    name = 'info'
  end
  for _, sub in ipairs(M.subcommands) do
    if sub.name == name then
      return sub.run { bang = call.bang, text = text }
    end
  end
  local message, language = require 'khabar.nvim.message', require('khabar.nvim.config').language()
  message.notify(message.text('unknown_command', language, name, table.concat(names(), ', ')), vim.log.levels.ERROR)
end

---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  if line:match '^%s*%S+%s+%S+%s' then
    return {}
  end
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, names())
end

---@param what 'next'|'previous'|'lookup'
function M.plug(what)
  if what == 'lookup' then
    require('khabar.nvim.lookup').open()
  else
    require('khabar.nvim.entities').jump(what, vim.v.count1)
  end
end

return M
