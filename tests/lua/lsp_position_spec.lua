-- Positions of the language server's protocol against a slow count. The Unicode facts are those of the Unicode Standard, chapter
-- 3.9 (UTF-8, UTF-16); what a position is says LSP 3.17.
local position = require 'khabar.lsp.position'
local lsp = require 'tests.support.lsp'

local connect = lsp.connect
local naive, random_text, generator = lsp.characters, lsp.random_text, lsp.generator

---Line and units of a byte, counted from the start of the text.
local function naive_position(text, offset, encoding)
  local line, units, skip = 0, 0, false
  for i, char in ipairs(naive(text)) do
    if char.byte + #char.text > offset then
      break
    end
    local following = text:sub(char.at + 1, char.at + 1)
    if char.text == '\n' or (char.text == '\r' and following ~= '\n') then
      line, units = line + 1, 0
    elseif char.text == '\r' and i then
      skip = false
      units = units + 1
    else
      units = units + (encoding == 'utf-8' and #char.text or encoding == 'utf-16' and char.utf16 or 1)
    end
  end
  return line, units, skip
end

describe('positions', function()
  local ENCODINGS = { 'utf-8', 'utf-16', 'utf-32' }

  it('count bytes, UTF-16 units or characters', function()
    -- name, text, byte, then line and character in each encoding
    local cases = {
      { 'Arabic letters', 'مصر', 4, 0, 4, 2, 2 },
      { 'a mark is a character', 'مَصر', 6, 0, 6, 3, 3 },
      { 'an emoji takes two units', '😀م', 4, 0, 4, 2, 1 },
      { 'joined emoji are three characters', '👩‍💻م', 11, 0, 11, 5, 3 },
      { 'the second line after CRLF', 'م\r\nصر', 6, 1, 2, 1, 1 },
      { 'a lone CR ends a line', 'م\rصر', 5, 1, 2, 1, 1 },
      { 'the empty line at the end', 'م\n', 3, 1, 0, 0, 0 },
      { 'a broken byte is a unit', '\255م', 3, 0, 3, 2, 2 },
    }
    for _, case in ipairs(cases) do
      local lines = position.lines(case[2])
      for i, encoding in ipairs(ENCODINGS) do
        assert.same({ case[4], case[4 + i] }, { lines:position(case[3], encoding) }, case[1] .. ' ' .. encoding)
        assert.equal(case[3], lines:offset(case[4], case[4 + i], encoding), case[1] .. ' ' .. encoding)
      end
    end
  end)

  it('stay in the text wherever a client points', function()
    local lines = position.lines 'م😀\r\nب'
    assert.equal(6, lines:offset(0, 99, 'utf-16')) -- the end of the line, before \r\n
    assert.equal(6, lines:offset(0, 99, 'utf-8'))
    assert.equal(2, lines:offset(0, 2, 'utf-16')) -- half an emoji
    assert.equal(10, lines:offset(7, 0, 'utf-16'))
    assert.equal(10, lines:offset(2 ^ 31, 2 ^ 31, 'utf-32'))
    assert.same({ 1, 1 }, { lines:position(99, 'utf-16') })
    assert.same({ 0, 0 }, { lines:position(1, 'utf-16') }) -- inside a letter
  end)

  it('take a lone CR for text where the client does', function()
    local lines = position.lines('م\rص\nر', false)
    assert.same({ 0, 2 }, { lines:position(3, 'utf-16') })
    assert.same({ 1, 0 }, { lines:position(6, 'utf-16') })
    assert.same({ 1, 0 }, { position.lines('م\rص', false):position(3, 'utf-16') }) -- nothing but CRs: an old Mac's
  end)

  it('agree with a naive count in 300 random texts, both ways', function()
    local random = generator(20221108)
    for round = 1, 300 do
      local text = random_text(random, random(60))
      local lines = position.lines(text)
      for _, encoding in ipairs(ENCODINGS) do
        for _, char in ipairs(naive(text)) do
          local line, units = naive_position(text, char.byte, encoding)
          local in_crlf = char.text == '\n' and text:sub(char.byte, char.byte) == '\r'
          assert.same(
            { line, units },
            { lines:position(char.byte, encoding) },
            ('round %d byte %d'):format(round, char.byte)
          )
          if not in_crlf then -- between \r and \n is no position
            assert.equal(char.byte, lines:offset(line, units, encoding), ('round %d byte %d'):format(round, char.byte))
          end
        end
        assert.equal(#text, lines:offset(#lines.starts - 1, 10 ^ 9, encoding))
      end
    end
  end)

  it('keep their lines through 2,000 random edits', function()
    local random = generator(31)
    local lines = position.lines(random_text(random, 200))
    for round = 1, 2000 do
      local text = lines.text
      local start = random(#text + 1) - 1
      local finish = math.min(#text, start + random(12) - 1)
      local new = random_text(random, random(6) - 1)
      lines:edit(start, finish, new)
      local fresh = position.lines(text:sub(1, start) .. new .. text:sub(finish + 1))
      assert.equal(fresh.text, lines.text)
      assert.same(fresh.starts, lines.starts, 'round ' .. round)
    end
  end)

  it('are counted anew after an edit on their line', function()
    local lines = position.lines 'زار 😀 القاهرة'
    assert.same({ 0, 7 }, { lines:position(12, 'utf-16') })
    lines:edit(0, 2, '😀😀')
    assert.same({ 0, 10 }, { lines:position(18, 'utf-16') })
  end)

  it('are agreed on: the first of ours that the client offers, else utf-16', function()
    assert.equal('utf-16', position.agree(nil))
    assert.equal('utf-16', position.agree {})
    assert.equal('utf-16', position.agree { 'utf-7' })
    assert.equal('utf-8', position.agree { 'utf-16', 'utf-8' })
    assert.equal('utf-32', position.agree { 'utf-32', 'utf-16' })
    for encoding in pairs { ['utf-8'] = 1, ['utf-16'] = 1, ['utf-32'] = 1 } do
      local client = connect { capabilities = { general = { positionEncodings = { encoding } } } }
      assert.equal(encoding, client.hello.capabilities.positionEncoding)
    end
  end)
end)
