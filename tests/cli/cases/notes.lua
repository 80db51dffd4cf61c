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

-- What was settled about this draft, its day, and names of its own.
local settled = table.concat({
  'khabar: 1',
  'draft: b.txt',
  'date: 2022-06-14',
  'entities:',
  '- id: draft:qatranji',
  '  type: PERS',
  '  name: {ar: مهند القطرنجي}',
  '  aliases: [أبو مازن القطرنجي]',
  '- {id: "khabar:minqar", disabled: true}',
  'spans:',
  '- type: FAC',
  '  exact: دار الزرنوق',
  '  status: added',
  '  entity: draft:qatranji',
  '  prefix: "إن "',
  '  suffix: " في زرنوقيا"',
  '  at: [38, 59]',
  '- type: GPE',
  '  exact: زرنوقيا',
  '  status: rejected',
  '  prefix: "في "',
  '  suffix: " ومنقارة"',
  '  at: [65, 79]',
  '',
}, '\n')
local with_settled = {
  ['b.txt'] = 'قال مهند القطرنجي إن دار الزرنوق في زرنوقيا ومنقارة أمس.\n',
  ['b.txt.khabar.yaml'] = settled,
}
local on_desk = 'tag -ftsv --no-index -e desk.yaml '
local heeded = table.concat({
  'start\tend\ttype\ttext\tid\tname\tscore\tsource\tvalue',
  '7\t32\tPERS\tمهند القطرنجي\tdraft:qatranji\tمهند القطرنجي\t0.96\tlexicon\t',
  '38\t59\tFAC\tدار الزرنوق\tdraft:qatranji\tمهند القطرنجي\t1.00\tnote\t',
  '',
}, '\n')
local unheeded = table.concat({
  'start\tend\ttype\ttext\tid\tname\tscore\tsource\tvalue',
  '7\t32\tPERS\tمهند القطرنجي\tkhabar:qatranji\tمهند القطرنجي\t0.96\tlexicon\t',
  '65\t79\tGPE\tزرنوقيا\tkhabar:zarnuqia\tزرنوقيا\t0.96\tlexicon\t',
  '82\t94\tGPE\tمنقارة\tkhabar:minqar\tمنقارة\t0.94\tlexicon\t',
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
      local fine = o.draft == 'a.txt'
        and #o.notes == 2
        and n.place == 'moved'
        and n.type == 'PERS'
        and n['end'] - n.start == 25
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
  {
    'one target for one draft',
    args = { 'notes', 'move', 'a', 'b', '--to=c' },
    status = 2,
    err_has = { 'notes of one draft' },
  },
  -- ---- heeded by tag
  { 'tag heeds the notes beside the draft', shell = on_desk .. 'b.txt', files = with_settled, out = heeded },
  { 'tag without notes', shell = on_desk .. '--no-notes b.txt', files = with_settled, out = unheeded },
  {
    'notes by their path, for a text on standard input',
    shell = on_desk .. '--notes=b.txt.khabar.yaml - <b.txt',
    files = with_settled,
    out = heeded,
  },
  {
    'notes of another name, known by what stands first in them',
    shell = 'help >help; mv b.txt.khabar.yaml n; "$KHABAR" ' .. on_desk .. '--notes=n b.txt',
    files = with_settled,
    out = heeded,
  },
  {
    'every format heeds them',
    shell = [[help >help
      for f in json conll brat html ansi; do "$KHABAR" tag -f$f --no-index -e desk.yaml --color=never b.txt >out.$f; done
      grep -c '"type": "FAC"' out.json; grep -c 'دار B-FAC' out.conll; grep -c 'FAC 21 32' out.brat
      grep -c 'data-t="FAC"' out.html
      grep -c 'دار الزرنوق/FAC' out.ansi; grep -lE 'GPE|منقارة/' out.json out.conll out.brat out.ansi]],
    status = 1,
    files = with_settled,
    out = '1\n1\n1\n1\n1\n',
  },
  {
    'the day of the draft stands in its notes; --date wins',
    shell = 'tag -fjson b.txt --no-index -e desk.yaml && "$KHABAR" tag -fjson b.txt --no-index -e desk.yaml -d 2020-01-02',
    files = with_settled,
    has = { '"date": "2022-06-14"', '"date": "2020-01-02"' },
  },
  {
    'several drafts: each has its own day, names and decisions',
    shell = 'help >help; cp b.txt c.txt; cp b.txt d.txt; cp b.txt.khabar.yaml d.txt.khabar.yaml; "$KHABAR" '
      .. on_desk
      .. 'b.txt c.txt d.txt | cut -f3,5,10',
    files = with_settled,
    out = 'type\tid\tfile\nPERS\tdraft:qatranji\tb.txt\nFAC\tdraft:qatranji\tb.txt\n'
      .. 'PERS\tkhabar:qatranji\tc.txt\nGPE\tkhabar:zarnuqia\tc.txt\n'
      .. 'GPE\tkhabar:minqar\tc.txt\nPERS\tdraft:qatranji\td.txt\nFAC\tdraft:qatranji\td.txt\n',
  },
  {
    'what is lost or settled in two ways is left aside, and said',
    shell = 'help >help; sed -i "s/دار الزرنوق/بيت العلقم/" b.txt; '
      .. 'sed -i "s/^  status: rejected/&\\n  conflict: true/" b.txt.khabar.yaml; "$KHABAR" '
      .. on_desk
      .. 'b.txt | cut -f3,5',
    files = with_settled,
    out = 'type\tid\nPERS\tdraft:qatranji\nGPE\tkhabar:zarnuqia\n',
    err = 'khabar: b.txt: notes whose words are not surely found any more, left aside: 1 (khabar notes check shows them)\n'
      .. 'khabar: b.txt: notes that two editors settled differently, left aside: 1 (khabar notes check shows them)\n',
  },
  {
    'malformed notes: the other drafts are tagged',
    shell = on_desk .. 'b.txt c.txt',
    files = { ['b.txt'] = 'زرنوقيا\n', ['b.txt.khabar.yaml'] = 'spans: {\n', ['c.txt'] = 'منقارة\n' },
    status = 3,
    has = { 'khabar:minqar' },
    err_has = { 'b.txt.khabar.yaml:1:8: ' },
  },
  {
    'a mistake in the names has a place',
    shell = on_desk .. 'b.txt',
    files = {
      ['b.txt'] = 'زرنوقيا\n',
      ['b.txt.khabar.yaml'] = 'khabar: 1\nentities:\n- {id: Q5, type: PERSON}\n',
    },
    status = 3,
    err_has = { 'b.txt.khabar.yaml:3:18: unknown type "PERSON"' },
  },
  {
    'named notes must be there',
    shell = on_desk .. '--notes=none.yaml desk.yaml',
    status = 3,
    err_has = { 'khabar: none.yaml: ' },
  },
  { 'notes of several texts', args = { 'tag', '--notes=x', 'a', 'b' }, status = 2, err_has = { 'one text, and 2' } },
  {
    'notes with lines of tokens',
    args = { 'tag', '--notes=x', '--input=conll' },
    status = 2,
    err_has = { '--input=text alone' },
  },
  -- ---- names of a draft
  {
    'look-up, completion and suggestion know the names of a draft',
    shell = [[lookup -fjson --no-index -e desk.yaml --for=b.txt أبو مازن القطرنجي
      "$KHABAR" complete --no-index -e desk.yaml --for=b.txt مهند القط
      "$KHABAR" suggest --no-index -e desk.yaml --for=b.txt مهند القطرنچي
      "$KHABAR" lookup -fjson --no-index -e desk.yaml مهند القطرنجي]],
    files = with_settled,
    check = function(out)
      local _, n = out:gsub('draft:qatranji', '')
      return n ~= 3 and out or nil
    end,
  },
  {
    'add: into the notes of one draft',
    shell = [[add نهر الدلب --type=LOC --draft=b.txt >said; "$KHABAR" add نهر --type=LOC --draft=new.txt >>said
      cat said new.txt.khabar.yaml; diff b.txt.khabar.yaml was
      "$KHABAR" lookup -fjson --no-index -e desk.yaml --for=b.txt نهر الدلب | grep -c LOC]],
    files = { ['b.txt'] = with_settled['b.txt'], ['b.txt.khabar.yaml'] = settled, was = settled },
    out = 'b.txt.khabar.yaml: desk:نهر-الدلب\nnew.txt.khabar.yaml: desk:نهر\n'
      .. 'khabar: 1\ndraft: new.txt\nentities:\n- id: "desk:نهر"\n  type: LOC\n  name: {ar: نهر}\n'
      .. '10,12d9\n< - id: "desk:نهر-الدلب"\n<   type: LOC\n<   name: {ar: نهر الدلب}\n1\n',
  },
  {
    'add: one place alone',
    args = { 'add', 'x', '--type=ORG', '--draft=a', '--for=b' },
    status = 2,
    err_has = { 'only one of --for, --draft and --file' },
  },
}
