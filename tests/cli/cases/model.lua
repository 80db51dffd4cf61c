-- luacheck: std lua54
-- `khabar train`, and models in `tag` and `info`. The corpora are made here: people and towns that no list knows.

local first = { 'سالم', 'منيرة', 'طلال', 'هيفاء', 'رائد', 'لطيفة', 'بسام', 'وفاء' }
local last =
  { 'الزرناقي', 'القطرنجي', 'المنقاري', 'البرسخي', 'الدعفاني', 'الكمبري' }
local towns = { 'زرنوقيا', 'منقارة', 'برسخان', 'دعفورة', 'كمبرين' }

---Lines of an .ann corpus: the text, and the names in it.
local function corpus()
  local text, names = {}, {}
  for i = 1, 120 do
    local who = first[i % #first + 1] .. ' ' .. last[i % #last + 1]
    local where = towns[i % #towns + 1]
    local id = ('1-%03d'):format(i)
    if i % 3 == 0 then
      text[i] = id .. '\tوصل ' .. who .. ' أمس إلى بلدة ' .. where .. ' قادما من الجنوب.'
      names[i] = id .. '\tPERS:' .. who .. '|GPE:' .. where
    elseif i % 3 == 1 then
      text[i] = id .. '\tوقال ' .. who .. ' إن الطريق مفتوح.'
      names[i] = id .. '\tPERS:' .. who
    else
      text[i] = id .. '\tوانقطع الطريق إلى بلدة ' .. where .. ' بسبب السيول.'
      names[i] = id .. '\tGPE:' .. where
    end
  end
  return { ['c.txt'] = table.concat(text, '\n') .. '\n', ['c.ann'] = table.concat(names, '\n') .. '\n' }
end

---The same kind of people in CoNLL, and currencies, which ANERcorp calls MISC.
local function four_types()
  local lines = {}
  for i = 1, 60 do
    for _, line in ipairs {
      'دفع O',
      first[i % #first + 1] .. ' B-PERS',
      last[i % #last + 1] .. ' I-PERS',
      (i + 1) .. ' O',
      (i % 2 == 0 and 'دولار' or 'دينار') .. ' B-MISC',
      'أمس O',
      '',
    } do
      lines[#lines + 1] = line
    end
  end
  return {
    ['c.conll'] = table.concat(lines, '\n'),
    ['d.conll'] = 'دفع O\nسالم O\n300 O\nدولار O\nأمس O\n',
    ['money.yaml'] = 'classes:\n  money.دولار: [دولار]\n  currency.USD.دولار.default: [USD]\n',
  }
end

local TRAIN = 'train --entities=desk.yaml --no-index --all --epochs=6 --min-count=1 --quiet -o '

return {
  {
    'a trained model finds what no list knows, and says how sure it is',
    files = corpus(),
    shell = TRAIN
      .. 'm.khm c.ann >log && echo "وقال رائد المنقاري إن الطريق مفتوح." | "$KHABAR" tag --no-index --model=m.khm -fjson',
    check = function(_, t)
      local name = t.json()[1].entities[1]
      if not name or name.type ~= 'PERS' or name.text ~= 'رائد المنقاري' or name.source ~= 'model' then
        return 'the name is not found'
      end
      return (name.score <= 0 or name.score > 1) and 'no probability' or nil
    end,
  },
  {
    'a town that is a common word opens a report, though the model passes it over',
    files = {
      ['c.txt'] = corpus()['c.txt'],
      ['c.ann'] = corpus()['c.ann'],
      ['towns.yaml'] = 'entities:\n- {id: khabar:t, type: GPE, name: {ar: مسقط}, common: true}\n',
    },
    shell = 'index towns.yaml -o t.khx && "$KHABAR" train --index=t.khx --all --epochs=6 --min-count=1 --quiet -o m.khm c.ann'
      .. ' && printf "مسقط - وقال رائد إن الطريق مفتوح.\\nوقال إن مسقط الماء مفتوح."'
      .. ' | "$KHABAR" tag --index=t.khx --model=m.khm -ftsv',
    has = { '0\t8\tGPE\tمسقط' },
    check = function(out)
      local _, n = out:gsub('GPE', '')
      return n ~= 1 and 'the other one is a town too' or nil
    end,
  },
  {
    'a currency that a model of four types calls a name is one, inside a sum of money too',
    files = four_types(),
    shell = 'index money.yaml -o t.khx'
      .. ' && "$KHABAR" train --index=t.khx --all --epochs=6 --min-count=1 --quiet -o m.model c.conll'
      .. ' && "$KHABAR" tag --index=t.khx --model=m.model --input=conll --format=conll --scheme=flat4 d.conll'
      .. ' && printf "دفع سالم 300 دولار أمس" | "$KHABAR" tag --index=t.khx --model=m.model -ftsv',
    has = { 'دولار B-MISC', 'MONEY\t300 دولار', 'EVENT\tدولار' },
  },
  {
    'the same corpus and seed give the same file',
    files = corpus(),
    shell = TRAIN .. 'a.khm c.ann && "$KHABAR" ' .. TRAIN .. 'b.khm c.ann && cmp a.khm b.khm && echo same',
    has = { 'same\n' },
  },
  {
    'info of a model',
    files = corpus(),
    shell = TRAIN .. 'm.khm c.ann && "$KHABAR" info -fjson m.khm',
    has = { '"model": true', '"PERS"', '"GPE"', '"checksum": "' },
  },
  {
    'a model that is cut off',
    files = corpus(),
    shell = TRAIN .. 'm.khm c.ann && head -c 5000 m.khm >cut.khm && "$KHABAR" tag --no-index --model=cut.khm m.khm',
    status = 3,
    err_has = { 'cut.khm: the model is broken' },
  },
  {
    'a changed byte is found by info',
    files = corpus(),
    shell = TRAIN
      .. 'm.khm c.ann && printf "\\377\\376" | dd of=m.khm bs=1 seek=3000 conv=notrunc 2>/dev/null && "$KHABAR" info m.khm',
    status = 3,
    err_has = { 'm.khm: ' },
  },
  {
    'what is no model',
    args = { 'tag', '--no-index', '--model=desk.yaml' },
    status = 3,
    err_has = { 'desk.yaml: this is no khabar model' },
  },
  {
    'the environment names a model, and --no-model is stronger',
    env = { KHABAR_MODEL = 'DIR/desk.yaml' },
    args = { 'tag', '--no-index', '--no-model', '-fjson' },
    stdin = 'نص',
    has = { '"entities": []' },
  },
  {
    'none in the environment is no model',
    env = { KHABAR_MODEL = 'none' },
    args = { 'tag', '--no-index', '-fjson' },
    stdin = 'نص',
    has = { '"entities": []' },
  },
  { 'training needs a corpus', args = { 'train', '-o', 'm.khm' }, status = 2, err_has = { 'khabar: ' } },
  {
    'a corpus that is not there',
    args = { 'train', '--no-index', '-o', 'm.khm', 'none.ann' },
    status = 3,
    err_has = { 'none.ann' },
  },
}
