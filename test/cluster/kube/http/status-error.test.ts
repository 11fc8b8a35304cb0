import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseWarnings } from '../../../../src/cluster/kube/http/answer.ts'
import { statusError } from '../../../../src/cluster/kube/http/status-error.ts'
import { withoutSecretValues } from '../../../../src/guard/quiet-errors.ts'
import { ClusterError } from '../../../../src/errors.ts'

const test = suite('status error')

const ASKED = { method: 'PATCH', path: '/x', server: 'https://c' }

test('a conflict names managers and fields', () => {
  const error = statusError(
    {
      kind: 'Status',
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 2 conflicts: …',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-edit" using apps/v1',
            field: '.spec.replicas',
          },
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "hpa" with subresource "scale" using apps/v1',
            field: '.spec.x',
          },
          { reason: 'Other', message: 'm', field: '.f' },
        ],
      },
    },
    ASKED,
  )
  assert.is(error.reason, 'Conflict')
  assert.is(error.status, 409)
  assert.is(error.message, 'Apply failed with 2 conflicts: …')
  assert.equal(error.conflicts, [
    { manager: 'kubectl-edit', field: '.spec.replicas' },
    { manager: 'hpa', field: '.spec.x' },
  ])
})

const REASONS: readonly (readonly [reason: string, code: number, expected: ClusterError['reason']])[] = [
  ['Expired', 410, 'Gone'],
  ['AlreadyExists', 409, 'AlreadyExists'],
  ['ServerTimeout', 500, 'Timeout'],
  ['', 404, 'NotFound'],
  ['', 422, 'Invalid'],
  ['SomethingNew', 503, 'ServerError'],
  ['SomethingNew', 415, 'BadRequest'],
]
for (const [reason, code, expected] of REASONS) {
  test(`reason "${reason}" with ${code} is ${expected}`, () => {
    assert.is(statusError({ kind: 'Status', reason, code, message: 'm' }, ASKED).reason, expected)
  })
}

test('a Status without a message still makes a sentence', () => {
  assert.is(statusError({ kind: 'Status' }, ASKED, 500).message, 'https://c answered PATCH /x with 500')
})

test('Warning headers, several and quoted', () => {
  assert.equal(parseWarnings('299 - "v1beta1 is deprecated", 299 - "unknown field \\"spec.x\\", really"'), [
    'v1beta1 is deprecated',
    'unknown field "spec.x", really',
  ])
  assert.equal(parseWarnings(undefined), [])
})

test('the values of a Secret are not repeated, plain or decoded', () => {
  const content = {
    data: { a: Buffer.from('hunter2').toString('base64') },
    stringData: { b: 'correct horse', c: 'ab', d: 12345 },
  }
  const message = 'Invalid value: "correct horse", hunter2, aHVudGVyMg==, 12345, ab'
  const error = new ClusterError(message, { reason: 'Invalid', status: 422, hint: 'h' })
  const safe = withoutSecretValues(error, { kind: 'Secret', content, names: [] })
  assert.is(safe.message, 'Invalid value: "***", ***, ***, ***, ***')
  assert.is(safe.status, 422)
  assert.is(withoutSecretValues(error, { kind: 'ConfigMap', content, names: [] }), error)
})

test.run()
