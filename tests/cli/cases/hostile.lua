-- luacheck: std lua54
-- Input that wants to do harm.

local all_controls = {}
for b = 0, 31 do
  all_controls[#all_controls + 1] = string.char(b)
end
all_controls[#all_controls + 1] = '\127'
for u = 0x80, 0x9f do
  all_controls[#all_controls + 1] = utf8.char(u)
end
for _, u in ipairs {
  0x061c,
  0x200e,
  0x200f,
  0x2028,
  0x2029,
  0x202a,
  0x202b,
  0x202c,
  0x202d,
  0x202e,
  0x2066,
  0x2067,
  0x2068,
  0x2069,
} do
  all_controls[#all_controls + 1] = utf8.char(u)
end
local controls = table.concat(all_controls, 'x')

-- True when nothing in s could steer a terminal: colours that khabar sets, tabs and line ends aside.
local function harmless(s)
  s = s:gsub('\27%[[%d;]*m', '')
  if not utf8.len(s) then
    return false
  end
  for _, u in utf8.codes(s) do
    local bad = (u < 32 and u ~= 9 and u ~= 10) or (u >= 127 and u < 160) or u == 0x061c or u == 0x200e or u == 0x200f
    if bad or (u >= 0x2028 and u <= 0x202e) or (u >= 0x2066 and u <= 0x2069) then
      return false
    end
  end
  return true
end

local function check_harmless(out)
  return not harmless(out) and 'a control character came through' or nil
end

-- Bytes by a fixed rule (xorshift), so that a failure can be repeated.
local function noise(n, seed)
  local x, bytes = seed, {}
  for i = 1, n do
    x = x ~ (x << 13) & 0xffffffff
    x = x ~ (x >> 17)
    x = x ~ (x << 5) & 0xffffffff
    bytes[i] = string.char(x & 0xff)
  end
  return table.concat(bytes)
end

local cases = {
  {
    'controls are shown by name',
    args = { 'tag', '--no-index', '-fansi', '--legend=none' },
    stdin = 'a\27[31mb\u{202e}c\127\u{9b}\xffd\r\ne\rf\n',
    out = 'a<U+001B>[31mb<U+202E>c<U+007F><U+009B><FF>d\r\ne<U+000D>f\n',
    err_has = { '<stdin>:1:2: bytes that are not UTF-8' },
  },
  {
    'controls are shown in reverse video',
    args = { 'tag', '--no-index', '-fansi', '--legend=none', '--color=always' },
    stdin = 'a\u{202e}b\n',
    out = 'a\27[7m<U+202E>\27[0mb\n',
  },
  {
    'all controls, in colour',
    args = { 'tag', '--no-index', '-fansi', '--color=always' },
    stdin = controls,
    err_has = {},
    check = check_harmless,
  },
  {
    'all controls, as JSON',
    args = { 'tag', '--no-index', '-fjsonl' },
    stdin = controls:gsub('\n', ''),
    err_has = {},
    check = check_harmless,
  },
  {
    'all controls, as CoNLL from text',
    args = { 'tag', '--no-index', '-fconll' },
    stdin = controls,
    err_has = {},
    check = check_harmless,
  },
  {
    'all controls, CoNLL to a terminal',
    args = { 'tag', '--no-index', '--input=conll' },
    tty = true,
    stdin = controls,
    check = check_harmless,
  },
  {
    'controls in an id',
    args = { 'tag', '--no-index', '-fjsonl' },
    stdin = '{"text": "", "id": "\\u001b\\u202e\\u009b"}\n',
    has = { '"id": "\\u001b\\u202e\\u009b"' },
  },
  {
    'controls in a nested id',
    args = { 'tag', '--no-index', '-fjsonl' },
    stdin = '{"text": "", "id": ["\\u009b\\u202e"]}\n',
    check = check_harmless,
  },
  {
    'controls in the name of a file',
    args = { 'tag', '--no-index', '-fansi', 'a\27[1m', 'a\27[1m' },
    files = { ['a\27[1m'] = 'x\n' },
    has = { '==> a<U+001B>[1m <==' },
  },
  {
    'controls in a word to look up',
    args = { 'lookup', '--no-index', '-e', 'desk.yaml', '\27[2J' },
    out = '<U+001B>[2J: not in the index\n',
  },
  {
    'controls in a name are refused',
    args = { 'lookup', '--no-index', '-e', 'evil.yaml', 'khabar:e' },
    files = { ['evil.yaml'] = '- {id: "khabar:e", type: PERS, name: {ar: "زيد", en: "Z\\e[2Jaid"}}\n' },
    status = 3,
    check = function(_, t)
      return (not t.read('err'):find('evil.yaml:1:', 1, true) or check_harmless(t.read 'err')) and 'no place' or nil
    end,
  },
  {
    'bidi controls in a description',
    args = { 'lookup', '--no-index', '-e', 'evil.yaml', 'khabar:e' },
    files = { ['evil.yaml'] = '- {id: "khabar:e", type: PERS, name: {ar: "زيد"}, description: {en: "a\\u202Eb"}}\n' },
    has = { 'a<U+202E>b' },
  },
  {
    'a million bytes without a space',
    args = { 'tag', '--no-index', '-fjson' },
    stdin = ('ا'):rep(500000),
    has = { '"bytes": 1000000' },
  },
  {
    'NUL bytes',
    args = { 'tag', '--no-index', '-fjson' },
    stdin = ('\0'):rep(1000),
    has = { '"bytes": 1000', '"faults": [{"start": 0, "end": 1000}]' },
    err_has = {},
  },
  {
    'an index of noise',
    args = { 'tag', '--index=x.khx' },
    files = { ['x.khx'] = noise(5000, 7) },
    status = 3,
    err_has = { 'khabar: x.khx: ' },
  },
  {
    'an empty index',
    args = { 'info', 'x.khx' },
    files = { ['x.khx'] = '' },
    status = 3,
    err_has = { 'khabar: x.khx: ' },
  },
  { 'a directory as index', args = { 'tag', '--index=DIR' }, status = 3 },
  { 'a directory as entities', args = { 'tag', '--no-index', '--entities=DIR' }, status = 3 },
  {
    'YAML that multiplies',
    args = { 'tag', '--no-index', '-e', 'bomb.yaml' },
    status = 3,
    files = {
      ['bomb.yaml'] = (function()
        local lines = { 'a: &a [x,x,x,x,x,x,x,x,x]' }
        for c = string.byte 'b', string.byte 'z' do
          local before = string.char(c - 1)
          lines[#lines + 1] = ('%s: &%s [%s]'):format(
            string.char(c),
            string.char(c),
            ('*' .. before .. ','):rep(9):sub(1, -2)
          )
        end
        return table.concat(lines, '\n') .. '\n'
      end)(),
    },
  },
  { 'an empty device', shell = 'tag --no-index -fjson /dev/null', has = { '"bytes": 0' } },
}

for seed = 1, 12 do
  local bytes = noise(4000, seed * 7919)
  for _, format in ipairs { 'json', 'ansi', 'tsv', 'conll' } do
    cases[#cases + 1] = {
      ('noise %d as %s'):format(seed, format),
      args = { 'tag', '--no-index', '-e', 'desk.yaml', '-f', format },
      stdin = bytes,
      err_has = {},
      check = function(out, t)
        if format == 'json' and t.json()[1].bytes ~= 4000 then
          return 'wrong length'
        end
        return check_harmless((out:gsub('\r\n', '\n')))
      end,
    }
  end
end

return cases
