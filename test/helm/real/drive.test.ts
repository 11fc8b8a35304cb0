// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { execa } from 'execa'
import { ensureKubectl } from '../../../scripts/control-plane/tools.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { field, listField, stringField } from '../../../src/object/kube-object.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import { SHOP, dataOf, driveWrites, history, listObjects, resourceVersions, withHelm, writesOf } from './helm-lab.ts'
import type { Scene } from './helm-lab.ts'

const test = suite('Helm 4 with our post-renderer')
const real = withHelm(test, withControlPlane(test), { major: 4, label: 'drive' })

const INSTALLED = [
  'create jobs demo-schema',
  'create jobs demo-migrate',
  'create configmaps demo-settings',
  'create deployments demo-web',
  'create configmaps demo-last',
  'create jobs demo-warm',
  'create jobs demo-smoke',
  'delete jobs demo-smoke',
]

const upgrade = (...more: readonly string[]): readonly string[] => ['upgrade', '--install', 'demo', SHOP, ...more]

async function installed(scene: Scene): Promise<void> {
  const run = await scene.rendered(upgrade())
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
}

/** The environment of the Deployment's container. */
function environment(objects: readonly KubeObject[]): readonly string[] {
  const deployment = objects.find(({ kind }) => kind === 'Deployment')
  const [container] = listField(deployment, 'spec', 'template', 'spec', 'containers')
  return listField(container, 'env').map((item) => `${stringField(item, 'name')}=${stringField(item, 'value')}`)
}

real('an install runs all phases in order before Helm records it, and Helm changes nothing after', async (scene) => {
  const { plane, lab, namespace } = scene
  const kubectl = await ensureKubectl()
  const columns = 'custom-columns=NAME:.metadata.name,V:.metadata.resourceVersion'
  const watch = execa(kubectl, ['get', 'configmaps', '-n', namespace, '-w', '--no-headers', '-o', columns], {
    env: plane.env,
    reject: false,
  })
  const run = await scene.rendered(upgrade())
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(driveWrites(run.requests), INSTALLED)
  const writes = writesOf(run.requests)
  assert.is(writes[0], 'hooksync create leases hooksync-demo')
  const release = writes.indexOf('hooksync delete leases hooksync-demo')
  assert.equal(writes.slice(release + 1).toSorted(), [
    'helm apply configmaps demo-last',
    'helm apply configmaps demo-settings',
    'helm apply deployments demo-web',
    'helm apply secrets sh.helm.release.v1.demo.v1',
    'helm create secrets sh.helm.release.v1.demo.v1',
  ])
  assert.equal(await history(lab, 'demo', namespace), ['1 deployed: Install complete'])
  watch.kill()
  const { stdout } = await watch
  const versions = stdout.split('\n').filter((line) => line.startsWith('demo-'))
  assert.is(versions.length, 2, `each ConfigMap was written once:\n${stdout}`)
})

real('each hook has ended before the next step begins', async (scene) => {
  const { plane, namespace } = scene
  await installed(scene)
  const objects = await listObjects(plane, namespace, 'jobs,configmaps,deployments')
  const time = (name: string, ...path: readonly string[]): string => {
    return (
      stringField(
        objects.find(({ metadata }) => metadata.name === name),
        ...path,
      ) ?? `no ${name}`
    )
  }
  const times = [
    time('demo-schema', 'status', 'completionTime'),
    time('demo-migrate', 'metadata', 'creationTimestamp'),
    time('demo-migrate', 'status', 'completionTime'),
    time('demo-settings', 'metadata', 'creationTimestamp'),
    time('demo-web', 'metadata', 'creationTimestamp'),
    time('demo-last', 'metadata', 'creationTimestamp'),
    time('demo-warm', 'metadata', 'creationTimestamp'),
  ]
  assert.equal(times, times.toSorted())
})

real('an upgrade that changes nothing runs the hooks again and leaves every Sync object as it was', async (scene) => {
  const { plane, lab, namespace } = scene
  await installed(scene)
  const before = await resourceVersions(plane, namespace, 'configmaps,deployments')
  const run = await scene.rendered(upgrade())
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(driveWrites(run.requests), [
    'delete jobs demo-schema',
    'create jobs demo-schema',
    'delete jobs demo-migrate',
    'create jobs demo-migrate',
    'create jobs demo-smoke',
    'delete jobs demo-smoke',
  ])
  assert.equal(await resourceVersions(plane, namespace, 'configmaps,deployments'), before)
  assert.equal(await history(lab, 'demo', namespace), [
    '1 superseded: Install complete',
    '2 deployed: Upgrade complete',
  ])
})

real('a changed value is applied by us wave by wave, and Helm finds nothing to do', async (scene) => {
  const { plane, namespace } = scene
  await installed(scene)
  const run = await scene.rendered(upgrade('--set', 'color=green'))
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  const sync = driveWrites(run.requests).filter((write) => !write.includes(' jobs '))
  assert.equal(sync, ['apply configmaps demo-settings', 'apply deployments demo-web', 'apply configmaps demo-last'])
  const objects = await listObjects(plane, namespace, 'configmaps,deployments')
  assert.is(dataOf(objects, 'demo-settings', 'color'), 'green')
  assert.equal(environment(objects), ['COLOR=green', 'EXTRA=yes'])
  const generation = field(
    objects.find(({ kind }) => kind === 'Deployment'),
    'metadata',
    'generation',
  )
  assert.is(generation, 2)
})

real('a field that left the chart is gone after our Sync', async (scene) => {
  const { plane, namespace } = scene
  await installed(scene)
  const run = await scene.rendered(upgrade('--set', 'extra=false'))
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  const objects = await listObjects(plane, namespace, 'configmaps,deployments')
  assert.is(dataOf(objects, 'demo-settings', 'extra'), undefined)
  assert.equal(environment(objects), ['COLOR=blue'])
  assert.is(
    field(
      objects.find(({ kind }) => kind === 'Deployment'),
      'metadata',
      'generation',
    ),
    2,
  )
})

real('rollback, an upgrade without us and uninstall work as ever, and only hooks are left', async (scene) => {
  const { plane, lab, namespace } = scene
  await installed(scene)
  assert.is((await scene.rendered(upgrade('--set', 'color=green'))).exitCode, 0)
  const mark = await plane.markAudit()
  await scene.plain(['rollback', 'demo', '1'])
  assert.equal(driveWrites(await plane.auditSince(mark)), [])
  const back = await listObjects(plane, namespace, 'configmaps,deployments')
  assert.is(dataOf(back, 'demo-settings', 'color'), 'blue')
  assert.equal(environment(back), ['COLOR=blue', 'EXTRA=yes'])
  const again = await scene.rendered(upgrade('--set', 'color=red'))
  assert.is(again.exitCode, 0, again.stdout + again.stderr)
  await scene.plain(['upgrade', 'demo', SHOP, '--set', 'color=yellow', '--set', 'hooks=false'])
  assert.is(dataOf(await listObjects(plane, namespace, 'configmaps'), 'demo-settings', 'color'), 'yellow')
  const statuses = (await history(lab, 'demo', namespace)).map((line) => line.replace(/:.*/s, ''))
  assert.equal(statuses, ['1 superseded', '2 superseded', '3 superseded', '4 superseded', '5 deployed'])
  await scene.plain(['uninstall', 'demo', '--wait'])
  const left = Object.keys(await resourceVersions(plane, namespace))
  assert.equal(left, ['ConfigMap demo-farewell', 'Job demo-migrate', 'Job demo-schema', 'Job demo-warm'])
})

real('the manifest that Helm keeps has the Sync objects and no hook that we have run', async (scene) => {
  await installed(scene)
  const { stdout } = await scene.plain(['get', 'manifest', 'demo'])
  const kinds = [...stdout.matchAll(/^kind: (\w+)$/gm)].map(([, kind = '']) => kind)
  assert.equal(kinds.toSorted(), ['ConfigMap', 'ConfigMap', 'Deployment'])
  assert.not.match(stdout, 'postrender-filename')
  const hooks = (await scene.plain(['get', 'hooks', 'demo'])).stdout
  const names = [...hooks.matchAll(/^ {2}name: (\S+)$/gm)].map(([, name = '']) => name)
  assert.equal(names.toSorted(), ['demo-farewell', 'demo-migrate', 'demo-warm'])
  const events = [...hooks.matchAll(/helm.sh\/hook: (.*)$/gm)].map(([, event = '']) => event.replaceAll(/["']/g, ''))
  assert.equal(
    events.toSorted(),
    ['post-rollback', 'pre-delete', 'pre-upgrade'],
    'what we have run is not an event of theirs any more',
  )
})

real('--create-namespace makes the namespace as Helm does', async (scene) => {
  const { plane } = scene
  const run = await scene.rendered(upgrade('-n', 'brand-new', '--create-namespace'))
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  const { stdout } = await plane.kubectl(['get', 'namespace', 'brand-new', '-o', 'jsonpath={.metadata.labels.name}'])
  assert.is(stdout, 'brand-new')
  assert.equal(driveWrites(run.requests), ['create namespaces brand-new', ...INSTALLED])
})

real('a namespace that is absent fails the release before anything is written', async (scene) => {
  const run = await scene.rendered(upgrade('-n', 'nowhere'))
  assert.is(run.exitCode, 1)
  assert.match(
    run.stderr,
    'hooksync: namespace nowhere does not exist; give --create-namespace to Helm, or create it first',
  )
  assert.equal(writesOf(run.requests), [])
})

real('--no-hooks runs the waves and no hook', async (scene) => {
  const run = await scene.rendered(upgrade('--no-hooks'))
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.equal(
    driveWrites(run.requests),
    INSTALLED.filter((write) => !write.includes(' jobs ')),
  )
})

test.run()
