---snacks.picker: Snacks.picker.pick() with items, or with a live finder. A place is `buf` and `pos` (row from 1, column from 0).
local M = {}

---@return table?
local function snacks()
  local found = rawget(_G, 'Snacks') or package.loaded.snacks
  return found and found.picker and found or nil
end

---@param asked? boolean the option names it, so that it may be loaded
---@return boolean
function M.available(asked)
  return snacks() ~= nil or (asked == true and pcall(require, 'snacks') and snacks() ~= nil)
end

---@param items khabar.nvim.PickItem[]
---@return table[]
local function convert(items)
  local list = {}
  for i, item in ipairs(items) do
    list[i] = {
      idx = i,
      text = item.text,
      khabar = item,
      buf = item.bufnr,
      file = item.bufnr and vim.api.nvim_buf_get_name(item.bufnr) or nil,
      pos = item.lnum and { item.lnum, item.col - 1 } or nil,
      end_pos = item.end_lnum and { item.end_lnum, item.end_col - 1 } or nil,
    }
  end
  return list
end

---@param source khabar.nvim.PickSource
function M.open(source)
  local opts = {
    title = source.title,
    format = 'text',
    preview = source.items and 'file' or 'none',
    confirm = function(picker, item)
      picker:close()
      if item then
        source.choose(item.khabar)
      end
    end,
  }
  if source.find then
    opts.live, opts.supports_live, opts.search = true, true, source.query
    opts.finder = function(_, ctx)
      return convert(source.find(ctx.filter.search))
    end
  else
    opts.items, opts.pattern = convert(source.items), source.query
  end
  assert(snacks()).picker.pick(opts)
end

return M
