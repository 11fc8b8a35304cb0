// How Argo CD's Lua writes values: with Go's fmt, which is not C's. The beginning of the prelude, data only.

/**
 * Gives the prelude `written(value)`, a number as a text like Go's and anything else as it is, and `formatted(pattern, ...)`
 * (github.com/yuin/gopher-lua v1.1.2: value.go, stringlib.go, strFormat). Tables and functions where a number belongs are not taken apart.
 */
export const GO_FORMAT = String.raw`
local type, error, tostring, tonumber, select = type, error, tostring, tonumber, select
local cformat, rep, sub, byte, gsub, match, find = string.format, string.rep, string.sub, string.byte, string.gsub, string.match, string.find
local lower, upper, kind, whole, huge = string.lower, string.upper, math.type, math.tointeger, math.huge
local runes, rune, offset = utf8.len, utf8.char, utf8.offset

local shortest = function(value)
  for digits = 0, 16 do
    local text = cformat('%.' .. digits .. 'e', value)
    if tonumber(text) == value then return text end
  end
end
-- %g without a precision.
local short = function(value)
  if value ~= value then return 'NaN' end
  if value == huge or value == -huge then return value > 0 and '+Inf' or '-Inf' end
  local text = shortest(value)
  local exponent = tonumber(match(text, 'e(.*)'))
  if exponent < -4 or exponent >= 6 then return text end
  local places = #gsub(match(text, '(.*)e'), '%D', '') - 1 - exponent
  return cformat('%.' .. (places > 0 and places or 0) .. 'f', value)
end
local fits = function(value) return value >= -2^63 and value < 2^63 end
local written = function(value)
  if kind(value) ~= 'float' then return value end
  if fits(value) and value % 1 == 0 then return cformat('%d', value) end
  return short(value)
end

local padded = function(text, flags, width)
  local missing = (tonumber(width) or 0) - (runes(text) or #text)
  if missing <= 0 then return text end
  if find(flags, '-', 1, true) then return text .. rep(' ', missing) end
  if not find(flags, '0', 1, true) then return rep(' ', missing) .. text end
  local sign, rest = match(text, '^([-+ ]?)(.*)$')
  return sign .. rep('0', missing) .. rest
end
local signed = function(value, digits, flags)
  if value < 0 then return '-' .. digits end
  return (match(flags, '[+ ]') or '') .. digits
end
local quoted = function(text)
  return '"' .. gsub(gsub(gsub(text, '[\\"]', '\\%0'), '\n', '\\n'), '\t', '\\t') .. '"'
end
local bases = { d = '%d', i = '%d', x = '%x', X = '%X', o = '%o' }
local number = function(value, verb, flags, precision)
  if find(verb, '[eEfFgG]') then
    local exact = value + 0.0
    if exact ~= exact or exact == huge or exact == -huge then return short(exact) end
    if precision == '' and (verb == 'g' or verb == 'G') then return signed(exact, gsub(short(exact), '^-', ''), flags) end
    local digits = cformat('%' .. sub(precision, 1, 3) .. (verb == 'F' and 'f' or verb), exact < 0 and -exact or exact)
    return signed(exact, digits, flags)
  end
  local int = whole(value) or (value == value and fits(value) and whole(value - math.fmod(value, 1))) or math.mininteger
  if verb == 'c' then return rune(int) end
  if bases[verb] == nil then
    local isWhole = whole(value) ~= nil
    return '%!' .. verb .. '(' .. (isWhole and 'int64=' or 'float64=') .. written(value) .. ')'
  end
  local digits = cformat(bases[verb], int < 0 and -int or int)
  local missing = (tonumber(sub(precision, 2)) or 0) - #digits
  if missing > 0 then digits = rep('0', missing) .. digits end
  if find(flags, '#', 1, true) then digits = (({ x = '0x', X = '0X', o = '0' })[verb] or '') .. digits end
  return signed(int, digits, flags)
end
local cut = function(text, precision)
  if precision == '' then return text end
  local stop = offset(text, (tonumber(sub(precision, 2)) or 0) + 1)
  return stop and sub(text, 1, stop - 1) or text
end
local hex = function(text, verb) return (gsub(text, '.', function(letter) return cformat('%02' .. verb, byte(letter)) end)) end
local text_of = function(value, verb, precision)
  if verb == 's' or verb == 'v' then return cut(value, precision) end
  if verb == 'q' then return quoted(cut(value, precision)) end
  if verb == 'x' or verb == 'X' then return hex(value, verb) end
end
local one = function(value, verb, flags, width, precision)
  local sort = type(value)
  local words = text_of(sort == 'number' and verb ~= 'x' and verb ~= 'X' and written(value) or tostring(value), verb, precision)
  if sort == 'number' then
    if words and verb ~= 'x' and verb ~= 'X' then return padded(words, flags, width) end
    return padded(number(value, verb, flags, precision), flags, width)
  end
  if words then return padded(words, flags, width) end
  if sort == 'string' then
    if verb ~= 'd' and verb ~= 'i' then return '%!' .. verb .. '(string=' .. cut(value, precision) .. ')' end
    return padded(tonumber(value) and cut(value, precision) or number(0, 'd', flags, precision), flags, width)
  end
  if sort == 'boolean' then
    local text = tostring(value)
    return verb == 't' and padded(text, flags, width) or '%!' .. verb .. '(lua.LBool=' .. text .. ')'
  end
  return sort == 'nil' and '&{}' or tostring(value)
end
local formatted = function(pattern, ...)
  local values, count, at = { ... }, select('#', ...), 0
  return (gsub(pattern, '%%([-+ #0]*)(%d*)(%.?%d*)(.?)', function(flags, width, precision, verb)
    if verb == '' then return '%!(NOVERB)' end
    if verb == '%' then return '%' end
    at = at + 1
    if at > count then return '%!' .. verb .. '(MISSING)' end
    return one(values[at], verb, flags, width, precision)
  end))
end
`
