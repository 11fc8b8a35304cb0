// Texts that are large or deep are read, or told with their place: none is too much for a pattern or the stack.
// time limit: 300 s
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { soundManifests } from '../../src/manifest/sound-manifests.ts'

const test = suite('large-texts')

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
const JSON_HEAD = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":'

const TOO_LARGE = /^\d+:\d+ TOO_LARGE the object has \d+\.\d MiB, and an API server takes 3$/
const TOO_DEEP = /^\d+:\d+ YAML_SYNTAX the document is nested too deeply$/

/** Some million characters each, or what cannot be read. */
const TEXTS: readonly (readonly [title: string, text: string, told: RegExp])[] = [
  ['a text in double quotes', `${HEAD}data: {a: "${'x y'.repeat(2e6)}"}\n`, TOO_LARGE],
  ['a text in double quotes that is the rest of a line', `${HEAD}data:\n  a: "${'x y'.repeat(2e6)}"\n`, TOO_LARGE],
  ['a text of escapes', `${HEAD}data:\n  a: "${'x\\n'.repeat(2e6)}"\n`, TOO_LARGE],
  ['a text in single quotes', `${HEAD}data:\n  a: '${"x''".repeat(2e6)}'\n`, TOO_LARGE],
  ['a plain text', `${HEAD}data:\n  a: ${'x y'.repeat(2e6)}\n`, TOO_LARGE],
  ['a plain text over many lines', `${HEAD}data:\n  a: x\n${'    y\n'.repeat(2e6)}`, TOO_LARGE],
  ['a block', `${HEAD}data:\n  a: |\n${'    some text here\n'.repeat(3e5)}`, TOO_LARGE],
  ['a list in brackets', `${HEAD}data: {a: [${'some text, '.repeat(5e5)}]}\n`, TOO_LARGE],
  ['a text in JSON', `${JSON_HEAD}{"a":"${'x\\n'.repeat(2e6)}"}}`, TOO_LARGE],
  ['an open quote', `${HEAD}data:\n  a: "${'x y'.repeat(2e6)}\n`, /^5:6 YAML_SYNTAX the quoted text has no end$/],
  ['levels in brackets', `${HEAD}data: ${'['.repeat(2000)}${']'.repeat(2000)}\n`, TOO_DEEP],
  ['levels of braces', `${HEAD}data: ${'{a: '.repeat(2000)}${'}'.repeat(2000)}\n`, TOO_DEEP],
  ['levels of keys', `${HEAD}data:\n${Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth + 1)}a:\n`).join('')}`, TOO_DEEP],
  ['levels of items', `${HEAD}data:\n  ${'- '.repeat(2000)}x\n`, TOO_DEEP],
  ['levels of JSON', `${JSON_HEAD}${'['.repeat(2000)}${']'.repeat(2000)}}`, TOO_DEEP],
  ['a hundred thousand levels', `${HEAD}data: ${'['.repeat(1e5)}${']'.repeat(1e5)}\n`, TOO_DEEP],
] // prettier-ignore

for (const [title, text, told] of TEXTS) {
  test(`told: ${title}`, () => {
    const source = { name: 'f.yaml', text }
    const { manifests, diagnostics } = parseManifests([source])
    const [first, ...more] = diagnostics.map(({ location, code, message }) => {
      return `${location?.line}:${location?.column} ${code} ${message}`
    })
    assert.match(first ?? 'nothing', told)
    assert.equal([manifests, more], [[], []])
    assert.is(soundManifests([source]), undefined)
  })
}

test('many objects in one text, and many comments and blank lines, are read', () => {
  const objects = Array.from({ length: 150_000 }, (_, index) => {
    return `{"apiVersion":"v1","kind":"A","metadata":{"name":"a${index}"}}`
  })
  const list = `{"apiVersion":"v1","kind":"List","items":[${objects.join(',')}]}`
  assert.is(soundManifests([{ name: 'f.json', text: list }])?.length, 150_000)
  const long = `${'# a comment\n'.repeat(3e5)}${HEAD}data: {a: b}\n${' \n'.repeat(1e6)}`
  assert.is(soundManifests([{ name: 'f.yaml', text: long }])?.length, 1)
})

test('an object just below the limit is read', () => {
  const text = `${HEAD}data:\n  a: "${'x'.repeat(3 * 1024 * 1024 - 200)}"\n`
  assert.is(soundManifests([{ name: 'f.yaml', text }])?.length, 1)
})

test.run()
