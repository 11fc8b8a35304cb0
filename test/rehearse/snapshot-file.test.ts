// A snapshot as somebody has edited it, or broken it: what is wrong is named, and what a server would have given is given.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { withIdentities } from '../../src/rehearse/start/identities.ts'
import { formatSnapshot, parseSnapshot } from '../../src/rehearse/start/snapshot.ts'
import { story } from './story.ts'

const test = suite('snapshot file')

const HEAD = { apiVersion: 'hooksync.dev/v1', kind: 'Snapshot', namespace: 'default', types: [] }

function faultOf(value: unknown): string | undefined {
  const read = parseSnapshot(typeof value === 'string' ? value : JSON.stringify(value))
  return 'fault' in read ? `${read.kind}: ${read.fault}` : undefined
}

test('what is not a snapshot is not read as one', () => {
  for (const text of ['', '{', '[]', '{"apiVersion":"v1","kind":"List","items":[]}', 'kind: Snapshot']) {
    assert.is(faultOf(text), 'foreign: it is not a snapshot')
  }
})

test('another version is named', () => {
  assert.is(
    faultOf({ ...HEAD, apiVersion: 'hooksync.dev/v9', items: [] }),
    'broken: it is a snapshot of hooksync.dev/v9, and only hooksync.dev/v1 can be read',
  )
})

test('the first part that is not as it was written is named', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
  const cases: readonly (readonly [unknown, string])[] = [
    [HEAD, 'items is missing'],
    [{ ...HEAD, items: {} }, 'items is {}, not a list'],
    [{ ...HEAD, items: [null] }, 'items[0] is null, not a map'],
    [{ ...HEAD, items: [namespace, 'x'] }, 'items[1] is "x", not a map'],
    [{ ...HEAD, items: [{ apiVersion: 'v1', kind: 'Namespace' }] }, 'items[0].metadata is missing'],
    [{ ...HEAD, items: [{ ...namespace, metadata: {} }] }, 'items[0].metadata.name is missing'],
    [{ ...HEAD, items: [{ ...namespace, kind: '' }, 1, 2] }, 'items[0].kind is "", not a name'],
    [{ ...HEAD, namespace: 5, items: [] }, 'namespace is 5, not text'],
    [{ ...HEAD, types: [{ x: 1 }], items: [] }, 'types[0].version is missing'],
  ]
  for (const [value, fault] of cases) assert.is(faultOf(value), `broken: ${fault}`)
  assert.is(faultOf({ ...HEAD, items: [namespace] }), undefined)
})

test('a Secret that may not change is one that may: its values are not known', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, immutable: true, data: { a: 'Yg==' } }
  const docker = { ...secret, type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'e30=' } }
  const read = parseSnapshot(formatSnapshot({ namespace: 'default', types: [], objects: [secret, docker] }))
  assert.ok(!('fault' in read))
  assert.equal(
    read.objects.map((object) => [object['immutable'], object['data']]),
    [
      [undefined, { a: 'aGlkZGVu' }],
      [undefined, { '.dockerconfigjson': 'e30=' }],
    ],
  )
})

function objectNamed(kind: string, name: string, metadata: object = {}): KubeObject {
  return { apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, metadata: { name, namespace: 'shop', ...metadata } }
}

function owned(name: string, uid: string): object {
  return { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true }] }
}

test('an object without a uid is given one: what its dependents call it, or a new one', () => {
  const objects = [
    objectNamed('ReplicaSet', 'named'),
    objectNamed('ReplicaSet', 'lost'),
    objectNamed('Pod', 'named-1', owned('named', 'u-1')),
    objectNamed('Pod', 'lost-1', owned('lost', '')),
    objectNamed('Pod', 'kept', { uid: 'own' }),
  ]
  const whole = withIdentities(objects)
  const uids = whole.map(({ metadata }) => metadata.uid)
  assert.is(new Set(uids).size, objects.length)
  assert.equal([uids[0], uids[4]], ['u-1', 'own'])
  const [owner] = JSON.parse(JSON.stringify(whole[3]?.metadata['ownerReferences']))
  assert.is(owner.uid, uids[1])
  assert.is(whole[4], objects[4])
})

const JOB = `
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: {argocd.argoproj.io/hook: PreSync, argocd.argoproj.io/hook-delete-policy: BeforeHookCreation}
spec:
  template: {spec: {restartPolicy: Never, containers: [{name: main, image: shop/tools:1}]}}
`

test('objects that somebody has written by hand, without uids, are deleted and made anew', async () => {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'shop/tools:0' }] } }
  const metadata = { name: 'migrate', namespace: 'shop' }
  const start = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'migrate-1',
        namespace: 'shop',
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'migrate', uid: 'gone', controller: true }],
      },
      spec: template.spec,
    },
  ]
  const told = await story(JOB, { start })
  assert.is(told.exitCode, 0)
  assert.ok(told.durationMs < 60_000, `it took ${told.durationMs} ms`)
})

test.run()
