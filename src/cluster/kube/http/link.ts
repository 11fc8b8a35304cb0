// The way to one server: credentials and the connection made with them. All that it opens it closes. Knows no requests.
import { TLSSocket } from 'node:tls'
import type { Awaited } from '../awaited.ts'
import { ClusterError } from '../../../errors.ts'
import type { Credentials } from '../config/credentials.ts'
import type { ClusterConfig } from '../config/load-config.ts'
import { dial } from './dial.ts'
import type { DialWorld, Route } from './dial.ts'
import { http1Wire } from './http1-wire.ts'
import { http2Wire } from './http2-wire.ts'
import type { Wire } from './wire.ts'

/** What a request is sent with. */
export interface Linked {
  readonly wire: Wire
  readonly credentials: Credentials
}

/** What is around a link. */
export interface LinkOptions {
  readonly awaited: Awaited
  /** A credential plugin may ask somebody at the terminal. */
  readonly terminal: () => boolean
}

/** Lives until it is closed. */
export class Link {
  readonly #config: ClusterConfig
  readonly #server: URL
  readonly #options: LinkOptions
  readonly #closing = new AbortController()
  #wire: Promise<Wire> | undefined
  /** All that were made: one that takes no more requests may still have open connections. */
  readonly #wires = new Set<Wire>()
  #credentials: Promise<Credentials> | undefined
  /** Counts refreshes, so that many requests that are refused at once make one. */
  #generation = 0

  constructor(config: ClusterConfig, options: LinkOptions) {
    this.#config = config
    this.#server = new URL(config.server)
    this.#options = options
  }

  /** Aborted when it is closed, with a text as its reason. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** Which credentials are in use. */
  get generation(): number {
    return this.#generation
  }

  /** How long a connection in use has not answered a ping, in milliseconds. */
  get silentMs(): number {
    return Math.max(0, ...[...this.#wires].map((wire) => wire.silentMs?.() ?? 0))
  }

  /** Whether fresh credentials may differ. */
  get refreshable(): boolean {
    return this.#config.refreshable
  }

  /** Ends all connections, those that are being made too, and the plugin that is asked. */
  close(why: string): void {
    this.#closing.abort(why)
    for (const wire of this.#wires) wire.close()
  }

  /** The connection, made when there is none. */
  async connected(): Promise<Linked> {
    if (this.closing.aborted) throw new ClusterError(String(this.closing.reason), { reason: 'Aborted' })
    const credentials = await (this.#credentials ??= this.#ask())
    const connecting = (this.#wire ??= this.#connect(credentials))
    try {
      const wire = await connecting
      if (wire.usable()) return { wire, credentials }
    } catch (error) {
      this.#forget(connecting)
      throw error
    }
    // The server has said goodbye: the next connection, made once for all who wait.
    this.#forget(connecting)
    return this.connected()
  }

  /** Gets new credentials, once for all requests that were refused with the same ones. */
  async refresh(generation: number): Promise<void> {
    if (generation === this.#generation) {
      this.#generation++
      const before = this.#credentials
      const after = this.#ask()
      this.#credentials = after
      // A new client certificate needs a new connection.
      if ((await before)?.tls.cert?.toString() !== (await after).tls.cert?.toString()) this.#dropWire()
    }
    await this.#credentials
  }

  #ask(): Promise<Credentials> {
    return this.#config.credentials({ ...this.#options, signal: this.closing })
  }

  async #connect(credentials: Credentials): Promise<Wire> {
    const route = { server: this.#server, proxy: this.#config.proxy, credentials }
    const wire = await connectWire(route, { signal: this.closing, awaited: this.#options.awaited })
    this.#wires.add(wire)
    if (this.closing.aborted) wire.close()
    return wire
  }

  #forget(wire: Promise<Wire>): void {
    if (this.#wire === wire) this.#wire = undefined
  }

  #dropWire(): void {
    const wire = this.#wire
    this.#wire = undefined
    wire?.then((open) => open.close()).catch(() => undefined)
  }
}

/** HTTP/2 where the server offers it, else HTTP/1.1; fails with a socket or TLS error, or with a ClusterError after 15 s. */
async function connectWire(route: Route, world: DialWorld): Promise<Wire> {
  // Behind a proxy HTTP/1.1: many of them end a connection on which there is always something.
  const protocols = route.proxy === undefined ? ['h2', 'http/1.1'] : ['http/1.1']
  const first = await dial(route, protocols, world)
  if (first instanceof TLSSocket && first.alpnProtocol === 'h2') return http2Wire(first, route.server.origin)
  return http1Wire(route, first, () => dial(route, ['http/1.1'], world))
}
