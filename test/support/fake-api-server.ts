// A small API server that misbehaves on demand: each request is answered by the next step of a script.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import type { Json } from '../../src/object/kube-object.ts'

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string
  /** Path with query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
  readonly httpVersion: string
}

/** What a step may do with a request; both HTTP versions behave alike here. */
export interface FakeResponse {
  writeHead(status: number, headers?: Record<string, string | readonly string[]>): void
  write(chunk: string | Uint8Array): void
  end(chunk?: string | Uint8Array): void
  /** Breaks the connection (HTTP/1.1) or the stream (HTTP/2). */
  reset(): void
  /** Breaks all connections. */
  hangUp(): void
  /** HTTP/2: turns the stream away unprocessed. */
  refuse(): void
  /** HTTP/2: says goodbye; what runs may end. */
  goAway(): void
  /** Resolves when the client has gone. */
  readonly gone: Promise<void>
}

/** Answers one request. */
export type Step = (response: FakeResponse, request: SeenRequest) => void | Promise<void>

/** A running fake. */
export interface FakeApiServer {
  readonly url: string
  readonly port: number
  /** All requests so far, in order. */
  readonly seen: readonly SeenRequest[]
  close(): Promise<void>
}

/** How the fake is reached: plain, TLS with HTTP/1.1, or TLS with HTTP/2. */
export type Protocol = 'http' | 'https' | 'h2'

const TLS = join(import.meta.dirname, '..', 'fixtures', 'tls')

/** A certificate or key of test/fixtures/tls. */
export function tlsFile(name: string): string {
  return join(TLS, name)
}

/** Starts a fake. Steps are used up in order; a function answers all that come after them. */
export async function fakeApiServer(
  steps: readonly Step[],
  options: { readonly protocol?: Protocol; readonly certificate?: string; readonly rest?: Step } = {},
): Promise<FakeApiServer> {
  const {
    protocol = 'http',
    certificate = 'server',
    rest = status(404, 'NotFound', 'nothing is left in the script'),
  } = options
  const seen: SeenRequest[] = []
  const sockets = new Set<Socket>()
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const answer = async (request: SeenRequest, response: Omit<FakeResponse, 'hangUp'>): Promise<void> => {
    const step = steps[seen.length] ?? rest
    seen.push(request)
    await step({ ...response, hangUp }, request)
  }
  const tls = { cert: readFileSync(tlsFile(`${certificate}.crt`)), key: readFileSync(tlsFile(`${certificate}.key`)) }
  const server = listen(protocol, tls, answer)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = address(server)
  return {
    url: `${protocol === 'http' ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    seen,
    close: async () => {
      hangUp()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Answers with JSON. */
export function json(body: Json, code = 200, headers: Record<string, string | readonly string[]> = {}): Step {
  return (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }
}

/** Answers with a Status object. */
export function status(code: number, reason: string, message: string, headers: Record<string, string> = {}): Step {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }
  return json(body, code, headers)
}

/** Answers with another type than JSON. */
export function text(body: string, code: number, type: string, headers: Record<string, string> = {}): Step {
  return (response) => {
    response.writeHead(code, { 'content-type': type, ...headers })
    response.end(body)
  }
}

function listen(
  protocol: Protocol,
  tls: { readonly cert: Buffer; readonly key: Buffer },
  answer: (request: SeenRequest, response: Omit<FakeResponse, 'hangUp'>) => Promise<void>,
): http.Server | http2.Http2SecureServer {
  const onRequest = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    void readAll(request).then((body) => answer(seenOf(request, body), http1Response(request, response)))
  }
  if (protocol === 'http') return http.createServer(onRequest)
  if (protocol === 'https') return https.createServer(tls, onRequest)
  const server = http2.createSecureServer(tls)
  server.on('sessionError', () => undefined)
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined)
    void readAll(stream).then((body) => {
      const request = {
        method: headers[':method'] ?? '',
        url: headers[':path'] ?? '',
        headers,
        body,
        httpVersion: '2.0',
      }
      return answer(request, http2Response(stream))
    })
  })
  return server
}

function seenOf(request: http.IncomingMessage, body: string): SeenRequest {
  const { method = '', url = '', headers, httpVersion } = request
  return { method, url, headers, body, httpVersion }
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk)
  } catch {
    // A request that was given up.
  }
  return Buffer.concat(chunks).toString('utf8')
}

function http1Response(request: http.IncomingMessage, response: http.ServerResponse): Omit<FakeResponse, 'hangUp'> {
  return {
    writeHead: (code, headers = {}) => void response.writeHead(code, headers as http.OutgoingHttpHeaders),
    write: (chunk) => void response.write(chunk),
    end: (chunk) => void response.end(chunk),
    reset: () => request.socket.destroy(),
    refuse: () => request.socket.destroy(),
    goAway: () => undefined,
    gone: new Promise((resolve) => void response.on('close', resolve)),
  }
}

function http2Response(stream: http2.ServerHttp2Stream): Omit<FakeResponse, 'hangUp'> {
  return {
    writeHead: (code, headers = {}) => stream.respond({ ':status': code, ...(headers as http2.OutgoingHttpHeaders) }),
    write: (chunk) => void stream.write(chunk),
    end: (chunk) => void stream.end(chunk),
    reset: () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
    refuse: () => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM),
    goAway: () => stream.session?.close(),
    gone: new Promise((resolve) => void stream.on('close', resolve)),
  }
}

function address(server: http.Server | http2.Http2SecureServer): AddressInfo {
  const found = server.address()
  if (found === null || typeof found === 'string') throw new Error('the fake has no port')
  return found
}
