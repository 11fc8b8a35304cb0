// Order over whole runs: waves one after another, watches that break, definitions, namespaces, delays.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster } from '../../src/cluster/port.ts'
import { ClusterError } from '../../src/errors.ts'
import { appOf, markOf } from '../../src/inventory/inventory.ts'
import { NO_SYNC_OPTIONS } from '../../src/hook/sync-options.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import type { Happening, Lab, SyncRun } from '../support/run-sync.ts'
import { bare, configMap, deployment, job, widgetDefinition } from '../support/workloads.ts'

const test = suite('waves')

const slow = (seconds: number) => ({ 'ready-after': `${seconds}s` })

const outcomes = (run: SyncRun) => told(run, 'task-completed').map(({ key, outcome }) => `${key.name} ${outcome}`)

test('no wave is applied before the wave before it is healthy', async () => {
  const lab = createLab()
  const run = await lab.sync([
    deployment('a', { lab: slow(7) }),
    deployment('b', { wave: '1', lab: slow(5) }),
    configMap('c', { wave: '2' }),
    job('post', { hook: 'PostSync', lab: { 'run-for': '3s' } }),
  ])
  assert.is(run.exitCode, 0)
  const moments = run.events.flatMap((event) => {
    if (event.type === 'resource-applied') return [`+${event.key.name}`]
    return event.type === 'task-completed' ? [`${event.key.name} done`] : []
  })
  assert.equal(moments, ['+a', 'a done', '+b', 'b done', '+c', 'c done', '+post', 'post done'])
  assert.ok(run.took >= 15_000)
})

test('the last wave is awaited, and with wait false it is not', async () => {
  const set = [deployment('a', { lab: slow(7) })]
  assert.ok((await createLab().sync(set)).took >= 7000)
  const run = await createLab().sync(set, { options: { wait: false } })
  assert.is(run.took, 0)
  assert.is(run.summary.message, 'successfully synced (all tasks run)')
})

test('the wave delay is told and passes between waves only', async () => {
  const lab = createLab()
  const run = await lab.sync([configMap('a'), configMap('b', { wave: '1' }), configMap('c', { wave: '2' })], {
    options: { waveDelayMs: 2000 },
  })
  assert.equal(
    told(run, 'wave-delayed').map(({ milliseconds }) => milliseconds),
    [2000, 2000],
  )
  assert.is(run.took, 4000)
  const times = told(run, 'resource-applied').map(({ at }) => at)
  assert.equal(
    times.map((at) => at - (times[0] ?? 0)),
    [0, 2000, 4000],
  )
})

test('phases and waves are told as they begin, and their time at the end', async () => {
  const lab = createLab()
  const run = await lab.sync([
    job('pre', { hook: 'PreSync', lab: { 'run-for': '4s' } }),
    configMap('a', { wave: '-1' }),
    configMap('b'),
  ])
  const begun = run.events.flatMap((event) => {
    if (event.type === 'phase-started') return [event.phase]
    return event.type === 'wave-started' ? [`${event.phase} ${event.wave}`] : []
  })
  assert.equal(begun, ['PreSync', 'PreSync 0', 'Sync', 'Sync -1', 'Sync 0'])
  const [end] = told(run, 'operation-completed')
  assert.equal(
    end?.phases.map(({ phase }) => phase),
    ['PreSync', 'Sync'],
  )
  assert.is(
    end?.phases.reduce((sum, { durationMs }) => sum + durationMs, 0),
    run.took,
  )
})

const disturbances: readonly [what: string, happenings: readonly Happening[]][] = [
  ['whose watches are cut off while it ends', cutOff(2000, 20_000)],
  ['whose watches are cut off twice', [...cutOff(1000, 2000), ...cutOff(2500, 30_000)]],
  ['whose history is lost while it runs', [{ at: 3000, what: ({ lab }) => lab.forgetHistory() }]],
  ['whose history is lost when it has just ended', [{ at: 6050, what: ({ lab }) => lab.forgetHistory() }]],
]
for (const [what, happenings] of disturbances) {
  test(`a hook ${what} succeeds, and one that fails fails`, async () => {
    for (const [fate, outcome] of [
      [{ 'run-for': '5s' }, 'mig Succeeded'],
      [{ 'run-for': '5s', 'exit-code': '1' }, 'mig Failed'],
    ] as const) {
      const lab = createLab()
      const run = await lab.sync([job('mig', { hook: 'PreSync', lab: fate })], { happenings })
      assert.equal(outcomes(run), [outcome])
    }
  })
}

test('a lost connection is told', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '5s' } })], {
    happenings: cutOff(2000, 9000),
  })
  assert.is(run.exitCode, 0)
  assert.ok(run.took >= 9000)
  assert.ok(warnings(run).includes('the connection was lost'), warnings(run).join())
})

test('a hook that ends and is gone by its TTL while the watch is cut off is judged by its last state', async () => {
  const lab = createLab()
  const gone = { 'run-for': '5s', 'exit-code': '1' }
  const run = await lab.sync(
    [job('mig', { hook: 'PreSync', spec: { ttlSecondsAfterFinished: 0 }, lab: gone }), job('sf', { hook: 'SyncFail' })],
    { happenings: cutOff(2000, 20_000) },
  )
  assert.equal(outcomes(run), ['mig Failed', 'sf Succeeded'])
})

/** All that the watch of Jobs ever tells is that nothing is there any more. */
function forgetting(lab: Lab): (cluster: Cluster) => Cluster {
  return (cluster) => ({
    ...cluster,
    async *watch(type, options) {
      if (type.kind !== 'Job') return yield* cluster.watch(type, options)
      await lab.clock.sleep(20_000, options.signal)
      yield { type: 'relisted', items: [], resourceVersion: '999' }
    },
  })
}

test('a hook that ends and is gone while history is lost too is judged by its events', async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync', spec: { ttlSecondsAfterFinished: 0 }, lab: { 'run-for': '5s' } })
  const run = await lab.sync([mig, configMap('c')], { through: forgetting(lab) })
  assert.equal(outcomes(run), ['mig Succeeded', 'c Succeeded'])
})

test('a hook that is gone while history is lost too, of which no event tells, is told as missing, not as done', async () => {
  const lab = createLab()
  const mig = job('mig', { hook: 'PreSync', spec: { ttlSecondsAfterFinished: 0 }, lab: { 'run-for': '5s' } })
  const run = await lab.sync([mig, configMap('c')], {
    through: (cluster) => ({
      ...forgetting(lab)(cluster),
      list: (type, selection) => {
        if (type.kind === 'Event') throw refusal
        return cluster.list(type, selection)
      },
    }),
  })
  assert.is(run.exitCode, 1)
  assert.equal(
    told(run, 'task-completed').map(({ message }) => message),
    ['Resource batch/Job/mig is missing, it might have been deleted'],
  )
  assert.equal(written(run), ['create Job/mig'])
})

test('a watch that the server refuses ends the sync with exit code 4', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '5s' } })], {
    through: (cluster) => ({
      ...cluster,
      // eslint-disable-next-line require-yield
      async *watch() {
        throw refusal
      },
    }),
  })
  assert.is(run.exitCode, 4)
  assert.is(run.summary.message, 'jobs.batch is forbidden')
})

test('an object of an older run with the same name does not decide', async () => {
  const lab = createLab()
  const failing = job('mig', { hook: 'PreSync', lab: { 'exit-code': '1' } })
  assert.is((await lab.sync([failing])).exitCode, 1)
  const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '5s' } })])
  assert.is(run.exitCode, 0)
  assert.equal(outcomes(run), ['mig Succeeded'])
  assert.ok(run.took >= 5000)
})

test('a definition and its objects in one set, in one wave and in two', async () => {
  for (const wave of ['0', '1']) {
    const lab = createLab()
    const run = await lab.sync([widgetDefinition(), bare('lab.example.com/v1', 'Widget', 'w', { wave })])
    assert.is(run.exitCode, 0, run.summary.message)
    assert.equal(written(run), ['create CustomResourceDefinition/widgets.lab.example.com', 'create Widget/w'])
    const second = await lab.sync([widgetDefinition(), bare('lab.example.com/v1', 'Widget', 'w', { wave })])
    assert.equal(second.audit, [])
  }
})

test('CreateNamespace brings the namespace first, once', async () => {
  const lab = createLab({ namespaces: ['default'] })
  const options = { syncOptions: { ...NO_SYNC_OPTIONS, createNamespace: true } }
  const set = [job('mig', { hook: 'PreSync', wave: '-2' }), configMap('c')]
  const run = await lab.sync(set, { options })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Namespace/demo', 'create Job/mig', 'create ConfigMap/c'])
  // It belongs to the first wave of all, which is told once.
  assert.equal(
    told(run, 'wave-started').map(({ phase, wave, tasks }) => [
      `${phase} ${wave}`,
      ...tasks.map(({ key }) => key.name),
    ]),
    [
      ['PreSync -2', 'demo', 'mig'],
      ['Sync 0', 'c'],
    ],
  )
  const second = await lab.sync(set, { options })
  assert.equal(written(second), ['delete Job/mig', 'create Job/mig'])
})

test('--create-namespace=all brings every namespace that is used and not there', async () => {
  const lab = createLab({ namespaces: ['default', 'there'] })
  const options = { syncOptions: { ...NO_SYNC_OPTIONS, createNamespace: 'all' as const } }
  const set = [
    job('mig', { hook: 'PreSync', namespace: 'other' }),
    configMap('c'),
    configMap('c', { namespace: 'there' }),
  ]
  const run = await lab.sync(set, { options })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), [
    'create Namespace/demo',
    'create Namespace/other',
    'create Job/mig',
    'create ConfigMap/c',
    'create ConfigMap/c',
  ])
})

test('a namespace that is among the manifests goes before what lives in it, whatever its wave', async () => {
  const lab = createLab({ namespaces: ['default'] })
  const set = [
    bare('v1', 'Namespace', 'demo', { wave: '9' }),
    job('mig', { hook: 'PreSync' }),
    configMap('c', { wave: '9' }),
  ]
  const run = await lab.sync(set)
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['create Namespace/demo', 'create Job/mig', 'create ConfigMap/c'])
  assert.equal(
    told(run, 'wave-started').map(
      ({ phase, wave, tasks }) => `${phase} ${wave}: ${tasks.map(({ key }) => key.name).join()}`,
    ),
    ['PreSync 0: demo,mig', 'Sync 9: c'],
  )
})

test('everything that is applied for an app carries its label', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync' }), configMap('c')], {
    options: { app: markOf(appOf('shop', 'demo')) },
  })
  assert.is(run.exitCode, 0)
  for (const [kind, name] of [
    ['Job', 'mig'],
    ['ConfigMap', 'c'],
  ] as const) {
    assert.is(lab.live(kind, name)?.metadata.labels?.['hooksync.dev/app'], 'shop')
  }
})

test('events are numbered from 1 without a gap, and time never goes back', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync' }), deployment('web')])
  assert.equal(
    run.events.map(({ seq }) => seq),
    run.events.map((_, at) => at + 1),
  )
  assert.ok(run.events.every(({ at }, index) => at >= (run.events[index - 1]?.at ?? 0)))
  assert.is(run.events.at(-1)?.type, 'operation-completed')
})

const refusal = new ClusterError('jobs.batch is forbidden', { reason: 'Forbidden', status: 403 })

function cutOff(from: number, to: number): readonly Happening[] {
  let resume = (): void => {}
  return [
    {
      at: from,
      what: ({ lab }) => {
        resume = lab.interruptWatches('the connection was lost')
      },
    },
    { at: to, what: () => resume() },
  ]
}

test.run()
