-- The language server in a real Neovim: as a client whose `cmd` is a function, and as `khabar lsp` over stdio. The same cases
-- for both.

local TEXT = 'التقى بان كي مون 😀 وفد مصر وبالقاهرة.\nثم زار للقاهره.\n'

---Starts the server for a file and waits until it answers.
local STARTERS = {
  ['a function'] = function(child)
    child:lua [[vim.g.client = require('khabar.nvim.lsp').start(0)]]
  end,
  ['stdio'] = function(child, t)
    child:lua(
      [[
      local config = require('khabar.nvim.lsp').config()
      config.cmd = { ..., 'lsp', '--stdio' }
      config.init_options.semantic_tokens = true
      vim.g.client = vim.lsp.start(config, { bufnr = 0 })
    ]],
      t.root .. '/build/khabar'
    )
  end,
}

local function open(child, t, kind, text, name)
  local path = t.file(name or 'مسودة.txt', text or TEXT)
  os.remove(path .. '.khabar.yaml')
  child:cmd 'set virtualedit=onemore'
  child:cmd('edit ' .. vim.fn.fnameescape(path))
  STARTERS[kind](child, t)
  child:wait(
    [[
    local client = vim.lsp.get_client_by_id(vim.g.client)
    return client ~= nil and client.initialized == true and vim.lsp.buf_is_attached(0, client.id)]],
    'the server'
  )
  return path
end

---The result of a request at a byte of a line (both from 0).
local function ask(child, method, row, col, more)
  return child:lua(
    [[
    local method, row, col, more = ...
    vim.api.nvim_win_set_cursor(0, { row + 1, col })
    local client = vim.lsp.get_client_by_id(vim.g.client)
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    local here = { start = params.position, ['end'] = params.position }
    params = vim.tbl_extend('force', params, { range = here, context = { diagnostics = {}, includeDeclaration = true } }, more or {})
    local replies = vim.lsp.buf_request_sync(0, method, params, 5000)
    local reply = replies and replies[client.id]
    if not reply or reply.err then error(vim.inspect(replies)) end
    return { result = reply.result }
  ]],
    method,
    row,
    col,
    more or vim.empty_dict()
  ).result
end

---The texts that ranges of the client stand for.
local function texts(child, list)
  return child:lua(
    [[
    local client = vim.lsp.get_client_by_id(vim.g.client)
    return vim.tbl_map(function(item)
      local range, lines = item.range, vim.api.nvim_buf_get_lines(0, 0, -1, false)
      local function byte(at)
        return vim.lsp.util._get_line_byte_from_position(0, at, client.offset_encoding)
      end
      return vim.api.nvim_buf_get_text(0, range.start.line, byte(range.start), range['end'].line, byte(range['end']), {})[1]
    end, ...)
  ]],
    list
  )
end

local function read(path)
  local file = io.open(path, 'rb')
  local bytes = file and file:read '*a'
  if file then
    file:close()
  end
  return bytes
end

---The byte of a piece in a line of TEXT.
local function byte(row, piece)
  return vim.split(TEXT, '\n')[row + 1]:find(piece, 1, true) - 1
end

local function cases_for(kind)
  local cases = {}
  local function case(name, run)
    cases[#cases + 1] = { name = kind .. ': ' .. name, run = run }
  end

  case('agrees on an encoding', function(child, t)
    open(child, t, kind)
    t.same('utf-8', child:lua [[return vim.lsp.get_client_by_id(vim.g.client).offset_encoding]])
  end)

  case('shows the card in a float', function(child, t)
    open(child, t, kind)
    child:lua('vim.api.nvim_win_set_cursor(0, { 1, ... })', byte(0, 'وبالقاهرة'))
    child:lua 'vim.lsp.buf.hover()'
    child:wait [[
      for _, win in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(win).relative ~= '' then
          local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, true), '\n')
          return text:find('Cairo', 1, true) ~= nil and text:find('Q85', 1, true) ~= nil
        end
      end]]
  end)

  case('finds and highlights the names of an entity', function(child, t)
    open(child, t, kind)
    local at = byte(0, 'القاهرة')
    t.same({ 'القاهرة', 'لقاهره' }, texts(child, ask(child, 'textDocument/references', 0, at)))
    t.same({ 'القاهرة', 'لقاهره' }, texts(child, ask(child, 'textDocument/documentHighlight', 0, at)))
  end)

  case('completes with text edits', function(child, t)
    open(child, t, kind, 'زار والقاه\n')
    local list = ask(child, 'textDocument/completion', 0, #'زار والقاه')
    t.same('والقاهرة', list.items[1].textEdit.newText)
    t.same({ 'والقاه' }, texts(child, { { range = list.items[1].textEdit.range } }))
    local resolved = ask(child, 'completionItem/resolve', 0, 0, list.items[1])
    t.same(true, resolved.documentation.value:find('Q85', 1, true) ~= nil)
  end)

  case('renames in one step that undo takes back', function(child, t)
    open(child, t, kind)
    local before = child:lines()
    child:lua('vim.api.nvim_win_set_cursor(0, { 1, ... })', byte(0, 'القاهرة'))
    child:lua [[vim.lsp.buf.rename('كايرو')]]
    child:wait [[return vim.api.nvim_buf_get_lines(0, 1, 2, true)[1]:find('كايرو', 1, true) ~= nil]]
    t.same({ (before[1]:gsub('القاهرة', 'كايرو')), 'ثم زار لكايرو.' }, child:lines())
    child:cmd 'undo'
    t.same(before, child:lines())
  end)

  case('rejects by a code action, beside the draft, at once', function(child, t)
    local path = open(child, t, kind)
    local at = byte(0, 'القاهرة')
    child:lua(
      [[
      vim.api.nvim_win_set_cursor(0, { 1, ... })
      vim.lsp.buf.code_action { apply = true, filter = function(action) return action.title:find('Reject', 1, true) ~= nil end }
    ]],
      at
    )
    child:wait(function()
      return read(path .. '.khabar.yaml') ~= nil
    end, 'the notes')
    t.same(true, read(path .. '.khabar.yaml'):find('status: rejected', 1, true) ~= nil)
    t.same(nil, ask(child, 'textDocument/references', 0, at))
    t.same(TEXT, read(path))
    t.same(false, child:lua 'return vim.bo.modified')
    -- The plugin of others may look into the notes too: nothing is left of this one.
    os.remove(path .. '.khabar.yaml')
    t.same({ 'القاهرة', 'لقاهره' }, texts(child, ask(child, 'textDocument/references', 0, at)))
  end)

  if kind == 'a function' then -- the options of the plugin do not reach a process
    case('keeps its notes where the plugin keeps them', function(child, t)
      child:lua [[vim.g.khabar = { notes = 'project' }]]
      local path = open(child, t, kind)
      local at = byte(0, 'القاهرة')
      local notes = ('%s/.khabar/notes/%s.khabar.yaml'):format(vim.fs.dirname(path), vim.fs.basename(path))
      child:lua(
        [[
        vim.api.nvim_win_set_cursor(0, { 1, ... })
        vim.lsp.buf.code_action { apply = true, filter = function(action) return action.title:find('Reject', 1, true) ~= nil end }
      ]],
        at
      )
      child:wait(function()
        return read(notes) ~= nil
      end, 'the notes')
      t.same(nil, read(path .. '.khabar.yaml'))
      t.same(nil, ask(child, 'textDocument/references', 0, at))
      vim.fn.delete(vim.fs.dirname(path) .. '/.khabar', 'rf')
    end)

    case('offers no decision where notes are off', function(child, t)
      child:lua [[vim.g.khabar = { notes = 'off' }]]
      local path = open(child, t, kind)
      local titles = vim.tbl_map(function(action)
        return action.title:match '^%S+'
      end, ask(child, 'textDocument/codeAction', 0, byte(0, 'القاهرة')) or {})
      t.same(false, vim.tbl_contains(titles, 'Reject') or vim.tbl_contains(titles, 'Accept'))
      t.same(nil, read(path .. '.khabar.yaml'))
    end)
  end

  case('lists symbols and links', function(child, t)
    open(child, t, kind)
    local symbols = ask(child, 'textDocument/documentSymbol', 0, 0)
    t.same('بان كي مون', symbols[1].children[1].name)
    local links = ask(child, 'textDocument/documentLink', 0, 0)
    t.same('https://www.wikidata.org/wiki/Q1253', links[1].target)
  end)

  case('keeps its text in step while somebody types, undoes and pastes', function(child, t)
    local path = open(child, t, kind, TEXT:rep(5), 'edits.txt')
    -- Vim's own commands, each as a step; the counts make the same ones in every run.
    local steps = {
      'gg0xx',
      'Goوزار القاهرة 😀\27',
      'ggdd',
      'u',
      '3GddP',
      ':%s/مصر/لبنان/g\r',
      'u',
      '\18',
      'ggVjd',
      'p',
      'G$a.\27',
      ':2,3join\r',
      'gg0iأمس \27',
      '2Gyyp',
      ':g/زار/normal Aب\r',
      'u',
      ':sort\r',
      'ggO\27',
      ':%d\r',
      'u',
      'ggguu',
      'J',
      'u',
    }
    for round = 1, 4 do
      for i, keys in ipairs(steps) do
        if (i * round) % 3 ~= 0 then
          child:lua([[vim.api.nvim_feedkeys(..., 'ntx', false)]], keys)
        end
      end
    end
    child:wait([[return vim.fn.mode() == 'n']], 'normal mode')
    child:cmd '%d'
    child:lua [[vim.api.nvim_buf_set_lines(0, 0, -1, true, { 'أمس', 'ثم زار بان كي مون 😀 القاهرة' })]]
    t.same(
      { 'القاهرة' },
      texts(child, ask(child, 'textDocument/references', 1, #'ثم زار بان كي مون 😀 ا'))
    )
    child:cmd 'undo'
    child:cmd 'undo'
    -- Every name that the server sees is where the same text, newly opened, has it.
    local now = texts(child, ask(child, 'textDocument/documentLink', 0, 0) or {})
    child:cmd('write! ' .. vim.fn.fnameescape(path .. '.copy.txt'))
    child:lua 'vim.lsp.buf_detach_client(0, vim.g.client)'
    child:cmd('edit ' .. vim.fn.fnameescape(path .. '.copy.txt'))
    STARTERS[kind](child, t)
    child:wait [[return vim.lsp.buf_is_attached(0, vim.g.client) and vim.lsp.get_client_by_id(vim.g.client).initialized == true]]
    t.same(texts(child, ask(child, 'textDocument/documentLink', 0, 0) or {}), now)
    t.same(true, #now > 0)
  end)

  case('keeps its place in a text with Windows line ends', function(child, t)
    open(child, t, kind, (TEXT:gsub('\n', '\r\n')), 'dos.txt')
    t.same('dos', child:lua 'return vim.bo.fileformat')
    child:cmd '1delete'
    child:lua [[vim.api.nvim_buf_set_lines(0, 0, 0, true, { 'سطر', '😀 القاهرة' })]]
    t.same({ 'القاهرة', 'لقاهره' }, texts(child, ask(child, 'textDocument/references', 1, #'😀 ا')))
  end)

  case('is quiet in a text that is not Arabic', function(child, t)
    open(child, t, kind, 'int main(void) { return 0; }\n', 'main.txt')
    t.same(nil, ask(child, 'textDocument/documentSymbol', 0, 0))
    t.same({}, child:said())
  end)

  case('stops when it is told to', function(child, t)
    open(child, t, kind)
    child:lua [[vim.lsp.stop_client(vim.g.client)]]
    child:wait [[return vim.lsp.get_client_by_id(vim.g.client) == nil]]
    t.same({}, child:said())
  end)

  return cases
end

local cases = cases_for 'a function'
vim.list_extend(cases, cases_for 'stdio')

vim.list_extend(cases, {
  {
    -- Neovim 0.10 takes the bytes of a column for UTF-16 units once they are more than the line has units, so that only the first half
    -- of an Arabic line can be asked about; hence the capabilities of M.config.
    name = 'stdio: speaks what Neovim offers by itself',
    run = function(child, t)
      child:cmd('edit ' .. vim.fn.fnameescape(t.file('plain.txt', TEXT)))
      child:lua([[vim.g.client = vim.lsp.start { name = 'khabar', cmd = { ..., 'lsp' } }]], t.root .. '/build/khabar')
      child:wait [[return vim.lsp.buf_is_attached(0, vim.g.client) and vim.lsp.get_client_by_id(vim.g.client).initialized == true]]
      local encoding = child:lua [[return vim.lsp.get_client_by_id(vim.g.client).offset_encoding]]
      t.same(t.version:match '^0%.10' and 'utf-16' or 'utf-8', encoding)
      t.same({ 'بان كي مون' }, texts(child, ask(child, 'textDocument/references', 0, byte(0, 'بان'))))
    end,
  },
  {
    name = 'stdio: colours by semantic tokens',
    run = function(child, t)
      open(child, t, 'stdio')
      child:cmd 'highlight @lsp.type.enum.text guifg=#123456'
      child:wait [[
        for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, { details = true })) do
          if mark[4].hl_group == '@lsp.typemod.enum.GPE.text' or mark[4].hl_group == '@lsp.mod.GPE.text' then return true end
        end]]
    end,
  },
  {
    name = 'a function: an edit that makes no sense costs a reload, nothing else',
    run = function(child, t)
      open(child, t, 'a function')
      child:lua [[
        local client = vim.lsp.get_client_by_id(vim.g.client)
        client.rpc.notify('textDocument/didChange', {
          textDocument = { uri = vim.uri_from_bufnr(0), version = 99 },
          contentChanges = { { range = { start = { line = 70, character = 0 }, ['end'] = { line = 2, character = 9 } }, text = 'x' } },
        })]]
      t.same(
        { 'القاهرة', 'لقاهره' },
        texts(child, ask(child, 'textDocument/references', 0, byte(0, 'القاهرة')))
      )
      t.same({}, child:said())
    end,
  },
  {
    name = 'vim.lsp.enable starts it by itself',
    run = function(child, t)
      if child:lua 'return vim.lsp.enable == nil' then
        return -- Neovim 0.10
      end
      child:lua [[vim.lsp.enable 'khabar']]
      child:cmd('edit ' .. vim.fn.fnameescape(t.file('enable.txt', TEXT)))
      child:wait [[return #vim.lsp.get_clients { bufnr = 0, name = 'khabar' } == 1]]
      child:lua [[vim.g.client = vim.lsp.get_clients({ name = 'khabar' })[1].id]]
      t.same(
        { 'القاهرة', 'لقاهره' },
        texts(child, ask(child, 'textDocument/references', 0, byte(0, 'القاهرة')))
      )
    end,
  },
})

return cases
