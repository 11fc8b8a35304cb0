// Signals and the end of the time: nothing more is written, what runs is named, and the sync ends though the cluster is silent.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { createVirtualClock } from '../../src/simulator/virtual-clock.ts'
import { ClusterError } from '../../src/errors.ts'
import { createStop, orStopped, readOnlyAfter } from '../../src/sync/stop.ts'
import { createLab, told, written } from '../support/run-sync.ts'
import type { Happening, SyncRun } from '../support/run-sync.ts'
import { configMap, deployment, job } from '../support/workloads.ts'
import { inPlace } from '../support/in-place.ts'

const test = suite('stop')

const signalAt = (at: number, name: string): Happening => ({ at, what: ({ signal }) => signal(name) })

const set = [
  job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } }),
  configMap('c'),
  deployment('web'),
  job('sf', { hook: 'SyncFail' }),
]

const stillRunning = (run: SyncRun) =>
  told(run, 'interrupted').map((event) => [event.signal, ...event.stillRunning.map(({ key }) => key.name)])

const never = new Promise<never>(() => {})

for (const [name, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${name} while a hook runs: no further write, the hook is named, exit code ${exitCode}`, async () => {
    const lab = createLab()
    const run = await lab.sync(set, { happenings: [signalAt(4000, name)] })
    assert.is(run.exitCode, exitCode)
    assert.is(run.took, 4000)
    assert.equal(written(run), ['create Job/mig'])
    assert.equal(stillRunning(run), [[name, 'mig']])
    assert.is(run.summary.message, 'Operation terminated')
    assert.is(told(run, 'operation-completed').length, 1)
  })
}

test('a timer that is early, or shorter than the time left, does not lose the deadline', async () => {
  let now = 0
  const slept: number[] = []
  const sleep = async (milliseconds: number): Promise<void> => {
    slept.push(milliseconds)
    now += milliseconds - (slept.length === 1 ? 1 : 0)
  }
  const month = 31 * 24 * 60 * 60_000
  const stop = createStop(new AbortController().signal, { now: () => now, sleep }, month)
  await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
  assert.equal(slept, [2 ** 31 - 1, month - (2 ** 31 - 1) + 1])
})

test('SIGINT in the middle of a wave: what was not begun is not written', async () => {
  const lab = createLab({ faults: { delay: ({ verb, dryRun }) => (verb === 'apply' && !dryRun ? 1000 : 0) } })
  const many = Array.from({ length: 10 }, (_, at) => configMap(`c${at}`))
  const run = await lab.sync(many, { options: { concurrency: 2 }, happenings: [signalAt(2500, 'SIGINT')] })
  assert.is(run.exitCode, 130)
  // Two at once take a second each: four are done, two are on their way and may end.
  assert.equal(
    written(run),
    ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'].map((name) => `create ConfigMap/${name}`),
  )
  assert.is(run.took, 3000)
  assert.is(run.summary.counts['created'], 6)
  assert.equal(stillRunning(run), [['SIGINT']])
})

test('SIGINT in a wave: a Deployment that was written and is not ready is named, a ConfigMap is not', async () => {
  const lab = createLab()
  const run = await lab.sync([configMap('c'), deployment('web', { lab: { 'ready-after': '1h' } })], {
    happenings: [signalAt(5000, 'SIGINT')],
  })
  assert.equal(stillRunning(run), [['SIGINT', 'web']])
})

test('SIGINT while the wave delay passes ends at once', async () => {
  const lab = createLab()
  const run = await lab.sync([configMap('a'), configMap('b', { wave: '1' })], {
    options: { waveDelayMs: 60_000 },
    happenings: [signalAt(5000, 'SIGINT')],
  })
  assert.equal(written(run), ['create ConfigMap/a'])
  assert.is(run.took, 5000)
  assert.is(run.exitCode, 130)
})

test('SIGINT while a leftover hook is on its way out: nothing is created', async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync' })
  await lab.put([{ ...mig, metadata: { ...mig.metadata, finalizers: ['example.com/hold'] } }])
  const run = await lab.sync([mig], { happenings: [signalAt(5000, 'SIGINT')] })
  assert.equal(written(run), ['delete Job/mig'])
  assert.is(run.took, 5000)
})

test('SIGINT between the delete and the create of a forced replacement: nothing is created', async () => {
  const lab = createLab()
  const c = configMap('c')
  await lab.put([{ ...c, metadata: { ...c.metadata, finalizers: ['example.com/hold'] } }])
  const run = await lab.sync([configMap('c', { options: 'Replace=true,Force=true', data: { key: 'new' } })], {
    happenings: [
      signalAt(5000, 'SIGINT'),
      { at: 5001, what: () => lab.patch('ConfigMap', 'c', { metadata: { finalizers: null } }) },
    ],
  })
  assert.equal(written(run), ['delete ConfigMap/c'])
  assert.is(run.exitCode, 130)
})

test('a signal before the sync begins: nothing is asked and nothing is written', async () => {
  const lab = createLab()
  const aborted = new AbortController()
  aborted.abort('SIGTERM')
  const run = await lab.sync(set, { options: { signal: aborted.signal } })
  assert.is(run.exitCode, 143)
  assert.equal(run.audit, [])
})

const silent: readonly [what: string, through: (cluster: Cluster) => Cluster][] = [
  ['kinds', (cluster) => ({ ...cluster, resolve: () => never })],
  ['lists', (cluster) => ({ ...cluster, list: () => never })],
  [
    'dry runs',
    (cluster) => ({
      ...cluster,
      apply: (ref, object, options) => (options.dryRun === true ? never : cluster.apply(ref, object, options)),
    }),
  ],
]
for (const [what, through] of silent) {
  test(`a signal ends the preparation at once although the cluster never answers for ${what}`, async () => {
    const lab = createLab()
    const run = await lab.sync(set, { through, happenings: [signalAt(3000, 'SIGINT')] })
    assert.is(run.exitCode, 130)
    assert.is(run.took, 3000)
    assert.equal(written(run), [])
    assert.equal(stillRunning(run), [['SIGINT']])
  })

  test(`the end of the time ends the preparation although the cluster never answers for ${what}`, async () => {
    const lab = createLab()
    const run = await lab.sync(set, { through, options: { timeoutMs: 30_000 } })
    assert.is(run.exitCode, 6)
    assert.is(run.took, 30_000)
    assert.equal(told(run, 'timed-out').length, 1)
  })
}

test('a write that never ends gets a second after a signal', async () => {
  const lab = createLab()
  const run = await lab.sync([configMap('a'), configMap('b'), job('mig', { hook: 'Sync' })], {
    through: (cluster) => ({
      ...cluster,
      apply: (ref, object, options) =>
        options.dryRun !== true && object.metadata.name === 'b' ? never : cluster.apply(ref, object, options),
    }),
    happenings: [signalAt(10_000, 'SIGINT')],
  })
  assert.is(run.exitCode, 130)
  assert.is(run.took, 11_000)
  assert.equal(written(run), ['create ConfigMap/a'])
  assert.is(run.events.at(-1)?.type, 'operation-completed')
})

test('a write that ends within the second is told, and nothing follows it', async () => {
  const lab = createLab({ faults: { delay: ({ key, dryRun }) => (key.name === 'b' && !dryRun ? 10_700 : 0) } })
  const run = await lab.sync([configMap('a'), configMap('b'), configMap('z', { wave: '1' })], {
    happenings: [signalAt(10_000, 'SIGINT')],
  })
  assert.is(run.took, 10_700)
  assert.equal(
    told(run, 'resource-applied').map(({ key }) => key.name),
    ['a', 'b'],
  )
})

test('a write that ends after the sync has ended tells nothing any more', async () => {
  const lab = createLab({ faults: { delay: ({ key, dryRun }) => (key.name === 'b' && !dryRun ? 60_000 : 0) } })
  const run = await lab.sync([configMap('b')], { happenings: [signalAt(10_000, 'SIGINT')] })
  const count = run.events.length
  await lab.clock.sleep(100_000)
  assert.is(run.took, 11_000)
  assert.is(run.events.length, count)
})

test('a log that never ends does not keep the reasons of a failure, nor the sync, waiting', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'exit-code': '1' } })], {
    through: (cluster) => ({
      ...cluster,
      async *logs() {
        yield await never
      },
    }),
    happenings: [signalAt(3000, 'SIGINT')],
  })
  assert.is(run.exitCode, 130)
  assert.is(run.took, 3000)
})

test('the reasons of a failure are given up after a while when the cluster is silent', async () => {
  const lab = createLab()
  const run = await lab.sync(
    [job('mig', { hook: 'PreSync', lab: { 'exit-code': '1' } }), job('sf', { hook: 'SyncFail' })],
    {
      through: (cluster) => ({
        ...cluster,
        async *logs() {
          yield await never
        },
      }),
    },
  )
  assert.is(run.exitCode, 1)
  assert.ok(run.took < 20_000, `${run.took} ms`)
  assert.equal(written(run), ['create Job/mig', 'create Job/sf'])
})

test('a cluster that goes away ends the sync with exit code 4, and after a signal with that of the signal', async () => {
  const away = (after: number) => {
    const lab = createLab({
      faults: {
        beforeRequest: ({ key, dryRun, verb }) =>
          key.name === 'late' && !dryRun && verb === 'apply'
            ? new ClusterError('connection refused', { reason: 'Unreachable' })
            : undefined,
        delay: ({ key, dryRun }) => (key.name === 'late' && !dryRun ? 2000 : 0),
      },
    })
    return lab.sync([configMap('late')], { happenings: [signalAt(after, 'SIGINT')] })
  }
  assert.is((await away(60_000)).exitCode, 4)
  assert.is((await away(1000)).exitCode, 130)
})

test('from the stop on every write is refused, and every read is let through', async () => {
  const lab = createLab()
  const stop = new AbortController()
  const cluster = readOnlyAfter(lab.cluster, stop.signal)
  const type = await cluster.resolve({ group: '', version: 'v1', kind: 'ConfigMap' })
  assert.ok(type !== undefined)
  const ref = { type, namespace: 'demo', name: 'c' }
  const how = { fieldManager: 'x', method: 'server-side', force: true } as const
  await cluster.apply(...inPlace(type, configMap('c', { namespace: 'demo' })), how)
  stop.abort()
  const writes: readonly [string, () => Promise<unknown>][] = [
    ['apply', () => cluster.apply(...inPlace(type, configMap('d', { namespace: 'demo' })), how)],
    ['create', () => cluster.create(...inPlace(type, configMap('d', { namespace: 'demo' })), how)],
    ['patch', () => cluster.patch(ref, { type: 'merge', body: {} }, how)],
    ['delete', () => cluster.delete(ref, { propagation: 'Background' })],
  ]
  for (const [name, write] of writes) {
    const refused = await write().catch((error: unknown) => error)
    assert.ok(refused instanceof ClusterError && refused.reason === 'Aborted', name)
  }
  assert.is((await cluster.get(ref))?.metadata.name, 'c')
  assert.is((await cluster.list(type, { namespace: 'demo' })).items.length, 1)
})

test('a stop comes at the deadline or at the signal, and not when it was closed', async () => {
  const clock = createVirtualClock(0)
  const interrupt = new AbortController()
  const byTime = createStop(interrupt.signal, clock, 1000)
  const closed = createStop(interrupt.signal, clock, 1000)
  const bySignal = createStop(interrupt.signal, clock, 1_000_000)
  closed.close()
  await clock.sleep(2000)
  assert.equal(
    [byTime, closed, bySignal].map(({ signal }) => signal.aborted),
    [true, false, false],
  )
  interrupt.abort('SIGINT')
  assert.equal(
    [byTime, closed, bySignal].map(({ signal }) => signal.aborted),
    [true, false, true],
  )
  bySignal.close()
})

test('what fails after a stop is not thrown, what fails before is', async () => {
  const stop = new AbortController()
  const failing = (): Promise<never> => Promise.reject(new Error('no'))
  assert.match(String(await orStopped(failing(), stop.signal).catch((error: unknown) => error)), /no/)
  stop.abort()
  assert.is(await orStopped(failing(), stop.signal), undefined)
})

test.run()
