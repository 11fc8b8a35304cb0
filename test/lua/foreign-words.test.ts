// What a script uses that is not there for it is told before it is run, and what is there, or its own, is not.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { foreignWords } from '../../src/lua/foreign-words.ts'

const test = suite('foreign words')

const LIBS = 'write resource.customizations.useOpenLibs.x.io_A: "true"'
const rows: readonly (readonly [script: string, told: string])[] = [
  ['return string.format("%d", 1)', `string is there only with useOpenLibs: ${LIBS}`],
  ['local n = math.floor(1.5)', `math is there only with useOpenLibs: ${LIBS}`],
  ['local n = obj.a:find("b")', `:find() is a method of texts, which have none without useOpenLibs: ${LIBS}`],
  ['return os.time()', 'os is there only with useOpenLibs: write local os = require("os") for its time and date'],
  ['return loadstring("x")()', 'loadstring is not there for a rule: a rule can only look at the object'],
  ['+return io.open("x")', 'io is not there for a rule: a rule can only look at the object'],
  ['+return os.getenv("HOME")', 'os.getenv is not there for a rule: of os there are time, date, clock, difftime'],
  [
    '+return 5 // 2',
    "// is newer than Argo CD's Lua 5.1, which cannot compile this rule: write it in the words of Lua 5.1",
  ],
  [
    '+return 5 & 2',
    "& is newer than Argo CD's Lua 5.1, which cannot compile this rule: write it in the words of Lua 5.1",
  ],
]
for (const [script, told] of rows) {
  test(`${script}: ${told}`, () => {
    const openLibs = script.startsWith('+')
    const found = foreignWords({ pattern: 'x.io/A', script: `\n${openLibs ? script.slice(1) : script}`, openLibs })
    assert.equal(
      found.map(({ line, message, hint }) => `${line} ${message}: ${hint}`),
      [`2 ${told}`],
    )
  })
}

const fine = [
  '+return string.rep("x", 3) .. math.floor(2.5) .. os.time() .. ("a"):upper()',
  'local os = require("os") return os.time()',
  'local string = {} function string.trim() end return string.trim()',
  'return obj.spec.string.format == obj.io.x and obj.status.load ~= nil',
  '-- string.format and 5 // 2\nreturn "io.open() & os.execute()"',
  'return 4 / 2 ~= 2 and table.concat({ 1 }) and tostring(1)',
  '--[[ string.format\n x // 2 ]] return [[ io.open ]]',
]
for (const script of fine) {
  test(`nothing is told of ${script}`, () => {
    const openLibs = script.startsWith('+')
    assert.equal(foreignWords({ pattern: 'x.io/A', script: openLibs ? script.slice(1) : script, openLibs }), [])
  })
}

test('a word that comes often is told once', () => {
  const script = 'string.len("a")\nstring.len("b")'
  assert.equal(
    foreignWords({ pattern: 'x.io/*', script, openLibs: false }).map(({ line, hint }) => [line, hint]),
    [[1, 'write health.lua.useOpenLibs: true beside its health.lua']],
  )
})

test.run()
