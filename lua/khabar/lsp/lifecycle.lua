---initialize, initialized, shutdown, and settings.
local position = require 'khabar.lsp.position'
local words = require 'khabar.lsp.words'

local M = {}

---@class khabar.lsp.Setting
---@field kind string what type() says, 'strings' for a list of them
---@field check? fun(value: any): boolean
---@field must_be string

---What clients may set, in initializationOptions or in workspace/didChangeConfiguration under "khabar".
---@type table<string, khabar.lsp.Setting>
M.settings = {
  index = { kind = 'string', must_be = 'a path' },
  model = { kind = 'string', must_be = 'a path, or "none"' },
  entities = { kind = 'strings', must_be = 'a list of paths' },
  project = { kind = 'boolean', must_be = 'true or false' },
  date = {
    kind = 'string',
    must_be = 'YYYY-MM-DD or ""',
    check = function(value)
      return value == '' or value:match '^%d%d%d%d%-%d%d%-%d%d$' ~= nil
    end,
  },
  language = {
    kind = 'string',
    must_be = '"ar", "en" or "auto"',
    check = function(value)
      return value == 'ar' or value == 'en' or value == 'auto'
    end,
  },
  convert = { kind = 'string', must_be = 'metric, imperial, or a unit' },
  arabic_share = {
    kind = 'number',
    must_be = 'a number from 0 to 1',
    check = function(value)
      return value >= 0 and value <= 1
    end,
  },
  max_bytes = { kind = 'number', must_be = 'a number of bytes' },
  semantic_tokens = { kind = 'boolean', must_be = 'true or false' },
  lone_cr = { kind = 'boolean', must_be = 'true or false' },
}

---@param setting khabar.lsp.Setting
---@param value any
---@return boolean
local function fits(setting, value)
  if setting.kind == 'strings' then
    if type(value) ~= 'table' then
      return false
    end
    for key, item in pairs(value) do
      if type(key) ~= 'number' or type(item) ~= 'string' or item:find '%z' then
        return false
      end
    end
    return true
  end
  return type(value) == setting.kind
    and not (setting.kind == 'string' and value:find '%z')
    and (not setting.check or setting.check(value))
end

---Takes settings over, in the order of their names; a wrong one is said and left out.
---@param server khabar.lsp.Server
---@param given any
---@return boolean changed
local function take(server, given)
  if type(given) ~= 'table' then
    return false
  end
  local names, changed = {}, false
  for name in pairs(M.settings) do
    names[#names + 1] = name
  end
  table.sort(names)
  for _, name in ipairs(names) do
    local value, setting = given[name], M.settings[name]
    if value ~= nil and not fits(setting, value) then
      server:say(server:text('bad_setting', name, server:text('must_be', setting.must_be)))
    elseif value ~= nil then
      if value == '' then
        value = nil
      elseif name == 'model' and value == 'none' then
        value = false
      end
      server.options[name] = value
      changed = true
    end
  end
  return changed
end

---@param server khabar.lsp.Server
---@return table
local function capabilities(server)
  local actions = require 'khabar.lsp.actions'
  return {
    positionEncoding = server.encoding,
    textDocumentSync = { openClose = true, change = 2, save = { includeText = false } },
    hoverProvider = true,
    completionProvider = { resolveProvider = true },
    documentSymbolProvider = true,
    referencesProvider = true,
    documentHighlightProvider = true,
    renameProvider = server:can('textDocument', 'rename', 'prepareSupport') and { prepareProvider = true } or true,
    documentLinkProvider = { resolveProvider = false },
    codeActionProvider = server:can('textDocument', 'codeAction', 'codeActionLiteralSupport') and {
      codeActionKinds = actions.KINDS,
    } or true,
    executeCommandProvider = { commands = require('khabar.lsp.commands').NAMES },
    semanticTokensProvider = server.options.semantic_tokens ~= false and {
      legend = require('khabar.lsp.tokens').legend(server),
      full = { delta = true },
      range = true,
    } or nil,
  }
end

---@param server khabar.lsp.Server
---@param params table
---@return table
function M.initialize(server, params)
  server.client = type(params.capabilities) == 'table' and params.capabilities or {}
  server.encoding = position.agree(server:can('general', 'positionEncodings'))
  server.language = words.language(server.options.language, params.locale)
  take(server, params.initializationOptions)
  server.language = words.language(server.options.language, params.locale)
  server.locale = params.locale
  server.state = 'initializing'
  return {
    capabilities = capabilities(server),
    serverInfo = { name = 'khabar', version = require('khabar').version },
  }
end

---Asks to hear of files that we read: names of projects, and notes.
---@param server khabar.lsp.Server
function M.initialized(server)
  server.state = 'ready'
  if server:can('workspace', 'didChangeWatchedFiles', 'dynamicRegistration') then
    local watchers = { { globPattern = '**/.khabar/*.yaml' }, { globPattern = '**/*.khabar.yaml' } }
    server:ask('client/registerCapability', {
      registrations = {
        { id = 'khabar-files', method = 'workspace/didChangeWatchedFiles', registerOptions = { watchers = watchers } },
      },
    })
  end
end

---@param server khabar.lsp.Server
function M.shutdown(server)
  server.state = 'shut'
  server:drop_all()
end

---@param server khabar.lsp.Server
---@param params table
function M.configure(server, params)
  local settings = params.settings
  if type(settings) ~= 'table' then
    return
  end
  if take(server, type(settings.khabar) == 'table' and settings.khabar or settings) then
    server.language = words.language(server.options.language, server.locale)
    require('khabar.lsp.sync').reopen(server)
  end
end

return M
