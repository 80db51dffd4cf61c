-- :Khabar tour: every step waits for what it asks, and nothing is left behind.

local function step(child)
  return child:lua "local tour = require('khabar.nvim.tour').current() return tour and tour.step or 0"
end

local function wait_for(child, number)
  child:wait(function()
    return step(child) == number
  end, 'step ' .. number .. ', at ' .. step(child))
end

local function guide(child)
  return child:lua [[
    local tour = require('khabar.nvim.tour').current()
    return table.concat(vim.api.nvim_buf_get_lines(tour.guide, 0, -1, false), '\n')]]
end

---What there is besides a Neovim that has just started.
local function left_behind(child)
  return child:lua [[
    local ok, list = pcall(vim.api.nvim_get_autocmds, { group = 'khabar.tour' })
    local bufs = vim.tbl_filter(function(buf) return vim.api.nvim_buf_get_name(buf):find 'khabar:' ~= nil end, vim.api.nvim_list_bufs())
    return { #vim.api.nvim_list_tabpages(), #vim.api.nvim_list_wins(), ok and #list or 0, #bufs }]]
end

local function back_to_draft(child)
  child:lua "vim.api.nvim_set_current_win(require('khabar.nvim.tour').current().draft_win)"
end

return {
  {
    name = 'from the first step to the last',
    run = function(child, t)
      child:settle()
      child:cmd 'Khabar tour en'
      t.same(1, step(child))
      t.same(true, guide(child):find('Step 1 of 8', 1, true) ~= nil, guide(child))
      child:type 'l' -- not on a name: the step stays
      child:type ']e'
      wait_for(child, 2)
      child:type ':Khabar lookup<CR>'
      wait_for(child, 3)
      child:type 'Goوزار الوفد القاهرة<Esc>'
      wait_for(child, 4)
      child:type 'u'
      wait_for(child, 5)
      child:type ':Khabar outline<CR>'
      wait_for(child, 6)
      child:type ':Khabar outline<CR>'
      wait_for(child, 7)
      child:type ':Khabar why<CR>'
      wait_for(child, 8)
      child:type 'k:Khabar quotes<CR>'
      wait_for(child, 9)
      t.same(true, guide(child):find(':help khabar', 1, true) ~= nil)
      child:cmd 'Khabar tour'
      t.same({ 1, 1, 0, 0 }, left_behind(child))
    end,
  },
  {
    name = 'a step is not done by something else',
    run = function(child, t)
      child:settle()
      child:cmd 'Khabar tour en'
      child:type ':Khabar why<CR>'
      child:type 'x'
      child:type 'u'
      t.same(1, step(child))
    end,
  },
  {
    name = 'in Arabic, by argument or by the option',
    run = function(child, t)
      child:settle()
      child:cmd 'Khabar tour ar'
      t.same(true, guide(child):find('الخطوة 1 من 8', 1, true) ~= nil)
      child:cmd 'Khabar tour'
      child:lua 'vim.g.khabar = { language = "ar" }'
      child:cmd 'Khabar tour'
      t.same(true, guide(child):find('الخطوة', 1, true) ~= nil)
      child:cmd 'Khabar tour'
      child:cmd 'Khabar tour fr'
      t.same(1, #child:said())
    end,
  },
  {
    name = 'it can be left by closing the tab page, the guide or the draft, at any step',
    run = function(child, t)
      child:settle()
      for _, command in ipairs { 'tabclose', 'quit', 'wincmd k | quit', 'wincmd j | bwipeout!' } do
        child:cmd 'Khabar tour en'
        child:cmd(command)
        child:wait("return require('khabar.nvim.tour').current() == nil", 'the tour to end: ' .. command)
        t.same({ 1, 1, 0, 0 }, left_behind(child), command)
      end
      child:cmd 'Khabar tour en'
      child:type ']e'
      wait_for(child, 2)
      back_to_draft(child)
      child:cmd 'Khabar outline'
      child:cmd 'Khabar tour'
      t.same({ 1, 1, 0, 0 }, left_behind(child))
    end,
  },
  {
    name = "the user's buffer, cursor and files are as they were",
    run = function(child, t)
      local path = t.file('mine.txt', 'زار بوتين القاهرة.\n')
      child:edit(path)
      child:type 'wix<Esc>'
      local before = { child:lines(), child:lua 'return { vim.fn.getpos ".", vim.bo.modified, vim.fn.expand "%:p" }' }
      child:cmd 'Khabar tour en'
      child:type 'ggdGiشيء آخر<Esc>'
      child:cmd 'Khabar tour'
      t.same(before, { child:lines(), child:lua 'return { vim.fn.getpos ".", vim.bo.modified, vim.fn.expand "%:p" }' })
      local shipped = vim.fn.readfile(t.root .. '/doc/tour.news')
      child:cmd 'Khabar tour en'
      t.same(
        shipped,
        child:lua "return vim.api.nvim_buf_get_lines(require('khabar.nvim.tour').current().draft, 0, -1, false)"
      )
    end,
  },
  {
    name = 'quitting Neovim in the middle asks nothing',
    run = function(child, t)
      child:settle()
      child:cmd 'Khabar tour en'
      child:type 'ix<Esc>'
      pcall(child.request, child, 'nvim_input', ':qa<CR>')
      t.same(true, vim.fn.jobwait({ child.job }, 5000)[1] ~= -1)
    end,
  },
  {
    name = 'every step is there in both languages, and its keys exist',
    run = function(child, t)
      t.same(
        {},
        child:lua [[
        local wrong, names = {}, {}
        for _, sub in ipairs(require('khabar.nvim.command').subcommands) do names[sub.name] = true end
        for i, step in ipairs(require('khabar.nvim.tour').steps) do
          if #step.ar ~= #step.en then wrong[#wrong + 1] = i end
          local sub = step.keys:match ':Khabar (%S+)'
          if sub and not names[sub] then wrong[#wrong + 1] = sub end
        end
        return wrong]]
      )
    end,
  },
}
