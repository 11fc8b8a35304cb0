// What is written where ignoreDifferences is respected: by server-side apply what is our own, else all that is live.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseIgnoreRule } from '../../../src/hook/ignore-rule.ts'
import type { IgnoreRule } from '../../../src/hook/ignore-rule.ts'
import type { JsonObject, KubeObject } from '../../../src/object/kube-object.ts'
import { besideIgnored, withLiveValues } from '../../../src/sync/compare/ignored.ts'

const test = suite('ignored')

const US = 'kubectl-hooksync'

function rules(...paths: readonly string[]): readonly IgnoreRule[] {
  return paths.map((path) => {
    const rule = parseIgnoreRule(`ConfigMap:${path}`)
    if ('fault' in rule) throw new Error(rule.fault)
    return rule
  })
}

function object(parts: JsonObject, metadata: JsonObject = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', ...parts, metadata: { name: 'c', ...metadata } }
}

const owner = (manager: string, fieldsV1: JsonObject, operation = 'Apply'): JsonObject => ({
  manager,
  operation,
  fieldsV1,
})

/** The live object with its owners: of each manager the fields. */
function live(parts: JsonObject, owners: Readonly<Record<string, JsonObject>>, metadata: JsonObject = {}): KubeObject {
  const managedFields = Object.entries(owners).map(([manager, fields]) =>
    owner(manager, fields, manager === US ? 'Apply' : 'Update'),
  )
  return object(parts, { ...metadata, uid: 'u', resourceVersion: '7', managedFields })
}

const REPLICAS = { 'f:spec': { 'f:replicas': {} } }

interface Row {
  readonly path: string
  readonly manifest: KubeObject
  readonly live: KubeObject
  /** By server-side apply. */
  readonly applied: KubeObject
  /** In any other way; left out: the same. */
  readonly written?: KubeObject
}

const rows: Readonly<Record<string, Row>> = {
  'what another has changed is not sent by server-side apply, and is copied else': {
    path: '/spec/replicas',
    manifest: object({ spec: { replicas: 2, size: 1 } }),
    live: live({ spec: { replicas: 5, size: 1 } }, { hpa: REPLICAS, [US]: { 'f:spec': { 'f:size': {} } } }),
    applied: object({ spec: { size: 1 } }),
    written: object({ spec: { replicas: 5, size: 1 } }),
  },
  'what is ours keeps its live value, or it would go': {
    path: '/spec/replicas',
    manifest: object({ spec: { replicas: 3 } }),
    live: live({ spec: { replicas: 2 } }, { [US]: REPLICAS }),
    applied: object({ spec: { replicas: 2 } }),
  },
  'what kubectl has applied client-side will be ours': {
    path: '/spec/replicas',
    manifest: object({ spec: { replicas: 3 } }),
    live: live({ spec: { replicas: 2 } }, { 'kubectl-client-side-apply': REPLICAS }),
    applied: object({ spec: { replicas: 2 } }),
  },
  'what left the manifest and is ours stays': {
    path: '/spec/replicas',
    manifest: object({}),
    live: live({ spec: { replicas: 2 } }, { [US]: REPLICAS }),
    applied: object({ spec: { replicas: 2 } }),
  },
  'what was never in the manifest is left to its owner': {
    path: '/spec/replicas',
    manifest: object({ spec: { size: 1 } }),
    live: live({ spec: { replicas: 5, size: 1 } }, { hpa: REPLICAS }),
    applied: object({ spec: { size: 1 } }),
    written: object({ spec: { size: 1, replicas: 5 } }),
  },
  'what is nowhere live is not sent': {
    path: '/spec/replicas',
    manifest: object({ spec: { replicas: 2, size: 1 } }),
    live: live({ spec: { size: 1 } }, {}),
    applied: object({ spec: { size: 1 } }),
  },
  'a status is not copied': {
    path: '/status',
    manifest: object({ spec: { size: 1 }, status: { phase: 'New' } }),
    live: live({ spec: { size: 1 }, status: { phase: 'Old' } }, { [US]: { 'f:status': { 'f:phase': {} } } }),
    applied: object({ spec: { size: 1 } }),
  },
  'a part of a list that is one value is copied with the rest of it': {
    path: '/spec/args/1',
    manifest: object({ spec: { args: ['a', 'b'] } }),
    live: live({ spec: { args: ['a', 'c'] } }, { someone: { 'f:spec': { 'f:args': {} } } }),
    applied: object({ spec: { args: ['a', 'c'] } }),
  },
  'an item of a list is found by its name': {
    path: '.list[] | select(.name == "a") | .image',
    manifest: object({ list: [{ name: 'a', image: 'new' }] }),
    live: live(
      {
        list: [
          { name: 'first', image: 'i' },
          { name: 'a', image: 'old' },
        ],
      },
      { someone: { 'f:list': { 'k:{"name":"a"}': { 'f:image': {} }, 'k:{"name":"first"}': { 'f:image': {} } } } },
    ),
    applied: object({ list: [{ name: 'a' }] }),
    written: object({ list: [{ name: 'a', image: 'old' }] }),
  },
  'an item that others have put in is theirs': {
    path: '.list[] | select(.name == "proxy")',
    manifest: object({ list: [{ name: 'a' }] }),
    live: live(
      { list: [{ name: 'proxy', image: 'p' }, { name: 'a' }] },
      { injector: { 'f:list': { 'k:{"name":"proxy"}': { '.': {}, 'f:name': {}, 'f:image': {} } } } },
    ),
    applied: object({ list: [{ name: 'a' }] }),
    written: object({ list: [{ name: 'a' }, { name: 'proxy', image: 'p' }] }),
  },
  'a list that only others fill is theirs': {
    path: '.list[] | select(.name == "proxy")',
    manifest: object({}),
    live: live(
      { list: [{ name: 'proxy' }] },
      { injector: { 'f:list': { 'k:{"name":"proxy"}': { '.': {}, 'f:name': {} } } } },
    ),
    applied: object({}),
    written: object({ list: [{ name: 'proxy' }] }),
  },
  'into an item that left the manifest nothing is put': {
    path: '.list[].image',
    manifest: object({ list: [{ name: 'a' }] }),
    live: live(
      { list: [{ name: 'a' }, { name: 'old', image: 'x' }] },
      { [US]: { 'f:list': { 'k:{"name":"old"}': { 'f:image': {} } } } },
    ),
    applied: object({ list: [{ name: 'a' }] }),
  },
  'of all annotations, those that say whose it is are ours, and kubectl keeps its own': {
    path: '/metadata/annotations',
    manifest: object({}, { annotations: { a: '1', 'hooksync.dev/tracking-id': 'shop:/ConfigMap:demo/c' } }),
    live: live({}, {}, { annotations: { a: '2', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } }),
    applied: object({}, { annotations: { 'hooksync.dev/tracking-id': 'shop:/ConfigMap:demo/c' } }),
    written: object({}, { annotations: { a: '2', 'hooksync.dev/tracking-id': 'shop:/ConfigMap:demo/c' } }),
  },
  'which object it is no rule says': {
    path: '.apiVersion, .kind, .metadata.name',
    manifest: object({ data: { a: '1' } }),
    live: live({ data: { a: '1' } }, {}),
    applied: object({ data: { a: '1' } }),
  },
  'what a manager owns stays, where the manifest has it, too': {
    path: 'manager=hpa',
    manifest: object({ spec: { replicas: 2, size: 1 } }),
    live: live(
      { spec: { replicas: 5, size: 2, other: 1 } },
      { hpa: { 'f:spec': { 'f:replicas': {}, 'f:other': {} } }, someone: { 'f:spec': { 'f:size': {} } } },
    ),
    applied: object({ spec: { size: 1 } }),
    written: object({ spec: { replicas: 5, size: 1 } }),
  },
}

for (const [title, { path, manifest, live: seen, applied, written = applied }] of Object.entries(rows)) {
  test(title, () => {
    const made = (isServerSide: boolean) =>
      withLiveValues(manifest, seen, { rules: rules(path), writer: { fieldManager: US, isServerSide } })
    assert.equal(made(true), applied)
    assert.equal(made(false), written)
  })
}

test('both sides without what is ignored, each by its own places', () => {
  const [one, other] = besideIgnored(
    rules('.list[] | select(.name == "proxy")', 'manager=hpa'),
    live({ list: [{ name: 'proxy' }, { name: 'a' }], spec: { replicas: 5, more: 1 } }, { hpa: REPLICAS }),
    object({ list: [{ name: 'a' }], spec: { replicas: 2, more: 2 } }),
  )
  assert.equal([one['list'], one['spec']], [[{ name: 'a' }], { more: 1 }])
  assert.equal([other['list'], other['spec']], [[{ name: 'a' }], { more: 2 }])
})

test.run()
