---What the sources for blink.cmp and nvim-cmp share: khabar.completion as items of the Language Server Protocol.
---
---Ranges are bytes of the line, as blink.cmp takes them from sources that are no server, and as nvim-cmp does where a source says
---utf-8. What was typed stands as the text to filter by, since an alias, a variant or a later word of a name may match that is
---spelled otherwise; so every item passes, and the list is asked for again with each letter.
local api = vim.api
local completion = require 'khabar.completion'

local M = {}

---Whether a source is to answer in a buffer: only where names are tagged.
---@param buf integer
---@return boolean
function M.enabled(buf)
  return require('khabar.nvim.attach').state(buf) ~= nil
end

---@param buf integer
---@return 'ar'|'en'
local function language_of(buf)
  local config = require 'khabar.nvim.config'
  return config.language((config.get(buf)))
end

---@param buf integer
---@param line string
---@param row integer from 0
---@param col integer bytes from 0
---@return table[] items as in the protocol, with what either plugin takes beyond it
function M.items(buf, line, row, col)
  local state = require('khabar.nvim.attach').state(buf)
  local found = state and completion.complete(state.engine, line, col)
  if not state or not found then
    return {}
  end
  local language, types = language_of(buf), assert(require('khabar').core()).types()
  local groups = {}
  for _, entry in ipairs(require('khabar.nvim.highlight').groups) do
    groups[entry.type or ''] = entry.group
  end
  local type_word = require('khabar.card').type_word
  local items = {}
  for i, item in ipairs(found.items) do
    local kind, group = type_word(language, item.type, types), groups[item.type]
    items[i] = {
      label = item.label,
      labelDetails = { description = item.label ~= item.name and item.name or nil },
      kind = vim.lsp.protocol.CompletionItemKind.Reference,
      filterText = found.typed,
      sortText = ('%04d'):format(i),
      documentation = item.documentation ~= '' and { kind = 'plaintext', value = item.documentation } or nil,
      insertTextFormat = vim.lsp.protocol.InsertTextFormat.PlainText,
      textEdit = {
        newText = item.text,
        range = {
          start = { line = row, character = found.start },
          ['end'] = { line = row, character = found.finish },
        },
      },
      data = { khabar = item.id, buf = buf },
      kind_name = kind, -- blink.cmp
      kind_hl = group,
      cmp = { kind_text = kind, kind_hl_group = group }, -- nvim-cmp
    }
  end
  return items
end

---The item with its card, which is made only when somebody looks at it.
---@param item table
---@return table
function M.resolve(item)
  local data = item.data or {}
  local engine = data.khabar and api.nvim_buf_is_loaded(data.buf) and require('khabar.nvim.complete').engine(data.buf)
  local types = engine and assert(require('khabar').core()).types()
  local text = engine and completion.card(engine, data.khabar, language_of(data.buf), types)
  if not text then
    return item
  end
  local resolved = vim.deepcopy(item)
  resolved.documentation = { kind = 'plaintext', value = text }
  return resolved
end

return M
