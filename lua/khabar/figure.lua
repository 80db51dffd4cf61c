---The value of a figure as text that people read. Knows no editor.
local M = {}

---Signs before a number, by modifier of TIMEX3.
local SIGNS = { APPROX = '≈ ', MORE_THAN = '> ', LESS_THAN = '< ', EQUAL_OR_MORE = '≥ ', EQUAL_OR_LESS = '≤ ' }

---1234567.5 → 1,234,567.5
---@param n number
---@return string
function M.number(n)
  local text = n == math.floor(n) and math.abs(n) < 1e15 and ('%.0f'):format(n) or ('%.15g'):format(n)
  local sign, whole, rest = text:match '^(-?)(%d+)(.*)$'
  if not whole or rest:find 'e' then
    return text
  end
  whole = whole:reverse():gsub('(%d%d%d)', '%1,'):reverse():gsub('^,', '')
  return sign .. whole .. rest
end

---The number, or both ends of a range; with the sign of its bound.
---@param value khabar.Value
---@return string?
local function amount(value)
  if value.number then
    return (SIGNS[value.mod] or '') .. M.number(value.number)
  elseif value.low and value.high then
    return M.number(value.low) .. ' – ' .. M.number(value.high)
  end
end

---A figure in another unit, with what was taken for granted where its word means several units.
---@param converted khabar.Conversion
---@param mod? string that of the figure
---@return string
local function conversion(converted, mod)
  local text = ('= %s %s'):format(
    amount { number = converted.number, low = converted.low, high = converted.high, mod = mod } or '?',
    converted.unit
  )
  local of, reading = converted.of, converted.reading
  if of and reading and of ~= reading then
    return ('%s (%s ← %s)'):format(text, of, reading)
  end
  return of and ('%s (%s)'):format(text, of) or reading and ('%s (%s)'):format(text, reading) or text
end

---@param value khabar.Value
---@param type_name khabar.Type
---@param converted? khabar.Conversion[] what engine:convert() makes of it
---@return string[] rows the value; then what else it says
function M.rows(value, type_name, converted)
  local rows = {}
  local function add(text)
    if text and text ~= '' then
      rows[#rows + 1] = text
    end
  end
  local number = amount(value)
  if number and type_name == 'PERCENT' then
    number = number .. ' %'
  end
  add(number)
  add(value.unit)
  for _, each in ipairs(converted or {}) do
    add(conversion(each, value.mod))
  end
  add(value.currency or (value.candidates and value.candidates:gsub(' ', ' / ') .. ' ?'))
  add(value.timex and value.timex_end and value.timex .. ' – ' .. value.timex_end or value.timex)
  add(value.timex_other)
  add(value.gregorian)
  if value.timex then
    add(value.mod)
  end
  return rows
end

---The same on one line.
---@param value khabar.Value
---@param type_name khabar.Type
---@return string
function M.line(value, type_name)
  return table.concat(M.rows(value, type_name), ' ')
end

return M
