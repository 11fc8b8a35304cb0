import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { applySetId, covers, isOurs, parentObject, readParent, union } from '../../src/inventory/applyset.ts'
import type { ParentRef } from '../../src/inventory/applyset.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'

const test = suite('ApplySet')

const shop: ParentRef = { kind: 'ConfigMap', namespace: 'shop', name: 'hooksync-shop' }
const reach = {
  kinds: [
    { group: 'apps', kind: 'Deployment' },
    { group: '', kind: 'ConfigMap' },
  ],
  hookKinds: [{ group: 'batch', kind: 'Job' }],
  namespaces: ['b', 'a'],
}

const edited = (
  change: (metadata: { labels: Record<string, string>; annotations: Record<string, string> }) => void,
): KubeObject => {
  const object = structuredClone(parentObject(shop, reach, '1.0.0'))
  change(object.metadata as { labels: Record<string, string>; annotations: Record<string, string> })
  return object
}

test("the id is kubectl's", () => {
  // As in the tests of kubectl 1.37 (pkg/cmd/apply/apply_test.go).
  const known = 'applyset-0eFHV8ySqp7XoShsGvyWFQD3s96yqwHmzc4e0HR1dsY-v1'
  assert.is(applySetId({ kind: 'Secret', namespace: 'test', name: 'my-set' }), known)
})

test('a parent says what was written into it', () => {
  const object = parentObject(shop, reach, '1.0.0')
  assert.equal(object.metadata.annotations, {
    'applyset.kubernetes.io/tooling': 'kubectl-hooksync/v1.0.0',
    'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Deployment.apps',
    'hooksync.dev/hook-kinds': 'Job.batch',
    'applyset.kubernetes.io/additional-namespaces': 'a,b',
    'hooksync.dev/checksum': 'e11edeaadd9f80fc',
  })
  const read = readParent(object, shop)
  if (typeof read === 'string') throw new Error(read)
  assert.ok(isOurs(read))
  assert.ok(covers(read, reach) && covers(reach, read))
})

test('an empty set has neither kinds nor namespaces', () => {
  const read = readParent(parentObject(shop, { kinds: [], hookKinds: [], namespaces: [] }, '1.0.0'), shop)
  assert.equal(read, { tool: 'kubectl-hooksync', kinds: [], hookKinds: [], namespaces: [] })
})

test('the tool of a set is its name without the version', () => {
  const object = edited(({ annotations }) => void (annotations['applyset.kubernetes.io/tooling'] = 'acme/deploy/v2'))
  const read = readParent(object, shop)
  if (typeof read === 'string') throw new Error(read)
  assert.is(read.tool, 'acme/deploy')
  assert.not(isOurs(read))
})

test('an edited parent is not guessed at', () => {
  const faults: readonly [string, Parameters<typeof edited>[0]][] = [
    [
      'it is no ApplySet: it has no annotation applyset.kubernetes.io/tooling',
      ({ annotations }) => delete annotations['applyset.kubernetes.io/tooling'],
    ],
    [
      'its label applyset.kubernetes.io/id is gone: somebody edited or copied it',
      ({ labels }) => delete labels['applyset.kubernetes.io/id'],
    ],
    [
      'its label applyset.kubernetes.io/id is that of another object: somebody edited or copied it',
      ({ labels }) => void (labels['applyset.kubernetes.io/id'] = 'applyset-x-v1'),
    ],
    [
      'its annotation applyset.kubernetes.io/contains-group-kinds is gone, which says where its members are',
      ({ annotations }) => delete annotations['applyset.kubernetes.io/contains-group-kinds'],
    ],
    [
      '"a b" in its annotation applyset.kubernetes.io/contains-group-kinds is not a kind',
      ({ annotations }) => void (annotations['applyset.kubernetes.io/contains-group-kinds'] = 'ConfigMap,a b'),
    ],
    [
      '"a b" in its annotation applyset.kubernetes.io/additional-namespaces is not a namespace',
      ({ annotations }) => void (annotations['applyset.kubernetes.io/additional-namespaces'] = 'a b'),
    ],
  ]
  for (const [message, change] of faults) assert.is(readParent(edited(change), shop), message)
})

const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces'
const KINDS = 'applyset.kubernetes.io/contains-group-kinds'
const HOOK_KINDS = 'hooksync.dev/hook-kinds'

const SHORTENED: readonly [string, Parameters<typeof edited>[0]][] = [
  ['its kinds are emptied', ({ annotations }) => void (annotations[KINDS] = '')],
  ['a kind is taken out', ({ annotations }) => void (annotations[KINDS] = 'ConfigMap')],
  ['a namespace is taken out', ({ annotations }) => void (annotations[NAMESPACES] = 'a')],
  ['its namespaces are taken away', ({ annotations }) => delete annotations[NAMESPACES]],
  ['its kinds of hooks are emptied', ({ annotations }) => void (annotations[HOOK_KINDS] = '')],
  ['its kinds of hooks are taken away', ({ annotations }) => delete annotations[HOOK_KINDS]],
]

for (const [what, change] of SHORTENED) {
  test(`a parent of ours is known to be edited when ${what}`, () => {
    const read = readParent(edited(change), shop)
    if (typeof read === 'string') throw new Error(read)
    assert.match(read.edited ?? '', 'its annotations are not what hooksync.dev/checksum is of: somebody edited them')
  })
}

test('a parent of ours without its checksum is an edited one, whatever version has kept it', () => {
  const read = readParent(
    edited(({ annotations }) => delete annotations['hooksync.dev/checksum']),
    shop,
  )
  if (typeof read === 'string') throw new Error(read)
  assert.match(read.edited ?? '', 'its annotation hooksync.dev/checksum is gone: somebody edited it')
  const older = edited(
    ({ annotations }) => void (annotations['applyset.kubernetes.io/tooling'] = 'kubectl-hooksync/v0'),
  )
  assert.not(Object.hasOwn(readParent(older, shop) as object, 'edited'))
})

test('what another tool has written into a set since it was ours is no edit', () => {
  const theirs = edited(({ annotations }) => {
    annotations['applyset.kubernetes.io/tooling'] = 'kubectl/v1.36'
    annotations[KINDS] = 'Secret'
    delete annotations[NAMESPACES]
  })
  const kinds = [{ group: '', kind: 'Secret' }]
  assert.equal(readParent(theirs, shop), { tool: 'kubectl', kinds, hookKinds: reach.hookKinds, namespaces: [] })
})

test('a union holds each kind and namespace once, and covers both', () => {
  const other = {
    kinds: [
      { group: 'apps', kind: 'Deployment' },
      { group: 'batch', kind: 'Job' },
    ],
    hookKinds: [{ group: '', kind: 'Pod' }],
    namespaces: ['a', 'c'],
  }
  const both = union(reach, other)
  assert.is(both.kinds.length, 3)
  assert.is(both.hookKinds.length, 2)
  assert.equal(both.namespaces, ['b', 'a', 'c'])
  assert.ok(covers(both, reach) && covers(both, other))
  assert.not(covers(reach, both))
})

test.run()
