// The server's words are those of test/fixtures/refusals.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFieldPath } from '../../src/object/field-path.ts'
import type { PathPart } from '../../src/object/field-path.ts'
import { findField } from '../../src/manifest/field-place.ts'
import { refusedField } from '../../src/object/refused-field.ts'

const test = suite('refused field')

const messages: readonly (readonly [message: string, path: string | undefined, unknown?: 'unknown'])[] = [
  ['.spec.colour: field not declared in schema', '.spec.colour', 'unknown'],
  [
    'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="a.b"].imagee: field not declared in schema',
    '.spec.template.spec.containers[name="a.b"].imagee',
    'unknown',
  ],
  ['errors:\n  .spec.a: field not declared in schema\n  .spec.b: field not declared in schema', '.spec.a', 'unknown'],
  [
    'strict decoding error: unknown field "spec.template.spec.containers[0].imagee"',
    'spec.template.spec.containers[0].imagee',
    'unknown',
  ],
  ['ConfigMap "c" is invalid: data[not a key]: Invalid value: "not a key": …', 'data[not a key]'],
  ['Deployment.apps "web" is invalid: [spec.replicas: Invalid value: -1: …, spec.x: Required value]', 'spec.replicas'],
  ['.spec.selector.app: expected string, got &value.valueUnstructured{Value:true}', '.spec.selector.app'],
  [
    '.spec.containers[name=false].name: expected string, got &value.valueUnstructured{Value:false}',
    '.spec.containers[name=false].name',
  ],
  [
    'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool',
    'spec.paused',
  ],
  ['pods "root" is forbidden: violates PodSecurity "restricted:latest": host namespaces (hostNetwork=true)', undefined],
  ['namespaces "shop" not found', undefined],
]

for (const [message, path, unknown] of messages) {
  test(`${message.slice(0, 90)} is about ${path}`, () =>
    assert.equal(refusedField(message), path === undefined ? undefined : { path, unknown: unknown !== undefined }))
}

const paths: readonly (readonly [text: string, parts: readonly PathPart[] | undefined])[] = [
  ['.spec.replicas', ['spec', 'replicas']],
  ['spec.containers[0].image', ['spec', 'containers', 0, 'image']],
  ['.a[name="x]y"].b', ['a', { name: 'x]y' }, 'b']],
  ['.ports[port=80,protocol="TCP"]', ['ports', { port: '80', protocol: 'TCP' }]],
  ['data[not a key]', ['data', 'not a key']],
  ['metadata.annotations[a.b/c]', ['metadata', 'annotations', 'a.b/c']],
  ['', undefined],
  ['a..b', undefined],
  ['a[b', undefined],
]

for (const [text, parts] of paths) {
  test(`the path ${text}`, () => assert.equal(parseFieldPath(text), parts))
}

const TEXT = `# first
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  "not a key": x
---
apiVersion: v1
kind: List
items:
  - kind: Pod
    metadata: {name: p}
    spec:
      containers:
        - name: a
        - imagee: x
          name: n
          ports:
            - port: 80
`

const places: readonly (readonly [path: string, at: readonly [number, number], line: number, column: number])[] = [
  ['data[not a key]', [2, 1], 6, 3],
  ['.metadata.name', [2, 1], 4, 12],
  ['.metadata.labels.x', [2, 1], 4, 1],
  ['.nothing', [2, 1], 2, 1],
  ['spec.containers[1].imagee', [11, 5], 16, 11],
  ['.spec.containers[name=false].imagee', [11, 5], 16, 11],
  ['.spec.containers[name="a"].image', [11, 5], 15, 11],
  ['.spec.containers[name=false].ports[port=80,protocol="TCP"].x', [11, 5], 19, 15],
  ['.spec.containers[9].x', [11, 5], 14, 7],
]

for (const [path, [line, column], ...expected] of places) {
  test(`${path} of the manifest at ${line}:${column} stands at ${expected.join(':')}`, () => {
    const found = findField(TEXT, { source: 'in.yaml', line, column }, parseFieldPath(path) ?? [])
    assert.equal([found?.line, found?.column], expected)
  })
}

test('a manifest that is not at that place, and a text that is not YAML, have no places', () => {
  assert.is(findField(TEXT, { source: 'in.yaml', line: 1, column: 1 }, ['data']), undefined)
  assert.is(findField('a: [', { source: 'in.yaml', line: 9, column: 9 }, ['a']), undefined)
})

test.run()
