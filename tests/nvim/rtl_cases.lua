-- :Khabar rtl and :Khabar invisible. What terminals do is from their own documentation and from pictures taken of them with Neovim.

-- The environment, the kind that it must be taken for.
local terminals = {
  { { VTE_VERSION = '7006', TERM = 'xterm-256color' }, 'orders' },
  { { VTE_VERSION = '5604', TERM = 'xterm-256color' }, 'plain' },
  { { KONSOLE_VERSION = '221203', TERM = 'xterm-256color' }, 'orders' },
  { { MLTERM = '3.9.0', TERM = 'mlterm' }, 'orders' },
  { { TERM = 'mlterm-256color' }, 'orders' },
  { { TERM_PROGRAM = 'Apple_Terminal', TERM = 'xterm-256color' }, 'orders' },
  { { KITTY_WINDOW_ID = '1', TERM = 'xterm-kitty' }, 'joins' },
  { { TERM = 'xterm-kitty', SSH_TTY = '/dev/pts/1' }, 'joins', 'ssh' },
  { { TERM = 'xterm-ghostty' }, 'joins' },
  { { TERM_PROGRAM = 'WezTerm', TERM = 'xterm-256color' }, 'joins' },
  { { TERM = 'foot' }, 'plain' },
  { { TERM = 'alacritty' }, 'plain' },
  { { XTERM_VERSION = 'XTerm(379)', TERM = 'xterm' }, 'plain' },
  { { TERM = 'st-256color' }, 'plain' },
  { { TERM = 'linux' }, 'plain' },
  { { TERM = 'xterm-256color' }, 'unknown' },
  { { TERM = 'xterm-256color', VTE_VERSION = '' }, 'unknown' },
  { { TERM = 'tmux-256color', TMUX = '/tmp/x' }, 'unknown', 'tmux' },
  { { TERM = 'tmux-256color', TMUX = '/tmp/x', VTE_VERSION = '7006' }, 'orders', 'tmux' },
  { {}, 'unknown' },
}

local cases = {}
for _, row in ipairs(terminals) do
  cases[#cases + 1] = {
    name = 'detects ' .. vim.inspect(row[1]):gsub('%s+', ' '),
    run = function(child, t)
      local found = child:lua(
        "return require('khabar.nvim.rtl').detect(...)",
        vim.tbl_isempty(row[1]) and vim.empty_dict() or row[1]
      )
      t.same({ row[2], row[3] }, { found.kind, found.through })
      t.same(row[2] == 'unknown', found.set == '')
    end,
  }
end

---Makes the child believe in a terminal.
local function believe(child, env)
  child:lua(
    [[
    for _, name in ipairs { 'MLTERM', 'KONSOLE_VERSION', 'VTE_VERSION', 'KITTY_WINDOW_ID', 'GHOSTTY_RESOURCES_DIR', 'WEZTERM_PANE',
      'ALACRITTY_WINDOW_ID', 'XTERM_VERSION', 'TERM_PROGRAM', 'TMUX', 'SSH_TTY', 'SSH_CONNECTION' } do vim.env[name] = nil end
    for name, value in pairs(...) do vim.env[name] = value end
  ]],
    env
  )
end
local function options(child)
  return child:lua 'return { vim.o.termbidi, vim.o.arabicshape, vim.wo.rightleft }'
end

vim.list_extend(cases, {
  {
    name = 'on sets, off puts back',
    run = function(child, t)
      child:cmd 'set notermbidi arabicshape rightleft'
      believe(child, { TERM = 'xterm', VTE_VERSION = '7006' })
      child:cmd 'Khabar rtl on'
      t.same({ true, true, false }, options(child))
      t.same(true, table.concat(child:said()):find(':set termbidi | setlocal norightleft', 1, true) ~= nil)
      child:cmd 'Khabar rtl off'
      t.same({ false, true, true }, options(child))
    end,
  },
  {
    name = 'the line that is shown does what on does',
    run = function(child, t)
      for _, env in ipairs { { TERM = 'xterm', VTE_VERSION = '7006' }, { TERM = 'xterm-kitty' }, { TERM = 'foot' } } do
        child:cmd 'set termbidi& arabicshape& rightleft&'
        believe(child, env)
        child:cmd 'Khabar rtl on'
        local set = options(child)
        child:cmd 'Khabar rtl off'
        child:cmd((child:lua("return require('khabar.nvim.rtl').detect().set"):gsub('^:', '')))
        t.same(set, options(child), env.TERM)
        t.same(true, child:lua "return require('khabar.nvim.rtl').is_set(require('khabar.nvim.rtl').detect(), 0)")
      end
    end,
  },
  {
    name = 'rightleft is the window’s own, and of two windows the last brings the global ones back',
    run = function(child, t)
      child:cmd 'set notermbidi noarabicshape'
      believe(child, { TERM = 'foot' })
      child:cmd 'new'
      child:cmd 'Khabar rtl on'
      t.same({ false, true, true }, options(child))
      child:cmd 'wincmd p'
      t.same({ false, true, false }, options(child))
      child:cmd 'Khabar rtl off'
      t.same({ false, false, false }, options(child))
      child:cmd 'wincmd p'
      t.same({ false, false, false }, options(child))
    end,
  },
  {
    name = 'what was changed since is left alone',
    run = function(child, t)
      child:cmd 'set notermbidi'
      believe(child, { TERM = 'foot' })
      child:cmd 'Khabar rtl on'
      child:cmd 'setlocal norightleft'
      child:cmd 'set noarabicshape'
      child:cmd 'Khabar rtl off'
      t.same({ false, false, false }, options(child))
    end,
  },
  {
    name = 'auto follows tagged buffers',
    run = function(child, t)
      child:cmd 'set notermbidi'
      believe(child, { TERM = 'foot' })
      child:cmd 'Khabar rtl auto'
      t.same(false, options(child)[3])
      child:edit(t.file('a.txt', 'زار بان كي مون القاهرة\n'))
      child:wait 'return vim.wo.rightleft'
      child:cmd 'Khabar rtl off'
      t.same(false, options(child)[3])
    end,
  },
  {
    name = 'an unknown terminal is said, nothing is set',
    run = function(child, t)
      believe(child, { TERM = 'xterm-256color' })
      local before = options(child)
      child:cmd 'Khabar rtl on'
      t.same(before, options(child))
      t.same(true, table.concat(child:said()):find('xterm-256color', 1, true) ~= nil)
      child:cmd 'Khabar rtl maybe'
      t.same(true, table.concat(child:said()):find('maybe', 1, true) ~= nil)
    end,
  },
  {
    name = 'checkhealth has the line to set',
    run = function(child, t)
      child:cmd 'set notermbidi'
      believe(child, { TERM = 'xterm', VTE_VERSION = '7006' })
      child:cmd 'checkhealth khabar'
      local text = table.concat(child:lines(), '\n')
      t.same(true, text:find(':set termbidi | setlocal norightleft', 1, true) ~= nil, text)
    end,
  },
})

-- A line, and the names of what is found in it.
local lines = {
  { 'نعم', {} },
  { 'زر\u{200c}نوقيا', { 'ZWNJ' } },
  { '\u{202e}abc\u{202c}', { 'RLO', 'PDF' } },
  { 'قـاهرة\u{a0}مصر', { 'tatweel', 'NBSP' } },
  { '\u{feff}مصر', { 'BOM' } },
  { 'a\255\u{200f}', { 'RLM' } },
  { 'ascii', {} },
}
for _, row in ipairs(lines) do
  cases[#cases + 1] = {
    name = 'invisible: ' .. (#row[2] > 0 and table.concat(row[2], ' ') or row[1]),
    run = function(child, t)
      local found = child:lua("return require('khabar.nvim.invisible').find(...)", row[1])
      t.same(
        row[2],
        vim.tbl_map(function(one)
          return one.name
        end, found)
      )
    end,
  }
end

cases[#cases + 1] = {
  name = 'invisible: shown in the one window, the text unchanged',
  run = function(child, t)
    child:set_lines { 'قـاهرة\u{a0}' }
    child:cmd 'set nomodified | set norightleft'
    local function row()
      child:redraw()
      return child:lua [[
        local text = {}
        for col = 1, 60 do text[col] = vim.fn.screenstring(1, col) end
        return table.concat(text)]]
    end
    t.same(nil, row():find('NBSP', 1, true))
    child:cmd 'Khabar invisible'
    t.same(true, row():find('tatweel NBSP', 1, true) ~= nil, row())
    t.same({ 'قـاهرة\u{a0}', false }, { child:lines()[1], child:lua 'return vim.bo.modified' })
    child:cmd 'split'
    t.same(nil, row():find('NBSP', 1, true))
    child:cmd 'wincmd p'
    child:cmd 'Khabar invisible'
    child:cmd 'only'
    t.same(nil, row():find('NBSP', 1, true))
  end,
}
return cases
