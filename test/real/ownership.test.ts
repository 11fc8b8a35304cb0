// Fields that others own: taken and told, or refused; and objects that kubectl applied client-side before.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { field, listField, stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { object } from '../support/objects.ts'
import { kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import { configMap, deployment } from './workload.ts'

const test = suite('ownership')
const real = withControlPlane(test, { controllerManager: false, kwok: false })

const managers = (found: KubeObject | undefined): readonly (string | undefined)[] =>
  listField(found, 'metadata', 'managedFields').map((entry) => stringField(entry, 'manager'))

real('a field of another manager is taken and told: who, which, old → new', async (plane) => {
  const namespace = await makeNamespace(plane, 'taken')
  const args = ['-f', '-', '-n', namespace, '--no-wait']
  const input = stream(deployment('web'))
  assert.is((await sync(plane, args, { input })).exitCode, 0)
  await scaleAs(plane, namespace, 'autoscaler')
  const run = await sync(plane, args, { input })
  assert.is(run.exitCode, 0, run.stdout)
  assert.match(run.stdout, '  took .spec.replicas of Deployment taken/web from autoscaler: 3 → 1\n')
  assert.match(run.stdout, '1 field taken from other managers')
  assert.is(field(await live(plane, 'deployment/web', '-n', namespace), 'spec', 'replicas'), 1)
  const json = await sync(plane, [...args, '-o', 'json'], { input })
  assert.equal([json.exitCode, json.writes], [0, []])
})

real('with --no-force-conflicts it is refused, and nothing is written', async (plane) => {
  const namespace = await makeNamespace(plane, 'refused')
  const args = ['-f', '-', '-n', namespace, '--no-wait']
  assert.is((await sync(plane, args, { input: stream(deployment('web')) })).exitCode, 0)
  await scaleAs(plane, namespace, 'autoscaler')
  const input = stream(configMap('settings'), deployment('web'))
  const run = await sync(plane, [...args, '--no-force-conflicts'], { input })
  assert.match(
    run.stdout,
    '<stdin>:4 Deployment refused/web (Sync wave 0): other managers own .spec.replicas (autoscaler); --force-conflicts takes them\n',
  )
  assert.is(run.exitCode, 3)
  assert.equal(run.writes, [])
  const untouched = await sync(plane, [...args, '-o', 'json'], { input })
  const taken = untouched.events.filter(({ type }) => type === 'field-taken')
  assert.equal(
    taken.map((event) => event.type === 'field-taken' && [event.manager, event.field, event.from, event.to]),
    [['autoscaler', '.spec.replicas', '3', '1']],
  )
})

real('a field that the manifest does not name stays with whoever owns it', async (plane) => {
  const namespace = await makeNamespace(plane, 'left')
  const args = ['-f', '-', '-n', namespace, '--no-wait', '--no-force-conflicts']
  const input = stream(deployment('web', { replicas: undefined }))
  assert.is((await sync(plane, args, { input })).exitCode, 0)
  await scaleAs(plane, namespace, 'autoscaler')
  const run = await sync(plane, args, { input })
  assert.equal([run.exitCode, run.writes], [0, []])
  assert.is(field(await live(plane, 'deployment/web', '-n', namespace), 'spec', 'replicas'), 3)
})

real(
  'what kubectl applied client-side is taken over: removed fields go, no conflict, kubectl still works',
  async (plane) => {
    const namespace = await makeNamespace(plane, 'taken-over')
    const settings = (data: Readonly<Record<string, string>>): string =>
      stream(object('ConfigMap', 'settings', { namespace, fields: { data } }))
    const args = ['-f', '-', '-n', namespace, '--no-force-conflicts']
    await kubectl(plane, ['apply', '-f', '-'], settings({ kept: '1', removed: '1' }))
    const first = await sync(plane, args, { input: settings({ kept: '2' }) })
    assert.is(first.exitCode, 0, first.stdout)
    const taken = await live(plane, 'configmap/settings', '-n', namespace)
    assert.equal(taken?.['data'], { kept: '2' })
    assert.equal(managers(taken), ['kubectl-hooksync'])
    assert.not.match(first.stdout, 'took')
    const again = await sync(plane, args, { input: settings({ kept: '2' }) })
    assert.equal([again.exitCode, again.writes], [0, []])
    // And back: kubectl knows nothing of us.
    await kubectl(plane, ['apply', '-f', '-'], settings({ kept: '3' }))
    const back = await live(plane, 'configmap/settings', '-n', namespace)
    assert.equal(back?.['data'], { kept: '3' })
    const third = await sync(plane, args, { input: settings({ kept: '2' }) })
    assert.is(third.exitCode, 0, third.stdout)
    assert.equal((await live(plane, 'configmap/settings', '-n', namespace))?.['data'], { kept: '2' })
  },
)

real('two list items of one key, which only client-side apply takes, are applied with a warning', async (plane) => {
  const namespace = await makeNamespace(plane, 'twice')
  const env = [
    { name: 'LEVEL', value: 'info' },
    { name: 'LEVEL', value: 'debug' },
  ]
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'main', image: 'nginx', env }] },
  }
  const run = await sync(plane, ['-f', '-', '-n', namespace, '--no-wait'], {
    input: stream(deployment('web', { template })),
  })
  assert.is(run.exitCode, 0, run.stdout)
  assert.match(
    run.stdout,
    'warning: Deployment twice/web: two list items have one key, which server-side apply refuses: applied client-side\n',
  )
  assert.equal(run.writes, ['create deployments web'])
})

test.run()

/** Another manager sets the replicas to 3, as `kubectl edit` or an autoscaler would. */
async function scaleAs(plane: Parameters<typeof kubectl>[0], namespace: string, manager: string): Promise<void> {
  const patch = stream(object('Deployment', 'web', { namespace, fields: { spec: { replicas: 3 } } }))
  await kubectl(plane, ['apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'], patch)
}
