// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runProgram, startProgram } from '../../support/program.ts'
import type { ProgramRun } from '../../support/program.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { SHOP, dataOf, driveWrites, history, isThere, listObjects, until, withHelm } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'

const test = suite('kubectl hooksync helm, with Helm 4')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'wrapper' })

/** No plugin of ours is installed where this Helm looks. */
const around = ({ lab }: Scene) => ({ env: { ...lab.env, HELM_BIN: lab.path, HELM_PLUGINS: '/nonexistent' } })

const words = ({ namespace }: Scene, more: readonly string[]): readonly string[] => {
  return ['helm', 'upgrade', '--install', 'demo', SHOP, '-n', namespace, ...more]
}

const wrapped = (scene: Scene, ...more: readonly string[]): Promise<ProgramRun> =>
  runProgram(words(scene, more), around(scene))

const statuses = async ({ lab, namespace }: Scene): Promise<readonly string[]> =>
  (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))

real('an install and a changed upgrade run their phases, without an installed plugin', async (scene) => {
  const { plane, namespace } = scene
  const first = await wrapped(scene)
  assert.is(first.exitCode, 0, first.stderr)
  const mark = await plane.markAudit()
  const second = await wrapped(scene, '--set', 'color=green')
  assert.is(second.exitCode, 0, second.stderr)
  assert.ok(driveWrites(await plane.auditSince(mark)).includes('create jobs demo-schema'))
  assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'color'), 'green')
  assert.equal(await statuses(scene), ['1 superseded', '2 deployed'])
})

real('a dry run writes nothing', async (scene) => {
  const mark = await scene.plane.markAudit()
  const run = await wrapped(scene, '--dry-run=server')
  assert.is(run.exitCode, 0, run.stderr)
  assert.equal(driveWrites(await scene.plane.auditSince(mark)), [])
})

real("a failed hook ends with Helm's exit status, and --atomic rolls back", async (scene) => {
  assert.is((await wrapped(scene)).exitCode, 0)
  const run = await wrapped(scene, '--set', 'color=green,fail=schema', '--atomic')
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, 'ERROR: schema went wrong')
  assert.equal(await statuses(scene), ['1 superseded', '2 failed', '3 deployed'])
})

real('SIGINT to the wrapper reaches Helm, which does not deploy', async (scene) => {
  const running = startProgram(words(scene, []), around(scene))
  await until('the first hook is there', () => isThere(scene, 'job/demo-schema'))
  running.kill('SIGINT')
  const { exitCode } = await running.ended
  assert.is(exitCode, 1)
  assert.equal(await statuses(scene), ['1 failed'])
})

test.run()
