import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { handOverFields, ownedByClientSideApply } from '../../../../src/cluster/client/apply/hand-over.ts'
import type { Json, KubeObject } from '../../../../src/object/kube-object.ts'

const test = suite('managed fields')

const CSA = {
  manager: 'kubectl-client-side-apply',
  operation: 'Update',
  apiVersion: 'v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } },
}
const OURS = {
  ...CSA,
  manager: 'kubectl-hooksync',
  operation: 'Apply',
  fieldsV1: { 'f:data': { 'f:b': {} }, 'f:immutable': {} },
}
const OTHER = { ...CSA, manager: 'kubectl-edit', fieldsV1: { 'f:data': { 'f:c': {} } } }
const STATUS = { ...CSA, subresource: 'status' }

const withEntries = (managedFields: readonly Json[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', managedFields },
})

const CASES: readonly { title: string; entries: readonly Json[]; owned: boolean; after: readonly Json[] }[] = [
  { title: 'none', entries: [OTHER], owned: false, after: [OTHER] },
  { title: 'of a subresource', entries: [STATUS], owned: false, after: [STATUS] },
  {
    title: 'kubectl only: its entry becomes ours',
    entries: [OTHER, CSA],
    owned: true,
    after: [{ ...CSA, manager: 'kubectl-hooksync', operation: 'Apply' }, OTHER],
  },
  {
    title: 'our own by an update: it becomes part of our Apply entry',
    entries: [{ ...CSA, manager: 'kubectl-hooksync' }, OURS],
    owned: true,
    after: [{ ...OURS, fieldsV1: { 'f:data': { 'f:b': {}, '.': {}, 'f:a': {} }, 'f:immutable': {} } }],
  },
  {
    title: 'both: ours takes its fields in',
    entries: [CSA, OURS, OTHER],
    owned: true,
    after: [{ ...OURS, fieldsV1: { 'f:data': { 'f:b': {}, '.': {}, 'f:a': {} }, 'f:immutable': {} } }, OTHER],
  },
]

for (const { title, entries, owned, after } of CASES) {
  test(`hand-over, ${title}`, () => {
    assert.is(ownedByClientSideApply(withEntries(entries), { fieldManager: 'kubectl-hooksync' }), owned)
    assert.equal(handOverFields(withEntries(entries), { fieldManager: 'kubectl-hooksync' }), after)
  })
}

test('what kubectl owns can be let be; our own by an update never is', () => {
  const successor = { fieldManager: 'kubectl-hooksync', handOver: false }
  assert.is(ownedByClientSideApply(withEntries([CSA, OURS]), successor), false)
  assert.is(ownedByClientSideApply(withEntries([{ ...CSA, manager: 'kubectl-hooksync' }]), successor), true)
  assert.equal(handOverFields(withEntries([CSA, OURS]), successor), [CSA, OURS])
})

test.run()
