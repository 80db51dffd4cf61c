-- luacheck: std lua54
-- Commands, options, help, messages, exit status.

local function usage(name, args, err)
  return { name, args = args, status = 2, out = '', err = 'khabar: ' .. err .. '\n' }
end

local cases = {
  usage('no command', {}, "no command was given ('khabar help' lists the commands)"),
  usage('unknown command', { 'frobnicate' }, "there is no command 'frobnicate' ('khabar help' lists the commands)"),
  usage('mistyped command', { 'lokup' }, "there is no command 'lokup' (did you mean 'lookup'?)"),
  usage('help of a mistyped command', { 'help', 'idnex' }, "there is no command 'idnex' (did you mean 'index'?)"),
  usage('unknown option', { 'tag', '--zzzzzzzz' }, "there is no option '--zzzzzzzz' (see 'khabar help tag')"),
  usage('mistyped option', { 'tag', '--formt=json' }, "there is no option '--formt=json' (did you mean '--format'?)"),
  usage('beginning of an option', { 'tag', '--ent', 'x' }, "there is no option '--ent' (did you mean '--entities'?)"),
  usage('unknown letter', { 'tag', '-z' }, "there is no option '-z' (see 'khabar help tag')"),
  usage('mistyped value', { 'tag', '--format=jsn' }, "'--format=jsn' is not a valid value (did you mean 'json'?)"),
  usage(
    'unknown value',
    { 'tag', '-f', 'pictures' },
    "'--format=pictures' is not a valid value (one of: ansi, json, jsonl, conll, tsv, brat, html)"
  ),
  usage('value missing', { 'tag', '--format' }, "option '--format' needs a value (write --format=VALUE)"),
  usage('value too many', { 'tag', '--no-model=1' }, "option '--no-model' takes no value (see 'khabar help tag')"),
  usage(
    'conll as json',
    { 'tag', '--input=conll', '--format=json' },
    '--input=conll cannot be written as --format=json (use --format=conll)'
  ),
  usage(
    'jsonl as ansi',
    { 'tag', '--input=jsonl', '--format=ansi' },
    '--input=jsonl cannot be written as --format=ansi (use --format=jsonl)'
  ),
  usage('lookup of nothing', { 'lookup' }, "no name to look up was given (see 'khabar help lookup')"),
  usage('index of nothing', { 'index', '-o', 'x' }, "no YAML file was given (see 'khabar help index')"),
  usage(
    'index without a place',
    { 'index', 'desk.yaml' },
    'it was not said where to write the index (name the index with -o FILE)'
  ),
  {
    'a file in place of a command',
    args = { 'desk.yaml' },
    status = 2,
    err = "khabar: there is no command 'desk.yaml' (to tag a file: khabar tag desk.yaml)\n",
  },
  {
    'a hostile option in an error',
    args = { 'tag', '--x\27]0;title\7' },
    status = 2,
    err = "khabar: there is no option '--x<U+001B>]0;title<U+0007>' (see 'khabar help tag')\n",
  },
  {
    'errors in Arabic keep their frame',
    args = { 'tag', '--no-index', 'none.txt' },
    env = { LANG = 'ar_EG.UTF-8' },
    status = 3,
    err = 'khabar: none.txt: لا يمكن فتحه: No such file or directory (تحقق من المسار ومن أذوناته)\n',
  },
  {
    'version',
    args = { '--version' },
    check = function(out)
      return not out:match '^khabar %d+%.%d+%.%d+\n$' and 'no version'
    end,
  },
  {
    'help',
    args = { 'help' },
    has = {
      'Usage: khabar COMMAND',
      'tag [FILE…]',
      'lookup WORD…',
      'index YAML…',
      'info [FILE…]',
      'eval GOLD…',
    },
  },
  { 'help by option', args = { '--help' }, has = { 'Usage: khabar COMMAND' } },
  {
    'help of a command',
    args = { 'help', 'tag' },
    has = { 'Usage: khabar tag', '--entities=FILE', 'brat', 'html' },
  },
  { 'help of a command by option', args = { 'lookup', '-h' }, has = { 'Usage: khabar lookup' } },
  {
    'help is in Arabic by LANG',
    args = { 'help' },
    env = { LANG = 'ar_SA.UTF-8' },
    has = { 'طريقة الاستعمال' },
  },
  {
    'help is in Arabic by LC_MESSAGES',
    args = { 'help' },
    env = { LC_MESSAGES = 'ar', LANG = 'en_US' },
    has = { 'طريقة الاستعمال' },
  },
  { 'LC_ALL decides first', args = { 'help' }, env = { LC_ALL = 'C', LANG = 'ar' }, has = { 'Usage:' } },
  {
    'an empty LC_ALL decides nothing',
    args = { 'help' },
    env = { LC_ALL = '', LANG = 'ar' },
    has = { 'طريقة الاستعمال' },
  },
  { 'another language that begins with ar', args = { 'help' }, env = { LANG = 'arn_CL' }, has = { 'Usage:' } },
  {
    'standard output is full',
    shell = 'help >/dev/full',
    status = 3,
    err = 'khabar: standard output could not be written: No space left on device (what was printed is not complete)\n',
  },
  {
    'standard output is closed',
    shell = 'tag --no-index -f json desk.yaml >&-',
    status = 3,
    err_has = { 'standard output could not be written: Bad file descriptor' },
  },
  {
    'standard input is closed',
    shell = 'tag --no-index -f json <&-',
    status = 3,
    err_has = { '<stdin>: cannot be read' },
  },
  {
    'no such file',
    args = { 'tag', '--no-index', '-f', 'json', 'none.txt' },
    status = 3,
    err = 'khabar: none.txt: cannot be opened: No such file or directory (check the path and its permissions)\n',
  },
  {
    'a directory',
    args = { 'tag', '--no-index', '-f', 'json', 'DIR' },
    status = 3,
    err_has = { ': is a directory (name the files in it)' },
  },
  {
    'a name of a file with control characters',
    args = { 'tag', '--no-index', 'a\27[31m\n.txt' },
    status = 3,
    err_has = { 'khabar: a<U+001B>[31m<U+000A>.txt: cannot be opened' },
  },
  {
    'an index that is not there',
    args = { 'tag', '--index=none.khx' },
    status = 3,
    err = 'khabar: none.khx: cannot be opened: No such file or directory (check the path and its permissions)\n',
  },
  {
    'an index that the environment names is not there',
    args = { 'tag' },
    env = { KHABAR_INDEX = 'none.khx' },
    status = 3,
    err_has = { 'khabar: none.khx: cannot be opened', 'KHABAR_INDEX' },
  },
  {
    'a model that is not there',
    args = { 'tag', '--no-index', '-fjson', '--model=none.khm' },
    status = 3,
    out = '',
    err_has = { 'khabar: none.khm: ' },
  },
  {
    'a model that is none',
    args = { 'tag', '--no-index', '-fjson', '--model=desk.yaml' },
    status = 3,
    out = '',
    err_has = { 'khabar: desk.yaml: ' },
  },
  {
    'a model that the environment names is not there',
    args = { 'tag', '--no-index', '-fjson' },
    env = { KHABAR_MODEL = 'none.khm' },
    status = 3,
    err_has = { 'khabar: none.khm: ' },
  },
  {
    '--no-model leaves the model of the environment alone',
    args = { 'tag', '--no-index', '-fjson', '--no-model' },
    env = { KHABAR_MODEL = 'none.khm' },
    has = { '"entities": []' },
  },
  {
    'lookup needs no model',
    args = { 'lookup', '--no-index', '-edesk.yaml', 'زرنوقيا' },
    env = { KHABAR_MODEL = 'none.khm' },
    has = { 'khabar:zarnuqia' },
  },
  {
    'entities that are not there',
    args = { 'tag', '--no-index', '-e', 'none.yaml' },
    status = 3,
    err_has = { 'none.yaml' },
  },
  { 'an option after the operands', args = { 'tag', 'desk.yaml', '--no-index', '-fjson' }, has = { '"schema": 1' } },
  {
    'no options after --',
    args = { 'tag', '--no-index', '--', '-f' },
    status = 3,
    err_has = { 'khabar: -f: cannot be opened' },
  },
}

for _, date in ipairs {
  '2022-1-8',
  '2022-13-01',
  '2022-02-29',
  '2022/01/08',
  '20220108',
  'today',
  '',
  '2022-01-08 ',
  '2022-04-31',
} do
  cases[#cases + 1] = usage(
    'date ' .. date,
    { 'tag', '--date=' .. date },
    ("'%s' is not a date (write it as YYYY-MM-DD, for example 2022-01-08)"):format(date)
  )
end
for _, date in ipairs { '2022-01-08', '2024-02-29', '2000-02-29', '0001-01-01' } do
  cases[#cases + 1] = {
    'date ' .. date,
    args = { 'tag', '--no-index', '-fjson', '-d', date },
    out = '{"schema": 1, "bytes": 0, "date": "' .. date .. '", "entities": [], "quotes": [], "findings": []}\n',
  }
end

return cases
