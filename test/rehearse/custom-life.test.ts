// Custom resources of a rehearsal: for each kind with a health rule there is a status that is ready, and one that is failed.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allCustomRules, healthTableOf } from '../../src/health/tables/index.ts'
import { assessHealth } from '../../src/health/index.ts'
import { OUR_POLICY } from '../../src/policy.ts'
import { assumedTypes } from '../../src/simulator/schemas/assumed-types.ts'
import { listField, stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { stateCandidates } from '../../src/rehearse/lives/custom-statuses.ts'
import type { CustomOutcome } from '../../src/rehearse/lives/custom-statuses.ts'
import { manifestsOf } from '../support/usual-sync.ts'
import { completions, story, warnings } from './story.ts'
import type { Story } from './story.ts'

const test = suite('custom lives')

const KINDS = allCustomRules().map(([key]) => key.replace(/^\*/, 'any').replace('*', 'SomePolicy'))

/** Whether the kind's rule knows no failure. */
function neverFails(kind: string): boolean {
  const [group = '', name = ''] = kind.split('/')
  const table = healthTableOf({ group, kind: name })
  return table !== undefined && table.rows.every((row) => row.Degraded === undefined)
}

function reaches(kind: string, outcome: CustomOutcome): boolean {
  const [group = '', name = ''] = kind.split('/')
  const object: KubeObject = { apiVersion: `${group}/v1`, kind: name, metadata: { name: 'x', generation: 3 }, spec: {} }
  return stateCandidates(object, outcome, { is: 'built-in' }).some(
    (state) => assessHealth(state, OUR_POLICY)?.status === outcome,
  )
}

test('every kind with a health rule can get ready', () => {
  assert.equal(
    KINDS.filter((kind) => !reaches(kind, 'Healthy')),
    [],
  )
})

test('every kind with a health rule can fail', () => {
  assert.equal(
    KINDS.filter((kind) => !reaches(kind, 'Degraded') && !neverFails(kind)),
    [],
  )
})

const BY_OTHER_FIELDS = [
  { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'Shoot', spec: { region: 'x' } },
  { apiVersion: 'work.karmada.io/v1alpha2', kind: 'ClusterResourceBinding', spec: { resource: {} } },
  { apiVersion: 'astra.netapp.io/v1', kind: 'ExecHook', spec: { action: 'backup' } },
]

for (const manifest of BY_OTHER_FIELDS) {
  test(`a ${manifest.kind}, of which a label or the spec says how it is, gets ready, and fails where it can`, async () => {
    const text = JSON.stringify({ ...manifest, metadata: { name: 'x' } })
    const run = await story(text)
    assert.equal([run.exitCode, warnings(run).filter((line) => line.startsWith('NEVER_READY'))], [0, []])
    if (manifest.kind !== 'ExecHook') {
      assert.is((await story(text, { faults: [['fail', `${manifest.kind}/x`]] })).exitCode, 1)
    }
    assert.is((await story(text, { faults: [['never-ready', `${manifest.kind}/x`]] })).exitCode, 6)
  })
}

const CERTIFICATE = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: tls}
spec: {secretName: tls}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: after, annotations: {argocd.argoproj.io/sync-wave: "1"}}
`

test('a custom resource of a kind that nobody defines is ready after a while, and holds up the next wave until then', async () => {
  const run = await story(CERTIFICATE)
  assert.equal(completions(run), ['5s Succeeded Certificate shop/tls', '5s Succeeded ConfigMap shop/after'])
})

test('it can fail, never get ready, or be slow, as a fault says', async () => {
  const failed = await story(CERTIFICATE, { faults: [['fail', 'Certificate/tls']] })
  assert.equal(completions(failed), ['5s Failed Certificate shop/tls'])
  const slow = await story(CERTIFICATE, { faults: [['slow', 'Certificate/tls=2m']] })
  assert.is(completions(slow)[0], '120s Succeeded Certificate shop/tls')
  const never = await story(CERTIFICATE, { faults: [['never-ready', 'Certificate/tls']] })
  assert.is(never.exitCode, 6)
})

test('what nothing in this world makes ready is told beforehand', async () => {
  const text =
    '{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: shop}, spec: {suspend: true}}'
  const run = await story(text)
  assert.ok(warnings(run).includes('NEVER_READY nothing in this world makes the HelmRelease shop ready'))
  assert.is(run.exitCode, 6)
  assert.is((await story(text, { sync: { customHealth: false } })).exitCode, 0)
})

const NAMESPACE: KubeObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', uid: 'n' },
  status: { phase: 'Active' },
}

/** A certificate as a cluster has it; its condition says which generation it is about only where that is given. */
function liveCertificate(status: 'True' | 'False', reason: string, observedGeneration?: number): readonly KubeObject[] {
  const about = observedGeneration === undefined ? {} : { observedGeneration }
  const object = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'tls', namespace: 'shop', uid: 'c', generation: 2 },
    spec: { secretName: 'tls' },
    status: { conditions: [{ type: 'Ready', status, reason, message: 'as it was', ...about }] },
  }
  return [NAMESPACE, object]
}

const [ONLY_CERTIFICATE = ''] = CERTIFICATE.split('---')
const TYPES = assumedTypes(manifestsOf(ONLY_CERTIFICATE).map(({ object }) => object))

function readyOf({ left }: Story): string {
  const [condition] = listField(
    left.find(({ kind }) => kind === 'Certificate'),
    'status',
    'conditions',
  )
  return ['status', 'message'].map((name) => stringField(condition, name)).join(' ')
}

/** Takes the time that an operator needs. */
function jobIn(wave: number): string {
  return `---
apiVersion: batch/v1
kind: Job
metadata: {name: other, annotations: {argocd.argoproj.io/sync-wave: "${wave}"}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: shop/tools:1}]}}}
`
}

test('a live custom resource that this run does not change stays as it is, broken or not', async () => {
  for (const [start, exitCode, ready] of [
    [liveCertificate('False', 'Failed', 2), 1, 'False as it was'],
    [liveCertificate('False', 'Failed'), 1, 'False as it was'],
    [liveCertificate('False', 'DoesNotExist', 2), 6, 'False as it was'],
    [liveCertificate('True', 'Ready'), 0, 'True as it was'],
  ] as const) {
    const run = await story(ONLY_CERTIFICATE + jobIn(-1), { start, types: TYPES })
    assert.equal([run.exitCode, readyOf(run)], [exitCode, ready])
  }
})

test('its operator works on it again once this run changes it, or where it has not seen the last change', async () => {
  const changed = ONLY_CERTIFICATE.replace('secretName: tls', 'secretName: other')
  for (const [text, seen] of [
    [changed, 2],
    [changed, undefined],
    [ONLY_CERTIFICATE, 1],
  ] as const) {
    const run = await story(text + jobIn(1), { start: liveCertificate('True', 'Ready', seen), types: TYPES })
    assert.equal([run.exitCode, readyOf(run)], [0, 'True simulated'])
  }
})

test.run()
