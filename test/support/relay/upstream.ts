// The relay's own connection to the API server: HTTP/2, made anew when it is gone.
import http2 from 'node:http2'
import type { IncomingHttpHeaders } from 'node:http2'

/** A request on its way to the server. */
export interface Outgoing {
  readonly url: string
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** An answer whose headers have come. */
export interface Incoming {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: http2.ClientHttp2Stream
}

/** The way to the server. */
export interface Upstream {
  send(outgoing: Outgoing): Promise<Incoming>
  /** The first answer that each list had, by its address. */
  readonly firstLists: Map<string, Whole>
  close(): void
}

/** An answer with all its body. */
export interface Whole {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
}

// Of one connection, so that they mean nothing on the next (RFC 9113 section 8.2.2).
const HOP_BY_HOP = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'])

/** Opens the way to a server. */
export function createUpstream(server: string, ca: Buffer): Upstream {
  let session: http2.ClientHttp2Session | undefined
  const connected = (): http2.ClientHttp2Session => {
    if (session === undefined || session.closed || session.destroyed) {
      session = http2.connect(server, { ca })
      session.on('error', () => undefined)
    }
    return session
  }
  return {
    firstLists: new Map(),
    send: (outgoing) => send(connected(), outgoing),
    close: () => session?.destroy(),
  }
}

/** Reads all of an answer. */
export async function readWhole({ status, headers, body }: Incoming): Promise<Whole> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(Buffer.from(chunk))
  return { status, headers, body: Buffer.concat(chunks) }
}

function send(session: http2.ClientHttp2Session, { url, method, headers, body }: Outgoing): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    const stream = session.request(
      { ':method': method, ':path': url, ...ownHeaders(headers) },
      { endStream: body.length === 0 },
    )
    stream.on('error', reject)
    stream.on('close', () => reject(new Error('the server has closed the stream')))
    stream.on('response', (answer) => {
      resolve({ status: answer[':status'] ?? 0, headers: ownHeaders(answer), body: stream })
    })
    if (body.length > 0) stream.end(body)
  })
}

function ownHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const own: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !name.startsWith(':') && !HOP_BY_HOP.has(name)) own[name] = value
  }
  return own
}
