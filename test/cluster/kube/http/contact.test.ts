// When a server counts as out of reach, by what became of the requests to it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createContact } from '../../../../src/cluster/kube/http/contact.ts'
import type { Contact } from '../../../../src/cluster/kube/http/contact.ts'
import { ClusterError } from '../../../../src/errors.ts'
import type { ClusterErrorReason } from '../../../../src/errors.ts'

const test = suite('contact')

const SERVER = 'https://api:6443'

/** A contact with a clock that is set. */
function contact(): { readonly contact: Contact; readonly at: (ms: number) => void } {
  let now = 0
  return { contact: createContact(SERVER, () => now), at: (ms) => void (now = ms) }
}

const failed = (reason: ClusterErrorReason, message = 'it refused the connection'): ClusterError =>
  new ClusterError(message, { reason })

test('a server that has not been asked is not trouble', () => {
  assert.is(contact().contact.trouble(), undefined)
})

for (const reason of ['Unreachable', 'Timeout', 'ServerError', 'TooManyRequests', 'BadAnswer'] as const) {
  test(`${reason}: trouble since the first failure, for the reason of the last`, () => {
    const { contact: one, at } = contact()
    at(1000)
    one.begin('GET /apis')(failed(reason, 'first'))
    at(3000)
    one.begin('GET /apis')(failed(reason, 'last'))
    assert.equal(one.trouble(), { since: 1000, message: 'last' })
  })
}

for (const reason of ['NotFound', 'Conflict', 'Forbidden', 'Unauthorized', 'Invalid'] as const) {
  test(`${reason} is the answer of a server that is there`, () => {
    const { contact: one } = contact()
    one.begin('GET /apis')(failed('Unreachable'))
    one.begin('GET /apis')(failed(reason))
    assert.is(one.trouble(), undefined)
  })
}

for (const message of [
  'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.x: field not declared in schema',
  'Internal error occurred: failed calling webhook "check.example.com": connection refused',
]) {
  test(`500 "${message}" is the answer of a server that is there`, () => {
    const { contact: one } = contact()
    one.begin('PATCH /a')(new ClusterError(message, { reason: 'ServerError', status: 500 }))
    assert.is(one.trouble(), undefined)
  })
}

test('an answer ends the trouble, and the next one begins anew', () => {
  const { contact: one, at } = contact()
  one.begin('GET /apis')(failed('Unreachable'))
  at(2000)
  one.begin('GET /apis')(undefined)
  assert.is(one.trouble(), undefined)
  at(5000)
  one.begin('GET /apis')(failed('Unreachable', 'again'))
  assert.equal(one.trouble(), { since: 5000, message: 'again' })
})

test('a request that was given up says nothing', () => {
  const { contact: one, at } = contact()
  const over = one.begin('GET /apis')
  at(9000)
  over(failed('Aborted'))
  assert.is(one.trouble(), undefined)
})

for (const [asked, slowMs] of [
  ['GET /apis', 2000],
  ['PUT /apis/coordination.k8s.io/v1/namespaces/a/leases/hooksync-a', 2000],
  // It may wait for a webhook.
  ['PATCH /apis/apps/v1/namespaces/a/deployments/web', 5000],
] as const) {
  test(`${asked} without an answer is trouble after ${slowMs / 1000} seconds, unless others are answered`, () => {
    const { contact: one, at } = contact()
    at(1000)
    one.begin(asked)
    at(1000 + slowMs - 1)
    assert.is(one.trouble(), undefined)
    at(1000 + slowMs)
    assert.equal(one.trouble(), { since: 1000, message: `${SERVER} has not answered ${asked}` })
    one.begin('GET /api')(undefined)
    assert.is(one.trouble(), undefined)
  })
}

test('a write that waits long hides no server that answers nothing since', () => {
  const { contact: one, at } = contact()
  one.begin('PATCH /a')
  at(1000)
  one.begin('GET /b')(undefined)
  at(2000)
  one.begin('GET /c')
  at(4000)
  assert.equal(one.trouble(), { since: 2000, message: `${SERVER} has not answered GET /c` })
})

test('where a ping has no answer for two seconds the server is out of reach, and no write waits for a webhook', () => {
  const now = 9000
  let silent = 0
  const one = createContact(
    SERVER,
    () => now,
    () => silent,
  )
  silent = 1999
  assert.is(one.trouble(), undefined)
  silent = 2000
  assert.equal(one.trouble(), { since: 7000, message: `${SERVER} has not answered a ping` })
  const over = one.begin('PATCH /a')
  assert.equal(one.trouble(), { since: 7000, message: `${SERVER} has not answered PATCH /a` })
  silent = 0
  over(undefined)
  assert.is(one.trouble(), undefined)
})

test('what waits for its answer longest is named, from a second on, and no longer when it has come', () => {
  const { contact: one, at } = contact()
  at(1000)
  const over = one.begin('PATCH /c')
  assert.is(one.pending(), undefined)
  at(4000)
  one.begin('GET /apis')
  assert.is(one.pending(), `${SERVER} has not answered PATCH /c for 3 s`)
  over(undefined)
  assert.is(one.pending(), undefined)
})

test.run()
