// What a rule finds in its Lua: what Argo CD gives it, in the words of Lua 5.1, and nothing that reaches outside. Data only.

/**
 * Run before a rule, with `open` as its argument: whether `useOpenLibs` is said. Without it Argo CD opens base, table, and of os only
 * time and date (argo-cd:util/lua/lua.go, oslib_safe.go). io, debug, coroutine, load, loadstring and dofile are never there;
 * `__gc` would run outside of the bound on steps.
 */
export const PRELUDE = `
local open = ...
local type, error, tostring, tonumber = type, error, tostring, tonumber
local G, raw, setmeta, each = _G, rawget, setmetatable, next
local keep = { 'assert', 'error', 'getmetatable', 'ipairs', 'next', 'pairs', 'pcall', 'rawequal', 'rawget', 'rawset', 'select',
  'tonumber', 'tostring', 'type', 'xpcall', '_VERSION' }
local given = {}
for _, name in ipairs(keep) do given[name] = G[name] end
local part = function(from, names)
  local to = {}
  for _, name in ipairs(names) do to[name] = from[name] end
  return to
end
-- Lua 5.1 has one sort of number, and Argo CD's writes it as Go does.
local format, concat, kind, whole = string.format, table.concat, math.type, math.tointeger
local written = function(value)
  if kind(value) ~= 'float' then return value end
  if value == 1 / 0 or value == -1 / 0 then return value > 0 and '+Inf' or '-Inf' end
  if value % 1 == 0 and value > -1e15 and value < 1e15 then return format('%d', value) end
  local short = format('%.15g', value)
  return tonumber(short) == value and short or format('%.17g', value)
end
given.tostring = function(...) return tostring((written((...)))) end
given._VERSION = 'Lua 5.1'
given.unpack = table.unpack
given.print = function() end
given.setmetatable = function(value, meta)
  if type(meta) == 'table' and (raw(meta, '__gc') ~= nil or raw(meta, '__close') ~= nil) then
    error('a rule can have no finalizer', 2)
  end
  return setmeta(value, meta)
end
given.table = part(table, { 'concat', 'insert', 'remove', 'sort' })
given.table.concat = function(list, between, from, to)
  local texts = {}
  for at = from or 1, to or #list do texts[at] = written(list[at]) end
  return concat(texts, between, from or 1, to or #list)
end
given.table.getn = function(list) return #list end
given.table.maxn = function(list)
  local most = 0
  for key in each, list do if type(key) == 'number' and key > most then most = key end end
  return most
end
given.os = part(os, { 'time', 'date' })
if open then
  given.string = part(string, { 'byte', 'char', 'find', 'format', 'gmatch', 'gsub', 'len', 'lower', 'match', 'rep', 'reverse',
    'sub', 'upper' })
  local gmatch, math_fmod, table_unpack, select_ = string.gmatch, math.fmod, table.unpack, select
  given.string.gfind = gmatch
  given.string.format = function(pattern, ...)
    local values, at = { ... }, 0
    for letter in gmatch(pattern, '%%[-+ #0-9.]*(.)') do
      if letter ~= '%' then
        at = at + 1
        local value = values[at]
        if letter == 's' then values[at] = written(value)
        elseif kind(value) == 'float' and value > -2^63 and value < 2^63 and (letter == 'd' or letter == 'i' or letter == 'x') then
          values[at] = whole(value - math_fmod(value, 1))
        end
      end
    end
    return format(pattern, table_unpack(values, 1, select_('#', ...)))
  end
  given.math = part(math, { 'abs', 'ceil', 'floor', 'fmod', 'huge', 'log', 'max', 'min', 'modf', 'pi', 'random', 'sqrt' })
  given.math.mod = given.math.fmod
  given.math.pow = function(base, exponent) return base ^ exponent end
  getmetatable('').__index = given.string
else
  getmetatable('').__index = nil
end
local modules = { os = given.os, table = given.table, string = given.string, math = given.math }
given.require = function(name)
  return modules[name] or error('module ' .. tostring(name) .. ' is not there for a rule', 2)
end
for name in each, G do G[name] = nil end
for name, value in each, given do G[name] = value end
G._G = G
`
