-- luacheck: std lua54
-- `khabar import`: small files in the true formats of Wikidata and GeoNames, written here. Names and identifiers are
-- fictional where the table of classes does not name them.

local cjson = require 'cjson'

-- ---- a Wikidata dump ---------------------------------------------------------------------------------------------------------

local json = cjson.encode

local function snak(property, value, kind)
  return ('{"snaktype":"value","property":"%s","datavalue":{"value":%s,"type":"%s"}}'):format(property, value, kind)
end
local function item_value(id)
  return ('{"entity-type":"item","numeric-id":%s,"id":"%s"}'):format(id:sub(2), id)
end
local function item_snak(property, id)
  return snak(property, item_value(id), 'wikibase-entityid')
end
-- '2009-01-20' as a day, '2009-01' as a month, '2009' as a year
local function time_snak(property, date)
  local precision = ({ [4] = 9, [7] = 10, [10] = 11 })[#date]
  local full = date .. ('-00-00'):sub(1, 10 - #date)
  return snak(
    property,
    ('{"time":"+%sT00:00:00Z","timezone":0,"before":0,"after":0,"precision":%d,"calendarmodel":"Q1985727"}'):format(
      full,
      precision
    ),
    'time'
  )
end
local function quantity_snak(property, n)
  return snak(property, ('{"amount":"+%d","unit":"1"}'):format(n), 'quantity')
end
local function unknown_snak(property, kind)
  return ('{"snaktype":"%s","property":"%s","datatype":"time"}'):format(kind, property)
end
local function statement(main, rank, qualifiers)
  local list = {}
  for _, q in ipairs(qualifiers or {}) do
    list[#list + 1] = ('"%s":[%s]'):format(q:match '"property":"(P%d+)"', q)
  end
  return ('{"mainsnak":%s,"type":"statement","qualifiers":{%s},"id":"x","rank":"%s","references":[]}'):format(
    main,
    table.concat(list, ','),
    rank or 'normal'
  )
end

-- One line of the dump, without its comma. `claims` maps a property to a list of statements.
local function entity(e)
  local function terms(kind, wrap)
    local out = {}
    for _, language in ipairs { 'ar', 'en', 'mul', 'fr' } do
      local value = e[kind .. '_' .. language]
      if value then
        out[#out + 1] = ('"%s":%s'):format(language, wrap(language, value))
      end
    end
    return #out > 0 and '{' .. table.concat(out, ',') .. '}' or '[]' -- as PHP writes an empty map
  end
  local function one(language, value)
    return ('{"language":"%s","value":%s}'):format(language, json(value))
  end
  local function several(language, values)
    local out = {}
    for i, v in ipairs(values) do
      out[i] = one(language, v)
    end
    return '[' .. table.concat(out, ',') .. ']'
  end
  local claims, sites = {}, {}
  local function claim(property, statements)
    claims[#claims + 1] = ('"%s":[%s]'):format(property, table.concat(statements, ','))
  end
  if e.is then
    local list = {}
    for i, class in ipairs(e.is) do
      list[i] = statement(item_snak('P31', class))
    end
    claim('P31', list)
  end
  local names = {}
  for property in pairs(e.claims or {}) do
    names[#names + 1] = property
  end
  table.sort(names)
  for _, property in ipairs(names) do
    claim(property, e.claims[property])
  end
  for i = 1, e.sites or 0 do
    sites[#sites + 1] = ('"x%dwiki":{"site":"x%dwiki","title":"T","badges":[]}'):format(i, i)
  end
  if e.arwiki then
    sites[#sites + 1] = ('"arwiki":{"site":"arwiki","title":%s,"badges":[]}'):format(json(e.arwiki))
  end
  return ('{"type":"%s","id":"%s","labels":%s,"descriptions":%s,"aliases":%s,"claims":%s,"sitelinks":%s,"lastrevid":1}'):format(
    e.type or 'item',
    e.id,
    terms('label', one),
    terms('about', one),
    terms('alias', several),
    #claims > 0 and '{' .. table.concat(claims, ',') .. '}' or '[]',
    #sites > 0 and '{' .. table.concat(sites, ',') .. '}' or '[]'
  )
end

local function dump(lines, newline)
  newline = newline or '\n'
  return '[' .. newline .. table.concat(lines, ',' .. newline) .. newline .. ']' .. newline
end

local person = entity {
  id = 'Q900001',
  label_ar = 'مهند القطرنجي',
  label_en = 'Muhannad al-Qatranji',
  alias_ar = { 'أبو مازن القطرنجي', 'Qatranji', '', 'مهند القطرنجي' },
  about_ar = 'سياسي "زرنوقاني"',
  about_en = 'politician',
  is = { 'Q5' },
  sites = 9,
  arwiki = 'مهند القطرنجي (سياسي)',
  claims = {
    P27 = { statement(item_snak('P27', 'Q900010')) },
    P39 = {
      statement(
        item_snak('P39', 'Q900020'),
        'normal',
        { time_snak('P580', '2019-05-01'), time_snak('P582', '2021-02') }
      ),
      statement(item_snak('P39', 'Q900021'), 'normal', { time_snak('P580', '2021') }),
      statement(item_snak('P39', 'Q900099'), 'normal', { time_snak('P580', '2001') }),
      statement(item_snak('P39', 'Q900020'), 'deprecated', { time_snak('P580', '1999') }),
      statement(item_snak('P39', 'Q900020'), 'normal', { unknown_snak('P582', 'somevalue') }),
      statement(item_snak('P39', 'Q900020'), 'normal', { time_snak('P580', '2015'), time_snak('P582', '2014') }),
    },
  },
}
local country = entity {
  id = 'Q900010',
  label_ar = 'زرنوقيا',
  label_mul = 'Zarnuqia',
  is = { 'Q6256', 'Q82794' },
  claims = {
    P17 = { statement(item_snak('P17', 'Q900010')) },
    P36 = {
      statement(item_snak('P36', 'Q900011'), 'normal', { time_snak('P582', '1990') }),
      statement(item_snak('P36', 'Q900012')),
    },
    P1082 = { statement(quantity_snak('P1082', 5)), statement(quantity_snak('P1082', 999999), 'preferred') },
  },
}
local minister = entity {
  id = 'Q900020',
  label_ar = 'وزير خارجية زرنوقيا',
  is = { 'Q4164871' },
  claims = {
    P1001 = { statement(item_snak('P1001', 'Q900010')) },
    P1308 = {
      statement(item_snak('P1308', 'Q900001'), 'normal', { time_snak('P580', '2019-05-01') }),
      statement(item_snak('P1308', 'Q900002'), 'normal', { time_snak('P580', '2021-03-01') }),
    },
  },
}
local president = entity {
  id = 'Q900021',
  label_ar = 'رئيس زرنوقيا',
  claims = { P279 = { statement(item_snak('P279', 'Q30461')) }, P17 = { statement(item_snak('P17', 'Q900010')) } },
}
local late = entity {
  id = 'Q900002',
  label_ar = 'سامر الدلبوني',
  is = { 'Q5' },
  claims = {
    P39 = { statement(item_snak('P39', 'Q900021'), 'normal', { unknown_snak('P582', 'novalue') }) },
    P570 = { statement(time_snak('P570', '2020-06-07')) },
  },
}
local article = entity { id = 'Q900030', arwiki = 'نهر العلقم', is = { 'Q4022' }, sites = 2 }
local no_label =
  entity { id = 'Q900031', label_en = 'A paper', about_ar = 'مقالة علمية', is = { 'Q13442814' } }
local no_class = entity { id = 'Q900032', label_ar = 'شيء ما', is = { 'Q13442814' } }
local family = entity { id = 'Q900033', label_ar = 'القطرنجي', is = { 'Q101352', 'Q5' } }
local latin = entity { id = 'Q900034', label_ar = 'CERN', is = { 'Q43229' } }
local long = entity { id = 'Q900035', label_ar = ('كلمة '):rep(17), is = { 'Q43229' } }
local property = entity { id = 'P31', type = 'property', label_ar = 'حالة خاصة من' }
local odd = entity {
  id = 'Q900036',
  label_ar = '\u{202E}حزب\u{200F}\n\tالاختبار\\"\u{7}',
  label_en = '???',
  is = { 'Q7278' },
}

local world =
  { person, country, no_label, minister, property, article, no_class, family, latin, long, odd, president, late }

local world_yaml = [[
source: "Wikidata, https://www.wikidata.org"
licence: CC0-1.0
entities:
- id: Q900001
  type: PERS
  name: {ar: "مهند القطرنجي", en: "Muhannad al-Qatranji"}
  aliases: ["أبو مازن القطرنجي"]
  description: {ar: "سياسي \"زرنوقاني\"", en: "politician"}
  country: Q900010
  prior: 102
  offices:
  - {title: "وزير خارجية زرنوقيا", of: Q900010, from: 2019-05-01, to: 2021-02}
  - {title: "رئيس زرنوقيا", of: Q900010, from: 2021}
- id: Q900010
  type: GPE
  name: {ar: "زرنوقيا", en: "Zarnuqia"}
  capital: Q900012
  prior: 150
- id: Q900030
  type: LOC
  name: {ar: "نهر العلقم"}
  prior: 59
- id: Q900036
  type: ORG
  name: {ar: "حزب الاختبار\\\""}
  prior: 0
- id: Q900002
  type: PERS
  name: {ar: "سامر الدلبوني"}
  prior: 0
  offices:
  - {title: "رئيس زرنوقيا", of: Q900010, to: 2020}
  - {title: "وزير خارجية زرنوقيا", of: Q900010, from: 2021-03-01}
]]

local summary = 'o.yaml: entities 5, names 8, offices 4\n'
  .. '  left out: entities of no class in the table 2, entities without a usable name 2, names not in Arabic letters 2, '
  .. 'names without a word 1, names that are too long 1, offices without an Arabic title 1, '
  .. 'offices whose dates are unknown or wrong 2\n'

local function is_world(_, t)
  local yaml = t.read 'o.yaml'
  return yaml ~= world_yaml and 'other YAML:\n' .. yaml or nil
end

-- ---- subclasses --------------------------------------------------------------------------------------------------------------

-- A class with those above it; without an Arabic label unless one is given.
local function class_item(id, above, label)
  local list = {}
  for i, q in ipairs(above) do
    list[i] = type(q) == 'table' and statement(item_snak('P279', q[1]), q[2]) or statement(item_snak('P279', q))
  end
  return entity { id = id, label_ar = label, label_en = 'class', claims = { P279 = list } }
end
local function member(id, label, class_id, claims)
  return entity { id = id, label_ar = label, is = { class_id }, claims = claims }
end
-- Q33506 museum is FAC, Q571 book PRODUCT, Q5 human PERS, Q43229 organisation ORG, Q515 city GPE; Q4167410 is `none`;
-- Q4164871 position and Q83307 minister are offices. Organisations stand before museums in the table.
local classes_above = {
  class_item('Q910001', { 'Q33506' }, 'متحف فني'),
  class_item('Q910002', { 'Q910001' }),
  class_item('Q910003', { 'Q33506', 'Q43229' }),
  class_item('Q910004', { 'Q571', 'Q910005' }),
  class_item('Q910005', { 'Q5' }),
  class_item('Q910006', { 'Q910007' }),
  class_item('Q910007', { 'Q910006', 'Q910007' }),
  class_item('Q910008', { 'Q4167410' }),
  class_item('Q910009', { 'Q4164871' }),
  class_item('Q910010', { 'Q83307' }),
  class_item('Q910011', { { 'Q33506', 'deprecated' } }),
  class_item('Q910012', { 'Q515' }),
  class_item('Q33506', { 'Q515' }), -- in the table itself: what is said above it changes nothing
}
local their_members = {
  member('Q920001', 'متحف الزرنوق', 'Q910001'),
  member('Q920002', 'متحف الدلب', 'Q910002'),
  member('Q920003', 'دار الدلب', 'Q910003'),
  member('Q920004', 'سيرة الدلبوني', 'Q910004'),
  member('Q920005', 'شيء في دائرة', 'Q910006'),
  member('Q920006', 'الدلب (توضيح)', 'Q910008'),
  member('Q920007', 'كبير الدلبيين', 'Q910009'),
  entity {
    id = 'Q920008',
    label_ar = 'وزير الدلب',
    claims = { P279 = { statement(item_snak('P279', 'Q910010')) } },
  },
  member('Q920009', 'دلب مهجور', 'Q910011'),
  member('Q920010', 'منقارة', 'Q910012', {
    P17 = { statement(item_snak('P17', 'Q900010')) },
    P27 = { statement(item_snak('P27', 'Q900011')) },
    P36 = { statement(item_snak('P36', 'Q900012')) },
  }),
  member('Q920011', 'مهند الدلبوني', 'Q910005', {
    P17 = { statement(item_snak('P17', 'Q900010')) },
    P27 = { statement(item_snak('P27', 'Q900011')) },
    P36 = { statement(item_snak('P36', 'Q900012')) },
    P39 = {
      statement(item_snak('P39', 'Q920007'), 'normal', { time_snak('P580', '2001') }),
      statement(item_snak('P39', 'Q920008'), 'normal', { time_snak('P580', '2011') }),
    },
  }),
  member('Q920012', 'متحف مباشر', 'Q33506'),
  entity { id = 'Q920013', arwiki = 'CERN', is = { 'Q910001' } },
}
local closure_yaml = [[
source: "Wikidata, https://www.wikidata.org"
licence: CC0-1.0
entities:
- id: Q920001
  type: FAC
  name: {ar: "متحف الزرنوق"}
  prior: 0
- id: Q920002
  type: FAC
  name: {ar: "متحف الدلب"}
  prior: 0
- id: Q920003
  type: ORG
  name: {ar: "دار الدلب"}
  prior: 0
- id: Q920004
  type: PRODUCT
  name: {ar: "سيرة الدلبوني"}
  prior: 0
- id: Q920010
  type: GPE
  name: {ar: "منقارة"}
  country: Q900010
  capital: Q900012
  prior: 0
- id: Q920011
  type: PERS
  name: {ar: "مهند الدلبوني"}
  country: Q900011
  prior: 0
  offices:
  - {title: "كبير الدلبيين", from: 2001}
  - {title: "وزير الدلب", from: 2011}
- id: Q920012
  type: FAC
  name: {ar: "متحف مباشر"}
  prior: 0
]]
local function both(a, b)
  return table.move(b, 1, #b, #a + 1, table.move(a, 1, #a, 1, {}))
end
local function is_closure(out, t)
  local yaml = t.read 'o.yaml'
  return yaml ~= closure_yaml and 'other YAML:\n' .. yaml
    or not out:find(
      'entities of no class in the table 4, entities without a usable name 1, names not in Arabic letters 1\n',
      1,
      true
    ) and out
    or nil
end

-- ---- GeoNames ----------------------------------------------------------------------------------------------------------------

local function place(id, name, class, code, country_code, population)
  local f = {
    id,
    name,
    name,
    '',
    '1.0',
    '2.0',
    class,
    code,
    country_code,
    '',
    '',
    '',
    '',
    '',
    population,
    '',
    '5',
    'Asia/Riyadh',
    '2020-01-01',
  }
  return table.concat(f, '\t')
end
local places = table.concat({
  place(1, 'Minqara', 'P', 'PPLC', 'EG', 1000000),
  place(2, 'Nameless', 'P', 'PPL', 'EG', 5),
  place(3, 'Wadi al-Dulb', 'T', 'WADI', 'XQ', 0),
  place(4, 'Minqara University', 'S', 'UNIV', 'EG', 0),
  place(5, 'Old Governorate', 'A', 'ADM1H', 'EG', 0),
  place(6, 'Egypt', 'A', 'PCLI', 'EG', 90000000),
  place(1, 'Minqara', 'P', 'PPLC', 'EG', 1000000),
  'broken\tline',
}, '\n') .. '\n'
local alternates = table.concat({
  '10\t1\tar\tالمنقارة\t\t\t\t\t\t',
  '11\t1\tar\tمنقارة\t1\t\t\t\t\t',
  '12\t1\ten\tMinqara\t\t\t\t\t\t',
  '13\t1\tar\tمنقارة القديمة\t\t\t\t1\t\t',
  '14\t3\tar\tوادي الدلب\t\t\t\t\t\t',
  '15\t4\tar\tجامعة منقارة\t\t\t\t',
  '16\t5\tar\tولاية قديمة\t\t\t\t\t\t',
  '17\t6\tar\tمصر\t\t\t\t\t\t',
  '18\t3\tar\tWadi\t\t\t\t\t\t',
  'x\ty\tar\tكلام\t\t\t\t\t\t',
}, '\r\n') .. '\r\n'
local places_yaml = [[
source: "GeoNames, https://www.geonames.org"
licence: CC-BY-4.0
entities:
- id: geonames:1
  type: GPE
  name: {ar: "منقارة", en: "Minqara"}
  aliases: ["المنقارة"]
  country: Q79
  prior: 150
- id: geonames:3
  type: LOC
  name: {ar: "وادي الدلب", en: "Wadi al-Dulb"}
  prior: 0
- id: geonames:4
  type: ORG
  name: {ar: "جامعة منقارة", en: "Minqara University"}
  country: Q79
  prior: 0
- id: Q79 # geonames:6
  type: GPE
  name: {ar: "مصر", en: "Egypt"}
  prior: 199
]]

-- 4 MB of names and 4 MB of places; a state among the first, which must be written once.
local function many_places()
  local p, n = { place(6, 'Egypt', 'A', 'PCLI', 'EG', 90000000) }, { '17\t6\tar\tمصر\t\t\t\t\t\t' }
  for i = 10, 40009 do
    p[#p + 1] = place(i, 'Place number ' .. i .. (' of many'):rep(4), 'P', 'PPL', 'EG', i)
    n[#n + 1] = ('%d\t%d\t%s\tبلدة رقم %d %s\t%s\t\t\t\t\t'):format(
      i,
      i,
      i % 2 == 0 and 'ar' or 'en',
      i,
      ('كبيرة '):rep(5),
      i % 3 == 0 and '1' or ''
    )
  end
  p[#p + 1] = place(7, 'Egypt again', 'A', 'PCLI', 'EG', 1)
  p[#p + 1] = place(10, 'Place number 10', 'P', 'PPL', 'EG', 1)
  n[#n + 1] = '19\t7\tar\tمصر أيضا\t\t\t\t\t\t'
  return { ['places.txt'] = table.concat(p, '\n') .. '\n', ['names.txt'] = table.concat(n, '\n') .. '\n' }
end

-- ---- resuming ----------------------------------------------------------------------------------------------------------------

-- 6 MB: people, every third with an office, some lines without Arabic, a damaged one now and then; offices at both ends.
local function many()
  local lines, about = { president }, ('padding '):rep(40)
  for i = 1, 6000 do
    local id = 'Q' .. 1000000 + i
    if i % 500 == 0 then
      lines[#lines + 1] = '{"type":"item","id":"' .. id .. '","labels":{"ar":{"language":"ar","value":"سطر'
    else
      lines[#lines + 1] =
        entity {
          id = id,
          label_ar = i % 7 ~= 0 and 'فلان رقم ' .. i or nil,
          label_en = 'Person ' .. i,
          about_en = about,
          is = { 'Q5' },
          sites = i % 20,
          claims = i % 3 == 0 and {
            P39 = {
              statement(
                item_snak('P39', i % 2 == 0 and 'Q900020' or 'Q900021'),
                'normal',
                { time_snak('P580', '2001') }
              ),
            },
          } or nil,
        }
    end
  end
  lines[#lines + 1] = minister
  return dump(lines)
end
local big = many()

-- Feeds the first `bytes` of the dump through a pipe, kills the program when it has noted how far it came, and lets a second run
-- finish from a plain file. `pack` compresses the dump for both.
local function killed(name, bytes, pack, more)
  return {
    name,
    shell = ([[
      import wikidata big.json -o whole.yaml -q 2>whole.err
      cat big.json %s >in
      mkfifo pipe
      "$KHABAR" import wikidata pipe -o o.yaml --state=st --every=1 -q 2>first.err &
      pid=$!
      { head -c %d in; while [ ! -s st ]; do :; done; kill -9 $pid; } >pipe
      wait $pid 2>/dev/null
      [ -s st ] && [ -s o.yaml.part ] && [ ! -e o.yaml ] || exit 40
      %s
      "$KHABAR" import wikidata in -o o.yaml --state=st --every=1 -q 2>second.err || exit 41
      cmp whole.yaml o.yaml || exit 42
      [ ! -e st ] && [ ! -e o.yaml.part ] || exit 43
      "$KHABAR" index -q o.yaml -o o.khx]]):format(pack or '', bytes, more or ''),
    files = { ['big.json'] = big },
    check = function(_, t)
      return select(2, t.read('whole.yaml'):gsub('\n%- id: ', '')) < 5000 and 'too few entities' or nil
    end,
  }
end

-- Kills the program again and again, wherever it happens to be: in the middle of a line, of a note, of the YAML. Then it is run
-- to its end. What comes out is what a run that nobody stopped writes. The places come from a seed that is shown when it fails.
local function killed_anywhere(name, command, size_of, files, pack)
  return {
    name,
    shell = ([[help >help
      seed=$(date +%%s); whole='%s'
      stopped=$(echo "$whole" | sed 's/whole.yaml/o.yaml --state=st --every=1/')
      %s
      eval "$KHABAR $whole -q" 2>whole.err || exit 39
      for round in 1 2 3 4 5 6 7 8 9 10 11 12; do
        seed=$(((seed * 1103515245 + 12345) %% 2147483648))
        rm -f pipe; mkfifo pipe
        eval "exec $KHABAR $(echo "$stopped" | sed 's/ %s / pipe /') -q" 2>run.err &
        pid=$!
        { head -c $((seed / 16 %% $(wc -c <%s))) %s
          [ $((seed / 64 %% 3)) = 0 ] || kill -9 $pid; } >pipe 2>/dev/null
        kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
        rm -f o.yaml # a run that was given only a part and not killed ends with that part
        [ -e st ] || rm -f o.yaml.part
      done
      eval "$KHABAR $stopped -q" 2>last.err || { echo "seed $seed"; cat last.err; exit 41; }
      cmp whole.yaml o.yaml || { echo "seed $seed"; exit 42; }
      ls]]):format(command, pack or ':', size_of, size_of, size_of),
    files = files,
    lacks = { '.part', '.classes', '.names', '.new', '\nst\n' },
  }
end

local tail = 'import wikidata w.json -o o.yaml'

-- Two compressed files, one after the other, are one: so pbzip2 and pigz write.
local function in_parts(ending, pack)
  return {
    ending .. ' in several parts',
    shell = ([[help >help
      { head -c 1000 w.json | %s -c; tail -c +1001 w.json | %s -c; } >w.json.%s
      "$KHABAR" import wikidata w.json.%s -o o.yaml]]):format(pack, pack, ending, ending),
    files = { ['w.json'] = dump(world) },
    out = summary,
    check = is_world,
  }
end

return {
  -- ---- Wikidata
  {
    'what is kept of it, and how',
    shell = tail,
    files = { ['w.json'] = dump(world) },
    out = summary,
    check = is_world,
  },
  { 'CRLF', shell = tail, files = { ['w.json'] = dump(world, '\r\n') }, out = summary, check = is_world },
  {
    'without brackets',
    shell = tail,
    files = { ['w.json'] = table.concat(world, '\n') },
    out = summary,
    check = is_world,
  },
  {
    'brackets and commas in other places',
    shell = tail,
    files = { ['w.json'] = '\u{FEFF}[' .. table.concat(world, ' ,\n') .. ']' },
    out = summary,
    check = is_world,
  },
  {
    'white space in JSON',
    shell = tail,
    files = { ['w.json'] = (dump(world):gsub('"(%a[%w-]*)":', '"%1" : ')) },
    out = summary,
    check = is_world,
  },
  { 'standard input', shell = 'import wikidata - -o o.yaml', stdin = dump(world), out = summary, check = is_world },
  {
    'gz',
    shell = 'help >help; gzip -c w.json >w && "$KHABAR" ' .. tail:gsub('w%.json', 'w'),
    files = { ['w.json'] = dump(world) },
    out = summary,
    check = is_world,
  },
  in_parts('gz', 'gzip'),
  in_parts('bz2', 'bzip2'),
  in_parts('zst', 'zstd -q'),
  {
    'the YAML compiles, and its names are found',
    shell = tail
      .. ' -q && "$KHABAR" index -q o.yaml -o o.khx && "$KHABAR" lookup -fjson --index=o.khx أبو مازن القطرنجي',
    files = { ['w.json'] = dump(world) },
    has = { '"id": "Q900001"', '"title": "رئيس زرنوقيا"' },
  },
  {
    'an index at once',
    shell = 'import wikidata w.json -o o.khx -q && [ ! -e o.khx.yaml ] && "$KHABAR" lookup -fjson --index=o.khx زرنوقيا',
    files = { ['w.json'] = dump(world) },
    has = { '"id": "Q900010"', '"type": "GPE"' },
  },
  {
    'nothing to keep is a valid file',
    shell = 'import wikidata w.json -o o.yaml -q && "$KHABAR" index o.yaml -o o.khx',
    files = { ['w.json'] = dump { no_label } },
    has = { 'entities 0' },
  },
  {
    'an entity that stands there twice is written once',
    shell = tail .. ' && "$KHABAR" index -q o.yaml -o o.khx',
    files = { ['w.json'] = dump { country, person, country } },
    has = { 'entities 2', 'entities met twice 1' },
  },
  {
    'a table of classes before the built-in one',
    shell = tail .. ' -q --classes=c.yaml',
    files = {
      ['w.json'] = dump { no_class, country },
      ['c.yaml'] = 'classes:\n- {type: PRODUCT, classes: {Q13442814: article}}\n- {type: none, classes: {Q6256: country}}\n',
    },
    check = function(_, t)
      local yaml = t.read 'o.yaml'
      return (not yaml:find('Q900032\n  type: PRODUCT', 1, true) or yaml:find('Q900010', 1, true)) and yaml or nil
    end,
  },
  {
    'a mistake in a table of classes has a place',
    shell = tail .. ' --classes=c.yaml',
    files = { ['w.json'] = dump(world), ['c.yaml'] = 'classes:\n- {type: PERSON, classes: {Q5: human}}\n' },
    status = 3,
    err_has = { 'khabar: c.yaml:2:10: "PERSON" is no type (' },
  },
  {
    'the minimum of sitelinks',
    shell = tail .. ' --min-sitelinks=3',
    files = { ['w.json'] = dump(world) },
    has = { 'entities 2,', 'entities below the minimum 5' },
  },
  -- ---- subclasses
  {
    'subclasses met before their members',
    shell = tail,
    files = { ['w.json'] = dump(both(classes_above, their_members)) },
    check = is_closure,
  },
  {
    'subclasses met after their members, with white space',
    shell = tail,
    files = { ['w.json'] = (dump(both(their_members, classes_above)):gsub('"(%a[%w-]*)":', '"%1" : ')) },
    check = is_closure,
  },
  {
    'a class whose subclasses are not wanted, and one that is below `none`',
    shell = tail .. ' -q --classes=c.yaml',
    files = {
      ['w.json'] = dump(both(their_members, classes_above)),
      ['c.yaml'] = 'classes:\n- {type: FAC, subclasses: false, classes: {Q33506: museum}}\n'
        .. '- {type: none, classes: {Q910012: a kind of city}}\n',
    },
    check = function(_, t)
      local yaml = t.read 'o.yaml'
      return (yaml:find('Q920001', 1, true) or yaml:find('Q920010', 1, true) or not yaml:find('Q920012', 1, true))
          and yaml
        or nil
    end,
  },
  {
    'a damaged list of subclasses in a line without an Arabic name',
    shell = tail,
    files = { ['w.json'] = dump { country, '{"type":"item","id":"Q9","claims":{"P279":[{"mainsnak":}]}}' } },
    err_has = { 'khabar: w.json:3:56: damaged, skipped: ' },
    has = { 'entities 1,', 'damaged lines 1' },
  },
  {
    'a chain of a hundred thousand subclasses',
    shell = [[help >help
      { echo '['; cat head; awk 'BEGIN { for (i = 5000000; i < 5100000; i++) {
          printf "{\"id\":\"Q%d\",\"claims\":{\"P279\":[{\"mainsnak\":{\"datavalue\":", i
          printf "{\"value\":{\"id\":\"Q%d\"}}}}]}},\n", i + 1 } }'
        cat tail; echo ']'; } >w.json
      "$KHABAR" import wikidata w.json -o o.yaml -q && grep -A1 Q920001 o.yaml]],
    files = {
      head = member('Q920001', 'متحف الزرنوق', 'Q5000000') .. ',\n',
      tail = class_item('Q5100000', { 'Q33506' }) .. '\n',
    },
    has = { 'type: FAC' },
  },
  -- ---- damage
  {
    'damaged lines are skipped, counted and named',
    shell = tail,
    files = {
      ['w.json'] = dump {
        country,
        '{"id":"Q5","labels":{"ar":{"language":"ar","value":}}}',
        'rubbish',
        '',
        person:sub(1, 300),
        article,
      },
    },
    err = ("khabar: w.json:3:52: damaged, skipped: unexpected token near '}' (the line begins at byte %d)\n"):format(
      #country + 4
    ) .. ("khabar: w.json:4:1: damaged, skipped: '{' expected (the line begins at byte %d)\n"):format(
      #country + 4 + 56
    ) .. ('khabar: w.json:6:300: damaged, skipped: the entity is cut off (the line begins at byte %d)\n'):format(
      #country + 4 + 56 + 9 + 2
    ),
    has = { 'entities 2,', 'damaged lines 3' },
  },
  {
    'bytes that are no UTF-8',
    shell = tail,
    files = { ['w.json'] = dump { country, (person:gsub('مهند', '\xD9\xFF')) } },
    err_has = { 'khabar: w.json:3:' },
    has = { 'entities 1,', 'damaged lines 1' },
  },
  {
    'only the first twenty are listed',
    shell = tail,
    files = { ['w.json'] = dump { country, ('{"ar":{"x"}\n'):rep(49) .. article } },
    check = function(out, t)
      local err = t.read 'err'
      local n = select(2, err:gsub('damaged, skipped', ''))
      return (
        n ~= 20
        or not err:find('more damaged lines, skipped: 29\n', 1, true)
        or not out:find('damaged lines 49', 1, true)
      )
          and n
        or nil
    end,
    err_has = { 'w.json:3:' },
  },
  {
    'a line of 40 MB is skipped in little memory',
    shell = [[help >help
      { printf '[\n%s,\n{"ar":{"' "$(cat one)"; head -c 40000000 /dev/zero | tr '\0' x
        printf '"}},\n%s\n]\n' "$(cat two)"; } >w.json
      "$KHABAR" import wikidata w.json -o o.yaml]],
    files = { one = country, two = article },
    err_has = { 'khabar: w.json:3:1: damaged, skipped: longer than 32 MiB (the line begins at byte ' },
    has = { 'entities 2,', 'damaged lines 1' },
  },
  {
    'a line of 20 MB is read',
    shell = [[help >help
      { printf '['; head -c 20000000 /dev/zero | tr '\0' ' '; cat one; printf ',\n'; cat two; printf ']\n'; } >w.json
      "$KHABAR" import wikidata w.json -o o.yaml]],
    files = { one = country, two = article },
    out = 'o.yaml: entities 2, names 3, offices 0\n',
  },
  {
    'deep nesting',
    shell = tail,
    files = { ['w.json'] = dump { country, '{"ar":{"x":' .. ('['):rep(100000) .. (']'):rep(100000) .. '}}' } },
    err_has = { 'khabar: w.json:3:' },
    has = { 'entities 1,', 'damaged lines 1' },
  },
  {
    'a dump that is cut off',
    shell = tail,
    files = { ['w.json'] = dump(world):sub(1, -3) },
    err = 'khabar: w.json: the list of entities is not closed: the dump seems to be cut off '
      .. "(what there is was written; compare the file's size with the source)\n",
    check = is_world,
  },
  {
    'a gz that is cut off: what there is, is written',
    shell = [[help >help
      gzip -c big.json | head -c 100000 >w.gz
      "$KHABAR" import wikidata w.gz -o o.yaml -q 2>o.err; [ $? = 3 ] || exit 40
      grep -q 'w.gz: the compressed data ends too early' o.err && "$KHABAR" index o.yaml -o o.khx]],
    files = { ['big.json'] = big },
    check = function(out)
      return (tonumber(out:match 'entities (%d+)') or 0) < 100 and out or nil
    end,
  },
  {
    'a gz that is cut off and then whole goes on from its state',
    shell = [[import wikidata big.json -o whole.yaml -q 2>/dev/null
      gzip -c big.json >whole.gz; head -c 100000 whole.gz >w.gz
      "$KHABAR" import wikidata w.gz -o o.yaml -q --state=st 2>/dev/null; [ $? = 3 ] && [ -s st ] || exit 40
      cp whole.gz w.gz
      "$KHABAR" import wikidata w.gz -o o.yaml -q --state=st 2>/dev/null && cmp o.yaml whole.yaml && [ ! -e st ] ]],
    files = { ['big.json'] = big },
  },
  {
    'bz2 and zst that are cut off',
    shell = [[help >help
      bzip2 -c big.json | head -c 20000 >w.bz2; zstd -qc big.json | head -c 20000 >w.zst
      for f in w.bz2 w.zst; do "$KHABAR" import wikidata $f -o o.yaml -q; echo $?; done 2>o.err; cat o.err]],
    files = { ['big.json'] = big },
    has = { '3\n3\n', 'w.bz2: the compressed data ends too early', 'w.zst: the compressed data ends too early' },
  },
  {
    'a gz that is damaged inside',
    shell = [[help >help
      gzip -c big.json >w.gz; printf 'XXXXXXXX' | dd of=w.gz bs=1 seek=90000 conv=notrunc 2>/dev/null
      "$KHABAR" import wikidata w.gz -o o.yaml -q 2>o.err; [ $? = 3 ] && grep 'w.gz: ' o.err]],
    files = { ['big.json'] = big },
    has = { 'compressed data' },
  },
  {
    'another kind of file',
    shell = 'import wikidata desk.yaml -o o.yaml',
    status = 3,
    err_has = { 'khabar: desk.yaml:1:1: this is no JSON dump of Wikidata (' },
    check = function(_, t)
      return pcall(t.read, 'o.yaml') and 'an output was written' or nil
    end,
  },
  {
    'an empty file',
    shell = tail,
    files = { ['w.json'] = '' },
    status = 3,
    err_has = { 'w.json:1:1: this is no JSON dump' },
  },
  { 'a folder', shell = 'import wikidata . -o o.yaml', status = 3, err_has = { 'khabar: .: ' } },
  { 'no file', shell = 'import wikidata none.json -o o.yaml', status = 3, err_has = { 'khabar: none.json: ' } },
  { 'xz is not read', shell = tail, files = { ['w.json'] = '\xFD7zXZ\0rest' }, status = 3, err_has = { 'xz -dc' } },
  {
    'the input is never written over',
    shell = 'import wikidata w.json -o ./w.json',
    files = { ['w.json'] = dump(world) },
    status = 3,
    err_has = { 'w.json: is read and would be overwritten' },
    check = function(_, t)
      return t.read 'w.json' ~= dump(world) and 'it was' or nil
    end,
  },
  {
    'nor by what stands beside the output',
    shell = 'import wikidata o.yaml.part -o o.yaml',
    files = { ['o.yaml.part'] = dump(world) },
    status = 3,
    err_has = { 'o.yaml.part: is read and would be overwritten' },
  },
  {
    'a device is never replaced',
    shell = 'import wikidata w.json -o /dev/null',
    files = { ['w.json'] = dump(world) },
    status = 3,
    err_has = { '/dev/null' },
  },
  {
    'nothing is left beside the output',
    shell = tail .. ' -q && ls',
    files = { ['w.json'] = dump(world) },
    check = function(out)
      return out ~= 'desk.yaml\nerr\no.yaml\nout\nstdin\nw.json\n' and out or nil
    end,
  },
  -- ---- killed and resumed
  killed('killed and resumed', 2500000),
  killed('killed later and resumed', 5500000),
  killed('killed and resumed, gz', 200000, '| gzip -c'),
  killed('killed and resumed, zst', 150000, '| zstd -qc'),
  killed('what a killed run wrote beyond its state is cut off', 2500000, nil, 'echo rubbish >>o.yaml.part'),
  killed_anywhere('killed anywhere', 'import wikidata big.json -o whole.yaml', 'big.json', { ['big.json'] = big }),
  killed_anywhere(
    'killed anywhere, zst',
    'import wikidata big.zst -o whole.yaml',
    'big.zst',
    { ['big.json'] = big },
    'zstd -q big.json -o big.zst'
  ),
  {
    'a state of another dump',
    shell = [[help >help
      gzip -c big.json | head -c 90000 >cut.gz
      "$KHABAR" import wikidata cut.gz -o o.yaml -q --state=st 2>/dev/null; [ -s st ] || exit 40
      "$KHABAR" import wikidata w.json -o o.yaml --state=st]],
    files = { ['big.json'] = big, ['w.json'] = dump(world) },
    status = 3,
    err_has = { 'khabar: st: this state is of another dump (' },
  },
  {
    'a state that was cut',
    shell = [[help >help
      gzip -c big.json | head -c 90000 >w.gz
      "$KHABAR" import wikidata w.gz -o o.yaml -q --state=st 2>/dev/null; head -c 300 st >t; mv t st
      "$KHABAR" import wikidata w.gz -o o.yaml --state=st]],
    files = { ['big.json'] = big },
    status = 3,
    err_has = { 'khabar: st: this is no whole state of an import (' },
  },
  {
    'a state with other options',
    shell = [[help >help
      gzip -c big.json | head -c 90000 >w.gz
      "$KHABAR" import wikidata w.gz -o o.yaml -q --state=st 2>/dev/null
      "$KHABAR" import wikidata w.gz -o o.yaml --state=st --min-sitelinks=3]],
    files = { ['big.json'] = big },
    status = 3,
    err_has = { 'khabar: st: this state is of other options or another version (' },
  },
  -- ---- GeoNames
  {
    'GeoNames',
    shell = 'import geonames p.txt n.txt -o o.yaml',
    files = { ['p.txt'] = places, ['n.txt'] = alternates },
    out = 'o.yaml: entities 4, names 9, offices 0\n  left out: damaged lines 2, entities of no class in the table 1, '
      .. 'entities met twice 1, names not in Arabic letters 1\n',
    err = 'khabar: n.txt:10:3: damaged, skipped: this is no geonameid (the line begins at byte '
      .. alternates:find 'x\ty' - 1
      .. ')\nkhabar: p.txt:8:1: damaged, skipped: too few fields (the line begins at byte '
      .. places:find 'broken' - 1
      .. ')\n',
    check = function(_, t)
      local yaml = t.read 'o.yaml'
      return yaml ~= places_yaml and yaml or nil
    end,
  },
  {
    'GeoNames, compressed, to an index',
    shell = 'help >help; gzip p.txt; zstd -qc n.txt >n; "$KHABAR" import geonames p.txt.gz n -o o.khx -q 2>err1 && '
      .. '"$KHABAR" lookup -fjson --index=o.khx المنقارة',
    files = { ['p.txt'] = places, ['n.txt'] = alternates },
    has = { '"id": "geonames:1"' },
  },
  {
    'GeoNames, places through standard input',
    shell = 'import geonames - n.txt -o o.yaml -q 2>/dev/null',
    stdin = places,
    files = { ['n.txt'] = alternates },
    check = function(_, t)
      return t.read 'o.yaml' ~= places_yaml and 'other YAML' or nil
    end,
  },
  {
    'GeoNames, small places left out',
    shell = 'import geonames p.txt n.txt -o o.yaml --min-population=10 2>/dev/null',
    files = { ['p.txt'] = places, ['n.txt'] = alternates },
    has = { 'entities 2,', 'entities below the minimum 2' },
  },
  {
    'GeoNames, files exchanged',
    shell = 'import geonames n.txt p.txt -o o.yaml',
    files = { ['p.txt'] = places, ['n.txt'] = alternates },
    status = 3,
    err = 'khabar: p.txt:1: this is no alternateNamesV2.txt of GeoNames '
      .. '(first allCountries.txt, then alternateNamesV2.txt, unzipped)\n',
  },
  {
    'GeoNames, a zip file',
    shell = 'import geonames p.zip n.txt -o o.yaml',
    files = { ['p.zip'] = 'PK\3\4rest', ['n.txt'] = alternates },
    status = 3,
    err_has = { 'khabar: p.zip: ', '(unzip it first)' },
  },
  {
    'GeoNames, killed while it read names and while it read places',
    shell = [[import geonames places.txt names.txt -o whole.yaml -q || exit 39
      stop() { # the file that comes through a pipe, bytes of it
        mkfifo pipe-$1
        cp $1 saved; rm $1; mv pipe-$1 $1
        "$KHABAR" import geonames places.txt names.txt -o o.yaml --state=st --every=1 -q 2>$1.err &
        pid=$!; was=$(cat st 2>/dev/null)
        { head -c $2 saved; while [ "$(cat st 2>/dev/null)" = "$was" ]; do :; done; kill -9 $pid; } >$1
        wait $pid 2>/dev/null
        rm $1; mv saved $1
      }
      stop names.txt 2500000; grep -q '^phase 0' st || exit 40
      stop places.txt 2500000; grep -q '^phase 1' st && [ -s o.yaml.part ] && [ ! -e o.yaml ] || exit 41
      echo rubbish >>o.yaml.part; echo rubbish >>o.yaml.names
      "$KHABAR" import geonames places.txt names.txt -o o.yaml --state=st -q || exit 42
      cmp whole.yaml o.yaml && [ ! -e st ] && [ ! -e o.yaml.part ] && [ ! -e o.yaml.names ] || exit 43
      "$KHABAR" index o.yaml -o o.khx]],
    files = many_places(),
    has = { 'entities 20002,' },
  },
  {
    'GeoNames, a state with other options',
    shell = [[import geonames places.txt names.txt -o o.yaml --state=st --every=1 -q 2>first.err &
      pid=$!; while [ ! -s st ] && kill -0 $pid 2>/dev/null; do :; done; kill -9 $pid; wait $pid 2>/dev/null
      [ -s st ] || exit 40
      "$KHABAR" import geonames places.txt names.txt -o o.yaml --state=st --min-population=7]],
    files = many_places(),
    status = 3,
    err_has = { 'khabar: st: this state is of other options or another version (' },
  },
  -- ---- usage
  { 'no kind', args = { 'import' }, status = 2, err_has = { 'it was not said what to import' } },
  { 'a mistyped kind', args = { 'import', 'wikdata', 'x' }, status = 2, err_has = { "did you mean 'wikidata'?" } },
  {
    'no file given',
    args = { 'import', 'wikidata', '-o', 'x' },
    status = 2,
    err_has = { 'import wikidata reads latest-all.json' },
  },
  { 'one file of two', args = { 'import', 'geonames', 'a', '-o', 'x' }, status = 2, err_has = { 'allCountries.txt' } },
  { 'no output', args = { 'import', 'wikidata', 'a' }, status = 2, err_has = { '-o' } },
  { 'two standard inputs', args = { 'import', 'geonames', '-', '-', '-o', 'x' }, status = 2, err_has = { 'only one' } },
  {
    'a bad number',
    args = { 'import', 'wikidata', 'a', '-o', 'x', '--every=0' },
    status = 2,
    err_has = { '--every=0' },
  },
  { 'help', args = { 'import', '--help' }, has = { 'khabar import wikidata', '--state=FILE' } },
  {
    'help in Arabic',
    args = { 'help', 'import' },
    env = { LANG = 'ar_EG.UTF-8' },
    has = { 'طريقة الاستعمال' },
  },
  {
    'progress on a terminal alone',
    shell = [[help >help
      for i in 1 2 3 4 5 6; do cat big.json; done >w.json
      KHABAR=$KHABAR script -qec '"$KHABAR" import wikidata w.json -o o.yaml -q' /dev/null </dev/null >quiet
      KHABAR=$KHABAR script -qec '"$KHABAR" import wikidata w.json -o o.yaml' /dev/null </dev/null >shown
      ! grep -q 'MB/s' quiet && cat shown]],
    files = { ['big.json'] = big },
    has = { 'MB/s' },
  },
}
