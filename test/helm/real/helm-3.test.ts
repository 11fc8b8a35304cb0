// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { field } from '../../../src/object/kube-object.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import {
  SHOP,
  createHelmLab,
  dataOf,
  driveWrites,
  history,
  listObjects,
  resourceVersions,
  withHelm,
  writesOf,
} from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'

const test = suite('Helm 3 with our post-renderer')
const real = withHelm(test, withControlPlane(test), { major: 3, label: 'three' })

const upgrade = (...more: readonly string[]): readonly string[] => ['upgrade', '--install', 'demo', SHOP, ...more]

/** The chart's own hooks are out of the way, and we know it. */
const ASSUMED = ['--set', 'helmHooks=false', '--post-renderer-args', '--assume-no-helm-hooks'] as const

const SYNC = ['create configmaps demo-settings', 'create deployments demo-web', 'create configmaps demo-last']

const statuses = async ({ lab, namespace }: Scene): Promise<readonly string[]> =>
  (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))

async function records({ plane, namespace }: Scene): Promise<string> {
  return (await plane.kubectl(['get', 'secrets', '-n', namespace, '-l', 'owner=helm', '-o', 'name'])).stdout
}

real(
  'hooks in the stream without --no-hooks: refused with the way out, nothing is written or recorded',
  async (scene) => {
    const run = await scene.rendered(upgrade())
    assert.is(run.exitCode, 1)
    assert.match(run.stderr, "Helm 3 does not show us the chart's own hooks and would run them after ours")
    assert.match(run.stderr, 'run it as kubectl hooksync helm install|upgrade …, or give --no-hooks to Helm')
    assert.equal(writesOf(run.requests), [])
    assert.is(await records(scene), '')
  },
)

real('--no-hooks: the waves run before Helm applies, and Helm changes nothing after', async (scene) => {
  const { plane, namespace } = scene
  const run = await scene.rendered(upgrade('--no-hooks'))
  assert.is(run.exitCode, 0, run.stderr)
  assert.equal(driveWrites(run.requests), SYNC)
  const objects = await listObjects(plane, namespace, 'configmaps,deployments')
  const generation = field(
    objects.find(({ kind }) => kind === 'Deployment'),
    'metadata',
    'generation',
  )
  assert.is(generation, 1)
  const before = await resourceVersions(plane, namespace, 'configmaps,deployments')
  const again = await scene.rendered(upgrade('--no-hooks'))
  assert.is(again.exitCode, 0, again.stderr)
  assert.equal(driveWrites(again.requests), [])
  assert.equal(await resourceVersions(plane, namespace, 'configmaps,deployments'), before)
})

real(
  '--assume-no-helm-hooks: Argo hooks run around Sync; rollback, plain upgrades and uninstall go on working',
  async (scene) => {
    const { plane, namespace } = scene
    const run = await scene.rendered(upgrade(...ASSUMED))
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(driveWrites(run.requests), [
      'create jobs demo-schema',
      ...SYNC,
      'create jobs demo-smoke',
      'delete jobs demo-smoke',
    ])
    const changed = await scene.rendered(upgrade(...ASSUMED, '--set', 'color=green,extra=false'))
    assert.is(changed.exitCode, 0, changed.stderr)
    const settings = (await listObjects(plane, namespace, 'configmaps')).find(
      ({ metadata }) => metadata.name === 'demo-settings',
    )
    assert.equal(field(settings, 'data'), { color: 'green' })
    await scene.plain(['rollback', 'demo', '1'])
    assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'extra'), 'yes')
    const again = await scene.rendered(upgrade(...ASSUMED, '--set', 'color=red,extra=false'))
    assert.is(again.exitCode, 0, again.stderr)
    assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'extra'), undefined)
    await scene.plain(['upgrade', 'demo', SHOP, '--reset-values', '--set', 'hooks=false,helmHooks=false'])
    assert.equal(await statuses(scene), ['1 superseded', '2 superseded', '3 superseded', '4 superseded', '5 deployed'])
    await scene.plain(['uninstall', 'demo', '--wait'])
    assert.equal(Object.keys(await resourceVersions(plane, namespace)), ['Job demo-schema'])
  },
)

real('a failing hook: the cause is on standard error, and nothing is recorded', async (scene) => {
  const { namespace } = scene
  const run = await scene.rendered(upgrade(...ASSUMED, '--set', 'fail=schema'))
  assert.is(run.exitCode, 1)
  assert.match(
    run.stderr,
    `PreSync: Job ${namespace}/demo-schema: container "main" exited with code 3: ERROR: schema went wrong`,
  )
  assert.match(run.stderr, 'log ~/.local/state/kubectl-hooksync/demo-')
  assert.equal(driveWrites(run.requests), ['create jobs demo-schema', 'create jobs demo-alarm'])
  assert.is(await records(scene), '')
})

real('a failure after Sync: what was created is named, and with --atomic deleted', async (scene) => {
  const { plane, namespace } = scene
  const names = `ConfigMap ${namespace}/demo-settings, Deployment ${namespace}/demo-web, ConfigMap ${namespace}/demo-last`
  const run = await scene.rendered(upgrade(...ASSUMED, '--set', 'fail=smoke'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, `created and left, in no release: ${names}`)
  await plane.kubectl([
    'delete',
    'configmap/demo-settings',
    'configmap/demo-last',
    'deployment/demo-web',
    '-n',
    namespace,
  ])
  const atomic = await scene.rendered(upgrade(...ASSUMED, '--set', 'fail=smoke', '--atomic'))
  assert.is(atomic.exitCode, 1)
  assert.match(atomic.stderr, `deleted what this run had created: Deployment ${namespace}/demo-web`)
  assert.equal(await resourceVersions(plane, namespace, 'configmaps,deployments'), {})
})

real('template and dry runs: no request of ours, and the output is Helm’s own', async (scene) => {
  for (const args of [
    ['template', 'demo', SHOP],
    ['install', 'demo', SHOP, '--dry-run'],
    ['upgrade', '-i', 'demo', SHOP, '--dry-run=server'],
  ]) {
    const { requests, ...run } = await scene.rendered(args)
    assert.is(run.exitCode, 0, run.stderr)
    assert.equal(
      requests.filter(({ userAgent }) => userAgent.startsWith('kubectl-hooksync/')),
      [],
    )
    const { stdout } = await scene.plain(args)
    assert.is(run.stdout.replace(/^LAST DEPLOYED: .*$/m, ''), stdout.replace(/^LAST DEPLOYED: .*$/m, ''))
  }
})

real('a release of Helm 3 is taken over by Helm 4, and then by server-side apply', async (scene) => {
  const { plane, namespace } = scene
  await scene.plain(upgrade('--set', 'hooks=false,helmHooks=false'))
  const lab = await createHelmLab(plane, 4)
  try {
    const four = async (...more: readonly string[]): Promise<void> => {
      const args = [...upgrade('--reset-values', ...more), '-n', namespace, '--post-renderer', 'kubectl-hooksync']
      const run = await lab.helm(args)
      assert.is(run.exitCode, 0, run.stderr)
    }
    await four('--set', 'extra=false')
    const settings = (await listObjects(plane, namespace, 'configmaps')).find(
      ({ metadata }) => metadata.name === 'demo-settings',
    )
    assert.equal(field(settings, 'data'), { color: 'blue' })
    await four('--set', 'color=green', '--server-side=true')
    await four('--set', 'color=red')
    assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'color'), 'red')
    const plain = await lab.helm(['upgrade', 'demo', SHOP, '-n', namespace, '--set', 'color=yellow,hooks=false'])
    assert.is(plain.exitCode, 0, plain.stderr)
  } finally {
    lab.close()
  }
})

test.run()
