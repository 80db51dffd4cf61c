---The quotes of a buffer in the location list: who, by which verb, what.
local api = vim.api
local attach = require 'khabar.nvim.attach'
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

---Characters of a quote that are shown: a line of the list is no place for a speech.
local SHOWN = 120

---One line, nothing in it that a terminal obeys.
---@param text string
---@return string
local function plain(text)
  text = text:gsub('%s+', ' '):gsub('%c', '?')
  if vim.fn.strchars(text) > SHOWN then
    text = vim.fn.strcharpart(text, 0, SHOWN) .. '…'
  end
  return text
end

---The quotes as items for setloclist().
---@param buf integer
---@return table[]? items nil where the buffer is not tagged
---@return string? reason
function M.items(buf)
  local state = attach.read(buf)
  if not state then
    return nil, attach.reason_text(buf)
  end
  local doc = state.mirror.doc
  local quotes, failure = doc:quotes()
  if not quotes then
    return nil, failure
  end
  local text, row_of, items = doc:text(), require('khabar.nvim.mirror').row_of, {}
  local function piece(first, last)
    return first and plain(text:sub(first + 1, last)) or '-'
  end
  for _, quote in ipairs(quotes) do
    local row, row_start = row_of(buf, quote.start)
    local end_row, end_start = row_of(buf, quote.finish)
    local who = piece(quote.speaker_start, quote.speaker_finish)
    if quote.via_start then
      who = who .. ' < ' .. piece(quote.via_start, quote.via_finish)
    end
    items[#items + 1] = {
      bufnr = buf,
      lnum = row + 1,
      col = quote.start - row_start + 1,
      end_lnum = end_row + 1,
      end_col = quote.finish - end_start + 1,
      text = ('%s | %s | %s'):format(who, piece(quote.cue_start, quote.cue_finish), piece(quote.start, quote.finish)),
    }
  end
  return items
end

---:Khabar quotes
function M.list()
  local items, reason = M.items(api.nvim_get_current_buf())
  if not items then
    return message.notify(reason or '', vim.log.levels.WARN)
  elseif #items == 0 then
    return message.notify(message.text('no_quotes', config.language()))
  end
  vim.fn.setloclist(0, {}, ' ', { title = 'khabar', items = items })
  vim.cmd.lopen()
end

return M
