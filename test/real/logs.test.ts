// What the pods of hooks say, by the built program on a real API server: through a connection that is cut again and again, and to the end of a run that is.
// time limit: 240 s
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SyncEvent } from '../../src/sync/events.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { startRelay } from '../support/relay/relay.ts'
import { makeNamespace, startSync, stream, sync } from './lab.ts'
import { job } from '../support/workloads.ts'

const test = suite('logs on a real API server')
const real = withControlPlane(test)

const LINES = Array.from({ length: 120 }, (_, index) => `line ${index} ${'.'.repeat(index % 40)}`)

type Line = Extract<SyncEvent, { type: 'log-line' }>

function linesOf(events: readonly SyncEvent[]): readonly Line[] {
  return events.filter((event): event is Line => event.type === 'log-line')
}

real('a connection that is cut twenty times loses and repeats no line', async (plane) => {
  const namespace = await makeNamespace(plane, 'cut-logs')
  const cut = { to: { resource: 'pods', subresource: 'log' }, fault: { do: 'cut' }, times: 20 } as const
  const relay = await startRelay(plane, cut)
  const dir = mkdtempSync(join(tmpdir(), 'hooksync-logs-'))
  try {
    const hook = job('long', { hook: 'PreSync', lab: { 'run-for': '12s', 'log-every': '60ms', log: LINES.join('\n') } })
    const args = ['-f', '-', '-n', namespace, '--logs=hooks', '--log-dir', dir, '-o', 'json']
    const run = await sync(plane, args, { input: stream(hook), env: relay.env })
    assert.is(run.exitCode, 0, run.stdout)
    assert.is(relay.seen.filter(({ fault }) => fault !== undefined).length, 20)
    assert.equal(
      linesOf(run.events).map(({ line }) => line),
      LINES,
    )
    const [name = ''] = readdirSync(dir)
    assert.is(readFileSync(join(dir, name), 'utf8'), `${LINES.join('\n')}\n`)
  } finally {
    rmSync(dir, { recursive: true, force: true })
    await relay.close()
  }
})

real('two tries of a Job, and their init containers, are told apart', async (plane) => {
  const namespace = await makeNamespace(plane, 'apart-logs')
  const lab = { 'exit-code': '3', 'run-for': '1s', 'log.main': 'hello from main', 'log.schema': 'hello from schema' }
  const hook = job('tried', { hook: 'PreSync', lab, spec: { backoffLimit: 1 } })
  const spec = { initContainers: [{ name: 'schema', image: 'x' }] }
  const object = JSON.parse(
    JSON.stringify(hook).replace('"containers":', `${JSON.stringify(spec).slice(1, -1)},"containers":`),
  )
  const run = await sync(plane, ['-f', '-', '-n', namespace, '--logs=hooks', '-o', 'json'], { input: stream(object) })
  assert.is(run.exitCode, 1, run.stdout)
  const told = linesOf(run.events).map(({ pod, container, role, line }) => ({
    pod,
    text: `${container} ${role} ${line}`,
  }))
  const pods = [...new Set(told.map(({ pod }) => pod))]
  assert.is(pods.length, 2)
  for (const one of pods) {
    assert.equal(
      told
        .filter(({ pod }) => pod === one)
        .map(({ text }) => text)
        .toSorted(),
      ['main undefined hello from main', 'schema init hello from schema'],
    )
  }
})

real('a followed log holds up neither a signal nor the end of the time', async (plane) => {
  const namespace = await makeNamespace(plane, 'ended-logs')
  const lab = { 'run-for': '60s', 'log-every': '100ms', log: LINES.join('\n') }
  const input = stream(job('endless', { hook: 'PreSync', lab }))
  const args = ['-f', '-', '-n', namespace, '--logs=hooks', '--grace=0s']
  const run = startSync(plane, args, { input })
  await run.told(/endless-\w+\/main \| line 3 /)
  const at = Date.now()
  run.kill('SIGTERM')
  assert.is((await run.ended).exitCode, 143)
  assert.ok(Date.now() - at < 3_000, `${Date.now() - at} ms`)
  const late = await sync(plane, [...args, '--timeout=5s'], { input })
  assert.is(late.exitCode, 6, late.stdout)
  assert.match(late.stdout, /line 3 /)
  assert.ok(late.milliseconds < 8_000, `${late.milliseconds} ms`)
})

real('without the right to read logs the run is the same, and says so once', async (plane) => {
  const namespace = await makeNamespace(plane, 'no-logs')
  const relay = await startRelay(plane, {
    to: { resource: 'pods', subresource: 'log' },
    fault: { do: 'answer', status: 403 },
    times: 100,
  })
  try {
    const objects = ['one', 'two'].map((name) => job(name, { hook: 'PreSync', lab: { log: 'unseen' } }))
    const run = await sync(plane, ['-f', '-', '-n', namespace], {
      input: stream(...objects),
      env: { ...relay.env, CI: 'true' },
    })
    assert.is(run.exitCode, 0, run.stdout)
    assert.is(run.stdout.match(/logs in namespace no-logs are not shown/g)?.length, 1)
    assert.match(run.stdout, /--logs=none asks for none/)
  } finally {
    await relay.close()
  }
})

test.run()
