import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import { createSimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../src/simulator/simulated-cluster.ts'
import type { ResourceType, WatchEvent } from '../../src/cluster/port.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { stringField } from '../../src/object/kube-object.ts'
import { configMap, describe, job, workload } from '../cluster/conformance-session.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('simulated cluster')

const CONFIG_MAPS: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
}
const DEPLOYMENTS: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
}
const JOBS: ResourceType = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true }
const APPLY = { method: 'server-side', force: true, fieldManager: 'test' } as const
const CREATE = { fieldManager: 'test' } as const

test('two runs of the same are the same, to the last resourceVersion', async () => {
  const run = async (): Promise<readonly KubeObject[]> => {
    const simulated = createSimulatedCluster()
    await simulated.cluster.apply(...inPlace(JOBS, job('j', { 'lab/run-for': '300ms' })), APPLY)
    await simulated.cluster.apply(...inPlace(DEPLOYMENTS, workload('web', {}, { replicas: 2 })), APPLY)
    await simulated.clock.sleep(10_000)
    return simulated.snapshot()
  }
  assert.equal(await run(), await run())
})

test('the audit records what users write and what came of it, not what controllers do', async () => {
  const simulated = createSimulatedCluster({ namespaces: ['shop'] })
  const { cluster, audit, clock } = simulated
  const kubectl = simulated.user('kubectl')
  const object = configMap('c', { a: '1' }, { namespace: 'shop' })
  await cluster.apply(...inPlace(CONFIG_MAPS, object), { ...APPLY, dryRun: true })
  await cluster.apply(...inPlace(CONFIG_MAPS, object), APPLY)
  await cluster.apply(...inPlace(CONFIG_MAPS, object), APPLY)
  const ref = { type: CONFIG_MAPS, namespace: 'shop', name: 'c' }
  await kubectl.patch(ref, { type: 'merge', body: { data: { a: '2' } } }, { fieldManager: 'kubectl-edit' })
  await cluster.create(...inPlace(CONFIG_MAPS, object), CREATE).catch(() => undefined)
  await cluster.apply(...inPlace(JOBS, { ...job('j'), metadata: { name: 'j', namespace: 'shop' } }), APPLY)
  await clock.sleep(5000)
  await kubectl.delete(ref, { propagation: 'Background' })
  await cluster.delete(ref, { propagation: 'Background' })
  const lines = audit.map(({ user: who, verb, kind, namespace, name, code, dryRun, change }) =>
    [who, verb, `${kind} ${namespace}/${name}`, code, change ?? '-', dryRun ? 'dry' : ''].join(' ').trim(),
  )
  assert.equal(lines, [
    'hooksync apply ConfigMap shop/c 201 created dry',
    'hooksync apply ConfigMap shop/c 201 created',
    'hooksync apply ConfigMap shop/c 200 unchanged',
    'kubectl patch ConfigMap shop/c 200 configured',
    'hooksync create ConfigMap shop/c 409 -',
    'hooksync apply Job shop/j 201 created',
    'kubectl delete ConfigMap shop/c 200 -',
    'hooksync delete ConfigMap shop/c 404 -',
  ])
})

test('seeded objects are there with their status, unrecorded', async () => {
  const simulated = createSimulatedCluster()
  const { cluster, audit } = simulated
  simulated.seed([{ ...job('old'), metadata: { name: 'old', uid: 'given' }, status: { succeeded: 1 } }])
  const live = await cluster.get({ type: JOBS, namespace: 'default', name: 'old' })
  assert.equal([live?.metadata.uid, live?.['status']], ['given', { succeeded: 1 }])
  assert.equal(audit, [])
})

test('what it is given stays as it is, and what it gives cannot be changed', async () => {
  const { cluster } = createSimulatedCluster()
  const object = Object.freeze(configMap('c', { a: '1' }))
  const { object: stored } = await cluster.apply(...inPlace(CONFIG_MAPS, object), APPLY)
  assert.equal(object, configMap('c', { a: '1' }))
  assert.ok(Object.isFrozen(stored.metadata))
})

test('a fault refuses a request before it does anything, or hides that it was done', async () => {
  const lost = new ClusterError('connection reset', { reason: 'Unreachable' })
  const isWrite = ({ verb, key }: SimulatedRequest, name: string): boolean => verb === 'apply' && key.name === name
  const { cluster, audit } = createSimulatedCluster({
    faults: {
      beforeRequest: (request) => (isWrite(request, 'before') ? lost : undefined),
      afterRequest: (request) => (isWrite(request, 'after') ? lost : undefined),
    },
  })
  for (const name of ['before', 'after']) {
    const error = await cluster
      .apply(...inPlace(CONFIG_MAPS, configMap(name, {})), APPLY)
      .catch((cause: unknown) => cause)
    // Whoever gets no answer cannot know whether it was done.
    assert.equal(error instanceof ClusterError && [error.message, error.unsure], ['connection reset', name === 'after'])
  }
  assert.is(await cluster.get({ type: CONFIG_MAPS, namespace: 'default', name: 'before' }), undefined)
  assert.is((await cluster.get({ type: CONFIG_MAPS, namespace: 'default', name: 'after' }))?.metadata.name, 'after')
  assert.equal(
    audit.map(({ name, code }) => `${name} ${code}`),
    ['before 0', 'after 201'],
  )
})

test('a slow request takes virtual time', async () => {
  const { cluster, clock } = createSimulatedCluster({ faults: { delay: () => 250 } })
  const start = clock.now()
  await cluster.apply(...inPlace(CONFIG_MAPS, configMap('c', {})), APPLY)
  assert.is(clock.now() - start, 250)
})

test('a watch whose history is forgotten is told all there is', async () => {
  const simulated = createSimulatedCluster()
  await simulated.cluster.apply(...inPlace(CONFIG_MAPS, configMap('a', {})), APPLY)
  const events = await collect(simulated, 2, async () => {
    simulated.forgetHistory()
    await simulated.clock.sleep(1000)
    await simulated.cluster.apply(...inPlace(CONFIG_MAPS, configMap('b', {})), APPLY)
  })
  assert.equal(events.map(describe), ['relisted', 'added b'])
  const [first] = events
  assert.equal(first?.type === 'relisted' ? first.items.map(({ metadata }) => metadata.name) : [], ['a'])
})

test('an interrupted watch tells what it missed when it is resumed', async () => {
  const simulated = createSimulatedCluster()
  const events = await collect(simulated, 4, async () => {
    const resume = simulated.interruptWatches('connection lost')
    await simulated.cluster.apply(...inPlace(CONFIG_MAPS, configMap('a', {})), APPLY)
    await simulated.cluster.delete(
      { type: CONFIG_MAPS, namespace: 'default', name: 'a' },
      { propagation: 'Background' },
    )
    resume()
  })
  assert.equal(events.map(describe), ['interrupted', 'resumed', 'added a', 'deleted a'])
})

test('a type that is not served is not resolved, and requests for it are NotFound', async () => {
  const { cluster } = createSimulatedCluster()
  assert.is(await cluster.resolve({ group: 'policy', version: 'v1beta1', kind: 'PodSecurityPolicy' }), undefined)
  const type = {
    group: 'policy',
    version: 'v1beta1',
    kind: 'PodSecurityPolicy',
    plural: 'podsecuritypolicies',
    namespaced: false,
  }
  assert.is(await cluster.get({ type, namespace: '', name: 'p' }), undefined)
  const error = await cluster.list(type, {}).catch((cause: unknown) => cause)
  assert.is(error instanceof ClusterError ? error.message : '', 'the server could not find the requested resource')
})

test('extra types are served without a definition', async () => {
  const type = { group: 'lab.example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true }
  const { cluster } = createSimulatedCluster({ types: [type] })
  assert.equal(await cluster.resolve(type), type)
  const widget: KubeObject = {
    apiVersion: 'lab.example.com/v1',
    kind: 'Widget',
    metadata: { name: 'w' },
    status: { phase: 'Done' },
  }
  assert.equal((await cluster.apply(...inPlace(type, widget), APPLY)).object['status'], { phase: 'Done' })
})

test('a pod of a Deployment that exits with an error is restarted with a growing back-off', async () => {
  const { cluster, clock } = createSimulatedCluster()
  await cluster.apply(...inPlace(DEPLOYMENTS, workload('web', { 'lab/exit-code': '1', 'lab/run-for': '1s' })), APPLY)
  await clock.sleep(60_000)
  const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }
  const [pod, ...others] = (await cluster.list(pods, { namespace: 'default' })).items
  assert.equal(others, [])
  const [status] = Array.isArray(statuses(pod)) ? statuses(pod) : []
  assert.is(stringField(status, 'state', 'waiting', 'reason'), 'CrashLoopBackOff')
  assert.is(stringField(status, 'lastState', 'terminated', 'reason'), 'Error')
})

test('a followed log does not outlive its signal', async () => {
  const { cluster, clock } = createSimulatedCluster()
  const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', annotations: { 'lab/log': 'one' } },
    spec: { containers: [{ name: 'main', image: 'lab/any:1' }] },
  }
  await cluster.create(...inPlace(pods, pod), CREATE)
  await clock.sleep(1000)
  const stop = new AbortController()
  const lines: string[] = []
  const ref = { type: pods, namespace: 'default', name: 'p' }
  for await (const line of cluster.logs(ref, { container: 'main', follow: true, signal: stop.signal })) {
    lines.push(line)
    stop.abort()
  }
  assert.equal(lines, ['one'])
})

function statuses(pod: KubeObject | undefined): readonly KubeObject[] {
  const status = pod?.['status']
  if (typeof status !== 'object' || status === null || !('containerStatuses' in status)) return []
  return Array.isArray(status.containerStatuses) ? status.containerStatuses : []
}

async function collect(
  { cluster }: SimulatedCluster,
  count: number,
  during: () => Promise<void>,
): Promise<readonly WatchEvent[]> {
  const { resourceVersion } = await cluster.list(CONFIG_MAPS, { namespace: 'default' })
  const stop = new AbortController()
  const events: WatchEvent[] = []
  const options = { namespace: 'default', resourceVersion, signal: stop.signal }
  const watching = (async () => {
    for await (const event of cluster.watch(CONFIG_MAPS, options)) {
      events.push(event)
      if (events.length === count) stop.abort()
    }
  })()
  await during()
  await watching
  return events
}

test.run()
