---Names for 'omnifunc': what stands before the cursor, one word or several, begins a name.
local api = vim.api
local M = {}

---What tagged buffers get where 'omnifunc' is empty.
M.OMNIFUNC = "v:lua.require'khabar.nvim.complete'.omnifunc"

---Words before the cursor that a name may begin with.
local MAX_WORDS = 5
local ALEF, LAM = 'ا', 'ل'

---@param buf integer
function M.set(buf)
  if vim.bo[buf].omnifunc == '' then
    vim.bo[buf].omnifunc = M.OMNIFUNC
  end
end

---@param buf integer
function M.unset(buf)
  if vim.bo[buf].omnifunc == M.OMNIFUNC then
    vim.bo[buf].omnifunc = ''
  end
end

---@param buf integer
---@return khabar.Engine?
---@return string? problem
local function engine_of(buf)
  local state = require('khabar.nvim.attach').state(buf)
  if state then
    return state.engine
  end
  return require('khabar.nvim.engines').get(require('khabar.nvim.config').get(buf))
end

---Where the words before the cursor start, the farthest first. Bytes from 0.
---@param line string up to the cursor
---@return integer[]
function M.starts(line)
  local starts, at = {}, #line
  while at > 0 and #starts < MAX_WORDS do
    local word = line:sub(1, at):match '[^%s%p]+%s*$' or line:sub(1, at):match '[^%s%p]+%-$'
    if not word then
      break
    end
    at = at - #word
    table.insert(starts, 1, at)
    if line:sub(at, at):match '%p' then
      break
    end
  end
  return starts
end

---The name as it is written behind these clitics: ل + الأمم is للأمم.
---@param clitics string
---@param name string
---@return string
function M.join(clitics, name)
  if clitics:sub(-#LAM) == LAM and name:sub(1, #ALEF + #LAM) == ALEF .. LAM then
    name = name:sub(#ALEF + 1)
    if name:sub(1, 2 * #LAM) == LAM .. LAM then
      name = name:sub(#LAM + 1)
    end
  end
  return clitics .. name
end

---@param engine khabar.Engine
---@param prefix string
---@return table[] items for |complete-items|
function M.items(engine, prefix)
  local items = {}
  for i, hit in ipairs(engine:complete(prefix)) do
    local matched = hit.matched or hit.name
    items[i] = {
      word = M.join(hit.clitics, matched),
      abbr = matched,
      menu = hit.type .. (matched ~= hit.name and ' ' .. hit.name or ''),
      info = hit.description or '',
      dup = 1,
      user_data = { khabar = hit.id },
    }
  end
  return items
end

---See |complete-functions|.
---@param findstart integer
---@param base string
---@return integer|table
function M.omnifunc(findstart, base)
  local engine, problem = engine_of(api.nvim_get_current_buf())
  if not engine then
    require('khabar.nvim.message').notify_once(problem or '', vim.log.levels.ERROR)
    return findstart == 1 and -3 or {}
  end
  if findstart ~= 1 then
    return { words = M.items(engine, base), refresh = 'always' }
  end
  local line = api.nvim_get_current_line():sub(1, api.nvim_win_get_cursor(0)[2])
  local starts = M.starts(line)
  for _, start in ipairs(starts) do
    if #engine:complete(line:sub(start + 1), 1) > 0 then
      return start
    end
  end
  return starts[#starts] or -3
end

return M
