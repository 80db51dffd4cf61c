---The server over standard input and output: `khabar lsp`.
---
---    Content-Length: 52\r\n\r\n{"jsonrpc":"2.0", …}Content-Length: …      LSP 3.17, "Base Protocol"
---
---What is no message never ends the server: a header without a length is skipped, a body that is too long is passed over, JSON
---that cannot be read is answered with ParseError. It ends with `exit`, or with the end of the input, as when the editor dies.
---
---What waits on the input is read before anything is answered, so that a request can be cancelled before it is worked on; while
---nothing waits, long texts are read slice by slice. For that the input has no buffer of its own: it would hide what waits.
local json = require 'khabar.lsp.json'
local server_of = require 'khabar.lsp.server'

local M = {}

---Bytes of one message.
M.MAX_BODY = 256 * 1024 * 1024
---Bytes of one line of a header.
local MAX_LINE = 4096
local CHUNK = 1024 * 1024
---Messages that are taken before one is handled.
local MAX_TAKEN = 64

---@param text string
local function log(text)
  io.stderr:write('khabar lsp: ', (text:gsub('%c', '?')), '\n')
end

---A line without its end; what is longer than any header comes in parts.
---@param input file*
---@return string? line nil at the end of the input
local function read_line(input)
  local parts, n = {}, 0
  while n < MAX_LINE do
    local c = input:read(1)
    if not c then
      return n > 0 and table.concat(parts) or nil
    elseif c == '\n' then
      break
    end
    n = n + 1
    parts[n] = c
  end
  return (table.concat(parts):gsub('\r$', ''))
end

---Reads up to the body of the next message. The length may stand at the end of a line that begins with rubbish: what was left
---of a body that had been announced too short.
---@param input file*
---@return number? length nil at the end of the input
local function read_header(input)
  local length, odd = nil, false
  while true do
    local line = read_line(input)
    if not line then
      return nil
    elseif line == '' and length then
      return length
    elseif line ~= '' then
      local digits = line:match '[Cc]ontent%-[Ll]ength:[ \t]*(%d+)[ \t]*$'
      if digits then
        length = tonumber(digits)
      elseif not odd and not line:match '^[%w-]+:' then
        odd = true
        log('this is no header, skipped: ' .. line:sub(1, 40))
      end
    end
  end
end

---@param input file*
---@param length number
---@return string? body nil where the input ends before it
local function read_body(input, length)
  local parts, left = {}, length
  while left > 0 do
    local part = input:read(math.min(left, CHUNK))
    if not part then
      return nil
    end
    parts[#parts + 1] = part
    left = left - #part
  end
  return table.concat(parts)
end

---@param options khabar.lsp.Options
---@return integer status of the process
function M.run(options)
  if json.missing then
    io.stderr:write(json.missing, '\n')
    return 3
  end
  local core, message = require('khabar').core()
  if not core then
    io.stderr:write(message, '\n')
    return 3
  end
  local input, output = io.stdin, io.stdout
  output:setvbuf 'full'
  local function send(answer)
    answer.is_null = nil
    local body = json.encode(answer)
    output:write('Content-Length: ', #body, '\r\n\r\n', body)
    output:flush()
  end
  local server = server_of.new { send = send, null = json.null, array = json.array, settings = options }
  input:setvbuf 'no'
  local ended = false
  ---Reads one message.
  local function take()
    local length = read_header(input)
    if not length then
      ended = true
    elseif length > M.MAX_BODY then
      log(('a message of %.0f bytes is too long (at most %d); looking for the next one'):format(length, M.MAX_BODY))
      server:refuse(nil, 'invalid_request', 'the message is too long')
    else
      local body = read_body(input, length)
      if not body then
        ended = true
        return
      end
      local ok, value = json.decode(body)
      if ok then
        server:push(value)
      else
        server:refuse(nil, 'parse', tostring(value))
      end
    end
  end
  local taken = 0
  while not server.exit_code and not (ended and not server:is_waiting()) do
    if not ended and taken < MAX_TAKEN and core.input_waits() then
      taken = taken + 1
      take()
    elseif server:is_waiting() then
      taken = 0
      server:step()
    elseif not server:idle() then
      take()
    end
  end
  return server.exit_code or 0
end

return M
