// A relay on loopback before a real API server: passes everything on, and misbehaves where a rule says so.
// Speaks HTTP/2 and HTTP/1.1 over TLS with the control plane's own certificate.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import type { ControlPlane } from '../control-plane.ts'
import { readAsked } from './asked.ts'
import type { Asked } from './asked.ts'
import { misbehave } from './deeds.ts'
import type { Exchange } from './deeds.ts'
import { createPicker } from './fault.ts'
import type { Fault, Picker, Rule } from './fault.ts'
import { createUpstream } from './upstream.ts'

/** A request that came to the relay, and what it did to it. */
export interface Relayed {
  readonly asked: Asked
  readonly fault?: Fault
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A running relay. */
export interface Relay {
  readonly url: string
  /** Of the user `admin`, by way of the relay. */
  readonly kubeconfigPath: string
  /** The control plane's environment, by way of the relay. */
  readonly env: Readonly<Record<string, string>>
  /** All requests so far, in the order of their arrival. */
  readonly seen: readonly Relayed[]
  /** Misbehaves by these rules from now on, and by none of earlier ones; they begin to count anew. */
  disturb(...rules: readonly Rule[]): void
  /** All connections die, and none is taken any more. */
  die(): void
  /** Takes connections again. */
  revive(): Promise<void>
  close(): Promise<void>
}

/** What a relay needs to know of the server behind it: `server.crt` and `server.key` stand beside its `caFile`. */
export type Behind = Pick<ControlPlane, 'server' | 'caFile' | 'kubeconfigPath' | 'env' | 'dir'>

/** Starts a relay before a control plane. Many may run at once. */
export async function startRelay(plane: Behind, ...rules: readonly Rule[]): Promise<Relay> {
  const keys = readKeys(plane)
  const upstream = createUpstream(plane.server, readFileSync(plane.caFile))
  const seen: Relayed[] = []
  const door = createDoor()
  let pick: Picker = createPicker(rules)
  const revive = (): Promise<void> => door.open()
  const handle = async (exchange: Omit<Exchange, 'die'>): Promise<void> => {
    const { asked } = exchange
    const fault = pick(asked)
    seen.push({ asked, at: Date.now(), ...(fault === undefined ? {} : { fault }) })
    await misbehave(fault, { ...exchange, die: (milliseconds) => dieFor(door, milliseconds) }, upstream)
  }
  const secure = http2.createSecureServer({ ...keys, allowHTTP1: true })
  secure.on('sessionError', () => undefined)
  secure.on('tlsClientError', () => undefined)
  secure.on('request', (request, response) => void receive(request, response, { door, handle }))
  door.onSocket((socket) => void secure.emit('connection', socket))
  await door.open()
  const url = `https://127.0.0.1:${door.port()}`
  const kubeconfigPath = await writeKubeconfig(plane, url, door.port())
  return {
    url,
    kubeconfigPath,
    env: { ...plane.env, KUBECONFIG: kubeconfigPath },
    seen,
    disturb(...next) {
      pick = createPicker(next)
    },
    die: () => door.shut(),
    revive,
    async close() {
      door.lock()
      upstream.close()
      await new Promise<void>((resolve) => void secure.close(() => resolve()))
    },
  }
}

/** Where connections come in: can be shut, with all that came through it, and opened again at the same port. */
interface Door {
  port(): number
  open(): Promise<void>
  shut(): void
  /** Shut for good: who comes to open it later finds it so. */
  lock(): void
  onSocket(take: (socket: Socket) => void): void
  /** The connection with this port at its far end dies. */
  cut(remotePort: number | undefined): void
}

function createDoor(): Door {
  const sockets = new Map<number | undefined, Socket>()
  let port = 0
  let take: (socket: Socket) => void = () => undefined
  let server: net.Server | undefined
  let locked = false
  const shut = (): void => {
    server?.close()
    server = undefined
    for (const socket of sockets.values()) socket.destroy()
  }
  return {
    port: () => port,
    onSocket(next) {
      take = next
    },
    async open() {
      if (server !== undefined || locked) return
      const opened = net.createServer((socket) => {
        const { remotePort } = socket
        sockets.set(remotePort, socket)
        socket.on('error', () => undefined)
        socket.on('close', () => sockets.delete(remotePort))
        take(socket)
      })
      server = opened
      await new Promise<void>((resolve, reject) => {
        opened.once('error', reject)
        opened.listen(port, '127.0.0.1', () => resolve())
      })
      const address = opened.address()
      if (typeof address === 'object' && address !== null) port = address.port
    },
    shut,
    lock() {
      locked = true
      shut()
    },
    cut: (remotePort) => void sockets.get(remotePort)?.destroy(),
  }
}

function dieFor(door: Door, milliseconds: number | undefined): void {
  door.shut()
  if (milliseconds !== undefined) setTimeout(() => void door.open(), milliseconds).unref()
}

type AnyRequest = http2.Http2ServerRequest | IncomingMessage
type AnyResponse = http2.Http2ServerResponse | ServerResponse

async function receive(
  request: AnyRequest,
  response: AnyResponse,
  { door, handle }: { readonly door: Door; readonly handle: (exchange: Omit<Exchange, 'die'>) => Promise<void> },
): Promise<void> {
  const { remotePort } = request.socket
  const stream = 'stream' in request ? request.stream : undefined
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  stream?.on('error', () => undefined)
  try {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const body = Buffer.concat(chunks)
    const asked = readAsked(request.method ?? '', request.url ?? '', body.toString('utf8'))
    await handle({ asked, headers: request.headers, body, response, stream, kill: () => door.cut(remotePort) })
  } catch {
    // The server behind, or the client, has gone in the middle of it: so does this connection.
    door.cut(remotePort)
  }
}

/** The control plane's own key and certificate; they are no secret. */
function readKeys({ caFile }: Behind): { readonly key: Buffer; readonly cert: Buffer } {
  const read = (name: string): Buffer => readFileSync(join(dirname(caFile), name))
  return { key: read('server.key'), cert: read('server.crt') }
}

async function writeKubeconfig(plane: Behind, url: string, port: number): Promise<string> {
  const config = readFileSync(plane.kubeconfigPath, 'utf8').replaceAll(plane.server, url)
  const path = join(plane.dir, `relay-${port}.kubeconfig`)
  await writeFile(path, config, { mode: 0o600 })
  return path
}
