-- :Khabar outline: what it lists, how it follows the cursor, and when it goes.

local DRAFT = table.concat({
  'زار بان كي مون القاهرة في 18 أبريل.',
  'والتقى بان كي مون في القاهرة وفدا من الأمم المتحدة.',
  'وقال بان كي مون: «مصر تستحق السلام».',
  'وعاد من القاهرة إلى مصر.',
}, '\n') .. '\n'

---The lines of the outline of the current tab page; nil where there is none.
local function lines(child)
  return child:lua [[
    local view = require('khabar.nvim.outline').view()
    return view and vim.api.nvim_win_is_valid(view.win) and vim.api.nvim_buf_get_lines(view.buf, 0, -1, false) or nil]]
end

local function has(child, line)
  local found = lines(child)
  return found ~= vim.NIL and found ~= nil and vim.tbl_contains(found, line)
end

---The line that is marked in the outline.
local function here(child)
  return child:lua [[
    local view = require('khabar.nvim.outline').view()
    local space = vim.api.nvim_create_namespace 'khabar.outline.here'
    local mark = vim.api.nvim_buf_get_extmarks(view.buf, space, 0, -1, {})[1]
    return mark and vim.api.nvim_buf_get_lines(view.buf, mark[2], mark[2] + 1, false)[1] or '']]
end

local function open(child, t, text)
  child:edit(t.file('draft.txt', text or DRAFT))
  child:cmd 'Khabar outline'
end

local function windows(child)
  return child:lua 'return #vim.api.nvim_tabpage_list_wins(0)'
end

---Puts the cursor of the outline on a line and types there.
local function press(child, line, keys)
  child:lua(
    [[
    local line = ...
    local view = require('khabar.nvim.outline').view()
    vim.api.nvim_set_current_win(view.win)
    for i, text in ipairs(vim.api.nvim_buf_get_lines(view.buf, 0, -1, false)) do
      if text == line then vim.api.nvim_win_set_cursor(view.win, { i, 0 }) return end
    end
    error('no such line: ' .. line)]],
    line
  )
  child:type(keys)
end

return {
  {
    name = 'groups with counts, the most mentioned first',
    run = function(child, t)
      open(child, t)
      local found = lines(child)
      t.same({
        'People  1',
        '  بان كي مون  3',
        'Organisations  1',
        '  الأمم المتحدة',
        'Places  2',
        '  القاهرة  3',
        '  مصر  2',
      }, {
        unpack(found, 1, 7),
      })
      t.same(true, has(child, '  18') and has(child, '    مصر تستحق السلام'), vim.inspect(found))
      t.same('khabar-outline', child:lua "return vim.bo[require('khabar.nvim.outline').view().buf].filetype")
    end,
  },
  {
    name = 'headings in Arabic where that is asked for',
    before = 'vim.g.khabar = { language = "ar" }',
    run = function(child, t)
      open(child, t)
      t.same('أشخاص  1', lines(child)[1])
    end,
  },
  {
    name = 'the draft keeps the cursor, and its bytes',
    run = function(child, t)
      child:edit(t.file('draft.txt', DRAFT))
      local before = child:lua 'return { vim.api.nvim_get_current_win(), vim.bo.modified, vim.fn.undotree().seq_last }'
      child:cmd 'Khabar outline'
      t.same(before, child:lua 'return { vim.api.nvim_get_current_win(), vim.bo.modified, vim.fn.undotree().seq_last }')
      t.same(vim.split(DRAFT:sub(1, -2), '\n'), child:lines())
    end,
  },
  {
    name = 'the row of the name under the cursor is marked',
    run = function(child, t)
      open(child, t)
      local cases = {
        { 1, 10, '  بان كي مون  3' },
        { 1, 0, '' },
        { 4, 16, '  القاهرة  3' },
        { 4, #'وعاد من القاهرة إلى ', '  مصر  2' },
      }
      for _, case in ipairs(cases) do
        child:lua('vim.api.nvim_win_set_cursor(0, { ... })', case[1], case[2])
        child:cmd 'doautocmd CursorMoved'
        t.same(case[3], here(child), vim.inspect(case))
      end
    end,
  },
  {
    name = 'a name inside a quote is marked as the name, other words of it as the quote',
    run = function(child, t)
      open(child, t)
      child:cmd 'call search("تستحق")'
      child:cmd 'doautocmd CursorMoved'
      t.same('  بان كي مون', here(child))
      child:cmd 'call search("مصر", "b")'
      child:cmd 'doautocmd CursorMoved'
      t.same('  مصر  2', here(child))
    end,
  },
  {
    name = '<CR> goes to the first mention, then to the next, and round',
    run = function(child, t)
      open(child, t)
      for _, line in ipairs { 1, 2, 4, 1 } do
        press(child, '  القاهرة  3', '<CR>')
        t.same(line, child:lua "return vim.fn.line '.'")
        t.same('القاهرة', child:lua "return vim.fn.expand '<cword>'")
      end
      press(child, '  مصر  2', 'o')
      t.same('khabar-outline', child:lua 'return vim.bo.filetype')
    end,
  },
  {
    name = 'q and a second :Khabar outline close it',
    run = function(child, t)
      open(child, t)
      press(child, 'People  1', 'q')
      t.same({ 1, vim.NIL }, { windows(child), lines(child) or vim.NIL })
      child:cmd 'Khabar outline'
      t.same(2, windows(child))
      child:cmd 'Khabar outline'
      t.same(1, windows(child))
      t.same(
        0,
        child:lua [[
        local ok, list = pcall(vim.api.nvim_get_autocmds, { group = 'khabar.outline' })
        return ok and #list or 0]]
      )
    end,
  },
  {
    name = 'it changes with the text, and only in the lines that differ',
    run = function(child, t)
      open(child, t)
      child:type 'Goثم القاهرة<Esc>'
      child:wait(function()
        return has(child, '  القاهرة  4')
      end, 'the new count')
      -- The first filling and one change; a third writing would be flicker.
      t.same(2, child:lua "return require('khabar.nvim.outline').view().opened")
      child:type 'u'
      child:wait(function()
        return has(child, '  القاهرة  3')
      end, 'the old count')
      child:type 'ggO<Esc>'
      child:wait "local v = require('khabar.nvim.outline').view() return v.version == require('khabar.nvim.attach').state(v.source).mirror.version"
      t.same(3, child:lua "return require('khabar.nvim.outline').view().opened")
    end,
  },
  {
    name = 'positions are those of the text as it is now',
    run = function(child, t)
      open(child, t)
      child:lua 'vim.api.nvim_buf_set_lines(0, 0, 0, false, { "سطر", "سطر" })'
      press(child, '  الأمم المتحدة', '<CR>')
      t.same({ 4, 'الأمم' }, child:lua "return { vim.fn.line '.', vim.fn.expand '<cword>' }")
    end,
  },
  {
    name = 'it shows the draft that was entered last, one view a tab page',
    run = function(child, t)
      open(child, t)
      child:cmd('edit ' .. t.file('other.txt', 'زار بوتين مصر.\n'))
      child:wait(function()
        return has(child, '  فلاديمير بوتين')
      end, 'the other draft')
      child:cmd('edit ' .. t.file('code.lua', 'local x = 1\n'))
      t.same(true, has(child, '  فلاديمير بوتين'))
      child:cmd 'buffer draft.txt'
      child:wait(function()
        return has(child, '  بان كي مون  3')
      end, 'the first draft again')
      child:cmd 'tab split'
      t.same(nil, lines(child) ~= vim.NIL and lines(child) or nil)
      child:cmd 'Khabar outline'
      child:cmd 'tabclose'
      t.same(true, has(child, '  بان كي مون  3'))
    end,
  },
  {
    name = 'deleting the draft closes it',
    run = function(child, t)
      open(child, t)
      child:cmd 'bdelete'
      child:wait('return #vim.api.nvim_tabpage_list_wins(0) == 1', 'the outline to go')
    end,
  },
  {
    name = ':close on the draft leaves no orphan',
    run = function(child, t)
      open(child, t)
      child:cmd 'close'
      child:wait('return #vim.api.nvim_tabpage_list_wins(0) == 1', 'one window')
      child:wait("return vim.bo.filetype ~= 'khabar-outline'", 'the draft to come back')
      t.same(vim.split(DRAFT:sub(1, -2), '\n'), child:lines())
    end,
  },
  {
    name = ':q on the last draft quits Neovim',
    run = function(child, t)
      open(child, t)
      child:cmd 'let g:quitting = 0 | autocmd VimLeavePre * let g:quitting = 1'
      pcall(child.request, child, 'nvim_input', ':q<CR>')
      t.same(true, vim.fn.jobwait({ child.job }, 5000)[1] ~= -1)
    end,
  },
  {
    name = 'it cannot be edited, and no other buffer gets into its window',
    run = function(child, t)
      open(child, t)
      child:lua "vim.api.nvim_set_current_win(require('khabar.nvim.outline').view().win)"
      t.same(false, child:lua 'return vim.bo.modifiable')
      t.same(false, pcall(child.cmd, child, 'edit ' .. t.file('b.txt', DRAFT)))
      t.same(true, has(child, '  بان كي مون  3'))
    end,
    may_fail = true,
  },
  {
    name = 'a buffer that is no longer tagged says so in it',
    run = function(child, t)
      open(child, t)
      child:cmd 'Khabar disable'
      child:wait(function()
        return lines(child)[1]:find 'you turned it off' ~= nil
      end, 'the reason')
      child:cmd 'Khabar enable'
      child:wait(function()
        return has(child, '  بان كي مون  3')
      end, 'the names')
    end,
  },
  {
    name = 'a buffer that is not tagged has none, and the reason is said',
    run = function(child, t)
      child:edit(t.file('a.lua', 'local x = 1\n'))
      child:cmd 'Khabar outline'
      t.same(1, windows(child))
      t.same(true, child:said()[1]:find 'filetype' ~= nil)
    end,
  },
  {
    name = "below the draft under 'termbidi', beside it without",
    run = function(child, t)
      open(child, t)
      t.same('col', child:lua 'return vim.fn.winlayout()[1]')
      child:cmd 'Khabar outline'
      child:cmd 'set notermbidi'
      child:cmd 'Khabar outline'
      t.same('row', child:lua 'return vim.fn.winlayout()[1]')
    end,
  },
  {
    name = "mirrored where the draft is 'rightleft'",
    run = function(child, t)
      child:edit(t.file('draft.txt', DRAFT))
      child:cmd 'set notermbidi | setlocal rightleft'
      child:cmd 'Khabar outline'
      t.same(true, child:lua "return vim.wo[require('khabar.nvim.outline').view().win].rightleft")
      t.same('1  elpoeP', lines(child)[1])
    end,
  },
  {
    name = 'control characters of a draft do not reach it',
    run = function(child, t)
      open(child, t, 'قال بان كي مون: «مصر \27[31m حمراء جدا اليوم».\n')
      for _, line in ipairs(lines(child)) do
        t.same(nil, line:find '%c')
      end
    end,
  },
}
