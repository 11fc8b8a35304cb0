// `health` of a file of settings: which table a rule becomes, and each thing that is wrong with one, with its place and the remedy.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readHealthPart } from '../../../src/commands/settings/read-health-part.ts'
import type { HealthTable } from '../../../src/health/vocabulary/rule.ts'
import { parseSettings } from '../../../src/manifest/parse-settings.ts'
import { schemaOf, schemaProblems } from '../../support/json-schema.ts'

const test = suite('health part')

const NAME = 'hooksync.yaml'

/** Of a whole file. */
function read(text: string) {
  const { root, diagnostics } = parseSettings({ name: NAME, text })
  assert.equal(diagnostics, [])
  const health = root?.entries?.get('health')?.setting
  if (health === undefined) throw new Error('no health')
  return readHealthPart(health, text)
}

/** Of one rule, in flow style: the text behind `example.com/Widget:`. */
function tableOf(rule: string): HealthTable | undefined {
  const { rules, diagnostics } = read(`health:\n  example.com/Widget: ${rule}\n`)
  assert.equal(
    diagnostics.map(({ message }) => message),
    [],
  )
  const [found] = rules
  return found !== undefined && 'table' in found ? found.table : undefined
}

const ready = { condition: 'Ready', is: 'True' }
const RIGHT: (readonly [rule: string, rows: HealthTable['rows']])[] = [
  ["{ Healthy: { condition: Ready, is: 'True' } }", [{ Healthy: ready }]],
  ['{ Healthy: { condition: Ready, is: True } }', [{ Healthy: ready }]],
  ['{ Healthy: { condition: Ready } }', [{ Healthy: ready }]],
  [
    '{ Degraded: { condition: Ready, is: [False, Unknown], reasonNot: Waiting }, Healthy: otherwise }',
    [{ Degraded: { condition: 'Ready', is: ['False', 'Unknown'], reasonNot: 'Waiting' } }, { Healthy: 'otherwise' }],
  ],
  [
    '{ Healthy: { condition: Ready, isNot: False, mentions: All Good, generation: current } }',
    [{ Healthy: { condition: 'Ready', is: '*', isNot: 'False', mentions: ['all good'], generation: 'current' } }],
  ],
  [
    '{ Healthy: { field: .status.phase, is: [Running, 3, true], text: status.nodes.*.message } }',
    [{ Healthy: { field: 'status.phase', is: ['Running', 3, true], text: 'status.nodes.*.message' } }],
  ],
  [
    '{ Healthy: { field: \'metadata.labels["example.com/a"]\', startsWith: a } }',
    [{ Healthy: { field: 'metadata.labels[example.com/a]', startsWith: 'a' } }],
  ],
  [
    "{ Healthy: { compare: status.ready, by: '=', with: spec.replicas } }",
    [{ Healthy: { compare: 'status.ready', by: '=', with: 'spec.replicas', present: true } }],
  ],
  [
    "{ Healthy: { compare: { of: status.bad, or: 0 }, by: '<=', with: '#status.nodes' }, Progressing: { compare: [status.a, status.b], by: '!=', with: 2 } }",
    [
      { Progressing: { compare: ['status.a', 'status.b'], by: '≠', with: 2, present: true } },
      { Healthy: { compare: { of: 'status.bad', or: 0 }, by: '≤', with: '#status.nodes', present: true } },
    ],
  ],
  [
    '{ Healthy: { parts: status.nodes, every: { field: ready, is: true } }, Degraded: { parts: status.nodes, some: { condition: Failed } } }',
    [
      { Degraded: { parts: 'status.nodes', some: { condition: 'Failed', is: 'True' } } },
      { Healthy: { parts: 'status.nodes', every: { field: 'ready', is: true }, present: true } },
    ],
  ],
  [
    '{ Progressing: { generation: other, at: status.seen, demanded: true }, Healthy: { all: [{ not: { field: spec.paused, is: true } }, [{ condition: A }, { condition: B }]] } }',
    [
      { Progressing: { generation: 'other', at: 'status.seen', demanded: true } },
      {
        Healthy: {
          all: [
            { not: { field: 'spec.paused', is: true } },
            [
              { condition: 'A', is: 'True' },
              { condition: 'B', is: 'True' },
            ],
          ],
        },
      },
    ],
  ],
]
const [bad, off] = [{ condition: 'Failed', is: 'True' }, { field: 'spec.off' }]
RIGHT.push(
  ['{ Healthy: { condition: Ready }, Degraded: { condition: Failed } }', [{ Degraded: bad }, { Healthy: ready }]],
  [
    '{ Healthy: otherwise, Suspended: { field: spec.off }, Degraded: { condition: Failed } }',
    [{ Suspended: off }, { Degraded: bad }, { Healthy: 'otherwise' }],
  ],
  [
    '{ Degraded: otherwise, Healthy: { condition: Ready }, Suspended: { field: spec.off } }',
    [{ Suspended: off }, { Healthy: ready }, { Degraded: 'otherwise' }],
  ],
)
for (const [rule, rows] of RIGHT) {
  test(rule, () => {
    assert.equal(tableOf(rule)?.rows, rows)
    const { root } = parseSettings({ name: NAME, text: `health:\n  example.com/Widget: ${rule}\n` })
    assert.equal(schemaProblems(root?.value ?? null, schemaOf('config')), [], 'the schema has it')
  })
}

const HEALTHY = 'Healthy: { condition: Ready }'
const WRONG: readonly (readonly [rule: string, told: string])[] = [
  ['{ Helthy: { condition: Ready } }', 'it has no Helthy | did you mean Healthy?'],
  ['{ Missing: { condition: Ready } }', 'it has no Missing | one of Healthy, Degraded, Suspended, Progressing, or lua'],
  ['{ Degraded: { condition: Failed } }', 'it never says Healthy, so nothing would be done | write a map, as'],
  ['Ready', 'it is "Ready", not a map | write a map, as'],
  ['{ Healthy: Ready }', 'Healthy is "Ready", not a test | did you mean { condition: Ready }?'],
  ['{ Healthy: }', 'Healthy is null, not a test | write a test like'],
  ['{ Healthy: [] }', 'Healthy is an empty list, which is never so | write a test like'],
  [
    '{ Healthy: { condtion: Ready } }',
    'Healthy begins with none of condition, field, compare, parts, generation, all, not | did you mean condition?',
  ],
  ['{ Healthy: { is: Ready } }', 'Healthy begins with none of'],
  [
    '{ Healthy: { condition: Ready, field: a } }',
    'Healthy is two tests in one | write both as all: [{ condition: … }, { field: … }]',
  ],
  ['{ Healthy: { condition: Ready, resaon: a } }', 'Healthy: a test of condition has no resaon | did you mean reason?'],
  ['{ Healthy: { condition: 5 } }', "Healthy.condition is 5, not a name or a list | quote it: '5'"],
  [
    '{ Healthy: { condition: Ready, reason: [Yes, Sure] } }',
    'Healthy.reason is [true,"Sure"], not a name or a list | quote it: \'true\'',
  ],
  [
    '{ Healthy: { condition: Ready, reason: true } }',
    "Healthy.reason is true, not a name or a list | quote it: 'true'",
  ],
  [
    '{ Healthy: { condition: Ready, is: Ture } }',
    'Healthy can never be so: no condition has the status "Ture" | did you mean True?',
  ],
  ['{ Healthy: { condition: Ready, is: [] } }', 'Healthy.is is an empty list, which is never so | name what it may be'],
  [
    '{ Healthy: { condition: Ready, is: True, isNot: True } }',
    'Healthy can never be so: True is what it must not be | leave one of the two out',
  ],
  [
    '{ Healthy: { field: status.phase, is: { a: b } } }',
    'Healthy.is is {"a":"b"}, not text or a number or true or false or a list',
  ],
  ['{ Healthy: { field: status.phase, is: A, isNot: B } }', 'Healthy asks twice | write two tests, as all:'],
  [
    '{ Healthy: { field: $.status.phase } }',
    'Healthy.field is "$.status.phase": it is no path | write it like status.phase',
  ],
  [
    '{ Healthy: { field: staus.phase } }',
    'Healthy.field is "staus.phase": it begins with staus | did you mean status.phase?',
  ],
  [
    '{ Healthy: { field: status.conditions.Synced } }',
    "it leads into a list | of a condition: { condition: Synced, is: 'True' }",
  ],
  [
    '{ Healthy: { field: "status.nodes[0].ready" } }',
    'it has [0] in it, which no path has here | for the parts of a list:',
  ],
  ['{ Healthy: { field: phase } }', 'Healthy.field is "phase": it begins with phase | did you mean status.phase?'],
  ['{ Healthy: { compare: "#nodes", by: ">", with: 0 } }', 'it begins with nodes | did you mean status.nodes?'],
  ['{ Healthy: { field: status.nodes.0.state } }', 'it has 0 in it, which no path has here | for the parts of a list:'],
  [
    '{ Healthy: { field: "status.nodes[name=a].state" } }',
    'it has [name=a] in it, which no path has here | for the parts of a list:',
  ],
  [
    '{ Healthy: { all: [{ field: status.phase, is: 1 }, { field: status.phase, is: [2, 3] }] } }',
    'Healthy.all can never be so: status.phase would have to be 1 and 2 or 3 at once | write them as a list',
  ],
  [
    '{ Healthy: { all: [{ condition: Ready }, { condition: Ready, is: False }] } }',
    'Healthy.all can never be so: the condition Ready would have to be True and False at once | write them as a list',
  ],
  [
    '{ Healthy: { any: [{ condition: Ready }, { condition: Synced }] } }',
    'Healthy has no any | write the tests as a list, of which one is enough',
  ],
  [
    '{ Healthy: { field: metadata.labels.example.com/a } }',
    'it has a / outside of brackets | a name with dots or slashes',
  ],
  ['{ Healthy: { compare: status.a, by: "==", with: 1 } }', 'Healthy.by is "==", not one of =, !=, <, <=, >, >='],
  ['{ Healthy: { compare: 1, by: "=", with: 1 } }', 'Healthy compares two numbers and no object'],
  [
    '{ Healthy: { compare: status.a, with: 1 } }',
    "Healthy.by is missing | write it like { compare: status.readyReplicas, by: '=', with: spec.replicas }",
  ],
  ['{ Healthy: { parts: status.nodes } }', 'Healthy says neither some nor every'],
  ['{ Healthy: { all: [] } }', 'Healthy.all is an empty list, which is never so'],
  [
    '{ Healthy: { not: otherwise } }',
    'Healthy.not is "otherwise", not a test | otherwise stands alone behind a health',
  ],
  [`{ ${HEALTHY}, Degraded: { condition: Ready } }`, 'Degraded asks the same as Healthy | one of them is never asked'],
  ['{ Healthy: otherwise, Degraded: otherwise }', 'Degraded asks the same as Healthy | one of them is never asked'],
  [
    '{ lua: return, Healthy: { condition: Ready } }',
    'it has no Healthy beside lua | write lua: | and the script below it',
  ],
  ["{ lua: '' }", 'lua is empty | write lua: |'],
  ['{ lua: 5 }', 'lua is 5, not a name | write lua: |'],
  ['{ useOpenLibs: true }', 'it has no lua | write lua: |'],
]
for (const [rule, told] of WRONG) {
  test(`wrong: ${rule}`, () => {
    const { rules, diagnostics } = read(`health:\n  example.com/Widget: ${rule}\n`)
    assert.equal(rules, [])
    const [found, ...more] = diagnostics
    assert.equal(more, [])
    const text = `${found?.message} | ${found?.hint}`
    assert.ok(text.includes(told), text)
    assert.match(text, 'the health rule for example.com/Widget: ')
    assert.equal([found?.code, found?.severity, found?.location?.line], ['HEALTH_RULE', 'error', 2])
  })
}

const KEYS: readonly (readonly [key: string, told: string | undefined])[] = [
  ['example.com/Widget', undefined],
  ['acid.zalan.do/postgresql', undefined],
  ['apps/Deployment', undefined],
  ['ConfigMap', undefined],
  ["'*.example.com/*'", undefined],
  ["'*'", undefined],
  ['example.com/v1/Widget', 'a version does not belong in it | did you mean example.com/Widget?'],
  ['v1/ConfigMap', 'there is no group "v1" | did you mean ConfigMap?'],
  ['Widget.example.com', 'the core group has no such kind | did you mean example.com/Widget?'],
  ['example.com_Widget', 'the core group has no such kind | did you mean example.com/Widget?'],
  ['Widget', 'the core group has no such kind | write GROUP/KIND, as example.com/Widget'],
  ['configmaps', 'the core group has no such kind | did you mean ConfigMap?'],
  ['app/Deployment', 'there is no group "app" | did you mean apps/Deployment?'],
  ["'example.com/[z-a]'", 'it is no pattern | write GROUP/KIND'],
]
for (const [key, told] of KEYS) {
  test(`a rule for ${key}`, () => {
    const { diagnostics } = read(`health:\n  ${key}: { ${HEALTHY} }\n`)
    const texts = diagnostics.map(({ message, hint }) => `${message} | ${hint}`)
    assert.is(texts.length, told === undefined ? 0 : 1)
    if (told !== undefined) assert.ok(texts[0]?.includes(told), texts[0])
  })
}

test('what is no map of kinds is told, and so is each fault of each rule', () => {
  assert.match(
    read('health: Ready\n').diagnostics[0]?.message ?? '',
    'health is "Ready", not a map from kinds to rules',
  )
  const { rules, diagnostics } = read(`health:
  example.com/A:
    Healthy: { condition: Ready, is: Ture }
    Degraded: { field: staus.x }
  example.com/B:
    ${HEALTHY}
  example.com/C:
    Healthy:
      all:
        - { condition: Ready }
        - { not: { fild: status.a } }
`)
  assert.equal(
    diagnostics.map(({ location }) => [location?.line, location?.column]),
    [
      [3, 14],
      [4, 24],
      [11, 20],
    ],
  )
  assert.equal(
    rules.map(({ pattern }) => pattern),
    ['example.com/B'],
  )
})

test('a test behind a misspelt health is read, too', () => {
  const { diagnostics } = read('health:\n  example.com/A:\n    healthy: { condition: Ready, is: Ture }\n')
  assert.equal(
    diagnostics.map(({ message }) => message.replace(/^.*?: /, '')),
    ['it has no healthy', 'healthy can never be so: no condition has the status "Ture"'],
  )
})

test('a script knows the line on which it stands', () => {
  const { rules } = read(
    'health:\n  example.com/A:\n    useOpenLibs: true\n    lua: |\n      hs = {}\n      return hs\n',
  )
  const [rule] = rules
  assert.ok(rule !== undefined && 'script' in rule)
  assert.equal([rule.script, rule.openLibs], ['hs = {}\nreturn hs\n', true])
  assert.equal(rule.locate(2), { source: NAME, line: 6, column: 1 })
})

test.run()
