-- :Khabar preview: the page is that of the buffer as it stands, it is written where nobody else can read it, and what is missing is said.

---Runs the preview in the child and waits for its end. Returns {path=, problem=}.
local function preview(child, bang)
  child:lua(
    [[
    _G.finished = nil
    require('khabar.nvim.preview').show({ bang = ... }, function(path, problem) _G.finished = { path = path, problem = problem } end)
  ]],
    bang
  )
  child:wait('return _G.finished ~= nil', 'the page')
  return child:lua 'return _G.finished'
end

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read '*a'
  file:close()
  return text
end

local function no_program(root)
  return vim.fn.executable(root .. '/build/khabar') == 0 and 'the program is not built' or nil
end
local root = vim.env.KHABAR_ROOT
local skip = no_program(root)

return {
  {
    name = 'the page holds the buffer as it is, not the file',
    skip = skip,
    run = function(child, t)
      child:edit(t.file('a.txt', 'زار بان كي مون القاهرة\n'))
      child:set_lines { 'وصل بان كي مون <b> إلى القاهرة' }
      local done = preview(child, true)
      local page = read(done.path)
      t.same(true, page:find('&lt;<bdi>b</bdi>&gt; إلى <a', 1, true) ~= nil, page:sub(-3000))
      t.same(nil, page:find('زار', 1, true))
      t.same(true, table.concat(child:said()):find(done.path, 1, true) ~= nil)
      t.same(true, child:lua 'return vim.bo.modified')
    end,
  },
  {
    name = 'only its owner can read it, and a second one takes its place',
    skip = skip,
    run = function(child, t)
      child:edit(t.file('b.txt', 'القاهرة\n'))
      local first = preview(child, true).path
      t.same(tonumber('600', 8), vim.uv.fs_stat(first).mode % 512)
      t.same(tonumber('700', 8), vim.uv.fs_stat(vim.fs.dirname(first)).mode % 512)
      t.same(first, preview(child, true).path)
    end,
  },
  {
    name = 'without a bang it is opened by vim.ui.open',
    skip = skip,
    run = function(child, t)
      child:edit(t.file('c.txt', 'القاهرة\n'))
      child:lua 'vim.ui.open = function(path) _G.opened = path return {} end'
      local done = preview(child, false)
      t.same(done.path, child:lua 'return _G.opened')
    end,
  },
  {
    name = 'what could not be opened is written and said',
    skip = skip,
    run = function(child, t)
      child:edit(t.file('d.txt', 'القاهرة\n'))
      child:lua "vim.ui.open = function() return nil, 'no handler' end"
      local done = preview(child, false)
      local said = table.concat(child:said())
      t.same(true, said:find('no handler', 1, true) ~= nil and said:find(done.path, 1, true) ~= nil, said)
      t.same(true, vim.uv.fs_stat(done.path) ~= nil)
    end,
  },
  {
    name = 'without the program it says how to get it',
    run = function(child, t)
      child:lua "require('khabar.nvim.preview').program = function() end"
      child:cmd 'Khabar preview'
      local said = table.concat(child:said())
      t.same(true, said:find('make', 1, true) ~= nil, said)
    end,
  },
  {
    name = 'what the program complains of is said',
    skip = skip,
    before = "vim.g.khabar = { entities = { '/nowhere/at all.yaml' }, enable = false }",
    run = function(child, t)
      child:set_lines { 'القاهرة' }
      local done = preview(child, true)
      t.same(true, (done.problem or ''):find('/nowhere/at all.yaml', 1, true) ~= nil, done.problem)
    end,
  },
  {
    name = 'nothing in a name or an option reaches a shell',
    skip = skip,
    run = function(child, t)
      local command = child:lua [[
        vim.g.khabar = { entities = { 'a; touch /tmp/x', '$(id)' }, date = '2022-01-08' }
        return require('khabar.nvim.preview').command('khabar', (require('khabar.nvim.config').get()))]]
      t.same({ 'khabar', 'tag', '--format=html', '--date=2022-01-08' }, vim.list_slice(command, 1, 4))
      t.same(true, vim.tbl_contains(command, '--entities=a; touch /tmp/x'))
      t.same('-', command[#command])
    end,
  },
  {
    name = 'the page keeps to what was settled about the draft, and knows its names',
    skip = skip,
    run = function(child, t)
      local path = t.file('settled.txt', 'زار مازن الدلبي القاهرة أمس.\n')
      t.file(
        'settled.txt.khabar.yaml',
        'khabar: 1\nentities:\n- {id: "draft:mazin", type: PERS, name: {ar: مازن الدلبي}}\nspans:\n'
          .. '- {type: GPE, exact: القاهرة, status: rejected, prefix: "الدلبي ", suffix: " أمس", at: [29, 43]}\n'
      )
      child:cmd('edit ' .. path)
      child:settle()
      local page = read(preview(child, true).path)
      t.same(true, page:find('draft:mazin', 1, true) ~= nil)
      t.same(nil, page:find('data-t="GPE"', 1, true))
      child:lua "vim.g.khabar = { notes = 'off' }"
      page = read(preview(child, true).path)
      t.same(nil, page:find('draft:mazin', 1, true))
      t.same(true, page:find('data-t="GPE"', 1, true) ~= nil)
    end,
  },
  {
    name = 'line ends and a missing last one are those of the file',
    skip = skip,
    run = function(child, t)
      child:cmd('edit ++ff=dos ' .. t.file('e.txt', 'القاهرة\r\nمصر\r\n'))
      child:settle()
      t.same(true, read(preview(child, true).path):find('data-line-ends="crlf"', 1, true) ~= nil)
    end,
  },
}
