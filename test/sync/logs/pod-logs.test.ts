// The logs of a namespace's pods: who waits takes no turn, no log is lost silently, and no clock but the cluster's counts.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster, LogOptions, WatchEvent } from '../../../src/cluster/port.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { createPodLogs } from '../../../src/sync/logs/pod-logs.ts'
import { createLab } from '../../support/run-sync.ts'
import { stillClock } from '../../support/still-clock.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { job } from '../../support/workloads.ts'
import { task } from '../../report/build-events.ts'

const test = suite('logs of a namespace')

type Asked = Pick<LogOptions, 'container' | 'previous' | 'sinceSeconds' | 'follow'> & { readonly pod: string }

/** A cluster whose lists are answered and whose watches tell when the test says so. */
function toldCluster(say: (asked: Asked) => readonly string[] | 'silence') {
  const lists: ((pods: readonly KubeObject[]) => void)[] = []
  const watches: { readonly tell: (event: WatchEvent) => void; readonly isClosed: () => boolean }[] = []
  const asked: Asked[] = []
  const selectors: (string | undefined)[] = []
  const cluster = {
    resolve: async () => ({ group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }),
    list: (_type: unknown, { labelSelector }: { readonly labelSelector?: string }) => {
      selectors.push(labelSelector)
      return new Promise((resolve) => void lists.push((items) => resolve({ items, resourceVersion: '1' })))
    },
    async *watch(_type: unknown, { signal }: { readonly signal: AbortSignal }) {
      const queue: WatchEvent[] = []
      let wake = (): void => undefined
      watches.push({ tell: (event) => (queue.push(event), wake()), isClosed: () => signal.aborted })
      signal.addEventListener('abort', () => wake(), { once: true })
      while (!signal.aborted) {
        yield* queue.splice(0)
        await new Promise<void>((resolve) => void (wake = resolve))
      }
    },
    async *logs(
      { name }: { readonly name: string },
      { container, previous, sinceSeconds, follow, signal }: LogOptions,
    ) {
      const one = { pod: name, container, previous, sinceSeconds, follow } as Asked
      asked.push(one)
      const lines = say(one)
      if (lines !== 'silence') yield* lines
      else await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
    },
  } as unknown as Cluster
  const told: string[] = []
  const warned: string[] = []
  const logs = createPodLogs('shop', {
    cluster,
    clock: stillClock,
    tell: (event) => void (event.type === 'log-line' && told.push(event.line)),
    stop: new AbortController().signal,
    unseen: new Set(),
    warn: (_about, message) => void warned.push(message),
    settings: { which: 'all' },
  })
  return { logs, lists, watches, asked, selectors, told, warned }
}

const STATES = {
  waiting: { waiting: { reason: 'ContainerCreating' } },
  running: { running: {} },
  ended: { terminated: { exitCode: 0 } },
} as const

function pod(name: string, owner: string, state: keyof typeof STATES, restartCount = 0): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      // Long before what the clock of the test says.
      creationTimestamp: '2020-01-01T00:00:00Z',
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: owner, uid: `uid-${owner}` }],
    },
    spec: { containers: [{ name: 'main' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'main', restartCount, state: STATES[state] }] },
  }
}

const MIGRATE = task('batch/Job shop/migrate', 'PreSync')

test('who has nothing to say takes no turn from those who speak', async () => {
  const lab = createLab()
  const stuck = Array.from({ length: 30 }, (_, index) =>
    job(`a${index}`, { hook: 'PreSync', lab: { 'image-pull-error': 'no such image' } }),
  )
  const speaking = job('z', { hook: 'PreSync', lab: { 'run-for': '3s', log: 'heard' } })
  const options = { logs: { which: 'hooks' as const }, timeoutMs: 20_000 }
  const { events } = await lab.sync([...stuck, speaking], { options })
  assert.equal(
    events.flatMap((event) => (event.type === 'log-line' ? [event.line] : [])),
    ['heard'],
  )
  assert.equal(
    events.flatMap((event) => (event.type === 'warning' ? [event.message] : [])),
    [],
  )
})

test('a log whose turn has not come when its hook is over is told of', async () => {
  const { logs, lists, warned } = toldCluster(() => 'silence')
  logs.expect(MIGRATE)
  await waitUntil(() => lists.length === 1)
  const talking = Array.from({ length: 24 }, (_, index) => pod(`p${index}`, 'migrate', 'running'))
  lists[0]?.([...talking, pod('last', 'migrate', 'ended')])
  logs.follow(MIGRATE, 'uid-migrate', false)
  await waitUntil(() => warned.length === 1)
  assert.match(warned[0] ?? '', '24 logs are read at once in namespace shop')
  void logs.release(MIGRATE.task, 0)
  await waitUntil(() => warned.length === 2)
  assert.is(warned[1], 'not all logs of Job shop/migrate could be read: last/main')
})

const WATCHED: readonly (readonly [ids: readonly string[], selector: string | undefined])[] = [
  [['batch/Job shop/a', 'batch/Job shop/b'], 'job-name'],
  [['argoproj.io/Workflow shop/a'], 'workflows.argoproj.io/workflow'],
  [['tekton.dev/TaskRun shop/a'], 'tekton.dev/taskRun'],
  // Its pods have no label of Kubernetes' own Jobs.
  [['batch.volcano.sh/Job shop/a'], undefined],
  [['example.com/Migration shop/a'], undefined],
]

for (const [ids, selector] of WATCHED) {
  test(`of ${ids.join(' and ')} pods are watched by ${selector ?? 'no label'}`, async () => {
    const { logs, selectors } = toldCluster(() => 'silence')
    for (const id of ids) logs.expect(task(id, 'PreSync'))
    await waitUntil(() => selectors.length > 0)
    assert.equal(selectors, [selector])
    logs.close()
  })
}

test('of hooks with different labels all pods are watched', async () => {
  const { logs, selectors } = toldCluster(() => 'silence')
  logs.expect(task('argoproj.io/Workflow shop/a', 'PreSync'))
  await waitUntil(() => selectors.length === 1)
  logs.expect(task('batch/Job shop/b', 'PreSync'))
  await waitUntil(() => selectors.length === 2)
  assert.equal(selectors, ['workflows.argoproj.io/workflow', undefined])
  logs.close()
})

test('while a watch is made wider the narrower one goes on; a log that is gone with its pod by then is told of', async () => {
  const { logs, lists, watches, told, warned } = toldCluster(({ pod: name }) =>
    name === 'born' ? ['0 said'] : 'silence',
  )
  logs.expect(MIGRATE)
  await waitUntil(() => lists.length === 1)
  const talking = Array.from({ length: 24 }, (_, index) => pod(`p${index}`, 'migrate', 'running'))
  lists[0]?.([...talking, pod('waits', 'migrate', 'ended')])
  logs.follow(MIGRATE, 'uid-migrate', false)
  const setup = task('batch/Job shop/setup', 'PreSync')
  logs.expect(setup)
  logs.follow(setup, 'uid-setup', false)
  await waitUntil(() => watches.length === 1)
  logs.expect(task('apps/Deployment shop/web'))
  await waitUntil(() => lists.length === 2)
  assert.is(watches[0]?.isClosed(), false)
  watches[0]?.tell({ type: 'deleted', object: talking[0] ?? pod('p0', 'migrate', 'running') })
  watches[0]?.tell({ type: 'added', object: pod('more', 'setup', 'ended') })
  lists[1]?.(talking.slice(1))
  await waitUntil(() => watches[0]?.isClosed() === true)
  await logs.release(MIGRATE.task, 0)
  assert.match(warned.join('\n'), 'not all logs of Job shop/migrate could be read: p0/main, waits/main')
  assert.equal(told, [])
})

test('what was not there at the write is read from its beginning, whatever our clock says', async () => {
  const { logs, lists, watches, asked } = toldCluster(({ previous }) => (previous === true ? ['before'] : ['now']))
  logs.expect(MIGRATE)
  await waitUntil(() => lists.length === 1)
  lists[0]?.([pod('old', 'migrate', 'ended', 1)])
  await waitUntil(() => watches.length === 1)
  logs.follow(MIGRATE, 'uid-migrate', true)
  watches[0]?.tell({ type: 'added', object: pod('new', 'migrate', 'ended', 1) })
  await waitUntil(() => asked.length === 3)
  await pause(0)
  assert.equal(
    asked.map(({ pod: name, previous, sinceSeconds }) => [name, previous ?? false, sinceSeconds]),
    [
      ['old', false, 1],
      ['new', true, undefined],
      ['new', false, undefined],
    ],
  )
  logs.close()
})

test('while a watch is made wider, what the narrower one tells makes no pod a young one', async () => {
  const { logs, lists, watches, asked } = toldCluster(() => ['now'])
  const setup = task('batch/Job shop/setup', 'PreSync')
  logs.expect(setup)
  logs.follow(setup, 'uid-setup', false)
  await waitUntil(() => lists.length === 1)
  lists[0]?.([])
  await waitUntil(() => watches.length === 1)
  logs.expect(task('apps/Deployment shop/web'))
  await waitUntil(() => lists.length === 2)
  watches[0]?.tell({ type: 'added', object: pod('new', 'setup', 'ended') })
  await waitUntil(() => asked.length === 1)
  logs.follow(MIGRATE, 'uid-migrate', true)
  lists[1]?.([pod('new', 'setup', 'ended'), pod('old', 'migrate', 'ended')])
  await waitUntil(() => asked.length === 2)
  assert.equal(
    asked.map(({ pod: name, sinceSeconds }) => [name, sinceSeconds]),
    [
      ['new', undefined],
      ['old', 1],
    ],
  )
  logs.close()
})

test('a narrower watch whose list comes late goes on until the wider one has begun', async () => {
  const { logs, lists, watches } = toldCluster(() => 'silence')
  logs.expect(MIGRATE)
  await waitUntil(() => lists.length === 1)
  logs.expect(task('apps/Deployment shop/web'))
  await waitUntil(() => lists.length === 2)
  lists[0]?.([])
  await waitUntil(() => watches.length === 1)
  assert.is(watches[0]?.isClosed(), false)
  lists[1]?.([])
  await waitUntil(() => watches[0]?.isClosed() === true)
  logs.close()
})

test.run()
