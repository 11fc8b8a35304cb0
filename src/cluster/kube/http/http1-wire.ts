// HTTP/1.1 over keep-alive connections, also through a proxy. One request a connection at a time.
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { Route } from './dial.ts'
import { proxyAuthorization } from './tunnel.ts'
import { joinHeader } from './wire.ts'
import type { HttpExchange, Wire, WireAnswer, WireRequest } from './wire.ts'

const KEEP_ALIVE_MS = 15_000

/** A pool of HTTP/1.1 connections, which begins with one; `dialNext` makes the others. */
export function http1Wire(route: Route, first: Socket, dialNext: () => Promise<Socket>): Wire {
  const secure = route.server.protocol === 'https:'
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    return socket
  }
  let unused: Socket | undefined = keep(first)
  const nextSocket = async (): Promise<Socket> => {
    const socket = unused
    unused = undefined
    return socket === undefined || socket.destroyed ? keep(await dialNext()) : socket
  }
  const options = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS }
  const agent = Object.assign(secure ? new https.Agent(options) : new http.Agent(options), {
    createConnection: (_options: unknown, give: (error: Error | null, socket?: Socket) => void): void => {
      nextSocket().then(
        (socket) => give(null, socket),
        (error: unknown) => give(error instanceof Error ? error : new Error(String(error))),
      )
    },
  })
  return {
    usable: () => true,
    send: (request) => send(request, route, agent),
    close: () => {
      agent.destroy()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function send(request: WireRequest, { server, proxy }: Route, agent: http.Agent): HttpExchange {
  const secure = server.protocol === 'https:'
  // A proxy takes plain HTTP with the whole address, and is not only led through.
  const asked = !secure && proxy?.url.protocol.startsWith('http') === true ? proxy : undefined
  const authorization = asked === undefined ? undefined : proxyAuthorization(asked)
  const options: https.RequestOptions = {
    agent,
    host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: server.port || (secure ? 443 : 80),
    method: request.method,
    path: asked === undefined ? request.path : `${server.origin}${request.path}`,
    headers: {
      ...headersOf(request),
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    },
  }
  const outgoing = secure ? https.request(options) : http.request(options)
  let incoming: http.IncomingMessage | undefined
  const answer = new Promise<WireAnswer>((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('close', () => reject(new Error('the connection was closed')))
    outgoing.on('response', (response) => {
      incoming = response
      // The reader of the body hears of it; this only keeps a late error from ending the process.
      response.on('error', () => undefined)
      resolve({
        status: response.statusCode ?? 0,
        header: (name) => joinHeader(response.headers[name]),
        body: response,
        complete: () => response.complete,
      })
    })
  })
  // A peer that is gone without a word is noticed by TCP's own probes within about half a minute.
  outgoing.on('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS))
  outgoing.end(request.body)
  return {
    answer,
    cancel: (error) => {
      incoming?.destroy(error)
      outgoing.destroy(error)
    },
  }
}

function headersOf(request: WireRequest): http.OutgoingHttpHeaders {
  const headers: http.OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = typeof value === 'string' ? value : [...value]
  if (request.body !== undefined) headers['content-length'] = Buffer.byteLength(request.body)
  return headers
}
