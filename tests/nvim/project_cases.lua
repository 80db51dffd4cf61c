-- The names that a project keeps in `.khabar`: which buffers they speak for, and how changes of the files are noticed.
-- What the files mean: core/khabar.h, "names of a project".

local ZARNUQ = 'قالت شركة الزرنوق في مصر أمس.\n'
local COMPANY = '- {id: "desk:zarnuq", type: ORG, name: {ar: شركة الزرنوق}}\n'
local MARSH = '- {id: "desk:marsh", type: GPE, name: {ar: شركة الزرنوق}}\n'

local count = 0

---A folder of its own with these files; returns its path.
local function tree(t, files)
  count = count + 1
  local folder = t.scratch .. '/project' .. count
  for path, bytes in pairs(files) do
    local whole = folder .. '/' .. path
    vim.fn.mkdir(vim.fs.dirname(whole), 'p')
    local handle = assert(io.open(whole, 'wb'))
    handle:write(bytes)
    handle:close()
  end
  return folder
end

local function write(path, bytes)
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  local handle = assert(io.open(path .. '.new', 'wb'))
  handle:write(bytes)
  handle:close()
  assert(os.rename(path .. '.new', path))
end

---The ids of the names of a buffer, in order.
local function ids(child, buf)
  return child:lua(
    [[
    local list = {}
    for span in require('khabar.nvim.attach').synced(...).mirror.doc:spans() do
      if span.depth == 0 then list[#list + 1] = span.id or '-' end
    end
    return list]],
    buf or 0
  )
end

local function version(child)
  return child:lua "return require('khabar.nvim.attach').state(0).mirror.version"
end

return {
  {
    name = 'each draft has the names of its own project, nearest first',
    run = function(child, t)
      local folder = tree(t, {
        ['.khabar/names.yaml'] = COMPANY,
        ['a.txt'] = ZARNUQ,
        ['marsh/.khabar/names.yaml'] = '- {id: "desk:zarnuq", disabled: true}\n' .. MARSH,
        ['marsh/b.txt'] = ZARNUQ,
      })
      local other = tree(t, { ['c.txt'] = ZARNUQ })
      child:edit(folder .. '/a.txt')
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child))
      child:edit(folder .. '/marsh/b.txt')
      t.same({ 'desk:marsh', 'Q79' }, ids(child))
      child:edit(other .. '/c.txt')
      t.same(false, vim.tbl_contains(ids(child), 'desk:zarnuq'))
      t.same(
        { folder .. '/.khabar/names.yaml' },
        child:lua(
          [[
        vim.cmd.edit(...)
        return require('khabar.nvim.info').collect(vim.api.nvim_get_current_buf()).project]],
          folder .. '/a.txt'
        )
      )
      t.same({}, child:said())
    end,
  },
  {
    name = 'a draft has the names in its notes, where these are kept, and no other draft has them',
    run = function(child, t)
      local own = 'khabar: 1\nspans: []\nentities:\n' .. MARSH
      local folder = tree(t, {
        ['.khabar/names.yaml'] = COMPANY,
        ['a.txt'] = ZARNUQ,
        ['a.txt.khabar.yaml'] = own,
        ['b.txt'] = ZARNUQ,
        ['.khabar/notes/b.txt.khabar.yaml'] = own,
      })
      child:edit(folder .. '/a.txt')
      t.same({ 'desk:marsh', 'Q79' }, ids(child))
      child:edit(folder .. '/b.txt')
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child))
      child:lua "vim.g.khabar = { notes = 'project' }"
      child:cmd 'Khabar enable'
      t.same({ 'desk:marsh', 'Q79' }, ids(child))
      child:lua "vim.g.khabar = { notes = 'off' }"
      child:cmd 'Khabar enable'
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child))
      t.same({}, child:said())
    end,
  },
  {
    name = 'notes that are taken open no other engine; names that are written into them do',
    run = function(child, t)
      local folder = tree(t, { ['a.txt'] = ZARNUQ, ['a.txt.khabar.yaml'] = 'entities:\n' .. COMPANY })
      local notes = folder .. '/a.txt.khabar.yaml'
      child:edit(folder .. '/a.txt')
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child))
      local before = version(child)
      write(notes, 'place: مصر\nentities:\n' .. COMPANY .. 'spans: []\n')
      child:cmd 'doautocmd FocusGained'
      t.same(before, version(child))
      write(notes, 'entities:\n' .. MARSH)
      child:cmd 'doautocmd FocusGained'
      child:wait(function()
        return ids(child)[1] == 'desk:marsh'
      end, 'the new name to be noticed')
      t.same({}, child:said())
    end,
  },
  {
    name = 'buffers without a file are of the current folder',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = COMPANY, ['drafts/x.txt'] = '' })
      child:cmd('cd ' .. folder .. '/drafts')
      child:set_lines { vim.trim(ZARNUQ) }
      child:cmd 'Khabar enable'
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child))
      child:cmd('cd ' .. t.scratch)
      child:wait(function()
        return not vim.tbl_contains(ids(child), 'desk:zarnuq')
      end, 'the new folder to be noticed')
      child:cmd('saveas ' .. folder .. '/drafts/new.txt')
      child:wait(function()
        return vim.tbl_contains(ids(child), 'desk:zarnuq')
      end, 'the new name of the buffer to be noticed')
    end,
  },
  {
    name = 'the option turns a project off, for all buffers or for one',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = COMPANY, ['a.txt'] = ZARNUQ })
      child:edit(folder .. '/a.txt')
      child:lua 'vim.b.khabar = { project = false }'
      child:cmd 'Khabar enable'
      t.same(false, vim.tbl_contains(ids(child), 'desk:zarnuq'))
      child:lua 'vim.b.khabar = nil; vim.g.khabar = { project = false }'
      child:cmd 'Khabar enable'
      t.same(false, vim.tbl_contains(ids(child), 'desk:zarnuq'))
      child:lua 'vim.g.khabar = nil'
      child:cmd 'Khabar enable'
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child))
    end,
  },
  {
    name = 'a malformed file is named once, and the draft is tagged without it until it is mended',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = '- {type: ORG, nam', ['a.txt'] = ZARNUQ, ['b.txt'] = ZARNUQ })
      local file = folder .. '/.khabar/names.yaml'
      child:edit(folder .. '/a.txt')
      t.same(true, vim.tbl_contains(ids(child), 'Q79'))
      child:edit(folder .. '/b.txt')
      child:cmd 'doautocmd FocusGained'
      child:wait 'return #_G.said > 0'
      local said = child:said()
      t.same(1, #said, vim.inspect(said))
      t.same(true, said[1]:find('khabar: ' .. file .. ':%d+:%d+: ') == 1, said[1])
      t.same(true, child:info().project_fault:find(file, 1, true) ~= nil)
      t.same(true, child:lua("return vim.fn.execute('Khabar info')"):find 'left out' ~= nil)
      child:cmd('cd ' .. folder .. ' | checkhealth khabar')
      t.same(true, table.concat(child:lines(), '\n'):find 'ERROR [^\n]*names.yaml:' ~= nil, 'health')
      child:cmd 'bwipeout'
      write(file, COMPANY)
      child:cmd 'doautocmd FocusGained'
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child))
      t.same(vim.NIL, child:lua 'return require("khabar.nvim.attach").state(0).opened.fault')
      write(file, '- ]')
      child:cmd 'doautocmd FocusGained'
      child:wait 'return #_G.said > 0'
      t.same(1, #child:said(), 'a new mistake is said again')
    end,
  },
  {
    name = 'a file that was changed outside is noticed on coming back; cursor, folds and undo stay',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = COMPANY, ['a.txt'] = ('سطر\n'):rep(5) .. ZARNUQ })
      child:edit(folder .. '/a.txt')
      child:type 'Go<Esc>ddggzfjG0w'
      local function place()
        return child:lua [[return { vim.fn.winsaveview(), vim.fn.undotree().seq_cur, vim.fn.foldclosed(1), vim.bo.modified,
          vim.fn.getline(1, '$') }]]
      end
      local before = place()
      t.same(1, before[3], 'a fold is closed')
      write(folder .. '/.khabar/names.yaml', MARSH)
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child), 'nothing is polled')
      child:cmd 'doautocmd FocusGained'
      t.same({ 'desk:marsh', 'Q79' }, ids(child))
      t.same(before, place())
      t.same(
        'GPE',
        child:lua "return next(vim.b.khabar_status_dict.types) and vim.b.khabar_status_dict.types.GPE == 2 and 'GPE'"
      )
      child:type 'u'
      t.same({ 'desk:marsh', 'Q79' }, ids(child))
    end,
  },
  {
    name = 'what a person has settled in a draft stays',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = COMPANY, ['a.txt'] = ZARNUQ })
      child:edit(folder .. '/a.txt')
      child:lua [[
        local doc = require('khabar.nvim.attach').synced(0).mirror.doc
        for span in doc:spans() do
          if span.id == 'Q79' then assert(doc:decide { { start = span.start, finish = span.finish, status = 'rejected' } }) end
        end]]
      t.same({ 'desk:zarnuq' }, ids(child))
      write(folder .. '/.khabar/names.yaml', MARSH)
      child:type 'ggiأمس <Esc>'
      child:cmd 'doautocmd FocusGained'
      t.same({ 'desk:marsh' }, ids(child))
    end,
  },
  {
    name = 'the colours on the screen follow',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = COMPANY, ['a.txt'] = ZARNUQ })
      child:request('nvim_ui_attach', 80, 24, { rgb = true })
      child:cmd 'highlight KhabarOrg guifg=#111111 | highlight KhabarGpe guifg=#222222'
      child:edit(folder .. '/a.txt')
      child:wait(function()
        child:redraw()
        return child:cell(0, 5).fg == 0x111111
      end, 'the first colour')
      write(folder .. '/.khabar/names.yaml', MARSH)
      child:cmd 'doautocmd FocusGained'
      child:wait(function()
        return child:cell(0, 5).fg == 0x222222
      end, 'the new colour without a redraw by the user')
    end,
  },
  {
    name = 'a file that appears or goes is noticed on entering a buffer, for every buffer of the project',
    run = function(child, t)
      local folder = tree(t, { ['a.txt'] = ZARNUQ, ['b.txt'] = ZARNUQ })
      child:edit(folder .. '/a.txt')
      local first = child:request 'nvim_get_current_buf'
      child:cmd('split ' .. folder .. '/b.txt')
      child:settle()
      t.same(false, vim.tbl_contains(ids(child, first), 'desk:zarnuq'))
      write(folder .. '/.khabar/names.yaml', COMPANY)
      child:cmd 'new | wincmd p'
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child))
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child, first), 'the other window')
      assert(os.remove(folder .. '/.khabar/names.yaml'))
      child:cmd 'wincmd w | wincmd p'
      t.same(false, vim.tbl_contains(ids(child), 'desk:zarnuq'))
    end,
  },
  {
    name = 'a file of names written in this Neovim takes effect at once',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = COMPANY, ['a.txt'] = ZARNUQ })
      child:edit(folder .. '/a.txt')
      local draft = child:request 'nvim_get_current_buf'
      child:cmd('split ' .. folder .. '/.khabar/names.yaml')
      child:set_lines { vim.trim(MARSH) }
      t.same({ 'desk:zarnuq', 'Q79' }, ids(child, draft))
      child:cmd 'write'
      t.same({ 'desk:marsh', 'Q79' }, ids(child, draft))
    end,
  },
  {
    name = 'where nothing changed nothing is analysed, and typing looks at no file',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = COMPANY, ['a.txt'] = ZARNUQ })
      child:edit(folder .. '/a.txt')
      local before = version(child)
      child:cmd 'doautocmd FocusGained | new | wincmd p | doautocmd VimResume'
      t.same(before, version(child))
      child:lua [[
        _G.asked = 0
        local project = require 'khabar.project'
        local files = project.files
        project.files = function(...) _G.asked = _G.asked + 1; return files(...) end]]
      child:type('o' .. ('قال '):rep(20) .. '<Esc>')
      t.same(0, child:lua 'return _G.asked')
      child:cmd 'doautocmd FocusGained'
      t.same(1, child:lua 'return _G.asked')
    end,
  },
  {
    name = 'lookup and completion know the project, in buffers that are not tagged too',
    run = function(child, t)
      local folder = tree(t, { ['.khabar/names.yaml'] = COMPANY, ['a.lua'] = 'x = 1\n' })
      child:edit(folder .. '/a.lua')
      child:cmd 'Khabar lookup شركة الزرنوق'
      t.same({}, child:said())
      t.same(
        'شركة الزرنوق',
        child:lua [[
        local items = require('khabar.nvim.complete').items(require('khabar.nvim.complete').engine(0), 'شركة الزر')
        return items[1].word]]
      )
    end,
  },
}
