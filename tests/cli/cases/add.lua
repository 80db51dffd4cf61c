-- luacheck: std lua54
-- `khabar add`, and the names of a project that the other commands read by themselves.

-- A project: drafts in p/a, its names in p/.khabar.
local project = 'mkdir -p p/a p/.khabar; '

---@param line string
local function shell(line)
  return 'help >/dev/null; ' .. project .. line
end

return {
  {
    'a name of several words, and what is written',
    shell = shell [["$KHABAR" add مجلس درنة -t ORG -a المجلس --en 'Derna Council' --for p/a/x.txt; cat p/.khabar/names.yaml]],
    has = {
      '/p/.khabar/names.yaml: desk:مجلس-درنة\n',
      'entities:\n- id: "desk:مجلس-درنة"\n  type: ORG\n'
        .. '  name: {ar: مجلس درنة, en: Derna Council}\n  aliases: [المجلس]\n',
    },
  },
  {
    'drafts of the project know it at once, others do not',
    shell = shell [["$KHABAR" add -t ORG مجلس درنة --for p/a/x.txt >/dev/null
      echo 'قرر مجلس درنة' | tee p/a/x.txt >y.txt; "$KHABAR" tag --no-index -f tsv p/a/x.txt y.txt p/a/x.txt]],
    out = 'start\tend\ttype\ttext\tid\tname\tscore\tsource\tvalue\tfile\n'
      .. '7\t24\tORG\tمجلس درنة\tdesk:مجلس-درنة\tمجلس درنة\t0.96\tlexicon\t\tp/a/x.txt\n'
      .. '7\t24\tORG\tمجلس درنة\tdesk:مجلس-درنة\tمجلس درنة\t0.96\tlexicon\t\tp/a/x.txt\n',
  },
  {
    '--no-project',
    shell = shell [["$KHABAR" add -t ORG مجلس درنة --for p >/dev/null
      echo 'قرر مجلس درنة' >p/x.txt; "$KHABAR" tag --no-index --no-project -f conll p/x.txt]],
    out = 'قرر O\nمجلس O\nدرنة O\n',
  },
  {
    'lookup, complete and suggest read the project of the folder',
    shell = shell [["$KHABAR" add -t ORG مجلس درنة --for p >/dev/null; cd p/a
      for c in lookup complete suggest; do "$KHABAR" $c --no-index --color=never مجلس درنة | head -1; done]],
    out = 'مجلس درنة\nمجلس درنة · ORG · desk:مجلس-درنة\nمجلس درنة · ORG · desk:مجلس-درنة · 0.00\n',
  },
  {
    'one name more for an entity of the index, and one switched off',
    shell = shell [["$KHABAR" add --id=khabar:zarnuqia الزرنوق --for p >/dev/null
      "$KHABAR" add --disable=khabar:minqar --for p >/dev/null
      echo 'في الزرنوق ومنقارة' >p/x.txt; "$KHABAR" tag --no-index -e desk.yaml -f tsv p/x.txt]],
    out = 'start\tend\ttype\ttext\tid\tname\tscore\tsource\tvalue\n'
      .. '5\t19\tGPE\tالزرنوق\tkhabar:zarnuqia\tزرنوقيا\t0.94\tlexicon\t\n',
  },
  {
    'the same id twice',
    shell = shell [["$KHABAR" add -t ORG مجلس --for p >/dev/null; "$KHABAR" add -t GPE مجلس --for p]],
    status = 3,
    err_has = { 'names.yaml:3: the id desk:مجلس is there already (change it there, or give another id)' },
  },
  {
    'a project file that is malformed is named',
    shell = shell [[printf 'entities:\n- {id: Q1, tpye: ORG}\n' >p/.khabar/x.yaml; echo x >p/x.txt
      "$KHABAR" tag --no-index p/x.txt]],
    status = 3,
    err_has = { 'p/.khabar/x.yaml:2:12: unknown key "tpye"' },
  },
  { 'a type that is none', args = { 'add', 'x', '--type=ORGG' }, status = 2, err_has = { "did you mean 'ORG'?" } },
  { 'no name', args = { 'add', '--type=ORG' }, status = 2, err_has = { 'no name to add was given' } },
  { 'no type', args = { 'add', 'مجلس' }, status = 2, err_has = { 'the type of the name was not said' } },
  {
    '--disable with a name',
    args = { 'add', '--disable=Q1', 'مجلس' },
    status = 2,
    err_has = { '--disable takes an id and nothing else' },
  },
  {
    'a folder that cannot be written to',
    args = { 'add', '-t', 'ORG', 'مجلس', '--file=/proc/none/names.yaml' },
    status = 3,
    err_has = { '/proc/none: cannot make the folder' },
  },
  {
    'help in Arabic',
    args = { 'help', 'add' },
    env = { LANG = 'ar_EG.UTF-8' },
    has = { 'يضيف اسمًا إلى ملف المشروع', '--disable=ID\n      إيقاف كيان' },
  },
}
