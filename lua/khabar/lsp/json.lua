---JSON for the wire: lua-cjson reads and quotes; objects and lists are written here, since cjson 2.1.0 (Debian 12) can write
---neither an empty list nor a whole number beyond 14 digits.
local M = {}

local ok, cjson = pcall(require, 'cjson')

M.missing = not ok
    and ('khabar: `khabar lsp` needs the Lua module cjson for %s; install lua-cjson (apt-get, luarocks)'):format(
      _VERSION
    )
  or nil

---What stands for null.
M.null = ok and cjson.null or nil

local LIST = {}

---Marks a table as a list, so that it is written as one when it is empty.
---@param list table
---@return table
function M.array(list)
  return setmetatable(list, LIST)
end

local write

---@param value table
---@param out string[]
local function write_table(value, out)
  if value[1] ~= nil or getmetatable(value) == LIST then
    out[#out + 1] = '['
    for i, item in ipairs(value) do
      out[#out + 1] = i > 1 and ',' or nil
      write(item, out)
    end
    out[#out + 1] = ']'
    return
  end
  local separator = '{'
  for key, item in pairs(value) do
    out[#out + 1] = separator .. cjson.encode(tostring(key)) .. ':'
    write(item, out)
    separator = ','
  end
  out[#out + 1] = separator == '{' and '{}' or '}'
end

---@param value any
---@param out string[]
function write(value, out)
  if type(value) == 'table' then
    write_table(value, out)
  elseif type(value) == 'number' and value % 1 == 0 and math.abs(value) < 2 ^ 53 then
    out[#out + 1] = ('%d'):format(value)
  else
    out[#out + 1] = cjson.encode(value)
  end
end

---@param value any
---@return string
function M.encode(value)
  local out = {}
  write(value, out)
  return table.concat(out)
end

---@param text string
---@return boolean ok
---@return any value, or what is wrong
function M.decode(text)
  return pcall(cjson.decode, text)
end

return M
