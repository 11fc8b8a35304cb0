// The wrapper's decisions, as tables.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseHelmArgs } from '../../../src/helm/command-line/parse-helm-args.ts'
import { helmMajor, wrapHelmWords, wrapperPlugin } from '../../../src/helm/wrapper/wrap-helm.ts'

const test = suite('wrap-helm')

const wrap = (words: readonly string[]): readonly string[] =>
  wrapHelmWords(words, parseHelmArgs(['helm', ...words], 4, {}))

test("helm's major is read from its short version", () => {
  const versions = ['v3.22.0+g1234567', 'v4.3.1\n', 'v2.17.0', 'v5.0.0', '']
  assert.equal(versions.map(helmMajor), [3, 4, undefined, undefined, undefined])
})

test('the words go to Helm as they are, behind the post-renderer', () => {
  const words = ['upgrade', '-i', 'demo', '--', './chart']
  assert.equal(wrap(words), ['--post-renderer=kubectl-hooksync', ...words])
})

test('Helm reads the wrapped words as the same run, with us as its renderer', () => {
  const words = ['upgrade', '-i', 'demo', '--dry-run=server', '--', './chart']
  const [plain, wrapped] = [words, wrap(words)].map((line) => parseHelmArgs(['helm', ...line], 4, {}))
  assert.equal(wrapped, { ...plain, postRenderer: 'kubectl-hooksync' })
})

const REFUSED: readonly (readonly [readonly string[], string])[] = [
  [['install', 'a', 'b', '--post-renderer', 'x'], '--post-renderer x was given, and Helm takes one only'],
  [['template', 'a', 'b'], 'helm template writes nothing'],
  [['rollback', 'a'], 'it is not certain what Helm would do: helm rollback renders no release'],
  [['install', 'a', 'b', '--nope'], 'it is not certain what Helm would do: helm install has no flag --nope'],
]

for (const [words, message] of REFUSED) {
  test(`helm ${words.join(' ')} is refused`, () => {
    assert.throws(
      () => wrap(words),
      (error: Error) => error.message === message,
    )
  })
}

test('a path that Helm would expand is refused', () => {
  assert.throws(
    () => wrapperPlugin('/node', '/a/$b/cli.js'),
    (error: Error) => error.message === 'Helm cannot start /a/$b/cli.js: its path holds a $',
  )
})

test.run()
