---Highlight groups. Each links to the first of its fallbacks that gives a colour of its own in the current colour scheme and
---is neither bold nor italic: fonts without those Arabic faces fall back to another and break the joining of letters.
---Everything is `default = true`: what the user or a colour scheme says wins.
local api = vim.api
local M = {}

---@class khabar.nvim.Group
---@field group string
---@field type? khabar.Type the type it colours
---@field desc string
---@field links? string[] ordered fallbacks
---@field attributes? vim.api.keyset.highlight where nothing is linked

---@type khabar.nvim.Group[]
M.groups = {
  { group = 'KhabarPerson', type = 'PERS', desc = 'People', links = { 'Identifier', 'DiagnosticHint', 'Type' } },
  {
    group = 'KhabarNorp',
    type = 'NORP',
    desc = 'Nationalities, religions, political groups',
    links = { 'PreProc', 'Special', '@attribute' },
  },
  { group = 'KhabarOcc', type = 'OCC', desc = 'Titles and occupations', links = { 'Type', 'StorageClass', 'Comment' } },
  { group = 'KhabarOrg', type = 'ORG', desc = 'Organisations', links = { 'Function', 'Statement', 'DiagnosticInfo' } },
  { group = 'KhabarGpe', type = 'GPE', desc = 'Countries, cities, provinces', links = { 'String', 'DiagnosticOk' } },
  { group = 'KhabarLoc', type = 'LOC', desc = 'Mountains, rivers, regions', links = { 'KhabarGpe' } },
  { group = 'KhabarFac', type = 'FAC', desc = 'Buildings, airports, bridges', links = { 'KhabarGpe' } },
  { group = 'KhabarEvent', type = 'EVENT', desc = 'Wars, conferences, tournaments', links = { 'Special', 'PreProc' } },
  { group = 'KhabarProduct', type = 'PRODUCT', desc = 'Products, weapons, works', links = { 'KhabarEvent' } },
  { group = 'KhabarLaw', type = 'LAW', desc = 'Laws and treaties', links = { 'KhabarEvent' } },
  { group = 'KhabarLanguage', type = 'LANGUAGE', desc = 'Languages', links = { 'KhabarNorp' } },
  {
    group = 'KhabarWebsite',
    type = 'WEBSITE',
    desc = 'Addresses on the web',
    links = { 'Underlined', '@string.special.url' },
  },
  { group = 'KhabarDate', type = 'DATE', desc = 'Dates', links = { 'Number', 'Constant', 'DiagnosticWarn' } },
  { group = 'KhabarTime', type = 'TIME', desc = 'Times of day', links = { 'KhabarDate' } },
  { group = 'KhabarDuration', type = 'DURATION', desc = 'Spans of time', links = { 'KhabarDate' } },
  { group = 'KhabarCardinal', type = 'CARDINAL', desc = 'Numbers', links = { 'Number', 'Constant', 'DiagnosticWarn' } },
  { group = 'KhabarOrdinal', type = 'ORDINAL', desc = 'First, second …', links = { 'KhabarCardinal' } },
  { group = 'KhabarPercent', type = 'PERCENT', desc = 'Percentages', links = { 'KhabarCardinal' } },
  { group = 'KhabarQuantity', type = 'QUANTITY', desc = 'Numbers with a unit', links = { 'KhabarCardinal' } },
  { group = 'KhabarMoney', type = 'MONEY', desc = 'Sums of money', links = { 'KhabarCardinal' } },
  { group = 'KhabarUnlinked', desc = 'Added to names that no entity is known for', attributes = { underline = true } },
  {
    group = 'KhabarInvisible',
    desc = 'Characters without a shape, shown by :Khabar invisible',
    links = { 'SpecialKey', 'NonText' },
  },
  { group = 'KhabarNote', desc = 'Words with a remark', attributes = { underdashed = true } },
  { group = 'KhabarNoteSettled', desc = 'Names that were settled', attributes = { underdotted = true } },
  { group = 'KhabarNoteRejected', desc = 'Words that were settled to be no name', attributes = { undercurl = true } },
  { group = 'KhabarNoteSign', desc = 'Sign of a line with a remark', links = { 'Comment', 'NonText' } },
  { group = 'KhabarNoteText', desc = 'Remarks behind their lines', links = { 'Comment', 'NonText' } },
  {
    group = 'KhabarNoteLost',
    desc = 'Notes that are lost, doubtful or in conflict',
    links = { 'DiagnosticWarn', 'WarningMsg' },
  },
  { group = 'KhabarReview', desc = 'The name that the review asks about', attributes = { reverse = true } },
  {
    group = 'KhabarRenameOld',
    desc = 'What :Khabar rename would write over',
    links = { 'Removed', 'DiagnosticError' },
  },
  { group = 'KhabarRenameNew', desc = 'What it would write there', links = { 'Added', 'DiagnosticOk' } },
  { group = 'KhabarCardName', desc = 'Names at the top of a card', links = { 'Identifier', 'Title' } },
  { group = 'KhabarCardLabel', desc = 'Labels and identifiers in a card', links = { 'Comment', 'NonText' } },
  {
    group = 'KhabarOutlineHere',
    desc = 'The row of the outline that the cursor in the draft is on',
    links = { 'Visual' },
  },
}

---Types whose names should lead to an entity; the others are never marked as unlinked.
M.linkable = { PERS = true, ORG = true, GPE = true, LOC = true, FAC = true, EVENT = true, PRODUCT = true, LAW = true }

---What khabar itself set last: a group that links elsewhere belongs to the user.
---@type table<string, string>
local own_links = {}

---@param name string
---@param normal integer? foreground of Normal
---@return boolean
local function has_own_colour(name, normal)
  local hl = api.nvim_get_hl(0, { name = name, link = false, create = false })
  local plain = not hl.bold and not hl.italic and not hl.bg and not hl.reverse
  return plain and hl.fg ~= nil and hl.fg ~= normal
end

---@param links string[]
---@param normal integer?
---@return string
local function choose(links, normal)
  for _, name in ipairs(links) do
    if has_own_colour(name, normal) then
      return name
    end
  end
  return links[1]
end

---Sets every group that is not set by someone else. Runs at first use and after each :colorscheme.
function M.apply()
  local normal = api.nvim_get_hl(0, { name = 'Normal', link = false }).fg
  for _, entry in ipairs(M.groups) do
    local current = api.nvim_get_hl(0, { name = entry.group, create = false })
    if entry.attributes then
      local attributes = vim.tbl_extend('force', entry.attributes, { default = true })
      api.nvim_set_hl(0, entry.group, attributes)
    elseif vim.tbl_isempty(current) or (current.link and current.link == own_links[entry.group]) then
      local link = choose(entry.links, normal)
      if current.link ~= link then
        api.nvim_set_hl(0, entry.group, {})
        api.nvim_set_hl(0, entry.group, { link = link, default = true })
      end
      own_links[entry.group] = link
    end
  end
end

local ready = false

---Applies the groups once and keeps them through changes of the colour scheme.
function M.setup()
  if ready then
    return
  end
  ready = true
  M.apply()
  api.nvim_create_autocmd('ColorScheme', {
    group = api.nvim_create_augroup('khabar.highlight', {}),
    desc = 'khabar: choose the links of its groups again',
    callback = M.apply,
  })
end

---@type table<integer, string>? group by type number
local by_number

---@param types khabar.TypeName[] from core.types()
---@return table<integer, string> groups entry n is the group of type number n
function M.by_type_number(types)
  if not by_number then
    by_number = {}
    for _, entry in ipairs(M.groups) do
      for i, type_name in ipairs(types) do
        if entry.type == type_name.name then
          by_number[i - 1] = entry.group
        end
      end
    end
  end
  return by_number
end

return M
