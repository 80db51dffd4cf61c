---What `:checkhealth khabar` says: each error comes with what mends it.
local M = {}

local health = vim.health

local function check_editor()
  health.start 'khabar: Neovim'
  local version = tostring(vim.version())
  if vim.fn.has 'nvim-0.10.4' == 1 then
    health.ok('Neovim ' .. version)
  else
    health.error('Neovim ' .. version .. ' is too old', 'Use Neovim 0.10.4 or later')
  end
end

---@return khabar.Core?
local function check_module()
  health.start 'khabar: C module'
  local loader = require 'khabar.loader'
  loader.reset()
  local core, problem = loader.load()
  if not core then
    health.error(problem or 'not loaded', { loader.remedy(), 'Then restart Neovim' })
    return nil
  end
  health.ok(('khabar.core %s, built for %s'):format(core.version(), (core.abi())))
  return core
end

---@param core khabar.Core
---@param config khabar.nvim.Config
local function check_knowledge(core, config)
  health.start 'khabar: knowledge'
  local index, problem = config.index, nil
  if index == '' then
    index, problem = require('khabar.engine').find_index()
  end
  if not index then
    return health.error(problem or 'no index', require('khabar.loader').remedy())
  end
  local info
  info, problem = core.index_info(vim.fs.normalize(index))
  if not info then
    return health.error(problem or index, 'Build the index again: run `make`, or `khabar index YAML… -o FILE`')
  end
  health.ok(('%s: format %d, %d entities, %d names'):format(index, info.format, info.entities, info.names))
  local opened = require('khabar.nvim.engines').entry(config)
  if not opened.engine then
    return health.error(
      opened.message or 'the engine does not open',
      'Mend the file that is named, then :Khabar enable'
    )
  end
  if config.convert ~= '' and not require('khabar.nvim.lookup').is_measure(opened.engine, config.convert) then
    health.error(
      ('convert = %q is no unit that figures can be converted to'):format(config.convert),
      'See :help khabar-option-convert; :Khabar convert completes the units'
    )
  end
  local model = require('khabar.nvim.engines').model(config)
  if model then
    health.ok('model: ' .. model)
  else
    health.info 'no model: names are found by lexicon and patterns alone'
  end
  for _, path in ipairs(config.entities) do
    health.ok('entities: ' .. path)
  end
  for _, path in ipairs(opened.files) do
    health.ok('project of the current folder: ' .. path)
  end
  if opened.fault then
    health.error(opened.fault, 'Mend the file that is named; until then the names of the project are left out')
  end
end

---@param problems string[]
local function check_options(problems)
  health.start 'khabar: options'
  for _, problem in ipairs(problems) do
    health.error(problem, 'See :help khabar-options')
  end
  if #problems == 0 then
    health.ok 'vim.g.khabar is in order'
  end
end

---Arabic in the terminal: what to set where letters come out apart or in the wrong order.
local function check_terminal()
  health.start 'khabar: Arabic in this terminal'
  local rtl = require 'khabar.nvim.rtl'
  local terminal = rtl.detect()
  local said = rtl.describe(terminal, 'en')
  if terminal.kind == 'unknown' then
    health.info(said)
  elseif rtl.is_set(terminal, vim.api.nvim_get_current_win()) then
    health.ok(said .. ' (is set)')
  else
    health.warn(said, { terminal.set, 'Or: :Khabar rtl auto' })
  end
  if require('khabar.nvim.preview').program() then
    health.ok(':Khabar preview uses ' .. require('khabar.nvim.preview').program())
  else
    health.info(':Khabar preview needs the program khabar: ' .. require('khabar.loader').remedy())
  end
  if vim.o.encoding ~= 'utf-8' then
    health.error("'encoding' is " .. vim.o.encoding, ':set encoding=utf-8')
  end
end

function M.check()
  local config, problems = require('khabar.nvim.config').get()
  check_editor()
  local core = check_module()
  if core then
    check_knowledge(core, config)
  end
  check_options(problems)
  check_terminal()
end

return M
