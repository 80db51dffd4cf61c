-- lua5.4 …/khabar/lsp/main.lua [--entities=FILE]… [--index=FILE] [--model=FILE] [--no-model] [--no-project] [--date=DAY]
-- [--stdio]
--
-- What `khabar lsp` runs, which has checked the options. The other modules are those beside this file, and the C module that was
-- installed with them: <prefix>/share/lua/5.4/khabar/lsp/main.lua has its own in <prefix>/lib/lua/5.4.
local folder = arg[0]:gsub('khabar/lsp/main%.lua$', '')
local minor = _VERSION:match '%d+%.%d+'
package.path = folder .. '?.lua;' .. folder .. '?/init.lua;' .. package.path
package.cpath = ('%s../../../lib/lua/%s/?.so;%s../build/lua%s/?.so;%s'):format(
  folder,
  minor,
  folder,
  minor:gsub('%.', ''),
  package.cpath
)

local options = { entities = {} }
for i = 1, #arg do
  local name, value = arg[i]:match '^%-%-([%w-]+)=?(.*)$'
  if name == 'entities' then
    options.entities[#options.entities + 1] = value
  elseif name == 'no-model' then
    options.model = false
  elseif name == 'no-project' then
    options.project = false
  elseif name == 'index' or name == 'model' or name == 'date' then
    options[name] = value
  end
end
os.exit(require('khabar.lsp.stdio').run(options), true)
