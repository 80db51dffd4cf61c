-- In the Neovim of a session: where each note has to be, see session.lua. Knows texts and places, not how notes are kept.
local notes, attach, mirror = require 'khabar.nvim.notes', require 'khabar.nvim.attach', require 'khabar.nvim.mirror'
local buf, tracked = vim.api.nvim_get_current_buf(), {}
local judge = { bad = {}, untouched = 0, standing = 0, lost = 0 }
local function text()
  return mirror.lines_text(buf, 0, -1)
end
-- One region that differs; where the same change can be told in two ways (a line that was copied), the region of both.
local function difference(old, new)
  local most = math.min(#old, #new)
  local head, tail = 0, 0
  while head < most and old:byte(head + 1) == new:byte(head + 1) do
    head = head + 1
  end
  while tail < most and old:byte(#old - tail) == new:byte(#new - tail) do
    tail = tail + 1
  end
  local start = math.min(head, #old - tail, #new - tail)
  return start, math.max(#old - tail, head + math.max(0, #old - #new), start), #new - #old
end
local last = text()
-- The lines of a text, each with the byte where it begins.
local function lines_of(t)
  local list, at = {}, {}
  for from, line in t:gmatch '()([^\n]*)\n' do
    list[#list + 1], at[#at + 1] = line, from - 1
  end
  return list, at
end
-- Lines in another order: where each byte of them is now. nil where the change was another one.
local function reordered(old, new)
  local was, was_at = lines_of(old)
  local is, is_at = lines_of(new)
  if #was ~= #is then
    return nil
  end
  local top, bottom = 1, #was
  while top <= bottom and was[top] == is[top] do
    top = top + 1
  end
  while bottom > top and was[bottom] == is[bottom] do
    bottom = bottom - 1
  end
  local count, now_at = {}, {}
  for i = top, bottom do
    count[was[i]] = (count[was[i]] or 0) + 1
    now_at[is[i]] = now_at[is[i]] and -1 or is_at[i] -- -1: there are two like it
  end
  for i = top, bottom do
    count[is[i]] = (count[is[i]] or 0) - 1
    if count[is[i]] < 0 then
      return nil
    end
  end
  local function turned(by) -- the last so many lines have come before the others
    for i = top, bottom do
      if is[top + (i - top + by) % (bottom - top + 1)] ~= was[i] then
        return false
      end
    end
    return true
  end
  local by = turned(1) and 1 or turned(bottom - top) and bottom - top
  return function(start, finish)
    for i = top, bottom do
      if start >= was_at[i] and finish <= was_at[i] + #was[i] then
        local at = by and is_at[top + (i - top + by) % (bottom - top + 1)] or now_at[was[i]]
        return at >= 0 and at + start - was_at[i] or nil, true
      end
    end
    return start, start < (was_at[bottom + 1] or #old) and finish > (was_at[top] or 0)
  end
end
-- Nothing but blanks and line breaks has changed (format, join): where each byte that is none is now.
local function reblanked(old, new)
  if old:gsub('%s+', '') ~= new:gsub('%s+', '') then
    return nil
  end
  local at, n = {}, 0 -- where the letters of the new text stand
  for from in new:gmatch '()%S' do
    n = n + 1
    at[n] = from - 1
  end
  local number = {} -- and which of them those of the old one are
  n = 0
  for from in old:gmatch '()%S' do
    n = n + 1
    number[from - 1] = n
  end
  return function(start, finish)
    local to, to_end = at[number[start]], at[number[finish - 1]]
    return to, to_end and to_end + 1
  end
end
-- Bytes that a command has cut out have been touched, though the same may stand there afterwards.
vim.api.nvim_buf_attach(buf, false, {
  on_bytes = function(_, _, _, _, _, start, _, _, old_len, _, _, new_len)
    for _, place in pairs(tracked) do
      if place.step_finish and place.step_finish > start then
        if place.step_start >= start + old_len then
          place.step_start, place.step_finish =
            place.step_start + new_len - old_len, place.step_finish + new_len - old_len
        else
          place.cut, place.step_finish = true, nil
        end
      end
    end
  end,
})
-- Where places were, in each text that there has been, when nothing had touched them: undo and redo bring them back there.
local known = {}
local function remember(now)
  local hash = vim.fn.sha256(now)
  known[hash] = known[hash] or {}
  for id, place in pairs(tracked) do
    known[hash][id] = not place.touched and { place.start, place.finish } or nil
  end
end
local function come_back(now)
  for id, was in pairs(known[vim.fn.sha256(now)] or {}) do
    local place = tracked[id]
    if place then
      place.start, place.finish, place.touched, place.carried = was[1], was[2], false, false
    end
  end
end
local function follow(now)
  for _, place in pairs(tracked) do
    local words = last:sub(place.start + 1, place.finish)
    place.told = place.step_finish and now:sub(place.step_start + 1, place.step_finish) == words
    if place.told then -- Neovim has told of every change, and of none here
      place.start, place.finish = place.step_start, place.step_finish
    elseif place.cut then
      place.touched, place.carried = true, true
    end
  end
  if now == last then
    return
  end
  local moved = reordered(last, now)
  if moved then
    for _, place in pairs(tracked) do
      local start, within = place.start, false
      if not place.told then
        start, within = moved(place.start, place.finish)
      end
      place.carried = (within or place.carried) and start ~= nil
      place.touched = place.touched or within
      if start then
        place.start, place.finish = start, start + place.finish - place.start
      end
    end
    last = now
    return
  end
  local start, finish, grown = difference(last, now)
  local still = reblanked(last, now)
  for _, place in pairs(tracked) do
    local to, to_end
    if still then
      to, to_end = still(place.start, place.finish)
    end
    if not place.told and to and to_end and now:sub(to + 1, to_end) == last:sub(place.start + 1, place.finish) then
      local away = start < place.finish and place.start < finish
      place.touched, place.carried = place.touched or away, place.carried or away
      place.start, place.finish = to, to_end
    elseif not place.told and finish <= place.start then
      place.start, place.finish = place.start + grown, place.finish + grown
    elseif not place.told and start < place.finish then
      place.touched, place.carried = true, false
    end
  end
  last = now
end
-- The words before a place and behind it, line breaks being blanks.
local function sides(now, start, finish)
  local before, after = now:sub(math.max(1, start - 63), start), now:sub(finish + 1, finish + 64)
  local from, to = start, (now:find('\n', finish + 1, true) or #now + 1) - 1
  while from > 0 and now:byte(from) ~= 10 do
    from = from - 1
  end
  return {
    (before:gsub('^[\128-\191]+', ''):gsub('%s+', ' ')),
    (after:gsub('[\192-\255]?[\128-\191]*$', ''):gsub('%s+', ' ')),
    now:sub(from + 1, to),
  }
end
-- Before a step: what stands beside each note. After it: notes that have come.
function judge.before()
  local now = text()
  for _, place in pairs(tracked) do
    place.cut, place.step_start, place.step_finish = false, place.start, place.finish
    if not place.touched then
      place.words = now:sub(place.start + 1, place.finish)
      place.seen = place.seen or {}
      local here, last_seen = sides(now, place.start, place.finish), place.seen[#place.seen]
      if not last_seen or last_seen[1] ~= here[1] or last_seen[2] ~= here[2] then
        table.insert(place.seen, here)
      end
    end
  end
end
function judge.after()
  local store = notes.get(buf)
  local there, now = {}, text()
  local same = now == last
  follow(now)
  if not same then
    come_back(now)
  end
  for _, entry in ipairs(store and store:entries() or {}) do
    if entry.id then
      there[entry.id] = true
      if entry.start and not tracked[entry.id] then
        tracked[entry.id] = { start = entry.start, finish = entry.finish }
      end
    end
  end
  for id in pairs(tracked) do
    if not there[id] then
      tracked[id] = nil
    end
  end
  remember(now)
end
-- Pairs of letters that two lines share, of those of the shorter one.
local function likeness(a, b)
  local pairs_of, n, shared = {}, 0, 0
  if #a > #b then
    a, b = b, a
  end
  b = vim.fn.split(b, '\\zs')
  for i = 1, #b - 1 do
    local two = b[i] .. b[i + 1]
    pairs_of[two] = (pairs_of[two] or 0) + 1
  end
  a = vim.fn.split(a, '\\zs')
  for i = 1, #a - 1 do
    local two = a[i] .. a[i + 1]
    n = n + 1
    if (pairs_of[two] or 0) > 0 then
      shared, pairs_of[two] = shared + 1, pairs_of[two] - 1
    end
  end
  return n == 0 and 1 or shared / n
end
-- Are the words on one side like those that stood there before, or the very next letters the same? A reader knows a place by that.
local function familiar(place, now, start, finish)
  local here = sides(now, start, finish)
  for i = #(place.seen or {}), 1, -1 do
    local seen = place.seen[i]
    if seen[3] == here[3] then
      return true
    end -- the line has moved as a whole
    if likeness(seen[1], here[1]) >= 0.5 or likeness(seen[2], here[2]) >= 0.5 then
      return true
    end
    local n, m = math.min(10, #seen[1], #here[1]), math.min(10, #seen[2], #here[2])
    if seen[1]:sub(-n) == here[1]:sub(-n) or seen[2]:sub(1, m) == here[2]:sub(1, m) then
      return true
    end
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
    local from, to = now:find(words, at, true)
    if not from then
      return false
    end
    if from - 1 ~= place.start and copies(now, place, { start = from - 1, finish = to }) then
      return true
    end
    at = from + 1
  end
end
-- Many notes are looked for in another thread; meanwhile they count as lost.
function judge.settle(store)
  for _ = 1, 3 do
    store:check(true)
    if not store.searching then
      return
    end
    vim.wait(5000, function()
      return not store.searching
    end, 1)
  end
end
function judge.check(what)
  local store = notes.get(buf)
  if not store then
    return
  end
  judge.settle(store)
  local state, now = attach.synced(buf), text()
  local function fail(...)
    judge.bad[#judge.bad + 1] = what .. ': ' .. string.format(...)
  end
  if state.mirror.doc:text() ~= now then
    fail 'the document is out of step'
  end
  local signs, lost = 0, 0
  local space = vim.api.nvim_create_namespace 'khabar.notes.signs'
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buf, space, 0, -1, { details = true })) do
    if vim.trim(mark[4].sign_text or '') == '?' then
      signs = signs + 1
    end
  end
  for _, entry in ipairs(store:entries()) do
    local place, words = tracked[entry.id], entry.start and now:sub(entry.start + 1, entry.finish)
    if entry.lost then
      lost = lost + 1
      if place and not place.touched and not has_copy(now, place) then
        fail('%s is lost, and nothing has touched it', entry.note.exact)
      end
    elseif not words or (words ~= entry.note.exact and not entry.changed) then
      fail('%s stands on %s', entry.note.exact, words or 'nothing')
    elseif place and not place.touched then
      judge.untouched = judge.untouched + 1
      local there = place.start == entry.start and place.finish == entry.finish
      if not there and not copies(now, place, entry) then
        fail('%s at %d, not at %d', entry.note.exact, entry.start, place.start)
      elseif not there then -- one of two alike, which may be told apart later
        place.start, place.finish = entry.start, entry.finish
      end
    elseif
      place
      and not (place.carried and place.start == entry.start)
      and not familiar(place, now, entry.start, entry.finish)
    then
      local seen = place.seen and place.seen[#place.seen] or { '', '' }
      fail(
        '%s was put between other words: %s (was: %s)',
        entry.note.exact,
        table.concat(sides(now, entry.start, entry.finish), '|'),
        table.concat(seen, '|')
      )
    elseif place and words == entry.note.exact then -- found again: followed from here on
      place.start, place.finish, place.touched, place.carried = entry.start, entry.finish, false, false
    end
  end
  judge.lost, judge.standing = lost, #store.marks - lost
  if signs ~= lost then
    fail('%d lost, %d shown', lost, signs)
  end
end
function judge.standings()
  local list = {}
  for _, entry in ipairs(notes.get(buf) and notes.get(buf):entries() or {}) do
    if entry.start and not entry.changed then
      list[entry.id] = { entry.start, entry.finish }
    end
  end
  return list
end
return judge
