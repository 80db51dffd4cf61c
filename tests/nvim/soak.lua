-- nvim --clean -n --headless -l tests/nvim/soak.lua [EDITS]: as many edits as an hour of writing has, in one Neovim with khabar, notes and a
-- draft of 60 KB, and what memory it takes meanwhile. An hour: 36,000 keys and changes, ten a second. Prints the resident memory at twelve times;
-- fails when the last third needs more than 8 MiB beyond the second.
local root = vim.env.KHABAR_ROOT or vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')
package.path = root .. '/lua/?.lua;' .. root .. '/lua/?/init.lua;' .. root .. '/tests/nvim/?.lua;' .. package.path
local Child, session = require 'child', require 'session'

local EDITS, MOST = tonumber(_G.arg[1]) or 36000, 8
local nvim = vim.env.NVIM_UNDER_TEST or vim.v.progpath

---Lua in the child: some edits, each drawn; the undo history is kept as short as that of a user who saves and goes on.
local WORK = [[
  local count = ...
  local words = { 'مصر ', 'القاهرة ', 'وقال ', 'الأمم المتحدة ', '2022 ', 'بلينكن ', 'DEF ' }
  for i = 1, count do
    local row = math.random(vim.api.nvim_buf_line_count(0))
    vim.api.nvim_win_set_cursor(0, { row, 0 })
    local kind = math.random(20)
    if kind <= 9 then vim.cmd('silent! normal! A' .. words[math.random(#words)])
    elseif kind <= 16 then vim.cmd('silent! normal! $' .. math.random(8) .. 'X')
    elseif kind == 17 then vim.cmd 'silent! normal! dd'
    elseif kind == 18 then vim.cmd 'silent! normal! p'
    elseif kind == 19 then vim.cmd 'silent! normal! u'
    elseif math.random(10) == 1 then vim.cmd 'silent! Khabar accept'
    else vim.cmd 'silent! normal! 3u' end
    vim.cmd 'redraw'
  end
  -- The draft stays about as long as it was.
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  if #table.concat(lines, '\n') > 90000 then vim.api.nvim_buf_set_lines(0, 0, math.floor(#lines / 3), false, {}) end
  if #table.concat(lines, '\n') < 30000 then vim.api.nvim_buf_set_lines(0, 0, 0, false, _G.start_lines) end
  if math.random(10) == 1 then vim.cmd 'silent write!' end
  if math.random(40) == 1 then -- what the undo history holds is not khabar's
    local levels = vim.bo.undolevels
    vim.bo.undolevels = -1
    vim.cmd 'silent! normal! A '
    vim.bo.undolevels = levels
  end
  vim.wait(1)
  return 0]]

local function resident(child)
  for line in io.lines('/proc/' .. child:lua 'return vim.uv.os_getpid()' .. '/status') do
    local kb = line:match 'VmRSS:%s+(%d+)'
    if kb then
      return tonumber(kb) / 1024
    end
  end
end

local folder = vim.fn.tempname()
vim.fn.mkdir(folder, 'p')
local pieces = {}
for seed = 1, 9 do
  pieces[seed] = session.draft(root, seed)
end
local file = assert(io.open(folder .. '/a.txt', 'wb'))
file:write(table.concat(pieces))
file:close()
local child = Child.start { nvim = nvim, root = root, env = { KHABAR_INDEX = root .. '/build/khabar.khx' } }
Child.PATIENCE = 60000
child:cmd('edit ' .. folder .. '/a.txt')
child:wait "return require('khabar.nvim.attach').state(0) and not require('khabar.nvim.reading').share(0)"
child:cmd 'silent 1,40Khabar accept'
child:lua 'math.randomseed(1); _G.start_lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)'
local notes, began, memory = child:lua "return #require('khabar.nvim.notes').get(0).marks", vim.uv.hrtime(), {}
for part = 1, 12 do
  for _ = 1, math.ceil(EDITS / 12 / 50) do
    child:lua(WORK, 50)
  end
  memory[part] = resident(child)
  io.stdout:write(
    ('%d edits, %.0f s: %.1f MiB\n'):format(
      part * math.ceil(EDITS / 12 / 50) * 50,
      (vim.uv.hrtime() - began) / 1e9,
      memory[part]
    )
  )
  io.stdout:flush()
end
local resyncs = child:info().resyncs
child:stop()
vim.fn.delete(folder, 'rf')
local function most(from, to)
  return math.max(unpack(memory, from, to))
end
local grown = most(9, 12) - most(5, 8)
local fine = grown <= MOST and resyncs == 0
io.stdout:write(
  ('# %d notes at first, %d times out of step, last third over the second: %+.1f MiB\n'):format(notes, resyncs, grown)
)
io.stdout:write(fine and '1 passed, 0 failed\n' or '0 passed, 1 failed\n')
os.exit(fine and 0 or 1)
