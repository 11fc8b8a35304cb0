// A watch that is open and tells nothing, or not all: silence is never taken for absence.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cluster, ObjectList, WatchEvent } from '../../src/cluster/port.ts'
import { onAbort } from '../../src/cluster/on-abort.ts'
import { createLab, told, warnings, written } from '../support/run-sync.ts'
import { configMap, deployment, job } from '../support/workloads.ts'

const test = suite('silent watch')

const WORKLOAD = [
  job('mig', { hook: 'PreSync', lab: { 'run-for': '10s' } }),
  configMap('c'),
  deployment('web', { wave: '1' }),
  job('notify', { hook: 'PostSync', policy: 'HookSucceeded' }),
]

/** Open to the end, and nothing comes. */
async function* silence(signal: AbortSignal): AsyncGenerator<WatchEvent, void, void> {
  await new Promise<void>((resolve) => onAbort(signal, resolve))
  yield* []
}

/** The same cluster, whose watches of this resource are silent. */
function deafTo(plural: string): (cluster: Cluster) => Cluster {
  return (cluster) => ({
    ...cluster,
    watch: (type, options) => (type.plural === plural ? silence(options.signal) : cluster.watch(type, options)),
  })
}

/** The same cluster, that notes each list. */
function counting(lists: string[]): (cluster: Cluster) => Cluster {
  return (cluster) => ({
    ...cluster,
    list: (type, selection, how) => {
      lists.push(type.plural)
      return cluster.list(type, selection, how)
    },
  })
}

test('what a silent watch does not tell is read after half a minute, and every few seconds from then on', async () => {
  const run = await createLab().sync(WORKLOAD, { through: deafTo('jobs') })
  assert.is(run.exitCode, 0)
  assert.equal(written(run), [
    'create Job/mig',
    'create ConfigMap/c',
    'create Deployment/web',
    'create Job/notify',
    'delete Job/notify',
  ])
  assert.ok(run.took < 60_000, `${run.took} ms`)
  assert.equal(warnings(run), [
    'the watch of jobs tells nothing, though things happen: they are read every few seconds instead',
  ])
})

test('a silent watch of what is not a hook is read as well', async () => {
  const run = await createLab().sync(WORKLOAD, { through: deafTo('deployments') })
  assert.is(run.exitCode, 0)
})

test('what is deleted to be made anew behind a silent watch is read as well', async () => {
  const lab = createLab()
  await lab.put([job('big', { options: 'Replace=true,Force=true' })])
  const anew = job('big', { options: 'Replace=true,Force=true', image: 'two' })
  const run = await lab.sync([anew], { through: deafTo('jobs') })
  assert.is(run.exitCode, 0, run.summary.message)
  assert.equal(written(run), ['delete Job/big', 'create Job/big'])
  assert.ok(run.took < 80_000, `${run.took} ms`)
})

test('before the time is up it is read once more: what is complete is not a reason for exit code 6', async () => {
  const last = [job('mig', { hook: 'PreSync', lab: { 'run-for': '10s' } })]
  const run = await createLab().sync(last, { through: deafTo('jobs'), options: { timeoutMs: 20_000 } })
  assert.is(run.exitCode, 0)
  assert.is(run.took, 20_000)
})

test('the time is up for what comes after, and the hook that is complete is told as that', async () => {
  const run = await createLab().sync(WORKLOAD, { through: deafTo('jobs'), options: { timeoutMs: 20_000 } })
  assert.is(run.exitCode, 6)
  assert.equal(
    told(run, 'task-completed').map(({ key, outcome }) => `${key.name} ${outcome}`),
    ['mig Succeeded'],
  )
  assert.equal(
    told(run, 'timed-out').flatMap(({ blockers }) => blockers),
    [],
  )
})

test('a hook that a silent watch hides and that really runs is still waited for', async () => {
  const long = [job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } }), configMap('c')]
  const run = await createLab().sync(long, { through: deafTo('jobs'), options: { timeoutMs: 100_000 } })
  assert.is(run.exitCode, 6)
  const [blocker] = told(run, 'timed-out').flatMap(({ blockers }) => blockers)
  assert.match(blocker?.message ?? '', /^running: 1 active, 0 succeeded/)
})

test('an end that a read sees before the watch tells of it is not lost: the last state counts', async () => {
  const lab = createLab()
  const vanishing = job('mig', { hook: 'PreSync', lab: { 'run-for': '29s' }, spec: { ttlSecondsAfterFinished: 0 } })
  const begin = lab.clock.now()
  // The watch tells the end some seconds late, so that the read after 30 s finds nothing.
  const late = (cluster: Cluster): Cluster => ({
    ...cluster,
    watch: async function* watch(type, options) {
      for await (const event of cluster.watch(type, options)) {
        if (lab.clock.now() - begin > 28_000) await lab.clock.sleep(2000)
        yield event
      }
    },
  })
  const run = await lab.sync([vanishing, configMap('c')], { through: late })
  assert.is(run.exitCode, 0, run.summary.message)
})

for (const [exitCode, title, lab] of [
  [0, 'that was complete is a success', {}],
  [1, 'that had failed is a failure', { 'exit-code': '1' }],
] as const) {
  test(`a hook that its TTL took away behind a silent watch ${title}: its events say so`, async () => {
    const fleeting = job('mig', {
      hook: 'PreSync',
      lab: { 'run-for': '10s', ...lab },
      spec: { ttlSecondsAfterFinished: 0 },
    })
    const run = await createLab().sync([fleeting, configMap('c')], { through: deafTo('jobs') })
    assert.is(run.exitCode, exitCode, run.summary.message)
    const ended = told(run, 'task-completed').find(({ key }) => key.name === 'mig')
    assert.is(ended?.outcome, exitCode === 0 ? 'Succeeded' : 'Failed')
  })
}

test('a hook that is gone behind a silent watch is not waited for to the end of the time', async () => {
  const lab = createLab()
  const run = await lab.sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } }), configMap('c')], {
    through: deafTo('jobs'),
    happenings: [{ at: 10_000, what: () => lab.remove('Job', 'mig') }],
  })
  assert.is(run.exitCode, 1)
  assert.ok(run.took < 60_000, `${run.took} ms`)
})

test('a read that is out of date takes nothing away that was written after it', async () => {
  const lab = createLab()
  let first: ObjectList | undefined
  const stale = (cluster: Cluster): Cluster => ({
    ...deafTo('jobs')(cluster),
    list: async (type, selection, how) => {
      if (type.plural !== 'jobs') return cluster.list(type, selection, how)
      first ??= await cluster.list(type, selection, how)
      return first
    },
  })
  const run = await lab.sync(WORKLOAD, { through: stale, options: { timeoutMs: 100_000 } })
  assert.is(run.exitCode, 6)
  assert.equal(told(run, 'task-completed'), [])
})

test('where watches tell, nothing is read in the first half minute', async () => {
  const lists: string[] = []
  const run = await createLab().sync(WORKLOAD, { through: counting(lists) })
  assert.is(run.exitCode, 0)
  assert.is(lists.filter((plural) => plural === 'jobs').length, 1)
})

test.run()
