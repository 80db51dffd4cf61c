---Random editing sessions with notes in place, in a real Neovim, and three judges of them that know nothing of how notes are kept:
---
---   places   bytes of each note, moved by comparing the texts before and after each step. What no change has touched must have its mark
---            there (or, where a line was copied, in the copy); what was touched must be shown as lost, or stand on its words, between words like those
---            that stood beside them before, or in a line that has moved as a whole
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

---Lua in the child with khabar: the judge of places.
local JUDGE = [[
  local notes, attach, mirror = require 'khabar.nvim.notes', require 'khabar.nvim.attach', require 'khabar.nvim.mirror'
  local buf, tracked = vim.api.nvim_get_current_buf(), {}
  local judge = { bad = {}, untouched = 0, standing = 0, lost = 0 }
  local function text() return mirror.lines_text(buf, 0, -1) end
  -- One region that differs; where the same change can be told in two ways (a line that was copied), the region of both.
  local function difference(old, new)
    local most = math.min(#old, #new)
    local head, tail = 0, 0
    while head < most and old:byte(head + 1) == new:byte(head + 1) do head = head + 1 end
    while tail < most and old:byte(#old - tail) == new:byte(#new - tail) do tail = tail + 1 end
    local start = math.min(head, #old - tail, #new - tail)
    return start, math.max(#old - tail, head + math.max(0, #old - #new), start), #new - #old
  end
  local last = text()
  local function follow(now)
    if now == last then return end
    local start, finish, grown = difference(last, now)
    for _, place in pairs(tracked) do
      if finish <= place.start then
        place.start, place.finish = place.start + grown, place.finish + grown
      elseif start < place.finish then
        place.touched = true
      end
    end
    last = now
  end
  -- The words before a place and behind it, line breaks being blanks.
  local function sides(now, start, finish)
    local before, after = now:sub(math.max(1, start - 63), start), now:sub(finish + 1, finish + 64)
    local first, last = start, (now:find('\n', finish + 1, true) or #now + 1) - 1
    while first > 0 and now:byte(first) ~= 10 do first = first - 1 end
    return { (before:gsub('^[\128-\191]+', ''):gsub('%s+', ' ')), (after:gsub('[\192-\255]?[\128-\191]*$', ''):gsub('%s+', ' ')),
      now:sub(first + 1, last) }
  end
  -- Before a step: what stands beside each note. After it: notes that have come.
  function judge.before()
    local now = text()
    for _, place in pairs(tracked) do
      if not place.touched then
        place.words = now:sub(place.start + 1, place.finish)
        place.seen = place.seen or {}
        local here, last_seen = sides(now, place.start, place.finish), place.seen[#place.seen]
        if not last_seen or last_seen[1] ~= here[1] or last_seen[2] ~= here[2] then table.insert(place.seen, here) end
      end
    end
  end
  function judge.after(kind)
    local store = notes.get(buf)
    local there, now = {}, text()
    follow(now)
    for _, entry in ipairs(store and store:entries() or {}) do
      if entry.id then
        there[entry.id] = true
        if entry.start and not tracked[entry.id] then
          tracked[entry.id] = { start = entry.start, finish = entry.finish }
        end
      end
    end
    for id in pairs(tracked) do if not there[id] then tracked[id] = nil end end
  end
  -- Pairs of letters that two lines share, of those of the shorter one.
  local function likeness(a, b)
    local pairs_of, n, shared = {}, 0, 0
    if #a > #b then a, b = b, a end
    b = vim.fn.split(b, '\\zs')
    for i = 1, #b - 1 do local two = b[i] .. b[i + 1] pairs_of[two] = (pairs_of[two] or 0) + 1 end
    a = vim.fn.split(a, '\\zs')
    for i = 1, #a - 1 do
      local two = a[i] .. a[i + 1]
      n = n + 1
      if (pairs_of[two] or 0) > 0 then shared, pairs_of[two] = shared + 1, pairs_of[two] - 1 end
    end
    return n == 0 and 1 or shared / n
  end
  -- Are the words on one side like those that stood there before, or the very next letters the same? A reader knows a place by that.
  local function familiar(place, now, start, finish)
    local here = sides(now, start, finish)
    for i = #(place.seen or {}), 1, -1 do
      local seen = place.seen[i]
      if seen[3] == here[3] then return true end -- the line has moved as a whole
      if likeness(seen[1], here[1]) >= 0.5 or likeness(seen[2], here[2]) >= 0.5 then return true end
      local n, m = math.min(10, #seen[1], #here[1]), math.min(10, #seen[2], #here[2])
      if seen[1]:sub(-n) == here[1]:sub(-n) or seen[2]:sub(1, m) == here[2]:sub(1, m) then return true end
    end
    return false
  end
  -- The same words between words like each other's: lines that were copied. Which of them is meant only their writer knows.
  local function copies(now, a, b)
    local here, there = sides(now, a.start, a.finish), sides(now, b.start, b.finish)
    return here[3] == there[3] or (likeness(here[1], there[1]) >= 0.5 and likeness(here[2], there[2]) >= 0.5)
  end
  local function has_copy(now, place)
    local words, at = now:sub(place.start + 1, place.finish), 1
    while true do
      local first, last = now:find(words, at, true)
      if not first then return false end
      if first - 1 ~= place.start and copies(now, place, { start = first - 1, finish = last }) then return true end
      at = first + 1
    end
  end
  -- Many notes are looked for in another thread; meanwhile they count as lost.
  function judge.settle(store)
    for _ = 1, 3 do
      store:check(true)
      if not store.searching then return end
      vim.wait(5000, function() return not store.searching end, 1)
    end
  end
  function judge.check(what)
    local store = notes.get(buf)
    if not store then return end
    judge.settle(store)
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
        if place and not place.touched and not has_copy(now, place) then fail('%s is lost, and nothing has touched it', entry.note.exact) end
      elseif not words or (words ~= entry.note.exact and not entry.changed) then
        fail('%s stands on %s', entry.note.exact, words or 'nothing')
      elseif place and not place.touched then
        judge.untouched = judge.untouched + 1
        if (place.start ~= entry.start or place.finish ~= entry.finish) and not copies(now, place, entry) then
          fail('%s at %d, not at %d', entry.note.exact, entry.start, place.start)
        end
      elseif place and not familiar(place, now, entry.start, entry.finish) then
        local seen = place.seen and place.seen[#place.seen] or { '', '' }
        fail('%s was put between other words: %s (was: %s)', entry.note.exact, table.concat(sides(now, entry.start, entry.finish), '|'), table.concat(seen, '|'))
      elseif place and words == entry.note.exact then -- found again: followed from here on
        place.start, place.finish, place.touched = entry.start, entry.finish, false
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
