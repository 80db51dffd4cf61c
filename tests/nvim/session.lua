---Random editing sessions with notes in place, in a real Neovim, and three judges of them that know nothing of how notes are kept:
---
---   places   bytes of each note, moved by comparing the texts before and after each step, lines that have changed places by their words. What no
---            change has touched must have its mark there (or, where a line was copied, in the copy); what was touched must be shown as lost, or
---            stand on its words, between words like those that stood beside them before, or in a line that has moved as a whole
---   twin     the same session in a Neovim without khabar: both drafts must have the same bytes at every tenth step
---   rounds   everything undone and redone: text, and the notes that stood, as before
---
---A session is its seed: the same one runs the same way each time.
local M = {}

M.STEPS = 200

---A draft of about thirty paragraphs, another for each seed.
---@param root string
---@param seed integer
---@return string
function M.draft(root, seed)
  local paragraphs = {}
  local files = vim.fn.glob(root .. '/annotations/gold/*.txt', true, true)
  table.sort(files)
  for i = 0, 7 do
    for _, line in ipairs(vim.fn.readfile(files[(seed * 7 + i * 3) % #files + 1])) do
      if #paragraphs < 30 then
        paragraphs[#paragraphs + 1] = line
      end
    end
  end
  return table.concat(paragraphs, '\n') .. '\n'
end

---Lua in the child, the same in both: `_G.session.step(i)` does step i, and returns what it was.
local STEPS = [[
  local seed, root = ...
  local state = seed * 7919 + 17
  local function below(n) -- a generator of its own, which nobody else draws from
    state = (state * 1103515245 + 12345) % 2147483648
    return math.floor(state / 65536) % n + 1
  end
  local words = { 'مصر', 'القاهرة', 'وقالت', 'أمس', '😀', 'DEF', '،', 'بلد كبير', 'كي', 'الأمم المتحدة', '2022', 'مُحَمَّد' }
  local codes = { Esc = '\27', CR = '\13', ['C-r'] = '\18' }
  local function key(keys) vim.cmd('silent! normal! ' .. keys:gsub('<([%w-]+)>', codes)) end
  local function word() return words[below(#words)] end
  local function spot()
    local row = below(vim.api.nvim_buf_line_count(0))
    vim.api.nvim_win_set_cursor(0, { row, 0 })
    local width = vim.fn.strchars(vim.fn.getline(row))
    if width > 0 then key('0' .. below(width) .. 'l') end
  end
  local function khabar(command)
    return function() spot() if vim.fn.exists ':Khabar' == 2 then vim.cmd('silent! Khabar ' .. command) end end
  end
  local kinds = {
    { 'insert a word', function() spot() key('i' .. word() .. '<Esc>') end, 5 },
    { 'append words', function() spot() key('a ' .. word() .. ' ' .. word() .. ' <Esc>') end, 5 },
    { 'delete letters', function() spot() key(below(4) .. 'x') end, 3 },
    { 'delete a word', function() spot() key 'daw' end, 4 },
    { 'delete a line', function() spot() key 'dd' end, 2 },
    { 'put', function() spot() key(below(2) == 1 and 'p' or 'P') end, 3 },
    { 'move a line', function() vim.cmd(('silent! %dm%d'):format(below(vim.fn.line '$'), below(vim.fn.line '$') - 1)) end, 2 },
    { 'copy a line', function() spot() key 'yyP' end, 1 },
    { 'join', function() spot() key 'J' end, 2 },
    { 'break', function() spot() key 'i<CR><Esc>' end, 2 },
    { 'open', function() spot() key('o' .. word() .. ' ' .. word() .. '<Esc>') end, 2 },
    { 'change a word', function() spot() key('cw' .. word() .. '<Esc>') end, 4 },
    { 'replace', function() spot() key('R' .. word() .. '<Esc>') end, 1 },
    { 'undo', function() key(below(3) .. 'u') end, 6 },
    { 'redo', function() key(below(3) .. '<C-r>') end, 4 },
    { 'substitute', function() vim.cmd('silent! %s/' .. word() .. '/' .. word() .. '/g') end, 2 },
    { 'substitute here', function() spot() vim.cmd('silent! s/ال/لل/g') end, 1 },
    { 'format', function() spot() key 'gqip' end, 1 },
    { 'swap paragraphs', function() spot() key 'dap}p' end, 1 },
    { 'sort', function() local at = below(vim.fn.line '$') vim.cmd(('silent! %d,+3sort'):format(at)) end, 1 },
    { 'earlier', function() vim.cmd('silent! earlier ' .. below(6)) end, 1 },
    { 'later', function() vim.cmd('silent! later ' .. below(6)) end, 1 },
    { 'write', function() vim.cmd 'silent write!' end, 2 },
    { 'khabar', khabar 'accept', 3 }, { 'khabar', khabar 'set PERS', 2 }, { 'khabar', khabar 'note كلام', 2 },
    { 'khabar', khabar 'reject', 1 }, { 'khabar', khabar 'clear', 1 }, { 'khabar', khabar 'check verified', 1 },
  }
  local bag = {}
  for _, kind in ipairs(kinds) do for _ = 1, kind[3] do bag[#bag + 1] = kind end end
  vim.o.textwidth, vim.o.autowrite, vim.o.swapfile = 70, false, false
  vim.fn.setreg('"', 'وقال مصدر')
  _G.session = { below = below }
  function _G.session.step()
    local kind = bag[below(#bag)]
    vim.cmd 'let &g:undolevels = &g:undolevels' -- a step is an undo step, however fast the steps come
    kind[2]()
    return kind[1]
  end
  function _G.session.bytes() return vim.fn.sha256(table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')) end]]

---Lua in the child: some steps; returns the hash of the draft.
local RUN = [[
  local from, to = ...
  for i = from, to do
    if _G.judge then
            _G.judge.before()
      local kind = _G.session.step()
      _G.judge.after()
      if i % 9 == 0 then _G.judge.check('step ' .. i .. ', ' .. kind) end
    else
      _G.session.step()
    end
  end
  return _G.session.bytes()]]

---Lua in the child: everything undone and redone.
local ROUND = [[
  local last, bytes, before = vim.fn.changenr(), _G.session.bytes(), _G.judge.standings()
  vim.cmd 'silent undo 0'
  _G.judge.settle(require('khabar.nvim.notes').get(0))
  local first = _G.session.bytes()
  vim.cmd('silent undo ' .. last)
  _G.judge.settle(require('khabar.nvim.notes').get(0))
  local after = _G.judge.standings()
  if _G.session.bytes() ~= bytes then table.insert(_G.judge.bad, 'redone: another text') end
  for id, place in pairs(before) do
    if not after[id] or after[id][1] ~= place[1] or after[id][2] ~= place[2] then
      table.insert(_G.judge.bad, ('redone: note %d at %s, not at %d'):format(id, after[id] and after[id][1] or 'no place', place[1]))
    end
  end
  return first]]

---@class khabar.test.Twins
---@field child table with khabar
---@field twin table without

---Runs one session; both children are used again.
---@param child table a Neovim with khabar
---@param twin table one without
---@param options {root: string, scratch: string, seed: integer, steps?: integer}
---@return {bad: string[], standing: integer, lost: integer, untouched: integer}
function M.run(child, twin, options)
  local bytes = M.draft(options.root, options.seed)
  for name, editor in pairs { with = child, without = twin } do
    local folder = options.scratch .. '/' .. name
    vim.fn.mkdir(folder, 'p')
    vim.fn.delete(folder .. '/a.txt.khabar.yaml')
    local file = assert(io.open(folder .. '/a.txt', 'wb'))
    file:write(bytes)
    file:close()
    editor:cmd('silent! bwipeout! | silent edit ' .. folder .. '/a.txt')
    if editor == child then
      child:wait "return require('khabar.nvim.attach').state(0) and not require('khabar.nvim.reading').share(0)"
      child:lua([[_G.judge = dofile(...)]], options.root .. '/tests/nvim/judge.lua')
      child:cmd 'silent 1,$Khabar accept'
      child:lua '_G.judge.after()'
    end
    editor:lua(STEPS, options.seed, options.root)
  end
  local bad, steps = {}, options.steps or M.STEPS
  for from = 1, steps, 10 do
    local here, there = child:lua(RUN, from, from + 9), twin:lua(RUN, from, from + 9)
    if here ~= there then
      bad[1] = ('steps %d to %d: the draft is another than without khabar'):format(from, from + 9)
      break
    end
  end
  child:lua "_G.judge.check 'at the end'"
  local first = child:lua(ROUND)
  if first ~= vim.fn.sha256((bytes:gsub('\n$', ''))) then
    bad[#bad + 1] = 'undone: another text than at first'
  end
  child:cmd 'silent write!'
  local judge =
    child:lua 'local j = _G.judge return { bad = j.bad, standing = j.standing, lost = j.lost, untouched = j.untouched }'
  vim.list_extend(bad, judge.bad)
  return { bad = bad, standing = judge.standing, lost = judge.lost, untouched = judge.untouched }
end

return M
