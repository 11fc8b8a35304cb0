// What a rule can do, what it cannot reach, and what ends it.
import { setTimeout } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { luaRule } from '../../src/lua/lua-rule.ts'
import { openLua } from '../../src/lua/machine.ts'
import { ruleVerdict } from '../../src/lua/rule-verdict.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { OUR_POLICY } from '../../src/policy.ts'

const test = suite('Lua')
const lua = await openLua()

const WIDGET: KubeObject = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'w', generation: 3, annotations: { 'a/b': 'ünï\0x' } },
  spec: { ratio: 1.5, whole: 12, big: 2n ** 53n + 1n, on: true, none: null, list: ['a', 'b'] },
}

function judged(script: string, openLibs = false): string {
  const answer = lua.run(script, { object: WIDGET, openLibs })
  if ('type' in answer) {
    const { status, message, ruleError } = ruleVerdict(answer)
    return `${status}${ruleError === true ? '!' : ''}: ${message}`
  }
  return `line ${answer.line ?? '-'}: ${answer.message}`
}

/** What was ended by the clock is replaced, which takes some milliseconds. */
async function ready(): Promise<void> {
  while (judged('return').includes('started anew')) await setTimeout(2)
}

test.before.each(ready)

const healthy = (expression: string): string => `return { status = "Healthy", message = tostring(${expression}) }`

const values = [
  ['obj.metadata.name .. obj.metadata.generation', 'w3'],
  ['obj.spec.ratio * 2 + obj.spec.whole', '15'],
  ['obj.spec.whole / 5', '2.4'],
  ['0.1 + 0.2', '0.30000000000000004'],
  ['1 / 0', '+Inf'],
  ['table.concat({ obj.spec.whole / 4, 1.5, "x" }, ",")', '3,1.5,x'],
  ['obj.spec.big', '9007199254740992'],
  ['obj.spec.on and obj.spec.none == nil', 'true'],
  ['#obj.spec.list .. obj.spec.list[2] .. table.getn(obj.spec.list)', '2b2'],
  ['obj.metadata.annotations["a/b"] == "ünï\\0x"', 'true'],
  ['select(2, unpack(obj.spec.list))', 'b'],
  ['require("os").time() > 1000 and require("os").date("%Y") ~= nil', 'true'],
] as const
for (const [expression, text] of values) {
  test(`${expression} is ${text}`, () => assert.is(judged(healthy(expression)), `Healthy: ${text}`))
}

test('string and math are there only with useOpenLibs', () => {
  const script = healthy('string.format("%d", math.floor(2.5)) .. ("ab"):upper()')
  assert.is(judged(script), "line 1: attempt to index a nil value (global 'string')")
  assert.is(judged(script, true), 'Healthy: 2AB')
})

const withLibs = [
  ['string.format("%d of %s, %d%%", 2.5, obj.spec.whole / 4, 50)', '2 of 3, 50%'],
  ['string.format("%.1f %s %5s", 1, nil, "a")', '1.0 nil a'],
  ['math.mod(7, 3) + math.sqrt(16)', '5'],
  ['string.gfind("a-b", "%a")()', 'a'],
] as const
for (const [expression, text] of withLibs) {
  test(`with useOpenLibs ${expression} is ${text}`, () =>
    assert.is(judged(healthy(expression), true), `Healthy: ${text}`))
}

// argo-cd:util/lua/lua.go, ExecuteHealthLua
const answers = [
  ['return', 'Missing: its rule says nothing yet'],
  ['local hs = {}', 'Missing: its rule says nothing yet'],
  ['return { status = "Healthy" }, { status = "Degraded", message = "the last counts" }', 'Degraded: the last counts'],
  ['return {}', 'Missing: its rule says nothing yet'],
  ['return { 1, 2 }', 'Missing: its rule says nothing yet'],
  ['return { status = 5 }', 'Missing: its rule says nothing: its status is a number, not a text'],
  ['return { status = "Healthy", message = {} }', 'Missing: its rule says nothing: its message is a table, not a text'],
  ['return { Status = "Suspended" }', 'Suspended: its rule says Suspended'],
  [
    'return { status = "Fine" }',
    'Unknown: its rule says "Fine", which is no health status: they are Healthy, Suspended, Progressing, Missing, Degraded, Unknown',
  ],
  ['return { message = "x" }', 'Unknown: its rule says no status'],
  ['return "Healthy"', 'Unknown!: it returned a string, not a table'],
  ['return { status = "Healthy", f = print }', 'Unknown!: it returned a table with a function'],
  ['return { status = "Degraded", message = "two\\nlines" }', 'Degraded: two lines'],
  ['local a\nreturn a.b', "line 2: attempt to index a nil value (local 'a')"],
  ['error("no")', 'line 1: no'],
  ['error({})', 'line -: an error that is no text'],
  ['x = = 3', "line 1: unexpected symbol near '='"],
] as const
for (const [script, expected] of answers) {
  test(`${JSON.stringify(script)} counts as ${expected}`, () => assert.is(judged(script), expected))
}

const steps = /^line 1: it takes more than 5 million steps$/
const memory = /^line [1-]: it needs more than 16 MB of memory$/
const time = /^line -: it was ended after 1 s$/
const absent = /^line 1: attempt to (?:call|index) a nil value \((?:global|field) '\w+'\)$/
const hostile = [
  ['while true do end', steps],
  ['while true do pcall(function() while true do end end) end', steps],
  ['repeat until pcall(error)', /more than 5 million steps|ended after 1 s/],
  ['return setmetatable({}, { __index = function() while true do end end }).x', steps],
  ['table.sort({ 3, 2, 1 }, function() while true do end end)', steps],
  ['xpcall(function() while true do end end, function() while true do end end)', time],
  ['return string.find(string.rep("a", 40), (".-"):rep(20) .. "b")', time],
  ['local s = "x" while true do s = s .. s end', memory],
  ['local s = "x" while true do pcall(function() s = s .. s end) end', memory],
  ['return string.rep("x", 1e9)', memory],
  ['return table.concat({ 1, 2, 3, 4 }, ("x"):rep(8e6))', memory],
  ['local t = {} for i = 1, 1e9 do t[i] = i end', memory],
  ['local t = {} while true do t = { t, t } end', memory],
  ['local function f() return f() + 1 end return f()', memory],
  ['setmetatable({}, { __gc = function() while true do end end })', /a rule can have no finalizer/],
  ['os.execute("touch /tmp/x")', absent],
  ['os.exit(1)', absent],
  ['return os.getenv("HOME")', absent],
  ['return io.open("/etc/passwd")', absent],
  ['return load("return 1")()', absent],
  ['return loadstring("return 1")()', absent],
  ['dofile("/etc/passwd")', absent],
  ['debug.sethook()', absent],
  ['coroutine.wrap(function() while true do end end)()', absent],
  ['return package.loaded', absent],
  ['return collectgarbage()', absent],
  ['return string.dump(print)', absent],
  ['return getmetatable("").__index.dump()', absent],
  ['return require("io")', /module io is not there for a rule/],
] as const
for (const [script, expected] of hostile) {
  test(`${script} is stopped`, async () => {
    const startedAt = performance.now()
    assert.match(judged(script, true), expected)
    assert.ok(performance.now() - startedAt < 2000)
    assert.ok(process.memoryUsage.rss() < 200 * 2 ** 20, `${process.memoryUsage.rss()} bytes`)
    await ready()
    assert.is(judged('x = nil return { status = "Healthy", message = "next" }'), 'Healthy: next')
  })
}

const blamed = [
  ['return table.concat({ {} })', 'invalid value (table) at index 1 in table for concat'],
  ['return string.format(nil)', "bad argument #1 to 'format' (string expected, got nil)"],
  ['return ("x"):rep(nil)', "bad argument #2 to 'rep' (number expected, got nil)"],
  ['return math.floor(obj.x)', "bad argument #1 to 'floor' (number expected, got nil)"],
  ['local x = math.pow(nil, 2)', 'attempt to perform arithmetic on a nil value'],
  ['for _ in ipairs(obj.x) do end', "bad argument #1 to 'ipairs' (table expected, got nil)"],
  ['return os.date("%Q")', "bad argument #1 to 'date' (invalid conversion specifier '%Q')"],
  ['return setmetatable({}, 5)', "bad argument #2 to 'setmetatable' (nil or table expected, got number)"],
  ['return require("x")', 'module x is not there for a rule'],
  ['return tostring(setmetatable({}, { __tostring = function() error("mine") end }))', 'mine'],
] as const
for (const [script, message] of blamed) {
  test(`${script} fails on its own line, in words of its own`, () =>
    assert.is(judged(`local a\n${script}`, true), `line 2: ${message}`))
}

test('a function that calls itself through ours is stopped', () => {
  const script = 'local t t = setmetatable({}, { __tostring = function() return tostring(t) end }) return tostring(t)'
  assert.match(judged(script), /^line 1: (C stack overflow|error in error handling)/)
})

test('where two rules did not end at once, a third one is asked again, and is not at fault', async () => {
  const machine = await openLua()
  const rule = (script: string) => {
    const locate = (line: number) => ({ source: 'cm', line, column: 1 })
    return luaRule({ pattern: 'x.io/A', script, openLibs: true, locate }, machine).judge
  }
  const endless = 'return string.find(string.rep("a", 40), (".-"):rep(20) .. "b")'
  const last = rule('return { status = "Healthy" }')
  for (const script of [endless, `${endless} `]) assert.is(rule(script)(WIDGET, OUR_POLICY)?.ruleError, true)
  assert.equal(last(WIDGET, OUR_POLICY), {
    status: 'Progressing',
    message: 'Lua is being started anew, after rules that did not end',
  })
  while (last(WIDGET, OUR_POLICY)?.status !== 'Healthy') await setTimeout(2)
})

test('what one rule leaves is not there for the next', () => {
  judged('leaked = 1 table.concat = nil')
  assert.is(judged(healthy('leaked == nil and table.concat ~= nil')), 'Healthy: true')
})

test('a script that cannot be compiled is told with its line, and not run', () => {
  assert.equal(lua.compile('while true do end'), undefined)
  assert.equal(lua.compile('local a\nif a then'), { message: "'end' expected near <eof>", line: 2 })
})

test.run()
