// Signals at random moments of a run, also before its first request: it is gone at once, and a plain re-run ends as if nothing had been.
// HOOKSYNC_SIGNALS says how many (100 for the long run), HOOKSYNC_SEED which.
// time limit: 600 s
import { setTimeout as pause } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { field, listField, numberField, stringField } from '../../src/object/kube-object.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { kubectl, makeNamespace, startSync, stream, sync } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('signals')
const real = withControlPlane(test)

const COUNT = Number(process.env['HOOKSYNC_SIGNALS'] ?? 6)
const SEED = Number(process.env['HOOKSYNC_SEED'] ?? 1)
/** What a busy machine may take beyond the two seconds, and the one second at the beginning. */
const BUSY_MS = Number(process.env['HOOKSYNC_BUSY_MS'] ?? 3_000)

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const quick = { 'lab/run-for': '200ms' }

function input(value: string): string {
  return stream(
    job('migrate', { hook: { hook: 'PreSync' }, lab: quick }),
    configMap('settings', value),
    deployment('web'),
    job('seed', { hook: { hook: 'Sync', wave: '1' }, lab: quick }),
    job('check', { hook: { hook: 'PostSync', policy: 'HookSucceeded' }, lab: quick }),
    job('notify', { hook: { hook: 'SyncFail' }, lab: quick }),
  )
}

/** A small generator of numbers in [0, 1): the same seed, the same moments (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What a run leaves, once what it has deleted is gone: that is up to the controllers. */
async function stateOf(plane: ControlPlane, namespace: string): Promise<readonly string[]> {
  let state: readonly string[] = []
  await waitUntil(async () => {
    state = await stateNow(plane, namespace)
    return !state.some((line) => line.endsWith(' leaving'))
  })
  return state
}

/** Names, what was asked for, and what became of it. */
async function stateNow(plane: ControlPlane, namespace: string): Promise<readonly string[]> {
  const text = await kubectl(plane, ['get', 'configmaps,deployments,jobs', '-n', namespace, '-o', 'json'])
  const items = listField(JSON.parse(text) as Json, 'items') as readonly KubeObject[]
  return items
    .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
    .map((item) => {
      const value = stringField(item, 'data', 'value') ?? ''
      const ready = numberField(item, 'status', 'readyReplicas') ?? numberField(item, 'status', 'succeeded') ?? 0
      const finalizers = listField(item, 'metadata', 'finalizers').length
      const leaving = field(item, 'metadata', 'deletionTimestamp') === undefined ? '' : ' leaving'
      return `${item.kind} ${item.metadata.name} ${value} ready ${ready} finalizers ${finalizers}${leaving}`
    })
    .toSorted()
}

real('a run that is told to end at any moment is gone, and the next one ends in the reference state', async (plane) => {
  const random = randomNumbers(SEED)
  const reference = await makeNamespace(plane, 'reference')
  const args = ['-f', '-', '-o', 'json', '-n']
  const undisturbed = await sync(plane, [...args, reference], { input: input('1') })
  assert.is(undisturbed.exitCode, 0, undisturbed.stdout)
  const wanted = await stateOf(plane, reference)
  const told: string[] = []
  for (let at = 0; at < COUNT; at++) {
    // A third of them in the first third of a second, before the first request; half of them over what an earlier run has left.
    const moment = Math.round(at % 3 === 0 ? random() * 333 : random() * undisturbed.milliseconds * 1.1)
    const signal = SIGNALS[Math.floor(random() * SIGNALS.length)] ?? 'SIGINT'
    const namespace = await makeNamespace(plane, `signal-${at}`)
    if (at % 2 === 1) assert.is((await sync(plane, [...args, namespace], { input: input('0') })).exitCode, 0)
    const running = startSync(plane, [...args, namespace], { input: input('1') })
    await pause(moment)
    const killed = performance.now()
    running.kill(signal)
    const run = await running.ended
    const took = Math.round(performance.now() - killed)
    const where = `${at}: ${signal} after ${moment} ms, seed ${SEED}: gone after ${took} ms with ${run.exitCode ?? run.signal}`
    told.push(where)
    const isOver = run.exitCode === 0 && run.events.at(-1)?.type === 'operation-completed'
    assert.ok(
      isOver || run.exitCode === EXIT_CODES[signal] || run.signal === signal,
      `${where}\n${run.stdout}${run.stderr}`,
    )
    assert.ok(took < (moment < 333 ? 1_000 : 2_000) + BUSY_MS, where)
    const again = await sync(plane, [...args, namespace], { input: input('1') })
    assert.is(again.exitCode, 0, `${where}\n${again.stdout}${again.stderr}`)
    assert.equal(await stateOf(plane, namespace), wanted, where)
    await kubectl(plane, ['delete', 'namespace', namespace, '--wait=false'])
  }
  if (process.env['HOOKSYNC_SIGNALS'] !== undefined) process.stderr.write(`${told.join('\n')}\n`)
})

test.run()
