// What is named and what is taken back after a failed drive that Helm knows nothing of, on the simulated cluster.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import type { SimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { undoDrive } from '../../../src/helm/drive/undo-drive.ts'
import type { ReleaseRecord } from '../../../src/helm/release/release-record.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import type { TaskRef } from '../../../src/plan/task-ref.ts'
import { inPlace } from '../../support/in-place.ts'

const test = suite('undo-drive')

const configMap = (name: string, data: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

const REVISION: ReleaseRecord = {
  namespace: 'default',
  version: 4,
  objects: [configMap('settings', { color: 'blue' })],
  applyMethod: undefined,
}

const LOCATION = { source: 'x', line: 1, column: 1 }

const task = (name: string): TaskRef & { readonly uid: string } => ({
  task: `Sync ConfigMap default/${name}`,
  key: { group: '', kind: 'ConfigMap', namespace: 'default', name },
  phase: 'Sync',
  wave: 0,
  hook: false,
  uid: `uid of ${name}`,
})

async function undone(
  world: SimulatedCluster,
  { rollbackOnFailure, revision = REVISION }: { rollbackOnFailure: boolean; revision?: ReleaseRecord | undefined },
): Promise<readonly string[]> {
  const created = configMap('new', {})
  const live = world.snapshot().find(({ metadata }) => metadata.name === 'new')
  const creation = { ...task('new'), uid: live?.metadata.uid ?? '' }
  return undoDrive(
    {
      request: { release: 'demo', namespace: 'default', fieldManager: 'helm', orders: { rollbackOnFailure } },
      cluster: world.cluster,
      story: { creations: () => [creation], changes: () => [task('settings'), task('taken')] },
    },
    {
      manifests: [{ object: created, location: LOCATION, annotationLocations: {} }],
      revision,
    },
  )
}

function seeded(): SimulatedCluster {
  const world = createSimulatedCluster()
  world.seed([configMap('new', {}), configMap('taken', { a: 'b' })].map(inDefault))
  return world
}

const inDefault = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, namespace: 'default' },
})

test('without --atomic everything is named and nothing is touched', async () => {
  const world = seeded()
  const before = world.snapshot()
  assert.equal(await undone(world, { rollbackOnFailure: false }), [
    'created and left, in no release: ConfigMap default/new',
    'changed and left, in no revision: ConfigMap default/settings, ConfigMap default/taken',
  ])
  assert.equal(world.snapshot(), before)
})

test('with --atomic what was changed is as in the last good revision, and what was created is gone', async () => {
  const world = seeded()
  const type = await world.cluster.resolve({ group: '', version: 'v1', kind: 'ConfigMap' })
  if (type === undefined) throw new Error('there are no ConfigMaps')
  const driven = inDefault(configMap('settings', { color: 'green', extra: 'yes' }))
  await world.cluster.apply(...inPlace(type, driven), { method: 'server-side', force: true, fieldManager: 'helm' })
  assert.equal(await undone(world, { rollbackOnFailure: true }), [
    'changed and left, in no revision: ConfigMap default/taken',
    'put back as in revision 4: ConfigMap default/settings',
    'deleted what this run had created: ConfigMap default/new',
  ])
  const left = world.snapshot().filter(({ kind }) => kind === 'ConfigMap')
  const data = Object.fromEntries(left.map((object) => [object.metadata.name, object['data']]))
  assert.equal(data, { settings: { color: 'blue' }, taken: { a: 'b' } })
})

test('what was created is gone, too, where there is nothing to go back to', async () => {
  const world = seeded()
  const lines = await undone(world, { rollbackOnFailure: true, revision: undefined })
  assert.is(lines.at(-1), 'deleted what this run had created: ConfigMap default/new')
})

test('an object that somebody made anew meanwhile is not ours to delete', async () => {
  const world = seeded()
  const lines = await undoDrive(
    {
      request: { release: 'demo', namespace: 'default', fieldManager: 'helm', orders: { rollbackOnFailure: true } },
      cluster: world.cluster,
      story: { creations: () => [task('new')], changes: () => [] },
    },
    {
      manifests: [{ object: configMap('new', {}), location: LOCATION, annotationLocations: {} }],
      revision: undefined,
    },
  )
  assert.equal(lines, ['no longer there as this run had created it: ConfigMap default/new'])
  assert.ok(world.snapshot().some(({ metadata }) => metadata.name === 'new'))
})

test.run()
