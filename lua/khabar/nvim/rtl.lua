---`:Khabar rtl`: what makes Arabic legible in this terminal, said in one line, set on request and taken back.
---
---Terminals are of three kinds, and each wants other options:
---
---   orders   puts letters in order and joins them     'termbidi', and neither 'rightleft' nor shaping by Neovim
---   joins    joins letters, leaves them in file order 'noarabicshape'; mixed lines cannot be read well
---   plain    neither                                  'rightleft' and 'arabicshape': Latin words and numbers are mirrored
---
---'rightleft' is the window's own. 'termbidi' and 'arabicshape' are global, which is said. Colours need no care: names are
---coloured to the edges of their words, never inside one, and khabar's groups are neither bold nor italic.
local api = vim.api
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---@alias khabar.nvim.TerminalKind 'orders'|'joins'|'plain'|'unknown'

---@class khabar.nvim.Terminal
---@field name string as people call it
---@field kind khabar.nvim.TerminalKind
---@field through? string 'tmux', 'ssh', 'tmux, ssh': what stands between, and may hide the terminal
---@field set string the exact line that makes Arabic legible, '' where there is none

---What tells a terminal, the surest first: a variable that it sets itself, then TERM_PROGRAM, then TERM.
---@type {name: string, kind: khabar.nvim.TerminalKind, has?: string, program?: string, term?: string, least?: integer}[]
local signs = {
  { name = 'mlterm', kind = 'orders', has = 'MLTERM' },
  { name = 'Konsole', kind = 'orders', has = 'KONSOLE_VERSION' },
  { name = 'VTE (GNOME Terminal, xfce4-terminal …)', kind = 'orders', has = 'VTE_VERSION', least = 5800 },
  { name = 'VTE before 0.58', kind = 'plain', has = 'VTE_VERSION' },
  { name = 'kitty', kind = 'joins', has = 'KITTY_WINDOW_ID' },
  { name = 'Ghostty', kind = 'joins', has = 'GHOSTTY_RESOURCES_DIR' },
  { name = 'WezTerm', kind = 'joins', has = 'WEZTERM_PANE' },
  { name = 'Alacritty', kind = 'plain', has = 'ALACRITTY_WINDOW_ID' },
  { name = 'xterm', kind = 'plain', has = 'XTERM_VERSION' },
  { name = 'Terminal.app', kind = 'orders', program = 'Apple_Terminal' },
  { name = 'mintty', kind = 'orders', program = 'mintty' },
  { name = 'WezTerm', kind = 'joins', program = 'WezTerm' },
  { name = 'Ghostty', kind = 'joins', program = 'ghostty' },
  { name = 'mlterm', kind = 'orders', term = '^mlterm' },
  { name = 'kitty', kind = 'joins', term = 'kitty' },
  { name = 'Ghostty', kind = 'joins', term = 'ghostty' },
  { name = 'WezTerm', kind = 'joins', term = '^wezterm' },
  { name = 'Alacritty', kind = 'plain', term = '^alacritty' },
  { name = 'foot', kind = 'plain', term = '^foot' },
  { name = 'st', kind = 'plain', term = '^st%-' },
  { name = 'rxvt', kind = 'plain', term = '^rxvt' },
  { name = 'the Linux console', kind = 'plain', term = '^linux' },
}

---@type table<khabar.nvim.TerminalKind, string>
local lines = {
  orders = ':set termbidi | setlocal norightleft',
  joins = ':set notermbidi noarabicshape | setlocal norightleft',
  plain = ':set notermbidi arabicshape | setlocal rightleft',
  unknown = '',
}

---@param sign table
---@param env table<string, string>
---@return boolean
local function fits(sign, env)
  if sign.has then
    local value = env[sign.has]
    return value ~= nil and value ~= '' and (not sign.least or (tonumber(value) or 0) >= sign.least)
  elseif sign.program then
    return env.TERM_PROGRAM == sign.program
  end
  return (env.TERM or ''):find(sign.term) ~= nil
end

---@param env? table<string, string> default: that of Neovim
---@param gui? string the name of a graphical interface
---@return khabar.nvim.Terminal
function M.detect(env, gui)
  env = env or vim.env
  gui = gui or (vim.g.neovide and 'Neovide') or (vim.g.GuiLoaded and 'nvim-qt') or nil
  local through = {}
  if env.TMUX and env.TMUX ~= '' then
    through[#through + 1] = 'tmux'
  end
  if env.SSH_TTY or env.SSH_CONNECTION then
    through[#through + 1] = 'ssh'
  end
  local found = { name = env.TERM ~= '' and env.TERM or '?', kind = 'unknown' }
  if gui then
    found = { name = gui, kind = gui == 'nvim-qt' and 'unknown' or 'joins' }
  else
    for _, sign in ipairs(signs) do
      if fits(sign, env) then
        found = { name = sign.name, kind = sign.kind }
        break
      end
    end
  end
  found.through = #through > 0 and table.concat(through, ', ') or nil
  found.set = lines[found.kind]
  return found
end

---One plain line about it.
---@param terminal khabar.nvim.Terminal
---@param language 'ar'|'en'
---@return string
function M.describe(terminal, language)
  local text = message.text('rtl_' .. terminal.kind, language, terminal.name)
  if terminal.through then
    text = text .. ' ' .. message.text('rtl_through', language, terminal.through)
  end
  return text .. (terminal.set ~= '' and ' ' .. terminal.set or '')
end

---Do the options of a window already say what the terminal wants?
---@param terminal khabar.nvim.Terminal
---@param win integer
---@return boolean
function M.is_set(terminal, win)
  local want = M.wanted[terminal.kind]
  for name, value in pairs(want and want.global or {}) do
    if vim.o[name] ~= value then
      return false
    end
  end
  return not want or vim.wo[win].rightleft == want.rightleft
end

---@type table<khabar.nvim.TerminalKind, {global: table<string, boolean>, rightleft: boolean}>
M.wanted = {
  orders = { global = { termbidi = true }, rightleft = false },
  joins = { global = { termbidi = false, arabicshape = false }, rightleft = false },
  plain = { global = { termbidi = false, arabicshape = true }, rightleft = true },
}

---What stood there before, to be put back: by window, and for the options that are global.
---@type table<integer, {was: boolean, now: boolean}>
local windows = {}
---@type table<string, {was: boolean, now: boolean}>
local globals = {}
---@type integer?
local group

---@param win integer
---@param kind khabar.nvim.TerminalKind
---@return boolean done
local function set(win, kind)
  local want = M.wanted[kind]
  if not want then
    return false
  end
  for name, value in pairs(want.global) do
    if vim.o[name] ~= value then
      globals[name] = globals[name] or { was = vim.o[name] }
      globals[name].now = value
      vim.o[name] = value
    end
  end
  if vim.wo[win].rightleft ~= want.rightleft then
    windows[win] = windows[win] or { was = vim.wo[win].rightleft }
    windows[win].now = want.rightleft
    api.nvim_set_option_value('rightleft', want.rightleft, { win = win, scope = 'local' })
  else
    windows[win] = windows[win] or { was = want.rightleft, now = want.rightleft }
  end
  return true
end

---Puts back what this module has set and nobody has changed since.
---@param win integer
local function put_back(win)
  local before = windows[win]
  windows[win] = nil
  if before and api.nvim_win_is_valid(win) and vim.wo[win].rightleft == before.now then
    api.nvim_set_option_value('rightleft', before.was, { win = win, scope = 'local' })
  end
  for other in pairs(windows) do
    if not api.nvim_win_is_valid(other) then
      windows[other] = nil
    end
  end
  if next(windows) == nil then
    for name, value in pairs(globals) do
      if vim.o[name] == value.now then
        vim.o[name] = value.was
      end
    end
    globals = {}
  end
end

---Sets every window that shows a tagged buffer, now and from now on.
---@param kind khabar.nvim.TerminalKind
local function follow(kind)
  local attach = require 'khabar.nvim.attach'
  local function look()
    for _, win in ipairs(api.nvim_list_wins()) do
      if not windows[win] and attach.state(api.nvim_win_get_buf(win)) then
        set(win, kind)
      end
    end
  end
  group = api.nvim_create_augroup('khabar.rtl', {})
  api.nvim_create_autocmd(
    'BufWinEnter',
    { group = group, desc = 'khabar: make Arabic legible', callback = vim.schedule_wrap(look) }
  )
  api.nvim_create_autocmd(
    'User',
    { group = group, pattern = 'KhabarUpdate', desc = 'khabar: make Arabic legible', callback = look }
  )
  look()
end

local function unfollow()
  if group then
    api.nvim_del_augroup_by_id(group)
    group = nil
  end
end

---:Khabar rtl [on|off|auto]
---@param what string
function M.run(what)
  local language, win, terminal = config.language(), api.nvim_get_current_win(), M.detect()
  local said = M.describe(terminal, language)
  if what == '' then
    if M.is_set(terminal, win) and terminal.kind ~= 'unknown' then
      said = said .. ' ' .. message.text('rtl_is_set', language)
    end
    return message.notify(said)
  elseif what == 'off' then
    unfollow()
    for _, other in ipairs(vim.tbl_keys(windows)) do
      put_back(other)
    end
    return message.notify(message.text('rtl_off', language))
  elseif what ~= 'on' and what ~= 'auto' then
    return message.notify(message.text('rtl_what', language, what), vim.log.levels.ERROR)
  elseif terminal.kind == 'unknown' then
    return message.notify(said, vim.log.levels.WARN)
  end
  if what == 'on' then
    set(win, terminal.kind)
  else
    follow(terminal.kind)
  end
  message.notify(said .. ' ' .. message.text('rtl_on', language))
end

return M
