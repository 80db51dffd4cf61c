---The options. One schema drives defaults, validation, `:checkhealth khabar` and the table in `:help khabar-options`.
---
---vim.g.khabar holds a table or a function that returns one; vim.b.khabar lays the options marked `buffer` over it.
local M = {}

---@class khabar.nvim.Option
---@field name string
---@field kind 'boolean'|'integer'|'number'|'string'|'strings'
---@field default any
---@field buffer? boolean may be set in vim.b.khabar
---@field values? string[] the only values allowed
---@field min? number
---@field max? number
---@field desc string

---The options with nothing left out: what M.get returns.
---@class khabar.nvim.Config
---@field enable boolean
---@field filetypes string[]
---@field arabic_share number
---@field max_bytes integer
---@field index string
---@field model string
---@field entities string[]
---@field project boolean
---@field date string
---@field hide khabar.Type[]
---@field unlinked boolean
---@field priority integer
---@field mappings boolean
---@field omnifunc boolean
---@field picker 'auto'|'telescope'|'fzf'|'snacks'|'mini'|'select'
---@field border string
---@field language 'auto'|'ar'|'en'
---@field notes 'beside'|'project'|'off'
---@field review_below number
---@field convert string

---@type khabar.nvim.Option[]
M.schema = {
  {
    name = 'enable',
    kind = 'boolean',
    default = true,
    buffer = true,
    desc = 'Tag buffers that are Arabic by themselves. When false, only `:Khabar enable` does.',
  },
  {
    name = 'filetypes',
    kind = 'strings',
    default = { 'text', 'markdown', 'mail', 'org', 'asciidoc', 'tex', '' },
    desc = "Filetypes that are looked at; '' is a buffer without one.",
  },
  {
    name = 'arabic_share',
    kind = 'number',
    default = 0.3,
    min = 0,
    max = 1,
    buffer = true,
    desc = 'A buffer is Arabic when this share of its letters is. At most the first 64 KiB are measured.',
  },
  {
    name = 'max_bytes',
    kind = 'integer',
    default = 32 * 1024 * 1024,
    min = 0,
    buffer = true,
    desc = 'A longer buffer is left alone, which is said once; `:Khabar enable` tags it all the same.',
  },
  {
    name = 'index',
    kind = 'string',
    default = '',
    desc = "The compiled index to use. '' is $KHABAR_INDEX or the one that khabar ships.",
  },
  {
    name = 'model',
    kind = 'string',
    default = '',
    desc = "The trained model to use. '' is $KHABAR_MODEL or the one that khabar ships, 'none' is lexicon and patterns alone.",
  },
  {
    name = 'entities',
    kind = 'strings',
    default = {},
    desc = 'YAML files with entities of your own, laid over the index; the last one is nearest.',
  },
  {
    name = 'project',
    kind = 'boolean',
    default = true,
    buffer = true,
    desc = 'Lay the names of the project over those: the YAML files in `.khabar` beside the draft and above it.',
  },
  {
    name = 'date',
    kind = 'string',
    default = '',
    desc = "The day the texts speak from, as 'YYYY-MM-DD': what offices and relative dates are reckoned by. '' is today.",
  },
  {
    name = 'hide',
    kind = 'strings',
    default = {},
    buffer = true,
    -- stylua: ignore
    values = {
      'PERS', 'NORP', 'OCC', 'ORG', 'GPE', 'LOC', 'FAC', 'EVENT', 'PRODUCT', 'LAW', 'LANGUAGE', 'WEBSITE', 'DATE', 'TIME',
      'DURATION', 'CARDINAL', 'ORDINAL', 'PERCENT', 'QUANTITY', 'MONEY',
    },
    desc = "Types that are not coloured, such as { 'OCC', 'NORP' }. Lookup and lists keep them.",
  },
  {
    name = 'unlinked',
    kind = 'boolean',
    default = true,
    buffer = true,
    desc = 'Underline names that are linked to no known entity.',
  },
  {
    name = 'priority',
    kind = 'integer',
    default = 110,
    min = 0,
    max = 4000,
    desc = 'Priority of the colours: above treesitter (100), below diagnostics (150).',
  },
  {
    name = 'mappings',
    kind = 'boolean',
    default = true,
    buffer = true,
    desc = 'Map ]e and [e in tagged buffers where these keys are free.',
  },
  {
    name = 'omnifunc',
    kind = 'boolean',
    default = true,
    buffer = true,
    desc = "Set 'omnifunc' in tagged buffers where it is empty.",
  },
  {
    name = 'picker',
    kind = 'string',
    default = 'auto',
    values = { 'auto', 'telescope', 'fzf', 'snacks', 'mini', 'select' },
    desc = "Where `:Khabar pick` shows its lists. 'auto' is the first of these that is loaded; 'select' is vim.ui.select().",
  },
  {
    name = 'border',
    kind = 'string',
    default = '',
    desc = "Border of the card, as in nvim_open_win(). '' is 'winborder' if it is set, else 'rounded'. "
      .. "Under 'termbidi' it is a rule above and below, or 'none'.",
  },
  {
    name = 'language',
    kind = 'string',
    default = 'auto',
    values = { 'auto', 'ar', 'en' },
    desc = "Language of labels and messages. 'auto' follows the locale.",
  },
  {
    name = 'notes',
    kind = 'string',
    default = 'beside',
    buffer = true,
    values = { 'beside', 'project', 'off' },
    desc = "Where notes are kept: 'beside' the draft as DRAFT.khabar.yaml, in the 'project' as .khabar/notes/PATH.khabar.yaml "
      .. 'in the nearest folder with a .khabar, or not at all.',
  },
  {
    name = 'review_below',
    kind = 'number',
    default = 0.9,
    min = 0,
    max = 1,
    buffer = true,
    desc = '`:Khabar review` asks about names with a score below this.',
  },
  {
    name = 'convert',
    kind = 'string',
    default = '',
    buffer = true,
    desc = "What the card of a figure converts measures to: 'metric', 'imperial', or a unit by its symbol or name ('km'). "
      .. "'' converts nothing; |:Khabar-convert| does it once.",
  },
}

---@type table<string, khabar.nvim.Option>
local by_name = {}
for _, option in ipairs(M.schema) do
  by_name[option.name] = option
end

---Edit distance, to name the option that was meant.
---@param a string
---@param b string
---@return integer
local function distance(a, b)
  local row = {}
  for j = 0, #b do
    row[j] = j
  end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local above = row[j]
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      row[j] = math.min(above + 1, row[j - 1] + 1, diagonal + cost)
      diagonal = above
    end
  end
  return row[#b]
end

---@param key string
---@param allowed string[]
---@return string
local function nearest(key, allowed)
  local best, best_distance = allowed[1], math.huge
  for _, name in ipairs(allowed) do
    local d = distance(key:lower(), name:lower())
    if d < best_distance then
      best, best_distance = name, d
    end
  end
  return best
end

---@param option khabar.nvim.Option
---@param value any
---@return string? problem
local function check_value(option, value)
  local kind = option.kind
  if kind == 'strings' then
    if type(value) ~= 'table' or not vim.islist(value) then
      return 'must be a list of strings'
    end
    for _, item in ipairs(value) do
      if type(item) ~= 'string' then
        return 'must be a list of strings'
      end
      if option.values and not vim.tbl_contains(option.values, item) then
        return ('holds %q; did you mean %q?'):format(item, nearest(item, option.values))
      end
    end
    return nil
  end
  if kind == 'integer' or kind == 'number' then
    if type(value) ~= 'number' or (kind == 'integer' and value % 1 ~= 0) then
      return kind == 'integer' and 'must be a whole number' or 'must be a number'
    end
    if value < (option.min or -math.huge) or value > (option.max or math.huge) then
      return ('must be from %s to %s'):format(option.min or '-', option.max or 'any')
    end
    return nil
  end
  if type(value) ~= kind then
    return 'must be a ' .. kind
  end
  if option.values and not vim.tbl_contains(option.values, value) then
    return ('must be one of %s'):format(table.concat(option.values, ', '))
  end
end

---Lays a table of the user's over `into` and notes what is wrong with it. A wrong value leaves the one below it.
---@param into table
---@param given any
---@param where string 'vim.g.khabar' or 'vim.b.khabar'
---@param problems string[]
local function overlay(into, given, where, problems)
  if type(given) == 'function' then
    local ok, result = pcall(given)
    if not ok then
      problems[#problems + 1] = ('%s: the function failed: %s'):format(where, result)
      return
    end
    given = result
  end
  if given == nil then
    return
  end
  if type(given) ~= 'table' then
    problems[#problems + 1] = ('%s must be a table, not a %s'):format(where, type(given))
    return
  end
  local allowed = {}
  for _, option in ipairs(M.schema) do
    if where == 'vim.g.khabar' or option.buffer then
      allowed[#allowed + 1] = option.name
    end
  end
  local keys = vim.tbl_keys(given)
  table.sort(keys, function(a, b)
    return tostring(a) < tostring(b)
  end)
  for _, key in ipairs(keys) do
    local option = by_name[key]
    if not vim.tbl_contains(allowed, key) then
      local hint = option and 'can only be set in vim.g.khabar'
        or ('is no option; did you mean %q?'):format(nearest(tostring(key), allowed))
      problems[#problems + 1] = ('%s.%s %s'):format(where, tostring(key), hint)
    else
      local problem = check_value(option, given[key])
      if problem then
        problems[#problems + 1] = ('%s.%s %s'):format(where, key, problem)
      else
        into[key] = given[key]
      end
    end
  end
end

---The options as they stand for a buffer, and what is wrong with those that were given.
---@param buf? integer
---@return khabar.nvim.Config config
---@return string[] problems
function M.get(buf)
  local config, problems = {}, {}
  for _, option in ipairs(M.schema) do
    config[option.name] = vim.deepcopy(option.default)
  end
  overlay(config, vim.g.khabar, 'vim.g.khabar', problems)
  if buf and vim.api.nvim_buf_is_valid(buf) then
    overlay(config, vim.b[buf].khabar, 'vim.b.khabar', problems)
  end
  return config, problems
end

---@param config? khabar.nvim.Config
---@return 'ar'|'en'
function M.language(config)
  local language = (config or M.get()).language
  if language ~= 'auto' then
    return language
  end
  return (vim.v.lang or ''):sub(1, 2) == 'ar' and 'ar' or 'en'
end

return M
