-- nvim --clean -n --headless -l nvim-busted.lua ARGS…: runs busted inside Neovim, with Neovim's own LuaJIT and `vim`.
_G.arg[0] = 'busted'
require 'busted.runner' { standalone = false }
