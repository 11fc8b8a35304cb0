// Opens a connection to a server: TCP, through a proxy where one stands between, TLS on top. What is under way ends with the signal.
import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { Awaited } from '../awaited.ts'
import type { Credentials } from '../config/credentials.ts'
import type { Proxy } from '../config/proxy.ts'
import { checkTls } from './check-tls.ts'
import { certificateError, connectTimeoutError } from './network-error.ts'
import { proxyError, proxyName, proxyTimeout } from './proxy-error.ts'
import { socketEvent } from './socket-event.ts'
import { openTunnel } from './tunnel.ts'

// Node gives each of several addresses 250 ms, which a far cluster does not keep. Not in the types of Node 20.
const ATTEMPT = { autoSelectFamilyAttemptTimeout: 3_000 }

/** The way to a server. */
export interface Route {
  readonly server: URL
  readonly proxy: Proxy | undefined
  readonly credentials: Pick<Credentials, 'tls' | 'names'>
}

/** What ends a connection that is being made, and who hears of it. */
export interface DialWorld {
  readonly signal: AbortSignal
  readonly awaited: Awaited
}

/** A connection on which the server takes requests. Fails with a socket or TLS error, or with a ClusterError. */
export async function dial(route: Route, protocols: readonly string[], world: DialWorld): Promise<Socket | TLSSocket> {
  const { server, proxy, credentials } = route
  if (server.protocol === 'http:') {
    // Plain HTTP needs no tunnel: the proxy takes the request itself. SOCKS is always one.
    const socks = proxy?.url.protocol.startsWith('socks') === true
    return proxy === undefined
      ? dialServer(server, world)
      : socks
        ? dialThrough(proxy, server, world)
        : dialProxy(proxy, world)
  }
  checkTls(credentials)
  const socket = await (proxy === undefined ? dialServer(server, world) : dialThrough(proxy, server, world))
  return startTls(socket, route, { ...world, protocols })
}

/** Host and port, as sockets take them. */
function addressOf(url: URL): { readonly host: string; readonly port: number } {
  const usual = { 'http:': 80, 'https:': 443 }[url.protocol] ?? 1080
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || usual) }
}

async function dialServer(server: URL, { signal, awaited }: DialWorld): Promise<Socket> {
  const socket = connectTcp({ ...addressOf(server), ...ATTEMPT })
  const late = (milliseconds: number) => connectTimeoutError(server.origin, milliseconds)
  await awaited.during(`${server.origin} has not taken a connection`, () =>
    socketEvent(socket, 'connect', { signal, late }),
  )
  return socket
}

async function dialProxy(proxy: Proxy, { signal, awaited }: DialWorld): Promise<Socket> {
  const address = { ...addressOf(proxy.url), ...ATTEMPT }
  const secure = proxy.url.protocol === 'https:'
  const name = isIP(address.host) === 0 ? { servername: address.host } : {}
  const socket = secure ? connectTls({ ...address, ...name }) : connectTcp(address)
  const late = (milliseconds: number) => proxyTimeout(proxy, milliseconds)
  try {
    await awaited.during(`${proxyName(proxy)} has not taken a connection`, () =>
      socketEvent(socket, secure ? 'secureConnect' : 'connect', { signal, late }),
    )
    return socket
  } catch (error) {
    throw proxyError(error, proxy, signal)
  }
}

async function dialThrough(proxy: Proxy, server: URL, world: DialWorld): Promise<Socket> {
  const socket = await dialProxy(proxy, world)
  const late = (milliseconds: number) => proxyTimeout(proxy, milliseconds)
  await world.awaited.during(`${proxyName(proxy)} has not answered`, () =>
    openTunnel(socket, proxy, addressOf(server), { signal: world.signal, late }),
  )
  return socket
}

async function startTls(
  socket: Socket,
  { server, credentials }: Route,
  { protocols, signal, awaited }: DialWorld & { readonly protocols: readonly string[] },
): Promise<TLSSocket> {
  const { host } = addressOf(server)
  const options: ConnectionOptions = {
    ...credentials.tls,
    socket,
    host,
    // Server Name Indication takes no addresses (RFC 6066 section 3).
    ...(credentials.tls.servername === undefined && isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: [...protocols],
  }
  const secured = connectTls(options)
  // Destroying TLS does not end what it stands on while the handshake is under way.
  secured.on('close', () => socket.destroy())
  const late = (milliseconds: number) => connectTimeoutError(server.origin, milliseconds)
  try {
    await awaited.during(`${server.origin} has not answered the TLS handshake`, () =>
      socketEvent(secured, 'secureConnect', { signal, late }),
    )
    secured.setNoDelay(true)
    return secured
  } catch (error) {
    socket.destroy()
    throw certificateError(error, server.origin, credentials.names.trust) ?? error
  }
}
