---:Khabar info: whether this buffer is tagged and why, with the facts behind it.
local M = {}

---@param buf integer
---@return table facts for scripts
function M.collect(buf)
  local attach = require 'khabar.nvim.attach'
  local options, problems = require('khabar.nvim.config').get(buf)
  local state, reason = attach.synced(buf), attach.reason(buf)
  local facts = {
    tagged = state ~= nil,
    reason = reason and reason.key or 'unseen',
    reason_text = attach.reason_text(buf),
    share = reason and reason.share,
    problems = problems,
    max_bytes = options.max_bytes,
  }
  if state then
    local counts, stats = state.mirror.doc:counts(), state.engine:stats()
    facts.bytes = state.mirror.length
    facts.read = require('khabar.nvim.reading').share(buf) or 1
    facts.entities = counts.total - counts.figures
    facts.unlinked = counts.unlinked
    facts.first_ms = state.first_ms
    facts.edits = state.mirror.edits
    facts.resyncs = state.mirror.resyncs
    facts.known_entities = stats.entities
    facts.known_names = stats.names
    facts.project = state.opened.files
    facts.project_fault = state.opened.fault
    facts.date = stats.date
  end
  return facts
end

---@param facts table
---@return string[][] chunks for nvim_echo
function M.chunks(facts)
  local size = require('khabar.nvim.message').size
  local chunks = { { 'khabar: ' }, { facts.reason_text, facts.tagged and 'DiagnosticOk' or 'DiagnosticWarn' } }
  local function add(label, value)
    if value ~= nil then
      chunks[#chunks + 1] = { ('\n  %-14s '):format(label), 'Comment' }
      chunks[#chunks + 1] = { tostring(value) }
    end
  end
  add('Arabic letters', facts.share and ('%d %%'):format(facts.share * 100))
  add('text', facts.bytes and ('%s (limit %s)'):format(size(facts.bytes), size(facts.max_bytes)))
  add('read', facts.read and facts.read < 1 and ('%d %%'):format(facts.read * 100) or nil)
  add('names', facts.entities and ('%d, %d not linked'):format(facts.entities, facts.unlinked))
  add('knows', facts.known_entities and ('%d entities, %d names'):format(facts.known_entities, facts.known_names))
  for _, path in ipairs(facts.project or {}) do
    add('project', vim.fn.fnamemodify(path, ':~:.'))
  end
  add('left out', facts.project_fault)
  add('date', facts.date)
  add('first analysis', facts.first_ms and ('%.1f ms'):format(facts.first_ms))
  add('edits', facts.edits and ('%d, %d out of step'):format(facts.edits, facts.resyncs))
  for _, problem in ipairs(facts.problems) do
    add('option', problem)
  end
  return chunks
end

function M.show()
  vim.api.nvim_echo(M.chunks(M.collect(vim.api.nvim_get_current_buf())), false, {})
end

return M
