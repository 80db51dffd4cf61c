-- Settling names and writing remarks: what each command leaves in the sidecar, in the tags and on the screen, and what becomes of
-- it when the text, the file or the folder changes. Texts are written for these cases.

local TEXT = table.concat({
  'زار بان كي مون القاهرة أمس.',
  '',
  'وقالت الأمم المتحدة إن مصر بلد كبير،',
  'وإن القاهرة عاصمة مصر.',
  '',
}, '\n')

---Opens a draft of these lines in a folder of its own, so that no sidecar is there.
local function draft(child, t, name, text)
  local folder = t.scratch .. '/' .. name
  vim.fn.mkdir(folder, 'p')
  local path = t.file(name .. '/a.txt', text or TEXT)
  os.remove(path .. '.khabar.yaml')
  child:edit(path)
  return path, path .. '.khabar.yaml'
end

local function read(path)
  local file = io.open(path, 'rb')
  if not file then
    return nil
  end
  local text = file:read '*a'
  file:close()
  return text
end

---Puts the cursor on the nth place of some words.
local function go(child, words, nth)
  child:lua(
    [[
    local words, nth = ...
    local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
    local at = 0
    for _ = 1, nth do at = assert(text:find(words, at + 1, true)) end
    local row, start = require('khabar.nvim.mirror').row_of(0, at - 1)
    vim.api.nvim_win_set_cursor(0, { row + 1, at - 1 - start })]],
    words,
    nth or 1
  )
end

---The tags of the buffer, outermost, as 'TYPE words id source'.
local function tags(child)
  return child:lua [[
    local state, list = require('khabar.nvim.attach').synced(0), {}
    local text = state.mirror.doc:text()
    for span in state.mirror.doc:spans() do
      list[#list + 1] = table.concat({ span.type, text:sub(span.start + 1, span.finish), span.id or '-', span.source }, ' ')
    end
    return list]]
end

---The notes: 'status type words entity check source | remark', 'lost' before what has lost its place, and the words that the mark
---stands on behind it where these differ.
local function notes(child)
  return child:lua [[
    local store, list = require('khabar.nvim.notes').get(0), {}
    if not store then return { 'none' } end
    store:check()
    local text = require('khabar.nvim.attach').synced(0).mirror.doc:text()
    for _, entry in ipairs(store:entries()) do
      local note = entry.note
      local words = { entry.lost and 'lost' or nil }
      for _, key in ipairs { 'status', 'type', 'exact', 'entity', 'check', 'source' } do words[#words + 1] = note[key] end
      local line = table.concat(words, ' ')
      if note.text then line = line .. ' | ' .. note.text end
      local here = entry.start and text:sub(entry.start + 1, entry.finish)
      if here and here ~= note.exact then line = line .. ' > ' .. here end
      list[#list + 1] = line
    end
    return list]]
end

local function has(list, wanted)
  return vim.tbl_contains(list, wanted)
end

local CAIRO, EGYPT = 'GPE القاهرة Q85 lexicon', 'GPE مصر Q79 lexicon'
local NOTED = 'GPE القاهرة Q85 note'

---What each command does: where the cursor stands, the command, the notes then, tags that are there then, tags that are not.
local commands = {
  { 'accept', 'القاهرة', 'accept', { 'accepted GPE القاهرة Q85' }, { NOTED, CAIRO }, {} },
  { 'reject', 'مصر', 'reject', { 'rejected GPE مصر' }, { EGYPT }, {} },
  {
    'accept after all what was rejected',
    'مصر',
    { 'reject', 'accept' },
    { 'accepted GPE مصر' },
    { 'GPE مصر Q79 note' },
    {},
  },
  {
    'set',
    'القاهرة',
    'set ORG',
    { 'corrected ORG القاهرة' },
    { 'ORG القاهرة - note', CAIRO },
    {},
  },
  {
    'set, in small letters',
    'القاهرة',
    'set org',
    { 'corrected ORG القاهرة' },
    { 'ORG القاهرة - note' },
    {},
  },
  { 'set to what it is', 'القاهرة', 'set GPE', { 'accepted GPE القاهرة Q85' }, { NOTED }, {} },
  {
    'set a word that is no name',
    'عاصمة',
    'set OCC',
    { 'added OCC عاصمة' },
    { 'OCC عاصمة - note' },
    {},
  },
  { 'reject what was added', 'عاصمة', { 'set OCC', 'reject' }, {}, {}, { 'OCC عاصمة - note' } },
  {
    'link',
    'القاهرة',
    'link Q79',
    { 'corrected GPE القاهرة Q79' },
    { 'GPE القاهرة Q79 note' },
    {},
  },
  {
    'link to what it is linked to',
    'القاهرة',
    'link Q85',
    { 'accepted GPE القاهرة Q85' },
    { NOTED },
    {},
  },
  {
    'unlink',
    'القاهرة',
    'unlink',
    { 'corrected GPE القاهرة khabar:none' },
    { 'GPE القاهرة - note' },
    {},
  },
  {
    'unlink and accept',
    'القاهرة',
    { 'unlink', 'accept' },
    { 'corrected GPE القاهرة khabar:none' },
    { 'GPE القاهرة - note' },
    {},
  },
  {
    'note',
    'القاهرة',
    'note اسأل المكتب',
    { 'open القاهرة | اسأل المكتب' },
    { CAIRO },
    { NOTED },
  },
  {
    'note with a bar and quotes',
    'القاهرة',
    [[note a \| b \"c\"]],
    { 'open القاهرة | a | b "c"' },
    {},
    {},
  },
  { 'note on a word', 'عاصمة', 'note x', { 'open عاصمة | x' }, {}, {} },
  {
    'note, then accept',
    'القاهرة',
    { 'note x', 'accept' },
    { 'accepted GPE القاهرة Q85 | x' },
    { NOTED },
    {},
  },
  {
    'check',
    'القاهرة',
    'check verified https://example.org/a b',
    { 'open القاهرة verified https://example.org/a b' },
    {},
    {},
  },
  { 'check again', 'القاهرة', { 'check doubtful', 'check wrong' }, { 'open القاهرة wrong' }, {}, {} },
  { 'clear', 'القاهرة', { 'accept', 'clear' }, {}, { CAIRO }, { NOTED } },
  {
    'accept everywhere',
    'القاهرة',
    '! accept',
    { 'accepted GPE القاهرة Q85', 'accepted GPE القاهرة Q85' },
    { NOTED },
    { CAIRO },
  },
  { 'reject everywhere', 'مصر', '! reject', { 'rejected GPE مصر', 'rejected GPE مصر' }, {}, { EGYPT } },
  {
    'set everywhere',
    'القاهرة',
    '! set ORG',
    { 'corrected ORG القاهرة', 'corrected ORG القاهرة' },
    {},
    { CAIRO },
  },
}

local cases = {}
for _, row in ipairs(commands) do
  cases[#cases + 1] = {
    name = row[1],
    run = function(child, t)
      local path, sidecar = draft(child, t, 'command')
      go(child, row[2])
      for _, command in ipairs(type(row[3]) == 'table' and row[3] or { row[3] }) do
        child:cmd('Khabar' .. (command:find '^!' and command or ' ' .. command))
      end
      t.same(row[4], notes(child))
      local found = tags(child)
      for _, tag in ipairs(row[5]) do
        t.same(true, has(found, tag), tag .. ' in ' .. vim.inspect(found))
      end
      for _, tag in ipairs(row[6]) do
        t.same(false, has(found, tag), tag .. ' in ' .. vim.inspect(found))
      end
      -- What is in the file is what a Neovim that opens the draft has.
      local saved = #row[4] > 0 and assert(read(sidecar)) or nil
      t.same(false, child:lua 'return vim.bo.modified')
      t.same(TEXT, read(path))
      child:cmd 'bwipeout'
      child:edit(path)
      t.same(#row[4] > 0 and row[4] or (read(sidecar) and {} or { 'none' }), notes(child))
      t.same(saved, #row[4] > 0 and read(sidecar) or nil)
      for _, tag in ipairs(row[5]) do
        t.same(true, has(tags(child), tag), 'opened again: ' .. tag)
      end
    end,
  }
end

---Answers the next vim.ui.select with the item whose label holds a text, and vim.ui.input with that text.
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
    vim.ui.input = function(options, done) _G.default = options.default; done(wanted ~= '' and wanted or nil) end]],
    text
  )
end

local function add(name, run, more)
  cases[#cases + 1] = vim.tbl_extend('error', { name = name, run = run }, more or {})
end

add('asked for: type, entity, remark; no answer settles nothing', function(child, t)
  draft(child, t, 'asked')
  go(child, 'القاهرة')
  answer(child, 'no such answer')
  child:cmd 'Khabar set'
  child:cmd 'Khabar link'
  t.same({}, notes(child))
  answer(child, 'ORG ')
  child:cmd 'Khabar set'
  t.same({ 'corrected ORG القاهرة' }, notes(child))
  answer(child, '| Q85')
  child:cmd 'Khabar link'
  t.same({ 'corrected ORG القاهرة Q85' }, notes(child))
  answer(child, 'سؤال | "x"')
  child:cmd 'Khabar note'
  t.same({ 'corrected ORG القاهرة Q85 | سؤال | "x"' }, notes(child))
  answer(child, '')
  child:cmd 'Khabar note'
  t.same({ 'corrected ORG القاهرة Q85 | سؤال | "x"' }, notes(child))
  t.same('سؤال | "x"', child:lua 'return _G.default')
end)

add('an answer that comes after the text has changed settles nothing', function(child, t)
  draft(child, t, 'late')
  go(child, 'القاهرة')
  child:lua 'vim.ui.select = function(items, _, done) _G.late = function() done(items[1]) end end'
  child:cmd 'Khabar set'
  child:type 'ggx'
  child:lua '_G.late()'
  t.same({}, notes(child))
  t.same({ 'khabar: the text has changed meanwhile: nothing was settled' }, child:said())
end)

add('a selection of letters is the name', function(child, t)
  draft(child, t, 'selection')
  go(child, 'عاصمة مصر')
  child:type 'v2e:Khabar set OCC<CR>'
  t.same({ 'added OCC عاصمة مصر' }, notes(child))
  t.same(true, has(tags(child), 'OCC عاصمة مصر - note'))
end)

add('a selection of lines is the names in them', function(child, t)
  draft(child, t, 'lines')
  child:cmd '3Khabar accept'
  t.same({ 'accepted ORG الأمم المتحدة Q1065', 'accepted GPE مصر Q79' }, notes(child))
  child:type 'GVk:Khabar reject<CR>'
  t.same({
    'rejected ORG الأمم المتحدة',
    'rejected GPE مصر',
    'rejected GPE القاهرة',
    'rejected GPE مصر',
  }, (child:cmd '3Khabar reject' and nil) or notes(child))
end)

for _, plug in ipairs {
  { 'accept', 'accepted GPE القاهرة Q85' },
  { 'reject', 'rejected GPE القاهرة' },
  { 'set', 'corrected ORG القاهرة', 'ORG ' },
  { 'link', 'accepted GPE القاهرة Q85', '| Q85' },
  { 'unlink', 'corrected GPE القاهرة khabar:none' },
  { 'note', 'open القاهرة | كلام', 'كلام' },
} do
  add(('<Plug>(khabar-%s) in Normal and Visual mode'):format(plug[1]), function(child, t)
    draft(child, t, 'plug')
    answer(child, plug[3] or '')
    child:cmd(('map <F2> <Plug>(khabar-%s)'):format(plug[1]))
    child:cmd 'map <F3> <Plug>(khabar-clear)'
    go(child, 'القاهرة')
    child:type '<F2>'
    t.same({ plug[2] }, notes(child))
    child:type '<F3>'
    t.same({}, notes(child))
    go(child, 'القاهرة')
    child:type 'viw<F2>'
    t.same({ plug[2] }, notes(child))
    child:type 'viw<F3>'
    t.same({}, notes(child))
  end)
end

add('completion of types and checks', function(child, t)
  draft(child, t, 'complete')
  t.same({ 'PERS', 'PRODUCT', 'PERCENT' }, child:lua "return vim.fn.getcompletion('Khabar set P', 'cmdline')")
  t.same({ 'ORG', 'ORDINAL' }, child:lua "return vim.fn.getcompletion('Khabar set or', 'cmdline')")
  t.same({ 'verified' }, child:lua "return vim.fn.getcompletion('Khabar check v', 'cmdline')")
  t.same({}, child:lua "return vim.fn.getcompletion('Khabar check verified v', 'cmdline')")
end)

add('wrong arguments and nothing under the cursor are said', function(child, t)
  draft(child, t, 'wrong')
  child:cmd 'Khabar set NOSUCH'
  child:cmd 'Khabar link Q0'
  child:cmd 'Khabar check'
  child:cmd 'normal! 2G'
  child:cmd 'Khabar accept'
  local said = table.concat(child:said(), '\n')
  for _, text in ipairs {
    'no such type: NOSUCH',
    'no entity has this id: Q0',
    'no such check',
    'no name under the cursor',
  } do
    t.same(true, said:find(text, 1, true) ~= nil, said)
  end
  t.same({}, notes(child))
end, { may_fail = true })

add('remarks are shown and hidden on request, with a sign', function(child, t)
  draft(child, t, 'remarks')
  go(child, 'القاهرة')
  child:cmd 'Khabar note اسأل'
  local function shown()
    return child:lua [[
      local list = {}
      local all = vim.api.nvim_buf_get_extmarks(0, vim.api.nvim_create_namespace 'khabar.notes.signs', 0, -1, { details = true })
      for _, mark in ipairs(all) do
        local text = mark[4].virt_text and mark[4].virt_text[1][1] or ''
        list[#list + 1] = mark[2] .. ' ' .. vim.trim(mark[4].sign_text or '') .. ' ' .. text
      end
      return list]]
  end
  t.same({ '0 * ' }, shown())
  child:cmd 'Khabar! notes'
  t.same({ '0 *   اسأل' }, shown())
  child:cmd 'Khabar! notes'
  t.same({ '0 * ' }, shown())
end)

add('settled names are underlined to the edges of their words', function(child, t)
  draft(child, t, 'underline', 'وسافر إلى وبالقاهرة أمس في القاهرة.\n')
  child:cmd 'highlight KhabarNoteSettled gui=underline'
  child:cmd 'highlight! link KhabarGpe Normal'
  go(child, 'القاهرة')
  child:cmd 'set notermbidi noarabicshape'
  child:cmd 'Khabar accept'
  child:redraw()
  local first = child:lua 'return vim.fn.strdisplaywidth("وسافر إلى ")'
  t.same(false, child:cell(0, first - 2).underline)
  for column = first, first + 8 do
    t.same(true, child:cell(0, column).underline, column)
  end
  t.same(false, child:cell(0, first + 9).underline)
end)

-- Edits ------------------------------------------------------------------------------------------------------------------------

---Keys typed with a note on the second القاهرة (row 4), and the notes after each of them.
local HERE, LOST = 'accepted GPE القاهرة Q85', 'lost accepted GPE القاهرة Q85'
local edits = {
  { 'typing before and behind', { 'gg0iقال <Esc>', HERE, 'Goمصر<Esc>', HERE, '4G0iو <Esc>', HERE } },
  { 'lines above deleted', { 'ggdd', HERE, 'u', HERE, '<C-r>', HERE } },
  { 'its line deleted, undone, redone', { '4Gdd', LOST, 'u', HERE, '<C-r>', LOST, 'u', HERE } },
  { 'its line moved', { '!4m0', HERE, 'u', HERE, '<C-r>', HERE } },
  { 'its line deleted and put among other lines', { '4Gdd', LOST, 'ggP', LOST, 'u', LOST, 'u', HERE } },
  { 'its line deleted and put back', { '4Gdd', LOST, 'p', HERE } },
  { 'its word deleted, undone, redone', { '4G0wdw', LOST, 'u', HERE, '<C-r>', LOST, 'u', HERE } },
  { 'its word cut through', { '4G0wlllld3l', LOST, 'u', HERE, '<C-r>', LOST, 'u', HERE } },
  { 'a letter of it changed', { '4G0we' .. 'rه', HERE .. ' > القاهره', 'u', HERE } },
  { 'its word replaced', { '4G0wcwدمشق<Esc>', LOST, 'u', HERE } },
  { 'substituted by itself', { '!4s/القاهرة/القاهرة/', HERE, 'u', HERE } },
  { 'everything deleted', { 'ggdG', LOST, 'u', HERE, '<C-r>', LOST, 'u', HERE } },
  { 'filtered through cat', { '!%!cat', HERE, 'u', HERE } },
  { 'sorted', { '!sort', LOST, 'u', HERE } },
  { 'joined and split', { '3GJ', HERE, 'u', HERE, '3GJgqq', HERE } },
  {
    'undone to the beginning and back',
    { '4Gdd', LOST, 'ggx', LOST, '!undo 0', HERE, '!redo', LOST, '!undo 0', HERE },
  },
  { 'written and undone', { '4Gdd', LOST, '!write', LOST, 'u', HERE, '!write', HERE } },
  { 'edited again', { 'ggdd', HERE, '!edit!', HERE } },
  { 'edited again after its line was deleted', { '4Gdd', LOST, '!edit!', HERE } },
} -- stylua: ignore

for _, edit in ipairs(edits) do
  add('a note in an edited text: ' .. edit[1], function(child, t)
    draft(child, t, 'edits')
    child:cmd 'set undolevels=1000 textwidth=40'
    go(child, 'القاهرة', 2)
    child:cmd 'Khabar accept'
    t.same({ HERE }, notes(child))
    for i = 1, #edit[2], 2 do
      local keys = edit[2][i]
      if keys:sub(1, 1) == '!' then
        child:cmd(keys:sub(2))
      else
        child:type(keys)
      end
      child:wait(function()
        return vim.deep_equal({ edit[2][i + 1] }, notes(child))
      end, ('%s after %s, not %s'):format(edit[2][i + 1], keys, vim.inspect(notes(child))))
      -- What is tagged follows.
      local standing = not vim.startswith(edit[2][i + 1], 'lost')
      local tagged = vim.tbl_filter(function(tag)
        return tag:find ' note$'
      end, tags(child))
      t.same(standing and 1 or 0, #tagged, 'tags after ' .. keys .. vim.inspect(tagged))
    end
  end)
end

add('lost notes come first in the list, are signed, and said when the draft is opened', function(child, t)
  local path = draft(child, t, 'list')
  go(child, 'القاهرة', 2)
  child:cmd 'Khabar note اسأل'
  go(child, 'مصر')
  child:cmd 'Khabar accept'
  child:cmd 'normal! 4Gdd'
  child:cmd 'Khabar notes'
  local items = child:lua [[
    return vim.tbl_map(function(item) return { item.lnum, item.text } end, vim.fn.getloclist(0))]]
  t.same({ { 3, 'lost open | القاهرة | اسأل' }, { 3, 'accepted GPE Q79 | مصر' } }, items)
  child:cmd 'lclose'
  child:cmd 'write'
  child:cmd 'bwipeout'
  child:said()
  child:edit(path)
  t.same({ 'khabar: 1 note(s) have lost their place: see :Khabar notes' }, child:said())
end)

-- Files ----------------------------------------------------------------------------------------------------------------------------

add('a draft changed from outside', function(child, t)
  local path = draft(child, t, 'outside')
  go(child, 'القاهرة', 2)
  child:cmd 'Khabar accept'
  child:cmd 'set autoread'
  t.file('outside/a.txt', 'سطر جديد في أول النص.\n' .. TEXT)
  child:lua('vim.uv.fs_utime(..., os.time() + 9, os.time() + 9)', path)
  child:cmd 'checktime'
  child:wait(function()
    return #child:lines() == 5 and vim.deep_equal({ HERE }, notes(child))
  end)
  t.same(
    { 5 },
    child:lua [[
    return vim.tbl_map(function(item) return item.lnum end, require('khabar.nvim.notes_list').items(require('khabar.nvim.notes').get(0)))]]
  )
end)

add('two editors on one draft: both are joined, and it is said', function(child, t)
  local path, sidecar = draft(child, t, 'two')
  local other = require('child').start {
    nvim = vim.env.NVIM_UNDER_TEST,
    root = t.root,
    env = { KHABAR_INDEX = t.scratch .. '/test.khx', KHABAR_MODEL = 'none' },
  }
  other:edit(path)
  other:cmd 'Khabar notes' -- has read them before the first one settles anything
  other:said()
  go(child, 'القاهرة')
  child:cmd 'Khabar accept'
  go(other, 'مصر')
  other:cmd 'Khabar note من المحرر الثاني'
  t.same({ 'accepted GPE القاهرة Q85', 'open مصر | من المحرر الثاني' }, notes(other))
  t.same(true, has(other:said(), 'khabar: another editor has written notes on this draft: both are joined'))
  -- The first one sees it when it is entered again, and settles more.
  child:cmd 'doautocmd FocusGained'
  t.same({ 'accepted GPE القاهرة Q85', 'open مصر | من المحرر الثاني' }, notes(child))
  -- Both settle one name at the same time: both stand, and the next decision ends it.
  go(child, 'مصر', 2)
  go(other, 'مصر', 2)
  child:cmd 'Khabar accept'
  other:cmd 'Khabar reject'
  local both = table.concat(notes(other), '\n')
  t.same(true, both:find('accepted GPE مصر', 1, true) and both:find('rejected GPE مصر', 1, true) and true, both)
  t.same(true, assert(read(sidecar)):find('conflict: true', 1, true) ~= nil)
  other:cmd 'Khabar accept'
  t.same(nil, assert(read(sidecar)):find('conflict', 1, true), read(sidecar))
  other:stop()
  t.same(TEXT, read(path))
end)

add('killed between decisions: what was settled is in the file', function(child, t)
  local path = draft(child, t, 'killed')
  go(child, 'القاهرة', 2)
  child:cmd 'Khabar accept'
  child:type 'ggOسطر لم يحفظ<Esc>'
  go(child, 'مصر')
  child:cmd 'Khabar note قبل القتل'
  local pid = child:lua 'return vim.uv.os_getpid()'
  vim.uv.kill(pid, 'sigkill')
  vim.fn.jobwait({ child.job }, 5000)
  t.same(TEXT, read(path))
  local other = require('child').start {
    nvim = vim.env.NVIM_UNDER_TEST,
    root = t.root,
    env = { KHABAR_INDEX = t.scratch .. '/test.khx', KHABAR_MODEL = 'none' },
  }
  other:edit(path)
  t.same({ 'open مصر | قبل القتل', HERE }, notes(other))
  other:stop()
end)

add('a malformed sidecar: a message with its place, the buffer is tagged, nothing is overwritten', function(child, t)
  local path, sidecar = draft(child, t, 'malformed')
  child:cmd 'bwipeout'
  local bad = 'khabar: 1\nspans:\n- exact: [مصر\n  status: accepted\n'
  t.file('malformed/a.txt.khabar.yaml', bad)
  child:edit(path)
  local said = child:said()
  t.same(1, #said)
  t.same(true, said[1]:find 'a%.txt%.khabar%.yaml:%d+:%d+: ' ~= nil, said[1])
  t.same(true, has(tags(child), CAIRO))
  go(child, 'القاهرة')
  child:cmd 'Khabar accept'
  t.same(true, table.concat(child:said()):find 'a%.txt%.khabar%.yaml:%d+:%d+: ' ~= nil)
  t.same(bad, read(sidecar))
end)

add('a folder that cannot be written to: said, kept in memory, saved later', function(child, t)
  local path = draft(child, t, 'gone')
  go(child, 'القاهرة')
  vim.fn.delete(t.scratch .. '/gone', 'rf')
  child:cmd 'Khabar accept'
  local said = child:said()
  t.same(1, #said)
  t.same(true, said[1]:find('the notes are not saved, and kept in memory', 1, true) ~= nil, said[1])
  t.same({ HERE }, notes(child))
  vim.fn.mkdir(t.scratch .. '/gone')
  child:cmd 'write!'
  t.same(true, (read(path .. '.khabar.yaml') or ''):find('accepted', 1, true) ~= nil)
  -- Closed with notes that cannot be saved: said.
  vim.fn.delete(t.scratch .. '/gone', 'rf')
  child:cmd 'Khabar note x'
  child:said()
  child:cmd 'bwipeout!'
  t.same({ 'khabar: the buffer was closed with 1 note(s) that could not be saved' }, child:said())
end)

add('a folder without leave to write', function(child, t)
  local path = draft(child, t, 'forbidden')
  vim.fn.setfperm(vim.fs.dirname(path), 'r-xr-xr-x')
  go(child, 'القاهرة')
  child:cmd 'Khabar accept'
  local said = child:said()
  vim.fn.setfperm(vim.fs.dirname(path), 'rwxr-xr-x')
  t.same(true, (said[1] or ''):find('the notes are not saved, and kept in memory', 1, true) ~= nil, vim.inspect(said))
end, { skip = vim.uv.getuid() == 0 and 'root may write anywhere' or nil })

add('a buffer without a name keeps its notes until it has one', function(child, t)
  vim.fn.mkdir(t.scratch .. '/unnamed', 'p')
  child:cmd 'enew'
  child:set_lines(vim.split(TEXT, '\n'))
  child:cmd 'Khabar enable'
  child:said()
  go(child, 'القاهرة')
  child:cmd 'Khabar accept'
  t.same({ 'khabar: the buffer has no name: what you settle is saved when it gets one' }, child:said())
  t.same({ HERE }, notes(child))
  child:cmd('write ' .. t.scratch .. '/unnamed/b.txt')
  t.same(true, (read(t.scratch .. '/unnamed/b.txt.khabar.yaml') or ''):find('accepted', 1, true) ~= nil)
  t.same({ 'khabar: the notes are saved now: ' .. t.scratch .. '/unnamed/b.txt.khabar.yaml' }, child:said())
  t.same({ HERE }, notes(child))
end)

add(':saveas takes the notes along', function(child, t)
  local path = draft(child, t, 'saveas')
  go(child, 'القاهرة')
  child:cmd 'Khabar accept'
  child:cmd('saveas! ' .. t.scratch .. '/saveas/b.txt')
  t.same({ HERE }, notes(child))
  t.same(true, (read(t.scratch .. '/saveas/b.txt.khabar.yaml') or ''):find('accepted', 1, true) ~= nil)
  t.same(true, (read(path .. '.khabar.yaml') or ''):find('accepted', 1, true) ~= nil)
end)

add('notes in the project, or none', function(child, t)
  vim.fn.mkdir(t.scratch .. '/desk/.khabar', 'p')
  child:lua "vim.g.khabar = { notes = 'project' }"
  vim.fn.delete(t.scratch .. '/desk/.khabar/notes', 'rf')
  draft(child, t, 'desk/today')
  go(child, 'القاهرة')
  child:cmd 'Khabar accept'
  t.same(
    true,
    (read(t.scratch .. '/desk/.khabar/notes/today/a.txt.khabar.yaml') or ''):find('accepted', 1, true) ~= nil
  )
  child:cmd 'bwipeout'
  child:lua "vim.g.khabar = { notes = 'off' }"
  draft(child, t, 'desk/today')
  child:said()
  child:cmd 'Khabar accept'
  t.same({ "khabar: notes are off: option 'notes'" }, child:said())
end)

add('a draft with Windows line ends, tashkeel, tatweel, bidi controls and emoji', function(child, t)
  local text = 'زارَ 😀 القـاهِرة\r\n\226\128\143مصر\226\128\142 و(القاهرة) 123 DEF\r\n'
  local path = draft(child, t, 'odd', text)
  t.same('dos', child:lua 'return vim.bo.fileformat')
  go(child, 'القاهرة')
  child:cmd 'Khabar accept'
  child:cmd '1Khabar accept'
  local before = notes(child)
  t.same(2, #before)
  child:cmd 'bwipeout'
  child:edit(path)
  t.same(before, notes(child))
  t.same(text, read(path))
end)

-- Sessions ---------------------------------------------------------------------------------------------------------------------------

add(
  'ten random editing sessions of 200 steps: marks where a reader would put them, bytes as without khabar',
  function(child, t)
    local session = require 'session'
    local twin = t.start 'vim.g.loaded_khabar = 1'
    local ok, problem = pcall(function()
      for seed = 1001, 1010 do
        local result = session.run(child, twin, { root = t.root, scratch = t.scratch .. '/session', seed = seed })
        t.same({}, result.bad, 'seed ' .. seed)
      end
    end)
    twin:stop()
    assert(ok, problem)
  end,
  { env = { KHABAR_INDEX = vim.env.KHABAR_ROOT .. '/build/khabar.khx' } }
)

return cases
