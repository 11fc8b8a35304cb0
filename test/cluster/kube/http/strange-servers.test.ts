// Servers that are not what the address promises: each is told as what it is, with what to look at.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { connect } from '../../../../src/cluster/kube/kube-cluster.ts'
import type { ClusterError } from '../../../../src/errors.ts'
import { optionsFor, withFake } from '../../../support/kube-connection.ts'
import { fakeApiServer } from '../../../support/fake-api-server.ts'
import { failure } from '../../../support/real-cluster.ts'
import { get } from '../../../support/settings-request.ts'

const test = suite('strange servers')

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../../fixtures/tls', name))

/** What a request to a server of one's own ends with. */
async function failureAt(server: Server, scheme: 'http' | 'https'): Promise<readonly [ClusterError, string]> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `${scheme}://127.0.0.1:${port}`
  const fake = await fakeApiServer([])
  const connection = await connect(optionsFor(fake, { server: url, insecureSkipTlsVerify: true }))
  try {
    return [await failure(() => get(connection)), url]
  } finally {
    connection.close()
    server.close()
    await fake.close()
  }
}

test('a server of SSH behind an http address', async () => {
  const ssh = createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.6\r\n'))
  const [error, url] = await failureAt(ssh, 'http')
  assert.is(error.reason, 'BadAnswer')
  assert.is(error.message, `${url} answers in a language that is not HTTP`)
  assert.match(error.hint ?? '', /^is the address of the context right\?/)
})

test('a server of an old TLS', async () => {
  const old = createTlsServer({
    key: fixture('server.key'),
    cert: fixture('server.crt'),
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  old.on('tlsClientError', () => undefined)
  const [error, url] = await failureAt(old, 'https')
  assert.is(error.message, `${url} and this program have no version of TLS in common`)
  assert.match(error.hint ?? '', /TLS 1\.2/)
})

test('a compressed answer that is damaged', () =>
  withFake(
    Array.from({ length: 3 }, () => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end('not gzip at all')
    }),
    async ({ connection, fake }) => {
      const error = await failure(() => get(connection))
      assert.is(error.reason, 'BadAnswer')
      assert.is(error.message, `${fake.url} answers with a compressed body that cannot be read`)
    },
  ))

test.run()
