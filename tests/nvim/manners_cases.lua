-- Manners: nothing by surprise, nothing silent, nothing broken, whatever kind of buffer, window, session or plugin manager there
-- is. doc/complaints.md names these cases.
local Child = require 'child'

local ARABIC = 'زار بان كي مون القاهرة.\n'

---Lua in the child: the names in the rows that the window shows.
local COUNT_SHOWN = [[
  local doc = require('khabar.nvim.attach').state(0).mirror.doc
  local _, count = doc:flat(0, vim.api.nvim_buf_get_offset(0, vim.fn.line 'w$'))
  return count]]

local function tagged(child)
  return child:info().tagged
end

---A second Neovim on the same plugin. `before` is Lua run at its start.
local function another(t, before)
  return Child.start {
    nvim = vim.env.NVIM_UNDER_TEST,
    root = t.root,
    before = before,
    env = { KHABAR_INDEX = t.scratch .. '/test.khx', KHABAR_MODEL = 'none' },
  }
end

---A folder without the plugin in it, for children that get it in another way.
local function nowhere()
  local path = vim.fn.tempname()
  vim.fn.mkdir(path, 'p')
  return path
end

---Errors that Neovim has shown.
local function errors(child)
  return child:lua 'return vim.v.errmsg'
end

---What :Khabar and each of its subcommands do in a buffer: no error, whatever it is.
local function run_all(child, t, except)
  local names =
    child:lua "return vim.tbl_map(function(sub) return sub.name end, require('khabar.nvim.command').subcommands)"
  child:lua [[
    _G.home = vim.api.nvim_get_current_win()
    vim.ui.input = function(_, done) done(nil) end
    vim.ui.select = function(_, _, done) done(nil) end]]
  for _, name in ipairs(names) do
    if not vim.tbl_contains(except or {}, name) then
      child:cmd('Khabar ' .. name)
      t.same('', errors(child), name)
      if name == 'tour' then
        child:cmd 'Khabar tour'
      end
      child:lua 'vim.api.nvim_set_current_win(_G.home); vim.cmd "silent! only!"'
    end
  end
end

---Buffers of every kind: how they are made, and the reason that is expected.
local KINDS = {
  { 'unnamed', 'enew', 'on' },
  { 'unlisted', 'enew | setlocal nobuflisted', 'on' },
  { 'nofile', 'enew | setlocal buftype=nofile', 'buftype' },
  { 'acwrite', 'enew | setlocal buftype=acwrite', 'buftype' },
  { 'prompt', 'enew | setlocal buftype=prompt', 'buftype' },
  { 'nomodifiable', 'enew', 'on', 'setlocal nomodifiable' },
  { 'readonly', 'enew', 'on', 'setlocal readonly' },
  { 'binary', 'enew | setlocal binary noendofline', 'on' },
  { 'without undo', 'enew | setlocal undolevels=-1', 'on' },
  { 'previewed', 'enew | setlocal previewwindow', 'on' },
  { 'in a help window', 'enew | setlocal filetype=help buftype=help', 'buftype' },
}

local cases = vim.tbl_map(function(kind)
  return {
    name = 'a buffer that is ' .. kind[1],
    run = function(child, t)
      child:cmd(kind[2])
      child:set_lines { 'زار بان كي مون القاهرة.' }
      child:cmd(kind[4] or 'let g:nothing = 1')
      child:cmd 'doautocmd BufWinEnter'
      child:wait(
        ("local r = require('khabar.nvim.attach').reason(0) return r and r.key == '%s'"):format(kind[3]),
        'the reason ' .. kind[3]
      )
      t.same(kind[3] == 'on', tagged(child))
      child:redraw()
      t.same({ 'زار بان كي مون القاهرة.' }, child:lines())
      t.same('', errors(child))
    end,
  }
end, KINDS)

return vim.list_extend(cases, {
  {
    name = 'a terminal is never tagged, not even when asked',
    run = function(child, t)
      child:cmd 'terminal echo القاهرة'
      child:settle()
      t.same('terminal', child:info().reason)
      child:cmd 'Khabar enable'
      t.same({ false, 'terminal' }, { tagged(child), child:info().reason })
    end,
  },
  {
    name = 'every subcommand in an empty buffer',
    run = function(child, t)
      child:settle()
      child:cmd 'Khabar'
      run_all(child, t)
    end,
  },
  {
    name = 'every subcommand in a tagged buffer leaves its bytes and its undo alone',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC:rep(3)))
      run_all(child, t)
      t.same(vim.split(ARABIC:rep(3):sub(1, -2), '\n'), child:lines())
      t.same({ false, 0 }, child:lua 'return { vim.bo.modified, vim.fn.undotree().seq_last }')
    end,
  },
  {
    name = 'every subcommand in a terminal, in help and in a file that may not be changed',
    run = function(child, t)
      child:cmd 'help'
      run_all(child, t, { 'enable', 'toggle' })
      child:cmd('view ' .. t.file('a.txt', ARABIC))
      child:cmd 'setlocal nomodifiable'
      run_all(child, t)
    end,
  },
  {
    name = "folds: a closed one stays closed while names are looked at, ]e opens where 'foldopen' says so",
    run = function(child, t)
      child:edit(t.file('a.txt', 'كلام\n' .. ARABIC:rep(5)))
      child:cmd '2,4fold'
      child:redraw()
      t.same(2, child:lua 'return vim.fn.foldclosed(3)')
      child:cmd 'Khabar entities'
      child:cmd 'wincmd p'
      t.same(2, child:lua 'return vim.fn.foldclosed(3)')
      child:cmd 'set foldopen= | call cursor(1, 1)'
      child:type ']e'
      t.same(2, child:lua 'return vim.fn.foldclosed(3)')
      child:cmd 'set foldopen=search | call cursor(1, 1)'
      child:type ']e'
      t.same(-1, child:lua 'return vim.fn.foldclosed(2)')
    end,
  },
  {
    name = 'diff mode: both sides are tagged, and the differences are those of the texts',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC:rep(3)))
      child:cmd('vertical diffsplit ' .. t.file('b.txt', ARABIC:rep(2) .. 'زار بوتين مصر.\n'))
      child:settle()
      child:redraw()
      t.same(true, tagged(child))
      t.same(
        { 0, 0, true },
        child:lua [[
        return { vim.fn.diff_hlID(1, 1), vim.fn.diff_hlID(2, 1), vim.fn.diff_hlID(3, 1) > 0 }]]
      )
      child:cmd '3diffget | diffupdate'
      t.same(0, child:lua 'return vim.fn.diff_hlID(3, 1)')
      t.same({ 6, 0 }, { child:info().entities, child:info().resyncs })
    end,
  },
  {
    name = 'two windows on one buffer: one document, and both are right after an edit',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC:rep(40)))
      child:cmd 'split | normal! G'
      child:type 'oوصل بوتين<Esc>'
      child:redraw()
      t.same({ 81, 0 }, { child:info().entities, child:info().resyncs })
      child:cmd 'wincmd w | close'
      t.same(81, child:info().entities)
    end,
  },
  {
    name = ':edit! brings the names of the file back',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:type 'ggdG'
      t.same(0, child:info().entities)
      child:cmd 'edit!'
      child:wait(
        "return require('khabar.nvim.info').collect(vim.api.nvim_get_current_buf()).entities == 2",
        'the names'
      )
      t.same(0, child:info().resyncs)
    end,
  },
  {
    name = 'a change made outside is followed on :checktime',
    run = function(child, t)
      local path = t.file('a.txt', ARABIC)
      child:edit(path)
      child:cmd 'set autoread'
      t.file('a.txt', ARABIC:rep(2) .. 'زار بوتين مصر.\n')
      -- The clock of the file system may be coarse.
      vim.uv.fs_utime(path, os.time() + 10, os.time() + 10)
      child:cmd 'checktime'
      child:wait(
        "return require('khabar.nvim.info').collect(vim.api.nvim_get_current_buf()).entities == 6",
        'the names'
      )
      t.same(4, #child:lines() + 1)
      t.same(0, child:info().resyncs)
    end,
  },
  {
    name = 'a session comes back tagged, with nothing of khabar in its file',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:cmd('split ' .. t.file('b.txt', ARABIC:rep(2)))
      child:settle()
      child:cmd 'Khabar outline'
      local session = t.scratch .. '/session.vim'
      child:cmd('mksession! ' .. session)
      -- The folder of the tree may well be called so, and stand in the home directory.
      local text = table.concat(vim.fn.readfile(session), '\n')
      for _, cwd in ipairs { vim.fn.getcwd(), vim.fn.fnamemodify(vim.fn.getcwd(), ':~') } do
        text = text:gsub(vim.pesc(cwd), '')
      end
      t.same(nil, text:lower():find 'khabar')
      local other = another(t)
      local ok, problem = pcall(function()
        other:cmd('source ' .. session)
        other:cmd 'buffer b.txt'
        other:wait("return require('khabar.nvim.attach').state(0) ~= nil", 'the draft to be tagged')
        t.same(4, other:info().entities)
        t.same('', errors(other))
      end)
      other:stop()
      assert(ok, problem)
    end,
  },
  {
    name = 'a draft recovered from its swap file is tagged as it was when Neovim was killed',
    run = function(_, t)
      local folder = t.scratch .. '/swap'
      vim.fn.mkdir(folder, 'p')
      local swap = ('set updatecount=1 swapfile shortmess+=A directory=%s//'):format(folder) -- the children start with -n
      local path = t.file('lost.txt', ARABIC)
      local first = another(t)
      first:cmd(swap)
      first:edit(path)
      first:type 'Goوصل بوتين إلى مصر<Esc>'
      first:cmd 'preserve'
      vim.uv.kill(vim.fn.jobpid(first.job), 'sigkill')
      vim.fn.jobwait({ first.job }, 5000)
      local second = another(t)
      second:cmd(swap)
      local ok, problem = pcall(function()
        second:cmd('silent recover ' .. path)
        second:wait("return require('khabar.nvim.attach').state(0) ~= nil", 'the draft to be tagged')
        t.same({ 'زار بان كي مون القاهرة.', 'وصل بوتين إلى مصر' }, second:lines())
        t.same(4, second:info().entities)
      end)
      second:stop()
      assert(ok, problem)
    end,
  },
  {
    name = 'two Neovims on one draft tag it alike, and neither disturbs the other',
    run = function(child, t)
      local path = t.file('shared.txt', ARABIC)
      local other = another(t)
      local ok, problem = pcall(function()
        child:edit(path)
        other:edit(path)
        child:type 'Goوصل بوتين<Esc>:w<CR>'
        t.same({ 3, 2 }, { child:info().entities, other:info().entities })
        vim.uv.fs_utime(path, os.time() + 10, os.time() + 10)
        other:cmd 'set autoread | checktime'
        other:wait(
          "return require('khabar.nvim.info').collect(vim.api.nvim_get_current_buf()).entities == 3",
          'the names'
        )
        t.same({ '', '' }, { errors(child), errors(other) })
      end)
      other:stop()
      assert(ok, problem)
      t.same(
        { 'shared.txt' },
        vim.fn.readdir(t.scratch, function(name)
          return name:find '^shared' and 1 or 0
        end)
      )
    end,
  },
  {
    name = 'a line of a million bytes: tagged to its end, and typing in it keeps step',
    run = function(child, t)
      local line = ARABIC:gsub('\n', ' '):rep(math.floor(1e6 / #ARABIC))
      child:edit(t.file('long.txt', line .. '\n'))
      t.same(true, tagged(child))
      local before = child:info().entities
      t.same(2 * math.floor(1e6 / #ARABIC), before)
      child:type 'Aوصل بوتين<Esc>'
      t.same({ before + 1, 0 }, { child:info().entities, child:info().resyncs })
    end,
  },
  {
    name = 'a hundred thousand bytes without a full stop',
    run = function(child, t)
      child:edit(t.file('a.txt', ('القاهرة '):rep(7000) .. '\n'))
      t.same(7000, child:info().entities)
    end,
  },
  {
    name = 'a file of eight megabytes: a word about it, tagged, and typing in it keeps step',
    before = 'vim.g.khabar = { max_bytes = 8 * 1024 * 1024 }',
    run = function(child, t)
      local size = 8 * 1024 * 1024
      child:cmd('edit ' .. t.file('huge.txt', ARABIC:rep(math.floor(size / #ARABIC))))
      Child.PATIENCE = 30000
      local ok, problem = pcall(function()
        child:wait("return require('khabar.nvim.attach').state(0) ~= nil", 'the draft to be tagged')
        local said = child:said()
        t.same({ 1, true }, { #said, said[1]:find('reading 8.0 MiB', 1, true) ~= nil })
        -- While it is read the screen has its names, the status says how far it is, and keys are taken.
        t.same(true, child:lua 'return vim.b.khabar_status_dict.read < 1')
        t.same(true, child:lua('return vim.b.khabar_status'):find '%(%d+%%%)$' ~= nil)
        child:wait(function()
          return child:lua(COUNT_SHOWN) > 10
        end, 'the names on the screen')
        t.same(true, child:lua "return require('khabar.nvim.reading').share(0) ~= nil", 'the rest is still to be read')
        child:type 'Goوصل بوتين<Esc>'
        t.same({ 2 * math.floor(size / #ARABIC) + 1, 0 }, { child:info().entities, child:info().resyncs })
      end)
      Child.PATIENCE = 5000
      assert(ok, problem)
      t.file('huge.txt', ARABIC:rep(math.floor(size / #ARABIC) + 1))
      child:cmd 'bwipeout!'
      child:edit(t.scratch .. '/huge.txt')
      t.same('too_long', child:info().reason)
      t.same(true, child:said()[1]:find('max_bytes', 1, true) ~= nil)
    end,
  },
  {
    name = 'nothing is mapped but ]e and [e, and nothing set, before there is an Arabic buffer',
    run = function(child, t)
      child:edit(t.file('a.txt', 'Ban Ki-moon\n'))
      t.same({ 0, '' }, child:lua 'return { #vim.api.nvim_buf_get_keymap(0, "n"), vim.bo.omnifunc }')
      child:edit(t.file('b.txt', ARABIC))
      local keys = child:lua 'return vim.tbl_map(function(map) return map.lhs end, vim.api.nvim_buf_get_keymap(0, "n"))'
      table.sort(keys)
      t.same({ '[e', ']e' }, keys)
    end,
  },
  {
    name = 'what the user has mapped stays',
    before = 'vim.keymap.set("n", "]e", "<Cmd>let g:mine = 1<CR>")',
    run = function(child, t)
      child:edit(t.file('a.txt', ARABIC))
      child:type ']e'
      t.same(1, child:lua 'return vim.g.mine')
    end,
  },
  {
    name = ':packadd from a package that is not on the runtime path',
    run = function(_, t)
      local folder = nowhere()
      vim.fn.mkdir(folder .. '/pack/desk/opt', 'p')
      vim.uv.fs_symlink(t.root, folder .. '/pack/desk/opt/khabar')
      local child = Child.start {
        nvim = vim.env.NVIM_UNDER_TEST,
        root = nowhere(),
        before = ("vim.opt.packpath:prepend '%s'"):format(folder),
        env = { KHABAR_INDEX = t.scratch .. '/test.khx', KHABAR_MODEL = 'none' },
      }
      local ok, problem = pcall(function()
        t.same(0, child:lua "return vim.fn.exists ':Khabar'")
        child:cmd 'packadd khabar'
        child:edit(t.file('a.txt', ARABIC))
        t.same({ true, 2 }, { tagged(child), child:info().entities })
      end)
      child:stop()
      assert(ok, problem)
    end,
  },
  {
    name = 'sourced late, as by lazy.nvim: buffers that are already there are tagged',
    run = function(_, t)
      local child = Child.start {
        nvim = vim.env.NVIM_UNDER_TEST,
        root = nowhere(),
        env = { KHABAR_INDEX = t.scratch .. '/test.khx', KHABAR_MODEL = 'none' },
      }
      local ok, problem = pcall(function()
        child:cmd('edit ' .. t.file('a.txt', ARABIC))
        child:cmd('split ' .. t.file('b.txt', ARABIC:rep(2)))
        child:lua(
          [[local root = ...
          vim.opt.runtimepath:prepend(root)
          vim.cmd.source(root .. '/plugin/khabar.lua')]],
          t.root
        )
        child:wait("return require('khabar.nvim.attach').state(0) ~= nil", 'the draft to be tagged')
        t.same(4, child:info().entities)
        child:cmd 'wincmd w'
        t.same(2, child:info().entities)
        child:cmd('source ' .. t.root .. '/plugin/khabar.lua') -- a second time does nothing
        t.same('', errors(child))
      end)
      child:stop()
      assert(ok, problem)
    end,
  },
  {
    name = 'vim.pack: the command is there at once, and what is missing is said once, with the command that mends it',
    skip = vim.env.NVIM_UNDER_TEST and not vim.fn
      .system({ vim.env.NVIM_UNDER_TEST, '--version' })
      :find 'NVIM v0%.1[2-9]' and 'needs Neovim 0.12' or vim.fn.executable 'git' == 0 and 'needs git' or nil,
    run = function(_, t)
      -- A repository with what is tracked in one: no build.
      local repo = nowhere()
      for _, part in ipairs { 'lua', 'plugin', 'doc', 'Makefile' } do
        vim.fn.system { 'cp', '-r', t.root .. '/' .. part, repo .. '/' }
      end
      for _, command in ipairs {
        { 'git', '-C', repo, 'init', '-q' },
        { 'git', '-C', repo, 'add', '-A' },
        { 'git', '-C', repo, '-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'one' },
      } do
        local out = vim.fn.system(command)
        t.same(0, vim.v.shell_error, out)
      end
      local home = nowhere()
      local child = Child.start {
        nvim = vim.env.NVIM_UNDER_TEST,
        root = nowhere(),
        env = { XDG_DATA_HOME = home, XDG_CONFIG_HOME = home, XDG_STATE_HOME = home },
      }
      local ok, problem = pcall(function()
        child:cmd 'let &packpath = stdpath("data") .. "/site," .. &packpath' -- --clean takes it out
        -- The hook of |khabar-install|, writing down what it would build.
        child:lua [[_G.built = {}
          vim.api.nvim_create_autocmd('PackChanged', { callback = function(event)
            local data = event.data
            if data.spec.name == 'khabar' and data.kind ~= 'delete' then
              _G.built[#_G.built + 1] = vim.fn.filereadable(data.path .. '/Makefile')
            end
          end })]]
        child:lua("vim.pack.add({ { src = 'file://' .. ..., name = 'khabar' } }, { confirm = false })", repo)
        t.same({ 1 }, child:lua 'return _G.built')
        t.same(2, child:lua "return vim.fn.exists ':Khabar'")
        child:cmd('edit ' .. t.file('a.txt', ARABIC))
        child:wait("return require('khabar.nvim.attach').reason(0) ~= nil", 'the buffer to be looked at')
        local said = vim.tbl_filter(function(text)
          return text:find('make', 1, true) ~= nil
        end, child:said())
        t.same(1, #said, vim.inspect(said))
      end)
      child:stop()
      assert(ok, problem)
    end,
  },
  {
    name = 'statusline, event and its data, as the help has them',
    run = function(child, t)
      child:lua [[
        _G.events = {}
        vim.api.nvim_create_autocmd('User', { pattern = 'KhabarUpdate', callback = function(event)
          table.insert(_G.events, event.data.buf) end })]]
      child:edit(t.file('a.txt', ARABIC .. 'دفع 40 دولارا.\n'))
      local dict = child:lua 'return vim.b.khabar_status_dict'
      t.same({ 2, 0, 1 }, { dict.entities, dict.unlinked, dict.figures })
      t.same({ child:lua 'return vim.api.nvim_get_current_buf()' }, child:lua 'return _G.events')
      child:cmd [[set statusline=%f\ %{get(b:,'khabar_status','')}]]
      t.same(true, child:lua "return vim.api.nvim_eval_statusline(vim.o.statusline, {}).str:find 'khabar 2' ~= nil")
    end,
  },
})
