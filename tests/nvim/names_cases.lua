-- :Khabar add, :Khabar forget and :Khabar search: what is asked, what is written, what changes in the buffers.

local count = 0

---An empty project with a draft; the child edits it. Answers to vim.ui are taken from _G.answers: the label of a choice, or part of
---one, for select, and what is typed for input; '<cancel>' gives up. What was asked is in _G.questions.
local function start(child, t, text, files)
  count = count + 1
  local folder = t.scratch .. '/names' .. count
  vim.fn.mkdir(folder .. '/.git', 'p')
  files = vim.tbl_extend('force', { ['a.txt'] = text }, files or {})
  for path, bytes in pairs(files) do
    vim.fn.mkdir(vim.fs.dirname(folder .. '/' .. path), 'p')
    local handle = assert(io.open(folder .. '/' .. path, 'wb'))
    handle:write(bytes)
    handle:close()
  end
  child:lua [[
    _G.questions, _G.answers = {}, {}
    vim.ui.select = function(items, opts, on_choice)
      local labels = vim.tbl_map(opts.format_item, items)
      table.insert(_G.questions, { prompt = opts.prompt, labels = labels })
      local wanted = table.remove(_G.answers, 1)
      for i, label in ipairs(labels) do
        if wanted and label:find(wanted, 1, true) then return on_choice(items[i], i) end
      end
      on_choice(nil, nil)
    end
    vim.ui.input = function(opts, on_confirm)
      table.insert(_G.questions, { prompt = opts.prompt, default = opts.default })
      local answer = table.remove(_G.answers, 1)
      if answer == '<cancel>' then return on_confirm(nil) end
      on_confirm(answer or opts.default)
    end]]
  child:cmd('cd ' .. folder)
  child:edit(folder .. '/a.txt')
  return folder
end

local function answer(child, ...)
  child:lua('_G.questions, _G.answers = {}, ...', { ... })
end

local function questions(child)
  return child:lua 'return _G.questions'
end

local function read(path)
  local handle = io.open(path, 'rb')
  if not handle then
    return nil
  end
  local bytes = handle:read '*a'
  handle:close()
  return bytes
end

local function go(child, what, byte)
  local row, col = unpack(child:lua(
    [[
    local what = ...
    for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
      local col = line:find(what, 1, true)
      if col then return { row, col - 1 } end
    end]],
    what
  ))
  child:request('nvim_win_set_cursor', 0, { row, col + (byte or 0) })
end

---{text, type} of the outermost names of the current buffer.
local function names(child, buf)
  return child:lua(
    [[
    local doc, list = require('khabar.nvim.attach').synced(...).mirror.doc, {}
    local text = doc:text()
    for span in doc:spans() do
      if span.depth == 0 then list[#list + 1] = text:sub(span.start + 1, span.finish) .. ' ' .. span.type .. ' ' .. (span.id or '-') end
    end
    return list]],
    buf or 0
  )
end

local cases = {}

-- Where the name comes from and what stands in the question, by command: {name, text, what is done before, command, default}.
for _, case in ipairs {
  { 'from the word under the cursor', 'قال قطرنج أمس', 'قطرنج', 'Khabar add', 'قطرنج' },
  {
    'clitics before the article go',
    'قال وبالقطرنج أمس',
    'وبالقطرنج',
    'Khabar add',
    'القطرنج',
  },
  {
    'the article behind a lam comes back',
    'قال للقطرنج أمس',
    'للقطرنج',
    'Khabar add',
    'القطرنج',
  },
  {
    'other clitics may be letters and stay',
    'قال وقطرنج أمس',
    'وقطرنج',
    'Khabar add',
    'وقطرنج',
  },
  { 'from the argument', 'قال أمس', 'قال', 'Khabar add شركة القطرنج', 'شركة القطرنج' },
  {
    'from the name under the cursor',
    'زار وبالقاهرة أمس',
    'القاهرة',
    'Khabar add',
    'القاهرة',
  },
  { 'from a Latin word', 'قال Qatranj أمس', 'Qatranj', 'Khabar add', 'Qatranj' },
} do
  local name, text, at, command, default = unpack(case)
  table.insert(cases, {
    name = 'add: ' .. name,
    run = function(child, t)
      start(child, t, text .. '\n')
      go(child, at)
      answer(child, 'ORG', '<cancel>')
      child:cmd(command)
      t.same(default, questions(child)[2].default)
      t.same({}, child:said())
    end,
  })
end

-- {name, keys that select, default}; the cursor is on شركة.
for _, case in ipairs {
  { 'a piece of a line', 'v2e', 'شركة القطرنج' },
  { 'with white space around it', 'hv2elo', 'شركة القطرنج' },
  { 'with a mark of direction behind it', 'wv$', 'القطرنج' },
  { 'a line', 'V', 'قال مدير شركة القطرنج' },
} do
  local name, keys, default = unpack(case)
  table.insert(cases, {
    name = 'add: the selection: ' .. name,
    run = function(child, t)
      start(child, t, 'قال مدير شركة القطرنج\226\128\143\n')
      go(child, 'شركة')
      answer(child, 'ORG', '<cancel>')
      child:type(keys .. ':Khabar add<CR>')
      t.same(default, questions(child)[2].default)
    end,
  })
end

vim.list_extend(cases, {
  {
    name = 'add: a selection over two lines, and one with a clitic that is tagged',
    run = function(child, t)
      start(child, t, 'قال مدير شركة\nالقطرنج وبالقاهرة أمس\n')
      go(child, 'شركة')
      answer(child, 'ORG', '<cancel>')
      child:type 'vjb:Khabar add<CR>'
      t.same(true, questions(child)[2].default:find '^شركة ال' ~= nil, questions(child)[2].default)
      go(child, 'وبالقاهرة')
      answer(child, 'GPE', '<cancel>')
      child:type 've:Khabar add<CR>'
      t.same('القاهرة', questions(child)[2].default)
      t.same(true, questions(child)[1].labels[1]:find '^GPE' ~= nil, 'the guess comes first')
    end,
  },
  {
    name = 'add: by keys, and from a line that is named by its number',
    run = function(child, t)
      start(child, t, 'قال مدير شركة القطرنج\nالقطرنج\n')
      child:cmd 'map ga <Plug>(khabar-add)'
      for keys, default in pairs {
        ['G0ga'] = 'القطرنج',
        ['gg02wv2ega'] = 'شركة القطرنج',
        ['gg:2Khabar add<CR>'] = 'القطرنج',
      } do
        answer(child, 'ORG', '<cancel>')
        child:type(keys)
        t.same(default, questions(child)[2].default, keys)
      end
    end,
  },
  {
    name = 'add: takes effect at once in every buffer, and says where it was written',
    run = function(child, t)
      local folder = start(
        child,
        t,
        'قال شركة القطرنج هنا\n',
        { ['b.txt'] = 'عن شركة القطرنج في مصر\n' }
      )
      local first = child:request 'nvim_get_current_buf'
      child:cmd 'split b.txt'
      child:settle()
      t.same(false, vim.tbl_contains(names(child), 'شركة القطرنج ORG desk:شركة-القطرنج'))
      answer(child, 'ORG')
      child:cmd 'Khabar add شركة القطرنج'
      t.same({ 'khabar: added شركة القطرنج (ORG) to .khabar/names.yaml' }, child:said())
      t.same(true, vim.tbl_contains(names(child), 'شركة القطرنج ORG desk:شركة-القطرنج'))
      t.same(true, vim.tbl_contains(names(child, first), 'شركة القطرنج ORG desk:شركة-القطرنج'))
      t.same(true, read(folder .. '/.khabar/names.yaml'):find('شركة القطرنج', 1, true) ~= nil)
      t.same(false, child:lua 'return vim.bo.modified')
    end,
  },
  {
    name = 'add: with a bang for this draft alone, in its notes; forget too; what was settled stays',
    run = function(child, t)
      local folder = start(
        child,
        t,
        'قال سمير القطرنج في القاهرة\n',
        { ['b.txt'] = 'قال سمير القطرنج في القاهرة\n' }
      )
      go(child, 'القاهرة')
      child:cmd 'Khabar accept'
      answer(child, 'PERS')
      child:cmd 'Khabar! add سمير القطرنج'
      t.same({ 'khabar: added سمير القطرنج (PERS) to a.txt.khabar.yaml' }, child:said())
      local notes = read(folder .. '/a.txt.khabar.yaml')
      t.same(true, notes:find('entities:', 1, true) ~= nil and notes:find('status: accepted', 1, true) ~= nil)
      t.same(nil, read(folder .. '/.khabar/names.yaml'))
      t.same(
        true,
        vim.tbl_contains(names(child), 'سمير القطرنج PERS desk:سمير-القطرنج'),
        table.concat(names(child), '\n')
      )
      -- What is settled afterwards leaves the name where it is.
      go(child, 'القاهرة')
      child:cmd 'Khabar note العاصمة'
      notes = read(folder .. '/a.txt.khabar.yaml')
      t.same(true, notes:find('entities:', 1, true) ~= nil and notes:find('العاصمة', 1, true) ~= nil)
      child:cmd 'Khabar clear'
      answer(child, 'Yes')
      child:cmd 'Khabar! forget القاهرة'
      t.same(false, vim.tbl_contains(names(child), 'القاهرة GPE Q85'))
      t.same(false, child:lua 'return vim.bo.modified')
      child:cmd 'edit b.txt'
      child:settle()
      t.same(true, vim.tbl_contains(names(child), 'القاهرة GPE Q85'))
      t.same(false, table.concat(names(child), '\n'):find('desk:', 1, true) ~= nil)
    end,
  },
  {
    name = 'add: with a bang in a buffer without a name, or without notes, says why not',
    run = function(child, t)
      start(child, t, 'قال قطرنج\n')
      child:lua 'vim.g.khabar = { notes = "off" }'
      child:cmd 'Khabar enable'
      child:cmd 'Khabar! add قطرنج'
      t.same({ "khabar: notes are off: option 'notes'" }, child:said())
      child:lua 'vim.g.khabar = nil'
      child:cmd 'enew'
      child:cmd 'Khabar! add قطرنج'
      t.same(
        { 'khabar: this draft has no name yet, so there is no file for names of its own: write it first' },
        child:said()
      )
      t.same({}, questions(child))
    end,
  },
  {
    name = 'add: what was written before stays, comments too',
    run = function(child, t)
      local before =
        '# أسماء المكتب\n- {id: "desk:zarnuq", type: ORG, name: {ar: شركة الزرنوق}} # مهم\n'
      local folder = start(child, t, 'قال قطرنج\n', { ['.khabar/names.yaml'] = before })
      answer(child, 'PERS', 'قطرنج الزرنوقي')
      child:cmd 'Khabar add قطرنج'
      local after = read(folder .. '/.khabar/names.yaml')
      t.same(before, after:sub(1, #before))
      t.same(true, after:find('قطرنج الزرنوقي', #before, true) ~= nil)
    end,
  },
  {
    name = 'add: giving up writes nothing',
    run = function(child, t)
      local folder = start(child, t, 'قال قطرنج\n')
      go(child, 'قطرنج')
      for _, answers in ipairs { {}, { 'PERS', '<cancel>' }, { 'PERS', '' }, { 'PERS', '   ' } } do
        answer(child, unpack(answers))
        child:cmd 'Khabar add'
      end
      t.same(nil, read(folder .. '/.khabar/names.yaml'))
      t.same({}, child:said())
    end,
  },
  {
    name = 'add: another name of a known entity',
    run = function(child, t)
      local folder = start(child, t, 'زار أرض الكنانة وبوتين أمس\n')
      go(child, 'بوتين')
      answer(child, 'another name of فلاديمير بوتين (Q7747)', 'القيصر الزرنوقي')
      child:cmd 'Khabar add'
      t.same(
        { 'khabar: added القيصر الزرنوقي = فلاديمير بوتين to .khabar/names.yaml' },
        child:said()
      )
      child:cmd 'Khabar lookup القيصر الزرنوقي'
      t.same({}, child:said())
      t.same(true, read(folder .. '/.khabar/names.yaml'):find('Q7747', 1, true) ~= nil)
      answer(child, 'another name of فلاديمير بوتين', 'بوتين')
      child:cmd 'Khabar add بوتين'
      t.same({ 'khabar: بوتين is a name of فلاديمير بوتين already' }, child:said())
    end,
  },
  {
    name = 'add: a misspelt name is offered as a name of what may be meant',
    run = function(child, t)
      start(child, t, 'زار القاهرا أمس\n')
      go(child, 'القاهرا')
      answer(child, 'another name of القاهرة (Q85)')
      child:cmd 'Khabar add'
      child:said()
      t.same(true, vim.tbl_contains(names(child), 'القاهرا GPE Q85'), vim.inspect(names(child)))
    end,
  },
  {
    name = 'add: a Latin name is written as the English one',
    run = function(child, t)
      local folder = start(child, t, 'قال Qatranj أمس\n')
      go(child, 'Qatranj')
      answer(child, 'ORG')
      child:cmd 'Khabar add'
      t.same(true, read(folder .. '/.khabar/names.yaml'):find 'en: "?Qatranj' ~= nil)
      t.same(true, vim.tbl_contains(names(child), 'Qatranj ORG desk:Qatranj'), vim.inspect(names(child)))
    end,
  },
  {
    name = 'add: errors are shown and nothing is lost',
    run = function(child, t)
      local broken = '- {id: "desk:a", typ\n'
      local folder = start(child, t, 'قال قطرنج\n', { ['.khabar/names.yaml'] = broken })
      child:wait 'return #_G.said > 0'
      child:said()
      answer(child, 'PERS')
      child:cmd 'Khabar add قطرنج'
      local said = child:said()
      t.same(true, #said == 1 and said[1]:find 'names.yaml:%d+:%d+: ' ~= nil, vim.inspect(said))
      t.same(broken, read(folder .. '/.khabar/names.yaml'))
      child:lua 'vim.b.khabar = { project = false }'
      child:cmd 'Khabar add قطرنج'
      t.same({ "khabar: option 'project' is false: no names of a project are used here" }, child:said())
      child:lua 'vim.b.khabar = nil'
      child:cmd('Khabar add ' .. ('قطرنج '):rep(60))
      t.same({ 'khabar: too long for a name: more than 200 bytes' }, child:said())
      child:set_lines { '' }
      child:cmd 'Khabar add'
      t.same({ 'khabar: no name under the cursor' }, child:said())
    end,
  },
  {
    name = 'add: a file that is being edited is left alone; one that is only open is read again',
    run = function(child, t)
      local folder = start(child, t, 'قال قطرنج\n', { ['.khabar/names.yaml'] = '# أسماء\n' })
      local draft = child:request 'nvim_get_current_buf'
      child:cmd 'set autoread | split .khabar/names.yaml'
      local file = child:request 'nvim_get_current_buf'
      child:type 'Go# لم يحفظ<Esc>'
      child:cmd 'wincmd p'
      answer(child, 'PERS')
      child:cmd 'Khabar add قطرنج'
      t.same(
        { 'khabar: nothing written: .khabar/names.yaml has unsaved changes in a buffer; write it first' },
        child:said()
      )
      t.same('# أسماء\n', read(folder .. '/.khabar/names.yaml'))
      child:cmd('buffer ' .. file .. ' | write | buffer ' .. draft)
      child:wait(function() -- Neovim takes a file for changed when its time is another
        local written = vim.uv.fs_stat(folder .. '/.khabar/names.yaml').mtime
        local now = vim.uv.fs_stat(t.file('now', '')).mtime
        return now.sec ~= written.sec or now.nsec ~= written.nsec
      end, 'the clock of the file system')
      answer(child, 'PERS')
      child:cmd 'Khabar add قطرنج'
      t.same(1, #child:said())
      child:wait(function()
        return table.concat(child:request('nvim_buf_get_lines', file, 0, -1, true), '\n'):find('قطرنج', 1, true)
          ~= nil
      end, 'the open file to be read again')
    end,
  },
  {
    name = 'add: in Arabic',
    before = 'vim.g.khabar = { language = "ar" }',
    run = function(child, t)
      start(child, t, 'قال قطرنج\n')
      answer(child, 'ORG')
      child:cmd 'Khabar add قطرنج'
      t.same(
        { 'أضِف قطرنج بوصفه:', 'الاسم: ' },
        { questions(child)[1].prompt, questions(child)[2].prompt }
      )
      t.same({ 'khabar: أُضيف قطرنج (ORG) إلى .khabar/names.yaml' }, child:said())
      for _, label in ipairs(questions(child)[1].labels) do
        t.same(true, label:find '[\216-\219]' ~= nil, label)
      end
    end,
  },
  {
    name = 'forget: an entity is switched off after a question, at once',
    run = function(child, t)
      local folder = start(child, t, 'زار مصر وبالقاهرة أمس\n')
      t.same({ 'مصر GPE Q79', 'القاهرة GPE Q85' }, names(child))
      go(child, 'القاهرة')
      answer(child, 'No')
      child:cmd 'Khabar forget'
      t.same('Switch off القاهرة (GPE, Q85) in .khabar/names.yaml?', questions(child)[1].prompt)
      t.same(nil, read(folder .. '/.khabar/names.yaml'))
      answer(child, 'Yes')
      child:cmd 'Khabar forget'
      t.same({ 'khabar: switched off القاهرة (GPE, Q85) in .khabar/names.yaml' }, child:said())
      t.same(false, vim.tbl_contains(names(child), 'القاهرة GPE Q85'))
      t.same(true, vim.tbl_contains(names(child), 'مصر GPE Q79'))
      answer(child, 'Yes')
      child:cmd 'Khabar forget Q79'
      t.same(1, #child:said())
      t.same(false, vim.tbl_contains(names(child), 'مصر GPE Q79'))
    end,
  },
  {
    name = 'forget: of several entities of one name one is picked; what the file itself has is named',
    run = function(child, t)
      start(child, t, 'قال النيلية\n')
      answer(child, 'khabar:test-nile-b', 'Yes')
      child:cmd 'Khabar forget النيلية'
      t.same({ 'Which النيلية?', 2 }, { questions(child)[1].prompt, #questions(child)[1].labels })
      t.same(1, #child:said())
      child:cmd 'Khabar lookup khabar:test-nile-b'
      t.same(1, #child:said())
      child:cmd 'Khabar forget لا يوجد'
      t.same({ 'khabar: no entity of this name: لا يوجد' }, child:said())
      answer(child, 'ORG')
      child:cmd 'Khabar add قطرنج'
      child:said()
      answer(child, 'Yes')
      child:cmd 'Khabar forget قطرنج'
      local said = child:said()
      t.same(true, #said == 1 and said[1]:find 'names.yaml:%d+' ~= nil, vim.inspect(said))
    end,
  },
  {
    name = 'search: picks from what begins so or is spelled so, and opens the card',
    run = function(child, t)
      start(child, t, 'سطر عربي\n')
      answer(child, 'Q85')
      child:cmd 'Khabar search القاه'
      t.same('القاهرة · country or city (GPE) · عاصمة مصر · Q85', questions(child)[1].labels[1])
      t.same(
        'القاهرة',
        child:lua 'return vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(vim.b.lsp_floating_preview), 0, 1, true)[1]'
      )
      answer(child)
      child:cmd 'Khabar search القاهرا'
      t.same('القاهرة · country or city (GPE) · عاصمة مصر · Q85', questions(child)[1].labels[1])
      answer(child)
      child:cmd 'Khabar search بوت'
      t.same('فلاديمير بوتين (بوتين) · person (PERS) · Q7747', questions(child)[1].labels[1])
      answer(child, 'Q85')
      child:cmd 'Khabar search Q85'
      t.same(1, #questions(child)[1].labels)
      t.same({}, child:said())
      child:cmd 'Khabar search خشخاش'
      t.same({ 'khabar: no entity of this name: خشخاش' }, child:said())
    end,
  },
  {
    name = 'search: asks for the text where none is given; with a bang the name is put after the cursor',
    run = function(child, t)
      start(child, t, 'زار \n')
      child:type '$'
      answer(child, 'بوتي', 'Q7747')
      child:cmd 'Khabar! search'
      t.same('Search for: ', questions(child)[1].prompt)
      t.same({ 'زار فلاديمير بوتين' }, child:lines())
      child:type 'u'
      t.same({ 'زار ' }, child:lines(), 'one undo takes it back')
      answer(child, '<cancel>')
      child:cmd 'Khabar search'
      child:cmd 'setlocal nomodifiable'
      answer(child, 'Q85')
      child:cmd 'Khabar! search القاهرة'
      t.same({ "khabar: 'modifiable' is off in this buffer" }, child:said())
    end,
  },
  {
    name = 'subcommands and names are completed; a range where none is taken is refused',
    run = function(child, t)
      start(child, t, 'سطر عربي\n')
      local function complete(line)
        return child:lua("return vim.fn.getcompletion(..., 'cmdline')", line)
      end
      t.same({ 'enable', 'entities' }, complete 'Khabar en')
      t.same({ 'search' }, complete "'<,'>Khabar! sea")
      t.same({ 'القاهرة' }, complete 'Khabar lookup القاه')
      t.same({ 'المتحدة' }, complete 'Khabar search الأمم المت')
      t.same({ 'المتحدة' }, complete 'Khabar forget الامم المت')
      t.same({}, complete 'Khabar toggle القاه')
      t.same({}, complete 'Khabar lookup خشخاش')
      child:cmd '1Khabar toggle'
      t.same({ 'khabar: no range allowed: toggle' }, child:said())
      child:type 'ccزار الأمم المتحدة أمس<Esc>0wv2e'
      child:type ':Khabar lookup<CR>'
      t.same({}, child:said())
      t.same(true, child:lua 'return vim.b.lsp_floating_preview ~= nil', 'the card of what is selected')
    end,
  },
})

return cases
