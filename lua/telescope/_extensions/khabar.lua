---:Telescope khabar {names|figures|quotes|search}, after require('telescope').load_extension 'khabar'.

---@param name 'names'|'figures'|'quotes'|'search'
---@return fun(opts?: table)
local function export(name)
  return function(opts)
    local source, reason, level = require('khabar.nvim.pick').source(name, opts and opts.text or '')
    if not source then
      return require('khabar.nvim.message').notify(reason or '', level)
    end
    require('khabar.nvim.pick_telescope').open(source, opts)
  end
end

return require('telescope').register_extension {
  exports = {
    khabar = export 'names',
    names = export 'names',
    figures = export 'figures',
    quotes = export 'quotes',
    search = export 'search',
  },
}
