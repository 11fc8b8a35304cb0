// A file of settings: what it says, and each thing that is wrong with it, with its place and the remedy.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FLAGS } from '../../../src/commands/flags/flags.ts'
import { parseSettingsFile } from '../../../src/commands/settings/parse-settings-file.ts'
import type { FileLayer } from '../../../src/commands/settings/parse-settings-file.ts'
import { KEYED_FLAGS } from '../../../src/commands/settings/settings-shape.ts'
import { parseSettings } from '../../../src/manifest/parse-settings.ts'
import { renderDiagnostic } from '../../../src/manifest/render-diagnostic.ts'
import { soundSettings } from '../../../src/manifest/settings.ts'
import { schemaOf, schemaProblems } from '../../support/json-schema.ts'

const test = suite('parse settings file')

const NAME = 'hooksync.yaml'

function parse(text: string): ReturnType<typeof parseSettingsFile> {
  const source = { name: NAME, text }
  return parseSettingsFile(source, parseSettings(source).root)
}

function faultsOf(text: string): readonly string[] {
  return parse(text).diagnostics.map(renderDiagnostic)
}

/** What a layer says of each flag, without places. */
function wordsOf(layer: FileLayer | undefined): Readonly<Record<string, readonly (string | boolean)[]>> {
  return Object.fromEntries(
    KEYED_FLAGS.flatMap(({ name }) => {
      const said = layer?.said(name)
      return said === undefined ? [] : [[name, said.values]]
    }),
  )
}

const WHOLE = `app: shop
namespace: prod
contexts: [prod, staging]
recursive: true
include: ['*.yaml']
exclude: [values.yaml]
timeout: 10m
grace: 1m
syncFailOnInterrupt: true
wait: false
hooks: true
createNamespace: true
syncOptions: [ApplyOutOfSyncOnly=true]
ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas], managedFieldsManagers: [kcm]}]
waveDelay: 0
degradedGrace: 5s
concurrency: 16
forceConflicts: false
customHealth: false
unknownHealth: kstatus
healthFrom: argocd-cm.yaml
fieldManager: deployer
argoCompat: true
prune: true
pruneLimit: 5
lock: off
waitLock: 5m
logs: all
logFilter: error|warn
logDir: logs
report: run.html
failFast: image-pull=5m
profiles:
  dev:
    contexts: [dev]
    createNamespace: all
    lock: required
    pruneLimit: 50%
  empty: {}
`

test('each key says what its flag says', () => {
  const { top, profiles, diagnostics } = parse(WHOLE)
  assert.equal(diagnostics, [])
  assert.equal(wordsOf(top), {
    recursive: [true],
    include: ['*.yaml'],
    exclude: ['values.yaml'],
    timeout: ['10m'],
    grace: ['1m'],
    'sync-fail-on-interrupt': [true],
    wait: [false],
    hooks: [true],
    'create-namespace': ['true'],
    'sync-option': ['ApplyOutOfSyncOnly=true'],
    'ignore-difference': ['apps/Deployment:/spec/replicas', 'apps/Deployment:manager=kcm'],
    'wave-delay': ['0'],
    'degraded-grace': ['5s'],
    concurrency: ['16'],
    'force-conflicts': [false],
    'custom-health': [false],
    'unknown-health': ['kstatus'],
    'health-from': ['argocd-cm.yaml'],
    'field-manager': ['deployer'],
    'argo-compat': [true],
    app: ['shop'],
    prune: [true],
    'prune-limit': ['5'],
    lock: ['off'],
    'wait-lock': ['5m'],
    logs: ['all'],
    'log-filter': ['error|warn'],
    'log-dir': ['logs'],
    report: ['run.html'],
    'fail-fast': ['image-pull=5m'],
    namespace: ['prod'],
  })
  assert.equal(Object.keys(wordsOf(top)).length, KEYED_FLAGS.length, 'and no key is missing above')
  assert.equal(top.contexts?.names, ['prod', 'staging'])
  assert.equal([top.contexts?.place.line, top.said('lock')?.place?.line], [3, 26])
  const dev = profiles.get('dev')
  assert.equal(wordsOf(dev), { 'create-namespace': ['all'], 'prune-limit': ['50%'], lock: ['required'] })
  assert.equal([dev?.contexts?.names, dev?.said('lock')?.place?.profile], [['dev'], 'dev'])
  assert.equal([...profiles.keys()], ['dev', 'empty'])
})

test('the schema has it, and what is wrong it has not', () => {
  const value = (text: string) => parseSettings({ name: NAME, text }).root?.value ?? null
  assert.equal(schemaProblems(value(WHOLE), schemaOf('config')), [])
  assert.ok(
    schemaProblems(value('ignoreDifferences: [{kind: Secret, jsonPointer: [/data]}]\n'), schemaOf('config')).length > 0,
  )
  assert.ok(schemaProblems(value('profiles: {a: {profiles: {}}}\n'), schemaOf('config')).length > 0)
})

test('a key is its flag in camel case, a list has the plural, and no two flags have one', () => {
  const keys = FLAGS.flatMap(({ name, key }) => (key === undefined ? [] : [[name, key] as const]))
  for (const [name, key] of keys) {
    const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    assert.ok(key === camel || key === `${camel}s`, key)
  }
  assert.is(new Set(keys.map(([, key]) => key)).size, keys.length)
})

const WRONG: readonly (readonly [text: string, told: string])[] = [
  ['pruneLmit: 5', '1:1 SETTINGS there is no setting "pruneLmit" | did you mean pruneLimit?'],
  ['prune-limit: 5\napp: a', '1:1 SETTINGS there is no setting "prune-limit" | did you mean pruneLimit?'],
  ['timeout: 30', '1:10 SETTINGS timeout is 30, not a duration | write 30s for seconds or 30m for minutes'],
  [
    'timeout: soon',
    '1:10 SETTINGS timeout is "soon", not a duration | write a duration with units, like 90s, 30m or 1h5m',
  ],
  ['timeout: 600h', '1:10 SETTINGS timeout cannot be "600h" | write a duration above zero and up to 500h, like 30m'],
  ['prune: "true"', '1:8 SETTINGS prune is "true", not true or false'],
  ['include: "*.yaml"', '1:10 SETTINGS include is "*.yaml", not a list | write a list: [one, another]'],
  [
    'include: ["{a"]',
    '1:10 SETTINGS include cannot be "{a" | write a glob like *.yaml, envs/* or {a,b}.yaml; \\ before a bracket means itself',
  ],
  [
    'pruneLimit: 200%',
    '1:13 SETTINGS pruneLimit cannot be "200%" | write a number of objects, like 5, or a share of all, like 20%',
  ],
  ['namespace: 12', '1:12 SETTINGS namespace is 12, not a name | quote it'],
  ['app: 12', '1:6 SETTINGS app is 12, not a name | quote it'],
  ['app:', '1:5 SETTINGS app is null, not a name'],
  ['lock: requierd', '1:7 SETTINGS lock is "requierd", not one of auto, required, off, false | did you mean required?'],
  ['contexts: []', '1:11 SETTINGS contexts is empty: no cluster could be used | e.g. contexts: [staging, production]'],
  ['contexts: prod', '1:11 SETTINGS contexts is "prod", not a list | e.g. contexts: [staging, production]'],
  ['ignoreDifferences: {}', '1:20 SETTINGS ignoreDifferences is {}, not a list | write a list: [one, another]'],
  [
    'ignoreDifferences: ["apps/Deployment:/spec/replicas"]',
    '1:21 SETTINGS ignoreDifferences[0] is "apps/Deployment:/spec/replicas", not a map | write it as an Argo CD Application does: group, kind, and jsonPointers, jqPathExpressions or managedFieldsManagers',
  ],
  [
    'ignoreDifferences:\n- kind: Secret',
    '2:3 SETTINGS ignoreDifferences[0]: it says of no field that it is ignored | add jsonPointers, jqPathExpressions or managedFieldsManagers',
  ],
  [
    'ignoreDifferences:\n- kind: Secret\n  jsonPointer: [/data]',
    '3:3 SETTINGS ignoreDifferences[0] has no jsonPointer | did you mean jsonPointers?',
  ],
  [
    'ignoreDifferences:\n- jsonPointers: [/data]',
    '2:3 SETTINGS ignoreDifferences[0].kind is missing | write it as an Argo CD Application does: group, kind, and jsonPointers, jqPathExpressions or managedFieldsManagers',
  ],
  [
    'ignoreDifferences:\n- kind: Secret\n  jsonPointers:\n  - /data\n  - data',
    '5:5 SETTINGS ignoreDifferences[0].jsonPointers[1]: data is no JSON pointer | a pointer begins with a /, as /spec/replicas',
  ],
  [
    'profiles:\n  prod:\n    ignoreDifferences:\n    - kind: Secret\n      jqPathExpressions: [.data | keys]',
    '5:27 SETTINGS ignoreDifferences[0].jqPathExpressions[0]: the jq path .data | keys cannot be read: column 9: "keys" is not read here, but a path, as .spec, or select(…) | what is read of jq: .field, ."a-b", .["a-b"], .[0], .[], ?, |, commas, brackets, and select(…) with ==, !=, and, or, not, has, startswith, endswith, contains and test of one text',
  ],
  [
    'app: a\ncontext: prod',
    '2:1 SETTINGS there is no setting "context" | contexts lists those that are allowed; which one is used is said by --context',
  ],
  [
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}',
    '1:1 SETTINGS this is a manifest, not settings | settings are keys like app and namespace; a manifest needs a name other than hooksync.yaml',
  ],
  [
    'profiles: [prod]',
    '1:11 SETTINGS profiles is not a map from names to settings | write a name, and below it, deeper, what counts with --profile NAME',
  ],
  ['profiles:\n  prod:', '2:8 SETTINGS the profile prod is not a map | write keys with values, e.g. app: shop'],
  [
    'profiles:\n  prod:\n    profiles: {}',
    '3:5 SETTINGS there is no setting "profiles" | profiles stand beside each other, not in each other',
  ],
  [
    'profiles:\n  prod:\n    waitLock: x',
    '3:15 SETTINGS waitLock is "x", not a duration | write a duration with units, like 90s, 30m or 1h5m',
  ],
]

for (const [text, told] of WRONG) {
  test(`wrong: ${text}`, () => {
    const [found, ...more] = parse(`${text}\n`).diagnostics
    assert.equal(more, [])
    const { line, column } = found?.location ?? { line: 0, column: 0 }
    const hint = found?.hint === undefined ? '' : ` | ${found.hint}`
    assert.is(`${line}:${column} ${found?.code} ${found?.message}${hint}`, told)
    assert.is(found?.severity, 'error')
  })
}

test('an unknown sync option is told with the near one and its line', () => {
  assert.match(faultsOf('syncOptions: [CreateNamespce=true]\n')[0] ?? '', /\n {2}did you mean CreateNamespace=true\?$/)
})

test('all faults are told at once', () => {
  assert.is(faultsOf('app: 1\nlock: 5\nprofiles:\n  a: {wait: 1}\n  b: {hook: true}\n').length, 4)
})

test('a list, or a text, is no file of settings; an empty one says nothing', () => {
  assert.match(faultsOf('- app\n')[0] ?? '', 'hooksync.yaml:1:1 SETTINGS a file of settings is a map')
  for (const text of ['', '# nothing\n', '---\n']) {
    assert.equal(parse(text).diagnostics, [])
    assert.equal(wordsOf(parse(text).top), {})
  }
})

test('no line is shown of a file that may be anybody’s', () => {
  const [told = ''] = faultsOf('password: hunter22\n')
  assert.not.match(told, 'hunter22')
  assert.match(faultsOf('app: shop\npasswrd: x\n')[0] ?? '', 'passwrd: x')
})

test('a sound file is read without the words for faults, one that is not sound is not', () => {
  const sound = soundSettings({ name: NAME, text: WHOLE })
  assert.equal(sound?.root, parseSettings({ name: NAME, text: WHOLE }).root)
  assert.equal(soundSettings({ name: NAME, text: '# nothing\n' }), { root: undefined })
  for (const text of ['app: [\n', 'app: a\napp: b\n', 'app: a\n---\napp: b\n', 'app: *x\n', '---- \napp: a\n']) {
    assert.is(soundSettings({ name: NAME, text }), undefined, text)
  }
})

test.run()
