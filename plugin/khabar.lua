-- What Neovim sources at start. Everything else is loaded when it is first needed.
-- stylua: ignore
if vim.g.loaded_khabar or vim.fn.has 'nvim-0.10' == 0 then return end
vim.g.loaded_khabar = 1
vim.api.nvim_create_user_command('Khabar', function(call)
  require('khabar.nvim.command').run(call)
end, {
  nargs = '*',
  bang = true,
  bar = true,
  range = true,
  desc = 'Tag Arabic news: :Khabar {enable|disable|lookup|search|add|accept|reject|set|link|note|review|…}',
  -- stylua: ignore
  complete = function(...) return require('khabar.nvim.command').complete(...) end,
})

for name, what in pairs { ['next-entity'] = 'next', ['prev-entity'] = 'previous', lookup = 'lookup' } do
  vim.keymap.set('n', '<Plug>(khabar-' .. name .. ')', function()
    require('khabar.nvim.command').plug(what)
  end, { desc = 'khabar: ' .. name:gsub('-', ' ') })
end

vim.keymap.set('n', '<Plug>(khabar-search)', '<Cmd>Khabar search<CR>', { desc = 'khabar: search' })
vim.keymap.set('n', '<Plug>(khabar-rename)', '<Cmd>Khabar rename<CR>', { desc = 'khabar: rename' })
vim.keymap.set('n', '<Plug>(khabar-add)', '<Cmd>Khabar add<CR>', { desc = 'khabar: add the name under the cursor' })
vim.keymap.set('x', '<Plug>(khabar-add)', ':Khabar add<CR>', { silent = true, desc = 'khabar: add the selected name' })

for _, name in ipairs { 'accept', 'reject', 'set', 'link', 'unlink', 'note', 'clear', 'notes', 'review' } do
  local plug, desc = '<Plug>(khabar-' .. name .. ')', 'khabar: ' .. name
  vim.keymap.set('n', plug, '<Cmd>Khabar ' .. name .. '<CR>', { desc = desc })
  if name ~= 'notes' and name ~= 'review' then
    vim.keymap.set('x', plug, ':Khabar ' .. name .. '<CR>', { desc = desc, silent = true })
  end
end

vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufWinEnter', 'FileType' }, {
  group = vim.api.nvim_create_augroup('khabar', {}),
  desc = 'khabar: tag the buffer if it is Arabic',
  callback = function(event)
    vim.schedule(function()
      require('khabar.nvim.attach').consider(event.buf)
    end)
  end,
})

-- A plugin manager may source this when buffers are already there.
if vim.v.vim_did_enter == 1 then
  vim.schedule(function()
    for _, buf in ipairs(vim.api.nvim_list_bufs()) do
      require('khabar.nvim.attach').consider(buf)
    end
  end)
end
