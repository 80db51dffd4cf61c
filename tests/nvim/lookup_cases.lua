-- Cards, the location list, and moving from name to name.

local TEXT = table.concat({
  'زار بان كي مون وبالقاهرة أمس.',
  '',
  'النيلية في مصر مع فلاديمير بوتين.',
  '',
}, '\n')

local function open(child, t, text)
  child:edit(t.file('a.txt', text or TEXT))
end

---Puts the cursor on a letter of the buffer: the n-th byte of the first place where `what` stands.
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

---The window and the lines of the card that is open, or nil.
local function card(child)
  local found = child:lua [[
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(win).relative ~= '' then
        local buf = vim.api.nvim_win_get_buf(win)
        return { win = win, lines = vim.api.nvim_buf_get_lines(buf, 0, -1, false), rightleft = vim.wo[win].rightleft,
          current = vim.api.nvim_get_current_win() == win, filetype = vim.bo[buf].filetype }
      end
    end]]
  return found ~= vim.NIL and found or nil
end

local function first_line(child)
  local found = card(child)
  return found and found.lines[1]
end

local cases = {
  {
    name = 'a card says what is known',
    run = function(child, t)
      open(child, t)
      go(child, 'كي')
      child:cmd 'Khabar lookup'
      t.same({
        'بان كي مون',
        'Ban Ki-moon',
        'person (PERS)',
        '',
        'Offices',
        'الأمين العام، الأمم المتحدة',
        'from 2007-01-01 to 2016-12-31',
        '',
        'Q1253',
      }, card(child).lines) -- stylua: ignore
      t.same(false, card(child).current)
    end,
  },
  {
    name = 'a second call goes into the card; q and Escape close it',
    run = function(child, t)
      open(child, t)
      for _, key in ipairs { 'q', '<Esc>' } do
        go(child, 'مصر')
        child:cmd 'Khabar lookup'
        child:cmd 'Khabar lookup'
        t.same({ true, 'مصر' }, { card(child).current, first_line(child) })
        child:type(key)
        child:wait(function()
          return card(child) == nil
        end, 'the card to close')
      end
    end,
  },
  {
    name = 'moving the cursor closes the card',
    run = function(child, t)
      open(child, t)
      go(child, 'مصر')
      child:cmd 'Khabar lookup'
      child:type 'b'
      child:wait(function()
        return card(child) == nil
      end, 'the card to close')
    end,
  },
  {
    name = 'on every byte of a name and on its clitics',
    run = function(child, t)
      open(child, t)
      for byte = 0, #'وبالقاهرة' - 1, 2 do
        go(child, 'وبالقاهرة', byte)
        child:cmd 'Khabar lookup'
        t.same('القاهرة', first_line(child), 'byte ' .. byte)
        child:type 'gg0'
        child:wait(function()
          return card(child) == nil
        end)
      end
    end,
  },
  {
    name = 'all entities of one name',
    run = function(child, t)
      open(child, t)
      child:cmd 'Khabar lookup النيلية'
      local text = table.concat(card(child).lines, '\n')
      t.same(
        true,
        text:find('khabar:test-nile-b', 1, true) ~= nil and text:find('khabar:test-nile-a', 1, true) ~= nil,
        text
      )
    end,
  },
  {
    name = 'by name, by id, in buffers that are not tagged, and what is unknown',
    run = function(child, t)
      child:edit(t.file('a.lua', 'local Cairo = 1\n'))
      for _, name in ipairs { 'القاهرة', 'Q85', 'Cairo' } do
        child:cmd('Khabar lookup ' .. name)
        t.same('القاهرة', first_line(child), name)
        child:lua 'vim.api.nvim_win_close(vim.b.lsp_floating_preview, true)'
      end
      go(child, 'Cairo')
      child:cmd 'Khabar lookup'
      t.same('القاهرة', first_line(child))
      child:lua 'vim.api.nvim_win_close(vim.b.lsp_floating_preview, true)'
      t.same({}, child:said())
      child:cmd 'Khabar lookup لا يوجد'
      t.same({ 'khabar: no entity of this name: لا يوجد' }, child:said())
      go(child, 'local')
      child:cmd 'Khabar lookup'
      t.same({ 'khabar: no name under the cursor' }, child:said())
      t.same(nil, card(child))
    end,
  },
  {
    name = 'a name that is linked to nothing says so',
    run = function(child, t)
      open(child, t)
      go(child, 'مصر')
      child:lua [[
        local state = require('khabar.nvim.attach').state(0)
        local doc = state.mirror.doc
        state.mirror.doc = setmetatable({ spans = function(_, ...)
          local next_span = doc:spans(...)
          return function()
            local span = next_span()
            if span then span.id, span.entity = nil, nil end
            return span
          end
        end }, { __index = function(_, key) return function(_, ...) return doc[key](doc, ...) end end })]]
      child:cmd 'Khabar lookup'
      t.same({ 'مصر', 'country or city (GPE)', 'not linked to a known entity' }, card(child).lines)
    end,
  },
  {
    name = 'labels and types in Arabic',
    before = 'vim.g.khabar = { language = "ar" }',
    run = function(child, t)
      open(child, t)
      go(child, 'كي')
      child:cmd 'Khabar lookup'
      local lines = card(child).lines
      t.same({ 'المناصب', t.core.types()[1].arabic }, { lines[5], lines[3] })
    end,
  },
  {
    name = 'in a mirrored window the card is mirrored, Latin and digits turned to be read',
    run = function(child, t)
      child:cmd 'set notermbidi'
      open(child, t)
      child:cmd 'setlocal rightleft'
      go(child, 'كي')
      child:cmd 'Khabar lookup'
      local found = card(child)
      t.same(true, found.rightleft)
      t.same({ 'بان كي مون', 'noom-iK naB' }, { found.lines[1], found.lines[2] })
      t.same('13-21-6102 ot 10-10-7002 morf', found.lines[7])
      child:redraw()
      child:lua 'vim.api.nvim_win_close(vim.b.lsp_floating_preview, true)'
      child:cmd 'setlocal norightleft'
      child:cmd 'Khabar lookup'
      t.same({ false, 'Ban Ki-moon' }, { card(child).rightleft, card(child).lines[2] })
    end,
  },
  {
    name = 'under termbidi the card shares no row of the screen with the text',
    run = function(child, t)
      open(child, t, ('زار بان كي مون القاهرة أمس\n'):rep(30))
      child:request('nvim_ui_attach', 80, 24, { rgb = true }) -- floats reach the screen only when somebody looks
      for _, keys in ipairs { 'gg]e', 'G[e', '10Gzt]e' } do
        child:type(keys)
        child:redraw()
        local cursor = child:lua 'return vim.fn.screenrow()'
        child:cmd 'Khabar lookup'
        child:redraw()
        local place = child:lua(
          [[local config = vim.api.nvim_win_get_config(...)
          return { width = config.width, position = vim.fn.win_screenpos(...) }]],
          card(child).win
        )
        t.same({ 80, 1 }, { place.width, place.position[2] }, keys)
        local shown = child:lua [[
          local shown = {}
          for row = 1, 23 do
            local text = {}
            for col = 1, 80 do text[col] = vim.fn.screenstring(row, col) end
            shown[row] = vim.trim(table.concat(text))
          end
          return shown]]
        t.same(true, shown[cursor]:find('زار', 1, true) ~= nil, 'the line of the cursor stays visible')
        local top
        for row = 1, 23 do
          if shown[row]:find '^─' and not top then
            top = row
          end
        end
        for i, line in ipairs(card(child).lines) do
          t.same(line, shown[top + i], 'row ' .. i)
        end
        child:lua 'vim.api.nvim_win_close(vim.b.lsp_floating_preview, true)'
      end
    end,
  },
  {
    name = 'turning rows for mirrored windows',
    run = function(child, t)
      for from, to in pairs {
        ['مصر'] = 'مصر',
        ['Cairo'] = 'oriaC',
        ['a b'] = 'b a',
        ['في 2022-01-08 مصر'] = 'في 80-10-2202 مصر',
        ['مصر (Egypt) abc'] = 'مصر (cba )tpygE',
        ['é1'] = '1é',
        [''] = '',
        ['  '] = '  ',
      } do
        t.same(to, child:lua("return require('khabar.nvim.lookup').premirror(...)", from), from)
      end
    end,
  },
  {
    name = 'the border follows the option, else winborder',
    before = 'vim.g.khabar = { border = "double" }',
    run = function(child, t)
      child:cmd 'set notermbidi'
      open(child, t)
      go(child, 'مصر')
      child:cmd 'Khabar lookup'
      t.same('╔', child:lua('return vim.api.nvim_win_get_config(...).border[1]', card(child).win))
    end,
  },
  {
    name = 'the location list has exact positions',
    run = function(child, t)
      open(child, t)
      child:cmd 'Khabar entities'
      local items = child:lua 'return vim.fn.getloclist(0)'
      local found = vim.tbl_map(function(item)
        return { item.lnum, item.col, item.end_lnum, item.end_col, item.text }
      end, items)
      local first, third =
        'زار بان كي مون وبالقاهرة أمس.',
        'النيلية في مصر مع فلاديمير بوتين.'
      local function at(row, line, name, what)
        local col = line:find(name, 1, true)
        return { row, col, row, col + #name, what .. ' ' .. name }
      end
      t.same({
        at(1, first, 'بان كي مون', 'PERS     Q1253     '),
        at(1, first, 'القاهرة', 'GPE      Q85       '),
        { 3, 1, 3, 1 + #'النيلية', found[3][5] },
        at(3, third, 'مصر', 'GPE      Q79       '),
        at(3, third, 'فلاديمير بوتين', 'PERS     Q7747     '),
      }, found)
      t.same('quickfix', child:lua 'return vim.bo.buftype')
      child:cmd 'lfirst | 2ll'
      t.same({ 1, first:find('القاهرة', 1, true) - 1 }, child:request('nvim_win_get_cursor', 0))
    end,
  },
  {
    name = 'figures have a list of their own and a card with their value',
    run = function(child, t)
      open(child, t, 'بلغ 1,234.5 في مصر\nثم 20%\n')
      child:cmd 'Khabar figures'
      local texts = vim.tbl_map(function(item)
        return { item.lnum, item.text }
      end, child:lua 'return vim.fn.getloclist(0)')
      t.same({
        { 1, ('%-8s %-24s %s'):format('CARDINAL', '1,234.5', 'بلغ 1,234.5 في مصر') },
        { 2, ('%-8s %-24s %s'):format('PERCENT', '20 %', 'ثم 20%') },
      }, texts)
      -- Whole words of a longer line, and no more of it than fits.
      open(child, t, ('وزارة الخارجية '):rep(9) .. '20% ' .. ('المستشفيات '):rep(9) .. '\n')
      child:cmd 'lclose | Khabar figures'
      local shown = child:lua('return vim.fn.getloclist(0)[1].text'):match '20 %%%s+(.*)$'
      t.same('الخارجية وزارة الخارجية 20% المستشفيات المستشفيات', shown)
      child:cmd 'lclose'
      open(child, t, 'بلغ 1,234.5 في مصر\nثم 20%\n')
      child:cmd 'lclose | Khabar entities'
      t.same(1, #child:lua 'return vim.fn.getloclist(0)')
      child:cmd 'lclose | call cursor(1, 8)'
      local rows = child:lua [[
        local lookup = require 'khabar.nvim.lookup'
        local buf = vim.api.nvim_get_current_buf()
        local doc = require('khabar.nvim.attach').synced(buf).mirror.doc
        local span = lookup.spans_at(doc, require('khabar.nvim.entities').cursor_byte(0))[1]
        return { span.type, span.value.number, span.depth }
      ]]
      t.same({ 'CARDINAL', 1234.5, 0 }, rows)
    end,
  },
  {
    name = 'the card of a figure converts it where asked: by option, by command',
    run = function(child, t)
      open(child, t, 'قطع 66 ميلا\nومعه 20% و5 أميال\n')
      local function fifth(command)
        go(child, '66')
        child:cmd(command)
        local lines = card(child).lines
        child:type 'b'
        child:wait(function()
          return card(child) == nil
        end, 'the card to close')
        return lines[4], lines[5]
      end
      t.same({ 'ميل' }, { fifth 'Khabar lookup' })
      t.same({ 'ميل', '= 106 كيلومتر' }, { fifth 'Khabar convert' })
      t.same({ 'ميل', '= 116,000 ياردة' }, { fifth 'Khabar convert yd' })
      child:lua "vim.b.khabar = { convert = 'metric' }"
      t.same({ 'ميل', '= 106 كيلومتر' }, { fifth 'Khabar lookup' })
      child:request('nvim_win_set_cursor', 0, { 1, 0 })
      local said = child:lua [[
        local said = {}
        vim.notify = function(text) said[#said + 1] = text end
        vim.cmd 'Khabar convert'
        vim.fn.cursor(2, 10)
        vim.cmd 'Khabar convert'
        vim.fn.cursor(1, 8)
        vim.cmd 'Khabar convert parsec'
        return said
      ]]
      t.same(
        { 'khabar: no figure under the cursor', 'khabar: cannot be said in this unit: metric' },
        { said[1], said[2] }
      )
      t.same(true, said[3]:find 'parsec' ~= nil)
      t.same(
        { 'kWh', 'km', 'km/h', 'km2' },
        (function()
          local list = child:lua "return vim.fn.getcompletion('Khabar convert k', 'cmdline')"
          table.sort(list)
          return vim.tbl_filter(function(each)
            return vim.tbl_contains({ 'km', 'km/h', 'km2', 'kWh' }, each)
          end, list)
        end)()
      )
    end,
  },
  {
    name = 'the list of quotes has speaker, verb and text',
    run = function(child, t)
      local first = 'قال بان كي مون في القاهرة: «لن نقبل بذلك أبدا». '
      open(child, t, 'سطر أول\n' .. first .. 'وأضاف أن الوضع صعب.\n')
      child:cmd 'Khabar quotes'
      local found = vim.tbl_map(function(item)
        return { item.lnum, item.col, item.text }
      end, child:lua 'return vim.fn.getloclist(0)')
      local said = 'لن نقبل بذلك أبدا'
      t.same({
        { 2, first:find(said, 1, true), 'بان كي مون | قال | ' .. said },
        { 2, #first + #'وأضاف أن ' + 1, 'بان كي مون | أضاف | الوضع صعب' },
      }, found)
      open(child, t, 'سطر بلا شيء\n')
      child:cmd 'lclose'
      child:cmd 'Khabar quotes'
      t.same({ 'khabar: no quotes in this buffer' }, child:said())
    end,
  },
  {
    name = 'no list where there is nothing to list',
    run = function(child, t)
      open(child, t, 'سطر بلا شيء\n')
      child:cmd 'Khabar entities'
      t.same({ 'khabar: no names in this buffer' }, child:said())
      child:edit(t.file('b.txt', 'Latin\n'))
      child:cmd 'Khabar entities'
      t.same(true, child:said()[1]:find 'not tagged' ~= nil)
    end,
  },
  {
    name = ']e and [e go from name to name, with counts and around the end',
    run = function(child, t)
      open(child, t)
      local first, third =
        'زار بان كي مون وبالقاهرة أمس.',
        'النيلية في مصر مع فلاديمير بوتين.'
      local places = {
        { 1, first:find('بان', 1, true) - 1 },
        { 1, first:find('القاهرة', 1, true) - 1 },
        { 3, 0 },
        { 3, third:find('مصر', 1, true) - 1 },
        { 3, third:find('فلاديمير', 1, true) - 1 },
      }
      child:type 'gg0'
      for i, keys in ipairs { ']e', ']e', ']e', ']e', ']e' } do
        child:type(keys)
        t.same(places[i], child:request('nvim_win_get_cursor', 0), 'forward ' .. i)
      end
      child:type ']e'
      t.same(places[1], child:request('nvim_win_get_cursor', 0), 'around the end')
      child:type '[e'
      t.same(places[5], child:request('nvim_win_get_cursor', 0), 'around the start')
      child:type '3[e'
      t.same(places[2], child:request('nvim_win_get_cursor', 0), '3[e')
      child:type '2]e'
      t.same(places[4], child:request('nvim_win_get_cursor', 0), '2]e')
      child:type '<C-o>'
      t.same(places[2], child:request('nvim_win_get_cursor', 0), 'the jump list')
      child:cmd 'set nowrapscan'
      child:type '9]e'
      t.same(places[2], child:request('nvim_win_get_cursor', 0), 'nowrapscan')
      t.same({ 'khabar: no more names' }, child:said())
    end,
  },
  {
    name = 'a name far away is found',
    run = function(child, t)
      open(child, t, 'سطر\n' .. ('كلام بلا اسم هنا أبدا\n'):rep(3000) .. 'مصر\n')
      child:type 'gg]e'
      t.same({ 3002, 0 }, child:request('nvim_win_get_cursor', 0))
      child:type 'gg[e'
      t.same({ 3002, 0 }, child:request('nvim_win_get_cursor', 0))
    end,
  },
  {
    name = 'keys are taken only where they are free, and given back',
    run = function(child, t)
      child:cmd 'nnoremap ]e :echo 1<CR>'
      open(child, t)
      t.same(':echo 1<CR>', child:lua "return vim.fn.maparg(']e', 'n')")
      t.same('<Plug>(khabar-prev-entity)', child:lua "return vim.fn.maparg('[e', 'n')")
      child:cmd 'Khabar disable'
      t.same('', child:lua "return vim.fn.maparg('[e', 'n')")
      child:lua 'vim.b.khabar = { mappings = false }'
      child:cmd 'Khabar enable'
      t.same('', child:lua "return vim.fn.maparg('[e', 'n')")
      child:cmd 'nmap <buffer> gk <Plug>(khabar-lookup)'
      go(child, 'مصر')
      child:type 'gk'
      t.same('مصر', first_line(child))
    end,
  },
  {
    name = 'a name that is not known: what may have been meant',
    run = function(child, t)
      open(child, t)
      child:cmd 'Khabar lookup القاهرا'
      t.same({ 'khabar: no entity of this name: القاهرا. Did you mean: القاهرة?' }, child:said())
      child:cmd 'Khabar lookup خشخاش'
      t.same(nil, card(child))
    end,
  },
  {
    name = 'omnifunc completes what stands before the cursor, and only when asked',
    run = function(child, t)
      open(child, t)
      t.same("v:lua.require'khabar.nvim.complete'.omnifunc", child:lua 'return vim.bo.omnifunc')
      for typed, want in pairs {
        ['القاه'] = 'القاهرة',
        ['زار والقاه'] = 'زار والقاهرة',
        ['في الامم المت'] = 'في الأمم المتحدة',
        ['مع كي م'] = 'مع بان كي مون',
        ['قال: بوت'] = 'قال: بوتين',
        ['للأمم المت'] = 'للأمم المتحدة',
        ['خشخاش'] = 'خشخاش',
      } do
        child:type('cc' .. typed .. '<C-x><C-o><Esc>')
        t.same(want, child:lua 'return vim.api.nvim_get_current_line()', typed)
      end
    end,
  },
  {
    name = 'omnifunc is set only where it is empty, and given back',
    run = function(child, t)
      open(child, t)
      child:cmd 'Khabar disable'
      t.same('', child:lua 'return vim.bo.omnifunc')
      child:cmd 'setlocal omnifunc=Mine'
      child:cmd 'Khabar enable'
      t.same('Mine', child:lua 'return vim.bo.omnifunc')
      child:cmd 'setlocal omnifunc='
      child:lua 'vim.b.khabar = { omnifunc = false }'
      child:cmd 'Khabar enable'
      t.same('', child:lua 'return vim.bo.omnifunc')
    end,
  },
  {
    name = ':Khabar info says why',
    run = function(child, t)
      open(child, t)
      local text = child:lua "return vim.fn.execute('Khabar info')"
      for _, part in ipairs { 'khabar: tagged', 'Arabic letters', '5, 0 not linked', '8 entities', '0 out of step' } do
        t.same(true, text:find(part, 1, true) ~= nil, part .. ' in ' .. text)
      end
      child:edit(t.file('b.lua', 'x\n'))
      text = child:lua "return vim.fn.execute('Khabar')"
      t.same(true, text:find("filetype 'lua' is not in 'filetypes'", 1, true) ~= nil, text)
    end,
  },
  {
    name = 'checkhealth finds everything in order',
    run = function(child, t)
      child:cmd 'checkhealth khabar'
      local report = table.concat(child:lines(), '\n')
      t.same(false, report:find 'ERROR' ~= nil, report)
      for _, part in ipairs { 'Neovim ' .. t.version, 'built for Lua 5.1', '8 entities', 'vim.g.khabar is in order' } do
        t.same(true, report:find(part, 1, true) ~= nil, part .. ' in ' .. report)
      end
    end,
  },
}

return cases
