// What a run adds to a cause: what its own plan brings too late, what its own limits were, what it may not look at.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { createLab, told, warnings } from '../support/run-sync.ts'
import { deployment, job } from '../support/workloads.ts'
import { story } from '../rehearse/story.ts'

const test = suite('reasons')

const needing = (annotations: string): string => `
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync${annotations}}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: a, envFrom: [{configMapRef: {name: settings}}]}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
`

const diagnosed = (events: readonly SyncEvent[]) =>
  events.flatMap((event) => (event.type === 'failure-diagnosed' ? [[event.diagnosis.code, event.diagnosis.hint]] : []))

const LATE = 'ConfigMap shop/settings comes only in Sync wave 0: bring it before PreSync wave 0, or run this after it'

test('a hook that needs what the same manifests bring later is told so, when it fails', async () => {
  const { events } = await story(needing(', hooksync.dev/timeout: 20s'), { sync: { namespace: 'shop' } })
  assert.equal(diagnosed(events), [['ContainerConfig', LATE]])
})

test('it is told so while it waits, too', async () => {
  const { events } = await story(needing(''), { sync: { namespace: 'shop', timeoutMs: 20_000 } })
  const ends = events.flatMap((event) => (event.type === 'timed-out' ? event.blockers : []))
  assert.equal(
    ends.map(({ code, hint, chain = [] }) => [code, hint, chain.at(-1)?.reason]),
    [['ContainerConfig', LATE, 'CreateContainerConfigError: container "main": configmap "settings" not found']],
  )
})

test('a hook that only took longer than it may is told where that stands', async () => {
  const run = await createLab().sync([job('long', { hook: 'PreSync', timeout: '2s', lab: { 'run-for': '1m' } })])
  assert.equal(diagnosed(run.events), [
    ['Running', 'if it only needs longer, raise its annotation hooksync.dev/timeout'],
  ])
})

/** The same cluster, in which nobody may see pods. */
const withoutPods = (cluster: Cluster): Cluster => ({
  ...cluster,
  list: (type, ...rest) =>
    type.kind === 'ReplicaSet'
      ? Promise.reject(new ClusterError('replicasets.apps is forbidden', { reason: 'Forbidden', status: 403 }))
      : cluster.list(type, ...rest),
})

test('what may not be looked at is told once, however much waits for however long', async () => {
  const slow = ['a', 'b', 'c'].map((name) => deployment(name, { lab: { 'never-ready': 'true' } }))
  const run = await createLab().sync(slow, { through: withoutPods, options: { timeoutMs: 120_000 } })
  assert.is(run.exitCode, 6)
  assert.equal(warnings(run), ['why something waits or fails cannot be told in full: replicasets.apps is forbidden'])
  const chains = told(run, 'timed-out')[0]?.blockers.map(({ message }) => message)
  assert.equal([...new Set(chains)], ['0 of 1 updated replicas available'])
})

const forbidden = (verb: string, resource: string): ClusterError => {
  const who = 'User "ci"'
  const message = `pods is forbidden: ${who} cannot ${verb} resource "${resource}" in API group "" in the namespace "demo"`
  return new ClusterError(message, { reason: 'Forbidden', status: 403 })
}

/** The hints of a Job that fails in such a cluster. */
const hintsOf = async (through: (cluster: Cluster) => Cluster): Promise<readonly (string | undefined)[]> => {
  const run = await createLab().sync([job('fails', { hook: 'PreSync', lab: { 'exit-code': '3' } })], { through })
  return told(run, 'failure-diagnosed').map(({ diagnosis }) => diagnosis.hint)
}

test('where its pods may not be read, the cause of a failure has under it which right is missing', async () => {
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    list: (type, ...rest) =>
      type.kind === 'Pod' ? Promise.reject(forbidden('list', 'pods')) : cluster.list(type, ...rest),
  })
  assert.equal(await hintsOf(through), [
    'what its pods and their logs say could not be read: the right to list pods in namespace demo is missing',
  ])
})

test('where only its log may not be read, likewise', async () => {
  const through = (cluster: Cluster): Cluster => ({
    ...cluster,
    // oxlint-disable-next-line require-yield
    logs: async function* () {
      throw forbidden('get', 'pods/log')
    },
  })
  assert.equal(await hintsOf(through), [
    'the log of its pods could not be read: the right to get pods/log in namespace demo is missing',
  ])
})

test.run()
