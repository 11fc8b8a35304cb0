// time limit: 300 s
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { packagePlugins } from '../../../scripts/package.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { SHOP, driveWrites, history, isThere, until, withHelm } from './helm-lab.ts'
import type { HelmRun, Scene } from './helm-lab.ts'

const test = suite('helm hooksync, the plugin of Helm 4')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'plugin' })

/** The words of Helm behind the plugin's name; only they say which cluster it is. */
function words({ lab, plane, namespace }: Scene, more: readonly string[]): readonly string[] {
  const kubeconfig = join(lab.env['HOME'] ?? '', 'two-contexts')
  const text = readFileSync(plane.kubeconfigPath, 'utf8')
  writeFileSync(kubeconfig, text.replace(/^current-context:.*$/m, 'current-context: nowhere'))
  const where = ['-n', namespace, '--kube-context', 'lab', '--kubeconfig', kubeconfig]
  return ['hooksync', 'upgrade', '--install', 'demo', SHOP, ...where, ...more]
}

/** Helm without a kubeconfig in its environment and without our post-renderer among its plugins. */
async function around({ lab }: Scene): Promise<Readonly<Record<string, string>>> {
  const plugins = join(lab.env['HOME'] ?? '', 'plugins')
  mkdirSync(plugins, { recursive: true })
  const staged = await packagePlugins(plugins)
  rmSync(staged['kubectl-hooksync'].folder, { recursive: true })
  return { HELM_PLUGINS: plugins, KUBECONFIG: '/nonexistent' }
}

async function hooksync(scene: Scene, ...more: readonly string[]): Promise<HelmRun> {
  return scene.lab.helm(words(scene, more), { env: await around(scene) })
}

const revisions = async ({ lab, namespace }: Scene): Promise<readonly string[]> =>
  (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))

real('what Helm takes from the plugin’s words is put back: cluster, context, namespace', async (scene) => {
  const { plane } = scene
  const mark = await plane.markAudit()
  const run = await hooksync(scene)
  assert.is(run.exitCode, 0, run.stderr)
  assert.match(run.stderr, `sync to namespace ${scene.namespace}, context lab`)
  assert.match(run.stdout, 'STATUS: deployed')
  assert.is(driveWrites(await plane.auditSince(mark))[0], 'create jobs demo-schema')
  assert.equal(await revisions(scene), ['1 deployed'])
})

real('a failed hook ends with its cause and Helm’s exit status', async (scene) => {
  const run = await hooksync(scene, '--set', 'fail=schema')
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, 'ERROR: schema went wrong')
  assert.equal(await revisions(scene), ['1 failed'])
})

real('Ctrl-C to the group stops the drive', async (scene) => {
  const env = await around(scene)
  const running = scene.lab.start(words(scene, ['--set', 'runFor=60s']), { env })
  await until('the first hook is there', () => isThere(scene, 'job/demo-schema'))
  process.kill(-running.pid, 'SIGINT')
  const { exitCode } = await running.ended
  assert.ok(exitCode !== 0)
  await until('the lock is free', async () => !(await isThere(scene, 'lease/hooksync-demo')))
  assert.equal(await revisions(scene), ['1 failed'])
})

test.run()
