-- Completion: 'complete' of Neovim 0.12, and the sources for blink.cmp and nvim-cmp against stand-ins that call them as those do.
-- Contracts: doc/development/source-boilerplate.md of saghen/blink.cmp; |cmp-develop| and lua/cmp/source.lua of hrsh7th/nvim-cmp.

local TEXT = 'زار بان كي مون وبالقاهرة أمس.\n\n'

---Typed text, the line that its first item would make of it, and the label of that item.
local ROWS = {
  { 'القاه', 'القاهرة', 'القاهرة' },
  { 'زار والقاه', 'زار والقاهرة', 'القاهرة' },
  { 'في الامم المت', 'في الأمم المتحدة', 'الأمم المتحدة' },
  { 'للأمم المت', 'للأمم المتحدة', 'الأمم المتحدة' },
  { 'مع كي م', 'مع بان كي مون', 'بان كي مون' },
  { 'قال: بوت', 'قال: بوتين', 'بوتين' },
  { 'قال «القاه', 'قال «القاهرة', 'القاهرة' },
}

---Applies the edit of an item as the protocol says, in bytes.
local function apply(line, item)
  local range = item.textEdit.range
  return line:sub(1, range.start.character) .. item.textEdit.newText .. line:sub(range['end'].character + 1)
end

local BLINK = [[
  local line, bufnr = ...
  local source = require('khabar.blink').new({}, { module = 'khabar.blink' })
  vim.api.nvim_buf_set_lines(bufnr, 1, 2, true, { line })
  local response
  source:get_completions({ bufnr = bufnr, line = line, cursor = { 2, #line }, mode = 'default' }, function(r) response = r end)
  return response]]

local CMP = [[
  local line, bufnr = ...
  _G.cmp_sources = _G.cmp_sources or {}
  package.loaded.cmp = { register_source = function(name, source) _G.cmp_sources[name] = source; return 1 end }
  assert(require('khabar.cmp').register())
  local source = _G.cmp_sources.khabar
  vim.api.nvim_buf_set_lines(bufnr, 1, 2, true, { line })
  local response
  local context = { bufnr = bufnr, cursor_line = line, cursor_before_line = line, cursor = { row = 2, col = #line + 1 } }
  source:complete({ offset = 1, context = context, completion_context = { triggerKind = 1 } }, function(r) response = r end)
  return response]]

local cases = {
  {
    name = 'blink.cmp: items replace what was typed and say what they are',
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      local buf = child:request 'nvim_get_current_buf'
      for _, row in ipairs(ROWS) do
        local response = child:lua(BLINK, row[1], buf)
        local item = response.items[1]
        t.same({ row[2], row[3] }, { apply(row[1], item), item.label }, row[1])
        t.same({ 1, 1, true, true }, {
          item.textEdit.range.start.line,
          item.textEdit.range['end'].line,
          response.is_incomplete_forward,
          response.is_incomplete_backward,
        })
        -- blink.cmp shows what matches the keyword, the letters before the cursor: they stand at the end of this text.
        t.same(row[1]:sub(item.textEdit.range.start.character + 1), item.filterText)
      end
      local item = child:lua(BLINK, 'بوت', buf).items[1]
      t.same(
        { 'person', 'KhabarPerson', 'فلاديمير بوتين' },
        { item.kind_name, item.kind_hl, item.labelDetails.description }
      )
      t.same({}, child:lua(BLINK, 'خشخاش', buf).items)
      t.same({}, child:lua(BLINK, '', buf).items)
    end,
  },
  {
    name = 'blink.cmp: the card is made when an item is looked at; the source is silent where nothing is tagged',
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      local text = child:lua [[
        local source = require('khabar.blink').new({}, {})
        local response, resolved
        source:get_completions({ bufnr = vim.api.nvim_get_current_buf(), line = 'بان', cursor = { 1, 6 } },
          function(r) response = r end)
        source:resolve(response.items[1], function(r) resolved = r end)
        assert(source:enabled() and resolved ~= response.items[1])
        return resolved.documentation.value]]
      t.same(true, text:find('الأمين العام', 1, true) ~= nil and text:find('Q1253', 1, true) ~= nil, text)
      child:cmd 'Khabar disable'
      t.same(false, child:lua "return require('khabar.blink').new({}, {}):enabled()")
      t.same({}, child:lua(BLINK, 'القاه', child:request 'nvim_get_current_buf').items)
    end,
  },
  {
    name = 'nvim-cmp: items replace what was typed and say what they are',
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      local buf = child:request 'nvim_get_current_buf'
      for _, row in ipairs(ROWS) do
        local response = child:lua(CMP, row[1], buf)
        local item = response.items[1]
        t.same({ row[2], row[3], true }, { apply(row[1], item), item.label, response.isIncomplete }, row[1])
        t.same(row[1]:sub(item.textEdit.range.start.character + 1), item.filterText)
      end
      local facts = child:lua [[
        local source = _G.cmp_sources.khabar
        local pattern = source:get_keyword_pattern({ name = 'khabar' })
        return { source:is_available(), source:get_position_encoding_kind(), vim.fn.matchstr('قال وبِالقاه', pattern .. '$') }]]
      t.same({ true, 'utf-8', 'وبِالقاه' }, facts)
      local item = child:lua(CMP, 'بوت', buf).items[1]
      t.same({ kind_text = 'person', kind_hl_group = 'KhabarPerson' }, item.cmp)
      local text = child:lua(
        [[local resolved
          _G.cmp_sources.khabar:resolve(..., function(r) resolved = r end)
          return resolved.documentation.value]],
        item
      )
      t.same(true, text:find('Q7747', 1, true) ~= nil, text)
      child:cmd 'Khabar disable'
      t.same(false, child:lua 'return _G.cmp_sources.khabar:is_available()')
    end,
  },
  {
    name = 'nvim-cmp: registered once, and only where it is asked for or listed',
    run = function(child, t)
      child:lua [[
        _G.registered = 0
        _G.listed = {}
        _G.stand_in = {
          register_source = function() _G.registered = _G.registered + 1 end,
          get_config = function() return { sources = _G.listed } end,
        }]]
      child:edit(t.file('a.txt', TEXT))
      t.same(false, child:lua "return require('khabar.cmp').register()")
      child:type 'ia<Esc>'
      child:lua 'package.loaded.cmp = _G.stand_in'
      child:type 'ia<Esc>'
      t.same(0, child:lua 'return _G.registered')
      child:lua "_G.listed = { { name = 'buffer' }, { name = 'khabar' } }"
      child:type 'ia'
      child:wait 'return _G.registered == 1'
      child:type '<Esc>ia<Esc>'
      child:lua "require('khabar.cmp').register()"
      t.same(1, child:lua 'return _G.registered')
    end,
  },
  {
    name = 'nothing comes up while typing',
    run = function(child, t)
      child:edit(t.file('a.txt', TEXT))
      child:type 'oالقاه'
      t.same(0, child:lua 'return vim.fn.pumvisible()')
      t.same('', child:lua "return vim.o.complete:match 'khabar' or ''")
    end,
  },
}

table.insert(cases, {
  name = "'complete' takes it as a source of CTRL-N, beside the words of the buffer",
  run = function(child, t)
    if vim.version.lt(vim.version.parse(t.version), { 0, 12, 0 }) then
      return -- 'complete' knows no functions there
    end
    child:edit(t.file('a.txt', TEXT .. 'القاهريون\n'))
    local help = assert(io.open(t.root .. '/doc/khabar.txt', 'rb'))
    local example = help:read('*a'):match 'put it into your configuration: >vim\n(.-)\n<'
    help:close()
    child:cmd(vim.trim(example))
    for typed, want in pairs {
      ['زار بوت'] = 'زار بوتين',
      ['والقاهرة ثم الأمم المت'] = 'والقاهرة ثم الأمم المتحدة',
      ['للأمم المت'] = 'للأمم المتحدة',
    } do
      child:type('Gcc' .. typed .. '<C-n><Esc>')
      t.same(want, child:lua 'return vim.api.nvim_get_current_line()', typed)
    end
    child:type 'GccالقاهريونXX<Esc>oالقاهر<C-n>'
    local words = vim.tbl_map(function(item)
      return item.word
    end, child:lua "return vim.fn.complete_info({ 'items' }).items")
    t.same(true, vim.tbl_contains(words, 'القاهرة'), vim.inspect(words))
    t.same(true, vim.tbl_contains(words, 'القاهريونXX'), vim.inspect(words))
  end,
})

return cases
