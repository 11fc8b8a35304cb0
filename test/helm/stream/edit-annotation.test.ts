import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { editAnnotations } from '../../../src/helm/stream/edit-annotation.ts'

const test = suite('edit annotation')
const HEAD = 'kind: Job\napiVersion: batch/v1\nmetadata:\n  name: x\n'
const TAIL = 'spec: {a: 1} # why\n'
const VALUE = { name: 'argocd.argoproj.io/hook', to: 'helm.sh/hook', value: 'pre-install,pre-upgrade' }
const NEW = 'helm.sh/hook: "pre-install,pre-upgrade"'
const OLD = 'argocd.argoproj.io/hook'

/** What stands under metadata, before and after. */
const REPLACED: readonly (readonly [string, string, string])[] = [
  ['plain', `  annotations:\n    ${OLD}: PreSync\n    b: c\n`, `  annotations:\n    ${NEW}\n    b: c\n`],
  ['double quotes', `  annotations:\n    "${OLD}": "Pre\\u0053ync"\n`, `  annotations:\n    ${NEW}\n`],
  ['single quotes', `  annotations:\n    '${OLD}': 'PreSync' # c\n`, `  annotations:\n    ${NEW} # c\n`],
  ['a comment behind', `  annotations:\n    ${OLD}: PreSync  # c\n`, `  annotations:\n    ${NEW}  # c\n`],
  ['a list of types', `  annotations:\n    ${OLD}: PreSync, PostSync\n`, `  annotations:\n    ${NEW}\n`],
  ['flow', `  annotations: {${OLD}: PreSync, b: c}\n`, `  annotations: {${NEW}, b: c}\n`],
  ['flow, last', `  annotations: {b: c, "${OLD}": PreSync}\n`, `  annotations: {b: c, ${NEW}}\n`],
  [
    'flow on lines',
    `  annotations: {\n    ${OLD}: PreSync,\n    b: c }\n`,
    `  annotations: {\n    ${NEW},\n    b: c }\n`,
  ],
  [
    'a name in the text',
    `  annotations:\n    a: "${OLD}: x"\n    ${OLD}: PreSync\n`,
    `  annotations:\n    a: "${OLD}: x"\n    ${NEW}\n`,
  ],
  ['the value on the next line', `  annotations:\n    ${OLD}:\n      PreSync\n`, `  annotations:\n    ${NEW}\n`],
]

for (const [title, before, after] of REPLACED) {
  test(`an annotation is rewritten in place: ${title}`, () => {
    assert.is(editAnnotations(`---\n${HEAD}${before}${TAIL}`, [VALUE]), `---\n${HEAD}${after}${TAIL}`)
  })
}

test('CRLF stays', () => {
  const text = `${HEAD}  annotations:\n    ${OLD}: PreSync\n${TAIL}`.replaceAll('\n', '\r\n')
  assert.is(editAnnotations(text, [VALUE]), text.replace(`${OLD}: PreSync`, NEW))
})

test('a new annotation is put before the old one, in a block and in braces', () => {
  const edit = { ...VALUE, keep: true }
  assert.is(
    editAnnotations(`${HEAD}  annotations:\n    ${OLD}: PreSync\n${TAIL}`, [edit]),
    `${HEAD}  annotations:\n    ${NEW}\n    ${OLD}: PreSync\n${TAIL}`,
  )
  assert.is(
    editAnnotations(`${HEAD}  annotations: {a: b, ${OLD}: PreSync}\n${TAIL}`, [edit]),
    `${HEAD}  annotations: {a: b, ${NEW}, ${OLD}: PreSync}\n${TAIL}`,
  )
})

test('text that resists becomes JSON, with nothing lost', () => {
  const rest = '"spec":{"a":12345678901234567}}\n'
  const json = `---\n# Source: shop/x.yaml\n{"kind":"Job","apiVersion":"batch/v1","metadata":{"name":"x","annotations":`
  const head = `---\n# Source: shop/x.yaml\n${HEAD}`
  const tail = 'spec: {a: 12345678901234567}\n'
  const folded = `${head}  annotations:\n    ${OLD}: >-\n      PreSync\n${tail}`
  assert.is(editAnnotations(folded, [VALUE]), `${json}{"helm.sh/hook":"pre-install,pre-upgrade"}},${rest}`)
  const aliased = `${head}  annotations:\n    ${OLD}: &a PreSync\n    b: *a\n${tail}`
  const found = editAnnotations(aliased, [VALUE])
  assert.is(found, `${json}{"b":"PreSync","helm.sh/hook":"pre-install,pre-upgrade"}},${rest}`)
})

test('an annotation that is not there is added by JSON', () => {
  assert.is(
    editAnnotations('apiVersion: v1\nkind: A\nmetadata: {name: x}\n', [VALUE]),
    '{"apiVersion":"v1","kind":"A","metadata":{"name":"x","annotations":{"helm.sh/hook":"pre-install,pre-upgrade"}}}\n',
  )
})

test.run()
