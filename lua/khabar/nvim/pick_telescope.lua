---telescope.nvim: pickers.new() with a finder, a sorter, a previewer and the default action replaced. Also the source of
---`:Telescope khabar`, which lua/telescope/_extensions/khabar.lua registers.
local M = {}

---@param asked? boolean the option names it, so that it may be loaded
---@return boolean
function M.available(asked)
  return package.loaded.telescope ~= nil or (asked == true and (pcall(require, 'telescope')))
end

---@param item khabar.nvim.PickItem
---@return table entry
local function entry(item)
  return {
    value = item,
    display = item.text,
    ordinal = item.text,
    bufnr = item.bufnr,
    filename = item.bufnr and vim.api.nvim_buf_get_name(item.bufnr) or nil,
    lnum = item.lnum,
    col = item.col,
  }
end

---@param source khabar.nvim.PickSource
---@param opts? table telescope's own options
function M.open(source, opts)
  opts = vim.tbl_extend('force', { default_text = source.query ~= '' and source.query or nil }, opts or {})
  local finders, values = require 'telescope.finders', require('telescope.config').values
  local finder
  if source.find then
    finder = finders.new_dynamic { fn = source.find, entry_maker = entry }
  else
    finder = finders.new_table { results = source.items, entry_maker = entry }
  end
  require('telescope.pickers')
    .new(opts, {
      prompt_title = source.title,
      finder = finder,
      -- What is searched comes best first; another order would be worse.
      sorter = source.find and require('telescope.sorters').empty() or values.generic_sorter(opts),
      previewer = source.items and values.grep_previewer(opts) or nil,
      attach_mappings = function(prompt)
        local actions = require 'telescope.actions'
        actions.select_default:replace(function()
          local chosen = require('telescope.actions.state').get_selected_entry()
          actions.close(prompt)
          if chosen then
            source.choose(chosen.value)
          end
        end)
        return true
      end,
    })
    :find()
end

return M
