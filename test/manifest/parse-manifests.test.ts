// Streams, Lists and places.
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SEED } from '../support/seed.ts'
import { parseJson, toJson } from '../../src/object/json.ts'
import type { Json } from '../../src/object/kube-object.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'

const test = suite('parse-manifests')

const object = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`

/** A stream, and the name of each object with the place that it starts at. */
const STREAMS: readonly (readonly [title: string, text: string, objects: readonly string[]])[] = [
  ['one document', object('a'), ['a 1:1']],
  ['documents', `${object('a')}---\n${object('b')}`, ['a 1:1', 'b 6:1']],
  ['an empty text', '', []],
  ['blank lines and comments only', '\n# a\n---\n  # b\n---\n\n', []],
  ['explicit nulls', '---\nnull\n---\n~\n', []],
  ['a comment before the object', `# a\n\n${object('a')}`, ['a 3:1']],
  ['a comment behind the separator', `--- # a\n${object('a')}`, ['a 2:1']],
  ['Windows line ends', object('a').replaceAll('\n', '\r\n').repeat(1), ['a 1:1']],
  [
    'Windows line ends and separators',
    `${object('a')}---\n${object('b')}`.replaceAll('\n', '\r\n'),
    ['a 1:1', 'b 6:1'],
  ],
  ['old Mac line ends', object('a').replaceAll('\n', '\r'), ['a 1:1']],
  ['a byte order mark', `\uFEFF${object('a')}`, ['a 1:1']],
  ['document ends', `${object('a')}...\n---\n${object('b')}...\n`, ['a 1:1', 'b 7:1']],
  ['JSON', '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}', ['a 1:1']],
  [
    'JSON objects in a row',
    '{"apiVersion":"v1","kind":"A","metadata":{"name":"a}{"}}\n {"apiVersion":"v1","kind":"A","metadata":{"name":"b"}}',
    ['a}{ 1:1', 'b 2:2'],
  ],
  [
    'a List',
    `apiVersion: v1\nkind: List\nitems:\n- ${object('a').replaceAll('\n', '\n  ')}\n- {apiVersion: v1, kind: A, metadata: {name: b}}\n`,
    ['a 4:3', 'b 9:3'],
  ],
  ['a List with null items', 'apiVersion: v1\nkind: PodList\nitems: null\n', []],
  ['an empty List', 'apiVersion: v1\nkind: List\nitems: []\n', []],
  [
    'a List of aliases',
    `apiVersion: v1\nkind: List\nitems:\n- &x {apiVersion: v1, kind: A, metadata: {name: a}}\n- *x\n`,
    ['a 4:6', 'a 5:3'],
  ],
]

for (const [title, text, objects] of STREAMS) {
  test(`${title} give ${objects.length === 0 ? 'nothing' : objects.join(' and ')}`, () => {
    const { manifests, diagnostics } = parseManifests([{ name: 'f.yaml', text }])
    assert.equal(diagnostics, [])
    assert.equal(
      manifests.map(({ object: found, location }) => `${found.metadata.name} ${location.line}:${location.column}`),
      objects,
    )
  })
}

/** What kubectl refuses and we read: what is told of it, and the objects. */
const TOLD: readonly (readonly [title: string, text: string, told: string, objects: readonly string[]])[] = [
  [
    'an object glued to the separator',
    `${object('a')}---${object('b')}`,
    '5:1 BAD_SEPARATOR kubectl and Argo CD refuse text behind "---"',
    ['a 1:1', 'b 5:4'],
  ],
  [
    'an object in the line of the separator',
    `--- {apiVersion: v1, kind: A, metadata: {name: a}}\n`,
    '1:1 BAD_SEPARATOR kubectl and Argo CD refuse text behind "---"',
    ['a 1:5'],
  ],
  [
    'a byte order mark behind a later separator, which is no space to Go',
    `${object('a')}---\uFEFF\n`,
    '5:1 BAD_SEPARATOR kubectl and Argo CD refuse text behind "---"',
    ['a 1:1'],
  ],
  [
    'a byte order mark before a later separator',
    `\uFEFF${object('a')}\uFEFF---\n${object('b')}`,
    '5:1 BAD_SEPARATOR a byte order mark stands before "---": kubectl and Argo CD do not see the separator',
    ['a 1:1', 'b 6:1'],
  ],
  [
    'a directive',
    `%YAML 1.1\n---\n${object('a')}`,
    '1:1 DIRECTIVE kubectl and Argo CD refuse a file with a YAML directive',
    ['a 3:1'],
  ],
  [
    'a List in a List',
    `{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: A, metadata: {name: a}}]}]}`,
    '1:74 ODD_LIST kubectl and Argo CD refuse a list inside a list',
    ['a 1:75'],
  ],
  [
    'a List without items',
    'apiVersion: v1\nkind: List\n',
    '1:1 ODD_LIST this List has no items: kubectl refuses it',
    [],
  ],
  [
    'a second document behind "..."',
    `${object('a')}...\n${object('b')}`,
    '6:1 LEFT_OUT what starts here is left out, as kubectl and Argo CD leave it out: the document ends before it',
    ['a 1:1'],
  ],
  [
    'a second document behind "..." and a comment, and one behind "---"',
    `${object('a')}... # end\n# c\n${object('b')}---\n${object('c')}`,
    '7:1 LEFT_OUT what starts here is left out, as kubectl and Argo CD leave it out: the document ends before it',
    ['a 1:1', 'c 12:1'],
  ],
  [
    'a separator behind an old Mac line end',
    `${object('a')}---\n${object('b')}`.replaceAll('\n', '\r'),
    '5:1 LEFT_OUT what starts here is left out, as kubectl and Argo CD leave it out: the document ends before it',
    ['a 1:1'],
  ],
  [
    'a byte order mark in a text',
    `${object('a')}data: {a: x\uFEFFy}\n`,
    '5:12 STRAY_MARK a byte order mark (U+FEFF) inside a document: it is part of the text, and kubectl may misread what follows',
    ['a 1:1'],
  ],
]

for (const [title, text, told, objects] of TOLD) {
  test(`${title} is told with a warning`, () => {
    const { manifests, diagnostics } = parseManifests([{ name: 'f.yaml', text }])
    assert.equal(
      diagnostics.map(({ code, severity, message, location }) => {
        return `${severity} ${location?.line}:${location?.column} ${code} ${message}`
      }),
      [`warning ${told}`],
    )
    assert.equal(
      manifests.map(({ object: found, location }) => `${found.metadata.name} ${location.line}:${location.column}`),
      objects,
    )
  })
}

test('the items of a typed List take its kind and version', () => {
  const text = 'apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n'
  assert.equal(parseManifests([{ name: 'f.yaml', text }]).manifests[0]?.object, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
  })
})

test('a place names source, line and column and shows the line', () => {
  const [manifest] = parseManifests([{ name: 'f.yaml', text: `# c\n${object('a')}` }]).manifests
  assert.equal(manifest?.location, { source: 'f.yaml', line: 2, column: 1, excerpt: 'apiVersion: v1' })
})

test('each annotation has the place of its value', () => {
  const text = `${object('a')}  annotations:
    plain: a
    quoted: "b"
    next:
      c
    block: |
      d
    nothing:
    <<: {merged: e}
`
  const [manifest] = parseManifests([{ name: 'f.yaml', text }]).manifests
  const places = Object.entries(manifest?.annotationLocations ?? {}).map(([key, { line, column, excerpt }]) => {
    return `${key} ${line}:${column} ${excerpt?.trim()}`
  })
  assert.equal(places, [
    'plain 6:12 plain: a',
    'quoted 7:13 quoted: "b"',
    'next 9:7 c',
    'block 10:12 block: |',
    'nothing 12:13 nothing:',
    'merged 13:18 <<: {merged: e}',
  ])
})

test('the line of a place is cut at 200 characters', () => {
  const text = `apiVersion: v1\nkind: A\nmetadata: {name: a, annotations: {a: "${'x'.repeat(300)}"}}\n`
  const [manifest] = parseManifests([{ name: 'f.yaml', text }]).manifests
  assert.is(manifest?.annotationLocations['a']?.excerpt?.length, 200)
})

test('an object without annotations has no places for them', () => {
  assert.equal(parseManifests([{ name: 'f.yaml', text: object('a') }]).manifests[0]?.annotationLocations, {})
})

test('a name that YAML reads as a boolean stays as it is', () => {
  const { manifests } = parseManifests([{ name: 'f.yaml', text: object('n') }])
  assert.is(toJson(manifests[0]?.object.metadata ?? null), '{"name":false}')
})

test(`JSON text gives what parseJson gives (seed ${SEED})`, () => {
  const property = fc.property(
    fc.jsonValue({ maxDepth: 5 }),
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    (value, integer) => {
      const written = parseJson(JSON.stringify(value))
      const spec: Json = { value: written, integer }
      const text = toJson({ apiVersion: 'v1', kind: 'Test', metadata: { name: 't' }, spec })
      const { manifests } = parseManifests([{ name: 't.json', text }])
      assert.is(toJson(manifests[0]?.object ?? null), toJson(parseJson(text)))
    },
  )
  fc.assert(property, { seed: SEED, numRuns: 300 })
})

test.run()
