import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drivenManifests, leftAloneManifests, renderDriven } from '../../../src/helm/stream/render-output.ts'
import { readStream } from '../../../src/helm/stream/stream.ts'
import type { RenderedStream } from '../../../src/helm/stream/stream.ts'
import { fixturePath } from '../../support/fixtures.ts'

const test = suite('render output')
const INSTALL = { major: 4, reading: 'install' } as const

function read(text: string): RenderedStream {
  return readStream(Buffer.from(text))
}

function job(name: string, annotation: string): string {
  return `---\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: ${name}\n  annotations:\n    ${annotation}\n`
}

const PLAIN = '---\n# first\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a} # why\n'

test('hooks that have run are dropped, all else stays byte for byte', () => {
  const kept = [PLAIN, job('t', 'helm.sh/hook: test'), '---\n# only a comment\n', job('w', 'a: b')]
  const [first = '', second = '', third = '', last = ''] = kept
  const text = `${first}${job('m', 'argocd.argoproj.io/hook: PreSync')}${second}${third}${job('i', 'helm.sh/hook: pre-install')}${last}`
  assert.is(renderDriven(read(text), INSTALL), kept.join(''))
})

test('a hook of several events keeps those that were not used', () => {
  const rows = [
    ['helm.sh/hook: pre-install,pre-upgrade', 'helm.sh/hook: "pre-upgrade"'],
    ['"helm.sh/hook": "post-install, post-upgrade, test"', 'helm.sh/hook: "post-upgrade,test"'],
    ['helm.sh/hook: pre-upgrade', 'helm.sh/hook: pre-upgrade'],
  ] as const
  for (const [before, after] of rows) {
    assert.is(renderDriven(read(`${PLAIN}${job('h', before)}`), INSTALL), `${PLAIN}${job('h', after)}`, before)
  }
})

test("Argo CD's hooks on deletion become Helm's own on Helm 4, and are kept from Helm 3", () => {
  const stream = read(`${PLAIN}${job('d', 'argocd.argoproj.io/hook: PreDelete')}`)
  const both = 'helm.sh/hook: "pre-delete"\n    argocd.argoproj.io/hook: PreDelete'
  assert.is(renderDriven(stream, INSTALL), `${PLAIN}${job('d', both)}`)
  assert.is(renderDriven(stream, { major: 3, reading: 'install' }), PLAIN)
})

test('what is marked Skip stays with Helm', () => {
  const text = `${PLAIN}${job('s', 'argocd.argoproj.io/hook: Skip')}`
  assert.is(renderDriven(read(text), INSTALL), text)
})

test('a stream of hooks only is answered with a comment', () => {
  const comment = '# kubectl-hooksync: all that was rendered were hooks, and they have run\n'
  assert.is(renderDriven(read(job('m', 'argocd.argoproj.io/hook: PreSync')), INSTALL), comment)
  assert.is(renderDriven(read(''), INSTALL), comment)
})

test('a List whose items are handled in several ways is taken apart, another is not', () => {
  const item = (name: string, hook: string): string =>
    `- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: ${name}, annotations: {a: b${hook}}}\n`
  const list = (...items: readonly string[]): string => `---\napiVersion: v1\nkind: List\nitems:\n${items.join('')}`
  const hook = ', argocd.argoproj.io/hook: PreSync'
  const plain = list(item('a', ''), item('b', ''))
  const options = { major: 3, reading: 'install' } as const
  assert.is(renderDriven(read(plain), options), plain)
  assert.is(renderDriven(read(`${PLAIN}${list(item('a', hook), item('b', hook))}`), options), PLAIN)
  assert.is(
    renderDriven(read(list(item('a', hook), item('b', ''), item('c', ''))), options),
    ['b', 'c']
      .map(
        (name) => `---\n{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}","annotations":{"a":"b"}}}\n`,
      )
      .join(''),
  )
})

test('Helm 3 gets no hook of its own to see', () => {
  const text = job('h', 'argocd.argoproj.io/hook: PreSync')
  const both = text.replace('PreSync', 'PreSync\n    helm.sh/hook: test')
  assert.is(renderDriven(read(`${PLAIN}${both}`), { major: 3, reading: 'install' }), PLAIN)
  assert.is(renderDriven(read(`${PLAIN}${both}`), INSTALL), `${PLAIN}${both}`)
})

test('the recorded chart: what is driven, what is left to Helm, what Helm gets back', () => {
  const stream = readStream(readFileSync(fixturePath('helm', 'stdin', '4.3.1', 'upgrade.yaml')))
  const names = (
    manifests: readonly { readonly object: { readonly metadata: { readonly name?: string } } }[],
  ): string => manifests.map(({ object }) => object.metadata.name).join(' ')
  assert.is(
    names(drivenManifests(stream, 'upgrade')),
    'demo-cache demo-cache demo-warm demo-settings demo-key demo-web demo-web demo-schema demo-smoke demo-alarm demo-migrate ' +
      'demo-list-a demo-list-b demo-widget',
  )
  assert.is(names(leftAloneManifests(stream, 'upgrade')), 'demo-seed demo-farewell demo-ping')
  const again = readStream(Buffer.from(renderDriven(stream, { major: 4, reading: 'upgrade' })))
  const kept = again.documents.flatMap(({ manifests }) => manifests)
  assert.is(
    names(kept),
    'demo-cache demo-cache demo-warm demo-settings demo-key demo-web demo-web demo-migrate demo-seed demo-farewell demo-list-a ' +
      'demo-list-b demo-ping demo-widget',
  )
  assert.equal(
    kept.flatMap(({ object }) => object.metadata.annotations?.['helm.sh/hook'] ?? []),
    ['post-install', 'pre-install', 'post-install', 'pre-delete', 'test'],
  )
})

test.run()
