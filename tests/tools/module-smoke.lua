-- The whole way through the Lua module, in any Lua: open, analyse, edit, look up. Ends with an error when an answer is wrong.
local khabar = require 'khabar'

local engine = assert(khabar.open {})
local text = 'قال وزير الخارجية إن القاهرة تتابع الوضع.\n'
local doc = assert(engine:analyze(text))

local function has(name)
  for span in doc:spans() do
    if doc:text():sub(span.start + 1, span.finish) == name then
      return true
    end
  end
  return false
end

assert(has 'القاهرة', 'القاهرة is not found')
assert(not has 'دمشق')
doc:edit(#text, #text, 'وبدمشق أيضًا.\n')
assert(has 'دمشق', 'دمشق is not found after an edit')
assert(#engine:lookup 'القاهرة' > 0, 'lookup finds nothing')
doc:close()
engine:close()
