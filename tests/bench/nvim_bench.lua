-- What one typed character costs in Neovim, drawing included, with khabar and without it.
--
--   nvim --clean -n --headless -l tests/bench/nvim_bench.lua [--tsv] [NVIM…]
--
-- In a child Neovim with a window of 120 x 50 a letter is typed (`normal! a`) in the middle of an Arabic draft, and the screen is
-- redrawn; the clock runs over both. Every tenth letter is a space, so that words are made and broken. "cpu" is the time that
-- the process itself used: on a busy machine the wall clock's 99th percentile is the scheduler's. --tsv prints the numbers of
-- the 100 KB draft as `key<tab>value` for tests/bench/run.

local root = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')
package.path = root .. '/lua/?.lua;' .. root .. '/lua/?/init.lua;' .. root .. '/tests/nvim/?.lua;' .. package.path
local Child = require 'child'

local ROUNDS = 500

---An Arabic text of about `size` bytes out of the project's own drafts.
local function draft(size)
  local pieces, total = {}, 0
  local files = vim.fn.glob(root .. '/annotations/gold/*.txt', true, true)
  assert(#files > 0, 'no drafts in annotations/gold')
  while total < size do
    for _, path in ipairs(files) do
      local text = table.concat(vim.fn.readfile(path), '\n') .. '\n\n'
      pieces[#pieces + 1] = text
      total = total + #text
      if total >= size then
        break
      end
    end
  end
  return table.concat(pieces)
end

---Lua in the child: milliseconds of each round, sorted: by the wall clock, and of processor time.
local TYPE = [[
  local rounds = ...
  local wall, cpu = {}, {}
  local middle = math.floor(vim.api.nvim_buf_line_count(0) / 2)
  while #vim.fn.getline(middle) < 200 do middle = middle + 1 end
  vim.api.nvim_win_set_cursor(0, { middle, 0 })
  vim.cmd 'normal! 100l'
  vim.cmd 'redraw!'
  for i = 1, rounds + 50 do
    local keys = i % 10 == 0 and 'normal! a ' or 'normal! aم'
    local began, began_cpu = vim.uv.hrtime(), os.clock()
    vim.cmd(keys)
    vim.cmd 'redraw'
    if i > 50 then
      wall[#wall + 1] = (vim.uv.hrtime() - began) / 1e6
      cpu[#cpu + 1] = (os.clock() - began_cpu) * 1e3
    end
  end
  table.sort(wall)
  table.sort(cpu)
  return { wall = wall, cpu = cpu }]]

local function measure(nvim, path, with)
  local child = Child.start { nvim = nvim, root = root, before = with and '' or 'vim.g.loaded_khabar = 1' }
  child:cmd 'set columns=120 lines=50'
  child:cmd('edit ' .. path)
  local info = {}
  if with then
    child:settle()
    info = child:info()
    assert(info.tagged, info.reason_text)
  end
  local times = child:lua(TYPE, ROUNDS)
  if with then
    info = child:info()
    assert(info.resyncs == 0, 'the document lost step')
    info.redraw = child:lua [[
      local began = vim.uv.hrtime()
      for _ = 1, 20 do vim.cmd 'redraw!' end
      return (vim.uv.hrtime() - began) / 1e6 / 20]]
  end
  child:stop()
  return times, info
end

---Milliseconds from the sourcing of plugin/khabar.lua until an empty buffer has been looked at, in Neovims of their own: what a
---user pays who opens no Arabic text. The median of some.
local function start_up(nvim)
  local times = {}
  for i = 1, 15 do
    local child = Child.start { nvim = nvim, root = root, before = 'vim.g.loaded_khabar = 1' }
    times[i] = child:lua(
      [[
      vim.g.loaded_khabar = nil
      local began = vim.uv.hrtime()
      vim.cmd.source(... .. '/plugin/khabar.lua')
      local sourced = (vim.uv.hrtime() - began) / 1e6
      began = vim.uv.hrtime()
      require('khabar.nvim.attach').consider(vim.api.nvim_get_current_buf())
      return sourced + (vim.uv.hrtime() - began) / 1e6]],
      root
    )
    child:stop()
  end
  table.sort(times)
  return times[math.ceil(#times / 2)]
end

local function quantile(times, q)
  return times[math.max(1, math.ceil(#times * q))]
end

local tsv, editors = false, {}
for _, argument in ipairs(_G.arg) do
  if argument == '--tsv' then
    tsv = true
  else
    editors[#editors + 1] = argument
  end
end
if #editors == 0 then
  editors = { vim.v.progpath }
end

local function say(format, ...)
  io.stdout:write(format:format(...), '\n')
  io.stdout:flush()
end

if not tsv then
  for _, nvim in ipairs(editors) do
    say('start-up without an Arabic buffer: %.2f ms (limit 2)', start_up(nvim))
  end
  say('%-43s | one letter, ms: median        | 99th percentile, cpu', '')
  say(
    '%-9s %7s %6s %9s %8s | %8s %8s %8s %6s | %8s %8s',
    'neovim',
    'draft',
    'names',
    'first ms',
    'redraw',
    'without',
    'with',
    'added',
    'cpu',
    'without',
    'with'
  )
end
for _, nvim in ipairs(editors) do
  local version = vim.fn.system({ nvim, '--version' }):match 'NVIM v([%d.]+)'
  for _, size in ipairs(tsv and { 100e3 } or { 5e3, 100e3, 1e6 }) do
    local path = vim.fn.tempname() .. '.txt'
    local file = assert(io.open(path, 'wb'))
    file:write(draft(size))
    file:close()
    local without = measure(nvim, path, false)
    local with, info = measure(nvim, path, true)
    vim.fn.delete(path)
    if tsv then
      say('nvim_start_ms\t%.3f', start_up(nvim))
      say('nvim_edit_ms\t%.3f', quantile(with.wall, 0.5))
      say('nvim_edit_p99_ms\t%.3f', quantile(with.cpu, 0.99))
      say('nvim_edit_without_ms\t%.3f', quantile(without.wall, 0.5))
    else
      local median, plain = quantile(with.wall, 0.5), quantile(without.wall, 0.5)
      say(
        '%-9s %4.0f KB %6d %9.2f %8.2f | %8.3f %8.3f %8.3f %6.3f | %8.3f %8.3f',
        version,
        size / 1000,
        info.entities,
        info.first_ms,
        info.redraw,
        plain,
        median,
        median - plain,
        quantile(with.cpu, 0.5),
        quantile(without.cpu, 0.99),
        quantile(with.cpu, 0.99)
      )
    end
  end
end
