// Deleting an application on a real API server: hooks, waves of two namespaces, and nothing of it is left in any kind that can be listed.
// time limit: 240 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { defined } from '../../src/object/defined.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { widgetDefinition } from '../support/workloads.ts'
import { everything, kubectl, live, makeNamespace, stream, sync } from './lab.ts'
import { configMap, deployment, job } from './workload.ts'

const test = suite('delete')
const real = withControlPlane(test)

/** What a run tells that it has made and deleted, wave by wave; those of one wave go at the same time. */
function wavesOf(stdout: string): readonly (readonly string[])[] {
  const waves: string[][] = []
  for (const line of stdout.split('\n').filter((text) => text !== '')) {
    const event = JSON.parse(line)
    if (event.type === 'wave-started') waves.push([`${event.phase} wave ${event.wave}`])
    if (event.type === 'resource-applied') waves.at(-1)?.push(`${event.operation} ${event.task}`)
    if (event.type === 'resource-deleted') waves.at(-1)?.push(`deleted ${event.task}`)
  }
  return waves.map((wave) => wave.toSorted())
}

/** Hooks of all kinds, waves, a definition of its own; one object stands in another namespace. */
function wholeApp(other: string): string {
  return stream(
    widgetDefinition(),
    object('Widget', 'w'),
    job('mig', { hook: { hook: 'PreSync' } }),
    job('smoke', { hook: { hook: 'PostSync' } }),
    job('backup', { hook: { hook: 'PreDelete' } }),
    job('goodbye', { hook: { hook: 'PostDelete' } }),
    deployment('web'),
    configMap('settings'),
    object('ConfigMap', 'there', {
      namespace: other,
      annotations: annotate({ wave: '3' }),
      fields: { data: { a: 'b' } },
    }),
    object('ConfigMap', 'first', { annotations: annotate({ wave: '-1' }), fields: { data: { a: 'b' } } }),
  )
}

real(
  'an app with hooks, waves, two namespaces and a kind of its own goes, and nothing of it is left',
  async (plane) => {
    const [namespace, other] = [await makeNamespace(plane, 'gone'), await makeNamespace(plane, 'gone-too')]
    const before = await everything(plane)
    const input = wholeApp(other)
    const args = ['-f', '-', '-n', namespace, '--app', 'gone']
    const made = await sync(plane, args, { input })
    assert.is(made.exitCode, 0, made.stdout + made.stderr)
    assert.ok([...(await everything(plane))].some((line) => line === `Job ${namespace}/mig`))

    const asked = await sync(plane, ['delete', ...args], { input })
    assert.is(asked.exitCode, 2, asked.stdout + asked.stderr)
    assert.equal(asked.writes, [])
    const dry = await sync(plane, ['delete', ...args, '--dry-run=server'], { input })
    assert.is(dry.exitCode, 0, dry.stdout + dry.stderr)
    assert.equal(dry.writes, [])
    const planned = await sync(plane, ['plan', '--delete', ...args, '--delete-crds'], { input })
    assert.is(planned.exitCode, 0, planned.stdout + planned.stderr)
    assert.match(planned.stdout, 'plan: 2 to create, 9 to delete\n')
    const json = [...args, '--delete-crds', '-o', 'json']
    const rehearsed = await sync(plane, ['rehearse', '--delete', ...json, '--against-cluster'], { input })
    assert.equal([...planned.writes, ...rehearsed.writes], [])

    const run = await sync(plane, ['delete', ...json, '--yes'], { input })
    assert.is(run.exitCode, 0, run.stdout + run.stderr)
    assert.is(rehearsed.exitCode, 0, rehearsed.stdout + rehearsed.stderr)
    assert.equal(wavesOf(rehearsed.stdout), wavesOf(run.stdout))
    const { writes } = run
    assert.equal(writes.slice(0, 2), ['create jobs backup', 'delete configmaps there'])
    assert.equal(writes.slice(2, -5).toSorted(), [
      'delete configmaps settings',
      'delete deployments web',
      'delete jobs backup',
      'delete jobs mig',
      'delete jobs smoke',
      'delete widgets w',
    ])
    assert.equal(writes.slice(-5), [
      'delete configmaps first',
      'delete customresourcedefinitions widgets.lab.example.com',
      'create jobs goodbye',
      'delete jobs goodbye',
      'delete configmaps hooksync-gone',
    ])
    const after = await everything(plane)
    assert.equal(
      [...after].filter((line) => !before.has(line)),
      [],
    )
    const again = await sync(plane, ['delete', ...args, '--yes'], { input })
    assert.equal([again.exitCode, again.writes], [0, []], again.stdout + again.stderr)
  },
)

real('a PreDelete hook that fails keeps all, and a user of one namespace may delete there', async (plane) => {
  const namespace = await makeNamespace(plane, 'kept')
  const verbs = ['create', 'role', 'deployer', '-n', namespace, '--verb=*']
  await kubectl(plane, [...verbs, '--resource=configmaps,leases.coordination.k8s.io,jobs.batch,pods'])
  await kubectl(plane, ['create', 'rolebinding', 'deployer', '-n', namespace, '--role=deployer', '--user=jo'])
  const args = ['-f', '-', '-n', namespace, '--app', 'kept', '--as', 'jo']
  const resources = [configMap('a'), object('ConfigMap', 'b', { annotations: annotate({ options: 'Delete=false' }) })]
  assert.is((await sync(plane, args, { input: stream(...resources) })).exitCode, 0)
  const failing = job('backup', { hook: { hook: 'PreDelete' }, lab: { 'lab/exit-code': '1' } })
  const failed = await sync(plane, ['delete', ...args, '--yes'], { input: stream(failing, ...resources) })
  assert.is(failed.exitCode, 1, failed.stdout + failed.stderr)
  assert.equal(failed.writes, ['apply configmaps hooksync-kept', 'create jobs backup'])
  const run = await sync(plane, ['delete', ...args, '--yes'], { input: stream(...resources) })
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.is(await live(plane, 'configmap/a', '-n', namespace), undefined)
  assert.ok(await live(plane, 'configmap/b', '-n', namespace))
  assert.match(run.stdout, 'ConfigMap kept/b is kept: Delete=false')
})

real('its name alone is enough: hooks that syncs have left go by their mark, and nothing is left', async (plane) => {
  const namespace = await makeNamespace(plane, 'alone')
  const before = await everything(plane)
  const { name: _, ...rest } = job('mig', { hook: { hook: 'PreSync' } }).metadata
  const generated = { ...job('mig'), metadata: { ...rest, generateName: 'mig-' } }
  const input = stream(generated, job('smoke', { hook: { hook: 'PostSync' } }), configMap('a'))
  const made = await sync(plane, ['-f', '-', '-n', namespace, '--app', 'alone'], { input })
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  const run = await sync(plane, ['delete', '-n', namespace, '--app', 'alone', '--yes'])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, ': 3 objects deleted, and the inventory, ConfigMap alone/hooksync-alone\n')
  const after = await everything(plane)
  assert.equal(
    [...after].filter((line) => !before.has(line)),
    [],
  )
})

real('with --app the manifests name hooks, and no object that is none of its members goes for them', async (plane) => {
  const namespace = await makeNamespace(plane, 'strangers')
  const resources = [configMap('a'), deployment('web')]
  const args = ['-f', '-', '-n', namespace, '--app', 'shop']
  const input = stream(...resources, configMap('made'))
  assert.is((await sync(plane, args, { input: stream(...resources) })).exitCode, 0)
  await kubectl(plane, ['create', 'configmap', 'made', '-n', namespace])
  const misspelt = ['-f', '-', '-n', namespace, '--app', 'shpo']
  const none = `ConfigMap strangers/a, Deployment strangers/web, ConfigMap strangers/made are in no inventory of app shpo, and stay`
  const more = `ConfigMap strangers/made is in no inventory of app shop, and stays`
  for (const [named, told] of [
    [misspelt, none],
    [args, more],
  ] as const) {
    for (const words of [
      ['plan', '--delete'],
      ['rehearse', '--delete', '--against-cluster'],
      ['delete', '--dry-run=server'],
    ]) {
      const run = await sync(plane, [...words, ...named], { input })
      assert.equal([run.exitCode, run.writes], [0, []], run.stdout + run.stderr)
      assert.match(run.stdout + run.stderr, told)
    }
  }
  const wrong = await sync(plane, ['delete', ...misspelt, '--yes'], { input })
  assert.equal([wrong.exitCode, wrong.writes], [0, []], wrong.stdout + wrong.stderr)
  assert.match(wrong.stdout, none)
  const run = await sync(plane, ['delete', ...args, '--yes'], { input })
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, more)
  assert.equal(run.writes.filter((write) => write.startsWith('delete ')).toSorted(), [
    'delete configmaps a',
    'delete configmaps hooksync-shop',
    'delete deployments web',
  ])
  assert.ok(await live(plane, 'configmap/made', '-n', namespace))
})

real('neither a copy of a member nor what a member owns keeps the inventory', async (plane) => {
  const namespace = await makeNamespace(plane, 'copied')
  const args = ['-n', namespace, '--app', 'copied']
  const service = object('Service', 'web', { fields: { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } } })
  const made = await sync(plane, ['-f', '-', ...args], { input: stream(configMap('a'), service) })
  assert.is(made.exitCode, 0, made.stdout + made.stderr)
  const { labels, annotations } = (await live(plane, 'configmap/a', '-n', namespace))?.metadata ?? {}
  const copy = { ...configMap('copy'), metadata: { name: 'copy', ...defined({ labels, annotations }) } }
  const uid = (await live(plane, 'service/web', '-n', namespace))?.metadata.uid ?? ''
  const owner = { apiVersion: 'v1', kind: 'Service', name: 'web', uid }
  const owned = { ...configMap('owned'), metadata: { name: 'owned', ...defined({ labels }), ownerReferences: [owner] } }
  await kubectl(plane, ['create', '-n', namespace, '-f', '-'], stream(copy, owned))
  const goes = `ConfigMap ${namespace}/hooksync-copied: goes last`
  assert.match((await sync(plane, ['plan', '--delete', ...args])).stdout, goes)
  const run = await sync(plane, ['delete', ...args, '--yes'])
  assert.is(run.exitCode, 0, run.stdout + run.stderr)
  assert.match(run.stdout, `2 objects deleted, and the inventory, ConfigMap ${namespace}/hooksync-copied\n`)
  assert.ok(await live(plane, 'configmap/copy', '-n', namespace))
  assert.is(await live(plane, 'configmap/hooksync-copied', '-n', namespace), undefined)
})

real('a name that nobody has used, and a namespace that is not there, are told and are no fault', async (plane) => {
  const namespace = await makeNamespace(plane, 'none')
  for (const [place, what] of [
    [namespace, 'ConfigMap none/hooksync-nosuch is not there'],
    ['nowhere', 'namespace nowhere is not there'],
  ] as const) {
    const none = `there is no inventory of app nosuch: ${what}`
    const run = await sync(plane, ['delete', '--app', 'nosuch', '-n', place, '--yes', '-o', 'json'])
    assert.equal([run.exitCode, run.writes], [0, []], run.stdout + run.stderr)
    assert.match(run.stdout, none)
    const { type, phase, message } = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '')
    assert.equal(
      [type, phase, message],
      ['operation-completed', 'Succeeded', 'nothing of app nosuch is there to delete'],
    )
    const given = await sync(plane, ['unlock', '--app', 'nosuch', '-n', place, '--reason', 'gone'])
    assert.is(given.stdout, `nothing to unlock: nobody holds Lease ${place}/hooksync-nosuch; ${none}\n`)
  }
})

test.run()
