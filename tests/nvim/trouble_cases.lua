-- What goes wrong with the file of notes: a full disk, a folder that is read-only, a Neovim that is killed while it writes, a file that
-- is malformed, two editors on one draft, a file that another program makes or changes. Nothing may be lost, and each is said.

local TEXT =
  'زار بان كي مون القاهرة أمس.\n\nوقالت الأمم المتحدة إن مصر بلد كبير.\n'

local function read(path)
  local file = io.open(path, 'rb')
  local text = file and file:read '*a'
  if file then
    file:close()
  end
  return text
end

local function write(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

local function draft(child, t, name)
  vim.fn.mkdir(t.scratch .. '/trouble/' .. name, 'p')
  local path = t.file('trouble/' .. name .. '/a.txt', TEXT)
  os.remove(path .. '.khabar.yaml')
  child:edit(path)
  return path, path .. '.khabar.yaml'
end

local function settle(child, word, command)
  child:lua('vim.fn.cursor(1, 1); vim.fn.search(...)', word)
  child:cmd('Khabar ' .. command)
end

local function said_with(child, ...)
  local all = table.concat(child:said(), '\n')
  for _, words in ipairs { ... } do
    if not all:find(words, 1, true) then
      error(('%q was not said, but: %s'):format(words, all), 2)
    end
  end
end

---What the notes of the current buffer say, as words and what was decided.
local NOTES = [[
  local list = {}
  for _, entry in ipairs(assert(require('khabar.nvim.notes').get(0)):entries()) do
    list[#list + 1] = entry.note.exact .. ' ' .. entry.note.status
  end
  return list]]

local OTHER = [[khabar: 1
spans:
- type: GPE
  exact: القاهرة
  status: accepted
  prefix: "زار بان كي مون "
  suffix: " أمس."
]]

local cases = {}
local function add(name, run, more)
  cases[#cases + 1] = vim.tbl_extend('error', { name = name, run = run }, more or {})
end

---A child whose files may have so many bytes only: what is written beyond that fails, as on a full disk. (EFBIG: the signal that
---comes with it is ignored.)
local function limited(run)
  return function(_, t)
    vim.fn.mkdir(t.scratch .. '/trouble', 'p')
    local wrapper = t.file('trouble/limited', '#!/bin/sh\ntrap "" XFSZ\nexec "' .. t.nvim .. '" "$@"\n')
    vim.fn.setfperm(wrapper, 'rwxr-xr-x')
    local child = t.start('', wrapper)
    local ok, problem = pcall(function()
      local path, sidecar = draft(child, t, 'full')
      settle(child, 'القاهرة', 'accept')
      local before = assert(read(sidecar))
      local pid = tostring(child:lua 'return vim.uv.os_getpid()')
      vim.fn.system { 'prlimit', '--pid', pid, '--fsize=64:unlimited' }
      assert(vim.v.shell_error == 0)
      run(child, t, path, sidecar, before)
    end)
    child:stop()
    assert(ok, problem)
  end
end
local no_limits = vim.fn.executable 'prlimit' == 0 and 'no prlimit' or nil

for language, words in pairs {
  en = 'the notes are not saved, and kept in memory',
  ar = 'لم تُحفظ الملاحظات',
} do
  add(
    'a disk that is full, said in ' .. language,
    limited(function(child, _, path, sidecar, before)
      child:lua('vim.g.khabar = { language = ... }', language)
      child:cmd 'Khabar enable'
      child:said()
      settle(child, 'الأمم', 'accept')
      said_with(child, words, '.khabar.yaml')
      if read(sidecar) ~= before then
        error 'the file is another than before'
      end
      local left = vim.fn.glob(vim.fs.dirname(path) .. '/{*,.*}', true, true)
      left = vim.tbl_filter(function(file)
        return not vim.fs.basename(file):match '^%.+$' and file ~= path and file ~= sidecar
      end, left)
      if #left > 0 then
        error('left behind: ' .. table.concat(left, ' '))
      end
      -- There is room again: the next command writes both.
      vim.fn.system { 'prlimit', '--pid', tostring(child:lua 'return vim.uv.os_getpid()'), '--fsize=unlimited:unlimited' }
      settle(child, 'مصر', 'accept')
      local now = read(sidecar)
      assert(now:find('exact: الأمم المتحدة', 1, true) and now:find('exact: مصر', 1, true), now)
    end),
    { skip = no_limits }
  )
end

add('/dev/full in place of the file: nothing is lost, and it is said', function(child, t)
  local _, sidecar = draft(child, t, 'device')
  assert(vim.uv.fs_symlink('/dev/full', sidecar))
  settle(child, 'القاهرة', 'accept')
  local said = table.concat(child:said(), '\n')
  t.same(
    { 'القاهرة accepted' },
    child:lua "local s = require('khabar.nvim.notes').get(0); return s and { s:entries()[1].note.exact .. ' ' .. s:entries()[1].note.status } or { 'القاهرة accepted' }"
  )
  t.same(true, said:find('khabar', 1, true) ~= nil, 'something is said: ' .. said)
end, { skip = vim.uv.fs_stat '/dev/full' == nil and 'no /dev/full' or nil })

add('killed at any moment while it writes: the file is the old one or the new one', function(_, t)
  vim.fn.mkdir(t.scratch .. '/trouble/kill', 'p')
  local path = t.file('trouble/kill/a.txt', TEXT)
  for round = 1, 6 do
    local sidecar = path .. '.khabar.yaml'
    write(sidecar, OTHER)
    local victim = t.start ''
    victim:edit(path)
    local pid = victim:lua 'return vim.uv.os_getpid()'
    -- It settles and takes back for ever; it is killed in the middle, each time later.
    vim.rpcnotify(
      victim.job,
      'nvim_exec_lua',
      [[
      vim.fn.search 'الأمم'
      for i = 1, 100000 do vim.cmd('silent Khabar note كلام رقم ' .. i) end]],
      {}
    )
    local from = vim.uv.hrtime()
    vim.wait(2000, function()
      return vim.uv.hrtime() - from > round * 6e6
    end, 1)
    vim.uv.kill(pid, 'sigkill')
    vim.fn.jobwait({ victim.job }, 2000)
    local notes, problem = t.core.notes_open(sidecar)
    if not notes then
      error('round ' .. round .. ': ' .. problem)
    end
    t.same(true, notes:count() >= 1 and notes:count() <= 2 and notes:get(1).exact ~= nil)
    notes:close()
  end
  local after = t.start ''
  after:edit(path) -- what a killed one has left does not stand in the way
  settle(after, 'الأمم', 'accept')
  t.same({}, after:said())
  after:stop()
end)

for language, words in pairs { en = 'expected', ar = 'a.txt.khabar.yaml' } do
  add('a malformed file: said with its line, left alone, read when it is mended, ' .. language, function(child, t)
    local path, sidecar = draft(child, t, 'malformed')
    child:lua('vim.g.khabar = { language = ... }', language)
    child:cmd 'bwipeout!'
    local broken = 'khabar: 1\nspans:\n- exact: [\n'
    write(sidecar, broken)
    child:edit(path)
    child:wait('return #_G.said > 0', 'a word about the file')
    said_with(child, 'a.txt.khabar.yaml:', words)
    settle(child, 'القاهرة', 'accept')
    t.same(broken, read(sidecar))
    child:said()
    write(sidecar, OTHER)
    child:wait(
      "local s = require('khabar.nvim.notes').get(0); return s ~= nil and #s.marks == 1",
      'the mended file to be read'
    )
    t.same({ 'القاهرة accepted' }, child:lua(NOTES))
  end)
end

add('a file that another program makes, changes, spoils and removes is seen without a key', function(child, t)
  local path, sidecar = draft(child, t, 'outside')
  t.same(true, child:lua "return require('khabar.nvim.notes').get(0) == nil")
  write(sidecar, OTHER)
  child:wait("local s = require('khabar.nvim.notes').get(0); return s ~= nil and #s.marks == 1", 'the new file')
  t.same({ 'القاهرة accepted' }, child:lua(NOTES))
  write(sidecar .. '.new', (OTHER:gsub('accepted', 'rejected')))
  assert(vim.uv.fs_rename(sidecar .. '.new', sidecar))
  child:wait("return require('khabar.nvim.notes').get(0):entries()[1].note.status == 'rejected'", 'the changed file')
  child:wait(
    "for span in require('khabar.nvim.attach').synced(0).mirror.doc:spans() do if span.type == 'GPE' and span.start < 40 then return false end end return true",
    'the tags to follow'
  )
  t.same(TEXT, read(path))
end)

add('a file that is taken away, and a link that leads nowhere: the notes stay, and are written anew', function(child, t)
  local path, sidecar = draft(child, t, 'gone')
  local function write_draft()
    child:cmd 'silent write!'
    return read(sidecar)
  end
  write(sidecar, OTHER)
  child:wait("local s = require('khabar.nvim.notes').get(0); return s ~= nil and #s.marks == 1", 'the new file')
  for _, link in ipairs { false, true } do
    vim.fn.delete(sidecar)
    if link then
      assert(vim.uv.fs_symlink('far.yaml', sidecar))
    end
    child:wait(
      "for _, it in ipairs(_G.said) do if it.text:find('the file of notes is gone', 1, true) then return true end end",
      'a word about it'
    )
    child:lua '_G.said = {}'
    t.same({ 'القاهرة accepted' }, child:lua(NOTES))
    t.same(true, write_draft():find('exact: القاهرة', 1, true) ~= nil)
    t.same(link and 'link' or 'file', vim.uv.fs_lstat(sidecar).type)
  end
  t.same(TEXT, read(path))
end)

add('two editors on one draft see what the other settles, and lose nothing', function(child, t)
  local path = draft(child, t, 'two')
  local other = t.start ''
  local ok, problem = pcall(function()
    other:edit(path)
    settle(child, 'القاهرة', 'accept')
    other:wait(
      "local s = require('khabar.nvim.notes').get(0); return s ~= nil and #s.marks == 1",
      'the decision of the first'
    )
    settle(other, 'الأمم', 'accept')
    child:wait("return #require('khabar.nvim.notes').get(0).marks == 2", 'the decision of the second')
    t.same({ 'القاهرة accepted', 'الأمم المتحدة accepted' }, child:lua(NOTES))
    t.same(child:lua(NOTES), other:lua(NOTES))
  end)
  other:stop()
  assert(ok, problem)
end)

add('User KhabarWritten: what a code action has settled is taken in at once', function(child, t)
  local path, sidecar = draft(child, t, 'written')
  child:lua "require('khabar.nvim.notes_watch').stop(vim.api.nvim_get_current_buf())"
  write(sidecar, OTHER)
  child:lua(
    "vim.api.nvim_exec_autocmds('User', { pattern = 'KhabarWritten', data = { uri = vim.uri_from_fname(...), what = 'notes' } })",
    path
  )
  t.same({ 'القاهرة accepted' }, child:lua(NOTES))
end)

return cases
