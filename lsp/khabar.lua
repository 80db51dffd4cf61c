-- vim.lsp.enable 'khabar' (Neovim 0.11 and later): see :help khabar-lsp.
return require('khabar.nvim.lsp').config()
