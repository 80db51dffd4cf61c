-- luacheck: std lua54
-- `khabar tag` from text: JSON and TSV.

local desk = { 'tag', '--no-index', '--entities=desk.yaml', '--date=2022-01-08' }
local function with(...)
  local args = table.move(desk, 1, #desk, 1, {})
  return table.move({ ... }, 1, select('#', ...), #args + 1, args)
end

local text =
  'قال مهند القطرنجي إن البنك المركزي الزرنوقاني نقل وبزرنوقيا مقره.'

-- Lines that were wrapped at a fixed width, in the middle of a name.
local wrapped = 'وأعلن المتحدث باسم الحكومة في بيان أصدره مساء اليوم أن وزير الخارجية مهند\n'
  .. 'القطرنجي سيتوجه إلى العاصمة غدا في زيارة رسمية تستغرق ثلاثة أيام كاملة.\n'

-- Offsets of `part` in `whole`, half-open from 0.
local function at(whole, part)
  local first, last = whole:find(part, 1, true)
  return first - 1, last
end

local function same_span(t, part)
  local span, first, last = t.span(part), at(t.text, part)
  if span.start ~= first or span['end'] ~= last then
    return ('%s stands at %d-%d, not %d-%d'):format(part, first, last, span.start, span['end'])
  end
end

return {
  {
    'keys and their order',
    args = with('-f', 'json'),
    stdin = 'زرنوقيا',
    check = function(out)
      local order = {
        '^{"schema": 1, "bytes": 14, "date": "2022%-01%-08", "entities": %[{',
        '"start": 0, "end": 14, "type": "GPE", "text": "زرنوقيا", "id": "khabar:zarnuqia", "name": "زرنوقيا", ',
        '"score": [01]%.%d%d%d?, ',
        '"source": "lexicon", "clitics": "", "mention_of": null, "depth": 0}',
        '%], "quotes": %[%], "findings": %[%]}\n$',
      }
      return not out:match(table.concat(order)) and 'another shape'
    end,
  },
  {
    'figures in another unit where it is asked for',
    args = { 'tag', '-fjson', '--no-model', '--no-project', '--convert=metric' },
    index = true,
    stdin = 'مسافة 66 ميلا وسعة 15 غالونا وثمن 20 دولارا.',
    check = function(out)
      local mile = '"value": {"number": 66, "unit": "ميل", "converted": [{"number": 106, "unit": "كيلومتر"}]}'
      local gallon =
        '"converted": [{"number": 57, "unit": "لتر", "of": "أميركي"}, {"number": 68, "unit": "لتر", "of": "بريطاني"}]}'
      local dollar = '"value": {"number": 20, "currency": "USD"}'
      for _, part in ipairs { mile, gallon, dollar } do
        if not out:find(part, 1, true) then
          return 'without ' .. part
        end
      end
    end,
  },
  {
    'the same in a table, by the symbol of a unit',
    args = { 'tag', '-ftsv', '--no-model', '--no-project', '--convert=km' },
    index = true,
    stdin = 'بين 10 و15 ميلا',
    check = function(out)
      return not out:find('\t10..15 ميل = 16..24 كيلومتر\n', 1, true) and out
    end,
  },
  {
    'a unit that nobody knows is refused',
    args = { 'tag', '-fjson', '--no-model', '--no-project', '--convert=parsec' },
    index = true,
    stdin = '66 ميلا',
    status = 2,
    check = function(_, t)
      return not t.read('err'):find("khabar: 'parsec' is no unit that figures can be converted to (", 1, true)
        and t.read 'err'
    end,
  },
  {
    'exact spans',
    args = with('-f', 'json'),
    stdin = text,
    check = function(_, t)
      return same_span(t, 'مهند القطرنجي')
        or same_span(t, 'البنك المركزي الزرنوقاني')
        or same_span(t, 'زرنوقيا')
    end,
  },
  {
    'clitics stand apart',
    args = with('-f', 'json'),
    stdin = text,
    check = function(_, t)
      local span = t.span 'زرنوقيا'
      return span.clitics ~= 'وب' and 'clitics: ' .. span.clitics or nil
    end,
  },
  {
    'clitics as they are written',
    args = with('-f', 'json'),
    stdin = 'وَبِزرنوقيا',
    check = function(_, t)
      local span = t.span 'زرنوقيا'
      return span.clitics ~= 'وَبِ' and 'clitics: ' .. span.clitics or nil
    end,
  },
  {
    'a name in a name',
    args = with('-f', 'json'),
    stdin = text,
    check = function(_, t)
      local bank, people = t.span 'البنك المركزي الزرنوقاني', nil
      for _, e in ipairs(t.json()[1].entities) do
        if e.type == 'NORP' then
          people = e
        end
      end
      if not people or people.start <= bank.start or people['end'] ~= bank['end'] then
        return 'no NORP in the ORG'
      end
      return (bank.depth ~= 0 or people.depth ~= 1) and 'wrong depth' or nil
    end,
  },
  {
    'order: start, then the longer first',
    args = with('-f', 'json'),
    stdin = text .. '\n' .. text,
    check = function(_, t)
      local before
      for _, e in ipairs(t.json()[1].entities) do
        if before and (e.start < before.start or (e.start == before.start and e['end'] > before['end'])) then
          return 'out of order at ' .. e.start
        end
        before = e
      end
      return not before and 'nothing found' or nil
    end,
  },
  {
    'today is said',
    args = { 'tag', '--no-index', '-fjson' },
    check = function(out)
      local now, date = os.time(), out:match '"date": "(%d+%-%d+%-%d+)"'
      return date ~= os.date('!%Y-%m-%d', now) and date ~= os.date('!%Y-%m-%d', now - 60) and 'date ' .. tostring(date)
        or nil
    end,
  },
  {
    'json is the default where there is no terminal',
    args = { 'tag', '--no-index' },
    has = { '{"schema": 1, "bytes": 0' },
  },
  {
    'a lone - reads standard input',
    args = with('-fjson', '-'),
    stdin = 'زرنوقيا',
    has = { 'khabar:zarnuqia' },
  },
  {
    'several files',
    args = with('-fjson', 'a.txt', 'b.txt'),
    files = { ['a.txt'] = 'زرنوقيا', ['b.txt'] = '' },
    check = function(_, t)
      local o = t.json()
      return (#o ~= 2 or o[1].file ~= 'a.txt' or o[2].file ~= 'b.txt' or o[2].bytes ~= 0) and 'wrong files' or nil
    end,
  },
  {
    'one bad file does not stop the others',
    args = with('-fjson', 'none', 'b.txt'),
    files = { ['b.txt'] = 'زرنوقيا' },
    status = 3,
    has = { '"file": "b.txt"', 'khabar:zarnuqia' },
    err_has = { 'none: cannot be opened' },
  },
  {
    'entities with a comma',
    args = { 'tag', '--no-index', '-fjson', '-e', 'desk.yaml,more.yaml' },
    stdin = 'زرنوقيا وطبرجانة',
    files = { ['more.yaml'] = '- {id: "khabar:t", type: GPE, name: {ar: طبرجانة}}\n' },
    has = { 'khabar:zarnuqia', '"khabar:t"' },
  },
  {
    'entities given twice, the last is nearest',
    args = with('-fjson', '-e', 'more.yaml'),
    stdin = 'زرنوقيا',
    files = { ['more.yaml'] = '- {id: "khabar:z2", type: ORG, name: {ar: زرنوقيا}}\n' },
    has = { 'khabar:z2' },
  },
  {
    'entities in a file with a comma in its name',
    args = { 'tag', '--no-index', '-fjson', '-e', 'a,b.yaml' },
    stdin = 'طبرجانة',
    files = { ['a,b.yaml'] = '- {id: "khabar:t", type: GPE, name: {ar: طبرجانة}}\n' },
    has = { '"khabar:t"' },
  },
  {
    'bad entities are an error with a place',
    args = { 'tag', '--no-index', '-e', 'bad.yaml' },
    files = { ['bad.yaml'] = '- id: [\n' },
    status = 3,
    check = function(_, t)
      return not t.read('err'):match '^khabar: bad%.yaml:%d+:%d+: .+\n$' and 'no place' or nil
    end,
  },
  { '--no-model is taken', args = with('--no-model', '-fjson'), stdin = 'زرنوقيا', has = { 'khabar:zarnuqia' } },
  {
    'tsv',
    args = with('-f', 'tsv'),
    stdin = 'وزرنوقيا',
    check = function(out)
      local want = '^start\tend\ttype\ttext\tid\tname\tscore\tsource\tvalue\n'
        .. '2\t16\tGPE\tزرنوقيا\tkhabar:zarnuqia\tزرنوقيا\t[01]%.%d+\tlexicon\t\n$'
      return not out:match(want) and 'another table' or nil
    end,
  },
  {
    'tsv of several files has one header',
    args = with('-f', 'tsv', 'a', 'a'),
    files = { a = 'زرنوقيا' },
    check = function(out)
      local _, heads = out:gsub('start\tend\ttype\ttext\tid\tname\tscore\tsource\tvalue\tfile\n', '')
      local _, rows = out:gsub('\tlexicon\t\ta\n', '')
      return (heads ~= 1 or rows ~= 2) and 'wrong rows' or nil
    end,
  },
  {
    'tsv of a name over two lines',
    args = with('-f', 'tsv'),
    stdin = wrapped,
    has = { '\tمهند\\nالقطرنجي\t' },
  },
  {
    'the shipped index',
    args = { 'tag', '-fjson' },
    index = true,
    stdin = 'اجتمعوا في القاهرة.',
    check = function(_, t)
      local cairo = t.span 'القاهرة'
      return (cairo.type ~= 'GPE' or cairo.name ~= 'القاهرة' or type(cairo.id) ~= 'string')
          and 'Cairo is not known'
        or nil
    end,
  },
  {
    'broken bytes: reported, U+FFFD in JSON, offsets true',
    args = with '-fjson',
    stdin = 'أ\n\xff\xfe زرنوقيا',
    check = function(_, t)
      local o = t.json()[1]
      if o.bytes ~= 20 or #o.faults ~= 1 or o.faults[1].start ~= 3 or o.faults[1]['end'] ~= 5 then
        return 'wrong faults'
      end
      return o.entities[1].start ~= 6 and 'wrong offset' or nil
    end,
    err_has = { 'khabar: <stdin>:2:1: bytes that are not UTF-8 text', 'places in all: 1' },
  },
  { 'UTF-16 gets a hint', args = with '-fjson', stdin = '\xff\xfe\x31\x06\x32\x06', err_has = { 'iconv -f UTF-16' } },
}
