-- What stands on the screen: the cells' colours as Neovim's own grid has them, and what the decoration provider was asked to draw.

local PERSON, GPE, ORG, LOC, NORP = 0x0000FF, 0x00FF00, 0xFF0000, 0x00FFFF, 0xFF00FF

local COLOURS = table.concat({
  'highlight KhabarPerson guifg=#0000ff',
  'highlight KhabarGpe guifg=#00ff00',
  'highlight KhabarOrg guifg=#ff0000',
  'highlight KhabarLoc guifg=#00ffff',
  'highlight KhabarFac guifg=#ffff00',
  'highlight KhabarNorp guifg=#ff00ff',
}, ' | ')

local function open(child, t, text)
  child:cmd(COLOURS)
  child:edit('++enc=utf-8 ++bad=keep ' .. t.file('a.txt', text))
  child:cmd(COLOURS)
  child:redraw()
end

---The coloured stretches of a screen row as {text, colour}. Cells hold a letter with its marks.
local function stretches(child, row, width)
  local list, current = {}, nil
  for col = 0, (width or 60) - 1 do
    local cell = child:cell(row, col)
    local colour = cell.fg
    if colour == PERSON or colour == GPE or colour == ORG or colour == LOC or colour == NORP or colour == 0xFFFF00 then
      if not current or current[2] ~= colour then
        current = { '', colour }
        list[#list + 1] = current
      end
      current[1] = current[1] .. cell.text
    else
      current = nil
    end
  end
  return list
end

---Rows that were drawn since the trace was started.
local function drawn_rows(child)
  local rows = child:lua [[
    local rows = {}
    for _, mark in ipairs(require('khabar.nvim.draw').trace) do rows[tostring(mark.row)] = true end
    return rows]]
  local list = {}
  for row in pairs(rows) do
    list[#list + 1] = tonumber(row)
  end
  table.sort(list)
  return list
end

local function trace(child)
  child:lua "require('khabar.nvim.draw').trace = {}"
end

---Lines and what is coloured in them.
local lines = {
  {
    'a person and a place',
    'زار بان كي مون القاهرة',
    { { 'بان كي مون', PERSON }, { 'القاهرة', GPE } },
  },
  {
    'a name with clitics is coloured from the edge of its word',
    'ذهب وبالقاهرة',
    { { 'وبالقاهرة', GPE } },
  },
  { 'punctuation is left alone', '(مصر)، «القاهرة».', { { 'مصر', GPE }, { 'القاهرة', GPE } } },
  { 'marks on letters', 'في مِصْر', { { 'مِصْر', GPE } } },
  { 'after Latin, digits and emoji', 'abc 123 😀 مصر', { { 'مصر', GPE } } },
  { 'after broken bytes', '\255\254 مصر', { { 'مصر', GPE } } },
  { 'after a NUL byte', 'a\0b مصر', { { 'مصر', GPE } } },
  { 'a Latin name', 'في Cairo أمس', { { 'Cairo', GPE } } },
  { 'no name', 'لا أسماء هنا', {} },
  { 'part of another word', 'مصران', {} },
}

local cases = vim.tbl_map(function(case)
  return {
    name = 'colours: ' .. case[1],
    run = function(child, t)
      open(child, t, case[2] .. '\nمصر مصر مصر\n')
      t.same(case[3], stretches(child, 0))
      child:cmd 'Khabar disable'
      child:redraw()
      t.same({}, stretches(child, 0))
    end,
  }
end, lines)

vim.list_extend(cases, {
  {
    name = 'colours follow typing at once',
    run = function(child, t)
      open(child, t, 'سافر إلى\n')
      t.same({}, stretches(child, 0))
      child:type 'A مص'
      child:redraw()
      t.same({}, stretches(child, 0))
      child:type 'ر'
      child:redraw()
      t.same({ { 'مصر', GPE } }, stretches(child, 0))
      child:type 'ي'
      child:redraw()
      t.same(false, vim.deep_equal({ { 'مصر', GPE } }, stretches(child, 0)))
      child:type '<BS> '
      child:redraw()
      t.same({ { 'مصر', GPE } }, stretches(child, 0))
      child:type '<Esc>u'
      child:redraw()
      t.same({}, stretches(child, 0))
      child:type '<C-r>'
      child:redraw()
      t.same({ { 'مصر', GPE } }, stretches(child, 0))
    end,
  },
  {
    name = 'nothing is stored in the buffer',
    run = function(child, t)
      open(child, t, ('زار بان كي مون القاهرة\n'):rep(50))
      t.same({}, child:lua 'return vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, {})')
      t.same(false, child:lua 'return vim.bo.modified')
    end,
  },
  {
    name = 'only visible lines are drawn',
    run = function(child, t)
      open(child, t, ('زار بان كي مون القاهرة\n'):rep(1000))
      trace(child)
      child:redraw()
      local rows = drawn_rows(child)
      t.same({ 0, 21 }, { rows[1], rows[22] })
      child:type '500Gzt'
      trace(child)
      child:redraw()
      rows = drawn_rows(child)
      t.same(499, rows[1])
      t.same(true, #rows <= 24, 'rows ' .. #rows)
    end,
  },
  {
    name = 'a typed character redraws its own line and no other',
    run = function(child, t)
      open(child, t, ('زار بان كي مون القاهرة\n\n'):rep(20))
      child:type '5G'
      child:redraw()
      trace(child)
      child:type 'Ax'
      child:cmd 'redraw'
      t.same({ 4 }, drawn_rows(child))
    end,
  },
  {
    name = 'a name that an edit makes or breaks on the line before is drawn too',
    run = function(child, t)
      open(
        child,
        t,
        'اجتمعت في نيويورك أمس لجنة كبيرة من الخبراء الذين أرسلتهم إليها الأمم\nالمتحد في نيويورك.\n'
      )
      t.same({}, stretches(child, 0))
      child:type '2Gfدaة<Esc>'
      child:wait(function()
        child:cmd 'redraw'
        return vim.deep_equal({ { 'الأمم', ORG } }, stretches(child, 0, 80))
      end, 'the first half of the name')
      t.same({ { 'المتحدة', ORG } }, stretches(child, 1))
      child:type 'u'
      child:wait(function()
        child:cmd 'redraw'
        return vim.deep_equal({}, stretches(child, 0, 80))
      end, 'the first half to lose its colour')
    end,
  },
  {
    name = 'two windows show the same',
    run = function(child, t)
      open(child, t, 'زار القاهرة\n' .. ('سطر\n'):rep(50))
      child:cmd 'split'
      child:redraw()
      t.same({ { 'القاهرة', GPE } }, stretches(child, 0))
      local below = child:lua 'return vim.fn.win_screenpos(vim.fn.winnr("#"))[1] - 1'
      t.same({ { 'القاهرة', GPE } }, stretches(child, below))
      child:type 'ggOمصر<Esc>'
      child:cmd 'redraw'
      t.same({ { 'مصر', GPE } }, stretches(child, 0))
      t.same({ { 'القاهرة', GPE } }, stretches(child, 1))
    end,
  },
  {
    name = 'closed folds are not drawn, opened ones are',
    run = function(child, t)
      open(child, t, ('زار القاهرة\n'):rep(30))
      child:cmd '5,20fold'
      trace(child)
      child:redraw()
      for _, row in ipairs(drawn_rows(child)) do
        t.same(true, row < 5 or row > 19, 'row ' .. row)
      end
      child:cmd '5foldopen'
      child:redraw()
      t.same({ { 'القاهرة', GPE } }, stretches(child, 10))
    end,
  },
  {
    name = 'a long wrapped line is coloured on every row of the screen',
    run = function(child, t)
      open(child, t, ('مصر xx '):rep(100) .. '\n')
      for row = 0, 7 do
        t.same({ 'مصر', GPE }, stretches(child, row, 80)[2], 'row ' .. row)
      end
    end,
  },
  {
    name = 'names that are not linked are underlined, unless that is off',
    run = function(child, t)
      local check = [[
        local draw = require('khabar.nvim.draw'); draw.trace = {}; vim.cmd 'redraw!'
        local groups = {}
        for _, mark in ipairs(draw.trace) do groups[mark.group] = (groups[mark.group] or 0) + 1 end
        return groups]]
      -- a document whose one name is linked to nothing: entity -1
      local fake = [[
        local state = require('khabar.nvim.attach').state(0)
        local doc = state.mirror.doc
        state.mirror.doc = setmetatable({ flat = function(_, first, last, into)
          if first > 0 then return into or {}, 0 end
          local flat, n = doc:flat(first, last, into); flat[8] = -1; return flat, n
        end }, { __index = function(_, key) return function(_, ...) return doc[key](doc, ...) end end, __len = function() return #doc end })]]
      open(child, t, 'مصر\nسطر\n')
      child:lua(fake)
      t.same({ KhabarGpe = 1, KhabarUnlinked = 1 }, child:lua(check))
      child:cmd 'highlight KhabarUnlinked gui=underline'
      child:redraw()
      t.same({ fg = GPE, underline = true, text = 'م' }, child:cell(0, 0))
      child:lua 'vim.b.khabar = { unlinked = false }'
      child:cmd 'Khabar enable'
      child:lua(fake)
      t.same({ KhabarGpe = 1 }, child:lua(check))
    end,
  },
  {
    name = 'an inner name is drawn over the outer one',
    run = function(child, t)
      open(child, t, 'مصر والقاهرة\n')
      child:lua [[
        local state = require('khabar.nvim.attach').state(0)
        local size = #'مصر والقاهرة'
        state.mirror.doc = { flat = function(_, first, _, into)
          if first > 0 then return into, 0 end
          local flat = { 0, size, 0, size, 3, 0, 0, 1, 7, size, 7, size, 4, 1, 0, 1 }
          for i, v in ipairs(flat) do into[i] = v end
          return into, 2
        end, close = function() end, catch_up = function() end, behind = function() return 0 end }]]
      child:redraw()
      t.same({ { 'مصر ', ORG }, { 'والقاهرة', GPE } }, stretches(child, 0))
    end,
  },
  {
    name = 'hidden types are not coloured but listed',
    before = 'vim.g.khabar = { hide = { "GPE" } }',
    run = function(child, t)
      open(child, t, 'زار بان كي مون القاهرة\n')
      t.same({ { 'بان كي مون', PERSON } }, stretches(child, 0))
      t.same(2, child:info().entities)
    end,
  },
  {
    name = 'groups link to something that is neither bold nor italic, and the user has the last word',
    run = function(child, t)
      child:cmd 'highlight KhabarOrg guifg=#123456'
      child:edit(t.file('a.txt', 'القاهرة\n'))
      local problem = child:lua [[
        for _, entry in ipairs(require('khabar.nvim.highlight').groups) do
          local hl = vim.api.nvim_get_hl(0, { name = entry.group, link = false })
          if vim.tbl_isempty(vim.api.nvim_get_hl(0, { name = entry.group })) then return entry.group .. ' is not set' end
          if entry.type and (hl.bold or hl.italic) then return entry.group .. ' is bold or italic' end
        end]]
      t.same(vim.NIL, problem)
      t.same(0x123456, child:lua "return vim.api.nvim_get_hl(0, { name = 'KhabarOrg' }).fg")
      for _, scheme in ipairs { 'blue', 'default', 'desert', 'habamax' } do
        child:cmd('colorscheme ' .. scheme)
        t.same(true, child:lua "return vim.api.nvim_get_hl(0, { name = 'KhabarPerson' }).link ~= nil", scheme)
        t.same(true, child:lua "return vim.api.nvim_get_hl(0, { name = 'KhabarUnlinked' }).underline", scheme)
      end
      child:cmd 'highlight! link KhabarPerson Error | doautocmd ColorScheme'
      t.same('Error', child:lua "return vim.api.nvim_get_hl(0, { name = 'KhabarPerson' }).link")
    end,
  },
  {
    name = 'priority lies between treesitter and diagnostics',
    run = function(child, t)
      open(child, t, 'القاهرة\n')
      trace(child)
      child:redraw()
      t.same(110, child:lua "return require('khabar.nvim.draw').trace[1].priority")
      child:lua 'vim.diagnostic.config { signs = false, virtual_text = false } vim.diagnostic.set(vim.api.nvim_create_namespace "x", 0, { { lnum = 0, col = 0, end_col = 4, message = "x" } })'
      child:redraw()
      t.same(GPE, child:cell(0, 0).fg)
    end,
  },
  {
    name = 'an analysis that fails turns tagging off and says so once',
    run = function(child, t)
      open(child, t, 'القاهرة\n')
      child:lua [[
        local mirror = require('khabar.nvim.attach').state(0).mirror
        mirror.sync = function() error('out of memory', 0) end]]
      child:type 'ix<Esc>'
      child:redraw()
      child:type 'ix<Esc>'
      child:redraw()
      child:wait('return #_G.said > 0', 'the message')
      t.same({ 'khabar: out of memory' }, child:said())
      t.same('failed', child:info().reason)
      t.same('', child:lua 'return vim.v.errmsg')
    end,
  },
})

return cases
