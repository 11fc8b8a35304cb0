import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stableDocument, survivesSecondReading } from '../../../src/helm/stream/second-reading.ts'

const test = suite('second reading')

const HEAD = '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n'

// Which of them change is proven with the real Helm, in test/helm/real/second-reading.test.ts.
const ROWS: readonly (readonly [string, boolean])[] = [
  ['  a: plain # why\n', true],
  ['  a: "one\\n two" \n', false],
  ['  a: "one\n\n    two"\n', true],
  ['  a: |\n    one\n      deeper\n\n    two\n', true],
  ['  a: |-\n    one\n', true],
  ['  a: |2\n      one\n    two\n', true],
  ['  a: |+\n    one\n', false],
  ['  a: |2+ # why\n    one\n\n', false],
  ['  a: |\n    \tone\n', false],
  ['  a: |\n    one\t\n', false],
  ['  a: |\n    one\t\n  b: two\n', true],
  ['  a: >\n    one\n    two\n\n    three\n  b: two\n', true],
  ['  a: >-\n    one\n    two\n', true],
  ['  a: >-\n    one\n     two\n', false],
  ['  a: >2\n    one\n', false],
  ['  a: >+\n    one\n', false],
  ['  a:\n  - >\n    one\n\n      two\n', false],
  ['  a: one\u2028two\n', false],
  ['  a: one\r\n', false],
]

test('what Helm would read as another text is known, at the least', () => {
  for (const [text, survives] of ROWS)
    assert.is(survivesSecondReading(`${HEAD}${text}`), survives, JSON.stringify(text))
})

test('such a document becomes JSON, and keeps its place and its source', () => {
  const source = '---\n# Source: shop/templates/a.yaml\n'
  const text = `${source}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a # why\ndata:\n  a: >\n    one\n      two\u0085\n`
  const json = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"one\\n  two\\u0085\\n"}}\n'
  assert.is(stableDocument(text.replace('\u0085', '\\N')), `${source}${json.replace('\\u0085', '\\\\N')}`)
  assert.is(
    stableDocument(`${HEAD}  a: "\\N"\n  b: |+\n    x\n`),
    `---\n${json.replace(/"data":.*/, '"data":{"a":"\\u0085","b":"x\\n"}}')}`,
  )
})

test('what holds no object stays as it is', () => {
  for (const text of ['---\n# a: |+\n', '---\n', '---\na: [|+\n']) assert.is(stableDocument(text), text)
})

test.run()
