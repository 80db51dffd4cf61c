---]e and [e in tagged buffers, where nobody else has them.
local api = vim.api
local M = {}

local KEYS = { [']e'] = '<Plug>(khabar-next-entity)', ['[e'] = '<Plug>(khabar-prev-entity)' }

---@param mappings table[] from nvim_get_keymap or nvim_buf_get_keymap
---@param key string
---@return table? mapping
local function find(mappings, key)
  for _, mapping in ipairs(mappings) do
    if mapping.lhs == key then
      return mapping
    end
  end
end

---@param buf integer
function M.map(buf)
  for key, plug in pairs(KEYS) do
    if not find(api.nvim_buf_get_keymap(buf, 'n'), key) and not find(api.nvim_get_keymap 'n', key) then
      vim.keymap.set('n', key, plug, { buffer = buf, desc = 'khabar: ' .. plug:match('%-(.*)%)'):gsub('-', ' ') })
    end
  end
end

---@param buf integer
function M.unmap(buf)
  for key, plug in pairs(KEYS) do
    local found = find(api.nvim_buf_get_keymap(buf, 'n'), key)
    if found and found.rhs == plug then
      vim.keymap.del('n', key, { buffer = buf })
    end
  end
end

return M
