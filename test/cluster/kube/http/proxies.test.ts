// Proxies before a server: what is asked of them, and what is said of one that is in the way.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect as dial } from 'node:net'
import type { Socket } from 'node:net'
import { connect } from '../../../../src/cluster/kube/kube-cluster.ts'
import { fakeApiServer } from '../../../support/fake-api-server.ts'
import type { Protocol } from '../../../support/fake-api-server.ts'
import { optionsFor } from '../../../support/kube-connection.ts'
import { failure } from '../../../support/real-cluster.ts'
import { get, OBJECT, ok } from '../../../support/settings-request.ts'
import { silentServer } from '../../../support/silent-server.ts'
import { waitUntil } from '../../../support/wait-until.ts'

const test = suite('kube proxies')

interface Refusal {
  readonly title: string
  readonly answer: string
  readonly message: string
  readonly hint: string
}

const REFUSALS: readonly Refusal[] = [
  {
    title: 'wants a password',
    answer: 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n',
    message: 'does not let us in: 407 Proxy Authentication Required',
    hint: 'write user and password into HTTPS_PROXY: http://USER:PASSWORD@127.0.0.1:PORT',
  },
  {
    title: 'does not reach the server',
    answer: 'HTTP/1.1 502 Bad Gateway\r\n\r\n',
    message: 'answered the way to k8s.example.com:6443 with 502 Bad Gateway',
    hint: 'does it reach the server? check HTTPS_PROXY and NO_PROXY',
  },
  {
    title: 'forbids the server',
    answer: 'HTTP/1.0 403 Forbidden by rule\r\n\r\n',
    message: 'answered the way to k8s.example.com:6443 with 403 Forbidden by rule',
    hint: 'does it reach the server? check HTTPS_PROXY and NO_PROXY',
  },
  {
    title: 'is none',
    answer: 'SSH-2.0-OpenSSH_9.6\r\n\r\n',
    message: 'answered the way to k8s.example.com:6443 with something that is not HTTP',
    hint: 'does it reach the server? check HTTPS_PROXY and NO_PROXY',
  },
  {
    title: 'hangs up',
    answer: '',
    message: 'closed the connection before it had opened the way',
    hint: 'check HTTPS_PROXY and NO_PROXY',
  },
]

/** Options that lead to a server far away, through a proxy. */
const through = (proxy: string): Parameters<typeof connect>[0] => ({
  server: 'https://k8s.example.com:6443',
  env: { HOME: '/nonexistent', HTTPS_PROXY: proxy },
  version: '1.2.3',
})

for (const { title, answer, message, hint } of REFUSALS) {
  test(`a proxy that ${title} is named`, async () => {
    const proxy = await silentServer((socket) => void socket.end(answer))
    const connection = await connect(through(`http://127.0.0.1:${proxy.port}`))
    const error = await failure(() => get(connection))
    assert.is(error.message, `the proxy http://127.0.0.1:${proxy.port} ${message}`)
    assert.is(error.hint, hint.replace('PORT', String(proxy.port)))
    assert.is(error.exitCode, 4)
    connection.close()
    proxy.close()
  })
}

test('a proxy that refuses the connection is named, without its password', async () => {
  const connection = await connect(through('http://me:secret@127.0.0.1:1'))
  const error = await failure(() => get(connection))
  assert.is(error.message, 'the proxy http://127.0.0.1:1 refused the connection')
  connection.close()
})

test('what is not a proxy is told before anything is asked', async () => {
  const error = await failure(() => connect(through('ftp://proxy')).then(() => undefined))
  assert.is(error.message, 'HTTPS_PROXY is not the URL of a proxy')
  assert.is(error.hint, 'it looks like http://host:3128 or socks5://host:1080')
})

test('a proxy that says nothing is told of, and let go when the connection is closed', async () => {
  const proxy = await silentServer()
  const connection = await connect(through(`http://127.0.0.1:${proxy.port}`))
  const asking = failure(() => get(connection))
  await waitUntil(() => proxy.heard[0]?.includes('\r\n\r\n') === true)
  assert.match(connection.awaits() ?? '', /^the proxy http:\/\/127\.0\.0\.1:\d+ has not answered for 0 s$/)
  connection.close('time is up')
  const error = await asking
  assert.equal([error.reason, error.message], ['Aborted', 'time is up'])
  await waitUntil(() => connection.awaits() === undefined)
  await waitUntil(() => proxy.open.size === 0)
  proxy.close()
})

test('user and password of the URL are shown to the proxy', async () => {
  const proxy = await silentServer((socket) => void socket.end('HTTP/1.1 407 no\r\n\r\n'))
  const connection = await connect(through(`http://me:p%40ss@127.0.0.1:${proxy.port}`))
  await failure(() => get(connection))
  assert.is(
    proxy.heard[0],
    `CONNECT k8s.example.com:6443 HTTP/1.1\r\nHost: k8s.example.com:6443\r\nProxy-Authorization: Basic ${btoa('me:p@ss')}\r\n\r\n`,
  )
  connection.close()
  proxy.close()
})

test('plain HTTP goes to the proxy with the whole address', async () => {
  const body = JSON.stringify(OBJECT)
  const answer = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const proxy = await silentServer((socket) => void socket.write(answer))
  const connection = await connect({
    ...through(''),
    server: 'http://k8s.example.com:8080',
    env: { HOME: '/nonexistent', HTTP_PROXY: `http://me:x@127.0.0.1:${proxy.port}` },
  })
  assert.equal(await get(connection), OBJECT)
  const [head = ''] = proxy.heard
  assert.match(head, /^GET http:\/\/k8s\.example\.com:8080\/api\/v1\/\S+ HTTP\/1\.1\r\n/)
  assert.match(head, `proxy-authorization: Basic ${btoa('me:x')}\r\n`)
  assert.match(head, 'Host: k8s.example.com:8080\r\n')
  connection.close()
  proxy.close()
})

/** Leads on to a port on loopback, wherever the client wants to go. */
function lead(client: Socket, port: number): void {
  const server = dial(port, '127.0.0.1')
  client.pipe(server).pipe(client)
  server.on('error', () => client.destroy())
  client.on('close', () => server.destroy())
}

/** A SOCKS 5 server that knows one user, or lets everybody in; notes where each wants to go. */
function socksServer(port: () => number, user: string | undefined, asked: string[]): ReturnType<typeof silentServer> {
  return silentServer((socket, greeting) => {
    const request = (bytes: Buffer): void => {
      const length = bytes[4] ?? 0
      asked.push(`${bytes.subarray(5, 5 + length).toString()}:${bytes.readUInt16BE(5 + length)}`)
      socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 80]))
      lead(socket, port())
    }
    const login = (bytes: Buffer): void => {
      const name = bytes.subarray(2, 2 + (bytes[1] ?? 0)).toString()
      socket.write(Buffer.from([1, name === user ? 0 : 1]))
      socket.once('data', request)
    }
    const offersPassword = greeting.includes('\u0002')
    socket.write(Buffer.from([5, user === undefined ? 0 : offersPassword ? 2 : 255]))
    socket.once('data', user === undefined ? request : login)
  })
}

for (const [protocol, login] of [
  ['https', ''],
  ['https', 'me:x@'],
  ['http', ''],
] as const satisfies readonly (readonly [Protocol, string])[]) {
  test(`a SOCKS proxy leads to ${protocol} ${login === '' ? 'for everybody' : 'with a password'}`, async () => {
    const fake = await fakeApiServer([ok, ok], { protocol })
    const asked: string[] = []
    const proxy = await socksServer(() => fake.port, login === '' ? undefined : 'me', asked)
    const scheme = protocol === 'http' ? 'http' : 'https'
    const url = `socks5://${login}127.0.0.1:${proxy.port}`
    const connection = await connect({
      ...optionsFor(fake),
      server: `${scheme}://k8s.example.com:6443`,
      tlsServerName: 'localhost',
      env: { HOME: '/nonexistent', HTTPS_PROXY: url, HTTP_PROXY: url },
    })
    assert.equal(await get(connection), OBJECT)
    assert.equal(await get(connection), OBJECT)
    assert.equal(asked, ['k8s.example.com:6443'])
    connection.close()
    proxy.close()
    await fake.close()
  })
}

test('a SOCKS proxy that wants another user is named', async () => {
  const proxy = await socksServer(() => 1, 'somebody', [])
  for (const [login, reason] of [
    ['me:x@', '407 wrong user or password'],
    ['', '407 it wants a user and password'],
  ] as const) {
    const connection = await connect(through(`socks5://${login}127.0.0.1:${proxy.port}`))
    const error = await failure(() => get(connection))
    assert.is(error.message, `the proxy socks5://127.0.0.1:${proxy.port} does not let us in: ${reason}`)
    connection.close()
  }
  proxy.close()
})

test.run()
