// What a list of a sync asks for.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { scopesOf, selection } from '../../../src/sync/see/scope.ts'

const test = suite('scope')

const type = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }

for (const [name, expected] of [
  ['settings', { namespace: 'shop', fieldSelector: 'metadata.name=settings' }],
  ['system:view', { namespace: 'shop', fieldSelector: 'metadata.name=system:view' }],
  ['a\nb', { namespace: 'shop' }],
  ['a,b', { namespace: 'shop' }],
  ['a=b', { namespace: 'shop' }],
  ['', { namespace: 'shop' }],
] as const) {
  test(`the name ${JSON.stringify(name)} is asked for as a selector can say it`, () => {
    const [scope] = scopesOf([{ type, key: { group: '', kind: 'ConfigMap', namespace: 'shop', name } }])
    assert.equal(scope && selection(scope), expected)
  })
}

test.run()
