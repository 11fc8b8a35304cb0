import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { json, status, text } from '../../../support/fake-api-server.ts'
import type { Protocol, Step } from '../../../support/fake-api-server.ts'
import { withFake } from '../../../support/kube-connection.ts'
import { failure } from '../../../support/real-cluster.ts'
import { create, get, OBJECT, ok, PATH, REF } from '../../../support/settings-request.ts'

const test = suite('kube transport')

const PROTOCOLS: readonly Protocol[] = ['http', 'https', 'h2']
const reset: Step = (response) => response.reset()

for (const protocol of PROTOCOLS) {
  test(`a get over ${protocol} carries who asks`, () =>
    withFake(
      [ok],
      async ({ fake, connection }) => {
        assert.equal(await get(connection), OBJECT)
        const [request] = fake.seen
        assert.is(request?.url, PATH)
        assert.is(request?.httpVersion, protocol === 'h2' ? '2.0' : '1.1')
        assert.is(request?.headers['user-agent'], 'kubectl-hooksync/1.2.3')
        assert.is(request?.headers['authorization'], 'Bearer t0ken')
        assert.is(request?.headers['impersonate-user'], 'jane')
        assert.is(String(request?.headers['impersonate-group']), 'devs, ops')
        assert.is(connection.requests(), 1)
      },
      { protocol, connect: { token: 't0ken', as: 'jane', asGroup: ['devs', 'ops'] } },
    ))

  test(`429 over ${protocol} is repeated when the server says, even for a create`, () =>
    withFake(
      [status(429, 'TooManyRequests', 'slow down', { 'retry-after': '3' }), json(OBJECT, 201)],
      async ({ fake, connection, clock }) => {
        await create(connection)
        assert.equal(clock.sleeps, [3000])
        assert.equal(
          fake.seen.map(({ method }) => method),
          ['POST', 'POST'],
        )
        assert.equal(JSON.parse(fake.seen[1]?.body ?? ''), OBJECT)
      },
      { protocol },
    ))

  test(`503 over ${protocol} is repeated for a get, with growing pauses`, () => {
    const busy = status(503, 'ServiceUnavailable', 'no leader')
    return withFake(
      [busy, busy, busy, ok],
      async ({ connection, clock }) => {
        assert.equal(await get(connection), OBJECT)
        assert.is(clock.sleeps.length, 3)
        clock.sleeps.forEach((pause, index) =>
          assert.ok(pause >= 100 * 2 ** index && pause <= 200 * 2 ** index, `${pause}`),
        )
      },
      { protocol },
    )
  })

  test(`a broken connection over ${protocol} is repeated for a get`, () =>
    withFake(
      [ok, reset, ok],
      async ({ fake, connection }) => {
        await get(connection)
        assert.equal(await get(connection), OBJECT)
        assert.is(fake.seen.length, 3)
      },
      { protocol },
    ))

  test(`a broken connection over ${protocol} is an error for a create: it may have been made`, () =>
    withFake(
      [reset],
      async ({ fake, connection }) => {
        const error = await failure(() => create(connection))
        assert.is(error.reason, 'Unreachable')
        assert.is(error.message, `${fake.url} closed the connection`)
        assert.is(fake.seen.length, 1)
      },
      { protocol },
    ))

  for (const how of ['reset', 'hangUp'] as const) {
    test(`an answer that is cut off (${how}) over ${protocol} is asked for again`, () =>
      withFake(
        [
          (response) => {
            response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
            response.write('{"apiVersion":"v1",')
            setImmediate(() => response[how]())
          },
          ok,
        ],
        async ({ fake, connection }) => {
          assert.equal(await get(connection), OBJECT)
          assert.is(fake.seen.length, 2)
        },
        { protocol },
      ))
  }

  test(`a silent server over ${protocol} is given up after the request timeout`, () =>
    withFake(
      [(response) => response.gone],
      async ({ fake, connection }) => {
        const error = await failure(() => get(connection))
        assert.is(error.reason, 'Timeout')
        assert.is(error.message, `${fake.url} did not answer GET ${PATH} within 40 ms`)
        assert.is(error.hint, 'see whether the API server is overloaded, or give more time with --request-timeout')
      },
      { protocol, connect: { requestTimeoutMs: 40 } },
    ))

  test(`an abort over ${protocol} ends a request at once, here and at the server`, () => {
    const controller = new AbortController()
    let gone: Promise<void> | undefined
    return withFake(
      [
        (response) => {
          gone = response.gone
          controller.abort()
        },
      ],
      async ({ connection }) => {
        const error = await failure(() => connection.cluster.get(REF, { signal: controller.signal }))
        assert.is(error.reason, 'Aborted')
        assert.is(error.message, `GET ${PATH} was given up`)
        await gone
      },
      { protocol },
    )
  })
}

const UNAVAILABLE: readonly Record<string, string>[] = [{}, { 'retry-after': '1' }]

for (const headers of UNAVAILABLE) {
  test(`503 is an error for a create${'retry-after' in headers ? ', also with Retry-After' : ''}: it may have been made`, () =>
    withFake([status(503, 'ServiceUnavailable', 'no leader', headers)], async ({ fake, connection }) => {
      const error = await failure(() => create(connection))
      assert.equal([error.message, error.reason, error.unsure], ['no leader', 'ServerError', true])
      assert.is(fake.seen.length, 1)
    }))
}

test('401 is tried once more, with the same token too: an authenticator may be away for a moment', () =>
  withFake([status(401, 'Unauthorized', 'Unauthorized'), json(OBJECT, 201)], async ({ fake, connection }) => {
    await create(connection)
    assert.is(fake.seen.length, 2)
  }))

const FATES: readonly { readonly title: string; readonly step: Step; readonly unsure: boolean }[] = [
  { title: 'a broken connection', step: reset, unsure: true },
  { title: 'HTML with 200', step: text('<html></html>', 200, 'text/html'), unsure: true },
  { title: 'JSON that is not an object', step: json([1]), unsure: true },
  { title: 'a 500 of a webhook', step: status(500, 'InternalError', 'failed calling webhook "x": y'), unsure: false },
  { title: '403', step: status(403, 'Forbidden', 'no'), unsure: false },
  { title: '409', step: status(409, 'AlreadyExists', 'there'), unsure: false },
]

for (const { title, step, unsure } of FATES) {
  test(`${title}: the error of a create says that it ${unsure ? 'may' : 'cannot'} have been made`, () =>
    withFake([step], async ({ fake, connection }) => {
      assert.is((await failure(() => create(connection))).unsure, unsure)
      assert.is(fake.seen.length, 1)
    }))
}

test('a refused stream is repeated, even for a create: it was not looked at', () =>
  withFake(
    [(response) => response.refuse(), json(OBJECT, 201)],
    async ({ fake, connection, clock }) => {
      await create(connection)
      assert.is(fake.seen.length, 2)
      assert.equal(clock.sleeps, [])
    },
    { protocol: 'h2' },
  ))

test('after a GOAWAY the answer under way is read and the next request makes a new connection', () => {
  const leaving: Step = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.goAway()
    setImmediate(() => response.end(JSON.stringify(OBJECT)))
  }
  return withFake(
    [leaving, ok, leaving, json(OBJECT, 201)],
    async ({ fake, connection }) => {
      assert.equal(await get(connection), OBJECT)
      assert.equal(await get(connection), OBJECT)
      assert.equal(await get(connection), OBJECT)
      await create(connection)
      assert.is(fake.seen.length, 4)
    },
    { protocol: 'h2' },
  )
})

test.run()
