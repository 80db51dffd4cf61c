---Random editing sessions with notes in place, in a real Neovim, and three judges of them that know nothing of how notes are kept:
---
---   places   bytes of each note, moved by what Neovim reports of every change. What no change has touched must have its mark right
---            there; what was touched must be shown as lost, or stand on its words, between words that stood beside them before
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
  local function key(keys) vim.cmd('silent! normal! ' .. vim.keycode(keys)) end
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
    kind[2]()
    return kind[1]
  end
  function _G.session.bytes() return vim.fn.sha256(table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')) end]]

---Lua in the child with khabar: the judge of places.
local JUDGE = [[
  local notes, attach, mirror = require 'khabar.nvim.notes', require 'khabar.nvim.attach', require 'khabar.nvim.mirror'
  local AROUND = 48
  local buf, tracked = vim.api.nvim_get_current_buf(), {}
  local judge = { bad = {}, untouched = 0, standing = 0, lost = 0 }
  local function text() return mirror.lines_text(buf, 0, -1) end
  vim.api.nvim_buf_attach(buf, false, { on_bytes = function(_, _, _, _, _, start, _, _, old, _, _, new)
    for _, place in pairs(tracked) do
      if start + old <= place.start then
        place.start, place.finish = place.start + new - old, place.finish + new - old
      elseif start < place.finish then
        place.touched = true
        if start + old >= place.finish then place.finish = math.max(start, place.start) else place.finish = place.finish + new - old end
      end
    end
  end })
  -- Before a step: what stands beside each note. After it: notes that have come.
  function judge.before()
    local now = text()
    for _, place in pairs(tracked) do
      if not place.touched then
        place.words = now:sub(place.start + 1, place.finish)
        place.seen = place.seen or {}
        table.insert(place.seen, { now:sub(math.max(1, place.start - AROUND + 1), place.start), now:sub(place.finish + 1, place.finish + AROUND) })
      end
    end
  end
  function judge.after(kind)
    local store = notes.get(buf)
    local there = {}
    for _, entry in ipairs(store and store:entries() or {}) do
      if entry.id then
        there[entry.id] = true
        local place = tracked[entry.id]
        if entry.start and (not place or (kind == 'khabar' and place.touched)) and kind == 'khabar' then
          tracked[entry.id] = { start = entry.start, finish = entry.finish }
        end
      end
    end
    for id in pairs(tracked) do if not there[id] then tracked[id] = nil end end
  end
  local function squeezed(s) return (s:gsub('%s+', ' ')) end
  -- The same letters next to the words as at some time before they were touched: a reader knows them by either side.
  local function familiar(place, now, start, finish)
    local before, after = squeezed(now:sub(math.max(1, start - AROUND + 1), start)), squeezed(now:sub(finish + 1, finish + AROUND))
    for _, seen in ipairs(place.seen or {}) do
      local b, a = squeezed(seen[1]), squeezed(seen[2])
      local nb, na = math.min(12, #b, #before), math.min(12, #a, #after)
      if b:sub(-nb) == before:sub(-nb) or a:sub(1, na) == after:sub(1, na) then return true end
    end
    return false
  end
  function judge.check(what)
    local store = notes.get(buf)
    if not store then return end
    store:check(true)
    local state, now = attach.synced(buf), text()
    local function fail(...) judge.bad[#judge.bad + 1] = what .. ': ' .. string.format(...) end
    if state.mirror.doc:text() ~= now then fail 'the document is out of step' end
    local signs, lost = 0, 0
    local space = vim.api.nvim_create_namespace 'khabar.notes.signs'
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buf, space, 0, -1, { details = true })) do
      if vim.trim(mark[4].sign_text or '') == '?' then signs = signs + 1 end
    end
    for _, entry in ipairs(store:entries()) do
      local place, words = tracked[entry.id], entry.start and now:sub(entry.start + 1, entry.finish)
      if entry.lost then
        lost = lost + 1
        if place and not place.touched then fail('%s is lost, and nothing has touched it', entry.note.exact) end
      elseif not words or (words ~= entry.note.exact and not entry.changed) then
        fail('%s stands on %s', entry.note.exact, words or 'nothing')
      elseif place and not place.touched then
        judge.untouched = judge.untouched + 1
        if place.start ~= entry.start or place.finish ~= entry.finish then
          fail('%s at %d, not at %d', entry.note.exact, entry.start, place.start)
        end
      elseif place and not familiar(place, now, entry.start, entry.finish) then
        fail('%s was put between other words: %s', entry.note.exact, now:sub(math.max(1, entry.start - 20), entry.finish + 20))
      end
    end
    judge.lost, judge.standing = lost, #store.marks - lost
    if signs ~= lost then fail('%d lost, %d shown', lost, signs) end
  end
  function judge.standings()
    local list = {}
    for _, entry in ipairs(notes.get(buf) and notes.get(buf):entries() or {}) do
      if entry.start and not entry.changed then list[entry.id] = { entry.start, entry.finish } end
    end
    return list
  end
  _G.judge = judge]]

---Lua in the child: some steps; returns the hash of the draft.
local RUN = [[
  local from, to = ...
  for i = from, to do
    if _G.judge then
      local tick, bytes
      _G.judge.before()
      local kind = _G.session.step()
      _G.judge.after(kind)
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
  require('khabar.nvim.notes').get(0):check(true)
  local first = _G.session.bytes()
  vim.cmd('silent undo ' .. last)
  require('khabar.nvim.notes').get(0):check(true)
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
      child:lua(JUDGE)
      child:cmd 'silent 1,$Khabar accept'
      child:lua "_G.judge.after 'khabar'"
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
