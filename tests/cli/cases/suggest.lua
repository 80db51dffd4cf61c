-- luacheck: std lua54
-- `khabar complete` and `khabar suggest`.

local function complete(...)
  return { 'complete', '--no-index', '--entities=desk.yaml', ... }
end
local function suggest(...)
  return { 'suggest', '--no-index', '--entities=desk.yaml', ... }
end

return {
  { 'complete: a name', args = complete 'زرنوق', out = 'زرنوقيا · GPE · khabar:zarnuqia\n' },
  {
    'complete: in Arabic',
    args = complete 'زرنوق',
    env = { LANG = 'ar' },
    has = { ' · khabar:zarnuqia\n' },
    lacks = { 'GPE' },
  },
  {
    'complete: an alias names its entity',
    args = complete 'جمهورية',
    out = 'جمهورية زرنوقيا · زرنوقيا · GPE · khabar:zarnuqia\n',
  },
  {
    'complete: a later word',
    args = complete 'المركز',
    out = 'البنك المركزي الزرنوقاني · ORG · khabar:bank\n',
  },
  {
    'complete: words of the command line are one prefix',
    args = complete('البنك', 'المر'),
    out = 'البنك المركزي الزرنوقاني · ORG · khabar:bank\n',
  },
  {
    'complete: nothing begins so',
    args = complete 'خرنبوط',
    out = 'خرنبوط: no name begins like this\n',
  },
  {
    'complete: json',
    args = complete('-fjson', 'وزرنوق'),
    check = function(_, t)
      local o = t.json()[1]
      local hit = o.hits[1]
      local fine = o.schema == 1 and o.query == 'وزرنوق' and #o.hits == 1 and hit.id == 'khabar:zarnuqia'
      fine = fine and hit.type == 'GPE' and hit.name.en == 'Zarnuqia' and hit.matched == 'زرنوقيا'
      return not (fine and hit.exact == true and hit.clitics == 'و') and 'other fields' or nil
    end,
  },
  { 'complete: json of nothing', args = complete('-fjson', ''), out = '{"schema": 1, "query": "", "hits": []}\n' },
  {
    'complete: no more than asked for',
    args = complete('-n1', 'م'),
    check = function(out)
      return select(2, out:gsub('\n', '')) ~= 1 and 'not one line' or nil
    end,
  },
  {
    'complete: the shipped index',
    args = { 'complete', '-fjson', 'كازاخس' },
    index = true,
    check = function(_, t)
      return t.json()[1].hits[1].id ~= 'Q232' and 'Kazakhstan is not first' or nil
    end,
  },
  {
    'suggest: a letter left out',
    args = suggest 'منقرة',
    has = { 'منقارة · GPE · khabar:minqar · 1.00\n' },
  },
  {
    'suggest: the name itself',
    args = suggest 'منقارة',
    has = { 'منقارة · GPE · khabar:minqar · 0.00\n' },
  },
  {
    'suggest: words of the command line are one name',
    args = suggest 'مهندالقطرنجي',
    has = { 'مهند القطرنجي · PERS · khabar:qatranji · 1.00\n' },
  },
  { 'suggest: nothing near', args = suggest 'خشخاش', out = 'خشخاش: no name is near this\n' },
  {
    'suggest: nothing near, in Arabic',
    args = suggest 'خشخاش',
    env = { LANG = 'ar' },
    out = 'خشخاش: لا اسم قريب من هذا\n',
  },
  {
    'suggest: json',
    args = suggest('--format=json', 'زرنكيا'),
    check = function(_, t)
      local hit = t.json()[1].hits[1]
      return not (
            hit.id == 'khabar:zarnuqia'
            and hit.cost == 2
            and hit.matched == 'زرنوقيا'
            and hit.clitics == ''
          )
          and 'other fields'
        or nil
    end,
  },
  {
    'suggest: likely slips of the shipped index',
    args = { 'suggest', '-fjson', 'كازاخصتان' },
    index = true,
    check = function(_, t)
      local hit = t.json()[1].hits[1]
      return not (hit.id == 'Q232' and hit.cost < 0.5) and 'Kazakhstan is not first, or not for less' or nil
    end,
  },
  { 'suggest: controls do not reach the terminal', args = suggest 'خشخاش\27[31m', lacks = { '\27' } },
  { 'no words', args = { 'suggest', '--no-index' }, status = 2, err_has = { "see 'khabar help suggest'" } },
  { 'no prefix', args = { 'complete', '--no-index' }, status = 2, err_has = { "see 'khabar help complete'" } },
  { 'a bad number', args = complete('--max=0', 'م'), status = 2, err_has = { '--max=0', '1 … 100' } },
  { 'no number', args = complete('--max=x', 'م'), status = 2, err_has = { '--max=x' } },
  { 'help', args = { 'suggest', '--help' }, has = { 'Usage: khabar suggest', '--max=N' } },
  { 'help of complete in Arabic', args = { 'help', 'complete' }, env = { LANG = 'ar' }, has = { 'khabar complete' } },
}
