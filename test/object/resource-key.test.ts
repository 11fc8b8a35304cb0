// What identifies a resource.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf } from '../../src/object/resource-key.ts'

const test = suite('resource key')

test('the key of a cluster-scoped object has no namespace', () => {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } }
  assert.equal(keyOf(object), { group: '', kind: 'Namespace', namespace: '', name: 'demo' })
})

test.run()
