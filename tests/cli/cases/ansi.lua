-- luacheck: std lua54
-- The coloured text.

local function args(...)
  return { 'tag', '--no-index', '--entities=desk.yaml', '--format=ansi', ... }
end
local text =
  'قال مهند القطرنجي إن البنك المركزي الزرنوقاني نقل وبزرنوقيا مقره.\n'

return {
  {
    'without colours: names in brackets',
    args = args '--legend=none',
    stdin = text,
    out = 'قال [مهند القطرنجي/PERS] إن [البنك المركزي الزرنوقاني/ORG] نقل [وبزرنوقيا/GPE] مقره.\n',
  },
  {
    'in 256 colours, to the edges of words, inner names bold',
    args = args('--legend=none', '--color=always'),
    stdin = text,
    out = 'قال \27[38;5;33mمهند القطرنجي\27[0m إن \27[38;5;172mالبنك المركزي \27[0m\27[38;5;172;1mالزرنوقاني\27[0m'
      .. ' نقل \27[38;5;71mوبزرنوقيا\27[0m مقره.\n',
  },
  {
    'in 16 colours',
    args = args('--legend=none', '--color=always'),
    env = { TERM = 'xterm' },
    stdin = 'زرنوقيا\n',
    out = '\27[32mزرنوقيا\27[0m\n',
  },
  {
    'colour is taken off at line ends',
    args = args('--legend=none', '--color=always'),
    stdin = 'وأعلن المتحدث باسم الحكومة في بيان أصدره مساء اليوم أن وزير الخارجية مهند\n'
      .. 'القطرنجي سيتوجه إلى العاصمة غدا في زيارة رسمية تستغرق ثلاثة أيام كاملة.\n',
    has = { '\27[38;5;33mمهند\27[0m\n\27[38;5;33mالقطرنجي\27[0m ' },
  },
  { 'a last line without its end', args = args '--legend=none', stdin = 'نعم', out = 'نعم\n' },
  {
    'the legend counts',
    args = args(),
    stdin = text .. 'زرنوقيا',
    has = { '  GPE            2  ', '  PERS           1  ', '  ORG            1  ' },
  },
  { 'nothing found is said', args = args(), stdin = 'نعم\n', out = 'نعم\n\n  no names were found\n' },
  {
    'nothing found is said in Arabic',
    args = args(),
    env = { LANG = 'ar' },
    stdin = 'نعم\n',
    out = 'نعم\n\n  لم يُعثر على أسماء\n',
  },
  {
    'the legend lists entities',
    args = args '--legend=entities',
    stdin = 'زرنوقيا ومنقارة وزرنوقيا\n',
    has = {
      '  linked entities: 2\n  GPE            2  khabar:zarnuqia  زرنوقيا  Zarnuqia\n',
      '\n  GPE            1  khabar:minqar  منقارة  Minqara\n',
    },
  },
  {
    'several files have headings',
    args = args('--legend=none', 'a', 'b'),
    files = { a = 'نعم\n', b = 'لا\n' },
    out = '==> a <==\nنعم\n\n==> b <==\nلا\n',
  },
  {
    'ansi is the default on a terminal',
    args = { 'tag', '--no-index', '-e', 'desk.yaml', '--legend=none' },
    tty = true,
    stdin = 'زرنوقيا\n',
    out = '\27[38;5;71mزرنوقيا\27[0m\n',
  },
  {
    'NO_COLOR',
    args = args '--legend=none',
    tty = true,
    env = { NO_COLOR = '1' },
    stdin = 'زرنوقيا\n',
    out = '[زرنوقيا/GPE]\n',
  },
  {
    'an empty NO_COLOR says nothing',
    args = args '--legend=none',
    tty = true,
    env = { NO_COLOR = '' },
    stdin = 'زرنوقيا\n',
    out = '\27[38;5;71mزرنوقيا\27[0m\n',
  },
  {
    'a dumb terminal',
    args = args '--legend=none',
    tty = true,
    env = { TERM = 'dumb' },
    stdin = 'زرنوقيا\n',
    out = '[زرنوقيا/GPE]\n',
  },
  {
    '--color=never on a terminal',
    args = args('--legend=none', '--color=never'),
    tty = true,
    stdin = 'زرنوقيا\n',
    out = '[زرنوقيا/GPE]\n',
  },
}
