// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stillRuns } from '../../support/still-runs.ts'
import { execa } from 'execa'
import { withControlPlane } from '../../support/control-plane.ts'
import { RENDERER, SHOP, driveWrites, history, isThere, until, withHelm } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'

const test = suite('Helm 4: several at once, and signals')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'signal' })

const upgrade = ({ namespace }: Scene, ...more: readonly string[]): readonly string[] => {
  return ['upgrade', '--install', 'demo', SHOP, '-n', namespace, ...RENDERER, ...more]
}

/** Starts an upgrade whose first hook runs for a while, and comes back when it does. */
async function started(scene: Scene, seconds: number): Promise<ReturnType<Scene['lab']['start']>> {
  const running = scene.lab.start(upgrade(scene, '--set', `runFor=${seconds}s`))
  await until('the first hook runs', () => isThere(scene, 'job/demo-schema'))
  return running
}

const SCHEMA = ['create jobs demo-schema']

real('two upgrades at once: one drives, the other ends with the holder’s name and writes nothing', async (scene) => {
  const { plane, lab, namespace } = scene
  assert.is((await scene.rendered(['install', 'demo', SHOP])).exitCode, 0)
  const first = lab.start(upgrade(scene, '--set', 'runFor=8s'))
  await until('one holds the lock', () => isThere(scene, 'lease/hooksync-demo'))
  const { stdout: lock } = await plane.kubectl([
    'get',
    'lease/hooksync-demo',
    '-n',
    namespace,
    '-o',
    'jsonpath={.spec.holderIdentity}',
  ])
  const mark = await plane.markAudit()
  const second = await lab.helm(upgrade(scene, '--set', 'color=green'))
  const meanwhile = driveWrites(await plane.auditSince(mark))
  assert.is(second.exitCode, 1)
  assert.match(lock, /^\S+@\S+ \(process \d+\)$/)
  assert.match(second.stderr, `hooksync: Lease ${namespace}/hooksync-demo is held by ${lock}, since `)
  assert.match(second.stderr, 'nothing was changed')
  assert.ok(
    meanwhile.every((write) => / jobs demo-(?:schema|migrate)$/.test(write)),
    meanwhile.join(),
  )
  assert.is((await first.ended).exitCode, 0)
  const statuses = (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))
  assert.equal(statuses, ['1 superseded', '2 deployed'])
})

real('SIGKILL to Helm: the renderer stops at once and lets go of the lock', async (scene) => {
  const { plane } = scene
  const mark = await plane.markAudit()
  const running = await started(scene, 60)
  process.kill(running.pid, 'SIGKILL')
  await running.ended
  await until('the lock is free', async () => !(await isThere(scene, 'lease/hooksync-demo')))
  assert.equal(driveWrites(await plane.auditSince(mark)), SCHEMA)
  assert.match(scene.lab.lastLog(), `Helm (process ${running.pid}) is gone: no further work is started\n`)
  assert.match(scene.lab.lastLog(), stillRuns(`Job ${scene.namespace}/demo-schema`))
})

real('Ctrl-C to the group: the renderer stops, and Helm records a failed release', async (scene) => {
  const { plane, lab, namespace } = scene
  const mark = await plane.markAudit()
  const running = await started(scene, 60)
  process.kill(-running.pid, 'SIGINT')
  const { exitCode } = await running.ended
  assert.is(exitCode, 1)
  assert.equal(driveWrites(await plane.auditSince(mark)), SCHEMA)
  assert.match(lab.lastLog(), 'SIGINT: no further work is started\n')
  assert.is(await isThere(scene, 'lease/hooksync-demo'), false)
  const revisions = (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))
  assert.equal(revisions, ['1 failed'])
})

real('SIGTERM to Helm alone: it waits for the renderer and records a failed release', async (scene) => {
  const { lab, namespace } = scene
  const running = await started(scene, 3)
  process.kill(running.pid, 'SIGTERM')
  const { exitCode } = await running.ended
  assert.is(exitCode, 1)
  const revisions = (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))
  assert.equal(revisions, ['1 failed'])
  assert.is(await isThere(scene, 'lease/hooksync-demo'), false)
  const again = await scene.rendered(['upgrade', 'demo', SHOP, '--reset-values'])
  assert.is(again.exitCode, 0, again.stderr)
})

real('progress goes to Helm’s own standard error while Helm is silent, when that is a pipe', async (scene) => {
  const { lab, namespace } = scene
  const command = ['upgrade', '--install', 'demo', SHOP, '-n', namespace, ...RENDERER].join(' ')
  const { stdout } = await execa('sh', ['-c', `${lab.path} ${command} 2>&1 >/dev/null | cat`], {
    env: lab.env,
    extendEnv: false,
  })
  assert.match(stdout, /^ +0\.\ds  kubectl-hooksync \S+: sync to namespace /)
  assert.match(stdout, 'PreSync wave ')
  assert.match(stdout, `completed Job ${namespace}/demo-smoke in `)
  assert.match(
    stdout,
    /the phases of demo have run, Helm goes on; log ~\/\.local\/state\/kubectl-hooksync\/demo-\S+\.log$/,
  )
})

real('progress is seen on a terminal while Helm still waits for the first hook', async (scene) => {
  const { lab, namespace } = scene
  const command = [lab.path, ...upgrade(scene, '--set', 'runFor=4s')].join(' ')
  const terminal = execa('script', ['-qfec', command, '/dev/null'], {
    env: { ...lab.env, TERM: 'xterm' },
    extendEnv: false,
    stdin: 'ignore',
  })
  let screen = ''
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text))
  await until('the first hook is told', async () => {
    await new Promise(setImmediate)
    return /created\S* Job \S+\/demo-schema/.test(screen)
  })
  const { stdout } = await scene.plane.kubectl(['get', 'secrets', '-n', namespace, '-l', 'owner=helm', '-o', 'name'])
  assert.is(stdout, '', 'Helm has not recorded the release yet')
  assert.not.match(screen, 'demo-migrate')
  await terminal
  assert.match(screen, /the phases of demo have run, Helm goes on; log ~\S+\.log\r\n/)
})

real('a lock that somebody takes over in the middle stops the drive before its next step', async (scene) => {
  const { plane, lab, namespace } = scene
  const mark = await plane.markAudit()
  const running = await started(scene, 12)
  const taken = JSON.stringify({ spec: { holderIdentity: 'somebody else' } })
  await plane.kubectl(['patch', 'lease/hooksync-demo', '-n', namespace, '--type=merge', '-p', taken])
  const { exitCode, stderr } = await running.ended
  assert.is(exitCode, 1)
  assert.match(stderr, `the lock ${namespace}/hooksync-demo was taken by somebody else`)
  assert.equal(driveWrites(await plane.auditSince(mark)), SCHEMA)
  assert.match(lab.lastLog(), 'was taken by somebody else: no further work is started\n')
  assert.match(lab.lastLog(), stillRuns(`Job ${namespace}/demo-schema`))
  assert.ok(await isThere(scene, 'lease/hooksync-demo'), 'the other’s lock is left alone')
})

real('progress never goes to a file that is Helm’s standard error', async (scene) => {
  const { lab, namespace } = scene
  const command = ['upgrade', '--install', 'demo', SHOP, '-n', namespace, ...RENDERER].join(' ')
  const { stdout } = await execa('sh', ['-c', `${lab.path} ${command} 2>$HOME/err >/dev/null; cat $HOME/err`], {
    env: lab.env,
    extendEnv: false,
  })
  assert.is(stdout, '')
  assert.match(lab.lastLog(), 'the phases of demo have run')
})

test.run()
