---mini.pick: MiniPick.start() with a source. Items have `text`, `bufnr`, `lnum` and `col`, which its preview understands. Where
---the answers depend on what is typed, `source.match` sets the items, as its own live pickers do.
local M = {}

---@return table?
local function mini()
  return rawget(_G, 'MiniPick') or package.loaded['mini.pick']
end

---@param asked? boolean the option names it, so that it may be loaded
---@return boolean
function M.available(asked)
  -- mini.pick works once its setup() has run, which makes the global.
  return rawget(_G, 'MiniPick') ~= nil or (asked == true and (pcall(require, 'mini.pick')))
end

---@param source khabar.nvim.PickSource
function M.open(source)
  local pick = assert(mini())
  local spec = {
    name = source.title,
    items = source.items,
    choose = function(item)
      -- The picker's window is still current and closes when this returns.
      vim.schedule(function()
        source.choose(item)
      end)
    end,
  }
  if source.find then
    spec.items = function()
      return {}
    end
    spec.match = function(_, _, query)
      pick.set_picker_items(source.find(table.concat(query)), { do_match = false })
    end
  end
  if source.query ~= '' then
    vim.schedule(function()
      pick.set_picker_query(vim.fn.split(source.query, [[\zs]]))
    end)
  end
  pick.start { source = spec }
end

return M
