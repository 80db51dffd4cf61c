std = 'min'
max_line_length = 130
files['lua/khabar/nvim'] = { std = 'luajit', read_globals = { 'vim' } }
files['lua/khabar/nvim/**/*.lua'] = { std = 'luajit', globals = { 'vim' } }
files['lua/khabar/types.lua'] = { ignore = { '212', '211', '241' } }
files['lua/telescope/**/*.lua'] = { std = 'luajit', globals = { 'vim' } }
files['lsp/*.lua'] = { std = 'luajit', globals = { 'vim' } }
files['lua/khabar/lsp/main.lua'] = { std = '+min', read_globals = { 'arg' } }
files['plugin/*.lua'] = { std = 'luajit', globals = { 'vim' } }
files['tests/nvim/**/*.lua'] = { std = 'luajit', globals = { 'vim' }, max_line_length = false }
files['doc/*.lua'] = { std = 'luajit', globals = { 'vim' } }
files['tests/bench/*.lua'] = { std = 'max', globals = { 'vim' } }
files['tests/lua/*_spec.lua'] = { std = '+busted', globals = { 'vim' } }
exclude_files = { 'build/', 'annotations/' }
