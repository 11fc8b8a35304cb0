import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { handlingOf } from '../../../src/helm/stream/document-handling.ts'
import { renderUnchanged } from '../../../src/helm/stream/render-unchanged.ts'
import { readStream, templateOf } from '../../../src/helm/stream/stream.ts'
import type { RenderedStream } from '../../../src/helm/stream/stream.ts'
import { fixturePath } from '../../support/fixtures.ts'

const test = suite('stream')

const VERSIONS = ['3.17.3', '3.22.0', '4.2.3', '4.3.1']
const STREAMS = ['template', 'install', 'upgrade', 'odd']

function recorded(version: string, name: string): Uint8Array {
  return readFileSync(fixturePath('helm', 'stdin', version, `${name}.yaml`))
}

function read(text: string): RenderedStream {
  return readStream(Buffer.from(text))
}

/** `PreSync -1 Job demo-schema` for each object of a stream, in its order. */
function outline(stream: RenderedStream): readonly string[] {
  return stream.documents
    .flatMap(({ manifests }) => manifests)
    .map(({ object, directives }) => {
      const { kind, phases } = handlingOf(directives, 'install')
      return `${kind === 'left-alone' ? kind : phases.join()} ${directives.wave.value} ${object.kind} ${object.metadata.name}`
    })
}

for (const version of VERSIONS) {
  test(`the stream of Helm ${version} is given back byte for byte, whole and in its documents`, () => {
    for (const name of STREAMS) {
      const bytes = recorded(version, name)
      assert.is(renderUnchanged(bytes), bytes, name)
      const { documents, diagnostics } = readStream(bytes)
      assert.ok(Buffer.from(documents.map(({ text }) => text).join('')).equals(bytes), name)
      assert.equal(
        diagnostics.filter(({ severity }) => severity === 'error'),
        [],
        name,
      )
    }
  })
}

test('Helm 4 hands over hooks and tests, in phases and waves', () => {
  const bytes = recorded('4.3.1', 'install')
  assert.equal(outline(readStream(bytes)), [
    'Sync 0 ConfigMap demo-cache',
    'Sync -2 ServiceAccount demo-cache',
    'PostSync 3 Job demo-warm',
    'Sync 0 ConfigMap demo-settings',
    'Sync 0 Secret demo-key',
    'Sync 1 Deployment demo-web',
    'Sync 1 Service demo-web',
    'PreSync -1 Job demo-schema',
    'PostSync 0 Job demo-smoke',
    'SyncFail 0 Job demo-alarm',
    'PreSync -5 Job demo-migrate',
    'PostSync 0 Job demo-seed',
    'left-alone 0 ConfigMap demo-farewell',
    'Sync 0 ConfigMap demo-list-a',
    'Sync 0 ConfigMap demo-list-b',
    'left-alone 0 Pod demo-ping',
    'Sync 2 Widget demo-widget',
  ])
})

test('Helm 4.2.3 and 4.3.1 are read alike', () => {
  for (const name of STREAMS) {
    const [older, newer] = [recorded('4.2.3', name), recorded('4.3.1', name)]
    assert.equal(outline(readStream(older)), outline(readStream(newer)), name)
  }
})

test('Helm 3 hands over no hooks of its own, and a List stays one document', () => {
  const bytes = recorded('3.22.0', 'install')
  const { documents } = readStream(bytes)
  const counts = documents.filter(({ manifests }) => manifests.length !== 1).map(({ manifests }) => manifests.length)
  assert.equal(counts, [0, 2])
  assert.is(documents.flatMap(({ manifests }) => manifests).length, 12)
})

test('objects stand in the documents that they came from', () => {
  const one = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['no separator', one('a'), ['a']],
    ['a separator first', `---\n${one('a')}---\n${one('b')}`, ['a', 'b']],
    ['none first', `${one('a')}---\n${one('b')}`, ['a', 'b']],
    ['glued', `---${one('a')}---${one('b')}`, ['a', 'b']],
    ['CRLF', `---\n${one('a')}---\n${one('b')}`.replaceAll('\n', '\r\n'), ['a', 'b']],
    // Kubernetes ends a document at a marker behind a lone CR, and begins none: what follows is left out, and told.
    ['lone CR', `---\n${one('a')}---\n${one('b')}`.replaceAll('\n', '\r'), ['a', '']],
    ['a comment alone', `---\n# nothing\n---\n${one('a')}`, ['', 'a']],
    ['empty documents', `---\n---\n\n---\n${one('a')}---\n`, ['', '', 'a', '']],
    ['a document end', `${one('a')}...\n${one('b')}---\n${one('c')}`, ['a', 'c']],
    [
      'JSON on one line',
      '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}{"apiVersion":"v1","kind":"A","metadata":{"name":"b"}}',
      ['a+b'],
    ],
    ['a comment on the separator', `--- # first\n${one('a')}--- # second\n${one('b')}`, ['a', 'b']],
    ['dashes in a text', `${one('a')}data:\n  x: |\n    ---\n    y\n---\n${one('b')}`, ['a', 'b']],
    ['a byte order mark', `\uFEFF${one('a')}\uFEFF---\n${one('b')}`, ['a', 'b']],
    ['no line end', `---\n${one('a')}---\n${one('b').trimEnd()}`, ['a', 'b']],
  ]
  for (const [title, text, expected] of rows) {
    const { documents } = read(text)
    assert.is(documents.map((document) => document.text).join(''), text, title)
    const names = documents.map(({ manifests }) => manifests.map(({ object }) => object.metadata.name).join('+'))
    assert.equal(names, expected, title)
  }
})

test('a stream without objects is empty, one that cannot be read is not', () => {
  assert.is(read('').empty, true)
  assert.is(read('\n---\n# nothing\n').empty, true)
  const broken = read('a: [\n# argocd.argoproj.io/hook')
  assert.equal([broken.empty, broken.phased], [false, true])
  assert.equal([read('a: [\n').empty, read('a: [\n').phased], [false, false])
  const binary = readStream(Uint8Array.of(0xff, 0x00))
  assert.equal([binary.empty, binary.phased, binary.diagnostics[0]?.code], [false, false, 'INVALID_UTF8'])
})

test('the template is named by the annotation of Helm 4 and by the comment of Helm 3', () => {
  for (const version of VERSIONS) {
    const bytes = recorded(version, 'upgrade')
    const { documents } = readStream(bytes)
    const names = documents.flatMap((document) => {
      return document.manifests.map((manifest) => [manifest.object.kind, templateOf(document, manifest)])
    })
    assert.equal(names.find(([kind]) => kind === 'Widget')?.[1], 'shop/templates/widget.yaml', version)
  }
})

test('a blank stream is answered with a comment, for Helm 4 refuses a blank answer', () => {
  const rows = [
    ['', '# kubectl-hooksync: nothing was rendered\n'],
    ['\n \n', '\n \n# kubectl-hooksync: nothing was rendered\n'],
    ['# x\n', '# x\n'],
  ] as const
  for (const [stdin, stdout] of rows) assert.is(Buffer.from(renderUnchanged(Buffer.from(stdin))).toString(), stdout)
})

test.run()
