-- luacheck: std lua54
-- The page. It is read back by a strict parser, which knows only what a page of khabar may hold, and the draft is put together
-- again from what stands in it: byte by byte.

local function args(...)
  return { 'tag', '--no-index', '--entities=desk.yaml', '--format=html', '--date=2020-06-01', ... }
end

-- Elements and their attributes; everything else is an error.
local allowed = {}
for line in
  ([[
  html lang dir | head | meta charset http-equiv content name | title | style | body | section id | header class lang dir
  h1 | h2 | h3 lang | p dir | ul class lang dir | ol class | li class | b lang | i class title data-c lang | bdi | small lang
  div class lang dir data-line-ends | span class title data-t id data-s | a class title data-t href rel lang | article class id
  details | summary | dl | dt | dd
]]):gsub('\n', '|'):gmatch '[^|]+'
do
  local name = line:match '%S+'
  allowed[name] = name and {} or nil
  for attribute in (name and line:match '^%s*%S+(.*)' or ''):gmatch '%S+' do
    allowed[name][attribute] = true
  end
end
-- What may stand in what, where a browser would otherwise move or close elements by itself.
local phrasing = { span = true, a = true, i = true, b = true, bdi = true, small = true }
local closed_by_block = { p = true, h1 = true, h2 = true, h3 = true, dt = true, summary = true }

local references = { amp = '&', lt = '<', gt = '>', quot = '"', ['#39'] = "'" }
local function decode(s)
  assert(not s:find '[<>]', 'a raw < or >')
  return (
    s:gsub('&([^;]*);?', function(name)
      return assert(references[name], 'no such reference: &' .. name)
    end)
  )
end

local function parse_attributes(name, s)
  local list = {}
  while s ~= '' do
    local key, value, rest = s:match '^ ([a-z-]+)="([^"]*)"(.*)$'
    assert(key, 'attributes of ' .. name .. ': ' .. s)
    assert(allowed[name][key], name .. ' has no ' .. key)
    assert(not list[key], 'twice: ' .. key)
    list[key], s = decode(value), rest
  end
  return list
end

-- Reads a page into a flat list of {tag = 'open'|'close'|'text', …}; errors where it is not well-formed.
local function parse(page)
  assert(utf8.len(page), 'not UTF-8')
  for _, u in utf8.codes(page) do
    local bad = (u < 32 and u ~= 9 and u ~= 10) or (u >= 127 and u < 160) or u == 0x61c or u == 0x200e or u == 0x200f
    bad = bad or (u >= 0x2028 and u <= 0x202e) or (u >= 0x2066 and u <= 0x2069) or u & 0xfffe == 0xfffe
    assert(not bad, ('a raw U+%04X'):format(u))
  end
  local events, open, ids = {}, {}, {}
  local body = assert(page:match '^<!DOCTYPE html>\n(.*)$', 'no doctype')
  local at = 1
  while at <= #body do
    local text = body:match('^[^<]+', at)
    if open[#open] == 'style' and body:sub(at, at) ~= '<' then
      text = body:match('^(.-)</style>', at)
      assert(not text:find('@import', 1, true) and not text:find('url(', 1, true), 'the style loads something')
      events[#events + 1] = { tag = 'style' }
    elseif text then
      events[#events + 1] = { tag = 'text', text = decode(text) }
    else
      local slash, name, rest = body:match('^<(/?)([a-z][a-z0-9]*)([^<>]*)>', at)
      assert(name and allowed[name], 'no such tag: ' .. body:sub(at, at + 40))
      text = '<' .. slash .. name .. rest .. '>'
      if slash == '/' then
        assert(table.remove(open) == name and rest == '', 'closed in the wrong place: ' .. name)
        events[#events + 1] = { tag = 'close', name = name }
      else
        local attributes = parse_attributes(name, rest)
        for _, outer in ipairs(open) do
          assert(not (name == 'a' and outer == 'a'), 'a link in a link')
          assert(phrasing[name] or not (closed_by_block[outer] or phrasing[outer]), name .. ' in ' .. outer)
        end
        if attributes.id then
          assert(not ids[attributes.id], 'an id twice: ' .. attributes.id)
          ids[attributes.id] = true
        end
        events[#events + 1] = { tag = 'open', name = name, attributes = attributes }
        if name ~= 'meta' then
          open[#open + 1] = name
        end
      end
    end
    at = at + #text
  end
  assert(#open == 0, 'not closed: ' .. table.concat(open, ' '))
  for _, event in ipairs(events) do
    local href = event.attributes and event.attributes.href
    if href then
      local inner = href:match '^#(.+)$'
      assert(inner and ids[inner] or href:match '^https://www%.wikidata%.org/wiki/Q%d+$', 'a link to ' .. href)
    end
  end
  return events
end

-- The drafts of a page, from their characters and what the marks say about those that could not be shown.
local function drafts(page)
  local list, depth, skip = {}, 0, 0
  local crlf
  for _, event in ipairs(parse(page)) do
    local attributes = event.attributes or {}
    if attributes.class == 'text' then
      list[#list + 1], depth, crlf = '', 1, attributes['data-line-ends'] == 'crlf'
    elseif depth > 0 then
      depth = depth + (event.tag == 'open' and 1 or event.tag == 'close' and -1 or 0)
      local piece = ''
      if attributes.class == 'c' then
        piece = utf8.char(tonumber(attributes.title:match '^U%+(%x+)$', 16))
      elseif attributes.class == 'b' then
        piece = attributes.title:match(': (.*)$'):gsub('(%x%x) ?', function(byte)
          return string.char(tonumber(byte, 16))
        end)
        skip = 1
      elseif event.tag == 'text' and skip == 1 then
        assert(event.text == '\u{fffd}')
        skip = 0
      elseif event.tag == 'text' and event.text ~= '\n' then
        piece = event.text
      elseif event.tag == 'text' then
        -- Between two lines of the page, or the end of a line of the draft: the one stands outside of p.
        piece = depth > 1 and event.text or ''
      end
      piece = depth > 1 and piece or ''
      list[#list] = list[#list] .. (crlf and piece:gsub('\n', '\r\n') or piece)
    end
  end
  return list
end

local function first_difference(a, b)
  for i = 1, math.max(#a, #b) do
    if a:byte(i) ~= b:byte(i) then
      return ('differs from byte %d: %q, wanted %q'):format(i, a:sub(i, i + 30), b:sub(i, i + 30))
    end
  end
end

local function comes_back(out, t)
  return first_difference(drafts(out)[1] or 'no draft', t.text)
end

-- Opening tags of an element of a class.
local function having(out, class)
  local found = {}
  for _, event in ipairs(parse(out)) do
    local classes = event.attributes and event.attributes.class
    if classes and (' ' .. classes .. ' '):find(' ' .. class .. ' ', 1, true) then
      found[#found + 1] = event.attributes
    end
  end
  return found
end

local faults = { 'bytes that are not UTF-8' }
local text =
  'قال مهند القطرنجي إن البنك المركزي الزرنوقاني نقل وبزرنوقيا مقره.\n'

-- Name, draft, whether it has faults. What stands in it comes back byte by byte.
local texts = {
  { 'names inside names', text },
  { 'an empty draft', '' },
  { 'an empty line first', '\n\nزرنوقيا\n\n\nنعم' },
  { 'spaces and tabs', '\t زرنوقيا   \t منقارة \n   \n' },
  { 'Windows line ends', 'زرنوقيا\r\n\r\nمنقارة\r\n' },
  { 'mixed line ends', 'زرنوقيا\r\nمنقارة\nنعم\rلا\r\n' },
  { 'a name over a line end', 'قال مهند\nالقطرنجي نعم\n' },
  {
    'markup in a draft',
    '<script>alert("زرنوقيا")</script> &amp; <!-- --> \' ]]> <b onclick="x">منقارة</b>\n',
  },
  { 'a quote over lines', 'قال مهند القطرنجي: «نعم\n\n«زرنوقيا بخير».\n' },
  {
    'Latin words',
    'في Minqara City (U.S. Army)، COVID-19 و@user و#tag، زرنوقيا Zarnuqia Airways\nThe Zarnuqia Times\n',
  },
  { 'bidi controls', '\u{202e}زرنوقيا\u{202c} \u{2067}a\u{2069} \u{200f}\u{200e}\u{61c}\u{2028}\u{2029}\n' },
  {
    'joiners and odd spaces',
    'زر\u{200c}نو\u{200d}قيا\u{a0}\u{ad}\u{feff}\u{202f}\u{2060}👨\u{200d}👩\u{fe0f}\n',
  },
  { 'tashkeel, tatweel, presentation forms', 'زَرْنُوقْيَا زرنـــوقيا ﻲﻜﻣ ﷺ\n' },
  { 'noncharacters', 'a\u{fffe}\u{fdd0}\u{10ffff}b\n' },
  { 'controls', 'a\0\1\27[31m\127\u{85}\u{9b}\11\12زرنوقيا\n', true },
  { 'broken bytes', 'زرنوقيا\xff\xfe \xe2\x80 \xf0\x9f\x98 \xed\xa0\x80 \xc0\xaf \xd8\n', true },
  { 'a byte order mark', '\u{feff}زرنوقيا\n' },
}

local cases = {}
for _, case in ipairs(texts) do
  cases[#cases + 1] = {
    'comes back: ' .. case[1],
    args = args(),
    stdin = case[2],
    err_has = case[3] and faults or nil,
    check = comes_back,
  }
end

-- The corpus of the fuzzers: all on one page.
local here = arg[0]:match '^(.*)/[^/]*$' or '.'
local corpus, names = {}, {}
for path in io.popen(('ls %s/../fuzz/corpus/text/* %s/../fuzz/corpus/edit/*'):format(here, here)):lines() do
  local file = assert(io.open(path, 'rb'))
  names[#names + 1] = ('%03d'):format(#names + 1)
  corpus[names[#names]] = file:read 'a'
  file:close()
end
cases[#cases + 1] = {
  'comes back: the corpus of the fuzzers, on one page',
  args = args('--', table.unpack(names)),
  files = corpus,
  err_has = faults,
  check = function(out)
    local found = drafts(out)
    if #found ~= #names or #names < 20 then
      return ('%d drafts of %d'):format(#found, #names)
    end
    for i, name in ipairs(names) do
      local wrong = first_difference(found[i], corpus[name])
      if wrong then
        return name .. ' ' .. wrong
      end
    end
  end,
}

local more = {
  {
    'nothing is loaded and nothing runs',
    args = args(),
    stdin = text,
    has = {
      "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"",
      '<html lang="ar" dir="rtl">',
    },
    lacks = { '<script', ' style="', '<link', '<img' },
  },
  {
    'names: exact, nested, with what they are',
    args = args(),
    stdin = text,
    has = {
      'وب<a class="n GPE t" data-t="GPE" title="GPE · زرنوقيا · a country for tests" href="#d1e3">زرنوقيا</a> ',
      '>البنك المركزي <span class="n NORP t" data-t="NORP" title="NORP · زرنوقيا · a country for tests">الزرنوقاني</span></a>',
    },
  },
  {
    'the legend counts',
    args = args(),
    stdin = text .. 'زرنوقيا\n',
    has = { '<span class="n GPE">GPE</span> <b lang="ar"><bdi>بلد أو مدينة</bdi></b> 2</li>' },
  },
  { 'no legend', args = args '--legend=none', stdin = text, lacks = { '<ul class="legend"' } },
  { 'nothing found is said', args = args(), stdin = 'نعم\n', has = { '<li>no names were found</li>' } },
  {
    'labels in Arabic',
    args = args(),
    env = { LANG = 'ar' },
    stdin = text,
    has = {
      '<span class="n PERS">شخص</span> <b><bdi>PERS</bdi></b> 1</li>',
      'بحسب يوم <bdi>2020-06-01</bdi>',
      '<summary>المزيد</summary>',
    },
  },
  {
    'a card: names, description, places',
    args = args(),
    stdin = 'زرنوقيا منقارة زرنوقيا\n',
    has = {
      '<bdi>زرنوقيا</bdi></h3>\n<small lang="en"><bdi>Zarnuqia</bdi></small>',
      '</span> ×2 <span class="id"><bdi>khabar:zarnuqia</bdi></span>',
      '<p><bdi>a country for tests</bdi></p>',
      '<dt>also</dt><dd><bdi>جمهورية زرنوقيا</bdi></dd>',
      '<dt>capital</dt><dd><a href="#d1e2"><bdi>Minqara</bdi></a></dd>',
    },
  },
  {
    'the office of the day is marked',
    args = args(),
    stdin = 'مهند القطرنجي\n',
    has = {
      '<li class="held"><bdi>وزير الخارجية</bdi>, <bdi>Zarnuqia</bdi> from <bdi>2019-05-01</bdi> to <bdi>2021-02-03</bdi> •</li>',
    },
    check = function(out)
      -- In sight, not behind the fold.
      return out:find('class="held"', 1, true) > (out:find('<details>', 1, true) or 0) and 'the office is folded away'
        or nil
    end,
  },
  {
    'another day, no office',
    args = { 'tag', '--no-index', '-e', 'desk.yaml', '-f', 'html', '-d', '2022-01-08' },
    stdin = 'مهند القطرنجي\n',
    lacks = { 'class="held"' },
    has = { '<li><bdi>وزير الخارجية</bdi>' },
  },
  {
    'a QID leads to Wikidata, another id does not',
    args = { 'tag', '--no-index', '-f', 'html', '-e', 'q.yaml' },
    files = {
      ['q.yaml'] = '- {id: Q232, type: GPE, name: {ar: زمرقان}}\n- {id: "khabar:Q2&x", type: GPE, name: {ar: نقرمان}}\n',
    },
    stdin = 'زمرقان ونقرمان\n',
    has = {
      'href="https://www.wikidata.org/wiki/Q232"><bdi>Q232</bdi></a>',
      '<span class="id"><bdi>khabar:Q2&amp;x</bdi></span>',
    },
    check = comes_back,
  },
  {
    'hostile knowledge stays text',
    args = { 'tag', '--no-index', '-f', 'html', '-e', 'evil.yaml' },
    files = {
      ['evil.yaml'] = [[- id: 'khabar:"><script>'
  type: PERS
  name: {ar: زمرقان, en: '<img src=x>'}
  aliases: ['"onload="']
  description: {en: '</title><script>alert(1)</script>', ar: "\u202E&"}
  offices: [{title: '<b>', from: 2001}]
]],
    },
    stdin = 'زمرقان\n',
    has = { '&lt;/title&gt;&lt;script&gt;alert(1)' },
    check = comes_back,
  },
  {
    'a figure has its value',
    index = true,
    args = { 'tag', '--no-model', '-f', 'html' },
    stdin = 'نزح 5135 شخصا يوم 5 يناير 2020.\n',
    check = function(out)
      local date = having(out, 'DATE')
      return #date == 0 and 'no date' or not out:find('title="DATE · 2020-01-05"', 1, true) and 'no value' or nil
    end,
  },
  {
    'a quote has its speaker beside it and stands in the list',
    index = true,
    args = { 'tag', '--no-model', '-e', 'desk.yaml', '-f', 'html' },
    stdin = 'وقال مهند القطرنجي: «الوضع خطير في زرنوقيا اليوم».\n',
    check = function(out)
      local quotes = having(out, 'f')
      if #quotes ~= 1 or quotes[1]['data-s'] ~= 'مهند القطرنجي' then
        return 'no quote, or another speaker'
      end
      return not out:find('<a lang="ar" href="#' .. quotes[1].id .. '"><bdi>الوضع خطير', 1, true)
          and 'not in the list'
        or nil
    end,
  },
  {
    'Latin words are one island',
    args = args(),
    stdin = 'في Minqara City (U.S. Army) نعم\n',
    has = { 'City</bdi> (<bdi>U.S. Army</bdi>) نعم' },
  },
  {
    'a line of Latin alone',
    args = args(),
    stdin = 'The Times\nنعم\n',
    has = { '<p dir="ltr">The Times\n</p>\n<p>نعم' },
  },
  {
    'broken bytes are named, one mark for what a decoder makes one character of',
    args = args(),
    stdin = 'a\xe2\x80b\xff\xfe\n',
    err_has = faults,
    has = {
      '<i class="b" title="bytes: E2 80">\u{fffd}</i>',
      '<i class="b" title="bytes: FF">\u{fffd}</i><i class="b" title="bytes: FE">',
      'places with bytes that are no text, or controls: 2',
    },
  },
  {
    'several files are sections of one page',
    args = args('a<b', 'c'),
    files = { ['a<b'] = 'زرنوقيا\n', c = 'زرنوقيا\n' },
    has = { '<h1><bdi>a&lt;b</bdi></h1>', '<section id="d2">', 'href="#d2e1"' },
    check = function(out)
      local _, pages = out:gsub('<!DOCTYPE', '')
      return (pages ~= 1 or #drafts(out) ~= 2) and 'not one page of two' or nil
    end,
  },
  {
    'a file that is missing does not stop the others',
    args = args('no', 'c'),
    files = { c = 'زرنوقيا\n' },
    status = 3,
    err_has = { 'no: cannot be opened' },
    check = function(out)
      return #drafts(out) ~= 1 and 'no page' or nil
    end,
  },
  { 'no page where nothing was read', args = args 'no', status = 3, out = '' },
  {
    'html is not for lines',
    args = { 'tag', '--input=jsonl', '-fhtml' },
    status = 2,
    err_has = { 'cannot be written as --format=html' },
  },
}
table.move(more, 1, #more, #cases + 1, cases)
return cases
