// World files and --takes: what they say, and each thing that is wrong with them, with its place.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseSettings } from '../../src/manifest/parse-settings.ts'
import { renderDiagnostic } from '../../src/manifest/render-diagnostic.ts'
import { parseWorld, withTakes } from '../../src/rehearse/parse-world.ts'
import { USUAL_DURATIONS, USUAL_WORLD } from '../../src/rehearse/world.ts'
import { schemaOf, schemaProblems } from '../support/json-schema.ts'
import { manifestsOf } from '../support/usual-sync.ts'

const test = suite('parse world')

const MANIFESTS = manifestsOf(`
{apiVersion: batch/v1, kind: Job, metadata: {name: migrate}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: api}}
`)

function faultsOf(text: string): readonly string[] {
  return parseWorld({ name: 'world.yaml', text }, MANIFESTS).diagnostics.map(renderDiagnostic)
}

test('a world says durations, objects and namespaces; what it does not say is as usual', () => {
  const text = 'imagePull: 40s\njob: 3m\nobjects:\n  Deployment/api: 90s\n  Job/migrate: 1h\nnamespaces: [shop]\n'
  assert.equal(parseWorld({ name: 'world.yaml', text }, MANIFESTS), {
    settings: {
      durations: { ...USUAL_DURATIONS, imagePull: 40_000, job: 180_000 },
      objects: [
        { kind: 'Deployment', name: 'api', milliseconds: 90_000 },
        { kind: 'Job', name: 'migrate', milliseconds: 3_600_000 },
      ],
      namespaces: ['shop'],
    },
    diagnostics: [],
  })
  const value = parseSettings({ name: 'world.yaml', text }).root?.value ?? null
  assert.equal(schemaProblems(value, schemaOf('world')), [])
  assert.equal(parseWorld({ name: 'world.yaml', text: '# nothing\n' }, MANIFESTS).settings, USUAL_WORLD)
})

test('all faults are told at once, each with its place and what was meant', () => {
  assert.equal(faultsOf('imagePul: 40s\njob: soon\npodStart: 5\nobjects:\n  Job/migrat: 3m\nnamespaces: shop\n'), [
    'world.yaml:1:1 WORLD "imagePul" is not a setting of a world\n  imagePul: 40s\n  ^\n  did you mean imagePull?',
    'world.yaml:2:6 WORLD "soon" is not a duration\n  job: soon\n       ^\n  write a duration with units, like 90s, 30m or 1h5m',
    'world.yaml:3:11 WORLD "5" is not a duration\n  podStart: 5\n            ^\n  write 5s for seconds or 5m for minutes',
    'world.yaml:5:3 WORLD no manifest is Job/migrat\n    Job/migrat: 3m\n    ^\n  did you mean Job/migrate?',
    'world.yaml:6:13 WORLD namespaces is a list of names\n  namespaces: shop\n              ^\n  e.g. namespaces: [shop, monitoring]',
  ])
})

test('a world that is not a mapping, broken, or two documents is refused', () => {
  assert.match(faultsOf('- 1\n')[0] ?? '', 'world.yaml:1:1 WORLD a world is a mapping, e.g. imagePull: 40s')
  assert.match(faultsOf('job: [\n')[0] ?? '', 'YAML_SYNTAX')
  assert.match(faultsOf('objects: 3m\n')[0] ?? '', 'objects is a mapping from KIND/NAME to a duration')
  assert.match(faultsOf('colour: green\n')[0] ?? '', 'one of imagePull, podStart')
})

const TAKES: readonly (readonly [text: string, hint: string])[] = [
  ['Job/migrat=3m', 'did you mean Job/migrate?'],
  ['imagepull=3m', 'did you mean imagePull?'],
  ['Job/migrate', 'write --takes Job/migrate=3m or --takes imagePull=40s'],
  ['Job/migrate=3', 'write a duration with units, like 90s, 30m or 1h5m'],
]

for (const [text, hint] of TAKES) {
  test(`--takes ${text} is refused`, () => {
    assert.equal(withTakes(USUAL_WORLD, text, MANIFESTS), { message: `--takes cannot be "${text}"`, hint })
  })
}

test('no line is shown of a file that is not a world', () => {
  for (const text of ['root:x:0:0:hunter22\nfoo: [\n', 'password: hunter22\n', '{"token": "hunter22"}', 'hunter22']) {
    const told = faultsOf(text)
    assert.ok(told.length > 0)
    assert.not.match(told.join('\n'), 'hunter22')
  }
})

test('--takes changes a duration, or that of an object', () => {
  const changed = withTakes(USUAL_WORLD, 'job=1m', MANIFESTS)
  assert.equal('durations' in changed ? changed.durations : undefined, { ...USUAL_DURATIONS, job: 60_000 })
  const more = withTakes(USUAL_WORLD, 'Job/migrate=1m', MANIFESTS)
  assert.equal('objects' in more ? more.objects : undefined, [{ kind: 'Job', name: 'migrate', milliseconds: 60_000 }])
})

test('objects are named as in faults: with a namespace, or a group where the kind is of two', () => {
  const doubles = manifestsOf(`
{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: main, namespace: shop}}
---
{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, metadata: {name: main}}
`)
  const named = withTakes(USUAL_WORLD, 'Cluster.postgresql.cnpg.io/shop/main=1m', doubles)
  const target = { kind: 'Cluster', name: 'main', group: 'postgresql.cnpg.io', namespace: 'shop' }
  assert.equal('objects' in named ? named.objects : undefined, [{ ...target, milliseconds: 60_000 }])
  const hint = 'write Cluster.postgresql.cnpg.io/main or Cluster.cluster.x-k8s.io/main'
  assert.equal(withTakes(USUAL_WORLD, 'Cluster/main=1m', doubles), {
    message: '--takes cannot be "Cluster/main=1m"',
    hint,
  })
  const { diagnostics } = parseWorld({ name: 'world.yaml', text: 'objects:\n  Cluster/main: 1m\n' }, doubles)
  assert.equal(
    diagnostics.map((found) => [found.message, found.hint]),
    [['Cluster/main is of 2 groups, and only one can be meant', hint]],
  )
})

test.run()
