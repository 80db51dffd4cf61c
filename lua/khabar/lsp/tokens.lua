---textDocument/semanticTokens: colours for clients that colour by them.
---
---The token types are those of the protocol, so that any theme colours something; the modifiers are khabar's own types, for
---themes that tell a person from a party: a token of القاهرة is `enum` with the modifier `GPE`. Two more: `unlinked`,
---`settled`.
---
---    data    line, start, length, type, modifiers for each token; line and start count from the token before (LSP 3.17)
---
---Names inside names are left to the outer one, unless the client says that it takes tokens that overlap.
local M = {}

---The token type of each type, in the order of the legend.
M.TYPES = { 'class', 'interface', 'type', 'namespace', 'enum', 'event', 'property', 'number', 'string' }
local TYPE_OF = {
  PERS = 'class',
  NORP = 'interface',
  OCC = 'type',
  ORG = 'namespace',
  GPE = 'enum',
  LOC = 'enum',
  FAC = 'enum',
  EVENT = 'event',
  PRODUCT = 'property',
  LAW = 'property',
  LANGUAGE = 'interface',
  WEBSITE = 'string',
}
local FIGURE = 'number'

---Types whose names should lead to an entity.
local LINKABLE =
  { PERS = true, ORG = true, GPE = true, LOC = true, FAC = true, EVENT = true, PRODUCT = true, LAW = true }

local number_of = {}
for i, name in ipairs(M.TYPES) do
  number_of[name] = i - 1
end

---@param server khabar.lsp.Server
---@return table
function M.legend(server)
  local modifiers = {}
  local core = require('khabar').core()
  for i, entry in ipairs(core and server:types() or {}) do
    modifiers[i] = entry.name
  end
  modifiers[#modifiers + 1] = 'unlinked'
  modifiers[#modifiers + 1] = 'settled'
  return { tokenTypes = M.TYPES, tokenModifiers = modifiers }
end

---@param server khabar.lsp.Server
---@return table<string, integer> bit of each modifier
local function bits_of(server)
  if not server.modifier_bits then
    server.modifier_bits = {}
    for i, name in ipairs(M.legend(server).tokenModifiers) do
      server.modifier_bits[name] = 2 ^ (i - 1)
    end
  end
  return server.modifier_bits
end

---A span line by line: few clients take a token that goes on in the next one.
---@param document khabar.lsp.Document
---@param span khabar.lsp.Span
---@param multiline boolean
---@return fun(): integer?, integer?
local function pieces(document, span, multiline)
  local lines, at = document.lines, span.start
  return function()
    while at and at < span.finish do
      local line = lines:line_of(at)
      local start, finish = at, multiline and span.finish or math.min(span.finish, lines:finish(line))
      at = not multiline and lines.starts[line + 2] or nil
      if start < finish then
        return start, finish
      end
    end
  end
end

---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@param spans khabar.lsp.Span[]
---@return integer[]
local function data_of(server, document, spans)
  local overlap = server:can('textDocument', 'semanticTokens', 'overlappingTokenSupport')
  local multiline = server:can('textDocument', 'semanticTokens', 'multilineTokenSupport') and true or false
  local bits, data, n = bits_of(server), {}, 0
  local position = require 'khabar.lsp.position'
  local last_line, last_character = 0, 0
  for _, span in ipairs(spans) do
    if span.depth == 0 or overlap then
      local modifiers = (bits[span.type] or 0)
        + (LINKABLE[span.type] and not span.id and bits.unlinked or 0)
        + (span.note and bits.settled or 0)
      for start, finish in pieces(document, span, multiline) do
        local line, character = document.lines:position(start, server.encoding)
        data[n + 1] = line - last_line
        data[n + 2] = line == last_line and character - last_character or character
        data[n + 3] = position.units(document:piece(start, finish), server.encoding)
        data[n + 4] = number_of[TYPE_OF[span.type] or FIGURE]
        data[n + 5] = math.floor(modifiers)
        n, last_line, last_character = n + 5, line, character
      end
    end
  end
  return data
end

---@param server khabar.lsp.Server
---@param document khabar.lsp.Document
---@return integer[] data
---@return string result_id
local function answer(server, document)
  -- Nobody waits for all of a long text, if the client can be told when the rest is there.
  local partial = document:is_behind() and server:can('workspace', 'semanticTokens', 'refreshSupport') == true
  local data = data_of(server, document, document:view(nil, nil, partial))
  server.token_results = (server.token_results or 0) + 1
  document.tokens = { data = data, id = tostring(server.token_results), partial = partial }
  return data, document.tokens.id
end

---@param server khabar.lsp.Server
---@param params table
---@return table?
function M.full(server, params)
  local document = server:read(params)
  if not document then
    return nil
  end
  local data, id = answer(server, document)
  return { resultId = id, data = server.array(data) }
end

---The tokens of what a client shows.
---@param server khabar.lsp.Server
---@param params table
---@return table?
function M.range(server, params)
  local document = server:read(params)
  if not document then
    return nil
  end
  local start, finish = server:bytes(document, params.range)
  return { data = server.array(data_of(server, document, document:view(start, finish))) }
end

---What is between the common beginning and the common end of two lists.
---@param old integer[]
---@param new integer[]
---@return integer start
---@return integer deleted
---@return integer[] inserted
local function difference(old, new)
  local start, last = 0, 0
  while start < #old and start < #new and old[start + 1] == new[start + 1] do
    start = start + 1
  end
  while last < #old - start and last < #new - start and old[#old - last] == new[#new - last] do
    last = last + 1
  end
  local inserted = {}
  for i = start + 1, #new - last do
    inserted[#inserted + 1] = new[i]
  end
  return start, #old - last - start, inserted
end

---@param server khabar.lsp.Server
---@param params table
---@return table?
function M.delta(server, params)
  local document = server:read(params)
  if not document then
    return nil
  end
  local before = document.tokens
  local data, id = answer(server, document)
  if not before or before.id ~= params.previousResultId then
    return { resultId = id, data = server.array(data) }
  end
  local start, deleted, inserted = difference(before.data, data)
  local edits = {}
  if deleted > 0 or #inserted > 0 then
    edits[1] = { start = start, deleteCount = deleted, data = #inserted > 0 and inserted or nil }
  end
  return { resultId = id, edits = server.array(edits) }
end

return M
