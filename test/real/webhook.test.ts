// Admission webhooks that nobody answers for, on a real API server: what guards an object must not keep out its own repair.
// time limit: 180 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { kubectl, makeNamespace, startSync, stream, sync } from './lab.ts'

const test = suite('webhooks')
const real = withControlPlane(test, { kwok: false, webhooks: true })

const guarded = (wave = '0'): KubeObject => object('ConfigMap', 'guarded', { annotations: annotate({ wave }) })

/** A webhook at a port where nobody listens, for the ConfigMaps of one namespace. */
const webhook = (namespace: string, failurePolicy: 'Fail' | 'Ignore', wave = '0'): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: `check-${namespace}`, annotations: annotate({ wave }) },
  webhooks: [
    {
      name: 'check.example.com',
      clientConfig: { url: 'https://127.0.0.1:9/' },
      failurePolicy,
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }],
    },
  ],
})

real('a sync that repairs a dead webhook in wave 0 writes in wave 1 what it guards', async (plane) => {
  const namespace = await makeNamespace(plane, 'repaired')
  await kubectl(plane, ['create', '-f', '-'], stream(webhook(namespace, 'Fail')))
  const input = stream(webhook(namespace, 'Ignore'), guarded('1'))
  const planned = await sync(plane, ['plan', '-f', '-', '-n', namespace], { input })
  assert.equal([planned.exitCode, planned.writes], [0, []], planned.stdout + planned.stderr)
  const run = await sync(plane, ['-f', '-', '-n', namespace], { input })
  assert.is(run.exitCode, 0, run.stdout)
  assert.match(
    run.stdout,
    /warning: webhook "check\.example\.com" cannot be called: .*: not fully checked before it answers/,
  )
  assert.equal(run.writes, [`apply validatingwebhookconfigurations check-${namespace}`, 'create configmaps guarded'])
})

real('what a dead webhook keeps out is tried again until it is gone, and told', async (plane) => {
  const namespace = await makeNamespace(plane, 'later')
  await kubectl(plane, ['create', '-f', '-'], stream(webhook(namespace, 'Fail')))
  const input = stream(guarded())
  const running = startSync(plane, ['-f', '-', '-n', namespace, '-o', 'json'], { input })
  await running.told(/waiting for admission of \/ConfigMap\/guarded/)
  await kubectl(plane, ['delete', 'validatingwebhookconfiguration', `check-${namespace}`])
  const run = await running.ended
  assert.is(run.exitCode, 0, run.stdout)
  assert.is(run.events.filter(({ type }) => type === 'apply-failed').length, 0)
})

real('it ends at the time limit, and as Argo CD ends with --argo-compat', async (plane) => {
  const namespace = await makeNamespace(plane, 'never')
  await kubectl(plane, ['create', '-f', '-'], stream(webhook(namespace, 'Fail')))
  const input = stream(guarded())
  const late = await sync(plane, ['-f', '-', '-n', namespace, '--timeout', '3s'], { input })
  assert.equal([late.exitCode, late.writes], [6, []], late.stdout)
  assert.match(late.stdout, /ConfigMap never\/guarded.*: webhook "check\.example\.com" cannot be called/)
  const compat = await sync(plane, ['-f', '-', '-n', namespace, '--argo-compat'], { input })
  assert.equal([compat.exitCode, compat.writes], [1, []], compat.stdout)
  assert.match(compat.stdout, 'failed calling webhook "check.example.com"')
  await kubectl(plane, ['delete', 'validatingwebhookconfiguration', `check-${namespace}`])
})

test.run()
