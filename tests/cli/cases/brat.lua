-- luacheck: std lua54
-- Standoff annotations. Each case is also read as brat reads them: every T line must say the words of the text at its offsets.
-- Source: https://brat.nlplab.org/standoff.html, and how brat's own reader compares text and annotation.

local function args(...)
  return { 'tag', '--no-index', '--entities=desk.yaml', '--format=brat', '--date=2020-06-01', ... }
end

-- Decodes as Python does with errors='replace', into a list of characters.
local function characters(s)
  local list, at = {}, 1
  while at <= #s do
    local n = 0
    for len = 1, 4 do
      if utf8.len(s:sub(at, at + len - 1)) == 1 then
        n = len
        break
      end
    end
    list[#list + 1] = n > 0 and s:sub(at, at + n - 1) or '\u{fffd}'
    at = at + math.max(n, 1)
  end
  return list
end

-- Lines end where Unicode says so: that is how brat's reader takes a file apart.
local function has_line_end(s)
  return s:find '[\v\f\r\28\29\30]' or s:find '\u{85}' or s:find '\u{2028}' or s:find '\u{2029}'
end

local function check(out, t)
  local all, seen = characters(t.text), {}
  for line in out:gmatch '([^\n]*)\n' do
    if has_line_end(line) then
      return 'a line end in a line: ' .. line
    end
    local id, data, tail = line:match '^(%S+)\t([^\t]+)\t?(.*)$'
    if not id or seen[id] then
      return 'no id, or one twice: ' .. line
    end
    seen[id] = true
    if id:match '^T' then
      local pieces = {}
      for first, last in data:match('^%u+ (.*)$'):gmatch '(%d+) (%d+)' do
        pieces[#pieces + 1] = table.concat(all, '', first + 1, tonumber(last))
      end
      if table.concat(pieces, ' ') ~= tail then
        return ('%s: the text has %q'):format(line, table.concat(pieces, ' '))
      end
    elseif not seen[data:match ' (T%d+)'] then
      return 'about nothing: ' .. line
    end
  end
end

return {
  {
    'names, links, notes',
    args = args(),
    stdin = 'قال مهند القطرنجي نعم وبزرنوقيا\n',
    out = 'T1\tPERS 4 17\tمهند القطرنجي\nA1\tSource T1 lexicon\n#1\tAnnotatorNotes T1\tkhabar:qatranji مهند القطرنجي\n'
      .. 'T2\tGPE 24 31\tزرنوقيا\nA2\tSource T2 lexicon\n#2\tAnnotatorNotes T2\tkhabar:zarnuqia زرنوقيا\n',
    check = check,
  },
  {
    'a QID is a reference',
    args = { 'tag', '--no-index', '-f', 'brat', '-e', 'q.yaml' },
    files = { ['q.yaml'] = '- {id: Q232, type: GPE, name: {ar: زمرقان}}\n' },
    stdin = 'زمرقان',
    out = 'T1\tGPE 0 6\tزمرقان\nA1\tSource T1 lexicon\nN1\tReference T1 Wikidata:Q232\tزمرقان\n',
  },
  {
    'names inside names',
    args = args(),
    stdin = 'إن البنك المركزي الزرنوقاني نقل\n',
    has = { '\tORG 3 27\tالبنك المركزي الزرنوقاني\n', '\tNORP 17 27\tالزرنوقاني\n' },
    check = check,
  },
  {
    'over a line end: pieces',
    args = args(),
    stdin = 'وأعلن المتحدث باسم الحكومة في بيان أصدره مساء اليوم أن وزير الخارجية مهند\n'
      .. 'القطرنجي سيتوجه إلى العاصمة غدا في زيارة رسمية تستغرق ثلاثة أيام كاملة.\n',
    has = { '\tPERS 69 73;74 82\tمهند القطرنجي\n' },
    check = check,
  },
  {
    'over a Windows line end and a tab',
    args = args(),
    stdin = 'نعم مهند\r\nالقطرنجي مهند\tالقطرنجي\r\n',
    check = check,
  },
  {
    'characters count, not bytes: emoji, marks, a byte order mark',
    args = args(),
    stdin = '\u{feff}😀 زَرْنُوقْيا 👨\u{200d}👩 زرنوقيا a زرنـوقيا\n',
    check = check,
  },
  {
    'broken bytes count as what a decoder makes of them',
    args = args(),
    stdin = 'a\xff\xfeb زرنوقيا\n',
    err_has = { 'bytes that are not UTF-8' },
    has = { 'GPE 5 12\tزرنوقيا\n' },
    check = check,
  },
  {
    'a cut character counts once',
    args = args(),
    stdin = 'a\xe2\x80b زرنوقيا\n',
    err_has = { 'bytes that are not UTF-8' },
    has = { 'GPE 4 11\tزرنوقيا\n' },
  },
  { 'no names, no lines', args = args(), stdin = 'نعم\n', out = '' },
  {
    'one text at a time',
    args = args('a', 'b'),
    files = { a = '', b = '' },
    status = 2,
    err_has = { 'FILE.txt >FILE.ann' },
  },
  {
    'controls do not reach a terminal',
    args = args(),
    tty = true,
    stdin = 'قال زر\u{202e}نوقيا مهند \u{202b}القطرنجي\n',
    check = function(out)
      return out:find '\u{202e}' and 'a raw control' or out:find '\u{202b}' and 'a raw control' or nil
    end,
  },
}
