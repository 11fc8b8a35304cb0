// time limit: 300 s
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { field, stringField } from '../../../src/object/kube-object.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { SHOP, dataOf, driveWrites, history, listObjects, withHelm } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'

const test = suite('Helm 4: what belongs to others')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'owner' })

const upgrade = (...more: readonly string[]): readonly string[] => ['upgrade', '--install', 'demo', SHOP, ...more]

async function create(scene: Scene, object: KubeObject): Promise<void> {
  const { exitCode, stderr } = await scene.plane.kubectl(
    ['create', '-n', scene.namespace, '-f', '-'],
    JSON.stringify(object),
  )
  if (exitCode !== 0) throw new Error(stderr)
}

function configMap(name: string, more: Partial<KubeObject['metadata']> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...more }, data: { foreign: 'yes' } }
}

const job = (name: string, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, annotations },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } } },
})

async function replicas({ plane, namespace }: Scene): Promise<unknown> {
  return field((await listObjects(plane, namespace, 'deployments'))[0], 'spec', 'replicas')
}

real('foreign objects are refused all at once, and nothing is written', async (scene) => {
  const { plane, namespace } = scene
  await create(scene, configMap('demo-settings'))
  await create(
    scene,
    configMap('demo-last', {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'other', 'meta.helm.sh/release-namespace': 'infra' },
    }),
  )
  await create(scene, job('demo-migrate'))
  const run = await scene.rendered(upgrade())
  assert.is(run.exitCode, 1)
  const lines = [
    `Job ${namespace}/demo-migrate: it exists and belongs to no release; --take-ownership takes it`,
    `ConfigMap ${namespace}/demo-settings: it exists and belongs to no release; --take-ownership takes it`,
    `ConfigMap ${namespace}/demo-last: it exists and belongs to release other in namespace infra; --take-ownership takes it`,
    'nothing was changed',
  ]
  assert.match(run.stderr, `hooksync: ${lines.join('\n  ')}\n`)
  assert.equal(driveWrites(run.requests), [])
  const { stdout } = await plane.kubectl(['get', 'secrets', '-n', namespace, '-l', 'owner=helm', '-o', 'name'])
  assert.is(stdout, '')
})

real('--take-ownership takes them', async (scene) => {
  const { plane, namespace, lab } = scene
  await create(scene, configMap('demo-settings'))
  const run = await scene.rendered(upgrade('--take-ownership', '--force-conflicts'))
  assert.is(run.exitCode, 0, run.stderr)
  const told = readdirSync(lab.logFolder).map((log) => readFileSync(join(lab.logFolder, log), 'utf8'))
  assert.match(
    told.join('\n'),
    `ConfigMap ${namespace}/demo-settings: it exists and belongs to no release: taken into release demo\n`,
  )
  assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'color'), 'blue')
})

real('a hook of an earlier life at a hook’s name is replaced', async (scene) => {
  await create(scene, job('demo-migrate', { 'helm.sh/hook': 'pre-install' }))
  const run = await scene.rendered(upgrade())
  assert.is(run.exitCode, 0, run.stderr)
  assert.ok(driveWrites(run.requests).includes('delete jobs demo-migrate'))
})

real('kubectl scale on a server-side release fails before the first write, as Helm does', async (scene) => {
  const { plane, namespace, lab } = scene
  assert.is((await scene.rendered(upgrade())).exitCode, 0)
  await plane.kubectl(['scale', 'deployment/demo-web', '--replicas=3', '-n', namespace])
  const run = await scene.rendered(upgrade('--set', 'replicas=2'))
  assert.is(run.exitCode, 1)
  assert.match(run.stderr, `Deployment ${namespace}/demo-web: other managers own .spec.replicas (kubectl)`)
  assert.equal(driveWrites(run.requests), [])
  assert.is(await replicas(scene), 3)
  const forced = await scene.rendered(upgrade('--set', 'replicas=2', '--force-conflicts'))
  assert.is(forced.exitCode, 0, forced.stderr)
  assert.is(await replicas(scene), 2)
  assert.is((await history(lab, 'demo', namespace)).length, 2)
})

real('kubectl scale on a client-side release is overwritten, as Helm does', async (scene) => {
  const { plane, namespace, lab } = scene
  assert.is((await scene.rendered(['install', 'demo', SHOP, '--server-side=false'])).exitCode, 0)
  await plane.kubectl(['scale', 'deployment/demo-web', '--replicas=3', '-n', namespace])
  const run = await scene.rendered(upgrade('--set', 'replicas=2'))
  assert.is(run.exitCode, 0, run.stderr)
  assert.is(await replicas(scene), 2)
  assert.match(lab.lastLog(), `took .spec.replicas of Deployment ${namespace}/demo-web from kubectl: 3 → 2`)
})

real(
  'a release born without us: its Argo hook survives our first upgrade, and then one without us passes',
  async (scene) => {
    const { plane, namespace } = scene
    await scene.plain(['install', 'demo', SHOP])
    const run = await scene.rendered(upgrade('--set', 'color=green'))
    assert.is(run.exitCode, 0, run.stderr)
    const jobs = await listObjects(plane, namespace, 'jobs')
    const schema = jobs.find(({ metadata }) => metadata.name === 'demo-schema')
    assert.is(stringField(schema, 'metadata', 'annotations', 'helm.sh/resource-policy'), 'keep')
    await scene.plain(['upgrade', 'demo', SHOP, '--set', 'color=red'])
    assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'color'), 'red')
  },
)

real(
  'a release born client-side: removed fields go, nothing conflicts, and --server-side=true takes it over',
  async (scene) => {
    const { plane, namespace } = scene
    // The rollback below would meet the hook Jobs that we have run, and a Job cannot be patched.
    await scene.plain(['install', 'demo', SHOP, '--server-side=false', '--set', 'hooks=false'])
    const run = await scene.rendered(upgrade('--set', 'extra=false'))
    assert.is(run.exitCode, 0, run.stderr)
    const settings = (await listObjects(plane, namespace, 'configmaps')).find(
      ({ metadata }) => metadata.name === 'demo-settings',
    )
    assert.equal(field(settings, 'data'), { color: 'blue' })
    const taken = await scene.rendered(upgrade('--set', 'color=green', '--server-side=true'))
    assert.is(taken.exitCode, 0, taken.stderr)
    await scene.plain(['rollback', 'demo', '1'])
    const again = await scene.rendered(upgrade('--set', 'color=red'))
    assert.is(again.exitCode, 0, again.stderr)
  },
)

test.run()
