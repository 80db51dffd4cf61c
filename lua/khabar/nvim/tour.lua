---:Khabar tour. Two minutes with khabar: a draft of its own (doc/tour.news, copied into a scratch buffer of a new tab page)
---and below it what to press next. Each step waits until it has been done; nothing polls, autocommands say that something
---has happened. Closing the tab page, or `:Khabar tour` again, leaves the tour at any step and cleans up.
local api = vim.api
local config = require 'khabar.nvim.config'
local message = require 'khabar.nvim.message'

local M = {}

local HEIGHT = 6

---@class khabar.nvim.Tour
---@field tab integer
---@field draft integer
---@field draft_win integer
---@field guide integer
---@field guide_win integer
---@field language 'ar'|'en'
---@field step integer
---@field names integer how many names the draft had when the step began
---@field tick integer the draft's changedtick when the step began
---@field text string the draft as it was before it was edited
---@field start integer[] the cursor when the step began

---@class khabar.nvim.TourStep
---@field keys string what to press
---@field en string[] what it does
---@field ar string[]
---@field done fun(tour: khabar.nvim.Tour): boolean?

---@param flag string a buffer variable
---@return integer? win a window whose buffer has it
local function window_with(flag)
  for _, win in ipairs(api.nvim_tabpage_list_wins(0)) do
    local ok, value = pcall(api.nvim_buf_get_var, api.nvim_win_get_buf(win), flag)
    if ok and value then
      return win
    end
  end
end

---@param tour khabar.nvim.Tour
---@return integer
local function count_names(tour)
  local state = require('khabar.nvim.attach').synced(tour.draft)
  local counts = state and state.mirror.doc:counts()
  return counts and counts.total - counts.figures or 0
end

---@param tour khabar.nvim.Tour
---@return string
local function draft_text(tour)
  return table.concat(api.nvim_buf_get_lines(tour.draft, 0, -1, false), '\n')
end

---@param tour khabar.nvim.Tour
---@return khabar.Span[]
local function names_at_cursor(tour)
  local state = require('khabar.nvim.attach').synced(tour.draft)
  local at = require('khabar.nvim.entities').cursor_byte(tour.draft_win)
  return state and require('khabar.nvim.lookup').spans_at(state.mirror.doc, at) or {}
end

---@type khabar.nvim.TourStep[]
M.steps = {
  {
    keys = ']e',
    en = { 'The names of this draft are in colour. Go to the next name.' },
    ar = { 'أسماء هذه المسودة ملوّنة. انتقل إلى الاسم التالي.' },
    done = function(tour)
      local cursor = api.nvim_win_get_cursor(tour.draft_win)
      return not vim.deep_equal(cursor, tour.start) and #names_at_cursor(tour) > 0
    end,
  },
  {
    keys = ':Khabar lookup',
    en = { 'Who or what is this? Open its card. It closes when the cursor moves.' },
    ar = {
      'من هذا أو ما هو؟ افتح بطاقته. تُغلق البطاقة حين يتحرك المؤشر.',
    },
    done = function()
      return window_with 'khabar_card' ~= nil
    end,
  },
  {
    keys = 'Go وزار الوفد القاهرة <Esc>',
    en = { 'Names are found as you write. Add a line with a name in it: G, o, the line, <Esc>.' },
    ar = {
      'تُعرف الأسماء وأنت تكتب. أضف سطرا فيه اسم، ثم عد إلى الوضع العادي.',
    },
    done = function(tour)
      return api.nvim_get_mode().mode == 'n' and count_names(tour) > tour.names
    end,
  },
  {
    keys = 'u',
    en = { 'khabar stores nothing in the text. Undo your line: the text is what it was.' },
    ar = { 'لا يخزن خبر شيئا في النص. تراجع عن سطرك: يعود النص كما كان.' },
    done = function(tour)
      return draft_text(tour) == tour.text
    end,
  },
  {
    keys = ':Khabar outline',
    en = { 'What is the draft about? Open the outline; it follows your cursor.' },
    ar = { 'عمّ تتحدث المسودة؟ افتح الفهرس، وهو يتبع مؤشرك.' },
    done = function()
      return require('khabar.nvim.outline').view() ~= nil
    end,
  },
  {
    keys = ':Khabar outline',
    en = { 'In the outline <CR> goes to a name, and q closes it. Close it: q, or the command again.' },
    ar = {
      'في الفهرس ينقلك مفتاح الإدخال إلى الاسم. أغلق الفهرس بالأمر نفسه.',
    },
    done = function()
      return require('khabar.nvim.outline').view() == nil
    end,
  },
  {
    keys = ':Khabar why',
    en = { 'Put the cursor on any word and ask why it is a name, or why it is not.' },
    ar = { 'ضع المؤشر على أي كلمة واسأل لماذا عُدّت اسما أو لم تُعدّ.' },
    done = function()
      return window_with 'khabar_why' ~= nil
    end,
  },
  {
    keys = ':Khabar quotes',
    en = { 'Who said what? This lists the quotes; :Khabar figures lists sums, numbers and dates.' },
    ar = {
      'من قال ماذا؟ هذا سرد الأقوال، وللأرقام والتواريخ أمر مثله.',
    },
    done = function()
      return vim.iter(api.nvim_tabpage_list_wins(0)):any(function(win)
        return vim.bo[api.nvim_win_get_buf(win)].buftype == 'quickfix'
      end)
    end,
  },
}

local WORDS = {
  en = {
    step = 'Step %d of %d',
    press = 'Press or type:',
    leave = 'To leave the tour:',
    last = 'That was the tour. The help says the rest:',
  },
  ar = {
    step = 'الخطوة %d من %d',
    press = 'اضغط أو اكتب:',
    leave = 'لترك الجولة:',
    last = 'انتهت الجولة. والبقية في المساعدة:',
  },
}

---@type khabar.nvim.Tour?
local current

---@return khabar.nvim.Tour?
function M.current()
  return current
end

---A row holds one script, so that every terminal can show it.
---@param tour khabar.nvim.Tour
---@return string[]
local function guide_lines(tour)
  local words, step = WORDS[tour.language], M.steps[tour.step]
  if not step then
    return { words.last, '  :help khabar', words.leave, '  :Khabar tour' }
  end
  local lines = { words.step:format(tour.step, #M.steps) }
  vim.list_extend(lines, step[tour.language])
  return vim.list_extend(lines, { words.press, '  ' .. step.keys, words.leave, '  :Khabar tour' })
end

---@param tour khabar.nvim.Tour
local function show(tour)
  local lines = guide_lines(tour)
  if vim.wo[tour.guide_win].rightleft then
    lines = vim.tbl_map(require('khabar.nvim.lookup').premirror, lines)
  end
  vim.bo[tour.guide].modifiable = true
  api.nvim_buf_set_lines(tour.guide, 0, -1, false, lines)
  vim.bo[tour.guide].modifiable = false
  local namespace = api.nvim_create_namespace 'khabar.tour'
  api.nvim_buf_clear_namespace(tour.guide, namespace, 0, -1)
  local keys = #lines - 3
  api.nvim_buf_set_extmark(tour.guide, namespace, keys, 0, { line_hl_group = 'KhabarCardName' })
end

---@param tour khabar.nvim.Tour
local function begin_step(tour)
  tour.names, tour.text = count_names(tour), tour.step == 4 and tour.text or draft_text(tour)
  tour.start = api.nvim_win_get_cursor(tour.draft_win)
  show(tour)
end

---Leaves the tour: windows, buffers and autocommands go.
function M.stop()
  local tour = current
  current = nil
  pcall(api.nvim_del_augroup_by_name, 'khabar.tour')
  if not tour then
    return
  end
  if api.nvim_tabpage_is_valid(tour.tab) then
    require('khabar.nvim.outline').close(tour.tab)
    if #api.nvim_list_tabpages() > 1 then
      pcall(vim.cmd.tabclose, { api.nvim_tabpage_get_number(tour.tab), bang = true })
    end
  end
  for _, buf in ipairs { tour.guide, tour.draft } do
    if api.nvim_buf_is_valid(buf) then
      pcall(api.nvim_buf_delete, buf, { force = true })
    end
  end
end

local function check()
  local tour = current
  if not tour then
    return
  elseif not (api.nvim_tabpage_is_valid(tour.tab) and api.nvim_win_is_valid(tour.draft_win)) then
    return M.stop()
  elseif not api.nvim_win_is_valid(tour.guide_win) or api.nvim_win_get_buf(tour.draft_win) ~= tour.draft then
    return M.stop() -- a part of it was closed: that is a way to leave too
  elseif api.nvim_get_current_tabpage() ~= tour.tab then
    return
  end
  local step = M.steps[tour.step]
  if step and step.done(tour) then
    tour.step = tour.step + 1
    begin_step(tour)
  end
end

local function watch()
  local group = api.nvim_create_augroup('khabar.tour', { clear = true })
  api.nvim_create_autocmd({
    'CursorMoved',
    'TextChanged',
    'InsertLeave',
    'WinEnter',
    'WinNew',
    'WinClosed',
    'BufWinEnter',
    'CmdlineLeave',
    'TabClosed',
    'SafeState',
  }, {
    group = group,
    desc = 'khabar: see whether the step of the tour has been done',
    callback = vim.schedule_wrap(check),
  })
  api.nvim_create_autocmd('User', {
    group = group,
    pattern = 'KhabarUpdate',
    desc = 'khabar: see whether the step of the tour has been done',
    callback = vim.schedule_wrap(check),
  })
end

---@param lines string[]
---@param name string
---@return integer
local function scratch(lines, name)
  local buf = api.nvim_create_buf(false, true)
  vim.bo[buf].bufhidden, vim.bo[buf].swapfile = 'wipe', false
  api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  pcall(api.nvim_buf_set_name, buf, name)
  return buf
end

---@return string[]?
local function read_draft()
  local paths = api.nvim_get_runtime_file('doc/tour.news', false)
  local ok, lines = pcall(vim.fn.readfile, paths[1] or require('khabar.loader').root() .. 'doc/tour.news')
  return ok and lines or nil
end

---@param language 'ar'|'en'
function M.start(language)
  local lines = read_draft()
  if not lines then
    return message.notify(message.text('no_tour', language), vim.log.levels.ERROR)
  end
  local rightleft = vim.wo.rightleft
  local draft = scratch(lines, 'khabar://tour/draft')
  local guide = scratch({}, 'khabar://tour')
  vim.cmd 'tab split'
  local win = api.nvim_get_current_win()
  api.nvim_win_set_buf(win, draft)
  vim.bo[draft].undolevels = vim.bo[draft].undolevels -- what was put in is no step to undo
  vim.wo[win].rightleft, vim.wo[win].wrap, vim.wo[win].linebreak = rightleft, true, true
  local guide_win = api.nvim_open_win(guide, false, { split = 'above', win = -1, height = HEIGHT, style = 'minimal' })
  vim.wo[guide_win].winfixheight, vim.wo[guide_win].rightleft = true, rightleft and language == 'ar'
  vim.wo[guide_win].wrap = true
  local attach = require 'khabar.nvim.attach'
  attach.choose(draft, true)
  local tour = {
    tab = api.nvim_get_current_tabpage(),
    draft = draft,
    draft_win = win,
    guide = guide,
    guide_win = guide_win,
    language = language,
    step = 1,
    text = '',
    start = { 1, 0 },
    names = 0,
  }
  if not attach.state(draft) then
    current = tour
    M.stop()
    return message.notify(attach.reason_text(draft, language), vim.log.levels.ERROR)
  end
  current = tour
  vim.bo[draft].modified = false
  begin_step(tour)
  watch()
end

---:Khabar tour [ar|en]
---@param text string
function M.toggle(text)
  if current then
    return M.stop()
  end
  local language = config.language()
  if text == 'ar' or text == 'en' then
    language = text
  elseif text ~= '' then
    return message.notify(message.text('unknown_source', language, text, 'ar, en'), vim.log.levels.ERROR)
  end
  M.start(language)
end

return M
