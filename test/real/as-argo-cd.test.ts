// What Argo CD does and is easily done otherwise, on a real API server.
// time limit: 240 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { annotate } from '../support/objects.ts'
import { bare } from '../support/workloads.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { kubectl, live, makeNamespace, startSync, stream, sync } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('as Argo CD')
const real = withControlPlane(test)

const NEVER_READY = {
  metadata: { labels: { app: 'web' }, annotations: { 'lab/never-ready': 'true' } },
  spec: { containers: [{ name: 'main', image: 'nginx' }] },
}

for (const [name, flags] of [
  ['default', []],
  ['no-wait', ['--no-wait']],
  ['compat', ['--argo-compat']],
] as const) {
  real(`a Deployment that runs out of time beside a Sync hook fails the sync: ${name}`, async (plane) => {
    const namespace = await makeNamespace(plane, `beside-${name}`)
    const input = stream(
      job('slow', { hook: { hook: 'Sync' }, lab: { 'lab/run-for': '5s' } }),
      deployment('web', { progressDeadlineSeconds: 1, template: NEVER_READY }),
    )
    const run = await sync(plane, ['-f', '-', '-n', namespace, ...flags], { input })
    assert.is(run.exitCode, 1, run.stdout)
    assert.match(run.stdout, 'failed Deployment')
  })
}

/** Serves a kind with a status of its own, which nobody reconciles. */
const serve = async (plane: ControlPlane, kind: string, group: string, version: string): Promise<void> => {
  const plural = `${kind.toLowerCase()}s`
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  const definition: KubeObject = {
    ...bare('apiextensions.k8s.io/v1', 'CustomResourceDefinition', `${plural}.${group}`),
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, subresources: { status: {} }, schema }],
    },
  }
  await kubectl(plane, ['create', '-f', '-'], JSON.stringify(definition))
  await kubectl(plane, ['wait', '--for=condition=Established', `crd/${plural}.${group}`])
}

/** What the operator of an object says of it. */
const says = async (
  plane: ControlPlane,
  what: readonly [name: string, namespace: string],
  status: object,
): Promise<void> => {
  const [name, namespace] = what
  const patch = JSON.stringify({ status })
  await kubectl(plane, ['patch', name, '-n', namespace, '--type=merge', '--subresource=status', '-p', patch])
}

real(
  'what an operator says against a new spec counts, though it raises observedGeneration only on success',
  async (plane) => {
    const namespace = await makeNamespace(plane, 'exchange')
    await serve(plane, 'Exchange', 'rabbitmq.com', 'v1beta1')
    const exchange = (type: string): string =>
      stream({ ...bare('rabbitmq.com/v1beta1', 'Exchange', 'orders'), spec: { name: 'orders', type } })
    const name = ['exchange/orders', namespace] as const
    const condition = (status: string, reason: string, message: string): object => ({
      type: 'Ready',
      status,
      reason,
      message,
    })
    const first = startSync(plane, ['-f', '-', '-n', namespace, '-o', 'json'], { input: exchange('direct') })
    await first.told(/"type":"waiting"/)
    const good = condition('True', 'SuccessfulCreateOrUpdate', '')
    await says(plane, name, { observedGeneration: 1, conditions: [good] })
    assert.is((await first.ended).exitCode, 0)
    const args = ['-f', '-', '-n', namespace, '-o', 'json', '--degraded-grace', '1s']
    const running = startSync(plane, args, { input: exchange('topic') })
    await running.told(/its controller has not yet seen the new spec/)
    await says(plane, name, { conditions: [condition('False', 'FailedCreateOrUpdate', 'inequivalent arg type')] })
    const run = await running.ended
    assert.is(run.exitCode, 1, run.stdout)
    assert.match(run.stdout, 'counts as failed unless it recovers within 1s')
    // Nothing is written any more, and what the operator has said is known.
    const again = await sync(plane, args, { input: exchange('topic') })
    assert.equal([again.exitCode, again.writes], [1, []], again.stdout)
    assert.match(again.stdout, '"cause":"FailedCreateOrUpdate: inequivalent arg type"')
  },
)

real('a custom resource that is Degraded for a moment has not failed', async (plane) => {
  const namespace = await makeNamespace(plane, 'moment')
  await serve(plane, 'ExternalSecret', 'external-secrets.io', 'v1')
  const input = stream(bare('external-secrets.io/v1', 'ExternalSecret', 'creds'))
  const running = startSync(plane, ['-f', '-', '-n', namespace, '-o', 'json'], { input })
  await running.told(/"type":"waiting"/)
  const name = ['externalsecret/creds', namespace] as const
  await says(plane, name, { conditions: [{ type: 'Ready', status: 'False', message: 'no such store' }] })
  await running.told(/Degraded: no such store; counts as failed unless it recovers within 10s/)
  await says(plane, name, { conditions: [{ type: 'Ready', status: 'True', message: 'synced' }] })
  const run = await running.ended
  assert.is(run.exitCode, 0, run.stdout)
})

for (const [name, set, flags] of [
  ['manifests', [bare('v1', 'Namespace', 'leaving-manifests')], []],
  ['flag', [], ['--create-namespace']],
] as const) {
  real(`a namespace that is being deleted is waited for, told, then made anew: ${name}`, async (plane) => {
    const namespace = await makeNamespace(plane, `leaving-${name}`)
    const held = configMap('hold')
    const hold = { ...held, metadata: { ...held.metadata, finalizers: ['lab.example.com/hold'] } }
    await kubectl(plane, ['create', '-n', namespace, '-f', '-'], stream(hold))
    const input = stream(...set, job('mig', { hook: { hook: 'PreSync' } }), configMap('c'))
    await kubectl(plane, ['delete', 'namespace', namespace, '--wait=false'])
    const args = ['-f', '-', '-n', namespace, '-o', 'json', ...flags]
    const running = startSync(plane, args, { input })
    await running.told(new RegExp(`waiting for deletion of /Namespace/${namespace}`))
    await kubectl(plane, [
      'patch',
      'cm/hold',
      '-n',
      namespace,
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":null}}',
    ])
    const run = await running.ended
    assert.is(run.exitCode, 0, run.stdout)
    assert.ok(await live(plane, 'cm/c', '-n', namespace))
  })
}

real('ApplyOutOfSyncOnly=true neither writes nor awaits what is in sync', async (plane) => {
  const namespace = await makeNamespace(plane, 'only')
  const web = deployment('web', { template: NEVER_READY })
  const replaced = configMap('replaced')
  const annotations = annotate({ options: 'Replace=true' })
  const set = [web, { ...replaced, metadata: { ...replaced.metadata, annotations } }]
  const args = ['-f', '-', '-n', namespace, '--timeout', '30s']
  const first = await sync(plane, [...args, '--no-wait'], { input: stream(...set) })
  assert.is(first.exitCode, 0, first.stdout)
  const only = [...args, '--sync-option', 'ApplyOutOfSyncOnly=true']
  const run = await sync(plane, only, { input: stream(...set, configMap('c')) })
  assert.equal([run.exitCode, run.writes], [0, ['create configmaps c']], run.stdout)
})

test.run()
