import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { soundManifests } from '../../src/manifest/sound-manifests.ts'

const test = suite('shown-lines')

const VALUE = 'hunter2-of-a-secret'
const JOB = '{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j"}}'
const SECRET = `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"a":"${VALUE}"}}`

/** Texts of which not one line with the value may be shown, whatever is found in them. */
const HIDDEN: readonly (readonly [string, string])[] = [
  ['a Secret in one line of JSON', SECRET],
  ['a Secret in one line, behind another object', `${JOB}${SECRET}`],
  ['a Secret in one line, before another object', `${SECRET}${JOB}`],
  ['a list with a Secret in one line', `{"apiVersion":"v1","kind":"List","items":[${JOB},${SECRET}]}`],
  ['a Secret whose data are a typed list', `{"apiVersion":"v1","kind":"SecretList","items":[{"data":{"a":"${VALUE}"}}]}`],
  ['a Secret with a fault in a value', `apiVersion: v1\nkind: Secret\nstringData:\n  a: ${VALUE}: x\n`],
  ['a Secret with an open quote', `apiVersion: v1\nkind: 'Secret'\nstringData:\n  a: "${VALUE}\n`],
  ['a Secret with its kind at the end', `stringData:\n  a: ${VALUE}: x\nkind: Secret\n`],
  ['a Secret with a tag on its kind', `kind: !!str Secret\ndata:\n  a: ${VALUE}: x\n`],
  ['a Secret with its kind on the next line', `kind:\n  Secret\ndata:\n  a: ${VALUE}: x\n`],
  ['a Secret with an escape in its kind', `kind: "\\u0053ecret"\ndata:\n  a: ${VALUE}: x\n`],
  ['a Secret with an escape in that key', `{"apiVersion":"v1","k\\u0069nd":"Secret","metadata":{"name":"s"},"data":{"a":"${VALUE}"},"x":{"kind":"Pod"}}`],
  ['a Secret of a text block', `kind: |-\n  Secret\ndata:\n  a: ${VALUE}: x\n`],
  ['a Secret whose kind is misspelt', `kind: Secert\nstringData:\n  a: ${VALUE}: x\n`],
  ['a Secret without a kind', `apiVersion: v1\ndata:\n  a: ${VALUE}: x\n`],
  ['a Secret with a key twice', `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: ${VALUE}, a: ${VALUE}}\n`],
  ['a Secret with a bad number', `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: .inf}\n# ${VALUE}`],
  ['a sealed one', `kind: SealedSecret\nspec:\n  a: ${VALUE}: x\n`],
  ['a kubeconfig in one line', `{"apiVersion":"v1","kind":"Config","users":[{"user":{"token":"${VALUE}"}}]}`],
  ['a file of SOPS', `kind: ConfigMap\ndata:\n  a: ${VALUE}: x\nsops:\n  mac: y\n`],
  ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${VALUE}: a: b\n`],
  ['a file of passwords', `root:x:0:0:${VALUE}\nfoo: [\n`],
  ['variables', `PASSWORD=${VALUE}\n`],
  ['a values file', `password: ${VALUE}\n`],
] // prettier-ignore

for (const [title, text] of HIDDEN) {
  test(`no line of ${title} is shown`, () => {
    const source = { name: 'x.yaml', text }
    const { manifests, diagnostics } = parseManifests([source])
    const quick = soundManifests([source]) ?? []
    const places = [...manifests, ...quick].flatMap(({ location, annotationLocations }) => [
      location,
      ...Object.values(annotationLocations),
    ])
    assert.ok(places.length + diagnostics.length > 0)
    assert.not.match(JSON.stringify([places, diagnostics]), VALUE)
    assert.not.match(JSON.stringify([places, diagnostics]), '.inf')
  })
}

test('the lines of other documents are shown, also beside a Secret', () => {
  const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n---\nkind: Job\nspec: a: b\n`
  const { diagnostics } = parseManifests([{ name: 'x.yaml', text }])
  assert.equal(diagnostics.map(({ location }) => location), [{ source: 'x.yaml', line: 6, column: 7, excerpt: 'spec: a: b' }]) // prettier-ignore
})

test('a Secret keeps the places of its annotations, without their lines', () => {
  const text =
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  annotations:\n    argocd.argoproj.io/sync-wave: "1"\n'
  const { manifests } = parseManifests([{ name: 'x.yaml', text }])
  const [{ annotationLocations } = { annotationLocations: {} }] = manifests
  assert.equal(annotationLocations, { 'argocd.argoproj.io/sync-wave': { source: 'x.yaml', line: 6, column: 35 } })
})

test.run()
