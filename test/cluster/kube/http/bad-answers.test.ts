import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gzipSync } from 'node:zlib'
import type { ClusterError } from '../../../../src/errors.ts'
import { json, status, text } from '../../../support/fake-api-server.ts'
import type { Step } from '../../../support/fake-api-server.ts'
import { withFake } from '../../../support/kube-connection.ts'
import { failure } from '../../../support/real-cluster.ts'
import { get, OBJECT, PATH } from '../../../support/settings-request.ts'

const test = suite('kube answers')

interface BadCase {
  readonly title: string
  readonly step: Step
  readonly error: Partial<Pick<ClusterError, 'reason' | 'status' | 'hint'>>
  /** `%` stands for `http://127.0.0.1:PORT answered GET PATH`. */
  readonly message: string
  /** How often it is asked for; left out: once. */
  readonly sendings?: number
}

const PROXY_HINT = 'a proxy or load balancer may stand between here and the API server'
const BAD_CASES: readonly BadCase[] = [
  {
    title: 'HTML from a load balancer',
    step: text('<html><head><title>Service\n Down</title></head></html>', 400, 'text/html; charset=utf-8'),
    error: { reason: 'BadAnswer', status: 400, hint: PROXY_HINT },
    message: '% with 400, text/html instead of JSON ("Service Down")',
  },
  {
    title: 'HTML that says yes',
    step: text('<html>hello</html>', 200, 'text/html'),
    error: { reason: 'BadAnswer', status: 200 },
    message: '% with 200, text/html instead of JSON',
    sendings: 3,
  },
  {
    title: 'a redirect to a login, whose address is kept short',
    step: text('', 302, 'text/html', { location: 'https://login.example.com/?token=s3cret' }),
    error: { reason: 'BadAnswer', status: 302 },
    message: '% with 302, a redirect to login.example.com',
  },
  {
    title: 'JSON that ends too early',
    step: text('{"apiVersion":"v1","kin', 200, 'application/json'),
    error: { reason: 'BadAnswer', status: 200, hint: PROXY_HINT },
    message: '% with 200, JSON that cannot be read (23 characters)',
    sendings: 3,
  },
  {
    title: 'JSON that is not a Status',
    step: text('{"error":"nope"}', 418, 'application/json'),
    error: { reason: 'BadAnswer', status: 418 },
    message: '% with 418, application/json instead of JSON',
  },
  {
    title: 'JSON that is not an object',
    step: json([1]),
    error: { reason: 'BadAnswer' },
    message: `the answer to GET ${PATH} is not a Kubernetes object`,
  },
  {
    title: 'plain text',
    step: text('no such\nthing', 400, 'text/plain'),
    error: { reason: 'BadRequest', status: 400 },
    message: '%: no such thing',
  },
  {
    title: '403 in the words of the server',
    step: status(403, 'Forbidden', 'configmaps "settings" is forbidden: User "jane" cannot get it'),
    error: { reason: 'Forbidden', status: 403, hint: 'ask for a role that allows it; see `kubectl auth can-i --list`' },
    message: 'configmaps "settings" is forbidden: User "jane" cannot get it',
  },
  {
    title: '403 of a namespace that is going, which no role allows',
    step: status(403, 'Forbidden', 'leases "a" is forbidden: because it is being terminated'),
    error: { reason: 'Forbidden', status: 403, hint: 'wait until the namespace is gone, then run it again' },
    message: 'leases "a" is forbidden: because it is being terminated',
  },
  {
    title: '403 of a quota',
    step: status(403, 'Forbidden', 'pods "a" is forbidden: exceeded quota: few'),
    error: { reason: 'Forbidden', status: 403, hint: undefined },
    message: 'pods "a" is forbidden: exceeded quota: few',
  },
  {
    title: '401',
    step: status(401, 'Unauthorized', 'Unauthorized'),
    error: {
      reason: 'Unauthorized',
      status: 401,
      hint: 'the server refused these credentials; log in again or check the user of the context',
    },
    message: 'Unauthorized',
    sendings: 2,
  },
  {
    title: '500',
    step: status(500, 'InternalError', 'Internal error occurred: boom'),
    error: { reason: 'ServerError', status: 500, hint: undefined },
    message: 'Internal error occurred: boom',
    sendings: 3,
  },
]

for (const { title, step, error, message, sendings = 1 } of BAD_CASES) {
  test(`an answer that cannot be used: ${title}`, () =>
    withFake(
      Array.from({ length: sendings }, () => step),
      async ({ fake, connection }) => {
        const thrown = await failure(() => get(connection))
        assert.is(thrown.message, message.replace('%', `${fake.url} answered GET ${PATH}`))
        for (const [key, value] of Object.entries(error)) assert.is(Reflect.get(thrown, key), value, key)
        assert.is(fake.seen.length, sendings)
      },
    ))
}

test('a gzipped answer is unpacked', () =>
  withFake(
    [
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        response.end(gzipSync(JSON.stringify(OBJECT)))
      },
    ],
    async ({ connection }) => assert.equal(await get(connection), OBJECT),
  ))

test.run()
