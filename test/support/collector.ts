// A collector of traces on loopback: takes OTLP over HTTP, keeps what it was sent. Judges nothing.
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SyncEvent } from '../../src/sync/events.ts'

/** A span as it was sent, with its times in milliseconds since 1970 and its attributes as a record. */
export interface SentSpan {
  readonly traceId: string
  readonly id: string
  readonly parentId: string | undefined
  readonly name: string
  readonly start: number
  readonly end: number
  readonly error: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
}

/** A request as it came. */
export interface SentRequest {
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A running collector. */
export interface Collector {
  readonly url: string
  readonly requests: readonly SentRequest[]
  /** All spans that were sent as JSON. */
  spans(): readonly SentSpan[]
  /** What they were said to come from. */
  resource(): Readonly<Record<string, unknown>>
  close(): void
}

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[]
  }[]
}

interface RawSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly status: { readonly code: number; readonly message?: string }
  readonly attributes: readonly Attribute[]
}

/** Starts one. */
export async function startCollector(): Promise<Collector> {
  const requests: SentRequest[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      requests.push({ path: request.url, headers: request.headers, body: Buffer.concat(parts) })
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sent = () => requests.flatMap(({ body }) => (JSON.parse(body.toString()) as Sent).resourceSpans)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans: () => sent().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(spanOf))),
    resource: () => recordOf(sent()[0]?.resource.attributes ?? []),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function spanOf(raw: RawSpan): SentSpan {
  const { traceId, spanId: id, parentSpanId: parentId, name, status, attributes } = raw
  const time = (nanos: string): number => Number(BigInt(nanos) / 1_000_000n)
  return {
    traceId,
    id,
    parentId,
    name,
    start: time(raw.startTimeUnixNano),
    end: time(raw.endTimeUnixNano),
    error: status.code === 2 ? (status.message ?? '') : undefined,
    attributes: recordOf(attributes),
  }
}

function recordOf(attributes: readonly Attribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

/** Spans as a tree in text, in the order of time: `PreSync wave 0 100-4200 ! Job shop/migrate failed`; times from the first one. */
export function spanTree(spans: readonly SentSpan[]): readonly string[] {
  const first = Math.min(...spans.map(({ start }) => start))
  const ids = new Set(spans.map(({ id }) => id))
  const below = (parent: string | undefined, depth: number): readonly string[] =>
    spans
      .filter(({ parentId }) => (parent === undefined ? !ids.has(parentId ?? '') : parentId === parent))
      .toSorted((a, b) => a.start - b.start || b.end - a.end)
      .flatMap(({ id, name, start, end, error }) => [
        `${'  '.repeat(depth)}${name} ${start - first}-${end - first}${error === undefined ? '' : ` ! ${error}`}`,
        ...below(id, depth + 1),
      ])
  return below(undefined, 0)
}

/** When each task began and ended, by its spans: `ConfigMap settings: 1700000000000-1700000000000`. */
export function taskTimes(spans: readonly SentSpan[]): readonly string[] {
  return spans
    .filter(({ attributes }) => 'hooksync.resource.name' in attributes)
    .map(({ attributes: { 'hooksync.resource.kind': kind, 'hooksync.resource.name': name }, start, end }) => {
      return `${String(kind)} ${String(name)}: ${start}-${end}`
    })
    .toSorted()
}

/** The same by the events of the run: from the first that names the task to the one that ends it. */
export function eventTimes(events: readonly SyncEvent[]): readonly string[] {
  const ends = events.filter((event) => event.type === 'task-completed')
  return ends
    .map(({ task, key, at }) => {
      const tells = (event: SyncEvent): boolean =>
        ('task' in event && event.task === task && event.type !== 'log-line') ||
        (event.type === 'waiting' && event.blockers.some((blocker) => blocker.task === task))
      return `${key.kind} ${key.name}: ${events.find(tells)?.at ?? 0}-${at}`
    })
    .toSorted()
}
