// Real manifests read as kubectl reads them, object for object. kubectl: $KUBECTL, else the cached one, else that of the PATH.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseJson, toJson } from '../../src/object/json.ts'
import { isJsonObject, jsonEqual } from '../../src/object/kube-object.ts'
import type { Json } from '../../src/object/kube-object.ts'
import { ensureKubectl } from '../../scripts/control-plane/tools.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'

const KUBECTL = process.env['KUBECTL'] ?? (await ensureKubectl().catch(() => 'kubectl'))
const hasKubectl = spawnSync(KUBECTL, ['version', '--client']).status === 0

const test = suite('corpus')

test('every object of the corpus is what kubectl reads', () => {
  const corpus = sharedPath('corpus')
  if (corpus === undefined) return skip('no ../shared/corpus')
  if (!hasKubectl) return skip('no kubectl')
  const files = readdirSync(corpus)
    .map((name) => join(corpus, name, 'rendered.yaml'))
    .filter((file) => existsSync(file))
  const { manifests, diagnostics } = parseManifests(
    files.map((file) => ({ name: file, text: readFileSync(file, 'utf8') })),
  )
  const places = diagnostics.map(({ location, code }) => {
    return `${location?.source.split('/').at(-2)}:${location?.line} ${code}`
  })
  assert.equal(places, [
    'cntk-vault:407 DUPLICATE_KEY',
    'cntk-vault:437 DUPLICATE_KEY',
    'openshift4-logging-golden:3 MISSING_KIND',
    'openshift4-logging-golden:9 MISSING_KIND',
  ])
  const theirs = readWithKubectl(files)
  const ours = manifests.map(({ object, location }) => ({ object, place: `${location.source}:${location.line}` }))
  const different = ours.filter(({ object }, index) => !jsonEqual(withAnnotations(object), theirs[index]))
  assert.equal(
    different.map(({ place }) => place),
    [],
  )
  assert.is(ours.length, theirs.length)
})

test('texts that no renderer writes are what kubectl reads', () => {
  if (!hasKubectl) return skip('no kubectl')
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-'))
  try {
    for (const [index, text] of ODD_TEXTS.entries()) {
      const file = join(folder, `${index}.yaml`)
      writeFileSync(file, text)
      const ours = parseManifests([{ name: file, text }]).manifests.map(({ object }) => withAnnotations(object))
      const theirs = readWithKubectl([file])
      assert.ok(jsonEqual(ours, theirs), `${JSON.stringify(text)}\nours   ${toJson(ours)}\ntheirs ${toJson(theirs)}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
const JSON_OBJECT = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}'

const ODD_TEXTS: readonly string[] = [
  OBJECT.replaceAll('\n', '\r\n'),
  `\uFEFF${OBJECT}`,
  `---\n---\n# nothing\n---\n${OBJECT}---\n`,
  `--- # a comment\n${OBJECT}--- \n${OBJECT}`,
  `${OBJECT}...\n---\n${OBJECT}`,
  `${OBJECT}text: |\n  no line end`,
  `${OBJECT}text: |-\n  a\n\n\n  b\n \n\nlast: >\n  a\n  b\n\n  c\n`,
  `${OBJECT}text: |+\n  kept\n\n---\n${OBJECT}`,
  `${OBJECT}text: plain\n  goes on\n\n  and on\nsingle: 'it''s\n  on'\ndouble: "a\\n\n  \\ b"\n`,
  `${OBJECT}text: |\n  a\n  ---\n   b\n\n`,
  JSON_OBJECT,
  `${JSON_OBJECT}${JSON_OBJECT}\n${JSON_OBJECT}`,
  `${OBJECT}data: {a: 9007199254740993, b: 1e18, c: 0.1, d: 1e-7, e: 12345678901234567890, f: 1e21, g: 1.0, h: null}\n`,
  `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":9223372036854775807,"b":1.50,"c":-0.0}}`,
  `apiVersion: v1\nkind: List\nitems:\n- ${JSON_OBJECT}\n- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n`,
  `apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n`,
  `${OBJECT}spec: &x {a: 1}\nother: {<<: *x, b: 2}\n`,
  `${OBJECT}data: {n: "1", y: "2", 1: "3", 0x10: "4", 1.5: "5"}\n`,
]

function readWithKubectl(files: readonly string[]): readonly Json[] {
  const flags = files.flatMap((file) => ['-f', file])
  const args = ['annotate', '--local', ...flags, '-o', 'json', 'hooksync.dev/none-']
  const { stdout } = spawnSync(KUBECTL, args, { encoding: 'utf8', maxBuffer: 2 ** 30 })
  return stdout
    .split(/(?<=^\}\n)/m)
    .filter((text) => text.trim() !== '')
    .map(parseJson)
}

/** `kubectl annotate` adds an empty mapping where there are no annotations. */
function withAnnotations(object: Json): Json {
  if (!isJsonObject(object) || !isJsonObject(object['metadata'])) return object
  return { ...object, metadata: { ...object['metadata'], annotations: object['metadata']['annotations'] ?? {} } }
}

test.run()
