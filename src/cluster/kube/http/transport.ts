// Requests to one API server: connection, credentials, deadlines. Each is sent once. Knows HTTP, no Kubernetes objects.
import { ClusterError } from '../../../errors.ts'
import type { RequestFailure } from '../../../errors.ts'
import type { Clock } from '../../port.ts'
import { readAnswer } from './answer.ts'
import type { ApiAnswer } from './answer.ts'
import { createContact } from './contact.ts'
import type { Contact } from './contact.ts'
import type { Credentials } from '../config/credentials.ts'
import type { ClusterConfig } from '../config/load-config.ts'
import { Link } from './link.ts'
import type { LinkOptions } from './link.ts'
import { abortedError, deadlineError, networkFailure } from './network-error.ts'
import { onAbort } from '../../on-abort.ts'
import { readChunks } from './wire.ts'
import type { HttpExchange, Wire, WireAnswer } from './wire.ts'

/** One request to the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path with query. */
  readonly path: string
  readonly body?: string
  readonly contentType?: string
  readonly accept?: string
  /** Ask for gzip: for answers of many objects from afar. */
  readonly compress?: boolean
  readonly signal?: AbortSignal | undefined
  /** What becomes of it says nothing of the server: it is answered by somebody behind it. */
  readonly aside?: boolean
}

/** An answer without an end: a watch, a log. */
export interface ApiStream {
  readonly chunks: AsyncIterable<Uint8Array>
  close(): void
}

/** What a transport is made with. */
export interface TransportOptions extends LinkOptions {
  /** Sent as User-Agent. */
  readonly userAgent: string
  /** Milliseconds for each request as a whole; 0: no limit; left out: 65 s without a sign of life. */
  readonly requestTimeoutMs?: number | undefined
  readonly clock: Clock
}

// 5 s more than the API server itself takes at most, so that its own answer is what is told.
const SILENCE_MS = 65_000

type Outcome<T> = { readonly value: T } | { readonly error: ClusterError }

/** Takes what it needs from an exchange; `alive` is called at each sign of life. */
type Read<T> = (exchange: HttpExchange, alive: () => void) => Promise<T>

/** A client of one API server. Lives until it is closed. */
export class Transport {
  /** The server's address, for messages. */
  readonly server: string
  readonly contact: Contact
  readonly #options: TransportOptions
  readonly #base: URL
  readonly #basePath: string
  readonly #link: Link
  #answered = false
  #requests = 0

  constructor(config: ClusterConfig, options: TransportOptions) {
    this.#options = options
    this.#link = new Link(config, options)
    this.#base = new URL(config.server)
    this.#basePath = this.#base.pathname.replace(/\/$/, '')
    this.server = `${this.#base.origin}${this.#basePath}`
    this.contact = createContact(
      this.server,
      () => options.clock.now(),
      () => this.#link.silentMs,
    )
  }

  /** How many HTTP requests were sent, repeated ones included. */
  requests(): number {
    return this.#requests
  }

  /** Ends all connections, those that are being made too, and with them what is under way; that is told why. */
  close(why = 'the connection was closed'): void {
    this.#link.close(why)
  }

  /** Aborted when it is closed. */
  get closed(): AbortSignal {
    return this.#link.closing
  }

  /** Begins to connect, so that this overlaps with other work. A failure is told by the first request. */
  warmUp(): void {
    this.#link.connected().catch(() => undefined)
  }

  /** Sends a request and reads its answer; throws a ClusterError for any that says no. */
  request(request: ApiRequest): Promise<ApiAnswer> {
    return this.#refreshed(request, async (exchange, alive) => {
      return this.#read(await exchange.answer, request, alive)
    })
  }

  /** Sends a request and gives its body as it comes. Deadline and signal end with the headers: the reader closes it. */
  open(request: ApiRequest): Promise<ApiStream> {
    return this.#refreshed(request, async (exchange, alive) => {
      const answer = await exchange.answer
      if (answer.status >= 300) await this.#read(answer, request, alive)
      return { chunks: readChunks(answer), close: () => exchange.cancel(abortedError(describe(request))) }
    })
  }

  #read(answer: WireAnswer, request: ApiRequest, progress: () => void): Promise<ApiAnswer> {
    const { clock } = this.#options
    const asked = { method: request.method, path: pathOf(request), server: this.server }
    return readAnswer(answer, asked, { progress, now: () => clock.wall?.() ?? clock.now() })
  }

  /** Once more with fresh credentials where those that it was sent with were refused. */
  async #refreshed<T>(request: ApiRequest, read: Read<T>): Promise<T> {
    const { generation } = this.#link
    let outcome = await this.#attempt(request, read)
    if ('error' in outcome && outcome.error.status === 401 && this.#link.refreshable) {
      await this.#link.refresh(generation)
      outcome = await this.#attempt(request, read)
      // Another sending would be refused as well.
      if ('error' in outcome && outcome.error.status === 401) throw outcome.error.failing('final')
    }
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }

  #attempt<T>(request: ApiRequest, read: Read<T>): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      let exchange: HttpExchange | undefined
      let settled = false
      const { awaited } = this.#options
      let stopWaiting: () => void = () => undefined
      let over: ReturnType<Contact['begin']> | undefined
      let deadline = NO_DEADLINE
      let stopTelling: () => void = () => undefined
      const settle = (outcome: Outcome<T>): void => {
        settled = true
        over ??= this.#begin(request)
        over('value' in outcome ? undefined : outcome.error)
        deadline.clear()
        stopWaiting()
        stopTelling()
        resolve(outcome)
      }
      const cancel = (error: ClusterError): void => {
        exchange?.cancel(error)
        settle(this.#failed(error, exchange !== undefined))
      }
      const giveUp = (): void => {
        if (!settled) cancel(this.#givenUp(request))
      }
      const forget = [request.signal, this.#link.closing].map((signal) => onAbort(signal, giveUp))
      stopWaiting = () => {
        for (const stop of forget) stop()
      }
      if (settled) return stopWaiting()
      const run = async (): Promise<void> => {
        const { wire, credentials } = await this.#link.connected()
        if (settled) return
        const asked = describe(request)
        // A plugin that asks somebody for a password, or a proxy, is not the server's silence.
        over = this.#begin(request)
        deadline = this.#deadline((ms) => cancel(deadlineError(asked, this.server, ms)))
        exchange = this.#send(wire, credentials, request)
        if (!this.#answered && request.aside !== true)
          stopTelling = awaited.begin(`${this.server} has not answered ${asked}`, { quiet: true })
        const value = await read(exchange, deadline.alive)
        this.#answered = true
        settle({ value })
      }
      run().catch((cause: unknown) => settle(this.#failed(cause, exchange !== undefined)))
    })
  }

  /** Notes that a request is under way; call what it gives with what came of it. */
  #begin(request: ApiRequest): ReturnType<Contact['begin']> {
    return request.aside === true ? () => undefined : this.contact.begin(describe(request))
  }

  #givenUp(request: ApiRequest): ClusterError {
    const { aborted, reason } = this.#link.closing
    return aborted ? new ClusterError(String(reason), { reason: 'Aborted' }) : abortedError(describe(request))
  }

  #send(wire: Wire, credentials: Credentials, request: ApiRequest): HttpExchange {
    this.#requests++
    return wire.send({
      method: request.method,
      path: this.#basePath + request.path,
      headers: {
        accept: request.accept ?? 'application/json',
        'user-agent': this.#options.userAgent,
        ...credentials.headers,
        ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
        ...(request.compress === true && !isLoopback(this.#base) ? { 'accept-encoding': 'gzip' } : {}),
      },
      body: request.body,
    })
  }

  #failed(cause: unknown, sent: boolean): { readonly error: ClusterError } {
    const { error, failure } = networkFailure(cause, this.server)
    if (error.failure === 'answered') {
      this.#answered = true
      return { error }
    }
    const answered = error.reason === 'BadAnswer' && error.status !== undefined
    return { error: error.failing(answered ? 'answered' : sent ? failure : unsent(failure)) }
  }

  #deadline(expire: (ms: number) => void): typeof NO_DEADLINE {
    const limit = this.#options.requestTimeoutMs
    if (limit === 0) return NO_DEADLINE
    const timer = setTimeout(() => expire(limit ?? SILENCE_MS), limit ?? SILENCE_MS)
    return { alive: limit === undefined ? () => timer.refresh() : () => undefined, clear: () => clearTimeout(timer) }
  }
}

/** What a failure is when the request has not even gone out. */
function unsent(failure: RequestFailure): RequestFailure {
  if (failure === 'broken') return 'unsent'
  return failure === 'gave-up' ? 'final' : failure
}

const NO_DEADLINE = { alive: (): void => undefined, clear: (): void => undefined }

function describe(request: ApiRequest): string {
  return `${request.method} ${pathOf(request)}`
}

function pathOf(request: ApiRequest): string {
  return request.path.split('?')[0] ?? ''
}

function isLoopback(server: URL): boolean {
  return server.hostname === 'localhost' || server.hostname === '[::1]' || server.hostname.startsWith('127.')
}
