// Own health rules of an argocd-cm: which rule judges, what it says, and what is refused before anything is written.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assessHealth } from '../../../src/health/index.ts'
import { readOwnHealth } from '../../../src/commands/own-health/own-health.ts'
import { renderDiagnostic } from '../../../src/manifest/render-diagnostic.ts'
import type { JsonObject, KubeObject } from '../../../src/object/kube-object.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../../src/policy.ts'
import { createSession } from '../../support/command-session.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('own health rules')

const FIXTURE = join(import.meta.dirname, '../../fixtures/argocd-cm.yaml')
const io = { cwd: '/', signal: new AbortController().signal }
const { own } = await readOwnHealth({ from: FIXTURE, given: true }, io)

function judged(apiVersion: string, kind: string, more: JsonObject = {}): string {
  const object: KubeObject = { apiVersion, kind, metadata: { name: 'x', generation: 2 }, spec: {}, ...more }
  const found = assessHealth(object, { ...OUR_POLICY, ...own })
  return found === undefined ? 'no rule' : `${found.status}: ${found.message}`
}

const condition = (type: string, status: string): JsonObject => ({
  type,
  status,
  reason: 'Why',
  message: `${type} is ${status}`,
})

const rows = [
  ['argoproj.io/v1alpha1', 'Application', {}, 'Progressing: its rule says Progressing'],
  [
    'argoproj.io/v1alpha1',
    'Application',
    { status: { health: { status: 'Degraded', message: 'no' } } },
    'Degraded: no',
  ],
  ['argoproj.io/v1alpha1', 'Application', { status: { health: {} } }, 'Unknown: its rule says no status'],
  ['v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'Healthy: Pending'],
  ['networking.k8s.io/v1', 'Ingress', {}, 'Healthy: its rule says Healthy'],
  ['db.example.com/v1', 'Database', {}, 'Progressing: Waiting for the database'],
  ['db.example.com/v1', 'Database', { status: { conditions: [condition('Ready', 'True')] } }, 'Healthy: Ready is True'],
  [
    'db.example.com/v1',
    'Database',
    { status: { conditions: [condition('Failed', 'True')] } },
    'Degraded: Why: Failed is True',
  ],
  ['queue.example.com/v1', 'Broker', { spec: { paused: true } }, 'Suspended: Paused'],
  [
    'queue.example.com/v1',
    'Broker',
    { spec: { replicas: 3 }, status: { readyReplicas: 2 } },
    'Progressing: Not all ready',
  ],
  ['queue.example.com/v1', 'Broker', { spec: { replicas: 3 }, status: { readyReplicas: 3 } }, 'Healthy: All 3 ready'],
  [
    'build.example.com/v1',
    'Image',
    { status: { latestImage: 'r.example.com/a/b@sha256:12' } },
    'Healthy: built b@sha256:12',
  ],
  ['batch.example.com/v1', 'Migration', { status: { phase: 'Done' } }, 'Healthy: phase Done'],
  ['batch.example.com/v1', 'Migration', { status: { phase: 'Odd' } }, 'Unknown: phase Odd'],
  [
    'dns.example.com/v1',
    'Zone',
    { status: { records: { b: {}, a: { synced: false }, c: { synced: true } } } },
    'Progressing: not synced: a, b',
  ],
  ['cert.example.com/v1', 'Lease', { status: { notAfter: 5 } }, 'Degraded: expired'],
  ['db.cloud.example.com/v1', 'Server', { status: { conditions: [condition('Ready', 'True')] } }, 'Healthy: Ready'],
  [
    'db.cloud.example.com/v1',
    'Server',
    { status: { conditions: [condition('Synced', 'False')] } },
    'Degraded: Synced is False',
  ],
  ['store.cloud.example.com/v1', 'Bucket', {}, 'Healthy: buckets are there at once'],
  ['other.example.com/v1', 'Thing', {}, 'no rule'],
  [
    'db.example.com/v1',
    'Database',
    { status: { observedGeneration: 1, conditions: [condition('Ready', 'True')] } },
    'Progressing: its controller has not yet seen the new spec',
  ],
] as const
for (const [apiVersion, kind, more, expected] of rows) {
  test(`${kind} ${JSON.stringify(more)} is ${expected}`, () => assert.is(judged(apiVersion, kind, more), expected))
}

test('a rule that fails says where, and counts as Unknown', () => {
  assert.match(
    judged('cert.example.com/v1', 'Lease'),
    /^Unknown: .*argocd-cm\.yaml:85: cert\.example\.com\/Lease: the health rule has failed: attempt to index a nil value \(field 'status'\)$/,
  )
})

test('Argo CD trusts an own rule whatever the generation', () => {
  const object = { apiVersion: 'db.example.com/v1', kind: 'Database', metadata: { name: 'x', generation: 2 } }
  const status = { observedGeneration: 1, conditions: [condition('Ready', 'True')] }
  assert.is(assessHealth({ ...object, status }, { ...ARGO_POLICY, ...own })?.status, 'Healthy')
})

const folder = mkdtempSync(join(tmpdir(), 'own-health-'))
async function refusal(data: string): Promise<string> {
  const path = join(folder, 'cm.yaml')
  writeFileSync(path, `kind: ConfigMap\napiVersion: v1\ndata:\n${data}`)
  const { diagnostics } = await readOwnHealth({ from: path, given: true }, io)
  return diagnostics.map((found) => renderDiagnostic(found).replaceAll(`${folder}/`, '')).join('\n')
}

const K = 'resource.customizations'
const refusals = [
  [
    `  ${K}.health.a.io_B: |\n    local x\n    if x the\n`,
    "cm.yaml:6:1 HEALTH_RULE the health rule for a.io/B is no Lua: 'then' expected near 'the'",
  ],
  [
    `  ${K}: |\n    a.io/B:\n      health.lua: |\n        x = = 1\n`,
    "cm.yaml:7:1 HEALTH_RULE the health rule for a.io/B is no Lua: unexpected symbol near '='",
  ],
  [
    `  ${K}.useOpenLibs.a.io_B: "yes"\n  ${K}.health.a.io_B: return\n`,
    `cm.yaml:4:1 HEALTH_RULE ${K}.useOpenLibs.a.io_B is "yes", not true or false`,
  ],
  [`  ${K}.health.a_b_C: return\n`, `cm.yaml:4:1 HEALTH_RULE ${K}.health.a_b_C is not for GROUP_KIND`],
  [
    `  ${K}: |\n    '[z-a]/B':\n      health.lua: return\n`,
    'cm.yaml:6:1 HEALTH_RULE no kind can be written like [z-a]/B',
  ],
  [`  other: x\n`, 'warning HEALTH_RULE cm.yaml has no health rules'],
] as const
for (const [data, expected] of refusals) {
  test(`${JSON.stringify(data)} ends with ${expected}`, async () => {
    const [first] = (await refusal(data)).split('\n')
    assert.is(first, expected)
  })
}

const RULE = `  ${K}.health.ConfigMap: |
    if obj.data.broken then return obj.data.x.y end
    if obj.data.bad then return { status = "Degraded", message = "bad " .. obj.data.bad } end
    return { status = "Healthy", message = "fine" }
`

async function synced(data: Record<string, string>, words = ''): Promise<readonly [number, string]> {
  await refusal(RULE)
  const objects = [configMap('first', { data }), configMap('second', { wave: '1' })]
  const run = await createSession().run(`-f - -o plain --timeout 60s ${words}`, objects)
  return [run.exitCode, run.stdout]
}
const FROM = `--health-from ${join(folder, 'cm.yaml')}`

test('a wave opens and fails by an own rule', async () => {
  assert.is((await synced({ a: 'b' }, FROM))[0], 0)
  const [exitCode, stdout] = await synced({ bad: 'egg' }, FROM)
  assert.is(exitCode, 1)
  assert.match(stdout, 'bad egg')
  assert.is((await synced({ bad: 'egg' }))[0], 0)
})

test('what a rule that fails judges is waited for, and it is told where it failed', async () => {
  const [exitCode, stdout] = await synced({ broken: 'yes' }, FROM)
  assert.is(exitCode, 6)
  assert.match(stdout, "cm.yaml:5: ConfigMap: the health rule has failed: attempt to index a nil value (field 'x')")
})

test('the rules of a cluster are those of its argocd-cm', async () => {
  const session = createSession()
  const made = await session.run('-f - -n argocd --create-namespace', [
    configMap('argocd-cm', {
      namespace: 'argocd',
      data: { [`${K}.health.ConfigMap`]: 'return { status = "Degraded", message = "by rule" }' },
    }),
  ])
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  const run = await session.run('-f - -o plain --health-from cluster', [configMap('first')])
  assert.is(run.exitCode, 1)
  assert.match(run.stdout, 'by rule')
  const absent = await session.run('-f - --health-from cluster:demo', [configMap('other')])
  assert.equal([absent.exitCode, absent.writes], [4, []])
  assert.match(absent.stderr, '--health-from: ConfigMap demo/argocd-cm is not there')
})

test.run()
