---Finds and loads `khabar.core`, the C module, and says plainly what is wrong when the file at hand is for another Lua or
---another version of khabar. Every build carries a stamp, `khabar.core abi=Lua 5.4 version=0.1.0;`, that is read without
---loading the file.
local M = {}

---The version of these Lua files; the C module must be of the same.
M.VERSION = '0.1.0'

---The folder that holds lua/khabar/, with '/' at its end. debug is only asked for this file's own place.
---@return string
function M.root()
  local source = debug.getinfo(1, 'S').source:gsub('^@', ''):gsub('\\', '/')
  return (source:gsub('lua/khabar/loader%.lua$', ''):gsub('khabar/loader%.lua$', '../'))
end

---The folder that these Lua files stand in, with '/' at its end.
---@return string
function M.folder()
  return (debug.getinfo(1, 'S').source:gsub('^@', ''):gsub('\\', '/'):gsub('loader%.lua$', ''))
end

---@return string suffix of C modules on this system: 'so', 'dll'
local function suffix()
  return (package.cpath:match '%?%.(%a+)') or 'so'
end

---The files that could be the C module, in the order in which they are tried.
---@return string[]
function M.candidates()
  local list, seen = {}, {}
  local function add(path)
    if not seen[path] then
      seen[path] = true
      list[#list + 1] = path
    end
  end
  for template in package.cpath:gmatch '[^;]+' do
    if template:find('?', 1, true) then
      add((template:gsub('%?', 'khabar/core')))
    end
  end
  local root, number = M.root(), _VERSION:match('%d+%.%d+'):gsub('%.', '')
  add(root .. 'lua/khabar/core.' .. suffix())
  add(root .. 'build/lua' .. number .. '/khabar/core.' .. suffix())
  return list
end

local STAMP_BLOCK, STAMP_LENGTH = 64 * 1024, 128

---The stamp of a build: which Lua it is for and which khabar it is of. nil, nil where the file has none.
---@param path string
---@return string? abi
---@return string? version
function M.stamp(path)
  local file = io.open(path, 'rb')
  if not file then
    return nil, nil
  end
  local kept, abi, version = '', nil, nil
  repeat -- by blocks: the file has megabytes, and is looked at before the first Arabic text is shown
    local block = file:read(STAMP_BLOCK)
    local bytes = kept .. (block or '')
    local at = bytes:find('khabar.core abi=', 1, true)
    if at then
      abi, version = bytes:match('^khabar%.core abi=(Lua %d+%.%d+) version=([%w%.%-]+);', at)
    end
    kept = bytes:sub(-STAMP_LENGTH)
  until abi or not block
  file:close()
  return abi, version
end

---The command that mends a build: make where the sources are, else the package of the Lua that runs.
---@return string
function M.remedy()
  local root = M.root() == '' and './' or M.root()
  local makefile = io.open(root .. 'Makefile', 'rb')
  if makefile then
    makefile:close()
    return ('run `make` in %s'):format(root)
  end
  return ('install khabar for %s: `make install` in its sources'):format(_VERSION)
end

---@return string the Lua that runs, with the name LuaJIT gives itself
local function running()
  local jit = rawget(_G, 'jit')
  return jit and ('%s (%s)'):format(_VERSION, jit.version) or _VERSION
end

---What to tell a person when nothing could be loaded.
---@param tried {path: string, abi?: string, version?: string, problem?: string}[]
---@return string
local function explain(tried)
  for _, file in ipairs(tried) do
    if file.abi and file.abi ~= _VERSION then
      return ('khabar: %s is built for %s, but this is %s; %s'):format(file.path, file.abi, running(), M.remedy())
    end
  end
  for _, file in ipairs(tried) do
    if file.version and file.version ~= M.VERSION then
      return ('khabar: %s is of version %s, but the Lua files are of %s; %s'):format(
        file.path,
        file.version,
        M.VERSION,
        M.remedy()
      )
    end
  end
  if tried[1] then
    local file = tried[1]
    return ('khabar: %s does not load in %s: %s; %s'):format(
      file.path,
      running(),
      file.problem or 'no stamp',
      M.remedy()
    )
  end
  return ('khabar: the C module khabar/core is not built for %s; %s'):format(running(), M.remedy())
end

---@param path string
---@return khabar.Core? core
---@return string? problem
local function open_file(path)
  local opener, problem = package.loadlib(path, 'luaopen_khabar_core')
  if not opener then
    return nil, problem
  end
  local ok, core = pcall(opener, 'khabar.core', path)
  if not ok then
    return nil, tostring(core)
  end
  return core
end

---@param core any
---@return boolean
local function fits(core)
  return type(core) == 'table'
    and type(core.abi) == 'function'
    and core.abi() == _VERSION
    and core.version() == M.VERSION
end

---The file that the C module was loaded from, where this module has done it: for other threads.
---@type string?
M.path = nil

---@type string? what went wrong; a failure is final until `reset`
local failure

---Loads the module once.
---@return khabar.Core? core
---@return string? message
---@return string? code 'module'
function M.load()
  if package.loaded['khabar.core'] then
    local core = package.loaded['khabar.core']
    if fits(core) then
      return core
    end
    local file = { path = 'khabar.core', abi = core.abi and core.abi(), version = core.version and core.version() }
    return nil, explain { file }, 'module'
  end
  if failure then
    return nil, failure, 'module'
  end
  local tried = {}
  for _, path in ipairs(M.candidates()) do
    local abi, version = M.stamp(path)
    local handle = not abi and io.open(path, 'rb')
    local file = { path = path, abi = abi, version = version }
    if abi == _VERSION and version == M.VERSION then
      local core, problem = open_file(path)
      if core and fits(core) then
        package.loaded['khabar.core'] = core
        M.path = path
        return core
      end
      file.problem = problem
    end
    if abi or handle then
      tried[#tried + 1] = file
    end
    if handle then
      handle:close()
    end
  end
  -- A host may carry the module elsewhere (package.preload, a searcher of its own).
  local ok, core = pcall(require, 'khabar.core')
  if ok and fits(core) then
    return core
  end
  package.loaded['khabar.core'] = nil
  failure = explain(tried)
  return nil, failure, 'module'
end

---Forgets an earlier failure, so that a module built meanwhile is found.
function M.reset()
  failure = nil
end

return M
