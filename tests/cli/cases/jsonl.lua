-- luacheck: std lua54
-- One document a line.

local cjson = require 'cjson'
local desk = { 'tag', '--no-index', '--entities=desk.yaml', '--date=2022-01-08', '--format=jsonl' }

local function line(bytes, id)
  return ('{"schema": 1, %s"bytes": %d, "date": "2022-01-08", "entities": [], "quotes": [], "findings": []}\n'):format(
    id and '"id": ' .. id .. ', ' or '',
    bytes
  )
end

local function error_line(number, id, what)
  return ('{"schema": 1, "id": %s, "line": %d, "error": "%s"}\n'):format(id, number, what)
end

local no_text =
  'khabar: <stdin>:%d:1: the object has no string "text" (write one text or one object {"text": …, "id": …} a line)\n'

return {
  { 'nothing in, nothing out', args = desk, stdin = '', out = '' },
  { 'a text a line', args = desk, stdin = 'abc\nde', out = line(3) .. line(2) },
  { 'an empty line is an empty text', args = desk, stdin = '\n\nx\n', out = line(0) .. line(0) .. line(1) },
  { 'CRLF', args = desk, stdin = 'abc\r\nde\r\n', out = line(3) .. line(2) },
  { 'an object', args = desk, stdin = '{"text": "abc"}\n', out = line(3) },
  { 'a JSON string', args = desk, stdin = '"a\\u0062c"\n', out = line(3) },
  { 'a text that begins with a quote', args = desk, stdin = '"ab" c\n', out = line(6) },
  {
    'a text that is a number stays a text',
    args = desk,
    stdin = '1234\n',
    out = '{"schema": 1, "bytes": 4, "date": "2022-01-08", '
      .. '"entities": [{"start": 0, "end": 4, "type": "CARDINAL", '
      .. '"text": "1234", "id": null, "name": null, "score": 0.95, "source": "figures", "clitics": "", "mention_of": null, '
      .. '"depth": 0, "value": {"number": 1234}}], "quotes": [], "findings": []}\n',
  },
  {
    'ids of any kind',
    args = desk,
    stdin = '{"text":"","id":"س"}\n{"id":7,"text":""}\n{"text":"","id":null}\n{"text":"","id":[1,{"k":true}]}\n',
    out = line(0, '"س"') .. line(0, '7') .. line(0, 'null') .. line(0, '[1,{"k":true}]'),
  },
  {
    'NUL in a JSON text',
    args = desk,
    stdin = '{"text":"a\\u0000b"}\n',
    has = { '"bytes": 3', '"faults": [{"start": 1, "end": 2}]' },
  },
  {
    'offsets are of the decoded text',
    args = desk,
    stdin = '{"text":"\\"زرنوقيا"}\n',
    has = { '"start": 1, "end": 15' },
  },
  {
    '--input=jsonl with --format=json is the same',
    args = { 'tag', '--no-index', '--input=jsonl', '-fjson', '-d2022-01-08' },
    stdin = 'a\nb\n',
    out = line(1) .. line(1),
  },
  {
    '--input=text with --format=jsonl is one document',
    args = { 'tag', '--no-index', '--input=text', '-fjsonl', '-d2022-01-08' },
    stdin = 'a\nb\n',
    out = line(4),
  },
  {
    'a text that is missing',
    args = desk,
    stdin = 'a\n{"id": "x"}\nb\n',
    status = 3,
    out = line(1) .. error_line(2, '"x"', 'the object has no string \\"text\\"') .. line(1),
    err = no_text:format(2)
      .. 'khabar: <stdin>: lines that could not be used: 1 of 3 (each has an object with "error" in its place)\n',
  },
  { 'a text that is no string', args = desk, stdin = '{"text": 5}', status = 3, has = { '"line": 1, "error": ' } },
  {
    'malformed JSON has a place',
    args = desk,
    stdin = 'a\n{"text": "x",,}\n',
    status = 3,
    check = function(_, t)
      return not t.read('err'):match '^khabar: <stdin>:2:1[3-5]: not valid JSON: ' and 'no place' or nil
    end,
  },
  { 'an object that is cut', args = desk, stdin = '{"text": "x', status = 3, has = { '"line": 1, "error": ' } },
  {
    'a lone surrogate',
    args = desk,
    stdin = '{"text": "\\ud800"}\nb\n',
    status = 3,
    has = { '"line": 1, "error": ', line(1) },
  },
  {
    'broken UTF-8 in an object',
    args = desk,
    stdin = '{"text": "\xff"}\nb\n',
    status = 3,
    has = { '"line": 1, "error": ', line(1) },
  },
  {
    'broken UTF-8 in a text',
    args = desk,
    stdin = '\xff\n',
    has = { '"bytes": 1', '"faults": [{"start": 0, "end": 1}]' },
  },
  {
    'something after the object',
    args = desk,
    stdin = '{"text": "x"} y\n',
    status = 3,
    has = { '"line": 1, "error": ' },
  },
  {
    'nesting without end',
    args = desk,
    stdin = '{"text": "x", "id": ' .. ('['):rep(100000) .. '\nb\n',
    status = 3,
    has = { '"line": 1, "error": ', line(1) },
  },
  {
    'many bad lines are counted, not all are shown',
    args = desk,
    stdin = ('{\n'):rep(500),
    status = 3,
    err_has = { '<stdin>:20:', 'lines that could not be used: 500 of 500' },
    check = function(out, t)
      local _, lines = out:gsub('\n', '')
      local _, said = t.read('err'):gsub('\n', '')
      return (lines ~= 500 or said ~= 21) and ('%d lines, %d messages'):format(lines, said) or nil
    end,
  },
  {
    'order is kept over many lines',
    args = desk,
    stdin = (function()
      local lines = {}
      for i = 1, 2000 do
        lines[i] = cjson.encode { id = i, text = ('زرنوقيا '):rep(i % 7) } .. '\n'
      end
      return table.concat(lines)
    end)(),
    check = function(_, t)
      local objects = t.json()
      for i, o in ipairs(objects) do
        if o.id ~= i or #o.entities ~= i % 7 then
          return 'wrong at line ' .. i
        end
      end
      return #objects ~= 2000 and 'lines are missing' or nil
    end,
  },
}
