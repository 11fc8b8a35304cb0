// The forms of output of a real run: lines of JSON that scripts can read, and a live view under a terminal.
import { writeFileSync } from 'node:fs'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { toStream, smallApp } from '../../scripts/workloads.ts'
import { VERSION } from '../../src/version.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { PROGRAM, programEnvironment } from '../support/program.ts'
import { skip } from '../support/skip.ts'
import { inFolder, makeNamespace, stream, sync } from './lab.ts'
import { configMap, job } from './workload.ts'

const test = suite('output')
const real = withControlPlane(test)

const TIMES = /\d+m\d\ds|\d+\.\ds|\d+ms/g

real('-o json: every line is an event, numbered from 1, and they tell the run', async (plane) => {
  const namespace = await makeNamespace(plane, 'json')
  const input = toStream(smallApp({ namespace, mark: 'a' }))
  const run = await sync(plane, ['-f', '-', '-n', namespace, '-o', 'json'], { input })
  assert.is(run.exitCode, 0, run.stdout.slice(-2000))
  assert.is(run.stderr, '')
  assert.is(run.stdout.split('\n').length, run.events.length + 1)
  assert.equal(
    run.events.map(({ seq }) => seq),
    run.events.map((_, index) => index + 1),
  )
  assert.ok(run.events.every(({ v, at }, index) => v === 1 && at >= (run.events[index - 1]?.at ?? 0)))
  assert.equal(
    run.events.flatMap((event) => (event.type === 'phase-started' ? [event.phase] : [])),
    ['PreSync', 'Sync', 'PostSync'],
  )
  const applied = run.events.flatMap((event) => (event.type === 'resource-applied' ? [event.key.name] : []))
  assert.equal(applied.toSorted(), run.writes.map((write) => write.split(' ')[2] ?? '').toSorted())
  assert.is(run.events.at(-1)?.type, 'operation-completed')
})

real('plain: the whole text of a small run', async (plane) => {
  const namespace = await makeNamespace(plane, 'words')
  const input = stream(configMap('a'), configMap('b'))
  const run = await sync(plane, ['-f', '-', '-n', namespace, '--revision', 'r1', '--concurrency', '1'], { input })
  assert.is(
    run.stdout.replaceAll(TIMES, '0.0s'),
    [
      `   0.0s  kubectl-hooksync ${VERSION}: sync to namespace words, context lab, server ${plane.server}, revision r1`,
      '   0.0s  Plan: 2 tasks (Sync 2)',
      '   0.0s  Dry run: 2 manifests accepted by the server in 0.0s',
      '   0.0s  Sync wave 0: 2 tasks',
      '   0.0s    created ConfigMap words/a',
      '   0.0s    created ConfigMap words/b',
      '   0.0s  Succeeded in 0.0s: 2 created',
      '',
    ].join('\n'),
  )
})

real('under a terminal it draws a live view, gives the cursor back and ends with the same summary', (plane) =>
  inFolder(async (folder) => {
    if ((await execa('script', ['--version'], { reject: false })).failed) return skip('no script(1) for a terminal')
    const namespace = await makeNamespace(plane, 'terminal')
    writeFileSync(
      `${folder}/in.yaml`,
      stream(job('migrate', { hook: { hook: 'PreSync' }, lab: { 'lab/run-for': '500ms' } }), configMap('settings')),
    )
    const command = `${process.execPath} ${PROGRAM} -f in.yaml -n ${namespace}`
    const env = programEnvironment({ ...plane.env, TERM: 'xterm-256color' })
    const { stdout, exitCode } = await execa('script', ['-qec', `stty cols 100 rows 30; ${command}`, '/dev/null'], {
      cwd: folder,
      env,
      extendEnv: false,
      stdin: 'ignore',
    })
    assert.is(exitCode, 0)
    assert.match(stdout, '\u001b[?25l')
    assert.ok(stdout.lastIndexOf('\u001b[?25h') > stdout.lastIndexOf('\u001b[?25l'), 'the cursor is hidden at the end')
    const text = stdout.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '')
    assert.match(text, /Succeeded in [\d.]+s: 2 created/)
  }),
)

test.run()
