// HTTP/2: all requests and watches over one connection, which is probed while it is in use.
import http2 from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { joinHeader } from './wire.ts'
import type { HttpExchange, Wire, WireAnswer, WireRequest } from './wire.ts'

// A quiet connection is asked each time whether it is alive, which is no request; an answer that is missing so often ends it.
const LOOK_MS = 1_000
const DEAD_LOOKS = 15
// Lists and watches of large sets must not wait for window updates: the defaults of 64 KiB cost a round trip each.
const STREAM_WINDOW = 4 * 1024 * 1024
const SESSION_WINDOW = 16 * 1024 * 1024
// Node ends a session that holds more than 10 MB; a few watches with large objects do.
const SESSION_MEMORY_MB = 512

const REFUSED_STREAM = http2.constants.NGHTTP2_REFUSED_STREAM

/** HTTP/2 on a connection on which the server has agreed to it. */
export function http2Wire(socket: TLSSocket, origin: string): Wire {
  const session = http2.connect(origin, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
    maxSessionMemory: SESSION_MEMORY_MB,
  })
  let leaving = false
  let open = 0
  // A server that has said goodbye may keep the connection open, and the process with it.
  const close = (): void => {
    session.destroy()
    socket.destroy()
  }
  // A session that was closed meanwhile has no window any more.
  session.on('connect', () => {
    if (!session.destroyed) session.setLocalWindowSize(SESSION_WINDOW)
  })
  session.on('goaway', () => {
    leaving = true
    if (open === 0) close()
  })
  // Each stream is told too; without a listener the process would end.
  session.on('error', () => undefined)
  const probing = probe(session, socket)
  session.on('close', probing.stop)
  const usable = (): boolean => !leaving && !session.closed && !session.destroyed
  const sendCounted = (request: WireRequest): HttpExchange => {
    const exchange = send(session, request, () => {
      open -= 1
      if (leaving && open === 0) close()
    })
    open += 1
    return exchange
  }
  return { usable, send: sendCounted, close, silentMs: () => (usable() ? probing.silentMs() : 0) }
}

function send(session: http2.ClientHttp2Session, request: WireRequest, ended: () => void): HttpExchange {
  const stream = session.request(
    { ':method': request.method, ':path': request.path, ...request.headers },
    { endStream: request.body === undefined },
  )
  stream.once('close', ended)
  if (request.body !== undefined) stream.end(request.body)
  const answer = new Promise<WireAnswer>((resolve, reject) => {
    stream.on('error', (error) => reject(stream.rstCode === REFUSED_STREAM ? refused(error) : error))
    stream.on('close', () => reject(new Error('the connection was closed')))
    stream.on('response', (headers) => {
      resolve({
        status: headers[':status'] ?? 0,
        header: (name) => joinHeader(headers[name]),
        body: stream,
        complete: () => stream.rstCode === http2.constants.NGHTTP2_NO_ERROR,
      })
    })
  })
  return { answer, cancel: (error) => stream.destroy(error) }
}

function refused(cause: Error): Error {
  return Object.assign(new Error('the server refused the stream', { cause }), { code: 'ERR_HTTP2_STREAM_REFUSED' })
}

/** Says how long a ping has been unanswered, and ends the session when that is too long: then the connection is dead. */
function probe(
  session: http2.ClientHttp2Session,
  socket: TLSSocket,
): { readonly silentMs: () => number; readonly stop: () => void } {
  let isAsked = false
  // Counted in looks: after a pause of this process itself the answer may be there, and not read yet.
  let missed = 0
  let heard = 0
  const timer = setInterval(() => {
    if (session.destroyed) return
    const isQuiet = socket.bytesRead === heard
    heard = socket.bytesRead
    if (isAsked) missed = isQuiet ? missed + 1 : 0
    else if (isQuiet) {
      isAsked = true
      session.ping(() => {
        isAsked = false
        missed = 0
      })
    }
    if (missed >= DEAD_LOOKS) session.destroy(new Error('the connection is dead: no answer to a ping'))
  }, LOOK_MS)
  timer.unref()
  return { silentMs: () => missed * LOOK_MS, stop: () => clearInterval(timer) }
}
