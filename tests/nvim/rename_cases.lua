-- :Khabar rename: what is shown before anything is changed, and what is changed then. The sentences are our own.

local DRAFT = {
  'التقى بان كي مون 😀 وفد مصر وبالقاهرة.',
  'سطر بلا شيء.',
  'ثم زار للقاهره أمس.',
}

local cases = {}
local function case(name, run)
  cases[#cases + 1] = { name = name, run = run }
end

local function open(child, t, lines, name)
  child:edit(t.file(name or 'rename.txt', table.concat(lines or DRAFT, '\n') .. '\n'))
  child:lua '_G.draft, _G.tick = vim.api.nvim_get_current_buf(), vim.b.changedtick'
end

local function go(child, what)
  child:lua([[vim.fn.cursor(1, 1); assert(vim.fn.search('\\V' .. ..., 'c') > 0)]], what)
end

---What the current window shows, and the words in it that are coloured by a group, top to bottom.
local function shown(child, group)
  return child:lua(
    [[
    local found, namespace = {}, vim.api.nvim_create_namespace 'khabar.rename'
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true })) do
      if mark[4].hl_group == ... then found[#found + 1] = lines[mark[2] + 1]:sub(mark[3] + 1, mark[4].end_col) end
    end
    return found]],
    group
  )
end

---The draft, whether it was touched since it was opened, and whether its window is the current one and alone.
local function draft(child)
  return child:lua [[
    return {
      lines = vim.api.nvim_buf_get_lines(_G.draft, 0, -1, true),
      touched = vim.api.nvim_buf_get_changedtick(_G.draft) ~= _G.tick,
      alone = vim.api.nvim_get_current_buf() == _G.draft and #vim.api.nvim_list_wins() == 1,
    }]]
end

local UNTOUCHED = { lines = DRAFT, touched = false, alone = true }
local RENAMED = {
  (DRAFT[1]:gsub('القاهرة', 'كايرو')),
  DRAFT[2],
  (DRAFT[3]:gsub('القاهره', 'كايرو')),
}
RENAMED[3] = 'ثم زار لكايرو أمس.'

case('each place is a row of before and after, and nothing is changed yet', function(child, t)
  open(child, t)
  go(child, 'القاهرة')
  child:cmd 'Khabar rename كايرو'
  t.same({
    'Write كايرو for القاهرة, places: 2. y carry out, q leave',
    '1: '
      .. '…بان كي مون 😀 وفد مصر وبالقاهرة. => …بان كي مون 😀 وفد مصر وبكايرو.',
    '3: ثم زار للقاهره أمس. => ثم زار لكايرو أمس.',
  }, child:lines())
  t.same({ 'وبالقاهرة', 'للقاهره' }, shown(child, 'KhabarRenameOld'))
  t.same({ 'وبكايرو', 'لكايرو' }, shown(child, 'KhabarRenameNew'))
  t.same({ lines = DRAFT, touched = false, alone = false }, draft(child))
  t.same({}, child:said())
end)

for _, key in ipairs { 'q', '<Esc>' } do
  case(key .. ' leaves everything as it is', function(child, t)
    open(child, t)
    go(child, 'القاهرة')
    child:cmd 'Khabar rename كايرو'
    child:type(key)
    t.same(UNTOUCHED, draft(child))
    t.same(0, child:lua 'return vim.fn.undotree().seq_last')
  end)
end

for _, key in ipairs { 'y', '<CR>' } do
  case(key .. ' carries it out, and one undo takes all of it back', function(child, t)
    open(child, t)
    go(child, 'القاهرة')
    child:cmd 'Khabar rename كايرو'
    child:type(key)
    t.same({ lines = RENAMED, touched = true, alone = true }, draft(child))
    t.same({ 'khabar: written in 2 place(s); u takes it back' }, child:said())
    child:cmd 'undo'
    t.same(DRAFT, child:lines())
    t.same(1, child:lua 'return vim.fn.undotree().seq_last')
  end)
end

case('it is what the language server would write', function(child, t)
  local function by(how)
    open(child, t, nil, how .. '.txt')
    go(child, 'القاهرة')
    if how == 'rename' then
      child:cmd 'Khabar rename كايرو'
      child:type 'y'
    else
      child:lua [[vim.g.client = require('khabar.nvim.lsp').start(0)]]
      child:wait [[
        local client = vim.lsp.get_client_by_id(vim.g.client)
        return client ~= nil and client.initialized == true and vim.lsp.buf_is_attached(0, client.id)]]
      child:lua [[vim.lsp.buf.rename('كايرو')]]
      child:wait [[return vim.b.changedtick ~= _G.tick]]
    end
    return child:lines()
  end
  t.same(RENAMED, by 'rename')
  t.same(RENAMED, by 'server')
end)

case('several places in one line, and Latin letters', function(child, t)
  open(child, t, { 'من القاهرة إلى القاهرة ثم القاهرة.' })
  go(child, 'القاهرة')
  child:cmd 'Khabar rename Cairo'
  t.same(4, #child:lines())
  child:type 'y'
  t.same({ 'من Cairo إلى Cairo ثم Cairo.' }, child:lines())
end)

case('<Plug>(khabar-rename) asks for the name, with the present one as the answer', function(child, t)
  open(child, t)
  go(child, 'للقاهره')
  child:lua [[
    vim.ui.input = function(options, done) _G.asked = options; done '  كايرو ' end
    vim.api.nvim_feedkeys(vim.keycode '<Plug>(khabar-rename)', 'mx', false)]]
  t.same({ prompt = 'Write القاهره as: ', default = 'القاهره' }, child:lua 'return _G.asked')
  t.same(3, #child:lines())
  child:type 'y'
  t.same(RENAMED, draft(child).lines)
end)

-- What is given up, by what is done: {name, place, before, command, what is said}.
for _, each in ipairs {
  { 'no name under the cursor', 'سطر', '', 'Khabar rename كايرو', 'no name under the cursor' },
  { 'no name to ask about', 'سطر', '', 'Khabar rename', 'no name under the cursor' },
  {
    'nothing to rename',
    'بان',
    '',
    'Khabar rename بان كي مون',
    'nothing to change: it is written so everywhere already',
  },
  {
    'a buffer that may not be changed',
    'القاهرة',
    'setlocal nomodifiable',
    'Khabar rename كايرو',
    "'modifiable' is off in this buffer",
  },
  {
    'a buffer that may not be changed, asked without a name',
    'القاهرة',
    'setlocal nomodifiable',
    'Khabar rename',
    "'modifiable' is off in this buffer",
  },
  {
    'a question that is not answered',
    'القاهرة',
    'lua vim.ui.input = function(_, done) done(nil) end',
    'Khabar rename',
  },
} do
  case(each[1] .. ': said, no window', function(child, t)
    open(child, t)
    go(child, each[2])
    child:cmd(each[3])
    child:cmd(each[4])
    t.same(each[5] and { 'khabar: ' .. each[5] } or {}, child:said())
    t.same(UNTOUCHED, draft(child))
  end)
end

case('a draft that has changed, or may not be changed any more, is left alone', function(child, t)
  for _, meanwhile in ipairs {
    { [[vim.api.nvim_buf_set_lines(_G.draft, 0, 0, true, { 'أول' })]], 'the text has changed meanwhile; ask again' },
    { [[vim.bo[_G.draft].modifiable = false]], "'modifiable' is off in this buffer" },
    { [[vim.cmd('bwipeout! ' .. _G.draft)]], 'the text has changed meanwhile; ask again' },
  } do
    open(child, t)
    child:lua '_G.draft = vim.api.nvim_get_current_buf()'
    go(child, 'القاهرة')
    child:cmd 'Khabar rename كايرو'
    child:lua(meanwhile[1])
    child:type 'y'
    t.same({ 'khabar: ' .. meanwhile[2] }, child:said())
    t.same(
      0,
      child:lua [[
      return vim.api.nvim_buf_is_valid(_G.draft) and vim.fn.count(vim.api.nvim_buf_get_lines(_G.draft, 0, -1, true), 'كايرو') or 0]]
    )
    child:cmd 'silent! %bwipeout!'
  end
end)

case('a second rename takes the place of the window of the first', function(child, t)
  open(child, t)
  go(child, 'القاهرة')
  child:cmd 'Khabar rename كايرو'
  child:cmd 'wincmd p'
  child:cmd 'Khabar rename القاهره'
  t.same(2, child:lua 'return #vim.api.nvim_list_wins()')
  child:type 'y'
  t.same('التقى بان كي مون 😀 وفد مصر وبالقاهره.', child:lines()[1])
end)

case("with 'rightleft' the window has it too, with the arrow to the left and Latin words readable", function(child, t)
  open(child, t)
  child:cmd 'setlocal rightleft'
  go(child, 'القاهرة')
  child:cmd 'Khabar rename Cairo'
  t.same(true, child:lua 'return vim.wo.rightleft')
  t.same('3: ثم زار للقاهره أمس. ← ثم زار لoriaC أمس.', child:lines()[3])
  t.same({ 'وبoriaC', 'لoriaC' }, shown(child, 'KhabarRenameNew'))
  child:type 'y'
  t.same('ثم زار لCairo أمس.', child:lines()[3])
end)

case('a long line is shown around the name, in whole words that fit', function(child, t)
  local filler = ('كلمة أخرى '):rep(200)
  open(child, t, { filler .. 'وبالقاهرة ' .. filler })
  go(child, 'القاهرة')
  child:cmd 'Khabar rename كايرو'
  local row = child:lines()[2]
  t.same(true, vim.fn.strdisplaywidth(row) <= 80, row)
  t.same(true, row:find '^1: …[^=]* وبالقاهرة [^=]*… => …[^=]* وبكايرو [^=]*…$' ~= nil, row)
  for word in row:gsub('[1:…=>]', ' '):gmatch '[^%s\226\128\166]+' do
    t.same(true, vim.tbl_contains({ 'كلمة', 'أخرى', 'وبالقاهرة', 'وبكايرو' }, word), word)
  end
end)

case('Windows line ends and lone carriage returns keep every place', function(child, t)
  child:edit(t.file('dos.txt', 'أول\r\nزار القاهرة.\r\nثم القاهرة.\r\n'))
  go(child, 'القاهرة')
  child:cmd 'Khabar rename كايرو'
  child:type 'y'
  t.same({ 'أول', 'زار كايرو.', 'ثم كايرو.' }, child:lines())
  child:edit(t.file('cr.txt', 'أول\rثان\nزار القاهرة.\n'))
  go(child, 'القاهرة')
  child:cmd 'Khabar rename كايرو'
  child:type 'y'
  t.same({ 'أول\rثان', 'زار كايرو.' }, child:lines())
end)

case('in Arabic', function(child, t)
  child:lua [[vim.g.khabar = { language = 'ar' }]]
  open(child, t)
  go(child, 'القاهرة')
  child:cmd 'Khabar rename كايرو'
  t.same(
    'كتابة كايرو بدل القاهرة، عدد المواضع: 2. y تنفيذ، q خروج',
    child:lines()[1]
  )
  child:type 'y'
  t.same({ 'khabar: كُتب في مواضع عددها 2؛ u تراجع' }, child:said())
end)

return cases
