// Makes a proxy lead on to a server: CONNECT of HTTP (RFC 9110 section 9.3.6) and SOCKS 5 (RFC 1928, RFC 1929). Opens nothing itself.
import type { Socket } from 'node:net'
import type { Proxy } from '../config/proxy.ts'
import { proxyError, proxyRefusal } from './proxy-error.ts'
import { socketEvent } from './socket-event.ts'
import type { Patience } from './socket-event.ts'

/** Where the tunnel ends. */
export interface TunnelEnd {
  readonly host: string
  readonly port: number
}

/** Asks for the tunnel on a connection to the proxy; rejects with a ClusterError that names the proxy. */
export async function openTunnel(socket: Socket, proxy: Proxy, end: TunnelEnd, patience: Patience): Promise<void> {
  const { signal } = patience
  try {
    if (proxy.url.protocol.startsWith('socks')) await openSocks(socket, proxy, end, patience)
    else await openConnect(socket, proxy, end, patience)
  } catch (error) {
    socket.destroy()
    throw proxyError(error, proxy, signal)
  }
}

/** What a proxy wants to see of who uses it: `Basic …`; undefined where its URL names nobody. */
export function proxyAuthorization({ url }: Proxy): string | undefined {
  if (url.username === '') return undefined
  const [user, password] = [url.username, url.password].map(decodeURIComponent)
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

async function openConnect(socket: Socket, proxy: Proxy, { host, port }: TunnelEnd, patience: Patience): Promise<void> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const authorization = proxyAuthorization(proxy)
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`]
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const head = await readHead(socket, patience)
  const [, status = '', reason = ''] = /^HTTP\/1\.\d (\d{3}) ?(.*)/.exec(head) ?? []
  if (!status.startsWith('2')) throw proxyRefusal(proxy, authority, { status, reason })
}

const LONGEST_HEAD = 65_536

/** The head of the answer; what stands behind it goes back into the socket. */
async function readHead(socket: Socket, patience: Patience): Promise<string> {
  let bytes = Buffer.alloc(0)
  for (;;) {
    const chunk: unknown = socket.read()
    if (Buffer.isBuffer(chunk)) bytes = Buffer.concat([bytes, chunk])
    const end = bytes.indexOf('\r\n\r\n')
    if (end >= 0) {
      const rest = bytes.subarray(end + 4)
      if (rest.length > 0) socket.unshift(rest)
      return bytes.subarray(0, end).toString('latin1')
    }
    if (bytes.length > LONGEST_HEAD || socket.readableEnded) throw new Error('this is not an answer of a proxy')
    if (chunk === null) await socketEvent(socket, 'readable', patience)
  }
}

const NO_PASSWORD = 0
const PASSWORD = 2
const DOMAIN = 3

const ADDRESS_LENGTH: Readonly<Record<number, number>> = { 1: 4, 4: 16 }

const SOCKS_REFUSALS: readonly string[] = [
  '',
  'general failure',
  'its rules do not allow it',
  'the network cannot be reached',
  'the host cannot be reached',
  'the connection was refused',
]

async function openSocks(socket: Socket, proxy: Proxy, { host, port }: TunnelEnd, patience: Patience): Promise<void> {
  const [user, password] = [proxy.url.username, proxy.url.password].map((text) => Buffer.from(decodeURIComponent(text)))
  const isNamed = user !== undefined && user.length > 0
  socket.write(Buffer.from(isNamed ? [5, 2, NO_PASSWORD, PASSWORD] : [5, 1, NO_PASSWORD]))
  const [, method] = await readBytes(socket, 2, patience)
  if (method === PASSWORD && isNamed && password !== undefined) {
    socket.write(Buffer.from([1, user.length, ...user, password.length, ...password]))
    const [, refused] = await readBytes(socket, 2, patience)
    if (refused !== 0) throw proxyRefusal(proxy, host, { status: '407', reason: 'wrong user or password' })
  } else if (method !== NO_PASSWORD) {
    throw proxyRefusal(proxy, host, { status: '407', reason: 'it wants a user and password' })
  }
  const name = Buffer.from(host)
  socket.write(Buffer.from([5, 1, 0, DOMAIN, name.length, ...name, port >> 8, port & 0xff]))
  const [, code = 1, , type = 0] = await readBytes(socket, 4, patience)
  if (code !== 0) throw proxyRefusal(proxy, host, { status: '502', reason: SOCKS_REFUSALS[code] ?? `code ${code}` })
  const length = ADDRESS_LENGTH[type] ?? (await readBytes(socket, 1, patience))[0] ?? 0
  await readBytes(socket, length + 2, patience)
}

async function readBytes(socket: Socket, count: number, patience: Patience): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = socket.read(count)
    if (Buffer.isBuffer(bytes)) {
      if (bytes.length === count) return bytes
      throw new Error('this is not an answer of a proxy')
    }
    await socketEvent(socket, 'readable', patience)
  }
}
