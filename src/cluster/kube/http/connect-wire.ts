// Chooses how to talk to a server: HTTP/2 where it offers it and no proxy stands between, else HTTP/1.1.
import { isIP } from 'node:net'
import tls from 'node:tls'
import type { Credentials } from '../config/credentials.ts'
import { http1Wire } from './http1-wire.ts'
import { http2Wire } from './http2-wire.ts'
import { connectTimeoutError } from './network-error.ts'
import type { Wire } from './wire.ts'

const CONNECT_MS = 15_000
// Node gives each of several addresses 250 ms, which a far cluster does not keep.
const ADDRESS_ATTEMPT_MS = 3_000

/** Connects; fails with a socket or TLS error, or with a ClusterError after 15 s. */
export async function connectWire(server: URL, credentials: Credentials): Promise<Wire> {
  const target = { server, tls: credentials.tls, agent: credentials.agent }
  if (server.protocol === 'http:' || credentials.agent !== undefined) return http1Wire(target)
  const socket = await connectTls(server, credentials)
  if (socket.alpnProtocol === 'h2') return http2Wire(socket, server.origin)
  socket.destroy()
  return http1Wire(target)
}

function connectTls(server: URL, credentials: Credentials): Promise<tls.TLSSocket> {
  const host = server.hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((resolve, reject) => {
    const options: tls.ConnectionOptions & { readonly autoSelectFamilyAttemptTimeout: number } = {
      ...credentials.tls,
      host,
      port: Number(server.port || 443),
      // Server Name Indication takes no addresses (RFC 6066 section 3).
      ...(credentials.tls.servername === undefined && isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ['h2', 'http/1.1'],
      // Not in the types of Node 20.
      autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
    }
    const socket = tls.connect(options)
    const timer = setTimeout(() => socket.destroy(connectTimeoutError(server.origin, CONNECT_MS)), CONNECT_MS)
    const fail = (error: Error): void => {
      clearTimeout(timer)
      reject(error)
    }
    socket.once('error', fail)
    socket.once('close', () => fail(new Error('the connection was closed')))
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      socket.setNoDelay(true)
      socket.removeListener('error', fail)
      // Whoever uses the socket hears of it; this only keeps a late error from ending the process.
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}
