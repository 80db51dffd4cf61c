-- Writes the parts of doc/khabar.txt that come from the code: options, highlight groups and subcommands.
--
--   nvim --clean -n --headless -l doc/generate.lua           writes them into the help
--   nvim --clean -n --headless -l doc/generate.lua --check   exits 1 where the help has drifted from the code
--
-- Such a part starts below a line "Made from FILE by doc/generate.lua." and ends above the next ruler.

local root = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h')
package.path = root .. '/lua/?.lua;' .. root .. '/lua/?/init.lua;' .. package.path

local WIDTH = 78

---Breaks text into lines of at most `width` characters, each behind `indent`.
---@param text string
---@param indent string
---@param lines string[] they are appended here
local function wrap(text, indent, lines)
  local line = indent
  for word in text:gmatch '%S+' do
    if line ~= indent and #line + 1 + #word > WIDTH then
      lines[#lines + 1] = line
      line = indent
    end
    line = line .. (line == indent and '' or ' ') .. word
  end
  lines[#lines + 1] = line
end

---A heading with its tag at the right edge.
---@param left string
---@param tag string
---@return string
local function tagged(left, tag)
  tag = '*' .. tag .. '*'
  return left .. (' '):rep(math.max(2, WIDTH - #left - #tag)) .. tag
end

local parts = {}

parts['lua/khabar/nvim/config.lua'] = function()
  local lines = {}
  for _, option in ipairs(require('khabar.nvim.config').schema) do
    local kind = option.kind == 'strings' and 'list of strings' or option.kind
    local default = vim.inspect(option.default):gsub('%s+', ' '):gsub('"', "'")
    lines[#lines + 1] = tagged(option.name, 'khabar-option-' .. option.name)
    wrap(('%s, default %s%s'):format(kind, default, option.buffer and '; also in vim.b.khabar' or ''), '    ', lines)
    wrap(option.desc, '    ', lines)
    if option.values then
      wrap('Values: ' .. table.concat(option.values, ', '), '    ', lines)
    end
    lines[#lines + 1] = ''
  end
  return lines
end

parts['lua/khabar/nvim/highlight.lua'] = function()
  local lines = {}
  for _, entry in ipairs(require('khabar.nvim.highlight').groups) do
    lines[#lines + 1] = tagged(entry.group, 'hl-' .. entry.group)
    wrap(entry.desc .. (entry.type and (' (%s)'):format(entry.type) or ''), '    ', lines)
    if entry.links then
      wrap('Links to the first that fits: ' .. table.concat(entry.links, ', '), '    ', lines)
    else
      wrap('Set to ' .. vim.inspect(entry.attributes), '    ', lines)
    end
  end
  lines[#lines + 1] = ''
  return lines
end

parts['lua/khabar/nvim/command.lua'] = function()
  local lines = {}
  for _, sub in ipairs(require('khabar.nvim.command').subcommands) do
    local head = ':Khabar' .. (sub.bang and '[!] ' or ' ') .. sub.name .. (sub.args and ' ' .. sub.args or '')
    lines[#lines + 1] = tagged(head, ':Khabar-' .. sub.name)
    wrap(sub.desc .. (sub.bang and ' With [!]: ' .. sub.bang .. '.' or ''), '    ', lines)
    lines[#lines + 1] = ''
  end
  return lines
end

---@param help string
---@return string
local function fill(help)
  for source, make in pairs(parts) do
    local marker = 'Made from ' .. source .. ' by doc/generate.lua.\n'
    local _, from = help:find(marker, 1, true)
    local to = from and help:find('\n====', from, true)
    assert(from and to, 'doc/khabar.txt has no part that starts below: ' .. marker)
    help = help:sub(1, from) .. '\n' .. table.concat(make(), '\n') .. help:sub(to)
  end
  return help
end

local path = root .. '/doc/khabar.txt'
local file = assert(io.open(path, 'rb'))
local help = file:read '*a'
file:close()
local filled = fill(help)
if _G.arg[1] == '--check' then
  if filled ~= help then
    io.stderr:write 'doc/khabar.txt differs from the code; run: nvim --clean -n --headless -l doc/generate.lua\n'
    os.exit(1)
  end
else
  file = assert(io.open(path, 'wb'))
  file:write(filled)
  file:close()
end
