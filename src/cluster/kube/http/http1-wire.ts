// HTTP/1.1 over keep-alive connections, also through a proxy. One request a connection at a time.
import http from 'node:http'
import https from 'node:https'
import type { TlsOptions } from '../config/credentials.ts'
import { joinHeader } from './wire.ts'
import type { Exchange, Wire, WireAnswer, WireRequest } from './wire.ts'

const KEEP_ALIVE_MS = 15_000

/** Where HTTP/1.1 requests go. */
export interface Http1Target {
  readonly server: URL
  readonly tls: TlsOptions
  /** The agent of a proxy. */
  readonly agent?: http.Agent | undefined
}

/** A pool of HTTP/1.1 connections. */
export function http1Wire(target: Http1Target): Wire {
  const agent = target.agent ?? newAgent(target)
  // A proxy's agent comes with one connection per request.
  Object.assign(agent, { keepAlive: true })
  return {
    usable: () => true,
    send: (request) => send(request, { ...target, agent }),
    close: () => agent.destroy(),
  }
}

function newAgent(target: Http1Target): http.Agent {
  const options = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS }
  return target.server.protocol === 'http:' ? new http.Agent(options) : new https.Agent({ ...options, ...target.tls })
}

function send(request: WireRequest, target: Http1Target): Exchange {
  const { server, tls, agent } = target
  const secure = server.protocol === 'https:'
  const options: https.RequestOptions = {
    ...(secure ? tls : {}),
    agent,
    host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: server.port || (secure ? 443 : 80),
    method: request.method,
    path: request.path,
    headers: headersOf(request),
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
