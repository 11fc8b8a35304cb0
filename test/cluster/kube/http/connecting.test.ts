import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { connect as dial, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../../../src/cluster/kube/kube-cluster.ts'
import type { ConnectOptions } from '../../../../src/cluster/kube/kube-cluster.ts'
import { fakeApiServer, status } from '../../../support/fake-api-server.ts'
import type { Step } from '../../../support/fake-api-server.ts'
import { optionsFor } from '../../../support/kube-connection.ts'
import { failure } from '../../../support/real-cluster.ts'
import { get, OBJECT, ok } from '../../../support/settings-request.ts'

const test = suite('kube connecting')

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

const KUBECONFIG_NAME = 'tls-server-name of the cluster in the kubeconfig'

interface TlsCase {
  readonly title: string
  readonly certificate: string
  readonly options: ConnectOptions
  readonly message: string
  readonly names?: string
}

const TLS_CASES: readonly TlsCase[] = [
  { title: 'expired', certificate: 'expired', options: { caFile: 'expired.crt' }, message: 'has expired' },
  {
    title: 'self-signed',
    certificate: 'server',
    options: { caFile: 'other-host.crt' },
    message: 'is self-signed and not trusted',
  },
  {
    title: 'of another host',
    certificate: 'other-host',
    options: { caFile: 'other-host.crt' },
    message: 'is for another host name',
  },
  {
    title: 'not of the name that is given',
    certificate: 'server',
    options: { caFile: 'server.crt', tlsServerName: 'elsewhere.example.com' },
    message: 'is for another host name',
    names: '--kube-tls-server-name or HELM_KUBETLS_SERVER_NAME',
  },
]

for (const { title, certificate, options, message, names = KUBECONFIG_NAME } of TLS_CASES) {
  test(`a certificate that is ${title} is refused, with the host and what to do`, async () => {
    const fake = await fakeApiServer([ok], { protocol: 'h2', certificate })
    const caFile = join(import.meta.dirname, '../../../fixtures/tls', options.caFile ?? '')
    const connection = await connect(optionsFor(fake, { ...options, caFile }))
    try {
      const error = await failure(() => get(connection))
      assert.is(error.reason, 'Certificate')
      assert.is(error.failure, 'final')
      assert.is(error.message, `the certificate of ${fake.url} ${message}`)
      assert.is(
        error.hint,
        `check ${caFile} of --kube-ca-file or HELM_KUBECAFILE, ${names}, and the clock of this machine`,
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
  assert.match(
    error.message,
    /^https:\/\/nowhere\.invalid:6443 (is not known to the name service|could not be looked up)/,
  )
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
