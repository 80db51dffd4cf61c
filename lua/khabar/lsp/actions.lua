---textDocument/codeAction: what can be settled about a name. The order is always the same: accept, reject, take back, link, unify
---the spelling, add to the project, add to the names of the draft alone, set the type. What would change nothing is not offered.
---
---Actions carry a command (khabar.lsp.commands) that writes beside the draft; only to unify a spelling carries an edit, which the
---client applies.
local mentions = require 'khabar.lsp.mentions'

local M = {}

local FIX, REWRITE = 'quickfix', 'refactor.rewrite'
M.KINDS = { FIX, REWRITE }

---The types that a person may give, in the order of the core's numbers.
---@type khabar.Type[]
M.TYPES = { 'PERS', 'NORP', 'OCC', 'ORG', 'GPE', 'LOC', 'FAC', 'EVENT', 'PRODUCT', 'LAW', 'LANGUAGE', 'WEBSITE' }

---Figures have no entity and no spelling.
---@type table<string, true>
local IS_NAME = {}
for _, type_name in ipairs(M.TYPES) do
  IS_NAME[type_name] = true
end

---How many entities are offered as links.
local MAX_LINKS = 5
---A longer selection is no name.
local MAX_NAME = 200

---@class khabar.lsp.Target what an action is about
---@field document khabar.lsp.Document
---@field start integer
---@field finish integer
---@field text string as it stands in the draft
---@field bare string the name by itself
---@field span? khabar.lsp.Span
---@field mark? khabar.lsp.Mark

---@param server khabar.lsp.Server
---@param target khabar.lsp.Target
---@param kind string
---@param title string
---@param command string
---@param more? table
---@return table
local function action(server, target, kind, title, command, more)
  local arguments = { uri = target.document.uri, start = target.start, finish = target.finish, text = target.text }
  for key, value in pairs(more or {}) do
    arguments[key] = value
  end
  local call = { title = title, command = 'khabar.' .. command, arguments = { arguments } }
  if not server:can('textDocument', 'codeAction', 'codeActionLiteralSupport') then
    return call
  end
  return { title = title, kind = kind, command = call }
end

---@param document khabar.lsp.Document
---@param start integer
---@param finish integer
---@param span? khabar.lsp.Span
---@return khabar.lsp.Target
local function target_of(document, start, finish, span)
  return {
    document = document,
    start = start,
    finish = finish,
    text = document:piece(start, finish),
    bare = span and mentions.bare(document, span) or document:piece(start, finish):gsub('%s+', ' '),
    span = span,
    mark = document:mark(start, finish),
  }
end

---Whether a selection is one of a name: more than the letter under the block cursor of some editors, up to the end of a word (it
---may start behind clitics), on one line.
---@param document khabar.lsp.Document
---@param start integer
---@param finish integer
---@return boolean
local function could_be_name(document, start, finish)
  local text = document:piece(start, finish)
  document:catch_up(start, finish)
  local tokens = document.doc:tokens(start, finish)
  local last = tokens[#tokens]
  return finish - start <= MAX_NAME
    and not text:find '%c'
    and text:find '^[%z\1-\127\194-\244][\128-\191]*.' ~= nil
    and last ~= nil
    and last.finish == finish
    and not document:mark(start, finish)
end

---What is meant by a range: a name that it is exactly; the selection, if it could be a name; the innermost name where it
---starts; the first name in it; what was rejected there.
---@param document khabar.lsp.Document
---@param start integer
---@param finish integer
---@return khabar.lsp.Target?
local function meant(document, start, finish)
  local text = document:piece(start, finish)
  start, finish = start + #text:match '^%s*', finish - (text:find '%S' and #text:match '%s*$' or 0)
  local inside = document:view(start, math.max(finish, start + 1))
  if finish > start then
    for _, span in ipairs(inside) do
      if span.start == start and span.finish == finish then
        return target_of(document, start, finish, span)
      end
    end
    if could_be_name(document, start, finish) then
      return target_of(document, start, finish)
    end
  end
  local span = document:at(start)[1] or (finish > start and inside[1] or nil)
  if span then
    return target_of(document, span.start, span.finish, span)
  end
  for _, mark in ipairs(document.marks) do
    if mark.note.status == 'rejected' and mark.start <= start and finish <= mark.finish then
      return target_of(document, mark.start, mark.finish)
    end
  end
end

---@param server khabar.lsp.Server
---@param target khabar.lsp.Target
---@param list table[]
local function add_decisions(server, target, list)
  local span, mark = target.span, target.mark
  local status = mark and mark.note.status
  if span and not (status == 'accepted' or status == 'corrected' or status == 'added') then
    local title = server:text('accept', target.bare, server:type_label(span.type))
    list[#list + 1] = action(server, target, FIX, title, 'accept', { type = span.type, entity = span.id })
  end
  if span then
    local title = server:text('reject', target.bare, server:type_label(span.type))
    list[#list + 1] = action(server, target, FIX, title, 'reject', { type = span.type })
  end
  if status and status ~= 'open' then
    list[#list + 1] = action(server, target, FIX, server:text('withdraw', target.bare), 'withdraw')
  end
end

---The entities that a name may be of, but the one it is linked to: those of the fuller name that the draft has for it, then those
---that bear it, then those with a name near it; of these, others than of its type only where they bear it.
---@param target khabar.lsp.Target
---@return {id: string, name: string}[]
local function candidates(target)
  local document, span = target.document, target.span
  local engine, list, seen = document.engine, {}, { [span.id or ''] = true }
  local function add(hit)
    if hit.id and not seen[hit.id] and #list < MAX_LINKS then
      seen[hit.id] = true
      list[#list + 1] = hit
    end
  end
  for _, other in ipairs(mentions.names(document, span)) do
    add(other)
  end
  local bearers = engine:lookup(target.bare)
  for _, same in ipairs { true, false } do
    for _, hit in ipairs(bearers) do
      if (hit.type == span.type) == same then
        add(hit)
      end
    end
  end
  for _, hits in ipairs { engine:complete(target.bare, MAX_LINKS), engine:suggest(target.bare, MAX_LINKS) } do
    for _, hit in ipairs(hits) do
      if hit.type == span.type then
        add(hit)
      end
    end
  end
  return list
end

---@param server khabar.lsp.Server
---@param target khabar.lsp.Target
---@param list table[]
local function add_links(server, target, list)
  for _, hit in ipairs(candidates(target)) do
    local title = server:text('link', target.bare, hit.name, hit.id)
    list[#list + 1] = action(server, target, FIX, title, 'link', { type = target.span.type, entity = hit.id })
  end
end

---@param server khabar.lsp.Server
---@param target khabar.lsp.Target
---@param list table[]
local function add_unify(server, target, list)
  if not server:can('textDocument', 'codeAction', 'codeActionLiteralSupport') then
    return -- a client that takes commands alone cannot take an edit with them
  end
  local document, span = target.document, target.span
  local card = span.id and document.engine:card(span.entity or span.id)
  local wanted, seen = {}, {}
  if card and card.name.ar and mentions.is_spelling(card.name.ar, target.bare) then
    wanted[1] = card.name.ar
  end
  local spellings = mentions.spellings(document, span)
  wanted[#wanted + 1] = #spellings > 1 and spellings[1].text or nil
  for _, name in ipairs(wanted) do
    local edits = not seen[name] and mentions.rename(document, span, name) or {}
    seen[name] = true
    if #edits > 0 then
      list[#list + 1] = {
        title = server:text('unify', name),
        kind = REWRITE,
        edit = require('khabar.lsp.names').workspace_edit(server, document, edits),
      }
    end
  end
end

---@param server khabar.lsp.Server
---@param target khabar.lsp.Target
---@param list table[]
local function add_names(server, target, list)
  local span = target.span
  ---@param key 'add'|'alias'
  ---@param shown string
  ---@param more table
  local function offer(key, shown, more)
    if server.options.project ~= false then
      list[#list + 1] = action(server, target, FIX, server:text(key, target.bare, shown), 'add', more)
    end
    if target.document.notes_file then
      local title = server:text(key .. '_draft', target.bare, shown)
      list[#list + 1] = action(server, target, FIX, title, 'addToDraft', more)
    end
  end
  if not span.id then
    offer('add', server:type_label(span.type), { type = span.type, name = target.bare })
  elseif span.note then
    -- A link that a person made: the spelling may be worth keeping.
    for _, hit in ipairs(target.document.engine:lookup(target.bare)) do
      if hit.id == span.id then
        return
      end
    end
    local card = target.document.engine:card(span.id)
    local shown = card and (card.name.ar or card.name.en) or span.id
    offer('alias', shown, { entity = span.id, name = target.bare })
  end
end

---@param server khabar.lsp.Server
---@param target khabar.lsp.Target
---@param list table[]
local function add_types(server, target, list)
  local span = target.span
  for _, type_name in ipairs(M.TYPES) do
    if not span or span.type ~= type_name then
      local title = server:text('set_type', target.bare, server:type_label(type_name))
      list[#list + 1] = action(server, target, REWRITE, title, 'setType', { type = type_name })
    end
  end
end

---Whether a kind was asked for: `refactor` stands for `refactor.rewrite` too.
---@param only any
---@param kind string?
---@return boolean
local function is_wanted(only, kind)
  if type(only) ~= 'table' then
    return true
  end
  for _, asked in ipairs(only) do
    if asked == '' or kind == asked or (kind or FIX):sub(1, #tostring(asked) + 1) == tostring(asked) .. '.' then
      return true
    end
  end
  return false
end

---@param server khabar.lsp.Server
---@param params table
---@return table[]?
function M.actions(server, params)
  local document = server:read(params)
  local target = document and meant(document, server:bytes(document, params.range))
  if not document or not target then
    return nil
  end
  local list = {}
  local has_notes = document.notes_file ~= nil
  if has_notes then
    add_decisions(server, target, list)
  end
  local is_name = target.span and IS_NAME[target.span.type]
  if is_name and has_notes then
    add_links(server, target, list)
  end
  if is_name then
    add_unify(server, target, list)
  end
  if is_name and document.path then
    add_names(server, target, list)
  end
  if has_notes then
    add_types(server, target, list)
  end
  local only, asked = type(params.context) == 'table' and params.context.only, {}
  for _, entry in ipairs(list) do
    if is_wanted(only, entry.kind) then
      asked[#asked + 1] = entry
    end
  end
  return #asked > 0 and asked or nil
end

return M
