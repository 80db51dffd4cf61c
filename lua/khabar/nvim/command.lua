---:Khabar. One table dispatches, completes and documents the subcommands.
local M = {}

---@class khabar.nvim.Subcommand
---@field name string
---@field args? string
---@field bang? string what the bang does
---@field range? boolean takes the selection for its argument
---@field names? boolean its argument is a name, completed as such
---@field desc string
---@field lines? boolean takes lines, or the last selection in them
---@field complete? fun(lead: string): string[] of the argument
---@field run fun(call: khabar.nvim.Call)

---@class khabar.nvim.Call
---@field bang boolean
---@field text string the argument or the selection
---@field range? integer[] lines from 1, both included
---@field selected? {row: integer, col: integer} where the text stands in the buffer, if it was selected there

---@param on boolean?
---@return fun(call: {bang: boolean})
local function choose(on)
  return function(call)
    local attach = require 'khabar.nvim.attach'
    local buf = vim.api.nvim_get_current_buf()
    if call.bang then
      return attach.choose_everywhere(on)
    end
    attach.choose(buf, on)
  end
end

---@param name string of a function in notes_edit
---@return fun(call: khabar.nvim.Settling)
local function settle(name)
  return function(call)
    require('khabar.nvim.notes_edit')[name](call)
  end
end

---@param kind 'type'|'check'
---@return fun(lead: string): string[]
local function choices(kind)
  return function(lead)
    return require('khabar.nvim.notes_edit')['complete_' .. kind](lead)
  end
end

local EVERYWHERE = 'all places where the draft has these words'

---@type khabar.nvim.Subcommand[]
M.subcommands = {
  {
    name = 'enable',
    bang = 'all buffers',
    desc = 'Tag this buffer, whatever its filetype, language or length. Options that were changed take effect.',
    run = choose(true),
  },
  { name = 'disable', bang = 'all buffers', desc = 'Stop tagging this buffer.', run = choose(false) },
  {
    name = 'toggle',
    desc = 'Tag this buffer, or stop tagging it.',
    run = function()
      local attach = require 'khabar.nvim.attach'
      local buf = vim.api.nvim_get_current_buf()
      attach.choose(buf, attach.state(buf) == nil)
    end,
  },
  {
    name = 'lookup',
    args = '[name]',
    range = true,
    names = true,
    desc = 'Show the card of the name under the cursor, or of {name}, which may be an id. Once more: go into the card.',
    run = function(call)
      local name = vim.trim((call.text:gsub('%s+', ' ')))
      require('khabar.nvim.lookup').open(name ~= '' and name or nil)
    end,
  },
  {
    name = 'search',
    args = '[text]',
    range = true,
    names = true,
    bang = 'puts the name after the cursor instead',
    desc = 'Pick from the entities whose names begin like {text} or are spelled like it, and show the card.',
    run = function(call)
      require('khabar.nvim.search').open(call)
    end,
  },
  {
    name = 'add',
    args = '[name]',
    range = true,
    names = true,
    bang = 'for this draft alone',
    desc = 'Add the name under the cursor, the selected one or {name} to the names of the project. See |khabar-project|.',
    run = function(call)
      require('khabar.nvim.names').add(call)
    end,
  },
  {
    name = 'forget',
    args = '[name]',
    range = true,
    names = true,
    bang = 'for this draft alone',
    desc = 'Switch an entity off in this project: the one under the cursor, or that of {name}, which may be an id.',
    run = function(call)
      require('khabar.nvim.names').forget(call)
    end,
  },
  {
    name = 'rename',
    args = '[name]',
    names = true,
    desc = 'Write {name} for the name under the cursor in all places of this buffer. What would change is shown first: `y` or '
      .. '<CR> carries it out, as one step for undo; `q` or <Esc> leaves all as it is. Without {name} you are asked for it.',
    run = function(call)
      require('khabar.nvim.rename').open(vim.trim((call.text:gsub('%s+', ' '))))
    end,
  },
  {
    name = 'entities',
    desc = 'List the names of this buffer in the location list.',
    run = function()
      require('khabar.nvim.entities').list()
    end,
  },
  {
    name = 'figures',
    desc = 'List the numbers, sums, dates and times of this buffer in the location list, with their values.',
    run = function()
      require('khabar.nvim.entities').list 'figures'
    end,
  },
  {
    name = 'convert',
    args = '[unit]',
    desc = 'Show the figure under the cursor in another unit: `metric` (default), `imperial`, or one such as `km` or `gal_us`.',
    complete = function(lead)
      local engine = require('khabar.nvim.complete').engine(vim.api.nvim_get_current_buf())
      return vim.tbl_filter(function(each)
        return vim.startswith(each, lead) and not each:find '%s'
      end, engine and require('khabar.nvim.lookup').measures(engine) or {})
    end,
    run = function(call)
      require('khabar.nvim.lookup').convert(vim.trim(call.text))
    end,
  },
  {
    name = 'quotes',
    desc = 'List the quotes of this buffer in the location list: speaker, verb, text.',
    run = function()
      require('khabar.nvim.quotes').list()
    end,
  },
  {
    name = 'outline',
    desc = 'Open or close a window with the people, organisations, places, events, figures and quotes of this buffer.',
    run = function()
      require('khabar.nvim.outline').toggle()
    end,
  },
  {
    name = 'pick',
    args = '[source] [text]',
    desc = 'Pick from the `names` (default), `figures` or `quotes` of this buffer, or `search` for {text} among all entities.',
    run = function(call)
      require('khabar.nvim.pick').open(call.text)
    end,
  },
  {
    name = 'why',
    desc = 'Say why the word under the cursor is tagged as it is, or why it is not tagged, and the same of this buffer.',
    run = function()
      require('khabar.nvim.why').open()
    end,
  },
  {
    name = 'tour',
    args = '[ar|en]',
    desc = 'Learn khabar in two minutes, on a draft of its own in a new tab page. Again: leave the tour.',
    run = function(call)
      require('khabar.nvim.tour').toggle(call.text)
    end,
  },
  {
    name = 'preview',
    bang = 'the page is written and its place said, but not opened',
    desc = 'Open this buffer as a page in a browser: colours, legend, cards, quotes; can be printed. Made by the program '
      .. '`khabar`.',
    run = function(call)
      require('khabar.nvim.preview').show(call)
    end,
  },
  {
    name = 'rtl',
    args = '[on|off|auto]',
    desc = 'Say what makes Arabic legible in this terminal; `on` sets it for this window, `auto` for every window with a tagged '
      .. 'buffer, `off` puts back what was.',
    run = function(call)
      require('khabar.nvim.rtl').run(call.text)
    end,
  },
  {
    name = 'invisible',
    desc = 'Show in this window bidi controls, joiners, tatweel, odd spaces and the like, or hide them again.',
    run = function()
      require('khabar.nvim.invisible').run()
    end,
  },
  {
    name = 'accept',
    bang = EVERYWHERE,
    desc = 'The name under the cursor, or those of the selection, are right as they are tagged. See |khabar-notes|.',
    lines = true,
    run = settle 'accept',
  },
  { name = 'reject', bang = EVERYWHERE, desc = 'This is no name.', lines = true, run = settle 'reject' },
  {
    name = 'set',
    args = '[type]',
    bang = EVERYWHERE,
    desc = 'The name, the word under the cursor or the selection is a name of {type}. Without {type} you are asked for it.',
    complete = choices 'type',
    lines = true,
    run = settle 'set',
  },
  {
    name = 'link',
    args = '[id]',
    bang = EVERYWHERE,
    desc = 'Link the name to the entity {id}. Without {id} you choose among the entities of that name, or of one like it.',
    lines = true,
    run = settle 'link',
  },
  { name = 'unlink', bang = EVERYWHERE, desc = 'A name, but not of that entity.', lines = true, run = settle 'unlink' },
  {
    name = 'note',
    args = '[text]',
    desc = 'Write a remark on the name, the word or the selection. Without {text} you are asked for it; an empty one takes '
      .. 'it out. Put a backslash before | and " in {text}.',
    lines = true,
    run = settle 'note',
  },
  {
    name = 'check',
    args = '{result} [source]',
    bang = EVERYWHERE,
    desc = 'Say what checking a name, word or selection came to: verified, doubtful or wrong; and by which source.',
    complete = choices 'check',
    lines = true,
    run = settle 'check',
  },
  {
    name = 'clear',
    bang = EVERYWHERE,
    desc = 'Take out what was settled here, its remark included.',
    lines = true,
    run = settle 'clear',
  },
  {
    name = 'notes',
    bang = 'show the remarks behind their lines, or hide them',
    desc = 'List what was settled and written in the location list; notes that have lost their place come first.',
    run = function(call)
      require('khabar.nvim.notes_list').run(call)
    end,
  },
  {
    name = 'review',
    desc = 'Walk from one uncertain name to the next, with single keys. See |khabar-review|.',
    run = function()
      require('khabar.nvim.review').start()
    end,
  },
  {
    name = 'info',
    desc = 'Say whether this buffer is tagged, why or why not, and what is known about it.',
    run = function()
      require('khabar.nvim.info').show()
    end,
  },
}

---@return string[]
local function names()
  return vim.tbl_map(function(sub)
    return sub.name
  end, M.subcommands)
end

---@param key string
---@param ... any
local function refuse(key, ...)
  local message, language = require 'khabar.nvim.message', require('khabar.nvim.config').language()
  message.notify(message.text(key, language, ...), vim.log.levels.ERROR)
end

---@param name string
---@return khabar.nvim.Subcommand?
local function find(name)
  for _, sub in ipairs(M.subcommands) do
    if sub.name == name then
      return sub
    end
  end
end

---@param call vim.api.keyset.create_user_command.command_args
function M.run(call)
  local name, text = call.args:match '^(%S*)%s*(.-)%s*$'
  local sub = find(name == '' and 'info' or name)
  if not sub then
    return refuse('unknown_command', name, table.concat(names(), ', '))
  elseif call.range > 0 and not (sub.range or sub.lines) then
    return refuse('no_range', sub.name)
  end
  if sub.lines or call.range == 0 or text ~= '' then
    return sub.run { bang = call.bang, text = text, range = call.range > 0 and { call.line1, call.line2 } or nil }
  end
  local selected = {}
  text, selected.row, selected.col = require('khabar.nvim.names').selection(call.line1, call.line2)
  -- The range has moved the cursor, which Neovim 0.12 reports after the command: a card that is open by then would close.
  vim.api.nvim_create_autocmd('SafeState', {
    once = true,
    desc = 'khabar: run a subcommand on what was selected',
    callback = vim.schedule_wrap(function()
      sub.run { bang = call.bang, text = text, selected = selected }
    end),
  })
end

---How many names are offered for the argument of a subcommand.
local MAX_OFFERED = 30

---Names that begin like the words that were typed. Neovim replaces the last word alone, so the words before it are left out of
---what is offered.
---@param typed string
---@return string[]
local function complete_name(typed)
  local engine = require('khabar.nvim.complete').engine(vim.api.nvim_get_current_buf())
  if not engine then
    return {}
  end
  local fold = require('khabar').fold
  local before = typed:match '^(.*%s)%S*$' or ''
  local _, count = before:gsub('%S+', '')
  local list, seen = {}, {}
  for _, hit in ipairs(engine:complete(typed, MAX_OFFERED)) do
    local name = hit.matched or hit.name
    local head, rest = '', name
    for _ = 1, count do
      head, rest = head .. (rest:match '^%S+%s*' or ''), rest:match '^%S+%s+(.*)$' or ''
    end
    if rest ~= '' and vim.trim(fold(head)) == vim.trim(fold(before)) and not seen[rest] then
      seen[rest] = true
      list[#list + 1] = rest
    end
  end
  return list
end

---@param lead string
---@param line string
---@param pos integer
---@return string[]
function M.complete(lead, line, pos)
  -- What stands before the subcommand: modifiers, a range, a bang.
  local given = line:sub(1, pos):match '%f[%w]Kha%a*!?%s+(.*)$' or ''
  local name, text = given:match '^(%S+)%s+(.*)$'
  if name then
    local sub = find(name)
    if sub and sub.complete and not text:find '%s' then
      return sub.complete(lead)
    end
    return sub and sub.names and text ~= '' and complete_name(text) or {}
  end
  return vim.tbl_filter(function(each)
    return vim.startswith(each, lead)
  end, names())
end

---@param what 'next'|'previous'|'lookup'
function M.plug(what)
  if what == 'lookup' then
    require('khabar.nvim.lookup').open()
  else
    require('khabar.nvim.entities').jump(what, vim.v.count1)
  end
end

return M
