-- Which buffers are tagged, and what the user is told about it.

local ARABIC = 'زار بان كي مون القاهرة.\n'
local LATIN = 'Ban Ki-moon visited Cairo.\n'

local function tagged(child)
  return child:info().tagged
end

---A table of files: what is in them, what they are called, and the reason that is expected.
local function by_content()
  local cases = {
    { 'Arabic text', 'a.txt', ARABIC, 'on' },
    { 'Arabic markdown', 'a.md', '# عنوان\n' .. ARABIC, 'on' },
    { 'Arabic without a filetype', 'a', ARABIC, 'on' },
    { 'Arabic org', 'a.org', ARABIC, 'on' },
    { 'Arabic asciidoc', 'a.adoc', ARABIC, 'on' },
    { 'Latin text', 'a.txt', LATIN, 'not_arabic' },
    { 'mostly Latin', 'a.txt', LATIN:rep(20) .. ARABIC, 'not_arabic' },
    { 'half Latin', 'a.txt', LATIN .. ARABIC, 'on' },
    { 'an empty file', 'a.txt', '', 'no_letters' },
    { 'digits only', 'a.txt', '123 456\n', 'no_letters' },
    { 'Arabic in a program', 'a.lua', '-- ' .. ARABIC, 'filetype' },
    { 'binary rubbish', 'a.txt', ('\0\255\254\128'):rep(50), 'not_arabic' },
    { 'one long line', 'a.txt', ARABIC:gsub('\n', ' '):rep(3000), 'on' },
  }
  return vim.tbl_map(function(case)
    return {
      name = 'decides by content: ' .. case[1],
      run = function(child, t)
        child:edit(t.file(case[2], case[3]))
        t.same(case[4], child:info().reason)
        t.same(case[4] == 'on', tagged(child))
      end,
    }
  end, cases)
end

local cases = {
  {
    name = 'an unnamed buffer is tagged once Arabic is typed',
    run = function(child, t)
      child:settle()
      t.same('no_letters', child:info().reason)
      child:type 'iabc<Esc>'
      t.same(false, tagged(child))
      child:type 'ccزار القاهرة<Esc>'
      child:wait("return require('khabar.nvim.attach').state(0) ~= nil", 'the buffer to be tagged')
      t.same(1, child:info().entities)
    end,
  },
  {
    name = 'an empty buffer is tagged when Arabic is pasted',
    run = function(child, t)
      child:settle()
      child:request('nvim_paste', ARABIC, true, -1)
      child:wait("return require('khabar.nvim.attach').state(0) ~= nil", 'the buffer to be tagged')
      t.same(2, child:info().entities)
      t.same(0, child:info().resyncs)
    end,
  },
  {
    name = 'a long Latin buffer is measured again when much has changed',
    run = function(child, t)
      child:edit(t.file('a.txt', LATIN:rep(400)))
      child:type 'ggdG'
      child:type 'iزار القاهرة<Esc>'
      child:wait("return require('khabar.nvim.attach').state(0) ~= nil", 'the buffer to be tagged')
    end,
  },
  {
    name = 'a buffer stays tagged while it is rewritten',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:type 'ggdGiabc def<Esc>'
      t.same(true, tagged(child))
      child:cmd 'doautocmd BufReadPost'
      child:wait 'return true'
      t.same(true, tagged(child))
    end,
  },
  {
    name = ':Khabar enable, disable and toggle',
    run = function(child, t)
      child:edit(t.file('a.lua', '-- القاهرة\n'))
      t.same(false, tagged(child))
      child:cmd 'Khabar enable'
      t.same({ true, 'chosen_on', 1 }, { tagged(child), child:info().reason, child:info().entities })
      child:cmd 'Khabar disable'
      t.same({ false, 'chosen_off' }, { tagged(child), child:info().reason })
      child:cmd 'Khabar toggle'
      t.same(true, tagged(child))
      child:cmd 'Khabar toggle'
      t.same(false, tagged(child))
      child:edit(t.file('b.txt', ARABIC))
      t.same(true, tagged(child))
    end,
  },
  {
    name = ':Khabar! disable and enable everywhere',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:cmd 'Khabar! disable'
      t.same({ false, 'off_everywhere' }, { tagged(child), child:info().reason })
      child:edit(t.file('b.txt', ARABIC))
      t.same(false, tagged(child))
      child:cmd 'Khabar! enable'
      t.same(true, tagged(child))
    end,
  },
  {
    name = 'disable survives :edit!',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:cmd 'Khabar disable'
      child:cmd 'edit!'
      child:wait 'return true'
      t.same(false, tagged(child))
    end,
  },
  {
    name = 'a buffer that becomes a program is let go',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:cmd 'set filetype=lua'
      child:wait("return require('khabar.nvim.attach').state(0) == nil", 'the buffer to be let go')
      t.same('filetype', child:info().reason)
      t.same(vim.NIL, child:lua 'return vim.b.khabar_status')
    end,
  },
  {
    name = 'scratch buffers, help and terminals are left alone',
    run = function(child, t)
      child:cmd 'enew | setlocal buftype=nofile'
      child:set_lines { 'القاهرة' }
      child:cmd 'doautocmd BufWinEnter'
      child:settle()
      child:wait "return require('khabar.nvim.attach').reason(0).key == 'buftype'"
      child:cmd 'help'
      child:settle()
      t.same('buftype', child:info().reason)
    end,
  },
  {
    name = 'a buffer over the limit is left alone, which is said once; enable tags it',
    before = 'vim.g.khabar = { max_bytes = 1000 }',
    run = function(child, t)
      local path = t.file('a.txt', ARABIC:rep(100))
      child:edit(path)
      t.same('too_long', child:info().reason)
      child:cmd 'edit!'
      child:wait 'return true'
      local said = child:said()
      t.same(1, #said, vim.inspect(said))
      t.same(true, said[1]:find 'max_bytes' ~= nil)
      child:cmd 'Khabar enable'
      t.same({ true, 200 }, { tagged(child), child:info().entities })
    end,
  },
  {
    name = 'without the C module there is one message and no error while typing',
    env = { KHABAR_INDEX = '/nonexistent/khabar.khx' },
    before = [[package.preload['khabar.core'] = function() error('no module') end
      package.cpath = ''; package.loaded['khabar.loader'] = nil
      local loader = dofile(vim.env.KHABAR_ROOT .. '/lua/khabar/loader.lua')
      loader.candidates = function() return {} end; package.loaded['khabar.loader'] = loader]],
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:type 'iزار القاهرة<Esc>uo'
      child:type '<Esc>'
      child:edit(t.file('b.txt', ARABIC))
      t.same({ false, 'failed' }, { tagged(child), child:info().reason })
      local said = child:said()
      t.same(1, #said, vim.inspect(said))
      t.same(true, said[1]:find 'make' ~= nil, said[1])
      child:cmd 'Khabar lookup القاهرة'
      t.same(1, #child:said())
      t.same('', child:lua 'return vim.v.errmsg')
    end,
  },
  {
    name = 'a missing index is one message',
    env = { KHABAR_INDEX = '/nonexistent/khabar.khx' },
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:edit(t.file('b.txt', ARABIC))
      t.same('failed', child:info().reason)
      local said = child:said()
      t.same(1, #said, vim.inspect(said))
      t.same(true, said[1]:find('/nonexistent/khabar.khx', 1, true) ~= nil)
    end,
  },
  {
    name = 'options as a function, for a buffer, and wrong ones',
    before = 'vim.g.khabar = function() return { hide = { "OCC" }, arabic_shar = 0.5, max_bytes = "x" } end',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      t.same(true, tagged(child))
      local said = child:said()
      t.same(1, #said)
      t.same(true, said[1]:find 'checkhealth' ~= nil)
      local problems = table.concat(child:info().problems, '\n')
      for _, part in ipairs { 'arabic_shar is no option', '"arabic_share"', 'max_bytes must be a whole number' } do
        t.same(true, problems:find(part, 1, true) ~= nil, problems)
      end
      child:lua [[vim.b.khabar = { arabic_share = 0.9, filetypes = {} }]]
      problems = table.concat(child:info().problems, '\n')
      t.same(true, problems:find('vim.b.khabar.filetypes can only be set in vim.g.khabar', 1, true) ~= nil, problems)
      child:cmd 'checkhealth khabar'
      local report = table.concat(child:lines(), '\n')
      t.same(true, report:find('arabic_share', 1, true) ~= nil, report)
    end,
  },
  {
    name = "the user's own entities, read again when their file has changed; a broken file is named",
    run = function(child, t)
      local yaml = t.file('desk.yaml', '- id: "khabar:x"\n  type: ORG\n  name: {ar: صحيفة الغد}\n')
      child:lua('vim.g.khabar = { entities = { ... } }', yaml)
      child:edit(t.file('a.txt', 'زارت صحيفة الغد ومجلة الأمس القاهرة\n'))
      t.same(2, child:info().entities)
      t.file(
        'desk.yaml',
        '- id: "khabar:x"\n  type: ORG\n  name: {ar: صحيفة الغد}\n  aliases: [مجلة الأمس]\n'
      )
      child:cmd 'Khabar enable'
      t.same(3, child:info().entities)
      t.file('desk.yaml', '- id: [\n')
      child:cmd 'Khabar enable'
      t.same({ false, 'failed' }, { tagged(child), child:info().reason })
      local said = child:said()
      t.same(1, #said, vim.inspect(said))
      t.same(true, said[1]:find 'desk.yaml:%d+:%d+: ' ~= nil, said[1])
    end,
  },
  {
    name = 'the class of options declares what the schema has',
    run = function(_, t)
      local declared, schema = {}, {}
      local source = table.concat(vim.fn.readfile(t.root .. '/lua/khabar/nvim/config.lua'), '\n')
      for name in source:match('%-%-%-@class khabar.nvim.Config\n(.-)\n\n'):gmatch '@field ([%w_]+)' do
        declared[#declared + 1] = name
      end
      for _, option in ipairs(require('khabar.nvim.config').schema) do
        schema[#schema + 1] = option.name
      end
      t.same(schema, declared)
    end,
  },
  {
    name = 'every kind of wrong option is named',
    run = function(child, t)
      local wrong = {
        { { enable = 1 }, 'enable must be a boolean' },
        { { filetypes = 'text' }, 'filetypes must be a list of strings' },
        { { filetypes = { 1 } }, 'filetypes must be a list of strings' },
        { { arabic_share = 2 }, 'arabic_share must be from 0 to 1' },
        { { max_bytes = 1.5 }, 'max_bytes must be a whole number' },
        { { hide = { 'PRES' } }, 'hide holds "PRES"; did you mean "PERS"?' },
        { { language = 'fr' }, 'language must be one of auto, ar, en' },
        { { border = {} }, 'border must be a string' },
      }
      for _, case in ipairs(wrong) do
        local problems = child:lua('vim.g.khabar = ...; return select(2, require("khabar.nvim.config").get())', case[1])
        t.same({ 'vim.g.khabar.' .. case[2] }, problems)
      end
      t.same(
        { 'vim.g.khabar must be a table, not a number' },
        child:lua 'vim.g.khabar = 3; return select(2, require("khabar.nvim.config").get())'
      )
    end,
  },
  {
    name = 'wiping buffers out leaves nothing behind',
    run = function(child, t)
      for i = 1, 5 do
        child:edit(t.file('a' .. i .. '.txt', ARABIC))
        local buf = child:lua 'return vim.api.nvim_get_current_buf()'
        t.same(true, tagged(child))
        child:cmd(i % 2 == 0 and 'bwipeout!' or 'bdelete!')
        t.same(true, child:lua('return require("khabar.nvim.attach").state(...) == nil', buf))
      end
      child:redraw()
      child:edit(t.scratch .. '/a1.txt')
      t.same({ true, 2 }, { tagged(child), child:info().entities })
    end,
  },
  {
    name = 'a buffer that may not be changed is tagged',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:cmd 'Khabar disable | setlocal nomodifiable readonly | Khabar enable'
      t.same({ true, 2 }, { tagged(child), child:info().entities })
      child:redraw()
    end,
  },
  {
    name = 'the status is counted, announced and taken away',
    run = function(child, t)
      child:lua [[_G.updates = 0
        vim.api.nvim_create_autocmd('User', { pattern = 'KhabarUpdate', callback = function(event)
          _G.updates = _G.updates + 1; _G.updated = event.data.buf end })]]
      child:edit(t.file('a.txt', ARABIC))
      t.same('khabar 2', child:lua 'return vim.b.khabar_status')
      t.same(
        { entities = 2, unlinked = 0, figures = 0, types = { PERS = 1, GPE = 1 } },
        child:lua 'return vim.b.khabar_status_dict'
      )
      t.same(1, child:lua 'return _G.updates')
      child:type 'Goثم مصر<Esc>'
      child:wait("return vim.b.khabar_status == 'khabar 3'", 'the new count')
      t.same(child:lua 'return vim.api.nvim_get_current_buf()', child:lua 'return _G.updated')
      child:cmd 'Khabar disable'
      t.same(true, child:lua 'return vim.b.khabar_status == nil and vim.b.khabar_status_dict == nil')
      t.same(3, child:lua 'return _G.updates')
    end,
  },
  {
    name = 'completion and unknown subcommands come from one table',
    run = function(child, t)
      t.same(
        child:lua [[return vim.tbl_map(function(sub) return sub.name end, require('khabar.nvim.command').subcommands)]],
        child:lua "return vim.fn.getcompletion('Khabar ', 'cmdline')"
      )
      t.same({ 'enable', 'entities' }, child:lua "return vim.fn.getcompletion('Khabar e', 'cmdline')")
      t.same({}, child:lua "return vim.fn.getcompletion('Khabar enable ', 'cmdline')")
      child:cmd 'Khabar nonsense'
      t.same(true, child:said()[1]:find('no such subcommand: nonsense (there are: enable', 1, true) ~= nil)
    end,
  },
  {
    name = 'messages come in Arabic where that is asked for',
    before = 'vim.g.khabar = { language = "ar" }',
    run = function(child, t)
      child:edit(t.file('a.txt', LATIN))
      t.same(true, child:info().reason_text:find '[\216-\219]' ~= nil)
      child:cmd 'Khabar entities'
      t.same(true, child:said()[1]:find '[\216-\219]' ~= nil)
    end,
  },
  {
    name = 'starting Neovim loads nothing but a few lines',
    run = function(child, t)
      local loaded = child:lua [[
        local list = {}
        for name in pairs(package.loaded) do if name:find '^khabar' then table.insert(list, name) end end
        return list]]
      -- the empty buffer at start is looked at, which needs the decision and nothing more
      for _, name in ipairs(loaded) do
        t.same(false, name == 'khabar.nvim.draw' or name == 'khabar.nvim.lookup' or name == 'khabar.nvim.health', name)
      end
    end,
  },
}

return vim.list_extend(by_content(), cases)
