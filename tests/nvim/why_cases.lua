-- :Khabar why: a row of it for each way in which a word can be tagged or not.

local function rows(child, word)
  return child:lua(
    [[
    local word = ...
    vim.fn.cursor(1, 1)
    if word then vim.fn.search(word, 'cW') end
    local at = require('khabar.nvim.entities').cursor_byte(0)
    return vim.tbl_map(function(row) return row.text end, require('khabar.nvim.why').rows(vim.api.nvim_get_current_buf(), at))]],
    word
  )
end

local function has(list, text)
  for _, row in ipairs(list) do
    if row:find(text, 1, true) then
      return true
    end
  end
  return false
end

---What must be said of a word of a draft, and what must not.
local TABLE = {
  { 'a linked name', 'زار القاهرة.', 'القاهرة', { 'found in the lexicon', 'Q85', 'from ' } },
  { 'what was taken off the front', 'مر بالقاهرة.', 'بالقاهرة', { 'Taken off the front', 'Q85' } },
  {
    'a name of several entities',
    'زار النيلية.',
    'النيلية',
    { 'Entities of this name', 'khabar:test-nile-a', 'khabar:test-nile-b' },
  },
  { 'a figure', 'في 18 أبريل', '18', { 'reader of numbers and dates', 'CARDINAL' } },
  {
    'an unknown word',
    'كتاب جميل عن القاهرة',
    'جميل',
    { 'Not a name here', 'No entity has this name' },
    { 'Q85' },
  },
  {
    'a misspelt name',
    'زار القاهرت.',
    'القاهرت',
    { 'Not a name here', 'Names near it', 'القاهرة' },
  },
  { 'no word', '«القاهرة» …', '…', { 'No word stands here' } },
  { 'ways to take a word apart', 'مر بالقاهرة.', 'بالقاهرة', { 'Ways to take the word apart' } },
}

local cases = vim.tbl_map(function(case)
  return {
    name = case[1],
    run = function(child, t)
      child:edit(t.file('a.txt', case[2] .. '\nزار القاهرة\n'))
      local found = rows(child, case[3])
      for _, text in ipairs(case[4]) do
        t.same(true, has(found, text), text .. ' in ' .. vim.inspect(found))
      end
      for _, text in ipairs(case[5] or {}) do
        t.same(false, has(found, text), text .. ' in ' .. vim.inspect(found))
      end
      t.same(true, has(found, 'This buffer') and has(found, 'tagged'))
    end,
  }
end, TABLE)

return vim.list_extend(cases, {
  {
    name = 'in Arabic, with the same rows',
    run = function(child, t)
      child:edit(t.file('a.txt', 'زار القاهرة.\n'))
      local english = rows(child, 'القاهرة')
      child:lua 'vim.g.khabar = { language = "ar" }'
      local arabic = rows(child, 'القاهرة')
      t.same(#english, #arabic)
      t.same(true, has(arabic, 'اسم معروف في المعجم') and has(arabic, 'هذا النص'))
    end,
  },
  {
    name = 'every sentence is there in both languages',
    run = function(child, t)
      t.same(
        {},
        child:lua [[
        local words, missing = require('khabar.nvim.why').words, {}
        for key in pairs(words.en) do if not words.ar[key] then missing[#missing + 1] = key end end
        for key in pairs(words.ar) do if not words.en[key] then missing[#missing + 1] = key end end
        local outline = require('khabar.nvim.outline').words
        for key in pairs(outline.en) do if not outline.ar[key] then missing[#missing + 1] = key end end
        return missing]]
      )
    end,
  },
  {
    name = 'a type that is hidden says so',
    before = 'vim.g.khabar = { hide = { "GPE" } }',
    run = function(child, t)
      child:edit(t.file('a.txt', 'زار القاهرة.\n'))
      t.same(true, has(rows(child, 'القاهرة'), "option 'hide'"))
    end,
  },
  {
    name = 'a buffer that is not tagged: the reason, and what the word would be',
    run = function(child, t)
      child:edit(t.file('a.lua', '-- القاهرة\n'))
      local found = rows(child, 'القاهرة')
      t.same(true, has(found, 'filetype') and has(found, 'Q85'), vim.inspect(found))
    end,
  },
  {
    name = 'in unnamed, unlisted, unmodifiable, diffed, folded and reloaded buffers, and in a second window',
    run = function(child, t)
      local path = t.file('why.txt', 'قال.\nزار القاهرة.\n')
      local function at_cairo(what)
        t.same(true, has(rows(child, 'القاهرة'), 'Q85'), what)
        child:cmd 'Khabar why'
        t.same('', child:lua 'return vim.v.errmsg', what)
        child:cmd 'silent! fclose!'
      end
      child:cmd 'enew'
      child:lua "vim.api.nvim_buf_set_lines(0, 0, -1, true, { 'زار القاهرة.' })"
      child:settle()
      at_cairo 'unnamed'
      child:edit(path)
      at_cairo 'a file'
      child:cmd 'setlocal nobuflisted nomodifiable readonly'
      at_cairo 'unlisted, nomodifiable'
      child:cmd 'setlocal modifiable noreadonly'
      child:cmd 'edit!'
      child:settle()
      at_cairo ':edit!'
      child:cmd 'setlocal foldmethod=manual | 1,2fold'
      at_cairo 'a closed fold'
      t.same(1, child:lua 'return vim.fn.foldclosed(2)')
      child:cmd 'setlocal nofoldenable'
      child:cmd('vertical diffsplit ' .. t.file('why2.txt', 'قال أمس.\nزار القاهرة.\n'))
      child:settle()
      at_cairo 'diff'
      child:cmd 'wincmd p'
      at_cairo 'the other side'
      child:cmd 'split'
      at_cairo 'a second window'
    end,
  },
  {
    name = 'a note on the word is shown, one elsewhere is not',
    run = function(child, t)
      local path = t.file('noted.txt', 'زار القاهرة ثم مصر.\n')
      os.remove(path .. '.khabar.yaml')
      child:edit(path)
      child:lua(
        [[
        local path = ...
        local notes = assert(require('khabar').core().notes_open(path .. '.khabar.yaml'))
        local text = 'زار القاهرة ثم مصر.\n'
        local start = text:find('القاهرة', 1, true) - 1
        assert(notes:set(nil, { start = start, finish = start + #'القاهرة', status = 'accepted', type = 'GPE', text = 'سئل عنها' }, text))
        notes:save()
        notes:close()]],
        path
      )
      t.same(true, has(rows(child, 'القاهرة'), 'سئل عنها'))
      t.same(false, has(rows(child, 'مصر'), 'سئل عنها'))
      t.file('noted.txt.khabar.yaml', '- [broken\n')
      t.same(true, has(rows(child, 'القاهرة'), 'cannot be read'))
    end,
  },
  {
    name = 'without the C module it still says why',
    may_fail = true,
    before = [[package.preload['khabar.core'] = function() error('no module') end
      package.cpath = ''; package.loaded['khabar.loader'] = nil
      local loader = dofile(vim.env.KHABAR_ROOT .. '/lua/khabar/loader.lua')
      loader.candidates = function() return {} end; package.loaded['khabar.loader'] = loader]],
    run = function(child, t)
      child:edit(t.file('a.txt', 'زار القاهرة.\n'))
      t.same(true, has(rows(child, 'القاهرة'), 'make'))
    end,
  },
  {
    name = 'a float; a second call goes into it, the cursor closes it, and a card takes its place',
    run = function(child, t)
      child:edit(t.file('a.txt', 'زار القاهرة.\n'))
      child:cmd 'call search("القاهرة")'
      child:cmd 'Khabar why'
      local function floats()
        return child:lua [[return #vim.tbl_filter(function(win)
          return vim.api.nvim_win_get_config(win).relative ~= '' end, vim.api.nvim_list_wins())]]
      end
      t.same(1, floats())
      child:cmd 'Khabar lookup'
      t.same(1, floats())
      child:cmd 'Khabar why'
      child:cmd 'Khabar why'
      t.same(true, child:lua "return vim.api.nvim_win_get_config(0).relative ~= ''")
      child:type 'q'
      t.same(0, floats())
    end,
  },
  {
    name = 'an empty buffer',
    run = function(child, t)
      child:settle()
      child:cmd 'Khabar why'
      t.same({}, child:said())
      t.same(true, has(rows(child), 'no letters'))
    end,
  },
  {
    name = 'control characters of a draft do not reach it',
    run = function(child, t)
      child:edit(t.file('a.txt', 'زار القاهرة\27[31m.\n'))
      for _, row in ipairs(rows(child, '31')) do
        t.same(nil, row:find '%c')
      end
    end,
  },
})
