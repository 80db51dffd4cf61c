-- :Khabar pick. The adapters are tested with stand-ins that keep to the documented contracts of the pickers (telescope's
-- pickers.new / finders / actions, fzf-lua's fzf_exec / fzf_live, snacks' picker.pick, mini.pick's MiniPick.start): they take
-- what a picker takes, and answer as if the user had chosen the second row.

local DRAFT =
  'زار بان كي مون القاهرة في 18 أبريل.\nوقال بان كي مون: «مصر تستحق السلام».\n'

local SELECT = [[
  _G.shown = {}
  vim.ui.select = function(items, opts, done)
    _G.shown = { rows = vim.tbl_map(opts.format_item, items), kind = opts.kind, prompt = opts.prompt }
    done(items[2] or items[1])
  end]]

local TELESCOPE = [[
  local chosen
  local replaced
  package.loaded.telescope = { register_extension = function(extension) return extension end }
  package.loaded['telescope.config'] = { values = {
    generic_sorter = function() return 'sorter' end, grep_previewer = function() return 'previewer' end } }
  package.loaded['telescope.sorters'] = { empty = function() return 'empty' end }
  package.loaded['telescope.finders'] = {
    new_table = function(spec) return vim.tbl_map(spec.entry_maker, spec.results) end,
    new_dynamic = function(spec) return function(prompt) return vim.tbl_map(spec.entry_maker, spec.fn(prompt)) end end }
  package.loaded['telescope.actions'] = {
    select_default = { replace = function(_, action) replaced = action end }, close = function() _G.closed = true end }
  package.loaded['telescope.actions.state'] = { get_selected_entry = function() return chosen end }
  package.loaded['telescope.pickers'] = { new = function(opts, spec)
    return { find = function()
      local list = type(spec.finder) == 'function' and spec.finder(opts.default_text or '') or spec.finder
      _G.shown = { rows = vim.tbl_map(function(entry) return entry.display end, list), sorter = spec.sorter,
        title = spec.prompt_title, first = { list[1].ordinal, list[1].lnum, list[1].col, list[1].filename } }
      assert(spec.attach_mappings(1, function() end) == true)
      chosen = list[2] or list[1]
      replaced()
    end }
  end }]]

local FZF = [[
  local function finish(lines, opts)
    _G.shown = { rows = vim.tbl_map(function(line) return (line:gsub('^%d+\t', '')) end, lines), title = opts.prompt }
    opts.actions.default { lines[2] or lines[1] }
  end
  package.loaded['fzf-lua'] = {
    fzf_exec = finish,
    fzf_live = function(contents, opts) finish(contents { opts.query or '' }, opts) end }]]

local SNACKS = [[
  _G.Snacks = { picker = { pick = function(opts)
    local list = opts.items or opts.finder(opts, { filter = { search = opts.search } })
    _G.shown = { rows = vim.tbl_map(function(item) return item.text end, list), title = opts.title, live = opts.live,
      first = { list[1].buf, list[1].pos } }
    opts.confirm({ close = function() _G.closed = true end }, list[2] or list[1])
  end } }]]

local MINI = [[
  local current
  _G.MiniPick = {
    set_picker_items = function(items) current = items end,
    set_picker_query = function(query) _G.query = query end,
    start = function(opts)
      local source = opts.source
      current = type(source.items) == 'function' and source.items() or source.items
      vim.schedule(function()
        if source.match then source.match({}, {}, _G.query or {}) end
        _G.shown = { rows = vim.tbl_map(function(item) return item.text end, current), title = source.name }
        source.choose(current[2] or current[1])
      end)
    end }]]

local function open(child, t, stub, sub)
  child:edit(t.file('draft.txt', DRAFT))
  child:lua(stub)
  child:cmd('Khabar pick ' .. (sub or ''))
  child:wait('return _G.shown ~= nil and _G.shown.rows ~= nil', 'the picker')
end

local function shown(child)
  return child:lua 'return _G.shown'
end

local function cursor(child)
  return child:lua "return { vim.fn.line '.', vim.fn.expand '<cword>' }"
end

local cases = {}
for name, stub in pairs { select = SELECT, telescope = TELESCOPE, fzf = FZF, snacks = SNACKS, mini = MINI } do
  vim.list_extend(cases, {
    {
      name = name .. ': names, and the chosen one is gone to',
      run = function(child, t)
        open(child, t, stub)
        t.same(4, #shown(child).rows)
        t.same(true, shown(child).rows[2]:find('القاهرة', 1, true) ~= nil)
        child:wait("return vim.fn.expand '<cword>' == 'القاهرة'", 'the cursor to get there')
        t.same({ 1, 'القاهرة' }, cursor(child))
      end,
    },
    {
      name = name .. ': figures and quotes',
      run = function(child, t)
        open(child, t, stub, 'figures')
        t.same(1, #shown(child).rows)
        child:wait("return vim.fn.expand '<cword>' == '18'", 'the figure')
        child:lua '_G.shown = nil'
        child:cmd 'Khabar pick quotes'
        child:wait("return vim.fn.line '.' == 2", 'the quote')
        t.same(true, shown(child).rows[1]:find('بان كي مون', 1, true) ~= nil)
      end,
    },
    {
      name = name .. ': search shows the card of the chosen entity',
      run = function(child, t)
        open(child, t, stub, 'search النيل')
        local rows, seen = shown(child).rows, {}
        t.same(true, #rows >= 2, vim.inspect(rows))
        for _, row in ipairs(rows) do
          t.same(nil, seen[row], 'twice: ' .. row)
          seen[row] = true
        end
        child:wait(
          [[for _, win in ipairs(vim.api.nvim_list_wins()) do
              if vim.b[vim.api.nvim_win_get_buf(win)].khabar_card then return true end end]],
          'the card'
        )
      end,
    },
  })
end

return vim.list_extend(cases, {
  {
    name = 'without any picker it is vim.ui.select, and none of them is loaded',
    run = function(child, t)
      open(child, t, SELECT)
      t.same({ 'khabar.names', 'khabar names' }, { shown(child).kind, shown(child).prompt })
      for _, name in ipairs { 'telescope', 'fzf-lua', 'snacks', 'mini.pick' } do
        t.same(vim.NIL, child:lua('return package.loaded[...]', name) or vim.NIL)
      end
    end,
  },
  {
    name = 'the option names one, and vim.ui.select stands in where it is not there',
    run = function(child, t)
      child:lua 'vim.g.khabar = { picker = "select" }'
      open(child, t, TELESCOPE .. SELECT)
      t.same('khabar.names', shown(child).kind)
      child:lua 'vim.g.khabar = { picker = "fzf" }; _G.shown = nil'
      child:cmd 'Khabar pick'
      t.same('khabar.names', shown(child).kind)
    end,
  },
  {
    name = 'telescope gets what its previewer and sorter need, and has the extension',
    run = function(child, t)
      open(child, t, TELESCOPE)
      local first = shown(child).first
      t.same(
        { 'sorter', 1, #'زار ' + 1, 'draft.txt' },
        { shown(child).sorter, first[2], first[3], vim.fs.basename(first[4]) }
      )
      t.same(true, child:lua 'return _G.closed')
      child:lua '_G.shown = nil'
      child:lua "require('telescope._extensions.khabar').exports.figures()"
      t.same(1, #shown(child).rows)
    end,
  },
  {
    name = 'an unknown source is said, with those that there are',
    run = function(child, t)
      child:edit(t.file('draft.txt', DRAFT))
      child:cmd 'Khabar pick nonsense'
      t.same(true, child:said()[1]:find('names, figures, quotes, search', 1, true) ~= nil)
    end,
  },
  {
    name = 'nothing to pick from is said',
    run = function(child, t)
      child:edit(t.file('a.txt', 'كلمات بلا أي اسم هنا\n'))
      for _, what in ipairs { 'names', 'figures', 'quotes' } do
        child:cmd('Khabar pick ' .. what)
        t.same(1, #child:said(), what)
      end
      child:edit(t.file('a.lua', 'x\n'))
      child:cmd 'Khabar pick'
      t.same(true, child:said()[1]:find 'filetype' ~= nil)
    end,
  },
  {
    name = 'a text that shrank while the picker was open does no harm',
    run = function(child, t)
      child:edit(t.file('draft.txt', DRAFT))
      child:lua [[vim.ui.select = function(items, _, done)
        vim.api.nvim_buf_set_lines(0, 0, -1, false, { 'x' })
        done(items[#items])
      end]]
      child:cmd 'Khabar pick'
      t.same(1, child:lua "return vim.fn.line '.'")
    end,
  },
  {
    name = 'search with nothing typed asks, and what is not known is said',
    run = function(child, t)
      child:edit(t.file('draft.txt', DRAFT))
      child:lua [[vim.ui.input = function(opts, done) _G.asked = opts.prompt; done 'كلمةغيرموجودةبتاتا' end]]
      child:cmd 'Khabar pick search'
      t.same(true, child:lua 'return _G.asked ~= nil')
      t.same(true, child:said()[1]:find('no entity of this name', 1, true) ~= nil)
    end,
  },
})
