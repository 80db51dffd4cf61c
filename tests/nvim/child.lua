---A Neovim of its own for each case, driven over RPC. It runs the real plugin from the tree, started like a user's.
local Child = {}
Child.__index = Child

local M = {}

---How long a condition may take to come true.
M.PATIENCE = 5000

---Starts one. `files` are edited at start; `before` is Lua run before the plugin is sourced.
---@param options {nvim: string, root: string, env?: table<string, string>, before?: string, args?: string[]}
function M.start(options)
  local command = { 'env', '-u', 'VIMRUNTIME', '-u', 'NVIM', 'LC_ALL=C.UTF-8' }
  for name, value in pairs(options.env or {}) do
    command[#command + 1] = name .. '=' .. value
  end
  vim.list_extend(command, { options.nvim, '--clean', '-n', '--embed', '--headless' })
  vim.list_extend(
    command,
    { '--cmd', 'set runtimepath^=' .. options.root .. ' termbidi termguicolors columns=80 lines=24' }
  )
  if options.before then
    vim.list_extend(command, { '--cmd', 'lua ' .. options.before:gsub('\n', ' ') })
  end
  vim.list_extend(command, options.args or {})
  local self = setmetatable({ stderr = {} }, Child)
  self.job = vim.fn.jobstart(command, {
    rpc = true,
    on_stderr = function(_, lines)
      vim.list_extend(self.stderr, lines)
    end,
  })
  assert(self.job > 0, 'the child did not start')
  -- Everything that was said, so that a test can see what the user would.
  self:lua [[
    _G.said = {}
    vim.notify = function(text, level) table.insert(_G.said, { text = text, level = level }) end
  ]]
  return self
end

function Child:request(method, ...)
  return vim.rpcrequest(self.job, method, ...)
end

---Runs Lua in the child. `...` are its arguments.
function Child:lua(code, ...)
  return self:request('nvim_exec_lua', code, { ... })
end

function Child:cmd(command)
  return self:request('nvim_command', command)
end

---Types keys as a user would, and waits until they have been taken.
function Child:type(keys)
  self:lua '_G.typed = (_G.typed or 0)'
  self:request('nvim_input', keys)
  self:wait(function()
    return not self:request('nvim_get_mode').blocking and self:lua 'return vim.fn.getchar(1) == 0'
  end, 'the keys to be taken: ' .. keys)
end

---Waits until a condition holds.
---@param condition string|fun(): any Lua in the child that returns it, or a function here
---@param what? string
function Child:wait(condition, what)
  local ok = vim.wait(M.PATIENCE, function()
    if type(condition) == 'function' then
      return condition()
    end
    return self:lua(condition)
  end, 5)
  if not ok then
    error('waited in vain for ' .. (what or condition), 2)
  end
end

function Child:lines()
  return self:request('nvim_buf_get_lines', 0, 0, -1, true)
end

function Child:set_lines(lines)
  self:request('nvim_buf_set_lines', 0, 0, -1, true, lines)
end

---Waits until the plugin has looked at the current buffer.
function Child:settle()
  self:wait(
    [[return require('khabar.nvim.attach').reason(0) ~= nil and not require('khabar.nvim.reading').share(0)]],
    'the buffer to be looked at'
  )
end

---Opens a file and waits until it has been looked at.
function Child:edit(path)
  self:cmd('edit ' .. path)
  self:settle()
end

function Child:info()
  self:wait("return not require('khabar.nvim.reading').share(0)", 'the text to be read')
  return self:lua [[
    local facts = require('khabar.nvim.info').collect(vim.api.nvim_get_current_buf())
    facts.problems = #facts.problems > 0 and facts.problems or nil
    return facts
  ]]
end

---The foreground and underline of a cell of the screen, counted from 0.
function Child:cell(row, col)
  local cell = self:request('nvim__inspect_cell', 1, row, col)
  local attributes = cell[2] or {}
  return { text = cell[1], fg = attributes.foreground, underline = attributes.underline or false }
end

function Child:redraw()
  self:cmd 'redraw!'
end

---What was said since the last call.
function Child:said()
  local said = self:lua 'local said = _G.said; _G.said = {}; return said'
  return vim.tbl_map(function(entry)
    return entry.text
  end, said)
end

function Child:stop()
  pcall(vim.rpcnotify, self.job, 'nvim_command', 'qa!')
  if vim.fn.jobwait({ self.job }, 500)[1] == -1 then
    vim.fn.jobstop(self.job)
  end
end

return M
