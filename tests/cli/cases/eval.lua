-- luacheck: std lua54
-- `khabar eval`: small gold files whose scores can be counted by hand, and every way in which they can be malformed.

local text =
  'وصل القطرنجي إلى زرنوقيا أمس.\n\nوغادر منقارة والوفد الزرنوقاني.\n'

-- The bytes of a name in a text, from 0, half-open.
local function at(name, within)
  local first, last = (within or text):find(name, 1, true)
  assert(first, name)
  return first - 1, last
end

-- A sidecar for draft.txt: spans are { type, name, status }.
local function sidecar(spans, within)
  local lines = { 'khabar: 1', 'draft: draft.txt', 'spans:' .. (#spans == 0 and ' []' or '') }
  for _, s in ipairs(spans) do
    local first, last = at(s[2], within)
    lines[#lines + 1] = '- type: ' .. s[1]
    lines[#lines + 1] = '  exact: ' .. s[2]
    lines[#lines + 1] = ('  at: [%d, %d]'):format(first, last)
    lines[#lines + 1] = s[3] and ('  status: ' .. s[3]) or nil
  end
  return table.concat(lines, '\n') .. '\n'
end

local all = {
  { 'PERS', 'القطرنجي' },
  { 'GPE', 'زرنوقيا' },
  { 'GPE', 'منقارة' },
  { 'NORP', 'الزرنوقاني' },
}

local function args(...)
  return { 'eval', '--no-index', '--entities=desk.yaml', ... }
end

-- The row of the JSON answer, as "gold found right precision recall f1"; - is null.
local function row(t, by, name)
  local json = t.json()[1]
  for _, r in ipairs(json.rows) do
    if r.by == by and r.name == name then
      local list = {}
      for _, key in ipairs { 'gold', 'found', 'right', 'precision', 'recall', 'f1' } do
        list[#list + 1] = type(r[key]) == 'number' and ('%g'):format(r[key]) or '-'
      end
      return table.concat(list, ' '), json
    end
  end
  return 'no row', json
end

-- A case that wants one row of the answer.
local function scores(case, want, by, name)
  local more = case.check
  case.check = function(out, t)
    local got, json = row(t, by or 'all', name or 'all')
    if got ~= want then
      return ('got %s, wanted %s'):format(got, want)
    end
    return more and more(json, t, out)
  end
  return case
end

local function with(spans, ...)
  return {
    args = args('-fjson', 'draft.yaml', ...),
    files = { ['draft.txt'] = text, ['draft.yaml'] = sidecar(spans) },
  }
end

local function named(name, case)
  table.insert(case, 1, name)
  return case
end

-- A malformed gold file: status 3, nothing on standard output, the place and the words in the error.
local function malformed(name, file, content, err, more)
  local files = { [file] = content, ['draft.txt'] = text, ['list.txt'] = 'a\t' .. text:gsub('\n', ' ') .. '\n' }
  for key, value in pairs(more or {}) do
    files[key] = value
  end
  return {
    'malformed: ' .. name,
    args = args(file),
    files = files,
    status = 3,
    out = '',
    err_has = { 'khabar: ' .. err },
  }
end

local conll = 'وصل O\nالقطرنجي B-PERS\nإلى O\nزرنوقيا B-GPE\n. O\n\nمنقارة B-GPE\n'

local function tagged(name, content, want, ...)
  return scores({ 'conll: ' .. name, args = args('-fjson', 'a.conll', ...), files = { ['a.conll'] = content } }, want)
end

local function listed(name, content, want, case)
  case = case or {}
  case[1] = 'ann: ' .. name
  case.args = args('-fjson', 'list.ann')
  case.files = {
    ['list.ann'] = content,
    ['list.txt'] = case.text
      or 'a\tوصل القطرنجي إلى زرنوقيا\nb\tوغادر وبمنقارة بمنقارة\n',
  }
  return scores(case, want)
end

local function has_asides(count)
  return function(json)
    return #json.aside ~= count and ('set aside: %d'):format(#json.aside) or nil
  end
end

local function usage(name, list, err)
  return { name, args = list, status = 2, out = '', err_has = { 'khabar: ' .. err } }
end

local cases = {
  -- ---- scores
  scores(named('all is right', with(all)), '4 4 4 1 1 1'),
  scores(
    named('a name missed', with { all[1], all[2], all[3], all[4], { 'ORG', 'والوفد' } }),
    '5 4 4 1 0.8 0.8889'
  ),
  scores(named('a name too many', with { all[1], all[2], all[3] }), '3 4 3 0.75 1 0.8571'),
  scores(named('another type', with { { 'ORG', 'القطرنجي' }, all[2], all[3], all[4] }), '4 4 3 0.75 0.75 0.75'),
  scores(named('another edge', with { { 'PERS', 'القطرنج' }, all[2], all[3], all[4] }), '4 4 3 0.75 0.75 0.75'),
  scores(named('nothing right', with { { 'LAW', 'أمس' } }), '1 4 0 0 0 0'),
  scores(named('gold without names', with {}), '0 4 0 0 - 0'),
  scores(
    { 'nothing found', args = { 'eval', '--no-index', '-fjson', 'draft.yaml' }, files = with(all).files },
    '4 0 0 - 0 0'
  ),
  scores({
    'nothing in the gold and nothing found',
    args = { 'eval', '--no-index', '-fjson', 'draft.yaml' },
    files = with({}).files,
  }, '0 0 0 - - -'),
  scores({
    'an empty draft',
    args = args('-fjson', 'd.yaml'),
    files = { ['d.yaml'] = 'khabar: 1\ndraft: e\nspans:\n', e = '' },
  }, '0 0 0 - - -'),
  scores(named('the row of a type', with(all)), '2 2 2 1 1 1', 'type', 'GPE'),
  scores(named('the row of a source', with({ all[2], all[3] }, '--by=source')), '- 4 2 0.5 - -', 'source', 'lexicon'),
  scores({
    'rows of files',
    args = args('-fjson', '--by=file', 'draft.yaml', 'a.conll'),
    files = { ['draft.txt'] = text, ['draft.yaml'] = sidecar(all), ['a.conll'] = 'منقارة O\n' },
    check = function(_, t)
      local second = row(t, 'file', 'a.conll')
      return second ~= '0 1 0 0 - 0' and second or nil
    end,
  }, '4 4 4 1 1 1', 'file', 'draft.yaml'),
  scores({
    'a gold span said twice counts once',
    args = args('-fjson', 'draft.yaml'),
    files = { ['draft.txt'] = text, ['draft.yaml'] = sidecar { all[1], all[1], all[2], all[3], all[4] } },
  }, '4 4 4 1 1 1'),
  scores(named('types that count', with(all, '--types=PERS,NORP')), '2 2 2 1 1 1'),
  scores(named('four types', with(all, '--scheme=flat4')), '3 3 3 1 1 1'),
  scores(named('four types by name', with(all, '--scheme=flat4')), '2 2 2 1 1 1', 'type', 'LOC'),
  scores(named('a type read as another', with({ { 'LAW', 'زرنوقيا' } }, '--map=LAW=GPE')), '1 4 1 0.25 1 0.4'),
  scores(named('a type left out', with({ { 'LAW', 'أمس' }, all[2] }, '--map=LAW=O')), '1 4 1 0.25 1 0.4'),
  {
    'the table',
    args = args 'draft.yaml',
    files = { ['draft.txt'] = text, ['draft.yaml'] = sidecar { all[1], all[2], { 'ORG', 'والوفد' } } },
    out = [[
| names | gold | found | right | precision | recall |    F1 |
|-------|-----:|------:|------:|----------:|-------:|------:|
| PERS  |    1 |     1 |     1 |     100.0 |  100.0 | 100.0 |
| NORP  |    0 |     1 |     0 |       0.0 |      – |   0.0 |
| ORG   |    1 |     0 |     0 |         – |    0.0 |   0.0 |
| GPE   |    1 |     2 |     1 |      50.0 |  100.0 |  66.7 |
| all   |    3 |     4 |     2 |      50.0 |   66.7 |  57.1 |

texts: 1; paragraphs: 2
a name is right when its bytes and its type are; outermost names
types that count: PERS NORP ORG GPE LOC FAC EVENT PRODUCT LAW
]],
  },
  {
    'the table in Arabic',
    args = args('--by=none', 'draft.yaml'),
    env = { LANG = 'ar' },
    files = with(all).files,
    has = { '| الأسماء |', '| الكل', 'النصوص: 1؛ الفقرات: 2' },
  },

  -- ---- views
  scores({
    'flat: the outer of two nested names of the gold',
    args = args('-fjson', 'd.yaml'),
    files = {
      ['draft.txt'] = 'قال البنك المركزي الزرنوقاني\n',
      ['d.yaml'] = sidecar(
        { { 'ORG', 'البنك المركزي الزرنوقاني' }, { 'NORP', 'الزرنوقاني' } },
        'قال البنك المركزي الزرنوقاني\n'
      ),
    },
    check = has_asides(0),
  }, '1 1 1 1 1 1'),
  scores({
    'nested: both',
    args = args('-fjson', '--view=nested', 'd.yaml'),
    files = {
      ['draft.txt'] = 'قال البنك المركزي الزرنوقاني\n',
      ['d.yaml'] = sidecar(
        { { 'NORP', 'الزرنوقاني' }, { 'ORG', 'البنك المركزي الزرنوقاني' } },
        'قال البنك المركزي الزرنوقاني\n'
      ),
    },
  }, '2 2 2 1 1 1'),
  scores({
    'flat: a type that does not count hides nothing',
    args = args('-fjson', '--types=NORP', 'd.yaml'),
    files = {
      ['draft.txt'] = 'قال البنك المركزي الزرنوقاني\n',
      ['d.yaml'] = sidecar(
        { { 'ORG', 'البنك المركزي الزرنوقاني' }, { 'NORP', 'الزرنوقاني' } },
        'قال البنك المركزي الزرنوقاني\n'
      ),
    },
  }, '1 1 1 1 1 1'),
  scores(
    named(
      'flat: names of the gold that cross: the first counts, the other is reported',
      (function()
        local case = with {}
        case.files['draft.yaml'] = sidecar { all[1], all[3], all[4] }
          .. ('- {type: GPE, at: [%d, %d]}\n'):format(at 'نجي إلى زرنوقيا')
        case.err_has = { 'draft.txt:1:18: not counted: the gold crosses the name before it here' }
        case.check = has_asides(1)
        return case
      end)()
    ),
    '3 4 3 0.75 1 0.8571'
  ),

  -- ---- sidecars
  scores(
    named(
      'a span that is not accepted is reported',
      (function()
        local case = with { all[1], all[2], all[3], { 'NORP', 'الزرنوقاني', 'rejected' } }
        case.err_has = { 'draft.yaml:13:1: not counted: the span is not accepted: الزرنوقاني' }
        case.check = has_asides(1)
        return case
      end)()
    ),
    '3 4 3 0.75 1 0.8571'
  ),
  scores(
    named(
      'a draft that has changed is reported',
      (function()
        local case = with(all)
        case.files['draft.txt'] = 'x' .. text
        case.err_has = { 'draft.yaml:4:1: not counted: the draft does not have the words of exact there' }
        case.check = has_asides(4)
        return case
      end)()
    ),
    '0 4 0 0 - 0'
  ),
  scores(
    named(
      'a range beyond the draft is reported',
      (function()
        local case = with(all)
        case.files['draft.yaml'] = case.files['draft.yaml']
          .. '- {type: GPE, at: [0, 9999]}\n- {type: GPE, at: [5, 5]}\n'
        case.err_has = { 'draft.yaml:16:1: not counted: at is no range of the draft' }
        case.check = has_asides(2)
        return case
      end)()
    ),
    '4 4 4 1 1 1'
  ),
  scores(
    named(
      'other keys are skipped',
      (function()
        local case = with(all)
        case.files['draft.yaml'] = 'desk: {a: [1, {b: [c]}], d: "e"}\n'
          .. case.files['draft.yaml']:gsub('  at:', '  note: {x: [1, [2]]}\n  at:')
        return case
      end)()
    ),
    '4 4 4 1 1 1'
  ),
  malformed('yaml: no mapping', 'g.yaml', '- a\n', 'g.yaml:1:1: expected a sidecar'),
  malformed('yaml: empty', 'g.yaml', '', 'g.yaml:'),
  malformed('yaml: no draft', 'g.yaml', 'khabar: 1\nspans: []\n', 'g.yaml:1:1: the file has no draft:'),
  malformed('yaml: no spans', 'g.yaml', 'khabar: 1\ndraft: draft.txt\n', 'g.yaml:1:1: the file has no spans:'),
  malformed('yaml: no version', 'g.yaml', 'draft: draft.txt\nspans: []\n', 'g.yaml:1:1: the file has no khabar:'),
  malformed(
    'yaml: another version',
    'g.yaml',
    'khabar: 2\ndraft: draft.txt\nspans: []\n',
    "g.yaml:1:9: the sidecar has version '2'"
  ),
  malformed(
    'yaml: the draft is not there',
    'g.yaml',
    'khabar: 1\ndraft: none.txt\nspans: []\n',
    'none.txt: cannot be opened'
  ),
  malformed(
    'yaml: the draft is elsewhere',
    'g.yaml',
    'khabar: 1\ndraft: ../draft.txt\nspans: []\n',
    'g.yaml:2:8: the draft is named'
  ),
  malformed(
    'yaml: spans are no list',
    'g.yaml',
    'khabar: 1\ndraft: draft.txt\nspans: x\n',
    'g.yaml:3:8: expected a list of spans'
  ),
  malformed(
    'yaml: a span is no mapping',
    'g.yaml',
    'khabar: 1\ndraft: draft.txt\nspans:\n- x\n',
    'g.yaml:4:3: expected a span'
  ),
  malformed(
    'yaml: a span without at',
    'g.yaml',
    'khabar: 1\ndraft: draft.txt\nspans:\n- type: GPE\n',
    'g.yaml:4:3: the span has no at'
  ),
  malformed(
    'yaml: an unknown type',
    'g.yaml',
    'khabar: 1\ndraft: draft.txt\nspans:\n- type: XYZ\n',
    "g.yaml:4:9: there is no type 'XYZ'"
  ),
  malformed(
    'yaml: at is negative',
    'g.yaml',
    'khabar: 1\ndraft: draft.txt\nspans:\n- at: [-1, 2]\n',
    'g.yaml:4:8: a byte offset'
  ),
  malformed(
    'yaml: at is too large',
    'g.yaml',
    'khabar: 1\ndraft: draft.txt\nspans:\n- at: [1, 99999999999]\n',
    'g.yaml:4:11: a byte offset'
  ),
  malformed(
    'yaml: at of three',
    'g.yaml',
    'khabar: 1\ndraft: draft.txt\nspans:\n- at: [1, 2, 3]\n',
    'g.yaml:4:14: expected at: [start, end]'
  ),
  malformed(
    'yaml: an alias',
    'g.yaml',
    'khabar: 1\ndraft: &a draft.txt\nspans: *a\n',
    'g.yaml:2:8: anchors and aliases'
  ),
  malformed('yaml: broken', 'g.yaml', 'khabar: 1\nx: [\n', 'g.yaml:3:1: no valid YAML'),
  malformed('yaml: not UTF-8', 'g.yaml', 'khabar: 1\ndraft: \255\n', 'g.yaml:2:8: these bytes are no UTF-8'),
  malformed('yaml: deep', 'g.yaml', 'khabar: 1\nx: ' .. ('['):rep(20000) .. '\n', 'g.yaml:'),
  malformed(
    'yaml: two documents',
    'g.yaml',
    'khabar: 1\ndraft: draft.txt\nspans: []\n---\na: 1\n',
    'g.yaml:4:1: expected the end'
  ),

  -- ---- lists of names
  listed(
    'names behind clitics',
    'a\tPERS:القطرنجي|GPE:زرنوقيا\nb\tGPE:منقارة|GPE:منقارة\n',
    '4 4 4 1 1 1'
  ),
  listed('none', 'a\t-\nb\tGPE:منقارة | GPE : منقارة\n', '2 4 2 0.5 1 0.6667'),
  listed('texts that are not annotated do not count', 'a\tPERS:القطرنجي|GPE:زرنوقيا\n', '2 2 2 1 1 1'),
  listed(
    'CRLF, a byte order mark and empty lines',
    '\239\187\191a\tPERS:القطرنجي|GPE:زرنوقيا\r\n\r\n',
    '2 2 2 1 1 1'
  ),
  listed(
    'a name that is not there is reported',
    'a\tPERS:القطرنجي|ORG:الوفد|GPE:زرنوقيا\n',
    '2 2 2 1 1 1',
    {
      err_has = { 'list.ann:1:25: not counted: the name is not in the text', ': الوفد' },
      check = has_asides(1),
    }
  ),
  listed('a name out of order is reported', 'a\tGPE:زرنوقيا|PERS:القطرنجي\n', '1 2 1 0.5 1 0.6667', {
    err_has = { 'list.ann:1:22: not counted' },
    check = has_asides(1),
  }),
  listed('a name inside a word is reported', 'a\tPERS:قطرنجي|GPE:زرنوق\n', '1 2 0 0 0 0', {
    err_has = { 'list.ann:1:' },
    check = has_asides(1),
  }),
  malformed('ann: no tab', 'list.ann', 'a GPE:x\n', 'list.ann:1:1: the line has no id and tab'),
  malformed('ann: two tabs', 'list.ann', 'a\tGPE:x\tGPE:y\n', 'list.ann:1:8: a second tab'),
  malformed('ann: an unknown id', 'list.ann', '\nz\27\t-\n', "list.ann:2:1: no text has the id 'z<U+001B>'"),
  malformed('ann: an id twice', 'list.ann', 'a\t-\na\t-\n', 'list.ann:2:1: the id has been annotated before'),
  malformed('ann: no type', 'list.ann', 'a\tGPE:زرنوقيا|x\n', 'list.ann:1:22: a name has no type'),
  malformed('ann: an unknown type', 'list.ann', 'a\tXYZ:x\n', "list.ann:1:3: there is no type 'XYZ'"),
  malformed('ann: an empty name', 'list.ann', 'a\tGPE:\n', 'list.ann:1:3: the name is empty'),
  malformed('ann: an empty list', 'list.ann', 'a\t\n', 'list.ann:1:3: a name has no type'),
  malformed(
    'ann: a text without id',
    'list.ann',
    'a\t-\n',
    'list.txt:2:1: the line has no id',
    { ['list.txt'] = 'a\tb\nc\n' }
  ),
  malformed(
    'ann: two texts of one id',
    'list.ann',
    'a\t-\n',
    'list.txt:3:1: the id stands in line 1 too',
    { ['list.txt'] = 'a\tb\nc\td\na\te\n' }
  ),
  malformed('ann: no texts', 'other.ann', 'a\t-\n', 'other.txt: cannot be opened'),

  -- ---- offsets
  scores({
    'tsv: with a heading and comments',
    args = args('-fjson', 'draft.tsv'),
    files = {
      ['draft.txt'] = text,
      ['draft.tsv'] = ('start\tend\ttype\ttext\n# note\n\n%d\t%d\tPERS\tx\n%d %d GPE\n'):format(
        at 'القطرنجي',
        select(2, at 'القطرنجي'),
        at 'زرنوقيا'
      ),
    },
  }, '2 4 2 0.5 1 0.6667'),
  scores({
    'tsv: what tag writes',
    shell = 'tag --no-index -edesk.yaml -ftsv draft.txt >o.tsv && '
      .. '"$KHABAR" eval --no-index -edesk.yaml -fjson --text=draft.txt o.tsv',
    files = { ['draft.txt'] = text },
  }, '4 4 4 1 1 1'),
  scores({
    'tsv: a range beyond the text is reported',
    args = args('-fjson', 'draft.tsv'),
    files = { ['draft.txt'] = text, ['draft.tsv'] = '0 9999 GPE\n7 7 GPE\n' },
    err_has = { 'draft.tsv:1:1: not counted: 0 to 9999 is no range', 'draft.tsv:2:1: not counted: 7 to 7' },
  }, '0 4 0 0 - 0'),
  malformed('tsv: no number', 'draft.tsv', '# x\nx 2 GPE\n', 'draft.tsv:2:1: a byte offset is wanted'),
  malformed('tsv: a negative number', 'draft.tsv', '1 -2 GPE\n', 'draft.tsv:1:3: a byte offset is wanted'),
  malformed('tsv: a number too large', 'draft.tsv', '1 4294967296 GPE\n', 'draft.tsv:1:3: a byte offset is wanted'),
  malformed('tsv: no type', 'draft.tsv', '1 2 \n', 'draft.tsv:1:5: the type is missing'),
  malformed('tsv: an unknown type', 'draft.tsv', '1 2 XYZ\n', "draft.tsv:1:5: there is no type 'XYZ'"),
  malformed('tsv: no text', 'other.tsv', '1 2 GPE\n', 'other.txt: cannot be opened'),
  usage('tsv: a text too many', args('--text=draft.txt', 'a.conll'), 'there is no .tsv file for --text=draft.txt'),

  -- ---- CoNLL
  tagged('IOB2', conll, '3 3 3 1 1 1'),
  tagged('IOB1', (conll:gsub('B%-', 'I-')), '3 3 3 1 1 1'),
  tagged('names of several tokens', 'مهند B-PERS\nالقطرنجي I-PERS\n', '1 1 1 1 1 1'),
  tagged('IOBES', 'مهند B-PERS\nالقطرنجي E-PERS\nزرنوقيا S-GPE\n', '2 2 2 1 1 1'),
  tagged('B- starts a name', 'مهند B-PERS\nالقطرنجي B-PERS\n', '2 1 0 0 0 0'),
  tagged('I- after another type starts a name', 'زرنوقيا B-GPE\nالقطرنجي I-PER\n', '2 2 2 1 1 1'),
  tagged('a name ends with its sentence', 'مهند B-PERS\n\nالقطرنجي I-PERS\n', '2 1 1 1 0.5 0.6667'),
  tagged('a name of khabar covers whole tokens', 'وصل O\nلزرنوقيا B-GPE\n', '1 1 1 1 1 1'),
  tagged('more fields', 'زرنوقيا NN X B-GPE\n', '1 1 1 1 1 1'),
  tagged(
    'nested tags',
    'البنك B-ORG\nالمركزي I-ORG\nالزرنوقاني I-ORG B-NORP\n',
    '2 2 2 1 1 1',
    '--view=nested'
  ),
  tagged(
    'tabs and documents',
    '-DOCSTART- O\n\nزرنوقيا\tB-GPE\r\n-DOCSTART- O\nمنقارة\tO\n',
    '1 2 1 0.5 1 0.6667'
  ),
  tagged('four types', 'زرنوقيا B-LOC\nمنقارة B-MISC\n', '2 2 1 0.5 0.5 0.5', '--scheme=flat4'),
  tagged('no names', 'نعم O\n', '0 0 0 - - -'),
  tagged('empty', '', '0 0 0 - - -'),
  malformed('conll: no tag', 'a.conll', 'زرنوقيا B-GPE\nمنقارة\n', 'a.conll:2:13: the token has no tag'),
  malformed('conll: a tag that is none', 'a.conll', 'a b\n', "a.conll:1:3: 'b' is no tag"),
  malformed('conll: an unknown type', 'a.conll', 'a B-\27[31mX\n', "a.conll:1:5: there is no type '<U+001B>[31mX'"),
  malformed('conll: MISC', 'a.conll', 'a B-MISC\n', 'a.conll:1:5: MISC is a type of the flat4 scheme alone'),
  malformed('conll: no token', 'a.conll', '\tO\n', 'a.conll:1:1: the line has no token'),
  { 'a directory', args = args 'DIR', status = 3, err_has = { ': is a directory' } },
  { 'no such file', args = args 'none.ann', status = 3, err_has = { 'none.ann: cannot be opened' } },
  scores({ 'standard input', args = args('-fjson', '-'), stdin = conll }, '3 3 3 1 1 1'),
  scores(
    { 'the format by option', args = args('-fjson', '--input=conll', 'a.yaml'), files = { ['a.yaml'] = conll } },
    '3 3 3 1 1 1'
  ),

  -- ---- errors, seen names, intervals
  {
    'errors are listed with their context',
    args = args('--by=none', '--errors', 'draft.yaml'),
    files = { ['draft.txt'] = text, ['draft.yaml'] = sidecar { all[1], all[2], { 'ORG', 'والوفد' } } },
    has = {
      '\ndraft.txt:3:12: false GPE (lexicon): وغادر [منقارة] والوفد الزرنوقاني.\n',
      '\ndraft.txt:3:25: missed ORG: ',
      '\ndraft.txt:3:38: false NORP (lexicon): ',
    },
  },
  {
    'some errors',
    args = args('--errors=1', 'draft.yaml'),
    files = { ['draft.txt'] = text, ['draft.yaml'] = sidecar { all[1], all[2] } },
    has = { 'draft.txt:3:12: false GPE', 'more that are not listed: 1' },
    lacks = { 'false NORP' },
  },
  {
    'errors of lists and of conll name the line of their file',
    args = args('--errors', '--by=none', 'list.ann', 'a.conll'),
    files = {
      ['list.ann'] = 'bb\t-\n',
      ['list.txt'] = 'a\tx\nbb\tفي منقارة\n',
      ['a.conll'] = 'في O\n\nقال O\nمنقارة O\n',
    },
    has = { 'list.txt:2:9: false GPE', 'a.conll:4:1: false GPE' },
  },
  {
    'control characters of a text are shown',
    args = args('--errors', '--by=file', 'dr\27aft.yaml'),
    files = {
      ['dr\27aft.yaml'] = 'khabar: 1\ndraft: e.txt\nspans: []\n',
      ['e.txt'] = '\27]0;x\7 منقارة \226\128\174 \255\n',
    },
    has = { '<U+001B>]0;x<U+0007> [منقارة] <U+202E> <FF>', 'dr<U+001B>aft.yaml' },
    lacks = { '\27', '\7', '\226\128\174', '\255' },
  },
  {
    'control characters in JSON',
    args = args('-fjson', '--errors', 'e.ann'),
    files = { ['e.ann'] = 'a\t-\n', ['e.txt'] = 'a\tمن\226\128\174 منقارة \27\255\n' },
    lacks = { '\27', '\226\128\174', '\255' },
    check = function(_, t)
      local e = t.json()[1].errors
      return (#e ~= 1 or e[1].outcome ~= 'false' or e[1].type ~= 'GPE' or e[1].text ~= 'منقارة')
          and 'other errors'
        or nil
    end,
  },
  { 'a bar in a file name', args = args('--by=file', 'a|b'), files = { ['a|b'] = conll }, has = { '| a\\|b' } },
  scores({
    'names seen in training',
    args = args('-fjson', '--seen=train.conll', 'a.conll'),
    files = { ['a.conll'] = conll, ['train.conll'] = 'زَرنوقيا B-GPE\nنعم B-LAW\n' },
    check = function(_, t)
      local unseen = row(t, 'seen', 'unseen')
      return unseen ~= '2 2 2 1 1 1' and unseen or nil
    end,
  }, '1 1 1 1 1 1', 'seen', 'seen'),
  {
    'intervals are the same in each run, and hold the value',
    shell = 'eval --no-index -edesk.yaml -fjson --bootstrap=200 --seed=7 a.conll >1 && "$KHABAR" eval --no-index '
      .. '-edesk.yaml -fjson --bootstrap=200 --seed=7 a.conll >2 && "$KHABAR" eval --no-index -edesk.yaml -fjson '
      .. '--bootstrap=200 --seed=8 a.conll >3 && cmp 1 2 && ! cmp -s 1 3 && cat 1',
    files = { ['a.conll'] = (conll .. 'زرنوقيا O\n\n'):rep(9) .. ('منقارة O\n\n'):rep(7) },
    check = function(_, t)
      for _, r in ipairs(t.json()[1].rows) do
        for _, key in ipairs { 'precision', 'recall', 'f1' } do
          local i = r.interval[key]
          if type(i) == 'table' and not (i[1] <= r[key] and r[key] <= i[2]) then
            return r.name .. ' ' .. key
          end
        end
      end
      local p = t.json()[1].rows[#t.json()[1].rows].interval.precision
      return p[1] == p[2] and 'no interval' or nil
    end,
  },
  {
    'intervals without anything to draw from',
    args = args('--bootstrap=10', 'a.conll'),
    files = { ['a.conll'] = '' },
    has = { '| all   |    0 |     0 |     0 |         – |      – |  – |' },
  },
  {
    'an interval of one paragraph is its value',
    args = args('--bootstrap=10', '--by=none', 'a.conll'),
    files = { ['a.conll'] = 'زرنوقيا B-GPE\n' },
    has = { '100.0 [100.0, 100.0]' },
  },

  -- ---- options
  usage('no gold', { 'eval' }, "no annotated file was given (see 'khabar help eval')"),
  usage(
    'bootstrap of nothing',
    args('--bootstrap=0', 'x'),
    "'--bootstrap=0' is not a valid value (a whole number: 1 … 100000)"
  ),
  usage('bootstrap of a word', args('--bootstrap=ten', 'x'), "'--bootstrap=ten' is not a valid value"),
  usage('errors of a word', args('--errors=x', 'x'), "'--errors=x' is not a valid value"),
  usage('an unknown type to count', args('--types=PERS,XYZ', 'x'), "'--types=XYZ' is not a valid value"),
  usage(
    'a type that the scheme has not',
    args('--types=NORP', '--scheme=flat4', 'x'),
    "'--types=NORP' is not a valid value"
  ),
  usage('a map without a type', args('--map=X', 'x'), "'--map=X' is not a valid value"),
  usage('a map to nothing known', args('--map=X=Y', 'x'), "'--map=X=Y' is not a valid value"),
  {
    'a model that is not there',
    args = args('--model=none.khm', 'a.conll'),
    files = { ['a.conll'] = conll },
    status = 3,
    out = '',
    err_has = { 'khabar: none.khm: ' },
  },
  {
    'standard output is full',
    shell = 'eval --no-index a.conll >/dev/full',
    files = { ['a.conll'] = conll },
    status = 3,
    err_has = { 'No space left' },
  },
  { 'help', args = { 'help', 'eval' }, has = { 'Usage: khabar eval', '--bootstrap=N' } },
}

return cases
