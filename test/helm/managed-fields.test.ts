import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { migrateToApply } from '../../src/helm/managed-fields.ts'
import type { Json, KubeObject } from '../../src/manifest/kube-object.ts'

const test = suite('managed fields')

interface Entry {
  readonly manager?: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource?: string
  readonly fields: Json
}

function entry({ manager = 'helm', operation, subresource, fields }: Entry): Json {
  const rest = subresource === undefined ? {} : { subresource }
  return { manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: fields, ...rest }
}

function live(...managedFields: readonly Json[]): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', resourceVersion: '7', managedFields } }
}

const A = { 'f:data': { 'f:a': {} } }
const B = { 'f:data': { 'f:b': {} }, 'f:metadata': { 'f:labels': { '.': {} } } }
const AB = { 'f:data': { 'f:a': {}, 'f:b': {} }, 'f:metadata': { 'f:labels': { '.': {} } } }
const KUBECTL = entry({ manager: 'kubectl-edit', operation: 'Update', fields: A })
const STATUS = entry({ operation: 'Update', subresource: 'status', fields: A })

function patchTo(...value: readonly Json[]): Json {
  return [
    { op: 'replace', path: '/metadata/managedFields', value },
    { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
  ]
}

test("Helm's update becomes part of its apply", () => {
  const given = live(
    KUBECTL,
    entry({ operation: 'Update', fields: B }),
    entry({ operation: 'Apply', fields: A }),
    STATUS,
  )
  assert.equal(migrateToApply(given), patchTo(entry({ operation: 'Apply', fields: AB }), KUBECTL, STATUS))
})

test('without an apply the update becomes one', () => {
  assert.equal(
    migrateToApply(live(entry({ operation: 'Update', fields: A }))),
    patchTo(entry({ operation: 'Apply', fields: A })),
  )
})

test('several updates are united', () => {
  const given = live(entry({ operation: 'Update', fields: A }), entry({ operation: 'Update', fields: B }))
  assert.equal(migrateToApply(given), patchTo(entry({ operation: 'Apply', fields: AB })))
})

test('where Helm updated nothing, nothing is migrated', () => {
  assert.is(migrateToApply(live(KUBECTL, STATUS, entry({ operation: 'Apply', fields: A }))), undefined)
  assert.is(migrateToApply(live()), undefined)
})

test.run()
