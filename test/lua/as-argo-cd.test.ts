// What Lua says in Argo CD, and so here: gopher-lua writes numbers and texts as Go does, and has what Argo CD opens. Where there is Go,
// the tables themselves are held against the Lua of Argo CD.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startArgoLua } from '../../scripts/argo-lua/argo-lua.ts'
import type { LuaQuestion } from '../../scripts/argo-lua/argo-lua.ts'
import { NoGoError } from '../../scripts/control-plane/build.ts'
import { openLua } from '../../src/lua/machine.ts'
import { ruleVerdict } from '../../src/lua/rule-verdict.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { oneLine } from '../../src/object/one-line.ts'
import { skip } from '../support/skip.ts'

const test = suite('Lua as in Argo CD')
const lua = await openLua()

const WIDGET: KubeObject = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'w', generation: 3, annotations: { 'a/b': 'ünï' } },
  spec: { ratio: 1.5, whole: 12, big: 2n ** 53n + 1n, on: true, none: null, list: ['a', null, 'b'] },
}

/** An expression, and how it is written; `+`: with useOpenLibs; `!`: the rule fails. */
const EXPRESSIONS = String.raw`
  +tostring(1234567.5)  =>  1.2345675e+06
  +tostring(0.00001)  =>  1e-05
  +tostring(1e20)  =>  1e+20
  +tostring(2^53+1)  =>  9007199254740992
  +tostring(1e15)  =>  1000000000000000
  +tostring(1e18)  =>  1000000000000000000
  +tostring(0/0)  =>  NaN
  +tostring(-1/0)  =>  -Inf
  +tostring(0.1+0.2)  =>  0.30000000000000004
  +tostring(999999.5)  =>  999999.5
  +tostring(100000000.5)  =>  1.000000005e+08
  +string.format("%g",100000)  =>  100000
  +string.format("%g",1234567)  =>  1.234567e+06
  +string.format("%.3g",1234567)  =>  1.23e+06
  +string.format("%g",0.5)  =>  0.5
  +string.format("%v",1.5)  =>  1.5
  +string.format("%x|%X|%o|%c",255,255,8,65)  =>  ff|FF|10|A
  +string.format("%x",-255)  =>  -ff
  +string.format("%q",5)  =>  "5"
  +string.format("%q",'a"b')  =>  "a\"b"
  +string.format("%10.2f|%-10.2f|%010.2f|%+.1f",1.234,1.2,1.2,1.2)  =>  1.23|1.20 |0000001.20|+1.2
  +string.format("%010.2f|%6.1f",-1.2,-2.25)  =>  -000001.20| -2.2
  +string.format("%e",12345.678)  =>  1.234568e+04
  +string.format("%s",0.5)  =>  0.5
  +string.format("%5d",nil)  =>  &{}
  +string.format("%5s",nil)  =>  nil
  +string.format("%5s|%t",true,false)  =>  true|false
  +string.format("%d",-3.7)  =>  -3
  +string.format("%s")  =>  %!s(MISSING)
  +string.format("%s %d","a")  =>  a %!d(MISSING)
  +string.format("100%")  =>  100%!(NOVERB)
  +string.format("%5.1f%%",99.5)  =>  99.5%
  +string.format("%3d",1e15)  =>  1000000000000000
  +string.format(nil)  =>  !
  +string.format(5)  =>  5
  +string.format("%.1f","2.5")  =>  %!f(string=2)
  +string.format("%d","2.5")  =>  2.5
  +string.format("%5d","2")  =>  2
  +string.format("%d","x")  =>  0
  +string.format("%03d","x")  =>  000
  +string.format("%.3d",5)  =>  005
  +string.format("% d",5)  =>  5
  +string.format("%#x",255)  =>  0xff
  +string.format("%ld",5)  =>  %!l(int64=5)d
  +string.format("%x",nil)  =>  6e696c
  +string.format("%x","ab")  =>  6162
  +string.format("%f",true)  =>  %!f(lua.LBool=true)
  +string.format("%i",nil)  =>  &{}
  +string.format("%i",7.9)  =>  7
  +string.format("%.1f",nil)  =>  &{}
  +string.format("%G",0.5)  =>  0.5
  +string.format("%.0f",2.5)  =>  2
  +string.format("%a",1)  =>  %!a(int64=1)
  +string.format("%s",1,2)  =>  1
  +string.format("%s%%%s",1,2)  =>  1%2
  +string.format("%%%d",3)  =>  %3
  +string.format("%%%%%s",3)  =>  %%3
  +string.format("%d of %s, %d%%", 2.5, obj.spec.whole / 4, 50)  =>  2 of 3, 50%
  +string.format("%.1f%%", 99.95)  =>  100.0%
  +string.format("%s", obj.spec.ratio)  =>  1.5
  +("%d/%d"):format(1, 3)  =>  1/3
  table.concat({1,2},",",2)  =>  2
  table.concat({1,2},",",3)  =>  
  table.concat({1,2},",",0,5)  =>  1,2
  table.concat({1,2,3},", ",1,2)  =>  1, 2
  table.concat({})  =>  
  table.concat({1.5,3/1})  =>  1.53
  table.concat(nil)  =>  !
  table.concat({1,{}},",")  =>  !
  table.concat({1,true},",")  =>  !
  table.concat({1,nil,2},",")  =>  !
  table.concat({"a","b"}, 5)  =>  !
  table.concat({obj.spec.whole / 4, 1.5, "x"}, ",")  =>  3,1.5,x
  tonumber("5.0").."x"  =>  5x
  tonumber("0x10")  =>  16
  tonumber("1e3")  =>  nil
  tonumber("abc")  =>  nil
  tonumber(nil)  =>  nil
  tonumber("10",2)  =>  2
  tonumber("ff",16)  =>  255
  tonumber("5x")  =>  nil
  tonumber({})  =>  nil
  tonumber("1.50")  =>  1.5
  tonumber(5/1).."x"  =>  5x
  +math.sqrt(16).."x"  =>  4x
  +math.floor(-2.5)  =>  -3
  +math.floor(7/2).."x"  =>  3x
  +math.modf(3.7)  =>  3
  +math.max(1,2.5)  =>  2.5
  +math.pow(2,3).."x"  =>  8x
  +math.log10(100)  =>  2
  +math.floor("3.7")  =>  3
  +math.huge  =>  1.7976931348623157e+308
  +-math.huge  =>  -1.7976931348623157e+308
  +math.abs(-1.5)  =>  1.5
  +math.ceil(2.1)  =>  3
  +math.fmod(7,3)  =>  1
  +math.mod(7, 3) + math.sqrt(16)  =>  5
  +math.min(3,2).."x"  =>  2x
  +string.rep("x",2.9)  =>  xx
  +("hello"):sub(1,2.5)  =>  he
  +("x"):rep(3,",")  =>  xxx
  +string.sub("hello", -3)  =>  llo
  +string.byte("A")  =>  65
  +string.char(72, 105)  =>  Hi
  +("abc"):upper():lower():reverse()  =>  cba
  +string.find("a.b",".",1,true)  =>  2
  +string.gsub("abc","b","%%")  =>  a%c
  +("r.io/a/b@sha256:12"):match("([^/@]+)@")  =>  b
  +os.time{year=2024,month=2,day=30,hour=0}  =>  1709251200
  +os.time{year="2024",month="02",day="08"}  =>  1707393600
  +os.time{year=2024,month=14,day=1,hour=1,min=90}  =>  1738377000
  +os.time{}  =>  -62204155200
  +os.date("!%Y-%m-%dT%H:%M:%SZ",0)  =>  1970-01-01T00:00:00Z
  +os.date("%c",0)  =>  01 Jan 70 00:00 UTC
  +os.date("*t",0).hour  =>  0
  +os.date("%Y-%m-%d",86400.5)  =>  1970-01-02
  +os.difftime(5,3)  =>  2
  +require("os").time() > 1000  =>  true
  +require("string").len("abc")  =>  !
  +require("math").floor(1.5)  =>  !
  os  =>  nil
  string  =>  nil
  math  =>  nil
  io  =>  nil
  debug  =>  nil
  coroutine  =>  nil
  table.time  =>  nil
  utf8  =>  nil
  table.unpack  =>  nil
  ("x").len  =>  !
  require("os").time() > 1000 and require("os").date("%Y") ~= nil  =>  true
  require("os").time{year=2024,month=14,day=1,hour=1,min=90}  =>  1738377000
  require("os").date("!%H",0)  =>  00
  require("os").clock  =>  nil
  require("table").concat({1})  =>  1
  require("string")  =>  !
  require("io")  =>  !
  select("#",1,nil)  =>  2
  select(-1,1,2)  =>  2
  unpack({1,2})  =>  1
  select(2, unpack({"a","b"}))  =>  b
  table.remove({})  =>  nil
  table.getn({1,2})  =>  2
  table.maxn({1,2,[9]=1})  =>  9
  table.maxn(nil)  =>  !
  #"é"  =>  2
  "10"+1  =>  11
  tostring(nil)..""  =>  nil
  tostring()  =>  !
  _VERSION  =>  Lua 5.1
  #obj.spec.list .. obj.spec.list[2]  =>  2b
  obj.spec.big  =>  9007199254740992
  obj.metadata.annotations["a/b"]  =>  ünï
  obj.spec.none == nil  =>  true
  obj.spec.whole / 5  =>  2.4
  1 / 0  =>  +Inf
  ipairs(nil)  =>  !
  pairs(nil)  =>  !
`

/** A script, and the health that it gives; one without a name: it says nothing. */
const SCRIPTS = String.raw`
  return setmetatable({}, {__index = function(t, k) return "x" end}).foo  =>  !
  return  =>  :
  local hs = {}  =>  :
  return {}  =>  :
  return { status = "Healthy", message=0/0}  =>  !
  return {status="Healthy",a={[2]=1}}  =>  !
  return {status="Healthy",a={1,x=2}}  =>  !
  return {status="Healthy",a={b=obj,c=obj}}  =>  !
  return {status="Healthy",a=obj}  =>  Healthy:
  return {status="Healthy",[true]=1}  =>  !
  return {[2]="x"}  =>  !
  return {1,2}  =>  :
  return {1,2,status="Healthy"}  =>  !
  return {status="Healthy",message=nil}  =>  Healthy:
  return {status="Healthy",message=true}  =>  :
  return {status="Healthy",message=5}  =>  :
  return {status="Healthy",message={}}  =>  :
  return {status=5}  =>  :
  return {status=true}  =>  :
  return {status="Healthy", f=function() end}  =>  !
  return {status="Healthy", a={f=print}}  =>  !
  return {status="Healthy", STATUS="Degraded"}  =>  Healthy:
  return {STATUS="Healthy", Status="Degraded"}  =>  Degraded:
  return {MESSAGE="x", status="Healthy"}  =>  Healthy: x
  return true  =>  !
  return "Healthy"  =>  !
  return 5  =>  !
  return "x", nil  =>  :
  return nil, {status="Healthy", message="x"}  =>  Healthy: x
  error("x")  =>  !
  error({})  =>  !
  error()  =>  !
  return setmetatable({status="Healthy", message="m"}, {__tostring=function() return "x" end})  =>  Healthy: m
  return {status="healthy"}  =>  Unknown: invalid
  return {status=""}  =>  Unknown: invalid
  return {message="x"}  =>  Unknown: invalid
  return {status="Healthy", message="two\nlines"}  =>  Healthy: two lines
  return {status="Healthy", message=5 .. ""}  =>  Healthy: 5
`

interface Row {
  readonly question: LuaQuestion
  readonly words: string
  readonly expected: string
}

function rowsOf(table: string, scriptOf: (text: string) => string): readonly Row[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [words = '', expected = ''] = line.trim().split('  =>')
      const openLibs = words.startsWith('+')
      const script = scriptOf(openLibs ? words.slice(1) : words)
      return { question: { script, object: WIDGET, openLibs }, words, expected: expected.trim() }
    })
}

const expressions = rowsOf(EXPRESSIONS, (text) => `return { status = "Healthy", message = tostring(${text}) }`)
const scripts = rowsOf(SCRIPTS, (text) => text)

function judged({ script, ...given }: LuaQuestion): string {
  const answer = lua.run(script, given)
  if (!('type' in answer)) return '!'
  const { status, message, ruleError } = ruleVerdict(answer)
  return ruleError === true ? '!' : `${status}: ${message}`
}

for (const { question, words, expected } of expressions) {
  test(`${words} is ${expected}`, () => {
    const text = expected === '' ? 'its rule says Healthy' : expected
    assert.is(judged(question), expected === '!' ? '!' : `Healthy: ${text}`)
  })
}

for (const { question, words, expected } of scripts) {
  test(`${words} gives ${expected}`, () => {
    const [status = '', message = ''] = expected.split(/: ?/)
    if (status === '!') assert.is(judged(question), '!')
    else if (status === '') assert.match(judged(question), /^Missing: its rule says nothing/)
    else if (message === 'invalid') assert.match(judged(question), /^Unknown: its rule says /)
    else assert.is(judged(question), `${status}: ${message || `its rule says ${status}`}`)
  })
}

test('the tables are true', async () => {
  const argo = await startArgoLua().catch((error: unknown) => {
    if (error instanceof NoGoError) return undefined
    throw error
  })
  if (argo === undefined) return skip('no Go')
  const rows = [...expressions, ...scripts]
  const answers = await argo.judge(rows.map(({ question }) => question))
  await argo.close()
  for (const [at, { words, expected }] of rows.entries()) {
    const answer = oneLine(answers[at] ?? '')
    const shown = answer.startsWith('error: ')
      ? '!'
      : at < expressions.length
        ? answer.slice('Healthy: '.length)
        : answer
    assert.is(shown, oneLine(expected), words)
  }
})

test.run()
