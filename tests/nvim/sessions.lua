-- nvim --clean -n --headless -l tests/nvim/sessions.lua [COUNT [SEED [STEPS]]]: random editing sessions with notes in place in the Neovim
-- named by NVIM_UNDER_TEST, see session.lua. Prints the seed of each session that fails; the last line is "N passed, N failed".
local root = vim.env.KHABAR_ROOT or vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')
package.path = root .. '/lua/?.lua;' .. root .. '/lua/?/init.lua;' .. root .. '/tests/nvim/?.lua;' .. package.path
local Child, session = require 'child', require 'session'

local count, first = tonumber(_G.arg[1]) or 500, tonumber(_G.arg[2]) or 1
local steps = tonumber(_G.arg[3]) or session.STEPS
local nvim, scratch = vim.env.NVIM_UNDER_TEST or vim.v.progpath, vim.fn.tempname()
local env = { KHABAR_INDEX = vim.env.KHABAR_INDEX or root .. '/build/khabar.khx', KHABAR_MODEL = 'none' }
local version = vim.fn.system({ nvim, '--version' }):match 'NVIM v([%d.]+)'

local function say(...)
  io.stdout:write(string.format(...), '\n')
  io.stdout:flush()
end

local child, twin
local function start()
  child = Child.start { nvim = nvim, root = root, env = env }
  twin = Child.start { nvim = nvim, root = root, env = env, before = 'vim.g.loaded_khabar = 1' }
end
local function stop()
  child:stop()
  twin:stop()
end

local passed, failed, standing, lost, untouched, began = 0, 0, 0, 0, 0, vim.uv.hrtime()
start()
for seed = first, first + count - 1 do
  local ok, result = pcall(session.run, child, twin, { root = root, scratch = scratch, seed = seed, steps = steps })
  if ok and #result.bad == 0 then
    passed = passed + 1
  else
    failed = failed + 1
    say('FAIL   seed %d', seed)
    for _, line in ipairs(ok and result.bad or { tostring(result) }) do
      say('    | %s', line)
    end
  end
  if ok then
    standing, lost, untouched = standing + result.standing, lost + result.lost, untouched + result.untouched
  end
  if not ok or seed % 25 == 0 then
    stop() -- a fresh pair: an undo history is kept for each buffer
    start()
  end
end
stop()
vim.fn.delete(scratch, 'rf')
say(
  '# Neovim %s, seeds %d to %d, %d steps each, %.0f s: at the end %d notes stand, %d are lost; %d places checked that nothing had touched',
  version,
  first,
  first + count - 1,
  steps,
  (vim.uv.hrtime() - began) / 1e9,
  standing,
  lost,
  untouched
)
say('%d passed, %d failed', passed, failed)
os.exit(failed == 0 and 0 or 1)
