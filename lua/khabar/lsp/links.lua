---textDocument/documentLink: a name leads to its entity's page on Wikidata, where it has one.
local hover = require 'khabar.lsp.hover'

local M = {}

---@param server khabar.lsp.Server
---@param params table
---@return table[]?
function M.links(server, params)
  local document = server:read(params)
  local links, done = {}, -1
  for _, span in ipairs(document and document:view() or {}) do
    local page = span.id and hover.page(span.id)
    -- Links may not lie inside each other: the outer one is taken.
    if page and span.start >= done then
      local name = span.name or span.id
      links[#links + 1] = {
        range = server:range(document, span.start, span.finish),
        target = page,
        tooltip = server:can('textDocument', 'documentLink', 'tooltipSupport') and name or nil,
      }
      done = span.finish
    end
  end
  return #links > 0 and links or nil
end

return M
