-- luacheck: std lua54
-- `khabar lookup`.

local function args(...)
  return { 'lookup', '--no-index', '--entities=desk.yaml', ... }
end

return {
  {
    'a card',
    args = args 'زرنوقيا',
    has = {
      'زرنوقيا · Zarnuqia\n  GPE · ',
      ' · khabar:zarnuqia\n  a country for tests\n',
      '  also: جمهورية زرنوقيا\n  demonyms: زرنوقاني\n',
      '  capital: Minqara (khabar:minqar)\n',
      'desk.yaml\n',
    },
  },
  {
    'a card in Arabic',
    args = args 'زرنوقيا',
    env = { LANG = 'ar' },
    has = { '\n  دولة للاختبار\n', '  العاصمة: منقارة (khabar:minqar)\n' },
    lacks = { 'a country for tests', 'capital' },
  },
  {
    'offices',
    args = args('القطرنجي', '--date=2021-02-04'),
    has = {
      '  offices (• on 2021-02-04):\n    وزير الخارجية, Zarnuqia (khabar:zarnuqia) from 2019-05-01 to 2021-02-03\n',
    },
  },
  {
    'an office that is held on the day is marked',
    args = args('القطرنجي', '-d', '2021-02-03'),
    has = { '  offices (• on 2021-02-03):\n  • وزير الخارجية, ' },
  },
  {
    'the same in JSON',
    args = args('-fjson', 'القطرنجي', '-d2021-02-03'),
    has = { '"to": "2021-02-03", "on_date": true}' },
  },
  {
    'a date that is none',
    args = args('القطرنجي', '-d', 'now'),
    status = 2,
    err_has = { "'now' is not a date" },
  },
  {
    'offices in Arabic',
    args = args('القطرنجي', '--date=2018-01-01'),
    env = { LC_ALL = 'ar_EG' },
    has = {
      '  المناصب (• في 2018-01-01):\n    وزير الخارجية، زرنوقيا (khabar:zarnuqia) من 2019-05-01 إلى 2021-02-03\n',
    },
  },
  {
    'an id',
    args = args 'khabar:bank',
    has = { 'البنك المركزي الزرنوقاني · Central Bank of Zarnuqia' },
  },
  {
    'words that make a name together',
    args = args('-fjson', 'مهند', 'القطرنجي', 'منقارة'),
    check = function(_, t)
      local o = t.json()
      return (#o ~= 2 or o[1].query ~= 'مهند القطرنجي' or o[2].query ~= 'منقارة') and 'other queries'
        or nil
    end,
  },
  {
    'a name that is quoted',
    args = args('-fjson', 'مهند القطرنجي'),
    check = function(_, t)
      return t.json()[1].hits[1].id ~= 'khabar:qatranji' and 'not found' or nil
    end,
  },
  {
    'a name with a clitic',
    args = args('-fjson', 'وبزرنوقيا'),
    check = function(_, t)
      local hit = t.json()[1].hits[1]
      return (hit.id ~= 'khabar:zarnuqia' or hit.clitics ~= 'وب') and 'clitics: ' .. hit.clitics or nil
    end,
  },
  {
    'json',
    args = args('--format=json', 'khabar:qatranji'),
    check = function(_, t)
      local hit = t.json()[1].hits[1]
      local o = hit.offices[1]
      local fine = hit.type == 'PERS'
        and hit.name.ar == 'مهند القطرنجي'
        and hit.name.en == 'Muhannad al-Qatranji'
        and hit.exact == true
      fine = fine
        and o.title == 'وزير الخارجية'
        and o.of == 'khabar:zarnuqia'
        and o.from == '2019-05-01'
        and o.to == '2021-02-03'
      return not fine and 'other fields' or nil
    end,
  },
  {
    'json: names have their kind',
    args = args('-fjson', 'زرنوقيا'),
    check = function(_, t)
      local kinds = {}
      for _, n in ipairs(t.json()[1].hits[1].names) do
        kinds[n.text] = kinds[n.text] or n.kind
      end
      return (
        kinds['زرنوقيا'] ~= 'main'
        or kinds['جمهورية زرنوقيا'] ~= 'alias'
        or kinds['زرنوقاني'] ~= 'demonym'
      )
          and 'other kinds'
        or nil
    end,
  },
  { 'not known', args = args 'خرنبوطيا', out = 'خرنبوطيا: not in the index\n' },
  {
    'not known, in Arabic',
    args = args 'خرنبوطيا',
    env = { LANG = 'ar' },
    out = 'خرنبوطيا: ليس في الفهرس\n',
  },
  {
    'not known, as JSON',
    args = args('-fjson', 'خرنبوطيا'),
    out = '{"schema": 1, "query": "خرنبوطيا", "hits": []}\n',
  },
  {
    'not known, but near',
    args = args 'منقاره الكبرى',
    has = { 'منقاره الكبرى: not in the index\n  did you mean: ' },
  },
  {
    'not known, but near, in Arabic',
    args = args 'زرنقيا',
    env = { LANG = 'ar' },
    out = 'زرنقيا: ليس في الفهرس\n  لعلك تقصد: زرنوقيا\n',
  },
  { 'an empty word', args = args '', out = ': not in the index\n' },
  {
    'in colour',
    args = args('--color=always', 'منقارة'),
    has = { '\27[38;5;71;1mمنقارة\27[0m · Minqara\n' },
  },
  {
    'the shipped index',
    args = { 'lookup', '-fjson', 'كازاخستان' },
    index = true,
    check = function(_, t)
      return t.json()[1].hits[1].id ~= 'Q232' and 'Kazakhstan is not Q232' or nil
    end,
  },
}
