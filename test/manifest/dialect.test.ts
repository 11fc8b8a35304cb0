// What YAML means to Kubernetes: the recorded dialect, and the notes on Go's reading that the recording leaves out.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseJson, toJson } from '../../src/object/json.ts'
import type { Json } from '../../src/object/kube-object.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { fixturePath } from '../support/fixtures.ts'

const test = suite('dialect')

test('the dialect file reads as the API server stored it', () => {
  const yaml = fixturePath('helm', 'dialect.yaml')
  const json = fixturePath('helm', 'dialect.json')
  const [manifest] = parseManifests([{ name: 'dialect.yaml', text: readFileSync(yaml, 'utf8') }]).manifests
  assert.equal(manifest?.object['spec'], parseJson(readFileSync(json, 'utf8')))
})

/** The text of `spec`, and its value as JSON. */
const READINGS: readonly (readonly [title: string, yaml: string, json: string])[] = [
  ['a later merge wins over a key before it', '{a: 1, <<: {a: 2}}', '{"a":2}'],
  ['a key after a merge wins', '{<<: {a: 2}, a: 1}', '{"a":1}'],
  ['the first of merged mappings wins', '{<<: [{a: 1}, {a: 2, b: 3}]}', '{"a":1,"b":3}'],
  ['a quoted << is a key', '{"<<": {a: 1}}', '{"<<":{"a":1}}'],
  ['an alias stands for its anchor', '[&x {a: [1]}, *x]', '[{"a":[1]},{"a":[1]}]'],
  ['the nearest anchor before an alias counts', '[&x 1, *x, &x 2, *x]', '[1,1,2,2]'],
  ['a merge takes an alias', '[&x {a: 1}, {<<: *x, b: 2}]', '[{"a":1},{"a":1,"b":2}]'],
  ['an alias can be a key', '[&x k, {*x : 1}]', '["k",{"k":1}]'],
  ['an anchor can stand at a key', '{&x k: 1, l: *x}', '{"k":1,"l":"k"}'],
  ['quotes make text', `["y", '1', "null"]`, '["y","1","null"]'],
  ['!!str makes text', '[!!str 1, !!str y, !!str ]', '["1","y",""]'],
  ['!!int reads quoted text', '[!!int "5", !!float 1]', '[5,1]'],
  ['an unknown tag is ignored', '[!foo 1, !foo {a: 1}]', '["1",{"a":1}]'],
  ['!!binary is decoded', '[!!binary aGk=]', '["hi"]'],
  ['a key without a value is null', '{a: , b}', '{"a":null,"b":null}'],
  ['keys keep their dangerous names', '{__proto__: 1, constructor: 2}', '{"__proto__":1,"constructor":2}'],
  ['escapes work', String.raw`"\u00e9\x2f\U0001F600\t\e\N\_\L\P"`, '"é/😀\\t\\u001b\u0085\u00a0\u2028\u2029"'],
  ['a block keeps its lines', '|\n    a\n     b\n\n  ', '"a\\n b\\n"'],
  ['a folded block folds', '>-\n    a\n    b\n', '"a b"'],
]

for (const [title, yaml, json] of READINGS) {
  test(title, () => {
    assert.is(toJson(specOf(yaml)), json)
  })
}

function specOf(yaml: string): Json {
  const text = `apiVersion: v1\nkind: Test\nmetadata: {name: t}\nspec: ${yaml}\n`
  const { manifests, diagnostics } = parseManifests([{ name: 't.yaml', text }])
  assert.equal(diagnostics, [])
  return manifests[0]?.object['spec'] ?? null
}

test.run()
