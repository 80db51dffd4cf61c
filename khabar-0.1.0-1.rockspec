-- Needs utf8proc and libyaml with their headers and static libraries: `make setup` installs them on Debian.
rockspec_format = '3.0'
package = 'khabar'
version = '0.1.0-1'
source = { url = 'file://.' }
description = {
  summary = 'Names in Arabic news: tokens, entities, exact spans',
  detailed = 'A C core that tags Arabic news while it is being written: people, organisations, places. Offline.',
  license = 'MIT',
  labels = { 'arabic', 'nlp', 'neovim' },
}
dependencies = { 'lua >= 5.1, < 5.5' }
build = {
  type = 'make',
  build_target = 'rock',
  install_target = 'install-rock',
  build_variables = { CFLAGS = '$(CFLAGS)', LUA_INCDIR = '$(LUA_INCDIR)' },
  install_variables = { LUADIR = '$(LUADIR)', LIBDIR = '$(LIBDIR)', LUA_INCDIR = '$(LUA_INCDIR)' },
}
