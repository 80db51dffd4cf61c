-- Review: every key, the order of names, progress, and that all is as it was afterwards, however it ends.

local TEXT = table.concat({
  'زار السيد عصام المرزوق القاهرة أمس.',
  'وقال المتحدث باسم شركة النيل إن مصر بلد كبير.',
  'ثم التقى النيلية وفلاديمير بوتين في مصر.',
  '',
}, '\n')

local function draft(child, t, options)
  local folder = t.scratch .. '/review'
  vim.fn.mkdir(folder, 'p')
  local path = t.file('review/a.txt', TEXT)
  os.remove(path .. '.khabar.yaml')
  child:lua('vim.g.khabar = ...', vim.tbl_extend('force', { review_below = 1 }, options or {}))
  child:edit(path)
  return path
end

---The words that are asked about, 'end' behind the last, 'none' when there is no review.
local function asked(child)
  return child:lua [[
    local review = require('khabar.nvim.review').current()
    if not review then return 'none' end
    if not review.at then return 'end' end
    return require('khabar.nvim.attach').synced(review.buf).mirror.doc:text():sub(review.at + 1, review.finish)]]
end

---All that will be asked about.
local function queue(child)
  return child:lua [[
    local state, list = require('khabar.nvim.attach').synced(0), {}
    local store = assert(require('khabar.nvim.notes').open(0))
    for _, span in ipairs(require('khabar.nvim.review').uncertain(store, state)) do
      list[#list + 1] = state.mirror.doc:text():sub(span.start + 1, span.finish)
    end
    return list]]
end

local function notes(child)
  return child:lua [[
    local store, list = require('khabar.nvim.notes').get(0), {}
    for _, entry in ipairs(store and store:entries() or {}) do
      local note = entry.note
      list[#list + 1] = table.concat({ note.status, note.type or '-', note.exact, note.entity or '-', note.text or '-' }, ' ')
    end
    return list]]
end

local function answer(child, text)
  child:lua(
    [[
    local wanted = ...
    vim.ui.select = function(items, options, done)
      for i, item in ipairs(items) do
        if (options.format_item or tostring)(item):find(wanted, 1, true) then return done(item, i) end
      end
      done(nil)
    end
    vim.ui.input = function(_, done) done(wanted) end]],
    text
  )
end

---What must be the same before and after: maps, winbar, marks, modified, the text.
local STATE = [[
  local maps = {}
  for _, map in ipairs(vim.api.nvim_buf_get_keymap(0, 'n')) do
    maps[#maps + 1] = ('%s %s %s %s %s %s'):format(map.lhs, map.rhs or tostring(map.callback), map.nowait, map.silent, map.expr, map.desc or '')
  end
  table.sort(maps)
  return {
    maps = maps,
    winbar = vim.wo.winbar,
    marks = #vim.api.nvim_buf_get_extmarks(0, vim.api.nvim_create_namespace 'khabar.review', 0, -1, {}),
    modified = vim.bo.modified,
    autocommands = #vim.tbl_filter(function(a) return a.group_name == 'khabar.review' end, vim.api.nvim_get_autocmds {}),
    lines = vim.api.nvim_buf_get_lines(0, 0, -1, false),
  }]]

---Maps that the review covers.
local OWN = [[
  vim.keymap.set('n', 'y', 'yy', { buffer = true, silent = true })
  _G.pressed = 0
  vim.keymap.set('n', 'q', function() _G.pressed = _G.pressed + 1 end, { buffer = true, nowait = true, desc = 'mine' })
  vim.keymap.set('n', '<Space>', [=[col('.') > 3 ? 'l' : 'h']=], { buffer = true, expr = true, remap = true })
  vim.wo.winbar = 'mine %f']]

local cases = {}
local function add(name, run, more)
  cases[#cases + 1] = vim.tbl_extend('error', { name = name, run = run }, more or {})
end

add('walks in the order of the text, back and around, and says how far it is', function(child, t)
  draft(child, t)
  local list = queue(child)
  t.same(true, #list >= 4, vim.inspect(list))
  child:cmd 'Khabar review'
  for i, words in ipairs(list) do
    t.same(words, asked(child))
    t.same(true, child:lua('return vim.wo.winbar'):find(('%d/%d:'):format(i, #list), 1, true) ~= nil)
    child:type(i % 2 == 0 and ']' or '<Space>')
  end
  t.same(list[1], asked(child))
  child:type '['
  t.same(list[#list], asked(child))
  child:cmd 'set nowrapscan'
  child:type ']'
  t.same(list[#list], asked(child))
  t.same({ 'khabar: no more names' }, child:said())
end)

add('y, n, t, l, m settle; u takes back', function(child, t)
  draft(child, t)
  local list = queue(child)
  child:cmd 'Khabar review'
  child:type 'y'
  t.same(true, notes(child)[1]:find('accepted', 1, true) ~= nil and notes(child)[1]:find(list[1], 1, true) ~= nil)
  t.same(list[2], asked(child))
  child:type 'n'
  t.same(2, #notes(child))
  t.same(true, table.concat(notes(child), '\n'):find('rejected', 1, true) ~= nil)
  child:type 'u'
  t.same(1, #notes(child))
  t.same(list[2], asked(child))
  answer(child, 'LAW ')
  child:type 't'
  t.same(
    true,
    table.concat(notes(child), '\n'):find('corrected LAW ' .. list[2], 1, true) ~= nil,
    vim.inspect(notes(child))
  )
  t.same(list[3], asked(child))
  answer(child, 'اسأل')
  child:type 'm'
  t.same(list[3], asked(child), 'a remark settles nothing')
  t.same(
    true,
    table.concat(notes(child), '\n'):find('open - ' .. list[3] .. ' - اسأل', 1, true) ~= nil,
    vim.inspect(notes(child))
  )
  child:type 'uuuu'
  t.same({}, notes(child))
  t.same(list, queue(child))
  t.same(list[1], asked(child))
  child:said()
  child:type 'u'
  t.same({ 'khabar: nothing to take back' }, child:said())
end)

add('l links to one of the candidates', function(child, t)
  draft(child, t)
  child:cmd 'Khabar review'
  for _ = 1, 20 do
    if asked(child) == 'النيلية' then
      break
    end
    child:type ']'
  end
  t.same('النيلية', asked(child))
  answer(child, 'khabar:test-nile-b')
  child:type 'l'
  t.same(true, notes(child)[1]:find('النيلية khabar:test-nile-b', 1, true) ~= nil, vim.inspect(notes(child)))
end)

add('all settled: says so, and q leaves', function(child, t)
  draft(child, t)
  local count = #queue(child)
  child:cmd 'Khabar review'
  child:type(('y'):rep(count))
  t.same('end', asked(child))
  t.same({}, queue(child))
  t.same(count, #notes(child))
  child:type 'q'
  t.same('none', asked(child))
  child:said()
  child:cmd 'Khabar review'
  t.same({ 'khabar: no uncertain names' }, child:said())
end)

for _, case in ipairs {
  { 'q', 'q' },
  { 'another window', '<C-w>s<C-w>w<C-w>o' },
  { 'another window by command', ':new<CR>:quit<CR>' },
  { 'another buffer and back', ':enew<CR>:buffer #<CR>' },
  { 'a second review and q', ':Khabar review<CR>q' },
  { 'disable and enable', ':Khabar disable<CR>yy:Khabar enable<CR>' },
  { 'q after decisions', 'ynuq' },
  { 'q after help', '?q' },
} do
  add('all is as it was after ' .. case[1], function(child, t)
    draft(child, t)
    child:lua(OWN)
    local before = child:lua(STATE)
    child:cmd 'Khabar review'
    t.same(true, asked(child) ~= 'none')
    child:type(case[2])
    child:wait(function()
      return asked(child) == 'none'
    end, 'the end of the review')
    t.same(before, child:lua(STATE))
    child:type 'q'
    t.same(1, child:lua 'return _G.pressed', 'the map of q works again')
  end)
end

add('an error in a key ends it, and is said', function(child, t)
  draft(child, t)
  child:lua(OWN)
  local before = child:lua(STATE)
  child:lua "require('khabar.nvim.review').keys['n'] = function() error 'broken key' end"
  child:cmd 'Khabar review'
  child:type 'n'
  t.same('none', asked(child))
  t.same(before, child:lua(STATE))
  t.same(true, table.concat(child:said(), '\n'):find('broken key', 1, true) ~= nil)
end, { may_fail = true })

for _, command in ipairs { 'quit', 'bdelete', 'bwipeout', 'edit!' } do
  add('ends with :' .. command, function(child, t)
    local path = draft(child, t)
    child:cmd 'split'
    child:cmd 'enew'
    child:cmd 'wincmd p'
    child:cmd('edit ' .. path)
    child:cmd 'Khabar review'
    t.same(true, asked(child) ~= 'none')
    child:cmd(command)
    t.same('none', asked(child))
    child:edit(path)
    local left = child:lua [[return #vim.tbl_filter(function(map)
      return (map.desc or '') == 'khabar: review' end, vim.api.nvim_buf_get_keymap(0, 'n'))]]
    t.same(0, left)
  end)
end

add('a prompt in a window of its own does not end it', function(child, t)
  draft(child, t)
  local list = queue(child)
  child:lua [[
    vim.ui.select = function(items, _, done)
      local buf = vim.api.nvim_create_buf(false, true)
      local win = vim.api.nvim_open_win(buf, true, { relative = 'editor', row = 1, col = 1, width = 10, height = 2 })
      _G.choose = function() vim.api.nvim_win_close(win, true); done(items[4]) end
    end]]
  child:cmd 'Khabar review'
  child:type 't'
  t.same(list[1], asked(child))
  child:lua '_G.choose()'
  t.same(list[2], asked(child))
  t.same(1, #notes(child))
end)

for _, option in ipairs { 'nomodifiable', 'readonly' } do
  add('a buffer that is ' .. option, function(child, t)
    draft(child, t)
    child:cmd('setlocal ' .. option)
    child:cmd 'Khabar review'
    child:type 'yq'
    t.same(1, #notes(child))
    t.same(false, child:lua 'return vim.bo.modified')
    t.same(vim.split(TEXT:gsub('\n$', ''), '\n'), child:lines())
  end)
end

add('names that are settled, sure or figures are not asked about', function(child, t)
  draft(child, t, { review_below = 0 })
  for _, words in ipairs(queue(child)) do
    t.same(false, vim.tbl_contains({ 'مصر', 'القاهرة' }, words), words)
  end
  draft(child, t)
  child:cmd '%Khabar accept'
  local settled = table.concat(notes(child), '\n')
  for _, words in ipairs(queue(child)) do
    t.same(nil, settled:find(words .. ' ', 1, true), words)
  end
end)

add('an edit during the review goes on at the next name', function(child, t)
  draft(child, t)
  local list = queue(child)
  child:cmd 'Khabar review'
  child:type 'Oسطر جديد<Esc>j0'
  child:wait(function()
    return asked(child) == list[1]
  end)
  child:type 'y'
  t.same(true, notes(child)[1]:find(list[1], 1, true) ~= nil)
end)

add('Arabic messages', function(child, t)
  draft(child, t, { language = 'ar' })
  child:cmd 'Khabar review'
  t.same(true, child:lua('return vim.wo.winbar'):find('مراجعة 1/', 1, true) ~= nil)
  child:type '?'
  child:type 'q'
  t.same({ 'khabar: انتهت المراجعة، تقرر 0' }, child:said())
end)

return cases
