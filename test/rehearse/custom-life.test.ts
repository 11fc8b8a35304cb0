// Custom resources of a rehearsal: for each kind with a health rule there is a status that is ready, and one that is failed.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CUSTOM_RULES, WILDCARD_RULES } from '../../src/health/custom/index.ts'
import { assessHealth } from '../../src/health/index.ts'
import type { KubeObject } from '../../src/manifest/kube-object.ts'
import { statusCandidates } from '../../src/rehearse/lives/custom-statuses.ts'
import type { Outcome } from '../../src/rehearse/lives/custom-statuses.ts'
import { completions, story, warnings } from './story.ts'

const test = suite('custom lives')

const KINDS = [...Object.keys(CUSTOM_RULES), ...WILDCARD_RULES.map(({ suffix }) => `any${suffix}/Thing`)]

function reaches(kind: string, outcome: Outcome): boolean {
  const [group = '', name = ''] = kind.split('/')
  const object: KubeObject = { apiVersion: `${group}/v1`, kind: name, metadata: { name: 'x', generation: 3 }, spec: {} }
  return statusCandidates(object, outcome).some(
    (status) => assessHealth({ ...object, status }, { argoCompat: false })?.status === outcome,
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
    KINDS.filter((kind) => !reaches(kind, 'Degraded')),
    [],
  )
})

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

test.run()
