---Settling: accept, reject, set, link, unlink, note, check, clear, for the name under the cursor, a selection, or with a bang
---all places where the draft has these words.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'
local notes = require 'khabar.nvim.notes'

local M = {}

---Bytes to each side in which a name around the cursor is looked for.
local REACH = 512
---The id that says: linked to none. No entity bears it, and a decision without an id would keep the one that was found.
M.NONE = 'khabar:none'
local CHECKS = { 'verified', 'doubtful', 'wrong' }

---What is settled: a range, the name that is tagged there, the note that stands there.
---@class khabar.nvim.Target
---@field start integer
---@field finish integer
---@field span? khabar.Span
---@field entry? khabar.nvim.NoteEntry

---One call, for taking it back: what each note was before.
---@class khabar.nvim.Decision
---@field changes {id: integer, before?: khabar.Note, start: integer, finish: integer}[]

---@param key string
---@param level integer?
---@param ... any
local function say(key, level, ...)
  message.notify(message.text(key, config.language(config.get(api.nvim_get_current_buf())), ...), level)
end

-- Targets ----------------------------------------------------------------------

---@param store khabar.nvim.Store
---@return table<string, khabar.nvim.NoteEntry> by range
local function notes_by_range(store)
  local map = {}
  for _, entry in ipairs(store:entries()) do
    if entry.start then
      local key = entry.start .. ' ' .. entry.finish
      map[key] = map[key] or entry
    end
  end
  return map
end

---@param doc khabar.Document
---@param first integer
---@param last integer
---@return khabar.Span[]
local function spans_within(doc, first, last)
  local list = {}
  for span in doc:spans(first, last) do
    if span.start >= first and span.finish <= last then
      list[#list + 1] = span
    end
  end
  return list
end

---@param store khabar.nvim.Store
---@param doc khabar.Document
---@param start integer
---@param finish integer
---@return khabar.nvim.Target
function M.target(store, doc, start, finish)
  local target = { start = start, finish = finish }
  for _, span in ipairs(spans_within(doc, start, finish)) do
    if span.start == start and span.finish == finish then
      target.span = span
    end
  end
  target.entry = notes_by_range(store)[start .. ' ' .. finish]
  return target
end

---The innermost name or note that holds a byte, else the name whose word does.
---@param store khabar.nvim.Store
---@param doc khabar.Document
---@param at integer
---@param with_word? boolean take the word where there is no name
---@return khabar.nvim.Target?
local function at_cursor(store, doc, at, with_word)
  local best, best_length = nil, math.huge
  local function consider(start, finish, first, last, penalty)
    if first <= at and at < last and finish - start + penalty < best_length then
      best, best_length = { start, finish }, finish - start + penalty
    end
  end
  for span in doc:spans(math.max(0, at - REACH), at + REACH) do
    consider(span.start, span.finish, span.start, span.finish, 0)
    consider(span.start, span.finish, span.word_start, span.word_finish, 2 ^ 32)
  end
  for _, entry in ipairs(store:entries()) do
    if entry.start then
      consider(entry.start, entry.finish, entry.start, entry.finish, 0)
    end
  end
  if not best and with_word then
    local token = doc:tokens(at, at + 1)[1]
    best = token and token.start <= at and at < token.finish and { token.start, token.finish } or nil
  end
  return best and M.target(store, doc, best[1], best[2])
end

---The bytes of the last selection, when it is of letters and lies in these lines; else those of the lines.
---@param buf integer
---@param range integer[] lines counted from 1, both included
---@return integer first
---@return integer last
---@return boolean exact
local function selected(buf, range)
  local from, to = vim.fn.getpos "'<", vim.fn.getpos "'>"
  local line_count = api.nvim_buf_line_count(buf)
  if vim.fn.visualmode() == 'v' and from[2] == range[1] and to[2] == range[2] then
    local last_line = api.nvim_buf_get_lines(buf, to[2] - 1, to[2], false)[1] or ''
    local column = math.min(to[3] - 1, #last_line)
    local width = column < #last_line and #vim.fn.strcharpart(last_line:sub(column + 1), 0, 1, true) or 0
    local first = api.nvim_buf_get_offset(buf, from[2] - 1) + from[3] - 1
    return first, api.nvim_buf_get_offset(buf, to[2] - 1) + column + width, true
  end
  local last = math.min(range[2], line_count)
  return api.nvim_buf_get_offset(buf, range[1] - 1), api.nvim_buf_get_offset(buf, last), false
end

---@param text khabar.Document
---@param first integer
---@param last integer
---@return integer
---@return integer
local function trim(text, first, last)
  local piece = text:sub(first + 1, last)
  local lead = #piece:match '^%s*'
  return first + lead, math.max(first + lead, first + #piece:gsub('%s+$', ''))
end

---Every place that has the words of a target: other names spelled so, and words that are no name so far.
---@param store khabar.nvim.Store
---@param doc khabar.Document
---@param text khabar.Document
---@param target khabar.nvim.Target
---@return khabar.nvim.Target[]
local function everywhere(store, doc, text, target)
  local core = assert(require('khabar').core())
  local words = text:sub(target.start + 1, target.finish)
  local folded, ranges = core.fold(words), {}
  for span in doc:spans() do
    if core.fold(text:sub(span.start + 1, span.finish)) == folded then
      ranges[span.start .. ' ' .. span.finish] = { span.start, span.finish }
    end
  end
  local at, whole = 1, text:text()
  while true do
    local first, last = whole:find(words, at, true)
    if not first or not last then
      break
    end
    local tokens = doc:tokens(first - 1, last)
    if #tokens > 0 and tokens[1].start == first - 1 and tokens[#tokens].finish == last then
      ranges[first - 1 .. ' ' .. last] = { first - 1, last }
    end
    at = last + 1
  end
  ranges[target.start .. ' ' .. target.finish] = { target.start, target.finish }
  local list = {}
  for _, range in pairs(ranges) do
    list[#list + 1] = M.target(store, doc, range[1], range[2])
  end
  table.sort(list, function(a, b)
    return a.start < b.start or (a.start == b.start and a.finish < b.finish)
  end)
  return list
end

---@param store khabar.nvim.Store
---@param doc khabar.Document
---@param text khabar.Document
---@param call khabar.nvim.Settling
---@param names boolean only what is a name, or was settled
---@return khabar.nvim.Target[]
local function targets(store, doc, text, call, names)
  local list = {}
  if call.target then
    list = { call.target }
  elseif call.range then
    local first, last, exact = selected(store.buf, call.range)
    first, last = trim(text, first, math.min(last, #text))
    local whole = M.target(store, doc, first, last)
    if whole.span or whole.entry or (exact and not names and last > first) then
      list = { whole }
    else
      for _, span in ipairs(spans_within(doc, first, last)) do
        if span.depth == 0 and not span.value then
          list[#list + 1] = M.target(store, doc, span.start, span.finish)
        end
      end
    end
  else
    list = { at_cursor(store, doc, require('khabar.nvim.entities').cursor_byte(0), not names) }
  end
  if call.bang and #list > 0 then
    local all, seen = {}, {}
    for _, target in ipairs(list) do
      for _, place in ipairs(everywhere(store, doc, text, target)) do
        local key = place.start .. ' ' .. place.finish
        if not seen[key] and (not names or place.span or place.entry) then
          seen[key] = true
          all[#all + 1] = place
        end
      end
    end
    list = all
  end
  return list
end

-- Deciding ----------------------------------------------------------------------

---What a call makes of a note; `false` takes it out, nil leaves it as it is.
---@alias khabar.nvim.Edit fun(note: khabar.Note, target: khabar.nvim.Target): khabar.Note|false|nil

---Two editors settled it differently, and now it is settled: the other note goes, its remark is kept.
---@param store khabar.nvim.Store
---@param target khabar.nvim.Target
---@param note khabar.Note
local function end_conflict(store, target, note)
  local entries = store:entries()
  for i = #entries, 1, -1 do
    local other = entries[i]
    local same = other.start == target.start and other.finish == target.finish
    if same and other.note.conflict and other.id ~= target.entry.id then
      if other.note.text and other.note.text ~= note.text then
        note.text = note.text and (note.text .. ' / ' .. other.note.text) or other.note.text
      end
      store:remove(other.number)
    end
  end
  note.conflict = false
end

---@param store khabar.nvim.Store
---@param id integer|false
---@return integer? number
local function number_of(store, id)
  for number, mark in ipairs(store.marks) do
    if id and mark == id then
      return number
    end
  end
end

---@param store khabar.nvim.Store
---@param target khabar.nvim.Target
---@param edit khabar.nvim.Edit
---@param text khabar.Document
---@param decision khabar.nvim.Decision
---@return string? problem
local function decide_one(store, target, edit, text, decision)
  local entry = target.entry
  local before = entry and vim.deepcopy(entry.note) or nil
  local note = edit(before and vim.deepcopy(before) or { status = 'open' }, target)
  if note == nil then
    return nil
  end
  local id = entry and entry.id
  if note == false then
    local number = number_of(store, id)
    if number then
      store:remove(number)
    end
  else
    if note.conflict then
      end_conflict(store, target, note)
    end
    note.start, note.finish = target.start, target.finish
    local number, problem = store:set(number_of(store, id), note, text)
    if not number then
      return problem or ''
    end
    id = store.marks[number]
  end
  if id then
    table.insert(decision.changes, { id = id, before = before, start = target.start, finish = target.finish })
  end
end

---@param store khabar.nvim.Store
---@param list khabar.nvim.Target[]
---@param edit khabar.nvim.Edit
---@return integer changed
function M.apply(store, list, edit)
  local state, text = store:follow()
  if not state or not text then
    return 0
  end
  local decision, problem = { changes = {} }, nil
  for _, target in ipairs(list) do
    problem = decide_one(store, target, edit, text, decision) or problem
  end
  if problem then
    message.notify(problem, vim.log.levels.ERROR)
  end
  if #decision.changes > 0 then
    table.insert(store.history, decision)
    store:save()
    store:show(state)
  end
  return #decision.changes
end

---Takes the last decision back.
---@param store khabar.nvim.Store
---@return {start: integer, finish: integer}? where
function M.undo(store)
  local decision = table.remove(store.history)
  local state, text = store:follow(true)
  if not decision or not state or not text then
    return nil
  end
  local where
  for i = #decision.changes, 1, -1 do
    local change = decision.changes[i]
    local number, before = number_of(store, change.id), change.before
    local start, finish = change.start, change.finish
    if number then
      local now, now_finish = store:place(change.id)
      start, finish = now or start, now_finish or finish
    end
    if not before and number then
      store:remove(number)
    elseif before and (number or text:sub(start + 1, finish) == before.exact) then
      before.start, before.finish = start, finish
      local at, problem = store:set(number, before, text)
      if not at then
        message.notify(problem or '', vim.log.levels.ERROR)
      end
    end
    where = { start = start, finish = finish }
  end
  store:save()
  store:show(state)
  return where
end

-- The subcommands ----------------------------------------------------------------------

---@class khabar.nvim.Settling
---@field bang boolean
---@field text string
---@field range? integer[]
---@field target? khabar.nvim.Target given by the review
---@field done? fun(changed: integer) called when it has been settled; with 0 when it was not

---@param call khabar.nvim.Settling
---@param changed integer
local function finish(call, changed)
  if call.done then
    call.done(changed)
  end
end

---@param call khabar.nvim.Settling
---@param names boolean
---@param go fun(store: khabar.nvim.Store, list: khabar.nvim.Target[], state: khabar.nvim.State, text: khabar.Document)
local function with_targets(call, names, go)
  local store, problem = notes.open(0)
  local state, text
  if store then
    if call.bang or call.range then
      attach.read(store.buf) -- names beyond what is shown count
    end
    state, text = store:follow(true)
    problem = attach.reason_text(store.buf)
  end
  if not store or not state or not text then
    message.notify(problem or '', vim.log.levels.ERROR)
    return finish(call, 0)
  end
  if call.target then
    call.target = M.target(store, state.mirror.doc, call.target.start, call.target.finish)
  end
  local list = targets(store, state.mirror.doc, text, call, names)
  if #list == 0 then
    say('nothing_here', vim.log.levels.WARN)
    return finish(call, 0)
  end
  go(store, list, state, text)
end

---Applies an edit, now or after an answer: then only where the text is what it was.
---@param store khabar.nvim.Store
---@param list khabar.nvim.Target[]
---@param call khabar.nvim.Settling
---@param edit khabar.nvim.Edit
---@param tick? integer
local function settle(store, list, call, edit, tick)
  if notes.get(store.buf) ~= store or (tick and tick ~= api.nvim_buf_get_changedtick(store.buf)) then
    say('text_changed', vim.log.levels.WARN)
    return finish(call, 0)
  end
  local changed = M.apply(store, list, edit)
  if changed > 1 then
    say('settled', nil, changed)
  end
  finish(call, changed)
end

---The type and entity that a target has now.
---@param note khabar.Note
---@param target khabar.nvim.Target
---@return khabar.Type?
---@return string?
local function now(note, target)
  if target.span and note.entity == M.NONE then
    return target.span.type, M.NONE
  elseif target.span then
    return target.span.type, target.span.id
  end
  return note.type, note.entity
end

---@param call khabar.nvim.Settling
function M.accept(call)
  with_targets(call, true, function(store, list)
    settle(store, list, call, function(note, target)
      local kind, entity = now(note, target)
      if not kind then
        return nil
      elseif note.status == 'open' or note.status == 'rejected' then
        note.status = 'accepted'
      end
      note.type, note.entity = kind, entity
      return note
    end)
  end)
end

---@param call khabar.nvim.Settling
function M.reject(call)
  with_targets(call, true, function(store, list)
    settle(store, list, call, function(note, target)
      if note.status == 'added' then
        note.status, note.type, note.entity = 'open', nil, nil
        return (note.text or note.check) and note or false
      end
      local kind = now(note, target)
      note.status, note.type, note.entity = 'rejected', kind or note.type, nil
      return note
    end)
  end)
end

---@return string[]
function M.type_names()
  local core = require('khabar').core()
  return core and vim.tbl_map(function(entry)
    return entry.name
  end, core.types()) or {}
end

---@param name string
---@param label string
---@return string
local function type_label(name, label)
  return ('%-9s %s'):format(name, label)
end

---@param kind khabar.Type
---@param engine khabar.Engine
---@return khabar.nvim.Edit
local function set_type(kind, engine)
  return function(note, target)
    local was, entity = now(note, target)
    local card = entity and engine:card(entity)
    note.entity = entity == M.NONE and entity or (card and card.type == kind and entity) or nil
    if not target.span and note.status ~= 'corrected' and note.status ~= 'rejected' then
      note.status = 'added'
    elseif note.status ~= 'added' then
      note.status = was == kind and note.status ~= 'corrected' and 'accepted' or 'corrected'
    end
    note.type = kind
    return note
  end
end

---@param call khabar.nvim.Settling
function M.set(call)
  local kind = call.text:upper()
  if kind ~= '' and not vim.tbl_contains(M.type_names(), kind) then
    say('no_type', vim.log.levels.ERROR, call.text, table.concat(M.type_names(), ' '))
    return finish(call, 0)
  end
  with_targets(call, false, function(store, list, state)
    if kind ~= '' then
      return settle(store, list, call, set_type(kind, state.engine))
    end
    local tick = api.nvim_buf_get_changedtick(store.buf)
    local arabic = {}
    for _, entry in ipairs(assert(require('khabar').core()).types()) do
      arabic[entry.name] = entry.arabic or ''
    end
    vim.ui.select(M.type_names(), {
      prompt = message.text('choose_type', config.language(state.config)),
      format_item = function(name)
        return type_label(name, arabic[name])
      end,
    }, function(choice)
      if not choice then
        return finish(call, 0)
      end
      settle(store, list, call, set_type(choice, state.engine), tick)
    end)
  end)
end

---@param id string
---@param engine khabar.Engine
---@return khabar.nvim.Edit
local function set_entity(id, engine)
  return function(note, target)
    local kind, was = now(note, target)
    local card = engine:card(id)
    kind = kind or (card and card.type)
    if not target.span and note.status ~= 'corrected' and note.status ~= 'rejected' then
      note.status = 'added'
    elseif note.status ~= 'added' then
      note.status = was == id and note.status ~= 'corrected' and 'accepted' or 'corrected'
    end
    note.type, note.entity = kind, id
    return kind and note or nil
  end
end

---The entities that some words may mean: those of that name, then those of a name like it.
---@param engine khabar.Engine
---@param words string
---@return khabar.Hit[]
function M.candidates(engine, words)
  local list, seen = {}, {}
  local function add(hits)
    for _, hit in ipairs(hits) do
      if not seen[hit.id] then
        seen[hit.id] = true
        list[#list + 1] = hit
      end
    end
  end
  words = words:gsub('%s+', ' ')
  add(engine:lookup(words))
  add(engine:suggest(words, 8))
  return list
end

---@param call khabar.nvim.Settling
function M.link(call)
  with_targets(call, false, function(store, list, state, text)
    local engine = state.engine
    if call.text ~= '' then
      if not engine:card(call.text) then
        say('unknown_id', vim.log.levels.ERROR, call.text)
        return finish(call, 0)
      end
      return settle(store, list, call, set_entity(call.text, engine))
    end
    local words = text:sub(list[1].start + 1, list[1].finish)
    local found = M.candidates(engine, words)
    if #found == 0 then
      say('unknown_name', vim.log.levels.WARN, words)
      return finish(call, 0)
    end
    local tick = api.nvim_buf_get_changedtick(store.buf)
    vim.ui.select(found, {
      prompt = message.text('choose_entity', config.language(state.config)),
      format_item = function(hit)
        local parts = { hit.name }
        for _, key in ipairs { 'english', 'description', 'type', 'id' } do
          parts[#parts + 1] = hit[key]
        end
        return table.concat(parts, ' | ')
      end,
    }, function(choice)
      if not choice then
        return finish(call, 0)
      end
      settle(store, list, call, set_entity(choice.id, engine), tick)
    end)
  end)
end

---@param call khabar.nvim.Settling
function M.unlink(call)
  with_targets(call, true, function(store, list)
    settle(store, list, call, function(note, target)
      local kind, entity = now(note, target)
      if not entity or entity == M.NONE then
        return nil
      end
      note.status = note.status == 'added' and 'added' or 'corrected'
      note.type, note.entity = kind, M.NONE
      return note
    end)
  end)
end

---@param remark string
---@return khabar.nvim.Edit
local function set_remark(remark)
  return function(note, target)
    note.text = remark ~= '' and remark or nil
    if note.status == 'open' and not note.text and not note.check then
      return target.entry and false -- nothing is left of it
    end
    return note
  end
end

---@param call khabar.nvim.Settling
function M.note(call)
  with_targets(call, false, function(store, list, state)
    if call.text ~= '' then
      return settle(store, list, call, set_remark(call.text))
    end
    local tick = api.nvim_buf_get_changedtick(store.buf)
    vim.ui.input({
      prompt = message.text('write_note', config.language(state.config)),
      default = list[1].entry and list[1].entry.note.text or '',
    }, function(remark)
      if not remark then
        return finish(call, 0)
      end
      settle(store, list, call, set_remark(remark), tick)
    end)
  end)
end

---@param call khabar.nvim.Settling
function M.check(call)
  local check, source = call.text:match '^(%S*)%s*(.-)$'
  if not vim.tbl_contains(CHECKS, check) then
    say('no_check', vim.log.levels.ERROR, check, table.concat(CHECKS, ' '))
    return finish(call, 0)
  end
  with_targets(call, false, function(store, list)
    settle(store, list, call, function(note)
      note.check = check
      note.source = source ~= '' and source or note.source
      return note
    end)
  end)
end

---Takes out what was settled here; a remark goes with it.
---@param call khabar.nvim.Settling
function M.clear(call)
  with_targets(call, true, function(store, list)
    settle(store, list, call, function(_, target)
      if target.entry then
        return false
      end
    end)
  end)
end

---@param lead string
---@return string[]
function M.complete_type(lead)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead:upper())
  end, M.type_names())
end

---@param lead string
---@return string[]
function M.complete_check(lead)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, CHECKS)
end

return M
