// Whether a live object already is what a manifest says: on objects that a real API server (v1.37) stored, and on small ones.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseJson } from '../../../src/object/json.ts'
import type { Json, JsonObject, KubeObject } from '../../../src/object/kube-object.ts'
import { field, isJsonList, isJsonObject, stringField } from '../../../src/object/kube-object.ts'
import { sameValue } from '../../../src/sync/compare/same-value.ts'
import { isApplied, isLastApplied } from '../../../src/sync/compare/unchanged.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('unchanged')

const MANAGER = 'kubectl-hooksync'

/** Manifests and what the server made of their first server-side apply. */
const pairs = parsePairs(readFileSync(new URL('real-objects.json', import.meta.url), 'utf8'))

/** Empty lists of which the server keeps nothing, and a default: with or without them the object is the same. */
const HARMLESS = new Set<string>([
  'StatefulSet spec.template.spec.initContainers',
  'StatefulSet spec.template.spec.imagePullSecrets',
  'RoleBinding roleRef.apiGroup',
])

for (const { manifest, live } of pairs) {
  const name = `${manifest.kind} ${manifest.metadata.name}`
  test(`a real ${name} is what its manifest says`, () => assert.ok(isApplied(live, manifest, MANAGER)))
  test(`no leaf of the manifest of a real ${name} can change unnoticed`, () => {
    const unnoticed = leaves(manifest).filter((path) => isApplied(live, changed(manifest, path), MANAGER))
    assert.equal(
      unnoticed.map((path) => path.join('.')),
      [],
    )
  })
  test(`no leaf of the manifest of a real ${name} can go unnoticed, but those that the server fills in the same`, () => {
    const unnoticed = leaves(manifest).filter((path) => isApplied(live, without(manifest, path), MANAGER))
    assert.equal(
      unnoticed.map((path) => path.join('.')).filter((path) => !HARMLESS.has(`${manifest.kind} ${path}`)),
      [],
    )
  })
}

const owned = (fields: JsonObject, more: JsonObject = {}): JsonObject => ({
  manager: MANAGER,
  operation: 'Apply',
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
  fieldsV1: fields,
  ...more,
})

const live = (parts: JsonObject, ...managedFields: readonly JsonObject[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  ...parts,
  metadata: { name: 'c', uid: 'u', resourceVersion: '7', managedFields, ...objectOf(parts['metadata']) },
})

const wanted = (parts: JsonObject): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  ...parts,
  metadata: { name: 'c', ...objectOf(parts['metadata']) },
})

const DATA = { 'f:data': { 'f:a': {} } }

const tables: readonly [title: string, live: KubeObject, manifest: KubeObject, applied: boolean][] = [
  ['the same data', live({ data: { a: '1' } }, owned(DATA)), wanted({ data: { a: '1' } }), true],
  ['another value', live({ data: { a: '2' } }, owned(DATA)), wanted({ data: { a: '1' } }), false],
  ['a value more', live({ data: { a: '1' } }, owned(DATA)), wanted({ data: { a: '1', b: '2' } }), false],
  [
    'a value that was applied once and is in the manifest no longer',
    live({ data: { a: '1', b: '2' } }, owned({ 'f:data': { 'f:a': {}, 'f:b': {} } })),
    wanted({ data: { a: '1' } }),
    false,
  ],
  [
    "somebody else's value beside ours",
    live({ data: { a: '1', b: '2' } }, owned(DATA), owned({ 'f:data': { 'f:b': {} } }, { manager: 'other' })),
    wanted({ data: { a: '1' } }),
    true,
  ],
  [
    'an object that only somebody else applied',
    live({ data: { a: '1' } }, owned(DATA, { manager: 'other' })),
    wanted({ data: { a: '1' } }),
    false,
  ],
  [
    'an object that this manager updated and never applied',
    live({ data: { a: '1' } }, owned(DATA, { operation: 'Update' })),
    wanted({ data: { a: '1' } }),
    false,
  ],
  [
    'fields of a subresource only',
    live({ data: { a: '1' } }, owned(DATA, { subresource: 'status' })),
    wanted({ data: { a: '1' } }),
    false,
  ],
  [
    'another version of the type',
    live({ data: { a: '1' } }, owned(DATA, { apiVersion: 'v2' })),
    wanted({ data: { a: '1' } }),
    false,
  ],
  ['a manifest of nothing but a name, which owns nothing', live({}), wanted({}), true],
  ['a manifest of nothing but a name, where more was applied once', live({}, owned(DATA)), wanted({}), false],
  [
    'an annotation that a controller added',
    live(
      { metadata: { labels: { a: '1' }, annotations: { 'example.com/by': 'controller' } } },
      owned({ 'f:metadata': { 'f:labels': { 'f:a': {} } } }),
    ),
    wanted({ metadata: { labels: { a: '1' }, annotations: null } }),
    true,
  ],
  [
    'a set that has all of ours and more',
    live(
      { metadata: { finalizers: ['x/a', 'x/other'] } },
      owned({ 'f:metadata': { 'f:finalizers': { 'v:"x/a"': {} } } }),
    ),
    wanted({ metadata: { finalizers: ['x/a'] } }),
    true,
  ],
  [
    'a set that lacks one of ours',
    live({ metadata: { finalizers: ['x/other'] } }, owned({ 'f:metadata': { 'f:finalizers': { 'v:"x/a"': {} } } })),
    wanted({ metadata: { finalizers: ['x/a'] } }),
    false,
  ],
  ['an atomic list in another order', live({ list: [1, 2] }, owned({ 'f:list': {} })), wanted({ list: [2, 1] }), false],
  ['an empty list that somebody filled', live({ list: [1] }, owned({ 'f:list': {} })), wanted({ list: [] }), false],
  ['an empty map that somebody filled', live({ map: { a: 1 } }, owned({ 'f:map': {} })), wanted({ map: {} }), false],
  [
    'an empty list that owns nothing, where somebody has items',
    live({ list: [{ name: 'a' }] }, owned({})),
    wanted({ list: [] }),
    false,
  ],
  [
    'managed fields that cannot be read',
    live({ data: { a: '1' } }, owned({ 'f:data': 'broken' })),
    wanted({ data: { a: '1' } }),
    false,
  ],
]
for (const [title, before, manifest, applied] of tables) {
  test(`${title}: ${applied ? 'nothing' : 'something'} is sent`, () =>
    assert.is(isApplied(before, manifest, MANAGER), applied))
}

const amounts: readonly [a: Json, b: Json, same: boolean][] = [
  ['1000m', '1', true],
  ['300m', '0.3', true],
  [1, '1', true],
  [0.5, '500m', true],
  ['1024Mi', '1Gi', true],
  ['1G', '1000M', true],
  ['1e3', '1k', true],
  ['1Gi', '1G', false],
  ['100m', '1', false],
  ['', '0', false],
  ['ten', '10', false],
  [true, '1', false],
]
for (const [a, b, same] of amounts) {
  test(`${JSON.stringify(a)} and ${JSON.stringify(b)} are ${same ? 'one amount' : 'different'}`, () => {
    assert.is(sameValue(a, b, '.resources.limits.cpu'), same)
  })
}

test('what looks like an amount elsewhere is text', () => assert.is(sameValue('1000m', '1', '.data.cpu'), false))

test('client-side apply changes nothing when the annotation is the manifest and live has its values', () => {
  const manifest = configMap('c')
  const last = { ...manifest, metadata: { ...manifest.metadata, annotations: {} } }
  const there = { ...manifest, metadata: { ...manifest.metadata, uid: 'u' } }
  assert.ok(isLastApplied(there, manifest, last))
  assert.not.ok(isLastApplied({ ...there, data: { key: 'by hand' } }, manifest, last))
  assert.not.ok(isLastApplied(there, manifest, { ...last, data: { key: 'before' } }))
  assert.not.ok(isLastApplied(there, manifest, undefined))
})

type Path = readonly (string | number)[]

/** The paths of all values that are not maps or lists with content, without the object's identity and its status. */
function leaves(object: KubeObject): readonly Path[] {
  const found: Path[] = []
  const visit = (value: Json | undefined, path: Path): void => {
    if (isJsonList(value) && value.length > 0) for (const [at, item] of value.entries()) visit(item, [...path, at])
    else if (isJsonObject(value) && Object.keys(value).length > 0) {
      for (const [name, child] of Object.entries(value)) visit(child, [...path, name])
    } else found.push(path)
  }
  visit(object, [])
  const identity = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace', 'metadata.creationTimestamp'])
  return found.filter((path) => path[0] !== 'status' && !identity.has(path.join('.')))
}

function changed(object: KubeObject, path: Path): KubeObject {
  return parseObject(edited(object, path, (value) => other(value)))
}

function without(object: KubeObject, path: Path): KubeObject {
  return parseObject(edited(object, path, () => undefined))
}

function other(value: Json | undefined): Json {
  if (typeof value === 'string') return `${value}x`
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  return isJsonList(value) ? ['filled'] : 'filled'
}

function edited(
  value: Json | undefined,
  path: Path,
  edit: (value: Json | undefined) => Json | undefined,
): Json | undefined {
  const [first, ...rest] = path
  if (first === undefined) return edit(value)
  if (isJsonList(value)) {
    return value.flatMap((item, at) => (at === first ? (edited(item, rest, edit) ?? []) : [item]))
  }
  return isJsonObject(value) ? { ...value, [first]: edited(value[first], rest, edit) } : value
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function parseObject(value: Json | undefined): KubeObject {
  return value as KubeObject
}

function parsePairs(text: string): readonly { readonly manifest: KubeObject; readonly live: KubeObject }[] {
  return listOf(parseJson(text)).map((pair) => ({
    manifest: parseObject(field(pair, 'manifest')),
    live: parseObject(field(pair, 'live')),
  }))
}

function listOf(value: Json): readonly Json[] {
  return isJsonList(value) ? value : []
}

test('the real objects are there', () => {
  assert.ok(pairs.length >= 15)
  assert.ok(pairs.every(({ live: object }) => stringField(object, 'metadata', 'uid') !== undefined))
})

test.run()
