// A whole application's life on a real API server: 60 objects in 5 waves over two namespaces, with a definition of its own.
// time limit: 240 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withControlPlane } from '../support/control-plane.ts'
import { annotate, object } from '../support/objects.ts'
import { widgetDefinition } from '../support/workloads.ts'
import { everything, live, makeNamespace, stream, sync } from './lab.ts'
import type { WitnessedRun } from './lab.ts'
import { deployment, job } from './workload.ts'

const test = suite('an application of 60 objects')
const real = withControlPlane(test)

/** The number of ConfigMaps; with the others there are 60 objects. */
const MAPS = 49

interface Version {
  readonly value: string
  /** Of the ConfigMaps only so many. */
  readonly maps: number
}

/** Waves −1 to 3, every third object in the other namespace; two objects that stay when the app goes. */
function shop(other: string, { value, maps }: Version): string {
  const placed = (index: number): { readonly namespace?: string } => (index % 3 === 0 ? { namespace: other } : {})
  const settings = Array.from({ length: maps }, (_, index) =>
    object('ConfigMap', `settings-${index}`, {
      ...placed(index),
      annotations: annotate({ wave: String((index % 5) - 1) }),
      fields: { data: { value } },
    }),
  )
  const kept = [
    object('ConfigMap', 'not-deleted', {
      annotations: annotate({ options: 'Delete=false' }),
      fields: { data: { value } },
    }),
    object('ConfigMap', 'of-helm', { annotations: { 'helm.sh/resource-policy': 'keep' }, fields: { data: { value } } }),
  ]
  const widgets = ['a', 'b'].map((name) => object('Widget', name, { annotations: annotate({ wave: '2' }) }))
  const accounts = ['reader', 'writer'].map((name) => object('ServiceAccount', name))
  const hooks: readonly KubeObject[] = [
    job('migrate', { hook: { hook: 'PreSync', policy: 'BeforeHookCreation' } }),
    job('smoke', { hook: { hook: 'PostSync', policy: 'HookSucceeded' } }),
  ]
  const webs = ['web', 'api'].map((name) => {
    const base = deployment(name)
    return { ...base, metadata: { ...base.metadata, annotations: annotate({ wave: '1' }) } }
  })
  return stream(widgetDefinition(), ...hooks, ...accounts, ...settings, ...kept, ...webs, ...widgets)
}

const count = ({ writes }: WitnessedRun, verb: string): number =>
  writes.filter((write) => write.startsWith(`${verb} `)).length

real('it is synced, changed, pruned and deleted, and then nothing of it is left but what says so', async (plane) => {
  const [namespace, other] = [await makeNamespace(plane, 'shop'), await makeNamespace(plane, 'shop-too')]
  const before = await everything(plane)
  const args = ['-f', '-', '-n', namespace, '--app', 'shop']
  const run = async (
    input: string,
    command: readonly string[] = [],
    flags: readonly string[] = [],
  ): Promise<WitnessedRun> => {
    const found = await sync(plane, [...command, ...args, ...flags], { input })
    assert.is(found.exitCode, 0, found.stdout + found.stderr)
    return found
  }
  const one = shop(other, { value: '1', maps: MAPS })
  const made = await run(one)
  // 60 objects, the definition among them, two of them hooks; and the inventory.
  assert.is(count(made, 'create'), 61, made.writes.join('\n'))

  const same = await run(one)
  assert.equal(
    same.writes.filter((write) => !/ jobs /.test(write)),
    [],
  )
  const changed = await run(shop(other, { value: '2', maps: MAPS }))
  assert.is(count(changed, 'apply'), MAPS + 2)

  const fewer = shop(other, { value: '2', maps: MAPS - 9 })
  const told = await run(fewer)
  assert.is(told.writes.filter((write) => / configmaps settings/.test(write)).length, 0)
  assert.match(told.stdout, 'not pruned ConfigMap')
  const planned = await run(fewer, ['plan'], ['--prune'])
  assert.match(planned.stdout, '9 to prune')
  const pruned = await run(fewer, [], ['--prune'])
  const deleted = pruned.writes.filter((write) => write.startsWith('delete configmaps'))
  assert.equal(
    deleted.toSorted(),
    Array.from({ length: 9 }, (_, index) => `delete configmaps settings-${MAPS - 9 + index}`).toSorted(),
  )

  await run(fewer, ['delete'], ['--yes'])
  const left = [...(await everything(plane))].filter((line) => !before.has(line) && !line.startsWith('APIService '))
  assert.equal(left.toSorted(), [
    `ConfigMap ${namespace}/hooksync-shop`,
    `ConfigMap ${namespace}/not-deleted`,
    `ConfigMap ${namespace}/of-helm`,
    'CustomResourceDefinition /widgets.lab.example.com',
  ])
  assert.ok(await live(plane, 'crd/widgets.lab.example.com'))
})

test.run()
