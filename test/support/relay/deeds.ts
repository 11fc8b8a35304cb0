// What the relay does to one request: passes it on, or one of the faults. Chooses nothing.
import type { ServerResponse } from 'node:http'
import http2 from 'node:http2'
import type { IncomingHttpHeaders, Http2ServerResponse, ServerHttp2Stream } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asked } from './asked.ts'
import type { Fault } from './fault.ts'
import { readWhole } from './upstream.ts'
import type { Incoming, Upstream, Whole } from './upstream.ts'

/** One request under way, and what can be done to its connection. */
export interface Exchange {
  readonly asked: Asked
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly response: Http2ServerResponse | ServerResponse
  /** Of an HTTP/2 client. */
  readonly stream: ServerHttp2Stream | undefined
  /** The client's connection dies, with all that runs over it. */
  kill(): void
  /** The server is gone, for so long or for good. */
  die(milliseconds: number | undefined): void
}

/** Passes a request on, or does to it what the fault says. */
export async function misbehave(fault: Fault | undefined, exchange: Exchange, upstream: Upstream): Promise<void> {
  const carryOut = (): Promise<Incoming> => sendOn(exchange, upstream)
  switch (fault?.do) {
    case undefined:
      return pass(exchange, upstream)
    case 'lose-request':
      return exchange.kill()
    case 'lose-answer':
      await carriedOut(exchange, await carryOut())
      return exchange.kill()
    case 'delay':
      await sleep(fault.milliseconds)
      return pass(exchange, upstream)
    case 'hang':
      return fault.carriedOut === true ? carriedOut(exchange, await carryOut()) : undefined
    case 'cut':
      return cut(exchange, await carryOut())
    case 'answer':
      if (fault.carriedOut === true) await carriedOut(exchange, await carryOut())
      return answer(exchange, fault)
    case 'pour':
      return pour(exchange, fault.body(exchange.asked))
    case 'silent':
      return openSilently(exchange, await carryOut())
    case 'forget-events':
      return passLines(exchange, await carryOut(), (line, index) => {
        return index < fault.after || line.startsWith('{"type":"BOOKMARK"') ? line : ''
      })
    case 'end-watch':
      return passLines(exchange, await carryOut(), (line, index) => (index < fault.after ? line : errorOf(fault.code)))
    case 'go-away':
      return goAway(exchange, upstream, fault.processed)
    case 'stale-list':
      return respond(exchange, upstream.firstLists.get(listKey(exchange)) ?? (await readWhole(await carryOut())))
    case 'die':
      return exchange.die(fault.milliseconds)
  }
}

async function pass(exchange: Exchange, upstream: Upstream): Promise<void> {
  const incoming = await sendOn(exchange, upstream)
  if (exchange.asked.verb === 'list' && incoming.status === 200) {
    const whole = await readWhole(incoming)
    if (!upstream.firstLists.has(listKey(exchange))) upstream.firstLists.set(listKey(exchange), whole)
    return respond(exchange, whole)
  }
  const { response } = exchange
  begin(response, incoming)
  incoming.body.on('error', () => exchange.kill())
  incoming.body.pipe(response)
}

async function sendOn({ asked, headers, body, response }: Exchange, upstream: Upstream): Promise<Incoming> {
  const incoming = await upstream.send({ method: asked.method, url: asked.url, headers, body })
  response.on('close', () => incoming.body.close(http2.constants.NGHTTP2_CANCEL))
  return incoming
}

/** Resolves when the server is done with it; a watch and a followed log never are, and have begun. */
async function carriedOut({ asked }: Exchange, incoming: Incoming): Promise<void> {
  if (isEndless(asked)) return
  await readWhole(incoming)
}

async function cut(exchange: Exchange, incoming: Incoming): Promise<void> {
  const { asked, response } = exchange
  if (!isEndless(asked)) {
    const whole = await readWhole(incoming)
    response.writeHead(whole.status, whole.headers)
    await sent(response, whole.body.subarray(0, Math.floor(whole.body.length / 2)))
    return exchange.kill()
  }
  response.writeHead(incoming.status, incoming.headers)
  for await (const chunk of incoming.body) {
    const bytes = Buffer.from(chunk)
    await sent(response, bytes.subarray(0, Math.floor(bytes.length / 2)))
    break
  }
  exchange.kill()
}

function answer(exchange: Exchange, fault: Extract<Fault, { do: 'answer' }>): void {
  const { status, retryAfter } = fault
  const { type, text } = bodyOf(fault)
  const headers = {
    'content-type': type,
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  }
  respond(exchange, { status, headers, body: Buffer.from(text) })
}

async function pour({ response }: Exchange, body: AsyncIterable<Buffer>): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/plain' })
  for await (const chunk of body) {
    if (response.destroyed) return
    await sent(response, chunk)
  }
  response.end()
}

function bodyOf({ status, body }: Extract<Fault, { do: 'answer' }>): { readonly type: string; readonly text: string } {
  if (body === 'html') return { type: 'text/html', text: '<html><body><h1>The proxy is busy</h1></body></html>' }
  const text = JSON.stringify(statusOf(status))
  return { type: 'application/json', text: body === 'broken' ? text.slice(0, text.length / 2) : text }
}

const REASONS: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'forbidden by the relay'],
  410: ['Expired', 'too old resource version: 1 (2)'],
  429: ['TooManyRequests', 'too many requests, please try again later'],
  500: ['InternalError', 'an error on the server of the relay'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'request did not complete within the allotted timeout'],
}

function statusOf(code: number): Readonly<Record<string, unknown>> {
  const [reason, message] = REASONS[code] ?? ['', `code ${code} of the relay`]
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }
}

function errorOf(code: number): { readonly end: string } {
  return { end: `${JSON.stringify({ type: 'ERROR', object: statusOf(code) })}\n` }
}

async function openSilently({ response }: Exchange, incoming: Incoming): Promise<void> {
  begin(response, incoming)
  incoming.body.resume()
}

/** Passes a watch on line by line; a line may be left out (empty), or replaced by the watch's end. */
async function passLines(
  exchange: Exchange,
  incoming: Incoming,
  change: (line: string, index: number) => string | { readonly end: string },
): Promise<void> {
  const { response } = exchange
  begin(response, incoming)
  let rest = ''
  let index = 0
  for await (const chunk of incoming.body.setEncoding('utf8')) {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const changed = change(`${line}\n`, index)
      index += 1
      if (typeof changed === 'object') return void response.end(changed.end)
      if (changed !== '') void sent(response, Buffer.from(changed))
    }
  }
  response.end()
}

/** HTTP/1.1 says goodbye by a header. */
async function goAway(exchange: Exchange, upstream: Upstream, processed: boolean): Promise<void> {
  const { stream, response } = exchange
  const session = stream?.session
  if (stream === undefined || session === undefined) {
    response.setHeader('connection', 'close')
    return processed ? pass(exchange, upstream) : exchange.kill()
  }
  if (processed) {
    session.close()
    return pass(exchange, upstream)
  }
  session.goaway(http2.constants.NGHTTP2_NO_ERROR, Math.max(0, (stream.id ?? 0) - 2))
  stream.close(http2.constants.NGHTTP2_REFUSED_STREAM)
  session.close()
}

/** Sends the headers now: a watch's body may be long in coming. */
function begin(response: Exchange['response'], { status, headers }: Incoming): void {
  response.writeHead(status, headers)
  if ('flushHeaders' in response) response.flushHeaders()
}

function respond({ response }: Exchange, { status, headers, body }: Whole): void {
  response.writeHead(status, headers)
  response.end(body)
}

/** Resolves when the bytes have left the process, so that a connection that dies next has carried them. */
function sent(response: Exchange['response'], bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if ('stream' in response) response.write(bytes, () => resolve())
    else response.write(bytes, () => resolve())
  })
}

function isEndless({ verb, url }: Asked): boolean {
  return verb === 'watch' || /[?&]follow=(?:true|1)/.test(url)
}

function listKey({ asked, headers }: Exchange): string {
  return `${asked.url} ${headers.accept ?? ''}`
}
