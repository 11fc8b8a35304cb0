// Chooses how to talk to a server: HTTP/2 where it offers it, else HTTP/1.1.
import { TLSSocket } from 'node:tls'
import { dial } from './dial.ts'
import type { DialWorld, Route } from './dial.ts'
import { http1Wire } from './http1-wire.ts'
import { http2Wire } from './http2-wire.ts'
import type { Wire } from './wire.ts'

/** Connects; fails with a socket or TLS error, or with a ClusterError after 15 s. */
export async function connectWire(route: Route, world: DialWorld): Promise<Wire> {
  // Behind a proxy HTTP/1.1: many of them end a connection on which there is always something.
  const protocols = route.proxy === undefined ? ['h2', 'http/1.1'] : ['http/1.1']
  const first = await dial(route, protocols, world)
  if (first instanceof TLSSocket && first.alpnProtocol === 'h2') return http2Wire(first, route.server.origin)
  return http1Wire(route, first, () => dial(route, ['http/1.1'], world))
}
