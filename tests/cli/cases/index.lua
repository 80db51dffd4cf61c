-- luacheck: std lua54
-- `khabar index` and `khabar info`.

return {
  {
    'builds and says what',
    args = { 'index', 'desk.yaml', '-o', 'desk.khx' },
    check = function(out, t)
      return (not out:match '^desk%.khx: entities 4, names %d+, bytes %d+\n$' or #t.read 'desk.khx' < 100)
          and 'other words'
        or nil
    end,
  },
  { 'quietly', args = { 'index', '-q', 'desk.yaml', '-odesk.khx' }, out = '' },
  {
    'info of what was built',
    shell = 'index -q desk.yaml -o a.khx && "$KHABAR" info a.khx -f json',
    check = function(_, t)
      local o = t.json()[1]
      local fine = o.file == 'a.khx'
        and o.entities == 4
        and o.by_type.GPE == 2
        and o.by_type.PERS == 1
        and o.by_type.ORG == 1
      return (not fine or o.bytes ~= #t.read 'a.khx') and 'other numbers' or nil
    end,
  },
  {
    'info as text',
    shell = 'index -q desk.yaml -o a.khx && "$KHABAR" info a.khx',
    has = { 'a.khx\n  format version: ', '  entities: 4\n', '    GPE             2  ' },
  },
  {
    'a built index is used',
    shell = 'index -q desk.yaml -o a.khx && "$KHABAR" tag -fjson --index=a.khx',
    stdin = 'وزرنوقيا',
    has = { 'khabar:zarnuqia' },
  },
  {
    'the index beside the program',
    shell = 'index -q desk.yaml -o khabar.khx && cp "$KHABAR" k && ./k tag -fjson',
    stdin = 'زرنوقيا',
    has = { 'khabar:zarnuqia' },
  },
  {
    'the index in ../share',
    shell = 'index -q desk.yaml -o a.khx && mkdir -p bin share/khabar && cp "$KHABAR" bin/k && '
      .. 'cp a.khx share/khabar/khabar.khx && bin/k tag -fjson',
    stdin = 'زرنوقيا',
    has = { 'khabar:zarnuqia' },
  },
  {
    'the index that the environment names',
    shell = 'index -q desk.yaml -o a.khx && KHABAR_INDEX=a.khx "$KHABAR" tag -fjson',
    stdin = 'زرنوقيا',
    has = { 'khabar:zarnuqia' },
  },
  {
    'a mistake in YAML has a place',
    args = { 'index', 'bad.yaml', '-o', 'a.khx' },
    status = 3,
    files = { ['bad.yaml'] = '- id: khabar:a\n  type: NOTYPE\n  name: {ar: نعم}\n' },
    check = function(_, t)
      return not t.read('err'):match '^khabar: bad%.yaml:2:%d+: .+ %(.+%)\n$' and 'no place' or nil
    end,
  },
  {
    'a failed build leaves the old index',
    shell = 'index -q desk.yaml -o a.khx && cp a.khx b.khx && ! "$KHABAR" index bad.yaml -o a.khx && cmp a.khx b.khx',
    files = { ['bad.yaml'] = '- [' },
    err_has = { 'bad.yaml:' },
  },
  { 'YAML that is not there', args = { 'index', 'none.yaml', '-o', 'a.khx' }, status = 3, err_has = { 'none.yaml' } },
  {
    'a device is never replaced',
    args = { 'index', 'desk.yaml', '-o', '/dev/null' },
    status = 3,
    err = 'khabar: /dev/null: is not a regular file and would be replaced (name a file in a directory that can be written to)\n',
  },
  {
    'a source is never replaced',
    args = { 'index', 'desk.yaml', '-o', './desk.yaml' },
    status = 3,
    err_has = { 'is one of the YAML files' },
    check = function(_, t)
      return not t.read('desk.yaml'):find('khabar:zarnuqia', 1, true) and 'it was replaced' or nil
    end,
  },
  {
    'a folder that is not there',
    args = { 'index', 'desk.yaml', '-o', 'none/a.khx' },
    status = 3,
    err_has = { 'none/a.khx' },
  },
  {
    'info of a cut index',
    shell = 'index -q desk.yaml -o a.khx && head -c 200 a.khx >b.khx && "$KHABAR" info b.khx',
    status = 3,
    err_has = { 'khabar: b.khx: ' },
  },
  {
    'info of a changed index',
    shell = 'index -q desk.yaml -o a.khx && { head -c 300 a.khx; printf Z; tail -c +302 a.khx; } >b.khx && "$KHABAR" info b.khx',
    status = 3,
    err_has = { 'khabar: b.khx: ' },
  },
  {
    'info of several',
    shell = 'index -q desk.yaml -o a.khx && "$KHABAR" info -fjson a.khx none.khx a.khx',
    status = 3,
    err_has = { 'none.khx' },
    check = function(_, t)
      return #t.json() ~= 2 and 'not both' or nil
    end,
  },
  {
    'info of the shipped index',
    args = { 'info', '-f', 'json' },
    index = true,
    check = function(_, t)
      return t.json()[1].entities < 100 and 'few entities' or nil
    end,
  },
}
