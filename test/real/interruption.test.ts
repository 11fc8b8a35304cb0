// What stops a run from outside: signals, time, kill -9. Hooks that run are ended in the grace; without one nothing more is written, and what runs is named.
// time limit: 180 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stillRuns } from '../support/still-runs.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { kubectl, live, makeNamespace, startSync, stream, sync, witness } from './lab.ts'
import type { WitnessedRun } from './lab.ts'
import { configMap, job } from './workload.ts'

const test = suite('interruption')
const real = withControlPlane(test)

/** A hook that does not end by itself within a test, a SyncFail hook and what would come after it. */
const INPUT = stream(
  job('slow', { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '300s' } }),
  job('notify', { hook: { hook: 'SyncFail' } }),
  configMap('settings'),
)

/** What a busy machine may take beyond the two seconds. */
const BUSY_MS = 3_000

const HOOK_RUNS = /"type":"health-changed".*running: 1 active/

/** Starts a run, sends it these signals while its hook runs, and waits for its end. */
async function interrupt(
  plane: ControlPlane,
  namespace: string,
  signals: readonly NodeJS.Signals[],
  flags: readonly string[] = ['--grace', '0s'],
): Promise<WitnessedRun> {
  const mark = await plane.markAudit()
  const running = startSync(plane, ['-f', '-', '-n', namespace, '-o', 'json', ...flags], { input: INPUT })
  await running.told(HOOK_RUNS)
  for (const signal of signals) running.kill(signal)
  return witness(plane, mark, await running.ended)
}

const stillRunning = (events: readonly SyncEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'interrupted' ? event.stillRunning.map(({ task }) => task) : []))

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  real(
    `${signal}: exit code ${exitCode}, the hook that runs is deleted, and nothing else is written`,
    async (plane) => {
      const namespace = await makeNamespace(plane, `grace-${signal.toLowerCase()}`)
      const run = await interrupt(plane, namespace, [signal], [])
      assert.is(run.exitCode, exitCode, run.stdout)
      assert.is(run.stderr, '')
      assert.equal(run.writes, ['create jobs slow', 'delete jobs slow'])
      assert.equal(stillRunning(run.events), [])
      const end = run.events.at(-1)
      assert.ok(end?.type === 'operation-completed' && end.reason === 'interrupted' && end.signal === signal)
      assert.is(await kubectl(plane, ['get', 'leases', '-n', namespace, '-o', 'name']), '')
      const input = stream(job('slow', { hook: { hook: 'PreSync' } }), configMap('settings'))
      assert.is((await sync(plane, ['-f', '-', '-n', namespace], { input })).exitCode, 0)
    },
  )

  real(
    `${signal} without a grace: exit code ${exitCode}, what still runs is named, nothing more is written`,
    async (plane) => {
      const namespace = await makeNamespace(plane, signal.toLowerCase())
      const run = await interrupt(plane, namespace, [signal])
      assert.is(run.exitCode, exitCode, run.stdout)
      assert.is(run.stderr, '')
      assert.equal(stillRunning(run.events), [`PreSync batch/Job ${namespace}/slow`])
      assert.equal(run.writes, ['create jobs slow'])
      const end = run.events.at(-1)
      assert.ok(end?.type === 'operation-completed' && end.reason === 'interrupted' && end.signal === signal)
      assert.is((await live(plane, 'job/slow', '-n', namespace))?.metadata.deletionTimestamp, undefined)
    },
  )
}

real('in plain words, an interrupt without a grace says what still runs and what was not run', async (plane) => {
  const namespace = await makeNamespace(plane, 'plain')
  const running = startSync(plane, ['-f', '-', '-n', namespace, '--grace', '0s'], { input: INPUT })
  await running.told(/running: 1 active/)
  running.kill('SIGINT')
  const { stdout, exitCode } = await running.ended
  assert.is(exitCode, 130)
  assert.match(stdout, 'SIGINT: no further work is started\n')
  assert.match(stdout, stillRuns('Job plain/slow (PreSync wave 0)'))
  assert.match(stdout, 'not run: 1 task (Sync 1)\n')
})

real('out of time: exit code 6, no SyncFail hook, no further write, and what was waited for', async (plane) => {
  const namespace = await makeNamespace(plane, 'late')
  const run = await sync(plane, ['-f', '-', '-n', namespace, '--timeout', '3s'], { input: INPUT })
  assert.is(run.exitCode, 6, run.stdout)
  assert.equal(run.writes, ['create jobs slow'])
  assert.match(run.stdout, 'out of time after 3.0s: no further work is started\n')
  // The limit counts from the program's start, the duration from that of the sync.
  assert.match(
    run.stdout,
    /waited for completion of Job late\/slow \(PreSync wave 0\):\n {11}running: 1 active, 0 succeeded, 0 failed of backoffLimit 0\s+← Pod slow-\S+ Running\s+← container "\S+" still runs\n/,
  )
  assert.match(run.stdout, /^ {9}Out of time after [\d.]+m?s at PreSync\/slow: container "\S+" still runs/m)
})

real('a second signal leaves at once, and says what is left', async (plane) => {
  const namespace = await makeNamespace(plane, 'leaving')
  const input = stream(
    job('slow', { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '300s' } }),
    job('notify', { hook: { hook: 'SyncFail' }, lab: { 'lab/run-for': '300s' } }),
  )
  const running = startSync(plane, ['-f', '-', '-n', namespace, '--sync-fail-on-interrupt'], { input })
  await running.told(/Job leaving\/slow: running: 1 active/)
  running.kill('SIGINT')
  await running.told(/Job leaving\/notify: running: 1 active/)
  const second = performance.now()
  running.kill('SIGINT')
  const { stdout, exitCode } = await running.ended
  assert.is(exitCode, 130, stdout)
  assert.ok(performance.now() - second < 2000 + BUSY_MS)
  assert.match(stdout, 'SIGINT: the hooks that run are ended (--grace); a second signal leaves at once\n')
  assert.match(stdout, 'deleted Job leaving/slow (Terminated)\n')
  assert.match(stdout, stillRuns('Job leaving/notify (SyncFail wave 0)'))
  assert.is(await kubectl(plane, ['get', 'leases', '-n', namespace, '-o', 'name']), '')
})

real('a second SIGINT ends the program at once, even while it says goodbye', async (plane) => {
  const namespace = await makeNamespace(plane, 'twice')
  const run = await interrupt(plane, namespace, ['SIGINT', 'SIGINT'])
  // Either the first one was through already, or the second one ended it.
  assert.ok(run.exitCode === 130 || run.signal === 'SIGINT', `${run.exitCode} ${run.signal}`)
  assert.equal(run.writes, ['create jobs slow'])
})

real('after kill -9 the next run waits until the lock has run out, and takes over', async (plane) => {
  const namespace = await makeNamespace(plane, 'killed')
  const killed = await interrupt(plane, namespace, ['SIGKILL'])
  assert.is(killed.signal, 'SIGKILL')
  assert.match(await kubectl(plane, ['get', 'leases', '-n', namespace, '-o', 'name']), 'hooksync-hooks-')
  const hooks = [job('slow', { hook: { hook: 'PreSync' } }), job('notify', { hook: { hook: 'SyncFail' } })]
  const input = stream(...hooks, configMap('settings'))
  const args = ['-f', '-', '-n', namespace]
  const refused = await sync(plane, args, { input })
  assert.is(refused.exitCode, 5, refused.stdout)
  assert.equal(refused.writes, [])
  const next = await sync(plane, [...args, '--wait-lock', '30s'], { input })
  assert.is(next.exitCode, 0, next.stdout)
  assert.equal(next.writes, ['delete jobs slow', 'create jobs slow', 'create configmaps settings'])
})

real('a signal before the first write ends it, too', async (plane) => {
  const running = startSync(plane, ['-f', '-'], { input: INPUT, env: { KUBECONFIG: plane.kubeconfigPath } })
  await running.told(/kubectl-hooksync .*: sync to namespace/)
  running.kill('SIGTERM')
  const { exitCode } = await running.ended
  assert.is(exitCode, 143)
})

test.run()
