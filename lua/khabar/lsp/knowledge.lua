---Engines for the documents of a language server: one for each set of files and day, opened when first asked for.
---
---Files are compared by what is in them: plain Lua cannot ask for their times, and the YAML of a desk and a project is small.
---They are looked at when a document is opened or saved, when the client says that a file has changed, and after we wrote one.
local M = {}

---@class khabar.lsp.Options of a server; all of them may come from the client
---@field index? string|false
---@field model? string|false
---@field entities? string[]
---@field project? boolean whether names in `.khabar` count; default true
---@field date? string 'YYYY-MM-DD'; default: today
---@field language? 'ar'|'en'
---@field arabic_share? number share of Arabic letters from which on a text is read; default 0.3
---@field max_bytes? integer longer texts are left alone; default 8 MiB
---@field semantic_tokens? boolean default true
---@field lone_cr? boolean false where the client takes a lone \r for text

---@class khabar.lsp.Knowledge
---@field options khabar.lsp.Options
---@field notes_file? fun(path: string): string?
---@field opened table<string, {stamp: string, engine?: khabar.Engine, message?: string}>
local Knowledge = {}
Knowledge.__index = Knowledge

---@param options khabar.lsp.Options
---@param notes_file? fun(path: string): string? where the notes of a draft are kept, nil: nowhere; default: beside it
---@return khabar.lsp.Knowledge
function M.new(options, notes_file)
  return setmetatable({ options = options, notes_file = notes_file, opened = {} }, Knowledge)
end

---@param path? string of a draft
---@return string? file of its notes, which may be missing; nil where it can have none
function Knowledge:notes(path)
  if path and self.notes_file then
    return self.notes_file(path)
  end
  return path and path .. '.khabar.yaml'
end

---@param path string
---@return string? bytes nil where it cannot be read
function M.read(path)
  local file = io.open(path, 'rb')
  if not file then
    return nil
  end
  local bytes = file:read '*a'
  file:close()
  return bytes
end

---Notes change all the time: of them only the entities count.
---@param files string[]
---@return string
local function stamp_of(files)
  local parts = {}
  for i, path in ipairs(files) do
    local own = path:find '%.khabar%.yaml$' and require('khabar.project').own(path)
    parts[i] = own or M.read(path) or '\0'
  end
  return table.concat(parts, '\0')
end

---@param path? string of a draft
---@return string[]? files those of the options, then those of its project, then its notes if they name entities
---@return string? message
function Knowledge:files(path)
  local files = {}
  for i, file in ipairs(self.options.entities or {}) do
    files[i] = file
  end
  local project = require 'khabar.project'
  if path and self.options.project ~= false then
    local more, message = project.files(path, false)
    if not more then
      return nil, message
    end
    for _, file in ipairs(more) do
      files[#files + 1] = file
    end
  end
  -- Notes that cannot be read are reported by the document, which goes without them.
  local notes = self:notes(path)
  if notes and project.own(notes) then
    files[#files + 1] = notes
  end
  return files
end

---The engine for a draft. The same one comes back as long as no file has changed.
---@param path? string
---@param date? string the day the draft speaks from
---@return khabar.Engine? engine
---@return string? message
function Knowledge:engine(path, date)
  local files, message = self:files(path)
  if not files then
    return nil, message
  end
  date = date or self.options.date or tostring(os.date '%Y-%m-%d')
  local key, stamp = date .. '\0' .. table.concat(files, '\0'), stamp_of(files)
  local entry = self.opened[key]
  if not entry or entry.stamp ~= stamp or not entry.engine then
    entry = { stamp = stamp }
    self.opened[key] = entry
    entry.engine, entry.message =
      require('khabar').open { index = self.options.index, model = self.options.model, entities = files, date = date }
  end
  return entry.engine, entry.message
end

return M
