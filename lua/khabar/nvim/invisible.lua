---`:Khabar invisible`: shows, in one window, the characters that have no shape or an odd one. They are marked where they
---stand, and named behind their line. A decoration provider draws them: nothing is stored in the buffer, and the text stays.
local api = vim.api

local M = {}

---@type table<string, string> the names of the characters, by their bytes
local names = {}
for code, name in pairs {
  [0x00A0] = 'NBSP',
  [0x00AD] = 'SHY',
  [0x034F] = 'CGJ',
  [0x061C] = 'ALM',
  [0x0640] = 'tatweel',
  [0x115F] = 'HCF',
  [0x1160] = 'HJF',
  [0x180E] = 'MVS',
  [0x2007] = 'FIGSP',
  [0x200B] = 'ZWSP',
  [0x200C] = 'ZWNJ',
  [0x200D] = 'ZWJ',
  [0x200E] = 'LRM',
  [0x200F] = 'RLM',
  [0x2028] = 'LS',
  [0x2029] = 'PS',
  [0x202A] = 'LRE',
  [0x202B] = 'RLE',
  [0x202C] = 'PDF',
  [0x202D] = 'LRO',
  [0x202E] = 'RLO',
  [0x202F] = 'NNBSP',
  [0x2060] = 'WJ',
  [0x2061] = 'U+2061',
  [0x2062] = 'U+2062',
  [0x2063] = 'U+2063',
  [0x2064] = 'U+2064',
  [0x2066] = 'LRI',
  [0x2067] = 'RLI',
  [0x2068] = 'FSI',
  [0x2069] = 'PDI',
  [0x206A] = 'U+206A',
  [0x206B] = 'U+206B',
  [0x206C] = 'U+206C',
  [0x206D] = 'U+206D',
  [0x206E] = 'U+206E',
  [0x206F] = 'U+206F',
  [0x3164] = 'HF',
  [0xFEFF] = 'BOM',
  [0xFFA0] = 'HHF',
  [0xFFFD] = 'U+FFFD',
} do -- stylua: ignore
  names[vim.fn.nr2char(code, true)] = name
end

---Bytes of a line that are looked at, and names that are written behind it.
local MOST_BYTES, MOST_NAMES = 65536, 12

---@type table<integer, true> windows that show them
local shown = {}
local namespace = api.nvim_create_namespace 'khabar-invisible'
local group = 'KhabarInvisible'

---The odd characters of a line.
---@param line string
---@return {from: integer, to: integer, name: string}[]
function M.find(line)
  local found = {}
  if not line:find '[\194\204\205\217\216\225-\227\239]' then
    return found
  end
  for from, char, to in line:sub(1, MOST_BYTES):gmatch '()([\194-\244][\128-\191]+)()' do
    local name = names[char]
    if name then
      found[#found + 1] = { from = from - 1, to = to - 1, name = name }
    end
  end
  return found
end

---@param found {name: string}[]
---@return string
local function summary(found)
  local count, order = {}, {}
  for _, one in ipairs(found) do
    if not count[one.name] then
      order[#order + 1] = one.name
    end
    count[one.name] = (count[one.name] or 0) + 1
  end
  local parts = {}
  for i = 1, math.min(#order, MOST_NAMES) do
    parts[i] = count[order[i]] > 1 and ('%s ×%d'):format(order[i], count[order[i]]) or order[i]
  end
  return ' ' .. table.concat(parts, ' ') .. (#order > MOST_NAMES and ' …' or '')
end

---@param win integer
---@param buf integer
---@param row integer
local function on_line(_, win, buf, row)
  local line = api.nvim_buf_get_lines(buf, row, row + 1, false)[1]
  local found = line and M.find(line) or {}
  if #found == 0 then
    return
  end
  for _, one in ipairs(found) do
    api.nvim_buf_set_extmark(
      buf,
      namespace,
      row,
      one.from,
      { end_col = one.to, hl_group = group, priority = 160, ephemeral = true }
    )
  end
  -- Under 'rightleft' Neovim draws virtual text over the line (neovim#27264).
  if not vim.wo[win].rightleft then
    api.nvim_buf_set_extmark(buf, namespace, row, 0, {
      virt_text = { { summary(found), group } },
      virt_text_pos = 'eol',
      ephemeral = true,
    })
  end
end

local ready = false
local function setup()
  if ready then
    return
  end
  ready = true
  require('khabar.nvim.highlight').setup()
  api.nvim_set_decoration_provider(namespace, {
    on_win = function(_, win)
      return shown[win] == true
    end,
    on_line = on_line,
  })
  api.nvim_create_autocmd('WinClosed', {
    group = api.nvim_create_augroup('khabar.invisible', {}),
    desc = 'khabar: forget the window',
    callback = function(event)
      shown[tonumber(event.match) or 0] = nil
    end,
  })
end

---Turns it on or off in the current window.
---@return boolean on
function M.toggle()
  setup()
  local win = api.nvim_get_current_win()
  shown[win] = not shown[win] or nil
  api.nvim__redraw { win = win, valid = false }
  return shown[win] == true
end

---:Khabar invisible
function M.run()
  local on = M.toggle()
  local message, language = require 'khabar.nvim.message', require('khabar.nvim.config').language()
  message.notify(message.text(on and 'invisible_on' or 'invisible_off', language))
end

return M
