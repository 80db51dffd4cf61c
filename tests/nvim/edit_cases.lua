-- The document stays in step with the buffer through every way of changing a buffer. After each change its text must be the
-- buffer's text, its names must be those of a new analysis of that text, and it must never have lost step on the way.

local TEXT = table.concat({
  'زار بان كي مون القاهرة أمس.',
  '',
  'وقالت الأمم المتحدة إن مصر بلد كبير،',
  'وإن نهر النيل طويل.',
  'abc DEF القاهرة 123 😀 مصر',
  '',
  'ثم عاد فلاديمير بوتين إلى مصر.',
  '',
}, '\n')

---Lua in the child: what is wrong with the mirror of the current buffer, or ''.
local CHECK = [[
  local buf = vim.api.nvim_get_current_buf()
  local state = require('khabar.nvim.attach').synced(buf)
  if not state then return 'not tagged' end
  local lines = vim.api.nvim_buf_get_lines(buf, 0, -1, false)
  local text = table.concat(lines, '\n') .. '\n'
  local doc, mirror = state.mirror.doc, state.mirror
  if doc:text():gsub('%z', '\n') ~= text:gsub('%z', '\n') then return 'another text: ' .. vim.inspect(doc:text()) .. ' for ' .. vim.inspect(text) end
  if mirror.length ~= #text then return 'another length' end
  if mirror.resyncs > 0 then return 'lost step ' .. mirror.resyncs .. ' times' end
  local fresh = state.engine:analyze(doc:text())
  local a, n = doc:flat()
  local b, m = fresh:flat()
  if n ~= m or table.concat(a, ',') ~= table.concat(b, ',') then return 'other names than a new analysis' end
  return '']]

local function in_step(child, what)
  local problem = child:lua(CHECK)
  if problem ~= '' then
    error(what .. ': ' .. problem, 2)
  end
end

---Keys that are typed one after the other, the document being checked after each. '!' marks an ex command.
local typed = {
  { 'typing in words', { 'ggAقال ', 'مصر', '<Esc>', 'ICairo ', '<Esc>' } },
  { 'deleting characters and words', { 'ggx', 'dw', '$X', 'Gdb', 'ggD', '3Gd2w', 'u', '<C-r>' } },
  { 'deleting and putting lines', { 'ggdd', 'p', 'Gdd', 'P', 'ggyyGp', '3Gddggp', 'dG', 'u' } },
  { 'opening lines', { 'ggOمصر', '<CR>القاهرة', '<Esc>', 'Goالأمم المتحدة', '<Esc>' } },
  { 'joining and splitting', { '3GJ', 'u', 'ggVGJ', 'u', '3Gfمi<CR><Esc>', 'gJ', '3GgJ' } },
  { 'backspace over lines', { '4Gi<BS><BS><BS>', '<C-u>', '<C-w>', '<Esc>', 'u' } },
  { 'replacing', { 'ggRمصر مصر', '<BS><BS>', '<Esc>', 'rX', 'gUU', '~', '5rا' } },
  { 'one substitution', { '!s/زار/القاهرة/', 'u', '<C-r>' } },
  { 'several in a line', { '!3s/ا/مصر /g', 'u', '<C-r>', 'u' } },
  { 'substituting everywhere', { '!%s/مصر/القاهرة/g', 'u', '<C-r>', '!%s/ة/ه ه/ge', 'u', 'u' } },
  { 'substituting line breaks in', { '!%s/ /\\r/g', 'u', '<C-r>', '!%s/\\n//', 'u', 'u' } },
  { 'substituting everything away', { '!%s/.*//', 'u', '!%s/\\_.*//', 'u' } },
  { 'global commands', { '!g/^$/d', 'u', '!g/مصر/m0', 'u', '!g/./t.', 'u', '!v/مصر/d', 'u' } },
  { 'moving and copying lines', { '!2m$', '!$m0', '!1t$', '!1,3m5', 'u', 'u' } },
  { 'sorting and filtering', { '!sort', 'u', '!sort!', '!sort u', 'u', '!%!cat', 'u', '!%!sort', 'u' } },
  {
    'blocks',
    { '5G0<C-v>llId مصر <Esc>', 'u', 'gg<C-v>3jd', 'u', 'gg<C-v>3j$Aقال<Esc>', 'u', 'gg0<C-v>2jcمصر<Esc>' },
  },
  { 'shifting', { 'ggVG>', '.', 'u', 'ggVG<lt>', 'u' } },
  {
    'formatting',
    {
      '!set textwidth=30',
      'gggqG',
      'u',
      '<C-r>',
      'GAوقال الأمين العام بان كي مون في القاهرة أمس<Esc>',
    },
  },
  { 'autoindent and comments', { '!set autoindent formatoptions+=ro', 'ggI  <Esc>', 'A<CR>مصر<CR><Esc>' } },
  { 'registers', { 'gg"ayiw', '3G"aP', 'yyjp', 'gg0"bD', 'G"bp', 'vj"ap', 'u' } },
  { 'macros', { 'ggqqAمصر<Esc>jq', '3@q', 'u', 'u' } },
  { 'counts and repeats', { 'gg5Aمصر <Esc>', '.', '3oالقاهرة<Esc>', 'u', '5<C-a>' } },
  { 'numbers', { '5G0f1<C-a>', '10<C-a>', '<C-x>', 'u' } },
  {
    'undo to the beginning and back',
    { 'ggdd', 'Goمصر<Esc>', '!%s/م/ن/g', '!undo 0', '!redo', '!earlier 10', '!later 10', 'u', 'g-', 'g+' },
  },
  { 'undo line and undo branches', { 'ggxx', 'U', 'U', 'x', 'u', 'iمصر<Esc>', 'g-', 'g-', 'g+' } },
  { 'reading a file in', { '!0read %', '!$read %', '!read !echo القاهرة', 'u', 'u' } },
  { 'writing does not change it', { '!write', 'ggx', '!write', 'u' } },
  { 'everything deleted and brought back', { 'ggdG', 'iمصر<Esc>', 'u', 'u', '!%d', 'p' } },
  {
    'abbreviations and completion',
    { '!iab مم الأمم المتحدة', 'Goمم ', 'ال<C-n>', '<C-n>', '<C-p>', '<C-e>', '<Esc>', 'u' },
  },
  { 'marks, folds and swaps', { '!2,4fold', 'zcdd', 'u', 'ggddp', 'ddkP', 'xp' } },
  { 'composing characters', { 'ggAَّ', '<BS>', '<Esc>', 'x', '!set delcombine', 'x', 'u' } },
  { 'changing the case of a file', { 'ggVGgU', 'u', 'g~G', 'gg=G' } },
  {
    'a preview of a substitution',
    { '!set inccommand=split', ':%s/مصر/القاهرة القاهرة', '<Esc>', ':%s/مصر/xyz', '<CR>', 'u' },
  },
  { 'retab and center', { '!%s/ /\\t/g', '!retab!', '!set expandtab', '!retab', '!center 80', '!left', 'u' } },
  {
    'digraphs, literal keys and NUL',
    { 'ggi<C-v>u0645<Esc>', 'a<C-k>e:<Esc>', 'a<C-v>000<Esc>', 'a<C-v>xff<Esc>', 'x', 'u', 'dd', 'p' },
  },
  { 'put with and without indent', { 'yy]p', '[p', 'gp', 'gP', 'yiw3P', 'u' } },
  { -- what :sort of empty lines and Vp leave in Neovim's count of deleted bytes is reported with the next dd
    'lines that Neovim counts too many bytes of',
    {
      'ggO<CR><CR><Esc>',
      '!1,3sort',
      '5Gdd',
      'u',
      '<C-r>',
      '!1,3sort',
      '4G2ddxjx',
      '!1,3sort',
      'Gddggxu',
      'Go<Esc>',
      'yyVp',
      'ggdd',
      'u',
      'u',
      'u',
    },
  },
  { 'virtual edit', { '!set virtualedit=all', '2G20lixمصر<Esc>', '3G$10lrم', 'u' } },
} -- stylua: ignore

local cases = vim.tbl_map(function(case)
  return {
    name = case[1],
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      in_step(child, 'at first')
      for i, keys in ipairs(case[2]) do
        if keys:sub(1, 1) == '!' then
          child:lua('pcall(vim.cmd, ...)', keys:sub(2))
        else
          child:type(keys)
        end
        if i % 2 == 1 then
          child:redraw() -- with and without a redraw between the changes
        end
        in_step(child, ('after %q'):format(keys))
      end
    end,
  }
end, typed)

---Pastes, by what is pasted.
for name, bytes in pairs {
  Arabic = 'القاهرة في مصر\nالأمم المتحدة\n\nمصر',
  Latin = 'Cairo, Egypt\nabc',
  emoji = '😀👩‍👩‍👧🇪🇬 مصر 😀\n',
  ['combining marks'] = 'مِصْرُ القَاهِرَة\nّ',
  ['presentation forms'] = 'ﻣﺼﺮ ﻻ',
  ['bidi controls'] = '\226\128\143مصر\226\129\166x\226\129\169',
  tabs = '\tمصر\t\n\t',
  nothing = '',
  ['line breaks'] = '\n\n\n',
} do
  cases[#cases + 1] = {
    name = 'pasting ' .. name,
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      for _, keys in ipairs { 'gg0', '3G$', 'G', '5Gfا', 'ggiX' } do
        child:type(keys)
        child:request('nvim_paste', bytes, true, -1)
        in_step(child, 'pasted at ' .. keys)
        child:type '<Esc>u'
        in_step(child, 'undone at ' .. keys)
        child:type '<C-r>'
        in_step(child, 'redone at ' .. keys)
      end
    end,
  }
end

---Files whose bytes are not what the buffer counts.
for name, case in pairs {
  ['CRLF'] = { (TEXT:gsub('\n', '\r\n')) },
  ['no line break at the end'] = { (TEXT:gsub('\n$', '')), 'set nofixendofline' },
  ['no line break, binary'] = { (TEXT:gsub('\n$', '')), 'set binary' },
  ['broken bytes'] = { TEXT:gsub('مصر', '\255\254مصر\216') .. '\217', 'edit ++enc=utf-8 ++bad=keep' },
  ['NUL bytes'] = { '\0القاهرة\0مصر\n\0\n' .. TEXT .. '\0' },
  ['Windows code page'] = { '\227\213\209 \199\225\222\199\229\209\201\n', 'edit ++enc=cp1256' },
  ['a byte order mark'] = { '\239\187\191' .. TEXT },
  ['no line at all'] = { '' },
} do
  cases[#cases + 1] = {
    name = 'a file with ' .. name,
    run = function(child, t)
      child:edit(t.file('a.txt', case[1]))
      if case[2] then
        child:cmd(case[2])
      end
      child:cmd 'Khabar enable'
      in_step(child, 'at first')
      for _, keys in ipairs {
        'ggOمصر<Esc>',
        'GAالقاهرة<Esc>',
        'Goمصر<Esc>',
        'Gdd',
        'ggdd',
        'u',
        'u',
        'ggxx',
        'Gx',
        'ggdG',
        'u',
      } do
        child:type(keys)
        in_step(child, 'after ' .. keys)
      end
      child:redraw()
    end,
  }
end

vim.list_extend(cases, {
  {
    name = 'the text of a file with NUL bytes is the file',
    run = function(child, t)
      local bytes = 'القاهرة\0مصر\n\0\0\nمصر\n'
      child:edit(t.file('a.txt', bytes))
      t.same(bytes, child:lua "return require('khabar.nvim.attach').synced(0).mirror.doc:text()")
      child:type 'ggAx<C-v>000y<Esc>'
      t.same(
        'القاهرة\0مصرx\0y\n\0\0\nمصر\n',
        child:lua "return require('khabar.nvim.attach').synced(0).mirror.doc:text()"
      )
    end,
  },
  {
    name = ':edit! and a change on disk',
    run = function(child, t)
      local path = t.file('a.txt', TEXT)
      child:edit(path)
      child:type 'ggdGiمصر<Esc>'
      child:cmd 'edit!'
      in_step(child, 'after :edit!')
      child:type 'ggx'
      in_step(child, 'after :edit! and a change')
      child:cmd 'edit!'
      t.file('a.txt', 'القاهرة\n' .. TEXT)
      child:lua('vim.uv.fs_utime(..., os.time() + 10, os.time() + 10)', path) -- its time has to differ
      child:cmd 'set autoread | checktime'
      in_step(child, 'after :checktime')
      t.same('القاهرة', child:lines()[1])
      child:type 'Goمصر<Esc>'
      in_step(child, 'after :checktime and a change')
    end,
  },
  {
    name = 'changes through the API',
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      local calls = {
        "vim.api.nvim_buf_set_lines(0, 0, 0, true, { 'مصر', 'القاهرة' })",
        'vim.api.nvim_buf_set_lines(0, 1, 3, true, {})',
        "vim.api.nvim_buf_set_lines(0, -1, -1, true, { 'مصر' })",
        'vim.api.nvim_buf_set_lines(0, 0, -1, true, {})',
        "vim.api.nvim_buf_set_lines(0, 0, -1, true, { 'a', 'القاهرة b', '' })",
        "vim.api.nvim_buf_set_text(0, 1, 2, 1, 6, { 'x', 'مصر', 'y' })",
        "vim.api.nvim_buf_set_text(0, 0, 0, 2, 1, { '' })",
        "vim.fn.setline(1, 'مصر')",
        "vim.fn.append(0, { 'القاهرة', 'b' })",
        "vim.fn.append('$', 'مصر')",
        "vim.fn.deletebufline('%', 1)",
        "vim.api.nvim_put({ 'مصر', 'القاهرة' }, 'c', true, true)",
        "vim.api.nvim_put({ 'مصر', 'القاهرة' }, 'l', false, true)",
        "vim.api.nvim_put({ 'مصر', 'القاهرة' }, 'b', true, true)",
        "vim.lsp.util.apply_text_edits({ { newText = 'مصر\\n', range = { start = { line = 0, character = 0 }, ['end'] = { line = 1, character = 0 } } } }, vim.api.nvim_get_current_buf(), 'utf-16')",
        "vim.cmd 'undo'",
        "vim.cmd 'undo'",
        "vim.cmd 'redo'",
        -- emptied and filled again before anybody asks
        "vim.api.nvim_buf_set_lines(0, 0, -1, true, {}); vim.api.nvim_buf_set_lines(0, 0, -1, true, { 'مصر', 'القاهرة' })",
        "vim.api.nvim_buf_set_lines(0, 0, -1, true, {}); vim.cmd 'normal! iمصر'; vim.cmd 'normal! oمصر'",
        "vim.cmd '%d'; vim.cmd 'undo'; vim.cmd '%d'; vim.cmd 'normal! iمصر'",
        "vim.cmd 'set noendofline nofixendofline'; vim.cmd '%d'; vim.cmd 'undo'",
        "vim.cmd '%d'; vim.cmd 'normal! iمصر'; vim.cmd 'normal! oالقاهرة'; vim.cmd '1d'",
        "vim.cmd '%d'; vim.cmd 'undo'; vim.cmd 'undo'; vim.cmd 'redo'",
      } -- stylua: ignore
      for _, call in ipairs(calls) do
        child:lua(call)
        in_step(child, call)
      end
    end,
  },
  {
    name = 'a buffer that is not shown',
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      local buf = child:lua 'return vim.api.nvim_get_current_buf()'
      child:cmd 'set hidden | enew'
      child:lua("vim.api.nvim_buf_set_lines(..., 0, 1, true, { 'مصر', 'القاهرة' })", buf)
      child:lua("vim.api.nvim_buf_set_text(..., 3, 0, 3, 2, { 'x' })", buf)
      child:cmd('buffer ' .. buf)
      in_step(child, 'back')
      child:cmd 'bdelete! | bnext'
      child:cmd('edit #' .. buf)
      child:settle()
      in_step(child, 'loaded again')
    end,
  },
  {
    name = 'two windows on one buffer, and diff',
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      child:cmd 'vsplit | split'
      for _, keys in ipairs { 'ggOمصر<Esc>', '<C-w>wGoالقاهرة<Esc>', '<C-w>wdd', '<C-w>wu' } do
        child:type(keys)
        child:redraw()
        in_step(child, keys)
      end
      child:cmd 'only'
      child:edit(t.file('b.txt', TEXT:gsub('مصر', 'القاهرة')))
      child:cmd 'diffthis | vsplit #2'
      child:cmd 'Khabar enable'
      child:cmd 'buffer 1 | diffthis'
      child:lua "pcall(vim.cmd, '%diffget')"
      child:redraw()
      in_step(child, 'after diffget')
    end,
  },
  {
    name = 'five hundred random edits',
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT:rep(5)))
      local problem = child:lua(
        [[
        math.randomseed(...)
        local check = loadstring(select(2, ...))
        local pieces = { 'مصر', ' القاهرة ', 'بان كي مون', '\n', '\n\n', 'x', ' ', 'و', 'بال', '😀', '\255', '\216', 'ـَ', '\0',
          'الأمم\nالمتحدة', 'Cairo', '.', '، ', '\226\128\143', '' }
        local function piece()
          local list = {}
          for i = 1, math.random(0, 4) do list[i] = pieces[math.random(#pieces)] end
          return vim.split(table.concat(list), '\n')
        end
        local function place()
          local row = math.random(0, vim.api.nvim_buf_line_count(0) - 1)
          return row, math.random(0, #vim.api.nvim_buf_get_lines(0, row, row + 1, true)[1])
        end
        local ways = {
          function()
            local r, c = place()
            vim.api.nvim_buf_set_text(0, r, c, r, c, piece())
          end,
          function()
            local r, c = place()
            local r2, c2 = place()
            if r2 < r or (r2 == r and c2 < c) then r, c, r2, c2 = r2, c2, r, c end
            if r2 - r < 6 then vim.api.nvim_buf_set_text(0, r, c, r2, c2, piece()) end
          end,
          function()
            local r = place()
            vim.api.nvim_buf_set_lines(0, r, math.min(r + math.random(0, 3), vim.api.nvim_buf_line_count(0)), true, piece())
          end,
          function() vim.cmd 'silent! undo' end,
          function() vim.cmd 'silent! redo' end,
          function() vim.cmd 'silent! earlier 3' end,
          function() vim.cmd('silent! ' .. (place() + 1) .. 'move ' .. place()) end,
          function() vim.cmd('silent! ' .. (place() + 1) .. 'join') end,
          function() vim.cmd [=[silent! %s/مصر/بان كي مون/g]=] end,
          function() vim.cmd [=[silent! %s/ /\r/]=] end,
          function() vim.cmd [=[silent! g/^$/d]=] end,
          function() vim.cmd('silent! normal! ' .. (place() + 1) .. 'Gddp') end,
          function() vim.cmd('silent! normal! ' .. (place() + 1) .. 'Gwdwjp') end,
          function() vim.cmd('silent! normal! ' .. (place() + 1) .. 'G\22jjlx') end,
          function() vim.cmd('silent! normal! ' .. (place() + 1) .. 'GAمصر \27') end,
        }
        local done = {}
        for i = 1, 500 do
          local way = math.random(#ways)
          table.insert(done, way)
          ways[way]()
          if vim.api.nvim_buf_line_count(0) > 400 then vim.cmd '200,$d' end
          if math.random(3) == 1 then
            if math.random(2) == 1 then vim.cmd 'redraw' end
            local problem = check()
            if problem ~= '' then
              return ('edit %d (ways %s): %s'):format(i, table.concat(done, ' ', math.max(1, #done - 8)), problem:sub(1, 2000))
            end
          end
        end
        local problem = check()
        return problem ]],
        tonumber(vim.env.KHABAR_SEED or 7),
        CHECK
      )
      t.same('', problem)
      t.same(true, child:info().edits > 100)
    end,
  },
})

return cases
