-- Runs the cases of tests/nvim/*_cases.lua in the Neovim named by NVIM_UNDER_TEST: see tests/nvim/run.
-- Each case gets a child of its own, so that none can disturb another.

local root = vim.env.KHABAR_ROOT or vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')
local nvim = vim.env.NVIM_UNDER_TEST or vim.v.progpath
package.path = root .. '/lua/?.lua;' .. root .. '/lua/?/init.lua;' .. root .. '/tests/nvim/?.lua;' .. package.path

local Child = require 'child'
local filter = _G.arg and _G.arg[1]

local scratch = vim.fn.tempname()
vim.fn.mkdir(scratch, 'p')

local function say(...)
  io.stdout:write(string.format(...), '\n')
  io.stdout:flush()
end

---Writes bytes to a file in the scratch folder and returns its path.
local function file(name, bytes)
  local path = scratch .. '/' .. name
  local handle = assert(io.open(path, 'wb'))
  handle:write(bytes)
  handle:close()
  return path
end

---Fails unless both are the same.
local function same(expected, found, what)
  if not vim.deep_equal(expected, found) then
    error(('%s\n  expected %s\n  found    %s'):format(what or 'differs', vim.inspect(expected), vim.inspect(found)), 2)
  end
end

local core, problem = require('khabar').core()
if not core then
  say('FAIL   the C module: %s', problem)
  say '0 passed, 1 failed, 0 skipped'
  os.exit(1)
end
local index = scratch .. '/test.khx'
assert(core.index_build({
  root .. '/tests/lua/entities.yaml',
  root .. '/annotations/lexicon/attribution.yaml',
  root .. '/annotations/lexicon/units.yaml',
  root .. '/annotations/lexicon/conversions.yaml',
}, index))

local passed, failed, skipped = 0, 0, 0
local version = vim.fn.system({ nvim, '--version' }):match 'NVIM v([%d.]+)'
say('# Neovim %s', version)

---@param case {name: string, run: fun(child: table, t: table), skip?: string, before?: string, env?: table}
local function run(case)
  if case.skip then
    skipped = skipped + 1
    return say('skip   %s (%s)', case.name, case.skip)
  end
  local began, child = vim.uv.hrtime(), nil
  local ok, trace = xpcall(function()
    child = Child.start {
      nvim = nvim,
      root = case.root or root,
      before = case.before,
      env = vim.tbl_extend('force', { KHABAR_INDEX = index, KHABAR_MODEL = 'none' }, case.env or {}),
    }
    local function start(before, program)
      return Child.start {
        nvim = program or nvim,
        root = root,
        before = before,
        env = { KHABAR_INDEX = index, KHABAR_MODEL = 'none' },
      }
    end
    -- stylua: ignore
    case.run(child, { file = file, same = same, root = root, core = core, scratch = scratch, version = version, nvim = nvim, start = start })
  end, debug.traceback)
  if child then
    local heard, errors = pcall(child.lua, child, 'return vim.v.errmsg')
    if ok and not case.may_fail and heard and errors:find '[Kk]habar' then
      ok, trace = false, 'v:errmsg: ' .. errors
    end
    child:stop()
  end
  local ms = (vim.uv.hrtime() - began) / 1e6
  if ok then
    passed = passed + 1
    say('ok     %s (%.0f ms)', case.name, ms)
  else
    failed = failed + 1
    say('FAIL   %s (%.0f ms)', case.name, ms)
    say('%s', (tostring(trace):gsub('\n', '\n    | '):gsub('^', '    | ')))
  end
end

local files = vim.fn.glob(root .. '/tests/nvim/*_cases.lua', true, true)
table.sort(files)
for _, path in ipairs(files) do
  local group = vim.fn.fnamemodify(path, ':t'):gsub('_cases%.lua$', '')
  for _, case in ipairs(dofile(path)) do
    case.name = group .. ': ' .. case.name
    if not filter or case.name:find(filter, 1, true) then
      run(case)
    end
  end
end

vim.fn.delete(scratch, 'rf')
say('%d passed, %d failed, %d skipped', passed, failed, skipped)
os.exit(failed == 0 and passed > 0 and 0 or 1)
