---The source for nvim-cmp. `require('khabar.cmp').register()` makes `{ name = 'khabar' }` known to it; where that stands in its
---configuration, khabar does so by itself in the first tagged buffer.
return require 'khabar.nvim.cmp'
