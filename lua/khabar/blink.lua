---The source for blink.cmp, where its users name a source's module:
---
---    sources = {
---      default = { 'lsp', 'path', 'khabar' },
---      providers = { khabar = { name = 'khabar', module = 'khabar.blink' } },
---    }
---
---What blink.cmp calls stands in its doc/development/source-boilerplate.md.
return require 'khabar.nvim.blink'
