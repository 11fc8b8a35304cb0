// What a reviewer broke once: each stays mended.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'

const test = suite('mended')

const definition = (scope = 'Namespaced') => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: certificates.cert-manager.io}
spec:
  group: cert-manager.io
  scope: ${scope}
  names: {kind: Certificate, plural: certificates, singular: certificate, listKind: CertificateList}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`

const certificate = (name: string, wave: number, more = '') => `
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: ${name}, annotations: {argocd.argoproj.io/sync-wave: "${wave}"}}
spec: {secretName: ${name}${more}}
`

const READY = { status: { conditions: [{ type: 'Ready', status: 'True' }] } }
const NOT_READY = { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'Old' }] } }

test('custom resources of a definition of this run are all seen: in later waves, and many in one', async () => {
  const lab = createLab()
  const many = Array.from({ length: 20 }, (_, index) => certificate(`m${index}`, 1)).join('')
  const names = ['a', 'b', ...Array.from({ length: 20 }, (_, index) => `m${index}`)]
  const happenings = names.map((name) => ({
    at: name === 'b' ? 20_000 : 10_000,
    what: () => lab.patch('Certificate', name, READY),
  }))
  const run = await lab.sync(definition() + certificate('a', 1) + many + certificate('b', 2), { happenings })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.ok(run.took < 25_000, `${run.took} ms`)
})

test('a Namespace and a definition are never deleted by Replace=true,Force=true', async () => {
  const lab = createLab()
  const options = 'annotations: {argocd.argoproj.io/sync-options: "Replace=true,Force=true"}'
  const run = await lab.sync(`{apiVersion: v1, kind: Namespace, metadata: {name: demo, ${options}}}`)
  assert.is(run.exitCode, 0, run.summary.message)
  assert.not.ok(
    written(run).some((write) => write.startsWith('delete')),
    written(run).join(),
  )
})

test('a dry run creates no namespace, with Argo CD compatibility either', async () => {
  const lab = createLab({ namespaces: ['default'] })
  const syncOptions = { ...NO_SYNC_OPTIONS, createNamespace: true }
  for (const dryRun of ['client', 'server'] as const) {
    const run = await lab.sync('{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}', {
      options: { policy: ARGO_POLICY, wait: false, dryRun, syncOptions },
    })
    assert.equal(written(run), [])
  }
  assert.is(lab.live('Namespace', 'demo'), undefined)
})

test('a status from before the change does not decide, neither for nor against', async () => {
  for (const [old, later] of [
    [NOT_READY, READY],
    [READY, NOT_READY],
  ] as const) {
    const lab = createLab()
    await lab.sync(definition() + certificate('a', 0), { options: { wait: false } })
    await lab.patch('Certificate', 'a', old)
    const run = await lab.sync(definition() + certificate('a', 0, ', dnsNames: [x]'), {
      happenings: [{ at: 1000, what: () => lab.patch('Certificate', 'a', later) }],
    })
    assert.is(run.summary.phase, later === READY ? 'Succeeded' : 'Failed')
    assert.ok(run.took >= 1000, `${run.took} ms`)
  }
})

test('a status that never changes counts after a moment', async () => {
  const lab = createLab()
  await lab.sync(definition() + certificate('a', 0), { options: { wait: false } })
  await lab.patch('Certificate', 'a', READY)
  const run = await lab.sync(definition() + certificate('a', 0, ', dnsNames: [x]'))
  assert.is(run.exitCode, 0, run.summary.message)
  assert.ok(run.took >= 2000 && run.took < 3000, `${run.took} ms`)
})

test('a replacement meets a change by somebody else and goes on', async () => {
  const lab = createLab()
  const text = (value: string) =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: c, annotations: {argocd.argoproj.io/sync-options: Replace=true}}, data: {a: "${value}"}}`
  await lab.sync(text('1'))
  let refused = 0
  const run = await lab.sync(text('2'), {
    through: (cluster) => ({
      ...cluster,
      patch: async (ref, patch, options) => {
        if (options.dryRun === true || refused > 0) return cluster.patch(ref, patch, options)
        refused += 1
        throw new ClusterError('the object has been modified', { reason: 'Conflict', status: 409 })
      },
    }),
  })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.is(refused, 1)
})

test('two hooks of one generated name are a fault', async () => {
  const hook = `
apiVersion: batch/v1
kind: Job
metadata: {generateName: m-, annotations: {argocd.argoproj.io/hook: PreSync}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: x}]}}}
`
  const run = await createLab().sync(`${hook}---${hook}`)
  assert.is(run.exitCode, 3)
  assert.match(
    told(run, 'diagnostic')
      .map(({ diagnostic }) => diagnostic.message)
      .join(),
    /two hooks get the generated name m-/,
  )
})

test('what the gate cannot check is told', async () => {
  const run = await createLab().sync(definition() + certificate('a', 1), { options: { timeoutMs: 5000 } })
  assert.ok(
    warnings(run).some((text) => text.startsWith('the kind comes with this run')),
    warnings(run).join(),
  )
})

test('a field that somebody takes between the gate and the write is told', async () => {
  const lab = createLab()
  const text = (value: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "${value}"}}`
  await lab.sync(text('1'))
  const run = await lab.sync(text('2'), {
    through: (cluster) => ({
      ...cluster,
      apply: async (ref, object, options) => {
        if (options.dryRun !== true && !options.force) {
          const conflicts = [{ manager: 'somebody', field: '.data.a' }]
          throw new ClusterError('conflict', { reason: 'Conflict', status: 409, conflicts })
        }
        return cluster.apply(ref, object, options)
      },
    }),
  })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(
    told(run, 'field-taken').map(({ manager, from, to }) => [manager, from, to]),
    [['somebody', '"1"', '"2"']],
  )
})

test.run()
