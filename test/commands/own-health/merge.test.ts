// Which script judges a kind, and with which libraries, where the forms of an argocd-cm speak of one kind, and what is refused.
// What is expected was recorded from Argo CD's own code (argo-cd:util/settings/settings.go, GetResourceOverrides;
// util/lua/lua.go, GetHealthScript).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfigMap } from '../../../src/commands/own-health/read-config-map.ts'
import type { FoundRules } from '../../../src/commands/own-health/read-config-map.ts'
import { ownRules } from '../../../src/health/own-rules.ts'
import { luaRule } from '../../../src/lua/lua-rule.ts'
import type { LuaMachine } from '../../../src/lua/machine.ts'
import { OUR_POLICY } from '../../../src/policy.ts'

const test = suite('both forms of health rules')

const K = 'resource.customizations'

function read(data: Readonly<Record<string, string>>): FoundRules {
  const locate = (line: number) => ({ source: 'cm', line, column: 1 })
  return readConfigMap(Object.entries(data).map(([key, value]) => ({ key, value, locate })))
}

/** The script that is run for a kind, `+libs` with useOpenLibs. */
function ruleFor(data: Readonly<Record<string, string>>, key: string): string {
  const { texts, diagnostics } = read(data)
  assert.equal(
    diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  )
  const machine: LuaMachine = {
    compile: () => undefined,
    run: (script, { openLibs }) => ({ message: openLibs ? `${script}+libs` : script }),
  }
  const rules = ownRules(texts.map((text) => luaRule(text, machine)))
  const [kind = '', group = ''] = key.split('/').toReversed()
  const object = { apiVersion: 'v1', kind, metadata: { name: 'x' } }
  const told = rules.ruleFor({ group, kind })?.(object, OUR_POLICY)?.message
  return told?.replace(/^.*has failed: /, '') ?? 'none'
}

/** In the columns what the split keys say: the script, then useOpenLibs, as in the row what the older form says. */
const TABLE = `
               - -    - true - false b -    b true b false '' -   '' true '' false
  - -          none   none   none    b      b+libs b       none   none    none
  - true       none   none   none    b+libs b+libs b       none   none    none
  - false      none   none   none    b      b+libs b       none   none    none
  a -          a      a+libs a       b      b+libs b       none   none    none
  a true       a+libs a+libs a       b+libs b+libs b       none   none    none
  a false      a      a+libs a       b      b+libs b       none   none    none`
const [head = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
for (const [script = '', libs = '', ...cells] of rows) {
  for (const [at, expected] of cells.entries()) {
    const [newScript = '', newLibs = ''] = head.slice(2 * at)
    test(`older ${script} ${libs}, split ${newScript} ${newLibs}: ${expected}`, () => {
      const older = [
        ...(script === '-' ? [] : [`  health.lua: ${script}\n`]),
        ...(libs === '-' ? [] : [`  health.lua.useOpenLibs: ${libs}\n`]),
      ]
      const data = {
        ...(newLibs === '-' ? {} : { [`${K}.useOpenLibs.x.io_A`]: newLibs }),
        ...(newScript === '-' ? {} : { [`${K}.health.x.io_A`]: newScript.replace("''", '') }),
        ...(older.length === 0 ? {} : { [K]: `x.io/A:\n${older.join('')}` }),
      }
      assert.is(ruleFor(data, 'x.io/A'), expected)
    })
  }
}

const A = 'health.lua: a'
const LIBS = 'health.lua.useOpenLibs: true'
const X_HEALTH = `${K}.health.x.io_A`
const X_LIBS = `${K}.useOpenLibs.x.io_A`
const wildcards = [
  [{ [K]: `'*.io/A': {${A}, ${LIBS}}`, [X_HEALTH]: 'b' }, ['x.io/A', 'b'], ['y.io/A', 'a+libs']],
  [{ [K]: `'*.io/A': {${A}}`, [X_LIBS]: 'true' }, ['x.io/A', 'a']],
  [{ [K]: `'x.io/*': {${LIBS}}`, [X_HEALTH]: 'b' }, ['x.io/A', 'b']],
  [{ [K]: `'?.io/A': {${A}}`, [`${K}.useOpenLibs.all`]: 'true' }, ['x.io/A', 'a']],
  [{ [K]: `'*/*': {${A}}`, [`${K}.useOpenLibs.all`]: 'true' }, ['x.io/A', 'a+libs'], ['Service', 'none']],
  [{ [K]: `'*/*': {${A}, ${LIBS}}`, [`${K}.health.all`]: 'b' }, ['x.io/A', 'b+libs']],
  [{ [K]: `'*/*': {${A}, ${LIBS}}`, [`${K}.health.all`]: '' }, ['x.io/A', 'none']],
  [{ [K]: `'*/*': {${A}}`, [X_HEALTH]: '' }, ['x.io/A', 'a']],
  [{ [K]: `all: {${A}}`, [`${K}.health.all`]: 'b' }, ['x.io/A', 'b'], ['all', 'a']],
  [{ [K]: `'*': {${A}}` }, ['x.io/A', 'a'], ['Service', 'a']],
  [{ [K]: `'{x,y}.io/[A-B]': {${A}, health.lua.useOpenLibs: on}` }, ['x.io/A', 'a+libs'], ['y.io/C', 'none']],
  [{ [K]: `Service: {${A}}`, [`${K}.useOpenLibs.Service`]: 'T' }, ['Service', 'a+libs']],
  [{ [K]: 'x.io/A: null', [X_HEALTH]: 'b' }, ['x.io/A', 'b']],
  [{ [K]: 'x.io/A: {health.lua: null, health.lua.useOpenLibs: null}', [X_HEALTH]: 'b' }, ['x.io/A', 'b']],
  [{ [K]: '', [X_HEALTH]: 'b', [`${K}.health`]: 'c', [`${K}.actions.x.io_A`]: 'd' }, ['x.io/A', 'b']],
] as const
for (const [data, ...kinds] of wildcards) {
  test(`${JSON.stringify(data)} has ${JSON.stringify(kinds)}`, () => {
    for (const [key, expected] of kinds) assert.is(ruleFor(data, key), expected, key)
  })
}

const refused = [
  [
    { [K]: `x.io/A:\n  ${A}\n  health.lua.useOpenLibs: "true"` },
    `3 ${K}: health.lua.useOpenLibs of x.io/A is the text "true": write true or false, here without quotes; Argo CD reads no rule at all otherwise`,
  ],
  [
    { [K]: 'x.io/A:\n  health.lua: 5' },
    `2 ${K}: health.lua of x.io/A is 5: write health.lua: | and the script below it`,
  ],
  [{ [K]: 'x.io/A: a' }, `1 ${K}: the entry of x.io/A is a text: write health.lua: | below the kind`],
  [{ [K]: 'x.io/A: [a]' }, `1 ${K}: the entry of x.io/A is a list: write health.lua: | below the kind`],
  [{ [K]: 'text' }, `1 ${K} has no rules by GROUP/KIND: write GROUP/KIND: and below it health.lua: |`],
  [{ [X_LIBS]: '' }, `1 ${X_LIBS} is "", not true or false: quote it: "true"`],
  [{ [X_LIBS]: 'yes' }, `1 ${X_LIBS} is "yes", not true or false: quote it: "true"`],
  [{ [`${K}.health.`]: 'b' }, `1 ${K}.health. is not for GROUP_KIND: write ${K}.health.GROUP_KIND`],
  [
    { [`${K}.ignoreDifferences.a_b_C`]: 'b' },
    `1 ${K}.ignoreDifferences.a_b_C is not for GROUP_KIND: write ${K}.ignoreDifferences.GROUP_KIND`,
  ],
  [
    { [`${K}.helth.x.io_A`]: 'b' },
    `1 ${K}.helth.x.io_A is no customization that Argo CD knows: did you mean ${X_HEALTH}?`,
  ],
] as const
for (const [data, expected] of refused) {
  test(`${JSON.stringify(data)} is refused, as there`, () => {
    const told = read(data).diagnostics.map(
      ({ severity, location, message, hint }) => `${severity} ${location?.line} ${message}: ${hint}`,
    )
    assert.equal(told, [`error ${expected}`])
  })
}

test.run()
