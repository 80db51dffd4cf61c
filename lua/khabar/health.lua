---:checkhealth khabar
local M = {}

function M.check()
  require('khabar.nvim.health').check()
end

return M
