import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { connect as dial, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ClusterError } from '../../../../src/errors.ts'
import { connect } from '../../../../src/cluster/kube/kube-cluster.ts'
import type { ConnectOptions, KubeConnection } from '../../../../src/cluster/kube/kube-cluster.ts'
import type { ResourceType } from '../../../../src/cluster/port.ts'
import { fakeApiServer, json, status, text } from '../../../support/fake-api-server.ts'
import type { Protocol, Step } from '../../../support/fake-api-server.ts'
import { optionsFor, withFake } from '../../../support/kube-connection.ts'

const test = suite('kube transport')

const PROTOCOLS: readonly Protocol[] = ['http', 'https', 'h2']
const CONFIG_MAP: ResourceType = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true }
const REF = { type: CONFIG_MAP, namespace: 'shop', name: 'settings' }
const PATH = '/api/v1/namespaces/shop/configmaps/settings'
const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop', resourceVersion: '7' } }
const ok = json(OBJECT)
const reset: Step = (response) => response.reset()

const get = (connection: KubeConnection): Promise<unknown> => connection.cluster.get(REF)
const create = (connection: KubeConnection): Promise<unknown> =>
  connection.cluster.create(CONFIG_MAP, OBJECT, { fieldManager: 'me' })

async function failure(run: () => Promise<unknown>): Promise<ClusterError> {
  try {
    await run()
  } catch (error) {
    if (error instanceof ClusterError) return error
    throw error
  }
  throw new Error('it did not fail')
}

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
        assert.equal(fake.seen.map(({ method }) => method), ['POST', 'POST'])
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
        clock.sleeps.forEach((pause, index) => assert.ok(pause >= 100 * 2 ** index && pause <= 200 * 2 ** index, `${pause}`))
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

  test(`an answer that is cut off over ${protocol} is asked for again`, () =>
    withFake(
      [
        (response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
          response.write('{"apiVersion":"v1",')
          setImmediate(() => response.reset())
        },
        ok,
      ],
      async ({ fake, connection }) => {
        assert.equal(await get(connection), OBJECT)
        assert.is(fake.seen.length, 2)
      },
      { protocol },
    ))

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

test('503 is an error for a create, unless the server says when to come again', async () => {
  await withFake([status(503, 'ServiceUnavailable', 'no leader')], async ({ connection }) => {
    const error = await failure(() => create(connection))
    assert.is(error.message, 'no leader')
    assert.is(error.reason, 'ServerError')
  })
  const later = status(503, 'ServiceUnavailable', 'no leader', { 'retry-after': '1' })
  await withFake([later, json(OBJECT, 201)], async ({ clock, connection }) => {
    await create(connection)
    assert.equal(clock.sleeps, [1000])
  })
})

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

interface BadCase {
  readonly title: string
  readonly step: Step
  readonly error: Partial<Pick<ClusterError, 'reason' | 'status' | 'hint'>>
  /** `%` stands for `http://127.0.0.1:PORT answered GET PATH`. */
  readonly message: string
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
  },
  {
    title: 'JSON that is no Status',
    step: text('{"error":"nope"}', 418, 'application/json'),
    error: { reason: 'BadAnswer', status: 418 },
    message: '% with 418, application/json instead of JSON',
  },
  {
    title: 'JSON that is no object',
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
    title: '401',
    step: status(401, 'Unauthorized', 'Unauthorized'),
    error: {
      reason: 'Unauthorized',
      status: 401,
      hint: 'the server refused these credentials; log in again or check the user of the context',
    },
    message: 'Unauthorized',
  },
  {
    title: '500',
    step: status(500, 'InternalError', 'Internal error occurred: boom'),
    error: { reason: 'ServerError', status: 500, hint: undefined },
    message: 'Internal error occurred: boom',
  },
]

for (const { title, step, error, message } of BAD_CASES) {
  test(`an answer that cannot be used: ${title}`, () =>
    withFake([step], async ({ fake, connection }) => {
      const thrown = await failure(() => get(connection))
      assert.is(thrown.message, message.replace('%', `${fake.url} answered GET ${PATH}`))
      for (const [key, value] of Object.entries(error)) assert.is(Reflect.get(thrown, key), value, key)
      assert.is(fake.seen.length, 1)
    }))
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

test('401 makes one refresh of the token for all requests that it hit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-'))
  const tokenFile = join(folder, 'token')
  const kubeconfig = join(folder, 'config')
  writeFileSync(tokenFile, 'old\n')
  const byToken: Step = async (response, request) => {
    writeFileSync(tokenFile, 'new\n')
    const step = request.headers['authorization'] === 'Bearer new' ? ok : status(401, 'Unauthorized', 'Unauthorized')
    await step(response, request)
  }
  const fake = await fakeApiServer([], { protocol: 'h2', rest: byToken })
  writeFileSync(
    kubeconfig,
    `clusters: [{name: c, cluster: {server: "${fake.url}", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {tokenFile: token}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
  )
  const connection = await connect({ kubeconfig, env: {}, version: '1.2.3' })
  try {
    const answers = await Promise.all([get(connection), get(connection), get(connection)])
    assert.equal(answers, [OBJECT, OBJECT, OBJECT])
    assert.is(fake.seen.length, 6)
    await get(connection)
    assert.is(fake.seen.length, 7)
  } finally {
    connection.close()
    await fake.close()
  }
})

interface TlsCase {
  readonly title: string
  readonly certificate: string
  readonly options: ConnectOptions
  readonly message: string
}

const TLS_CASES: readonly TlsCase[] = [
  { title: 'expired', certificate: 'expired', options: { caFile: 'expired.crt' }, message: 'has expired' },
  { title: 'self-signed', certificate: 'server', options: { caFile: 'other-host.crt' }, message: 'is self-signed and not trusted' },
  { title: 'of another host', certificate: 'other-host', options: { caFile: 'other-host.crt' }, message: 'is for another host name' },
]

for (const { title, certificate, options, message } of TLS_CASES) {
  test(`a certificate that is ${title} is refused, with the host and what to do`, async () => {
    const fake = await fakeApiServer([ok], { protocol: 'h2', certificate })
    const caFile = join(import.meta.dirname, '../../../fixtures/tls', options.caFile ?? '')
    const connection = await connect(optionsFor(fake, { ...options, caFile }))
    try {
      const error = await failure(() => get(connection))
      assert.is(error.reason, 'Certificate')
      assert.is(error.message, `the certificate of ${fake.url} ${message}`)
      assert.is(
        error.hint,
        'check certificate-authority and tls-server-name of the cluster in the kubeconfig, and the clock of this machine',
      )
      assert.is(error.exitCode, 4)
    } finally {
      connection.close()
      await fake.close()
    }
  })
}

for (const options of [{ tlsServerName: 'elsewhere.example.com' }, { insecureSkipTlsVerify: true }]) {
  test(`${Object.keys(options).join()} makes another certificate good`, async () => {
    const fake = await fakeApiServer([ok], { protocol: 'h2', certificate: 'other-host' })
    const caFile = join(import.meta.dirname, '../../../fixtures/tls/other-host.crt')
    const connection = await connect(optionsFor(fake, { caFile, ...options }))
    assert.equal(await get(connection), OBJECT)
    connection.close()
    await fake.close()
  })
}

test('nobody listens: refused at once, with the address', async () => {
  const fake = await fakeApiServer([])
  await fake.close()
  for (const scheme of ['http', 'https']) {
    const connection = await connect(optionsFor(fake, { server: `${scheme}://127.0.0.1:${fake.port}` }))
    const error = await failure(() => get(connection))
    assert.is(error.reason, 'Unreachable')
    assert.is(error.message, `${scheme}://127.0.0.1:${fake.port} refused the connection`)
    assert.is(error.hint, 'is the cluster running, and is the address of the context right?')
    connection.close()
  }
})

test('a host that does not exist is named', async () => {
  const fake = await fakeApiServer([])
  const connection = await connect(optionsFor(fake, { server: 'https://nowhere.invalid:6443' }))
  const error = await failure(() => get(connection))
  assert.is(error.reason, 'Unreachable')
  assert.match(error.message, /^https:\/\/nowhere\.invalid:6443 (is not known to the name service|could not be looked up)/)
  connection.close()
  await fake.close()
})

test('a plain HTTP server behind an https address is named as that', async () => {
  const fake = await fakeApiServer([ok])
  const connection = await connect(optionsFor(fake, { server: `https://127.0.0.1:${fake.port}` }))
  const error = await failure(() => get(connection))
  assert.is(error.reason, 'Unreachable')
  assert.is(error.message, `https://127.0.0.1:${fake.port} does not speak TLS`)
  connection.close()
  await fake.close()
})

test('requests go through the proxy of the cluster, over TLS inside', async () => {
  const fake = await fakeApiServer([ok, ok], { protocol: 'https' })
  const asked: string[] = []
  const proxy = createServer((client) => {
    client.once('data', (head) => {
      asked.push(head.toString('latin1').split('\r\n')[0] ?? '')
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      tunnel(client, fake.port)
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const proxyAddress = proxy.address()
  const proxyPort = typeof proxyAddress === 'object' && proxyAddress !== null ? proxyAddress.port : 0
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-'))
  const kubeconfig = join(folder, 'config')
  writeFileSync(
    kubeconfig,
    `clusters: [{name: c, cluster: {server: "${fake.url}", insecure-skip-tls-verify: true, proxy-url: "http://127.0.0.1:${proxyPort}"}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
  )
  const connection = await connect({ kubeconfig, env: {}, version: '1.2.3' })
  try {
    assert.equal(await get(connection), OBJECT)
    assert.equal(await get(connection), OBJECT)
    // One tunnel for both: it is kept alive.
    assert.equal(asked, [`CONNECT 127.0.0.1:${fake.port} HTTP/1.1`])
  } finally {
    connection.close()
    proxy.close()
    await fake.close()
  }
})

test.run()

function tunnel(client: Socket, port: number): void {
  const server = dial(port, '127.0.0.1')
  client.pipe(server).pipe(client)
  server.on('error', () => client.destroy())
  client.on('error', () => server.destroy())
}
