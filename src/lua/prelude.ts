// What a rule finds in its Lua: what Argo CD gives it, in the words of Lua 5.1, and nothing that reaches outside. Data only.
import { GO_FORMAT } from './go-format.ts'

/**
 * Run before a rule, with `open`, whether `useOpenLibs` is said, and `standin` as its arguments. Without it Argo CD opens base, package and table, and lets
 * time and date be required as os; with it all libraries (argo-cd:util/lua/lua.go, oslib_safe.go). io, debug, coroutine, load, loadstring and
 * dofile are never there; `__gc` would run outside of the bound on steps. What is replaced here fails at the line that calls it.
 */
export const PRELUDE = String.raw`
local open, standin = ...
${GO_FORMAT}
local G, raw, setmeta, each, pack, spread = _G, rawget, setmetatable, next, table.pack, table.unpack
local keep = { 'assert', 'error', 'getmetatable', 'next', 'pcall', 'rawequal', 'rawget', 'rawset', 'select',
  'type', 'xpcall' }
local given = {}
for _, name in ipairs(keep) do given[name] = G[name] end
local part = function(from, names)
  local to = {}
  for _, name in ipairs(names) do to[name] = from[name] end
  return to
end
local need = function(value, at, name, sort)
  if type(value) ~= sort then
    error('bad argument #' .. at .. ' to \'' .. name .. '\' (' .. sort .. ' expected, got ' .. type(value) .. ')', 0)
  end
end
local number = function(value)
  return kind(value) == 'float' and value % 1 == 0 and fits(value) and whole(value) or value
end
local truncated = function(value)
  return kind(value) == 'float' and value == value and fits(value) and whole(value - math.fmod(value, 1)) or value
end

given.tostring = standin('tostring', function(...)
  if select('#', ...) == 0 then error("bad argument #1 to 'tostring' (value expected)", 0) end
  return tostring((written((...))))
end)
for _, name in ipairs({ 'ipairs', 'pairs' }) do
  local run = G[name]
  given[name] = standin(name, function(list)
    need(list, 1, name, 'table')
    return run(list)
  end)
end
given.tonumber = standin('tonumber', function(value, base)
  if type(value) == 'string' and find(value, '[eE]') and not find(value, '0[xX]') and base == nil then return nil end
  if type(value) ~= 'string' and type(value) ~= 'number' then return nil end
  return number(base and tonumber(tostring(value), base) or (base == nil and tonumber(value)) or nil)
end)
given._VERSION = 'Lua 5.1'
given.unpack = spread
given.print = function() end
given.setmetatable = standin('setmetatable', function(value, meta)
  if type(meta) == 'table' and (raw(meta, '__gc') ~= nil or raw(meta, '__close') ~= nil) then
    error('a rule can have no finalizer', 0)
  end
  return setmeta(value, meta)
end)
given.table = part(table, { 'insert', 'remove', 'sort' })
local join = table.concat
given.table.concat = standin('concat', function(list, between, from, to)
  need(list, 1, 'concat', 'table')
  local first, last, texts = truncated(from or 1), truncated(to or #list), {}
  if from and to == nil and (first < 1 or first > #list) then return '' end
  if first < 1 then first = 1 end
  if last > #list then last = #list end
  for at = first, last do
    local value = list[at]
    if type(value) ~= 'string' and type(value) ~= 'number' then
      error('invalid value (' .. type(value) .. ') at index ' .. at .. ' in table for concat', 0)
    end
    texts[#texts + 1] = written(value)
  end
  if between ~= nil then need(between, 2, 'concat', 'string') end
  return join(texts, between)
end)
given.table.getn = standin('getn', function(list) need(list, 1, 'getn', 'table') return #list end)
given.table.maxn = standin('maxn', function(list)
  need(list, 1, 'maxn', 'table')
  local most = 0
  for key in each, list do if type(key) == 'number' and key > most then most = key end end
  return most
end)
-- Argo CD runs in UTC.
local now, date, floor = os.time, os.date, math.floor
local clock = {}
clock.time = standin('time', function(...)
  local parts = ...
  if select('#', ...) == 0 or (open and parts == nil) then return now() end
  need(parts, 1, 'time', 'table')
  local of = function(name, default)
    local value = raw(parts, name)
    if open and type(value) == 'string' then value = tonumber(value) end
    return type(value) == 'number' and truncated(value) or default
  end
  local month = of('month', -1) - 1
  local year = of('year', -1) + month // 12
  month = month % 12 + 1
  if month <= 2 then year = year - 1 end
  local days = year * 365 + year // 4 - year // 100 + year // 400 + (153 * ((month + 9) % 12) + 2) // 5 + of('day', -1) - 719469
  return ((days * 24 + of('hour', 12)) * 60 + of('min', 0)) * 60 + of('sec', 0)
end)
clock.date = standin('date', function(pattern, at)
  local text = gsub(gsub(pattern or '%c', '^!+', ''), '%%c', '%%d %%b %%y %%H:%%M UTC')
  return date('!' .. text, at and truncated(at) or now())
end)
if open then
  given.os = { time = clock.time, date = clock.date, clock = os.clock, difftime = standin('difftime', function(a, b) return number(a - b) end) }
  given.string = part(string, { 'find', 'gmatch', 'gsub', 'len', 'lower', 'match', 'reverse', 'upper' })
  given.string.gfind = string.gmatch
  given.string.format = standin('format', function(pattern, ...)
    if type(pattern) == 'number' then pattern = tostring(written(pattern)) end
    need(pattern, 1, 'format', 'string')
    return formatted(pattern, ...)
  end)
  for _, name in ipairs({ 'byte', 'char', 'rep', 'sub' }) do
    local run = string[name]
    given.string[name] = standin(name, function(...)
      local values = pack(...)
      for at = 1, values.n do values[at] = truncated(values[at]) end
      return run(spread(values, 1, name == 'rep' and 2 or values.n))
    end)
  end
  given.math = part(math, { 'pi', 'random' })
  given.math.huge = 1.7976931348623157e308
  local results = { 'abs', 'acos', 'asin', 'atan', 'ceil', 'cos', 'deg', 'exp', 'floor', 'fmod', 'log', 'max', 'min', 'modf', 'rad',
    'sin', 'sqrt', 'tan' }
  for _, name in ipairs(results) do
    local run = math[name]
    given.math[name] = standin(name, function(...)
      local first, second = run(...)
      return number(first), second
    end)
  end
  local log, atan = math.log, math.atan
  given.math.mod = given.math.fmod
  given.math.log = standin('log', function(value) return number(log(value)) end)
  given.math.log10 = standin('log10', function(value) return number(log(value, 10)) end)
  given.math.atan2 = standin('atan2', function(y, x) return number(atan(y, x)) end)
  given.math.pow = standin('pow', function(base, exponent) return number(base ^ exponent) end)
  getmetatable('').__index = given.string
else
  getmetatable('').__index = nil
end
local modules = { os = clock, table = given.table }
given.require = standin('require', function(name)
  return modules[name] or error('module ' .. tostring(name) .. ' is not there for a rule', 0)
end)
for name in each, G do G[name] = nil end
for name, value in each, given do G[name] = value end
G._G = G
`
