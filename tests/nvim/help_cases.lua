-- The help: its tags resolve, its generated parts are those of the code, and everything that exists is in it.

local function help_of(t)
  local file = assert(io.open(t.root .. '/doc/khabar.txt', 'rb'))
  local text = file:read '*a'
  file:close()
  return text
end

return {
  {
    name = 'the generated parts have not drifted from the code',
    run = function(_, t)
      local out = vim.fn.system {
        vim.env.NVIM_UNDER_TEST,
        '--clean',
        '-n',
        '--headless',
        '-l',
        t.root .. '/doc/generate.lua',
        '--check',
      } -- stylua: ignore
      t.same({ 0, '' }, { vim.v.shell_error, out })
    end,
  },
  {
    name = 'tags are unique and links lead somewhere',
    run = function(child, t)
      local text = help_of(t)
      local folder = t.scratch .. '/help/doc'
      vim.fn.mkdir(folder, 'p')
      vim.fn.writefile(vim.split(text, '\n'), folder .. '/khabar.txt')
      child:cmd('helptags ' .. folder)
      child:cmd('set runtimepath+=' .. t.scratch .. '/help')
      local missing = {}
      for link in text:gmatch '|([^|%s]+)|' do
        local ok = pcall(child.cmd, child, 'help ' .. link)
        if not ok then
          missing[#missing + 1] = link
        end
      end
      t.same({}, missing)
      child:cmd 'help khabar'
      t.same('khabar.txt', vim.fs.basename(child:lua "return vim.fn.expand '%'"))
    end,
  },
  {
    name = 'every command, key, option, group and function is in it',
    run = function(child, t)
      local text = help_of(t)
      local names = child:lua [[
        local names = {}
        local function add(...) table.insert(names, string.format(...)) end
        for _, mode in ipairs { 'n', 'x', 'i', 'o' } do
          for _, map in ipairs(vim.api.nvim_get_keymap(mode)) do
            if map.lhs:find('<Plug>(khabar-', 1, true) == 1 then add('*%s*', map.lhs) end
          end
        end
        assert(#names >= 3)
        for _, sub in ipairs(require('khabar.nvim.command').subcommands) do add('*:Khabar-%s*', sub.name) end
        for _, map in ipairs(vim.api.nvim_get_keymap 'n') do if map.lhs:find '^<Plug>%(khabar' then add('*%s*', map.lhs) end end
        for _, option in ipairs(require('khabar.nvim.config').schema) do add('*khabar-option-%s*', option.name) end
        for _, entry in ipairs(require('khabar.nvim.highlight').groups) do add('*hl-%s*', entry.group) end
        local engine = assert(require('khabar').open())
        for name in pairs(getmetatable(engine).__index) do if name ~= 'close' then add('engine:%s(', name) end end
        for name in pairs(getmetatable(engine:analyze '').__index) do if name ~= 'close' then add('doc:%s(', name) end end
        for name, value in pairs(require('khabar')) do if type(value) == 'function' then add('khabar.%s(', name) end end
        return names]]
      local missing = vim.tbl_filter(function(name)
        return not text:find(name, 1, true)
      end, names)
      t.same({}, missing)
    end,
  },
  {
    name = 'nothing is in it that is gone: commands, options, groups, <Plug> maps, Lua',
    run = function(child, t)
      local text, gone = help_of(t), {}
      local known = child:lua [[
        local known = {}
        for _, sub in ipairs(require('khabar.nvim.command').subcommands) do known[':Khabar-' .. sub.name] = true end
        for _, option in ipairs(require('khabar.nvim.config').schema) do known['khabar-option-' .. option.name] = true end
        for _, entry in ipairs(require('khabar.nvim.highlight').groups) do known['hl-' .. entry.group] = true end
        for _, mode in ipairs { 'n', 'x', 'i', 'o' } do
          for _, map in ipairs(vim.api.nvim_get_keymap(mode)) do known[map.lhs] = true end
        end
        return known]]
      local seen = 0
      for tag in text:gmatch '%*([^%s*|]+)%*' do
        if tag:find '^:Khabar%-' or tag:find '^khabar%-option%-' or tag:find '^hl%-' or tag:find '^<Plug>' then
          seen = seen + 1
          gone[#gone + 1] = not known[tag] and tag or nil
        end
      end
      t.same({}, gone)
      t.same(true, seen > 40)
      for name in text:gmatch '`:Khabar!? (%l+)' do
        t.same(true, known[':Khabar-' .. name], ':Khabar ' .. name)
      end
    end,
  },
  {
    name = 'every highlight group that the code draws with is in the table of groups',
    run = function(_, t)
      local known = {}
      for _, entry in ipairs(require('khabar.nvim.highlight').groups) do
        known[entry.group] = true
      end
      for _, path in ipairs(vim.fn.glob(t.root .. '/lua/khabar/nvim/*.lua', true, true)) do
        for name in table.concat(vim.fn.readfile(path), '\n'):gmatch "'(Khabar%u%a+)'" do
          local is_event = name == 'KhabarUpdate' or name == 'KhabarWritten'
          t.same(true, known[name] or is_event, vim.fs.basename(path) .. ': ' .. name)
        end
      end
    end,
  },
  {
    name = 'the complaints are answered by cases that exist',
    run = function(_, t)
      local cases = {}
      for _, path in ipairs(vim.fn.glob(t.root .. '/tests/nvim/*_cases.lua', true, true)) do
        local group = vim.fs.basename(path):gsub('_cases%.lua$', '')
        for _, case in ipairs(dofile(path)) do
          cases[group .. ': ' .. case.name] = true
        end
      end
      local count, rows, missing = 0, 0, {}
      for line in io.lines(t.root .. '/doc/complaints.md') do
        rows = rows + (line:find '^| %d+ |' and 1 or 0)
        for name in line:gmatch '`(%l+: [^`]+)`' do
          count = count + 1
          missing[#missing + 1] = not cases[name] and name or nil
        end
        for path in line:gmatch 'tests/%l[%w_/]+%.%l+' do
          missing[#missing + 1] = vim.fn.filereadable(t.root .. '/' .. path) == 0 and path or nil
        end
      end
      t.same({}, missing)
      t.same(52, rows)
      t.same(true, count >= 30)
    end,
  },
  {
    name = 'no line is too wide and no text is left as a machine path',
    run = function(_, t)
      for line in help_of(t):gmatch '[^\n]+' do
        t.same(true, vim.fn.strdisplaywidth(line) <= 79, line)
      end
    end,
  },
  {
    name = 'the examples in Lua and Vim script parse',
    run = function(child, t)
      local text = help_of(t) .. '\n'
      local count = 0
      for language, block in text:gmatch '>(%l+)\n(.-)\n<' do
        count = count + 1
        if language == 'lua' then
          t.same(true, loadstring(block) ~= nil, block)
        else
          for line in block:gmatch '[^\n]+' do
            child:cmd(vim.trim(line))
          end
        end
      end
      t.same(true, count >= 8, 'examples: ' .. count)
    end,
  },
}
