-- What the specs share: an engine over a few entities, files, and a short text.
local loader = require 'khabar.loader'
local khabar = require 'khabar'
local core = assert(khabar.core())
local M = { ROOT = loader.root() }

M.YAML = M.ROOT .. 'tests/lua/entities.yaml'
M.CAIRO = 'القاهرة'
M.TEXT = 'التقى بان كي مون وبالقاهرة وفد مصر.\n\nثم زار الأمم المتحدة.\n'

---An engine over YAML, without the index unless it is named.
function M.open(options)
  options = options or {}
  if options.index == nil then
    options.index = false
  end
  options.entities = options.entities or { M.YAML }
  return assert(khabar.open(options))
end

---Everything about the spans of a document in one string, for comparing two documents.
function M.fingerprint(doc)
  local flat, count = doc:flat()
  return count .. ':' .. table.concat(flat, ',', 1, count * core.FLAT_STRIDE)
end

function M.write(path, bytes)
  local file = assert(io.open(path, 'wb'))
  file:write(bytes)
  file:close()
end

function M.read(path)
  local file = assert(io.open(path, 'rb'))
  local bytes = file:read '*a'
  file:close()
  return bytes
end

return M
