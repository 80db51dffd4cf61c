-- luacheck: std lua54
-- One token a line, in and out.

local out_of = { 'tag', '--no-index', '--entities=desk.yaml', '--format=conll' }
local through = { 'tag', '--no-index', '--entities=desk.yaml', '--input=conll' }
local flat = { 'tag', '--no-index', '--entities=desk.yaml', '--input=conll', '--scheme=flat4' }

return {
  {
    'a text',
    args = out_of,
    stdin = 'قال مهند القطرنجي.\n',
    out = 'قال O\nمهند B-PERS\nالقطرنجي I-PERS\n. O\n',
  },
  {
    'a blank line between sentences',
    args = out_of,
    stdin = 'وصل القطرنجي إلى زرنوقيا أمس. ثم غادر منقارة اليوم.\n',
    out = 'وصل O\nالقطرنجي B-PERS\nإلى O\nزرنوقيا B-GPE\nأمس O\n. O\n\nثم O\nغادر O\nمنقارة B-GPE\nاليوم O\n. O\n',
  },
  { 'an empty text', args = out_of, stdin = '', out = '' },
  {
    'several texts',
    args = { 'tag', '--no-index', '-fconll', 'a', 'b' },
    files = { a = 'نعم', b = 'لا' },
    out = '-DOCSTART- O\n\nنعم O\n\n-DOCSTART- O\n\nلا O\n',
  },
  {
    'tokens: the first field before a space',
    args = through,
    stdin = 'قال O\nمهند B x\nالقطرنجي\n',
    out = 'قال O\nمهند B-PERS\nالقطرنجي I-PERS\n',
  },
  {
    'tokens: the first field before a tab',
    args = through,
    stdin = 'مهند\tO\nالقطرنجي\tO\n',
    out = 'مهند B-PERS\nالقطرنجي I-PERS\n',
  },
  { 'no last line end', args = through, stdin = 'زرنوقيا', out = 'زرنوقيا B-GPE\n' },
  {
    'CRLF',
    args = through,
    stdin = 'زرنوقيا O\r\n\r\nنعم O\r\n',
    out = 'زرنوقيا B-GPE\n\nنعم O\n',
  },
  { 'blank lines stay', args = through, stdin = '\n\nنعم\n\n\n\nلا\n\n', out = '\n\nنعم O\n\n\n\nلا O\n\n' },
  { 'a line of spaces is blank', args = through, stdin = 'نعم\n \t\nلا\n', out = 'نعم O\n\nلا O\n' },
  {
    'documents',
    args = through,
    stdin = '-DOCSTART- -X- O\n\nنعم O\n\n-DOCSTART-\n\nزرنوقيا O\n',
    out = '-DOCSTART- O\n\nنعم O\n\n-DOCSTART- O\n\nزرنوقيا B-GPE\n',
  },
  {
    'no name over a sentence end',
    args = through,
    stdin = 'مهند\n\nالقطرنجي\n',
    out = 'مهند O\n\nالقطرنجي B-PERS\n',
  },
  {
    'a clitic does not part a token',
    args = through,
    stdin = 'وبزرنوقيا\n',
    out = 'وبزرنوقيا B-GPE\n',
  },
  { 'a token with a full stop on it', args = through, stdin = 'زرنوقيا.\n', out = 'زرنوقيا. B-GPE\n' },
  { 'an empty token', args = through, stdin = '\tO\nزرنوقيا\tO\n', out = ' O\nزرنوقيا B-GPE\n' },
  {
    'a token with a space',
    args = through,
    stdin = 'مهند القطرنجي\tO\n',
    out = 'مهند القطرنجي\tB-PERS\n',
  },
  {
    'a token that is not UTF-8 stays',
    args = through,
    stdin = '\xff\xfe\0 O\nزرنوقيا O\n',
    out = '\xff\xfe\0 O\nزرنوقيا B-GPE\n',
  },
  {
    'only the outermost name',
    args = through,
    stdin = 'البنك\nالمركزي\nالزرنوقاني\n',
    out = 'البنك B-ORG\nالمركزي I-ORG\nالزرنوقاني I-ORG\n',
  },
  {
    'flat4: GPE is LOC',
    args = flat,
    stdin = 'زرنوقيا\nالقطرنجي\n',
    out = 'زرنوقيا B-LOC\nالقطرنجي B-PERS\n',
  },
  {
    'flat4: a type without a flat name is O',
    args = flat,
    stdin = 'الزرنوقاني\n',
    out = 'الزرنوقاني O\n',
  },
  {
    'full: the same type is named',
    args = through,
    stdin = 'الزرنوقاني\n',
    out = 'الزرنوقاني B-NORP\n',
  },
  {
    'two names side by side',
    args = through,
    stdin = 'منقارة\nزرنوقيا\n',
    out = 'منقارة B-GPE\nزرنوقيا B-GPE\n',
  },
  {
    'output read again is the same',
    shell = 'tag --no-index -e desk.yaml -fconll >one && ' .. '"$KHABAR" tag --no-index -e desk.yaml --input=conll one',
    stdin = 'قال مهند القطرنجي إنه في زرنوقيا. نعم.\n',
    check = function(out, t)
      return (out ~= t.read 'one' or #out == 0) and 'not the same' or nil
    end,
  },
  {
    'several files never run into one sentence',
    args = { 'tag', '--no-index', '--input=conll', 'a', 'b' },
    files = { a = 'نعم', b = 'لا\n' },
    out = 'نعم O\n\nلا O\n',
  },
  {
    'many lines: every token comes back',
    args = through,
    stdin = ('زرنوقيا\tx\nعلى!\tx\n\n'):rep(20000),
    check = function(out)
      return out ~= ('زرنوقيا B-GPE\nعلى! O\n\n'):rep(20000) and 'not the same tokens' or nil
    end,
  },
}
