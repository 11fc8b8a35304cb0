// The quick reader says what the whole reader says, or nothing. Compared on real manifests and on damaged ones.
import * as fc from 'fast-check'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SEED } from '../support/seed.ts'
import { quickManifest } from '../../src/manifest/quick-manifest.ts'
import { wholeManifests } from '../../src/manifest/sound-manifests.ts'
import { sourceText } from '../../src/manifest/yaml/source-text.ts'
import type { SourceText } from '../../src/manifest/yaml/source-text.ts'
import { splitDocuments } from '../../src/manifest/yaml/split-documents.ts'
import type { Chunk } from '../../src/manifest/yaml/split-documents.ts'
import { sharedPath } from '../support/shared.ts'
import { skip } from '../support/skip.ts'

const test = suite('quick-manifest')

test('real manifests: the same objects and places, and few are left to the whole reader', () => {
  const corpus = sharedPath('corpus')
  if (corpus === undefined) return skip('no ../shared/corpus')
  let quick = 0
  let slow = 0
  let [quickText, allText] = [0, 0]
  for (const name of readdirSync(corpus)) {
    const file = `${corpus}/${name}/rendered.yaml`
    if (!existsSync(file)) continue
    const text = readFileSync(file, 'utf8')
    const source = sourceText({ name, text })
    for (const chunk of splitDocuments(source.text).chunks) {
      if (!/^[^#\s]/m.test(chunk.text)) continue
      const isQuick = compare(chunk, source)
      if (isQuick) quick++
      else slow++
      allText += chunk.text.length
      if (isQuick) quickText += chunk.text.length
    }
  }
  assert.ok(quick / (quick + slow) > 0.96, `${quick} quick, ${slow} slow`)
  // Definitions are few and long, and take the time.
  assert.ok(quickText / allText > 0.97, `${quickText} characters of ${allText} quick`)
})

const SAMPLE = `# a comment
apiVersion: apps/v1 # another
kind: Deployment
metadata:
  name: web
  labels: {app: web, "tier": 'front'}
  annotations:
    argocd.argoproj.io/sync-wave: "-1"
    'quoted': it's plain
    empty: ""
spec:
  replicas: 3
  paused: no
  mode: 0644

  template:
    spec:
      containers:
      - name: web
        args: ["--port=80", -v, [a b]]
        command:
        - sh
        - -c
        - |
          echo a # no comment

            indented
        env:
          - {name: A, value: "1"}
          -
            name: B
            value: >-
              folded
        resources:
          {}
      volumes: []
  text: |-
    last
  long: plain text
    that goes on

    and on
  single: 'it''s
    long'
  double: "a\\n\\"b\\" \\ c"
  folded: "one
    two"
  described: "evaluated by CEL.\\nref: it\\n\\
    \\ and more:

    on it goes \\\\
    to the \\u2019end\\u2019"
`

test('a sample of the plain style is read quickly', () => {
  const text = SAMPLE.replace('>-\n              folded', 'folded')
  const source = sourceText({ name: 'f.yaml', text })
  assert.ok(compare({ text, offset: 0 }, source))
})

const IN_BRACES = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  annotations: { argocd.argoproj.io/sync-wave: '-1', 'quoted': "two words",  plain: it , none: ~ }
data: {a: "1"}
`

const ALL_IN_BRACES = `kind: Pod
apiVersion: v1
metadata:   {name: a, labels: {annotations: b}, annotations: {a: b, c: '-1'}, generateName: x} 
spec: {template: {metadata: {annotations: {d: e}}}}
`

for (const text of [IN_BRACES, ALL_IN_BRACES]) {
  test(`annotations in braces are read quickly: ${text.split('\n').find((line) => line.includes('annotations: {'))}`, () => {
    assert.ok(compare({ text, offset: 0 }, sourceText({ name: 'f.yaml', text })))
  })
}

test('blanks that YAML takes for text or line ends, and tabs, are left to the whole reader', () => {
  for (const blank of ['\u00a0', '\u0085', '\u2028', '\u3000', '\t', '\r']) {
    const text = `apiVersion: v1${blank}\nkind: Pod\nmetadata: {name: a}\n`
    assert.not.ok(compare({ text, offset: 0 }, sourceText({ name: 'f.yaml', text })))
  }
})

test('what stands behind the comment of a closing quote is left to the whole reader', () => {
  for (const quote of ['"', "'"]) {
    const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${quote}a\n    b${quote} # comment\n    c\n`
    assert.not.ok(compare({ text, offset: 0 }, sourceText({ name: 'f.yaml', text })))
  }
})

const PIECES: readonly string[] = [
  [' ', '  ', ':', ': ', '- ', '-', '#', ' #', '"', "'", '|', '|-', '>', '[', ']', '{', '}', ',', '\\', '\t', '~', '.'],
  ['&a ', '*a', '!', '!!str ', 'null', 'y', 'n', '0x1', '1e3', '.inf', '?', '? ', '%', '@', '`', '<<: ', '"a": '],
  ['""', '{}', '[a, b]', '{a: b}', '---', '...', '\n', '\n\n', '\n  \n', '|\n    x\n', '|+\n', '>-\n    x\n    y\n'],
  ['  - a\n', '\\n', '\\ ', '__proto__: ', 'kind: x\n', 'items: []\n', '\u0000', '\u2028', '\u00e9', "'b': "],
  ['{name: a, annotations: {b: c}}\n', ' {a: b}\n', '\n      on', '    # c\n'],
  ['"a\\\n      \\ b"', '\\\n', '\\\\\n      ', '\\ \n      x"', '"a\n\n      b\\n"'],
].flat()

const damage = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), piece: fc.constantFrom(...PIECES) }),
  fc.record({ kind: fc.constant('value' as const), at: fc.nat(), piece: fc.constantFrom(...PIECES) }),
  fc.record({
    kind: fc.constant('indent' as const),
    at: fc.nat(),
    piece: fc.constantFrom('', ' ', '  ', '   ', '      '),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), piece: fc.constant('') }),
)

test(`damaged texts: the same, or nothing (seed ${SEED})`, () => {
  const sample = fc.constantFrom(SAMPLE, SAMPLE, IN_BRACES, ALL_IN_BRACES)
  const property = fc.property(sample, fc.array(damage, { minLength: 1, maxLength: 3 }), (whole, damages) => {
    const text = damages.reduce(applyDamage, whole)
    const source = sourceText({ name: 'f.yaml', text })
    for (const chunk of splitDocuments(source.text).chunks) compare(chunk, source)
  })
  fc.assert(property, { seed: SEED, numRuns: 3000 })
})

interface Damage {
  readonly kind: 'insert' | 'value' | 'indent' | 'cut'
  readonly at: number
  readonly piece: string
}

function applyDamage(text: string, { kind, at, piece }: Damage): string {
  if (kind === 'insert') return text.slice(0, at % text.length) + piece + text.slice(at % text.length)
  if (kind === 'cut') return text.slice(0, at % text.length) + text.slice((at % text.length) + 1 + (at % 3))
  const lines = text.split('\n')
  const index = at % lines.length
  const line = lines[index] ?? ''
  const damaged =
    kind === 'indent'
      ? piece + line.trimStart()
      : line.replace(/(:|-)(?: .*|$)/, (_, sign: string) => `${sign} ${piece}`)
  return lines.with(index, damaged).join('\n')
}

/** Whether the quick reader reads the chunk; fails when it reads it otherwise than the whole one. */
function compare(chunk: Chunk, source: SourceText): boolean {
  const quick = quickManifest(chunk, source)
  if (quick === undefined) return false
  assert.equal([quick], wholeManifests(chunk, source))
  return true
}

test.run()
