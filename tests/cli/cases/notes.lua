-- luacheck: std lua54
-- `khabar notes`: what people have settled about drafts, outside an editor.

local draft = 'قال مهند القطرنجي إن الاجتماع سيعقد في منقارة غدا.\n'
local notes = table.concat({
  'khabar: 1',
  'draft: a.txt',
  'date: "2022-01-08"',
  'spans:',
  '- type: PERS # sure',
  '  exact: مهند القطرنجي',
  '  status: accepted',
  '  prefix: "قال "',
  '  suffix: " إن الاجتماع سيعقد في منقارة غدا"',
  '  at: [7, 32]',
  '- exact: تونس',
  '  note: أين؟',
  '  prefix: "من "',
  '  suffix: " إلى"',
  '  at: [90, 98]',
  '',
}, '\n')
local files = { ['a.txt'] = 'وفي خبر آخر.\n\n' .. draft, ['a.txt.khabar.yaml'] = notes }

return {
  {
    'list: where each stands now',
    args = { 'notes', 'list', 'a.txt' },
    files = files,
    out = 'a.txt:3: PERS accepted  مهند القطرنجي  (moved)\na.txt: open  تونس  (lost)  أين؟\n',
  },
  {
    'check: what is lost, exit status 1',
    args = { 'notes', 'check', 'a.txt' },
    files = files,
    status = 1,
    out = 'a.txt: open  تونس  (lost)  أين؟\n',
    err = '',
  },
  {
    'as JSON',
    args = { 'notes', 'list', '-fjson', 'a.txt' },
    files = files,
    check = function(_, t)
      local o = t.json()[1]
      local n = o.notes[1]
      local fine = o.draft == 'a.txt' and #o.notes == 2 and n.place == 'moved' and n.type == 'PERS' and n['end'] - n.start == 25
      return not fine and 'other notes' or nil
    end,
  },
  {
    'move writes the new places and nothing else; the draft stays',
    shell = 'notes move a.txt >/dev/null; cat a.txt.khabar.yaml; cat a.txt',
    files = files,
    out = notes:gsub('%[7, 32%]', '[30, 55]') .. files['a.txt'],
  },
  {
    'a draft that was renamed',
    shell = 'notes move a.txt --to b.txt; cat b.txt.khabar.yaml',
    files = { ['a.txt.khabar.yaml'] = notes, ['b.txt'] = files['a.txt'] },
    has = {
      'b.txt: open  تونس  (lost)  أين؟\n',
      'draft: b.txt\ndate: "2022-01-08"\nspans:\n- type: PERS\n  exact: مهند القطرنجي\n  status: accepted\n',
    },
  },
  { 'a draft without notes', args = { 'notes', 'check', 'a.txt' }, files = { ['a.txt'] = draft }, out = '' },
  {
    'malformed notes',
    args = { 'notes', 'list', 'a.txt' },
    files = { ['a.txt'] = draft, ['a.txt.khabar.yaml'] = 'spans:\n- type: X\n' },
    status = 3,
    err_has = { 'a.txt.khabar.yaml:2:9: unknown type (PERS, ORG, GPE ...)' },
  },
  {
    'two settled it differently',
    args = { 'notes', 'check', 'a.txt' },
    files = {
      ['a.txt'] = draft,
      ['a.txt.khabar.yaml'] = 'spans:\n- exact: منقارة\n  conflict: true\n  note: س\n  at: [65, 77]\n',
    },
    status = 1,
    has = { '[settled differently by two editors]  س\n' },
  },
  {
    'a terminal is told in plain signs',
    args = { 'notes', 'list', 'a.txt' },
    files = { ['a.txt'] = draft, ['a.txt.khabar.yaml'] = 'spans:\n- {exact: منقارة, note: "\\u202Eس"}\n' },
    lacks = { '\u{202E}' },
  },
  { 'no such task', args = { 'notes', 'drop', 'a.txt' }, status = 2, err_has = { "'drop' cannot be done with notes" } },
  { 'no draft', args = { 'notes', 'list' }, status = 2, err_has = { 'no draft was given' } },
  { 'one target for one draft', args = { 'notes', 'move', 'a', 'b', '--to=c' }, status = 2, err_has = { 'notes of one draft' } },
}
