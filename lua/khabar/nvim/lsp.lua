---The language server inside Neovim: a client whose `cmd` is a function, so that no process starts and no JSON is written.
---
---    client.request ──> server:push ──> vim.schedule ──> server:step ──> callback
---                                       a timer, while nothing waits: server:idle
---
---Everything goes through one queue in the order in which it came, so that a request sees the text as it was when it was sent.
local M = {}

---Between two slices of a long text.
local IDLE_MS = 5

---The text of a buffer as a client sends it, for a document that has gone out of step.
---@param uri string
---@return string?
local function buffer_text(uri)
  local buf = vim.fn.bufnr(vim.uri_to_fname(uri))
  if buf < 0 or not vim.api.nvim_buf_is_loaded(buf) then
    return nil
  end
  local line_end = ({ unix = '\n', dos = '\r\n', mac = '\r' })[vim.bo[buf].fileformat]
  local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, true), line_end)
  return vim.bo[buf].eol and text .. line_end or text
end

---What a code action has written shows in the colours too.
---@param uri string
---@param what 'notes'|'project'
local function written(uri, what)
  local attach = require 'khabar.nvim.attach'
  if what == 'project' and attach.renew then
    attach.renew()
  end
  vim.api.nvim_exec_autocmds('User', { pattern = 'KhabarWritten', modeline = false, data = { uri = uri, what = what } })
end

---Where the plugin keeps the notes of a draft.
---@param path string
---@return string?
function M.notes_file(path)
  local where = require('khabar.nvim.config').get().notes
  return where ~= 'off' and require('khabar.nvim.notes_file').file_of(path, where) or nil
end

---For `cmd` of vim.lsp.start() and vim.lsp.config().
---@param dispatchers vim.lsp.rpc.Dispatchers
---@return vim.lsp.rpc.PublicClient
function M.cmd(dispatchers)
  local waiting, next_id, closing = {}, 0, false
  local server

  ---@param message table
  local function deliver(message)
    local reply = waiting[message.id]
    if message.method and message.id then
      dispatchers.server_request(message.method, message.params)
    elseif message.method then
      dispatchers.notification(message.method, message.params)
    elseif reply then
      waiting[message.id] = nil
      if reply.sent then
        reply.sent(message.id)
      end
      if not (message.error and message.error.code == require('khabar.lsp.server').ERRORS.cancelled) then
        local result = message.result
        if message.is_null then
          result = nil
        end
        reply.callback(message.error, result)
      end
    end
  end
  server = require('khabar.lsp.server').new {
    send = deliver,
    null = vim.NIL,
    settings = { lone_cr = false },
    source = buffer_text,
    on_change = written,
    notes_file = M.notes_file,
    before_notes = require('khabar.nvim.notes_file').make_folder,
  }

  -- Between two slices Neovim has time for a key.
  local timer = assert(vim.uv.new_timer())
  local function idle()
    if not closing and (server:is_waiting() or server:idle()) then
      timer:start(IDLE_MS, 0, vim.schedule_wrap(idle))
    end
  end
  local function close()
    if not closing then
      closing = true
      timer:close()
      server:drop_all()
      dispatchers.on_exit(0, 0)
    end
  end
  local function step()
    if not closing then
      server:step()
      if server.exit_code then
        close()
      elseif not timer:is_active() then
        idle()
      end
    end
  end

  return {
    request = function(method, params, callback, sent)
      if closing then
        return false
      end
      next_id = next_id + 1
      waiting[next_id] = { callback = callback, sent = sent }
      server:push { id = next_id, method = method, params = params }
      vim.schedule(step)
      return true, next_id
    end,
    notify = function(method, params)
      if closing then
        return false
      end
      server:push { method = method, params = params }
      vim.schedule(step)
      return true
    end,
    is_closing = function()
      return closing
    end,
    terminate = close,
  }
end

---The options of vim.g.khabar that the server takes.
---@return khabar.lsp.Options
function M.settings()
  local options = require('khabar.nvim.config').get()
  local function path(value)
    return value ~= '' and value ~= 'none' and vim.fs.normalize(value) or value
  end
  return {
    index = path(options.index),
    model = path(options.model),
    entities = vim.tbl_map(vim.fs.normalize, options.entities),
    project = options.project,
    date = options.date,
    language = require('khabar.nvim.config').language(options),
    arabic_share = options.arabic_share,
    max_bytes = options.max_bytes,
    semantic_tokens = false, -- the plugin colours by itself
  }
end

---What vim.lsp.config('khabar', …) and vim.lsp.start() take.
---@return vim.lsp.ClientConfig
function M.config()
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  -- Neovim 0.10 can speak utf-8, but offers only utf-16.
  capabilities.general.positionEncodings = { 'utf-8', 'utf-16', 'utf-32' }
  return {
    name = 'khabar',
    cmd = M.cmd,
    filetypes = vim.tbl_filter(function(filetype)
      return filetype ~= ''
    end, require('khabar.nvim.config').get().filetypes),
    capabilities = capabilities,
    init_options = M.settings(),
  }
end

---Starts the server for a buffer, or attaches the one that runs.
---@param buf? integer
---@return integer? client_id
function M.start(buf)
  return vim.lsp.start(M.config(), { bufnr = buf or vim.api.nvim_get_current_buf() })
end

return M
